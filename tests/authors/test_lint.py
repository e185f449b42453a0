"""Lint, format and types are clean, over everything that is written by hand."""

from pathlib import Path

import pytest

from coursetools.authors import lint, masters
from coursetools.paths import CourseError
from tests import tiny_course


@pytest.mark.parametrize("name", lint.CHECKS)
def test_clean(name: str) -> None:
    passed, text = lint.check(name)
    assert passed, text


def test_a_part_that_is_not_begun_is_named() -> None:
    with pytest.raises(CourseError, match=r'there is no part "7\.99"'):
        lint.run(["7.99"])


def test_mistakes_of_a_part_are_found_in_master_and_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = tiny_course.make(tmp_path)
    monkeypatch.setattr(lint, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(lint, "ANSWERS", tmp_path / "answers")
    monkeypatch.setattr(lint, "part_names", lambda: [course.master.name])
    monkeypatch.setattr(masters, "read", lambda _: course.master)  # pyright: ignore[reportUnknownLambdaType]
    bank = tmp_path / "answers" / course.master.path.name
    bank.write_text(tiny_course.BANK.replace('right="double"', 'rihgt="double"'), encoding="utf-8")
    found = "\n".join(lint.mistakes())
    assert "'double' has no line of minutes before it" in found
    assert "(did you mean right?)" in found
