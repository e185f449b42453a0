"""A newer version of a part, with a student's work in it; and a fresh copy for whoever wants to begin again.

A part that the student never saved is replaced. Beside one that was begun lies the newer version, with the answers, the student's own
cells and changes of given cells carried over, and a first cell that says what changed. The student's notebook is never written to.
"""

import copy
import datetime
import itertools
import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from coursetools import files
from coursetools.paths import ROOT, CourseError, part_name, part_number
from coursetools.students import released

Cell = dict[str, Any]
NOTE = "what-changed"
"""Jupyter's id of the cell that says what changed."""


def of_part(name: str, root: Path = ROOT) -> list[Path]:
    """Newer versions that lie beside a student's notebook, oldest first."""
    return sorted((root / "work" / name).glob(f"{name} (update *).ipynb"))


def carried_over(own: bytes, before: bytes, release: bytes) -> bytes:
    """The newer version of a part with a student's work in it.

    Args:
        own: The student's notebook.
        before: The release that it began as.
        release: The newer release.

    Returns:
        The newer release, as it is where the student's notebook or the old release cannot be read.
    """
    try:
        mine, old = _cells(own), _cells(before)
    except (ValueError, KeyError, TypeError, AttributeError):
        return release
    notebook = cast("dict[str, Any]", json.loads(release))
    notebook["cells"] = _merged(mine, old, cast("list[Cell]", notebook["cells"]))
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _cells(notebook: bytes) -> list[Cell]:
    """The cells of a notebook, each with what is read of it below."""
    cells = cast("list[Cell]", json.loads(notebook)["cells"])
    return [{"id": "", **cell, "source": "".join(cell["source"]), "metadata": dict(cell["metadata"])} for cell in cells]


def _merged(mine: Sequence[Cell], old: Sequence[Cell], new: Sequence[Cell]) -> list[Cell]:
    """The cells of the newer version, with the student's work, after a note on what changed."""
    answers = {name: cell for name, cell in _exercises(mine).items() if not released.is_blank(_text(cell))}
    exercises = _exercises(new)
    taken = [name for name in exercises if name in answers]
    changed = [name for name in taken if _asked(name, new) != _asked(name, old)]

    merged = copy.deepcopy(list(new))
    there = {_key(cell): cell for cell in merged}
    for name in taken:
        there[name]["source"] = answers[name]["source"]
    were = {cell["id"]: cell for cell in old}
    handed_out = {_key(cell) for cell in old}
    own: list[tuple[str, Cell]] = []  # cells of the student's own, each with Jupyter's id of the cell that it comes after
    lost, after = 0, ""
    for cell in mine:
        before = cell if _key(cell) in handed_out else were.get(cell["id"])
        if before is None:
            if cell["id"] != NOTE:
                own.append((after, cell))
        elif (counterpart := there.get(_key(before))) is not None:
            after = str(counterpart.get("id"))
            if not _name(cell):
                counterpart["source"] = cell["source"]
        else:
            lost += cell is not before
    for place, cells in itertools.groupby(own, lambda pair: pair[0]):
        at = next((index + 1 for index, cell in enumerate(merged) if cell.get("id") == place), 0)
        merged[at:at] = [_without_outputs(cell) for _, cell in cells]

    said = {
        "Your answers are in it": taken,
        "What these exercises ask has changed: look at your answer again": changed,
        "New exercises": [name for name in exercises if name not in _exercises(old)],
        "No longer asked; your answers are in your notebook": [name for name in answers if name not in exercises],
    }
    lines = [f"- {what}: {', '.join(f'`{name}`' for name in names)}." for what, names in said.items() if names]
    if lost:
        lines.append(f"- Given cells that you had changed and that are others now: {lost}. Your changes are in your notebook.")
    return [_note(lines), *merged]


def _exercises(cells: Sequence[Cell]) -> dict[str, Cell]:
    """Cells in which answers stand, by the name of the exercise."""
    return {_name(cell): cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")}


def _name(cell: Cell) -> str:
    """Name that nbgrader knows a cell by; empty for one that is not graded."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _key(cell: Cell) -> str:
    """What a handed-out cell is known by in another version: nbgrader's name, or its text."""
    return _name(cell) or _text(cell)


def _text(cell: Cell) -> str:
    return "".join(cell["source"])


def _asked(name: str, cells: Sequence[Cell]) -> list[str]:
    """What an exercise asks: the text above its cell, the cell as it is handed out, and its visible test."""
    at = next((index for index, cell in enumerate(cells) if _name(cell) == name), None)
    if at is None:
        return []
    above = itertools.takewhile(lambda cell: cell["cell_type"] == "markdown", reversed(cells[:at]))
    return [*map(_text, above), _text(cells[at]), *(_text(cell) for cell in cells if _name(cell) == f"{name}-test")]


def _without_outputs(cell: Cell) -> Cell:
    emptied: Mapping[str, object] = {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {}
    return {**copy.deepcopy(cell), "id": cell["id"] or uuid.uuid4().hex[:8], **emptied}


def _note(lines: Sequence[str]) -> Cell:
    text = [
        "**This is a newer version of the part.** Your notebook is as you left it. Run all cells here to test your answers again. To hand "
        "this version in, give your old notebook another name and this one the old name. This cell may be deleted.",
        "",
        *lines,
    ]
    return {"cell_type": "markdown", "id": NOTE, "metadata": {}, "source": "\n".join(text).rstrip()}


def put_beside(own: Path, content: bytes, day: datetime.date) -> Path:
    """Write a newer version beside a student's notebook, under a name that no file has. Returns its path."""
    return files.create_free(own.with_stem(f"{own.stem} (update {day.isoformat()})"), content)


def reset(part: str, root: Path = ROOT, day: datetime.date | None = None) -> Path:
    """Put a fresh copy of a part into ``work/``, and keep the notebook that was there under another name.

    Args:
        part: The part's number, such as ``"4.4"``, or full name.
        root: The course folder.
        day: The date that the name of the old notebook tells; by default today.

    Returns:
        Where the old notebook is now.

    Raises:
        CourseError: There is no such part, it is not released, or there is no copy of it yet.
    """
    release = root / "release" / part_name(part, root) / f"{part_name(part, root)}.ipynb"
    own = released.begun(root, part)
    if not release.is_file():
        raise CourseError(f"part {part_number(own.stem)} is not in release/, so there is no fresh copy of it")
    date = (day or datetime.datetime.now().astimezone().date()).isoformat()
    kept = files.create_free(own.with_stem(f"{own.stem} (kept {date})"), own.read_bytes())
    content = release.read_bytes()
    files.replace(own, content)
    files.replace(released.pristine(root, own.stem), content)
    return kept


def run(part: str, *, root: Path = ROOT) -> int:
    """Reset a part, and say where the old notebook is. Returns the exit status."""
    kept = reset(part, root)
    own = released.begun(root, part)
    print(f"{own.relative_to(root)} is as it was handed out. Your notebook is kept: {kept.relative_to(root)}")
    print("If it is open in JupyterLab, close it there without saving, and open it again.")
    return 0
