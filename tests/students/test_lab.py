"""``make lab`` gives students their own copies, and never takes anything from them."""

import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from coursetools.paths import ROOT
from coursetools.students import lab, updates
from tests import tiny_course
from tests.tiny_course import PART

DAY = datetime.date(2026, 12, 1)
NEWER = tiny_course.MASTER.replace("## Doubling", "## Doubling numbers")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    return tmp_path


def _own(root: Path) -> Path:
    return root / "work" / PART / f"{PART}.ipynb"


def test_first_start_copies_and_second_leaves_alone(root: Path) -> None:
    first = lab.copy_releases(root)
    assert (first.new, first.kept) == ([PART], [])
    assert _own(root).read_bytes() == (root / "release" / PART / f"{PART}.ipynb").read_bytes()
    _own(root).write_text("my own work", encoding="utf-8")
    second = lab.copy_releases(root)
    assert (second.new, second.kept, second.updates) == ([], [PART], {})
    assert _own(root).read_text(encoding="utf-8") == "my own work"
    assert not list((root / "work").rglob("*.part")), "no scratch file stays"


def test_a_newer_release_is_put_beside_once(root: Path) -> None:
    lab.copy_releases(root)
    _own(root).write_text("my own work", encoding="utf-8")
    tiny_course.make(root, NEWER)
    newer = lab.copy_releases(root, DAY).updates[PART]
    assert newer.name == f"{PART} (update 2026-12-01).ipynb"
    assert "Doubling numbers" in newer.read_text(encoding="utf-8")
    assert lab.copy_releases(root, DAY).updates == {}
    newer.write_text("my work goes on here", encoding="utf-8")
    tiny_course.make(root)
    again = lab.copy_releases(root, DAY).updates[PART]
    assert again.name == f"{PART} (update 2026-12-01, 2).ipynb"
    assert newer.read_text(encoding="utf-8") == "my work goes on here"
    assert _own(root).read_text(encoding="utf-8") == "my own work"
    assert updates.of_part(PART, root) == sorted([newer, again])
    page = lab.home(root)
    assert "## Newer versions" in page
    assert f"({PART}/{PART}%20%28update%202026-12-01%29.ipynb)" in page


def test_a_release_that_differs_in_nothing_that_matters_is_no_update(root: Path) -> None:
    lab.copy_releases(root)
    release = root / "release" / PART / f"{PART}.ipynb"
    notebook = json.loads(release.read_text(encoding="utf-8"))
    notebook["metadata"]["language_info"]["version"] = "3.99"
    release.write_text(json.dumps(notebook), encoding="utf-8")
    assert lab.copy_releases(root).updates == {}


def test_home_lists_every_part_and_links_to_own_copies(root: Path) -> None:
    lab.copy_releases(root)
    assert lab.write_home(root)
    page = (root / "work" / lab.HOME).read_text(encoding="utf-8")
    assert "1 of 3 parts are ready" in page
    assert "## Module 9: Numbers" in page
    assert f"- 9.1 [**A tiny part**]({PART}/{PART}.ipynb)" in page
    assert page.index("## In preparation") < page.index("- 9.2 A part to come")
    assert "Module 10" not in page, "none of its parts is ready"


