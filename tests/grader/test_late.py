"""Late hand-ins: due dates, penalties, more time for one student."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coursetools.__main__ import main
from coursetools.grader import box, late, run
from coursetools.grader.course import Course
from coursetools.grader.store import Store
from coursetools.paths import CourseError
from tests.grader.hostile.course import ASSIGNMENT, SmallCourse
from tests.grader.test_store import save

PER_DAY = 'c.AssignLatePenalties.plugin_class = "coursetools.grader.late.PerDay"\n'
A_DAY_AND_A_HALF = "2026-11-22 00:00:00 UTC"
"""Handed in so long after the due date."""


def a_course(root: Path, more_config: str = PER_DAY) -> SmallCourse:
    """A course whose assignment is due on 20 November at noon, and ada's perfect hand-in a day and a half later: 6 points of 8."""
    made = SmallCourse(root, more_config=more_config)
    made.course.register(made.course.assignment(ASSIGNMENT))
    due(made, "2026-11-20 12:00 UTC")
    save(made, "ada", timestamp=A_DAY_AND_A_HALF)
    return made


def due(course: SmallCourse, date: Any) -> None:
    """Set the due date, as formgrader does."""
    with course.course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=date)


def standing(course: SmallCourse, student: str = "ada") -> late.Standing:
    """What a run would say."""
    return Store(course.course).standings(ASSIGNMENT)[student]


def extend(course: SmallCourse, *words: str) -> int:
    """``python -m coursetools extend``."""
    return main(["extend", "--course", str(course.root), *words])


@pytest.mark.parametrize(
    ("config", "penalty"),
    [
        ("", 0.0),
        ('c.LateSubmissionPlugin.penalty_method = "zero"\n', 6.0),
        (PER_DAY, 1.2),
        (PER_DAY + "c.PerDay.percent = 30\nc.PerDay.most = 50\n", 3.0),
        (PER_DAY + "c.PerDay.grace_minutes = 2160\n", 0.0),
        (PER_DAY + "c.PerDay.grace_minutes = 2159\n", 1.2),
    ],
)
def test_what_being_late_costs(tmp_path: Path, config: str, penalty: float) -> None:
    course = a_course(tmp_path, config)
    found = standing(course)
    assert (found.points, found.penalty, found.seconds_late) == (pytest.approx(6 - penalty), pytest.approx(penalty), 1.5 * 86_400)
    assert found.words() == f"1 day 12 hours late: {f'{penalty:g} points' if penalty else 'nothing'} off"


def test_a_plugin_that_is_not_there_is_said_before_anything_is_graded(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path, more_config='c.AssignLatePenalties.plugin_class = "nowhere.Plugin"\n')
    course.submit("ada", course.hand_in())
    with pytest.raises(CourseError, match=r"names 'nowhere\.Plugin' for c\.AssignLatePenalties\.plugin_class, which cannot be used"):
        run.run(course.root, [ASSIGNMENT])
    assert not (course.root / "autograded").exists()


def test_more_time_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = a_course(tmp_path)
    save(course, "ben", timestamp=A_DAY_AND_A_HALF)
    assert standing(course).points == pytest.approx(4.8)
    assert extend(course, "ada", ASSIGNMENT, "2026-11-22") == 0
    assert capsys.readouterr().out.splitlines() == [
        "ada has until 2026-11-22 23:59 UTC for week1, 2 days 12 hours after it is due",
        "points of ada: 6 (before: 4.8)",
    ]
    assert (standing(course).points, standing(course, "ben").points) == (6.0, pytest.approx(4.8))
    assert extend(course, "ada", ASSIGNMENT, "2026-11-21", "12:00") == 0
    assert capsys.readouterr().out.splitlines() == [
        "ada has until 2026-11-21 12:00 UTC for week1, 1 day after it is due (before: 2026-11-22 23:59 UTC)",
        "points of ada: 5.4 (before: 6); 12 hours late: 0.6 points off",
    ]
    assert extend(course) == 0
    assert "ada has until 2026-11-21 12:00 UTC for week1" in capsys.readouterr().out
    assert extend(course, "ada", ASSIGNMENT, "none") == 0
    assert "points of ada: 4.8 (before: 5.4)" in capsys.readouterr().out
    assert extend(course) == 0
    assert "no extensions" in capsys.readouterr().out
    lines = [json.loads(line) for line in (course.root / "grading" / "extensions.jsonl").read_text().splitlines()]
    assert [line["until"] for line in lines] == ["2026-11-22T23:59:59+00:00", "2026-11-21T12:00:00+00:00", None], "all are kept"


