"""What a student puts into the exchange is collected as plain files, or not at all."""

import logging
import os
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from coursetools.grader.collect import Collect, copy_plain


@pytest.fixture
def hand_in(tmp_path: Path) -> Path:
    """A hand-in in the exchange, with all that should not be there, and a secret beside it."""
    (tmp_path / "secret" / "week1").mkdir(parents=True)
    (tmp_path / "secret" / "week1" / "solution.ipynb").write_text("the solution", encoding="utf-8")
    folder = tmp_path / "ann"
    (folder / "data").mkdir(parents=True)
    (folder / "week1.ipynb").write_text("hers", encoding="utf-8")
    (folder / "data" / "rewards.csv").write_text("1,2", encoding="utf-8")
    (folder / "loot.txt").symlink_to(tmp_path / "secret" / "week1" / "solution.ipynb")
    (folder / "data" / "all").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    return folder


def _collect(source: Path, target: Path, *, most: int = 100_000) -> None:
    course = CourseDirectory(root=str(target.parent), max_dir_size=most)
    Collect(coursedir=course, authenticator=None, log=logging.getLogger("collect")).do_copy(str(source), str(target))


def test_links_and_pipes_are_left_out(hand_in: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _collect(hand_in, tmp_path / "collected")
    found = {path.relative_to(tmp_path / "collected").as_posix() for path in (tmp_path / "collected").rglob("*")}
    assert found == {"week1.ipynb", "data", "data/rewards.csv"}
    assert (tmp_path / "collected" / "week1.ipynb").read_text(encoding="utf-8") == "hers"
    assert all(name in caplog.text for name in ("loot.txt", "data/all", "pipe"))


def test_a_folder_that_is_a_link_or_too_large_is_not_collected(hand_in: Path, tmp_path: Path) -> None:
    link = tmp_path / "bob"
    link.symlink_to(tmp_path / "secret")
    _collect(link, tmp_path / "collected")
    (hand_in / "large").write_bytes(bytes(3000))
    _collect(hand_in, tmp_path / "collected", most=2)
    assert not (tmp_path / "collected").exists()
    with pytest.raises(ValueError, match="max_dir_size"):
        copy_plain(hand_in, tmp_path / "copy", 2000)
