"""The student's process: it runs cells in ipykernel's shell, and keeps what they show, within bounds, as nbformat outputs.

The shell has a kernel, as cells expect (``get_ipython().kernel``, comms of widgets, ``%autosave``), but nobody listens to it: it has no
sockets, no threads and no event loop of its own, and what it sends is dropped. So the process can be forked for each hand-in and each test.
"""

import asyncio
import builtins
import contextlib
import contextvars
import getpass
import io
import os
import signal
import subprocess
import sys
import tempfile
import types
from collections.abc import Coroutine
from typing import Any, cast

from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQDisplayPublisher, ZMQInteractiveShell
from IPython.core import async_helpers
from jupyter_client.session import Session
from traitlets import Any as AnyTrait
from traitlets import Type

MOST_TEXT = 100_000
"""Characters of a stream or a traceback that are kept, for each cell."""
MOST_DISPLAY = 3_000_000
"""Characters of one display that are kept."""
MOST_OF_CELL = 8_000_000
"""Characters of all that a cell shows."""

_CUT = "\n[the rest is cut off: this cell shows more than the grader keeps]\n"
_NO_INPUT = "input() waits for a person, and nobody is there while your work is graded. Put the value into the cell instead."
_NO_SCREEN = "%matplotlib {gui} needs a screen, and nobody is there while your work is graded: figures are drawn inline."
_NO_INSTALL = "Packages cannot be installed while your work is graded: use those of the course.\n"


