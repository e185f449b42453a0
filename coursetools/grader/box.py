"""The box that hand-ins run in: bubblewrap around a warm worker, and what the worker is told about limits."""

import contextlib
import functools
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from coursetools.grader import cgroups
from coursetools.grader.inside import wire
from coursetools.grader.inside.linux import Limits
from coursetools.grader.settings import Settings

_INSIDE = Path(__file__).parent / "inside"
_WORLDS = Path(__file__).parent / "worlds"
_USERS = 1_900_000_000
"""First of the user ids that hand-ins have where the grader is root."""
_EMPTY = "/tmp"
_ENVIRONMENT = "/box/environment"
_WORK = "/home/student"
_BOOT = "import sys; sys.path.insert(0, {path!r}); from inside import worker; worker.main({number})"
_START_SECONDS = 180.0
_KEEPERS = 8
"""Processes of a hand-in's control group that are not its own, and some to spare."""


# bubblewrap ends with the thread that started it (the kernel's "parent" is a thread), so one that stays starts them all.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="boxes")


class BoxError(Exception):
    """No box can be had; the text says why, and what to install."""


class WorkerError(Exception):
    """A worker ended, or does not answer."""


@dataclass(frozen=True)
class Line:
    """The line to the keeper of one hand-in, and what ends with it."""

    socket: socket.socket
    group: cgroups.Group | None = None
    worker: "Worker | None" = None
    """A worker that serves this hand-in alone."""

    def close(self) -> None:
        """End everything that the hand-in started."""
        self.socket.close()
        if self.worker is not None:
            self.worker.close()
        if self.group is not None:
            self.group.close()


def _in_the_box(path: str) -> str:
    """Where a path of the environment is seen in a box: an environment below ``/tmp``, which is empty there, gets another place."""
    if Path(path).is_relative_to(sys.prefix) and Path(sys.prefix).is_relative_to(_EMPTY):
        return str(Path(_ENVIRONMENT) / Path(path).relative_to(sys.prefix))
    return path


def missing() -> list[str]:
    """What this machine lacks for a box, in words."""
    problems: list[str] = []
    if sys.platform != "linux":
        return ["boxes need Linux: grade on a Linux machine, in a virtual machine or in WSL 2"]
    if shutil.which("bwrap") is None:
        problems.append("bubblewrap is not installed: install the package `bubblewrap` (apt, dnf, pacman)")
    try:
        seccomp_filter()
    except (ImportError, RuntimeError, OSError) as error:
        problems.append(f"system calls cannot be filtered ({error}): install the package `libseccomp2`, and `pip install pyseccomp`")
    return problems


