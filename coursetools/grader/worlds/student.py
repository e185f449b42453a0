"""The student's side of the line: does with the notebook's names what the other side asks, and sends data or handles.

It runs in the process of the student's code, so it keeps no secret and enforces nothing: whatever it is turned into can only send messages.
"""

import asyncio
import contextlib
import copy
import inspect
import io
from collections.abc import Generator
from contextlib import AbstractContextManager
from typing import Any

import torch

from coursetools.grader.worlds import library, randomness
from coursetools.grader.worlds.byvalue import FromPickles
from coursetools.grader.worlds.codec import CodecError, encode
from coursetools.grader.worlds.environments import RunEnvironments
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.line import Line
from coursetools.grader.worlds.links import Links
from coursetools.grader.worlds.modules import DescribedModules
from coursetools.grader.worlds.rooms import Room
from coursetools.grader.worlds.side import Side
from coursetools.grader.worlds.spaces import Spaces
from coursetools.grader.worlds.things import Things
from coursetools.grader.worlds.values import Values

_MAX_PRINTED = 20_000


class Student(Side):
    """Serves the names of a notebook.

    Args:
        line: The line to the instructor's world.
        namespace: The notebook's names.
        given: Classes and functions of given cells.
        libraries: As the instructor has them.
    """

    def __init__(self, line: Line, namespace: dict[str, Any], given: dict[str, Any], libraries: frozenset[str] = frozenset()) -> None:
        self.namespace = namespace
        self._random: randomness.States | None = None
        self._printed, self._warned = io.StringIO(), io.StringIO()
        self._ended = False
        super().__init__(line, Known(given, libraries), Things(1), Links(self._ask_products))

    def serve(self) -> None:
        """Answer until the other side says that it was all."""
        while not self._ended:
            self.serve_next()

    def rooms(self) -> list[Room]:
        """Modules are described; pickles of the other side are read."""
        modules = DescribedModules(self.known, self.things, self.shared, self.handles)
        pickles = FromPickles(self.namespace, self.things, self.handles)
        self._environments = RunEnvironments(pickles)
        return [Values(self.known), Spaces(), self.shared, modules, self._environments, pickles, self.handles]

    def perform(self, operation: str, number: int, name: str | None, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Do what a test asks for."""
        if operation == "name":
            if name not in self.namespace:
                raise NameError(f"name {name!r} is not defined")
            return self.namespace[name]
        if operation == "end":
            self._ended = True
            return None
        if operation == "run":
            return library.functions()[str(name)](*arguments, **keywords)
        if operation == "products":
            return self.links.products(number, *arguments)
        thing = self.handles.kept(number)
        if operation == "call":
            return thing(*arguments, **keywords)
        if operation == "await":
            return asyncio.run(_outcome(thing))
        if operation == "copy":
            return copy.deepcopy(thing)
        if operation == "signature":
            return _signature(thing if name is None else getattr(thing, name))
        wanted = str(name)
        if operation == "getattr":
            return getattr(thing, wanted)
        if operation == "setattr":
            return setattr(thing, wanted, *arguments)
        if operation == "own method":
            return getattr(type(thing), wanted)(thing, *arguments, **keywords)
        return getattr(thing, wanted)(*arguments, **keywords)

    def survives(self, error: BaseException) -> bool:  # noqa: ARG002
        """A student's `sys.exit` ends the call, not the world."""
        return True

    def under(self, grad: bool, inference: bool) -> AbstractContextManager[Any]:
        """A test that asks for nothing special leaves the modes to the notebook, as where both are in one process."""
        return contextlib.nullcontext() if (grad, inference) == (True, False) else super().under(grad, inference)

    def around(self) -> AbstractContextManager[Any]:
        """What the answer prints goes over with the next message."""
        return self._captured()

    @contextlib.contextmanager
    def _captured(self) -> Generator[None]:
        before = self._printed, self._warned
        self._printed, self._warned = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(self._printed), contextlib.redirect_stderr(self._warned):
                yield
        finally:
            printed, warned = self._printed.getvalue(), self._warned.getvalue()
            self._printed, self._warned = before
            self._printed.write(printed)
            self._warned.write(warned)

    def news(self) -> Any:
        """Which global random states moved, what was printed and warned of, and what was done to environments."""
        moved = randomness.moved(self._random)
        if any(moved):
            self._random = randomness.look()
        texts = [stream.getvalue()[-_MAX_PRINTED:] for stream in (self._printed, self._warned)]
        logs = self._environments.logs()
        if not any(moved) and not any(texts) and not logs:
            return None
        self._printed, self._warned = io.StringIO(), io.StringIO()
        return moved, *texts, logs

    def hear(self, news: Any) -> None:
        """The test's global random states, where they changed."""
        if news is not None:
            randomness.put(news)
            self._random = randomness.look()

    def _ask_products(self, handle: int, upstream: torch.Tensor) -> Any:
        return self.request("products", handle, None, (upstream,))


async def _outcome(awaitable: Any) -> Any:
    return await awaitable


def _signature(thing: Any) -> list[Any]:
    found: list[Any] = []
    for parameter in inspect.signature(thing).parameters.values():
        default = parameter.default
        try:
            encode(default)
        except CodecError:
            default = None
        found.append((parameter.name, int(parameter.kind), parameter.default is not parameter.empty, default))
    return found
