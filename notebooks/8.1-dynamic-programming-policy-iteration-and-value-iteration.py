# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 8.1: Dynamic programming: policy iteration and value iteration"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# You own 25 coins, and by tomorrow morning you must own 100. The only thing open at this hour is a casino that pays back double with
# probability 0.4, and nothing with probability 0.6. Each bet loses a fifth of its stake on average. How should you bet? Many small stakes, to
# stay in the game for as long as possible? Or everything, and if you win, everything once more?
#
# You know every probability, so there is nothing to learn. It is a matter of **computing** the best policy, and that is called *dynamic
# programming*. You have met its equations in Part 4.6. This part is about the algorithms: why they arrive at the answer, how you know how near you
# are without knowing the answer, and how much work they need. **Learners are judged by these exact answers**, here and for the rest of
# the course, so we want to be able to trust them to the last digit.
#
# **After this part you can**
#
# - evaluate hundreds of policies at once with tensor operations;
# - derive the Bellman optimality equation, and say why it has exactly one solution;
# - write value iteration, and give a bound on its error that holds without knowing the answer, also where nothing is discounted;
# - write policy iteration that ties do not send round in circles, and prove an optimum without any rounding;
# - save backups by sweeping in place and by priorities, and count what that saves;
# - write a decision problem as a linear program, as a third judge.
#
# **You need** the Bellman equations, the sweeps and the greedy policies of Part 4.6.
#
# **Time** about 40 minutes to read, 120 to work.
#
# **Sources** R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, chapter 4 and section 8.4; M. Puterman,
# *Markov Decision Processes*, 1994, chapter 6; L. Dubins and L. Savage, *How to Gamble If You Must*, 1965 (bold play); A. Moore and C. Atkeson,
# *Prioritized Sweeping: Reinforcement Learning with Less Data and Less Time*, 1993.

# %%
import itertools
import math
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from gymnasium.envs.toy_text.frozen_lake import generate_random_map
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks
from rlcourse.agents import dynamic_programming, tabular
from rlcourse.environments import gridworlds, tables
from rlcourse.figures import controls, plots
from scipy.optimize import linprog
from torch import Tensor

plots.use_style()
torch.set_num_threads(1)  # small tables: more threads would only wait for each other

# %% [markdown]
# All tables are float64 and live on the CPU: some accelerators have no float64, and digits are what this part is about.
#
# ## 1. The mathematics
#
# As in Part 4.6, $r(s, a)$ is the expected reward of an action, $p(s' \mid s, a)$ the probability that the episode goes on and that
# $s'$ is its next state, $\pi(a \mid s)$ a policy and $\gamma$ the discount. Where the episode may end, the $p(s' \mid s, a)$ sum to less than 1.
# There are finitely many states and actions. A **backup** computes a new value of one state from the values of its successors. A **sweep**
# backs up every state once, all from the values before the sweep. We write a sweep as an operator: $T_\pi$ if the actions follow a policy,
# $T$ if each backup takes the best action.
#
# $$(T_\pi v)(s) = \sum_a \pi(a \mid s) \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v(s') \Bigr], \qquad
# (T v)(s) = \max_a \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v(s') \Bigr].$$
#
# The value $v_\pi$ of a policy is a **fixed point** of the first: $v_\pi = T_\pi v_\pi$. The best value that any policy can have is
# $v_*(s) = \max_\pi v_\pi(s)$, a maximum for each state by itself. That it is a fixed point of $T$, and the only one, is what you will derive
# in exercise 2b. We write $v \le u$ if $v(s) \le u(s)$ in every state. Both operators are **monotone**: if $v \le u$, then
# $T_\pi v \le T_\pi u$ and $T v \le T u$, since all factors in front of $v(s')$ are at least 0. And $T_\pi v \le T v$, since a mean is at most
# the maximum.
#
# **A norm with weights.** Let $w(s) > 0$ be a weight for each state, and $\lVert v \rVert_w = \max_s |v(s)| / w(s)$. With $w = 1$ it is the
# largest absolute value. In a moment you will see what other weights are good for.
#
# **Lemma 1.** $\bigl| \max_a f(a) - \max_a g(a) \bigr| \le \max_a |f(a) - g(a)|$.
#
# *Proof.* Let $b$ be an action with $f(b) = \max_a f(a)$. Since $\max_a g(a) \ge g(b)$, we have $\max_a f(a) - \max_a g(a) \le f(b) - g(b) \le
# \max_a |f(a) - g(a)|$. With $f$ and $g$ exchanged, the same argument bounds $\max_a g(a) - \max_a f(a)$. $\blacksquare$
#
# **Lemma 2** (contraction). Let $\beta < 1$ be a number with $\gamma \sum_{s'} p(s' \mid s, a)\, w(s') \le \beta\, w(s)$ for all states and
# actions. Then $\lVert T v - T u \rVert_w \le \beta \lVert v - u \rVert_w$, and the same holds for each $T_\pi$.
#
# *Proof.* Use Lemma 1 with the brackets of $(T v)(s)$ and $(T u)(s)$ for $f$ and $g$. The rewards cancel, and what is left is
#
# $$|(T v)(s) - (T u)(s)| \le \max_a \gamma \sum_{s'} p(s' \mid s, a)\, |v(s') - u(s')| .$$
#
# By the definition of the norm, $|v(s') - u(s')| \le \lVert v - u \rVert_w\, w(s')$. So the right side is at most
# $\lVert v - u \rVert_w \max_a \gamma \sum_{s'} p(s' \mid s, a)\, w(s') \le \lVert v - u \rVert_w\, \beta\, w(s)$, by the condition on $w$. Divide by
# $w(s)$; this holds for each $s$, so it holds for the largest. For $T_\pi$ the same steps work with the mean over the actions,
# $\sum_a \pi(a \mid s)$, in the place of $\max_a$. $\blacksquare$
#
# Two cases matter:
#
# - **Discount below 1.** With $w = 1$ the condition holds for $\beta = \gamma$.
# - **No discount, but every policy ends.** Let $w(s)$ be the largest expected number of steps to the end that any policy has. It satisfies
#   $w(s) = 1 + \max_a \sum_{s'} p(s' \mid s, a)\, w(s')$, so $\sum_{s'} p\, w \le w(s) - 1 \le (1 - 1 / \max w)\, w(s)$: the condition holds for
#   $\beta = 1 - 1 / \max_s w(s)$. (That $w$ satisfies this equation is proven in Bertsekas and Tsitsiklis, see the further reading; in the
#   code we check the condition of the lemma by the numbers. For one policy alone, its own expected number of steps will do.)
#
# **Theorem** (Banach). Let $F$ be any operator, such as $T$ or $T_\pi$, with $\lVert F v - F u \rVert_w \le \beta \lVert v - u \rVert_w$ for all $v$
# and $u$, and $\beta < 1$. Then $F$ has exactly one fixed point $v_\infty$, and the values $v_k = F v_{k-1}$ from any $v_0$ obey
#
# $$\lVert v_k - v_\infty \rVert_w \le \beta\, \lVert v_{k-1} - v_\infty \rVert_w \qquad \text{and} \qquad
# \lVert v_k - v_\infty \rVert_w \le \frac{\beta}{1 - \beta}\, \lVert v_k - v_{k-1} \rVert_w .$$
#
# *Proof.* If $v = F v$ and $u = F u$, then $\lVert v - u \rVert_w \le \beta \lVert v - u \rVert_w$, so the distance is 0: there is one fixed
# point at most. The changes $\lVert v_{k+1} - v_k \rVert_w$ shrink by $\beta$ each time, so their sum is finite, and $v_k$ converges. Its limit
# is a fixed point, because $F$ is continuous. The first bound is the contraction, with $F v_\infty = v_\infty$. For the second, go from
# $v_{k-1}$ to $v_\infty$ by way of $v_k$: $\lVert v_k - v_\infty \rVert_w \le \beta \lVert v_{k-1} - v_\infty \rVert_w \le
# \beta\, \lVert v_{k-1} - v_k \rVert_w + \beta\, \lVert v_k - v_\infty \rVert_w$. Solve for the distance. $\blacksquare$
#
# The second bound is the useful one. **The right side holds nothing unknown.** Look at the last change, and you know how far off you can be.
#
# ## 2. The algorithms
#
# ```text
# Iterative policy evaluation        input: policies π₁ ... π_N, γ, θ
# ───────────────────────────────────────────────────────────────────
# 1  v_n(s) ← 0 for all n, s
# 2  repeat:
# 3      v'_n(s) ← Σ_a π_n(a | s) [r(s, a) + γ Σ_s' p(s' | s, a) v_n(s')]
# 4                                  for all n, s, from the old values
# 5      change ← max_{n, s} |v'_n(s) − v_n(s)|;  v ← v'
# 6  until change ≤ θ
#
# Value iteration                                         input: γ, θ
# ───────────────────────────────────────────────────────────────────
# 1  v(s) ← 0 for all s
# 2  repeat:
# 3      v'(s) ← max_a [r(s, a) + γ Σ_s' p(s' | s, a) v(s')] for all s
# 4      change ← max_s |v'(s) − v(s)|;  v ← v'
# 5  until change ≤ θ
#
# Policy iteration   input: γ, an action a(s) for each s, margin ε ≥ 0
# ───────────────────────────────────────────────────────────────────
# 1  repeat:
# 2      v ← the value of the policy that takes a(s) in each state s
# 3      q(s, b) ← r(s, b) + γ Σ_s' p(s' | s, b) v(s') for all s, b
# 4      best(s) ← all actions b with q(s, b) ≥ max_c q(s, c) − ε
# 5      for each s in which a(s) is not in best(s):
# 6          a(s) ← the first action in best(s)
# 7  until line 5 found no state
# ```
#
# What the margin ε is for, you will see in section 6. Two more algorithms, which save backups, come in section 7.
#
# ## 3. From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $r(s, a)$ | expected reward | `reward` | `[S, A]` | float64 |
# | $p(s' \mid s, a)$ | probability of going on in $s'$ | `continuation` | `[S, A, S]` | float64 |
# | $\pi_n(a \mid s)$ | several policies | `policies` | `[N, S, A]` | float64 |
# | $a(s)$ | a policy that takes one action in each state | `actions` | `[S]` | int64 |
# | $v_0, v_1, \dots$ | values after each sweep | `history` | `[n_sweeps + 1, S]` | float64 |
# | $w$ | weights of the norm | `weights` | `[S]` | float64 |
# | $\beta$ | contraction factor | `factor` | | float |
# | $\theta$ | threshold for the largest change | `threshold` | | float |
#
# States, actions, rows and columns are counted from 0. States in which the game is over stay in the tables, so that the numbering stays simple: all
# their rewards and probabilities are 0. The gambler's state is the number of coins, and action $k$ stakes $k + 1$ coins. A stake is at most
# what you own, and at most what you still need. An action that asks for more than that is no mistake: **it stakes as much as is
# allowed**. The reward is 1 for reaching the goal, so a value is a probability of success.


# %%
def gambler_world(p_heads: float, goal: int) -> tuple[Tensor, Tensor]:
    """Return the gambler's problem.

    Args:
        p_heads: Probability of winning a bet.
        goal: Coins to reach, at least 2.

    Returns:
        Expected reward, shape ``[goal + 1, goal // 2]``, and continuation, shape
        ``[goal + 1, goal // 2, goal + 1]``, both float64; all 0 where the game is over,
        with 0 coins and with ``goal`` coins.

    Source:
        Sutton and Barto, example 4.3.
    """
    n_stakes = goal // 2
    reward = np.zeros((goal + 1, n_stakes))
    continuation = np.zeros((goal + 1, n_stakes, goal + 1))
    for capital in range(1, goal):
        for action in range(n_stakes):
            stake = min(action + 1, capital, goal - capital)
            if capital + stake == goal:
                reward[capital, action] = p_heads
            else:
                continuation[capital, action, capital + stake] = p_heads
            if stake < capital:
                continuation[capital, action, capital - stake] = 1 - p_heads
    return torch.from_numpy(reward), torch.from_numpy(continuation)


def world_of(model: tables.Model) -> tuple[Tensor, Tensor]:
    """Return the expected reward and the continuation of a model as tensors.

    Args:
        model: A model of the library.

    Returns:
        Expected reward, shape ``[S, A]``, and continuation, shape ``[S, A, S]``, both
        float64.
    """
    return torch.from_numpy(model.reward), torch.from_numpy(model.continuation)


def random_world(
    rng: np.random.Generator, n_states: int, n_actions: int, ending: float = 0.1
) -> tuple[Tensor, Tensor]:
    """Draw a world at random, for tests and for you to play with.

    Args:
        rng: Where all randomness comes from.
        n_states: S.
        n_actions: A.
        ending: Probability that an action ends the episode.

    Returns:
        Expected reward, shape ``[S, A]``, and continuation, shape ``[S, A, S]``.
    """
    shares = rng.dirichlet(np.full(n_states, 0.7), size=(n_states, n_actions))
    reward = rng.normal(scale=3.0, size=(n_states, n_actions))
    return torch.from_numpy(reward), torch.from_numpy((1.0 - ending) * shares)


# %% [markdown]
# ## 4. Policy evaluation: all policies at once
#
# For a goal of 8 coins there are only $1 \cdot 2 \cdot 3 \cdot 4 \cdot 3 \cdot 2 \cdot 1 = 144$ policies that always stake a fixed number for
# each capital. We can simply try them all. Part 4.6 swept one policy a fixed number of times; here one call sweeps all 144 until they settle.
#
# ### Exercise 1: evaluate many policies
#
# *Medium, about 15 minutes.* Write `evaluate_policies(reward, continuation, policies, gamma, threshold)`.
#
# - It starts with zeros, and sweeps all policies together. It stops after the first sweep in which no value of any policy changed by more
#   than `threshold` (a change of exactly `threshold` is small enough). So there is at least one sweep.
# - It returns the values after the last sweep, a new float64 tensor of shape `[N, S]`, and the number of sweeps, a plain Python `int`. The
#   arguments stay as they are.
# - The one loop of your answer, helpers included, goes over the sweeps. Everything else is done by operations on whole tensors or arrays (`torch.vmap` counts
#   as one): no second loop, no comprehension or generator expression, no recursion, and nothing that loops for you, such as `map`,
#   `functools.reduce` or `np.vectorize`.
# - `threshold` is far above the rounding errors of float64, here and in the later exercises, so the changes do get that small.
#
# *Example.* One state, two actions with the rewards 1 and 3, both of which go on with probability 0.5; $\gamma = 1$. The two policies
# `[[1.0, 0.0]]` and `[[0.0, 1.0]]` have the values 1 and 3 after one sweep, 1.5 and 4.5 after two, 1.75 and 5.25 after three. With a threshold of
# 0.75 three sweeps are made: the change of 0.75 is small enough.
#
# <details><summary>Hint</summary>
#
# You need $q$ with the shape `[N, S, A]`. `torch.einsum("sat,nt->nsa", continuation, values)` sums over the next states $t$. Weigh it by
# `policies`, and sum over the last axis.
#
# </details>


# %% exercise="evaluate_policies" task=1 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def evaluate_policies(
    reward: Tensor,
    continuation: Tensor,
    policies: Tensor,
    gamma: float,
    threshold: float,
) -> tuple[Tensor, int]:
    """Evaluate several policies at once, by sweeps from zeros until they settle.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        policies: Probability of each action, shape ``[N, S, A]``, float64; N is at
            least 1.
        gamma: Discount, in ``[0, 1]``; 1 only where every policy comes to an end.
        threshold: The largest change in a sweep that counts as none, above 0.

    Returns:
        Values, shape ``[N, S]``, float64, and the number of sweeps.

    Source:
        Sutton and Barto, section 4.1.
    """
    # BEGIN SOLUTION
    values = torch.zeros(policies.shape[:2], dtype=torch.float64)  # [N, S]
    change, n_sweeps = math.inf, 0
    while change > threshold:
        future = torch.einsum("sat,nt->nsa", continuation, values)
        updated = (policies * (reward + gamma * future)).sum(dim=2)
        change = float((updated - values).abs().max())
        values, n_sweeps = updated, n_sweeps + 1
    return values, n_sweeps
    # END SOLUTION


