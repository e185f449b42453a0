"""The rollout keeps resets out of the data, whichever way a vector environment resets."""

from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.vector import AutoresetMode, SyncVectorEnv
from numpy.typing import NDArray

from rlcourse.environments import vector


class Counting(gym.Env[NDArray[np.float32], np.int64]):
    """Observation: [episode, step in it]; reward 1 + the step; ends after ``length`` steps, by the step limit in odd episodes."""

    def __init__(self, length: int) -> None:
        self.observation_space = gym.spaces.Box(0.0, 1000.0, (2,))
        self.action_space = gym.spaces.Discrete(2)
        self.length, self.episode, self.number = length, -1, 0

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[NDArray[np.float32], dict[str, Any]]:
        super().reset(seed=seed, options=options)
        self.episode, self.number = self.episode + 1, 0
        return np.array([self.episode, 0], dtype=np.float32), {}

    def step(self, action: np.int64) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:  # noqa: ARG002
        self.number += 1
        done, odd = self.number == self.length, self.episode % 2 == 1
        return np.array([self.episode, self.number], dtype=np.float32), 1.0 + self.number, done and not odd, done and odd, {}


class FromFive(gym.Env[NDArray[np.float32], np.int64]):
    """One step; its actions are 5, 6 and 7, and action 6 pays."""

    def __init__(self) -> None:
        self.observation_space = gym.spaces.Box(0.0, 1.0, (1,))
        self.action_space = gym.spaces.Discrete(3, start=5)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[NDArray[np.float32], dict[str, Any]]:
        super().reset(seed=seed, options=options)
        return np.ones(1, dtype=np.float32), {}

    def step(self, action: np.int64) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        assert self.action_space.contains(action)
        return np.ones(1, dtype=np.float32), float(action == 6), True, False, {}


def counting_envs(lengths: list[int], mode: AutoresetMode) -> SyncVectorEnv:
    return SyncVectorEnv([lambda length=length: Counting(length) for length in lengths], autoreset_mode=mode)


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_every_kept_row_is_a_transition_of_one_episode(mode: AutoresetMode) -> None:
    rollout = vector.Rollout(counting_envs([1, 2, 5], mode), seed=0)
    kept = 0
    for _ in range(40):
        step = rollout.step(np.zeros(3, dtype=np.int64)).kept()
        kept += len(step.rewards)
        assert np.array_equal(step.observations[:, 0], step.next_observations[:, 0])  # never from one episode into the next
        assert np.array_equal(step.observations[:, 1] + 1, step.next_observations[:, 1])
        assert np.array_equal(step.rewards, 1 + step.next_observations[:, 1])
        odd = step.observations[:, 0] % 2 == 1
        assert not (step.terminated & odd).any()
        assert not (step.truncated & ~odd).any()
        assert step.valid.all()
    assert kept == rollout.n_steps


def test_next_step_mode_loses_the_resets_and_nothing_else() -> None:
    rollout = vector.Rollout(counting_envs([2, 3], AutoresetMode.NEXT_STEP), seed=0)
    valid = np.array([rollout.step(np.zeros(2, dtype=np.int64)).valid for _ in range(12)])
    assert valid[:, 0].tolist() == [True, True, False] * 4
    assert valid[:, 1].tolist() == [True, True, True, False] * 3
    assert rollout.n_steps == 8 + 9


def test_same_step_mode_keeps_all_rows() -> None:
    rollout = vector.Rollout(counting_envs([2, 3], AutoresetMode.SAME_STEP), seed=0)
    assert all(rollout.step(np.zeros(2, dtype=np.int64)).valid.all() for _ in range(12))
    assert rollout.n_steps == 24


