"""The fast REINFORCE: its pieces exactly, and short runs."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rlcourse.agents import evaluation, networks, reinforce
from rlcourse.environments import vector
from tests.rlcourse import worlds

SHORT = reinforce.Config(seed=0, hidden=(16,), total_steps=900, n_envs=4, evaluate_every=300, evaluation_episodes=4)


def hand_made() -> reinforce.Batch:
    """Two episodes, of three steps and of one."""
    mask = np.array([[True, True], [True, False], [True, False]])
    rewards = np.array([[1, 5], [2, 0], [3, 0]], dtype=np.float32)
    zeros = np.zeros((3, 2, 4), dtype=np.float32)
    return reinforce.Batch(zeros, np.zeros((3, 2), dtype=np.int64), rewards, mask, zeros[0], np.array([False, True]))


def push_left(observations: NDArray[np.float32]) -> NDArray[np.int64]:
    """Always action 0: the pole falls after about nine steps."""
    return np.zeros(len(observations), dtype=np.int64)


def test_returns_to_go_stop_at_each_episode_s_own_end() -> None:
    assert reinforce.returns_to_go(hand_made(), 0.5).tolist() == [[2.75, 5.0], [3.5, 0.0], [3.0, 0.0]]


def test_what_comes_after_a_truncation_is_discounted_into_every_step() -> None:
    returns = reinforce.returns_to_go(hand_made(), 0.5, np.array([0.0, 8.0], dtype=np.float32))
    assert returns.tolist() == [[2.75, 9.0], [3.5, 0.0], [3.0, 0.0]]


def test_the_baseline_is_made_of_the_other_episodes() -> None:
    returns = np.array([[6, 3, 9], [4, 0, 8]], dtype=np.float32)
    mask = np.array([[True, True, True], [True, False, True]])
    assert reinforce.others_mean(returns, mask).tolist() == [[6.0, 7.5, 4.5], [4.0, 0.0, 2.0]]
    with pytest.raises(ValueError, match="at least 2"):
        reinforce.others_mean(returns[:, :1], mask[:, :1])


def test_play_gives_one_whole_episode_of_each_environment() -> None:
    batch = reinforce.play(push_left, vector.make("CartPole-v1", 6), seed=3)
    lengths = batch.mask.sum(axis=0)
    assert batch.observations.shape == (lengths.max(), 6, 4)
    assert (batch.mask[:-1] | ~batch.mask[1:]).all()  # once over, always over
    assert np.array_equal(batch.rewards, batch.mask)  # a reward of 1 for each step, nothing after the end
    assert not batch.truncated.any()
    again = evaluation.returns_of(push_left, "CartPole-v1", seed=3, n_episodes=6)
    assert again.tolist() == lengths.tolist()
    assert (np.abs(batch.last_observations[:, 2]) > 0.2).all()  # the pole lies


def test_play_tells_truncation_from_termination() -> None:
    batch = reinforce.play(push_left, vector.make("CartPole-v1", 3, max_episode_steps=4), seed=0)
    assert batch.truncated.all()
    assert batch.mask.shape == (4, 3)


REWARDS = torch.tensor([[0.5, 1.0], [-1.0, 3.0], [2.0, -4.0]], dtype=torch.float64)
"""Three states in a row: action 0 goes on (from the last one too, where it ends), action 1 ends; by state and action."""


def exact_gradient(logits: torch.Tensor) -> torch.Tensor:
    """Of the expected return from the first state, by autograd through the Bellman equations."""
    theta = logits.clone().requires_grad_()
    policy = theta.softmax(dim=1)
    goes_on = torch.diag(policy[:2, 0], diagonal=1)
    values = torch.linalg.solve(torch.eye(3, dtype=torch.float64) - goes_on, (policy * REWARDS).sum(dim=1))
    return torch.autograd.grad(values[0], theta)[0]


def every_episode() -> list[list[tuple[int, int]]]:
    """States and actions of the four episodes that there can be, of one to three steps."""
    return [[(state, 0) for state in range(end)] + [(end, action)] for end, action in ((0, 1), (1, 1), (2, 1), (2, 0))]


@pytest.mark.parametrize("baseline", [0.0, 1.7])
def test_the_policy_loss_has_the_exact_gradient_of_the_return(baseline: float) -> None:
    """Its expectation is worked out over all episodes, which differ in length; a constant baseline changes nothing of it."""
    logits = torch.randn(3, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(5))
    expected, found, per_step = exact_gradient(logits), torch.zeros_like(logits), torch.zeros_like(logits)
    for episode in every_episode():
        theta = logits.clone().requires_grad_()
        states, actions = torch.tensor(episode).T
        log_probabilities = theta.log_softmax(dim=1)[states, actions]
        returns_to_go = REWARDS[states, actions].flip(0).cumsum(0).flip(0)
        loss = reinforce.policy_loss(log_probabilities, returns_to_go - baseline)
        [gradient] = torch.autograd.grad(loss, theta)
        chance = log_probabilities.sum().exp().detach()
        found -= chance * gradient
        per_step -= chance * gradient / len(episode)
    assert torch.allclose(found, expected, atol=1e-12)
    assert not torch.allclose(per_step, expected, atol=0.1)  # what a mean over the steps of each episode would ascend


def test_the_policy_loss_of_several_episodes_is_the_mean_of_theirs() -> None:
    logs, advantages = torch.tensor([-0.5, -1.0, -2.0, -0.1]), torch.tensor([3.0, 1.0, -2.0, 5.0], requires_grad=True)
    alone = [reinforce.policy_loss(logs[part], advantages[part]) for part in (slice(0, 3), slice(3, 4))]
    together = reinforce.policy_loss(logs.requires_grad_(), advantages, 2)
    assert together.item() == pytest.approx((alone[0].item() + alone[1].item()) / 2)
    together.backward()
    assert advantages.grad is None
    with pytest.raises(ValueError, match="n_episodes is 0"):
        reinforce.policy_loss(logs, advantages, 0)


@pytest.mark.parametrize("n_envs", [1, 4])
@pytest.mark.parametrize("seed", range(3))
def test_ten_steps_that_bring_5_win_against_one_that_brings_1(n_envs: int, seed: int) -> None:
    """With a mean over the steps of each episode the short way wins, which brings more per step."""
    config = reinforce.Config(
        seed=seed,
        env_id="tests/LongOrShort-v0",
        total_steps=3_000 * n_envs,
        n_envs=n_envs,
        hidden=(),
        observation_scale=None,
        gamma=1.0,
        baseline="none",
        evaluate_every=0,
    )
    network = reinforce.train(config, show_progress=False).network
    start = torch.from_numpy(worlds.long_or_short().features[:1])
    assert network(start).softmax(dim=1)[0, 0].item() > 0.9


def test_a_run_keeps_its_books_and_repeats_with_its_seed() -> None:
    seen: list[reinforce.Evaluation] = []
    first = reinforce.train(SHORT, show_progress=False, on_evaluation=seen.append)
    second = reinforce.train(SHORT, show_progress=False)
    assert first.n_steps >= SHORT.total_steps
    assert first.returns.sum() == first.n_steps  # a reward of 1 for each step, every episode whole
    assert len(first.returns) == len(first.ended_at) == SHORT.n_envs * first.n_updates
    assert seen == first.evaluations
    assert set(first.seconds) == {"play the episodes", "returns and baseline", "update", "evaluate"}
    for a, b in zip(first.network.parameters(), second.network.parameters(), strict=True):
        assert torch.equal(a, b)


@pytest.mark.parametrize("baseline", ["none", "value"])
def test_the_other_baselines_run_and_only_one_trains_values(baseline: reinforce.Baseline) -> None:
    result = reinforce.train(replace(SHORT, baseline=baseline, total_steps=300), show_progress=False)
    untrained = reinforce.train(replace(SHORT, total_steps=0), show_progress=False)
    same = [torch.equal(a, b) for a, b in zip(result.value_network.parameters(), untrained.value_network.parameters(), strict=True)]
    assert all(same) == (baseline == "none")


def test_it_stops_when_it_is_good_enough() -> None:
    result = reinforce.train(replace(SHORT, stop_at=1.0), show_progress=False)
    assert len(result.evaluations) == 1
    assert result.n_steps < 900


@pytest.mark.parametrize("baseline", ["none", "episodes", "value"])
def test_it_solves_cartpole(baseline: reinforce.Baseline) -> None:
    result = reinforce.train(reinforce.Config(seed=2, baseline=baseline), show_progress=False)
    returns = evaluation.returns_of(networks.greedy_policy(result.network), "CartPole-v1", seed=9)
    assert returns.mean() >= 475


def test_bad_choices_are_refused() -> None:
    for bad in (replace(SHORT, n_envs=0), replace(SHORT, n_envs=1), replace(SHORT, hidden=(0,)), replace(SHORT, observation_scale=(1.0,))):
        with pytest.raises(ValueError, match="expected"):
            reinforce.train(bad, show_progress=False)


def test_continuous_actions_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a vector and Discrete"):
        reinforce.train(replace(SHORT, env_id="Pendulum-v1", observation_scale=None), show_progress=False)
