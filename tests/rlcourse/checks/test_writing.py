"""Tests of the layers that look around, or fail, while their state is written."""

from pathlib import Path

import pytest
import torch
from torch import nn

from rlcourse.checks.writing import Broken, Faulty, Watching


def read(path: Path) -> dict[str, object]:
    """What the layer saw, from the file that was written."""
    seen: dict[str, object] = torch.load(path, weights_only=True)["_extra_state"]
    return seen


def test_it_says_what_is_in_the_folder_while_it_is_written(tmp_path: Path) -> None:
    path, beside = tmp_path / "night.pt", tmp_path / "beside"
    (tmp_path / "parts").mkdir()
    torch.save(Watching(path).state_dict(), beside)
    assert read(beside) == {"whole": False, "names": ["beside"], "folders": ["parts"]}
    torch.save(nn.Linear(2, 1).state_dict(), path)
    torch.save(Watching(path).state_dict(), beside)
    assert read(beside)["whole"] is True


def test_writing_straight_to_the_path_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "night.pt"
    torch.save(nn.Linear(2, 1).state_dict(), path)
    torch.save(Watching(path).state_dict(), path)
    assert read(path)["whole"] is False


def test_it_deletes_what_is_not_to_be_kept(tmp_path: Path) -> None:
    for name in ("kept", "gone"):
        (tmp_path / name).write_text(name)
    torch.save(Watching(tmp_path / "night.pt", ["kept", "written"]).state_dict(), tmp_path / "written")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["kept", "written"]


def test_the_error_comes_when_the_state_is_written_or_when_it_is_collected(tmp_path: Path) -> None:
    state = nn.Sequential(nn.Linear(2, 2), Faulty(KeyError, "a fault")).state_dict()
    with pytest.raises(KeyError, match="a fault"):
        torch.save(state, tmp_path / "night.pt")
    with pytest.raises(OSError, match="no room"):
        Broken(OSError, 28, "no room").state_dict()
