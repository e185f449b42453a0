"""What an answer may do with an object that a test handed it and that stays in the test's world: a list of names for each kind of object.

Reading and calling alone, and only what the object is there for. Nothing private, nothing is written, and no public method that writes or
reads by name (``set_wrapper_attr``) is on any list.
"""

import types
from collections.abc import Iterator
from typing import Any

import gymnasium as gym
import torch

from coursetools.grader.worlds.standins import FORWARDED

_OWN_METHODS = FORWARDED - {"__setitem__", "__delitem__"}
_FUNCTIONS = frozenset({"__name__", "__qualname__", "__doc__"})
_ENVIRONMENTS = frozenset(
    {
        "action_space",
        "close",
        "metadata",
        "num_envs",
        "observation_space",
        "render",
        "render_mode",
        "reset",
        "single_action_space",
        "single_observation_space",
        "spec",
        "step",
        "unwrapped",
    }
)
_BY_KIND: tuple[tuple[type | tuple[type, ...], frozenset[str]], ...] = (
    ((types.FunctionType, types.MethodType, types.BuiltinFunctionType, type), _FUNCTIONS),
    ((gym.Env, gym.vector.VectorEnv), _ENVIRONMENTS),
    (torch.nn.Module, frozenset({"forward", "training"})),
)
"""For each kind of object, the names that may be read or called; of several kinds, the first one decides."""


def method(name: str) -> bool:
    """Whether one of Python's own methods may be called."""
    return name in _OWN_METHODS


def name(thing: object, wanted: str) -> bool:
    """Whether an attribute of an object may be read, or a method called."""
    for kind, names in _BY_KIND:
        if isinstance(thing, kind):
            return wanted in names
    return not wanted.startswith("_") and wanted in _own_names(thing)


def _own_names(thing: object) -> set[str]:
    """What a test's own class defines, and what its object holds; nothing that it inherits from a library."""
    own = [vars(kind) for kind in _own_kinds(type(thing))]
    return {name for names in [*own, getattr(thing, "__dict__", {}) if own else {}] for name in names}


def _own_kinds(kind: type[Any]) -> Iterator[type[Any]]:
    return (one for one in kind.__mro__ if one.__module__ == "__main__")
