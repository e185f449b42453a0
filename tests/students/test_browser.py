"""JupyterLab in a real browser, as a student sees it: course home, exercises, tests, progress, a slider.

Screenshots are kept in ``artefacts/``: look at them.
"""

import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from coursetools.authors import build, publish
from coursetools.paths import SOURCE, part_name
from tests import a_browser
from tests.a_browser import ARTEFACTS, CHROMIUM, command, errors, keep, open_part, replace_active_cell, select, text

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published folder."""
    if CHROMIUM is None:
        message = "Chromium is missing: install it (apt-get install chromium) to run the browser test"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    course = tmp_path_factory.mktemp("course")
    publish.run(course)
    return course


@pytest.fixture(scope="module")
def server(course: Path) -> Generator[str]:
    """JupyterLab, started by the course's own command; yields its address."""
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
def page(browser: Browser, course: Path) -> Generator[Page]:
    """A page, and blank notebooks without kernels, whatever JupyterLab saved by itself in the test before."""
    for release in (course / "release").glob("*/*.ipynb"):
        shutil.copy(release, course / "work" / release.stem)
    page = a_browser.new_page(browser, width=1400, height=1000)
    yield page
    page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")
    page.close()


def test_course_home(page: Page, server: str) -> None:
    page.goto(server)  # where the command sends a browser
    name = part_name("1.1")
    link = page.locator(".jp-RenderedMarkdown a", has_text="Introduction")
    expect(link).to_be_visible()
    expect(page.get_by_role("heading", name="In preparation")).to_be_attached()
    page.wait_for_timeout(2000)
    assert not page.locator(".Toastify__toast").count(), "JupyterLab asks the student about news"
    keep(page, "home")
    assert a_browser.barriers(page, ".jp-MarkdownViewer") == [], "the frame around it is JupyterLab's"
    link.click()
    expect(page.locator(".jp-NotebookPanel:visible").first).to_be_visible()
    assert name in page.url or page.get_by_role("tab", name=f"{name}.ipynb").count()


WRONG = "def {name}(*arguments, **options):\n    return None"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_blank_wrong_and_right_are_told_apart(page: Page, server: str, theme: str) -> None:
    name = open_part(page, server, "1.1")
    page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", f"JupyterLab {theme.title()}")
    exercise = a_browser.solutions(name)[0]
    test = f"{exercise.id}-test"
    select(page, exercise.id)
    command(page, "notebook:run-all-above")
    for state, source, sign in (
        ("blank", None, "○ Not attempted yet:"),
        ("wrong", WRONG.format(name=exercise.id), "✘ Not yet:"),
        ("right", exercise.source, "✔ Right:"),
    ):
        select(page, exercise.id)
        if source is not None:
            replace_active_cell(page, source)
        command(page, "notebook:run-cell")
        select(page, test)
        command(page, "notebook:run-cell")
        assert [said.startswith(sign) for said in (errors(page, test) or [text(page, test)])] == [True]
        page.locator(".jp-Notebook-cell.jp-mod-active .jp-OutputArea-child").last.scroll_into_view_if_needed()
        keep(page, f"{name}-{state}-{theme}")
    assert a_browser.barriers(page, ".jp-RenderedMarkdown", ".jp-OutputArea") == [], "what the course writes in a notebook"


@pytest.mark.parametrize("number", ["2.1", "4.4"])
def test_first_exercise(page: Page, server: str, number: str) -> None:
    name = open_part(page, server, number)
    exercise = a_browser.solutions(name)[0]
    test = f"{exercise.id}-test"
    select(page, exercise.id)
    command(page, "notebook:run-all-above")
    select(page, exercise.id)
    replace_active_cell(page, exercise.source)
    command(page, "notebook:run-cell")
    select(page, test)
    command(page, "notebook:run-cell")
    assert not errors(page, test)
    assert text(page, test).startswith(f"✔ Right: `{exercise.id}`. 1 of ")


def test_run_all_goes_through_a_blank_notebook(page: Page, server: str) -> None:
    name = open_part(page, server, "1.1")
    command(page, "notebook:run-all-cells")
    select(page, "what-is-left")
    keep(page, f"{name}-what-is-left")
    assert [error for error in a_browser.all_errors(page) if "NotAttemptedError" not in error] == []
    exercises = [cell.id for cell in a_browser.solutions(name) if cell.cell_type == "code"]
    said = text(page, "what-is-left").splitlines()
    assert said == [
        f"Visible tests: 0 of {len(exercises)} exercises right.",
        *(f"  ○ Not attempted yet: `{exercise}`" for exercise in exercises),
    ]


def test_a_finished_part_is_counted(page: Page, server: str, course: Path) -> None:
    name = open_part(page, server, "1.1")
    expect(page.get_by_role("button", name=re.compile("Validate"))).to_have_count(0)  # it stops the whole house while it runs
    for cell in a_browser.solutions(name):
        select(page, cell.id)
        replace_active_cell(page, cell.source)
    command(page, "notebook:run-all-cells")
    expect(page.get_by_text(re.compile(r"Visible tests: (\d+) of \1 exercises right")).last).to_be_attached(timeout=120_000)
    command(page, "docmanager:save")
    home = course / "work" / "Home.md"
    done = re.compile(r"- 1\.1 .*: (\d+) of \1 exercises")
    for _ in range(50):
        if done.search(home.read_text(encoding="utf-8")):
            break
        page.wait_for_timeout(200)
    assert done.search(home.read_text(encoding="utf-8"))
    page.goto(server)
    expect(page.get_by_text(re.compile("Go on here"))).to_be_visible()
    keep(page, "progress")


def test_slider_changes_the_figure(page: Page, server: str) -> None:
    name = open_part(page, server, "2.1")
    cells = build.read_notebook(SOURCE / name / f"{name}.ipynb").cells
    ids = [cell.id for cell in cells if "interactive_figure(" in cell.source]
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
