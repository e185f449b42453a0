# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.2: Deep Q-networks"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A pole stands on a cart. Push the cart left or right, fifty times a second, and keep the pole up. In Part 4.4 a table was enough: one
# cell for each pair of state and action. Here the state is four real numbers, no state is ever met twice, and the table would need a
# cell for each of infinitely many states. **Can we keep Q-learning, and put a neural network where the table was?**
#
# For a long time the honest answer was "people tried, and it diverges". Then came the *deep Q-network* (DQN), with two humble ideas:
# keep old experience and learn from random pieces of it, and let the targets stand almost still. Nearly every value-based agent since
# is a DQN with something added, so this is the notebook to take slowly.
#
# **After this part you can**
#
# - build a Q-network, a replay buffer and the DQN update from scratch, and say what each line is there for;
# - train your own agent until it balances the pole for all 500 steps, and *prove* it on episodes that it has never seen;
# - find out where a training loop spends its time, and which ways to make it faster are worth the trouble;
# - save an agent so that it can be loaded safely on another machine, and compare network sizes over several seeds.
#
# **Builds on** Part 4.4 (Q-learning), Parts 3.2 and 3.3 (networks and training loops), Part 5.1 (why not a table).
#
# **Time** about 45 minutes to read, 185 to work.
#
# **Sources.** Mnih et al., *Human-level control through deep reinforcement learning* (2015). Lin, *Self-improving reactive agents based
# on reinforcement learning, planning and teaching* (1992), where experience replay comes from. Lillicrap et al., *Continuous control
# with deep reinforcement learning* (2016), for the slowly moving target. Sutton and Barto, *Reinforcement Learning* (2nd edition),
# sections 6.5, 9.3, 11.3 and 16.5.

# %%
import copy
import itertools
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, records, seeding, stopwatch
from rlcourse.agents import buffers, dqn, dqn_members, evaluation, networks
from rlcourse.environments import vector
from rlcourse.figures import animations, controls, live, plots
from torch import Tensor, nn
from torch.nn import functional

torch.set_num_threads(1)  # small networks: more threads would only wait for each other
device = devices.choose()
budget = budgets.current()
seeding.seed_everything(52)
plots.use_style()

# %% [markdown]
# ## The task: CartPole-v1
#
# An **observation** is four numbers: the cart's position (metres), its velocity, the pole's angle (radians; 0 is upright) and its
# angular velocity. There are two **actions**: 0 pushes left, 1 pushes right. Each step gives a **reward** of 1. An episode can end in
# two ways, and they mean different things:
#
# - `terminated`: the pole leans by more than 12 degrees, or the cart leaves its 4.8 metres of track. The story is over; nothing more
#   can be earned.
# - `truncated`: 500 steps are done. The pole still stands, and would go on earning; only our patience is at its end.
#
# The task counts as solved when the mean return over 100 episodes is at least 475. First, how far does an agent get that pushes at
# random?


# %% tags=["demo"]
def random_pushes(seed: int) -> evaluation.Policy:
    """Return a policy that pushes left or right, each half of the time."""
    rng = np.random.default_rng(seed)
    return lambda observations: rng.integers(2, size=len(observations))


random_returns = evaluation.returns_of(random_pushes(1), "CartPole-v1", seed=1)
print(
    f"random pushes: the pole stands for {random_returns.mean():.1f} steps on "
    f"average, {random_returns.max():.0f} at best"
)
assert random_returns.mean() < 30

# %% [markdown]
# That is the bottom of the scale: half a second of balance. (`evaluation.returns_of` plays 100 episodes in fresh environments with a
# seed of their own, all of them side by side. We shall judge every agent by it.)
#
# Here is what the agent is given. Compare the angle with the two velocities: its numbers are several times smaller. (So are the positions,
# but only because random pushes end an episode before the cart gets anywhere; the track goes from -2.4 to 2.4, while no angle beyond 0.21
# is ever balanced.) A network that gets the numbers as they are would have to grow large weights for the one feature that matters most, so
# we shall multiply each feature by a constant first: the angle by 5, the others by one half.


# %% tags=["demo"]
feature_names = (
    "position (m)",
    "velocity (m/s)",
    "angle (rad)",
    "angular velocity (rad/s)",
)


def seen_by_random_pushes(seed: int, n_envs: int, n_steps: int) -> NDArray[np.float32]:
    """Return observations of random pushes in order, ``[n, 4]``."""
    rollout = vector.Rollout(vector.make("CartPole-v1", n_envs), seed=seed)
    push = random_pushes(seed)
    steps = [rollout.step(push(rollout.observations)).kept() for _ in range(n_steps)]
    return np.concatenate([step.observations for step in steps])


def show_features() -> None:
    """Print the range of each feature."""
    seen = seen_by_random_pushes(seed=2, n_envs=8, n_steps=500)
    print("98 % of what random pushes see lies between")
    for name, column in zip(feature_names, seen.T, strict=True):
        low, high = np.quantile(column, [0.01, 0.99])
        print(f"{low:6.2f} and {high:5.2f}   {name}")
    spread = seen.std(axis=0)
    assert spread[2] < 0.25 * min(spread[1], spread[3])


show_features()

# %% [markdown]
# ## From a table to a network
#
# Write $Q(s, a; \theta)$ for the output number $a$ of a network with weights $\theta$ that was given the observation $s$. Q-learning
# moved one table entry towards its target, $R + \gamma \max_{a'} Q(S', a')$. A network has no entries to move, but it can be *trained*
# to give the target: that is regression. For a batch of $B$ transitions $(S_i, A_i, R_i, S_i', d_i)$, where $d_i$ is 1 if the step
# terminated the episode and 0 if not,
#
# $$y_i = R_i + \gamma\,(1 - d_i) \max_{a'} Q(S_i', a'; \theta^-), \qquad
# L(\theta) = \frac1B \sum_{i=1}^{B} \ell\bigl(Q(S_i, A_i; \theta) - y_i\bigr).$$
#
# Four things in these two formulas deserve a second look.
#
# **The targets are constants.** $y_i$ is computed from a network too, yet no gradient flows through it: we move the guess towards the
# target, never the target towards the guess (this is the *semi-gradient* of Sutton and Barto, section 9.3).
#
# **The targets come from other weights,** $\theta^-$. If the targets used $\theta$ itself, each update would also move what it aims at. The
# *target network* holds a copy that follows slowly: after each update
#
# $$\theta^- \leftarrow \theta^- + \tau\,(\theta - \theta^-), \qquad 0 < \tau \ll 1.$$
#
# (The original DQN copies $\theta$ every few thousand updates instead. Part 5.3 compares the two.)
#
# **The batch is drawn at random from a replay buffer** of past transitions. Gradient descent wants examples that do not resemble each
# other, and successive steps of an episode do nothing else. Q-learning may use old experience, because its target asks for the best
# next action and not for the one that the policy of that time would have taken: it is *off-policy*.
#
# **The loss** $\ell$ is Huber's: quadratic near zero, $\tfrac12 e^2$ for $|e| \le 1$, and linear beyond, $|e| - \tfrac12$. Its slope
# never exceeds 1, so that one absurd target, and early in training most of them are absurd, cannot tear the weights away.
#
# While it learns, the agent is $\varepsilon$-greedy: with probability $\varepsilon$ it pushes at random, else it takes $\arg\max_a Q(s,
# a; \theta)$; $\varepsilon$ falls from 1 to a small number as the estimates become worth trusting.
#
# ### Why regression on such targets can work
#
# Suppose for a moment that the target network stands still, and that the regression is perfect. In CartPole the next observation, the
# reward and the end are determined by $(s, a)$, so each pair has one target, and a perfect fit reproduces it:
#
# $$Q(s, a; \theta) = r(s, a) + \gamma\,(1 - d(s, a)) \max_{a'} Q(s', a'; \theta^-) =: (\mathcal{T} Q^-)(s, a).$$
#
# **Lemma.** For $\gamma < 1$, $\mathcal{T}$ brings any two functions closer: $\max_{s,a} |\mathcal{T}Q_1 - \mathcal{T}Q_2| \le \gamma \max_{s,a} |Q_1 - Q_2|$.
#
# *Proof.* The rewards cancel, a factor $1 - d$ is at most 1, and two maxima differ by no more than their arguments do:
# $|\max_{a'} Q_1(s', a') - \max_{a'} Q_2(s', a')| \le \max_{a'} |Q_1(s', a') - Q_2(s', a')|$. $\square$
#
# The optimal values are the fixed point of $\mathcal{T}$. So if we fit perfectly, copy $\theta$ into $\theta^-$, and fit again, the error
# shrinks by the factor $\gamma$ each time: DQN is value iteration (Part 4.6) with a regression in place of each sweep. Nothing of the kind
# is promised for a fit that is *not* perfect. Then an error in one place is carried into the targets of others, and the maximum prefers
# those that are too large. That is why the rest of this part takes such care, and why it ends with evaluations and not with a theorem.
#
# How slowly does $\theta^-$ follow? Unrolled, the soft update is $\theta^-_k = \sum_{j \ge 0} \tau (1 - \tau)^j\, \theta_{k-j}$ (and a
# vanishing rest of the first weights): an average of the latest weights, of mean age $(1 - \tau)/\tau$ updates, about 19 for
# $\tau = 0.05$.
#
# ### The algorithm
#
# ```text
# DQN with a soft target                              one environment, an update every k steps
# -----------------------------------------------------------------------------------------
#  1  give the network random weights theta; theta_target <- theta; empty the buffer D
#  2  observe s
#  3  for n = 0, 1, 2, ...:
#  4      epsilon <- schedule(n)
#  5      a <- random action with probability epsilon, else argmax over a of Q(s, a; theta)
#  6      take action a, observe r, s', terminated, truncated
#  7      store (s, a, r, s', terminated) in D, in place of the oldest
#  8      if D holds enough, every k-th step:
#  9          draw a batch (s_i, a_i, r_i, s'_i, d_i) from D
# 10          y_i <- r_i + gamma * (1 - d_i) * max over a' of Q(s'_i, a'; theta_target)
# 11          one gradient step on the mean of Huber(Q(s_i, a_i; theta) - y_i), y_i constant
# 12          theta_target <- theta_target + tau * (theta - theta_target)
# 13      s <- first observation of a new episode if terminated or truncated, else s'
# ```
#
# ### From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $S_i$, $S_i'$ | observation before and after the step | `observations`, `next_observations` | `[batch, 4]`, float32 |
# | $A_i$ | action | `actions` | `[batch]`, int64 |
# | $R_i$ | reward | `rewards` | `[batch]`, float32 |
# | $d_i$ | 1 where the step terminated the episode | `terminated` | `[batch]`, float32 |
# | $Q(S_i, \cdot\,; \theta)$ | values of all actions | `network(observations)` | `[batch, n_actions]`, float32 |
# | $Q(S_i', \cdot\,; \theta^-)$ | the same from the slow copy | `target_network(next_observations)` | `[batch, n_actions]`, float32 |
# | $y_i$ | target, a constant | `targets` | `[batch]`, float32 |
# | $\varepsilon$ | exploration rate | `epsilon` | scalar in $[0, 1]$ |
# | $\tau$ | how fast the slow copy follows | `target_rate` | scalar in $(0, 1]$ |
#
# ### Why a random draw: see it
#
# Both panels show 64 observations that a network might be given as one batch. On the left the latest 64 steps of one environment; on
# the right 64 steps drawn from the last few thousand.


# %% tags=["demo"] alt="Two scatter plots of angular velocity over the pole's angle. Left, the latest 64 steps: points along one thread. Right, 64 steps drawn from the buffer: points all over the plane."
def likeness(batch: NDArray[np.float32]) -> float:
    """Correlation of each row's angle with the next row's; batch ``[n, 4]``.

    1 says "the same again", 0 says "unrelated".
    """
    return float(np.corrcoef(batch[:-1, 2], batch[1:, 2])[0, 1])


def show_batches() -> None:
    """Draw a batch in a row and one drawn at random, and print how alike rows are."""
    history = seen_by_random_pushes(seed=3, n_envs=1, n_steps=4_000)
    rows = np.random.default_rng(3).integers(len(history), size=64)
    batches = {
        "the latest 64 steps": history[-64:],
        "64 steps from the buffer": history[rows],
    }
    _, panels = plt.subplots(1, 2, figsize=(7.6, 3.4), sharex=True, sharey=True)
    thread = next(iter(batches.values()))
    panels[0].plot(thread[:, 2], thread[:, 3], "-", linewidth=0.6, color="0.6")
    for axes, (name, batch) in zip(panels, batches.items(), strict=True):
        axes.plot(batch[:, 2], batch[:, 3], "o", markersize=4, color=plots.PALETTE[0])
        axes.set(xlabel=feature_names[2], ylabel=feature_names[3], title=name)
    plt.show()
    row, drawn = (likeness(batch) for batch in batches.values())
    print("correlation of one angle with the next:", end=" ")
    print(f"{row:.2f} in a row, {drawn:.2f} drawn at random")
    assert row > 0.7 > 0.4 > abs(drawn)


show_batches()

# %% [markdown]
# In a row, a step says almost the same as the one before: the points lie along the grey thread of time, a few falls of the pole. A
# network fitted to them forgets the rest of the plane. Drawn at random, 64 points tell about 64 situations.
#
# ## Exercise 1: the Q-network
#
# *Easy, about 10 minutes.* Write a function that builds the network: `nn.Linear` layers, each with its bias, and a ReLU after each
# **but the last**, since values may be negative. Depth and widths come as a sequence: `hidden=(128, 128)` gives two hidden layers of 128,
# `hidden=()` a single linear map. Each network begins with random weights of its own (`nn.Linear` sees to that).
#
# For example `q_network(4, 2, (8,))` is `Linear(4, 8)`, `ReLU`, `Linear(8, 2)`; for a batch `[5, 4]` of observations it gives `[5, 2]`.
# A hidden layer of a width below 1 makes no sense: raise a `ValueError` for it.
#
# <details><summary>Hint</summary>
#
# Put all widths into one list, `[n_features, *hidden, n_actions]`, and loop over neighbours: `zip(widths[:-1], widths[1:])`.
#
# </details>


