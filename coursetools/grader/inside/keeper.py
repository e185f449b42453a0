"""The trusted process of one notebook: process 1 of its namespaces. It starts, watches and ends everything, and runs no notebook's code.

The same keeper has a student's notebook, whose copies answer tests, and an instructor's, whose copies judge.
"""

import base64
import contextlib
import os
import random
import resource
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import apart, linux, shell, wire
from .patience import Patience
from .wire import Message

MOST_FROM_HOST = 256 << 20
MOST_FROM_NOTEBOOK = 24 << 20
_MOST_VERDICT = 1 << 20
_TICK = 0.1
_BEAT = 0.25
"""Seconds between two words of the keeper to the grader while a test runs."""
_NO_PLACE = -1
"""The notebook's process says it in place of a process number: the kernel refused a further one."""
_MOST_DYING = 10.0
"""Seconds in which killed processes must be gone: giving back a gigabyte takes a while on a busy machine."""
_MOST_SILENCE = 60.0
"""Seconds by the clock in which all copies of a notebook's process together must have said that they are there."""
_AFTER_INTERRUPT = 2.0
"""CPU seconds that a cell has to end after it was interrupted."""


@dataclass(frozen=True)
class Setup:
    """What the grader decided about a hand-in before it starts."""

    limits: linux.Limits
    memory: int
    """Bytes that all of its processes may hold together."""
    scratch_mb: int
    seed: int
    filter: bytes
    boxed: bool
    """Whether this is a box, or the open machine (``--no-box``)."""
    mounts: bool
    """Whether the keeper may mount: it has namespaces of its own inside the worker's."""
    work: str
    user: int
    grouped: bool
    """Whether this process is in a control group of the hand-in's own."""


@dataclass(frozen=True)
class Warm:
    """What the worker made ready, once."""

    shell: shell.Shell
    sides: Any
    """:mod:`.sides`; None in a worker that only tries its walls."""


@dataclass
class _Copy:
    """A copy of the notebook's process at one place, and the line to it."""

    pid: int
    channel: socket.socket
    numbers: list[int] = field(default_factory=list[int])


