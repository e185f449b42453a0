"""Keeps tests apart: what one fork does to files, shared memory or descriptors, the next one does not find."""

import contextlib
import ctypes
import os
import re
import select
import shutil
import socket
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

_MOST_KEPT = 64 << 20
"""Bytes of file content that are kept to be put back."""
_HARMLESS = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_WATCHED = re.compile(r"tfd:\s*(\d+)\s+events:\s*([0-9a-f]+)")
_PRIVATE_ANONYMOUS_FIXED = 0x02 | 0x20 | 0x10
_libc = ctypes.CDLL(None, use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]


@dataclass
class _Entry:
    state: os.stat_result
    content: bytes | None
    """Of a file or of a link; ``None`` where it was too large to keep, and for what has none."""


class Scratch:
    """The folders that a hand-in may write to, as they were after its last cell."""

    def __init__(self, folders: Iterable[str]) -> None:
        """Look at everything in the folders; no process of the hand-in may be running."""
        self._folders = tuple(folders)
        left = _MOST_KEPT
        self._entries: dict[str, _Entry] = {}
        for path, state in self._walk():
            content: bytes | None = None
            with contextlib.suppress(OSError):
                if stat.S_ISLNK(state.st_mode):
                    content = os.fsencode(os.readlink(path))  # noqa: PTH115
                elif stat.S_ISREG(state.st_mode) and state.st_size <= left:
                    content = _read(path)
                    left -= len(content)
            self._entries[path] = _Entry(state, content)

    def put_back(self) -> list[str]:
        """Make the folders what they were, and return the paths of changed files that were too large to be kept."""
        failed: list[str] = []
        seen: set[str] = set()
        for path, state in reversed(list(self._walk())):  # what lies in a folder comes before it
            entry = self._entries.get(path)
            if entry is None or (state.st_ino, stat.S_IFMT(state.st_mode)) != (entry.state.st_ino, stat.S_IFMT(entry.state.st_mode)):
                _remove(path)
            elif state.st_ctime_ns == entry.state.st_ctime_ns:
                seen.add(path)
        for path, entry in self._entries.items():
            if path not in seen and not _restore(path, entry):
                failed.append(path)
        for path, entry in reversed(self._entries.items()):
            if path not in seen:
                with contextlib.suppress(OSError):
                    os.utime(path, ns=(entry.state.st_atime_ns, entry.state.st_mtime_ns), follow_symlinks=False)
                    entry.state = os.lstat(path)
        return failed

    def _walk(self) -> Iterable[tuple[str, os.stat_result]]:
        for folder in self._folders:
            for place, folders, files in os.walk(folder, followlinks=False):
                with contextlib.suppress(OSError):
                    yield place, os.lstat(place)
                links = [name for name in folders if os.path.islink(f"{place}/{name}")]  # noqa: PTH114
                for name in [*links, *files]:
                    with contextlib.suppress(OSError):
                        yield f"{place}/{name}", os.lstat(f"{place}/{name}")


def _read(path: str) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        return file.read()


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            shutil.rmtree(path, ignore_errors=True)
        else:
            Path(path).unlink()


def _restore(path: str, entry: _Entry) -> bool:
    """Make one entry what it was, in place where it is still the same file: another process may have it open."""
    kind, mode = stat.S_IFMT(entry.state.st_mode), stat.S_IMODE(entry.state.st_mode)
    try:
        if kind == stat.S_IFDIR:
            Path(path).mkdir(exist_ok=True)
        elif kind == stat.S_IFREG:
            if entry.content is None:
                return False
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
                file.write(entry.content)
        elif not os.path.lexists(path):
            if kind == stat.S_IFLNK and entry.content is not None:
                Path(path).symlink_to(os.fsdecode(entry.content))
            elif kind == stat.S_IFIFO:
                os.mkfifo(path)
        if kind != stat.S_IFLNK:
            with contextlib.suppress(OSError):
                os.chown(path, entry.state.st_uid, entry.state.st_gid)
            os.chmod(path, mode)  # noqa: PTH101
    except OSError:
        return False
    return True


