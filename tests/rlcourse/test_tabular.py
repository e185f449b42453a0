"""Exact answers and tabular agents of rlcourse.agents.tabular, against values known by other means."""

from typing import Any

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.agents import tabular
from rlcourse.environments import tables

CORRIDOR: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
    0: {0: [(1.0, 0, -1.0, False)], 1: [(1.0, 1, -1.0, False)]},
    1: {0: [(1.0, 0, -1.0, False)], 1: [(0.5, 1, -1.0, False), (0.5, 2, 9.0, True)]},
    2: {0: [(1.0, 2, 0.0, True)], 1: [(1.0, 2, 0.0, True)]},
}
"""From state 1, action 1 reaches the goal with probability one half: two tries on average."""


def cliff(**options: Any) -> gym.Env[Any, Any]:
    return gym.make("CliffWalking-v1", max_episode_steps=500, **options)


class NoTable(gym.Env[Any, Any]):
    observation_space = gym.spaces.Discrete(2)
    action_space = gym.spaces.Discrete(2)


def test_values_of_a_corridor_by_hand() -> None:
    model = tables.model_of(tables.TableEnvironment(CORRIDOR))
    q = tabular.value_iteration(model)
    # From 1: v = 0.5 * (v - 1) + 0.5 * 9 = 8; from 0 one step earlier: 7.
    np.testing.assert_allclose(q[:2], [[6.0, 7.0], [6.0, 8.0]], atol=1e-8)
    always_right = np.tile([0.0, 1.0], (3, 1))
    np.testing.assert_allclose(tabular.policy_evaluation(model, always_right)[:2], [7.0, 8.0])
    np.testing.assert_allclose(tabular.action_values(model, [7.0, 8.0, 0.0])[:2], q[:2], atol=1e-8)
    assert tabular.expected_return(model, always_right) == pytest.approx(7.0)
    assert tabular.expected_length(model, always_right) == pytest.approx(3.0)


def test_discounted_evaluation_agrees_with_sweeps() -> None:
    model = tables.model_of(gym.make("FrozenLake-v1", is_slippery=True))
    policy = np.random.default_rng(0).dirichlet(np.ones(4), size=16)
    values = np.zeros(16)
    for _ in range(2000):
        values = (policy * tabular.action_values(model, values, gamma=0.95)).sum(axis=1)
    np.testing.assert_allclose(tabular.policy_evaluation(model, policy, gamma=0.95), values, atol=1e-10)


@pytest.mark.parametrize(("epsilon", "greedy_return"), [(0.0, -13), (0.1, -15), (0.2, -17)])
def test_best_epsilon_soft_policy_of_the_cliff(epsilon: float, greedy_return: int) -> None:
    model = tables.model_of(cliff())
    q = tabular.value_iteration(model, epsilon=epsilon)
    assert tabular.evaluate_greedy(cliff(), q, [36]).returns.tolist() == [greedy_return]
    policy = tabular.epsilon_greedy_policy(q, epsilon)
    # It is a fixed point: the policy that is epsilon-greedy for q has q as its values, and no single change of the greedy action helps.
    values = tabular.policy_evaluation(model, policy)
    np.testing.assert_allclose(tabular.action_values(model, values), q, atol=1e-6)


def test_taxi_optimum() -> None:
    env = gym.make("Taxi-v4")
    q = tabular.value_iteration(tables.model_of(env))
    starts = tabular.start_states(env)
    evaluation = tabular.evaluate_greedy(env, q, starts)
    assert len(starts) == 300
    assert evaluation.returns.mean() == pytest.approx(7.93)
    assert evaluation.lengths.mean() == pytest.approx(13.07)
    assert evaluation.terminated.all()


def test_tied_actions_share_the_greedy_part() -> None:
    policy = tabular.epsilon_greedy_policy([[1.0, 1.0, 0.0, -2.0]], 0.4)
    np.testing.assert_allclose(policy, [[0.4, 0.4, 0.1, 0.1]])


@pytest.mark.parametrize("method", ["q_learning", "sarsa", "expected_sarsa"])
def test_learners_find_the_corridor(method: tabular.Method) -> None:
    env = tables.TableEnvironment(CORRIDOR, step_limit=50)
    learned = tabular.learn(env, method, 3000, seed=1, epsilon=0.1, step_size=1.0, visit_power=0.7)
    exact = tabular.value_iteration(tables.model_of(env), epsilon=0.0 if method == "q_learning" else 0.1)
    np.testing.assert_allclose(learned.q[:2, 1], exact[:2, 1], atol=0.4)
    assert (learned.q[2] == 0).all()
    assert learned.returns.shape == learned.lengths.shape == (3000,)


