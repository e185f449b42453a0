"""What the instructor sees after a run: a page in HTML, and a table of all grades."""

import html
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coursetools.grader import export, items, late
from coursetools.grader.course import Assignment, Course
from coursetools.grader.groups import Groups
from coursetools.grader.late import Standing
from coursetools.grader.store import Record, Store

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; } th, td { padding: 0.25rem 0.75rem; text-align: left; vertical-align: top; }
th { border-bottom: 2px solid #888; } tr:nth-child(even) { background: #f4f4f4; } td.number { text-align: right; }
.bar { background: #3b6ea8; height: 1rem; display: inline-block; } .warning { background: #fff1c2; padding: 0.5rem 1rem; }
code { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


def write(
    course: Course,
    store: Store,
    assignments: Sequence[Assignment],
    standings: Mapping[str, Mapping[str, Standing]],
    *,
    warn_no_box: bool = False,
) -> list[Path]:
    """Write the page of each assignment, and the CSV of the course."""
    written: list[Path] = []
    for assignment in assignments:
        handed_in = course.students(assignment.name)
        records = [record for student in handed_in if (record := store.last(assignment.name, student)) is not None]
        whose, _ = Groups(course).shared(assignment.name)
        path = course.records / f"report-{assignment.name}.html"
        path.write_text(
            page(
                assignment,
                records,
                handed_in,
                _late(course, standings[assignment.name]),
                store.written(assignment.name),
                [(owner, ", ".join(one for one, other in whose.items() if other == owner)) for owner in sorted(set(whose.values()))],
                warn_no_box=warn_no_box,
            ),
            encoding="utf-8",
        )
        written.append(path)
    grades = course.records / "grades.csv"
    with course.gradebook() as gradebook:
        export.Grades(config=course.config, to=str(grades)).export(gradebook)
    return [*written, grades]


def _late(course: Course, standings: Mapping[str, Standing]) -> list[tuple[str, str, str, str]]:
    """Who was late, or has an extension: student, when it came, until when there was time, what it costs."""
    return [
        (
            student,
            late.shown(one.timestamp, course) if one.timestamp is not None else "",
            late.shown(one.until, course) + (", extended" if one.until != one.due else "") if one.until is not None else "",
            one.words() or "in time",
        )
        for student, one in sorted(standings.items())
        if one.words() or one.until != one.due
    ]


def page(
    assignment: Assignment,
    records: Sequence[Record],
    handed_in: Sequence[str],
    late_ones: Sequence[tuple[str, str, str, str]] = (),
    written: Mapping[str, Mapping[str, float]] | None = None,
    in_groups: Sequence[tuple[str, str]] = (),
    *,
    warn_no_box: bool = False,
) -> str:
    """The report of one assignment."""
    read = [record for record in records if not _problems(record)]
    scores = [sum(float(notebook["score"]) for notebook in record["notebooks"].values()) for record in read]
    most = sum(base.max_score for base in assignment.bases)
    boxes = Counter(notebook["box"] or "not run" for record in records for notebook in record["notebooks"].values())
    parts = [
        f"<h1>{escaped(assignment.name)}</h1>",
        f"<p>{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {len(records)} of {len(handed_in)} hand-ins graded.</p>",
    ]
    if warn_no_box or boxes.get("no box"):
        parts.append('<p class="warning">Graded without a box (--no-box): hand-ins ran with all the rights of whoever graded.</p>')
    parts.append(f"<p>Kept apart by: {escaped(', '.join(f'{kind} ({count})' for kind, count in boxes.items()))}.</p>")
    if scores:
        parts.append(
            f"<p>Mean {statistics.mean(scores):.2f}, median {statistics.median(scores):g}, of {most:g} points, "
            "without what a person gives.</p>"
        )
        parts.append("<h2>Points</h2>" + table(("points", "hand-ins", ""), distribution(scores, most), numbers=(1,), raw=(2,)))
    parts += _exercises(assignment, read, written or {})
    parts.append("<h2>Tests</h2>" + table(("test", "points", "passed", "most frequent failure"), _tests(read), numbers=(1, 2)))
    waiting = [
        (record["student"], test["name"], "; ".join(test["evidence"]))
        for record in records
        for notebook in record["notebooks"].values()
        for test in notebook["tests"]
        if test["withheld"]
    ]
    if waiting:
        parts.append(
            "<h2>Points that wait for a person</h2><p>Look at the cells, and give the points in formgrader, or leave them at none.</p>"
        )
        parts.append(table(("student", "test", "evidence"), waiting))
    if in_groups:
        parts.append("<h2>Group hand-ins</h2>" + table(("handed in", "and these get the grade"), in_groups))
    if late_ones:
        parts.append("<h2>Late, or extended</h2>" + table(("student", "handed in", "due", "what that costs"), late_ones))
    flagged = [(record["student"], flag) for record in records for notebook in record["notebooks"].values() for flag in notebook["flags"]]
    parts.append("<h2>Flags</h2>" + (table(("student", "why"), flagged) if flagged else "<p>None.</p>"))
    unread = [(record["student"], "; ".join(_problems(record))) for record in records if _problems(record)]
    unread += [
        (student, "not graded yet: see the table that grading printed")
        for student in handed_in
        if student not in {r["student"] for r in records}
    ]
    parts.append("<h2>Could not be read or graded</h2>" + (table(("student", "why"), unread) if unread else "<p>None.</p>"))
    notes = [
        (record["student"], note)
        for record in records
        for note in [*record["notes"], *(n for nb in record["notebooks"].values() for n in nb["notes"])]
    ]
    parts.append("<h2>Notes</h2>" + (table(("student", "note"), notes) if notes else "<p>None.</p>"))
    return document(assignment.name, parts)


def document(title: str, parts: Sequence[str]) -> str:
    """A page of some parts, in the reports' style."""
    body = "\n".join(parts)
    head = f'<meta charset="utf-8"><title>{escaped(title)}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _exercises(assignment: Assignment, records: Sequence[Record], written: Mapping[str, Mapping[str, float]]) -> list[str]:
    """How hard each exercise was, how well it discriminates, and the most frequent mistakes."""

    def number(value: float | None, form: str = ".2f") -> str:
        return "–" if value is None else format(value, form)

    rows = [
        (one.name, f"{one.points:g}", str(one.count), number(one.difficulty), number(one.blank, ".0%"), number(one.discrimination))
        for one in items.items(assignment, records, written)
    ]
    head = ("exercise", "points", "hand-ins", "difficulty", "left blank", "discrimination")
    parts = [
        "<h2>Exercises</h2><p>Difficulty is the mean share of an exercise's points: 1.00 is easiest. Discrimination is the correlation of "
        "that share with the points in the other exercises, from "
        f"{items.LEAST} hand-ins on: below 0.2 an exercise hardly tells strong hand-ins from weak ones, and below 0 its tests deserve a "
        "look. A written answer counts once a person gave its points.</p>" + table(head, rows, numbers=(1, 2, 3, 4, 5))
    ]
    common = [(one.exercise, str(one.count), one.words) for one in items.mistakes(assignment, records)]
    if common:
        parts.append("<h2>Most frequent mistakes</h2>" + table(("exercise", "hand-ins", "what the test said"), common, numbers=(1,)))
    return parts


def _problems(record: Record) -> list[str]:
    return [notebook["problem"] for notebook in record["notebooks"].values() if notebook["problem"]]


def distribution(scores: Sequence[float], most: float, *, percent: bool = False) -> list[tuple[str, str, str]]:
    """Rows of a histogram: from where to where, how many, and a bar."""
    bins = 10
    form = ".0%" if percent else "g"
    width = (most or 1.0) / bins
    counts = Counter(min(int(score / width), bins - 1) for score in scores)
    largest = max(counts.values())
    return [
        (
            f"{n * width:{form}} to {(n + 1) * width:{form}}",
            str(counts[n]),
            f'<span class="bar" style="width: {20 * counts[n] / largest:.2f}rem"></span>',
        )
        for n in range(bins)
    ]


def _tests(records: Sequence[Record]) -> list[tuple[str, str, str, str]]:
    tests: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        for notebook in record["notebooks"].values():
            for test in notebook["tests"]:
                tests.setdefault(test["name"], []).append(test)
    rows: list[tuple[str, str, str, str]] = []
    for name, results in tests.items():
        passed = sum(test["passed"] for test in results)
        words = Counter(test["message"].strip() for test in results if not test["passed"] and test["message"].strip())
        common = f"{words.most_common(1)[0][1]} times: {words.most_common(1)[0][0][:400]}" if words else ""
        rows.append((name, f"{results[0]['points']:g}", f"{100 * passed / len(results):.0f} %", common))
    return rows


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), raw: Sequence[int] = ()) -> str:
    """A table of texts: columns of numbers stand to the right, raw ones are HTML already."""

    def cell(column: int, text: str) -> str:
        kind = ' class="number"' if column in numbers else ""
        return f"<td{kind}>{text if column in raw else escaped(text)}</td>"

    body = "\n".join("<tr>" + "".join(cell(column, text) for column, text in enumerate(row)) + "</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{escaped(text)}</th>' for text in head)}</tr>\n{body}</table>"


def escaped(text: str) -> str:
    """Text as HTML."""
    return html.escape(text).replace("\n", "<br>")
