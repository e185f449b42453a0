"""Lint, format and types are clean, over everything that is written by hand."""

import pytest

from coursetools.authors import lint


@pytest.mark.parametrize("name", lint.CHECKS)
def test_clean(name: str) -> None:
    passed, text = lint.check(name)
    assert passed, text
