# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 8.6: Trust regions: natural gradients and TRPO"
# author: "The course team"
# date: 2026-11-30
# ---

# %% [markdown]
# The actor-critic of Part 5.6 learns CartPole in a second, and may forget it in the next. Its step is a *length in the weights*. But nobody
# acts with weights: what acts is the policy, and the same small change of the weights moves one policy by a hair and turns another one
# over. After one bad step the agent collects bad data, and learns from them. **How far may a policy move in one update? And in
# which direction, if distance is measured between policies, not between weights?**
#
# The answer is a *trust region*: a ball around the old policy, whose radius is a divergence. The best step to its edge is the *natural
# gradient*. The agent that takes it with care is TRPO, *trust region policy optimisation*, the parent of PPO.
#
# **After this part you can**
#
# - say why a policy gradient is to be trusted only close to the policy that collected the data, and measure "close" in nats;
# - multiply with a Fisher matrix that is never written down, by two backward passes, and solve a system of equations with it by
#   conjugate gradient;
# - write the whole TRPO step with its line search, and train CartPole-v1 to a greedy mean return of 475 that *holds*;
# - show that the natural gradient does not care how the weights are counted, and that the plain gradient does.
#
# **Builds on** 5.5 (policy gradient), 5.6 (advantages, critic), 2.2 (autograd), 2.7 (softmax).
#
# **Time** about 45 minutes to read, 120 to work.
#
# **Sources** Kakade, *A natural policy gradient* (2001). Kakade and Langford, *Approximately optimal approximate reinforcement learning*
# (2002). Schulman et al., *Trust region policy optimization* (2015). Hestenes and Stiefel, *Methods of conjugate gradients for solving
# linear systems* (1952).

# %%
import copy
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding, stopwatch
from rlcourse.agents import a2c, evaluation, networks, trpo
from rlcourse.environments import vector
from rlcourse.figures import live, plots, vectors
from torch import Tensor, nn

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
seeding.seed_everything(86)
plots.use_style()

# %% [markdown]
# ## Three questions, three lemmas
#
# ### What does a batch of old data say about a new policy?
#
# Write $J(\pi)$ for the expected discounted return of a policy, $V_\pi$ for its values, and $A_\pi(s, a) = \mathbb E[R_{t+1} + \gamma
# V_\pi(S_{t+1}) - V_\pi(s) \mid s, a]$ for its advantages. $\mu_\pi(s) = \sum_t \gamma^t P_\pi(S_t = s)$ counts the discounted visits
# of a state.
#
# **Lemma 1 (performance difference).** For any two policies
#
# $$J(\pi') - J(\pi) = \sum_s \mu_{\pi'}(s) \sum_a \pi'(a \mid s)\, A_\pi(s, a).$$
#
# *Proof.* The right-hand side is $\mathbb E_{\pi'}[\sum_t \gamma^t A_\pi(S_t, A_t)] = \mathbb E_{\pi'}[\sum_t \gamma^t (R_{t+1} +
# \gamma V_\pi(S_{t+1}) - V_\pi(S_t))]$. The rewards make $J(\pi')$. The values cancel in neighbouring terms, but for the first, $-\mathbb
# E[V_\pi(S_0)] = -J(\pi)$. $\square$
#
# So the new policy is better where it picks actions of positive advantage. There is one catch: the states are visited by the *new*
# policy, and our data come from the old one. We put $\mu_\pi$ in the place of $\mu_{\pi'}$, and correct the actions by the
# **ratio** $\rho = \pi'(a \mid s) / \pi(a \mid s)$. What is left can be estimated from $n$ rows of old data. It is the **surrogate**,
#
# $$L(\theta') = \frac1n \sum_i \rho_i(\theta')\, \hat A_i, \qquad \rho_i(\theta') = \frac{\pi(A_i \mid S_i; \theta')}
# {\pi(A_i \mid S_i; \theta)}.$$
#
# At $\theta' = \theta$ its gradient is that of the policy gradient, $\frac1n \sum_i \hat A_i \nabla \log \pi(A_i \mid S_i; \theta)$, since
# $\nabla \rho_i = \nabla \pi / \pi = \nabla \log \pi$ there. The rise that it promises is $L(\theta') - L(\theta)$. (States count as they come,
# without a discount, as is usual.) Further away it is wrong. Since $\sum_a \pi A_\pi = 0$, the error is $\sum_s (\mu_{\pi'} - \mu_\pi)
# \sum_a (\pi' - \pi)
# A_\pi$, a sum of products of two changes, that of the visits and that of the actions: nothing in a short step, everything in a
# long one.
#
# ### How far apart are two policies?
#
# The **divergence** of $\pi'$ from $\pi$ in a state is $\mathrm{KL}(\pi \,\|\, \pi') = \sum_a \pi(a) \log \frac{\pi(a)}{\pi'(a)}$, in
# nats. It is 0 for equal policies, positive for others, and it knows nothing of weights. Its mean over the states of the batch
# is $\mathrm{KL}(\theta, \theta')$.
#
# **Lemma 2 (the Fisher matrix is the curvature of the divergence).** $\mathrm{KL}(\theta, \theta + \Delta) = \tfrac12 \Delta^\top F
# \Delta$, up to terms of third order in $\Delta$, with the mean over the states
#
# $$F = \frac1n \sum_i \sum_a \pi(a \mid S_i; \theta)\, \nabla \log \pi(a \mid S_i; \theta)\, \nabla \log \pi(a \mid S_i; \theta)^\top.$$
#
# *Proof.* As a function of $\theta'$ the divergence is $-\sum_a \pi(a) \log \pi(a; \theta')$ and a constant. At $\theta' = \theta$ its
# value is 0, and its gradient $-\sum_a \pi \nabla \log \pi = -\nabla \sum_a \pi = 0$ (the lemma of Part 5.5). Its second derivative is
# $-\sum_a \pi \nabla^2 \log \pi$. Now $\nabla^2 \log \pi = \nabla^2 \pi / \pi - \nabla \log \pi \nabla \log \pi^\top$, and $\sum_a \nabla^2
# \pi = \nabla^2 1 = 0$. What is left is $F$. $\square$
#
# $F$ is a mean of squares, so $v^\top F v \geq 0$ for every $v$; but it can be 0, where a direction of the weights changes no
# probability at all. (One constant added to all logits is such a direction.) Therefore the agent uses $F + \lambda I$ with a small
# **damping** $\lambda$.
#
# ### Which step is best?
#
# Close to $\theta$ the surrogate rises by $g^\top \Delta$, with its gradient $g$.
#
# **Lemma 3 (natural gradient).** Among all $\Delta$ with $\tfrac12 \Delta^\top F \Delta \leq \delta$, for positive definite $F$ and $g \neq 0$,
# the largest $g^\top \Delta$ belongs to
#
# $$\Delta^* = \sqrt{\frac{2\delta}{x^\top F x}}\; x, \qquad F x = g, \qquad \text{and it is } \sqrt{2\delta\, g^\top F^{-1} g}.$$
#
# *Proof.* $\langle u, v \rangle = u^\top F v$ is an inner product, and $g^\top \Delta = x^\top F \Delta = \langle x, \Delta \rangle$. By
# Cauchy and Schwarz it is at most $\sqrt{\langle x, x \rangle \langle \Delta, \Delta \rangle} \leq \sqrt{x^\top F x \cdot 2 \delta}$, with
# equality for the multiple of $x$ that uses up the bound; and $x^\top F x = g^\top F^{-1} g$. $\square$
#
# **Corollary (it does not matter how weights are counted).** Let $\theta = B \varphi$ with an invertible $B$, other units of the
# weights for example. By the chain rule the gradient in $\varphi$ is $B^\top g$, and the Fisher matrix $B^\top F B$. So
# $x_\varphi = (B^\top F B)^{-1} B^\top g = B^{-1} x$, and $x_\varphi^\top B^\top F B\, x_\varphi = x^\top F x$: the natural step in $\varphi$
# is $B^{-1} \Delta^*$, which is the same step of the policy. A plain step $\alpha B^\top g$ moves $\theta$
# by $\alpha B B^\top g$, in general another direction.
#
# ### With a network of thousands of weights?
#
# $F$ has the square of their number of entries. We never write it down. **A product** $Fv$ costs two backward passes: the gradient of the
# divergence is a vector $\nabla \mathrm{KL}(\theta')$, its product with $v$ a number, and the gradient of that number is, at $\theta' =
# \theta$, by Lemma 2, $\nabla (\nabla \mathrm{KL}^\top v) = F v$. And **conjugate gradient** solves $F x = g$ with products alone.
#
# **Lemma 4.** In the pseudocode below all residuals $r_0, r_1, \dots$ are orthogonal to each other ($r_i^\top r_j = 0$), as long as none is
# zero. So the residual is zero after $n$ steps at most, $n$ being the number of weights: there is no room for $n + 1$ orthogonal vectors.
#
# *Proof.* We show at the same time that the directions are conjugate, $p_i^\top F p_j = 0$. Let both hold up to $k$. Note that $r_0 = p_0$,
# $r_j =
# p_j - \beta_{j-1} p_{j-1}$, and $F p_j = (r_j - r_{j+1}) / \alpha_j$. For $j < k$: $r_{k+1}^\top r_j = r_k^\top r_j - \alpha_k p_k^\top F r_j =
# 0$. For $j = k$: $p_k^\top F r_k = p_k^\top F p_k$, so that $r_{k+1}^\top r_k = r_k^\top r_k - \alpha_k p_k^\top F p_k = 0$ by the choice
# of $\alpha_k$. Then the directions. For $j < k$: $p_{k+1}^\top F p_j = r_{k+1}^\top (r_j - r_{j+1}) / \alpha_j + 0 = 0$. For $j = k$:
# $p_{k+1}^\top F p_k = - r_{k+1}^\top r_{k+1} / \alpha_k + \beta_k\, p_k^\top F p_k = 0$ by the choice of $\beta_k$. $\square$
#
# It can be sooner. All $r_k$ are sums of $g, Fg, F^2 g, \dots$ Where $F$ has only $m$ different eigenvalues, $g$ is a sum of $m$ eigenvectors,
# and these sums have no more than $m$ dimensions: $m$ steps are enough.
#
# ### The algorithm
#
# ```text
# Conjugate gradient for F x = b                       input: v ↦ F v
# ──────────────────────────────────────────────────────────────────────
# 1  x ← 0;  r ← b;  p ← b
# 2  repeat, k times at most, while |r| > tolerance · |b|:
# 3      z ← F p
# 4      α ← rᵀr / pᵀz
# 5      x ← x + α p;   r' ← r − α z
# 6      β ← r'ᵀr' / rᵀr;   p ← r' + β p;   r ← r'
#
# TRPO                        input: δ, λ, shrink, tries, γ, GAE's λ
# ──────────────────────────────────────────────────────────────────────
#  1  repeat:
#  2      collect a rollout with π(· | ·; θ)
#  3      Â ← advantages (GAE, Part 5.6), mean 0, standard deviation 1
#  4      g ← ∇ L(θ)
#  5      x ← conjugate gradient for (F + λ I) x = g
#  6      Δ ← √(2δ / xᵀ(F + λ I) x) · x               the full step
#  7      for c = 1, shrink, shrink², ...:            the line search
#  8          if L(θ + cΔ) > L(θ) and KL(θ, θ + cΔ) ≤ δ:
#  9              θ ← θ + cΔ, and leave the search
# 10      (after so many tries θ stays as it is)
# 11      fit the critic to its targets Â + V
# ```
#
# Line 8 is what makes the region one of *trust*: Lemma 2 and the straight line $g^\top \Delta$ are approximations, and nobody has to
# believe them.
# The bound is measured with the true divergence, and the step gets shorter until it holds.
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $\theta$ | all weights of the actor | `flat_weights(actor)` | `[n_weights]`, float32 or float64 |
# | logits at $S_i$ | what the actor gives out | `old_logits`, `new_logits` | `[n, n_actions]`, as the weights |
# | $A_i$, $\hat A_i$ | action, advantage | `actions`, `advantages` | `[n]`, int64; as the weights |
# | $L$ | surrogate | `surrogate(...)` | `[]`, as the weights |
# | $\mathrm{KL}$ | mean divergence, in nats | `mean_kl(...)` | `[]`, as the weights |
# | $v \mapsto (F + \lambda I) v$ | product with the damped Fisher matrix | `product` | `[n_weights]` to `[n_weights]` |
# | $g$, $x$, $\Delta$ | gradient, its solution, full step | `gradient`, `x`, `step` | `[n_weights]` |
# | $\delta$, $\lambda$ | radius in nats, damping | `max_kl`, `damping` | `float` |
# | $c$ | share of the full step | `fraction` | `float` |
#
# ## Small worlds whose answers are known
#
# ### One weight
#
# Two actions, one weight $\theta$: $\pi(1) = \sigma(\theta)$, the logistic function. Its Fisher "matrix" is $F = \pi(1)\,(1 - \pi(1))$.
# **Predict** before you run: the same step $\Delta = 0.5$ from $\theta = 0$ and from $\theta = 5$. Which one changes the policy more? Does
# Lemma 2 know?


