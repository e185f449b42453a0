"""Messages between processes: a length, then JSON. Whoever reads says how much it is ready to take, and until when."""

import json
import select
import socket
import struct
import time
from typing import Any, TypeAlias, cast

Message: TypeAlias = dict[str, Any]

CLOCK_PER_CPU = 10.0
"""How many seconds by the clock either side waits for a CPU second of the other: machines are shared, so the clock is a far backstop."""

_LENGTH = struct.Struct("!Q")


class WireError(Exception):
    """The other side broke the rules: its message is too long, cut off or no JSON."""


class LateError(WireError):
    """The other side did not answer in time."""


def send(channel: socket.socket, message: Message) -> None:
    """Send one message."""
    body = json.dumps(message).encode("utf-8", "surrogatepass")
    channel.sendall(_LENGTH.pack(len(body)) + body)


def receive(channel: socket.socket, *, limit: int, deadline: float | None = None) -> Message | None:
    """Receive one message, or ``None`` where the other side has closed.

    Args:
        channel: A stream socket.
        limit: Most bytes that the message may have.
        deadline: Time (:func:`time.monotonic`) until which all of it must be here.

    Raises:
        LateError: The deadline passed.
        WireError: The message is longer than ``limit``, cut off or not JSON.
    """
    head = _exactly(channel, _LENGTH.size, deadline)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > limit:
        raise WireError(f"a message of {length} bytes, expected at most {limit}")
    body = _exactly(channel, length, deadline)
    try:
        message: object = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"no JSON: {error}") from None
    if not isinstance(message, dict):
        raise WireError("no JSON object")
    return cast("Message", message)


def _exactly(channel: socket.socket, length: int, deadline: float | None) -> bytes:
    """Read so many bytes; fewer come only where the other side closed before the first."""
    pieces: list[bytes] = []
    missing = length
    while missing:
        if deadline is not None:
            ready, _, _ = select.select([channel], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise LateError("no answer in time")
        try:
            piece = channel.recv(min(missing, 1 << 20))
        except ConnectionError:
            piece = b""
        if not piece:
            if pieces:
                raise WireError("cut off")
            return b""
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
