"""Whether a copy of a test's own object does in the other world what the object does here.

Its class must reach nothing of the test: names of libraries and given cells, its own object, and nothing that the test keeps private. And
the object must share nothing that changes with what else the test hands over.
"""

import builtins
import dis
import types
from collections.abc import Iterable, Iterator
from typing import Any, cast

from coursetools.grader.worlds.handles import number_of
from coursetools.grader.worlds.known import Known

_LIBRARIES_OWN = frozenset({"_np_random", "_np_random_seed"})
"""Private names that gymnasium's classes hand on to those that derive from them."""
_FIXED = (type(None), bool, int, float, str, bytes, tuple, frozenset, type, types.ModuleType, types.BuiltinFunctionType, types.CodeType)
_NEVER = ("STORE_GLOBAL", "DELETE_GLOBAL", "IMPORT_NAME")
_MAX_DEPTH = 6


def is_the_tests_own(kind: type) -> bool:
    """Whether a class was defined inside a test."""
    return kind.__module__ == "__main__" and "<locals>" in kind.__qualname__


def own_methods(kind: type) -> tuple[str, ...]:
    """The public methods that a test's own classes define, of a class and of its bases."""
    bodies = [vars(one) for one in kind.__mro__ if is_the_tests_own(one)]
    names = {name for body in bodies for name, value in body.items() if isinstance(value, types.FunctionType)}
    return tuple(sorted(name for name in names if not name.startswith("_")))


def is_self_contained(kind: type, known: Known) -> bool:
    """Whether a class that was defined inside a test, with its bases, reaches libraries and given cells alone and keeps nothing private."""
    return all(_is_self_contained(one, known) for one in kind.__mro__ if is_the_tests_own(one))


def _is_self_contained(kind: type, known: Known) -> bool:
    for name, value in vars(kind).items():
        is_special = name.startswith("__") and name.endswith("__")
        if isinstance(value, types.FunctionType):
            if (is_special and name != "__init__") or not _reaches_libraries_alone(value, value.__code__, known):
                return False
        elif not is_special and (name.startswith("_") or hasattr(type(value), "__get__")):
            return False
    return True


def _reaches_libraries_alone(function: types.FunctionType, code: types.CodeType, known: Known) -> bool:
    if not {*code.co_freevars} <= {"__class__", *function.__code__.co_cellvars, *function.__code__.co_varnames}:
        return False
    for step in dis.get_instructions(code):
        name = str(step.argval)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            if not _is_elsewhere_too(function.__globals__.get(name, getattr(builtins, name, None)), known):
                return False
        elif step.opname in _NEVER or (step.opname in ("LOAD_ATTR", "STORE_ATTR", "LOAD_METHOD") and _is_private(name)):
            return False
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return all(_reaches_libraries_alone(function, one, known) for one in inner)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in _LIBRARIES_OWN


def _is_elsewhere_too(value: object, known: Known) -> bool:
    if isinstance(value, types.ModuleType):
        return known.is_of_a_library(value.__name__)
    if known.is_given(value):
        return True
    module = getattr(value, "__module__", None)
    return isinstance(module, str) and known.is_of_a_library(module)


def changeable(values: Iterable[object], *, but: object, depth: int = _MAX_DEPTH) -> Iterator[int]:
    """The identities of all that can change among some values, and in what they hold; one object does not count, nor what it holds."""
    for value in values:
        if value is but:
            continue
        if isinstance(value, dict):
            inside: list[object] = list(cast("dict[object, object]", value).values())
        elif isinstance(value, list | tuple | set | frozenset):
            inside = list(cast("Iterable[object]", value))
        elif isinstance(value, types.FunctionType):
            inside = [*(value.__defaults__ or ()), *_closed_over(value)]
        elif isinstance(value, types.MethodType):
            inside = [value.__self__]
        elif not isinstance(value, type | types.ModuleType) and number_of(value) is None:
            inside = list(getattr(value, "__dict__", {}).values())
        else:
            continue
        if not is_fixed(value):
            yield id(value)
        if depth:
            yield from changeable(inside, but=but, depth=depth - 1)


def is_fixed(value: object) -> bool:
    """Whether a value cannot change itself."""
    return isinstance(value, (*_FIXED, types.FunctionType, types.MethodType))


def _closed_over(function: types.FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # nothing is in it yet
            continue
