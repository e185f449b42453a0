"""Stock ``nbgrader autograde`` and formgrader's button with this grader inside, by configuration.

In ``nbgrader_config.py``::

c.Autograde.sanitize_preprocessors = ["coursetools.grader.hook.Rebuild"]
c.Autograde.autograde_preprocessors = ["coursetools.grader.hook.Grade"]
"""

from pathlib import Path
from typing import cast

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from coursetools.grader import run
from coursetools.grader.course import Course
from coursetools.paths import CourseError


class _Step(NbGraderPreprocessor):
    display_data_priority = List([], help="Unused; some exporters set it for every step.").tag(config=True)

    def course(self) -> Course:
        """The course that nbgrader is at work on."""
        return Course(Path(str(CourseDirectory(config=self.config).root)))


class Rebuild(_Step):
    """Takes the place of all steps that clean a hand-in: the notebook is rebuilt from the source."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:  # noqa: ARG002
        """Return the rebuilt notebook, whatever was read."""
        facts = resources["nbgrader"]
        course = self.course()
        job = run.read(course, course.assignment(facts["assignment"]), facts["student"])
        if facts["notebook"] not in job.rebuilt:
            raise CourseError(job.problems[facts["notebook"]].problem)
        return job.rebuilt[facts["notebook"]].notebook, resources


class Grade(_Step):
    """Takes the place of executing and of saving points: the hand-in is graded in its box, and saved."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:  # noqa: ARG002
        """Grade the hand-in, and return the notebook with its outputs."""
        facts = resources["nbgrader"]
        course = self.course()
        status = run.run(course.root, [facts["assignment"]], jobs=1, force=True, students=[facts["student"]])
        if status != 0:
            raise CourseError(f"the hand-in of {facts['student']} could not be graded: see the table above")
        folder = course.folder(str(course.directory.autograded_directory), facts["student"], facts["assignment"])
        graded = nbformat.read(folder / f"{facts['notebook']}.ipynb", as_version=4)
        return cast("NotebookNode", graded), resources
