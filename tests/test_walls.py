"""The walls between the packages, and the files that must agree with each other."""

import ast
import os
import re
import tomllib
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from coursetools import syllabus
from coursetools.grader import box
from coursetools.paths import ROOT, SYLLABUS


def _imports(path: Path) -> set[str]:
    """Dotted names of all that a file imports, wherever the import stands: modules, and what is taken out of them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


WALLS = {
    # who: whom it does not import
    "rlcourse": ["coursetools"],
    "coursetools": ["rlcourse"],
    "rlcourse/figures": ["rlcourse.agents", "rlcourse.environments"],
    "rlcourse/environments": ["rlcourse.agents"],
    "rlcourse/checks": ["rlcourse.agents", "rlcourse.environments"],
    "rlcourse/*.py": ["rlcourse.agents", "rlcourse.environments", "rlcourse.figures"],
    "coursetools/students": ["coursetools.authors", "coursetools.grader"],
    "coursetools/*.py": ["coursetools.authors", "coursetools.grader", "coursetools.students"],
}


@pytest.mark.parametrize("who", WALLS)
def test_walls_between_packages(who: str) -> None:
    files = list(ROOT.glob(who) if "*" in who else (ROOT / who).rglob("*.py"))
    files = [file for file in files if file.name != "__main__.py"]  # the door to all commands
    assert files
    for file in files:
        guilty = {name for name in _imports(file) for other in WALLS[who] if f"{name}.".startswith(f"{other}.")}
        assert not guilty, f"{file.relative_to(ROOT)} imports {', '.join(sorted(guilty))}"


def test_the_library_writes_its_imports_in_full() -> None:
    """The build follows them, to see which parts a change concerns (:mod:`coursetools.authors.reach`)."""
    guilty = [str(file) for file in (ROOT / "rlcourse").rglob("*.py") if any(name.startswith(".") for name in _imports(file))]
    assert not guilty


def test_commands_start_without_dependencies() -> None:
    """``python -m coursetools`` must work in any Python before the environment exists."""
    standard_library = set(__import__("sys").stdlib_module_names) | {"coursetools"}
    for name in ("__init__.py", "__main__.py", "environment.py"):
        tree = ast.parse((ROOT / "coursetools" / name).read_text(encoding="utf-8"))
        at_import = {
            (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else node.names[0].name.split(".")[0]
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        assert at_import <= standard_library, name


def test_releases_hold_no_solution() -> None:
    for path in (ROOT / "release").glob("*/*"):
        assert path.name == f"{path.parent.name}.ipynb", "release/ holds the notebook alone"
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(BEGIN|END) (SOLUTION|HIDDEN)", text), path.name


def test_conda_environment_agrees_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    conda = cast("dict[str, Any]", yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8")))
    assert conda["name"] == project["name"]
    assert f"python {project['requires-python']}" in conda["dependencies"]
    pip = next(entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict))
    assert pip == ["--constraint constraints.txt", "--editable .[dev]"]


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=~! ;]", dependency)[0].lower().replace("_", "-") for dependency in declared}
    assert names <= pins


def test_every_target_of_the_makefile_is_a_command() -> None:
    from coursetools.__main__ import parser

    known = next(action.choices for action in parser()._actions if action.choices)  # pyright: ignore[reportPrivateUsage]
    assert isinstance(known, dict)
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, flags=re.MULTILINE)) - {"help"}
    assert targets and targets <= set(known)


def test_ci_can_box_hand_ins() -> None:
    """Elsewhere the grader's tests are skipped with a reason where no box can be had; in CI that is an error."""
    assert not (os.environ.get("CI") and box.missing()), box.missing()


def test_who_cites_the_course_names_its_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = cast("dict[str, Any]", yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")))
    assert cited["version"] == project["version"]
    assert cited["title"] == syllabus.load(SYLLABUS).title
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{cited['license']} License")
