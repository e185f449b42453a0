"""Each hand-in is honest because a plain kernel says so: with all tests in their places, every test passes there."""

import re
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from tests.grader.honest import course, kernels, saved
from tests.grader.honest.hand_ins import HAND_INS, HandIn

SECONDS = 120
"""By the clock, for one cell."""


@pytest.fixture(scope="module")
def forks() -> Generator["subprocess.Popen[str]"]:
    """Where kernels come from."""
    with kernels.server() as process:
        yield process


def run(client: BlockingKernelClient, text: str) -> str:
    """Run one cell, and return its error; empty where there is none. Who asks for input is told "Ada"."""

    def drop(message: dict[str, Any]) -> None:
        del message

    def tell(message: dict[str, Any]) -> None:
        del message
        client.input("Ada")

    reply = client.execute_interactive(text, allow_stdin=True, stop_on_error=False, timeout=SECONDS, output_hook=drop, stdin_hook=tell)
    content: dict[str, Any] = reply["content"]
    return "" if content["status"] == "ok" else re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content.get("traceback", [])) or str(content))


def failures(hand_in: HandIn, folder: Path, forks: "subprocess.Popen[str]") -> dict[str, str]:
    """Run the notebook from top to bottom with the instructor's tests in it, and return the errors by cell."""
    hand_in.write(folder)
    with kernels.kernel(forks, folder) as client:
        cells = [cell for cell in hand_in.made.with_all_tests().cells if cell.cell_type == "code"]
        errors = {str(cell.id): run(client, str(cell.source)) for cell in cells}
    return {name: error for name, error in errors.items() if error}


@pytest.mark.nightly  # takes minutes: needed where the table or the installed versions change
@pytest.mark.parametrize("hand_in", HAND_INS, ids=lambda hand_in: hand_in.name)
def test_right_in_jupyter(hand_in: HandIn, tmp_path: Path, forks: "subprocess.Popen[str]") -> None:
    found = failures(hand_in, tmp_path / "home", forks)
    assert not found.keys() & set(course.TESTS), f"{hand_in.why}: {found}"
    assert found.keys() == hand_in.made.raising, f"{hand_in.why}: {found}"


def test_the_tests_can_fail(tmp_path: Path, forks: "subprocess.Popen[str]") -> None:
    stub = "raise NotImplementedError()"
    blank = HandIn("blank", "the release", (("discounted", stub), ("softmax", stub), ("mean", stub)))
    assert set(course.TESTS) <= failures(blank, tmp_path / "blank", forks).keys()
    wrong = (
        ("discounted", "def discounted(rewards, gamma):\n    return 1.75"),
        ("softmax", "def softmax(x):\n    return np.exp(x) / np.exp(x).sum()"),
        ("mean", "class RunningMean:\n    value = 0.0\n    def add(self, number):\n        RunningMean.value += number / 2"),
    )
    hidden = {name for name in course.TESTS if name.endswith("-hidden")}
    assert failures(HandIn("wrong", "knows the visible tests", wrong), tmp_path / "wrong", forks).keys() == hidden


@pytest.mark.parametrize("way", saved.WAYS)
def test_every_way_of_saving_keeps_what_the_cells_say(way: str) -> None:
    notebook = HAND_INS[0].made.notebook
    text = saved.WAYS[way](notebook).decode("utf-8-sig")
    read = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    assert [cell.source.replace("\r\n", "\n") for cell in read.cells] == [cell["source"] for cell in notebook["cells"]]
    assert text != saved.by_jupyterlab(notebook).decode() or way in ("by_jupyterlab", "with_bom")


def test_at_least_sixty() -> None:
    assert len(HAND_INS) >= 60
