# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.6: Advantage actor-critic"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# REINFORCE (part 5.5) waits for the end of an episode, looks at the return, and makes every action of the episode more likely, or less.
# It is honest and noisy: a brilliant push in a lost episode is blamed with all the others. A critic could do better. **"After this push
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
# - train A2C on CartPole-v1 to a greedy mean return of at least 475 in about a second, and say what the third A of A3C adds.
#
# **Builds on** 5.5 (policy gradient, baselines), 5.2 (vector environments, terminated and truncated), 4.5 (TD errors).
#
# **Time** about 40 minutes to read, 150 to work.
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
# is the critic's surprise: what came plus what it now expects, less what it expected before. The flag $d_{t+1}$ is 1 where the step
# **terminated** the episode, since nothing comes after. (Where an episode was only *truncated*, the pole still stands and the
# bootstrap stays.) If the critic were perfect, the surprise would be, on average, exactly the *advantage* of the action: how much better
# it is than what the policy does on average.
#
# The critic is not perfect. We can trust it less by adding the surprises of later steps too, each weighted by $\lambda$ times the one
# before. That is the **generalised advantage estimate** (GAE):
#
# $$\hat A_t = \delta_t + \gamma\lambda\,(1 - e_{t+1})\,\hat A_{t+1},$$
#
# computed from the last step of a rollout backwards, with $\hat A = 0$ beyond its end. The flag $e_{t+1}$ is 1 where the episode
# **ended, for either reason**: what comes after belongs to another episode. At $\lambda = 0$ the estimate is the TD error alone: little
# noise, and all of the critic's errors. At $\lambda = 1$ the values in between cancel (write out three steps and see), and what is left
# is the discounted sum of the rewards to the end of the episode or rollout, plus the bootstrap there, less $V(S_t)$: REINFORCE
# with a baseline.
#
# Two losses, over the $n$ valid steps of a rollout:
#
# $$L_{\text{policy}} = -\frac1n \sum_t \hat A_t \log \pi(A_t \mid S_t; \theta), \qquad
# L_{\text{value}} = \frac1n \sum_t \big(V(S_t; w) - y_t\big)^2, \qquad y_t = \hat A_t + V_{\text{old}}(S_t).$$
#
# $\hat A_t$ and $y_t$ are **constants**: no gradient flows through them. A third term keeps the policy from becoming certain too early,
# its mean **entropy** $H = -\sum_a \pi(a \mid s) \log \pi(a \mid s)$. The agent descends
# $L_{\text{policy}} + \tfrac12 L_{\text{value}} - \beta H$.
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
# says 10 everywhere, $\gamma = \lambda = 0.5$. Environment 0 falls at its second step, environment 1 reaches the step limit there,
# environment 2 goes on. After an end, the *next* row is a reset, which is no transition (part 5.2).


# %% tags=["demo", "nbval-check-output"]
def show_three_endings() -> None:
    """Print the advantages of a fall, of a step limit, and without an end."""
    shape = (4, 3)
    ends = np.zeros((2, *shape), dtype=np.bool_)
    ends[0, 1, 0] = ends[1, 1, 1] = True
    reset = np.zeros(shape, dtype=np.bool_)
    reset[2, :2] = True
    ten, one = (
        np.full(shape, 10.0, dtype=np.float32),
        np.where(reset, 0, 1).astype(np.float32),
    )
    shown = a2c.gae(one, ten, ten, ends[0], ends[1], gamma=0.5, gae_lambda=0.5)
    print(f"{'advantages':<12}{'terminated':>12}{'truncated':>12}{'goes on':>12}")
    for i in range(4):
        print(
            f"step {i:<7}"
            + "".join(
                f"{'a reset' if reset[i, n] else format(shown[i, n], '.4f'):>12}"
                for n in range(3)
            )
        )
    assert shown[1, 0] == 1 - 10
    assert shown[1, 1] == 1 + 0.5 * 10 - 10


show_three_endings()

