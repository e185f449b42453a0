"""Grades as tables: nbgrader's own, and those that Canvas and Moodle import."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nbgrader.plugins.export import CsvExportPlugin

from coursetools.__main__ import main
from coursetools.grader import export
from coursetools.grader.late import Standing
from coursetools.grader.store import Store
from tests.grader.hostile.course import ASSIGNMENT, SmallCourse
from tests.grader.test_late import PER_DAY, due
from tests.grader.test_store import manual, save

PEOPLE: dict[str, dict[str, str]] = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@school.edu", "lms_user_id": "101"},
    "ben": {"first_name": "Ben, the second", "last_name": 'O"Neill', "email": "ben@school.edu", "lms_user_id": "102"},
    "cem": {"first_name": "Cem\nPoints", "last_name": "=HYPERLINK(1)", "email": "cem@school.edu", "lms_user_id": "103"},
    "dora": {"first_name": "", "last_name": "Points Possible", "email": "dora@school.edu", "lms_user_id": "104"},
}


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    """Ada is right and has points by a person; Ben is late; Cem is half right; Dora handed nothing in."""
    made = SmallCourse(tmp_path, more_config=PER_DAY)
    made.course.register(made.course.assignment(ASSIGNMENT))
    due(made, "2026-11-20 12:00 UTC")
    save(made, "ada", timestamp="2026-11-20 11:00:00 UTC")
    save(made, "ben", timestamp="2026-11-21 11:00:00 UTC")
    save(made, "cem", share=0.55, timestamp="2026-11-20 11:00:00 UTC")
    manual(made, "ada", "why", 1.5, "good")
    with made.course.gradebook() as gradebook:
        for student, facts in PEOPLE.items():
            gradebook.update_or_create_student(student, **facts)  # pyright: ignore[reportArgumentType]
    return made


def exported(course: SmallCourse, *words: str) -> list[list[str]]:
    """The table that a command writes."""
    assert main(["export", *words, "--course", str(course.root)]) == 0
    with (course.root / "grading" / f"{words[0]}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_nothing_of_nbgraders_own_export_is_lost(course: SmallCourse, tmp_path: Path) -> None:
    """On names that it can write, line by line the same."""
    with course.course.gradebook() as gradebook:
        for student in PEOPLE:
            gradebook.update_or_create_student(student, first_name=student.title(), last_name="Plain")  # pyright: ignore[reportArgumentType]
        Store(course.course).standings(ASSIGNMENT)
        CsvExportPlugin(to=str(tmp_path / "theirs.csv")).export(gradebook)
        export.Grades(to=str(tmp_path / "ours.csv")).export(gradebook)
    assert (tmp_path / "ours.csv").read_text() == (tmp_path / "theirs.csv").read_text()
    assert len((tmp_path / "ours.csv").read_text().splitlines()) == 5


def test_names_with_commas_and_formulas(course: SmallCourse, tmp_path: Path) -> None:
    with course.course.gradebook() as gradebook:
        export.Grades(to=str(tmp_path / "grades.csv")).export(gradebook)
    with (tmp_path / "grades.csv").open(newline="") as file:
        found = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (found["ben"]["first_name"], found["ben"]["last_name"]) == ("Ben, the second", 'O"Neill')
    assert (found["cem"]["first_name"], found["cem"]["last_name"]) == ("Cem Points", "'=HYPERLINK(1)")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (0.0, "0.0"),
        (7.25, "7.25"),
        (-1.5, "-1.5"),
        (1e-7, "0.0000001"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t =1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("＝1+1", "'＝1+1"),
        ("Jean-Luc", "Jean-Luc"),
        ("one\r\ntwo", "one two"),
    ],
)
def test_a_cell_says_what_it_says(value: object, written: str) -> None:
    assert export.cell(value) == written


def test_canvas(course: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    """The columns that its importer looks for: student, ``ID``, the school's ids, ``Section``, and the points that can be had."""
    assert exported(course, "canvas") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT],
        ["Points Possible", "", "", "", "", "8.0"],
        ["'=HYPERLINK(1), Cem Points", "", "", "cem", "", "3.3000000000000003"],
        ["Lovelace, Ada", "", "", "ada", "", "7.5"],
        ['O"Neill, Ben, the second', "", "", "ben", "", "5.4"],
        ["dora", "", "", "dora", "", "0.0"],
    ]
    out = capsys.readouterr().out
    assert "note: the points of 2 hand-ins wait for a person, and count as none until then" in out
    assert "4 students, 1 assignments: grading/canvas.csv" in out
    assert [row[1:5] for row in exported(course, "canvas", ASSIGNMENT, "--by", "sis")[3:5]] == [["", "ada", "", ""], ["", "ben", "", ""]]
    assert [row[1:5] for row in exported(course, "canvas", "--by", "id")[3:5]] == [["101", "", "", ""], ["102", "", "", ""]]
    assert [row[3] for row in exported(course, "canvas", "--by", "email")[3:5]] == ["ada@school.edu", "ben@school.edu"]


