"""A hand-in lands where nbgrader looks for it, and nothing that was handed in before is lost."""

import datetime
import json
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from coursetools.grader import handin
from coursetools.grader.course import Course
from coursetools.paths import CourseError
from coursetools.students import lab, released, server, submit
from tests import tiny_course
from tests.tiny_course import PART


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    lab.copy_releases(tmp_path)
    return tmp_path


def _answer(root: Path, exercise: str, source: str) -> None:
    path = root / "work" / PART / f"{PART}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == exercise:
            cell["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_hand_in_is_what_nbgrader_expects(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert submit.run("9.1", "ada", root=root) == 0
    folder = root / "submitted" / "ada" / PART
    assert sorted(path.name for path in folder.iterdir()) == [f"{PART}.ipynb", "timestamp.txt"]
    assert (folder / f"{PART}.ipynb").read_bytes() == (root / "work" / PART / f"{PART}.ipynb").read_bytes()
    found = CourseDirectory(config=Course(root).config).get_existing_timestamp(str(folder))
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    assert found is not None
    assert abs((now - found).total_seconds()) < 60, "nbgrader reads the time of the hand-in, in UTC"
    printed = capsys.readouterr().out
    assert "answered: 0 of 3; still blank: double, largest, why" in printed


def test_earlier_hand_ins_are_kept(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = submit.hand_in(PART, "ada", root)
    _answer(root, "double", "def double(x):\n    return x + x")
    same_time = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
    second = submit.hand_in("9.1", "ada", root, same_time)
    assert (second.answered, second.blank) == (("double",), ("largest", "why"))
    _answer(root, "largest", "largest = max")
    submit.hand_in("9.1", "ada", root, same_time)
    submit.hand_in("9.1", "ada", root, same_time)
    assert submit.run("9.1", "ada", root=root) == 0
    assert "is kept in submitted/.history/ada" in capsys.readouterr().out
    history = root / "submitted" / ".history" / "ada" / PART
    kept = {path.name: (path / f"{PART}.ipynb").read_text(encoding="utf-8") for path in history.iterdir()}
    assert len(kept) == 4, "all but the present one, and no scratch folder"
    assert sum("x + x" not in text for text in kept.values()) == 1, "the first one, blank as it was"
    assert sum("largest = max" in text for text in kept.values()) == 2
    assert first.earlier is None
    assert Course(root).students(PART) == ["ada"], "the history is no hand-in"


def test_a_failure_leaves_the_earlier_hand_in(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submit.hand_in("9.1", "ada", root)
    before = (root / "submitted" / "ada" / PART / "timestamp.txt").read_text(encoding="utf-8")
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.startswith(".new-"):
            raise OSError("no space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no space"):
        submit.hand_in("9.1", "ada", root)
    assert (root / "submitted" / "ada" / PART / "timestamp.txt").read_text(encoding="utf-8") == before
    assert not list((root / "submitted" / ".history" / "ada" / PART).iterdir())


@pytest.mark.parametrize("student", ["../ada", "a/b", ".history", "a b", "-x", "a+b", "a*", "", "_", "x" * 65, "a,b"])
def test_bad_names_are_refused(root: Path, student: str) -> None:
    with pytest.raises(CourseError, match=r"student|who"):
        submit.hand_in("9.1", student, root)
    assert not (root / "submitted").exists()


@pytest.mark.parametrize("student", ["ada", "4711", "Zoë", "ada.l@example.org", "a-b_c"])
def test_usual_names_are_taken(root: Path, student: str) -> None:
    assert submit.hand_in("9.1", student, root).folder.is_dir()


def test_what_can_not_be_handed_in_is_said(root: Path) -> None:
    with pytest.raises(CourseError, match=r'no part "7\.7".*9\.1-tiny'):
        submit.hand_in("7.7", "ada", root)
    with pytest.raises(CourseError, match="which part"):
        submit.hand_in("", "ada", root)
    own = root / "work" / PART / f"{PART}.ipynb"
    own.write_text("{ half a notebo", encoding="utf-8")
    with pytest.raises(CourseError, match="no notebook that can be read"):
        submit.hand_in("9.1", "ada", root)
    own.write_text('{"cells": []}', encoding="utf-8")
    with pytest.raises(CourseError, match="none of the course's exercise cells"):
        submit.hand_in("9.1", "ada", root)
    own.unlink()
    with pytest.raises(CourseError, match="make lab"):
        submit.hand_in("9.1", "ada", root)
    assert not (root / "submitted").exists()


def test_a_newer_version_beside_is_mentioned(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = released.own(root, PART)
    own.write_bytes(own.read_bytes() + b"\n")
    tiny_course.make(root, tiny_course.MASTER.replace("## Doubling", "## Doubling numbers"))
    lab.copy_releases(root)
    assert submit.run("9.1", "ada", root=root) == 0
    assert f"{PART} (update " in capsys.readouterr().out


def test_files_that_the_notebook_names_go_along(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside = root / "work" / PART
    (beside / "pictures").mkdir()
    (beside / "my_package").mkdir()
    for name in ("helpers.py", "data.csv", "unused.py", "pictures/cat.png", "my_package/tools.py", f"{PART} (kept 2026-12-01).ipynb"):
        (beside / name).write_text("x", encoding="utf-8")
    (beside / "Makefile").write_text("all:", encoding="utf-8")
    with (beside / "huge.bin").open("wb") as file:
        file.truncate(submit.MOST_BYTES + 1)
    _answer(
        root,
        "double",
        "from helpers import twice\nimport my_package.tools\nopen('data.csv'), open('pictures/cat.png'), open('huge.bin')\n"
        "def double(x):\n    return twice(x)",
    )
    assert submit.run("9.1", "ada", root=root) == 0
    folder = root / "submitted" / "ada" / PART
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == [f"{PART}.ipynb", "data.csv", "helpers.py", "my_package/tools.py", "pictures/cat.png", "timestamp.txt"]
    said = capsys.readouterr().out
    assert "with the files that it names: data.csv, helpers.py, my_package/tools.py, pictures/cat.png" in said
    assert "too large to be handed in, together over 10 MB: huge.bin" in said


def test_what_a_student_says_of_a_test_reaches_the_report(root: Path) -> None:
    submit.hand_in("9.1", "ada", root, remark="  double: 2 is no number that I like \n")
    read = handin.read(root / "submitted" / "ada" / PART, "ada", PART, [PART], most_bytes=1000)
    assert "the student says: double: 2 is no number that I like" in read.notes
    assert "remark.txt" not in read.files
    submit.hand_in("9.1", "ada", root)
    assert not (root / "submitted" / "ada" / PART / submit.REMARK).exists()


def test_a_click_hands_in_and_remembers_the_name(root: Path) -> None:
    said = server.hand_in(f"{PART}/{PART}.ipynb", " ada ", root=root)
    assert said[0].startswith(f"{PART} of ada, ")
    assert any(line.startswith("answered: 0 of 3") for line in said)
    assert (root / "work" / server.NAME).read_text(encoding="utf-8") == "ada\n"
    for path in (f"{PART}/{PART} (update 2026-12-01).ipynb", "notes.ipynb", f"../{PART}/{PART}.ipynb"):
        with pytest.raises(CourseError, match="not the notebook of a part"):
            server.hand_in(path, "ada", root=root)
