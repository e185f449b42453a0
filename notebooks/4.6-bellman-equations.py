# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.6: Policies, value functions and Bellman equations"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# It is late. You are reading, and your eyes are falling shut. Reading on brings you a page or two more, and then you are asleep. A coffee
# costs you a page's time, and then you are awake again. What should you do?
#
# "It depends", says everybody, and a chapter of mathematics can say on what: on how much tonight's later pages count beside the next one.
# Somewhere there is an exact point at which the better choice changes from the one to the other. You will find it with pencil and paper.
#
# The tool is the **Bellman equation**. It says that the value of a situation is what the next step pays, plus the value of the situation
# after it. So plain that it sounds empty, it is the engine of nearly every algorithm of this course: Q-learning, DQN and the critic of an
# actor-critic all try to make this one equation true. Here we know the world, so we can *solve* it: by hand, by linear algebra, and
# by doing the same simple thing again and again.
#
# **After this part you can**
#
# - tell state values from action values, and compute each from the other;
# - solve Bellman equations on paper, with `torch.linalg`, and by iteration, and say why all three agree;
# - evaluate a random policy and a greedy one, and explain why greedy cannot be worse;
# - draw values and policies on a gridworld, and find the discount at which the best policy flips;
# - write value iteration as tensor operations, and measure how much faster they are than a loop.
#
# **You need** Part 4.2 (MDPs, and the linear system for the expected returns), matrices (1.4 to 1.6). **Time**: about 35 minutes to read,
# two hours to work.
#
# **Sources**: R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, sections 3.5, 3.6 and 4.1 to 4.4; R.
# Bellman, *Dynamic Programming*, 1957; M. Puterman, *Markov Decision Processes*, 1994, chapter 6 (the contraction).

# %%
import dataclasses
import itertools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.agents import tabular
from rlcourse.environments import tables
from rlcourse.figures import controls, graphs, pictures, plots

device = devices.choose()  # value functions of this part are float64, which some accelerators lack: all tensors live on the CPU
plots.use_style()

# %% [markdown]
# ## 1. The mathematics
#
# As in Part 4.2, an MDP has states $s$, actions $a$ and probabilities $p(s', r \mid s, a)$; a policy $\pi(a \mid s)$ says how likely each
# action is; the return $G_t = R_{t+1} + \gamma G_{t+1}$ is the discounted sum of rewards. Two functions tell what is worth what:
#
# $$v_\pi(s) = \mathbb{E}_\pi[G_t \mid S_t = s], \qquad q_\pi(s, a) = \mathbb{E}_\pi[G_t \mid S_t = s, A_t = a].$$
#
# The **state value** is what one may expect from here on, following $\pi$. The **action value** is the same, but the first action is $a$,
# whatever $\pi$ thinks of it. With the expected reward $r(s, a)$ and the probability $p(s' \mid s, a)$ of *going on* in $s'$ (if the
# episode ends, nothing goes on, so these may sum to less than 1), each can be had from the other:
#
# $$v_\pi(s) = \sum_a \pi(a \mid s)\, q_\pi(s, a), \qquad q_\pi(s, a) = r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_\pi(s').$$
#
# Put the second into the first, and you have the **Bellman equation** of the policy, with $v_\pi$ on both sides:
#
# $$v_\pi(s) = \sum_a \pi(a \mid s) \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_\pi(s') \Bigr].$$
#
# A policy is **greedy** with respect to some action values if it takes only actions of largest value. Among all policies there is one
# whose values are largest in *every* state at once. They are called $v_*$ and $q_*$, and satisfy the **Bellman optimality equation**
#
# $$v_*(s) = \max_a q_*(s, a) = \max_a \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_*(s') \Bigr].$$
#
# The first equation is linear, and we can solve it. The second has a maximum in it, and nobody solves it in one go. But both can be
# *iterated*: put a guess in on the right, take what comes out on the left as the next guess, and go on until nothing changes any more.
#
# ## 2. From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $r(s, a)$ | expected reward | `reward[state, action]` | `[S, A]`, float64 |
# | $p(s' \mid s, a)$ | probability of going on in $s'$ | `continuation[state, action, next_state]` | `[S, A, S]`, float64 |
# | $\pi(a \mid s)$ | policy | `policy[state, action]` | `[S, A]`, float64, rows sum to 1 |
# | $v(s)$ | state values | `values` | `[S]`, float64 |
# | $q(s, a)$ | action values | `q` | `[S, A]`, float64 |
# | $\gamma$ | discount | `gamma` | float in $[0, 1]$ |
#
# $S$ and $A$ are the numbers of states and actions. Terminal states are no states of these arrays: the probability that the episode ends is
# what a row of `continuation` lacks to 1. In Part 4.2 you read such
# probabilities out of an environment.
#
# And here is the evening, with the reading measured in pages.

