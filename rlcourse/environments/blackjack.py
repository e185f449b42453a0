"""Blackjack against a dealer, thousands of hands at once, and its exact table.

Cards come from an endless deck: ace to nine with probability 1/13 each, ten with 4/13 (jack, queen and king count as ten). An ace counts as
11 where that does not exceed 21, and is *usable* then. The player sees the own sum and the dealer's first card, and hits (takes a card) or
sticks. Above 21 the hand is lost. After the player has stuck, the dealer takes cards up to 17 or more, and the larger sum wins: the return
is +1, 0 or -1. A natural (ace and ten at once) counts as any 21, which is ``Blackjack-v1`` of Gymnasium with ``natural=False, sab=False``.

Below 12 a card cannot hurt, so such hands take one without being asked. That leaves 200 states: sum 12 to 21, the dealer's card 1 (ace) to
10, and whether there is a usable ace; :func:`state_of` numbers them, and ``values.reshape(SHAPE)`` puts a table of them in order.

Source: Sutton and Barto, Reinforcement Learning (2nd edition), example 5.1.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rlcourse.environments.tables import Model

STICK, HIT = 0, 1
SHAPE = (2, 10, 10)
"""Usable ace (no, yes), the player's sum (12 to 21), the dealer's card (ace to ten)."""
N_STATES, N_ACTIONS = 200, 2

_CARDS = [(card, (4 if card == 10 else 1) / 13) for card in range(1, 11)]


class Hands(NamedTuple):
    """Hands that were played side by side. ``L`` is the largest number of decisions in a hand."""

    states: NDArray[np.int64]
    """Shape ``[n_hands, L]``; -1 behind the end of a hand."""
    actions: NDArray[np.int64]
    """Shape ``[n_hands, L]``, 0 to stick and 1 to hit; -1 behind the end."""
    lengths: NDArray[np.int64]
    """Number of decisions in each hand, at least 1, shape ``[n_hands]``."""
    returns: NDArray[np.float64]
    """1 won, 0 drawn, -1 lost, shape ``[n_hands]``. It comes with the last step; there is no discount."""


def state_of(player: int, dealer: int, usable: bool) -> int:
    """Return the number of a state.

    Args:
        player: The player's sum, 12 to 21.
        dealer: The dealer's card, 1 (ace) to 10.
        usable: Whether the player has an ace that counts as 11.

    Raises:
        ValueError: There is no such state.
    """
    if not (12 <= player <= 21 and 1 <= dealer <= 10):
        raise ValueError(f"the sum is {player} and the dealer's card {dealer}, expected a sum from 12 to 21 and a card from 1 to 10")
    return (int(usable) * 10 + player - 12) * 10 + dealer - 1


def threshold_policy(stick_from: int) -> NDArray[np.float64]:
    """Return the policy that sticks on a sum of at least ``stick_from``, shape ``[200, 2]``."""
    sticks = np.broadcast_to((np.arange(12, 22) >= stick_from)[None, :, None], SHAPE).ravel()
    return np.stack([sticks, ~sticks], axis=1).astype(np.float64)


def _draw(n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.minimum(rng.integers(1, 14, size=n), 10)


def _add(total: NDArray[np.int64], usable: NDArray[np.bool_], card: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Sums and usable aces after one more card each."""
    as_eleven = (card == 1) & (total + 11 <= 21)
    total, usable = total + card + 10 * as_eleven, usable | as_eleven
    too_much = (total > 21) & usable
    return total - 10 * too_much, usable & ~too_much