@pytest.mark.parametrize("mode", [AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP])
def test_episodes_are_booked_with_their_returns(mode: AutoresetMode) -> None:
    rollout = vector.Rollout(counting_envs([2, 3], mode), seed=0)
    ended: list[float] = []
    for _ in range(6):
        step = rollout.step(np.zeros(2, dtype=np.int64))
        ended += step.returns[step.terminated | step.truncated].tolist()
    episodes = rollout.episodes()
    expected = [5.0, 9.0, 5.0] if mode == AutoresetMode.NEXT_STEP else [5.0, 9.0, 5.0, 5.0, 9.0]
    assert episodes.returns.tolist() == ended == expected
    assert episodes.lengths.tolist() == [2 if value == 5.0 else 3 for value in expected]
    assert (np.diff(episodes.ended_at) >= 0).all()


def test_cartpole_in_vector_form_equals_single_environments() -> None:
    """What the vectorised CartPole does inside an episode is what the plain one does from the same state."""
    rollout = vector.Rollout(vector.make("CartPole-v1", 6), seed=3)
    rng = np.random.default_rng(0)
    single: Any = gym.make("CartPole-v1").unwrapped
    n_resets = 0
    for _ in range(120):
        step = rollout.step(rng.integers(2, size=6))
        n_resets += int((~step.valid).sum())
        step = step.kept()
        for row in range(len(step.rewards)):
            single.reset()
            single.state = step.observations[row].astype(np.float64)
            observation, reward, terminated, _, _ = single.step(int(step.actions[row]))
            assert np.allclose(observation, step.next_observations[row], atol=1e-5)
            assert (reward, terminated) == (step.rewards[row], step.terminated[row])
    assert n_resets > 10


def test_cartpole_is_truncated_not_terminated_at_its_limit() -> None:
    rollout = vector.Rollout(vector.make("CartPole-v1", 2, max_episode_steps=5), seed=0)
    steps = [rollout.step(np.array([number % 2] * 2)) for number in range(6)]
    assert steps[4].truncated.all()
    assert not steps[4].terminated.any()
    assert not steps[5].valid.any()


def test_a_rollout_repeats_with_its_seed() -> None:
    first, second = (vector.Rollout(vector.make("CartPole-v1", 3), seed=5) for _ in range(2))
    for _ in range(60):
        actions = np.array([0, 1, 1])
        assert np.array_equal(first.step(actions).next_observations, second.step(actions).next_observations)


def test_an_environment_that_does_not_reset_is_refused() -> None:
    with pytest.raises(ValueError, match="DISABLED"):
        vector.Rollout(counting_envs([2], AutoresetMode.DISABLED), seed=0)


def test_no_environment_is_refused() -> None:
    with pytest.raises(ValueError, match="n_envs is 0"):
        vector.make("CartPole-v1", 0)


@pytest.mark.parametrize("env_id", ["LunarLander-v3", "CartPole-v1", "Acrobot-v1"])
def test_neighbouring_seeds_share_no_environment(env_id: str) -> None:
    """As many copies as trainings (4) and evaluations (20) have: the first observations of all of them differ."""
    n_envs = 20
    starts = [vector.Rollout(vector.make(env_id, n_envs), seed=seed).observations for seed in (100, 101, 102, 1_000_100)]
    assert len(np.unique(np.concatenate(starts), axis=0)) == 4 * n_envs


def test_fewer_copies_are_the_first_of_more() -> None:
    four, twenty = (vector.Rollout(vector.make("Acrobot-v1", n_envs), seed=7).observations for n_envs in (4, 20))
    assert np.array_equal(four, twenty[:4])


def test_actions_are_counted_from_0_whatever_the_environment_begins_with() -> None:
    rollout = vector.Rollout(SyncVectorEnv([FromFive] * 3), seed=0)
    assert rollout.step(np.array([0, 1, 2])).rewards.tolist() == [0.0, 1.0, 0.0]


def test_an_endless_episode_is_given_up() -> None:
    rollout = vector.Rollout(counting_envs([50, 3], AutoresetMode.NEXT_STEP), seed=0)
    for _ in range(9):
        rollout.step(np.zeros(2, dtype=np.int64))
        rollout.refuse_endless(10)
    rollout.step(np.zeros(2, dtype=np.int64))
    with pytest.raises(ValueError, match="is not over after 10 steps, expected episodes that end: make the environment with a step limit"):
        rollout.refuse_endless(10)
