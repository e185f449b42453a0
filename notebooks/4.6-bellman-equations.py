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
# Somewhere there is an exact point at which the better choice switches. You will find it with pencil and paper.
#
# The tool is the **Bellman equation**. It says that the value of a situation is what the next step pays, plus the value of the situation
# after it. That sounds too plain to be of any use, and yet it is the engine of nearly every algorithm of this course: Q-learning, DQN and
# the critic of an actor-critic all try to make this one equation true. Here we know the world, so we can *solve* it: by hand, by linear algebra, and
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
# **You need** Part 4.2 (MDPs, and the linear system for the expected returns) and matrices (Parts 1.4 to 1.6).
#
# **Time** about 40 minutes to read, 125 to work.
#
# **Sources** R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, sections 3.5, 3.6 and 4.1 to 4.4; R.
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
from rlcourse.figures import controls, graphs, plots

# Value functions of this part are float64, which some accelerators lack: all tensors
# live on the CPU.
device = devices.choose()
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
# episode ends, nothing goes on, so these may sum to less than 1), each can be computed from the other:
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
# The first equation is linear, and we can solve it. The second has a maximum in it, so no linear system gives its solution (a linear
# *program* does: Part 8.1). But both can be *iterated*: put a guess in on the right, take what comes out on the left as the next guess, and
# go on until nothing changes any more.
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
# $S$ and $A$ are the numbers of states and actions. The end of an episode needs no state of its own in these arrays: the probability that
# the episode ends is 1 minus the sum of a row of `continuation`. (The grid of section 7 keeps a row for every cell all the same, for the sake
# of a simple numbering: where the episode is over, rewards and rows are 0, and so is the value.) In Part 4.2 you read such probabilities
# out of an environment.
#
# And here is the evening, with the reading measured in pages.

# %%
AWAKE, DROWSY = 0, 1
READ, COFFEE = 0, 1
evening_reward = torch.tensor([[2.0, -1.0], [1.0, -1.0]], dtype=torch.float64)  # [S, A]
# Drowsy readers fall asleep in one case of two: their row for reading sums to 0.5.
evening_continuation = torch.tensor(
    [
        [[0.5, 0.5], [1.0, 0.0]],  # awake: read, coffee
        [[0.0, 0.5], [1.0, 0.0]],  # drowsy: read, coffee
    ],
    dtype=torch.float64,
)  # [S, A, S]
# Both policies have shape [S, A].
read_on = torch.tensor([[1.0, 0.0], [1.0, 0.0]], dtype=torch.float64)
drink_when_drowsy = torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=torch.float64)


# %% alt="Graph of three states, awake, drowsy and asleep: arrows for reading and coffee with probability and pages." tags=["demo"]
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


evening_figure()
plt.show()

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
# *drowsy*, as a pair (a tuple; a list or an array will do), right to six digits for every discount below 1, however near to 1. (Values
# smaller than 1 are to be right to six decimal places.) Iterating takes too long there, and what solves linear equations for you, `linalg`,
# `inverse` or SymPy, is not allowed in this one exercise.
#
# For $\gamma = 0$ the values are $2$ and $-1$; for $\gamma = 0.5$ they are $2.8$ and $0.4$.
#
# <details><summary>Hint</summary>
#
# Nobody falls asleep any more, and the second equation is $d = -1 + \gamma a$. Put it into the first, and collect everything with $a$ on
# one side. It is no accident that $\gamma = 1$ makes the denominator 0: who never sleeps reads for ever.
#
# </details>


