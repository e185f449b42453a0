"""Answers of strangers are held against a part: what the tests take for what it is not is named, and a verdict file is heard."""

import dataclasses
import json
from pathlib import Path

import pytest

from coursetools.authors import judge, masters, release_text
from coursetools.authors.judge import Judgement
from coursetools.paths import CourseError
from tests import tiny_course
from tests.tiny_course import TinyCourse

PANEL = """\
# %% right="double" why="adds"
def double(x):
    return x + x

# %% right="double" why="adds one too much"
def double(x):
    return x + x + 1

# %% wrong="double" why="squares"
def double(x):
    return x * x

# %% wrong="double" why="shifts, which is right" passes="visible"
def double(x):
    return x << 1

# %% wrong="double" why="its cell stops"
raise RuntimeError("stopped")

# %% wrong="largest" why="dies"
def largest(numbers):
    import os
    os._exit(0)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> TinyCourse:
    return tiny_course.make(tmp_path_factory.mktemp("course"))


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    file = tmp_path / "9.1-1.py"
    file.write_text(PANEL, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def found(course: TinyCourse) -> Judgement:
    file = course.root / "9.1-1.py"
    file.write_text(PANEL, encoding="utf-8")
    return judge.held(course.master, file)


def verdict(panel: Path, line: int, now: str, *, exercise: str = "double", reason: str = "The statement says: twice x") -> None:
    entry = f'[[answer]]\nexercise = "{exercise}"\nline = {line}\nnow = "{now}"\nreason = "{reason}"\n'
    with panel.with_suffix(".toml").open("a", encoding="utf-8") as file:
        file.write(entry)


def test_what_the_tests_take_for_what_it_is_not_is_named(found: Judgement, panel: Path) -> None:
    assert [(answer.line, answer.visible, answer.hidden, answer.verdict) for answer in found.answers] == [
        (1, True, True, ""),
        (5, False, False, "FALSE-REJECT"),
        (9, True, False, ""),
        (13, True, True, "FALSE-ACCEPT"),
        (17, False, False, ""),
        (20, False, False, ""),
    ]
    text = judge.text_of(found, panel)
    assert "double, line 5, right: adds one too much  FALSE-REJECT" in text
    assert "1 of 2 right answers lose points (FALSE-REJECT) (50.0%)\n    double, line 5: adds one too much" in text
    assert "1 of 4 wrong answers pass the hidden test (FALSE-ACCEPT) (25.0%)\n    double, line 13: shifts" in text
    assert "its own cell fails: RuntimeError: stopped" in text
    assert "It did not come to an end: its process ended itself" in text


def test_an_author_sees_the_numbers_that_a_student_is_not_told(found: Judgement) -> None:
    student, author = found.answers[2].told_hidden.split("kept from students:")
    assert "Every number?" in student
    assert "expected" not in student
    assert "expected: -2" in author
    assert "actual:   1" in author


def test_a_verdict_beside_the_file_relabels(course: TinyCourse, panel: Path) -> None:
    verdict(panel, 5, "wrong")
    verdict(panel, 9, "disputed")
    verdict(panel, 13, "right")
    found = judge.held(course.master, panel)
    assert [answer.verdict for answer in found.answers] == [""] * 6
    assert (found.count("right"), found.count("wrong"), found.count("disputed")) == (2, 3, 1)
    assert "line 13, right (written as wrong: The statement says: twice x)" in judge.text_of(found, panel)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"line": 2, "now": "right"}, r"entry 1 \(double, line 2\) names no answer of 9.1-1.py"),
        ({"line": 20, "now": "right"}, r"entry 1 \(double, line 20\) names no answer"),
        ({"line": 5, "now": "good"}, 'needs now = "right", "wrong" or "disputed"'),
        ({"line": 5, "now": "wrong", "reason": ""}, "the sentence of the statement that decides"),
    ],
)
def test_a_verdict_that_fits_nothing_is_refused(course: TinyCourse, panel: Path, change: dict[str, str], message: str) -> None:
    verdict(panel, **change)  # pyright: ignore[reportArgumentType]
    with pytest.raises(CourseError, match=message):
        judge.held(course.master, panel)


def test_an_unknown_exercise_is_refused(course: TinyCourse, panel: Path) -> None:
    panel.write_text(PANEL.replace('wrong="largest"', 'wrong="greatest"'), encoding="utf-8")
    with pytest.raises(masters.MasterError, match="no exercise 'greatest'"):
        judge.held(course.master, panel)


def test_the_command_writes_the_same_for_machines(
    found: Judgement, panel: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(judge, "judge", lambda *_, **__: found)  # pyright: ignore[reportUnknownLambdaType]
    out = panel.with_suffix(".json")
    assert judge.run("9.1", panel, out) == 1, "something is taken for what it is not"
    assert "FALSE-ACCEPT" in capsys.readouterr().out
    content = json.loads(out.read_text(encoding="utf-8"))
    assert (content["right"], content["wrong"], content["false_rejects"], content["false_accepts"]) == (2, 4, 1, 1)
    assert content["answers"][1]["verdict"] == "FALSE-REJECT"
    found = dataclasses.replace(found, answers=found.answers[:1])
    assert judge.run("9.1", panel) == 0


def test_a_release_reads_as_text(course: TinyCourse) -> None:
    text = release_text.text_of(course.release)
    assert "## Doubling\n" in text
    assert "[your answer: double]\n```python\ndef double(x: int) -> int:" in text
    assert "[visible test of double, points: 1]\n```python\ndef test_double() -> None:" in text
    assert "[hidden test of double, points: 2]\n" in text
    assert "[your answer: why, points: 5]\n" in text
    assert "twice_the_number" not in text
    assert "12345" not in text, "a hidden test's number"
