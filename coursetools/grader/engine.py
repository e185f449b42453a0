"""Grades one notebook of one hand-in: the student's cells run in a box, and each test in the instructor's, with a line between the two."""

import select
import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from coursetools.grader.box import Line, Worker, WorkerError
from coursetools.grader.inside import wire
from coursetools.grader.inside.patience import Patience
from coursetools.grader.settings import Settings
from coursetools.grader.verdict import Outcome, Plan, PlannedCell, PlannedTest, Script, TestOutcome

_MOST_REPLAYS = 8
_MOST_SLOW = 3
"""Tests of a hand-in that may take too long before the others are not tried any more."""
_MOST_ANSWER = 64 << 20
_IDLE = 10.0
"""Seconds in which at least one of the two worlds must do something."""
_LONG = 10.0
"""Seconds by the clock after which a test that still runs is named."""
Tell = Callable[[str], None]


class StoppedError(Exception):
    """Whoever started the run has stopped it."""


class _LostError(Exception):
    """A keeper ended or does not answer: nothing more can be had of its processes."""


def quiet(_text: str) -> None:
    """Tell nobody."""


class Pool:
    """Keeps one warm worker at hand, and the instructor's worlds that were set up; a cold one starts a worker for each notebook."""

    def __init__(self, settings: Settings, *, cold: bool = False, nested: bool = True) -> None:
        self.settings, self.cold, self._nested = settings, cold, nested
        self._worker: Worker | None = None
        self._lock = threading.Lock()
        self._judges: dict[str, list[Judge]] = {}
        self.stopped = False

    def hand_in(self, seed: int) -> Line:
        """Start a keeper.

        Raises:
            BoxError: No box can be had.
            StoppedError: The run was stopped.
            WorkerError: The worker did not start, or has ended.
        """
        if self.stopped:
            raise StoppedError
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

    @contextmanager
    def judge(self, script: Script) -> Generator["Judge"]:
        """The instructor's world of a notebook, for one hand-in at a time; where it was lost meanwhile, the next one is set up anew."""
        with self._lock:
            waiting = self._judges.setdefault(script.digest, [])
            judge = waiting.pop() if waiting else None
        if judge is None:
            judge = Judge(script, self)
        try:
            yield judge
        except BaseException:
            judge.close()
            raise
        with self._lock:
            self._judges[script.digest].append(judge)

    @property
    def words(self) -> str:
        """How hand-ins are kept apart."""
        return "no box" if not self.settings.boxed else ("cold" if self.cold else "warm")

    def stop(self) -> None:
        """End everything at once, from another thread."""
        self.stopped = True
        with self._lock:
            if self._worker is not None:
                self._worker.kill()

    def close(self) -> float:
        """End the worker, and return the CPU seconds that it took, hand-ins included."""
        with self._lock:
            for judge in [judge for judges in self._judges.values() for judge in judges]:
                judge.close()
            self._judges.clear()
            if self._worker is None:
                return 0.0
            seconds = 0.0 if self.stopped else self._worker.cpu_seconds()
            self._worker.close()
            self._worker = None
            return seconds