# %% test="evaluate_policies" points=1
def test_evaluate_policies() -> None:
    reward = torch.tensor([[1.0, 3.0]], dtype=torch.float64)
    continuation = torch.full((1, 2, 1), 0.5, dtype=torch.float64)
    both = torch.tensor([[[1.0, 0.0]], [[0.0, 1.0]]], dtype=torch.float64)
    values, n_sweeps = checks.instance(
        "the result",
        checks.attempt(evaluate_policies, reward, continuation, both, 1.0, 0.75),
        tuple,
        thought="Two things: the values, and the number of sweeps.",
    )
    checks.tensor(
        "the values",
        values,
        shape=(2, 1),
        dtype=torch.float64,
        thought="One row for each policy, one column for each state.",
    )
    checks.close(
        "the values",
        values,
        [[1.75], [5.25]],
        thought="Three sweeps: the third changes no value by more than 0.75.",
        rtol=1e-9,
    )
    checks.instance(
        "the number of sweeps", n_sweeps, int, thought="A plain Python int."
    )
    checks.equal("the sweeps", n_sweeps, 3, thought="Does the last sweep count?")
    reward, continuation = random_world(np.random.default_rng(1), 3, 2, ending=0.0)
    halves = torch.full((1, 3, 2), 0.5, dtype=torch.float64)
    values, _ = checks.attempt(
        evaluate_policies, reward, continuation, halves, 0.5, 1e-12
    )
    rewards, steps = reward.mean(dim=1), continuation.mean(dim=1)
    checks.close(
        "three states under a policy of coin flips: v - gamma P v",
        values[0] - 0.5 * steps @ values[0],
        rewards,
        thought="Is each action weighed, and each next state, by its probability?",
        rtol=1e-8,
    )


# %% hidden="evaluate_policies" points=2
def hidden_evaluate_policies() -> None:
    import ast

    loops = ast.For | ast.While | ast.comprehension
    # What stands beside functions, a quick try, does not count.
    found = {
        id(node)
        for function in ast.walk(checks.text_of(evaluate_policies))
        if isinstance(function, ast.FunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, loops)
    }
    names = checks.names_in(evaluate_policies)
    loop_for_you = {"map", "starmap", "vectorize", "frompyfunc", "fromiter"}
    loop_for_you |= {"apply_along_axis", "apply_over_axes", "map_", "apply_"}
    checks.true(
        "one loop",
        len(found) <= 1
        and names.isdisjoint(loop_for_you)
        and not {"functools", "reduce"} <= names
        and not checks.calls_itself(evaluate_policies),
        thought="Do tensor operations go over policies, states and actions?",
    )
    rng = np.random.default_rng(811)
    cases = (
        (1, 1, 1, 0.9, 0.0, 1e-10, 1.0),
        (1, 4, 3, 1.0, 0.3, 1e-9, 1.0),
        (3, 3, 3, 0.0, 0.1, 1e-9, 1.0),
        (5, 2, 4, 0.6, 0.0, 1e-1, 1.0),
        (4, 4, 2, 0.95, 0.1, 1e-3, 1e-2),
        (2, 6, 5, 0.99, 0.0, 1e2, 1e5),
        (40, 5, 2, 0.8, 0.2, 1e-6, 1.0),
        (7, 3, 2, 0.5, 0.1, 1e3, 1.0),
        (2, 2, 3, 0.995, 0.0, 1e-3, 1.0),
        (6, 4, 3, 0.9, 0.0, 1e-6, 1.0),
    )
    settings = [*itertools.product(cases, (False, True))]
    settings += [((1, 1, 2, 0.999, 0.0, 2e-5, 1.0), True)]  # very many sweeps
    for case, nearly_sure in settings:
        n_policies, n_states, n_actions, gamma, ending, threshold, scale = case
        reward, continuation = random_world(rng, n_states, n_actions, ending)
        reward = (scale * reward).T.contiguous().T
        policies = torch.from_numpy(
            rng.dirichlet(np.full(n_actions, 0.6), size=(n_policies, n_states))
        )
        if nearly_sure:  # of one action in each state, yet the others may come, too
            chosen = rng.integers(n_actions, size=(n_policies, n_states))
            policies = 0.04 * policies + 0.96 * torch.from_numpy(
                np.eye(n_actions)[chosen]
            )
        else:  # some actions end the episode sooner than others
            stays = rng.uniform(0.3, 1.0, size=(n_states, n_actions, 1))
            continuation = continuation * torch.from_numpy(stays)
        if n_policies > 1:
            # One policy settles sooner than the others, and changes downwards.
            policies[0] = torch.eye(n_actions, dtype=torch.float64)[0]
            reward[:, 0] = -reward[:, 0].abs()
        elif n_actions == 1:
            reward = reward.abs()
        with checks.unchanged(
            reward=reward, continuation=continuation, policies=policies
        ):
            result = checks.attempt(
                evaluate_policies, reward, continuation, policies, gamma, threshold
            )
        values, n_sweeps = checks.instance(
            "the result", result, tuple, thought="A tuple of two?"
        )
        checks.tensor(
            "the values",
            values,
            shape=(n_policies, n_states),
            dtype=torch.float64,
            thought="One row for each policy, of float64?",
        )
        # Written another way: one policy after the other, step by step.
        r = np.einsum("nsa,sa->ns", policies.numpy(), reward.numpy())
        p = np.einsum("nsa,sat->nst", policies.numpy(), continuation.numpy())
        expected, step, count, largest = (
            np.zeros((n_policies, n_states)),
            r,
            0,
            math.inf,
        )
        while largest > threshold:
            expected, largest, count = expected + step, np.abs(step).max(), count + 1
            step = gamma * np.einsum("nst,nt->ns", p, step)
        checks.equal(
            "the number of sweeps",
            checks.instance("the number", n_sweeps, int, thought="A plain int?"),
            count,
            thought="After which sweep is it enough, and for which of the policies?",
        )
        checks.close(
            "the values",
            values,
            expected,
            thought="Does a sweep use the values of the sweep before it only?",
            rtol=1e-9,
            atol=1e-9 * scale,
        )
    # Changes that halve exactly: 4, 2, 1, 0.5 ..., the threshold exactly met.
    reward = torch.tensor([[1.0], [-4.0]], dtype=torch.float64)
    continuation = torch.tensor([[[0.5, 0]], [[0, 0.5]]], dtype=torch.float64)
    alone = torch.ones(1, 2, 1, dtype=torch.float64)
    for scale, threshold, count in (
        (1.0, 4.0, 1),
        (1.0, 2.0, 2),
        (1.0, 0.9, 4),
        (1.0, 0.5, 4),
        (1.0, 100.0, 1),
        (0.025, 0.1, 1),  # 4 * 0.025 is 0.1 to the last bit
        (0.025, 0.1 - 1e-9, 2),
        (0.075, 0.3, 1),
    ):
        _, n_sweeps = checks.attempt(
            evaluate_policies, scale * reward, continuation, alone, 1.0, threshold
        )
        checks.equal(
            "the number of sweeps",
            n_sweeps,
            count,
            thought="And where the largest change is exactly the threshold?",
        )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            evaluate_policies, reward, continuation, alone, 0.5, 0.1
        ),
        thought="Does it share memory with an argument or with an earlier result?",
    )


# %% [markdown]
# **A check against known numbers.** In the grid of Sutton and Barto's example 4.1 each step costs 1, and two corners of the 4 by 4 cells
# end the episode. The policy walks at random, nothing is discounted. The book gives the values $-14$, $-20$, $-22$ for the upper row. And then the
# 144 gamblers. **Predict**: is there one policy that is best with 1 coin *and* with 2 *and* ... with 7? Or does the best policy depend on how much
# you start with?


# %% tags=["demo", "nbval-check-output"]
CORNERS = ("G...", "....", ".S..", "...G")
PENALTIES = gridworlds.Rewards(step=-1.0, goal=-1.0)
corner_world = world_of(
    tables.model_of(gridworlds.environment(CORNERS, 0.0, PENALTIES))
)
random_walk = torch.full((1, 16, 4), 0.25, dtype=torch.float64)


def small_gamblers(goal: int) -> Tensor:
    """Return every policy with fixed stakes, shape ``[N, goal + 1, goal // 2]``."""
    stakes = [range(max(1, min(coins, goal - coins))) for coins in range(goal + 1)]
    actions = torch.tensor(list(itertools.product(*stakes)))  # [N, goal + 1]
    return torch.nn.functional.one_hot(actions, goal // 2).to(torch.float64)


def try_all_gamblers(goal: int, p_heads: float) -> None:
    """Print the best value for each capital, and which policies are best everywhere."""
    gamblers = small_gamblers(goal)
    values, n_sweeps = evaluate_policies(
        *gambler_world(p_heads, goal), gamblers, 1.0, 1e-13
    )
    best = values.max(dim=0).values  # [goal + 1], for each capital by itself
    are_best = (values >= best - 1e-10).all(dim=1)
    print(f"{len(values)} policies, {n_sweeps} sweeps")
    print("coins     ", *(f"{coins:7d}" for coins in range(1, goal)))
    print("best value", *(f"{value:7.4f}" for value in best[1:goal]))
    print("worst     ", *(f"{v:7.4f}" for v in values.min(dim=0).values[1:goal]))
    print("policies that are best with every capital at once:", int(are_best.sum()))
    assert np.allclose(best[[2, 4, 6]], [0.16, 0.4, 0.64], rtol=0, atol=1e-9)
    assert 0 < int(are_best.sum()) < len(values)
    for stakes in gamblers[are_best].argmax(dim=2).tolist():
        print("  stakes for 1, 2, ... coins:", *(k + 1 for k in stakes[1:goal]))


with checks.demonstration():
    grid_values, n_grid_sweeps = evaluate_policies(
        *corner_world, random_walk, 1.0, 1e-10
    )
    print(f"the grid after {n_grid_sweeps} sweeps:")
    for grid_row in grid_values.reshape(4, 4).tolist():
        print("  ", *(f"{value:8.3f}" for value in grid_row))
    first_row = grid_values[0, :4]
    assert np.allclose(first_row, [0.0, -14.0, -20.0, -22.0], rtol=0, atol=1e-7)
    try_all_gamblers(8, 0.4)

# %% [markdown]
# What to see: the book's values. And four of the 144 gamblers are best with *every* capital at once: nobody has to know where the game began.
# The maximum that was taken for each state by itself is the value of **one** policy. Is that luck?

# %% [markdown]
# ## 5. The optimality equation
#
# ### Exercise 2a: what follows?
#
# *Easy, about 5 minutes.* Which of these statements hold in **every** world with finitely many states and actions, for every $\gamma$ between 0 and 1 (both excluded), all functions $v$ and $u$ and all numbers $c$ and $\varepsilon > 0$? Recall
# that episodes may end: the $p(s' \mid s, a)$ sum to 1 *or less*. Return the letters of the statements that hold, a Python `set` (no list, no `frozenset`) of strings of
# one capital letter each, such as `{"A", "H"}`. An inequality between functions is meant in every state.
#
# - **A.** If $|v(s) - (T v)(s)| \le \varepsilon$ in all states, then $|v(s) - v_*(s)| \le \varepsilon$ in all states.
# - **B.** If $v \le T v$, then $v \le v_*$.
# - **C.** $T_\pi v = T v$ if and only if $\pi$ takes, in every state, only actions that are greedy with respect to $v$.
# - **D.** $T (v + c) = T v + \gamma c$.
# - **E.** $T \bigl( \tfrac12 (v + u) \bigr) = \tfrac12 (T v + T u)$.
# - **F.** Value iteration converges to $v_*$ from any $v_0$, also from values that no policy can have.
# - **G.** If $v \ne v_*$, then a policy that is greedy with respect to $v$ is not optimal.
# - **H.** If $v_\pi = T v_\pi$, then $\pi$ is optimal.
#
# <details><summary>Hint</summary>
#
# To refute a statement, one world is enough, with one state or two. Try a state in which the episode always ends, and one that goes on to itself for ever.
#
# </details>


# %% exercise="what_follows" task=4
def what_follows() -> set[str]:
    """Return the letters of the statements that hold in every world."""
    # BEGIN SOLUTION
    return {"B", "C", "F", "H"}
    # END SOLUTION


# %% test="what_follows" points=1
def test_what_follows() -> None:
    letters = checks.instance(
        "the answer",
        checks.attempt(what_follows),
        set,
        thought='A set of letters, such as {"A", "H"}.',
    )
    checks.true(
        "letters from A to H, at least one",
        len(letters) > 0 and all(letter in list("ABCDEFGH") for letter in letters),
        thought="One-letter strings, in capitals.",
    )


# %% hidden="what_follows" points=2
def hidden_what_follows() -> None:
    letters = checks.instance(
        "the answer",
        checks.attempt(what_follows),
        set,
        thought="A plain set of letters?",
    )
    checks.equal(
        "the letters",
        letters,
        {"B", "C", "F", "H"},
        thought="Is each of yours proven, and each other refuted by a small world?",
    )


# %% [markdown]
# ### Exercise 2b: derive the Bellman optimality backup
#
# *Written answer, about 20 minutes.* Let $\gamma < 1$ (or let Lemma 2 hold in another way). The best values are *defined* by
# $v_*(s) = \max_\pi v_\pi(s)$, for each state by itself. Derive from this definition that
#
# $$v_*(s) = \max_a \Bigl[ r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v_*(s') \Bigr] \qquad \text{for all } s,$$
#
# that no other function solves this equation, and that one single policy, which takes one action in each state, has the value $v_*$ in all states
# at once. You may use all of section 1. Say at each step which lemma you use.
#
# <details><summary>Hint</summary>
#
# By Lemma 2 and the theorem, $T$ has exactly one fixed point. Call it $u$. Two things remain: no policy is better than $u$ (compare $T_\pi u$ with
# $T u = u$, then apply $T_\pi$ again and again), and some policy is as good as $u$ (which one would you try?).
#
# </details>

# %% [markdown] answer="derive_backup" task=4 points=4
# ### BEGIN SOLUTION
# **Model answer.** By Lemma 2, $T$ contracts, so by the theorem it has exactly one fixed point $u$, $u = T u$.
#
# *No policy is better.* Let $\pi$ be any policy. A mean is at most the maximum, so $T_\pi u \le T u = u$. $T_\pi$ is monotone: apply it to both sides,
# $T_\pi^2 u \le T_\pi u \le u$, and again and again, $T_\pi^k u \le u$. $T_\pi$ contracts too (Lemma 2), so by the theorem $T_\pi^k u$ converges to its one
# fixed point, which is $v_\pi$. The inequality survives the limit: $v_\pi \le u$. Since this holds for every policy, $v_* \le u$.
#
# *One policy is as good.* Let $\mu$ take in each state one action that attains the maximum in $(T u)(s)$. Then $T_\mu u = T u = u$, so
# $u$ is a fixed point of $T_\mu$. It has only one (theorem), and that is $v_\mu$. So $u = v_\mu \le v_*$.
#
# Both together: $v_* = u = v_\mu$. So $v_* = T v_*$, which is the equation; no other function solves it, because $T$ has one fixed point only; and
# $\mu$, which takes one action in each state, has the value $v_*$ in all states at once. $\blacksquare$
#
# **Rubric.** 1 point: exactly one fixed point, from the contraction (Lemma 2) and the theorem. 1 point: $v_\pi \le u$ for every policy, with monotonicity and
# the limit of $T_\pi^k u$ (or an equivalent argument). 1 point: the greedy policy of $u$ has the value $u$, by uniqueness for $T_\mu$. 1
# point: the conclusion, both for the equation and for the single policy. An argument that assumes $v_* = T v_*$ earns at most the first point.
# ### END SOLUTION

# %% [markdown]
# So it was no luck. And uniqueness is a tool: **whoever finds a solution of the optimality equation, by whatever means, has found $v_*$.** We will
# use it for a proof without rounding.
#
# ### Exercise 3: value iteration
#
# *Easy, about 10 minutes.* Write `value_iteration(reward, continuation, gamma, threshold)`: the sweeps $v_k = T v_{k-1}$ from zeros. It stops after
# the first sweep in which no value changed by more than `threshold` (exactly `threshold` is small enough), so there is at least one sweep. It
# returns **all** values on the way, a new float64 tensor of shape `[n_sweeps + 1, S]`; row 0 is the zeros. The arguments stay as they are.
#
# *Example.* One state, two actions with the rewards 1 and 2; the first goes on for sure, the second ends. With $\gamma = 0.75$ and a threshold of 0.5
# the rows are 0, 2, 2.5: in the first sweep ending pays more, in the second going on does, $1 + 0.75 \cdot 2$. The change of 0.5 is small enough.
#
# <details><summary>Hint</summary>
#
# A list that begins with the zeros, `amax(dim=1)` for the maximum over actions, and `torch.stack` at the end.
#
# </details>


# %% exercise="value_iteration" task=3 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def value_iteration(
    reward: Tensor, continuation: Tensor, gamma: float, threshold: float
) -> Tensor:
    """Return the values after each sweep of value iteration, from zeros on.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        gamma: Discount, in ``[0, 1]``; 1 only where every policy comes to an end.
        threshold: The largest change in a sweep that counts as none, above 0.

    Returns:
        The values after 0, 1, ... sweeps, shape ``[n_sweeps + 1, S]``, float64.

    Source:
        Sutton and Barto, section 4.4.
    """
    # BEGIN SOLUTION
    history = [torch.zeros(len(reward), dtype=torch.float64)]
    change = math.inf
    while change > threshold:
        q = reward + gamma * (continuation @ history[-1])  # [S, A]
        history.append(q.amax(dim=1))
        change = float((history[-1] - history[-2]).abs().max())
    return torch.stack(history)
    # END SOLUTION


