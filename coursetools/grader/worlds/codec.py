"""Plain data as bytes, and back: what may cross from a process that nobody trusts to one that must not be fooled.

Values are told by one byte each and carry their exact type: ``True`` is not ``1``, a NumPy float is not Python's, a subclass of ``int`` is
refused. Nothing is executed to read a message (this is no pickle), and nothing in it is believed: lengths are held against the bytes that
are there, nesting and sizes have limits, and what is not known is an error. The worst that a forged message can do is to be refused.

What has an identity (arrays, tensors, generators, modules, objects with behaviour) is not plain: a codec is given an :class:`Others` that
knows how to write and read it.
"""

import decimal
import fractions
import pathlib
import struct
from array import array
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

MAX_DEPTH = 60
"""Containers inside containers."""
MAX_ITEMS = 1 << 22
"""Items of one container, and numbers in one range."""
MAX_INTEGER_BYTES = 4096
"""Bytes of one whole number."""

_INT, _FLOAT, _COMPLEX, _LENGTH = struct.Struct("<q"), struct.Struct("<d"), struct.Struct("<dd"), struct.Struct("<I")
_SMALL = 1 << 62
_NUMPY_KINDS = "?bBhHiIlLqQefdFD"
_IN_ONE_PIECE: dict[type, str] = {int: "int", float: "float", np.int64: "<i8", np.float64: "<f8", np.float32: "<f4"}
"""Types of which thousands of numbers stand in one list, and what a list of them is called."""
_ARRAYS = {"int": "q", "float": "d"}
_FEW = 8
"""Items of a list that go over one by one, whatever they are."""


class CodecError(Exception):
    """A value that cannot be carried, or bytes that no honest sender writes."""


class Others(Protocol):
    """How values are carried that are not plain data."""

    def write(self, writer: "Writer", value: object) -> None:
        """Write a value, beginning with a tag of its own, or raise :class:`CodecError`."""
        ...

    def read(self, reader: "Reader", tag: bytes) -> Any:
        """Read what follows a tag, or raise :class:`CodecError`."""
        ...


class NoOthers:
    """Plain data and nothing else."""

    def write(self, writer: "Writer", value: object) -> None:  # noqa: ARG002
        """Refuse."""
        raise CodecError(f"a {type(value).__name__} is no plain data")

    def read(self, reader: "Reader", tag: bytes) -> Any:  # noqa: ARG002
        """Refuse."""
        raise CodecError(f"an unknown tag {tag!r}")


def encode(value: object, others: Others | None = None) -> bytes:
    """The bytes of one value.

    Raises:
        CodecError: It, or something in it, cannot be carried.
    """
    writer = Writer(others or NoOthers())
    writer.put(value)
    return bytes(writer.bytes)


def decode(message: bytes, others: Others | None = None) -> Any:
    """The value that :func:`encode` wrote.

    Raises:
        CodecError: The bytes are no message, or more than one.
    """
    reader = Reader(message, others or NoOthers())
    value = reader.get()
    reader.finish()
    return value


class Writer:
    """Writes values one after another."""

    def __init__(self, others: Others) -> None:
        self.bytes = bytearray()
        self._others = others
        self._depth = 0

    def put(self, value: object) -> None:
        """Write one value."""
        plain = _WRITERS.get(type(value))
        if plain is not None:
            plain(self, value)
        else:
            self._deeper()
            self._others.write(self, value)
            self._depth -= 1

    def tag(self, tag: bytes) -> None:
        """Write the byte that says what follows."""
        self.bytes += tag

    def number(self, value: int) -> None:
        """Write a whole number of at most 62 bits, without a tag."""
        self.bytes += _INT.pack(value)

    def blob(self, data: bytes | bytearray) -> None:
        """Write a length and bytes, without a tag."""
        if len(data) >= 1 << 32:
            raise CodecError(f"{len(data)} bytes in one piece")
        self.bytes += _LENGTH.pack(len(data))
        self.bytes += data

    def items(self, tag: bytes, values: Sequence[object] | set[object] | frozenset[object]) -> None:
        """Write a tag, a count and that many values."""
        self._deeper()
        self.bytes += tag + _LENGTH.pack(len(values))
        for value in values:
            self.put(value)
        self._depth -= 1

    def pairs(self, tag: bytes, values: Mapping[object, object]) -> None:
        """Write a tag, a count and that many keys with their values."""
        self._deeper()
        self.bytes += tag + _LENGTH.pack(len(values))
        for key, value in values.items():
            self.put(key)
            self.put(value)
        self._depth -= 1

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise CodecError(f"containers nested more than {MAX_DEPTH} deep")


