"""The sample class is graded, and everybody gets the points that the hand-in is worth."""

import json
import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from coursetools.authors import masters
from coursetools.authors.build import read_notebook
from coursetools.grader import box, feedback, run
from coursetools.grader.course import Course
from coursetools.paths import ANSWERS, NOTEBOOKS, ROOT, CourseError, part_name
from tests import tiny_course
from tests.grader import sample_class
from tests.tiny_course import PART, TinyCourse

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
POINTS = {"ada": 9.0, "ben": 3.0, "cem": 0.0, "dora": 6.0, "eve": 3.0}
"""What the tests of the tiny part give each student; the written answer's 5 points wait for a person."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> TinyCourse:
    """The tiny course with its class of five, not graded yet."""
    made = tiny_course.make(tmp_path_factory.mktemp("course"))
    for student in sample_class.students(made.master, made.answers, made.release):
        sample_class.write(student, PART, made.root)
    return made


@pytest.fixture(scope="module")
def graded(course: TinyCourse) -> Generator[tuple[TinyCourse, str]]:
    """The same, graded, with what the command printed."""
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []

        def keep(*texts: object, end: str = "\n", **_: object) -> None:
            lines.append(" ".join(map(str, texts)) + end)

        patch.setattr("builtins.print", keep)
        status = grade([], root=course.root)
    assert status == 0, "".join(lines)
    yield course, "".join(lines)


def grade(parts: list[str], root: Path) -> int:
    """Grade and write feedback, as the two commands do."""
    names = [part_name(part, root) for part in parts]
    status = run.run(root, names)
    feedback.run(root, names)
    return status


def _row(printed: str, student: str) -> list[str]:
    """Points and maximum in the last table that was printed."""
    return [line.split()[2:4] for line in printed.splitlines() if line.startswith(f"{student} ")][-1]


def _gradebook(root: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "learn-rl-pytorch")


def test_everybody_gets_the_right_points(graded: tuple[TinyCourse, str]) -> None:
    course, printed = graded
    worth = {student.name: student.points for student in sample_class.students(course.master, course.answers, course.release)}
    assert worth == POINTS
    with _gradebook(course.root) as gradebook:
        found = {name: gradebook.find_submission_notebook(PART, PART, name) for name in POINTS}
        assert {name: notebook.score for name, notebook in found.items()} == POINTS
        assert {notebook.max_score for notebook in found.values()} == {14.0}
        assert {name: bool(notebook.needs_manual_grade) for name, notebook in found.items()} == {
            "ada": True,
            "ben": True,
            "cem": False,  # a written answer that was left blank needs nobody
            "dora": True,
            "eve": True,
        }
        cells = {cell.name: cell.auto_score for cell in found["eve"].grades}
        assert cells == {"double-test": 1.0, "double-hidden": 0.0, "largest-test": 2.0, "largest-hidden": 0.0, "why": None}
    row = next(line.split() for line in printed.splitlines() if line.startswith("ben "))
    assert row[1:4] == [PART, "3", "14"]


def test_feedback_shows_thoughts_and_no_hidden_test(graded: tuple[TinyCourse, str]) -> None:
    course, _ = graded
    for name in POINTS:
        page = (course.root / "feedback" / name / PART / f"{PART}.html").read_text(encoding="utf-8")
        assert "54321" not in page, "the source of a hidden test is not shown"
        assert "Because the model answer says so" not in page, "rubrics are for graders"
        if name == "eve":
            assert "A hidden test is not satisfied yet" in page
            assert "Negative ones too?" in page


def test_honest_students_cause_no_warning(graded: tuple[TinyCourse, str]) -> None:
    _, printed = graded
    assert "edited" not in printed
    assert "flagged" not in printed
    assert "warning" not in printed


def test_hidden_tests_are_put_back(graded: tuple[TinyCourse, str]) -> None:
    course, _ = graded
    notebook = json.loads((course.root / "autograded" / "ada" / PART / f"{PART}.ipynb").read_text(encoding="utf-8"))
    sources = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    assert "54321" in sources["largest-hidden"]


def test_a_second_run_grades_only_what_is_new(graded: tuple[TinyCourse, str], capsys: pytest.CaptureFixture[str]) -> None:
    course, _ = graded
    folder = course.root / "submitted" / "cem" / PART
    perfect = course.root / "submitted" / "ada" / PART / f"{PART}.ipynb"
    edited = json.loads(perfect.read_text(encoding="utf-8"))
    for cell in edited["cells"]:
        if cell["id"] == "double-test":
            cell["source"] = "pass"
    (folder / f"{PART}.ipynb").write_text(json.dumps(edited), encoding="utf-8")
    (folder / "timestamp.txt").write_text("2026-11-22 08:30:00.000000 UTC\n", encoding="utf-8")
    broken = course.root / "submitted" / "flo" / PART
    broken.mkdir(parents=True)
    (broken / f"{PART}.ipynb").write_text("no notebook", encoding="utf-8")
    (course.root / "submitted" / ".history" / "cem" / PART / "earlier").mkdir(parents=True)
    try:
        assert grade(["9.1"], root=course.root) == 1
    finally:
        (broken / f"{PART}.ipynb").unlink()
        broken.rmdir()
    rows = {line.split()[0]: line for line in capsys.readouterr().out.split("what happened\n")[1].splitlines() if line}
    assert set(POINTS) | {"flo"} <= set(rows)
    assert "as before" in rows["ada"]
    assert rows["cem"].split()[2:4] == ["9", "14"]
    assert "the test double-test was edited; it was put back" in rows["cem"]
    assert "cannot be read" in rows["flo"]
    assert rows["flo"].split()[2:4] == ["-", "14"]
    assert ".history" not in rows


def test_changed_tests_grade_again_and_other_cells_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = tiny_course.make(tmp_path)
    ada = sample_class.students(course.master, course.answers, course.release)[0]
    sample_class.write(ada, PART, tmp_path)
    assert grade([], root=tmp_path) == 0
    tiny_course.make(tmp_path, tiny_course.MASTER.replace('hidden="largest" points=4', 'hidden="largest" points=6'))
    assert grade([], root=tmp_path) == 0
    printed = capsys.readouterr().out
    assert _row(printed, "ada") == ["11", "16"]
    renamed = tiny_course.MASTER.replace('"largest"', '"greatest"').replace("largest(", "greatest(")
    tiny_course.make(tmp_path, renamed, tiny_course.BANK.replace("largest", "greatest"))
    with pytest.raises(CourseError, match=r"new: greatest.*gone: largest"):
        Course(tmp_path).register(Course(tmp_path).assignment(PART))
    assert grade([], root=tmp_path) == 1
    with _gradebook(tmp_path) as gradebook:
        assert gradebook.find_submission_notebook(PART, PART, "ada").score == 11.0
        gradebook.remove_assignment(PART)  # what the error message says: forget the grades of this part
    sample_class.write(replace(ada, notebook=read_notebook(course.release)), PART, tmp_path)
    assert grade([], root=tmp_path) == 0
    assert _row(capsys.readouterr().out, "ada") == ["0", "14"]


def test_nothing_to_grade_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny_course.make(tmp_path)
    assert grade([], root=tmp_path) == 0
    assert "No hand-ins" in capsys.readouterr().out
    with pytest.raises(CourseError, match=r"9\.1-tiny"):
        grade(["7.7"], root=tmp_path)


def test_a_real_part(tmp_path: Path) -> None:
    """The same class with part 1.1, its bank and its release. Demonstrations are left out, as students may: given cells are theirs."""
    part = part_name("1.1")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for folder in ("source", "release"):
        shutil.copytree(ROOT / folder / part, tmp_path / folder / part)
    master = masters.read(NOTEBOOKS / f"{part}.py")
    answers = masters.read_answers(ANSWERS / f"{part}.py", master)
    students = sample_class.students(master, answers, tmp_path / "release" / part / f"{part}.ipynb")
    for student in students:
        student.notebook.cells = [cell for cell in student.notebook.cells if "demo" not in cell.metadata.get("tags", [])]
        sample_class.write(student, part, tmp_path)
    assert grade(["1.1"], root=tmp_path) == 0
    with _gradebook(tmp_path) as gradebook:
        found = {student.name: gradebook.find_submission_notebook(part, part, student.name) for student in students}
        assert {name: notebook.score for name, notebook in found.items()} == {student.name: student.points for student in students}
        assert {name: sum(bool(entry.needs_manual_grade) for entry in notebook.grades) for name, notebook in found.items()} == {
            student.name: student.written for student in students
        }
    worth = [student.points for student in students]
    assert worth[0] > worth[1] > worth[2] == 0, "perfect, half right, blank"
    assert worth[0] > worth[3] > 0, "a crash takes the points of one exercise"
    assert worth[0] > worth[4] > 0, "who knows the visible numbers only gets no hidden points"
