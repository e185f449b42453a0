"""A gradebook in PostgreSQL: graded, killed, graded again, copied and read back. Runs where the server's programs and psycopg are there."""

import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from coursetools.grader import box, run
from coursetools.grader.store import Store
from coursetools.paths import CourseError
from tests.grader.hostile.course import ASSIGNMENT, WRONG, SmallCourse
from tests.grader.test_store import COMMAND, FULL, TESTS, grade_of, manual, save

_FOLDERS = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *map(Path, os.environ.get("PATH", "").split(os.pathsep))]
SERVER = next((folder for folder in _FOLDERS if (folder / "initdb").exists() and (folder / "postgres").exists()), None)
if SERVER is None or shutil.which("pg_dump") is None or shutil.which("psql") is None:
    pytest.skip("PostgreSQL is not installed (apt-get install postgresql)", allow_module_level=True)
pytest.importorskip("psycopg", reason='the driver is not installed (pip install "psycopg[binary]")')


@pytest.fixture(scope="module")
def server() -> Generator[str]:
    """A server of its own, reached by a socket in a scratch folder; yields the folder."""
    assert SERVER is not None
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name  # the server refuses to be root
    with tempfile.TemporaryDirectory(prefix="postgres-", dir="/tmp") as folder:
        shutil.chown(folder, user)
        data = f"{folder}/data"
        subprocess.run(
            [SERVER / "initdb", "-D", data, "-U", "course", "-A", "trust", "-N"], user=user, cwd=folder, check=True, capture_output=True
        )
        command = [SERVER / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
        process = subprocess.Popen(command, user=user, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while not _psql(folder, "postgres", "select 1", check=False) and time.monotonic() < deadline:
                time.sleep(0.1)
            yield folder
        finally:
            process.send_signal(signal.SIGINT)  # a fast shutdown
            process.wait(60)


def _psql(folder: str, database: str, *statements: str, check: bool = True) -> str:
    command = ["psql", "-h", folder, "-U", "course", "-d", database, "-qAt", "-v", "ON_ERROR_STOP=1"]
    for statement in statements:
        command += ["-f" if Path(statement).is_file() else "-c", statement]
    return subprocess.run(command, capture_output=True, text=True, check=check).stdout.strip()


@pytest.fixture
def course(server: str, tmp_path: Path) -> Generator[SmallCourse]:
    """A course whose gradebook is a database of its own."""
    _psql(server, "postgres", "create database gradebook")
    url = f"postgresql+psycopg://course@/gradebook?host={server}"
    yield SmallCourse(tmp_path / "course", more_config=f"c.CourseDirectory.db_url = {url!r}\n")
    _psql(server, "postgres", "drop database gradebook with (force)")


def test_a_copy_can_be_read_back(course: SmallCourse, server: str) -> None:
    course.course.register(course.course.assignment(ASSIGNMENT))
    save(course, "ada")
    manual(course, "ada", "why", 1.5, "good")
    copy = Store(course.course).back_up()
    assert copy is not None
    save(course, "ada", share=0.0)
    manual(course, "ada", "why", 0.0, "bad")
    _psql(server, "gradebook", str(copy))
    assert course.scores() == {"ada": FULL}
    assert grade_of(course, "ada", "why")["manual"] == 1.5
    assert not list(copy.parent.glob("*.partial"))


def test_a_copy_that_fails_stops_the_run(course: SmallCourse, server: str) -> None:
    course.submit("ada", course.hand_in())
    course.course.db_url = f"postgresql+psycopg://course:secret@/nowhere?host={server}"
    with pytest.raises(CourseError, match="Nothing was graded") as caught:
        Store(course.course).back_up()
    assert "secret" not in str(caught.value)
    assert not list((course.course.records / "backups").iterdir())


@pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
def test_killed_at_random_points_nothing_is_lost(course: SmallCourse) -> None:
    expected: dict[str, dict[str, float | None]] = {}
    for number in range(6):
        course.submit(f"s{number}", course.hand_in(**(WRONG if number % 2 else {})))
        expected[f"s{number}"] = FULL | ({"discounted-hidden": 0.0, "softmax-test": 0.0, "softmax-hidden": 0.0} if number % 2 else {})
    course.course.register(course.course.assignment(ASSIGNMENT))
    dice = random.Random(20261121)
    journal = course.course.records / "journal.jsonl"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    kills = 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(course.root)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        lines = len(journal.read_bytes().splitlines()) if journal.exists() else 0
        deadline = time.monotonic() + 90
        while process.poll() is None and time.monotonic() < deadline:
            if journal.exists() and len(journal.read_bytes().splitlines()) > lines:
                break
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.2))
        if process.poll() is None:
            process.kill()
            kills += 1
        process.wait()
        for student, scores in course.scores().items():
            assert scores == expected[student], student
    assert kills
    assert run.run(course.root, [], jobs=2) == 0
    manual(course, "s0", "why", 2.0, "read by a person")
    assert run.run(course.root, [], jobs=2, force=True, students=["s0"]) == 0
    assert course.scores() == expected
    assert grade_of(course, "s0", "why") == {"auto": None, "manual": 2.0, "review": False, "score": 2.0}
    assert set(TESTS) <= set(course.scores()["s0"])
