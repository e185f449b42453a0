"""Progress is read from saved notebooks, hand-ins and feedback, and the course home shows it."""

import datetime
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from traitlets.config import Config

from coursetools.paths import CourseError
from coursetools.students import lab, progress, submit
from tests import tiny_course
from tests.tiny_course import PART

NOON = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    lab.copy_releases(tmp_path)
    return tmp_path


def change(root: Path, how: Callable[[dict[str, Any]], None]) -> None:
    """Do something to each cell of the student's notebook, and save it."""
    own = root / "work" / PART / f"{PART}.ipynb"
    notebook = json.loads(own.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        how(cell)
    before = own.stat().st_mtime_ns
    own.write_text(json.dumps(notebook), encoding="utf-8")
    os.utime(own, ns=(before + 10**9, before + 10**9))


def says(text: str) -> Callable[[dict[str, Any]], None]:
    """Let each visible test have printed something."""

    def put(cell: dict[str, Any]) -> None:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if grade_id.endswith("-test"):
            printed = text.format(name=grade_id.removesuffix("-test"))
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": [printed + "\n", "more\n"]}]

    return put


def test_from_untouched_to_graded(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fresh = progress.of_part(PART, root)
    assert (fresh.touched, fresh.done, fresh.handed_in, fresh.score) == (False, (), None, None)
    assert len(fresh.exercises) >= 1
    assert fresh.words() == f"untouched, {len(fresh.exercises)} exercises"
    change(root, says("✘ Not yet: `{name}` of 3"))
    assert progress.of_part(PART, root).done == (), "a test that failed"
    change(root, says("✔ Right: `{name}`. 1 of 3 in this part."))
    tested = progress.of_part(PART, root)
    assert tested.done
    assert set(tested.exercises) - set(tested.done) == {"why"}, "the written answer is missing"
    assert not tested.finished
    change(
        root, lambda cell: cell.update(source=["Because."]) if cell["source"] and "YOUR ANSWER HERE" in "".join(cell["source"]) else None
    )
    assert progress.of_part(PART, root).finished
    submit.hand_in(PART, "ada", root, NOON)
    submit.hand_in(PART, "ada", root, NOON + datetime.timedelta(hours=1))
    handed_in = progress.of_part(PART, root)
    assert handed_in.handed_in == NOON + datetime.timedelta(hours=1)
    assert "handed in 2026-12-01" in handed_in.words()
    page = root / "feedback" / "ada" / PART / f"{PART}.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h4>9.1 (Score: 3.5 / 6.0)</h4> <li>Test cell (Score: 1.0 / 1.0)</li>", encoding="utf-8")
    assert progress.of_part(PART, root).words() == "3.5 of 6 points"
    assert progress.run([], root=root) == 0
    assert "3.5 of 6 points" in capsys.readouterr().out


def test_where_to_go_on() -> None:
    def part(name: str, n_done: int, *, touched: bool = False) -> progress.Progress:
        return progress.Progress(name, touched, ("a", "b"), ("a", "b")[:n_done], None, None)

    whole, begun, opened, fresh = part("1.1-a", 2), part("1.3-c", 1), part("1.4-d", 0, touched=True), part("1.2-b", 0)
    assert progress.next_part([whole, fresh, begun]) == begun
    assert progress.next_part([whole, fresh, opened]) == opened
    assert progress.next_part([whole, fresh]) == fresh
    assert progress.next_part([whole]) is None
    assert progress.bar([whole, begun], width=4) == "███░ 3 of 4 exercises"
    assert progress.bar([], width=2) == "░░ 0 of 0 exercises"


def test_the_home_shows_it_and_follows_when_a_notebook_is_saved(root: Path) -> None:
    own, home = root / "work" / PART / f"{PART}.ipynb", root / "work" / lab.HOME
    lab.write_home(root)
    assert "**Go on here:**" in home.read_text(encoding="utf-8")
    assert ": untouched, " in home.read_text(encoding="utf-8")
    change(root, says("✔ Right: `{name}`. 1 of 3 in this part."))
    lab.after_save(model={"type": "file"}, os_path=str(own), contents_manager=None)
    assert ": untouched, " in home.read_text(encoding="utf-8"), "only a notebook counts"
    lab.after_save(model={"type": "notebook"}, os_path=str(own), contents_manager=None)
    assert ": untouched, " not in home.read_text(encoding="utf-8")
    home.write_text("my own page", encoding="utf-8")
    lab.after_save(model={"type": "notebook"}, os_path=str(own), contents_manager=None)
    assert home.read_text(encoding="utf-8") == "my own page"
    (root / "syllabus.toml").write_text("no [ toml", encoding="utf-8")
    lab.after_save(model={"type": "notebook"}, os_path=str(own), contents_manager=None)


def test_the_server_calls_it(root: Path) -> None:
    settings = json.loads((lab.SETTINGS / "students" / "jupyter_server_config.json").read_text(encoding="utf-8"))
    manager = FileContentsManager(root_dir=str(root / "work"), config=Config(settings))
    lab.write_home(root)
    model = manager.get(f"{PART}/{PART}.ipynb")
    model["content"]["cells"][0]["source"] += "\nA note of my own."
    manager.save(model, f"{PART}/{PART}.ipynb")
    assert ": 0 of " in (root / "work" / lab.HOME).read_text(encoding="utf-8"), "begun, no longer untouched"


def test_a_notebook_that_can_not_be_read_stops_nobody(root: Path) -> None:
    own = root / "work" / PART / f"{PART}.ipynb"
    own.write_text("{", encoding="utf-8")
    assert progress.of_part(PART, root).exercises == ()
    with pytest.raises(CourseError, match="make lab"):
        progress.run([], root=root / "elsewhere")
