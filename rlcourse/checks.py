"""The words in which tests speak to students: what was expected, what came, and what to think about next.

Every check either returns quietly or raises :class:`CheckFailedError`, whose text a notebook shows without a traceback. A blank answer
raises :class:`NotAttemptedError`, so that "not attempted yet" never reads like "wrong". Inside :func:`thoughts_only`, which the build
puts around each hidden test, a failure tells the thought and nothing of the numbers that were tried.

Checks trust no object of a student's: values are compared as plain data (numbers, strings, containers, arrays, tensors) of exactly the
types that Python, NumPy and PyTorch define, so that an object that claims to equal everything equals nothing.
"""

import contextlib
import copy
import inspect
import sys
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from types import CodeType, TracebackType
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

P = ParamSpec("P")
T = TypeVar("T")

_thoughts_only = False
_NUMBER_TYPES = (bool, int, float, complex)
_MAX_SHOWN = 400
"""Characters of a value that a message shows."""


class CheckFailedError(AssertionError):
    """A test is not satisfied. Its text is the whole message: notebooks show no traceback of the test around it."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return str(self).splitlines()


class NotAttemptedError(CheckFailedError):
    """The answer is still the blank stub."""


def _show(value: object) -> str:
    """One readable form for plain values, arrays and tensors, cut where it grows too long."""
    if isinstance(value, torch.Tensor):
        text = f"tensor of shape {tuple(value.shape)}, {value.dtype}: {value.detach().cpu().tolist()}"
    elif isinstance(value, np.ndarray):
        array = cast("NDArray[Any]", value)
        text = f"array of shape {array.shape}, {array.dtype}: {array.tolist()}"
    elif isinstance(value, np.generic):
        text = repr(value.item())
    else:
        text = repr(value)
    return text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + " ..."


def _fail(what: str, thought: str, *, expected: str | None = None, actual: str | None = None) -> CheckFailedError:
    if _thoughts_only:
        return CheckFailedError(f"A hidden test is not satisfied yet.\n  Think about: {thought}")
    lines = [f"Not yet: {what}"]
    lines += [f"  expected: {expected}"] if expected is not None else []
    lines += [f"  actual:   {actual}"] if actual is not None else []
    return CheckFailedError("\n".join([*lines, f"  Think about: {thought}"]))


@contextlib.contextmanager
def thoughts_only() -> Generator[None]:
    """Inside this context a failed check tells its thought alone, and figures that were made are closed unseen."""
    global _thoughts_only
    before, _thoughts_only = _thoughts_only, True
    try:
        yield
    finally:
        _thoughts_only = before
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")


def _name_of(function: object) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _own_frames(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    """The frames below this module: the student's code and what it called."""
    return [frame for frame in traceback.extract_tb(trace) if frame.filename != __file__]


def _is_blank(error: Exception) -> bool:
    """Whether an error is that of the blank stub; PyTorch's own NotImplementedErrors carry a message."""
    return type(error) is NotImplementedError and not error.args


