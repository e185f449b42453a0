"""Run All on a release that nobody has touched: only tests raise, they say "not attempted yet", and the last cell lists what is left."""

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from coursetools.authors import build
from coursetools.paths import RELEASE, part_names, part_number

DEAR = frozenset({"5.2", "5.3", "5.4", "5.5", "5.6"})
"""Parts whose demonstrations train for long without any answer: they run at night."""
RELEASES = [
    pytest.param(name, marks=[pytest.mark.nightly] if part_number(name) in DEAR else [])
    for name in part_names()
    if (RELEASE / name / f"{name}.ipynb").exists()
]


def run_all(notebook: Path, folder: Path) -> list[Any]:
    """The code cells of a notebook after Run All, which goes on where a cell fails."""
    node: Any = nbformat.read(notebook, as_version=4)  # pyright: ignore[reportUnknownVariableType]
    resources = {"metadata": {"path": folder}}
    quiet = ["--IPKernelApp.log_level=ERROR"]
    client = NotebookClient(node, timeout=600, kernel_name="python3", allow_errors=True, resources=resources, extra_arguments=quiet)
    client.execute(env=os.environ | build.EXECUTION_ENVIRONMENT, cwd=str(folder))
    return [cell for cell in node.cells if cell.cell_type == "code"]


def what_is_wrong(cells: list[Any]) -> list[str]:
    """A line for each thing that a student would stumble over."""
    found: list[str] = []
    exercises: list[str] = []
    for cell in cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        raised = [(output.ename, output.evalue) for output in cell.outputs if output.output_type == "error"]
        if nbgrader.get("solution"):
            exercises.append(nbgrader["grade_id"])
        if nbgrader.get("grade") and nbgrader["grade_id"].endswith("-test"):
            if [name for name, _ in raised] != ["NotAttemptedError"]:
                found.append(f"{cell.id}: expected NotAttemptedError, got {raised}")
        elif raised:
            found.append(f"{cell.id}: a cell that is no test raised {raised}")
    said = "".join(str(output.get("text", "")) for output in cells[-1].outputs)
    found += [f"{cells[-1].id}: {name} is not in its list" for name in exercises if f"Not attempted yet: `{name}`" not in said]
    if f"Visible tests: 0 of {len(exercises)} exercises right." not in said:
        found.append(f"{cells[-1].id}: it says {said!r}")
    return found


@pytest.mark.parametrize("part", RELEASES)
def test_run_all_on_a_blank_release(part: str, tmp_path: Path) -> None:
    found = what_is_wrong(run_all(RELEASE / part / f"{part}.ipynb", tmp_path))
    assert not found, "\n" + "\n".join(found)


def test_what_a_student_would_stumble_over_is_found(tmp_path: Path) -> None:
    def cell(source: str, cell_id: str, **nbgrader: object) -> Any:
        return nbformat.v4.new_code_cell(source, id=cell_id, metadata={"nbgrader": nbgrader} if nbgrader else {})

    cells = [
        cell("from rlcourse import checks\ndef one(): raise NotImplementedError()", "one", grade_id="one", solution=True),
        cell("checks.attempt(one)", "one-test", grade_id="one-test", grade=True),
        cell("one() + 1", "demo-1"),
        cell("with checks.demonstration():\n    print(one() + 1)", "demo-2"),
        cell("def two(): raise NotImplementedError()", "two", grade_id="two", solution=True),
        cell("two()", "two-test", grade_id="two-test", grade=True),
        cell("checks.summary('one')", "what-is-left"),
    ]
    path = tmp_path / "blank.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    found = "\n".join(what_is_wrong(run_all(path, tmp_path)))
    assert "demo-1: a cell that is no test raised [('NotImplementedError', '')]" in found
    assert "two-test: expected NotAttemptedError, got [('NotImplementedError', '')]" in found
    assert "what-is-left: two is not in its list" in found
    assert "what-is-left: it says 'Visible tests: 0 of 1 exercises right." in found
    assert found.count("\n") == 3
