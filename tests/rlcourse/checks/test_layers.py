"""Layers are found wherever an answer keeps them, and in whichever order they stand."""

import copy
from collections import OrderedDict

import numpy as np
import pytest
import torch
from torch import nn

from rlcourse import checks
from rlcourse.checks import CheckFailedError


class Backwards(nn.Module):
    """Two square layers that are used in another order than they were made, and an output layer."""

    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(5, 2)
        self.inner = nn.ModuleList([nn.Linear(5, 5), nn.Linear(5, 5)])

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Second, first, last."""
        return self.last(self.inner[0](self.inner[1](inputs).relu()).relu())


class OfLists(nn.Module):
    """All weights in one list, all biases in another."""

    def __init__(self) -> None:
        super().__init__()
        made = [nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 2)]
        self.biases = nn.ParameterList([one.bias for one in made])
        self.weights = nn.ParameterList([one.weight for one in made])

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Matrix products by hand."""
        for number, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            inputs = (inputs if number == 0 else inputs.relu()) @ weight.T + bias
        return inputs


RIGHT: dict[str, tuple[nn.Module, list[int]]] = {
    "sequential": (nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), [3, 4, 2]),
    "a single layer": (nn.Linear(3, 2), [3, 2]),
    "names": (nn.Sequential(OrderedDict(b=nn.Linear(3, 4), f=nn.ReLU(), a=nn.Linear(4, 2))), [3, 4, 2]),
    "another order": (Backwards(), [5, 5, 5, 2]),
    "lists of parameters": (OfLists(), [3, 4, 4, 2]),
    "tanh": (nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)), [3, 4, 2]),
    "one output, without its axis": (nn.Sequential(nn.Linear(3, 1), nn.Flatten(0)), [3, 1]),
}

WRONG: dict[str, tuple[nn.Module, list[int]]] = {
    "another width": (nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), [3, 5, 2]),
    "a layer too many": (nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 2)), [3, 2]),
    "an activation after the last": (nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.ReLU()), [3, 4, 2]),
    "no activation": (nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2)), [3, 4, 2]),
    "both activations": (nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 2)), [3, 4, 4, 2]),
}


def check(network: nn.Module, widths: list[int]) -> None:
    with torch.no_grad():
        for number, parameter in enumerate(network.parameters()):
            parameter.normal_(generator=torch.Generator().manual_seed(number))
    inputs = torch.randn(7, widths[0], generator=torch.Generator().manual_seed(99))
    layers = [*checks.layers_of(network, thought="?").values()]
    checks.stack("the output", network(inputs), inputs, layers, widths, activations=[checks.relu, np.tanh], thought="?")


@pytest.mark.parametrize("why", RIGHT)
def test_stacks_accepted(why: str) -> None:
    check(*RIGHT[why])


@pytest.mark.parametrize("why", WRONG)
def test_stacks_refused(why: str) -> None:
    with pytest.raises(CheckFailedError):
        check(*WRONG[why])


def test_each_layer_has_a_bias() -> None:
    assert [*checks.layers_of(nn.Sequential(nn.Linear(3, 2)), thought="?")] == ["0.weight"]
    for network in (nn.Linear(3, 2, bias=False), nn.Sequential(nn.Linear(3, 2), nn.PReLU())):
        with pytest.raises(CheckFailedError, match="shapes of its parameters"):
            checks.layers_of(network, thought="?")


def test_weights_and_biases_in_different_orders_are_no_layers() -> None:
    network = nn.Module()
    for name, one in {"w": torch.zeros(4, 3), "v": torch.zeros(2, 4), "b": torch.zeros(2), "c": torch.zeros(4)}.items():
        network.register_parameter(name, nn.Parameter(one))
    with pytest.raises(CheckFailedError, match="order of its biases"):
        checks.layers_of(network, thought="?")


def test_an_output_of_another_shape_is_refused() -> None:
    layer = nn.Linear(3, 1)
    layers = [*checks.layers_of(layer, thought="?").values()]
    with pytest.raises(CheckFailedError, match="expected: shape"):
        checks.stack("the output", torch.zeros(7, 2), torch.zeros(7, 3), layers, [3, 1], thought="?")


def test_a_counted_network_tells_what_was_moved_and_what_was_copied_first() -> None:
    network = checks.Counted(nn.Linear(3, 2), nn.ReLU())
    weights = {name: weight.cpu().double() for name, weight in network.state_dict().items()}
    assert list(weights) == ["0.weight", "0.bias"]
    copy.deepcopy(network).to("cpu").float()
    assert network.get_buffer("n_moves") == 0
    for number, move in enumerate((network.cpu, network.float, lambda: network.to("cpu")), start=1):
        move()
        assert network.get_buffer("n_moves") == number
