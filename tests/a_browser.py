"""JupyterLab and Chromium for the tests that look at the course as a person does."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page, expect, sync_playwright

from coursetools.authors import build
from coursetools.paths import ROOT, SOURCE, part_name

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARTEFACTS = ROOT / "artefacts"
LAB_OPTIONS = ["--no-browser", "--ip=127.0.0.1", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"]
PATIENCE = 120_000
"""Milliseconds that a busy machine may take for one step."""


@contextlib.contextmanager
def lab(course: Path, *options: str, environment: Mapping[str, str] = os.environ, python: Path | None = None) -> Generator[str]:
    """JupyterLab, started in a course folder by the course's own command; yields its address, and ends it afterwards.

    Args:
        course: The course folder.
        options: More options for JupyterLab.
        environment: The variables that it is started with.
        python: A student's Python, by which ``make lab`` starts it; by default the running one does, without make.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", course / "jupyter.log"
    options = (*LAB_OPTIONS, f"--port={port}", *options)
    by_make = ["make", "lab", f"PYTHON={python}", f"ARGS={' '.join(options)}"]
    with log.open("w") as written:
        process = subprocess.Popen(
            by_make if python else [sys.executable, "-m", "coursetools", "lab", *options],
            cwd=course,
            stdout=written,
            stderr=subprocess.STDOUT,
            env={**environment, "OMP_NUM_THREADS": "1", "JUPYTER_CONFIG_DIR": str(course / "jupyter")},
        )
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


@contextlib.contextmanager
def chromium() -> Generator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def new_page(browser: Browser, width: int, height: int) -> Page:
    """A page that waits as long as a busy machine needs."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


def solutions(name: str) -> list[NotebookNode]:
    """The cells of a part that hold solutions and model answers."""
    cells = build.read_notebook(SOURCE / name / f"{name}.ipynb").cells
    return [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]


def open_part(page: Page, server: str, number: str) -> str:
    """Open a student's own copy of a part, and wait for its kernel."""
    name = part_name(number)
    page.goto(f"{server}/lab/tree/{name}/{name}.ipynb?reset")
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content?.widgets?.length > 1")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext?.session?.kernel?.status === 'idle'")
    return name


def select(page: Page, cell_id: str) -> None:
    """Make a cell the active one and scroll to it."""
    page.evaluate(
        """async id => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            const index = notebook.widgets.findIndex(cell => cell.model.id === id);
            if (index < 0) throw new Error(`no cell ${id}`);
            notebook.activeCellIndex = index;
            await notebook.scrollToItem(index, 'center');
        }""",
        cell_id,
    )


def command(page: Page, name: str) -> None:
    """Run a command of JupyterLab, as its menu would, and wait until it is done."""
    page.evaluate("name => window.jupyterapp.commands.execute(name)", name)


def replace_active_cell(page: Page, source: str) -> None:
    """Type a text over the active cell's."""
    command(page, "notebook:enter-edit-mode")
    active = page.locator(".jp-Notebook-cell.jp-mod-active .cm-content")
    active.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


def outputs(page: Page, cell_id: str) -> list[dict[str, object]]:
    """The outputs of a cell, as nbformat stores them."""
    return page.evaluate(
        """id => {
            const cells = window.jupyterapp.shell.currentWidget.content.widgets;
            return cells.find(cell => cell.model.id === id).model.toJSON().outputs;
        }""",
        cell_id,
    )


def text(page: Page, cell_id: str) -> str:
    """What a cell printed."""
    return "".join(str(output["text"]) for output in outputs(page, cell_id) if output["output_type"] == "stream")


def errors(page: Page, cell_id: str) -> list[str]:
    """What the errors of a cell say."""
    return [str(output.get("evalue")) for output in outputs(page, cell_id) if output["output_type"] == "error"]


def all_errors(page: Page) -> list[str]:
    """The errors in a notebook's outputs, each with its cell."""
    return page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .flatMap(cell => (cell.model.toJSON().outputs ?? []).map(output => ({id: cell.model.id, ...output})))
            .filter(output => output.output_type === 'error')
            .map(output => `${output.id}: ${output.ename}: ${output.evalue}`)"""
    )


def keep(page: Page, name: str) -> None:
    """Keep a screenshot."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")


def barriers(page: Page, *within: str) -> list[str]:
    """What axe-core calls serious or critical for people with other eyes and hands, a line each.

    Args:
        page: The page.
        within: Selectors of what is looked at; everything, where there is none.
    """
    found: dict[str, Any] = Axe().run(page, context={"include": [[selector] for selector in within]} if within else None).response
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
