# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.5: Policy gradients: REINFORCE"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# In Part 5.2 the network learned what each push is *worth*, and the agent pushed where the number was larger. That is a roundabout way.
# **Why not let the network say what to do, and make it more likely to say what went well?**
#
# It sounds too simple to be true, and the catch is in "what went well". A return is the sum of hundreds of lucky and unlucky pushes, and
# the method gives all of them the credit or the blame. It works all the same, because luck averages out. How *fast* it averages out is
# what this part is about. The method is called REINFORCE; the methods that train today's large agents and language models (A2C in
# Part 5.6, PPO in Part 8.7) are children of it.
#
# **After this part you can**
#
# - derive the policy gradient, and write it in three lines: log-probabilities, returns, and the right sign;
# - say what a baseline may depend on and what not, and *measure* by how much it lowers the variance of the gradient;
# - train an agent that balances the pole for all 500 steps, on every seed, in about a second of computing;
# - compare discounts over seeds, and find out *how* an agent fails and not only that it does.
#
# **Builds on** 4.5 (Monte Carlo returns), 5.2 (networks, CartPole, the vector environment's late reset).
#
# **Time** about 45 minutes to read, 165 to work.
#
# **Sources.** Williams, *Simple statistical gradient-following algorithms for connectionist reinforcement learning* (1992). Sutton and
# Barto, *Reinforcement Learning* (2nd edition), sections 13.1 to 13.4. Greensmith, Bartlett and Baxter, *Variance reduction techniques for
# gradient estimates in reinforcement learning* (2004).

# %%
import functools
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding, stopwatch
from rlcourse.agents import evaluation, networks, reinforce
from rlcourse.environments import vector
from rlcourse.figures import animations, controls, live, plots
from torch import Tensor, nn
from torch.nn import functional

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
budget = budgets.current()
rng = seeding.seed_everything(55)
plots.use_style()

# %% [markdown]
# ## The policy gradient
#
# A **policy** $\pi(a \mid s; \theta)$ gives the probability of each action in each state. Here it is a network: observation in, one number
# for each action out, and a softmax makes probabilities of these numbers (the *logits*). The agent does not compute the best action, it
# *draws* one, so exploration comes for free, and it fades by itself where the network becomes sure.
#
# Let $G_0 = R_1 + \gamma R_2 + \gamma^2 R_3 + \dots$ be the discounted return of an episode. We want the weights that make
# $J(\theta) = \mathbb{E}[G_0]$ large, by gradient ascent. The trouble: the rewards come out of an environment that we cannot differentiate.
# The way out is one line of calculus. For any distribution, $\nabla p = p \, \nabla \log p$, hence
#
# $$\nabla_\theta \, \mathbb{E}[G_0] = \nabla_\theta \sum_\tau p(\tau; \theta)\, G_0(\tau)
# = \sum_\tau p(\tau; \theta)\, G_0(\tau)\, \nabla_\theta \log p(\tau; \theta)
# = \mathbb{E}\bigl[ G_0 \, \nabla_\theta \log p(\tau; \theta) \bigr],$$
#
# where $\tau$ is a whole episode. Its probability is a product: of the policy's probabilities, and of the environment's. The logarithm
# makes a sum of it, and the environment's terms do not depend on $\theta$, so that they drop out. *We need not know them.* What is left is
# $\nabla_\theta \log p(\tau; \theta) = \sum_t \nabla_\theta \log \pi(A_t \mid S_t; \theta)$. So far every action is given the return of the whole
# episode. We can do better, and all of it follows from one fact.
#
# **Lemma.** Let $b$ be anything that, once $S_t$ is known, has nothing to do with how $A_t$ is drawn. Then
# $\mathbb{E}\bigl[\, b \, \nabla_\theta \log \pi(A_t \mid S_t; \theta) \bigr] = 0$.
#
# *Proof.* Given $S_t = s$ and $b$, the action is still drawn from $\pi(\cdot \mid s)$, so that $b$ can be taken out of the mean over it, and
#
# $$\sum_a \pi(a \mid s)\, \nabla_\theta \log \pi(a \mid s) = \sum_a \nabla_\theta \pi(a \mid s) = \nabla_\theta \sum_a \pi(a \mid s)
# = \nabla_\theta 1 = 0. \qquad \square$$
#
# **Reward-to-go.** The rewards $R_1, \dots, R_t$ are there before $A_t$ is drawn. By the lemma, what they contribute to the factor of
# $\nabla \log \pi(A_t \mid S_t)$ is zero on average, and we leave it out. The rest of $G_0$ is $\gamma^t R_{t+1} + \gamma^{t+1} R_{t+2} + \dots =
# \gamma^t G_t$ with the **return-to-go** $G_t = R_{t+1} + \gamma R_{t+2} + \gamma^2 R_{t+3} + \dots$: an action answers for what comes after it.
#
# **Baseline.** By the lemma again, any $b(S_t)$ may be subtracted from $G_t$. It changes nothing on average; what it changes is the spread around
# that average. Together:
#
# $$\nabla J(\theta) = \mathbb{E}\Bigl[ \sum_t \gamma^t \bigl(G_t - b(S_t)\bigr) \, \nabla_\theta \log \pi(A_t \mid S_t; \theta) \Bigr].$$
#
# **The policy gradient theorem** says the same by states. Given $S_t$ and $A_t$, the mean of $G_t$ is $q_\pi(S_t, A_t)$. Put it in, and collect
# all the times $t$ at which the agent is in a state $s$: let $\eta(s) = \sum_t \gamma^t \Pr(S_t = s)$ be the discounted number of visits that $s$ can
# expect. Then
#
# $$\nabla J(\theta) = \sum_s \eta(s) \sum_a q_\pi(s, a) \, \nabla_\theta \pi(a \mid s; \theta).$$
#
# Divided by its sum, $\eta$ is a distribution over states, the one that the agent meets while it follows $\pi$. Changing $\theta$ changes
# where the agent goes, and so it changes $\eta$, but *no derivative of $\eta$ appears*: that is what makes the theorem useful. It also says
# whose data we need. The states must come from the *current* policy, so each episode serves for one update and is then thrown away.
#
# **One factor is left out.** In the exact gradient a step counts with $\gamma^t$: with $\gamma = 0.99$ that is 0.37 after the first hundred
# steps and less than 0.01 after five hundred. We care about the whole episode, so everybody drops the factor, and so do we:
# $\gamma$ is then a tool that shortens the reach of the credit. What that costs, you will see below. (With $\gamma = 1$ nothing is left out.)
#
# ### The algorithm
#
# ```text
# REINFORCE with a baseline                 input: γ, step sizes α and β, N
# ────────────────────────────────────────────────────────────────────────
# 1  initialise θ (all actions about equally likely) and w
# 2  repeat:
# 3      play N whole episodes with π(· | ·; θ)
# 4      for each episode, for its steps t = T−1, ..., 0:
# 5          G_t ← R_{t+1} + γ G_{t+1}     G_T = 0, or v(S_T; w) if truncated
# 6          δ_t ← G_t − v(S_t; w)         a constant from here on
# 7      θ ← θ + α (1/N) Σ δ_t ∇ log π(A_t | S_t; θ)     over all steps
# 8      w ← w − β ∇ (1/n) Σ (v(S_t; w) − G_t)²          over all n steps
# ```
#
# Without a baseline, $v$ is zero throughout and line 8 is missing. In lines 7 and 8 our code lets Adam take the step.
#
# ### Where an episode ends
#
# An episode that `terminated` has no more rewards to come: its last return-to-go is its last reward. An episode that was `truncated` at
# step 500 would have gone on earning. What is missing is the value of the last observation, and we can put it in only if somebody
# estimates it. So: **with a value network, the return-to-go of a truncated episode goes on with its estimate**, $G_T = v(S_T)$; **without
# one it ends there**, which means that we maximise the sum of at most 500 rewards. That is the number which we are judged by, so this is
# no mistake; but the observation does not hold the time, and the same upright pole gets a return near 100 at step 30 and of 1 at step
# 499. For the network this looks like noise.
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $S_t$ | observation | `observations` | `[n_steps, 4]`, float32 |
# | $A_t$ | action | `actions` | `[n_steps]`, int64 |
# | $R_{t+1}$ | reward that follows $A_t$ | `rewards[t]` | `[n_steps]`, float32 |
# | $\pi(\cdot \mid S_t; \theta)$ | probabilities | `policy(observations).softmax(dim=1)` | `[n_steps, n_actions]`, float32 |
# | $\log \pi(A_t \mid S_t; \theta)$ | log-probability of the action taken | `log_probabilities(...)` | `[n_steps]`, float32 |
# | $G_t$ | return-to-go | `returns` | `[n_steps]`, float32 |
# | $b(S_t)$, $v(S_t; w)$ | baseline, a value network here | `baselines` | `[n_steps]`, float32 |
# | $G_t - b(S_t)$ | advantage | `returns - baselines` | `[n_steps]`, float32 |
#
# ### What a baseline does: the smallest example there is
#
# One state, two actions, one number to learn: $z$, with $\pi(\text{right}) = p = 1 / (1 + e^{-z})$. Right earns 11, left earns 10. The
# derivative of $\log \pi$ by $z$ is $1 - p$ for right and $-p$ for left. So a single try gives one of two numbers as its estimate of the
# gradient: $(11 - b)(1 - p)$, or $-(10 - b)\,p$. The right panel shows how far they spread, for every baseline $b$.


# %% tags=["demo", "nbval-check-output"] alt="Two panels for a probability of right of 0.5. Left, the two possible estimates of the gradient: -5 and 5.5 without a baseline, both on the true 0.25 with a baseline of 10.5. Right, the variance of the estimate against the baseline, a parabola that touches 0 at 10.5."
def gradient_of_one_try(p_right: float, baseline: float) -> tuple[float, float]:
    """Mean and variance of the gradient estimate of one try, computed exactly."""
    if_right, if_left = (11 - baseline) * (1 - p_right), -(10 - baseline) * p_right
    mean = p_right * if_right + (1 - p_right) * if_left
    return mean, p_right * (if_right - mean) ** 2 + (1 - p_right) * (
        if_left - mean
    ) ** 2


def draw_bandit(p_right: float) -> Figure:
    """Two possible estimates, and the variance of the estimate over the baseline."""
    figure, (left_panel, right_panel) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    for row, baseline in enumerate((0.0, 10.5)):
        estimates = [-(10 - baseline) * p_right, (11 - baseline) * (1 - p_right)]
        left_panel.scatter(
            estimates,
            [row, row],
            s=[400 * (1 - p_right), 400 * p_right],
            color=plots.PALETTE[row],
            zorder=3,
        )
    left_panel.axvline(
        p_right * (1 - p_right),
        color="0.3",
        linewidth=1.0,
        linestyle="--",
        label="true gradient",
    )
    left_panel.set(
        xlabel="estimate of the gradient (area: how likely)",
        ylabel="baseline",
        ylim=(-0.6, 1.9),
        yticks=[0, 1],
    )
    left_panel.set_yticklabels(["0", "10.5"])
    left_panel.legend(loc="upper left")
    grid = np.linspace(0, 21, 106)
    right_panel.plot(grid, [gradient_of_one_try(p_right, float(b))[1] for b in grid])
    right_panel.set(
        xlabel="baseline b", ylabel="variance of the estimate", ylim=(0, 32)
    )
    figure.suptitle(f"probability of right: {p_right:.2f}")
    return figure


def show_bandit() -> None:
    """Print mean and variance of the estimate for three baselines, and draw it."""
    controls.interactive_figure(
        draw_bandit,
        p_right=controls.slider(0.05, 0.95, 0.05, 0.5, "probability of right"),
    )
    for baseline in (0.0, 10.5, 21.0):
        mean, variance = gradient_of_one_try(0.5, baseline)
        print(
            f"baseline {baseline:>4}: the estimate is {mean:.2f} on average, its "
            f"variance {variance:.3f}"
        )
    assert all(
        abs(gradient_of_one_try(0.3, _b)[0] - 0.21) < 1e-9 for _b in (0.0, 5.0, 30.0)
    )


show_bandit()

# %% [markdown]
# Without a baseline both estimates are far from the truth, on opposite sides: *whatever* the agent did, it is praised with about 10,
# and only by trying both many times does it find out that 11 is more than 10. With a baseline near the mean of the two, one try is enough.
# The average (dashed) is the same for every baseline: 0.25. And a baseline on the wrong side is as bad as none.
#
# ## Exercise 1: a policy network
#
# ### 1a. The network
#
# *Easy, about 10 minutes.* Linear layers with a ReLU between them, none after the last: the outputs are **logits**, not probabilities.
# One thing is new. A fresh network has opinions already, by the accident of its initial weights, and an agent that *acts* by them
# explores badly. So **multiply the weights and the bias of the last layer by 0.01**, and of the last layer only: then all logits are near
# zero, and all actions about equally likely. (How the weights are drawn before that is up to you; PyTorch's own way is good.)
#
# `policy_network(4, 2, (8,))` is `Linear(4, 8)`, `ReLU`, `Linear(8, 2)`; it gives `[5, 2]` for a batch `[5, 4]`, and its softmax is close
# to one half everywhere. `hidden=()` gives a single linear layer, which is then the last one.
#
# <details><summary>Hint</summary>
#
# Keep the last layer in a variable of its own. Weights are changed in place inside `with torch.no_grad():`, by `layer.weight.mul_(0.01)`.
#
# </details>


# %% exercise="policy_network" task=1 forbid="rlcourse.agents.networks"
def policy_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    """Build a network that gives the logits of a policy, nearly uniform at the start.

    Args:
        n_features: Length of an observation.
        n_actions: Number of actions.
        hidden: Width of each hidden layer, first to last; empty for none.

    Returns:
        A module that maps observations ``[batch, n_features]``, float32, to logits
        ``[batch, n_actions]``.
    """
    # BEGIN SOLUTION
    layers: list[nn.Module] = []
    width = n_features
    for next_width in hidden:
        layers += [nn.Linear(width, next_width), nn.ReLU()]
        width = next_width
    last = nn.Linear(width, n_actions)
    with torch.no_grad():
        last.weight.mul_(0.01)
        last.bias.mul_(0.01)
    return nn.Sequential(*layers, last)
    # END SOLUTION


