"""What the instructor sees after a run: a page in HTML, and a CSV by nbgrader's exporter."""

import html
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.plugins.export import CsvExportPlugin

from coursetools.grader.course import Assignment, Course
from coursetools.grader.store import Record, Store

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; } th, td { padding: 0.25rem 0.75rem; text-align: left; vertical-align: top; }
th { border-bottom: 2px solid #888; } tr:nth-child(even) { background: #f4f4f4; } td.number { text-align: right; }
.bar { background: #3b6ea8; height: 1rem; display: inline-block; } .warning { background: #fff1c2; padding: 0.5rem 1rem; }
code { white-space: pre-wrap; overflow-wrap: anywhere; }
"""


def write(course: Course, store: Store, assignments: Sequence[Assignment], *, warn_no_box: bool = False) -> list[Path]:
    """Write the page of each assignment, and the CSV of the course."""
    written: list[Path] = []
    for assignment in assignments:
        handed_in = course.students(assignment.name)
        records = [record for student in handed_in if (record := store.last(assignment.name, student)) is not None]
        path = course.records / f"report-{assignment.name}.html"
        path.write_text(page(assignment, records, handed_in, warn_no_box=warn_no_box), encoding="utf-8")
        written.append(path)
    table = course.records / "grades.csv"
    with course.gradebook() as gradebook:
        exporter = CsvExportPlugin(config=course.config)
        exporter.to = str(table)
        exporter.export(gradebook)
    return [*written, table]


def page(assignment: Assignment, records: Sequence[Record], handed_in: Sequence[str], *, warn_no_box: bool = False) -> str:
    """The report of one assignment."""
    read = [record for record in records if not _problems(record)]
    scores = [sum(float(notebook["score"]) for notebook in record["notebooks"].values()) for record in read]
    most = sum(base.max_score for base in assignment.bases)
    boxes = Counter(notebook["box"] or "not run" for record in records for notebook in record["notebooks"].values())
    parts = [
        f"<h1>{_text(assignment.name)}</h1>",
        f"<p>{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {len(records)} of {len(handed_in)} hand-ins graded.</p>",
    ]
    if warn_no_box or boxes.get("no box"):
        parts.append('<p class="warning">Graded without a box (--no-box): hand-ins ran with all the rights of whoever graded.</p>')
    parts.append(f"<p>Kept apart by: {_text(', '.join(f'{kind} ({count})' for kind, count in boxes.items()))}.</p>")
    if scores:
        parts.append(
            f"<p>Mean {statistics.mean(scores):.2f}, median {statistics.median(scores):g}, of {most:g} points, "
            "without what a person gives.</p>"
        )
        parts.append("<h2>Points</h2>" + _table(("points", "hand-ins", ""), _distribution(scores, most), numbers=(1,), raw=(2,)))
    parts.append("<h2>Tests</h2>" + _table(("test", "points", "passed", "most frequent failure"), _tests(read), numbers=(1, 2)))
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
        parts.append(_table(("student", "test", "evidence"), waiting))
    flagged = [(record["student"], flag) for record in records for notebook in record["notebooks"].values() for flag in notebook["flags"]]
    parts.append("<h2>Flags</h2>" + (_table(("student", "why"), flagged) if flagged else "<p>None.</p>"))
    unread = [(record["student"], "; ".join(_problems(record))) for record in records if _problems(record)]
    unread += [
        (student, "not graded yet: see the table that grading printed")
        for student in handed_in
        if student not in {r["student"] for r in records}
    ]
    parts.append("<h2>Could not be read or graded</h2>" + (_table(("student", "why"), unread) if unread else "<p>None.</p>"))
    notes = [
        (record["student"], note)
        for record in records
        for note in [*record["notes"], *(n for nb in record["notebooks"].values() for n in nb["notes"])]
    ]
    parts.append("<h2>Notes</h2>" + (_table(("student", "note"), notes) if notes else "<p>None.</p>"))
    body = "\n".join(parts)
    head = f'<meta charset="utf-8"><title>{_text(assignment.name)}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _problems(record: Record) -> list[str]:
    return [notebook["problem"] for notebook in record["notebooks"].values() if notebook["problem"]]


def _distribution(scores: Sequence[float], most: float) -> list[tuple[str, str, str]]:
    bins = 10
    width = (most or 1.0) / bins
    counts = Counter(min(int(score / width), bins - 1) for score in scores)
    largest = max(counts.values())
    return [
        (
            f"{n * width:g} to {(n + 1) * width:g}",
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


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Sequence[int] = (), raw: Sequence[int] = ()) -> str:
    def cell(column: int, text: str) -> str:
        kind = ' class="number"' if column in numbers else ""
        return f"<td{kind}>{text if column in raw else _text(text)}</td>"

    body = "\n".join("<tr>" + "".join(cell(column, text) for column, text in enumerate(row)) + "</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{_text(text)}</th>' for text in head)}</tr>\n{body}</table>"


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
