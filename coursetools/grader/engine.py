"""Runs one notebook of one hand-in in a box, and judges it: the student's cells first, all of them, then each test in a fork of its own."""

import contextlib
import random
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any

from coursetools.grader.box import Line, Worker, WorkerError
from coursetools.grader.inside import wire
from coursetools.grader.settings import Settings
from coursetools.grader.verdict import Outcome, Plan, PlannedTest, TestOutcome

_END = 1 << 30
"""The place after the last cell."""
_MOST_REPLAYS = 8
_MOST_RETRIES = 2
"""How often all cells run again because the process to fork tests from was lost, or waited for something."""
_PATIENCE = 3
"""A test has so many times its seconds while the calls of the answer are watched, which takes longer."""
_MOST_ANSWER = 64 << 20
_dice = random.SystemRandom()


class _LostError(Exception):
    """The keeper ended or does not answer: nothing more can be had of this hand-in's processes."""


class Pool:
    """Keeps one warm worker at hand, and starts another where it is gone; a cold one starts a worker for each hand-in."""

    def __init__(self, settings: Settings, *, cold: bool = False, nested: bool = True) -> None:
        self.settings, self.cold, self._nested = settings, cold, nested
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def hand_in(self, seed: int) -> Line:
        """Start a new hand-in.

        Raises:
            BoxError: No box can be had.
            WorkerError: The worker did not start, or has ended.
        """
        if self.cold:
            worker = Worker(self.settings, nested=self._nested)
            return replace(worker.hand_in(seed), worker=worker)
        with self._lock:
            if self._worker is not None and not self._worker.alive:
                self._worker.close()
                self._worker = None
            if self._worker is None:
                self._worker = Worker(self.settings, nested=self._nested)
            return self._worker.hand_in(seed)

    @property
    def words(self) -> str:
        """How hand-ins are kept apart."""
        return "no box" if not self.settings.boxed else ("cold" if self.cold else "warm")

    def close(self) -> float:
        """End the worker, and return the CPU seconds that it took, hand-ins included."""
        with self._lock:
            if self._worker is None:
                return 0.0
            seconds = self._worker.cpu_seconds()
            self._worker.close()
            self._worker = None
            return seconds


def grade(plan: Plan, pool: Pool) -> Outcome:
    """Run the cells and the tests of a plan. Whatever the hand-in does, an outcome is returned."""
    started = time.monotonic()
    for attempt in (1, 2):
        run = _Run(plan, pool)
        try:
            outcome = run.all()
        except (_LostError, WorkerError, wire.WireError, OSError) as error:
            if attempt == 2:
                return Outcome(
                    outputs=run.outputs,
                    tests=tuple(_not_run(test, "the grader's own process was lost while this hand-in ran, twice") for test in plan.tests),
                    flags=(f"the grader's own process was lost while this hand-in ran, twice: {error}",),
                    seconds=time.monotonic() - started,
                    box=pool.words,
                )
        else:
            words = pool.words + (", control group" if run.grouped else "")
            return replace(outcome, seconds=round(time.monotonic() - started, 3), box=words)
        finally:
            run.close()
    raise AssertionError


def _not_run(test: PlannedTest, why: str) -> TestOutcome:
    return TestOutcome(test.name, test.points, 0.0, passed=False, hidden=test.hidden, message=why)


@dataclass
class _Tally:
    """What the runs of one test showed."""

    passed: bool = False
    message: str = ""
    value: float | None = None
    canary: str = "none"
    useful: list[int] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    tampered: bool = False
    seconds: float = 0.0


