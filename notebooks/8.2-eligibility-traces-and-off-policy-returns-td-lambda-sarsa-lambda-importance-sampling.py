# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 8.2: Eligibility traces and off-policy returns: TD(lambda), SARSA(lambda), importance sampling"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# A walk of a hundred steps ends, and only its last step paid anything. **Who earned the reward?** TD(0) gives it to the last state alone
# and needs many more walks to pass it on. Monte Carlo gives it to every state of the walk, with all the luck of the rest of it, and cannot
# learn anything before the end. Part 4.5 had to choose. This part builds what lies between the two, and it has a dial: $\lambda$.
#
# The second question is whose walks these are. Must you play a policy in order to learn its value? **The experience that you have often
# comes from somebody else.** Importance sampling corrects for that, at a price that can be infinite. You will see both.
#
# **After this part you can**
#
# - write the $\lambda$-return, and TD($\lambda$) with accumulating, replacing and Dutch traces,
# - show that looking forward and looking backward give the same sum of updates, and write true online TD($\lambda$), which makes the two
#   agree at every step,
# - measure how error depends on $\lambda$, on the number of steps and on the step size, on the 19-state random walk,
# - estimate the value of a Blackjack hand from somebody else's games, by ordinary and by weighted importance sampling, and in $n$-step
#   form,
# - find a nearly optimal Blackjack policy by Monte Carlo control, and say how far it is from the exact optimum.
#
# **Builds on** Monte Carlo and TD(0) (Part 4.5), SARSA (Part 4.4), GAE as a mixture (Part 5.6), importance sampling for one step (Part
# 0.5).
#
# **Time** about 50 minutes to read, 120 to work.
#
# **Sources** R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, sections 5.3 to 5.6, 7.1, 7.3, and 12.1
# to 12.7; H. van Seijen and others, *True online temporal-difference learning*, 2016; S. Singh and R. Sutton, *Reinforcement learning with
# replacing eligibility traces*, 1996; D. Precup, R. Sutton and S. Singh, *Eligibility traces for off-policy policy evaluation*, 2000.

# %%
import dataclasses
import itertools
import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks
from rlcourse.agents import tabular, traces
from rlcourse.environments import blackjack, gridworlds, tables, walks
from rlcourse.figures import controls, plots

# Small tables, many times: all of it is quickest with NumPy on the CPU.
Floats: TypeAlias = NDArray[np.float64]
plots.use_style()

# %% [markdown]
# ## 1. The mathematics
#
# ### From one step to the whole return
#
# An episode has the states $S_0, \dots, S_T$ and the rewards $R_1, \dots, R_T$. The **$n$-step return** believes $n$ rewards before it
# believes the estimate $V$:
#
# $$G_{t:t+n} = R_{t+1} + \gamma R_{t+2} + \dots + \gamma^{n-1} R_{t+n} + \gamma^n V(S_{t+n}).$$
#
# Where $t + n$ reaches $T$, it ends there: with $V(S_T) = 0$ if the episode *terminated*, and with the estimate $V(S_T)$ if it was cut off
# by a limit. $n = 1$ is the target of TD(0); a very large $n$ is Monte Carlo. The **$\lambda$-return** mixes all of them. The weight falls
# by $\lambda$ from each to the next, and the longest one gets what is left:
#
# $$G_t^\lambda = (1 - \lambda) \sum_{n=1}^{T-t-1} \lambda^{n-1} G_{t:t+n} + \lambda^{T-t-1} G_{t:T}.$$
#
# **Lemma 1.** For $t < T - 1$: $\;G_t^\lambda = R_{t+1} + \gamma \bigl[(1 - \lambda) V(S_{t+1}) + \lambda\, G_{t+1}^\lambda \bigr]$. For
# the last step, $G_{T-1}^\lambda = R_T + \gamma V(S_T)$.
#
# *Proof.* The last step has one return only, $G_{T-1:T}$. Before it, take $R_{t+1}$ out of every term, which is allowed since the weights
# sum to 1. What is left of the term $n = 1$ is $\gamma (1 - \lambda) V(S_{t+1})$. What is left of the term $n \ge 2$ is $\gamma\,
# G_{t+1:t+n}$, with $\lambda$ times the weight that it has in $G_{t+1}^\lambda$. $\square$
#
# So all $\lambda$-returns of an episode follow from a single pass, backwards. Take $V(S_t)$ from both sides. With the **TD error**
# $\delta_t = R_{t+1} + \gamma V(S_{t+1}) - V(S_t)$ the lemma says $G_t^\lambda - V(S_t) = \delta_t + \gamma\lambda\,\bigl(G_{t+1}^\lambda -
# V(S_{t+1})\bigr)$, hence, as for GAE in Part 5.6,
#
# $$G_t^\lambda - V(S_t) = \sum_{k=t}^{T-1} (\gamma\lambda)^{k-t}\, \delta_k. \tag{1}$$
#
# ### Forward and backward
#
# The **forward view** updates each visited state towards its $\lambda$-return. It must wait for the end. The **backward view** does not
# wait: each state carries an **eligibility trace** $z(s)$, a memory of how recently it was visited. Everybody's trace fades, the visited
# state's is raised, and each TD error is sent to all states at once:
#
# $$z_t(s) = \gamma\lambda\, z_{t-1}(s) + \mathbb{1}[S_t = s], \qquad V(s) \leftarrow V(s) + \alpha\, \delta_t\, z_t(s) \quad\text{for all } s.$$
#
# **Theorem 2.** If $V$ is held fixed during the episode, and the changes are added up and made at its end, both views make the same change.
#
# *Proof.* Unrolled, $z_k(s) = \sum_{t \le k} (\gamma\lambda)^{k-t}\, \mathbb{1}[S_t = s]$. By (1), the forward view changes $V(s)$ by
#
# $$\alpha \sum_{t=0}^{T-1} \mathbb{1}[S_t = s] \sum_{k=t}^{T-1} (\gamma\lambda)^{k-t} \delta_k
# = \alpha \sum_{k=0}^{T-1} \delta_k \sum_{t=0}^{k} (\gamma\lambda)^{k-t}\, \mathbb{1}[S_t = s] = \alpha \sum_{k=0}^{T-1} \delta_k\,
# z_k(s),$$
#
# which is the sum of the backward view's changes. $\square$
#
# An online learner does not hold $V$ fixed, and then the two differ. Three ways to raise the trace of a visited state are in use:
#
# | trace | what a visit makes of a trace that has faded to $z$ | a state that is visited again and again |
# |---|---|---|
# | **accumulating** | $z + 1$ | may reach a trace far above 1 |
# | **replacing** | $1$ | stays at 1 |
# | **Dutch** | $z + 1 - \alpha z$ | never exceeds $1/\alpha$ |
#
# The Dutch trace was not guessed. Ask for a forward view that can be computed *online*: at each time $h$, pretend that the episode ended
# there, with the estimate $V(S_h)$ at its end, and do all updates of the episode once more from the start. This **online $\lambda$-return
# algorithm** costs $T^2/2$ updates. Van Seijen and others (2016) prove that **true online TD($\lambda$)**, a Dutch trace with one more
# correction, computes exactly the same numbers in $T$ steps. We do not repeat the proof. You will write the algorithm, and a cell holds it
# against the slow one.

# %% [markdown]
# ### The algorithms
#
# ```text
# TD(λ), for a table                          True online TD(λ), for a table
# ───────────────────────────────────────     ────────────────────────────────────────────────
# 1  for each episode:                         1  for each episode:
# 2      z(s) ← 0 for all s                    2      z(s) ← 0 for all s;  V_old ← 0
# 3      for each step S, R, S':               3      for each step S, R, S':
# 4          V' ← V(S'), 0 if terminal         4          V' ← V(S'), 0 if terminal;  v ← V(S)
# 5          δ ← R + γ V' − V(S)               5          δ ← R + γ V' − v
# 6          z(s) ← γ λ z(s) for all s         6          z(s) ← γ λ z(s) for all s
# 7          raise z(S)                        7          z(S) ← z(S) + 1 − α z(S)
# 8          V(s) ← V(s) + α δ z(s), all s     8          V(s) ← V(s) + α (δ + v − V_old) z(s), all s
#                                              9          V(S) ← V(S) − α (v − V_old)
#                                             10          V_old ← V'
# ```
#
# In line 10, $V'$ is the number that line 4 read, before the update. In line 8 of the next step, $v - V_{\text{old}}$ is therefore what the
# last update did to the state on which it was based.
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $V(s)$ | estimates | `values` | `[n_states]`, float64 |
# | $S_0, \dots, S_T$ | states, the last one included | `states` | `T + 1` ints |
# | $R_1, \dots, R_T$ | rewards: `rewards[t]` is $R_{t+1}$ | `rewards` | `T` floats |
# | end of the story, or of our patience | terminated, or cut off | `terminated` | bool |
# | $z(s)$ | eligibility traces | `trace` | `[n_states]`, float64 |
# | $\lambda$ | trace decay (`lambda` is a word of Python) | `lam` | scalar in $[0, 1]$ |
# | $\alpha$, $\gamma$ | step size, discount | `step_size`, `gamma` | scalars |
# | $\pi$, $b$ | target policy, behaviour policy | `target`, `behaviour` | `[n_states, n_actions]`, float64 |
# | $\rho$ | importance-sampling ratio | `ratios` | `[T]` or `[n_hands]`, float64 |

# %% [markdown]
# ## 2. The world: nineteen states in a row
#
# Nineteen states, numbered from left to right. A walk begins in the middle, at 9, and goes left or right with equal probability. Off the
# left end it is out with $-1$, off the right end with $+1$; all other rewards are 0, and there is no discount. So the exact values lie on a
# straight line, from $-0.9$ to $0.9$. Every learner begins with 0 everywhere.


# %%
TRUTH = walks.true_values(19)

# %% tags=["demo", "nbval-check-output"]
walk_model = tables.model_of(walks.environment(19))
by_programming = tabular.policy_evaluation(walk_model, np.full((19, 2), 0.5))
shown = [0, 1, 9, 17, 18]
print("exact values of states", shown, "are", by_programming[shown].round(3))
assert np.allclose(by_programming, TRUTH)
first_walks = walks.sample(19, 1, 200, np.random.default_rng(82))
walk_lengths = first_walks.lengths[0]
mean_length, longest_walk = walk_lengths.mean(), walk_lengths.max()
print(f"200 walks: {mean_length:.0f} steps on average, {longest_walk} at most")

# %% [markdown]
# How does a trace look while such a walk goes on? Below a state is visited five times in quick succession, and once more after a pause.
# Move the slider: which of the three traces cares how *often* the state was visited? Where do they agree?


# %% alt="Traces of one state over 30 steps: with five visits in a row the accumulating trace climbs above 3, the Dutch one less, the replacing one never exceeds 1; all fade afterwards." tags=["demo"]
TRACES: tuple[traces.Trace, ...] = ("accumulating", "dutch", "replacing")
LEARNERS = [*TRACES, "true online", "offline λ-return", "n-step TD"]
COLOURS = plots.colours_of(LEARNERS)
VISITS = (2, 4, 5, 6, 8, 20)


def trace_over_time(kind: traces.Trace, lam: float, step_size: float = 0.3) -> Floats:
    """Return the trace of a state that is visited at ``VISITS``, for 30 steps."""
    z, seen = 0.0, np.zeros(30)
    for step in range(30):
        z *= lam
        if step in VISITS:
            z = traces.bumped(z, kind, step_size)
        seen[step] = z
    return seen


def trace_figure(lam: float) -> Figure:
    """Draw the three kinds of trace for one trace decay."""
    figure, axes = plt.subplots(figsize=(7.0, 3.4))
    for kind in TRACES:
        curve = trace_over_time(kind, lam)
        axes.plot(curve, label=kind, **plots.look_of(COLOURS[kind]))
    axes.plot(VISITS, np.zeros(len(VISITS)), "k^", label="visits", linestyle="none")
    axes.set(xlabel="step", ylabel="trace", title=f"λ = {lam:g}, α = 0.3, γ = 1")
    axes.legend()
    return figure


controls.interactive_figure(trace_figure, lam=controls.slider(0.0, 1.0, 0.05, 0.9, "λ"))
peaks = {kind: float(trace_over_time(kind, 0.9).max()) for kind in TRACES}
print("largest trace at λ = 0.9:", {kind: round(z, 2) for kind, z in peaks.items()})
assert peaks["accumulating"] > peaks["dutch"] > peaks["replacing"] == 1.0
assert all(trace_over_time(kind, 0.0).max() == 1.0 for kind in TRACES)

# %% [markdown]
# At $\lambda = 0$ all three are the same: 1 at a visit, 0 else, and that is TD(0). With a large $\lambda$ an accumulating trace grows with
# each return to the state. Then a single surprise moves the estimate by several times the step size. Keep this in mind for the error
# curves.

