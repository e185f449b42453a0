"""Masters are read as their authors meant them, and every mistake is reported with file, line and what to do."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from coursetools.authors import masters, measured
from coursetools.paths import ROOT
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
from rlcourse import checks

# %% tags=["demo"] alt="Two words: one, and 'two' (of 2)"
print("seen")

# %% exercise="double" task=1 forbid="rlcourse.figures.plots"
def double(x: int) -> int:
    """Twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION

# %% test="double" points=1
def test_double() -> None:
    value = checks.attempt(double, 2)
    checks.equal("double(2)", value, 4, thought="Twice two?")

# %% hidden="double" points=2
def hidden_double() -> None:
    for i in range(5):
        checks.equal("double", checks.attempt(double, i), i + i, thought="Every?")

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


def test_reads_cells_with_their_lines(tmp_path: Path) -> None:
    master = masters.read(write(tmp_path), ENTRY)
    assert master.name == "9.9-tiny"
    assert [cell.kind for cell in master.cells] == [
        "markdown", "given", "given", "exercise", "test", "hidden", "exercise", "test", "hidden", "answer",
    ]  # fmt: skip
    lines = MASTER.splitlines()
    assert all(lines[cell.line - 1].startswith("# %%") for cell in master.cells)
    assert "exercise" in lines[master.exercises[0].line - 1]
    assert master.cells[2].is_demo
    assert master.tests_of("double")[1].forbid == ("rlcourse.figures.plots",)


def test_no_cell_of_a_notebook_begins_with_empty_lines(tmp_path: Path) -> None:
    text = MASTER.replace("def double(", "\n\ndef double(").replace("from rlcourse import checks", "\n\nfrom rlcourse import checks")
    cells = masters.read(write(tmp_path, text), ENTRY).notebook().cells
    assert [cell.source for cell in cells] == [cell.source for cell in masters.read(write(tmp_path), ENTRY).notebook().cells]


