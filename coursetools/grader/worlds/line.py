"""A line between two processes: whole messages over a socket, of limited size, in limited time.

It knows nothing of what the messages say, and it never waits longer than it was told to: whatever goes wrong ends the line for good.
"""

import contextlib
import socket
import struct
import time

MAX_BYTES = 512 << 20
"""Bytes of one message."""
_LENGTH = struct.Struct("<Q")
_PIECE, _LARGE_PIECE = 1 << 16, 1 << 20
"""Bytes that are asked for at a time. Memory for a large piece comes from the system each time, which takes longer than a small message."""
_LOOK = 1.0
"""Seconds after which a wait looks at the clock. The system counts them, so that a message costs no call for its deadline."""


class LineEndedError(BaseException):
    """The other side is gone, was too late, or broke the rules of the line.

    No plain exception: a test that expects an error of the answer's must not take this for one.
    """


class Line:
    """One end of a line.

    Args:
        connection: A connected stream socket; the line owns it.
        seconds: How long the line may last altogether, by the clock: a far backstop behind limits of CPU seconds.
    """

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + seconds
        self._waiting = bytearray()
        connection.setblocking(True)
        look = struct.pack("@ll", *divmod(round(1e6 * min(_LOOK, max(seconds, 1e-3))), 1_000_000))
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            connection.setsockopt(socket.SOL_SOCKET, way, look)

    def send(self, message: bytes | bytearray) -> None:
        """Send one message.

        Raises:
            LineEndedError: It is too long, or nobody takes it.
        """
        if len(message) > MAX_BYTES:
            raise LineEndedError(f"a message of {len(message)} bytes")
        rest = memoryview(_LENGTH.pack(len(message)) + message)
        while rest:
            self._in_time()
            try:
                rest = rest[self._connection.send(rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise LineEndedError(f"the other side does not listen: {error}") from None

    def receive(self) -> bytes:
        """Wait for one message.

        Raises:
            LineEndedError: None comes, or one that is too long.
        """
        (size,) = _LENGTH.unpack(self._take(_LENGTH.size))
        if size > MAX_BYTES:
            raise LineEndedError(f"a message of {size} bytes")
        return self._take(size)

    def close(self) -> None:
        """End the line; the other side's next word or wait ends there."""
        with contextlib.suppress(OSError):
            self._connection.close()

    def _take(self, count: int) -> bytes:
        while (missing := count - len(self._waiting)) > 0:
            self._in_time()
            try:
                piece = self._connection.recv(_PIECE if missing < _PIECE else _LARGE_PIECE)
            except BlockingIOError:
                continue
            except OSError as error:
                raise LineEndedError(f"the other side says nothing: {error}") from None
            if not piece:
                raise LineEndedError("the other side ended")
            self._waiting += piece
        taken = bytes(memoryview(self._waiting)[:count])
        del self._waiting[:count]
        return taken

    def _in_time(self) -> None:
        if time.monotonic() >= self._deadline:
            raise LineEndedError("the other side took too long")