# %% [markdown]
# At step 1 all three get the same reward. The fall is much worse than expected ($1 - 10$); the step limit is not ($1 + 0.5 \cdot 10 -
# 10$), just as little as the step that goes on. And nothing of the rows after an end reaches the rows before it.
#
# ## Exercise 1: separate actor and critic
#
# *Easy, about 15 minutes.* One module with **two networks that share nothing**: the actor maps an observation to one logit for each
# action, the critic to one number. Each is a stack of `nn.Linear` layers of the widths in `hidden`, with `nn.ReLU` or `nn.Tanh` between
# them and nothing after the last (logits and values may be of any size and sign).
#
# `forward` gives both. For observations `[7, 16, 4]` and two actions the logits have shape `[7, 16, 2]`, and the values **`[7, 16]`,
# not `[7, 16, 1]`**: subtract targets `[7, 16]` from `[7, 16, 1]`, and PyTorch quietly makes `[7, 16, 16]` of it.
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
        """Logits ``[..., n_actions]`` and values ``[...]`` for observations ``[...,
        n_features]``.
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
        thought="One logit for each action, for each observation.",
    )
    checks.tensor(
        "the values",
        values,
        shape=(7, 16),
        thought="One number for each observation: is there an axis of length 1 left?",
    )
    widths = sorted(
        (layer.in_features, layer.out_features)
        for layer in model.modules()
        if isinstance(layer, nn.Linear)
    )
    checks.equal(
        "inputs and outputs of all linear layers",
        widths,
        [(4, 8), (4, 8), (8, 1), (8, 2)],
        thought="Two stacks, nothing shared.",
    )


# %% hidden="ActorCritic" points=2
def hidden_ActorCritic() -> None:
    _rng = np.random.default_rng(561)
    for hidden in [(), (5,), [16, 8], (8, 8, 8)]:
        n_features, n_actions = int(_rng.integers(1, 6)), int(_rng.integers(2, 6))
        torch.manual_seed(int(_rng.integers(1000)))
        model = checks.attempt(ActorCritic, n_features, n_actions, hidden).to(device)
        expected_widths = sorted(
            pair
            for n_outputs in (n_actions, 1)
            for pair in itertools.pairwise([n_features, *hidden, n_outputs])
        )
        widths = sorted(
            (layer.in_features, layer.out_features)
            for layer in model.modules()
            if isinstance(layer, nn.Linear)
        )
        checks.equal(
            "the widths",
            widths,
            expected_widths,
            thought="Is every width in `hidden` there, once for each network?",
        )
        for shape in [(1,), (6,), (1, 1), (3, 2), (1, 5)]:
            inputs = torch.from_numpy(
                _rng.normal(size=(*shape, n_features)).astype(np.float32)
            ).to(device)
            logits, values = checks.attempt(model, inputs)
            checks.tensor(
                "the logits",
                logits,
                shape=(*shape, n_actions),
                thought="Does it work for any batch, of one too?",
            )
            checks.tensor(
                "the values",
                values,
                shape=shape,
                thought="Which axis is dropped when the batch has one row?",
            )
        wide = torch.from_numpy(
            _rng.normal(scale=3.0, size=(4000, n_features)).astype(np.float32)
        ).to(device)
        logits, values = checks.attempt(model, wide)
        parameters = list(model.parameters())
        for output, what in ((logits, "logits"), (values, "values")):
            checks.true(
                f"{what} that depend on weights",
                output.requires_grad,
                thought="Can both outputs be trained?",
            )
        of_actor, of_critic = (
            list[Tensor | None](
                torch.autograd.grad(
                    output.sin().sum(), parameters, retain_graph=True, allow_unused=True
                )
            )
            for output in (logits, values)
        )
        for a, c in zip(of_actor, of_critic, strict=True):
            serves = [gradient is not None for gradient in (a, c)]
            checks.equal(
                "the number of networks that a weight serves",
                sum(serves),
                1,
                thought="Does a weight serve both networks, or none?",
            )
        once_more = checks.attempt(model, wide)
        bend = checks.attempt(model, -wide)
        origin = checks.attempt(model, torch.zeros_like(wide))
        for i in range(2):
            thought = "Does the same observation get the same answer at each call?"
            checks.true(
                "one answer",
                torch.equal(once_more[i], (logits, values)[i]),
                thought=thought,
            )
            odd = (bend[i] + (logits, values)[i] - 2 * origin[i]).abs().max().item()
            thought = (
                "What stands between two linear layers, and only there: none "
                "before the "
                "first, none after the last?"
            )
            checks.true(
                "a network that bends where it should",
                (odd > 1e-3) == (len(hidden) > 0),
                thought=thought,
            )
    outputs: list[list[float]] = []
    for _i in range(40):
        model = checks.attempt(ActorCritic, 3, 2, (16,))
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(20.0)
        logits, values = checks.attempt(model, torch.full((1, 3), 50.0))
        outputs.append([logits[0, 0].item(), logits[0, 1].item(), values[0].item()])
    for one_output in zip(*outputs, strict=True):
        checks.true(
            "outputs of both signs",
            min(one_output) < 0 < max(one_output),
            thought="Is anything after the last layer?",
        )
        checks.true(
            "large outputs",
            min(one_output) < -5 and max(one_output) > 5,
            thought="Can the critic say 100, and are the logits raw?",
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
        logits: Shape ``[..., n_actions]``, float32.
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
    _rng = np.random.default_rng(562)
    for shape, n_actions in [
        ((1,), 2),
        ((5,), 3),
        ((4, 3), 2),
        ((1, 1), 4),
        ((2, 3, 2), 5),
    ]:
        for scale in (0.0, 1.0, 60.0):
            plain = _rng.normal(scale=scale, size=(*shape, n_actions)) + 3.0
            taken = _rng.integers(n_actions, size=shape)
            given, actions = (
                torch.from_numpy(plain.astype(np.float32)).to(device),
                torch.from_numpy(taken).to(device),
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
                "and for "
                "any number of axes?"
            )
            checks.close(
                "the log-probabilities",
                log_probabilities,
                expected_log,
                rtol=1e-3,
                atol=1e-3,
                thought=thought,
            )
            checks.close(
                "the entropies",
                entropies,
                expected_entropy,
                rtol=1e-3,
                atol=1e-3,
                thought=thought,
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
                    "finite for "
                    "a very unlikely action?"
                )
                checks.close(
                    "the gradient",
                    slope,
                    expected_slope,
                    rtol=1e-3,
                    atol=1e-3,
                    thought=thought,
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
        rtol=1e-4,
        thought="Which value is still to come, and is it discounted?",
    )


# %% [markdown]
# ### 2c. Generalised advantage estimation
#
# *Medium, about 30 minutes.* Now the whole rollout, all environments at once: a loop over the steps, from the last to the first, in
# which each line works on a row of `n_envs` numbers.
#
# Two steps of one environment with rewards 1 and 1, values 2 and 4, next values 4 and 6, $\gamma = \lambda = 0.5$, and no end: the
# surprises are $1 + 0.5 \cdot 4 - 2 = 1$ and $1 + 0.5 \cdot 6 - 4 = 0$, so that the advantages are $1 + 0.25 \cdot 0 = 1$ and $0$.
# If the second step terminates, its surprise is $1 - 4 = -3$, and the advantages are $1 + 0.25 \cdot (-3) = 0.25$ and $-3$.
#
# Do not worry about reset rows. A reset always follows an end, and ends cut the sum: what you compute for a reset row goes nowhere, and
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
    rewards = torch.ones(2, 3, device=device)
    values = torch.tensor([[2.0, 2.0, 2.0], [4.0, 4.0, 4.0]], device=device)
    next_values = torch.tensor([[4.0, 4.0, 4.0], [6.0, 6.0, 10.0]], device=device)
    terminated = torch.tensor(
        [[False, False, False], [False, True, False]], device=device
    )
    truncated = torch.tensor(
        [[False, False, True], [False, False, False]], device=device
    )
    advantages = checks.attempt(
        gae, rewards, values, next_values, terminated, truncated, 0.5, 0.5
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
        [1.0, 0.0],
        thought="The surprises are 1 and 0.",
    )
    checks.close(
        "the second step terminates",
        advantages[:, 1],
        [0.25, -3.0],
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
    _rng = np.random.default_rng(563)
    for trial in range(40):
        n_steps, n_envs = (
            (int(_rng.integers(1, 9)), int(_rng.integers(1, 6)))
            if trial > 3
            else [(1, 1), (1, 4), (6, 1), (40, 3)][trial]
        )
        gamma, _lambda = (
            [(0.9, 0.0), (0.9, 1.0), (1.0, 1.0), (0.0, 0.5)][trial]
            if trial < 4
            else _rng.uniform(0.5, 1.0, size=2).tolist()
        )
        r, v, w = _rng.normal(scale=3.0, size=(3, n_steps, n_envs))
        how = _rng.choice(3, p=[0.6, 0.2, 0.2], size=(n_steps, n_envs))
        both = (
            _rng.random((n_steps, n_envs)) < 0.05
        )  # the pole falls in the very step that reaches the limit
        d, e = (how == 1) | both, (how == 2) | both
        counts = np.ones((n_steps, n_envs), dtype=np.bool_)
        for env in range(n_envs):
            for i in range(n_steps - 1):
                if (
                    d[i, env] or e[i, env]
                    # the reset row after an end: whatever is there may not matter
                    # before it
                ):
                    r[i + 1, env], v[i + 1, env] = 0.0, 1000.0
                    d[i + 1, env] = e[i + 1, env] = counts[i + 1, env] = False
        goes_on = ~(d | e)[:-1]
        w[:-1][goes_on] = v[1:][
            goes_on
        ]  # within an episode, what follows a step is what stands before the next
        expected_advantages = np.zeros((n_steps, n_envs))
        for env in range(
            n_envs
            # forwards, as the definition's sum: each surprise is handed to all steps
            # before
            # it in its episode
        ):
            for i in range(n_steps):
                weight = 1.0
                for later in range(i, n_steps):
                    bootstrap = 0.0 if d[later, env] else gamma * w[later, env]
                    expected_advantages[i, env] += weight * (
                        r[later, env] + bootstrap - v[later, env]
                    )
                    if d[later, env] or e[later, env]:
                        break
                    weight *= gamma * _lambda
        tensors = [
            torch.from_numpy(array.astype(np.float32)).to(device) for array in (r, v, w)
        ]
        flags = [torch.from_numpy(array).to(device) for array in (d, e)]
        if trial % 3 == 1:  # tensors whose rows do not lie one after another in memory
            tensors = [tensor.T.contiguous().T for tensor in tensors]
        with checks.unchanged(
            rewards=tensors[0],
            values=tensors[1],
            next_values=tensors[2],
            terminated=flags[0],
            truncated=flags[1],
        ):
            advantages = checks.attempt(
                gae,
                tensors[0],
                tensors[1],
                tensors[2],
                flags[0],
                flags[1],
                gamma,
                _lambda,
            )
        checks.tensor(
            "the advantages",
            advantages,
            shape=(n_steps, n_envs),
            dtype=torch.float32,
            thought="One for each reward, in float32?",
        )
        checks.close(
            "the advantages",
            checks.to_array(advantages)[counts],
            expected_advantages[counts],
            rtol=1e-3,
            atol=1e-3,
            thought=(
                "Which flag cuts the bootstrap, and which cuts the later "
                "surprises? Each "
                "environment alone, rewards of any sign?"
            ),
        )


# %% [markdown]
# ### 2d. The losses
#
# *Medium, about 20 minutes.* Policy loss, value loss and mean entropy as the formulas above say, **over the valid rows alone**: a
# reset's action was ignored by the environment, and whoever rewards or punishes it teaches noise. Advantages and targets are constants,
# even if they come with a gradient.
#
# Two rows, of which the second is a reset: log-probability $-0.5$, advantage 4, value 3, target 5 in the first. The policy loss is
# $-(4 \cdot (-0.5)) = 2$, the value loss $(3 - 5)^2 = 4$. The mean is over one row, not over two.
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
        valid: Shape ``[n_steps, n_envs]``, bool: False where the row is a reset. At
            least one row is valid.

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
    column = [
        torch.tensor([[first], [second]], device=device)
        for first, second in [
            (-0.5, -9.0),
            (0.5, 9.0),
            (3.0, 70.0),
            (4.0, 50.0),
            (5.0, 8.0),
        ]
    ]
    mask = torch.tensor([[True], [False]], device=device)
    three = checks.attempt(
        a2c_losses, column[0], column[1], column[2], column[3], column[4], mask
    )
    checks.equal(
        "the number of results",
        len(three),
        3,
        thought="Policy loss, value loss, entropy.",
    )
    checks.close(
        "the policy loss", three[0], 2.0, thought="-(4 * -0.5), and the reset left out."
    )
    checks.close(
        "the value loss", three[1], 4.0, thought="(3 - 5) squared, over one row."
    )
    checks.close("the entropy", three[2], 0.5, thought="The mean over the valid rows.")


# %% hidden="a2c_losses" points=2
def hidden_a2c_losses() -> None:
    _rng = np.random.default_rng(564)
    for shape in [(1, 1), (5, 1), (1, 6), (4, 3), (8, 16)]:
        for share in (0.0, 0.3, 0.8):
            plain = _rng.normal(scale=2.0, size=(5, *shape))
            keep = _rng.random(shape) >= share
            keep.flat[0] = True
            plain[:, ~keep] = 500.0
            columns = [
                torch.from_numpy(array.astype(np.float32)).to(device).requires_grad_()
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
                    rtol=1e-3,
                    atol=1e-4,
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
                    rtol=1e-3,
                    atol=1e-4,
                    thought="Through what may no gradient flow? Which rows may learn?",
                )


# %% [markdown]
# ### 2e. One update
#
# *Medium, about 25 minutes.* Put it together: given a rollout with its advantages and targets, take one gradient step on
# $L_{\text{policy}} + \tfrac12 L_{\text{value}} - \beta H$. The order: compute logits and values, the three terms, forget old gradients,
# backward, cut the length of the whole gradient to `max_norm` (`nn.utils.clip_grad_norm_`), step. Return the three terms as plain numbers.
#
# So that this exercise does not hang on the ones before, take the finished `a2c.terms(logits, actions)` (what you wrote in 2a) and
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
    model = LinearActorCritic(np.zeros((2, 1)), np.array([3.0]))
    sgd = torch.optim.SGD(model.parameters(), lr=0.1)
    four, five = (
        torch.full((1, 1), 4.0, device=device),
        torch.full((1, 1), 5.0, device=device),
    )
    inputs = torch.ones(1, 1, 1, device=device)
    action, yes = (
        torch.zeros(1, 1, dtype=torch.int64, device=device),
        torch.ones(1, 1, dtype=torch.bool, device=device),
    )
    three = checks.attempt(
        a2c_update, model, sgd, inputs, action, four, five, yes, 0.0, 1000.0
    )
    checks.close(
        "the three terms",
        list(three),
        [4 * np.log(2), 4.0, np.log(2)],
        thought="Of the policy before the step.",
    )
    checks.close(
        "the actor's weights",
        model.actor.reshape(-1),
        [0.2, -0.2],
        thought="The action that did well gets more likely.",
    )
    checks.close(
        "the critic's weight",
        model.critic,
        [3.2],
        thought="Half of the squared error's gradient.",
    )


# %% hidden="a2c_update" points=3
def hidden_a2c_update() -> None:
    _rng = np.random.default_rng(565)
    for n_steps, n_envs, n_features, n_actions, beta, limit in [
        (1, 1, 1, 2, 0.0, 1e6),
        (3, 2, 2, 2, 0.5, 1e6),
        (4, 5, 3, 4, 2.0, 1e6),
        (3, 4, 2, 3, 0.1, 0.3),
        (8, 16, 4, 2, 0.01, 0.05),
    ]:  # fmt: skip
        theta, w = (
            _rng.normal(size=(n_actions, n_features)),
            _rng.normal(size=n_features),
        )
        model = LinearActorCritic(theta, w)
        for parameter in model.parameters():
            parameter.grad = torch.full_like(
                parameter, 100.0
            )  # what an earlier computation left behind
        sgd = torch.optim.SGD(model.parameters(), lr=0.5)
        for _repeat in range(2):
            x = _rng.normal(size=(n_steps, n_envs, n_features))
            taken = _rng.integers(n_actions, size=(n_steps, n_envs))
            a, y = _rng.normal(scale=2.0, size=(2, n_steps, n_envs))
            keep = _rng.random((n_steps, n_envs)) < 0.8
            keep[0, 0] = True
            rows = x[keep]
            z = rows @ theta.T
            p = np.exp(z - z.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            h = -(p * np.log(p)).sum(axis=1, keepdims=True)
            hot = np.eye(n_actions)[taken[keep]]
            slope = -a[keep][:, None] * (hot - p) + beta * p * (
                np.log(p) + h
            )  # of the loss with respect to the logits
            error = rows @ w - y[keep]
            g_theta, g_w = slope.T @ rows / len(rows), error @ rows / len(rows)
            norm = float(np.sqrt((g_theta**2).sum() + (g_w**2).sum()))
            cut = min(1.0, limit / (norm + 1e-6))
            expected = [
                -np.mean(a[keep] * np.log((p * hot).sum(axis=1))),
                np.mean(error**2),
                np.mean(h),
            ]
            theta, w = theta - 0.5 * cut * g_theta, w - 0.5 * cut * g_w
            given = [
                torch.from_numpy(array.astype(np.float32)).to(device)
                for array in (x, a, y)
            ]
            masks = [torch.from_numpy(array).to(device) for array in (taken, keep)]
            with checks.unchanged(
                observations=given[0],
                actions=masks[0],
                advantages=given[1],
                targets=given[2],
                valid=masks[1],
            ):
                three = checks.attempt(
                    a2c_update,
                    model,
                    sgd,
                    given[0],
                    masks[0],
                    given[1],
                    given[2],
                    masks[1],
                    entropy_weight=beta,
                    max_norm=limit,
                )
            checks.close(
                "the terms",
                list(three),
                expected,
                rtol=1e-3,
                atol=1e-4,
                thought="Policy loss, value loss, entropy, before the step?",
            )
            checks.true(
                "plain numbers",
                not any(isinstance(term, Tensor) for term in three),
                thought="A tensor keeps its graph: .item().",
            )
            thought = (
                "Which sign has the entropy, which factor the value loss; are old "
                "gradients gone, and is the gradient cut in time?"
            )
            checks.close(
                "the actor's weights",
                model.actor,
                theta,
                rtol=1e-3,
                atol=1e-3,
                thought=thought,
            )
            checks.close(
                "the critic's weights",
                model.critic,
                w,
                rtol=1e-3,
                atol=1e-3,
                thought=thought,
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
# returns are 20, and the end, when they are 500); one update; from the start. `vector.Rollout` knows which rows are resets. And no
# data is ever used twice: the policy gradient is *on-policy*, it speaks about actions of the current policy alone.


# %% tags=["demo"]
class ClearA2C:
    """The agent made of your model, advantages and update; all of its numbers stand
    here.
    """

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.model = ActorCritic(4, 2, (64,)).to(device)
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=3e-3)
        self.rollout = vector.Rollout(vector.make("CartPole-v1", 16), seed=seed)
        self.scale = torch.tensor(
            [0.5, 0.5, 5.0, 0.5], device=device
        )  # brings the four features into a like range
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

    def learn(self) -> None:
        """One rollout of 8 steps in each environment, and one update."""
        with self.watch("act and step"):
            rows = a2c.collect(self.rollout, self.sample, 8)
        with self.watch("update"):
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
                rewards, values, next_values, terminated, truncated, 0.99, 0.98
            )
            targets, spread = advantages + values, advantages[valid].std()
            scaled = (advantages - advantages[valid].mean()) / (spread + 1e-8)
            found = a2c_update(
                self.model,
                self.optimiser,
                observations,
                actions,
                scaled,
                targets,
                valid,
                0.01,
                0.5,
            )
        self.history.append(a2c.Update(self.rollout.n_steps, *found, spread.item()))


with checks.demonstration():
    clear_steps = budgets.pick(short=40_000, long=100_000)
    clear_agent = ClearA2C(seed=0)
    with live.progress(total=clear_steps, description="clear A2C") as bar:
        while clear_agent.rollout.n_steps < clear_steps:
            before = clear_agent.rollout.n_steps
            clear_agent.learn()
            recent = clear_agent.rollout.episodes().returns[-20:]
            if len(clear_agent.history) % 20 == 0:
                bar.set_postfix(
                    {"return": f"{recent.mean() if len(recent) else np.nan:.0f}"},
                    refresh=False,
                )
            bar.update(clear_agent.rollout.n_steps - before)
    clear_returns = evaluation.returns_of(clear_agent.greedy, "CartPole-v1", seed=100)
    clear_seconds = sum(clear_agent.watch.seconds.values())
    print(
        f"{clear_agent.rollout.n_steps} steps, {len(clear_agent.history)} updates, "
        f"{clear_seconds:.1f} CPU seconds"
    )
    print(f"greedy, over 100 new episodes: a mean return of {clear_returns.mean():.1f}")
    # Random pushes bring about twenty steps (Part 1.1). On eight other seeds, 20 to 27,
    # this agent's mean return was between 106 and 500.
    assert clear_returns.mean() > 50

# %% [markdown]
# ## Exercise 3: policy and value loss over training
#
# *Easy, about 15 minutes.* Draw what the updates reported: one figure with **two panels side by side or one above the other**, the
# policy loss in the first and the value loss in the second, both over the number of environment steps. The raw numbers jump, so draw
# in each panel two lines: the raw loss, thin and pale, and its moving average over `window` updates
# (`plots.moving_average(losses, window)`). Label all axes.
#
# For value losses `[4, 2, 6]` and a window of 2 the second line of the second panel is `[4, 3, 4]`.
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
    figure = checks.figure(
        checks.attempt(
            plot_losses, [128, 256, 380], [0.1, -0.1, 0.3], [4.0, 2.0, 6.0], 2
        ),
        n_axes=2,
        thought="Two panels.",
    )
    left, right = checks.panels_of(figure)
    checks.line(
        "the policy loss",
        left,
        [128, 256, 380],
        [0.1, -0.1, 0.3],
        thought="In the first panel, over environment steps.",
    )
    checks.line(
        "its moving average",
        left,
        [128, 256, 380],
        [0.1, 0.0, 0.1],
        thought="The mean of the last two.",
    )
    checks.line(
        "the value loss",
        right,
        [128, 256, 380],
        [4.0, 2.0, 6.0],
        thought="In the second panel.",
    )
    checks.line(
        "its moving average",
        right,
        [128, 256, 380],
        [4.0, 3.0, 4.0],
        thought="The mean of the last two.",
    )
    plt.close("all")


# %% hidden="plot_losses" points=1
def hidden_plot_losses() -> None:
    _rng = np.random.default_rng(566)
    for length, window in [(1, 3), (7, 1), (50, 8)]:
        steps = np.cumsum(_rng.integers(100, 129, size=length)).tolist()
        pair = [
            _rng.normal(size=length).tolist(),
            _rng.exponential(size=length).tolist(),
        ]
        with checks.unchanged(steps=steps, losses=pair):
            figure = checks.figure(
                checks.attempt(plot_losses, steps, pair[0], pair[1], window),
                n_axes=2,
                thought="Two panels, with labels.",
            )
        for axes, losses in zip(checks.panels_of(figure), pair, strict=True):
            expected_mean = [
                float(np.mean(losses[max(0, i - window + 1) : i + 1]))
                for i in range(length)
            ]
            checks.line(
                "the loss",
                axes,
                steps,
                losses,
                thought="Each loss in its own panel, over the steps that were given?",
            )
            checks.line(
                "the moving average",
                axes,
                steps,
                expected_mean,
                thought="Is it the window that was asked for?",
            )
        scale = checks.panels_of(figure)[0].get_yscale()
        checks.true(
            "a policy loss below zero that can be seen",
            scale != "log",
            thought="Which numbers have no place on a logarithmic axis?",
        )
    plt.close("all")


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
        f"value loss:  mean {value[:third].mean():.1f} in the first third, "
        f"{value[-third:].mean():.1f} in the last"
    )
    print(
        f"entropy:     from {entropy[:20].mean():.3f} nats (a fair coin has "
        f"{np.log(2):.3f}) to {entropy[-20:].mean():.3f}"
    )
    ended = clear_agent.rollout.episodes()
    peak = steps[int(np.argmax(plots.moving_average(value, 20)))]
    before_peak = ended.returns[
        (ended.ended_at > peak - 8_000) & (ended.ended_at <= peak - 4_000)
    ].mean()
    at_peak = ended.returns[
        (ended.ended_at > peak - 3_000) & (ended.ended_at <= peak + 1_000)
    ].mean()
    print(
        f"training episodes that ended well before the value loss's peak: a mean "
        f"return of {before_peak:.0f}; around it: {at_peak:.0f}"
    )
    assert abs(policy[-third:].mean()) < 0.1
    assert entropy[-20:].mean() < 0.9 * entropy[:20].mean()


with checks.demonstration():
    show_training()

# %% [markdown]
# These are not the curves of supervised learning. **The policy loss hovers around zero** whether the agent is bad or good: the agent
# shifts and scales each rollout's advantages to mean 0 and standard deviation 1, so as many weights are positive as negative, roughly,
# and what is left of the mean says nothing about the return. **The value loss need not fall**: the targets move as the policy
# does. What a peak means, only returns can tell (compare the two that are printed above): a critic that has come to expect long episodes
# is wrong by nearly all of its value each time the pole falls, and a policy that gets better surprises it too. The spread of the advantages
# shows the same surprise. Neither loss tells how good the agent is; both tell of trouble. The **entropy** falls as the
# policy gets sure of itself. If it dropped to zero in the first thousand steps, the agent would stop exploring before it had found
# anything.
#
# ## Exercise 4: advantages along an episode
#
# *Easy, about 15 minutes.* Draw one episode as two lines: in the **upper panel** the critic's values over the step number (0, 1, 2, ...),
# in the **lower panel** the advantages over the same axis, with a horizontal line at zero (`axes.axhline(0.0)`). Each panel has a y axis
# of its own, since values of 60 would flatten advantages of 2. Label both panels, on both axes. For values `[3, 2]` and advantages
# `[0.5, -1]` the upper line goes through `(0, 3)` and `(1, 2)`, the lower one through `(0, 0.5)` and `(1, -1)`.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(2, 1, sharex=True)`. A label is needed on the x axis of the upper panel too, or make it say "step" as the lower one does.
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
    figure = checks.figure(
        checks.attempt(plot_advantages, [3.0, 2.0], [0.5, -1.0]),
        n_axes=2,
        thought="Two panels, one above the other.",
    )
    upper, lower = checks.panels_of(figure)
    checks.line(
        "the values",
        upper,
        [0, 1],
        [3.0, 2.0],
        thought="Above, over the step number from 0 on.",
    )
    checks.line(
        "the advantages",
        lower,
        [0, 1],
        [0.5, -1.0],
        thought="Below, over the step number from 0 on.",
    )
    checks.true(
        "a line at zero",
        any(
            np.allclose(np.asarray(line.get_ydata(), dtype=float), 0.0)
            for line in lower.get_lines()
        ),
        thought="Better or worse than expected: where is the border?",
    )
    plt.close("all")


# %% hidden="plot_advantages" points=1
def hidden_plot_advantages() -> None:
    _rng = np.random.default_rng(567)
    for length in (1, 12, 500):
        pair = [
            _rng.normal(size=length).tolist(),
            _rng.normal(loc=3.0, size=length).tolist(),
        ]
        with checks.unchanged(pair=pair):
            figure = checks.figure(
                checks.attempt(plot_advantages, pair[0], pair[1]),
                n_axes=2,
                thought="Two panels, with labels on both axes.",
            )
        upper, lower = checks.panels_of(figure)
        checks.true(
            "one above the other",
            upper.get_position().y0 > lower.get_position().y0,
            thought="Values above, advantages below?",
        )
        checks.line(
            "the values",
            upper,
            np.arange(length),
            pair[0],
            thought="All values, in order, in the upper panel?",
        )
        checks.line(
            "the advantages",
            lower,
            np.arange(length),
            pair[1],
            thought="All advantages, in order, in the lower panel?",
        )
        level = [
            line
            for line in lower.get_lines()
            if np.size(line.get_ydata()) > 1
            and np.allclose(np.asarray(line.get_ydata(), dtype=float), 0.0)
        ]
        checks.true(
            "a line at zero",
            bool(level),
            thought="Where is neither better nor worse than expected?",
        )
        scales = [upper.get_ylim(), lower.get_ylim()]
        checks.true(
            "a y axis for each panel",
            scales[0] != scales[1],
            thought="Can small advantages be seen beside large values?",
        )
    plt.close("all")


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
# Read `rlcourse/agents/a2c.py` now, from top to bottom. It is the algorithm that you have just written. Four differences make it faster:
#
# 1. **Acting uses NumPy** on views of the weights, and draws an action as the largest of "logit plus Gumbel noise", so that no
#    probability is computed. A forward pass of PyTorch on 16 rows is nearly all preparation, and it happens at every step.
# 2. **One forward pass of the critic serves twice**, for the advantages and for the value loss. The actor sees the valid rows alone.
# 3. **Advantages in NumPy**: eight steps of arithmetic on 16 numbers each.
# 4. **Fused Adam**.
#
# Three more change what is learned, so the two take other steps even from the same weights:
#
# 5. **Two step sizes**: 0.006 for the actor, 0.01 for the critic. Your agent uses 0.003 for both.
# 6. **Each network's gradient is cut by itself**, to length 0.5. You cut both together: where the critic is far off, its long gradient
#    shortens the actor's step as well.
# 7. **It stops when it is good**, as evaluations on environments of their own tell; your agent trains for as long as it was told.

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
# As in part 5.2 an agent stops training when it is good, and three seeds keep the judgement honest: one for training, one to decide
# when to stop, and a third for 100 episodes that nobody has seen.

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
# The promise of this part, checked: a greedy mean return of at least 475 over 100 new episodes. `make bench ARGS=a2c` trains
# Stable-Baselines3's A2C beside it, with as many environments and by the same rule for stopping.
#
# ### Keep the agent
#
# A network is of little use without the choices that made it: how wide it is, how its inputs are scaled, what it was trained on. So both go
# into one file. `rlcourse/agents/checkpoints.py` saves weights (as `state_dict`s) and configuration, and reads them with two arguments that every
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
# Touching the goal is not holding it. With `stop_at=None` training goes on; and it is a good occasion to ask what $\lambda$ does. Three
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
# With $\lambda = 0$ the actor hears the critic alone, who at first knows nothing: in 30,000 steps it hardly learns at all. That is late,
# not never. In the long budget, with twenty seeds, it had caught up after 100,000 steps: a mean return of 243, against 241 with 0.98.
# Between 0.98 and 1 no difference can be told here: the means over training agree within their intervals. A rollout is only eight steps
# long, and after them the critic has the last word in any case. Note, too, how wide the intervals grow: single seeds shoot up, fall back,
# and rise again.
#
# ### A slider: who gets the blame
#
# The same episode of the beginner, with $\lambda$ in your hand. At 0 each step answers for itself; towards 1 the fall's bad news is spread
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
# A2C. `rlcourse/agents/a3c.py` has the idea in small: two processes, weights in memory that both have mapped. Each counts how many updates
# of the other came between its copy and its gradient.


# %% tags=["demo"]
def show_asynchronous() -> None:
    """Train with two processes; print how stale their gradients were."""
    start = time.perf_counter()
    asynchronous = a3c.train(
        a2c.Config(
            seed=0,
            n_envs=8,
            actor_learning_rate=1e-3,
            total_steps=budgets.pick(short=30_000, long=100_000),
        ),
        n_workers=2,
    )
    wall = time.perf_counter() - start
    for i, worker in enumerate(asynchronous.workers):
        stale = np.array(worker.staleness)
        print(
            f"worker {i}: {worker.n_steps} steps, {worker.n_updates} updates,", end=" "
        )
        print(f"{np.mean(stale > 0):.0%} of them stale, at most by {stale.max()}")
    shared_returns = evaluation.returns_of(
        networks.greedy_policy(asynchronous.actor), "CartPole-v1", seed=600_000
    )
    learning = max(worker.cpu_seconds for worker in asynchronous.workers)
    print(
        f"{wall:.1f} s by the clock, for {learning:.1f} CPU seconds of learning in "
        f"each process at most: the rest is to start them"
    )
    print(f"greedy mean return of the shared weights: {shared_returns.mean():.1f}")
    assert min(worker.n_updates for worker in asynchronous.workers) > 0


show_asynchronous()

# %% [markdown]
# Run the cell twice: the numbers differ, though the seed does not. Which worker is faster is up to the operating system, and no seed
# reaches that. This is the price of asynchrony beside staleness: no run can be repeated. On a problem as small as this one, starting the
# processes takes longer than learning; A3C pays where the environment is slow and there are many cores.
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
    print(
        f"clear A2C: {clear_returns.mean():.1f} after {clear_agent.rollout.n_steps} "
        f"steps in {clear_seconds:.1f} CPU seconds"
    )

# %% [markdown]
# - The actor is the policy, the critic predicts, and the advantage, "better than expected", connects them.
# - GAE adds up surprises. `terminated` cuts the bootstrap; both kinds of end cut the sum; resets are no data.
# - Advantages and targets are constants. Test it on a hand-made batch: an agent that "somehow learns" proves nothing.
# - Policy and value loss are no measure of progress. Judge by returns, on environments of their own, over several seeds.
# - A3C trades repeatability and freshness for busy cores.
#
# From here it is one step to PPO: use each rollout for several updates, and stop before the policy has moved too far from the one that
# collected it. **Further reading:** Schulman et al., *Proximal policy optimization algorithms* (2017); Sutton and Barto, chapter 13.
