"""Carries the things that have an identity: arrays, tensors, generators. Each goes over once; afterwards its number stands for it.

What is written here is a header and numbers, nothing that could be executed, and each header is held against the numbers behind it. Tensors
that were computed on the other side stay in this side's graph by a link (:mod:`coursetools.grader.worlds.links`).
"""

import struct
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import torch

from coursetools.grader.worlds import states
from coursetools.grader.worlds.codec import CodecError, Reader, Writer, read_dtype
from coursetools.grader.worlds.links import Links
from coursetools.grader.worlds.things import Things

_MAX_DIMENSIONS = 32
_DIMENSIONS = struct.Struct("<B")


class Shared:
    """The room of things with identity.

    Args:
        things: This side's table of them.
        links: This side's ends of graphs that cross the line.
    """

    def __init__(self, things: Things, links: Links) -> None:
        self._things, self._links = things, links
        self.arrays_have_identity = True
        """Off while values of calls back go over: observations come and go by the thousand."""
        self.written_over: list[object] = []
        """Arrays that have an identity all the same: what a call back returned once more, a canvas that is drawn over for example."""
        self.touched: set[int] = set()
        """Numbers of all things that were written since somebody emptied it."""

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room."""
        return {
            b"R": lambda reader: self._things.get(reader.number()),
            b"A": self._read_array,
            b"X": self._read_tensor,
            b"L": self._read_linked,
            b"G": self._read_numpy_generator,
            b"g": self._read_torch_generator,
        }

    def write(self, writer: Writer, value: object) -> bool:
        """Write a thing with identity, or its number where the other side has it."""
        kind = type(value)
        if kind is np.ndarray:
            self._write_array(writer, cast("np.ndarray[Any, Any]", value))
        elif kind in (torch.Tensor, torch.nn.Parameter):
            self._write_tensor(writer, cast("torch.Tensor", value))
        elif kind is np.random.Generator:
            generator = cast("np.random.Generator", value)
            if type(generator.bit_generator).__name__ not in states.BIT_GENERATORS:
                return False
            if self.is_new(writer, b"G", generator):
                writer.put(states.plain(generator.bit_generator.state))
        elif kind is torch.Generator:
            if self.is_new(writer, b"g", value):
                writer.put(states.numbers(cast("torch.Generator", value).get_state()))
        else:
            return False
        return True

    def is_new(self, writer: Writer, tag: bytes, thing: object) -> bool:
        """Write a thing's tag and number; False where its number says all."""
        number = self._things.number(thing)
        known = number is not None
        number = self._things.add(thing) if number is None else number
        self.touched.add(number)
        writer.tag(b"R" if known else tag)
        writer.number(number)
        return not known

    def is_watched(self, array: object) -> bool:
        """Whether an array is one that is written over."""
        return any(array is one for one in self.written_over)

    def touch(self, thing: object) -> None:
        """Count a thing that goes over inside another one as written."""
        number = self._things.number(thing)
        if number is not None:
            self.touched.add(number)

    # ----------------------------------------------------------------------------------------------------------- arrays

    def _write_array(self, writer: Writer, array: "np.ndarray[Any, Any]") -> None:
        if array.dtype.names is not None:
            raise CodecError("a structured array cannot be carried")
        if self.arrays_have_identity or self._things.number(array) is not None or self.is_watched(array):
            if not self.is_new(writer, b"A", array):
                return
        else:
            writer.tag(b"A")
            writer.number(0)
        by_columns = array.flags.f_contiguous and not array.flags.c_contiguous
        writer.blob(array.dtype.str.encode())
        has_gaps = not array.flags.forc and not np.may_share_memory(array.reshape(-1), array)
        writer.put((by_columns, array.flags.writeable, has_gaps))
        writer.tag(_DIMENSIONS.pack(array.ndim))
        for length in array.shape:
            writer.number(length)
        writer.blob(array.tobytes("F" if by_columns else "C"))

    def _read_array(self, reader: Reader) -> "np.ndarray[Any, Any]":
        number, dtype, flags = reader.number(), read_dtype(reader), reader.get()
        (dimensions,) = _DIMENSIONS.unpack(reader.take(1))
        if dtype.hasobject or dimensions > _MAX_DIMENSIONS or type(flags) is not tuple:
            raise CodecError("an array of objects, or of too many dimensions")
        shape = tuple(reader.number() for _ in range(dimensions))
        data, size = reader.blob(), dtype.itemsize
        for length in shape:
            size *= max(length, -1)
        if size != len(data) or min(shape, default=0) < 0:
            raise CodecError("an array whose shape and numbers differ")
        by_columns, writeable, has_gaps = _parts(flags, 3)
        if dtype.itemsize == 0:
            array = np.zeros(shape, dtype)
        else:
            array = np.frombuffer(bytearray(data), dtype).reshape(shape, order="F" if by_columns is True else "C")
        if has_gaps is True and not self._things.is_own(2):  # a test's array whose flat view is a copy is such an array there, too
            spaced = np.empty((2 * shape[0], *shape[1:]), dtype)[::2]
            spaced[...] = array
            array = spaced
        array.flags.writeable = writeable is True
        if number:
            self._things.receive(number, array)
        return array

    # ---------------------------------------------------------------------------------------------------------- tensors

    def _write_tensor(self, writer: Writer, tensor: torch.Tensor) -> None:
        if tensor.layout is not torch.strided or tensor.is_quantized:
            raise CodecError("a sparse or quantized tensor cannot be carried")
        if self._things.number(tensor) is None and tensor.grad_fn is not None:
            leaves = self._links.leaves_of(tensor)
            if leaves:
                self.is_new(writer, b"L", tensor)
                writer.number(self._links.offer(tensor, leaves))
                writer.put((_header(tensor), leaves))
                return
        if self.is_new(writer, b"X", tensor):
            gradient = tensor.grad if tensor.is_leaf else None
            writer.put((_header(tensor), tensor.requires_grad, None if gradient is None else states.numbers(gradient)))

    def _read_tensor(self, reader: Reader) -> torch.Tensor:
        number, (header, flag, gradient) = reader.number(), _parts(reader.get(), 3)
        tensor, is_parameter = _of_header(header)
        if is_parameter:
            tensor = torch.nn.Parameter(tensor, requires_grad=flag is True)
        elif flag is True:
            tensor = _asked_for_gradients(tensor)
        if gradient is not None:
            tensor.grad = states.tensor_of(gradient, tensor.dtype, tuple(tensor.shape))
        self._things.receive(number, tensor)
        return tensor

    def _read_linked(self, reader: Reader) -> torch.Tensor:
        number, handle, (header, leaves) = reader.number(), reader.number(), _parts(reader.get(), 2)
        data, _ = _of_header(header)
        tensor = self._links.joined(handle, data, leaves)
        self._things.receive(number, tensor)
        return tensor

    # ------------------------------------------------------------------------------------------------------- generators

    def _read_numpy_generator(self, reader: Reader) -> np.random.Generator:
        number, state = reader.number(), reader.get()
        kind = states.BIT_GENERATORS.get(str(state.get("bit_generator"))) if type(state) is dict else None
        if kind is None:
            raise CodecError("no generator of NumPy's")
        generator = np.random.Generator(kind(0))
        states.put(generator, state)
        self._things.receive(number, generator)
        return generator

    def _read_torch_generator(self, reader: Reader) -> torch.Generator:
        number, state = reader.number(), reader.get()
        generator = torch.Generator()
        states.put(generator, state)
        self._things.receive(number, generator)
        return generator