# %% [markdown]
# ## 3. Exercise 1: the λ-return
#
# *Easy, about 10 minutes.* Write `lambda_returns(values, states, rewards, terminated, gamma, lam)`: the $\lambda$-return of each step,
# $G_0^\lambda$ to $G_{T-1}^\lambda$, with all estimates taken from `values`, which stays as it is. Where the episode terminated, its *end*
# is worth 0, whatever `values` holds for the last state; an earlier visit to that state counts as usual. (So it is in all exercises of this
# part.) An episode may have no steps at all.
#
# *Example.* `values = [0, 4, 8]`, the states 0, 1, 2, the rewards $-1, -1$, $\gamma = 1$, $\lambda = 0.5$. If it terminated: $G_1 = -1$,
# and $G_0 = -1 + 0.5 \cdot 4 + 0.5 \cdot (-1) = 0.5$. If it was cut off: $G_1 = -1 + 8 = 7$, and $G_0 = -1 + 0.5 \cdot 4 + 0.5 \cdot 7 =
# 4.5$.
#
# <details><summary>Hint</summary>
#
# Lemma 1, from the last step backwards. Beyond the end, take $V(S_T)$ for both numbers in the bracket (or 0 for both): then the last step
# needs no rule of its own.
#
# </details>


# %% exercise="lambda_returns" task=1 forbid="rlcourse.agents.traces"
def lambda_returns(
    values: Floats,
    states: Sequence[int],
    rewards: Sequence[float],
    terminated: bool,
    gamma: float,
    lam: float,
) -> Floats:
    """Return the lambda-return of each step of an episode.

    Args:
        values: Estimates, float64, shape ``[n_states]``. Not changed.
        states: ``T + 1`` states.
        rewards: ``T`` rewards; there may be none.
        terminated: Whether the story ended; otherwise the episode was cut off, and the
            last state's estimate stands for the rest.
        gamma: Discount, in ``[0, 1]``.
        lam: Trace decay, in ``[0, 1]``.

    Returns:
        Lambda-returns, float64, shape ``[T]``.

    Source:
        Sutton and Barto, section 12.1.
    """
    # BEGIN SOLUTION
    returns = np.zeros(len(rewards))
    ahead = bootstrap = 0.0 if terminated else float(values[states[-1]])
    for step in reversed(range(len(rewards))):
        ahead = rewards[step] + gamma * ((1 - lam) * bootstrap + lam * ahead)
        returns[step] = ahead
        bootstrap = float(values[states[step]])
    return returns
    # END SOLUTION


# %% test="lambda_returns" points=1
def test_lambda_returns() -> None:
    values = np.array([0.0, 4.0, 8.0])
    for terminated, lam, expected in (
        (True, 0.5, [0.5, -1.0]),
        (False, 0.5, [4.5, 7.0]),
        (True, 0.0, [3.0, -1.0]),
        (True, 1.0, [-2.0, -1.0]),
    ):
        returns = checks.array(
            "the λ-returns",
            checks.attempt(
                lambda_returns, values, [0, 1, 2], [-1.0, -1.0], terminated, 1.0, lam
            ),
            shape=(2,),
            dtype=np.float64,
            thought="One number for each step, float64.",
        )
        checks.close(
            f"the λ-returns with terminated = {terminated} and λ = {lam}",
            returns,
            expected,
            thought="At λ = 0 these are targets of TD(0), at λ = 1 returns. What is "
            "the last state worth, and which estimate does the bracket hold?",
        )


# %% hidden="lambda_returns" points=2
def hidden_lambda_returns() -> None:
    rng = np.random.default_rng(821)
    for trial in range(60):
        n_states, n = int(rng.integers(1, 6)), int(rng.integers(0, 9))
        n = 500 if trial == 59 else n
        gamma = [0.0, 0.7, 1.0][trial % 3]
        lam = [0.0, 0.3, 0.9, 1.0, 0.5][trial % 5]
        terminated = bool(trial // 2 % 2)
        values = rng.normal(scale=[1.0, 1e6, 1e-6][trial % 3], size=n_states)
        states = rng.integers(n_states, size=n + 1).tolist()
        rewards = rng.normal(scale=3.0, size=n).tolist()
        if trial % 7 == 6:
            rewards = rng.integers(-2, 3, size=n).tolist()
        # Written another way: values less the sum of discounted TD errors.
        worth = [float(values[state]) for state in states]
        worth[-1] = 0.0 if terminated else worth[-1]
        surprises = [
            rewards[k] + gamma * worth[k + 1] - float(values[states[k]])
            for k in range(n)
        ]
        expected = [
            float(values[states[t]])
            + math.fsum((gamma * lam) ** (k - t) * surprises[k] for k in range(t, n))
            for t in range(n)
        ]
        with checks.unchanged(values=values, states=states, rewards=rewards):
            returns = checks.array(
                "the λ-returns",
                checks.attempt(
                    lambda_returns, values, states, rewards, terminated, gamma, lam
                ),
                shape=(n,),
                dtype=np.float64,
                thought="Is it an array of float64 for any number of steps, even none, "
                "and for rewards that are whole numbers?",
            )
        checks.close(
            "the λ-returns",
            returns,
            np.array(expected),
            rtol=1e-9,
            atol=1e-9 * max(1.0, float(np.abs(values).max())),
            thought="Which estimate, which discount, which weight; what is left after "
            "the last step, and does any other visit to the last state count as one?",
        )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            lambda_returns, np.array([1.0, 2.0]), [0, 1], [1.0], True, 1.0, 0.5
        ),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# Is that one pass really the mixture of all $n$-step returns? On a walk of the record, with estimates drawn at random, against the
# definition:


# %% tags=["demo"]
def mixture(values: Floats, walk: walks.Walk, t: int, lam: float) -> float:
    """Return the lambda-return of step ``t`` of an undiscounted walk that terminated,
    as the weighted sum that defines it.
    """
    longest = len(walk.rewards) - t
    parts = [
        sum(walk.rewards[t : t + n])
        + (float(values[walk.states[t + n]]) if n < longest else 0.0)
        for n in range(1, longest + 1)
    ]
    weights = [(1 - lam) * lam ** (n - 1) for n in range(1, longest)]
    return float(np.dot([*weights, lam ** (longest - 1)], parts))


def compare_with_mixture(values: Floats, walk: walks.Walk) -> None:
    """Hold the lambda-returns against the definition."""
    for lam in (0.0, 0.5, 0.95, 1.0):
        found = lambda_returns(values, walk.states, walk.rewards, True, 1.0, lam)
        mixed = [mixture(values, walk, t, lam) for t in range(len(found))]
        apart = float(np.abs(found - mixed).max())
        print(f"λ = {lam:<4}: {len(found)} λ-returns, at most {apart:.0e} apart")
        assert apart < 1e-12


SOME_WALK = next(first_walks.one(0, i) for i in range(200) if walk_lengths[i] >= 60)
with checks.demonstration():
    compare_with_mixture(np.random.default_rng(1).normal(size=19), SOME_WALK)

# %% [markdown]
# ## 4. Exercise 2: TD(λ)
#
# *Medium, about 20 minutes.* Write `td_lambda_episode(values, states, rewards, terminated, step_size, gamma, lam, kind)`, TD($\lambda$) as
# in the box. `kind` is `"accumulating"`, `"replacing"` or `"dutch"`; for any other word raise a `ValueError` that says which word came,
# whatever the episode. The traces are 0 at the start of each episode. `values` is changed in place, for all states after each step, and
# each TD error uses the estimates as they are at that moment. Nothing is returned. An episode may have no steps.
#
# *Example.* `values = [0, 0]`, the states 0, 1, 0, 1, terminated, the rewards 0, 0, 1, with $\gamma = 1$, $\lambda = 0.5$, $\alpha = 0.5$.
# The first two steps hold no surprise, but they leave traces. At the third step the traces have faded to $0.25$ and $0.5$, and state 0 is
# visited again. Its trace becomes 1.25 (accumulating), 1 (replacing) or $0.25 + 1 - 0.125 = 1.125$ (Dutch). The TD error is 1, so the
# values become $[0.625, 0.25]$, $[0.5, 0.25]$ or $[0.5625, 0.25]$.
#
# <details><summary>Hint</summary>
#
# `trace = np.zeros_like(values)`. In each step: the TD error first, then `trace *= gamma * lam`, then the visited entry, then one line for
# all values. The step is the last one where `step + 1 == len(rewards)`.
#
# </details>


# %% exercise="td_lambda_episode" task=2 forbid="rlcourse.agents.traces"
def td_lambda_episode(
    values: Floats,
    states: Sequence[int],
    rewards: Sequence[float],
    terminated: bool,
    step_size: float,
    gamma: float,
    lam: float,
    kind: str,
) -> None:
    """Apply TD(lambda) to ``values`` in place along one episode.

    Args:
        values: Estimates, float64, shape ``[n_states]``; changed in place.
        states: ``T + 1`` states.
        rewards: ``T`` rewards; there may be none.
        terminated: Whether the story ended; otherwise the episode was cut off.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.
        lam: Trace decay, in ``[0, 1]``.
        kind: ``"accumulating"``, ``"replacing"`` or ``"dutch"``.

    Raises:
        ValueError: There is no such kind of trace.

    Source:
        Sutton and Barto, sections 12.2 and 12.5.
    """
    # BEGIN SOLUTION
    if kind not in ("accumulating", "replacing", "dutch"):
        raise ValueError(f"kind is {kind!r}, expected accumulating, replacing or dutch")
    trace = np.zeros_like(values)
    for step, (now, ahead) in enumerate(itertools.pairwise(states)):
        ends = terminated and step + 1 == len(rewards)
        future = 0.0 if ends else gamma * values[ahead]
        surprise = rewards[step] + future - values[now]
        trace *= gamma * lam
        if kind == "accumulating":
            trace[now] += 1.0
        elif kind == "replacing":
            trace[now] = 1.0
        else:
            trace[now] += 1.0 - step_size * trace[now]
        values += step_size * surprise * trace
    # END SOLUTION


# %% test="td_lambda_episode" points=1
def test_td_lambda_episode() -> None:
    for kind, expected in (
        ("accumulating", [0.625, 0.25]),
        ("replacing", [0.5, 0.25]),
        ("dutch", [0.5625, 0.25]),
    ):
        values = np.zeros(2)
        checks.attempt(
            td_lambda_episode,
            values,
            [0, 1, 0, 1],
            [0.0, 0.0, 1.0],
            True,
            0.5,
            1.0,
            0.5,
            kind,
        )
        checks.close(
            f"the values of the example with {kind} traces",
            values,
            expected,
            thought="All traces fade, then the visited one is raised, then all values "
            "move. What does a visit make of a trace of 0.25?",
        )
    values = np.array([0.0, 4.0, 8.0])
    checks.attempt(
        td_lambda_episode,
        values,
        [0, 1, 2],
        [-1.0, -1.0],
        False,
        0.5,
        1.0,
        1.0,
        "replacing",
    )
    checks.close(
        "the values after an episode that was cut off",
        values,
        [3.0, 5.5, 8.0],
        thought="The TD errors are 3 and 3. Does a step limit end the story?",
    )
    values = np.array([0.0, 4.0])
    checks.attempt(
        td_lambda_episode,
        values,
        [0, 1, 1],
        [0.0, 1.0],
        True,
        0.5,
        1.0,
        0.0,
        "accumulating",
    )
    checks.close(
        "the values after an episode that comes through its last state before the end",
        values,
        [2.0, 2.5],
        thought="Which step is the last one? Only that one has no future.",
    )
    checks.raises(
        ValueError,
        lambda: td_lambda_episode(
            np.zeros(1), [0, 0], [1.0], True, 0.5, 1.0, 0.5, "fading"
        ),
        thought="Which traces are there?",
        mentions="fading",
    )


# %% hidden="td_lambda_episode" points=3
def hidden_td_lambda_episode() -> None:
    rng = np.random.default_rng(822)
    for trial in range(90):
        kind = ("accumulating", "replacing", "dutch")[trial % 3]
        n_states, n = int(rng.integers(1, 6)), int(rng.integers(0, 10))
        n = 300 if trial >= 87 else n
        gamma = [0.0, 0.8, 1.0, 0.95][trial % 4]
        lam = [0.0, 0.5, 0.9, 1.0, 0.3][trial % 5]
        gamma, lam = (0.9, 0.7) if trial >= 87 else (gamma, lam)
        alpha = float(rng.uniform(0.02, 0.3))
        terminated = bool(trial // 2 % 2)
        states = rng.integers(n_states, size=n + 1).tolist()
        rewards = rng.normal(size=n).tolist()
        before = rng.normal(scale=4.0, size=n_states)
        # Written another way: each state on its own, its trace made of its visits.
        expected = before.tolist()
        for t in range(n):
            ends = terminated and t == n - 1
            surprise = rewards[t] - expected[states[t]]
            surprise += 0.0 if ends else gamma * expected[states[t + 1]]
            for state in range(n_states):
                visits = [k for k in range(t + 1) if states[k] == state]
                if kind == "accumulating":
                    z = math.fsum((gamma * lam) ** (t - k) for k in visits)
                elif kind == "replacing":
                    z = (gamma * lam) ** (t - visits[-1]) if visits else 0.0
                else:
                    z, at = 0.0, 0
                    for k in visits:
                        z, at = 1.0 + (1.0 - alpha) * z * (gamma * lam) ** (k - at), k
                    z *= (gamma * lam) ** (t - at)
                expected[state] += alpha * surprise * z
        after = before.copy()
        with checks.unchanged(states=states, rewards=rewards):
            returned = checks.attempt(
                td_lambda_episode,
                after,
                states,
                rewards,
                terminated,
                alpha,
                gamma,
                lam,
                kind,
            )
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
            atol=1e-9 * max(1.0, max(map(abs, expected))),
            thought="Traces from zero in each episode; by gamma and lambda; the "
            "current estimates; which step of which episodes has no future?",
        )
    for word in ("", "Accumulating", "true online"):
        checks.raises(
            ValueError,
            lambda word=word: td_lambda_episode(
                np.zeros(2), [0], [], True, 0.5, 1.0, 0.5, word
            ),
            thought="Is every other word refused, even for an episode without steps, "
            "and named in the message?",
            mentions=word,
        )


