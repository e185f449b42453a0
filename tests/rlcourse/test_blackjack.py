"""Blackjack: its rules and distribution against Gymnasium's, its table against play, and the figures of Sutton and Barto."""

import gymnasium as gym
import numpy as np
import pytest

from rlcourse.agents import tabular
from rlcourse.environments import blackjack
from rlcourse.environments.blackjack import HIT, STICK

N = 60_000
COIN = np.full((200, 2), 0.5)


def gymnasium_hands(policy: np.ndarray, n_hands: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First states, visits of each state and action, and returns of Gymnasium's hands; below 12 it hits."""
    env = gym.make("Blackjack-v1", natural=False, sab=False)
    rng = np.random.default_rng(seed)
    firsts, visits, returns = np.zeros(200), np.zeros((200, 2)), np.zeros(n_hands)
    for hand in range(n_hands):
        (player, dealer, usable), _ = env.reset(seed=seed if hand == 0 else None)
        first, ended, reward = True, False, 0.0
        while not ended:
            action = HIT
            if player >= 12:
                state = blackjack.state_of(player, dealer, bool(usable))
                action = int(rng.random() < policy[state, HIT])
                firsts[state] += first
                visits[state, action] += 1
                first = False
            (player, dealer, usable), reward, ended, _, _ = env.step(action)
        returns[hand] = reward
    return firsts, visits, returns


def test_hands_are_distributed_as_gymnasiums() -> None:
    n_hands = 20_000
    for number, policy in enumerate((COIN, blackjack.threshold_policy(17))):
        firsts, visits, returns = gymnasium_hands(policy, n_hands, seed=number)
        hands = blackjack.play(policy, N, np.random.default_rng(number))
        model = blackjack.model()
        # First states against the exact distribution, by chi squared (199 degrees of freedom: 5 sigma are 100).
        for counts in (firsts, np.bincount(hands.states[:, 0], minlength=200)):
            wanted = model.start * counts.sum()
            assert ((counts - wanted) ** 2 / wanted).sum() < 300
        ours = np.bincount((2 * hands.states + hands.actions)[hands.states >= 0], minlength=400).reshape(200, 2)
        rate, other = ours / N, visits / n_hands
        spread = np.sqrt(rate * (1 / N + 1 / n_hands)) + 1e-4
        assert (np.abs(rate - other) < 5 * spread).all()
        exact = tabular.expected_return(model, policy)
        assert abs(returns.mean() - exact) < 5 / np.sqrt(n_hands)
        assert abs(hands.returns.mean() - exact) < 5 / np.sqrt(N)
        for result in (-1, 0, 1):
            assert abs((returns == result).mean() - (hands.returns == result).mean()) < 5 * np.sqrt(0.25 / n_hands + 0.25 / N)


def test_returns_from_each_state_and_action_are_the_tables() -> None:
    model = blackjack.model()
    values = tabular.policy_evaluation(model, COIN)
    q = tabular.action_values(model, values)
    rng = np.random.default_rng(2)
    for action in (STICK, HIT):
        states = np.repeat(np.arange(200), 2000)
        hands = blackjack.play(COIN, states.size, rng, states=states, actions=action)
        assert (hands.actions[:, 0] == action).all()
        assert (hands.states[:, 0] == states).all()
        means = hands.returns.reshape(200, 2000).mean(axis=1)
        assert np.abs(means - q[:, action]).max() < 5 / np.sqrt(2000)
        assert abs((means - q[:, action]).mean()) < 5 / np.sqrt(states.size)


def test_a_hand_is_written_down_as_it_went() -> None:
    hands = blackjack.play(COIN, 5000, np.random.default_rng(3))
    there = np.arange(hands.states.shape[1]) < hands.lengths[:, None]
    assert ((hands.states >= 0) == there).all()
    assert ((hands.actions >= 0) == there).all()
    last = hands.actions[np.arange(5000), hands.lengths - 1]
    before = there[:, 1:] & there[:, :-1]
    assert (hands.actions[:, :-1][before] == HIT).all()
    assert (hands.returns[last == HIT] == -1).all()  # who hits last has gone bust
    for row, n in zip(hands.states, hands.lengths, strict=True):
        assert len(set(row[:n].tolist())) == n  # no state comes twice
        assert len({state % 10 for state in row[:n].tolist()}) == 1


def test_known_figures() -> None:
    model = blackjack.model()
    assert model.start.sum() == pytest.approx(1)
    assert blackjack.dealer_outcomes().sum(axis=1) == pytest.approx(np.ones(10))
    # Infinite deck, dealer stands on all 17: a known table of the dealer's chance to go bust with two to ten.
    busts = [0.3536, 0.3739, 0.3945, 0.4164, 0.4232, 0.2623, 0.2447, 0.2284, 0.2121]
    assert blackjack.dealer_outcomes()[1:, 5] == pytest.approx(busts, abs=6e-5)
    deuce = blackjack.state_of(13, 2, usable=True)
    value = tabular.policy_evaluation(model, blackjack.threshold_policy(20))[deuce]
    assert value == pytest.approx(-0.27726, abs=1e-4)  # Sutton and Barto, example 5.4, from 100 million hands
    q = tabular.value_iteration(model)
    hits = q.argmax(axis=1).reshape(blackjack.SHAPE)
    # Sutton and Barto, figure 5.2: the first sum on which the best policy sticks, for the dealer's ace to ten.
    assert (12 + hits.argmin(axis=1)).tolist() == [[17, 13, 13, 12, 12, 12, 17, 17, 17, 17], [19, 18, 18, 18, 18, 18, 18, 18, 19, 19]]


def test_states_are_numbered_row_by_row() -> None:
    numbers = [blackjack.state_of(s, d, u) for u in (False, True) for s in range(12, 22) for d in range(1, 11)]
    assert numbers == list(range(200))
    for player, dealer in ((11, 1), (22, 1), (12, 0), (12, 11)):
        with pytest.raises(ValueError, match=f"sum is {player} and the dealer's card {dealer}"):
            blackjack.state_of(player, dealer, usable=False)


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        blackjack.play(np.ones((200, 3)), 1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="n_hands is 0"):
        blackjack.play(COIN, 0, np.random.default_rng(0))


def test_luck_comes_from_the_generator_alone() -> None:
    one, two, three = (blackjack.play(COIN, 500, np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one.returns, three.returns)
