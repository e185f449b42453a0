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

from coursetools.grader.worlds import memory, states
from coursetools.grader.worlds.codec import CodecError
from coursetools.grader.worlds.hooks import hooks_of, left_in, put_hooks, show_left
from coursetools.grader.worlds.memory import pair

_OURS = 3
"""References to a thing that nobody but :meth:`Things.changes` knows: its record, a local name, and the argument of the count."""


@dataclass
class _Record:
    thing: Any
    state: Any
    """As the other side knows it."""
    origin: Any = None
    """For a tensor the address of its memory, for a module its weights, as they came."""


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
                changed.append((number, self._told(record, state)))
        return changed

    def _told(self, record: _Record, state: Any) -> Any:
        """A state as it goes over. The student's side also tells of replaced or shared memory and of hooks: ``(state, what)``."""
        thing, origin = record.thing, record.origin
        if self._is_instructor or origin is None:
            return state
        if isinstance(thing, torch.nn.Module):
            slots = memory.slots(thing)
            return state[0], ([(name, weight) for name, weight in slots.items() if weight is not origin.get(name)], left_in(thing))
        moved = memory.address(thing) != origin
        owners = [number for number, other in self._records.items() if other is not record and _shares(other.thing, thing)] if moved else []
        return state[0], owners[0] if owners else moved

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
                self._put(record, state)
                record.state = self._state(record.thing)

    def _put(self, record: _Record, state: Any) -> None:
        thing = record.thing
        if isinstance(thing, torch.nn.Module) or (isinstance(thing, torch.Tensor) and self._is_instructor and state is not None):
            state, more = pair(state)
            if not isinstance(thing, torch.nn.Module):
                owner = self._records.get(more) if type(more) is int else None
                memory.move(thing, more, owner.thing if owner is not None else None)
            elif self._is_instructor:
                weights, n_left = pair(more)
                memory.fill(thing, weights)
                show_left(thing, n_left)
            else:
                put_hooks(thing, more)
        states.put(thing, state)

    def _state(self, thing: object) -> Any:
        """What is compared to see that a thing has changed.

        The instructor tells of a module also the hooks, which then call back; the student looks at where memory lies, and which hooks
        there are.
        """
        if isinstance(thing, torch.nn.Module):
            parts = hooks_of(thing) if self._is_instructor else (*map(id, memory.slots(thing).values()), left_in(thing))
            return states.of(thing), parts
        if isinstance(thing, torch.Tensor) and not self._is_instructor and thing.device.type != "meta":
            return states.of(thing), memory.address(thing)
        return states.of(thing)

    def is_own(self, number: int) -> bool:
        """Whether this side gave a number."""
        return number % 2 == self._first % 2

    def __contains__(self, number: object) -> bool:
        return number in self._records

    def _keep(self, number: int, thing: object) -> None:
        origin = None
        if isinstance(thing, torch.nn.Module):
            origin = memory.slots(thing)
        elif isinstance(thing, torch.Tensor) and thing.device.type != "meta":
            origin = memory.address(thing)
        self._records[number] = _Record(thing, self._state(thing), origin)
        self._numbers[id(thing)] = number


def _shares(one: object, other: torch.Tensor) -> bool:
    return isinstance(one, torch.Tensor) and one.device.type != "meta" and memory.address(one) == memory.address(other)
