"""Holds answers that strangers wrote against a part: right ones that lose points, and wrong ones that pass the hidden test.

The file is written in the bank's vocabulary, any number of answers for each exercise. It stays as it was written; where an answer turns
out to be mislabelled, a verdict beside it (``FILE.toml``) says so, with the sentence of the statement that decides::

    [[answer]]
    exercise = "td_target"
    line = 12              # of the answer's header
    now = "wrong"          # or "right", or "disputed": then it counts as neither
    reason = "The statement says: the first of several"
"""

import json
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

from tqdm import tqdm

from coursetools import files
from coursetools.authors import masters, trials
from coursetools.authors.bank_worker import Report
from coursetools.authors.masters import Answer, Mistake
from coursetools.paths import NOTEBOOKS, CourseError, part_name

Label: TypeAlias = Literal["right", "wrong", "disputed"]


@dataclass(frozen=True)
class Judged:
    """What came of one answer."""

    exercise: str
    line: int
    """Of its header."""
    why: str
    written: Label
    """What its author took it for."""
    label: Label
    """What it is, by the verdict file."""
    reason: str
    """The sentence of the statement that decides, where the verdict differs."""
    visible: bool
    hidden: bool
    """Whether it passes these tests."""
    own_error: str
    """What its own cell raised, before any test; empty where it ran."""
    told_visible: str
    told_hidden: str
    """What the tests said; empty where they passed."""

    @property
    def verdict(self) -> str:
        """``FALSE-ACCEPT``, ``FALSE-REJECT``, or empty where the tests are right."""
        if self.label == "wrong" and self.hidden:
            return "FALSE-ACCEPT"
        if self.label == "right" and not (self.visible and self.hidden):
            return "FALSE-REJECT"
        return ""


@dataclass(frozen=True)
class Judgement:
    """What came of a file of answers."""

    part: str
    answers: tuple[Judged, ...]
    cpu_seconds: float

    def count(self, label: Label) -> int:
        """How many answers are right, wrong or disputed."""
        return sum(answer.label == label for answer in self.answers)

    def false(self, verdict: Literal["FALSE-ACCEPT", "FALSE-REJECT"]) -> tuple[Judged, ...]:
        """The answers that the tests take for what they are not."""
        return tuple(answer for answer in self.answers if answer.verdict == verdict)


def judge(part: str, path: Path, *, tick: Callable[[int], None] = trials.quiet) -> Judgement:
    """Hold a file of answers against a part of the course.

    Args:
        part: Number or full name, for example ``"4.4"``.
        path: The answers; a verdict lies beside it where there is one.
        tick: Is told 1 after each answer.

    Raises:
        CourseError: There is no such part, its master, the answers or the verdict have mistakes, or a given cell fails.
    """
    master_path = NOTEBOOKS / f"{part_name(part)}.py"
    if not master_path.exists():
        raise CourseError(f"{trials.shown(master_path)} is missing: answers are held against the master")
    return held(masters.read(master_path), path, tick=tick)


def held(master: masters.Master, path: Path, *, tick: Callable[[int], None] = trials.quiet) -> Judgement:
    """Hold a file of answers against a master; see :func:`judge`."""
    answers = masters.read_answers(path, master, whole=False)
    verdicts = _verdicts(path, answers)
    tried = trials.answer_trials(master, answers, path)
    done = trials.execute(master, [trial for _, trial in tried.values()], tick=tick)
    if done.problems:
        raise CourseError("\n".join(map(str, done.problems)))
    judged = [_judged(answer, done.reports[name], verdicts.get(answer.line)) for name, (answer, _) in tried.items()]
    return Judgement(master.name, tuple(judged), done.cpu_seconds)


def _judged(answer: Answer, report: Report, verdict: tuple[Label, str] | None) -> Judged:
    written: Label = "right" if answer.right else "wrong"
    label, reason = verdict or (written, "")
    if report.ended:
        own, passes, told = "", [False, False], [f"It did not come to an end: {report.ended}."] * 2
    else:
        cell, *tests = report.steps
        own = trials.told(cell) if cell.error else ""
        passes = [trials.passed(outcome) for outcome in tests]
        told = ["" if trials.passed(outcome) else trials.told(outcome) for outcome in tests]
    return Judged(answer.exercise, answer.line, answer.why, written, label, reason, passes[0], passes[1], own, told[0], told[1])


