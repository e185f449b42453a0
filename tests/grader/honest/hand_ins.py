"""Reads the hand-ins from ``hand_ins.txt``, which says how they are written."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

from tests.grader.honest import course, saved

_PLACE = re.compile(r"(above|below) (\S+)|at the end")
_MOVE = re.compile(r"move (\S+) (above|below) (\S+)")


@dataclass(frozen=True)
class HandIn:
    """One hand-in."""

    name: str
    why: str
    edits: tuple[tuple[str, str], ...]
    """What to do, and with which text."""

    @cached_property
    def made(self) -> "Made":
        """The hand-in, made from the release."""
        made = Made({str(cell["id"]): dict(cell) for cell in course.released()["cells"]})
        for name, text in course.RIGHT.items():
            made.cells[name]["source"] = text
        for head, text in self.edits:
            made.edit(head, text)
        return made

    def write(self, folder: Path) -> None:
        """Write notebook and files, as they are handed in."""
        folder.mkdir(parents=True)
        for name, text in self.made.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        (folder / f"{course.ASSIGNMENT}.ipynb").write_bytes(saved.WAYS[self.made.saved](self.made.notebook))


@dataclass
class Made:
    """A hand-in in the making."""

    cells: dict[str, dict[str, Any]]
    """By id, in their order."""
    files: dict[str, str] = field(default_factory=dict)
    raising: set[str] = field(default_factory=set)
    """Ids of the cells that raise."""
    saved: str = "by_jupyterlab"

    @property
    def notebook(self) -> dict[str, Any]:
        """The notebook, as JSON."""
        return course.released() | {"cells": list(self.cells.values())}

    def with_all_tests(self) -> NotebookNode:
        """The notebook with the instructor's tests where the student has them, and below their exercise where they are gone."""
        source = {str(cell.id): str(cell.source) for cell in course.source().cells}
        cells = {name: cell | {"source": source[name]} if name in course.TESTS else cell for name, cell in self.cells.items()}
        order = list(source)
        for name in course.TESTS:
            if name not in cells:
                test = next(cell for cell in course.source().cells if cell.id == name)
                cells = _inserted(cells, name, dict(test), "below", order[order.index(name) - 1])
        return cast("NotebookNode", nbformat.from_dict(course.released() | {"cells": list(cells.values())}))

    def edit(self, head: str, text: str) -> None:
        """Do what one line of the table says."""
        plain, *marks = re.split(r" (?=\(|x\d)", head)
        if plain.startswith("file "):
            self.files[plain.removeprefix("file ")] = text + "\n"
        elif plain.startswith("saved "):
            self.saved = plain.removeprefix("saved ")
        elif plain.startswith("drop "):
            del self.cells[plain.removeprefix("drop ")]
        elif match := _MOVE.fullmatch(plain):
            cell = self.cells.pop(match[1])
            self.cells = _inserted(self.cells, match[1], cell, match[2], match[3])
        elif match := _PLACE.fullmatch(plain):
            times = next((int(mark[1:]) for mark in marks if mark.startswith("x")), 1)
            for _ in range(times):
                self._add(text, match[1] or "below", match[2] or list(self.cells)[-1], marks)
        else:
            self.cells[plain]["source"] = text

    def _add(self, text: str, side: str, other: str, marks: list[str]) -> None:
        kind = next((mark[1:-1] for mark in marks if mark in ("(markdown)", "(raw)")), "code")
        name = f"own-{len(self.cells)}"
        cell: dict[str, Any] = {"id": name, "cell_type": kind, "metadata": {}, "source": text}
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
        if "(raises)" in marks:
            self.raising.add(name)
        while side == "below" and (below := _next(self.cells, other)) is not None and below.startswith("own-"):
            other = below  # cells that are added to one place stand in the order of the table
        self.cells = _inserted(self.cells, name, cell, side, other)


def _next(cells: dict[str, dict[str, Any]], name: str) -> str | None:
    return dict(pairwise(cells)).get(name)


def _inserted(cells: dict[str, dict[str, Any]], name: str, cell: dict[str, Any], side: str, other: str) -> dict[str, dict[str, Any]]:
    """The cells with one more above or below another."""
    items = list(cells.items())
    items.insert(list(cells).index(other) + (side == "below"), (name, cell))
    return dict(items)


def read(path: Path) -> tuple[HandIn, ...]:
    """All hand-ins of a table.

    Raises:
        ValueError: Two hand-ins have one name.
    """
    blocks = re.split(r"(?m)^==== ", re.sub(r"(?m)^######## .*\n", "", path.read_text(encoding="utf-8")))[1:]
    found: list[HandIn] = []
    for block in blocks:
        head, *edits = re.split(r"(?m)^---- ", block)
        name, why = head.strip().split(": ", 1)
        if name in {other.name for other in found}:
            raise ValueError(f"{path.name}: two hand-ins are named {name}")
        pairs = [edit.split("\n", 1) for edit in edits]
        found.append(HandIn(name, why, tuple((pair[0].strip(), pair[1].strip("\n") if len(pair) > 1 else "") for pair in pairs)))
    return tuple(found)


HAND_INS = read(Path(__file__).with_name("hand_ins.txt"))
