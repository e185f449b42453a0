"""One side of the line: asks the other, and answers it, also while it waits for an answer itself.

A request says what to do with which object of the other side; an answer brings a value or an exception. With each message goes what
happened to the things that both sides know, and under which modes of torch and in which global random states the call is to run.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any, cast

import torch

from coursetools.grader.worlds import containers
from coursetools.grader.worlds.codec import CodecError, Reader, Writer
from coursetools.grader.worlds.failures import Failures
from coursetools.grader.worlds.handles import Handles
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.line import Line, LineEndedError
from coursetools.grader.worlds.links import Links
from coursetools.grader.worlds.rooms import Room, Rooms
from coursetools.grader.worlds.shared import Shared
from coursetools.grader.worlds.things import Things
from coursetools.grader.worlds.values import Values

_REQUEST, _ANSWER, _FAILURE = b"?", b"=", b"!"
_USUAL = True, False
"""The modes of torch that need not be told: gradients are computed, and for later backward passes."""
NOT_CARRIED = "what came back cannot be carried"
"""How the words begin where an answer returned what the codec does not know."""


class UnreadableError(Exception):
    """The student's side cannot read what a test sent, because its notebook lacks something."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class Side:
    """What both worlds have in common.

    Args:
        line: The line to the other side.
        known: The classes that this side has.
        things: The table of things with identity.
        links: Graphs of gradients that cross the line.
    """

    def __init__(self, line: Line, known: Known, things: Things, links: Links) -> None:
        self.line, self.known, self.things, self.links = line, known, things, links
        self.shared = Shared(things, links)
        self.handles = Handles(self, known)
        self.failures = Failures(known)
        self.is_instructor = things.is_own(2)
        self.n_requests = self.n_served = 0
        self._rooms = Rooms(self.rooms())

    # ------------------------------------------------------------------------------------ what the worlds do differently

    def rooms(self) -> list[Room]:
        """What this side carries beside plain data; the first room that takes a value has it."""
        return [Values(self.known), self.shared, self.handles]

    def perform(self, operation: str, number: int, name: str | None, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Do what the other side asks for."""
        raise NotImplementedError(operation)

    def news(self) -> Any:
        """What this side tells with each message, as plain data."""
        return None

    def hear(self, news: Any) -> None:
        """Take what the other side told."""

    def may_change(self, number: int) -> bool:  # noqa: ARG002
        """Whether the other side may change the thing of a number now."""
        return True

    def around(self) -> AbstractContextManager[Any]:
        """What surrounds each operation that this side performs."""
        return nullcontext()

    def under(self, grad: bool, inference: bool) -> AbstractContextManager[Any]:
        """The modes of torch under which the other side asked, where they are not the usual ones."""
        if (grad, inference) == (torch.is_grad_enabled(), torch.is_inference_mode_enabled()):
            return nullcontext()
        stack = ExitStack()
        stack.enter_context(torch.inference_mode(mode=inference))
        stack.enter_context(torch.set_grad_enabled(grad and not inference))
        return stack

    def survives(self, error: BaseException) -> bool:
        """Whether an exception in an operation goes to the other side, or ends this one."""
        return isinstance(error, Exception)

    # ---------------------------------------------------------------------------------------------------------- requests

    def request(
        self, operation: str, number: int, name: str | None = None, arguments: Sequence[Any] = (), keywords: dict[str, Any] | None = None
    ) -> Any:
        """Ask the other side, and answer it until it has answered.

        Raises:
            LineEndedError: It broke the rules, or is gone.
            BaseException: What the operation raised there.
        """
        self.n_requests += 1
        given, named = tuple(arguments), dict(keywords or {})
        originals = containers.among([given, named])
        self._send(_REQUEST, (operation, number, name, given, named), modes=(torch.is_grad_enabled(), torch.is_inference_mode_enabled()))
        while True:
            kind, body, changed, modes = self._receive()
            if kind == _REQUEST:
                self._serve(body, modes)
                continue
            for place, items in changed:
                if type(place) is not int or not 0 <= place < len(originals):
                    raise LineEndedError("contents of a container that was not sent")
                containers.refill(originals[place], items)
            if kind == _FAILURE:
                raise self.failures.raised(body)
            return body

    # ----------------------------------------------------------------------------------------------------------- serving

    def serve_next(self) -> None:
        """Wait for one request and answer it.

        Raises:
            LineEndedError: The other side broke the rules, or is gone.
        """
        try:
            kind, body, _, modes = self._receive()
        except UnreadableError as unread:  # a test that names what this notebook does not have
            self._send(_FAILURE, self.failures.worded(unread.error))
            return
        if kind != _REQUEST:
            raise LineEndedError("an answer that nobody asked for")
        self._serve(body, modes)

    def _serve(self, body: Any, modes: tuple[bool, bool]) -> None:
        self.n_served += 1
        operation, number, name, arguments, keywords = _request(body)
        held = containers.among([arguments, keywords])
        before = [containers.picture(container) for container in held]
        kind = _ANSWER
        try:
            with self.under(*modes), self.around():
                result = self.perform(operation, number, name, arguments, keywords)
        except LineEndedError:
            raise
        except BaseException as error:
            if not self.survives(error):
                raise
            kind, result = _FAILURE, self.failures.worded(error)
        changed = [(place, containers.contents(one)) for place, one in enumerate(held) if containers.has_changed(one, before[place])]
        try:
            self._send(kind, result, changed)
        except CodecError as error:
            refused = TypeError(f"{NOT_CARRIED}: {error}")
            self._send(_FAILURE, self.failures.worded(refused), [])

    # ---------------------------------------------------------------------------------------------------------- messages

    def _send(self, kind: bytes, body: Any, changed: Sequence[Any] = (), modes: tuple[bool, bool] = (True, False)) -> None:
        with _without_graphs():
            freed, released = self.things.free(), (self.handles.released(), self._released_links())
            # What a test hands over and what an answer returns has an identity; what a call back takes and brings comes and goes.
            self.shared.arrays_have_identity = (kind == _REQUEST) == self.is_instructor
            writer = Writer(self._rooms)
            with self.things.all_or_none():
                writer.tag(kind)
                writer.put(body)
                writer.put(list(changed))
                changes = self.things.changes()
                writer.put((changes, freed, released, modes) if changes or freed or any(released) or modes != _USUAL else None)
                self.shared.arrays_have_identity = False
                writer.put(self.news())
        self.line.send(writer.bytes)

    def _receive(self) -> tuple[bytes, Any, list[Any], tuple[bool, bool]]:
        """One message: its kind, what it says, contents of changed containers, and modes."""
        message = self.line.receive()
        try:
            with _without_graphs():
                reader = Reader(message, self._rooms)
                kind = reader.take(1)
                body, changed, context, news = reader.get(), reader.get(), reader.get(), reader.get()
                reader.finish()
                changes, freed, (handles, links), (grad, inference) = ([], [], ([], []), _USUAL) if context is None else context
                if kind not in (_REQUEST, _ANSWER, _FAILURE) or any(type(pair) is not tuple or len(pair) != 2 for pair in changed):
                    raise CodecError("no message")
                self.hear(news)
                self.things.apply(changes, self.may_change)
                for number in freed:
                    self.things.forget(number)
                for number in handles:
                    self.handles.forget(number)
                for number in links:
                    self.links.forget(number)
        except Exception as error:
            if not self.is_instructor:
                raise UnreadableError(error) from error
            raise LineEndedError(f"a message that cannot be read: {type(error).__name__}: {error}") from error
        return kind, body, changed, (grad is True, inference is True)

    def _released_links(self) -> list[int]:
        numbers, self.links.released[:] = list(self.links.released), []
        return numbers


def _without_graphs() -> AbstractContextManager[Any]:
    """Where tensors are read and written as data. To switch a mode takes as long as a message, so only what is on is switched off."""
    if torch.is_inference_mode_enabled():
        stack = ExitStack()
        stack.enter_context(torch.inference_mode(mode=False))
        stack.enter_context(torch.no_grad())
        return stack
    return torch.set_grad_enabled(False) if torch.is_grad_enabled() else nullcontext()


def _request(body: Any) -> tuple[str, int, str | None, tuple[Any, ...], dict[str, Any]]:
    if type(body) is not tuple or [type(part) for part in body[:2]] != [str, int] or len(cast("tuple[Any, ...]", body)) != 5:
        raise LineEndedError("no request")
    operation, number, name, arguments, keywords = cast("tuple[Any, ...]", body)
    if type(name) not in (str, type(None)) or type(arguments) is not tuple or type(keywords) is not dict:
        raise LineEndedError("no request")
    if not all(type(key) is str for key in cast("dict[Any, Any]", keywords)):
        raise LineEndedError("no request")
    return operation, number, name, cast("tuple[Any, ...]", arguments), cast("dict[str, Any]", keywords)
