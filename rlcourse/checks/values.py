"""Checks of values: numbers, plain data, types, tensors, and what a call did to its arguments.

Checks trust no object of a student's: values are compared as plain data (numbers, strings, containers, arrays, tensors) of exactly the
types that Python, NumPy and PyTorch define, so that an object that claims to equal everything equals nothing.
"""

import contextlib
import copy
import dataclasses
import random
from collections.abc import Generator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar, cast

import numpy as np
import torch
from numpy.typing import ArrayLike, DTypeLike, NDArray

from rlcourse.checks.words import failed, show

T = TypeVar("T")

_NUMBER_TYPES = (bool, int, float, complex)


def _plain(value: object) -> object:
    """Turn a value into plain Python data, or raise TypeError where it is of a type that a test can not trust."""
    kind = type(value)
    if value is None or kind in (*_NUMBER_TYPES, Fraction, str, bytes):
        return value
    if isinstance(value, np.generic):
        return value.item()
    if kind is np.ndarray:
        return cast("NDArray[Any]", value).tolist()
    if kind in (torch.Tensor, torch.nn.Parameter):
        return cast("torch.Tensor", value).detach().cpu().tolist()
    if kind in (torch.dtype, torch.device) or isinstance(value, np.dtype):
        return str(value)
    if kind in (list, range) or isinstance(value, tuple):  # a named tuple is its items
        items = tuple.__iter__(value) if isinstance(value, tuple) else cast("Sequence[object]", value)
        return [_plain(item) for item in items]
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
    if type(value) is list or isinstance(value, tuple):
        items = [to_array(item) for item in (tuple.__iter__(value) if isinstance(value, tuple) else cast("list[object]", value))]
        return np.array(items) if items else np.zeros(0)
    if type(value) is Fraction:
        return np.array(float(value))
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
        raise failed(what, thought, expected=show(expected), actual=str(error)) from None
    if value.shape != reference.shape:
        raise failed(what, thought, expected=f"shape {reference.shape}: {show(expected)}", actual=f"shape {value.shape}: {show(actual)}")
    if value.dtype.kind not in "biufc" or not np.allclose(value, reference, rtol=rtol, atol=atol, equal_nan=True):
        raise failed(what, thought, expected=show(expected), actual=show(actual))


def equal(what: str, actual: object, expected: object, *, thought: str) -> None:
    """Check that plain data is equal. Lists, tuples and arrays of equal items count as equal, and so do their items."""
    try:
        same = _plain(actual) == _plain(expected)
    except TypeError as error:
        raise failed(what, thought, expected=show(expected), actual=str(error)) from None
    if same is not True:
        raise failed(what, thought, expected=show(expected), actual=show(actual))


def true(what: str, condition: object, *, thought: str) -> None:
    """Check a condition that the test worked out itself."""
    if type(condition) not in (bool, np.bool_):
        raise TypeError(f"the condition of {what!r} is a {type(condition).__name__}, expected a bool")
    if not condition:
        raise failed(what, thought)


def instance(what: str, value: object, kind: type[T], *, thought: str) -> T:
    """Check the type of a value (a subclass will do) and return it, typed."""
    if not issubclass(type(value), kind):
        raise failed(what, thought, expected=f"a {kind.__name__}", actual=f"a {type(value).__name__}: {show(value)}")
    return cast("T", value)


def number(what: str, value: object, *, thought: str) -> float:
    """Check that a value is a plain number, of Python or NumPy and not complex (no tensor, no array, no truth value), and return it."""
    if type(value) not in (int, float) and not isinstance(value, np.integer | np.floating):
        raise failed(what, thought, expected="a number", actual=f"a {type(value).__name__}: {show(value)}")
    return float(cast("float", value))


def array(what: str, value: object, *, shape: Sequence[int] | None = None, dtype: DTypeLike | None = None, thought: str) -> NDArray[Any]:
    """Check that a value is a NumPy array, of the given shape and dtype where they are given, and return it."""
    found = instance(what, value, np.ndarray, thought=thought)
    if shape is not None and found.shape != tuple(shape):
        raise failed(f"the shape of {what}", thought, expected=str(tuple(shape)), actual=str(found.shape))
    if dtype is not None and found.dtype != np.dtype(dtype):
        raise failed(f"the dtype of {what}", thought, expected=str(np.dtype(dtype)), actual=str(found.dtype))
    return found