class Keeper:
    """Serves the commands of the grader, one at a time."""

    def __init__(self, host: socket.socket, setup: Setup, warm: Warm) -> None:
        self._host, self._setup, self._warm = host, setup, warm
        self._student: tuple[int, socket.socket] | None = None
        self._snapshots: dict[int, _Copy] = {}
        self._folders = ("/tmp", setup.work, "/dev/shm") if setup.boxed else (setup.work,)
        self._scratch: apart.Scratch | None = None
        self._waiting_memory = 0
        """Bytes that the copies hold at most: they wait, so it grows only when there is another one."""

    def serve(self) -> None:
        """Serve until the grader closes."""
        while True:
            message = wire.receive(self._host, limit=MOST_FROM_HOST)
            if message is None:
                break
            action: Callable[[Message], Message] = getattr(self, f"do_{message['do']}")
            wire.send(self._host, action(message))
        self._kill_others(keep=set())

    def do_start(self, message: Message) -> Message:
        """Start (again) with a fresh copy of the warm process, and fresh files."""
        self._end_all()
        work = Path(self._setup.work)
        os.chdir("/")
        for path in self._folders:
            if not self._setup.mounts:
                _empty(Path(path))
                with contextlib.suppress(OSError):
                    os.chmod(path, 0o1777)  # noqa: PTH101
                continue
            if message["again"]:
                linux.unmount(path)
            linux.mount_memory(path, self._setup.scratch_mb)
        for name, content in message["files"].items():
            target = work / name
            if target.is_absolute() and ".." not in target.parts and target.is_relative_to(work):
                with contextlib.suppress(OSError):  # a file where another has a folder
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(base64.b64decode(content))
        os.chdir(work)
        mine, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                self._host.close()
                mine.close()
                nowhere = os.open(os.devnull, os.O_RDWR)
                for number in range(3):  # what the worker has there is shared with other hand-ins
                    os.dup2(nowhere, number)
                os.close(nowhere)
                self._confine()
                notebook(theirs, self._warm, self._setup)
            finally:
                os._exit(70)
        theirs.close()
        self._student = (pid, mine)
        return {"ok": True, "grouped": self._setup.grouped}

    def _confine(self) -> None:
        """Give up, in the student's process, all that it does not need."""
        setup = self._setup
        os.setsid()
        linux.set_dumpable(True)
        linux.limit(setup.limits)
        with contextlib.suppress(OSError):  # where memory runs out, the kernel is to end this process and not the keeper
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        if setup.boxed:
            linux.drop_bounding()
        if setup.boxed and os.getuid() == 0:
            os.setgroups([])
            os.setresgid(setup.user, setup.user, setup.user)
            os.setresuid(setup.user, setup.user, setup.user)
            linux.set_dumpable(True)
        if setup.boxed:
            linux.drop_capabilities()
        linux.no_new_privileges()
        if setup.filter and setup.boxed:
            linux.load_filter(setup.filter)

    def do_run(self, message: Message) -> Message:
        """Run one cell."""
        if self._student is None:
            return {"outputs": [], "ended": "the process had ended", "alive": False}
        pid, channel = self._student
        try:
            wire.send(channel, {"do": "run", "source": message["source"]})
        except OSError:
            return {"outputs": [], "ended": self._end_student(), "alive": False}
        answer, ended = self._answer(pid, channel, message["seconds"], interrupt=True)
        if answer is None:
            self._end_student()
            return {"outputs": [], "ended": ended, "alive": False}
        return {"outputs": answer.get("outputs", []), "ended": ended, "alive": True}

    def do_snapshot(self, message: Message) -> Message:
        """Keep a copy of the notebook's process as it is now."""
        if self._student is None:
            return {"ok": False, "why": "the process had ended"}
        pid, channel = self._student
        mine, theirs = socket.socketpair()
        try:
            wire.send(channel, {"do": "snapshot"})
            socket.send_fds(channel, [b"x"], [theirs.fileno()])
        except OSError:
            return {"ok": False, "why": self._end_student()}
        finally:
            theirs.close()
        answer, why = self._answer(pid, channel, 20.0, interrupt=False)
        if answer is None:
            self._end_student()
            return {"ok": False, "why": why or "it gave no answer"}
        copy = int(answer.get("pid", 0)) if type(answer.get("pid")) is int else 0
        if copy == _NO_PLACE:
            return {"ok": False, "why": "it left so many processes running that there was no place for another"}
        state, own = _status(copy), _status(pid)
        if copy <= 1 or state is None or state["PPid"] != str(pid) or state["Threads"] != "1" or own is None:
            return {"ok": False, "why": "its copy for the tests is not as it must be"}
        self._snapshots[int(message["at"])] = _Copy(copy, mine)
        self._waiting_memory += _most_memory(copy)
        others = set(self._pids()) - {pid, *(one.pid for one in self._snapshots.values())}
        return {"ok": True, "why": "", "alone": own["Threads"] == "1" and not others}

    def do_settle(self, message: Message) -> Message:  # noqa: ARG002
        """All cells have run: give up the notebook's process, keep its copies, and note its files, for each test to find as they are."""
        if self._student is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._student[0], signal.SIGKILL)
            self._end_student()
        self._kill_others(keep=self._kept())
        self._scratch = apart.Scratch(self._folders)
        return {"lost": self._silent()}

    def _silent(self) -> list[int]:
        """The places whose copies are no more: each is asked, as one that is being killed still looks alive for a while."""
        deadline = time.monotonic() + _MOST_SILENCE
        silent: list[int] = []
        for at, copy in self._snapshots.items():
            try:
                wire.send(copy.channel, {"do": "here"})
                answer = wire.receive(copy.channel, limit=1 << 16, deadline=deadline)
            except (OSError, wire.WireError):
                answer = None
            if answer is None:
                silent.append(at)
        return silent

    def do_answer(self, message: Message) -> Message:
        """Let a copy of the student's notebook answer a test over the line that is handed over; without ``at`` its own process does."""
        _, numbers, _, _ = socket.recv_fds(self._host, 1, 1)
        at = message["at"]
        copy = self._snapshots.pop(int(at), None) if at is not None else _Copy(*self._student) if self._student is not None else None
        if copy is None:
            os.close(numbers[0])
            return self._attend(None, None, "its process had ended")
        try:
            wire.send(copy.channel, {**message, "apart": at is not None})
            socket.send_fds(copy.channel, [b"x"], numbers)
        except OSError:
            pass  # it is gone, as the watch will see
        finally:
            os.close(numbers[0])
        return self._attend(copy.pid, copy.channel)

    def do_judge(self, message: Message) -> Message:
        """Let a fork of a copy of the instructor's notebook judge over the line that is handed over."""
        _, numbers, _, _ = socket.recv_fds(self._host, 1, 1)
        copy = self._snapshots.get(int(message["at"]))
        if copy is None:
            os.close(numbers[0])
            return self._attend(None, None, "the copy of the process was lost")
        mine, theirs = socket.socketpair()
        pid = 0
        try:
            wire.send(copy.channel, message)
            socket.send_fds(copy.channel, [b"x"], [*numbers, theirs.fileno()])
            answer = wire.receive(copy.channel, limit=1 << 16, deadline=time.monotonic() + 300)
            pid = int(answer["pid"]) if answer is not None else 0
        except (OSError, wire.WireError):
            self._snapshots.pop(int(message["at"]))
        finally:
            os.close(numbers[0])
            theirs.close()
        return self._attend(pid or None, mine, judges=True)

    def do_usage(self, message: Message) -> Message:  # noqa: ARG002
        """End all processes of the notebook, and say what they took."""
        self._end_all()
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return {"cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, "peak_mb": children.ru_maxrss / 1024}

    def _attend(self, pid: int | None, channel: socket.socket | None, ended: str = "", *, judges: bool = False) -> Message:
        """Watch a process until the grader says that it is enough; tell how it is, its verdict, and what stopped it. Then end it.

        The grader's word is always waited for, so that neither side takes a message for another.
        """
        began, told = self._cpu_seconds(), time.monotonic()
        watched = channel if pid is not None else None
        if watched is None:
            wire.send(self._host, {"ended": ended or "its process was lost"})
        while True:
            ready, _, _ = select.select([self._host] if watched is None else [self._host, watched], [], [], _TICK)
            if self._host in ready:
                if wire.receive(self._host, limit=1 << 16) is None:
                    os._exit(1)  # the grader has gone
                break
            words = self._words(pid, watched, judges=judges) if watched is not None and watched in ready else None
            if words is None and watched is not None and pid is not None and not ready:
                if not _alive(pid):
                    words = {"ended": self._how_it_ended(pid)}
                elif self._too_much():
                    words = {"ended": f"it needed more than {self._setup.memory >> 20} MB of memory"}
            if words is not None:
                watched = None
                wire.send(self._host, {**words, "cpu": self._cpu_seconds() - began})
                if "ended" in words:
                    self._kill_others(keep=self._kept())  # the other side must not wait for it
            elif time.monotonic() - told > _BEAT:
                told = time.monotonic()
                wire.send(self._host, {"cpu": self._cpu_seconds() - began})
        if channel is not None:
            channel.close()
        self._kill_others(keep=self._kept())
        cpu = self._cpu_seconds() - began
        left = self._scratch.put_back() if self._scratch is not None else []
        return {"done": True, "cpu": cpu, "left": left[:5]}

    def _words(self, pid: int | None, channel: socket.socket, *, judges: bool) -> Message:
        """What a process that is watched said: a verdict, or that it ended."""
        try:
            verdict = wire.receive(channel, limit=_MOST_VERDICT, deadline=time.monotonic() + 20)
        except (wire.WireError, OSError) as error:
            return {"ended": f"what it wrote could not be read ({error})"}
        if verdict is None:
            return {"ended": self._how_it_ended(pid or 0)}
        return {"verdict": verdict} if judges else {"ended": "it wrote where nothing was asked of it"}

    def _how_it_ended(self, pid: int) -> str:
        """How a process ended that was given to this one when its parent ended."""
        for _ in range(40):
            try:
                done, status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                break
            if done:
                if self._student is not None and self._student[0] == pid:
                    self._student = None
                return _words_of(status)
            time.sleep(0.005)
        return "its process ended"

    def _kept(self) -> set[int]:
        return {one.pid for one in self._snapshots.values()}

    def _answer(self, pid: int, channel: socket.socket, seconds: float, *, interrupt: bool) -> tuple[Message | None, str]:
        """Wait for a process of the notebook to answer; past so many CPU seconds it is interrupted, and then given up."""
        began, patience, ended = self._cpu_seconds(), Patience(seconds), ""
        while True:
            ready, _, _ = select.select([channel, self._host], [], [], _TICK)
            if self._host in ready:
                os._exit(1)
            if channel in ready:
                try:
                    answer = wire.receive(channel, limit=MOST_FROM_NOTEBOOK, deadline=time.monotonic() + 60)
                except wire.WireError as error:
                    return None, f"its answer could not be read ({error})"
                if answer is None:
                    return None, self._end_student(pid) or "its process ended"
                return answer, ended
            if _gone(pid, channel):
                return None, self._end_student(pid) or "its process ended"
            if self._too_much():
                return None, f"it needed more than {self._setup.memory >> 20} MB of memory"
            patience.heard("all", self._cpu_seconds() - began)
            if over := patience.over():
                if ended or not interrupt:
                    return None, ended or over
                ended = over
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                began, patience = self._cpu_seconds(), Patience(_AFTER_INTERRUPT)

    def _end_student(self, pid: int | None = None) -> str:
        """End the student's process, and say how it had ended, where it had."""
        if self._student is None or (pid is not None and pid != self._student[0]):
            return ""
        pid, channel = self._student
        self._student = None
        channel.close()
        why = ""
        for _ in range(20):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                why = _words_of(status)
                break
            time.sleep(0.005)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        return why

    def _end_all(self) -> None:
        if self._student is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._student[0], signal.SIGKILL)
            self._end_student()
        for copy in self._snapshots.values():
            copy.channel.close()
        self._snapshots.clear()
        self._waiting_memory = 0
        self._scratch = None
        self._kill_others(keep=set())

    def _cpu_seconds(self) -> float:
        """CPU seconds of all processes of the notebook so far, those that have ended included: it only grows."""
        return sum(map(_cpu_seconds, [os.getpid(), *self._pids()]))

    def _pids(self) -> list[int]:
        """All processes of the hand-in."""
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208  # called often
        me = os.getpid()
        if self._setup.boxed:
            return [pid for pid in pids if pid != me]
        parents = {pid: int(state["PPid"]) for pid in pids if (state := _status(pid)) is not None}
        family: set[int] = set()
        grown = True
        while grown:
            more = {pid for pid, parent in parents.items() if (parent == me or parent in family) and pid not in family}
            grown = bool(more)
            family |= more
        return sorted(family)

    def _kill_others(self, keep: set[int]) -> bool:
        """End every process of the hand-in but these; ``False`` where that could be had only by ending all."""
        deadline = time.monotonic() + _MOST_DYING
        while time.monotonic() < deadline:
            others = [pid for pid in self._pids() if pid not in keep]
            for pid in others:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            self._reap(keep)
            if not [pid for pid in others if _alive(pid)]:
                return True
            time.sleep(0.002)
        if self._setup.boxed:
            os.kill(-1, signal.SIGKILL)
        return False

    def _reap(self, keep: set[int]) -> None:
        for pid in self._pids():
            if pid not in keep:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)

    def _too_much(self) -> bool:
        """Whether the hand-in's processes hold more memory than they may.

        For an exact answer the kernel walks all pages of all processes, so a quick one is asked first: what those that run hold, and what
        the copies that wait held at most, although they share most of it.
        """
        pids, waiting = self._pids(), self._kept()
        if sum(_most_memory(pid) for pid in pids if pid not in waiting) + self._waiting_memory <= self._setup.memory:
            return False
        memory = sum(map(_memory, pids))
        self._waiting_memory = min(self._waiting_memory, memory)
        return memory > self._setup.memory