# %% test="value_iteration" points=1
def test_value_iteration() -> None:
    reward = torch.tensor([[1.0, 2.0]], dtype=torch.float64)
    continuation = torch.tensor([[[1.0], [0.0]]], dtype=torch.float64)
    history = checks.tensor(
        "the history",
        checks.attempt(value_iteration, reward, continuation, 0.75, 0.5),
        shape=(3, 1),
        dtype=torch.float64,
        thought="One row for each sweep, and one for the zeros. When is it enough?",
    )
    checks.close(
        "the history",
        history,
        [[0.0], [2.0], [2.5]],
        thought="Which action is best depends on the values of the sweep before.",
    )
    history = checks.attempt(value_iteration, -reward, continuation, 0.75, 1e-3)
    checks.close(
        "the history where the rewards are -1 and -2",
        history[:4],
        [[0.0], [-1.0], [-1.75], [-2.0]],
        thought="Values may be negative, and change downwards.",
    )


# %% hidden="value_iteration" points=2
def hidden_value_iteration() -> None:
    rng = np.random.default_rng(813)
    for n_states, n_actions, gamma, ending, threshold, scale in (
        (1, 1, 0.9, 0.0, 1e-6, 1.0),
        (3, 3, 0.0, 0.0, 1e-9, 1.0),
        (4, 2, 1.0, 0.3, 1e-9, 1.0),
        (2, 6, 0.995, 0.0, 1e-3, 1.0),
        (8, 3, 0.9, 0.1, 1e-8, 1e-3),
        (5, 4, 0.8, 0.0, 1e4, 1e6),
        (3, 2, 0.5, 0.1, 1e3, 1.0),
        (12, 1, 0.9, 0.1, 1e-5, 1.0),
        (4, 3, 0.95, 0.0, 1e-6, 1.0),
    ):
        for sign, has_ends in itertools.product((1, -1, 0), (True, False)):
            reward, continuation = random_world(rng, n_states, n_actions, ending)
            signed = sign * reward.abs() if sign else reward
            reward = (scale * signed).T.contiguous().T
            if has_ends:  # some actions end the episode sooner than others
                stays = rng.uniform(0.3, 1.0, size=(n_states, n_actions, 1))
                continuation = continuation * torch.from_numpy(stays)
                continuation[-1, 0] = 0.0
            with checks.unchanged(reward=reward, continuation=continuation):
                history = checks.attempt(
                    value_iteration, reward, continuation, gamma, threshold
                )
            # Written another way: state by state, action by action.
            rows = [[0.0] * n_states]
            largest = math.inf
            while largest > threshold:
                new = [
                    max(
                        float(r)
                        + gamma
                        * sum(float(x) * y for x, y in zip(p, rows[-1], strict=True))
                        for r, p in zip(reward[s].tolist(), ways, strict=True)
                    )
                    for s, ways in enumerate(continuation.tolist())
                ]
                pairs = zip(new, rows[-1], strict=True)
                largest = max(abs(a - b) for a, b in pairs)
                rows.append(new)
            history = checks.tensor(
                "the history",
                history,
                shape=(len(rows), n_states),
                dtype=torch.float64,
                thought="How many sweeps are enough? And the zeros are a row, too.",
            )
            checks.close(
                "the history",
                history,
                rows,
                thought="Does each sweep use only the values of the one before it?",
                rtol=1e-9,
                atol=1e-9 * scale,
            )
    # Very many sweeps: the changes are 0.999 ** k.
    history = checks.attempt(
        value_iteration,
        torch.ones(1, 1, dtype=torch.float64),
        torch.ones(1, 1, 1, dtype=torch.float64),
        0.999,
        1e-5,
    )
    n_sweeps = 1 + math.ceil(math.log(1e-5) / math.log(0.999))
    checks.tensor(
        "the history",
        history,
        shape=(n_sweeps + 1, 1),
        thought="Are all sweeps made, and all kept, however many they are?",
    )
    reward = torch.tensor([[4.0, 0.0], [-4.0, -5.0]], dtype=torch.float64)
    continuation = torch.zeros(2, 2, 2, dtype=torch.float64)
    continuation[0, 0, 0] = continuation[1, 0, 1] = 0.5
    for scale, threshold, count in (
        (1.0, 4.0, 1),
        (1.0, 2.0, 2),
        (1.0, 0.9, 4),
        (1.0, 0.5, 4),
        (1.0, 100.0, 1),
        (0.025, 0.1, 1),  # 4 * 0.025 is 0.1 to the last bit
        (0.025, 0.1 - 1e-9, 2),
        (0.075, 0.3, 1),
    ):
        checks.tensor(
            "the history",
            checks.attempt(
                value_iteration, scale * reward, continuation, 1.0, threshold
            ),
            shape=(count + 1, 2),
            thought="And where the largest change is exactly the threshold?",
        )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(value_iteration, reward, continuation, 0.5, 0.1),
        thought="Does it share memory with an argument or with an earlier result?",
    )


# %% [markdown]
# **The casino.** Now for 100 coins. Three values can be worked out on paper for *bold play*, which stakes all that it may: with 50 coins one bet decides, so
# $v(50) = 0.4$. With 25 it takes two wins, $v(25) = 0.4 \cdot v(50) = 0.16$. With 75 you win at once, or fall to 50: $v(75) = 0.4 + 0.6 \cdot v(50) =
# 0.64$. In general bold play obeys
#
# $$v(s) = 0.4\, v(2 s) \text{ for } s \le 50, \qquad v(s) = 0.4 + 0.6\, v(2 s - 100) \text{ for } s \ge 50, \qquad v(0) = 0,\ v(100) = 1.$$
#
# **Predict**: is there a better way for somebody who owns 25 coins? And is bold play the *only* best way?


# %% alt="Left, the probability of reaching 100 coins over the capital: after one sweep 0.4 from 50 coins on, after more sweeps a curve with bends, at last 0.16 at 25, 0.4 at 50 and 0.64 at 75 coins. Right, the stakes that are best: for most capitals several, on lines that form triangles, the largest of which leads to 50 at 50 coins." tags=["demo"]
def best_stakes(reward: Tensor, continuation: Tensor, values: Tensor) -> Tensor:
    """Return all best (capital, stake) pairs of a gambler, shape ``[n, 2]``."""
    goal = len(values) - 1
    q = reward + continuation @ values  # [S, A]
    stakes = torch.arange(1, goal // 2 + 1)
    coins = torch.arange(goal + 1)[:, None]
    allowed = stakes <= torch.minimum(coins, goal - coins)  # [S, A]
    found = (allowed & (q >= values[:, None] - 1e-12)).nonzero()
    return found + torch.tensor([0, 1])  # action k stakes k + 1


def gambler_figure(
    curves: Mapping[str, Tensor], pairs: Tensor, p_heads: float
) -> Figure:
    """Draw values over the capital, and all stakes that are best."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    for name, values in curves.items():
        left.plot(values[:-1], label=name)
    left.set(xlabel="capital / coins", ylabel="probability of success")
    left.set_title(f"a bet is won with probability {p_heads:.2f}")
    left.legend()
    right.plot(*pairs.T.numpy(), ".", markersize=3, color=plots.PALETTE[0])
    right.set(xlabel="capital / coins", ylabel="stake / coins", title="the best stakes")
    right.set_ylim(0, 52)
    return figure


def casino(p_heads: float) -> None:
    """Solve the gambler's problem and compare it with bold play."""
    world = gambler_world(p_heads, 100)
    history = value_iteration(*world, 1.0, 1e-14)
    values, pairs = history[-1], best_stakes(*world, history[-1])
    names = {f"sweep {k}": history[k] for k in (1, 2, 3)}
    gambler_figure(names | {f"sweep {len(history) - 1}": values}, pairs, p_heads)
    plt.show()
    print(f"{len(history) - 1} sweeps;", end=" ")
    print(*(f"v({coins}) = {values[coins]:.10f}" for coins in (25, 50, 75)), sep=", ")
    coins, after = torch.arange(1, 100), values.clone()
    after[100] = 1.0
    bold = torch.where(
        coins <= 50,
        p_heads * after[(2 * coins).clamp(max=100)],
        p_heads + (1 - p_heads) * after[(2 * coins - 100).clamp(min=0)],
    )
    print(f"off the equation of bold play by {(values[1:100] - bold).abs().max():.0e}")
    n_best = torch.bincount(pairs[:, 0], minlength=101)[1:100]
    print(f"capitals with more than one best stake: {int((n_best > 1).sum())} of 99")
    known = [0.16, 0.4, 0.64]
    assert np.allclose(values[[25, 50, 75]], known, rtol=0, atol=1e-10)
    assert np.allclose(values[1:100], bold, rtol=0, atol=1e-10)
    assert int((n_best > 1).sum()) == 72
    assert pairs[pairs[:, 0] == 51][:, 1].tolist() == [1, 49]


with checks.demonstration():
    casino(0.4)

# %% [markdown]
# What to see: there is no better way than bold play. The values of value iteration satisfy its equation, so bold play has the best values, with *every* capital.
# When the odds are against you, keep the game short. But bold play is not the only best way. With 51 coins you may stake 49 to win at once, or just 1: if you
# lose, you are back at 50, where one bet decides. Many pictures of this problem show a single jagged line of stakes; where several stakes are best,
# rounding decided which of them was drawn.
#
# The next figure is drawn by the fast solver of section 9. Move the slider: what happens when the casino is fair, and when it favours you? (If
# your viewer shows no slider, you see the picture for a probability of 0.55.)


# %% alt="Left, a curve of the probability of success that rises steeply, to 0.98 at 20 coins. Right, the best stakes for a probability of 0.55: one coin for every capital." tags=["demo"]
def solved_pairs(p_heads: float) -> tuple[Tensor, Tensor]:
    """Return the best values and all best (capital, stake) pairs, by the library."""
    reward, continuation = gambler_world(p_heads, 100)
    model = tables.Model(reward.numpy(), continuation.numpy(), np.full(101, 1 / 101))
    values = dynamic_programming.solve(
        dynamic_programming.sparse(model), 1.0, tolerance=1e-15, n_evaluations=200
    ).values
    return values, best_stakes(reward, continuation, values)


def solved_gambler(p_heads: float) -> Figure:
    """Draw the solved gambler's problem."""
    values, pairs = solved_pairs(p_heads)
    return gambler_figure({"best": values}, pairs, p_heads)


controls.interactive_figure(
    solved_gambler,
    p_heads=controls.slider(0.3, 0.55, 0.05, 0.55, "probability of winning a bet"),
)


# %% tags=["demo", "nbval-check-output"]
for p_heads in (0.45, 0.5, 0.55):
    found_values, found_pairs = solved_pairs(p_heads)
    n_timid = int((found_pairs[:, 1] == 1).sum())
    print(f"{p_heads}: {len(found_pairs)} best pairs of capital and stake,", end=" ")
    print(f"{n_timid} with a stake of one coin; v(50) = {found_values[50]:.6f}")
    if p_heads == 0.5:
        straight = torch.arange(100) / 100
        assert np.allclose(found_values[:100], straight, rtol=0, atol=1e-6)
        assert len(found_pairs) == 2500  # all that are allowed
    assert (p_heads == 0.55) == (len(found_pairs) == n_timid == 99)

# %% [markdown]
# With 0.55 one coin is the only best stake with every capital: when the odds favour you, make the game long. At 0.5 all 2500 allowed pairs are equally good, and the value is the
# straight line $s / 100$.

# %% [markdown]
# ### Exercise 4: how far off?
#
# *Medium, about 10 minutes.* Write `contraction_report(history, exact, factor, weights)`. For each row $v_k$ of a history of sweeps it returns, as two new float64
# tensors of shape `[n_sweeps + 1]`,
#
# - the **error** $\lVert v_k - v_\infty \rVert_w$, where `exact` is $v_\infty$ and the norm is the one of section 1, $\max_s |v(s)| / w(s)$;
# - the **bound** $\dfrac{\beta}{1 - \beta} \lVert v_k - v_{k-1} \rVert_w$ of the theorem, with $\beta$ = `factor`. There is no bound before the first sweep: the first
#   entry is infinity, whatever the factor is, 0 included.
#
# A factor that is not in $[0, 1)$ (1 itself, a negative one, infinity, NaN) raises a `ValueError` whose message names the factor as `str(factor)` writes it. The arguments stay as they are.
#
# *Example.* For the history $(0, 0), (2, 8), (3, 12)$, the exact values $(4, 16)$, the weights $(1, 2)$ and $\beta = 0.5$ the errors are 8, 4, 2 and the
# bounds $\infty$, 4, 2.
#
# <details><summary>Hint</summary>
#
# `history.diff(dim=0)` holds the changes. `(differences.abs() / weights).amax(dim=1)` is a norm for each row. `torch.cat` joins.
#
# </details>


# %% exercise="contraction_report" task=3 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def contraction_report(
    history: Tensor, exact: Tensor, factor: float, weights: Tensor
) -> tuple[Tensor, Tensor]:
    """Return the error after each sweep, and the bound that needs no exact values.

    Args:
        history: Values after 0, 1, ... sweeps, shape ``[n_sweeps + 1, S]``, float64;
            there may be no sweep at all.
        exact: The fixed point, shape ``[S]``, float64.
        factor: Contraction factor, in ``[0, 1)``.
        weights: Weights of the norm, all above 0, shape ``[S]``, float64.

    Returns:
        Errors, and bounds, of which the first is infinite; each of shape
        ``[n_sweeps + 1]``, float64.

    Raises:
        ValueError: The factor is not in ``[0, 1)``; the message holds ``str(factor)``.
    """
    # BEGIN SOLUTION
    if not 0 <= factor < 1:
        raise ValueError(f"the factor is {factor}, expected at least 0 and below 1")
    errors = ((history - exact).abs() / weights).amax(dim=1)
    changes = (history.diff(dim=0).abs() / weights).amax(dim=1)
    no_bound = torch.tensor([math.inf], dtype=torch.float64)
    return errors, torch.cat([no_bound, factor / (1 - factor) * changes])
    # END SOLUTION


