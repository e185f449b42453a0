"""One run of one test, in a fork of the student's finished process.

The student's code has run in this process, so whatever it could reach may be changed: names of the notebook, attributes of libraries,
builtins. The snapshot puts back what is commonly patched before it forks (:class:`Pristine`), and forks without hooks.
"""

import ast
import builtins
import ctypes
import gc
import inspect
import linecache
import os
import resource
import signal
import struct
import sys
import threading
import traceback
import types
import warnings
from collections.abc import Callable, Iterable
from marshal import loads as _loads
from os import read as _read
from os import write as _write
from typing import Any, cast

from . import linux
from .apart import cut_ties
from .wire import Message

_getframe = sys._getframe  # pyright: ignore[reportPrivateUsage]
_libc_fork = ctypes.PyDLL(None).fork
_FRAME = struct.Struct("!IB")
_LENGTH = struct.Struct("!Q")
_PASSED, _FAILED, _EVIDENCE = 80, 70, 69
_MOST = 20_000

_LIBRARY_NAMES = """
    builtins os posix sys signal _signal socket _socket select resource struct marshal threading gc types warnings math
    cmath operator functools itertools json json.encoder json.decoder copy inspect random statistics traceback unittest.case
    unittest doctest contextlib linecache codecs ast numpy numpy.testing numpy.testing._private.utils numpy.linalg
    numpy.random numpy._core.numeric numpy._core.fromnumeric torch torch._tensor torch.testing torch.testing._comparison
    torch.nn.functional torch.linalg torch.functional pandas pandas.testing gymnasium gymnasium.envs.registration
    matplotlib.figure pytest
"""
_LIBRARIES = frozenset(_LIBRARY_NAMES.split())
"""Modules whose callables are put back before a test."""
_CLASSES = (
    ("unittest.case", "TestCase"),
    ("torch", "Tensor"),
    ("torch.nn", "Module"),
    ("torch.nn", "Linear"),
    ("json.encoder", "JSONEncoder"),
    ("matplotlib.figure", "Figure"),
    ("matplotlib.axes", "Axes"),
    ("numpy.testing._private.utils", "IgnoreException"),
)
_LOOKING = frozenset(
    {"sys._getframe", "sys._current_frames", "gc.get_objects", "gc.get_referrers", "gc.get_referents", "object.__getattr__"}
)
_TAMPERING = frozenset(
    {"sys.settrace", "sys.setprofile", "ctypes.dlopen", "ctypes.dlsym", "ctypes.cdata", "ctypes.string_at", "code.__new__"}
)
_HELPERS = ("inspect", "traceback", "gc", "ctypes")

_MISSING = object()


class _NothingLikeIt:
    """Equal to itself alone."""

    __slots__ = ()


class Pristine:
    """How things were before any student code ran, and the way back."""

    def __init__(self, packages: Iterable[str]) -> None:
        own = tuple(packages)
        names = [name for name in sys.modules if name in _LIBRARIES or name.split(".")[0] in own]
        self._modules: dict[str, types.ModuleType] = dict(sys.modules)
        self._values: list[tuple[str, dict[str, object], str, object]] = []
        self._codes: list[tuple[str, types.FunctionType, object, object, object]] = []
        self._class_values: list[tuple[str, type, str, object]] = []
        self._classes: list[tuple[str, type, frozenset[str]]] = []
        classes: list[tuple[str, type]] = []
        for name in names:
            module = sys.modules[name]
            mine = name.split(".")[0] in own
            for key, value in list(vars(module).items()):
                if (key.startswith("__") and name != "builtins" and not mine) or key.endswith(("hook", "hook__")):
                    continue  # hooks are there to be changed, and no test calls them
                if callable(value) or isinstance(value, types.ModuleType) or (mine and key.lstrip("_").isupper()):
                    self._values.append((f"{name}.{key}", vars(module), key, value))
                if isinstance(value, types.FunctionType) and value.__module__ == name:
                    self._codes.append((f"{name}.{key}", value, value.__code__, value.__defaults__, value.__kwdefaults__))
                if mine and isinstance(value, type) and value.__module__ == name:
                    classes.append((f"{name}.{key}", value))
        for name, key in _CLASSES:
            value = getattr(sys.modules.get(name), key, None)
            if isinstance(value, type):
                classes.append((f"{name}.{key}", value))
        for label, kind in classes:
            self._classes.append((label, kind, frozenset(vars(kind))))
            for base in inspect.getmro(kind):
                if base.__flags__ & (1 << 9):  # a class of Python: those of C cannot be changed
                    self._class_values += [(f"{label}.{key}", base, key, value) for key, value in vars(base).items() if callable(value)]
                    self._codes += [
                        (f"{label}.{key}", value, value.__code__, value.__defaults__, value.__kwdefaults__)
                        for key, value in vars(base).items()
                        if isinstance(value, types.FunctionType)
                    ]
        self._lists: list[tuple[list[Any], list[Any]]] = [
            (sys.meta_path, list(sys.meta_path)),
            (sys.path_hooks, list(sys.path_hooks)),
            (sys.path, list(sys.path)),
        ]
        self._filters = list(warnings.filters)
        self.builtins = dict(vars(builtins))
        self.callbacks = list(gc.callbacks)

    def changed(self) -> list[str]:
        """Names of module attributes that are not as they were."""
        return [label for label, space, key, value in self._values if space.get(key, _MISSING) is not value and key != "_"]

    def restore(self) -> list[str]:
        """Put everything back, and return the names of what was changed."""
        changed: list[str] = []
        for label, space, key, value in self._values:
            if space.get(key, _MISSING) is not value and key != "_":
                changed.append(label)
                space[key] = value
        for label, function, code, defaults, keywords in self._codes:
            if function.__code__ is not code:
                changed.append(label + " (its code)")
                function.__code__ = cast("types.CodeType", code)
            function.__defaults__ = cast("Any", defaults)
            function.__kwdefaults__ = cast("Any", keywords)
        for label, kind, key, value in self._class_values:
            if vars(kind).get(key, _MISSING) is not value:
                changed.append(label)
                setattr(kind, key, value)
        for label, kind, known in self._classes:
            for key in set(vars(kind)) - known:
                if any(key in vars(base) for base in inspect.getmro(kind)[1:]):  # in front of what it inherits
                    changed.append(f"{label}.{key}")
                    delattr(kind, key)
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module and name != "__main__":
                changed.append(f"sys.modules[{name!r}]")
                sys.modules[name] = module
        for live, before in self._lists:
            if live is not sys.path:
                live[:] = before
        sys.meta_path, sys.path_hooks = self._lists[0][0], self._lists[1][0]
        gc.callbacks[:] = self.callbacks
        return changed