def test_moodle(course: SmallCourse) -> None:
    """One column that finds the student and never is blank: Moodle would give the points to whoever stands above."""
    assert exported(course, "moodle") == [
        ["Username", "First name", "Last name", ASSIGNMENT],
        ["cem", "Cem Points", "'=HYPERLINK(1)", "3.3000000000000003"],
        ["ada", "Ada", "Lovelace", "7.5"],
        ["ben", "Ben, the second", 'O"Neill', "5.4"],
        ["dora", "", "Points Possible", "0.0"],
    ]
    assert [row[0] for row in exported(course, "moodle", "--by", "email")][::2] == ["Email address", "ada@school.edu", "dora@school.edu"]
    assert [row[0] for row in exported(course, "moodle", "--by", "userid")] == ["User ID", "103", "101", "102", "104"]


def test_what_would_go_wrong_is_said(course: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    with course.course.gradebook() as gradebook:
        nobody: Any = None
        gradebook.update_or_create_student("ben", email=nobody)
    kept = exported(course, "moodle")
    for words, said in [
        (("moodle", "--by", "email"), "1 students have no email in the gradebook, by which they would be found: ben."),
        (("moodle", "--by", "login"), "--by login: Moodle does not know students by that. Expected: username, idnumber, email, userid"),
        (("canvas", "week9"), "the gradebook has no grades of 'week9'. Known: week1. Grade it first"),
    ]:
        assert main(["export", *words, "--course", str(course.root)]) == 1
        assert said in capsys.readouterr().err
    assert exported(course, "moodle") == kept
    with course.course.gradebook() as gradebook:
        gradebook.add_student("=1+1")
        gradebook.add_assignment("exam (2)")
    assert main(["export", "canvas", "--course", str(course.root)]) == 0
    out = capsys.readouterr().out
    assert "note: =1+1: would be computed by a spreadsheet or broken in two, so it was changed and will not be found" in out
    assert "note: Canvas takes the name 'exam (2)' for something else: rename the column" in out


def test_penalties_and_extensions_are_those_of_now(course: SmallCourse) -> None:
    assert main(["extend", "--course", str(course.root), "ben", ASSIGNMENT, "2026-11-22"]) == 0
    assert [row[-1] for row in exported(course, "moodle") if row[0] == "ben"] == ["6.0"]
    found = Store(course.course).standings(ASSIGNMENT)
    assert {student: one.points for student, one in found.items()} == {"ada": 7.5, "ben": 6.0, "cem": pytest.approx(3.3)}
    assert isinstance(found["ada"], Standing)


def test_as_a_plugin_of_nbgraders(course: SmallCourse) -> None:
    command = [sys.executable, "-m", "nbgrader", "export", "--exporter", "coursetools.grader.export.Canvas", "--to", "mine.csv"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "wait for a person" in done.stderr
    assert (course.root / "mine.csv").read_text().splitlines()[0] == f"Student,ID,SIS User ID,SIS Login ID,Section,{ASSIGNMENT}"
