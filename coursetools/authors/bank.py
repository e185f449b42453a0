"""The bank of answers: puts every right and wrong answer, and the blank stub, into a student's place and judges the tests by it.

Right answers must pass both tests of their exercise, wrong ones must lose the hidden test, and the visible test must let exactly those
wrong ones through that say so. The blank stub fails both and reads as not attempted. The solution passes in its place and after the
last cell, and the blank notebook as a whole scores nothing. One process for each part executes the notebook and forks at each exercise.
"""

import ast
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.preprocessors import ClearSolutions
from tqdm import tqdm

from coursetools.authors import masters, measured, outside, trials
from coursetools.authors.bank_worker import Outcome, Report, Role, Step, Trial
from coursetools.authors.masters import Answer, Cell, Master, Mistake
from coursetools.authors.trials import CAN_FORK, CPU_LIMIT, WALL_LIMIT, passed, quiet, said
from coursetools.paths import ANSWERS, NOTEBOOKS, CourseError, part_name, part_names

_SLIPS = ("NameError", "SyntaxError", "IndentationError", "ImportError", "ModuleNotFoundError")


@dataclass(frozen=True)
class Row:
    """What a line of the table says about one exercise."""

    exercise: str
    right: int
    """Other right answers that were tried."""
    wrong: int
    """Wrong answers that were tried."""
    seconds: float
    """CPU seconds of all its trials, the solution's and the blank's included."""


@dataclass(frozen=True)
class PartResult:
    """What the bank of one part showed."""

    part: str
    rows: tuple[Row, ...]
    problems: tuple[Mistake, ...]
    """What is wrong, each with file, line and what to do; empty where all is well."""
    cpu_seconds: float
    """CPU seconds of everything: the notebook's cells, the trials, and starting Python."""


@dataclass(frozen=True)
class _Case:
    """A trial with what it is for."""

    trial: Trial
    kind: Literal["solution", "blank", "right", "wrong", "solution at the end", "blank notebook"]
    cell: Cell
    """The exercise; the first one for trials of the whole notebook."""
    answer: Answer | None = None


# ---------------------------------------------------------------------------------------------------------------- plan


def stubs(master: Master) -> dict[str, str]:
    """What nbgrader leaves of each exercise in the release: its name, and the cell's text."""
    notebook, _ = ClearSolutions().preprocess(master.notebook(), ResourcesDict())
    found = {str(cell.get("id")): str(cell.source) for cell in notebook.cells}
    return {str(cell.name): found[cell.grade_id] for cell in master.exercises}


def _cases(master: Master, answers: tuple[Answer, ...], bank: Path) -> list[_Case]:
    """What is tried between the cells."""
    blanks = stubs(master)
    tried = trials.answer_trials(master, answers, bank)
    cases: list[_Case] = []
    blank_notebook: list[Step] = []
    first: tuple[Cell, int] | None = None
    at = 0
    for cell in master.cells:
        if cell.kind == "given" and not cell.is_demo:
            blank_notebook.append(trials.step(master, cell, "cell"))
            at += 1
        if cell.kind != "exercise":
            continue
        name = str(cell.name)
        if first is None:
            first, blank_notebook = (cell, at), []
        tests = trials.tests(master, cell)
        solution = trials.step(master, cell, "answer")
        blank = Step("answer", name, f"release of {master.name}, blank {name}", cell.line + 1, blanks[name])
        cases.append(_Case(Trial(f"{name}: solution", at, (solution, *tests)), "solution", cell))
        cases.append(_Case(Trial(f"{name}: blank", at, (blank, *tests)), "blank", cell))
        for answer, trial in tried.values():
            if answer.exercise == name:
                cases.append(_Case(trial, "right" if answer.right else "wrong", cell, answer))
        blank_notebook += [blank, *tests]
        at += 1
    if first is not None:
        exercise, place = first
        again = tuple(test for cell in master.exercises for test in trials.tests(master, cell))
        cases.append(_Case(Trial("the blank notebook", place, (*blank_notebook, *again)), "blank notebook", exercise))
        cases.append(_Case(Trial("the solution at the end", at, again), "solution at the end", exercise))
    return cases


