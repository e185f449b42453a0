"""Graders see the model answer and the rubric in formgrader, and students see them nowhere."""

from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config.loader import PyFileConfigLoader

from coursetools.authors.build import read_notebook
from coursetools.grader.formgrader import ShowRubric, read_rubrics
from tests import tiny_course
from tests.tiny_course import PART, TinyCourse

RUBRIC = "Because the model answer says so."


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> TinyCourse:
    return tiny_course.make(tmp_path_factory.mktemp("course"))


def _exported(course: TinyCourse, **resources: str) -> NotebookNode:
    """A hand-in as the exporter of pages prepares it, with the course's own configuration."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course.root)).load_config()
    exporter = HTMLExporter(config=config)
    steps = [step for step in exporter._preprocessors if isinstance(step, ShowRubric)]  # pyright: ignore[reportPrivateUsage]
    assert len(steps) == 1, "nbgrader_config.py names it"
    return steps[0].preprocess(read_notebook(course.release), {"assignment_id": PART, "notebook_id": PART} | resources)[0]


def test_rubrics_are_read_without_their_markers(course: TinyCourse, tmp_path: Path) -> None:
    assert read_rubrics(course.source) == {"why": RUBRIC}
    assert read_rubrics(tmp_path / "nothing.ipynb") == {}


def test_formgrader_shows_the_rubric_below_the_answer(course: TinyCourse) -> None:
    cells = _exported(course, submission_id="1").cells
    place = next(place for place, cell in enumerate(cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == "why")
    assert RUBRIC in cells[place + 1].source
    assert "nbgrader" not in cells[place + 1].metadata
    assert len(cells) == len(read_notebook(course.release).cells) + 1


def test_other_pages_do_not(course: TinyCourse) -> None:
    assert _exported(course) == read_notebook(course.release)
