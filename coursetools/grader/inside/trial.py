"""One run of one test, in a fork of the student's finished process.

The student's code has run in this process, so whatever it could reach may be changed: names of the notebook, attributes of libraries,
builtins. The snapshot puts back what is commonly patched before it forks (:class:`Pristine`), and forks without hooks.
"""

import ast
import builtins
import ctypes
import functools
import gc
import inspect
import linecache
import os
import resource
import signal
import struct
import sys
import threading
import time
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
_MOST_LOOKING = 1.0
"""Seconds for looking after every call; later calls are looked after now and then."""
_FAR = (1.2345e7, -9.8765e6)
"""Two numbers that nothing is near to both."""

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
_HELPERS = frozenset(
    ["inspect", "traceback", "gc", "ctypes", "bdb", "pdb", "trace", "IPython.utils.frame", "pandas.core.computation.scope"],
)
"""Modules that look at frames for whoever calls them."""

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
        """Names of what is not as it was: attributes of modules and classes, the code of functions, what torch hands its calls to."""
        found = [label for label, space, key, value in self._values if space.get(key, _MISSING) is not value and key != "_"]
        found += [label for label, kind, key, value in self._class_values if vars(kind).get(key, _MISSING) is not value]
        found += [f"{label}.{key}" for label, _, key in self._in_front()]
        found += [f"{label} (its code)" for label, function, code, _, _ in self._codes if function.__code__ is not code]
        return found + ["what torch hands its calls to"] * (len(_torch_modes()) > 0)

    def _in_front(self) -> list[tuple[str, type, str]]:
        """Attributes that a class has got in front of what it inherits."""
        return [
            (label, kind, key)
            for label, kind, known in self._classes
            for key in vars(kind).keys() - known
            if any(key in vars(base) for base in inspect.getmro(kind)[1:])
        ]

    def knows(self, kind: type) -> bool:
        """Whether a class is a library's own."""
        module = self._modules.get(kind.__module__)
        return module is not None and kind.__module__ != "__main__" and getattr(module, kind.__name__, None) is kind

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
        for label, kind, key in self._in_front():
            changed.append(f"{label}.{key}")
            delattr(kind, key)
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module and name != "__main__":
                changed.append(f"sys.modules[{name!r}]")
                sys.modules[name] = module
        for _ in _torch_modes():
            changed.append("what torch hands its calls to")
            sys.modules["torch"]._C._pop_torch_function_stack()  # pyright: ignore[reportPrivateUsage]
        for live, before in self._lists:
            if live is not sys.path:
                live[:] = before
        sys.meta_path, sys.path_hooks = self._lists[0][0], self._lists[1][0]
        gc.callbacks[:] = self.callbacks
        return changed


def _torch_modes() -> list[object]:
    """The modes that are on, through which torch passes every call; the default device is one of its own."""
    torch = cast("Any", sys.modules.get("torch"))
    if torch is None:
        return []
    modes = [torch._C._get_function_stack_at(place) for place in range(torch._C._len_torch_function_stack())]
    return [] if all(type(mode).__module__ == "torch.utils._device" for mode in modes) else modes


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
        if event == "object.__getattr__" and (len(arguments) < 2 or arguments[1] not in ("tb_frame", "gi_frame", "cr_frame", "ag_frame")):
            return
        self._tell = None  # what happens here is the grader's
        try:
            frame: types.FrameType | None = _frame(1)
            while frame is not None and (
                frame.f_globals.get("__name__") in _HELPERS
                or (frame.f_globals.get("__name__") == "logging" and frame.f_code.co_name in ("currentframe", "<lambda>"))
            ):
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
    observer = _Observer(message["exercise"], reply, pristine) if message["observe"] else None
    if observer is not None:
        observer.observe(user, space)
    watch.begin(reply.look)
    try:
        value = _execute(message["source"], f"<test {message['name']}>", space, value=message["partial"])
    except BaseException as error:
        watch.end()
        reply.verdict(False, _describe(error))
    else:
        watch.end()
        if observer is not None:
            observer.end(message["source"])
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
    code = _compile(source, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True, optimize=0)
    result = eval(code, space)
    if code.co_flags & inspect.CO_COROUTINE:
        import asyncio

        asyncio.run(result)
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


class _Observer:
    """Looks after each call of the answer: did it change libraries, did it return something that lies when it is compared?"""

    def __init__(self, name: str, reply: Reply, pristine: Pristine) -> None:
        self._name, self._reply, self._pristine = name, reply, pristine
        self._calls = 0
        self._spent = 0.0

    def observe(self, user: dict[str, Any], space: dict[str, Any]) -> None:
        """Look after the answer: a function, the methods of a class, or those of an object's class."""
        answer = user.get(self._name)
        kind: Any = answer if isinstance(answer, type) else type(answer)
        if isinstance(answer, types.FunctionType | functools.partial):
            user[self._name] = space[self._name] = self._around(cast("Callable[..., Any]", answer))
        elif not self._pristine.knows(kind):
            for key, value in list(vars(kind).items()):
                if isinstance(value, types.FunctionType):
                    type.__setattr__(kind, key, self._around(value))
        sys.setrecursionlimit(3 * sys.getrecursionlimit())  # an answer that calls itself does it through the observer

    def end(self, source: str) -> None:
        """Look a last time: what is changed now, and named nowhere in the test's text, was not changed by the test."""
        left = [label for label in self._pristine.changed() if label.rpartition(".")[2] not in source and not label.startswith("warnings.")]
        self._tell(left)

    def _tell(self, changed: list[str]) -> None:
        if changed:
            self._reply.evidence("while the test ran, the answer changed " + ", ".join(changed[:12]))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, looked after."""

        def observed(*arguments: Any, **keywords: Any) -> Any:
            self._calls += 1
            if self._spent > _MOST_LOOKING and self._calls % 64:
                result = function(*arguments, **keywords)
            else:
                before = self._changed()  # the test may have changed something itself
                result = function(*arguments, **keywords)
                self._tell([label for label in self._changed() if label not in before])
            if _lies(result, 3):
                self._reply.evidence(f"{self._name} returned an object that says it equals everything ({type(result).__name__})")
            return result

        functools.update_wrapper(observed, function)
        return observed

    def _changed(self) -> list[str]:
        began = time.perf_counter()
        changed = self._pristine.changed()
        self._spent += time.perf_counter() - began
        return changed


def _lies(value: object, depth: int) -> bool:
    """Whether a value says that it equals what is not equal: objects and numbers that differ from each other."""
    try:
        if type(value) in (list, tuple, set, frozenset) and depth:
            return any(_lies(item, depth - 1) for item in list(cast("list[object]", value))[:50])
        if type(value) is dict and depth:
            return any(_lies(item, depth - 1) for item in list(cast("dict[object, object]", value).values())[:50])
        if type(value) in (int, float, bool, str, bytes, complex, type(None)):
            return False
        return any(
            _agrees(value, probe, *probes)
            for probe, probes in ((_same, (_NothingLikeIt(), _NothingLikeIt())), (_same, _FAR), (_near, _FAR))
        )
    except Exception:
        return False


def _agrees(value: object, probe: Callable[[Any, Any], bool], one: object, other: object) -> bool:
    try:
        return probe(value, one) and probe(value, other)
    except Exception:  # most objects cannot be compared so
        return False


def _same(value: Any, other: Any) -> bool:
    return bool(value == other)


def _near(value: Any, other: Any) -> bool:
    return bool(abs(value - other) < 1.0) or bool(abs(other - value) < 1.0)


def leave(status: int, _exit: Callable[[int], Any] = os._exit) -> None:
    """End the process at once."""
    _exit(status)
