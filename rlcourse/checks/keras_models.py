"""Keras models of an answer: they are made, read and called where the answer is, and plain arrays come back.

Keras is imported when one of these functions runs, so that the rest of the course does without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks.answers import attempted, name_of

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class KerasForm:
    """What a model is made of."""

    kinds: tuple[str, ...]
    """Names of the Keras classes that it is an instance of; none where it is no Keras model."""
    layers: tuple[str, ...]
    """Names of its layers' classes, in order; a model among them stands for its own layers."""


@dataclass(frozen=True)
class KerasStep:
    """What one step of training did."""

    result: Any
    """What the answer returned."""
    weights: list[Array]
    """The model's weights afterwards."""
    kept: bool
    """Whether the batch is as it was: its numbers, and that only the targets require gradients where they did."""


def keras_form(model: object) -> KerasForm:
    """What a model is made of, to the names of Keras's own classes."""
    kinds, layers = _form(model)
    return KerasForm(tuple(kinds), tuple(layers))


@elsewhere.always_there
def _form(model: Any) -> tuple[list[str], list[str]]:
    if not isinstance(model, import_module("keras").layers.Layer):
        return [], []
    kinds = [kind.__name__ for kind in type(model).__mro__ if kind.__module__.split(".")[0] == "keras"]
    return kinds, _layers_of(model)


def _layers_of(model: Any) -> list[str]:
    layers: list[Any] = getattr(model, "layers", [])
    return [name for layer in layers for name in (_layers_of(layer) if hasattr(layer, "layers") else [type(layer).__name__])]


def keras_weights(model: object) -> list[Array]:
    """Copies of a model's weights, as its ``get_weights()`` lists them."""
    return attempted(name_of(model), lambda: _weights(model))


@elsewhere.always_there
def _weights(model: Any) -> list[Array]:
    return [np.array(one) for one in model.get_weights()]


def keras_set_weights(model: object, weights: Sequence[Array]) -> None:
    """Give a model other weights by its ``set_weights``, in the order of :func:`keras_weights`."""
    attempted(name_of(model), lambda: _set_weights(model, list(weights)))


@elsewhere.always_there
def _set_weights(model: Any, weights: list[Array]) -> None:
    model.set_weights(weights)


def keras_values(model: object, inputs: Array, **keywords: bool) -> Array:
    """What a model gives for a batch, as an array of its own dtype.

    Args:
        model: The model; it is called as Keras calls it, so that it is built at its first call.
        inputs: The batch, float32.
        keywords: Handed on: ``training=True``.
    """
    return attempted(name_of(model), lambda: _values(model, inputs, keywords))


@elsewhere.always_there
def _values(model: Any, inputs: Array, keywords: Mapping[str, bool]) -> Array:
    return _array(model(_tensor(inputs), **keywords))


def keras_slopes(model: object, inputs: Array) -> list[Array | None]:
    """The slope of the sum of a model's values in each of its trainable weights; None where there is none."""
    return attempted(name_of(model), lambda: _slopes(model, inputs))


@elsewhere.always_there
def _slopes(model: Any, inputs: Array) -> list[Array | None]:
    total = model(_tensor(inputs)).sum()  # builds the model, if this is its first call
    weights = [one.value for one in model.trainable_weights]
    slopes = cast("Sequence[torch.Tensor | None]", torch.autograd.grad(total, weights, allow_unused=True))
    return [None if one is None else _array(one) for one in slopes]


def keras_steps(
    step: Callable[..., Any],
    weights: Sequence[Array],
    batches: Sequence[Sequence[Array]],
    *,
    optimizer: str,
    settings: Mapping[str, float],
    frozen: Sequence[int] = (),
    left_over: float | None = None,
    noted: bool = False,
    doubled: bool = False,
) -> list[KerasStep]:
    """Let an answer take training steps ``step(model, optimizer, observations, actions, targets)``, one for each batch.

    Args:
        step: The answer.
        weights: Kernel and bias of each layer of the model, which has tanh between its layers.
        batches: Observations, actions and targets of each step.
        optimizer: Name of the optimizer's class in Keras.
        settings: What it is made with.
        frozen: Layers that are not trainable, by number.
        left_over: What stands in each ``.grad`` before each step; None for nothing.
        noted: Whether the targets require gradients and lead back to the weights.
        doubled: Whether the model is one of a class of its own, whose values are twice those of its layers.
    """
    arguments = (list(weights), [tuple(batch) for batch in batches], optimizer, dict(settings), list(frozen), left_over, noted, doubled)
    return [KerasStep(*one) for one in attempted(name_of(step), lambda: _steps(step, *arguments))]


@elsewhere.there
def _steps(
    step: Callable[..., Any],
    weights: list[Array],
    batches: list[tuple[Array, ...]],
    optimizer: str,
    settings: dict[str, float],
    frozen: list[int],
    left_over: float | None,
    noted: bool,
    doubled: bool,
) -> list[tuple[Any, list[Array], bool]]:
    keras: Any = import_module("keras")
    kernels = weights[::2]
    dense = [keras.layers.Dense(one.shape[1], activation="tanh") for one in kernels[:-1]]
    layers = keras.Sequential([keras.Input((kernels[0].shape[0],)), *dense, keras.layers.Dense(kernels[-1].shape[1])])
    layers.set_weights(weights)
    for number in frozen:
        layers.layers[number].trainable = False
    model = _twice(layers) if doubled else layers
    taken = getattr(keras.optimizers, optimizer)(**settings)
    found: list[tuple[Any, list[Array], bool]] = []
    for batch in batches:
        for one in model.trainable_weights:
            one.value.grad = None if left_over is None else torch.full_like(one.value, left_over)
        observations, actions, targets = [_tensor(one) for one in batch]
        if noted:
            total = model(observations).sum()
            targets = targets + (total - total.detach())  # the same numbers, in the model's graph
        given = observations, actions, targets
        result = step(model, taken, *given)
        kept = all(np.array_equal(_array(one), before) for one, before in zip(given, batch, strict=True))
        kept = kept and [one.requires_grad for one in given] == [False, False, noted]
        found.append((result, [np.array(one) for one in model.get_weights()], kept))
    return found


def _twice(layers: Any) -> Any:
    """A model whose values are twice those of another one: whoever goes through its layers misses that."""
    keras: Any = import_module("keras")

    class Twice(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.inner = layers

        def call(self, observations: Any) -> Any:
            return 2.0 * self.inner(observations)

    model = Twice()
    model(torch.zeros(1, *layers.input_shape[1:], device=_device()))
    return model


def _device() -> torch.device:
    """Where Keras computes."""
    keras: Any = import_module("keras")
    return keras.ops.convert_to_tensor(0.0).device


def _tensor(array: Array) -> torch.Tensor:
    """A copy on the device where Keras computes."""
    return torch.tensor(array, device=_device())


def _array(tensor: torch.Tensor) -> Array:
    return tensor.detach().cpu().numpy()