def cut_ties(keep: Collection[int]) -> None:
    """In a fork, before it answers a test: share no memory and no descriptor with the process that it came from, or with its other forks.

    Files stay open, at the same place, and loops of asyncio go on working; what was on its way through a pipe or a socket is lost.

    Args:
        keep: The descriptors that are left as they are, besides 0, 1 and 2.
    """
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
        lines = [line for line in file if line[line.index(" ") + 4] == "s"]
    for line in lines:
        first, last = (int(number, 16) for number in line.split(" ", 1)[0].split("-"))
        if line.split(" ", 2)[1].startswith("rw"):
            content = ctypes.string_at(first, last - first)
            _libc.mmap(first, last - first, 3, _PRIVATE_ANONYMOUS_FIXED, -1, 0)
            ctypes.memmove(first, content, len(content))
    numbers = sorted(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208
    kinds: dict[int, tuple[str, int]] = {}
    for number in numbers:
        if number > 2 and number not in keep:
            with contextlib.suppress(OSError):
                kinds[number] = os.readlink(f"/proc/self/fd/{number}"), os.fstat(number).st_mode  # noqa: PTH115
    done: set[int] = set()
    for number, (name, mode) in kinds.items():
        if number in done:
            continue
        others = [other for other, (same, _) in kinds.items() if same == name]
        try:
            if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
                _reopen(number, deleted=name.endswith(" (deleted)"))
            elif stat.S_ISFIFO(mode) and name.startswith("pipe:"):
                read, write = os.pipe()
                for other in others:
                    access = os.O_ACCMODE & int(_info(other, "flags")[0], 8)
                    _take(write if access == os.O_WRONLY else read, other)
                os.close(read)
                os.close(write)
                done.update(others)
            elif stat.S_ISSOCK(mode) and stat.S_ISSOCK(kinds.get(number + 1, ("", 0))[1]):
                for one, place in zip(socket.socketpair(), (number, number + 1), strict=True):
                    _take(one.fileno(), place)
                    one.close()
                done.add(number + 1)
            elif name not in _HARMLESS and name != "anon_inode:[eventpoll]":
                os.close(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.close(number)
    for number, (name, _) in kinds.items():
        if name == "anon_inode:[eventpoll]":
            with contextlib.suppress(OSError):
                _poll_anew(number)


def _info(number: int, key: str) -> list[str]:
    """The words of one line of what the kernel says of a descriptor."""
    with open(f"/proc/self/fdinfo/{number}", encoding="ascii") as file:  # noqa: PTH123
        return next((line.split()[1:] for line in file if line.startswith(f"{key}:")), [])


def _take(number: int, place: int) -> None:
    """Put a descriptor into the place of another, which keeps its flags."""
    blocking, inheritable = os.get_blocking(place), os.get_inheritable(place)
    os.dup2(number, place, inheritable=inheritable)
    os.set_blocking(place, blocking)


def _reopen(number: int, *, deleted: bool) -> None:
    """Open a file anew, at the same place: forks share the place of an open file. A file without a name is copied."""
    flags, place = int(_info(number, "flags")[0], 8), int(_info(number, "pos")[0])
    if deleted:
        new = os.open("/tmp", os.O_TMPFILE | os.O_RDWR, 0o600)
        source = os.open(f"/proc/self/fd/{number}", os.O_RDONLY)
        while piece := os.read(source, 1 << 20):
            os.write(new, piece)
        os.close(source)
    else:
        new = os.open(f"/proc/self/fd/{number}", flags & ~(os.O_CREAT | os.O_EXCL | os.O_TRUNC | os.O_NOFOLLOW))
    if place:
        os.lseek(new, place, os.SEEK_SET)
    os.dup2(new, number, inheritable=os.get_inheritable(number))
    os.close(new)


def _poll_anew(number: int) -> None:
    """Make an epoll set of the fork's own, of the same descriptors."""
    with open(f"/proc/self/fdinfo/{number}", encoding="ascii") as file:  # noqa: PTH123
        watched = [(int(found[1]), int(found[2], 16)) for line in file if (found := _WATCHED.match(line))]
    with select.epoll() as new:
        for other, events in watched:
            with contextlib.suppress(OSError):
                new.register(other, events & 0xFFFFFFFF)
        os.dup2(new.fileno(), number, inheritable=False)