# %% exercise="coffee_by_hand" task=1 forbid="linalg inverse pinverse sympy scipy rlcourse.agents.tabular rlcourse.environments.tables"
def coffee_by_hand(gamma: float) -> tuple[float, float]:
    """Return the values of the policy that drinks coffee when drowsy.

    Args:
        gamma: Discount, in ``[0, 1)``.

    Returns:
        The value of being awake, and that of being drowsy, in pages; right to six
        digits.
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
    import ast

    nearer_and_nearer = [1 - 10.0**-k for k in range(1, 8)]
    for gamma in (0.0, 0.1, 0.25, 0.4, 0.5, 0.7, 0.95, *nearer_and_nearer):
        g = Fraction(gamma)  # Cramer's rule, without any rounding
        determinant = 1 - g / 2 - g * g / 2
        exact = [(2 - g / 2) / determinant, (5 * g / 2 - 1) / determinant]
        checks.close(
            "the values",
            checks.attempt(coffee_by_hand, gamma),
            [float(value) for value in exact],
            thought="Do both Bellman equations hold, for every discount below 1?",
            rtol=1e-6,
            atol=1e-6,
        )
    methods = {
        node.attr
        for node in ast.walk(checks.text_of(coffee_by_hand))
        if isinstance(node, ast.Attribute)
    }
    checks.true(
        "your own algebra",
        not methods & {"inverse", "pinverse"},
        thought="Did you solve the equations yourself, or does a method do it for you?",
    )


# %% [markdown]
# ### Exercise 2: the tipping point
#
# *Hard, about 25 minutes, with pencil and paper.* For which discount are the two policies equally good for somebody who is *drowsy*? Below
# it, read on; above it, drink. The answer is a simple fraction. Return it as a number that is off by 0.001 at most.
#
# This table, computed by `rlcourse`, shows between which discounts it must lie:


# %% tags=["demo", "nbval-check-output"]
def print_two_policies(discounts: Sequence[float]) -> None:
    """Print what a drowsy reader may expect of both policies, in pages."""
    model = tables.Model(
        evening_reward.numpy(), evening_continuation.numpy(), np.array([1.0, 0.0])
    )
    print("discount  read on  coffee   (value of being drowsy, in pages)")
    for gamma in discounts:
        plain, coffee = (
            tabular.policy_evaluation(model, policy.numpy(), gamma)[DROWSY]
            for policy in (read_on, drink_when_drowsy)
        )
        print(f"{gamma:8.1f}  {plain:7.3f}  {coffee:6.3f}")


print_two_policies((0.3, 0.5, 0.8, 0.9))

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
    """Return the discount at which reading on and coffee are equally good when drowsy.

    Returns:
        A number strictly between 0 and 1, off by 0.001 at most.
    """
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
        atol=1e-3,
    )


# %% [markdown]
# ### Exercise 3: why does the discount decide?
#
# *Written answer, about 10 minutes.* Explain in three to five sentences, for a friend who knows no formulas: why does a reader with a small discount read
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
    """Draw a world and a policy at random.

    Args:
        rng: Where all randomness comes from.
        n_states: S.
        n_actions: A.
        ending: Probability that an action ends the episode.

    Returns:
        Expected reward ``[S, A]``, continuation ``[S, A, S]`` and policy ``[S, A]``,
        all float64.
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
# and actions. Let tensor operations do it (NumPy's on `.numpy()` are welcome, too): the answer holds no Python loop and no comprehension.
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
    checks.true(
        "an answer without a loop",
        not checks.has_loop(state_values),
        thought="Which letters of einsum do what your loop does?",
    )


# %% hidden="state_values" points=2
def hidden_state_values() -> None:
    checks.true(
        "no loop",
        not checks.has_loop(state_values),
        thought="Does tensor arithmetic do the work, without a loop?",
    )
    rng = np.random.default_rng(461)
    sizes = ((1, 1), (2, 2), (3, 1), (4, 5), (2, 7), (1, 3), (25, 3))
    settings = ((0.0, 0.0), (0.6, 0.0), (0.95, 0.1), (0.999, 0.0), (1.0, 0.2), (1.0, 0))
    for (n_states, n_actions), (gamma, ending), scale in itertools.product(
        sizes, settings, (1.0, 1e-6)
    ):
        reward, continuation, policy = random_world(rng, n_states, n_actions, ending)
        reward *= scale
        # Some actions are never taken, and some end the episode more often than others,
        # or always: without a discount, that is where all states come to an end.
        policy[-1] = torch.eye(n_actions, dtype=torch.float64)[-1]
        continuation[-1, -1] *= gamma < 1
        if n_states > 1:
            continuation[0] *= 0.5
        # Laid out in memory in another order, as the tables of section 7 are.
        reward, policy = reward.T.contiguous().T, policy.T.contiguous().T
        continuation = continuation.transpose(0, 1).contiguous().transpose(0, 1)
        with checks.unchanged(reward=reward, continuation=continuation, policy=policy):
            values = checks.attempt(state_values, reward, continuation, policy, gamma)
        values = checks.tensor(
            "the values",
            values,
            shape=(n_states,),
            dtype=torch.float64,
            thought="Is there one float64 value for each state, whatever their number?",
        )
        # Written another way: the values are what one more sweep leaves as it is.
        swept = [
            sum(
                float(policy[s, a])
                * (
                    float(reward[s, a])
                    + gamma * float(continuation[s, a] @ values.detach())
                )
                for a in range(n_actions)
            )
            for s in range(n_states)
        ]
        checks.close(
            "the values",
            values,
            swept,
            thought=(
                "Are rewards and transitions averaged with the policy's probabilities, "
                "and is (I - gamma P) v = r solved?"
            ),
            rtol=1e-10,
            atol=1e-10 * scale,
        )
    reward, continuation, policy = random_world(np.random.default_rng(1), 3, 2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(state_values, reward, continuation, policy, 0.5),
        thought="Is it a new tensor at each call, which shares no memory with another?",
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
# `continuation @ values` sums over the last axis, of length S, and leaves `[S, A]`.
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
    reward, continuation, _ = random_world(np.random.default_rng(1), 3, 2)
    q = checks.attempt(
        action_values, reward, continuation, torch.ones(3, dtype=torch.float64), 0.9
    )
    checks.tensor(
        "the action values of a world with three states and two actions",
        q,
        shape=(3, 2),
        dtype=torch.float64,
        thought="Along which axis is summed?",
    )


# %% hidden="action_values" points=1
def hidden_action_values() -> None:
    rng = np.random.default_rng(462)
    sizes = ((1, 1), (2, 2), (3, 3), (4, 2), (2, 5), (12, 4))
    for (n_states, n_actions), gamma, scale in itertools.product(
        sizes, (0.0, 0.4, 0.9, 1.0), (1.0, 1e-6, 1e6)
    ):
        reward, continuation, _policy = random_world(rng, n_states, n_actions, 0.3)
        # Some actions end the episode for sure. And all is laid out in memory in
        # another order, as the tables of section 7 are.
        continuation *= torch.from_numpy(rng.random((n_states, n_actions, 1)) < 0.8)
        continuation = continuation.transpose(0, 1).contiguous().transpose(0, 1)
        reward = (scale * reward).T.contiguous().T
        values = torch.from_numpy(rng.normal(scale=4.0 * scale, size=n_states))
        with checks.unchanged(reward=reward, continuation=continuation, values=values):
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
            thought=(
                "Is each next state weighted by its probability, then discounted, and "
                "is an action worth its reward where nothing goes on?"
            ),
            rtol=1e-9,
            atol=1e-9 * scale,
        )
    reward, continuation, _ = random_world(np.random.default_rng(1), 3, 2)
    values = torch.ones(3, dtype=torch.float64)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(action_values, reward, continuation, values, 0.5),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Exercise 6: the greedy policy