# %% exercise="q_network" task=1 forbid="rlcourse.agents.networks"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    """Build a Q-network of any depth, with random weights.

    Args:
        n_features: Length of an observation, at least 1.
        n_actions: Number of actions, at least 1.
        hidden: Width of each hidden layer, first to last; empty for none.

    Returns:
        A module that maps observations ``[batch, n_features]``, float32, to action
        values ``[batch, n_actions]``.

    Raises:
        ValueError: One of the hidden widths is less than 1.
    """
    # BEGIN SOLUTION
    widths = [n_features, *hidden, n_actions]
    if min(widths) < 1:
        raise ValueError(f"the widths are {widths}, expected each to be at least 1")
    layers: list[nn.Module] = []
    for before, after in itertools.pairwise(widths):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
    # END SOLUTION


# %% test="q_network" points=1
def test_q_network() -> None:
    network = checks.instance(
        "q_network(4, 2, (8,))",
        checks.attempt(q_network, 4, 2, (8,)),
        nn.Module,
        thought="nn.Sequential is a module.",
    )
    checks.tensor(
        "its output for a batch [5, 4]",
        checks.attempt(network, torch.zeros(5, 4)),
        shape=(5, 2),
        dtype=torch.float32,
        thought="One value for each action, for each row.",
    )
    state = network.state_dict()
    checks.equal(
        "the shapes of its weights and biases",
        sorted(tuple(values.shape) for values in state.values()),
        [(2,), (2, 8), (8,), (8, 4)],
        thought="Is there one layer, with a bias, for each neighbouring pair?",
    )
    network.load_state_dict({name: -torch.ones_like(state[name]) for name in state})
    checks.close(
        "its values when each weight and bias is -1",
        checks.attempt(network, torch.ones(1, 4)),  # hidden units: -5, so 0 by the ReLU
        [[-1.0, -1.0]],
        thought="A ReLU after every layer but the last?",
    )
    network.load_state_dict({name: torch.ones_like(state[name]) for name in state})
    checks.close(
        "its values when each weight and bias is 1",
        checks.attempt(network, torch.ones(1, 4)),  # hidden units: 5, as they were
        [[41.0, 41.0]],
        thought="Does the ReLU let positive numbers through?",
    )
    checks.tensor(
        "the output of a network for one action",
        checks.attempt(checks.attempt(q_network, 4, 1, (8, 8)), torch.ones(1, 4)),
        shape=(1, 1),
        thought="[batch, n_actions], also for a batch of one and a single action.",
    )
    checks.raises(
        ValueError,
        lambda: q_network(4, 2, (8, 0)),
        thought="What should happen with a layer of no units?",
    )


# %% hidden="q_network" points=2
def hidden_q_network() -> None:
    rng = np.random.default_rng(521)

    cases: list[tuple[int, int, Sequence[int]]] = [
        (5, 3, ()),
        (4, 1, ()),
        (1, 1, (1,)),
        (3, 1, (16,)),
        (1, 6, (7, 5)),
        (8, 2, [6, 6, 6]),
        (2, 1, [3, 9, 2, 6]),
        (6, 4, (1, 4)),
        (7, 5, (40, 40)),
        (2, 3, range(4, 7)),
        (3, 2, (5, 4, 8, 6, 7)),
    ]
    for n_features, n_actions, hidden in cases:
        with checks.unchanged(hidden=hidden):
            network = checks.instance(
                "the network",
                checks.attempt(q_network, n_features, n_actions, hidden),
                nn.Module,
                thought="Which class do all networks have in common?",
            )
        flags = [parameter.requires_grad for parameter in network.parameters()]
        checks.true(
            "weights that can be trained",
            all(flags),
            thought="Will an optimiser be able to move all of them?",
        )
        layers = checks.layers_of(network, thought="Does every layer have its bias?")
        network.load_state_dict(
            {
                name: torch.from_numpy(rng.normal(size=tuple(values.shape)))
                for name, values in network.state_dict().items()
            }
        )
        for n_batch, scale in ((11, 3.0), (1, 3.0), (5, 3_000.0), (5, 1e-3)):
            inputs = rng.normal(scale=scale, size=(n_batch, n_features))
            inputs = inputs.astype(np.float32)
            observations = torch.from_numpy(inputs)
            with checks.unchanged(observations=observations):
                actual = checks.attempt(network, observations)
            checks.tensor(
                "the output",
                actual,
                shape=(n_batch, n_actions),
                dtype=torch.float32,
                thought="One value for each row and action, in float32?",
            )
            checks.stack(
                "the output",
                actual,
                inputs,
                [*layers.values()],
                [n_features, *hidden, n_actions],
                atol=1e-3 * max(1.0, scale),
                thought="Is there a ReLU after every layer but the last?",
            )
    for hidden in [(), (8, 8, 8)]:
        made = [checks.attempt(q_network, 4, 2, hidden) for _ in range(2)]
        weights = [one.detach() for two in made for one in two.parameters()]
        matrices = [one.tolist() for one in weights if one.ndim == 2]
        checks.true(
            "layers with weights of their own",
            all(one != other for one, other in itertools.combinations(matrices, 2)),
            thought="Does each call build new layers, each with its random weights?",
        )
    for bad in [(-3,), (8, 0, 8), [0], (5, 5, -1)]:
        checks.raises(
            ValueError,
            lambda bad=bad: q_network(4, 2, bad),
            thought="Does the width of every hidden layer count?",
        )


# %% [markdown]
# ## Exercise 2: a replay buffer
#
# *Medium, about 30 minutes.* The buffer remembers the last `capacity` transitions. A Python list would do, and would cost a memory
# allocation and several conversions for every transition that is ever drawn. We **preallocate**: the constructor makes one NumPy array for
# each column (or one for several), at its full length, and from then on `add` allocates nothing, it only overwrites. When the arrays are full, writing starts
# again at row 0, so that the newest transition replaces the oldest. That is called a ring buffer.
#
# With `capacity=3`, after four calls of `add` (call them $t_0$ to $t_3$) the rows hold $t_3, t_1, t_2$, and `len(buffer)` is 3.
#
# `sample` draws rows uniformly and with replacement, **from the rows that are filled**, by the generator that it is given: the generator
# moves on, and the next batch is another one. It returns a tuple of five tensors on the device, which stay as they are whatever is added or
# drawn later. If nothing is stored yet it raises a `ValueError`. (A batch may be larger than what is stored.)
#
# <details><summary>Hint</summary>
#
# Two integers are all the state that you need: the row to write next, and how many rows are filled. The first goes round by `%
# capacity`, the second stops growing at `capacity`. `rng.integers(n, size=batch_size)` draws row numbers, and `array[rows]` is a new
# array with those rows, which `torch.from_numpy` turns into a tensor.
#
# </details>


# %% exercise="ReplayBuffer" task=2 forbid="rlcourse.agents.buffers"
class ReplayBuffer:
    """The last ``capacity`` transitions, on arrays that are allocated once.

    Args:
        capacity: Number of transitions to remember.
        n_features: Length of an observation.
    """

    def __init__(self, capacity: int, n_features: int) -> None:
        # BEGIN SOLUTION
        self.capacity = capacity
        self.observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.next_observations = np.zeros((capacity, n_features), dtype=np.float32)
        self.terminated = np.zeros(capacity, dtype=np.float32)
        self.next_row = 0
        self.size = 0
        # END SOLUTION

    def __len__(self) -> int:
        """Number of transitions that are stored."""
        # BEGIN SOLUTION
        return self.size
        # END SOLUTION

    def add(
        self,
        observation: NDArray[np.float32],
        action: int,
        reward: float,
        next_observation: NDArray[np.float32],
        terminated: bool,
    ) -> None:
        """Store a copy of one transition, in place of the oldest once all are full.

        Both observations have shape ``[n_features]``.
        """
        # BEGIN SOLUTION
        row = self.next_row
        self.observations[row] = observation
        self.actions[row] = action
        self.rewards[row] = reward
        self.next_observations[row] = next_observation
        self.terminated[row] = terminated
        self.next_row = (row + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)
        # END SOLUTION

    def sample(
        self, batch_size: int, rng: np.random.Generator, device: torch.device
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Draw transitions uniformly, with replacement.

        Returns:
            A tuple of five tensors on ``device``: observations ``[batch_size,
            n_features]`` float32, actions ``[batch_size]`` int64, rewards
            ``[batch_size]`` float32, next observations ``[batch_size, n_features]``
            float32, terminated ``[batch_size]`` float32 (0 or 1).

        Raises:
            ValueError: Nothing is stored yet.
        """
        # BEGIN SOLUTION
        if self.size == 0:
            raise ValueError(
                "the buffer is empty, expected at least one transition "
                "before a sample is drawn"
            )
        rows = rng.integers(self.size, size=batch_size)
        columns = (
            self.observations,
            self.actions,
            self.rewards,
            self.next_observations,
            self.terminated,
        )
        observations, actions, rewards, next_observations, terminated = (
            torch.from_numpy(column[rows]).to(device) for column in columns
        )
        return observations, actions, rewards, next_observations, terminated
        # END SOLUTION


# %% test="ReplayBuffer" points=1
def test_ReplayBuffer() -> None:
    buffer = checks.attempt(ReplayBuffer, 3, 2)
    checks.equal(
        "len of an empty buffer",
        checks.attempt(buffer.__len__),
        0,
        thought="Nothing has been added yet.",
    )
    checks.raises(
        ValueError,
        lambda: buffer.sample(1, np.random.default_rng(0), device),
        thought="What can be drawn from nothing?",
    )
    rng, n_added = np.random.default_rng(0), 0
    for n_more, n_stored in ((2, 2), (2, 3), (5, 3)):
        # number i leads from [i, i] by action i and reward 10 i to [i + 1, i + 1]
        for i in range(n_added, n_added + n_more):
            here, there = np.full(2, i, np.float32), np.full(2, i + 1, np.float32)
            checks.attempt(buffer.add, here, i, 10.0 * i, there, i % 2 == 1)
        n_added += n_more
        checks.equal(
            f"len after {n_added} transitions, with a capacity of 3",
            checks.attempt(buffer.__len__),
            n_stored,
            thought="It grows by one up to the capacity.",
        )
        sample = checks.instance(
            "a sample",
            checks.attempt(buffer.sample, 64, rng, device),
            tuple,
            thought="A tuple of tensors.",
        )
        checks.equal(
            "the number of tensors",
            len(sample),
            5,
            thought="Observations, actions, rewards, next observations, terminated.",
        )
        columns = {
            "observations": ((64, 2), torch.float32),
            "actions": ((64,), torch.int64),
            "rewards": ((64,), torch.float32),
            "next observations": ((64, 2), torch.float32),
            "terminated": ((64,), torch.float32),
        }
        for (name, (shape, dtype)), column in zip(columns.items(), sample, strict=True):
            checks.tensor(
                name,
                column,
                shape=shape,
                dtype=dtype,
                thought="Actions are indices; with the rest we compute, as in 1 - d.",
            )
        actions = sample[1].cpu().numpy()
        checks.equal(
            "the actions that are drawn",
            sorted(set(actions.tolist())),
            list(range(n_added - n_stored, n_added)),
            thought="The newest transitions, all of them, and no row that is empty.",
        )
        observations = np.stack([actions, actions], axis=1)
        expected = [observations, actions, 10.0 * actions]
        expected += [observations + 1, actions % 2 == 1]
        for name, column, values in zip(columns, sample, expected, strict=True):
            checks.close(
                name,
                column,
                values,
                thought="Do all columns of a transition stand in the same row?",
            )


# %% hidden="ReplayBuffer" points=3
def hidden_ReplayBuffer() -> None:
    def numbered(number: int, width: int) -> tuple[Any, ...]:
        """Transition of a number, with values that half precision cannot hold."""
        here = (number + np.arange(width) / 3).astype(np.float32)
        return here, number, number / 7 - 50.0, here * 1.001 + 5.0, number % 3 == 0

    def compare(sample: Sequence[Tensor], width: int) -> NDArray[np.int64]:
        """All columns belong together; returns the numbers that were drawn."""
        checks.instance("a batch", sample, tuple, thought="Is it a tuple of tensors?")
        checks.equal(
            "the number of tensors",
            len(sample),
            5,
            thought="Which five does the docstring promise?",
        )
        n_drawn = len(sample[0])
        kinds = [
            ((n_drawn, width), torch.float32),
            ((n_drawn,), torch.int64),
            ((n_drawn,), torch.float32),
            ((n_drawn, width), torch.float32),
            ((n_drawn,), torch.float32),
        ]
        for column, (shape, dtype) in zip(sample, kinds, strict=True):
            checks.tensor(
                "a column",
                column,
                shape=shape,
                dtype=dtype,
                thought="Which shape and dtype does the docstring promise?",
            )
            checks.equal(
                "the device",
                column.device.type,
                device.type,
                thought="Are the tensors on the device that was asked for?",
            )
        numbers = sample[1].cpu().numpy()
        expected = [numbered(number, width) for number in numbers.tolist()]
        for place, column in enumerate(sample):
            checks.close(
                "a column",
                column,
                np.array([row[place] for row in expected], dtype=np.float64),
                rtol=1e-6,
                atol=1e-6,
                thought=(
                    "Do the columns of a transition belong together, and are the "
                    "numbers the buffer's own, in full precision?"
                ),
            )
        return numbers

    cases = [(1, 1, 1), (1, 3, 5), (5, 2, 3), (5, 4, 5), (5, 4, 6), (7, 3, 25)]
    for capacity, width, count in [*cases, (300, 4, 1273)]:
        buffer = checks.attempt(ReplayBuffer, capacity, width)
        more = count % 2  # of the other buffer; where it is none, both have one size
        other = checks.attempt(ReplayBuffer, capacity + 2 * more, width + more)
        here, there = np.zeros(width, np.float32), np.zeros(width, np.float32)
        for number in range(min(count, 3)):  # from arrays that serve again and again
            here[:], action, reward, there[:], ended = numbered(number, width)
            checks.attempt(buffer.add, here, action, reward, there, ended)
            checks.equal(
                "the length",
                checks.attempt(buffer.__len__),
                min(number + 1, capacity),
                thought="It grows by one up to the capacity.",
            )
        here[:] = there[:] = 1e6
        checks.raises(
            ValueError,
            lambda other=other: other.sample(1, np.random.default_rng(0), device),
            thought="What can be drawn from a buffer that nothing was added to?",
        )
        checks.each(other.add, [numbered(3000 + i, width + more) for i in range(2)])
        checks.each(buffer.add, [numbered(number, width) for number in range(3, count)])
        checks.equal(
            "the lengths of two buffers",
            [checks.attempt(buffer.__len__), checks.attempt(other.__len__)],
            [min(count, capacity), 2],
            thought="Up to the capacity; and has each buffer its own rows?",
        )
        rng = np.random.default_rng(count)
        sample = checks.attempt(buffer.sample, 30 * capacity, rng, device)
        copies = [column.clone() for column in sample]
        checks.equal(
            "which transitions can be drawn",
            set(compare(sample, width).tolist()),
            set(range(max(0, count - capacity), count)),
            thought="The newest ones, all of them, and no empty row?",
        )
        others = compare(checks.attempt(other.sample, 40, rng, device), width + more)
        checks.equal(
            "which transitions of the other buffer can be drawn",
            set(others.tolist()),
            {3000, 3001},
            thought="Has each buffer its own rows?",
        )
        for size in (1, 2 * capacity + 1, 30 * capacity):
            compare(checks.attempt(buffer.sample, size, rng, device), width)
        new = [numbered(2000 + i, width) for i in range(capacity)]
        checks.each(buffer.add, new)
        for column, before in zip(sample, copies, strict=True):
            checks.close(
                "a batch that was drawn before",
                column,
                before,
                thought="Does a later call reach into a batch that is already out?",
            )
            column.zero_()  # a batch is the caller's
        numbers = compare(checks.attempt(buffer.sample, 64, rng, device), width)
        checks.true(
            "old transitions that are gone",
            bool((numbers >= 2000).all()),
            thought="After `capacity` more calls of `add`, what is left of the rest?",
        )
        for column in checks.attempt(buffer.sample, 2, rng, torch.device("meta")):
            checks.equal(
                "the device",
                column.device.type,
                "meta",
                thought="Which device is asked for: the notebook's or the argument?",
            )
    buffer = checks.attempt(ReplayBuffer, 20, 1)
    checks.each(buffer.add, [numbered(number, 1) for number in range(13)])
    checks.makes_no_generator(
        ReplayBuffer, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda rng: checks.attempt(buffer.sample, 26, rng, device)[1].cpu(),
        thought="Which generator makes the draw repeatable?",
    )
    rng = np.random.default_rng(8)
    batches = [
        checks.attempt(buffer.sample, 26, rng, device)[1].tolist() for _ in range(4)
    ]
    checks.true(
        "a batch that is another one each time",
        all(one != other for one, other in itertools.combinations(batches, 2)),
        thought="Does the generator move on when a batch is drawn?",
    )
    for n_stored in (13, 20):  # filled in part; full, and written over
        if n_stored == 20:
            checks.each(buffer.add, [numbered(number, 1) for number in range(13, 33)])
        numbers = checks.attempt(buffer.sample, 26_000, rng, device)[1].cpu().numpy()
        few = checks.each(buffer.sample, [(6, rng, device)] * 80)
        one = checks.each(buffer.sample, [(1, rng, device)] * 400)
        for drawn, room in (
            (numbers, 0.13),
            (np.concatenate([batch[1].cpu().numpy() for batch in few]), 1.1),
            (np.concatenate([batch[1].cpu().numpy() for batch in one]), 1.1),
        ):
            oldest = 0 if n_stored == 13 else 13
            places = np.clip(drawn - oldest, 0, n_stored - 1)
            shares = np.bincount(places, minlength=n_stored) * n_stored
            checks.true(
                "a uniform draw",
                bool(np.abs(shares / len(drawn) - 1.0).max() < room),
                thought="Is each stored transition as likely as any other, every time?",
            )
        checks.true(
            "independent draws",
            bool(np.mean(np.diff(numbers) == 1) < 0.2),
            thought="A slice of neighbours is what replay is there to avoid.",
        )
        checks.true(
            "a draw with replacement",
            any(len(set(batch[1].tolist())) < 6 for batch in few),
            thought="May one batch hold the same transition twice, a small one too?",
        )
        whole = [checks.attempt(buffer.sample, n_stored, rng, device) for _ in range(5)]
        checks.true(
            "a draw with replacement",
            all(len(set(batch[1].tolist())) < n_stored for batch in whole),
            thought="May one batch hold the same transition twice?",
        )
    extremes = checks.attempt(ReplayBuffer, 3, 4)
    wide = np.array([[1e30, 0, -1e-30, 0, 3e8, 0, -7.0, 0], [0.1] * 8], np.float32)
    kept = [
        (wide[0, ::2], 2**24 - 1, 1e12, wide[1, ::2], False),
        (wide[1, ::2], 70_001, -1e-12, wide[0, ::2], True),
    ]
    checks.each(extremes.add, kept)
    for row in zip(*checks.attempt(extremes.sample, 20, rng, device), strict=True):
        [stored] = [one for one in kept if one[4] == bool(row[4])]
        for value, given in zip(row, stored, strict=True):
            kind = np.int64 if given is stored[1] else np.float32
            checks.close(
                "a very large or small number",
                value,
                np.asarray(given, dtype=kind),
                rtol=0,
                atol=0,
                thought="Which dtype does each column need?",
            )
    growing = frozenset(
        [
            "append",
            "extend",
            "insert",
            "pop",
            "popleft",
            "appendleft",
            "concatenate",
            "vstack",
            "hstack",
            "stack",
            "column_stack",
            "row_stack",
            "cat",
            "roll",
            "resize",
            "deque",
        ]
    )
    making = frozenset(
        [
            "zeros",
            "empty",
            "full",
            "ones",
            "zeros_like",
            "empty_like",
            "full_like",
            "ones_like",
            "recarray",
            "ndarray",
            "memmap",
            "new_zeros",
            "new_empty",
            "new_full",
            "new_ones",
        ]
    )
    checks.true(
        "arrays that are made at full length",
        bool(making & checks.names_in(ReplayBuffer)),
        thought="Does the constructor allocate all rows, np.zeros for example?",
    )
    checks.true(
        "an `add` that only overwrites",
        not growing & checks.names_in(ReplayBuffer, outside=("__init__", "sample"))
        and "deque" not in checks.names_in(ReplayBuffer),
        thought="Is anything allocated anew after the constructor?",
    )