# %% test="policy_network" points=1
def test_policy_network() -> None:
    network = checks.instance(
        "policy_network(4, 2, (8,))",
        checks.attempt(policy_network, 4, 2, (8,)),
        nn.Module,
        thought="nn.Sequential is a module.",
    )
    logits = checks.tensor(
        "its output for a batch [5, 4]",
        checks.attempt(network, torch.ones(5, 4)),
        shape=(5, 2),
        dtype=torch.float32,
        thought="One logit for each action, for each row.",
    )
    checks.close(
        "its probabilities",
        logits.softmax(dim=1),
        np.full((5, 2), 0.5),
        atol=0.1,
        thought="Is the last layer made small?",
    )
    state = network.state_dict()
    checks.equal(
        "the shapes of its weights and biases",
        sorted(tuple(values.shape) for values in state.values()),
        [(2,), (2, 8), (8,), (8, 4)],
        thought="Is there one layer, with a bias, for each neighbouring pair?",
    )
    last, first = (
        max(float(v.abs().max()) for v in state.values() if v.shape in shapes)
        for shapes in ([(2, 8), (2,)], [(8, 4)])
    )
    checks.true(
        "weights and biases of the last layer that are small, but not zero",
        0 < last < 0.04,
        thought="PyTorch draws both from -0.35 to 0.35. Times 0.01?",
    )
    checks.true(
        "a first layer that is not made small",
        first > 0.04,
        thought="The last layer, and no other.",
    )
    network.load_state_dict({name: -torch.ones_like(state[name]) for name in state})
    checks.close(
        "its logits when each weight and bias is -1",
        checks.attempt(network, torch.ones(3, 4)),  # hidden units: -5, so 0 by the ReLU
        np.full((3, 2), -1.0),
        thought="A ReLU after every layer but the last, and no softmax?",
    )
    network.load_state_dict({name: torch.ones_like(state[name]) for name in state})
    checks.close(
        "its logits when each weight and bias is 1",
        checks.attempt(network, torch.ones(3, 4)),  # hidden units: 5, kept by the ReLU
        np.full((3, 2), 41.0),
        thought="Are the weights small, or is the output made small?",
    )


# %% hidden="policy_network" points=2
def hidden_policy_network() -> None:
    rng = np.random.default_rng(551)

    def rms(values: Tensor) -> float:
        return float(values.detach().square().mean().sqrt())

    sizes = [(int(rng.integers(5, 9)), int(rng.integers(2, 5))) for _ in range(8)]
    depths = [(), [], (64,), range(32, 49, 16), [16, 16, 16], (1, 12), (200, 7)]
    depths += [(sizes[-1][1], 9)]  # a hidden layer as wide as the last one
    for (n_features, n_actions), hidden in zip(sizes, depths, strict=True):
        torch.manual_seed(len(hidden))
        with checks.unchanged(hidden=hidden):
            network = checks.instance(
                "the network",
                checks.attempt(policy_network, n_features, n_actions, hidden),
                nn.Module,
                thought="Return a module.",
            )
        widths = [n_features, *hidden, n_actions]
        wanted = [(after, before) for before, after in itertools.pairwise(widths)]
        state = dict(network.named_parameters())
        layers = checks.layers_of(
            network, thought="Is each layer an nn.Linear, with a bias?"
        )
        checks.equal(
            "the shapes of its layers",
            sorted(tuple(weight.shape) for weight, _ in layers.values()),
            sorted(wanted),
            thought="Is the depth what `hidden` says, each layer one of its own?",
        )
        checks.true(
            "weights that can be trained",
            all(parameter.requires_grad for parameter in state.values()),
            thought="Will the optimiser see all weights?",
        )
        lasts = [layer for layer in layers.values() if layer[0].shape == wanted[-1]]
        firsts = [layer for layer in layers.values() if layer[0].shape != wanted[-1]]
        root = float(wanted[-1][1]) ** 0.5
        size, shift = (rms(part) * root for part in lasts[0])
        thought = (
            "A hundredth of what was drawn, weights and bias: neither zero nor a tenth?"
        )
        checks.true("a small last layer", 0.002 < size < 0.03, thought=thought)
        checks.true(
            "a small bias of the last layer",
            shift < 0.03,
            thought=thought,
        )
        for weight, bias in firsts:
            checks.true(
                "hidden layers that are not made small",
                rms(weight) * weight.shape[1] ** 0.5 > 0.1,
                thought="Which layer is made small, and which are not?",
            )
            checks.true(
                "hidden biases of a like kind",
                rms(bias) == 0 or rms(bias) > 1e-3,
                thought="Which layer is made small, and which are not?",
            )
        inputs = torch.from_numpy(
            rng.normal(scale=8.0, size=(200, n_features)).astype(np.float32)
        )
        network.load_state_dict(
            {
                name: torch.from_numpy(rng.normal(size=tuple(part.shape))).float()
                for name, part in state.items()
            }
        )
        with checks.unchanged(observations=inputs):
            found = checks.attempt(network, inputs)
        logits = checks.tensor(
            "the logits",
            found,
            shape=(200, n_actions),
            dtype=torch.float32,
            thought="One logit for each action, for each row?",
        )
        checks.stack(
            "the logits",
            logits,
            inputs,
            [*layers.values()],
            widths,
            rtol=1e-3,
            atol=1e-2,
            thought="Logits come out, any number, with no softmax and no ReLU?",
        )
        for rows in (inputs[:1], inputs[:3].T.contiguous().T):
            checks.close(
                "the logits of a small batch",
                checks.attempt(network, rows),
                checks.to_array(logits)[: len(rows)],
                rtol=1e-3,
                atol=1e-2,
                thought="Each row by itself, in every batch?",
            )
    first, second = (checks.attempt(policy_network, 4, 2, (8, 8)) for _ in range(2))
    same = [
        torch.equal(one.detach(), other.detach())
        for one, other in zip(first.parameters(), second.parameters(), strict=True)
        if one.dim() == 2
    ]
    checks.true(
        "two networks with weights of their own",
        not any(same),
        thought="Does each call draw new weights?",
    )


# %% [markdown]
# ### Drawing the actions
#
# The logits become probabilities by a softmax, and one action is **drawn** for each row: an agent that always takes the likeliest action
# never learns what the other one would have brought. `torch.multinomial` draws a column number for each row, in the shape `[batch, 1]`,
# and a generator that is passed in makes the draws repeatable. This function is given:


# %%
def draw_actions(logits: Tensor, generator: torch.Generator) -> Tensor:
    """Draw an action for each row from the softmax of its logits.

    Args:
        logits: Shape ``[batch, n_actions]``, float32.
        generator: Where the draws come from, on the CPU. An accelerator would draw
            other actions from the same seed.

    Returns:
        Actions, shape ``[batch]``, int64, on the CPU.
    """
    probabilities = logits.softmax(dim=1).cpu()
    return torch.multinomial(probabilities, 1, generator=generator).squeeze(1)


# %% [markdown]
# ### 1b. Log-probabilities
#
# *Easy, about 10 minutes.* Return $\log \pi(A_t \mid S_t)$ for each row: the log-probability of the action **that was taken**, and nothing
# else. Logits may be large: `softmax` and then `log` gives $-\infty$ where a probability is rounded to zero. `log_softmax` does not.
#
# For logits $[[0, 0], [0, 200]]$ and actions $[1, 0]$ the result is $[\log \tfrac12, -200] = [-0.693, -200]$.
#
# <details><summary>Hint</summary>
#
# `table.gather(1, actions.unsqueeze(1))` picks one column for each row, in the shape `[batch, 1]`.
#
# </details>


# %% exercise="log_probabilities" task=1
def log_probabilities(logits: Tensor, actions: Tensor) -> Tensor:
    """Return the log-probability of each row's action.

    Args:
        logits: Shape ``[batch, n_actions]``, float32.
        actions: Shape ``[batch]``, int64.

    Returns:
        Shape ``[batch]``, float32; gradients flow back to the logits.
    """
    # BEGIN SOLUTION
    return logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
    # END SOLUTION


# %% test="log_probabilities" points=1
def test_log_probabilities() -> None:
    logits = torch.tensor([[0.0, 0.0], [0.0, 200.0]], device=device)
    logs = checks.attempt(
        log_probabilities, logits, torch.tensor([1, 0], device=device)
    )
    checks.tensor(
        "the result",
        logs,
        shape=(2,),
        dtype=torch.float32,
        thought="One number for each row.",
    )
    checks.close(
        "the result",
        logs,
        [-0.6931472, -200.0],
        thought="Each row's own action; and log_softmax, not log of softmax.",
    )


# %% hidden="log_probabilities" points=2
def hidden_log_probabilities() -> None:
    rng = np.random.default_rng(553)
    for n_batch, n_actions in [(1, 1), (1, 3), (2, 2), (4, 4), (50, 5)]:
        for spread in (1.0, 300.0):
            table = rng.normal(scale=spread, size=(n_batch, n_actions)).astype(
                np.float32
            )
            taken = rng.integers(n_actions, size=n_batch)
            logits, actions = (  # in another order in memory, as after a transposition
                torch.from_numpy(np.array(table, order="F"))
                .to(device)
                .requires_grad_(),
                torch.from_numpy(taken).to(device),
            )
            with checks.unchanged(logits=logits, actions=actions):
                logs = checks.attempt(log_probabilities, logits, actions)
            checks.tensor(
                "the result",
                logs,
                shape=(n_batch,),
                dtype=torch.float32,
                thought="One number for each row?",
            )
            wide = table.astype(np.float64)
            top = wide.max(axis=1)
            expected_logs = (
                wide[np.arange(n_batch), taken]
                - top
                - np.log(np.exp(wide - top[:, None]).sum(axis=1))
            )
            checks.close(
                "the result",
                logs,
                expected_logs,
                rtol=1e-5,
                atol=1e-4,
                thought="Each row's own action, finite for large logits too?",
            )
            checks.true(
                "a result with a gradient",
                logs.requires_grad,
                thought="Can the policy learn from it?",
            )
            checks.true(
                "the result is a new tensor",
                checks.returns_new_tensors(log_probabilities, logits, actions),
                thought="Is it a new tensor at each call?",
            )
            [slope] = torch.autograd.grad(logs.sum(), [logits])
            shares = np.exp(wide - top[:, None])
            expected_slope = np.eye(n_actions)[taken] - shares / shares.sum(
                axis=1, keepdims=True
            )
            checks.close(
                "the gradient",
                slope,
                expected_slope,
                rtol=1e-3,
                atol=1e-4,
                thought="Does the gradient flow to every logit of a row?",
            )


# %% [markdown]
# ## Exercise 2: REINFORCE
#
# ### 2a. Returns-to-go
#
# *Easy, about 15 minutes.* For the rewards of one episode compute $G_t$ at every step, from the last to the first:
# $G_t = R_{t+1} + \gamma\, G_{t+1}$. The argument `after` is what follows the last step: 0 after a termination (or where nobody knows
# better), the estimated value of the last observation after a truncation.
#
# Rewards $[1, 2, 3]$, $\gamma = 0.5$: nothing after gives $[2.75, 3.5, 3]$; $8$ after gives $[3.75, 5.5, 7]$.
#
# <details><summary>Hint</summary>
#
# Start with `following = after`, and walk backwards: `for t in reversed(range(len(rewards)))`.
#
# </details>


# %% exercise="returns_to_go" task=2 forbid="rlcourse.agents.reinforce"
def returns_to_go(
    rewards: Sequence[float], gamma: float, after: float = 0.0
) -> NDArray[np.float64]:
    """Return the discounted sum of rewards from each step of one episode to its end.

    Args:
        rewards: The episode's rewards in order.
        gamma: Discount, in ``[0, 1]``.
        after: Value of what follows the last step.

    Returns:
        Returns-to-go, an array of shape ``[n_steps]``, float64.
    """
    # BEGIN SOLUTION
    returns = np.zeros(len(rewards))
    following = after
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns
    # END SOLUTION


# %% test="returns_to_go" points=1
def test_returns_to_go() -> None:
    returns = checks.attempt(returns_to_go, [1.0, 2.0, 3.0], 0.5)
    checks.array(
        "the result",
        returns,
        shape=(3,),
        dtype=np.float64,
        thought="An array of NumPy, one number for each step.",
    )
    checks.close(
        "the returns-to-go of a terminated episode",
        returns,
        [2.75, 3.5, 3.0],
        thought="3 + 0; 2 + 0.5 * 3; 1 + 0.5 * 3.5.",
    )
    returns = checks.attempt(returns_to_go, [1.0, 2.0, 3.0], 0.5, 8.0)
    checks.close(
        "with 8 still to come",
        returns,
        [3.75, 5.5, 7.0],
        thought="The last step is followed by `after`, discounted once.",
    )