# %% [markdown]
# What does one walk teach? The walk from above, a step size of 0.2, and three trace decays:


# %% tags=["demo"]
def show_news(walk: walks.Walk) -> None:
    """Print how many states learn from a first walk."""
    n_visited = len(set(walk.states))
    print(f"a walk of {len(walk.rewards)} steps through {n_visited} states")
    n_moved = list[int]()
    for lam in (0.0, 0.5, 0.95):
        learned = np.zeros(19)
        td_lambda_episode(
            learned, walk.states, walk.rewards, True, 0.2, 1.0, lam, "replacing"
        )
        n_moved.append(int((np.abs(learned) > 0.005).sum()))
        print(f"λ = {lam:<4}: {n_moved[-1]:2} states moved by more than 0.005")
    assert n_moved[0] == 1 < n_moved[1] < n_moved[2]


with checks.demonstration():
    show_news(SOME_WALK)

# %% [markdown]
# TD(0) learns about a single state, the one from which the walk left. With traces, the news travels back along the whole way.

# %% [markdown]
# ## 5. Exercise 3: the two views, step by step
#
# *Medium, about 15 minutes.* Theorem 2 says that the two views agree **at the end** of an episode. Let us watch them get there. Write
# `both_views(values, states, rewards, terminated, step_size, gamma, lam)`, which returns two arrays of shape `[T, n_states]` as a tuple.
# The estimates are held fixed at `values`, which is not changed. Row $t$ of each array holds the changes that the steps $0, \dots, t$
# propose, added up:
#
# - **forward**: step $k$ proposes $\alpha\,[G_k^\lambda - V(S_k)]$ for the state $S_k$, and nothing for others;
# - **backward**: step $k$ proposes $\alpha\,\delta_k z_k(s)$ for every state $s$, with accumulating traces.
#
# *Example.* `values = [0, 0]`, the states 0, 1, 1, terminated, the rewards 0, 1, with $\gamma = 1$, $\lambda = 0.5$ and $\alpha = 1$. The
# $\lambda$-returns are 0.5 and 1. Forward: $[0.5, 0]$, then $[0.5, 1]$. Backward: there is no surprise in the first step, $[0, 0]$; the
# second one has $\delta = 1$ and the traces 0.5 and 1, so $[0.5, 1]$.
#
# <details><summary>Hint</summary>
#
# Fill two arrays with what each step proposes, and take `np.cumsum(..., axis=0)` of both. Your `lambda_returns` does the forward view.
#
# </details>


# %% exercise="both_views" task=3 forbid="rlcourse.agents.traces"
def both_views(
    values: Floats,
    states: Sequence[int],
    rewards: Sequence[float],
    terminated: bool,
    step_size: float,
    gamma: float,
    lam: float,
) -> tuple[Floats, Floats]:
    """Return the changes that forward and backward view propose, added up over the
    steps, with the estimates held fixed.

    Args:
        values: Estimates, float64, shape ``[n_states]``. Not changed.
        states: ``T + 1`` states.
        rewards: ``T`` rewards, at least one.
        terminated: Whether the story ended; otherwise the episode was cut off.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.
        lam: Trace decay, in ``[0, 1]``.

    Returns:
        Forward and backward, float64, shape ``[T, n_states]`` each.
    """
    # BEGIN SOLUTION
    forward, backward = np.zeros((2, len(rewards), len(values)))
    returns = lambda_returns(values, states, rewards, terminated, gamma, lam)
    worth = values[np.asarray(states)]
    worth[-1] *= not terminated
    trace = np.zeros(len(values))
    for step, state in enumerate(states[:-1]):
        forward[step, state] = step_size * (returns[step] - values[state])
        trace *= gamma * lam
        trace[state] += 1.0
        surprise = rewards[step] + gamma * worth[step + 1] - values[state]
        backward[step] = step_size * surprise * trace
    return np.cumsum(forward, axis=0), np.cumsum(backward, axis=0)
    # END SOLUTION


# %% test="both_views" points=1
def test_both_views() -> None:
    for values, terminated, expected in (
        ([0.0, 0.0], True, ([[0.5, 0.0], [0.5, 1.0]], [[0.0, 0.0], [0.5, 1.0]])),
        ([0.0, 2.0], False, ([[2.5, 0.0], [2.5, 1.0]], [[2.0, 0.0], [2.5, 1.0]])),
    ):
        given = np.array(values)
        with checks.unchanged(values=given):
            pair = checks.instance(
                "the result",
                checks.attempt(
                    both_views,
                    given,
                    [0, 1, 1],
                    [0.0, 1.0],
                    terminated,
                    1.0,
                    1.0,
                    0.5,
                ),
                tuple,
                thought="A tuple: forward, backward.",
            )
        checks.equal("how many arrays", len(pair), 2, thought="Forward, backward.")
        for name, found, known in zip(
            ("forward", "backward"), pair, expected, strict=True
        ):
            checks.array(
                f"the {name} view",
                found,
                shape=(2, 2),
                dtype=np.float64,
                thought="A row for each step, a column for each state.",
            )
            checks.close(
                f"the {name} view with terminated = {terminated}",
                found,
                known,
                thought="What does each step propose, and are the proposals added up?",
            )