# %% [markdown]
# ## Exercise 3: train the agent
#
# Five short pieces: how much to explore, what to aim at, one step towards it, the loop around it, and a picture of the result.
#
# ### 3a. The exploration schedule
#
# *Easy, about 5 minutes.* $\varepsilon$ falls on a straight line from `start`, at step 0, to `end`, at step `duration`, and stays
# there. From 1.0 to 0.1 over 100 steps: $\varepsilon = 1$ at step 0, $0.55$ at step 50, $0.1$ at step 100 and at step 5000.
#
# <details><summary>Hint</summary>
#
# What fraction of the way is done after `n_steps`? It never exceeds 1.
#
# </details>


# %% exercise="exploration_rate" task=3 forbid="rlcourse.agents.dqn"
def exploration_rate(n_steps: int, start: float, end: float, duration: int) -> float:
    """Return epsilon after ``n_steps`` environment steps.

    Args:
        n_steps: Number of steps taken, at least 0.
        start: Value at step 0, in ``[0, 1]``.
        end: Value from step ``duration`` on, at most ``start``.
        duration: Length of the slope in steps, at least 1.
    """
    # BEGIN SOLUTION
    fraction = min(n_steps / duration, 1.0)
    return start + fraction * (end - start)
    # END SOLUTION


# %% test="exploration_rate" points=1
def test_exploration_rate() -> None:
    for n_steps, expected_epsilon in [(0, 1.0), (50, 0.55), (100, 0.1), (5000, 0.1)]:
        epsilon = checks.attempt(
            exploration_rate, n_steps, start=1.0, end=0.1, duration=100
        )
        checks.close(
            f"epsilon after {n_steps} steps",
            checks.number("epsilon", epsilon, thought="A plain number."),
            expected_epsilon,
            thought="A line from start to end, and flat after that.",
        )


# %% hidden="exploration_rate" points=1
def hidden_exploration_rate() -> None:
    rng = np.random.default_rng(523)
    slopes = [(1.0, 0.0, 1), (0.3, 0.3, 7), (1.0, 0.05, 5_000), (0.9, 0.0, 1_000_000)]
    slopes += [(0.0, 0.0, 5), (2e-3, 1e-6, 900), (1e-5, 0.0, 70)]
    for _ in range(20):
        end, start = sorted(rng.random(2).tolist())
        slopes.append((start, end, int(rng.integers(1, 2000))))
    for start, end, duration in slopes:
        places = [0, 1, duration // 3, duration - 1, duration, duration + 1]
        places += [2 * duration, 50 * duration, 10**8]
        calls = [(n_steps, start, end, duration) for n_steps in places]
        found = checks.each(exploration_rate, calls)
        for epsilon in found:
            checks.number("epsilon", epsilon, thought="A plain number?")
        checks.close(
            "epsilon",
            found,
            np.interp(places, [0, duration], [start, end]),
            rtol=2e-6,
            atol=2e-7 * start,
            thought="Does it work for any start, end and duration, at both ends too?",
        )


# %% [markdown]
# ### 3b. The targets
#
# First, a question to make up your mind about. Suppose that an agent balances for ever: a reward of 1 at every step, no end. With
# $\gamma = 0.99$, **what is the true value of $Q$?** An episode of CartPole stops at 500 steps; but nothing in the four numbers of an
# observation says how many of them are over. So there is no last step to count back from: whatever is true now is true again after the
# next step, $q = 1 + 0.99\, q$, and hence $q = 1 / (1 - 0.99) = 100$. (Stopping the series after 500 steps changes it by
# $100 \cdot 0.99^{500}$, which is less than one.) Keep this number in mind: **no true value in this part exceeds 100.** (Estimates may
# exceed it on the way: do not clip them.)
#
# *Medium, about 15 minutes.* Now the targets for a whole batch:
#
# $$y_i = R_i + \gamma\,(1 - d_i) \max_{a'} Q(S_i', a'; \theta^-).$$
#
# You are given the target network's values for the next observations, `next_values`, so that there is nothing to compute but the
# formula. The result is a constant: it must not require a gradient, even where `next_values` does.
#
# With $\gamma = 0.9$, two transitions with rewards $1$ and $1$, next values $[3, 10]$ and $[5, 2]$, the second one terminal: the
# targets are $1 + 0.9 \cdot 10 = 10$ and $1$.
#
# <details><summary>Hint</summary>
#
# `.amax(dim=1)` takes the largest of each row; `.detach()` cuts a tensor off from the computation that made it. (So does
# `torch.no_grad()`. `torch.inference_mode()` goes too far: no loss can be made of its tensors later.)
#
# </details>


# %% exercise="td_targets" task=3 forbid="rlcourse.agents.dqn"
def td_targets(
    rewards: Tensor, next_values: Tensor, terminated: Tensor, gamma: float
) -> Tensor:
    """Return what the Q-values of a batch should be.

    Args:
        rewards: Shape ``[batch]``, float32.
        next_values: The target network's values for the next observations, shape
            ``[batch, n_actions]``, float32.
        terminated: 1 where the step ended the episode for good, else 0; shape
            ``[batch]``, float32.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        The targets, shape ``[batch]``, float32, on the same device, not connected to
        any gradient. (Of the arguments only ``next_values`` may require one.)

    Source:
        Mnih et al. (2015), algorithm 1.
    """
    # BEGIN SOLUTION
    return rewards + gamma * (1.0 - terminated) * next_values.detach().amax(dim=1)
    # END SOLUTION


# %% test="td_targets" points=1
def test_td_targets() -> None:
    next_values = torch.tensor(
        [[3.0, 10.0], [5.0, 2.0], [-4.0, -7.0]], device=device, requires_grad=True
    )
    rewards = torch.tensor([1.0, 1.0, 0.5], device=device)
    terminated = torch.tensor([0.0, 1.0, 0.0], device=device)
    with checks.unchanged(
        rewards=rewards, next_values=next_values, terminated=terminated
    ):
        targets = checks.attempt(td_targets, rewards, next_values, terminated, 0.9)
    checks.tensor(
        "the targets",
        targets,
        shape=(3,),
        dtype=torch.float32,
        thought="One target for each transition.",
    )
    checks.close(
        "the targets",
        targets,
        [10.0, 1.0, -3.1],
        thought="Each row's own best value, discounted; nothing after a terminal step.",
    )
    checks.true(
        "targets without a gradient",
        not targets.requires_grad,
        thought="The targets are constants: detach them.",
    )
    targets = checks.attempt(
        td_targets, rewards[:2], next_values[:2, :1].detach(), terminated[:2], 0.5
    )
    checks.close(
        "the targets for two transitions, a single action and gamma = 0.5",
        targets,
        [2.5, 1.0],
        thought="1 + 0.5 * 3, and no future for the second: any batch, any gamma.",
    )


# %% hidden="td_targets" points=2
def hidden_td_targets() -> None:
    import contextlib

    generator, devices = torch.Generator().manual_seed(524), list[str]()
    sizes = [(1, 1), (1, 4), (2, 2), (6, 1), (40, 1), (5, 5), (64, 3), (33, 7)]
    for number, (n_batch, n_actions) in enumerate(sizes):
        scale = [1.0, 1e-4, 1e4][number % 3]
        for gamma in (0.0, 0.37, 0.99, 1.0):
            rewards = scale * torch.randn(n_batch, generator=generator) * 3
            next_values = torch.randn(n_actions, n_batch, generator=generator).T
            next_values = scale * (next_values * 10 - 12)  # its rows lie apart
            next_values[0] = next_values[0].abs() * 20  # of the size of real values
            next_values[-1] = -2.5 * scale  # a draw between all actions
            terminated = (torch.rand(n_batch, generator=generator) < 0.4).float()
            rows = zip(
                rewards.tolist(), next_values.tolist(), terminated.tolist(), strict=True
            )
            expected = [
                reward if ended else reward + gamma * max(values)
                for reward, values, ended in rows
            ]
            given = {
                "rewards": rewards.to(device),
                "next_values": next_values.to(device).requires_grad_(),
                "terminated": terminated.to(device),
            }
            with checks.unchanged(**given):
                targets = checks.attempt(td_targets, **given, gamma=gamma)
            checks.tensor(
                "the targets",
                targets,
                shape=(n_batch,),
                dtype=torch.float32,
                thought="Is it one target for each transition, in float32?",
            )
            checks.equal(
                "the device",
                targets.device.type,
                device.type,
                thought="Do the targets stay where the rewards are?",
            )
            checks.close(
                "the targets",
                targets,
                expected,
                atol=1e-6 * scale,
                thought=(
                    "Is it each row's own maximum, cut by its own terminal flag? "
                    "Negative values too?"
                ),
            )
            checks.true(
                "targets without a gradient",
                not targets.requires_grad,
                thought="Does a gradient leak through the targets?",
            )
    plain = [torch.ones(2), torch.ones(2, 3), torch.zeros(2)]
    checks.true(
        "targets of which a loss can be made",
        checks.returns_constants(td_targets, *plain, 0.9),
        thought="What does the hint say of `torch.inference_mode()`?",
    )
    checks.true(
        "targets that are new tensors",
        checks.returns_new_tensors(td_targets, *plain, 0.9)
        and checks.returns_new_tensors(td_targets, *plain, 0.0),
        thought="Do the targets share memory with an argument or another call's?",
    )
    # whoever makes tensors on the way may fail here: one that lies there is too many
    with contextlib.suppress(checks.CheckFailedError):
        targets = checks.attempt_beside("meta", td_targets, *plain, 0.9)
        devices.append(targets.device.type)
    checks.true(
        "targets on the device of the arguments",
        "meta" not in devices,
        thought="Does a tensor that you make say on which device it is to lie?",
    )


# %% [markdown]
# *Written answer, about 10 minutes.* A colleague stores `terminated or truncated` in the buffer, "because the episode is over either
# way". Every episode of a good agent ends at step 500. **What does this do to the targets, to the Q-values of states that an agent sees
# in the middle of an episode, and to the agent?** Use the number that was worked out at the head of 3b.

# %% [markdown] answer="why_not_truncated" task=3 points=2
# ### BEGIN SOLUTION
# The last transition of each 500-step episode gets the target 1, though the pole stands as well as ever and the true value is 100: the
# step limit is treated like a fall. An observation does not hold the time, so the same four numbers (upright, in the middle) appear at
# step 30 with a target near 100 and at step 500 with a target of 1. The network can only average them: the values of *good* states are
# pulled down, the more often the better the agent is, and neighbouring states with them, through the bootstrap. The differences between
# actions, on which the policy rests, are small beside this noise, so a good agent may well get worse again.
#
# Rubric: 1 point for the wrong target (1 in place of about 100, because the bootstrap is cut). 1 point for the consequence: equal
# observations get contradictory targets, since time is not part of the observation, so that values of good states are too low or
# unstable.
# ### END SOLUTION

# %% [markdown]
# ### 3c. One update
#
# *Medium, about 20 minutes.* Given observations, the actions that were taken there and the targets, move the weights one step:
#
# 1. $Q(S_i, A_i; \theta)$: compute the values of all actions, and pick for each row the value of **its own** action;
# 2. the Huber loss to the targets, averaged over the batch (`functional.smooth_l1_loss`);
# 3. forget old gradients, compute new ones, let the optimiser take one step (nothing is clipped here);
# 4. return the loss, as it was before the step: a plain number, not a tensor.
#
# A batch of one, with values $[2, 7]$, action 0 and target 5: the error is $2 - 5 = -3$ and the loss $|{-3}| - \tfrac12 = 2.5$. The
# value 7 plays no part.
#
# <details><summary>Hint</summary>
#
# `values.gather(1, actions.unsqueeze(1))` picks one column for each row, and has shape `[batch, 1]`: bring it to `[batch]` before you
# compare it with the targets. If you do not, PyTorch compares each value with *every* target.
#
# </details>


# %% exercise="dqn_update" task=3 forbid="rlcourse.agents.dqn"
def dqn_update(
    network: nn.Module,
    optimiser: torch.optim.Optimizer,
    observations: Tensor,
    actions: Tensor,
    targets: Tensor,
) -> float:
    """Take one gradient step on the Huber loss between values and their targets.

    The values are those of the actions that were taken.

    Args:
        network: Maps ``[batch, n_features]`` to ``[batch, n_actions]``; its weights
            change in place, its mode stays.
        optimiser: Holds the network's weights.
        observations: Shape ``[batch, n_features]``, float32.
        actions: Shape ``[batch]``, int64.
        targets: Shape ``[batch]``, float32, constants.

    Returns:
        The mean loss of the batch before the step, a plain number.
    """
    # BEGIN SOLUTION
    values = network(observations).gather(1, actions.unsqueeze(1)).squeeze(1)  # [batch]
    loss = functional.smooth_l1_loss(values, targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()
    # END SOLUTION


# %% test="dqn_update" points=1
def test_dqn_update() -> None:
    linear = nn.Linear(1, 2, bias=False, device=device)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[2.0], [7.0]]))
    linear.weight.grad = torch.full_like(linear.weight, 50.0)  # from earlier work
    sgd = torch.optim.SGD(linear.parameters(), lr=0.5, momentum=0.5)
    one = torch.ones(1, 1, device=device)
    action = torch.tensor([0], device=device)
    target = torch.tensor([5.0], device=device)
    loss = checks.attempt(dqn_update, linear, sgd, one, action, target)
    checks.close(
        "the loss",
        checks.number("the loss", loss, thought="A plain number: .item()."),
        2.5,
        thought="The error is 2 - 5 = -3: beyond 1, Huber's loss is |e| - 1/2.",
    )
    checks.close(
        "the weights after one step",
        linear.weight.reshape(-1),
        [2.5, 7.0],
        thought="2 + 0.5 * 1 for the action that was taken; older gradients are gone.",
    )
    checks.attempt(dqn_update, linear, sgd, one, action, target)
    checks.close(
        "the weights after a second step",
        linear.weight.reshape(-1),
        [3.25, 7.0],
        thought="With its momentum the optimiser goes 0.5 * (0.5 * 1 + 1) further.",
    )
    linear = nn.Linear(1, 3, bias=False, device=device)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[0.1], [0.2], [0.3]]))
    sgd = torch.optim.SGD(linear.parameters(), lr=0.01)
    three = torch.full((3, 1), 30.0, device=device)  # the values are 3, 6 and 9
    actions = torch.tensor([0, 2, 1], device=device)
    targets = torch.tensor([3.5, 11.0, 3.0], device=device)
    loss = checks.attempt(dqn_update, linear, sgd, three, actions, targets)
    checks.close(
        "the loss of three, with errors -0.5, -2 and 3",
        loss,
        (0.125 + 1.5 + 2.5) / 3,
        thought="Each row's own action with its own target, and a mean over rows?",
    )
    checks.close(
        "the weights after these three",
        linear.weight.reshape(-1),
        [0.15, 0.1, 0.4],
        thought="The gradients, -5, 10 and -10, are taken as they are.",
    )