# %% tags=["demo", "nbval-check-output"]
def show_one_weight(step: float) -> None:
    """Print what one step of a weight does to the policy, from several places."""
    print("theta   pi(1) before   after     KL        F step^2 / 2")
    for theta in (0.0, 1.0, 3.0, 5.0):
        before, after = (1 / (1 + math.exp(-one)) for one in (theta, theta + step))
        kl = before * math.log(before / after)
        kl += (1 - before) * math.log((1 - before) / (1 - after))
        curved = 0.5 * before * (1 - before) * step**2
        print(f"{theta:5.1f}{before:13.4f}{after:10.4f}{kl:11.6f}{curved:15.6f}")
        assert abs(kl / curved - 1) < 0.2


show_one_weight(0.5)

# %% [markdown]
# The same step in the weight, and a divergence that differs by a factor of more than 40. A learning rate that suits one place is
# reckless or timid in another. $\tfrac12 F \Delta^2$ tells them apart; it is an approximation, here off by less than a
# fifth.
#
# ### The ledge: why a surrogate is not to be trusted far away
#
# A walker stands at A. It may turn back (reward 0, the end) or go on to B. At B there is a treasure: it may reach out with care (reward
# 1) or jump (reward $-1$: it falls). One weight decides both: $\pi(\text{go on}) = \sigma(\theta)$ and $\pi(\text{jump}) = \sigma(\theta
# - 1)$. Everything is known in closed form, without a discount: $J(\theta) = \sigma(\theta)\,(1 - 2\sigma(\theta - 1))$. The old policy has
# $\theta = -2$: it seldom goes on, and is careful when it does. **What does its data say about being bolder?**