class Notebook:
    """The line to the keeper of one notebook."""

    def __init__(self, pool: Pool, seed: int, files: dict[str, str]) -> None:
        self.settings = pool.settings
        self._files = files
        self._line = pool.hand_in(seed)
        self._started = False
        self.socket = self._line.socket

    def close(self) -> None:
        """End everything that runs for it."""
        self._line.close()

    def start(self) -> bool:
        """Start a fresh process, and return whether it is in a control group."""
        answer = self.ask(60, do="start", again=self._started, files=self._files)
        self._started = True
        return answer["grouped"] is True

    def tell(self, **message: Any) -> None:
        """Send a command."""
        try:
            wire.send(self.socket, message)
        except OSError as error:
            raise _LostError(str(error)) from None

    def hear(self, seconds: float, what: str) -> dict[str, Any]:
        """Wait for a word of the keeper."""
        try:
            answer = wire.receive(self.socket, limit=_MOST_ANSWER, deadline=time.monotonic() + seconds)
        except (OSError, wire.WireError) as error:
            raise _LostError(f"{error} during {what}") from None
        if answer is None:
            raise _LostError(f"the keeper ended during {what}")
        return answer

    def ask(self, patience: float, **message: Any) -> dict[str, Any]:
        """Send a command, and wait for what comes of it, for so many CPU seconds and much longer by the clock."""
        self.tell(**message)
        return self.hear(wire.CLOCK_PER_CPU * patience + 120, str(message["do"]))

    def run(self, source: str, seconds: float) -> dict[str, Any]:
        """Run a cell."""
        return self.ask(seconds, do="run", source=source, seconds=seconds)

    def snapshot(self, at: int) -> dict[str, Any]:
        """Keep a copy of the process for the test at a place."""
        return self.ask(30, do="snapshot", at=at)

    def hand_over(self, line: socket.socket, **message: Any) -> None:
        """Send a command with one end of a line; the keeper then talks until :meth:`stop`."""
        self.tell(**message)
        try:
            socket.send_fds(self.socket, [b"x"], [line.fileno()])
        except OSError as error:
            raise _LostError(str(error)) from None

    def stop(self) -> dict[str, Any]:
        """End what a line was handed over to, and return what it took."""
        self.tell(do="stop")
        while True:
            answer = self.hear(120, "stop")
            if answer.get("done"):
                return answer


class Judge(Notebook):
    """The instructor's world of a notebook: the solutions have run, and a copy of the process stands at each test's place."""

    def __init__(self, script: Script, pool: Pool) -> None:
        super().__init__(pool, int(script.digest[:8], 16), script.files)
        self.places: dict[str, int] = {}
        try:
            self.start()
            for cell in script.cells:
                if cell.test:
                    if not self.snapshot(cell.index)["ok"]:
                        raise _LostError("the instructor's process could not be copied")
                    self.places[cell.test] = cell.index
                if cell.source.strip():
                    self._cell(cell)
            self.ask(60, do="settle")
        except BaseException:
            self.close()
            raise

    def _cell(self, cell: PlannedCell) -> None:
        answer = self.run(cell.source, self.settings.cell_timeout)
        if not answer["alive"]:
            raise _LostError(f"the instructor's own notebook ended the process in cell {cell.index + 1}: {answer['ended']}")


def grade(plan: Plan, pool: Pool, tell: Tell = quiet) -> Outcome:
    """Run the cells and the tests of a plan. Whatever the hand-in does, an outcome is returned.

    Raises:
        StoppedError: The run was stopped.
    """
    started = time.monotonic()
    why = ""
    for _ in (1, 2):
        run: _Run | None = None
        try:
            with pool.judge(plan.script) as judge:
                run = _Run(plan, pool, judge, tell)
                outcome = run.all()
        except (_LostError, WorkerError, OSError) as error:
            if pool.stopped:
                raise StoppedError from None
            why = str(error)
        else:
            words = pool.words + (", control group" if run.grouped else "")
            return replace(outcome, seconds=round(time.monotonic() - started, 3), box=words)
        finally:
            if run is not None:
                run.close()
    lost = f"the grader's own process was lost while this hand-in ran, twice: {why}"
    return Outcome(
        tests=tuple(_not_run(test, lost) for test in plan.tests),
        flags=(lost,),
        seconds=time.monotonic() - started,
        box=pool.words,
    )


def _not_run(test: PlannedTest, why: str) -> TestOutcome:
    return TestOutcome(test.name, test.points, 0.0, passed=False, hidden=test.hidden, message=why)


