"""Networks, gradients and optimisers between the worlds."""

import copy
from typing import Any

import pytest
import torch
from torch import nn

from rlcourse import checks
from rlcourse.checks.values import same
from tests.grader.worlds.pair import worlds

ANSWERS = """
import torch
from torch import nn


def layers(width):
    return nn.Sequential(nn.Linear(2, width), nn.Tanh(), nn.Linear(width, 1))


def lazy_layers(width, called):
    network = nn.Sequential(nn.LazyLinear(width), nn.Tanh(), nn.LazyBatchNorm1d())
    if called:
        network(torch.ones(3, 2))
    return network


class Doubled(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.note = nn.Linear(2, 3), object()
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        self.seen += 1
        return 2 * self.inner(x)

    def n_rows(self, x):
        return len(x)


def loss(network, x):
    return (network(x) ** 2).mean()


def weighted(weights, x):
    return (weights * x).sum()


def update(network, optimiser, x):
    optimiser.zero_grad()
    loss(network, x).backward()
    optimiser.step()


def freeze(network):
    network.eval()
    for parameter in network.parameters():
        parameter.requires_grad_(False)


def optimiser_for(network):
    return torch.optim.Adam(network.parameters(), lr=0.25)


def watch(network):
    handles = [network[0].register_forward_hook(print), network[0].weight.register_hook(print)]
    for handle in handles:
        handle.remove()


def watch_and_forget(network):
    network[0].register_forward_pre_hook(lambda module, inputs: None)


def copy_into(target, source):
    target.load_state_dict(source.state_dict())


def halve(network):
    network.half()


def tie(target, source):
    for one, other in zip(target.parameters(), source.parameters()):
        one.data = other.data


def replace(target, source):
    for one, other in zip(target.parameters(), source.parameters()):
        one.data = other.data.clone()


def put_in(target, source):
    target.weight = source.weight


def without_gradient():
    return torch.is_grad_enabled()
"""


def test_layers_are_rebuilt_and_a_class_is_mirrored() -> None:
    with worlds(ANSWERS) as world:
        network: Any = world.stand_in("layers")(4)
        assert [type(layer) for layer in network] == [nn.Linear, nn.Tanh, nn.Linear]
        assert network(torch.ones(5, 2)).shape == (5, 1)
        kind = world.stand_in("Doubled")
        doubled: Any = kind()
        assert [issubclass(kind, nn.Module), isinstance(doubled, nn.Module), isinstance(doubled, kind)] == [True] * 3
        assert [name for name, _ in doubled.named_parameters()] == ["inner.weight", "inner.bias"]
        x = torch.randn(4, 2)
        assert torch.equal(doubled(x), 2 * doubled.inner(x)) and doubled.n_rows(x) == 4
        assert doubled.seen.item() == 1
        other: Any = copy.deepcopy(doubled)
        with torch.no_grad():
            other.inner.weight.zero_()
        assert torch.equal(doubled(x), 2 * doubled.inner(x)) and torch.equal(other(x), 2 * other.inner(x))


def test_lazy_layers_are_refused_in_words_until_they_have_weights() -> None:
    with worlds(ANSWERS) as world:
        with pytest.raises(TypeError, match="lazy layers"):
            world.stand_in("lazy_layers")(4, False)
        network: Any = world.stand_in("lazy_layers")(4, True)  # the line holds
        assert network(torch.ones(5, 2)).shape == (5, 4)
        assert [tuple(one.shape) for one in network.parameters()] == [(4, 2), (4,), (4,), (4,)]


def test_gradients_cross_the_line_in_both_directions() -> None:
    weights, x = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    with worlds(ANSWERS) as world:
        result = world.stand_in("weighted")(weights * 2, x)
        assert result.requires_grad and not result.is_leaf
        result.backward()
        assert weights.grad is not None and weights.grad.tolist() == [6.0, 8.0]
        network = nn.Linear(2, 1)
        world.stand_in("loss")(network, x).backward()
        twin = copy.deepcopy(network)
        twin.zero_grad()
        (twin(x) ** 2).mean().backward()
        assert network.weight.grad is not None and twin.weight.grad is not None
        assert torch.allclose(network.weight.grad, twin.weight.grad)
        doubled = world.stand_in("Doubled")()
        doubled(torch.ones(1, 2)).sum().backward()
        assert doubled.inner.weight.grad.tolist() == [[2.0, 2.0]] * 3


