"""Numbers for what has an identity on both sides: arrays, tensors, generators, modules, optimisers.

Such a thing is sent once. From then on both sides hold it under one number, and what one side does to it (draws from a generator, steps of
an optimiser, numbers written into an array) reaches the other with the next message. The instructor numbers its things evenly, the student
oddly, so neither can claim the other's numbers.
"""

import contextlib
import sys
from collections.abc import Callable, Collection, Generator
from dataclasses import dataclass
from typing import Any, Literal

import torch

from coursetools.grader.worlds import states
from coursetools.grader.worlds.codec import CodecError
from coursetools.grader.worlds.hooks import hooks_of, put_hooks

_OURS = 3
"""References to a thing that nobody but :meth:`Things.changes` knows: its record, a local name, and the argument of the count."""


@dataclass
class _Record:
    thing: Any
    state: Any
    """As the other side knows it."""


class Things:
    """The table of one side.

    Args:
        first: 1 for the student, 2 for the instructor, who also says when a thing is needed no longer (the student keeps all till then).
    """

    def __init__(self, first: Literal[1, 2]) -> None:
        self._first, self._next, self._is_instructor = first, int(first), first == 2
        self._records: dict[int, _Record] = {}
        self._numbers: dict[int, int] = {}
        self._added: list[int] = []

    def number(self, thing: object) -> int | None:
        """The number of a thing, if it has one."""
        return self._numbers.get(id(thing))

    def add(self, thing: object) -> int:
        """Give a thing of this side's a number; the other side learns its state from the same message."""
        number, self._next = self._next, self._next + 2
        self._keep(number, thing)
        self._added.append(number)
        return number

    @contextlib.contextmanager
    def all_or_none(self) -> Generator[None]:
        """Around the writing of a message: where it cannot be written, what it was to bring has no number."""
        self._added = []
        try:
            yield
        except BaseException:
            for number in self._added:
                self.forget(number)
            raise

    def receive(self, number: int, thing: object) -> None:
        """Take a thing that the other side sent.

        Raises:
            CodecError: The number is not one that the other side may give.
        """
        if number <= 0 or number % 2 == self._first % 2 or number in self._records:
            raise CodecError(f"{number} is no number for a thing of the other side's")
        self._keep(number, thing)

    def get(self, number: int) -> Any:
        """The thing of a number.

        Raises:
            CodecError: There is none.
        """
        record = self._records.get(number)
        if record is None:
            raise CodecError(f"no thing has the number {number}")
        return record.thing

    def forget(self, number: int) -> None:
        """Hold a thing no longer."""
        record = self._records.pop(number, None)
        if record is not None:
            self._numbers.pop(id(record.thing), None)

    def free(self) -> list[int]:
        """Give up what nobody on this side holds any longer, and return the numbers."""
        if not self._is_instructor:
            return []
        # Generators cannot be weakly referenced, so references are counted. Modules know themselves in cycles: they stay till the end.
        unheld: list[int] = []
        for number, record in self._records.items():
            thing = record.thing
            if sys.getrefcount(thing) <= _OURS and not isinstance(thing, torch.nn.Module):
                unheld.append(number)
            del thing
        for number in unheld:
            self.forget(number)
        return unheld

    def changes(self) -> list[tuple[int, Any]]:
        """What this side did to things since the last message, as (number, state)."""
        changed: list[tuple[int, Any]] = []
        for number, record in self._records.items():
            state = self._state(record.thing)
            if state != record.state:
                record.state = state
                changed.append((number, state))
        return changed

    def apply(self, changes: Collection[Any], may_change: Callable[[int], bool]) -> None:
        """Do to this side's things what the other side did to them.

        Args:
            changes: Pairs of number and state, as :meth:`changes` returns them.
            may_change: Whether this side lets the thing of a number change now.

        Raises:
            CodecError: A state is none of that thing's.
        """
        for change in changes:
            if type(change) is not tuple or len(change) != 2 or type(change[0]) is not int:
                raise CodecError("a change that is no number and state")
            number, state = change
            record = self._records.get(number)
            if record is not None and may_change(number):
                if isinstance(record.thing, torch.nn.Module) and type(state) is tuple and not self._is_instructor:
                    state, hooks = state
                    put_hooks(record.thing, hooks)
                states.put(record.thing, state)
                record.state = self._state(record.thing)

    def _state(self, thing: object) -> Any:
        """What the other side is told of a thing; of a test's module also the hooks, which then call back."""
        if self._is_instructor and isinstance(thing, torch.nn.Module):
            return states.of(thing), hooks_of(thing)
        return states.of(thing)

    def is_own(self, number: int) -> bool:
        """Whether this side gave a number."""
        return number % 2 == self._first % 2

    def __contains__(self, number: object) -> bool:
        return number in self._records

    def _keep(self, number: int, thing: object) -> None:
        self._records[number] = _Record(thing, self._state(thing))
        self._numbers[id(thing)] = number