@pytest.mark.parametrize("method", ["q_learning", "sarsa", "expected_sarsa"])
def test_truncation_does_not_cut_the_bootstrap(method: tabular.Method) -> None:
    env = tables.TableEnvironment({0: {0: [(1.0, 0, 1.0, False)]}}, step_limit=1)
    learned = tabular.learn(env, method, 3, seed=0, step_size=1.0, gamma=0.5)
    assert learned.q[0, 0] == 1.75
    assert learned.lengths.tolist() == [1, 1, 1]


def test_learning_is_repeatable_and_leaves_initial_values_alone() -> None:
    first_values = np.full((48, 4), -1.0)
    runs = [tabular.learn(cliff(), "sarsa", 20, seed=4, initial_q=first_values) for _ in range(2)]
    np.testing.assert_array_equal(runs[0].q, runs[1].q)
    assert (first_values == -1.0).all()
    other = tabular.learn(cliff(), "sarsa", 20, seed=5, initial_q=first_values)
    assert not np.array_equal(runs[0].q, other.q)


def test_schedules_have_one_number_for_each_episode() -> None:
    env = tables.TableEnvironment(CORRIDOR, step_limit=5)
    frozen = tabular.learn(env, "q_learning", 2, seed=0, step_size=[0.0, 0.0])
    assert (frozen.q == 0).all()
    with pytest.raises(ValueError, match=r"epsilon has shape \(3,\)"):
        tabular.learn(env, "q_learning", 2, seed=0, epsilon=[0.1, 0.1, 0.1])


def test_table_environment_ends_draws_and_renders() -> None:
    env = tables.TableEnvironment(CORRIDOR, [0.5, 0.5, 0.0], step_limit=3, render_mode="rgb_array")
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)
    starts = {env.reset(seed=seed)[0] for seed in range(20)}
    assert starts == {0, 1}
    env.reset(seed=0)
    flags = [env.step(0)[2:4] for _ in range(3)]
    assert flags == [(False, False), (False, False), (False, True)]
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)
    frame = env.render()
    assert frame.shape == (8, 24, 3)
    assert tables.states_in_frames([frame, np.zeros((8, 24, 3), dtype=np.uint8)], 3) == [0, -1]
    larger = np.pad(np.kron(frame, np.ones((3, 3, 1), dtype=np.uint8)), ((9, 2), (5, 5), (0, 0)), constant_values=255)
    assert tables.states_in_frames([larger], 3) == [0]
    assert tables.TableEnvironment(CORRIDOR).render() is None


def test_goal_is_reached_about_half_of_the_time() -> None:
    env = tables.TableEnvironment(CORRIDOR, 1)
    env.reset(seed=0)
    ends = 0
    for _ in range(400):
        env.reset()
        ends += env.step(1)[2]
    assert 160 < ends < 240


def test_mistakes_are_named() -> None:
    model = tables.model_of(tables.TableEnvironment(CORRIDOR))
    with pytest.raises(ValueError, match="starts at 0"):
        tables.sizes(gym.make("CartPole-v1"))
    with pytest.raises(ValueError, match="transition table"):
        tables.model_of(NoTable())
    with pytest.raises(ValueError, match=r"sum to 0\.5"):
        tables.TableEnvironment({0: {0: [(0.5, 0, 0.0, True)]}})
    with pytest.raises(ValueError, match="expected states 0 to S - 1"):
        tables.TableEnvironment({})
    with pytest.raises(ValueError, match="for ever"):
        tabular.policy_evaluation(model, np.tile([1.0, 0.0], (3, 1)))
    with pytest.raises(ValueError, match="shape"):
        tabular.policy_evaluation(model, np.ones((3, 3)))
    with pytest.raises(ValueError, match="epsilon is 2"):
        tabular.value_iteration(model, epsilon=2.0)
    with pytest.raises(ValueError, match="after 3 sweeps"):
        tabular.value_iteration(model, max_sweeps=3)
    with pytest.raises(ValueError, match="monte_carlo"):
        tabular.learn(tables.TableEnvironment(CORRIDOR), "monte_carlo", 1, seed=0)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match=r"q has shape \(2, 2\)"):
        tabular.evaluate_greedy(tables.TableEnvironment(CORRIDOR), np.zeros((2, 2)), [0])


def test_equal_outcomes_are_added_up() -> None:
    lake = [(1 / 3, 0, 0.0), (1 / 3, 4, 0.1 + 0.2), (1 / 3, 0, 0), (0.0, 5, 9.0)]
    found = tables.outcome_probabilities({"s": {"slide": lake, "wait": [(1.0, "s", 1)]}})
    assert found == pytest.approx({("s", "slide", 0, 0.0): 2 / 3, ("s", "slide", 4, 0.3): 1 / 3, ("s", "wait", "s", 1.0): 1.0})