#
# *Easy, about 10 minutes.* Write `greedy_policy(q)`, which returns the policy that takes only actions of largest value. Where several are
# equally good, they share the probability evenly. Values that were computed in different ways rarely agree to the last bit, so let
# everything within $10^{-9}$ of the largest, the border included, count as equally good. (That is a difference, not a share of the value.)
#
# The rows `[1.0, 3.0]` and `[2.0, 2.0]` become `[0.0, 1.0]` and `[0.5, 0.5]`; and so does `[2.0, 2.0 + 1e-12]`.
#
# <details><summary>Hint</summary>
#
# `q.max(dim=1, keepdim=True).values` has shape `[S, 1]` and can be compared with all of `q`. Turn true and false into float64, and divide
# each row by its sum.
#
# </details>


# %% exercise="greedy_policy" task=3 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def greedy_policy(q: torch.Tensor) -> torch.Tensor:
    """Return the policy that is greedy with respect to action values.

    Actions whose value is within 1e-9 of the largest share the probability evenly; a
    gap of exactly 1e-9 counts.

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
    policy = checks.attempt(
        greedy_policy, torch.tensor([[-8.0, -8.0 + 1e-12, -9.0]], dtype=torch.float64)
    )
    checks.close(
        "the policy where two values differ by rounding",
        policy,
        [[0.5, 0.5, 0.0]],
        thought="What counts as equally good?",
    )


# %% hidden="greedy_policy" points=1
def hidden_greedy_policy() -> None:
    def compare(given: torch.Tensor, best: NDArray[np.bool_]) -> None:
        with checks.unchanged(q=given):
            policy = checks.attempt(greedy_policy, given)
        policy = checks.tensor(
            "the policy",
            policy,
            shape=best.shape,
            dtype=torch.float64,
            thought="Is there one float64 probability for each state and action?",
        )
        checks.close(
            "the policy",
            policy,
            best / best.sum(axis=1, keepdims=True),
            thought=(
                "Do the best actions of each state, and only they, share evenly? "
                "Everything within 1e-9 of the largest is as good, nothing else."
            ),
            rtol=0,
            atol=1e-12,
        )

    rng = np.random.default_rng(463)
    # Rows of whole numbers with ties; a tie is hidden by at most 0.8e-9, and what is
    # not a tie is at least 1.25e-9 away: the border is 1e-9, at any size of the values.
    for n_states, n_actions in ((1, 1), (3, 2), (8, 4), (40, 3), (2, 9)):
        for offset in (0.0, 1000.0, -1000.0, -0.5):
            shape = (n_states, n_actions)
            levels = rng.integers(-3, 1, size=shape)
            levels[:, 0] = 0  # the largest level is there in every row
            lower = levels * rng.choice([1.25e-9, 1e-6, 1.0], size=shape)
            best = levels == 0
            # The one in column 0 is exactly the largest.
            hidden_by = rng.uniform(0.0, 0.8e-9, size=shape) * (
                np.arange(n_actions) > 0
            )
            rows = rng.integers(-2, 3, size=(n_states, 1))  # no two rows alike
            given = torch.from_numpy(offset + rows + np.where(best, -hidden_by, lower))
            if n_states % 2:
                given, best = given.flip(dims=(1,)), best[:, ::-1]
            compare(given, best)
            compare(given.T.contiguous().T, best)
    # On the border itself, on both sides of it, and very large and very small values.
    edges = [
        [-1e-9, 0.0, -1.001e-9, -1e-9],
        [-1.001e-9, -5e-10, -1.0, 0.0],
        [1e12, 1e12 - 1e-3, 1e12, -1e12],
        [1e-12, 3e-10, -2e-10, -1e-8],
        [-1e-9, 0.0, -0.0, -2e-9],
    ]
    compare(
        torch.tensor(edges, dtype=torch.float64),
        np.array([list(row) for row in ("xx.x", ".x.x", "x.x.", "xxx.", "xxx.")])
        == "x",
    )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            greedy_policy, torch.tensor(edges, dtype=torch.float64)
        ),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Why greedy cannot be worse
#
# **Policy improvement theorem** (Sutton and Barto, section 4.2). Take any policy $\pi$, and let $\pi'$ be greedy with respect to its
# action values. Then $v_{\pi'}(s) \ge v_\pi(s)$ for all $s$.
#
# *Proof.* A mean is never larger than the largest of its terms, so the first step of $\pi'$ is at least as good as that of $\pi$:
#
# $$v_\pi(s) = \sum_a \pi(a \mid s)\, q_\pi(s, a) \le \max_a q_\pi(s, a) = \sum_a \pi'(a \mid s)\, q_\pi(s, a)
# = \mathbb{E}_{\pi'}\bigl[R_{t+1} + \gamma v_\pi(S_{t+1}) \mid S_t = s\bigr].$$
#
# This holds in every state, in $S_{t+1}$ too, so substitute it into itself, again and again:
#
# $$v_\pi(s) \le \mathbb{E}_{\pi'}\bigl[R_{t+1} + \gamma v_\pi(S_{t+1})\bigr]
# \le \mathbb{E}_{\pi'}\bigl[R_{t+1} + \gamma R_{t+2} + \gamma^2 v_\pi(S_{t+2})\bigr]
# \le \dots \le \mathbb{E}_{\pi'}\Bigl[\sum_{i=1}^{k} \gamma^{i-1} R_{t+i} + \gamma^k v_\pi(S_{t+k})\Bigr].$$
#
# As $k$ grows, the last term goes to 0 (because $\gamma < 1$ and the values are bounded), and what is left is $v_{\pi'}(s)$. $\square$
#
# And if nothing improves any more, then $v_\pi(s) = \max_a q_\pi(s, a)$ everywhere: that is the optimality equation, so $\pi$ is optimal.
# Doing the two in turn, evaluate and improve, is called **policy iteration**:
#
# ```text
# Policy iteration                                           input: γ
# ───────────────────────────────────────────────────────────────────
# 1  π ← any policy
# 2  repeat:
# 3      v ← the values of π, by solving its Bellman equation
# 4      q(s, a) ← r(s, a) + γ Σ_s' p(s' | s, a) v(s') for all s, a
# 5      π' ← greedy with respect to q, ties shared evenly
# 6      if π' = π: return π, v
# 7      π ← π'
# ```
#
# Watch it on the evening at $\gamma = 0.9$, starting from reading on:


# %% tags=["demo"]
def iterate_policies(gamma: float) -> None:
    """Improve the policy of the evening until nothing changes, and print each round."""
    policy, all_values = read_on, list[torch.Tensor]()
    while True:
        world = (evening_reward, evening_continuation)
        all_values.append(state_values(*world, policy, gamma))
        greedy = greedy_policy(action_values(*world, all_values[-1], gamma))
        awake, drowsy = all_values[-1].tolist()
        print(
            f"round {len(all_values) - 1}: "
            f"{'coffee' if policy[DROWSY, COFFEE] == 1 else 'read':6} when drowsy; "
            f"values: awake {awake:.3f}, drowsy {drowsy:.3f}"
        )
        if torch.equal(greedy, policy):
            break
        policy = greedy
    assert torch.equal(policy, drink_when_drowsy)
    assert len(all_values) == 2
    assert bool((all_values[1] > 2 * all_values[0]).all())


with checks.demonstration():
    iterate_policies(0.9)

# %% [markdown]
# One look at the action values turned the policy around, both values more than doubled, and the second look changed nothing: coffee it is.
#
# ## 6. By iteration
#
# The third way to solve the Bellman equation is to pretend that it is an instruction. Start with any values, zeros say, and let
#
# $$v_{k+1}(s) = \sum_a \pi(a \mid s) \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_k(s') \Bigr] \qquad \text{for all } s .$$
#
# One such round over all states is called a **sweep**.
#
# ```text
# Iterative policy evaluation                          input: π, γ, n
# ───────────────────────────────────────────────────────────────────
# 1  v(s) ← 0 for all s
# 2  repeat n times:
# 3      for all s, from the values v of the round before:
# 4          v'(s) ← Σ_a π(a | s) [r(s, a) + γ Σ_s' p(s' | s, a) v(s')]
# 5      v ← v'
# ```
#
# Why does it work? Subtract the Bellman equation from it: the error $e_k = v_k - v_\pi$ obeys $e_{k+1} = \gamma P_\pi e_k$. Each row of the
# matrix $P_\pi$ takes an average of errors (weights that sum to 1, or to less), and an average is never larger in absolute value than the largest of
# them; so each sweep shrinks the largest error at least by the factor $\gamma$. It is a **contraction**:
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
# For the evening, reading on and $\gamma = 0.5$, two sweeps give the rows $(0, 0)$, $(2, 1)$ and
# $(2 + 0.5\,(0.5 \cdot 2 + 0.5 \cdot 1),\ 1 + 0.5 \cdot 0.5 \cdot 1) = (2.75, 1.25)$.
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
        gamma: Discount, in ``[0, 1]``; 1 also where the policy never ends.
        n_sweeps: Number of sweeps, at least 0.

    Returns:
        The state values after 0, 1, ..., ``n_sweeps`` sweeps, float64, shape
        ``[n_sweeps + 1, S]``.

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
    both = torch.tensor([[0.25, 0.75], [0.5, 0.5]], dtype=torch.float64)
    history = checks.attempt(
        sweep_values, evening_reward, evening_continuation, both, 0.5, 1
    )
    checks.close(
        "one sweep for a policy that does both in both states",
        history,
        [[0, 0], [-0.25, 0]],
        thought="Is each action weighed by its probability?",
    )


# %% hidden="sweep_values" points=2
def hidden_sweep_values() -> None:
    rng = np.random.default_rng(464)
    sizes = ((1, 1, 5), (2, 2, 0), (3, 2, 1), (4, 3, 8), (2, 5, 30), (15, 4, 12))
    settings = ((0.0, 0.2), (0.7, 0.2), (1.0, 0.2), (1.0, 0.0))
    for (n_states, n_actions, n), (gamma, ending), scale in [
        *itertools.product(sizes, settings, (1.0, 1e-6)),
        ((2, 1, 101), (0.97, 0.0), 1.0),
        ((2, 2, 1001), (1.0, 0.0), 1.0),
    ]:
        reward, continuation, policy = random_world(rng, n_states, n_actions, ending)
        # Some actions end the episode for sure, some are never taken, and tables are
        # laid out in memory in another order, as those of section 7 are.
        if ending:
            continuation[-1, 0] = 0.0
            policy[-1] = torch.eye(n_actions, dtype=torch.float64)[0]
        continuation = continuation.transpose(0, 1).contiguous().transpose(0, 1)
        reward, policy = (scale * reward).T.contiguous().T, policy.T.contiguous().T
        with checks.unchanged(reward=reward, continuation=continuation, policy=policy):
            history = checks.attempt(
                sweep_values, reward, continuation, policy, gamma, n
            )
        history = checks.tensor(
            "the history",
            history,
            shape=(n + 1, n_states),
            dtype=torch.float64,
            thought=(
                "Is there one row for each sweep and one for the zeros, also when "
                "there is no sweep at all, and when there are very many?"
            ),
        )
        # Written another way: after k sweeps, the expected return of k steps, summed up
        # step by step.
        step = np.einsum("sa,sa->s", policy.numpy(), reward.numpy())
        p = np.einsum("sa,sat->st", policy.numpy(), continuation.numpy())
        expected_history = [np.zeros(n_states)]
        for _ in range(n):
            expected_history.append(expected_history[-1] + step)
            step = gamma * p @ step
        checks.close(
            "the history",
            history,
            np.array(expected_history),
            thought=(
                "Does each sweep use the values of the sweep before it for all "
                "states, weighed by the policy, whether the episode ends or not?"
            ),
            rtol=1e-9,
            atol=1e-9 * scale,
        )
    reward, continuation, policy = random_world(np.random.default_rng(1), 3, 2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(sweep_values, reward, continuation, policy, 0.5, 2),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# Three ways, one answer? And do the sweeps keep what the contraction promises?


# %% alt="Largest error over sweeps, logarithmic: four straight falling lines on or below their grey bounds; the smaller the discount, the steeper." tags=["demo"]
def compare_three_ways(discounts: Sequence[float]) -> None:
    """Print the values of coffee when drowsy, found in three ways."""
    world = (evening_reward, evening_continuation, drink_when_drowsy)
    for gamma in discounts:
        by_hand = torch.tensor(coffee_by_hand(gamma), dtype=torch.float64)
        ways = {
            "by hand": by_hand,
            "torch.linalg": state_values(*world, gamma),
            "300 sweeps": sweep_values(*world, gamma, 300)[-1],
        }
        for way, (awake, drowsy) in ways.items():
            print(f"discount {gamma}, {way:12}: {awake:.9f} awake, {drowsy:.9f} drowsy")
        for found in ways.values():
            assert torch.allclose(by_hand, found, rtol=0, atol=1e-10)


def contraction_figure() -> Figure:
    """Draw the largest error after each sweep, with its bound, for four cases."""
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
        assert errors[30] < 1e-9 * errors[0] or gamma > 0.5
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


with checks.demonstration():
    compare_three_ways((0.5, 0.9))
    contraction_figure()
    plt.show()

# %% [markdown]
# What to see: straight lines on a logarithmic scale, so the error shrinks by the same factor each time. With coffee nobody ever falls
# asleep, and the bound (grey) is almost reached. At 0.5 thirty sweeps shrink the error by a factor of $10^9$. At 0.97 the picture ends long
# before that: $0.97^k = 10^{-9}$ takes 680 sweeps. **Whoever looks far ahead must sweep often.** The reader who falls asleep is much faster
# than her bound, because each sweep also loses what has ended.
#
# ## 7. A gridworld
#
# Time for a world that one can look at. You start at S. Two steps to the left lies a small treasure of 1 (`a`), five steps to the right one
# of 10 (`B`). All along the way run pits (`P`, a reward of $-10$), and above there is a detour. Treasures and pits end the episode,
# nothing else pays. With probability `slip` you slide to one side instead, half of it to each.


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
    """A gridworld as tensors.

    Cells are numbered row by row; actions are up, right, down, left (clockwise).
    """

    neighbour: torch.Tensor
    """The cell that each direction leads to, int64, shape ``[4, S]``; at a wall the
    same cell."""
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
        """Turn what each direction brings (axis 0) into what each action brings.

        An action goes its own direction and, by slipping, those beside it.
        """
        aside = by_direction.roll(1, dims=0) + by_direction.roll(-1, dims=0)
        return (1.0 - self.slip) * by_direction + self.slip / 2 * aside


def make_grid(
    rows: Sequence[str], payoffs: Mapping[str, float], slip: float = 0.0
) -> Grid:
    """Read a gridworld from text.

    ``#`` is a wall, a letter of ``payoffs`` ends the episode, all else is floor.
    """
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
# *Medium, about 20 minutes.* Write `world_figure(grid, values, q)`. It returns a figure with one set of axes in which
#
# - `plots.grid_values` shows the values, with NaN in the cells where the episode is over, and the walls of the grid;
# - `plots.grid_policy` shows the best action of each cell as an arrow, all of them where several are within $10^{-9}$ of the best. No
#   arrows where the episode is over, or in walls.
#
# The episode is over where `grid.ends` says so (what a cell pays or is worth is another question; a wall is never an end), and only walls
# are drawn as walls. A title is up to you.
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
        A figure with one set of axes (and a colour bar).
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(8, 3.8))
    shown = torch.where(grid.ends, torch.nan, values).reshape(grid.walls.shape)
    best = q >= q.max(dim=1, keepdim=True).values - 1e-9  # [S, 4]
    arrows = (best & ~grid.ends[:, None]).reshape(*grid.walls.shape, 4)
    plots.grid_values(axes, shown.numpy(), walls=grid.walls)
    plots.grid_policy(axes, arrows.numpy(), walls=grid.walls)
    return figure
    # END SOLUTION


# %% test="world_figure" points=1
def test_world_figure() -> None:
    tiny = make_grid(("..G", "#..", "..."), {"G": 1.0})
    q = torch.arange(36, dtype=torch.float64).reshape(9, 4) % 7
    q[4] = torch.tensor([2.0, 2.0, 1.0, 0.0])
    values = torch.linspace(0.0, 1.6, 9, dtype=torch.float64)
    with checks.unchanged(values=values, q=q):
        figure = checks.figure_of(
            world_figure, tiny, values, q, n_axes=1, thought="Do you return the figure?"
        )
    axes = checks.panels_of(figure)[0]
    nan = math.nan
    checks.close(
        "the values shown",
        [shown.values for shown in checks.pictures(axes)[:1]],
        [[[0, 0.2, nan], [nan, 0.8, 1.0], [1.2, 1.4, 1.6]]],
        thought="Row by row; nothing in walls and at the end.",
    )
    marks = checks.marks_in_cells(axes, (3, 3))
    checks.true(
        "the wall is drawn, and no other cell looks like it",
        marks[1, 0] > 0 and (marks == marks[1, 0]).sum() == 1,
        thought="Which argument of plots.grid_values takes the walls?",
    )
    arrows = checks.arrows_in_cells(axes, (3, 3))
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
        "no arrows at the end and in the wall",
        not arrows[0, 2].any() and not arrows[1, 0].any(),
        thought="What is there to do when the episode is over, or inside a wall?",
    )


# %% hidden="world_figure" points=2
def hidden_world_figure() -> None:
    rng = np.random.default_rng(465)
    for n_rows, n_columns in ((1, 4), (4, 1), (3, 2), (4, 5), (6, 3)):
        shape = (n_rows, n_columns)
        letters = rng.choice(list("....#GPZ"), size=shape)
        letters.flat[:3] = list(".#Z")  # an end that pays nothing
        grid = make_grid(
            ["".join(row) for row in letters.tolist()], {"G": 1.0, "P": -1.0, "Z": 0.0}
        )
        # Many cells are worth nothing, and are open all the same.
        worth = rng.normal(size=letters.size) * rng.choice([0.0, 5.0], letters.size)
        values = torch.from_numpy(worth)
        levels = -rng.integers(0, 3, size=(letters.size, 4)).astype(float)
        best = levels == levels.max(axis=1, keepdims=True)
        # Ties are hidden by 0.8e-9 at most; what is worse is so by 1.25e-9 at least.
        lower = levels * rng.choice([1.25e-9, 1e-5, 1.0], size=levels.shape)
        near = rng.uniform(-0.8e-9, 0.0, size=levels.shape)
        near[np.arange(len(values)), best.argmax(axis=1)] = 0.0  # exactly the largest
        level = rng.normal(size=(len(values), 1)) * rng.choice([1.0, 1000.0])
        q = torch.from_numpy(np.where(best, near, lower) + level)
        border = [0.0, -1e-9, -1.001e-9, 0.0]  # the second on it, the third beyond
        q[0] = torch.tensor(border, dtype=torch.float64)
        best[0], values[0] = [True, True, False, True], 0.0
        q = q.T.contiguous().T
        with checks.unchanged(values=values, q=q):
            figure = checks.figure_of(
                world_figure,
                grid,
                values,
                q,
                n_axes=1,
                thought="Is a new figure with one set of axes returned?",
            )
        axes = checks.panels_of(figure)[0]
        is_open = letters == "."
        checks.close(
            "the values",
            [shown.values for shown in checks.pictures(axes)[:1]],
            [np.where(is_open, values.numpy().reshape(shape), np.nan)],
            thought=(
                "Are the values in their cells, and none in walls and where the "
                "episode is over?"
            ),
        )
        marks, walls = checks.marks_in_cells(axes, shape), letters == "#"
        checks.true(
            "the walls",
            (marks[walls] > 0).all() and not np.isin(marks[~walls], marks[walls]).any(),
            thought="Are the walls drawn, and nothing else in their look?",
        )
        checks.equal(
            "the arrows",
            checks.arrows_in_cells(axes, shape).tolist(),
            (best.reshape(*shape, 4) & is_open[:, :, None]).tolist(),
            thought=(
                "Are the best actions of each cell shown, all of several equals, and "
                "none in walls and where the episode is over?"
            ),
        )


# %% [markdown]
# **Random and greedy.** First the value of walking at random in this world, and which actions look best *if one walks at random ever
# after*. Then the policy that is greedy with respect to these values, evaluated anew, and so on.

# %%
START_CELL = 2 * 8 + 2


def model_of_grid(grid: Grid) -> tables.Model:
    """Return a grid as the arrays that the library's exact methods read."""
    start = np.eye(len(grid.payoff))[START_CELL]
    return tables.Model(grid.reward.numpy(), grid.continuation.numpy(), start)


