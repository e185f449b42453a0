"""Whose memory weights lie in: whether an answer wrote into a tensor, gave it new memory, or let two share theirs.

A copy that is written into the old memory and one that takes its place look alike as numbers. What a test sees of it (a weight that goes
along with another one, an optimiser that holds a weight no longer) is done to its own things too.
"""

from typing import Any, cast

import torch

from coursetools.grader.worlds.codec import CodecError


def address(tensor: torch.Tensor) -> int:
    """Where the memory of a tensor begins."""
    return tensor.data_ptr()


def slots(module: torch.nn.Module) -> dict[str, Any]:
    """The parameters and buffers of a module itself, by name."""
    found = {**vars(module)["_parameters"], **vars(module)["_buffers"]}
    return {name: weight for name, weight in found.items() if weight is not None}


def move(tensor: torch.Tensor, moved: Any, owner: Any) -> None:
    """Give a tensor new memory, where the other side did, or that of another one.

    Args:
        tensor: The test's tensor.
        moved: Whether its memory is another one there; a number where it is another thing's.
        owner: That thing, or None.
    """
    if moved is False or tensor.is_inference():
        return
    fits = isinstance(owner, torch.Tensor) and owner.shape == tensor.shape and owner.dtype == tensor.dtype
    tensor.data = cast("torch.Tensor", owner).data if fits else tensor.data.clone()


def fill(module: torch.nn.Module, weights: Any) -> None:
    """Put other weights in the place of a module's own, where the other side did.

    Raises:
        CodecError: They are none that it has a place for.
    """
    for name, weight in cast("list[tuple[Any, Any]]", weights):
        kind = "_parameters" if isinstance(weight, torch.nn.Parameter) else "_buffers"
        if type(name) is not str or not isinstance(weight, torch.Tensor) or name not in slots(module):
            raise CodecError("weights that a module has no place for")
        for place in ("_parameters", "_buffers"):
            vars(module)[place].pop(name, None)
        vars(module)[kind][name] = weight


def pair(state: Any) -> tuple[Any, Any]:
    """The two parts of a state.

    Raises:
        CodecError: It has no two.
    """
    if type(state) is not tuple or len(cast("tuple[Any, ...]", state)) != 2:
        raise CodecError("no state with what goes with it")
    return cast("tuple[Any, Any]", state)
