"""Executes one plan of the bank of answers: the notebook's cells once, and a fork of that process for each trial of an answer.

It judges nothing: :mod:`coursetools.authors.bank` writes the plan (JSON on stdin) and reads what happened (a line of JSON for each trial on
stdout). What runs here is the text of notebooks and answers, so nothing of this module is to be trusted with more than that.
"""

import contextlib
import importlib
import io
import json
import linecache
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Generator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Literal

from coursetools.grader.worlds import processes

Role = Literal["cell", "answer", "test", "hidden"]
"""What a step is: a given cell (or an earlier solution), the answer on trial, its visible or its hidden test."""

_MOST = 4000
"""Characters of a text that travel back."""
_NOT_OURS = (os.sep + "site-packages" + os.sep, os.sep + "lib" + os.sep + "python")


@dataclass(frozen=True)
class Step:
    """One piece of code to execute."""

    role: Role
    exercise: str
    """Name of the exercise that it belongs to; empty for given cells."""
    label: str
    """What tracebacks call it, for example ``notebooks/4.4-x.py, hidden test of td_target``."""
    line: int
    """Line of its file on which ``source`` begins, counted from 1."""
    source: str


@dataclass(frozen=True)
class Trial:
    """Steps to execute in a copy of the notebook's process as it is before the cell numbered ``at``."""

    id: str
    at: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """All that one worker does: the cells of a notebook in order, and trials between them."""

    cells: tuple[Step, ...]
    trials: tuple[Trial, ...]
    cpu_limit: float = 60.0
    """CPU seconds that a trial may take."""
    wall_limit: float = 240.0
    """Seconds by the clock that a trial may take (more, since machines are shared)."""
    fork: bool = True
    """Whether trials are forks; otherwise each is a fresh process that executes the cells before it again."""
    inline: bool = False
    """Execute the one trial in this very process (what a fresh process does)."""


@dataclass(frozen=True)
class Outcome:
    """What came of one step."""

    error: str = ""
    """Name of the exception's type; empty where none was raised."""
    kinds: tuple[str, ...] = ()
    """Names of that type and of its bases."""
    cause: str = ""
    """``Type: message`` of the first exception in the chain, where the one that was raised came of another."""
    text: str = ""
    """The exception's text, with the lines of the notebook or answer that raised it."""
    for_authors: str = ""
    """What a hidden test keeps from students: expected and actual."""
    stderr: str = ""
    """What was written on stderr (a grader counts it as a failure)."""
    left: tuple[str, ...] = ()
    """Names of the notebook that a test bound, bound anew, or removed."""


@dataclass(frozen=True)
class Report:
    """What came of one trial."""

    id: str
    ended: str = ""
    """Empty where the trial ran to its end; otherwise what stopped it."""
    seconds: float = 0.0
    """CPU seconds."""
    steps: tuple[Outcome, ...] = field(default=())


def plan_from_json(text: str) -> Plan:
    """Read a plan that :func:`plan_to_json` wrote."""
    raw: dict[str, Any] = json.loads(text)
    return Plan(
        cells=tuple(Step(**step) for step in raw.pop("cells")),
        trials=tuple(
            Trial(id=trial["id"], at=trial["at"], steps=tuple(Step(**step) for step in trial["steps"])) for trial in raw.pop("trials")
        ),
        **raw,
    )


def plan_to_json(plan: Plan) -> str:
    """Write a plan as JSON."""
    return json.dumps(asdict(plan))


def outcome_from_json(raw: dict[str, Any]) -> Outcome:
    """Make an outcome of what a worker wrote about a step."""
    raw |= {"kinds": tuple(raw["kinds"]), "left": tuple(raw["left"])}
    return Outcome(**raw)


def report_from_json(raw: dict[str, Any]) -> Report:
    """Make a report of what a worker wrote about a trial."""
    outcomes = tuple(outcome_from_json(step) for step in raw["steps"])
    return Report(id=raw["id"], ended=raw["ended"], seconds=raw["seconds"], steps=outcomes)


