"""nbgrader's ``collect`` for an exchange that students write into: it follows no links.

A hand-in's folder in the exchange belongs to its student, who may put a link into it. nbgrader's own ``collect`` copies, with the
instructor's rights, what the link points to: the solutions, say, which the student's next hand-in could read and print.
"""

import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import Any, cast

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect


class Collect(ExchangeCollect):
    """``c.ExchangeFactory.collect`` names this class."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the plain files of a hand-in, and say what is left out; one that is too large is not collected at all."""
        most = 1000 * int(cast("CourseDirectory", self.coursedir).max_dir_size)
        with tempfile.TemporaryDirectory(prefix="collect-") as scratch:
            folder = Path(scratch) / "hand-in"
            try:
                left_out = copy_plain(Path(src), folder, most)
            except ValueError as error:
                self.log.error("%s is not collected: %s", src, error)
                return
            for name in left_out:
                self.log.warning("%s in %s is no plain file, and is not collected", name, src)
            super().do_copy(str(folder), dest, log)


def copy_plain(source: Path, target: Path, most: int) -> list[str]:
    """Copy the plain files of a folder that somebody else may change meanwhile.

    Args:
        source: The folder.
        target: Where to; made here.
        most: Bytes that may be copied.

    Returns:
        What was left out: links, pipes and the like.

    Raises:
        ValueError: The folder is a link or unreadable, or there is more than ``most``.
    """
    left_out: list[str] = []
    target.mkdir()
    if source.is_symlink():
        raise ValueError("it is a link")
    for place, folders, names, number in os.fwalk(source, follow_symlinks=False):  # by open folders: none can be swapped for a link
        here = target / Path(place).relative_to(source)
        for name in folders:
            if stat.S_ISLNK(os.stat(name, dir_fd=number, follow_symlinks=False).st_mode):
                left_out.append(str(Path(place, name).relative_to(source)))
            else:
                (here / name).mkdir()
        for name in names:
            try:
                file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=number)
            except OSError:
                left_out.append(str(Path(place, name).relative_to(source)))
                continue
            with os.fdopen(file, "rb") as opened:
                state = os.fstat(file)
                most -= state.st_size
                if most < 0:
                    raise ValueError("it is larger than CourseDirectory.max_dir_size allows")
                if not stat.S_ISREG(state.st_mode):
                    left_out.append(str(Path(place, name).relative_to(source)))
                    continue
                with (here / name).open("xb") as copy:
                    shutil.copyfileobj(opened, copy)
    return sorted(left_out)
