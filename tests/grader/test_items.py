"""Statistics of a class, against numbers worked out by hand."""

from pathlib import Path
from typing import Any

import pytest

from coursetools.grader import items, report
from coursetools.grader.course import Assignment
from coursetools.grader.store import Store
from tests.grader.hostile.course import ASSIGNMENT, SmallCourse
from tests.grader.test_store import TESTS, manual, save

THOUGHT = "✘ A hidden test is not satisfied yet.\n  Think about: Negative ones too?"


def record(student: str, passed: str, *, unanswered: tuple[str, ...] = (), message: str = THOUGHT) -> dict[str, Any]:
    """What the journal says: the tests whose first letters are named (``d`` and ``s``, hidden ``D`` and ``S``) were passed."""
    tests: list[dict[str, Any]] = []
    for letter, (name, points) in zip("dDsS", TESTS.items(), strict=True):
        ok = letter in passed
        tests.append(
            {"name": name, "points": points, "score": points * ok, "passed": ok, "withheld": False, "message": "" if ok else message}
        )
    score = sum(test["score"] for test in tests)
    return {"student": student, "notebooks": {ASSIGNMENT: {"tests": tests, "score": score, "unanswered": list(unanswered)}}}


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """Two exercises of three points each, and a written answer of two."""
    return SmallCourse(tmp_path).course.assignment(ASSIGNMENT)


def test_difficulty_and_discrimination(assignment: Assignment) -> None:
    """Ten hand-ins: whose first exercise is right also has the second one right, but for one of each kind."""
    records = [record(f"s{n}", "dDsS") for n in range(4)] + [record(f"w{n}", "", unanswered=("softmax",)) for n in range(4)]
    records += [record("one", "dD"), record("other", "s")]
    discounted, softmax, why = items.items(assignment, records, {})
    assert (discounted.name, discounted.points, discounted.count, discounted.difficulty) == ("discounted", 3.0, 10, 0.5)
    assert (softmax.difficulty, softmax.blank) == (pytest.approx((4 * 3 + 1) / 30), 0.4)
    # The points of the two exercises; the means are 1.5 and 1.3, the correlation is covariance over standard deviations.
    x, y = [3, 3, 3, 3, 0, 0, 0, 0, 3, 0], [3, 3, 3, 3, 0, 0, 0, 0, 0, 1]
    top = sum(a * b for a, b in zip(x, y, strict=True)) / 10 - 1.5 * 1.3
    expected = top / ((45 / 10 - 1.5**2) * (37 / 10 - 1.3**2)) ** 0.5
    assert discounted.discrimination == pytest.approx(expected)
    assert softmax.discrimination == pytest.approx(expected)
    assert (why.name, why.points, why.count, why.difficulty, why.discrimination) == ("why", 2.0, 0, None, None)


def test_a_written_answer_counts_once_a_person_gave_points(assignment: Assignment) -> None:
    records = [record(f"s{n}", "dDsS" if n % 2 else "d") for n in range(12)]
    given = {f"s{n}": 2.0 if n % 2 else 0.5 for n in range(12)} | {"left the course": 2.0}
    why = items.items(assignment, records, {f"{ASSIGNMENT}/why": given})[-1]
    assert (why.count, why.difficulty, why.discrimination) == (12, pytest.approx(0.625), pytest.approx(1.0))


def test_a_verdict_older_than_a_test_does_not_count(assignment: Assignment) -> None:
    older = record("old", "dDsS")
    older["notebooks"][ASSIGNMENT]["tests"].pop()
    discounted, softmax, _ = items.items(assignment, [older, record("new", "dD")], {})
    assert (discounted.count, softmax.count, softmax.difficulty) == (2, 1, 0.0)
    older["notebooks"] = {}
    assert [one.count for one in items.items(assignment, [older, record("new", "dD")], {})] == [1, 1, 0]


def test_too_few_hand_ins_and_equal_ones_have_no_discrimination(assignment: Assignment) -> None:
    few = [record(f"s{n}", "dDsS" if n % 2 else "") for n in range(items.LEAST - 1)]
    assert [one.discrimination for one in items.items(assignment, few, {})] == [None, None, None]
    equal = [record(f"s{n}", "dDsS") for n in range(20)]
    assert [one.discrimination for one in items.items(assignment, equal, {})] == [None, None, None]
    assert [one.difficulty for one in items.items(assignment, [], {})] == [None, None, None]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (THOUGHT, "Negative ones too?"),
        ("AssertionError: Think about: a longer list, and zeros in it", "a longer list, and zeros in it"),
        ("`softmax` is not attempted yet: raise NotImplementedError", "not attempted yet"),
        ("○ Not attempted yet: `double`. Write your answer in its cell.", "not attempted yet"),
        ("expected 1.75, got 3.5e-07\nand more", "expected …, got …"),
        ("ZeroDivisionError: division by zero", "ZeroDivisionError: division by zero"),
        ("", ""),
    ],
)
def test_what_a_message_is_about(message: str, words: str) -> None:
    assert items.thought(message) == words


def test_the_most_frequent_mistakes(assignment: Assignment) -> None:
    """Both tests of an exercise fail with the same thought: that hand-in counts once."""
    records = [
        record("a", ""),
        record("b", "dD"),
        record("c", "dDsS"),
        record("d", "dDs", message="got 3"),
        record("e", "dDs", message="got 4"),
    ]
    found = [(one.exercise, one.words, one.count) for one in items.mistakes(assignment, records)]
    assert sorted(found) == sorted([("softmax", "Negative ones too?", 2), ("softmax", "got …", 2), ("discounted", "Negative ones too?", 1)])
    assert found[-1] == ("discounted", "Negative ones too?", 1)
    assert len(items.mistakes(assignment, records, most=1)) == 1


def test_the_report_shows_them(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path / "course")
    assignment = course.course.assignment(ASSIGNMENT)
    course.course.register(assignment)
    for number in range(12):
        course.submit(f"s{number}", course.hand_in())
        save(course, f"s{number}", share=float(number >= 3))
    manual(course, "s0", "why", 1.0, "good")
    store = Store(course.course)
    report.write(course.course, store, [assignment], {ASSIGNMENT: store.standings(ASSIGNMENT)})
    page = (course.root / "grading" / f"report-{ASSIGNMENT}.html").read_text()
    row = '<tr><td>discounted</td><td class="number">3</td><td class="number">12</td><td class="number">0.75</td>'
    assert row in page
    assert '<td class="number">1.00</td></tr>' in page, "who has the one exercise has the other"
    assert '<tr><td>why</td><td class="number">2</td><td class="number">1</td><td class="number">0.50</td>' in page