# --------------------------------------------------------------------------------------------------------------- judge


def _judge(master: Master, bank: Path, case: _Case, report: Report) -> list[Mistake]:
    """What is wrong with one trial."""
    path = bank if case.answer is not None else master.path
    line = case.answer.line if case.answer is not None else case.cell.line
    name = case.cell.name
    who = {
        "solution": f"the solution of {name}",
        "blank": f"the blank stub of {name}",
        "right": f"the right answer to {name} ({case.answer.why if case.answer else ''})",
        "wrong": f"the wrong answer to {name} ({case.answer.why if case.answer else ''})",
        "solution at the end": "the solution, tested after the last cell,",
        "blank notebook": "the blank notebook",
    }[case.kind]
    if report.ended:
        return [Mistake(path, line, f"{who} did not come to an end: {report.ended}. Answers and tests must end by themselves, in seconds.")]
    results = list(zip(case.trial.steps, report.steps, strict=True))
    if case.kind in ("solution at the end", "blank notebook"):
        return _judge_notebook(master, case, who, results)
    (_, answer), (_, visible), (hidden_test, hidden) = results
    for word, outcome in (("visible", visible), ("hidden", hidden)):
        if outcome.left:
            text = f"the {word} test of {name} leaves {', '.join(outcome.left)} changed in the notebook: keep names inside the test."
            return [Mistake(master.path, case.cell.line, text)]
    if answer.error:
        return [Mistake(path, line, f"{who} fails when its cell runs, before any test: mend it.{said(answer)}")]
    tests = (("visible", visible), ("hidden", hidden))
    if case.kind in ("solution", "right"):
        todo = "The test must take every right answer: widen it, or mend the answer."
        return [
            Mistake(path, line, f"{who} loses the {word} test. {todo}{said(outcome)}") for word, outcome in tests if not passed(outcome)
        ]
    if case.kind == "blank":
        return _judge_blank(path, line, who, tests)
    if _tells_numbers(hidden_test, hidden):
        text = f"the hidden test of {name} tells a student more than a thought: word it without numbers, and let rlcourse.checks raise it."
        return [Mistake(master.path, case.cell.line, f"{text}{said(hidden)}")]
    return _judge_wrong(path, line, who, visible, hidden, passes_visible=case.answer is not None and case.answer.passes_visible)


def _tells_numbers(test: Step, outcome: Outcome) -> bool:
    """Whether what a hidden test said holds numbers that it tried: lines of its own, or digits that its author did not write."""
    if "CheckFailedError" not in outcome.kinds:
        return False
    constants = {node.value for node in ast.walk(ast.parse(test.source)) if isinstance(node, ast.Constant)}
    before, _, thought = outcome.text.partition("Think about: ")
    named = re.sub(r"`[A-Za-z_]\w*`", "", thought)  # the name of an argument, `w2`, is no number
    digits = thought not in constants and any(letter.isdigit() for letter in named)
    return digits or "expected:" in before or "actual:" in before


def _judge_blank(path: Path, line: int, who: str, tests: tuple[tuple[str, Outcome], ...]) -> list[Mistake]:
    found: list[Mistake] = []
    for word, outcome in tests:
        if passed(outcome):
            found.append(Mistake(path, line, f"{who} passes the {word} test: call the answer in the test, by checks.attempt."))
        elif "NotAttemptedError" not in outcome.kinds:
            todo = "Call the answer by checks.attempt first of all, so that a blank reads as not attempted."
            found.append(
                Mistake(path, line, f"{who} reads as {outcome.error or 'noise on stderr'} in the {word} test. {todo}{said(outcome)}")
            )
    return found


