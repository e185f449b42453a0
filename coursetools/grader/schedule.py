"""Many hand-ins at once, behind :mod:`concurrent.futures`: threads that share one warm worker here, or a dask cluster elsewhere.

The work of a hand-in is done in processes of the box, so threads are all that is needed on this side.
"""

import atexit
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass

from coursetools.grader import engine
from coursetools.grader.box import Worker
from coursetools.grader.settings import Settings
from coursetools.grader.verdict import Outcome, Plan
from coursetools.paths import CourseError


@dataclass(frozen=True)
class Work:
    """The notebooks of one hand-in; it travels to wherever there is room."""

    student: str
    plans: tuple[tuple[str, Plan], ...]
    settings: Settings
    start: str
    """``warm`` or ``cold``."""
    nested: bool = True
    """Whether hand-ins can have namespaces inside the worker's."""


_pools: dict[tuple[Settings, str, bool], engine.Pool] = {}
_lock = threading.Lock()


def do(work: Work) -> dict[str, Outcome]:
    """Grade the notebooks of one hand-in, in this process."""
    with _lock:
        key = (work.settings, work.start, work.nested)
        if key not in _pools:
            _pools[key] = engine.Pool(work.settings, cold=work.start == "cold", nested=work.nested)
        pool = _pools[key]
    return {name: engine.grade(plan, pool) for name, plan in work.plans}


def close() -> float:
    """End the workers of this process, and return the CPU seconds that they took."""
    with _lock:
        seconds = sum(pool.close() for pool in _pools.values())
        _pools.clear()
    return seconds


atexit.register(close)


@contextmanager
def executor(jobs: int, scheduler: str | None) -> Generator[Executor]:
    """Where work is done: ``jobs`` at once on this machine, or on the cluster of a dask scheduler."""
    if scheduler is None:
        with ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="grade") as pool:
            try:
                yield pool
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
        yield client.get_executor(pure=False, retries=2)


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


__all__ = ["Work", "Worker", "close", "do", "each", "executor"]