# %% alt="Two pictures of the grid with values and arrows: under the random policy the row along the pits is negative; after one improvement most arrows lead to the treasure of 10." tags=["demo"]
def show_rounds(grid: Grid, gamma: float) -> None:
    """Improve the random policy until its values stay; draw the first two rounds."""
    world = (grid.reward, grid.continuation)
    policy = torch.full((len(grid.payoff), 4), 0.25, dtype=torch.float64)
    rounds: list[torch.Tensor] = []
    while len(rounds) < 2 or not torch.allclose(rounds[-1], rounds[-2], atol=1e-12):
        rounds.append(state_values(*world, policy, gamma))
        q = action_values(*world, rounds[-1], gamma)
        policy = greedy_policy(q)
        if len(rounds) <= 2:
            name = "the random policy" if len(rounds) == 1 else "that greedy policy"
            shown = world_figure(grid, rounds[-1], q)
            shown.axes[0].set_title(
                f"values of {name}; arrows: greedy with respect to them"
            )
            plt.show()
    for number, values in enumerate(rounds):
        print(
            f"round {number}: the start is worth {values[START_CELL]:+.3f}, "
            f"all cells together {values.sum():+.3f}"
        )
    assert bool((rounds[0][17:23] < 0).all())  # the corridor, for a random walker
    for before, after in itertools.pairwise(rounds):
        assert bool((after >= before - 1e-12).all())
    optimum = tabular.value_iteration(model_of_grid(grid), gamma).max(axis=1)
    assert np.allclose(rounds[-1].numpy(), optimum, atol=1e-8)


