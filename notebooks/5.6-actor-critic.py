# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.6: Advantage actor-critic"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# REINFORCE (Part 5.5) waits for the end of an episode, looks at the return, and makes every action of the episode more likely, or less.
# It is honest and noisy: a brilliant push in a lost episode is blamed along with all the others. A critic could do better. **"After this push
# things look better than I expected" is a verdict on one push, and it is there one step later.**
#
# So we train two networks side by side. The *actor* is the policy; the *critic* predicts the return; and the difference between what
# happened and what the critic expected, the *advantage*, tells the actor what to do more often. This is the skeleton of most
# policy-gradient agents in use today (PPO is one more idea on top of it), so its small print matters: which steps may learn from which,
# and what an episode's end means.
#
# **After this part you can**
#
# - write actor and critic, and derive the losses that train them;
# - compute *generalised advantage estimates* on a rollout of many environments, with terminated episodes, truncated ones and resets
#   each treated as what they are;
# - read the curves of an actor-critic: policy loss, value loss, entropy, advantages, and say which of them show progress;
# - train A2C on CartPole-v1 to a greedy mean return of at least 475 in about a second, and say what the third A of A3C stands for.
#
# **Builds on** 5.5 (policy gradient, baselines), 5.2 (vector environments, terminated and truncated), 4.5 (TD errors).
#
# **Time** about 45 minutes to read, 150 to work.
#
# **Sources** Mnih et al., *Asynchronous methods for deep reinforcement learning* (2016): A3C, of which A2C is the synchronous form.
# Schulman et al., *High-dimensional continuous control using generalized advantage estimation* (2016). Sutton and Barto, *Reinforcement
# Learning* (2nd edition), sections 12.1 and 13.5.

# %%
import itertools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding, stopwatch
from rlcourse.agents import a2c, a3c, checkpoints, evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import controls, live, plots
from torch import Tensor, nn
from torch.nn import functional

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
budget = budgets.current()
rng = seeding.seed_everything(56)
plots.use_style()

# %% [markdown]
# ## Actor, critic, advantage
#
# Write $\pi(a \mid s; \theta)$ for the probability that the actor with weights $\theta$ takes action $a$ in state $s$, and $V(s; w)$ for
# the critic's prediction of the return from $s$ on. The **TD error** of one step,
#
# $$\delta_t = R_{t+1} + \gamma\,(1 - d_{t+1})\,V(S_{t+1}; w) - V(S_t; w),$$
#
# is the critic's surprise: what came, plus what it now expects, minus what it expected before. The flag $d_{t+1}$ is 1 where the step
# **terminated** the episode, since nothing comes after. (Where an episode was only *truncated*, the pole still stands and the
# bootstrap stays.) If the critic were perfect, the surprise would be, on average, exactly the *advantage* of the action: how much better
# it is than what the policy does on average.
#
# The critic is not perfect. We can trust it less, by letting more rewards speak before it does. The **$k$-step advantage** takes $k$ of them:
#
# $$\hat A^{(k)}_t = R_{t+1} + \gamma R_{t+2} + \dots + \gamma^{k-1} R_{t+k} + \gamma^k V(S_{t+k}) - V(S_t)
# = \sum_{l=0}^{k-1} \gamma^l \delta_{t+l}.$$
#
# (The second form: $\gamma^l \delta_{t+l}$ brings $+\gamma^{l+1} V(S_{t+l+1})$, and the next surprise takes it away again, so that only the first
# and the last value are left.) A small $k$ means little noise, and all of the critic's errors; a large one the opposite. Which $k$ is best?
# We need not choose. The **generalised advantage estimate** (GAE) mixes all of them, with weights that fall by a factor $\lambda$ and sum to 1:
#
# $$\hat A_t = (1 - \lambda) \sum_{k=1}^{\infty} \lambda^{k-1} \hat A^{(k)}_t = \sum_{l=0}^{\infty} (\gamma\lambda)^l \, \delta_{t+l}.$$
#
# *Proof.* The surprise $\delta_{t+l}$ is part of $\hat A^{(k)}_t$ for every $k > l$, with the factor $\gamma^l$ each time. The weights of these $k$ sum
# to $(1 - \lambda)(\lambda^l + \lambda^{l+1} + \dots) = \lambda^l$. $\square$
#
# Where the episode or the rollout ends after $K$ steps, no $k$ goes further: $\hat A^{(K)}_t$ gets the weights of all longer ones too, which
# sum to $\lambda^{K-1}$, and the sum of surprises stops there. Computed from the last step backwards, with $\hat A = 0$ beyond the end of the
# rollout, all of this is one line:
#
# $$\hat A_t = \delta_t + \gamma\lambda\,(1 - e_{t+1})\,\hat A_{t+1}.$$
#
# The flag $e_{t+1}$ is 1 where the episode **ended, for either reason**: what comes after belongs to another episode. At $\lambda = 0$ the
# estimate is the TD error alone. At $\lambda = 1$ it is the longest $k$-step advantage: the discounted sum of the rewards to the end of
# the episode or rollout, plus the bootstrap there, less $V(S_t)$. That is REINFORCE with a baseline.
#
# Two losses, over the $n$ valid steps of a rollout:
#
# $$L_{\text{policy}} = -\frac1n \sum_t \hat A_t \log \pi(A_t \mid S_t; \theta), \qquad
# L_{\text{value}} = \frac1n \sum_t \big(V(S_t; w) - y_t\big)^2, \qquad y_t = \hat A_t + V_{\text{old}}(S_t).$$
#
# $\hat A_t$ and $y_t$ are **constants**: no gradient flows through them. A third term keeps the policy from becoming certain too early,
# its mean **entropy** $H = -\sum_a \pi(a \mid s) \log \pi(a \mid s)$. The agent descends
# $L_{\text{policy}} + \tfrac12 L_{\text{value}} - \beta H$. (In Part 5.5 a mean over the steps was a mistake, because there each update held whole
# episodes, and short ones would have counted for more. Here an update holds the same number of steps, whatever the episodes do.)
#
# ### The algorithm
#
# ```text
# Advantage actor-critic (A2C)             input: γ, λ, β, step size α, n, c
# ──────────────────────────────────────────────────────────────────────
# 1  initialise θ and w; start N environments side by side
# 2  repeat:
# 3      step all of them n times with π(· | ·; θ)        a rollout
# 4      for t = n−1, ..., 0, in each environment:
# 5          δ_t ← R_{t+1} + γ V(S_{t+1}; w) − V(S_t; w),
# 6                 without γ V(S_{t+1}; w) if terminated
# 7          Â_t ← δ_t + γ λ Â_{t+1},  or δ_t if the episode ended
# 8      y_t ← Â_t + V(S_t; w)                  Â and y: constants
# 9      g ← ∇ (L_policy + ½ L_value − β H)     resets left out
# 10     shorten g to at most c, (θ, w) ← (θ, w) − α g
# ```
#
# In line 10 our code lets Adam take the step.
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $S_t$, $S_{t+1}$ | observation before and after, same episode | `observations`, `next_observations` | `[n_steps, n_envs, 4]`, float32 |
# | $A_t$, $R_{t+1}$ | action, reward | `actions`, `rewards` | `[n_steps, n_envs]`, int64, float32 |
# | $\log\pi(\cdot \mid S_t)$ + constant | what the actor gives out | `logits` | `[n_steps, n_envs, n_actions]`, float32 |
# | $V(S_t)$, $V(S_{t+1})$ | what the critic gives out | `values`, `next_values` | `[n_steps, n_envs]`, float32 |
# | $d_{t+1}$ | the task ended | `terminated` | `[n_steps, n_envs]`, bool |
# | $e_{t+1}$ | the episode ended | `terminated` or `truncated` | `[n_steps, n_envs]`, bool |
# | | the row is a transition, not a reset | `valid` | `[n_steps, n_envs]`, bool |
# | $\hat A_t$, $y_t$ | advantage, value target | `advantages`, `targets` | `[n_steps, n_envs]`, float32 |
# | $\lambda$, $\beta$ | trust in later rewards, weight of entropy | `gae_lambda`, `entropy_weight` | scalars |
#
# Before the formulas become code, look at what they must cope with. Three environments, four vector steps. Each reward is 1, the critic
# says 10 everywhere, $\gamma = 0.5$ and $\lambda = 0.8$. Environment 0 falls at its second step, environment 1 reaches the step limit there,
# environment 2 goes on. After an end, the *next* row is a reset, which is no transition (Part 5.2).


# %% tags=["demo", "nbval-check-output"]
def show_three_endings() -> None:
    """Print the advantages of a fall, of a step limit, and without an end."""
    terminated, truncated, reset = np.zeros((3, 4, 3), dtype=np.bool_)
    terminated[1, 0] = truncated[1, 1] = True
    reset[2, :2] = True
    tens = np.full((4, 3), 10.0, dtype=np.float32)
    rewards = np.where(reset, 0, 1).astype(np.float32)
    advantages = a2c.gae(
        rewards, tens, tens, terminated, truncated, gamma=0.5, gae_lambda=0.8
    )
    print(f"{'advantages':<12}{'terminated':>12}{'truncated':>12}{'goes on':>12}")
    for step, row in enumerate(advantages):
        shown = [
            "a reset" if is_reset else f"{advantage:.4f}"
            for advantage, is_reset in zip(row, reset[step], strict=True)
        ]
        print(f"step {step:<7}" + "".join(f"{text:>12}" for text in shown))
    assert advantages[1, 0] == 1 - 10
    assert advantages[1, 1] == 1 + 0.5 * 10 - 10


show_three_endings()

# %% [markdown]
# At step 1 all three get the same reward. The fall is much worse than expected ($1 - 10$); the step limit costs less ($1 + 0.5 \cdot 10 -
# 10$), since what would have followed is counted by its estimate. And nothing of the rows after an end reaches the rows before it.
#
# (`a2c.gae` is the library's version of what you will write in exercise 2c, with NumPy. Read it afterwards.) Does it mix the $k$-step
# advantages as promised? We draw the rewards and values of ten steps at random, and compute all advantages from the definition:


# %% tags=["demo", "nbval-check-output"]
def compare_with_the_mix() -> None:
    """Hold the recursion against the mix of all k-step advantages."""
    luck, n, gamma = np.random.default_rng(5), 10, 0.9
    rewards, values = luck.normal(size=n), luck.normal(size=n + 1)
    never = np.zeros((n, 1), dtype=np.bool_)
    r, v, w = (
        x.astype(np.float32)[:, None] for x in (rewards, values[:-1], values[1:])
    )

    def k_step_advantage(t: int, k: int) -> float:
        earned = sum(gamma**i * rewards[t + i] for i in range(k))
        return float(earned + gamma**k * values[t + k] - values[t])

    for gae_lambda in (0.0, 0.6, 1.0):
        mixed: list[float] = []
        for t in range(n):
            longest = n - t
            weights = [(1 - gae_lambda) * gae_lambda**k for k in range(longest - 1)]
            weights.append(gae_lambda ** (longest - 1))  # of all that would go further
            parts = [k_step_advantage(t, k) for k in range(1, longest + 1)]
            mixed.append(float(np.dot(weights, parts)))
        found = a2c.gae(r, v, w, never, never, gamma=gamma, gae_lambda=gae_lambda)[:, 0]
        apart = float(np.abs(found - mixed).max())
        print(f"lambda {gae_lambda}: mixed {mixed[0]:.4f}, by recursion {found[0]:.4f}")
        assert apart < 1e-5


