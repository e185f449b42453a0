"""What the parts of a world's codec have in common: each room carries one kind of value, and knows its own tags.

A codec of plain data (:mod:`coursetools.grader.worlds.codec`) is extended by rooms. When a value is no plain data, the rooms are asked one
after the other whether they carry it; when a tag is none of plain data's, it belongs to one room.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from coursetools.grader.worlds.codec import CodecError, Reader, Writer


class Room(Protocol):
    """Carries one kind of value."""

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """For each tag of its own, what reads the value behind it."""
        ...

    def write(self, writer: Writer, value: object) -> bool:
        """Write a value and return True, or leave it to the next room.

        Raises:
            CodecError: It is of this room's kind and cannot be carried all the same.
        """
        ...


class Rooms:
    """All that a codec carries beside plain data."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._rooms = rooms
        self._readers = {tag: reader for room in rooms for tag, reader in room.readers.items()}

    def write(self, writer: Writer, value: object) -> None:
        """Write a value by the first room that carries it."""
        for room in self._rooms:
            if room.write(writer, value):
                return
        raise CodecError(f"a {type(value).__name__} cannot be carried")

    def read(self, reader: Reader, tag: bytes) -> Any:
        """Read a value by the room whose tag it has."""
        read = self._readers.get(tag)
        if read is None:
            raise CodecError(f"an unknown tag {tag!r}")
        return read(reader)
