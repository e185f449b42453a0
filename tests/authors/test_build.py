"""The build: what is stored, what is stale, what is released; and that the repository's generated files are fresh."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from coursetools import paths
from coursetools.authors import build, masters
from coursetools.authors.masters import Master
from coursetools.paths import CourseError
from coursetools.syllabus import Part, Task

ENTRY = Part(number="9.9", title="A tiny part", tasks=(Task("code", "double a number"), Task("written", "say why")), shows=None)

MASTER = '''\
# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 9.9: A tiny part"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# ## Doubling

# %%
from rlcourse import checks, seeding
from rlcourse.figures import plots

rng = seeding.seed_everything(0)  # a comment

# %% tags=["demo"]
print("seen", plots.PALETTE[0])

# %% exercise="double" task=1
def double(x: float) -> float:
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

# %% test="double" points=1
def test_double() -> None:
    checks.close("double(2)", checks.attempt(double, 2), 4, thought="Twice two?")

# %% hidden="double" points=2
def hidden_double() -> None:
    for i in range(5):
        found = checks.attempt(double, i)
        checks.close("double", found, i + i, thought="Every number?")

# %% exercise="choice" task=2
def choice() -> str:
    """Your choice."""
    # BEGIN SOLUTION
    return "a"
    # END SOLUTION

# %% test="choice" points=1
def test_choice() -> None:
    checks.true("a or b", checks.attempt(choice) in ("a", "b"), thought="One letter.")

# %% hidden="choice" points=1
def hidden_choice() -> None:
    checks.equal("the choice", checks.attempt(choice), "a", thought="Read again.")

# %% [markdown] answer="why" task=2 points=2
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
'''


def write(folder: Path, text: str = MASTER) -> Path:
    path = folder / "9.9-tiny.py"
    path.write_text(text, encoding="utf-8")
    return path


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


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def refuse_to_execute(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, a build that executes a part fails."""

    def fail(master: Master) -> NotebookNode:
        raise CourseError(f"{master.name} was executed")

    return lambda: monkeypatch.setattr(build, "execute", fail)


def test_the_repository_is_fresh() -> None:
    assert not build.check(), "source/ or release/ is not what the masters give: run `make build` and commit"


def test_builds_once(course: Path, capsys: pytest.CaptureFixture[str], refuse_to_execute: Callable[[], None]) -> None:
    assert "the outputs in source/9.9-tiny are stale: there are none" in build.check()[0]
    assert build.run([], jobs=1) == 0
    assert build.check() == []
    path = course / "source" / "9.9-tiny" / "9.9-tiny.ipynb"
    source = build.read_notebook(path)
    assert all(cell.execution_count for cell in source.cells if cell.cell_type == "code")
    printed = {cell.id: "".join(output.text for output in cell.outputs) for cell in source.cells if cell.get("outputs")}
    assert printed["doubling-3"] == "seen #0072B2\n"
    assert printed["double-test"] == "✔ Right: `double`. 1 of 2 in this part.\n"
    assert printed["what-is-left"] == "Visible tests: 2 of 2 exercises right.\n"
    assert "double-hidden" not in printed
    first = path.read_bytes()

    shutil.rmtree(course / "source")
    build.run([], jobs=1)
    assert path.read_bytes() == first, "two builds must give the same bytes"

    capsys.readouterr()
    refuse_to_execute()
    assert build.run([], jobs=1) == 0
    assert "1 parts; 0 to execute\n" in capsys.readouterr().out


