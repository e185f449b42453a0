"""Where things are in the course folder, and how a part's number becomes its full name."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The course folder: the clone, or what ``make publish`` wrote."""

SYLLABUS = ROOT / "syllabus.toml"
NOTEBOOKS = ROOT / "notebooks"
SOURCE = ROOT / "source"
RELEASE = ROOT / "release"
WORK = ROOT / "work"
SUBMITTED = ROOT / "submitted"
AUTOGRADED = ROOT / "autograded"
FEEDBACK = ROOT / "feedback"
ANSWERS = ROOT / "tests" / "answers"


class CourseError(Exception):
    """Something that a person can mend; its text says what, and how. The command line prints it without a traceback."""


def part_names(root: Path = ROOT) -> list[str]:
    """Full names of all parts that are written, in order of the course: those in ``release/``, ``source/`` or ``notebooks/``."""
    found = {file.stem for file in (root / "notebooks").glob("*.py")}
    for folder in ("release", "source"):
        found |= {file.stem for file in (root / folder).glob("*/*.ipynb") if file.stem == file.parent.name}
    return sorted((name for name in found if order(name)), key=lambda name: (order(name), name))


def part_number(name: str) -> str:
    """The number in a part's full name: ``"4.4"`` of ``"4.4-tabular-control"``."""
    return name.split("-", maxsplit=1)[0]


def order(name: str) -> tuple[int, ...]:
    """Sorts parts as the course goes, 4.10 after 4.9, by number or full name; empty for what is no part's name."""
    pieces = part_number(name).split(".")
    return tuple(int(piece) for piece in pieces) if len(pieces) == 2 and all(piece.isdigit() for piece in pieces) else ()


def part_name(part: str, root: Path = ROOT) -> str:
    """Return the full name of a part: ``part_name("4.4")`` is ``"4.4-tabular-control"``, and a full name stays as it is.

    Raises:
        CourseError: No part that is written has this number or name.
    """
    names = part_names(root)
    matches = [name for name in names if part in (name, part_number(name))]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise CourseError(f"part {part} has two names: {', '.join(matches)}. Remove or rename one of them.")
    known = ", ".join(names) or "none yet"
    raise CourseError(f'there is no part "{part}". Give a number such as 4.4, or a full name. Parts that are written: {known}.')


def search_path() -> str:
    """A value for ``PATH`` with the folder of this Python first: nbgrader starts alembic by its bare name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
