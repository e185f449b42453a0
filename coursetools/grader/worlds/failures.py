"""Carries exceptions: names of classes, plain arguments, and the lines that raised, as text.

The receiving side raises an exception of the nearest class that it has itself. A student's class named like one of the course's own checks
is none of them: what an answer raises is never the word of a test.
"""

import contextlib
import traceback
from collections.abc import Sequence
from typing import Any, cast

from coursetools.grader.worlds.codec import CodecError, encode
from coursetools.grader.worlds.handles import kinds_of
from coursetools.grader.worlds.known import Known

_MAX_FRAMES = 3
_MAX_TEXT = 20_000
_TESTS_OWN = "rlcourse.checks"
_ENDS = ("SystemExit", "KeyboardInterrupt")
_NUMBER = "number_elsewhere"
FRAMES = "frames_elsewhere"
"""Attribute of an exception that came over the line: its innermost frames there, as :class:`traceback.FrameSummary`."""


class Failures:
    """Words exceptions for the other side, and raises what it worded.

    Args:
        known: The classes that this side has.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._raised: dict[int, BaseException] = {}

    def worded(self, error: BaseException) -> tuple[Any, ...]:
        """An exception as plain data: classes, arguments, frames, the other side's number of it (0: none), this side's number."""
        number = len(self._raised) + 1
        self._raised[number] = error
        return kinds_of(type(error)), _arguments(error), tuple(_frames(error)), getattr(error, _NUMBER, 0), number

    def raised(self, words: object) -> BaseException:
        """The exception that the other side worded.

        Raises:
            CodecError: It is none.
        """
        if type(words) is not tuple or len(cast("tuple[Any, ...]", words)) != 5:
            raise CodecError("no exception")
        kinds, arguments, frames, came_back, number = cast("tuple[Any, ...]", words)
        if type(came_back) is int and came_back in self._raised:
            return self._raised[came_back]
        if type(kinds) is not tuple or type(arguments) is not tuple:
            raise CodecError("no exception")
        error = self._made(cast("tuple[Any, ...]", kinds), cast("tuple[Any, ...]", arguments))
        with contextlib.suppress(AttributeError):
            setattr(error, FRAMES, _summaries(frames))
            setattr(error, _NUMBER, number)
        return error

    def _made(self, kinds: Sequence[Any], arguments: tuple[Any, ...]) -> BaseException:
        for pair in kinds:
            if type(pair) is not tuple or len(cast("tuple[Any, ...]", pair)) != 2:
                raise CodecError("no name of an exception")
            module, name = cast("tuple[Any, Any]", pair)
            kind = self._known.find(module, name)
            if kind is None or not issubclass(kind, BaseException) or str(module).startswith(_TESTS_OWN):
                continue
            if not issubclass(kind, Exception) and name not in _ENDS:
                continue
            try:
                error = kind.__new__(kind, *arguments)
                error.args = arguments
                str(error), repr(error)
            except Exception:
                continue
            return error
        return RuntimeError(*arguments)


def _arguments(error: BaseException) -> tuple[Any, ...]:
    """What an exception was made with, as far as that is plain data; its text otherwise."""
    try:
        if len(encode(error.args)) <= _MAX_TEXT:
            return error.args
    except CodecError:
        pass
    try:
        return (str(error)[:_MAX_TEXT],)
    except Exception as broken:
        return (f"(its text could not be made: {type(broken).__name__})",)


def _frames(error: BaseException) -> list[tuple[str, int, str, str]]:
    """The innermost frames that lie in cells, whose file names begin with ``<`` or are IPython's."""
    found: list[tuple[str, int, str, str]] = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if code.co_filename.startswith("<") or "ipykernel" in code.co_filename:
            summary = traceback.FrameSummary(code.co_filename, line, code.co_name)
            found.append((code.co_filename, line, code.co_qualname, summary.line or ""))
    return found[-_MAX_FRAMES:]


def _summaries(frames: object) -> list[traceback.FrameSummary]:
    found: list[traceback.FrameSummary] = []
    for frame in cast("tuple[Any, ...]", frames) if type(frames) is tuple else ():
        if type(frame) is not tuple or [type(part) for part in cast("tuple[Any, ...]", frame)] != [str, int, str, str]:
            raise CodecError("no frame")
        file, line, name, text = cast("tuple[str, int, str, str]", frame)
        found.append(traceback.FrameSummary(file[:200], line, name[:200], line=text[:400]))
    return found