@functools.cache
def seccomp_filter() -> bytes:
    """The list of system calls that student code may not make, compiled."""
    import pyseccomp

    never = (
        "mount umount2 pivot_root chroot unshare setns ptrace process_vm_readv process_vm_writev process_madvise kcmp bpf perf_event_open "
        "keyctl add_key request_key userfaultfd io_uring_setup io_uring_enter io_uring_register init_module finit_module delete_module "
        "kexec_load kexec_file_load open_by_handle_at name_to_handle_at fanotify_init quotactl reboot swapon swapoff acct settimeofday "
        "clock_settime clock_adjtime adjtimex sethostname setdomainname vhangup syslog move_mount open_tree fsopen fsconfig fsmount fspick "
        "mount_setattr pidfd_getfd shmget msgget semget mq_open ioperm iopl nfsservctl personality"
    )
    filter_ = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in never.split():
        with contextlib.suppress(OSError, ValueError):
            filter_.add_rule(pyseccomp.ERRNO(1), name)
    for name in ("clone3", "memfd_create", "memfd_secret"):  # "not there": callers have another way
        with contextlib.suppress(OSError, ValueError):
            filter_.add_rule(pyseccomp.ERRNO(38), name)
    for flag in (0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x2000000):
        filter_.add_rule(pyseccomp.ERRNO(1), "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    filter_.add_rule(pyseccomp.ERRNO(97), "socket", pyseccomp.Arg(0, pyseccomp.GT, 10))
    for family in (0, 3, 4, 5, 6, 7, 8, 9):
        filter_.add_rule(pyseccomp.ERRNO(97), "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    with tempfile.TemporaryFile() as file:
        filter_.export_bpf(file)
        file.seek(0)
        return file.read()


def package_folders(modules: tuple[str, ...]) -> dict[str, Path]:
    """Where the course's own packages are."""
    found: dict[str, Path] = {}
    for name in modules:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise BoxError(f"c.Grader.modules names {name!r}, which cannot be imported here: install it, or correct the name")
        origin = Path(spec.origin).resolve()
        found[name] = origin.parent if spec.submodule_search_locations else origin
    return found


class Worker:
    """A worker process in its box. It forks for each hand-in; where there are no namespaces inside namespaces it serves a single one."""

    def __init__(self, settings: Settings, *, nested: bool = True, judges: bool = True) -> None:
        self._settings = settings
        self._nested = settings.boxed and nested
        self._count = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="grader-") if not settings.boxed else None
        self._control, theirs = socket.socketpair()
        packages = package_folders(settings.modules)
        try:
            self._process = _starter.submit(self._start, theirs, packages).result()
        finally:
            theirs.close()
        paths = {"/box/packages"} if settings.boxed else {str(folder.parent) for folder in packages.values()}
        own = ["/box"] if settings.boxed else sorted({str(_INSIDE.parent), str(_INSIDE.parents[2])} - paths)
        try:
            wire.send(
                self._control,
                {
                    "path": [*own, *sorted(paths)],
                    "own": own,
                    "judges": judges,
                    "modules": [
                        *settings.warm,
                        *settings.modules,
                        *(f"{name}.{part}" for name, folder in packages.items() for part in _parts(folder)),
                    ],
                    "nested": self._nested,
                    "once": settings.boxed and not nested,
                },
            )
            if wire.receive(self._control, limit=1 << 16, deadline=time.monotonic() + _START_SECONDS) is None:
                raise WorkerError("the worker ended before it was ready")
        except (wire.WireError, OSError, WorkerError) as error:
            words = self.words()
            self.close()
            raise WorkerError(f"the worker did not start: {error}{words}") from None

    def _start(self, theirs: socket.socket, packages: dict[str, Path]) -> "subprocess.Popen[bytes]":
        number = theirs.fileno()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        executable = _in_the_box(sys.executable) if self._settings.boxed else sys.executable
        python = [executable, "-I", "-B", "-X", "faulthandler", "-c"]
        variables = {
            "PATH": f"{Path(executable).parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": _WORK,
            "USER": "student",
            "LANG": "C.UTF-8",
            "MPLBACKEND": "Agg",
            "NBGRADER_EXECUTION": "autograde",
            "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PIP_NO_INDEX": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SDL_VIDEODRIVER": "dummy",
            "SDL_AUDIODRIVER": "dummy",
            **dict(self._settings.environment),
        }
        if not self._settings.boxed:
            assert self._scratch is not None
            variables |= {"HOME": self._scratch.name, "IPYTHONDIR": self._scratch.name}
            command = [*python, _BOOT.format(path=str(_INSIDE.parent), number=number)]
            return subprocess.Popen(
                command, env=variables, pass_fds=[number], stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors, cwd="/"
            )
        problems = missing()
        if problems:
            raise BoxError("; ".join(problems))
        variables |= {"MPLCONFIGDIR": "/tmp/matplotlib", "IPYTHONDIR": "/tmp/ipython"}
        command = ["bwrap", *self._walls(packages, variables), *python, _BOOT.format(path="/box", number=number)]
        if os.getuid() != 0:
            return subprocess.Popen(
                command,
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=self._errors,
                stderr=self._errors,
                env={"PATH": os.environ["PATH"]},
            )
        return self._start_as_root(command, number)

    def _start_as_root(self, command: list[str], number: int) -> "subprocess.Popen[bytes]":
        """Start with a range of user ids, so that no process of a hand-in is root, not even outside its box."""
        tell_read, tell_write = os.pipe()
        wait_read, wait_write = os.pipe()
        capabilities = [
            "--cap-drop",
            "ALL",
            *(part for name in ("SETUID", "SETGID", "SYS_ADMIN", "KILL", "SETPCAP") for part in ("--cap-add", f"CAP_{name}")),
        ]
        command[1:1] = ["--userns-block-fd", str(wait_read), "--info-fd", str(tell_write), *capabilities]
        process = subprocess.Popen(
            command,
            pass_fds=[number, tell_write, wait_read],
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            env={"PATH": os.environ["PATH"]},
        )
        os.close(tell_write)
        os.close(wait_read)
        try:
            told = b""
            while b"}" not in told and (piece := os.read(tell_read, 4096)):
                told += piece
            pid = json.loads(told)["child-pid"]
            for name in ("uid_map", "gid_map"):
                Path(f"/proc/{pid}/{name}").write_text(f"0 0 1\n1 {_USERS} 65000\n")
            os.write(wait_write, b"x")
        except (OSError, ValueError, KeyError) as error:
            process.kill()
            process.wait()
            raise WorkerError(f"bubblewrap did not start: {error}{self.words()}") from None
        finally:
            os.close(tell_read)
            os.close(wait_write)
        return process

    def _walls(self, packages: dict[str, Path], variables: dict[str, str]) -> list[str]:
        """Bubblewrap's arguments: what can be seen in the box, and nothing else can."""
        walls = ["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "box"]
        for name, value in variables.items():
            walls += ["--setenv", name, value]
        seen: list[str] = []
        for path in (sys.prefix, sys.base_prefix, sys.exec_prefix, *self._settings.readable):
            if not any(Path(path).is_relative_to(other) for other in ("/usr", *seen)):
                seen.append(path)
        inside = [_in_the_box(path) for path in seen]
        hidden = [path for path in inside if Path(path).is_relative_to(_EMPTY)]
        if hidden:
            raise BoxError(f"{' and '.join(hidden)} cannot be seen in a box, where {_EMPTY} is empty: install it elsewhere")
        folders = {
            str(parent)
            for path in (*inside, "/box/inside", "/box/coursetools/grader/worlds", "/box/packages/any", _WORK, "/etc/any")
            for parent in Path(path).parents
        }
        for path in sorted(folders - {"/"}):
            walls += ["--dir", path]  # with rights that every user id can pass
        for path, place in zip(seen, inside, strict=True):
            walls += ["--ro-bind", path, place]
        walls += ["--ro-bind", "/usr", "/usr"]
        for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
            path = Path("/") / name
            if path.is_symlink():
                walls += ["--symlink", str(path.readlink()), f"/{name}"]
            elif path.is_dir():
                walls += ["--ro-bind", f"/{name}", f"/{name}"]
        walls += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/dev/shm"]
        for path in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts", "/etc/ssl/certs"):
            if Path(path).exists():
                walls += ["--ro-bind", path, path]
        walls += ["--ro-bind", str(_INSIDE), "/box/inside", "--ro-bind", str(_WORLDS), "/box/coursetools/grader/worlds"]
        for name, folder in packages.items():
            walls += ["--ro-bind", str(folder), f"/box/packages/{name if folder.is_dir() else folder.name}"]
        walls += ["--tmpfs", _WORK, "--chdir", _WORK]
        if not self._nested:
            walls += ["--as-pid-1"]
        return [*walls, "--remount-ro", "/dev", "--remount-ro", "/"]

    def hand_in(self, seed: int) -> Line:
        """Start the keeper of one hand-in.

        Raises:
            WorkerError: The worker has ended.
        """
        settings = self._settings
        mine, theirs = socket.socketpair()
        self._count += 1
        limits = Limits(
            address_space=(settings.memory_mb + 8192) << 20,
            data=(settings.memory_mb + 1024) << 20,
            processes=settings.processes,
            file_size=settings.file_mb << 20,
            open_files=512,
            cpu_seconds=settings.cpu_seconds,
        )
        work = _WORK
        if self._scratch is not None:
            work = tempfile.mkdtemp(dir=self._scratch.name)
        setup = {
            "limits": asdict(limits),
            "memory": settings.memory_mb << 20,
            "scratch_mb": settings.scratch_mb,
            "seed": seed,
            "filter": seccomp_filter().hex() if settings.boxed else "",
            "boxed": settings.boxed,
            "mounts": self._nested,
            "work": work,
            "user": 1 + self._count % 60000,
        }
        group, doors = self._group()
        line = Line(mine, group)
        try:
            wire.send(self._control, setup)
            socket.send_fds(self._control, [b"x"], [theirs.fileno(), *doors])
        except OSError:
            line.close()
            raise WorkerError(f"the worker has ended{self.words()}") from None
        finally:
            theirs.close()
            for door in doors:
                os.close(door)
        return line

    def _group(self) -> tuple[cgroups.Group | None, list[int]]:
        """A control group for a hand-in, and the doors to it, where this user can make one."""
        settings = self._settings
        where = cgroups.places() if settings.boxed else None
        if where is None:
            return None, []
        try:
            group = cgroups.Group(
                where, memory=(settings.memory_mb + 3 * settings.scratch_mb) << 20, processes=settings.processes + _KEEPERS
            )
        except OSError:
            return None, []
        try:
            return group, group.doors()
        except OSError:
            group.close()
            return None, []

    @property
    def alive(self) -> bool:
        """Whether the worker is still there."""
        return self._process.poll() is None

    def words(self) -> str:
        """What the worker wrote on its standard error so far (its own troubles; hand-ins write elsewhere)."""
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0)
            text = self._errors.read()[-2000:].decode("utf-8", "replace").strip()
            return f"\n{text}" if text else ""
        return ""

    def cpu_seconds(self) -> float:
        """CPU seconds of the worker and of all hand-ins that it served; they must have ended."""
        try:
            wire.send(self._control, {"usage": True})
            answer = wire.receive(self._control, limit=1 << 16, deadline=time.monotonic() + 10)
        except (wire.WireError, OSError):
            return 0.0
        return float(answer["cpu"]) if answer is not None else 0.0

    def kill(self) -> None:
        """End it at once, from another thread; :meth:`close` tidies up."""
        self._process.kill()

    def close(self) -> None:
        """End the worker and everything that it started."""
        self._control.close()
        try:
            self._process.wait(timeout=10)  # it ends by itself once the line is closed
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        if self._scratch is not None:
            self._scratch.cleanup()


def _parts(folder: Path) -> list[str]:
    """The modules of a package and of the packages in it: imported in the worker once, so that tests find them warm and pristine."""
    if not folder.is_dir():
        return []
    files = (file.relative_to(folder).with_suffix("") for file in folder.rglob("*.py") if file.stem != "__main__")
    names = {".".join(file.parent.parts if file.name == "__init__" else file.parts) for file in files}
    return sorted(names - {""})
