"""What CI prints at the end of the tests."""

import re

import pytest

from coursetools.__main__ import _shard  # pyright: ignore[reportPrivateUsage]
from coursetools.paths import CourseError

pytest_plugins = ["pytester"]


def table(pytester: pytest.Pytester) -> list[list[str]]:
    """The rows that pytest prints for two files of tests, one of which is slow."""
    pytester.makeconftest("from tests.conftest import pytest_terminal_summary")
    pytester.makepyfile(test_slow="import time\ndef test_a(): time.sleep(0.3)\ndef test_b(): assert False", test_quick="def test_c(): pass")
    lines = pytester.runpytest("-p", "no:cacheprovider").outlines
    return [line.split() for line in lines if re.match(r" +\d+\.\d +\d+ tests", line)]


def test_ci_says_what_took_how_long(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    rows = table(pytester)
    assert [row[1:] for row in rows] == [["2", "tests", "test_slow.py"], ["1", "tests", "test_quick.py"], ["3", "tests", "together"]]
    assert 0.3 <= float(rows[0][0]) < 60


def test_elsewhere_nothing_is_said(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert table(pytester) == []


def test_shares_are_pytest_splits() -> None:
    assert _shard(None) == []
    assert _shard("2/4") == ["--splits", "4", "--group", "2"]
    for wrong in ("4", "0/4", "5/4", "a/b", "1/"):
        with pytest.raises(CourseError, match="expected I/N"):
            _shard(wrong)