def _dealt(n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """First states of hands, cards below 12 taken."""
    total, usable = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    while (low := np.flatnonzero(total < 12)).size:  # a second card always comes: no single card makes 12
        total[low], usable[low] = _add(total[low], usable[low], _draw(low.size, rng))
    return (usable * 10 + total - 12) * 10 + _draw(n, rng) - 1


def _dealers(shown: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """What dealers end with, 0 where they exceed 21."""
    nothing = np.zeros(shown.size, dtype=np.int64)
    total, usable = _add(nothing, nothing > 0, shown)
    while (low := np.flatnonzero(total < 17)).size:
        total[low], usable[low] = _add(total[low], usable[low], _draw(low.size, rng))
    return np.where(total > 21, 0, total)


def play(
    policy: ArrayLike,
    n_hands: int,
    rng: np.random.Generator,
    *,
    states: ArrayLike | None = None,
    actions: ArrayLike | None = None,
) -> Hands:
    """Play hands to their end.

    Args:
        policy: Probabilities of sticking and hitting, shape ``[200, 2]``.
        n_hands: Number of hands, at least 1.
        rng: Where the randomness comes from.
        states: First states, one number or shape ``[n_hands]``; ``None`` deals the cards.
        actions: First actions, one number or shape ``[n_hands]``; ``None`` asks the policy.

    Raises:
        ValueError: The policy has another shape, or there are no hands.
    """
    hits = np.asarray(policy, dtype=np.float64)
    if hits.shape != (N_STATES, N_ACTIONS) or n_hands < 1:
        raise ValueError(f"the policy has shape {hits.shape} and n_hands is {n_hands}, expected {(N_STATES, N_ACTIONS)} and at least 1")
    first = _dealt(n_hands, rng) if states is None else np.broadcast_to(np.asarray(states, dtype=np.int64), (n_hands,))
    state, returns, final = first.copy(), np.zeros(n_hands), np.zeros(n_hands, dtype=np.int64)
    going, lengths = np.arange(n_hands), np.zeros(n_hands, dtype=np.int64)
    seen, done = list[NDArray[np.int64]](), list[NDArray[np.int64]]()
    while going.size:
        now, here, action = np.full(n_hands, -1, dtype=np.int64), np.full(n_hands, -1, dtype=np.int64), np.zeros(0, dtype=np.int64)
        here[going] = state[going]
        if not seen and actions is not None:
            action = np.broadcast_to(np.asarray(actions, dtype=np.int64), (n_hands,))
        else:
            action = (rng.random(going.size) < hits[state[going], HIT]).astype(np.int64)
        now[going] = action
        seen.append(here)
        done.append(now)
        lengths[going] += 1
        stuck, going = going[action == STICK], going[action == HIT]
        final[stuck] = 12 + state[stuck] // 10 % 10
        total, usable = _add(12 + state[going] // 10 % 10, state[going] >= 100, _draw(going.size, rng))
        bust = total > 21
        returns[going[bust]] = -1.0
        going, total, usable = going[~bust], total[~bust], usable[~bust]
        state[going] = (usable * 10 + total - 12) * 10 + state[going] % 10
    stuck = np.flatnonzero(final)
    returns[stuck] = np.sign(final[stuck] - _dealers(first[stuck] % 10 + 1, rng))
    return Hands(np.stack(seen, axis=1), np.stack(done, axis=1), lengths, returns)


def _after(total: int, usable: bool, card: int) -> tuple[int, bool]:
    """Sum and usable ace after one more card."""
    if card == 1 and total + 11 <= 21:
        return total + 11, True
    if total + card > 21 and usable:
        return total + card - 10, False
    return total + card, usable


@cache
def _dealer_from(total: int, usable: bool) -> tuple[float, ...]:
    """Probability that a dealer who stands there ends with 17, 18, 19, 20, 21 or more than 21."""
    if total >= 17:
        return tuple(float(index == min(total, 22) - 17) for index in range(6))
    ways = [(share, _dealer_from(*_after(total, usable, card))) for card, share in _CARDS]
    return tuple(sum(share * way[index] for share, way in ways) for index in range(6))


def dealer_outcomes() -> NDArray[np.float64]:
    """Return the exact probabilities of what the dealer ends with: 17 to 21, or more than 21, for each first card; shape ``[10, 6]``."""
    return np.array([_dealer_from(*_after(0, False, card)) for card in range(1, 11)])


def model() -> Model:
    """Return the exact table: rewards ``[200, 2]``, continuation ``[200, 2, 200]``, and the probability of each first state ``[200]``."""
    reward, continuation = np.zeros((N_STATES, N_ACTIONS)), np.zeros((N_STATES, N_ACTIONS, N_STATES))
    dealer = dealer_outcomes()
    ends = np.array([17, 18, 19, 20, 21, 0])
    for usable in (False, True):
        for player in range(12, 22):
            for shown in range(1, 11):
                state = state_of(player, shown, usable)
                reward[state, STICK] = float(dealer[shown - 1] @ np.sign(player - ends))
                for card, share in _CARDS:
                    total, still = _after(player, usable, card)
                    if total > 21:
                        reward[state, HIT] -= share
                    else:
                        continuation[state, HIT, state_of(total, shown, still)] += share
    start = np.zeros(SHAPE)
    waiting = {(0, False): 1.0}
    while waiting:
        (total, usable), weight = waiting.popitem()
        if total >= 12:
            start[int(usable), total - 12] += weight * np.array([share for _, share in _CARDS])
            continue
        for card, share in _CARDS:
            there = _after(total, usable, card)
            waiting[there] = waiting.get(there, 0.0) + weight * share
    return Model(reward, continuation, start.ravel())
