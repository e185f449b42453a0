"""What the blind panel wrote, as it was before it was judged, held against its parts every night."""

from pathlib import Path

import pytest

from coursetools.authors import judge
from coursetools.paths import ROOT, part_number

PANEL = sorted((ROOT / "tests" / "panel").glob("*.py"))


@pytest.mark.nightly
@pytest.mark.parametrize("file", PANEL, ids=lambda path: path.stem)
def test_what_a_stranger_wrote(file: Path) -> None:
    """No right answer loses points, and at most one wrong answer of a file passes the hidden test."""
    found = judge.judge(part_number(file.stem), file)
    assert not found.false("FALSE-REJECT"), judge.text_of(found, file)
    assert len(found.false("FALSE-ACCEPT")) <= 1, judge.text_of(found, file)
