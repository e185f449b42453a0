"""Plain data goes over in its exact type; whatever an honest sender would not write is refused, and quickly."""

import decimal
import fractions
import pathlib
import pickle
import struct
import time
from collections import Counter, OrderedDict, deque
from typing import Any

import numpy as np
import pytest

from coursetools.grader.worlds.codec import MAX_DEPTH, MAX_ITEMS, CodecError, decode, encode

PLAIN: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**62,
    -(2**200),
    1.5,
    float("inf"),
    -0.0,
    1 + 2j,
    "",
    "text \ud800 ä",
    b"bytes",
    bytearray(b"array"),
    [1, [2.0, "three"], []],
    (1, (2,)),
    {1, 2},
    frozenset({"a"}),
    {"a": 1, (1, 2): {"b": None}},
    OrderedDict([("b", 1), ("a", 2)]),
    Counter("abracadabra"),
    deque([1, 2]),
    range(3, 100, 7),
    range(10, 0, -3),
    slice(None, 3, -1),
    fractions.Fraction(-1, 3),
    decimal.Decimal("1.25"),
    pathlib.PurePosixPath("a/b"),
    np.float32(1.5),
    np.int64(-3),
    np.bool_(True),
    list(range(-5, 20)),
    [2**61, -(2**61)] * 5,
    [2**62] * 9,
    [2**200] * 9,
    [True] * 9,
    [1, 2.0] * 9,
    [0.1, -0.0, float("inf")] * 9,
    [np.int64(-3)] * 9,
    [np.float64(1.5)] * 9,
    [np.float32(1.5)] * 9,
    [np.bool_(True)] * 9,
    [[1, 2]] * 9,
    np.complex64(1j),
    np.dtype("float32"),
    np.dtype("<U5"),
    Ellipsis,
    NotImplemented,
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_keeps_value_and_type(value: Any) -> None:
    back = decode(encode(value))
    assert type(back) is type(value)
    assert repr(back) == repr(value)
    if type(value) is list:
        assert list(map(type, back)) == list(map(type, value))


def test_nan_and_the_order_of_a_dict_are_kept() -> None:
    assert np.isnan(decode(encode(float("nan"))))
    assert list(decode(encode({"b": 1, "a": 2}))) == ["b", "a"]


class Lying(int):
    """A number that claims to equal every other."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class Text(str):
    """A subclass of text."""


NOT_PLAIN = [Lying(3), Text("a"), object(), len, Lying, [Lying(3)], {"a": {Lying(3)}}, (i for i in range(3)), 1 << 40_000]


@pytest.mark.parametrize("place", range(len(NOT_PLAIN)))
def test_what_is_no_plain_data_is_refused(place: int) -> None:
    with pytest.raises(CodecError):
        encode(NOT_PLAIN[place])


def test_depth_is_limited_on_both_sides() -> None:
    value: list[Any] = []
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert decode(encode(value)) == value
    with pytest.raises(CodecError, match="nested"):
        encode([value])
    deep = b"[" + struct.pack("<I", 1)
    with pytest.raises(CodecError, match="nested"):
        decode(deep * 100_000 + b"N")


def _items(*parts: bytes) -> bytes:
    return struct.pack("<I", len(parts)) + b"".join(parts)


def _whole(value: int) -> bytes:
    return encode(value)


FORGED: dict[str, bytes] = {
    "nothing": b"",
    "an unknown tag": b"Z",
    "a pickle": pickle.dumps([1, 2]),
    "cut short": encode([1, 2, 3])[:-1],
    "more than one value": encode(1) + encode(2),
    "a list of four thousand million": b"[" + struct.pack("<I", 2**32 - 1),
    "a dict longer than the message": b"{" + struct.pack("<I", 1000) + b"NN" * 10,
    "a text longer than the message": b"s" + struct.pack("<I", 10**6) + b"a",
    "text that is no UTF-8": b"s" + struct.pack("<I", 1) + b"\xff",
    "a huge whole number": b"I" + struct.pack("<I", 5000) + b"\x01" * 5000,
    "a range of 10**15 numbers": b"r" + _items(_whole(0), _whole(10**15), _whole(1)),
    "a range downwards": b"r" + _items(_whole(10**15), _whole(0), _whole(-1)),
    "a range with step 0": b"r" + _items(_whole(0), _whole(1), _whole(0)),
    "a range of texts": b"r" + _items(encode("a"), encode("b"), encode("c")),
    "a range of two": b"r" + _items(_whole(0), _whole(1)),
    "a slice of lists": b"/" + _items(encode([]), encode(None), encode(None)),
    "a fraction over 0": b"%" + _items(_whole(1), _whole(0)),
    "a list as a key": b"{" + struct.pack("<I", 1) + encode([]) + encode(1),
    "a list in a set": b"<" + _items(encode([1])),
    "a counter of texts": b"#" + struct.pack("<I", 1) + encode("a") + encode("b"),
    "no decimal number": b"d" + struct.pack("<I", 3) + b"abc",
    "an unknown dtype": b"y" + struct.pack("<I", 3) + b"zzz",
    "a dtype with fields": b"y" + struct.pack("<I", 5) + b"i4,i4",
    "a number of objects": b"x" + struct.pack("<I", 2) + b"|O" + struct.pack("<I", 8) + b"\x00" * 8,
    "numbers of an unknown kind": b"j" + struct.pack("<I", 3) + b"<c8" + struct.pack("<I", 8) + b"\x00" * 8,
    "numbers of objects": b"j" + struct.pack("<I", 2) + b"|O" + struct.pack("<I", 8) + b"\x00" * 8,
    "numbers and a half": b"j" + struct.pack("<I", 3) + b"int" + struct.pack("<I", 12) + b"\x00" * 12,
    "more numbers than there are": b"j" + struct.pack("<I", 3) + b"int" + struct.pack("<I", 80) + b"\x00" * 8,
    "too many numbers": b"j" + struct.pack("<I", 5) + b"float" + struct.pack("<I", 8 * MAX_ITEMS + 8) + b"\x00" * (8 * MAX_ITEMS + 8),
    "a number of the wrong size": b"x" + struct.pack("<I", 3) + b"<f8" + struct.pack("<I", 4) + b"\x00" * 4,
}


@pytest.mark.parametrize("what", FORGED)
def test_forged_messages_are_refused_at_once(what: str) -> None:
    begun = time.process_time()
    with pytest.raises(CodecError):
        decode(FORGED[what])
    assert time.process_time() - begun < 0.5


def test_any_byte_changed_is_read_as_plain_data_or_refused() -> None:
    """No message makes the reader raise anything else."""
    message = encode(PLAIN[:-4])
    rng = np.random.default_rng(0)
    for _ in range(3000):
        changed = bytearray(message)
        for at in rng.integers(len(message), size=int(rng.integers(1, 4))):
            changed[at] = int(rng.integers(256))
        try:
            decode(bytes(changed))
        except CodecError:
            continue


def test_the_largest_range_goes_over() -> None:
    assert len(decode(encode(range(MAX_ITEMS)))) == MAX_ITEMS
    with pytest.raises(CodecError):
        decode(encode(range(MAX_ITEMS + 2)))
