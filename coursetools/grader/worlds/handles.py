"""Carries objects with behaviour: as a number, for which the other side has a stand-in.

The side that owns an object keeps it while the other side holds the stand-in. A number that comes back is the object itself again.
"""

import functools
import sys
import types
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from coursetools.grader.worlds.codec import CodecError, Reader, Writer
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.standins import FORWARDED, Asks, ClassStandIn, Method, StandIn, class_stand_in, stand_in_kind, where

_MAX_KINDS = 40
_MAX_FUNCTIONS = 100
_NO_BASES = sys.stdlib_module_names | {"numpy"}
"""Packages whose classes a stand-in does not derive from: they are plain data, or say nothing."""
_MARK = "_number_elsewhere"
_METHODS = (types.MethodType, types.BuiltinMethodType, types.MethodWrapperType)


class Handles:
    """The room of objects that stay where they are.

    Args:
        side: What stand-ins on this side ask.
        known: The classes that this side has.
    """

    def __init__(self, side: Asks, known: Known) -> None:
        self._side, self._known = side, known
        self._kept: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = 1
        self._standins: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self._kinds: dict[Any, type[StandIn]] = {}
        self._released: list[int] = []
        self.touched: set[int] = set()
        """Numbers of the other side's objects that were written since somebody emptied it."""
        self.met: set[int] = set()
        """Numbers of the other side's objects that were read since somebody emptied it."""

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room."""
        return {
            b"h": lambda reader: self.kept(reader.number()),
            b"B": lambda reader: getattr(self.kept(reader.number()), reader.get()),
            b"H": self._read_object,
            b"Y": self._read_method,
            b"C": self._read_class,
        }

    def write(self, writer: Writer, value: object) -> bool:
        """Write an object's number: the other side's, or one of this side's."""
        number = number_of(value)
        if number is not None:
            self.touched.add(number)
            writer.tag(b"B" if type(value) is Method else b"h")
            writer.number(number)
            if type(value) is Method:
                writer.put(value.name)
        elif isinstance(value, _METHODS) and not isinstance(value.__self__, types.ModuleType | type):
            writer.tag(b"Y")
            writer.number(self.keep(value.__self__))
            writer.put((value.__name__, _description(value.__self__)))
        elif isinstance(value, type):
            writer.tag(b"C")
            writer.number(self.keep(value))
            writer.put(kinds_of(value))
        else:
            writer.tag(b"H")
            writer.number(self.keep(value))
            writer.put(_description(value))
        return True

    # ------------------------------------------------------------------------------------------------- this side's objects

    def keep(self, thing: object) -> int:
        """Keep an object for the other side, and return its number."""
        number = self._numbers.get(id(thing))
        if number is None:
            number, self._next = self._next, self._next + 1
            self._kept[number] = thing
            self._numbers[id(thing)] = number
        return number

    def kept(self, number: object) -> Any:
        """The object of a number.

        Raises:
            CodecError: There is none.
        """
        if type(number) is not int or number not in self._kept:
            raise CodecError(f"no object has the number {number!r}")
        return self._kept[number]

    def forget(self, number: int) -> None:
        """Keep an object no longer."""
        thing = self._kept.pop(number, None)
        if thing is not None:
            self._numbers.pop(id(thing), None)

    # ------------------------------------------------------------------------------------------------ the other's objects

    def released(self) -> list[int]:
        """Numbers of the other side's objects that nobody here holds any longer."""
        numbers, self._released[:] = [number for number in self._released if number not in self._standins], []
        return numbers

    def _read_object(self, reader: Reader) -> StandIn:
        return self._stand_in(reader.number(), reader.get())

    def _read_method(self, reader: Reader) -> Method:
        number, described = reader.number(), reader.get()
        if type(described) is not tuple or len(cast("tuple[Any, ...]", described)) != 2 or type(described[0]) is not str:
            raise CodecError("no method")
        return Method(self._side, self._stand_in(number, described[1]), number, described[0])

    def _read_class(self, reader: Reader) -> type:
        number, kinds = reader.number(), _names(reader.get())
        self.met.add(number)
        found = self._standins.get(number)
        if found is None:
            found = class_stand_in(self._side, number, kinds, self._bases(kinds[1:]))
            self.hold(number, found)
        return found

    def _stand_in(self, number: int, description: Any) -> StandIn:
        self.met.add(number)
        found = self._standins.get(number)
        if found is None:
            found = object.__new__(self._kind(description))
            object.__setattr__(found, "_where", (self._side, number))
            self.hold(number, found)
        return found

    def held(self, number: int) -> Any:
        """What stands here for the other side's object of a number, or None."""
        return self._standins.get(number)

    def hold(self, number: int, standin: Any) -> None:
        """Let the other side keep its object as long as what stands for it here is held."""
        self._standins[number] = standin
        weakref.finalize(standin, self._released.append, number)

    def _kind(self, description: Any) -> type[StandIn]:
        if type(description) is not tuple or len(cast("tuple[Any, ...]", description)) != 4:
            raise CodecError("no description of an object")
        kinds, methods, describing, functions = _names(description[0]), description[1], description[2], description[3]
        if (
            type(methods) is not tuple
            or type(functions) is not tuple
            or type(describing) is not dict
            or not all(type(text) is str for text in (*cast("tuple[Any, ...]", functions), *cast("dict[Any, Any]", describing).values()))
        ):
            raise CodecError("no description of an object")
        key = kinds, cast("tuple[Any, ...]", methods), tuple(cast("dict[str, str]", describing).items()), cast("tuple[str, ...]", functions)
        if key not in self._kinds:
            self._kinds[key] = stand_in_kind(kinds, key[1], dict(key[2]), key[3], self._bases(kinds))
        return self._kinds[key]

    def _bases(self, kinds: tuple[tuple[str, str], ...]) -> Iterator[type]:
        for module, name in kinds:
            base = None if module.split(".")[0] in _NO_BASES else self._known.find(module, name)
            if base is not None and not issubclass(base, BaseException):
                yield base