# %% hidden="dqn_update" points=3
def hidden_dqn_update() -> None:
    rng = np.random.default_rng(525)
    sizes = [(1, 1, 2), (2, 3, 2), (3, 2, 3), (16, 4, 2), (16, 4, 5), (5, 3, 4)]
    sizes += [(4, 3, 1)]
    for (n_batch, n_features, n_actions), scale in zip(
        sizes, [1.0, 1.0, 60.0, 1.0, 0.01, 4_000.0, 1.0], strict=True
    ):
        matrix = rng.normal(size=(n_actions, n_features))
        inputs = (scale * rng.normal(size=(n_batch, n_features))).astype(np.float32)
        taken = rng.integers(n_actions, size=n_batch)
        rate = 0.25 / scale**2
        linear = nn.Linear(n_features, n_actions, bias=False, device=device)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(matrix.astype(np.float32)))
        matrix = checks.to_array(linear.weight).astype(np.float64)
        # what an earlier computation left behind
        linear.weight.grad = torch.full_like(linear.weight, 100.0)
        sgd = torch.optim.SGD(linear.parameters(), lr=rate, momentum=0.5)
        speed = np.zeros_like(matrix)
        observations = torch.from_numpy(inputs.T.copy()).to(device).T  # rows lie apart
        actions = torch.from_numpy(taken.repeat(2)).to(device)[::2]
        for _ in range(3):
            before = np.array(
                [matrix[a] @ x for a, x in zip(taken, inputs, strict=True)]
            )
            # near the values, so that both branches of the loss come up
            goals = (before + rng.normal(scale=1.5, size=n_batch)).astype(np.float32)
            errors = before - goals
            sizes_of = np.abs(errors)
            expected = np.where(sizes_of <= 1, 0.5 * errors**2, sizes_of - 0.5).mean()
            gradient = np.zeros_like(matrix)
            for action, error, x in zip(taken, errors, inputs, strict=True):
                gradient[action] += np.clip(error, -1.0, 1.0) * x / n_batch
            speed = 0.5 * speed + gradient
            matrix = matrix - rate * speed
            targets = torch.from_numpy(goals).to(device)
            linear.train(n_batch != 2)
            with checks.unchanged(
                observations=observations, actions=actions, targets=targets
            ):
                loss = checks.attempt(
                    dqn_update, linear, sgd, observations, actions, targets
                )
            checks.equal(
                "the mode of the network",
                linear.training,
                n_batch != 2,
                thought="Only the weights change: what about the network's mode?",
            )
            checks.number(
                "the loss",
                loss,
                thought="A plain number? A tensor may keep the batch in memory.",
            )
            checks.close(
                "the loss",
                loss,
                expected,
                rtol=2e-3 if scale > 1_000 else 1e-4,
                atol=1e-5,
                thought=(
                    "Is it the mean over the batch, each row compared with its own "
                    "target, before the step?"
                ),
            )
            checks.close(
                "the step of the weights",
                (checks.to_array(linear.weight) - matrix) * scale,
                np.zeros_like(matrix),
                atol=2e-3,
                thought=(
                    "Is the gradient that of this loss alone, whole, for the actions "
                    "taken alone, and is the step the optimiser's?"
                ),
            )
    linear = nn.Linear(1, 2, bias=False, device=device)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[2.0], [7.0]]))
    sgd = torch.optim.SGD(linear.parameters(), lr=0.5, momentum=0.5)
    one, action = torch.ones(1, 1, device=device), torch.tensor([0], device=device)
    # far off; met exactly, while momentum moves on; and nearly met
    steps = [(5.0, 2.5, 2.5), (2.5, 0.0, 2.75), (2.75 - 2**-10, 2**-21, 2.874512)]
    for target, expected, weight in steps:
        goal = torch.tensor([target], device=device)
        loss = checks.attempt(dqn_update, linear, sgd, one, action, goal)
        checks.close(
            "the loss",
            loss,
            expected,
            atol=0,
            thought="Is it the loss itself, however small?",
        )
        checks.close(
            "the weights",
            linear.weight.reshape(-1),
            [weight, 7.0],
            thought="Does the optimiser take its step each time, whatever the loss is?",
        )

    torch.manual_seed(9)
    deep = nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 6), nn.Tanh())
    deep = deep.append(nn.Linear(6, 4)).to(device)
    twin = copy.deepcopy(deep)
    optimisers = [
        torch.optim.RMSprop(net.parameters(), lr=0.01, eps=0.1) for net in (deep, twin)
    ]
    for _ in range(3):
        draws = rng.normal(size=(8, 4)).astype(np.float32)
        seen = torch.from_numpy(draws[:, :3].copy()).to(device)
        goals = torch.from_numpy(3.0 * draws[:, 3]).to(device)
        actions = torch.from_numpy(rng.integers(4, size=8)).to(device)
        checks.attempt(dqn_update, deep, optimisers[0], seen, actions, goals)
        values = twin(seen)[torch.arange(8, device=device), actions]
        optimisers[1].zero_grad()
        functional.huber_loss(values, goals).backward()
        optimisers[1].step()
        for found, wanted in zip(deep.parameters(), twin.parameters(), strict=True):
            checks.close(
                "the weights of a deep network",
                found,
                wanted,
                rtol=1e-4,
                atol=1e-5,
                thought="Does the step move all that the optimiser holds?",
            )


# %% [markdown]
# ### 3d. The loop
#
# *Medium, about 25 minutes.* The loop knows nothing of networks. It moves data between an environment and an agent with three abilities:


# %%
class Agent(Protocol):
    """What the training loop needs of an agent."""

    def act(self, observation: NDArray[np.float32], n_steps: int) -> int:
        """Choose an action, having taken ``n_steps`` steps so far."""
        ...

    def remember(
        self,
        observation: NDArray[np.float32],
        action: int,
        reward: float,
        next_observation: NDArray[np.float32],
        terminated: bool,
    ) -> None:
        """Store a transition."""
        ...

    def learn(self) -> None:
        """Update, if there is enough to learn from."""
        ...


# %% [markdown]
# The tests use an environment that plays a script, and an agent that takes notes:


