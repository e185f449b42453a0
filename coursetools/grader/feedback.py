"""Feedback pages: the student's cells and what they showed, failed visible tests whole, of hidden tests no more than the thought."""

import html
import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, NbGraderPreprocessor
from sqlalchemy.exc import SAWarning
from tqdm import tqdm
from traitlets import List
from traitlets.config import Config

from coursetools.grader.course import Course
from coursetools.grader.groups import Groups
from coursetools.grader.sanitise import clean_notebook, student_words
from coursetools.grader.store import Store
from coursetools.paths import CourseError

_MOST_SHOWN = 10_000_000
"""Characters of all outputs on a page."""
_MOST_SOURCE = 100_000
"""Characters of one cell's text on a page."""
_NO_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto"><h1>{title}</h1>
<p>Your hand-in could not be graded:</p><p><strong>{reason}</strong></p></body></html>
"""


class SafeFeedback(NbGraderPreprocessor):
    """nbgrader's step for feedback pages: no hidden test, nothing that runs in a browser, and nothing that is too large."""

    display_data_priority = List([], help="Unused; the exporter of pages sets it for every step.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Make a notebook fit for its student."""
        config = Config({name: value for name, value in self.config.items() if name != "NbConvertBase"})  # its options are not theirs
        marker = ClearHiddenTests(config=config).begin_test_delimeter
        answers = {str(cell.metadata.nbgrader.grade_id) for cell in nb.cells if utils.is_solution(cell)}
        for cell in nb.cells:
            if cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell):
                hidden = marker in cell.source
                words = [
                    student_words(cell.source, "\n".join(out.traceback), answers, hidden=hidden)
                    for out in cell.outputs
                    if out.output_type == "error"
                ]
                cell.outputs = [NotebookNode(output_type="error", ename="Test", evalue="", traceback=text.splitlines()) for text in words]
            if len(cell.source) > _MOST_SOURCE:
                cell.source = cell.source[:_MOST_SOURCE] + "\n# [the rest of this cell is left out here]"
        for step in (ClearHiddenTests, ClearMarkScheme):
            nb, resources = step(config=config).preprocess(nb, resources)
        nb = clean_notebook(nb)
        left = _MOST_SHOWN
        for cell in nb.cells:
            if cell.cell_type == "code":
                left -= len(str(cell.outputs))
                if left < 0:
                    cell.outputs = [NotebookNode(output_type="stream", name="stdout", text="[left out: the page would be too large]\n")]
        return nb, resources


class Pages(GenerateFeedback):
    """nbgrader's converter, which takes the names of folders as they are: its own reads brackets in them as patterns."""

    def init_notebooks(self) -> None:
        """Find the notebooks of one hand-in."""
        directory = cast("CourseDirectory", self.coursedir)
        folder = self._format_source(directory.assignment_id, directory.student_id)
        self.notebooks = []
        self.assignments = {folder: sorted(str(path) for path in Path(folder).glob("*.ipynb"))}


def feedback_config(config: Config) -> Config:
    """The course's configuration with the steps that make a page safe; stock ``nbgrader generate_feedback`` can use the same."""
    setting = Config(config)
    setting.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "coursetools.grader.feedback.SafeFeedback",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    return setting


def run(course_folder: Path, names: Sequence[str], *, students: Sequence[str] = ()) -> int:
    """Write the pages of all graded hand-ins, and return the exit status."""
    course = Course(course_folder)
    store = Store(course)
    names = list(names) or [name for name in course.assignments() if course.students(name)]
    groups = Groups(course)
    handed_in = {name: sorted({*course.students(name), *groups.shared(name)[0]}) for name in names}
    course.refuse_unknown(students, {student for those in handed_in.values() for student in those}, f"handed in {' or '.join(names)}")
    failed: list[str] = []
    count = 0
    for name in names:
        assignment = course.assignment(name)
        store.standings(name)
        chosen = [student for student in handed_in[name] if not students or student in students]
        for student in tqdm(chosen, desc=f"feedback {name}", unit="page", disable=None):
            record = store.last(name, student)
            if record is None:
                failed.append(f"{student}, {name}: not graded yet")
                continue
            folder = course.folder(str(course.directory.feedback_directory), student, name)
            folder.mkdir(parents=True, exist_ok=True)
            problems = {notebook: facts["problem"] for notebook, facts in record["notebooks"].items() if facts["problem"]}
            try:
                if len(problems) < len(assignment.bases):
                    write_pages(course, name, student)
                    count += 1
            except CourseError as error:
                failed.append(f"{student}, {name}: {error}")
            for notebook, reason in problems.items():
                page = _NO_PAGE.format(title=html.escape(notebook), reason=html.escape(reason))
                (folder / f"{notebook}.html").write_text(page, encoding="utf-8")
                count += 1
    print(f"{count} feedback pages in {course.directory.feedback_directory}/")
    for line in failed:
        print(f"no feedback for {line}")
    return 1 if failed else 0


def write_pages(course: Course, assignment: str, student: str) -> None:
    """Write the pages of one hand-in, with nbgrader's own converter."""
    setting = feedback_config(course.config)
    setting.CourseDirectory.root = str(course.root)
    setting.CourseDirectory.assignment_id = assignment
    setting.CourseDirectory.student_id = student
    setting.BaseConverter.force = True
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)
            Pages(coursedir=CourseDirectory(config=setting), config=setting).start()
    except (SystemExit, Exception) as error:
        raise CourseError(f"nbgrader could not write the page ({type(error).__name__}: {error})") from None