with checks.demonstration():
    show_rounds(make_grid(FAR_OR_NEAR, PAYOFFS, slip=0.2), 0.9)

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


# %% alt="Grid with values and best actions at discount 0.9 and slip 0.2: from the start the arrows take the detour along the top to the treasure of 10." tags=["demo"]
def best_q(slip: float, gamma: float) -> NDArray[np.float64]:
    """Return the optimal action values of the world, shape ``[32, 4]``."""
    grid = make_grid(FAR_OR_NEAR, PAYOFFS, slip)
    return tabular.value_iteration(model_of_grid(grid), gamma)


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

# %% alt="Three pictures of the grid: at discount 0.4 the start goes left to the small treasure, at 0.55 right along the pits, at 0.98 on ice around them." tags=["demo"]
UP, RIGHT, LEFT = 0, 1, 3
CORRIDOR_CELL = START_CELL + 1


def cases_figure(cases: Sequence[tuple[float, float]]) -> Figure:
    """Draw the best policy for several pairs of slip and discount."""
    figure, panels = plt.subplots(len(cases), 1, figsize=(7.5, 3.3 * len(cases)))
    for axes, (slip, gamma) in zip(panels, cases, strict=True):
        draw_world(axes, slip, gamma)
    return figure


def find_flip(low: float, high: float) -> float:
    """Find the discount at which the start turns from left to right, by halving."""
    for _ in range(40):
        middle = (low + high) / 2
        at_start = best_q(0.0, middle)[START_CELL]
        low, high = (
            (middle, high) if at_start[LEFT] > at_start[RIGHT] else (low, middle)
        )
    return low


