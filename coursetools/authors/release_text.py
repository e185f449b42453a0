"""A release as plain text, for a fresh solver who is to see what a student sees and nothing else."""

from pathlib import Path
from typing import Any, cast

import nbformat

from coursetools.paths import RELEASE, CourseError, part_name

_KINDS = {
    # the end of a grade id and whether the cell is a solution: what the cell is
    ("-test", False): "visible test of",
    ("-hidden", False): "hidden test of",
    ("", True): "your answer:",
}


def text_of(notebook: Path) -> str:
    """A notebook as text: markdown as it stands, code fenced, exercises and their tests under their names."""
    node: Any = nbformat.read(notebook, as_version=4)  # pyright: ignore[reportUnknownVariableType]
    pieces: list[str] = []
    for cell in node.cells:
        source = str(cell.source).rstrip()
        heading = _heading(cast("dict[str, Any]", cell.metadata.get("nbgrader", {})))
        if cell.cell_type == "markdown":
            pieces.append(heading + source)
        elif source:
            fence = "`" * max(3, 1 + max((len(line) - len(line.lstrip("`")) for line in source.splitlines()), default=0))
            pieces.append(f"{heading}{fence}python\n{source}\n{fence}")
    return "\n\n".join(pieces) + "\n"


def _heading(nbgrader: dict[str, Any]) -> str:
    """What stands above a cell of an exercise."""
    name, is_solution = str(nbgrader.get("grade_id", "")), bool(nbgrader.get("solution"))
    for (ending, solution), words in _KINDS.items():
        if name and solution == is_solution and name.endswith(ending):
            points = f", points: {nbgrader['points']}" if nbgrader.get("points") else ""
            return f"[{words} {name.removesuffix(ending)}{points}]\n"
    return ""


def run(part: str) -> int:
    """Print the release of a part, and return 0.

    Raises:
        CourseError: There is no such part, or it is not released.
    """
    name = part_name(part)
    path = RELEASE / name / f"{name}.ipynb"
    if not path.exists():
        raise CourseError(f"release/{name}/{name}.ipynb is missing: build the part first (make build PART={part})")
    print(text_of(path), end="")
    return 0
