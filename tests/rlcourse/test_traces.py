"""Eligibility traces and off-policy returns: each crowd against single learners, written another way; control against the exact table."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from rlcourse.agents import tabular, traces
from rlcourse.environments import blackjack, gridworlds, tables, walks

Floats = NDArray[np.float64]
TRUTH = walks.true_values(5)
RUNS = walks.sample(5, 3, 4, np.random.default_rng(0))
GAMMA = 0.9


def errors_alone(learn: Callable[[Floats, walks.Walk], None], run: int) -> list[float]:
    values, found = np.full(5, 0.1), list[float]()
    for number in range(4):
        learn(values, RUNS.one(run, number))
        found.append(float(np.sqrt(((values - TRUTH) ** 2).mean())))
    return found


def lambda_returns(values: Floats, walk: walks.Walk, lam: float) -> Floats:
    """By the definition: the mixture of all n-step returns."""
    n_steps = len(walk.rewards)

    def n_step(t: int, n: int) -> float:
        earned = sum(GAMMA**k * walk.rewards[t + k] for k in range(n))
        return earned + (GAMMA**n * float(values[walk.states[t + n]]) if t + n < n_steps else 0.0)

    return np.array(
        [
            sum((1 - lam) * lam ** (n - 1) * n_step(t, n) for n in range(1, n_steps - t))
            + lam ** (n_steps - t - 1) * n_step(t, n_steps - t)
            for t in range(n_steps)
        ]
    )


@pytest.mark.parametrize("learner", ["accumulating", "replacing", "dutch", "true online", "offline lambda-return"])
def test_a_crowd_learns_what_each_of_it_would_learn_alone(learner: traces.Learner) -> None:
    crowd = traces.td_lambda_errors(RUNS, TRUTH, [0.1, 0.5], [0.0, 0.7, 1.0], learner, gamma=GAMMA, initial_value=0.1)
    assert crowd.shape == (3, 2, 3, 4)
    for i, lam in enumerate((0.0, 0.7, 1.0)):
        for j, alpha in enumerate((0.1, 0.5)):

            def learn(values: Floats, walk: walks.Walk, lam: float = lam, alpha: float = alpha) -> None:
                if learner == "offline lambda-return":
                    for state, target in zip(walk.states, lambda_returns(values, walk, lam), strict=False):
                        values[state] += alpha * (target - values[state])
                    return
                z, old, last = np.zeros(5), 0.0, len(walk.rewards) - 1
                for t, reward in enumerate(walk.rewards):
                    x = np.eye(5)[walk.states[t]]
                    here, there = float(values @ x), 0.0 if t == last else float(values[walk.states[t + 1]])
                    delta = reward + GAMMA * there - here
                    faded = GAMMA * lam * z
                    if learner in ("dutch", "true online"):
                        z = faded + (1 - alpha * (faded @ x)) * x
                    else:
                        z = faded + x if learner == "accumulating" else np.maximum(faded * (1 - x), x)
                    if learner == "true online":
                        values += alpha * (delta + here - old) * z - alpha * (here - old) * x
                        old = there
                    else:
                        values += alpha * delta * z

            for run in range(3):
                assert crowd[i, j, run] == pytest.approx(errors_alone(learn, run), rel=1e-12)


def test_true_online_is_the_online_lambda_return() -> None:
    def learn(values: Floats, walk: walks.Walk) -> None:
        before, worth = values.copy(), [0.0]
        for horizon in range(1, len(walk.rewards) + 1):
            worth.append(0.0 if horizon == len(walk.rewards) else float(values[walk.states[horizon]]))
            values[:] = before
            for t in range(horizon):
                target = worth[horizon]
                for k in reversed(range(t, horizon)):
                    target = walk.rewards[k] + GAMMA * (0.2 * worth[k + 1] + 0.8 * target)
                values[walk.states[t]] += 0.4 * (target - values[walk.states[t]])

    crowd = traces.td_lambda_errors(RUNS, TRUTH, [0.4], [0.8], "true online", gamma=GAMMA, initial_value=0.1)
    for run in range(3):
        assert crowd[0, 0, run] == pytest.approx(errors_alone(learn, run), rel=1e-12)


@pytest.mark.parametrize("off_policy", [False, True])
def test_n_steps_are_what_each_would_learn_alone(off_policy: bool) -> None:
    ratios = np.where(RUNS.actions == 1, 1.6, 0.4) if off_policy else None
    crowd = traces.n_step_errors(RUNS, TRUTH, [0.1, 0.4], [1, 3, 500], ratios=ratios, gamma=GAMMA, initial_value=0.1)
    for i, n in enumerate((1, 3, 500)):
        for j, alpha in enumerate((0.1, 0.4)):

            def learn(values: Floats, walk: walks.Walk, n: int = n, alpha: float = alpha) -> None:
                n_steps = len(walk.rewards)
                for t in range(n_steps):
                    end, weight = min(t + n, n_steps), 1.0
                    ahead = 0.0 if end == n_steps else float(values[walk.states[end]])
                    for k in reversed(range(t, end)):
                        ahead = walk.rewards[k] + GAMMA * ahead
                        weight *= (1.6 if walk.actions[k] else 0.4) if off_policy else 1.0
                    values[walk.states[t]] += alpha * weight * (ahead - values[walk.states[t]])

            for run in range(3):
                assert crowd[i, j, run] == pytest.approx(errors_alone(learn, run), rel=1e-12)


def test_one_step_is_lambda_zero() -> None:
    by_n = traces.n_step_errors(RUNS, TRUTH, [0.2], [1])
    for learner in ("accumulating", "replacing", "dutch", "true online"):
        assert by_n == pytest.approx(traces.td_lambda_errors(RUNS, TRUTH, [0.2], [0.0], learner), rel=1e-12)


def test_a_learner_that_diverges_has_an_infinite_error_or_a_large_one() -> None:
    runs = walks.sample(19, 2, 60, np.random.default_rng(1))
    errors = traces.td_lambda_errors(runs, walks.true_values(19), [1.0], [1.0], "accumulating")
    assert not np.isnan(errors).any()
    assert errors[..., -1].max() > 1e6


def test_an_unknown_learner_is_refused() -> None:
    with pytest.raises(ValueError, match="'fading'"):
        traces.td_lambda_errors(RUNS, TRUTH, [0.1], [0.5], "fading")  # pyright: ignore[reportArgumentType]


def test_traces_by_hand() -> None:
    assert [traces.bumped(0.5, kind, 0.2) for kind in ("accumulating", "replacing", "dutch")] == pytest.approx([1.5, 1.0, 1.4])


MAZE = ["S..", ".#.", "..G"]


def maze(step_limit: int = 200) -> tables.TableEnvironment:
    return gridworlds.environment(MAZE, 0.0, gridworlds.Rewards(step=-1.0, goal=5.0), step_limit=step_limit)


def test_sarsa_zero_changes_one_value_a_step_and_sarsa_lambda_many() -> None:
    env = gridworlds.environment(MAZE, 0.0, gridworlds.Rewards(step=0.0, goal=1.0))
    for kind in ("accumulating", "replacing", "dutch"):
        assert (traces.sarsa_lambda(env, 1, seed=0, lam=0.0, trace=kind).after_first != 0).sum() == 1
        assert (traces.sarsa_lambda(env, 1, seed=0, lam=0.9, trace=kind).after_first != 0).sum() > 4


def test_sarsa_lambda_finds_the_shortest_way() -> None:
    learned = traces.sarsa_lambda(maze(), 400, seed=0, lam=0.8, step_size=0.2, gamma=1.0)
    assert tabular.evaluate_greedy(maze(), learned.q, [0]).lengths.tolist() == [4]
    assert learned.lengths[-100:].mean() < 6


def test_only_terminated_cuts_sarsas_bootstrap() -> None:
    cut = traces.sarsa_lambda(maze(step_limit=1), 3000, seed=0, lam=0.5, step_size=0.05, gamma=0.5, epsilon=1.0)
    # One step of reward -1 and the bootstrap from states that nobody leaves: 0.5 times a value that stays 0, but for the start's own.
    stays = cut.q[0, [0, 3]]  # against the edge: the start again
    goes = cut.q[0, [1, 2]]
    assert goes == pytest.approx([-1, -1], abs=1e-6)
    assert (stays < -1.4).all()


def test_off_policy_estimates_by_a_loop() -> None:
    rng = np.random.default_rng(2)
    target = blackjack.threshold_policy(18)
    behaviour = np.tile([0.3, 0.7], (200, 1))
    hands = blackjack.play(behaviour, 300, rng)
    ordinary, weighted = traces.off_policy_estimates(hands, target, behaviour)
    gained = total = 0.0
    for i in range(300):
        ratio = 1.0
        for state, action in zip(hands.states[i, : hands.lengths[i]], hands.actions[i, : hands.lengths[i]], strict=True):
            ratio *= target[state, action] / behaviour[state, action]
        gained, total = gained + ratio * hands.returns[i], total + ratio
        assert ordinary[i] == pytest.approx(gained / (i + 1))
        assert weighted[i] == pytest.approx(gained / total if total else 0.0)


def test_off_policy_estimates_find_the_exact_value() -> None:
    deuce, coin, target = blackjack.state_of(13, 2, usable=True), np.full((200, 2), 0.5), blackjack.threshold_policy(20)
    exact = tabular.policy_evaluation(blackjack.model(), target)[deuce]
    hands = blackjack.play(coin, 400_000, np.random.default_rng(3), states=deuce)
    for estimates in traces.off_policy_estimates(hands, target, coin):
        assert estimates[-1] == pytest.approx(exact, abs=5 * np.sqrt(10.2 / 400_000))


@pytest.mark.parametrize(("epsilon", "share", "loss"), [(None, 0.94, 0.006), (0.1, 0.82, 0.02)])
def test_control_comes_near_the_exact_optimum(epsilon: float | None, share: float, loss: float) -> None:
    model = blackjack.model()
    best = tabular.value_iteration(model)
    q, counts = traces.blackjack_control(200_000, np.random.default_rng(4), epsilon=epsilon, batch=1000)
    assert (q.argmax(axis=1) == best.argmax(axis=1)).mean() > share
    lost = model.start @ best.max(axis=1) - tabular.expected_return(model, np.eye(2)[q.argmax(axis=1)])
    assert -1e-12 < lost < loss
    assert counts.sum() >= 200_000


def test_a_soft_policy_shares_ties_and_keeps_its_epsilon() -> None:
    q = np.array([[0.0, 0.0], [1.0, -1.0], [0.1, 0.2]])
    assert traces.soft_policy(q, 0.2) == pytest.approx(np.array([[0.5, 0.5], [0.9, 0.1], [0.1, 0.9]]))
    assert traces.soft_policy(q, 0.0) == pytest.approx(np.array([[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]))
