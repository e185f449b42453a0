"""``solution``: one exercise's solution, where whoever published the course allows it; and the hidden tests for those who learn alone.

Both stand in the solution notebooks, ``source/``, which a clone of the course has, and a published folder after ``make publish`` with
``--with-solutions`` alone.
"""

import re
from pathlib import Path

from coursetools.paths import ROOT, CourseError, part_name, part_number
from coursetools.students import released

_MARKER = re.compile(r"^\s*(?:#+\s*)?(?:BEGIN|END) (?:SOLUTION|HIDDEN[ ]TESTS)\s*$\n?", re.MULTILINE)


def run(part: str, exercise: str | None, *, root: Path = ROOT) -> int:
    """Print the solution of one exercise, or the names of a part's exercises. Returns the exit status.

    Args:
        part: The part's number, such as ``"4.4"``, or full name.
        exercise: Its name; without one nothing is revealed.
        root: The course folder.

    Raises:
        CourseError: There is no such part or exercise, or solutions were not published.
    """
    name = part_name(part, root)
    solutions = cells(name, root, kind="solution")
    if exercise is None:
        print(f"Exercises of part {part_number(name)}, one at a time: make solution PART={part_number(name)} EXERCISE=name")
        print(*(f"  {found}" for found in solutions), sep="\n")
        return 0
    if exercise not in solutions:
        raise CourseError(f"part {part_number(name)} has no exercise {exercise!r}. Its exercises: {', '.join(solutions)}")
    print(f"One way to do `{exercise}`. Close it, and write yours from memory: that is when it stays.\n")
    print(solutions[exercise].strip())
    return 0


def cells(name: str, root: Path, *, kind: str) -> dict[str, str]:
    """Cells of a part's solution notebook, without nbgrader's markers, by nbgrader's name of them.

    Args:
        name: Full name of the part.
        root: The course folder.
        kind: ``"solution"`` or ``"hidden"``.

    Raises:
        CourseError: The folder has no solution notebook of this part.
    """
    found = released.cells(root / "source" / name / f"{name}.ipynb")
    if found is None:
        raise CourseError("this folder holds no solutions and no hidden tests: whoever published it kept them back")
    graded = [(grader, source) for _, source, grader in found if isinstance(grader, dict)]
    wanted = [(str(grader["grade_id"]), source) for grader, source in graded if _kind(grader) == kind]
    return {grade_id: _MARKER.sub("", source) for grade_id, source in wanted}


def _kind(grader: dict[str, object]) -> str:
    if grader.get("solution"):
        return "solution"
    return "hidden" if str(grader.get("grade_id", "")).endswith("-hidden") else "test"
