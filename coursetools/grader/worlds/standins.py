"""What stands in one world for an object of the other: it holds a number, and asks.

A stand-in forwards calls, attributes and a few of Python's own methods to the object. Comparisons are not among them: ``answer ==
expected`` would send the expected value to the student's process, so a stand-in equals itself alone. Sums and the like are, but only
of two objects of that process. It is an instance of the library's
classes that the object is an instance of, so that ``isinstance`` says the same as in a notebook.
"""

import inspect
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, Protocol, cast

FORWARDED = frozenset(
    f"__{name}__"
    for name in [
        "call",
        "len",
        "iter",
        "next",
        "reversed",
        "getitem",
        "setitem",
        "delitem",
        "bool",
        "int",
        "float",
        "index",
        "complex",
        "array",
        "enter",
        "exit",
        "await",
        "neg",
        "pos",
        "abs",
        "invert",
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "pow",
        "matmul",
        "radd",
        "rsub",
        "rmul",
        "rtruediv",
    ]
)
"""Python's own methods that a stand-in offers where the object has them."""
_ARITHMETIC = frozenset(
    f"__{name}__" for name in ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "radd", "rsub", "rmul", "rtruediv"]
)
"""Those that take another value: it is one of the student's own, or ``answer - expected`` would let the student choose what is left."""

_NAMES = tuple[tuple[str, str], ...]


class Asks(Protocol):
    """What a stand-in asks: its side of the line."""

    def request(
        self, operation: str, number: int, name: str | None = None, arguments: Sequence[Any] = (), keywords: dict[str, Any] | None = None
    ) -> Any:
        """Have an operation done with the object of a number, and return what comes of it."""
        ...


_OWN = frozenset({"__class__", "__deepcopy__", "__reduce_ex__"})
"""What a stand-in answers itself."""


class StandIn:
    """An object of the other world."""

    def __getattribute__(self, name: str) -> Any:
        if name in _OWN:
            return object.__getattribute__(self, name)
        side, number = where(self)
        if name == "__signature__":
            return signature(side, number, None)
        if name in _describing(type(self)):
            return _describing(type(self))[name]
        if name in cast("Any", type(self)).functions:
            return Method(side, self, number, name)
        return side.request("getattr", number, name)

    def __setattr__(self, name: str, value: object) -> None:
        side, number = where(self)
        side.request("setattr", number, name, (value,))

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __contains__(self, item: object) -> bool:
        raise TypeError("what an answer returned is not searched by `in`: turn it into a list first")

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        side, number = where(self)
        return side.request("copy", number)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("a stand-in is not pickled")

    def __del__(self) -> None:
        """What a library's class does at an object's end is for the object; it would ask here at any time, amid a message too."""


def where(standin: StandIn) -> tuple[Asks, int]:
    """The side that a stand-in asks, and its object's number there."""
    return object.__getattribute__(standin, "_where")


def _describing(kind: type) -> dict[str, Any]:
    return cast("Any", kind).describing


class Method:
    """A method of an object of the other world."""

    def __init__(self, side: Asks, owner: StandIn | None, number: int, name: str) -> None:
        self.side, self.number, self.name = side, number, name
        self.__self__ = owner
        """Keeps the object while its method is held."""
        self.__name__ = self.__qualname__ = name

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:  # noqa: D102
        return self.side.request("method", self.number, self.name, arguments, keywords)

    @property
    def __signature__(self) -> inspect.Signature:  # noqa: D102, RUF100
        return signature(self.side, self.number, self.name)


def signature(side: Asks, number: int, name: str | None) -> inspect.Signature:
    """The signature of an object of the other world, or of a method of it.

    Raises:
        AttributeError: It has none.
    """
    parameters: list[inspect.Parameter] = []
    for parameter in side.request("signature", number, name):
        title, kind, has_default, default = parameter
        empty = inspect.Parameter.empty
        kinds = (
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.KEYWORD_ONLY,
            inspect.Parameter.VAR_KEYWORD,
        )
        parameters.append(inspect.Parameter(str(title), kinds[int(kind)], default=default if has_default is True else empty))
    return inspect.Signature(parameters)