# %% hidden="returns_to_go" points=2
def hidden_returns_to_go() -> None:
    rng = np.random.default_rng(554)
    for length in (0, 1, 2, 7, 500):
        for gamma in (0.0, 0.3, 0.99, 1.0):
            rewards = [float(r) for r in rng.normal(size=length)]
            given = list(rewards)
            for after in (0.0, float(rng.normal(scale=20.0))):
                expected = [
                    sum(gamma ** (k - t) * rewards[k] for k in range(t, length))
                    + gamma ** (length - t) * after
                    for t in range(length)
                ]
                returns = checks.array(
                    "the returns",
                    checks.attempt(returns_to_go, given, gamma, after),
                    shape=(length,),
                    dtype=np.float64,
                    thought="One for each step, in the dtype that is promised?",
                )
                checks.close(
                    "the returns",
                    returns,
                    np.array(expected),
                    rtol=1e-9,
                    atol=1e-9,
                    thought="Every step to the end, what comes after included? Long "
                    "episodes, and a discount of 0?",
                )
            checks.equal(
                "the rewards",
                given,
                rewards,
                thought="Does your function change what it is given?",
            )
            checks.true(
                "the returns are a new array",
                checks.returns_new_tensors(returns_to_go, given, gamma),
                thought="Is it a new array at each call?",
            )
    for rewards, gamma, after, expected in [
        ([1, 0, 2], 0.5, 0, [1.5, 1.0, 2.0]),
        ((1, 1), 0.25, 2, [1.375, 1.5]),
        (range(3), 0.5, 8, [2.0, 4.0, 6.0]),
        ([1] * 2001, 1.0, 5.0, range(2006, 5, -1)),
    ]:
        returns = checks.array(
            "the returns of whole rewards",
            checks.attempt(returns_to_go, rewards, gamma, after),
            dtype=np.float64,
            thought="Rewards may be whole numbers. Are the returns?",
        )
        checks.close(
            "the returns of whole rewards",
            returns,
            [*expected],
            rtol=1e-9,
            thought="Rewards in any sequence, of an episode of any length?",
        )


# %% [markdown]
# ### 2b. The loss
#
# *Medium, about 15 minutes.* PyTorch's optimisers go *down* the gradient of a loss. Write the loss whose gradient step moves the policy
# *up*: the **sum** over all steps of $\log \pi(A_t \mid S_t)$ times the advantage $G_t - b_t$, divided by the **number of episodes** that
# the steps come from, with the sign that this needs. (The formula above has a sum over the steps of an episode, and a mean over episodes.
# What a mean over the *steps* would do, you will see below.) The advantage is a **constant** here: no gradient may flow from this loss
# into the baseline, even where `baselines` comes fresh from a network. (Without a baseline, one passes zeros.)
#
# Log-probabilities $[-1, -2]$, returns $[3, 5]$, baselines $[1, 1]$: the advantages are $2$ and $4$. If both steps are of one episode, the
# loss is $-(-1 \cdot 2 - 2 \cdot 4) = 10$; if they come from two episodes, it is $5$.
#
# <details><summary>Hint</summary>
#
# `(returns - baselines).detach()`. For the sign: an action with a positive advantage must become more likely when the loss falls.
#
# </details>


# %% exercise="policy_loss" task=2 forbid="rlcourse.agents.reinforce"
def policy_loss(
    log_probs: Tensor, returns: Tensor, baselines: Tensor, n_episodes: int = 1
) -> Tensor:
    """Return the loss of REINFORCE with a baseline.

    Args:
        log_probs: Log-probabilities of the actions taken, shape ``[n_steps]``.
        returns: Returns-to-go, shape ``[n_steps]``.
        baselines: To be subtracted, shape ``[n_steps]``; treated as constants.
        n_episodes: How many episodes the steps come from, at least 1.

    Returns:
        The loss, summed over the steps and divided by the number of episodes: a scalar
        whose gradient flows into ``log_probs`` alone.

    Source:
        Sutton and Barto (2nd edition), section 13.4, without the factor gamma to the
        power t.
    """
    # BEGIN SOLUTION
    advantages = (returns - baselines).detach()
    return -(log_probs * advantages).sum() / n_episodes
    # END SOLUTION


# %% test="policy_loss" points=1
def test_policy_loss() -> None:
    logs = torch.tensor([-1.0, -2.0], device=device, requires_grad=True)
    returns = torch.tensor([3.0, 5.0], device=device)
    baselines = torch.ones(2, device=device, requires_grad=True)
    loss = checks.attempt(policy_loss, logs, returns, baselines)
    checks.tensor(
        "the loss", loss, shape=(), thought="A scalar: the sum over the steps."
    )
    checks.close(
        "the loss", loss, 10.0, thought="-(-1 * 2 - 2 * 4). Is the sign right?"
    )
    loss.backward()
    checks.close(
        "its gradient by the log-probabilities",
        logs.grad,
        [-2.0, -4.0],
        thought="Down this slope both actions become likelier.",
    )
    checks.true(
        "baselines without a gradient, and otherwise as they were",
        baselines.grad is None and baselines.requires_grad,
        thought="The advantage is a constant: use what .detach() returns.",
    )
    loss = checks.attempt(policy_loss, logs, returns, baselines, 2)
    checks.close(
        "the loss if the steps come from two episodes",
        loss,
        5.0,
        thought="The mean over episodes, of the sum over steps.",
    )


# %% hidden="policy_loss" points=2
def hidden_policy_loss() -> None:
    rng = np.random.default_rng(555)
    for n_steps, n_episodes, spread in [
        (1, 1, 3.0),
        (2, 1, 0.01),
        (9, 1, 3.0),
        (9, 4, 200.0),
        (300, 1, 3.0),
        (300, 16, 200.0),
        (9, 7, 3.0),
    ]:
        columns = [
            rng.normal(loc=centre, scale=spread, size=n_steps).astype(np.float32)
            for centre in (0.0, 20.0, 19.0)
        ]
        columns[0] = -np.abs(columns[0])  # log-probabilities, from tiny to huge
        columns[2][-1] = columns[1][-1]  # exactly as expected: an advantage of 0
        logs, returns, baselines = (
            torch.from_numpy(column).to(device).requires_grad_() for column in columns
        )
        with checks.unchanged(log_probs=logs, returns=returns, baselines=baselines):
            if n_episodes == 1:
                loss = checks.attempt(policy_loss, logs, returns, baselines)
            else:
                loss = checks.attempt(policy_loss, logs, returns, baselines, n_episodes)
        loss = checks.tensor("the loss", loss, shape=(), thought="A scalar?")
        gaps = columns[1].astype(np.float64) - columns[2]
        products = columns[0] * gaps
        checks.close(
            "the loss",
            loss,
            -products.sum() / n_episodes,
            rtol=1e-5,
            atol=1e-6 * float(np.abs(products).sum()) / n_episodes + 1e-9,
            thought="The sum of the products for each episode, negative, neither "
            "rescaled nor cut?",
        )
        checks.true(
            "a loss that can be trained on",
            loss.requires_grad,
            thought="Where must the gradient flow?",
        )
        slopes: list[Tensor | None] = list(
            torch.autograd.grad(loss, [logs, returns, baselines], allow_unused=True)
        )
        checks.close(
            "the gradient",
            slopes[0],
            -gaps / n_episodes,
            rtol=1e-4,
            atol=1e-4,
            thought="Which actions become likelier?",
        )
        checks.true(
            "constants",
            all(slope is None or not slope.any() for slope in slopes[1:]),
            thought="Does a gradient leak into the returns or the baseline?",
        )
    # Three states in a row. Action 0 goes on, action 1 ends the episode, so episodes
    # last one to three steps; the exact gradient comes out of the Bellman equations.
    rewards = torch.from_numpy(rng.normal(size=(3, 2)))
    logits = torch.from_numpy(rng.normal(size=(3, 2)))
    theta = logits.clone().requires_grad_()
    chances = theta.softmax(dim=1)
    goes_on = torch.diag(chances[:2, 0], diagonal=1)
    values = torch.linalg.solve(
        torch.eye(3, dtype=torch.float64) - goes_on, (chances * rewards).sum(dim=1)
    )
    [exact] = torch.autograd.grad(values[0], theta)
    expected_gradient = torch.zeros_like(logits)
    for end, action in [(0, 1), (1, 1), (2, 1), (2, 0)]:
        states, actions = torch.arange(end + 1), torch.zeros(end + 1, dtype=torch.int64)
        actions[-1] = action
        theta = logits.clone().requires_grad_()
        logs = theta.log_softmax(dim=1)[states, actions]
        returns = rewards[states, actions].flip(0).cumsum(0).flip(0)
        loss = checks.attempt(
            policy_loss,
            logs.to(device, torch.float32),
            returns.to(device, torch.float32),
            torch.full((end + 1,), 1.7, device=device),
        )
        [slope] = torch.autograd.grad(loss, theta)
        expected_gradient -= logs.detach().sum().exp() * slope
    checks.close(
        "the gradient on average, over all episodes of a small world",
        expected_gradient,
        exact,
        rtol=1e-3,
        atol=1e-4,
        thought="A sum over the steps of an episode, a mean over episodes?",
    )


# %% [markdown]
# ### 2c. One update
#
# *Medium, about 25 minutes.* Put it together for the steps of one episode, or of `n_episodes`, one after the other:
#
# - **Without a baseline network** (`value_network is None`): one step of the policy's optimiser on `policy_loss` with zeros as baselines,
#   summed over the steps and divided by `n_episodes`.
# - **With one:** take its values, *as they are before this update*, as baselines for the policy's step. Then one step of its own optimiser
#   on the mean squared error over all steps, $\tfrac1n \sum_t (v(S_t) - G_t)^2$.
#
# Return the policy's loss, as it was before the step, as a plain number. In this exercise use your own `log_probabilities` and
# `policy_loss` if you like; the tests compare the weights afterwards with ones computed by hand.
#
# <details><summary>Hint</summary>
#
# A value network gives `[n_steps, 1]`: bring it to `[n_steps]` with `.squeeze(1)` before you subtract, or every return meets every
# value. Each optimiser: `zero_grad`, `backward`, `step`.
#
# </details>


# %% exercise="reinforce_update" task=2 forbid="rlcourse.agents.reinforce"
def reinforce_update(
    policy: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    returns: Tensor,
    value_network: nn.Module | None = None,
    value_optimiser: torch.optim.Optimizer | None = None,
    n_episodes: int = 1,
) -> float:
    """Take one REINFORCE step, and one of the baseline network where there is one.

    Args:
        policy: Maps ``[n_steps, n_features]`` to logits ``[n_steps, n_actions]``;
            changes in place.
        optimiser: Holds the policy's weights.
        observations: Shape ``[n_steps, n_features]``, float32.
        actions: Shape ``[n_steps]``, int64.
        returns: Returns-to-go, shape ``[n_steps]``, float32.
        value_network: Maps ``[n_steps, n_features]`` to ``[n_steps, 1]``; changes in
            place. ``None`` for no baseline.
        value_optimiser: Holds its weights; given exactly where ``value_network`` is.
        n_episodes: How many episodes the steps come from, at least 1.

    Returns:
        The policy's loss before the step.
    """
    # BEGIN SOLUTION
    values = (
        torch.zeros_like(returns)
        if value_network is None
        else value_network(observations).squeeze(1)
    )
    logs = log_probabilities(policy(observations), actions)
    loss = policy_loss(logs, returns, values, n_episodes)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    if value_optimiser is not None:
        value_loss = functional.mse_loss(values, returns)
        value_optimiser.zero_grad()
        value_loss.backward()
        value_optimiser.step()
    return loss.item()
    # END SOLUTION


# %% test="reinforce_update" points=1
def test_reinforce_update() -> None:
    policy = nn.Linear(1, 2, bias=False, device=device)
    values = nn.Linear(1, 1, bias=False, device=device)
    with torch.no_grad():
        policy.weight.zero_()
        values.weight.fill_(3.0)
    steps = (
        torch.tensor([[1.0], [2.0]], device=device),
        torch.tensor([0, 1], device=device),
        torch.tensor([5.0, 8.0], device=device),
    )
    sgd = torch.optim.SGD(policy.parameters(), lr=1.0)
    value_sgd = torch.optim.SGD(values.parameters(), lr=0.25)
    loss = checks.attempt(reinforce_update, policy, sgd, *steps, values, value_sgd)
    checks.close(
        "the loss with baselines of 3 and 6",
        checks.number("the loss", loss, thought="A tensor keeps its graph: .item()."),
        2.7725887,
        thought="-log(1/2) * (5 - 3) - log(1/2) * (8 - 6).",
    )
    checks.close(
        "the policy's weights",
        policy.weight.reshape(-1),
        [-1.0, 1.0],
        thought="2 * 1/2 * 1 from the first step, -2 * 1/2 * 2 from the other.",
    )
    checks.close(
        "the value network's weight",
        values.weight.reshape(-1),
        [4.5],
        thought="3 - 0.25 * (2 * (3 - 5) * 1 + 2 * (6 - 8) * 2) / 2: each row its own.",
    )
    with torch.no_grad():
        policy.weight.zero_()
    loss = checks.attempt(reinforce_update, policy, sgd, *steps, n_episodes=2)
    checks.close(
        "the loss of two episodes without a baseline",
        loss,
        4.5054567,
        thought="-log(1/2) * (5 + 8) / 2.",
    )
    checks.close(
        "the policy's weights",
        policy.weight.reshape(-1),
        [-2.75, 2.75],
        thought="Is the first update's gradient forgotten?",
    )


