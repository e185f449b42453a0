"""Statistics of a class: how hard each exercise was, how well it tells strong hand-ins from weak ones, and what went wrong most often.

The indices are those of classical test theory: the difficulty of an item is the mean share of its points (1 is easiest), its discrimination
the correlation of that share with the points in all other exercises (corrected item-total correlation).
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from coursetools.grader.course import Assignment
from coursetools.grader.rebuild import Base, solutions_before
from coursetools.grader.store import Record

LEAST = 10
"""Hand-ins below which a correlation says nothing."""
_MOST_WORDS = 200
_THOUGHT = re.compile(r"Think about:\s*(\S.*)")
_NOT_ATTEMPTED = re.compile(r"(?i:\bnot attempted yet\b)|^NotImplementedError\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")


@dataclass(frozen=True)
class Item:
    """An exercise, or a written answer, over a class."""

    name: str
    points: float
    count: int
    """Hand-ins whose points are known: those of a written answer only once a person gave some."""
    difficulty: float | None
    """The mean share of its points, from 0 to 1; None where nobody's are known."""
    blank: float | None
    """The share of hand-ins that left it as it was released."""
    discrimination: float | None
    """From -1 to 1; None where there are too few hand-ins, or all have the same."""


@dataclass(frozen=True)
class Mistake:
    """One thing that went wrong, and in how many hand-ins."""

    exercise: str
    words: str
    count: int


def exercise_of(base: Base, test: str) -> str:
    """The exercise that a test is about, by name; in other courses the last cell that was asked for before it."""
    solutions = [cell.name for cell in base.cells if cell.role == "solution"]
    own = test.rpartition("-")[0]
    before = solutions_before(base, test)
    return own if own in solutions else before[-1].name if before else test


def items(assignment: Assignment, records: Sequence[Record], written: Mapping[str, Mapping[str, float]]) -> list[Item]:
    """Each exercise of an assignment, in its order.

    Args:
        assignment: The assignment.
        records: What the journal says of hand-ins that could be read.
        written: For each cell that a person grades, by notebook and name as ``"notebook/cell"``, the points of each student who has some.
    """
    found: list[Item] = []
    totals = {record["student"]: sum(float(notebook["score"]) for notebook in record["notebooks"].values()) for record in records}
    for base in assignment.bases:
        tests: dict[str, str] = {cell.name: exercise_of(base, cell.name) for cell in base.cells if cell.role == "test"}
        most: dict[str, float] = {}
        for cell in base.cells:
            if cell.role in ("test", "manual", "task"):
                name = tests.get(cell.name, cell.name)
                most[name] = most.get(name, 0.0) + cell.points
        for name, points in most.items():
            by_person = name not in tests.values()
            if by_person:
                got = {student: score for student, score in written.get(f"{base.name}/{name}", {}).items() if student in totals}
            else:
                wanted = {test for test, exercise in tests.items() if exercise == name}
                scores = {
                    record["student"]: {test["name"]: float(test["score"]) for test in _notebook(record, base)["tests"]}
                    for record in records
                }
                got = {student: sum(own[test] for test in wanted) for student, own in scores.items() if wanted <= own.keys()}
            left = [name in _notebook(record, base)["unanswered"] for record in records]
            rest = [totals[student] - (0.0 if by_person else score) for student, score in got.items()]
            title = name if len(assignment.bases) == 1 else f"{base.name}: {name}"
            found.append(
                Item(
                    name=title,
                    points=points,
                    count=len(got),
                    difficulty=statistics.mean(got.values()) / points if got and points else None,
                    blank=statistics.mean(left) if left else None,
                    discrimination=_correlation(list(got.values()), rest),
                )
            )
    return found


def _notebook(record: Record, base: Base) -> Record:
    """What the journal says of a notebook; nothing where it is newer than the verdict."""
    return record["notebooks"].get(base.name, {"tests": [], "unanswered": []})


def _correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    if len(one) < LEAST:
        return None
    try:
        return statistics.correlation(one, other)
    except statistics.StatisticsError:  # all have the same
        return None


def mistakes(assignment: Assignment, records: Sequence[Record], *, most: int = 20) -> list[Mistake]:
    """What failed tests said, the most frequent first; each hand-in counts once for an exercise and a thought."""
    counts: Counter[tuple[str, str]] = Counter()
    for record in records:
        counts.update({(exercise, words) for exercise, words in _said(assignment, record) if words})
    return [Mistake(exercise, words, count) for (exercise, words), count in counts.most_common(most)]


def _said(assignment: Assignment, record: Record) -> Iterator[tuple[str, str]]:
    for base in assignment.bases:
        for test in _notebook(record, base)["tests"]:
            if not test["passed"] and not test["withheld"]:
                yield exercise_of(base, test["name"]), thought(test["message"])


def thought(message: str) -> str:
    """What a message is about, the same for all who meet it: the author's thought, else its first line without its numbers."""
    if found := _THOUGHT.search(message):
        return found[1].strip()[:_MOST_WORDS]
    if _NOT_ATTEMPTED.search(message):
        return "not attempted yet"
    lines = message.strip().splitlines()
    return _NUMBER.sub("…", lines[0])[:_MOST_WORDS] if lines else ""
