"""Networks of linear layers: which layers there are, and what they give in whichever order they stand.

An answer may keep its layers anywhere (``nn.Sequential``, a ``ModuleList``, attributes); their order is found by their shapes.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Self, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from rlcourse.checks.values import close, equal, to_array, true

Layer: TypeAlias = tuple[torch.Tensor, torch.Tensor]
"""Weight ``[n_outputs, n_inputs]`` and bias ``[n_outputs]``."""

Activation: TypeAlias = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Counted(torch.nn.Sequential):
    """A network that counts how often it is moved to a device or turned into another dtype.

    So a test sees what ``.to("cpu")`` or ``.float()`` does to a caller's network, on a machine with one device and one dtype too.
    """

    def __init__(self, *layers: torch.nn.Module) -> None:
        super().__init__(*layers)
        self.register_buffer("n_moves", torch.zeros(()), persistent=False)

    def _apply(self, fn: Callable[[torch.Tensor], torch.Tensor], recurse: bool = True) -> Self:
        self.get_buffer("n_moves").add_(1.0)
        return super()._apply(fn, recurse)


def relu(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The larger of each number and 0."""
    return np.maximum(values, 0.0)


def layers_of(network: torch.nn.Module, *, thought: str) -> dict[str, Layer]:
    """The parameters of a network's linear layers, by the names of their weights, in any order.

    Weights are matrices and biases vectors, whatever their names are: the first weight and the first bias are one layer, and so on.

    Raises:
        CheckFailedError: A parameter is neither the weight of a layer nor the bias that belongs to it, or a bias is missing.
    """
    state = dict(network.named_parameters())
    weights = {name: one for name, one in state.items() if one.ndim == 2}
    biases = [one for one in state.values() if one.ndim == 1]
    shapes = [shape for one in weights.values() for shape in (tuple(one.shape), (one.shape[0],))]
    equal("the shapes of its parameters", sorted(tuple(one.shape) for one in state.values()), sorted(shapes), thought=thought)
    layers: dict[str, Layer] = dict(zip(weights, zip(weights.values(), biases, strict=True), strict=True))
    fits = [weight.shape[0] == len(bias) for weight, bias in layers.values()]
    true("the order of its biases, which is another one than that of its weights", all(fits), thought=thought)
    return layers


def stack(
    what: str,
    actual: object,
    inputs: ArrayLike | torch.Tensor,
    layers: Sequence[Layer],
    widths: Sequence[int],
    *,
    activations: Sequence[Activation] = (relu,),
    thought: str,
    rtol: float = 1e-4,
    atol: float = 1e-3,
) -> None:
    """Check what a stack of linear layers gives: with one of the activations between them, none after the last, in an order that fits.

    Args:
        what: What came out, as the student knows it.
        actual: It, of the shape ``[batch, widths[-1]]``, or ``[batch]`` for a last width of 1.
        inputs: What went in, shape ``[batch, widths[0]]``.
        layers: The layers' parameters; where several are of one shape, all their orders are tried.
        widths: Of the inputs, of each hidden layer, and of the outputs.
        activations: What may stand between the layers, each throughout.
        thought: The question that helps to the next attempt.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
    """
    plain = [(to_array(weight).astype(float), to_array(bias).astype(float)) for weight, bias in layers]
    wanted = [(after, before) for before, after in itertools.pairwise(widths)]
    shapes = sorted(weight.shape for weight, _ in plain)
    equal("the shapes of its layers", shapes, sorted(wanted), thought="Is there one layer of its own for each neighbouring pair of widths?")
    found, candidates = to_array(actual), list[NDArray[np.float64]]()
    for activation, order in itertools.product(activations, itertools.permutations(plain)):
        if [weight.shape for weight, _ in order] == wanted:
            values = to_array(inputs).astype(float)
            for number, (weight, bias) in enumerate(order):
                values = (values if number == 0 else activation(values)) @ weight.T + bias
            candidates.append(values[:, 0] if found.ndim == 1 and widths[-1] == 1 else values)
    same = [one for one in candidates if one.shape == found.shape]
    nearest = min(same or candidates, key=lambda one: float(np.abs(one - found).max()) if same else 0.0)
    close(what, found, nearest, rtol=rtol, atol=atol, thought=thought)
