"""Environments that a test hands to an answer: they go over by value, run there, and come back as a log that is replayed here.

So 80,000 steps cost one message. The log says what was called with which arguments; the trusted side does the same to the test's own
environment, and refuses a log whose results it does not get: what the test then reads (episodes, seeds, steps) happened as the environment
has it, whatever the student's process wrote. An environment of a class that the test itself defines goes over where a copy does the same
(:mod:`coursetools.grader.worlds.reach`); any other one stays in the test's world and is called back.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

from coursetools.grader.worlds.byvalue import FromPickles, pickled
from coursetools.grader.worlds.codec import CodecError, Reader, Writer
from coursetools.grader.worlds.handles import number_of
from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.reach import changeable, is_self_contained, is_the_tests_own, own_methods

Environment: TypeAlias = gym.Env[Any, Any] | gym.vector.VectorEnv[Any, Any, Any]
_KINDS = (gym.Env, gym.vector.VectorEnv)
_WRAPPERS = (gym.Wrapper, gym.vector.VectorWrapper)
_METHODS = ("reset", "step")
_SPACES = ("action_space", "observation_space")
_PLAIN = frozenset({int, float, bool, np.int64, np.float64, np.float32, np.bool_})
"""Types of results that their text tells apart."""
_ACTIONS: dict[type, str] = {int: "int", np.int64: "int64"}
"""Types of actions of which a log holds thousands."""
_LARGEST = (1 << 62) - 1
_NO_SHAPE = 255
MAX_STEPS = 2_000_000
"""Calls of environments' methods that the answers to one test may make: all are made a second time here."""
Call: TypeAlias = tuple[int, str, tuple[Any, ...], dict[str, Any]]
"""Level, method, arguments, keywords of what was done to an environment."""


class NotReproducedError(Exception):
    """An environment did not do here what it is said to have done there."""


def levels(env: Environment) -> list[Environment]:
    """An environment and what it wraps, from the outside in."""
    found = [env]
    while isinstance(found[-1], _WRAPPERS):
        found.append(cast("Any", found[-1]).env)
    return found


def methods_of(kind: type) -> tuple[str, ...]:
    """The methods of an environment whose calls are written down."""
    return (*_METHODS, *(name for name in own_methods(kind) if name not in _METHODS))


