"""The environment that a first command makes, and the command line in front of it."""

import ast
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from coursetools import __main__ as command_line
from coursetools import environment
from coursetools.paths import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    return tmp_path / ".venv"


def test_an_old_python_is_told_so_before_it_meets_newer_syntax(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "coursetools" / "__init__.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 4))
    monkeypatch.setattr(sys, "version_info", (3, 9, 6))
    with pytest.raises(SystemExit, match=r"this is Python 3\.9\.6, the course needs 3\.11 or newer"):
        exec(compile(text, "__init__.py", "exec"), {})


def test_an_environment_whose_making_was_interrupted_is_mended(folder: Path) -> None:
    venv.create(folder, with_pip=False, symlinks=True)
    environment._make_venv()  # pyright: ignore[reportPrivateUsage]
    assert subprocess.run([str(environment.python()), "-m", "pip", "--version"], check=False).returncode == 0


def test_a_python_that_can_make_no_environment_is_a_clear_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, **_options: object) -> None:
        path.mkdir()
        raise subprocess.CalledProcessError(1, ["python", "-m", "ensurepip"])

    monkeypatch.setattr(venv, "create", fail)
    with pytest.raises(environment.SetupError, match="apt install python3-venv"):
        environment.ensure(dev=False)
    assert not folder.exists(), "half an environment is left behind"


def _finder(*missing: str) -> Callable[[str], object | None]:
    return lambda module: None if module in missing else object()


def test_an_environment_of_students_is_not_enough_for_authors(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setattr(environment.importlib.util, "find_spec", _finder("pytest"))
    assert environment.is_ours(dev=False)
    assert not environment.is_ours(dev=True)
    monkeypatch.setattr(environment.importlib.util, "find_spec", _finder("torch"))
    assert not environment.is_ours(dev=False)


def test_without_a_command_the_commands_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([]) == 0
    assert "hand a part in" in capsys.readouterr().out