def test_notebook_has_nbgrader_metadata_and_repeatable_ids(tmp_path: Path) -> None:
    master = masters.read(write(tmp_path), ENTRY)
    notebook, again = master.notebook(), master.notebook()
    ids = [cell.id for cell in notebook.cells]
    assert ids == [cell.id for cell in again.cells]
    assert ids == [
        "title", "doubling-1", "doubling-2", "doubling-3", "double", "double-test", "double-hidden",
        "choice", "choice-test", "choice-hidden", "why", "what-is-left", "where-next",
    ]  # fmt: skip
    by_id = {cell.id: cell for cell in notebook.cells}
    assert "nbgrader" not in by_id["doubling-2"].metadata
    assert by_id["double"].metadata["nbgrader"] == {
        "grade": False, "grade_id": "double", "locked": False, "schema_version": 3, "solution": True, "task": False,
    }  # fmt: skip
    assert by_id["double-hidden"].metadata["nbgrader"]["points"] == 2
    assert by_id["why"].metadata["nbgrader"]["grade"] and by_id["why"].metadata["nbgrader"]["solution"]
    hidden = by_id["double-hidden"].source
    assert hidden.splitlines()[0].startswith("# Hidden tests of double")
    assert 'checks.run(hidden_double, hidden=True, forbid=["rlcourse.figures.plots"])' in hidden.splitlines()
    compile(hidden, "hidden", "exec")
    assert by_id["double-test"].source.endswith('checks.run(test_double, of=2, forbid=["rlcourse.figures.plots"])')
    assert by_id["doubling-3"].metadata["alt"] == "Two words: one, and 'two' (of 2)"
    assert by_id["what-is-left"].source == 'checks.summary("double", "choice")'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('task=1 forbid="rlcourse.figures.plots"', "task=1 colour=3", "unknown cell key colour:"),
        ('exercise="double" task=1', 'excercise="double" task=1', "unknown cell key excercise (did you mean exercise?)"),
        ('tags=["demo"]', 'tags=["dmeo"]', "unknown tag 'dmeo' (did you mean demo?)"),
        ('test="double" points=1', 'test="duoble" points=1', "a test of 'duoble' (did you mean double?) without an exercise"),
        ("# %% [markdown]\n# ##", "# %% [markdwon]\n# ##", "then key=value with texts in double quotes (did you mean [markdown]?)"),
        ("def choice() -> str:", "def choise() -> str:", "the name of its exercise (did you mean choise?)"),
        ('test="double" points=1', 'test="triple" points=1', "a test of 'triple' without an exercise"),
        ('test="double" points=1', 'test="double"', "needs points"),
        ('hidden="double" points=2', 'hidden="double" points="2"', "points is '2', expected a whole number"),
        ('hidden="double" points=2', "", "exercise 'double' has no hidden test"),
        ('exercise="choice" task=2', 'exercise="double" task=2', "exercise 'double' is there already"),
        ('exercise="choice" task=2', 'exercise="choice" task=3', "task 3 is not in the syllabus"),
        ('exercise="double" task=1', 'exercise="double" task=2', "task 1 of the syllabus (double a number) has no exercise"),
        ('[markdown] answer="why" task=2 points=2\n# ### BEGIN SOLUTION', "[markdown]\n# ### BEGIN SOLUTION", "students would see it"),
        ("# ### END SOLUTION", "# rubric", "needs one region"),
        ("    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION", "    return 2 * x", "needs a solution region"),
        ("def choice() -> str:", "def choose() -> str:", "must define 'choice'"),
        ('# title: "Learn Reinforcement Learning with PyTorch, Part 9.9: A tiny part"\n', "", "front matter has no title"),
        ("Part 9.9: A tiny part", "Part 9.9: Another part", "the syllabus says"),
        ('# date: 2026-11-21\n', "", "front matter has no date"),
        ('print("seen")', "double = 1", "'double' is defined twice"),
        ('print("seen")', "_seen = 1", "9.9-tiny.py:14: '_seen' stays behind"),
        ("def hidden_double()", "for i in range(5):\n    print(i)\n\ndef hidden_double()", "a test is one function"),
        ("def test_double()", "def test_twice()", "a test is one function, and nothing beside it: def test_double() -> None"),
        ('    """Twice x."""\n', "", "'double' has no docstring"),
        ('print("seen")', "print(" + 82 * "1" + ")", "9.9-tiny.py:14: 89 columns, a notebook shows 88"),
        ("from rlcourse import checks", "import pandas", "'pandas' is no declared dependency"),
        ("value = checks.attempt(double, 2)", "value = (", "9.9-tiny.py:25: the cell is no valid Python: '(' was never closed"),
        ('exercise="double" task=1', "exercise=double task=1", "header cannot be read"),
        ('tags=["demo"]', 'A title tags=["demo"]', "9.9-tiny.py:13: the cell's header cannot be read"),
        ('tags=["demo"]', 'tags="demo"', "9.9-tiny.py:13: a header cannot be read ('demo' is not of type 'array'): tags are a list"),
        ("# %% [markdown]\n# ## Doubling", "# %% [raw]\n# ## Doubling", "header cannot be read"),
        ("date: 2026-11-21", "date: soon", "the date is 'soon', expected YEAR-MONTH-DAY"),
        ('author: "The course team"', 'author: "The: [', "the front matter is no valid yaml"),
        ("for i in range(5):", 'text = """a\n    for i in range(5):', "a string that is not closed"),
        ('print("seen")', "### BEGIN HIDDEN TESTS", "a marker of hidden tests"),
        ('tags=["demo"]', 'tags=["demo", "slow"]', "unknown tag"),
    ],
)  # fmt: skip
def test_mistakes_are_reported_with_file_and_line(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in MASTER
    path = write(tmp_path, MASTER.replace(old, new, 1))
    with pytest.raises(masters.MasterError) as caught:
        masters.read(path, ENTRY)
    report = str(caught.value)
    assert expected in report
    assert f"{path}:" in report


def test_several_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    text = MASTER.replace("task=1", "task=7").replace('print("seen")', "import requests")
    with pytest.raises(masters.MasterError) as caught:
        masters.read(write(tmp_path, text), ENTRY)
    assert len(str(caught.value).splitlines()) >= 3


def test_a_region_outside_a_function_is_refused(tmp_path: Path) -> None:
    text = MASTER.replace(
        'def double(x: int) -> int:\n    """Twice x."""\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION',
        "class double:\n    # BEGIN SOLUTION\n    factor = 2\n    # END SOLUTION",
    )
    with pytest.raises(masters.MasterError, match="inside a function's body"):
        masters.read(write(tmp_path, text), ENTRY)


BANK = """\
# %% right="double" why="adds"
def double(x):
    return x + x

# %% wrong="double" why="squares" passes="visible"
def double(x):
    return x ** 2

# %% wrong="double" why="adds one"
def double(x):
    return x + 1

# %% wrong="double" why="knows four" passes="visible"
def double(x):
    return 4

# %% right="choice" why="another variable"
def choice():
    letter = "a"
    return letter

# %% wrong="choice" why="b"  passes="visible"
def choice():
    return "b"

# %% wrong="choice" why="both"
def choice():
    return "ab"

# %% wrong="choice" why="none"
def choice():
    return None
"""


def test_reads_a_bank(tmp_path: Path) -> None:
    master = masters.read(write(tmp_path), ENTRY)
    bank = tmp_path / "answers.py"
    bank.write_text(BANK, encoding="utf-8")
    answers = masters.read_answers(bank, master)
    assert [answer.right for answer in answers if answer.exercise == "double"] == [True, False, False, False]
    assert [answer.passes_visible for answer in answers if answer.exercise == "double"] == [True, True, False, True]
    assert answers[1].line == BANK.splitlines().index('# %% wrong="double" why="squares" passes="visible"') + 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('right="double"', 'right="treble"', "no exercise 'treble': correct the name"),
        ('right="double"', 'right="dobule"', "no exercise 'dobule' (did you mean double?)"),
        ('right="double"', 'rihgt="double"', "(did you mean right?)"),
        ('wrong="choice" why="none"', 'wrong="double" why="none"', "choice has 2 wrong answers, expected at least 3"),
        ('wrong="choice" why="none"', 'wrong="choice"', 'say why="..."'),
        ('why="adds one"', 'why="adds one" passes="hidden"', "the only value"),
        ('wrong="double" why="adds one"', 'bad="double" why="adds one"', "a bank's cell is"),
    ],
)
def test_mistakes_in_a_bank_are_reported(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in BANK
    master = masters.read(write(tmp_path), ENTRY)
    bank = tmp_path / "answers.py"
    bank.write_text(BANK.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(masters.MasterError) as caught:
        masters.read_answers(bank, master)
    assert expected in str(caught.value)


def test_a_missing_bank_is_reported(tmp_path: Path) -> None:
    master = masters.read(write(tmp_path), ENTRY)
    with pytest.raises(masters.MasterError, match="file of answers is missing"):
        masters.read_answers(tmp_path / "none.py", master)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('# %% tags=["demo"]', '#%% tags=["demo"]'),  # without the space, as some editors write it
        ('print("seen")', 'print("""\n# %% a line of a text\n""")'),
    ],
)
def test_headers_are_told_from_what_looks_like_one(tmp_path: Path, old: str, new: str) -> None:
    assert old in MASTER
    master = masters.read(write(tmp_path, MASTER.replace(old, new)), ENTRY)
    lines = MASTER.replace(old, new).splitlines()
    assert [cell.kind for cell in master.cells] == [cell.kind for cell in masters.read(write(tmp_path), ENTRY).cells]
    assert all(lines[cell.line - 1].lstrip("# ").startswith("%%") for cell in master.cells)
    assert "exercise" in lines[master.exercises[0].line - 1]


def test_mistakes_are_reported_in_two_seconds(tmp_path: Path) -> None:
    """CPU seconds of a fresh process: an author mends a header and asks again."""
    path = write(tmp_path, MASTER.replace("task=1", "tsk=1"))
    code = f"from pathlib import Path; from coursetools.authors import lint, masters; masters.read(Path({str(path)!r}))"
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=said, text=True)
        cost = measured.wait(process).cpu_seconds
        said.seek(0)
        assert "unknown cell key tsk (did you mean task?)" in said.read()
    assert cost is None or cost < 2


def test_one_mistake_in_a_header_does_not_look_like_several(tmp_path: Path) -> None:
    with pytest.raises(masters.MasterError) as caught:
        masters.read(write(tmp_path, MASTER.replace('exercise="double" task=1', 'exercise="double" task=0')), ENTRY)
    assert len(str(caught.value).splitlines()) == 1