# %% test="contraction_report" points=1
def test_contraction_report() -> None:
    history = torch.tensor([[0, 0], [2, 8], [3, 12]], dtype=torch.float64)
    exact = torch.tensor([4, 16], dtype=torch.float64)
    weights = torch.tensor([1, 2], dtype=torch.float64)
    errors, bounds = checks.instance(
        "the result",
        checks.attempt(contraction_report, history, exact, 0.5, weights),
        tuple,
        thought="Errors, then bounds.",
    )
    for name, found, expected in (
        ("the errors", errors, [8, 4, 2]),
        ("the bounds", bounds, [math.inf, 4, 2]),
    ):
        checks.tensor(
            name, found, shape=(3,), dtype=torch.float64, thought="One for each row."
        )
        checks.close(
            name, found, expected, thought="First divide by the weights.", rtol=1e-9
        )
    for factor in (1.0, -0.1, 1.5):
        checks.raises(
            ValueError,
            lambda factor=factor: contraction_report(history, exact, factor, weights),
            mentions=str(factor),
            thought="Without a contraction there is no bound. Say which factor came.",
        )


# %% hidden="contraction_report" points=2
def hidden_contraction_report() -> None:
    rng = np.random.default_rng(814)
    for n_rows, n_states, factor, scale in (
        (1, 1, 0.5, 1.0),
        (1, 4, 0.0, 1.0),
        (2, 3, 0.0, 1.0),
        (5, 1, 0.9, 1e-6),
        (4, 4, 0.25, 1e6),
        (30, 7, 0.999, 1.0),
        (3, 20, 1 - 1e-9, 1.0),
        (2, 2, 1 - 1e-12, 1.0),
    ):
        history = torch.from_numpy(scale * rng.normal(size=(n_rows, n_states)))
        exact = torch.from_numpy(scale * rng.normal(size=n_states))
        weights = torch.from_numpy(rng.uniform(0.1, 20.0, size=n_states))
        with checks.unchanged(history=history, exact=exact, weights=weights):
            result = checks.attempt(contraction_report, history, exact, factor, weights)
        errors, bounds = checks.instance(
            "the result", result, tuple, thought="A tuple of two?"
        )
        h, e, w = (t.tolist() for t in (history, exact, weights))
        cells = range(n_states)
        far = [max(abs(row[s] - e[s]) / w[s] for s in cells) for row in h]
        moved = [
            max(abs(b[s] - a[s]) / w[s] for s in cells)
            for a, b in itertools.pairwise(h)
        ]
        limits = [math.inf, *(factor / (1 - factor) * m for m in moved)]
        for name, found, expected, thought in (
            ("the errors", errors, far, "What is the largest weighted difference?"),
            ("the bounds", bounds, limits, "The last change, weighed and scaled?"),
        ):
            checks.tensor(
                name,
                found,
                shape=(n_rows,),
                dtype=torch.float64,
                thought="One number for each row, also where there was no sweep?",
            )
            checks.close(
                name, found, expected, thought=thought, rtol=1e-9, atol=1e-12 * scale
            )
    history = torch.tensor([[0.0], [1.0]], dtype=torch.float64)
    one = torch.ones(1, dtype=torch.float64)
    for factor in (1.0, 1.25, -0.5, -1e-9, -1e-300, math.nan, math.inf, -math.inf):
        checks.raises(
            ValueError,
            lambda factor=factor: contraction_report(history, one, factor, one),
            mentions=str(factor),
            thought="Is every factor refused, by name, that is no contraction?",
        )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(contraction_report, history, one, 0.5, one),
        thought="Does it share memory with an argument or with an earlier result?",
    )


# %% [markdown]
# **The contraction, sweep by sweep.** Three cases, each from several starting values. First Gymnasium's *FrozenLake* on 8 by 8 cells with a discount of 0.99 and $w = 1$. A step on the
# ice goes where you want in one case of three, and to either side in the others; holes end the episode, and so does the goal, which pays 1. Then two worlds
# *without* a discount: the random walk on the grid, where $w(s)$ is the expected number of steps to the end, and so $-v_\pi(s)$; and the
# gambler, where it is the longest expected game that any policy can make of it. To find that, give each bet a reward of 1 and let value
# iteration do the rest.


# %% alt="Three panels over sweeps, logarithmic. In each the error lies below two bounds. The bound by the last change falls as fast as the error; the bound by the powers of the factor falls more slowly, and for the gambler hardly at all." tags=["demo"]
LAKE_GAMMA = 0.99
lake_model = tables.model_of(gym.make("FrozenLake8x8-v1", is_slippery=True))
lake_world = world_of(lake_model)
casino_world = gambler_world(0.4, 100)


def sweeps_from(
    world: tuple[Tensor, Tensor],
    gamma: float,
    first: Tensor,
    n_sweeps: int,
    policy: Tensor | None = None,
) -> Tensor:
    """Return the values after each sweep from any first values, of T or of T_pi."""
    reward, continuation = world
    history = [first]
    for _ in range(n_sweeps):
        q = reward + gamma * (continuation @ history[-1])
        best = q.amax(dim=1) if policy is None else (policy * q).sum(dim=1)
        history.append(best)
    return torch.stack(history)


class Case:
    """A world, its contraction, and its exact values."""

    def __init__(
        self,
        name: str,
        world: tuple[Tensor, Tensor],
        gamma: float,
        weights: Tensor,
        policy: Tensor | None = None,
    ) -> None:
        self.name, self.world, self.gamma = name, world, gamma
        self.weights, self.policy = weights, policy
        self.factor = gamma if gamma < 1 else float(1 - 1 / weights.max())
        onwards = world[1] @ weights  # [S, A], the condition of Lemma 2
        if policy is not None:
            onwards = (policy * onwards).sum(dim=1, keepdim=True)
        assert bool((gamma * onwards <= self.factor * weights[:, None] + 1e-9).all())
        zeros = torch.zeros(len(weights), dtype=torch.float64)
        self.exact = sweeps_from(world, gamma, zeros, 3000, policy)[-1]

    def report(self, first: Tensor, n_sweeps: int) -> tuple[Tensor, Tensor]:
        """Return errors and bounds of sweeps from these first values."""
        history = sweeps_from(self.world, self.gamma, first, n_sweeps, self.policy)
        return contraction_report(history, self.exact, self.factor, self.weights)


def contraction_cases() -> list[Case]:
    """Return the lake, the random walk and the gambler."""
    ones = torch.ones(64, dtype=torch.float64)
    every_bet = torch.ones_like(casino_world[0])
    longest = value_iteration(every_bet, casino_world[1], 1.0, 1e-10)[-1]
    print(f"the longest game of the gambler takes {longest.max():.0f} bets on average")
    assert abs(float(longest.max()) - 442) < 1
    steps = torch.where(grid_values[0] < 0, -grid_values[0], 1.0)
    return [
        Case("FrozenLake, discount 0.99", lake_world, LAKE_GAMMA, ones),
        Case("random walk, no discount", corner_world, 1.0, steps, random_walk[0]),
        Case("gambler, no discount", casino_world, 1.0, longest),
    ]


def look(number: int) -> dict[str, object]:
    """Return one colour of the palette with its line style."""
    return {"color": plots.PALETTE[number], "linestyle": plots.LINE_STYLES[number]}


def contraction_figure(cases: Sequence[Case], n_sweeps: int) -> Figure:
    """Draw errors and bounds of sweeps from zeros."""
    figure, panels = plt.subplots(1, len(cases), figsize=(10, 3.6))
    for axes, case in zip(panels, cases, strict=True):
        errors, bounds = case.report(torch.zeros_like(case.exact), n_sweeps)
        powers = case.factor ** np.arange(n_sweeps + 1) * float(errors[0])
        axes.semilogy(powers, label=r"bound by $\beta^k$", **look(1))
        axes.semilogy(bounds, label="bound by the last change", **look(2))
        axes.semilogy(errors, label="error", **look(0))
        axes.set(title=case.name, xlabel="sweep $k$", ylabel="weighted norm")
        axes.set_ylim(1e-9, 1e3)
        axes.legend(fontsize=7)
    return figure


def check_contraction(cases: Sequence[Case], seeds: Sequence[int]) -> None:
    """Check both bounds at each sweep, from zeros and from random first values."""
    for case in cases:
        firsts = [torch.zeros_like(case.exact)]
        for seed in seeds:
            noise = np.random.default_rng(seed).normal(size=len(case.exact))
            firsts.append(torch.from_numpy(10.0 * noise))
        worst, n_checked = 0.0, 0
        for first in firsts:
            errors, bounds = case.report(first, 200)
            told = errors[:-1] > 1e-7  # below it, rounding is a part of the error
            ratios = errors[1:][told] / errors[:-1][told]
            worst, n_checked = max(worst, float(ratios.max())), n_checked + len(ratios)
            assert bool((ratios <= case.factor + 1e-6).all())
            assert bool((errors <= bounds + 1e-9).all())
        print(f"{case.name}: {n_checked} sweeps, factor {case.factor:.5f},", end=" ")
        print(f"the error shrank to {worst:.5f} of itself or less in each")


with checks.demonstration():
    contraction = contraction_cases()
    contraction_figure(contraction, 200)
    plt.show()
    check_contraction(contraction, range(8))

# %% [markdown]
# What to see: no sweep broke either bound. The bound by $\beta^k$ must serve the worst case, and is far too careful for the gambler, whose longest game takes 442 bets on average, so that $\beta = 1 - 1/442$.
# The bound by the last change looks at what really happened. It may be the larger one at first, but then it follows the error down.
#
# **The weights matter.** Without a discount the plain norm does *not* contract. Start the random walk with values that are too high by 1 wherever the game goes on, and
# sweep once:

# %% tags=["demo", "nbval-check-output"]
with checks.demonstration():
    walk_case = contraction[1]
    goes_on = (walk_case.exact < 0).double()
    one_too_high = walk_case.exact + goes_on
    one_sweep = sweeps_from(corner_world, 1.0, one_too_high, 1, random_walk[0])
    for norm_name, norm_weights in (
        ("plain", torch.ones_like(one_too_high)),
        ("weighted", walk_case.weights),
    ):
        (before, after), _ = contraction_report(
            one_sweep, walk_case.exact, walk_case.factor, norm_weights
        )
        print(f"{norm_name} norm of the error: {before:.4f}, then {after:.4f}")
        shrinks = float(after) <= walk_case.factor * float(before) + 1e-9
        assert shrinks == (norm_name == "weighted")
    inside = one_sweep[1] - walk_case.exact
    print(
        "cells that are still too high by 1:", int((inside > 1 - 1e-9).sum()), "of 14"
    )

# %% [markdown]
# A cell whose four neighbours all go on is as wrong as before, and the plain norm sees only the worst cell. The weighted norm counts an error near the end for more,
# and there the sweep has made progress.
#
# ## 6. Policy iteration
#
# Value iteration creeps towards the values, and the policy falls out at the end. Policy iteration jumps: it solves for the values of one policy exactly, takes a policy that is greedy with respect to them, and so on. Part 4.6
# proved that no state gets worse. It can be said more sharply.
#
# **Lemma 3.** Let $\pi'$ be greedy with respect to $v_\pi$. Then $v_{\pi'} \ge T v_\pi \ge v_\pi$: one round of policy iteration gains at least as much as a sweep of value
# iteration from $v_\pi$. If nothing is gained, $\pi$ is optimal. So policy iteration without a margin stops, as long as nothing is rounded.
#
# *Proof.* $T_{\pi'} v_\pi = T v_\pi \ge T_\pi v_\pi = v_\pi$. Apply the monotone $T_{\pi'}$ again and again: $v_{\pi'} = \lim_k T_{\pi'}^k v_\pi \ge T_{\pi'} v_\pi = T v_\pi$.
# If $v_{\pi'} = v_\pi$, then $T v_\pi = v_\pi$, and the only fixed point is $v_*$. Otherwise the new policy is strictly better somewhere and nowhere worse, so no policy comes twice; and of policies
# that take one action in each state there are finitely many. $\blacksquare$
#
# On a computer there is a catch. Two actions may be equally good, and rounding makes now one, now the other look better by $10^{-17}$: a program that waits for the policy to stay the same may
# wait for ever. So a state **keeps** its action as long as that is among the best, up to a margin of $\varepsilon = 10^{-9}$. What does the margin cost?
#
# **Lemma 4.** When policy iteration with a margin $\varepsilon$ has stopped, $v_\pi \ge v_* - \varepsilon / (1 - \gamma)$ if $\gamma < 1$, and $v_\pi(s) \ge v_*(s) - \varepsilon\, w(s)$ without a discount, with the $w$ of the second case above.
#
# *Proof.* No state found its action worse than the best by more than $\varepsilon$, so $T v_\pi \le v_\pi + \varepsilon$. Let $u = v_\pi + \varepsilon w$, for $\gamma < 1$ with the constant $w = 1 / (1 - \gamma)$. In both cases
# $\gamma \sum_{s'} p(s' \mid s, a)\, w(s') \le w(s) - 1$. So $T u \le T v_\pi + \varepsilon (w - 1) \le v_\pi + \varepsilon w = u$. Apply the monotone $T$ again and again: $T^k u \le u$, and $T^k u$ converges to $v_*$. So $v_* \le u$. $\blacksquare$
#
# And does it stop? Without rounding, yes: a state changes only to an action with a larger $q$, so by the argument of Lemma 3 no policy comes twice. With rounding the margin is a remedy, not a proof. Ties, of which there are many, lie at a
# difference of 0, and rounding errors of $10^{-14}$ no longer matter there. To go round in a circle now, differences would have to lie within rounding of $10^{-9}$ itself.
#
# The values of a policy by linear algebra, as in Part 4.6, are given.


# %%
def solve_policy(
    reward: Tensor, continuation: Tensor, actions: Tensor, gamma: float
) -> Tensor:
    """Return the exact values of a policy that takes one action in each state.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        actions: The action in each state, shape ``[S]``, int64.
        gamma: Discount, in ``[0, 1]``; 1 only where this policy comes to an end.

    Returns:
        Values, shape ``[S]``, float64.
    """
    rows = torch.arange(len(actions))
    system = torch.eye(len(actions), dtype=torch.float64)
    system = system - gamma * continuation[rows, actions]
    return torch.linalg.solve(system, reward[rows, actions])


