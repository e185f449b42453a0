"""A student's own copy of a part, what was handed out, and how a blank answer looks."""

import json
from pathlib import Path
from typing import Any, cast

from coursetools.paths import CourseError, part_name

FOLDER = ".released"
"""Folder in ``work/`` that keeps each part as it was handed out: so a newer release is told from a student's changes."""
_STUBS = ("raise NotImplementedError()", "YOUR ANSWER HERE")
"""What a release shows where an answer belongs."""


def own(root: Path, name: str) -> Path:
    """Where a student's own copy of a part lies, by its full name."""
    return root / "work" / name / f"{name}.ipynb"


def begun(root: Path, part: str) -> Path:
    """The student's own copy of a part, by its number or full name.

    Raises:
        CourseError: There is no such part, or no copy of it yet.
    """
    path = own(root, part_name(part, root))
    if not path.is_file():
        raise CourseError(f"there is no {path.relative_to(root)} yet: make lab copies the part there, and you work in that copy")
    return path


def pristine(root: Path, name: str) -> Path:
    """Where a part lies as it was handed out, by its full name."""
    return root / "work" / FOLDER / f"{name}.ipynb"


def bases(root: Path, name: str) -> list[Path]:
    """All versions of a part that were handed out, the newest first."""
    return [pristine(root, name), *sorted((root / "work" / FOLDER).glob(f"{name} (until *).ipynb"), reverse=True)]


def base(root: Path, name: str) -> Path:
    """The version that a student's own copy of a part began as: the one that shares most cells with it."""
    mine = {cell[:2] for cell in cells(own(root, name)) or []}
    return max(bases(root, name), key=lambda path: len(mine & {cell[:2] for cell in cells(path) or []}))


def cells(path: Path) -> list[tuple[str, str, object]] | None:
    """What a student sees and is graded by in a notebook; ``None`` where there is no readable notebook."""
    try:
        found = cast("list[dict[str, Any]]", json.loads(path.read_text(encoding="utf-8"))["cells"])
        return [(str(cell["cell_type"]), "".join(cell["source"]), cell["metadata"].get("nbgrader")) for cell in found]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_blank(source: str) -> bool:
    """Whether the cell of an exercise, given by its text, has no answer yet."""
    return not source.strip() or any(stub in source for stub in _STUBS)
