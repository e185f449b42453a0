"""How far a student has come: read from the notebooks as they were saved, from what was handed in, and from feedback.

Nothing is kept beside these: what a visible test said stands in its notebook. So a notebook does not get slower by it, nothing leaves the
machine, and whoever deletes a notebook deletes its progress.
"""

import datetime
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from coursetools import syllabus
from coursetools.paths import ROOT, CourseError, order, part_name, part_number
from coursetools.students import released

_RIGHT = "✔ Right:"
"""How a test begins that is satisfied (``rlcourse.checks.words``, which would import PyTorch)."""
_SCORE = re.compile(r"\(Score:\s*([\d.]+)\s*/\s*([\d.]+)\)")
"""What nbgrader's feedback says first."""


@dataclass(frozen=True)
class Progress:
    """How far one part has come."""

    name: str
    """Full name of the part."""
    touched: bool
    """Whether the notebook differs from what was released."""
    exercises: tuple[str, ...]
    """Names of all exercises."""
    done: tuple[str, ...]
    """Names of those whose visible test was satisfied when the notebook was saved, and of written answers that are there."""
    handed_in: datetime.datetime | None
    """When it was last handed in, local time."""
    score: tuple[float, float] | None
    """Points and the most there are, where feedback has come."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return len(self.done) == len(self.exercises)

    def words(self) -> str:
        """The same in a phrase."""
        if self.score is not None:
            return f"{self.score[0]:g} of {self.score[1]:g} points"
        if not self.touched and not self.done:
            said = f"untouched, {len(self.exercises)} exercises"
        else:
            said = f"{len(self.done)} of {len(self.exercises)} exercises"
        return said + (f", handed in {self.handed_in:%Y-%m-%d %H:%M}" if self.handed_in else "")


def of_course(root: Path = ROOT) -> list[Progress]:
    """The progress of all parts that lie in ``work/``, in order of the course."""
    names = [path.stem for path in (root / "work").glob("*/*.ipynb") if path.stem == path.parent.name and order(path.stem)]
    return [of_part(name, root) for name in sorted(names, key=order)]


def of_part(name: str, root: Path = ROOT) -> Progress:
    """The progress of one part. A notebook that cannot be read counts as untouched, with no exercises.

    Args:
        name: Full name of the part.
        root: The course folder.
    """
    own, pristine = released.own(root, name), released.pristine(root, name)
    try:
        touched, exercises, done = _read(own, own.stat().st_mtime_ns, pristine)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        touched, exercises, done = False, (), ()
    return Progress(name, touched, exercises, done, _handed_in(root, name), _score(root, name))


@lru_cache(maxsize=200)
def _read(path: Path, changed: int, pristine: Path) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:  # noqa: ARG001
    """Whether a notebook was touched, its exercises, and those that are done; read again only where its time of change is another."""
    touched = released.cells(path) != released.cells(pristine)
    cells = cast("list[dict[str, Any]]", json.loads(path.read_text(encoding="utf-8"))["cells"])
    graded = {str(cell["metadata"]["nbgrader"]["grade_id"]): cell for cell in cells if cell["metadata"].get("nbgrader")}
    exercises = [name for name, cell in graded.items() if cell["metadata"]["nbgrader"].get("solution")]
    return touched, tuple(exercises), tuple(name for name in exercises if _is_done(name, graded))


def _is_done(name: str, graded: dict[str, dict[str, Any]]) -> bool:
    test = graded.get(f"{name}-test")
    if test is None:  # a written answer
        return not released.is_blank("".join(graded[name]["source"]))
    outputs = cast("list[dict[str, Any]]", test.get("outputs", []))
    return any("".join(output.get("text", "")).startswith(f"{_RIGHT} `{name}`") for output in outputs)


def _handed_in(root: Path, name: str) -> datetime.datetime | None:
    """When a part was last handed in: what nbgrader's time stamp of it says."""
    found: list[datetime.datetime] = []
    for stamp in (root / "submitted").glob(f"[!.]*/{name}/timestamp.txt"):
        try:
            utc = datetime.datetime.strptime(stamp.read_text(encoding="utf-8").strip(), "%Y-%m-%d %H:%M:%S.%f UTC")
        except (OSError, ValueError):
            continue
        found.append(utc.replace(tzinfo=datetime.UTC).astimezone())
    return max(found, default=None)


def _score(root: Path, name: str) -> tuple[float, float] | None:
    """The points of the newest feedback, whether it came by a folder or by nbgrader's exchange."""
    pages = [*(root / "feedback").glob(f"*/{name}/{name}.html"), *(root / "work" / name).glob(f"feedback/*/{name}.html")]
    for page in sorted(pages, key=lambda path: path.stat().st_mtime, reverse=True):
        if found := _SCORE.search(page.read_text(encoding="utf-8", errors="replace")):
            return float(found[1]), float(found[2])
    return None


def next_part(parts: Sequence[Progress]) -> Progress | None:
    """Where to go on: the first part that was begun and is not finished, else the first that is not finished; ``None`` at the end."""
    left = [part for part in parts if not part.finished]
    return next((part for part in left if part.touched or part.done), left[0] if left else None)


def bar(parts: Sequence[Progress], width: int = 30) -> str:
    """The exercises that are done, of all in these parts, as a bar with words."""
    done, total = sum(len(part.done) for part in parts), sum(len(part.exercises) for part in parts)
    filled = width * done // total if total else 0
    return f"{'█' * filled}{'░' * (width - filled)} {done} of {total} exercises"


def run(names: Sequence[str], *, root: Path = ROOT) -> int:
    """Print how far the parts have come, and where to go on. Returns the exit status.

    Args:
        names: Numbers or full names of parts; none means all.
        root: The course folder.

    Raises:
        CourseError: There is no such part, or ``make lab`` has not copied any part yet.
    """
    everything = of_course(root)
    if not everything:
        raise CourseError("there is no notebook in work/ yet: make lab copies them there")
    wanted = {part_name(name, root) for name in names}
    titles = {part.number: part.title for part in syllabus.load(root / "syllabus.toml").parts}
    shown = [part for part in everything if not wanted or part.name in wanted]
    width = max((len(titles.get(part_number(part.name), part.name)) for part in shown), default=0)
    for part in shown:
        print(f"{part_number(part.name):>5}  {titles.get(part_number(part.name), part.name):<{width}}  {part.words()}")
    print(f"\n{bar(everything)}")
    if part := next_part(everything):
        print(f"Go on with part {part_number(part.name)}: work/{part.name}/{part.name}.ipynb")
    return 0