def _judge_wrong(path: Path, line: int, who: str, visible: Outcome, hidden: Outcome, *, passes_visible: bool) -> list[Mistake]:
    found: list[Mistake] = []
    if passed(hidden):
        found.append(Mistake(path, line, f"{who} passes the hidden test: sharpen the test, or drop the answer if it is right."))
    if passed(visible) and not passes_visible:
        found.append(Mistake(path, line, f'{who} passes the visible test: say passes="visible" in its header, or sharpen the test.'))
    if not passed(visible) and passes_visible:
        found.append(Mistake(path, line, f'{who} loses the visible test: drop passes="visible", or mend the answer.{said(visible)}'))
    for word, outcome in (("visible", visible), ("hidden", hidden)):
        if outcome.error and "CheckFailedError" not in outcome.kinds:
            todo = "Check what came (its type, shape) by rlcourse.checks before the test uses it."
            found.append(Mistake(path, line, f"{who} makes the {word} test itself raise {outcome.error}. {todo}{said(outcome)}"))
        elif outcome.cause.split(":", maxsplit=1)[0] in _SLIPS:
            todo = "That is a slip in the bank rather than the mistake it is named after: mend it."
            found.append(Mistake(path, line, f"{who} fails the {word} test by {outcome.cause.strip()}. {todo}"))
    return found


def _judge_notebook(master: Master, case: _Case, who: str, results: list[tuple[Step, Outcome]]) -> list[Mistake]:
    lines = {cell.name: cell.line for cell in master.exercises}
    found: list[Mistake] = []
    seen: set[tuple[str, Role]] = set()
    for step, outcome in results:
        if step.role not in ("test", "hidden"):
            continue
        word = "visible" if step.role == "test" else "hidden"
        where = "after the last cell" if (step.exercise, step.role) in seen or case.kind == "solution at the end" else "in its place"
        seen.add((step.exercise, step.role))
        if case.kind == "blank notebook" and passed(outcome):
            text = f"{who} passes the {word} test of {step.exercise} {where}: a blank answer must score nothing."
            found.append(Mistake(master.path, lines[step.exercise], text))
        if case.kind == "solution at the end" and not passed(outcome):
            text = f"{who} loses the {word} test of {step.exercise}: a later cell or an earlier test changed what it needs.{said(outcome)}"
            found.append(Mistake(master.path, lines[step.exercise], text))
    return found


def _visible_numbers(bank: Path, master: Master, answers: tuple[Answer, ...]) -> list[Mistake]:
    """Each exercise needs a wrong answer that knows the visible numbers only."""
    text = 'no wrong answer to {} has passes="visible": write one that special-cases the visible test, so that the hidden one is proved'
    return [
        Mistake(bank, 1, text.format(cell.name))
        for cell in master.exercises
        if not any(answer.exercise == cell.name and not answer.right and answer.passes_visible for answer in answers)
    ]


# ----------------------------------------------------------------------------------------------------------------- run


def check(
    master: Master,
    answers: tuple[Answer, ...],
    bank: Path,
    *,
    cpu_limit: float = CPU_LIMIT,
    wall_limit: float = WALL_LIMIT,
    fork: bool = CAN_FORK,
    apart: bool = False,
    expect: Callable[[int], None] = quiet,
    tick: Callable[[int], None] = quiet,
) -> PartResult:
    """Try every answer of one part.

    Args:
        master: The part's master.
        answers: Its bank, as :func:`masters.read_answers` reads it.
        bank: File of the bank, for messages.
        cpu_limit: CPU seconds that one answer with its tests may take.
        wall_limit: Seconds by the clock that it may take.
        fork: Whether trials are forks of one process; otherwise each is a fresh process, which is slow.
        apart: Whether tests run in one process and answers in another, as when a hand-in is graded.
        expect: Is told how many trials there will be.
        tick: Is told 1 after each trial.
    """
    cases = _cases(master, answers, bank)
    expect(len(cases))
    tried = [case.trial for case in cases]
    if apart:
        done = outside.execute(master, tried, cpu_limit=cpu_limit, wall_limit=wall_limit, tick=tick)
    else:
        done = trials.execute(master, tried, cpu_limit=cpu_limit, wall_limit=wall_limit, fork=fork, tick=tick)
    seconds: dict[str, float] = {}
    problems = [*_visible_numbers(bank, master, answers), *done.problems]
    for case in cases:
        if (report := done.reports.get(case.trial.id)) is not None:
            seconds[str(case.cell.name)] = seconds.get(str(case.cell.name), 0.0) + report.seconds
            problems += _judge(master, bank, case, report)
    rows = tuple(
        Row(
            exercise=str(cell.name),
            right=sum(answer.exercise == cell.name and answer.right for answer in answers),
            wrong=sum(answer.exercise == cell.name and not answer.right for answer in answers),
            seconds=seconds.get(str(cell.name), 0.0),
        )
        for cell in master.exercises
    )
    return PartResult(master.name, rows, tuple(problems), done.cpu_seconds)


