"""Control groups: where they can be made, what limits they get, and that a hand-in's box is in one and leaves nothing behind."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from coursetools.grader import box, cgroups, doctor
from coursetools.grader.inside import wire
from coursetools.grader.settings import Settings


def tree(root: Path, own: str, **handed_on: str) -> Path:
    """Folders that look like control groups of version 2, and the file that says where this process is."""
    group = root / own.lstrip("/")
    group.mkdir(parents=True)
    (root / "cgroup.controllers").write_text("cpu memory pids")
    for place in (group, *group.parents):
        if place.is_relative_to(root):
            (place / "cgroup.procs").touch()
            (place / "cgroup.subtree_control").write_text(handed_on.get(place.name, ""))
    file = root.parent / "own"
    file.write_text(f"0::{own}\n")
    return file


def test_version_2_goes_to_the_nearest_group_that_hands_both_on(tmp_path: Path) -> None:
    root = tmp_path / "cgroup"
    own = tree(root, "/user.slice/app.slice/run.scope", **{"user.slice": "cpu memory pids", "app.slice": "memory pids"})
    place = root / "user.slice" / "app.slice"
    found, words = cgroups.find(root, own)
    assert found == cgroups.Places(2, place, place)
    assert str(place) in words


def test_version_2_without_controllers_says_so(tmp_path: Path) -> None:
    own = tree(tmp_path / "cgroup", "/app.slice/run.scope", **{"app.slice": "memory"})
    found, words = cgroups.find(tmp_path / "cgroup", own)
    assert found is None
    assert "hands on memory and pids" in words


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tree(tmp_path / "cgroup", "/app.slice/run.scope", **{"app.slice": "memory pids"})

    def refused(*_: object) -> bool:
        return False

    monkeypatch.setattr(os, "access", refused)
    found, words = cgroups.find(tmp_path / "cgroup", own)
    assert found is None
    assert "app.slice cannot be written by this user" in words


def test_version_1_stays_below_the_groups_of_this_process(tmp_path: Path) -> None:
    (tmp_path / "memory" / "mine").mkdir(parents=True)
    (tmp_path / "pids").mkdir()
    (tmp_path / "own").write_text("4:memory:/mine\n3:cpu,pids:/\n0::/\n")
    found, _ = cgroups.find(tmp_path, tmp_path / "own")
    assert found == cgroups.Places(1, tmp_path / "memory" / "mine", tmp_path / "pids")


def test_no_control_groups_at_all(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("")
    assert cgroups.find(tmp_path, tmp_path / "own") == (None, "none")


@pytest.mark.parametrize("version", [1, 2])
def test_limits_are_written(tmp_path: Path, version: int) -> None:
    where = cgroups.Places(version, tmp_path / "memory", tmp_path / ("memory" if version == 2 else "pids"))
    for folder in where.folders:
        folder.mkdir()
    cgroups.Group(where, memory=1 << 30, processes=136)
    [memory], [pids] = (list(folder.iterdir()) for folder in (where.memory, where.pids))
    assert (memory / ("memory.max" if version == 2 else "memory.limit_in_bytes")).read_text() == str(1 << 30)
    assert (pids / "pids.max").read_text() == "136"


@pytest.fixture
def line() -> Generator[box.Line]:
    """The line to a hand-in in a control group of its own."""
    if box.missing():
        pytest.skip("; ".join(box.missing()))
    if cgroups.places() is None:
        pytest.skip(f"no control group can be made here: {cgroups.find()[1]}")
    worker = box.Worker(Settings(warm=(), memory_mb=2000, scratch_mb=20, processes=40))
    line = worker.hand_in(1)
    yield line
    worker.close()
    line.close()


def _groups() -> list[Path]:
    where = cgroups.places()
    assert where is not None
    return [group for folder in where.folders for group in folder.glob(f"*-{os.getpid()}-*")]


def test_a_hand_in_is_in_a_group_that_goes_with_it(line: box.Line) -> None:
    def ask(**message: object) -> dict[str, object]:
        wire.send(line.socket, dict(message))
        answer = wire.receive(line.socket, limit=1 << 24)
        assert answer is not None
        return answer

    assert ask(do="start", again=False, files={})["grouped"] is True
    groups = _groups()
    assert groups
    assert all(len((group / "cgroup.procs").read_text().split()) >= 2 for group in groups), "the keeper and the student's process"
    for group in groups:  # less than the keeper would allow
        for name in ("memory.max", "memory.limit_in_bytes"):
            if (group / name).exists():
                (group / name).write_text(str(300 << 20))
    answer = ask(do="run", source="hoard = bytearray(b'x') * (600 << 20)\nprint('HAD')", seconds=30)
    assert "HAD" not in str(answer["outputs"])
    assert "SIGKILL" in str(answer["ended"])
    assert answer["alive"] is False
    assert ask(do="start", again=True, files={})["ok"] is True, "the keeper lives"
    line.close()
    assert _groups() == []


def test_the_self_test_says_who_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    if box.missing():
        pytest.skip("; ".join(box.missing()))
    cgroups.places.cache_clear()

    def none(*_: object) -> tuple[None, str]:
        return None, "version 2: /here cannot be written by this user"

    monkeypatch.setattr(cgroups, "find", none)
    try:
        finding = doctor.probe(Settings(), nested=True)[0]
    finally:
        cgroups.places.cache_clear()
    assert finding.held
    assert "without a control group: version 2: /here cannot be written" in finding.detail