# %%
class ScriptedEnv(gym.Env[NDArray[np.float32], Any]):
    """Episodes of given lengths and ends; the observation is [episode, step in it].

    Args:
        episodes: Length of each episode and how it ends: ``"terminated"``,
            ``"truncated"`` or ``"both"``.
        rewards: Rewards of all steps, in order.
    """

    def __init__(
        self, episodes: Sequence[tuple[int, str]], rewards: Sequence[float]
    ) -> None:
        self.observation_space = gym.spaces.Box(-1.0, np.inf, (2,))
        self.action_space = gym.spaces.Discrete(10)
        self.episodes, self.rewards = list(episodes), list(rewards)
        self.number, self.step_in_episode, self.n_steps = -1, 0, 0

    def observe(self) -> NDArray[np.float32]:
        """What is seen now, shape ``[2]``."""
        return np.array([self.number, self.step_in_episode], dtype=np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start the next episode."""
        super().reset(seed=seed, options=options)
        self.number, self.step_in_episode = self.number + 1, 0
        return self.observe(), {}

    def step(
        self, action: int
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Go on by one step of the script, whatever the action."""
        self.last_action = action
        length, end = self.episodes[self.number]
        reward = self.rewards[self.n_steps]
        self.n_steps += 1
        self.step_in_episode += 1
        over = self.step_in_episode >= length
        ended, cut_off = over and end != "truncated", over and end != "terminated"
        return self.observe(), reward, ended, cut_off, {}


class Recorder:
    """An agent that learns nothing and notes every call. It acts by counting."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.step_numbers: list[int] = []
        self.acted_on: list[list[float]] = []
        self.memory: list[list[object]] = []

    def act(self, observation: NDArray[np.float32], n_steps: int) -> int:
        """Note the observation, and return the next number from 0 to 9."""
        self.calls.append("act")
        self.acted_on.append(observation.tolist())
        self.step_numbers.append(n_steps)
        return len(self.acted_on) * 7 % 10

    def remember(
        self,
        observation: NDArray[np.float32],
        action: int,
        reward: float,
        next_observation: NDArray[np.float32],
        terminated: bool,
    ) -> None:
        """Note the transition."""
        self.calls.append("remember")
        seen, then = observation.tolist(), next_observation.tolist()
        self.memory.append([seen, action, float(reward), then, bool(terminated)])

    def learn(self) -> None:
        """Note that it was called."""
        self.calls.append("learn")


# %% [markdown]
# For each number in `steps`, in this order: let the agent `act`, step the environment, let the agent `remember` the transition, let it
# `learn`. When an episode ends, for either reason or for both at once, note its return and reset the environment. Return the list of the
# finished episodes' returns, plain numbers. Three details matter:
#
# - Remember `terminated` itself, **not** `terminated or truncated` (see above). It stays true when `truncated` is true as well.
# - Only the first `reset` gets the seed. (If every one did, each episode would start alike.) Nothing else is seeded.
# - Ask `steps` for each number only when its step is due. It may be any iterable of numbers: a progress bar, or something that ends as
#   soon as the agent is good enough.
#
# Suppose that `steps` is `range(5)`, each reward is 1, and episodes last two steps: the result is `[2.0, 2.0]`. The fifth step belongs
# to an episode that is not finished, so it is remembered but not in the list.
#
# Where an episode ends on the very last number, the environment may be left as it is, or be reset.
#
# <details><summary>Hint</summary>
#
# `env.reset()` returns a pair, `env.step(action)` five things. After a step, the observation to act on next is `next_observation`,
# unless the episode ended: then it is the one that `reset` gave. Remember before you replace it.
#
# </details>


# %% exercise="train_agent" task=3
def train_agent(
    env: gym.Env[NDArray[np.float32], Any],
    agent: Agent,
    steps: Iterable[int],
    seed: int,
) -> list[float]:
    """Let an agent learn in an environment.

    Args:
        env: A gymnasium environment with discrete actions, each observation an array
            of its own.
        agent: Acts, remembers and learns, once for each step.
        steps: Numbers of the steps to take, ``range(10_000)`` for example.
        seed: Seed of the environment's first reset, and of nothing else.

    Returns:
        Undiscounted returns of the episodes that ended, in order.
    """
    # BEGIN SOLUTION
    episode_returns: list[float] = []
    episode_return = 0.0
    observation, _ = env.reset(seed=seed)
    for n_steps in steps:
        action = agent.act(observation, n_steps)
        next_observation, reward, terminated, truncated, _ = env.step(action)
        agent.remember(observation, action, float(reward), next_observation, terminated)
        agent.learn()
        episode_return += float(reward)
        observation = next_observation
        if terminated or truncated:
            episode_returns.append(episode_return)
            episode_return = 0.0
            observation, _ = env.reset()
    return episode_returns
    # END SOLUTION


# %% test="train_agent" points=1
def test_train_agent() -> None:
    script = [(2, "terminated"), (2, "truncated"), (9, "terminated")]
    env = checks.recorded(ScriptedEnv(script, [1.0, 2.0, 0.5, 0.5, 1.0]))
    recorder = Recorder()
    returns = checks.attempt(train_agent, env, recorder, range(100, 105), 0)
    checks.close(
        "the returns",
        checks.instance("the returns", returns, list, thought="A list."),
        [3.0, 1.0],
        thought="Two episodes of two steps each, and one that is not finished.",
    )
    checks.equal(
        "the calls in the first two steps",
        recorder.calls[:6],
        ["act", "remember", "learn"] * 2,
        thought="Once for each step, in this order.",
    )
    checks.equal(
        "the numbers of the steps that `act` is told",
        recorder.step_numbers,
        [100, 101, 102, 103, 104],
        thought="`steps` says which number each step has.",
    )
    checks.equal(
        "the transitions",
        recorder.memory[:3],
        [
            [[0, 0], 7, 1.0, [0, 1], False],
            [[0, 1], 4, 2.0, [0, 2], True],
            [[1, 0], 1, 0.5, [1, 1], False],
        ],
        thought="What was seen, done, earned, seen next in the same episode; its end?",
    )
    checks.equal(
        "the terminal flags",
        [row[4] for row in recorder.memory],
        [False, True, False, False, False],
        thought="Is a truncated step terminal?",
    )
    checks.equal(
        "the seeds of the resets",
        env.seeds,
        [0, None, None],
        thought="Only the first reset gets the seed, and 0 is a seed too.",
    )


# %% hidden="train_agent" points=3
def hidden_train_agent() -> None:
    def as_long_as_needed(numbers: Sequence[int], recorder: Recorder) -> Iterator[int]:
        """Numbers that end as soon as the agent has learned so many times."""
        for number in [*numbers, *range(30)]:
            if recorder.calls.count("learn") >= len(numbers):
                return
            yield number

    rng = np.random.default_rng(526)
    ends = ["terminated", "truncated", "both"]
    for trial in range(18):
        script = [(int(rng.integers(1, 6)), str(rng.choice(ends))) for _ in range(12)]
        rewards = [float(reward) for reward in rng.normal(size=80)]
        if trial == 4:  # one long episode
            script = [(40, "terminated"), (1, "truncated"), (9, "terminated")]
        if trial == 5:
            rewards = [0.0] * 80
        if trial == 6:  # each return is 0
            script, rewards = [(2, end) for end in ends * 4], [1.5, -1.5] * 40
        if trial == 16:  # longer than any limit that somebody might have in mind
            script, rewards = [(505, "truncated"), (9, "both")], rewards * 8
        if trial == 17:  # single precision cannot hold such sums
            rewards = [1e8 + reward for reward in rewards]
        lengths = [length for length, _ in script]
        n_steps = 510 if trial == 16 else int(rng.integers(4, 16))
        if trial < 7:
            n_steps = [0, 1, sum(lengths[:4]), 34, 41, 17, 23][trial]
        n_steps = min(n_steps, sum(lengths) - 1)
        seed = 0 if trial % 4 == 1 else 1000 + trial
        env, recorder = checks.recorded(ScriptedEnv(script, rewards)), Recorder()
        numbers = list(range(100, 100 + n_steps))
        if trial % 2:
            numbers = [int(number) for number in rng.integers(10**6, size=n_steps)]
        steps: Iterable[int] = iter(numbers) if trial % 3 == 1 else numbers
        if trial % 3 == 2:
            steps = as_long_as_needed(numbers, recorder)
        spaces = (env.action_space, env.observation_space)
        luck = [space.np_random.bit_generator.state for space in spaces]
        returns = checks.instance(
            "the returns",
            checks.attempt(train_agent, env, recorder, steps, seed),
            list,
            thought="Which type does the docstring promise?",
        )
        for one in returns:
            checks.number("a return", one, thought="Is each return a plain number?")
        checks.equal(
            "the random state of the environment's spaces",
            [space.np_random.bit_generator.state for space in spaces],
            luck,
            thought="What is the seed for, and what is it not for?",
        )
        memory: list[list[Any]] = []
        whole_returns: list[float] = []
        for number, (length, end) in enumerate(script):
            first = len(memory)
            for i in range(min(length, n_steps - first)):
                taken = len(memory)
                over = i + 1 == length
                ended = over and end != "truncated"
                action = (taken + 1) * 7 % 10
                row = [[number, i], action, rewards[taken], [number, i + 1], ended]
                memory.append(row)
                if over:
                    whole_returns.append(sum(rewards[first : taken + 1]))
        checks.equal(
            "the order of calls",
            recorder.calls,
            ["act", "remember", "learn"] * n_steps,
            thought=(
                "Act, remember, learn, for each number that `steps` gives, and no "
                "number taken before its step is due?"
            ),
        )
        checks.equal(
            "the step numbers",
            recorder.step_numbers,
            numbers,
            thought="`steps` says which number each step has.",
        )
        checks.close(
            "the returns",
            returns,
            np.array(whole_returns),
            rtol=1e-12,
            atol=1e-12,
            thought="Whole episodes only, each from zero, ended for either reason?",
        )
        checks.equal(
            "what is remembered",
            recorder.memory,
            memory,
            thought=(
                "Is the next observation that of the same episode, and does "
                "truncation stay apart from termination?"
            ),
        )
        checks.equal(
            "what the agent acts on",
            recorder.acted_on,
            [row[0] for row in memory],
            thought="After a reset, what does the agent see?",
        )
        checks.equal(
            "the actions that reach the environment",
            [action for episode in env.episodes for action in episode.actions],
            [row[1] for row in memory],
            thought="Does the environment get the agent's own action?",
        )
        checks.equal(
            "steps after the end of an episode",
            sum(episode.n_steps_after_end for episode in env.episodes),
            0,
            thought="Is the environment reset for either reason?",
        )
        checks.equal(
            "the seeds of the resets",
            env.seeds,
            [seed, *[None] * 12][: len(env.seeds)],
            thought="Only the first reset gets the seed.",
        )
    script = [(3, "terminated")] * 4
    # Both lists are looked at after the second call, where the answer's code runs.
    both = checks.each(
        train_agent,
        [
            (ScriptedEnv(script, [0.5] * 12), Recorder(), range(7), 1),
            (ScriptedEnv(script, [1.5] * 12), Recorder(), range(4), 2),
        ],
    )
    checks.equal(
        "the returns of two calls",
        both,
        [[1.5, 1.5], [4.5]],
        thought="Does a later call reach into a list that is already out?",
    )
    checks.makes_no_generator(
        train_agent, thought="What is the seed for, and what is it not for?"
    )
    checks.draws_only_from_its_generator(
        lambda _: checks.attempt(
            train_agent, ScriptedEnv(script, [1.0] * 12), Recorder(), range(8), 5
        ),
        varies=False,
        thought="What is the seed for, and what is it not for?",
    )


# %% [markdown]
# ### 3e. The picture
#
# *Easy, about 15 minutes.* Episode returns jump: one unlucky push ends an episode early. Draw the raw returns as a thin pale line over
# the episode number (0, 1, 2, ...), and on top of it, so that it stands out, the mean of the last `window` returns, which
# `plots.moving_average(returns, window)` computes. Label both axes, and both lines in a legend; if a label mentions the window,
# it gives the right number. Returns may be of any size, negative too, and nothing may be cut off.
#
# For returns `[10, 20, 60]` and a window of 2 the second line is `[10, 15, 40]`.
#
# <details><summary>Hint</summary>
#
# `figure, axes = plt.subplots()`, two calls of `axes.plot(..., label=...)`, `axes.set(xlabel=..., ylabel=...)`, `axes.legend()`.
#
# </details>


# %% exercise="plot_returns" task=3
def plot_returns(episode_returns: Sequence[float], window: int) -> Figure:
    """Draw the returns of a training run, episode by episode, with their running mean.

    Args:
        episode_returns: Undiscounted returns in the order of the episodes, at least
            one.
        window: Number of episodes in the running mean, at least 1; of fewer where
            there are fewer.

    Returns:
        A new figure with one axes and two labelled lines: the returns, and the running
        mean.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    episodes = np.arange(len(episode_returns))
    axes.plot(
        episodes, episode_returns, "-", color="0.75", linewidth=0.8, label="one episode"
    )
    means = plots.moving_average(episode_returns, window)
    axes.plot(episodes, means, color=plots.PALETTE[0], label=f"mean of {window}")
    axes.set(xlabel="episode", ylabel="return (steps balanced)")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="plot_returns" points=1
def test_plot_returns() -> None:
    given, episodes = [10.0, 20.0, 60.0, 30.0, 10.0], range(5)
    figure = checks.figure_of(
        plot_returns, given, 3, n_axes=1, thought="Return the figure itself."
    )
    [axes] = checks.panels_of(figure)
    raw = checks.curve(
        "the returns", axes, episodes, given, thought="Episode numbers start at 0."
    )
    mean = checks.curve(
        "the running mean",
        axes,
        episodes,
        [10.0, 15.0, 30.0, 110 / 3, 100 / 3],
        thought="Each point is the mean of the last three returns, or of fewer.",
    )
    checks.own_names(
        axes,
        {"the returns": (raw, []), "the mean": (mean, ["mean", "average"])},
        thought="Which line is which?",
    )


# %% hidden="plot_returns" points=1
def hidden_plot_returns() -> None:
    rng = np.random.default_rng(527)
    cases = [
        (2, 5, 8, 500),
        (30, 4, -300, 200),
        (47, 10, 100, 3_000),
        (200, 50, 8, 501),
        (12, 12, -20, -5),
        (1237, 20, 0, 501),
    ]
    for length, window, low, high in cases:
        given = [float(value) for value in rng.integers(low, high, size=length)]
        episodes = range(length)
        means = [np.mean(given[max(0, i - window + 1) : i + 1]) for i in episodes]
        with checks.unchanged(episode_returns=given):
            figure = checks.figure_of(
                plot_returns,
                given,
                window,
                n_axes=1,
                thought="One axes, with labels on x and y.",
            )
        [axes] = checks.panels_of(figure)
        raw = checks.curve(
            "the returns",
            axes,
            episodes,
            given,
            thought="All returns, in order, over the episode number, as a line?",
        )
        mean = checks.curve(
            "the running mean",
            axes,
            episodes,
            np.array(means),
            thought="Does the window that was asked for reach back, and never forward?",
        )
        names = checks.own_names(
            axes,
            {
                "the returns": (raw, ["raw", "single", "each", "one"]),
                "the mean": (mean, ["mean", "average", "smoothed"]),
            },
            thought="Can a reader tell which line is which?",
        )
        letters = [one if one.isdigit() else " " for one in names["the mean"]]
        told = "".join(letters).split()
        checks.true(
            "the window in the name of the mean",
            not told or str(window) in told or window > length,
            thought="Is the window that the legend tells the one that was asked for?",
        )
        checks.emphasised(
            "the running mean",
            axes,
            mean,
            [raw],
            on_top=True,
            thought="Which line is thin and pale, and which lies on top?",
        )
        checks.true(
            "a thin line of returns",
            raw.look.width <= mean.look.width,
            thought="Which line is the thin one?",
        )
        checks.labels(
            axes,
            x=("episode",),
            y=("return", "reward", "steps"),
            not_x=("step", "update", "second", "s"),
            not_y=("loss", "second", "s"),
            thought="What is along x, and what along y?",
        )
        checks.in_view(
            "the returns", axes, x=episodes, y=given, thought="Is anything cut off?"
        )
    for given, window in [([7.0], 3), ([1e-3, 3e-3, -1e-3], 1), ([1e9, -1e9], 1)]:
        figure = checks.figure_of(
            plot_returns, given, window, n_axes=1, thought="How few episodes may come?"
        )
        [axes] = checks.panels_of(figure)
        both = [curve for curve in checks.curves(axes) if len(curve.y) == len(given)]
        checks.equal(
            "two lines, one on the other",
            [np.allclose(curve.y, given, rtol=1e-6, atol=0) for curve in both],
            [True, True],
            thought="What is the mean of a single episode?",
        )


# %% [markdown]
# ## Your agent at work
#
# Nothing is left but to put your pieces together. The agent below is the clear version of DQN: one environment, and an update after every
# fourth step. A stopwatch takes the time of each stretch; we shall need it soon.
#
# When is it done? Every 100 steps it sits an **exam**: the greedy policy plays 20 episodes in environments of their own. After an exam with
# a mean of at least 495 the agent rests from learning: it has what it came for, and *learning on can make it worse*. (It does so in the
# second run below.) If a later exam falls below 475, it learns again. Training ends once the last fifth of it has been spent at rest, so that we
# see whether the agent **holds** what it has reached. The training takes about ten seconds, and much longer on an unlucky seed.


# %%
class ClearDQN:
    """The agent made of your network, buffer, schedule, targets and update.

    Args:
        seed: Seeds weights, exploration, replay and exams.
        stop_learning_at: An exam as good as this begins a rest from learning.
    """

    def __init__(self, seed: int, stop_learning_at: float = 495.0) -> None:
        torch.manual_seed(seed)
        self.rng = np.random.default_rng(seed)
        self.exam_seeds = iter(seeding.spread(1_000_000 + seed, 10_000))
        self.network = q_network(4, 2, (256, 256)).to(device)
        self.target_network = copy.deepcopy(self.network)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=2.3e-3)
        self.buffer = ReplayBuffer(30_000, 4)
        self.scale = np.array([0.5, 0.5, 5.0, 0.5], dtype=np.float32)
        self.stop_learning_at = stop_learning_at
        self.rests = False
        self.exam_every = 100
        self.exams: list[tuple[int, float]] = []
        """(number of steps, mean return of the greedy policy over 20 episodes)"""
        self.n_steps = 0
        self.watch = stopwatch.Stopwatch()

    def greedy(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """Actions of the largest values, ``[n]``, for observations ``[n, 4]``."""
        scaled = torch.from_numpy(observations * self.scale).to(device)
        with torch.no_grad():
            return self.network(scaled).argmax(dim=1).cpu().numpy()

    def act(self, observation: NDArray[np.float32], n_steps: int) -> int:
        """Epsilon-greedy."""
        with self.watch("act"):
            epsilon = exploration_rate(n_steps, start=1.0, end=0.05, duration=5_000)
            if self.rng.random() < epsilon:
                return int(self.rng.integers(2))
            return int(self.greedy(observation[None])[0])

    def remember(
        self,
        observation: NDArray[np.float32],
        action: int,
        reward: float,
        next_observation: NDArray[np.float32],
        terminated: bool,
    ) -> None:
        """Store the transition, its observations scaled."""
        with self.watch("store and sample"):
            before, after = observation * self.scale, next_observation * self.scale
            self.buffer.add(before, action, reward, after, terminated)

    def learn(self) -> None:
        """Count the step; update on every fourth, and now and then sit an exam."""
        self.n_steps += 1
        if self.n_steps >= 500 and self.n_steps % 4 == 0 and not self.rests:
            self.update()
        if self.n_steps % self.exam_every == 0:
            with self.watch("evaluate"):
                returns = evaluation.returns_of(
                    self.greedy,
                    "CartPole-v1",
                    seed=next(self.exam_seeds),
                    n_episodes=20,
                )
            mean = float(returns.mean())
            self.exams.append((self.n_steps, mean))
            self.rests = mean >= (475.0 if self.rests else self.stop_learning_at)

    def update(self) -> None:
        """One update on 128 transitions, and the target network follows."""
        with self.watch("store and sample"):
            observations, actions, rewards, next_observations, terminated = (
                self.buffer.sample(128, self.rng, device)
            )
        with self.watch("update"):
            with torch.no_grad():
                next_values = self.target_network(next_observations)
            targets = td_targets(rewards, next_values, terminated, 0.99)
            dqn_update(self.network, self.optimiser, observations, actions, targets)
            pairs = zip(
                self.target_network.parameters(),
                self.network.parameters(),
                strict=True,
            )
            with torch.no_grad():
                for slow, fast in pairs:
                    slow.lerp_(fast, 0.05)


def until_it_holds(agent: ClearDQN, at_most: int) -> Iterator[int]:
    """Number the steps until a last fifth of training was spent being good."""
    good_since = 0
    with live.progress(total=at_most, description="your agent") as bar:
        for n_steps in range(at_most):
            yield n_steps
            bar.update()
            if agent.exams:
                bar.set_postfix({"exam": f"{agent.exams[-1][1]:.0f}"}, refresh=False)
            if not agent.rests:
                good_since = n_steps + 1
            elif n_steps + 1 >= 1.25 * good_since:
                return


# %% tags=["demo"]
def train_own(seed: int) -> tuple[ClearDQN, list[float]]:
    """Train your agent with one seed; return it, and its episodes' returns."""
    env = gym.wrappers.RecordEpisodeStatistics(
        gym.make("CartPole-v1"), buffer_length=100_000
    )
    learner = ClearDQN(seed)
    with live.until_stopped():
        train_agent(env, learner, until_it_holds(learner, at_most=30_000), seed)
    return learner, [float(one) for one in env.return_queue]


with checks.demonstration():
    own_runs = [train_own(seed) for seed in range(budgets.pick(short=3, long=10))]
    own_returns = [
        evaluation.returns_of(learner.greedy, "CartPole-v1", seed=500_000 + number)
        for number, (learner, _) in enumerate(own_runs)
    ]


# %% tags=["demo"] alt="The returns of single training episodes over the episode number, a jumping thin grey line, and their running mean of 20, which stays far below 475 since most pushes are still random."
def show_own_training() -> None:
    """Draw the first agent's episodes, and print how each agent did."""
    plot_returns(own_runs[0][1], 20)
    plt.show()
    holds: list[bool] = []
    print("              475 reached   exams in the    100 new")
    print("seed  steps   after steps   last fifth      episodes")
    for number, judged in enumerate(own_returns):
        one, _ = own_runs[number]
        last_fifth = np.mean([m for n, m in one.exams if n > 0.8 * one.n_steps])
        reached = next((n for n, m in one.exams if m >= 475), 0)
        print(f"{number:>4}{one.n_steps:>7}{reached:>14}", end="")
        print(f"{last_fifth:>15.1f}{judged.mean():>14.1f}")
        holds.append(bool(last_fifth >= 475 and judged.mean() >= 475))
    assert sum(holds) >= len(holds) - 1


with checks.demonstration():
    show_own_training()

# %% [markdown]
# Your agent solves the task, and holds it. The picture does not show it: training episodes explore, and so early in the schedule most
# pushes are still random. What the agent knows shows when it acts greedily, in its exams. **Always say which of the two a curve shows.**
# (How many steps it takes depends very much on the luck of the draw: if your numbers are others, your code may still be right. The tests
# above have checked each piece exactly.)
#
# Now the run that shows what the rest is good for: the same agent, the same seed, but it never stops learning.


# %% tags=["demo"] alt="Exams over environment steps. The agent that rests ends at 500; the one that never rests touches 500 several times, falls back each time, and ends near 100."
def show_restless() -> None:
    """Train an agent that never rests, and draw its exams."""
    restless = ClearDQN(seed=0, stop_learning_at=float("inf"))
    bar = live.progress(range(4_000), description="never rests")
    with live.until_stopped():
        train_agent(gym.make("CartPole-v1"), restless, bar, seed=0)
    _, axes = plt.subplots()
    for name, one, colour in (
        ("rests when it is good", own_runs[0][0], plots.PALETTE[0]),
        ("never rests", restless, plots.PALETTE[1]),
    ):
        steps, means = zip(*one.exams, strict=True)
        axes.plot(steps, means, marker="o", label=name, **plots.look_of(colour))
    axes.axhline(475, color="0.5", linewidth=0.8, linestyle="-")
    axes.set(xlabel="environment steps", ylabel="exam: greedy return, mean of 20")
    axes.legend()
    plt.show()
    last_fifth = np.mean([m for n, m in restless.exams if n > 0.8 * restless.n_steps])
    best = max(m for _, m in restless.exams)
    print(f"never rests: best exam {best:.0f}, mean of the last fifth {last_fifth:.0f}")
    assert last_fifth < 475


with checks.demonstration():
    show_restless()

# %% [markdown]
# An agent that goes on learning does not climb steadily, and what it has reached it does not keep. That is how DQN learns, and why it is
# examined *while* it learns: at the end of training the best network may be long gone. (Part 5.3 is about this restlessness.)

# %% [markdown]
# ## The fast version, and where the time goes
#
# Read `rlcourse/agents/dqn.py` now, from top to bottom: one file, and the very algorithm that you have just written. Sizes, rates, discount,
# exploration and the moving target are the same numbers (`dqn.Config` has them). These are **all** the differences:
#
# | your agent | the library's |
# |---|---|
# | one environment, an update after every fourth step | **four environments**, an update after each *vector step*: as many updates for as many steps |
# | asks the network how to act | **acts by NumPy** on views of the weights (the same memory, no copy), on the CPU alone |
# | stores one row at a time | **stores four rows** at once |
# | Adam: a dozen operations for each tensor | **fused Adam**: one operation for all weights |
# | scales observations before it stores them | the **scale is a layer** of the network |
# | takes gradients as they are | a **safety belt**: the gradient of all weights together is cut to length 10 where it is longer |
# | rests when it is good; exams every 100 steps, on new episodes | **stops** at the first exam of 495; exams every 250 steps, on the same 20 episodes |
#
# The update itself is the same: on one batch, with the belt left open, yours and the library's lead to the same weights.


# %% tags=["demo", "nbval-check-output"]
def show_same_update() -> None:
    """Make one update of each kind from the same weights, on the same batch."""
    rollout = vector.Rollout(vector.make("CartPole-v1", 4), seed=6)
    replay, rng = buffers.Replay(1_000, (4,), device=device), np.random.default_rng(6)
    for _ in range(100):
        replay.add(rollout.step(rng.integers(2, size=4)))
    batch = replay.sample(128, rng)
    torch.manual_seed(6)
    yours, target = (networks.mlp(4, (64, 64), 2).to(device) for _ in range(2))
    theirs = copy.deepcopy(yours)
    with torch.no_grad():
        next_values = target(batch.next_observations)
    targets = td_targets(batch.rewards, next_values, batch.terminated, 0.99)
    adam = torch.optim.Adam(yours.parameters(), lr=2.3e-3)
    dqn_update(yours, adam, batch.observations, batch.actions, targets)

    adam = torch.optim.Adam(theirs.parameters(), lr=2.3e-3, fused=True)
    values = theirs(batch.observations).gather(1, batch.actions.unsqueeze(1)).squeeze(1)
    wanted = dqn.td_targets(target, batch, 0.99)
    functional.smooth_l1_loss(values, wanted).backward()
    adam.step()
    for one, other in zip(yours.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-4)
    print("one update, yours and the library's: the same weights")


with checks.demonstration():
    show_same_update()

# %% [markdown]
# One thing needs care with several environments. Gymnasium's vector environments start a finished episode again by themselves, **one
# step late**: the step after an end ignores its action, and returns reward 0 and the first observation of the next episode. Stored as a
# transition, it would teach the agent that a fallen pole leaps back upright. `rlcourse.environments.vector.Rollout` marks these rows, and
# `replay.add` leaves them out:


# %% tags=["demo", "nbval-check-output"]
def show_late_reset() -> None:
    """Print the steps around the end of an episode."""
    rollout = vector.Rollout(vector.make("CartPole-v1", 1), seed=4)
    steps = [rollout.step(np.zeros(1, dtype=np.int64)) for _ in range(14)]
    end = next(number for number, step in enumerate(steps) if step.terminated[0])
    for number in range(end - 1, end + 3):
        step = steps[number]
        before, after = step.observations[0, 2], step.next_observations[0, 2]
        kind = "a transition" if step.valid[0] else "a reset, no transition"
        print(f"step {number:>2}: the angle goes from {before:+.2f} to", end=" ")
        print(f"{after:+.2f}, reward {step.rewards[0]:.0f}: {kind}")
    assert len(steps[end].kept().rewards) == 1
    assert len(steps[end + 1].kept().rewards) == 0


show_late_reset()

# %% [markdown]
# Where does the time go? Below are the parts that differ, each on its own, the slow way against the fast way, in CPU microseconds on
# the machine that ran this notebook. (In the last row you are on the fast side: you and the library make one update on 128
# transitions, where the slow way makes four on 64.)


# %%
def microseconds(run: Callable[[], object], n_calls: int = 100) -> float:
    """CPU time of one call: the best of three rounds."""
    rounds: list[float] = []
    for _ in range(3):
        start = stopwatch.now()
        for _ in range(n_calls):
            run()
        rounds.append((stopwatch.now() - start) / n_calls)
    return 1e6 * min(rounds)


# %% tags=["demo"]
def compare_ways() -> dict[str, tuple[float, float]]:
    """Microseconds of the slow and the fast way, for four environment steps."""
    rng = np.random.default_rng(4)
    network = networks.mlp(4, (256, 256), 2).to(device)
    fast_policy = networks.greedy_policy(network)
    envs = [gym.make("CartPole-v1") for _ in range(4)]
    many = vector.Rollout(vector.make("CartPole-v1", 4), seed=0)
    observations, actions = many.observations, np.array([0, 1, 0, 1])
    for env in envs:
        env.reset(seed=0)
    replay = buffers.Replay(5_000, (4,), device=device)
    memory = deque[tuple[Any, ...]](maxlen=5_000)
    for _ in range(1_300):
        step = many.step(rng.integers(2, size=4)).kept()
        replay.add(step)
        memory.extend(zip(*step[:5], strict=True))  # the columns of a transition

    def act_slowly() -> None:
        with torch.no_grad():
            values = network(torch.from_numpy(observations).to(device))
        values.argmax(dim=1).cpu().numpy()

    def step_one_by_one() -> None:
        for env in envs:
            _, _, terminated, truncated, _ = env.step(int(rng.integers(2)))
            if terminated or truncated:
                env.reset()

    def draw_from_tuples() -> None:
        drawn = [memory[row] for row in rng.integers(len(memory), size=128)]
        for column in zip(*drawn, strict=True):
            torch.from_numpy(np.stack(column)).to(device)

    def adam(*, fused: bool) -> Callable[[], object]:
        weights = network.parameters()
        optimiser = torch.optim.Adam(weights, lr=0.0, fused=fused, foreach=False)
        network(torch.zeros(1, 4, device=device)).sum().backward()
        return optimiser.step

    def updates(n_updates: int, batch_size: int) -> Callable[[], object]:
        optimiser = torch.optim.Adam(network.parameters(), lr=0.0, fused=True)

        def run() -> None:
            for _ in range(n_updates):
                batch = replay.sample(batch_size, rng)
                chosen_actions = batch.actions.unsqueeze(1)
                values = network(batch.observations).gather(1, chosen_actions)
                targets = dqn.td_targets(network, batch, 0.99)
                loss = functional.smooth_l1_loss(values.squeeze(1), targets)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()

        return run

    return {
        "act in 4 environments: the network / NumPy on views": (
            microseconds(act_slowly),
            microseconds(lambda: fast_policy(observations)),
        ),
        "step 4 environments: one by one / one call": (
            microseconds(step_one_by_one),
            microseconds(lambda: many.step(actions)),
        ),
        "draw 128: a deque of tuples / preallocated": (
            microseconds(draw_from_tuples),
            microseconds(lambda: replay.sample(128, rng)),
        ),
        "Adam's step: a loop / fused": (
            microseconds(adam(fused=False)),
            microseconds(adam(fused=True)),
        ),
        "learn: 4 updates on 64 / 1 update on 128": (
            microseconds(updates(4, 64), 20),
            microseconds(updates(1, 128), 20),
        ),
    }


def show_ways() -> None:
    """Print the table of slow and fast ways."""
    print(f"{'work (slow way / fast way)':<54}{'slow':>8}{'fast':>8}{'ratio':>8}")
    for name, (slow, fast) in compare_ways().items():
        print(f"{name:<54}{slow:>8.0f}{fast:>8.0f}{slow / fast:>8.1f}")


show_ways()

# %% [markdown]
# A large ratio of something small is not worth much. And not everything that looks fast is: a call that steps many environments has a price
# of its own, and four of them hardly earn it back. That is why one measures. So what is large? Both agents, stretch by stretch, without
# exams (the last row of yours is all that is left over: the environment and the loop):


# %% tags=["demo"]
def stretches_of_yours(n_steps: int) -> dict[str, float]:
    """Train your agent without exams, and return its CPU seconds by stretch."""
    learner = ClearDQN(seed=10)
    learner.exam_every = n_steps + 1
    start = stopwatch.now()
    train_agent(gym.make("CartPole-v1"), learner, range(n_steps), seed=10)
    seconds = dict(learner.watch.seconds)
    rest = stopwatch.now() - start - sum(seconds.values())
    return seconds | {"step the environments": rest}


def show_stretches() -> None:
    """Print where both agents spend their time."""
    n_steps = 2_000
    config = dqn.Config(seed=10, total_steps=n_steps, stop_at=None, evaluate_every=0)
    fast = dqn.train(config, device, show_progress=False)
    columns = {"yours": stretches_of_yours(n_steps), "library": fast.seconds}
    steps = {"yours": n_steps, "library": fast.n_steps}
    unit = "CPU microseconds per environment step"
    print(stopwatch.table(columns, per=steps, unit=unit))


with checks.demonstration():
    show_stretches()

# %% [markdown]
# The update is where the time is, in both. Fewer, larger updates are what makes training cheap, and you have that already; next to
# them, the library's other ways save little here. They matter where acting is the larger part: in evaluations, and with smaller networks.
#
# ### To the goal
#
# Now the fast agent, with the same rule for the end: every 250 steps the greedy policy plays 20 episodes in environments of their own, and
# at a mean of 495 training ends. Is that allowed? A network that is picked *because* it did well in a test has been lucky in part, so that
# this test cannot be its final mark. Hence three different seeds: one for training, one to decide when to stop, and a third for the
# judgement over 100 episodes.


# %% tags=["demo"] alt="The greedy return over environment steps for three seeds of the fast agent: near 10 at first, then a steep rise to 500, where each run stops."
def train_fast(seed: int, plot: live.LivePlot) -> dqn.Result:
    """Train the fast agent with one seed, and draw its evaluations."""

    def note(found: dqn.Evaluation) -> None:
        plot.add(f"seed {seed}", found.n_steps, found.mean_return)

    return dqn.train(dqn.Config(seed=seed), device, on_evaluation=note)


def judge(result: dqn.Result) -> NDArray[np.float64]:
    """Return the returns of 100 episodes that nothing else has seen, and print."""
    judged = evaluation.returns_of(
        networks.greedy_policy(result.network),
        "CartPole-v1",
        seed=500_000 + result.config.seed,
    )
    seconds = sum(result.seconds.values())
    print(f"seed {result.config.seed}: {result.n_steps:>6} steps,", end=" ")
    print(f"{seconds:5.1f} CPU seconds, mean return over 100 new episodes", end=" ")
    print(f"{judged.mean():.1f} (worst {judged.min():.0f})")
    return judged


with live.LivePlot(
    xlabel="environment steps", ylabel="greedy return, mean of 20 episodes"
) as live_plot:
    fast_results = [
        train_fast(seed, live_plot) for seed in range(budgets.pick(short=3, long=10))
    ]
final_returns = [judge(result) for result in fast_results]

# %% [markdown]
# The part's promise, checked: nearly every seed gives an agent whose mean greedy return over 100 new episodes is at least 475. We go on
# with the one that needed the fewest steps.


# %% tags=["demo"]
solved = [
    number for number, returns in enumerate(final_returns) if returns.mean() >= 475
]
assert len(solved) >= len(final_returns) - 1, [one.mean() for one in final_returns]
chosen = min(solved, key=lambda number: fast_results[number].n_steps)
agent = fast_results[chosen].network
policy = networks.greedy_policy(agent)
print(
    f"{len(solved)} of {len(final_returns)} seeds solve CartPole-v1; seed "
    f"{fast_results[chosen].config.seed} took the fewest steps"
)

# %% [markdown]
# How many steps does it take? Three seeds cannot tell. The course keeps a record of forty, made by the command that the next cell prints.
# Read the right end of the curve: most seeds are done within a few thousand steps, and some take ten times as long as most.


# %% tags=["demo"] alt="The share of forty seeds that are done over environment steps on a logarithmic axis: half by 1500 steps, nine of ten by about 4000, the last at 18000."
def show_forty_seeds() -> None:
    """Draw which share of forty seeds had reached the goal after so many steps."""
    record = records.goal("cartpole")
    steps = np.sort(record.steps["DQN"])
    share = np.arange(1, len(steps) + 1) / len(steps)
    _, axes = plt.subplots()
    axes.step(steps, share, where="post", label=f"fast DQN, {len(steps)} seeds")
    axes.set(
        xscale="log",
        xlabel="environment steps until an exam of 495 (logarithmic)",
        ylabel="share of seeds that are done",
        ylim=(0, 1.03),
    )
    axes.legend(loc="lower right")
    plt.show()
    median, late, last = np.quantile(steps, [0.5, 0.9, 1.0])
    judged = record.final_returns["DQN"]
    print(f"{record.command}: half of {len(steps)} seeds within {median:.0f} steps,")
    print(f"nine of ten within {late:.0f}, the last after {last:.0f};", end=" ")
    print(f"afterwards each has a mean return of {judged.min():.0f} or more")
    assert median < 2_500
    assert last > 5 * median
    assert judged.min() >= 475


show_forty_seeds()

# %% [markdown]
# ### What it learned: a picture to play with
#
# For a cart that stands in the middle of the track, the left panel shows the value of both pushes over the pole's angle. Near upright
# the two lines nearly coincide: one push, right or wrong, costs little as long as the next ones can mend it. The choice rests on the
# small difference, which the right panel shows on a scale of its own: above zero the agent pushes right. Move the slider from end to end.
# The faster the pole swings to the right (positive angular velocity), the more of the axis says "push right": the agent puts the cart
# under the place where the pole *will* be. (Do not expect symmetry. Left and right are alike in the world, but nobody told the network,
# and it was stopped as soon as it was good enough.)


# %% tags=["demo"] alt="Left, the values of both pushes over the pole's angle: two humps that nearly coincide near upright. Right, their difference, which rises from below to above zero."
def values_at(
    angles: NDArray[np.float32], angular_velocity: float
) -> NDArray[np.float32]:
    """Action values ``[n, 2]`` over the pole's angles ``[n]``.

    The cart is at rest in the middle of the track.
    """
    zeros = np.zeros_like(angles)
    swing = np.full_like(angles, angular_velocity)
    return networks.outputs_of(agent)(np.stack([zeros, zeros, angles, swing], axis=1))


def draw_values(angular_velocity: float) -> Figure:
    """Action values over the pole's angle, and their difference."""
    angles = np.linspace(-0.2, 0.2, 101, dtype=np.float32)
    values = values_at(angles, angular_velocity)
    figure, (left_panel, right_panel) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    plots.q_values(
        left_panel,
        angles,
        values,
        action_names=("left", "right"),
        xlabel="angle of the pole (rad)",
    )
    difference = values[:, 1] - values[:, 0]
    right_panel.axhline(0.0, color="0.6", linewidth=0.8, linestyle="-")
    right_panel.plot(angles, difference, color=plots.PALETTE[2])
    reach = 1.1 * float(np.abs(difference).max())
    right_panel.set(
        xlabel="angle of the pole (rad)",
        ylabel="value of right, less that of left",
        ylim=(-reach, reach),
    )
    figure.suptitle(f"angular velocity {angular_velocity:+.1f} rad/s")
    return figure


controls.interactive_figure(
    draw_values,
    angular_velocity=controls.slider(-1.5, 1.5, 0.1, 0.5, "angular velocity (rad/s)"),
)


# %% tags=["demo"]
def show_choices() -> None:
    """Print what the agent does at tilts and speeds, and how large its values are."""
    tilts = np.array([[0, 0, 0.15, 0.8], [0, 0, -0.15, -0.8]], dtype=np.float32)
    pushes = ["left", "right"]
    right, left = policy(tilts).tolist()
    print(f"falling right: the agent pushes {pushes[right]};", end=" ")
    print(f"falling left: it pushes {pushes[left]}")
    assert (right, left) == (1, 0)

    angles = np.linspace(-0.2, 0.2, 101, dtype=np.float32)
    slow, fast = (values_at(angles, v).argmax(axis=1).mean() for v in (-1.0, 1.0))
    print("share of the angles at which it pushes right:", end=" ")
    print(f"{slow:.0%} at -1 rad/s, {fast:.0%} at +1 rad/s")
    assert fast > slow

    upright = values_at(np.linspace(-0.1, 0.1, 41, dtype=np.float32), 0.0)
    gap = np.median(np.abs(upright[:, 1] - upright[:, 0]))
    run = fast_results[chosen]
    print(f"near upright, the values are about {np.median(upright):.0f},", end=" ")
    print(f"and the two differ by about {gap:.2f}")
    print("updates, times the rate at which the target network follows:", end=" ")
    print(f"{run.n_updates * run.config.target_rate:.0f}")
    assert gap < 0.3 * np.median(upright)
    assert np.median(upright) < 75


show_choices()

# %% [markdown]
# Compare these values with the 100 of exercise 3b. They are far too small, and yet the agent is (nearly) perfect. Two lessons. A policy
# needs the *order* of the values, not their size. And values grow only as fast as bootstrapping carries them: each update moves the target
# network 5 % of the way, so it takes about twenty updates until the targets know of one more step. The last line counts how many times
# that happened: after so few rounds of value iteration, values much larger than this number cannot be expected. Training on would carry
# them further.

# %% [markdown]
# And here it is at work, from a start that is harder than any it was trained on: pole and cart already in motion.


# %% tags=["demo"] alt="A film of the cart, which moves to and fro under the pole and keeps it upright."
def film(seed: int, n_steps: int, every: int) -> list[NDArray[np.uint8]]:
    """Pictures of the greedy policy from a hard start, every few steps."""
    env = gym.make("CartPole-v1", render_mode="rgb_array")
    observation, _ = env.reset(seed=seed, options={"low": -0.15, "high": 0.15})
    frames: list[NDArray[np.uint8]] = []
    for number in range(n_steps):
        if number % every == 0:
            frames.append(np.asarray(env.render(), dtype=np.uint8))
        observation, _, terminated, _, _ = env.step(int(policy(observation[None])[0]))
        if terminated:
            break
    env.close()
    return frames


animations.show(
    animations.from_frames(film(seed=5, n_steps=160, every=4), interval_ms=80)
)


# %% [markdown]
# ## Exercise 4: save and load the agent
#
# An agent is more than its weights: whoever loads them needs the shape of the network too. So the file holds a dictionary with two
# entries,
#
# `{"config": {...}, "state_dict": {...}}`,
#
# where `config` holds the arguments of `networks.mlp`, plain numbers and tuples, and `state_dict` is what `network.state_dict()` gives.
#
# ### 4a. Save
#
# *Easy, about 10 minutes.* Write the file with `torch.save`. **Not the network itself**: that would store a reference to your Python
# code, which must be there, unchanged, wherever the file is loaded. For `config={"n_inputs": 4, "hidden": (8,), "n_outputs": 2}` the
# file holds that dictionary, and four tensors. (`config` may come as any mapping: the file gets a plain dictionary of it.) If there is a
# file at the path already, it is replaced.
#
# <details><summary>Hint</summary>
#
# `torch.save(something, path)` writes any dictionary of tensors and plain values. `dict(config)` makes a plain dictionary of any mapping.
#
# </details>


# %% exercise="save_agent" task=4
def save_agent(path: Path, network: nn.Module, config: Mapping[str, object]) -> None:
    """Write an agent to a file.

    Args:
        path: The file to write.
        network: The network, on any device; it is not changed.
        config: Arguments of :func:`rlcourse.agents.networks.mlp` that build a network
            of this shape, in any mapping; in the file they are a plain dictionary.
    """
    # BEGIN SOLUTION
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)
    # END SOLUTION