class Outputs:
    """What the cell that is running has shown so far."""

    def __init__(self) -> None:
        self.cells: list[dict[str, Any]] = []
        self._kept: dict[str, int] = {}
        self._size = 0

    def stream(self, name: str, text: str) -> None:
        """Append text to a stream; over the limit, a notice takes the place of the rest."""
        kept = self._kept.get(name, 0)
        if kept > MOST_TEXT:
            return
        self._kept[name] = kept + len(text)
        if kept + len(text) > MOST_TEXT:
            text = text[: MOST_TEXT - kept] + _CUT
        last = self.cells[-1] if self.cells else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.cells.append({"output_type": "stream", "name": name, "text": text})

    def show(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> None:
        """Append a display or a result."""
        size = _size(data)
        if size > MOST_DISPLAY or self._size + size > MOST_OF_CELL:
            data, metadata, size = {"text/plain": f"[a display of {size / 1e6:.1f} million characters is left out]"}, {}, 0
        self._size += size
        self.cells.append({"output_type": kind, "data": data, "metadata": metadata, **more})

    def error(self, name: str, value: str, trace: list[str]) -> None:
        """Append an error."""
        text = "\n".join(trace)
        if len(text) > MOST_TEXT:
            trace = [text[: MOST_TEXT // 2], _CUT, text[-MOST_TEXT // 2 :]]
        self.cells.append({"output_type": "error", "ename": name[:200], "evalue": value[:4000], "traceback": trace})


def _size(value: object) -> int:
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(item) for item in cast("dict[object, object]", value).values())
    if isinstance(value, list | tuple):
        return sum(_size(item) for item in cast("list[object]", value))
    return 16


class _Stream(io.TextIOBase):
    """``sys.stdout`` and ``sys.stderr`` of the cells."""

    encoding = "utf-8"  # pyright: ignore[reportAssignmentType]

    def __init__(self, outputs: Outputs, name: str, number: int) -> None:
        self._outputs, self._name, self._number = outputs, name, number

    def write(self, text: str, /) -> int:
        if type(text) is not str:
            text = str(text)
        self._outputs.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return False


class _Result(ZMQShellDisplayHook):
    """Keeps the value of a cell's last expression."""

    outputs = AnyTrait()

    def __call__(self, result: object = None) -> None:
        self.check_for_underscore()
        if result is None or self.quiet():
            return
        data, metadata = self.compute_format_data(result)
        self.update_user_ns(result)
        self.fill_exec_result(result)
        if data:
            self.outputs.show("execute_result", data, metadata or {}, execution_count=self.prompt_count)


class _Publisher(ZMQDisplayPublisher):
    """Keeps what is displayed."""

    outputs = AnyTrait()

    def publish(self, data: Any, metadata: Any = None, *, transient: Any = None, update: bool = False, **_: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        outputs = cast("Outputs", self.outputs)
        mark = (transient or {}).get("display_id")
        if update and mark is not None:
            for cell in outputs.cells:
                if cell.get("display_id") == mark:
                    cell["data"], cell["metadata"] = data, metadata or {}
            return
        outputs.show("display_data", data, metadata or {}, **({"display_id": mark} if mark is not None else {}))

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002
        cast("Outputs", self.outputs).cells.clear()


class Shell(ZMQInteractiveShell):
    """ipykernel's shell, with all that a cell shows kept in :attr:`outputs`."""

    outputs = AnyTrait()
    context = AnyTrait()
    """The context variables of all cells: what one sets, the next one finds."""
    displayhook_class = Type(_Result)
    display_pub_class = Type(_Publisher)

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        name = getattr(etype, "__name__", str(etype))
        try:
            text = str(evalue)
        except Exception:
            text = "(its text could not be made)"
        self.outputs.error(str(name), text, [str(line) for line in stb])

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no screen."""

    def run_in_loop(self, cell: Coroutine[Any, Any, Any]) -> Any:
        """Run a cell inside the event loop, in the context of all cells."""
        loop = async_helpers.get_asyncio_loop()
        return loop.run_until_complete(loop.create_task(cell, context=self.context))

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Run every cell inside an event loop, as a kernel does: cells start tasks without ``await``. Cells that cells run are in it."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return True
        return super().should_run_async(raw_cell, **more)

    def enable_matplotlib(self, gui: Any = None) -> tuple[str, str]:
        """Draw into the notebook, whatever was asked for: there is no screen and no widget."""
        if gui not in (None, "inline", "agg", "auto"):
            print(_NO_SCREEN.format(gui=gui))
        return "inline", "module://matplotlib_inline.backend_inline"

    def system(self, cmd: str) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Run a command of the system, as ``!command`` asks."""
        text = self.var_expand(cmd, depth=1)
        if "pip" in text.split() or "conda" in text.split():
            print(_NO_INSTALL)
            return
        done = subprocess.run(text, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        print(done.stdout[:MOST_TEXT].decode("utf-8", "replace"))
        self.user_ns["_exit_code"] = done.returncode

    def init_history(self) -> None:
        """Keep no history."""
        super().init_history()
        if self.history_manager is not None:
            self.history_manager.enabled = False


class _Silent(Session):
    """The kernel's way out: there is none."""

    def send(self, *_: Any, **__: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Drop a message."""


class _Kernel(IPythonKernel):
    """What ``get_ipython().kernel`` is."""

    shell_class = Type(Shell)

    async def do_one_iteration(self) -> None:
        """Do nothing: no message waits (kernels up to version 6 have this, and cells that wait for widgets call it)."""


def make() -> Shell:
    """Make the shell, once in the warm worker; each hand-in has a copy of it."""
    from traitlets.config import Config

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.HistoryManager.hist_file = ":memory:"
    settings.InteractiveShell.xmode = "Context"
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = builtins
    # What the worker itself came from is nothing that a cell should find.
    sys.modules["__main__"] = module
    debugger = sys.modules.get("debugpy")
    sys.modules["debugpy"] = cast("Any", None)  # nobody debugs here, and it takes a while to start
    try:
        shell = cast("Shell", _Kernel.instance(user_module=module, user_ns=vars(module), session=_Silent(), config=settings).shell)
    finally:
        del sys.modules["debugpy"]
        if debugger is not None:
            sys.modules["debugpy"] = debugger
    shell.outputs = Outputs()
    shell.context = contextvars.copy_context()
    shell.loop_runner = shell.run_in_loop
    with contextlib.suppress(ImportError):
        from IPython.core.pylabtools import activate_matplotlib
        from matplotlib_inline.backend_inline import configure_inline_support

        activate_matplotlib("module://matplotlib_inline.backend_inline")
        configure_inline_support(shell, "module://matplotlib_inline.backend_inline")

    def refuse_install(_line: str) -> None:
        print(_NO_INSTALL)

    for name in ("pip", "conda", "mamba", "micromamba", "uv"):
        shell.magics_manager.register_function(refuse_install, magic_name=name)
    builtins.input = getpass.getpass = _no_input
    with contextlib.redirect_stdout(io.StringIO()):
        run_cell(shell, "1/0")  # imports what the first error needs
    async_helpers.get_asyncio_loop().close()  # each hand-in makes its own: its descriptors must not be shared
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    shell.execution_count = 1
    return shell


def _no_input(_prompt: object = "", /, **_: object) -> str:
    raise EOFError(_NO_INPUT)


def run_cell(shell: Shell, source: str) -> list[dict[str, Any]]:
    """Run one cell and return what it showed."""
    outputs = Outputs()
    shell.outputs = outputs
    cast("Any", shell.displayhook).outputs = cast("Any", shell.display_pub).outputs = outputs
    with tempfile.TemporaryFile() as below:  # what is written past Python: by C code, os.write and programs
        keep = os.dup(1), os.dup(2)
        streams = sys.stdout, sys.stderr
        os.dup2(below.fileno(), 1)
        os.dup2(below.fileno(), 2)
        sys.stdout, sys.stderr = _Stream(outputs, "stdout", 1), _Stream(outputs, "stderr", 2)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            shell.run_cell(source, store_history=True)
        except BaseException as error:  # what IPython lets through, an interrupt of its own steps for example
            outputs.error(type(error).__name__, str(error), [f"{type(error).__name__}: {error}"])
        finally:
            with contextlib.suppress(ValueError, OSError):
                signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdout, sys.stderr = streams
            os.dup2(keep[0], 1)
            os.dup2(keep[1], 2)
            os.close(keep[0])
            os.close(keep[1])
        with contextlib.suppress(OSError, ValueError):
            below.seek(0)
            text = below.read(MOST_TEXT + 1).decode("utf-8", "replace")
            if text:
                outputs.stream("stdout", text)
    return outputs.cells
