"""What is to be done with a hand-in (:class:`Plan`), and what came of it (:class:`Outcome`): plain data, on its way between machines."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class PlannedCell:
    """A code cell of the notebook to run, or the place of a test."""

    index: int
    """Its place in the rebuilt notebook."""
    source: str
    test: str = ""
    """Name of the test whose place this is."""


@dataclass(frozen=True)
class PlannedTest:
    """A test, and known wrong answers that it must refuse."""

    name: str
    index: int
    source: str
    points: float
    hidden: bool
    exercise: str = ""
    """Name of the function that the student writes, where it is known."""
    canaries: tuple[tuple[str, ...], ...] = ()
    """Known wrong answers, each as the cells that take the place of the student's."""


@dataclass(frozen=True)
class Plan:
    """All that a worker needs in order to grade one notebook of one hand-in."""

    cells: tuple[PlannedCell, ...]
    tests: tuple[PlannedTest, ...]
    imports: tuple[str, ...]
    """Imports of the given cells: their names are bound anew before each test."""
    names: tuple[str, ...]
    """Names that given cells define."""
    files: dict[str, str]
    """What lies beside the notebook: by path, in base64."""
    seed: int
    every_canary: bool = False
    """Whether to try all of the wrong answers, whatever the tests say (to find out which of them are of use)."""


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
    withheld: bool = False
    """Whether the points are kept back until a person has looked at the evidence."""
    evidence: tuple[str, ...] = ()
    canary: str = "none"
    """``refused`` as it must be, ``passed`` (something was tampered with), ``not run`` (the test failed), or ``none``."""
    useful: tuple[int, ...] = ()
    """Numbers of the wrong answers that were refused, where all were tried."""
    seconds: float = 0.0


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
