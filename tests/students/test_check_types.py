"""A type checker reads a student's answers, and each frequent remark comes with a sentence on what it means."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from coursetools.paths import CourseError
from coursetools.students import check_types, lab, released
from tests import tiny_course
from tests.tiny_course import PART

OWN_CELL = """\
%matplotlib inline
import gymnasium as gym
import numpy as np
import torch

def number_of_actions(env: gym.Env[int, int]) -> int:
    return env.action_space.n

def ask(env: gym.Env[str, int]) -> int:
    return number_of_actions(env)

def slope(weight: torch.Tensor) -> torch.Tensor:
    return weight.grad.abs()

def loss(errors: torch.Tensor) -> float:
    return errors.square().mean()

def best(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int:
    return np.argmax(values)

def sign(x: float) -> int:
    if x > 0:
        return 1

def last(numbers: list) -> float:
    return numbers[-1]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    lab.copy_releases(tmp_path)
    return tmp_path


def _write(root: Path, answer: str, own_cell: str = "") -> None:
    path = released.own(root, PART)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells: list[dict[str, Any]] = notebook["cells"]
    next(cell for cell in cells if cell["id"] == "double")["source"] = answer
    if own_cell:
        cells.append({"cell_type": "code", "id": "own", "metadata": {}, "source": own_cell, "outputs": [], "execution_count": None})
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_right_types_are_left_alone(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(root, "def double(x: int) -> int:\n    return 2 * x\n")
    assert check_types.run("9.1", root=root) == 0
    assert "the types of your answers agree" in capsys.readouterr().out


def test_an_answer_is_named_by_its_exercise(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(root, 'def double(x: int) -> int:\n    return "2" + str(x)\n')
    assert check_types.run("9.1", root=root) == 1
    said = capsys.readouterr().out
    assert 'double, line 2:  return "2" + str(x)' in said
    assert "1 remarks" in said


def test_what_learners_ask_most_is_explained(root: Path) -> None:
    _write(root, "def double(x: int) -> int:\n    return 2 * x\n", OWN_CELL)
    found = {remark.line: remark for remark in check_types.remarks(PART, root)}
    wanted = {7: "isinstance(env.action_space", 10: "gym.Env[Any, Any]", 13: "weight.grad is not None", 16: "x.item()", 19: "int(x)"}
    wanted |= {21: "without a `return`", 25: "list[int]"}
    assert found.keys() == wanted.keys()
    for line, words in wanted.items():
        assert words in found[line].explanation, found[line].text
        assert found[line].where == "your own cell"


def test_what_cannot_be_checked_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released.own(root, PART).write_text("no notebook", encoding="utf-8")
    with pytest.raises(CourseError, match="no notebook that can be read"):
        check_types.run("9.1", root=root)
    monkeypatch.setitem(sys.modules, "basedpyright", None)
    with pytest.raises(CourseError, match="pip install basedpyright"):
        check_types.run("9.1", root=root)