def _verdicts(path: Path, answers: tuple[Answer, ...]) -> dict[int, tuple[Label, str]]:
    """Label and reason by the line of the answer, of the verdict file."""
    file = path.with_suffix(".toml")
    if not file.exists():
        return {}
    try:
        entries = cast("list[dict[str, Any]]", tomllib.loads(file.read_text(encoding="utf-8")).get("answer", []))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{trials.shown(file)} is no valid TOML: {error}") from None
    there = {(answer.exercise, answer.line) for answer in answers}
    found: dict[int, tuple[Label, str]] = {}
    for place, entry in enumerate(entries, start=1):
        which = f"entry {place} ({entry.get('exercise')}, line {entry.get('line')})"
        if (entry.get("exercise"), entry.get("line")) not in there:
            raise CourseError(f"{Mistake(file, 1, f'{which} names no answer of {path.name}: line is that of its header')}")
        if entry.get("now") not in get_args(Label) or not entry.get("reason"):
            todo = f'{which} needs now = "right", "wrong" or "disputed", and as reason the sentence of the statement that decides'
            raise CourseError(f"{Mistake(file, 1, todo)}")
        found[int(entry["line"])] = cast("Label", entry["now"]), str(entry["reason"])
    return found


def text_of(judgement: Judgement, path: Path) -> str:
    """What was found, for a person: each answer, then the rates and the lists of what is wrong."""
    lines: list[str] = []
    for answer in judgement.answers:
        label = answer.label + (f" (written as {answer.written}: {answer.reason})" if answer.label != answer.written else "")
        lines.append(f"\n{answer.exercise}, line {answer.line}, {label}: {answer.why}  {answer.verdict}".rstrip())
        if answer.own_error:
            lines.append(_block("its own cell fails", answer.own_error))
        lines.append(_block("visible", answer.told_visible or "pass"))
        lines.append(_block("hidden ", answer.told_hidden or "pass"))
    lines.append(f"\n{judgement.part}, {trials.shown(path)} ({judgement.cpu_seconds:.1f} CPU seconds):")
    rejects, accepts = judgement.false("FALSE-REJECT"), judgement.false("FALSE-ACCEPT")
    lines.append(_rate(judgement.count("right"), "right", "lose points (FALSE-REJECT)", rejects))
    lines.append(_rate(judgement.count("wrong"), "wrong", "pass the hidden test (FALSE-ACCEPT)", accepts))
    if disputed := judgement.count("disputed"):
        lines.append(f"{disputed} disputed answers count as neither")
    return "\n".join(lines).lstrip("\n")


def _block(word: str, text: str) -> str:
    return f"    {word}: " + text.replace("\n", "\n             ")


def _rate(total: int, kind: str, what: str, false: tuple[Judged, ...]) -> str:
    share = f" ({len(false) / total:.1%})" if total else ""
    return "\n".join(
        [
            f"{len(false)} of {total} {kind} answers {what}{share}",
            *(f"    {answer.exercise}, line {answer.line}: {answer.why}" for answer in false),
        ]
    )


def run(part: str, path: Path, json_path: Path | None = None) -> int:
    """Judge a file, print what was found, and return 1 where an answer is taken for what it is not.

    Args:
        part: Number or full name of the part.
        path: The answers.
        json_path: Where to write the same for machines.

    Raises:
        CourseError: As in :func:`judge`.
    """
    with tqdm(desc="judge", unit="answer", disable=None, leave=False) as bar:
        judgement = judge(part, path.resolve(), tick=lambda count: cast("None", bar.update(count)))
    print(text_of(judgement, path.resolve()))
    if json_path is not None:
        content = {
            "part": judgement.part,
            **{label: judgement.count(label) for label in get_args(Label)},
            "false_rejects": len(judgement.false("FALSE-REJECT")),
            "false_accepts": len(judgement.false("FALSE-ACCEPT")),
            "answers": [asdict(answer) | {"verdict": answer.verdict} for answer in judgement.answers],
        }
        files.replace(json_path, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
    return 1 if any(answer.verdict for answer in judgement.answers) else 0
