"""Group hand-ins: one hands in, all of the group get the grade, and what a person gave one student is not taken back."""

import json
from pathlib import Path

import pytest

from coursetools.__main__ import main
from coursetools.grader import box, feedback, run
from coursetools.grader.groups import Groups
from coursetools.grader.store import Store
from coursetools.paths import CourseError
from tests.grader.hostile.course import ASSIGNMENT, WRONG, SmallCourse
from tests.grader.test_export import exported
from tests.grader.test_late import PER_DAY, due
from tests.grader.test_store import FULL, grade_of, manual, save

GROUPS = "assignment,group,student\n,red,ada\n,red,ben\n,red,cem\n,blue,dora\n"
boxed = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))


def a_course(root: Path, groups: str = GROUPS, more_config: str = "") -> SmallCourse:
    """A class of four, of whom three work together."""
    made = SmallCourse(root, more_config=more_config)
    with made.course.gradebook() as gradebook:
        for student in ("ada", "ben", "cem", "dora"):
            gradebook.add_student(student)
    (root / "groups.csv").write_text(groups, encoding="utf-8")
    return made


@boxed
def test_all_of_a_group_get_the_grade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Graded once, saved for each: table, gradebook, journal, feedback, exports, report."""
    course = a_course(tmp_path)
    course.submit("ben", course.hand_in(**WRONG))
    course.submit("dora", course.hand_in())
    assert run.run(course.root, [ASSIGNMENT], students=["cem"]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.split()[:2][-1:] == [ASSIGNMENT]}
    assert rows.keys() == {"ada", "ben", "cem"}, "whoever of the group is asked for"
    assert "graded, handed in by ben" in rows["ada"]
    scores = course.scores()
    assert scores["ada"] == scores["ben"] == scores["cem"] == {**dict.fromkeys(FULL, 0.0), "discounted-test": 1.0, "why": None}
    journal = [json.loads(line) for line in (course.root / "grading" / "journal.jsonl").read_text().splitlines()]
    assert {line["student"]: line["handed_in_by"] for line in journal} == {"ben": "", "ada": "ben", "cem": "ben"}
    assert len({line["notebooks"][ASSIGNMENT]["cpu_seconds"] for line in journal}) == 1, "it ran once"
    assert run.run(course.root, [ASSIGNMENT]) == 0
    out = capsys.readouterr().out
    assert "as before, handed in by ben" in out
    assert course.scores()["dora"] == FULL
    assert "<td>ben</td><td>ada, cem</td>" in (course.root / "grading" / f"report-{ASSIGNMENT}.html").read_text()
    assert feedback.run(course.root, [ASSIGNMENT]) == 0
    assert all((course.root / "feedback" / one / ASSIGNMENT / f"{ASSIGNMENT}.html").exists() for one in ("ada", "ben", "cem", "dora"))
    assert {row[0]: row[-1] for row in exported(course, "moodle")[1:]} == {"ada": "1.0", "ben": "1.0", "cem": "1.0", "dora": "6.0"}
    assert main(["similarity", "--course", str(course.root), ASSIGNMENT]) == 0


@boxed
def test_who_hands_in_alone_has_the_own_grade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = a_course(tmp_path)
    course.submit("ada", course.hand_in())
    course.submit("ben", course.hand_in(**WRONG))
    assert run.run(course.root, [ASSIGNMENT]) == 1
    out = capsys.readouterr().out
    assert "ada and ben of the group red handed in different notebooks: keep the one that counts in submitted/, or give cem a copy" in out
    assert course.scores()["ada"] == FULL
    assert course.scores().keys() == {"ada", "ben"}
    course.submit("ben", course.hand_in())
    assert run.run(course.root, [ASSIGNMENT]) == 0
    assert course.scores() == dict.fromkeys(("ada", "ben", "cem"), FULL), "the same notebook twice is no question"


@pytest.fixture
def graded(tmp_path: Path) -> SmallCourse:
    """Ben handed in for three, and all three have its grade."""
    made = a_course(tmp_path, more_config=PER_DAY)
    made.course.register(made.course.assignment(ASSIGNMENT))
    made.submit("ben", made.hand_in())
    for student in ("ada", "ben", "cem"):
        save(made, student, timestamp="2026-11-21 12:00:00 UTC")
    return made


def written(course: SmallCourse, student: str) -> tuple[float | None, bool]:
    """The points of the written answer, and whether it waits."""
    found = grade_of(course, student, "why")
    return found["manual"], found["review"]


def test_what_a_person_gave_goes_to_all_and_stays(graded: SmallCourse) -> None:
    def up_to_date() -> dict[str, tuple[float | None, bool]]:
        Store(graded.course).standings(ASSIGNMENT)
        return {student: written(graded, student) for student in ("ada", "ben", "cem")}

    assert up_to_date() == {"ada": (None, False), "ben": (None, True), "cem": (None, False)}, "one of them waits, and once is enough"
    manual(graded, "ben", "why", 1.0, "good")
    assert up_to_date() == dict.fromkeys(("ada", "ben", "cem"), (1.0, False))
    with graded.course.gradebook() as gradebook:
        assert gradebook.find_comment("why", ASSIGNMENT, ASSIGNMENT, "cem").comment == "good"
    manual(graded, "cem", "why", 0.5, "did less")
    manual(graded, "ben", "why", 2.0, "better")
    for _ in range(2):
        assert up_to_date() == {"ada": (2.0, False), "ben": (2.0, False), "cem": (0.5, False)}, "what cem was given is cem's"
    save(graded, "ada", timestamp="2026-11-21 12:00:00 UTC", answer="y")
    assert up_to_date()["ada"] == (2.0, False)


def test_a_group_that_parts(graded: SmallCourse) -> None:
    """What waited at the other's waits at one's own; what was given stays."""
    Store(graded.course).standings(ASSIGNMENT)
    (graded.root / "groups.csv").write_text("group,student\nred,ben\nred,cem\n", encoding="utf-8")
    Store(graded.course).standings(ASSIGNMENT)
    assert {student: written(graded, student) for student in ("ada", "ben", "cem")} == {
        "ada": (None, True),
        "ben": (None, True),
        "cem": (None, False),
    }
    manual(graded, "ben", "why", 1.0, "good")
    Store(graded.course).standings(ASSIGNMENT)
    (graded.root / "groups.csv").unlink()
    Store(graded.course).standings(ASSIGNMENT)
    assert {student: written(graded, student) for student in ("ada", "cem")} == {"ada": (None, True), "cem": (1.0, False)}


def test_a_failed_transaction_carries_nothing(graded: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    manual(graded, "ben", "why", 1.0, "good")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_penalty", fail)
        with pytest.raises(KeyboardInterrupt):
            Store(graded.course).standings(ASSIGNMENT)
    assert written(graded, "ada") == (None, True)
    Store(graded.course).standings(ASSIGNMENT)
    assert written(graded, "ada") == (1.0, False)


def test_each_is_late_on_the_own_account(graded: SmallCourse) -> None:
    due(graded, "2026-11-20 12:00 UTC")
    assert main(["extend", "--course", str(graded.root), "cem", ASSIGNMENT, "2026-11-22"]) == 0
    found = Store(graded.course).standings(ASSIGNMENT)
    assert {student: one.points for student, one in found.items()} == {"ada": pytest.approx(5.4), "ben": pytest.approx(5.4), "cem": 6.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,member\nred,ada\n", "has the columns name, member; expected in its first line: assignment,group,student"),
        ("", "has the columns none"),
        ("group,student\nred,adda\n", r"line 2 of groups\.csv: nobody called 'adda' is in this course\. Did you mean ada"),
        (
            "assignment,group,student\nweek2,red,ada\n",
            r"line 2 of groups\.csv names the assignment 'week2', and there is none\. Did you mean week1",
        ),
        ("group,student\nred,ada\n\nblue,ada\n", r"line 4 of groups\.csv puts ada into blue, and a line above into red"),
        ("group,student\nred,\n", r"line 2 of groups\.csv has no student"),
    ],
)
def test_a_table_that_is_wrong_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    course = a_course(tmp_path, text)
    with pytest.raises(CourseError, match=said):
        Groups(course.course)


def test_an_assignments_own_groups_take_the_place_of_those_for_all(tmp_path: Path) -> None:
    course = a_course(tmp_path, "\ufeffassignment,group,student\n,red,ada\n,red,ben\nweek1,green,ada\nweek1,green,cem\n")
    course.submit("ada", course.hand_in())
    groups = Groups(course.course)
    assert groups.shared(ASSIGNMENT) == ({"cem": "ada"}, {})
    assert groups.of("week2") == {"red": ["ada", "ben"]}
    assert groups.together(ASSIGNMENT, "ada", "cem")
    assert not groups.together(ASSIGNMENT, "ada", "ben")