# %% hidden="reinforce_update" points=3
def hidden_reinforce_update() -> None:
    rng = np.random.default_rng(556)
    for n_steps, n_episodes, n_features, n_actions, with_values, size in [
        (1, 1, 2, 2, True, 3.0),
        (3, 1, 1, 3, True, 3.0),
        (3, 2, 3, 3, False, 3.0),
        (40, 5, 4, 2, True, 3.0),
        (12, 1, 2, 4, False, 300.0),
        (30, 2, 2, 2, True, 300.0),
    ]:
        rate, value_rate, momentum = 0.3 / n_steps / size, 0.05, 0.5
        matrix = rng.normal(size=(n_actions, n_features))
        vector_ = rng.normal(size=n_features)
        policy, values = (
            nn.Linear(n_features, n_actions, bias=False, device=device),
            nn.Linear(n_features, 1, bias=False, device=device),
        )
        # Any networks will do, whatever their parts are called.
        nets = (
            [nn.Sequential(policy), nn.Sequential(values)]
            if n_features == 2
            else [policy, values]
        )
        with torch.no_grad():
            policy.weight.copy_(torch.from_numpy(matrix))
            values.weight.copy_(torch.from_numpy(vector_[None]))
        policy.weight.grad, values.weight.grad = (
            torch.full_like(policy.weight, 50.0),
            torch.full_like(values.weight, 50.0),
        )
        optimiser, value_optimiser = (
            torch.optim.SGD(policy.parameters(), lr=rate, momentum=momentum),
            torch.optim.SGD(values.parameters(), lr=value_rate, momentum=momentum),
        )
        speed, value_speed = np.zeros_like(matrix), np.zeros_like(vector_)
        for _ in range(3):
            inputs = rng.normal(size=(n_steps, n_features))
            taken = rng.integers(n_actions, size=n_steps)
            goals = rng.normal(loc=size, scale=size / 3, size=n_steps)
            guesses = inputs @ vector_ if with_values else np.zeros(n_steps)
            shares = np.exp(inputs @ matrix.T)
            shares = shares / shares.sum(axis=1, keepdims=True)
            logs = np.log(shares[np.arange(n_steps), taken])
            expected_loss = -float((logs * (goals - guesses)).sum()) / n_episodes
            pushes = (np.eye(n_actions)[taken] - shares) * (goals - guesses)[:, None]
            speed = momentum * speed + pushes.T @ inputs / n_episodes
            matrix = matrix + rate * speed
            if with_values:
                errors = 2 * (goals - guesses) @ inputs / n_steps
                value_speed = momentum * value_speed + errors
                vector_ = vector_ + value_rate * value_speed
            # In another order in memory, as after a transposition.
            observations = torch.from_numpy(
                np.array(inputs, dtype=np.float32, order="F")
            ).to(device)
            actions = torch.from_numpy(taken).to(device)
            returns = torch.from_numpy(goals.astype(np.float32)).to(device)
            with checks.unchanged(
                observations=observations, actions=actions, returns=returns
            ):
                loss = checks.attempt(
                    reinforce_update,
                    nets[0],
                    optimiser,
                    observations,
                    actions,
                    returns,
                    nets[1] if with_values else None,
                    value_optimiser if with_values else None,
                    n_episodes,
                )
            checks.close(
                "the loss",
                checks.number("the loss", loss, thought="A tensor keeps its graph?"),
                expected_loss,
                rtol=1e-4,
                atol=1e-5 * size,
                thought="With the values from before the update, each row its own?",
            )
            checks.close(
                "the policy",
                policy.weight,
                matrix,
                rtol=1e-4,
                atol=2e-5,
                thought="Is the step that of this loss alone, uphill, and the "
                "optimiser's own?",
            )
            checks.close(
                "the value network",
                values.weight[0],
                vector_,
                rtol=1e-4,
                atol=1e-4,
                thought="Does it learn from its own loss, and from nothing else?",
            )
            checks.true(
                "networks that can go on training",
                all(
                    net.training and all(one.requires_grad for one in net.parameters())
                    for net in nets
                ),
                thought="In which mode do you leave the networks?",
            )


# %% [markdown]
# ### Is it the gradient?
#
# In a small world every episode can be listed, and the gradient can be computed without any of the above. Three states in a row: action 0 goes
# on to the next one (after the last it ends the episode), action 1 ends it at once. So there are four episodes, of one to three steps. The
# value of the first state solves Bellman's equations, and autograd differentiates it through `torch.linalg.solve`. Beside it: the
# theorem, with the expected visits $\eta$; and the mean of your loss's gradient over the four episodes, each weighted by its probability.


# %% tags=["demo"]
def gradients_of_three_states(logits: Tensor) -> dict[str, Tensor]:
    """Gradients of the expected return by the logits ``[3, 2]``, in four ways."""
    rewards = torch.tensor([[0.5, 1.0], [-1.0, 3.0], [2.0, -4.0]])  # state, action
    theta = logits.clone().requires_grad_()
    policy = theta.softmax(dim=1)
    stays = torch.eye(3) - torch.diag(policy[:2, 0], diagonal=1)
    values = torch.linalg.solve(stays, (policy * rewards).sum(dim=1))
    visits = torch.linalg.solve(stays.T, torch.eye(3)[0]).detach()
    q = rewards.clone()
    q[:2, 0] += values[1:].detach()
    by_states = (visits.unsqueeze(1) * q * policy).sum()
    found = {
        "autograd through Bellman's equations": values[0],
        "the policy gradient theorem": by_states,
    }
    gradients = {
        name: torch.autograd.grad(value, theta, retain_graph=True)[0]
        for name, value in found.items()
    }
    by_sum, by_mean = torch.zeros_like(logits), torch.zeros_like(logits)
    for end, last_action in [(0, 1), (1, 1), (2, 1), (2, 0)]:
        states, actions = torch.arange(end + 1), torch.zeros(end + 1, dtype=torch.int64)
        actions[-1] = last_action
        theta = logits.clone().requires_grad_()
        logs = log_probabilities(theta[states], actions)
        returns = returns_to_go(rewards[states, actions].tolist(), 1.0)
        going = torch.from_numpy(returns.astype(np.float32))
        loss = policy_loss(logs, going, torch.zeros_like(going))
        weighted = logs.detach().sum().exp() * torch.autograd.grad(loss, theta)[0]
        by_sum -= weighted
        by_mean -= weighted / (end + 1)
    return {
        **gradients,
        "your loss, a sum over steps": by_sum,
        "a mean over each episode's steps": by_mean,
    }


def compare_gradients() -> None:
    """Print the four gradients, by the logit of action 0 in each state."""
    logits = torch.tensor([[0.3, -0.4], [0.9, 0.1], [-0.2, 0.5]])
    gradients = gradients_of_three_states(logits)
    print(f"{'by the logit of going on, in state':<38}{'0':>8}{'1':>8}{'2':>8}")
    for name, gradient in gradients.items():
        print(f"{name:<38}" + "".join(f"{g:>8.3f}" for g in gradient[:, 0]))
    exact, theorem, by_sum, by_mean = gradients.values()
    assert torch.allclose(theorem, exact, atol=1e-5)
    assert torch.allclose(by_sum, exact, atol=1e-5)
    assert not torch.allclose(by_mean, exact, atol=0.05)


with checks.demonstration():
    compare_gradients()

# %% [markdown]
# Three rows agree in all three digits. The fourth is the gradient that you would follow if you divided by the number of steps, as losses
# usually do.
#
# ### Why a sum, and not a mean over the steps
#
# A mean looks tidier: the loss would not grow with the length of an episode. But it ascends another number. Take a single choice: *long*
# is followed by ten steps with a reward of 0.5 each, a return of 5; *short* by one step with a reward of 1. Only the first step has a
# choice in it, so the other nine have a log-probability of 0. Summed, that first step of *long* pushes with 5 against 1. Divided by the
# number of steps, it pushes with $5 / 10$ against $1 / 1$: the mean ascends the return *per step*, and *short* wins.


# %% tags=["demo"]
def learn_to_choose(seed: int, *, mean_over_steps: bool) -> float:
    """Probability of the long episode after 250 updates with one episode each."""
    luck = np.random.default_rng(seed)
    logits = torch.zeros(2, requires_grad=True)  # short, long
    optimiser = torch.optim.SGD([logits], lr=0.2)
    forced = torch.zeros(9)  # log 1: nothing to choose
    for _ in range(250):
        is_long = luck.random() < float(logits.detach().softmax(dim=0)[1])
        n_steps = 10 if is_long else 1
        first = logits.log_softmax(dim=0)[int(is_long)].reshape(1)
        logs = torch.cat([first, forced[: n_steps - 1]])
        returns = torch.arange(n_steps, 0.0, -1.0) * (0.5 if is_long else 1.0)
        divisor = n_steps if mean_over_steps else 1
        loss = policy_loss(logs, returns, torch.zeros(n_steps), divisor)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return float(logits.detach().softmax(dim=0)[1])


def compare_sum_and_mean() -> None:
    """Learn with both losses on five seeds, and print where they arrive."""
    by_sum = [learn_to_choose(seed, mean_over_steps=False) for seed in range(5)]
    by_mean = [learn_to_choose(seed, mean_over_steps=True) for seed in range(5)]
    print("probability of the episode that brings 5, not 1, on five seeds:")
    print("summed over steps:   ", ", ".join(f"{share:.3f}" for share in by_sum))
    print("mean over the steps: ", ", ".join(f"{share:.3f}" for share in by_mean))
    assert min(by_sum) > 0.8
    assert max(by_mean) < 0.2


with checks.demonstration():
    compare_sum_and_mean()

# %% [markdown]
# ### 2d. What may a baseline depend on?
#
# *Easy, about 5 minutes.* Which of these may $b_t$ depend on, so that the gradient stays right on average? Return the set of the letters.
#
# - `"a"`: the observation $S_t$;
# - `"b"`: the number of the step, $t$;
# - `"c"`: the action $A_t$;
# - `"d"`: the returns of *other* episodes, played with the same policy;
# - `"e"`: the return $G_t$ itself.
#
# (If only a constant were allowed, the answer would be the empty set.)
#
# <details><summary>Hint</summary>
#
# The proof says: given everything that $b$ depends on, the mean of $\nabla \log \pi(A_t \mid S_t)$ must still be zero. In which of the
# five cases does $b$ already know something of how the draw of $A_t$ came out?
#
# </details>


# %% exercise="allowed_in_a_baseline" task=2
def allowed_in_a_baseline() -> set[str]:
    """Return the letters of all that a baseline may depend on."""
    # BEGIN SOLUTION
    return {"a", "b", "d"}
    # END SOLUTION


# %% test="allowed_in_a_baseline" points=1
def test_allowed_in_a_baseline() -> None:
    letters = checks.instance(
        "the answer",
        checks.attempt(allowed_in_a_baseline),
        set,
        thought="A set of letters, such as set() or {'a'}.",
    )
    checks.true(
        "letters from a to e",
        letters <= set("abcde"),
        thought="The five letters of the list above.",
    )


# %% hidden="allowed_in_a_baseline" points=1
def hidden_allowed_in_a_baseline() -> None:
    letters = checks.attempt(allowed_in_a_baseline)
    checks.equal(
        "the letters",
        letters,
        {"d", "b", "a"},
        thought="Which of them depend on how this draw of the action came out?",
    )


# %% [markdown]
# *Written answer, about 10 minutes.* Take the two-armed example from above with $p = \tfrac12$, and the baseline "the reward itself",
# $b = R$. **What is the gradient estimate then, what does the agent learn, and which step of the proof fails?** And why do we detach the
# advantage, when the baseline is a network that depends on the observation alone?

# %% [markdown] answer="why_not_the_return" task=2 points=2
# ### BEGIN SOLUTION
# With $b = R$ every advantage is 0, so every estimate is 0 (the true gradient is 0.25), and the agent learns nothing: the variance is
# perfect and the mean is wrong. The proof takes $b$ out of the mean over the actions, $\sum_a \pi(a) \nabla \log \pi(a) \cdot b$. That is
# allowed only if $b$ is the same whatever action was drawn; $R$ is 11 after one action and 10 after the other.
#
# The product $\log \pi \cdot (G - v)$ also depends on the weights of $v$. Its gradient by them is $\log \pi$ with a sign: nothing that
# makes $v$ a better estimate. Where $v$ has weights of its own they would be pushed without end, since the loss falls for ever as $v$ moves
# one way. The baseline has its own loss, the squared error.
#
# Rubric: 1 point for "the estimate is always zero" with the reason that b depends on the action, so that it cannot be taken out of the
# sum. 1 point for: the policy's loss is no sensible objective for the value network (it is trained by its squared error).
# ### END SOLUTION

# %% [markdown]
# ## Exercise 3: returns and their running mean
#
# *Easy, about 15 minutes.* To compare agents one wants them side by side **on the same scale**. Draw one panel for each agent, next to
# each other, with a shared y axis: the raw returns as a thin pale line over the episode number (0, 1, 2, ...); drawn on top of it, thicker
# and darker, the mean of the last `window` returns (`plots.moving_average`; at the start, of as many as there are); and all along them a
# horizontal line at the height `goal`. Returns may have any sign and size, and nothing is cut off. The agent's name, as it is, is the
# panel's title; both axes of every panel are labelled.
#
# For `{"a": [10, 20, 60]}`, a window of 2 and a goal of 50 there is one panel with the title "a", and its second line is `[10, 15, 40]`.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(1, n, sharey=True, squeeze=False)` gives a figure and an array of axes `[1, n]` for every `n`, 1 too. `axes.axhline(goal)`.
#
# </details>


