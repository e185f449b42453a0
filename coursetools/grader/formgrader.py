"""What formgrader shows beside stock nbgrader's page: ``nbgrader_config.py`` names this class."""

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory

_MARKERS = ("BEGIN SOLUTION", "END SOLUTION")


class ShowRubric(Preprocessor):
    """Puts the model answer and rubric of each written answer below it, on formgrader's page of a hand-in and nowhere else.

    The rubric stands in the solution region of ``source/``, which a release strips: without this a grader would have to look it up there.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Insert a cell below each written answer; feedback pages and other exports, which name no submission, stay as they are."""
        if "submission_id" not in resources:
            return nb, resources
        course = CourseDirectory(config=self.config)
        folder = Path(course.format_path(course.source_directory, ".", resources["assignment_id"]))
        rubrics = read_rubrics(folder / f"{resources['notebook_id']}.ipynb")
        cells: list[NotebookNode] = []
        for cell in nb.cells:
            cells.append(cell)
            rubric = rubrics.get(str(cell.metadata.get("nbgrader", {}).get("grade_id")))
            if rubric is not None:
                cells.append(nbformat.v4.new_markdown_cell(f"*For graders, not shown to students:*\n\n{rubric}\n\n---"))
        nb.cells = cells
        return nb, resources


def read_rubrics(notebook: Path) -> dict[str, str]:
    """The model answers, with their rubrics, in a solution notebook, by the name of the written answer; none where it is missing."""
    if not notebook.exists():
        return {}
    found: dict[str, str] = {}
    node: NotebookNode = nbformat.read(notebook, as_version=4)  # pyright: ignore[reportAssignmentType]
    for cell in node.cells:
        own = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and own.get("solution") and own.get("grade"):
            lines = [line for line in cell.source.splitlines() if not any(marker in line for marker in _MARKERS)]
            found[str(own["grade_id"])] = "\n".join(lines).strip()
    return found