compare_with_the_mix()

# %% [markdown]
# ## Exercise 1: separate actor and critic
#
# *Easy, about 15 minutes.* One module with **two networks that share nothing**: the actor maps an observation to one logit for each
# action, the critic to one number. Each is a stack of `nn.Linear` layers of the widths in `hidden`, with `nn.ReLU` or `nn.Tanh` between
# them (choose one for both networks), and nothing after the last: logits and values may be of any size and sign. How the weights are
# drawn is up to you.
#
# `forward` gives both, whatever axes stand before the last one, and for a single observation too. For observations `[7, 16, 4]` and two
# actions the logits have shape `[7, 16, 2]`, and the values **`[7, 16]`, not `[7, 16, 1]`**: subtract targets `[7, 16]` from
# `[7, 16, 1]`, and PyTorch quietly makes `[7, 16, 16]` of it.
#
# <details><summary>Hint</summary>
#
# Write a helper inside the class, or in the same cell, that builds one stack, and call it twice. `values.squeeze(-1)` drops the last
# axis. (`squeeze()` alone drops *every* axis of length 1, a batch of one included.)
#
# </details>


# %% exercise="ActorCritic" task=1 forbid="rlcourse.agents.networks"
class ActorCritic(nn.Module):
    """A policy and a value function, as two networks.

    Args:
        n_features: Length of an observation.
        n_actions: Number of actions.
        hidden: Width of each hidden layer, the same for both networks; empty for linear
            maps.
    """

    def __init__(self, n_features: int, n_actions: int, hidden: Sequence[int]) -> None:
        super().__init__()
        # BEGIN SOLUTION

        def stack(n_outputs: int) -> nn.Sequential:
            layers: list[nn.Module] = []
            for before, after in itertools.pairwise([n_features, *hidden, n_outputs]):
                layers += [nn.Linear(before, after), nn.ReLU()]
            return nn.Sequential(*layers[:-1])

        self.actor = stack(n_actions)
        self.critic = stack(1)
        # END SOLUTION

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        """Logits ``[..., n_actions]`` and values ``[...]`` of a batch.

        Args:
            observations: Shape ``[..., n_features]``, float32.
        """
        # BEGIN SOLUTION
        return self.actor(observations), self.critic(observations).squeeze(-1)
        # END SOLUTION


# %% test="ActorCritic" points=1
def test_ActorCritic() -> None:
    model = checks.attempt(ActorCritic, 4, 2, (8,))
    logits, values = checks.attempt(model, torch.zeros(7, 16, 4))
    checks.tensor(
        "the logits",
        logits,
        shape=(7, 16, 2),
        dtype=torch.float32,
        thought="One logit for each action, for each observation.",
    )
    checks.tensor(
        "the values",
        values,
        shape=(7, 16),
        dtype=torch.float32,
        thought="One number for each observation: is there an axis of length 1 left?",
    )
    state = model.state_dict()
    checks.equal(
        "the shapes of all weights and biases",
        sorted(tuple(part.shape) for part in state.values()),
        [(1,), (1, 8), (2,), (2, 8), (8,), (8,), (8, 4), (8, 4)],
        thought="Two stacks, nothing shared.",
    )
    model.load_state_dict({name: -torch.ones_like(state[name]) for name in state})
    logits, values = checks.attempt(model, torch.ones(3, 4))  # hidden units: f(-5)
    by_relu, by_tanh = -1.0, -1.0 - 8 * np.tanh(-5.0)
    found = checks.to_array(values)
    nearest = min(by_relu, by_tanh, key=lambda one: np.abs(one - found).max())
    for what, output, shape in (("values", values, (3,)), ("logits", logits, (3, 2))):
        checks.close(
            f"the {what} when each weight and bias is -1",
            output,
            np.full(shape, nearest),
            thought="ReLU or tanh between the layers, the same in both networks, and "
            "nothing after the last?",
        )


# %% hidden="ActorCritic" points=2
def hidden_ActorCritic() -> None:
    rng = np.random.default_rng(561)

    for n_features, n_actions, hidden in [
        (4, 3, ()),
        (1, 2, []),
        (3, 5, (5,)),
        (5, 2, [16, 8]),
        (2, 4, (8, 8, 8)),
        (4, 2, (1,)),
        (3, 3, (40, 3)),
        (2, 3, range(7, 2, -1)),
    ]:
        with checks.unchanged(hidden=hidden):
            model, other = (
                checks.attempt(ActorCritic, n_features, n_actions, hidden).to(device)
                for _ in range(2)
            )
        state = dict(model.named_parameters())
        layers = checks.layers_of(
            model, thought="Is each layer an nn.Linear, with a bias?"
        )
        checks.true(
            "weights that can be trained",
            all(parameter.requires_grad for parameter in state.values()),
            thought="Will the optimiser see all weights?",
        )
        checks.true(
            "two models with weights of their own",
            not any(
                torch.equal(one.detach(), two.detach())
                for one, two in zip(model.parameters(), other.parameters(), strict=True)
                if one.dim() == 2 and one.numel() > 1  # 1 x 1 may agree by chance
            ),
            thought="Does each model draw new weights?",
        )
        model.load_state_dict(
            {
                name: torch.from_numpy(rng.normal(scale=0.7, size=tuple(part.shape)))
                for name, part in state.items()
            }
        )
        inputs = rng.normal(scale=8.0, size=(50, n_features))
        batch = torch.from_numpy(inputs.astype(np.float32)).to(device)
        outputs = checks.attempt(model, batch)
        checks.true(
            "outputs that depend on weights",
            all(output.requires_grad for output in outputs),
            thought="Can both outputs be trained?",
        )
        serves: list[set[str]] = []
        for output in outputs:
            slopes: list[Tensor | None] = list(
                torch.autograd.grad(
                    output.sum(),
                    list(state.values()),
                    retain_graph=True,
                    allow_unused=True,
                )
            )
            serves.append(
                {
                    name
                    for name, slope in zip(state, slopes, strict=True)
                    if slope is not None
                }
            )
        checks.true(
            "weights that serve one network each",
            not serves[0] & serves[1] and serves[0] | serves[1] == set(state),
            thought="Does a weight serve both networks, or none?",
        )
        for number, n_outputs in ((0, n_actions), (1, 1)):
            shape = (50, n_actions) if number == 0 else (50,)
            found = checks.tensor(
                "the output",
                outputs[number],
                shape=shape,
                dtype=torch.float32,
                thought="Logits [batch, n_actions], values [batch]?",
            )
            checks.stack(
                "the output",
                found,
                inputs,
                [layer for name, layer in layers.items() if name in serves[number]],
                [n_features, *hidden, n_outputs],
                activations=[checks.relu, np.tanh],
                thought="ReLU or tanh between two linear layers, and only there?",
            )
        for shape in [(), (1,), (6,), (1, 1), (3, 2), (1, 5), (2, 1, 3)]:
            n_rows = int(np.prod(shape))
            rows = inputs[:n_rows].reshape(*shape, n_features).astype(np.float32)
            # In another order in memory, as after a transposition.
            few = torch.from_numpy(np.array(rows, order="F")).to(device)
            with checks.unchanged(observations=few):
                found = checks.attempt(model, few)
            for output, part, wanted in zip(
                outputs, found, ((*shape, n_actions), shape), strict=True
            ):
                checks.close(
                    "the output",
                    checks.tensor(
                        "an output",
                        part,
                        shape=wanted,
                        thought="Which axis is dropped when the batch has one row?",
                    ),
                    checks.to_array(output)[:n_rows].reshape(wanted),
                    rtol=1e-4,
                    atol=1e-3,
                    thought="Does it work for any batch, of one or none too?",
                )
        model.load_state_dict(
            {name: torch.full_like(part, 0.4) for name, part in state.items()}
        )
        logits, values = checks.attempt(model, batch)
        checks.close(
            "the logits, where all weights of both networks are one number",
            logits,
            checks.to_array(values)[:, None].repeat(n_actions, axis=1),
            rtol=1e-4,
            thought="One choice, ReLU or tanh, for both networks?",
        )


# %% [markdown]
# ## Exercise 2: A2C
#
# ### 2a. Log-probabilities and entropy
#
# *Easy, about 15 minutes.* The losses need $\log\pi(A_t \mid S_t)$ of the actions that were taken, and the entropy of the policy. Both
# come from the logits. Take `functional.log_softmax`: the softmax first and `log` after it gives $-\infty$ for an unlikely action.
#
# For logits $[0, \log 3]$ the policy is $[\tfrac14, \tfrac34]$: action 1 has the log-probability $\log\tfrac34 \approx -0.288$, and the
# entropy is $-\tfrac14\log\tfrac14 - \tfrac34\log\tfrac34 \approx 0.562$.
#
# <details><summary>Hint</summary>
#
# `log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)` picks one entry for each row, whatever axes stand before the last.
#
# </details>


# %% exercise="policy_terms" task=2 forbid="rlcourse.agents.a2c"
def policy_terms(logits: Tensor, actions: Tensor) -> tuple[Tensor, Tensor]:
    """Log-probabilities of actions, and entropies of the policy.

    Args:
        logits: Shape ``[..., n_actions]``, float32, finite.
        actions: Shape ``[...]``, int64.

    Returns:
        Log-probabilities of the actions ``[...]`` and entropies ``[...]`` in nats, both
        with gradients to the logits.
    """
    # BEGIN SOLUTION
    log_policy = functional.log_softmax(logits, dim=-1)
    log_probabilities = log_policy.gather(-1, actions.unsqueeze(-1)).squeeze(-1)
    entropies = -(log_policy.exp() * log_policy).sum(dim=-1)
    return log_probabilities, entropies
    # END SOLUTION


# %% test="policy_terms" points=1
def test_policy_terms() -> None:
    given = torch.tensor(
        [[0.0, float(np.log(3))], [0.0, float(np.log(3))]], device=device
    )
    log_probabilities, entropies = checks.attempt(
        policy_terms, given, torch.tensor([1, 0], device=device)
    )
    checks.close(
        "the log-probabilities",
        log_probabilities,
        np.log([0.75, 0.25]),
        thought="Each row's own action, of 1/4 and 3/4.",
    )
    checks.close(
        "the entropies",
        entropies,
        [0.5623351, 0.5623351],
        rtol=1e-4,
        thought="Minus the sum of p log p, over the actions.",
    )