# %%
AWAKE, DROWSY = 0, 1
READ, COFFEE = 0, 1
evening_reward = torch.tensor([[2.0, -1.0], [1.0, -1.0]], dtype=torch.float64)  # [S, A]
evening_continuation = torch.tensor(
    [
        [[0.5, 0.5], [1.0, 0.0]],  # awake: read, coffee
        [
            [0.0, 0.5],
            [1.0, 0.0],
        ],  # drowsy: read (and fall asleep in one case of two), coffee
    ],
    dtype=torch.float64,
)  # [S, A, S]
read_on = torch.tensor([[1.0, 0.0], [1.0, 0.0]], dtype=torch.float64)  # [S, A]
drink_when_drowsy = torch.tensor(
    [[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64
)  # [S, A]


# %% tags=["demo"]
def evening_figure() -> Figure:
    """Draw the evening's transition graph."""
    figure, axes = plt.subplots(figsize=(7.5, 4.2))
    graphs.transition_graph(
        axes,
        {
            "awake": {
                "read": [(0.5, "awake", 2.0), (0.5, "drowsy", 2.0)],
                "coffee": [(1.0, "awake", -1.0)],
            },
            "drowsy": {
                "read": [(0.5, "drowsy", 1.0), (0.5, "asleep", 1.0)],
                "coffee": [(1.0, "awake", -1.0)],
            },
        },
        terminal=["asleep"],
    )
    axes.set_title("one evening: action, probability (pages)")
    return figure


_evening_graph = evening_figure()

# %% [markdown]
# What to see: reading when awake brings 2 pages and makes you drowsy in one case of two. Reading when drowsy brings 1 page, and in one case
# of two you fall asleep. Coffee always costs 1 and always wakes you up.
#
# ## 3. On paper
#
# **Reading on.** Let us do the first policy together: never any coffee. Write $a$ and $d$ for the values of *awake* and *drowsy*. The
# Bellman equations are
#
# $$a = 2 + \gamma \bigl( \tfrac12 a + \tfrac12 d \bigr), \qquad d = 1 + \gamma \cdot \tfrac12 d .$$
#
# The second one stands alone: $d\,(1 - \tfrac{\gamma}{2}) = 1$, so $d = \dfrac{2}{2 - \gamma}$. Put this into the first, collect $a$, and
#
# $$a = \frac{2 + \tfrac{\gamma}{2} d}{1 - \tfrac{\gamma}{2}} = \frac{2\,(4 - \gamma)}{(2 - \gamma)^2} .$$
#
# For $\gamma = 0$ this is $a = 2$ and $d = 1$, as it must be: only the next page counts.

# %% [markdown]
# ### Exercise 1: the other policy, by hand
#
# *Medium, about 20 minutes, with pencil and paper.* Now the policy that reads when awake and **drinks coffee when drowsy**. Write its two
# Bellman equations down, solve them for a general $\gamma < 1$, and return your two formulas as code: the values of *awake* and of
# *drowsy*. Libraries for linear algebra are not admitted to this one exercise.
#
# For $\gamma = 0$ the values are $2$ and $-1$; for $\gamma = 0.5$ they are $2.8$ and $0.4$.
#
# <details><summary>Hint</summary>
#
# Nobody falls asleep any more, and the second equation is $d = -1 + \gamma a$. Put it into the first, and collect everything with $a$ on
# one side. It is no accident that $\gamma = 1$ makes the denominator 0: who never sleeps reads without end.
#
# </details>


# %% exercise="coffee_by_hand" task=1 forbid="linalg rlcourse.agents.tabular rlcourse.environments.tables"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    """Return the values of the policy that drinks coffee when drowsy.

    Args:
        gamma: Discount, in ``[0, 1)``.

    Returns:
        The value of being awake, and that of being drowsy, in pages.
    """
    # BEGIN SOLUTION
    awake = (4 - gamma) / ((1 - gamma) * (2 + gamma))
    return awake, -1 + gamma * awake
    # END SOLUTION


# %% test="coffee_by_hand" points=1
def test_coffee_by_hand() -> None:
    checks.close(
        "the values for gamma = 0",
        checks.attempt(coffee_by_hand, 0.0),
        [2.0, -1.0],
        thought="Only the next reward counts.",
    )
    checks.close(
        "the values for gamma = 0.5",
        checks.attempt(coffee_by_hand, 0.5),
        [2.8, 0.4],
        thought="a = 2 + gamma (a + d) / 2: and d?",
    )


# %% hidden="coffee_by_hand" points=1
def hidden_coffee_by_hand() -> None:
    for gamma in (0.0, 0.1, 0.25, 0.5, 0.7, 0.9, 0.99, 0.999):
        expected_pair = np.linalg.solve(
            [[1 - gamma / 2, -gamma / 2], [-gamma, 1.0]], [2.0, -1.0]
        )
        pair = checks.attempt(coffee_by_hand, gamma)
        checks.close(
            "the values",
            pair,
            expected_pair,
            thought="Do both Bellman equations hold, for every discount below 1?",
            rtol=1e-6,
        )


# %% [markdown]
# ### Exercise 2: the tipping point
#
# *Hard, about 25 minutes, with pencil and paper.* For which discount are the two policies equally good for somebody who is *drowsy*? Below
# it, read on; above it, drink. The answer is a simple fraction. Return it, as a number.
#
# The table may help you to see between which discounts it must lie (it is computed by `rlcourse`):

# %% tags=["demo", "nbval-check-output"]
evening_model = tables.Model(
    evening_reward.numpy(), evening_continuation.numpy(), np.array([1.0, 0.0])
)
for _gamma in (0.3, 0.5, 0.8, 0.9):
    _plain, _coffee = (
        tabular.policy_evaluation(evening_model, _policy.numpy(), _gamma)[DROWSY]
        for _policy in (read_on, drink_when_drowsy)
    )
    print(
        f"discount {_gamma}: drowsy, read on {_plain:6.3f} pages; drowsy, coffee "
        f"{_coffee:6.3f} pages"
    )

# %% [markdown]
# <details><summary>Hint</summary>
#
# Set the two formulas for $d$ equal. Or, with less algebra, use an idea of section 5 already: at the tipping point one cup of coffee, and
# reading on ever after, is as good as reading on, so $-1 + \gamma a = d$ with the formulas of *reading on*. Multiply by $(2 - \gamma)^2$;
# a quadratic equation remains, and its discriminant is a square number.
#
# </details>


# %% exercise="tipping_point" task=1
def tipping_point() -> float:
    """Return the discount, strictly between 0 and 1, at which reading on and coffee are equally good when drowsy."""
    # BEGIN SOLUTION
    return 2 / 3
    # END SOLUTION


# %% test="tipping_point" points=1
def test_tipping_point() -> None:
    tip = checks.attempt(tipping_point)
    checks.close(
        "the answer, which lies between 0.5 and 0.8",
        tip,
        0.65,
        thought="See the table above.",
        rtol=0,
        atol=0.15,
    )


# %% hidden="tipping_point" points=1
def hidden_tipping_point() -> None:
    tip = checks.attempt(tipping_point)
    low, high = Fraction(1, 2), Fraction(4, 5)
    for _trial in range(30):  # another way: halve the interval, with exact fractions
        g = (low + high) / 2
        d_coffee = -1 + g * (4 - g) / ((1 - g) * (2 + g))
        low, high = (g, high) if d_coffee < 2 / (2 - g) else (low, g)
    checks.close(
        "the tipping point",
        tip,
        float(low),
        thought="Are both policies equally good at this discount?",
        rtol=0,
        atol=2e-4,
    )


# %% [markdown]
# ### Exercise 3: why does the discount decide?
#
# *About 10 minutes.* Explain in three to five sentences, for a friend who knows no formulas: why does a reader with a small discount read
# on and one with a large discount drink coffee, although both live in the same world? And show the equation from which your tipping point
# follows.

# %% [markdown] answer="why_tipping" task=1 points=2
# ### BEGIN SOLUTION
# **Model answer.** The coffee costs a page now, and pays later: it brings you back to a state in which every page is worth double, and from
# which many pages follow. The discount says how much later pages count. If they hardly count, the loss of a page (and of the page that you
# could have read) is never made up for; if they count much, it is made up many times. Setting the value of "one coffee, then read on" equal
# to that of reading on gives $-1 + \gamma\, \frac{2 (4 - \gamma)}{(2 - \gamma)^2} = \frac{2}{2 - \gamma}$, that is $3 \gamma^2 - 14 \gamma
# + 8 = 0$, whose solution below 1 is $\gamma = (14 - 10) / 6 = 2/3$.
#
# **Rubric.** 1 point: says that coffee costs now and pays later, and that the discount weighs later rewards against the present one. 1
# point: an equation that sets two values of *drowsy* equal (either form), solved to 2/3 or correctly set up with a slip in the algebra.
# ### END SOLUTION

# %% [markdown]
# ## 4. By linear algebra
#
# Two unknowns fit on paper, two thousand do not. Average rewards and probabilities over the policy's actions,
#
# $$r_\pi(s) = \sum_a \pi(a \mid s)\, r(s, a), \qquad P_\pi(s, s') = \sum_a \pi(a \mid s)\, p(s' \mid s, a),$$
#
# and the Bellman equation becomes $v = r_\pi + \gamma P_\pi v$, or $(I - \gamma P_\pi)\, v = r_\pi$, as in Part 4.2.
#
# Before you write it: worlds drawn at random, for the tests, and for you to play with.

# %%
RandomWorld = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def random_world(
    rng: np.random.Generator, n_states: int, n_actions: int, ending: float = 0.1
) -> RandomWorld:
    """Return reward ``[S, A]``, continuation ``[S, A, S]`` and a policy ``[S, A]`` drawn at random, for tests.

    Args:
        rng: Where all randomness comes from.
        n_states: S.
        n_actions: A.
        ending: Probability that an action ends the episode.
    """
    continuation = (1.0 - ending) * rng.dirichlet(
        np.full(n_states, 0.7), size=(n_states, n_actions)
    )
    reward = rng.normal(scale=3.0, size=(n_states, n_actions))
    policy = rng.dirichlet(np.full(n_actions, 0.8), size=n_states)
    return (
        torch.from_numpy(reward),
        torch.from_numpy(continuation),
        torch.from_numpy(policy),
    )


# %% [markdown]
# ### Exercise 4: state values
#
# *Medium, about 15 minutes.* Write `state_values(reward, continuation, policy, gamma)`, which solves the system for any number of states
# and actions, without a loop over them.
#
# For the evening, *reading on* and $\gamma = 0.5$, it returns $a = \tfrac{2 \cdot 3.5}{2.25} = 3.1111$ and $d = \tfrac{2}{1.5} = 1.3333$.
#
# <details><summary>Hint</summary>
#
# `torch.einsum("sa,sat->st", policy, continuation)` multiplies where letters agree and sums over `a`, which is missing on the right. Then
# `torch.linalg.solve`.
#
# </details>


# %% exercise="state_values" task=1 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def state_values(
    reward: torch.Tensor, continuation: torch.Tensor, policy: torch.Tensor, gamma: float
) -> torch.Tensor:
    """Return the values of a policy, exactly.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        policy: Probability of each action, shape ``[S, A]``, float64.
        gamma: Discount, in ``[0, 1]``; 1 only if the policy ends from every state.

    Returns:
        State values, shape ``[S]``, float64.
    """
    # BEGIN SOLUTION
    mean_reward = (policy * reward).sum(dim=1)  # [S]
    transition = torch.einsum("sa,sat->st", policy, continuation)  # [S, S]
    identity = torch.eye(len(mean_reward), dtype=torch.float64)
    return torch.linalg.solve(identity - gamma * transition, mean_reward)
    # END SOLUTION


# %% test="state_values" points=1
def test_state_values() -> None:
    values = checks.attempt(
        state_values, evening_reward, evening_continuation, read_on, 0.5
    )
    values = checks.tensor(
        "the values",
        values,
        shape=(2,),
        dtype=torch.float64,
        thought="One value for each state.",
    )
    checks.close(
        "the values of reading on",
        values,
        [28 / 9, 4 / 3],
        thought="(I - gamma P) v = r, with the means over the policy.",
    )
    values = checks.attempt(
        state_values, evening_reward, evening_continuation, drink_when_drowsy, 0.5
    )
    checks.close(
        "the values of coffee when drowsy",
        values,
        [2.8, 0.4],
        thought="Does the policy enter both the reward and the transitions?",
    )


# %% hidden="state_values" points=2
def hidden_state_values() -> None:
    rng = np.random.default_rng(461)
    for n_states, n_actions in ((1, 1), (2, 2), (3, 1), (4, 5), (2, 7), (25, 3)):
        for gamma, ending in ((0.0, 0.0), (0.6, 0.0), (0.95, 0.1), (1.0, 0.2)):
            reward, continuation, policy = random_world(
                rng, n_states, n_actions, ending
            )
            with checks.unchanged(
                reward=reward, continuation=continuation, policy=policy
            ):
                values = checks.attempt(
                    state_values, reward, continuation, policy, gamma
                )
            thought = (
                "Is there one value for each state, in float64, for any number of "
                "states "
                "and actions?"
            )
            values = checks.tensor(
                "the values",
                values,
                shape=(n_states,),
                dtype=torch.float64,
                thought=thought,
            )
            # Written another way: the sum over time of the expected reward.
            r = np.array([float(policy[s] @ reward[s]) for s in range(n_states)])
            p = np.stack(
                [
                    sum(
                        float(policy[s, a]) * continuation[s, a].numpy()
                        for a in range(n_actions)
                    )
                    for s in range(n_states)
                ]
            )
            expected_values, paying = np.zeros(n_states), r
            for _t in range(400):
                expected_values, paying = (
                    expected_values + paying,
                    gamma * (p @ paying),
                )
            thought = (
                "Are rewards and transitions averaged with the policy's probabilities, "
                "and is (I - gamma P) v = r solved?"
            )
            checks.close(
                "the values",
                values,
                expected_values,
                thought=thought,
                rtol=1e-6,
                atol=1e-7,
            )


# %% [markdown]
# ## 5. Action values, and what it means to be greedy
#
# State values say how good it is to be somewhere. To *choose*, one must compare actions, and that is what $q$ is for.
#
# ### Exercise 5: action values
#
# *Easy, about 10 minutes.* Write `action_values(reward, continuation, values, gamma)`: what is each action worth, if `values` hold from
# the next state on?
#
# $$q(s, a) = r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v(s')$$
#
# For the evening, the values of reading on and $\gamma = 0.5$, coffee when drowsy is worth $-1 + 0.5 \cdot 3.1111 = 0.5556$, and reading
# 1.3333, which is the value of the state itself. Of course: reading is what the policy does there.
#
# <details><summary>Hint</summary>
#
# `continuation @ values` multiplies the last axis of shape `[S]` away, and leaves `[S, A]`.
#
# </details>


# %% exercise="action_values" task=2 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def action_values(
    reward: torch.Tensor, continuation: torch.Tensor, values: torch.Tensor, gamma: float
) -> torch.Tensor:
    """Return the value of each action when ``values`` hold from the next state on.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        values: State values, shape ``[S]``, float64.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        Action values, shape ``[S, A]``, float64.
    """
    # BEGIN SOLUTION
    return reward + gamma * (continuation @ values)
    # END SOLUTION


# %% test="action_values" points=1
def test_action_values() -> None:
    q = checks.attempt(
        action_values,
        evening_reward,
        evening_continuation,
        torch.tensor([28 / 9, 4 / 3], dtype=torch.float64),
        0.5,
    )
    q = checks.tensor(
        "the action values",
        q,
        shape=(2, 2),
        dtype=torch.float64,
        thought="One value for each state and action.",
    )
    checks.close(
        "coffee when drowsy",
        q[1, 1],
        -1 + 0.5 * 28 / 9,
        thought="The reward, and the discounted value of being awake.",
    )
    checks.close(
        "all action values",
        q,
        [[28 / 9, 5 / 9], [4 / 3, 5 / 9]],
        thought="The reward, and the discounted mean of the values to come.",
    )


# %% hidden="action_values" points=1
def hidden_action_values() -> None:
    rng = np.random.default_rng(462)
    for n_states, n_actions in ((1, 1), (2, 2), (3, 3), (4, 2), (2, 5), (12, 4)):
        for gamma in (0.0, 0.4, 0.9, 1.0):
            reward, continuation, _policy = random_world(rng, n_states, n_actions, 0.3)
            values = torch.from_numpy(rng.normal(scale=4.0, size=n_states))
            with checks.unchanged(
                reward=reward, continuation=continuation, values=values
            ):
                q = checks.attempt(action_values, reward, continuation, values, gamma)
            q = checks.tensor(
                "the action values",
                q,
                shape=(n_states, n_actions),
                dtype=torch.float64,
                thought="Is there one value for each state and action?",
            )
            expected_q = [
                [
                    float(reward[s, a])
                    + gamma
                    * sum(
                        float(continuation[s, a, t]) * float(values[t])
                        for t in range(n_states)
                    )
                    for a in range(n_actions)
                ]
                for s in range(n_states)
            ]
            checks.close(
                "the action values",
                q,
                expected_q,
                thought="Is each next state weighted by its probability, then discounted?",
                rtol=1e-9,
                atol=1e-9,
            )


# %% [markdown]
# ### Exercise 6: the greedy policy
#
# *Easy, about 10 minutes.* Write `greedy_policy(q)`, which returns the policy that takes only actions of largest value. Where several are
# equally good, they share the probability evenly. Values that were computed in different ways rarely agree to the last bit, so let
# everything within $10^{-9}$ of the largest count as equally good.
#
# The rows `[1.0, 3.0]` and `[2.0, 2.0]` become `[0.0, 1.0]` and `[0.5, 0.5]`.
#
# <details><summary>Hint</summary>
#
# `q.max(dim=1, keepdim=True).values` has shape `[S, 1]` and can be compared with all of `q`. Turn true and false into float64, and divide
# each row by its sum.
#
# </details>


# %% exercise="greedy_policy" task=3 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    """Return the policy that is greedy with respect to action values; ties share evenly.

    Args:
        q: Action values, shape ``[S, A]``, float64.

    Returns:
        Probabilities of the actions, shape ``[S, A]``, float64.
    """
    # BEGIN SOLUTION
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9).to(torch.float64)  # [S, A]
    return best / best.sum(dim=1, keepdim=True)
    # END SOLUTION


# %% test="greedy_policy" points=1
def test_greedy_policy() -> None:
    policy = checks.attempt(
        greedy_policy, torch.tensor([[1.0, 3.0], [2.0, 2.0]], dtype=torch.float64)
    )
    policy = checks.tensor(
        "the policy",
        policy,
        shape=(2, 2),
        dtype=torch.float64,
        thought="One probability for each state and action.",
    )
    checks.close(
        "the policy",
        policy,
        [[0.0, 1.0], [0.5, 0.5]],
        thought="All of it to the best action, and to equally good ones even parts.",
    )


# %% hidden="greedy_policy" points=1
def hidden_greedy_policy() -> None:
    rng = np.random.default_rng(463)
    for n_states, n_actions in ((1, 1), (3, 2), (8, 4), (40, 3)):
        for scale in (1.0, 0.01, -5.0):
            whole = (
                scale * rng.integers(-3, 3, size=(n_states, n_actions)).astype(float)
                - 20.0
            )  # with ties
            given = torch.from_numpy(
                whole + rng.uniform(-1e-12, 1e-12, size=whole.shape)
            )
            with checks.unchanged(q=given):
                policy = checks.attempt(greedy_policy, given)
            policy = checks.tensor(
                "the policy",
                policy,
                shape=whole.shape,
                dtype=torch.float64,
                thought="Is there one probability for each state and action?",
            )
            expected_policy = [
                [float(x == max(row)) / list(row).count(max(row)) for x in row]
                for row in whole.tolist()
            ]
            thought = (
                "Do the best actions of each state, and only they, share evenly, also "
                "when rounding keeps them a hair apart?"
            )
            checks.close(
                "the policy", policy, expected_policy, thought=thought, atol=1e-12
            )
    policy = checks.attempt(
        greedy_policy, torch.tensor([[5.0, 5.0 + 1e-6, -9.0]], dtype=torch.float64)
    )
    checks.close(
        "a small difference",
        policy,
        [[0.0, 1.0, 0.0]],
        thought="Is a difference of a millionth still a difference?",
    )


# %% [markdown]
# ### Why greedy cannot be worse
#
# Take any policy $\pi$, compute its action values, and let $\pi'$ be greedy with respect to them. The first step of $\pi'$ is at least as
# good as that of $\pi$, by its making: $\sum_a \pi'(a \mid s)\, q_\pi(s, a) = \max_a q_\pi(s, a) \ge v_\pi(s)$. If one better step helps, a
# second one helps as well, and a third; follow this to the end, and
#
# $$v_{\pi'}(s) \ge v_\pi(s) \qquad \text{for all } s .$$
#
# This is the **policy improvement theorem** (Sutton and Barto, section 4.2). And if nothing improves any more, then $v_\pi(s) = \max_a
# q_\pi(s, a)$ everywhere: that is the optimality equation, so $\pi$ is optimal. Watch it on the evening at $\gamma = 0.9$, starting from
# reading on (this cell needs Exercises 4 to 6):

# %% tags=["demo"]
improving, round_number, improved_values = read_on, 0, list[torch.Tensor]()
while True:
    improved_values.append(
        state_values(evening_reward, evening_continuation, improving, 0.9)
    )
    _action_values = action_values(
        evening_reward, evening_continuation, improved_values[-1], 0.9
    )
    _when_drowsy = "coffee" if improving[DROWSY, COFFEE] == 1 else "read"
    _awake, _drowsy = improved_values[-1].tolist()
    print(
        f"round {round_number}: drowsy: {_when_drowsy:6}  values awake "
        f"{_awake:.3f}, drowsy {_drowsy:.3f}"
    )
    _greedy = greedy_policy(_action_values)
    if torch.equal(_greedy, improving):
        break
    improving, round_number = _greedy, round_number + 1
assert bool((improved_values[1] > 2 * improved_values[0]).all()) and round_number == 1
assert torch.equal(improving, drink_when_drowsy)

# %% [markdown]
# One look at the action values turned the policy around, both values more than doubled, and the second look changed nothing: coffee it is.
#
# ## 6. By iteration
#
# The third way to solve the Bellman equation is to pretend that it is an instruction. Start with any values, zeros say, and let
#
# $$v_{k+1}(s) = \sum_a \pi(a \mid s) \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_k(s') \Bigr] \qquad \text{for all } s .$$
#
# One such round over all states is called a **sweep**. Why does it work? Subtract the Bellman equation from it: the error $e_k = v_k -
# v_\pi$ obeys $e_{k+1} = \gamma P_\pi e_k$. The matrix $P_\pi$ averages, and an average is never larger than the largest; so each sweep
# shrinks the largest error at least by the factor $\gamma$. It is a **contraction**:
#
# $$\max_s |v_{k}(s) - v_\pi(s)| \le \gamma^k \max_s |v_0(s) - v_\pi(s)| .$$
#
# (You have met this before. In Part 2.1 each step of gradient descent multiplied the error by $1 - \eta L$.) After $k$ sweeps from zero,
# $v_k$ is the expected return of the first $k$ steps: sweeping means to look one step further ahead each time.
#
# ### Exercise 7: sweeps
#
# *Medium, about 15 minutes.* Write `sweep_values(reward, continuation, policy, gamma, n_sweeps)`. It starts from zeros, makes `n_sweeps`
# sweeps, and returns **all** value functions on the way, one row for each, the zeros included. Each sweep uses the values of the sweep
# before it for *all* states.
#
# For the evening, reading on and $\gamma = 0.5$, two sweeps give the rows $(0, 0)$, $(2, 1)$ and $(2 + 0.5\,(1 + 0.5),\ 1 + 0.5 \cdot 0.5)
# = (2.75, 1.25)$.
#
# <details><summary>Hint</summary>
#
# A list that begins with `torch.zeros(...)`, and `torch.stack` at the end. What is inside the big brackets has shape `[S, A]`: weigh it by
# the policy, and sum over the actions.
#
# </details>


# %% exercise="sweep_values" task=3 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def sweep_values(
    reward: torch.Tensor,
    continuation: torch.Tensor,
    policy: torch.Tensor,
    gamma: float,
    n_sweeps: int,
) -> torch.Tensor:
    """Evaluate a policy by iteration of its Bellman equation, from zeros on.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        policy: Probability of each action, shape ``[S, A]``, float64.
        gamma: Discount, in ``[0, 1]``.
        n_sweeps: Number of sweeps, at least 0.

    Returns:
        The state values after 0, 1, ..., ``n_sweeps`` sweeps, shape ``[n_sweeps + 1,
        S]``, float64.

    Source:
        Sutton and Barto, section 4.1.
    """
    # BEGIN SOLUTION
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    for _ in range(n_sweeps):
        q = reward + gamma * (continuation @ history[-1])  # [S, A]
        history.append((policy * q).sum(dim=1))
    return torch.stack(history)
    # END SOLUTION


# %% test="sweep_values" points=1
def test_sweep_values() -> None:
    history = checks.attempt(
        sweep_values, evening_reward, evening_continuation, read_on, 0.5, 2
    )
    history = checks.tensor(
        "the values of all sweeps",
        history,
        shape=(3, 2),
        dtype=torch.float64,
        thought="One row for each sweep, and one for the zeros.",
    )
    checks.close(
        "the values of all sweeps",
        history,
        [[0, 0], [2, 1], [2.75, 1.25]],
        thought="Does a sweep use the values of the sweep before, for all states?",
    )


# %% hidden="sweep_values" points=2
def hidden_sweep_values() -> None:
    rng = np.random.default_rng(464)
    for n_states, n_actions, n in (
        (1, 1, 5),
        (2, 2, 0),
        (3, 2, 1),
        (4, 3, 8),
        (2, 5, 30),
        (15, 4, 12),
    ):
        for gamma in (0.0, 0.7, 1.0):
            reward, continuation, policy = random_world(rng, n_states, n_actions, 0.2)
            with checks.unchanged(
                reward=reward, continuation=continuation, policy=policy
            ):
                history = checks.attempt(
                    sweep_values, reward, continuation, policy, gamma, n
                )
            thought = (
                "Is there one row for each sweep and one for the zeros, also when "
                "there "
                "is no sweep at all?"
            )
            history = checks.tensor(
                "the history",
                history,
                shape=(n + 1, n_states),
                dtype=torch.float64,
                thought=thought,
            )
            # Written another way: after k sweeps, the expected return of k steps, summed up power by power.
            r = np.einsum("sa,sa->s", policy.numpy(), reward.numpy())
            p = np.einsum("sa,sat->st", policy.numpy(), continuation.numpy())
            expected_history = [np.zeros(n_states)]
            for k in range(n):
                expected_history.append(
                    expected_history[-1] + gamma**k * np.linalg.matrix_power(p, k) @ r
                )
            thought = (
                "Does each sweep use the values of the sweep before it for all states, "
                "weighed by the policy?"
            )
            checks.close(
                "the history",
                history,
                np.array(expected_history),
                thought=thought,
                rtol=1e-7,
                atol=1e-9,
            )


# %% [markdown]
# Three ways, one answer? (This cell needs Exercises 1, 4 and 7.)

# %% tags=["demo"]
for _gamma in (0.5, 0.9):
    _by_hand = torch.tensor(coffee_by_hand(_gamma), dtype=torch.float64)
    _by_algebra = state_values(
        evening_reward, evening_continuation, drink_when_drowsy, _gamma
    )
    _by_iteration = sweep_values(
        evening_reward, evening_continuation, drink_when_drowsy, _gamma, 300
    )[-1]
    for _way, _found in (
        ("by hand", _by_hand),
        ("torch.linalg", _by_algebra),
        ("300 sweeps", _by_iteration),
    ):
        print(
            f"discount {_gamma}, {_way:12}: awake {_found[AWAKE]:.9f}, drowsy "
            f"{_found[DROWSY]:.9f}"
        )
    assert torch.allclose(_by_hand, _by_algebra, rtol=0, atol=1e-10) and torch.allclose(
        _by_hand, _by_iteration, rtol=0, atol=1e-10
    )


def contraction_figure() -> Figure:
    """Draw the largest error after each sweep, with the bound, for three discounts and two policies."""
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    cases = [("coffee", drink_when_drowsy, gamma) for gamma in (0.5, 0.9, 0.97)] + [
        ("reading on", read_on, 0.97)
    ]
    for number, (name, policy, gamma) in enumerate(cases):
        history = sweep_values(evening_reward, evening_continuation, policy, gamma, 120)
        exact = state_values(evening_reward, evening_continuation, policy, gamma)
        errors = (history - exact).abs().max(dim=1).values.numpy()  # [n_sweeps + 1]
        bound = gamma ** np.arange(121) * errors[0]
        assert (errors <= bound + 1e-12).all()
        look = {"color": plots.PALETTE[number], "linestyle": plots.LINE_STYLES[number]}
        axes.semilogy(
            np.maximum(errors, 1e-12), label=f"{name}, discount {gamma}", **look
        )
        axes.semilogy(
            np.maximum(bound, 1e-12),
            color="#CCCCCC",
            linestyle="-",
            linewidth=6,
            zorder=1,
            label=None if number else "bound of each",
        )
    axes.set(xlabel="sweep $k$", ylabel="largest error / pages", ylim=(1e-9, 100))
    axes.legend()
    return figure


_contraction = contraction_figure()

# %% [markdown]
# What to see: straight lines on a logarithmic scale, so the error shrinks by the same factor each time. With coffee nobody ever falls
# asleep, and the bound (grey) is all but met. At 0.5 thirty sweeps are enough for nine digits. At 0.97 it takes hundreds: **who looks far
# ahead must sweep often**. The reader who falls asleep is much faster than her bound, because each sweep also loses what has ended.
#
# ## 7. A gridworld
#
# Time for a world that one can look at. You start at S. Two steps to the left lies a small treasure of 1 (`a`), five steps to the right one
# of 10 (`B`). All along the way run pits (`P`, a reward of $-10$), and above there is a detour. Treasures and pits end the episode, all
# else pays nothing. With probability `slip` you slide to one side instead, half of it to each.


# %%
FAR_OR_NEAR = (
    "........",
    ".##.###.",
    "a.S....B",
    "PPPPPPPP",
)
PAYOFFS = {"a": 1.0, "B": 10.0, "P": -10.0}


@dataclasses.dataclass(frozen=True)
class Grid:
    """A gridworld as tensors. Cells are numbered row by row; actions are up, right, down, left (clockwise)."""

    neighbour: torch.Tensor
    """The cell that each direction leads to (the same cell, at a wall), int64, shape ``[4, S]``."""
    payoff: torch.Tensor
    """Reward for entering each cell, float64, shape ``[S]``."""
    ends: torch.Tensor
    """Whether the episode ends in a cell, bool, shape ``[S]``."""
    walls: NDArray[np.bool_]
    """Where no cell is, shape ``[rows, columns]``."""
    slip: float
    """Probability of sliding to one side, half of it to each."""

    @property
    def reward(self) -> torch.Tensor:
        """Expected reward, float64, shape ``[S, A]``; 0 where the episode is over."""
        return self.mixed(self.payoff[self.neighbour]).T * ~self.ends[:, None]

    @property
    def continuation(self) -> torch.Tensor:
        """Probability of going on in each cell, float64, shape ``[S, A, S]``."""
        n_cells = len(self.payoff)
        onwards = (
            torch.nn.functional.one_hot(self.neighbour, n_cells).to(torch.float64)
            * ~self.ends
        )  # [4, S, S]
        return self.mixed(onwards).transpose(0, 1) * ~self.ends[:, None, None]

    def mixed(self, by_direction: torch.Tensor) -> torch.Tensor:
        """Turn what each direction brings (axis 0) into what each action brings: its own direction and, by slipping, its neighbours'."""
        aside = by_direction.roll(1, dims=0) + by_direction.roll(-1, dims=0)
        return (1.0 - self.slip) * by_direction + self.slip / 2 * aside


def make_grid(
    rows: Sequence[str], payoffs: Mapping[str, float], slip: float = 0.0
) -> Grid:
    """Read a gridworld from text: ``#`` is a wall, a letter of ``payoffs`` ends the episode, anything else is floor."""
    letters = np.array([list(row) for row in rows])  # [rows, columns]
    walls: NDArray[np.bool_] = letters == "#"
    padded = np.pad(walls, 1, constant_values=True)
    cell = np.arange(letters.size).reshape(letters.shape)
    neighbour = np.stack(
        [
            np.where(
                np.roll(padded, (-down, -right), (0, 1))[1:-1, 1:-1],
                cell,
                cell + down * letters.shape[1] + right,
            )
            for down, right in plots.CLIFF_ARROWS
        ],
    ).reshape(4, -1)  # [4, S]
    payoff = np.array([payoffs.get(letter, 0.0) for letter in letters.ravel().tolist()])
    ends = np.isin(letters.ravel(), list(payoffs))
    return Grid(
        torch.from_numpy(neighbour),
        torch.from_numpy(payoff),
        torch.from_numpy(ends),
        walls,
        slip,
    )


# %% [markdown]
# ### Exercise 8: values and policy in one picture
#
# *Medium, about 20 minutes.* Write `world_figure(grid, values, q)`. It returns a figure with one pair of axes in which
#
# - `plots.grid_values` shows the values, with NaN in the cells where the episode is over, and the walls of the grid;
# - `plots.grid_policy` shows the best action of each cell as an arrow, all of them where several are within $10^{-9}$ of the best. No
#   arrows where the episode is over, or in walls.
#
# The tensors come with one entry for each cell, row by row. The functions want `[rows, columns]` and `[rows, columns, 4]`.
#
# In the grid above with $\gamma = 0.9$ and no slipping, the start in row 2, column 2 is worth $0.9^4 \cdot 10 = 6.6$, and its arrow points
# to the right.
#
# <details><summary>Hint</summary>
#
# `grid.walls.shape` is the shape to `reshape` to, `.numpy()` makes an array of a tensor, and `torch.where(grid.ends, torch.nan, values)`
# (or `values.clone()` and a mask) writes the NaN.
#
# </details>


# %% exercise="world_figure" task=4
def world_figure(grid: Grid, values: torch.Tensor, q: torch.Tensor) -> Figure:
    """Draw the values of a gridworld, and the actions that are best.

    Args:
        grid: The world.
        values: State values, shape ``[S]``, float64; not changed.
        q: Action values, shape ``[S, 4]``, float64; up, right, down, left.

    Returns:
        A figure with one pair of axes (and a colour bar).
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(8, 3.8))
    shown = torch.where(grid.ends, torch.nan, values).reshape(grid.walls.shape)
    best = (q >= q.max(dim=1, keepdim=True).values - 1e-9) & ~grid.ends[
        :, None
    ]  # [S, 4]
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(
        axes, best.reshape(*grid.walls.shape, 4).numpy(), walls=grid.walls
    )
    return figure
    # END SOLUTION


# %% test="world_figure" points=1
def test_world_figure() -> None:
    tiny = make_grid(("..G", "#..", "..."), {"G": 1.0})
    tiny_q = torch.arange(36, dtype=torch.float64).reshape(9, 4) % 7
    tiny_q[4] = torch.tensor([2.0, 2.0, 1.0, 0.0])
    tiny_values = torch.linspace(0.0, 1.6, 9, dtype=torch.float64)
    with checks.unchanged(values=tiny_values, q=tiny_q):
        figure = checks.figure(
            checks.attempt(world_figure, tiny, tiny_values, tiny_q),
            n_axes=1,
            thought="Do you return the figure?",
        )
    axes = checks.panels_of(figure)[0]
    nan = math.nan
    checks.close(
        "the values shown",
        pictures.cell_values(axes),
        [[0, 0.2, nan], [nan, 0.8, 1.0], [1.2, 1.4, 1.6]],
        thought="Row by row; nothing in walls and at the end.",
    )
    arrows = pictures.cell_arrows(axes, (3, 3))
    checks.equal(
        "the arrows in row 1, column 1 (up, right, down, left)",
        arrows[1, 1].tolist(),
        [True, True, False, False],
        thought="Two actions are equally good there.",
    )
    checks.equal(
        "the arrows in row 0, column 0",
        arrows[0, 0].tolist(),
        [False, False, False, True],
        thought="Which action has the largest value?",
    )
    checks.true(
        "no arrows at the end",
        not arrows[0, 2].any(),
        thought="What is there to do when the episode is over?",
    )
    plt.close("all")


# %% hidden="world_figure" points=2
def hidden_world_figure() -> None:
    rng = np.random.default_rng(465)
    for n_rows, n_columns in ((1, 4), (3, 2), (4, 5), (6, 3)):
        letters = rng.choice(list("....#GP"), size=(n_rows, n_columns))
        letters.flat[0] = "."
        grid = make_grid(
            ["".join(row) for row in letters.tolist()], {"G": 1.0, "P": -1.0}
        )
        values = torch.from_numpy(rng.normal(size=letters.size) * 5.0)
        whole = rng.integers(-2, 2, size=(letters.size, 4)).astype(float) - 7.0
        q = torch.from_numpy(whole + rng.uniform(-1e-12, 1e-12, size=whole.shape))
        with checks.unchanged(values=values, q=q):
            figure = checks.figure(
                checks.attempt(world_figure, grid, values, q),
                n_axes=1,
                thought="Is one figure with one pair of axes returned?",
            )
        axes = checks.panels_of(figure)[0]
        _open = letters == "."
        expected_shown = np.where(_open, values.numpy().reshape(letters.shape), np.nan)
        checks.close(
            "the values",
            pictures.cell_values(axes),
            expected_shown,
            thought=(
                "Are the values in their cells, and none in walls and where the "
                "episode "
                "is over?"
            ),
        )
        expected_arrows = (whole == whole.max(axis=1, keepdims=True)).reshape(
            n_rows, n_columns, 4
        ) & _open[:, :, None]
        thought = (
            "Are the best actions of each cell shown, all of several equals, and "
            "none in "
            "walls and where the episode is over?"
        )
        checks.equal(
            "the arrows",
            pictures.cell_arrows(axes, letters.shape).tolist(),
            expected_arrows.tolist(),
            thought=thought,
        )
        plt.close("all")


# %% [markdown]
# **Random and greedy.** First the value of walking at random in this world, and which actions look best *if one walks at random ever
# after*. Then the policy that is greedy with respect to these values, evaluated anew. (This cell needs Exercises 4 to 6 and 8.)

# %% tags=["demo"]
world = make_grid(FAR_OR_NEAR, PAYOFFS, slip=0.2)
START_CELL = 2 * 8 + 2
world_policy = torch.full((32, 4), 0.25, dtype=torch.float64)
values_by_round: list[torch.Tensor] = []
for _round in range(10):
    values_by_round.append(
        state_values(world.reward, world.continuation, world_policy, 0.9)
    )
    _world_q = action_values(world.reward, world.continuation, values_by_round[-1], 0.9)
    if _round < 2:
        _shown = world_figure(world, values_by_round[-1], _world_q)
        _title = (
            "values of the random policy; arrows: greedy"
            if _round == 0
            else "values of that greedy policy; arrows: greedy once more"
        )
        _shown.axes[0].set_title(_title)
    world_policy = greedy_policy(_world_q)
    if _round and torch.allclose(
        values_by_round[-1], values_by_round[-2], rtol=0, atol=1e-12
    ):
        break
plt.show()
for _round, _found in enumerate(values_by_round):
    print(
        f"round {_round}: the start is worth {_found[START_CELL]:+.3f}, all cells "
        f"together {_found.sum():+.3f}"
    )
assert bool((values_by_round[0][17:23] < 0).all())  # the corridor, for a random walker
assert all(
    bool((after >= before - 1e-12).all())
    for before, after in itertools.pairwise(values_by_round)
)
_optimum = tabular.value_iteration(
    tables.Model(
        world.reward.numpy(), world.continuation.numpy(), np.eye(32)[START_CELL]
    ),
    0.9,
)
assert np.allclose(values_by_round[-1].numpy(), _optimum.max(axis=1), atol=1e-8)

# %% [markdown]
# What to see: for a random walker, the corridor along the pits is a bad place to be, and the whole lower row of numbers is negative. The
# very first greedy policy already turns most of it around, and after a few rounds of "evaluate, be greedy" nothing changes any more: the
# optimum, as the cell asserts against the dynamic programming of `rlcourse`. No round made any cell worse. That is the theorem.

# %% [markdown]
# ## 8. How far should one look? The policy flips
#
# Now turn the discount. Is it the near treasure of 1, or the far one of 10? And with slipping: along the pits, or around? Before you move
# the sliders, work it out for a world without slipping. The small treasure takes 2 steps, the large one 5. A reward that is paid by the
# $n$-th step counts $\gamma^{n-1}$, so they are equal when
#
# $$\gamma^{1} \cdot 1 = \gamma^{4} \cdot 10 \quad\Longleftrightarrow\quad \gamma = 10^{-1/3} \approx 0.464 .$$
#
# (Where you see no sliders: below is the picture for $\gamma = 0.9$ and a slip of 0.2, and after it three of the other cases.)


# %% tags=["demo"]
def best_q(slip: float, gamma: float) -> NDArray[np.float64]:
    """Return the optimal action values of the world, shape ``[32, 4]``."""
    grid = make_grid(FAR_OR_NEAR, PAYOFFS, slip)
    return tabular.value_iteration(
        tables.Model(
            grid.reward.numpy(), grid.continuation.numpy(), np.eye(32)[START_CELL]
        ),
        gamma,
    )


def draw_world(axes: Axes, slip: float, gamma: float) -> None:
    """Draw the optimal values and actions of the world."""
    q, ends = best_q(slip, gamma), make_grid(FAR_OR_NEAR, PAYOFFS, slip).ends.numpy()
    walls = np.array([list(row) for row in FAR_OR_NEAR]) == "#"
    signs = {"a": "+1", "B": "+10", "P": "-10", "S": "S"}
    labels = {
        (row, column): signs[letter]
        for row, line in enumerate(FAR_OR_NEAR)
        for column, letter in enumerate(line)
        if letter in signs
    }
    plots.grid_values(
        axes,
        np.where(ends, np.nan, q.max(axis=1)).reshape(4, 8),
        walls=walls,
        labels=labels,
    )
    best = (
        np.isclose(q, q.max(axis=1, keepdims=True), rtol=0, atol=1e-9) & ~ends[:, None]
    )
    plots.grid_policy(axes, best.reshape(4, 8, 4), walls=walls)
    axes.set_title(f"discount {gamma:.2f}, slip {slip:.2f}")


def discount_figure(discount: float, slip: float) -> Figure:
    """Draw the best policy for one discount and slip."""
    figure, axes = plt.subplots(figsize=(8, 4))
    draw_world(axes, slip, discount)
    return figure


controls.interactive_figure(
    discount_figure,
    discount=controls.slider(0.05, 0.99, 0.01, 0.9, "discount"),
    slip=controls.slider(0.0, 0.5, 0.05, 0.2, "slip"),
)

# %% tags=["demo"]
_cases_figure, _panels = plt.subplots(3, 1, figsize=(7.5, 10))
for _panel, (_slip, _gamma) in zip(
    _panels, ((0.0, 0.4), (0.0, 0.55), (0.2, 0.98)), strict=True
):
    draw_world(_panel, _slip, _gamma)
plt.show()

RIGHT, LEFT = 1, 3
_low, _high = 0.2, 0.9
for _i in range(40):
    _middle = (_low + _high) / 2
    _at_start = best_q(0.0, _middle)[START_CELL]
    _low, _high = (
        (_middle, _high) if _at_start[LEFT] > _at_start[RIGHT] else (_low, _middle)
    )
flip_discount = _low
print(
    f"without slipping the start's best action flips at a discount of "
    f"{flip_discount:.6f}; by hand {10 ** (-1 / 3):.6f}"
)
assert abs(flip_discount - 10 ** (-1 / 3)) < 1e-6
UP, CORRIDOR_CELL = 0, 2 * 8 + 3
dry, icy = (int(best_q(_slip, 0.98)[CORRIDOR_CELL].argmax()) for _slip in (0.0, 0.2))
print(
    f"one step right of the start, discount 0.98: best action "
    f"{plots.CLIFF_ARROWS[dry]} when dry, {plots.CLIFF_ARROWS[icy]} when icy"
)
assert (dry, icy) == (RIGHT, UP)
assert best_q(0.2, 0.98)[CORRIDOR_CELL + 1].argmax() == UP  # where the wall is

# %% [markdown]
# What to see, from top to bottom: a short-sighted agent takes the small treasure. A little more foresight, and it walks along the pits to
# the large one. On ice, with patience, it takes the detour, and next to a pit it even walks *into the wall above it*: every slide is then
# harmless, or lands in the right direction. Nobody told it so. It follows from one equation.
#
# The discount is therefore no technical detail. It is part of the *question*. Change it, and you have asked for another policy.

# %% [markdown]
# ## 9. Value iteration, as loops and as tensors
#
# Iterate the *optimality* equation instead, with the maximum in the place of the mean over actions, and you get $v_*$ without any policy on
# the way:
#
# $$v_{k+1}(s) = \max_a \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_k(s') \Bigr].$$
#
# This is **value iteration**; it contracts by $\gamma$, just as before (Part 8.1 proves it). Let us do it on a grid of 50 by 50 with random
# walls. The table `continuation` would have $2500 \cdot 4 \cdot 2500$ entries, 200 megabytes of zeros, nearly all of it. We do not need it:
# each action leads to at most three neighbours, so it is enough to *look up* their values. Here is the same sweep twice: as a loop over
# cells and actions, and as tensor operations. Read them side by side.


# %% tags=["demo"]
def loop_sweep(
    neighbour: list[list[int]],
    payoff: list[float],
    ends: list[bool],
    slip: float,
    values: list[float],
    gamma: float,
) -> list[float]:
    """One sweep of value iteration as plain loops."""
    updated: list[float] = []
    for cell in range(len(values)):
        if ends[cell]:
            updated.append(0.0)
            continue
        best = -math.inf
        for action in range(4):
            total = 0.0
            for turn, probability in ((0, 1.0 - slip), (1, slip / 2), (-1, slip / 2)):
                landing = neighbour[cell][(action + turn) % 4]
                future = 0.0 if ends[landing] else gamma * values[landing]
                total += probability * (payoff[landing] + future)
            best = max(best, total)
        updated.append(best)
    return updated


def tensor_sweep(grid: Grid, values: torch.Tensor, gamma: float) -> torch.Tensor:
    """The same sweep as tensor operations; ``values`` of cells where the episode is over are 0."""
    arriving = grid.payoff + gamma * values  # [S], what it is worth to arrive in a cell
    return grid.mixed(arriving.take(grid.neighbour)).amax(dim=0) * ~grid.ends


def random_maze(size: int, seed: int) -> Grid:
    """Return a square grid with walls in a fifth of its cells and a goal of 1 at the lower right."""
    letters = np.where(np.random.default_rng(seed).random((size, size)) < 0.2, "#", ".")
    letters[-1, -1] = "G"
    return make_grid(["".join(row) for row in letters.tolist()], {"G": 1.0}, slip=0.2)


def seconds_per_sweep(sweep: Callable[[], object], repeats: int) -> float:
    """Return the least time of a sweep over a number of repeats: what it takes when nothing else disturbs."""
    times: list[float] = []
    for _ in range(repeats):
        begun = time.perf_counter()
        sweep()
        times.append(time.perf_counter() - begun)
    return min(times)


# %% tags=["demo"]
maze = random_maze(50, seed=0)
maze_lists: tuple[list[list[int]], list[float], list[bool]] = (
    maze.neighbour.T.tolist(),
    maze.payoff.tolist(),
    maze.ends.tolist(),
)
maze_values = [torch.zeros(2500, dtype=torch.float64)]
n_sweeps_needed = 0
while (
    n_sweeps_needed == 0
    or float((maze_values[-1] - maze_values[-2]).abs().max()) > 1e-10
):
    maze_values.append(tensor_sweep(maze, maze_values[-1], 0.97))
    n_sweeps_needed += 1

looped = [0.0] * 2500
for _i in range(20):
    looped = loop_sweep(*maze_lists, maze.slip, looped, 0.97)
assert np.allclose(looped, maze_values[20].numpy(), rtol=0, atol=1e-12)

loop_seconds = seconds_per_sweep(
    lambda: loop_sweep(*maze_lists, maze.slip, looped, 0.97),
    repeats=budgets.pick(short=25, long=100),
)
tensor_seconds = seconds_per_sweep(
    lambda: tensor_sweep(maze, maze_values[-1], 0.97),
    repeats=budgets.pick(short=500, long=2000),
)
print(
    f"{n_sweeps_needed} sweeps until nothing changes by more than 1e-10; the two "
    f"versions agree"
)
print(
    f"a sweep as loops {1e3 * loop_seconds:.2f} ms, as tensor operations {1e3 * tensor_seconds:.3f} "
    f""
    f""
    f""
    f""
    f""
    f"ms"
)
print(f"the tensors are {loop_seconds / tensor_seconds:.0f} times faster")


def maze_figure(sweeps: Sequence[int]) -> Figure:
    """Draw how the value of the goal spreads."""
    figure, panels = plt.subplots(1, len(sweeps), figsize=(3.6 * len(sweeps), 3.6))
    for axes, number in zip(panels, sweeps, strict=True):
        shown = np.where(
            maze.walls, np.nan, maze_values[number].numpy().reshape(50, 50)
        )
        axes.imshow(np.ma.masked_invalid(shown), vmin=0, vmax=1)
        axes.set(xlabel="column", ylabel="row", title=f"after {number} sweeps")
        axes.set_facecolor("#C8C8C8")
        axes.grid(visible=False)
    figure.colorbar(panels[0].images[0], ax=panels, label="value", fraction=0.02)
    return figure


_spreading = maze_figure((10, 40, n_sweeps_needed))
_reached = [int((found > 0).sum()) for found in maze_values]
assert _reached[1] < _reached[10] < _reached[40]

# %% [markdown]
# What to see: the goal at the lower right radiates. Each sweep carries its value one cell further, around walls, and what is far from it is
# worth less. (The time is measured as you read; how many times faster it is depends on the machine.) The tensor version does not compute
# less. It says *what* to compute for all cells at once, and leaves the loop to compiled code. It would even run on an accelerator, in
# float32 where there is no float64; for 2500 cells, the way there would take longer than the work.
#
# Two tricks hide in `Grid`. Actions are numbered clockwise, so the two sideways directions of each action are its neighbours along the
# axis, and `roll` brings them in one go. And the directions are the *first* axis: the maximum over it compares four long rows, number by
# number, which a processor likes far better than the maximum of 2500 short ones. Choosing the axes well is half of vectorising.

# %% [markdown]
# ## 10. Summary and outlook
#
# - $v_\pi$ says what a state is worth, $q_\pi$ what an action is worth; each follows from the other by averaging over actions, or by
#   looking one step ahead.
# - The Bellman equation of a policy is linear. By hand, by `torch.linalg.solve` and by iteration it gave the same values, to ten digits.
# - Each sweep shrinks the largest error at least by $\gamma$.
# - The policy that is greedy with respect to $q_\pi$ is nowhere worse than $\pi$. Repeating this led to the optimum, in the evening and in
#   the gridworld.
# - The discount is part of the question: the coffee pays from $\gamma = 2/3$ on, the far treasure from $10^{-1/3}$ on.
# - The same sweep as tensor operations gave the same numbers as the loop, in a small part of the time.
#
# **Next**: in Part 4.7 you build a gridworld of your own, and hold a learning agent against the value that you can now compute. Part 4.4
# replaced the sums over $p$ by samples, and Part 5.2 the table by a network; the equation stayed the same. Part 8.1 takes dynamic
# programming further.
#
# **Further reading**: Sutton and Barto, chapter 4; R. Bellman, *Eye of the Hurricane*, 1984, his autobiography, for why it is called
# *dynamic programming*: a name that no politician could object to.