class Reader:
    """Reads values one after another, and believes nothing."""

    def __init__(self, message: bytes, others: Others) -> None:
        self._bytes = message
        self._at = 0
        self._others = others
        self._depth = 0

    def get(self) -> Any:
        """Read one value."""
        tag = self.take(1)
        plain = _READERS.get(tag)
        if plain is not None:
            return plain(self)
        self._deeper()
        value = self._others.read(self, tag)
        self._depth -= 1
        return value

    def take(self, count: int) -> bytes:
        """Read so many bytes."""
        if not 0 <= count <= len(self._bytes) - self._at:
            raise CodecError("a message that is cut short")
        self._at += count
        return self._bytes[self._at - count : self._at]

    def number(self) -> int:
        """Read a whole number that has no tag."""
        return int(_INT.unpack(self.take(8))[0])

    def blob(self) -> bytes:
        """Read a length and bytes that have no tag."""
        return self.take(int(_LENGTH.unpack(self.take(4))[0]))

    def text(self) -> str:
        """Read a length and text that have no tag."""
        try:
            return self.blob().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise CodecError("text that is no UTF-8") from None

    def items(self) -> list[Any]:
        """Read a count and that many values."""
        count = self._count()
        self._deeper()
        values = [self.get() for _ in range(count)]
        self._depth -= 1
        return values

    def pairs(self) -> dict[Any, Any]:
        """Read a count and that many keys with their values."""
        count = self._count()
        self._deeper()
        values: dict[Any, Any] = {}
        for _ in range(count):
            key = self.get()
            _hashable(key)
            values[key] = self.get()
        self._depth -= 1
        return values

    def finish(self) -> None:
        """Say that the message ends here."""
        if self._at != len(self._bytes):
            raise CodecError(f"{len(self._bytes) - self._at} bytes behind the message")

    def _count(self) -> int:
        count = int(_LENGTH.unpack(self.take(4))[0])
        if count > min(MAX_ITEMS, len(self._bytes) - self._at):  # each takes a byte at least
            raise CodecError(f"a container of {count} items in a message of {len(self._bytes)} bytes")
        return count

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise CodecError(f"containers nested more than {MAX_DEPTH} deep")


def _hashable(value: object) -> None:
    try:
        hash(value)
    except TypeError:
        raise CodecError(f"a {type(value).__name__} as a key") from None


# ------------------------------------------------------------------------------------------------------------------ writing


def _write_int(writer: Writer, value: int) -> None:
    if -_SMALL < value < _SMALL:
        writer.tag(b"i")
        writer.number(value)
        return
    size = value.bit_length() // 8 + 1
    if size > MAX_INTEGER_BYTES:
        raise CodecError(f"a whole number of {size} bytes")
    writer.tag(b"I")
    writer.blob(value.to_bytes(size, "little", signed=True))


def _write_bool(writer: Writer, value: bool) -> None:
    writer.tag(b"T" if value else b"F")


def _write_float(writer: Writer, value: float) -> None:
    writer.tag(b"f")
    writer.bytes += _FLOAT.pack(value)


def _write_complex(writer: Writer, value: complex) -> None:
    writer.tag(b"c")
    writer.bytes += _COMPLEX.pack(value.real, value.imag)


