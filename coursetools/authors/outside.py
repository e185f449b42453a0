"""Makes the trials of a bank with the tests outside: they run in one process, the answers in another, as when a hand-in is graded.

It takes the place of :func:`coursetools.authors.trials.execute` and says the same about each trial, or the engine is wrong.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import IO, Any

from coursetools.authors import bank_worker, measured, trials
from coursetools.authors.bank_worker import Report, Step, Trial
from coursetools.authors.masters import Master, Mistake
from coursetools.authors.outside_worker import Role, receive, send
from coursetools.authors.trials import CPU_LIMIT, WALL_LIMIT, Tried
from coursetools.grader.worlds.answer_text import names_bound

_LAST_WORDS = 2000


class _Worker:
    """One of the two processes."""

    def __init__(self, role: Role, log: IO[str]) -> None:
        self._here, there = socket.socketpair()
        command = [sys.executable, "-m", "coursetools.authors.outside_worker", role, str(there.fileno())]
        self._log = log
        self.process = subprocess.Popen(
            command, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=trials.environment(), text=True
        )
        there.close()

    def send(self, message: object, descriptors: Sequence[int] = ()) -> None:
        send(self._here, message, descriptors)

    def receive(self) -> Any:
        message, _ = receive(self._here)
        if message is None:
            self._log.seek(0)
            raise _GoneError(f"a process of the trials ended. Its last words:\n{self._log.read()[-_LAST_WORDS:]}")
        return message

    def end(self, seconds: list[float]) -> None:
        """Hang up, and note the CPU seconds that it took."""
        self._here.close()
        seconds.append(measured.wait(self.process).cpu_seconds or 0.0)


class _GoneError(Exception):
    """A worker has ended."""


@contextmanager
def _workers() -> Generator[tuple[_Worker, _Worker, list[float]]]:
    """The instructor's process, the student's, and the CPU seconds that they took, which are there at the end."""
    seconds: list[float] = []
    with ExitStack() as stack:
        found: list[_Worker] = []
        for role in ("instructor", "student"):
            log = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))
            worker = _Worker(role, log)
            stack.callback(worker.end, seconds)
            found.append(worker)
        yield found[0], found[1], seconds


def execute(
    master: Master,
    tried: Sequence[Trial],
    *,
    cpu_limit: float = CPU_LIMIT,
    wall_limit: float = WALL_LIMIT,
    tick: Callable[[int], None] = trials.quiet,
) -> Tried:
    """Make trials in a part, with the tests outside; see :func:`coursetools.authors.trials.execute`.

    Args:
        master: The part's master.
        tried: What to try.
        cpu_limit: CPU seconds that each of a trial's two processes may take.
        wall_limit: Seconds by the clock that a trial may take.
        tick: Is told 1 after each trial.
    """
    cells = trials.cells(master)[: max((trial.at for trial in tried), default=0)]
    solutions = {str(cell.name): trials.step(master, cell, "answer") for cell in master.exercises}
    limits = {"cpu_seconds": cpu_limit, "clock_seconds": wall_limit}
    reports: dict[str, Report] = {}
    problems: list[Mistake] = []
    with _workers() as (instructor, student, seconds):
        try:
            for at in range(len(cells) + 1):
                for trial in tried:
                    if trial.at == at:
                        reports[trial.id] = _try(trial, instructor, student, solutions, limits)
                        tick(1)
                if at < len(cells) and (broken := _run(cells[at], instructor, student)):
                    problems.append(trials.broken(master, broken))
                    break
        except _GoneError as error:
            problems.append(Mistake(master.path, 1, str(error)))
    return Tried(reports, tuple(problems), sum(seconds))


def _run(cell: Step, *workers: _Worker) -> dict[str, Any] | None:
    """Execute a cell in both processes; return what is wrong with it."""
    for worker in workers:
        worker.send({"cell": asdict(cell)})
    outcomes = [worker.receive() for worker in workers]
    return next(({"broken": asdict(cell), "outcome": outcome} for outcome in outcomes if outcome["error"]), None)


def _try(trial: Trial, instructor: _Worker, student: _Worker, solutions: Mapping[str, Step], limits: Mapping[str, float]) -> Report:
    """Make one trial."""
    here, there = socket.socketpair()
    answers = [asdict(step) for step in trial.steps if step.role in ("cell", "answer")]  # never a test
    own = {name: asdict(solution) for name, solution in solutions.items()}
    names = [name for solution in solutions.values() for name in names_bound(solution.source)]
    student.send({"steps": answers, "exercises": names, **limits}, [there.fileno()])
    instructor.send({"steps": [asdict(step) for step in trial.steps], "solutions": own, **limits}, [here.fileno()])
    here.close()
    there.close()
    judged, answered = instructor.receive(), student.receive()
    result, seconds = judged["result"] or {}, judged["cpu_seconds"] + answered["cpu_seconds"]
    stopped = judged["stopped"] or (answered["stopped"] or result["ended"] if "ended" in result else "")
    steps = tuple(bank_worker.outcome_from_json(outcome) for outcome in result.get("steps", []))
    return Report(trial.id, stopped, seconds, () if stopped else steps)


def available() -> bool:
    """Whether this system can do it."""
    return trials.CAN_FORK and hasattr(os, "fork") and hasattr(socket, "send_fds")