# %% [markdown]
# ### Exercise 5: policy iteration
#
# *Medium, about 20 minutes.* Write `policy_iteration(reward, continuation, gamma, actions)`. It begins with the policy `actions`. In each round it computes the exact values of the policy, with `solve_policy` or a linear solve of your own, and the
# action values from these. Actions whose value is within $10^{-9}$ of the largest in their state count as **best** (a difference, whatever the size of the values; exactly $10^{-9}$ is within). A state whose action is among the best keeps it; any other takes
# the *first* of the best (the one with the smallest number). All states change in the same round. It stops after the round in which no state changed its action.
#
# It returns two new tensors: the actions with which each round began, int64, and their values, float64, both of shape `[n_rounds, S]`. So row 0 is the policy that was given, and the last row is
# the policy that needs no change. The arguments stay as they are.
#
# *Example.* One state; actions 0, 1, 2 have the rewards 1, 3, 3, and each of them ends the episode. From action 0 there are two rounds, with the actions 0, then 1, and the values 1, then 3. From action 2 there is one round: it is among the best.
#
# <details><summary>Hint</summary>
#
# With `best = q >= q.amax(dim=1, keepdim=True) - 1e-9`, `best[rows, actions]` says whether each state may keep its action, and `best.int().argmax(dim=1)` is the first of the best: of equal numbers
# `argmax` returns the first. `torch.where` joins the two.
#
# </details>


# %% exercise="policy_iteration" task=2 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def policy_iteration(
    reward: Tensor, continuation: Tensor, gamma: float, actions: Tensor
) -> tuple[Tensor, Tensor]:
    """Improve a policy until no state wants another action.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        gamma: Discount, in ``[0, 1]``; 1 only where every policy comes to an end.
        actions: The first policy's action in each state, shape ``[S]``, int64.

    Returns:
        The actions of each round, shape ``[n_rounds, S]``, int64, and their values,
        shape ``[n_rounds, S]``, float64.

    Source:
        Sutton and Barto, section 4.3.
    """
    # BEGIN SOLUTION
    policies, values = [actions], list[Tensor]()
    rows = torch.arange(len(reward))
    while True:
        values.append(solve_policy(reward, continuation, policies[-1], gamma))
        q = reward + gamma * (continuation @ values[-1])  # [S, A]
        best = q >= q.amax(dim=1, keepdim=True) - 1e-9
        first = best.int().argmax(dim=1)
        improved = torch.where(best[rows, policies[-1]], policies[-1], first)
        if torch.equal(improved, policies[-1]):
            return torch.stack(policies), torch.stack(values)
        policies.append(improved)
    # END SOLUTION


# %% test="policy_iteration" points=1
def test_policy_iteration() -> None:
    reward = torch.tensor([[1.0, 3.0, 3.0]], dtype=torch.float64)
    continuation = torch.zeros(1, 3, 1, dtype=torch.float64)
    for start, rows, worth in ((0, [[0], [1]], [[1.0], [3.0]]), (2, [[2]], [[3.0]])):
        actions, values = checks.instance(
            "the result",
            checks.attempt(
                policy_iteration, reward, continuation, 0.9, torch.tensor([start])
            ),
            tuple,
            thought="The actions of all rounds, and their values.",
        )
        checks.tensor(
            "the actions",
            actions,
            shape=(len(rows), 1),
            dtype=torch.int64,
            thought="One row for each round. Who keeps an action, who changes it?",
        )
        checks.equal(
            f"the actions from action {start}",
            actions.tolist(),
            rows,
            thought="Keep an action that is among the best; else take the first best.",
        )
        checks.close(
            "the values", values, worth, thought="Each round's own values.", rtol=1e-9
        )
    # Staying pays 1 a step; going from 0 to 1 costs 1, and staying there pays 2.
    reward = torch.tensor([[1.0, -1.0], [2.0, 0.0]], dtype=torch.float64)
    steps = [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]
    continuation = torch.tensor(steps, dtype=torch.float64)
    start = torch.tensor([0, 1])
    with checks.unchanged(actions=start):
        actions, values = checks.attempt(
            policy_iteration, reward, continuation, 0.9, start
        )
    checks.close(
        "the last values",
        values[-1],
        [17.0, 20.0],
        thought="Is it improved until no state wants another action?",
        rtol=1e-9,
    )
    checks.equal(
        "the first and the last actions",
        [actions[0].tolist(), actions[-1].tolist()],
        [[0, 1], [1, 0]],
        thought="Row 0 is the policy that was given.",
    )


# %% hidden="policy_iteration" points=2
def hidden_policy_iteration() -> None:
    rng = np.random.default_rng(815)
    cases = [
        (1, 1, 0.9, 0.0),
        (1, 5, 1.0, 0.4),
        (2, 2, 0.0, 0.0),
        (3, 3, 0.5, 0.1),
        (6, 2, 0.99, 0.0),
        (4, 7, 0.9, 0.1),
        (20, 4, 0.95, 0.05),
        (30, 3, 1.0, 0.1),
        (5, 1, 0.9, 0.1),
    ]
    for (n_states, n_actions, gamma, ending), with_ties in itertools.product(
        cases, (False, True)
    ):
        reward, continuation = random_world(rng, n_states, n_actions, ending)
        if n_actions == 1:
            reward = reward.abs()
        if ending:  # some actions end the episode sooner than others
            stays = rng.uniform(0.2, 1.0, size=(n_states, n_actions, 1))
            continuation = continuation * torch.from_numpy(stays)
        if with_ties:  # each action comes again under another number, nearly
            twin = torch.from_numpy(rng.permutation(np.tile(np.arange(n_actions), 2)))
            reward = reward[:, twin]
            reward += torch.from_numpy(1e-13 * rng.normal(size=reward.shape))
            continuation = continuation[:, twin]
        width = reward.shape[1]
        start = torch.from_numpy(rng.integers(width, size=n_states))
        # Written another way: state by state, with NumPy.
        r, p = reward.numpy(), continuation.numpy()
        policy, rounds, worth = start.tolist(), list[list[int]](), list[object]()
        while not rounds or rounds[-1] != policy:
            rounds.append(policy)
            own_p = np.stack([p[s, a] for s, a in enumerate(policy)])
            own_r = np.array([r[s, a] for s, a in enumerate(policy)])
            v = np.linalg.solve(np.eye(n_states) - gamma * own_p, own_r)
            worth.append(v)
            policy = list(policy)
            for s in range(n_states):
                q = [r[s, a] + gamma * p[s, a] @ v for a in range(width)]
                best = [a for a in range(width) if q[a] >= max(q) - 1e-9]
                policy[s] = policy[s] if policy[s] in best else best[0]
        with checks.unchanged(reward=reward, continuation=continuation, actions=start):
            result = checks.attempt(
                policy_iteration, reward, continuation, gamma, start
            )
        actions, values = checks.instance(
            "the result", result, tuple, thought="A tuple of two?"
        )
        checks.tensor(
            "the actions",
            actions,
            shape=(len(rounds), n_states),
            dtype=torch.int64,
            thought="One row for each round, the first policy and the last included?",
        )
        checks.equal(
            "the actions",
            actions.tolist(),
            rounds,
            thought="Which states keep their action, and which action do others take?",
        )
        checks.tensor(
            "the values",
            values,
            shape=(len(rounds), n_states),
            dtype=torch.float64,
            thought="One row for each round?",
        )
        checks.close(
            "the values",
            values,
            np.array(worth),
            thought="Are they the exact values of the round's own policy?",
            rtol=1e-8,
            atol=1e-8,
        )
    # A corridor in which each round improves one state more: staying, or going on.
    n = 110
    reward = torch.zeros(n, 2, dtype=torch.float64)
    reward[n - 1, 1] = 1.0
    ways = torch.zeros(n, 2, n, dtype=torch.float64)
    ways[torch.arange(n), 0, torch.arange(n)] = 1.0
    ways[torch.arange(n - 1), 1, torch.arange(1, n)] = 1.0
    actions, _ = checks.attempt(
        policy_iteration, reward, ways, 0.95, torch.zeros(n, dtype=torch.int64)
    )
    checks.tensor(
        "the actions",
        actions,
        shape=(n + 1, n),
        thought="Does it go on for as long as some state wants another action?",
    )
    checks.equal(
        "the states that go on after each round",
        actions.sum(dim=1).tolist(),
        list(range(n + 1)),
        thought="Does a state keep its action where another is only as good?",
    )
    # To end for 1, or to stay: the discount decides which of the two is better.
    way = torch.tensor([[[0.0], [1.0]]], dtype=torch.float64)
    for gamma, share in itertools.product((0.5, 0.9, 0.95, 0.99, 0.999), (0.6, 1.4)):
        stay = share * (1 - gamma)
        rewards = torch.tensor([[1.0, stay]], dtype=torch.float64)
        for first in (0, 1):
            actions, values = checks.attempt(
                policy_iteration, rewards, way, gamma, torch.tensor([first])
            )
            better = int(share > 1)
            checks.equal(
                "the actions",
                actions.tolist(),
                [[first]] if first == better else [[first], [better]],
                thought="Is what follows discounted, in the action values, too?",
            )
            checks.close(
                "the last values",
                values[-1],
                [max(1.0, share)],
                thought="Is what follows discounted?",
                rtol=1e-9,
            )
    # The margin is a difference, whatever the size of the values.
    ends = torch.zeros(1, 2, 1, dtype=torch.float64)
    for base, lead, expected in (
        (1000.0, 1e-7, [[0], [1]]),
        (-1000.0, 1e-7, [[0], [1]]),
        (1e-3, 5e-10, [[0]]),
        (0.0, 5e-10, [[0]]),
        (0.0, 2e-9, [[0], [1]]),
        (0.0, 1e-9, [[0]]),  # exactly met
        (-1e-9, 1e-9, [[0]]),
        (0.0, 1.1e-9, [[0], [1]]),
        (4e-10, 2e-10, [[0]]),  # rounded to nine digits these two would differ
        (0.7e-9, 0.9e-9, [[0]]),
        (-0.7e-9, 0.9e-9, [[0]]),
    ):
        rewards = torch.tensor([[base, base + lead]], dtype=torch.float64)
        actions, _ = checks.attempt(
            policy_iteration, rewards, ends, 0.5, torch.tensor([0])
        )
        checks.equal(
            "the actions",
            actions.tolist(),
            expected,
            thought="Is the margin a difference, or a share of the value?",
        )
    # Better by a little is better; better by less than 1e-9 is as good.
    reward = torch.tensor([[1.0, 1.0 + 4e-10, 1.0 - 9e-10]], dtype=torch.float64)
    ends = torch.zeros(1, 3, 1, dtype=torch.float64)
    for lead, start, expected in (
        (0.0, 0, [[0]]),
        (0.0, 1, [[1]]),
        (0.0, 2, [[2], [0]]),
        (3e-9, 0, [[0], [1]]),
        (3e-9, 2, [[2], [1]]),
    ):
        rewards = reward + torch.tensor([0.0, lead, 0.0], dtype=torch.float64)
        actions, _ = checks.attempt(
            policy_iteration, rewards, ends, 0.5, torch.tensor([start])
        )
        checks.equal(
            "the actions",
            actions.tolist(),
            expected,
            thought="What counts as equally good?",
        )
    start = torch.tensor([0])
    checks.true(
        "the result is new",
        checks.returns_new_tensors(policy_iteration, reward, ends, 0.5, start),
        thought="Does it share memory with an argument or with an earlier result?",
    )


# %% [markdown]
# **Is the catch real?** The next cell runs policy iteration as one would write it at first, with `argmax` and "until the policy stays the same", in empty square rooms with a treasure in one corner. Many ways to it are equally short, so there are
# many ties. **Predict**: in how many of six rooms does it ever stop?


# %% tags=["demo"]
def plain_iteration(
    world: tuple[Tensor, Tensor], gamma: float, max_rounds: int
) -> list[Tensor]:
    """Take argmax in each round, until a policy comes again.

    Returns:
        The values of all policies since it came first; one alone means that the policy
        stayed the same. Those of all rounds if none came again.
    """
    reward, continuation = world
    actions = torch.zeros(len(reward), dtype=torch.int64)
    first_seen: dict[tuple[int, ...], int] = {}
    values: list[Tensor] = []
    while len(values) < max_rounds:
        policy = tuple(actions.tolist())
        if policy in first_seen:
            return values[first_seen[policy] :]
        first_seen[policy] = len(values)
        values.append(solve_policy(reward, continuation, actions, gamma))
        actions = (reward + gamma * (continuation @ values[-1])).argmax(dim=1)
    return values


def empty_room(size: int, slip: float) -> tuple[Tensor, Tensor]:
    """Return a square room without walls, with a treasure in the far corner."""
    middle = ["." * size] * (size - 2)
    rows = ["S" + "." * (size - 1), *middle, "." * (size - 1) + "G"]
    room = gridworlds.environment(rows, slip, gridworlds.Rewards())
    return world_of(tables.model_of(room))


def show_circles() -> None:
    """Compare plain policy iteration with yours, in six rooms."""
    n_circling = 0
    for size, slip in itertools.product((8, 12, 15), (0.2, 0.4)):
        room = empty_room(size, slip)
        circle = plain_iteration(room, 0.95, 200)
        period = len(circle)
        n_circling += period != 1
        told = (
            "stops" if period == 1 else f"goes round, {period} policies in the circle"
        )
        always_up = torch.zeros(size**2, dtype=torch.int64)
        own_actions, own_values = policy_iteration(*room, 0.95, always_up)
        n_own = len(own_actions)
        for values in circle:  # all as good as yours
            assert np.allclose(values, own_values[-1], rtol=0, atol=1e-9)
        print(f"{size:2d} by {size:2d}, slip {slip}: plain {told};", end=" ")
        print(f"yours stops after {n_own} rounds")
        assert n_own < 40
    print(f"rooms in which the plain version never stops: {n_circling} of 6")
    assert n_circling > 0


with checks.demonstration():
    show_circles()

# %% [markdown]
# What to see: in four of these rooms it goes round for ever, through policies that are all as good as yours: the last bits of equal values change with the policy, and `argmax` follows them. (Which rooms these are may depend on your machine.) Yours stops in all of them.
#
# **The frozen lake.** Policy iteration begins from the policy that always walks left. **Predict**: value iteration needs hundreds of sweeps here before its values are certain to $10^{-9}$. How many rounds does
# policy iteration need?


# %% alt="The frozen lake of 8 by 8 cells with the optimal values, from 0.41 at the upper left to values near 1 beside the goal at the lower right; holes are marked H; arrows show all best actions, which point away from holes." tags=["demo"]
def lake_figure(reward: Tensor, continuation: Tensor, values: Tensor) -> Figure:
    """Draw the lake with values and all best actions."""
    letters = np.array(gym.make("FrozenLake8x8-v1").unwrapped.get_wrapper_attr("desc"))
    letters = letters.astype(str)
    is_over = np.isin(letters, ["H", "G"])
    q = reward + LAKE_GAMMA * (continuation @ values)
    best = (q >= q.amax(dim=1, keepdim=True) - 1e-9).numpy().reshape(8, 8, 4)
    shown = np.where(is_over, np.nan, values.numpy().reshape(8, 8))
    places = np.argwhere(np.isin(letters, ["H", "G", "S"])).tolist()
    figure, axes = plt.subplots(figsize=(7, 6))
    plots.grid_values(
        axes,
        shown,
        labels={(row, column): letters[row, column] for row, column in places},
    )
    plots.grid_policy(axes, best & ~is_over[:, :, None], arrows=plots.LAKE_ARROWS)
    axes.set_title("FrozenLake, discount 0.99: values and best actions")
    return figure