class Notebook:
    """A namespace in which cells are executed as a kernel would, without one."""

    def __init__(self) -> None:
        self.module = types.ModuleType("__main__")
        self.module.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = self.module

    def execute(self, step: Step) -> Outcome:
        """Execute one step and say what came of it; nothing is raised."""
        filename = f"<{step.label}>"
        source = "\n" * (step.line - 1) + step.source.rstrip("\n") + "\n"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        stderr, error = io.StringIO(), None
        before = dict(self.module.__dict__)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(stderr):
            try:
                exec(compile(source, filename, "exec", dont_inherit=True), self.module.__dict__)
            except BaseException as raised:  # sys.exit and the like end a cell, not the bank
                error = raised
            with contextlib.suppress(Exception):
                if "matplotlib.pyplot" in sys.modules:  # as the inline backend does after each cell
                    sys.modules["matplotlib.pyplot"].close("all")
        outcome = _outcome(error, stderr.getvalue())
        return replace(outcome, left=self._left(before)) if step.role in ("test", "hidden") else outcome

    def _left(self, before: dict[str, object]) -> tuple[str, ...]:
        """Names that are not what they were."""
        now = self.module.__dict__
        names = before.keys() | now.keys() - {"__warningregistry__"}  # Python's own, where a warning was shown
        return tuple(sorted(name for name in names if before.get(name, self) is not now.get(name, self)))


def _outcome(error: BaseException | None, stderr: str) -> Outcome:
    if error is None:
        return Outcome(stderr=stderr[-_MOST:])
    first = error
    while (before := first.__cause__ or first.__context__) is not None:
        first = before
    kinds = tuple(kind.__name__ for kind in type(error).__mro__)
    try:
        text = str(error)
    except Exception as broken:
        text = f"(its text could not be made: {type(broken).__name__})"
    if "CheckFailedError" not in kinds:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<")]
        where = "".join(traceback.format_list(frames[-3:]))
        if isinstance(error, SyntaxError):
            where = f"  line {error.lineno}: {(error.text or '').strip()}\n"
        text = f"{type(error).__name__}: {text}\n{where}".rstrip()
    return Outcome(
        error=type(error).__name__,
        kinds=kinds,
        cause=f"{type(first).__name__}: {first}"[:_MOST] if first is not error else "",
        text=text[-_MOST:],
        for_authors=str(getattr(error, "for_authors", ""))[:_MOST],
        stderr=stderr[-_MOST:],
    )


def seed_global_generators() -> None:
    """Start them alike in every trial: an answer that draws from them must not be judged by luck."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def attempt(notebook: Notebook, trial: Trial) -> tuple[tuple[Outcome, ...], list[str]]:
    """Execute a trial in this process, in a copy of the working folder; also return the modules that it imported."""
    before = set(sys.modules)
    folder = Path(tempfile.mkdtemp(prefix="trial-", dir=Path.cwd().parent))
    shutil.copytree(Path.cwd(), folder, dirs_exist_ok=True)
    os.chdir(folder)
    seed_global_generators()
    outcomes = tuple(notebook.execute(step) for step in trial.steps)
    imported = [name for name in sys.modules if name not in before and not name.startswith("__")]
    return outcomes, imported


def _forked(notebook: Notebook, trial: Trial, plan: Plan) -> tuple[Report, list[str]]:
    """Execute a trial in a fork of this process, and wait for it; also return the modules that it imported."""

    def work() -> dict[str, Any]:
        outcomes, imported = attempt(notebook, trial)
        return {"steps": [asdict(outcome) for outcome in outcomes], "imported": imported}

    ended = processes.forked(work, cpu_seconds=plan.cpu_limit, clock_seconds=plan.wall_limit)
    if ended.result is None:
        return Report(trial.id, ended.stopped, ended.cpu_seconds), []
    report = report_from_json({"id": trial.id, "ended": "", "seconds": ended.cpu_seconds, "steps": ended.result["steps"]})
    return report, ended.result["imported"]


def _fresh(trial: Trial, plan: Plan) -> dict[str, Any]:
    """Execute a trial in a process of its own that executes the cells before it too; return the last line that it wrote."""
    one = Plan(plan.cells[: trial.at], (trial,), plan.cpu_limit, plan.wall_limit, fork=False, inline=True)
    command = [sys.executable, "-m", "coursetools.authors.bank_worker"]
    try:
        done = subprocess.run(
            command, input=plan_to_json(one), stdout=subprocess.PIPE, text=True, encoding="utf-8", timeout=plan.wall_limit, check=False
        )
    except subprocess.TimeoutExpired:
        return {"report": asdict(Report(trial.id, f"it was stopped after {plan.wall_limit:.0f} seconds", plan.wall_limit))}
    lines = done.stdout.splitlines()
    if not lines:
        return {"report": asdict(Report(trial.id, f"its process ended itself (exit status {done.returncode})"))}
    line: dict[str, Any] = json.loads(lines[-1])
    return line


@contextlib.contextmanager
def scratch() -> Generator[None]:
    """Work in a fresh folder, and leave nothing behind."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="bank-", ignore_cleanup_errors=True) as folder:
        work = Path(folder) / "work"
        work.mkdir()
        os.chdir(work)
        try:
            yield
        finally:
            os.chdir(before)