# %% hidden="policy_terms" points=1
def hidden_policy_terms() -> None:
    rng = np.random.default_rng(562)
    for shape, n_actions in [
        ((), 3),
        ((1,), 2),
        ((5,), 3),
        ((4, 3), 2),
        ((1, 1), 4),
        ((3, 4), 4),
        ((2, 3, 2), 5),
    ]:
        for scale in (0.0, 1.0, 60.0):
            plain = rng.normal(scale=scale, size=(*shape, n_actions)) + 3.0
            plain = plain.astype(np.float32).astype(float)
            taken = rng.integers(n_actions, size=shape)
            given, actions = (  # in another order in memory, as after a transposition
                torch.from_numpy(np.array(array, order="F")).to(device)
                for array in (plain.astype(np.float32), taken)
            )
            given.requires_grad_()
            with checks.unchanged(logits=given, actions=actions):
                log_probabilities, entropies = checks.attempt(
                    policy_terms, given, actions
                )
            shifted = plain - plain.max(axis=-1, keepdims=True)
            log = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
            expected_log = np.take_along_axis(log, taken[..., None], axis=-1)[..., 0]
            expected_entropy = -(np.exp(log) * log).sum(axis=-1)
            thought = (
                "Is it finite and right where one logit is far above the others, "
                "and for any number of axes?"
            )
            for what, output, expected in (
                ("the log-probabilities", log_probabilities, expected_log),
                ("the entropies", entropies, expected_entropy),
            ):
                checks.close(
                    what, output, expected, rtol=1e-5, atol=1e-4, thought=thought
                )
            checks.true(
                "gradients",
                log_probabilities.requires_grad and entropies.requires_grad,
                thought="Can both still train the actor?",
            )
            hot, p = np.eye(n_actions)[taken], np.exp(log)
            expected_slopes = [hot - p, -p * (log + expected_entropy[..., None])]
            for output, expected_slope in zip(
                (log_probabilities, entropies), expected_slopes, strict=True
            ):
                [slope] = torch.autograd.grad(output.sum(), [given], retain_graph=True)
                thought = (
                    "Does the gradient take every way to the logits, and stay "
                    "finite for a very unlikely action?"
                )
                checks.close(
                    "the gradient",
                    slope,
                    expected_slope,
                    rtol=1e-4,
                    atol=1e-4,
                    thought=thought,
                )
    logits = torch.zeros(3, 2)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(policy_terms, logits, torch.tensor([0, 1, 1])),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 2b. Predict: two ways to end
#
# *Easy, about 5 minutes.* An environment gave the reward 2. The critic says 30 for the observation before the step and 40 for the one
# after it, $\gamma = 0.9$. The episode ended with this step. **What is the advantage of the step if the episode terminated, and what if
# it was truncated?** $\lambda$ does not matter: why?
#
# <details><summary>Hint</summary>
#
# After an end, for either reason, no later surprise is added. What differs is the bootstrap inside of $\delta_t$.
#
# </details>


# %% exercise="advantages_at_the_end" task=2
def advantages_at_the_end() -> tuple[float, float]:
    """The advantage of the step, first if it terminated the episode, then if the
    episode was truncated.
    """
    # BEGIN SOLUTION
    return 2.0 - 30.0, 2.0 + 0.9 * 40.0 - 30.0
    # END SOLUTION


# %% test="advantages_at_the_end" points=1
def test_advantages_at_the_end() -> None:
    two = checks.attempt(advantages_at_the_end)
    checks.equal(
        "the number of answers",
        len(two),
        2,
        thought="First terminated, then truncated.",
    )
    checks.true(
        "the first below the second",
        float(two[0]) < float(two[1]),
        thought="Which of the two ends is the bad news?",
    )


# %% hidden="advantages_at_the_end" points=1
def hidden_advantages_at_the_end() -> None:
    two = checks.attempt(advantages_at_the_end)
    checks.close(
        "the advantages",
        two,
        [-28.0, 8.0],
        thought="Which value is still to come, and is it discounted?",
    )


# %% [markdown]
# ### 2c. Generalised advantage estimation
#
# *Medium, about 30 minutes.* Now the whole rollout, all environments at once: a loop over the steps, from the last to the first, in
# which each line works on a row of `n_envs` numbers.
#
# Two steps of one environment with rewards 1 and 1, values 2 and 4, next values 4 and 8, $\gamma = 0.5$, $\lambda = 0.8$, and no end: the
# surprises are $1 + 0.5 \cdot 4 - 2 = 1$ and $1 + 0.5 \cdot 8 - 4 = 1$, so that the advantages are $1 + 0.4 \cdot 1 = 1.4$ and $1$.
# If the second step terminates, its surprise is $1 - 4 = -3$, and the advantages are $1 + 0.4 \cdot (-3) = -0.2$ and $-3$.
#
# A step may carry both flags, where the pole falls in the very step that reaches the limit: then it terminated. And do not worry about
# reset rows. A reset always follows an end, and ends cut the sum: what you compute for a reset row goes nowhere, and
# the losses leave it out.
#
# <details><summary>Hint</summary>
#
# All $\delta_t$ can be computed at once, without a loop. Booleans: `~flag` is "not", `a | b` is "or", and `flag.float()` makes numbers
# of them. Start with `advantage = torch.zeros_like(rewards[0])` and go through `reversed(range(len(rewards)))`.
#
# </details>


# %% exercise="gae" task=2 forbid="rlcourse.agents.a2c"
def gae(
    rewards: Tensor,
    values: Tensor,
    next_values: Tensor,
    terminated: Tensor,
    truncated: Tensor,
    gamma: float,
    gae_lambda: float,
) -> Tensor:
    """Generalised advantage estimates of a rollout.

    Args:
        rewards: Shape ``[n_steps, n_envs]``, float32, like the values.
        values: The critic on the observations before the steps.
        next_values: The critic on the observations after the steps, in the same
            episode.
        terminated: Shape ``[n_steps, n_envs]``, bool: the task ended.
        truncated: The same shape, bool: the step limit was reached.
        gamma: Discount.
        gae_lambda: Weight of later surprises, 0 to 1.

    Returns:
        Advantages ``[n_steps, n_envs]``, float32.
    """
    # BEGIN SOLUTION
    surprises = rewards + gamma * next_values * (~terminated).float() - values
    goes_on = (~(terminated | truncated)).float()
    advantages = torch.zeros_like(rewards)
    advantage = torch.zeros_like(rewards[0])
    for step in reversed(range(len(rewards))):
        advantage = surprises[step] + gamma * gae_lambda * goes_on[step] * advantage
        advantages[step] = advantage
    return advantages
    # END SOLUTION


# %% test="gae" points=2
def test_gae() -> None:
    no, yes = False, True
    advantages = checks.attempt(
        gae,
        torch.ones(2, 3, device=device),
        torch.tensor([[2.0, 2.0, 2.0], [4.0, 4.0, 4.0]], device=device),
        torch.tensor([[4.0, 4.0, 4.0], [8.0, 8.0, 8.0]], device=device),
        torch.tensor([[no, no, no], [no, yes, no]], device=device),
        torch.tensor([[no, no, yes], [no, no, no]], device=device),
        0.5,
        0.8,
    )
    checks.tensor(
        "the advantages",
        advantages,
        shape=(2, 3),
        dtype=torch.float32,
        thought="One for each step of each environment.",
    )
    checks.close(
        "with no end",
        advantages[:, 0],
        [1.4, 1.0],
        thought="The surprises are 1 and 1; gamma times lambda is 0.4.",
    )
    checks.close(
        "the second step terminates",
        advantages[:, 1],
        [-0.2, -3.0],
        thought="Is there a bootstrap after a fall?",
    )
    checks.close(
        "the first step is truncated",
        advantages[0, 2],
        1.0,
        thought="The bootstrap stays, the later surprises do not count.",
    )