def compare_iterations(seeds: Sequence[int]) -> None:
    """Print the rounds of policy iteration beside the sweeps of value iteration."""
    tolerance = 1e-9  # certain by the bound of the last change
    threshold = tolerance * (1 - LAKE_GAMMA) / LAKE_GAMMA
    begun = time.perf_counter()
    swept = value_iteration(*lake_world, LAKE_GAMMA, threshold)
    seconds = time.perf_counter() - begun
    print(f"value iteration: {len(swept) - 1} sweeps, {1e3 * seconds:.0f} ms")
    starts = {"always left": torch.zeros(64, dtype=torch.int64)}
    for seed in seeds:
        drawn = np.random.default_rng(seed).integers(4, size=64)
        starts[f"random policy {seed}"] = torch.from_numpy(drawn)
    for name, start in starts.items():
        begun = time.perf_counter()
        actions, values = policy_iteration(*lake_world, LAKE_GAMMA, start)
        seconds = time.perf_counter() - begun
        print(f"policy iteration from {name}: {len(actions)} rounds,", end=" ")
        print(f"{1e3 * seconds:.0f} ms; the start is worth {values[-1, 0]:.10f}")
        assert len(actions) < 20 < 100 < len(swept)
        assert float((values[-1] - swept[-1]).abs().max()) <= tolerance
        after = (lake_world[0] + LAKE_GAMMA * lake_world[1] @ values[0]).amax(dim=1)
        assert bool((values[1] >= after - 1e-12).all())  # Lemma 3


with checks.demonstration():
    compare_iterations(range(5))
    lake_actions, lake_values = policy_iteration(
        *lake_world, LAKE_GAMMA, torch.zeros(64, dtype=torch.int64)
    )
    lake_figure(*lake_world, lake_values[-1])
    plt.show()
    lake_q = lake_world[0] + LAKE_GAMMA * lake_world[1] @ lake_values[-1]
    lake_best = lake_q >= lake_q.amax(dim=1, keepdim=True) - 1e-9
    drowns = 1 - lake_world[1].sum(dim=2)  # [S, A], the goal is far from both cells
    for cell, expected_best in ((18, [True, False, False, False]), (27, [0, 1, 0, 1])):
        print(f"row {cell // 8}, column {cell % 8}: left, down, right, up drown")
        print(
            "  with probability", *(f"{share:.2f}" for share in drowns[cell]), end="; "
        )
        print("best:", lake_best[cell].int().tolist())
        assert lake_best[cell].tolist() == expected_best
    assert torch.allclose(drowns[27] * 3, torch.tensor([2.0, 1, 2, 1]).double())

# %% [markdown]
# What to see: eleven rounds at most, each of which solves a linear system, against 735 cheap sweeps. Which of the two is *faster* depends on the number of states: a solution costs about $S^3$ operations, a
# dense sweep $S^2 A$, a sparse one far less. And look at two cells. Left of a hole, in row 2, column 2 (counted from 0), the agent walks *away* from the hole: the step and both slides stay dry. Between two holes, in row 3, column 3, it walks straight *at* one of them. Then one
# outcome of three lands in the water. If it walked sideways, two of three would.
#
# ### Without any rounding
#
# Both methods agree to nine digits. Is the optimum really what they say? Uniqueness lets us prove it. Take the policy that was found, and solve its Bellman equation with **fractions**: every probability on the lake is a multiple of 1/3, and $\gamma =
# 99/100$. Then check $v = T v$ with fractions, too. If it holds *exactly* in all cells, $v$ is $v_*$, and it does not matter how it was found.


# %% tags=["demo", "nbval-check-output"]
def exact_look_ahead(
    model: tables.Model, state: int, action: int, gamma: Fraction
) -> tuple[Fraction, dict[int, Fraction]]:
    """Return the exact reward, and the discounted weights of the next states."""

    def third(number: float) -> Fraction:
        return Fraction(round(3 * number), 3)

    row = model.continuation[state, action]
    onwards = {int(to): gamma * third(row[to]) for to in np.flatnonzero(row)}
    return third(model.reward[state, action]), onwards


def exact_values(
    model: tables.Model, actions: Sequence[int], gamma: Fraction
) -> list[Fraction]:
    """Solve the Bellman equation of a policy by elimination, without rounding."""
    equations: list[tuple[Fraction, dict[int, Fraction]]] = []
    for state, action in enumerate(actions):  # v(state) = constant + sum of weights v
        constant, weights = exact_look_ahead(model, state, action, gamma)
        for earlier in range(state):  # put the equations of earlier states in
            share = weights.pop(earlier, Fraction(0))
            if share:
                constant += share * equations[earlier][0]
                for to, weight in equations[earlier][1].items():
                    weights[to] = weights.get(to, Fraction(0)) + share * weight
        rest = 1 - weights.pop(state, Fraction(0))
        solved = {to: weight / rest for to, weight in weights.items()}
        equations.append((constant / rest, solved))
    values = [Fraction(0)] * len(actions)
    for state in reversed(range(len(actions))):
        constant, weights = equations[state]
        values[state] = constant + sum(w * values[to] for to, w in weights.items())
    return values


def prove_optimum(model: tables.Model, actions: Sequence[int]) -> list[Fraction]:
    """Check that the values of a policy solve the optimality equation exactly."""
    gamma, n_actions = Fraction(99, 100), model.reward.shape[1]
    values = exact_values(model, actions, gamma)
    n_tight = 0
    for state, value in enumerate(values):
        q: list[Fraction] = []
        for action in range(n_actions):
            constant, weights = exact_look_ahead(model, state, action, gamma)
            future = sum((w * values[to] for to, w in weights.items()), Fraction(0))
            q.append(constant + future)
        n_tight += max(q) == value
    print(f"v = T v holds exactly in {n_tight} of {len(values)} states")
    digits = len(str(values[0].denominator))
    print(f"the start is worth a fraction whose denominator has {digits} digits,")
    print("0." + str(10**30 * values[0].numerator // values[0].denominator), "...")
    assert n_tight == len(values)
    return values


with checks.demonstration():
    proven = prove_optimum(lake_model, lake_actions[-1].tolist())
    as_floats = [float(value) for value in proven]
    proven_values = torch.tensor(as_floats, dtype=torch.float64)
    largest_gap = float((proven_values - lake_values[-1]).abs().max())
    print(
        f"policy iteration in float64 is off by less than 1e-10: {largest_gap < 1e-10}"
    )
    assert largest_gap < 1e-10
    first_round = exact_values(lake_model, lake_actions[0].tolist(), Fraction(99, 100))
    assert first_round != proven  # always left: no solution of the optimality equation

# %% [markdown]
# What to see: exact equality in all 64 states. This is a *proof* that the policy is optimal, made by a computer: no rounding, no tolerance. The policy that always walks left does not pass it.
#
# ## 7. Fewer backups
#
# A sweep backs up every state, from values that are one sweep old. Both are wasteful. If a value has just been improved, why not use it at once? And why back up a state of whose
# successors none has changed? Work is counted in **backups** here: one maximum over all actions, for one state.
#
# **In place.** Keep one table, and let each backup see the ones before it. This is the *Gauss-Seidel* form of value iteration, the simplest *asynchronous* one.
#
# ```text
# Value iteration in place                  input: γ, θ, an order of all states
# ─────────────────────────────────────────────────────────────────────────────
# 1  v(s) ← 0 for all s
# 2  repeat:
# 3      change ← 0
# 4      for s in the order:
# 5          x ← max_a [r(s, a) + γ Σ_s' p(s' | s, a) v(s')]
# 6          change ← max(change, |x − v(s)|);  v(s) ← x
# 7  until change ≤ θ
# ```
#
# **Lemma 5.** Let $G$ back up all states once, in place, in some fixed order. Then $\lVert G v - G u \rVert_w \le \beta \lVert v - u \rVert_w$, with the $\beta$ of Lemma 2, and $v_*$ is the fixed point of $G$. So the theorem holds for $F = G$ as
# for $F = T$, with the same bounds.
#
# *Proof.* Let $d = \lVert v - u \rVert_w$. When a state is backed up, the values that it sees differ by at most $d\, w(s')$: the old ones by assumption, the new ones because they differ by at most $\beta\, d\, w(s')$, as the proof of
# Lemma 2 shows for one state after the other. So the new value of $s$ differs by at most $\beta\, d\, w(s)$. And where $v = T v$, a backup changes nothing. $\blacksquare$
#
# ### Exercise 6: sweep in place
#
# *Easy, about 10 minutes.* Write `sweep_in_place(reward, continuation, values, gamma, order)`. It backs up the states in the order of `order`, a list, tuple or range of state numbers, which may leave states out and name others more than once. Each backup sees all backups before it. It returns the new values,
# a **new** float64 tensor of shape `[S]`, and the largest absolute change that any one backup made, a plain Python `float`; 0.0 if `order` is empty. The arguments stay as they are.
#
# *Example.* Three states in a row and one action: state 2 ends with a reward of 1, the others go on to the next state with reward 0. With $\gamma = 0.5$, zeros and the order 2, 1, 0 the new values are $(0.25, 0.5, 1)$, and the largest change is 1. In the order 0, 1, 2 they are $(0, 0, 1)$.
#
# <details><summary>Hint</summary>
#
# `reward[state] + gamma * (continuation[state] @ values)` has shape `[A]`.
#
# </details>


# %% exercise="sweep_in_place" task=3 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def sweep_in_place(
    reward: Tensor,
    continuation: Tensor,
    values: Tensor,
    gamma: float,
    order: Sequence[int],
) -> tuple[Tensor, float]:
    """Back up states one after the other; each backup sees the ones before it.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        values: The values before, shape ``[S]``, float64; not changed.
        gamma: Discount, in ``[0, 1]``; 1 in any world, since one sweep need not settle.
        order: Numbers of the states to back up; some may be missing, others come more
            than once.

    Returns:
        The values after, shape ``[S]``, float64, and the largest absolute change that
        one backup made, 0.0 for no backup.
    """
    # BEGIN SOLUTION
    values, largest = values.clone(), 0.0
    for state in order:
        backed_up = (reward[state] + gamma * (continuation[state] @ values)).max()
        largest = max(largest, abs(float(backed_up - values[state])))
        values[state] = backed_up
    return values, largest
    # END SOLUTION


# %% test="sweep_in_place" points=1
def test_sweep_in_place() -> None:
    reward = torch.tensor([[0.0], [0.0], [1.0]], dtype=torch.float64)
    continuation = torch.zeros(3, 1, 3, dtype=torch.float64)
    continuation[0, 0, 1] = continuation[1, 0, 2] = 1.0
    zeros = torch.zeros(3, dtype=torch.float64)
    for order, expected, largest in (
        ([2, 1, 0], [0.25, 0.5, 1.0], 1.0),
        ([0, 1, 2], [0.0, 0.0, 1.0], 1.0),
        ([1, 0], [0.0, 0.0, 0.0], 0.0),
    ):
        with checks.unchanged(values=zeros):
            values, change = checks.instance(
                "the result",
                checks.attempt(sweep_in_place, reward, continuation, zeros, 0.5, order),
                tuple,
                thought="The new values, and the largest change.",
            )
        checks.close(
            f"the values after {order}",
            values,
            expected,
            thought="A backup sees the backups before it, and no later ones.",
            rtol=1e-9,
        )
        checks.true(
            "the change is a plain float",
            type(change) is float,
            thought="float(...) makes a plain Python number of it.",
        )
        checks.close(
            "the largest change",
            change,
            largest,
            thought="The largest absolute change of any one backup.",
        )


# %% hidden="sweep_in_place" points=1
def hidden_sweep_in_place() -> None:
    rng = np.random.default_rng(816)
    for n_states, n_actions, gamma, scale in (
        (1, 1, 0.9, 1.0),
        (2, 3, 0.0, 1.0),
        (3, 3, 1.0, 1e-4),
        (6, 2, 0.95, 1.0),
        (9, 4, 0.5, 1e5),
        (7, 1, 0.9, 1.0),
    ):
        orders: list[Sequence[int]] = [
            rng.integers(n_states, size=n).tolist()
            for n in (0, 1, n_states, 3 * n_states)
        ]
        orders += [range(n_states), range(n_states)[::-1], tuple(orders[-1])]
        for number, order in enumerate(orders):
            ending = 0.0 if number % 2 else 0.1
            reward, continuation = random_world(rng, n_states, n_actions, ending)
            reward = scale * (reward.abs() if n_actions == 1 else reward)
            if number % 3:  # some actions end the episode sooner than others
                stays = rng.uniform(size=(n_states, n_actions, 1))
                continuation = continuation * torch.from_numpy(stays)
                continuation[0, -1] = 0.0
            values = torch.from_numpy(5 * scale * rng.normal(size=n_states))
            expected, largest = values.tolist(), 0.0
            for s in order:
                q = [
                    float(reward[s, a])
                    + gamma
                    * sum(
                        p * v
                        for p, v in zip(
                            continuation[s, a].tolist(), expected, strict=True
                        )
                    )
                    for a in range(n_actions)
                ]
                largest = max(largest, abs(max(q) - expected[s]))
                expected[s] = max(q)
            with checks.unchanged(
                reward=reward,
                continuation=continuation,
                values=values,
                order=list(order) if isinstance(order, range) else order,
            ):
                result = checks.attempt(
                    sweep_in_place, reward, continuation, values, gamma, order
                )
            after, change = checks.instance(
                "the result", result, tuple, thought="A tuple of two?"
            )
            checks.tensor(
                "the values",
                after,
                shape=(n_states,),
                dtype=torch.float64,
                thought="One float64 value for each state?",
            )
            checks.close(
                "the values",
                after,
                expected,
                thought="Only the states of the order, each from the newest values?",
                rtol=1e-9,
                atol=1e-9 * scale,
            )
            checks.true(
                "the change is a plain float",
                type(change) is float,
                thought="A plain Python float, also where there was no backup?",
            )
            checks.close(
                "the largest change",
                change,
                largest,
                thought="The largest of all backups, up or down, and 0.0 for none?",
                rtol=1e-9,
                atol=1e-9 * scale,
            )
    reward, continuation = random_world(rng, 3, 2)
    values = torch.ones(3, dtype=torch.float64)
    for order in ([], [1, 2]):
        checks.true(
            "the result is new",
            checks.returns_new_tensors(
                sweep_in_place, reward, continuation, values, 0.5, order
            ),
            thought="Does it share memory with the values that were given?",
        )


# %% [markdown]
# **Prioritised sweeping** goes where the next backup changes most. To look for that place by computing all backups would cost what it is to save. Instead it keeps, for each state, a **priority**: a bound on how much a backup *can* change it.
#
# ```text
# Prioritised sweeping                                    input: γ, θ
# ───────────────────────────────────────────────────────────────────
# 1  v(s) ← 0 for all s
# 2  priority(s) ← |max_a r(s, a)| for all s     (the backup of zeros)
# 3  while the largest priority is above θ:
# 4      s ← the state with the largest priority (the first of equals)
# 5      x ← max_a [r(s, a) + γ Σ_s' p(s' | s, a) v(s')]
# 6      Δ ← |x − v(s)|;  v(s) ← x;  priority(s) ← 0
# 7      for all states u, including s itself:
# 8          priority(u) ← priority(u) + γ Δ max_a p(s | u, a)
# ```
#
# **Lemma 6.** At each line 3, $|(T v)(u) - v(u)| \le \text{priority}(u)$ for all $u$. So at the end $\lVert v - v_* \rVert \le \theta / (1 - \gamma)$, for $\gamma < 1$ and $w = 1$.
#
# *Proof.* At first they are equal. A change of $v(s)$ by $\Delta$ changes $(T v)(u)$ by at most $\gamma \Delta \max_a p(s \mid u, a)$ (Lemma 1), which is what line 8 adds. The state $s$ itself had $v(s) = x = (T v)(s)$ just before the table
# changed, so it starts from 0. At the end $\lVert T v - v \rVert \le \theta$, and $\lVert v - v_* \rVert \le \lVert v - T v \rVert + \lVert T v - T v_* \rVert \le \theta + \gamma \lVert v - v_* \rVert$. $\blacksquare$
#
# There are other priorities. Moore and Atkeson raise the old one to $\Delta$ times the probability where it is smaller; Sutton and Barto look ahead from each state that leads to $s$, which costs backups of its own. Adding up costs no further look-ahead, and gives a guarantee.
#
# ### Exercise 7: prioritised sweeping
#
# *Hard, about 20 minutes.* Write `prioritised_sweeping(reward, continuation, gamma, threshold)`. It backs up the same states in the same order as the box. How you keep the priorities and find the largest is up to you (a tensor, a list, a heap), and so is the order of sums and products: no test depends on
# how those are rounded. It returns the values, a new float64 tensor of shape `[S]`, and the number of backups, a plain Python `int`: the first look at all states in line 2 counts as $S$ backups, and line 5 as one
# each time. A largest priority of exactly `threshold` is small enough. The arguments stay as they are.
#
# *Example.* The three states in a row of exercise 6, with $\gamma = 0.5$: the priorities are $(0, 0, 1)$ at first; after the backup of state 2 they are $(0, 0.5, 0)$, after that of state 1 $(0.25, 0, 0)$, and after that of state 0 all are 0. The values are $(0.25, 0.5, 1)$ after $3 + 3 = 6$ backups. With
# a threshold of 0.25 state 0 is not backed up any more: 5 backups.
#
# <details><summary>Hint</summary>
#
# `continuation.amax(dim=1)` holds $\max_a p(s \mid u, a)$ for all pairs, `[u, s]`. One column of it is what line 8 needs, without a loop.
#
# </details>


# %% exercise="prioritised_sweeping" task=3 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def prioritised_sweeping(
    reward: Tensor, continuation: Tensor, gamma: float, threshold: float
) -> tuple[Tensor, int]:
    """Back up the state that may change most, until none can change by more.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        gamma: Discount, in ``[0, 1]``; 1 only where every policy comes to an end.
        threshold: The largest change of a backup that may be left, above 0.

    Returns:
        Values, shape ``[S]``, float64, and the number of backups.

    Source:
        Moore and Atkeson (1993); Sutton and Barto, section 8.4.
    """
    # BEGIN SOLUTION
    values = torch.zeros(len(reward), dtype=torch.float64)
    priority = reward.amax(dim=1).abs()
    influence = gamma * continuation.amax(dim=1)  # [S, S], from u to s
    n_backups = len(reward)
    while float(priority.max()) > threshold:
        state = int(priority.argmax())
        backed_up = (reward[state] + gamma * (continuation[state] @ values)).max()
        change = (backed_up - values[state]).abs()
        values[state], priority[state] = backed_up, 0.0
        priority += change * influence[:, state]
        n_backups += 1
    return values, n_backups
    # END SOLUTION


