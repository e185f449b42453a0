"""Multilayer perceptrons: one, several side by side, and a fast way to act with them."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn


class Scale(nn.Module):
    """Multiplies each feature of an observation by a constant, so that all of them come in a like range.

    The constants are a buffer: they move with the network, and are saved with it.

    Args:
        factors: One factor for each feature, shape ``[n_features]``.
    """

    factors: torch.Tensor

    def __init__(self, factors: Sequence[float]) -> None:
        super().__init__()
        self.register_buffer("factors", torch.tensor(factors, dtype=torch.float32))

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Scale a batch ``[..., n_features]``."""
        return observations * self.factors


def mlp(n_inputs: int, hidden: Sequence[int], n_outputs: int, *, scale: Sequence[float] | None = None) -> nn.Sequential:
    """Build linear layers with ReLUs between them (none after the last).

    Args:
        n_inputs: Number of features.
        hidden: Width of each hidden layer, ``(64, 64)`` for two; empty for a linear map.
        n_outputs: Number of outputs.
        scale: A constant factor for each input, or ``None`` for none.

    Raises:
        ValueError: A width is less than 1, or there is not one factor for each input.
    """
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"the widths are {widths}, expected each to be at least 1")
    if scale is not None and len(scale) != n_inputs:
        raise ValueError(f"there are {len(scale)} scale factors, expected one for each of the {n_inputs} inputs")
    layers: list[nn.Module] = [] if scale is None else [Scale(scale)]
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class DuelingHead(nn.Module):
    r"""The last layer of a dueling network: a value and an advantage for each action, joined to action values.

    The first half of the inputs leads to :math:`V(s)`, the second to :math:`A(s, a)`, and
    :math:`Q(s, a) = V(s) + A(s, a) - \frac{1}{|\mathcal{A}|} \sum_b A(s, b)`: without the mean, any constant could move between the two.
    Source: Wang et al., "Dueling network architectures for deep reinforcement learning" (2016), equation 9.

    Args:
        width: Number of inputs, an even number: half of them for each stream.
        n_actions: Number of actions.

    Raises:
        ValueError: The width is odd or less than 2.
    """

    def __init__(self, width: int, n_actions: int) -> None:
        super().__init__()
        if width < 2 or width % 2:
            raise ValueError(f"the width is {width}, expected an even number: half of it for each of the two streams")
        self.value = nn.Linear(width // 2, 1)
        self.advantage = nn.Linear(width // 2, n_actions)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Action values of a batch: ``[..., width]`` to ``[..., n_actions]``."""
        for_value, for_advantage = features.chunk(2, dim=-1)  # each [..., width / 2]
        advantages = self.advantage(for_advantage)  # [..., n_actions]
        return self.value(for_value) + advantages - advantages.mean(dim=-1, keepdim=True)


def dueling(n_inputs: int, hidden: Sequence[int], n_actions: int, *, scale: Sequence[float] | None = None) -> nn.Sequential:
    """Build a dueling network: like :func:`mlp`, but the last hidden layer is doubled into two streams that end in a :class:`DuelingHead`.

    Args:
        n_inputs: Number of features.
        hidden: Width of each hidden layer, at least one; the last is the width of each stream.
        n_actions: Number of actions.
        scale: A constant factor for each input, or ``None`` for none.

    Raises:
        ValueError: There is no hidden layer, a width is less than 1, or there is not one factor for each input.
    """
    if not hidden:
        raise ValueError("there is no hidden layer, expected at least one: its units are what the two streams are made of")
    *shared, stream = hidden
    body = mlp(n_inputs, shared, 2 * stream, scale=scale)
    return nn.Sequential(*body, nn.ReLU(), DuelingHead(2 * stream, n_actions))


def _device_of(network: nn.Module) -> torch.device:
    return next(network.parameters()).device


def as_input(observations: NDArray[Any], device: torch.device | str) -> torch.Tensor:
    """Observations of any dtype as what networks take: a float32 tensor of the same shape on the device."""
    return torch.from_numpy(np.asarray(observations, dtype=np.float32)).to(device)


def outputs_of(network: nn.Sequential) -> Callable[[NDArray[Any]], NDArray[np.float32]]:
    """Return a function that takes observations ``[n, n_features]`` and gives the network's outputs ``[n, n_outputs]``, without gradients.

    On the CPU it computes with NumPy on views of the network's own memory: for a handful of rows that takes a fraction of the time, since
    PyTorch spends more on preparing each operation than on carrying it out. The views stay right as long as training changes the weights
    in place (optimisers and ``load_state_dict`` do). On other devices it calls the network.

    Args:
        network: What :func:`mlp` or :func:`dueling` builds: ``Linear``, ``ReLU``, ``Scale`` and ``DuelingHead`` layers.

    Raises:
        ValueError: The network has a layer of another kind.
    """
    for layer in network:
        if not isinstance(layer, nn.Linear | nn.ReLU | Scale | DuelingHead):
            raise ValueError(f"the network has a layer {layer}, expected Linear, ReLU, Scale and DuelingHead layers only")
    device = _device_of(network)
    if device.type != "cpu":

        def with_torch(observations: NDArray[Any]) -> NDArray[np.float32]:
            with torch.inference_mode():
                return cast("NDArray[np.float32]", network(as_input(observations, device)).cpu().numpy())

        return with_torch

    layers = [_with_numpy(layer) for layer in network]

    def with_numpy(observations: NDArray[Any]) -> NDArray[np.float32]:
        values = np.asarray(observations, dtype=np.float32)
        for layer in layers:
            values = layer(values)
        return values

    return with_numpy


def _with_numpy(layer: nn.Module) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """What a layer does to a batch ``[n, n_inputs]``, computed on views of its weights."""
    if isinstance(layer, Scale):
        factors = layer.factors.numpy()
        return lambda values: values * factors
    if isinstance(layer, nn.Linear):
        weight, bias = layer.weight.detach().numpy().T, layer.bias.detach().numpy()
        return lambda values: values @ weight + bias
    if isinstance(layer, DuelingHead):
        value, advantage = _with_numpy(layer.value), _with_numpy(layer.advantage)

        def join(features: NDArray[np.float32]) -> NDArray[np.float32]:
            half = features.shape[-1] // 2
            advantages = advantage(features[..., half:])
            return value(features[..., :half]) + advantages - advantages.mean(axis=-1, keepdims=True)

        return join
    return lambda values: np.maximum(values, np.float32(0.0))


def greedy_policy(network: nn.Sequential) -> Callable[[NDArray[Any]], NDArray[np.int64]]:
    """Return a function that takes observations ``[n, n_features]`` and gives the actions of the largest outputs, ``[n]``.

    It computes as fast as :func:`outputs_of` does, under the same conditions.

    Args:
        network: What :func:`mlp` or :func:`dueling` builds: ``Linear``, ``ReLU``, ``Scale`` and ``DuelingHead`` layers.

    Raises:
        ValueError: The network has a layer of another kind.
    """
    outputs = outputs_of(network)
    return lambda observations: outputs(observations).argmax(axis=-1)


def sampling_policy(network: nn.Sequential, rng: np.random.Generator) -> Callable[[NDArray[Any]], NDArray[np.int64]]:
    """Return a function that takes observations ``[n, n_features]`` and draws actions ``[n]`` from the softmax of the outputs (the logits).

    The largest of "logit plus Gumbel noise" is distributed as the softmax says, so no probability is ever computed.

    Args:
        network: What :func:`mlp` or :func:`dueling` builds: ``Linear``, ``ReLU``, ``Scale`` and ``DuelingHead`` layers.
        rng: Draws the noise.

    Raises:
        ValueError: The network has a layer of another kind.
    """
    outputs = outputs_of(network)

    def sample(observations: NDArray[Any]) -> NDArray[np.int64]:
        logits = outputs(observations)
        return (logits - np.log(rng.standard_exponential(logits.shape))).argmax(axis=-1)

    return sample


class Members(nn.Module):
    """Several networks of one architecture that are computed side by side, one batched matrix product for each layer.

    On a CPU a small network's time goes into starting operations, not into multiplying, so that a handful of members costs little more
    than one. They share nothing: member ``m`` sees its own inputs and gets gradients from its own outputs alone.

    Args:
        n_members: Number of networks.
        n_inputs: Number of features.
        hidden: Width of each hidden layer.
        n_outputs: Number of outputs.
        scale: A constant factor for each input, or ``None`` for none.

    Raises:
        ValueError: A number is less than 1, or there is not one factor for each input.
    """

    def __init__(
        self, n_members: int, n_inputs: int, hidden: Sequence[int], n_outputs: int, *, scale: Sequence[float] | None = None
    ) -> None:
        super().__init__()
        if n_members < 1:
            raise ValueError(f"n_members is {n_members}, expected at least 1")
        members = [mlp(n_inputs, hidden, n_outputs, scale=scale) for _ in range(n_members)]
        self.widths = (n_inputs, *hidden, n_outputs)
        self.scale = Scale(scale) if scale is not None else nn.Identity()
        layers = [[layer for layer in member if isinstance(layer, nn.Linear)] for member in members]
        self.weights = nn.ParameterList([torch.stack([layer.weight.detach().T for layer in same]) for same in zip(*layers, strict=True)])
        self.biases = nn.ParameterList([torch.stack([layer.bias.detach()[None] for layer in same]) for same in zip(*layers, strict=True)])

    def forward(self, observations: torch.Tensor) -> torch.Tensor:
        """Give each member its own batch: ``[n_members, batch, n_inputs]`` to ``[n_members, batch, n_outputs]``."""
        values = self.scale(observations)
        for number, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values = torch.baddbmm(bias, values, weight)
            if number < len(self.weights) - 1:
                values = torch.relu(values)
        return values

    def member(self, number: int) -> nn.Sequential:
        """A copy of one member, as :func:`mlp` builds it."""
        factors = self.scale.factors.tolist() if isinstance(self.scale, Scale) else None
        network = mlp(self.widths[0], self.widths[1:-1], self.widths[-1], scale=factors).to(_device_of(self))
        with torch.no_grad():
            linear = [layer for layer in network if isinstance(layer, nn.Linear)]
            for layer, weight, bias in zip(linear, self.weights, self.biases, strict=True):
                layer.weight.copy_(weight[number].T)
                layer.bias.copy_(bias[number, 0])
        return network
