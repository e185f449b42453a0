# pyright: reportPrivateUsage=false
# torch keeps the parts of a module in private dicts, and offers no other way to describe one or to put one together.
"""Networks that come from a student's process: torch's own layers are rebuilt here, a class of the student's is mirrored.

What comes is a description: names of layers, plain settings, tensors. A mirror has the parameters, buffers and children of the student's
module, so that a test may read and change them, and asks the student's process for the forward pass.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import torch
from torch.nn.parameter import is_lazy

from coursetools.grader.worlds.codec import CodecError, Reader, Writer, encode
from coursetools.grader.worlds.handles import Handles, kinds_of
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.shared import Shared
from coursetools.grader.worlds.standins import Asks
from coursetools.grader.worlds.things import Things

_BARE = frozenset(vars(torch.nn.Module()))
_MAX_MODULES = 10_000
_REBUILT = ("torch.nn.", "rlcourse.", "__main__")
"""Where the classes lie that the instructor's world has as they are."""


class DescribedModules:
    """The student's room of modules.

    Args:
        known: The classes that the instructor's world has as well.
        things: The table of things with identity.
        shared: The room of things with identity.
        handles: The room of objects that stay here.
    """

    readers: Mapping[bytes, Callable[[Reader], Any]] = {}

    def __init__(self, known: Known, things: Things, shared: Shared, handles: Handles) -> None:
        self._known, self._things, self._shared, self._handles = known, things, shared, handles

    def write(self, writer: Writer, value: object) -> bool:
        """Describe a module, or write its number where the other side has it."""
        if not isinstance(value, torch.nn.Module):
            return False
        number = self._things.number(value)
        if number is not None:
            writer.tag(b"R")
            writer.number(number)
            return True
        modules = list(value.modules())
        weights_of = [weight for module in modules for weight in (*module._parameters.values(), *module._buffers.values())]
        if any(weight is not None and is_lazy(weight) for weight in weights_of):
            raise CodecError("a network of lazy layers (nn.LazyLinear, for example) has no weights before its first call; name the inputs")
        places = {id(module): place for place, module in enumerate(modules)}
        children: list[Any] = []
        weights: list[Any] = []
        for place, module in enumerate(modules):
            children += [(place, name, None if child is None else places[id(child)]) for name, child in module._modules.items()]
            weights += [(place, name, weight, "parameter") for name, weight in module._parameters.items()]
            passing = module._non_persistent_buffers_set
            weights += [(place, name, one, "passing" if name in passing else "buffer") for name, one in module._buffers.items()]
        writer.tag(b"m")
        writer.put(([self._described(module) for module in modules], children, weights))
        return True

    def _described(self, module: torch.nn.Module) -> tuple[Any, ...]:
        """Number, handle (0: not needed), names of classes, settings (None: to be mirrored), and mode."""
        number = self._things.number(module)
        kind, settings = type(module), {name: value for name, value in vars(module).items() if name not in _BARE}
        try:
            encode(settings)
            is_known = self._known.name(kind) is not None and f"{kind.__module__}.".startswith(_REBUILT)
        except CodecError:
            is_known = False
        number = self._things.add(module) if number is None else number
        handle = 0 if is_known else self._handles.keep(module)
        return number, handle, kinds_of(kind), settings if is_known else None, module.training


class RebuiltModules:
    """The instructor's room of modules that a student's process described.

    Args:
        side: What mirrors ask.
        known: The classes that this world has.
        things: The table of things with identity.
        handles: The room of objects that stay there.
    """

    def __init__(self, side: Asks, known: Known, things: Things, handles: Handles) -> None:
        self._side, self._known, self._things, self._handles = side, known, things, handles
        self._mirrors: dict[Any, type[Mirror]] = {}

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room."""
        return {b"m": self._read}

    def write(self, writer: Writer, value: object) -> bool:
        """Write a mirror's number; other modules of the test's go by value."""
        number = self._things.number(value) if isinstance(value, Mirror) else None
        if number is None:
            return False
        writer.tag(b"R")
        writer.number(number)
        return True

    def _read(self, reader: Reader) -> torch.nn.Module:
        try:
            described, children, weights = reader.get()
            if len(described) > _MAX_MODULES:
                raise CodecError("a network of too many modules")
            modules = [self._made(*one) for one in described]
            for place, name, child in children:
                modules[_place(place, modules)]._modules[_name(name)] = None if child is None else modules[_place(child, modules)]
            for place, name, weight, kind in weights:
                self._put_weight(modules[_place(place, modules)], _name(name), weight, kind)
            return modules[0]
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            raise CodecError(f"no network: {error}") from None

    def _made(self, number: int, handle: int, kinds: Any, settings: Any, training: Any) -> torch.nn.Module:
        if number in self._things:
            module = self._things.get(number)
            if not isinstance(module, torch.nn.Module):
                raise CodecError("a thing that is no module")
            return module
        kind = self._known.find(*kinds[0])
        if settings is None:
            module = self._mirror(handle, kinds)
        elif kind is not None and issubclass(kind, torch.nn.Module) and f"{kind.__module__}.".startswith(_REBUILT):
            module = kind.__new__(kind)
            torch.nn.Module.__init__(module)
            vars(module).update({name: value for name, value in settings.items() if type(name) is str and name not in _BARE})
        else:
            raise CodecError("a layer that this world does not have")
        module.training = training is True
        self._things.receive(number, module)
        return module

    def _mirror(self, handle: int, kinds: tuple[tuple[str, str], ...]) -> "Mirror":
        if kinds not in self._mirrors:
            own = next((self._known.find(*kind) for kind in kinds if kind[0] == "__main__" and self._known.find(*kind)), None)
            bases = (Mirror,) if own is None or not issubclass(own, torch.nn.Module) else (Mirror, own)
            self._mirrors[kinds] = cast("type[Mirror]", type(kinds[0][1], bases, {"_kinds": kinds, "__module__": kinds[0][0]}))
        module = self._mirrors[kinds].__new__(self._mirrors[kinds])
        torch.nn.Module.__init__(module)
        object.__setattr__(module, "_where", (self._side, handle))
        self._handles.hold(handle, module)
        return module

    def _put_weight(self, module: torch.nn.Module, name: str, weight: Any, kind: Any) -> None:
        if weight is not None and not isinstance(weight, torch.Tensor):
            raise CodecError("a weight that is no tensor")
        if kind == "parameter":
            module._parameters[name] = cast("torch.nn.Parameter | None", weight)
        else:
            module._buffers[name] = weight
            if kind == "passing":
                module._non_persistent_buffers_set.add(name)


class Mirror(torch.nn.Module):
    """A module of a student's own class: weights and children lie here too, the forward pass runs there."""

    def forward(self, *arguments: Any, **keywords: Any) -> Any:
        """Ask for the forward pass."""
        side, handle = cast("tuple[Asks, int]", object.__getattribute__(self, "_where"))
        return side.request("method", handle, "forward", arguments, keywords)

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name.startswith("__") or name in _BARE:
                raise
        side, handle = cast("tuple[Asks, int]", object.__getattribute__(self, "_where"))
        return side.request("getattr", handle, name)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        side, handle = cast("tuple[Asks, int]", object.__getattribute__(self, "_where"))
        return side.request("copy", handle)


def _place(place: Any, modules: list[torch.nn.Module]) -> int:
    if type(place) is not int or not 0 <= place < len(modules):
        raise CodecError("a module that was not described")
    return place


def _name(name: Any) -> str:
    if type(name) is not str or not name or "." in name:
        raise CodecError("no name of a layer")
    return name