# %% hidden="gae" points=4
def hidden_gae() -> None:
    rng = np.random.default_rng(563)
    for trial in range(40):
        n_steps, n_envs = (int(rng.integers(1, 9)), int(rng.integers(1, 6)))
        gamma, gae_lambda = rng.uniform(0.5, 1.0, size=2).tolist()
        if trial < 4:
            n_steps, n_envs = [(1, 1), (1, 4), (6, 1), (40, 3)][trial]
            gamma, gae_lambda = [(0.9, 0.0), (0.9, 1.0), (1.0, 1.0), (0.0, 0.5)][trial]
        elif trial == 4:
            n_steps, n_envs, gamma, gae_lambda = 301, 2, 1.0, 0.999
        shape = (n_steps, n_envs)
        size = 300.0 if trial % 5 == 4 else 3.0
        r, v, w = rng.normal(scale=size, size=(3, *shape))
        how = rng.choice(3, p=[0.6, 0.2, 0.2] if trial % 2 else [1, 0, 0], size=shape)
        # In some of them the pole falls in the very step that reaches the limit.
        both = (rng.random(shape) < 0.05) & (trial % 2 == 1)
        d, e = (how == 1) | both, (how == 2) | both
        counts = np.ones(shape, dtype=np.bool_)
        for env in range(n_envs):
            for i in range(n_steps - 1):
                if d[i, env] or e[i, env]:
                    # A reset follows: whatever stands there may not matter before it.
                    r[i + 1, env], v[i + 1, env] = 0.0, 1000.0
                    d[i + 1, env] = e[i + 1, env] = counts[i + 1, env] = False
        goes_on = ~(d | e)[:-1]
        # Within an episode, what follows a step is what stands before the next.
        w[:-1][goes_on] = v[1:][goes_on]
        expected = np.zeros(shape)
        for env in range(n_envs):
            # Forwards, as the sum says: a step collects the surprises of its episode.
            for i in range(n_steps):
                weight = 1.0
                for later in range(i, n_steps):
                    bootstrap = 0.0 if d[later, env] else gamma * w[later, env]
                    surprise = r[later, env] + bootstrap - v[later, env]
                    expected[i, env] += weight * surprise
                    if d[later, env] or e[later, env]:
                        break
                    weight *= gamma * gae_lambda
        rewards, values, next_values, terminated, truncated = (
            torch.from_numpy(array if array.dtype == np.bool_ else array.astype("f4"))
            for array in (r, v, w, d, e)
        )
        given = {
            "rewards": rewards.to(device),
            "values": values.to(device),
            "next_values": next_values.to(device),
            "terminated": terminated.to(device),
            "truncated": truncated.to(device),
        }
        if trial % 3 == 1:  # rows that do not lie one after another in memory
            given = {name: one.T.contiguous().T for name, one in given.items()}
        with checks.unchanged(**given):
            advantages = checks.attempt(
                gae, *given.values(), gamma=gamma, gae_lambda=gae_lambda
            )
        checks.tensor(
            "the advantages",
            advantages,
            shape=shape,
            dtype=torch.float32,
            thought="One for each reward, in float32?",
        )
        checks.close(
            "the advantages",
            checks.to_array(advantages)[counts],
            expected[counts],
            rtol=1e-5,
            # A long sum in float32 is off by more.
            atol=1e-5 * (size if trial != 4 else float(np.abs(expected).max())),
            thought="Which flag cuts the bootstrap, which the later surprises? "
            "Each environment alone, rewards of any sign and size?",
        )
    ones = torch.ones(2, 3)
    given = ones, 2 * ones, 3 * ones, ones < 0, ones < 0
    checks.true(
        "the result is new",
        checks.returns_new_tensors(gae, *given, 0.5, 0.8),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 2d. The losses
#
# *Medium, about 20 minutes.* Policy loss, value loss and mean entropy as the formulas above say, **over the valid rows alone**: a
# reset's action was ignored by the environment, and whoever rewards or punishes it teaches noise. Advantages and targets are constants,
# even if they come with a gradient.
#
# Three rows, of which the last is a reset; log-probabilities $-0.5$ and $-1$, advantages 4 and 2, values 3 and 1, targets 5 and 0 in the
# first two. The policy loss is $-(4 \cdot (-0.5) + 2 \cdot (-1)) / 2 = 2$, the value loss $(2^2 + 1^2) / 2 = 2.5$. The means are over two
# rows, not over three.
#
# <details><summary>Hint</summary>
#
# Indexing with a boolean tensor, `x[valid]`, gives the chosen entries as one flat row. `x.detach()` is `x` as a constant.
#
# </details>


# %% exercise="a2c_losses" task=2 forbid="rlcourse.agents.a2c"
def a2c_losses(
    log_probabilities: Tensor,
    entropies: Tensor,
    values: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Policy loss, value loss and mean entropy of a rollout.

    Args:
        log_probabilities: Of the actions taken, shape ``[n_steps, n_envs]``, float32,
            as all but ``valid``.
        entropies: Of the policy at each step.
        values: The critic on the observations.
        advantages: Constants.
        targets: Constants.
        valid: Shape ``[n_steps, n_envs]``, bool: False where the row is a reset, whose
            numbers are finite and mean nothing. At least one row is valid.

    Returns:
        Three scalars (tensors without axes), the first two to be descended, the third
        to be kept up.
    """
    # BEGIN SOLUTION
    policy_loss = -(advantages.detach() * log_probabilities)[valid].mean()
    value_loss = (values - targets.detach())[valid].square().mean()
    return policy_loss, value_loss, entropies[valid].mean()
    # END SOLUTION


# %% test="a2c_losses" points=1
def test_a2c_losses() -> None:
    columns = [
        torch.tensor([column], device=device).T
        for column in [
            (-0.5, -1.0, -9.0),
            (0.5, 0.3, 9.0),
            (3.0, 1.0, 70.0),
            (4.0, 2.0, 50.0),
            (5.0, 0.0, 8.0),
        ]
    ]
    valid = torch.tensor([[True], [True], [False]], device=device)
    logs, entropies, values, advantages, targets = columns
    three = checks.attempt(
        a2c_losses, logs, entropies, values, advantages, targets, valid
    )
    checks.equal(
        "the number of results",
        len(three),
        3,
        thought="Policy loss, value loss, entropy.",
    )
    for what, found, expected in zip(
        ("the policy loss", "the value loss", "the entropy"),
        three,
        (2.0, 2.5, 0.4),
        strict=True,
    ):
        checks.tensor(what, found, shape=(), thought="A scalar of PyTorch.")
        checks.close(
            what, found, expected, thought="A mean over two rows, the reset left out."
        )


# %% hidden="a2c_losses" points=2
def hidden_a2c_losses() -> None:
    rng = np.random.default_rng(564)
    for shape, size in [
        ((1, 1), 2.0),
        ((5, 1), 2.0),
        ((1, 6), 300.0),
        ((4, 3), 2.0),
        ((5, 5), 1e-3),
        ((8, 16), 2.0),
    ]:
        for share in (0.0, 0.3, 0.8):
            plain = rng.normal(scale=size, size=(5, *shape)).astype("f4").astype(float)
            plain[0] = -np.abs(plain[0])
            keep = rng.random(shape) >= share
            keep.flat[0] = True
            plain[:, ~keep] = 500.0
            columns = [  # in another order in memory, as after a transposition
                torch.from_numpy(np.array(array.astype(np.float32), order="F"))
                .to(device)
                .requires_grad_()
                for array in plain
            ]
            mask = torch.from_numpy(keep).to(device)
            with checks.unchanged(columns=columns, valid=mask):
                three = checks.attempt(
                    a2c_losses,
                    columns[0],
                    columns[1],
                    columns[2],
                    columns[3],
                    columns[4],
                    mask,
                )
            lp, h, v, a, y = (array[keep] for array in plain)
            expected = [-np.mean(a * lp), np.mean((v - y) ** 2), np.mean(h)]
            checks.equal(
                "the number of results",
                len(three),
                3,
                thought="Policy loss, value loss, entropy.",
            )
            for found, wanted in zip(three, expected, strict=True):
                checks.close(
                    "a loss",
                    found,
                    wanted,
                    rtol=1e-4,
                    atol=1e-5 * min(size, size**2),
                    thought="The mean over the valid rows, with which sign?",
                )
            checks.true(
                "tensors left as they were",
                all(column.requires_grad for column in columns),
                thought="Whose tensor do you change?",
            )
            gradients = torch.autograd.grad(
                torch.stack(list(three)).sum(), columns, materialize_grads=True
            )
            dense = [gradient.cpu().numpy() for gradient in gradients]
            expected_gradients = [
                -plain[3],
                np.ones(shape),
                2 * (plain[2] - plain[4]),
                np.zeros(shape),
                np.zeros(shape),
            ]
            for found, wanted in zip(dense, expected_gradients, strict=True):
                checks.close(
                    "the gradients",
                    found,
                    np.where(keep, wanted, 0.0) / keep.sum(),
                    rtol=1e-4,
                    atol=1e-5 * size,
                    thought="Through what may no gradient flow? Which rows may learn?",
                )
    five = [number * torch.ones(2, 1) for number in (-1.0, 0.5, 1.0, 2.0, 3.0)]
    checks.true(
        "the result is new",
        checks.returns_new_tensors(a2c_losses, *five, torch.ones(2, 1) > 0),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### 2e. One update
#
# *Medium, about 25 minutes.* Put it together: given a rollout with its advantages and targets, take one gradient step on
# $L_{\text{policy}} + \tfrac12 L_{\text{value}} - \beta H$. The order: compute logits and values, the three terms, forget gradients from
# before the call, backward, cut the length of the whole gradient to `max_norm` (`nn.utils.clip_grad_norm_`), step. Return policy loss,
# value loss and mean entropy, each by itself, as plain numbers. The model may be any network that gives logits and values.
#
# So that this exercise does not depend on the ones before, take the finished `a2c.terms(logits, actions)` (what you wrote in 2a) and
# `a2c.losses(...)` (what you wrote in 2d). The tests use a small linear model, whose gradient they work out by hand:


# %%
class LinearActorCritic(nn.Module):
    """Logits and values that are linear in the observation, without a bias: easy to
    check by hand.

    Args:
        actor: Weights ``[n_actions, n_features]``.
        critic: Weights ``[n_features]``.
    """

    def __init__(self, actor: NDArray[np.float64], critic: NDArray[np.float64]) -> None:
        super().__init__()
        self.actor = nn.Parameter(torch.from_numpy(actor.astype(np.float32)).to(device))
        self.critic = nn.Parameter(
            torch.from_numpy(critic.astype(np.float32)).to(device)
        )

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        """Logits ``[..., n_actions]`` and values ``[...]``."""
        return observations @ self.actor.T, observations @ self.critic


# %% [markdown]
# One row, one feature with the observation 1, two actions with the weights 0 (so $\pi = [\tfrac12, \tfrac12]$), critic's weight 3. Action
# 0 was taken, its advantage is 4, the target 5, $\beta = 0$. The policy gradient is $-4 \cdot (1 - \tfrac12) = -2$ for action 0's weight
# and $+2$ for the other's; the critic's is $\tfrac12 \cdot 2 \cdot (3 - 5) = -2$. With a step size of 0.1 and no cut the weights become
# $0.2$, $-0.2$ and $3.2$.
#
# Two rows, observations 1 and 2, action 0 in both, advantages 4 and 2, targets 5 and 4, the same weights. The values are 3 and 6, and the
# gradient, a mean over the two rows, is $-2$ and $2$ for the actor, $1$ for the critic: its length over all three weights is 3. With
# `max_norm=1.5` all of it is halved, and the weights become $0.1$, $-0.1$ and $2.95$.
#
# <details><summary>Hint</summary>
#
# `.item()` makes a plain number of a scalar tensor. The gradient can be cut only after `backward` and before `step`.
#
# </details>


# %% exercise="a2c_update" task=2
def a2c_update(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    advantages: Tensor,
    targets: Tensor,
    valid: Tensor,
    entropy_weight: float,
    max_norm: float,
) -> tuple[float, float, float]:
    """Take one gradient step on a rollout.

    Args:
        model: Gives logits ``[n_steps, n_envs, n_actions]`` and values ``[n_steps,
            n_envs]``; its weights change in place.
        optimiser: Holds the model's weights.
        observations: Shape ``[n_steps, n_envs, n_features]``, float32.
        actions: Shape ``[n_steps, n_envs]``, int64.
        advantages: Shape ``[n_steps, n_envs]``, float32.
        targets: Shape ``[n_steps, n_envs]``, float32.
        valid: Shape ``[n_steps, n_envs]``, bool.
        entropy_weight: How much the mean entropy is worth.
        max_norm: A longer gradient, over all weights together, is cut to this length.

    Returns:
        Policy loss, value loss and mean entropy before the step, as plain numbers.
    """
    # BEGIN SOLUTION
    logits, values = model(observations)
    log_probabilities, entropies = a2c.terms(logits, actions)
    policy_loss, value_loss, entropy = a2c.losses(
        log_probabilities, entropies, values, advantages, targets, valid
    )
    optimiser.zero_grad()
    (policy_loss + 0.5 * value_loss - entropy_weight * entropy).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimiser.step()
    return policy_loss.item(), value_loss.item(), entropy.item()
    # END SOLUTION


# %% test="a2c_update" points=1
def test_a2c_update() -> None:
    for inputs, advantages, targets, max_norm, terms, weights in [
        ([1.0], [4.0], [5.0], 1000.0, [4 * np.log(2), 4.0], [0.2, -0.2, 3.2]),
        (
            [1.0, 2.0],
            [4.0, 2.0],
            [5.0, 4.0],
            1.5,
            [3 * np.log(2), 4.0],
            [0.1, -0.1, 2.95],
        ),
    ]:
        model = LinearActorCritic(np.zeros((2, 1)), np.array([3.0]))
        sgd = torch.optim.SGD(model.parameters(), lr=0.1)
        column = torch.tensor([inputs, advantages, targets], device=device).unsqueeze(2)
        actions = torch.zeros(len(inputs), 1, dtype=torch.int64, device=device)
        three = checks.attempt(
            a2c_update,
            model,
            sgd,
            column[0].unsqueeze(2),
            actions,
            column[1],
            column[2],
            torch.ones_like(actions, dtype=torch.bool),
            0.0,
            max_norm,
        )
        for found, expected in zip(three, [*terms, np.log(2)], strict=True):
            checks.close(
                "policy loss, value loss and entropy",
                checks.number("a term", found, thought="A plain number: .item()."),
                expected,
                thought="Of the policy before the step, as means over the rows.",
            )
        checks.close(
            "the weights of actor and critic",
            torch.cat([model.actor.reshape(-1), model.critic]),
            weights,
            thought="Half of the value loss; the whole gradient cut to its length?",
        )


# %% hidden="a2c_update" points=3
def hidden_a2c_update() -> None:
    rng = np.random.default_rng(565)
    for n_steps, n_envs, n_features, n_actions, beta, limit, size in [
        (1, 1, 1, 2, 0.0, 1e6, 2.0),
        (3, 2, 2, 2, 0.5, 1e6, 2.0),
        (4, 5, 3, 4, 2.0, 1e6, 2.0),
        (3, 4, 2, 3, 0.1, 0.3, 2.0),
        (8, 16, 4, 2, 0.01, 0.05, 2.0),
        (5, 3, 2, 2, 0.01, 1e6, 200.0),
    ]:
        theta = rng.normal(size=(n_actions, n_features))
        w = rng.normal(size=n_features)
        linear = LinearActorCritic(theta, w)
        # Any network will do, whatever its parts are called.
        model = nn.Sequential(linear) if n_steps == 3 else linear
        for parameter in model.parameters():
            # What an earlier computation left behind.
            parameter.grad = torch.full_like(parameter, 100.0)
        rate, momentum = 1.0 / size, 0.5
        sgd = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
        speed_theta, speed_w = np.zeros_like(theta), np.zeros_like(w)
        for _ in range(2):
            x = rng.normal(size=(n_steps, n_envs, n_features))
            taken = rng.integers(n_actions, size=(n_steps, n_envs))
            a, y = rng.normal(scale=size, size=(2, n_steps, n_envs))
            keep = rng.random((n_steps, n_envs)) < 0.8
            keep[0, 0] = True
            rows = x[keep]
            z = rows @ theta.T
            p = np.exp(z - z.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            h = -(p * np.log(p)).sum(axis=1, keepdims=True)
            hot = np.eye(n_actions)[taken[keep]]
            # Of the loss with respect to the logits.
            slope = -a[keep][:, None] * (hot - p) + beta * p * (np.log(p) + h)
            error = rows @ w - y[keep]
            g_theta, g_w = slope.T @ rows / len(rows), error @ rows / len(rows)
            norm = float(np.sqrt((g_theta**2).sum() + (g_w**2).sum()))
            cut = min(1.0, limit / (norm + 1e-6))
            expected = [
                -np.mean(a[keep] * np.log((p * hot).sum(axis=1))),
                np.mean(error**2),
                np.mean(h),
            ]
            speed_theta = momentum * speed_theta + cut * g_theta
            speed_w = momentum * speed_w + cut * g_w
            theta, w = theta - rate * speed_theta, w - rate * speed_w
            given = {  # in another order in memory, as after a transposition
                name: torch.from_numpy(np.array(array, order="F")).to(device)
                for name, array in (
                    ("observations", x.astype(np.float32)),
                    ("actions", taken),
                    ("advantages", a.astype(np.float32)),
                    ("targets", y.astype(np.float32)),
                    ("valid", keep),
                )
            }
            with checks.unchanged(**given):
                three = checks.attempt(
                    a2c_update,
                    model,
                    sgd,
                    *given.values(),
                    entropy_weight=beta,
                    max_norm=limit,
                )
            checks.equal(
                "the number of results",
                len(three),
                3,
                thought="Policy loss, value loss and entropy?",
            )
            for found, wanted in zip(three, expected, strict=True):
                checks.close(
                    "a term",
                    checks.number("a term", found, thought="A tensor keeps its graph?"),
                    wanted,
                    rtol=1e-4,
                    atol=1e-5 * size,
                    thought="Policy loss, value loss, entropy, before the step?",
                )
            thought = (
                "Which sign has the entropy, which factor the value loss; are old "
                "gradients gone, is the gradient cut in time, and who takes the step?"
            )
            for what, found, wanted in (
                ("the actor's weights", linear.actor, theta),
                ("the critic's weights", linear.critic, w),
            ):
                checks.close(what, found, wanted, rtol=2e-4, atol=2e-5, thought=thought)
            checks.true(
                "a model that can go on training",
                model.training and all(one.requires_grad for one in model.parameters()),
                thought="In which mode do you leave the model?",
            )


# %% [markdown]
# *Written answer, about 10 minutes.* A colleague forgets to detach the advantages: the policy loss's gradient then flows into the critic
# as well. **What does the policy loss make the critic do, and why is that not learning? Why can the same mistake not be seen in the
# first plot of a run that "somehow works"?**

# %% [markdown] answer="why_detach" task=2 points=2
# ### BEGIN SOLUTION
# The policy loss is minus the advantage times the log-probability, and a log-probability is negative. Where the gradient reaches the
# critic, it can make the loss smaller by changing the *advantages* in place of the policy: with a one-step advantage it is lowered by
# making the advantage as small as possible, that is by raising V(S_t) and lowering V(S_t+1), whatever the rewards were. The critic is
# pulled away from the returns that it should predict; its predictions are then a worse baseline and a wrong bootstrap. The value loss
# pulls in the other direction at the same time, so the agent may still learn, only worse and less steadily: a return that rises on one
# seed does not show the mistake. A check of the gradients on a hand-made batch does.
#
# Rubric: 1 point for "the critic's weights change so as to make the advantage term small, not so as to predict the return". 1 point for
# "the value loss still pulls the right way, so that it may learn slowly or by luck; one needs an exact test (or many seeds)".
# ### END SOLUTION

# %% [markdown]
# ## Your agent at work
#
# Here are your pieces in one loop, the clear version. Sixteen environments take eight steps; the critic looks at all observations; the
# advantages are computed, shifted and scaled to mean 0 and standard deviation 1 (so that one learning rate suits the beginning, when
# returns are 20, and the end, when they are 500); one update; from the start. Rewards are multiplied by 0.01, which keeps the critic's
# gradient from drowning the actor's when both are cut together. `vector.Rollout` knows which rows are resets. And no data is ever used
# twice: the policy gradient is *on-policy*, it speaks about actions of the current policy alone. Five seeds; each agent stops when 20 greedy
# episodes have a mean return of at least 495.


# %% tags=["demo"]
class ClearA2C:
    """The agent made of your model, advantages and update, with all of its numbers."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.model: nn.Module = ActorCritic(4, 2, (64,)).to(device)
        self.optimiser: torch.optim.Optimizer = torch.optim.Adam(
            self.model.parameters(), lr=5e-3
        )
        self.rollout = vector.Rollout(vector.make("CartPole-v1", 16), seed=seed)
        # Brings the four features into a like range, and the returns to 1 and below.
        self.scale = torch.tensor([0.5, 0.5, 5.0, 0.5], device=device)
        self.reward_scale = 0.01
        self.max_norm = 0.5
        self.watch = stopwatch.Stopwatch()
        self.history: list[a2c.Update] = []

    def logits(self, observations: NDArray[np.float32]) -> Tensor:
        """Logits ``[n, 2]`` for raw observations ``[n, 4]``."""
        with torch.no_grad():
            return self.model(torch.from_numpy(observations).to(device) * self.scale)[0]

    def sample(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """Draw actions ``[n]`` from the policy."""
        return (
            torch.distributions.Categorical(logits=self.logits(observations))
            .sample()
            .cpu()
            .numpy()
        )

    def greedy(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """The likeliest actions ``[n]``."""
        return self.logits(observations).argmax(dim=-1).cpu().numpy()

    def update(self, rows: a2c.Rows) -> a2c.Update:
        """One update on a rollout."""
        observations, following = (
            torch.from_numpy(x).to(device) * self.scale
            for x in (rows.observations, rows.next_observations)
        )
        actions, rewards, terminated, truncated, valid = (
            torch.from_numpy(x).to(device)
            for x in (
                rows.actions,
                rows.rewards,
                rows.terminated,
                rows.truncated,
                rows.valid,
            )
        )
        with torch.no_grad():
            values, next_values = (
                self.model(observations)[1],
                self.model(following)[1],
            )
        advantages = gae(
            rewards * self.reward_scale,
            values,
            next_values,
            terminated,
            truncated,
            gamma=0.99,
            gae_lambda=0.98,
        )
        targets, spread = advantages + values, advantages[valid].std(correction=0)
        found = a2c_update(
            self.model,
            self.optimiser,
            observations,
            actions,
            (advantages - advantages[valid].mean()) / (spread + 1e-8),
            targets,
            valid,
            entropy_weight=0.01,
            max_norm=self.max_norm,
        )
        return a2c.Update(self.rollout.n_steps, *found, spread.item())

    def learn(self) -> None:
        """One rollout of 8 steps in each environment, and one update."""
        with self.watch("act and step"):
            rows = a2c.collect(self.rollout, self.sample, 8)
        with self.watch("update"):
            self.history.append(self.update(rows))

    def train(self, n_steps: int, description: str, *, stop: bool) -> None:
        """Learn until there are so many steps in all, or until the agent is good.

        Args:
            n_steps: Environment steps at most, those before included.
            description: For the progress bar.
            stop: Whether to end when 20 greedy episodes, played about every 2,500
                steps, have a mean return of at least 495.
        """
        progress = live.progress(total=n_steps, description=description)
        with live.until_stopped(), progress as bar:
            bar.update(self.rollout.n_steps)
            while self.rollout.n_steps < n_steps:
                before = self.rollout.n_steps
                self.learn()
                bar.update(self.rollout.n_steps - before)
                if stop and self.rollout.n_steps // 2_500 > before // 2_500:
                    tried = evaluation.returns_of(
                        self.greedy, "CartPole-v1", seed=1_000, n_episodes=20
                    )
                    bar.set_postfix({"greedy": f"{tried.mean():.0f}"}, refresh=False)
                    if tried.mean() >= 495:
                        break

    def describe(self, name: str) -> float:
        """Print how the agent does, and return its greedy mean over new episodes."""
        sampled = self.rollout.episodes().returns[-20:].mean()
        greedy = evaluation.returns_of(self.greedy, "CartPole-v1", seed=100).mean()
        print(f"{name}: {self.rollout.n_steps} steps,", end=" ")
        print(f"its last 20 training episodes {sampled:.0f},", end=" ")
        print(f"greedy over 100 new episodes {greedy:.0f}")
        return float(greedy)


with checks.demonstration():
    clear_agents = [ClearA2C(seed) for seed in range(budgets.pick(short=5, long=20))]
    for number, agent in enumerate(clear_agents):
        agent.train(40_000, f"clear A2C, seed {number}", stop=True)
    clear_returns = [
        agent.describe(f"seed {number}") for number, agent in enumerate(clear_agents)
    ]
    assert np.mean(np.array(clear_returns) >= 475) >= 0.6
    clear_steps = [agent.rollout.n_steps for agent in clear_agents]
    clear_agent = clear_agents[0]
    clear_agent.train(50_000, "seed 0 goes on", stop=False)
    clear_agent.describe("seed 0, later")
    clear_seconds = sum(clear_agent.watch.seconds.values())

# %% [markdown]
# Two numbers for each agent, and they are far apart. *Training episodes* are played with actions that are drawn, by a policy that still explores
# and, since the last twenty episodes began many updates ago, by its predecessors. *Greedy* is what the policy does when it takes
# the likeliest action each time, which is how it will be used. A policy that leans the right way everywhere, but not by much, scores badly
# in the first column and perfectly in the second. So a plot of training returns says less about an agent than it seems to, and a sentence such as "it
# reaches 475" has to say how the actions were chosen.
#
# Most seeds get there within forty thousand steps; one that does not is listed as it ended. The last line is the agent of seed 0 again,
# trained on after it was good. Compare it with the first: an agent that has reached the goal need not hold it, and that is why one stops.
#
# %% [markdown]
# ## Exercise 3: policy and value loss over training
#
# *Easy, about 15 minutes.* Draw what the updates reported: one figure with **two panels side by side or one above the other**, the
# policy loss in the first and the value loss in the second, both over the number of environment steps. The raw numbers jump, so draw
# in each panel exactly two lines: the raw loss, thin and pale, and its moving average over the last `window` updates
# (`plots.moving_average(losses, window)`), thicker and darker. Nothing of them may be cut off. Label all axes; a legend is welcome.
#
# At the start, where there are fewer than `window` updates, the mean is over those that there are: for value losses `[4, 2, 6]` and a
# window of 2 the second line of the second panel is `[4, 3, 4]`.
#
# <details><summary>Hint</summary>
#
# `figure, (left, right) = plt.subplots(1, 2)`; the same few lines for each panel, so write a loop over `zip`.
#
# </details>


# %% exercise="plot_losses" task=3
def plot_losses(
    n_steps: Sequence[int],
    policy_losses: Sequence[float],
    value_losses: Sequence[float],
    window: int,
) -> Figure:
    """Draw policy loss and value loss over training, with their moving averages.

    Args:
        n_steps: Environment steps at each update.
        policy_losses: One for each update.
        value_losses: One for each update.
        window: Number of updates in the moving average.

    Returns:
        A figure with two axes, policy loss first, of two lines each.
    """
    # BEGIN SOLUTION
    figure, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, losses, name in zip(
        panels,
        (policy_losses, value_losses),
        ("policy loss", "value loss"),
        strict=True,
    ):
        axes.plot(
            n_steps,
            losses,
            color="0.75",
            linewidth=0.6,
            linestyle="-",
            label="one update",
        )
        axes.plot(
            n_steps,
            plots.moving_average(losses, window),
            color=plots.PALETTE[0],
            label=f"mean of {window}",
        )
        axes.set(xlabel="environment steps", ylabel=name)
        axes.locator_params(axis="x", nbins=5)
        axes.legend()
    return figure
    # END SOLUTION


# %% test="plot_losses" points=1
def test_plot_losses() -> None:
    steps, policy, value = [128, 256, 380], [0.1, -0.1, 0.3], [4.0, 2.0, 6.0]
    figure = checks.figure_of(
        plot_losses, steps, policy, value, 2, n_axes=2, thought="Two panels, labelled."
    )
    left, right = checks.panels_of(figure)
    for what, axes, losses, means in (
        ("the policy loss", left, policy, [0.1, 0.0, 0.1]),
        ("the value loss", right, value, [4.0, 3.0, 4.0]),
    ):
        raw = checks.curve(
            what, axes, steps, losses, thought="Policy first; over environment steps."
        )
        mean = checks.curve(
            f"the moving average of {what}",
            axes,
            steps,
            means,
            thought="The mean of the last two.",
        )
        checks.emphasised(
            "the moving average",
            axes,
            mean,
            [raw],
            both=True,
            thought="Which is thin and pale?",
        )


# %% hidden="plot_losses" points=1
def hidden_plot_losses() -> None:
    rng = np.random.default_rng(566)
    for length, window, size in [
        (3, 5, 1.0),
        (7, 2, 1e-4),
        (50, 8, 1e4),
        (2003, 130, 1.0),
    ]:
        steps = tuple(np.cumsum(rng.integers(100, 129, size=length)).tolist())
        pair = [
            tuple(rng.normal(scale=size, size=length).tolist()),
            tuple(rng.exponential(scale=size, size=length).tolist()),
        ]
        with checks.unchanged(steps=steps, losses=pair):
            figure = checks.figure_of(
                plot_losses,
                steps,
                pair[0],
                pair[1],
                window,
                n_axes=2,
                thought="A new figure with two panels, with labels?",
            )
        panels = checks.panels_of(figure)
        for axes, losses, own, other in zip(
            panels, pair, ("policy", "value"), ("value", "policy"), strict=True
        ):
            means = [
                float(np.mean(losses[max(0, i - window + 1) : i + 1]))
                for i in range(length)
            ]
            raw = checks.curve(
                "the loss",
                axes,
                steps,
                losses,
                thought="Each loss in its own panel, over the steps that were given?",
            )
            mean = checks.curve(
                "the moving average",
                axes,
                steps,
                means,
                thought="The window that was asked for, from the first update on?",
            )
            checks.emphasised(
                "the moving average",
                axes,
                mean,
                [raw],
                both=True,
                thought="Which of the two should the eye follow?",
            )
            checks.equal(
                "the lines in a panel",
                [len(checks.curves(axes)), len(checks.levels(axes))],
                [2, 0],
                thought="Two lines in each panel, and no third?",
            )
            checks.in_view(
                "the loss", axes, x=steps, y=losses, thought="Is anything cut off?"
            )
            checks.own_names(
                axes,
                {
                    "the loss": (raw, ["raw", "single", "one update", "each update"]),
                    "the moving average": (mean, ["mean", "average", "smooth"]),
                },
                needed=False,
                thought="If there is a legend: which line is which?",
            )
            checks.labels(
                axes,
                x=("step", "steps"),
                y=("loss", "losses"),
                not_x=checks.NO_STEPS,
                not_y=("return", "reward", "advantage", "entropy"),
                thought="What runs along x, and what along y?",
            )
            checks.about(
                axes, [own], [other], thought="Does each panel say which loss it shows?"
            )
        checks.true(
            "a policy loss below zero that can be seen",
            panels[0].get_yscale() != "log",
            thought="Which numbers have no place on a logarithmic axis?",
        )


# %% alt="Four panels over environment steps, each update in grey and a mean of 20: the policy loss stays around zero, the value loss has peaks, the entropy falls, the spread of the advantages rises and falls with the value loss." tags=["demo"]
def show_training() -> None:
    """Draw losses, entropy and spread of the advantages; print what they were."""
    steps = [update.n_steps for update in clear_agent.history]
    plot_losses(
        steps,
        [update.policy_loss for update in clear_agent.history],
        [update.value_loss for update in clear_agent.history],
        20,
    )
    plt.show()
    _, panels = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for axes, name, numbers in (
        (
            panels[0],
            "entropy (nats)",
            [update.entropy for update in clear_agent.history],
        ),
        (
            panels[1],
            "spread of the advantages",
            [update.advantage_spread for update in clear_agent.history],
        ),
    ):
        axes.plot(
            steps,
            numbers,
            color="0.75",
            linewidth=0.6,
            linestyle="-",
            label="one update",
        )
        axes.plot(
            steps,
            plots.moving_average(numbers, 20),
            color=plots.PALETTE[0],
            label="mean of 20",
        )
        axes.set(xlabel="environment steps", ylabel=name)
        axes.locator_params(axis="x", nbins=5)
        axes.legend()
    plt.show()
    policy, value, entropy = (
        np.array([getattr(update, name) for update in clear_agent.history])
        for name in ("policy_loss", "value_loss", "entropy")
    )
    third = len(steps) // 3
    print(
        f"policy loss: mean {policy[:third].mean():+.3f} in the first third of "
        f"training, {policy[-third:].mean():+.3f} in the last"
    )
    print(
        f"value loss:  mean {value[:third].mean():.3f} in the first third, "
        f"{value[-third:].mean():.3f} in the last"
    )
    print(
        f"entropy:     from {entropy[:20].mean():.3f} nats (a fair coin has "
        f"{np.log(2):.3f}) to {entropy[-20:].mean():.3f}"
    )
    assert abs(policy[-third:].mean()) < 0.1
    assert entropy[-20:].mean() < 0.9 * entropy[:20].mean()


with checks.demonstration():
    show_training()

# %% [markdown]
# These are not the curves of supervised learning. **The policy loss hovers around zero** whether the agent is bad or good: the agent
# shifts and scales each rollout's advantages to mean 0 and standard deviation 1, so as many weights are positive as negative, roughly,
# and what is left of the mean says nothing about the return. **The value loss need not fall**: the targets move as the policy
# does. What a peak means, only returns can tell: a critic that has come to expect long episodes
# is wrong by nearly all of its value each time the pole falls, and a policy that gets better surprises it too. The spread of the advantages
# shows the same surprise. Neither loss tells how good the agent is; both tell of trouble. The **entropy** falls as the
# policy gets sure of itself. If it dropped to zero in the first thousand steps, the agent would stop exploring before it had found
# anything.
#
# ## Exercise 4: advantages along an episode
#
# *Easy, about 15 minutes.* Draw one episode: in the **upper panel** the critic's values over the step number (0, 1, 2, ...), one line;
# in the **lower panel** the advantages over the same axis, one line as well, and a horizontal line at zero all along them
# (`axes.axhline(0.0)`). No more lines than these. Each panel has a y axis of its own, which shows all of its numbers, whatever their
# sign and size: values of 60 would flatten advantages of 2. Label both axes of both panels. For values `[3, 2]` and advantages
# `[0.5, -1]` the upper line goes through `(0, 3)` and `(1, 2)`, the lower one through `(0, 0.5)` and `(1, -1)`.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(2, 1, sharex=True)`. The upper panel needs a label on its x axis, too.
#
# </details>


# %% exercise="plot_advantages" task=4
def plot_advantages(values: Sequence[float], advantages: Sequence[float]) -> Figure:
    """Draw what the critic expected, and what each action was worth, along one episode.

    Args:
        values: The critic's values, one for each step of the episode.
        advantages: One for each step.

    Returns:
        A figure with two axes: the values above, the advantages below, there with a
            horizontal line at zero.
    """
    # BEGIN SOLUTION
    figure, (upper, lower) = plt.subplots(2, 1, figsize=(7.0, 4.6))
    upper.plot(range(len(values)), values, color=plots.PALETTE[0])
    upper.set(xlabel="step", ylabel="value")
    lower.axhline(0.0, color="0.6", linewidth=0.8, linestyle="-")
    lower.plot(range(len(advantages)), advantages, color=plots.PALETTE[1])
    lower.set(xlabel="step", ylabel="advantage")
    return figure
    # END SOLUTION


# %% test="plot_advantages" points=1
def test_plot_advantages() -> None:
    figure = checks.figure_of(
        plot_advantages,
        [3.0, 2.0, 2.5],
        [0.5, -1.0, 0.0],
        n_axes=2,
        arranged="column",
        thought="Two panels, one above the other.",
    )
    upper, lower = checks.panels_of(figure)
    checks.curve(
        "the values",
        upper,
        [0, 1, 2],
        [3.0, 2.0, 2.5],
        thought="Above, over the step number from 0 on.",
    )
    checks.curve(
        "the advantages",
        lower,
        [0, 1, 2],
        [0.5, -1.0, 0.0],
        thought="Below, over the step number from 0 on.",
    )
    checks.level(
        "a line at zero",
        lower,
        0.0,
        thought="Better or worse than expected: where is the border?",
    )
    checks.true(
        "a y axis for each panel",
        upper.get_ylim() != lower.get_ylim(),
        thought="Can small advantages be seen beside large values? sharey is False.",
    )


# %% hidden="plot_advantages" points=1
def hidden_plot_advantages() -> None:
    rng = np.random.default_rng(567)
    for length, centre, size in [
        (2, 40.0, 1.0),
        (12, -4.0, 1e-3),
        (13, 0.0, 1e3),
        (731, 40.0, 1.0),
    ]:
        values = tuple(rng.normal(loc=centre, scale=9.0, size=length).tolist())
        advantages = tuple((size * rng.normal(loc=3.0, size=length)).tolist())
        with checks.unchanged(values=values, advantages=advantages):
            figure = checks.figure_of(
                plot_advantages,
                values,
                advantages,
                n_axes=2,
                arranged="column",
                thought="Two panels, one above the other, with labels on both axes?",
            )
        upper, lower = checks.panels_of(figure)
        for what, axes, numbers in (
            ("values", upper, values),
            ("advantages", lower, advantages),
        ):
            checks.curve(
                f"the {what}",
                axes,
                range(length),
                numbers,
                thought="All of them, in order: values above, advantages below?",
            )
            checks.equal(
                "the lines in a panel",
                [
                    sum(bool(np.ptp(one.y) > 0) for one in checks.curves(axes)),
                    len(checks.levels(axes)),
                ],
                [1, 0 if axes is upper else 1],
                thought="One line in each panel, beside the one at zero?",
            )
            checks.in_view(
                f"the {what}",
                axes,
                x=[0, length - 1],
                y=numbers,
                thought="Is anything cut off?",
            )
        checks.level(
            "a line at zero",
            lower,
            0.0,
            across=True,
            thought="Where is neither better nor worse than expected?",
        )
        checks.in_view("zero", lower, y=[0.0], thought="Can the border be seen?")
        for axes, own in ((upper, "value"), (lower, "advantage")):
            checks.labels(
                axes,
                x=("step", "time", "t"),
                y=(own,),
                not_y=("loss",),
                thought="What runs along x, and what along y?",
            )
            checks.labels(
                axes,
                x=("step",),
                y=(own,),
                not_x=checks.NO_STEPS,
                thought="In which unit is time counted?",
            )
        checks.about(
            upper,
            ["value"],
            ["advantage"],
            thought="Which name belongs to which panel?",
        )
        checks.true(
            "a y axis for each panel",
            upper.get_ylim() != lower.get_ylim()
            and np.ptp([0.0, *advantages]) > 0.2 * np.ptp(lower.get_ylim()),
            thought="Can small advantages be seen beside large values?",
        )


# %% [markdown]
# What does the critic of a beginner see? The agent below has trained for 16,000 steps only, and still falls. We let it play
# episodes until they end, and compute the advantages over each whole episode, with $\lambda = 0.9$.


# %% alt="Two panels over the steps of one episode: the critic's values above; below, advantages close to zero that drop far below it in the last steps." tags=["demo"]
def along_episodes(
    agent: a2c.Result, seed: int
) -> list[tuple[NDArray[np.float32], NDArray[np.float32], bool]]:
    """Values, advantages and "it fell" of the first episode in each of 16 environments,
    with sampled actions.
    """
    sample = networks.sampling_policy(agent.actor, np.random.default_rng(seed))
    expect = networks.outputs_of(agent.critic)
    rows = a2c.collect(
        vector.Rollout(vector.make("CartPole-v1", 16), seed=seed), sample, 500
    )
    values, next_values = (
        expect(x.reshape(-1, 4)).reshape(500, 16)
        for x in (rows.observations, rows.next_observations)
    )
    advantages = a2c.gae(
        rows.rewards,
        values,
        next_values,
        rows.terminated,
        rows.truncated,
        gamma=0.99,
        gae_lambda=0.9,
    )
    ends = (rows.terminated | rows.truncated).argmax(axis=0)
    return [
        (values[: end + 1, n], advantages[: end + 1, n], bool(rows.terminated[end, n]))
        for n, end in enumerate(ends)
    ]


with checks.demonstration():
    beginner = a2c.train(
        a2c.Config(seed=6, total_steps=16_000, evaluate_every=0),
        device,
        show_progress=False,
    )

    episodes = [
        found
        for found in along_episodes(beginner, seed=6)
        if found[2] and len(found[0]) > 30
    ]
    longest_fall = max(episodes, key=lambda found: len(found[0]))
    plot_advantages(longest_fall[0].tolist(), longest_fall[1].tolist())
    plt.show()
    last = np.array([found[1][-10:].mean() for found in episodes])
    earlier = np.array([found[1][:-10].mean() for found in episodes])
    print(f"{len(episodes)} episodes that ended with a fall: mean advantage", end=" ")
    print(f"of the last 10 steps {last.mean():+.2f}, before them {earlier.mean():+.2f}")
    assert (last < earlier).mean() > 0.8
    # A quiet way, and then the blame.
    assert abs(earlier.mean()) < 0.5 * abs(last.mean())
    at_the_end = [int(found[1].argmin()) == len(found[1]) - 1 for found in episodes]
    print(f"most negative at the very last step: {sum(at_the_end)} of {len(episodes)}")
    assert np.mean(at_the_end) > 0.8

# %% [markdown]
# Most of the way the advantages stay close to zero: as good as expected, nothing to learn. Then the pole leans too far, the critic's
# value falls, and the steps before the fall get large negative advantages, not the whole episode. That is what the critic is for. But
# look where the most negative one is: at the very last step, when nothing could be saved any more, since there this critic is surprised
# most. The mistake was made earlier. $\lambda$ carries part of the surprise back to it, less with every step; and a better critic, whose
# values fall as soon as the pole leans, is surprised earlier.
#
# ## The fast version, and where the time goes
#
# Read `rlcourse/agents/a2c.py` now, from top to bottom. It is the algorithm that you have just written. Four differences make it faster,
# and change nothing of what is learned:
#
# 1. **Acting uses NumPy** on views of the weights, and draws an action as the largest of "logit plus Gumbel noise", so that no
#    probability is computed. A forward pass of PyTorch on 16 rows is nearly all preparation, and it happens at every step.
# 2. **One forward pass of the critic serves twice**, for the advantages and for the value loss. The actor sees the valid rows alone.
# 3. **Advantages in NumPy**: eight steps of arithmetic on 16 numbers each.
# 4. **Fused Adam**.
#
# These change what is learned:
#
# 5. **Two step sizes**: 0.006 for the actor, 0.01 for the critic. Your agent uses 0.005 for both.
# 6. **Each network's gradient is cut by itself**, to length 0.5. You cut both together: where the critic is far off, its long gradient
#    shortens the actor's step as well.
# 7. **Rewards as they are**. Your agent multiplies them by 0.01, so that its critic has to predict returns of 1 and less. Without that, the
#    critic's gradient would be by far the longer one, and 6 would hurt.
# 8. **Evaluations** come every 2,560 steps, with a seed of their own for each run.
#
# First the proof that nothing else differs. Both versions get the same networks and the same rollout, no gradient is cut, and your
# agent takes a plain gradient step of size 1: then its weights must move by exactly the library's gradient.


# %% tags=["demo"]
class Pair(nn.Module):
    """The library's two networks, as one module that `a2c_update` can train."""

    def __init__(self, actor: nn.Module, critic: nn.Module) -> None:
        super().__init__()
        self.actor, self.critic = actor, critic

    def forward(self, observations: Tensor) -> tuple[Tensor, Tensor]:
        """Logits ``[..., n_actions]`` and values ``[...]``."""
        return self.actor(observations), self.critic(observations).squeeze(-1)


def compare_one_update() -> None:
    """Hold the clear agent's step against the library's gradient, on one rollout."""
    config = a2c.Config(seed=3, max_gradient_norm=1e9)
    actor, critic = a2c.networks_of(config, 4, 2, device)
    sample = networks.sampling_policy(actor, np.random.default_rng(3))
    rollout = vector.Rollout(vector.make("CartPole-v1", 16), seed=3)
    rows = a2c.collect(rollout, sample, 64)
    a2c.backward(config, actor, critic, rows)
    agent = ClearA2C(seed=3)
    agent.model, agent.max_norm, agent.reward_scale = Pair(actor, critic), 1e9, 1.0
    agent.scale = torch.ones_like(agent.scale)  # the library's networks have theirs
    weights = list(agent.model.parameters())
    gradient = nn.utils.parameters_to_vector(
        weight.grad for weight in weights if weight.grad is not None
    )
    before = nn.utils.parameters_to_vector(weights).detach()
    agent.optimiser = torch.optim.SGD(weights, lr=1.0)
    agent.update(rows)
    moved = before - nn.utils.parameters_to_vector(weights).detach()
    apart, size = (moved - gradient).norm().item(), gradient.norm().item()
    print(f"{int((~rows.valid).sum())} of {rows.valid.size} rows are resets;", end=" ")
    print(f"the library's gradient has length {size:.1f},", end=" ")
    print("your step is the same" if apart < 1e-3 * size else f"{apart:.1f} off")
    assert apart < 1e-3 * size


with checks.demonstration():
    compare_one_update()

# %% [markdown]
# Now the time.

# %% tags=["demo"]
with checks.demonstration():
    timing_run = a2c.train(
        a2c.Config(seed=10, total_steps=clear_agent.rollout.n_steps, evaluate_every=0),
        device,
        show_progress=False,
    )
    per = {"clear": clear_agent.rollout.n_steps, "fast": timing_run.n_steps}
    stretches = {"clear": clear_agent.watch.seconds, "fast": timing_run.seconds}
    print(
        stopwatch.table(
            stretches, per=per, unit="CPU microseconds per environment step"
        )
    )
    ratio = (
        clear_seconds
        / clear_agent.rollout.n_steps
        / (sum(timing_run.seconds.values()) / timing_run.n_steps)
    )
    print(f"the fast version takes the same steps in {1 / ratio:.2f} of the CPU time")

# %% [markdown]
# Sixteen environments help both versions alike: one update, and one call of the policy, is shared by 16 rows. Most of the speed was
# there from the start.
#
# ### To the goal, over five seeds
#
# As in Part 5.2 an agent stops training when it is good, and three seeds keep the judgement honest: one for training, one to decide
# when to stop, and a third for 100 episodes that nothing else has seen.

# %% tags=["demo"]
results: list[a2c.Result] = []
judged: list[NDArray[np.float64]] = []
for seed in range(budgets.pick(short=5, long=20)):
    results.append(a2c.train(a2c.Config(seed=seed), device, show_progress=False))
    judged.append(
        evaluation.returns_of(
            networks.greedy_policy(results[-1].actor),
            "CartPole-v1",
            seed=500_000 + seed,
        )
    )
training_seconds = [
    sum(seconds for name, seconds in result.seconds.items() if name != "evaluate")
    for result in results
]
for result, returns, cpu in zip(results, judged, training_seconds, strict=True):
    print(
        f"seed {result.config.seed}: {result.n_steps:>6} steps, {cpu:.2f} CPU "
        f"seconds of training, mean return {returns.mean():.1f}"
    )
print(f"median: {np.median(training_seconds):.2f} CPU seconds")
assert sum(returns.mean() >= 475 for returns in judged) >= len(judged) - 1

# %% [markdown]
# The promise of this part, checked: a greedy mean return of at least 475 over 100 new episodes, on all seeds, or on all but one. `make bench ARGS=a2c` trains
# Stable-Baselines3's A2C beside it, with as many environments and by the same rule for stopping.
#
# ### Keep the agent
#
# A network is of little use without the choices that made it: how wide it is, how its inputs are scaled, what it was trained on. So the
# weights and these choices go into one file. `rlcourse/agents/checkpoints.py` saves weights (as `state_dict`s) and configuration, and reads them with two arguments that every
# program should give to `torch.load`: `weights_only=True`, since a file of pickled objects may run any code when it is opened, and
# `map_location`, since the machine that reads may lack the device of the one that wrote. Here the agent of seed 0 goes from this notebook's
# device to a file, and from there to the CPU.

# %% tags=["demo"]
kept = results[0]
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "cartpole.pt"
    checkpoints.save(path, kept.config, actor=kept.actor, critic=kept.critic)
    print(f"saved from the device {device.type}: {path.stat().st_size:,} bytes")
    checkpoint = checkpoints.load(path, a2c.Config, "cpu")
loaded_actor, loaded_critic = a2c.networks_of(
    checkpoint.config, 4, 2
)  # on the CPU, with first weights of their own
loaded_actor.load_state_dict(checkpoint.weights["actor"])
loaded_critic.load_state_dict(checkpoint.weights["critic"])
observations = a2c.collect(
    vector.Rollout(vector.make("CartPole-v1", 16), seed=57),
    networks.greedy_policy(kept.actor),
    250,
).observations
here, there = (
    networks.greedy_policy(actor)(observations.reshape(-1, 4))
    for actor in (kept.actor, loaded_actor)
)
print(
    (
        f"loaded on the CPU: seed {checkpoint.config.seed}, gamma "
        f"{checkpoint.config.gamma}, hidden layers {checkpoint.config.hidden};"
    ),
    end=" ",
)
print(f"the same action in {np.mean(here == there):.1%} of {len(here):,} observations")
assert checkpoint.config == kept.config
for before_keep, after in ((kept.actor, loaded_actor), (kept.critic, loaded_critic)):
    assert all(
        torch.equal(_w.cpu(), _v)
        for _w, _v in zip(
            before_keep.state_dict().values(), after.state_dict().values(), strict=True
        )
    )
assert (
    np.mean(here == there) > 0.999
    # equal weights; another device may round another way where two logits are nearly
    # equal
)

# %% [markdown]
# ### What lambda does
#
# Reaching the goal is not the same as staying there. With `stop_at=None` training goes on; and it is a good occasion to ask what $\lambda$ does. Three
# values, five seeds each, the returns of the training episodes (with sampled actions), with 95 % intervals over the seeds.


# %% tags=["demo"]
def learning_curve(
    gae_lambda: float, seed: int, at: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Mean return of the 20 training episodes before each of the given numbers of
    steps.
    """
    config = a2c.Config(
        seed=seed,
        gae_lambda=gae_lambda,
        total_steps=int(at[-1]),
        evaluate_every=0,
        stop_at=None,
    )
    episodes = a2c.train(config, device, show_progress=False).episodes
    smooth = plots.moving_average(episodes.returns, 20)
    return smooth[np.searchsorted(episodes.ended_at, at, side="right") - 1]


lambda_steps = np.arange(1_000, budgets.pick(short=30_000, long=100_000) + 1, 1_000)
lambdas = (0.0, 0.98, 1.0)
curves = {
    _lambda: np.array(
        [
            learning_curve(_lambda, 20 + _seed, lambda_steps)
            for _seed in range(budgets.pick(short=5, long=20))
        ]
    )
    for _lambda in live.progress(lambdas, description="lambda")
}


# %% alt="Three curves with intervals, return of training episodes over environment steps: lambda 0 stays low, lambda 0.98 and 1 rise and overlap." tags=["demo"]
def show_lambdas() -> None:
    """Draw and print the returns over training for each lambda."""
    _, axes = plt.subplots()
    for _lambda, colour in zip(lambdas, plots.PALETTE, strict=False):
        plots.curve_with_interval(
            axes,
            lambda_steps,
            curves[_lambda],
            label=rf"$\lambda$ = {_lambda}",
            colour=colour,
        )
    axes.set(xlabel="environment steps", ylabel="return of training episodes")
    axes.legend()
    plt.show()
    area = {
        _lambda: curves[_lambda][:, lambda_steps <= 30_000].mean(axis=1)
        for _lambda in lambdas
    }  # one number for each seed
    _last = {_lambda: curves[_lambda][:, -1].mean() for _lambda in lambdas}
    for _lambda in lambdas:
        low, high = plots.mean_interval(area[_lambda][:, None])
        print(
            (
                f"lambda {_lambda:<4}: mean return over the first 30,000 steps "
                f"{area[_lambda].mean():5.1f}"
            ),
            end=" ",
        )
        print(
            f"({float(low[0]):.1f} to {float(high[0]):.1f}), after "
            f"{lambda_steps[-1]:,} steps {_last[_lambda]:.0f}"
        )
    assert area[0.98].mean() > 2 * area[0.0].mean()
    assert (
        budget == "short" or _last[0.0] > 0.5 * _last[0.98]
    )  # in the long run it gets there too
    assert area[0.98].min() < area[1.0].max() and area[1.0].min() < area[0.98].max()


show_lambdas()

# %% [markdown]
# With $\lambda = 0$ the actor hears the critic alone, which at first knows nothing: in 30,000 steps it hardly learns at all. That is late,
# not never: the long budget (100,000 steps, twenty seeds) asserts that it ends with more than half of what 0.98 reaches.
# Between 0.98 and 1 no difference can be told here: the means over training agree within their intervals. A rollout is only eight steps
# long, and after them the critic has the last word in any case. Note, too, how wide the intervals grow: single seeds shoot up, fall back,
# and rise again.
#
# ### A slider: who gets the blame
#
# The same episode of the beginner, with $\lambda$ under your control. At 0 each step answers for itself; towards 1 the fall's bad news is spread
# over the steps that led to it.


# %% alt="Bars, the advantage over the last 40 steps before a fall: the lowest bar is the last step." tags=["demo"]
def draw_blame(gae_lambda: float) -> Figure:
    """Advantages of the last 40 steps before a fall, for a chosen lambda."""
    values = longest_fall[0]
    following = np.append(values[1:], 0.0).astype(np.float32)
    ended = np.zeros(len(values), dtype=np.bool_)
    ended[-1] = True
    advantages = a2c.gae(
        np.ones((len(values), 1), dtype=np.float32),
        values[:, None],
        following[:, None],
        ended[:, None],
        np.zeros_like(ended)[:, None],
        gamma=0.99,
        gae_lambda=gae_lambda,
    )[-40:, 0]
    figure, axes = plt.subplots(figsize=(7.0, 3.2))
    axes.axhline(0.0, color="0.6", linewidth=0.8, linestyle="-")
    axes.bar(np.arange(-len(advantages), 0), advantages, color=plots.PALETTE[1])
    axes.set(
        xlabel="steps before the fall",
        ylabel="advantage",
        title=f"lambda = {gae_lambda:.2f}",
    )
    return figure


controls.interactive_figure(
    draw_blame, gae_lambda=controls.slider(0.0, 1.0, 0.05, 0.9, "lambda")
)

# %% [markdown]
# ## The third A: asynchronous
#
# A2C is the younger sister of **A3C**, the *asynchronous* advantage actor-critic, which came first. There, every worker is a process with
# environments of its own, and all share one set of weights. A worker copies the weights, plays a few steps, computes a gradient, and
# applies it to the shared weights at once: no waiting, no lock. While it was playing, others have changed the weights, so its gradient is
# **stale**: it belongs to weights that are no longer there. A3C bets that small, slightly stale steps still point downhill.
#
# Why do that? Workers in different places of the environment give data that do not resemble each other, which DQN needs a replay buffer
# for, and every core of a CPU is busy. Sixteen environments behind one call give the first advantage too, without staleness; that is
# A2C. `rlcourse/agents/a3c.py` has the idea in small: two processes, and weights in shared memory. Each counts how many updates
# of the other came between its copy and its gradient. Beside it stands A2C, for as many steps in all.


# %% tags=["demo"]
def show_asynchronous() -> None:
    """Train with two processes, and with one, for as many steps."""
    n_steps = budgets.pick(short=30_000, long=100_000)
    start = time.perf_counter()
    asynchronous = a3c.train(
        a2c.Config(seed=0, n_envs=8, actor_learning_rate=1e-3, total_steps=n_steps),
        n_workers=2,
    )
    wall = time.perf_counter() - start
    for number, worker in enumerate(asynchronous.workers):
        stale = np.array(worker.staleness)
        print(f"worker {number}: {worker.n_steps} steps,", end=" ")
        print(f"{worker.n_updates} updates, {np.mean(stale > 0):.0%} of them", end=" ")
        print(f"stale, at most by {stale.max()}")
    learning = max(worker.cpu_seconds for worker in asynchronous.workers)
    print(f"{wall:.1f} s by the clock, {learning:.1f} CPU seconds of learning in each")
    alone = a2c.train(
        a2c.Config(seed=0, total_steps=n_steps, evaluate_every=0, stop_at=None),
        device,
        show_progress=False,
    )
    for name, actor, taken in (
        ("A3C", asynchronous.actor, asynchronous.n_steps),
        ("A2C", alone.actor, alone.n_steps),
    ):
        greedy = networks.greedy_policy(actor)
        returns = evaluation.returns_of(greedy, "CartPole-v1", seed=600_000)
        print(f"{name}: a greedy mean return of {returns.mean():.1f}", end=" ")
        print(f"after {taken} steps")
    assert min(worker.n_updates for worker in asynchronous.workers) > 0


show_asynchronous()

# %% [markdown]
# Run the cell twice: the numbers differ, though the seed does not. Which worker is faster is up to the operating system, and no seed
# reaches that. This is the price of asynchrony beside staleness: no run can be repeated. So the two returns at the end, one run each, with
# other step sizes and another optimiser (RMSprop in A3C), do not say which of the two learns better. What they do say: on a problem as small
# as this one, starting the processes takes longer than learning. A3C pays off where the environment is slow and there are many cores.
#
# ## Summary and outlook

# %% tags=["demo"]
with checks.demonstration():
    print(
        (
            f"fast A2C: {sum(_returns.mean() >= 475 for _returns in judged)} of "
            f"{len(judged)} seeds reach a mean return of 475;"
        ),
        end=" ",
    )
    print(
        f"median {int(np.median([_result.n_steps for _result in results]))} steps, "
        f"{np.median(training_seconds):.2f} CPU seconds"
    )
    good = sum(returns >= 475 for returns in clear_returns)
    print(f"clear A2C: {good} of {len(clear_returns)} seeds;", end=" ")
    print(f"median {int(np.median(clear_steps))} steps")

# %% [markdown]
# - The actor is the policy, the critic predicts, and the advantage, "better than expected", connects them.
# - GAE adds up surprises. `terminated` cuts the bootstrap; both kinds of end cut the sum; resets are no data.
# - Advantages and targets are constants. Test it on a hand-made batch: an agent that "somehow learns" proves nothing.
# - Policy and value loss are no measure of progress. Judge by returns, on environments of their own, over several seeds.
# - A3C trades repeatability and freshness for busy cores.
#
# From here it is one step to PPO: use each rollout for several updates, and stop before the policy has moved too far from the one that
# collected it. **Further reading:** Schulman et al., *Proximal policy optimization algorithms* (2017); Sutton and Barto, chapter 13.
