"""What nbgrader's steps do otherwise in this course; ``nbgrader_config.py`` names these classes."""

from typing import Any, cast

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import MissingEntry
from nbgrader.preprocessors import ClearHiddenTests, OverwriteCells
from traitlets import List


class RestoreCells(OverwriteCells):
    """nbgrader's step that puts the original tests back, without its warning where a test is just as it was released.

    A hidden test is empty in the release, so stock nbgrader finds that "checksum has changed" in every hand-in of every honest student, and
    the warning is no use where somebody did change a test. Here a cell whose text is that of the release gets the original text before
    nbgrader compares: the warning is left for tests that were really edited.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        """Put the original text back into one cell."""
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id is not None:
            try:
                original = str(self.gradebook.find_source_cell(grade_id, self.notebook_id, self.assignment_id).source)
            except MissingEntry:
                original = None
            if original is not None and original != cell.source and self._released(cell, original) == cell.source:
                cell.source = original
        return cast("tuple[NotebookNode, Any]", super().preprocess_cell(cell, resources, cell_index))

    def _released(self, cell: NotebookNode, original: str) -> str | None:
        """The text that students get for a cell, or ``None`` where it hides nothing."""
        stripper = ClearHiddenTests(parent=self)
        if stripper.begin_test_delimeter not in original:
            return None
        copy = NotebookNode(cell_type=cell.cell_type, metadata=cell.metadata, source=original)
        stripped, _ = stripper.preprocess_cell(copy, ResourcesDict(), 0)
        return str(stripped.source)


class HideTests(ClearHiddenTests):
    """nbgrader's step that strips hidden tests, fit for feedback pages."""

    # The exporter of pages sets this for every step, and a step without it warns; nbgrader's own GetGrades has it for the same reason.
    display_data_priority = List([], help="Unused.").tag(config=True)