def _status(pid: int) -> dict[str, str] | None:
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            lines = [line.split(":", maxsplit=1) for line in file]
    except OSError:
        return None
    return {key: value.strip() for key, value in lines}


def _most_memory(pid: int) -> int:
    """Bytes that a process holds, without those of mapped files; memory that it shares with other processes is in it whole."""
    state = _status(pid) or {}
    return sum(int(state.get(name, "0").split()[0]) for name in ("RssAnon", "RssShmem", "VmSwap")) << 10


def _memory(pid: int) -> int:
    """The same, of memory that it shares with other processes only its share (``smaps_rollup`` of proc(5))."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123
            lines = dict(line.split(":", maxsplit=1) for line in list(file)[1:])
        return sum(int(lines[name].split()[0]) for name in ("Pss_Anon", "Pss_Shmem", "SwapPss")) << 10
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it has gone
    except (OSError, KeyError):  # a process that hides, or an old kernel
        return _most_memory(pid)


def _cpu_seconds(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            fields = file.read().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def _alive(pid: int) -> bool:
    state = _status(pid)
    return state is not None and not state["State"].startswith("Z")


def _gone(pid: int, channel: socket.socket) -> bool:
    """Whether a process ended and left no word. Its end of the line can stay open: processes that it started have it, too."""
    return not _alive(pid) and not select.select([channel], [], [], 0)[0]


def _empty(folder: Path) -> None:
    for item in folder.iterdir():
        with contextlib.suppress(OSError):
            shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()


def _words_of(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"its process was ended by {_signal_name(-code)}" if code < 0 else f"its process ended itself (exit status {code})"


def _signal_name(number: int) -> str:
    if number == signal.SIGKILL:
        return "SIGKILL (most likely it needed more memory than there is)"
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def notebook(channel: socket.socket, warm: Warm, setup: Setup) -> None:
    """The loop of the notebook's process: cells, copies of itself, and at the very place of a test what :mod:`.sides` does."""
    _seed(setup.seed)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    sys.path.insert(0, "")  # modules beside the notebook can be imported, here and not in the keeper
    # Bound before any cell runs: it can change every module that it can reach.
    run_cell, send, receive, receive_fds, fork, close = shell.run_cell, wire.send, wire.receive, socket.recv_fds, os.fork, os.close
    one_thread, state_of, set_state, copy, sides = _one_thread, random.getstate, random.setstate, _copy, warm.sides
    while True:
        message = receive(channel, limit=MOST_FROM_HOST)
        if message is None:
            return
        if message["do"] == "run":
            send(channel, {"outputs": run_cell(warm.shell, message["source"])})
            continue
        _, numbers, _, _ = receive_fds(channel, 1, 1)
        if message["do"] == "answer":
            warm.shell.context.run(sides.answer, numbers[0], {channel.fileno()}, warm.shell.user_ns, message)
            return
        one_thread()
        state = state_of()
        try:
            pid = fork()
        except OSError:
            pid = _NO_PLACE
        if pid == 0:
            try:
                channel.close()
                set_state(state)  # Python seeds it anew in every fork
                copy(socket.socket(fileno=numbers[0]), warm)
            finally:
                os._exit(0)
        close(numbers[0])
        send(channel, {"pid": pid})


