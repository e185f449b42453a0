"""Beside stock nbgrader: hand-ins that it cannot read, machines without a box, and a gradebook that it began."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coursetools.grader import box, refusal, run
from tests.grader.hostile.course import ASSIGNMENT, WRONG, SmallCourse
from tests.grader.test_store import FULL, grade_of, manual

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
HOOKS = """
c.Autograde.pre_convert_hook = "coursetools.grader.hook.prepare"
c.Autograde.exporter_class = "coursetools.grader.hook.Unread"
c.Autograde.sanitize_preprocessors = ["coursetools.grader.hook.Rebuild"]
c.Autograde.autograde_preprocessors = ["coursetools.grader.hook.Grade"]
"""
PATIENCE = "c.Execute.timeout = 300\nc.Execute.iopub_timeout = 60\n"
"""Stock nbgrader counts seconds by the clock, also where others keep the machine busy."""
ZERO = {**dict.fromkeys(FULL, 0.0)}


def nbgrader(course: SmallCourse, *arguments: str, path: str = "") -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)} | ({"PATH": path} if path else {})
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)


def test_hand_ins_that_nbgrader_cannot_read_are_said_in_words(tmp_path: Path) -> None:
    """Without a traceback, and without a release by nbgrader's own command beforehand."""
    course = SmallCourse(tmp_path, more_config=HOOKS)
    course.submit("ada", course.hand_in())
    cut = course.submit("ben", course.hand_in())
    (cut / f"{ASSIGNMENT}.ipynb").write_text('{"cells": [{"cell_type": "code", "sou', encoding="utf-8")
    renamed = course.submit("cem", course.hand_in())
    (renamed / f"{ASSIGNMENT}.ipynb").rename(renamed / "Untitled.ipynb")
    done = nbgrader(course, "autograde", ASSIGNMENT)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    assert "cannot be read and gets no points: The notebook file is not valid JSON" in done.stderr
    assert course.scores() == {"ada": FULL, "ben": ZERO, "cem": FULL}
    shown = json.loads((tmp_path / "autograded" / "ben" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8"))
    assert "could not be graded" in "".join(shown["cells"][0]["source"])


def test_without_a_box_the_cause_is_said(tmp_path: Path) -> None:
    course = SmallCourse(tmp_path / "course", more_config=HOOKS)
    course.submit("ada", course.hand_in())
    tools = tmp_path / "tools"  # all that nbgrader calls, and no bwrap
    tools.mkdir()
    (tools / "alembic").symlink_to(Path(sys.executable).parent / "alembic")
    done = nbgrader(course, "autograde", ASSIGNMENT, path=str(tools))
    assert done.returncode == 1
    assert "install the package `bubblewrap`" in done.stderr
    assert "Traceback" not in done.stderr
    assert course.scores() == {}


def test_causes_of_a_box_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bwrap = tmp_path / "bwrap"
    bwrap.write_text("#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n", encoding="utf-8")
    bwrap.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(refusal.os, "geteuid", lambda: 1000)
    values = {"kernel.apparmor_restrict_unprivileged_userns": "1", "user.max_user_namespaces": "0"}
    monkeypatch.setattr(refusal, "setting", values.get)
    text = refusal.words(refusal.causes())
    assert "No permissions to create a new namespace" in text
    assert "AppArmor profile" in text
    assert "sysctl -w user.max_user_namespaces" in text
    assert "unprivileged_userns_clone" not in text


def test_a_gradebook_that_stock_nbgrader_began(tmp_path: Path) -> None:
    """Its points become ours where a hand-in is graded again; what a person gave stays; who is not graded again keeps the grade."""
    course = SmallCourse(tmp_path, more_config=PATIENCE)
    course.submit("ada", course.hand_in())
    course.submit("bob", course.hand_in(**WRONG).answer(**{"softmax-hidden": "pass"}))
    course.submit("cem", course.hand_in())
    for step in ("generate_assignment", "autograde"):
        done = nbgrader(course, step, ASSIGNMENT)
        assert done.returncode == 0, done.stderr[-3000:]
    before = course.scores()
    assert before["ada"] == FULL
    manual(course, "ada", "why", 1.5, "good")
    manual(course, "bob", "why", 0.5, "half of it")
    shutil.rmtree(tmp_path / "submitted" / "cem")
    assert run.run(course.root, []) == 0
    after = course.scores()
    assert after["ada"] == FULL
    assert after["cem"] == before["cem"]
    assert after["bob"] == FULL | {"discounted-hidden": 0.0, "softmax-test": 0.0, "softmax-hidden": 0.0}
    assert grade_of(course, "ada", "why") == {"auto": None, "manual": 1.5, "review": True, "score": 1.5}
    assert grade_of(course, "bob", "why")["score"] == 0.5
