"""An nbgrader course folder: its configuration, its assignments, its gradebook, and who handed in what."""

import contextlib
import hashlib
import json
import logging
import re
import tempfile
import warnings
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_core.paths import jupyter_config_path
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearOutput, ClearSolutions, IncludeHeaderFooter, LockCells
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError, SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from coursetools.grader import settings
from coursetools.grader.rebuild import Base, BaseCell, Role
from coursetools.grader.settings import Settings
from coursetools.paths import CourseError

_IGNORED_FILES = frozenset({".ipynb_checkpoints", "__pycache__", ".DS_Store"})


def load_config(root: Path) -> Config:
    """What ``nbgrader_config.py`` says: the machine's, the user's and the course's, in this order."""
    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(root)]:
        if (Path(folder) / "nbgrader_config.py").is_file():
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=folder).load_config())
    if "root" not in config.CourseDirectory:
        config.CourseDirectory.root = str(root)
    return config


@dataclass(frozen=True)
class Assignment:
    """An assignment, as its source folder has it."""

    name: str
    bases: tuple[Base, ...]
    files: dict[str, bytes]
    """What lies beside the notebooks; it takes the place of what students hand in under the same names."""
    digest: str
    """Hash of all this."""


class Course:
    """A course folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        if not self.root.is_dir():
            raise CourseError(f"{root} is no folder: give the folder of a course, with source/ and submitted/ in it")
        logging.getLogger("traitlets").setLevel(logging.ERROR)  # nbgrader's own running commentary
        self.config = load_config(self.root)
        self.settings: Settings = settings.from_config(self.config)
        self.directory = CourseDirectory(config=self.config)
        self.records = self.root / "grading"
        self.lock_seconds = 60.0
        """How long a database that another program has locked is waited for."""

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """``submitted/STUDENT/ASSIGNMENT`` and the like, as the course lays them out."""
        return Path(self.directory.format_path(step, student, assignment))

    @cached_property
    def db_url(self) -> str:
        """Where the gradebook is."""
        return str(self.directory.db_url)

    @property
    def sqlite_file(self) -> Path | None:
        """The gradebook's file, where it is one."""
        if not self.db_url.startswith("sqlite:///"):
            return None
        path = Path(self.db_url.removeprefix("sqlite:///").split("?")[0])
        return path if path.is_absolute() else Path.cwd() / path

    @contextlib.contextmanager
    def gradebook(self) -> Generator[Gradebook]:
        """The gradebook, opened. One that stays locked is said in words."""
        url = self.db_url
        if self.sqlite_file is not None:
            url += f"{'&' if '?' in url else '?'}timeout={self.lock_seconds}"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # nbgrader's own use of its database
                with Gradebook(url, self.directory.course_id) as gradebook:
                    yield gradebook
        except ModuleNotFoundError as error:
            raise CourseError(
                f"the gradebook {make_url(url)} needs the Python package {error.name}: pip install {error.name} (for PostgreSQL: "
                'pip install "psycopg[binary]")'
            ) from None
        except DatabaseError as error:
            if any(word in str(error).lower() for word in ("locked", "busy", "deadlock", "could not obtain lock")):
                raise CourseError(
                    f"the gradebook is locked by another program for more than {self.lock_seconds:g} s: end what uses it (formgrader, a "
                    f"database viewer), and grade again"
                ) from None
            raise CourseError(f"the gradebook {make_url(url)} cannot be used: {error}") from None

    def assignments(self) -> list[str]:
        """Names of all assignments that have a source notebook."""
        base = Path(self.directory.format_path(self.directory.source_directory, ".", "*"))
        return sorted(path.name for path in base.parent.glob("[!.]*") if any(path.glob("*.ipynb")))

    def students(self, assignment: str) -> list[str]:
        """Who handed something in."""
        pattern = self.directory.format_path(self.directory.submitted_directory, "(?P<student>[^/]+)", re.escape(assignment), escape=True)
        found: set[str] = set()
        for path in Path("/").glob(self.directory.format_path(self.directory.submitted_directory, "*", assignment).lstrip("/")):
            match = re.fullmatch(pattern, str(path))
            if match and path.is_dir() and not match["student"].startswith("."):
                found.add(match["student"])
        return sorted(found)

    def assignment(self, name: str) -> Assignment:
        """Read an assignment from its source folder.

        Raises:
            CourseError: There is none, or it cannot be graded here.
        """
        folder = self.folder(str(self.directory.source_directory), ".", name)
        notebooks = sorted(folder.glob("*.ipynb"))
        if not notebooks:
            known = ", ".join(self.assignments()) or "none"
            raise CourseError(f"there is no assignment {name!r}: {folder} has no notebook. Assignments of this course: {known}")
        digest = hashlib.sha256()
        files: dict[str, bytes] = {}
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.suffix == ".ipynb" or any(part in _IGNORED_FILES for part in path.parts):
                continue
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
        bases = tuple(self._base(path) for path in notebooks)
        for base in bases:
            digest.update(json.dumps([[c.name, c.role, c.points, c.node.source, c.node.cell_type] for c in base.cells]).encode())
        return Assignment(name, bases, files, digest.hexdigest()[:20])

    def _base(self, path: Path) -> Base:
        notebook = cast("NotebookNode", nbformat.read(path, as_version=4))
        language = str(notebook.metadata.get("kernelspec", {}).get("language") or "python")
        if language.lower() != "python":
            raise CourseError(f"{path} is in {language}: this grader runs Python. Grade it with nbgrader's own `nbgrader autograde`")
        solutions = {}
        for node in notebook.cells:
            if node.metadata.get("nbgrader", {}).get("grade_id"):
                solutions[node.metadata.nbgrader.grade_id] = node.source
        resources = ResourcesDict()
        for step in (IncludeHeaderFooter, LockCells, ClearSolutions, ClearOutput):
            notebook, resources = step(config=self.config).preprocess(notebook, resources)
        released = cast("NotebookNode", nbformat.from_dict(json.loads(json.dumps(notebook))))
        for step in (ClearHiddenTests, ClearMarkScheme):
            released, _ = step(config=self.config).preprocess(released, ResourcesDict())
        marker = ClearHiddenTests(config=self.config).begin_test_delimeter
        demo = "demo"
        cells: list[BaseCell] = []
        for number, (node, public) in enumerate(zip(notebook.cells, released.cells, strict=True)):
            if not node.get("id"):
                node["id"] = f"cell-{number}"
            role = _role(node, demo)
            name = str(node.metadata.get("nbgrader", {}).get("grade_id", "")) if role not in ("given", "demo", "text") else ""
            points = float(node.metadata.nbgrader.get("points") or 0) if role in ("test", "manual", "task") else 0.0
            cells.append(BaseCell(node, role, name, points, marker in node.source, str(solutions.get(name, "")), str(public.source)))
        names = [cell.name for cell in cells if cell.name]
        if len(set(names)) != len(names):
            raise CourseError(f"{path} has two cells of one grade id: {sorted({n for n in names if names.count(n) > 1})}. Rename one")
        return Base(path.stem, tuple(cells), json.loads(json.dumps(notebook.metadata)))

    def register(self, assignment: Assignment) -> None:
        """Tell the gradebook of the assignment's cells, where it does not know them as they are (nbgrader's own step does it).

        Raises:
            CourseError: nbgrader refuses, since cells came or went after hand-ins were graded.
        """
        if self._is_registered(assignment):
            return
        self._refuse_other_cells(assignment)
        log = logging.getLogger("traitlets")
        records = _Errors()
        log.addHandler(records)
        try:
            with tempfile.TemporaryDirectory(prefix="grader-") as scratch, warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)
                setting = Config(self.config)
                setting.CourseDirectory.root = str(self.root)
                setting.CourseDirectory.release_directory = scratch
                setting.CourseDirectory.assignment_id = assignment.name
                setting.GenerateAssignment.no_database = False
                setting.BaseConverter.force = True
                GenerateAssignment(coursedir=CourseDirectory(config=setting), config=setting).start()
        except (SystemExit, Exception) as error:
            words = [line for text in records.texts for line in text.strip().splitlines()[-1:]]
            raise CourseError(f"nbgrader could not register {assignment.name} in the gradebook: {' '.join(words[:3]) or error}") from None
        finally:
            log.removeHandler(records)

    def _refuse_other_cells(self, assignment: Assignment) -> None:
        """Say in words what nbgrader would refuse: it keeps no grades when cells come or go."""
        with self.gradebook() as gradebook:
            for base in assignment.bases:
                try:
                    notebook = gradebook.find_notebook(base.name, assignment.name)
                except MissingEntry:
                    continue
                known, present = {str(cell.name) for cell in notebook.source_cells}, {cell.name for cell in base.cells if cell.name}
                if known == present or not notebook.submissions:
                    continue
                changes = [f"new: {', '.join(sorted(present - known))}"] if present - known else []
                changes += [f"gone: {', '.join(sorted(known - present))}"] if known - present else []
                raise CourseError(
                    f"exercises of {assignment.name} were added, removed or renamed after hand-ins were graded ({'; '.join(changes)}), and "
                    f"nbgrader keeps no grades across that. Either bring the old names back, or forget the grades of this assignment "
                    f"(nbgrader db assignment remove {assignment.name} --force) and grade all of its hand-ins afresh"
                )

    def _is_registered(self, assignment: Assignment) -> bool:
        with self.gradebook() as gradebook:
            for base in assignment.bases:
                try:
                    notebook = gradebook.find_notebook(base.name, assignment.name)
                except MissingEntry:
                    return False
                known = {str(cell.name): str(cell.source) for cell in notebook.source_cells}
                points = {str(cell.name): float(cell.max_score) for cell in notebook.grade_cells}
                mine = {cell.name: str(cell.node.source) for cell in base.cells if cell.name}
                if not mine.items() <= known.items():
                    return False
                if any(points.get(cell.name, cell.points) != cell.points for cell in base.cells if cell.role in ("test", "manual")):
                    return False
        return True


def _role(node: NotebookNode, demo: str) -> Role:
    code = node.cell_type == "code"
    if utils.is_task(node):
        return "task"
    if utils.is_solution(node):
        return "manual" if utils.is_grade(node) else "solution"
    if utils.is_grade(node):
        return "test" if code else "manual"
    if not code:
        return "text"
    return "demo" if demo in cast("list[Any]", node.metadata.get("tags", [])) else "given"


class _Errors(logging.Handler):
    """Collects the texts of errors."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record's text."""
        self.texts.append(record.getMessage())
