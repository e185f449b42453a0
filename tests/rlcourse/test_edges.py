"""All agents in the corners of what they accept: odd observations and actions, tiny rollouts, schedules of no length, a stopped cell."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rlcourse.agents import a2c, dqn, dqn_members, evaluation, networks, reinforce, tabular
from rlcourse.environments import vector
from rlcourse.figures import live
from tests.rlcourse import worlds

ENDLESS = "tests/Endless-v0"
DQN = dqn.Config(
    seed=0,
    total_steps=600,
    hidden=(16,),
    observation_scale=None,
    batch_size=32,
    learning_starts=50,
    epsilon_steps=300,
    evaluate_every=300,
    evaluation_episodes=2,
    stop_at=None,
)
A2C = a2c.Config(seed=0, total_steps=3_000, hidden=(16,), observation_scale=None, evaluate_every=1_000, evaluation_episodes=2, stop_at=None)
REINFORCE = reinforce.Config(
    seed=0, total_steps=3_000, n_envs=8, hidden=(16,), observation_scale=None, evaluate_every=1_000, evaluation_episodes=2, stop_at=None
)


def last_dqn(env_id: str) -> float:
    return dqn.train(replace(DQN, env_id=env_id), show_progress=False).evaluations[-1].mean_return


def last_member(env_id: str) -> float:
    curves = dqn_members.train(replace(DQN, env_id=env_id), 2, show_progress=False)
    return min(curve.evaluations[-1].mean_return for curve in curves)


def last_a2c(env_id: str) -> float:
    return a2c.train(replace(A2C, env_id=env_id), show_progress=False).evaluations[-1].mean_return


def last_reinforce(env_id: str) -> float:
    return min(
        reinforce.train(replace(REINFORCE, env_id=env_id, baseline=baseline), show_progress=False).evaluations[-1].mean_return
        for baseline in ("episodes", "value")
    )


@pytest.mark.parametrize("last", [last_dqn, last_member, last_a2c, last_reinforce])
@pytest.mark.parametrize(("dtype", "start"), [("float32", 7), ("float64", 0), ("uint8", 0), ("int64", 7)])
def test_any_dtype_is_seen_and_any_first_action_is_learned(last: Callable[[str], float], dtype: str, start: int) -> None:
    """The best return is 2, from the last action twice."""
    assert worlds.Odd(dtype, start).reset()[0].dtype == dtype
    assert last(f"tests/Odd-{dtype}-{start}-v0") == 2.0


@pytest.mark.parametrize(
    "settings", [{"n_envs": 1, "rollout_steps": 1}, {"n_envs": 4, "rollout_steps": 1}, {"n_envs": 1, "rollout_steps": 2}]
)
def test_a2c_learns_from_rollouts_of_a_step_and_from_episodes_that_end_together(settings: dict[str, int]) -> None:
    """Every episode has two steps, so that after two steps all rows are resets."""
    config = replace(A2C, env_id="tests/Odd-float32-0-v0", total_steps=1_000, evaluate_every=500)
    result = a2c.train(replace(config, **settings), show_progress=False)
    assert result.evaluations[-1].mean_return == 2.0
    assert all(np.isfinite(update).all() for update in result.updates)


def test_a_step_in_which_all_reset_is_left_out_of_a_rollout() -> None:
    rollout = vector.Rollout(vector.make("tests/Odd-float32-0-v0", 3), seed=0)
    rows = a2c.collect(rollout, lambda observations: np.zeros(len(observations), dtype=np.int64), 5)
    assert rows.valid.all()
    assert rows.observations[:, 0, 0].tolist() == [0, 1, 0, 1, 0]
    assert rows.terminated[:, 0].tolist() == [False, True, False, True, False]


def test_one_advantage_alone_is_not_normalised_away() -> None:
    """Shifted to a mean of 0, it would teach the policy nothing."""
    config = replace(A2C, entropy_weight=0.0)
    actor, critic = a2c.networks_of(config, 2, 3)
    rollout = vector.Rollout(vector.make("tests/Odd-float32-0-v0", 1), seed=0)
    a2c.backward(config, actor, critic, a2c.collect(rollout, lambda observations: np.full(len(observations), 2), 1))
    assert sum(float(parameter.grad.abs().sum()) for parameter in actor.parameters() if parameter.grad is not None) > 0.01


def test_a_schedule_of_no_length_begins_at_its_end() -> None:
    assert [dqn.epsilon_at(step, replace(DQN, epsilon_steps=0)) for step in (0, 1, 100)] == pytest.approx([DQN.epsilon_end] * 3)


@pytest.mark.parametrize("n_step", [1, 3])
def test_learning_from_the_first_step_waits_for_the_first_transition(n_step: int) -> None:
    config = replace(DQN, total_steps=40, learning_starts=0, epsilon_steps=0, n_step=n_step, n_envs=1, evaluate_every=0)
    config = replace(config, env_id="CartPole-v1")
    result = dqn.train(config, show_progress=False)
    assert 40 - n_step < result.n_updates <= 45  # resets are steps, too
    [curve] = dqn_members.train(config, 1, show_progress=False)
    untrained = dqn_members.train(replace(config, total_steps=0), 1, show_progress=False)[0].network
    assert not torch.equal(next(curve.network.parameters()), next(untrained.parameters()))


def test_a_target_network_that_never_moves_is_refused() -> None:
    config = replace(DQN, env_id="CartPole-v1", target_period=0)
    with pytest.raises(ValueError, match="target_period is 0, expected at least 1"):
        dqn.train(config, show_progress=False)
    with pytest.raises(ValueError, match="target_period is 0, expected at least 1"):
        dqn_members.train(config, 2, show_progress=False)


def test_an_endless_world_is_refused_by_whoever_waits_for_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector.Rollout.refuse_endless, "__defaults__", (200,))
    with pytest.raises(ValueError, match=f"an episode of {ENDLESS} is not over after 200 steps"):
        reinforce.train(replace(REINFORCE, env_id=ENDLESS), show_progress=False)
    with pytest.raises(ValueError, match=f"an episode of {ENDLESS} is not over after 300 steps"):
        evaluation.returns_of(lambda seen: np.zeros(len(seen), dtype=np.int64), ENDLESS, seed=0, n_episodes=3, longest_episode=300)
    assert dqn.train(replace(DQN, env_id=ENDLESS, evaluate_every=0), show_progress=False).n_steps == 600  # it needs no end


@pytest.fixture
def stop_after(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Pretend to be in a notebook whose cell is stopped at a vector step; each call is a cell of its own."""
    cells = iter(range(1_000, 2_000))

    def at(n_steps: int) -> None:
        shell = SimpleNamespace(execution_count=next(cells))
        monkeypatch.setattr(live, "get_ipython", lambda: shell)
        left, sound = iter(range(n_steps)), SOUND_STEP

        def step(rollout: vector.Rollout, actions: NDArray[Any]) -> vector.Step:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return sound(rollout, actions)

        monkeypatch.setattr(vector.Rollout, "step", step)

    return at


