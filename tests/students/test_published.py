"""A published folder works, from the first command to the hand-in."""

import os
import subprocess
from pathlib import Path

import pytest

from coursetools.authors.build import read_notebook
from coursetools.paths import part_name
from tests import a_browser, a_student
from tests.a_browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is missing (apt-get install chromium)"),
]


def _make(folder: Path, *arguments: str) -> str:
    command = ["make", "--no-print-directory", f"PYTHON={a_student.PYTHON}", *arguments]
    return subprocess.run(command, cwd=folder, env=a_student.environment(), check=True, capture_output=True, text=True).stdout


def test_a_student_installs_answers_and_hands_in(tmp_path: Path) -> None:
    folder = tmp_path / "students"
    a_student.install(folder)
    where = subprocess.run(
        [folder / ".venv" / "bin" / "python", "-c", "import rlcourse; print(rlcourse.__file__)"],
        cwd=tmp_path,
        env=a_student.environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(folder), "the course that pip installed is the one that was published"

    name = part_name("1.1")
    exercise = a_browser.solutions(name)[0]
    with a_browser.lab(folder, environment=a_student.environment(), python=a_student.PYTHON) as address, a_browser.chromium() as browser:
        page = a_browser.new_page(browser, width=1400, height=1000)
        a_browser.open_part(page, address, "1.1")
        a_browser.select(page, exercise.id)
        a_browser.command(page, "notebook:run-all-above")
        a_browser.select(page, exercise.id)
        a_browser.replace_active_cell(page, exercise.source)
        a_browser.command(page, "notebook:run-cell")
        a_browser.select(page, f"{exercise.id}-test")
        a_browser.command(page, "notebook:run-cell")
        assert not a_browser.errors(page, f"{exercise.id}-test")
        assert a_browser.text(page, f"{exercise.id}-test").startswith(f"✔ Right: `{exercise.id}`.")
        page.get_by_role("button", name="Hand in").click()  # saves, too
        page.locator(".jp-Dialog input[name=student]").fill("ada")
        page.locator(".jp-Dialog textarea").fill("This test is too kind.")
        page.locator(".jp-Dialog").get_by_role("button", name="Hand in").click()
        page.locator(".jp-Dialog").get_by_text("answered: 1 of").wait_for()
    clicked = folder / "submitted" / "ada" / name
    assert (clicked / "remark.txt").read_text(encoding="utf-8") == "This test is too kind.\n"
    assert exercise.source in [cell.source for cell in read_notebook(clicked / f"{name}.ipynb").cells]

    handed_in = _make(folder, "submit", "PART=1.1", "STUDENT=ada")
    assert "answered: 1 of " in handed_in
    notebook = read_notebook(folder / "submitted" / "ada" / name / f"{name}.ipynb")
    assert exercise.source in [cell.source for cell in notebook.cells]
