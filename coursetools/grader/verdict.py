"""What is to be done with a hand-in (:class:`Plan`), and what came of it (:class:`Outcome`): plain data, on its way between machines."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class PlannedCell:
    """A code cell to run, or the place of a test."""

    index: int
    """Its place in the rebuilt notebook, or in the instructor's."""
    source: str
    """At the place of a test: what of its cell later cells need."""
    test: str = ""
    """Name of the test whose place this is."""


@dataclass(frozen=True)
class PlannedTest:
    """A test, which is run in the instructor's world alone."""

    name: str
    source: str
    points: float
    hidden: bool
    stand_ins: tuple[str, ...] = ()
    """The names that stand for the student's while it runs."""
    text: str = ""
    """What the student wrote into the cells that it is about."""
    seconds: float = 10.0
    """CPU seconds that each of the two worlds may take."""


@dataclass(frozen=True)
class Script:
    """The instructor's world of a notebook: its cells with the solutions in them, and the places of its tests."""

    cells: tuple[PlannedCell, ...]
    given: tuple[str, ...]
    """Names of the functions and classes that given cells define, and solutions do not: both worlds have them."""
    files: dict[str, str]
    """What lies beside the notebook: by path, in base64."""
    digest: str


@dataclass(frozen=True)
class Plan:
    """All that a worker needs in order to grade one notebook of one hand-in."""

    cells: tuple[PlannedCell, ...]
    """The student's, in the student's order."""
    tests: tuple[PlannedTest, ...]
    script: Script
    files: dict[str, str]
    """What lies beside the student's notebook: by path, in base64."""
    seed: int


@dataclass(frozen=True)
class TestOutcome:
    """What came of one test."""

    __test__ = False  # for pytest: it is none

    name: str
    points: float
    score: float
    passed: bool
    hidden: bool
    message: str = ""
    """Why it failed, for the instructor."""
    foreign: bool = False
    """Whether the message is the answer's own: words that no hidden test's author wrote."""
    withheld: bool = False
    """Whether the points wait until a person has looked at the evidence."""
    evidence: tuple[str, ...] = ()
    slow: bool = False
    """Whether it was stopped because it took too long."""
    seconds: float = 0.0
    """CPU seconds of both worlds."""


@dataclass(frozen=True)
class Outcome:
    """What came of one notebook of one hand-in."""

    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """What each cell showed, by its place."""
    tests: tuple[TestOutcome, ...] = ()
    flags: tuple[str, ...] = ()
    """What a person should look at."""
    notes: tuple[str, ...] = ()
    problem: str = ""
    """Why nothing could be graded, in words; empty where it could."""
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    box: str = ""
    """How it was kept apart: ``warm``, ``cold`` or ``no box``."""


def fingerprint(value: object) -> str:
    """A short hash of plain data or of a dataclass."""
    plain = asdict(value) if hasattr(value, "__dataclass_fields__") else value  # pyright: ignore[reportArgumentType]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:20]
