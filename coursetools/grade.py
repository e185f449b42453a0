"""``make grade``: grades the hand-ins under ``submitted/`` through nbgrader, into the gradebook, with a feedback page for each."""

import contextlib
import logging
import os
import re
import shutil
import tempfile
import time
import warnings
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde, BaseConverter, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from coursetools.paths import ROOT, CourseError, part_name, search_path

EXECUTION_ENVIRONMENT = {"RLCOURSE_DEVICE": "cpu", "RLCOURSE_BUDGET": "short", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""What hand-ins are executed with: everybody is graded on the same device, budget and number of threads."""


@dataclass(frozen=True)
class HandIn:
    """One folder ``submitted/STUDENT/PART``."""

    student: str
    part: str


@dataclass(frozen=True)
class Result:
    """What grading a hand-in gave."""

    hand_in: HandIn
    points: float | None
    """``None`` where it could not be graded."""
    max_points: float | None
    status: str


@dataclass(frozen=True)
class _Registered:
    """What the gradebook holds of a part: text and points of each cell, and how many hand-ins were graded with them."""

    cells: dict[str, tuple[str, str | None, float | None]]
    n_graded: int


def run(parts: Sequence[str], *, root: Path = ROOT) -> int:
    """Grade the hand-ins of the given parts (of all parts, where none is given) and print a table.

    What was graded before is left alone, unless a newer hand-in came or the tests of its part changed since.

    Returns:
        The exit status: 1 where a hand-in could not be graded.
    """
    hand_ins = find_hand_ins([part_name(part, root) for part in parts], root)
    if not hand_ins:
        print("No hand-ins: they belong into submitted/STUDENT/PART/, where `make submit PART=4.4 STUDENT=ada` puts them.")
        return 0
    results: list[Result] = []
    with _environment(), _log_file(root / "autograded" / "grade.log") as log:
        config = load_config(root)
        problems: dict[str, str] = {}
        again: set[str] = set()
        for part in sorted({hand_in.part for hand_in in hand_ins}):
            try:
                if register(part, config, root):
                    again.add(part)
                    print(f"{part}: its tests changed since the last time, so all of its hand-ins are graded again")
            except CourseError as error:
                problems[part] = str(error)
        for place, hand_in in enumerate(hand_ins, start=1):
            started = time.monotonic()
            print(f"[{place}/{len(hand_ins)}] {hand_in.student}, {hand_in.part} ...", end=" ", flush=True)
            if hand_in.part in problems:
                result = Result(hand_in, None, None, f"failed: {problems[hand_in.part]}")
            else:
                result = grade(hand_in, config, root, force=hand_in.part in again)
            print(f"{result.status} ({time.monotonic() - started:.1f} s)")
            results.append(result)
    print()
    print(table(results))
    failed = [result for result in results if result.points is None]
    if failed:
        print(f"\n{len(failed)} of {len(results)} hand-ins could not be graded. nbgrader's own words: {log}")
    return 1 if failed else 0


def find_hand_ins(parts: Sequence[str] = (), root: Path = ROOT) -> list[HandIn]:
    """The hand-ins of the given parts (of all, where none is given), by student and part. Hidden folders hold earlier ones."""
    folders = [path for path in (root / "submitted").glob("[!.]*/[!.]*") if path.is_dir()]
    found = [HandIn(path.parent.name, path.name) for path in folders if not parts or path.name in parts]
    return sorted(found, key=lambda hand_in: (hand_in.student, hand_in.part))


def load_config(root: Path = ROOT) -> Config:
    """What ``nbgrader_config.py`` says."""
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def register(part: str, config: Config, root: Path = ROOT) -> bool:
    """Tell the gradebook of a part's cells, from ``source/``: nbgrader needs them to put the original tests back and to count points.

    nbgrader's own ``generate_assignment`` does it, with a scratch folder in the place of ``release/``.

    Returns:
        Whether hand-ins that were graded before must be graded again, since a test or its points changed.

    Raises:
        CourseError: There is no such solution notebook, or cells came or went after hand-ins were graded.
    """
    source = root / "source" / part / f"{part}.ipynb"
    if not source.exists():
        raise CourseError(f"source/{part} is missing: run make build PART={part.split('-')[0]}")
    before = _registered(part, config)
    if before.n_graded:
        _refuse_other_cells(part, set(before.cells), source)
    with tempfile.TemporaryDirectory(prefix="rlcourse-") as scratch:
        setting = Config(config)
        setting.CourseDirectory.release_directory = scratch
        setting.CourseDirectory.assignment_id = part
        setting.GenerateAssignment.no_database = False
        outcome = _start(GenerateAssignment(coursedir=CourseDirectory(config=setting), config=setting))
    if outcome.failure is not None:
        raise CourseError(f"nbgrader could not register {part} in the gradebook: {outcome.failure}")
    return before.n_graded > 0 and _registered(part, config).cells != before.cells


def _registered(part: str, config: Config) -> _Registered:
    with _gradebook(config) as gradebook:
        try:
            notebook = gradebook.find_notebook(part, part)
        except MissingEntry:
            return _Registered({}, 0)
        points = {str(cell.name): float(cell.max_score) for cell in notebook.grade_cells}
        cells = {str(cell.name): (str(cell.cell_type), cell.checksum, points.get(cell.name)) for cell in notebook.source_cells}
        return _Registered(cells, len(notebook.submissions))


def _refuse_other_cells(part: str, registered: set[str], source: Path) -> None:
    """Raise an error where the gradebook has grades for other cells than the solution notebook has."""
    notebook = cast("NotebookNode", nbformat.read(source, as_version=4))
    own = (utils.is_grade, utils.is_solution, utils.is_locked, utils.is_task)
    present = {str(cell.metadata.nbgrader.grade_id) for cell in notebook.cells if any(is_kind(cell) for is_kind in own)}
    if present != registered:
        changes = [f"new: {', '.join(sorted(present - registered))}"] if present - registered else []
        changes += [f"gone: {', '.join(sorted(registered - present))}"] if registered - present else []
        raise CourseError(
            f"exercises of {part} were added, removed or renamed after hand-ins were graded ({'; '.join(changes)}), and nbgrader keeps "
            f"no grades across that. Either bring the old names back, or forget the grades of this part "
            f"(nbgrader db assignment remove {part} --force) and grade all of its hand-ins afresh"
        )


def grade(hand_in: HandIn, config: Config, root: Path = ROOT, *, force: bool = False) -> Result:
    """Grade one hand-in and write its feedback page. Its part must be registered.

    Args:
        hand_in: What to grade.
        config: What ``nbgrader_config.py`` says.
        root: The course folder.
        force: Whether to grade it even if this very hand-in was graded before.
    """
    submitted, autograded = (root / step / hand_in.student / hand_in.part for step in ("submitted", "autograded"))
    if not (submitted / f"{hand_in.part}.ipynb").exists():
        return Result(hand_in, None, None, f"failed: the hand-in holds no {hand_in.part}.ipynb")
    as_before = (
        not force
        and (autograded / f"{hand_in.part}.ipynb").exists()
        and _timestamp(submitted) is not None
        and _timestamp(submitted) == _timestamp(autograded)
        and _has_grades(hand_in, config)
    )
    setting = Config(config)
    setting.CourseDirectory.assignment_id = hand_in.part
    setting.CourseDirectory.student_id = hand_in.student
    setting.BaseConverter.force = True
    edited: list[str] = []
    if not as_before:
        outcome = _start(Autograde(coursedir=CourseDirectory(config=setting), config=setting))
        if outcome.failure is not None:
            shutil.rmtree(root / "feedback" / hand_in.student / hand_in.part, ignore_errors=True)
            return Result(hand_in, None, None, f"failed: {outcome.failure}")
        edited = sorted({name for warning in outcome.warnings for name in re.findall(r"^Attribute .* for cell (\S+) has changed", warning)})
    # Feedback is made in any case: a person may have graded written answers since.
    outcome = _start(GenerateFeedback(coursedir=CourseDirectory(config=setting), config=setting))
    if outcome.failure is not None:
        return Result(hand_in, None, None, f"failed: no feedback, {outcome.failure}")
    with _gradebook(config) as gradebook:
        notebook = gradebook.find_submission_notebook(hand_in.part, hand_in.part, hand_in.student)
        waiting = sum(bool(entry.needs_manual_grade) for entry in notebook.grades)
        points, max_points = float(str(notebook.score)), float(str(notebook.max_score))
    status = "as before" if as_before else "graded"
    if edited:
        status += f", edited tests were put back: {', '.join(edited)}"
    if waiting:
        status += f", {waiting} written {'answers wait' if waiting > 1 else 'answer waits'} for a person"
    return Result(hand_in, points, max_points, status)


def _has_grades(hand_in: HandIn, config: Config) -> bool:
    """Whether the gradebook knows a hand-in: it may be newer than what lies in ``autograded/``."""
    with _gradebook(config) as gradebook:
        try:
            gradebook.find_submission_notebook(hand_in.part, hand_in.part, hand_in.student)
        except MissingEntry:
            return False
    return True


def table(results: Sequence[Result]) -> str:
    """A table of results: student, part, points, of how many, status."""

    def number(value: float | None) -> str:
        return "-" if value is None else f"{value:g}"

    rows = [("student", "part", "points", "max", "status")]
    rows += [(r.hand_in.student, r.hand_in.part, number(r.points), number(r.max_points), r.status) for r in results]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    aligned = [
        f"{student:<{widths[0]}}  {part:<{widths[1]}}  {points:>{widths[2]}}  {most:>{widths[3]}}  {status}"
        for student, part, points, most, status in rows
    ]
    return "\n".join(aligned)


def _timestamp(folder: Path) -> str | None:
    """When a hand-in was handed in, as its file says."""
    with contextlib.suppress(FileNotFoundError):
        return (folder / "timestamp.txt").read_text(encoding="utf-8").strip() or None
    return None


@contextlib.contextmanager
def _gradebook(config: Config) -> Generator[Gradebook]:
    course = CourseDirectory(config=config)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        yield gradebook


@dataclass(frozen=True)
class _Outcome:
    """How one of nbgrader's steps went."""

    failure: str | None
    """Why it failed, in a line; ``None`` where it did not."""
    warnings: tuple[str, ...]


def _start(converter: BaseConverter) -> _Outcome:
    """Run one of nbgrader's steps."""
    records = _Records()
    logger = logging.getLogger("traitlets")
    logger.addHandler(records)
    failure: str | None = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own use of its database
            converter.start()
    except (SystemExit, Exception) as error:
        logger.info("nbgrader stopped", exc_info=True)
        # nbgrader logs the traceback of what went wrong in a hand-in, and then raises an error that only points to its log.
        traces = [text.strip().splitlines()[-1] for text in records.errors if text.startswith("Traceback")]
        failure = traces[-1] if traces else (records.errors[-1] if records.errors else f"{type(error).__name__}: {error}")
    finally:
        logger.removeHandler(records)
    return _Outcome(failure, tuple(records.warnings))


class _Records(logging.Handler):
    """Collects the texts of warnings and errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's text."""
        (self.errors if record.levelno >= logging.ERROR else self.warnings).append(record.getMessage())


@contextlib.contextmanager
def _environment() -> Generator[None]:
    """Give the kernels that nbgrader starts the environment that everybody is graded with."""
    before = dict(os.environ)
    os.environ.update(EXECUTION_ENVIRONMENT, PATH=search_path())
    os.environ.pop("MPLBACKEND", None)  # a backend without a notebook would leave figures out of the feedback
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _log_file(path: Path) -> Generator[Path]:
    """Send what nbgrader logs into a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("traitlets")
    before = logger.level, logger.propagate
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield path
    finally:
        logger.removeHandler(handler)
        handler.close()
        logger.setLevel(before[0])
        logger.propagate = before[1]
