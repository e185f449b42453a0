"""The probe environments: their exact answers, and that they tell sound agents from broken ones, each what it is meant to find."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
import torch
from gymnasium.utils.env_checker import check_env
from numpy.typing import NDArray

from rlcourse.agents import a2c, dqn, networks, reinforce, tabular
from rlcourse.agents.buffers import Batch
from rlcourse.environments import probes, tables, vector

MAKERS: dict[str, Callable[[], probes.Probe]] = {
    "Value": probes.value,
    "Discount": probes.discount,
    "Policy": probes.policy,
    "Credit": probes.credit,
    "Noise": probes.noise,
}
GAMMA = 0.9
TOLERANCE = 0.15
"""Of a value: several times what sound agents of eight seeds were off (0.02, with noise 0.1), less than what broken ones are."""
DQN = dqn.Config(
    seed=1,
    total_steps=2_000,
    hidden=(32,),
    observation_scale=None,
    gamma=GAMMA,
    learning_starts=100,
    target_rate=0.1,
    judge_average=True,
    epsilon_end=0.2,
    epsilon_steps=1_000,
    evaluate_every=0,
)
A2C = a2c.Config(
    seed=1, total_steps=12_000, observation_scale=None, gamma=GAMMA, actor_learning_rate=3e-3, critic_learning_rate=3e-3, evaluate_every=0
)
REINFORCE = reinforce.Config(
    seed=1, total_steps=6_000, hidden=(32,), observation_scale=None, gamma=GAMMA, baseline="episodes", evaluate_every=0
)


def exact_q(name: str, gamma: float = GAMMA) -> NDArray[np.float64]:
    return tabular.value_iteration(tables.model_of(MAKERS[name]().world), gamma)


@pytest.mark.parametrize("name", MAKERS)
def test_they_are_environments_by_the_book(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(gym.make(f"probes/{name}-v0").unwrapped)
    envs = vector.make(f"probes/{name}-v0", 3)
    assert vector.sizes_of(envs) == (MAKERS[name]().features.shape[1], 2)


def test_the_answers_are_those_of_the_docstrings() -> None:
    g = 0.95
    expected = {
        "Value": [[1, 1]],
        "Discount": [[g**2] * 2, [g] * 2, [1, 1]],
        "Policy": [[1, -1], [-1, 1]],
        "Credit": [[0.5, g**3], *[[0, 0]] * 3, [g**2] * 2, [g] * 2, [1, 1]],
        "Noise": [[0.3, 0.5]],
    }
    for name, answer in expected.items():
        np.testing.assert_allclose(exact_q(name, g), answer, atol=1e-12)
    assert 0.793**3 < 0.5 < 0.795**3


@pytest.mark.parametrize("name", MAKERS)
def test_what_is_seen_is_what_the_table_does(name: str) -> None:
    """Random episodes through Gymnasium: observations tell all states apart, and mean rewards are those of the table."""
    probe = MAKERS[name]()
    model = tables.model_of(probe.world)
    assert len(np.unique(probe.features, axis=0)) == len(probe.features)
    rng = np.random.default_rng(0)
    sums, counts = np.zeros_like(model.reward), np.zeros_like(model.reward)
    for episode in range(400):
        observation, ended = probe.reset(seed=episode)[0], False
        while not ended:
            [state] = np.flatnonzero((probe.features == observation).all(axis=1))
            action = rng.integers(2)
            observation, reward, ended, truncated, _ = probe.step(action)
            assert not truncated
            sums[state, action] += reward
            counts[state, action] += 1
    assert counts.min() > 50
    np.testing.assert_allclose(sums / counts, model.reward, atol=0.3 if name == "Noise" else 1e-6)


def test_wrong_features_are_refused() -> None:
    way: list[tuple[float, int, float, bool]] = [(1.0, 0, 1.0, True)]
    for bad, message in (([[1.0], [0.0]], r"expected \[1, n_features\]"), ([1.0], "a row for each state"), ([[2.0]], "from -1 to 1")):
        with pytest.raises(ValueError, match=message):
            probes.Probe({0: {0: way}}, bad)


def q_error(config: dqn.Config, name: str) -> float:
    """The largest error of DQN's action values, over all states and actions."""
    network = dqn.train(replace(config, env_id=f"probes/{name}-v0"), show_progress=False).network
    return float(np.abs(networks.outputs_of(network)(MAKERS[name]().features) - exact_q(name)).max())


