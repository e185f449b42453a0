"""Sends by value what a test hands over: modules, optimisers, distributions, spaces, exceptions; and by name what both worlds have.

This is the direction in which pickles are safe, from the trusted world to the student's. Things with an identity inside (weights, arrays,
generators) are taken out of the pickle and go by number. Functions of the test stay in its world and are called back, but for those that
are a formula in their arguments alone: they reach nothing of the test, and an answer calls them by the thousand.
"""

import inspect
import io
import pickle
import sys
import types
from collections import UserDict, UserList
from collections.abc import Callable, Mapping
from typing import Any, cast

import cloudpickle
import gymnasium as gym
import numpy as np
import torch
from gymnasium.envs.registration import EnvSpec

from coursetools.grader.worlds.codec import Reader, Writer
from coursetools.grader.worlds.handles import Handles, mark, number_of
from coursetools.grader.worlds.hooks import take_hooks
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.reach import is_fixed
from coursetools.grader.worlds.shared import Shared
from coursetools.grader.worlds.things import Things

_BY_VALUE = (
    torch.nn.Module,
    torch.optim.Optimizer,
    torch.optim.lr_scheduler.LRScheduler,
    torch.distributions.Distribution,
    np.random.SeedSequence,
    gym.spaces.Space,
    EnvSpec,
    BaseException,
    UserDict,
    UserList,
)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, np.ufunc)
_CONSTANTS = (type(None), bool, int, float, str)
_NO_FORMULAS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_TAKEN_OUT = (torch.Tensor, np.ndarray, np.random.Generator, torch.Generator)


class ByValue:
    """The instructor's room of values that are pickled or named.

    Args:
        known: What both worlds have: given classes and functions by name.
        shared: The room of things with identity.
        things: The table of them.
        handles: The room of objects that stay.
    """

    readers: Mapping[bytes, Callable[[Reader], Any]] = {}

    def __init__(self, known: Known, shared: Shared, things: Things, handles: Handles) -> None:
        self._known, self._shared, self._things, self._handles = known, shared, things, handles

    def write(self, writer: Writer, value: object) -> bool:
        """Write what this room carries."""
        if number_of(value) is not None:
            return False
        named = self._name(value)
        if named is not None:
            writer.tag(b"n")
            writer.put(named)
        elif isinstance(value, torch.nn.Module | torch.optim.Optimizer):
            self._write_shared(writer, value)
        elif isinstance(value, _BY_VALUE):
            writer.tag(b"P")
            self.pickle(writer, value, [])
        elif is_a_formula(value):
            writer.tag(b"l")
            writer.number(self._handles.keep(value))
            writer.blob(pickled(value, lambda _: False, []))
        else:
            return False
        return True

    def pickle(self, writer: Writer, value: object, parts: list[Any]) -> None:
        """Write a pickle, what was taken out of it, and the numbers of its parts that have an identity."""
        taken_out: list[Any] = []
        writer.blob(pickled(value, self._stays, taken_out))
        writer.put(taken_out)
        writer.put([self._things.add(part) for part in parts])

    def _write_shared(self, writer: Writer, value: torch.nn.Module | torch.optim.Optimizer) -> None:
        is_module = isinstance(value, torch.nn.Module)
        inside = [*value.parameters(), *value.buffers(), *value.modules()] if is_module else _parameters(value)
        number = self._things.number(value)
        if number is None:
            parts = [part for part in (value.modules() if is_module else [value]) if self._things.number(part) is None]
            writer.tag(b"P")
            self.pickle(writer, value, parts)
        else:
            writer.tag(b"R")
            writer.number(number)
        for part in (value, *inside):
            self._shared.touch(part)

    def _stays(self, value: object) -> bool:
        """Whether something inside a pickle goes by the codec rather than in the pickle."""
        if isinstance(value, _TAKEN_OUT) or number_of(value) is not None or self._known.is_given(value):
            return True
        if isinstance(value, torch.nn.Module | torch.optim.Optimizer):
            return self._things.number(value) is not None
        is_the_tests = isinstance(value, types.FunctionType) and not self._known.is_of_a_library(value.__module__)
        return is_the_tests and self._name(value) is None

    def _name(self, value: object) -> tuple[str, str] | None:
        """Module and name of what both worlds have, or None."""
        if isinstance(value, types.ModuleType):
            return (value.__name__, "")
        if self._known.is_given(value):
            return ("__main__", str(cast("Any", value).__name__))
        if not isinstance(value, (*_FUNCTIONS, type)):
            return None
        module = "numpy" if isinstance(value, np.ufunc) else str(value.__module__)
        found: Any = sys.modules.get(module)
        for part in value.__qualname__.split("."):
            found = getattr(found, part, None)
        return (module, value.__qualname__) if found is value and self._known.is_of_a_library(module) else None


