"""A check runs a student's notebook afresh, says what its tests say, and leaves it as it is."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coursetools.paths import CourseError
from coursetools.students import check_answers, lab
from tests import tiny_course
from tests.tiny_course import PART

ANSWER = "def double(x):\n    return {}\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    lab.copy_releases(tmp_path)
    return tmp_path / "work" / PART / f"{PART}.ipynb"


def answer(own: Path, source: str) -> None:
    notebook = json.loads(own.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double")["source"] = source
    own.write_text(json.dumps(notebook), encoding="utf-8")


def test_it_says_what_each_test_says(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = own.parents[2]
    (own.parent / "helper.py").write_text("def twice(x): return 2 * x\n", encoding="utf-8")
    answer(own, "from helper import twice\n" + ANSWER.format("twice(x)"))
    before = own.read_bytes()
    assert check_answers.run("9.1", root=root) == 1
    said = capsys.readouterr().out
    assert "double: ✔ Right: `double`. 1 of" in said, "a module beside the notebook is found"
    assert "largest: ○ Not attempted yet" in said
    assert "why: ○ Not answered yet" in said
    assert "Visible tests: 1 of 3 exercises right or answered. Hidden tests run when your work is graded." in said
    answer(own, ANSWER.format("x + 3"))
    check_answers.run("9.1", root=root)
    said = capsys.readouterr().out
    assert "double: ✘ Not yet" in said
    assert "Think about: Twice two?" in said
    assert "Traceback" not in said
    assert json.loads(own.read_bytes())["cells"][0] == json.loads(before)["cells"][0]
    assert not any(cell.get("outputs") for cell in json.loads(own.read_bytes())["cells"]), "the notebook is as it was saved"


def test_whoever_learns_alone_runs_the_hidden_tests(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = own.parents[2]
    answer(own, ANSWER.format("4"))
    check_answers.run("9.1", root=root)
    assert "double: ✔ Right" in capsys.readouterr().out
    check_answers.run("9.1", hidden=True, root=root)
    said = capsys.readouterr().out
    assert "double: ✘ A hidden test is not satisfied yet." in said
    assert "Think about: Every number?" in said
    answer(own, ANSWER.format("2 * x"))
    check_answers.run("9.1", hidden=True, root=root)
    said = capsys.readouterr().out
    assert "double: ✔ Right" in said
    assert "Visible and hidden tests: 1 of 3" in said
    (root / "source" / PART / f"{PART}.ipynb").unlink()
    with pytest.raises(CourseError, match="kept them back"):
        check_answers.run("9.1", hidden=True, root=root)


def test_a_kernel_that_dies_is_said(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(own, "import os\nos._exit(1)\n")
    assert check_answers.run("9.1", root=own.parents[2]) == 1
    said = capsys.readouterr().out
    assert "Its kernel died" in said
    assert "double: ○ Not run." in said


def test_ctrl_c_stops_it_and_keeps_what_was_found(own: Path) -> None:
    answer(own, "import time\nprint('begun', flush=True)\nopen('begun', 'w').close()\ntime.sleep(600)\n")
    code = "import sys, pathlib; from coursetools.students import check_answers; check_answers.run('9.1', root=pathlib.Path(sys.argv[1]))"
    process = subprocess.Popen([sys.executable, "-c", code, str(own.parents[2])], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 120
    while not (own.parent / "begun").exists() and time.monotonic() < end:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=60)
    assert "double: ○ Not run." in said
    assert "Stopped before its end. Visible tests: 0 of 3" in said
    assert "Traceback" not in complained


def test_what_can_not_be_checked_is_said(own: Path) -> None:
    own.write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="no notebook that can be read"):
        check_answers.run("9.1", root=own.parents[2])
    own.unlink()
    with pytest.raises(CourseError, match="make lab copies"):
        check_answers.run("9.1", root=own.parents[2])
