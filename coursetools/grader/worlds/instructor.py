"""The instructor's side of the line, in the world that is trusted: stand-ins for a student's answers, and what these may ask of the test.

Nothing that comes in is believed or executed. What an answer does to arguments counts for the arguments of that call alone, and of objects
that were given them before; what it asks of the test's own objects must stand on the list of :mod:`coursetools.grader.worlds.allowed`.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from coursetools.grader.worlds import allowed, randomness
from coursetools.grader.worlds.byvalue import ByValue
from coursetools.grader.worlds.codec import CodecError
from coursetools.grader.worlds.environments import NotReproducedError, SentEnvironments
from coursetools.grader.worlds.handles import number_of
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.line import Line, LineEndedError
from coursetools.grader.worlds.links import Links
from coursetools.grader.worlds.modules import RebuiltModules
from coursetools.grader.worlds.rooms import Room
from coursetools.grader.worlds.side import Side
from coursetools.grader.worlds.spaces import Spaces
from coursetools.grader.worlds.things import Things
from coursetools.grader.worlds.values import Values

MAX_CALLS_BACK = 300_000
"""Calls back that the answers to one test may make."""
_MAX_PRINTED = 20_000
_FRESH = 4
"""References to an array that a call back has just made: two names, the tuple that is looked through, and the argument of the count."""


class Instructor(Side):
    """Asks for answers, and lets them call back.

    Args:
        line: The line to the student's world.
        given: Classes and functions of given cells, which the student's world has by the same names.
        libraries: Packages beside the usual ones whose classes may come by name.
        text: Text of the cell that is graded.
    """

    def __init__(self, line: Line, given: Mapping[str, Any], libraries: frozenset[str] = frozenset(), text: str = "") -> None:
        self.text = text
        things = Things(2)
        super().__init__(line, Known(given, libraries), things, Links(self._ask_products, lambda leaf: things.number(leaf) is not None))
        self._lent: dict[int, set[int]] = {}
        """For each object of the student's, the numbers of the things that it was given and may keep."""
        self._sent: randomness.States | None = None
        self._not_reproduced: NotReproducedError | None = None

    def stand_in(self, name: str) -> Any:
        """What stands for a name of the student's notebook.

        Raises:
            NameError: The notebook does not define it.
        """
        return self.request("name", 0, name)

    def rooms(self) -> list[Room]:
        """Modules are rebuilt, values of the test's pickled or named."""
        modules = RebuiltModules(self, self.known, self.things, self.handles)
        self._environments = SentEnvironments(self.known)
        by_value = ByValue(self.known, self.shared, self.things, self.handles)
        return [Values(self.known), self.shared, modules, self._environments, by_value, Spaces(), self.handles]

    def run(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Run a function of the library where the answers are."""
        return self.request("run", 0, name, arguments, dict(keywords))

    def text_of(self, answer: object) -> str:  # noqa: ARG002
        """The text of the cell that is graded."""
        return self.text

    def holds(self, value: object) -> bool:
        """Whether a value stands for one of the student's."""
        return number_of(value) is not None

    # ---------------------------------------------------------------------------------------------------------- requests

    def request(
        self, operation: str, number: int, name: str | None = None, arguments: Sequence[Any] = (), keywords: dict[str, Any] | None = None
    ) -> Any:
        """Ask the student's side. Things among the arguments may change meanwhile, and those that objects among them were lent."""
        outer = self.shared.touched, self.handles.touched, self.handles.met
        self.shared.touched, self.handles.touched, self.handles.met = set(outer[0]), {*outer[1], number}, set()
        self._environments.handed_over = (arguments, keywords)
        try:
            result = super().request(operation, number, name, arguments, keywords)
            if self._not_reproduced is not None:
                raise self._not_reproduced
            return result
        finally:
            is_told = operation in ("method", "own method", "setattr") and name != "__call__"  # a function keeps nothing
            keepers = self.handles.met | ({number} if is_told else set())
            lent = self.shared.touched.union(*(self._lent.get(handle, ()) for handle in self.handles.touched))
            for handle in keepers if lent else ():
                self._lent.setdefault(handle, set()).update(lent)
            self.shared.touched, self.handles.touched, self.handles.met = outer

    def may_change(self, number: int) -> bool:
        """A thing of the student's may always change, one of the test's while it is lent."""
        is_lent = any(number in self._lent.get(handle, ()) for handle in self.handles.touched)
        return not self.things.is_own(number) or number in self.shared.touched or is_lent

    def news(self) -> Any:
        """The global random states, where they are not those that the student's side was last told."""
        looked = randomness.look()
        if looked == self._sent:
            return None
        self._sent = looked
        return randomness.now()

    def hear(self, news: Any) -> None:
        """What the answer printed, which global random states it moved, and what it did to environments."""
        if news is None:
            return
        moved, printed, warned, logs = news
        try:
            self._environments.replay(logs)
        except NotReproducedError as error:
            self._not_reproduced = error
        randomness.move(moved)
        for stream, text in ((sys.stdout, printed), (sys.stderr, warned)):
            if type(text) is not str:
                raise CodecError("no text")
            stream.write(text[-_MAX_PRINTED:])

    def _ask_products(self, handle: int, upstream: torch.Tensor) -> Any:
        return self.request("products", handle, None, (upstream,))

    # ----------------------------------------------------------------------------------------------------------- serving

    def perform(self, operation: str, number: int, name: str | None, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Let an answer call one of the test's objects, or read what is on its list.

        Raises:
            AttributeError: It may not.
        """
        if self.n_served > MAX_CALLS_BACK:
            raise LineEndedError(f"more than {MAX_CALLS_BACK} calls back")
        if operation == "products":
            return self.links.products(number, *arguments)
        thing = self.handles.kept(number)
        if operation == "call":
            return self._watched(thing(*arguments, **keywords))
        if name is not None and operation == "own method" and allowed.method(name):
            return self._watched(getattr(type(thing), name)(thing, *arguments, **keywords))
        if name is not None and operation in ("getattr", "method") and allowed.name(thing, name):
            found = getattr(thing, name)
            return found if operation == "getattr" else self._watched(found(*arguments, **keywords))
        raise AttributeError(f"{name}: an answer may not ask this of what a test hands it")

    def _watched(self, result: Any) -> Any:
        """Note which arrays of a result something in this world still holds: it may write over them, and the answer's must follow."""
        for one in result if type(result) is tuple else (result,):
            # A fresh array is known to the result and to the names of this function alone.
            if type(one) is np.ndarray and sys.getrefcount(one) > _FRESH - (type(result) is tuple) and not self.shared.is_watched(one):
                self.shared.written_over.append(one)
        return result