def number_of(value: object) -> int | None:
    """The number of the other side's object that a value stands for, or None."""
    kind = type(value)
    if kind is types.FunctionType:
        number, code = vars(value).get(_MARK, (None, None))
        return number if code is cast("types.FunctionType", value).__code__ else None  # a wrapper takes over the attributes
    if isinstance(value, Method):
        return value.number
    if issubclass(kind, ClassStandIn):
        return type.__getattribute__(cast("type", value), "_where")[1]
    return where(cast("StandIn", value))[1] if issubclass(kind, StandIn) else None


def mark(function: types.FunctionType, number: int) -> None:
    """Note that a function is the other side's object of a number, and here as well."""
    vars(function)[_MARK] = number, function.__code__


@functools.lru_cache(maxsize=512)
def kinds_of(kind: type) -> tuple[tuple[str, str], ...]:
    """Module and name of a class and of its bases; ``object`` where it is nothing else."""
    return tuple((str(one.__module__), one.__qualname__) for one in kind.__mro__[:-1] or kind.__mro__)[:_MAX_KINDS]


@functools.lru_cache(maxsize=512)
def _methods_of(kind: type) -> tuple[str, ...]:
    return tuple(sorted(name for name in FORWARDED if getattr(kind, name, None) is not None))


@functools.lru_cache(maxsize=512)
def _functions_of(kind: type) -> tuple[str, ...]:
    """Names of the functions in a notebook's own class: to read one of them from an object asks nobody."""
    bodies = [vars(one) for one in kind.__mro__ if one.__module__ == "__main__"]
    names = {name for body in bodies for name, value in body.items() if isinstance(value, types.FunctionType) and name[:2] != "__"}
    hidden = {"__getattribute__", "__getattr__"} & {name for body in bodies for name in body}
    return () if hidden else tuple(sorted(names))[:_MAX_FUNCTIONS]


def _description(thing: object) -> tuple[Any, ...]:
    names = {name: value for name in ("__name__", "__qualname__") if type(value := getattr(thing, name, None)) is str}
    own: Mapping[str, Any] = getattr(thing, "__dict__", {})
    functions = tuple(name for name in _functions_of(type(thing)) if name not in own)
    return kinds_of(type(thing)), _methods_of(type(thing)), names, functions


def _names(value: object) -> tuple[tuple[str, str], ...]:
    pairs = cast("tuple[Any, ...]", value) if type(value) is tuple else ()
    fit = all(type(pair) is tuple and len(pair) == 2 and type(pair[0]) is str and type(pair[1]) is str for pair in pairs)
    if not pairs or not fit or any("\0" in name for pair in pairs for name in pair):
        raise CodecError("no names of classes")
    return cast("tuple[tuple[str, str], ...]", pairs)