def results(part: str, *, apart: bool = False, expect: Callable[[int], None] = quiet, tick: Callable[[int], None] = quiet) -> PartResult:
    """Try the bank of answers of one part of the course.

    Args:
        part: Number or full name, for example ``"4.4"``.
        apart: Whether tests run in one process and answers in another.
        expect: Is told how many trials there will be.
        tick: Is told 1 after each trial.

    Raises:
        CourseError: There is no such part, or its master or its bank has mistakes that leave nothing to try.
    """
    name = part_name(part)
    path, bank = NOTEBOOKS / f"{name}.py", ANSWERS / f"{name}.py"
    if not path.exists():
        raise CourseError(f"{trials.shown(path)} is missing: the bank of answers is tried on the master")
    master = masters.read(path)
    return check(master, masters.read_answers(bank, master), bank, apart=apart, expect=expect, tick=tick)


def written() -> list[str]:
    """Full names of the parts that have a master."""
    return [name for name in part_names() if (NOTEBOOKS / f"{name}.py").exists()]


def run(parts: list[str], *, apart: bool = False) -> int:
    """Try the bank of answers, print a table and what is wrong, and return the exit status.

    Args:
        parts: Numbers or full names of parts; none means all that have a master.
        apart: Whether tests run in one process and answers in another.

    Raises:
        CourseError: There is no such part, or this system cannot do it.
    """
    names = [part_name(part) for part in parts] or written()
    if not names:
        raise CourseError("there is no master in notebooks/, so there are no answers to try")
    if apart and not outside.available():
        raise CourseError("tests run in another process than answers only where processes can fork: on Linux and macOS")
    if not CAN_FORK:
        print("This system can not fork: every answer runs in a fresh process, which takes a few seconds each.")
    start = time.monotonic()
    lock = threading.Lock()
    with tqdm(total=0, desc="bank of answers", unit="answer", disable=None, leave=False) as bar:

        def expect(count: int) -> None:
            with lock:
                bar.total = (bar.total or 0) + count
                bar.refresh()

        def tick(count: int) -> None:
            with lock:
                bar.update(count)

        def one(name: str) -> PartResult | CourseError:
            try:
                return results(name, apart=apart, expect=expect, tick=tick)
            except CourseError as error:
                return error

        with ThreadPoolExecutor(max_workers=2) as pool:
            found = list(pool.map(one, names))
    done = [result for result in found if isinstance(result, PartResult)]
    rows = [
        [result.part if place == 0 else "", row.exercise, str(row.right), str(row.wrong), f"{row.seconds:.1f}"]
        for result in done
        for place, row in enumerate(result.rows)
    ]
    print(measured.table(["part", "exercise", "right", "wrong", "CPU s"], rows, numbers=3))
    problems = [str(problem) for result in done for problem in result.problems]
    problems += [str(error) for error in found if isinstance(error, CourseError)]
    for problem in problems:
        print(f"\n{problem}")
    tried = sum(row.right + row.wrong for result in done for row in result.rows)
    cpu = sum(result.cpu_seconds for result in done)
    verdict = f"{len(problems)} problems, listed above" if problems else "all as they should be"
    print(f"\n{tried} answers to {len(rows)} exercises: {verdict} ({cpu:.1f} CPU seconds, {time.monotonic() - start:.1f} by the clock).")
    return 1 if problems else 0
