"""Layers that look around, or raise an error, at the very moment when ``torch.save`` writes their state: for tests of saving.

They lie in the library, since a network that goes to another process takes the name of its class along, not the class.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch


class _Written:
    """What is written in place of a tensor, and passes for one that is there already."""

    def _as_it_is(self, *_: object, **__: object) -> Self:
        return self

    detach = clone = cpu = to = contiguous = _as_it_is


class Glance(_Written):
    """Says, when it is written to a file, what is in the folder.

    In the file it is a dictionary: whether whole weights are at the path (``"whole"``), and the names of all files (``"names"``) and
    folders (``"folders"``). Then it can play a trick: it deletes files, but for those to be kept.

    Args:
        path: The path.
        kept: Names of files to be kept; None for no trick.
    """

    def __init__(self, path: Path, kept: Sequence[str] | None = None) -> None:
        self.path, self.kept = path, kept

    def __reduce__(self) -> tuple[Any, tuple[list[tuple[str, Any]]]]:
        """Say what pickle is to write instead."""
        names = [one.name for one in self.path.parent.iterdir() if one.is_file()]
        folders = [one.name for one in self.path.parent.iterdir() if one.is_dir()]
        seen = [("whole", _is_whole(self.path)), ("names", names), ("folders", folders)]
        for name in names:
            if self.kept is not None and name not in self.kept:
                with contextlib.suppress(OSError):  # Windows deletes no open file
                    (self.path.parent / name).unlink()
        return OrderedDict, (seen,)


def _is_whole(path: Path) -> bool:
    """Whether a file is there and can be read as weights."""
    try:
        torch.load(path, map_location="cpu", weights_only=True)
    except Exception:
        return False
    return True


class Watching(torch.nn.Linear):
    """A layer that looks at a path while its state is written.

    Args:
        path: The path.
        kept: What :class:`Glance` is to keep.
    """

    def __init__(self, path: Path, kept: Sequence[str] | None = None) -> None:
        super().__init__(2, 1)
        self.path, self.kept = path, kept

    def get_extra_state(self) -> Glance:
        """Return what looks."""
        return Glance(self.path, self.kept)


class Fault(_Written):
    """Raises an error when it is written to a file.

    Args:
        error: The error.
    """

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __reduce__(self) -> tuple[Any, ...]:
        """Raise the error."""
        raise self.error


class Faulty(torch.nn.Linear):
    """A layer with which writing fails, with an error of one's choice.

    Args:
        kind: Type of the error.
        *told: What the error is made with.
    """

    def __init__(self, kind: type[Exception], *told: object) -> None:
        super().__init__(2, 1)
        self.kind, self.told = kind, told

    def get_extra_state(self) -> Fault:
        """Return what raises the error."""
        return Fault(self.kind(*self.told))


class Broken(Faulty):
    """A layer whose state cannot even be collected: ``state_dict()`` raises the error, before anything is written."""

    def get_extra_state(self) -> Fault:
        """Raise the error."""
        raise self.kind(*self.told)
