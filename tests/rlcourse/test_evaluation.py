"""Evaluation counts whole episodes, as many from each sub-environment."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rlcourse.agents import evaluation


def lean(observations: NDArray[Any]) -> NDArray[np.int64]:
    """Push where the pole leans: balances for a while."""
    return (observations[:, 2] > 0).astype(np.int64)


def test_each_return_is_a_whole_episode() -> None:
    returns = evaluation.returns_of(lean, "CartPole-v1", seed=1, n_episodes=30)
    assert returns.shape == (30,)
    assert ((returns >= 8) & (returns <= 500) & (returns == returns.round())).all()


def test_fewer_copies_than_episodes_have_the_same_mean() -> None:
    """Short episodes are not favoured: each copy plays its quota to the end."""
    wide = evaluation.returns_of(lean, "CartPole-v1", seed=1, n_episodes=600)
    narrow = evaluation.returns_of(lean, "CartPole-v1", seed=2, n_episodes=600, n_envs=60)
    error = np.sqrt(wide.var() / 600 + narrow.var() / 600)
    assert abs(wide.mean() - narrow.mean()) < 4 * error


def test_it_repeats_with_its_seed() -> None:
    first, second, other = (evaluation.returns_of(lean, "CartPole-v1", seed=seed, n_episodes=10) for seed in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_environments_without_a_vector_form_work_too() -> None:
    returns = evaluation.returns_of(
        lambda observations: np.zeros(len(observations), dtype=np.int64), "MountainCar-v0", seed=0, n_episodes=2
    )
    assert returns.tolist() == [-200.0, -200.0]


@pytest.mark.parametrize(("n_episodes", "n_envs"), [(0, None), (10, 3), (10, 0)])
def test_counts_that_do_not_fit_are_refused(n_episodes: int, n_envs: int | None) -> None:
    with pytest.raises(ValueError, match="expected positive"):
        evaluation.returns_of(lean, "CartPole-v1", seed=0, n_episodes=n_episodes, n_envs=n_envs)


def test_an_environment_without_limit_is_refused_after_a_while() -> None:
    def push_right(observations: NDArray[Any]) -> NDArray[np.int64]:
        return np.full(len(observations), 2)

    with pytest.raises(ValueError, match="MountainCar-v0 is not over after 300 steps"):  # -1 takes gymnasium's own limit away
        evaluation.returns_of(push_right, "MountainCar-v0", seed=0, n_episodes=2, longest_episode=300, max_episode_steps=-1)
    returns = evaluation.returns_of(push_right, "MountainCar-v0", seed=0, n_episodes=2, longest_episode=300)
    assert returns.tolist() == [-200.0, -200.0]
