"""Values that are nearly plain: what torch and NumPy call sizes and dtypes, masked and object arrays, dataclasses, named tuples, enums.

A class is named, never sent. The receiving side builds objects of classes that it has itself and has reason to trust: dataclasses, named
tuples and enums of the library and of given cells. Only the fields that such a class names are taken. A named tuple of a student's own
comes as a named tuple with the same names of fields.
"""

import dataclasses
import enum
import types
from collections import defaultdict, namedtuple
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import torch

from coursetools.grader.worlds.codec import CodecError, Reader, Writer
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.states import DTYPES

_MAX_FIELDS = 200


class Values:
    """The room of values without behaviour.

    Args:
        known: The classes that this side has and trusts.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._tuples: dict[tuple[str, ...], type[Any]] = {}

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room."""
        return {
            b"t": self._read_dtype,
            b"v": self._read_device,
            b"z": lambda reader: torch.Size(_whole_numbers(reader.get())),
            b"M": self._read_masked,
            b"O": self._read_objects,
            b"D": self._read_record,
            b"U": self._read_own_tuple,
            b"E": self._read_enum,
            b"W": self._read_defaultdict,
        }

    def write(self, writer: Writer, value: object) -> bool:
        """Write a value of this room."""
        kind = type(value)
        if kind is torch.dtype or kind is torch.device:
            writer.tag(b"t" if kind is torch.dtype else b"v")
            writer.put(str(value))
        elif kind is torch.Size:
            writer.tag(b"z")
            writer.put(list(cast("torch.Size", value)))
        elif kind is np.ma.MaskedArray:
            masked = cast("np.ma.MaskedArray[Any, Any]", value)
            writer.tag(b"M")
            writer.put(np.array(np.ma.getdata(masked)))
            writer.put(np.array(np.ma.getmaskarray(masked)))
        elif isinstance(value, np.ndarray) and kind is np.ndarray and value.dtype.hasobject and value.dtype.names is None:
            writer.tag(b"O")
            writer.put(list(value.shape))
            writer.put(value.ravel().tolist())
        elif isinstance(value, tuple):
            return self._write_tuple(writer, cast("tuple[Any, ...]", value))
        elif isinstance(value, enum.Enum) and (name := self._known.name(kind)):
            writer.tag(b"E")
            writer.put((*name, value.name))
        elif dataclasses.is_dataclass(kind) and not isinstance(value, torch.nn.Module) and (name := self._known.name(kind)):
            writer.tag(b"D")
            fields = [one.name for one in dataclasses.fields(cast("Any", value)) if hasattr(value, one.name)]
            writer.put((*name, {field: getattr(value, field) for field in fields}))
        elif kind is defaultdict:
            writer.tag(b"W")
            writer.put(dict(cast("dict[Any, Any]", value)))
        elif kind is types.MappingProxyType or kind in (type({}.keys()), type({}.values()), type({}.items())):
            writer.put(dict(cast("Any", value)) if kind is types.MappingProxyType else list(cast("Any", value)))
        elif kind.__module__.startswith("matplotlib") and isinstance(value, list):  # its lists of artists
            writer.put(list(cast("list[Any]", value)))
        elif isinstance(value, str) and kind.__module__.split(".")[0] in ("torch", "numpy"):  # torch.__version__
            writer.put(str.__str__(value))
        else:
            return False
        return True

    def _write_tuple(self, writer: Writer, value: tuple[Any, ...]) -> bool:
        kind = type(value)
        name = self._known.name(kind)
        if name is not None:
            writer.tag(b"D")
            writer.put((*name, list(tuple.__iter__(value))))
        elif isinstance(fields := getattr(kind, "_fields", None), tuple):
            writer.tag(b"U")
            writer.put((kind.__name__, cast("tuple[Any, ...]", fields), list(tuple.__iter__(value))))
        else:
            return False
        return True

    def _read_dtype(self, reader: Reader) -> torch.dtype:
        name = reader.get()
        if type(name) is not str or name not in DTYPES:
            raise CodecError("no dtype of torch's")
        return DTYPES[name]

    def _read_device(self, reader: Reader) -> torch.device:
        try:
            return torch.device(_text(reader.get()))
        except RuntimeError:
            raise CodecError("no device of torch's") from None

    def _read_masked(self, reader: Reader) -> Any:
        data, mask = reader.get(), reader.get()
        if type(data) is not np.ndarray or type(mask) is not np.ndarray or mask.dtype != np.bool_ or mask.shape != data.shape:
            raise CodecError("no masked array")
        return np.ma.MaskedArray(data, mask)

    def _read_objects(self, reader: Reader) -> Any:
        shape, items = _whole_numbers(reader.get()), reader.get()
        if type(items) is not list or any(length < 0 for length in shape):
            raise CodecError("no array of objects")
        array = np.empty(len(cast("list[Any]", items)), dtype=object)
        for place, item in enumerate(cast("list[Any]", items)):
            array[place] = item
        try:
            return array.reshape(shape)
        except ValueError:
            raise CodecError("an array of objects whose shape and items differ") from None

    def _read_record(self, reader: Reader) -> Any:
        module, name, fields = _three(reader.get())
        kind = self._known.find(module, name)
        if kind is None:
            raise CodecError(f"an object of an unknown class {name!r}")
        if isinstance(fields, list) and issubclass(kind, tuple):
            items = cast("list[Any]", fields)
            wanted = getattr(kind, "_fields", None) or [None] * int(getattr(kind, "n_fields", len(items)))
            if len(items) != len(wanted):
                raise CodecError(f"a {name} of {len(items)} items")
            return cast("Any", kind)._make(items) if hasattr(kind, "_make") else kind(items)
        if isinstance(fields, dict) and dataclasses.is_dataclass(kind):
            named = {field.name for field in dataclasses.fields(kind)}
            if fields.keys() - named:
                raise CodecError(f"a {name} with fields that it does not have")
            made = object.__new__(kind)
            for field, value in cast("dict[str, Any]", fields).items():
                object.__setattr__(made, field, value)
            return made
        raise CodecError(f"a {name} is no value")

    def _read_own_tuple(self, reader: Reader) -> Any:
        name, fields, items = _three(reader.get())
        names = cast("tuple[Any, ...]", fields) if isinstance(fields, tuple) else ()
        if type(items) is not list or len(cast("list[Any]", items)) != len(names) or len(names) > _MAX_FIELDS:
            raise CodecError("a named tuple whose names and items differ")
        key = (_text(name), *map(_text, names))
        if key not in self._tuples:
            try:
                self._tuples[key] = namedtuple(*(key[0], key[1:]))  # type: ignore[misc]
            except ValueError:
                raise CodecError("names that a named tuple cannot have") from None
        return cast("Any", self._tuples[key])._make(items)

    def _read_enum(self, reader: Reader) -> Any:
        module, name, member = _three(reader.get())
        kind = self._known.find(module, name)
        if kind is None or not issubclass(kind, enum.Enum) or member not in kind.__members__:
            raise CodecError(f"no member of an enum: {name!r}")
        return kind[member]

    def _read_defaultdict(self, reader: Reader) -> Any:
        items = reader.get()
        if type(items) is not dict:
            raise CodecError("no dict")
        return defaultdict(None, cast("dict[Any, Any]", items))


def _text(value: object) -> str:
    if type(value) is not str:
        raise CodecError(f"a {type(value).__name__}, expected a text")
    return value


def _three(value: object) -> tuple[Any, Any, Any]:
    if type(value) is not tuple or len(cast("tuple[Any, ...]", value)) != 3:
        raise CodecError("expected three values")
    return cast("tuple[Any, Any, Any]", value)


def _whole_numbers(value: object) -> list[int]:
    if type(value) is not list or any(type(item) is not int for item in cast("list[Any]", value)):
        raise CodecError("expected a list of whole numbers")
    return cast("list[int]", value)
