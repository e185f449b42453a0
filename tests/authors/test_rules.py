"""The rules of a finished part: each breach is reported with its line, and what keeps the rules is left alone."""

import dataclasses
from pathlib import Path

import nbformat
import pytest

from coursetools.authors import lint, rules
from coursetools.authors.masters import Cell, Kind, Master
from coursetools.paths import NOTEBOOKS
from coursetools.syllabus import Part, Syllabus, Task

COURSE = Syllabus(
    "Course",
    (
        Part("4.4", "Tabular control: Q-learning and SARSA", (Task("code", "the update of Q-learning"),), None),
        Part("5.5", "Policy gradients: REINFORCE", (Task("code", "the loss"),), None),
        Part("6.1", "Agents for classic games", (Task("code", "2048"),), None),
        Part("8.7", "Proximal policy optimisation", (Task("code", "PPO on CartPole-v1"),), None),
    ),
)


def master(*cells: Cell, name: str = "4.4-tiny") -> Master:
    """A master of these cells; each begins in the line that it says."""
    return Master(Path(f"{name}.py"), "title", "author", "2026-11-21", cells)


def prose(text: str, line: int = 10) -> Cell:
    return Cell("markdown", text, line)


def exercise(name: str, line: int = 50) -> Cell:
    return Cell("exercise", "", line, name, 1)


HEADER = "**Builds on** much. **Time** about 20 minutes\nto read, 25 to work.\n"
GOOD = (HEADER, "## One\n\n*Easy, about 10 minutes.* Do it.", "*Written answer, about 15 minutes.* Say it.")


def with_minutes(header: str, first: str, second: str) -> Master:
    return master(prose(header), prose(first, 20), exercise("one"), prose(second, 60), Cell("answer", "", 70, "two", 1))


@pytest.mark.parametrize(
    ("place", "old", "new", "line", "expected"),
    [
        (0, "25 to work", "20 to work", 11, "20 minutes to work, and the exercises' own minutes sum to 25: write 25"),
        (0, "25 to work", "half an hour to work", 11, "does not say how long it takes"),
        (1, "*Easy, about 10 minutes.*", "*Ten minutes.*", 50, "'one' has no line of minutes before it"),
        (1, "Do it.", "Do it.\n\n*Hard, about 20 minutes.* And this.", 50, "'one' has 2 lines of minutes"),
        (2, "*Written answer, about 15 minutes.*", "", 70, "'two' has no line of minutes before it"),
    ],
)
def test_minutes_add_up(place: int, old: str, new: str, line: int, expected: str) -> None:
    assert rules.mistakes(with_minutes(*GOOD), COURSE) == []
    texts: list[str] = list(GOOD)
    assert old in texts[place]
    texts[place] = texts[place].replace(old, new)
    found = rules.mistakes(with_minutes(*texts), COURSE)
    assert any(mistake.line == line and expected in mistake.text for mistake in found), found


@pytest.mark.parametrize(
    ("name", "kind", "most"),
    [
        ("0.2-x", "Easy", 5),
        ("1.2-x", "Project", 5),
        ("1.1-x", "Easy", 8),
        ("2.4-x", "Easy", 6),
        ("3.5-x", "Easy", 8),
        ("4.4-x", "Easy", 8),
        ("4.4-x", "Project", 10),
        ("9.1-x", "Medium", 8),
    ],
)
def test_exercises_are_few(name: str, kind: str, most: int) -> None:
    statement = prose(f"*{kind}, about 5 minutes.* Do it.", 20)
    cells = [cell for number in range(most) for cell in (statement, exercise(f"task_{number}", 100 + number))]
    head = prose(f"**Time** about 5 minutes to read, {5 * most} to work.")
    assert rules.mistakes(master(head, *cells, name=name), COURSE) == []
    one_more = master(
        prose(f"**Time** about 5 minutes to read, {5 * most + 5} to work."), *cells, statement, exercise("last", 999), name=name
    )
    [found] = rules.mistakes(one_more, COURSE)
    assert (found.line, f"{most + 1} exercise cells, expected at most {most}" in found.text) == (999, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See Part 4.4 and Part 5.5.", None),
        ("Parts 4.4 to 6.1, and 4.4 too.", None),
        ("It is in Part 4.4: Tabular control.", None),
        ("as Part 8.7 (PPO) does", None),
        ("as Part 5.5 (REINFORCE, with a baseline) does", None),
        ("In Part 4.4 the agents look at rows.", None),
        ("1.1 and 9.9 are numbers", None),
        ("this part 2 times", "Module 2"),
        ("See Part 4.9.", "no Part 4.9"),
        ("Parts 4.4, 5.5 and\n9.9 too", "no Part 9.9"),
        ("as Part 6.1 (PPO) does", "'PPO' belongs to Part 8.7"),
        ("as Part 4.4, *Policy gradients: REINFORCE*, says", "belongs to Part 5.5"),
        ("Part 6.1: tabular control", "belongs to Part 4.4"),
        ("as Part 4.4 (exploration, and REINFORCE) says", "'REINFORCE' belongs to Part 5.5"),
        ("In parts 5 and 6 networks grow.", "write Module 5"),
    ],
)
def test_pointers_point_to_what_they_name(text: str, expected: str | None) -> None:
    cells = (prose("**Time** about 5 minutes to read, 0 to work."), prose(f"One line.\n\n{text}", 30))
    found = rules.mistakes(master(*cells), COURSE)
    assert [mistake.line for mistake in found] == ([] if expected is None else [33])
    assert expected is None or expected in found[0].text


