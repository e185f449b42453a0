"""Networks: shapes, the fast policy that sees every change of the weights, and members that share nothing."""

import numpy as np
import pytest
import torch
from torch import nn

from rlcourse.agents import networks


def test_an_mlp_has_the_layers_that_were_asked_for() -> None:
    network = networks.mlp(4, (8, 3), 2, scale=(1.0, 2.0, 3.0, 4.0))
    assert [type(layer) for layer in network] == [networks.Scale, nn.Linear, nn.ReLU, nn.Linear, nn.ReLU, nn.Linear]
    assert network(torch.zeros(5, 4)).shape == (5, 2)
    assert [type(layer) for layer in networks.mlp(4, (), 2)] == [nn.Linear]


def test_scaling_multiplies_each_feature_and_is_saved() -> None:
    network = networks.mlp(2, (), 1, scale=(10.0, 0.5))
    plain = networks.mlp(2, (), 1)
    plain[0].load_state_dict(network[1].state_dict())
    assert torch.allclose(network(torch.tensor([[1.0, 4.0]])), plain(torch.tensor([[10.0, 2.0]])))
    assert "0.factors" in network.state_dict()


def test_the_fast_policy_agrees_with_the_network_while_it_is_trained() -> None:
    torch.manual_seed(0)
    network = networks.mlp(4, (16, 16), 3, scale=(0.5, 1.0, 2.0, 3.0))
    policy = networks.greedy_policy(network)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.05, fused=True)
    rng = np.random.default_rng(0)
    observations = np.zeros((1, 4), dtype=np.float32)
    for _ in range(5):
        observations = rng.normal(size=(50, 4)).astype(np.float32)
        before = observations.copy()
        values = network(torch.from_numpy(observations))
        assert np.array_equal(policy(observations), values.argmax(dim=1).numpy())
        assert np.array_equal(observations, before)
        optimiser.zero_grad()
        (values * torch.tensor([1.0, -1.0, 0.5])).sum().backward()
        optimiser.step()
    network.load_state_dict(networks.mlp(4, (16, 16), 3, scale=(1.0, 1.0, 1.0, 1.0)).state_dict())
    assert np.array_equal(policy(observations), network(torch.from_numpy(observations)).argmax(dim=1).numpy())


def test_a_dueling_network_is_identifiable_and_fast_to_act_with() -> None:
    torch.manual_seed(0)
    network = networks.dueling(3, (8, 6), 4, scale=(1.0, 2.0, 3.0))
    head = network[-1]
    assert isinstance(head, networks.DuelingHead)
    observations = torch.randn(20, 3)
    features = network[:-1](observations)  # [20, 12]
    advantages = head.advantage(features[:, 6:])
    values = network(observations)
    assert torch.allclose(values.mean(dim=1), head.value(features[:, :6]).squeeze(1), atol=1e-6)  # the mean of Q is V
    assert torch.allclose(values - values.mean(dim=1, keepdim=True), advantages - advantages.mean(dim=1, keepdim=True), atol=1e-6)
    outputs = networks.outputs_of(network)
    assert np.allclose(outputs(observations.numpy()), values.detach().numpy(), atol=1e-5)
    with torch.no_grad():
        head.value.bias.add_(7.0)
    assert np.allclose(outputs(observations.numpy()), values.detach().numpy() + 7.0, atol=1e-5)  # it sees a change of the weights


def test_wrong_dueling_networks_are_refused() -> None:
    with pytest.raises(ValueError, match="no hidden layer"):
        networks.dueling(3, (), 2)
    with pytest.raises(ValueError, match="width is 5"):
        networks.DuelingHead(5, 2)


def test_the_policy_off_the_cpu_calls_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No accelerator is needed to try the branch: the network claims to live elsewhere while the policy is made."""
    network = networks.mlp(2, (4,), 3)

    def elsewhere(_network: nn.Module) -> torch.device:
        return torch.device("meta")

    monkeypatch.setattr(networks, "_device_of", elsewhere)
    policy = networks.greedy_policy(network)
    monkeypatch.undo()
    moved: list[torch.device] = []
    original = torch.Tensor.to

    def to_cpu(tensor: torch.Tensor, device: torch.device) -> torch.Tensor:
        moved.append(device)
        return original(tensor, "cpu")

    monkeypatch.setattr(torch.Tensor, "to", to_cpu)
    observations = np.random.default_rng(0).normal(size=(6, 2))
    actions = policy(observations)
    assert moved == [torch.device("meta")]
    assert np.array_equal(actions, network(torch.from_numpy(observations.astype(np.float32))).argmax(dim=1).numpy())


def test_a_layer_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="Tanh"):
        networks.greedy_policy(nn.Sequential(nn.Linear(2, 2), nn.Tanh()))


def test_members_compute_what_each_would_compute_alone() -> None:
    torch.manual_seed(1)
    members = networks.Members(3, 4, (8, 5), 2, scale=(1.0, 2.0, 0.5, 1.0))
    inputs = torch.randn(3, 7, 4)
    outputs = members(inputs)
    assert outputs.shape == (3, 7, 2)
    for number in range(3):
        alone = members.member(number)
        assert torch.allclose(alone(inputs[number]), outputs[number], atol=1e-6)
    outputs[1].sum().backward()
    for parameter in members.parameters():
        assert parameter.grad is not None
        assert parameter.grad[1].abs().sum() > 0
        assert parameter.grad[[0, 2]].abs().sum() == 0


def test_members_start_with_weights_of_their_own() -> None:
    [first, second] = networks.Members(2, 4, (8,), 2).weights[0]
    assert not torch.equal(first, second)


def test_wrong_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="widths"):
        networks.mlp(4, (0,), 2)
    with pytest.raises(ValueError, match="scale"):
        networks.mlp(4, (8,), 2, scale=(1.0,))
    with pytest.raises(ValueError, match="n_members"):
        networks.Members(0, 4, (8,), 2)
