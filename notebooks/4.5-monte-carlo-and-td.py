# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.5: Monte Carlo and temporal-difference prediction"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# You are driving home on a Friday. When you leave the office you say: "forty minutes". Ten minutes later you stand in a queue at the
# bridge. Do you wait until you are at home to learn that forty was too little? Or do you correct your guess right there, because *now* you
# would say sixty?
#
# These are the two ways of learning to **predict**. **Monte Carlo** waits for the end and learns from what really happened.
# **Temporal-difference learning** does not wait: it learns a guess from the next guess. The second sounds like cheating, and it is the
# most important idea of reinforcement learning. This part has both compete on a problem where we know the truth, finds out who is better
# when and why, and then puts predictions to their use: a policy whose value you know is a policy that you can improve.
#
# **You will be able to**
#
# - compute the returns of an episode in one pass, and average them by first visits and by every visit,
# - write the Monte Carlo update and the TD(0) update, and treat an episode that was cut off rightly in both,
# - measure the error of a learner as one should: over states, over many runs, over step sizes,
# - improve a policy from estimates of its action values, and evaluate the new one with its standard error,
# - learn the value function of `FrozenLake-v1` to within 0.02 of the exact one.
#
# **Builds on** Markov decision processes (Part 4.2), step sizes (Parts 2.1 and 4.3), Q-learning and SARSA (Part 4.4).
#
# **Time** about 45 minutes to read, 190 to work.
#
# **Sources** R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, sections 5.1 to 5.3 and 6.1 to 6.3
# (the random walk is their example 6.2); R. Sutton, *Learning to predict by the methods of temporal differences*, 1988; S. Singh and R.
# Sutton, *Reinforcement learning with replacing eligibility traces*, 1996 (first and every visit); H. Robbins and S. Monro, *A stochastic
# approximation method*, 1951; B. Polyak and A. Juditsky, *Acceleration of stochastic approximation by averaging*, 1992; T. Jaakkola, M.
# Jordan and S. Singh, *On the convergence of stochastic iterative dynamic programming algorithms*, 1994.

# %%
import bisect
import dataclasses
import itertools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.agents import tabular
from rlcourse.environments import tables
from rlcourse.figures import controls, live, plots

# A table is quickest on the CPU: only the last demonstration, with tensors, uses it.
device = devices.choose()
plots.use_style()

# %% [markdown]
# ## 1. The world: five states in a row
#
# Five states, A to E. An episode begins in the middle, at C. Each step goes left or right with equal probability. Who steps off the left
# end is out with nothing; who steps off the right end is out with a reward of 1. All other rewards are 0.
#
# What is each state worth? There is no discount, and the only reward is that 1, so the value of a state is the probability to leave on the
# right. From C it is one half, by symmetry. And each state is worth the mean of its two neighbours, so the five values lie on a straight
# line: $\tfrac16, \tfrac26, \tfrac36, \tfrac46, \tfrac56$. A learner knows nothing of that. It sees episodes.
#
# As an environment this is a table, as in Part 4.4: two actions, 0 for left and 1 for right, and a policy that tosses a coin.


# %%
WALK_STATES = ["A", "B", "C", "D", "E"]
WALK_TRUTH = np.arange(1, 6) / 6
COIN = np.full((5, 2), 0.5)


def make_walk() -> tables.TableEnvironment:
    """Return the random walk: states 0 to 4 are A to E; who steps off an end stays
    where it was, with the episode terminated.
    """
    table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
        state: {
            0: [(1.0, max(state - 1, 0), 0.0, state == 0)],
            1: [(1.0, min(state + 1, 4), float(state == 4), state == 4)],
        }
        for state in range(5)
    }
    return tables.TableEnvironment(table, start=2)


# %% tags=["demo", "nbval-check-output"]
walk_values = tabular.policy_evaluation(tables.model_of(make_walk()), COIN)
print("exact values by dynamic programming:")
print("  ".join(f"{s} {v:.4f}" for s, v in zip(WALK_STATES, walk_values, strict=True)))
assert np.allclose(walk_values, WALK_TRUTH)

# %% [markdown]
# ## 2. The mathematics, as far as the code needs it
#
# At time $t$ the agent is in state $S_t$, acts by its policy $\pi$, receives the reward $R_{t+1}$ and finds itself in $S_{t+1}$. The
# **return** is what it collects from then on,
#
# $$G_t = R_{t+1} + \gamma R_{t+2} + \gamma^2 R_{t+3} + \dots + \gamma^{T-t-1} R_T ,$$
#
# with the discount $\gamma \in [0, 1]$ and the last step $T$ of the episode. The **value** of a state is the return that one may expect
# from there on, $v_\pi(s) = \mathbb{E}_\pi[G_t \mid S_t = s]$. **Prediction** means: learn $v_\pi$ from episodes, for a policy that stays
# as it is. There are two ways to write the same return:
#
# $$v_\pi(s) = \mathbb{E}_\pi\bigl[\,\underbrace{G_t}_{\text{Monte Carlo}} \mid S_t = s\bigr]
# = \mathbb{E}_\pi\bigl[\,\underbrace{R_{t+1} + \gamma\, v_\pi(S_{t+1})}_{\text{temporal difference}} \mid S_t = s\bigr].$$
#
# The left one says: to learn an expectation, average samples of it. That is **Monte Carlo** (MC). The right one is the Bellman equation.
# We do not know the $v_\pi$ in it, but we have our estimate $V$. Put it in (that is called **bootstrapping**), and what is inside the
# brackets can be sampled after a single step. Both move the estimate a little towards a **target**:
#
# $$V(S_t) \leftarrow V(S_t) + \alpha\, \bigl[\text{target} - V(S_t)\bigr].$$
#
# | | target | can be computed | what is wrong with it |
# |---|---|---|---|
# | **constant-$\alpha$ MC** | $G_t$ | when the episode is over | noisy: all the luck of the rest of the episode is in it |
# | **TD(0)** | $R_{t+1} + \gamma V(S_{t+1})$ | after one step | biased: $V$ is only a guess, at first a bad one |
#
# The bracket of TD(0), $\delta_t = R_{t+1} + \gamma V(S_{t+1}) - V(S_t)$, is the **TD error**. (The 0 in the name says "one step"; Part
# 8.2 has all that lies between one step and the whole return.)
#
# As algorithms they differ in when they can learn:
#
# ```
# Constant-α Monte Carlo, every visit                TD(0)
#
# Input: a policy π, a step size α                   Input: a policy π, a step size α
# 1  V(s) ← anything, for each state s               1  V(s) ← anything, for each state s
# 2  loop for each episode:                          2  loop for each episode:
# 3      follow π to the end, record                 3      S ← the first state
#        S_0, R_1, S_1, ..., R_T, S_T                4      loop for each step:
# 4      G ← 0, or V(S_T) where it was cut off       5          act by π, observe R, S'
# 5      for t = T-1 down to 0:                      6          target ← R, and + γ V(S') unless terminated
# 6          G ← R_{t+1} + γ G;  G_t ← G             7          V(S) ← V(S) + α (target - V(S))
# 7      for t = 0 to T-1:                           8          S ← S'
# 8          V(S_t) ← V(S_t) + α (G_t - V(S_t))
# ```
#
# **When the episode is cut off.** Two things end an episode (4.4). After `terminated` nothing more can be collected: a terminal state is
# worth 0. After `truncated`, a step limit, the story would have gone on. We did not see the rest, but we have a guess of it: $V(S_T)$. So
# TD's last target keeps its $\gamma V(S_T)$, and a return has to end with that guess too,
#
# $$G_t = R_{t+1} + \gamma R_{t+2} + \dots + \gamma^{T-t-1} R_T + \gamma^{T-t}\, V(S_T).$$

# %% [markdown]
# ## 3. From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $V(s)$ | current estimate of the value of state $s$ | `values[state]` | `[n_states]`, float64 |
# | $S_0, \dots, S_T$ | states of an episode, the last one included | `episode.states` | `T + 1` ints |
# | $A_0, \dots, A_T$ | actions (the last was drawn, but never taken) | `episode.actions` | `T + 1` ints |
# | $R_1, \dots, R_T$ | rewards: `rewards[t]` is $R_{t+1}$ | `episode.rewards` | `T` floats |
# | end of the story, or of our patience | `terminated`, or truncated | `episode.terminated` | bool |
# | $G_0, \dots, G_{T-1}$ | returns | `returns[t]` | `[T]`, float64 |
# | $\alpha$ | step size | `step_size` | scalar in $(0, 1]$ |
# | $\gamma$ | discount | `gamma` | scalar in $[0, 1]$ |
# | $v_\pi$ | the exact values | `true_values` | `[n_states]`, float64 |
#
# An episode is recorded once, and any learner can then read it. Note that there is one state more than there are rewards.


# %%
@dataclasses.dataclass(frozen=True)
class Episode:
    """What happened in one episode of T steps."""

    states: list[int]
    """``T + 1`` states, from the first to the one in which the episode ended."""
    rewards: list[float]
    """``T`` rewards: ``rewards[t]`` came with the step from ``states[t]`` to ``states[t
    + 1]``.
    """
    terminated: bool
    """Whether the story ended there; otherwise a step limit cut it off."""
    actions: list[int] = dataclasses.field(default_factory=list[int])
    """``T + 1`` actions: the last one was drawn for the last state and not taken."""


def drawer(
    policy: NDArray[np.float64], rng: np.random.Generator
) -> Callable[[int], int]:
    """Return a function that draws an action for a state, quickly.

    Args:
        policy: Probabilities of the actions, shape ``[n_states, n_actions]``; each row
            sums to 1.
        rng: Where the randomness comes from.
    """
    # [n_states, n_actions - 1]
    inner_edges: list[list[float]] = np.cumsum(policy, axis=1)[:, :-1].tolist()

    def draw(state: int) -> int:
        return bisect.bisect_right(inner_edges[state], rng.random())

    return draw


def record(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_episodes: int,
    rng: np.random.Generator,
) -> list[Episode]:
    """Follow a policy for some episodes, and write down what happens.

    Args:
        env: An environment with discrete spaces whose episodes end, by themselves or by
            a step limit.
        policy: Probabilities of the actions, shape ``[n_states, n_actions]``.
        n_episodes: Number of episodes.
        rng: Where all randomness comes from, the environment's seed too.

    Returns:
        The episodes, in order.
    """
    draw, episodes = drawer(policy, rng), list[Episode]()
    for number in range(n_episodes):
        seed = int(rng.integers(2**31)) if number == 0 else None
        state = int(env.reset(seed=seed)[0])
        states, actions, rewards = [state], [draw(state)], list[float]()
        terminated = truncated = False
        while not (terminated or truncated):
            observation, reward, terminated, truncated, _ = env.step(actions[-1])
            states.append(int(observation))
            actions.append(draw(states[-1]))
            rewards.append(float(reward))
        episodes.append(Episode(states, rewards, bool(terminated), actions))
    return episodes


# %% tags=["demo"]
for walked in record(make_walk(), COIN, 4, np.random.default_rng(0)):
    path = "".join(WALK_STATES[state] for state in walked.states[:-1])
    print(path, "and out, with a reward of", walked.rewards[-1])

# %% [markdown]
# Look at how little there is to learn from. An episode is some aimless wandering, and at its end one bit: left or right.

# %% [markdown]
# ## 4. Exercise 1: returns in one pass
#
# *Easy, about 10 minutes.* Write `discounted_returns(rewards, gamma, tail)`: the return of every step of an episode, $G_0$ to $G_{T-1}$.
# `tail` is what is left to collect after the last reward: 0 where the episode terminated, and the guess $V(S_T)$ where it was cut off.
#
# Do not sum anew for each step. Each return contains the next one: $G_t = R_{t+1} + \gamma G_{t+1}$. Start at the end.
#
# *Example.* For the rewards $1, 0, 4$ with $\gamma = 0.5$ and no tail: $G_2 = 4$, $G_1 = 0 + 0.5 \cdot 4 = 2$,
# $G_0 = 1 + 0.5 \cdot 2 = 2$. With a tail of 8 the last one is $4 + 0.5 \cdot 8 = 8$, so the returns are $3, 4, 8$.
#
# <details><summary>Hint</summary>
#
# Keep one number, the return so far, which is `tail` at first. Go through `reversed(rewards)`, and turn the list around in the end.
#
# </details>


# %% exercise="discounted_returns" task=1
def discounted_returns(
    rewards: Sequence[float] | NDArray[np.float64], gamma: float, tail: float = 0.0
) -> NDArray[np.float64]:
    """Return the return of each step of an episode.

    Args:
        rewards: ``T`` rewards in order; there may be none.
        gamma: Discount, in ``[0, 1]``.
        tail: What is left to collect after the last reward.

    Returns:
        ``G_0`` to ``G_{T-1}``, float64, shape ``[T]``.

    Source:
        Sutton and Barto, section 3.3, equation 3.9.
    """
    # BEGIN SOLUTION
    returns, ahead = np.zeros(len(rewards)), tail
    for step in reversed(range(len(rewards))):
        ahead = rewards[step] + gamma * ahead
        returns[step] = ahead
    return returns
    # END SOLUTION


# %% test="discounted_returns" points=1
def test_discounted_returns() -> None:
    for tail, expected in ((0.0, [2.0, 2.0, 4.0]), (8.0, [3.0, 4.0, 8.0])):
        returns = checks.array(
            f"the returns of 1, 0, 4 with a tail of {tail:g}",
            checks.attempt(discounted_returns, [1.0, 0.0, 4.0], 0.5, tail),
            shape=(3,),
            dtype=np.float64,
            thought="An array of float64, one return for each step.",
        )
        checks.close(
            f"the returns of 1, 0, 4 with a tail of {tail:g}",
            returns,
            expected,
            thought="Each return is its own reward plus gamma times the next return. "
            "How many steps lie between the tail and each reward?",
        )


