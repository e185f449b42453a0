"""What a fork does for one test: in the student's process it answers, in the instructor's it judges. A line goes from one to the other.

This is the seam between the boxes and the two worlds (:mod:`coursetools.grader.worlds`). Only the worker imports it, once and warm.
"""

import ast
import asyncio
import inspect
import linecache
import signal
import socket
import sys
import traceback
import types
from typing import Any, cast

from coursetools.grader.worlds import library
from coursetools.grader.worlds.failures import FRAMES
from coursetools.grader.worlds.instructor import Instructor
from coursetools.grader.worlds.known import given_in
from coursetools.grader.worlds.line import Line, LineEndedError
from coursetools.grader.worlds.side import NOT_CARRIED
from coursetools.grader.worlds.student import Student

from .apart import cut_ties
from .wire import Message

_MOST_FRAMES = 4


def answer(line: int, keep: set[int], names: dict[str, Any], order: Message) -> None:
    """Be the student's world of one test: answer over the line until the test has ended.

    Args:
        line: Descriptor of the line.
        keep: The other descriptors that this process needs.
        names: Those of the notebook.
        order: ``apart`` (whether this is a fork, which must share nothing with the others), ``given`` (names of functions and
            classes of given cells), ``libraries`` and ``seconds``.
    """
    if order["apart"]:
        cut_ties({line, *keep})
    given = {name: value for name, value in given_in(names).items() if name in order["given"]}
    connection = Line(socket.socket(fileno=line), order["seconds"])
    try:
        Student(connection, names, given, frozenset(order["libraries"])).serve()
    except LineEndedError:
        connection.close()


def judge(line: int, names: dict[str, Any], order: Message) -> Message:
    """Be the instructor's world of one test, and return the verdict.

    Args:
        line: Descriptor of the line to the student's world.
        names: Those of the solution notebook.
        order: ``name`` and ``source`` of the test; ``stand_ins``, the names that stand for the student's; ``text`` of the student's
            answer; ``partial``, whether the last value is a share of the points; ``given``, ``libraries`` and ``seconds`` as above.
    """
    sys.stdout = sys.stderr = cast("Any", _Sink())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given = {name: value for name, value in given_in(names).items() if name in order["given"]}
    connection = Line(socket.socket(fileno=line), order["seconds"])
    instructor = Instructor(connection, given, frozenset(order["libraries"]), text=order["text"])
    try:
        for name in order["stand_ins"]:
            names.pop(name, None)
            _stand_in(instructor, name, names)
        with library.answers_at(instructor):
            value = _execute(order["source"], f"<test {order['name']}>", names, value=order["partial"])
        instructor.request("end", 0)
    except LineEndedError as error:
        return {"passed": False, "text": str(error), "ended": True}
    except BaseException as error:
        return {"passed": False, "text": describe(error), "foreign": is_foreign(error), "not_carried": _not_carried(error)}
    finally:
        connection.close()
    share = float(cast("float", value)) if order["partial"] and type(value) in (int, float) else None  # no boolean, no stand-in
    return {"passed": True, "text": "", "share": share}


def _stand_in(instructor: Instructor, name: str, names: dict[str, Any]) -> None:
    """Bind a name to what stands for the student's; one that cannot be had fails where the test needs it."""
    try:
        names[name] = instructor.stand_in(name)
    except NameError:
        return
    except TypeError as error:
        if not str(error).startswith(NOT_CARRIED):
            raise
        names[name] = _Missing(error)


class _Missing:
    """Stands for a value that could not be carried: whatever is asked of it fails with the reason."""

    def __init__(self, error: TypeError) -> None:
        object.__setattr__(self, "_error", error)

    def __getattribute__(self, name: str) -> Any:
        raise object.__getattribute__(self, "_error")

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise object.__getattribute__(self, "_error")

    def __eq__(self, other: object) -> bool:
        raise object.__getattribute__(self, "_error")

    __hash__ = None  # type: ignore[assignment]
    __len__ = __iter__ = __bool__ = __float__ = __array__ = __getitem__ = cast("Any", __call__)


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


def _execute(source: str, filename: str, space: dict[str, Any], *, value: bool) -> object:
    """Compile and run source text; return the value of its last expression where that is asked for."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    tree = ast.parse(source, filename)
    last = tree.body.pop() if value and tree.body and isinstance(tree.body[-1], ast.Expr) else None
    _run(compile(tree, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True, optimize=0), space)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), filename, "eval", dont_inherit=True, optimize=0), space)


def _run(code: types.CodeType, space: dict[str, Any]) -> None:
    result = eval(code, space)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(result)


def describe(error: BaseException) -> str:
    """The failure as a person reads it: the words of the check, or the error with the lines of test and answer that raised it."""
    try:
        text = str(error)
    except Exception:
        text = "(its text could not be made)"
    if hasattr(type(error), "_render_traceback_"):
        return text
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<test ")][-_MOST_FRAMES:]
    where = "".join(traceback.format_list([*frames, *getattr(error, FRAMES, [])]))
    return f"{where}{type(error).__name__}: {text}".rstrip()


def is_foreign(error: BaseException) -> bool:
    """Whether an exception was raised by the answer: its words are the student's, and never a test's."""
    return hasattr(error, FRAMES)


def _not_carried(error: BaseException) -> str:
    """What the answer returned and the line does not know, where that is why the test failed."""
    one: BaseException | None = error
    while one is not None:
        if isinstance(one, TypeError) and str(one).startswith(NOT_CARRIED):
            return str(one)[:200]
        one = one.__cause__ or one.__context__
    return ""
