"""The fast A2C: advantages and losses exactly, resets kept out of the data, and short runs; A3C by two processes."""

import tempfile
from dataclasses import replace
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest
import torch

from rlcourse.agents import a2c, a3c, evaluation, networks
from rlcourse.environments import vector

SHORT = a2c.Config(seed=0, hidden=(16,), total_steps=1_500, evaluate_every=500, evaluation_episodes=4)


def advantages(terminated: list[bool], truncated: list[bool], *, gae_lambda: float = 0.5) -> list[float]:
    """One environment: rewards of 1, values 2, 3, 4, ... before each step and 10 after it."""
    n = len(terminated)
    values = np.arange(2.0, n + 2.0, dtype=np.float32)[:, None]
    ends = [np.array(flags)[:, None] for flags in (terminated, truncated)]
    ones, tens = np.ones((n, 1), dtype=np.float32), np.full((n, 1), 10.0, dtype=np.float32)
    return a2c.gae(ones, values, tens, ends[0], ends[1], gamma=0.5, gae_lambda=gae_lambda)[:, 0].tolist()


def test_advantages_add_up_backwards() -> None:
    assert advantages([False] * 3, [False] * 3) == [4 + 0.25 * (3 + 0.25 * 2), 3 + 0.25 * 2, 2]
    assert advantages([False] * 3, [False] * 3, gae_lambda=0.0) == [4, 3, 2]


def test_termination_cuts_the_bootstrap_and_truncation_does_not() -> None:
    assert advantages([False, True], [False, False]) == [4 + 0.25 * -2, -2]
    assert advantages([False, False], [False, True]) == [4 + 0.25 * 3, 3]


def test_no_end_lets_later_steps_through() -> None:
    assert advantages([True, False], [False, False]) == [-1, 3]
    assert advantages([False, False], [True, False]) == [4, 3]
    assert advantages([True, False], [True, False]) == [-1, 3]  # both at once: the task ended


def test_losses_see_valid_rows_alone_and_treat_targets_as_constants() -> None:
    log_probabilities, entropies, values, weights, targets = (
        torch.tensor(row, requires_grad=True) for row in ([-0.5, 9.0], [0.3, 9.0], [3.0, 9.0], [4.0, 9.0], [5.0, 1.0])
    )
    losses = a2c.losses(log_probabilities, entropies, values, weights, targets, torch.tensor([True, False]))
    assert [loss.item() for loss in losses] == pytest.approx([2.0, 4.0, 0.3])
    torch.stack(losses).sum().backward()  # pyright: ignore[reportUnknownMemberType]
    assert weights.grad is None
    assert targets.grad is None
    assert log_probabilities.grad is not None
    assert log_probabilities.grad.tolist() == [-4.0, 0.0]


def test_terms_are_those_of_the_distribution() -> None:
    logits = torch.tensor([[0.0, 1.0, 100.0], [3.0, 3.0, 3.0]])
    policy = torch.distributions.Categorical(logits=logits)
    actions = torch.tensor([0, 2])
    log_probabilities, entropies = a2c.terms(logits, actions)
    assert torch.allclose(log_probabilities, policy.log_prob(actions))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    assert torch.allclose(entropies, policy.entropy(), atol=1e-6)


def rows_of(n_steps: int) -> a2c.Rows:
    envs = vector.make("CartPole-v1", 4)
    return a2c.collect(vector.Rollout(envs, seed=0), lambda observations: (observations[:, 2] < 0).astype(np.int64), n_steps)


def test_a_rollout_without_a_transition_is_refused() -> None:
    with pytest.raises(ValueError, match="n_steps is 0, expected at least 1"):
        rows_of(0)
    rows = rows_of(3)
    with pytest.raises(ValueError, match="all 12 rows are resets"):
        a2c.backward(SHORT, *a2c.networks_of(SHORT, 4, 2), rows._replace(valid=np.zeros_like(rows.valid)))


def test_bad_choices_are_refused() -> None:
    for bad in (
        replace(SHORT, n_envs=0),
        replace(SHORT, hidden=(0,)),
        replace(SHORT, observation_scale=(1.0,)),
        replace(SHORT, rollout_steps=0),
    ):
        with pytest.raises(ValueError, match="expected"):
            a2c.train(bad, show_progress=False)


