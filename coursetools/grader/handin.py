"""Reads what a student handed in: whatever it is, it is read as data, and what cannot be read is said in words."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

_MOST_NOTEBOOK = 100 << 20
_MOST_TOKENS = 3_000_000
"""Lists, objects and commas of a notebook's file: what a small file can swell to when it is read."""
_MOST_DEEP = 30
"""Folders inside folders."""
_MOST_NOTES = 50
_MOST_FILES = 500
_MOST_CELLS = 20_000
_SKIPPED_FOLDERS = frozenset({".ipynb_checkpoints", "__pycache__", ".git", ".venv", "node_modules", "__MACOSX"})


@dataclass(frozen=True)
class StudentCell:
    """What counts of a cell that a student handed in."""

    code: bool
    source: str
    id: str = ""
    grade_id: str = ""


@dataclass(frozen=True)
class StudentNotebook:
    """A notebook that was handed in, or why it cannot be read."""

    cells: tuple[StudentCell, ...] = ()
    problem: str = ""
    """Empty, or the reason in words for the student."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandIn:
    """One student's folder of one assignment."""

    student: str
    assignment: str
    notebooks: dict[str, StudentNotebook]
    """By the name that the course expects."""
    files: dict[str, bytes] = field(default_factory=dict)
    """The files beside the notebooks, by their path in the folder."""
    timestamp: str = ""
    notes: tuple[str, ...] = ()
    digest: str = ""
    """Hash of all that was read."""
    handed_in_by: str = ""
    """Who of the group handed in, where it was somebody else."""


def read(folder: Path, student: str, assignment: str, expected: list[str], *, most_bytes: int) -> HandIn:
    """Read a hand-in.

    Args:
        folder: ``submitted/STUDENT/ASSIGNMENT``.
        student: Whose it is.
        assignment: Of what.
        expected: Names of the notebooks that the assignment has, without ``.ipynb``.
        most_bytes: Most bytes of files beside the notebooks that are read.
    """
    notes: list[str] = []
    contents: dict[str, bytes] = {}
    digest = hashlib.sha256()
    left = most_bytes
    for path, problem in _walk(folder):
        name = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
        if problem:
            notes.append(f"{name} {problem}")
            continue
        content = _read_file(path, _MOST_NOTEBOOK if name.endswith(".ipynb") else left)
        if content is None:
            notes.append(f"{name} is left out: it cannot be read, or the files of this hand-in are too large")
            continue
        if not name.endswith(".ipynb"):
            left -= len(content)
        contents[name] = content
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
        if len(contents) > _MOST_FILES:
            notes.append(f"more than {_MOST_FILES} files: the others are left out")
            break
    notebooks: dict[str, StudentNotebook] = {}
    used: set[str] = {"timestamp.txt", "remark.txt"}
    if remark := contents.get("remark.txt"):
        notes.append(f"the student says: {remark.decode(errors='replace').strip()}")
    present = [name for name in contents if name.endswith(".ipynb") and "/" not in name] or [n for n in contents if n.endswith(".ipynb")]
    for name in expected:
        taken, note = _choose(f"{name}.ipynb", present, alone=len(expected) == 1)
        if taken is None:
            notebooks[name] = StudentNotebook(problem=note)
            continue
        used.add(taken)
        notebook = parse(contents[taken])
        if note:
            notes.append(note)
        notebooks[name] = notebook
    timestamp, note = _timestamp(contents.get("timestamp.txt"))
    if note:
        notes.append(note)
    files = {name: content for name, content in contents.items() if name not in used}
    if len(notes) > _MOST_NOTES:
        notes[_MOST_NOTES:] = [f"and {len(notes) - _MOST_NOTES} more notes"]
    return HandIn(student, assignment, notebooks, files, timestamp, tuple(note[:400] for note in notes), digest.hexdigest())


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of a folder; links and what is no plain file come with the reason why they are left out."""
    if folder.is_symlink():
        yield folder / ".", "is a link, and links are not followed"
        return
    count = 0
    top = len(folder.parts)
    for place, folders, files in os.walk(folder, followlinks=False):
        if len(Path(place).parts) - top >= _MOST_DEEP and folders:
            yield Path(place), "has too many folders inside folders: those below are left out"
            folders[:] = []
        for name in sorted(folders):
            if (Path(place) / name).is_symlink():
                yield Path(place) / name, "is a link, and links are not followed"
        folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not (Path(place) / name).is_symlink())
        for name in sorted(files):
            path = Path(place) / name
            count += 1
            if count > 4 * _MOST_FILES:
                return
            try:
                mode = path.lstat().st_mode
            except OSError:
                yield path, "cannot be read"
                continue
            if stat.S_ISLNK(mode):
                yield path, "is a link, and links are not followed"
            elif not stat.S_ISREG(mode):
                yield path, "is no plain file"
            elif path.name.endswith((".pyc", ".pyo")):
                continue
            else:
                yield path, ""


def _read_file(path: Path, most: int) -> bytes | None:
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(number, "rb") as file:
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode) or state.st_size > most:
            return None
        try:
            return file.read(most + 1)[:most]
        except OSError:
            return None


def _choose(name: str, present: list[str], *, alone: bool) -> tuple[str | None, str]:
    if name in present:
        return name, ""
    same = [other for other in present if Path(other).name.lower() == name.lower()]
    if len(same) == 1:
        return same[0], f"{name} was handed in as {same[0]}"
    if alone and len(present) == 1:
        return present[0], f"{name} is missing; the only notebook of the hand-in, {present[0]}, was taken for it"
    if not present:
        return None, f"There is no notebook in the hand-in: {name} is missing. Hand it in again, with the file in it."
    return (
        None,
        f"{name} is missing, and which of {', '.join(sorted(present)[:5])} it should be cannot be told. Give it its own name again.",
    )


def _timestamp(content: bytes | None) -> tuple[str, str]:
    if content is None:
        return "", ""
    from nbgrader.utils import parse_utc

    text = content[:200].decode("utf-8", "replace").strip()
    if not text:
        return "", "timestamp.txt is empty: the hand-in counts as without a time"
    try:
        parse_utc(text)
    except Exception:  # nbgrader's parser raises of many kinds
        return "", f"timestamp.txt is no date ({text[:40]!r}): the hand-in counts as without a time"
    return text, ""


def parse(content: bytes) -> StudentNotebook:
    """Read the text of a notebook, of any version of the format, in any encoding that people's tools produce."""
    notes: list[str] = []
    if sum(map(content.count, (b"[", b"{", b","))) > _MOST_TOKENS:
        return StudentNotebook(problem="The notebook file holds millions of items. Clear the outputs, save it, and hand it in again.")
    text, note = _decode(content)
    if text is None:
        return StudentNotebook(problem=note)
    if note:
        notes.append(note)
    try:
        raw: object = json.loads(text)
    except RecursionError:
        return StudentNotebook(problem="The notebook file is nested too deeply to be a notebook.")
    except ValueError as error:
        cut = (
            "The file ends too early: it was probably cut off while it was saved or sent. "
            if "Unterminated" in str(error) or not text.rstrip().endswith("}")
            else ""
        )
        return StudentNotebook(
            problem=f"The notebook file is not valid JSON ({error}). {cut}Open it in JupyterLab, save it, and hand it in again."
        )
    if not isinstance(raw, dict):
        return StudentNotebook(problem="The file is JSON, but no notebook.")
    notebook = cast("dict[str, Any]", raw)
    cells = _cells(notebook)
    if cells is None:
        return StudentNotebook(problem="The file is JSON, but no notebook: it has no list of cells.")
    if notebook.get("nbformat") != 4:
        notes.append(f"the notebook's format is {notebook.get('nbformat')!r}, expected 4; it was read all the same")
    found = [cell for cell in (_cell(item) for item in cells[:_MOST_CELLS]) if cell is not None]
    if len(cells) > _MOST_CELLS:
        notes.append(f"more than {_MOST_CELLS} cells: the others are left out")
    return StudentNotebook(cells=tuple(found), notes=tuple(notes))


