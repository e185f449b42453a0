"""Nothing is lost: killed runs, locked gradebooks, regrades, manual points, late hand-ins."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from coursetools.grader import box, run, store
from coursetools.grader.handin import HandIn, StudentNotebook
from coursetools.grader.rebuild import lay, solved
from coursetools.grader.store import Store
from coursetools.grader.verdict import Outcome, TestOutcome
from coursetools.paths import CourseError
from tests.grader.hostile.course import ASSIGNMENT, WRONG, SmallCourse

TESTS = {"discounted-test": 1.0, "discounted-hidden": 2.0, "softmax-test": 1.0, "softmax-hidden": 2.0}
FULL = {**TESTS, "why": None}
boxed = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))


def save(
    course: SmallCourse, student: str, *, share: float = 1.0, timestamp: str = "", answer: str = "x", lock_seconds: float = 5.0
) -> None:
    """Save a verdict without running anything."""
    assignment = course.course.assignment(ASSIGNMENT)
    base = assignment.bases[0]
    rebuilt = lay(base, StudentNotebook(tuple(replace(c, source=answer) for c in solved(base).cells)))
    tests = tuple(TestOutcome(name, points, points * share, passed=share == 1.0, hidden="hidden" in name) for name, points in TESTS.items())
    hand_in = HandIn(student, ASSIGNMENT, {}, timestamp=timestamp, digest=answer)
    Store(course.course, lock_seconds=lock_seconds).save(
        assignment, hand_in, f"{share}{answer}", {ASSIGNMENT: (rebuilt, Outcome(tests=tests))}
    )


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    """A course whose gradebook knows the assignment."""
    made = SmallCourse(tmp_path)
    made.course.register(made.course.assignment(ASSIGNMENT))
    return made


def manual(course: SmallCourse, student: str, name: str, points: float, comment: str) -> None:
    """Give points by hand, as formgrader does."""
    with course.course.gradebook() as gradebook:
        grade: Any = gradebook.find_grade(name, ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        words: Any = gradebook.find_comment(name, ASSIGNMENT, ASSIGNMENT, student)
        words.manual_comment = comment
        gradebook.db.commit()


def grade_of(course: SmallCourse, student: str, name: str) -> dict[str, Any]:
    """What the gradebook holds of one cell."""
    with course.course.gradebook() as gradebook:
        grade = gradebook.find_grade(name, ASSIGNMENT, ASSIGNMENT, student)
        return {"auto": grade.auto_score, "manual": grade.manual_score, "review": grade.needs_manual_grade, "score": grade.score}


def test_points_reach_the_gradebook(course: SmallCourse) -> None:
    save(course, "ada")
    assert course.scores() == {"ada": FULL}
    assert grade_of(course, "ada", "why") == {"auto": None, "manual": None, "review": True, "score": 0.0}
    assert grade_of(course, "ada", "softmax-test")["review"] is False


def test_manual_points_and_comments_survive_a_regrade(course: SmallCourse) -> None:
    save(course, "ada")
    manual(course, "ada", "why", 1.5, "good")
    save(course, "ada", share=0.0)
    assert grade_of(course, "ada", "why") == {"auto": None, "manual": 1.5, "review": False, "score": 1.5}
    with course.course.gradebook() as gradebook:
        assert gradebook.find_comment("why", ASSIGNMENT, ASSIGNMENT, "ada").comment == "good"
    save(course, "ada", share=0.0, answer="something else")
    assert grade_of(course, "ada", "why") == {"auto": None, "manual": 1.5, "review": True, "score": 1.5}


def test_late_hand_ins_have_their_timestamp(course: SmallCourse) -> None:
    save(course, "ada", timestamp="2026-01-02 03:04:05 UTC")
    with course.course.gradebook() as gradebook:
        assert str(gradebook.find_submission(ASSIGNMENT, "ada").timestamp) == "2026-01-02 03:04:05"


def test_a_locked_gradebook_is_waited_for_then_reported(course: SmallCourse) -> None:
    save(course, "ada")
    file = course.course.sqlite_file
    assert file is not None
    with contextlib.closing(sqlite3.connect(file, timeout=1)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match="locked by another program"):
            save(course, "bob", lock_seconds=0.1)
        other.rollback()
    assert "bob" not in course.scores()
    assert Store(course.course).recover() == 1  # kept aside, and carried out once the lock is gone
    assert course.scores()["bob"] == FULL


@pytest.mark.parametrize("step", ["_write_grade", "_penalty", "_write_journal"])
def test_a_failure_in_the_middle_leaves_all_or_nothing(course: SmallCourse, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    save(course, "ada")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, step, staticmethod(fail) if step == "_write_grade" else fail)
        with pytest.raises(KeyboardInterrupt):
            save(course, "ada", share=0.0)
    now = course.scores()["ada"]
    assert now in (FULL, {**dict.fromkeys(TESTS, 0.0), "why": None})
    Store(course.course).recover()
    assert course.scores()["ada"] == {**dict.fromkeys(TESTS, 0.0), "why": None}


def test_killed_while_it_tidies_up(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(folder: Path, **_: object) -> None:
        if (folder / "verdict.json").exists():
            (folder / "verdict.json").unlink()
            raise KeyboardInterrupt

    save(course, "ada")
    with monkeypatch.context() as patch:
        patch.setattr(store.shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            save(course, "ada", share=0.0)
    assert list((course.course.records / "pending").iterdir())
    assert Store(course.course).recover() == 0
    assert not list((course.course.records / "pending").iterdir())
    assert course.scores() == {"ada": {**dict.fromkeys(TESTS, 0.0), "why": None}}


def test_a_journal_line_that_was_cut_off_is_skipped(course: SmallCourse) -> None:
    save(course, "ada")
    with (course.course.records / "journal.jsonl").open("a") as file:
        file.write('{"assignment": "week1", "stud')
    save(course, "bob")
    fresh = Store(course.course)
    assert fresh.last(ASSIGNMENT, "ada") is not None
    assert fresh.last(ASSIGNMENT, "bob") is not None


def test_backups_are_whole_and_the_oldest_go(course: SmallCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_KEPT_BACKUPS", 2)
    save(course, "ada")
    made = [Store(course.course).back_up() for _ in range(3)]
    kept = sorted((course.course.records / "backups").iterdir())
    assert kept == [path for path in made[1:] if path is not None]
    with contextlib.closing(sqlite3.connect(kept[-1])) as database:
        assert database.execute("select count(*) from submitted_assignment").fetchone() == (1,)
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)


COMMAND = "import sys; from pathlib import Path; from coursetools.grader import run; sys.exit(run.run(Path(sys.argv[1]), [], jobs=2))"


@boxed
def test_killed_at_random_points_nothing_is_lost(tmp_path: Path) -> None:
    """Kill -9 again and again; each hand-in is as it was or fully graded, and the next run completes the rest."""
    course = SmallCourse(tmp_path / "course")
    expected: dict[str, dict[str, float | None]] = {}
    for number in range(8):
        wrong = number % 2
        course.submit(f"s{number}", course.hand_in(**(WRONG if wrong else {})))
        right = (
            {"discounted-test": 1.0, "discounted-hidden": 0.0, "softmax-test": 0.0, "softmax-hidden": 0.0, "why": None} if wrong else FULL
        )
        expected[f"s{number}"] = right
    dice = random.Random(20261121)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    kills = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(course.root)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        journal = course.course.records / "journal.jsonl"
        lines = len(journal.read_bytes().splitlines()) if journal.exists() else 0
        deadline = time.monotonic() + 90
        while process.poll() is None and time.monotonic() < deadline:  # until some hand-ins were saved, then at any point
            if journal.exists() and len(journal.read_bytes().splitlines()) > lines:
                break
            time.sleep(0.02)
        time.sleep(dice.uniform(0, 0.6))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
        for student, scores in course.scores().items():
            assert scores == expected[student], student
    assert kills >= 2
    assert run.run(course.root, [], jobs=2) == 0
    assert course.scores() == expected
    with (course.course.records / "journal.jsonl").open() as file:
        students = [json.loads(line)["student"] for line in file]
    assert sorted(students) == sorted(expected), "each hand-in is graded once"


@boxed
def test_only_what_changed_is_graded_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = SmallCourse(tmp_path / "course")
    course.submit("ada", course.hand_in())
    course.submit("bob", course.hand_in(**WRONG))
    assert run.run(course.root, []) == 0
    capsys.readouterr()
    course.submit("bob", course.hand_in())
    assert run.run(course.root, []) == 0
    shown = capsys.readouterr().out
    assert next(line for line in shown.splitlines() if line.startswith("ada")).split()[-2:] == ["as", "before"]
    assert next(line for line in shown.splitlines() if line.startswith("bob")).split()[-1] == "graded"
    assert course.scores() == {"ada": FULL, "bob": FULL}
    (course.root / "gradebook.db").unlink()
    assert run.run(course.root, []) == 0
    assert course.scores() == {"ada": FULL, "bob": FULL}