def test_a_step_reaches_the_tests_own_weights_and_optimiser() -> None:
    torch.manual_seed(0)
    network, x = nn.Linear(2, 1), torch.ones(3, 2)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.1)
    twin = copy.deepcopy(network)
    ours = torch.optim.Adam(twin.parameters(), lr=0.1)
    with worlds(ANSWERS) as world:
        for _ in range(3):
            with checks.changed(network=network, optimiser=optimiser, thought="?"):
                world.stand_in("update")(network, optimiser, x)
            ours.zero_grad()
            (twin(x) ** 2).mean().backward()
            ours.step()
        assert torch.equal(network.weight, twin.weight)
        assert same(optimiser.state_dict(), ours.state_dict())
        made = world.stand_in("optimiser_for")(network)
        assert isinstance(made, torch.optim.Adam) and made.param_groups[0]["lr"] == 0.25
        assert made.param_groups[0]["params"][0] is network.weight


def test_modes_and_flags_come_back() -> None:
    network = nn.Sequential(nn.Linear(1, 1), nn.Dropout())
    with worlds(ANSWERS) as world:
        world.stand_in("freeze")(network)
        assert not network[1].training and not network[0].weight.requires_grad
        enabled = world.stand_in("without_gradient")
        assert enabled() is True
        with torch.no_grad():
            assert enabled() is False


def test_another_dtype_comes_back() -> None:
    network = nn.Linear(2, 1)
    weight = network.weight
    with torch.no_grad():
        weight.fill_(0.1)
    weight.grad, network.bias.requires_grad = torch.full_like(weight, 3.0), False
    with worlds(ANSWERS) as world:
        world.stand_in("halve")(network)
        assert network.weight is weight
        assert weight.tolist() == [[torch.tensor(0.1).half().item()] * 2]
        assert weight.grad is not None and weight.grad.tolist() == [[3.0, 3.0]]
        assert {str(one.dtype) for one in (weight, weight.grad, network.bias)} == {"torch.float16"}
        assert weight.requires_grad and not network.bias.requires_grad


def test_hooks_of_a_test_are_called_back_from_the_forward_pass() -> None:
    met: list[torch.Size] = []

    def note(module: nn.Module, _inputs: Any, output: torch.Tensor) -> None:
        assert isinstance(module, nn.Linear)
        met.append(output.shape)

    with worlds(ANSWERS) as world:
        network, loss = world.stand_in("layers")(4), world.stand_in("loss")
        ours = nn.Sequential(nn.Linear(2, 1))
        for one in (network, ours):
            hook = one[0].register_forward_hook(note)
            loss(one, torch.ones(3, 2))
            hook.remove()
            loss(one, torch.ones(3, 2))
    assert met == [(3, 4), (3, 1)]


def test_hooks_that_an_answer_leaves_are_seen() -> None:
    with worlds(ANSWERS) as world:
        network = nn.Sequential(nn.Linear(2, 1))
        for name, kept in (("watch_and_forget", True), ("watch", False)):
            try:
                with checks.unchanged(network=network):
                    world.stand_in(name)(network)
            except checks.CheckFailedError:
                assert kept
            else:
                assert not kept
            assert network(torch.ones(3, 2)).shape == (3, 1)


def test_new_and_shared_memory_is_told_from_a_copy() -> None:
    with worlds(ANSWERS) as world:
        for name, keeps, is_tied in (("copy_into", True, False), ("replace", False, False), ("tie", False, True), ("put_in", True, True)):
            target, source = nn.Linear(2, 2), nn.Linear(2, 2)
            memory = target.weight.detach()
            world.stand_in(name)(target, source)
            assert torch.equal(target.weight, source.weight)
            with torch.no_grad():
                source.weight.zero_()
            assert (target.weight.abs().sum().item() == 0) == is_tied, name
            if name != "put_in":
                assert (memory.data_ptr() == target.weight.data_ptr()) == keeps, name
            assert (target.weight is source.weight) == (name == "put_in")
