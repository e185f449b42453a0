"""A part whose packages are missing says in its first cell how to get them, in every kind of notebook."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from coursetools import environment
from coursetools.authors import masters
from coursetools.paths import NOTEBOOKS, ROOT
from rlcourse import extras

PART = next(NOTEBOOKS.glob("0.4-*.py"))


def _hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    real = extras.find_spec

    def found(name: str) -> object | None:
        return None if name in names else real(name)

    monkeypatch.setattr(extras, "find_spec", found)


def test_what_is_there_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    extras.require("json")
    extras.require("some extra", "json", "numpy")
    assert extras.is_there("json") and not extras.is_there("no_such_module")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("missing", "told"),
    [(["keras"], "keras, which is not installed"), (["keras", "h5py"], "keras and h5py, which are not installed")],
)
def test_what_is_missing_is_named_with_the_way_to_get_it(missing: list[str], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _hide(monkeypatch, *missing)
    with pytest.raises(extras.MissingExtraError) as raised:
        extras.require("keras", "numpy", *missing)
    text = str(raised.value)
    assert told in text and "make setup" in text and 'pip install -e ".[keras]"' in text
    shown: Any = raised.value
    assert shown._render_traceback_() == text.splitlines(), "no traceback in a notebook"


def test_students_get_each_extra_and_authors_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert environment.STUDENT_EXTRAS == ("keras",)
    assert masters.extra_dependencies() == {"keras"}
    assert "keras" not in masters.declared_dependencies(), "the rest of the course does without it"
    assert "keras" in masters.declared_modules(), "a master may import it"
    asked: list[str] = []
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    for step in ("_make_venv", "_install_torch"):
        monkeypatch.setattr(environment, step, lambda: None)

    def pip(*arguments: str) -> bool:
        environment.VENV.mkdir(exist_ok=True)
        asked.append(arguments[-1])
        return True

    monkeypatch.setattr(environment, "_pip", pip)
    environment.ensure(dev=False)
    environment.ensure(dev=True)
    assert asked == [f"{ROOT}[keras]", f"{ROOT}[dev]"]


def _first_cells(count: int) -> str:
    master = masters.read(PART)
    return "\n".join(cell.source for cell in [one for one in master.cells if not one.is_markdown][:count])


def _run(program: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)


def test_without_keras_the_first_cell_says_how_to_get_it() -> None:
    result = _run("import rlcourse.extras as e\ne.find_spec = lambda name: None\n" + _first_cells(1))
    assert result.returncode != 0
    assert "This part needs keras, which is not installed here." in result.stderr
    assert "make setup" in result.stderr


def test_with_keras_it_runs_on_pytorch() -> None:
    pytest.importorskip("keras")
    result = _run("import os; os.environ['KERAS_BACKEND'] = 'numpy'\n" + _first_cells(1))
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1].endswith("on torch"), "the part chooses the backend itself"


def _about_tensorflow(before: str) -> "subprocess.CompletedProcess[str]":
    """What the cell that looks for TensorFlow says, after the first cell."""
    master = masters.read(PART)
    cell = next(one for one in master.cells if "def tensorflow_step" in one.source)
    return _run(_first_cells(1) + "\n" + before + "\n" + cell.source)


def test_without_tensorflow_the_part_says_that_it_is_missing() -> None:
    pytest.importorskip("keras")
    result = _about_tensorflow("real = extras.is_there\nextras.is_there = lambda name: name != 'tensorflow' and real(name)")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "TensorFlow is not installed here: skip"


def test_with_tensorflow_its_version_is_shown(tmp_path: Path) -> None:
    """A package of that name and nothing in it but a version: the demonstration itself is run where the real one is installed."""
    pytest.importorskip("keras")
    (tmp_path / "tensorflow.py").write_text("__version__ = '77.0'\n", encoding="utf-8")
    result = _about_tensorflow(f"import sys; sys.path.insert(0, {str(tmp_path)!r})")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "TensorFlow 77.0"