# %% test="save_agent" points=1
def test_save_agent() -> None:
    config = {"n_inputs": 4, "hidden": (8,), "n_outputs": 2}
    network = networks.mlp(4, (8,), 2).to(device)
    with checks.folder() as place:
        checks.attempt(save_agent, place / "agent.pt", network, config)
        saved = checks.stored(
            place / "agent.pt",
            thought="torch.save writes to the path that it is given.",
        )
    saved = checks.instance(
        "what the file holds", saved, dict, thought="One dictionary."
    )
    checks.equal(
        "the entries of the file",
        sorted(saved),
        ["config", "state_dict"],
        thought="One dictionary with these two entries.",
    )
    checks.equal("the config", saved["config"], config, thought="As it was given.")
    state = network.state_dict()
    checks.equal(
        "the names of the weights",
        sorted(saved["state_dict"]),
        sorted(state),
        thought="All of network.state_dict().",
    )
    for name, weight in state.items():
        found = checks.tensor(
            name,
            saved["state_dict"][name],
            shape=weight.shape,
            dtype=weight.dtype,
            thought="Tensors, as network.state_dict() gives them.",
        )
        checks.close(name, found, weight, thought="The network's own numbers.")


# %% hidden="save_agent" points=1
def hidden_save_agent() -> None:
    from collections import UserDict

    shapes = [
        (3, (), 2, None),
        (4, (16, 8), 3, (0.5, 1.0, 1 / 3, 4.0)),
        (1, (2, 2, 2), 1, None),
    ]
    for seed, (n_inputs, hidden, n_outputs, scale) in enumerate(shapes):
        torch.manual_seed(seed)
        config: dict[str, Any] = {"n_inputs": n_inputs, "hidden": hidden}
        config["n_outputs"] = n_outputs
        config["scale"] = scale
        network = networks.mlp(n_inputs, hidden, n_outputs, scale=scale).to(device)
        if seed == 2:
            network = network.double()
        network = checks.Counted(*network)
        network.train(seed != 1)
        expected = {
            name: weight.detach().cpu().clone()
            for name, weight in network.state_dict().items()
        }
        with checks.folder() as place:
            path = place / f"an agent {seed}.bin"
            older = networks.mlp(n_inputs, hidden, n_outputs, scale=scale)
            checks.attempt(save_agent, path, older, {"n_inputs": 7})
            given = UserDict(config) if seed == 1 else config  # a mapping, no dict
            with checks.unchanged(network=network, config=given):
                checks.attempt(save_agent, path, network, given)
            checks.equal(
                "how often the network was moved",
                network.get_buffer("n_moves"),
                0.0,
                thought="Does saving move the network itself?",
            )
            checks.equal(
                "the files",
                checks.listing(place),
                [path.name],
                thought="One file, at the path that was given?",
            )
            with torch.no_grad():
                for parameter in network.parameters():
                    parameter.zero_()
            saved = checks.stored(
                path, thought="Is there anything but plain data and tensors in it?"
            )
        saved = checks.instance(
            "the content", saved, dict, thought="Is it one dictionary?"
        )
        checks.equal(
            "the entries of the file",
            sorted(map(str, saved)),
            ["config", "state_dict"],
            thought="Which two entries does the file have?",
        )
        checks.instance(
            "the config", saved["config"], dict, thought="A plain dictionary?"
        )
        checks.equal(
            "the config",
            saved["config"],
            config,
            thought=(
                "Can the shape be read from the file alone, by somebody who has no "
                "other code of yours?"
            ),
        )
        checks.equal(
            "the kinds of the config's values",
            {name: type(value).__name__ for name, value in saved["config"].items()},
            {name: type(value).__name__ for name, value in config.items()},
            thought="Are numbers still numbers, and tuples tuples?",
        )
        checks.equal(
            "the names of the weights",
            sorted(map(str, saved["state_dict"])),
            sorted(expected),
            thought="Is all of the state dict there, buffers too?",
        )
        for name, weight in expected.items():
            found = checks.tensor(
                "a weight",
                saved["state_dict"][name],
                shape=weight.shape,
                dtype=weight.dtype,
                thought="Are the weights tensors, of the network's own dtype?",
            )
            checks.close(
                "a weight",
                found,
                weight,
                rtol=0,
                atol=0,
                thought="Are they the weights as they were then, in full precision?",
            )