# %% hidden="both_views" points=2
def hidden_both_views() -> None:
    rng = np.random.default_rng(823)
    for trial in range(40):
        n_states, n = int(rng.integers(1, 6)), int(rng.integers(1, 9))
        n = 120 if trial == 39 else n
        gamma, lam = [0.0, 0.8, 1.0][trial % 3], [0.0, 0.5, 0.9, 1.0][trial % 4]
        terminated, alpha = bool(trial // 2 % 2), float(rng.uniform(0.1, 1.0))
        values = rng.normal(scale=3.0, size=n_states)
        states = rng.integers(n_states, size=n + 1).tolist()
        rewards = rng.normal(size=n).tolist()
        surprises = [
            rewards[k]
            + gamma * (0.0 if terminated and k == n - 1 else values[states[k + 1]])
            - values[states[k]]
            for k in range(n)
        ]
        # Written another way: every pair of steps on its own.
        forward, backward = np.zeros((n, n_states)), np.zeros((n, n_states))
        for k in range(n):
            for later in range(k, n):
                part = alpha * (gamma * lam) ** (later - k) * surprises[later]
                forward[k:, states[k]] += part
                backward[later:, states[k]] += part
        with checks.unchanged(values=values, states=states, rewards=rewards):
            pair = checks.instance(
                "the result",
                checks.attempt(
                    both_views, values, states, rewards, terminated, alpha, gamma, lam
                ),
                tuple,
                thought="A tuple of two arrays?",
            )
        checks.equal("how many arrays", len(pair), 2, thought="Forward, backward?")
        for found, known in zip(pair, (forward, backward), strict=True):
            checks.array(
                "a view",
                found,
                shape=(n, n_states),
                dtype=np.float64,
                thought="A row for each step, a column for each state, float64?",
            )
            checks.close(
                "a view",
                found,
                known,
                rtol=1e-9,
                atol=1e-9,
                thought="Forward first; fixed estimates; accumulating traces; every "
                "row the sum so far; and what is the last state worth?",
            )
    checks.true(
        "the results are new",
        checks.returns_new_tensors(
            both_views, np.zeros(2), [0, 1], [1.0], True, 0.5, 1.0, 0.5
        ),
        thought="Two new arrays at each call, which share no memory?",
    )


# %% alt="The total change of state 10's estimate over the steps of a walk, proposed by both views: forward and backward take different ways and meet at the last step." tags=["demo"]
def draw_views(forward: Floats, backward: Floats, state: int) -> Figure:
    """Draw the change of one state's estimate that both views propose."""
    figure, axes = plt.subplots(figsize=(7.0, 3.4))
    steps = np.arange(1, len(forward) + 1)
    for name, view, colour in (
        ("forward view", forward, plots.PALETTE[0]),
        ("backward view", backward, plots.PALETTE[1]),
    ):
        axes.plot(steps, view[:, state], label=name, **plots.look_of(colour))
    axes.set(xlabel="steps of the walk", ylabel=f"change of V({state}), added up")
    axes.legend()
    return figure


def compare_views(values: Floats) -> None:
    """Draw both views of a walk, and compare them at the ends of a hundred walks."""
    settings = (True, 0.1, 1.0, 0.9)
    seen = SOME_WALK.states, SOME_WALK.rewards
    draw_views(*both_views(values, *seen, *settings), state=10)
    plt.show()
    at_end, online = 0.0, list[float]()
    for i in range(100):
        walk = first_walks.one(0, i)
        # [T, 19] each; then an online learner from the same estimates
        forward, backward = both_views(values, walk.states, walk.rewards, *settings)
        learned = values.copy()
        td_lambda_episode(learned, walk.states, walk.rewards, *settings, "accumulating")
        at_end = max(at_end, float(np.abs(forward[-1] - backward[-1]).max()))
        online.append(float(np.abs(learned - values - forward[-1]).max()))
    print("at the ends of 100 walks, forward and backward view differ by")
    print(
        f"{at_end:.0e} at most; forward view and online learner by {online[0]:.2f} in"
    )
    print(f"the first walk, {np.median(online):.2f} in the median one")
    assert at_end < 1e-10 < 0.02 < np.median(online)


with checks.demonstration():
    compare_views(np.random.default_rng(2).normal(scale=0.5, size=19))

# %% [markdown]
# The two take different ways: the forward view knows the future and proposes each change at once, the backward view pays in instalments as
# surprises come in. At the last step they meet, in all 100 walks, up to rounding. The online learner of exercise 2, which lets each change
# work at once, ends up elsewhere as soon as a state comes twice: the theorem needs its condition.

# %% [markdown]
# ## 6. Exercise 4: true online TD(λ)
#
# *Hard, about 20 minutes.* Write `true_online_episode(values, states, rewards, terminated, step_size, gamma, lam)`, the right-hand box of
# section 1. `values` is changed in place, nothing is returned, and traces and $V_{\text{old}}$ begin at 0 in each episode. An episode that
# was cut off keeps $V(S_T)$ in its last step, as always.
#
# *Example.* `values = [0, 1]`, the states 0, 0, 1, terminated, the rewards 1, 0, with $\gamma = \lambda = 1$ and $\alpha = 0.5$. First
# step: $\delta = 1$ and the trace is 1, so $V(0) = 0.5$. Second step: $v = 0.5$, $V_{\text{old}} = 0$, $\delta = -0.5$, and the trace is $1
# + 1 - 0.5 = 1.5$. Line 8 adds $0.5 \cdot (-0.5 + 0.5) \cdot 1.5 = 0$, line 9 takes $0.5 \cdot 0.5$ away: the values are $[0.25, 1]$.
# (Check: the two returns are 1 and 0, so two updates of half the way lead from 0 to 0.5 and to 0.25.)
#
# <details><summary>Hint</summary>
#
# Read $v$ and $V'$ from the array into plain numbers before anything changes: `here = float(values[now])`. Lines 8 to 10 need the numbers
# from before.
#
# </details>


# %% exercise="true_online_episode" task=3 forbid="rlcourse.agents.traces"
def true_online_episode(
    values: Floats,
    states: Sequence[int],
    rewards: Sequence[float],
    terminated: bool,
    step_size: float,
    gamma: float,
    lam: float,
) -> None:
    """Apply true online TD(lambda) to ``values`` in place along one episode.

    Args:
        values: Estimates, float64, shape ``[n_states]``; changed in place.
        states: ``T + 1`` states.
        rewards: ``T`` rewards; there may be none.
        terminated: Whether the story ended; otherwise the episode was cut off.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.
        lam: Trace decay, in ``[0, 1]``.

    Source:
        Sutton and Barto, section 12.5.
    """
    # BEGIN SOLUTION
    trace, old = np.zeros_like(values), 0.0
    for step, (now, ahead) in enumerate(itertools.pairwise(states)):
        ends = terminated and step + 1 == len(rewards)
        here, there = float(values[now]), 0.0 if ends else float(values[ahead])
        surprise = rewards[step] + gamma * there - here
        trace *= gamma * lam
        trace[now] += 1.0 - step_size * trace[now]
        values += step_size * (surprise + here - old) * trace
        values[now] -= step_size * (here - old)
        old = there
    # END SOLUTION


# %% test="true_online_episode" points=1
def test_true_online_episode() -> None:
    for terminated, expected in ((True, [0.25, 1.0]), (False, [1.0, 1.0])):
        values = np.array([0.0, 1.0])
        checks.attempt(
            true_online_episode,
            values,
            [0, 0, 1],
            [1.0, 0.0],
            terminated,
            0.5,
            1.0,
            1.0,
        )
        checks.close(
            f"the values of the example with terminated = {terminated}",
            values,
            expected,
            thought="Which numbers does each line take: those from before the update, "
            "or those after it? At λ = 1 the result is that of two updates towards "
            "the returns, with V at the end where the episode was cut off.",
        )
    values = np.array([2.0, 4.0])
    checks.attempt(
        true_online_episode, values, [0, 1, 0], [0.0, 0.0], False, 0.5, 0.5, 0.0
    )
    checks.close(
        "the values of another episode at λ = 0",
        values,
        [2.0, 2.5],
        thought="At λ = 0 this is TD(0).",
    )


# %% hidden="true_online_episode" points=3
def hidden_true_online_episode() -> None:
    rng = np.random.default_rng(824)
    for trial in range(60):
        n_states, n = int(rng.integers(1, 6)), int(rng.integers(0, 9))
        n = 70 if trial >= 58 else n
        gamma, lam = [0.0, 0.8, 1.0][trial % 3], [0.0, 0.5, 0.9, 1.0][trial % 4]
        alpha, terminated = float(rng.uniform(0.05, 1.0)), bool(trial // 2 % 2)
        states = rng.integers(n_states, size=n + 1).tolist()
        rewards = rng.normal(size=n).tolist()
        before = rng.normal(scale=4.0, size=n_states)
        # Written another way: the forward view, done again from the start for each
        # horizon, with returns that end at the horizon.
        current, worth = before.copy(), [0.0]
        for horizon in range(1, n + 1):
            ends = terminated and horizon == n
            worth.append(0.0 if ends else float(current[states[horizon]]))
            current = before.copy()
            for t in range(horizon):
                target = worth[horizon]
                for k in reversed(range(t, horizon)):
                    mixed = (1 - lam) * worth[k + 1] + lam * target
                    target = rewards[k] + gamma * mixed
                current[states[t]] += alpha * (target - current[states[t]])
        after = before.copy()
        with checks.unchanged(states=states, rewards=rewards):
            returned = checks.attempt(
                true_online_episode,
                after,
                states,
                rewards,
                terminated,
                alpha,
                gamma,
                lam,
            )
        checks.true(
            "nothing that is returned",
            returned is None,
            thought="The values are changed in place. What is there to return?",
        )
        checks.close(
            "the values after an episode",
            after,
            current,
            rtol=1e-9,
            atol=1e-9 * max(1.0, float(np.abs(current).max())),
            thought="Fresh traces and V_old for each episode; numbers from before the "
            "update; and which step of which episodes has no future?",
        )


# %% [markdown]
# Now the promise: true online TD($\lambda$) against the online $\lambda$-return algorithm, which looks forward and does everything again at
# each step.


# %% tags=["demo"]
def online_lambda_return_episode(
    values: Floats, walk: walks.Walk, step_size: float, lam: float
) -> None:
    """Apply the online lambda-return algorithm to ``values`` in place, for an
    undiscounted walk that terminated: T^2 / 2 updates.
    """
    before, n_steps = values.copy(), len(walk.rewards)
    worth = [0.0]  # of each later state, by the estimates of one step before
    for horizon in range(1, n_steps + 1):
        ends = horizon == n_steps
        worth.append(0.0 if ends else float(values[walk.states[horizon]]))
        targets, ahead = [0.0] * horizon, worth[horizon]
        for k in reversed(range(horizon)):
            ahead = walk.rewards[k] + (1 - lam) * worth[k + 1] + lam * ahead
            targets[k] = ahead
        values[:] = before
        for state, target in zip(walk.states, targets, strict=False):
            values[state] += step_size * (target - values[state])


def compare_with_online_lambda_return() -> None:
    """Hold three learners against the online lambda-return algorithm."""
    largest = {"true online TD(λ)": 0.0, "TD(λ), accumulating": 0.0}
    largest["TD(λ), Dutch without the correction"] = 0.0
    slow, fast, plain, dutch = np.zeros((4, 19))
    for i in range(20):
        walk = first_walks.one(0, i)
        online_lambda_return_episode(slow, walk, 0.3, 0.9)
        given = (walk.states, walk.rewards, True, 0.3, 1.0, 0.9)
        true_online_episode(fast, *given)
        td_lambda_episode(plain, *given, "accumulating")
        td_lambda_episode(dutch, *given, "dutch")
        for name, values in zip(largest, (fast, plain, dutch), strict=True):
            largest[name] = max(largest[name], float(np.abs(values - slow).max()))
    print("largest difference to the online λ-return in 20 walks:")
    for name, apart in largest.items():
        print(f"{name:<36} {apart:.1e}")
    exact, *others = largest.values()
    assert exact < 1e-12 and min(others) > 1e-3


with checks.demonstration():
    compare_with_online_lambda_return()

# %% [markdown]
# Machine precision. The other two are good learners, but they are not the forward view.

# %% [markdown]
# ## 7. Exercise 5: error against λ and step size
#
# *Medium, about 10 minutes.* Write `error_figure(errors, step_sizes, lambdas, limits)`, which returns a `Figure` with two panels side by
# side. `errors` has the shape `[n_lambdas, n_step_sizes, n_runs]`.
#
# - **Left**: for each $\lambda$ one line, the mean error over the runs against the step size. The legend names them `f"λ = {lam:g}"`, such
#   as "λ = 0.8". The y axis goes from `limits[0]` to `limits[1]`: some learners diverge, and their curves leave the panel.
# - **Right**: one line, against $\lambda$: the lowest of these means that any of the step sizes reaches.
# - x labels that say "step size" and "λ" (or "lambda"), y labels that say "error".
#
# *Example.* With $\lambda$ 0 and 1, step sizes 0.1 and 0.2, and the mean errors $[[0.5, 0.4], [0.3, 0.6]]$, the left panel has two lines of
# two points; the right one goes through $(0, 0.4)$ and $(1, 0.3)$. (Take the mean first. The lowest error of each run is another number:
# nobody can choose the step size after the run.)
#
# <details><summary>Hint</summary>
#
# `means = errors.mean(axis=2)`, and `means.min(axis=1)`. `axes.set_ylim(*limits)`.
#
# </details>


# %% exercise="error_figure" task=6
def error_figure(
    errors: Floats,
    step_sizes: Sequence[float],
    lambdas: Sequence[float],
    limits: tuple[float, float],
) -> Figure:
    """Draw the error against the step size for each lambda, and the lowest mean error
    against lambda.

    Args:
        errors: Errors, shape ``[n_lambdas, n_step_sizes, n_runs]``.
        step_sizes: Step sizes, in increasing order.
        lambdas: Trace decays, in increasing order.
        limits: Lower and upper end of y in the left panel.

    Returns:
        The figure, with two panels side by side.
    """
    # BEGIN SOLUTION
    means = errors.mean(axis=2)  # [n_lambdas, n_step_sizes]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.8))
    for lam, row in zip(lambdas, means, strict=True):
        left.plot(step_sizes, row, label=f"λ = {lam:g}")
    left.set(xlabel="step size α", ylabel="RMS error", ylim=limits)
    left.legend(fontsize=8)
    right.plot(lambdas, means.min(axis=1), marker="o")
    right.set(xlabel="trace decay λ", ylabel="lowest RMS error")
    return figure
    # END SOLUTION


# %% test="error_figure" points=1
def test_error_figure() -> None:
    means = np.array([[0.5, 0.4], [0.3, 0.6]])
    errors = np.stack([means - 0.02, means + 0.02, means], axis=2)
    errors[0, 1] += [0.3, -0.3, 0.0]  # single runs are luckier than their mean
    figure = checks.figure_of(
        error_figure,
        errors,
        [0.1, 0.2],
        [0.0, 1.0],
        (0.25, 0.55),
        n_axes=2,
        arranged="row",
        thought="Return a new figure with two panels side by side.",
    )
    left, right = checks.panels_of(figure)
    for row, name in zip(means, ("λ = 0", "λ = 1"), strict=True):
        checks.curve(
            f"the line of {name}",
            left,
            [0.1, 0.2],
            row,
            name=name,
            thought="The mean over the runs against the step size, with its name.",
        )
    checks.close(
        "the limits of y in the left panel",
        left.get_ylim(),
        (0.25, 0.55),
        thought="Which limits were asked for?",
    )
    checks.curve(
        "the line in the right panel",
        right,
        [0.0, 1.0],
        [0.4, 0.3],
        thought="Mean over the runs first, then the lowest, over the step sizes.",
    )
    for axes, word, other in (
        (left, ("step size",), ("λ", "lambda")),
        (right, ("λ", "lambda"), ("step size",)),
    ):
        checks.labels(
            axes,
            x=word,
            y=("error", "errors"),
            not_x=other,
            thought="What is on x, and on y, of each panel?",
        )


# %% hidden="error_figure" points=2
def hidden_error_figure() -> None:
    rng = np.random.default_rng(825)
    for n_lambdas, n_sizes, n_runs in ((3, 5, 4), (1, 6, 2), (5, 2, 1), (4, 4, 4)):
        lambdas = np.sort(rng.choice(100, size=n_lambdas, replace=False) / 100)
        sizes = np.cumsum(rng.uniform(0.02, 0.2, size=n_sizes))
        errors = rng.uniform(0.3, 1.2, size=(n_lambdas, n_sizes, n_runs))
        means = errors.mean(axis=2)
        limits = (0.1, float(means.max()) + 0.1)
        if n_lambdas == 4:
            errors[2, -1] = 1e4  # one that diverged
            means = errors.mean(axis=2)
        given = (errors, sizes.tolist(), lambdas.tolist(), limits)
        with checks.unchanged(errors=errors):
            figure = checks.figure_of(
                error_figure,
                *given,
                n_axes=2,
                arranged="row",
                thought="Is it a new figure each time, with two panels side by side?",
            )
        left, right = checks.panels_of(figure)
        for lam, row in zip(lambdas.tolist(), means, strict=True):
            checks.curve(
                "the line of a λ",
                left,
                sizes,
                row,
                name=f"λ = {lam:g}",
                thought="One line for each λ, mean over the runs, with the step sizes "
                "on x, and its own name in the legend?",
            )
        checks.close(
            "the limits of y",
            left.get_ylim(),
            limits,
            thought="Are the limits those that were asked for?",
        )
        if n_lambdas > 1:
            checks.curve(
                "the line in the right panel",
                right,
                lambdas,
                means.min(axis=1),
                thought="Mean over the runs first, then the lowest of each λ?",
            )
            checks.equal(
                "the lines in each panel",
                [len(checks.curves(axes)) for axes in (left, right)],
                [n_lambdas, 1],
                thought="One line for each λ on the left, one on the right, no more?",
            )
            checks.in_view(
                "the right line",
                right,
                x=lambdas,
                y=means.min(axis=1),
                thought="Is it cut off?",
            )
        for axes, word, other in (
            (left, ("step size",), ("λ", "lambda")),
            (right, ("λ", "lambda"), ("step size",)),
        ):
            checks.labels(
                axes,
                x=word,
                y=("error", "errors"),
                not_x=other,
                thought="What is on x, and on y, of each panel?",
            )


# %% [markdown]
# Now Sutton and Barto's experiment: the mean error over the first 10 walks, averaged over 100 runs, for seven trace decays and thirteen
# step sizes. That is 9,100 learners. `traces.td_lambda_errors` runs all of them at once, in one array of shape `[n_runs, n_lambdas,
# n_step_sizes, n_states]`. Its differences from your function: it has these extra axes; the runs are sorted by the length of their walk, so
# that those still walking are a slice of the array; and walks always terminate. The cell holds it against your functions on two runs before
# it draws. A learner is judged on the mean over its 10 walks.


# %% tags=["demo"]
N_RUNS = budgets.pick(short=100, long=1000)
SIZES = [0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
LAMBDAS = [0.0, 0.4, 0.8, 0.9, 0.95, 0.99, 1.0]
LIMITS = (0.22, 0.57)
runs = walks.sample(19, N_RUNS, 10, np.random.default_rng(821))


def clear_errors(learner: str, run: int, step_size: float, lam: float) -> Floats:
    """Return the RMS error after each walk of a run, with this notebook's functions."""
    values, found = np.zeros(19), np.zeros(10)
    for number in range(10):
        walk = runs.one(run, number)
        if learner == "true online":
            true_online_episode(
                values, walk.states, walk.rewards, True, step_size, 1.0, lam
            )
        else:
            td_lambda_episode(
                values, walk.states, walk.rewards, True, step_size, 1.0, lam, learner
            )
        found[number] = np.sqrt(((values - TRUTH) ** 2).mean())
    return found


def compare_with_crowd() -> None:
    """Hold this notebook's functions against the library's."""
    apart = 0.0
    for learner in (*TRACES, "true online"):
        crowd = traces.td_lambda_errors(runs, TRUTH, [0.1, 0.4], [0.4, 0.9], learner)
        for i, j, run in itertools.product(range(2), range(2), range(2)):
            alone = clear_errors(learner, run, [0.1, 0.4][j], [0.4, 0.9][i])
            apart = max(apart, float(np.abs(alone - crowd[i, j, run]).max()))
    print(f"your functions and the crowd differ by {apart:.0e} at most")
    assert apart < 1e-10


with checks.demonstration():
    compare_with_crowd()


# %% alt="Left: RMS error against the step size for seven values of lambda, each a valley, lowest for lambda 0.8 near step size 0.3. Right: the lowest error against lambda falls from 0.35 to 0.26 at 0.8 and climbs to 0.5 at 1." tags=["demo"]
def swept(learner: traces.Learner) -> Floats:
    """Return the errors of a learner, mean over ten walks, shape ``[n_lambdas,
    n_step_sizes, n_runs]``.
    """
    errors = traces.td_lambda_errors(runs, TRUTH, SIZES, LAMBDAS, learner)
    return errors.mean(axis=3)


def show_valleys(errors: Floats) -> None:
    """Draw the errors of TD(lambda), and print the lowest for each lambda."""
    error_figure(errors, SIZES, LAMBDAS, LIMITS)
    plt.show()
    means = errors.mean(axis=2)
    for lam, row in zip(LAMBDAS, means, strict=True):
        print(f"λ = {lam:<5}: lowest {row.min():.3f}, at α = {SIZES[row.argmin()]}")
    lowest = means.min(axis=1)
    assert lowest.argmin() == LAMBDAS.index(0.8) and lowest.argmax() == 6
    assert lowest[0] > lowest[2] + 0.05 and lowest[-1] > lowest[2] + 0.15
    best_sizes = [SIZES[row.argmin()] for row in means]
    assert best_sizes == sorted(best_sizes, reverse=True)


valleys = swept("accumulating")
with checks.demonstration():
    show_valleys(valleys)

# %% [markdown]
# Neither end wins. The best $\lambda$ here is 0.8, the best step size falls as $\lambda$ rises, and the Monte Carlo end ($\lambda = 1$) is
# the worst of all. These are the valleys of Sutton and Barto's figure 12.6. Intermediate is best for $n$ as well, which is their figure
# 7.2. Here are all the families at once, each with the best of the thirteen step sizes:


# %% alt="Lowest RMS error of five learners against lambda, and of n-step TD against n: all have their minimum in the middle; replacing traces stay low for large lambda, accumulating ones climb most." tags=["demo"]
NS = [1, 2, 4, 8, 16, 32, 64, 128]


def draw_families() -> Figure:
    """Draw the lowest error of each family against lambda, or n."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 3.8), sharey=True)
    for name, errors in sweep.items():
        axes, x = (right, NS) if name == "n-step TD" else (left, LAMBDAS)
        rows = errors.mean(axis=2)
        axes.plot(x, rows.min(axis=1), label=name, **plots.look_of(COLOURS[name]))
    left.set(xlabel="trace decay λ", ylabel="lowest RMS error")
    right.set(xlabel="rewards in the target, n", xscale="log")
    right.set_xticks(NS, [str(n) for n in NS])
    right.minorticks_off()
    right.tick_params(labelleft=True)
    right.set_ylabel("lowest RMS error")
    for axes in (left, right):
        axes.legend()
    return figure


sweep = {
    "accumulating": valleys,
    "replacing": swept("replacing"),
    "dutch": swept("dutch"),
    "true online": swept("true online"),
    "offline λ-return": swept("offline lambda-return"),
    "n-step TD": traces.n_step_errors(runs, TRUTH, SIZES, NS).mean(axis=3),
}


def show_families() -> None:
    """Draw all families, and print the lowest error of each."""
    draw_families()
    plt.show()
    lows = {name: errors.mean(axis=2).min(axis=1) for name, errors in sweep.items()}
    for name, row in lows.items():
        best = int(row.argmin())
        which = f"n = {NS[best]}" if name == "n-step TD" else f"λ = {LAMBDAS[best]}"
        print(f"{name:<17} lowest {row.min():.3f} at {which}, ends at {row[-1]:.3f}")
    assert all(0 < row.argmin() < len(row) - 1 for row in lows.values())
    minima = [row.min() for row in lows.values()]
    assert max(minima) - min(minima) < 0.03
    assert NS[lows["n-step TD"].argmin()] in (2, 4, 8)
    # Where states come again and again, a trace that may exceed 1 hurts.
    assert (lows["replacing"][2:] < lows["accumulating"][2:]).all()
    assert (lows["true online"][3:] < lows["accumulating"][3:] - 0.005).all()


show_families()

# %% [markdown]
# Every family has its minimum inside, and all the minima are close together. What differs is how they bear a $\lambda$ that is too large:
# from 0.8 on, replacing traces have a lower error than accumulating ones, and so has true online TD from 0.9 on (both asserted). A walk
# comes back to a state again and again. The accumulating trace then lies well above 1, and the step that it makes is larger than the step
# size says. (In *offline λ-return* the targets of a walk are computed first, with fixed estimates; then the updates are made one after the
# other. So it is drawn in Sutton and Barto's figure 12.3.)

# %% [markdown]
# ### The same trace for control: SARSA(λ)
#
# Give each *pair* of state and action a trace, and SARSA of Part 4.4 becomes SARSA($\lambda$). (`traces.sarsa_lambda` is the same loop as
# in exercise 2, with $Q(S', A')$ for $V(S')$.) In the maze below only the goal pays, and the first episode is a long random search. What do
# we know after it? And how many steps do the next 29 episodes take?


# %% alt="Two mazes after the first episode: with lambda 0 a single cell beside the goal has a value, with lambda 0.9 values lead from the goal back along the way to the start." tags=["demo"]
MAZE = [
    "S.......",
    ".####.#.",
    "......#.",
    ".##.#.#.",
    ".#..#...",
    ".#.##.#.",
    "...#..#G",
    ".#...##.",
]
MAZE_REWARDS = gridworlds.Rewards(step=0.0, goal=1.0)
WALLS = gridworlds.cells_of(MAZE) == "#"


def train_sarsa(lam: float, kind: traces.Trace, seed: int) -> traces.Learned:
    """Train SARSA(lambda) in the maze for 30 episodes."""
    env = gridworlds.environment(MAZE, 0.0, MAZE_REWARDS, step_limit=2000)
    return traces.sarsa_lambda(env, 30, seed=seed, lam=lam, trace=kind)


def draw_mazes(learned: dict[str, traces.Learned]) -> Figure:
    """Draw the largest action value of each cell after the first episode."""
    figure, panels = plt.subplots(1, 2, figsize=(9.0, 3.9))
    for axes, (name, one) in zip(panels, learned.items(), strict=True):
        best = 100 * one.after_first.max(axis=1).reshape(8, 8)
        cells = {(0, 0): "S", (6, 7): "G"}
        plots.grid_values(
            axes, best, walls=WALLS, labels=cells, colour_label="100 max Q"
        )
        axes.set_title(name)
    return figure


SARSA_KINDS: list[tuple[float, traces.Trace]] = [
    (0.0, "replacing"),
    (0.5, "replacing"),
    (0.9, "replacing"),
    (0.9, "accumulating"),
]


def show_sarsa() -> None:
    """Train twenty agents of each kind; draw and print what they learned."""
    trained = {
        (lam, kind): [train_sarsa(lam, kind, seed) for seed in range(20)]
        for lam, kind in SARSA_KINDS
    }
    draw_mazes(
        {
            "SARSA(0) after one episode": trained[0.0, "replacing"][0],
            "SARSA(0.9) after one episode": trained[0.9, "replacing"][0],
        }
    )
    plt.show()
    model = tables.model_of(gridworlds.environment(MAZE, 0.0, MAZE_REWARDS))
    best = tabular.epsilon_greedy_policy(tabular.value_iteration(model, 0.95))
    shortest = tabular.expected_length(model, best)
    print(f"shortest way {shortest:.0f} steps; in episodes 2 to 30, mean of 20 runs:")
    steps: dict[tuple[float, str], float] = {}
    for (lam, kind), runs_of in trained.items():
        steps[lam, kind] = float(np.mean([one.lengths[1:].sum() for one in runs_of]))
        n_known = np.mean([(one.after_first != 0).sum() for one in runs_of])
        print(
            f"λ = {lam:<4}{kind:<13}: {steps[lam, kind]:5.0f} steps, "
            f"{n_known:5.1f} values known after one episode"
        )
        assert lam > 0 or n_known <= 1
    assert steps[0.9, "replacing"] < 0.33 * steps[0.0, "replacing"]
    assert steps[0.5, "replacing"] < 0.33 * steps[0.0, "replacing"]
    assert steps[0.9, "accumulating"] > 1.5 * steps[0.9, "replacing"]


show_sarsa()

# %% [markdown]
# After one episode SARSA(0) knows one thing: the last step before the goal. SARSA(0.9) has a whole way. Replacing traces save more than two
# thirds of the steps. With accumulating traces much of that is lost again. They give the most credit to what was done most *often*, and in
# a random search that may be bumping into a wall; replacing traces give it to what was done *last*.

# %% [markdown]
# ## 8. Somebody else's games: importance sampling
#
# We want the value of the **target policy** $\pi$ from episodes of a **behaviour policy** $b$, which takes each action that $\pi$ may take.
# Given $S_t$, the probability of what follows is a product of policy and world, $\prod_{k=t}^{T-1} \pi(A_k \mid S_k)\, p(S_{k+1}, R_{k+1}
# \mid S_k, A_k)$, and the same with $b$. In the **ratio**, the world cancels:
#
# $$\rho_{t:T-1} = \prod_{k=t}^{T-1} \frac{\pi(A_k \mid S_k)}{b(A_k \mid S_k)}.$$
#
# **Lemma 3.** $\mathbb{E}_b[\rho_{t:T-1} G_t \mid S_t = s] = v_\pi(s)$.
#
# *Proof.* Sum over all episodes $e$ from $s$: $\sum_e p_b(e)\, \frac{p_\pi(e)}{p_b(e)}\, G(e) = \sum_e p_\pi(e)\, G(e)$. Episodes that $b$
# cannot produce have $p_\pi(e) = 0$ as well. $\square$
#
# From $n$ episodes with ratios $\rho_i$ and returns $G_i$ follow two estimates, as for the single decision in Part 0.5:
#
# $$\text{ordinary:}\quad \frac1n \sum_{i=1}^n \rho_i G_i, \qquad\qquad \text{weighted:}\quad \frac{\sum_{i=1}^n \rho_i G_i}{\sum_{i=1}^n \rho_i}.$$
#
# The ordinary one is unbiased by the lemma, and its variance is $\mathrm{Var}(\rho G) / n$. The weighted one is a mean with weights, so it
# never leaves the range of the returns; its bias falls to zero as $n$ grows. With several decisions in a row the ratios multiply, and
# $\mathrm{Var}(\rho G)$ may be large. It need not even be finite.
#
# ### The world: Blackjack
#
# `blackjack` plays thousands of hands at once. The deck is endless. You see your sum (12 to 21; below that a card cannot hurt and is
# taken), the dealer's card (1 is an ace), and whether you hold a usable ace, one that counts as 11 without going over 21: 200 states.
# Action 0 sticks, 1 hits. Over 21 you lose; after you stick, the dealer draws to 17 or more; win, draw and loss are $+1$, $0$ and $-1$. No
# state comes twice in a hand, and the reward comes at its end: the return of each step of a hand is the result of the hand. (A natural, ace
# and ten at once, counts as any 21. This is Gymnasium's `Blackjack-v1` with `natural=False, sab=False`.)
#
# The whole table is known exactly (`blackjack.model`). Sutton and Barto ask for one state: the dealer shows a deuce, you hold 13 with a
# usable ace. The target policy sticks on 20 and 21 only. What is that worth?


# %% tags=["demo", "nbval-check-output"]
CARDS = blackjack.model()
DEUCE = blackjack.state_of(player=13, dealer=2, usable=True)
STICK_ON_20 = blackjack.threshold_policy(20)
COIN = np.full((200, 2), 0.5)
DEUCE_VALUE = float(tabular.policy_evaluation(CARDS, STICK_ON_20)[DEUCE])


def exact_variance(target: Floats, behaviour: Floats, state: int) -> float:
    """Return the exact variance of ratio times return from a state of Blackjack; with
    two equal policies, that of the return.

    The second moment solves a Bellman equation in which pi^2 / b stands for the policy
    and the squared rewards for the rewards.
    """
    outcomes = blackjack.dealer_outcomes()  # dealer ends with 17 to 21, or busts
    draws = np.zeros((2, 10, 10))
    draws[:, 5:] = outcomes[:, :5].T  # the player holds the same
    squared = np.stack([1 - draws.ravel(), -CARDS.reward[:, blackjack.HIT]], axis=1)
    moments = dataclasses.replace(CARDS, reward=squared)
    weights = np.divide(target**2, behaviour, out=np.zeros((200, 2)), where=target > 0)
    second = tabular.policy_evaluation(moments, weights)[state]
    first = tabular.policy_evaluation(CARDS, target)[state]
    return float(second - first**2)


print(f"exact value of the state: {DEUCE_VALUE:.5f}")
one_hand = math.sqrt(exact_variance(STICK_ON_20, STICK_ON_20, DEUCE))
book_error = one_hand / math.sqrt(100e6)
print(f"standard deviation of one hand {one_hand:.3f},")
print(f"of the mean of 100 million hands {book_error:.5f}")
assert abs(DEUCE_VALUE + 0.27720) < 5e-6
assert abs(DEUCE_VALUE + 0.27726) < book_error

# %% [markdown]
# The book says $-0.27726$, the mean of 100 million hands. Dynamic programming says $-0.27720$, less than one standard error away.
#
# ## 9. Exercise 6: ordinary and weighted
#
# *Medium, about 15 minutes.* Write `off_policy_estimates(hands, target, behaviour)`: both estimates **after each hand**, from the hands so
# far, in the order in which they were played. `hands` is what `blackjack.play` returns. Its `states` and `actions` have the shape
# `[n_hands, L]`; behind the end of a hand both are $-1$, and what stands there must not count. `lengths` holds the number of decisions in
# each hand, `returns` its result. `target` and `behaviour` hold probabilities, `[n_states, n_actions]`; there is no discount. As long as
# all ratios are 0, the weighted estimate is 0 (Sutton and Barto's convention: a curve has to begin somewhere).
#
# *Example.* Two hands. The first took two decisions, with $\pi/b = 2$ and $0.5$, and returned $-1$; the second took one, with $\pi/b = 3$,
# and returned 1. The ratios are 1 and 3. Ordinary: $-1$, then $(-1 + 3)/2 = 1$. Weighted: $-1$, then $(-1 + 3)/4 = 0.5$.
#
# <details><summary>Hint</summary>
#
# `target[hands.states, hands.actions]` picks a probability for each step, and one that means nothing behind the end (an index of $-1$ is
# the last row): `np.where(hands.states >= 0, ..., 1.0)` before the product along axis 1. Then `np.cumsum`.
#
# </details>


# %% exercise="off_policy_estimates" task=4 forbid="rlcourse.agents.traces"
def off_policy_estimates(
    hands: blackjack.Hands, target: Floats, behaviour: Floats
) -> tuple[Floats, Floats]:
    """Return the ordinary and the weighted importance-sampling estimate of a state's
    value after each hand.

    Args:
        hands: Hands that began in the state, at least one, played by ``behaviour``.
        target: Probabilities of the target policy, shape ``[n_states, n_actions]``.
        behaviour: Probabilities of the policy that played; above 0 for each action that
            was taken. Neither is changed.

    Returns:
        Ordinary and weighted, float64, shape ``[n_hands]`` each; the weighted estimate
        is 0 as long as all ratios are 0.

    Source:
        Sutton and Barto, section 5.5.
    """
    # BEGIN SOLUTION
    there = hands.states >= 0  # [n_hands, L]
    above = np.where(there, target[hands.states, hands.actions], 1.0)
    below = np.where(there, behaviour[hands.states, hands.actions], 1.0)
    ratios = (above / below).prod(axis=1)  # [n_hands]
    gained, total = np.cumsum(ratios * hands.returns), np.cumsum(ratios)
    ordinary = gained / np.arange(1, len(ratios) + 1)
    return ordinary, np.where(total > 0, gained / np.where(total > 0, total, 1), 0.0)
    # END SOLUTION


# %% test="off_policy_estimates" points=1
def test_off_policy_estimates() -> None:
    hands = blackjack.Hands(
        states=np.array([[0, 1], [2, -1], [1, 0]]),
        actions=np.array([[1, 0], [1, -1], [1, 1]]),
        lengths=np.array([2, 1, 2]),
        returns=np.array([-1.0, 1.0, 1.0]),
    )
    target = np.array([[0.0, 1.0], [0.4, 0.6], [0.1, 0.9]])
    behaviour = np.array([[0.5, 0.5], [0.8, 0.2], [0.7, 0.3]])
    pair = checks.instance(
        "the result",
        checks.attempt(off_policy_estimates, hands, target, behaviour),
        tuple,
        thought="A tuple: ordinary, weighted.",
    )
    checks.equal("how many arrays", len(pair), 2, thought="Ordinary, weighted.")
    for name, found, expected in zip(
        ("ordinary", "weighted"),
        pair,
        ([-1.0, 1.0, 8 / 3], [-1.0, 0.5, 0.8]),
        strict=True,
    ):
        checks.array(
            f"the {name} estimate",
            found,
            shape=(3,),
            dtype=np.float64,
            thought="A number after each hand.",
        )
        checks.close(
            f"the {name} estimate after 1, 2 and 3 hands",
            found,
            expected,
            thought="The ratios of the hands are 1, 3 and 6: a product over the steps "
            "of each hand, and no further. What is each estimate divided by?",
        )


# %% hidden="off_policy_estimates" points=2
def hidden_off_policy_estimates() -> None:
    rng = np.random.default_rng(826)
    for trial in range(40):
        n_states, n_actions = int(rng.integers(1, 7)), int(rng.integers(1, 4))
        n, longest = int(rng.integers(1, 30)), int(rng.integers(1, 7))
        n = 3000 if trial == 39 else n
        target, behaviour = rng.dirichlet(np.full(n_actions, 0.8), size=(2, n_states))
        behaviour = 0.8 * behaviour + 0.2 / n_actions
        if trial % 3 == 1:  # the target never does that
            target[:, 0] = 0.0
        if trial % 5 == 2:  # next to never is not never
            target *= 1e-14
        lengths = rng.integers(1, longest + 1, size=n)
        there = np.arange(longest) < lengths[:, None]
        states = np.where(there, rng.integers(n_states, size=(n, longest)), -1)
        actions = np.where(there, rng.integers(n_actions, size=(n, longest)), -1)
        if n_states > 2 and trial % 2:  # what nobody did has no probability
            states[states == n_states - 1] = 0
            behaviour[-1, -1] = 0.0
        returns = rng.normal(size=n)
        if trial % 4 == 0:
            returns = rng.integers(-1, 2, size=n).astype(np.float64)
        hands = blackjack.Hands(states, actions, lengths, returns)
        # Written another way: hand after hand, in plain Python.
        gained, total, ordinary, weighted = 0.0, 0.0, list[float](), list[float]()
        for i in range(n):
            ratio = 1.0
            for state, action in zip(
                states[i, : lengths[i]], actions[i, : lengths[i]], strict=True
            ):
                ratio *= float(target[state, action] / behaviour[state, action])
            gained, total = gained + ratio * float(returns[i]), total + ratio
            ordinary.append(gained / (i + 1))
            weighted.append(gained / total if total > 0 else 0.0)
        with (
            checks.unchanged(target=target, behaviour=behaviour, hands=list(hands)),
            np.errstate(invalid="ignore", divide="ignore"),
        ):
            pair = checks.instance(
                "the result",
                checks.attempt(off_policy_estimates, hands, target, behaviour),
                tuple,
                thought="A tuple of two arrays?",
            )
        checks.equal("how many arrays", len(pair), 2, thought="Ordinary, weighted?")
        for found, known in zip(pair, (ordinary, weighted), strict=True):
            checks.array(
                "an estimate",
                found,
                shape=(n,),
                dtype=np.float64,
                thought="A number after each hand, float64?",
            )
            checks.close(
                "an estimate",
                found,
                known,
                rtol=1e-9,
                atol=1e-9 * max(1.0, max(map(abs, known))),
                thought="Ordinary first; every step of each hand and none behind its "
                "end; after each hand; and what if all ratios are 0 so far?",
            )


# %% [markdown]
# Now 1000 runs of 1000 hands, played by a coin. Since the table is known, so is the exact variance of a single $\rho G$. What do you
# expect: which estimate has the smaller error after 1, 10, 1000 hands?


# %% alt="Mean squared error against the number of hands, both axes logarithmic: the ordinary estimate lies on the exact line of its variance over n, the weighted one starts far lower, rises a little, and joins it before 100 hands." tags=["demo"]
def draw_mse(mse: dict[str, Floats], variance: float) -> Figure:
    """Draw the mean squared error of both estimates against the number of hands."""
    figure, axes = plt.subplots(figsize=(6.8, 3.8))
    counts = np.unique(np.geomspace(1, 1000, 60).astype(np.int64))
    for colour, (name, squares) in zip(plots.PALETTE, mse.items(), strict=False):
        axes.plot(counts, squares[counts - 1], label=name, **plots.look_of(colour))
    axes.plot(counts, variance / counts, "k:", label="exact Var(ρG) / n")
    axes.set(xscale="log", yscale="log", xlabel="hands", ylabel="mean squared error")
    axes.legend()
    return figure


def show_estimates(rng: np.random.Generator) -> None:
    """Estimate the state's value in 1000 runs, and hold the errors against theory."""
    variance = exact_variance(STICK_ON_20, COIN, DEUCE)
    played = [blackjack.play(COIN, 1000, rng, states=DEUCE) for _ in range(1000)]
    found = [off_policy_estimates(hands, STICK_ON_20, COIN) for hands in played]
    ordinary, weighted = (np.stack(estimates) for estimates in zip(*found, strict=True))
    library = traces.off_policy_estimates(played[0], STICK_ON_20, COIN)
    assert np.allclose(np.stack(found[0]), np.stack(library), rtol=1e-12)
    mse = {
        "ordinary": ((ordinary - DEUCE_VALUE) ** 2).mean(axis=0),
        "weighted": ((weighted - DEUCE_VALUE) ** 2).mean(axis=0),
    }  # [1000] each
    draw_mse(mse, variance)
    plt.show()
    print(f"exact variance of ρG: {variance:.2f}; means over 1000 runs:")
    for n in (1, 10, 100, 1000):
        print(
            f"n = {n:>4}: squared error {mse['ordinary'][n - 1]:.4f} ordinary, "
            f"{mse['weighted'][n - 1]:.4f} weighted; bias "
            f"{ordinary[:, n - 1].mean() - DEUCE_VALUE:+.4f} and "
            f"{weighted[:, n - 1].mean() - DEUCE_VALUE:+.4f}"
        )
    assert mse["weighted"][0] < 0.2 * mse["ordinary"][0]
    assert 0.75 < mse["ordinary"][-1] / (variance / 1000) < 1.25
    standard_error = math.sqrt(variance / 1e6)  # of a million hands
    assert abs(ordinary[:, -1].mean() - DEUCE_VALUE) < 5 * standard_error
    assert np.abs(weighted).max() < 1.0 + 1e-9 < np.abs(ordinary).max()


with checks.demonstration():
    show_estimates(np.random.default_rng(827))

# %% [markdown]
# The ordinary estimate lies on the line that theory gives it. The weighted one cannot leave the range from $-1$ to 1, and begins far lower.
# At first its error *rises*: after one hand it is 0 in every run whose ratio is 0, and $-1$ is only one bad hand away. From about 100 hands
# on the two are alike. The bias of the weighted estimate is real: after one hand the ratio cancels (or is 0), so that one learns about the
# behaviour policy, if anything.
#
# ### A variance that is infinite
#
# One state. **Right** ends the episode with 0. **Left** leads back to the state with probability 0.9, and ends the episode with $+1$ else.
# The target policy always goes left, so the value is 1. A coin plays. An episode that ends with the reward after $T$ steps left has $\rho G
# = 2^T$ and the probability $(0.5 \cdot 0.9)^{T-1} \cdot 0.5 \cdot 0.1$; all others have the ratio 0. So
#
# $$\mathbb{E}[\rho G] = \sum_{T=1}^\infty 2^T \cdot 0.05 \cdot 0.45^{T-1} = 0.1 \sum_T 0.9^{T-1} = 1, \qquad
# \mathbb{E}[(\rho G)^2] = \sum_{T=1}^\infty 4^T \cdot 0.05 \cdot 0.45^{T-1} = 0.2 \sum_T 1.8^{T-1} = \infty.$$
#
# What does that look like? We let ten runs of a million episodes go, and also ask in 100 runs of 100,000 how much of the whole sum came
# from its *single largest* episode.


# %% alt="Ten runs of the ordinary estimate over a million episodes, on a logarithmic axis: none settles on the true value 1, and single episodes make jumps upwards even late." tags=["demo"]
def scaled_returns(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """Return ratio times return of episodes of the one-state world."""
    lefts = rng.geometric(0.55, size=shape)  # until right is taken, or the end is met
    rewarded = rng.random(shape) < 0.05 / 0.55
    return np.where(rewarded, 2.0**lefts, 0.0)


def draw_infinite(paths: Floats, counts: NDArray[np.int64]) -> Figure:
    """Draw the running ordinary estimates of ten runs."""
    figure, axes = plt.subplots(figsize=(6.8, 3.6))
    for number, path in enumerate(paths):
        axes.plot(
            counts,
            path,
            linewidth=1,
            color=plots.PALETTE[0],
            linestyle="-",
            alpha=0.6,
            label="ordinary, ten runs" if number == 0 else None,
        )
    axes.axhline(1.0, color="black", linestyle=":", label="true value; weighted")
    axes.set(xscale="log", xlabel="episodes", ylabel="estimate", ylim=(0, 3))
    axes.legend()
    return figure


def show_infinite(rng: np.random.Generator) -> None:
    """Draw ten long runs, and print what single episodes weigh."""
    counts = np.unique(np.geomspace(100, 1_000_000, 400).astype(np.int64))
    paths = np.stack(
        [
            np.cumsum(scaled_returns((1_000_000,), rng))[counts - 1] / counts
            for _ in range(10)
        ]
    )
    draw_infinite(paths, counts)
    plt.show()
    print("the ten estimates after a million:", np.sort(paths[:, -1]).round(2))
    terms = 0.05 * 4.0 ** np.arange(1, 61) * 0.45 ** np.arange(60)
    moments = "  ".join(f"{moment:.1e}" for moment in terms.cumsum()[[19, 39, 59]])
    print("second moment, with T up to 20, 40 and 60 only:", moments)
    products = scaled_returns((100, 100_000), rng)
    share = float(np.median(products.max(axis=1) / products.sum(axis=1)))
    hands = blackjack.play(COIN, 100_000, rng, states=DEUCE)
    there = hands.states >= 0
    of_steps = np.where(there, STICK_ON_20[hands.states, hands.actions] / 0.5, 1.0)
    cards = of_steps.prod(axis=1)
    of_cards = float(cards.max() / cards.sum())
    print(f"largest of 100,000 episodes: {share:.2%} of the sum (median of 100 runs)")
    print(f"largest of 100,000 Blackjack ratios: {of_cards:.3%} of their sum")
    assert np.allclose(terms[1:] / terms[:-1], 1.8)
    typical = float(np.median(products.mean(axis=1)))
    print(f"median of the 100 runs' estimates: {typical:.2f}")
    assert share > 10 * of_cards
    assert typical < 0.97


show_infinite(np.random.default_rng(828))

# %% [markdown]
# The mean exists, and the law of large numbers holds; but every digit waits for an episode that is rarer than the last one. A typical run
# owes several per cent of its whole sum of 100,000 episodes to one of them, and it lies below the truth, since it has not seen the rarest
# ones. The standard error that one would compute from such a run means nothing. The *weighted* estimate is exactly 1 from the first episode
# with a ratio above 0: the only return that gets any weight is 1. So look at the ratios before you trust an off-policy estimate.

# %% [markdown]
# ## 10. Exercise 7: off-policy, in n steps
#
# *Medium, about 15 minutes.* With bootstrapping, a product of $n$ ratios is enough. Write `n_step_off_policy_episode(values, states,
# rewards, ratios, terminated, step_size, gamma, n)`, which for $t = 0, \dots, T - 1$, in order, does
#
# $$V(S_t) \leftarrow V(S_t) + \alpha\, \rho_{t:h-1} \bigl[ G_{t:h} - V(S_t) \bigr], \qquad h = \min(t + n, T), \qquad \rho_{t:h-1} = \prod_{k=t}^{h-1} \rho_k .$$
#
# `ratios[k]` is $\rho_k = \pi(A_k \mid S_k)/b(A_k \mid S_k)$. The return $G_{t:h}$ takes the estimates as they are at that moment, and ends
# with $\gamma^{h-t} V(S_h)$, unless $h = T$ and the episode terminated. `values` is changed in place, and nothing is returned. (No update
# for $S_t$ needs anything later than $S_{t+n}$: an agent could do the same while it acts, $n$ steps behind.)
#
# *Example.* `values = [0, 4, 8]`, the states 0, 1, 2, terminated, the rewards 1, 2, the ratios 2, 0.5, with $\gamma = 1$, $\alpha = 0.5$
# and $n = 1$. First $0 + 0.5 \cdot 2 \cdot (1 + 4 - 0) = 5$, then $4 + 0.5 \cdot 0.5 \cdot (2 - 4) = 3.5$. With $n = 2$: first $0 + 0.5
# \cdot 1 \cdot (3 - 0) = 1.5$, then 3.5 again.
#
# <details><summary>Hint</summary>
#
# Two loops: over $t$, and inside over `k in range(t, h)`, which collects the discounted rewards and multiplies the ratios.
# `math.prod(ratios[t:h])` is the product.
#
# </details>


# %% exercise="n_step_off_policy_episode" task=4 forbid="rlcourse.agents.traces"
def n_step_off_policy_episode(
    values: Floats,
    states: Sequence[int],
    rewards: Sequence[float],
    ratios: Sequence[float],
    terminated: bool,
    step_size: float,
    gamma: float,
    n: int,
) -> None:
    """Apply off-policy n-step TD to ``values`` in place along one episode.

    Args:
        values: Estimates, float64, shape ``[n_states]``; changed in place.
        states: ``T + 1`` states.
        rewards: ``T`` rewards; there may be none.
        ratios: ``T`` importance-sampling ratios, one for each action.
        terminated: Whether the story ended; otherwise the episode was cut off.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.
        n: Number of rewards in a target, at least 1; may exceed ``T``.

    Source:
        Sutton and Barto, section 7.3, equation 7.9.
    """
    # BEGIN SOLUTION
    for t, state in enumerate(states[:-1]):
        end = min(t + n, len(rewards))
        target = sum(gamma ** (k - t) * rewards[k] for k in range(t, end))
        if end < len(rewards) or not terminated:
            target += gamma ** (end - t) * values[states[end]]
        values[state] += step_size * math.prod(ratios[t:end]) * (target - values[state])
    # END SOLUTION


# %% test="n_step_off_policy_episode" points=1
def test_n_step_off_policy_episode() -> None:
    for n, terminated, expected in (
        (1, True, [5.0, 3.5, 8.0]),
        (2, True, [1.5, 3.5, 8.0]),
        (9, True, [1.5, 3.5, 8.0]),
        (2, False, [5.5, 5.5, 8.0]),
    ):
        values = np.array([0.0, 4.0, 8.0])
        checks.attempt(
            n_step_off_policy_episode,
            values,
            [0, 1, 2],
            [1.0, 2.0],
            [2.0, 0.5],
            terminated,
            0.5,
            1.0,
            n,
        )
        checks.close(
            f"the values of the example with n = {n}, terminated = {terminated}",
            values,
            expected,
            thought="As many ratios as rewards, from t on and not beyond the end. What "
            "does the return end with?",
        )


# %% hidden="n_step_off_policy_episode" points=2
def hidden_n_step_off_policy_episode() -> None:
    rng = np.random.default_rng(829)
    for trial in range(60):
        n_states, steps = int(rng.integers(1, 6)), int(rng.integers(0, 9))
        steps = 250 if trial == 59 else steps
        n = [1, 2, 3, 5, 50][trial % 5]
        gamma, terminated = [0.0, 0.7, 1.0][trial % 3], bool(trial // 2 % 2)
        alpha = float(rng.uniform(0.05, 0.5))
        states = rng.integers(n_states, size=steps + 1).tolist()
        rewards = rng.normal(size=steps).tolist()
        ratios = rng.uniform(0.3, 1.6, size=steps).tolist()
        if trial % 4 == 1:
            ratios = rng.choice([0.0, 2.0, 0.5], size=steps).tolist()
        n = 4 if trial == 59 else n
        before = rng.normal(scale=4.0, size=n_states)
        expected = before.tolist()
        for t in range(steps):
            # Written another way: backwards from the horizon.
            end = min(t + n, steps)
            ahead, weight = expected[states[end]], 1.0
            ahead = 0.0 if terminated and end == steps else ahead
            for k in reversed(range(t, end)):
                ahead, weight = rewards[k] + gamma * ahead, weight * ratios[k]
            old = expected[states[t]]
            expected[states[t]] = old - alpha * weight * (old - ahead)
        after = before.copy()
        with checks.unchanged(states=states, rewards=rewards, ratios=ratios):
            returned = checks.attempt(
                n_step_off_policy_episode,
                after,
                states,
                rewards,
                ratios,
                terminated,
                alpha,
                gamma,
                n,
            )
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
            atol=1e-9 * max(1.0, max(map(abs, expected))),
            thought="Which ratios, how many; current estimates, in order of time; the "
            "discount of what the return ends with; and a ratio of 0?",
        )


# %% [markdown]
# A coin walks, and we ask for the values of a policy that goes right with probability 0.7. After 20 walks, with the best of nine step sizes
# for each $n$; once with the ratios, and once without them. For comparison, we also let the policy itself walk. (Again all learners go at
# once, in `traces.n_step_errors`, which the cell first holds against your function.)


# %% tags=["demo"]
OFF_SIZES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8]
OFF_NS = [1, 2, 4, 8, 16, 64]


def show_n_steps(rng: np.random.Generator) -> None:
    """Learn about a drifting walk from walks of a coin, with and without ratios."""
    drift_values = tabular.policy_evaluation(walk_model, np.tile([0.3, 0.7], (19, 1)))
    coin_walks = walks.sample(19, 100, 20, rng)
    coin_ratios = np.where(coin_walks.actions == 1, 0.7, 0.3) / 0.5
    own_walks = walks.sample(19, 100, 20, rng, right=0.7)
    off_errors = {
        name: traces.n_step_errors(seen, drift_values, OFF_SIZES, OFF_NS, ratios=ratios)
        for name, seen, ratios in (
            ("coin, with ratios", coin_walks, coin_ratios),
            ("coin, without", coin_walks, None),
            ("own walks", own_walks, None),
        )
    }  # [n_ns, n_step_sizes, n_runs, n_walks] each
    for i, j in ((0, 5), (2, 4)):  # n = 1 and 4
        values = np.zeros(19)
        for number in range(20):
            walk = coin_walks.one(0, number)
            used = coin_ratios[0, number, : len(walk.rewards)].tolist()
            n_step_off_policy_episode(
                values,
                walk.states,
                walk.rewards,
                used,
                True,
                OFF_SIZES[j],
                1.0,
                OFF_NS[i],
            )
        apart = np.sqrt(((values - drift_values) ** 2).mean())
        assert np.isclose(
            apart, off_errors["coin, with ratios"][i, j, 0, -1], rtol=1e-9
        )
    off_lows = {
        name: errors[..., -1].mean(axis=2).min(axis=1)
        for name, errors in off_errors.items()
    }
    print("RMS error after 20 walks, n =", OFF_NS)
    for name, row in off_lows.items():
        print(f"{name:<18}", row.round(3))
    for name, seen in (("coin", coin_walks), ("own", own_walks)):
        steps = np.arange(seen.actions.shape[2]) < seen.lengths[..., None]
        share = (seen.states[..., :-1] < 9)[steps].mean()
        print(f"{name} walks: {share:.0%} of their steps are left of the middle")
        assert share > 0.35 if name == "coin" else share < 0.1
    with_ratios, without, own = off_lows.values()
    assert with_ratios[2:4].max() < 0.6 * without.min()
    assert with_ratios[0] > 1.3 * with_ratios.min()
    assert with_ratios[-1] > 1.5 * with_ratios.min()
    assert own[-1] < 1.05 * own.min()
    assert with_ratios[2] < 0.7 * own.min()


with checks.demonstration():
    show_n_steps(np.random.default_rng(830))

# %% [markdown]
# Without ratios every $n$ fails alike: it learns the value of the coin's policy, however long. With them the middle wins once more: small
# $n$ passes the news on too slowly, and for large $n$ the product of ratios is mostly noise. (The policy's own walks need no ratios, and
# with them a large $n$ does no harm.)
#
# Now compare the best of the first row with the best of the last. Somebody else's walks are the *better* teacher here! The policy drifts to
# the right and hardly ever sees the left half, and the error counts all states. Off-policy data may cover what your own policy avoids.

# %% [markdown]
# ## 11. Exercise 8: Monte Carlo control on Blackjack
#
# ```text
# Monte Carlo control, in batches               input: a way to play hands, ε
# ─────────────────────────────────────────────────────────────────
# 1  Q(s, a) ← 0 for all s, a
# 2  for each batch:
# 3      π ← (1 − ε) greedy policy of Q + ε · (1/2 for each action)
# 4      play the hands of the batch with π
# 5      for each step (s, a) of each hand: add the hand's return to its sum
# 6      Q(s, a) ← sum / number, over all batches so far
# ```
#
# A policy that always acts greedily never finds out that it is wrong about what it does not do. Two remedies:
#
# - **exploring starts**: $\varepsilon = 0$, but each hand *begins* with a state and an action drawn uniformly from all;
# - **$\varepsilon$-soft**: hands are dealt as usual, and every action has a probability of at least $\varepsilon / 2$ throughout.
#
# The two differ in `play` and $\varepsilon$ only:


# %%
Play: TypeAlias = Callable[[Floats], blackjack.Hands]


def exploring_starts(batch: int, rng: np.random.Generator) -> Play:
    """Return a function that plays a batch of hands by a policy, each from a state and
    a first action that are drawn uniformly.
    """

    def play(policy: Floats) -> blackjack.Hands:
        states, actions = rng.integers(200, size=batch), rng.integers(2, size=batch)
        return blackjack.play(policy, batch, rng, states=states, actions=actions)

    return play


def dealt_hands(batch: int, rng: np.random.Generator) -> Play:
    """Return a function that plays a batch of hands by a policy, as they are dealt."""

    def play(policy: Floats) -> blackjack.Hands:
        return blackjack.play(policy, batch, rng)

    return play


# %% [markdown]
# *Medium, about 15 minutes.* Write `monte_carlo_control(play, n_batches, epsilon)`, which returns $Q$, float64, of shape `[200, 2]`, after
# `n_batches` batches (there may be none). Call `play(policy)` once for each batch, with the policy of line 3 as a float64 array of shape
# `[200, 2]`; it returns `blackjack.Hands`, whose `states` and `actions` hold $-1$ behind the end of a hand. Where both actions of a state
# have *equal* values, the greedy policy takes each with probability one half. A pair that was never tried keeps the value 0, and that 0
# competes like any other value.
#
# *Example.* With $\varepsilon = 0.2$ the first policy is 0.5, 0.5 everywhere. If the first batch is a single hand that hits in state 7,
# sticks in state 57 and wins, then $Q(7, 1) = Q(57, 0) = 1$, and the next policy is $0.1, 0.9$ in state 7, $0.9, 0.1$ in state 57, and 0.5,
# 0.5 elsewhere.
#
# <details><summary>Hint</summary>
#
# `np.add.at(sums, (states, actions), returns)` adds up where a pair comes several times; `sums[states, actions] += returns` does not.
# `np.repeat(hands.returns, hands.lengths)` gives the return of each step, in the order of `hands.states[hands.states >= 0]`. For line 3,
# compare the two columns of $Q$.
#
# </details>


# %% exercise="monte_carlo_control" task=5 forbid="rlcourse.agents.traces rlcourse.agents.tabular"
def monte_carlo_control(
    play: Callable[[Floats], blackjack.Hands], n_batches: int, epsilon: float
) -> Floats:
    """Improve a policy of Blackjack by Monte Carlo control.

    Args:
        play: Plays a batch of hands by a policy, float64, shape ``[200, 2]``.
        n_batches: Number of batches; may be 0.
        epsilon: Share of random actions in the policy, in ``[0, 1]``.

    Returns:
        Action values, float64, shape ``[200, 2]``: the mean return of each pair over
        all batches, 0 where it was never tried.

    Source:
        Sutton and Barto, sections 5.3 and 5.4.
    """
    # BEGIN SOLUTION
    sums, counts, q = np.zeros((3, 200, 2))
    for _ in range(n_batches):
        greedy = 0.5 + 0.5 * np.sign(q - q[:, ::-1])
        hands = play((1 - epsilon) * greedy + epsilon / 2)
        there = hands.states >= 0
        pairs = hands.states[there], hands.actions[there]
        np.add.at(sums, pairs, np.repeat(hands.returns, hands.lengths))
        np.add.at(counts, pairs, 1)
        q = sums / np.maximum(counts, 1)
    return q
    # END SOLUTION


# %% test="monte_carlo_control" points=1
def test_monte_carlo_control() -> None:
    batches = [
        blackjack.Hands(
            np.array([[7, 57]]), np.array([[1, 0]]), np.array([2]), np.array([1.0])
        ),
        blackjack.Hands(
            np.array([[7, -1], [7, 57]]),
            np.array([[1, -1], [1, 1]]),
            np.array([1, 2]),
            np.array([-1.0, -1.0]),
        ),
        blackjack.Hands(
            np.array([[7]]), np.array([[0]]), np.array([1]), np.array([-1.0])
        ),
    ]
    policies = list[Floats]()

    def play(policy: Floats) -> blackjack.Hands:
        policies.append(np.array(policy))
        return batches[len(policies) - 1]

    q = checks.array(
        "Q",
        checks.attempt(monte_carlo_control, play, 3, 0.2),
        shape=(200, 2),
        dtype=np.float64,
        thought="A value for each of 200 states and 2 actions.",
    )
    checks.equal(
        "how often it played", len(policies), 3, thought="Once for each batch."
    )
    first, second, third = (np.full((200, 2), 0.5) for _ in range(3))
    second[7], second[57] = [0.1, 0.9], [0.9, 0.1]
    third[[7, 57]] = [0.9, 0.1]  # 0 for what was never tried is more than -1/3
    for name, found, expected in zip(
        ("first", "second", "third"), policies, (first, second, third), strict=True
    ):
        checks.close(
            f"the {name} policy, states 7, 57 and 199",
            found[[7, 57, 199]],
            expected[[7, 57, 199]],
            thought="Greedy but for ε; equal values share.",
        )
        checks.close(f"the {name} policy", found, expected, thought="Every state?")
    known = np.zeros((200, 2))
    known[7], known[57] = [-1.0, -1 / 3], [1.0, -1.0]
    checks.close(
        "Q in states 7, 57 and 199",
        q[[7, 57, 199]],
        known[[7, 57, 199]],
        thought="State 7 was hit in three hands, with 1, -1, -1, and stuck in one. "
        "Behind the end of a hand nothing counts, above all not in the last state.",
    )
    checks.close("Q", q, known, thought="Is every other pair still at 0?")


# %% hidden="monte_carlo_control" points=3
def hidden_monte_carlo_control() -> None:
    rng = np.random.default_rng(8210)
    for trial in range(12):
        n_batches, epsilon = int(rng.integers(0, 6)), [0.0, 0.1, 1.0, 0.35][trial % 4]
        n_batches = max(n_batches, 3) if trial > 1 else trial
        batches, policies = list[blackjack.Hands](), list[Floats]()
        known, expected = dict[tuple[int, int], list[float]](), list[Floats]()
        clear = list[NDArray[np.bool_]]()
        q = np.zeros((200, 2))
        for _ in range(n_batches):
            n, longest = int(rng.integers(1, 40)), int(rng.integers(1, 6))
            lengths = rng.integers(1, longest + 1, size=n)
            there = np.arange(longest) < lengths[:, None]
            few = 6 if trial % 2 else 200
            states = np.where(there, 199 - rng.integers(few, size=(n, longest)), -1)
            actions = np.where(there, rng.integers(2, size=(n, longest)), -1)
            returns = rng.integers(-1, 2, size=n).astype(np.float64)
            batches.append(blackjack.Hands(states, actions, lengths, returns))
            # Written another way: lists of returns, and a policy state by state.
            policy = np.full((200, 2), epsilon / 2)
            for state in range(200):
                stick, hit = float(q[state, 0]), float(q[state, 1])
                share = [0.5, 0.5] if stick == hit else [stick > hit, hit > stick]
                policy[state] += (1 - epsilon) * np.array(share)
            expected.append(policy)
            # How a mean was computed may decide whether two of them are exactly equal.
            often = [
                any(len(known.get((state, action), [])) > 2 for action in range(2))
                for state in range(200)
            ]
            clear.append((q[:, 0] != q[:, 1]) | ~np.array(often))
            for i in range(n):
                for state, action in zip(
                    states[i, : lengths[i]].tolist(),
                    actions[i, : lengths[i]].tolist(),
                    strict=True,
                ):
                    known.setdefault((state, action), []).append(float(returns[i]))
            for pair, all_returns in known.items():
                q[pair] = sum(all_returns) / len(all_returns)

        def play(
            policy: Floats,
            given: list[blackjack.Hands] = batches,
            seen: list[Floats] = policies,
        ) -> blackjack.Hands:
            seen.append(np.array(policy))
            return given[min(len(seen), len(given)) - 1]

        with checks.unchanged(batches=[list(hands) for hands in batches]):
            found = checks.array(
                "Q",
                checks.attempt(monte_carlo_control, play, n_batches, epsilon),
                shape=(200, 2),
                dtype=np.float64,
                thought="Is it an array of float64, even without any batch?",
            )
        checks.equal(
            "how often it played",
            len(policies),
            n_batches,
            thought="Once for each batch?",
        )
        for policy, wanted, told in zip(policies, expected, clear, strict=True):
            checks.array(
                "a policy",
                policy,
                shape=(200, 2),
                dtype=np.float64,
                thought="Two probabilities for each state?",
            )
            checks.close(
                "a policy",
                policy[told],
                wanted[told],
                rtol=1e-9,
                atol=1e-12,
                thought="Greedy by all batches so far; which values are equal, and "
                "what of an action that was never tried?",
            )
        checks.close(
            "Q",
            found,
            q,
            rtol=1e-9,
            atol=1e-12,
            thought="The mean over all batches, every visit once, the last batch too, "
            "and nothing from behind the end of a hand?",
        )


# %% [markdown]
# Against the exact optimum, over five seeds. Predict: which remedy is right in more states after 100,000 hands? (About 5 seconds.)


# %% tags=["demo"]
EXACT_Q = tabular.value_iteration(CARDS)  # [200, 2]
BEST_RETURN = float(CARDS.start @ EXACT_Q.max(axis=1))
GAPS = np.abs(EXACT_Q[:, 0] - EXACT_Q[:, 1])


def judge(q: Floats) -> tuple[float, float]:
    """Return the share of states with the right action, and what the greedy policy
    loses a hand.
    """
    policy = np.eye(2)[q.argmax(axis=1)]
    loss = BEST_RETURN - tabular.expected_return(CARDS, policy)
    return float((q.argmax(axis=1) == EXACT_Q.argmax(axis=1)).mean()), loss


def compare_control() -> Floats:
    """Train with both remedies, judge them, and return what exploring starts learned
    from 100,000 hands.
    """
    print(f"exact optimum {BEST_RETURN:.5f} a hand, smallest gap {GAPS.min():.4f}")
    judged: dict[tuple[str, int], Floats] = {}
    learned_q: dict[tuple[str, int], Floats] = {}
    for n_hands in (10_000, 100_000, 1_000_000):
        for name, make, epsilon in (
            ("exploring starts", exploring_starts, 0.0),
            ("ε-soft, ε = 0.1", dealt_hands, 0.1),
        ):
            rows = list[tuple[float, float]]()
            for seed in range(5):
                rng = np.random.default_rng([831, seed, n_hands])
                q = monte_carlo_control(make(1000, rng), n_hands // 1000, epsilon)
                rows.append(judge(q))
                learned_q[name, n_hands] = q
            judged[name, n_hands] = np.array(rows)
            share, loss = judged[name, n_hands].mean(axis=0)
            print(
                f"{name:<17}{n_hands:>9,} hands: right in {share:.1%} of the states, "
                f"loses {loss:.4f} a hand"
            )
    names = list(dict.fromkeys(name for name, _ in judged))
    for n_hands in (10_000, 100_000, 1_000_000):
        starts, soft = (judged[name, n_hands].mean(axis=0) for name in names)
        assert starts[0] > soft[0] and starts[1] < soft[1]
    starts, soft = (judged[name, 1_000_000] for name in names)
    assert starts[:, 0].min() > 0.97 and starts[:, 1].max() < 0.001
    assert soft[:, 0].min() > 0.92 and soft[:, 1].max() < 0.006
    fast, _ = traces.blackjack_control(5000, np.random.default_rng(9), batch=1000)
    clear = monte_carlo_control(exploring_starts(1000, np.random.default_rng(9)), 5, 0)
    assert np.allclose(fast, clear, rtol=1e-12)  # the library's is the same
    return learned_q["exploring starts", 100_000]


with checks.demonstration():
    CONTROL_Q = compare_control()


# %% alt="Four grids of Blackjack states: the exact best action and the one learned from 100,000 hands with exploring starts, without and with a usable ace; they differ in a few marked cells at the border between hitting and sticking." tags=["demo"]
def draw_policies(q: Floats) -> Figure:
    """Draw the exact best action and the learned one in all states."""
    figure, panels = plt.subplots(1, 4, figsize=(10.5, 3.2), sharey=True)
    rows = itertools.product(("no usable ace", "usable ace"), ("exact", "learned"))
    for axes, (number, (ace, who)) in zip(panels, enumerate(rows), strict=True):
        values = EXACT_Q if who == "exact" else q
        hits = values.argmax(axis=1).reshape(blackjack.SHAPE)[number // 2]
        wrong = hits != EXACT_Q.argmax(axis=1).reshape(blackjack.SHAPE)[number // 2]
        axes.imshow(
            hits,
            origin="lower",
            extent=(0.5, 10.5, 11.5, 21.5),
            cmap="cividis",
            vmin=0,
            vmax=1,
        )
        for player, dealer in np.argwhere(wrong).tolist():
            axes.text(dealer + 1, player + 12, "✗", ha="center", va="center", color="r")
        axes.text(5.5, 20, "stick", ha="center", va="center", color="white")
        axes.text(8.5, 13, "hit", ha="center", va="center", color="black")
        axes.set(xlabel="dealer's card", ylabel="player's sum", title=f"{ace}: {who}")
        axes.set(xticks=[1, 4, 7, 10], yticks=[12, 15, 18, 21])
        axes.grid(visible=False)
    return figure


def show_policies(q: Floats) -> None:
    """Draw the policy that was learned, and say where it is wrong."""
    draw_policies(q)
    plt.show()
    wrong = q.argmax(axis=1) != EXACT_Q.argmax(axis=1)
    widest = float(GAPS[wrong].max(initial=0.0))
    print(f"wrong in {wrong.sum()} states, at a cost of {widest:.3f} at most")
    assert 0 < widest < 0.15


with checks.demonstration():
    show_policies(CONTROL_Q)

# %% [markdown]
# Exploring starts win: they begin in every pair equally often, while dealt hands seldom show a soft 13, and an $\varepsilon$-soft policy
# tries what it thinks is wrong in one decision of twenty. The figure shows what 100,000 hands with exploring starts have left wrong: cells
# at the border, where the two actions are worth nearly the same (the cell prints how much). So judge a policy by what it loses, not by the
# share of states.
#
# But exploring starts need a world that lets you choose where to begin. A casino does not.

# %% [markdown]
# ## Summary and outlook
#
# - The $\lambda$-return mixes all $n$-step returns, and follows from one pass backwards. The backward view pays the same sum by traces: to
#   rounding at the end of each of 100 walks, with fixed estimates.
# - True online TD($\lambda$) equals the online $\lambda$-return to machine precision; TD($\lambda$) with accumulating or Dutch traces alone
#   does not.
# - On the 19-state walk the middle wins in every family: TD(0.8) reaches an error of 0.262 and 4-step TD 0.263, where TD(0) stays at 0.345
#   and TD(1) at 0.511. Replacing traces and true online TD bear a large $\lambda$ better.
# - SARSA(0.9) with replacing traces knows a whole way after one episode, where SARSA(0) knows one step.
# - Importance sampling makes another policy's games count. The weighted estimate has by far the smaller error at first; the ordinary one
#   has no bias, and a variance that can be infinite. In $n$-step form the middle wins again.
# - Monte Carlo control with exploring starts: after a million hands it is right in 99.0 % of the states and loses 0.0003 a hand to the
#   exact optimum of $-0.04656$; an $\varepsilon$-soft policy with $\varepsilon = 0.1$ is right in 97.2 % and loses 0.0011.
#
# **Fast and clear.** `rlcourse/agents/traces.py` holds the fast versions. They compute the same numbers as yours (asserted above) and
# differ in the axes over runs, $\lambda$ and step sizes, in walks that are sorted by length, in episodes that always terminate, in
# `np.bincount` for `np.add.at`, and in nothing else.
#
# **Where next.** Part 8.3 puts a function approximator in the place of the table, where off-policy learning with bootstrapping may diverge;
# 8.4 uses $n$-step targets in a DQN; 8.7 (PPO) rests on GAE, the $\lambda$-return of advantages. Part 7.5 clips the ratios (V-trace).
#
# **Further reading** Sutton and Barto, chapters 5, 7 and 12; van Seijen and others (2016) for the proof that section 1 leaves out; Precup,
# Sutton and Singh (2000) for traces off-policy.
