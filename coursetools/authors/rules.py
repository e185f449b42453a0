"""Rules of a finished part beyond being readable.

Minutes add up, exercises are few, pointers point to parts, pictures say what they show, and tests look at an answer by ways that also
work where answer and test run in two processes.
``check`` and ``lint`` ask for :func:`mistakes`; how each thing is written stands at the head of :mod:`coursetools.authors.masters`.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from coursetools import syllabus
from coursetools.authors.masters import Cell, Master, Mistake
from coursetools.paths import SOURCE, SYLLABUS, part_number
from coursetools.syllabus import Part, Syllabus

MOST_EXERCISES = {0: 5, 1: 5, 2: 6, 3: 6}
"""Exercise cells in a part of these modules; elsewhere eight, and ten where one of them is a project."""
OLDER = frozenset({"1.1", "2.1", "3.5"})
"""Parts that were there before these limits: eight holds for them."""

_TEXT = "checks.names_in, constants_in, has_loop and text_of look at what an answer's text says"
_VALUES = "compare values, with checks.unchanged and checks.changed: an address says nothing in another process"
_FILES = "checks.folder, store, stored and listing reach the files of an answer wherever it runs"
_CALLS = "hand the answer a recording environment (checks.recorded) or a function that counts: nothing can be put around it elsewhere"
RAW_WAYS = (
    dict.fromkeys(["__code__", "__globals__", "__closure__", "__defaults__", "getsource"], _TEXT)
    | dict.fromkeys(["data_ptr", "untyped_storage", "shares_memory", "may_share_memory"], _VALUES)
    | dict.fromkeys(["tempfile", "open"], _FILES)
    | dict.fromkeys(["mock", "monkeypatch", "setattr"], _CALLS)
)
"""Names that a test may not use, since they tell nothing where the answer runs in a process of its own, and what to use instead."""

_HEADER = re.compile(r"\*\*Time\*\*\s+about\s+(\d+)\s+minutes\s+to\s+read,\s+(\d+)\s+to\s+work\.")
_TIME = re.compile(r"\*\*Time\b")
_MINUTES = re.compile(r"^\*(Easy|Medium|Hard|Project|Written answer), about (\d+) minutes\b", re.MULTILINE)
_NUMBER = r"\d{1,2}\.\d{1,2}\b(?!\.\d)"
_POINTER = re.compile(
    rf"\bParts?\s+({_NUMBER}(?:(?:,|\s+and|\s+to|\s+or|,\s+and)\s+{_NUMBER})*)(?:\s*(?:\(|:|,?\s*[*\"“])\s*[*\"“]?([^*\"”)]*))?"
)
_HALF_POINTER = re.compile(r"\b[Pp]arts?\s+(\d{1,2})\b(?!\.\d)(?!-)")


def mistakes(master: Master, course: Syllabus | None = None, source: Path = SOURCE) -> list[Mistake]:
    """What is not finished or not right in a part that can be read, in order of its lines.

    Args:
        master: The part.
        course: The syllabus; by default that of the course.
        source: Folder of the executed solution notebooks: which cells show pictures is seen there, once the part is built.
    """
    course = course or syllabus.load(SYLLABUS)
    found = [
        *_minutes(master),
        *_count(master),
        *_pointers(master, course),
        *_pictures(master, source),
        *_raw_ways(master),
        *_last_texts(master),
    ]
    return sorted(found, key=lambda mistake: mistake.line)


def _line(cell: Cell, place: int) -> int:
    """Line of the master at a place in a cell's text."""
    return cell.line + 1 + cell.source.count("\n", 0, place)


def _minutes(master: Master) -> Iterator[Mistake]:
    """Each exercise says its minutes, and the header says their sum."""
    said: int | None = None
    line = master.cells[0].line if master.cells else 1
    total = 0
    open_minutes: list[int] = []
    for cell in master.cells:
        if cell.is_markdown:
            if said is None and (header := _HEADER.search(cell.source)):
                said, line = int(header[2]), _line(cell, header.start())
            elif said is None and (almost := _TIME.search(cell.source)):
                line = _line(cell, almost.start())
            open_minutes += [int(match[2]) for match in _MINUTES.finditer(cell.source)]
        if cell.kind in ("exercise", "answer"):
            if len(open_minutes) != 1:
                what = f"{len(open_minutes)} lines" if open_minutes else "no line"
                todo = "write one at the head of its statement: *Medium, about 20 minutes.* (Easy, Medium, Hard, Project or Written answer)"
                yield Mistake(master.path, cell.line, f"{cell.name!r} has {what} of minutes before it: {todo}")
            total += sum(open_minutes)
            open_minutes = []
    if said is None:
        todo = f"write `**Time** about 30 minutes to read, {total} to work.` in the introduction"
        yield Mistake(master.path, line, f"the part does not say how long it takes, in the words that the build reads: {todo}")
    elif said != total:
        yield Mistake(master.path, line, f"{said} minutes to work, and the exercises' own minutes sum to {total}: write {total}")