def attempt(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a student's function and return what it returns.

    What it prints on stderr (warnings too) is shown on stdout, since nbgrader takes any stderr of a test cell for a failure.

    Raises:
        NotAttemptedError: It, or another exercise's function that it calls, is still the blank stub.
        CheckFailedError: It raised any other exception; the message shows the student's own lines.
    """
    try:
        with contextlib.redirect_stderr(sys.stdout):
            return function(*args, **kwargs)
    except CheckFailedError:
        raise
    except Exception as error:
        if _is_blank(error):
            frames = _own_frames(error.__traceback__)
            blank = frames[-1].name if frames else _name_of(function)
            blank = _name_of(function) if blank in ("__init__", "<module>") else blank
            raise NotAttemptedError(f"`{blank}` is not attempted yet: write your answer in its cell, then run this test again.") from None
        kind = type(error).__name__
        if _thoughts_only:
            raise CheckFailedError(
                f"A hidden test is not satisfied yet: `{_name_of(function)}` raised {kind}.\n"
                f"  Think about: Which inputs might it not be ready for? Try the edges: empty, one element, very large, other dtypes."
            ) from None
        where = "".join(traceback.format_list(_own_frames(error.__traceback__)[-3:])).rstrip()
        raise CheckFailedError(f"`{_name_of(function)}` raised {kind}: {error}\n{where}") from None


def _plain(value: object) -> object:
    """Turn a value into plain Python data, or raise TypeError where it is of a type that a test can not trust."""
    kind = type(value)
    if value is None or kind in (*_NUMBER_TYPES, str, bytes):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if kind is np.ndarray:
        return cast("NDArray[Any]", value).tolist()
    if kind in (torch.Tensor, torch.nn.Parameter):
        return cast("torch.Tensor", value).detach().cpu().tolist()
    if kind in (torch.dtype, torch.device) or isinstance(value, np.dtype):
        return str(value)
    if kind in (list, tuple, torch.Size, range):
        return [_plain(item) for item in cast("Sequence[object]", value)]
    if kind in (set, frozenset):
        return {_hashable(_plain(item)) for item in cast("set[object]", value)}
    if isinstance(value, dict):
        return {_hashable(_plain(key)): _plain(item) for key, item in dict.items(cast("dict[object, object]", value))}
    raise TypeError(f"a value of type {kind.__name__}")


def _hashable(value: object) -> object:
    return tuple(_hashable(item) for item in cast("list[object]", value)) if isinstance(value, list) else value


def to_array(value: object) -> NDArray[Any]:
    """Return numbers of any plain form (number, list, tuple, array, tensor on any device) as a NumPy array of their own.

    Raises:
        TypeError: The value, or an item of it, is not a number, array or tensor.
    """
    if type(value) in (torch.Tensor, torch.nn.Parameter):
        tensor = cast("torch.Tensor", value).detach().cpu()
        return np.array(tensor.float().numpy() if tensor.dtype == torch.bfloat16 else tensor.numpy())
    if type(value) is np.ndarray:
        return np.array(value)
    if type(value) in (list, tuple):
        items = [to_array(item) for item in cast("Sequence[object]", value)]
        return np.array(items) if items else np.zeros(0)
    if type(value) in _NUMBER_TYPES or isinstance(value, np.number | np.bool_):
        return np.array(value)
    raise TypeError(f"a value of type {type(value).__name__}")


def close(what: str, actual: object, expected: ArrayLike | torch.Tensor, *, thought: str, rtol: float = 1e-5, atol: float = 1e-7) -> None:
    """Check that numbers agree in shape and value; NaN equals NaN, infinity equals infinity of the same sign.

    Args:
        what: Name of what is compared, as the student knows it.
        actual: The student's number, sequence, array or tensor.
        expected: The reference, of the same shape.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance. The default suits float32; pass ``rtol=1e-9`` where float64 is asked for.
        atol: Absolute tolerance.
    """
    reference = to_array(expected)
    try:
        value = to_array(actual)
    except (TypeError, ValueError) as error:
        raise _fail(what, thought, expected=_show(expected), actual=str(error)) from None
    if value.shape != reference.shape:
        raise _fail(what, thought, expected=f"shape {reference.shape}: {_show(expected)}", actual=f"shape {value.shape}: {_show(actual)}")
    if value.dtype.kind not in "biufc" or not np.allclose(value, reference, rtol=rtol, atol=atol, equal_nan=True):
        raise _fail(what, thought, expected=_show(expected), actual=_show(actual))


def equal(what: str, actual: object, expected: object, *, thought: str) -> None:
    """Check that plain data is equal. Lists, tuples and arrays of equal items count as equal, and so do their items."""
    try:
        same = _plain(actual) == _plain(expected)
    except TypeError as error:
        raise _fail(what, thought, expected=_show(expected), actual=str(error)) from None
    if same is not True:
        raise _fail(what, thought, expected=_show(expected), actual=_show(actual))


def true(what: str, condition: object, *, thought: str) -> None:
    """Check a condition that the test worked out itself."""
    if type(condition) not in (bool, np.bool_):
        raise TypeError(f"the condition of {what!r} is a {type(condition).__name__}, expected a bool")
    if not condition:
        raise _fail(what, thought)


def instance(what: str, value: object, kind: type[T], *, thought: str) -> T:
    """Check the type of a value (a subclass will do) and return it, typed."""
    if not issubclass(type(value), kind):
        raise _fail(what, thought, expected=f"a {kind.__name__}", actual=f"a {type(value).__name__}: {_show(value)}")
    return cast("T", value)


def tensor(what: str, value: object, *, shape: Sequence[int] | None = None, dtype: torch.dtype | None = None, thought: str) -> torch.Tensor:
    """Check that a value is a tensor, of the given shape and dtype where they are given, and return it."""
    found = instance(what, value, torch.Tensor, thought=thought)
    if shape is not None and tuple(found.shape) != tuple(shape):
        raise _fail(f"the shape of {what}", thought, expected=str(tuple(shape)), actual=str(tuple(found.shape)))
    if dtype is not None and found.dtype != dtype:
        raise _fail(f"the dtype of {what}", thought, expected=str(dtype), actual=str(found.dtype))
    return found


def raises(exception: type[Exception], call: Callable[[], object], *, thought: str, mentions: str | None = None) -> None:
    """Check that a call refuses its input: ``checks.raises(ValueError, lambda: normalise([]), thought=...)``.

    Args:
        exception: The type that must be raised (a subclass will do).
        call: A function of no arguments that calls the student's.
        thought: The question that helps to the next attempt.
        mentions: A piece of text that the message must hold, the culprit's name for example.
    """
    try:
        with contextlib.redirect_stderr(sys.stdout):
            result = call()
    except Exception as error:
        if _is_blank(error):
            attempt(call)  # words it as not attempted
        if not isinstance(error, exception):
            shown = f"{type(error).__name__}: {error}"
            raise _fail("an input that must be refused", thought, expected=exception.__name__, actual=shown) from None
        if mentions is not None and mentions not in str(error):
            raise _fail("the message of the error", thought, expected=f"a text that names {mentions!r}", actual=repr(str(error))) from None
        return
    raise _fail("an input that must be refused", thought, expected=f"{exception.__name__}", actual=f"no error, and {_show(result)}")


@contextlib.contextmanager
def unchanged(**arguments: object) -> Generator[None]:
    """Check that calls inside this context leave these arguments alone: ``with checks.unchanged(rewards=rewards): ...``.

    Arrays, tensors, modules, plain containers and NumPy generators can be watched.
    """
    before = {name: _snapshot(value) for name, value in arguments.items()}
    yield
    for name, value in arguments.items():
        if not _same(_snapshot(value), before[name]):
            raise _fail(
                f"your function changed its argument `{name}`",
                f"`{name}` belongs to the caller: work on a copy, or build a new value.",
            )


def _snapshot(value: object) -> object:
    if isinstance(value, torch.nn.Module):
        return {name: parameter.detach().clone() for name, parameter in value.state_dict().items()}
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value.bit_generator.state)
    return copy.deepcopy(value)


def _same(left: object, right: object) -> bool:
    if isinstance(left, torch.Tensor) and isinstance(right, torch.Tensor):
        return (
            left.dtype == right.dtype
            and left.shape == right.shape
            and bool(torch.all((left == right) | ((left != left) & (right != right))))
        )
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        a, b = cast("NDArray[Any]", left), cast("NDArray[Any]", right)
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        a, b = cast("Mapping[object, object]", left), cast("Mapping[object, object]", right)
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        a, b = cast("Sequence[object]", left), cast("Sequence[object]", right)
        return type(left) is type(right) and len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    return bool(left == right)


def figure(value: object, *, n_axes: int | None = None, thought: str) -> Figure:
    """Check that a value is a matplotlib figure with the given number of axes (colour bars not counted), and return it.

    Raises:
        CheckFailedError: It is no figure, or has another number of axes, or an axes lacks a label on x or y.
    """
    found = instance("the result", value, Figure, thought=thought)
    panels = panels_of(found)
    if n_axes is not None and len(panels) != n_axes:
        raise _fail("the number of axes in the figure", thought, expected=str(n_axes), actual=str(len(panels)))
    for number, axes in enumerate(panels, start=1):
        for direction, label in (("x", axes.get_xlabel()), ("y", axes.get_ylabel())):
            if not label.strip() and axes.axison:
                raise _fail(f"the {direction} label of axes {number}", "What is drawn along this axis, and in which unit?")
    return found


def panels_of(value: Figure) -> list[Axes]:
    """The axes of a figure in order, without colour bars (those on axes that somebody made by hand are left out, too)."""
    mappables = [mappable for axes in value.axes for mappable in (*axes.images, *axes.collections)]
    bars = {mappable.colorbar.ax for mappable in mappables if mappable.colorbar is not None}
    return [axes for axes in value.axes if axes.get_label() != "<colorbar>" and axes not in bars]


def line(what: str, axes: Axes, x: ArrayLike, y: ArrayLike, *, thought: str, rtol: float = 1e-4, atol: float = 1e-6) -> None:
    """Check that one of the lines in ``axes`` has these data, in this order.

    Args:
        what: Name of the line, as the student knows it.
        axes: The axes to search.
        x: Expected x coordinates, shape ``[n_points]``.
        y: Expected y coordinates, shape ``[n_points]``.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    expected = np.stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    for candidate in axes.get_lines():
        data = np.stack([np.asarray(candidate.get_xdata(), dtype=float), np.asarray(candidate.get_ydata(), dtype=float)])
        if data.shape == expected.shape and np.allclose(data, expected, rtol=rtol, atol=atol, equal_nan=True):
            return
    raise _fail(
        what, thought, expected=f"a line with y = {_show(expected[1])}", actual=f"{len(axes.get_lines())} lines, none with these data"
    )


def forbidden(answer: object, *modules: str) -> None:
    """Refuse an answer that is, or is built on, the finished result in one of ``modules`` (the build adds this call for ``forbid=``).

    This keeps honest people honest: it looks at where the answer and its base classes come from, and at the names and imports in its code.

    Raises:
        CheckFailedError: One of them belongs to such a module.
    """
    members: list[object] = [answer]
    if inspect.isclass(answer):
        members = [*inspect.getmro(answer), *vars(answer).values()]
    mentioned: set[str] = set()
    for member in members:
        mentioned.add(str(getattr(member, "__module__", "")))
        if inspect.isfunction(member):
            names = _names_in(member.__code__)
            values = [member.__globals__[name] for name in names if name in member.__globals__]
            mentioned |= names | {f"rlcourse.{name}" for name in names if "rlcourse" in names}
            mentioned |= {value.__name__ if inspect.ismodule(value) else str(getattr(value, "__module__", "")) for value in values}
    used = sorted(module for module in modules if any(name == module or name.startswith(module + ".") for name in mentioned))
    if used:
        raise CheckFailedError(
            f"This exercise asks for your own code: an answer that uses {' or '.join(used)} gets no points.\n"
            f"  Think about: The pieces that you need are in the cells above."
        )


def _names_in(code: CodeType) -> set[str]:
    """Names and texts that a function's code refers to, those of functions inside it too."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names_in(constant)
        elif isinstance(constant, str):
            names.add(constant)
    return names