def _header(tensor: torch.Tensor) -> tuple[Any, ...]:
    """What a tensor is, as data: whether a parameter, dtype, shape, order in memory, and its numbers or the device that has none."""
    is_meta = tensor.device.type != "cpu"
    data = tensor.device if is_meta else states.numbers(tensor)
    return type(tensor) is torch.nn.Parameter, tensor.dtype, list(tensor.shape), _order(tensor), data


def _order(tensor: torch.Tensor) -> list[int]:
    """A tensor's axes from the one with the longest way from number to number in memory: ``[0, 1, ...]`` but for transposed ones."""
    axes = list(range(tensor.dim()))
    return axes if tensor.is_contiguous() else sorted(axes, key=lambda axis: -tensor.stride(axis))


def _of_header(header: object) -> tuple[torch.Tensor, bool]:
    is_parameter, dtype, shape, order, data = _parts(header, 5)
    if type(dtype) is not torch.dtype or type(shape) is not list or type(order) is not list:
        raise CodecError("no tensor")
    lengths, axes = tuple(cast("list[Any]", shape)), cast("list[Any]", order)
    if any(type(axis) is not int for axis in axes) or sorted(axes) != list(range(len(lengths))):
        raise CodecError("axes of a tensor that are not its own")
    if type(data) is torch.device:
        if data.type != "meta" or any(type(length) is not int or length < 0 for length in lengths):
            raise CodecError("a tensor on a device that the other side does not have")
        return torch.empty(lengths, dtype=dtype, device=data), is_parameter is True
    tensor = states.tensor_of(data, dtype, lengths)
    if axes != sorted(axes):
        tensor = torch.empty_permuted(lengths, axes, dtype=dtype).copy_(tensor)
    return tensor, is_parameter is True


def _asked_for_gradients(tensor: torch.Tensor) -> torch.Tensor:
    try:
        return tensor.requires_grad_()
    except RuntimeError:
        raise CodecError(f"a tensor of {tensor.dtype} that asks for gradients") from None


def _parts(value: object, count: int) -> tuple[Any, ...]:
    parts = cast("tuple[Any, ...]", value) if type(value) is tuple else ()
    if len(parts) != count:
        raise CodecError(f"expected {count} values")
    return parts