class _Run:
    """One hand-in's notebook on its way."""

    def __init__(self, plan: Plan, pool: Pool, judge: Judge, tell: Tell) -> None:
        self._plan, self._settings, self._pool, self._judge, self._tell = plan, pool.settings, pool, judge, tell
        self._student = Notebook(pool, plan.seed, plan.files)
        self.grouped = False
        self._excluded: set[int] = set()
        self._replays = 0
        self._outputs: dict[int, list[dict[str, Any]]] = {}
        self._places: dict[str, int] = {}
        self._alone: dict[str, bool] = {}
        """Whether the student's process was the only one at a test's place, with one thread: else its copy is not all of it."""
        self._flags: list[str] = []
        self._notes: list[str] = []
        self._cpu = 0.0

    def close(self) -> None:
        """End everything that the hand-in started."""
        self._student.close()

    def all(self) -> Outcome:
        """Cells, then tests."""
        self._run_cells()
        results: dict[str, TestOutcome] = {}
        # Visible tests come first: nothing that students see is made once a hidden test has been in the box.
        for test in sorted(self._plan.tests, key=lambda test: test.hidden):
            if sum(result.slow for result in results.values()) >= _MOST_SLOW:
                results[test.name] = _not_run(test, f"not run: {_MOST_SLOW} tests before it took too long")
                continue
            results[test.name] = self._test(test)
        if sum(result.slow for result in results.values()) >= _MOST_SLOW:
            self._notes.insert(0, f"cut short: {_MOST_SLOW} tests took too long, so the others were not run")
        usage = self._student.ask(10, do="usage")
        return Outcome(
            outputs=self._outputs,
            tests=tuple(results[test.name] for test in self._plan.tests),
            flags=tuple(dict.fromkeys(self._flags)),
            notes=tuple(self._notes),
            cpu_seconds=round(float(usage["cpu"]) + self._cpu, 3),
        )

    # ------------------------------------------------------------------------------------------------------------- cells

    def _run_cells(self) -> None:
        """Run all cells; where one ends the process, run the others again in a fresh one, without it."""
        while True:
            self.grouped = self._student.start()
            lost = self._pass()
            if lost is None:
                break
            self._excluded.add(lost)
            self._replays += 1
            if self._replays > _MOST_REPLAYS:
                self._notes.append(f"more than {_MOST_REPLAYS} cells ended the process: the cells after that were not run")
                place = next(place for place, cell in enumerate(self._plan.cells) if cell.index == lost)
                self._excluded |= {cell.index for cell in self._plan.cells[place:] if not cell.test}
        lost = self._student.ask(60, do="settle")["lost"]
        self._alone |= {test: False for test, at in self._places.items() if at in lost}

    def _pass(self) -> int | None:
        """Run the cells once; the index of a cell that ended the process is returned."""
        deadline = time.monotonic() + wire.CLOCK_PER_CPU * self._settings.total_timeout
        self._places, self._alone = {}, {}
        ran: list[int] = []
        for cell in self._plan.cells:
            if cell.test:
                copied = self._student.snapshot(cell.index)
                if not copied["ok"]:
                    self._flags.append(f"the process could not be copied for the tests: {copied['why']}")
                    if not ran:
                        raise _LostError("a process in which no cell has run could not be copied")
                    return ran[-1]
                self._places[cell.test], self._alone[cell.test] = cell.index, copied["alone"] is True
            if not cell.source.strip() or cell.index in self._excluded:
                continue
            if time.monotonic() > deadline:
                self._excluded.add(cell.index)
                self._outputs[cell.index] = [_error("Not run", f"All cells together took longer than {self._settings.total_timeout:g} s.")]
                continue
            answer = self._student.run(cell.source, self._settings.cell_timeout)
            ran.append(cell.index)
            self._keep_outputs(cell, answer)
            if not answer["alive"]:
                return cell.index
        return None

    def _keep_outputs(self, cell: PlannedCell, answer: dict[str, Any]) -> None:
        ended = str(answer["ended"])
        if cell.test:
            return
        shown = [item for item in answer["outputs"] if _is_output(item)] if isinstance(answer["outputs"], list) else []
        if ended:
            shown.append(_error("Stopped", f"This cell was stopped: {ended}."))
            self._notes.append(f"cell {cell.index + 1} was stopped: {ended}")
        if cell.index not in self._outputs or ended:
            self._outputs[cell.index] = shown

    # ------------------------------------------------------------------------------------------------------------- tests

    def _test(self, test: PlannedTest) -> TestOutcome:
        """Run a test against the copy at its place; where that was not all of the process and fails, against a process of its own."""
        at = self._places.get(test.name)
        result = self._try(test, self._student, at) if at is not None else _not_run(test, "its place could not be reached")
        if not result.passed and not self._alone.get(test.name, True):
            again = Notebook(self._pool, self._plan.seed, self._plan.files)
            try:
                if self._replay(again, test.name):
                    return self._try(test, again, None)
            finally:
                again.close()
        return result

    def _replay(self, student: Notebook, test: str) -> bool:
        """Run the cells above a test in a process of its own, threads, pools and all."""
        student.start()
        for cell in self._plan.cells:
            if cell.test == test:
                return True
            if cell.source.strip() and cell.index not in self._excluded:
                answer = student.run(cell.source, self._settings.cell_timeout)
                if not answer["alive"]:
                    return False
        return False

    def _try(self, test: PlannedTest, student: Notebook, at: int | None) -> TestOutcome:
        """Run a test once."""
        common = {
            "given": self._plan.script.given,
            "libraries": self._settings.modules,
            "seconds": wire.CLOCK_PER_CPU * test.seconds + 60,
        }
        here, there = socket.socketpair()
        watch = Patience(test.seconds, idle=_IDLE)
        try:
            student.hand_over(there, do="answer", at=at, **common)
            self._judge.hand_over(
                here,
                do="judge",
                at=self._judge.places[test.name],
                name=test.name,
                source=test.source,
                stand_ins=test.stand_ins,
                text=test.text,
                partial=self._settings.partial_credit,
                **common,
            )
        finally:
            here.close()
            there.close()
        verdict, stopped, ended = self._wait(test, student, watch)
        sides = {"student": student.stop(), "judge": self._judge.stop()}
        for side, last in sides.items():
            watch.heard(side, float(last["cpu"]))
        self._cpu += float(sides["judge"]["cpu"])
        for path in sides["student"]["left"]:
            self._flags.append(f"{test.name} changed {path[:100]}, which is too large to be put back: the tests after it find it changed")
        return self._outcome(test, verdict, stopped, ended, watch.cpu)

    def _wait(self, test: PlannedTest, student: Notebook, watch: Patience) -> tuple[dict[str, Any] | None, str, str]:
        """Wait for the verdict: what it is, what was over before it came, and how the student's process ended, where it did."""
        ended, is_named = "", False
        sockets = {student.socket: ("student", student), self._judge.socket: ("judge", self._judge)}
        while True:
            ready, _, _ = select.select(list(sockets), [], [], 0.5)
            for one in ready:
                side, notebook = sockets[one]
                word = notebook.hear(60, "a test")
                watch.heard(side, float(word.get("cpu", 0.0)))
                if "verdict" in word and side == "judge":
                    return word["verdict"], "", ended
                if "ended" in word and side == "judge":
                    return None, "", f"the test's own process: {word['ended']}"
                if "ended" in word:
                    ended = str(word["ended"])
            if over := watch.over():
                return None, over, ended
            if not is_named and watch.elapsed > _LONG:
                is_named = True
                self._tell(f"{test.name} has been running for {_LONG:g} s; it may take {test.seconds:g} CPU seconds")

    def _outcome(self, test: PlannedTest, verdict: dict[str, Any] | None, stopped: str, ended: str, cpu: float) -> TestOutcome:
        result = _not_run(test, stopped or ended or "it has no verdict")
        if verdict is None:
            return replace(result, slow=bool(stopped), seconds=round(cpu, 3), message=f"this test has no result: {result.message}")
        passed = verdict["passed"] is True
        score = test.points if passed else 0.0
        if passed and verdict.get("share") is not None:
            score = min(max(float(verdict["share"]), 0.0), test.points)
        text = str(verdict["text"])
        if verdict.get("ended"):
            text = f"the answer's process did not get to the end of this test: {ended or text}"
        unknown = str(verdict.get("not_carried") or "")
        if unknown:
            self._notes.append(f"{test.name} waits for a person: {unknown}")
        return replace(
            result,
            score=score,
            passed=passed,
            message=text if not passed else "",
            foreign=bool(verdict.get("foreign")) or bool(verdict.get("ended")),
            withheld=bool(unknown),
            evidence=(unknown,) if unknown else (),
            seconds=round(cpu, 3),
        )


def _is_output(item: object) -> bool:
    return isinstance(item, dict) and item.get("output_type") in ("stream", "display_data", "execute_result", "error")  # pyright: ignore[reportUnknownMemberType]


def _error(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}