def test_ways_through_the_course_lie_beside_the_home(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "path.md" not in lab.home(root), "a course without such a page has no link to it"
    (root / "docs").mkdir()
    for name in lab.PATH:
        (root / "docs" / name).write_text(f"this is {name}", encoding="utf-8")

    def start(*_: object) -> None:
        """JupyterLab is not what is tried here."""

    monkeypatch.setattr(lab, "_start", start)
    lab.run([], root=root)
    assert "(path.md)" in (root / "work" / lab.HOME).read_text(encoding="utf-8")
    assert (root / "work" / "path.svg").read_text(encoding="utf-8") == "this is path.svg"


def test_feedback_that_came_is_shown(root: Path) -> None:
    lab.copy_releases(root)
    assert lab.fetch_feedback(root) == []
    page = root / "feedback" / "ada" / PART / f"{PART}.html"
    page.parent.mkdir(parents=True)
    page.write_text("(Score: 7.0 / 13.0)", encoding="utf-8")
    copy = root / "work" / PART / lab.FEEDBACK
    assert lab.fetch_feedback(root) == [copy]
    assert lab.fetch_feedback(root) == []
    assert f"7 of 13 points, [feedback]({PART}/feedback.html)" in lab.home(root)
    page.write_text("(Score: 9.0 / 13.0)", encoding="utf-8")
    assert lab.fetch_feedback(root) == [copy]
    assert "9.0" in copy.read_text(encoding="utf-8")


def test_commands_work_in_every_folder_of_ones_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "Makefile").write_text("submit:\n\t@echo handed in $(PART) by $(STUDENT) from $(notdir $(CURDIR))\n", encoding="utf-8")

    def start(*_: object) -> None:
        """JupyterLab is not what is tried here."""

    monkeypatch.setattr(lab, "_start", start)
    lab.run([], root=root)
    for folder in (root / "work", root / "work" / PART):
        command = ["make", "--no-print-directory", "submit", "PART=9.1", "STUDENT=ada"]
        said = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
        assert said == f"handed in 9.1 by ada from {root.name}\n"


def test_home_without_its_marker_belongs_to_the_student(root: Path) -> None:
    lab.write_home(root)
    page = root / "work" / lab.HOME
    page.write_text(page.read_text(encoding="utf-8").replace("Work from top", "Work well from top"), encoding="utf-8")
    assert lab.write_home(root), "with the marker it is written anew"
    assert "Work well" not in page.read_text(encoding="utf-8")
    page.write_text("# My own page\n", encoding="utf-8")
    assert not lab.write_home(root)
    assert page.read_text(encoding="utf-8") == "# My own page\n"


def test_settings_are_valid_and_options_of_the_student_come_last(root: Path) -> None:
    for path in lab.SETTINGS.rglob("*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))
    assert lab.command(root, ["--port=1234"])[-1] == "--port=1234"
    folders = lab.environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert folders[-2:] == [str(lab.SETTINGS / "everybody"), str(lab.SETTINGS / "students")]
    assert lab.environment()["PATH"].startswith(str(Path(sys.executable).parent))


def test_instructors_start_it_in_the_course_folder_and_have_formgrader(root: Path) -> None:
    options = lab.command(root, ["--ServerApp.root_dir=."])
    assert [option for option in options if "root_dir" in option] == ["--ServerApp.root_dir=."], "JupyterLab refuses two"
    assert not any("default_url" in option for option in options), "there is no course home in the course folder"
    folders = lab.environment(["--ServerApp.root_dir=."])["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert str(lab.SETTINGS / "everybody") in folders
    assert not any(path.endswith("students") for path in folders), "the settings of students switch formgrader off"


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_the_server_starts_in_place_and_stops_on_a_signal(root: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import sys; from pathlib import Path; from coursetools.students import lab; lab.run(sys.argv[2:], root=Path(sys.argv[1]))"
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=secret"]
    log = root / "lab.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(root), *options],
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(root / "jupyter")},
        )
        try:
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/lab/api/settings/@jupyterlab/apputils-extension:notification",
                headers={"Authorization": "token secret"},
            )
            settings = _fetch(request, process, log)
            assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) is not None
        finally:
            process.kill()
            process.wait()
    printed = log.read_text(encoding="utf-8")
    assert "[1/3] Your notebooks in work/: 1 new (9.1)" in printed
    assert "not a subdirectory" not in printed, "formgrader is not started for students"


def _fetch(
    request: urllib.request.Request, process: "subprocess.Popen[bytes]", log: Path
) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return json.load(reply)
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"the server did not answer:\n{log.read_text(encoding='utf-8')}")
