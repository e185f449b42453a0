"""A class of five students who hand in one part: what a grader must tell apart.

The hand-ins are made from the part's release and its bank of answers, in the same way for every part and the same on every run.
"""

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursetools.authors.build import read_notebook
from coursetools.authors.masters import Answer, Master

CRASH = 'raise RuntimeError("this cell breaks off before it defines anything")'
TIMESTAMP = "2026-11-21 12:00:00.000000 UTC"
WRITTEN = "Every statement above has a reason, and this is mine."


@dataclass(frozen=True)
class Student:
    """One hand-in, and what it is worth before a person has read its written answers."""

    name: str
    story: str
    notebook: NotebookNode
    points: int
    """What the tests give."""
    written: int
    """How many written answers wait for a person."""


def students(master: Master, answers: tuple[Answer, ...], release: Path) -> tuple[Student, ...]:
    """The five hand-ins of a part.

    Args:
        master: The part; its points are what the hand-ins are worth.
        answers: Its bank.
        release: Its release notebook.
    """
    names = [str(cell.name) for cell in master.exercises]
    half = (len(names) + 1) // 2
    right = {name: _pick(answers, name, right=True) for name in names}
    mistaken = {name: _pick(answers, name, right=False) for name in names}
    shown = {name: _special_case(answers, name) for name in names}

    def worth(name: str, *, hidden: bool) -> int:
        visible_test, hidden_test = master.tests_of(name)
        return visible_test.points + (hidden_test.points if hidden else 0)

    def hand_in(name: str, story: str, filled: dict[str, str], points: int, *, written: bool = True) -> Student:
        notebook = read_notebook(release)
        count = 0
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if grade_id in filled:
                cell.source = filled[grade_id]
            elif written and cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = WRITTEN
                count += 1
        return Student(name, story, notebook, points, count)

    everything = sum(worth(name, hidden=True) for name in names)
    return (
        hand_in("ada", "perfect", {name: right[name].source for name in names}, everything),
        hand_in(
            "ben",
            "half right: the first half of the exercises, and a mistake in each of the others",
            {name: (right if place < half else mistaken)[name].source for place, name in enumerate(names)},
            sum(worth(name, hidden=True) for name in names[:half])
            + sum(worth(name, hidden=False) for name in names[half:] if mistaken[name].passes_visible),
        ),
        hand_in("cem", "blank", {}, 0, written=False),
        hand_in(
            "dora",
            "all right, but the first exercise's cell crashes",
            {name: right[name].source for name in names[1:]} | {names[0]: CRASH},
            everything - worth(names[0], hidden=True),
        ),
        hand_in(
            "eve",
            "special-cased to the visible tests",
            {name: answer.source for name, answer in shown.items() if answer is not None},
            sum(worth(name, hidden=False) for name, answer in shown.items() if answer is not None),
        ),
    )


def write(student: Student, part: str, root: Path) -> Path:
    """Write a hand-in to ``submitted/STUDENT/PART/``, as ``make submit`` does, and return its folder."""
    folder = root / "submitted" / student.name / part
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(student.notebook, folder / f"{part}.ipynb")
    (folder / "timestamp.txt").write_text(TIMESTAMP + "\n", encoding="utf-8")
    return folder


def _pick(answers: tuple[Answer, ...], name: str, *, right: bool) -> Answer:
    """The first right answer, or the first wrong one that the visible test catches (the first wrong one, where it catches none)."""
    found = [answer for answer in answers if answer.exercise == name and answer.right == right]
    return min(found, key=lambda answer: answer.passes_visible) if not right else found[0]


def _special_case(answers: tuple[Answer, ...], name: str) -> Answer | None:
    """The wrong answer that knows the visible numbers only; ``None`` (left blank) where every wrong answer fails the visible test."""
    found = [answer for answer in answers if answer.exercise == name and not answer.right and answer.passes_visible]
    knows = [answer for answer in found if "visible" in answer.why]
    return (knows or found or [None])[0]