def why_not_fork() -> str:
    """What stands in the way of forking, or nothing."""
    torch = sys.modules.get("torch")
    count = int(torch.get_num_threads()) if torch is not None else 1
    if count == 1:
        return ""
    return f"PyTorch has {count} threads here, and a fork of such a process can hang: no given cell may call torch.set_num_threads"


def warm(imported: list[str]) -> None:
    """Import what a trial imported while it ran, so that the next trials need not do it again."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for name in imported:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def execute(plan: Plan, out: IO[str]) -> None:
    """Execute a plan and write a line of JSON for each trial; a given cell that fails is the last line.

    Args:
        plan: What to do.
        out: Where the lines go. ``{"report": ...}`` for a trial, ``{"broken": step, "outcome": ...}`` for a given cell that failed,
            ``{"trouble": text}`` for what else went wrong.
    """

    def emit(**line: object) -> None:
        print(json.dumps(line), file=out, flush=True)

    waiting = list(plan.trials)
    if not plan.fork and not plan.inline:
        for trial in waiting:
            emit(**_fresh(trial, plan))
        return
    notebook = Notebook()
    for at in range(len(plan.cells) + 1):
        here = [trial for trial in waiting if trial.at == at]
        if here and plan.fork and (trouble := why_not_fork()):
            emit(trouble=trouble)
            return
        for trial in here:
            if plan.inline:
                start = time.process_time()
                outcomes, _ = attempt(notebook, trial)
                emit(report=asdict(Report(trial.id, "", time.process_time() - start, outcomes)))
                return
            report, imported = _forked(notebook, trial, plan)
            emit(report=asdict(report))
            warm(imported)
        if at < len(plan.cells):
            outcome = notebook.execute(plan.cells[at])
            if outcome.error:
                emit(broken=asdict(plan.cells[at]), outcome=asdict(outcome))
                return


@contextlib.contextmanager
def without_input() -> Generator[None]:
    """Let nothing be asked for: ``input()`` fails at once. And let no thread watch progress bars: a process that forks has one thread."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    with contextlib.suppress(ImportError):
        from tqdm import tqdm

        tqdm.monitor_interval = 0
    yield


def main() -> None:
    """Read a plan from stdin, and keep stdout for the lines: whatever else writes there goes to stderr."""
    plan = plan_from_json(sys.stdin.read())
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        with without_input(), scratch():
            execute(plan, out)


if __name__ == "__main__":
    # `python -m` makes this file the module __main__; the notebook takes that name, so work in the module of the right name.
    from coursetools.authors import bank_worker

    bank_worker.main()
