"""A plugin for pytest that makes nbval notice a kernel that died: by itself it waits for the reply until the cell's time is over.

It also writes what the kernel cost to a file in the folder where pytest runs: the kernel is pytest's only child.

:mod:`coursetools.authors.validate` loads it with ``-p coursetools.authors.nbval_watch``.
"""

import json
import time
from dataclasses import asdict
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from nbval.kernel import RunningKernel

from coursetools.authors import measured

LOOK_EVERY = 2.0
"""Seconds between two looks at the kernel."""
OUTPUT_TIMEOUT = 60.0
"""Seconds to wait for a cell's output once it has ended; nbval's own 5 are short on a busy machine."""

_await_reply: Any = RunningKernel.await_reply


def _await_reply_of_the_living(kernel: Any, msg_id: str, timeout: float | None = None) -> None:
    """Wait for a reply as nbval does, as long as there is somebody to give it.

    Raises:
        Empty: The time is over.
        RuntimeError: The kernel died.
    """
    end = time.monotonic() + (timeout if timeout is not None else float("inf"))
    while True:
        left = end - time.monotonic()
        try:
            return _await_reply(kernel, msg_id, timeout=max(0.0, min(LOOK_EVERY, left)))
        except Empty:
            if left <= LOOK_EVERY:
                raise
            if not kernel.is_alive():
                raise RuntimeError("the kernel died in this cell (a crash, os._exit, or too little memory)") from None


RunningKernel.await_reply = _await_reply_of_the_living  # pyright: ignore[reportAttributeAccessIssue]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each cell more time to deliver its output."""
    for item in items:
        if hasattr(item, "output_timeout"):
            vars(item)["output_timeout"] = OUTPUT_TIMEOUT


def pytest_unconfigure() -> None:
    """Write what the kernel cost, once it is gone."""
    cost = measured.children()
    if cost is not None:
        Path(measured.KERNEL_COST).write_text(json.dumps(asdict(cost)), encoding="utf-8")