# %% [markdown]
# ### 4b. Load
#
# A file can hold more than data. Python's pickle format, which `torch.save` builds on, may contain the instruction to call *any* function
# when the file is opened. Here is one that only prints; it might as well delete your home folder:


# %% tags=["demo", "nbval-check-output"]
class Trap:
    """An object that makes an unsafe loader call a function: a harmless one here."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        """Say what pickle must call to make the object again."""
        return print, ("This line was printed by the file that was just loaded.",)


def show_trap() -> None:
    """Load a file that calls a function, first unsafely and then safely."""
    with checks.folder() as place:
        torch.save({"weights": torch.zeros(2), "surprise": Trap()}, place / "gift.pt")
        torch.load(place / "gift.pt", weights_only=False)
        try:
            torch.load(place / "gift.pt", weights_only=True)
        except pickle.UnpicklingError:
            print("With weights_only=True, torch.load refuses it.")


show_trap()

# %% [markdown]
# *Medium, about 15 minutes.* Read a file as `save_agent` writes it, build the network with `networks.mlp(**config)`, give it the weights
# **by their names**, and return it on the device. Two arguments of `torch.load` belong to every such call:
#
# - `weights_only=True`: tensors and plain values are accepted, everything else is an error. Never load a stranger's file without it.
# - `map_location=...`: each tensor remembers the device that it was saved from. Without this argument, an agent that was trained on a
#   GPU cannot be opened on a laptop.
#
# Loading a file that `save_agent` wrote gives a network with the same values for every observation.
#
# <details><summary>Hint</summary>
#
# `load_state_dict` copies weights into a network that is already there; then `.to(device)`, which returns the network. Leave `strict`
# as it is: a file in which weights are missing should be an error.
#
# </details>


# %% exercise="load_agent" task=4
def load_agent(path: Path, device: torch.device) -> nn.Module:
    """Read an agent from a file that holds ``{"config": ..., "state_dict": ...}``.

    Args:
        path: The file.
        device: Where the network is to live, wherever it was saved from.

    Returns:
        The network.

    Raises:
        pickle.UnpicklingError: The file holds something other than tensors and plain
            values.
        RuntimeError: The weights do not fit the configuration.
    """
    # BEGIN SOLUTION
    saved = torch.load(path, weights_only=True, map_location=device)
    network = networks.mlp(**saved["config"]).to(device)
    network.load_state_dict(saved["state_dict"])
    return network
    # END SOLUTION


# %% test="load_agent" points=1
def test_load_agent() -> None:
    config = {"n_inputs": 4, "hidden": (8,), "n_outputs": 2}
    network = networks.mlp(4, (8,), 2)
    content = {"config": config, "state_dict": network.state_dict()}
    inputs = torch.linspace(-1.0, 1.0, 12).reshape(3, 4)
    with checks.folder() as place:
        for location in ("cpu", "cuda:99"):
            checks.store(place / "agent.pt", content, location=location)
            loaded = checks.instance(
                "what is returned",
                checks.attempt(load_agent, place / "agent.pt", device),
                nn.Module,
                thought="Return the network.",
            )
            checks.close(
                "its values",
                checks.attempt(loaded, inputs.to(device)),
                network(inputs),
                thought="Does it have the weights from the file?",
            )
        checks.store(place / "trap.pt", content | {"surprise": print})
        checks.raises(
            pickle.UnpicklingError,
            lambda: load_agent(place / "trap.pt", device),
            thought="Which argument makes torch.load refuse it?",
        )


# %% hidden="load_agent" points=2
def hidden_load_agent() -> None:
    import contextlib

    generator, wrong = torch.Generator().manual_seed(541), list[Tensor]()
    shapes = [
        (3, (), 2, None),
        (6, [5, 7], 4, None),
        (4, (4, 4, 4), 4, (0.25, 8.0, 1.0, -1.0)),
    ]
    with checks.folder() as place:
        path = place / "agent"
        for n_inputs, hidden, n_outputs, scale in shapes:
            config: dict[str, Any] = {"n_inputs": n_inputs, "hidden": hidden}
            config["n_outputs"] = n_outputs
            config["scale"] = scale
            network = networks.mlp(n_inputs, hidden, n_outputs, scale=scale)
            with torch.no_grad():
                for parameter in network.parameters():
                    parameter.copy_(torch.randn(parameter.shape, generator=generator))
            state = network.state_dict()
            backwards = dict(reversed(state.items()))
            for location, weights in [("cpu", state), ("cuda:77", backwards)]:
                content = {"config": config, "state_dict": dict(weights)}
                checks.store(path, content, location=location)
                loaded = checks.instance(
                    "the network",
                    checks.attempt(load_agent, path, device),
                    nn.Module,
                    thought="What does the function return?",
                )
                places = {weight.device.type for weight in loaded.state_dict().values()}
                checks.equal(
                    "its device",
                    places,
                    {device.type},
                    thought="Where is the network to live?",
                )
                inputs = torch.randn(9, n_inputs, generator=generator)
                checks.close(
                    "its values",
                    checks.attempt(loaded, inputs.to(device)),
                    network(inputs),
                    rtol=1e-4,
                    atol=1e-4,
                    thought=(
                        "Is the network built from the config in the file, and "
                        "does each weight get the values of its own name?"
                    ),
                )
                checks.true(
                    "weights that can be trained",
                    all(weight.requires_grad for weight in loaded.parameters()),
                    thought="May training go on from here?",
                )
            # tensors on "meta" have no numbers: whoever needs them there may fail
            with contextlib.suppress(checks.CheckFailedError):
                empty = checks.attempt(load_agent, path, torch.device("meta"))
                wrong += [weight for weight in empty.parameters() if not weight.is_meta]
            with contextlib.suppress(checks.CheckFailedError):
                empty = checks.attempt_beside("meta", load_agent, path, device)
                wrong += [weight for weight in empty.parameters() if weight.is_meta]
        checks.true(
            "the device that was asked for",
            not wrong,
            thought="Which device: the notebook's, the file's or the argument?",
        )
        config = {"n_inputs": 4, "hidden": (4, 4, 4), "n_outputs": 4}
        state = networks.mlp(4, (4, 4, 4), 4).state_dict()
        short = dict(list(state.items())[:-1])
        wide = networks.mlp(4, (5, 5, 5), 4).state_dict()
        more = state | {"another.weight": torch.zeros(3)}
        for weights in (short, wide, more):
            checks.store(path, {"config": config, "state_dict": dict(weights)})
            checks.raises(
                RuntimeError,
                lambda: load_agent(path, device),
                thought="What if weights are missing, too many, or of another shape?",
            )
        unsafe = {"config": config | {"scale": print}, "state_dict": dict(state)}
        checks.store(path, unsafe)
        checks.raises(
            pickle.UnpicklingError,
            lambda: load_agent(path, device),
            thought="What does a file from a stranger do to you?",
        )


# %% [markdown]
# With your two functions the trained agent makes the journey to a file and back. It has to play the same 100 episodes in the same way:


# %% tags=["demo"]
def show_journey() -> None:
    """Save the chosen agent, load it, and let both play."""
    config = fast_results[chosen].config
    shape = {"n_inputs": 4, "hidden": config.hidden, "n_outputs": 2}
    with checks.folder() as place:
        path = place / "cartpole.pt"
        save_agent(path, agent, shape | {"scale": config.observation_scale})
        print(f"the file has {path.stat().st_size / 1024:.0f} KiB")
        revived = load_agent(path, device)
    assert isinstance(revived, nn.Sequential)
    again = evaluation.returns_of(
        networks.greedy_policy(revived), "CartPole-v1", seed=500_000 + config.seed
    )
    before = final_returns[chosen]
    print(f"mean return before {before.mean():.1f}, after {again.mean():.1f}")
    assert np.array_equal(again, before)


with checks.demonstration():
    show_journey()

# %% [markdown]
# ## Exercise 5: the project: does size matter?
#
# How large should the network be? A single run of each size would tell next to nothing: two seeds of the same size can differ more than
# two sizes do. So we need several seeds for each, an interval around each mean, and a way to pay for it. Two pieces are given, the figure
# is yours.
#
# **Several networks in one product.** A small network's time goes into *starting* operations. So let one operation serve several networks:
# stack the weights of all members, `[members, inputs, outputs]`, and use a *batched* matrix product. Member $m$ computes $X_m W_m + b_m$
# from its own inputs, and nothing is shared. The biases, `[members, outputs]`, need an axis for the batch, or broadcasting pairs the wrong
# ones (and says nothing when members and batch happen to be equally many).


# %% tags=["demo", "nbval-check-output"]
def members_layer(inputs: Tensor, weights: Tensor, biases: Tensor) -> Tensor:
    """Compute one linear layer of several networks side by side.

    Args:
        inputs: Each member's own batch, shape ``[members, batch, n_inputs]``.
        weights: Shape ``[members, n_inputs, n_outputs]``.
        biases: Shape ``[members, n_outputs]``.

    Returns:
        Shape ``[members, batch, n_outputs]``.
    """
    return torch.bmm(inputs, weights) + biases.unsqueeze(1)  # [members, 1, n_outputs]


def show_members() -> None:
    """Compare one batched product with a loop over the members."""
    generator = torch.Generator().manual_seed(5)
    inputs = torch.randn(3, 7, 4, generator=generator)
    weights = torch.randn(3, 4, 2, generator=generator)
    biases = torch.randn(3, 2, generator=generator)
    together = members_layer(inputs, weights, biases)
    for one, x, matrix, shift in zip(together, inputs, weights, biases, strict=True):
        assert torch.allclose(one, x @ matrix + shift, atol=1e-5)
    print("three members in one product: as one by one, shape", list(together.shape))


show_members()

# %% [markdown]
# Does it pay? Measured: one forward and backward pass for eight members, against eight times the cost of one.


# %% tags=["demo"]
def pass_microseconds(n_members: int, width: int) -> float:
    """CPU microseconds of a forward and backward pass on 128 rows for each member."""
    members = networks.Members(n_members, 4, (width, width), 2).to(device)
    inputs = torch.zeros(n_members, 128, 4, device=device)
    return microseconds(lambda: members(inputs).sum().backward(), n_calls=20)


def show_pass_costs() -> None:
    """Print what eight members cost together and alone."""
    print("CPU microseconds   one member   eight together   eight alone, at least")
    for width in (16, 64, 256):
        alone, together = pass_microseconds(1, width), pass_microseconds(8, width)
        print(f"width {width:<12}{alone:>11.0f}{together:>17.0f}{8 * alone:>24.0f}")


show_pass_costs()

# %% [markdown]
# Side by side pays for small networks, and less and less as they grow: where the multiplications themselves take the time, there is
# nothing left to share.
#
# **Curves on one axis.** Episodes of different seeds end at different steps, so that there is no "mean over seeds at episode 17" worth
# looking at. The function below puts every run on one grid of environment steps: at grid point $g$, the mean return of the last `window`
# episodes that had ended by then.


# %%
def returns_on_grid(
    grid: NDArray[np.int64],
    ended_at: NDArray[np.int64],
    returns: NDArray[np.float64],
    window: int,
) -> NDArray[np.float64]:
    """Turn a run's episodes into a curve over environment steps.

    Args:
        grid: Environment steps at which the curve is wanted, ascending, shape
            ``[n_points]``.
        ended_at: Environment step at which each episode ended, ascending, shape
            ``[n_episodes]``.
        returns: Return of each episode, shape ``[n_episodes]``.
        window: Number of episodes in a mean, at least 1.

    Returns:
        Mean return of the last ``window`` episodes that ended at or before each grid
        point, ``nan`` where there is none; ``[n_points]``.
    """
    curve = np.full(len(grid), np.nan)
    for point, n_ended in enumerate(np.searchsorted(ended_at, grid, side="right")):
        if n_ended:
            curve[point] = returns[max(0, n_ended - window) : n_ended].mean()
    return curve


# %% [markdown]
# For example, episodes that ended at steps `[10, 25, 30]` with returns `[10, 15, 5]`, on the grid `[5, 10, 30]` with a window of 2, give
# `[nan, 10, 10]`: at step 30 the last two are 15 and 5.
#
# ### The figure
#
# *Project, about 30 minutes.* Draw one line for each size, in a colour of its own: the mean over its runs, with a band in the same colour
# for the **95 % confidence interval of that mean** by Student's t (not the spread of the runs: the question is how well we know the mean).
# There are at most seven sizes. Name the lines by their sizes, in a legend or beside the lines. Label the axes: environment steps along x,
# and along y the mean return. Returns may be of any size, negative too: no line and no band may be cut off.
#
# With runs `[[0, 10], [20, 30]]` the line goes through 10 and 20. For five runs the band reaches 2.78 standard errors
# $s / \sqrt{5}$ to either side, where $s$ is the standard deviation of the runs, with $n - 1 = 4$ in its denominator.
#
# <details><summary>Hint</summary>
#
# `plots.curve_with_interval(axes, grid, runs, label=...)` draws such a line with its band, and `plots.mean_interval(runs)` gives the two
# edges if you would rather do it by hand with `axes.fill_between`. Both use Student's t. (Two standard errors to either side are nearly the
# same for thirty runs; for five runs they contain the mean in only 88 of 100 cases.)
#
# </details>


# %% exercise="size_figure" task=5
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    """Draw learning curves of several network sizes, with the interval of each mean.

    Args:
        grid: Environment steps, shape ``[n_points]``.
        runs_by_size: For each size's name, one to seven of them, the curves of its
            runs, shape ``[n_runs, n_points]``, with no ``nan``; ``n_runs`` is at least
            2, and may differ from size to size.

    Returns:
        A new figure with one axes: a labelled line and a band for each size, in the
        order that they are given.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    colours = plots.colours_of(list(runs_by_size))
    for name, runs in runs_by_size.items():
        plots.curve_with_interval(axes, grid, runs, label=name, colour=colours[name])
    axes.set(xlabel="environment steps", ylabel="return of training episodes")
    axes.legend(title="hidden layers")
    return figure
    # END SOLUTION