def _count(master: Master) -> Iterator[Mistake]:
    number = part_number(master.name)
    most = MOST_EXERCISES.get(int(number.split(".")[0]), 8) if number not in OLDER else 8
    is_project = any(match[1] == "Project" for cell in master.cells if cell.is_markdown for match in _MINUTES.finditer(cell.source))
    if most == 8 and is_project:
        most = 10
    if len(master.exercises) > most:
        surplus = master.exercises[most]
        text = (
            f"{len(master.exercises)} exercise cells, expected at most {most}: make some of them given results (this is number {most + 1})"
        )
        yield Mistake(master.path, surplus.line, text)


def _pictures(master: Master, source: Path) -> Iterator[Mistake]:
    """Each given cell that showed a picture when it was executed has an alternative text, and no other cell has one."""
    executed = source / master.name / f"{master.name}.ipynb"
    if not executed.exists():
        return
    stored: list[dict[str, Any]] = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    shows = {_text_of(cell): any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])) for cell in stored}
    for cell in master.cells:
        pictured = shows.get(cell.source)
        if cell.kind == "given" and pictured and not cell.alt:
            text = (
                'a picture without a text for those who do not see it: say what it shows, `# %% alt="..."` (kind of picture, axes, finding)'
            )
            yield Mistake(master.path, cell.line, text)
        elif cell.alt and pictured is False:
            yield Mistake(master.path, cell.line, "an alternative text, and the cell showed no picture: take alt= away")


def _raw_ways(master: Master) -> Iterator[Mistake]:
    """Tests, and the given functions that they may call, use none of :data:`RAW_WAYS`."""
    for cell in master.cells:
        is_tool = cell.kind == "given" and not cell.is_demo
        if not is_tool and cell.kind not in ("test", "hidden"):
            continue
        tree = ast.parse(cell.source)
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        for node in (node for function in functions for node in ast.walk(function) if isinstance(node, ast.Name | ast.Attribute)):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in RAW_WAYS:
                yield Mistake(master.path, cell.line + node.lineno, f"{name!r} in a test or its tool: {RAW_WAYS[name]}")


def _last_texts(master: Master) -> Iterator[Mistake]:
    """No given cell ends in a text that describes a name: a notebook would show it as the cell's output."""
    for cell in master.cells:
        last = ast.parse(cell.source).body[-1:] if cell.kind == "given" else []
        if last and isinstance(last[0], ast.Expr) and isinstance(last[0].value, ast.Constant) and isinstance(last[0].value.value, str):
            yield Mistake(master.path, cell.line + last[0].lineno, "a text ends the cell, which shows it as output: make it a comment")


def _text_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _pointers(master: Master, course: Syllabus) -> Iterator[Mistake]:
    """Each "Part N.M" is in the syllabus, and the words after it are not those of another part."""
    parts = {part.number: part for part in course.parts}
    for cell in master.cells:
        for match in _POINTER.finditer(cell.source):
            numbers = re.findall(_NUMBER, match[1])
            line = _line(cell, match.start())
            if unknown := [number for number in numbers if number not in parts]:
                yield Mistake(master.path, line, f"the syllabus has no Part {unknown[0]}: look the number up in syllabus.toml")
            elif len(numbers) == 1 and (meant := _meant(parts[numbers[0]], " ".join((match[2] or "").split()), course.parts)):
                title, (phrase, other) = parts[numbers[0]].title, meant
                text = f"Part {numbers[0]} is {title!r}, and {phrase!r} belongs to Part {other.number}: correct one of them"
                yield Mistake(master.path, line, text)
        if cell.is_markdown:
            for match in _HALF_POINTER.finditer(cell.source):
                text = f"{match[0]!r}: a part is Part MODULE.NUMBER; where the module is meant, write Module {match[1]}"
                yield Mistake(master.path, _line(cell, match.start()), text)


def _meant(part: Part, words: str, parts: Iterable[Part]) -> tuple[str, Part] | None:
    """A phrase of the words after a pointer that the syllabus has under another part and not under this one, with that other part."""
    for phrase in [words, *re.split(r"[,;]\s+(?:and\s+)?|\s+and\s+", words)]:
        phrase = phrase.strip(" .:")
        is_name = sum(letter.isupper() for letter in phrase) > 1 and " " not in phrase
        if len(phrase) < 3 or (_holds(_all_words(part), phrase)):
            continue
        if titled := [other for other in parts if _holds(other.title, phrase)]:
            return phrase, titled[0]
        if is_name and (others := [other for other in parts if _holds(_all_words(other), phrase)]):
            return phrase, others[-1]
    return None


def _all_words(part: Part) -> str:
    return " ".join([part.title, *(task.ask for task in part.tasks), part.shows or ""])


def _holds(text: str, phrase: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.IGNORECASE) is not None
