"""JupyterLab in a real browser, as a student sees it: course home, exercises, tests, the Validate button, a slider.

Screenshots are kept in ``artefacts/``: look at them.
"""

import os
import re
import shutil
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, Page, expect

from coursetools.authors import masters
from coursetools.paths import ROOT, part_name
from tests import a_browser
from tests.a_browser import ARTEFACTS, CHROMIUM, command, errors, keep, open_part, replace_active_cell, select

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """JupyterLab, started by the course's own command in a fresh copy of what students need; yields its address."""
    if CHROMIUM is None:
        message = "Chromium is missing: install it (apt-get install chromium) to run the browser test"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    course = tmp_path_factory.mktemp("course")
    for name in ("release", "rlcourse", "coursetools"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("syllabus.toml", "nbgrader_config.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, course / name)
    try:
        with a_browser.lab(course, environment=os.environ | {"RLCOURSE_DEVICE": "cpu"}) as address:
            yield address
    finally:
        ARTEFACTS.mkdir(exist_ok=True)
        shutil.copy(course / "jupyter.log", ARTEFACTS / "jupyter.log")


@pytest.fixture(scope="module")
def browser(server: str) -> Generator[Browser]:
    assert server
    with a_browser.chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Generator[Page]:
    page = a_browser.new_page(browser, width=1400, height=1000)
    yield page
    page.close()


def test_course_home(page: Page, server: str) -> None:
    page.goto(server)  # where the command sends a browser
    name = part_name("1.1")
    link = page.locator(".jp-RenderedMarkdown a", has_text="Introduction")
    expect(link).to_be_visible()
    expect(page.get_by_text("in preparation").first).to_be_visible()
    page.wait_for_timeout(2000)
    assert not page.locator(".Toastify__toast").count(), "JupyterLab asks the student about news"
    keep(page, "home")
    link.click()
    expect(page.locator(".jp-NotebookPanel:visible").first).to_be_visible()
    assert name in page.url or page.get_by_role("tab", name=f"{name}.ipynb").count()


@pytest.mark.parametrize("number", ["1.1", "2.1", "4.4"])
def test_first_exercise(page: Page, server: str, number: str) -> None:
    name = open_part(page, server, number)
    master = masters.read(ROOT / "notebooks" / f"{name}.py")
    exercise = master.exercises[0]
    visible, _ = master.tests_of(str(exercise.name))
    select(page, exercise.grade_id)
    command(page, "notebook:run-all-above")
    select(page, exercise.grade_id)
    command(page, "notebook:run-cell")

    select(page, visible.grade_id)
    command(page, "notebook:run-cell")
    assert "not attempted yet" in errors(page, visible.grade_id)[0]
    keep(page, f"{name}-blank")

    select(page, exercise.grade_id)
    replace_active_cell(page, exercise.source)
    command(page, "notebook:run-cell")
    assert not errors(page, exercise.grade_id)
    select(page, visible.grade_id)
    command(page, "notebook:run-cell")
    assert not errors(page, visible.grade_id)
    keep(page, f"{name}-answered")


def test_validate_button(page: Page, server: str) -> None:
    name = open_part(page, server, "1.1")
    master = masters.read(ROOT / "notebooks" / f"{name}.py")
    for exercise in master.exercises:
        select(page, exercise.grade_id)
        replace_active_cell(page, exercise.source)
    for answer in (cell for cell in master.cells if cell.kind == "answer"):
        select(page, answer.grade_id)
        replace_active_cell(page, "In my own words.")
    command(page, "docmanager:save")
    page.get_by_role("button", name=re.compile("Validate")).first.click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_be_visible()
    keep(page, "validated")
    expect(dialog.get_by_text(re.compile("Success", re.IGNORECASE))).to_be_visible()
    dialog.get_by_role("button").first.click()


def test_slider_changes_the_figure(page: Page, server: str) -> None:
    name = open_part(page, server, "2.1")
    master = masters.read(ROOT / "notebooks" / f"{name}.py")
    ids = [
        cell.id for cell, origin in zip(master.notebook().cells[1:], master.cells, strict=True) if "interactive_figure(" in origin.source
    ]
    select(page, ids[0])
    command(page, "notebook:run-all-above")
    select(page, ids[0])
    command(page, "notebook:run-cell")
    picture = page.locator(".jp-OutputArea .widget-image").first
    expect(picture).to_be_visible()
    before = picture.screenshot()
    handle = page.locator(".jp-OutputArea .widget-slider .noUi-handle").first
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(100):
        page.wait_for_timeout(200)
        if picture.screenshot() != before:
            break
    else:
        raise AssertionError("the slider moved, the figure did not change")
    page.wait_for_timeout(1000)
    keep(page, f"{name}-slider")
