"""``make submit``: hands a part in, as nbgrader expects it, and keeps every earlier hand-in.

The hand-in is ``submitted/STUDENT/PART/`` with the notebook, the files beside it that its code names, ``timestamp.txt``, and in
``remark.txt`` what the student says of a test, if anything. An earlier one moves, whole, to ``submitted/.history/STUDENT/PART/TIME/``,
which nbgrader does not look into.
"""

import datetime
import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from coursetools.paths import ROOT, CourseError, part_number
from coursetools.students import released, updates

HISTORY = ".history"
REMARK = "remark.txt"
MOST_BYTES = 10_000_000
"""Most bytes of files beside a notebook that are handed in with it."""
_OURS = ("Makefile", "feedback", "feedback.html", "timestamp.txt", REMARK)
"""What lies beside a notebook and is no work of the student's."""
_STUDENT = re.compile(r"[^\W_][\w.@-]{0,63}")


@dataclass(frozen=True)
class Receipt:
    """What was handed in."""

    folder: Path
    timestamp: str
    """In UTC, as nbgrader writes it."""
    earlier: Path | None
    """Where the hand-in before this one went."""
    answered: tuple[str, ...]
    """Names of the exercises that have an answer."""
    blank: tuple[str, ...]
    """Names of those that are as they were released."""
    files: tuple[str, ...] = ()
    """Files beside the notebook that were handed in with it."""
    left_out: tuple[str, ...] = ()
    """Those that the notebook names, too, and that are too large."""

    def lines(self, root: Path) -> list[str]:
        """What a student is told, a line each."""
        name = self.folder.name
        total = len(self.answered) + len(self.blank)
        blank = f"; still blank: {', '.join(self.blank)}" if self.blank else ""
        said = [
            f"notebook: {(self.folder / name).relative_to(root).as_posix()}.ipynb, as it was last saved",
            f"answered: {len(self.answered)} of {total}{blank}",
        ]
        if self.files:
            said.append(f"with the files that it names: {', '.join(self.files)}")
        if self.left_out:
            said.append(f"too large to be handed in, together over {MOST_BYTES // 1_000_000} MB: {', '.join(self.left_out)}")
        if self.earlier is not None:
            said.append(f"your hand-in before this one is kept in {self.earlier.relative_to(root).as_posix()}")
        for path in updates.of_part(name, root):
            shown = path.relative_to(root).as_posix()
            said.append(f"note: {shown} was not handed in. If you work in that one, give it the name {name}.ipynb first.")
        return said


def run(part: str, student: str, remark: str = "", *, root: Path = ROOT) -> int:
    """Hand a part in and say what was handed in. Returns the exit status."""
    receipt = hand_in(part, student, root, remark=remark)
    print(f"Handed in: {receipt.folder.name} of {student}, {receipt.timestamp}", *receipt.lines(root), sep="\n  ")
    return 0


def hand_in(part: str, student: str, root: Path = ROOT, now: datetime.datetime | None = None, remark: str = "") -> Receipt:
    """Copy ``work/PART/PART.ipynb``, and the files that it names, to ``submitted/STUDENT/PART/``, in one step.

    Args:
        part: The part's number, such as ``"4.4"``, or full name.
        student: The student's name for the gradebook.
        root: The course folder.
        now: The time of the hand-in; by default the present.
        remark: What the student says of a test that seems wrong; the instructor's report shows it.

    Raises:
        CourseError: There is no such part or no notebook in ``work/``, the notebook cannot be read, or the name cannot be used.
    """
    if not student:
        raise CourseError("say who hands in: make submit PART=4.4 STUDENT=ada")
    if not _STUDENT.fullmatch(student):
        raise CourseError(
            f"{student!r} cannot be a student's name here: letters, digits and . _ @ - are allowed (64 of them at most), "
            "and the first must be a letter or digit"
        )
    if not part:
        raise CourseError("say which part to hand in: make submit PART=4.4 STUDENT=ada")
    own = released.begun(root, part)
    name = own.stem
    content = own.read_bytes()
    answered, blank = _progress(content, own.relative_to(root))
    beside, left_out = _named_files(own, content)
    time = (now or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC)
    timestamp = time.strftime("%Y-%m-%d %H:%M:%S.%f %Z")
    target = root / "submitted" / student / name
    history = root / "submitted" / HISTORY / student / name
    history.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The whole hand-in is made first, then it takes its place: nobody ever finds half of one.
    scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=history))
    try:
        scratch.chmod(0o755)
        (scratch / own.name).write_bytes(content)
        (scratch / "timestamp.txt").write_text(timestamp + "\n", encoding="utf-8")
        if remark.strip():
            (scratch / REMARK).write_text(remark.strip() + "\n", encoding="utf-8")
        for path in beside:
            copy = scratch / path.relative_to(own.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        earlier = _free(history, _time_of(target)) if target.exists() else None
        if earlier is not None:
            target.rename(earlier)
        try:
            scratch.rename(target)
        except OSError:
            if earlier is not None:
                earlier.rename(target)
            raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    names, too_large = ([path.relative_to(own.parent).as_posix() for path in paths] for paths in (beside, left_out))
    return Receipt(target, timestamp, earlier, answered, blank, tuple(names), tuple(too_large))


def _named_files(own: Path, content: bytes) -> tuple[list[Path], list[Path]]:
    """Files beside a notebook whose names, or those of their modules or folders, stand in its code; and those that are too many bytes."""
    cells = cast("Sequence[dict[str, Any]]", json.loads(content)["cells"])
    words = set(re.findall(r"[\w.-]+", "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")))
    words |= {piece for word in words for piece in word.split(".")}
    taken: list[Path] = []
    left_out: list[Path] = []
    size = 0
    for path in sorted(own.parent.rglob("*")):
        inside = path.relative_to(own.parent)
        ours = path.suffix == ".ipynb" or inside.parts[0] in _OURS or any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if ours or not path.is_file() or path.is_symlink() or not words & {path.name, path.stem, *inside.parts[:-1]}:
            continue
        fits = size + path.stat().st_size <= MOST_BYTES
        size += path.stat().st_size if fits else 0
        (taken if fits else left_out).append(path)
    return taken, left_out


def _progress(content: bytes, shown: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The exercises of a notebook that have an answer, and those that are blank."""
    try:
        cells = cast("Sequence[dict[str, Any]]", json.loads(content)["cells"])
        solutions = [
            (str(cell["metadata"]["nbgrader"]["grade_id"]), "".join(cell["source"]))
            for cell in cells
            if cell["metadata"].get("nbgrader", {}).get("solution")
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CourseError(f"{shown} is no notebook that can be read: open it in JupyterLab, save it, and hand in again") from None
    if not solutions:
        raise CourseError(
            f"{shown} holds none of the course's exercise cells, so nothing of it could be graded. "
            f"Give it another name, run make lab for a fresh copy of part {part_number(shown.stem)}, and copy your answers into its cells"
        )
    blank = tuple(grade_id for grade_id, source in solutions if released.is_blank(source))
    return tuple(grade_id for grade_id, _ in solutions if grade_id not in blank), blank


def _time_of(folder: Path) -> str:
    """A name for an earlier hand-in: when it was handed in, as far as it says."""
    try:
        text = (folder / "timestamp.txt").read_text(encoding="utf-8").strip()
    except OSError:
        text = ""
    return re.sub(r"[^\w.+-]+", "-", text).strip("-") or "no-timestamp"


def _free(history: Path, name: str) -> Path:
    """A name in the history that is not taken."""
    path, count = history / name, 1
    while path.exists():
        count += 1
        path = history / f"{name}-{count}"
    return path
