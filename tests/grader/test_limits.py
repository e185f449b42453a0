"""A loop costs seconds, not the evening: slow tests are named and stopped, a hand-in of them is cut short, and Ctrl-C ends a run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from coursetools.grader import box, run
from coursetools.grader.settings import cores
from tests.grader.hostile.course import ASSIGNMENT, SmallCourse
from tests.grader.test_store import FULL

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
ENDLESS = "def discounted(rewards, gamma):\n    while True:\n        pass"
ENDLESS_TOO = "def softmax(x):\n    while True:\n        pass"


def record(course: SmallCourse, student: str) -> dict[str, Any]:
    """What the journal says of a hand-in's notebook."""
    lines = [json.loads(line) for line in (course.root / "grading" / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    return next(line for line in lines if line["student"] == student)["notebooks"][ASSIGNMENT]


def test_a_hand_in_of_loops_is_cut_short(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path, more_config="c.Grader.test_timeout = 1\n")
    course.submit("ada", course.hand_in(discounted=ENDLESS, softmax=ENDLESS_TOO))
    course.submit("bob", course.hand_in())
    assert run.run(course.root, []) == 0
    assert course.scores() == {"ada": {**dict.fromkeys(FULL, 0.0), "why": None}, "bob": FULL}
    found = record(course, "ada")
    assert "cut short: 3 tests took too long, so the others were not run" in found["notes"]
    assert sum("it took longer than" in test["message"] for test in found["tests"]) == 3
    assert sum("not run: 3 tests before it took too long" in test["message"] for test in found["tests"]) == 1
    assert found["cpu_seconds"] < 30


def interrupted(course: SmallCourse, sign: str) -> tuple[int, str, str, float]:
    """Grade, press Ctrl-C once a line with a sign in it was printed: status, output, errors, seconds until the end."""
    command = [sys.executable, "-m", "coursetools", "grade", "--course", str(course.root), "--jobs", "1", ASSIGNMENT]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        seen = next((line for line in process.stderr if sign in line), "")
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
        seconds = time.monotonic() - begin
    assert seen, error
    return process.returncode, out, error, seconds


def at_most(seconds: float) -> float:
    """So many seconds, on a machine that others use too: as many times more as it has more to do than cores."""
    return seconds * max(1.0, os.getloadavg()[0] / cores())


def test_ctrl_c_ends_a_run_with_the_table_of_what_is_done(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path, more_config="c.Grader.test_timeout = 200\n")
    course.submit("ada", course.hand_in())
    course.submit("ben", course.hand_in(discounted=ENDLESS))
    status, out, error, seconds = interrupted(course, "ben: discounted-test has been running for 10 s")
    assert status == 130
    assert seconds < at_most(2)
    assert "ada " in out
    assert "report: grading" in out
    assert "stopped: what the table shows is saved" in error
    assert course.scores() == {"ada": FULL}
    assert run.run(course.root, [ASSIGNMENT], students=["ada"]) == 0, "the next run finds nothing in its way"


def test_ctrl_c_while_the_instructors_solution_runs(tmp_path: Path) -> None:
    """What earlier runs did stands in the report, and nothing else is begun."""
    course = SmallCourse(tmp_path)
    course.submit("ada", course.hand_in())
    assert run.run(course.root, [ASSIGNMENT]) == 0
    path = course.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text().replace("total = 0.0", "while True: pass"))
    status, out, error, seconds = interrupted(course, "the solution: discounted-test has been running for 10 s")
    assert (status, "report: grading" in out, "stopped: what the table shows is saved" in error) == (130, True, True)
    assert seconds < at_most(2)
    assert course.scores() == {"ada": FULL}