def test_pictures_have_a_text_for_those_who_do_not_see_them(tmp_path: Path) -> None:
    shown = nbformat.v4.new_output("display_data", data={"image/png": "aGk="})
    cells = [nbformat.v4.new_code_cell(source, outputs=outputs) for source, outputs in [("draw()\nmore()", [shown]), ("compute()", [])]]
    (tmp_path / "4.4-tiny").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "4.4-tiny" / "4.4-tiny.ipynb")

    def found(alt: str, other: str, text: str = "draw()\nmore()") -> list[int]:
        head = prose("**Time** about 5 minutes to read, 0 to work.")
        part = master(head, Cell("given", text, 20, alt=alt), Cell("given", "compute()", 30, alt=other))
        return [mistake.line for mistake in rules.mistakes(part, COURSE, tmp_path)]

    assert found("Two lines", "") == []
    assert found("", "") == [20]
    assert found("Two lines", "nothing there") == [30]
    assert found("", "", text="a_cell_that_was_not_executed_yet()") == []
    assert rules.mistakes(master(prose("**Time** about 5 minutes to read, 0 to work.")), COURSE, tmp_path / "nothing built") == []


def test_a_pointer_in_a_comment_counts_too() -> None:
    cells = (prose("**Time** about 5 minutes to read, 0 to work."), dataclasses.replace(prose("# as in Part 7.9\nx = 1", 40), kind="given"))
    assert [mistake.line for mistake in rules.mistakes(master(*cells), COURSE)] == [41]


@pytest.mark.parametrize("part", [path.stem for path in sorted(NOTEBOOKS.glob("*.py"))])
def test_a_part_keeps_the_rules(part: str) -> None:
    found = lint.mistakes([part])
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("kind", "tags", "source", "expected"),
    [
        ("hidden", (), "def hidden_x():\n    n = answer.__code__.co_argcount", "'__code__' in a test or its tool: checks.names_in"),
        ("test", (), "def test_x():\n    assert not np.shares_memory(a, b)", "'shares_memory'"),
        ("hidden", (), "def hidden_x():\n    with mock.patch.object(torch, 'max'):\n        answer()", "'mock'"),
        ("test", (), "def test_x():\n    with tempfile.TemporaryDirectory() as place:\n        answer(place)", "checks.folder"),
        ("given", (), "def places_of(network):\n    return [p.data_ptr() for p in network.parameters()]", "'data_ptr'"),
        ("given", ("demo",), "def places_of(network):\n    return [p.data_ptr() for p in network.parameters()]", None),
        ("exercise", (), "def answer(path):\n    return open(path)", None),
        ("hidden", (), "def hidden_x():\n    checks.equal('code', checks.names_in(answer), set(), thought='?')", None),
    ],
)
def test_tests_use_no_ways_that_end_at_the_border_of_a_process(
    kind: Kind, tags: tuple[str, ...], source: str, expected: str | None
) -> None:
    found = [
        mistake
        for mistake in rules.mistakes(master(Cell(kind, source, 30, None if kind == "given" else "x", tags=tags)), COURSE)
        if "in a test or its tool" in mistake.text
    ]
    assert [mistake.line for mistake in found] == ([32] if expected else [])
    assert all(str(expected) in mistake.text for mistake in found)


def test_no_cell_ends_in_a_text() -> None:
    cells = (Cell("given", 'Z = 1.96\n"""How far."""', 30), Cell("given", 'Z = 1.96\n"""How far."""\nX = 2', 40), Cell("given", "Z", 50))
    assert [(found.line, found.text) for found in rules.mistakes(master(*cells), COURSE) if "ends the cell" in found.text] == [
        (32, "a text ends the cell, which shows it as output: make it a comment")
    ]
