"""What is run in which world: the student's cells in the student's order, demonstrations where they are needed, and no test."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coursetools.grader import handin, rebuild
from coursetools.grader.course import Course
from coursetools.grader.sanitise import HIDDEN_WORDS, student_words
from coursetools.grader.verdict import Plan
from tests.grader.hostile.course import ASSIGNMENT, RIGHT, SECRET, HandIn, SmallCourse

HELPED = "def softmax(x):\n    return torch.softmax(helper(x) / 2, dim=-1)"


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    """The small course, whose cell ``given`` (it defines ``helper``) is a demonstration."""
    made = SmallCourse(tmp_path)
    path = tmp_path / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook: Any = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.id == "given").metadata["tags"] = ["demo"]
    nbformat.write(notebook, path)
    return made


def planned(course: SmallCourse, hand_in: HandIn) -> Plan:
    """The plan of a hand-in."""
    base = Course(course.root).assignment(ASSIGNMENT).bases[0]
    student = handin.parse(json.dumps(hand_in.notebook).encode())
    script = rebuild.script(base, {})
    return rebuild.plan(
        base, rebuild.lay(base, student), script_=script, files={}, seed_text="", seconds={"softmax-test": 40.0}, least=10.0
    )


def shown(plan: Plan) -> list[str]:
    """The first line of each cell, or the name of the test at its place."""
    return [cell.test or cell.source.splitlines()[0] for cell in plan.cells]


def test_no_test_goes_to_the_student(course: SmallCourse) -> None:
    plan = planned(course, course.hand_in())
    assert str(SECRET) not in repr((plan.cells, plan.files))
    assert [test.name for test in plan.tests] == ["discounted-test", "discounted-hidden", "softmax-test", "softmax-hidden"]
    assert [test.stand_ins for test in plan.tests] == [("discounted",)] * 2 + [("softmax",)] * 2
    assert [test.seconds for test in plan.tests] == [10.0, 10.0, 40.0, 10.0]
    assert plan.tests[0].text == RIGHT["discounted"]


@pytest.mark.parametrize(("answer", "runs"), [(RIGHT["softmax"], False), (HELPED, True)])
def test_a_demonstration_runs_where_an_answer_needs_it(course: SmallCourse, answer: str, runs: bool) -> None:
    plan = planned(course, course.hand_in(softmax=answer))
    assert ("def helper(x):" in shown(plan)) == runs


def test_a_local_name_needs_no_demonstration(course: SmallCourse) -> None:
    local = "def softmax(x):\n    helper = 2\n    return torch.softmax(x * helper / 2, dim=-1)"
    assert "def helper(x):" not in shown(planned(course, course.hand_in(softmax=local)))


def test_the_students_order_counts(course: SmallCourse) -> None:
    hand_in = course.hand_in().add("discounted = None", after="discounted-hidden")
    cells = hand_in.notebook["cells"]
    cells.insert(2, cells.pop(cells.index(hand_in.cell("softmax"))))
    hand_in.notebook["cells"] = [cell for cell in cells if cell["id"] != "softmax-hidden"]
    heads = ["import torch", "def softmax(x):", "def discounted(rewards, gamma):", "discounted-test", "discounted-hidden"]
    assert shown(planned(course, hand_in)) == [*heads, "discounted = None", "softmax-test", "softmax-hidden"]


def test_a_test_stands_below_its_answer(course: SmallCourse) -> None:
    hand_in = course.hand_in()
    cells = hand_in.notebook["cells"]
    cells.append(cells.pop(cells.index(hand_in.cell("discounted"))))
    tail = ["softmax-test", "softmax-hidden", "def discounted(rewards, gamma):", "discounted-test", "discounted-hidden"]
    assert shown(planned(course, hand_in))[-5:] == tail


def test_imports_of_a_tests_cell_are_there_for_later_cells(course: SmallCourse) -> None:
    hand_in = course.hand_in().answer(**{"discounted-test": "import statistics\nassert discounted([1.0], GAMMA) == statistics.mean([1.0])"})
    assert next(cell for cell in planned(course, hand_in).cells if cell.test == "discounted-test").source == "import statistics"


def test_another_notebook_is_refused_in_words(course: SmallCourse) -> None:
    base = course.course.assignment(ASSIGNMENT).bases[0]
    other = handin.StudentNotebook((handin.StudentCell(code=True, source="def greet(name):\n    return name"),))
    assert "Was another one handed in by mistake?" in rebuild.unknown(base, other)
    assert not rebuild.unknown(base, handin.parse(json.dumps(course.hand_in().notebook).encode()))


@pytest.mark.parametrize(
    ("message", "foreign", "words"),
    [
        ("AssertionError: Think about: zeros", False, HIDDEN_WORDS + "\n  Think about: zeros"),
        ("AssertionError: Think about: zeros", True, HIDDEN_WORDS),
        ("AssertionError: Think about: 4712", False, HIDDEN_WORDS),
        ("`softmax` is not attempted yet.", True, "`softmax` is not attempted yet."),
        ("`seen_4711` is not attempted yet.", True, HIDDEN_WORDS),
    ],
)
def test_words_of_a_hidden_test_are_its_authors(message: str, foreign: bool, words: str) -> None:
    assert student_words("assert f('4711') == 0, 'Think about: zeros'", message, ("softmax",), hidden=True, foreign=foreign) == words


@pytest.mark.parametrize("content", [b"[" + b"[]," * 4_000_000 + b"[]]", b'{"cells": [' + b"{}," * 2_000_000 + b"{}]}"])
def test_a_small_file_does_not_swell(content: bytes) -> None:
    assert "millions of items" in handin.parse(content).problem


def test_folders_in_folders_are_read_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "/".join("d" * 300)).mkdir(parents=True)
    (tmp_path / ("n" * 255)).write_text("x")
    (tmp_path / f"{ASSIGNMENT}.ipynb").write_text("{}")
    read = handin.read(tmp_path, "ada", ASSIGNMENT, [ASSIGNMENT], most_bytes=1000)
    assert any("too many folders" in note for note in read.notes)
    assert "n" * 255 in read.files
