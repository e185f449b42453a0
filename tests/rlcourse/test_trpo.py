"""The fast TRPO: conjugate gradient and the step exactly, the trust region kept, resets kept out of the data, and short runs."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from rlcourse.agents import a2c, evaluation, networks, trpo
from rlcourse.environments import vector

SHORT = trpo.Config(seed=0, hidden=(16,), total_steps=1_500, rollout_steps=16, evaluate_every=500, evaluation_episodes=4)


def rows_of(n_steps: int, seed: int = 0) -> a2c.Rows:
    envs = vector.make("CartPole-v1", 4)
    return a2c.collect(vector.Rollout(envs, seed=seed), lambda observations: (observations[:, 2] < 0).astype(np.int64), n_steps)


def batch(n: int, n_actions: int, seed: int) -> tuple[nn.Sequential, torch.Tensor, torch.Tensor, torch.Tensor]:
    """A small actor in double precision, with observations, actions and advantages."""
    torch.manual_seed(seed)
    actor = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, n_actions)).double()
    draws = torch.randn(n, 4, dtype=torch.float64)
    return actor, draws[:, :3].clone(), torch.randint(n_actions, (n,)), draws[:, 3].clone()


def flat(network: nn.Module) -> torch.Tensor:
    return nn.utils.parameters_to_vector(network.parameters()).detach().clone()


def fisher_of(actor: nn.Module, observations: torch.Tensor) -> torch.Tensor:
    """The Fisher matrix, by its definition."""
    weights = list(actor.parameters())
    log_policy = actor(observations).log_softmax(dim=-1)
    matrix = torch.zeros(len(flat(actor)), len(flat(actor)), dtype=torch.float64)
    for entry in log_policy.reshape(-1):
        score = trpo.flatten(torch.autograd.grad(entry, weights, retain_graph=True))
        matrix += entry.exp().detach() * torch.outer(score, score)
    return matrix / len(observations)


def test_conjugate_gradient_is_exact_after_as_many_steps_as_there_are_eigenvalues() -> None:
    torch.manual_seed(0)
    turn = torch.linalg.qr(torch.randn(9, 9, dtype=torch.float64))[0]
    matrix = turn @ torch.tensor([1.0, 2.0, 5.0] * 3, dtype=torch.float64).diag() @ turn.T
    b = torch.randn(9, dtype=torch.float64)
    asked: list[torch.Tensor] = []

    def product(v: torch.Tensor) -> torch.Tensor:
        asked.append(v)
        return matrix @ v

    x = trpo.conjugate_gradient(product, b, n_iterations=3, tolerance=0.0)
    assert len(asked) == 3
    assert (matrix @ x - b).norm() < 1e-12 * b.norm()
    assert x.dot(b).item() == pytest.approx(x.dot(matrix @ x).item())
    early = trpo.conjugate_gradient(product, b, n_iterations=1, tolerance=0.0)
    assert early.dot(b).item() == pytest.approx(early.dot(matrix @ early).item(), rel=1e-12)  # long before it is exact
    assert not trpo.conjugate_gradient(product, 0 * b, n_iterations=5, tolerance=0.0).any()


@pytest.mark.parametrize("seed", range(4))
def test_the_step_is_the_natural_gradient_to_the_edge(seed: int) -> None:
    actor, observations, actions, advantages = batch(25, 3, seed)
    config = trpo.Config(seed=0, max_kl=1e-4, damping=0.05, cg_iterations=200, cg_tolerance=1e-13)
    old = flat(actor)
    log_policy = actor(observations).log_softmax(dim=-1)
    rise = (log_policy[torch.arange(25), actions] * advantages).mean()
    g = trpo.flatten(torch.autograd.grad(rise, list(actor.parameters()), retain_graph=True))
    matrix = fisher_of(actor, observations) + 0.05 * torch.eye(len(old), dtype=torch.float64)
    x = torch.linalg.solve(matrix, g)
    expected = (2e-4 / x.dot(g)).sqrt() * x
    step, entropy = trpo.policy_step(config, actor, observations, actions, advantages)
    assert step.fraction == 1.0
    assert torch.allclose(flat(actor) - old, expected, rtol=1e-6, atol=1e-10)  # pyright: ignore[reportUnknownMemberType]
    assert step.expected_gain == pytest.approx((2e-4 * g.dot(x)).sqrt().item(), rel=1e-6)
    assert step.gain == pytest.approx(step.expected_gain, rel=0.1)
    assert step.length == pytest.approx(expected.norm().item(), rel=1e-6)
    new_log_policy = actor(observations).log_softmax(dim=-1)
    kl = (log_policy.exp() * (log_policy - new_log_policy)).sum(dim=-1).mean().item()
    assert step.kl == pytest.approx(kl, rel=1e-6)
    assert entropy == pytest.approx(-(log_policy.exp() * log_policy).sum(dim=-1).mean().item())


def test_the_line_search_shortens_or_refuses() -> None:
    shortened = refused = 0
    for seed in range(12):
        actor, observations, actions, advantages = batch(25, 3, seed)
        old = flat(actor)
        config = trpo.Config(seed=0, max_kl=1.0, damping=1e-3, backtrack=0.8, max_tries=3)
        step, _ = trpo.policy_step(config, actor, observations, actions, advantages)
        assert step.fraction in (0.0, 0.8**2, 0.8, 1.0)
        assert step.kl <= 1.0
        shortened += 0 < step.fraction < 1
        refused += step.fraction == 0
        if step.fraction == 0:
            assert torch.equal(flat(actor), old)
            assert (step.kl, step.gain, step.length) == (0.0, 0.0, 0.0)
        else:
            assert step.gain > 0
    assert shortened
    assert refused


def test_no_gradient_no_step() -> None:
    actor, observations, actions, advantages = batch(5, 2, 0)
    old = flat(actor)
    step, _ = trpo.policy_step(SHORT, actor, observations, actions, 0 * advantages)
    assert step == trpo.PolicyStep(0.0, 0.0, 0.0, 0.0, 0.0)
    assert torch.equal(flat(actor), old)


def test_weights_are_written_in_place() -> None:
    network = networks.mlp(4, (8,), 2)
    act = networks.outputs_of(network)  # computes on views of the weights
    observations = np.ones((3, 4), dtype=np.float32)
    trpo.set_weights(network, torch.zeros(len(flat(network))))
    assert not act(observations).any()


def updated(rows: a2c.Rows) -> tuple[torch.Tensor, torch.Tensor]:
    actor, critic = trpo.networks_of(SHORT, 4, 2)
    optimiser = torch.optim.Adam(critic.parameters(), lr=1e-3)
    trpo.update(SHORT, actor, critic, optimiser, rows, np.random.default_rng(0))
    return flat(actor), flat(critic)


def test_the_reset_step_is_kept_out_of_the_update() -> None:
    rows = rows_of(40)
    resets = ~rows.valid
    assert 0 < resets.sum() < 30
    changed = {name: getattr(rows, name).copy() for name in ("observations", "next_observations", "rewards", "actions")}
    changed["observations"][resets] = 7.0
    changed["next_observations"][resets] = -7.0
    changed["rewards"][resets] = 1_000.0
    changed["actions"][resets] = 1 - changed["actions"][resets]
    for first, second in zip(updated(rows), updated(rows._replace(**changed)), strict=True):
        assert torch.allclose(first, second, atol=1e-6)  # pyright: ignore[reportUnknownMemberType]


def test_a_rollout_without_a_transition_is_refused() -> None:
    rows = rows_of(3)
    with pytest.raises(ValueError, match="all 12 rows are resets"):
        updated(rows._replace(valid=np.zeros_like(rows.valid)))


def test_bad_choices_are_refused() -> None:
    for bad in (
        replace(SHORT, n_envs=0),
        replace(SHORT, hidden=(0,)),
        replace(SHORT, observation_scale=(1.0,)),
        replace(SHORT, rollout_steps=0),
    ):
        with pytest.raises(ValueError, match="expected"):
            trpo.train(bad, show_progress=False)


def test_a_run_keeps_its_books_and_repeats_with_its_seed() -> None:
    seen: list[a2c.Evaluation] = []
    first = trpo.train(SHORT, show_progress=False, on_evaluation=seen.append)
    second = trpo.train(SHORT, show_progress=False)
    assert first.n_steps >= SHORT.total_steps
    assert first.episodes.lengths.sum() <= first.n_steps
    assert seen == first.evaluations
    assert first.updates[-1].n_steps == first.n_steps
    assert all(update.step.kl <= SHORT.max_kl for update in first.updates)
    assert 0.5 < first.updates[0].entropy <= np.log(2) + 1e-6
    assert set(first.seconds) == {"act and step", "update", "evaluate"}
    assert torch.equal(flat(first.actor), flat(second.actor))
    assert torch.equal(flat(first.critic), flat(second.critic))


def test_what_was_held_is_the_last_fifth() -> None:
    run = trpo.train(SHORT, show_progress=False)
    found = [a2c.Evaluation(run.n_steps // 2, 500.0), a2c.Evaluation(run.n_steps - 1, 100.0), a2c.Evaluation(run.n_steps, 300.0)]
    assert trpo.held(replace(run, evaluations=found)) == 200.0
    with pytest.raises(ValueError, match="0 evaluations, none in the last fifth"):
        trpo.held(replace(run, evaluations=[]))


def test_it_solves_cartpole_and_holds() -> None:
    result = trpo.train(trpo.Config(seed=11), show_progress=False)
    assert trpo.held(result) >= 475
    assert evaluation.returns_of(networks.greedy_policy(result.actor), "CartPole-v1", seed=9).mean() >= 475


def test_continuous_actions_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a vector and Discrete"):
        trpo.train(replace(SHORT, env_id="Pendulum-v1", observation_scale=None), show_progress=False)