# %% exercise="plot_training" task=3
def plot_training(
    returns_by_agent: Mapping[str, Sequence[float]], window: int, goal: float
) -> Figure:
    """Draw the returns of several agents side by side, with their running means.

    Args:
        returns_by_agent: For each agent's name the undiscounted returns of its
            episodes, in order.
        window: Number of episodes in the running mean.
        goal: The return to reach.

    Returns:
        A figure with one panel for each agent, in the order that they are given.
    """
    # BEGIN SOLUTION
    n_agents = len(returns_by_agent)
    figure, grid_of_axes = plt.subplots(
        1, n_agents, sharey=True, squeeze=False, figsize=(4.2 * n_agents, 3.4)
    )
    for axes, (name, returns) in zip(
        grid_of_axes[0], returns_by_agent.items(), strict=True
    ):
        episodes = np.arange(len(returns))
        axes.plot(
            episodes,
            returns,
            color="0.75",
            linewidth=0.8,
            linestyle="-",
            label="one episode",
        )
        axes.plot(
            episodes,
            plots.moving_average(returns, window),
            color=plots.PALETTE[0],
            label=f"mean of the last {window}",
        )
        axes.axhline(
            goal, color=plots.PALETTE[1], linewidth=1.0, linestyle="--", label="goal"
        )
        axes.set(xlabel="episode", ylabel="return (steps balanced)", title=name)
    figure.legend(
        *grid_of_axes[0, 0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=3,
    )
    return figure
    # END SOLUTION


# %% test="plot_training" points=1
def test_plot_training() -> None:
    figure = checks.figure_of(
        plot_training,
        {"a": [10.0, 20.0, 60.0], "b": [40.0, 30.0, 20.0, 70.0]},
        2,
        50.0,
        n_axes=2,
        arranged="row",
        thought="One panel for each agent, next to each other.",
    )
    panels = checks.panels_of(figure)
    checks.titles(panels, ["a", "b"], thought="The agent's name, in the order given.")
    for axes, returns, means in zip(
        panels,
        ([10.0, 20.0, 60.0], [40.0, 30.0, 20.0, 70.0]),
        ([10.0, 15.0, 40.0], [40.0, 35.0, 25.0, 45.0]),
        strict=True,
    ):
        raw = checks.curve(
            "the returns",
            axes,
            range(len(returns)),
            returns,
            thought="Episode numbers start at 0.",
        )
        mean = checks.curve(
            "the running mean",
            axes,
            range(len(means)),
            means,
            thought="Each point is the mean of the last two returns.",
        )
        checks.emphasised(
            "the running mean",
            axes,
            mean,
            [raw],
            on_top=True,
            both=True,
            thought="Which is thin and pale, and which lies on top?",
        )
        checks.level("the goal", axes, 50.0, thought="axes.axhline draws one.")


# %% hidden="plot_training" points=1
def hidden_plot_training() -> None:
    rng = np.random.default_rng(557)
    for names, window, goal, low in [
        (["only"], 5, 475.0, 8),
        (["Second", "first"], 10, -150.0, -900),
        (["x2 (λ = 0.9)", "x10", "X1"], 3, 999.5, 8),
        ([f"agent {i}" for i in range(5)], 4, 100.0, 8),
        (["long"], 40, 475.0, 8),
    ]:
        length = 1503 if names == ["long"] else 20
        runs = {
            name: tuple(rng.integers(low, 700, size=length + 9 * i).astype(float))
            for i, name in enumerate(names)
        }
        with checks.unchanged(runs=list(runs.values())):
            figure = checks.figure_of(
                plot_training,
                runs,
                window,
                goal,
                n_axes=len(names),
                arranged="row",
                thought="One panel for each agent, side by side, all axes labelled?",
            )
        panels = checks.panels_of(figure)
        checks.titles(
            panels, names, thought="Does each panel carry its own agent's name?"
        )
        for axes, name in zip(panels, names, strict=True):
            returns = runs[name]
            means = [
                float(np.mean(returns[max(0, k - window + 1) : k + 1]))
                for k in range(len(returns))
            ]
            raw = checks.curve(
                "the returns",
                axes,
                range(len(returns)),
                returns,
                thought="All returns of this agent, in order?",
            )
            mean = checks.curve(
                "the running mean",
                axes,
                range(len(means)),
                means,
                thought="The window that was asked for, from the first episode on?",
            )
            checks.emphasised(
                "the running mean",
                axes,
                mean,
                [raw],
                on_top=True,
                both=True,
                thought="Which of the two should the eye follow?",
            )
            line = checks.level(
                "the goal",
                axes,
                goal,
                across=True,
                thought="Does every panel show the goal, wherever it is?",
            )
            checks.in_view(
                "the returns",
                axes,
                x=[0, len(returns) - 1],
                y=[*returns, goal],
                thought="Is anything cut off?",
            )
            checks.own_names(
                axes,
                {
                    "the returns": (raw, ["raw", "one", "each", "every", "single"]),
                    "the mean": (mean, ["mean", "average", "smooth"]),
                    "the goal": (line, ["goal", "target", "solved"]),
                },
                needed=False,
                thought="If there is a legend: which line is which?",
            )
            checks.equal(
                "the lines of returns and means in a panel",
                sum(bool(np.ptp(one.y) > 0) for one in checks.curves(axes)),
                2,
                thought="Does a panel show its own agent alone?",
            )
            checks.labels(
                axes,
                x=("episode",),
                y=("return", "reward", "steps"),
                not_x=("step", "update", "second", "s"),
                not_y=("loss", "probability", "second", "s"),
                thought="What runs along x, and what along y?",
            )
            checks.close(
                "the y axis",
                axes.get_ylim(),
                panels[0].get_ylim(),
                thought="Can the panels be compared by eye?",
            )


# %% [markdown]
# ## Your agent at work
#
# The clear version: one environment, one episode, one update, then the next episode. It is made of your pieces and of `draw_actions`. Five seeds with a
# value network as a baseline and five without, with the same number of steps and nothing else changed. (Ten trainings: about half a minute.)


# %%
OBSERVATION_SCALE = (0.5, 0.5, 5.0, 0.5)  # four features in a like range, see Part 5.2


def scaled(observations: NDArray[np.float32]) -> Tensor:
    """Observations ``[n, 4]`` as a tensor, each feature times its factor."""
    factors = torch.tensor(OBSERVATION_SCALE, device=device)
    return torch.from_numpy(observations).to(device) * factors


class ClearReinforce:
    """REINFORCE, one episode after the other. All of its numbers stand here."""

    def __init__(self, seed: int, *, with_baseline: bool) -> None:
        torch.manual_seed(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.policy = policy_network(4, 2, (64,)).to(device)
        self.optimiser = torch.optim.Adam(self.policy.parameters(), lr=5e-3)
        self.value_network: nn.Module | None = None
        self.value_optimiser: torch.optim.Optimizer | None = None
        if with_baseline:
            self.value_network = policy_network(4, 1, (64,)).to(device)
            self.value_optimiser = torch.optim.Adam(
                self.value_network.parameters(), lr=2e-2
            )
        self.watch = stopwatch.Stopwatch()
        self.returns: list[float] = []  # undiscounted, of each training episode

    def greedy(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """Likeliest actions ``[n]`` for observations ``[n, 4]``."""
        with torch.no_grad():
            return self.policy(scaled(observations)).argmax(dim=1).cpu().numpy()

    def play(
        self, env: gym.Env[NDArray[np.float32], Any], seed: int | None
    ) -> tuple[Tensor, Tensor, list[float], float]:
        """One episode: inputs ``[n, 4]``, actions ``[n]``, rewards, what follows."""
        observation, _ = env.reset(seed=seed)
        inputs: list[Tensor] = []
        actions: list[int] = []
        rewards: list[float] = []
        terminated = truncated = False
        while not (terminated or truncated):
            inputs.append(scaled(observation[None]))
            action = int(draw_actions(self.policy(inputs[-1]), self.generator))
            actions.append(action)
            observation, reward, terminated, truncated, _ = env.step(action)
            rewards.append(float(reward))
        after = 0.0
        if self.value_network is not None and not terminated:
            after = float(self.value_network(scaled(observation[None])))
        return torch.cat(inputs), torch.tensor(actions, device=device), rewards, after

    def train(self, n_steps: int, seed: int, description: str) -> None:
        """Learn for at least so many steps, to the end of an episode."""
        env = gym.make("CartPole-v1")
        progress = live.progress(total=n_steps, description=description)
        with live.until_stopped(), progress as bar:
            while sum(self.returns) < n_steps:  # a reward of 1 for each step
                with self.watch("play the episodes"), torch.no_grad():
                    first_seed = None if self.returns else seed
                    inputs, actions, rewards, after = self.play(env, first_seed)
                with self.watch("returns and baseline"):
                    returns = returns_to_go(rewards, 0.99, after).astype(np.float32)
                with self.watch("update"):
                    reinforce_update(
                        self.policy,
                        self.optimiser,
                        inputs,
                        actions,
                        torch.from_numpy(returns).to(device),
                        self.value_network,
                        self.value_optimiser,
                    )
                self.returns.append(sum(rewards))
                recent = np.mean(self.returns[-20:])
                bar.set_postfix({"return": f"{recent:.0f}"}, refresh=False)
                bar.update(len(rewards))
        env.close()


# %% tags=["demo"] alt="Two panels of the return against the episode, without and with a baseline: the single episodes jump by a hundred steps and more; the running mean rises unsteadily, and with a baseline it comes near the goal."
def late_mean(returns: Sequence[float]) -> float:
    """Mean return of the episodes that end in the last fifth of the steps."""
    ends = np.cumsum(returns)
    return float(np.array(returns)[ends > 0.8 * ends[-1]].mean())


def print_clear_agents() -> None:
    """Print how the agents end: sampled in the last fifth, and greedy at the end."""
    random_returns = evaluation.returns_of(
        lambda observations: rng.integers(2, size=len(observations)),
        "CartPole-v1",
        seed=1,
    )
    print(f"random pushes: a mean return of {random_returns.mean():.1f}")
    late = {name: [late_mean(one) for one in runs] for name, runs in returns_of.items()}
    judged = {
        name: [
            float(evaluation.returns_of(agent.greedy, "CartPole-v1", seed=100).mean())
            for agent in agents
        ]
        for name, agents in clear_agents.items()
    }
    for name in clear_agents:
        print(f"{name}:")
        print("  sampled:", ", ".join(f"{one:.0f}" for one in late[name]))
        print("  greedy:", ", ".join(f"{one:.0f}" for one in judged[name]))
    good = {name: np.mean(np.array(found) >= 475) for name, found in judged.items()}
    assert good["with a baseline"] >= 0.6
    assert good["with a baseline"] > good["without a baseline"]
    assert np.mean(late["with a baseline"]) > np.mean(late["without a baseline"])
    assert min(late["with a baseline"]) > 4 * random_returns.mean()


with checks.demonstration():
    n_clear = budgets.pick(short=5, long=20)
    clear_steps = 15_000
    clear_agents = {
        name: [ClearReinforce(seed, with_baseline=has_one) for seed in range(n_clear)]
        for name, has_one in (("without a baseline", False), ("with a baseline", True))
    }
    for name, agents in clear_agents.items():
        for seed, agent in enumerate(agents):
            agent.train(clear_steps, seed, f"{name}, seed {seed}")
    returns_of = {
        name: [agent.returns for agent in agents]
        for name, agents in clear_agents.items()
    }
    plot_training({name: runs[0] for name, runs in returns_of.items()}, 20, 475.0)
    plt.show()
    print_clear_agents()

# %% [markdown]
# Look at the pale lines (they are those of seed 0): from one episode to the next the return jumps by a hundred steps and more, though the
# policy has hardly changed between them. Each of these episodes alone decided about an update. That is what "high variance" looks like.
#
# And the baseline, over the seeds? *Sampled* is what the policy earned in training, over the last fifth of the steps, while it drew its
# actions; *greedy* is what it earns when it takes the likeliest one. With a baseline nearly every seed ends with a greedy return of 475 or
# more, within fifteen thousand steps of your own code. Without one, after as many steps, most do not. That is what the
# variance costs an agent that learns from one episode at a time. (The long budget takes twenty seeds.)
#
# ## The fast version, and where the time goes
#
# Read `rlcourse/agents/reinforce.py` now, from top to bottom. It is your algorithm, with these differences. Three make it faster:
#
# 1. **Sixteen episodes** are played side by side, and there is one update for all of them. One step of sixteen poles costs little more
#    than one step of one pole, and the mean over sixteen episodes has a sixteenth of the variance.
# 2. **Acting uses NumPy** on views of the weights, and draws with the *Gumbel trick*: the position of the largest of "logit plus noise"
#    is a draw from the softmax, so that no probability is ever computed.
# 3. **Fused Adam**: one call for all weights.
#
# Four change what is learned:
#
# 4. **The baseline needs no network:** by default it is the mean return of the other fifteen episodes at the same step (answers *b* and *d*
#    above; one that is over by then counts with 0). `Config.baseline` also knows `"none"` and `"value"`, where the value network takes
#    five steps on each batch, not one.
# 5. **Two hidden layers** of 64, not one, and a last layer that is not made small.
# 6. **Other step sizes**: 0.01 for the policy (yours: 0.005), and 0.01 for the value network (yours: 0.02).
# 7. **It stops when it is good**, as judged by evaluations on separate environments; your agent trains for as long as it was told.
#
# One trap is well hidden. If we let the environments run and took the episodes that are finished after some number of steps, short
# episodes would come too often, and the agent would study its failures only. So **each environment plays exactly one episode**, to its
# end; what it does after that, until the last one is done, is masked out:


# %% tags=["demo", "nbval-check-output"]
def show_mask() -> None:
    """Print which rows of a batch belong to the episodes of a poor agent."""
    batch = reinforce.play(
        lambda observations: np.zeros(len(observations), dtype=np.int64),
        vector.make("CartPole-v1", 6),
        seed=3,
    )
    print(
        "who always pushes left falls soon; rows are time steps, columns episodes, # "
        "belongs to the episode:"
    )
    for row in batch.mask[6:]:
        print("   " + " ".join("#" if _running else "." for _running in row))
    assert batch.truncated.sum() == 0
    assert np.array_equal(batch.rewards, batch.mask)


show_mask()

# %% [markdown]
# Now the time for each environment step, yours against the fast one, at about the same number of steps:

# %% tags=["demo"]
with checks.demonstration():
    timing_run = reinforce.train(
        reinforce.Config(
            seed=10, total_steps=clear_steps, stop_at=None, evaluate_every=0
        ),
        device,
        show_progress=False,
    )
    clear_seconds = clear_agents["with a baseline"][0].watch.seconds
    n_clear_steps = sum(returns_of["with a baseline"][0])
    print(
        stopwatch.table(
            {"clear": clear_seconds, "fast": timing_run.seconds},
            per={"clear": n_clear_steps, "fast": timing_run.n_steps},
            unit="CPU microseconds per environment step",
        )
    )
    fast_cost = sum(timing_run.seconds.values()) / timing_run.n_steps
    time_ratio = sum(clear_seconds.values()) / n_clear_steps / fast_cost
    print(f"clear / fast = {time_ratio:.1f}")

# %% [markdown]
# Nearly all of the time of the clear version goes into *playing*: a PyTorch call for a single row, again and again. That is the opposite
# of DQN, which updates after every step. Measure each algorithm; the last one's answer is not this one's.
#
# ### To the goal
#
# As in Part 5.2, three kinds of seeds: one for training; one to decide when to stop, with 20 greedy episodes about every 5000 steps; and a
# third for the judgement, over 100 episodes that nothing else has seen. The promise of this part: **every** seed reaches 475.


# %% tags=["demo"] alt="Greedy return against environment steps, one curve for each seed: all of them rise to 475 or more."
def solve(seed: int, plot: live.LivePlot) -> reinforce.Result:
    """Train with one seed until it is good, and draw how it gets there."""
    return reinforce.train(
        reinforce.Config(seed=seed),
        device,
        on_evaluation=lambda found: plot.add(
            f"seed {seed}", found.n_steps, found.mean_return
        ),
    )


def judge(result: reinforce.Result) -> float:
    """Print what a run took, and return its mean over 100 episodes of a third seed."""
    returns = evaluation.returns_of(
        networks.greedy_policy(result.network),
        "CartPole-v1",
        seed=500_000 + result.config.seed,
        n_episodes=100,
    )
    seconds = sum(result.seconds.values())
    print(f"seed {result.config.seed}: {result.n_steps:>6} steps,", end=" ")
    print(f"{result.n_updates:>3} updates, {seconds:4.2f} CPU seconds,", end=" ")
    print(f"mean return {returns.mean():.1f} (worst {returns.min():.0f})")
    return float(returns.mean())


with live.LivePlot(
    xlabel="environment steps", ylabel="greedy return, mean of 20 episodes"
) as goal_plot:
    solving_runs = [
        solve(number, goal_plot) for number in range(budgets.pick(short=5, long=20))
    ]
print()
final_returns = [judge(result) for result in solving_runs]
assert min(final_returns) >= 475, final_returns

# %% [markdown]
# That is solved within a second or so, evaluations included, with no replay and no target network. CartPole is kind to policy
# gradients: episodes are cheap, the return tells everything, and a good policy is simple. Do not conclude that it is always so.
#
# ## What the baseline is worth
#
# ### The variance of the gradient, measured
#
# Take an agent at four moments of its training, and hold it still. Play 96 episodes with it, compute the gradient of **each episode
# alone**, with three baselines, and look at how far these gradients spread: the sum over all weights of their variance. The same episodes
# serve for all three, so that nothing but the baseline differs.


# %% tags=["demo"] alt="Variance of the gradient, for each squared step of an episode, on a logarithmic scale, at four moments of training. With the other episodes as a baseline it lies below that without one at each moment, most at the last."
def episode_gradients(
    policy: nn.Module, batch: reinforce.Batch, advantages: NDArray[np.float32]
) -> Tensor:
    """Gradient of each episode's objective alone, ``[n_episodes, n_weights]``."""
    gradients: list[Tensor] = []
    for number in range(batch.mask.shape[1]):
        rows = batch.mask[:, number]
        observations, actions, weights = (
            torch.from_numpy(column[rows, number]).to(device)
            for column in (batch.observations, batch.actions, advantages)
        )
        logits = policy(observations)
        logs = logits.log_softmax(dim=1).gather(1, actions.unsqueeze(1)).squeeze(1)
        parts = torch.autograd.grad((logs * weights).sum(), list(policy.parameters()))
        gradients.append(torch.cat([part.flatten() for part in parts]))
    return torch.stack(gradients)


def measure_variance(n_steps: int) -> tuple[float, dict[str, float], float]:
    """Measure the gradients of an agent after so many steps.

    Returns:
        Mean episode length; variance by baseline; and how far the mean gradients with
        no baseline and with the other episodes lie apart, in standard errors.
    """
    trained = reinforce.train(
        reinforce.Config(
            seed=7,
            total_steps=n_steps,
            baseline="value",
            stop_at=None,
            evaluate_every=0,
            learning_rate=3e-3,
            value_updates=20,
        ),
        device,
        show_progress=False,
    )
    policy = networks.sampling_policy(trained.network, np.random.default_rng(0))
    batch = reinforce.play(policy, vector.make("CartPole-v1", 96), seed=70)
    returns = reinforce.returns_to_go(batch, 0.99)
    values = (
        networks.outputs_of(trained.value_network)(
            batch.observations.reshape(-1, 4)
        ).reshape(returns.shape)
        * batch.mask
    )
    advantages = {
        "none": returns,
        "other episodes": returns - reinforce.others_mean(returns, batch.mask),
        "value network": returns - values,
    }
    gradients = {
        name: episode_gradients(trained.network, batch, given)
        for name, given in advantages.items()
    }
    variances = {name: float(rows.var(dim=0).sum()) for name, rows in gradients.items()}
    difference = (
        gradients["none"] - gradients["other episodes"]
    )  # of mean zero, if the baseline does no harm
    apart = float(
        difference.mean(dim=0).norm()
        / (difference.var(dim=0).sum() / len(difference)).sqrt()
    )
    return float(batch.mask.sum(axis=0).mean()), variances, apart


moments = (1, 3_000, 10_000, 25_000)
measured = [measure_variance(n_steps) for n_steps in moments]


def show_variances() -> None:
    """Print and draw the variance of the gradient at the four moments."""
    kinds = ("none", "other episodes", "value network")
    print(f"{'after':>12}{'episodes last':>16}{'variance: none':>18}", end="")
    print(f"{'other episodes':>18}{'value network':>18}")
    for n_steps, (length, variances, _) in zip(moments, measured, strict=True):
        shares = [variances[kind] / variances["none"] for kind in kinds[1:]]
        print(f"{n_steps:>6} steps{length:>10.0f} steps", end="")
        print(f"{variances['none']:>18.0f}{shares[0]:>18.0%}{shares[1]:>18.0%}")
    print("distance of the mean gradients, none against other episodes,", end=" ")
    print("in standard errors:", ", ".join(f"{apart:.1f}" for _, _, apart in measured))
    _, axes = plt.subplots()
    for number, kind in enumerate(kinds):
        axes.plot(
            range(len(moments)),
            [variances[kind] / length**2 for length, variances, _ in measured],
            marker="o",
            color=plots.PALETTE[number],
            linestyle=plots.LINE_STYLES[number],
            label=kind,
        )
    axes.set(
        xlabel="training steps of the agent",
        yscale="log",
        ylabel="variance of the gradient\nper (episode length) squared",
    )
    axes.set_xticks(range(len(moments)), [str(n_steps) for n_steps in moments])
    axes.legend(title="baseline")
    plt.show()
    for _, variances, _ in measured:
        assert variances["other episodes"] < 0.9 * variances["none"]
    _, late, _ = measured[-1]
    assert max(late["other episodes"], late["value network"]) < 0.5 * late["none"]
    assert max(apart for _, _, apart in measured) < 2.5


show_variances()

# %% [markdown]
# The other episodes as a baseline lower the variance at every moment, and most of all for the good agent: its returns are large *and
# alike*, and what a baseline takes off is what they have in common. The value network is no free lunch: while its estimates are still
# poor (the first rows of the table) it helps less than the plain mean, or hurts. The last line checks the theory: the two mean
# gradients differ by no more than chance explains (a distance of about 1 is what one expects of two equal means).
#
# ### Does it learn faster?
#
# Lower variance is a means, not the end. Training returns of the three kinds of agent, over several seeds, nothing else changed:


# %% tags=["demo"] alt="Mean return of training episodes against environment steps for three baselines, each the mean over seeds with its interval: they rise together, and late the one without a baseline lies lowest."
n_seeds = budgets.pick(short=5, long=30)
curve_steps = budgets.pick(short=60_000, long=200_000)


@functools.cache
def trained(
    seed: int, baseline: reinforce.Baseline, gamma: float, n_steps: int
) -> reinforce.Result:
    """Train an agent to the end; asked again, give the same one."""
    config = reinforce.Config(
        seed=seed,
        baseline=baseline,
        gamma=gamma,
        total_steps=n_steps,
        stop_at=None,
        evaluate_every=0,
    )
    return reinforce.train(config, device, show_progress=False)


def grid_of(n_steps: int) -> NDArray[np.int64]:
    """Environment steps at which curves are read off: 4,000, 6,000, ... to the end."""
    return np.arange(4_000, n_steps + 1, 2_000)


def curve_of(result: reinforce.Result) -> NDArray[np.float64]:
    """Mean return of the episodes of each update, read off at the grid's steps."""
    n_envs, grid = result.config.n_envs, grid_of(result.config.total_steps)
    by_update = result.returns.reshape(-1, n_envs).mean(axis=1)
    return np.interp(grid, result.ended_at[::n_envs], by_update)


def curves_of(baseline: reinforce.Baseline) -> NDArray[np.float64]:
    """Curves of all seeds with one baseline, shape ``[n_seeds, n_points]``."""
    seeds = live.progress(range(100, 100 + n_seeds), description=f"baseline {baseline}")
    runs = [trained(seed, baseline, 0.99, curve_steps) for seed in seeds]
    return np.stack([curve_of(result) for result in runs])


def late_returns_of(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the last 10,000 steps of each curve, shape ``[n_seeds]``."""
    return curves[:, -5:].mean(axis=1)


baseline_names: dict[str, reinforce.Baseline] = {
    "none": "none",
    "other episodes": "episodes",
    "value network": "value",
}
baseline_curves = {name: curves_of(kind) for name, kind in baseline_names.items()}
late_by_baseline = {
    name: late_returns_of(curves) for name, curves in baseline_curves.items()
}


def show_baselines() -> None:
    """Draw the curves of the three baselines, and print their beginning and end."""
    _, axes = plt.subplots()
    for colour, (name, runs) in zip(
        plots.PALETTE, baseline_curves.items(), strict=False
    ):
        plots.curve_with_interval(
            axes, grid_of(curve_steps), runs, label=name, colour=colour
        )
    axes.axhline(475, color="0.6", linewidth=0.8, linestyle="-")
    axes.set(xlabel="environment steps", ylabel="mean return of training episodes")
    axes.legend(title="baseline")
    plt.show()
    for name, runs in baseline_curves.items():
        early, late = runs[:, :9].mean(), late_by_baseline[name]
        print(f"{name:<15} first 20,000 steps: {early:4.0f}", end="   ")
        print(f"last 10,000 steps: {late.mean():4.0f}", end="   ")
        print(f"(single seeds: {', '.join(f'{one:.0f}' for one in late)})")
    others = late_by_baseline["other episodes"]
    assert np.sum(others > 400) >= n_seeds - 1
    assert others.mean() > late_by_baseline["none"].mean()


show_baselines()

# %% [markdown]
# Read it with the bands, and without wishful thinking. In the first third the three curves can hardly be told apart: episodes are short,
# and sixteen of them average out most of the noise, baseline or not. The difference comes **late**: with the other episodes as a baseline
# the runs arrive and *stay*, and most of them do with a value network; without a baseline some of the five end far below. An agent
# without one is pushed towards *whatever it just did*, with full force, and one bad batch can throw it over. Five seeds do not tell the two
# baselines apart. (The long budget takes thirty.)
#
# ## Discounts
#
# ### How far does a discount see?
#
# The weights $1, \gamma, \gamma^2, \dots$ sum to $1 / (1 - \gamma)$, and the first $n$ of them hold a share of $1 - \gamma^n$ of that sum.
# The smallest $n$ that holds a given share says how far a discount sees. With $\gamma = 0.5$ the first weight holds half of the sum and
# the first two hold three quarters; with $\gamma = 1$ there is no sum, and no horizon.


# %%
def horizon(gamma: float, share: float) -> int:
    """Return how many steps hold at least a share of all discount weights.

    Args:
        gamma: Discount, in ``[0, 1)``.
        share: In ``(0, 1)``.

    Raises:
        ValueError: The discount is outside ``[0, 1)``.
    """
    if not 0.0 <= gamma < 1.0:
        raise ValueError(f"gamma is {gamma}, expected at least 0 and less than 1")
    n_steps = 1
    while 1.0 - gamma**n_steps < share:
        n_steps += 1
    return n_steps


# %% [markdown]
# ## Exercise 4: the comparison
#
# *Easy, about 10 minutes.* Write the experiment: train with every discount on every seed, **the same seeds for each discount**, so that
# all of them get the same first weights and the same first episodes. `run(gamma, seed)` does one training, and returns its curve.
#
# With a `run` that returns `[gamma, seed]`, discounts $0.5$ and $1$ and seeds 3 and 4, the result is
# `{0.5: [[0.5, 3], [0.5, 4]], 1.0: [[1, 3], [1, 4]]}`, with arrays as values.
#
# <details><summary>Hint</summary>
#
# `np.stack` makes an array `[n_seeds, n_points]` of a list of curves. If `seeds` is a generator, it can be used only once: make a list
# first.
#
# </details>


# %% exercise="compare_discounts" task=4
def compare_discounts(
    run: Callable[[float, int], NDArray[np.float64]],
    gammas: Iterable[float],
    seeds: Iterable[int],
) -> dict[float, NDArray[np.float64]]:
    """Train with each discount on the same seeds.

    Args:
        run: Trains once and returns a curve, shape ``[n_points]``.
        gammas: Discounts, any iterable, each of them once.
        seeds: Seeds, any iterable.

    Returns:
        For each discount, in the order given, the curves of all seeds, in the order
            given: shape ``[n_seeds, n_points]``, float64.
    """
    # BEGIN SOLUTION
    all_seeds = list(seeds)
    return {
        gamma: np.stack([run(gamma, seed) for seed in all_seeds]) for gamma in gammas
    }
    # END SOLUTION


# %% test="compare_discounts" points=1
def test_compare_discounts() -> None:
    compared = checks.attempt(
        compare_discounts,
        lambda gamma, seed: np.array([gamma, seed]),
        [0.5, 1.0],
        [3, 4],
    )
    checks.equal(
        "the discounts",
        list(compared),
        [0.5, 1.0],
        thought="One entry for each discount, in their order.",
    )
    checks.close(
        "the curves of 0.5",
        compared[0.5],
        [[0.5, 3.0], [0.5, 4.0]],
        thought="One row for each seed, [n_seeds, n_points].",
    )
    checks.close(
        "the curves of 1.0",
        compared[1.0],
        [[1.0, 3.0], [1.0, 4.0]],
        thought="The same seeds for each discount.",
    )


# %% hidden="compare_discounts" points=1
def hidden_compare_discounts() -> None:
    rng = np.random.default_rng(559)
    for discounts, seeds, n_points in [
        ([0.9], [5], 1),
        ([1.0, 0.0, 0.99925, 0.7], [9, 2**40, 2, 11], 6),
    ]:
        calls_made: list[tuple[float, int]] = []
        curves_of = {
            (g, s): rng.normal(size=n_points) for g in discounts for s in seeds
        }

        def run(
            gamma: float,
            seed: int,
            calls: list[tuple[float, int]] = calls_made,
            table: dict[Any, Any] = curves_of,
        ) -> NDArray[np.float64]:
            calls.append((gamma, seed))
            return table[gamma, seed].copy()

        compared = checks.attempt(compare_discounts, run, iter(discounts), iter(seeds))
        checks.equal(
            "the discounts",
            list(compared),
            discounts,
            thought=(
                "All discounts, in the order given? What if they come from a generator?"
            ),
        )
        checks.equal(
            "the number of runs",
            len(calls_made),
            len(discounts) * len(seeds),
            thought="Each pair once: training is expensive.",
        )
        for discount in discounts:
            checks.array(
                "the curves",
                compared[discount],
                dtype=np.float64,
                thought="Which type does the docstring promise?",
            )
            checks.close(
                "the curves",
                compared[discount],
                np.stack([curves_of[discount, s] for s in seeds]),
                rtol=1e-9,
                thought="Every seed in its row, for every discount?",
            )


# %% [markdown]
# Now the experiment: the reach of four discounts, and their curves. (The five agents with 0.99 are those of the comparison above that had
# the other episodes as their baseline. They are not trained twice.)


# %% tags=["demo"] alt="Mean return of training episodes against environment steps for four discounts, each the mean over seeds with its interval: 0.99 and 1 rise towards 500, 0.9 stops far below, 0.5 stays lowest."
DISCOUNT_STEPS = 60_000
gammas = (0.5, 0.9, 0.99, 1.0)


def show_discounts() -> None:
    """Draw the curves of the four discounts, and print and check where they end."""
    for gamma in gammas[:-1]:
        reach = horizon(gamma, 0.9)
        print(f"discount {gamma}: 90 % of the weight within {reach} steps", end=", ")
        print(f"{0.02 * reach:.1f} seconds")
    print("discount 1.0: every step counts the same")
    _, axes = plt.subplots()
    for colour, (gamma, runs) in zip(
        plots.PALETTE, discount_curves.items(), strict=False
    ):
        plots.curve_with_interval(
            axes, grid_of(DISCOUNT_STEPS), runs, label=f"{gamma}", colour=colour
        )
    axes.axhline(475, color="0.6", linewidth=0.8, linestyle="-")
    axes.set(xlabel="environment steps", ylabel="mean return of training episodes")
    axes.legend(title="discount")
    plt.show()
    for gamma, late in late_returns.items():
        print(f"discount {gamma:<5} last 10,000 steps: {late.mean():4.0f}", end="   ")
        print(f"(single seeds: {', '.join(f'{one:.0f}' for one in late)})")
    assert late_returns[0.5].mean() < 0.5 * late_returns[0.99].mean()
    assert late_returns[0.9].mean() < 0.75 * late_returns[0.99].mean()
    assert min(late_returns[0.99].mean(), late_returns[1.0].mean()) > 400


with checks.demonstration():
    with live.progress(total=len(gammas) * n_seeds, description="discounts") as bar:

        def discount_run(gamma: float, seed: int) -> NDArray[np.float64]:
            """Train with one discount, the other episodes as a baseline."""
            curve = curve_of(trained(seed, "episodes", gamma, DISCOUNT_STEPS))
            bar.update(1)
            return curve

        discount_curves = compare_discounts(
            discount_run, gammas, range(100, 100 + n_seeds)
        )
    late_returns = {
        gamma: late_returns_of(curves) for gamma, curves in discount_curves.items()
    }
    show_discounts()

# %% [markdown]
# All curves show the same thing, the undiscounted return, whatever the agent was trained for. A discount of 0.5 sees about a tenth of a second
# ahead. The curve of 0.9 is stranger: it climbs at first, and then it stays far below the others, while training goes on. And
# between 0.99 and 1 there is nothing to choose here, as far as five seeds can tell.
#
# ### How does it fail?
#
# An episode can end in three ways: the **pole** leans too far, the cart leaves the **track**, or the **time** is up. A push that lets the
# pole fall does so within about ten steps. A cart that drifts needs a hundred steps or two to reach the end of the track. How do most
# episodes of the agents with a discount of 0.9 end? Take a guess, with the reach of that discount in mind, and then look at the table:
# `how_it_ends` counts the three endings of a batch of episodes.


# %% tags=["demo"]
def how_it_ends(batch: reinforce.Batch) -> tuple[float, float, float]:
    """Shares of the episodes that end by the pole, by the track and by the time."""
    beyond = np.abs(batch.last_observations[:, 0]) > 2.4
    track = float((beyond & ~batch.truncated).mean())
    time = float(batch.truncated.mean())
    return 1 - track - time, track, time


def endings_of(gamma: float) -> tuple[float, float, float]:
    """Mean shares of the three endings, over the agents with one discount."""
    shares: list[tuple[float, float, float]] = []
    for seed in range(100, 100 + n_seeds):
        network = trained(seed, "episodes", gamma, DISCOUNT_STEPS).network
        sampled = networks.sampling_policy(network, np.random.default_rng(seed))
        batch = reinforce.play(sampled, vector.make("CartPole-v1", 100), seed=90)
        shares.append(how_it_ends(batch))
    pole, track, time = np.mean(shares, axis=0).tolist()
    return pole, track, time


def print_endings() -> None:
    """Print the shares of the three endings for each discount."""
    print("discount    pole   track    time   (shares of 100 episodes for each agent)")
    endings = {gamma: endings_of(gamma) for gamma in gammas}
    for gamma, (pole, track, time) in endings.items():
        print(f"{gamma:>8}{pole:>8.0%}{track:>8.0%}{time:>8.0%}")
    assert endings[0.5][0] > max(0.3, endings[0.9][0])
    assert endings[0.9][1] > 0.6
    assert endings[0.99][2] > 0.6


with checks.demonstration():
    print_endings()

# %% [markdown]
# *Written answer, about 10 minutes.* **Explain the table**: why does the pole fall with 0.5 and not with 0.9, and why does the cart leave
# the track with 0.9? Then compute what an agent with 0.9 is trained for: the *discounted* return from the first step of an episode, if it lasts 190 steps,
# and if it lasts 500. What does that say about the curve that stops rising? Which of its steps, if any, can still teach it to stay on the track?

# %% [markdown] answer="what_the_discount_does" task=4 points=2
# ### BEGIN SOLUTION
# With 0.5, 90 % of the weight lies within 4 steps. A pole takes about ten steps to fall, so most of the consequences of a push lie
# beyond what the agent counts; it learns to catch the pole only at the last moment, and slowly, and where the pole stands the cart drifts off
# the track all the same. With 0.9 (22 steps) the fall of the
# pole is well within reach, and the agent learns to prevent it. The end of the track is a hundred steps or more away: $0.9^{100}$ is
# about 0.00003, so that a drift costs nothing until it is nearly too late to stop. The discounted return from the first step is $10\,(1 -
# 0.9^{n})$: 10 for 190 steps, and 10 for 500, less than a millionth apart. By its own measure the agent has arrived, so nothing pulls the
# undiscounted return up any more: another number is optimised than the one that is shown. Only the last twenty steps or so before the end
# of the track see the end coming. They are few, and in many of them it is too late; so the agent learns to turn back slowly, if at all.
#
# Rubric: 1 point for the reach of the discount against the time that each failure takes. 1 point for: the discounted return is (all but)
# the same for both lengths, so that nothing is left to gain, but for the few steps near the end of the track.
# ### END SOLUTION

# %% [markdown]
# Does more training help, then? In the long budget (`RLCOURSE_BUDGET=long`) this notebook gives the agents with a discount of 0.9 more than
# three times as many steps, on thirty seeds.


# %% tags=["demo"]
def show_patience(n_agents: int) -> None:
    """Train agents with a discount of 0.9 for 200,000 steps, and say where they end."""
    print(f"agents with a discount of 0.9 and 200,000 steps: {n_agents}")
    if n_agents:
        runs = [trained(100 + n, "episodes", 0.9, 200_000) for n in range(n_agents)]
        ends = late_returns_of(np.stack([curve_of(result) for result in runs]))
        print(f"mean return at the end {ends.mean():.0f}, at worst {ends.min():.0f};")
        print(f"{np.sum(ends >= 475)} at 475 or more")


show_patience(budgets.pick(short=0, long=30))

# %% [markdown]
# Whatever it finds: only the few steps that see the end of the track coming can teach the agent anything more, and a discount of 0.99
# costs nothing.
#
# ## Exercise 5: the project: the learned policy in action
#
# A return of 500 says *that* it balances. A film shows *how*. Two pieces: a film, and a diagram of what the policy thinks meanwhile.
#
# The tests use an environment whose "pictures" are numbers: episode and step are written into the pixels.


# %%
class NumberedFilm(gym.Env[NDArray[np.float32], Any]):
    """An environment that renders its own step number.

    Args:
        length: Steps of an episode.
        end: How it ends, ``"terminated"``, ``"truncated"`` or ``"both"``.
        hold: For how many steps the picture stays as it is.
    """

    def __init__(self, length: int, end: str, hold: int = 1) -> None:
        self.observation_space = gym.spaces.Box(-np.inf, np.inf, (2,))
        self.action_space: gym.Space[Any] = gym.spaces.Discrete(10)
        self.render_mode = "rgb_array"
        self.length, self.end, self.hold = length, end, hold
        self.n_steps = 0
        self.seeds: list[int | None] = []
        self.actions: list[int] = []
        self.canvas = np.zeros((4, 6, 3), dtype=np.uint8)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start an episode, and note the seed."""
        super().reset(seed=seed, options=options)
        self.seeds.append(seed)
        self.n_steps = 0
        return np.array([0.0, 0.5], dtype=np.float32), {}

    def step(
        self, action: int
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Go one step on."""
        if self.n_steps >= self.length:
            raise RuntimeError("step was called on an episode that has ended")
        self.actions.append(action)
        self.n_steps += 1
        over = self.n_steps == self.length
        observation = np.array([self.n_steps, 0.5], dtype=np.float32)
        return (
            observation,
            0.5,
            over and self.end != "truncated",
            over and self.end != "terminated",
            {},
        )

    def render(self) -> Any:
        """A picture of the step's number, in the same memory every time."""
        number = self.n_steps // self.hold * self.hold
        self.canvas[0, 0] = number % 256, number // 256, 77
        return self.canvas


def numbers_in(frames: Sequence[NDArray[np.uint8]]) -> list[int]:
    """Step numbers that the pictures show."""
    return [int(frame[0, 0, 0]) + 256 * int(frame[0, 0, 1]) for frame in frames]


# %% [markdown]
# ### 5a. The film
#
# *Project, about 20 minutes.* Play **one episode** and take pictures with `env.render()`: one before the first step (step 0), one after
# every `every` steps, and one of the very last state, however the episode ends, so that the film shows the end. No picture twice.
# Return a list of the pictures and one of the numbers of their steps.
#
# An episode of 5 steps with `every=2` gives pictures of the steps `[0, 2, 4, 5]`; one of 4 steps gives `[0, 2, 4]`.
#
# <details><summary>Hint</summary>
#
# After each step: take a picture if `n_steps % every == 0 or terminated or truncated`. Some environments draw into the same array every
# time: keep a copy, `np.array(env.render())`.
#
# </details>


# %% exercise="film" task=5
def film(
    env: gym.Env[NDArray[np.float32], Any],
    act: Callable[[NDArray[np.float32]], int],
    seed: int,
    every: int,
) -> tuple[list[NDArray[np.uint8]], list[int]]:
    """Film one episode.

    Args:
        env: An environment made with ``render_mode="rgb_array"``.
        act: Takes an observation ``[n_features]`` and gives the action.
        seed: Seed of the reset.
        every: Steps from one picture to the next, at least 1.

    Returns:
        A list of the pictures, uint8 ``[height, width, 3]``, and a list of the numbers
        of steps taken before each.
    """
    # BEGIN SOLUTION
    observation, _ = env.reset(seed=seed)
    frames, numbers = [np.array(env.render(), dtype=np.uint8)], [0]
    terminated = truncated = False
    n_steps = 0
    while not (terminated or truncated):
        observation, _, terminated, truncated, _ = env.step(act(observation))
        n_steps += 1
        if n_steps % every == 0 or terminated or truncated:
            frames.append(np.array(env.render(), dtype=np.uint8))
            numbers.append(n_steps)
    return frames, numbers
    # END SOLUTION


# %% test="film" points=1
def test_film() -> None:
    env = NumberedFilm(5, "terminated")
    frames, numbers = checks.attempt(
        film, env, lambda observation: int(observation[0]), 7, 2
    )
    for what, part in (("the pictures", frames), ("the step numbers", numbers)):
        checks.instance(what, part, list, thought="Two lists, as the docstring says.")
    checks.equal(
        "the step numbers",
        numbers,
        [0, 2, 4, 5],
        thought="The start, every second step, and the end.",
    )
    checks.equal(
        "what the pictures show",
        numbers_in(frames),
        [0, 2, 4, 5],
        thought="Each picture at its own time, and a copy of its own.",
    )
    checks.equal(
        "the actions",
        env.actions,
        [0, 1, 2, 3, 4],
        thought="Does `act` see each observation in turn?",
    )
    checks.equal(
        "the seeds of the resets",
        env.seeds,
        [7],
        thought="One episode, with the seed that is given.",
    )


# %% hidden="film" points=2
def hidden_film() -> None:
    for length, end, every, hold in [
        (1, "terminated", 1, 1),
        (1, "truncated", 5, 1),
        (4, "terminated", 2, 1),
        (9, "truncated", 4, 1),
        (10, "both", 3, 1),
        (1205, "truncated", 25, 1),
        (6, "terminated", 1, 3),
    ]:
        # Another limit may lie around it, as around the worlds of gym.make.
        limited = length == 9
        env = NumberedFilm(99 if limited else length, end, hold)
        world = gym.wrappers.TimeLimit(env, length) if limited else env
        seen: list[int] = []

        def act(observation: NDArray[np.float32], seen: list[int] = seen) -> int:
            seen.append(int(observation[0]))
            return (3 * seen[-1] + 1) % 10

        frames, numbers = checks.attempt(film, world, act, length - 1, every)
        for what, part in (("the pictures", frames), ("the step numbers", numbers)):
            checks.instance(what, part, list, thought="Which types are promised?")
        checks.true(
            "whole step numbers",
            not any(isinstance(number, float) for number in numbers),
            thought="Which types are promised?",
        )
        expected = sorted({*range(0, length + 1, every), length})
        checks.equal(
            "the step numbers",
            numbers,
            expected,
            thought="Start and end, nothing twice, however the episode ends?",
        )
        checks.equal(
            "the number of pictures",
            len(frames),
            len(expected),
            thought="One for each number?",
        )
        for frame, number in zip(frames, expected, strict=True):
            picture = np.zeros((4, 6, 3), dtype=np.uint8)
            shown = number // hold * hold
            picture[0, 0] = shown % 256, shown // 256, 77
            checks.array(
                "a picture",
                frame,
                shape=(4, 6, 3),
                dtype=np.uint8,
                thought="As it was rendered, in uint8?",
            )
            checks.equal(
                "a picture",
                frame,
                picture,
                thought="Does each picture show its own moment, as it was rendered?",
            )
        checks.equal(
            "the actions",
            env.actions,
            [(3 * i + 1) % 10 for i in range(length)],
            thought="Is each action chosen for the latest observation?",
        )
        checks.equal(
            "what `act` was asked",
            seen[:length],
            list(range(length)),
            thought="Once for each step?",
        )
        checks.equal(
            "the resets",
            env.seeds,
            [length - 1],
            thought="One episode, one reset, with the seed?",
        )


# %% [markdown]
# ### 5b. What it thinks
#
# *Project, about 20 minutes.* Below each other, over **time in seconds** (a step takes 0.02 s): the pole's angle in **degrees** (column
# 2 of the observations, which is in radians), and the probability of pushing right, on a y axis from 0 to 1. One line in each panel, and
# no other; episodes may be of any length, also of more than 500 steps.
#
# For angles of 0, 0.1 and 0.2 rad the first line goes through 0, 5.73 and 11.46 degrees, at 0, 0.02 and 0.04 seconds.
#
# <details><summary>Hint</summary>
#
# `plt.subplots(2, 1, sharex=True)`; `np.degrees`. With a shared x axis, label the x axis of both panels all the same.
#
# </details>


# %% exercise="plot_episode" task=5
def plot_episode(
    observations: NDArray[np.float32], p_right: NDArray[np.float32]
) -> Figure:
    """Draw the pole's angle and the probability of pushing right over an episode.

    Args:
        observations: Shape ``[n_steps, 4]``.
        p_right: Probability of action 1 at each step, shape ``[n_steps]``.

    Returns:
        A figure with two panels: angle in degrees above, probability below, both over
            seconds.
    """
    # BEGIN SOLUTION
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, figsize=(7.6, 4.4))
    seconds = 0.02 * np.arange(len(observations))
    upper.plot(
        seconds, np.degrees(observations[:, 2]), color=plots.PALETTE[0], linewidth=1.2
    )
    upper.set(xlabel="time (s)", ylabel="angle of the pole (degrees)")
    lower.plot(seconds, p_right, color=plots.PALETTE[1], linestyle="-", linewidth=0.8)
    lower.set(xlabel="time (s)", ylabel="probability of right", ylim=(0, 1))
    return figure
    # END SOLUTION


# %% test="plot_episode" points=1
def test_plot_episode() -> None:
    observations = np.array(
        [[9, 9, 0.0, 9], [9, 9, 0.1, 9], [9, 9, 0.2, 9]], dtype=np.float32
    )
    p_right = np.array([0.5, 0.75, 0.5], dtype=np.float32)
    figure = checks.figure_of(
        plot_episode,
        observations,
        p_right,
        n_axes=2,
        arranged="column",
        thought="Two panels, one above the other, all axes labelled.",
    )
    upper, lower = checks.panels_of(figure)
    checks.curve(
        "the angle",
        upper,
        [0, 0.02, 0.04],
        [0, 5.729578, 11.459156],
        thought="Above; seconds along x, degrees along y.",
    )
    checks.curve(
        "the probability",
        lower,
        [0, 0.02, 0.04],
        p_right,
        thought="Below; as given, over seconds.",
    )
    checks.in_view(
        "the range of the probability",
        lower,
        y=[0, 1],
        thought="axes.set(ylim=(0, 1)).",
    )


# %% hidden="plot_episode" points=2
def hidden_plot_episode() -> None:
    rng = np.random.default_rng(560)
    for n_steps, size in ((2, 0.2), (57, 0.002), (112, 2.0), (137, 0.2), (1203, 0.2)):
        observations = rng.normal(scale=size, size=(n_steps, 4)).astype(np.float32)
        p_right = rng.uniform(0.4, 0.6, size=n_steps).astype(np.float32)
        if n_steps == 112:
            p_right = np.round(p_right)  # it is sure, each time
        with checks.unchanged(observations=observations, p_right=p_right):
            figure = checks.figure_of(
                plot_episode,
                observations,
                p_right,
                n_axes=2,
                arranged="column",
                thought="Two panels, one above the other, all axes labelled?",
            )
        upper, lower = checks.panels_of(figure)
        times = [i * 0.02 for i in range(n_steps)]
        degrees = observations[:, 2].astype(np.float64) * 180 / np.pi
        checks.curve(
            "the angle",
            upper,
            times,
            degrees,
            thought="Which column is the angle, in which unit is it wanted, over what?",
        )
        checks.curve(
            "the probability",
            lower,
            times,
            p_right,
            thought="The probability below, over seconds?",
        )
        for axes in (upper, lower):
            checks.equal(
                "the lines in a panel",
                sum(bool(np.ptp(one.y) > 0) for one in checks.curves(axes))
                + len(checks.levels(axes)),
                1,
                thought="One line in each panel?",
            )
            checks.labels(
                axes,
                x=("second", "seconds", "s", "sec"),
                y=("degree", "degrees", "deg", "°", "probability", "p"),
                not_x=("step", "frame", "episode", "millisecond", "ms", "minute"),
                not_y=("rad",),
                thought="Which units are drawn, and which ones do the labels name?",
            )
        checks.labels(
            upper,
            x=("time", "second", "seconds", "s"),
            y=("angle", "degree", "degrees", "deg"),
            thought="What runs along x, and what along y?",
        )
        checks.labels(
            lower,
            x=("time", "second", "seconds", "s"),
            y=("probability", "p", "right"),
            thought="What runs along x, and what along y?",
        )
        shown = ["angle", "degree", "deg", "°"], ["probability", "prob", "p", "right"]
        for axes, own, others in ((upper, *shown), (lower, *reversed(shown))):
            thought = "Does each panel's label say what is drawn in it?"
            checks.about(axes, own, others, thought=thought)
        checks.in_view(
            "the angle", upper, x=times, y=degrees, thought="Is anything cut off?"
        )
        checks.in_view("the time", lower, x=times, thought="Is anything cut off?")
        low, high = sorted(lower.get_ylim())
        checks.true(
            "the range of the probability",
            -0.11 <= low <= 0 and 1 <= high <= 1.11,
            thought="Can one see how sure the policy is, from 0 to 1?",
        )


# %% [markdown]
# Now look. First the agent as it was born, then the one of seed 0 that reached the goal.


# %% tags=["demo"] alt="Two films: the newborn agent's pole tips over within two seconds, the trained agent's stays upright for five."
def show_film(
    network: nn.Sequential, name: str, seed: int, every: int, n_steps: int
) -> int:
    """Film the greedy policy for some steps, and return how long the pole stood."""
    policy = networks.greedy_policy(network)
    env = gym.make("CartPole-v1", render_mode="rgb_array", max_episode_steps=n_steps)
    frames, numbers = film(
        env, lambda observation: int(policy(observation[None])[0]), seed, every
    )
    env.close()
    captions = [f"{name}: {0.02 * number:.2f} s" for number in numbers]
    animations.show(animations.from_frames(frames, interval_ms=80, captions=captions))
    return numbers[-1]


with checks.demonstration():
    newborn = networks.mlp(4, (64, 64), 2, scale=OBSERVATION_SCALE)
    grown = solving_runs[0].network

    first_fall = show_film(newborn, "newborn", seed=5, every=1, n_steps=500)
    standing = show_film(grown, "trained", seed=5, every=8, n_steps=250)
    print(
        f"newborn: {first_fall} steps; trained: {standing} steps of 250 that were "
        f"filmed"
    )
    assert first_fall < 100 < 240 < standing

# %% [markdown]
# And what it thinks while it balances, over the first four seconds of an episode in which it *draws* its actions, as it does in training:


# %% tags=["demo"] alt="Two panels over four seconds: the pole's angle stays within a few degrees of upright, the probability of pushing right swings between 0 and 1."
def show_thoughts() -> None:
    """Draw angle and probability over four seconds; ask the policy about two falls."""
    played = reinforce.play(
        networks.sampling_policy(grown, np.random.default_rng(3)),
        vector.make("CartPole-v1", 1),
        seed=31,
    )
    seen = played.observations[:200, 0]
    with torch.no_grad():
        p_right = (
            grown(torch.from_numpy(seen).to(device)).softmax(dim=1)[:, 1].cpu().numpy()
        )
    plot_episode(seen, p_right)
    plt.show()
    share_sure = float(np.mean((p_right < 0.1) | (p_right > 0.9)))
    falls_right, falls_left = np.array(
        [[0, 0, 0.1, 0.6], [0, 0, -0.1, -0.6]], dtype=np.float32
    )
    answer = networks.greedy_policy(grown)(np.stack([falls_right, falls_left]))
    print(
        f"the policy is at least 90 % sure of its push in {share_sure:.0%} of "
        f"these steps"
    )
    print(
        "falling right, falling left: it pushes",
        ["left", "right"][answer[0]],
        "and",
        ["left", "right"][answer[1]],
    )
    assert answer.tolist() == [1, 0]


with checks.demonstration():
    show_thoughts()

# %% [markdown]
# The pole is kept within a few degrees of upright, and the probability swings from one side to the other, several times a second.
# Where it passes the middle it hardly matters which way one pushes, and the policy has not made up its mind: nothing in the returns
# told it to.
#
# ## Summary and outlook
#
# - The policy gradient needs no model of the environment and no values: the log-probability of what was done, times how well it went.
# - A baseline that does not know the action leaves the gradient right on average. It lowers the variance (measured), and on this task
#   that shows late in training, as steadiness, more than as early speed, where sixteen episodes are averaged. Your own agent, which learns
#   from one at a time, seldom arrives without it.
# - What an agent is *trained* for is the discounted return. If the danger lies beyond the discount's reach, it drives off the track with a
#   perfectly upright pole, and learns better only late, if at all.
# - These are the numbers of this run.


# %% tags=["demo"]
def print_summary() -> None:
    """Print the numbers of this run once more."""
    seconds_needed = [sum(_result.seconds.values()) for _result in solving_runs]
    steps_needed = [_result.n_steps for _result in solving_runs]
    print(
        (
            f"{len(solving_runs)} of {len(solving_runs)} seeds solve CartPole-v1, in "
            f"{min(steps_needed)} to {max(steps_needed)} steps"
        ),
        end=" ",
    )
    print(
        f"and {min(seconds_needed):.1f} to {max(seconds_needed):.1f} CPU seconds; "
        f"clear / fast time per step = {time_ratio:.1f}"
    )
    share_left = measured[-1][1]["other episodes"] / measured[-1][1]["none"]
    print(
        f"variance of the gradient with the other episodes as a baseline, late in "
        f"training: {share_left:.0%} of what it is without"
    )
    print(
        "mean return late in training by discount: "
        + ", ".join(
            f"{_gamma}: {_late.mean():.0f}" for _gamma, _late in late_returns.items()
        )
    )


with checks.demonstration():
    print_summary()

# %% [markdown]
# **Where it leads.** REINFORCE waits for the end of every episode, and throws each one away after a single step. Part 5.6 (A2C) learns
# in the middle of episodes, with a value network that bootstraps. Part 8.7 (PPO) takes several careful steps on the same data.
#
# **Further reading.** Sutton, McAllester, Singh and Mansour, *Policy gradient methods for reinforcement learning with function
# approximation* (2000): the theorem behind this part. Mei et al., *The role of baselines in policy gradient optimization* (2022): why
# variance is not the whole story. The file `rlcourse/agents/reinforce.py`.
