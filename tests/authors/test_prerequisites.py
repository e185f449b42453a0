"""What builds on what: no circle, a picture that shows it, and plans in which nothing comes before what it needs."""

import re
from pathlib import Path

import pytest

from coursetools import syllabus
from coursetools.authors import prerequisites, prerequisites_picture
from coursetools.paths import ROOT, SYLLABUS, CourseError, part_names
from tests import tiny_course

KNOWN = [part.number for part in syllabus.load(SYLLABUS).parts]
PLANS = re.split(r"^## ", (ROOT / "docs" / "path.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:3]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Part 2.1 (gradient descent) and Parts 1.1 to 1.3", ("1.1", "1.2", "1.3", "2.1")),
        ("Markov decision processes (4.2), exploration (4.3) and NumPy (0.2)", ("0.2", "4.2", "4.3")),
        ("Part 1.1. For one proof, variance (Part 0.5)", ("1.1",)),
        ("Python 3.11 or newer", ()),
        ("Python's loops", ()),
    ],
)
def test_a_sentence_is_read(words: str, found: tuple[str, ...]) -> None:
    assert prerequisites.in_words(words, KNOWN) == found


def test_what_follows_is_not_said_twice() -> None:
    found = {"1": (), "2": ("1",), "3": ("1", "2"), "4": ("1", "3"), "5": ("1",)}
    assert prerequisites.direct(found) == {"1": (), "2": ("1",), "3": ("2",), "4": ("3",), "5": ("1",)}


def test_every_part_says_what_it_builds_on() -> None:
    found = prerequisites.graph()
    assert [name.split("-")[0] for name in part_names() if (ROOT / "release" / name).exists()] == list(found)
    assert [number for number, needs in found.items() if not needs] == ["0.1", "0.2", "1.1"], "others say nothing that can be read"


def test_a_circle_is_refused(tmp_path: Path) -> None:
    tiny_course.make(tmp_path, tiny_course.MASTER.replace("# ## Doubling\n", "# ## Doubling\n#\n# **Builds on** Part 9.1.\n"))
    with pytest.raises(CourseError, match=r"in a circle: 9\.1, 9\.1"):
        prerequisites.graph(tmp_path)


def test_the_picture_shows_the_parts_of_today(tmp_path: Path) -> None:
    assert prerequisites_picture.is_fresh()
    tiny_course.make(tmp_path)
    picture = tmp_path / "path.svg"
    prerequisites_picture.write(picture, tmp_path)
    assert prerequisites_picture.is_fresh(picture, tmp_path)
    assert "A tiny part" in picture.read_text(encoding="utf-8")
    tiny_course.make(tmp_path, tiny_course.MASTER.replace("# ## Doubling\n", "# ## Doubling\n#\n# **Builds on** Part 9.2.\n"))
    assert not prerequisites_picture.is_fresh(picture, tmp_path)


@pytest.mark.parametrize("plan", PLANS, ids=["12", "26"])
def test_a_plan_has_every_part_once_and_in_order(plan: str) -> None:
    weeks = [(int(week), parts.split(", ")) for week, parts in re.findall(r"^\| (\d+) \| ([\d., ]+) \|", plan, flags=re.MULTILINE)]
    assert [week for week, _ in weeks] == list(range(1, len(weeks) + 1))
    assert len(weeks) in (12, 26)
    week_of = {part: week for week, parts in weeks for part in parts}
    assert sorted(part for _, parts in weeks for part in parts) == sorted(KNOWN)
    for part, needs in prerequisites.graph().items():
        late = [need for need in needs if week_of[need] > week_of[part]]
        assert not late, f"{part} comes in week {week_of[part]}, before {late}"