# %% test="prioritised_sweeping" points=1
def test_prioritised_sweeping() -> None:
    reward = torch.tensor([[0.0], [0.0], [1.0]], dtype=torch.float64)
    continuation = torch.zeros(3, 1, 3, dtype=torch.float64)
    continuation[0, 0, 1] = continuation[1, 0, 2] = 1.0
    for threshold, expected, count in (
        (0.1, [0.25, 0.5, 1.0], 6),
        (0.25, [0.0, 0.5, 1.0], 5),
        (2.0, [0.0, 0.0, 0.0], 3),
    ):
        with checks.unchanged(reward=reward, continuation=continuation):
            values, n_backups = checks.instance(
                "the result",
                checks.attempt(
                    prioritised_sweeping, reward, continuation, 0.5, threshold
                ),
                tuple,
                thought="The values, and the number of backups.",
            )
        checks.close(
            f"the values for a threshold of {threshold}",
            values,
            expected,
            thought="Which state is next, and whose priority grows after a change?",
            rtol=1e-9,
        )
        checks.instance("the number", n_backups, int, thought="A plain Python int.")
        checks.equal(
            "the number of backups",
            n_backups,
            count,
            thought="The first look at all states counts, too. When is it enough?",
        )
    # A loop: each step costs 1, and comes back to the state with probability 0.5.
    values, n_backups = checks.attempt(
        prioritised_sweeping,
        torch.tensor([[-1.0]], dtype=torch.float64),
        torch.tensor([[[0.5]]], dtype=torch.float64),
        1.0,
        0.2,
    )
    checks.close(
        "the value of a loop that costs 1",
        values,
        [-1.75],
        thought="A change of a state may change the state itself.",
    )
    checks.equal(
        "the backups of the loop", n_backups, 4, thought="And how often does it?"
    )


# %% hidden="prioritised_sweeping" points=2
def hidden_prioritised_sweeping() -> None:
    rng = np.random.default_rng(817)
    for n_states, n_actions, gamma, ending, threshold, scale in (
        (1, 1, 0.9, 0.0, 1e-4, 1.0),
        (2, 3, 0.0, 0.0, 1e-6, 1.0),
        (3, 3, 0.7, 0.1, 1e-6, 1.0),
        (5, 2, 0.9, 0.1, 1e-2, 1e2),
        (4, 4, 1.0, 0.4, 1e-5, 1.0),
        (8, 2, 0.8, 0.1, 1e-7, 1e-3),
        (12, 3, 0.6, 0.2, 1e-3, 1.0),
        (6, 5, 0.5, 0.1, 1e3, 1.0),
        (3, 2, 0.98, 0.0, 1e-4, 1.0),
        (1, 1, 0.999, 0.0, 2e-5, 1.0),  # very many backups
        (4, 3, 0.9, 0.0, 1e-5, 1.0),
        (7, 1, 0.9, 0.1, 1e-4, 1.0),
        (3, 1, 0.8, 0.1, 1e-4, 1.0),
        (1, 1, 0.5, 0.0, 1e-3, 1.0),
        (9, 4, 1.0, 0.3, 1e-4, 1.0),
    ):
        reward, continuation = random_world(rng, n_states, n_actions, ending)
        if n_actions == 1:
            reward = reward.abs()
        else:
            reward = scale * (reward if n_states % 2 else -reward.abs())
        if ending:
            # Steps to few states only, and by some actions rather than others.
            keep = rng.random((n_states, n_actions, n_states)) < 0.6
            continuation = continuation * torch.from_numpy(keep)
        r, p = reward.numpy(), continuation.numpy()
        v, count = [0.0] * n_states, n_states
        priority = [abs(float(r[s].max())) for s in range(n_states)]
        while max(priority) > threshold:  # written another way: number by number
            s = priority.index(max(priority))
            x = max(float(r[s, a] + gamma * p[s, a] @ v) for a in range(n_actions))
            change, v[s], priority[s], count = abs(x - v[s]), x, 0.0, count + 1
            for u in range(n_states):
                likeliest = max(float(p[u, a, s]) for a in range(n_actions))
                priority[u] += gamma * likeliest * change
        with checks.unchanged(reward=reward, continuation=continuation):
            result = checks.attempt(
                prioritised_sweeping, reward, continuation, gamma, threshold
            )
        values, n_backups = checks.instance(
            "the result", result, tuple, thought="A tuple of two?"
        )
        checks.tensor(
            "the values",
            values,
            shape=(n_states,),
            dtype=torch.float64,
            thought="One float64 value for each state?",
        )
        checks.close(
            "the values",
            values,
            v,
            thought="Are the states backed up in the order of the box, and no more?",
            rtol=1e-9,
            atol=1e-9 * scale,
        )
        checks.instance("the number", n_backups, int, thought="A plain int?")
        checks.equal(
            "the number of backups",
            n_backups,
            count,
            thought="Is each look counted, and does each priority grow as in line 8?",
        )
    # Equal priorities: the first comes first. Numbers that binary fractions hold.
    reward = torch.tensor([[1.0, -2.0], [1.0, 0.5], [-1.0, -3.0]], dtype=torch.float64)
    continuation = torch.zeros(3, 2, 3, dtype=torch.float64)
    continuation[0, 0, 1] = continuation[1, 0, 2] = continuation[2, 0, 0] = 0.5
    for threshold, expected, count in (
        (0.75, [1.0, 0.75, -0.5], 6),
        (0.5, [1.0, 0.75, -0.5], 6),
        (1.0, [0.0, 0.0, 0.0], 3),
    ):
        values, n_backups = checks.attempt(
            prioritised_sweeping, reward, continuation, 1.0, threshold
        )
        checks.close(
            "the values",
            values,
            expected,
            thought="Which of two equal priorities is first, and what is enough?",
            rtol=1e-9,
        )
        checks.equal("the backups", n_backups, count, thought="How many are enough?")
    # State 1 is the first by a hair, and state 0 raises its priority again.
    reward = torch.tensor([[1.0], [1.0 + 1e-9]], dtype=torch.float64)
    continuation = torch.zeros(2, 1, 2, dtype=torch.float64)
    continuation[1, 0, 0] = 0.5
    alone = continuation[:1, :, :1]
    for rewards, ways, threshold, expected, count in (
        (reward, continuation, 0.25, [1.0, 1.5], 5),
        (torch.full_like(alone[0], 0.1), alone, 0.1, [0.0], 1),  # exactly met
        (torch.full_like(alone[0], -0.7), alone, 0.7, [0.0], 1),
        (torch.full_like(alone[0], 0.1), alone, 0.1 - 1e-9, [0.1], 2),
    ):
        values, n_backups = checks.attempt(
            prioritised_sweeping, rewards, ways, 1.0, threshold
        )
        checks.equal(
            "the backups",
            n_backups,
            count,
            thought="Are priorities compared to the last digit, and with each other?",
        )
        checks.close(
            "the values",
            values,
            expected,
            thought="Which state comes first?",
            rtol=1e-8,
        )
    reward, continuation = random_world(rng, 4, 2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            prioritised_sweeping, reward, continuation, 0.5, 0.1
        ),
        thought="Does it share memory with an argument or with an earlier result?",
    )


# %% [markdown]
# **The count.** Two lakes: the slippery one from above, and the same map *without* slipping. Each method stops when its own bound guarantees an error of $10^{-6}$. **Predict**: on which of the two lakes does prioritised sweeping save more?
#
# In place, the order matters. The goal has the largest number, so backing up from the last state to the first follows the reward backwards. A few random orders are tried, too.


# %% alt="Horizontal bars, logarithmic, of the number of backups on two lakes: without slipping 960 for value iteration and 177 for prioritised sweeping, on ice 33024 and 16732; in-place sweeps lie in between, without slipping from 256 to 960." tags=["demo"]
TOLERANCE = 1e-6


def count_in_place(
    world: tuple[Tensor, Tensor], gamma: float, order: Sequence[int]
) -> tuple[Tensor, int]:
    """Sweep in place until an error of the tolerance is certain; count backups."""
    values = torch.zeros(len(world[0]), dtype=torch.float64)
    change, n_backups = math.inf, 0
    while gamma / (1 - gamma) * change > TOLERANCE:
        values, change = sweep_in_place(*world, values, gamma, order)
        n_backups += len(order)
    return values, n_backups


def count_backups(
    world: tuple[Tensor, Tensor], gamma: float, seeds: Sequence[int]
) -> dict[str, int]:
    """Return how many backups each method needs, and check its values."""
    states = list(range(len(world[0])))
    history = value_iteration(*world, gamma, TOLERANCE * (1 - gamma) / gamma)
    answers = {"value iteration": (history[-1], len(states) * (len(history) - 1))}
    answers["in place, first to last"] = count_in_place(world, gamma, states)
    answers["in place, last to first"] = count_in_place(world, gamma, states[::-1])
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(states)).tolist()
        answers[f"in place, random order {seed}"] = count_in_place(world, gamma, order)
    answers["prioritised sweeping"] = prioritised_sweeping(
        *world, gamma, TOLERANCE * (1 - gamma)
    )
    exact = policy_iteration(*world, gamma, torch.zeros(len(states)).long())[1][-1]
    for values, _ in answers.values():
        assert float((values - exact).abs().max()) <= TOLERANCE
    return {name: n_backups for name, (_, n_backups) in answers.items()}