# %% hidden="discounted_returns" points=1
def hidden_discounted_returns() -> None:
    rng = np.random.default_rng(451)
    for trial in range(60):
        n = int(rng.integers(0, 12))
        rewards = rng.normal(scale=3.0, size=n)
        gamma = float(rng.choice([0.0, 0.3, 0.9, 1.0]))
        tail = float(rng.normal()) if trial % 3 else 0.0
        # Written another way: every power of gamma on its own.
        expected = [
            sum(gamma ** (k - t) * rewards[k] for k in range(t, n))
            + gamma ** (n - t) * tail
            for t in range(n)
        ]
        given = rewards if trial % 2 else rewards.tolist()
        with checks.unchanged(rewards=given):
            returns = checks.array(
                "the returns",
                checks.attempt(discounted_returns, given, gamma, tail),
                shape=(n,),
                dtype=np.float64,
                thought="Is it an array of float64, whatever came, even nothing?",
            )
        checks.close(
            "the returns",
            returns,
            np.array(expected),
            rtol=1e-9,
            atol=1e-9,
            thought="In order of time, discounted from each step on, with the tail? "
            "Any length?",
        )
    checks.close(
        "whole numbers as rewards",
        checks.attempt(discounted_returns, [1, 1], 0.5),
        [1.5, 1.0],
        thought="What if the rewards are ints and the returns are not?",
    )
    checks.close(
        "a long episode",
        checks.attempt(discounted_returns, [1.0] * 5000, 1.0),
        np.arange(5000, 0, -1.0),
        thought="Does it manage an episode of thousands of steps?",
    )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(discounted_returns, np.array([1.0, 2.0]), 1.0),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## 5. Exercise 2: Monte Carlo by averaging, first visit and every visit
#
# *Medium, about 20 minutes.* The oldest estimate of all: the value of a state is the average of the returns that followed it. One question
# is left open. The walk $C\,D\,C\,B\,C\dots$ comes through C three times. Do you take the return of the first visit only, or all three?
#
# - **First visit**: each episode gives at most one return for a state, that of its first visit there.
# - **Every visit**: each visit gives one.
#
# Write `monte_carlo_values(episodes, n_states, gamma, first_visit)`. It returns the average for each state, and `nan` for a state that was
# never visited: no data, no estimate. The state in which an episode *ended* is not a visit, since nothing was collected from there.
# Averages of returns need whole returns, so refuse a batch in which some episode was cut off: raise a `ValueError` that says so.
#
# *Example.* One episode with the states 0, 1, 0, 2, ended in 2, and the rewards 1, 2, 3, with $\gamma = 1$. The returns are 6, 5, 3.
# State 0 was left twice, with 6 and with 3: first visit says 6, every visit says 4.5. State 1 is 5 for both, state 2 is `nan`.
#
# <details><summary>Hint</summary>
#
# Keep two arrays, sums and counts. `zip(episode.states, returns)` stops by itself before the last state. For first visits, keep a `set`
# of the states that this episode has seen. You may call your `discounted_returns`.
#
# </details>


# %% exercise="monte_carlo_values" task=1
def monte_carlo_values(
    episodes: Sequence[Episode], n_states: int, gamma: float, first_visit: bool
) -> NDArray[np.float64]:
    """Return the average return from each state.

    Args:
        episodes: Episodes that terminated; there may be none.
        n_states: Number of states.
        gamma: Discount, in ``[0, 1]``.
        first_visit: Whether only the first visit to a state in each episode counts.

    Returns:
        Estimates, float64, shape ``[n_states]``; NaN for states without a visit.

    Raises:
        ValueError: An episode was cut off by a step limit.

    Source:
        Sutton and Barto, section 5.1.
    """
    # BEGIN SOLUTION
    sums, counts = np.zeros(n_states), np.zeros(n_states)
    for episode in episodes:
        if not episode.terminated:
            raise ValueError(
                "an episode was cut off by a step limit: its returns are not known"
            )
        seen: set[int] = set()
        for state, value in zip(
            episode.states, discounted_returns(episode.rewards, gamma), strict=False
        ):
            if not (first_visit and state in seen):
                sums[state] += value
                counts[state] += 1
            seen.add(state)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    # END SOLUTION


# %% test="monte_carlo_values" points=1
def test_monte_carlo_values() -> None:
    episodes = [
        Episode([0, 1, 0, 2], [1.0, 2.0, 3.0], terminated=True),
        Episode([3, 2], [0.0], terminated=True),
    ]
    for first_visit, expected in (
        (True, [6.0, 5.0, math.nan, 0.0]),
        (False, [4.5, 5.0, math.nan, 0.0]),
    ):
        values = checks.array(
            f"the values, first_visit = {first_visit}",
            checks.attempt(monte_carlo_values, episodes, 4, 1.0, first_visit),
            shape=(4,),
            dtype=np.float64,
            thought="An array of float64, one average for each state.",
        )
        checks.close(
            f"the values, first_visit = {first_visit}",
            values,
            expected,
            thought="State 0 was left twice: which return counts, or which average? "
            "Was state 2 ever left? State 3 was, once, and collected nothing.",
        )
    cut_off = Episode([0, 1], [1.0], terminated=False)
    checks.raises(
        ValueError,
        lambda: monte_carlo_values([cut_off], 2, 1.0, True),
        thought="What do you know of the return of an episode that was cut off?",
    )


