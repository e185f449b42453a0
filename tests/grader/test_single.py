"""One notebook graded without a course folder."""

import json
from pathlib import Path

import nbformat
import pytest

from coursetools.__main__ import main
from coursetools.grader import box
from tests.grader.hostile.course import ASSIGNMENT, WRONG, HandIn, SmallCourse, source

boxed = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))


def files(folder: Path, hand_in: HandIn | None = None) -> tuple[Path, Path]:
    """A notebook under another name than the source's, and the source; no course folder around them."""
    made = SmallCourse(folder / "elsewhere")
    notebook, instructors = folder / "week1 (2).ipynb", folder / "desk" / f"{ASSIGNMENT}.ipynb"
    instructors.parent.mkdir()
    instructors.write_text(nbformat.writes(source()), encoding="utf-8")
    hand_in = hand_in or made.hand_in(softmax=WRONG["softmax"]).answer(**{"discounted-hidden": "pass"})
    notebook.write_bytes(hand_in.raw if hand_in.raw is not None else json.dumps(hand_in.notebook).encode())
    return notebook, instructors


def grade(notebook: Path, instructors: Path, *more: str) -> int:
    """The command."""
    return main(["grade", "--notebook", str(notebook), "--source", str(instructors), *more])


@boxed
def test_one_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    notebook, instructors = files(tmp_path)
    (tmp_path / "secret.txt").write_text("beside the notebook")
    scratch = tmp_path / "temporary"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = sorted(tmp_path.rglob("*"))
    assert grade(notebook, instructors) == 0
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:3] for line in out.splitlines() if line.split()[0].startswith(("discounted", "softmax"))}
    assert rows == {
        "discounted-test": ["1", "1"],
        "discounted-hidden": ["2", "2"],
        "softmax-test": ["0", "1"],
        "softmax-hidden": ["0", "2"],
    }
    assert "week1 (2).ipynb: 3 of 6 points; 2 more wait for a person (why). Nothing was saved." in out
    assert "note: the test discounted-hidden was edited; it was put back" in out
    assert sorted(path for path in tmp_path.rglob("*") if scratch not in path.parents or path.is_file()) == before


@boxed
def test_in_a_course_folder_its_settings_and_files_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = SmallCourse(tmp_path, more_config="c.Grader.partial_credit = True\n")
    path = tmp_path / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    text = path.read_text().replace("assert len(_p) == 2", "0.25 * len(_p) / 2").replace("import math", "import math\\nimport beside")
    path.write_text(text)
    (path.parent / "beside.py").write_text("HERE = 1\n")
    notebook = tmp_path / "one.ipynb"
    notebook.write_text(json.dumps(course.hand_in().notebook))
    assert grade(notebook, path) == 0
    assert "one.ipynb: 5.25 of 6 points" in capsys.readouterr().out
    assert not (tmp_path / "grading").exists()
    assert not (tmp_path / "gradebook.db").exists()


@boxed
def test_a_notebook_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = HandIn({}, raw=b"no notebook")
    notebook, instructors = files(tmp_path, spoilt)
    assert grade(notebook, instructors) == 1
    assert "week1 (2).ipynb cannot be graded: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--notebook", "{notebook}"), "--source is missing; expected: grade --notebook FILE --source FILE"),
        (("--source", "{source}"), "--notebook is missing; expected"),
        (("--notebook", "nowhere.ipynb", "--source", "{source}"), "--notebook nowhere.ipynb: there is no such file"),
        (("--notebook", "{notebook}", "--source", "{notebook}.txt"), "there is no such file. Expected: a notebook, --source FILE.ipynb"),
        (("--notebook", "{source}", "--source", "{text}"), "cannot be read as a notebook"),
        (("--notebook", "{source}", "--source", "{empty}"), "has no test: --source is the instructor's notebook"),
        (("--notebook", "{notebook}", "--source", "{source}", "--student", "ada"), "--student and --scheduler are for a course folder"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    notebook, instructors = files(tmp_path)
    (tmp_path / "text.ipynb").write_text("text")
    (tmp_path / "empty.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    places = {"notebook": notebook, "source": instructors, "text": tmp_path / "text.ipynb", "empty": tmp_path / "empty.ipynb"}
    assert main(["grade", *(word.format(**places) for word in words)]) == 1
    assert said in capsys.readouterr().err
