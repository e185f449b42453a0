"""Reads masters (``notebooks/*.py``, jupytext's py:percent) and banks of answers, and reports every mistake by file and line.

The vocabulary of the cell headers::

    # %% [markdown]                                         prose and mathematics
    # %%                                                    code that is given
    # %% tags=["demo"]                                      given code that no exercise or test needs: the grader skips it
    # %% tags=["nbval-check-output"]                        its text output is equal on every device: nbval compares it
    # %% alt="Two curves of the return: ..."                given code that shows a picture: what a reader sees who does not see it
    # %% exercise="td_target" task=2 forbid="rlcourse.x"    the student's cell, for the second task of the syllabus entry
    # %% test="td_target" points=1                          visible test: one function, def test_td_target() -> None
    # %% hidden="td_target" points=2                        hidden test: one function, def hidden_td_target() -> None
    # %% [markdown] answer="why_gamma" task=4 points=2      written answer, graded by a person

and of a bank::

    # %% right="td_target" why="what this right answer does otherwise"
    # %% wrong="td_target" why="the mistake" passes="visible"

In prose, for :mod:`coursetools.authors.rules`::

    **Time** about 25 minutes to read, 55 to work.        in the introduction; 55 is the sum of the exercises' own minutes
    *Medium, about 20 minutes.*                           at the head of each statement: Easy, Medium, Hard, Project or Written answer
    Part 5.2, and Part 8.7 (PPO)                          a part of the syllabus; a name after it must not be another part's

A test is a function, so that its names are its own; the build adds the call that runs it. Given cells define what the text introduces, each
name once, and leave nothing behind that begins with an underscore. The build ends each part with what is left to do, and with links.
"""

import ast
import datetime
import difflib
import importlib.metadata
import io
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

import jupytext
import nbformat
import yaml
from nbformat import NotebookNode

from coursetools import syllabus
from coursetools.environment import STUDENT_EXTRAS
from coursetools.paths import ROOT, SYLLABUS, CourseError, order, part_number

Kind: TypeAlias = Literal["markdown", "given", "exercise", "test", "hidden", "answer"]

LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
ALLOWED_TAGS = frozenset({"demo", "nbval-check-output"})
_KEYS: dict[Kind, tuple[frozenset[str], frozenset[str]]] = {
    # kind: the keys that it must have, and those that it may have
    "markdown": (frozenset(), frozenset()),
    "given": (frozenset(), frozenset({"tags", "alt"})),
    "exercise": (frozenset({"exercise", "task"}), frozenset({"forbid"})),
    "test": (frozenset({"test", "points"}), frozenset()),
    "hidden": (frozenset({"hidden", "points"}), frozenset()),
    "answer": (frozenset({"answer", "task", "points"}), frozenset()),
}
_ALL_KEYS = frozenset().union(*(must | may for must, may in _KEYS.values()))
_ANSWER_KEYS = frozenset({"right", "wrong", "why", "passes"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_HEADER = re.compile(r"^# *%%+( |$)")
_BEGIN, _END = "BEGIN SOLUTION", "END SOLUTION"
LINE_LENGTH = 88
"""Columns of code that a notebook shows without scrolling."""


class MasterError(CourseError):
    """A master or a bank has mistakes; the text lists each with file, line and what to do."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a master or a bank."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        """``file:line: what is wrong, and what to do``."""
        shown = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{shown}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Cell:
    """One cell of a master."""

    kind: Kind
    source: str
    """The cell's text as its author wrote it (markdown without the comment signs)."""
    line: int
    """Line of its header in the master, counted from 1."""
    name: str | None = None
    """Name of the exercise that it belongs to."""
    task: int | None = None
    """Number of the task in the syllabus entry, counted from 1."""
    points: int = 0
    tags: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    """Modules that an answer may not use; a test cell carries those of its exercise."""
    alt: str = ""
    """Alternative text of the pictures that it shows."""

    @property
    def is_markdown(self) -> bool:
        """Whether it is text in the notebook."""
        return self.kind in ("markdown", "answer")

    @property
    def is_demo(self) -> bool:
        """Whether no exercise and no test needs it."""
        return "demo" in self.tags

    def notebook_source(self, n_exercises: int) -> str:
        """The cell's text in the solution notebook: tests get the call that runs them, which tells how many exercises the part has."""
        if self.kind not in ("test", "hidden"):
            return self.source.lstrip("\n")  # ruff may put empty lines between a header and a function
        hidden = self.kind == "hidden"
        arguments = [f"{self.kind}_{self.name}", "hidden=True" if hidden else f"of={n_exercises}"]
        if self.forbid:
            arguments.append(f"forbid=[{', '.join(map(repr_double, self.forbid))}]")
        call = f"checks.run({', '.join(arguments)})"
        if len(call) > LINE_LENGTH:
            call = "checks.run(\n    " + ",\n    ".join(arguments) + ",\n)"
        lines = [self.source.rstrip(), "", "", call]
        if hidden:
            first = f"# Hidden tests of {self.name} run in this cell when your work is graded."
            lines = [first, "### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"]
        return "\n".join(lines)

    @property
    def nbgrader(self) -> dict[str, object] | None:
        """The cell's metadata for nbgrader; given cells have none."""
        if self.kind in ("markdown", "given"):
            return None
        grade, solution = self.kind != "exercise", self.kind in ("exercise", "answer")
        metadata: dict[str, object] = {
            "grade": grade,
            "grade_id": self.grade_id,
            "locked": not solution,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
        return metadata | ({"points": self.points} if grade else {})

    @property
    def grade_id(self) -> str:
        """The exercise's name with its kind: nbgrader's grade id, and the Jupyter cell id."""
        suffix = {"test": "-test", "hidden": "-hidden"}.get(self.kind, "")
        return f"{self.name}{suffix}"


@dataclass(frozen=True)
class Master:
    """A master, read and checked."""

    path: Path
    title: str
    author: str
    date: str
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Full name of the part, for example ``"4.4-tabular-control"``."""
        return self.path.stem

    @property
    def exercises(self) -> tuple[Cell, ...]:
        """The exercise cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "exercise")

    def tests_of(self, exercise: str) -> tuple[Cell, Cell]:
        """The visible and the hidden test of an exercise."""
        visible, hidden = (next(c for c in self.cells if c.kind == kind and c.name == exercise) for kind in ("test", "hidden"))
        return visible, hidden

    def notebook(self) -> NotebookNode:
        """The solution notebook, not executed yet: cells with ids, tags and nbgrader's metadata."""
        heading = f"# {self.title}\n\n*{self.author}, {self.date}*"
        cells = [_notebook_cell(nbformat.v4.new_markdown_cell(heading), "title")]
        counts: dict[str, int] = {}
        section = "introduction"
        for cell in self.cells:
            if cell.kind == "markdown":
                section = _section(cell.source) or section
            if cell.nbgrader is None:
                counts[section] = counts.get(section, 0) + 1
                cell_id = f"{section}-{counts[section]}"
            else:
                cell_id = cell.grade_id
            new = nbformat.v4.new_markdown_cell if cell.is_markdown else nbformat.v4.new_code_cell
            node = _notebook_cell(new(cell.notebook_source(len(self.exercises))), cell_id)
            if cell.tags:
                node.metadata["tags"] = list(cell.tags)
            if cell.alt:
                node.metadata["alt"] = cell.alt  # where nbconvert looks for it
            if cell.nbgrader is not None:
                node.metadata["nbgrader"] = cell.nbgrader
            cells.append(node)
        cells += self._closing()
        return nbformat.v4.new_notebook(
            cells=cells,
            metadata={
                "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
                "language_info": dict(LANGUAGE_INFO),
                "rlcourse": {"part": self.name},
            },
        )

    def _closing(self) -> list[NotebookNode]:
        """The last cells of each part: what is left to do, and where to go on."""
        names = [repr_double(str(cell.name)) for cell in self.exercises]
        call = f"checks.summary({', '.join(names)})"
        if len(call) > LINE_LENGTH:
            call = "checks.summary(\n    " + ",\n    ".join(names) + ",\n)"
        parts = sorted({path.stem for path in self.path.parent.glob("*.py")} | {self.name}, key=order)
        following = parts[parts.index(self.name) + 1 :][:1]
        links = [f"[Next: Part {part_number(name)}](../{name}/{name}.ipynb)" for name in following]
        links.append("[Course home](../Home.md)")
        summary = _notebook_cell(nbformat.v4.new_code_cell(call), "what-is-left")
        summary.metadata["tags"] = ["demo"]
        return [*([summary] if names else []), _notebook_cell(nbformat.v4.new_markdown_cell(" · ".join(links)), "where-next")]


@dataclass(frozen=True)
class Answer:
    """One entry of a bank: another right answer to an exercise, or a wrong one named after its mistake."""

    exercise: str
    right: bool
    why: str
    source: str
    line: int
    passes_visible: bool
    """Whether the visible test lets it through (always for right ones)."""


def repr_double(text: str) -> str:
    """A string literal in double quotes, as the formatter would write it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def meant(word: str, known: Iterable[str]) -> str:
    """The known word that a wrong one is probably a slip of, as a question for a message; empty where none is near."""
    near = difflib.get_close_matches(word, sorted(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _notebook_cell(node: NotebookNode, cell_id: str) -> NotebookNode:
    node["id"] = cell_id[:64]
    return node


def _section(markdown: str) -> str | None:
    """A slug of the first heading in a markdown cell."""
    match = re.search(r"^#{1,3} +(.+)$", markdown, flags=re.MULTILINE)
    slug = re.sub(r"[^a-z0-9]+", "-", match.group(1).lower()).strip("-") if match else ""
    return slug[:50].strip("-") or None


def read(path: Path, entry: syllabus.Part | None = None) -> Master:
    """Read a master and check it.

    Args:
        path: The master, ``notebooks/PART.py``.
        entry: Its entry in the syllabus; by default the one of its number in ``syllabus.toml``.

    Raises:
        MasterError: It has mistakes; all of them are listed.
    """
    raw, mistakes = _raw_cells(path)
    front, body = (raw[0], raw[1:]) if raw and raw[0].kind == "raw" else (None, raw)
    number = path.stem.split("-", maxsplit=1)[0]
    if not re.fullmatch(r"\d+\.\d+-[a-z0-9-]+", path.stem):
        mistakes.append(Mistake(path, 1, "a master is named MODULE.NUMBER-slug.py, in small letters: rename it"))
    if entry is None:
        try:
            entry = syllabus.load(SYLLABUS).find(number)
        except syllabus.SyllabusError as error:
            raise MasterError(str(Mistake(path, 1, str(error)))) from None
    matter = _front_matter(path, front, entry, mistakes)
    cells = [cell for item in body if (cell := _cell(path, item, mistakes)) is not None]
    cells = _carry_forbid(cells)
    if len(cells) == len(body):  # a cell that could not be read would seem to be missing
        mistakes += _structure(path, cells, entry)
    mistakes += _names(path, cells)
    mistakes += _imports(path, cells)
    if mistakes:
        raise MasterError("\n".join(str(mistake) for mistake in sorted(mistakes, key=lambda mistake: mistake.line)))
    return Master(path=path, title=matter["title"], author=matter["author"], date=matter["date"], cells=tuple(cells))


def read_answers(path: Path, master: Master, *, whole: bool = True) -> tuple[Answer, ...]:
    """Read answers to the exercises of a master.

    Args:
        path: The file.
        master: The part's master.
        whole: Whether it is the part's bank, which has an other right answer and three wrong ones for each exercise.

    Raises:
        MasterError: It is missing, names an unknown exercise or key, or lacks answers that a whole bank has.
    """
    if not path.exists():
        raise MasterError(f"{Mistake(path, 1, 'this file of answers is missing: write one')}")
    raw, mistakes = _raw_cells(path)
    names = {str(cell.name) for cell in master.exercises}
    answers: list[Answer] = []
    for item in raw:
        keys = set(item.metadata)
        if item.kind == "markdown" and not keys:
            continue
        kinds = keys & {"right", "wrong"}
        passes = item.metadata.get("passes")
        if len(kinds) != 1 or not keys <= _ANSWER_KEYS or item.kind != "code":
            text = f'a bank\'s cell is `# %% right="name" why="..."` or wrong=, not {sorted(keys)}'
            slips = (meant(key, _ANSWER_KEYS) for key in sorted(keys - _ANSWER_KEYS))
            mistakes.append(Mistake(path, item.line, text + "".join(slips)))
            continue
        right = kinds == {"right"}
        exercise = str(item.metadata["right" if right else "wrong"])
        if exercise not in names:
            text = f"{master.path.name} has no exercise {exercise!r}{meant(exercise, names)}: correct the name"
            mistakes.append(Mistake(path, item.line, text))
        if not item.metadata.get("why"):
            mistakes.append(Mistake(path, item.line, 'say why="..." : what this answer does otherwise, or which mistake it makes'))
        if passes not in (None, "visible") or (right and passes is not None):
            mistakes.append(Mistake(path, item.line, 'passes="visible" is the only value, and on wrong answers only'))
        answers.append(Answer(exercise, right, str(item.metadata.get("why", "")), item.source, item.line, right or passes == "visible"))
    for cell in master.exercises if whole else ():
        for right, least in ((True, 1), (False, 3)):
            count = sum(answer.exercise == cell.name and answer.right == right for answer in answers)
            if count < least:
                word = "other right" if right else "wrong"
                mistakes.append(Mistake(path, 1, f"{cell.name} has {count} {word} answers, expected at least {least}: write more"))
    if mistakes:
        raise MasterError("\n".join(map(str, mistakes)))
    return tuple(answers)


@dataclass(frozen=True)
class _RawCell:
    kind: str
    metadata: dict[str, Any]
    source: str
    line: int


def _raw_cells(path: Path) -> tuple[list[_RawCell], list[Mistake]]:
    """The cells as jupytext reads them, each with the line of its header; front matter comes first, as a raw cell."""
    text = path.read_text(encoding="utf-8-sig")
    cells: list[_RawCell] = []
    mistakes: list[Mistake] = []
    try:
        lines = [
            token.start[0]
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT and token.start[1] == 0 and _HEADER.match(token.line)
        ]
    except (tokenize.TokenError, SyntaxError):  # a string or bracket that is not closed: the cell that holds it is found below
        lines = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    try:
        nodes = cast("NotebookNode", jupytext.reads(text, fmt="py:percent")).cells
    except nbformat.ValidationError as error:
        untidy = [line for line in lines if re.search(r"\btags=(?!\[)", text.splitlines()[line - 1])]
        reason = str(error).splitlines()[0]
        text = f'a header cannot be read ({reason}): tags are a list of texts, for example tags=["demo"]'
        raise MasterError(str(Mistake(path, (untidy or [1])[0], text))) from None
    if not len(lines) <= len(nodes) <= len(lines) + 2:
        tree = _error(text)
        line, reason = tree if tree else (1, "its cells cannot be told apart")
        raise MasterError(str(Mistake(path, line, f"the file is no valid Python ({reason}): look for a string that is not closed")))
    headless = nodes[: len(nodes) - len(lines)]  # front matter, and a comment on the whole file
    for node in headless:
        if node.cell_type == "raw":
            cells.append(_RawCell("raw", {}, node.source, 1))
        elif any(line and not line.startswith("#") for line in node.source.splitlines()) and node.cell_type == "code":
            mistakes.append(Mistake(path, 1, "code stands before the first cell header: begin the cell with `# %%`"))
    for node, line in zip(nodes[len(headless) :], lines, strict=True):
        # jupytext keeps its own notes (lines_to_next_cell) among the cell's keys.
        metadata = {key: value for key, value in node.metadata.items() if not key.startswith("lines_to_")}
        cells.append(_RawCell(node.cell_type, metadata, node.source, line))
    return cells, mistakes


def _front_matter(path: Path, front: _RawCell | None, entry: syllabus.Part, mistakes: list[Mistake]) -> dict[str, str]:
    content: dict[str, Any] = {}
    if front is not None:
        try:
            loaded = yaml.safe_load(front.source.strip().strip("-"))
            content = cast("dict[str, Any]", loaded) if isinstance(loaded, dict) else {}
        except yaml.YAMLError as error:
            reason = " ".join(str(error).split())
            mistakes.append(Mistake(path, 1, f"the front matter is no valid yaml, put its texts in double quotes: {reason}"))
            return dict.fromkeys(("title", "author", "date"), "")
    for key in ("title", "author", "date"):
        if not content.get(key):
            mistakes.append(Mistake(path, 1, f"the front matter has no {key}: begin the master with `# ---`, title, author, date, `# ---`"))
    if content.get("date") and not isinstance(content["date"], datetime.date):
        mistakes.append(Mistake(path, 1, f"the date is {content['date']!r}, expected YEAR-MONTH-DAY, for example 2026-11-21"))
    title = f"Learn Reinforcement Learning with PyTorch, Part {entry.number}: {entry.title}"
    if content.get("title") and content["title"] != title:
        mistakes.append(Mistake(path, 2, f"the title is {content['title']!r}, the syllabus says {title!r}"))
    return {key: str(content.get(key, "")) for key in ("title", "author", "date")}


def _cell(path: Path, item: _RawCell, mistakes: list[Mistake]) -> Cell | None:
    metadata = item.metadata
    if item.kind not in ("code", "markdown") or {"title", "incorrectly_encoded_metadata"} & set(metadata):
        text = "the cell's header cannot be read: it is `# %%`, [markdown] or nothing, then key=value with texts in double quotes"
        mistakes.append(Mistake(path, item.line, text + meant(str(metadata.get("title", "")), ["[markdown]"])))
        return None
    unknown = set(metadata) - _ALL_KEYS
    if unknown:
        named = ", ".join(word + meant(word, _ALL_KEYS) for word in sorted(unknown))
        mistakes.append(Mistake(path, item.line, f"unknown cell key {named}: see the vocabulary in coursetools/authors/masters.py"))
        return None
    named = [key for key in ("exercise", "test", "hidden", "answer") if key in metadata]
    kind = cast("Kind", named[0] if named else ("markdown" if item.kind == "markdown" else "given"))
    required, optional = _KEYS[kind]
    missing, surplus = required - set(metadata), set(metadata) - required - optional
    if missing or surplus:
        text = f"a cell of kind {kind} " + " and ".join(
            [
                *([f"needs {', '.join(sorted(missing))}"] if missing else []),
                *([f"takes no {', '.join(sorted(surplus))}"] if surplus else []),
            ]
        )
        mistakes.append(Mistake(path, item.line, text))
        return None
    if (item.kind == "markdown") != (kind in ("markdown", "answer")):
        mistakes.append(
            Mistake(
                path, item.line, f"a cell of kind {kind} is {'code' if item.kind == 'markdown' else 'markdown'}: add or drop [markdown]"
            )
        )
        return None
    name = str(metadata[named[0]]) if named else None
    if name is not None and not _NAME.fullmatch(name):
        mistakes.append(Mistake(path, item.line, f"{name!r} is no name: use letters, digits and underscores"))
    for key in ("task", "points"):
        if key in metadata and (type(metadata[key]) is not int or metadata[key] < 1):
            mistakes.append(Mistake(path, item.line, f"{key} is {metadata[key]!r}, expected a whole number from 1"))
            return None
    tags = tuple(cast("list[str]", metadata.get("tags", [])))
    for tag in set(tags) - ALLOWED_TAGS:
        text = f"unknown tag {tag!r}{meant(tag, ALLOWED_TAGS)}, expected {' or '.join(sorted(ALLOWED_TAGS))}"
        mistakes.append(Mistake(path, item.line, text))
    forbid = tuple(str(metadata["forbid"]).replace(",", " ").split()) if "forbid" in metadata else ()
    return Cell(
        kind=kind,
        source=item.source,
        line=item.line,
        name=name,
        task=metadata.get("task"),
        points=int(metadata.get("points", 0)),
        tags=tags,
        forbid=forbid,
        alt=str(metadata.get("alt", "")),
    )


def _carry_forbid(cells: list[Cell]) -> list[Cell]:
    """Give each test cell what its exercise forbids."""
    forbidden = {cell.name: cell.forbid for cell in cells if cell.kind == "exercise"}
    return [replace(cell, forbid=forbidden.get(cell.name, ())) if cell.kind in ("test", "hidden") else cell for cell in cells]


def _structure(path: Path, cells: list[Cell], entry: syllabus.Part) -> Iterator[Mistake]:
    """Exercises, their tests and the tasks of the syllabus fit together."""
    seen: dict[tuple[str, str | None], int] = {}
    for cell in cells:
        if cell.name is not None:
            group = "exercise" if cell.kind == "answer" else cell.kind
            if (group, cell.name) in seen:
                yield Mistake(path, cell.line, f"{cell.kind} {cell.name!r} is there already, in line {seen[group, cell.name]}: rename one")
            seen[group, cell.name] = cell.line
    for cell in cells:
        if cell.kind in ("test", "hidden"):
            begun = seen.get(("exercise", cell.name))
            if begun is None or begun > cell.line:
                known = [str(other.name) for other in cells if other.kind == "exercise"]
                text = f"a test of {cell.name!r}{meant(str(cell.name), known)} without an exercise of that name before it"
                yield Mistake(path, cell.line, text)
        if cell.kind == "exercise":
            visible, hidden = seen.get(("test", cell.name)), seen.get(("hidden", cell.name))
            for word, line in (("visible test (test=)", visible), ("hidden test (hidden=)", hidden)):
                if line is None:
                    yield Mistake(path, cell.line, f"exercise {cell.name!r} has no {word}: write one after it")
            if visible and hidden and hidden < visible:
                yield Mistake(path, hidden, f"the hidden test of {cell.name!r} stands before its visible one: swap them")
            yield from _exercise(path, cell)
        elif cell.kind == "answer":
            if cell.source.count(_BEGIN) != 1 or cell.source.count(_END) != 1:
                yield Mistake(
                    path, cell.line, "a written answer needs one region ### BEGIN SOLUTION ... ### END SOLUTION around answer and rubric"
                )
        elif _BEGIN in cell.source or _END in cell.source:
            yield Mistake(path, cell.line, "a solution region outside an exercise: students would see it")
        if "BEGIN HIDDEN" in cell.source or "END HIDDEN" in cell.source:
            yield Mistake(
                path, cell.line, 'a marker of hidden tests: write a cell `# %% hidden="name" points=1`, the build adds the markers'
            )
        if cell.kind in ("test", "hidden") and (tree := _parse(cell.source)) is not None:
            wanted = f"{cell.kind}_{cell.name}"
            if [getattr(node, "name", None) for node in tree.body] != [wanted]:
                yield Mistake(path, cell.line, f"a test is one function, and nothing beside it: def {wanted}() -> None")
        if cell.task is not None and not 1 <= cell.task <= len(entry.tasks):
            yield Mistake(path, cell.line, f"task {cell.task} is not in the syllabus: part {entry.number} has {len(entry.tasks)} tasks")
    for number, task in enumerate(entry.tasks, start=1):
        if not any(cell.kind == "exercise" and cell.task == number for cell in cells):
            yield Mistake(path, 1, f"task {number} of the syllabus ({task.ask}) has no exercise with a visible and a hidden test")
        if task.kind == "written" and not any(cell.kind == "answer" and cell.task == number for cell in cells):
            yield Mistake(path, 1, f"task {number} of the syllabus ({task.ask}) has no written answer (answer=)")


def _exercise(path: Path, cell: Cell) -> Iterator[Mistake]:
    tree = _parse(cell.source)
    if tree is None:
        return  # _names tells
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    if cell.name not in defined:
        text = f"the cell must define {cell.name!r}, the name of its exercise{meant(str(cell.name), defined)}"
        yield Mistake(path, cell.line, text)
    lines = cell.source.splitlines()
    begins = [number for number, line in enumerate(lines, start=1) if _BEGIN in line]
    ends = [number for number, line in enumerate(lines, start=1) if _END in line]
    if not begins or len(begins) != len(ends):
        yield Mistake(path, cell.line, "the exercise needs a solution region: # BEGIN SOLUTION ... # END SOLUTION")
        return
    bodies = [
        (node.lineno, node.end_lineno or node.lineno, lines[node.body[0].lineno - 1])
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]
    for begin, end in zip(begins, ends, strict=True):
        # The comment after a function's last statement is outside its end_lineno: its indentation tells.
        inside = any(first < begin <= last + 1 and _indent(lines[begin - 1]) >= _indent(body) > 0 for first, last, body in bodies)
        if not inside or end < begin or _indent(lines[end - 1]) != _indent(lines[begin - 1]):
            yield Mistake(
                path,
                cell.line + begin,
                "a solution region must lie inside a function's body: elsewhere its stub would stop the whole notebook",
            )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def _error(source: str) -> tuple[int, str] | None:
    """Line and text of the first error in the syntax of a piece of Python; ``None`` where it has none."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    return None


def _names(path: Path, cells: list[Cell]) -> Iterator[Mistake]:
    """Every name is defined once, given cells leave no scratch names behind, functions say what they are for, lines are not too long."""
    first: dict[str, int] = {}
    for cell in cells:
        if cell.is_markdown:
            continue
        for number, line in enumerate(cell.source.splitlines(), start=1):
            if len(line) > LINE_LENGTH:
                yield Mistake(path, cell.line + number, f"{len(line)} columns, a notebook shows {LINE_LENGTH}: break the line")
        tree = _parse(cell.source)
        if tree is None:
            line, reason = _error(cell.source) or (0, "unknown error")
            yield Mistake(path, cell.line + line, f"the cell is no valid Python: {reason}")
            continue
        if cell.kind in ("test", "hidden"):
            continue
        names: dict[str, int] = {}
        for name, line in _bound(tree):
            names.setdefault(name, cell.line + line)
        for name, line in names.items():
            if name.startswith("_") and name != "_":  # IPython binds that one itself
                text = f"{name!r} stays behind, where a student may have a name like it: put the lines into a function"
                yield Mistake(path, line, text)
            elif name in first:
                yield Mistake(path, line, f"{name!r} is defined twice, first in line {first[name]}: give it another name")
            first.setdefault(name, line)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is None:
                yield Mistake(path, cell.line + node.lineno, f"{node.name!r} has no docstring: say what it does, shapes, units, errors")


def _bound(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names that a cell binds at its top level, with the line."""
    scopes = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield (alias.asname or alias.name).split(".")[0], node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        if not isinstance(node, scopes):
            waiting.extend(ast.iter_child_nodes(node))


@cache
def declared_dependencies() -> frozenset[str]:
    """Names of the dependencies that ``pyproject.toml`` declares for students, normalised."""
    return _names_of(_project()["dependencies"])


@cache
def extra_dependencies() -> frozenset[str]:
    """Names of the dependencies that some parts alone need: those of the extras that students get, normalised."""
    extras = _project()["optional-dependencies"]
    return _names_of(dependency for extra in STUDENT_EXTRAS for dependency in extras.get(extra, ()))


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _names_of(dependencies: Iterable[str]) -> frozenset[str]:
    return frozenset(_normal(re.split(r"[\[<>=~! ;]", dependency)[0]) for dependency in dependencies)


@cache
def modules_of(dependencies: frozenset[str]) -> frozenset[str]:
    """Top-level modules that installed packages of these names provide."""
    provided = importlib.metadata.packages_distributions()
    return frozenset(module for module, owners in provided.items() if {_normal(owner) for owner in owners} & dependencies)


@cache
def declared_modules() -> frozenset[str]:
    """Top-level modules that a master may import: of the declared dependencies, of Python itself, and ``rlcourse``."""
    found = modules_of(declared_dependencies() | extra_dependencies())
    return frozenset(found | set(sys.stdlib_module_names) | {"rlcourse"})


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


def _imports(path: Path, cells: list[Cell]) -> Iterator[Mistake]:
    for cell in cells:
        tree = None if cell.is_markdown else _parse(cell.source)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = ["." * node.level + (node.module or "")]
            else:
                continue
            for module in modules:
                if module.split(".")[0] not in declared_modules():
                    text = f"{module!r} is no declared dependency: add it to pyproject.toml, or do without"
                    yield Mistake(path, cell.line + node.lineno, text)