# %% hidden="monte_carlo_values" points=2
def hidden_monte_carlo_values() -> None:
    rng = np.random.default_rng(452)
    for trial in range(60):
        n_states, first_visit = int(rng.integers(1, 6)), bool(trial % 2)
        gamma = float(rng.choice([0.0, 0.5, 0.9, 1.0]))
        episodes = list[Episode]()
        for _ in range(int(rng.integers(0, 6))):
            steps = 400 if trial >= 58 else int(rng.integers(1, 9))
            states = rng.integers(n_states, size=steps + 1).tolist()
            # Rewards that add up to nothing now and then, and those that never do.
            whole = rng.integers(-1, 2, size=steps).astype(np.float64)
            rewards = whole if trial % 3 else rng.normal(size=steps)
            episodes.append(Episode(states, rewards.tolist(), terminated=True))
        # Written another way: state by state, with the returns as sums of powers.
        expected = list[float]()
        for state in range(n_states):
            found = list[float]()
            for episode in episodes:
                n_steps = len(episode.rewards)
                visits = [t for t in range(n_steps) if episode.states[t] == state]
                for t in visits[:1] if first_visit else visits:
                    ahead = enumerate(episode.rewards[t:])
                    found.append(sum(gamma**k * reward for k, reward in ahead))
            expected.append(sum(found) / len(found) if found else math.nan)
        states, rewards = ([e.states for e in episodes], [e.rewards for e in episodes])
        with checks.unchanged(states=states, rewards=rewards):
            values = checks.array(
                "the averages",
                checks.attempt(
                    monte_carlo_values, episodes, n_states, gamma, first_visit
                ),
                shape=(n_states,),
                dtype=np.float64,
                thought="Is it an array of float64, with an entry for each state?",
            )
        checks.close(
            "the averages",
            values,
            expected,
            rtol=1e-9,
            atol=1e-9,
            thought="Which visits count, is every return equally heavy, is the last "
            "state left out, and what of states without a visit, or of an average of "
            "nothing?",
        )
    cut_off = Episode([1, 0, 1], [1.0, 1.0], terminated=False)
    whole_one = Episode([1, 0, 1], [1.0, 1.0], terminated=True)
    for batch, first_visit in (
        ([whole_one, cut_off], True),
        ([cut_off, whole_one], False),
        ([whole_one, cut_off, whole_one], False),
    ):
        said = checks.raises(
            ValueError,
            lambda b=batch, f=first_visit: monte_carlo_values(b, 2, 1.0, f),
            thought="Is a cut-off episode always noticed?",
        )
        checks.true(
            "an error that says something",
            bool(said.strip()),
            thought="What does whoever reads the error want to know?",
        )
    episodes = [Episode([0, 1], [1.0], terminated=True)]
    checks.true(
        "the result is new",
        checks.returns_new_tensors(monte_carlo_values, episodes, 2, 1.0, True),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Does it matter which visits count?
#
# Here is the smallest world in which it does. One state; each step pays 1, and the world goes on with probability 0.9. An episode of $T$
# steps has the returns $T, T-1, \dots, 1$, and the true value is $\mathbb{E}[T] = 10$. First visit takes $T$. Every visit takes all of
# them; their mean in a single episode is $(T + 1)/2$, and the expectation of that is 5.5. So every visit is **biased**: long episodes
# bring many returns, and most of those are small.
#
# The next cell repeats this 4000 times, for batches of 1 to 64 episodes. Left: where the estimates lie on average. Right: how far they
# are from 10.


# %% alt="Mean and RMS error of first-visit and every-visit estimates over the episodes in a batch: the first is right from one episode on, the second comes to it and has the smaller error in small batches alone." tags=["demo"]
def draw_visits() -> Figure:
    """Draw mean and RMS error of both estimates against the number of episodes."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.3))
    for name in visit_estimates:
        left.plot(visit_batches, visit_means[name], marker="o", label=name)
        right.plot(visit_batches, visit_errors[name], marker="o", label=name)
    left.axhline(10, color="grey", linewidth=1, linestyle=":", label="true value")
    left.set(
        xscale="log",
        xlabel="episodes in the batch",
        ylabel="mean of the estimates",
        ylim=(0, 12),
        xticks=visit_batches,
    )
    right.set(
        xscale="log",
        yscale="log",
        xlabel="episodes in the batch",
        ylabel="RMS error of the estimates",
        xticks=visit_batches,
    )
    for axes in (left, right):
        axes.set_xticks(visit_batches, [str(n) for n in visit_batches])
        axes.minorticks_off()
        axes.legend()
    right.set_yticks([1, 2, 5, 10], ["1", "2", "5", "10"])
    return figure


with checks.demonstration():
    visit_batches = np.array([1, 2, 4, 8, 16, 32, 64])
    # How long each episode was, [n_repeats, n_episodes].
    draw_lengths = np.random.default_rng(5).geometric
    visit_lengths = draw_lengths(0.1, size=(4000, 64)).astype(np.float64)
    visit_sums = visit_lengths * (visit_lengths + 1) / 2  # of all returns of an episode
    visit_estimates = {
        "first visit": np.stack(
            [visit_lengths[:, :n].mean(axis=1) for n in visit_batches]
        ),
        "every visit": np.stack(
            [
                visit_sums[:, :n].sum(axis=1) / visit_lengths[:, :n].sum(axis=1)
                for n in visit_batches
            ]
        ),
    }  # [n_batches, n_repeats] each
    visit_means = {
        name: estimates.mean(axis=1) for name, estimates in visit_estimates.items()
    }
    visit_errors = {
        name: np.sqrt(((estimates - 10) ** 2).mean(axis=1))
        for name, estimates in visit_estimates.items()
    }
    draw_visits()
    plt.show()
    print("episodes   mean: first, every visit   RMS error: first, every visit")
    for i in (0, 3, 6):
        numbers = [means[i] for means in visit_means.values()]
        numbers += [errors[i] for errors in visit_errors.values()]
        print(f"{visit_batches[i]:8}", "".join(f"{number:13.2f}" for number in numbers))

    # The closed forms are what your function computes.
    example = [
        Episode([0] * (n + 1), [1.0] * n, terminated=True)
        for n in visit_lengths[0].astype(int).tolist()
    ]
    for kind, first in (("first visit", True), ("every visit", False)):
        average = monte_carlo_values(example, 1, 1.0, first)[0]
        assert np.isclose(average, visit_estimates[kind][-1, 0])
    assert (np.abs(visit_means["first visit"] - 10) < 0.6).all()
    assert abs(visit_means["every visit"][0] - 5.5) < 0.3
    assert visit_means["every visit"][-1] > 9.5
    assert visit_errors["every visit"][0] < visit_errors["first visit"][0]
    assert visit_errors["every visit"][-1] > visit_errors["first visit"][-1]

# %% [markdown]
# First visit is right on average from the first episode on, and scatters a lot. Every visit begins far too low, and its bias fades as
# episodes come in. With one episode it is nevertheless the *closer* of the two: half the truth every time beats the whole truth with great
# luck. With 64 it is not. Remember this trade, bias against noise. It is what the whole part is about.

# %% [markdown]
# ## 6. Exercise 3: the Monte Carlo update
#
# *Easy, about 10 minutes.* An average remembers all. A learner that is meant to keep up with a changing world rather moves a fixed part
# $\alpha$ of the way each time. Write `mc_episode(values, episode, step_size, gamma)`: constant-$\alpha$, every-visit Monte Carlo. Take
# the visits in the order in which they happened, and for each do $V(S_t) \leftarrow V(S_t) + \alpha\,[G_t - V(S_t)]$. The array `values`
# is changed in place; nothing is returned.
#
# The last section of the mathematics said what a return ends with where the episode was cut off: with $V(S_T)$, as the estimate stands
# before this episode changes anything.
#
# *Example.* `values = [0, 4]`, the states 0, 1, 0, 1, ended in 1, the rewards 1, 1, 1, with $\gamma = 1$ and $\alpha = 0.5$. The returns
# are 3, 2, 1. State 0 goes to 1.5 by the first return. State 1 goes from 4 to 3. Then state 0 again: from 1.5 to 1.25. Were this episode
# cut off, the returns would be 7, 6, 5, since the last state is worth 4.
#
# <details><summary>Hint</summary>
#
# Compute all returns first. The tail is `0.0 if episode.terminated else float(values[episode.states[-1]])`.
#
# </details>


# %% exercise="mc_episode" task=1
def mc_episode(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    """Apply one Monte Carlo update to ``values`` in place for each visit of an episode,
    in order.

    Args:
        values: Estimates, shape ``[n_states]``; changed in place.
        episode: What happened.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.

    Source:
        Sutton and Barto, section 6.1, equation 6.1.
    """
    # BEGIN SOLUTION
    tail = 0.0 if episode.terminated else float(values[episode.states[-1]])
    returns = discounted_returns(episode.rewards, gamma, tail)
    for state, value in zip(episode.states, returns.tolist(), strict=False):
        values[state] += step_size * (value - values[state])
    # END SOLUTION


# %% test="mc_episode" points=1
def test_mc_episode() -> None:
    for terminated, expected in ((True, [1.25, 3.0]), (False, [4.25, 5.0])):
        values = np.array([0.0, 4.0])
        episode = Episode([0, 1, 0, 1], [1.0, 1.0, 1.0], terminated=terminated)
        checks.attempt(mc_episode, values, episode, 0.5, 1.0)
        checks.close(
            f"the values after an episode with terminated = {terminated}",
            values,
            expected,
            thought="Each return in the order of the visits, each half of the way? "
            "And what is left to collect where the episode was cut off?",
        )


# %% hidden="mc_episode" points=1
def hidden_mc_episode() -> None:
    rng = np.random.default_rng(453)
    for trial in range(80):
        n_states, steps = int(rng.integers(1, 6)), int(rng.integers(1, 10))
        steps = 600 if trial % 40 > 37 else steps  # of both endings
        alpha, gamma = float(rng.uniform(0.05, 1.0)), [0.0, 0.6, 0.95, 1.0][trial // 20]
        terminated = bool(trial % 2)
        episode = Episode(
            rng.integers(n_states, size=steps + 1).tolist(),
            rng.normal(size=steps).tolist(),
            terminated=terminated,
        )
        before = rng.normal(scale=4.0, size=n_states)
        expected, last = before.copy(), before[episode.states[-1]]
        for t in range(steps):
            target = sum(gamma ** (k - t) * episode.rewards[k] for k in range(t, steps))
            target += 0.0 if terminated else gamma ** (steps - t) * last
            state = episode.states[t]
            expected[state] = (1 - alpha) * expected[state] + alpha * target
        after = before.copy()
        with checks.unchanged(states=episode.states, rewards=episode.rewards):
            returned = checks.attempt(mc_episode, after, episode, alpha, gamma)
        checks.true(
            "nothing that is returned",
            returned is None,
            thought="The values are changed in place. What is there to return?",
        )
        checks.close(
            "the values after an episode",
            after,
            expected,
            rtol=1e-9,
            atol=1e-9,
            thought="Every visit, in order of time, discounted; and the tail: taken "
            "before the updates, and only where it was cut off?",
        )


# %% [markdown]
# ## 7. Exercise 4: the TD(0) update
#
# *Easy, about 15 minutes.* Write `td_episode(values, episode, step_size, gamma)`: for each step of the episode, in order,
#
# $$V(S_t) \leftarrow V(S_t) + \alpha \bigl[ R_{t+1} + \gamma V(S_{t+1}) - V(S_t) \bigr],$$
#
# where $V(S_{t+1})$ is 0 for the last step of an episode that terminated, and only there. The estimates are the current ones: what an
# earlier step of this very episode has changed counts. (That is what an agent would do that learns while it lives. Our record is only a
# convenience.)
#
# *Example.* `values = [0, 4, 8]`, the states 0, 1, 2, the rewards $-1, -1$, with $\gamma = 1$ and $\alpha = 0.5$. First step:
# $0 + 0.5\,[-1 + 4 - 0] = 1.5$. Second step, if it terminated: $4 + 0.5\,[-1 - 4] = 1.5$; if it was cut off: $4 + 0.5\,[-1 + 8 - 4] = 5.5$.
#
# <details><summary>Hint</summary>
#
# `for t, reward in enumerate(episode.rewards)`, and the step is the last one where `t + 1 == len(episode.rewards)`. It is *not* enough to
# ask whether the next state is the last state: an episode can come through that state before.
#
# </details>


# %% exercise="td_episode" task=1
def td_episode(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    """Apply one TD(0) update to ``values`` in place for each step of an episode, in
    order.

    Args:
        values: Estimates, shape ``[n_states]``; changed in place.
        episode: What happened.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.

    Source:
        Sutton and Barto, section 6.1, equation 6.2.
    """
    # BEGIN SOLUTION
    n_steps = len(episode.rewards)
    for step, (state, next_state) in enumerate(itertools.pairwise(episode.states)):
        at_the_end = episode.terminated and step == n_steps - 1
        target = episode.rewards[step] + (
            0.0 if at_the_end else gamma * values[next_state]
        )
        values[state] += step_size * (target - values[state])
    # END SOLUTION


# %% test="td_episode" points=1
def test_td_episode() -> None:
    for terminated, expected in ((True, [1.5, 1.5, 8.0]), (False, [1.5, 5.5, 8.0])):
        values = np.array([0.0, 4.0, 8.0])
        episode = Episode([0, 1, 2], [-1.0, -1.0], terminated=terminated)
        checks.attempt(td_episode, values, episode, 0.5, 1.0)
        checks.close(
            f"the values after an episode with terminated = {terminated}",
            values,
            expected,
            thought="What is a terminal state worth, whatever the array says there? "
            "And does a step limit end the story, or only our patience?",
        )


# %% hidden="td_episode" points=2
def hidden_td_episode() -> None:
    rng = np.random.default_rng(454)
    for trial in range(80):
        n_states, steps = int(rng.integers(1, 6)), int(rng.integers(1, 10))
        steps = 600 if trial % 40 > 37 else steps  # of both endings
        alpha, gamma = float(rng.uniform(0.05, 1.0)), [0.0, 0.6, 0.95, 1.0][trial // 20]
        terminated = bool(trial % 2)
        states = rng.integers(n_states, size=steps + 1).tolist()
        rewards = rng.normal(size=steps).tolist()
        before = rng.normal(scale=4.0, size=n_states)
        # Written another way: plain lists, a mixture of the old value and the target.
        expected = before.tolist()
        for t in range(steps):
            ends = terminated and t + 1 == steps
            target = rewards[t] + (0.0 if ends else gamma * expected[states[t + 1]])
            old = expected[states[t]]
            expected[states[t]] = (1 - alpha) * old + alpha * target
        after = before.copy()
        with checks.unchanged(states=states, rewards=rewards):
            episode = Episode(states, rewards, terminated=terminated)
            checks.attempt(td_episode, after, episode, alpha, gamma)
        checks.close(
            "the values after an episode",
            after,
            expected,
            rtol=1e-9,
            atol=1e-9,
            thought="The current estimates, in order of time, and which one of the "
            "steps, in which episodes, has no future?",
        )


# %% [markdown]
# ## 8. Exercise 5: watch the estimates grow
#
# *Medium, about 20 minutes.* Let us see what the two make of one and the same experience. Write
# `values_figure(histories, true_values, state_names)`, which returns a `Figure`. `histories` maps the name of a method to its estimates
# before the first episode, after the first, after the second and so on: an array of shape `[n_episodes + 1, n_states]`.
#
# - One panel for each method, in order, with the method's name in its title.
# - In each panel one line for each state: its estimate against the number of episodes, which begins at 0; every row of the history is a
#   point of it.
# - For each state a horizontal line at its true value, across the panel.
# - The same limits of the y axis in all panels, so that they can be compared; labels on all axes; a legend that names the states.
#
# *Example.* With `{"TD(0)": h1, "Monte Carlo": h2}`, both of shape `[101, 5]`, there are two panels, each with ten lines, and the fifth
# state's line in the second panel has the x data $0, 1, \dots, 100$ and the y data `h2[:, 4]`.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(1, n, sharey=True, squeeze=False)` gives panels with common limits. `axes.axhline(value)` draws a horizontal line, and
# `axes.plot(...)` returns a list with the line, whose colour is `line.get_color()`.
#
# </details>


# %% exercise="values_figure" task=2
def values_figure(
    histories: Mapping[str, NDArray[np.float64]],
    true_values: NDArray[np.float64],
    state_names: Sequence[str],
) -> Figure:
    """Draw how the estimate of each state develops, one panel for each method.

    Args:
        histories: Estimates by the name of the method, each of shape ``[n_episodes + 1,
            n_states]``; row 0 is before the first episode.
        true_values: What the estimates should become, shape ``[n_states]``.
        state_names: One name for each state.

    Returns:
        The figure.
    """
    # BEGIN SOLUTION
    figure, grid = plt.subplots(
        1,
        len(histories),
        sharey=True,
        squeeze=False,
        figsize=(4.4 * len(histories), 3.6),
    )
    panels: list[Axes] = list(grid.ravel())
    for axes, (name, history) in zip(panels, histories.items(), strict=True):
        for state, state_name in enumerate(state_names):
            [line] = axes.plot(
                np.arange(len(history)),
                history[:, state],
                label=state_name,
                linestyle="-",
            )
            axes.axhline(
                float(true_values[state]),
                color=line.get_color(),
                linestyle=":",
                linewidth=1,
            )
        axes.set(title=name, xlabel="episodes", ylabel="estimated value")
    panels[-1].legend(title="state", loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure
    # END SOLUTION


# %% test="values_figure" points=1
def test_values_figure() -> None:
    rng = np.random.default_rng(0)
    histories = {"TD(0)": rng.random((4, 2)), "Monte Carlo": rng.random((4, 2))}
    truth, states = np.array([0.25, 0.75]), ["left", "right"]
    figure = checks.figure_of(
        values_figure,
        histories,
        truth,
        states,
        n_axes=2,
        thought="Return a figure with one panel for each method.",
    )
    panels = checks.panels_of(figure)
    checks.titles(panels, list(histories), thought="Which method does a panel show?")
    for axes, (method, history) in zip(panels, histories.items(), strict=True):
        checks.labels(axes, x=("episode",), y=("value",), thought="What is on x and y?")
        for number, state in enumerate(states):
            checks.curve(
                f"the line of state {state!r} in the panel of {method}",
                axes,
                range(len(history)),
                history[:, number],
                name=state,
                thought="One line for each state, from before the first episode on, "
                "with its name in a legend?",
            )
            checks.level(
                f"the true value of state {state!r} in the panel of {method}",
                axes,
                truth[number],
                thought="Where should each estimate end up?",
            )
        checks.in_view("every line", axes, y=history.ravel(), thought="Is it all seen?")
        checks.close(
            f"the limits of y in the panel of {method}",
            axes.get_ylim(),
            panels[0].get_ylim(),
            thought="Can heights be compared across the panels?",
        )


# %% hidden="values_figure" points=2
def hidden_values_figure() -> None:
    rng = np.random.default_rng(455)
    for n_methods, n_states, few, many in (
        (1, 1, 2, 4),
        (2, 5, 2, 30),
        (3, 3, 2, 30),
        (2, 2, 900, 1200),
    ):
        histories = {
            f"method {'cab'[k]}": rng.normal(
                scale=3.0**k, size=(int(rng.integers(few, many)), n_states)
            )
            for k in range(n_methods)
        }
        truth = rng.normal(scale=2.0, size=n_states)
        states = [f"place {'yuxvw'[state]}" for state in range(n_states)]
        with checks.unchanged(true_values=truth, histories=histories):
            figure = checks.figure_of(
                values_figure,
                histories,
                truth,
                states,
                n_axes=n_methods,
                thought="Is it a new figure each time, with a panel for each method?",
            )
        panels = checks.panels_of(figure)
        checks.titles(
            panels, list(histories), thought="Does each panel tell its method?"
        )
        for axes, history in zip(panels, histories.values(), strict=True):
            checks.labels(
                axes,
                x=("episode",),
                y=("value",),
                not_x=("step", "second", "s", "update"),
                not_y=("error",),
                thought="What is on x, y?",
            )
            for number, state in enumerate(states):
                checks.curve(
                    "the line of a state",
                    axes,
                    range(len(history)),
                    history[:, number],
                    name=state,
                    thought="Is there a line for each state in each panel, from before "
                    "the first episode on, and does the legend give it its own name?",
                )
                checks.level(
                    "a true value",
                    axes,
                    truth[number],
                    across=True,
                    thought="Is there a horizontal line at each true value, across the "
                    "panel?",
                )
            checks.in_view(
                "every line",
                axes,
                y=[*history.ravel(), *truth],
                thought="Is anything drawn outside of the limits?",
            )
            checks.close(
                "the limits of y",
                axes.get_ylim(),
                panels[0].get_ylim(),
                thought="Have all panels the same limits of y?",
            )


# %% [markdown]
# Your figure at work. Both learners read the same 100 episodes, with the same step size, and both begin with the guess 0.5 for every
# state.


# %% alt="Estimates of five states over 100 episodes: those of TD(0) settle near the dotted true values, those of Monte Carlo jump." tags=["demo"]
Update: TypeAlias = Callable[[NDArray[np.float64], Episode, float, float], None]


def history_of(
    update: Update, episodes: Sequence[Episode], step_size: float
) -> NDArray[np.float64]:
    """Return the estimates before the first and after each episode, shape ``[n_episodes
    + 1, 5]``.
    """
    values = np.full(5, 0.5)
    rows = [values.copy()]
    for episode in episodes:
        update(values, episode, step_size, 1.0)
        rows.append(values.copy())
    return np.stack(rows)


with checks.demonstration():
    walk_record = record(make_walk(), COIN, 100, np.random.default_rng(4))
    walk_histories = {
        "TD(0), step size 0.1": history_of(td_episode, walk_record, 0.1),
        "Monte Carlo, step size 0.1": history_of(mc_episode, walk_record, 0.1),
    }
    values_figure(walk_histories, WALK_TRUTH, WALK_STATES)
    plt.show()
    first_walk = "".join(WALK_STATES[state] for state in walk_record[0].states[:-1])
    after_one = walk_histories["TD(0), step size 0.1"][1]
    print(f"TD(0) after the walk {first_walk}:", after_one)
    jumps = {
        name: float(np.abs(np.diff(history[20:], axis=0)).max(axis=1).mean())
        for name, history in walk_histories.items()
    }
    print("mean largest change in an episode, from episode 20 on:")
    print("; ".join(f"{name}: {jump:.3f}" for name, jump in jumps.items()))
    assert (after_one != 0.5).sum() == 1
    assert jumps["Monte Carlo, step size 0.1"] > 2 * jumps["TD(0), step size 0.1"]

# %% [markdown]
# The same data, the same step size, two characters. Monte Carlo swings: each episode pulls *every* state that it came through towards 0
# or towards 1, however it came there. TD(0) is calm. After its first episode it has changed a single state, the one from which the walk
# left. In all other steps both guesses were 0.5 and there was nothing to be surprised at. The news then travels inwards, state by state.
#
# Calm is not the same as right, though, and with a smaller step size Monte Carlo would be calm too. A fair comparison needs a measure, many
# runs, and for each method the step size that suits it.

# %% [markdown]
# The tests of the next exercise use an update that is simple enough to check by hand:


# %%
def part_of_the_way(
    values: NDArray[np.float64], episode: Episode, step_size: float, gamma: float
) -> None:
    """Move the first state of the episode towards its discounted last reward."""
    target = gamma ** (len(episode.rewards) - 1) * episode.rewards[-1]
    values[episode.states[0]] += step_size * (target - values[episode.states[0]])


# %% [markdown]
# ## 9. Exercise 6: the error, properly measured
#
# *Medium, about 25 minutes.* The measure of Sutton and Barto's example 6.2 is the **root mean square error** over the states,
#
# $$\mathrm{RMS}(V) = \sqrt{\tfrac{1}{|\mathcal S|} \sum_s \bigl(V(s) - v_\pi(s)\bigr)^2},$$
#
# after each episode, then averaged over runs. Write `rms_curves(update, runs, step_sizes, true_values, initial_value, gamma)`:
#
# - `runs` is a list of runs, each a list of equally many episodes; `update` is a function like `td_episode`;
# - for each step size and each run, begin with `initial_value` in every state, present the episodes of that run in order, and note the RMS
#   error before the first and after each episode;
# - return all of them, shape `[n_step_sizes, n_runs, n_episodes + 1]`. Do not average over the runs: whoever draws them wants intervals.
#
# The root is taken for each run on its own. (Average the *estimates* over runs first, and noise cancels that every single learner suffers
# from: the error then looks far too small.)
#
# *Example.* With `true_values = [0, 1]` and `initial_value = 0.5` the entry of 0 episodes is $\sqrt{(0.25 + 0.25)/2} = 0.5$. If an update
# then brings the estimates to $0.5$ and $0.9$, the next entry is $\sqrt{(0.25 + 0.01)/2} \approx 0.361$.
#
# <details><summary>Hint</summary>
#
# Three loops, one inside the other: step sizes, runs, episodes. `np.full(n, initial_value)` makes fresh estimates; where must that line
# stand? Beware of an int as the initial value: `np.full(5, 0)` is an array of ints, and adding 0.1 to an int changes nothing.
#
# </details>


# %% exercise="rms_curves" task=3
def rms_curves(
    update: Callable[[NDArray[np.float64], Episode, float, float], None],
    runs: Sequence[Sequence[Episode]],
    step_sizes: Sequence[float] | NDArray[np.float64],
    true_values: NDArray[np.float64],
    initial_value: float,
    gamma: float,
) -> NDArray[np.float64]:
    """Return the RMS error over the states before the first and after each episode, for
    each step size and run.

    Args:
        update: Changes estimates in place by one episode: ``update(values, episode,
            step_size, gamma)``.
        runs: Episodes of each run; all runs have equally many. Not changed.
        step_sizes: The step sizes to try; each sees all runs.
        true_values: The exact values, shape ``[n_states]``.
        initial_value: First estimate of every state.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        Errors, float64, shape ``[n_step_sizes, n_runs, n_episodes + 1]``.

    Source:
        Sutton and Barto, example 6.2.
    """
    # BEGIN SOLUTION
    errors = np.zeros((len(step_sizes), len(runs), len(runs[0]) + 1))
    for i, step_size in enumerate(step_sizes):
        for j, episodes in enumerate(runs):
            values = np.full(len(true_values), initial_value, dtype=np.float64)
            errors[i, j, 0] = np.sqrt(((values - true_values) ** 2).mean())
            for k, episode in enumerate(episodes, start=1):
                update(values, episode, step_size, gamma)
                errors[i, j, k] = np.sqrt(((values - true_values) ** 2).mean())
    return errors
    # END SOLUTION


# %% test="rms_curves" points=1
def test_rms_curves() -> None:
    runs = [
        [
            Episode([1, 0], [1.0], terminated=True),
            Episode([0, 1], [0.0], terminated=True),
        ],
        [Episode([0, 1], [1.0], terminated=True)] * 2,
    ]
    errors = checks.array(
        "the errors",
        checks.attempt(
            rms_curves,
            part_of_the_way,
            runs,
            [0.8, 0.5],
            np.array([0.0, 1.0]),
            0.5,
            1.0,
        ),
        shape=(2, 2, 3),
        dtype=np.float64,
        thought="Two step sizes, two runs, and the error before and after each of two "
        "episodes, as an array of float64.",
    )
    for number, squares in enumerate(
        (
            [[0.5, 0.26, 0.02], [0.5, 1.06, 0.98**2 + 0.25]],
            [[0.5, 0.3125, 0.125], [0.5, 0.8125, 0.875**2 + 0.25]],
        )
    ):
        checks.close(
            f"the errors of step size {[0.8, 0.5][number]}",
            errors[number],
            np.sqrt(np.array(squares) / 2),
            thought="Mean over the states, then the root; fresh for each run?",
        )


# %% hidden="rms_curves" points=2
def hidden_rms_curves() -> None:
    rng = np.random.default_rng(456)
    for trial in range(12):
        n_states, n_episodes, n_runs = (int(rng.integers(1, 6)) for _ in range(3))
        truth = rng.normal(size=n_states)
        initial = [0, 1, -0.3, float(rng.normal())][trial % 4]
        gamma = float(rng.choice([0.5, 0.9, 1.0]))
        sizes = rng.uniform(0.05, 1.0, size=int(rng.integers(1, 4)))
        runs = [
            [
                Episode(
                    rng.integers(n_states, size=k + 2).tolist(),
                    rng.normal(size=k + 1).tolist(),
                    terminated=True,
                )
                for k in range(n_episodes)
            ]
            for _ in range(n_runs)
        ]
        # Written another way: all estimates are kept, with one formula in the end.
        kept = list[list[float]]()
        for size, run in itertools.product(sizes.tolist(), runs):
            values = [float(initial)] * n_states
            kept.append(values)
            for episode in run:
                target = gamma ** (len(episode.rewards) - 1) * episode.rewards[-1]
                values = [
                    value + size * (target - value) * (state == episode.states[0])
                    for state, value in enumerate(values)
                ]
                kept.append(values)
        distances = np.linalg.norm(np.array(kept) - truth, axis=1)
        shape = (len(sizes), n_runs, n_episodes + 1)
        with checks.unchanged(true_values=truth, step_sizes=sizes, runs=runs):
            errors = checks.array(
                "the errors",
                checks.attempt(
                    rms_curves,
                    part_of_the_way,
                    runs,
                    sizes if trial % 2 else sizes.tolist(),
                    truth,
                    initial,
                    gamma,
                ),
                shape=shape,
                dtype=np.float64,
                thought="Is there an error for each step size, each run, and before "
                "and after each episode, in one array of float64?",
            )
        checks.close(
            "the errors",
            errors,
            distances.reshape(shape) / math.sqrt(n_states),
            rtol=1e-9,
            atol=1e-9,
            thought="Fresh estimates for each step size and run, the error before the "
            "first episode too, the mean over states under the root?",
        )


# %% [markdown]
# Now Sutton and Barto's figure: 100 runs of 100 episodes, three step sizes for TD(0), four for Monte Carlo, with the functions that you
# wrote. All learners see the same 100 runs.


# %% alt="RMS error over 100 episodes for several step sizes, mean of 100 runs: TD(0) falls lower and faster than Monte Carlo." tags=["demo"]
def draw_errors(errors: Mapping[str, Mapping[float, NDArray[np.float64]]]) -> Figure:
    """Draw the RMS error of each method and step size against the episodes, with
    intervals over the runs.
    """
    figure, panels = plt.subplots(1, 2, figsize=(9.2, 3.9), sharey=True)
    for axes, (name, curves) in zip(panels, errors.items(), strict=True):
        for colour, (size, curve) in zip(plots.PALETTE, curves.items(), strict=False):
            label = f"step size {size}"
            plots.curve_with_interval(
                axes, np.arange(101), curve, label=label, colour=colour
            )
        axes.set(title=name, xlabel="episodes", ylim=(0, 0.26))
        axes.set_ylabel("RMS error over the states")
        axes.legend(loc="upper right")
    figure.suptitle("Random walk")
    return figure


with checks.demonstration():
    n_runs = budgets.pick(short=100, long=400)
    TD_SIZES, MC_SIZES = [0.05, 0.1, 0.15], [0.01, 0.02, 0.03, 0.04]
    walk, rng = make_walk(), np.random.default_rng(62)
    walk_runs = [record(walk, COIN, 100, rng) for _ in range(n_runs)]
    started = time.perf_counter()
    # [n_step_sizes, n_runs, 101] each
    td_errors = rms_curves(td_episode, walk_runs, TD_SIZES, WALK_TRUTH, 0.5, 1.0)
    mc_errors = rms_curves(mc_episode, walk_runs, MC_SIZES, WALK_TRUTH, 0.5, 1.0)
    loop_seconds = time.perf_counter() - started

    walk_errors = {
        "TD(0)": dict(zip(TD_SIZES, td_errors, strict=True)),
        "Monte Carlo": dict(zip(MC_SIZES, mc_errors, strict=True)),
    }
    draw_errors(walk_errors)
    plt.show()
    for method, errors_by_size in walk_errors.items():
        for size, errors in errors_by_size.items():
            means = errors.mean(axis=0)[[0, 10, 50, 100]]
            print(f"{method:>11}, step size {size:<4}: RMS error {means.round(3)}")

# %% [markdown]
# (The four numbers are those before the first episode, and after 10, 50 and 100 episodes.) The next cell holds what one can see in the
# figure as claims.

# %% tags=["demo"]
with checks.demonstration():
    # [n_step_sizes, 101] each
    td_mean, mc_mean = td_errors.mean(axis=1), mc_errors.mean(axis=1)
    best_td, best_mc = td_mean.min(axis=0), mc_mean.min(axis=0)  # at each episode
    # All begin at the error of the guess 0.5.
    at_first = math.sqrt((4 + 1 + 0 + 1 + 4) / 36 / 5)
    assert np.allclose([*td_mean[:, 0], *mc_mean[:, 0]], at_first)
    # From episode 10 on the best TD curve is below the best MC curve, in the end well.
    assert (best_td[10:] < best_mc[10:]).all()
    assert best_td[100] < best_mc[100] - 0.01
    # A large step size is quick, and a small one ends lower.
    assert td_mean[2, 10] < td_mean[1, 10] < td_mean[0, 10]
    assert td_mean[0, 100] < td_mean[1, 100] < td_mean[2, 100]
    assert mc_mean[3, 10] < mc_mean[2, 10] < mc_mean[1, 10] < mc_mean[0, 10]
    # Monte Carlo's largest step size ends up shaking.
    assert mc_mean[3, 100] > mc_mean[3, 30:80].min()
    print("all of these hold")

# %% [markdown]
# Both families begin at the error of the guess 0.5. A large step size falls quickly and then stays high, shaking; a small one takes its
# time and gets lower. And whichever of the four curves of Monte Carlo is the lowest: from the tenth episode on, a curve of TD(0) lies below
# it.

# %% [markdown]
# ### Over all step sizes, all runs at once
#
# Seven step sizes were somebody's choice. To see all of them, let us run many learners **together**: estimates of shape
# `[n_step_sizes, n_runs, n_states]`, and one NumPy statement that takes a step in all of them. Runs whose episode is over already sit out.
# This pays here since all learners do the same thing to different numbers.


# %% tags=["demo"]
def errors_together(
    runs: Sequence[Sequence[Episode]],
    step_sizes: NDArray[np.float64],
    *,
    bootstrap: bool,
) -> NDArray[np.float64]:
    """Return what ``rms_curves`` returns on the random walk, for all step sizes and
    runs at once.

    Args:
        runs: Episodes of each run.
        step_sizes: Step sizes, shape ``[n_step_sizes]``.
        bootstrap: TD(0) if true, else Monte Carlo.
    """
    # All rewards but the last one of an episode are 0; [n_runs, n_episodes] both.
    lengths = np.array([[len(e.rewards) for e in run] for run in runs])
    last_rewards = np.array([[e.rewards[-1] for e in run] for run in runs])
    # [n_runs, n_episodes, longest + 1]
    states = np.zeros((*lengths.shape, int(lengths.max()) + 1), dtype=np.int64)
    for i, run in enumerate(runs):
        for j, episode in enumerate(run):
            states[i, j, : len(episode.states)] = episode.states
    alpha = step_sizes[:, None]
    values = np.full((len(step_sizes), len(runs), 5), 0.5)
    errors = [np.sqrt(((values - WALK_TRUTH) ** 2).mean(axis=2))]
    for j in range(lengths.shape[1]):
        for step in range(int(lengths[:, j].max())):
            going = np.flatnonzero(lengths[:, j] > step)  # [n_going]
            now, at_end = states[going, j, step], lengths[going, j] == step + 1
            target = last_rewards[going, j]
            if bootstrap:
                ahead = values[:, going, states[going, j, step + 1]]
                target = np.where(at_end, target, ahead)  # [n_step_sizes, n_going]
            values[:, going, now] += alpha * (target - values[:, going, now])
        errors.append(np.sqrt(((values - WALK_TRUTH) ** 2).mean(axis=2)))
    return np.stack(errors, axis=2)  # [n_step_sizes, n_runs, n_episodes + 1]


with checks.demonstration():
    started_over = time.perf_counter()
    SWEEP_SIZES = np.array([0.5, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40]) / 100
    sweep_errors = {
        "TD(0)": errors_together(walk_runs, SWEEP_SIZES, bootstrap=True),
        "Monte Carlo": errors_together(walk_runs, SWEEP_SIZES, bootstrap=False),
    }
    sweep_seconds = time.perf_counter() - started_over
    assert np.allclose(sweep_errors["TD(0)"][[5, 7, 8]], td_errors)
    assert np.allclose(sweep_errors["Monte Carlo"][1:5], mc_errors)
    each, together = 1e3 * loop_seconds / 7 / n_runs, 1e3 * sweep_seconds / 24 / n_runs
    print(f"a learner on its own {each:.2f} ms, in a crowd {together:.2f} ms:")
    print(f"{each / together:.0f} times as fast")

# %% [markdown]
# The cell asserts that the crowd computes exactly what your functions compute. Now move the slider: how does the best step size depend on
# how many episodes there are? Where does Monte Carlo have the better end?


# %% alt="RMS error after 100 episodes against the step size: both curves have a minimum, that of TD(0) lies lower and at a larger step." tags=["demo"]
def draw_sweep(n_episodes: int) -> Figure:
    """Draw the RMS error after some episodes against the step size."""
    figure, axes = plt.subplots(figsize=(6.8, 3.8))
    for colour, (name, errors) in zip(
        plots.PALETTE, sweep_errors.items(), strict=False
    ):
        plots.curve_with_interval(
            axes, SWEEP_SIZES, errors[:, :, n_episodes].T, label=name, colour=colour
        )
    axes.set(xscale="log", xlabel="step size", ylim=(0, 0.3))
    axes.set_ylabel("RMS error over the states")
    ticks = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4]
    axes.set_xticks(ticks, [f"{size:g}" for size in ticks])
    axes.minorticks_off()
    axes.set_title(f"After {n_episodes} episodes")
    axes.legend(loc="upper left")
    return figure


def show_best_sizes(errors: Mapping[str, NDArray[np.float64]]) -> None:
    """Print the best step size of each method after some numbers of episodes."""
    for n_episodes in (1, 10, 100):
        for name, of_runs in errors.items():
            means = of_runs[:, :, n_episodes].mean(axis=1)  # [n_step_sizes]
            print(
                f"after {n_episodes:>3} episodes: {name:>11} is best with step size "
                f"{SWEEP_SIZES[means.argmin()]:g}, RMS error {means.min():.3f}"
            )


with checks.demonstration():
    controls.interactive_figure(
        draw_sweep, n_episodes=controls.slider(0, 100, 5, 100, "episodes")
    )
    # Means over the runs, [n_step_sizes, 101].
    td_sweep, mc_sweep = (errors.mean(axis=1) for errors in sweep_errors.values())
    show_best_sizes(sweep_errors)
    assert (td_sweep.min(axis=0)[20:] < 0.75 * mc_sweep.min(axis=0)[20:]).all()
    assert td_sweep[:, 100].argmin() < td_sweep[:, 10].argmin()
    # At the far left Monte Carlo is ahead; at 0.4 its episodes do harm.
    assert mc_sweep[0, 100] < td_sweep[0, 100]
    assert mc_sweep[-1, 100] > 0.236

# %% [markdown]
# Each curve is a valley: left of it one learns too slowly, right of it one shakes too much. TD's valley is lower and wider, and lies at
# larger step sizes: its targets are less noisy, so it can afford larger steps. From 20 episodes on, its best error is less than three
# quarters of Monte Carlo's (asserted). At the far left Monte Carlo is ahead: each of its episodes moves *every* state that it came through
# in the right direction on average, while TD's news has to travel from state to state, and with tiny steps it travels slowly.

# %% [markdown]
# ## 10. Why TD wins: two answers to the same data
#
# Is it only the noise? Take the step size out of the question. Give both the same few episodes, and let them read these **again and
# again**, with tiny steps, until nothing changes. This is **batch** learning. Both settle, and they settle on different answers.
#
# Here are six episodes of a world with two states. Once: from X with reward 0 to Y, and from there out with 0. Four times: Y, out with a
# reward of 1. Once more: Y, out with 0. What would you say that Y is worth? And X?


# %%
def batch_td_values(
    episodes: Sequence[Episode], n_states: int, gamma: float
) -> NDArray[np.float64]:
    """Return where TD(0) settles when it reads the same episodes for ever with a tiny
    step size.

    There the TD errors of each state sum to zero over the whole batch: one linear
    equation for each state.

    Args:
        episodes: What happened; an episode that was cut off keeps the value of its last
            state.
        n_states: Number of states.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        Estimates, shape ``[n_states]``. States that were never left count as worth 0,
        and stay 0.

    Source:
        Sutton and Barto, sections 6.3 and 9.8.
    """
    # All episodes in a row, [n_steps] each.
    now = np.array([s for e in episodes for s in e.states[:-1]], dtype=np.int64)
    after = np.array([s for e in episodes for s in e.states[1:]], dtype=np.int64)
    rewards = np.array([reward for e in episodes for reward in e.rewards])
    goes_on = np.ones(len(now))
    last_steps = np.cumsum([len(e.rewards) for e in episodes]) - 1
    goes_on[last_steps] = [not e.terminated for e in episodes]
    visits = np.bincount(now, minlength=n_states)
    pairs = now * n_states + after
    moves = np.bincount(pairs, weights=goes_on, minlength=n_states**2)
    moves = moves.reshape(n_states, n_states)
    system = np.diag(np.maximum(visits, 1)) - gamma * moves
    collected = np.bincount(now, weights=rewards, minlength=n_states)
    return np.linalg.solve(system, collected).astype(np.float64)


# %% tags=["demo"]
with checks.demonstration():
    X, Y = 0, 1
    two_states = [
        Episode([X, Y, Y], [0.0, 0.0], terminated=True),
        Episode([Y, Y], [0.0], terminated=True),
    ]
    two_states += [Episode([Y, Y], [1.0], terminated=True)] * 4
    answers = {
        "Monte Carlo": monte_carlo_values(two_states, 2, 1.0, False),
        "TD(0)": batch_td_values(two_states, 2, 1.0),
    }
    for reader, update in (("Monte Carlo", mc_episode), ("TD(0)", td_episode)):
        values = np.zeros(2)
        for _ in range(3000):
            for episode in two_states:
                update(values, episode, 0.002, 1.0)
        print(f"{reader:>11}, 3000 times the same six: X and Y are", values.round(3))
        assert np.allclose(values, answers[reader], atol=0.01)
    assert np.allclose(answers["Monte Carlo"], [0, 4 / 6])
    assert np.allclose(answers["TD(0)"], [4 / 6, 4 / 6])

# %% [markdown]
# Y is worth $\tfrac46$, they agree. But X? "We were there once and got nothing: 0", says Monte Carlo. "X leads to Y, and Y is worth
# $\tfrac46$", says TD. Monte Carlo's answer fits the *data* best: no other has a smaller mean square error on these returns. TD's answer
# is exact for the *model* that the data suggest: the Markov chain with the observed frequencies. If the world is a Markov chain, which
# answer will be closer on the next hundred visits to X?
#
# On the random walk we can measure it: batches of 1 to 100 episodes from the same 100 runs. (States that are not visited yet keep 0.5.)


# %% alt="RMS error against the episodes in the batch: batch TD(0) below batch Monte Carlo throughout." tags=["demo"]
def draw_batches() -> Figure:
    """Draw the RMS error of batch learning against the size of the batch."""
    figure, axes = plt.subplots(figsize=(6.4, 3.6))
    for colour, (name, errors) in zip(
        plots.PALETTE, batch_errors.items(), strict=False
    ):
        plots.curve_with_interval(axes, batch_sizes, errors, label=name, colour=colour)
    axes.set(
        xscale="log",
        xlabel="episodes in the batch",
        ylabel="RMS error over the states",
        ylim=(0, 0.42),
    )
    axes.set_xticks(batch_sizes, [str(n) for n in batch_sizes])
    axes.minorticks_off()
    axes.legend()
    return figure


def every_visit_values(
    episodes: Sequence[Episode], n_states: int, gamma: float
) -> NDArray[np.float64]:
    """Return where constant-step Monte Carlo settles on the same episodes."""
    return monte_carlo_values(episodes, n_states, gamma, False)


def batch_errors_of(
    solve: Callable[[Sequence[Episode], int, float], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return the RMS error after each size of batch, ``[n_runs, n_batch_sizes]``."""
    rows = list[list[float]]()
    for run in walk_runs[:100]:
        rows.append([])
        for n in batch_sizes.tolist():
            is_new = np.isnan(every_visit_values(run[:n], 5, 1.0))
            values = np.where(is_new, 0.5, solve(run[:n], 5, 1.0))
            rows[-1].append(float(np.sqrt(((values - WALK_TRUTH) ** 2).mean())))
    return np.array(rows)


with checks.demonstration():
    batch_sizes = np.array([2, 5, 10, 20, 50, 100])
    batch_errors = {
        "batch TD(0)": batch_errors_of(batch_td_values),
        "batch Monte Carlo": batch_errors_of(every_visit_values),
    }  # [n_runs, n_batch_sizes] each
    draw_batches()
    plt.show()
    print("episodes in the batch", batch_sizes)
    for title, batch_rows in batch_errors.items():
        print(f"{title:21}", batch_rows.mean(axis=0).round(3))
    td_rows, mc_rows = batch_errors.values()
    assert (td_rows.mean(axis=0) < mc_rows.mean(axis=0)).all()

# %% [markdown]
# With every size of the batch TD is closer to the truth, without any step size in play. It uses what Monte Carlo throws away: that it does
# not matter *how* one came to a state. Every visit to D teaches it about all states that lead to D.
#
# Mind the "if" above. Where states are not what they seem (two places that look alike, a velocity that one does not see), the guess of
# the next state misleads, and Monte Carlo, which believes nothing but returns, is the safer of the two.

# %% [markdown]
# ## 11. From prediction to a better policy
#
# Now to a slippery lake. `FrozenLake-v1` is a 4 by 4 grid of ice with four holes. You start at the top left (S), the goal (G) at the
# bottom right pays 1 and ends the episode, a hole ends it with nothing. The actions are left (0), down (1), right (2) and up (3), and the
# ice is slippery: with a third each you go where you wanted, or to one of the two sides. After 100 steps the environment truncates.


# %%
HOLES_AND_GOAL = np.isin(np.arange(16), [5, 7, 11, 12, 15])


def make_lake(
    max_episode_steps: int = 100, render_mode: str | None = None
) -> gym.Env[Any, Any]:
    """Return the slippery lake of 4 by 4, with Gymnasium's limit of 100 steps."""
    return gym.make(
        "FrozenLake-v1", max_episode_steps=max_episode_steps, render_mode=render_mode
    )


# %% alt="FrozenLake before the first step: the start at the upper left, four holes, the goal at the lower right." tags=["demo"]
def show_lake() -> Figure:
    """Draw the lake as the environment renders it."""
    env = make_lake(render_mode="rgb_array")
    env.reset(seed=0)
    figure, axes = plt.subplots(figsize=(3.4, 3.4))
    axes.imshow(np.asarray(env.render()), extent=(-0.5, 3.5, 3.5, -0.5))
    axes.set(
        xlabel="column",
        ylabel="row",
        xticks=range(4),
        yticks=range(4),
        title="FrozenLake-v1 before the first step",
    )
    axes.grid(visible=False)
    env.close()
    return figure


show_lake()
plt.show()

# %% [markdown]
# As in Part 4.4 a judge may look into the transition table, while the learners must not. It tells how good a policy is *within 100 steps*:
# go backwards from the limit, one step at a time.


# %% tags=["demo", "nbval-check-output"]
LAKE_MODEL = tables.model_of(make_lake())
RANDOM_POLICY = np.full((16, 4), 0.25)


def exact_success(policy: NDArray[np.float64] | None, n_steps: int = 100) -> float:
    """Return the exact probability to reach the goal within ``n_steps``; None is the
    best that there is, clock in hand.
    """
    values = np.zeros(16)
    for _ in range(n_steps):
        q = tabular.action_values(LAKE_MODEL, values)  # [16, 4]
        values = q.max(axis=1) if policy is None else (policy * q).sum(axis=1)
    return float(LAKE_MODEL.start @ values)


careful_policy = tabular.epsilon_greedy_policy(
    tabular.value_iteration(LAKE_MODEL, gamma=0.99)
)  # [16, 4]
for whose, policy, n_steps in (
    ("random policy", RANDOM_POLICY, 100),
    ("best policy that looks at the state alone, gamma 0.99", careful_policy, 100),
    ("the same, without any limit", careful_policy, 100_000),
    ("best policy that also looks at the clock", None, 100),
):
    print(f"{whose:54} {exact_success(policy, n_steps):.4f}")
assert np.isclose(exact_success(RANDOM_POLICY), 0.0139, atol=5e-5)
assert np.isclose(exact_success(careful_policy), 0.7402, atol=5e-5)
assert np.isclose(exact_success(None), 0.7442, atol=5e-5)
assert np.isclose(exact_success(careful_policy, 100_000), 0.8235, atol=5e-5)

# %% [markdown]
# The random policy reaches the goal in about 14 episodes out of 1000. We want a better one, and we have nothing but its episodes. From
# $v_\pi$ alone we cannot tell which action is best: for that we would have to know where each action leads, and we have no map. So predict
# **action values** $q_\pi(s, a)$, the return after doing $a$ in $s$ and following $\pi$ from then on. Then, in each state, take the action
# with the largest. The **policy improvement theorem** (Sutton and Barto, section 4.2) says that the new policy is at least as good in every
# state, provided that the values are exact.
#
# No new algorithm is needed. Take the *pair* $(s, a)$ for a state! Number it $4 s + a$: the next pair depends on this pair alone, so the
# pairs form a Markov chain, and all that you have written works on it unchanged.

# %% [markdown]
# ### Exercise 7: improve
#
# *Medium, about 15 minutes.* Write `improved_policy(q, old_policy, tried)`, the greedy policy of estimated action values. Two things come
# with *estimates*:
#
# - An action that was never tried has no estimate; what stands in the table there (0, `nan`, anything) means nothing. Only tried actions
#   compete. In a state where nothing was tried, keep the row of the old policy.
# - Where several tried actions have the largest estimate, they share the probability equally. (Equal means equal: 0.5 and 0.500001 are
#   different.)
#
# *Example.* For `q = [[0, 2, 2], [-1, 0, 0], [5, 5, 5]]` and `tried = [[T, T, T], [T, F, F], [F, F, F]]` the rows are
# $0, \tfrac12, \tfrac12$; then $1, 0, 0$ (the zeros of the untried actions do not count); and then the old row.
#
# <details><summary>Hint</summary>
#
# `np.where(tried, q, -np.inf)` gets rid of what means nothing. `values == values.max()` marks the best; a row of booleans divided by its
# sum is a row of probabilities.
#
# </details>


# %% exercise="improved_policy" task=4 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def improved_policy(
    q: NDArray[np.float64], old_policy: NDArray[np.float64], tried: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the policy that is greedy with respect to estimated action values.

    Args:
        q: Estimates, shape ``[n_states, n_actions]``; without meaning where ``tried``
            is false. Not changed.
        old_policy: Probabilities, shape ``[n_states, n_actions]``, kept in states where
            nothing was tried. Not changed.
        tried: Whether each action was ever tried in each state, shape ``[n_states,
            n_actions]``.

    Returns:
        Probabilities, float64, shape ``[n_states, n_actions]``; actions that share the
        largest estimate are equally likely.

    Source:
        Sutton and Barto, sections 4.2 and 5.3.
    """
    # BEGIN SOLUTION
    policy = old_policy.astype(np.float64)
    for state in np.flatnonzero(tried.any(axis=1)):
        values = np.where(tried[state], q[state], -np.inf)  # [n_actions]
        best = values == values.max()
        policy[state] = best / best.sum()
    return policy
    # END SOLUTION


# %% test="improved_policy" points=1
def test_improved_policy() -> None:
    q = np.array([[0.0, 2.0, 2.0], [-1.0, 0.0, 0.0], [5.0, 5.0, 5.0]])
    old_policy = np.array([[0.2, 0.3, 0.5]] * 3)
    tried = np.array([[True, True, True], [True, False, False], [False, False, False]])
    policy = checks.array(
        "the policy",
        checks.attempt(improved_policy, q, old_policy, tried),
        shape=(3, 3),
        dtype=np.float64,
        thought="A policy is an array of probabilities, [n_states, n_actions].",
    )
    for state, row, thought in (
        (0, [0.0, 0.5, 0.5], "Who wins a tie?"),
        (1, [1.0, 0.0, 0.0], "Does the 0 of an untried action count as an estimate?"),
        (2, [0.2, 0.3, 0.5], "What do you know of a state where nothing was tried?"),
    ):
        checks.close(f"row {state} of the policy", policy[state], row, thought=thought)


# %% hidden="improved_policy" points=2
def hidden_improved_policy() -> None:
    rng = np.random.default_rng(457)
    for trial in range(100):
        n_states, n_actions = int(rng.integers(1, 8)), int(rng.integers(1, 6))
        shape = (n_states, n_actions)
        q = rng.integers(-3, 3, size=shape) / 4 - 3.0 * (trial % 3 == 0)
        q *= [1.0, 1e-6, 1e12, 1.0][trial // 25]
        q += [0.0, 0.0, 0.0, 1000.0][trial // 25]
        if trial % 2:  # hardly different, and different all the same
            q *= 1.0 + 1e-7 * rng.integers(2, size=shape)
        tried = rng.random(shape) < 0.6
        q[~tried] = [0.0, math.nan, 1e15, -1e15, math.inf][trial % 5]
        old_policy = rng.dirichlet(np.ones(n_actions), size=n_states)
        # Written another way: one state after the other, in plain Python.
        expected = old_policy.tolist()
        for state in range(n_states):
            actions = [a for a in range(n_actions) if tried[state, a]]
            highest = max((float(q[state, a]) for a in actions), default=0.0)
            best = [a for a in actions if float(q[state, a]) == highest]
            if best:
                expected[state] = [(a in best) / len(best) for a in range(n_actions)]
        with checks.unchanged(q=q, old_policy=old_policy, tried=tried):
            policy = checks.array(
                "the policy",
                checks.attempt(improved_policy, q, old_policy, tried),
                shape=shape,
                dtype=np.float64,
                thought="Is it an array of float64, [n_states, n_actions]?",
            )
        checks.close(
            "the policy",
            policy,
            expected,
            rtol=1e-9,
            thought="Ties, and estimates that are nearly tied; untried actions (nan "
            "and inf too), very large and very small values, untried states: all as "
            "the exercise says?",
        )
    q, tried = np.zeros((2, 2)), np.ones((2, 2), dtype=np.bool_)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(improved_policy, q, np.full((2, 2), 0.5), tried),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Exercise 8: evaluate
#
# *Medium, about 15 minutes.* An improvement is a claim until it is measured. Write `evaluate_policy(env, policy, n_episodes, rng)`: follow
# the policy for `n_episodes` whole episodes, however long they are, without learning, and return the **mean undiscounted return** and its **standard error**
# $s / \sqrt n$, with the sample standard deviation $s = \sqrt{\tfrac{1}{n - 1} \sum_i (G_i - \bar G)^2}$. Fewer than two episodes have no
# standard error: raise a `ValueError` that says how many came.
#
# All randomness comes from `rng`, the environment's too: give `env.reset` a seed drawn from it before the first episode, and none after
# that. (The same seed in every reset would play the same episode's luck again and again.)
#
# *Example.* The returns 0, 1, 1, 0 have the mean 0.5, the standard deviation $\sqrt{1/3} \approx 0.577$ and so the standard error 0.289.
#
# <details><summary>Hint</summary>
#
# `record` does most of it, and so does a loop around `env.step(draw(state))` with `draw = drawer(policy, rng)`. `np.std` divides by $n$
# unless you pass `ddof=1`.
#
# </details>


# %% exercise="evaluate_policy" task=4 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def evaluate_policy(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_episodes: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the mean undiscounted return of a policy and its standard error.

    Args:
        env: An environment with discrete spaces, which no training uses.
        policy: Probabilities of the actions, shape ``[n_states, n_actions]``.
        n_episodes: Number of episodes, at least 2.
        rng: Where all randomness comes from, the environment's seed too.

    Returns:
        Mean and standard error.

    Raises:
        ValueError: There are fewer than two episodes.
    """
    # BEGIN SOLUTION
    if n_episodes < 2:
        raise ValueError(f"n_episodes is {n_episodes}, expected at least 2")
    returns = np.array(
        [sum(episode.rewards) for episode in record(env, policy, n_episodes, rng)]
    )
    return float(returns.mean()), float(returns.std(ddof=1) / math.sqrt(n_episodes))
    # END SOLUTION


# %% test="evaluate_policy" points=1
def test_evaluate_policy() -> None:
    # The walk with a policy that leaves it more readily: A goes left, E goes right.
    policy = np.array([[0.8, 0.2], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.3, 0.7]])
    env = checks.recorded(make_walk())
    result = checks.attempt(evaluate_policy, env, policy, 400, np.random.default_rng(0))
    result = checks.instance(
        "the result", result, tuple, thought="Return the mean and the standard error."
    )
    checks.equal("its length", len(result), 2, thought="The mean, and its error.")
    mean, error = (
        checks.number("a result", number, thought="Two plain numbers.")
        for number in result
    )
    returns = np.array([sum(episode.rewards) for episode in env.finished])
    checks.equal(
        "the number of episodes",
        len(returns),
        400,
        thought="Is each episode played to its end? Are there as many as asked for?",
    )
    checks.close(
        "the mean return", mean, returns.mean(), thought="What did they collect?"
    )
    checks.close(
        "the standard error",
        error,
        returns.std(ddof=1) / 20,
        thought="The sample standard deviation (n - 1), over the root of n?",
    )
    first, *others = env.seeds
    checks.instance("the first reset's seed", first, int, thought="Is rng its source?")
    checks.equal(
        "the seeds of all other resets",
        {*others},
        {None},
        thought="What does the same seed in every reset do?",
    )
    steps = [
        (state, action)
        for episode in env.episodes
        for state, action in zip(episode.observations, episode.actions, strict=False)
    ]
    lefts = [np.mean([a == 0 for s, a in steps if s == state]) for state in (0, 4)]
    checks.close(
        "how often it went left, in A and in E",
        lefts,
        [0.8, 0.3],
        atol=0.1,
        thought="Is each action drawn from the row of the state that it is in?",
    )
    checks.raises(
        ValueError,
        lambda: evaluate_policy(make_walk(), COIN, 1, np.random.default_rng(0)),
        thought="One episode?",
        mentions="1",
    )