def tensor(what: str, value: object, *, shape: Sequence[int] | None = None, dtype: torch.dtype | None = None, thought: str) -> torch.Tensor:
    """Check that a value is a tensor, of the given shape and dtype where they are given, and return it."""
    found = instance(what, value, torch.Tensor, thought=thought)
    if shape is not None and tuple(found.shape) != tuple(shape):
        raise failed(f"the shape of {what}", thought, expected=str(tuple(shape)), actual=str(tuple(found.shape)))
    if dtype is not None and found.dtype != dtype:
        raise failed(f"the dtype of {what}", thought, expected=str(dtype), actual=str(found.dtype))
    return found


@contextlib.contextmanager
def unchanged(**arguments: object) -> Generator[None]:
    """Check that calls inside this context leave these arguments alone: ``with checks.unchanged(rewards=rewards): ...``.

    Arrays, tensors, plain containers, generators, optimisers and modules can be watched: of a tensor the device, the gradient and
    ``requires_grad`` too; of a module the weights and buffers, the modes and hooks of all its layers, and the same of its parameters.
    """
    before = {name: snapshot(value) for name, value in arguments.items()}
    yield
    for name, value in arguments.items():
        if not same(snapshot(value), before[name]):
            raise failed(
                f"your function changed its argument `{name}`",
                f"`{name}` belongs to the caller: work on a copy, or build a new value.",
            )


@contextlib.contextmanager
def changed(*, thought: str, **arguments: object) -> Generator[None]:
    """Check that calls inside this context change each of these arguments, in what :func:`unchanged` watches."""
    before = {name: snapshot(value) for name, value in arguments.items()}
    yield
    for name, value in arguments.items():
        if same(snapshot(value), before[name]):
            raise failed(f"`{name}`, which your function did not change", thought)


_HOOKS = (
    *("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_post_accumulate_grad_hooks"),
    *("_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"),
)
"""Where PyTorch keeps the hooks of a module or a parameter, by the numbers of their handles."""


def _hooks(module: torch.nn.Module) -> list[tuple[int, ...]]:
    """The numbers of the hooks on a module's layers and parameters (hooks that another process put there have no numbers)."""
    places = [getattr(one, name, None) for one in (*module.modules(), *module.parameters()) for name in _HOOKS]
    return [tuple(key for key in place or () if type(key) is int) for place in places]


def snapshot(value: object) -> object:
    """A copy of a value as data, for :func:`same`."""
    if isinstance(value, torch.nn.Module):
        weights = {name: tensor.detach().clone() for name, tensor in value.state_dict().items()}
        modes = {name: module.training for name, module in value.named_modules()}
        flags = {name: parameter.requires_grad for name, parameter in value.named_parameters()}
        gradients = {name: None if one.grad is None else one.grad.detach().clone() for name, one in value.named_parameters()}
        return {"weights": weights, "modes": modes, "flags": flags, "gradients": gradients, "hooks": _hooks(value)}
    if isinstance(value, torch.optim.Optimizer):
        return copy.deepcopy(value.state_dict())
    if isinstance(value, torch.Tensor):
        gradient = value.grad.detach().clone() if value.is_leaf and value.grad is not None else None
        return {"numbers": value.detach().clone(), "flag": value.requires_grad, "gradient": gradient}
    if isinstance(value, np.random.Generator):
        return copy.deepcopy(value.bit_generator.state)
    if isinstance(value, torch.Generator):
        return value.get_state()
    if isinstance(value, random.Random):
        return value.getstate()
    if isinstance(value, list | tuple):
        return [snapshot(item) for item in cast("Sequence[object]", value)]
    return copy.deepcopy(value)


def same(left: object, right: object) -> bool:
    """Whether two snapshots agree to the last bit, NaN with NaN."""
    if isinstance(left, torch.Tensor) and isinstance(right, torch.Tensor):
        if (left.dtype, left.shape, left.device) != (right.dtype, right.shape, right.device):
            return False
        return left.is_meta or bool(torch.all((left == right) | ((left != left) & (right != right))))
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        a, b = cast("NDArray[Any]", left), cast("NDArray[Any]", right)
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        a, b = cast("Mapping[object, object]", left), cast("Mapping[object, object]", right)
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if dataclasses.is_dataclass(left) and not isinstance(left, type) and type(left) is type(right):
        return all(same(getattr(left, field.name), getattr(right, field.name)) for field in dataclasses.fields(left))
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        a, b = cast("Sequence[object]", left), cast("Sequence[object]", right)
        return type(left) is type(right) and len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return bool(left == right)