def _write_numpy_number(writer: Writer, value: "np.generic[Any]") -> None:
    writer.tag(b"x")
    writer.blob(value.dtype.str.encode())
    writer.blob(value.tobytes())


def _write_list(writer: Writer, value: list[Any]) -> None:
    kinds = set(map(type, value)) if len(value) >= _FEW else set[type]()
    name = _IN_ONE_PIECE.get(kinds.pop()) if len(kinds) == 1 else None
    if name is None or (name == "int" and not -_SMALL < min(value) <= max(value) < _SMALL):
        writer.items(b"[", value)
        return
    writer.tag(b"j")
    writer.blob(name.encode())
    writer.blob((array(_ARRAYS[name], value) if name in _ARRAYS else np.array(value, name)).tobytes())


def _constant(tag: bytes) -> Callable[[Writer, Any], None]:
    return lambda writer, _value: writer.tag(tag)


def _as_blob(tag: bytes, convert: Callable[[Any], bytes]) -> Callable[[Writer, Any], None]:
    def write(writer: Writer, value: object) -> None:
        writer.tag(tag)
        writer.blob(convert(value))

    return write


def _as_items(tag: bytes, convert: Callable[[Any], Sequence[object]] = list) -> Callable[[Writer, Any], None]:
    return lambda writer, value: writer.items(tag, convert(value))


_WRITERS: dict[type, Callable[[Writer, Any], None]] = {
    type(None): _constant(b"N"),
    type(Ellipsis): _constant(b"."),
    type(NotImplemented): _constant(b"!"),
    bool: _write_bool,
    int: _write_int,
    float: _write_float,
    complex: _write_complex,
    str: _as_blob(b"s", lambda value: value.encode("utf-8", "surrogatepass")),
    bytes: _as_blob(b"b", bytes),
    bytearray: _as_blob(b"a", bytes),
    list: _write_list,
    tuple: _as_items(b"("),
    set: _as_items(b"<"),
    frozenset: _as_items(b">"),
    deque: _as_items(b"q"),
    dict: lambda writer, value: writer.pairs(b"{", value),
    OrderedDict: lambda writer, value: writer.pairs(b"o", value),
    Counter: lambda writer, value: writer.pairs(b"#", value),
    range: _as_items(b"r", lambda value: (value.start, value.stop, value.step)),
    slice: _as_items(b"/", lambda value: (value.start, value.stop, value.step)),
    fractions.Fraction: _as_items(b"%", lambda value: (value.numerator, value.denominator)),
    decimal.Decimal: _as_blob(b"d", lambda value: str(value).encode()),
    pathlib.PosixPath: _as_blob(b"p", lambda value: str(value).encode()),
    pathlib.PurePosixPath: _as_blob(b"k", lambda value: str(value).encode()),
    **{np.dtype(kind).type: _write_numpy_number for kind in (*_NUMPY_KINDS, "U", "S")},
    **{type(np.dtype(kind)): _as_blob(b"y", lambda value: value.str.encode()) for kind in (*_NUMPY_KINDS, "U1", "S1", "O")},
}


# ------------------------------------------------------------------------------------------------------------------ reading


def _read_big_int(reader: Reader) -> int:
    data = reader.blob()
    if len(data) > MAX_INTEGER_BYTES:
        raise CodecError(f"a whole number of {len(data)} bytes")
    return int.from_bytes(data, "little", signed=True)


def _read_list(reader: Reader) -> list[Any]:
    name, data = reader.text(), reader.blob()
    size = 4 if name == "<f4" else 8
    if name not in _IN_ONE_PIECE.values() or len(data) % size or len(data) // size > MAX_ITEMS:
        raise CodecError("no list of numbers")
    return array(_ARRAYS[name], data).tolist() if name in _ARRAYS else list(np.frombuffer(data, name))