# %% hidden="evaluate_policy" points=2
def hidden_evaluate_policy() -> None:
    def a_town(seed: int, limit: int | None, stop: float) -> tables.TableEnvironment:
        """Each action leads from each of five states to two random ones."""
        rng = np.random.default_rng([458, seed])
        table = {
            state: {
                action: [
                    (
                        0.5,
                        int(rng.integers(5)),
                        float(rng.normal()),
                        bool(rng.random() < stop),
                    )
                    for _ in range(2)
                ]
                for action in range(3)
            }
            for state in range(5)
        }
        return tables.TableEnvironment(table, np.full(5, 0.2), step_limit=limit)

    for trial, (limit, stop, n_episodes) in enumerate(
        ((60, 0.3, 2), (6, 0.3, 40), (1, 0.3, 40), (1500, 0.0, 3), (200, 0.1, 150))
    ):
        env = checks.recorded(a_town(trial, limit, stop))
        policy = np.random.default_rng(trial).dirichlet(np.full(3, 0.6), size=5)
        with checks.unchanged(policy=policy):
            result = checks.attempt(
                evaluate_policy, env, policy, n_episodes, np.random.default_rng(trial)
            )
        result = checks.instance("two numbers", result, tuple, thought="A pair?")
        checks.equal("two numbers", len(result), 2, thought="Mean and its error?")
        mean, error = (
            checks.number("a result", number, thought="Are both plain numbers?")
            for number in result
        )
        returns = np.array([sum(episode.rewards) for episode in env.finished])
        checks.equal(
            "the number of episodes",
            (len(returns), env.n_steps),
            (n_episodes, sum(len(episode.rewards) for episode in env.finished)),
            thought="Is every episode finished, by termination or by the limit, and "
            "none begun beyond those that were asked for?",
        )
        checks.close(
            "the mean",
            mean,
            returns.mean(),
            rtol=1e-6,
            thought="Are all rewards of an episode summed, without discount?",
        )
        checks.close(
            "the standard error",
            error,
            returns.std(ddof=1) / math.sqrt(n_episodes),
            rtol=1e-6,
            thought="n - 1, and the root of n?",
        )
        first, *others = env.seeds
        checks.true(
            "the seeds",
            isinstance(first, int | np.integer) and {*others} <= {None},
            thought="Does the first reset get a seed from rng, and no other one?",
        )
        taken = np.zeros((5, 3))
        for episode in env.episodes:
            seen = zip(episode.observations, episode.actions, strict=False)
            for state, action in seen:
                taken[int(state), int(action)] += 1
        often = taken.sum(axis=1) > 150
        checks.close(
            "the actions in each state",
            taken[often] / taken[often].sum(axis=1, keepdims=True),
            policy[often],
            atol=0.17,
            thought="Is each action drawn from the row of the state that the episode "
            "is in, after each step?",
        )
    firsts = list[int | None]()
    for seed in range(4):
        env = checks.recorded(a_town(9, 5, 0.3))
        checks.attempt(
            evaluate_policy, env, np.full((5, 3), 1 / 3), 3, np.random.default_rng(seed)
        )
        firsts.append(env.seeds[0])
    checks.true(
        "the first seed",
        len({*firsts}) > 1,
        thought="Is the environment's seed drawn from rng?",
    )
    checks.makes_no_generator(
        evaluate_policy, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda rng: checks.attempt(
            evaluate_policy, a_town(9, 5, 0.3), np.full((5, 3), 1 / 3), 12, rng
        ),
        thought="Does all randomness come from rng, the environment's seed too?",
    )
    for few in (1, 0, -3):
        checks.raises(
            ValueError,
            lambda k=few: evaluate_policy(
                a_town(9, 5, 0.3), np.full((5, 3), 1 / 3), k, np.random.default_rng(0)
            ),
            mentions=str(few),
            thought="How many episodes does a standard error need, and does the error "
            "say how many came?",
        )


