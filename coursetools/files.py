"""Writing files so that nothing is lost: whole or not at all, and never over what somebody else wrote."""

import contextlib
import itertools
import os
import tempfile
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: whoever reads it meanwhile, or after an interruption, finds the old one or the new one, whole."""
    scratch = _scratch(path, content)
    try:
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def create(path: Path, content: bytes) -> bool:
    """Write a file in one step unless there is one already.

    Returns:
        Whether it was written.
    """
    scratch = _scratch(path, content)
    try:
        with contextlib.suppress(FileExistsError):
            try:
                os.link(scratch, path)  # fails where the file exists, also if it came this very moment
            except FileExistsError:
                raise
            except OSError:  # a file system without links
                with path.open("xb") as file:
                    file.write(content)
            return True
        return False
    finally:
        scratch.unlink(missing_ok=True)


def create_free(path: Path, content: bytes) -> Path:
    """Write a file in one step under a name that no file has: ``a (b).txt``, or else ``a (b, 2).txt``. Returns its path.

    Args:
        path: The wanted path; its name before the suffix ends in a bracket.
        content: What the file is to hold.
    """
    for count in itertools.count(1):
        free = path.with_stem(f"{path.stem[:-1]}, {count})") if count > 1 else path
        if create(free, content):
            return free
    raise AssertionError("there is always a free number")


def _scratch(path: Path, content: bytes) -> Path:
    """A complete file beside ``path``, of ordinary permissions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    umask = os.umask(0)
    os.umask(umask)
    scratch = Path(name)
    scratch.chmod(0o666 & ~umask)
    return scratch