def test_more_time_before_anything_was_handed_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = SmallCourse(tmp_path, more_config=PER_DAY)
    with course.course.gradebook() as gradebook:
        gradebook.add_student("ada")
    assert extend(course, "ada", ASSIGNMENT, "2026-11-23") == 0
    assert "week1 has no due date yet: nbgrader db assignment add" in capsys.readouterr().out
    due(course, "2026-11-20 12:00 UTC")
    course.course.register(course.course.assignment(ASSIGNMENT))
    save(course, "ada", timestamp=A_DAY_AND_A_HALF)
    with course.course.gradebook() as gradebook:
        assert gradebook.find_submission(ASSIGNMENT, "ada").total_seconds_late == 0, "nbgrader's own field has it"
    assert standing(course).points == 6.0


def test_an_extension_is_a_date_and_stays_where_it_is(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    assert extend(course, "ada", ASSIGNMENT, "2026-11-22") == 0
    for date, penalty in [("2026-11-18 12:00 UTC", 0.0), ("2026-11-25 12:00 UTC", 0.0), (None, 0.0), ("2026-11-20 12:00 UTC", 0.0)]:
        due(course, date)
        assert standing(course).penalty == penalty
    assert extend(course, "ada", ASSIGNMENT, "none") == 0
    assert standing(course).penalty == pytest.approx(1.2)


def test_an_extension_by_nbgraders_own_means_holds(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    with course.course.gradebook() as gradebook:
        gradebook.grant_extension(ASSIGNMENT, "ada", days=1)
    assert standing(course).penalty == pytest.approx(0.6)
    due(course, None)
    assert standing(course).penalty == 0, "an extension without a due date is no error"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("adda", ASSIGNMENT, "2026-11-22"), "nobody called 'adda' is in this course. Did you mean ada?"),
        (("zoe", ASSIGNMENT, "2026-11-22"), "Somebody new is added by: nbgrader db student add zoe"),
        (("ada", "week2", "2026-11-22"), "there is no assignment 'week2'"),
        (("ada", ASSIGNMENT, "22.11.2026"), "'22.11.2026' is no date. Expected: 2026-12-01"),
        (("ada", ASSIGNMENT, "2026-11-19"), "2026-11-19 23:59 UTC is no later than the due date of week1, 2026-11-20 12:00 UTC"),
        (("ada",), "expected: extend STUDENT PART DATE"),
        (("ada", ASSIGNMENT), "expected: extend STUDENT PART DATE"),
    ],
)
def test_what_was_typed_wrong_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    course = a_course(tmp_path)
    assert extend(course, *words) == 1
    assert said in capsys.readouterr().err
    assert not (course.root / "grading" / "extensions.jsonl").exists()


def test_dates_are_those_of_the_courses_time_zone(tmp_path: Path) -> None:
    course = Course(SmallCourse(tmp_path, more_config='c.Exchange.timezone = "Europe/Berlin"\n').root)
    assert late.read_date("2026-07-01", course) == datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)
    assert late.read_date("2026-12-01 18:00", course) == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    assert late.read_date("2026-12-01T18:00+05:30", course) == datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
    assert late.shown(datetime(2026, 7, 1, 12), course) == "2026-07-01 14:00 CEST"


def test_a_line_of_the_extensions_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    course = a_course(tmp_path)
    (course.root / "grading" / "extensions.jsonl").write_text('{"assignment": "week1"}\n')
    with pytest.raises(CourseError, match=r"line 1 of .*extensions\.jsonl cannot be read"):
        Store(course.course)


@pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
def test_every_run_applies_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table, the report and ``grades.csv`` say the same, whatever changed since the last run."""
    course = SmallCourse(tmp_path, more_config=PER_DAY)
    due(course, "2026-11-20 12:00 UTC")
    for student in ("ada", "ben"):
        (course.submit(student, course.hand_in()) / "timestamp.txt").write_text(A_DAY_AND_A_HALF)
    course.submit("cem", course.hand_in())
    assert run.run(course.root, [ASSIGNMENT]) == 0
    assert extend(course, "ben", ASSIGNMENT, "2026-11-22") == 0
    capsys.readouterr()
    assert run.run(course.root, [ASSIGNMENT]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line[:3] in ("ada", "ben", "cem")}
    assert [rows[name].split()[2] for name in rows] == ["4.8", "6", "6"]
    assert rows["ada"].endswith("as before; 1 day 12 hours late: 1.2 points off")
    assert rows["ben"].endswith("as before")
    assert rows["cem"].endswith("as before; no timestamp.txt says when it was handed in: taken as in time")
    with (course.root / "grading" / "grades.csv").open() as file:
        assert [float(line["score"]) for line in csv.DictReader(file)] == [4.8, 6.0, 6.0]
    page = (course.root / "grading" / f"report-{ASSIGNMENT}.html").read_text()
    assert "2026-11-22 23:59 UTC, extended" in page
    assert "1 day 12 hours late: 1.2 points off" in page
