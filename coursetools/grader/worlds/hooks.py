"""Hooks that a test registers on a module: they stay in the test's world and are called back from the forward pass, wherever that runs."""

import types
from collections.abc import Callable, Sequence
from typing import Any, cast

import torch

from coursetools.grader.worlds.handles import number_of

_FROM_ELSEWHERE = "from elsewhere"


def hooks_of(module: torch.nn.Module) -> tuple[Callable[..., Any], ...]:
    """The functions that a test has registered for after the forward pass."""
    return tuple(hook for hook in _hooks(module).values() if isinstance(hook, types.FunctionType | types.MethodType))


def put_hooks(module: torch.nn.Module, hooks: Sequence[Callable[..., Any]]) -> None:
    """Have a module call these hooks of the other side's, and no other ones of that side."""
    own = _hooks(module)
    for key in [key for key in own if type(key) is tuple and key[0] == _FROM_ELSEWHERE]:
        del own[key]
    for place, hook in enumerate(hooks):
        own[_FROM_ELSEWHERE, place] = hook


def take_hooks(module: torch.nn.Module) -> None:
    """Let the hooks of the other side's that came with a module be known as such."""
    own = _hooks(module)
    theirs = [key for key, hook in own.items() if number_of(hook) is not None]
    put_hooks(module, [own.pop(key) for key in theirs])


def _hooks(module: torch.nn.Module) -> dict[Any, Any]:
    return cast("dict[Any, Any]", vars(module)["_forward_hooks"])