def _read_range(reader: Reader) -> range:
    start, stop, step = _whole(reader.items(), 3)
    if step == 0:
        raise CodecError("a range with step 0")
    found = range(start, stop, step)
    if max(0, (stop - start + step - (1 if step > 0 else -1)) // step) > MAX_ITEMS:
        raise CodecError("a range of too many numbers")
    return found


def _read_fraction(reader: Reader) -> fractions.Fraction:
    numerator, denominator = _whole(reader.items(), 2)
    if denominator == 0:
        raise CodecError("a fraction with denominator 0")
    return fractions.Fraction(numerator, denominator)


def _read_slice(reader: Reader) -> slice:
    parts = reader.items()
    if len(parts) != 3 or any(type(part) not in (int, type(None)) for part in parts):
        raise CodecError("a slice of other things than whole numbers")
    return slice(*parts)


def _whole(values: list[Any], count: int) -> list[int]:
    if len(values) != count or any(type(value) is not int for value in values):
        raise CodecError(f"{len(values)} values, expected {count} whole numbers")
    return values


def _read_set(reader: Reader) -> set[Any]:
    values = reader.items()
    for value in values:
        _hashable(value)
    return set(values)


def _read_counter(reader: Reader) -> "Counter[Any]":
    values = reader.pairs()
    if any(type(count) is not int for count in values.values()):
        raise CodecError("a counter of other things than whole numbers")
    return Counter(values)


def _read_decimal(reader: Reader) -> decimal.Decimal:
    try:
        return decimal.Decimal(reader.text()[:MAX_INTEGER_BYTES])
    except decimal.InvalidOperation:
        raise CodecError("no decimal number") from None


def read_dtype(reader: Reader) -> "np.dtype[Any]":
    """Read the name of a NumPy dtype of plain numbers or texts, without a tag.

    Raises:
        CodecError: It has objects or fields in it, or is unknown.
    """
    name = reader.text()
    try:
        found: np.dtype[Any] = np.dtype(name)
    except (TypeError, ValueError):
        raise CodecError(f"no NumPy dtype: {name[:40]!r}") from None
    if found.names is not None or found.subdtype is not None:
        raise CodecError("a dtype with fields")
    return found


def _read_numpy_number(reader: Reader) -> Any:
    dtype = read_dtype(reader)
    data = reader.blob()
    if dtype.kind not in "biufcUS" or dtype.itemsize == 0 or len(data) != dtype.itemsize:
        raise CodecError("no number or text of NumPy's")
    return np.frombuffer(data, dtype)[0]


def _value(value: object) -> Callable[[Reader], Any]:
    return lambda _reader: value


_READERS: dict[bytes, Callable[[Reader], Any]] = {
    b"N": _value(None),
    b".": _value(Ellipsis),
    b"!": _value(NotImplemented),
    b"T": _value(True),
    b"F": _value(False),
    b"i": Reader.number,
    b"I": _read_big_int,
    b"f": lambda reader: float(_FLOAT.unpack(reader.take(8))[0]),
    b"c": lambda reader: complex(*_COMPLEX.unpack(reader.take(16))),
    b"x": _read_numpy_number,
    b"y": read_dtype,
    b"s": Reader.text,
    b"b": Reader.blob,
    b"a": lambda reader: bytearray(reader.blob()),
    b"[": Reader.items,
    b"j": _read_list,
    b"(": lambda reader: tuple(reader.items()),
    b"<": _read_set,
    b">": lambda reader: frozenset(_read_set(reader)),
    b"q": lambda reader: deque(reader.items()),
    b"{": Reader.pairs,
    b"o": lambda reader: OrderedDict(reader.pairs()),
    b"#": _read_counter,
    b"r": _read_range,
    b"/": _read_slice,
    b"%": _read_fraction,
    b"d": _read_decimal,
    b"p": lambda reader: pathlib.Path(reader.text()),
    b"k": lambda reader: pathlib.PurePosixPath(reader.text()),
}
