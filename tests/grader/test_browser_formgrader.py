"""formgrader in a real browser, as an instructor uses it: grade by the button, read an answer, grade again, write feedback.

Screenshots are kept in ``artefacts/``: look at them.
"""

import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from coursetools.grader import box
from coursetools.grader.course import Course
from coursetools.paths import ROOT
from tests import a_browser, tiny_course
from tests.a_browser import CHROMIUM, PATIENCE, keep
from tests.grader import sample_class
from tests.tiny_course import PART

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing())),
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is missing (apt-get install chromium)"),
]
ODD = "import numpy as np\ndef double(x):\n    return np.zeros(1, dtype=[('twice', int)])"
"""An answer that returns what cannot be carried to the tests: its points wait for a person."""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The tiny course with three hand-ins: ada's is right, dora's was cut off, eve's returns something odd."""
    made = tiny_course.make(tmp_path)
    for name in ("rlcourse", "coursetools"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    ada, _, _, dora, eve = sample_class.students(made.master, made.answers, made.release)
    for student in (ada, dora, eve):
        sample_class.write(student, PART, tmp_path)
    path = tmp_path / "submitted" / "eve" / PART / f"{PART}.ipynb"
    next(cell for cell in eve.notebook.cells if cell.id == "double").source = ODD
    sample_class.write(eve, PART, tmp_path)
    assert "twice" in path.read_text(encoding="utf-8")
    cut = tmp_path / "submitted" / "dora" / PART / f"{PART}.ipynb"
    cut.write_text(cut.read_text(encoding="utf-8")[:300], encoding="utf-8")
    return tmp_path


@pytest.fixture
def server(course: Path) -> Generator[str]:
    """JupyterLab as the README tells an instructor to start it; yields its address."""
    environment = {name: value for name, value in os.environ.items() if name != "NBGRADER_EXCHANGE"}
    with a_browser.lab(course, "--ServerApp.root_dir=.", environment=environment) as address:
        yield address


@pytest.fixture
def page() -> Generator[Page]:
    with a_browser.chromium() as browser:
        yield a_browser.new_page(browser, width=1300, height=620)


def row(page: Page, student: str) -> Locator:
    """A hand-in's row of the table."""
    return page.locator("tr", has=page.locator("td.student-id", has_text=student))


def press(page: Page, student: str, button: str) -> str:
    """Press a button of a hand-in, wait, and return what formgrader says."""
    row(page, student).locator(f"td.{button} a").click()
    dialog = page.locator(".modal.in")
    expect(dialog).to_be_visible(timeout=4 * PATIENCE)  # each press starts boxes and tests them first
    words = dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    expect(page.locator(".modal.in, .modal-backdrop")).to_have_count(0)
    return words


def test_an_instructors_round(page: Page, server: str, course: Path) -> None:
    page.goto(f"{server}/formgrader/manage_assignments")
    expect(page.locator("td.name", has_text=PART)).to_be_visible()
    assert not page.locator(".alert").count(), "formgrader warns"
    submissions = f"{server}/formgrader/manage_submissions/{PART}"
    page.goto(submissions)
    expect(row(page, "ada")).to_contain_text("needs autograding")

    words = press(page, "ada", "autograde")
    assert "Successfully autograded" in words
    assert re.search(rf"ada +{PART} +9 +14 +graded", words), words
    expect(row(page, "ada")).to_contain_text("needs manual grading")
    expect(row(page, "ada")).to_contain_text("9 / 14")
    assert "cannot be read and gets no points" in press(page, "dora", "autograde")
    assert "wait for a person" in press(page, "eve", "autograde")
    expect(row(page, "eve")).to_contain_text("needs manual grading")
    keep(page, "formgrader-submissions")

    with Course(course).gradebook() as gradebook:
        number = gradebook.find_submission_notebook(PART, PART, "ada").id
    page.goto(f"{server}/formgrader/submissions/{number}", wait_until="networkidle")  # points and comments load one after the other
    expect(page.get_by_text("Because the model answer says so.")).to_be_visible()
    expect(page.locator("input#why.needs_manual_grade")).to_be_visible()  # the points are loaded
    for field, text in ((page.locator("input#why"), "4"), (page.locator("textarea#why-comment"), "Well said.")):
        with page.expect_response(lambda response: response.request.method == "PUT") as saved:
            field.fill(text)
            field.press("Tab")
        assert saved.value.ok
    with Course(course).gradebook() as gradebook:
        assert gradebook.find_comment("why", PART, PART, "ada").comment == "Well said.", "before it is graded again"
    keep(page, "formgrader-answer")

    page.goto(submissions)
    expect(row(page, "ada")).to_contain_text("13 / 14")
    press(page, "ada", "autograde")
    expect(row(page, "ada")).to_contain_text("13 / 14")
    expect(row(page, "ada")).to_contain_text("graded")
    with Course(course).gradebook() as gradebook:
        assert gradebook.find_comment("why", PART, PART, "ada").comment == "Well said."
    for student in ("ada", "eve", "dora"):
        assert "Successfully generated feedback" in press(page, student, "generate-feedback")
        shown = (course / "feedback" / student / PART / f"{PART}.html").read_text(encoding="utf-8")
        assert "54321" not in shown, "a hidden test"
        assert "Because the model answer says so" not in shown, "a rubric"
        assert ("Well said." in shown) == (student == "ada")
    assert "Traceback" not in (course / "jupyter.log").read_text(encoding="utf-8")
