"""Forks with limits: work that is done in a copy of this process, and leaves nothing behind but what it returns as JSON.

CPU seconds and memory are limited by the system; the clock is a far backstop, since machines are shared.
"""

import contextlib
import gc
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CAN_FORK = sys.platform != "win32" and hasattr(os, "fork")


@dataclass(frozen=True)
class Ended:
    """What came of work in a fork."""

    result: Any
    """What it returned; None where something stopped it."""
    stopped: str
    """What stopped it; empty where it ran to its end."""
    cpu_seconds: float


if sys.platform != "win32":
    import resource

    def forked(work: Callable[[], Any], *, cpu_seconds: float, clock_seconds: float, memory_bytes: int | None = None) -> Ended:
        """Do work in a fork of this process, and wait for it.

        Args:
            work: Returns what JSON can hold.
            cpu_seconds: CPU seconds that it may take.
            clock_seconds: Seconds by the clock that it may take.
            memory_bytes: Address space that it may fill; None for no limit.
        """
        gc.collect()
        gc.freeze()
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reader)
                os.setpgid(0, 0)
                seconds = max(1, round(cpu_seconds))
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
                if memory_bytes is not None:
                    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
                result = work()
                with os.fdopen(writer, "w", encoding="utf-8") as pipe:
                    json.dump(result, pipe)
            finally:
                os._exit(0)
        os.close(writer)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # here too: whichever process comes first
        late = True
        try:
            text, late = _read_to_end(reader, time.monotonic() + clock_seconds)
        finally:
            if late:
                _kill_group(pid)
            _, status, usage = os.wait4(pid, 0)
            _kill_group(pid)  # whatever the work started and left behind
        stopped = f"it was stopped after {clock_seconds:.0f} seconds" if late else "" if text else _death(status, cpu_seconds)
        return Ended(json.loads(text) if text and not late else None, stopped, usage.ru_utime + usage.ru_stime)

    def _kill_group(pid: int) -> None:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)

    def _read_to_end(reader: int, deadline: float) -> tuple[str, bool]:
        """Read a pipe to its end; the second value says whether the deadline came first."""
        pieces: list[bytes] = []
        try:
            while True:
                ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
                if not ready:
                    return "", True
                piece = os.read(reader, 1 << 16)
                if not piece:
                    return b"".join(pieces).decode("utf-8", errors="replace"), False
                pieces.append(piece)
        finally:
            os.close(reader)

    def _death(status: int, cpu_seconds: float) -> str:
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            if number in (signal.SIGXCPU, signal.SIGKILL):
                return f"it was stopped after {cpu_seconds:.0f} CPU seconds"
            return f"its process died of {signal.Signals(number).name}"
        return f"its process ended itself (exit status {os.WEXITSTATUS(status)})"

else:

    def forked(work: Callable[[], Any], *, cpu_seconds: float, clock_seconds: float, memory_bytes: int | None = None) -> Ended:  # noqa: ARG001
        """Refuse: this system has no fork."""
        raise RuntimeError("this system can not fork")