cases_figure([(0.0, 0.4), (0.0, 0.55), (0.2, 0.98)])
plt.show()
flip_discount, by_hand_flip = find_flip(0.2, 0.9), 10 ** (-1 / 3)
print(f"without slipping the start's best action flips at {flip_discount:.6f}")
print(f"by hand: {by_hand_flip:.6f}")
assert abs(flip_discount - by_hand_flip) < 1e-6
dry, icy = (int(best_q(slip, 0.98)[CORRIDOR_CELL].argmax()) for slip in (0.0, 0.2))
direction_names = ("up", "right", "down", "left")
print("one step right of the start, discount 0.98, the best action is to go")
print(f"{direction_names[dry]} when dry, and {direction_names[icy]} when icy")
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
# This is **value iteration**; it contracts by $\gamma$, just as before (Part 8.1 proves it).
#
# ```text
# Value iteration                         input: γ, a small number θ
# ───────────────────────────────────────────────────────────────────
# 1  v(s) ← 0 for all s
# 2  repeat:
# 3      for all s, from the values v of the round before:
# 4          v'(s) ← max_a [r(s, a) + γ Σ_s' p(s' | s, a) v(s')]
# 5      change ← max_s |v'(s) − v(s)|
# 6      v ← v'
# 7  until change ≤ θ
# ```
#
# Let us do it on a grid of 50 by 50 with random walls, until nothing changes by more than $\theta = 10^{-10}$. The table `continuation`
# would have $2500 \cdot 4 \cdot 2500$ entries, 200 megabytes of zeros, nearly all of it. We do not need it: each action leads to at most
# three neighbours, so it is enough to *look up* their values. Here is the same sweep twice: as a loop over cells and actions, and as tensor
# operations. Read them side by side.


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
    """The same sweep as tensor operations; ``values`` are 0 where an episode ends."""
    arriving = grid.payoff + gamma * values  # [S], what it is worth to arrive in a cell
    return grid.mixed(arriving.take(grid.neighbour)).amax(dim=0) * ~grid.ends


