"""Gridworlds drawn as text: their physics by hand-counted cases, refusals, and the picture."""

import numpy as np
import pytest

from rlcourse.agents import tabular
from rlcourse.environments import gridworlds, tables
from rlcourse.environments.gridworlds import Rewards

TINY = ["S.P", ".#.", "..G"]


def test_outcomes_of_the_tiny_world() -> None:
    table = gridworlds.transition_table(TINY, 0.2, Rewards())
    assert {outcome[1:]: outcome[0] for outcome in table[1][1]} == pytest.approx({(2, -10.0, True): 0.8, (1, -0.1, False): 0.2})
    assert {state: share for share, state, _, _ in table[0][2]} == pytest.approx({3: 0.8, 0: 0.1, 1: 0.1})
    assert table[8][0] == table[8][3] == [(1.0, 8, 0.0, True)]
    assert table[4][1] == [(1.0, 4, 0.0, True)]


@pytest.mark.parametrize("slip", [0.0, 0.3, 1.0])
def test_probabilities_sum_to_one_and_nobody_enters_a_wall(slip: float) -> None:
    table = gridworlds.transition_table(TINY, slip, Rewards(step=-1.0))
    for state in (0, 1, 3, 5, 6, 7):
        for outcomes in table[state].values():
            assert sum(share for share, *_ in outcomes) == pytest.approx(1.0)
            assert 4 not in [reached for _, reached, _, _ in outcomes]
            assert all(share > 0 for share, *_ in outcomes)


def test_exact_value_without_slipping() -> None:
    env = gridworlds.environment(TINY, 0.0, Rewards())
    q = tabular.value_iteration(tables.model_of(env), 0.9)
    assert q[gridworlds.start_of(TINY)].max() == pytest.approx(-0.1 * (1 + 0.9 + 0.81) + 0.729 * 10)
    assert env.reset(seed=0)[0] == 0


@pytest.mark.parametrize(
    ("layout", "part"),
    [([], "rows"), (["S.", "G"], "lengths"), (["SxG"], "'x'"), (["S.."], "0 goals"), (["SSG"], "2 starts"), (["..G"], "0 starts")],
)
def test_bad_layouts_are_refused_by_name(layout: list[str], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        gridworlds.cells_of(layout)


@pytest.mark.parametrize("slip", [-0.1, 1.1])
def test_a_slip_that_is_no_probability_is_refused(slip: float) -> None:
    with pytest.raises(ValueError, match="slip is"):
        gridworlds.transition_table(TINY, slip, Rewards())


def test_picture_shows_the_agent_and_changes_nothing_else() -> None:
    here, there = (gridworlds.picture(TINY, state, cell=20).astype(int) for state in (0, 5))
    assert here.shape == (60, 60, 3)
    changed = np.abs(here - there).sum(axis=2).reshape(3, 20, 3, 20).sum(axis=(1, 3)) > 0  # [3, 3]
    assert np.argwhere(changed).tolist() == [[0, 0], [1, 2]]