SOUND_STEP = vector.Rollout.step


def test_agents_that_are_stopped_come_back_with_what_they_have_learned(stop_after: Callable[[int], None]) -> None:
    cartpole = {"env_id": "CartPole-v1", "evaluate_every": 0}
    stop_after(60)
    found = dqn.train(replace(DQN, **cartpole), show_progress=False)
    assert 200 < found.n_steps <= 240
    assert found.n_updates > 40
    stop_after(60)
    curves = dqn_members.train(replace(DQN, **cartpole), 2, show_progress=False)
    assert all(50 < curve.ended_at[-1] <= 240 for curve in curves)
    stop_after(60)
    actor_critic = a2c.train(replace(A2C, **cartpole), show_progress=False)
    assert len(actor_critic.updates) == 7
    assert actor_critic.n_steps > 800
    stop_after(250)
    policy = reinforce.train(replace(REINFORCE, **cartpole), show_progress=False)
    assert 0 < policy.n_updates < 30
    assert len(policy.returns) == len(policy.ended_at) == 8 * policy.n_updates
    assert networks.greedy_policy(policy.network)(np.zeros((1, 4))).shape == (1,)


def test_a_table_that_is_stopped_has_its_finished_episodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "get_ipython", lambda: SimpleNamespace(execution_count=2_000))

    class Stopped(gym.Wrapper[Any, Any, Any, Any]):
        left = 500

        def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
            self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt
            return super().step(action)

    learned = tabular.learn(Stopped(gym.make("FrozenLake-v1")), "q_learning", 10_000, seed=0, epsilon=1.0)
    assert 0 < len(learned.returns) == len(learned.lengths) < 200
    assert learned.lengths.sum() <= 500
