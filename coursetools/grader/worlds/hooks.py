"""Hooks on modules, on both sides.

Those of a test stay in its world and are called back from the forward pass, wherever that runs. Those that an answer leaves in a test's
module stay in the answer's world, and the test sees that they are there.
"""

import types
from collections.abc import Callable, Sequence
from typing import Any, cast

import torch

from coursetools.grader.worlds.codec import CodecError
from coursetools.grader.worlds.handles import number_of

_FROM_ELSEWHERE = "from elsewhere"
_KINDS = (
    *("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_post_accumulate_grad_hooks"),
    *("_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"),
)
_MOST = 10_000


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


def left_in(module: torch.nn.Module) -> int:
    """How many hooks this side has registered on a module and its own parameters, and not removed."""
    parameters = [one for one in vars(module)["_parameters"].values() if one is not None]
    found = [getattr(one, kind, None) or {} for one in (module, *parameters) for kind in _KINDS]
    return sum(type(key) is int and number_of(hook) is None for hooks in found for key, hook in hooks.items())


def show_left(module: torch.nn.Module, n_left: object) -> None:
    """Let a test see on its module how many hooks the other side has left there.

    Raises:
        CodecError: It is no such number.
    """
    if type(n_left) is not int or not 0 <= n_left <= _MOST:
        raise CodecError("no number of hooks")
    own = _hooks(module)
    for key in [key for key, hook in own.items() if isinstance(hook, _Left)]:
        del own[key]
    own.update({-1 - place: _Left() for place in range(n_left)})


class _Left:
    """Stands for a hook of the other side's, and does nothing."""

    def __call__(self, *_: object) -> None:
        """Leave the output as it is."""


def _hooks(module: torch.nn.Module) -> dict[Any, Any]:
    return cast("dict[Any, Any]", vars(module)["_forward_hooks"])