@pytest.fixture
def built(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course with a solution notebook whose outputs tell that nobody made them anew."""

    def execute(master: Master) -> NotebookNode:
        notebook = master.notebook()
        for number, cell in enumerate(cell for cell in notebook.cells if cell.cell_type == "code"):
            cell.execution_count = number + 1
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=f"kept {number}\n")]
        return notebook

    with monkeypatch.context() as patch:
        patch.setattr(build, "execute", execute)
        build.build_source(masters.read(course / "notebooks" / "9.9-tiny.py"))
    return course


IN_MASTER = {
    "prose": ("## Doubling", "## Doubling numbers"),
    "a docstring": ('"""Twice x."""', '"""Two times x.\n\n    Args:\n        x: A number.\n    """'),
    "a comment": ("# a comment", "# another one"),
    "a thought": ("Every number?", "Does it hold for 0?"),
    "points": ("points=2", "points=3"),
    "the model answer": ("# Because.", "# Because it is so."),
    "a tag": ('tags=["demo"]', 'tags=["demo", "nbval-check-output"]'),
}


@pytest.mark.parametrize("what", IN_MASTER)
def test_an_edit_of_the_text_executes_nothing(built: Path, refuse_to_execute: Callable[[], None], what: str) -> None:
    change(built, *IN_MASTER[what])
    assert build.check() == ["the text in source/9.9-tiny is stale, its outputs still hold. Run: make build PART=9.9 (it executes nothing)"]
    before = build.read_notebook(built / "source" / "9.9-tiny" / "9.9-tiny.ipynb")
    refuse_to_execute()
    assert build.run([], jobs=1) == 0
    assert build.check() == []
    after = build.read_notebook(built / "source" / "9.9-tiny" / "9.9-tiny.ipynb")
    fresh = masters.read(built / "notebooks" / "9.9-tiny.py").notebook()
    assert [cell.source for cell in after.cells] == [cell.source for cell in fresh.cells]
    code = [[cell for cell in one.cells if cell.cell_type == "code"] for one in (before, after)]
    assert [cell.outputs for cell in code[0]] == [cell.outputs for cell in code[1]]
    assert [cell.execution_count for cell in code[0]] == [cell.execution_count for cell in code[1]]


def test_a_part_that_follows_changes_the_closing_links_alone(built: Path, refuse_to_execute: Callable[[], None]) -> None:
    build.run([])
    (built / "notebooks" / "9.10-next.py").write_text("", encoding="utf-8")
    assert "the text in source/9.9-tiny is stale" in build.check(["9.9"])[0]
    refuse_to_execute()
    build.run(["9.9"])
    release = build.read_notebook(built / "release" / "9.9-tiny" / "9.9-tiny.ipynb")
    assert release.cells[-1].source == "[Next: Part 9.10](../9.10-next/9.10-next.ipynb) · [Course home](../Home.md)"


CODE = {
    "a given cell": ('print("seen"', 'print("changed"'),
    "a solution": ("return 2 * x", "return x + x"),
    "a test": ("range(5)", "range(6)"),
    "the name in a test": ('"a or b"', '"b or a"'),
    "what is forbidden": ('exercise="double" task=1', 'exercise="double" task=1 forbid="rlcourse.agents"'),
}


@pytest.mark.parametrize("what", CODE)
def test_an_edit_of_the_code_makes_outputs_stale(built: Path, what: str) -> None:
    change(built, *CODE[what])
    assert build.check() == ["the outputs in source/9.9-tiny are stale: its code changed. Run: make build PART=9.9"]


LIBRARY = {
    # what: module, old, new, whether outputs are stale
    "a default": ("checks/values.py", "rtol: float = 1e-5, atol", "rtol: float = 1e-4, atol", True),
    "a helper of what is used": ("checks/values.py", "return np.array(float(value))", "return np.array(int(value))", True),
    "a colour": ("figures/plots.py", '"#0072B2"', '"#0072B3"', True),
    "what is printed where a test passes": ("checks/words.py", "✔ Right:", "✔ Yes:", True),
    "code that runs at import": ("__init__.py", '"dummy"', '"offscreen"', True),
    "a message": ("checks/answers.py", "A hidden test is not satisfied yet: `", "A hidden test fails: `", False),
    "a comment": ("figures/plots.py", "# even in brightness", "# of even brightness", False),
    "a docstring": ("checks/values.py", '"""Check that plain data is equal.', '"""Whether plain data is equal.', False),
    "a function that nobody calls": ("figures/plots.py", "_COLOUR_MAP = ", "_COLOUR_MAP = 2 * ", False),
}


@pytest.mark.parametrize("what", LIBRARY)
def test_an_edit_of_the_library_makes_its_users_stale(built: Path, what: str) -> None:
    build.run([])
    module, old, new, stale = LIBRARY[what]
    edit(built / "rlcourse" / module, old, new)
    expected = "the outputs in source/9.9-tiny are stale: what it uses of rlcourse changed. Run: make build PART=9.9"
    assert build.check() == ([expected] if stale else [])


def test_a_new_version_of_a_dependency_makes_outputs_stale(built: Path) -> None:
    build.run([])
    edit(built / "constraints.txt", "torch==", "torch==9.")
    assert "a pinned version changed" in build.check()[0]
    edit(built / "constraints.txt", "torch==9.", "torch==")
    edit(built / "constraints.txt", "ruff==", "ruff==9.")
    assert build.check() == [], "no notebook runs on it"


def test_a_source_that_was_edited_is_made_again(built: Path) -> None:
    path = built / "source" / "9.9-tiny" / "9.9-tiny.ipynb"
    notebook = build.read_notebook(path)
    notebook.cells[2].execution_count = None
    nbformat.write(notebook, path)
    assert "are stale: it was edited by hand" in build.check()[0]
    notebook.cells[2].execution_count = 1
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, path)
    assert "the text in source/9.9-tiny is stale" in build.check()[0]


def test_a_release_that_was_edited_is_stale_and_made_again(built: Path) -> None:
    build.run([])
    released = built / "release" / "9.9-tiny" / "9.9-tiny.ipynb"
    notebook = build.read_notebook(released)
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, released)
    assert build.check() == ["release/9.9-tiny is stale. Run: make build PART=9.9 (it executes nothing)"]
    build.run([])
    assert build.check() == []


def test_folders_without_a_master_are_reported_and_removed(built: Path) -> None:
    build.run([])
    (built / "source" / "9.8-gone").mkdir()
    assert "9.8-gone has no master" in build.check()[0]
    build.run([])
    assert not (built / "source" / "9.8-gone").exists()


def test_release_holds_no_solution_and_no_output(built: Path) -> None:
    build.run([])
    release = build.read_notebook(built / "release" / "9.9-tiny" / "9.9-tiny.ipynb")
    cells: dict[str, NotebookNode] = {cell.id: cell for cell in release.cells}
    assert cells["double"].source.splitlines()[-2:] == ["    # YOUR CODE HERE", "    raise NotImplementedError()"]
    assert cells["double-hidden"].source == "# Hidden tests of double run in this cell when your work is graded."
    assert "YOUR ANSWER HERE" in cells["why"].source
    assert cells["double-test"].metadata["editable"] is False
    on = {cell_id for cell_id, cell in cells.items() if "raises-exception" in cell.metadata.get("tags", [])}
    assert on == {"double-test", "double-hidden", "choice-test", "choice-hidden"}, "Run All goes on to the end"
    assert not any(cell.get("outputs") for cell in release.cells)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("open('left.txt', 'w').close()", "notebooks/9.9-tiny.py:1: the notebook left files behind (left.txt)"),
        ("1 / 0", "notebooks/9.9-tiny.py:16: this cell of the solution notebook failed"),
        ("import sys; sys.stderr.write('oh')", "notebooks/9.9-tiny.py:16: the cell writes to stderr"),
        ("print(object())", "prints an address"),
        ("import torch; print(torch.__file__)", "shows where files lie on this machine"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_sloppy_solution_notebook_is_refused(course: Path, cell: str, expected: str) -> None:
    change(course, 'print("seen", plots.PALETTE[0])', cell)
    with pytest.raises(CourseError) as caught:
        build.build_source(masters.read(course / "notebooks" / "9.9-tiny.py"))
    assert expected in str(caught.value)
    assert not (course / "source").exists()


def test_a_part_that_fails_or_cannot_be_read_does_not_keep_the_others_from_being_released(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(course, 'print("seen", plots.PALETTE[0])', "1 / 0")
    shutil.move(course / "notebooks" / "9.9-tiny.py", course / "notebooks" / "9.8-broken.py")
    change(course, "points=1", "points=0")
    shutil.move(course / "notebooks" / "9.9-tiny.py", course / "notebooks" / "9.10-unreadable.py")
    write(course / "notebooks")
    (course / "source" / "9.10-unreadable").mkdir(parents=True)
    with pytest.raises(CourseError, match=r"(?s)9\.8-broken\.py:16: this cell.*9\.10-unreadable\.py:\d+: points is 0"):
        build.run([])
    assert "3 parts; 2 to execute: 9.8-broken, 9.9-tiny; 1 that cannot be read: 9.10-unreadable\n" in capsys.readouterr().out
    assert (course / "release" / "9.9-tiny" / "9.9-tiny.ipynb").exists()
    assert not (course / "release" / "9.8-broken").exists()
    assert (course / "source" / "9.10-unreadable").exists(), "what cannot be read is there all the same"


def test_stored_outputs_lose_what_needs_a_kernel() -> None:
    bundle = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "image/png": "AAAA\n", "text/plain": "x"}
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", data=bundle)])
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.11.7"}})
    build.clean_outputs(notebook)
    assert notebook.cells[0].outputs[0].data == {"image/png": "AAAA", "text/plain": "x"}
    assert "widgets" not in notebook.metadata and "version" not in notebook.metadata["language_info"]