def backups_figure(counts: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw the numbers of backups, a panel for each lake."""
    figure, panels = plt.subplots(1, len(counts), figsize=(9, 3.4), sharey=True)
    for axes, (lake, found) in zip(panels, counts.items(), strict=True):
        bars = axes.barh(list(found), list(found.values()), color=plots.PALETTE[0])
        axes.bar_label(bars, padding=3, fontsize=8)
        axes.set(xscale="log", xlabel="backups", title=lake)
        axes.set_xlim(50, 5 * max(found.values()))
    panels[0].invert_yaxis()
    return figure


with checks.demonstration():
    dry_model = tables.model_of(gym.make("FrozenLake8x8-v1", is_slippery=False))
    dry_world = world_of(dry_model)
    order_seeds = range(budgets.pick(short=3, long=20))
    backups = {
        "without slipping": count_backups(dry_world, LAKE_GAMMA, order_seeds),
        "on ice": count_backups(lake_world, LAKE_GAMMA, order_seeds),
    }
    backups_figure(backups)
    plt.show()
    for lake_name, found in backups.items():
        share = found["prioritised sweeping"] / found["value iteration"]
        print(f"{lake_name}: prioritised sweeping takes {share:.0%} of the backups")
        one_by_one = [n for name, n in found.items() if name.startswith("in place")]
        assert max(one_by_one) <= found["value iteration"]
        assert found["prioritised sweeping"] < min(one_by_one)
    dry, icy = backups.values()
    assert dry["prioritised sweeping"] / dry["value iteration"] < 0.3
    assert 0.4 < icy["prioritised sweeping"] / icy["value iteration"] < 0.9

# %% [markdown]
# What to see: no order in place was worse than value iteration. On dry ground the order decides: backwards from the goal is nearly ideal, and forwards, against the direction in which the reward spreads, gains nothing at all. Priorities find the good order by themselves. On
# ice every state depends on its neighbours in all directions, each value must be corrected again and again, and there is less to save, whatever the order. And a backup is not all the work: the largest priority must be found, too. Your code goes through all states for it; a heap does better (section 9).
#
# ## 8. A third judge: linear programming
#
# Value iteration and policy iteration share their backups, so they could share a mistake. Here is a method that makes no backups at all. Call $v$ *feasible* if $v(s) \ge r(s, a) + \gamma \sum_{s'} p(s' \mid s, a)\, v(s')$ for **all** $s$ and $a$, that is, if $v \ge T v$.
#
# **Lemma 7.** $v_*$ is the smallest feasible function: it is feasible, and $v \ge v_*$ for every feasible $v$. So it is the only minimum of $\sum_s v(s)$ under these conditions.
#
# *Proof.* $v_* = T v_*$ is feasible. If $v \ge T v$, apply the monotone $T$ again and again: $v \ge T v \ge T^2 v \ge \dots$, and the sweeps converge to $v_*$, so $v \ge v_*$. So the sum of $v$ is at least that of $v_*$. It is the only minimum because equal sums leave no room: if a single $v(s)$ were larger than $v_*(s)$, the sum would be larger, too. $\blacksquare$
#
# The sum is linear, and each condition is a linear inequality: a **linear program**. `scipy.optimize.linprog` minimises $c \cdot v$ subject to $M v \le b$, where every $\le$ is a row:
#
# $$\gamma \sum_{s'} p(s' \mid s, a)\, v(s') - v(s) \le -r(s, a).$$
#
# ### Exercise 8: the linear program
#
# *Medium, about 10 minutes.* Write `linear_program(reward, continuation, gamma)`, which returns $c$, $M$ and $b$ as **NumPy** arrays, float64: `costs` of shape `[S]`, all ones; `matrix` of shape `[S * A, S]`; `limits` of shape `[S * A]`. Rows are counted from 0, and the one of state $s$ and action $a$ has the number
# $s \cdot A + a$, where $A$ is the number of actions: all actions of state 0 come first. Every pair has its row, also where two rows are equal. The given tensors stay as they are. The three arrays are new: they share no memory with the tensors, nor with each other.
#
# *Example.* Two states, one action, $\gamma = 0.5$; state 0 goes on to state 1 with reward 3, state 1 ends with reward 4. The matrix is `[[-1, 0.5], [0, -1]]`, the limits are `[-3, -4]`: that is $3 + 0.5\, v(1) \le v(0)$ and $4 \le v(1)$.
#
# <details><summary>Hint</summary>
#
# `continuation.reshape(-1, n_states)` has the rows in the right order already. `np.repeat(np.eye(n_states), n_actions, axis=0)` has a 1 in each row where $-v(s)$ belongs.
#
# </details>


# %% exercise="linear_program" task=3 forbid="rlcourse.agents.tabular rlcourse.agents.dynamic_programming"
def linear_program(
    reward: Tensor, continuation: Tensor, gamma: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Write the optimality equation as a linear program.

    Args:
        reward: Expected reward, shape ``[S, A]``, float64.
        continuation: Probability of going on in each state, shape ``[S, A, S]``,
            float64.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        Costs, shape ``[S]``; matrix, shape ``[S * A, S]``; limits, shape ``[S * A]``;
        all float64. Minimise costs @ v, where matrix @ v is at most limits.

    Source:
        Puterman (1994), section 6.9.
    """
    # BEGIN SOLUTION
    n_states, n_actions = reward.shape
    futures = gamma * continuation.numpy().reshape(-1, n_states)  # [S * A, S]
    own = np.repeat(np.eye(n_states), n_actions, axis=0)  # [S * A, S]
    return np.ones(n_states), futures - own, -reward.numpy().reshape(-1)
    # END SOLUTION


# %% test="linear_program" points=1
def test_linear_program() -> None:
    reward = torch.tensor([[3.0], [4.0]], dtype=torch.float64)
    continuation = torch.tensor([[[0.0, 1.0]], [[0.0, 0.0]]], dtype=torch.float64)
    parts = checks.instance(
        "the result",
        checks.attempt(linear_program, reward, continuation, 0.5),
        tuple,
        thought="Three arrays: costs, matrix, limits.",
    )
    expected = ([1, 1], [[-1, 0.5], [0, -1]], [-3, -4])
    names = ("the costs", "the matrix", "the limits")
    for name, found, wanted in zip(names, parts, expected, strict=True):
        checks.array(
            name, found, dtype=np.float64, thought="NumPy's arrays, of float64."
        )
        checks.close(name, found, wanted, thought="Bring all v to the left side.")
    reward = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=torch.float64)
    _, matrix, limits = checks.attempt(
        linear_program, reward, torch.zeros(2, 3, 2, dtype=torch.float64), 0.5
    )
    checks.close(
        "the limits for two states and three actions",
        limits,
        [-1, -2, -3, -4, -5, -6],
        thought="The row of state s and action a has the number s * A + a.",
    )
    checks.close(
        "the matrix for two states and three actions that end",
        matrix,
        [[-1, 0]] * 3 + [[0, -1]] * 3,
        thought="The row of state s and action a has the number s * A + a.",
    )


# %% hidden="linear_program" points=1
def hidden_linear_program() -> None:
    rng = np.random.default_rng(818)
    cases = (
        (1, 1, 0.0),
        (1, 4, 1.0),
        (5, 1, 0.9),
        (3, 3, 0.99),
        (4, 6, 0.5),
        (7, 2, 0.0),
        (6, 4, 0.95),
    )
    for (n_states, n_actions, gamma), kind in itertools.product(cases, range(4)):
        ending = 0.0 if kind == 1 else 0.1
        reward, continuation = random_world(rng, n_states, n_actions, ending)
        if n_actions == 1:
            reward = reward.abs()
        if kind == 2:  # all actions are the same, and state 0 is reached from nowhere
            reward = reward[:, :1].repeat(1, n_actions)
            continuation = continuation[:, :1].repeat(1, n_actions, 1)
            continuation[:, :, 0] = 0.0
        if kind == 3:  # the last state is over, and some actions end sooner
            stays = rng.uniform(size=(n_states, n_actions, 1)) < 0.7
            continuation = continuation * torch.from_numpy(stays)
            continuation[-1], reward[-1] = 0.0, 0.0
        if n_states % 2:  # laid out in memory in another order
            reward = reward.T.contiguous().T
            continuation = continuation.transpose(0, 1).contiguous().transpose(0, 1)
        with checks.unchanged(reward=reward, continuation=continuation):
            result = checks.attempt(linear_program, reward, continuation, gamma)
        parts = checks.instance("the result", result, tuple, thought="A tuple?")
        checks.equal("the number of arrays", len(parts), 3, thought="Three arrays?")
        matrix = np.zeros((n_states * n_actions, n_states))
        limits = np.zeros(n_states * n_actions)
        for s, a, t in itertools.product(
            range(n_states), range(n_actions), range(n_states)
        ):
            matrix[s * n_actions + a, t] = gamma * float(continuation[s, a, t])
            matrix[s * n_actions + a, t] -= float(s == t)
            limits[s * n_actions + a] = -float(reward[s, a])
        names = ("the costs", "the matrix", "the limits")
        expected = (np.ones(n_states), matrix, limits)
        for name, found, wanted in zip(names, parts, expected, strict=True):
            checks.array(
                name,
                found,
                shape=wanted.shape,
                dtype=np.float64,
                thought="Shape and dtype as the exercise says?",
            )
            checks.close(
                name,
                found,
                wanted,
                thought="Is each inequality in its row, with the right signs?",
                rtol=1e-12,
                atol=1e-12,
            )
    reward, continuation = random_world(rng, 2, 2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(linear_program, reward, continuation, 0.5),
        thought="Does it share memory with an argument or with an earlier result?",
    )


# %% [markdown]
# Three judges, one verdict? For the lake, the gambler (every game ends, so Lemma 7 holds without a discount, too), and worlds drawn at random. **A trap**: `linprog` takes every unknown to be at least 0 unless you say `bounds=(None, None)`. **Predict** what it finds without that in a
# world where each step costs 1.


# %% tags=["demo"]
def solve_program(world: tuple[Tensor, Tensor], gamma: float) -> Tensor:
    """Return the best values by linear programming."""
    costs, matrix, limits = linear_program(*world, gamma)
    result = linprog(costs, A_ub=matrix, b_ub=limits, bounds=(None, None))
    assert result.status == 0, result.message
    return torch.from_numpy(result.x)


def compare_judges(seeds: Sequence[int]) -> None:
    """Print how far the three methods are apart, in several worlds."""
    worlds = {
        "lake": (lake_world, LAKE_GAMMA),
        "gambler": (casino_world, 1.0),
        "grid, each step costs 1": (corner_world, 1 - 1e-3),
    }
    for seed in seeds:
        drawn = random_world(np.random.default_rng(seed), 20, 4, ending=0.0)
        worlds[f"random world {seed}"] = (drawn, 0.95)
    for name, (world, gamma) in worlds.items():
        threshold = 1e-12 if gamma == 1 else 1e-9 * (1 - gamma)
        first = torch.zeros(len(world[0]), dtype=torch.int64)
        found = (
            value_iteration(*world, gamma, threshold)[-1],
            policy_iteration(*world, gamma, first)[1][-1],
            solve_program(world, gamma),
        )
        gap = max(float((a - b).abs().max()) for a in found for b in found)
        print(f"{name}: the three are within {gap:.0e}")
        assert gap < 1e-6


with checks.demonstration():
    compare_judges(range(5))
    corner_costs, corner_matrix, corner_limits = linear_program(*corner_world, 0.999)
    careless = linprog(corner_costs, A_ub=corner_matrix, b_ub=corner_limits)
    corner_values = solve_program(corner_world, 0.999)
    print("the grid without bounds=(None, None):", *careless.x[:4].round(3))
    print("and with it:                         ", *corner_values[:4].numpy().round(3))
    assert np.allclose(careless.x, 0.0) and float(corner_values.min()) < -2.9

# %% [markdown]
# What to see: the linear program, which has no backup in it, confirms the other two. And the careless program reports 0 for a world in which nothing but costs occurs, without any warning.
#
# Linear programs are rarely the fastest way here. But conditions can be added to them ("at most so much risk"), and that is where they are used.
#
# ## 9. The fast version
#
# `rlcourse/agents/dynamic_programming.py` holds the versions that the rest of the course may lean on. Read it from top to bottom. All differences from yours:
#
# | | yours | the library's |
# |---|---|---|
# | transitions | a dense product over all states | only those that can happen: `probability` and `successor`, `[S, A, K]`, looked up by index |
# | value and policy iteration | two functions | one, *modified policy iteration*: a round is one sweep over all actions, then `n_evaluations` sweeps of the greedy policy alone; with none it is value iteration, with very many it is policy iteration |
# | when it stops | a threshold for the last change | a tolerance for the error, by the bound of the theorem ($w = 1$); it returns the bound |
# | what it returns | all values on the way | the last values, action values, number of rounds |
# | settings | float64 on the CPU | any dtype and device; refuses bad arguments, and gives up after `max_rounds` or `max_backups` |
# | prioritised sweeping | `argmax` over all priorities, a column of `continuation` | a heap, whose outdated entries are skipped, and lists of the states that lead to each state; plain Python numbers |
#
# On the same worlds and values, one look-ahead of yours and one of the library must give equal numbers, up to rounding. The final values must be equal, too:


# %% tags=["demo"]
def model_of_world(world: tuple[Tensor, Tensor]) -> tables.Model:
    """Return a world in the form that the library reads.

    Args:
        world: Expected reward, shape ``[S, A]``, and continuation, shape ``[S, A, S]``.

    Returns:
        The model; each of its states is equally likely to be the first.
    """
    n_states = len(world[0])
    start = np.full(n_states, 1 / n_states)
    return tables.Model(world[0].numpy(), world[1].numpy(), start)


def compare_with_library(seeds: Sequence[int]) -> None:
    """Check that one look-ahead is the same, and that the results are."""
    gap = 0.0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        reward, continuation = random_world(rng, 12, 3)
        continuation = continuation * torch.from_numpy(rng.random((12, 3, 12)) < 0.4)
        values = torch.from_numpy(rng.normal(size=12))
        dense = reward + 0.9 * (continuation @ values)
        packed = dynamic_programming.sparse(model_of_world((reward, continuation)))
        looked_up = dynamic_programming.look_ahead(packed, values, 0.9)
        gap = max(gap, float((dense - looked_up).abs().max()))
    print(f"one look-ahead in {len(seeds)} worlds: equal to {gap:.0e}")
    assert gap < 1e-13


def race(model: tables.Model) -> None:
    """Print what your version and the library's take for the same certainty."""
    world = world_of(model)
    begun = time.perf_counter()
    history = value_iteration(*world, LAKE_GAMMA, 1e-9 * (1 - LAKE_GAMMA) / LAKE_GAMMA)
    yours = time.perf_counter() - begun
    print(f"your value iteration: {len(history) - 1} sweeps, {1e3 * yours:.1f} ms")
    packed = dynamic_programming.sparse(model)
    for n_evaluations in (0, 10, 100):
        begun = time.perf_counter()
        solved = dynamic_programming.solve(
            packed, LAKE_GAMMA, tolerance=1e-9, n_evaluations=n_evaluations
        )
        seconds = time.perf_counter() - begun
        print(f"library, {n_evaluations:3d} evaluations a round:", end=" ")
        print(f"{solved.n_rounds} rounds, {1e3 * seconds:.1f} ms")
        assert float((solved.values - history[-1]).abs().max()) <= 2e-9
        n_saved = len(history) - 1 - solved.n_rounds
        assert n_saved == 0 if n_evaluations == 0 else n_saved > len(history) / 2


def compare_priorities(model: tables.Model) -> None:
    """Print backups and seconds of both versions of prioritised sweeping."""
    world = world_of(model)
    begun = time.perf_counter()
    own, n_own = prioritised_sweeping(*world, LAKE_GAMMA, 1e-8)
    between = time.perf_counter()
    swept = dynamic_programming.prioritised_sweeping(model, LAKE_GAMMA, 1e-8)
    ended = time.perf_counter()
    print(f"prioritised sweeping, yours: {n_own} backups,", end=" ")
    print(
        f"{between - begun:.2f} s; the library's: {swept.n_backups} backups,", end=" "
    )
    print(f"{ended - between:.2f} s")
    assert float((own - swept.values).abs().max()) <= 2e-6


with checks.demonstration():
    compare_with_library(range(5))
    large_map = generate_random_map(size=24, p=0.9, seed=81)
    race(tables.model_of(gym.make("FrozenLake-v1", desc=large_map)))
    compare_priorities(lake_model)

# %% [markdown]
# (Times are measured as you read. Equal priorities may be served in another order, because of rounding, and then the two counts differ a little.) The race is run on a larger lake, of 24 by 24 cells: there the dense table has $576 \cdot 4 \cdot 576$ entries, and of the 576 entries for one state and one action
# at most three are not zero. A few sweeps of the greedy policy in each round save most of the rounds over all actions. With 100 sweeps a round still fewer rounds are needed, but those sweeps are not free either.
#
# ## 10. Summary and outlook
#
# - All 144 gamblers with fixed stakes were evaluated at once, and 4 of them are best with every capital. The derivation says why such policies exist: the optimality operator $T$ contracts, so it has one fixed point, and its greedy
#   policy has that value.
# - The gambler's values came out as $v(25) = 0.16$, $v(50) = 0.4$, $v(75) = 0.64$, and solve the equation of bold play. With 72 of 99 capitals several stakes are best.
# - The random walk on the grid has the values $-14$, $-20$, $-22$ of the book. Without a discount the contraction lives in a weighted norm, with expected lengths as weights; the plain norm did not shrink.
# - In some 5,000 sweeps, from nine first values in each of three worlds, both bounds held. The bound by the last change needs no exact values.
# - Policy iteration that waits for `argmax` to stay the same went round for ever in four of six rooms. With the rule that a state keeps an action which is among the best, it stopped in all.
# - On the lake policy iteration took at most 11 rounds where value iteration took 735 sweeps. Its policy was proven optimal with fractions; the start is worth 0.41464036...
# - Prioritised sweeping needed 18 % of the backups of value iteration without slipping, and 51 % on ice.
# - A linear program, which has no backup in it, gave the same values.
#
# **Next**: all of this needs the probabilities. Part 8.2 goes back to learning from samples and fills the space between one-step backups and whole episodes. Part 8.3 replaces the table by a function: there the projection comes between the sweeps, the max norm no longer contracts, and values can
# diverge. Prioritised *replay* (Part 8.4) is the idea of section 7, for samples.
#
# **Further reading**: Sutton and Barto, chapters 4 and 8; M. Puterman and M. Shin, *Modified Policy Iteration Algorithms for Discounted Markov Decision Problems*, 1978; D. Bertsekas and J. Tsitsiklis, *Neuro-Dynamic Programming*, 1996, chapter 2, on weighted norms; Y. Ye, *The Simplex and Policy-Iteration Methods
# Are Strongly Polynomial for the Markov Decision Problem with a Fixed Discount Rate*, 2011, on why policy iteration needs so few rounds.