class Watch:
    """Notices when student code looks where it has no business: at frames, the garbage collector's lists, or memory."""

    def __init__(self) -> None:
        self._tell: Callable[[str], None] | None = None
        sys.addaudithook(self._hook)

    def begin(self, tell: Callable[[str], None]) -> None:
        """Tell about every look from now on."""
        self._tell = tell

    def end(self) -> None:
        """Look no more."""
        self._tell = None

    def _hook(self, event: str, arguments: tuple[Any, ...], _frame: Callable[[int], types.FrameType] = _getframe) -> None:
        tell = self._tell
        if tell is None or (event not in _LOOKING and event not in _TAMPERING):
            return
        if event == "object.__getattr__" and (len(arguments) < 2 or arguments[1] not in ("tb_frame", "gi_frame", "cr_frame")):
            return
        self._tell = None  # what happens here is the grader's
        try:
            frame: types.FrameType | None = _frame(1)
            while frame is not None and frame.f_globals.get("__name__") in _HELPERS:
                frame = frame.f_back
            if frame is not None and frame.f_globals.get("__name__") == "__main__" and not frame.f_code.co_filename.startswith("<test "):
                tell(event + (f" ({arguments[1]})" if event == "object.__getattr__" else ""))
        finally:
            self._tell = tell


def line_to(number: int, stage: str) -> Callable[[str], None]:
    """A way to tell the keeper, over the descriptor with this number, in lines; whoever closes it is told on by that."""

    def tell(text: str) -> None:
        try:
            _write(number, f"{stage}\t{text}\n".encode())
        except OSError:
            return

    return tell


class Reply:
    """The way back to the keeper. An answer counts only with the key."""

    def __init__(self, number: int, key: bytes) -> None:
        self._number, self._key = number, key

    def evidence(self, text: str) -> None:
        """Report something that a person should know."""
        self._frame(_EVIDENCE, text)

    def look(self, text: str) -> None:
        """Report that the answer looked where it has no business."""
        self._frame(_EVIDENCE, f"while the test ran, the answer used {text}")

    def verdict(self, passed: bool, text: str) -> None:
        """Say how the test ended."""
        self._frame(_PASSED if passed else _FAILED, text)

    def _frame(self, kind: int, text: str) -> None:
        body = self._key + text[:_MOST].encode("utf-8", "replace")
        data = _FRAME.pack(len(body), kind) + body
        while data:
            data = data[_write(self._number, data) :]


def fork() -> int:
    """Fork a process that has one thread, without the hooks that student code may have registered."""
    return int(_libc_fork())


def settle(pristine: Pristine, watch: Watch) -> list[str]:
    """Make a snapshot fit to fork tests from: nothing of the student's runs in it any more, and what was changed is put back.

    Returns:
        The names of what was changed.
    """
    sys.settrace(None)
    sys.setprofile(None)
    watch.end()
    changed = pristine.restore()
    gc.disable()  # no finaliser of the student's runs in here
    gc.freeze()
    threading.settrace(cast("Any", None))
    for number in (signal.SIGINT, signal.SIGALRM, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGPROF, signal.SIGVTALRM):
        signal.signal(number, signal.SIG_DFL)
    sink = _Sink()
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = cast("Any", sink)
    sys.displayhook = lambda _value: None
    return changed


