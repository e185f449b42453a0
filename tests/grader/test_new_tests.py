"""A test, an exercise or a notebook that comes after hand-ins were graded: nbgrader refuses that, here no grade is lost."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coursetools.grader import box, run
from tests.grader.hostile.course import ASSIGNMENT, WRONG, SmallCourse, source
from tests.grader.test_store import FULL, grade_of, manual

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))


def new_cell(kind: str, name: str, text: str, **facts: Any) -> Any:
    """A cell of the instructor's."""
    cell = nbformat.v4.new_code_cell(text) if kind == "code" else nbformat.v4.new_markdown_cell(text)
    cell["id"] = name
    own = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": name}
    cell.metadata["nbgrader"] = own | facts
    return cell


def longer() -> Any:
    """The instructor's notebook with a further test of an old exercise, a new exercise, and a new written answer."""
    notebook = source()
    place = next(number for number, cell in enumerate(notebook.cells) if cell.id == "discounted-hidden") + 1
    test = "### BEGIN HIDDEN TESTS\nassert discounted([2.0], 0.0) == 2.0, 'One reward?'\n### END HIDDEN TESTS"
    notebook.cells.insert(place, new_cell("code", "discounted-more", test, grade=True, locked=True, points=4))
    notebook.cells += [
        new_cell("code", "triple", "def triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION", solution=True),
        new_cell("code", "triple-test", "assert triple(2) == 6", grade=True, locked=True, points=8),
        new_cell("markdown", "whence", "### BEGIN SOLUTION\nBellman.\n### END SOLUTION", grade=True, solution=True, points=1),
    ]
    return notebook


@pytest.fixture
def graded(tmp_path: Path) -> SmallCourse:
    """Ada is right and has points and words by a person, Ben is wrong and was given a test's points, Cem's folder is gone since."""
    course = SmallCourse(tmp_path)
    course.submit("ada", course.hand_in())
    course.submit("ben", course.hand_in(**WRONG))
    course.submit("cem", course.hand_in())
    assert run.run(course.root, [ASSIGNMENT]) == 0
    manual(course, "ada", "why", 1.5, "good")
    with course.course.gradebook() as gradebook:
        grade: Any = gradebook.find_grade("softmax-hidden", ASSIGNMENT, ASSIGNMENT, "ben")
        grade.manual_score, grade.needs_manual_grade = 1.0, False
        gradebook.db.commit()
    shutil.rmtree(course.root / "submitted" / "cem")
    return course


def totals(course: SmallCourse) -> dict[str, float]:
    """Points of each student, those by a person included."""
    with course.course.gradebook() as gradebook:
        submissions: list[Any] = gradebook.assignment_submissions(ASSIGNMENT)
        return {str(one.student.id): float(one.score) for one in submissions}


def test_new_cells(graded: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    assert totals(graded) == {"ada": 7.5, "ben": 2.0, "cem": 6.0}
    path = graded.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(nbformat.writes(longer()), encoding="utf-8")
    assert run.run(graded.root, [ASSIGNMENT]) == 0, capsys.readouterr()
    scores = graded.scores()
    assert scores["ada"] == {**FULL, "discounted-more": 4.0, "triple-test": 0.0, "whence": 0.0}
    assert scores["ben"]["discounted-more"] == 0.0
    assert scores["cem"] == {**FULL, "discounted-more": None, "triple-test": None, "whence": None}, "as it was"
    assert totals(graded) == {"ada": 11.5, "ben": 2.0, "cem": 6.0}
    assert grade_of(graded, "ada", "why") == {"auto": None, "manual": 1.5, "review": False, "score": 1.5}
    assert grade_of(graded, "ben", "softmax-hidden") == {"auto": 0.0, "manual": 1.0, "review": False, "score": 1.0}
    with graded.course.gradebook() as gradebook:
        assert gradebook.find_comment("why", ASSIGNMENT, ASSIGNMENT, "ada").comment == "good"
    answer = {"cell_type": "code", "id": "triple", "metadata": {}, "source": "def triple(x):\n    return x + x + x", "outputs": []}
    hand_in = graded.hand_in()
    hand_in.notebook["cells"].append(answer | {"execution_count": None})
    graded.submit("ada", hand_in)
    assert run.run(graded.root, [ASSIGNMENT]) == 0, capsys.readouterr()
    assert totals(graded)["ada"] == 19.5


def test_nbgraders_own_release_goes_on_afterwards(graded: SmallCourse) -> None:
    """``nbgrader generate_assignment`` refuses cells that it does not know; after a run of this grader it knows them."""
    path = graded.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(nbformat.writes(longer()), encoding="utf-8")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--force"]
    refused = subprocess.run(command, cwd=graded.root, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "Cannot add or remove cells" in refused.stderr
    assert run.run(graded.root, [ASSIGNMENT]) == 0
    before = totals(graded)
    done = subprocess.run(command, cwd=graded.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "def triple" in (graded.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    assert totals(graded) == before
    assert run.run(graded.root, [ASSIGNMENT]) == 0
    assert totals(graded) == before


def test_a_new_notebook(graded: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    """A second notebook in the same assignment: who handed in the first one keeps its points."""
    more = nbformat.v4.new_notebook(cells=longer().cells[-3:], metadata=source().metadata)
    (graded.root / "source" / ASSIGNMENT / "more.ipynb").write_text(nbformat.writes(more), encoding="utf-8")
    assert run.run(graded.root, [ASSIGNMENT]) == 0, capsys.readouterr()
    assert totals(graded) == {"ada": 7.5, "ben": 2.0, "cem": 6.0}
    answered = nbformat.v4.new_notebook(cells=[new_cell("code", "triple", "def triple(x):\n    return 3 * x", solution=True)])
    (graded.root / "submitted" / "ada" / ASSIGNMENT / "more.ipynb").write_text(nbformat.writes(answered), encoding="utf-8")
    assert run.run(graded.root, [ASSIGNMENT]) == 0, capsys.readouterr()
    assert totals(graded) == {"ada": 15.5, "ben": 2.0, "cem": 6.0}
