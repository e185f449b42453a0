"""Which answers resemble each other: copies are found whatever their names, what everybody got counts for nobody, no grade changes."""

import builtins
from pathlib import Path
from typing import Any

import pytest

from coursetools.__main__ import main
from coursetools.grader import similarity
from tests.grader.honest.course import RIGHT
from tests.grader.hostile.course import ASSIGNMENT, DISCOUNTED, SmallCourse

LOOP = """def discounted(rewards, gamma):
    weight, total = 1.0, 0.0
    for position in range(len(rewards)):
        if rewards[position] != 0.0:
            total = total + weight * rewards[position]
        weight = weight * gamma
    return total if rewards else 0.0"""
RENAMED = """def discounted(rewards, gamma):
    # my own idea
    w, summe = 1.0, 0.0
    for i in range(len(rewards)):
        if rewards[i] != 0.0:
            summe = summe + w * rewards[i]   # adds
        w = w * gamma
    return summe if rewards else 0.0"""
BACKWARD = """def discounted(rewards, gamma):
    import functools
    return functools.reduce(lambda later, now: now + gamma * later, reversed(list(rewards)), 0.0)"""
ESSAY = "A discount below one makes the sum a geometric series, and such a series has a limit however long the episode is."


@pytest.fixture
def course(tmp_path: Path) -> SmallCourse:
    """Ada and Ben have the same loop under other names, and one essay; Cem has his own; Dora left all blank; Eve's file is none."""
    made = SmallCourse(tmp_path)
    made.submit("ada", made.hand_in(discounted=LOOP, why=ESSAY))
    made.submit("ben", made.hand_in(discounted=RENAMED, why=f"I think so:  {ESSAY}"))
    made.submit("cem", made.hand_in(discounted=BACKWARD))
    made.submit("dora", made.blank())
    spoilt = made.hand_in()
    spoilt.raw = b"no notebook"
    made.submit("eve", spoilt)
    return made


def pairs(course: SmallCourse, kind: similarity.Kind) -> dict[tuple[str, str], similarity.Pair]:
    """Who resembles whom."""
    assignment = course.course.assignment(ASSIGNMENT)
    answers, _ = similarity.read(course.course, assignment)
    found = similarity.compare(answers[kind], similarity.released(assignment, kind), kind)
    return {pair.students: pair for pair in found}


def test_a_copy_under_other_names_is_found(course: SmallCourse) -> None:
    found = pairs(course, "code")
    copy = found.pop(("ada", "ben"))
    assert copy.similarity > 0.9
    assert "<mark>" in copy.shown[0]
    assert all(pair.similarity < similarity.SHOWN_FROM for pair in found.values())
    assert not any("dora" in students for students in found), "a blank hand-in resembles nobody"


def test_written_answers_are_compared_too(course: SmallCourse) -> None:
    found = pairs(course, "words")
    assert list(found) == [("ada", "ben")]
    assert found["ada", "ben"].similarity > 0.9
    assert found["ada", "ben"].alone == 1.0


def test_what_everybody_got_counts_for_nobody() -> None:
    """Who copies a given cell and goes on in another way resembles nobody."""
    texts = {"ada": f"{LOOP}\n\n{RIGHT['mean']}", "ben": f"{LOOP}\n\n{RIGHT['softmax']}"}
    before, after = (similarity.compare(texts, given, "code") for given in ("", LOOP))
    assert before[0].similarity > similarity.SHOWN_FROM
    assert [pair for pair in after if pair.similarity > 0.2] == []


def test_answers_alone_are_read(course: SmallCourse) -> None:
    """Neither tests nor given cells, and no cell that was left as it was released."""
    assignment = course.course.assignment(ASSIGNMENT)
    course.submit(
        "flo", course.hand_in(discounted=LOOP, softmax=course.blank().cell("softmax")["source"]).add("SCRATCH = 1", after="given")
    )
    answers, notes = similarity.read(course.course, assignment)
    assert answers["code"]["flo"].splitlines() == ["# discounted", *LOOP.splitlines()[1:]], "the line of the stub is not the student's"
    assert answers["code"]["dora"] == ""
    assert [student for student, _ in notes] == ["eve"]
    assert DISCOUNTED.splitlines()[0] in similarity.released(assignment, "code")
    assert "total = reward" not in similarity.released(assignment, "code"), "the instructor's solution was not given out"


def test_passages_that_a_third_has_are_told_apart() -> None:
    found = similarity.compare({"ada": LOOP, "ben": RENAMED, "cem": BACKWARD}, "", "code")
    assert found[0].students == ("ada", "ben")
    assert found[0].alone > 0.9
    assert similarity.compare({"ada": LOOP, "ben": RENAMED, "cem": LOOP}, "", "code")[0].alone == 0.0


def test_the_page(course: SmallCourse, capsys: pytest.CaptureFixture[str]) -> None:
    course.submit("<b>x", course.hand_in(discounted=LOOP.replace("# ", "") + "\n# <script>alert(1)</script>"))
    assert main(["similarity", "--course", str(course.root), ASSIGNMENT]) == 0
    out = capsys.readouterr().out
    assert "week1: 6 hand-ins compared, 5 pairs of 50% or more: grading/similarity-week1.html" in out
    assert "never a proof. No grade changes." in out
    page = (course.root / "grading" / f"similarity-{ASSIGNMENT}.html").read_text()
    assert "<td>ada</td><td>ben</td>" in page
    assert "never a proof" in page
    assert "<td>eve</td>" in page
    assert "<script>" not in page
    assert "<b>x" not in page
    assert not (course.root / "gradebook.db").exists(), "grades are not even looked at"


def test_without_copydetect_it_says_what_to_install(course: SmallCourse, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    real = builtins.__import__

    def no_copydetect(name: str, *rest: Any) -> Any:
        if name == "copydetect":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", no_copydetect)
    assert main(["similarity", "--course", str(course.root), ASSIGNMENT]) == 1
    assert "pip install copydetect" in capsys.readouterr().err
