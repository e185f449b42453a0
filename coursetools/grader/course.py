"""An nbgrader course folder: its configuration, its assignments, its gradebook, and who handed in what."""

import contextlib
import difflib
import glob
import hashlib
import json
import logging
import re
import warnings
from collections.abc import Collection, Generator, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import nbformat
from jupyter_core.paths import jupyter_config_path
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    IncludeHeaderFooter,
    LockCells,
    SaveCells,
)
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError, SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from coursetools.grader import settings
from coursetools.grader.rebuild import Base, BaseCell, Role
from coursetools.grader.settings import Settings
from coursetools.paths import CourseError

_ANYBODY = "0anybody0"
"""Stands for a student in a path until it becomes a pattern; no pattern's sign is in it."""
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

    def __init__(self, root: Path, config: Config | None = None) -> None:
        self.root = root.resolve()
        if not self.root.is_dir():
            raise CourseError(f"{root} is no folder: give the folder of a course, with source/ and submitted/ in it")
        logging.getLogger("traitlets").setLevel(logging.ERROR)  # nbgrader's own running commentary
        self.config = config if config is not None else load_config(self.root)
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

    @contextlib.contextmanager
    def only_one(self) -> Generator[None]:
        """One writer at a time for a course."""
        import fcntl

        self.records.mkdir(parents=True, exist_ok=True)
        with (self.records / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CourseError(f"another run is grading {self.root}: wait for it to end") from None
            yield

    def everybody(self) -> set[str]:
        """All students that the gradebook knows, and all who handed something in."""
        with self.gradebook() as gradebook:
            known = {str(student.id) for student in gradebook.students}
        return known.union(*(self.students(name) for name in self.assignments()))

    @staticmethod
    def refuse_unknown(students: Iterable[str], known: Collection[str], what: str) -> None:
        """Say who may be meant where a name is nobody's.

        Args:
            students: Names that somebody typed.
            known: Names that there are.
            what: What the others did, for the sentence that nobody of this name did it.
        """
        for student in students:
            if student not in known:
                meant = difflib.get_close_matches(student, known, n=3)
                hint = f"Did you mean {' or '.join(meant)}?" if meant else f"Known: {', '.join(sorted(known)[:20]) or 'nobody'}."
                new = "" if "handed in" in what else f" Somebody new is added by: nbgrader db student add {student}"
                raise CourseError(f"nobody called {student!r} {what}. {hint}{new}")

    def assignments(self) -> list[str]:
        """Names of all assignments that have a source notebook."""
        base = Path(self.directory.format_path(self.directory.source_directory, ".", "*"))
        return sorted(path.name for path in base.parent.glob("[!.]*") if any(path.glob("*.ipynb")))

    def students(self, assignment: str) -> list[str]:
        """Who handed something in."""
        path = str(self.folder(str(self.directory.submitted_directory), _ANYBODY, assignment))
        pattern = re.escape(path).replace(_ANYBODY, "(?P<student>[^/]+)")
        found: set[str] = set()
        for place in Path("/").glob(glob.escape(path).replace(_ANYBODY, "*").lstrip("/")):
            match = re.fullmatch(pattern, str(place))
            if match and place.is_dir() and not match["student"].startswith("."):
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
            digest.update(json.dumps([c.solution for c in base.cells if c.role == "solution"]).encode())  # tests may use it, and limits do
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
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)
                with self.gradebook() as gradebook:
                    gradebook.update_or_create_assignment(assignment.name)
                    for base in assignment.bases:
                        _add_cells(gradebook, assignment.name, base)
                for base in assignment.bases:
                    self._save_cells(assignment.name, base.name)
                with self.gradebook() as gradebook:
                    _add_notebooks(gradebook, assignment.name)
        except (SystemExit, Exception) as error:
            raise CourseError(f"nbgrader could not register {assignment.name} in the gradebook: {error}") from None

    def _save_cells(self, assignment: str, notebook: str) -> None:
        """What ``nbgrader generate_assignment`` does on its way to a release, but for names with brackets too."""
        path = self.folder(str(self.directory.source_directory), ".", assignment) / f"{notebook}.ipynb"
        node = cast("NotebookNode", nbformat.read(path, as_version=4))
        facts = {"assignment": assignment, "notebook": notebook, "student": ".", "db_url": self.db_url}
        resources = ResourcesDict(nbgrader=facts, unique_key=notebook)
        for step in (IncludeHeaderFooter, LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells):
            node, _ = step(config=self.config).preprocess(node, resources)

    def _refuse_other_cells(self, assignment: Assignment) -> None:
        """Say in words what would lose grades: cells that are gone after hand-ins were graded. New ones may come."""
        with self.gradebook() as gradebook:
            for base in assignment.bases:
                try:
                    notebook = gradebook.find_notebook(base.name, assignment.name)
                except MissingEntry:
                    continue
                known, present = {str(cell.name) for cell in notebook.source_cells}, _named(base).keys()
                if not known - present or not notebook.submissions:
                    continue
                changes = [f"new: {', '.join(sorted(present - known))}"] if present - known else []
                changes += [f"gone: {', '.join(sorted(known - present))}"]
                raise CourseError(
                    f"exercises of {assignment.name} were removed or renamed after hand-ins were graded ({'; '.join(changes)}), and "
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
                mine = {name: str(cell.node.source) for name, cell in _named(base).items()}
                if not mine.items() <= known.items() or len(notebook.submissions) != len(notebook.assignment.submissions):
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


def _named(base: Base) -> dict[str, BaseCell]:
    """The cells that nbgrader keeps in its gradebook, locked given ones among them."""
    named = ((str(cell.node.metadata.get("nbgrader", {}).get("grade_id", "")), cell) for cell in base.cells)
    return {name: cell for name, cell in named if name and (cell.name or utils.is_locked(cell.node))}


def _add_cells(gradebook: Gradebook, assignment: str, base: Base) -> None:
    """Add cells that came after hand-ins were graded, to the notebook and to each hand-in: nbgrader itself refuses them."""
    try:
        notebook = gradebook.find_notebook(base.name, assignment)
    except MissingEntry:
        return
    if not notebook.submissions:
        return
    known = {str(cell.name) for cell in notebook.source_cells}
    for name, cell in _named(base).items():
        if name in known:
            continue
        where, kind = (name, base.name, assignment), str(cell.node.cell_type)
        gradebook.add_source_cell(*where, **cast("Any", {"cell_type": kind, "source": str(cell.node.source)}))
        points = cast("Any", {"max_score": cell.points, "cell_type": kind})
        graded = gradebook.add_grade_cell(*where, **points) if cell.role in ("test", "manual") else None
        asked = gradebook.add_solution_cell(*where) if cell.role in ("solution", "manual") else None
        task = gradebook.add_task_cell(*where, **points) if cell.role == "task" else None
        for submitted in notebook.submissions:
            for new in filter(None, (graded, task)):
                gradebook.db.add(Grade(cell_id=new.id, notebook=submitted))
            for new in filter(None, (asked, task)):
                gradebook.db.add(Comment(cell_id=new.id, notebook=submitted))
    gradebook.db.commit()


def _add_notebooks(gradebook: Gradebook, assignment: str) -> None:
    """Add a notebook that came after hand-ins were graded to each hand-in, as nbgrader does it for new ones."""
    known = gradebook.find_assignment(assignment)
    for submission in known.submissions:
        there = {str(submitted.name) for submitted in submission.notebooks}
        for notebook in known.notebooks:
            if str(notebook.name) not in there:
                submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
                gradebook.db.add(submitted)
                gradebook.db.add_all(Grade(cell_id=cell.id, notebook=submitted) for cell in (*notebook.grade_cells, *notebook.task_cells))
                gradebook.db.add_all(
                    Comment(cell_id=cell.id, notebook=submitted) for cell in (*notebook.solution_cells, *notebook.task_cells)
                )
    gradebook.db.commit()
