"""``python -m coursetools similarity ASSIGNMENT``: which answers of a class resemble each other, for a person to look at.

It compares answers alone: what students got in the release counts for nobody. Code is compared by copydetect (MIT licence), which finds
passages that two files share (Schleimer, Wilkerson and Aiken, 2003, but no passage is left out), whatever their names and comments; written
answers by the same means, letter by letter. Nothing here changes a grade.
"""

import io
import itertools
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from coursetools.grader import handin, rebuild, report
from coursetools.grader.course import Assignment, Course
from coursetools.grader.groups import Groups
from coursetools.paths import CourseError

NOISE = 25
"""Passages shorter than so many signs (a name is one sign) are taken for chance; all others are found."""
SHOWN_FROM = 0.5
"""Pairs are shown from this similarity on."""
_MOST_SHOWN = 40
_MOST_TEXT = 100_000
"""Characters of one hand-in's answers that are compared."""

Kind = Literal["code", "words"]


@dataclass(frozen=True)
class Pair:
    """Two hand-ins that share passages."""

    students: tuple[str, str]
    shares: tuple[float, float]
    """The share of each one's answers that the other one has too, from 0 to 1."""
    alone: float
    """The share of what they have in common that no third hand-in has."""
    shown: tuple[str, str]
    """The answers of each in HTML, what they share marked; empty below ``SHOWN_FROM``."""

    @property
    def similarity(self) -> float:
        """The larger of the two shares: what was copied into a longer text is still found."""
        return max(self.shares)


def run(course_folder: Path, names: Sequence[str]) -> int:
    """Write a page for each assignment, and return the exit status."""
    _copydetect()
    course = Course(course_folder)
    names = list(names) or [name for name in course.assignments() if course.students(name)]
    if not names:
        print(f"No hand-ins: they belong into {course.directory.submitted_directory}/STUDENT/ASSIGNMENT/.")
    groups = Groups(course)
    for name in names:
        assignment = course.assignment(name)
        answers, notes = read(course, assignment)
        pairs: dict[Kind, list[Pair]] = {}
        for kind, texts in answers.items():
            found = compare(texts, released(assignment, kind), kind)
            pairs[kind] = [pair for pair in found if not groups.together(name, *pair.students)]
        course.records.mkdir(parents=True, exist_ok=True)
        path = course.records / f"similarity-{name}.html"
        path.write_text(page(assignment, answers, pairs, notes), encoding="utf-8")
        count = sum(pair.similarity >= SHOWN_FROM for found in pairs.values() for pair in found)
        print(
            f"{name}: {len(answers['code'])} hand-ins compared, {count} pairs of {SHOWN_FROM:.0%} or more: {path.relative_to(course.root)}"
        )
    print("Similar answers are a reason to look and to ask, never a proof. No grade changes.")
    return 0


def _copydetect() -> Any:
    try:
        import copydetect
    except ImportError:
        raise CourseError(
            'similarity needs the Python package copydetect: pip install copydetect, or pip install -e ".[similarity]"'
        ) from None
    return copydetect


def read(course: Course, assignment: Assignment) -> tuple[dict[Kind, dict[str, str]], list[tuple[str, str]]]:
    """The answers of each hand-in, those alone that were worked on; and who could not be read, and why."""
    answers: dict[Kind, dict[str, str]] = {"code": {}, "words": {}}
    notes: list[tuple[str, str]] = []
    for student in course.students(assignment.name):
        texts: dict[Kind, list[str]] = {"code": [], "words": []}
        try:
            folder = course.folder(str(course.directory.submitted_directory), student, assignment.name)
            names = [base.name for base in assignment.bases]
            hand_in = handin.read(folder, student, assignment.name, names, most_bytes=course.settings.handin_mb << 20)
            for base in assignment.bases:
                notebook = hand_in.notebooks[base.name]
                if problem := notebook.problem or rebuild.unknown(base, notebook):
                    notes.append((student, problem))
                    continue
                laid = rebuild.lay(base, notebook)
                given = {cell.name: cell.released for cell in base.cells}
                for cell, role, name, text in zip(laid.notebook.cells, laid.roles, laid.names, laid.texts, strict=True):
                    if role in ("solution", "manual") and name not in laid.unanswered:
                        kind: Kind = "code" if cell.cell_type == "code" else "words"
                        texts[kind].append(f"# {name}\n{_written(text, given[name])}")
        except Exception as error:  # whatever somebody handed in, the others are compared
            notes.append((student, f"{type(error).__name__}: {error}"))
        for kind, found in texts.items():
            text = "\n\n".join(found)
            if len(text) > _MOST_TEXT:
                notes.append((student, f"only the first {_MOST_TEXT} characters were compared"))
            answers[kind][student] = text[:_MOST_TEXT]
    return answers, notes


def _written(text: str, released: str) -> str:
    """The lines of an answer that did not stand in its cell before."""
    given = {line.strip() for line in released.splitlines() if line.strip()}
    return "\n".join(line for line in text.splitlines() if line.strip() not in given)