# %% [markdown]
# **Prediction leads to a better policy.** First with exact values, to know what to hope for. Then with estimates alone: 5000 episodes of
# the random policy, the values of its pairs by batch TD, your `improved_policy`. To go on after that, the policy must keep trying all
# actions, so the next round's episodes come from a softened version of it (every fifth action is random). Three rounds, five seeds; each
# new greedy policy is judged by the model and measured by your `evaluate_policy` in an environment of its own.


# %% tags=["demo"]
def pair_values(
    episodes: Sequence[Episode],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return action values of the lake by batch TD over pairs of state and action, and
    which pairs were tried; both ``[16, 4]``.
    """
    pairs = [
        Episode(
            [4 * s + a for s, a in zip(e.states, e.actions, strict=True)],
            e.rewards,
            e.terminated,
        )
        for e in episodes
    ]
    tried = np.zeros(64, dtype=np.bool_)
    tried[[pair for e in pairs for pair in e.states[:-1]]] = True
    return batch_td_values(pairs, 64, 0.99).reshape(16, 4), tried.reshape(16, 4)


def learn_lake(seed: int) -> tuple[list[float], float, float]:
    """Improve the random policy of the lake round by round from its episodes alone.

    Returns:
        Exact success of the greedy policy before the first and after each round; mean
        and standard error of 1000 episodes with the last one.
    """
    rng = np.random.default_rng([45, seed])
    policy = greedy = RANDOM_POLICY
    successes = [exact_success(greedy)]
    for n_episodes in LAKE_ROUNDS:
        q, tried = pair_values(record(make_lake(), policy, n_episodes, rng))
        greedy = improved_policy(q, greedy, tried)
        policy = 0.8 * greedy + 0.2 * RANDOM_POLICY
        successes.append(exact_success(greedy))
    return successes, *evaluate_policy(make_lake(), greedy, 1000, rng)


with checks.demonstration():
    random_values = tabular.policy_evaluation(LAKE_MODEL, RANDOM_POLICY, 0.99)
    exact_q = tabular.action_values(LAKE_MODEL, random_values, 0.99)
    exact_improvement = exact_success(tabular.epsilon_greedy_policy(exact_q))
    print(f"random policy {exact_success(RANDOM_POLICY):.4f}")
    print(f"greedy with respect to its exact action values {exact_improvement:.4f}")
    assert exact_improvement > 50 * exact_success(RANDOM_POLICY)

    LAKE_ROUNDS, N_LAKE_SEEDS = (5000, 1500, 1500), 5
    learned = [
        learn_lake(seed)
        for seed in live.progress(
            range(N_LAKE_SEEDS), description="policies of the lake"
        )
    ]
    for seed, (successes, mean, error) in enumerate(learned):
        print(f"seed {seed}: success by rounds", np.round(successes, 3), end="; ")
        print(f"the last, measured: {mean:.3f} ± {error:.3f}")
        assert successes[1] > 10 * successes[0]
        assert successes[-1] > 0.55
        assert abs(mean - successes[-1]) <= 4 * error
    by_round = np.mean([successes for successes, _, _ in learned], axis=0)
    print("mean by rounds:", ", ".join(f"{success:.3f}" for success in by_round))
    assert by_round[-1] > 0.6

    soft_optimum = tabular.value_iteration(LAKE_MODEL, gamma=0.99, epsilon=0.2)
    soft_success = exact_success(tabular.epsilon_greedy_policy(soft_optimum))
    print(f"greedy policy of the best softened one {soft_success:.4f}")
    assert round(soft_success, 4) == 0.7298

# %% [markdown]
# From one success in seventy to two in three or better on average, with a predictor and an `argmax`. With every seed the first round
# alone multiplies the success by more than ten, and your measurement agrees with the model's number within four standard errors (both
# asserted). Estimates are not exact, so a round can also go down a little: the theorem promises improvement for true values only.
#
# The rounds aim at 0.7298, not at the 0.7402 from above, and no number of them would change that. The values are those of somebody who
# slips *and* takes every fifth action at random, and for that person another way is best. You know this from SARSA on the cliff (4.4). In
# fact the loop "predict, improve, predict ..." that you have just run *is* control, one batch at a time; SARSA does both at every step.

# %% [markdown]
# ## 12. The project: the value function of the lake
#
# Last, a value function that one could publish: `FrozenLake-v1`, a fixed policy, every state within 0.02 of the exact value. The policy is
# the careful one from above, 0.7402 within 100 steps. Here it is, and a trap beside it.


# %% alt="Arrows of the careful policy on the lake: most lead away from the holes." tags=["demo"]
def draw_careful_policy() -> Figure:
    """Draw the careful policy as arrows, with the names of the holes and the goal."""
    figure, axes = plt.subplots(figsize=(3.6, 3.6))
    plots.grid_policy(
        axes,
        (careful_policy > 0).reshape(4, 4, 4),
        arrows=plots.LAKE_ARROWS,
        walls=HOLES_AND_GOAL.reshape(4, 4),
    )
    axes.set_title("The careful policy")
    for name, state in (("H", 5), ("H", 7), ("H", 11), ("H", 12), ("G", 15)):
        axes.text(state % 4, state // 4, name, ha="center", va="center")
    return figure


with checks.demonstration():
    draw_careful_policy()
    plt.show()
    lake_record = record(make_lake(), careful_policy, 4000, np.random.default_rng(7))
    cut_off = sum(not episode.terminated for episode in lake_record)
    reached = np.mean([sum(episode.rewards) for episode in lake_record])
    as_if_ended = [
        dataclasses.replace(episode, terminated=True) for episode in lake_record
    ]
    beyond = batch_td_values(lake_record, 16, 1.0)[0]
    cut_there = batch_td_values(as_if_ended, 16, 1.0)[0]
    print(f"{cut_off} of {len(lake_record)} episodes were cut off after 100 steps")
    print("value of the start, undiscounted:")
    print(f"  TD that goes on beyond the limit     {beyond:.3f}")
    print(f"  TD that takes the limit for the end  {cut_there:.3f}")
    print(f"  mean return (Monte Carlo)            {reached:.3f}")
    assert abs(beyond - exact_success(careful_policy, 100_000)) < 0.04
    assert abs(reached - exact_success(careful_policy)) < 0.03
    assert cut_there < beyond - 0.05

# %% [markdown]
# (H is a hole, G the goal; the arrows look strange since the ice is slippery: whoever pushes against the wall cannot slide into a hole.)
#
# **Which question does a value answer?** "Do I reach the goal?" gives 0.8235 for the careful policy, "do I reach it within 100 steps?"
# gives 0.7402. The limit of 100 is no part of the lake, it is the patience of whoever watches. A learner that bootstraps where it was cut
# off answers the first question although it never saw an episode of more than 100 steps. One that takes the cut for the end answers the
# second one for the start, and for all other states neither: it mixes visits with 95 steps left and visits with 3.
#
# So our exact reference is `tabular.policy_evaluation(model, policy, gamma)`: it solves the Bellman equations of the lake **without a step
# limit**, and only an estimate that goes on bootstrapping at `truncated` can agree with it. We use $\gamma = 0.99$.

# %% [markdown]
# ### How must a step size shrink?
#
# A learner in one state that meets the same task again and again is a simple thing: it gets targets $X_1, X_2, \dots$, independent, with
# mean $m$ and variance $\sigma^2$, and does $V_n = V_{n-1} + \alpha_n (X_n - V_{n-1})$. Does $V_n$ come to $m$?
#
# **Lemma** (after Robbins and Monro). Let $0 < \alpha_n \le 1$. If $\sum_n \alpha_n = \infty$ and $\sum_n \alpha_n^2 < \infty$, the mean square
# error $e_n = \mathbb{E}[(V_n - m)^2]$ goes to 0.
#
# *Proof.* $V_n - m = (1 - \alpha_n)(V_{n-1} - m) + \alpha_n (X_n - m)$. The two terms are independent, and the second has mean 0, so
# $e_n = (1 - \alpha_n)^2\, e_{n-1} + \alpha_n^2 \sigma^2$. From any step $N$ on, therefore,
#
# $$e_n \;\le\; e_N \prod_{k=N+1}^{n} (1 - \alpha_k)^2 \;+\; \sigma^2 \sum_{k=N+1}^{n} \alpha_k^2 .$$
#
# Choose $N$ so large that the second term is as small as you like, whatever $n$ is: the second sum converges. Then let $n$ grow. Since
# $1 - \alpha \le e^{-\alpha}$, the product is at most $e^{-2 \sum_{k=N+1}^{n} \alpha_k}$, and the first sum diverges, so it goes to 0. $\square$
#
# In words: the steps must be able to carry the estimate **any distance**, or it never gets away from where it began; and their **noise must
# have an end**. For $\alpha_n = 1/n^p$ the first holds where $p \le 1$, the second where $p > \tfrac12$. A constant step size breaks the
# second: put $e_n = e_{n-1}$ into the equation of the proof, and it trembles for ever with $e = \sigma^2 \alpha / (2 - \alpha)$. Steps that
# shrink too fast, $1/n^{1.5}$ say, break the first. In TD(0) the targets move along with the estimates, but the same two conditions, for the
# visits of each state, are what its proof of convergence needs (Jaakkola, Jordan and Singh, 1994).


# %% tags=["demo", "nbval-check-output"]
def mean_square_error(step_sizes: NDArray[np.float64]) -> float:
    """Return the mean square error of 4000 learners that begin at 3, far from the mean
    0 of their targets, whose variance is 1.
    """
    values, rng = np.full(4000, 3.0), np.random.default_rng(51)
    for step_size in step_sizes:
        values += step_size * (rng.normal(size=4000) - values)
    return float((values**2).mean())


steps = np.arange(1, 2001, dtype=np.float64)
settled = {
    "constant, 0.1": mean_square_error(np.full(2000, 0.1)),
    "0.2 / n^0.6": mean_square_error(0.2 / steps**0.6),
    "0.2 / n": mean_square_error(0.2 / steps),
    "0.2 / n^1.5": mean_square_error(0.2 / steps**1.5),
}
for rule, square in settled.items():
    print(f"step size {rule:13}: mean square error {square:.4f} after 2000 targets")
assert np.isclose(settled["constant, 0.1"], 0.1 / 1.9, rtol=0.1)
assert settled["0.2 / n^0.6"] < 0.1 * settled["constant, 0.1"]
assert settled["0.2 / n^1.5"] > 2 * settled["0.2 / n"] > 20 * settled["0.2 / n^0.6"]

# %% [markdown]
# What to see: the constant step size trembles just as much as the equation says, and the one that shrinks too fast is stuck where it was
# after a few targets. Of the two that the lemma allows, only the first has arrived. A fifth of $1/n$ forgets where it began like
# $1/n^{0.2}$: to come as near as the first, it would need billions of targets.
#
# Bootstrapping makes just this of the step size $1/n$. Think of a state that leads back to itself. Its target $R + \gamma V$ holds its own
# wrong guess, so that of each step only the part $1 - \gamma$ corrects it, and $1/n$ does what $(1 - \gamma)/n$ would do for an average.

# %% [markdown]
# ### Exercise 9: predict
#
# *Project, about 40 minutes.* Write `td_prediction(env, policy, n_steps, gamma, rng)`. It lives `n_steps` steps in the environment (not
# episodes: whenever one ends, begin the next), learns from each of them as it goes along, and returns the estimated value of each state.
# The step size and all else is yours; this is what the project is about. Think about these:
#
# - **The step size.** The lemma asks for one that shrinks with the visits $n$ of each state, but not too fast: $1/n^p$ with
#   $\tfrac12 < p \le 1$. And $1/n$, perfect for averages, is too fast for bootstrapping: the first targets were wrong guesses, and they are
#   hardly ever forgotten. $p = 0.6$ is a good choice. So is $(10 / (9 + n))^{0.6}$, which begins at 1 as well and stays large for longer:
#   that helps the states that are seldom visited.
# - **Averaging.** With such a step size the estimates still tremble a little, but around the right place. So average those of the second
#   half of the steps: a state's mean over its visits in that half, or its last estimate where there are none. (This is due to Polyak and
#   Juditsky, and it costs a few lines.)
# - **Endings.** `terminated` and `truncated`, by now you know.
# - **Seeds.** All randomness comes from `rng`: a seed drawn from it goes to the first `env.reset`, none to the others.
#
# A state that was never left keeps the estimate 0.
#
# *Example.* `td_prediction(make_lake(), careful_policy, 400_000, 0.99, np.random.default_rng(0))` returns 16 numbers, 0 for holes and goal,
# and about 0.54 for the start.
#
# **How it is graded.** Not on the lake, which takes seconds, but in small worlds with step limits, in 20 000 steps: the mean absolute error
# must be at most 0.35, in worlds where values are around 4. What counts is what the estimates reach, not how: if a constant step size is
# small enough to reach that, it is right as well. The environment must have taken `n_steps` steps, no more and no less.
#
# <details><summary>Hint</summary>
#
# One `for` loop over the steps. In it: draw, step, count the visit, update, and either go on or reset. Plain lists are several times as
# fast as arrays when you read and write single numbers; turn them into an array in the end. `drawer(policy, rng)` draws actions.
#
# </details>


# %% exercise="td_prediction" task=5 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def td_prediction(
    env: gym.Env[Any, Any],
    policy: NDArray[np.float64],
    n_steps: int,
    gamma: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Estimate the value of each state under a policy by temporal-difference learning.

    Args:
        env: An environment with discrete spaces; only ``terminated`` cuts the
            bootstrap.
        policy: Probabilities of the actions, shape ``[n_states, n_actions]``.
        n_steps: Number of steps to learn from, over as many episodes as it takes.
        gamma: Discount, in ``[0, 1]``.
        rng: Where all randomness comes from, the environment's seed too.

    Returns:
        Estimates, float64, shape ``[n_states]``; 0 for states that were never left.
    """
    # BEGIN SOLUTION
    n_states, draw = len(policy), drawer(policy, rng)
    values, visits = [0.0] * n_states, [0] * n_states
    sums, late_visits = [0.0] * n_states, [0] * n_states
    state = int(env.reset(seed=int(rng.integers(2**31)))[0])
    for step in range(n_steps):
        observation, reward, terminated, truncated, _ = env.step(draw(state))
        next_state = int(observation)
        visits[state] += 1
        target = float(reward) + (0.0 if terminated else gamma * values[next_state])
        step_size = (10 / (9 + visits[state])) ** 0.6
        values[state] += step_size * (target - values[state])
        if step >= n_steps // 2:
            sums[state] += values[state]
            late_visits[state] += 1
        state = int(env.reset()[0]) if terminated or truncated else next_state
    return np.array(
        [
            total / n if n else value
            for total, n, value in zip(sums, late_visits, values, strict=True)
        ]
    )
    # END SOLUTION


# %% test="td_prediction" points=2
def test_td_prediction() -> None:
    # Four states in a circle: action 1 goes on, action 0 stays; the step from state 3
    # to state 0 pays 2. It never ends, but for a limit of 6.
    circle = {
        s: {a: [(1.0, (s + a) % 4, 2.0 * (s == 3 and a == 1), False)] for a in range(2)}
        for s in range(4)
    }
    world = tables.TableEnvironment(circle, np.full(4, 0.25), step_limit=6)
    env, policy = checks.recorded(world), np.array([[0.3, 0.7]] * 4)
    values = checks.array(
        "the estimates",
        checks.attempt(
            td_prediction, env, policy, 20_000, 0.9, np.random.default_rng(0)
        ),
        shape=(4,),
        dtype=np.float64,
        thought="One value for each state, as an array of float64.",
    )
    checks.equal(
        "the number of steps",
        env.n_steps,
        20_000,
        thought="Are steps counted, over all episodes together?",
    )
    checks.equal(
        "the seeds of all resets but the first",
        {*env.seeds[1:]},
        {None},
        thought="What does the same seed in every reset do?",
    )
    exact = tabular.policy_evaluation(tables.model_of(world), policy, 0.9)
    error = float(np.abs(values - exact).mean())
    print(f"estimates {np.round(values, 3)}, exact {exact.round(3)}")
    checks.true(
        f"a mean absolute error of at most 0.35: it is {error:.3f}",
        error <= 0.35,
        thought="Far too low: is a step limit an end? A little off: does the step size "
        "shrink, neither too fast nor too slowly?",
    )


# %% hidden="td_prediction" points=4
def hidden_td_prediction() -> None:
    class Youth(gym.Env[int, int]):
        """State 0 for some steps, then state 1 for ever; each step pays 1."""

        def __init__(self, n_steps: int) -> None:
            self.observation_space: gym.Space[Any] = gym.spaces.Discrete(2)
            self.action_space: gym.Space[Any] = gym.spaces.Discrete(1)
            self.left = n_steps

        def reset(
            self, *, seed: int | None = None, options: dict[str, Any] | None = None
        ) -> tuple[int, dict[str, Any]]:
            super().reset(seed=seed)
            return int(self.left <= 0), {}

        def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
            self.left -= 1
            return int(self.left <= 0), 1.0, False, False, {}

    def a_town(rng: np.random.Generator, stop: float) -> list[list[list[Any]]]:
        """For each of six states and three actions, two random outcomes."""
        return [
            [
                [
                    (
                        0.5,
                        int(rng.integers(6)),
                        float(rng.random()),
                        bool(rng.random() < stop),
                    )
                    for _ in range(2)
                ]
                for _ in range(3)
            ]
            for _ in range(6)
        ]

    # A circle of six states whose episodes all begin in state 0.
    circle = [
        [
            [(1.0, (s + max(a - 1, 0)) % 6, 10.0 * (s == 5 and a == 2), False)]
            for a in range(3)
        ]
        for s in range(6)
    ]
    for trial, (limit, stop, gamma) in enumerate(
        ((8, 0.0, 0.9), (None, 0.1, 1.0), (5, 0.08, 0.95), (8, 0.0, 0.6))
    ):
        rng = np.random.default_rng([459, trial])
        outcomes = circle if trial == 3 else a_town(rng, stop)
        table = {s: dict(enumerate(actions)) for s, actions in enumerate(outcomes)}
        start = 0 if trial == 3 else np.full(6, 1 / 6)
        world = tables.TableEnvironment(table, start, step_limit=limit)
        row = np.array([[0.1, 0.1, 0.8]] * 6)
        policy = row if trial == 3 else rng.dirichlet(np.ones(3), size=6)
        env = checks.recorded(world)
        with checks.unchanged(policy=policy):
            values = checks.array(
                "the estimates",
                checks.attempt(
                    td_prediction,
                    env,
                    policy,
                    20_000,
                    gamma,
                    np.random.default_rng(trial),
                ),
                shape=(6,),
                dtype=np.float64,
                thought="Is there one value for each state, in an array of float64?",
            )
        checks.true(
            "the number of steps",
            env.n_steps == 20_000
            and not any(episode.n_steps_after_end for episode in env.episodes),
            thought="Is it exactly n_steps steps, over all episodes together, and none "
            "after an end?",
        )
        checks.true(
            "the seeds",
            isinstance(env.seeds[0], int | np.integer) and {*env.seeds[1:]} == {None},
            thought="Does the first reset get a seed from rng, and no other one?",
        )
        exact = tabular.policy_evaluation(tables.model_of(world), policy, gamma)
        checks.true(
            "the mean absolute error",
            bool(np.abs(values - exact).mean() <= 0.35),
            thought="Endings (both kinds), the discount, the policy's probabilities, "
            "a step size that shrinks: which of them is not right yet?",
        )
    # Two of its four states are never left: one is where it ends, one is out of reach.
    corridor = {s: {0: [(1.0, min(s + 1, 2), 5.0 + s, s > 0)]} for s in range(4)}
    env = tables.TableEnvironment(corridor, 0)
    values = checks.attempt(
        td_prediction, env, np.ones((4, 1)), 2000, 1.0, np.random.default_rng(0)
    )
    checks.close(
        "states that were never left",
        checks.to_array(values)[2:],
        [0.0, 0.0],
        thought="What is the estimate of a state that was never left?",
    )
    # It goes on for ever and pays 1 for each step: 2 in all, at a discount of one half.
    env = checks.recorded(Youth(1500))
    values = checks.attempt(
        td_prediction, env, np.ones((2, 1)), 4000, 0.5, np.random.default_rng(0)
    )
    checks.equal(
        "the episodes of a world that never ends",
        len(env.episodes),
        1,
        thought="Does another episode begin where one has ended, and only there?",
    )
    checks.close(
        "a state that is left in the first half alone",
        checks.to_array(values),
        [2.0, 2.0],
        atol=0.35,
        thought="What is the estimate of a state that the second half does not visit?",
    )
    small = {
        s: {a: [(0.5, t, float(s + a), t == 0) for t in range(2)] for a in range(2)}
        for s in range(2)
    }
    firsts = list[int | None]()
    for seed in range(4):
        env = checks.recorded(
            tables.TableEnvironment(small, np.full(2, 0.5), step_limit=4)
        )
        checks.attempt(
            td_prediction,
            env,
            np.full((2, 2), 0.5),
            6,
            0.9,
            np.random.default_rng(seed),
        )
        firsts.append(env.seeds[0])
    checks.true(
        "the first seed",
        len({*firsts}) > 1,
        thought="Is the environment's seed drawn from rng?",
    )
    checks.makes_no_generator(
        td_prediction, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda rng: checks.attempt(
            td_prediction,
            tables.TableEnvironment(small, np.full(2, 0.5), step_limit=4),
            np.full((2, 2), 0.5),
            60,
            0.9,
            rng,
        ),
        thought="Does all randomness come from rng, the environment's seed too?",
    )
    world = tables.TableEnvironment(small, np.full(2, 0.5), step_limit=4)
    given = np.full((2, 2), 0.5), 9, 0.9, np.random.default_rng(1)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(td_prediction, world, *given),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Exercise 10: draw it beside the truth
#
# *Medium, about 20 minutes.* Write `lake_figure(estimate, exact, blank)`, a `Figure` with two panels: on the left the estimated value
# function, on the right the exact one. All three arguments have the shape `[rows, columns]`.
#
# - Row 0 on top; cells where `blank` is true stay empty (masked, or NaN): holes and goal are no places to be.
# - The panels' titles hold the words "estimate" and "exact"; both axes of both panels have labels.
# - **One colour scale for both**: the same colours, from 0 to the largest *exact* value that is shown, with a colour bar that tells them.
# - The title of the whole figure (`figure.suptitle`) tells the largest absolute difference in a cell that is shown, with three decimals.
#
# *Example.* With `estimate = [[0.5, 0.25]]`, `exact = [[0.5, 0.3]]` and no blank cell, the scale goes from 0 to 0.5, and the figure's
# title holds `0.050`.
#
# <details><summary>Hint</summary>
#
# `np.where(blank, np.nan, estimate)` makes a copy with empty cells, and `np.nanmax` ignores them. `plots.heatmap(axes, values,
# value_format="{:.3f}")` writes the numbers into the cells and returns the image, whose `set_clim(low, high)` sets the scale;
# `axes.imshow(values, vmin=..., vmax=...)` will do as well.
#
# </details>


# %% exercise="lake_figure" task=5
def lake_figure(
    estimate: NDArray[np.float64], exact: NDArray[np.float64], blank: NDArray[np.bool_]
) -> Figure:
    """Draw an estimated value function beside the exact one, in one colour scale.

    Args:
        estimate: Estimated values, shape ``[rows, columns]``; not changed.
        exact: Exact values, shape ``[rows, columns]``; not changed.
        blank: Cells to leave empty, shape ``[rows, columns]``.

    Returns:
        The figure: the estimate on the left, the exact values on the right, the largest
            difference in its title.
    """
    # BEGIN SOLUTION
    shown = [np.where(blank, np.nan, values) for values in (estimate, exact)]
    figure, panels = plt.subplots(1, 2, figsize=(8.6, 3.9))
    for axes, values, title in zip(panels, shown, ("estimate", "exact"), strict=True):
        image = plots.heatmap(axes, values, colour_label="value", value_format="{:.3f}")
        image.set_clim(0.0, float(np.nanmax(shown[1])))
        axes.set(title=title, xlabel="column", ylabel="row")
    figure.suptitle(f"largest difference {np.nanmax(np.abs(shown[0] - shown[1])):.3f}")
    return figure
    # END SOLUTION


# %% test="lake_figure" points=1
def test_lake_figure() -> None:
    estimate = np.array([[0.5, 0.25, 9.0], [0.1, 0.2, 0.3]])
    exact = np.array([[0.5, 0.3, 0.0], [0.1, 0.2, 0.3]])
    blank = np.array([[False, False, True], [False, False, False]])
    figure = checks.figure_of(
        lake_figure,
        estimate,
        exact,
        blank,
        n_axes=2,
        arranged="row",
        thought="The estimate on the left, the exact values on the right.",
    )
    panels = checks.panels_of(figure)
    words = ("estimate", "exact")
    checks.titles(panels, words, thought="What does each panel show?")
    for axes, word, values in zip(panels, words, (estimate, exact), strict=True):
        checks.picture(
            f"the panel of the {word} values",
            axes,
            np.where(blank, math.nan, values),
            limits=(0.0, 0.5),
            thought="Are blank cells empty? And does the scale go from 0 to the "
            "largest exact value that is shown, in both panels?",
        )
        checks.labels(
            axes,
            x=("column",),
            y=("row",),
            thought="Along which axis do the rows run?",
        )
    checks.true(
        "the figure's title tells 0.050",
        checks.says(checks.suptitle_of(figure), "0.050"),
        thought="How far apart are the two, at most, where it is shown?",
    )
    checks.true(
        "there is a colour bar",
        len(checks.colour_bars_of(figure)) > 0,
        thought="How does a reader know what a colour means?",
    )


# %% hidden="lake_figure" points=2
def hidden_lake_figure() -> None:
    rng = np.random.default_rng(4510)
    for trial, shape in enumerate(((4, 4), (1, 5), (6, 2), (8, 8))):
        exact, blank = rng.uniform(0.05, 3.0, size=shape), rng.random(shape) < 0.3
        estimate = exact + rng.normal(scale=0.2, size=shape)
        blank[0, 0], blank[-1, -1] = False, True
        exact[-1, -1], estimate[-1, -1] = 7.0, 11.0
        estimate[0, 0] = exact[0, 0] + (-1.5 if trial % 2 else 1.5)
        with checks.unchanged(estimate=estimate, exact=exact, blank=blank):
            figure = checks.figure_of(
                lake_figure,
                estimate,
                exact,
                blank,
                n_axes=2,
                arranged="row",
                thought="Are there two panels side by side, with labels on both axes, "
                "in a new figure at each call?",
            )
        panels, words = checks.panels_of(figure), ("estimate", "exact")
        checks.titles(panels, words, thought="Does each title say what is shown?")
        seen = [cell for cell in np.ndindex(shape) if not blank[cell]]
        limits = (0.0, max(float(exact[cell]) for cell in seen))
        colours = set[str]()
        for axes, values in zip(panels, (estimate, exact), strict=True):
            found = checks.picture(
                "a panel",
                axes,
                np.where(blank, math.nan, values),
                limits=limits,
                thought="Rows, columns, blank cells: which of them got mixed up? And "
                "do both panels share the scale of the exact values that are shown?",
            )
            colours.add(found.colours)
            checks.labels(
                axes,
                x=("column",),
                y=("row",),
                thought="Along which axis do the rows run?",
            )
        largest = max(abs(float(estimate[cell] - exact[cell])) for cell in seen)
        checks.true(
            "the difference",
            checks.says(checks.suptitle_of(figure), f"{largest:.3f}"),
            thought="Is it the largest absolute difference, of either sign, where it "
            "is shown, with three decimals?",
        )
        bars = checks.colour_bars_of(figure)
        for bar in bars:
            ends = [sorted(pair) for pair in (bar.get_xlim(), bar.get_ylim())]
            colours |= {found.colours for found in checks.pictures(bar)}
            checks.true(
                "the scale of a colour bar",
                any(bool(np.allclose(pair, limits)) for pair in ends),
                thought="Does each colour bar tell the scale of the panels?",
            )
        checks.true(
            "a colour bar",
            len(bars) > 0 and len(colours) == 1,
            thought="Is there a colour bar, and has one value one colour everywhere?",
        )


# %% [markdown]
# **The lake itself**, 400 000 steps, three seeds. The assertion is the promise of this part: every state of every seed within 0.02.

# %% alt="Two heat maps of the lake's values, estimate and exact: no two cells differ by more than 0.01." tags=["demo"]
with checks.demonstration():
    n_prediction_seeds = budgets.pick(short=3, long=10)
    exact_lake = tabular.policy_evaluation(LAKE_MODEL, careful_policy, 0.99)  # [16]
    lake_estimates = [
        td_prediction(
            make_lake(),
            careful_policy,
            400_000,
            0.99,
            np.random.default_rng([12, seed]),
        )
        for seed in live.progress(
            range(n_prediction_seeds), description="predictions of the lake"
        )
    ]
    lake_errors = [float(np.abs(v - exact_lake).max()) for v in lake_estimates]
    told_errors = " ".join(f"{error:.4f}" for error in lake_errors)
    print("largest error of a state, by seed:", told_errors)
    assert max(lake_errors) <= 0.02
    left = [state for episode in lake_record for state in episode.states[:-1]]
    rare_share = float(np.isin(left, [1, 2, 3, 6]).mean())
    print(f"share of the visits that states 1, 2, 3 and 6 get: {rare_share:.3f}")
    assert rare_share < 0.1
    lake_figure(
        lake_estimates[0].reshape(4, 4),
        exact_lake.reshape(4, 4),
        HOLES_AND_GOAL.reshape(4, 4),
    )
    plt.show()

# %% [markdown]
# Every state of every seed is within 0.02 of the exact value, those four too which the careful policy reaches only by slipping (in the top
# row right of the start, and between the holes): together they get less than a tenth of the visits. Note what made this possible. The noise
# of a single target is as large as ever, and a step size that shrinks slowly leaves some of it in the estimates; the average takes it out.
#
# And had `truncated` been taken for the end? You saw it above: at $\gamma = 1$ the start moved by more than 0.05.

# %% [markdown]
# ## 13. A look ahead: the target is held fixed
#
# In PyTorch, TD(0) is one step of gradient descent on $\tfrac12 \bigl(\text{target} - V(S)\bigr)^2$, provided that the target is a
# *number*. But $V(S')$ stands in the target, and it comes from the same table. If you let the gradient flow into it, then $V(S')$ is
# moved as well, *away* from where it should go, to make the guess look right. This is the reason for every `torch.no_grad()` and
# `.detach()` around the targets of Module 5.


# %% tags=["demo"]
def gradient_step(held: bool) -> NDArray[np.float64]:
    """Take one step of SGD on half the squared TD error, the target held or not."""
    table = torch.tensor([0.2, 0.6, 0.4], device=device, requires_grad=True)
    target = 1.0 + 0.9 * (table[1].detach() if held else table[1])
    loss = 0.5 * (target - table[0]) ** 2
    loss.backward()
    torch.optim.SGD([table], lr=0.5).step()
    return table.detach().cpu().numpy().astype(np.float64)


with checks.demonstration():
    guesses = np.array([0.2, 0.6, 0.4])
    by_hand = guesses.copy()
    td_episode(by_hand, Episode([0, 1], [1.0], terminated=False), 0.5, 0.9)
    held, through = gradient_step(held=True), gradient_step(held=False)
    print("TD error:           ", round(1.0 + 0.9 * guesses[1] - guesses[0], 3))
    print("before:             ", guesses)
    print("TD(0) by hand:      ", by_hand.round(3))
    print("target held fixed:  ", held.round(3))
    print("gradient through it:", through.round(3))
    assert np.allclose(held, by_hand, atol=1e-6)
    assert np.isclose(through[0], by_hand[0], atol=1e-6)
    assert through[1] < guesses[1]

# %% [markdown]
# The step turned out 1.34 better than expected: a reward of 1, and $0.9 \cdot 0.6$ to come, where 0.2 was thought to be left. Both versions
# raise the first state. The second also lowers the *next* state, which had nothing to do with it: one more way to make the two agree.

# %% [markdown]
# ## 14. Summary
#
# - **Two targets for one value.** Monte Carlo waits for the return; TD(0) takes one reward and a guess. The first is noisy, the second
#   biased at first and calm.
# - **Measured.** On the random walk, over 100 runs, the best TD(0) has less than three quarters of the error of the best Monte Carlo from
#   20 episodes on, each at the best of twelve step sizes; the best step size shrinks as the data grow.
# - **Batches.** Read for ever, the same episodes lead Monte Carlo to the averages of the returns, and TD to the values of the Markov chain
#   that they suggest. The second was closer with every size of batch.
# - **First visit** is unbiased; **every visit** is biased, and can be closer nevertheless.
# - **Improvement.** Action values are values of pairs; a predictor and an `argmax` took the frozen lake's random policy from 0.0139 to
#   more than 0.6 on average over five seeds. Whoever claims an improvement gives a standard error with it.
# - **Truncation** is the end of our patience. With it, 0.8235 and 0.7402 are both right: they answer different questions.
# - **FrozenLake-v1**, all states within 0.02: a step size $(10/(9 + n))^{0.6}$, as Robbins and Monro allow it, and the average of the second half.
#
# **Where next.** Part 4.6 solves the Bellman equations without sampling, 4.7 builds a gridworld, 8.1 is policy iteration with a model, 8.2
# fills the room between TD(0) and Monte Carlo with n-step returns and TD($\lambda$), 5.5 uses Monte Carlo returns for policy gradients.
#
# **Further reading.** Sutton and Barto, sections 5.5 (learning about one policy from the episodes of another) and 7.1 (n-step TD). S.
# Bradtke and A. Barto, *Linear least-squares algorithms for temporal difference learning*, 1996: what our batch solver grows into when
# there are too many states for a table. J. Tsitsiklis and B. Van Roy, *An analysis of temporal-difference learning with function
# approximation*, 1997.
