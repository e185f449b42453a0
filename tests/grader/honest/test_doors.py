"""What instructors and honest students meet at the command's door: verdicts that grow old, answers in other places, names with brackets."""

import copy
import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from coursetools.grader import box
from coursetools.grader.course import Course
from coursetools.paths import ROOT
from tests.grader.honest import course, saved
from tests.grader.honest.course import ASSIGNMENT
from tests.grader.honest.hand_ins import HAND_INS, HandIn

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
FULL = float(len(course.TESTS))
RIGHT = HAND_INS[0]
BUSY = "import time\nbegin = time.process_time()\nwhile time.process_time() < begin + 5:\n    pass\n"
"""Five CPU seconds of honest work."""
LATE = "2026-11-21 12:00:00.000000 UTC\n"
ESSAY = "Because a discount below one keeps the sum finite."


def grade(root: Path, *options: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """``python -m coursetools grade``."""
    command = [sys.executable, "-m", "coursetools", "grade", "--course", str(root), *options]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def feedback(root: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """``python -m coursetools feedback``."""
    command = [sys.executable, "-m", "coursetools", "feedback", "--course", str(root), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def row(done: "subprocess.CompletedProcess[str]", student: str) -> str:
    """A student's line of the table that was printed, and the whole output where there is none."""
    return next((line for line in done.stdout.splitlines() if line.startswith(f"{student} ")), done.stdout + done.stderr)


def points(done: "subprocess.CompletedProcess[str]", student: str, name: str = ASSIGNMENT) -> str:
    """What the table says in the column of points."""
    return row(done, student).split(f" {name} ")[-1].split()[0]


def folder(root: Path, student: str = "ada", name: str = ASSIGNMENT) -> Path:
    """Where a student hands in."""
    return root / "submitted" / student / name


def gradebook(root: Path) -> Gradebook:
    """The gradebook."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "honest")


def in_csv(root: Path, student: str = "ada") -> float:
    """What ``grades.csv`` says."""
    with (root / "grading" / "grades.csv").open(newline="", encoding="utf-8") as file:
        return next(float(line["score"]) for line in csv.DictReader(file) if line["student_id"] == student)


# ------------------------------------------------------------------------------------------------------------ 1: old verdicts


def test_a_longer_time_limit_grades_again(tmp_path: Path) -> None:
    course.write(tmp_path, config="c.Execute.timeout = 1\n")
    HandIn("busy", "works for five seconds", (("mean", BUSY + course.RIGHT["mean"]),)).write(folder(tmp_path))
    first = grade(tmp_path, ASSIGNMENT)
    assert points(first, "ada") == f"{FULL - 2:g}", first.stdout + first.stderr
    (tmp_path / "nbgrader_config.py").write_text(course.CONFIG + "c.Execute.timeout = 120\n", encoding="utf-8")
    assert points(grade(tmp_path, ASSIGNMENT), "ada") == f"{FULL:g}"


def test_a_mended_library_grades_again(tmp_path: Path) -> None:
    """The course's own package had a mistake: whoever was graded with it is graded anew."""
    kit = tmp_path / "lib" / "kit" / "__init__.py"
    kit.parent.mkdir(parents=True)
    kit.write_text("GAMMA = 0.25\n", encoding="utf-8")
    notebook = course.source()
    notebook.cells[1].source = notebook.cells[1].source.replace("GAMMA = 0.5", "from kit import GAMMA")
    home = tmp_path / "course"
    course.write(home, notebook=notebook, config='c.Grader.modules = ["kit"]\n')
    HandIn("right", "as released", (("imports", notebook.cells[1].source),)).write(folder(home))
    first = grade(home, ASSIGNMENT, PYTHONPATH=str(kit.parents[1]))
    assert points(first, "ada") == f"{FULL - 1:g}", first.stdout + first.stderr
    kit.write_text("GAMMA = 0.50\n", encoding="utf-8")
    assert points(grade(home, ASSIGNMENT, PYTHONPATH=str(kit.parents[1])), "ada") == f"{FULL:g}"


def test_a_mended_solution_grades_again(tmp_path: Path) -> None:
    """Tests may use what the instructor's own cells define, and limits are measured on them."""
    notebook = course.source()
    course.write(tmp_path, notebook=notebook)
    before = Course(tmp_path).assignment(ASSIGNMENT).digest
    assert Course(tmp_path).assignment(ASSIGNMENT).digest == before
    solution = next(cell for cell in notebook.cells if cell.id == "mean")
    solution.source = solution.source.replace("### BEGIN SOLUTION\n", "### BEGIN SOLUTION\n    # mended\n")
    path = tmp_path / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert Course(tmp_path).assignment(ASSIGNMENT).digest != before


def _due(book: Gradebook, day: int) -> None:
    date: Any = f"2026-11-{day:02d} 12:00:00 UTC"  # nbgrader's annotation says that it is a dictionary
    book.update_or_create_assignment(ASSIGNMENT, duedate=date)


def _another_due_date(book: Gradebook) -> None:
    _due(book, 25)


def _an_extension(book: Gradebook) -> None:
    book.grant_extension(ASSIGNMENT, "ada", days=3)


@pytest.mark.parametrize("change", [_another_due_date, _an_extension], ids=lambda change: change.__name__.strip("_"))
def test_penalties_follow_the_calendar(tmp_path: Path, change: Callable[[Gradebook], None]) -> None:
    """A day late and without points; then the date moves. The table says at each time what ``grades.csv`` says."""
    course.write(tmp_path, config='c.LateSubmissionPlugin.penalty_method = "zero"\n')
    with gradebook(tmp_path) as book:
        _due(book, 20)
    RIGHT.write(folder(tmp_path))
    (folder(tmp_path) / "timestamp.txt").write_text(LATE, encoding="utf-8")
    first = grade(tmp_path, ASSIGNMENT)
    assert in_csv(tmp_path) == 0
    with gradebook(tmp_path) as book:
        change(book)
    second = grade(tmp_path, ASSIGNMENT)
    assert in_csv(tmp_path) == FULL
    assert points(second, "ada") == f"{FULL:g}"
    assert points(first, "ada") == "0", "the table must show what grades.csv shows"


def test_a_solution_that_fails_is_told_on_every_run(tmp_path: Path) -> None:
    notebook = course.source()
    wrong = next(cell for cell in notebook.cells if cell.id == "discounted-hidden")
    wrong.source = wrong.source.replace("4712.0", "4713.0")
    course.write(tmp_path, notebook=notebook)
    RIGHT.write(folder(tmp_path))
    for _ in range(2):
        done = grade(tmp_path, ASSIGNMENT)
        assert "discounted-hidden" in done.stdout + done.stderr
        assert "solution" in done.stdout + done.stderr


# -------------------------------------------------------------------------------------------- 2: modules of the instructor's


def test_a_module_of_the_instructors(tmp_path: Path) -> None:
    """It lies in ``source/``, a given cell imports it, and the hand-in was collected without it."""
    notebook = course.source()
    notebook.cells[1].source += "\nfrom toolbox import unit"
    course.write(tmp_path, notebook=notebook)
    (tmp_path / "source" / ASSIGNMENT / "toolbox.py").write_text("def unit():\n    return 1.0\n", encoding="utf-8")
    text = "def discounted(rewards, gamma):\n    return float(sum(unit() * r * gamma**i for i, r in enumerate(rewards)))"
    HandIn("right", "uses it", (("imports", notebook.cells[1].source), ("discounted", text))).write(folder(tmp_path))
    done = grade(tmp_path, ASSIGNMENT)
    assert points(done, "ada") == f"{FULL:g}", done.stdout + done.stderr


# ------------------------------------------------------------------------------------------------------- 4: written answers


def with_essay() -> NotebookNode:
    """The instructor's notebook, with a written answer in front of the last exercise."""
    notebook = course.source()
    essay = copy.deepcopy(next(cell for cell in notebook.cells if cell.id == "mean-task"))
    essay.update(id="why", source="### BEGIN SOLUTION\nIt is finite.\n### END SOLUTION")
    essay.metadata["nbgrader"] = {
        "grade": True,
        "solution": True,
        "locked": False,
        "task": False,
        "schema_version": 3,
        "grade_id": "why",
        "points": 2,
    }
    notebook.cells.insert([cell.id for cell in notebook.cells].index("mean-task"), essay)
    return notebook


def essay_notebook(stub: str = "YOUR ANSWER HERE") -> dict[str, Any]:
    """A right hand-in of it, the essay as given."""
    cells = list(RIGHT.made.cells.values())
    essay = dict(next(cell for cell in with_essay().cells if cell.id == "why")) | {"source": stub}
    cells.insert([cell["id"] for cell in cells].index("mean-task"), essay)
    return course.released() | {"cells": cells}


def _text(name: str, text: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": metadata, "source": text}


def _place(notebook: dict[str, Any]) -> int:
    return next(number for number, cell in enumerate(notebook["cells"]) if cell["id"] == "why")


def _in_its_cell(notebook: dict[str, Any]) -> None:
    notebook["cells"][_place(notebook)]["source"] = ESSAY


def _left_blank(notebook: dict[str, Any]) -> None:
    del notebook


def _below(notebook: dict[str, Any]) -> None:
    notebook["cells"].insert(_place(notebook) + 1, _text("mine", ESSAY))


def _pasted_copy(notebook: dict[str, Any]) -> None:
    place = _place(notebook)
    notebook["cells"].insert(place + 1, notebook["cells"][place] | {"id": "mine", "source": ESSAY})


def _replaced(notebook: dict[str, Any]) -> None:
    notebook["cells"][_place(notebook)] = _text("mine", ESSAY)


def _at_the_end(notebook: dict[str, Any]) -> None:
    notebook["cells"].append(_text("mine", f"Answer to the question why:\n\n{ESSAY}"))


def _in_code(notebook: dict[str, Any]) -> None:
    cell = {"cell_type": "code", "id": "mine", "metadata": {}, "source": f"# {ESSAY}", "outputs": [], "execution_count": None}
    notebook["cells"].insert(_place(notebook) + 1, cell)


CHANGES = (_in_its_cell, _left_blank, _below, _pasted_copy, _replaced, _at_the_end, _in_code)
WRITERS = {f"{change.__name__.strip('_')}-{way}": (change, way) for way in ("by_jupyterlab", "bare") for change in CHANGES}


@pytest.fixture(scope="module")
def essays(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """A class whose written answers stand in all kinds of places, graded."""
    root = tmp_path_factory.mktemp("essays") / "course"
    course.write(root, notebook=with_essay())
    for student, (change, way) in WRITERS.items():
        notebook = essay_notebook()
        change(notebook)
        folder(root, student).mkdir(parents=True)
        (folder(root, student) / f"{ASSIGNMENT}.ipynb").write_bytes(saved.WAYS[way](notebook))
    return root, grade(root, ASSIGNMENT)


@pytest.mark.parametrize("student", WRITERS)
def test_a_written_answer_waits_for_a_person(essays: tuple[Path, "subprocess.CompletedProcess[str]"], student: str) -> None:
    root, done = essays
    waits = not student.startswith("left_blank")
    with gradebook(root) as book:
        grades = {str(grade.name): grade for grade in book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades}
        assert {name: grades[name].auto_score for name in course.TESTS} == dict.fromkeys(course.TESTS, 1.0), row(done, student)
        assert bool(grades["why"].needs_manual_grade) == waits, row(done, student)
    if waits:
        shown = json.loads((root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8"))
        assert ESSAY in json.dumps(shown), "a person must be able to read it"


# ----------------------------------------------------------------------------------------------------- 5: ids and metadata lost


def test_a_notebook_that_cannot_be_matched_is_refused_in_words(tmp_path: Path) -> None:
    """Without ids and metadata, and nothing in it is this assignment's: who hands in last week's by mistake must hear of it."""
    course.write(tmp_path)
    other = course.released() | {
        "cells": [_text("a", "# Week 0"), RIGHT.made.cells["imports"] | {"source": "def greet(name):\n    return 'Hello ' + name"}]
    }
    folder(tmp_path).mkdir(parents=True)
    (folder(tmp_path) / f"{ASSIGNMENT}.ipynb").write_bytes(saved.bare(other))
    RIGHT.write(folder(tmp_path, "bob"))
    done = grade(tmp_path, ASSIGNMENT)
    assert points(done, "ada") == "-", row(done, "ada")
    assert points(done, "bob") == f"{FULL:g}"
    assert done.returncode == 1


# -------------------------------------------------------------------------------------------------- 6: brackets, typing errors


@pytest.mark.parametrize("brackets", ["rl [2026]", "rl {2026} (a) * ?"])
def test_brackets_in_the_path_of_a_course(tmp_path: Path, brackets: str) -> None:
    root = tmp_path / brackets
    course.write(root)
    RIGHT.write(folder(root))
    done = grade(root, ASSIGNMENT)
    assert points(done, "ada") == f"{FULL:g}", done.stdout + done.stderr
    assert done.returncode == 0
    told = feedback(root, ASSIGNMENT)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "discounted" in (root / "feedback" / "ada" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")


def test_brackets_in_the_name_of_an_assignment(tmp_path: Path) -> None:
    name = "week[1]"
    course.write(tmp_path, name=name)
    RIGHT.write(folder(tmp_path, name=name))
    (folder(tmp_path, name=name) / f"{ASSIGNMENT}.ipynb").rename(folder(tmp_path, name=name) / f"{name}.ipynb")
    for options in ((), (name,)):
        done = grade(tmp_path, *options)
        assert points(done, "ada", name) == f"{FULL:g}", done.stdout + done.stderr
        assert done.returncode == 0
        told = feedback(tmp_path, *options)
        assert told.returncode == 0, told.stdout + told.stderr
        page = tmp_path / "feedback" / "ada" / name / f"{name}.html"
        assert "discounted" in page.read_text(encoding="utf-8")
        page.unlink()


def test_a_student_who_is_not_there(tmp_path: Path) -> None:
    course.write(tmp_path)
    RIGHT.write(folder(tmp_path, "ada.lovelace"))
    done = grade(tmp_path, "--student", "ada.lovlace", ASSIGNMENT)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "ada.lovlace" in done.stderr
    assert "ada.lovelace" in done.stderr, "who is meant must be said"
    assert not (tmp_path / "autograded").exists()
    assert grade(tmp_path, ASSIGNMENT).returncode == 0
    told = feedback(tmp_path, "--student", "ada.lovlace", ASSIGNMENT)
    assert told.returncode == 1, told.stdout + told.stderr
    assert "Did you mean ada.lovelace?" in told.stderr
    assert not (tmp_path / "feedback").exists()
