"""The other ways to the same engine: stock nbgrader by configuration, a dask cluster, a cold start, no box; and refusals in words."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from distributed import Client

from coursetools.grader import box, feedback, run, schedule
from coursetools.grader.doctor import probe
from coursetools.grader.settings import Settings
from coursetools.paths import CourseError
from tests.grader.hostile.course import ASSIGNMENT, WRONG, SmallCourse
from tests.grader.test_store import FULL

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
HOOKS = """
c.Autograde.sanitize_preprocessors = ["coursetools.grader.hook.Rebuild"]
c.Autograde.autograde_preprocessors = ["coursetools.grader.hook.Grade"]
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades", "coursetools.grader.feedback.SafeFeedback", "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor"
]
"""
WRONG_SCORES = {"discounted-test": 1.0, "discounted-hidden": 0.0, "softmax-test": 0.0, "softmax-hidden": 0.0, "why": None}


def test_stock_nbgrader_uses_it_by_configuration(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path, more_config=HOOKS)
    course.submit("ada", course.hand_in())
    course.submit("bob", course.hand_in(**WRONG).answer(**{"softmax-hidden": "pass"}))
    course.course.register(course.course.assignment(ASSIGNMENT))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for step in ("autograde", "generate_feedback"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", step, ASSIGNMENT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
    assert course.scores() == {"ada": FULL, "bob": WRONG_SCORES}
    page = (tmp_path / "feedback" / "bob" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "4711" not in page
    assert "A hidden test is not satisfied yet." in page


@pytest.mark.parametrize("start", ["cold", "warm"])
def test_each_start_gives_the_same_points(tmp_path: Path, start: str) -> None:
    course = SmallCourse(tmp_path, more_config=f'c.Grader.start = "{start}"\n')
    course.submit("ada", course.hand_in().add("import os; os._exit(0)", after="given"))
    course.submit("bob", course.hand_in(**WRONG))
    assert run.run(course.root, [], jobs=2) == 0
    assert course.scores() == {"ada": FULL, "bob": WRONG_SCORES}
    assert start in (course.root / "grading" / f"report-{ASSIGNMENT}.html").read_text()


def test_where_namespaces_do_not_nest_a_cold_box_holds() -> None:
    assert [finding for finding in probe(Settings(), nested=False) if not finding.held] == []


def test_no_box_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    course = SmallCourse(tmp_path)
    course.submit("ada", course.hand_in())

    def not_there(_: str) -> None:
        """Nothing is installed."""

    monkeypatch.setattr(box.shutil, "which", not_there)
    with pytest.raises(CourseError, match="install the package `bubblewrap`"):
        run.run(course.root, [])
    assert course.scores() == {}
    assert run.run(course.root, [], boxed=False) == 0
    assert "warning: --no-box" in capsys.readouterr().err
    assert course.scores() == {"ada": FULL}
    assert "without a box" in (course.root / "grading" / f"report-{ASSIGNMENT}.html").read_text()


def test_each_test_sees_the_notebook_at_its_own_place(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    slow = "import time\n_a = torch.ones(50_000_000)\ndef softmax(x):\n    time.sleep(0.3)\n    return torch.softmax(x, dim=-1)"
    course.submit("ada", course.hand_in(softmax=slow).add("discounted = None", after="given"))
    assert run.run(course.root, []) == 0
    assert course.scores() == {"ada": FULL}  # slow enough to be weighed: copies that share 200 MB hold them once


def test_a_setting_that_no_longer_applies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"c\.Grader\.in_place, which no longer applies.*Take the line out"):
        SmallCourse(tmp_path, more_config="c.Grader.in_place = True\n")


@pytest.mark.parametrize(("asked", "points"), [(True, 0.25), (False, 1.0)])
def test_results_give_points_only_where_the_author_asked_for_it(tmp_path: Path, asked: bool, points: float) -> None:
    course = SmallCourse(tmp_path, more_config=f"c.Grader.partial_credit = {asked}\n")
    path = tmp_path / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text().replace("assert len(_p) == 2", "0.25 * len(_p) / 2"))
    course.submit("ada", course.hand_in())
    course.submit("bob", course.hand_in().add("0.9\n", after="softmax"))
    assert run.run(course.root, []) == 0
    assert {scores["softmax-test"] for scores in course.scores().values()} == {points}


def test_words_for_what_is_not_there(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path)
    with pytest.raises(CourseError, match="there is no assignment 'week9'"):
        run.run(course.root, ["week9"])
    with pytest.raises(CourseError, match="is no folder"):
        run.run(tmp_path / "nowhere", [])
    assert feedback.run(course.root, [ASSIGNMENT]) == 0


@contextlib.contextmanager
def cluster(folder: Path, *workers: tuple[str, dict[str, str]]) -> Generator[tuple[str, "list[subprocess.Popen[bytes]]"]]:
    """A dask scheduler, with workers at addresses of the loopback and environment variables of their own; its address, and the workers."""
    file = folder / "scheduler.json"
    scheduler = _start({}, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    common = ("--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder))
    processes = [_start(variables, "dask_worker", *common, "--host", host) for host, variables in workers]
    try:
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], processes
    finally:
        for process in (scheduler, *processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(variables: dict[str, str], module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **variables}
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def test_a_dask_cluster_that_loses_a_worker_grades_each_hand_in_once(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path / "course")
    for number in range(10):
        course.submit(
            f"s{number}",
            course.hand_in(
                discounted="import time\ntime.sleep(0.5)\ndef discounted(r, g):\n    return float(sum(x * g**i for i, x in enumerate(r)))"
            ),
        )
    journal = course.root / "grading" / "journal.jsonl"
    with cluster(tmp_path, ("127.0.0.1", {}), ("127.0.0.1", {})) as (address, workers):

        def kill_one() -> None:
            until = time.monotonic() + 120
            while time.monotonic() < until and not (journal.exists() and len(journal.read_bytes().splitlines()) >= 3):
                time.sleep(0.05)
            os.killpg(workers[0].pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_one)
        killer.start()
        assert run.run(course.root, [], jobs=2, scheduler=address) == 0
        killer.join()
    assert course.scores() == {f"s{number}": FULL for number in range(10)}
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert len(lines) == 10
    assert {line["notebooks"][ASSIGNMENT]["box"].replace(", control group", "") for line in lines} == {f"warm, on {socket.gethostname()}"}


def test_a_machine_of_a_cluster_that_cannot_box_grades_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has no bubblewrap: it is named and gets no work, the other machine grades; and where it is asked all the same, it refuses."""
    course = SmallCourse(tmp_path / "course")
    for student in ("ada", "bob", "cem", "dora"):
        course.submit(student, course.hand_in())
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    with cluster(tmp_path, ("127.0.0.1", {}), ("127.0.0.2", {"PATH": str(nothing)})) as (address, _):
        with Client(address, timeout="20s") as client:
            client.wait_for_workers(2, timeout=60)
        assert run.run(course.root, [], jobs=2, scheduler=address) == 0
    assert f"the machine {socket.gethostname()} grades nothing" in capsys.readouterr().err
    assert course.scores() == dict.fromkeys(("ada", "bob", "cem", "dora"), FULL)
    monkeypatch.setattr(box, "missing", lambda: ["bubblewrap is not installed"])
    with pytest.raises(CourseError, match=f"{socket.gethostname()} grades nothing.*bubblewrap is not installed"):
        schedule.do(schedule.Work("ada", (), Settings(), start=""))