def is_a_formula(value: object) -> bool:
    """Whether a function computes with its arguments and constants alone: no name, attribute or variable from outside is in it."""
    if type(value) is not types.FunctionType or vars(value) or value.__kwdefaults__:
        return False
    code = value.__code__
    is_closed = not (code.co_names or code.co_freevars or code.co_cellvars or code.co_flags & _NO_FORMULAS)
    return is_closed and all(type(constant) in _CONSTANTS for constant in (*code.co_consts, *(value.__defaults__ or ())))


def pickled(value: object, stays: Callable[[object], bool], taken_out: list[Any], inside: set[int] | None = None) -> bytes:
    """Pickle a value.

    Args:
        value: The value.
        stays: Whether a part stays out of the pickle.
        taken_out: The parts that do are added to it; their places in it are their names.
        inside: Identities of the parts that can change are added to it.
    """
    file = io.BytesIO()
    pickler = _Pickler(file, value, stays, taken_out)
    pickler.dump(value)
    if inside is not None:
        parts = [part for _, part in cast("Any", pickler).memo.copy().values()]
        inside.update(id(part) for part in [*parts, *taken_out] if not is_fixed(part))
    return file.getvalue()


class _Pickler(cloudpickle.Pickler):
    """A pickler that leaves some things out, and keeps them in a list."""

    def __init__(self, file: io.BytesIO, whole: object, stays: Callable[[object], bool], taken_out: list[Any]) -> None:
        super().__init__(file)
        self._whole, self._stays, self._taken_out = whole, stays, taken_out

    def persistent_id(self, obj: Any) -> int | None:
        if obj is self._whole or not self._stays(obj):
            return None
        self._taken_out.append(obj)
        return len(self._taken_out) - 1


class FromPickles:
    """The student's room of what comes pickled or named: it trusts the other side.

    Args:
        namespace: The notebook's names.
        things: The table of things with identity.
        handles: The room of objects that stay where they are.
    """

    def __init__(self, namespace: Mapping[str, Any], things: Things, handles: Handles) -> None:
        self._namespace, self._things, self._handles = namespace, things, handles

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room."""
        return {b"P": self.unpickle, b"n": self._find, b"l": self._read_formula}

    def write(self, writer: Writer, value: object) -> bool:  # noqa: ARG002
        """Nothing is pickled in this direction."""
        return False

    def unpickle(self, reader: Reader) -> Any:
        """Read what :meth:`ByValue.pickle` wrote."""
        data, taken_out, numbers = reader.blob(), reader.get(), reader.get()
        value = self.load(data, taken_out)
        parts = value.modules() if isinstance(value, torch.nn.Module) else [value]
        new = [part for part in parts if self._things.number(part) is None]
        for number, part in zip(numbers, new, strict=bool(numbers)):
            self._things.receive(number, part)
            if isinstance(part, torch.nn.Module):
                take_hooks(part)
        return value

    def load(self, data: bytes, taken_out: list[Any]) -> Any:
        """Read a pickle, given what was taken out of it."""
        with torch.inference_mode(mode=False), torch.enable_grad():
            return _Unpickler(io.BytesIO(data), taken_out).load()

    def _read_formula(self, reader: Reader) -> Any:
        number, data = reader.number(), reader.blob()
        found = self._handles.held(number)
        if found is None:
            found = self.load(data, [])
            mark(found, number)
            self._handles.hold(number, found)
        return found

    def _find(self, reader: Reader) -> Any:
        module, name = reader.get()
        if module == "__main__":
            if name not in self._namespace:
                raise NameError(f"name {name!r} is not defined")
            return self._namespace[name]
        found: Any = sys.modules.get(module) or __import__(module, fromlist=["_"])
        for part in filter(None, name.split(".")):
            found = getattr(found, part)
        return found


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, taken_out: list[Any]) -> None:
        super().__init__(file)
        self._taken_out = taken_out

    def persistent_load(self, pid: Any) -> Any:
        return self._taken_out[pid]


def _parameters(optimizer: torch.optim.Optimizer) -> list[torch.Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]
