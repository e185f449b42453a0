"""Many hand-ins at once, behind :mod:`concurrent.futures`: threads that share one warm worker here, or a dask cluster elsewhere.

The work of a hand-in is done in processes of the box, so threads are all that is needed on this side.
"""

import atexit
import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tqdm import tqdm

from coursetools.grader import box, doctor, engine, refusal
from coursetools.grader.settings import Settings
from coursetools.grader.verdict import Outcome, Plan
from coursetools.paths import CourseError

if TYPE_CHECKING:
    from distributed import Client


@dataclass(frozen=True)
class Work:
    """The notebooks of one hand-in; it travels to wherever there is room."""

    student: str
    plans: tuple[tuple[str, Plan], ...]
    settings: Settings
    start: str
    """``warm``, ``cold``, or empty where the machine that does the work is to find out, by the self-test."""
    nested: bool = True
    """Whether hand-ins can have namespaces inside the worker's."""


_pools: dict[tuple[Settings, str, bool], engine.Pool] = {}
_lock = threading.Lock()


_kinds: dict[Settings, str | None] = {}


def do(work: Work) -> dict[str, Outcome]:
    """Grade the notebooks of one hand-in, in this process.

    Raises:
        CourseError: This machine was to find out how to box hand-ins, and cannot box them.
    """
    with _lock:
        start, nested = (work.start, work.nested) if work.start else _found_out(work.settings)
        key = (work.settings, start, nested)
        if key not in _pools:
            _pools[key] = engine.Pool(work.settings, cold=start == "cold", nested=nested)
        pool = _pools[key]
    outcomes = {name: engine.grade(plan, pool, partial(_tell, work.student)) for name, plan in work.plans}
    if not work.start:
        outcomes = {name: replace(outcome, box=f"{outcome.box}, on {socket.gethostname()}") for name, outcome in outcomes.items()}
    return outcomes


def _tell(student: str, text: str) -> None:
    """Say what takes long, above the bar."""
    tqdm.write(f"{student}: {text}", file=sys.stderr)


def _found_out(settings: Settings) -> tuple[str, bool]:
    """How this machine keeps hand-ins apart; the self-test runs once in a process."""
    if not settings.boxed:
        return "warm", False
    problems = box.missing()
    if not problems and settings not in _kinds:
        _kinds[settings] = doctor.best_start(settings)
    kind = _kinds.get(settings)
    if kind is None:
        raise CourseError(
            f"the machine {socket.gethostname()} grades nothing, since it cannot box hand-ins: " + "; ".join(problems or refusal.causes())
        )
    return ("cold" if settings.start == "cold" else kind), kind == "warm"


def stop() -> None:
    """End all that runs in boxes of this process, at once."""
    for pool in list(_pools.values()):
        pool.stop()


def close() -> float:
    """End the workers of this process, and return the CPU seconds that they took."""
    with _lock:
        seconds = sum(pool.close() for pool in _pools.values())
        _pools.clear()
    return seconds


atexit.register(close)


@contextmanager
def executor(jobs: int, scheduler: str | None, settings: Settings) -> Generator[Executor]:
    """Where work is done: ``jobs`` at once on this machine, or on those of a dask cluster that can box hand-ins.

    Raises:
        CourseError: There is no dask, no scheduler at this address, or no machine that can box hand-ins.
    """
    if scheduler is None:
        with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="grade") as pool:
            try:
                yield pool
            except KeyboardInterrupt:
                stop()
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                if seconds := close():
                    print(f"{seconds:.2f} CPU seconds in the warm worker's boxes")
        return
    try:
        from distributed import Client
    except ImportError:
        raise CourseError('--scheduler needs dask: pip install "distributed", or `pip install -e ".[cluster]"`') from None
    try:
        client = Client(scheduler, timeout="20s")
    except (OSError, TimeoutError, ValueError) as error:
        raise CourseError(f"no dask scheduler answers at {scheduler}: {error}") from None
    with client:
        yield client.get_executor(pure=False, retries=2, workers=_fit_machines(client, settings))


def _fit_machines(client: "Client", settings: Settings) -> list[str]:
    """The machines of a cluster on which hand-ins can be boxed; of each of the others it is said why not."""
    with contextlib.suppress(TimeoutError):
        client.wait_for_workers(1, timeout=60)
    addresses = [str(address) for address in client.scheduler_info(n_workers=-1)["workers"]]
    tests = [client.submit(refuses, settings, workers=[address], pure=False) for address in addresses]
    words = dict(zip(addresses, [str(test.result()) for test in tests], strict=True))
    for text in sorted({text for text in words.values() if text}):
        print(f"warning: {text}", file=sys.stderr)
    machines = sorted({str(urlsplit(address).hostname) for address, text in words.items() if not text})
    if not machines:
        raise CourseError("no machine of the cluster can grade" + ("" if addresses else ": it has no workers"))
    return machines


def refuses(settings: Settings) -> str:
    """Why this machine grades nothing, in words; empty where it does."""
    try:
        with _lock:
            _found_out(settings)
    except CourseError as error:
        return str(error)
    return ""


def each(pool: Executor, works: Iterable[Work], *, at_once: int, done: Callable[[Work, dict[str, Outcome] | BaseException], None]) -> None:
    """Have work done, and hand on each result as it comes; no more than ``at_once`` pieces wait at a time."""
    waiting: dict[Future[dict[str, Outcome]], Work] = {}

    def collect() -> None:
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            work = waiting.pop(future)
            error = future.exception()
            done(work, error if error is not None else future.result())

    for work in works:
        while len(waiting) >= at_once:
            collect()
        waiting[pool.submit(do, work)] = work
    while waiting:
        collect()