def _copy(channel: socket.socket, warm: Warm) -> None:
    """A copy of the notebook's process: a student's answers one test, an instructor's forks for each."""
    names, sides = warm.shell.user_ns, warm.sides
    while True:
        message = wire.receive(channel, limit=MOST_FROM_HOST)
        if message is None:
            return
        if message["do"] == "here":
            wire.send(channel, {"ok": True})
            continue
        _, numbers, _, _ = socket.recv_fds(channel, 1, 2)
        if message["do"] == "answer":
            warm.shell.context.run(sides.answer, numbers[0], {channel.fileno()}, names, message)
            return
        pid = os.fork()
        if pid == 0:
            try:
                channel.close()
                verdict = socket.socket(fileno=numbers[1])
                wire.send(verdict, sides.judge(numbers[0], names, message))
            finally:
                os._exit(0)
        for number in numbers:
            os.close(number)
        wire.send(channel, {"pid": pid})
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _seed(seed: int) -> None:
    """Start the random numbers of a hand-in afresh: all forks of a worker would share one state."""
    random.seed(seed)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(seed % 2**32)
    if (torch := sys.modules.get("torch")) is not None:
        torch.manual_seed(seed)


def _one_thread() -> None:
    """A fork of a process in which torch has more threads hangs."""
    if (torch := sys.modules.get("torch")) is not None:
        with contextlib.suppress(Exception):
            torch.set_num_threads(1)
