"""The vectorised Pendulum gives Gymnasium's numbers, step for step."""

from typing import Any

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.environments import pendulum, vector


def test_each_step_is_gymnasiums() -> None:
    n = 5
    mine = pendulum.VectorPendulum(n)
    theirs: list[Any] = [gym.make("Pendulum-v1").unwrapped for _ in range(n)]
    rng = np.random.default_rng(1)
    mine.reset(seed=3)
    for env in theirs:
        env.reset(seed=0)
    for number in range(400):
        mine.state = np.stack((rng.uniform(-20, 20, size=n), rng.uniform(-8, 8, size=n)), axis=1) if number % 7 == 0 else mine.state
        torques = rng.uniform(-3, 3, size=(n, 1)).astype(np.float32)
        before = mine.state.copy()
        observations, rewards, terminated, truncated, _ = mine.step(torques)
        if number in (200, 401):  # a reset: the copy of Gymnasium has none
            assert (rewards == 0).all()
            continue
        assert not terminated.any()
        assert truncated.all() == (number == 199)
        for row, env in enumerate(theirs):
            env.state = before[row]
            seen, reward, _, _, _ = env.step(torques[row])
            np.testing.assert_allclose(mine.state[row], env.state, rtol=1e-12, atol=1e-12)
            np.testing.assert_allclose(observations[row], seen, rtol=0, atol=1e-6)
            np.testing.assert_allclose(rewards[row], reward, rtol=1e-6, atol=1e-9)


def test_a_whole_episode_is_gymnasiums() -> None:
    mine, theirs = pendulum.VectorPendulum(1), gym.make("Pendulum-v1")
    observations, _ = mine.reset(seed=7)
    seen, _ = theirs.reset(seed=7)  # one copy draws as Gymnasium's single environment does
    np.testing.assert_allclose(observations[0], seen, atol=1e-7)
    rng = np.random.default_rng(2)
    for number in range(200):
        torque = rng.uniform(-2, 2, size=1).astype(np.float32)
        observations, rewards, _, truncated, _ = mine.step(torque[None])
        seen, reward, _, over, _ = theirs.step(torque)
        np.testing.assert_allclose(observations[0], seen, atol=1e-5)
        np.testing.assert_allclose(rewards[0], float(reward), rtol=1e-5, atol=1e-8)
        assert bool(truncated[0]) is over is (number == 199)


def test_the_rollout_takes_it_and_marks_resets() -> None:
    envs = vector.make(pendulum.ENV_ID, 3)
    assert isinstance(envs.unwrapped, pendulum.VectorPendulum)
    rollout = vector.Rollout(envs, seed=1)
    valid = [rollout.step(np.zeros((3, 1), dtype=np.float32)).valid.all() for _ in range(402)]
    assert [number for number, real in enumerate(valid) if not real] == [200, 401]
    assert rollout.episodes().lengths.tolist() == [200] * 6
    again = vector.Rollout(vector.make(pendulum.ENV_ID, 3), seed=1)
    for _ in range(201):
        again.step(np.zeros((3, 1), dtype=np.float32))
    np.testing.assert_array_equal(again.episodes().returns, rollout.episodes().returns[:3])


def test_a_single_one_is_gymnasiums_own() -> None:
    env = gym.make(pendulum.ENV_ID)
    assert type(env.unwrapped) is type(gym.make("Pendulum-v1").unwrapped)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="num_envs is 0"):
        pendulum.VectorPendulum(0)
    with pytest.raises(ValueError, match="max_episode_steps is 0"):
        pendulum.VectorPendulum(1, 0)
    envs = pendulum.VectorPendulum(2)
    envs.reset(seed=0)
    with pytest.raises(ValueError, match=r"the shape \(2,\), expected \(2, 1\)"):
        envs.step(np.zeros(2, dtype=np.float32))
