"""Puts answers into a student's place in a master, one after the other, and runs their tests: what the bank and ``judge`` share.

One process for each part executes the notebook and forks at each exercise (:mod:`coursetools.authors.bank_worker`).
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from coursetools.authors import bank_worker, measured
from coursetools.authors.bank_worker import Outcome, Plan, Report, Role, Step, Trial
from coursetools.authors.masters import Answer, Cell, Master, Mistake
from coursetools.paths import ROOT

CAN_FORK = sys.platform != "win32" and hasattr(os, "fork")
CPU_LIMIT = 60.0
"""CPU seconds that one answer with its tests may take."""
WALL_LIMIT = 240.0
"""Seconds by the clock that it may take."""
PART_LIMIT = 1800.0
"""Seconds by the clock that all of a part may take: then a given cell hangs."""


@dataclass(frozen=True)
class Tried:
    """What came of the trials of one part."""

    reports: dict[str, Report]
    """By the trial's id, in the order in which they ended."""
    problems: tuple[Mistake, ...]
    """What kept trials from being made at all: a given cell that fails, a process that died."""
    cpu_seconds: float
    """CPU seconds of everything: the notebook's cells, the trials, and starting Python."""


def quiet(count: int) -> None:
    """Count nothing."""


def shown(path: Path) -> Path:
    """A path as messages show it."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def step(master: Master, cell: Cell, role: Role) -> Step:
    """A cell of the master as a step, on its own lines."""
    before = 2 if cell.kind == "hidden" else 0  # lines that the build puts before it
    words = {
        "cell": f"cell in line {cell.line}",
        "answer": f"answer to {cell.name}",
        "test": f"visible test of {cell.name}",
        "hidden": f"hidden test of {cell.name}",
    }
    text = cell.notebook_source(len(master.exercises))
    return Step(role, cell.name or "", f"{shown(master.path)}, {words[role]}", max(1, cell.line + 1 - before), text)


def tests(master: Master, exercise: Cell) -> tuple[Step, Step]:
    """The visible and the hidden test of an exercise as steps."""
    visible, hidden = master.tests_of(str(exercise.name))
    return step(master, visible, "test"), step(master, hidden, "hidden")


def answer_trials(master: Master, answers: Iterable[Answer], path: Path) -> dict[str, tuple[Answer, Trial]]:
    """A trial for each answer of the file ``path``, by its id: the answer and its tests, in the place of its exercise."""
    places: dict[str | None, tuple[int, Cell]] = {}
    for at, cell in enumerate(_executed(master)):
        if cell.kind == "exercise":
            places[cell.name] = at, cell
    found: dict[str, tuple[Answer, Trial]] = {}
    for answer in answers:
        at, cell = places[answer.exercise]
        kind = "right" if answer.right else "wrong"
        text = Step("answer", answer.exercise, f"{shown(path)}, {kind} answer", answer.line + 1, answer.source)
        trial = Trial(f"{answer.exercise}: line {answer.line}", at, (text, *tests(master, cell)))
        found[trial.id] = answer, trial
    return found


def cells(master: Master) -> tuple[Step, ...]:
    """The cells that the worker executes, solutions in place of the exercises."""
    return tuple(step(master, cell, "cell") for cell in _executed(master))


def _executed(master: Master) -> list[Cell]:
    return [cell for cell in master.cells if cell.kind == "exercise" or (cell.kind == "given" and not cell.is_demo)]


def passed(outcome: Outcome) -> bool:
    """Whether a grader would give the points."""
    return not outcome.error and not outcome.stderr.strip()


def told(outcome: Outcome) -> str:
    """What a test said, and below it what a hidden one keeps from students."""
    text = outcome.text if outcome.error else f"it wrote on stderr, which nbgrader counts as a failure: {outcome.stderr.strip()}"
    if outcome.for_authors:
        text += f"\nkept from students: {outcome.for_authors.strip()}"
    if outcome.cause and outcome.cause not in text:
        text += f"\n(first: {outcome.cause})"
    return text.strip()


def said(outcome: Outcome) -> str:
    """The same on lines of its own, for a list of problems."""
    return "\n      " + told(outcome).replace("\n", "\n      ")


def environment() -> dict[str, str]:
    """The environment of a worker: one thread, the CPU, the short budget, no network, figures without a window."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    fixed = {"MPLBACKEND": "Agg", "RLCOURSE_DEVICE": "cpu", "RLCOURSE_BUDGET": "short", "RLCOURSE_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}
    return {**measured.one_thread(), **fixed, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def execute(
    master: Master,
    trials: Sequence[Trial],
    *,
    cpu_limit: float = CPU_LIMIT,
    wall_limit: float = WALL_LIMIT,
    fork: bool = CAN_FORK,
    tick: Callable[[int], None] = quiet,
) -> Tried:
    """Make trials in a part, in a process of its own.

    Args:
        master: The part's master.
        trials: What to try.
        cpu_limit: CPU seconds that one trial may take.
        wall_limit: Seconds by the clock that it may take.
        fork: Whether trials are forks of one process; otherwise each is a fresh process, which is slow.
        tick: Is told 1 after each trial.
    """
    last = max((trial.at for trial in trials), default=0)
    plan = Plan(cells(master)[:last], tuple(trials), cpu_limit, wall_limit, fork)
    waiting = {trial.id for trial in trials}
    reports: dict[str, Report] = {}
    problems: list[Mistake] = []
    command = [sys.executable, "-m", "coursetools.authors.bank_worker"]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment(), text=True, encoding="utf-8"
        )
        watch = threading.Timer(PART_LIMIT, process.kill)
        watch.daemon = True
        watch.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
                pipe.write(bank_worker.plan_to_json(plan))
            for text in process.stdout:
                line: dict[str, Any] = json.loads(text)
                if "report" not in line:
                    problems.append(broken(master, line))
                    continue
                report = bank_worker.report_from_json(line["report"])
                waiting.remove(report.id)
                reports[report.id] = report
                tick(1)
            ended = measured.wait(process)
        finally:
            watch.cancel()
            if process.returncode is None:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        if waiting and not problems:
            log.seek(0)
            words = f"Its last words:\n{log.read()[-2000:]}"
            text = f"the process of the trials ended (exit status {ended.status}) before {sorted(waiting)[0]!r}. {words}"
            problems.append(Mistake(master.path, 1, text))
    cpu = ended.cpu_seconds if ended.cpu_seconds is not None else sum(report.seconds for report in reports.values())
    return Tried(reports, tuple(problems), cpu)


def broken(master: Master, line: dict[str, Any]) -> Mistake:
    """What a line of the worker's says that is no report: a given cell failed, or forking is not safe."""
    if "trouble" in line:
        return Mistake(master.path, 1, str(line["trouble"]))
    step = cast("dict[str, Any]", line["broken"])
    outcome = bank_worker.outcome_from_json(line["outcome"])
    todo = "It fails without the demo cells before it, which the bank skips: mend it, or take the tag demo off the cell that it needs."
    text = f"this cell fails, so nothing after it was tried. {todo}{said(outcome)}"
    return Mistake(master.path, max(1, int(step["line"]) - 1), text)
