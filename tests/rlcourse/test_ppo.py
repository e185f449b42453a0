"""PPO: its pieces are exact, its update stops where it should, and it learns."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from rlcourse import records
from rlcourse.agents import a2c, ppo
from rlcourse.environments import vector


@pytest.mark.parametrize("advantage", [2.0, -2.0])
@pytest.mark.parametrize("ratio", [0.5, 0.79, 0.81, 1.0, 1.19, 1.21, 2.0])
def test_the_gradient_vanishes_exactly_where_it_should(advantage: float, ratio: float) -> None:
    log_ratio = torch.tensor([math.log(ratio)], dtype=torch.float64, requires_grad=True)
    ppo.objective(log_ratio, torch.zeros(1, dtype=torch.float64), torch.tensor([advantage], dtype=torch.float64), 0.2).backward()
    stuck = ratio > 1.2 if advantage > 0 else ratio < 0.8
    assert log_ratio.grad is not None
    assert log_ratio.grad.item() == pytest.approx(0.0 if stuck else advantage * ratio)


def test_the_estimate_is_the_divergence_on_average() -> None:
    old, new = torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64).log(), torch.tensor([0.5, 0.25, 0.25], dtype=torch.float64).log()
    drawn = torch.tensor([0] * 2 + [1] * 3 + [2] * 5)  # each as often as the old policy draws it
    exact = (old.exp() * (old - new)).sum().item()
    assert ppo.kl_estimate(new[drawn], old[drawn]).item() == pytest.approx(exact)


def test_gaussian_terms_are_those_of_torch() -> None:
    means, log_spreads, actions = torch.randn(4, 3), torch.randn(3), torch.randn(4, 3)
    density, entropy = ppo.gaussian_terms(means, log_spreads, actions)
    policy = torch.distributions.Normal(means, log_spreads.exp())
    torch.testing.assert_close(density, policy.log_prob(actions).sum(dim=-1))
    torch.testing.assert_close(entropy, policy.entropy().sum(dim=-1))


def test_an_epoch_goes_through_all_rows_once() -> None:
    pieces = ppo.minibatches(10, 4, np.random.default_rng(0))
    assert [len(piece) for piece in pieces] == [4, 4, 2]
    assert sorted(np.concatenate(pieces).tolist()) == list(range(10))


def _rollout(config: ppo.Config) -> tuple[ppo.Actor, torch.nn.Sequential, a2c.Rows]:
    envs = vector.make(config.env_id, config.n_envs)
    actor, critic = ppo.networks_of(config, envs)
    return actor, critic, ppo.collect(vector.Rollout(envs, seed=1), actor, np.random.default_rng(1), config.rollout_steps)


@pytest.mark.parametrize("config", [ppo.Config(seed=1), replace(ppo.PENDULUM, seed=1)])
def test_the_first_step_is_the_policy_gradient(config: ppo.Config) -> None:
    config = replace(config, epochs=1, minibatch_size=10_000, target_kl=None)
    actor, critic, rows = _rollout(config)
    batch = ppo.prepare(config, actor, critic, rows)
    assert len(batch.old) == rows.valid.sum()
    log_probabilities, _ = actor(batch.observations, batch.actions)
    weights = list(actor.parameters())
    wanted = torch.autograd.grad((log_probabilities * batch.advantages).mean(), weights)
    before = [weight.detach().clone() for weight in weights]
    sgd = torch.optim.SGD([*weights, *critic.parameters()], lr=0.1)
    done = ppo.improve(config, actor, critic, sgd, batch, np.random.default_rng(0))
    assert done.n_gradient_steps == 1
    assert done.kl == pytest.approx(0.0, abs=1e-6)
    for weight, old, gradient in zip(weights, before, wanted, strict=True):
        torch.testing.assert_close(weight.detach(), old + 0.1 * gradient, rtol=1e-3, atol=1e-5)


def test_an_update_ends_by_its_divergence() -> None:
    config = ppo.Config(seed=1, target_kl=0.01)
    actor, critic, rows = _rollout(config)
    batch = ppo.prepare(config, actor, critic, rows)
    sgd = torch.optim.SGD([*actor.parameters(), *critic.parameters()], lr=20.0)
    done = ppo.improve(config, actor, critic, sgd, batch, np.random.default_rng(0))
    assert 1 <= done.n_gradient_steps < 8 * 4
    assert done.kl > 0.01


def test_actions_beyond_the_bounds_are_cut_for_the_environment_alone() -> None:
    config = replace(ppo.PENDULUM, seed=2, first_log_spread=1.0)
    _, _, rows = _rollout(config)
    assert np.abs(rows.actions).max() > 1
    assert rows.actions.shape == (128, 16, 1)


def test_all_resets_are_refused() -> None:
    config = ppo.Config(seed=1, rollout_steps=2)
    actor, critic, rows = _rollout(config)
    with pytest.raises(ValueError, match="all 32 rows are resets"):
        ppo.prepare(config, actor, critic, rows._replace(valid=np.zeros_like(rows.valid)))


def test_it_learns_cartpole() -> None:
    result = ppo.train(ppo.Config(seed=3, total_steps=15_000, stop_at=475.0), show_progress=False)
    assert max(found.mean_return for found in result.evaluations) >= 475


def test_the_records_are_whole() -> None:
    details = records.learning_curves("ppo_details")
    assert len(details.returns) == 7
    for runs in details.returns.values():
        assert runs.shape == (5, len(details.steps))
    beside = records.goal("ppo_beside_sb3")
    assert list(beside.steps) == ["rlcourse", "Stable-Baselines3"]
    assert np.median(beside.cpu_seconds["rlcourse"]) <= 0.1 * np.median(beside.cpu_seconds["Stable-Baselines3"])
