"""What a failed check says, and to whom."""

import pytest

from rlcourse import checks
from rlcourse.checks import CheckFailedError


def divided(number: float) -> float:
    return 1 / number


def test_authors_are_told_what_a_hidden_test_keeps_from_students() -> None:
    with checks.thoughts_only():
        with pytest.raises(CheckFailedError) as wrong:
            checks.close("the half", 3.25, 1.75, thought="Half of it?")
        with pytest.raises(CheckFailedError) as raised:
            checks.attempt(divided, 0.0)
    assert "3.25" not in str(wrong.value)
    assert "expected: 1.75" in wrong.value.for_authors
    assert "actual:   3.25" in wrong.value.for_authors
    assert "division" not in str(raised.value)
    assert "return 1 / number" in raised.value.for_authors