# %% test="size_figure" points=1
def test_size_figure() -> None:
    runs = {
        "8": np.array([[0.0, 10.0], [20.0, 30.0], [4.0, 5.0]]),
        "64 + 64": np.array([[5.0, 40.0], [7.0, 60.0], [6.0, 50.0]]),
    }
    grid = np.array([0, 100])
    figure = checks.figure_of(
        size_figure, grid, runs, n_axes=1, thought="Return the figure itself."
    )
    [axes] = checks.panels_of(figure)
    means = {"8": np.array([8.0, 15.0]), "64 + 64": np.array([6.0, 50.0])}
    errors = {"8": np.array([6.1101, 7.6376]), "64 + 64": np.array([0.5774, 5.7735])}
    for name, mean in means.items():
        checks.curve(
            f"the line of size {name}",
            axes,
            grid,
            mean,
            name=name,
            thought="The mean over the runs at each grid point, under its size's name.",
        )
        checks.band(
            f"the band of size {name}",
            axes,
            grid,
            mean - 4.303 * errors[name],
            mean + 4.303 * errors[name],
            share=0.01,
            thought="For three runs, Student's t asks for 4.303 standard errors.",
        )
    checks.equal(
        "the number of bands",
        len(checks.bands(axes)),
        2,
        thought="One band for each size.",
    )


# %% hidden="size_figure" points=4
def hidden_size_figure() -> None:
    rng = np.random.default_rng(553)
    # Student's t for 95 %, by the number of runs
    reach = {2: 12.7062, 3: 4.3027, 5: 2.7764, 8: 2.3646, 12: 2.2010, 25: 2.0639}
    cases = [
        (5, 20, {"only one": 5}),
        (12, -300, {"b": 12, "c": 3, "a": 8}),
        (6, -20, {"4": 25, "4 + 4": 5}),
        (2, 20, {"128": 2, "16": 5}),
        (4, 1e6, {f"{2 ** (9 - i)} units": 3 for i in range(7)}),
        (3, 1e-4, {"Wide": 3, "wide": 5, "2 x 8": 2, "8": 3}),
    ]
    for n_points, lowest, n_runs in cases:
        unit = 1e-6 if 0 < lowest < 1 else 1.0
        names = list(n_runs)
        grid = np.cumsum(rng.integers(50, 500, size=n_points))
        runs = {
            name: lowest
            + unit * rng.uniform(0, 400, size=n_points)
            + unit * rng.gamma(2.0, rng.uniform(5, 40), size=(n_runs[name], n_points))
            for name in names
        }
        with checks.unchanged(grid=grid, runs_by_size=runs):
            figure = checks.figure_of(
                size_figure,
                grid,
                runs,
                n_axes=1,
                thought="One axes, with labels on x and y.",
            )
        [axes] = checks.panels_of(figure)
        checks.equal(
            "the number of bands",
            len(checks.bands(axes)),
            len(names),
            thought="Is there one band for each size?",
        )
        checks.equal(
            "the number of lines",
            len([curve for curve in checks.curves(axes) if curve.look.line]),
            len(names),
            thought="Is there one line for each size, and no other?",
        )
        looks = {}
        for name in names:
            n = n_runs[name]
            mean = runs[name].sum(axis=0) / n
            error = np.sqrt(((runs[name] - mean) ** 2).sum(axis=0) / (n - 1) / n)
            low, high = mean - reach[n] * error, mean + reach[n] * error
            line = checks.curve(
                "the line of a size",
                axes,
                grid,
                mean,
                name=name,
                thought="Is it the mean over runs, over steps, under its name?",
            )
            band = checks.band(
                "the band of a size",
                axes,
                grid,
                low,
                high,
                share=0.005,
                thought=(
                    "Is it Student's 95 % interval of the mean, over environment "
                    "steps: not the spread, and for the size's own number of runs?"
                ),
            )
            checks.in_view(
                "the band of a size",
                axes,
                x=grid,
                y=0.99 * np.array([low, high]) + 0.01 * mean,
                thought="Is anything cut off?",
            )
            looks[name] = [line.look, band.look]
        checks.told_apart(
            "the sizes",
            looks,
            thought="Has each size a colour of its own, for its line and its band?",
        )
        entries = iter([entry for entry, _ in checks.names(axes)])
        checks.true(
            "the order of the legend",
            all(any(checks.says(entry, name) for entry in entries) for name in names),
            thought="Are the sizes in the order that they are given?",
        )
        checks.labels(
            axes,
            x=("step",),
            y=("return", "reward"),
            not_x=checks.NO_STEPS,
            not_y=("loss", "value", "second", "s"),
            thought="What is along x, and what along y?",
        )


# %% [markdown]
# ### The experiment
#
# `dqn_members.train` is `dqn.train` with one more axis. The runs do not stop early, so that the curves show how each size goes on. The
# cell takes about twenty seconds.


# %% tags=["demo"]
sizes: dict[str, tuple[int, ...]] = {
    "4": (4,),
    "32": (32,),
    "32 + 32": (32, 32),
    "64 + 64": (64, 64),
}
n_members = budgets.pick(short=5, long=12)
curve_steps = budgets.pick(short=6_000, long=30_000)
grid = np.arange(500, curve_steps + 1, 250)


def curves_of(hidden: tuple[int, ...]) -> NDArray[np.float64]:
    """Train agents of one size, and return their curves ``[n_members, n_points]``."""
    config = dqn.Config(
        seed=50, hidden=hidden, total_steps=curve_steps, evaluate_every=0
    )
    runs = dqn_members.train(config, n_members, device)
    curves = [returns_on_grid(grid, run.ended_at, run.returns, 10) for run in runs]
    return np.stack(curves)


runs_by_size = {name: curves_of(hidden) for name, hidden in sizes.items()}


# %% tags=["demo"] alt="Mean training returns over environment steps for four network sizes, with bands. Four units stay below random pushes, 32 units rise late, the two sizes of two layers rise together with overlapping bands."
def show_sizes() -> None:
    """Draw the curves, and print where they end."""
    size_figure(grid, runs_by_size)
    plt.show()


def show_late_returns() -> None:
    """Print how each size does at the end, beside policies that never learn."""
    late = {name: float(runs[:, -4:].mean()) for name, runs in runs_by_size.items()}
    print("mean return of training episodes in the last 1000 of", end=" ")
    print(f"{curve_steps} steps, {n_members} seeds each:")
    for name, mean in late.items():
        print(f"  {name:<10} {mean:6.1f}")
    one_sided = evaluation.returns_of(
        lambda observations: np.zeros(len(observations), dtype=np.int64),
        "CartPole-v1",
        seed=5,
    )
    print(f"for comparison: always the same push {one_sided.mean():.1f},", end=" ")
    print(f"random pushes {random_returns.mean():.1f}")
    assert one_sided.mean() < 0.6 * random_returns.mean()
    assert min(late["32 + 32"], late["64 + 64"]) > 1.5 * late["4"]


with checks.demonstration():
    show_sizes()
show_late_returns()

# %% [markdown]
# Read the figure with its bands. Four hidden units are too few: nothing useful is learned, and as exploration fades the
# returns sink towards those of an agent that always pushes the same way. More units learn faster, up to a point:
# between the two largest sizes the bands overlap for long stretches, and there the honest answer is "we cannot tell with so few
# seeds". Note also what the curves are *not*: they are returns of training episodes, exploration included, so that even a perfect agent
# would stay below 500 here. The long budget (`RLCOURSE_BUDGET=long`) takes more seeds and more steps.
#
# ## Summary and outlook
#
# - DQN is Q-learning with a network: regression towards targets that are held constant, on transitions drawn at random, with weights
#   for the targets that follow slowly. Only `terminated` cuts the bootstrap.
# - Your own agent, made of short pieces, learned to balance the pole and held it, as the library's does. These are the numbers of this
#   run:


# %% tags=["demo"]
def show_summary() -> None:
    """Print the numbers of this run, side by side."""
    own = ", ".join(f"{returns.mean():.0f}" for returns in own_returns)
    print("mean return over 100 new episodes:")
    print(f"  random pushes          {random_returns.mean():.0f}")
    print(f"  your agent, by seed    {own}")
    fast = ", ".join(f"{returns.mean():.0f}" for returns in final_returns)
    print(f"  fast agent, by seed    {fast}")
    assert final_returns[chosen].mean() >= 475


with checks.demonstration():
    show_summary()

# %% [markdown]
# - Nearly all of the time goes into updates, so fewer, larger ones are what pays; measure before you optimise.
# - One seed proves nothing, and the environment that decides when to stop is not the one that judges.
#
# **Where it leads.** Part 5.3 takes replay and the target network away again, to see what each is good for. Part 5.4 mends the
# overestimation that the maximum in the target brings. Part 5.5 learns a policy without values.
#
# **Further reading.** Hessel et al., *Rainbow: Combining improvements in deep reinforcement learning* (2018): what six additions to DQN
# are worth, one by one. Henderson et al., *Deep reinforcement learning that matters* (2018): why seeds and intervals are not a
# formality. The file `rlcourse/agents/dqn.py`.
