"""Stock ``nbgrader autograde`` and formgrader's button with this grader inside, by configuration.

In ``nbgrader_config.py``::

    c.Autograde.pre_convert_hook = "coursetools.grader.hook.prepare"
    c.Autograde.exporter_class = "coursetools.grader.hook.Unread"
    c.Autograde.sanitize_preprocessors = ["coursetools.grader.hook.Rebuild"]
    c.Autograde.autograde_preprocessors = ["coursetools.grader.hook.Grade"]
"""

import contextlib
import io
import shutil
from pathlib import Path
from typing import Any, NoReturn, cast

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List
from traitlets.log import get_logger

from coursetools.grader import box, handin, refusal, run
from coursetools.grader.course import Course
from coursetools.paths import CourseError


def prepare(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """Before a hand-in: the gradebook gets to know its assignment, and nbgrader takes it under the names that the course expects.

    nbgrader refuses what it does not know by name, and an assignment that was never released by its own command. The file itself need
    not be there, since :class:`Unread` opens none.

    Args:
        assignment: Name of the assignment.
        student: Whose hand-in; ``*`` for all. Unused, since nbgrader asks for each hand-in again.
        notebooks: Paths of its notebooks; changed in place.
    """
    del student
    folder = Path(notebooks[0]).resolve().parent
    root = next((parent for parent in folder.parents if (parent / "nbgrader_config.py").is_file()), None)
    if root is None:
        return
    try:
        course = Course(root)
        known = course.assignment(assignment)
        course.register(known)
        if problems := box.missing():
            raise CourseError(refusal.words(problems))
    except CourseError as error:
        _stop(get_logger(), error)
    names = [base.name for base in known.bases]
    hand_in = handin.read(folder, "", assignment, names, most_bytes=course.settings.handin_mb << 20)
    for name, notebook in hand_in.notebooks.items():
        if notebook.problem:  # said here, since this is where formgrader shows its log
            get_logger().error("%s in %s cannot be read and gets no points: %s", name, folder, notebook.problem)
    notebooks[:] = [str(folder / f"{name}.ipynb") for name in names]


def _stop(log: Any, error: CourseError) -> NoReturn:
    """End the command in words. Of any other exception nbgrader prints the traceback, and goes on to the next student."""
    log.error("%s", error)
    raise SystemExit(str(error)) from None


class Unread(NotebookExporter):
    """Opens no file: both steps below read for themselves what they need, and what cannot be read is said in words there."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the steps on an empty notebook."""
        del filename
        return cast("Any", super().from_notebook_node(nbformat.v4.new_notebook(), resources, **kwargs))


class _Step(NbGraderPreprocessor):
    display_data_priority = List([], help="Unused; some exporters set it for every step.").tag(config=True)

    def course(self) -> Course:
        """The course that nbgrader is at work on."""
        return Course(Path(str(CourseDirectory(config=self.config).root)))


class Rebuild(_Step):
    """Takes the place of all steps that clean a hand-in: the notebook is rebuilt from the source."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Return the rebuilt notebook, or an empty one where the hand-in cannot be read: the next step says why."""
        facts = resources["nbgrader"]
        course = self.course()
        job = run.read(course, course.assignment(facts["assignment"]), facts["student"])
        rebuilt = job.rebuilt.get(facts["notebook"])
        return nb if rebuilt is None else rebuilt.notebook, resources


class Grade(_Step):
    """Takes the place of executing and of saving points: the hand-in is graded in its box, and saved."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:  # noqa: ARG002
        """Grade the hand-in, and return the notebook with its outputs; what the command would print goes to nbgrader's log."""
        facts = resources["nbgrader"]
        course = self.course()
        folder = course.folder(str(course.directory.autograded_directory), facts["student"], facts["assignment"])
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                run.run(course.root, [facts["assignment"]], jobs=1, force=True, students=[facts["student"]])
        except CourseError as error:
            shutil.rmtree(folder, ignore_errors=True)  # or it would count as graded
            _stop(self.log, error)
        finally:
            for line in said.getvalue().splitlines():
                self.log.info("%s", line.rstrip())
        row = next((line for line in said.getvalue().splitlines() if line.startswith(f"{facts['student']} ")), "")
        graded = folder / f"{facts['notebook']}.ipynb"
        if not graded.exists() or "  not graded: " in row or "  not saved: " in row:
            raise CourseError(row or f"the hand-in of {facts['student']} could not be graded")
        return cast("NotebookNode", nbformat.read(graded, as_version=4)), resources
