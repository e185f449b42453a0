"""The trusted process of one hand-in: process 1 of its namespaces. It starts, watches and ends everything, and runs no student code."""

import base64
import contextlib
import marshal
import os
import random
import resource
import secrets
import select
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import apart, linux, shell, trial, wire
from .wire import Message

MOST_FROM_HOST = 256 << 20
MOST_FROM_STUDENT = 24 << 20
_TICK = 0.1
_NO_PLACE = -1
"""The student's process says it in place of a process number: the kernel refused a further one."""
_MOST_DYING = 10.0
"""Seconds in which killed processes must be gone: giving back a gigabyte takes a while on a busy machine."""


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
    pristine: trial.Pristine
    watch: trial.Watch


class Keeper:
    """Serves the commands of the grader, one at a time."""

    def __init__(self, host: socket.socket, setup: Setup, warm: Warm) -> None:
        self._host, self._setup, self._warm = host, setup, warm
        self._student: tuple[int, socket.socket] | None = None
        self._snapshots: dict[int, tuple[int, socket.socket]] = {}
        self._folders = ("/tmp", setup.work, "/dev/shm") if setup.boxed else (setup.work,)
        self._scratch: apart.Scratch | None = None
        self._looks = -1
        self._looks_open = False

    def serve(self) -> None:
        """Serve until the grader closes."""
        while True:
            message = wire.receive(self._host, limit=MOST_FROM_HOST)
            if message is None:
                break
            action: Callable[[Message], Message] = getattr(self, f"do_{message['do']}")
            answer = action(message)
            wire.send(self._host, {**answer, "looks": self._read_looks()})
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
        if self._looks >= 0:
            os.close(self._looks)
        self._looks, tell = os.pipe()
        os.set_blocking(self._looks, False)
        pid = os.fork()
        if pid == 0:
            try:
                self._host.close()
                mine.close()
                os.close(self._looks)
                nowhere = os.open(os.devnull, os.O_RDWR)
                for number in range(3):  # what the worker has there is shared with other hand-ins
                    os.dup2(nowhere, number)
                os.close(nowhere)
                self._confine()
                student(theirs, tell, self._warm, self._setup)
            finally:
                os._exit(70)
        theirs.close()
        os.close(tell)
        self._student, self._looks_open = (pid, mine), True
        return {"ok": True, "grouped": self._setup.grouped}

    def _read_looks(self) -> list[list[str]]:
        """What the student's process told on itself: the stage, and where it looked."""
        found: list[list[str]] = []
        text = b""
        while self._looks_open and len(text) < 1 << 16:
            try:
                piece = os.read(self._looks, 1 << 14)
            except BlockingIOError:
                break
            if not piece:
                self._looks_open = False
                if self._student is not None:
                    found.append(["fork", "the line over which it is watched was closed"])
            text += piece
        for line in text.decode("utf-8", "replace").splitlines()[:50]:
            stage, _, what = line.partition("\t")
            if stage in ("cell", "fork") and [stage, what] not in found:
                found.append([stage, what[:200]])
        return found

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
        answer, ended = self._answer(pid, channel, message["timeout"], interrupt=True)
        if answer is None:
            self._end_student()
            return {"outputs": [], "ended": ended, "alive": False}
        return {"outputs": answer.get("outputs", []), "ended": ended, "alive": True}

    def do_snapshot(self, message: Message) -> Message:
        """Keep a copy of the student's process as it is now, to fork tests from; at the end the process itself is given up."""
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
        answer, why = self._answer(pid, channel, message["timeout"], interrupt=False)
        if answer is None:
            self._end_student()
            return {"ok": False, "why": why or "it gave no answer"}
        copy = int(answer.get("pid", 0)) if type(answer.get("pid")) is int else 0
        if message["last"]:
            self._end_student()
            self._kill_others(keep={copy, *(pid for pid, _ in self._snapshots.values())})
        state = _status(copy)
        if copy == _NO_PLACE:
            return {"ok": False, "why": "it left so many processes running that there was no place for another"}
        if copy <= 1 or state is None or state["Threads"] != "1":
            return {"ok": False, "why": "its copy for the tests is not as it must be"}
        answer, why = self._answer(copy, mine, 20.0, interrupt=False)
        changed = answer.get("changed") if answer is not None else None
        if not isinstance(changed, list):
            return {"ok": False, "why": why or "its copy for the tests did not settle"}
        self._snapshots[int(message["at"])] = (copy, mine)
        if message["last"]:
            self._scratch = apart.Scratch(self._folders)
        return {"ok": True, "why": "", "changed": changed}

    def do_test(self, message: Message) -> Message:
        """Run one test in a fork of a snapshot."""
        if int(message["at"]) not in self._snapshots:
            return _failed("the process had ended", lost=True)
        snapshot, channel = self._snapshots[int(message["at"])]
        keep = {pid for pid, _ in self._snapshots.values()}
        mine, theirs = socket.socketpair()
        started = time.monotonic()
        try:
            wire.send(channel, {"do": "fork"})
            socket.send_fds(channel, [b"x"], [theirs.fileno()])
        except OSError:
            return self._lose(int(message["at"]))
        finally:
            theirs.close()
        answer, _ = self._answer(snapshot, channel, 20.0, interrupt=False)
        pid = answer.get("pid") if answer is not None else None
        state = _status(pid) if type(pid) is int else None
        if type(pid) is not int or state is None or state["PPid"] != str(snapshot) or state["Threads"] != "1":
            return self._lose(int(message["at"]))
        with contextlib.suppress(ProcessLookupError):
            os.kill(snapshot, signal.SIGSTOP)
        key = secrets.token_bytes(16)
        result = _failed("")
        try:
            order = marshal.dumps({**message, "key": key})
            mine.sendall(len(order).to_bytes(8, "big") + order)
            result = self._verdict(pid, mine, key, float(message["timeout"]))
        except OSError:
            result["text"] = "the process ended before the test began"
        finally:
            mine.close()
        if not self._kill_others(keep=keep):
            self._lose(int(message["at"]))
        for path in self._scratch.put_back() if self._scratch is not None else []:
            result["evidence"].append(
                f"the test changed {path[:100]}, which is too large to be put back: the tests after it find it changed"
            )
        with contextlib.suppress(ProcessLookupError):
            os.kill(snapshot, signal.SIGCONT)
        result["seconds"] = time.monotonic() - started
        return result

    def do_usage(self, message: Message) -> Message:  # noqa: ARG002
        """End all processes of the hand-in, and say what they took."""
        self._end_all()
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return {"cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, "peak_mb": children.ru_maxrss / 1024}

    def _verdict(self, pid: int, channel: socket.socket, key: bytes, timeout: float) -> dict[str, Any]:
        """Read what a trial says: evidence, and one verdict. Only what carries the key counts."""
        deadline = time.monotonic() + timeout
        result = _failed("the process ended during the test")
        received = b""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                result["text"], result["late"] = f"the test did not end within {timeout:g} s", True
                result["busy"] = _cpu_seconds(pid) > timeout / 4  # it works; otherwise it waits for something
                return result
            ready, _, _ = select.select([channel, self._host], [], [], min(left, _TICK))
            if self._host in ready:
                os._exit(1)  # the grader has gone
            if not ready:
                if _gone(pid, channel):
                    return result
                if self._too_much():
                    result["text"] = "the test needed more memory than a hand-in may have"
                    return result
                continue
            try:
                piece = channel.recv(1 << 16)
            except ConnectionError:
                piece = b""
            if not piece:
                return result
            received += piece
            while len(received) >= 5:
                length, kind = int.from_bytes(received[:4], "big"), received[4]
                if length > 1 << 20 or kind not in (80, 70, 69):
                    result["evidence"].append("an answer that is not the grader's came out of the test's process: forged")
                    return result
                if len(received) < 5 + length:
                    break
                body, received = received[5 : 5 + length], received[5 + length :]
                if body[:16] != key:
                    result["evidence"].append("an answer without the key came out of the test's process: forged")
                    return result
                text = body[16:].decode("utf-8", "replace")
                if kind == 69:
                    if len(result["evidence"]) < 20 and text not in result["evidence"]:
                        result["evidence"].append(text)
                    continue
                result.update(passed=kind == 80, text=text)
                return result

    def _answer(self, pid: int, channel: socket.socket, timeout: float, *, interrupt: bool) -> tuple[Message | None, str]:
        """Wait for a process of the student to answer; past the time it is interrupted, and then given up."""
        deadline = time.monotonic() + timeout
        ended = ""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                if ended or not interrupt:
                    return None, ended or "it gave no answer in time"
                ended = f"it took longer than {timeout:g} s"
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                deadline = time.monotonic() + 2.0
                continue
            ready, _, _ = select.select([channel, self._host], [], [], min(left, _TICK))
            if self._host in ready:
                os._exit(1)
            if channel in ready:
                try:
                    answer = wire.receive(channel, limit=MOST_FROM_STUDENT, deadline=time.monotonic() + 20)
                except wire.WireError as error:
                    return None, f"its answer could not be read ({error})"
                if answer is None:
                    return None, self._end_student(pid) or "its process ended"
                return answer, ended
            if _gone(pid, channel):
                return None, self._end_student(pid) or "its process ended"
            if self._too_much():
                return None, f"it needed more than {self._setup.memory >> 20} MB of memory"

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
                code = os.waitstatus_to_exitcode(status)
                why = f"its process was ended by {_signal_name(-code)}" if code < 0 else f"its process ended itself (exit status {code})"
                break
            time.sleep(0.005)
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        return why

    def _lose(self, at: int) -> Message:
        self._snapshots.pop(at, None)
        return _failed("the copy of the process was lost", lost=True)

    def _end_all(self) -> None:
        if self._student is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._student[0], signal.SIGKILL)
            self._end_student()
        for _, channel in self._snapshots.values():
            channel.close()
        self._snapshots.clear()
        self._scratch = None
        self._kill_others(keep=set())

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

        For an exact answer the kernel walks all pages, so the quick one is asked first. It counts pages that processes share once for
        each: copies of one process, of which a hand-in with tests in place has many, would soon be too much.
        """
        pids = self._pids()
        return sum(map(_most_memory, pids)) > self._setup.memory and sum(map(_memory, pids)) > self._setup.memory


def _failed(text: str, *, lost: bool = False) -> dict[str, Any]:
    return {"passed": False, "text": text, "evidence": [], "late": False, "lost": lost, "seconds": 0.0}


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
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
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


def _signal_name(number: int) -> str:
    if number == signal.SIGKILL:
        return "SIGKILL (most likely it needed more memory than there is)"
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def student(channel: socket.socket, tell: int, warm: Warm, setup: Setup) -> None:
    """The loop of the student's process: cells, and copies of itself for the tests."""
    _seed(setup.seed)
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    user = warm.shell.user_ns
    # Bound before any student code runs: it can change every module that it can reach.
    run_cell, send, receive, receive_fds = shell.run_cell, wire.send, wire.receive, socket.recv_fds
    fork, close, begin, leave = os.fork, os.close, warm.watch.begin, trial.leave
    in_cells, in_forks, snapshot = trial.line_to(tell, "cell"), trial.line_to(tell, "fork"), _snapshot
    one_thread, state_of, set_state = _one_thread, random.getstate, random.setstate
    while True:
        message = receive(channel, limit=MOST_FROM_HOST)
        if message is None:
            return
        if message["do"] == "run":
            begin(in_cells)
            outputs = run_cell(warm.shell, message["source"])
            begin(in_forks)
            send(channel, {"outputs": outputs})
            continue
        one_thread()
        _, numbers, _, _ = receive_fds(channel, 1, 1)
        state = state_of()
        try:
            pid = fork()
        except OSError:
            pid = _NO_PLACE
        if pid == 0:
            channel.close()
            set_state(state)  # Python seeds it anew in every fork
            snapshot(socket.socket(fileno=numbers[0]), tell, warm, user, int(setup.limits.cpu_seconds))
            leave(0)
        close(numbers[0])
        send(channel, {"pid": pid})


def _snapshot(channel: socket.socket, tell: int, warm: Warm, user: dict[str, Any], cpu_seconds: int) -> None:
    """The loop of a snapshot: a fork for each test, and nothing else."""
    close, settle = os.close, trial.settle
    changed = settle(warm.pristine, warm.watch)
    close(tell)
    wire.send(channel, {"changed": changed[:40]})
    while True:
        message = wire.receive(channel, limit=1 << 16)
        if message is None:
            return
        _, numbers, _, _ = socket.recv_fds(channel, 1, 1)
        pid = trial.fork()
        if pid == 0:
            try:
                os.close(channel.fileno())
                trial.enter(numbers[0], user=user, pristine=warm.pristine, watch=warm.watch, cpu_seconds=cpu_seconds)
            finally:
                trial.leave(0)
        os.close(numbers[0])
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