def random_maze(size: int, seed: int) -> Grid:
    """Draw a square grid: walls in a fifth of its cells, a goal of 1 at lower right."""
    letters = np.where(np.random.default_rng(seed).random((size, size)) < 0.2, "#", ".")
    letters[-1, -1] = "G"
    return make_grid(["".join(row) for row in letters.tolist()], {"G": 1.0}, slip=0.2)


def seconds_per_sweep(sweep: Callable[[], object], repeats: int) -> float:
    """Return the least time of several sweeps: what one takes if nothing disturbs."""
    times: list[float] = []
    for _ in range(repeats):
        begun = time.perf_counter()
        sweep()
        times.append(time.perf_counter() - begun)
    return min(times)


# %% alt="Three pictures of a maze after 10, 40 and all sweeps: value spreads from the goal at the lower right." tags=["demo"]
def value_iteration(grid: Grid, gamma: float, tolerance: float) -> list[torch.Tensor]:
    """Return the values after 0, 1, 2, ... sweeps, until none changes by more."""
    history = [torch.zeros(len(grid.payoff), dtype=torch.float64)]
    while (
        len(history) < 2 or float((history[-1] - history[-2]).abs().max()) > tolerance
    ):
        history.append(tensor_sweep(grid, history[-1], gamma))
    return history


