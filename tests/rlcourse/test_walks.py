"""Random walks: their table, their record, and their distribution."""

import numpy as np
import pytest

from rlcourse.agents import tabular
from rlcourse.environments import tables, walks


def test_true_values_are_those_of_the_table() -> None:
    for n_states in (1, 5, 19):
        model = tables.model_of(walks.environment(n_states))
        values = tabular.policy_evaluation(model, np.full((n_states, 2), 0.5))
        assert values == pytest.approx(walks.true_values(n_states))


@pytest.mark.parametrize("right", [0.0, 0.3, 0.5, 1.0])
def test_a_walk_is_what_the_table_allows(right: float) -> None:
    found = walks.sample(5, 3, 20, np.random.default_rng(0), right=right)
    env = walks.environment(5)
    for run in range(3):
        for number in range(20):
            walk = found.one(run, number)
            assert env.reset(seed=0)[0] == walk.states[0] == 2
            for t, action in enumerate(walk.actions):
                state, reward, terminated, truncated, _ = env.step(action)
                assert (state, reward) == (walk.states[t + 1], walk.rewards[t])
                assert terminated == (t + 1 == len(walk.actions))
                assert not truncated
            assert (found.states[run, number, len(walk.actions) :] == walk.states[-1]).all()
            assert (found.rewards[run, number, len(walk.actions) :] == 0).all()


def test_lengths_and_ends_have_the_exact_means() -> None:
    found = walks.sample(19, 200, 100, np.random.default_rng(1))
    assert found.lengths.mean() == pytest.approx(100, abs=3)  # 10 times 10 from the middle
    assert found.rewards.sum(axis=2).mean() == pytest.approx(0, abs=0.04)
    model, drift = tables.model_of(walks.environment(19)), np.tile([0.4, 0.6], (19, 1))
    found = walks.sample(19, 200, 100, np.random.default_rng(2), right=0.6)
    assert found.rewards.sum(axis=2).mean() == pytest.approx(tabular.expected_return(model, drift), abs=0.02)
    assert found.lengths.mean() == pytest.approx(tabular.expected_length(model, drift), rel=0.03)


@pytest.mark.parametrize("n_states", [0, 4, -1])
def test_a_walk_without_a_middle_is_refused(n_states: int) -> None:
    with pytest.raises(ValueError, match=f"n_states is {n_states}"):
        walks.sample(n_states, 1, 1, np.random.default_rng(0))


def test_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match=r"right is 1\.5"):
        walks.sample(3, 1, 1, np.random.default_rng(0), right=1.5)
