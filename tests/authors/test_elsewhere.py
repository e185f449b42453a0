"""A release opens where the course is not installed, once the syllabus says where the course is to be fetched from."""

import os
import subprocess
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursetools import syllabus
from coursetools.authors import build, elsewhere
from coursetools.paths import ROOT
from tests import a_student

PART = "0.4-keras"


def _release() -> NotebookNode:
    cells = [new_markdown_cell("# Title"), new_code_cell('from rlcourse import extras\nextras.require("keras")')]
    return new_notebook(cells=cells)


def test_without_an_address_a_release_stays_as_it_is() -> None:
    release = _release()
    elsewhere.add_doors(release, PART, None)
    assert [cell.source for cell in release.cells] == [cell.source for cell in _release().cells]


def test_links_lead_to_the_release_and_the_cell_comes_first() -> None:
    release = _release()
    elsewhere.add_doors(release, PART, "https://github.com/someone/course.git", build.extras_of(release))
    title, links, install, first = release.cells
    assert (title.source, first.source) == ("# Title", _release().cells[1].source)
    for host in ("colab.research.google.com/github", "kaggle.com/kernels/welcome?src=https://github.com", "mybinder.org/v2/gh"):
        assert f"{host}/someone/course/" in links.source
    assert "learn-rl-pytorch[keras] @ git+https://github.com/someone/course.git" in install.source
    compile(install.source, "first cell", "exec")


def test_elsewhere_than_on_github_there_is_the_cell_alone() -> None:
    release = _release()
    elsewhere.add_doors(release, PART, "https://git.example.org/course")
    assert [cell.cell_type for cell in release.cells] == ["markdown", "code", "code"]


def test_an_address_is_an_address(tmp_path: Path) -> None:
    path = tmp_path / "syllabus.toml"
    path.write_text('repository = "course"\n', encoding="utf-8")
    with pytest.raises(syllabus.SyllabusError, match="repository is 'course'; expected an address"):
        syllabus.load(path)


def test_the_first_cell_fetches_the_course_in_a_bare_environment(tmp_path: Path) -> None:
    """From this clone, and without the packages that the library builds on, which pip fetches where there is a network."""
    subprocess.run([a_student.PYTHON, "-m", "venv", tmp_path / "bare"], check=True)
    python = tmp_path / "bare" / "bin" / "python"
    release = _release()
    elsewhere.add_doors(release, PART, f"file://localhost{ROOT}")
    program = tmp_path / "first_cell.py"
    program.write_text(release.cells[1].source, encoding="utf-8")
    settings = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_CONFIG_FILE": os.devnull}
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | settings
    setuptools = tmp_path / "packages" / "setuptools"
    setuptools.parent.mkdir()
    setuptools.symlink_to(_place_of("setuptools"))
    for _ in range(2):  # the second time there is nothing to do
        subprocess.run([python, program], cwd=tmp_path, env=bare | {"PYTHONPATH": str(setuptools.parent)}, check=True)
    found = subprocess.run(
        [python, "-c", "import rlcourse; print(rlcourse.__file__)"], cwd=tmp_path, env=bare, check=True, capture_output=True, text=True
    )
    assert Path(found.stdout.strip()).is_relative_to(tmp_path / "bare")


def _place_of(package: str) -> Path:
    module = __import__(package)
    assert module.__file__ is not None
    return Path(module.__file__).parent
