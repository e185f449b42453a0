"""What can change in a thing that has an identity, as plain data, and how to put it into another copy of the thing.

States are compared to learn what a call changed, so they are taken often and must be cheap; and they come from processes that nobody
trusts, so nothing in them is believed.
"""

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import torch

from coursetools.grader.worlds.codec import CodecError

BIT_GENERATORS: dict[str, type[np.random.BitGenerator]] = {
    kind.__name__: kind for kind in (np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937, np.random.Philox, np.random.SFC64)
}
_IN_NUMBERS = (np.random.PCG64, np.random.PCG64DXSM)
"""Those whose state is Python's own numbers and nothing else; a test may hold thousands of them, which each message looks at."""
DTYPES: dict[str, torch.dtype] = {str(value): value for value in vars(torch).values() if isinstance(value, torch.dtype)}
"""By their names, ``"torch.float32"``."""


def of(thing: object) -> Any:
    """What can change in a thing, as plain data that equals itself as long as nothing changed."""
    if isinstance(thing, np.ndarray):
        return cast("np.ndarray[Any, Any]", thing).tobytes()
    if isinstance(thing, torch.Tensor):
        return _of_tensor(thing)
    if isinstance(thing, np.random.Generator):
        state = thing.bit_generator.state
        return state if type(thing.bit_generator) in _IN_NUMBERS else plain(state)
    if isinstance(thing, torch.Generator):
        return numbers(thing.get_state())
    if isinstance(thing, torch.nn.Module):
        return thing.training
    if isinstance(thing, torch.optim.Optimizer):
        return plain(thing.state_dict())
    raise CodecError(f"a {type(thing).__name__} has no state that could be carried")


def put(thing: object, state: Any) -> None:
    """Put a state into a thing of the same kind.

    Raises:
        CodecError: It is no state of such a thing.
    """
    try:
        with torch.inference_mode(mode=False), torch.no_grad():
            _put(thing, state)
    except CodecError:
        raise
    except Exception as error:  # whatever NumPy and torch say of a forged state
        raise CodecError(f"no state of a {type(thing).__name__}: {type(error).__name__}") from None


def _put(thing: object, state: Any) -> None:
    if isinstance(thing, np.ndarray):
        array = cast("np.ndarray[Any, Any]", thing)
        if array.flags.writeable:
            array[...] = np.frombuffer(state, array.dtype).reshape(array.shape)
    elif isinstance(thing, torch.Tensor):
        _put_into_tensor(thing, state)
    elif isinstance(thing, np.random.Generator):
        thing.bit_generator.state = unplain(state)
    elif isinstance(thing, torch.Generator):
        thing.set_state(tensor_of(state, torch.uint8, (len(state),)))
    elif isinstance(thing, torch.nn.Module):
        if type(state) is not bool:
            raise CodecError("no mode of a module")
        thing.training = state
    elif isinstance(thing, torch.optim.Optimizer):
        thing.load_state_dict(unplain(state))


# ------------------------------------------------------------------------------------------------------------------ tensors


def numbers(tensor: torch.Tensor) -> bytes:
    """The numbers of a tensor on any device, as bytes in the order of its indices."""
    flat = tensor.detach().resolve_conj().resolve_neg().cpu().reshape(-1).clone(memory_format=torch.contiguous_format)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def tensor_of(data: object, dtype: torch.dtype, shape: tuple[int, ...]) -> torch.Tensor:
    """A tensor on the CPU with these numbers.

    Raises:
        CodecError: There are more or fewer than the shape says.
    """
    size = torch.empty((), dtype=dtype).element_size()
    for length in shape:
        if type(length) is not int or length < 0:
            raise CodecError(f"a tensor of length {length!r}")
        size *= length
    if not isinstance(data, bytes) or size != len(data):
        raise CodecError("a tensor whose shape and numbers differ")
    if not data:
        return torch.empty(shape, dtype=dtype)
    return torch.frombuffer(bytearray(data), dtype=dtype).reshape(shape).data  # a view could not be detached in place


def _of_tensor(tensor: torch.Tensor) -> Any:
    if tensor.device.type == "meta":
        return None
    gradient = tensor.grad if tensor.is_leaf else None
    return numbers(tensor), str(tensor.dtype), tuple(tensor.shape), tensor.requires_grad, None if gradient is None else numbers(gradient)


def _put_into_tensor(tensor: torch.Tensor, state: Any) -> None:
    if state is None or tensor.is_inference():
        return
    data, dtype, shape, flag, gradient = state
    if dtype != str(tensor.dtype):  # network.half() gives the same weights another one
        tensor.grad = None
        tensor.data = tensor_of(data, DTYPES[dtype], shape).to(tensor.device)
    elif tuple(shape) != tuple(tensor.shape):
        tensor.data = tensor_of(data, tensor.dtype, shape)
    elif data != numbers(tensor):
        tensor.data.copy_(tensor_of(data, tensor.dtype, shape))
    if tensor.is_leaf:
        tensor.requires_grad_(flag is True)
        if gradient is None:
            tensor.grad = None
        elif tensor.grad is None:
            tensor.grad = tensor_of(gradient, tensor.dtype, shape).to(tensor.device)
        elif numbers(tensor.grad) != gradient:
            tensor.grad.copy_(tensor_of(gradient, tensor.dtype, shape))


# ------------------------------------------------------------------------------------- nested states of generators, optimisers


def plain(value: Any) -> Any:
    """A nested state (dicts, lists, arrays, tensors, numbers) as plain data."""
    if isinstance(value, torch.Tensor):
        return ("tensor", str(value.dtype), tuple(value.shape), numbers(value))
    if isinstance(value, np.ndarray):
        array = cast("np.ndarray[Any, Any]", value)
        return ("array", array.dtype.str, array.shape, array.tobytes())
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, tuple):
        return ("tuple", "", (), [plain(item) for item in cast("tuple[Any, ...]", value)])
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, np.integer):
        return int(value)
    return value if type(value) in (int, float, bool, str, type(None)) else str(value)


def unplain(value: Any) -> Any:
    """What :func:`plain` was made of."""
    if isinstance(value, tuple):
        kind, dtype, shape, data = cast("tuple[Any, Any, Any, Any]", value)
        if kind == "tensor":
            return tensor_of(data, DTYPES[dtype], shape)
        if kind == "tuple":
            return tuple(unplain(data))
        found = np.dtype(dtype)
        if found.hasobject:
            raise CodecError("an array of objects")
        return np.frombuffer(data, found).reshape(shape).copy()
    if isinstance(value, dict):
        return {key: unplain(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [unplain(item) for item in cast("list[Any]", value)]
    return value
