"""``grade --notebook FILE --source FILE``: one notebook is graded, without a course folder, and nothing is saved.

Where the source lies in a course folder, that one's settings hold, and the files beside the source come along. What lies beside the
notebook stays out: a folder of downloads is nobody's hand-in.
"""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import nbformat
from traitlets.config import Config

from coursetools.grader import run as grading
from coursetools.grader import schedule
from coursetools.grader.course import Assignment, Course, load_config
from coursetools.grader.verdict import Outcome
from coursetools.paths import CourseError

_ANYBODY = "anybody"
_CONFIG = "nbgrader_config.py"


def run(notebook: Path, source: Path, *, course_folder: Path | None = None, boxed: bool = True) -> int:
    """Grade a notebook, print what came of each test, and return the exit status: 1 where it cannot be read.

    Args:
        notebook: What somebody handed in.
        source: The instructor's notebook, with solutions and hidden tests in it.
        course_folder: A course folder whose settings hold; without one it is looked for above the source.
        boxed: Whether the notebook runs in a box.
    """
    for option, file in (("--notebook", notebook), ("--source", source)):
        if not file.is_file():
            raise CourseError(f"{option} {file}: there is no such file. Expected: a notebook, {option} FILE.ipynb")
    home = course_folder or next((parent for parent in source.resolve().parents if (parent / _CONFIG).is_file()), None)
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        course = _course(Path(folder), notebook, source, home)
        assignment = course.assignment(source.stem)
        if not any(cell.role == "test" for base in assignment.bases for cell in base.cells):
            raise CourseError(f"{source} has no test: --source is the instructor's notebook, as it lies in the source/ of a course")
        outcome, job = _grade(course, assignment, replace(course.settings, boxed=boxed), notebook.name)
    print(_table(outcome))
    rebuilt = job.rebuilt.get(source.stem)
    waiting = [cell for base in assignment.bases for cell in base.cells if cell.role in ("manual", "task")]
    waiting = [cell for cell in waiting if rebuilt is not None and cell.name not in rebuilt.unanswered]
    points, most = sum(test.score for test in outcome.tests), sum(test.points for test in outcome.tests)
    by_hand = f"; {sum(cell.points for cell in waiting):g} more wait for a person ({', '.join(c.name for c in waiting)})" if waiting else ""
    print(f"{notebook.name}: {points:g} of {most:g} points{by_hand}. Nothing was saved.")
    for text in (*outcome.flags, *(rebuilt.notes if rebuilt is not None else ()), *outcome.notes):
        print(f"note: {text}")
    return 0


def _course(folder: Path, notebook: Path, source: Path, home: Path | None) -> Course:
    """A course of this one assignment and this one hand-in, which is gone afterwards."""
    config = load_config(home or folder)
    config.CourseDirectory = Config(root=str(folder))
    try:
        nbformat.reads(source.read_text(encoding="utf-8"), as_version=4)
    except Exception as error:  # nbformat raises of many kinds
        raise CourseError(f"--source {source} cannot be read as a notebook: {error}") from None
    target = folder / "source" / source.stem / f"{source.stem}.ipynb"
    if home is not None:
        shutil.copytree(source.parent, target.parent, ignore=shutil.ignore_patterns("*.ipynb", ".*", "__pycache__"))
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    handed_in = folder / "submitted" / _ANYBODY / source.stem / target.name
    handed_in.parent.mkdir(parents=True)
    shutil.copyfile(notebook, handed_in)
    return Course(folder, config)


def _grade(course: Course, assignment: Assignment, settings: "grading.Settings", shown: str) -> tuple[Outcome, "grading.Job"]:
    """Prove the tests with the instructor's solution, and grade.

    Raises:
        CourseError: The notebook cannot be read.
    """
    start, nested = grading.how_to_start(settings, None)
    job = grading.read(course, assignment, _ANYBODY)
    if job.problems:
        raise CourseError(f"{shown} cannot be graded: {'; '.join(outcome.problem for outcome in job.problems.values())}")
    with schedule.executor(1, None, settings) as pool:
        work = schedule.Work("", (), settings, start, nested)
        seconds = grading.prove(course, assignment, work, pool, grading.circumstances(settings))
        plans = tuple((name, grading.plan_of(job, name, settings, seconds[name])) for name in job.rebuilt)
        outcome = pool.submit(schedule.do, replace(work, student=shown, plans=plans)).result()[assignment.name]
    if outcome.problem:
        raise CourseError(f"{shown} cannot be graded: {outcome.problem}")
    return outcome, job


def _table(outcome: Outcome) -> str:
    """Test, points, of how many, and what it said."""
    rows = [("test", "points", "max", "what it said")]
    for test in outcome.tests:
        words = "passed" if test.passed else " ".join(test.message.split())[:300]
        words = f"waits for a person: {'; '.join(test.evidence)}" if test.withheld else words
        rows.append((test.name, f"{test.score:g}", f"{test.points:g}", words))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(f"{n:<{widths[0]}}  {p:>{widths[1]}}  {m:>{widths[2]}}  {w}" for n, p, m, w in rows)
