"""A solution is shown for one exercise at a time, and only where the folder has it."""

from pathlib import Path

import pytest

from coursetools.paths import CourseError
from coursetools.students import solution
from tests import tiny_course
from tests.tiny_course import PART


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    return tmp_path


def test_names_come_without_solutions(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert solution.run("9.1", None, root=root) == 0
    said = capsys.readouterr().out
    assert "  double\n  largest\n  why" in said
    assert "twice_the_number" not in said


def test_one_is_shown_and_no_other(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    solution.run("9.1", "double", root=root)
    said = capsys.readouterr().out
    assert "def double(x: int) -> int:" in said
    assert "return twice_the_number" in said
    assert "SOLUTION" not in said
    assert "largest" not in said
    solution.run("9.1", "why", root=root)
    assert capsys.readouterr().out.endswith("Because the model answer says so.\n")


def test_what_is_not_there_is_said(root: Path) -> None:
    with pytest.raises(CourseError, match=r"has no exercise 'dubble'\. Its exercises: double, largest, why"):
        solution.run("9.1", "dubble", root=root)
    (root / "source" / PART / f"{PART}.ipynb").unlink()
    with pytest.raises(CourseError, match="kept them back"):
        solution.run("9.1", "double", root=root)
