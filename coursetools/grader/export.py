"""Grades as tables: all that nbgrader's own export has, and what Canvas and Moodle import.

Each is a plugin of ``nbgrader export`` too: ``nbgrader export --exporter coursetools.grader.export.Canvas --to canvas.csv``. The columns
are those that the importers look for: Canvas's ``lib/gradebook_importer.rb``, Moodle's ``grade/import/csv/classes/load_data.php``.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin, ExportPlugin
from traitlets import Enum

from coursetools.grader import late
from coursetools.grader.course import Course
from coursetools.grader.store import Store
from coursetools.paths import CourseError

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would compute."""
_NOT_FOR_CANVAS = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)|\s\(\d+\)$")
"""Names that Canvas takes for columns of its own, or for another assignment by its number."""
_MOODLES_MOST = 100

Row = dict[str, Any]


def rows(gradebook: Gradebook, assignments: Sequence[str] = (), students: Sequence[str] = ()) -> Iterator[Row]:
    """What nbgrader exports of each assignment and each student; who handed nothing in has no points.

    Args:
        gradebook: The gradebook.
        assignments: Names of those that are wanted; all where none is given.
        students: The same.
    """
    for assignment in gradebook.assignments:
        if assignments and assignment.name not in assignments:
            continue
        handed_in: dict[str, Any] = {str(one.student.id): one for one in gradebook.assignment_submissions(assignment.name)}
        for student in gradebook.students:
            if students and student.id not in students:
                continue
            one = handed_in.get(str(student.id))
            score, penalty = (float(one.score), float(one.late_submission_penalty)) if one is not None else (0.0, 0.0)
            yield {
                "assignment": assignment.name,
                "duedate": assignment.duedate,
                "timestamp": one.timestamp if one is not None else None,
                "student_id": student.id,
                "last_name": student.last_name,
                "first_name": student.first_name,
                "email": student.email,
                "raw_score": score,
                "late_submission_penalty": penalty,
                "score": max(0.0, score - penalty),
                "max_score": assignment.max_score,
                "lms_user_id": student.lms_user_id,
                "waits": one is not None and bool(one.needs_manual_grade),
            }


def cell(value: object) -> str:
    """A cell that says what it says in every program: numbers in full, no line breaks, and nothing that a spreadsheet would compute."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return format(Decimal(repr(value)), "f")
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write(path: Path, lines: Sequence[Sequence[object]]) -> None:
    """A table in UTF-8, whole or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([cell(value) for value in line] for line in lines)
    partial.replace(path)


class Grades(CsvExportPlugin):
    """The table that nbgrader writes, for names with commas and worse in them too."""

    columns: ClassVar[tuple[str, ...]] = (
        *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
        *("raw_score", "late_submission_penalty", "score", "max_score"),
    )

    def export(self, gradebook: Gradebook) -> None:
        """Write it."""
        found = rows(gradebook, self.assignment, self.student)
        _write(Path(self.to or "grades.csv"), [self.columns, *([row[name] for name in self.columns] for row in found)])


class _ForOthers(ExportPlugin):
    """A row for each student, a column for each assignment."""

    file: ClassVar[str]
    by: Any
    sources: ClassVar[dict[str, str]]
    """For each way to name a student the field of the gradebook that does it."""

    def export(self, gradebook: Gradebook) -> None:
        """Write it; what a person should know goes to nbgrader's log."""
        for words in self.write(gradebook):
            self.log.warning(words)

    def write(self, gradebook: Gradebook) -> list[str]:
        """Write it, and return what a person should know.

        Raises:
            CourseError: Somebody's name in the other program is not known, or nobody has a grade.
        """
        found = list(rows(gradebook, self.assignment, self.student))
        if not found:
            raise CourseError("the gradebook has no grades to export: grade something first")
        people = {str(row["student_id"]): row for row in found}
        source = self.sources[self.by]
        nameless = [student for student, row in people.items() if not str(row[source] or "").strip()]
        if nameless:
            raise CourseError(
                f"{len(nameless)} students have no {source} in the gradebook, by which they would be found: {', '.join(nameless[:10])}. "
                "In formgrader, Manage Students adds it; --by chooses another way"
            )
        names = list(dict.fromkeys(str(row["assignment"]) for row in found))
        most = {row["assignment"]: float(row["max_score"]) for row in found}
        points: dict[str, dict[str, float]] = {}
        for row in found:
            points.setdefault(str(row["student_id"]), {})[str(row["assignment"])] = row["score"]
        lines = self.head(names, most)
        lines += [[*self.person(row, row[source]), *(points[student][name] for name in names)] for student, row in people.items()]
        _write(Path(self.to or self.file), lines)
        waiting = sum(row["waits"] for row in found)
        words = [f"the points of {waiting} hand-ins wait for a person, and count as none until then"] if waiting else []
        guarded = [student for student, row in people.items() if cell(row[source]) != str(row[source])]
        if guarded:
            words.append(
                f"{', '.join(guarded)}: would be computed by a spreadsheet or broken in two, so it was changed and will not be found"
            )
        return words + self.doubts(names, most)

    def head(self, names: Sequence[str], most: dict[str, float]) -> list[list[object]]:
        """The lines above the students'."""
        raise NotImplementedError

    def person(self, row: Row, named: object) -> list[object]:
        """The cells that say who it is."""
        raise NotImplementedError

    def doubts(self, names: Sequence[str], most: dict[str, float]) -> list[str]:
        """What the other program may do that nobody wants."""
        raise NotImplementedError


