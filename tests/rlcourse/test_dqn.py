"""The fast DQN: its pieces exactly, and short runs of both trainers."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from rlcourse import stopwatch
from rlcourse.agents import dqn, dqn_members, evaluation, networks
from rlcourse.agents.buffers import Batch

SHORT = dqn.Config(seed=0, hidden=(16,), total_steps=900, learning_starts=100, batch_size=32, evaluate_every=300, evaluation_episodes=4)


def test_only_termination_cuts_the_bootstrap() -> None:
    network = nn.Linear(1, 2)
    with torch.no_grad():
        network.weight.copy_(torch.tensor([[1.0], [-1.0]]))
        network.bias.zero_()
    following = torch.tensor([[3.0], [-4.0], [5.0]])
    terminated = torch.tensor([0.0, 0.0, 1.0])
    batch = Batch(following, torch.zeros(3, dtype=torch.int64), torch.tensor([1.0, 2.0, 3.0]), following, terminated, torch.ones(3))
    targets = dqn.td_targets(network, batch, 0.5)
    assert targets.tolist() == [2.5, 4.0, 3.0]
    assert not targets.requires_grad
    joined = batch._replace(n_rewards=torch.tensor([2.0, 3.0, 2.0]))
    assert dqn.td_targets(network, joined, 0.5).tolist() == [1.75, 2.5, 3.0]


def test_double_dqn_takes_the_value_of_the_action_that_the_other_network_chooses() -> None:
    network, chooser = nn.Linear(1, 3), nn.Linear(1, 3)
    with torch.no_grad():
        for layer, values in ((network, [1.0, 5.0, 3.0]), (chooser, [0.0, -1.0, 2.0])):
            layer.weight.zero_()
            layer.bias.copy_(torch.tensor(values))
    batch = Batch(torch.zeros(2, 1), torch.zeros(2, dtype=torch.int64), torch.zeros(2), torch.zeros(2, 1), torch.zeros(2), torch.ones(2))
    assert dqn.td_targets(network, batch, 1.0).tolist() == [5.0, 5.0]
    assert dqn.td_targets(network, batch, 1.0, chooser=chooser).tolist() == [3.0, 3.0]


def test_the_target_network_moves_by_its_rate() -> None:
    slow, fast = torch.tensor([0.0, 4.0]), torch.tensor([1.0, 0.0])
    dqn.move_target([(slow, fast)], 0.25)
    assert slow.tolist() == [0.25, 3.0]
    dqn.move_target([(slow, fast)], 1.0)
    assert slow.tolist() == [1.0, 0.0]


def test_the_target_network_stays_between_its_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    rates: list[float] = []

    def note(_pairs: object, rate: float) -> None:
        rates.append(rate)

    monkeypatch.setattr(dqn, "move_target", note)
    result = dqn.train(replace(SHORT, target_rate=1.0, target_period=7, evaluate_every=0), show_progress=False)
    assert rates == [1.0] * (result.n_updates // 7)
    rates.clear()
    dqn_members.train(replace(SHORT, target_rate=1.0, target_period=7, evaluate_every=0), 2, show_progress=False)
    assert 25 < len(rates) < 33


def test_every_variant_learns() -> None:
    config = replace(SHORT, hidden=(64, 64), total_steps=2_500, epsilon_steps=1_500, evaluate_every=0)
    for changes in ({"double": True}, {"dueling": True}, {"n_step": 3, "reward_scale": 0.1}, {"target_rate": 1.0, "target_period": 20}):
        result = dqn.train(replace(config, **changes), show_progress=False)
        returns = result.episodes.returns
        assert returns[-5:].mean() > 2 * returns[:20].mean(), changes


def test_confirmation_takes_other_episodes_before_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def pretend(_policy: evaluation.Policy, _env_id: str, *, seed: int, n_episodes: int) -> NDArray[np.float64]:
        asked.append((seed, n_episodes))
        return np.full(n_episodes, 100.0 if n_episodes == 4 or len(asked) > 2 else 10.0)

    monkeypatch.setattr(evaluation, "returns_of", pretend)
    result = dqn.train(replace(SHORT, stop_at=90.0, confirmation_episodes=30), show_progress=False)
    assert asked == [(1_000_000, 4), (2_000_000, 30)] * 2
    assert len(result.evaluations) == 2


def test_epsilon_falls_on_a_line() -> None:
    config = replace(SHORT, epsilon_start=1.0, epsilon_end=0.2, epsilon_steps=100)
    assert [round(dqn.epsilon_at(step, config), 6) for step in (0, 50, 100, 1000)] == [1.0, 0.6, 0.2, 0.2]


def test_exploration_replaces_actions_at_its_rate() -> None:
    rng = np.random.default_rng(0)
    actions = np.array([dqn.explore(np.full(10, 4), 5, 0.5, rng) for _ in range(400)])
    assert abs((actions != 4).mean() - 0.5 * 4 / 5) < 0.04
    assert set(actions.ravel().tolist()) == {0, 1, 2, 3, 4}
    assert dqn.explore(np.full(10, 4), 5, 0.0, rng).tolist() == [4] * 10


def test_a_run_keeps_its_books_and_repeats_with_its_seed() -> None:
    seen: list[dqn.Evaluation] = []
    inside: list[tuple[int, nn.Sequential]] = []
    first = dqn.train(
        SHORT, show_progress=False, on_evaluation=seen.append, look_inside=lambda n_steps, network: inside.append((n_steps, network))
    )
    second = dqn.train(SHORT, show_progress=False)
    assert first.n_steps >= SHORT.total_steps
    assert first.episodes.lengths.sum() <= first.n_steps
    assert np.array_equal(first.episodes.returns, first.episodes.lengths)  # a reward of 1 for each step
    assert seen == first.evaluations
    assert len(seen) == 3
    assert [(n_steps, network is first.network) for n_steps, network in inside] == [(found.n_steps, True) for found in seen]
    assert 180 < first.n_updates < 230  # one for each vector step of four environments, once learning has started
    assert set(first.seconds) == {"act", "step the environments", "store and sample", "update", "evaluate"}
    for a, b in zip(first.network.parameters(), second.network.parameters(), strict=True):
        assert torch.equal(a, b)


def test_it_stops_when_it_is_good_enough() -> None:
    result = dqn.train(replace(SHORT, stop_at=1.0), show_progress=False)
    assert len(result.evaluations) == 1
    assert result.n_steps < 310


def test_it_solves_cartpole() -> None:
    result = dqn.train(dqn.Config(seed=322), show_progress=False)  # one of the quick ones: 3 of 40 seeds take ten times as long
    returns = evaluation.returns_of(networks.greedy_policy(result.network), "CartPole-v1", seed=9)
    assert returns.mean() >= 475


def test_continuous_actions_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a vector and Discrete"):
        dqn.train(replace(SHORT, env_id="Pendulum-v1", observation_scale=None), show_progress=False)


def test_members_learn_side_by_side() -> None:
    config = replace(SHORT, hidden=(64, 64), batch_size=64, total_steps=3_600, epsilon_steps=1_500)
    curves = dqn_members.train(config, 3, show_progress=False)
    assert len(curves) == 3
    for curve in curves:
        assert (np.diff(curve.ended_at) >= 0).all()
        assert curve.returns.sum() <= curve.ended_at[-1]
        assert curve.returns[-8:].mean() > 2 * curve.returns[:20].mean()
        assert [at // 300 for at, _ in curve.evaluations] == list(range(1, 13))

    def side_by_side(observations: NDArray[np.float32]) -> NDArray[np.int64]:
        policies = [networks.greedy_policy(curve.network) for curve in curves]
        return np.concatenate([policy(rows) for policy, rows in zip(policies, np.split(observations, 3), strict=True)])

    # A group's products round otherwise than one network's, which may turn an action where two values nearly agree: hence the room below.
    seed, n_episodes = config.seed + dqn.EVALUATION_SEED_OFFSET, 3 * config.evaluation_episodes
    each = evaluation.returns_of(side_by_side, config.env_id, seed=seed, n_episodes=n_episodes).reshape(3, -1).mean(axis=1)
    assert [curve.evaluations[-1].mean_return for curve in curves] == pytest.approx(each, rel=0.02)
    assert not np.array_equal(curves[0].returns, curves[1].returns)
    with pytest.raises(ValueError, match="dueling"):
        dqn_members.train(replace(config, dueling=True), 2, show_progress=False)


def test_each_member_is_clipped_alone() -> None:
    members = networks.Members(2, 1, (), 1)
    [weight], [bias] = members.weights, members.biases
    weight.grad, bias.grad = torch.tensor([[[3.0]], [[0.3]]]), torch.tensor([[[4.0]], [[0.4]]])
    dqn_members.clip_gradients(members, 1.0)
    assert torch.allclose(weight.grad.flatten(), torch.tensor([0.6, 0.3]), atol=1e-4)
    assert torch.allclose(bias.grad.flatten(), torch.tensor([0.8, 0.4]), atol=1e-4)


def test_the_stopwatch_adds_up_and_prints() -> None:
    watch = stopwatch.Stopwatch()
    for _ in range(3):
        with watch("work"):
            sum(range(20_000))
    assert watch.seconds["work"] > 0
    text = stopwatch.table({"slow": {"act": 2e-6, "learn": 4e-6}, "fast": {"act": 1e-6}}, per={"slow": 2, "fast": 1}, unit="us")
    assert [line.split() for line in text.splitlines()] == [
        ["us", "slow", "fast"],
        ["act", "1.0", "1.0"],
        ["learn", "2.0", "0.0"],
        ["sum", "3.0", "1.0"],
    ]
    with pytest.raises(ValueError, match="expected a positive number"):
        stopwatch.table({"slow": {}}, per={"slow": 0}, unit="us")
