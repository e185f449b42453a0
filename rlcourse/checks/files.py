"""Files that an answer writes or reads, and packages that it finds, where the answer runs: tests reach them through these functions."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import torch

from rlcourse import elsewhere
from rlcourse.checks.words import failed


@contextlib.contextmanager
def folder() -> Generator[Path]:
    """An empty folder for an answer's files, which is gone afterwards: ``with checks.folder() as place: ...``."""
    place = _new_folder()
    try:
        yield place
    finally:
        _remove_folder(place)


@elsewhere.always_there
def _new_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="checks-"))


@elsewhere.always_there
def _remove_folder(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)


@elsewhere.always_there
def listing(place: Path) -> list[str]:
    """Names of the files in a folder and below it, sorted, with forward slashes."""
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def stored(path: Path, *, thought: str) -> Any:
    """What a file holds that an answer wrote by ``torch.save``, on the CPU, read as data alone (``weights_only=True``).

    Raises:
        CheckFailedError: There is no such file, or it holds more than data.
    """
    if not _is_there(path):
        raise failed("the file that was to be written", thought, expected=path.name, actual="no such file")
    try:
        return _loaded(path)
    except Exception as error:
        shown = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
        raise failed("a file that holds plain data and tensors", thought, expected="what weights_only=True reads", actual=shown) from None


@elsewhere.always_there
def _is_there(path: Path) -> bool:
    return path.is_file()


@elsewhere.always_there
def _loaded(path: Path) -> Any:
    return torch.load(path, map_location="cpu", weights_only=True)


@elsewhere.always_there
def store(path: Path, data: object, *, location: str | None = None) -> None:
    """Write a file by ``torch.save``, for an answer to read.

    Args:
        path: The file.
        data: What it shall hold.
        location: Where given, the file says that its tensors lay on this device, ``"cuda:77"`` for example, which nobody need have.
    """
    with contextlib.nullcontext() if location is None else mock.patch("torch.serialization.location_tag", return_value=location):
        torch.save(data, path)


@contextlib.contextmanager
def installed(packages: Mapping[str, str]) -> Generator[None]:
    """Let packages of these names and versions be found where the answer runs, until the block ends: their metadata, and no code."""
    place = _new_folder()
    try:
        _install(place, dict(packages))
        yield
    finally:
        _uninstall(place)
        _remove_folder(place)


@elsewhere.always_there
def _install(place: Path, packages: Mapping[str, str]) -> None:
    for name, version in packages.items():
        about = place / f"{name.replace('-', '_')}-{version}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    sys.path.insert(0, str(place))


@elsewhere.always_there
def _uninstall(place: Path) -> None:
    sys.path.remove(str(place))
