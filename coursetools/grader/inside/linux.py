"""The system calls that Python does not offer: namespaces, mounts, capabilities, seccomp. Linux only."""

import ctypes
import os
import resource
from dataclasses import dataclass
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 36, 38, 47
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True)
class Limits:
    """What one process of a hand-in may take."""

    address_space: int
    data: int
    processes: int
    file_size: int
    open_files: int
    cpu_seconds: int


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32)]


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _prctl(*arguments: Any) -> int:
    numbers = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in (*arguments, 0, 0, 0, 0)[:5]]
    return int(_libc.prctl(*numbers))


def new_namespaces(user: int) -> None:
    """Put the children of this process into namespaces of their own, in which they are ``user``."""
    uid, gid = os.getuid(), os.getgid()
    _check(_libc.unshare(NEWUSER | NEWNS | NEWPID | NEWIPC | NEWNET | NEWUTS), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {uid} 1"), ("gid_map", f"{user} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123  # one write, as the kernel asks
            file.write(text)


def mount_private() -> None:
    """Keep mounts that are made from now on to this namespace."""
    _check(_libc.mount(None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None), "mount --make-rprivate /")


def mount_proc() -> None:
    """Show the processes of this namespace in /proc, and no others."""
    _check(_libc.mount(b"proc", b"/proc", b"proc", ctypes.c_ulong(_MS_NOSUID | _MS_NODEV | _MS_NOEXEC), None), "mount /proc")


def mount_memory(path: str, megabytes: int) -> None:
    """Put an empty folder in memory over ``path``."""
    options = f"size={megabytes}m,mode=700,nr_inodes=20000".encode()
    _check(_libc.mount(b"tmpfs", path.encode(), b"tmpfs", ctypes.c_ulong(_MS_NOSUID | _MS_NODEV), options), f"mount {path}")


def unmount(path: str) -> bool:
    """Take a mount away, and say whether there was one."""
    return _libc.umount2(path.encode(), 2) == 0


def set_dumpable(value: bool) -> None:
    """Say whether processes of the same user may look into this one."""
    _check(_prctl(_PR_SET_DUMPABLE, int(value)), "prctl(PR_SET_DUMPABLE)")


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _check(_prctl(_PR_SET_CHILD_SUBREAPER, 1), "prctl(PR_SET_CHILD_SUBREAPER)")


def die_with_parent() -> None:
    """End when the parent does."""
    _check(_prctl(_PR_SET_PDEATHSIG, 9), "prctl(PR_SET_PDEATHSIG)")


def drop_bounding() -> None:
    """Let no capability come back, whatever is started (before the user id changes: it takes a capability itself)."""
    for number in range(64):
        if _prctl(_PR_CAPBSET_DROP, number) != 0:
            break


def drop_capabilities() -> None:
    """Give up every capability."""
    _prctl(_PR_CAP_AMBIENT, 4)
    header = _CapabilityHeader(_CAPABILITY_VERSION_3, 0)
    data = (_CapabilityData * 2)()
    _check(_libc.capset(ctypes.byref(header), ctypes.byref(data)), "capset")


def no_new_privileges() -> None:
    """Let no program that is started from here gain rights."""
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")


def load_filter(program: bytes) -> None:
    """Load a seccomp filter: instructions as libseccomp exports them."""
    filter_ = _Filter(len(program) // 8, program)
    _check(_prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_)), "prctl(PR_SET_SECCOMP)")


def limit(limits: Limits) -> None:
    """Set the limits of this process and its children; they cannot be raised again."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_DATA, limits.data),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_STACK, 64 << 20),
    ):
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))