class _Run:
    """The line to the keeper of one hand-in, and what came over it."""

    def __init__(self, plan: Plan, pool: Pool) -> None:
        self._plan, self._settings = plan, pool.settings
        self._line = pool.hand_in(plan.seed)
        self.grouped = False
        self._excluded: set[int] = set()
        self._started = False
        self._replays = 0
        self._retries = 0
        self._suspect = ""
        self._problem_at: dict[int, str] = {}
        self.outputs: dict[int, list[dict[str, Any]]] = {}
        self._flags: list[str] = []
        self._notes: list[str] = []

    def close(self) -> None:
        """End everything that the hand-in started."""
        self._line.close()

    def _ask(self, seconds: float, **message: Any) -> dict[str, Any]:
        try:
            wire.send(self._line.socket, message)
            answer = wire.receive(self._line.socket, limit=_MOST_ANSWER, deadline=time.monotonic() + seconds + 60)
        except OSError as error:
            raise _LostError(str(error)) from None
        if answer is None:
            raise _LostError(f"the keeper ended during {message['do']}")
        for stage, what in answer["looks"]:
            if stage == "cell":
                self._flags.append(f"a cell used {what}: it may have looked at the grader's own state")
            else:
                self._suspect = f"its process was tampered with while it was copied: {what}"
        return answer

    def all(self) -> Outcome:
        """Cells, then tests."""
        self._run_cells()
        results: dict[str, TestOutcome] = {}
        # Visible tests come first: nothing that students see is made once a hidden test has been in the box.
        for test in sorted(self._plan.tests, key=lambda test: test.hidden):
            results[test.name] = self._test(test)
        usage = self._ask(10, do="usage")
        return Outcome(
            outputs=self.outputs,
            tests=tuple(results[test.name] for test in self._plan.tests),
            flags=tuple(dict.fromkeys(self._flags)),
            notes=tuple(self._notes),
            cpu_seconds=round(float(usage["cpu"]), 3),
        )

    def _run_cells(self) -> None:
        """Run all cells; where one ends the process, run the others again in a fresh one, without it."""
        deadline = time.monotonic() + self._settings.total_timeout
        while True:
            self.grouped = self._ask(60, do="start", again=self._started, files=self._plan.files)["grouped"] is True
            self._started = True
            lost = self._pass(deadline)
            if lost is None:
                return
            self._excluded.add(lost)
            self._replays += 1
            if self._replays > _MOST_REPLAYS:
                self._notes.append(f"more than {_MOST_REPLAYS} cells ended the process: the cells after that were not run")
                self._excluded |= {cell.index for cell in self._plan.cells if cell.index >= lost}

    def _pass(self, deadline: float) -> int | None:
        """Run the cells once; the place of a cell that ended the process is returned."""
        for cell in self._plan.cells:
            if cell.test:
                if self._settings.in_place and not self._snapshot(cell.index, last=False):
                    return _last_before(self._plan, cell.index, self._excluded)
                continue
            if cell.index in self._excluded:
                continue
            left = deadline - time.monotonic()
            if left <= 0:
                self._excluded.add(cell.index)
                self.outputs[cell.index] = [_error("Not run", f"All cells together took longer than {self._settings.total_timeout:g} s.")]
                continue
            answer = self._ask(self._settings.cell_timeout, do="run", source=cell.source, timeout=min(self._settings.cell_timeout, left))
            ended = str(answer["ended"])
            shown = [item for item in answer["outputs"] if _is_output(item)] if isinstance(answer["outputs"], list) else []
            if ended:
                shown.append(_error("Stopped", f"This cell was stopped: {ended}."))
                self._notes.append(f"cell {cell.index + 1} was stopped: {ended}")
            if not self._retries and (cell.index not in self.outputs or ended):  # nothing is kept once a test has been seen
                self.outputs[cell.index] = shown
            if not answer["alive"]:
                return cell.index
        if not self._snapshot(_END, last=True):
            return _last_before(self._plan, _END, self._excluded)
        return None

    def _snapshot(self, at: int, *, last: bool) -> bool:
        answer = self._ask(30, do="snapshot", at=at, last=last, timeout=20.0)
        if not answer["ok"]:
            self._flags.append(f"the process could not be copied for the tests: {answer['why']}")
        elif answer["changed"]:
            names = [str(name) for name in answer["changed"]]
            self._flags.append("changed, and put back before the tests: " + ", ".join(names[:12]) + (" ..." if len(names) > 12 else ""))
        return bool(answer["ok"])

    def _test(self, test: PlannedTest) -> TestOutcome:
        tally = _Tally()
        canaries = list(range(len(test.canaries)))
        if self._plan.every_canary:
            self._real(test, tally)
            for number in canaries:
                if not self._canary(test, number, tally):
                    tally.useful.append(number)
        else:
            self._runs(test, tally)
        if self._suspect:
            tally.tampered = True
            tally.evidence.append(self._suspect)
        withheld = tally.tampered
        score = test.points if tally.passed else 0.0
        if tally.passed and tally.value is not None:
            score = min(max(tally.value, 0.0), test.points)
        if tally.evidence:
            self._flags += [f"{test.name}: {text}" for text in tally.evidence]
        return TestOutcome(
            name=test.name,
            points=test.points,
            score=0.0 if withheld else score,
            passed=tally.passed,
            hidden=test.hidden,
            message=tally.message,
            withheld=withheld,
            evidence=tuple(dict.fromkeys(tally.evidence)),
            canary=tally.canary,
            useful=tuple(tally.useful),
            seconds=round(tally.seconds, 3),
        )

    def _runs(self, test: PlannedTest, tally: _Tally) -> None:
        """The test with an eye on the answer, and with a known wrong answer: in any order, so that counting tells nobody which.

        Where the test fails there are no points to withhold, so what the other runs showed is forgotten: the order decides nothing.
        """
        order = ["watched"] + (["canary"] if test.canaries else [])
        _dice.shuffle(order)
        tally.canary = "not run" if test.canaries else "none"
        looks = _Tally(canary=tally.canary)
        for kind in order:
            if kind == "watched":
                self._watched(test, tally, looks)
                if not tally.passed:
                    return
            else:
                self._judge_canary(test, _dice.randrange(len(test.canaries)), looks)
        tally.canary = looks.canary
        tally.evidence += looks.evidence
        tally.tampered = tally.tampered or looks.tampered

    def _watched(self, test: PlannedTest, tally: _Tally, looks: _Tally) -> None:
        """Run the test while the calls of the answer are watched: who passes then has passed.

        Where it fails or takes long, watching may be the cause. Then the test runs by itself as well, and that decides.
        """
        if self._passes_watched(test, looks) and looks.seconds <= self._settings.test_timeout:
            tally.passed, tally.value, tally.seconds = True, looks.value, looks.seconds
            return
        self._real(test, tally)
        if not tally.passed or looks.passed or self._passes_watched(test, looks):  # once more: a test that looks at the clock can fail once
            return
        looks.tampered = True
        looks.evidence.append("the test passes, but fails while the calls of the answer are watched: it does other things then")

    def _passes_watched(self, test: PlannedTest, looks: _Tally) -> bool:
        self._take(self._fork(test, observe=True), looks)
        return looks.passed

    def _fork(self, test: PlannedTest, *, replacement: tuple[str, ...] = (), observe: bool = False) -> dict[str, Any]:
        """Run a test once; where the process to fork from was lost, run all cells again and try anew."""
        timeout = self._settings.test_timeout * (_PATIENCE if observe else 1)
        while True:
            answer = self._ask(
                timeout,
                do="test",
                at=test.index if self._settings.in_place else _END,
                name=test.name,
                source=test.source,
                replacement=list(replacement),
                observe=observe,
                exercise=test.exercise,
                names=list(self._plan.names),
                imports=list(self._plan.imports),
                partial=self._settings.partial_credit,
                timeout=timeout,
            )
            again = answer["lost"] or (answer["late"] and not answer.get("busy"))
            if not again or self._retries == _MOST_RETRIES:
                return answer
            self._retries += 1
            with contextlib.suppress(_LostError):
                self._run_cells()

    def _real(self, test: PlannedTest, tally: _Tally) -> None:
        self._take(self._fork(test), tally)

    def _take(self, answer: dict[str, Any], tally: _Tally) -> None:
        """Note how a run of a test ended."""
        tally.passed = answer["passed"] is True
        text = str(answer["text"])
        tally.message = "" if tally.passed else text
        if tally.passed and text and self._settings.partial_credit:
            with contextlib.suppress(ValueError):
                tally.value = float(text)
        tally.seconds = float(answer["seconds"])
        tally.evidence += answer["evidence"]
        tally.tampered = tally.tampered or bool(answer["evidence"])

    def _canary(self, test: PlannedTest, number: int, tally: _Tally) -> bool:
        """Whether a known wrong answer passes."""
        answer = self._fork(test, replacement=test.canaries[number])
        forged = [item for item in answer["evidence"] if "forged" in item]
        tally.evidence += forged
        tally.tampered = tally.tampered or bool(forged)
        return answer["passed"] is True

    def _judge_canary(self, test: PlannedTest, number: int, tally: _Tally) -> None:
        if self._canary(test, number, tally):
            tally.canary, tally.tampered = "passed", True
            tally.evidence.append("a known wrong answer passes this test in the student's process: something was tampered with")
        else:
            tally.canary = "refused"


def _last_before(plan: Plan, index: int, excluded: set[int]) -> int:
    """The last cell that ran before a place: the one to leave out where the process could not be copied there."""
    ran = [cell.index for cell in plan.cells if not cell.test and cell.index < index and cell.index not in excluded]
    if not ran:
        raise _LostError("a process in which no cell has run could not be copied")
    return ran[-1]


def _is_output(item: object) -> bool:
    return isinstance(item, dict) and item.get("output_type") in ("stream", "display_data", "execute_result", "error")  # pyright: ignore[reportUnknownMemberType]


def _error(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}
