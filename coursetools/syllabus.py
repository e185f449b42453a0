"""Reads ``syllabus.toml``: the parts of the course and what their exercises ask."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from coursetools.paths import CourseError

KINDS = ("code", "plot", "written")


class SyllabusError(CourseError):
    """The syllabus can not be read, or has no such part. The text says what to mend."""


@dataclass(frozen=True)
class Task:
    """One thing that the exercises of a part ask."""

    kind: str
    """``"code"``, ``"plot"`` or ``"written"``."""
    ask: str
    """What is asked, in a phrase."""


@dataclass(frozen=True)
class Part:
    """One entry of the syllabus: one notebook."""

    number: str
    """``"MODULE.NUMBER"``, for example ``"4.4"``."""
    title: str
    tasks: tuple[Task, ...]
    """In order: a task's place, counted from 1, is its number."""
    shows: str | None
    """What the executed solution must demonstrate, where the syllabus says so."""
    module: str = ""
    """Name of the module that the part belongs to, for example ``"Module 4: Reinforcement learning"``."""

    @property
    def order(self) -> tuple[int, int]:
        """Sorts parts as the course goes: 4.10 after 4.9."""
        major, minor = self.number.split(".")
        return int(major), int(minor)


@dataclass(frozen=True)
class Syllabus:
    """The whole course."""

    title: str
    parts: tuple[Part, ...]
    repository: str | None = None
    """Address of the course for git, where the syllabus names one: releases can be opened from there."""

    def find(self, number: str) -> Part:
        """Return the part of a number such as ``"4.4"``, or of a full name such as ``"4.4-tabular-control"``.

        Raises:
            SyllabusError: There is no such part.
        """
        wanted = number.split("-", maxsplit=1)[0]
        for part in self.parts:
            if part.number == wanted:
                return part
        raise SyllabusError(f"the syllabus has no part {wanted!r}; its parts are {', '.join(part.number for part in self.parts)}")

    def modules(self) -> dict[str, tuple[Part, ...]]:
        """The parts of each module, in order of the course."""
        found: dict[str, list[Part]] = {}
        for part in sorted(self.parts, key=lambda part: part.order):
            found.setdefault(part.module, []).append(part)
        return {name: tuple(parts) for name, parts in found.items()}


def load(path: Path) -> Syllabus:
    """Read a syllabus.

    Args:
        path: The ``syllabus.toml`` to read.

    Raises:
        SyllabusError: The file is missing, is no TOML, or an entry lacks something.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SyllabusError(f"{path} is missing: the syllabus lists the parts of the course") from None
    except tomllib.TOMLDecodeError as error:
        raise SyllabusError(f"{path} is no valid TOML: {error}") from None
    names = {str(number): str(name) for number, name in cast("dict[str, object]", content.get("modules", {})).items()}
    entries = cast("list[dict[str, Any]]", content.get("part", []))
    parts = tuple(_part(entry, names, path) for entry in entries)
    seen: set[str] = set()
    for part in parts:
        if part.number in seen:
            raise SyllabusError(f"{path}: part {part.number} is there twice; give one of them another number")
        seen.add(part.number)
    repository = content.get("repository")
    if repository is not None and not (isinstance(repository, str) and "://" in repository):
        raise SyllabusError(f'{path}: repository is {repository!r}; expected an address, such as "https://github.com/someone/course"')
    return Syllabus(title=str(content.get("title", "Course")), parts=parts, repository=repository)


def _part(entry: dict[str, Any], names: dict[str, str], path: Path) -> Part:
    number = str(entry.get("part", ""))
    major, dot, minor = number.partition(".")
    if not (dot and major.isdigit() and minor.isdigit()):
        raise SyllabusError(f'{path}: an entry has part = {entry.get("part")!r}; expected part = "MODULE.NUMBER", for example "4.4"')
    if not entry.get("title"):
        raise SyllabusError(f"{path}: part {number} has no title")
    tasks = tuple(Task(kind=str(task.get("kind", "")), ask=str(task.get("ask", ""))) for task in entry.get("tasks", []))
    for place, task in enumerate(tasks, start=1):
        if task.kind not in KINDS or not task.ask:
            raise SyllabusError(f"{path}: task {place} of part {number} needs an ask, and a kind out of {', '.join(KINDS)}")
    name = names.get(major)
    return Part(
        number=number,
        title=str(entry["title"]),
        tasks=tasks,
        shows=str(entry["shows"]) if "shows" in entry else None,
        module=f"Module {major}: {name}" if name else f"Module {major}",
    )