def compare_speed(grid: Grid, history: Sequence[torch.Tensor], gamma: float) -> None:
    """Check that both versions agree after 20 sweeps, and print what a sweep takes."""
    columns = (grid.neighbour.T.tolist(), grid.payoff.tolist(), grid.ends.tolist())
    looped = [0.0] * len(grid.payoff)
    for _ in range(20):
        looped = loop_sweep(*columns, grid.slip, looped, gamma)
    assert np.allclose(looped, history[20].numpy(), rtol=0, atol=1e-12)
    as_loops = seconds_per_sweep(
        lambda: loop_sweep(*columns, grid.slip, looped, gamma),
        repeats=budgets.pick(short=25, long=100),
    )
    as_tensors = seconds_per_sweep(
        lambda: tensor_sweep(grid, history[-1], gamma),
        repeats=budgets.pick(short=500, long=2000),
    )
    print(
        f"a sweep as loops {1e3 * as_loops:.2f} ms, "
        f"as tensor operations {1e3 * as_tensors:.3f} ms: "
        f"{as_loops / as_tensors:.0f} times faster"
    )


maze = random_maze(50, seed=0)
maze_values = value_iteration(maze, 0.97, 1e-10)
print(f"{len(maze_values) - 1} sweeps until nothing changes by more than 1e-10")
compare_speed(maze, maze_values, 0.97)


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


maze_figure((10, 40, len(maze_values) - 1))
plt.show()
n_reached = [int((values > 0).sum()) for values in maze_values]
assert n_reached[1] < n_reached[10] < n_reached[40]

# %% [markdown]
# What to see: the goal at the lower right radiates. Each sweep carries its value one cell further, around walls, and what is far from it is
# worth less. (The time is measured as you read; how many times faster it is depends on the machine.) The tensor version does not compute
# less. It says *what* to compute for all cells at once, and leaves the loop to compiled code. It would even run on an accelerator, in
# float32 where there is no float64; for 2500 cells, the transfer would take longer than the work.
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
# - The discount is part of the question: from your tipping point on the coffee pays, and from $10^{-1/3}$ on the far treasure does.
# - The same sweep as tensor operations gave the same numbers as the loop, in a small part of the time.
#
# **Next**: in Part 4.7 you build a gridworld of your own, and hold a learning agent against the value that you can now compute. Part 4.4
# replaced the sums over $p$ by samples, and Part 5.2 the table by a network; the equation stayed the same. Part 8.1 takes dynamic
# programming further.
#
# **Further reading**: Sutton and Barto, chapter 4; R. Bellman, *Eye of the Hurricane*, 1984, his autobiography, for why it is called
# *dynamic programming*: a name that no politician could object to.
