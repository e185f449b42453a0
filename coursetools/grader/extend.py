"""``python -m coursetools extend STUDENT PART DATE``: more time for one student."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from nbgrader.api import Gradebook, MissingEntry

from coursetools.grader import late
from coursetools.grader.course import Course
from coursetools.grader.store import Store
from coursetools.paths import CourseError


def run(course_folder: Path, student: str | None, name: str | None, date: str) -> int:
    """``extend STUDENT PART DATE``; without arguments, list what was given. Returns the exit status."""
    course = Course(course_folder)
    extensions = late.Extensions(course)
    if student is None:
        for assignment, one, until in extensions.all():
            print(f"{one} has until {late.shown(until, course)} for {assignment}")
        if not extensions.all():
            print("no extensions: extend STUDENT PART DATE gives one")
        return 0
    if name is None or not date:
        raise CourseError("expected: extend STUDENT PART DATE, for example: extend ada 4.4 2026-12-01")
    course.assignment(name)
    course.refuse_unknown([student], course.everybody(), "is in this course")
    until = None if date == late.TAKE_BACK else late.read_date(date, course)
    late.plugin(course)
    with course.only_one():
        due, handed_in = _due(course, name, student)
        if until is not None and due is not None and until <= due:
            raise CourseError(
                f"{late.shown(until, course)} is no later than the due date of {name}, {late.shown(due, course)}. Nothing was changed"
            )
        store = Store(course)
        before = extensions.find(name, student)
        standing = store.standings(name).get(student) if handed_in else None
        extensions.write(name, student, until)
        if until is None:
            _take_back(course, name, student)
        now = Store(course).standings(name).get(student) if handed_in else None
    earlier = f" (before: {late.shown(before, course)})" if before is not None else ""
    if until is None:
        print(f"{student} has no extension for {name} any more{earlier}")
    else:
        longer = f", {late.span((until - due).total_seconds())} after it is due" if due is not None else ""
        print(f"{student} has until {late.shown(until, course)} for {name}{longer}{earlier}")
    if due is None:
        print(f'{name} has no due date yet: nbgrader db assignment add "{name}" --duedate "2026-12-01 12:00 UTC" sets one')
    if standing is not None and now is not None:
        print(f"points of {student}: {now.points:g} (before: {standing.points:g}){f'; {now.words()}' if now.words() else ''}")
    return 0


def _due(course: Course, name: str, student: str) -> tuple[datetime | None, bool]:
    """When an assignment is due, and whether the gradebook has this student's hand-in."""
    with course.gradebook() as gradebook:
        try:
            due = cast("datetime | None", gradebook.find_assignment(name).duedate)
        except MissingEntry:
            return None, False
        return due and due.replace(tzinfo=UTC), _submission(gradebook, name, student) is not None


def _take_back(course: Course, name: str, student: str) -> None:
    with course.gradebook() as gradebook:
        submission = _submission(gradebook, name, student)
        if submission is not None:
            submission.extension = None
            gradebook.db.commit()


def _submission(gradebook: Gradebook, name: str, student: str) -> Any:
    try:
        return gradebook.find_submission(name, student)
    except MissingEntry:
        return None