def enter(number: int, *, user: dict[str, Any], pristine: Pristine, watch: Watch, cpu_seconds: int) -> None:
    """Be the fork that runs one test: read the order over the descriptor with this number, run, and answer."""
    length = _LENGTH.unpack(_exactly(number, _LENGTH.size))[0]
    order: Message = _loads(_exactly(number, length))
    reply = Reply(number, order["key"])
    seconds = min(cpu_seconds, int(order["timeout"]) + 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    cut_ties(number)
    linux.set_dumpable(False)  # the order lies in this process's memory: /proc/self/mem is closed from now on
    run(order, reply, user=user, pristine=pristine, watch=watch)


def _exactly(number: int, length: int) -> bytes:
    data = b""
    while len(data) < length:
        piece = _read(number, length - len(data))
        if not piece:
            leave(1)
        data += piece
    return data


def run(message: Message, reply: Reply, *, user: dict[str, Any], pristine: Pristine, watch: Watch) -> None:
    """Run the test of ``message`` and answer; the caller ends the process."""
    try:
        for source in message["replacement"]:
            _execute(source, "<answer>", user)
    except BaseException as error:
        reply.verdict(False, f"the known wrong answer could not be put in place: {type(error).__name__}")
        return
    space = dict(user)
    given = set(message["names"])
    for name in set(pristine.builtins) & set(user):
        if name not in given and not name.startswith("_"):
            del space[name]
    space["__builtins__"] = pristine.builtins
    for source in message["imports"]:
        try:
            _execute(source, "<imports>", space)
        except Exception:  # an import that fails for its author too
            continue
    if message["observe"]:
        _observe(message["exercise"], user, space, reply, pristine)
    watch.begin(reply.look)
    try:
        value = _execute(message["source"], f"<test {message['name']}>", space, value=message["partial"])
    except BaseException as error:
        watch.end()
        reply.verdict(False, _describe(error))
    else:
        watch.end()
        reply.verdict(
            True, repr(float(value)) if message["partial"] and isinstance(value, int | float) and type(value) in (int, float) else ""
        )


class _Sink:
    """Takes what is printed while a test runs, and keeps none of it."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


def _execute(
    source: str,
    filename: str,
    space: dict[str, Any],
    *,
    value: bool = False,
    _compile: Callable[..., Any] = compile,
    _parse: Callable[..., ast.Module] = ast.parse,
) -> object:
    """Compile and run source text; return the value of its last expression where that is asked for."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    if value:
        tree = _parse(source, filename)
        if tree.body and isinstance(tree.body[-1], ast.Expr):
            last = ast.Expression(tree.body.pop().value)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownArgumentType]
            exec(_compile(tree, filename, "exec", dont_inherit=True, optimize=0), space)
            return eval(_compile(last, filename, "eval", dont_inherit=True, optimize=0), space)
    exec(_compile(source, filename, "exec", dont_inherit=True, optimize=0), space)
    return None


def _describe(error: BaseException) -> str:
    """The failure as a person reads it: the words of the check, or the error with the lines of the notebook that raised it."""
    name = type(error).__name__
    try:
        text = str(error)
    except BaseException:
        text = "(its text could not be made)"
    if hasattr(type(error), "_render_traceback_"):
        return text
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith("<test ") or "/ipykernel_" in f.filename]
    where = "".join(traceback.format_list(frames[-4:]))
    return f"{where}{name}: {text}".rstrip()


def _observe(name: str, user: dict[str, Any], space: dict[str, Any], reply: Reply, pristine: Pristine) -> None:
    """Wrap the student's function, so that it is noticed when it changes libraries, or returns objects that claim to equal everything."""
    calls = 0
    answer = user.get(name)
    if not isinstance(answer, types.FunctionType):
        return

    def observed(*arguments: Any, **keywords: Any) -> Any:
        nonlocal calls
        calls += 1
        result = answer(*arguments, **keywords)
        if calls <= 3 and (changed := pristine.changed()):
            reply.evidence("while the test ran, the answer changed " + ", ".join(changed[:12]))
        if _equals_everything(result, 3):
            reply.evidence(f"{name} returned an object that says it equals everything ({type(result).__name__})")
        return result

    observed.__name__, observed.__doc__, observed.__module__ = answer.__name__, answer.__doc__, answer.__module__
    observed.__wrapped__ = answer  # pyright: ignore[reportFunctionMemberAccess]
    user[name] = space[name] = observed


def _equals_everything(value: object, depth: int) -> bool:
    try:
        if type(value) in (list, tuple, set, frozenset) and depth:
            return any(_equals_everything(item, depth - 1) for item in list(cast("list[object]", value))[:50])
        if type(value) is dict and depth:
            return any(_equals_everything(item, depth - 1) for item in list(cast("dict[object, object]", value).values())[:50])
        if type(value) in (int, float, bool, str, bytes, complex, type(None)):
            return False
        return bool(value == _NothingLikeIt()) and bool(value == _NothingLikeIt())
    except Exception:
        return False


def leave(status: int, _exit: Callable[[int], Any] = os._exit) -> None:
    """End the process at once."""
    _exit(status)
