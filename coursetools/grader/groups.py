"""Group hand-ins: one of a group hands in, and all of it get the grade. ``groups.csv`` in the course folder says who works together.

A line for each student, in columns ``assignment``, ``group`` and ``student``; without the first, or where it is empty, for all assignments.
"""

import csv
import difflib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from coursetools.grader import handin
from coursetools.grader.course import Course
from coursetools.paths import CourseError

FILE = "groups.csv"
_COLUMNS = ("group", "student")


class Groups:
    """Who works together."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._groups: dict[str, dict[str, list[str]]] = {}
        """By assignment (empty for all) and the group's name."""
        path = course.root / FILE
        if path.is_file():
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            with path.open(newline="", encoding="utf-8-sig") as file:
                table = csv.DictReader(file)
                columns = table.fieldnames or []
                lines = [(table.line_num, {name: (line.get(name) or "").strip() for name in ("assignment", *_COLUMNS)}) for line in table]
        except (UnicodeDecodeError, csv.Error) as error:
            raise CourseError(f"{path} cannot be read ({error}): expected a table in UTF-8 with commas") from None
        missing = [name for name in _COLUMNS if name not in columns]
        if missing:
            raise CourseError(
                f"{path} has the columns {', '.join(columns) or 'none'}; expected in its first line: assignment,group,student (without the "
                "first one a group is one for all assignments)"
            )
        known, everybody = self._course.assignments(), self._course.everybody()
        seen: dict[tuple[str, str], str] = {}
        for number, line in lines:
            where = f"line {number} of {path.name}"
            name, group, student = line["assignment"], line["group"], line["student"]
            if not any((name, group, student)):
                continue
            if not group or not student:
                raise CourseError(f"{where} has no {'student' if group else 'group'}: expected assignment,group,student")
            if name and name not in known:
                meant = difflib.get_close_matches(name, known, n=3)
                hint = f"Did you mean {' or '.join(meant)}?" if meant else f"Assignments of this course: {', '.join(known)}"
                raise CourseError(f"{where} names the assignment {name!r}, and there is none. {hint}")
            try:
                self._course.refuse_unknown([student], everybody, "is in this course")
            except CourseError as error:
                raise CourseError(f"{where}: {error}") from None
            earlier = seen.setdefault((name, student), group)
            if earlier != group:
                raise CourseError(f"{where} puts {student} into {group}, and a line above into {earlier}: one group for each assignment")
            members = self._groups.setdefault(name, {}).setdefault(group, [])
            if student not in members:
                members.append(student)

    def of(self, assignment: str) -> dict[str, list[str]]:
        """The groups of an assignment, by name: its own where it has any, else those for all."""
        return self._groups.get(assignment) or self._groups.get("", {})

    def together(self, assignment: str, one: str, other: str) -> bool:
        """Whether two students are of one group."""
        return any(one in members and other in members for members in self.of(assignment).values())

    def shared(self, assignment: str) -> tuple[dict[str, str], dict[str, str]]:
        """Whose hand-in counts for those of a group who handed nothing in.

        Returns:
            For each of them who handed in; and for those where that is not clear, the reason in words.
        """
        handed_in = set(self._course.students(assignment))
        whose: dict[str, str] = {}
        unclear: dict[str, str] = {}
        for group, members in self.of(assignment).items():
            there = [student for student in members if student in handed_in]
            others = [student for student in members if student not in handed_in]
            if not there or not others:
                continue
            if len(there) == 1 or all(self._content(assignment, one) == self._content(assignment, there[0]) for one in there[1:]):
                whose |= dict.fromkeys(others, there[0])
            else:
                words = (
                    f"{' and '.join(there)} of the group {group} handed in different notebooks: keep the one that counts in "
                    f"{self._course.directory.submitted_directory}/, or give {' and '.join(others)} a copy of it"
                )
                unclear |= dict.fromkeys(others, words)
        return whose, unclear

    @cache  # noqa: B019 # lives as long as one command
    def _content(self, assignment: str, student: str) -> object:
        """What a hand-in says, its time apart."""
        course = self._course
        names = [base.name for base in course.assignment(assignment).bases]
        folder = course.folder(str(course.directory.submitted_directory), student, assignment)
        read = handin.read(folder, student, assignment, names, most_bytes=course.settings.handin_mb << 20)
        return read.notebooks, read.files


class ByPerson:
    """Carries what a person gave the one who handed in to the others of the group.

    Whoever was given something else by a person keeps that. ``grading/groups.json`` says what was carried over last, to tell the two apart.
    """

    def __init__(self, course: Course) -> None:
        self._file = course.records / "groups.json"
        self._changed = False
        self._carried: dict[str, dict[str, dict[str, list[Any]]]] = {}
        if self._file.exists():
            try:
                self._carried = json.loads(self._file.read_text(encoding="utf-8"))
            except ValueError:
                raise CourseError(f"{self._file} cannot be read: remove it (what a person gave stays as it is)") from None

    def carry(self, assignment: str, submissions: Mapping[str, Any], whose: Mapping[str, str]) -> None:
        """Bring the grades and comments of one assignment up to date, in the gradebook that is open.

        Args:
            assignment: Its name.
            submissions: nbgrader's, by student.
            whose: For each student without a hand-in of their own, who handed in.
        """
        before = self._carried.get(assignment, {})
        now: dict[str, dict[str, list[Any]]] = {}
        for student, owner in whose.items():
            if student in submissions and owner in submissions:
                now[student] = _carry(_parts(submissions[student]), _parts(submissions[owner]), before.get(student, {}))
        for student in before.keys() - now.keys():  # no longer of a group, or with a hand-in of their own
            for name, part in _parts(submissions[student]).items() if student in submissions else ():
                if name in before[student] and _waits(part):
                    part.needs_manual_grade = True
        self._changed = now != before
        self._carried[assignment] = now

    def remember(self) -> None:
        """Write down what was carried over, once the gradebook has it."""
        if self._changed:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            partial = self._file.with_suffix(".partial")
            partial.write_text(json.dumps(self._carried), encoding="utf-8")
            partial.replace(self._file)


def _parts(submission: Any) -> dict[str, Any]:
    """Grades and comments of a hand-in, by notebook, kind and cell."""
    found: dict[str, Any] = {}
    for notebook in submission.notebooks:
        found |= {f"{notebook.name}/grade/{grade.name}": grade for grade in notebook.grades}
        found |= {f"{notebook.name}/comment/{comment.name}": comment for comment in notebook.comments}
    return found


def _values(part: Any) -> list[Any]:
    return [part.manual_score, part.extra_credit] if hasattr(part, "manual_score") else [part.manual_comment]


def _waits(part: Any) -> bool:
    """Whether only a person can give the points, and none did."""
    return hasattr(part, "manual_score") and part.manual_score is None and part.auto_score is None


def _carry(mine: Mapping[str, Any], theirs: Mapping[str, Any], before: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    carried: dict[str, list[Any]] = {}
    for name, part in mine.items():
        if name not in theirs:
            continue
        old = before.get(name, [None] * len(_values(part)))
        if _values(part) != list(old):
            carried[name] = list(old)  # a person gave this student something else
            continue
        carried[name] = _values(theirs[name])
        if hasattr(part, "manual_score"):
            part.manual_score, part.extra_credit = carried[name]
            part.needs_manual_grade = False  # the one who handed in waits, and once is enough
        else:
            (part.manual_comment,) = carried[name]
    return carried
