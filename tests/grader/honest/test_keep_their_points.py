"""The whole class of honest hand-ins is graded by the command, and everybody keeps all points."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from coursetools.grader import box
from coursetools.paths import ROOT
from tests.grader.honest import course
from tests.grader.honest.hand_ins import HAND_INS, HandIn

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))


@dataclass(frozen=True)
class Graded:
    """The class after grading."""

    root: Path
    scores: dict[str, dict[str, float | None]]
    """By student and test."""
    records: dict[str, dict[str, Any]]
    """The journal's line of each student."""
    printed: str


def grade(root: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """``python -m coursetools grade``."""
    command = [sys.executable, "-m", "coursetools", "grade", "--course", str(root), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def graded_class(root: Path, hand_ins: Sequence[HandIn]) -> Graded:
    """Hand in, grade, and read what the gradebook and the journal say."""
    course.write(root)
    for hand_in in hand_ins:
        hand_in.write(root / "submitted" / hand_in.name / course.ASSIGNMENT)
    done = grade(root, course.ASSIGNMENT)
    scores: dict[str, dict[str, float | None]] = {}
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "honest") as gradebook:
        for submission in gradebook.assignment_submissions(course.ASSIGNMENT):
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            scores[submission.student.id] = {str(grade.name): grade.auto_score for grade in grades}
    journal = root / "grading" / "journal.jsonl"
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()] if journal.exists() else []
    return Graded(root, scores, {line["student"]: line for line in lines}, done.stdout + done.stderr)


def reasons(graded: Graded, student: str) -> str:
    """What journal and table say of a hand-in, in words."""
    row = next((line for line in graded.printed.splitlines() if line.startswith(f"{student} ")), "no row in the table")
    words = [row]
    for notebook in graded.records.get(student, {"notebooks": {}})["notebooks"].values():
        words += [f"{test['name']}: {test['message'][-600:]}" for test in notebook["tests"] if not test["passed"]]
        words += [str(notebook[key]) for key in ("problem", "flags", "notes") if notebook.get(key)]
    return "\n".join(words)


def test_everybody_keeps_all_points_and_nobody_is_called_a_cheat(tmp_path: Path) -> None:
    """One test, since the class is graded for it once."""
    graded = graded_class(tmp_path / "course", HAND_INS)
    full = dict.fromkeys(course.TESTS, 1.0)
    wrong = {one.name: f"{one.why}: {reasons(graded, one.name)}" for one in HAND_INS if graded.scores.get(one.name) != full}
    assert not wrong
    flagged = {student: record for student, record in graded.records.items() if any(n.get("flags") for n in record["notebooks"].values())}
    assert not flagged
    page = (graded.root / "grading" / f"report-{course.ASSIGNMENT}.html").read_text(encoding="utf-8")
    for word in ("tamper", "wait for a person"):
        assert word not in page + graded.printed
