"""The syllabus is read as it stands, and its mistakes are named; parts are found by number and by name."""

from pathlib import Path

import pytest

from coursetools import paths, syllabus
from coursetools.paths import CourseError
from coursetools.syllabus import SyllabusError


def test_the_syllabus_of_the_course() -> None:
    course = syllabus.load(paths.SYLLABUS)
    assert len(course.parts) == 72
    part = course.find("4.4")
    assert part == course.find("4.4-tabular-control")
    assert part.title == "Tabular control: Q-learning and SARSA"
    assert [task.kind for task in part.tasks] == ["code", "code", "plot", "plot", "code"]
    assert part.shows is not None
    assert sum(len(parts) for parts in course.modules().values()) == 72
    with pytest.raises(SyllabusError, match=r"no part '4\.40'"):
        course.find("4.40")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "no valid TOML"),
        ('[[part]]\npart = "x"\ntitle = "t"', "MODULE.NUMBER"),
        ('[[part]]\npart = "1.1"', "no title"),
        ('[[part]]\npart = "1.1"\ntitle = "t"\ntasks = [{ kind = "essay", ask = "why" }]', "task 1"),
        ('[[part]]\npart = "1.1"\ntitle = "t"\n[[part]]\npart = "1.1"\ntitle = "u"', "twice"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "syllabus.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SyllabusError, match=message):
        syllabus.load(path)
    with pytest.raises(SyllabusError, match="missing"):
        syllabus.load(tmp_path / "none.toml")


def test_parts_are_found_by_number_and_name(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    for name in ("4.10-late", "4.9-early"):
        (tmp_path / "notebooks" / f"{name}.py").touch()
    (tmp_path / "release" / "1.1-first").mkdir(parents=True)
    (tmp_path / "release" / "1.1-first" / "1.1-first.ipynb").touch()
    assert paths.part_names(tmp_path) == ["1.1-first", "4.9-early", "4.10-late"]
    assert paths.part_name("4.10", tmp_path) == paths.part_name("4.10-late", tmp_path) == "4.10-late"
    with pytest.raises(CourseError, match=r"4\.1"):
        paths.part_name("4.1", tmp_path)
    (tmp_path / "notebooks" / "4.9-twice.py").touch()
    with pytest.raises(CourseError, match="two names"):
        paths.part_name("4.9", tmp_path)