def released(assignment: Assignment, kind: Kind) -> str:
    """All that students got of one kind: nobody copied it from anybody."""
    cells = [cell for base in assignment.bases for cell in base.cells]
    return "\n\n".join(cell.released for cell in cells if (cell.node.cell_type == "code") == (kind == "code"))


def compare(texts: Mapping[str, str], boilerplate: str, kind: Kind) -> list[Pair]:
    """Compare all answers with each other, the most similar pairs first; pairs that share nothing are left out.

    Args:
        texts: The answers of each student.
        boilerplate: What everybody got.
        kind: ``"code"`` is compared token by token, ``"words"`` letter by letter.
    """
    tool = _copydetect()

    def fingerprint(text: str, known: "np.ndarray[Any, Any] | None" = None) -> Any:
        plain = text if kind == "code" else " ".join(text.split())
        # a window of one: every passage counts. A wider one picks passages by Python's hash, which differs from run to run
        return tool.CodeFingerprint(
            "answers.py", NOISE, 1, boilerplate=known, filter=kind == "code", language="python", fp=io.StringIO(plain)
        )

    known = np.unique(np.array(sorted(fingerprint(boilerplate).hashes)))
    prints = {student: fingerprint(text, known) for student, text in texts.items() if text.strip()}
    holders = Counter(number for one in prints.values() for number in one.hashes)
    pairs: list[Pair] = []
    for first, second in itertools.combinations(prints, 2):
        one, other = prints[first], prints[second]
        common = one.hashes & other.hashes
        if not common:
            continue
        _, shares, slices = tool.compare_files(one, other)
        shares = (min(1.0, float(shares[0])), min(1.0, float(shares[1])))
        shown = ("", "")
        if max(shares) >= SHOWN_FROM:
            marked = [
                tool.utils.highlight_overlap(file.raw_code, places, "<mark>", "</mark>", escape_html=True)[0]
                for file, places in zip((one, other), slices, strict=True)
            ]
            shown = (marked[0], marked[1])
        alone = sum(holders[number] == 2 for number in common) / len(common)
        pairs.append(Pair((first, second), shares, alone, shown))
    return sorted(pairs, key=lambda pair: (-pair.similarity, -pair.alone, pair.students))


def page(
    assignment: Assignment,
    answers: Mapping[Kind, Mapping[str, str]],
    pairs: Mapping[Kind, Sequence[Pair]],
    notes: Sequence[tuple[str, str]],
) -> str:
    """The page that a person reads."""
    parts = [
        f"<h1>Similar answers: {report.escaped(assignment.name)}</h1>",
        '<p class="warning">A reason to look and to ask, never a proof: short exercises have few right answers, and students may work '
        "together where the course allows it. Nothing here changes a grade.</p>",
        "<p>What students got in the release counts for nobody. <em>Shared</em> is how much of each one's answers the other has too; "
        "<em>by these two alone</em> is how much of that no third hand-in has. Names, comments and spaces in code make no difference.</p>",
    ]
    titles: dict[Kind, str] = {"code": "Code", "words": "Written answers"}
    for kind, title in titles.items():
        count = sum(bool(text.strip()) for text in answers[kind].values())
        every = [pair.similarity for pair in pairs[kind]]
        every += [0.0] * (count * (count - 1) // 2 - len(every))
        parts.append(f"<h2>{title}</h2>")
        if not every:
            parts.append(f"<p>{count} hand-ins with answers: nothing to compare.</p>")
            continue
        parts.append(f"<p>{count} hand-ins, {len(every)} pairs; half of the pairs are below {statistics.median(every):.0%}.</p>")
        parts.append(report.table(("similarity", "pairs", ""), report.distribution(every, 1.0, percent=True), numbers=(1,), raw=(2,)))
        close = [pair for pair in pairs[kind] if pair.similarity >= SHOWN_FROM]
        rows = [
            (*pair.students, f"{pair.shares[0]:.0%}", f"{pair.shares[1]:.0%}", f"{pair.alone:.0%}", f'<a href="#{kind}-{number}">look</a>')
            for number, pair in enumerate(close[:_MOST_SHOWN])
        ]
        head = ("one", "other", "shared, of one", "shared, of other", "by these two alone", "")
        parts.append(report.table(head, rows, numbers=(2, 3, 4), raw=(5,)) if rows else f"<p>No pair of {SHOWN_FROM:.0%} or more.</p>")
        if len(close) > _MOST_SHOWN:
            parts.append(f"<p>And {len(close) - _MOST_SHOWN} more.</p>")
        for number, pair in enumerate(close[:_MOST_SHOWN]):
            one, other = (report.escaped(student) for student in pair.students)
            parts.append(f'<h3 id="{kind}-{number}">{one} and {other}: {pair.similarity:.0%}</h3>')
            columns = "".join(f"<td><code>{shown}</code></td>" for shown in pair.shown)
            parts.append(f"<table><tr><th>{one}</th><th>{other}</th></tr><tr>{columns}</tr></table>")
    if notes:
        parts.append("<h2>Not, or not fully, compared</h2>" + report.table(("student", "why"), notes))
    return report.document(f"Similar answers: {assignment.name}", parts)
