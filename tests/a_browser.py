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

from playwright.sync_api import Browser, Page, expect, sync_playwright

from coursetools.paths import ROOT

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
def lab(course: Path, *options: str, environment: Mapping[str, str] = os.environ) -> Generator[str]:
    """JupyterLab, started in a course folder by the course's own command; yields its address, and ends it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", course / "jupyter.log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "coursetools", "lab", *LAB_OPTIONS, f"--port={port}", *options],
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


def keep(page: Page, name: str) -> None:
    """Keep a screenshot."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png")