def _decode(content: bytes) -> tuple[str | None, str]:
    if not content.strip():
        return None, "The notebook file is empty. Save it in JupyterLab, and hand it in again."
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:2] in (b"{\0", b"\0{"):
        encoding = "utf-16" if content[0] in (0xFF, 0xFE) else ("utf-16-le" if content[:1] == b"{" else "utf-16-be")
        try:
            return content.decode(encoding), "the notebook is in UTF-16, expected UTF-8; it was read all the same"
        except UnicodeDecodeError:
            return None, "The notebook file is in UTF-16, and damaged. Save it in JupyterLab, and hand it in again."
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return content.decode("latin-1"), "the notebook is not in UTF-8; it was read as latin-1"


def _cells(notebook: dict[str, Any]) -> list[Any] | None:
    cells = notebook.get("cells")
    if isinstance(cells, list):
        return cast("list[Any]", cells)
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list):  # format 3
        return [
            cell
            for sheet in cast("list[Any]", sheets)
            if isinstance(sheet, dict)
            for cell in cast("dict[str, Any]", sheet).get("cells") or []
        ]
    return None


def _cell(item: object) -> StudentCell | None:
    if not isinstance(item, dict):
        return None
    cell = cast("dict[str, Any]", item)
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in cast("list[object]", source) if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    metadata: object = cell.get("metadata")
    nbgrader: object = cast("dict[str, Any]", metadata).get("nbgrader") if isinstance(metadata, dict) else None
    grade_id: object = cast("dict[str, Any]", nbgrader).get("grade_id") if isinstance(nbgrader, dict) else None
    identity: object = cell.get("id")
    return StudentCell(
        code=cell.get("cell_type") == "code",
        source=source.encode("utf-8", "replace").decode("utf-8"),
        id=identity if isinstance(identity, str) else "",
        grade_id=grade_id if isinstance(grade_id, str) else "",
    )
