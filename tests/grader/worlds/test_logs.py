"""Logs of what an answer did to an environment: packed on one side, read on the other, which believes nothing of it."""

from typing import Any

import numpy as np
import pytest

from coursetools.grader.worlds import environments
from coursetools.grader.worlds.codec import CodecError
from coursetools.grader.worlds.environments import Call, packed, unpacked
from coursetools.grader.worlds.line import LineEndedError
from rlcourse import checks
from tests.grader.worlds.pair import worlds

CALLS: list[Call] = [
    (0, "reset", (), {"seed": 3}),
    *[(0, "step", (action,), {}) for action in (0, 1, np.int64(2), True, 1 << 70, -5, 0.5, "up", None)],
    (1, "reset", (), {}),
    (1, "step", (3,), {}),
    (0, "step", (), {"action": 1}),
    (0, "step", (1, 2), {}),
    (2, "action_space", (), {}),
]


def test_calls_come_out_as_they_went_in() -> None:
    found = list(unpacked(packed(CALLS)))
    assert found == CALLS
    assert [[type(value) for value in call[2]] for call in found] == [[type(value) for value in call[2]] for call in CALLS]
    assert list(unpacked(packed([]))) == []


def test_shapes_without_end_are_told_one_by_one() -> None:
    calls: list[Call] = [(level, "step", (level,), {}) for level in range(600)]
    assert list(unpacked(packed(calls))) == calls


_STEPS = packed([(0, "step", (1,), {})] * 3)
FORGED: dict[str, Any] = {
    "no tuple": [],
    "three parts": _STEPS[:3],
    "shapes that are none": ((), *_STEPS[1:]),
    "a shape of two": ([(0, "step")], *_STEPS[1:]),
    "a shape that is a number": ([5], *_STEPS[1:]),
    "a kind of action that there is not": ([(0, "step", "object")], *_STEPS[1:]),
    "a kind of action that is a list": ([(0, "step", [1])], *_STEPS[1:]),
    "a number of a shape that there is not": (_STEPS[0], b"\7\7\7", *_STEPS[2:]),
    "fewer actions than steps": (*_STEPS[:2], np.zeros(2, np.int64), []),
    "actions that are no whole numbers": (*_STEPS[:2], np.zeros(3), []),
    "actions in rows": (*_STEPS[:2], np.zeros((3, 1), np.int64), []),
    "fewer other calls than there should be": (_STEPS[0], b"\xff", *_STEPS[2:]),
    "another call that is none": (_STEPS[0], b"\xff", _STEPS[2], [5]),
    "another call without arguments": (_STEPS[0], b"\xff", _STEPS[2], [(0, "step")]),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_log_is_refused(what: str) -> None:
    with pytest.raises(CodecError):
        list(unpacked(FORGED[what]))


LYING = {
    "a method that is no step": 'lambda calls: [(0, "render", (), {})]',
    "a private method": 'lambda calls: [(0, "__init__", (), {})]',
    "a level that there is not": 'lambda calls: [(9, "step", (1,), {})]',
    "a level before the first": 'lambda calls: [(-1, "step", (1,), {})]',
    "steps without end": 'lambda calls: [(0, "step", (1,), {})] * 3000',
}


@pytest.mark.parametrize("what", LYING)
def test_a_lying_log_ends_the_line(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "MAX_STEPS", 1000)
    answers = f"""
from coursetools.grader.worlds import environments
plain, forged = environments.packed, {LYING[what]}
environments.packed = lambda calls: plain(forged(calls))
def play(env):
    env.reset(seed=3)
    env.step(1)
"""
    env = checks.recorded(checks.Conveyor(9, "terminated"))
    with worlds(answers) as world, pytest.raises(LineEndedError, match="environment"):
        world.stand_in("play")(env)
    assert env.n_steps <= 1000