class ClassStandIn(type):
    """A class of the other world: calling it constructs there, and its instances are known by their description."""

    def __call__(cls, *arguments: Any, **keywords: Any) -> Any:  # noqa: D102
        side, number = type.__getattribute__(cls, "_where")
        return side.request("call", number, None, arguments, keywords)

    def __getattribute__(cls, name: str) -> Any:
        if name in _OF_A_CLASS or name.startswith("_abc_"):
            return type.__getattribute__(cls, name)
        side, number = type.__getattribute__(cls, "_where")
        if name == "__signature__":
            return signature(side, number, None)
        return side.request("getattr", number, name)

    def __instancecheck__(cls, instance: object) -> bool:
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass: type) -> bool:
        if type.__subclasscheck__(cls, subclass):
            return True
        kinds: _NAMES = type.__getattribute__(cls, "_kinds")
        return kinds[0] in vars(subclass).get("_kinds", ())


_OF_A_CLASS = frozenset(
    [
        "_where",
        "_kinds",
        "__mro__",
        "__class__",
        "__subclasses__",
        "__bases__",
        "__base__",
        "__dict__",
        "__abstractmethods__",
        "__name__",
        "__qualname__",
        "__module__",
        "mro",
        "__flags__",
        "__instancecheck__",
        "__subclasscheck__",
        "__hash__",
        "__eq__",
        "__doc__",
        "__new__",
        "__init__",
        "__init_subclass__",
        "__text_signature__",
        "__type_params__",
    ]
)


def class_stand_in(side: Asks, number: int, kinds: _NAMES, bases: Iterator[type]) -> type:
    """Make the stand-in of a class.

    Args:
        side: What it asks.
        number: The class's number there.
        kinds: Module and name of the class and of its bases.
        bases: Those of them that this world has, first of all the nearest.
    """
    body = {"_where": (side, number), "_kinds": kinds, "__module__": kinds[0][0]}
    for base in bases:
        try:
            return ClassStandIn(kinds[0][1], (base,), dict(body))
        except TypeError:  # a metaclass of its own, or no class to derive from
            continue
    return ClassStandIn(kinds[0][1], (), body)


def stand_in_kind(
    kinds: _NAMES, methods: Sequence[str], describing: dict[str, Any], functions: Sequence[str], bases: Iterator[type]
) -> type[StandIn]:
    """Make the class of the stand-ins for objects of one class.

    Args:
        kinds: Module and name of the object's class and of its bases.
        methods: Those of :data:`FORWARDED` that it has.
        describing: Attributes that are told once: ``__name__`` of a function, for example.
        functions: Names of its class's own functions, which are methods here without asking.
        bases: Classes of its line that this world has, the nearest first.
    """
    body: dict[str, Any] = {"_kinds": kinds, "describing": describing, "functions": frozenset(functions), "__module__": kinds[0][0]}
    body |= {method: _forwarded(method) for method in methods if method in FORWARDED}
    if "__iter__" in body:
        body["__contains__"] = _contains
    name = kinds[0][1].rsplit(".", maxsplit=1)[-1]
    for base in bases:
        try:
            made = type(name, (StandIn, base), dict(body))
            cast("Any", made).__abstractmethods__ = frozenset()
            object.__new__(made)
        except TypeError:  # no base for a plain object: a tuple, an integer, a class with a metaclass of its own
            continue
        return made
    return type(name, (StandIn,), body)


def _contains(self: Any, item: object) -> bool:
    """Search here, item by item: what is looked for stays in this world."""
    return any(one is item or one == item for one in self)


def _awaited(self: StandIn) -> Generator[None, None, Any]:
    """Wait where the object is, on a loop of that world."""
    side, number = where(self)
    return side.request("await", number)
    yield  # what makes this a generator, as `await` asks for


def _forwarded(method: str) -> Callable[..., Any]:
    if method == "__await__":
        return _awaited

    def forward(self: StandIn, *arguments: Any, **keywords: Any) -> Any:
        side, number = where(self)
        if method in _ARITHMETIC and not all(isinstance(other, StandIn) for other in arguments):
            return NotImplemented
        if method == "__array__":  # NumPy's wishes are for the array that comes back
            arguments, keywords = (), {}
        return side.request("own method", number, method, arguments, keywords)

    forward.__name__ = method
    return forward