@dataclass
class Log:
    """What was done to one environment since the last message."""

    calls: list[Call] = field(default_factory=list[Call])
    """``"action_space"`` in place of a method says that the answer drew from or seeded it."""
    digest: Any = field(default_factory=hashlib.blake2b)
    """Of all results."""

    def do(self, level: int, method: str, call: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Do something to the environment, and write it down."""
        self.calls.append((level, method, arguments, keywords))
        return self.heard(method, call, arguments, keywords)

    def heard(self, method: str, call: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Do something to the environment, and digest its result."""
        try:
            result = call(*arguments, **keywords)
        except Exception as error:
            self.digest.update(type(error).__name__.encode())
            raise
        told = result[:-1] if method in _METHODS else (result,)  # infos may hold anything
        if _PLAIN.issuperset(map(type, told)):
            self.digest.update(repr(told).encode())
        else:
            _digest(self.digest, told)
        return result


def _digest(digest: Any, value: object) -> None:
    if isinstance(value, np.ndarray):
        digest.update(value.dtype.str.encode() + value.tobytes())
    elif isinstance(value, dict):
        for key, item in cast("dict[Any, Any]", value).items():
            digest.update(repr(key).encode())
            _digest(digest, item)
    elif isinstance(value, tuple | list):
        for item in cast("Sequence[Any]", value):
            _digest(digest, item)
    else:
        digest.update(repr(value).encode())


def packed(calls: Sequence[Call]) -> tuple[Any, ...]:
    """Calls as they go over, by the thousand in a few arrays.

    Most are alike: ``step(action)`` with a whole number, ``reset()``. Each such shape of a call has a number. So a log is its shapes, the
    number of each call's shape, the actions of the calls whose shape has one, and those calls that have no shape.
    """
    shapes: dict[tuple[int, str, str], int] = {}
    numbers, actions, others = bytearray(), list[int](), list[Call]()
    for call in calls:
        level, method, arguments, keywords = call
        kind = "" if not arguments else _ACTIONS.get(type(arguments[0])) if len(arguments) == 1 else None
        if keywords or kind is None or len(shapes) == _NO_SHAPE or (kind and not -_LARGEST <= arguments[0] <= _LARGEST):
            numbers.append(_NO_SHAPE)
            others.append(call)
            continue
        numbers.append(shapes.setdefault((level, method, kind), len(shapes)))
        actions += map(int, arguments)
    return list(shapes), bytes(numbers), np.array(actions, np.int64), others


def unpacked(log: Any) -> Iterator[Call]:
    """The calls of a log, from a process that nobody trusts.

    Raises:
        CodecError: It is no log.
    """
    if type(log) is not tuple or [type(part) for part in cast("tuple[Any, ...]", log)] != [list, bytes, np.ndarray, list]:
        raise CodecError("no log of an environment")
    shapes, numbers, actions, others = cast("tuple[list[Any], bytes, NDArray[Any], list[Any]]", log)
    if actions.dtype != np.int64 or actions.ndim != 1:
        raise CodecError("no actions in a log")
    kinds = {kind: made for made, kind in _ACTIONS.items()}
    rest, left = iter(actions), iter(others)
    try:
        for number in numbers:
            if number == _NO_SHAPE:
                yield _call(next(left))
                continue
            level, method, kind = shapes[number]
            yield level, method, (kinds[kind](next(rest)),) if kind else (), {}
    except (IndexError, KeyError, StopIteration, TypeError, ValueError):
        raise CodecError("a log of an environment that is not whole") from None


def _call(value: Any) -> Call:
    if type(value) is not tuple or [type(part) for part in cast("tuple[Any, ...]", value)] != [int, str, tuple, dict]:
        raise CodecError("no call of an environment")
    return cast("Call", value)


class SentEnvironments:
    """The instructor's room of environments.

    Args:
        known: What both worlds have.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._sent: list[Environment] = []
        self._n_calls = 0
        self.handed_over: Sequence[Any] = ()
        """All that the test hands over at present: what an environment of the test's own shares with it may change from step to step."""

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room: an environment that comes back."""
        return {b"w": lambda reader: self._get(reader.number())}

    def write(self, writer: Writer, value: object) -> bool:
        """Write an environment as it is now, if it can be pickled and its class is not the test's own."""
        if not isinstance(value, _KINDS) or number_of(value) is not None:
            return False
        env = cast("Environment", value)
        own = [type(level) for level in levels(env) if is_the_tests_own(type(level))]
        if not all(is_self_contained(kind, self._known) for kind in own):
            return False
        _seeded(env)
        taken_out: list[Any] = []
        inside = set[int]()
        try:
            data = pickled(env, lambda part: number_of(part) is not None or self._known.is_given(part), taken_out, inside)
        except Exception:  # whatever stands in the way: a window, a simulator in C++
            return False
        if own and not inside.isdisjoint(changeable(self.handed_over, but=env)):
            return False
        number = next((place for place, one in enumerate(self._sent) if one is env), len(self._sent))
        if number == len(self._sent):
            self._sent.append(env)
        writer.tag(b"V")
        writer.number(number)
        writer.blob(data)
        writer.put((taken_out, [methods_of(type(level)) for level in levels(env)]))
        return True

    def replay(self, logs: Any) -> None:
        """Do to the test's environments what the answer did to its copies.

        Raises:
            NotReproducedError: Something else came of it.
            CodecError: It is no log.
        """
        for number, calls, said in logs:
            env, log = self._get(number), Log()
            inside = levels(env)
            for level, method, arguments, keywords in unpacked(calls):
                self._n_calls += 1
                if self._n_calls > MAX_STEPS:
                    raise CodecError(f"more than {MAX_STEPS} steps of environments")
                if type(level) is not int or not 0 <= level < len(inside):
                    raise CodecError("no level of an environment")
                if method in _SPACES:
                    getattr(inside[level], method).sample()  # its state is moved on here too, to whatever comes next
                    continue
                if method not in methods_of(type(inside[level])):
                    raise CodecError("no step of an environment")
                try:
                    log.heard(method, getattr(inside[level], method), arguments, keywords)
                except Exception:  # it was raised there too, or the digests differ
                    continue
            if log.digest.digest() != said:
                raise NotReproducedError("the same actions did not lead to the same observations and rewards a second time")

    def _get(self, number: object) -> Environment:
        if type(number) is not int or not 0 <= number < len(self._sent):
            raise CodecError("an environment that was not sent")
        return self._sent[number]


def _seeded(env: Environment) -> None:
    """Have an environment choose now the random states that it would choose when they are needed, so that both copies have the same."""
    inner = levels(env)[-1]
    drawing: list[Any] = [inner] if isinstance(inner, gym.Env) else []
    for one in drawing + [getattr(level, name, None) for level in levels(env) for name in _SPACES]:
        _ = getattr(one, "np_random", None)


class RunEnvironments:
    """The student's room of environments: copies that write down what is done to them.

    Args:
        pickles: The room that reads pickles.
    """

    def __init__(self, pickles: FromPickles) -> None:
        self._pickles = pickles
        self._copies: dict[int, Environment] = {}
        self._places: dict[int, tuple[int, int]] = {}
        """For the identity of each copy and of what it wraps: the copy's number, and the level."""
        self._spaces: dict[tuple[int, int, str], tuple[Any, Any]] = {}
        """For each copy, level and name: the space, and its random state as it was told last."""
        self._logs: dict[int, Log] = {}
        self._is_inside = False
        self._kinds: dict[type, type] = {}

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room."""
        return {b"V": self._read}

    def write(self, writer: Writer, value: object) -> bool:
        """Write the number of a copy."""
        place = self._places.get(id(value))
        if place is None or place[1] != 0:
            return False
        writer.tag(b"w")
        writer.number(place[0])
        return True

    def logs(self) -> list[Any]:
        """What was done to the copies since this was asked last."""
        for (number, level, name), (space, told) in self._spaces.items():
            if (state := _random_state(space)) != told:
                self._spaces[number, level, name] = space, state
                self._logs.setdefault(number, Log()).calls.append((level, name, (), {}))
        found = [(number, packed(log.calls), log.digest.digest()) for number, log in self._logs.items() if log.calls]
        self._logs = {}
        return found

    def _read(self, reader: Reader) -> Environment:
        number, data, (taken_out, methods) = reader.number(), reader.blob(), reader.get()
        env = cast("Environment", self._pickles.load(data, taken_out))
        if number in self._copies:
            env = _updated(self._copies[number], env)
        self._copies[number] = env
        inside = levels(env)
        for level, one in enumerate(inside):
            self._places[id(one)] = number, level
            cast("Any", one).__class__ = self._recording(type(one), methods[level])
            for name in _SPACES:
                space = getattr(one, name, None)
                is_own = level == len(inside) - 1 or space is not getattr(inside[level + 1], name, None)
                if isinstance(space, gym.Space) and is_own:
                    self._spaces[number, level, name] = space, _random_state(space)
        return env

    def _recording(self, kind: type, methods: tuple[str, ...]) -> type:
        """A class that does the same as another, and writes down the calls of some methods."""
        if kind not in self._kinds:
            recorded = {method: self._recorded(getattr(kind, method), method) for method in methods}
            names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
            made = type(kind.__name__, (kind,), {**recorded, **names})
            self._kinds[kind] = self._kinds[made] = made
        return self._kinds[kind]

    def _recorded(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        def record(thing: Any, *arguments: Any, **keywords: Any) -> Any:
            place = self._places.get(id(thing))
            if self._is_inside or place is None:  # a wrapper steps what it wraps; an answer steps a copy of its own
                return method(thing, *arguments, **keywords)
            number, level = place
            log = self._logs.get(number)
            if log is None:
                log = self._logs[number] = Log()
            self._is_inside = True
            try:
                return log.do(level, name, functools.partial(method, thing), arguments, keywords)
            finally:
                self._is_inside = False

        record.__name__ = name
        record.__doc__ = method.__doc__
        return record


def _updated(old: Environment, new: Environment) -> Environment:
    """Give a copy, and what it wraps, the state of a newer one."""
    for one, other in zip(levels(old), levels(new), strict=True):
        inner = cast("Any", one).env if isinstance(one, _WRAPPERS) else None
        vars(one).clear()
        vars(one).update(vars(other))
        if inner is not None:
            cast("Any", one).env = inner
    return old


def _random_state(space: Any) -> str:
    return repr(space.np_random.bit_generator.state)
