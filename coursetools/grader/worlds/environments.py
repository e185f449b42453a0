"""Environments that a test hands to an answer: they go over by value, run there, and come back as a log that is replayed here.

So 80,000 steps cost one message. The log says what was called with which arguments; the trusted side does the same to the test's own
environment, and refuses a log whose results it does not get: what the test then reads (episodes, seeds, steps) happened as the environment
has it, whatever the student's process wrote. An environment of a class that the test itself defines stays in the test's world and is called
back.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import gymnasium as gym
import numpy as np

from coursetools.grader.worlds.byvalue import FromPickles, pickled
from coursetools.grader.worlds.codec import CodecError, Reader, Writer
from coursetools.grader.worlds.handles import number_of
from coursetools.grader.worlds.known import Known

Environment: TypeAlias = gym.Env[Any, Any] | gym.vector.VectorEnv[Any, Any, Any]
_KINDS = (gym.Env, gym.vector.VectorEnv)
_WRAPPERS = (gym.Wrapper, gym.vector.VectorWrapper)
_METHODS = ("reset", "step")
_SPACES = ("action_space", "observation_space")


class NotReproducedError(Exception):
    """An environment did not do here what it is said to have done there."""


def levels(env: Environment) -> list[Environment]:
    """An environment and what it wraps, from the outside in."""
    found = [env]
    while isinstance(found[-1], _WRAPPERS):
        found.append(cast("Any", found[-1]).env)
    return found


def is_the_tests_own(kind: type) -> bool:
    """Whether a class was defined inside a test."""
    return kind.__module__ == "__main__" and "<locals>" in kind.__qualname__


@dataclass
class Log:
    """What was done to one environment since the last message."""

    calls: list[tuple[int, str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list[Any])
    """Level, method, arguments, keywords; ``"action_space"`` in place of a method says that the answer drew from or seeded it."""
    digest: Any = field(default_factory=hashlib.blake2b)
    """Of all results."""

    def do(self, level: int, method: str, call: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Do something to the environment, and write it down."""
        self.calls.append((level, method, arguments, keywords))
        try:
            result = call(*arguments, **keywords)
        except Exception as error:
            self.digest.update(type(error).__name__.encode())
            raise
        _digest(self.digest, result[:-1])  # infos may hold anything
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


class SentEnvironments:
    """The instructor's room of environments.

    Args:
        known: What both worlds have.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._sent: list[Environment] = []

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tags of this room: an environment that comes back."""
        return {b"w": lambda reader: self._get(reader.number())}

    def write(self, writer: Writer, value: object) -> bool:
        """Write an environment as it is now, if it can be pickled and its class is not the test's own."""
        if not isinstance(value, _KINDS) or number_of(value) is not None:
            return False
        env = cast("Environment", value)
        if any(is_the_tests_own(type(level)) for level in levels(env)):
            return False
        _seeded(env)
        taken_out: list[Any] = []
        try:
            data = pickled(env, lambda part: number_of(part) is not None or self._known.is_given(part), taken_out)
        except Exception:  # whatever stands in the way: a window, a simulator in C++
            return False
        number = next((place for place, one in enumerate(self._sent) if one is env), len(self._sent))
        if number == len(self._sent):
            self._sent.append(env)
        writer.tag(b"V")
        writer.number(number)
        writer.blob(data)
        writer.put(taken_out)
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
            for level, method, arguments, keywords in calls:
                if type(level) is not int or not 0 <= level < len(inside):
                    raise CodecError("no level of an environment")
                if method in _SPACES:
                    getattr(inside[level], method).sample()  # its state is moved on here too, to whatever comes next
                    continue
                if method not in _METHODS:
                    raise CodecError("no step of an environment")
                try:
                    log.do(level, method, getattr(inside[level], method), arguments, keywords)
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
        found = [(number, log.calls, log.digest.digest()) for number, log in self._logs.items() if log.calls]
        self._logs = {}
        return found

    def _read(self, reader: Reader) -> Environment:
        number, data, taken_out = reader.number(), reader.blob(), reader.get()
        env = cast("Environment", self._pickles.load(data, taken_out))
        if number in self._copies:
            env = _updated(self._copies[number], env)
        self._copies[number] = env
        inside = levels(env)
        for level, one in enumerate(inside):
            self._places[id(one)] = number, level
            cast("Any", one).__class__ = self._recording(type(one))
            for name in _SPACES:
                space = getattr(one, name, None)
                is_own = level == len(inside) - 1 or space is not getattr(inside[level + 1], name, None)
                if isinstance(space, gym.Space) and is_own:
                    self._spaces[number, level, name] = space, _random_state(space)
        return env

    def _recording(self, kind: type) -> type:
        """A class that does the same as another, and writes it down."""
        if kind not in self._kinds:
            methods = {method: self._recorded(getattr(kind, method), method) for method in _METHODS}
            names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
            made = type(kind.__name__, (kind,), {**methods, **names})
            self._kinds[kind] = self._kinds[made] = made
        return self._kinds[kind]

    def _recorded(self, method: Callable[..., Any], name: str) -> Callable[..., Any]:
        def record(thing: Any, *arguments: Any, **keywords: Any) -> Any:
            place = self._places.get(id(thing))
            if self._is_inside or place is None:  # a wrapper steps what it wraps; an answer steps a copy of its own
                return method(thing, *arguments, **keywords)
            number, level = place
            self._is_inside = True
            try:
                log = self._logs.setdefault(number, Log())
                return log.do(level, name, lambda *given, **named: method(thing, *given, **named), arguments, keywords)
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