def test_the_reset_step_is_kept_out_of_the_update() -> None:
    """Whatever stands in the rows of resets, the gradients are the same."""
    rows = rows_of(40)
    assert 0 < (~rows.valid).sum() < 30
    spoiled = replace_resets(rows)
    gradients: list[list[torch.Tensor]] = []
    for each in (rows, spoiled):
        actor, critic = a2c.networks_of(SHORT, 4, 2)
        found = a2c.backward(SHORT, actor, critic, each)
        gradients.append(
            [parameter.grad for network in (actor, critic) for parameter in network.parameters() if parameter.grad is not None]
        )
        assert np.isfinite(found.value_loss)
    assert len(gradients[0]) == 8
    for first, second in zip(*gradients, strict=True):
        assert torch.allclose(first, second, atol=1e-6)


def replace_resets(rows: a2c.Rows) -> a2c.Rows:
    resets = ~rows.valid
    changed = {name: getattr(rows, name).copy() for name in ("observations", "next_observations", "rewards", "actions")}
    changed["observations"][resets] = 7.0
    changed["next_observations"][resets] = -7.0
    changed["rewards"][resets] = 1_000.0
    changed["actions"][resets] = 1 - changed["actions"][resets]
    return rows._replace(**changed)


def test_a_collected_row_belongs_to_one_episode() -> None:
    rows = rows_of(60)
    ends = rows.terminated | rows.truncated
    assert np.array_equal(~rows.valid[1:], ends[:-1])  # a reset follows each end, and nothing else does
    moved = np.abs(rows.next_observations - rows.observations)[rows.valid]
    assert moved[:, 2].max() < 0.1  # no pole leaps back upright


def test_a_run_keeps_its_books_and_repeats_with_its_seed() -> None:
    seen: list[a2c.Evaluation] = []
    first = a2c.train(SHORT, show_progress=False, on_evaluation=seen.append)
    second = a2c.train(SHORT, show_progress=False)
    assert first.n_steps >= SHORT.total_steps
    assert first.episodes.lengths.sum() <= first.n_steps
    assert seen == first.evaluations
    assert len(seen) == 3
    assert first.updates[-1].n_steps == first.n_steps
    assert 0.5 < first.updates[0].entropy <= np.log(2) + 1e-6
    assert set(first.seconds) == {"act and step", "update", "evaluate"}
    for a, b in zip(first.actor.parameters(), second.actor.parameters(), strict=True):
        assert torch.equal(a, b)


def test_it_stops_when_it_is_good_enough() -> None:
    assert len(a2c.train(replace(SHORT, stop_at=1.0), show_progress=False).evaluations) == 1


def test_it_solves_cartpole() -> None:
    result = a2c.train(a2c.Config(seed=1), show_progress=False)
    assert evaluation.returns_of(networks.greedy_policy(result.actor), "CartPole-v1", seed=9).mean() >= 475


def test_continuous_actions_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a vector and Discrete"):
        a2c.train(replace(SHORT, env_id="Pendulum-v1", observation_scale=None), show_progress=False)


def test_sampled_actions_follow_the_softmax() -> None:
    network = networks.mlp(1, (), 3)
    with torch.no_grad():
        network[0].weight.zero_()  # pyright: ignore[reportUnknownMemberType, reportCallIssue]
        network[0].bias.copy_(torch.tensor([0.0, 1.0, 2.0]))  # pyright: ignore[reportUnknownMemberType, reportCallIssue]
    actions = networks.sampling_policy(network, np.random.default_rng(0))(np.zeros((20_000, 1), dtype=np.float32))
    expected = np.exp([0.0, 1.0, 2.0]) / np.exp([0.0, 1.0, 2.0]).sum()
    assert np.allclose(np.bincount(actions) / 20_000, expected, atol=0.015)


def test_two_processes_learn_on_shared_weights_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = a3c.train(replace(SHORT, n_envs=4, total_steps=2_000), n_workers=2, time_limit=20.0)
    assert result.n_steps >= 2_000 or min(worker.n_updates for worker in result.workers) > 0
    assert len(result.workers) == 2
    for worker in result.workers:
        assert len(worker.staleness) == worker.n_updates > 0
    before = a2c.networks_of(SHORT, 4, 2)[0]
    assert any(not torch.equal(a, b) for a, b in zip(before.parameters(), result.actor.parameters(), strict=True))
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_fails_is_reported() -> None:
    with pytest.raises(ValueError, match="expected positive numbers"):
        a3c.train(SHORT, n_workers=0)
    with pytest.raises(RuntimeError, match="a worker failed"):
        a3c.train(replace(SHORT, rollout_steps=0), n_workers=1)


def test_an_unknown_environment_is_refused_before_any_process_starts() -> None:
    with pytest.raises(gym.error.Error):
        a3c.train(replace(SHORT, env_id="NoSuch-v0"))
