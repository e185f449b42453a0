"""What a call does to lists, dicts and sets among its arguments.

They go over by value, each time anew. Both sides number the containers of one call in the same order, so that the contents of those that
the call changed come back under their numbers and are put into the originals.
"""

import dataclasses
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

from coursetools.grader.worlds.codec import CodecError

_MAX_DEPTH = 20


def among(values: Sequence[Any]) -> list[Any]:
    """The lists, dicts, sets, deques and dataclass objects in some arguments, outermost first."""
    found: list[Any] = []
    _collect(values, found, _MAX_DEPTH)
    return found


def _collect(values: Sequence[Any], found: list[Any], depth: int) -> None:
    if depth == 0:
        return
    for value in values:
        kind = type(value)
        if kind in (int, float, str, bool):
            continue
        if kind is list or kind is deque:
            found.append(value)
            _collect(list(value), found, depth - 1)
        elif isinstance(value, tuple):
            _collect(list(cast("tuple[Any, ...]", value)), found, depth - 1)
        elif isinstance(value, dict):
            found.append(value)
            _collect(list(cast("dict[Any, Any]", value).values()), found, depth - 1)
        elif kind is set:
            found.append(value)
        elif dataclasses.is_dataclass(kind) and hasattr(value, "__dict__"):
            found += [value] if is_record(value) else []  # what a frozen one holds may change all the same
            _collect(list(vars(value).values()), found, depth - 1)


def is_record(value: object) -> bool:
    """Whether a value is an object of a dataclass that can be changed."""
    parameters = getattr(type(value), "__dataclass_params__", None)
    return parameters is not None and not parameters.frozen and hasattr(value, "__dict__")


def picture(container: Any) -> list[Any]:
    """What is in a container now: one level, its very items."""
    if isinstance(container, dict):
        return [part for pair in cast("dict[Any, Any]", container).items() for part in pair]
    if is_record(container):
        return [part for pair in vars(container).items() for part in pair]
    return list(container)


def has_changed(container: Any, before: Sequence[Any]) -> bool:
    """Whether a container holds other items than in an earlier picture of it."""
    now = picture(container)
    return len(now) != len(before) or any(one is not other for one, other in zip(now, before, strict=True))


def contents(container: Any) -> Any:
    """What goes over of a container that has changed."""
    return dict(vars(container)) if is_record(container) else dict(container) if isinstance(container, dict) else list(container)


def refill(container: Any, items: Any) -> None:
    """Put contents that came back into the original.

    Raises:
        CodecError: They are none of such a container.
    """
    if is_record(container) or isinstance(container, dict):
        if type(items) is not dict:
            raise CodecError("contents of a dict that are none")
        if is_record(container):
            names = {field.name for field in dataclasses.fields(cast("Any", container))}
            for name, value in cast("dict[Any, Any]", items).items():
                if name in names:
                    object.__setattr__(container, name, value)
        else:
            container.clear()
            container.update(items)
        return
    if type(items) is not list:
        raise CodecError("contents of a container that are none")
    container.clear()
    try:
        container.update(items) if type(container) is set else container.extend(items)
    except TypeError:
        raise CodecError("a set of things that cannot be in one") from None
