"""The build: what is stored, what is stale, what is released; and that the repository's generated files are fresh."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from coursetools import paths
from coursetools.authors import build, masters
from coursetools.authors.masters import Master
from coursetools.paths import CourseError
from tests.authors.test_masters import ENTRY, MASTER, write


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one tiny part, in a folder of its own."""
    shutil.copytree(paths.ROOT / "rlcourse", tmp_path / "rlcourse", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("constraints.txt", "nbgrader_config.py"):
        shutil.copy(paths.ROOT / name, tmp_path / name)
    (tmp_path / "notebooks").mkdir()
    for name, value in {
        "ROOT": tmp_path,
        "NOTEBOOKS": tmp_path / "notebooks",
        "SOURCE": tmp_path / "source",
        "RELEASE": tmp_path / "release",
    }.items():
        monkeypatch.setattr(build, name, value)
    write(tmp_path / "notebooks")
    read = masters.read

    def read_tiny(path: Path) -> Master:
        return read(path, ENTRY)

    monkeypatch.setattr(masters, "read", read_tiny)
    return tmp_path


def change(course: Path, old: str, new: str) -> None:
    assert old in MASTER
    write(course / "notebooks", MASTER.replace(old, new))


def test_the_repository_is_fresh() -> None:
    assert not build.check(), "source/ or release/ is not what the masters give: run `make build` and commit"


def test_builds_once_and_tells_what_is_stale(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "source/9.9-tiny is stale: there is none" in build.check()[0]
    assert build.run([], jobs=1) == 0
    assert build.check() == []
    source = build.read_notebook(course / "source" / "9.9-tiny" / "9.9-tiny.ipynb")
    assert all(cell.execution_count for cell in source.cells if cell.cell_type == "code")
    assert "seen" in source.cells[3].outputs[0].text
    first = (course / "source" / "9.9-tiny" / "9.9-tiny.ipynb").read_bytes()

    capsys.readouterr()
    assert build.run([], jobs=1) == 0
    assert "0 to execute" in capsys.readouterr().out

    shutil.rmtree(course / "source")
    build.run([], jobs=1)
    assert (course / "source" / "9.9-tiny" / "9.9-tiny.ipynb").read_bytes() == first, "two builds must give the same bytes"

    change(course, 'print("seen")', 'print("changed")')
    assert "is stale: the master, a module" in build.check()[0]
    write(course / "notebooks")
    assert build.check() == []

    module = course / "rlcourse" / "checks.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert "is stale" in build.check()[0]
    shutil.copy(paths.ROOT / "rlcourse" / "checks.py", module)

    unused = course / "rlcourse" / "unused.py"
    unused.write_text("", encoding="utf-8")
    assert build.check() == []

    pins = course / "constraints.txt"
    pins.write_text(pins.read_text(encoding="utf-8").replace("torch==", "torch==9."), encoding="utf-8")
    assert "is stale" in build.check()[0]


def test_a_release_that_was_edited_is_stale_and_made_again(course: Path) -> None:
    build.run([], jobs=1)
    released = course / "release" / "9.9-tiny" / "9.9-tiny.ipynb"
    notebook = build.read_notebook(released)
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, released)
    assert build.check() == ["release/9.9-tiny is stale. Run: make build PART=9.9"]
    build.run([], jobs=1)
    assert build.check() == []


def test_folders_without_a_master_are_reported_and_removed(course: Path) -> None:
    build.run([], jobs=1)
    (course / "source" / "9.8-gone").mkdir()
    assert "9.8-gone has no master" in build.check()[0]
    build.run([], jobs=1)
    assert not (course / "source" / "9.8-gone").exists()


def test_release_holds_no_solution_and_no_output(course: Path) -> None:
    build.run([], jobs=1)
    release = build.read_notebook(course / "release" / "9.9-tiny" / "9.9-tiny.ipynb")
    cells: dict[str, NotebookNode] = {cell.id: cell for cell in release.cells}
    assert cells["double"].source.splitlines()[-2:] == ["    # YOUR CODE HERE", "    raise NotImplementedError()"]
    assert cells["double-hidden"].source == "# Hidden tests of double run in this cell when your work is graded."
    assert "YOUR ANSWER HERE" in cells["why"].source
    assert cells["double-test"].metadata["editable"] is False
    assert not any(cell.get("outputs") for cell in release.cells)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("open('left.txt', 'w').close()", "notebooks/9.9-tiny.py:1: the notebook left files behind (left.txt)"),
        ("1 / 0", "notebooks/9.9-tiny.py:13: this cell of the solution notebook failed"),
        ("import sys; sys.stderr.write('oh')", "notebooks/9.9-tiny.py:13: the cell writes to stderr"),
        ("print(object())", "prints an address"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_sloppy_solution_notebook_is_refused(course: Path, cell: str, expected: str) -> None:
    change(course, 'print("seen")', cell)
    with pytest.raises(CourseError) as caught:
        build.build_source(masters.read(course / "notebooks" / "9.9-tiny.py"))
    assert expected in str(caught.value)
    assert not (course / "source").exists()


def test_a_part_that_fails_does_not_keep_the_others_from_being_released(course: Path) -> None:
    change(course, 'print("seen")', "1 / 0")
    shutil.copy(course / "notebooks" / "9.9-tiny.py", course / "notebooks" / "9.8-broken.py")
    write(course / "notebooks")
    with pytest.raises(CourseError, match=r"9\.8-broken\.py:13: this cell"):
        build.run([])
    assert (course / "release" / "9.9-tiny" / "9.9-tiny.ipynb").exists()
    assert not (course / "release" / "9.8-broken").exists()


def test_stored_outputs_lose_what_needs_a_kernel() -> None:
    bundle = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "image/png": "AAAA\n", "text/plain": "x"}
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", data=bundle)])
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.11.7"}})
    build.clean_outputs(notebook)
    assert notebook.cells[0].outputs[0].data == {"image/png": "AAAA", "text/plain": "x"}
    assert "widgets" not in notebook.metadata and "version" not in notebook.metadata["language_info"]
