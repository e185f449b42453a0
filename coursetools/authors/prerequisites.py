"""What builds on what: read from the introductions of the parts, where a person reads it too."""

import graphlib
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, cast

from coursetools import syllabus
from coursetools.paths import ROOT, CourseError, order, part_number

Graph = dict[str, tuple[str, ...]]
"""The numbers of the parts that each part builds on, by the part's number, in order of the course."""

_NUMBER = re.compile(r"\b(\d+\.\d+)(?:\s+to\s+(\d+\.\d+))?\b")


def said(introduction: str, head: str) -> str:
    """What an introduction says after ``**head**`` (a pattern), up to the next such head or the end of the paragraph."""
    found = re.search(rf"\*\*{head}\*\*:?\s*(.*?)(?=\s*\*\*[A-Z]|\n\n|\Z)", introduction, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def builds_on(introduction: str) -> str:
    """The words in which an introduction says what its part builds on."""
    return said(introduction, "(?:Builds on|You need)").rstrip(".")


def introduction(cells: Collection[Mapping[str, Any]]) -> str:
    """The text at the head of a notebook."""
    return "\n".join("".join(cell["source"]) for cell in list(cells)[:4] if cell["cell_type"] == "markdown")


def in_words(words: str, known: Collection[str]) -> tuple[str, ...]:
    """The numbers of the parts that a sentence such as "Parts 1.1 to 1.3 and Part 2.1 (gradients)" names, in order of the course.

    Args:
        words: What a part builds on. What stands after the first sentence (one proof's needs, a pointer) is not asked of everybody.
        known: The numbers of all parts.
    """
    first = re.split(r"\.\s+(?=[A-Z])", words, maxsplit=1)[0]
    found: set[str] = set()
    for start, end in _NUMBER.findall(first):
        found |= {number for number in known if order(start) <= order(number) <= order(end or start)}
    return tuple(sorted(found, key=order))


def graph(root: Path = ROOT) -> Graph:
    """What builds on what, among all parts that are ready.

    Raises:
        CourseError: A part builds on itself, by way of others.
    """
    known = {part.number for part in syllabus.load(root / "syllabus.toml").parts}
    found: Graph = {}
    for path in sorted((root / "release").glob("*/*.ipynb"), key=lambda path: order(path.stem)):
        cells = cast("list[Mapping[str, Any]]", json.loads(path.read_text(encoding="utf-8"))["cells"])
        found[part_number(path.stem)] = in_words(builds_on(introduction(cells)), known)
    try:
        graphlib.TopologicalSorter(found).prepare()
    except graphlib.CycleError as error:
        raise CourseError(f"these parts build on each other in a circle: {', '.join(error.args[1])}") from None
    return found


def direct(found: Graph) -> Graph:
    """The same without what follows: where 1.3 builds on 1.2, and 1.2 on 1.1, it is not said again that 1.3 builds on 1.1."""
    below: dict[str, set[str]] = {}
    for number in graphlib.TopologicalSorter(found).static_order():
        needs = found.get(number, ())
        below[number] = {*needs, *(lower for need in needs for lower in below[need])}
    return {
        number: tuple(need for need in needs if not any(need in below[other] for other in needs if other != need))
        for number, needs in found.items()
    }