# %%
class Ledge:
    """Return, surrogate and divergence on the ledge, for arrays of weights.

    Args:
        theta: The weight of the old policy.
    """

    def __init__(self, theta: float) -> None:
        self.theta = np.float64(theta)
        self.go, self.jump = self.policy(self.theta)

    def policy(self, theta: NDArray[np.float64] | np.float64) -> tuple[Any, Any]:
        """Probabilities of going on at A and of jumping at B."""
        return 1 / (1 + np.exp(-theta)), 1 / (1 + np.exp(1 - theta))

    def true_rise(self, step: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the step really adds to the expected return."""
        go, jump = self.policy(self.theta + step)
        return go * (1 - 2 * jump) - self.go * (1 - 2 * self.jump)

    def promised_rise(self, step: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lemma 1 with the visits of the old policy: once at A, `go` times at B."""
        go, jump = self.policy(self.theta + step)
        at_a = (go - self.go) * (1 - 2 * self.jump)
        at_b = (jump - self.jump) * (-1 - 1)
        return at_a + self.go * at_b

    def kl(self, step: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean divergence over the states that the old policy visits."""

        def of(p: Any, q: Any) -> Any:
            return p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))

        go, jump = self.policy(self.theta + step)
        return (of(self.go, go) + self.go * of(self.jump, jump)) / (1 + self.go)


# %% alt="Rise of the return over the length of the step: the surrogate's curve keeps rising, the true one turns down before a step of two and falls far below zero; close to zero both agree, and a vertical line marks a divergence of 0.05 there." tags=["demo"]
def show_ledge() -> None:
    """Draw the promised and the true rise over the step, and compare them nearby."""
    ledge, steps = Ledge(-2.0), np.linspace(0.0, 6.0, 601)
    _, axes = plt.subplots()
    for name, rise, colour in (
        ("surrogate: what old data promise", ledge.promised_rise, plots.PALETTE[1]),
        ("true rise", ledge.true_rise, plots.PALETTE[0]),
    ):
        axes.plot(steps, rise(steps), label=name, **plots.look_of(colour))
    edge = steps[ledge.kl(steps) <= 0.05].max()
    axes.axvline(edge, color="0.4", linestyle=":", label="divergence of 0.05 nats")
    axes.set(xlabel="step of the weight", ylabel="rise of the expected return")
    axes.legend()
    plt.show()
    print("step   true rise   promised   error")
    errors: list[float] = []
    for step in (0.1, 0.2, 0.4, 3.0, 6.0):
        at = np.array([step])
        true, promised = ledge.true_rise(at).item(), ledge.promised_rise(at).item()
        errors.append(promised - true)
        print(f"{step:4.1f}{true:12.4f}{promised:11.4f}{promised - true:8.4f}")
    assert 3.5 < errors[1] / errors[0] < 5
    assert ledge.promised_rise(steps)[-1] > 0.4 > -0.9 > ledge.true_rise(steps)[-1]


show_ledge()

# %% [markdown]
# Close by, the two agree, and twice the step makes about four times the error: it is a product of two changes. Far away they
# disagree about everything. Old data have hardly seen B, so the surrogate hardly counts what happens there, while the bold policy goes to
# B nearly always, and jumps. No larger batch would repair that: these are exact expectations. Only a bound on the step does.
#
# Now the tools. Three helpers are given: all weights of a network as one vector, a vector written back in place, and gradients
# joined to a vector. And the Fisher matrix written down, by the definition in Lemma 2: slow, and good for holding the fast way against it.


# %%
def flat_weights(network: nn.Module) -> Tensor:
    """A copy of all weights as one vector ``[n_weights]``, without a graph."""
    return nn.utils.parameters_to_vector(network.parameters()).detach().clone()


def set_weights(network: nn.Module, flat: Tensor) -> None:
    """Write a vector ``[n_weights]`` into the weights of a network, in place."""
    start = 0
    with torch.no_grad():
        for parameter in network.parameters():
            piece = flat[start : start + parameter.numel()]
            parameter.copy_(piece.view_as(parameter))
            start += parameter.numel()


def joined(parts: Sequence[Tensor]) -> Tensor:
    """Tensors of any shapes as one vector, in the order of ``flat_weights``."""
    return torch.cat([part.reshape(-1) for part in parts])


def explicit_fisher(actor: nn.Module, observations: Tensor) -> Tensor:
    """The Fisher matrix ``[n_weights, n_weights]`` of a policy, by its definition.

    Args:
        actor: Observations ``[n, n_features]`` to logits ``[n, n_actions]``.
        observations: Shape ``[n, n_features]``.
    """
    weights = list(actor.parameters())
    log_policy = actor(observations).log_softmax(dim=-1)  # [n, n_actions]
    n_weights = sum(weight.numel() for weight in weights)
    fisher = log_policy.new_zeros(n_weights, n_weights)
    for row in log_policy:
        for entry in row:
            score = joined(torch.autograd.grad(entry, weights, retain_graph=True))
            fisher += entry.exp().detach() * torch.outer(score, score)
    return fisher / len(observations)


# %% tags=["demo", "nbval-check-output"]
def show_softmax_fisher() -> None:
    """Print the Fisher matrix of three logits, and what it does to a constant."""
    logits = torch.tensor([[0.0, math.log(2.0), math.log(3.0)]], dtype=torch.float64)
    table = nn.Linear(1, 3, bias=False, dtype=torch.float64)
    set_weights(table, logits[0])  # the weights are the logits of the only state
    fisher = explicit_fisher(table, torch.ones(1, 1, dtype=torch.float64))
    p = logits[0].softmax(dim=-1)
    print("pi =", [round(one, 4) for one in p.tolist()])
    for row in fisher.tolist():
        print("".join(f"{one:9.4f}" for one in row))
    assert torch.allclose(fisher, p.diag() - torch.outer(p, p))
    same = fisher @ torch.ones(3, dtype=torch.float64)
    assert same.abs().max() < 1e-15
    print("F times (1, 1, 1) is zero, up to rounding")


show_softmax_fisher()

# %% [markdown]
# For the logits themselves $F = \mathrm{diag}(\pi) - \pi \pi^\top$, and adding one constant to all of them changes nothing: $F$ is singular.
#
# ## Exercise 1: Fisher-vector products by double backward
#
# ### 1a. The mean divergence
#
# *Easy, about 10 minutes.* From the logits of the old and of the new policy, compute $\frac1n \sum_i \sum_a \pi(a \mid S_i) \log
# \frac{\pi(a \mid S_i)}{\pi'(a \mid S_i)}$. **The old policy is a constant**: gradients flow to `new_logits` alone. And the result is
# finite and right for all finite logits, also where the new policy's probability is so small that it is rounded to 0.
#
# One state, old logits $[0, 0]$, new logits $[0, \log 3]$: the policies are $[\tfrac12, \tfrac12]$ and $[\tfrac14, \tfrac34]$, and the
# divergence is $\tfrac12 \log 2 + \tfrac12 \log \tfrac23 \approx 0.1438$.
#
# <details><summary>Hint</summary>
#
# `log_softmax` for both, and `exp` for the old probabilities. A sum over the actions, then a mean over the states.
#
# </details>


# %% exercise="mean_kl" task=1 forbid="rlcourse.agents.trpo"
def mean_kl(old_logits: Tensor, new_logits: Tensor) -> Tensor:
    """Mean divergence KL(old || new) over the states, in nats.

    Args:
        old_logits: Shape ``[n, n_actions]``, finite; n is at least 1. A constant: no
            gradient flows to it.
        new_logits: The same shape and dtype, finite.

    Returns:
        Shape ``[]``, of the logits' dtype, with gradients to ``new_logits``.
    """
    # BEGIN SOLUTION
    old = old_logits.detach().log_softmax(dim=-1)
    new = new_logits.log_softmax(dim=-1)
    return (old.exp() * (old - new)).sum(dim=-1).mean()
    # END SOLUTION


# %% test="mean_kl" points=1
def test_mean_kl() -> None:
    for old, new, expected, thought in [
        ([[0.0, 0.0]], [[0.0, math.log(3)]], 0.1438410, "Which policy weighs the log?"),
        ([[0.0, math.log(3)]], [[0.0, 0.0]], 0.1308122, "KL is not symmetric."),
        (
            [[0.0, 0.0], [1.0, 2.0]],
            [[0.0, math.log(3)], [1.0, 2.0]],
            0.0719205,
            "A sum over the actions, a mean over the states.",
        ),
        ([[0.0, 0.0]], [[0.0, 300.0]], 149.3068528, "Is a logarithm of 0 taken?"),
    ]:
        found = checks.attempt(
            mean_kl, torch.tensor(old, device=device), torch.tensor(new, device=device)
        )
        checks.close(f"KL of {old} and {new}", found, expected, thought=thought)


# %% hidden="mean_kl" points=1
def hidden_mean_kl() -> None:
    luck = np.random.default_rng(861)
    for n, n_actions, size, dtype in [
        (1, 2, 1.0, torch.float32),
        (7, 3, 1.0, torch.float64),
        (5, 5, 0.0, torch.float64),
        (4, 1, 3.0, torch.float64),
        (3, 2, 60.0, torch.float32),
        (6, 4, 400.0, torch.float64),
        (2, 7, 400.0, torch.float32),
    ]:
        old, new = luck.normal(scale=size, size=(2, n, n_actions)) + 3.0
        given = [torch.from_numpy(one).to(dtype).requires_grad_() for one in (old, new)]
        old, new = (checks.to_array(one.double()) for one in given)
        with checks.unchanged(old_logits=given[0], new_logits=given[1]):
            found = checks.attempt(mean_kl, given[0], given[1])
        logs = [
            one
            - one.max(axis=1, keepdims=True)
            - np.log(
                np.exp(one - one.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
            )
            for one in (old, new)
        ]
        p, q = np.exp(logs[0]), np.exp(logs[1])
        checks.tensor(
            "the divergence", found, shape=(), dtype=dtype, thought="One number?"
        )
        tight = dtype == torch.float64
        checks.close(
            "the divergence",
            found,
            np.sum(p * (logs[0] - logs[1])) / n,
            rtol=1e-9 if tight else 1e-4,
            atol=1e-12 if tight else 1e-5,
            thought="Which policy weighs, what is summed, what is averaged, and does a "
            "probability of nearly zero do harm?",
        )
        checks.true(
            "gradients", found.requires_grad, thought="Can the new policy still move?"
        )
        slopes: list[Tensor | None] = list(
            torch.autograd.grad(found, given, allow_unused=True)
        )
        checks.true(
            "a constant old policy",
            slopes[0] is None or not bool(slopes[0].any()),
            thought="Does a gradient flow to the old policy?",
        )
        checks.close(
            "the gradient",
            checks.to_array(slopes[1]),
            (q - p) / n,
            rtol=1e-9 if tight else 1e-4,
            atol=1e-12 if tight else 1e-6,
            thought="Does the gradient reach the new logits on every way?",
        )
    on_device = torch.ones(2, 3, device=device)
    found = checks.attempt(mean_kl, on_device, on_device)
    checks.true(
        "the device",
        found.device == on_device.device,
        thought="On which device is the result?",
    )


# %% [markdown]
# ### 1b. The product
#
# *Medium, about 20 minutes.* Return $(F + \lambda I) v$ for the policy of `actor` at `observations`, **by two backward passes**; the
# matrix is never built, and the time is tested on an actor of a thousand weights. The order of the entries is that of `flat_weights`. The
# actor is left as it is: its weights, its mode,
# and whatever lies in `.grad` of its weights. The result is a constant without a graph.
#
# For the actor of the last cell (one state, logits $0, \log 2, \log 3$) and $v = (1, 0, 0)$ the product without damping is the first column
# $(0.1389, -0.0556, -0.0833)$, and with $\lambda = 0.5$ it is $(0.6389, -0.0556, -0.0833)$.
#
# <details><summary>Hint</summary>
#
# The divergence of a policy from itself is 0, and so is its gradient. But both have a graph, and that is what you need:
# `torch.autograd.grad(kl, weights, create_graph=True)`. `joined` makes a vector of it; its product with $v$ is one number; and that has
# a gradient too. (`backward()` would add to `.grad`; `torch.autograd.grad` does not.)
#
# </details>


# %% exercise="fisher_vector_product" task=1 forbid="rlcourse.agents.trpo explicit_fisher"
def fisher_vector_product(
    actor: nn.Module, observations: Tensor, vector: Tensor, damping: float
) -> Tensor:
    """The damped Fisher matrix of a policy times a vector, by double backward.

    Args:
        actor: Observations ``[n, n_features]`` to logits ``[n, n_actions]``; every
            weight matters to them. It is not changed.
        observations: Shape ``[n, n_features]``, of the weights' dtype.
        vector: Shape ``[n_weights]``, of the weights' dtype, without a graph.
        damping: What is added to the diagonal, 0 or more.

    Returns:
        Shape ``[n_weights]``, of the weights' dtype, without a graph.
    """
    # BEGIN SOLUTION
    weights = list(actor.parameters())
    logits = actor(observations)
    slopes = torch.autograd.grad(mean_kl(logits, logits), weights, create_graph=True)
    along = joined(slopes).dot(vector)
    return joined(torch.autograd.grad(along, weights)) + damping * vector
    # END SOLUTION


# %% test="fisher_vector_product" points=1
def test_fisher_vector_product() -> None:
    table = nn.Linear(1, 3, bias=False).to(device)
    set_weights(table, torch.tensor([0.0, math.log(2.0), math.log(3.0)], device=device))
    one = torch.ones(1, 1, device=device)
    v = torch.tensor([1.0, 0.0, 0.0], device=device)
    for damping, first in ((0.0, 5 / 36), (0.5, 5 / 36 + 0.5)):
        with checks.unchanged(actor=table):
            found = checks.attempt(fisher_vector_product, table, one, v, damping)
        checks.close(
            f"the product, damping {damping}",
            found,
            [first, -2 / 36, -3 / 36],
            thought="F is diag(pi) - pi pi^T here, with pi = 1/6, 2/6, 3/6.",
        )
    checks.close(
        "the product for three times the same state",
        checks.attempt(fisher_vector_product, table, one.repeat(3, 1), v, 0.0),
        [5 / 36, -2 / 36, -3 / 36],
        thought="A mean over the states.",
    )


# %% hidden="fisher_vector_product" points=2
def hidden_fisher_vector_product() -> None:
    make = torch.Generator().manual_seed(862)
    for widths, n, size, damping in [
        ((1, 2), 1, 1.0, 0.0),
        ((3, 4), 5, 1.0, 0.3),
        ((4, 5, 2), 6, 1.0, 0.1),
        ((2, 3, 3, 3), 9, 1.0, 0.0),
        ((4, 3, 2), 4, 40.0, 2.0),
        ((2, 4, 1), 3, 1.0, 0.7),
    ]:
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            layers += [nn.Linear(before, after, dtype=torch.float64), nn.Tanh()]
        actor = nn.Sequential(*layers[:-1])
        n_weights = len(flat_weights(actor))
        set_weights(actor, torch.randn(n_weights, dtype=torch.float64, generator=make))
        for number, parameter in enumerate(actor.parameters()):
            if number % 2 == 0:  # what an earlier computation left behind
                parameter.grad = torch.full_like(parameter, 100.0)
        if n == 4:
            actor.eval()
        rows = torch.randn(n, widths[0], dtype=torch.float64, generator=make)
        v = size * torch.randn(n_weights, dtype=torch.float64, generator=make)
        with checks.unchanged(actor=actor, observations=rows, vector=v):
            found = checks.attempt(fisher_vector_product, actor, rows, v, damping)
        checks.tensor(
            "the product",
            found,
            shape=(n_weights,),
            dtype=torch.float64,
            thought="One number for each weight, of the weights' dtype?",
        )
        checks.close(
            "the product",
            found,
            explicit_fisher(actor, rows) @ v + damping * v,
            rtol=1e-8,
            atol=1e-10 * size,
            thought="The curvature of the mean divergence at the policy itself, by two "
            "derivatives; in the order of flat_weights; and the damping once?",
        )
        checks.true(
            "a constant",
            not found.requires_grad,
            thought="Does a graph hang on the result?",
        )
        if damping == 0.0:
            checks.true(
                "the result is new",
                checks.returns_new_tensors(
                    fisher_vector_product, actor, rows, v, damping
                ),
                thought="Is it a new tensor at each call?",
            )
    wide = nn.Linear(400, 3)
    checks.true(
        "the time",
        checks.beats_a_loop(
            fisher_vector_product,
            wide,
            torch.ones(8, 400) / 400,
            torch.ones(1203),
            0.1,
            n_rounds=1203,
            factor=1.0,
        ),
        thought="Is a matrix of n_weights times n_weights built anywhere?",
    )
    small = nn.Linear(2, 3).to(device)
    rows, v = torch.ones(4, 2, device=device), torch.ones(9, device=device)
    found = checks.attempt(fisher_vector_product, small, rows, v, 1.0)
    checks.true(
        "the device and dtype",
        found.device == v.device and found.dtype == torch.float32,
        thought="Does everything lie where the actor lies?",
    )


# %% [markdown]
# Hold it against the definition, on a network and on observations of CartPole, in double precision. **Predict**: how many entries has the
# matrix for the actor that we shall train, with 64 hidden units?


# %% tags=["demo"]
def cartpole_observations(n_steps: int, seed: int) -> NDArray[np.float32]:
    """What 16 environments show under random actions, ``[n_steps * 16, 4]``."""
    luck = np.random.default_rng(seed)
    rows = a2c.collect(
        vector.Rollout(vector.make("CartPole-v1", 16), seed=seed),
        lambda observations: luck.integers(2, size=len(observations)),
        n_steps,
    )
    return rows.observations[rows.valid]


def compare_products() -> None:
    """Hold the product by double backward against the explicit matrix."""
    for seed in range(3):
        torch.manual_seed(seed)
        actor = networks.mlp(4, (8,), 2).double()
        rows = torch.from_numpy(cartpole_observations(8, seed)).double()
        fisher, v = explicit_fisher(actor, rows), torch.randn(58, dtype=torch.float64)
        apart = (fisher_vector_product(actor, rows, v, 0.0) - fisher @ v).norm()
        share = (apart / (fisher @ v).norm()).item()
        step = 0.001 * v
        with torch.no_grad():
            old = actor(rows)
            set_weights(actor, flat_weights(actor) + step)
            true = mean_kl(old, actor(rows)).item()
        curved = 0.5 * step.dot(fisher @ step).item()
        print(
            f"seed {seed}: product {'equal' if share < 1e-12 else 'not equal'};",
            end=" ",
        )
        print(f"KL of a step {true:.3e}, by the curvature {curved:.3e}")
        assert share < 1e-12
        assert abs(true / curved - 1) < 0.1
    n_weights = len(flat_weights(networks.mlp(4, (64,), 2)))
    print(f"with 64 hidden units: {n_weights} weights, {n_weights**2:,} entries of F")


with checks.demonstration():
    compare_products()

# %% [markdown]
# A product with the matrix without the matrix, for the price of two backward passes. And for a short step the curvature predicts the divergence
# within a few per cent.
#
# ## Exercise 2: conjugate gradient
#
# *Medium, about 20 minutes.* Solve $F x = b$ as in the pseudocode, from $x = 0$. $F$ is symmetric and positive definite, and known only by
# `product(v)`. Two things end the loop, both looked at **before** a product is taken: there were `n_iterations` products already, or
# the residual's length is at most `tolerance` times the length of `b`. One product an iteration, and no other: they are what costs time. So for
# $b = 0$ the answer is 0, without a product. `b` is not changed, and the result is a new vector.
#
# For $F = \begin{pmatrix} 2 & 1 \\ 1 & 2 \end{pmatrix}$ and $b = (1, 0)$: the first step goes along $p = (1, 0)$, with $\alpha =
# 1/2$, to $x = (0.5, 0)$ and $r = (0, -0.5)$. Then $\beta = 0.25$, $p = (0.25, -0.5)$, $\alpha = 2/3$, and $x = (2/3, -1/3)$ is exact.
#
# <details><summary>Hint</summary>
#
# Follow the box line by line. You need $r^\top r$ of this round and of the one before. `x += ...` works in place: on which tensors may you
# do that? (`residual = b` is a second name for `b`, not a copy.)
#
# </details>


# %% exercise="conjugate_gradient" task=2 forbid="rlcourse.agents.trpo linalg inverse pinverse cholesky scipy"
def conjugate_gradient(
    product: Callable[[Tensor], Tensor], b: Tensor, n_iterations: int, tolerance: float
) -> Tensor:
    """Solve F x = b with products alone, from x = 0.

    Args:
        product: Takes v of shape ``[n]``, returns F v of shape ``[n]``.
        b: Shape ``[n]``, float32 or float64; n is at least 1.
        n_iterations: Products at most, 0 or more.
        tolerance: Stop where the residual's length is at most this share of b's
            length; 0 or more.

    Returns:
        x, shape ``[n]``, of b's dtype.
    """
    # BEGIN SOLUTION
    x = torch.zeros_like(b)
    residual, direction = b.clone(), b.clone()
    squared = residual.dot(residual)
    enough = tolerance**2 * squared
    for _ in range(n_iterations):
        if squared <= enough:
            break
        image = product(direction)
        step = squared / direction.dot(image)
        x = x + step * direction
        residual = residual - step * image
        before, squared = squared, residual.dot(residual)
        direction = residual + squared / before * direction
    return x
    # END SOLUTION


# %% test="conjugate_gradient" points=1
def test_conjugate_gradient() -> None:
    matrix = torch.tensor([[2.0, 1.0], [1.0, 2.0]], device=device)
    b = torch.tensor([1.0, 0.0], device=device)
    for n_iterations, expected in ((0, [0, 0]), (1, [0.5, 0]), (2, [2 / 3, -1 / 3])):
        with checks.unchanged(b=b):
            x = checks.attempt(
                conjugate_gradient, lambda v: matrix @ v, b, n_iterations, 0.0
            )
        checks.close(
            f"x after {n_iterations} iterations",
            x,
            expected,
            thought="alpha is 1/2 and then 2/3, beta 1/4.",
        )
    checks.close(
        "x for b = 0",
        checks.attempt(conjugate_gradient, lambda v: matrix @ v, 0 * b, 5, 0.0),
        [0.0, 0.0],
        thought="What is 0 / 0? Is a residual of length 0 short enough?",
    )


# %% hidden="conjugate_gradient" points=2
def hidden_conjugate_gradient() -> None:
    luck = np.random.default_rng(863)
    asked: list[Tensor] = []

    def solve(
        matrix: NDArray[np.float64], b: Tensor, n_iterations: int, tolerance: float
    ) -> Tensor:
        asked.clear()
        square = torch.from_numpy(matrix).to(b.dtype)

        def product(v: Tensor) -> Tensor:
            asked.append(v.detach().clone())
            return square @ v

        with checks.unchanged(b=b):
            x = checks.attempt(conjugate_gradient, product, b, n_iterations, tolerance)
        return checks.tensor(
            "x", x, shape=b.shape, dtype=b.dtype, thought="Of the shape and dtype of b?"
        )

    for n, n_values, k in [
        (1, 1, 1),
        (4, 4, 4),
        (5, 5, 2),
        (12, 3, 3),
        (12, 12, 12),
        (7, 7, 1),
        (6, 6, 0),
    ]:
        turn = np.linalg.qr(luck.normal(size=(n, n)))[0]
        values = luck.uniform(0.5, 8.0, size=n_values)[np.arange(n) % n_values]
        matrix = turn @ np.diag(values) @ turn.T
        matrix = 0.5 * (matrix + matrix.T)
        plain = luck.normal(scale=100.0, size=n)
        # Written another way: the best x among all sums of b, F b, F F b, ...
        powers = [plain]
        for _ in range(k - 1):
            image = matrix @ powers[-1]
            powers.append(image / np.linalg.norm(image))
        basis = np.linalg.qr(np.stack(powers, axis=1))[0][:, :k]
        inner = basis.T @ matrix @ basis
        expected = basis @ np.linalg.solve(inner, basis.T @ plain)
        x = solve(matrix, torch.from_numpy(plain), k, 0.0)
        checks.close(
            "x",
            x,
            expected,
            rtol=1e-7,
            atol=1e-8,
            thought="Is each step as long as the pseudocode says, and each direction "
            "conjugate to those before?",
        )
        checks.equal(
            "the number of products",
            len(asked),
            k,
            thought="One product an iteration, and none beside?",
        )
        if k == n_values:
            checks.close(
                "the product with x",
                matrix @ checks.to_array(x),
                plain,
                rtol=1e-6,
                atol=1e-6,
                thought="Is it exact after as many steps as there are eigenvalues?",
            )
    # A tolerance that one more step would not have met, and one that is met exactly.
    matrix, b = np.array([[2.0, 1.0], [1.0, 2.0]]), torch.tensor([4.0, 0.0]).double()
    for tolerance, n_products, expected in (
        (0.5, 1, [2.0, 0.0]),
        (0.499, 2, [8 / 3, -4 / 3]),
        (1.0, 0, [0.0, 0.0]),
        (7.0, 0, [0.0, 0.0]),
    ):
        x = solve(matrix, b, 9, tolerance)
        checks.close(
            "x", x, expected, rtol=1e-9, thought="When is the residual short enough?"
        )
        checks.equal(
            "the number of products",
            len(asked),
            n_products,
            thought="A share of the length of b; at most, so equal is short enough; "
            "and the look comes before the product?",
        )
    for size in (1e-9, 1e9):  # the tolerance is a share, whatever the size of b
        x = solve(matrix, size * b, 2, 1e-6)
        checks.close(
            "x",
            x / size,
            [8 / 3, -4 / 3],
            rtol=1e-9,
            thought="Does a very short or a very long b change when it stops?",
        )
    x = solve(matrix, torch.zeros(2), 4, 0.0)
    checks.close("x", x, [0.0, 0.0], thought="What is left to solve where b is 0?")
    checks.equal("the number of products", len(asked), 0, thought="Is a product due?")

    def same(v: Tensor) -> Tensor:
        return 1.0 * v

    for b in (torch.ones(3), torch.zeros(3)):
        checks.true(
            "the result is new",
            checks.returns_new_tensors(conjugate_gradient, same, b, 1, 0.0),
            thought="Does x share its memory with b, or with a product?",
        )


# %% [markdown]
# Lemma 4 makes a promise. **Predict**: six unknowns, all eigenvalues different; and six unknowns, but only three different eigenvalues. After
# how many steps is the residual zero, up to rounding? And where five of them lie close together, and one far off?


# %% tags=["demo"]
def show_residuals() -> None:
    """Print the residual of conjugate gradient after each step."""
    torch.manual_seed(4)
    turn = torch.linalg.qr(torch.randn(6, 6, dtype=torch.float64))[0]
    b = torch.randn(6, dtype=torch.float64)
    print("steps" + "".join(f"{k:>10}" for k in range(1, 8)))
    for name, values in (
        ("six different", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
        ("three different", [1.0, 1.0, 3.0, 3.0, 6.0, 6.0]),
        ("one far off", [1.0, 1.1, 1.2, 1.3, 1.4, 100.0]),
    ):
        matrix = turn @ torch.tensor(values, dtype=torch.float64).diag() @ turn.T
        shares: list[float] = []
        for k in range(1, 8):
            x = conjugate_gradient(matrix.matmul, b, k, 1e-12)
            shares.append(((b - matrix @ x).norm() / b.norm()).item())
        shown = "".join(
            f"{share:>10.1e}" if share > 1e-10 else f"{'0':>10}" for share in shares
        )
        print(f"     {shown}   {name}")
        assert shares[6] < 1e-10
        if name == "one far off":
            assert shares[2] < 1e-2
        else:
            n_values = len(set(values))
            assert shares[n_values - 1] < 1e-10 < 1e-4 < shares[n_values - 2]


with checks.demonstration():
    show_residuals()

# %% [markdown]
# Exact after as many steps as there are different eigenvalues. (In the last row rounding errors ask for one step more.) And nearly exact much
# sooner, where most of them lie close together. That is the rule for networks: the actor has hundreds of weights, and its agent makes do
# with ten products. Damping helps here too: it lifts the many eigenvalues near zero to $\lambda$.
#
# ## Exercise 3: the TRPO step with line search
#
# ### 3a. The surrogate
#
# *Easy, about 10 minutes.* $\frac1n \sum_i \rho_i \hat A_i$, from the logits of the old and of the new policy. The old logits and the
# advantages are **constants**; gradients flow to `new_logits` alone. Divide no probabilities: a ratio is the exponential of a difference of
# logarithms, and so it is right where both probabilities are too small for a float.
#
# Old logits $[0, 0]$, new logits $[0, \log 3]$, action 1, advantage 2: the ratio is $\tfrac34 / \tfrac12 = 1.5$, and the surrogate 3.
#
# <details><summary>Hint</summary>
#
# `log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)` picks one entry of each row, as in Part 5.6 (advantages). Do it
# for both policies.
#
# </details>


# %% exercise="surrogate" task=3 forbid="rlcourse.agents.trpo"
def surrogate(
    old_logits: Tensor, new_logits: Tensor, actions: Tensor, advantages: Tensor
) -> Tensor:
    """Mean of ratio times advantage over a batch.

    Args:
        old_logits: Shape ``[n, n_actions]``, finite; n is at least 1. A constant.
        new_logits: The same shape and dtype, finite.
        actions: Shape ``[n]``, int64.
        advantages: Shape ``[n]``, of the logits' dtype. Constants.

    Returns:
        Shape ``[]``, of the logits' dtype, with gradients to ``new_logits``.
    """
    # BEGIN SOLUTION
    chosen = actions.unsqueeze(-1)
    old = old_logits.detach().log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    new = new_logits.log_softmax(dim=-1).gather(-1, chosen).squeeze(-1)
    return ((new - old).exp() * advantages.detach()).mean()
    # END SOLUTION


# %% test="surrogate" points=1
def test_surrogate() -> None:
    even, tilted = [0.0, 0.0], [0.0, math.log(3)]
    for old, new, actions, advantages, expected, thought in [
        ([even], [tilted], [1], [2.0], 3.0, "3/4 over 1/2, times 2."),
        ([tilted], [even], [1], [3.0], 2.0, "1/2 over 3/4, times 3."),
        ([even, even], [tilted, even], [0, 1], [4.0, 1.0], 1.5, "Mean of 2 and 1."),
        ([[0.0, -200.0]], [[0.0, -201.0]], [1], [1.0], math.exp(-1), "0 over 0?"),
    ]:
        found = checks.attempt(
            surrogate,
            torch.tensor(old, device=device),
            torch.tensor(new, device=device),
            torch.tensor(actions, device=device),
            torch.tensor(advantages, device=device),
        )
        checks.close(
            f"the surrogate from {old} to {new}", found, expected, thought=thought
        )


# %% hidden="surrogate" points=1
def hidden_surrogate() -> None:
    luck = np.random.default_rng(864)
    for n, n_actions, size, dtype in [
        (1, 2, 1.0, torch.float64),
        (6, 3, 1.0, torch.float64),
        (3, 3, 1.0, torch.float32),
        (5, 4, 0.0, torch.float64),
        (8, 2, 3000.0, torch.float64),
    ]:
        old = luck.normal(scale=size, size=(n, n_actions))
        new = old + luck.normal(scale=min(1.0, size), size=(n, n_actions))
        taken, weights = luck.integers(n_actions, size=n), luck.normal(size=n)
        given = [
            torch.from_numpy(one).to(dtype).requires_grad_()
            for one in (old, new, weights)
        ]
        actions = torch.from_numpy(taken)
        with checks.unchanged(
            old_logits=given[0],
            new_logits=given[1],
            actions=actions,
            advantages=given[2],
        ):
            found = checks.attempt(surrogate, given[0], given[1], actions, given[2])
        checks.tensor(
            "the surrogate", found, shape=(), dtype=dtype, thought="One number?"
        )
        shifted = [
            one.astype(np.longdouble) - one.max(axis=1, keepdims=True)
            for one in (old, new)
        ]
        logs = [one - np.log(np.exp(one).sum(axis=1, keepdims=True)) for one in shifted]
        at = np.arange(n), taken
        ratios = np.exp(logs[1][at] - logs[0][at]).astype(float)
        p = np.exp(logs[1]).astype(float)
        tight = dtype == torch.float64
        checks.close(
            "the surrogate",
            found,
            np.mean(ratios * weights),
            rtol=1e-9 if tight else 1e-4,
            atol=1e-11 if tight else 1e-5,
            thought="The ratio of the actions that were taken, new over old, also "
            "where both probabilities are tiny?",
        )
        slopes: list[Tensor | None] = list(
            torch.autograd.grad(found, given, allow_unused=True)
        )
        checks.true(
            "constants",
            not any(
                slope is not None and bool(slope.any())
                for slope in (slopes[0], slopes[2])
            ),
            thought="Does a gradient flow to the old policy or to the advantages?",
        )
        checks.close(
            "the gradient",
            checks.to_array(slopes[1]),
            (ratios * weights)[:, None] * (np.eye(n_actions)[taken] - p) / n,
            rtol=1e-8 if tight else 1e-4,
            atol=1e-11 if tight else 1e-5,
            thought="Does the gradient go through the ratio itself?",
        )


# %% [markdown]
# ### 3b. The full step
#
# *Easy, about 10 minutes.* From the gradient to the edge of the trust region: solve for $x$ with **your** `conjugate_gradient`, then
# scale it to $\Delta = \sqrt{2 \delta / x^\top F x}\; x$, so that $\tfrac12 \Delta^\top F \Delta = \delta$ after few iterations too. Where the
# gradient is zero, or `conjugate_gradient` returns zero, the step is zero.
#
# There are two ways to $x^\top F x$: one more product, or $x^\top g$. They agree after any number of iterations. For the directions $p_0,
# \dots, p_{k-1}$ are sums of the residuals before $r_k$, and $x$ is a sum of these directions; so $x$ is orthogonal to $r_k = g - F x$ (Lemma 4).
#
# For $F = \mathrm{diag}(1, 4)$, $g = (2, 4)$ and $\delta = 0.5$: $x = (2, 1)$, $x^\top F x = 8$, and
# $\Delta = (2, 1) / \sqrt 8 \approx (0.707, 0.354)$.
#
# <details><summary>Hint</summary>
#
# What does $x^\top F x = 0$ tell you about the step, and what would the square root make of it?
#
# </details>


# %% exercise="full_step" task=3 forbid="rlcourse.agents.trpo linalg inverse pinverse cholesky scipy"
def full_step(
    product: Callable[[Tensor], Tensor],
    gradient: Tensor,
    max_kl: float,
    n_iterations: int,
    tolerance: float,
) -> Tensor:
    """The natural-gradient step that reaches the edge of the trust region.

    Args:
        product: Takes v of shape ``[n]``, returns F v of shape ``[n]``; F is positive
            definite.
        gradient: Shape ``[n]``, float32 or float64. It is not changed.
        max_kl: The radius, positive: half of step times F times step.
        n_iterations: Of conjugate gradient, at least 1.
        tolerance: Of conjugate gradient.

    Returns:
        The step, shape ``[n]``, of the gradient's dtype; 0 where x is 0.
    """
    # BEGIN SOLUTION
    x = conjugate_gradient(product, gradient, n_iterations, tolerance)
    curvature = x.dot(gradient)
    if curvature <= 0:
        return torch.zeros_like(gradient)
    return (2 * max_kl / curvature).sqrt() * x
    # END SOLUTION


# %% test="full_step" points=1
def test_full_step() -> None:
    diagonal = torch.tensor([1.0, 4.0], device=device)
    for g, expected in (
        ([2.0, 4.0], [0.7071068, 0.3535534]),
        ([-2.0, -4.0], [-0.7071068, -0.3535534]),
        ([0.0, 0.0], [0.0, 0.0]),
    ):
        checks.close(
            f"the step for the gradient {g}",
            checks.attempt(
                full_step,
                lambda v: diagonal * v,
                torch.tensor(g, device=device),
                0.5,
                2,
                0.0,
            ),
            expected,
            thought="x = (2, 1) up to its sign, and x F x = 8; uphill.",
        )


# %% hidden="full_step" points=1
def hidden_full_step() -> None:
    luck = np.random.default_rng(865)
    for n, k, radius, size in [
        (1, 1, 0.01, 1.0),
        (5, 5, 0.01, 1.0),
        (6, 2, 0.3, 1.0),
        (6, 1, 0.02, 1e-5),
        (4, 9, 2.0, 1e6),
    ]:
        root = luck.normal(size=(n, n))
        matrix = root @ root.T + 0.5 * np.eye(n)
        plain = luck.normal(scale=size, size=n)
        square, g = torch.from_numpy(matrix), torch.from_numpy(plain)
        with checks.unchanged(gradient=g):
            step = checks.attempt(
                full_step, lambda v, f=square: f @ v, g, radius, k, 1e-12
            )
        checks.tensor(
            "the step",
            step,
            shape=(n,),
            dtype=torch.float64,
            thought="As the gradient?",
        )
        found = checks.to_array(step)
        checks.close(
            "half of step times F times step",
            0.5 * found @ matrix @ found,
            radius,
            rtol=1e-8,
            thought="Does it reach the edge exactly, after few iterations too?",
        )
        if k >= n:
            best = np.linalg.solve(matrix, plain)
            best *= np.sqrt(2 * radius / (best @ plain))
        elif k == 1:
            best = plain * np.sqrt(2 * radius / (plain @ matrix @ plain))
        else:
            basis = np.linalg.qr(np.stack([plain, matrix @ plain], axis=1))[0]
            best = basis @ np.linalg.solve(basis.T @ matrix @ basis, basis.T @ plain)
            best *= np.sqrt(2 * radius / (best @ matrix @ best))
        checks.close(
            "the step",
            found,
            best,
            rtol=1e-6,
            atol=1e-9,
            thought="Uphill along x, with as many iterations as were asked for?",
        )
    products: list[float] = []

    def product(v: Tensor) -> Tensor:
        products.append(0.0)
        return torch.tensor([1.0, 2.0, 3.0]) * v

    step = checks.attempt(full_step, product, torch.ones(3), 0.1, 10, 2.0)
    checks.close(
        "the step where no iteration is needed",
        step,
        [0.0, 0.0, 0.0],
        thought="Is the tolerance handed on, and what is the step where x is 0?",
    )
    step = checks.attempt(full_step, product, torch.zeros(3), 0.1, 10, 0.0)
    checks.close(
        "the step", step, [0.0, 0.0, 0.0], thought="Where is uphill on a flat?"
    )


# %% [markdown]
# Before the line search, the corollary of Lemma 3, tested. A policy has two features and two actions: logits $0$ and $\theta^\top s$. Now count
# the second weight in a unit that is ten times as large: $\theta = B \varphi$ with $B = \mathrm{diag}(1, 10)$. It is the same family of policies,
# with the same data.
# From the same policy we take a natural step of 0.01 nats in $\theta$, one in $\varphi$, and plain gradient steps in both, scaled to the
# same 0.01 nats. **Predict**: which pairs end in the same policy? And what does damping do?


# %%
class Leaning(nn.Module):
    """Logits 0 and the sum of weight times feature, where the weights are B phi.

    Args:
        basis: B, shape ``[n_features, n_features]``, float64.
        theta: B phi, shape ``[n_features]``, float64: what the policy sees.
    """

    def __init__(self, basis: Tensor, theta: Tensor) -> None:
        super().__init__()
        self.basis = basis
        self.phi = nn.Parameter(torch.linalg.solve(basis, theta))

    def forward(self, observations: Tensor) -> Tensor:
        """Logits ``[n, 2]`` for observations ``[n, n_features]``."""
        lean = observations @ (self.basis @ self.phi)
        return torch.stack([torch.zeros_like(lean), lean], dim=-1)


class TwoWaysToCount:
    """Steps of 0.01 nats from one policy, in two ways to count its weights."""

    def __init__(self, seed: int) -> None:
        make = torch.Generator().manual_seed(seed)
        mix = torch.tensor([[1.0, 0.0], [0.8, 0.6]]).double()
        self.states = torch.randn(400, 2, generator=make).double() @ mix.T
        self.theta = torch.tensor([0.5, -0.3]).double()
        logits = Leaning(torch.eye(2).double(), self.theta)(self.states)
        self.old = logits.detach()
        self.actions = torch.multinomial(self.old.exp(), 1, generator=make).squeeze(1)
        leaning = self.states[:, 0] - self.states[:, 1]
        self.advantages = (2.0 * self.actions - 1.0) * leaning
        self.bases = {
            "theta": torch.eye(2).double(),
            "phi": torch.tensor([1.0, 10.0]).double().diag(),
        }

    def step(self, name: str, *, natural: bool, damping: float = 0.0) -> Tensor:
        """The step in one way to count, as a change of theta ``[2]``."""
        actor = Leaning(self.bases[name], self.theta)
        rise = surrogate(self.old, actor(self.states), self.actions, self.advantages)
        gradient = joined(torch.autograd.grad(rise, list(actor.parameters())))

        def product(v: Tensor) -> Tensor:
            return fisher_vector_product(actor, self.states, v, damping)

        if natural:
            step = full_step(product, gradient, 0.01, 2, 0.0)
        else:
            step = (0.02 / gradient.dot(product(gradient))).sqrt() * gradient
        return self.bases[name] @ step

    def apart(self, one: Tensor, two: Tensor) -> float:
        """Divergence between the policies after two changes of theta, in nats."""
        identity = torch.eye(2).double()
        ends = [
            Leaning(identity, self.theta + step)(self.states) for step in (one, two)
        ]
        return mean_kl(ends[0], ends[1]).item()


# %% tags=["demo"]
def show_invariance() -> None:
    """Print how far apart the two ways to count lead."""
    print("divergence between the policies after a step in theta and in phi, in nats")
    print("seed     plain   natural   natural, damping 0.1")
    for seed in range(3):
        ways = TwoWaysToCount(seed)
        plain = ways.apart(*(ways.step(one, natural=False) for one in ways.bases))
        natural = ways.apart(*(ways.step(one, natural=True) for one in ways.bases))
        damped = ways.apart(
            *(ways.step(one, natural=True, damping=0.1) for one in ways.bases)
        )
        shown = f"{natural:9.0e}" if natural > 1e-12 else "        0"
        print(f"{seed:4}{plain:10.5f} {shown}{damped:23.5f}")
        assert natural < 1e-12
        assert plain > 0.002
        assert 1e-12 < damped < plain


with checks.demonstration():
    show_invariance()


# %% alt="The plane of two weights with the level curves of the surrogate and, around the old policy, an ellipse of equal divergence: two plain steps point in different directions to the ellipse, the natural step ends where the surrogate is highest on it." tags=["demo"]
def draw_invariance(seed: int) -> None:
    """Draw the steps in the plane of theta, with the edge of the trust region."""
    ways = TwoWaysToCount(seed)
    identity = torch.eye(2).double()
    across = np.linspace(-0.6, 0.6, 61)
    divergence, rise = np.zeros((61, 61)), np.zeros((61, 61))
    with torch.no_grad():
        for row, y in enumerate(across):
            for column, x in enumerate(across):
                moved = ways.theta + torch.tensor([x, y]).double()
                logits = Leaning(identity, moved)(ways.states)
                divergence[row, column] = mean_kl(ways.old, logits).item()
                rise[row, column] = surrogate(
                    ways.old, logits, ways.actions, ways.advantages
                ).item()
    place = ways.theta.numpy()
    _, axes = plt.subplots(figsize=(5.6, 4.6))
    x, y = place[0] + across, place[1] + across
    axes.contour(x, y, rise, levels=12, colors="0.75", linewidths=0.8)
    axes.contour(x, y, divergence, levels=[0.01], colors="black", linewidths=1.8)
    axes.plot(
        [], [], color="black", linestyle="-", label="0.01 nats from the old policy"
    )
    axes.plot([], [], color="0.75", linestyle="-", label="equal surrogate")
    for name, base, natural, colour in (
        ("plain, in theta", "theta", False, plots.PALETTE[0]),
        ("plain, in phi", "phi", False, plots.PALETTE[1]),
        ("natural, in either", "theta", True, plots.PALETTE[2]),
    ):
        head = place + ways.step(base, natural=natural).numpy()
        vectors.arrow(
            axes, head.tolist(), tail=place.tolist(), colour=colour, name=name
        )
    axes.set(xlabel="first weight", ylabel="second weight")
    axes.set_aspect("equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    plt.show()


with checks.demonstration():
    draw_invariance(0)

# %% [markdown]
# The plain steps in $\theta$ and in $\varphi$ end in different policies, though they start from one and use the same data: the plain gradient
# depends on how we happen to count. The natural steps end in the same policy, to the last digit. In the picture they go to the
# place on the ellipse where the surrogate is highest. Damping adds $\lambda I$, an identity that knows the weights' units: the invariance
# is no longer exact.
#
# ### 3c. The line search
#
# *Easy, about 10 minutes.* Try the fractions $1, c, c^2, \dots$ of a step ($c$ is `shrink`), `n_tries` of them at most, and return the
# **first** one whose gain is **greater than 0** and whose divergence is **at most** `max_kl`. After it nothing more is tried. If none
# will do, return 0. A gain or divergence that is not a number (NaN) is refused.
#
# For a trial that says `(2 - 3 * f, f * f)` of a fraction `f`, with `max_kl=0.1` and `shrink=0.5`: at 1 the gain is $-1$, no; at 0.5 the gain is
# 0.5 but the divergence 0.25, no; at 0.25 both are fine, and the answer is `0.25`.
#
# <details><summary>Hint</summary>
#
# A loop over `range(n_tries)`. Every comparison with NaN is false: so ask whether a fraction is good, not whether it is bad.
#
# </details>


# %% exercise="line_search" task=3 forbid="rlcourse.agents.trpo"
def line_search(
    trial: Callable[[float], tuple[float, float]],
    max_kl: float,
    shrink: float,
    n_tries: int,
) -> float:
    """The first fraction of a step that is better, and inside the trust region.

    Args:
        trial: Takes a fraction; returns the gain of the surrogate and the divergence.
        max_kl: The largest divergence that is allowed.
        shrink: Factor from one fraction to the next, between 0 and 1.
        n_tries: Fractions at most, at least 1.

    Returns:
        The fraction as a ``float``; 0.0 where all were refused.
    """
    # BEGIN SOLUTION
    for number in range(n_tries):
        fraction = shrink**number
        gain, kl = trial(fraction)
        if gain > 0 and kl <= max_kl:
            return fraction
    return 0.0
    # END SOLUTION


# %% test="line_search" points=1
def test_line_search() -> None:
    def trial(fraction: float) -> tuple[float, float]:
        return 2 - 3 * fraction, fraction * fraction

    for max_kl, shrink, n_tries, expected, thought in [
        (0.1, 0.5, 10, 0.25, "1 and 0.5 are refused, for different reasons."),
        (0.25, 0.5, 10, 0.5, "A divergence of exactly the bound is allowed."),
        (0.1, 0.5, 2, 0.0, "Two fractions are tried, and no third."),
    ]:
        found = checks.attempt(line_search, trial, max_kl, shrink, n_tries)
        checks.equal("the fraction", found, expected, thought=thought)


# %% hidden="line_search" points=1
def hidden_line_search() -> None:
    nan = math.nan
    for shrink, gains, kls, bound, n_tries, n_asked, power in [
        (0.5, [1.0], [0.5], 0.5, 1, 1, 0),
        (0.5, [0.0, 1e-30], [0.0, 0.0], 0.1, 5, 2, 1),
        (0.8, [1.0] * 4, [0.4, 0.3, 0.2, 0.1], 0.2, 9, 3, 2),
        (0.8, [1.0] * 4, [0.4, 0.3, 0.2, 0.1], 0.15, 3, 3, None),
        (0.8, [1.0] * 4, [0.4, 0.3, 0.2, 0.1], 0.15, 4, 4, 3),
        (0.3, [nan, 1.0, nan, 5.0], [0.1, nan, nan, 0.1], 0.2, 6, 4, 3),
        (0.7, [nan, nan], [nan, nan], 1.0, 2, 2, None),
        (0.9, [3.0, 9.0, 27.0], [0.1, 0.01, 0.001], 0.2, 3, 1, 0),
        (0.1, [-1.0, -1.0, 1.0], [0.0, 0.0, 0.2 + 1e-12], 0.2, 3, 3, None),
        (0.9, [-1.0] * 25 + [1.0], [0.0] * 26, 0.2, 26, 26, 25),
    ]:
        asked: list[float] = []

        def trial(
            fraction: float, gains: Any = gains, kls: Any = kls, asked: Any = asked
        ) -> tuple[float, float]:
            asked.append(float(fraction))
            number = min(len(asked), len(gains)) - 1
            return gains[number], kls[number]

        found = checks.attempt(line_search, trial, bound, shrink, n_tries)
        checks.close(
            "the fraction",
            checks.number("the fraction", found, thought="Is it a plain number?"),
            0.0 if power is None else shrink**power,
            rtol=1e-9,
            atol=0.0,
            thought="The first that is better and inside; is exactly at the bound "
            "allowed, a gain of exactly 0, or a number that is none?",
        )
        checks.true(
            "a float",
            type(found) is float or isinstance(found, np.floating),
            thought="Is the answer a float in every case?",
        )
        checks.close(
            "what was tried",
            asked,
            [shrink**number for number in range(n_asked)],
            rtol=1e-9,
            thought="From the full step on, each once, and nothing after the answer?",
        )


# %% [markdown]
# ### 3d. The step
#
# *Hard, about 25 minutes.* Now lines 4 to 10 of the box, with your own functions: the gradient of the surrogate at the old weights; the
# full step, with products of `fisher_vector_product`; the line search, whose trial writes the weights and measures the gain
# $L(\theta + c\Delta) - L(\theta)$ and the divergence, **without gradients**; and the weights at the fraction that it chose. If that is 0
# they are exactly the old ones again. Weights change in place; the actor's mode and what lies in `.grad` stay as they are.
#
# Return the fraction, the divergence from the old policy and the gain, as plain floats; `(0.0, 0.0, 0.0)` if all fractions were refused.
#
# <details><summary>Hint</summary>
#
# Keep `old = flat_weights(actor)` and the old logits before anything moves. The trial is a function inside of your function:
# `set_weights(actor, old + fraction * step)`, then `with torch.no_grad():` both measures. After a
# search in vain the weights of the last try are still there: write the old ones back. Otherwise, call the trial once more for what you report.
#
# </details>


# %% exercise="trpo_step" task=3 forbid="rlcourse.agents.trpo explicit_fisher"
def trpo_step(
    actor: nn.Module,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    *,
    max_kl: float,
    damping: float,
    n_iterations: int = 10,
    tolerance: float = 1e-3,
    shrink: float = 0.5,
    n_tries: int = 10,
) -> tuple[float, float, float]:
    """Move the policy to a better one inside the trust region.

    Args:
        actor: Observations ``[n, n_features]`` to logits ``[n, n_actions]``; its
            weights change in place.
        observations: Shape ``[n, n_features]``, of the weights' dtype.
        actions: Shape ``[n]``, int64.
        advantages: Shape ``[n]``, of the weights' dtype.
        max_kl: Largest mean divergence of the new policy from the old one, in nats.
        damping: Added to the diagonal of the Fisher matrix.
        n_iterations: Of conjugate gradient.
        tolerance: Of conjugate gradient.
        shrink: Of the line search.
        n_tries: Of the line search.

    Returns:
        Fraction of the full step, divergence and gain of the step that was taken.
    """
    # BEGIN SOLUTION
    old, logits = flat_weights(actor), actor(observations)
    start = surrogate(logits, logits, actions, advantages)
    gradient = joined(torch.autograd.grad(start, list(actor.parameters())))

    def product(v: Tensor) -> Tensor:
        return fisher_vector_product(actor, observations, v, damping)

    step = full_step(product, gradient, max_kl, n_iterations, tolerance)

    def trial(fraction: float) -> tuple[float, float]:
        set_weights(actor, old + fraction * step)
        with torch.no_grad():
            new = actor(observations)
            gain = surrogate(logits, new, actions, advantages) - start
            return gain.item(), mean_kl(logits, new).item()

    fraction = line_search(trial, max_kl, shrink, n_tries)
    if fraction == 0:
        set_weights(actor, old)
        return 0.0, 0.0, 0.0
    gain, kl = trial(fraction)
    return fraction, kl, gain
    # END SOLUTION


# %% test="trpo_step" points=1
def test_trpo_step() -> None:
    for advantage, expected, weights in (
        # One state, logits 0 and 0, action 1: g = 1/2 * (-1, 1), and with the damping
        # 0.5 the matrix has the eigenvalue 1 along it: x = g, x F x = 1/2.
        (1.0, (1.0, 0.0049917, 0.0996680), [-0.1, 0.1]),
        (-1.0, (1.0, 0.0049917, 0.0996680), [0.1, -0.1]),
        (0.0, (0.0, 0.0, 0.0), [0.0, 0.0]),
    ):
        table = nn.Linear(1, 2, bias=False).to(device)
        set_weights(table, torch.zeros(2, device=device))
        found = checks.attempt(
            trpo_step,
            table,
            torch.ones(1, 1, device=device),
            torch.tensor([1], device=device),
            torch.tensor([advantage], device=device),
            max_kl=0.01,
            damping=0.5,
        )
        checks.close(
            f"the weights, advantage {advantage}",
            flat_weights(table),
            weights,
            atol=1e-6,
            thought="The full step is sqrt(2 * 0.01 / (1/2)) times 1/2.",
        )
        for what, one, wanted in zip(
            ("fraction", "divergence", "gain"), found, expected, strict=True
        ):
            checks.close(
                f"the {what}, advantage {advantage}",
                checks.number(f"the {what}", one, thought="A plain number: .item()."),
                wanted,
                rtol=1e-3,
                thought="Of the policy after the step against the one before.",
            )


# %% hidden="trpo_step" points=3
def hidden_trpo_step() -> None:
    make = torch.Generator().manual_seed(866)
    for widths, n, damping, max_kl, shrink, n_tries, one in [
        ((3, 2), 12, 0.1, 0.01, 0.5, 10, False),
        ((2, 4, 3), 20, 0.05, 0.001, 0.5, 10, False),
        ((2, 4, 3), 20, 0.3, 0.02, 0.5, 10, True),
        ((3, 5, 2), 15, 0.01, 0.6, 0.7, 10, False),
        ((3, 5, 2), 15, 0.01, 0.6, 0.8, 10, False),
        ((2, 3, 3, 4), 9, 0.01, 2.0, 0.6, 12, False),
        ((2, 3, 4), 9, 0.01, 5.0, 0.9, 1, False),
        ((2, 3, 4), 9, 0.01, 5.0, 0.97, 2, False),
    ]:
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            layers += [nn.Linear(before, after, dtype=torch.float64), nn.Tanh()]
        actor = nn.Sequential(*layers[:-1])
        old = torch.randn(len(flat_weights(actor)), generator=make).double()
        set_weights(actor, old)
        if n == 9:
            actor.eval()
        leftovers = [torch.full_like(weight, 50.0) for weight in actor.parameters()]
        for weight, leftover in zip(actor.parameters(), leftovers, strict=True):
            weight.grad = leftover.clone()
        rows = torch.randn(n, widths[0], generator=make).double()
        taken = torch.randint(widths[-1], (n,), generator=make)
        scores = 3.0 * torch.randn(n, generator=make).double()
        # The reference: the matrix itself, solved.
        reference = copy.deepcopy(actor)
        log = reference(rows).log_softmax(dim=-1)
        at = torch.arange(n), taken
        rise = (log[at] * scores).mean()
        g = joined(
            torch.autograd.grad(rise, list(reference.parameters()), retain_graph=True)
        )
        fisher = explicit_fisher(actor, rows) + damping * torch.eye(len(old)).double()
        x = g if one else torch.linalg.solve(fisher, g)
        step = (2 * max_kl / x.dot(fisher @ x)).sqrt() * x
        log = log.detach()
        wanted = (0.0, 0.0, 0.0)
        for number in range(n_tries):
            set_weights(reference, old + shrink**number * step)
            with torch.no_grad():
                new = reference(rows).log_softmax(dim=-1)
            gain = ((new - log)[at].exp() * scores).mean() - scores.mean()
            kl = (log.exp() * (log - new)).sum(dim=-1).mean()
            if gain > 0 and kl <= max_kl:
                wanted = (shrink**number, kl.item(), gain.item())
                break
        else:
            set_weights(reference, old)
        with checks.unchanged(observations=rows, actions=taken, advantages=scores):
            found = checks.attempt(
                trpo_step,
                actor,
                rows,
                taken,
                scores,
                max_kl=max_kl,
                damping=damping,
                n_iterations=1 if one else 4 * len(old),
                tolerance=1e-12,
                shrink=shrink,
                n_tries=n_tries,
            )
        checks.equal(
            "the number of results",
            len(found),
            3,
            thought="Fraction, divergence and gain?",
        )
        for result, expected in zip(found, wanted, strict=True):
            checks.close(
                "fraction, divergence and gain",
                checks.number("a result", result, thought="Is it a plain number?"),
                expected,
                rtol=1e-5,
                atol=1e-9,
                thought="The first fraction that is better and inside; divergence and "
                "gain of the policy that is left, against the one before?",
            )
        checks.close(
            "the weights",
            flat_weights(actor),
            flat_weights(reference),
            rtol=0.0 if wanted[0] == 0 else 1e-6,
            atol=0.0 if wanted[0] == 0 else 1e-7,
            thought="Which weights are left: those of the fraction that was chosen, or "
            "exactly the old ones where none was?",
        )
        checks.true(
            "the mode",
            actor.training == (n != 9)
            and all(weight.requires_grad for weight in actor.parameters()),
            thought="In which state do you leave the actor?",
        )
        for weight, leftover in zip(actor.parameters(), leftovers, strict=True):
            checks.close(
                "the gradients that lay there",
                checks.to_array(weight.grad),
                leftover,
                rtol=0.0,
                atol=0.0,
                thought="Does anything of yours reach .grad?",
            )


# %% [markdown]
# ## Your agent at work
#
# Your pieces in one loop. Sixteen environments take 64 steps, so that an update sees about a thousand rows. (A divergence and a Fisher
# matrix that are
# means over the states want more of them than an A2C step does.) `a2c.gae` is Part 5.6's result. The critic is fitted after the step:
# eight passes in minibatches, by Adam. Rewards times 0.01, so that it predicts numbers near 1. Five seeds, 30,000 steps each; and about
# every 2,000 steps, 20 greedy episodes in environments of their own. That takes some 15 seconds in all.


# %%
class Moment(NamedTuple):
    """What one update of the clear agent did."""

    n_steps: int
    """Environment steps of training so far."""
    fraction: float
    """Share of the full step that was taken; 0 where it was refused."""
    kl: float
    """Mean divergence of the new policy from the old one, in nats."""
    length: float
    """Euclidean length of the step in the weights."""


class ClearTRPO:
    """The agent made of your step, with all of its numbers.

    Args:
        seed: Of the weights, the actions, the minibatches and the environments.
        max_kl: Radius of the trust region, in nats.
        damping: Added to the diagonal of the Fisher matrix.
    """

    def __init__(
        self, seed: int, *, max_kl: float = 0.01, damping: float = 0.1
    ) -> None:
        torch.manual_seed(seed)
        # Factors that bring the four features into a like range.
        scale = (0.5, 0.5, 5.0, 0.5)
        self.actor = networks.mlp(4, (64,), 2, scale=scale).to(device)
        self.critic = networks.mlp(4, (64,), 1, scale=scale).to(device)
        self.optimiser = torch.optim.Adam(self.critic.parameters(), lr=3e-3)
        self.rng = np.random.default_rng(seed)
        self.rollout = vector.Rollout(vector.make("CartPole-v1", 16), seed=seed)
        self.seed, self.max_kl, self.damping = seed, max_kl, damping
        self.watch = stopwatch.Stopwatch()
        self.history: list[Moment] = []
        self.evaluations: list[a2c.Evaluation] = []

    def logits(self, observations: NDArray[np.float32]) -> Tensor:
        """Logits ``[n, 2]`` for observations ``[n, 4]``."""
        with torch.no_grad():
            return self.actor(torch.from_numpy(observations).to(device))

    def sample(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """Draw actions ``[n]`` from the policy."""
        policy = torch.distributions.Categorical(logits=self.logits(observations))
        return policy.sample().cpu().numpy()

    def improve(
        self, observations: Tensor, actions: Tensor, advantages: Tensor
    ) -> tuple[float, float]:
        """Take one step of the policy; return its fraction and its divergence."""
        return trpo_step(
            self.actor,
            observations,
            actions,
            advantages,
            max_kl=self.max_kl,
            damping=self.damping,
        )[:2]

    def update(self, rows: a2c.Rows) -> Moment:
        """One step of the policy on a rollout, then eight passes of the critic."""
        before, after = (
            torch.from_numpy(one).to(device)
            for one in (rows.observations, rows.next_observations)
        )
        with torch.no_grad():
            values, next_values = (
                self.critic(one).squeeze(-1).cpu().numpy() for one in (before, after)
            )
        advantages = a2c.gae(
            np.float32(0.01) * rows.rewards,
            values,
            next_values,
            rows.terminated,
            rows.truncated,
            gamma=0.99,
            gae_lambda=0.97,
        )
        valid = torch.from_numpy(rows.valid).to(device)
        observations = before[valid]  # [n, 4], resets left out
        raw = torch.from_numpy(advantages).to(device)[valid]
        targets = torch.from_numpy(advantages + values).to(device)[valid]
        actions = torch.from_numpy(rows.actions).to(device)[valid]
        old = flat_weights(self.actor)
        scores = (raw - raw.mean()) / (raw.std(correction=0) + 1e-8)
        fraction, kl = self.improve(observations, actions, scores)
        for _ in range(8):
            order = torch.from_numpy(self.rng.permutation(len(raw))).to(device)
            for batch in order.split(256):
                values_now = self.critic(observations[batch]).squeeze(-1)
                loss = (values_now - targets[batch]).square().mean()
                self.optimiser.zero_grad()
                loss.backward()
                self.optimiser.step()
        length = (flat_weights(self.actor) - old).norm().item()
        return Moment(self.rollout.n_steps, fraction, kl, length)

    def train(self, n_steps: int, description: str) -> None:
        """Learn until there are so many steps in all."""
        progress = live.progress(total=n_steps, description=description)
        with live.until_stopped(), progress as bar:
            while self.rollout.n_steps < n_steps:
                before = self.rollout.n_steps
                with self.watch("act and step"):
                    rows = a2c.collect(self.rollout, self.sample, 64)
                with self.watch("update"):
                    self.history.append(self.update(rows))
                bar.update(self.rollout.n_steps - before)
                if self.rollout.n_steps // 2_000 > before // 2_000:
                    with self.watch("evaluate"):
                        mean = evaluation.returns_of(
                            networks.greedy_policy(self.actor),
                            "CartPole-v1",
                            seed=1_000 + self.seed,
                            n_episodes=20,
                        ).mean()
                    found = a2c.Evaluation(self.rollout.n_steps, float(mean))
                    self.evaluations.append(found)
                    bar.set_postfix({"greedy": f"{mean:.0f}"}, refresh=False)

    def first(self) -> int | None:
        """Steps at the first evaluation of at least 475; None where there is none."""
        good = [one.n_steps for one in self.evaluations if one.mean_return >= 475]
        return good[0] if good else None

    def held(self) -> float:
        """Mean return over the evaluations in the last fifth of training."""
        late = 0.8 * self.rollout.n_steps
        return float(
            np.mean([one.mean_return for one in self.evaluations if one.n_steps > late])
        )

    def relapses(self) -> int:
        """Evaluations below 475 after the first that was not."""
        first = self.first()
        return sum(
            one.mean_return < 475 and first is not None and one.n_steps > first
            for one in self.evaluations
        )

    def furthest(self) -> float:
        """The largest divergence of one update, in nats."""
        return max(moment.kl for moment in self.history)


def train_all(agents: list[ClearTRPO], n_steps: int, name: str) -> list[ClearTRPO]:
    """Train some agents, one after the other, and return them."""
    for agent in agents:
        agent.train(n_steps, f"{name}, seed {agent.seed}")
    return agents


def tell(agents: Sequence[ClearTRPO]) -> None:
    """Print for each agent how soon it was good, and whether it stayed so."""
    for agent in agents:
        print(f"seed {agent.seed}: 475 after {agent.first()} steps;", end=" ")
        print(f"mean of the last fifth {agent.held():.1f};", end=" ")
        print(f"divergence at most {agent.furthest():.4f} nats,", end=" ")
        shorter = sum(moment.fraction < 1 for moment in agent.history)
        print(f"{shorter} of {len(agent.history)} steps shortened")


# %% tags=["demo"]
n_training_steps = budgets.pick(short=30_000, long=100_000)
with checks.demonstration():
    clear_agents = train_all(
        [ClearTRPO(_seed) for _seed in range(budgets.pick(short=5, long=20))],
        n_training_steps,
        "clear TRPO",
    )
    tell(clear_agents)
    assert all(_agent.furthest() <= _agent.max_kl for _agent in clear_agents)
    assert np.mean([_agent.held() >= 475 for _agent in clear_agents]) >= 0.8

# %% [markdown]
# 475 is reached, and kept: not touched by luck, but the mean over a fifth of training. No accepted step left the
# trust region. It could not: the line search looks at the true divergence.
#
# ### The run that could refute it
#
# Is it the trust region that holds? Take everything as it is, data, critic and surrogate, and step along the **plain gradient**, with a
# learning rate of 1. The rate is not a straw man: it makes the *median* divergence of an update about 0.01 nats, TRPO's bound. **Predict**: what will
# the smallest and the largest be?


# %% tags=["demo"]
class Plain(ClearTRPO):
    """The same agent, which steps along the plain gradient with a fixed rate of 1."""

    def improve(
        self, observations: Tensor, actions: Tensor, advantages: Tensor
    ) -> tuple[float, float]:
        """Take a plain gradient step; return 1 and its divergence."""
        logits = self.actor(observations)
        rise = surrogate(logits, logits, actions, advantages)
        gradient = joined(torch.autograd.grad(rise, list(self.actor.parameters())))
        set_weights(self.actor, flat_weights(self.actor) + gradient)
        with torch.no_grad():
            return 1.0, mean_kl(logits, self.actor(observations)).item()


def compare_with_plain(agents: Sequence[ClearTRPO], plain: Sequence[ClearTRPO]) -> None:
    """Print the divergences, and what became of the return."""
    print("                KL: smallest   median   largest   relapses   last fifth")
    for name, group in (("TRPO", agents), ("plain", plain)):
        for agent in group:
            kls = np.array([moment.kl for moment in agent.history])
            print(f"seed {agent.seed}, {name:<6}{kls.min():14.5f}", end="")
            print(f"{np.median(kls):9.5f}{kls.max():10.5f}", end="")
            print(f"{agent.relapses():11}{agent.held():13.1f}")
            spread = kls.max() / kls.min()
            assert spread < 15 if name == "TRPO" else spread > 25


with checks.demonstration():
    plain_agents = train_all(
        [Plain(_seed) for _seed in range(3)], 30_000, "plain gradient"
    )
    compare_with_plain(clear_agents[:3], plain_agents)
    assert sum(_agent.relapses() for _agent in plain_agents) > sum(
        _agent.relapses() for _agent in clear_agents[:3]
    )

# %% [markdown]
# The median is that of a step to the edge; the rest is not. One learning rate moves the policy hardly at all at one time and far too much at another:
# the divergences of a run differ by factors of fifty to two hundred, TRPO's by less than five. The plain agents reach 475 too, and fall below it
# again and again ("relapses" counts the evaluations below 475 after the first above it).
#
# In TRPO's runs hardly a step had to be shortened, so is the line search there for nothing? We come back to that after the plot.
#
# ## Exercise 4: step size and divergence along training
#
# *Easy, about 15 minutes.* One figure with **two panels, one above the other**, both over the number of environment steps. Above: the
# length of each update's step in the weights, one line. Below: the divergence of each update, one line, and the bound `max_kl` as one
# horizontal line along the whole panel. No more lines than these. Nothing is cut off, and the bound is in view even where all divergences
# lie far below
# it. All axes have labels: environment steps along x, what is drawn along y. A legend in the lower panel names both lines: the divergence
# (or KL) and the
# bound (or limit).
#
# For the steps `[1000, 2000]`, lengths `[0.5, 0.2]`, divergences `[0.008, 0.0]` and `max_kl=0.01` the upper line goes through
# `(1000, 0.5)` and `(2000, 0.2)`, the lower one through `(1000, 0.008)` and `(2000, 0)`, and the bound lies at 0.01. A refused step has
# length 0 and divergence 0, and is drawn like the others (so no logarithmic axis).
#
# <details><summary>Hint</summary>
#
# `plt.subplots(2, 1)`; `axes.axhline(max_kl, label="bound")` goes all along, and the limits of y make room for it.
#
# </details>


# %% exercise="step_figure" task=4
def step_figure(
    n_steps: Sequence[int],
    lengths: Sequence[float],
    kls: Sequence[float],
    max_kl: float,
) -> Figure:
    """Draw the length and the divergence of each update along training.

    Args:
        n_steps: Environment steps at each update, ascending.
        lengths: Euclidean length of each step in the weights.
        kls: Divergence of each update, in nats.
        max_kl: Radius of the trust region, in nats.

    Returns:
        A new figure with two axes: lengths above, divergences and the bound below.
    """
    # BEGIN SOLUTION
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(7.0, 4.8))
    upper.plot(n_steps, lengths, color=plots.PALETTE[0])
    upper.set(xlabel="environment steps", ylabel="length of the step")
    lower.plot(n_steps, kls, color=plots.PALETTE[0], label="divergence")
    lower.axhline(max_kl, color=plots.PALETTE[1], linestyle="--", label="bound")
    lower.set(xlabel="environment steps", ylabel="KL divergence (nats)")
    lower.legend()
    return figure
    # END SOLUTION


# %% test="step_figure" points=1
def test_step_figure() -> None:
    figure = checks.figure_of(
        step_figure,
        [1000, 2000, 3000],
        [0.5, 0.2, 0.3],
        [0.008, 0.0, 0.004],
        0.01,
        n_axes=2,
        arranged="column",
        thought="Two panels, one above the other.",
    )
    upper, lower = checks.panels_of(figure)
    steps = [1000, 2000, 3000]
    checks.curve(
        "the lengths", upper, steps, [0.5, 0.2, 0.3], thought="Above, over the steps."
    )
    kl = checks.curve(
        "the divergences",
        lower,
        steps,
        [0.008, 0.0, 0.004],
        thought="Below, over the steps.",
    )
    bound = checks.level(
        "the bound", lower, 0.01, across=True, thought="All along the lower panel."
    )
    checks.own_names(
        lower,
        {
            "the divergence": (kl, ["divergence", "KL"]),
            "the bound": (bound, ["bound", "limit", "max_kl", "radius"]),
        },
        thought="A legend that names both lines.",
    )


# %% hidden="step_figure" points=1
def hidden_step_figure() -> None:
    luck = np.random.default_rng(867)
    for n, size, radius in [
        (2, 1.0, 0.01),
        (30, 0.2, 0.5),
        (31, 1e-3, 2e-5),
        (4, 50, 3),
    ]:
        steps = np.cumsum(luck.integers(900, 1025, size=n)).tolist()
        lengths = (size * luck.uniform(0.2, 1.0, size=n)).tolist()
        kls = (radius * luck.uniform(0.1, 0.6, size=n)).tolist()
        if n > 4:
            kls[3] = lengths[3] = 0.0  # refused
        if n == 31:
            kls = [0.01 * one for one in kls]
        with checks.unchanged(steps=steps, lengths=lengths, kls=kls):
            figure = checks.figure_of(
                step_figure,
                steps,
                lengths,
                kls,
                radius,
                n_axes=2,
                arranged="column",
                thought="A new figure, two panels one above the other, with labels?",
            )
        upper, lower = checks.panels_of(figure)
        length = checks.curve(
            "the lengths",
            upper,
            steps,
            lengths,
            thought="All of them, above, over the environment steps?",
        )
        kl = checks.curve(
            "the divergences",
            lower,
            steps,
            kls,
            thought="All of them, below, over the environment steps?",
        )
        bound = checks.level(
            "the bound", lower, radius, across=True, thought="Where does trust end?"
        )
        for axes, mark, what, numbers, n_levels in (
            (upper, length, "the lengths", lengths, 0),
            (lower, kl, "the divergences", [*kls, radius], 1),
        ):
            # A run of equal numbers is a level as well as a curve.
            checks.equal(
                "the lines in a panel",
                [
                    sum(bool(np.ptp(one.y) > 0) for one in checks.curves(axes)),
                    len(checks.levels(axes)),
                ],
                [1, n_levels],
                thought="One line above; one and the bound below, and no more?",
            )
            checks.in_view(
                what,
                axes,
                x=[steps[0], steps[-1]],
                y=numbers,
                thought="Is anything cut off, the bound for example?",
            )
            checks.true(
                "an axis that has a place for 0",
                axes.get_yscale() != "log" and axes.get_xscale() != "log",
                thought="Which numbers have no place on a logarithmic axis?",
            )
            checks.true(
                what, mark.look.line, thought="Are the points joined by a line?"
            )
        checks.labels(
            upper,
            x=("step", "steps"),
            y=("length", "step size", "size", "step"),
            not_x=checks.NO_STEPS,
            not_y=("divergence", "KL", "return", "reward"),
            thought="What runs along x, and what along y?",
        )
        checks.labels(
            lower,
            x=("step", "steps"),
            y=("divergence", "KL"),
            not_x=checks.NO_STEPS,
            not_y=("length", "return", "reward"),
            thought="What runs along x, and what along y?",
        )
        checks.own_names(
            lower,
            {
                "the divergence": (kl, ["divergence", "KL"]),
                "the bound": (bound, ["bound", "limit", "max_kl", "radius"]),
            },
            thought="Does the legend say which line is which?",
        )


# %% [markdown]
# Now the agent of seed 0, and beside it one whose damping is a thousand times smaller, 0.0001.


# %% alt="Two figures of two panels over environment steps. With damping 0.1 the divergence stays below the bound in one even band; with damping 0.0001 steps are several times as long, and the divergences lie scattered, all below the bound." tags=["demo"]
def show_steps(agent: ClearTRPO, name: str) -> None:
    """Draw an agent's steps, and print what they were."""
    moments = agent.history
    figure = step_figure(
        [moment.n_steps for moment in moments],
        [moment.length for moment in moments],
        [moment.kl for moment in moments],
        agent.max_kl,
    )
    figure.suptitle(name)
    plt.show()
    lengths = [moment.length for moment in moments if moment.fraction > 0]
    fractions = [moment.fraction for moment in moments]
    print(f"{name}: lengths from {min(lengths):.2f} to {max(lengths):.2f},", end=" ")
    print(f"divergences at most {agent.furthest():.4f},", end=" ")
    print(f"{sum(one == 1 for one in fractions)} full steps,", end=" ")
    print(f"{sum(0 < one < 1 for one in fractions)} shortened,", end=" ")
    print(f"{fractions.count(0.0)} refused")


with checks.demonstration():
    show_steps(clear_agents[0], "damping 0.1")
    lightly_damped = train_all(
        [ClearTRPO(_seed, damping=1e-4) for _seed in range(3)],
        12_000,
        "damping 0.0001",
    )
    show_steps(lightly_damped[0], "damping 0.0001")

# %% [markdown]
# Two things to see. First, with a damping of 0.1 the two panels mirror each other: where the step is long, the divergence is small. That is
# no accident.
# The full step has $\tfrac12 \Delta^\top (F + \lambda I) \Delta = \delta$, so that the divergence is about $\delta - \tfrac12 \lambda
# |\Delta|^2$: damping spends part of the budget on length. Hence no step is longer than $\sqrt{2\delta/\lambda}$, which is 0.45, and the bound on the
# divergence is never quite used up.


# %% tags=["demo"]
def compare_budget(agents: Sequence[ClearTRPO]) -> None:
    """Hold the divergences against what is left of the bound after damping."""
    for agent in agents:
        lengths = np.array([moment.length for moment in agent.history])
        kls = np.array([moment.kl for moment in agent.history])
        full = [moment.fraction == 1 for moment in agent.history]
        left = agent.max_kl - 0.5 * agent.damping * lengths**2
        apart = np.abs(kls - left)[full].mean()
        print(f"seed {agent.seed}: the longest step is {lengths.max():.3f};", end=" ")
        print(f"divergence and what is left differ by {apart:.4f} in the mean")
        assert apart < 0.001
        assert lengths.max() < (2 * agent.max_kl / agent.damping) ** 0.5 * 1.01


with checks.demonstration():
    compare_budget(clear_agents)

# %% [markdown]
# Second, with little damping the steps are several times as long, the quadratic picture of Lemma 2 fails more often, and the line search
# has work: some
# steps are shortened.
#
# ### What the line search is worth
#
# Take it away: with a damping of 0.0001, every full step is accepted, whatever it does. **Predict**: how many updates leave the trust region?


# %% tags=["demo"]
class Unsearched(ClearTRPO):
    """The same agent, which takes every full step as it is."""

    def improve(
        self, observations: Tensor, actions: Tensor, advantages: Tensor
    ) -> tuple[float, float]:
        """Take the full step; return 1 and its divergence."""
        logits = self.actor(observations)
        rise = surrogate(logits, logits, actions, advantages)
        gradient = joined(torch.autograd.grad(rise, list(self.actor.parameters())))

        def product(v: Tensor) -> Tensor:
            return fisher_vector_product(self.actor, observations, v, self.damping)

        step = full_step(product, gradient, self.max_kl, 10, 1e-3)
        set_weights(self.actor, flat_weights(self.actor) + step)
        with torch.no_grad():
            return 1.0, mean_kl(logits, self.actor(observations)).item()


def compare_searches(
    searched: Sequence[ClearTRPO], unsearched: Sequence[ClearTRPO]
) -> None:
    """Print the divergences and returns with a line search and without."""
    print("damping 0.0001             largest KL   above the bound   shortened")
    for name, group in (("line search", searched), ("none", unsearched)):
        for agent in group:
            kls = np.array([moment.kl for moment in agent.history])
            shorter = [moment.fraction < 1 for moment in agent.history]
            print(f"seed {agent.seed}, {name:<15}{kls.max():14.4f}", end="")
            print(f"{(kls > agent.max_kl).sum():9} of {len(kls)}", end="")
            print(f"{sum(shorter):6} of {len(kls)}")


with checks.demonstration():
    unsearched = train_all(
        [Unsearched(_seed, damping=1e-4) for _seed in range(3)],
        12_000,
        "no line search",
    )
    compare_searches(lightly_damped, unsearched)
    assert all(_agent.furthest() <= 0.01 for _agent in lightly_damped)
    assert all(_agent.furthest() > 0.01 for _agent in unsearched)
    assert np.mean([_agent.furthest() for _agent in unsearched]) > 0.02

# %% [markdown]
# Without the search each agent leaves the region several times, and goes to two, three, and even eleven times its radius. With it none
# does: that is checked at every step, and costs
# a forward pass or two. So damping and line search are two guards of one bound. Much damping makes short, safe steps; the search
# allows longer ones, and catches those that go too far.
#
# ## The fast version, and where the time goes
#
# Read `rlcourse/agents/trpo.py` now, from top to bottom. It is the algorithm that you have just written. These differences make it faster,
# and change nothing of what is learned, but for rounding and for which random numbers are drawn:
#
# 1. **The graph of the divergence's gradient is built once an update.** Your `fisher_vector_product` runs the network and the first backward
#    pass anew for each product. Here a product is one backward pass through a graph that is kept (`retain_graph=True`).
# 2. **Acting uses NumPy** on views of the weights, and draws an action as the largest of "logit plus Gumbel noise", as in Part 5.6 (A2C).
# 3. **One forward pass serves the surrogate, its gradient and the divergence.** And a fraction that is accepted is not measured again.
# 4. **Fused Adam** for the critic.
#
# Of the choices only this differs: **evaluations** come every 1,000 steps, with other seeds. And the library's step also reports the length,
# and the gain that a straight line would have promised.
#
# The proof that nothing else differs: both versions get the same actor and the same rollout, and take one step.


# %% tags=["demo"]
def compare_one_update(seed: int) -> None:
    """Hold the clear step against the library's, on one rollout."""
    config = trpo.Config(seed=seed)
    actor, critic = trpo.networks_of(config, 4, 2, device)
    start = flat_weights(actor)
    sample = networks.sampling_policy(actor, np.random.default_rng(seed))
    rollout = vector.Rollout(vector.make("CartPole-v1", 16), seed=seed)
    rows = a2c.collect(rollout, sample, 64)
    agent = ClearTRPO(seed)
    set_weights(agent.actor, start)
    set_weights(agent.critic, flat_weights(critic))
    clear = agent.update(rows)
    optimiser = torch.optim.Adam(critic.parameters(), lr=config.critic_learning_rate)
    rng = np.random.default_rng(seed)
    fast = trpo.update(config, actor, critic, optimiser, rows, rng)
    moved = [flat_weights(one) - start for one in (agent.actor, actor)]
    apart = ((moved[0] - moved[1]).norm() / moved[1].norm()).item()
    values = [flat_weights(one) for one in (agent.critic, critic)]
    apart_values = ((values[0] - values[1]).norm() / values[1].norm()).item()
    print(f"seed {seed}: {int((~rows.valid).sum())} of {rows.valid.size} rows", end=" ")
    print(f"are resets; divergence {clear.kl:.5f} and {fast.step.kl:.5f};", end=" ")
    print(f"actor and critic are {'the same' if apart < 1e-3 else 'not the same'}")
    assert max(apart, apart_values) < 1e-3, (apart, apart_values)
    assert clear.fraction == fast.step.fraction


with checks.demonstration():
    for update_seed in range(3):
        compare_one_update(update_seed)

# %% [markdown]
# Now the time, and the same five seeds.


# %% tags=["demo"]
def tell_fast(runs: Sequence[trpo.Result]) -> None:
    """Print for each run how soon it was good, and whether it stayed so."""
    for run in runs:
        good = [one.n_steps for one in run.evaluations if one.mean_return >= 475]
        first = good[0] if good else None
        print(f"seed {run.config.seed}: 475 after {first} steps;", end=" ")
        print(f"mean of the last fifth {trpo.held(run):.1f}")


with checks.demonstration():
    fast_runs = [
        trpo.train(
            trpo.Config(seed=_seed, total_steps=n_training_steps, evaluate_every=2_000),
            device,
            show_progress=False,
        )
        for _seed in range(len(clear_agents))
    ]
    tell_fast(fast_runs)
    assert np.mean([trpo.held(_run) >= 475 for _run in fast_runs]) >= 0.8
    per = {"clear": clear_agents[0].rollout.n_steps, "fast": fast_runs[0].n_steps}
    stretches = {"clear": clear_agents[0].watch.seconds, "fast": fast_runs[0].seconds}
    print(
        stopwatch.table(
            stretches, per=per, unit="CPU microseconds per environment step"
        )
    )

# %% [markdown]
# ## Summary and outlook


# %% tags=["demo"]
def sum_up(agents: Sequence[ClearTRPO]) -> None:
    """Print what your agents reached."""
    held = [agent.held() for agent in agents]
    print(
        f"clear TRPO: {sum(one >= 475 for one in held)} of {len(held)} seeds", end=" "
    )
    print(f"hold 475 over the last fifth of training, mean {np.mean(held):.1f};")
    print(f"475 first after {[agent.first() for agent in agents]} steps;", end=" ")
    print(f"largest divergence {max(agent.furthest() for agent in agents):.4f} nats")


with checks.demonstration():
    sum_up(clear_agents)

# %% [markdown]
# - Old data speak about policies near the old one. The error of the surrogate is a product of two changes, small in a short step alone.
# - Distance is measured between policies. The Fisher matrix is its curvature; the natural gradient is the best step of a given distance,
#   and does not depend on how the weights are counted. The plain gradient does.
# - $Fv$ costs two backward passes, and conjugate gradient needs nothing but products. Ten of them were
#   enough here.
# - The line search turns an approximate bound into a real one.
# - The price: second derivatives, a search, and large batches.
#
# Most of that price can be saved. PPO (Part 8.7) keeps the ratio and the idea of not going far, and drops the matrix: it clips.
#
# **Further reading** Schulman et al., *Trust region policy optimization* (2015), whose appendix C has the implementation; Kakade, *A natural
# policy gradient* (2001); Amari, *Natural gradient works efficiently in learning* (1998); Shewchuk, *An introduction to the conjugate
# gradient method without the agonizing pain* (1994).