class Canvas(_ForOthers):
    """For Canvas: Grades, Import. An assignment of the same name gets the points; where there is none, Canvas asks, and makes one."""

    file = "canvas.csv"
    by = Enum(("login", "sis", "email", "id"), "login", help="what nbgrader's student id, e-mail or LMS id is in Canvas").tag(config=True)
    sources: ClassVar[dict[str, str]] = {"login": "student_id", "sis": "student_id", "email": "email", "id": "lms_user_id"}

    def head(self, names: Sequence[str], most: dict[str, float]) -> list[list[object]]:
        """The columns, and the points that can be had."""
        return [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names],
            ["Points Possible", "", "", "", "", *(most[name] for name in names)],
        ]

    def person(self, row: Row, named: object) -> list[object]:
        """Canvas looks for a student by its own number, then by the id and the login of the school, then by name."""
        name = ", ".join(filter(None, (row["last_name"], row["first_name"]))) or row["student_id"]
        if "Points Possible" in name:  # the line of that name is the one above
            name = row["student_id"]
        return [name, *(named if self.by in ways else "" for ways in (("id",), ("sis",), ("login", "email"))), ""]

    def doubts(self, names: Sequence[str], most: dict[str, float]) -> list[str]:
        """Names of assignments that Canvas understands in another way."""
        del most
        return [f"Canvas takes the name {name!r} for something else: rename the column" for name in names if _NOT_FOR_CANVAS.search(name)]


class Moodle(_ForOthers):
    """For Moodle: Grades, Import, CSV file. There the first column is mapped to the user, and each other one to a grade item."""

    file = "moodle.csv"
    by = Enum(("username", "idnumber", "email", "userid"), "username", help="what names a student in Moodle").tag(config=True)
    sources: ClassVar[dict[str, str]] = {"username": "student_id", "idnumber": "student_id", "email": "email", "userid": "lms_user_id"}
    titles: ClassVar[dict[str, str]] = {"username": "Username", "idnumber": "ID number", "email": "Email address", "userid": "User ID"}

    def head(self, names: Sequence[str], most: dict[str, float]) -> list[list[object]]:
        """The columns."""
        del most
        return [[self.titles[self.by], "First name", "Last name", *names]]

    def person(self, row: Row, named: object) -> list[object]:
        """One way to find a student and no other: where it is blank, Moodle gives the points to the student of the line before."""
        return [named, row["first_name"], row["last_name"]]

    def doubts(self, names: Sequence[str], most: dict[str, float]) -> list[str]:
        """Assignments with more points than Moodle takes."""
        return [
            f"{name} has {most[name]:g} points; Moodle refuses the file where somebody has more than {_MOODLES_MOST}, unless its "
            "administrator allows unlimited grades"
            for name in names
            if most[name] > _MOODLES_MOST
        ]


KINDS: dict[str, type[Canvas] | type[Moodle]] = {"canvas": Canvas, "moodle": Moodle}


def run(course_folder: Path, kind: str, names: Sequence[str], *, by: str | None = None) -> int:
    """``export canvas`` and ``export moodle``. Returns the exit status."""
    course = Course(course_folder)
    late.plugin(course)
    ways = list(KINDS[kind].sources)
    if by is not None and by not in ways:
        raise CourseError(f"--by {by}: {kind.capitalize()} does not know students by that. Expected: {', '.join(ways)}")
    with course.only_one():
        with course.gradebook() as gradebook:
            known = [str(assignment.name) for assignment in gradebook.assignments]
        for name in names:
            if name not in known:
                raise CourseError(f"the gradebook has no grades of {name!r}. Known: {', '.join(known) or 'none'}. Grade it first")
        store = Store(course)
        for name in names or known:
            store.standings(name)
        plugin = KINDS[kind](config=course.config, to=str(course.records / KINDS[kind].file), assignment=list(names))
        if by is not None:
            plugin.by = by
        with course.gradebook() as gradebook:
            words = plugin.write(gradebook)
            count = len(gradebook.students)
    for text in words:
        print(f"note: {text}")
    print(f"{count} students, {len(names or known)} assignments: {(course.records / KINDS[kind].file).relative_to(course.root)}")
    return 0
