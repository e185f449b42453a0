"""Late hand-ins: what being late costs, and more time for single students. Due dates, extensions and the hook are nbgrader's own.

An extension is a date, so it stays where it is when the due date moves. It can be given before anything was handed in, which nbgrader's
gradebook cannot hold; therefore all of them stand in ``grading/extensions.jsonl``, a line for each that was ever given, and every run
puts those that hold into the gradebook.
"""

import json
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from dateutil.tz import gettz
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float

from coursetools.grader.course import Course
from coursetools.paths import CourseError

_DAY = 86_400
TAKE_BACK = "none"
"""In place of a date: the due date holds again."""


class PerDay(LateSubmissionPlugin):
    """Takes off a share of a notebook's points for each day that has begun since it was due.

    In ``nbgrader_config.py``::

        c.AssignLatePenalties.plugin_class = "coursetools.grader.late.PerDay"
        c.PerDay.percent = 10
    """

    percent = Float(10.0, min=0.0, max=100.0, help="Percent of the points for each day that has begun.").tag(config=True)
    most = Float(100.0, min=0.0, max=100.0, help="Percent of the points that being late can cost.").tag(config=True)
    grace_minutes = Float(0.0, min=0.0, help="Minutes after the due date that cost nothing; past them all days count.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points that are taken off, or None for none."""
        del student_id
        if total_seconds_late <= 60 * self.grace_minutes:
            return None
        days = math.ceil(total_seconds_late / _DAY)
        return score * min(self.most, self.percent * days) / 100


@dataclass(frozen=True)
class Standing:
    """What the gradebook says of a hand-in: the points that ``grades.csv`` shows, and how late it is."""

    points: float
    penalty: float = 0.0
    seconds_late: float = 0.0
    timestamp: datetime | None = None
    """When it was handed in, in UTC."""
    due: datetime | None = None
    """When it was due for everybody, in UTC."""
    until: datetime | None = None
    """When it was due for this student, in UTC."""

    def words(self) -> str:
        """What the table says of being late; empty where there is nothing to say."""
        if self.due is not None and self.timestamp is None:
            return "no timestamp.txt says when it was handed in: taken as in time"
        if not self.seconds_late:
            return ""
        return f"{span(self.seconds_late)} late: {f'{self.penalty:g} points' if self.penalty else 'nothing'} off"


def plugin(course: Course) -> tuple[AssignLatePenalties, Any]:
    """The step of nbgrader's that gives penalties, and the plugin that ``nbgrader_config.py`` names.

    Raises:
        CourseError: There is no such plugin.
    """
    try:
        step = AssignLatePenalties(config=course.config)
        step.init_plugin()
    except Exception as error:  # of whatever kind: it is the instructor's own class
        named = course.config.get("AssignLatePenalties", {}).get("plugin_class", "")
        raise CourseError(
            f"nbgrader_config.py names {named!r} for c.AssignLatePenalties.plugin_class, which cannot be used ({error}). Expected: a class "
            "that can be imported, for example coursetools.grader.late.PerDay"
        ) from None
    return step, step.plugin_inst


def span(seconds: float) -> str:
    """A length of time for people: its two largest units, so far as they count."""
    minutes = max(1, round(abs(seconds) / 60))
    pieces = [(minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]
    return " ".join([f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in pieces if count][:2])


def zone(course: Course) -> tzinfo:
    """The time zone in which dates are given and shown: formgrader's, else the exchange's, else UTC."""
    for section in ("NbGraderAPI", "Exchange"):
        name = course.config.get(section, {}).get("timezone")
        if name:
            found = gettz(str(name))
            if found is None:
                raise CourseError(
                    f"nbgrader_config.py sets c.{section}.timezone to {name!r}, which is no time zone. Expected: Europe/Berlin"
                )
            return found
    return UTC


def read_date(text: str, course: Course) -> datetime:
    """A date, with or without a time, in UTC. Without one the whole day is meant.

    Raises:
        CourseError: It is none.
    """
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        raise CourseError(
            f"{text!r} is no date. Expected: 2026-12-01 (the whole day), '2026-12-01 18:00' or 2026-12-01T18:00+01:00; or {TAKE_BACK}, "
            "which takes an extension back"
        ) from None
    if len(text) <= len("2026-12-01"):
        date = datetime.combine(date, time(23, 59, 59))
    return (date if date.tzinfo else date.replace(tzinfo=zone(course))).astimezone(UTC)


def shown(date: datetime, course: Course) -> str:
    """A date in UTC as people of this course read it."""
    return date.replace(tzinfo=date.tzinfo or UTC).astimezone(zone(course)).strftime("%Y-%m-%d %H:%M %Z")


class Extensions:
    """The dates until which single students have time."""

    def __init__(self, course: Course) -> None:
        self._file = course.records / "extensions.jsonl"
        self._until: dict[tuple[str, str], datetime] = {}
        for line in self._lines():
            key = str(line["assignment"]), str(line["student"])
            self._until.pop(key, None)
            if line["until"] is not None:
                self._until[key] = datetime.fromisoformat(line["until"])

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self._file.exists():
            return
        for number, text in enumerate(self._file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                line = json.loads(text)
                str(line["assignment"]), str(line["student"]), line["until"] and datetime.fromisoformat(line["until"])
            except (ValueError, KeyError, TypeError):
                raise CourseError(f"line {number} of {self._file} cannot be read: {text[:80]!r}. Mend it or take it out") from None
            yield line

    def all(self) -> list[tuple[str, str, datetime]]:
        """Assignment, student, date; in order."""
        return sorted((assignment, student, until) for (assignment, student), until in self._until.items())

    def find(self, assignment: str, student: str) -> datetime | None:
        """Until when a student has time, in UTC; None where the due date holds."""
        return self._until.get((assignment, student))

    def write(self, assignment: str, student: str, until: datetime | None) -> None:
        """Add a line; those before it stay."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "assignment": assignment, "student": student}
        text = json.dumps(line | {"until": until and until.isoformat()}) + "\n"
        with self._file.open("a", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self._until.pop((assignment, student), None)
        if until is not None:
            self._until[assignment, student] = until

    def apply(self, submission: Any) -> None:
        """Put a hand-in's extension into the gradebook, as the length of time that nbgrader keeps there."""
        until, due = self.find(str(submission.assignment.name), str(submission.student.id)), submission.assignment.duedate
        if until is not None:
            longer = until.replace(tzinfo=None) - due if due is not None else timedelta()
            submission.extension = longer if longer > timedelta() else None


def seconds_late(submission: Any) -> float:
    """How late a hand-in is; nbgrader's own count fails where there is an extension and no due date."""
    return float(submission.total_seconds_late) if submission.assignment.duedate is not None else 0.0
