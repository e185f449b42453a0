"""The fast dynamic programming of rlcourse.agents.dynamic_programming, against the exact methods and Gymnasium's own environments."""

import gymnasium as gym
import numpy as np
import pytest
import torch

from rlcourse.agents import dynamic_programming, tabular
from rlcourse.environments import tables

LAKE = tables.model_of(gym.make("FrozenLake8x8-v1", is_slippery=True))


def random_model(seed: int, n_states: int = 15, n_actions: int = 3, ending: float = 0.05) -> tables.Model:
    rng = np.random.default_rng(seed)
    continuation = rng.random((n_states, n_actions, n_states)) * (rng.random((n_states, n_actions, n_states)) < 0.3)
    continuation *= (1 - ending) / np.maximum(continuation.sum(axis=2, keepdims=True), 1e-9)
    return tables.Model(rng.normal(size=(n_states, n_actions)), continuation, np.full(n_states, 1 / n_states))


def gambler(p_heads: float, goal: int) -> tables.Model:
    table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {}
    for coins in range(goal + 1):
        table[coins] = {}
        for action in range(goal // 2):
            stake = min(action + 1, coins, goal - coins)
            won, lost = coins + stake, coins - stake
            outcomes = [(p_heads, won, float(won == goal), won == goal), (1 - p_heads, lost, 0.0, lost == 0)]
            table[coins][action] = outcomes if 0 < coins < goal else [(1.0, coins, 0.0, True)]
    return tables.model_of(tables.TableEnvironment(table, 1))


@pytest.mark.parametrize("seed", range(5))
def test_look_ahead_is_the_dense_product(seed: int) -> None:
    model = random_model(seed)
    world = dynamic_programming.sparse(model)
    values = np.random.default_rng(seed).normal(size=15)
    found = dynamic_programming.look_ahead(world, torch.from_numpy(values), 0.9)
    np.testing.assert_allclose(found.numpy(), tabular.action_values(model, values, 0.9), rtol=0, atol=1e-13)
    assert world.successor.shape[2] < 15
    assert world.successor.dtype == torch.int64


def test_a_world_in_which_everything_ends() -> None:
    model = tables.Model(np.array([[1.0, 2.0], [-3.0, -4.0]]), np.zeros((2, 2, 2)), np.array([1.0, 0.0]))
    solved = dynamic_programming.solve(dynamic_programming.sparse(model), 0.9)
    assert solved.values.tolist() == [2.0, -3.0]
    assert solved.actions.tolist() == [1, 0]
    assert dynamic_programming.prioritised_sweeping(model, 0.9, 1e-6).values.tolist() == [2.0, -3.0]


@pytest.mark.parametrize("n_evaluations", [0, 1, 10, 200])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.99])
def test_solve_keeps_its_bound(gamma: float, n_evaluations: int) -> None:
    for model in (LAKE, random_model(1, ending=0.0)):
        exact = tabular.value_iteration(model, gamma, tolerance=1e-14).max(axis=1)
        for tolerance in (1e-2, 1e-8):
            solved = dynamic_programming.solve(dynamic_programming.sparse(model), gamma, tolerance=tolerance, n_evaluations=n_evaluations)
            assert solved.bound <= tolerance * (1 + 1e-9)
            assert np.abs(solved.values.numpy() - exact).max() <= solved.bound + 1e-12


def test_the_gambler_without_a_discount() -> None:
    model = gambler(0.4, 100)
    solved = dynamic_programming.solve(dynamic_programming.sparse(model), 1.0, tolerance=1e-14)
    np.testing.assert_allclose(solved.values[[25, 50, 75]], [0.16, 0.4, 0.64], rtol=0, atol=1e-12)
    assert solved.bound == float("inf")
    swept = dynamic_programming.prioritised_sweeping(model, 1.0, 1e-14)
    np.testing.assert_allclose(swept.values[[25, 50, 75]], [0.16, 0.4, 0.64], rtol=0, atol=1e-12)


def test_taxi_by_its_own_steps() -> None:
    env = gym.make("Taxi-v4")
    solved = dynamic_programming.solve(dynamic_programming.sparse(tables.model_of(env)), 1.0)
    evaluation = tabular.evaluate_greedy(env, solved.q.numpy(), tabular.start_states(env))
    assert evaluation.returns.mean() == pytest.approx(7.93)
    assert evaluation.terminated.all()


def test_more_evaluations_mean_fewer_rounds() -> None:
    world = dynamic_programming.sparse(LAKE)
    rounds = [dynamic_programming.solve(world, 0.99, n_evaluations=n).n_rounds for n in (0, 5, 50)]
    assert rounds[0] > 4 * rounds[1] > 8 * rounds[2]


@pytest.mark.parametrize("seed", range(4))
def test_prioritised_sweeping_keeps_its_promise(seed: int) -> None:
    model = random_model(seed, ending=0.02 * seed)
    exact = tabular.value_iteration(model, 0.95, tolerance=1e-14).max(axis=1)
    for threshold in (1e-1, 1e-6):
        values = dynamic_programming.prioritised_sweeping(model, 0.95, threshold).values.numpy()
        errors = np.abs(tabular.action_values(model, values, 0.95).max(axis=1) - values)
        assert errors.max() <= threshold + 1e-12
        assert np.abs(values - exact).max() <= threshold / 0.05 + 1e-12


def test_prioritised_sweeping_goes_backwards_along_a_corridor() -> None:
    continuation = np.zeros((6, 1, 6))
    continuation[np.arange(5), 0, np.arange(1, 6)] = 1.0
    reward = np.zeros((6, 1))
    reward[5] = 1.0
    swept = dynamic_programming.prioritised_sweeping(tables.Model(reward, continuation, np.eye(6)[0]), 0.5, 1e-9)
    assert swept.values.tolist() == [0.5**k for k in (5, 4, 3, 2, 1, 0)]
    assert swept.n_backups == 12  # a look at each, and one backup of each


def test_other_dtypes_and_devices() -> None:
    world = dynamic_programming.sparse(LAKE, dtype=torch.float32)
    solved = dynamic_programming.solve(world, 0.9, tolerance=1e-4)
    assert solved.values.dtype == solved.q.dtype == torch.float32
    assert dynamic_programming.sparse(LAKE, device="meta").probability.is_meta


@pytest.mark.parametrize(
    ("gamma", "tolerance", "n_evaluations"), [(1.1, 1e-3, 1), (-0.1, 1e-3, 1), (float("nan"), 1e-3, 1), (0.9, 0.0, 1), (0.9, 1e-3, -1)]
)
def test_bad_arguments_are_refused(gamma: float, tolerance: float, n_evaluations: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        dynamic_programming.solve(dynamic_programming.sparse(LAKE), gamma, tolerance=tolerance, n_evaluations=n_evaluations)


@pytest.mark.parametrize(("gamma", "threshold"), [(1.1, 1e-3), (float("nan"), 1e-3), (0.9, 0.0), (0.9, float("nan"))])
def test_prioritised_sweeping_refuses_bad_arguments(gamma: float, threshold: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        dynamic_programming.prioritised_sweeping(LAKE, gamma, threshold)


def test_values_that_do_not_settle() -> None:
    endless = tables.Model(np.ones((1, 1)), np.ones((1, 1, 1)), np.ones(1))
    with pytest.raises(ValueError, match="after 50 rounds"):
        dynamic_programming.solve(dynamic_programming.sparse(endless), 1.0, max_rounds=50)
    with pytest.raises(ValueError, match="after 50 backups"):
        dynamic_programming.prioritised_sweeping(endless, 1.0, 1e-3, max_backups=50)