def a2c_answers(config: a2c.Config, name: str) -> tuple[float, float]:
    """The critic's error at the start against the exact value of the actor's policy, and the chance of its best action there."""
    probe = MAKERS[name]()
    result = a2c.train(replace(config, env_id=f"probes/{name}-v0"), show_progress=False)
    model, policy = tables.model_of(probe.world), chances(result.actor, probe)
    starts = model.start > 0
    error = networks.outputs_of(result.critic)(probe.features)[:, 0] - tabular.policy_evaluation(model, policy, GAMMA)
    best = policy[np.arange(len(policy)), exact_q(name).argmax(axis=1)]
    return float(np.abs(error[starts]).max()), float(best[starts].min())


def chances(network: torch.nn.Sequential, probe: probes.Probe) -> NDArray[np.float64]:
    """What a policy network does in each state, shape [S, A]."""
    with torch.no_grad():
        return network(torch.from_numpy(probe.features)).double().softmax(dim=1).numpy()


@pytest.mark.parametrize("name", MAKERS)
def test_dqn_answers(name: str) -> None:
    assert q_error(DQN, name) < TOLERANCE


@pytest.mark.parametrize("name", MAKERS)
def test_a2c_answers(name: str) -> None:
    error, best = a2c_answers(A2C, name)
    assert error < TOLERANCE
    assert best > 0.9 or name in ("Value", "Discount")  # where both actions are alike


@pytest.mark.parametrize("name", ["Policy", "Credit", "Noise"])
def test_reinforce_answers(name: str) -> None:
    network = reinforce.train(replace(REINFORCE, env_id=f"probes/{name}-v0"), show_progress=False).network
    assert chances(network, MAKERS[name]())[0, exact_q(name)[0].argmax()] > 0.9


def test_value_finds_a_terminal_state_that_bootstraps(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = dqn.td_targets

    def broken(target_network: torch.nn.Module, batch: Batch, gamma: float, **options: Any) -> torch.Tensor:
        return sound(target_network, batch._replace(terminated=torch.zeros_like(batch.terminated)), gamma, **options)

    monkeypatch.setattr(dqn, "td_targets", broken)
    assert q_error(DQN, "Value") > 1


def test_discount_finds_a_target_without_discount() -> None:
    broken = replace(DQN, gamma=1.0)
    assert q_error(broken, "Value") < TOLERANCE
    assert q_error(broken, "Discount") > TOLERANCE  # 1 where 0.81 is right


def test_policy_finds_a_wrong_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = a2c.losses

    def broken(*arguments: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        policy_loss, value_loss, entropy = sound(*arguments)
        return -policy_loss, value_loss, entropy

    monkeypatch.setattr(a2c, "losses", broken)
    assert a2c_answers(A2C, "Value")[0] < TOLERANCE
    assert a2c_answers(A2C, "Discount")[0] < TOLERANCE
    assert a2c_answers(A2C, "Policy")[1] < 0.1


def test_credit_finds_actions_that_are_weighted_with_their_own_reward_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(batch: reinforce.Batch, *_others: object) -> NDArray[np.float32]:
        return batch.rewards

    monkeypatch.setattr(reinforce, "returns_to_go", broken)
    for name, wins in (("Policy", True), ("Credit", False)):
        network = reinforce.train(replace(REINFORCE, env_id=f"probes/{name}-v0"), show_progress=False).network
        chance = chances(network, MAKERS[name]())[0, exact_q(name)[0].argmax()]
        assert (chance > 0.9) == wins
        assert (chance < 0.1) != wins


def test_noise_finds_clipped_rewards(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = dqn.td_targets

    def broken(target_network: torch.nn.Module, batch: Batch, gamma: float, **options: Any) -> torch.Tensor:
        return sound(target_network, batch._replace(rewards=batch.rewards.clamp(-1, 1)), gamma, **options)

    monkeypatch.setattr(dqn, "td_targets", broken)
    assert q_error(DQN, "Policy") < TOLERANCE
    assert q_error(DQN, "Credit") < TOLERANCE
    assert q_error(DQN, "Noise") > TOLERANCE  # 0.25 where 0.5 is right
