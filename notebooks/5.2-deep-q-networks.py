# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 5.2: Deep Q-networks"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A pole stands on a cart. Push the cart left or right, fifty times a second, and keep the pole up. In part 4.4 a table was enough: one
# cell for each pair of state and action. Here the state is four real numbers, no state is ever met twice, and the table would need a
# cell for each of infinitely many. **Can we keep Q-learning, and put a neural network where the table was?**
#
# For a long time the honest answer was "people tried, and it diverges". Then came the *deep Q-network* (DQN), with two humble ideas:
# keep old experience and learn from random pieces of it, and let the targets stand almost still. Nearly every value-based agent since
# is a DQN with something added, so this is the notebook to take slowly.
#
# **After this part you can**
#
# - build a Q-network, a replay buffer and the DQN update from scratch, and say what each line is there for;
# - train an agent that balances the pole for all 500 steps, and *prove* it on 100 episodes that it has never seen;
# - find out where a training loop spends its time, and make each step several times as cheap with the idea left as it is;
# - save an agent so that it can be loaded safely on another machine, and compare network sizes over several seeds.
#
# **Builds on** 4.4 (Q-learning), 3.2 and 3.3 (networks and training loops), 5.1 (why not a table). **Time:** 45 minutes to read, three
# to four hours to work.
#
# **Sources.** Mnih et al., *Human-level control through deep reinforcement learning* (2015). Lin, *Self-improving reactive agents based
# on reinforcement learning, planning and teaching* (1992), where experience replay comes from. Lillicrap et al., *Continuous control
# with deep reinforcement learning* (2016), for the slowly moving target. Sutton and Barto, *Reinforcement Learning* (2nd edition),
# sections 6.5, 9.3, 11.3 and 16.5.

# %%
import copy
import itertools
import pickle
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices, seeding, stopwatch
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
pushes = np.random.default_rng(1)


def random_policy(observations: NDArray[np.float32]) -> NDArray[np.int64]:
    """Push left or right, each half of the time, whatever is seen; observations ``[n, 4]``, actions ``[n]``."""
    return pushes.integers(2, size=len(observations))


random_returns = evaluation.returns_of(
    random_policy, "CartPole-v1", seed=1, n_episodes=100
)
print(
    f"random pushes: the pole stands for {random_returns.mean():.1f} steps on "
    f"average, {random_returns.max():.0f} at best"
)
assert random_returns.mean() < 30

# %% [markdown]
# That is the bottom of the scale: half a second of balance. (`evaluation.returns_of` plays the episodes in fresh environments with a
# seed of their own, a hundred side by side. We shall judge every agent by it.)
#
# Here is what the agent is given. Compare the angle with the two velocities: its numbers are several times as small. (So are the positions,
# but only because random pushes end an episode before the cart gets anywhere; the track goes from -2.4 to 2.4, while no angle beyond 0.21
# is ever balanced.) A network that gets the numbers as they are would have to grow large weights for the one feature that matters most, so
# we shall multiply each feature by a constant first: the angle by 5, the others by one half.

# %% tags=["demo"]
_rollout, _rng = (
    vector.Rollout(vector.make("CartPole-v1", 8), seed=2),
    np.random.default_rng(2),
)
_seen = np.concatenate(
    [_rollout.step(_rng.integers(2, size=8)).kept().observations for _i in range(500)]
)
feature_names = (
    "position (m)",
    "velocity (m/s)",
    "angle (rad)",
    "angular velocity (rad/s)",
)
for _i, _name in enumerate(feature_names):
    _low, _high = np.quantile(_seen[:, _i], [0.01, 0.99])
    print(
        f"{_name:<26} 98 % of what random pushes see lies between {_low:6.2f} and "
        f"{_high:5.2f}"
    )
_spread = _seen.std(axis=0)
assert _spread[2] < 0.25 * min(_spread[1], _spread[3])

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
# **The targets are constants.** $y_i$ is computed from the network too, yet no gradient flows through it: we move the guess towards the
# target, never the target towards the guess (this is the *semi-gradient* of Sutton and Barto, section 9.3).
#
# **The targets come from other weights,** $\theta^-$. With $\theta$ in their place, each update would move what it aims at. The *target
# network* holds a copy that follows slowly: after each update
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
# never exceeds 1, so that one absurd target, and early in training most of them are absurd, can not tear the weights away.
#
# While it learns, the agent is $\varepsilon$-greedy: with probability $\varepsilon$ it pushes at random, else it takes $\arg\max_a Q(s,
# a; \theta)$; $\varepsilon$ falls from 1 to a small number as the estimates become worth trusting.
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

# %% tags=["demo"]
_single, _rng = (
    vector.Rollout(vector.make("CartPole-v1", 1), seed=3),
    np.random.default_rng(3),
)
_history = np.concatenate(
    [_single.step(_rng.integers(2, size=1)).kept().observations for _i in range(4_000)]
)
_latest, _drawn = _history[-64:], _history[_rng.integers(len(_history), size=64)]
_figure, _panels = plt.subplots(1, 2, figsize=(7.6, 3.4), sharex=True, sharey=True)
_panels[0].plot(
    _latest[:, 2], _latest[:, 3], linewidth=0.6, linestyle="-", color="0.6"
)  # in the order of time
for _axes, _batch, _name in zip(
    _panels,
    (_latest, _drawn),
    ("the latest 64 steps", "64 steps from the buffer"),
    strict=True,
):
    _axes.plot(_batch[:, 2], _batch[:, 3], "o", markersize=4, color=plots.PALETTE[0])
    _axes.set(xlabel=feature_names[2], ylabel=feature_names[3], title=_name)
plt.show()


def likeness(batch: NDArray[np.float32]) -> float:
    """Mean correlation of each row's angle with the next row's: 1 is "the same again", 0 "unrelated"; batch ``[n, 4]``."""
    return float(np.corrcoef(batch[:-1, 2], batch[1:, 2])[0, 1])


print(
    f"correlation of one angle with the next: {likeness(_latest):.2f} in a row, "
    f"{likeness(_drawn):.2f} drawn at random"
)
assert likeness(_latest) > 0.7 > 0.4 > abs(likeness(_drawn))

# %% [markdown]
# In a row, a step says almost the same as the one before: the points lie along the grey thread of time, a few falls of the pole. A
# network fitted to them forgets the rest of the plane. Drawn at random, 64 points tell about 64 situations.
#
# ## Exercise 1: the Q-network
#
# (First a small tool for the tests: it finds the linear layers of a network in the order in which they are used.)


# %%
def linear_layers(network: nn.Module, n_features: int) -> list[nn.Linear]:
    """Linear layers in the order of their use on a batch of one."""
    used: list[nn.Linear] = []

    def note_layer(module: nn.Module, _inputs: object, _outputs: object) -> None:
        if isinstance(module, nn.Linear):
            used.append(module)

    hooks = [module.register_forward_hook(note_layer) for module in network.modules()]
    checks.attempt(network, torch.zeros(1, n_features))
    for hook in hooks:
        hook.remove()
    return used


# %% [markdown]
# *Easy, about 10 minutes.* Write a function that builds the network: `nn.Linear` layers with a ReLU after each **but the last**, since
# values may be negative. Depth and widths come as a sequence: `hidden=(128, 128)` gives two hidden layers of 128, `hidden=()` a single
# linear map.
#
# For example `q_network(4, 2, (8,))` is `Linear(4, 8)`, `ReLU`, `Linear(8, 2)`; for a batch `[5, 4]` of observations it gives `[5, 2]`.
# A width below 1 makes no sense: raise a `ValueError` for it.
#
# <details><summary>Hint</summary>
#
# Put all widths into one list, `[n_features, *hidden, n_actions]`, and loop over neighbours: `zip(widths[:-1], widths[1:])`.
#
# </details>


# %% exercise="q_network" task=1 forbid="rlcourse.agents.networks"
def q_network(n_features: int, n_actions: int, hidden: Sequence[int]) -> nn.Module:
    """Build a Q-network of any depth.

    Args:
        n_features: Length of an observation.
        n_actions: Number of actions.
        hidden: Width of each hidden layer, first to last; empty for none.

    Returns:
        A module that maps observations ``[batch, n_features]``, float32, to action
        values ``[batch, n_actions]``.

    Raises:
        ValueError: One of the widths is less than 1.
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
    values = checks.attempt(network, torch.zeros(5, 4))
    checks.tensor(
        "its output for a batch [5, 4]",
        values,
        shape=(5, 2),
        thought="One value for each action, for each row.",
    )
    _sizes = [
        (layer.in_features, layer.out_features) for layer in linear_layers(network, 4)
    ]
    unbiased = [
        layer
        for layer in linear_layers(network, 4)
        if getattr(layer, "bias", None) is None
    ]
    checks.equal(
        "the number of layers without a bias",
        len(unbiased),
        0,
        thought="Leave nn.Linear's bias as it is.",
    )
    checks.equal(
        "inputs and outputs of its linear layers",
        _sizes,
        [(4, 8), (8, 2)],
        thought="Is there one for each neighbouring pair?",
    )
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.fill_(-1.0)
    values = checks.attempt(
        network, torch.ones(1, 4)
    )  # the hidden units get -5, and the ReLU makes that 0
    checks.close(
        "its values when each weight and bias is -1",
        values,
        [[-1.0, -1.0]],
        thought="A ReLU after every layer but the last?",
    )
    checks.raises(
        ValueError,
        lambda: q_network(4, 2, (8, 0)),
        thought="What should happen with a layer of no units?",
    )


# %% hidden="q_network" points=2
def hidden_q_network() -> None:
    rng = np.random.default_rng(521)
    for hidden in [(), (1,), (16,), (7, 5), (64, 64), (3, 9, 2, 6)]:
        n_features, n_actions = int(rng.integers(1, 9)), int(rng.integers(1, 7))
        for given in (hidden, list(hidden)):
            network = checks.attempt(q_network, n_features, n_actions, given)
            network = checks.instance(
                "the network",
                network,
                nn.Module,
                thought="Which class do all networks have in common?",
            )
        layers = linear_layers(network, n_features)
        biased = all(getattr(layer, "bias", None) is not None for layer in layers)
        checks.true(
            "a bias in each layer", biased, thought="Does every layer have its bias?"
        )
        expected_widths = [n_features, *hidden, n_actions]
        checks.equal(
            "the number of layers",
            len({id(layer) for layer in layers}),
            len(hidden) + 1,
            thought="Is the depth what `hidden` says?",
        )
        inputs = torch.from_numpy(
            rng.normal(scale=3.0, size=(11, n_features)).astype(np.float32)
        )
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.copy_(
                    torch.from_numpy(rng.normal(size=tuple(parameter.shape)))
                )
            expected = inputs.double().numpy()
            for i in range(len(hidden) + 1):
                matrix, shift = (
                    layers[i].weight.double().numpy(),
                    layers[i].bias.double().numpy(),
                )
                checks.equal(
                    "the shape of a layer",
                    matrix.shape,
                    (expected_widths[i + 1], expected_widths[i]),
                    thought="Which widths meet?",
                )
                expected = np.einsum("bi,oi->bo", expected, matrix) + shift
                expected = np.where((expected > 0) | (i == len(hidden)), expected, 0.0)
            actual = checks.attempt(network, inputs)
        checks.close(
            "the output",
            actual,
            expected,
            rtol=1e-3,
            atol=1e-3,
            thought="Is there a ReLU after every layer but the last?",
        )
    first, second = (
        checks.attempt(q_network, 4, 2, (8, 8)),
        checks.attempt(q_network, 4, 2, (8, 8)),
    )
    differ = not torch.equal(next(first.parameters()), next(second.parameters()))
    checks.true(
        "two networks with weights of their own",
        differ,
        thought="Does each call build new layers, with random weights?",
    )
    square = linear_layers(checks.attempt(q_network, 8, 8, (8, 8)), 8)
    checks.equal(
        "layers of equal widths",
        len({id(layer) for layer in square}),
        3,
        thought="Is a layer used twice where it should be built twice?",
    )
    for bad in [(0, 2, (8,)), (4, 0, (8,)), (4, 2, (-3,)), (4, 2, (8, 0, 8))]:
        checks.raises(
            ValueError,
            lambda bad=bad: q_network(*bad),
            thought="Every width counts: features, hidden layers and actions.",
        )


# %% [markdown]
# ## Exercise 2: a replay buffer
#
# *Medium, about 30 minutes.* The buffer remembers the last `capacity` transitions. A Python list would do, and would cost a memory
# allocation and four conversions for every transition that is ever drawn. We **preallocate**: the constructor makes one NumPy array for
# each column, and from then on nothing is allocated, only overwritten. When the arrays are full, writing starts again at row 0, so that
# the newest transition replaces the oldest. That is called a ring buffer.
#
# With `capacity=3`, after four calls of `add` (call them $t_0$ to $t_3$) the rows hold $t_3, t_1, t_2$, and `len(buffer)` is 3.
#
# `sample` draws rows uniformly and with replacement, **from the rows that are filled**, by the generator that it is given, and returns
# five tensors on the device. If nothing is stored yet it raises a `ValueError`.
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
        """Store one transition in place of the oldest; observations have shape ``[n_features]``."""
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
            observations ``[batch_size, n_features]`` float32, actions ``[batch_size]``
            int64, rewards ``[batch_size]`` float32, next observations ``[batch_size,
            n_features]`` float32, terminated ``[batch_size]`` float32 (0 or 1), all on
            ``device``.

        Raises:
            ValueError: Nothing is stored yet.
        """
        # BEGIN SOLUTION
        if self.size == 0:
            raise ValueError(
                "the buffer is empty, expected at least one transition before a "
                "sample is drawn"
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
    for i in range(
        4
    ):  # transition number i: observation [i, i], action i, reward 10 i, next observation [i + 1, i + 1]
        checks.attempt(
            buffer.add,
            np.full(2, i, np.float32),
            i,
            10.0 * i,
            np.full(2, i + 1, np.float32),
            i == 3,
        )
    checks.equal(
        "len after 4 of 3",
        checks.attempt(buffer.__len__),
        3,
        thought="Can a buffer hold more than its capacity?",
    )
    sample = checks.attempt(buffer.sample, 64, np.random.default_rng(0), device)
    checks.equal(
        "the number of tensors",
        len(sample),
        5,
        thought="Observations, actions, rewards, next observations, terminated.",
    )
    checks.tensor(
        "observations",
        sample[0],
        shape=(64, 2),
        dtype=torch.float32,
        thought="One row for each draw.",
    )
    checks.tensor(
        "actions",
        sample[1],
        shape=(64,),
        dtype=torch.int64,
        thought="Actions will be used as indices.",
    )
    checks.tensor(
        "terminated",
        sample[4],
        shape=(64,),
        dtype=torch.float32,
        thought="The formula computes with 1 - d: floats, not booleans.",
    )
    checks.equal(
        "the actions that are drawn",
        sorted(set(sample[1].tolist())),
        [1, 2, 3],
        thought="The fourth transition replaces the oldest.",
    )
    checks.close(
        "rewards",
        sample[2],
        10.0 * sample[1].cpu().numpy(),
        thought="Do all columns of a transition stand in the same row?",
    )
    checks.close(
        "terminated",
        sample[4],
        (sample[1] == 3).float(),
        thought="Only the last transition was terminal.",
    )


# %% hidden="ReplayBuffer" points=3
def hidden_ReplayBuffer() -> None:
    def numbered(
        number: int, width: int
    ) -> tuple[NDArray[np.float32], int, float, NDArray[np.float32], bool]:
        return (
            np.full(width, number, np.float32),
            number,
            -0.5 * number,
            np.full(width, number + 0.25, np.float32),
            number % 3 == 0,
        )

    def arrays_in(value: object) -> list[Any]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list | tuple):
            return [array for item in value for array in arrays_in(item)]
        return [value] if isinstance(value, np.ndarray | Tensor) else []

    def addresses(buffer: object) -> list[int]:
        return [
            array.ctypes.data if isinstance(array, np.ndarray) else array.data_ptr()
            for array in arrays_in(vars(buffer))
        ]

    for capacity, _width, count in [
        (1, 1, 1),
        (1, 3, 5),
        (5, 2, 3),
        (5, 4, 5),
        (5, 4, 6),
        (7, 3, 25),
        (50, 4, 173),
    ]:
        _buffer = checks.attempt(ReplayBuffer, capacity, _width)
        before = addresses(_buffer)
        _bytes = sum(array.nbytes for array in arrays_in(vars(_buffer)))
        checks.true(
            "memory that is allocated at the start",
            _bytes >= capacity * 8 * _width,
            thought="Does the constructor make the arrays at full length?",
        )
        for i in range(count):
            observation, action, reward, following, ended = numbered(i, _width)
            checks.attempt(_buffer.add, observation, action, reward, following, ended)
            observation[:] = following[:] = 1e6
            checks.equal(
                "the length",
                checks.attempt(_buffer.__len__),
                min(i + 1, capacity),
                thought="It grows by one up to the capacity.",
            )
        checks.equal(
            "the memory of the arrays",
            addresses(_buffer),
            before,
            thought="Is anything allocated anew after the constructor?",
        )
        expected_kept = set(range(max(0, count - capacity), count))
        sample = checks.attempt(
            _buffer.sample, 40 * capacity, np.random.default_rng(count), device
        )
        checks.equal(
            "the number of tensors",
            len(sample),
            5,
            thought="Which five does the docstring promise?",
        )
        drawn_numbers = (
            checks.tensor(
                "actions", sample[1], thought="What does the docstring promise?"
            )
            .cpu()
            .numpy()
        )
        checks.equal(
            "which transitions can be drawn",
            set(drawn_numbers.tolist()),
            expected_kept,
            thought="The newest ones, all of them, and no empty row?",
        )
        expected_rows = np.repeat(drawn_numbers[:, None], _width, axis=1).astype(
            np.float64
        )
        checks.close(
            "observations",
            sample[0],
            expected_rows,
            thought="Do the columns belong together, and does the buffer own its numbers?",
        )
        checks.close(
            "rewards",
            sample[2],
            -0.5 * drawn_numbers,
            thought="Do the columns belong together?",
        )
        checks.close(
            "next observations",
            sample[3],
            expected_rows + 0.25,
            thought="Do the columns belong together?",
        )
        checks.close(
            "terminated",
            sample[4],
            (drawn_numbers % 3 == 0).astype(np.float64),
            thought="Is it 1 for terminal steps and 0 for others?",
        )
        for column, dtype in zip(
            sample,
            (torch.float32, torch.int64, torch.float32, torch.float32, torch.float32),
            strict=True,
        ):
            checks.tensor(
                "a column",
                column,
                dtype=dtype,
                thought="Which dtype does the docstring promise?",
            )
            checks.equal(
                "the device",
                column.device.type,
                device.type,
                thought="Are the tensors on the device that was asked for?",
            )
        for size in (1, 2 * capacity + 1):
            checks.tensor(
                "a sample",
                checks.attempt(_buffer.sample, size, np.random.default_rng(0), device)[
                    0
                ],
                shape=(size, _width),
                thought="With replacement, so a batch may be larger than the buffer.",
            )
        copies = [column.clone() for column in sample]
        for i in range(capacity):
            checks.attempt(_buffer.add, *numbered(1000 + i, _width))
        for column, _copy in zip(sample, copies, strict=True):
            checks.close(
                "a batch that was drawn before",
                column,
                _copy,
                thought="Does a later `add` reach into a batch that is already out?",
            )
    _buffer = checks.attempt(ReplayBuffer, 20, 1)
    for i in range(13):
        checks.attempt(_buffer.add, *numbered(i, 1))
    rng = np.random.default_rng(8)
    state = copy.deepcopy(rng.bit_generator.state)
    one = checks.attempt(_buffer.sample, 2600, rng, device)[1].cpu().numpy()
    checks.true(
        "draws by the generator that is passed in",
        rng.bit_generator.state != state,
        thought="Which generator makes the draw repeatable?",
    )
    np.random.seed(1)  # noqa: NPY002
    torch.manual_seed(1)
    two = (
        checks.attempt(_buffer.sample, 2600, np.random.default_rng(8), device)[1]
        .cpu()
        .numpy()
    )
    checks.equal(
        "a second draw with the same seed",
        one,
        two,
        thought="Does the draw use the generator that is passed in, and nothing else?",
    )
    counts = np.bincount(one, minlength=13)
    checks.true(
        "a uniform draw",
        bool(counts.min() > 130 and counts.max() < 280),
        thought="Is each stored transition as likely as any other?",
    )
    thirteen = [
        checks.attempt(_buffer.sample, 13, np.random.default_rng(i), device)[1]
        for i in range(5)
    ]
    repeats = [len(set(drawn.tolist())) < 13 for drawn in thirteen]
    checks.true(
        "a draw with replacement",
        all(repeats),
        thought="May one batch hold the same transition twice?",
    )
    neighbours = np.mean(np.diff(one) == 1)
    checks.true(
        "independent draws",
        bool(neighbours < 0.2),
        thought="A slice of neighbours is what replay is there to avoid.",
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
        start: Value at step 0.
        end: Value from step ``duration`` on.
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
            epsilon,
            expected_epsilon,
            thought="A line from start to end, and flat after that.",
        )


# %% hidden="exploration_rate" points=1
def hidden_exploration_rate() -> None:
    rng = np.random.default_rng(523)
    for _trial in range(100):
        duration = int(rng.integers(1, 2000))
        start, end = float(rng.random()), float(rng.random())
        for n_steps in (
            0,
            1,
            duration // 3,
            duration - 1,
            duration,
            duration + 1,
            50 * duration,
        ):
            expected_epsilon = float(np.interp(n_steps, [0, duration], [start, end]))
            epsilon = checks.attempt(
                exploration_rate, n_steps, start=start, end=end, duration=duration
            )
            checks.close(
                "epsilon",
                epsilon,
                expected_epsilon,
                rtol=1e-5,
                atol=1e-6,
                thought="Does it work for any start and end, rising ones too?",
            )


# %% [markdown]
# ### 3b. The targets
#
# First, a question to make up your mind about. Suppose that an agent balances for ever: a reward of 1 at every step, no end. With
# $\gamma = 0.99$, **what is the true value of $Q$?** An episode of CartPole stops at 500 steps; but nothing in the four numbers of an
# observation says how many of them are over.
#
# *Easy, about 5 minutes.* Return the number, to two digits after the point. Take $R = 1$ and $\gamma = 0.99$, with no termination at
# all. (With $\gamma = 0.5$ the answer would be $1 + 0.5 + 0.25 + \dots = 2$.)
#
# <details><summary>Hint</summary>
#
# A geometric series. Or: the value $q$ satisfies $q = 1 + \gamma q$.
#
# </details>


# %% exercise="value_of_balancing" task=3
def value_of_balancing() -> float:
    """Return the discounted value of a reward of 1 at every step, for ever, with a discount of 0.99."""
    # BEGIN SOLUTION
    return 1.0 / (1.0 - 0.99)
    # END SOLUTION


# %% test="value_of_balancing" points=1
def test_value_of_balancing() -> None:
    value = float(checks.to_array(checks.attempt(value_of_balancing)))
    checks.true(
        "a value between 1 and 500",
        1.0 < value <= 500.0,
        thought="Later rewards count for less and less, but they all count.",
    )


# %% hidden="value_of_balancing" points=1
def hidden_value_of_balancing() -> None:
    value = checks.attempt(value_of_balancing)
    checks.close(
        "the value",
        value,
        2.0 * 50.0,
        rtol=0,
        atol=0.02,
        thought="Which number q satisfies q = 1 + 0.99 q? There is no last step.",
    )


# %% [markdown]
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
# `.amax(dim=1)` takes the largest of each row; `.detach()` cuts a tensor off from the computation that made it.
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
        The targets, shape ``[batch]``, float32, not connected to any gradient.

    Source:
        Mnih et al. (2015), algorithm 1.
    """
    # BEGIN SOLUTION
    return rewards + gamma * (1.0 - terminated) * next_values.detach().amax(dim=1)
    # END SOLUTION


# %% test="td_targets" points=1
def test_td_targets() -> None:
    next_values = torch.tensor(
        [[3.0, 10.0], [5.0, 2.0]], device=device, requires_grad=True
    )
    rewards, terminated = (
        torch.tensor([1.0, 1.0], device=device),
        torch.tensor([0.0, 1.0], device=device),
    )
    targets = checks.attempt(td_targets, rewards, next_values, terminated, 0.9)
    checks.tensor(
        "the targets", targets, shape=(2,), thought="One target for each transition."
    )
    checks.close(
        "the targets",
        targets,
        [10.0, 1.0],
        thought="The best next value, discounted; nothing after a terminal step.",
    )
    checks.true(
        "targets without a gradient",
        not targets.requires_grad,
        thought="The targets are constants: detach them.",
    )


# %% hidden="td_targets" points=2
def hidden_td_targets() -> None:
    generator = torch.Generator().manual_seed(524)
    for n_batch, n_actions in [(1, 1), (1, 4), (2, 2), (5, 5), (64, 3)]:
        for gamma in (0.0, 0.37, 1.0):
            rewards = torch.randn(n_batch, generator=generator)
            next_values = torch.randn(n_batch, n_actions, generator=generator) * 10 - 12
            terminated = (torch.rand(n_batch, generator=generator) < 0.4).float()
            rows = zip(
                rewards.tolist(), next_values.tolist(), terminated.tolist(), strict=True
            )
            expected_targets = [
                reward if ended else reward + gamma * max(values)
                for reward, values, ended in rows
            ]
            inputs = [
                rewards.to(device),
                next_values.to(device).requires_grad_(),
                terminated.to(device),
            ]
            with checks.unchanged(
                rewards=inputs[0], next_values=inputs[1], terminated=inputs[2]
            ):
                targets = checks.attempt(
                    td_targets, inputs[0], inputs[1], inputs[2], gamma
                )
            checks.tensor(
                "the targets",
                targets,
                shape=(n_batch,),
                dtype=torch.float32,
                thought="Is it one target for each transition, in float32?",
            )
            checks.close(
                "the targets",
                targets,
                expected_targets,
                thought=(
                    "Is it each row's own maximum, cut by its own terminal flag? "
                    "Negative "
                    "values too?"
                ),
            )
            checks.true(
                "targets without a gradient",
                not targets.requires_grad,
                thought="Does a gradient leak through the targets?",
            )
            checks.true(
                "next values that still can have a gradient",
                inputs[1].requires_grad,
                thought="Whose tensor is it that you detach?",
            )


# %% [markdown]
# *Written answer, about 10 minutes.* A colleague stores `terminated or truncated` in the buffer, "because the episode is over either
# way". Every episode of a good agent ends at step 500. **What does this do to the targets, to the Q-values of states that an agent sees
# in the middle of an episode, and to the agent?** Use the number that you found above.

# %% [markdown] answer="why_not_truncated" task=3 points=2
# ### BEGIN SOLUTION
# The last transition of each 500-step episode gets the target 1, though the pole stands as well as ever and the true value is 100: the
# step limit is treated like a fall. An observation does not hold the time, so the same four numbers (upright, in the middle) appear at
# step 30 with a target near 100 and at step 500 with a target of 1. The network can only average them: the values of *good* states are
# pulled down, the more often the better the agent is, and neighbouring states with them, through the bootstrap. The differences between
# actions, on which the policy rests, drown in this noise, and a good agent typically gets worse just after it has become good.
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
# 3. forget old gradients, compute new ones, let the optimiser take one step;
# 4. return the loss, as it was before the step.
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
    """Take one gradient step on the Huber loss between the values of the actions taken and their targets.

    Args:
        network: Maps ``[batch, n_features]`` to ``[batch, n_actions]``; its weights
            change in place.
        optimiser: Holds the network's weights.
        observations: Shape ``[batch, n_features]``, float32.
        actions: Shape ``[batch]``, int64.
        targets: Shape ``[batch]``, float32, constants.

    Returns:
        The mean loss of the batch before the step.
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
    sgd = torch.optim.SGD(linear.parameters(), lr=0.5)
    one, action, target = (
        torch.ones(1, 1, device=device),
        torch.tensor([0], device=device),
        torch.tensor([5.0], device=device),
    )
    loss = checks.attempt(dqn_update, linear, sgd, one, action, target)
    checks.close(
        "the loss",
        loss,
        2.5,
        thought="The error is 2 - 5 = -3: where |e| exceeds 1, Huber's loss is |e| - 1/2.",
    )
    checks.close(
        "the weights after one step",
        linear.weight.reshape(-1),
        [2.5, 7.0],
        thought="Only the action that was taken learns: 2 + 0.5 * 1.",
    )
    loss = checks.attempt(dqn_update, linear, sgd, one, action, target)
    checks.close(
        "the weights after a second step",
        linear.weight.reshape(-1),
        [3.0, 7.0],
        thought="Is the first step's gradient forgotten?",
    )


# %% hidden="dqn_update" points=3
def hidden_dqn_update() -> None:
    rng = np.random.default_rng(525)
    for n_batch, n_features, n_actions in [
        (1, 1, 2),
        (2, 3, 2),
        (3, 2, 3),
        (16, 4, 2),
        (16, 4, 5),
    ]:
        matrix = rng.normal(size=(n_actions, n_features))
        inputs = rng.normal(size=(n_batch, n_features))
        taken = rng.integers(n_actions, size=n_batch)
        linear = nn.Linear(n_features, n_actions, bias=False, device=device)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(matrix.astype(np.float32)))
        linear.weight.grad = torch.full_like(
            linear.weight, 100.0
        )  # what an earlier computation left behind
        sgd = torch.optim.SGD(linear.parameters(), lr=0.25)
        arguments = {
            "observations": torch.from_numpy(inputs.astype(np.float32)).to(device),
            "actions": torch.from_numpy(taken).to(device),
        }
        for _ in range(3):
            goal = rng.normal(scale=2.0, size=n_batch)
            goals = torch.from_numpy(goal.astype(np.float32)).to(device)
            errors = (
                np.array([matrix[a] @ x for a, x in zip(taken, inputs, strict=True)])
                - goal
            )
            expected_loss = np.mean(
                [0.5 * e * e if abs(e) <= 1 else abs(e) - 0.5 for e in errors]
            )
            for i in range(n_batch):
                matrix[taken[i]] -= (
                    0.25 * np.clip(errors[i], -1.0, 1.0) * inputs[i] / n_batch
                )
            with checks.unchanged(**arguments, targets=goals):
                loss = checks.attempt(
                    dqn_update,
                    linear,
                    sgd,
                    arguments["observations"],
                    arguments["actions"],
                    goals,
                )
            checks.close(
                "the loss",
                loss,
                expected_loss,
                rtol=1e-4,
                atol=1e-5,
                thought=(
                    "Is it the mean over the batch, each row compared with its own "
                    "target, before the step?"
                ),
            )
            checks.true(
                "a loss that is a plain number",
                not (isinstance(loss, Tensor) and loss.requires_grad),
                thought=(
                    "A tensor with its graph keeps all of the batch in memory: .item()."
                ),
            )
            checks.close(
                "the weights",
                linear.weight,
                matrix,
                rtol=1e-3,
                atol=1e-4,
                thought=(
                    "Is the gradient that of this loss alone, for the actions taken "
                    "alone?"
                ),
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
    """Episodes of given lengths and ends; the observation is [episode, step in it], the reward a number of its own for each step.

    Args:
        episodes: Length of each episode and how it ends: ``"terminated"`` or
            ``"truncated"``.
        rewards: Rewards of all steps, in order.
    """

    def __init__(
        self, episodes: Sequence[tuple[int, str]], rewards: Sequence[float]
    ) -> None:
        self.observation_space = gym.spaces.Box(0.0, np.inf, (2,))
        self.action_space = gym.spaces.Discrete(10)
        self.episodes = list(episodes)
        self.rewards = list(rewards)
        self.seeds: list[int | None] = []
        self.actions: list[int] = []
        self.step_in_episode, self.running = 0, False

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Start the next episode, and note the seed."""
        super().reset(seed=seed, options=options)
        self.seeds.append(seed)
        self.step_in_episode, self.running = 0, True
        return np.array([len(self.seeds) - 1, 0], dtype=np.float32), {}

    def step(
        self, action: int
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Go on by one step of the script."""
        if not self.running:
            raise RuntimeError(
                "step was called on an episode that has ended: reset comes first"
            )
        length, end = self.episodes[len(self.seeds) - 1]
        reward = self.rewards[len(self.actions)]
        self.actions.append(action)
        self.step_in_episode += 1
        self.running = self.step_in_episode < length
        observation = np.array(
            [len(self.seeds) - 1, self.step_in_episode], dtype=np.float32
        )
        return (
            observation,
            reward,
            not self.running and end == "terminated",
            not self.running and end == "truncated",
            {},
        )


class Recorder:
    """An agent that learns nothing and notes every call. It acts by counting."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.acted_on: list[list[float]] = []
        self.step_numbers: list[int] = []
        self.memory: list[list[object]] = []

    def act(self, observation: NDArray[np.float32], n_steps: int) -> int:
        """Note the observation, and return the next number from 0 to 9."""
        self.calls.append("act")
        self.acted_on.append(observation.tolist())
        self.step_numbers.append(n_steps)
        return (len(self.acted_on) * 7) % 10

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
        self.memory.append(
            [
                observation.tolist(),
                action,
                float(reward),
                next_observation.tolist(),
                bool(terminated),
            ]
        )

    def learn(self) -> None:
        """Note that it was called."""
        self.calls.append("learn")


# %% [markdown]
# For each number in `steps`, in this order: let the agent `act`, step the environment, let the agent `remember` the transition, let it
# `learn`. When an episode ends, for either reason, note its return and reset the environment. Return the list of the finished episodes'
# returns. Two details decide whether the agent can learn at all:
#
# - What is remembered is `terminated`, **not** `terminated or truncated` (see above).
# - Only the first `reset` gets the seed. Seed every reset, and each episode starts alike.
#
# Suppose that `steps` is `range(5)`, each reward is 1, and episodes last two steps: the result is `[2.0, 2.0]`. The fifth step belongs
# to an episode that is not finished, so it is remembered but not in the list. (`steps` may be any iterable of numbers, so that a
# progress bar can be handed in.)
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
        env: A gymnasium environment with discrete actions.
        agent: Acts, remembers and learns, once for each step.
        steps: Numbers of the steps to take, ``range(10_000)`` for example.
        seed: Seed of the environment's first reset.

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
    env, recorder = (
        ScriptedEnv(
            [(2, "terminated"), (2, "truncated"), (9, "terminated")], [1.0] * 5
        ),
        Recorder(),
    )
    returns = checks.attempt(train_agent, env, recorder, range(5), 7)
    checks.close(
        "the returns",
        returns,
        [2.0, 2.0],
        thought="Two episodes of two steps each, and one that is not finished.",
    )
    checks.equal(
        "the calls in the first two steps",
        recorder.calls[:6],
        ["act", "remember", "learn"] * 2,
        thought="Once for each step, in this order.",
    )
    expected_memory = [[0, 0], 7, 1.0, [0, 1], False]
    checks.equal(
        "the first transition",
        recorder.memory[0],
        expected_memory,
        thought="What was seen, done, earned, seen next, and whether it ended.",
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
        [7, None, None],
        thought="Only the first reset gets the seed.",
    )


# %% hidden="train_agent" points=3
def hidden_train_agent() -> None:
    rng = np.random.default_rng(526)
    for trial in range(30):
        script = [
            (int(rng.integers(1, 6)), str(rng.choice(["terminated", "truncated"])))
            for i in range(12)
        ]
        rewards = [float(reward) for reward in rng.normal(size=80).round(2)]
        n_steps = (
            [0, 1, sum(length for length, _ in script[:4]), 20][trial]
            if trial < 4
            else int(rng.integers(1, 12))
        )
        n_steps = min(n_steps, sum(length for length, _ in script) - 1)
        env, recorder = ScriptedEnv(script, rewards), Recorder()
        numbers = iter(range(100, 100 + n_steps)) if trial % 2 else range(n_steps)
        returns = checks.attempt(train_agent, env, recorder, numbers, trial)
        expected_memory, expected_returns, taken = [], [], 0
        for number, (_length, end) in enumerate(script):
            first = taken
            for i in range(_length):
                if taken < n_steps:
                    ended = i + 1 == _length and end == "terminated"
                    expected_memory.append(
                        [
                            [number, i],
                            (taken + 1) * 7 % 10,
                            rewards[taken],
                            [number, i + 1],
                            ended,
                        ]
                    )
                    taken += 1
            if taken == first + _length:
                expected_returns.append(sum(rewards[first:taken]))
        checks.close(
            "the returns",
            returns,
            np.array(expected_returns),
            rtol=1e-6,
            atol=1e-6,
            thought="Whole episodes only, each from zero, ended for either reason?",
        )
        checks.equal(
            "what is remembered",
            recorder.memory,
            expected_memory,
            thought=(
                "Is the next observation that of the same episode, and does truncation "
                "stay apart from termination?"
            ),
        )
        checks.equal(
            "what the agent acts on",
            recorder.acted_on,
            [row[0] for row in expected_memory],
            thought="After a reset, what does the agent see?",
        )
        checks.equal(
            "the actions that reach the environment",
            env.actions,
            [row[1] for row in expected_memory],
            thought="Does the environment get the agent's own action?",
        )
        checks.equal(
            "the order of calls",
            recorder.calls,
            ["act", "remember", "learn"] * n_steps,
            thought="Act, remember, learn, for each step.",
        )
        checks.equal(
            "the step numbers",
            recorder.step_numbers,
            list(range(100, 100 + n_steps)) if trial % 2 else list(range(n_steps)),
            thought="`steps` says which number each step has.",
        )
        checks.equal(
            "the seeds of the resets",
            env.seeds,
            [trial, *[None] * 12][: len(env.seeds)],
            thought="Only the first reset gets the seed.",
        )


# %% [markdown]
# ### 3e. The picture
#
# *Easy, about 15 minutes.* Episode returns jump: one unlucky push ends an episode early. Draw the raw returns as a thin pale line over
# the episode number (0, 1, 2, ...), and over it the mean of the last `window` returns. `plots.moving_average(returns, window)` computes
# it. Label both axes and both lines, with a legend.
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
        episode_returns: Undiscounted returns in the order of the episodes.
        window: Number of episodes in the running mean.

    Returns:
        A figure with one axes and two labelled lines: the returns, and the running
            mean.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    episodes = np.arange(len(episode_returns))
    axes.plot(
        episodes,
        episode_returns,
        color="0.75",
        linewidth=0.8,
        linestyle="-",
        label="one episode",
    )
    axes.plot(
        episodes,
        plots.moving_average(episode_returns, window),
        color=plots.PALETTE[0],
        label=f"mean of the last {window}",
    )
    axes.set(xlabel="episode", ylabel="return (steps balanced)")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="plot_returns" points=1
def test_plot_returns() -> None:
    figure = checks.figure(
        checks.attempt(plot_returns, [10.0, 20.0, 60.0], 2),
        n_axes=1,
        thought="Return the figure itself.",
    )
    [axes] = checks.panels_of(figure)
    checks.line(
        "the returns",
        axes,
        [0, 1, 2],
        [10.0, 20.0, 60.0],
        thought="Episode numbers start at 0.",
    )
    checks.line(
        "the running mean",
        axes,
        [0, 1, 2],
        [10.0, 15.0, 40.0],
        thought="Each point is the mean of the last two returns.",
    )
    legend = axes.get_legend()
    checks.true(
        "a legend with both lines",
        legend is not None and len(legend.get_texts()) == 2,
        thought="Which line is which?",
    )
    plt.close("all")


# %% hidden="plot_returns" points=1
def hidden_plot_returns() -> None:
    rng = np.random.default_rng(527)
    for length, window in [(1, 5), (30, 1), (47, 10), (200, 50)]:
        given = [float(value) for value in rng.integers(8, 500, size=length)]
        given_before = list(given)
        expected_means = [
            float(np.mean(given[max(0, i - window + 1) : i + 1])) for i in range(length)
        ]
        figure = checks.figure(
            checks.attempt(plot_returns, given, window),
            n_axes=1,
            thought="One axes, with labels on x and y.",
        )
        [axes] = checks.panels_of(figure)
        checks.line(
            "the returns",
            axes,
            np.arange(length),
            given,
            thought="All returns, in order, over the episode number?",
        )
        checks.line(
            "the running mean",
            axes,
            np.arange(length),
            expected_means,
            thought="Does the window that was asked for reach back, and never forward?",
        )
        legend = axes.get_legend()
        checks.true(
            "a legend with both lines",
            legend is not None and len(legend.get_texts()) == 2,
            thought="Can a reader tell the two lines apart?",
        )
        checks.equal(
            "the returns that were passed in",
            given,
            given_before,
            thought="Does drawing change the data?",
        )
    plt.close("all")


# %% [markdown]
# ## Your agent at work
#
# Nothing is left but to put your pieces together. The agent below is the clear version of DQN: one environment, one small update after
# each step. A stopwatch takes the time of each stretch; we shall need it soon.


# %% tags=["demo"]
class ClearDQN:
    """The agent made of your network, buffer, schedule, targets and update. All of its numbers stand in the constructor."""

    def __init__(self, seed: int, after_update: Callable[[int], None]) -> None:
        torch.manual_seed(seed)
        self.rng = np.random.default_rng(seed)
        self.network = q_network(4, 2, (128, 128)).to(device)
        self.target_network = copy.deepcopy(self.network)
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=1e-3)
        self.buffer = ReplayBuffer(30_000, 4)
        self.scale = np.array([0.5, 0.5, 5.0, 0.5], dtype=np.float32)
        self.watch = stopwatch.Stopwatch()
        self.after_update = after_update
        self.n_updates = 0

    def greedy(self, observations: NDArray[np.float32]) -> NDArray[np.int64]:
        """Actions of the largest values, ``[n]``, for observations ``[n, 4]``."""
        with torch.no_grad():
            values = self.network(
                torch.from_numpy(observations * self.scale).to(device)
            )
        return values.argmax(dim=1).cpu().numpy()

    def act(self, observation: NDArray[np.float32], n_steps: int) -> int:
        """Epsilon-greedy."""
        with self.watch("act"):
            if self.rng.random() < exploration_rate(
                n_steps, start=1.0, end=0.05, duration=5_000
            ):
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
            self.buffer.add(
                observation * self.scale,
                action,
                reward,
                next_observation * self.scale,
                terminated,
            )

    def learn(self) -> None:
        """One update on 64 transitions, once 500 are stored."""
        if len(self.buffer) < 500:
            return
        with self.watch("store and sample"):
            observations, actions, rewards, next_observations, terminated = (
                self.buffer.sample(64, self.rng, device)
            )
        with self.watch("update"):
            with torch.no_grad():
                next_values = self.target_network(next_observations)
            dqn_update(
                self.network,
                self.optimiser,
                observations,
                actions,
                td_targets(rewards, next_values, terminated, 0.99),
            )
            with torch.no_grad():
                for slow, fast in zip(
                    self.target_network.parameters(),
                    self.network.parameters(),
                    strict=True,
                ):
                    slow.lerp_(fast, 0.01)
        self.n_updates += 1
        self.after_update(self.n_updates)


clear_steps = budgets.pick(short=8_000, long=40_000)
_recording = gym.wrappers.RecordEpisodeStatistics(
    gym.make("CartPole-v1"), buffer_length=20
)
_bar = live.progress(range(clear_steps), description="clear DQN")


def show_running_return(n_updates: int) -> None:
    """Write the mean return of the last 20 episodes beside the progress bar."""
    if n_updates % 200 == 0:
        _bar.set_postfix(
            {"return": f"{np.mean(_recording.return_queue):.0f}"}, refresh=False
        )


clear_agent = ClearDQN(seed=0, after_update=show_running_return)
_start = time.process_time()
clear_returns = train_agent(_recording, clear_agent, _bar, seed=0)
clear_seconds = time.process_time() - _start
clear_stretches = dict(clear_agent.watch.seconds)
clear_stretches["step the environments"] = clear_seconds - sum(
    clear_stretches.values()
)  # what is left is the loop itself
clear_greedy = evaluation.returns_of(clear_agent.greedy, "CartPole-v1", seed=100)
plot_returns(clear_returns, 20)
plt.show()
print(
    f"{len(clear_returns)} episodes in {clear_steps} steps, {clear_seconds:.1f} "
    f"CPU seconds"
)
print(
    f"greedy, over 100 new episodes: a mean return of {clear_greedy.mean():.1f} "
    f"(random pushes: {random_returns.mean():.1f})"
)
assert clear_greedy.mean() > 1.5 * random_returns.mean()

# %% [markdown]
# The agent has clearly learned something, and it is not done. (How far it gets in so few steps hangs very much on the luck of the draw: if
# your number is another one, your code may still be right. The tests above have checked each piece exactly.) More steps would do it, at
# the price that you see. Before we pay, let us ask what we are paying for.
#
# ## The fast version, and where the time goes
#
# Read `rlcourse/agents/dqn.py` now, from top to bottom; it is one file of the very algorithm that you have just written. (One safety belt is
# new: where the gradient of all weights together is longer than 10, it is cut to that length.) These are the differences in speed:
#
# 1. **Four environments** are stepped together, and there is one update on 128 transitions after each such *vector step*, where the
#    clear version makes four updates on 64. With so small a network, much of an update's time does not depend on the size of the batch.
#    This is less learning for each step, not only the same learning in less time: whether it is enough is for the final returns to say.
# 2. **Acting uses NumPy** on views of the weights (the same memory, no copy). PyTorch takes longer to prepare an operation on a handful
#    of numbers than to carry it out. This works on the CPU only; elsewhere the network is called.
# 3. **Replay stores four rows at once**, and draws from the arrays directly.
# 4. **Fused Adam** updates all weights in one operation in place of a dozen for each tensor.
# 5. **A single thread.** To split so little work among several threads costs more than the work. (`make bench` measures what threads do
#    to it.)
#
# One thing needs care with several environments. Gymnasium's vector environments start a finished episode again by themselves, **one
# step late**: the step after an end ignores its action, and returns reward 0 and the first observation of the next episode. Stored as a
# transition, it would teach the agent that a fallen pole leaps back upright. `rlcourse.environments.vector.Rollout` marks these rows, and
# `replay.add` leaves them out:

# %% tags=["demo", "nbval-check-output"]
_rollout = vector.Rollout(vector.make("CartPole-v1", 1), seed=4)
_steps = [_rollout.step(np.zeros(1, dtype=np.int64)) for _i in range(12)]
_end = next(_i for _i, _step in enumerate(_steps) if _step.terminated[0])
for _i in (_end - 1, _end, _end + 1, _end + 2):
    _before, _after = (
        float(_steps[_i].observations[0, 2]),
        float(_steps[_i].next_observations[0, 2]),
    )
    _kind = "a transition" if _steps[_i].valid[0] else "a reset, no transition"
    print(
        f"step {_i:>2}: the angle goes from {_before:+.2f} to {_after:+.2f}, "
        f"reward {_steps[_i].rewards[0]:.0f}: {_kind}"
    )
assert len(_steps[_end].kept().rewards) == 1
assert len(_steps[_end + 1].kept().rewards) == 0

# %% [markdown]
# Now each difference on its own, slow way against fast way. The numbers are CPU microseconds on the machine that ran this notebook.


# %% tags=["demo"]
def microseconds(run: Callable[[], object], n_calls: int = 100) -> float:
    """CPU time of one call: the best of three rounds."""
    rounds: list[float] = []
    for _ in range(3):
        start = time.process_time()
        for _ in range(n_calls):
            run()
        rounds.append((time.process_time() - start) / n_calls)
    return 1e6 * min(rounds)


def compare_ways() -> dict[str, tuple[float, float]]:
    """Microseconds of the slow and the fast way to do the same work: that of four environment steps."""
    rng = np.random.default_rng(4)
    network = networks.mlp(4, (128, 128), 2).to(device)
    fast_policy = networks.greedy_policy(network)
    envs, many = (
        [gym.make("CartPole-v1") for _ in range(4)],
        vector.Rollout(vector.make("CartPole-v1", 4), seed=0),
    )
    observations, actions = many.observations, np.array([0, 1, 0, 1])
    for env in envs:
        env.reset(seed=0)
    replay, memory = (
        buffers.Replay(5_000, (4,), device=device),
        deque[tuple[Any, ...]](maxlen=5_000),
    )
    for _ in range(1_300):
        step = many.step(rng.integers(2, size=4)).kept()
        replay.add(step)
        memory.extend(
            zip(
                step.observations,
                step.actions,
                step.rewards,
                step.next_observations,
                step.terminated,
                strict=True,
            )
        )

    def act_slowly() -> None:
        with torch.no_grad():
            network(torch.from_numpy(observations).to(device)).argmax(
                dim=1
            ).cpu().numpy()

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
        optimiser = torch.optim.Adam(
            network.parameters(), lr=0.0, fused=fused, foreach=False
        )
        network(torch.zeros(1, 4, device=device)).sum().backward()
        return optimiser.step

    def updates(n_updates: int, batch_size: int) -> Callable[[], object]:
        optimiser = torch.optim.Adam(network.parameters(), lr=0.0, fused=True)

        def run() -> None:
            for _ in range(n_updates):
                batch = replay.sample(batch_size, rng)
                values = (
                    network(batch.observations)
                    .gather(1, batch.actions.unsqueeze(1))
                    .squeeze(1)
                )
                loss = functional.smooth_l1_loss(
                    values, dqn.td_targets(network, batch, 0.99)
                )
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
            microseconds(updates(4, 64), 25),
            microseconds(updates(1, 128), 25),
        ),
    }


print(f"{'work (slow way / fast way)':<54}{'slow':>8}{'fast':>8}{'ratio':>8}")
for _name, (_slow, _fast) in compare_ways().items():
    print(f"{_name:<54}{_slow:>8.0f}{_fast:>8.0f}{_slow / _fast:>8.1f}")

# %% [markdown]
# Read the last column together with the first two: a large ratio of something small is not worth much. The updates are where the time
# is. And not everything that looks fast is: look at the second row. A call that steps many environments has a price of its own, and four
# of them do not earn it back: here one by one is about as quick, or quicker (a ratio below 1). It is the updates that the four
# environments *share* that pay. That is why one measures.
#
# All together, with a network of the same size and for as many steps as your agent took. (The last row of the clear version is all that
# is left of its time: the environment with its recorder, the loop, the progress bar.)

# %% tags=["demo"]
timing_run = dqn.train(
    dqn.Config(
        seed=10,
        hidden=(128, 128),
        total_steps=clear_steps,
        stop_at=None,
        evaluate_every=0,
    ),
    device,
)
print()
print(
    stopwatch.table(
        {"clear": clear_stretches, "fast": timing_run.seconds},
        per={"clear": clear_steps, "fast": timing_run.n_steps},
        unit="CPU microseconds per environment step",
    )
)

# %% [markdown]
# ### To the goal
#
# Faster per step is half of it; the other half is how many steps it takes. The fast agent has layers of 256 units, a larger learning
# rate and a target network that follows faster (all of it stands in `dqn.Config`), and it **stops when it is good**: every 250 steps
# the greedy policy plays 20 episodes in environments of their own, and at a mean of 495 training ends. Is that allowed? A network that
# is picked *because* it did well in a test has been lucky in part, so that this test can not be its final mark. Hence three different
# seeds: one for training, one to decide when to stop, and a third for the judgement over 100 episodes.

# %% tags=["demo"]
fast_results: list[dqn.Result] = []
final_returns: list[NDArray[np.float64]] = []
with live.LivePlot(
    xlabel="environment steps", ylabel="greedy return, mean of 20 episodes"
) as _plot:
    for _seed in range(budgets.pick(short=3, long=10)):

        def note(found: dqn.Evaluation, label: str = f"seed {_seed}") -> None:
            """Add a point to the live plot."""
            _plot.add(label, found.n_steps, found.mean_return)

        fast_results.append(
            dqn.train(dqn.Config(seed=_seed), device, on_evaluation=note)
        )
for _result in fast_results:
    _judged = evaluation.returns_of(
        networks.greedy_policy(_result.network),
        "CartPole-v1",
        seed=500_000 + _result.config.seed,
        n_episodes=100,
    )
    final_returns.append(_judged)
    _seconds = sum(_result.seconds.values())
    print(
        (
            f"seed {_result.config.seed}: {_result.n_steps:>6} steps, "
            f"{_result.n_updates:>5} updates, {_seconds:5.1f} CPU seconds,"
        ),
        end=" ",
    )
    print(
        f"mean return over 100 new episodes {_judged.mean():.1f} (worst "
        f"{_judged.min():.0f})"
    )

# %% [markdown]
# Look at the curves before the numbers: they do not climb steadily. A greedy return may shoot up, fall, and spend a long time at a
# policy that balances the pole while the cart drifts off the track. That is how DQN learns, and why it is evaluated *while* it learns:
# at the end of training the best network may be long gone. (Part 5.3 is about this restlessness.)
#
# The part's promise, checked: nearly every seed gives an agent whose mean greedy return over 100 new episodes is at least 475. We go on
# with the one that needed the fewest steps.

# %% tags=["demo"]
solved = [
    number for number, returns in enumerate(final_returns) if returns.mean() >= 475
]
assert len(solved) >= len(final_returns) - 1, [
    float(returns.mean()) for returns in final_returns
]
chosen = min(solved, key=lambda number: fast_results[number].n_steps)
agent = fast_results[chosen].network
policy = networks.greedy_policy(agent)
print(
    f"{len(solved)} of {len(final_returns)} seeds solve CartPole-v1; seed "
    f"{fast_results[chosen].config.seed} took the fewest steps"
)

# %% [markdown]
# ### What it learned: a picture to play with
#
# For a cart that stands in the middle of the track, the left panel shows the value of both pushes over the pole's angle. Near upright
# the two lines nearly coincide: one push, right or wrong, costs little as long as the next ones can mend it. The choice hangs on the
# small difference, which the right panel magnifies: above zero the agent pushes right. Move the slider from end to end. The faster the
# pole swings to the right (positive angular velocity), the more of the axis says "push right": the agent puts the cart under the place
# where the pole *will* be. (Do not expect symmetry. Left and right are alike in the world, but nobody told the network, and it was
# stopped as soon as it was good enough.)


# %% tags=["demo"]
def values_at(
    angles: NDArray[np.float32], angular_velocity: float
) -> NDArray[np.float32]:
    """Action values ``[n, 2]`` over the pole's angles ``[n]``, for a cart at rest in the middle."""
    observations = np.stack(
        [0 * angles, 0 * angles, angles, np.full_like(angles, angular_velocity)], axis=1
    )
    with torch.no_grad():
        return agent(torch.from_numpy(observations).to(device)).cpu().numpy()


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
    right_panel.axhline(0.0, color="0.6", linewidth=0.8, linestyle="-")
    right_panel.plot(angles, values[:, 1] - values[:, 0], color=plots.PALETTE[2])
    right_panel.set(
        xlabel="angle of the pole (rad)",
        ylabel="value of right, less that of left",
        ylim=(-3, 3),
    )
    figure.suptitle(f"angular velocity {angular_velocity:+.1f} rad/s")
    return figure


controls.interactive_figure(
    draw_values,
    angular_velocity=controls.slider(-1.5, 1.5, 0.1, 0.5, "angular velocity (rad/s)"),
)

_tilts = np.array([[0.0, 0.0, 0.15, 0.8], [0.0, 0.0, -0.15, -0.8]], dtype=np.float32)
print(
    "falling right, falling left: the agent pushes",
    ["left", "right"][policy(_tilts)[0]],
    "and",
    ["left", "right"][policy(_tilts)[1]],
)
assert policy(_tilts).tolist() == [1, 0]
_angles = np.linspace(-0.2, 0.2, 101, dtype=np.float32)
_share = {
    _speed: float(np.mean(values_at(_angles, _speed).argmax(axis=1)))
    for _speed in (-1.0, 1.0)
}
print(
    f"share of the angles at which it pushes right: {_share[-1.0]:.0%} at -1 "
    f"rad/s, {_share[1.0]:.0%} at +1 rad/s"
)
assert _share[1.0] > _share[-1.0]
_around = values_at(np.linspace(-0.1, 0.1, 41, dtype=np.float32), 0.0)
_gaps = np.abs(_around[:, 1] - _around[:, 0])
_reach = fast_results[chosen].n_updates * fast_results[chosen].config.target_rate
print(
    f"near upright, the values are about {np.median(_around):.0f}, and the two "
    f"differ by about {np.median(_gaps):.2f}"
)
print(f"updates, times the rate at which the target network follows: {_reach:.0f}")
assert np.median(_gaps) < 0.2 * np.median(_around)
assert 0.5 * _reach < np.median(_around) < 1.5 * _reach

# %% [markdown]
# Compare these values with the number that you found in exercise 3b. They are far too small, and yet the agent is (nearly) perfect. Two
# lessons. A policy needs the *order* of the values, not their size. And values grow only as fast as bootstrapping carries them: each
# update moves the target network 5 % of the way, so it takes about twenty updates until the targets know of one more step. The last line
# counts how many times that happened, and the values are about that many rewards high: all that the agent has had the time to believe in.
# Training on would carry them further.

# %% [markdown]
# And here it is at work, from a start that is harder than any it was trained on: pole and cart already in motion.


# %% tags=["demo"]
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
# where `config` has the arguments of `networks.mlp`, plain numbers and tuples, and `state_dict` is what `network.state_dict()` gives.
#
# ### 4a. Save
#
# *Easy, about 10 minutes.* Write the file with `torch.save`. **Not the network itself**: that would store a reference to your Python
# code, which must be there, unchanged, wherever the file is loaded. For `config={"n_inputs": 4, "hidden": (8,), "n_outputs": 2}` the
# file holds that dictionary, and four tensors.
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
            of this shape.
    """
    # BEGIN SOLUTION
    torch.save({"config": dict(config), "state_dict": network.state_dict()}, path)
    # END SOLUTION


# %% test="save_agent" points=1
def test_save_agent() -> None:
    config = {"n_inputs": 4, "hidden": (8,), "n_outputs": 2}
    network = networks.mlp(4, (8,), 2).to(device)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "agent.pt"
        checks.attempt(save_agent, path, network, config)
        checks.true(
            "a file at the path",
            path.is_file(),
            thought="torch.save writes to the path that it is given.",
        )
        saved = checks.attempt(torch.load, path, weights_only=True, map_location=device)
    checks.equal(
        "the entries of the file",
        sorted(saved),
        ["config", "state_dict"],
        thought="One dictionary with these two entries.",
    )
    checks.equal("the config", saved["config"], config, thought="As it was given.")
    checks.equal(
        "the names of the weights",
        sorted(saved["state_dict"]),
        sorted(network.state_dict()),
        thought="All of network.state_dict().",
    )


# %% hidden="save_agent" points=1
def hidden_save_agent() -> None:
    for seed, (n_inputs, hidden, n_outputs, scale) in enumerate(
        [
            (3, (), 2, None),
            (4, (16, 8), 3, (0.5, 1.0, 2.0, 4.0)),
            (1, (2, 2, 2), 1, None),
        ]
    ):
        torch.manual_seed(seed)
        config = {
            "n_inputs": n_inputs,
            "hidden": hidden,
            "n_outputs": n_outputs,
            "scale": scale,
        }
        network = networks.mlp(n_inputs, hidden, n_outputs, scale=scale).to(device)
        expected_weights = {
            name: weight.detach().cpu().clone()
            for name, weight in network.state_dict().items()
        }
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"an agent {seed}.bin"
            with checks.unchanged(network=network, config=config):
                checks.attempt(save_agent, path, network, config)
            checks.equal(
                "the network's device",
                next(network.parameters()).device.type,
                device.type,
                thought="Does saving move the network itself?",
            )
            checks.equal(
                "the files",
                [file.name for file in Path(folder).iterdir()],
                [path.name],
                thought="One file, at the path that was given?",
            )
            with torch.no_grad():
                for parameter in network.parameters():
                    parameter.zero_()
            saved = checks.attempt(
                torch.load, path, weights_only=True, map_location="cpu"
            )
        checks.equal(
            "the config",
            dict(saved).get("config"),
            config,
            thought=(
                "Can the shape be read from the file alone, by somebody who has "
                "no other "
                "code of yours?"
            ),
        )
        checks.equal(
            "the names of the weights",
            list(saved["state_dict"]),
            list(expected_weights),
            thought="Is all of the state dict there, buffers too?",
        )
        for _name, _weight in expected_weights.items():
            checks.close(
                "a weight",
                saved["state_dict"][_name],
                _weight,
                rtol=0,
                atol=0,
                thought="Are they the weights at the time of saving, in full precision?",
            )


# %% [markdown]
# The tests of the next exercise write their own files. One pretends to come from a GPU that your machine does not have, another hides a
# call.


# %%
class Trap:
    """An object that makes an unsafe loader call a function: a harmless one here."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        """What pickle calls when the object is loaded."""
        return print, (
            (
                "This line was printed by the file that you have just loaded. It "
                "could have done anything else."
            ),
        )


def write_agent(
    path: Path,
    network: nn.Module,
    config: Mapping[str, object],
    *,
    location: str = "cpu",
    **more: object,
) -> None:
    """Write an agent file whose tensors say that they come from the device ``location``."""
    with mock.patch("torch.serialization.location_tag", return_value=location):
        torch.save(
            {
                "config": dict(config),
                "state_dict": {k: v.cpu() for k, v in network.state_dict().items()},
                **more,
            },
            path,
        )


# %% [markdown]
# ### 4b. Load
#
# *Medium, about 15 minutes.* Read such a file, build the network with `networks.mlp(**config)`, give it the weights, and return it on
# the device. Two arguments of `torch.load` are not optional in spirit:
#
# - `weights_only=True`. The file format can hold instructions to call *any* function. With this, `torch.load` accepts tensors and plain
#   values, and raises an error for all else. Never load a stranger's file without it.
# - `map_location=...`. Each tensor remembers the device that it was saved from. Without this, an agent that was trained on a GPU can
#   not be opened on a laptop.
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
        device: Where the network shall live, wherever it was saved from.

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
    network, config = (
        networks.mlp(4, (8,), 2).to(device),
        {"n_inputs": 4, "hidden": (8,), "n_outputs": 2},
    )
    observations = torch.linspace(-1.0, 1.0, 12, device=device).reshape(3, 4)
    with tempfile.TemporaryDirectory() as folder:
        for location in ("cpu", "cuda:99"):
            write_agent(Path(folder) / "agent.pt", network, config, location=location)
            loaded = checks.attempt(load_agent, Path(folder) / "agent.pt", device)
            loaded = checks.instance(
                "what is returned", loaded, nn.Module, thought="Return the network."
            )
            checks.close(
                "its values",
                checks.attempt(loaded, observations),
                network(observations),
                thought="Does it have the weights from the file?",
            )
        write_agent(Path(folder) / "trap.pt", network, config, surprise=Trap())
        checks.raises(
            pickle.UnpicklingError,
            lambda: load_agent(Path(folder) / "trap.pt", device),
            thought="Which argument makes torch.load refuse it?",
        )


# %% hidden="load_agent" points=2
def hidden_load_agent() -> None:
    generator = torch.Generator().manual_seed(541)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "agent"
        for n_inputs, hidden, n_outputs, scale in [
            (3, (), 2, None),
            (6, [5, 7], 4, None),
            (2, (4, 4, 4), 3, (0.25, 8.0)),
        ]:
            network = networks.mlp(n_inputs, hidden, n_outputs, scale=scale)
            config = {
                "n_inputs": n_inputs,
                "hidden": hidden,
                "n_outputs": n_outputs,
                "scale": scale,
            }
            with torch.no_grad():
                for parameter in network.parameters():
                    parameter.copy_(torch.randn(parameter.shape, generator=generator))
            for location in ("cpu", "cuda:77"):
                write_agent(path, network, config, location=location)
                loaded = checks.attempt(load_agent, path, device)
                loaded = checks.instance(
                    "the network",
                    loaded,
                    nn.Module,
                    thought="What does the function return?",
                )
                checks.equal(
                    "its device",
                    {weight.device.type for weight in loaded.parameters()},
                    {device.type},
                    thought="Where should the network live?",
                )
                inputs = torch.randn(9, n_inputs, generator=generator)
                with torch.no_grad():
                    checks.close(
                        "its values",
                        checks.attempt(loaded, inputs.to(device)),
                        network(inputs),
                        rtol=1e-3,
                        atol=1e-3,
                        thought=(
                            "Is the network built from the config in the file, "
                            "with the "
                            "weights from the file?"
                        ),
                    )
                checks.true(
                    "weights that can be trained",
                    all(weight.requires_grad for weight in loaded.parameters()),
                    thought="May training go on from here?",
                )
        write_agent(path, network, config, more=Trap())
        checks.raises(
            pickle.UnpicklingError,
            lambda: load_agent(path, device),
            thought="What does a file from a stranger do to you?",
        )
        write_agent(path, networks.mlp(2, (4, 4), 3), config)
        checks.raises(
            RuntimeError,
            lambda: load_agent(path, device),
            thought="What if weights are missing in the file?",
        )


# %% [markdown]
# With your two functions the trained agent makes the journey to a file and back. It has to play the same 100 episodes in the same way:

# %% tags=["demo"]
with tempfile.TemporaryDirectory() as _folder:
    _shape = {
        "n_inputs": 4,
        "hidden": dqn.Config(seed=0).hidden,
        "n_outputs": 2,
        "scale": dqn.Config(seed=0).observation_scale,
    }
    save_agent(Path(_folder) / "cartpole.pt", agent, _shape)
    print(
        f"the file has {(Path(_folder) / 'cartpole.pt').stat().st_size / 1024:.0f} KiB"
    )
    revived = load_agent(Path(_folder) / "cartpole.pt", device)
assert isinstance(revived, nn.Sequential)
_again = evaluation.returns_of(
    networks.greedy_policy(revived),
    "CartPole-v1",
    seed=500_000 + fast_results[chosen].config.seed,
)
print(
    f"mean return before {final_returns[chosen].mean():.1f}, after {_again.mean():.1f}"
)
assert np.array_equal(_again, final_returns[chosen])

# %% [markdown]
# ## Exercise 5: the project: does size matter?
#
# How large should the network be? A single run of each size would tell next to nothing: two seeds of the same size can differ more than
# two sizes do. So we need several seeds for each, an interval around each mean, and a way to pay for it. Three pieces, then the experiment.
#
# Two small tools for the tests come first: one counts operations, one finds the bands in a figure.


# %%
class CallCounter(torch.overrides.TorchFunctionMode):
    """Counts calls of PyTorch's functions while it is active."""

    def __init__(self) -> None:
        super().__init__()
        self.n_calls = 0

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Count, and carry the call out."""
        self.n_calls += 1
        return func(*args, **(kwargs or {}))


def bands_of(figure: Figure) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Lower and upper edge of each band in a figure's first axes, at the x positions of its corners, in order."""
    bands: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for collection in checks.panels_of(figure)[0].collections:
        if isinstance(collection, PolyCollection):
            corners = np.concatenate(
                [np.asarray(path.vertices) for path in collection.get_paths()]
            )
            positions = np.unique(corners[:, 0])
            heights = [corners[corners[:, 0] == position, 1] for position in positions]
            bands.append(
                (
                    np.array([height.min() for height in heights]),
                    np.array([height.max() for height in heights]),
                )
            )
    return bands


# %% [markdown]
# ### 5a. Several networks in one product
#
# *Medium, about 20 minutes.* A small network's time goes into *starting* operations. So let one operation serve several networks: stack
# the weights of all members, `[members, inputs, outputs]`, and use a *batched* matrix product. Member $m$ computes $X_m W_m + b_m$ from
# its own inputs, and nothing is shared. Use **no Python loop over the members**: the number of operations must not grow with them.
#
# Two members with one input and one output, inputs $[[3]]$ and $[[5]]$, weights $2$ and $10$, biases $1$ and $0$: the results are
# $[[7]]$ and $[[50]]$.
#
# <details><summary>Hint</summary>
#
# `torch.bmm` multiplies `[members, batch, inputs]` by `[members, inputs, outputs]`. The biases are `[members, outputs]`: they need an
# axis for the batch, or broadcasting pairs the wrong ones (and says nothing when members and batch happen to be equally many).
#
# </details>


# %% exercise="members_layer" task=5 forbid="rlcourse.agents.networks"
def members_layer(inputs: Tensor, weights: Tensor, biases: Tensor) -> Tensor:
    """Compute one linear layer of several networks side by side.

    Args:
        inputs: Each member's own batch, shape ``[members, batch, n_inputs]``.
        weights: Shape ``[members, n_inputs, n_outputs]``.
        biases: Shape ``[members, n_outputs]``.

    Returns:
        Shape ``[members, batch, n_outputs]``.
    """
    # BEGIN SOLUTION
    return torch.bmm(inputs, weights) + biases.unsqueeze(
        1
    )  # [members, 1, n_outputs] for all rows of a member's batch
    # END SOLUTION


# %% test="members_layer" points=1
def test_members_layer() -> None:
    inputs = torch.tensor([[[3.0]], [[5.0]]], device=device)
    weights, biases = (
        torch.tensor([[[2.0]], [[10.0]]], device=device),
        torch.tensor([[1.0], [0.0]], device=device),
    )
    outputs = checks.attempt(members_layer, inputs, weights, biases)
    checks.tensor(
        "the result", outputs, shape=(2, 1, 1), thought="[members, batch, n_outputs]"
    )
    checks.close(
        "the result",
        outputs,
        [[[7.0]], [[50.0]]],
        thought="Each member has its own weights and its own bias.",
    )


# %% hidden="members_layer" points=2
def hidden_members_layer() -> None:
    generator = torch.Generator().manual_seed(551)
    for members, n_batch, n_inputs, n_outputs in [
        (1, 1, 1, 1),
        (2, 3, 4, 5),
        (3, 3, 3, 3),
        (4, 4, 2, 4),
        (7, 1, 6, 2),
        (5, 16, 4, 8),
    ]:
        inputs = torch.randn(members, n_batch, n_inputs, generator=generator)
        weights = torch.randn(members, n_inputs, n_outputs, generator=generator)
        biases = torch.randn(members, n_outputs, generator=generator)
        expected = [
            (inputs[m].double() @ weights[m].double() + biases[m].double()).tolist()
            for m in range(members)
        ]
        given = [
            inputs.to(device),
            weights.to(device).requires_grad_(),
            biases.to(device).requires_grad_(),
        ]
        with checks.unchanged(inputs=given[0], weights=given[1], biases=given[2]):
            outputs = checks.attempt(members_layer, given[0], given[1], given[2])
        checks.tensor(
            "the result",
            outputs,
            shape=(members, n_batch, n_outputs),
            dtype=torch.float32,
            thought="Which axis is which?",
        )
        checks.close(
            "the result",
            outputs,
            expected,
            rtol=1e-3,
            atol=1e-4,
            thought=(
                "Does each member meet its own bias, even where members and batch are "
                "equally many?"
            ),
        )
        checks.true(
            "a result that gradients flow through",
            outputs.requires_grad,
            thought="Will these members be trained?",
        )
        weight_gradient = torch.autograd.grad(outputs[0].sum(), given[1])[0]
        checks.true(
            "members that do not touch each other",
            members == 1 or bool((weight_gradient[1:] == 0).all()),
            thought="Does one member's output depend on another's weights?",
        )
    calls = []
    for members in (2, 9):
        with CallCounter() as counter:
            checks.attempt(
                members_layer,
                torch.ones(members, 3, 4),
                torch.ones(members, 4, 2),
                torch.ones(members, 2),
            )
        calls.append(counter.n_calls)
    checks.true(
        "as many operations for nine members as for two",
        calls[0] == calls[1],
        thought="Is there a loop over the members?",
    )


# %% [markdown]
# ### 5b. Curves on one axis
#
# *Medium, about 20 minutes.* Episodes of different seeds end at different steps, so that there is no "mean over seeds at episode 17"
# worth looking at. Put every run on one grid of environment steps: at grid point $g$, the mean return of the **last `window` episodes
# that had ended by then** (of fewer, if there are fewer; `nan` if there is none).
#
# Episodes that ended at steps `[10, 25, 30]` with returns `[10, 15, 5]`, grid `[5, 10, 30]`, window 2: `[nan, 10, 10]`. At step 30 the
# last two are 15 and 5. An episode that ends exactly at a grid point counts.
#
# <details><summary>Hint</summary>
#
# `np.searchsorted(ended_at, g, side="right")` says how many episodes had ended by step `g`.
#
# </details>


# %% exercise="returns_on_grid" task=5
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
    # BEGIN SOLUTION
    curve = np.full(len(grid), np.nan)
    for point, n_ended in enumerate(np.searchsorted(ended_at, grid, side="right")):
        if n_ended:
            curve[point] = returns[max(0, n_ended - window) : n_ended].mean()
    return curve
    # END SOLUTION


# %% test="returns_on_grid" points=1
def test_returns_on_grid() -> None:
    ended_at, returns = np.array([10, 25, 30]), np.array([10.0, 15.0, 5.0])
    curve = checks.attempt(returns_on_grid, np.array([5, 10, 30]), ended_at, returns, 2)
    checks.close(
        "the curve",
        curve,
        [np.nan, 10.0, 10.0],
        thought="No episode by step 5; one by step 10; the last two by step 30.",
    )


# %% hidden="returns_on_grid" points=2
def hidden_returns_on_grid() -> None:
    rng = np.random.default_rng(552)
    for n_episodes, window in [
        (0, 3),
        (1, 1),
        (1, 5),
        (2, 2),
        (40, 1),
        (40, 10),
        (300, 25),
        (8, 100),
    ]:
        ended_at = np.sort(
            rng.integers(1, 400, size=n_episodes)
        )  # two environments may end episodes at the same step
        returns = rng.normal(size=n_episodes)
        _grid = np.unique(np.concatenate([rng.integers(0, 450, size=20), ended_at[:5]]))
        expected = []
        for point in _grid:
            past = [
                value
                for step, value in zip(ended_at.tolist(), returns.tolist(), strict=True)
                if step <= point
            ]
            expected.append(float(np.mean(past[-window:])) if past else float("nan"))
        with checks.unchanged(grid=_grid, ended_at=ended_at, returns=returns):
            curve = checks.attempt(returns_on_grid, _grid, ended_at, returns, window)
        checks.close(
            "the curve",
            curve,
            np.array(expected),
            rtol=1e-9,
            atol=1e-9,
            thought=(
                "Episodes that had ended by then, those at the grid point too, "
                "and only "
                "the last of them? What if there are none?"
            ),
        )


# %% [markdown]
# ### 5c. The figure
#
# *Medium, about 25 minutes.* One line for each size: the mean over its runs, with a band for the **95 % confidence interval of that
# mean** (not the spread of the runs: the question is how well we know the mean). Label the lines by the names of the sizes, show a
# legend, label the axes, and say on the y axis what is drawn.
#
# With runs `[[0, 10], [20, 30]]` the line goes through 10 and 20.
#
# <details><summary>Hint</summary>
#
# `plots.curve_with_interval(axes, grid, runs, label=...)` draws such a line with its band. If you would rather do it by hand: mean
# $\pm\, 2$ standard errors is close enough, and `axes.fill_between` draws bands.
#
# </details>


# %% exercise="size_figure" task=5
def size_figure(
    grid: NDArray[np.int64], runs_by_size: Mapping[str, NDArray[np.float64]]
) -> Figure:
    """Draw learning curves of several network sizes, with the interval of each mean.

    Args:
        grid: Environment steps, shape ``[n_points]``.
        runs_by_size: For each size's name the curves of its runs, shape ``[n_runs,
            n_points]``.

    Returns:
        A figure with one axes: a labelled line and a band for each size, in the order
            that they are given.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    for number, (name, runs) in enumerate(runs_by_size.items()):
        plots.curve_with_interval(
            axes,
            grid,
            runs,
            label=name,
            colour=plots.PALETTE[number % len(plots.PALETTE)],
        )
    axes.set(xlabel="environment steps", ylabel="return of training episodes")
    axes.legend(title="hidden layers")
    return figure
    # END SOLUTION


# %% test="size_figure" points=1
def test_size_figure() -> None:
    runs = {
        "8": np.array([[0.0, 10.0], [20.0, 30.0]]),
        "64 + 64": np.array([[5.0, 40.0], [7.0, 60.0]]),
    }
    figure = checks.figure(
        checks.attempt(size_figure, np.array([0, 100]), runs),
        n_axes=1,
        thought="Return the figure itself.",
    )
    [axes] = checks.panels_of(figure)
    checks.line(
        "the line of size 8",
        axes,
        [0, 100],
        [10.0, 20.0],
        thought="The mean over the runs, at each grid point.",
    )
    checks.line(
        "the line of size 64 + 64",
        axes,
        [0, 100],
        [6.0, 50.0],
        thought="One line for each size.",
    )
    checks.equal(
        "the number of bands",
        len(bands_of(figure)),
        2,
        thought="One band for each size.",
    )
    legend = axes.get_legend()
    texts = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    checks.equal(
        "the legend",
        texts,
        ["8", "64 + 64"],
        thought="The names of the sizes, in their order.",
    )
    plt.close("all")


# %% hidden="size_figure" points=4
def hidden_size_figure() -> None:
    rng = np.random.default_rng(553)
    for names, n_points in [(["only one"], 5), (["a", "b", "c"], 12)]:
        _grid = np.cumsum(rng.integers(50, 500, size=n_points))
        centre = {name: rng.uniform(20, 400, size=n_points) for name in names}
        runs = {
            name: centre[name]
            + rng.normal(scale=rng.uniform(5, 40), size=(25, n_points))
            for name in names
        }
        with checks.unchanged(grid=_grid, runs_by_size=runs):
            figure = checks.figure(
                checks.attempt(size_figure, _grid, runs),
                n_axes=1,
                thought="One axes, with labels on x and y.",
            )
        [axes] = checks.panels_of(figure)
        bands = bands_of(figure)
        checks.equal(
            "the number of bands",
            len(bands),
            len(names),
            thought="Is there one band for each size?",
        )
        for _name, (low, high) in zip(names, bands, strict=True):
            expected_mean = np.array(
                [sum(column) / 25 for column in runs[_name].T.tolist()]
            )
            expected_error = np.sqrt(
                ((runs[_name] - expected_mean) ** 2).sum(axis=0) / 24 / 25
            )
            checks.line(
                "the line of a size",
                axes,
                _grid,
                expected_mean,
                thought="Is it the mean over runs, over environment steps?",
            )
            checks.equal(
                "the points of a band",
                len(low),
                n_points,
                thought="Does the band go along the whole curve?",
            )
            checks.true(
                "a band around its line",
                bool((low < expected_mean).all() and (high > expected_mean).all()),
                thought="Does each band belong to its own line?",
            )
            halfwidth = float(np.mean((high - low) / 2 / expected_error))
            checks.true(
                "a band of the right width",
                1.73 < halfwidth < 2.35,
                thought=(
                    "Is it the 95 % interval of the mean: not one standard error, "
                    "not the "
                    "spread of the runs, and for the number of runs?"
                ),
            )
        legend = axes.get_legend()
        texts = (
            [] if legend is None else [text.get_text() for text in legend.get_texts()]
        )
        checks.equal(
            "the legend",
            texts,
            names,
            thought="Can a reader tell which line is which size?",
        )
    plt.close("all")


# %% [markdown]
# ### The experiment
#
# Does it pay to train eight agents in one batched network? Measured: one forward and backward pass for eight members, against eight
# times the cost of one.


# %% tags=["demo"]
def pass_microseconds(n_members: int, width: int) -> float:
    """CPU microseconds of a forward and backward pass on 128 rows for each member."""
    members = networks.Members(n_members, 4, (width, width), 2).to(device)
    inputs = torch.zeros(n_members, 128, 4, device=device)
    return microseconds(lambda: members(inputs).sum().backward(), n_calls=30)


print("width    one member    eight members    eight alone would cost")
for _width in (16, 64, 256):
    _alone, _together = pass_microseconds(1, _width), pass_microseconds(8, _width)
    print(
        f"{_width:>5}{_alone:>11.0f} us{_together:>14.0f} us{8 * _alone:>23.0f} "
        f"us   ({8 * _alone / _together:.1f} times as much)"
    )

# %% [markdown]
# Side by side pays for small networks, and less and less as they grow: where the multiplications themselves take the time, there is
# nothing left to share. The sizes below are on the side where it pays, or near it.
#
# Now the experiment. `dqn_members.train` is `dqn.train` with one more axis. The runs do not stop early, so that the curves show how
# each size goes on.

# %% tags=["demo"]
sizes: dict[str, tuple[int, ...]] = {
    "4": (4,),
    "32": (32,),
    "32 + 32": (32, 32),
    "128 + 128": (128, 128),
}
n_members = budgets.pick(short=5, long=12)
curve_steps = budgets.pick(short=6_000, long=30_000)
grid = np.arange(500, curve_steps + 1, 250)
runs_by_size: dict[str, NDArray[np.float64]] = {}
for _name, _hidden in sizes.items():
    _curves = dqn_members.train(
        dqn.Config(seed=50, hidden=_hidden, total_steps=curve_steps, evaluate_every=0),
        n_members,
        device,
    )
    runs_by_size[_name] = np.stack(
        [returns_on_grid(grid, curve.ended_at, curve.returns, 10) for curve in _curves]
    )
size_figure(grid, runs_by_size)
plt.show()
late = {name: float(runs[:, -4:].mean()) for name, runs in runs_by_size.items()}
print(
    f"mean return of training episodes in the last 1000 of {curve_steps} steps, "
    f"{n_members} seeds each:"
)
for _name, _mean in late.items():
    print(f"  {_name:<10} {_mean:6.1f}")
one_sided = evaluation.returns_of(
    lambda observations: np.zeros(len(observations), dtype=np.int64),
    "CartPole-v1",
    seed=5,
)
print(
    f"for comparison: always the same push {one_sided.mean():.1f}, random pushes "
    f"{random_returns.mean():.1f}"
)
assert one_sided.mean() < 0.6 * random_returns.mean()
assert budgets.pick(short=late["4"], long=0.0) < random_returns.mean()
assert min(late["32 + 32"], late["128 + 128"]) > 1.5 * late["4"]

# %% [markdown]
# Read the figure with its bands. Four hidden units are too few: nothing is learned, and as exploration fades the returns even sink
# below those of random pushes, towards those of an agent that always pushes the same way. More units learn faster, up to a point:
# between the two largest sizes the bands overlap for long stretches, and there the honest answer is "we can not tell with so few
# seeds". Note also what the curves are *not*: they are returns of training episodes, exploration included, so that even a perfect agent
# would stay below 500 here. The long budget (`RLCOURSE_BUDGET=long`) takes more seeds and more steps.
#
# ## Summary and outlook
#
# - DQN is Q-learning with a network: regression towards targets that are held constant, on transitions drawn at random, with weights
#   for the targets that follow slowly. Only `terminated` cuts the bootstrap.
# - Your own agent, made of short pieces, learned to balance for a while. The fast version took a fraction of the time for each step, and
#   reached the goal: these are the numbers of this run.

# %% tags=["demo"]
_clear_cost, _fast_cost = (
    clear_seconds / clear_steps,
    sum(timing_run.seconds.values()) / timing_run.n_steps,
)
print(
    (
        f"random pushes {random_returns.mean():.0f}, your agent after {clear_steps} "
        f"steps {clear_greedy.mean():.0f},"
    ),
    end=" ",
)
print(
    f"the fast agent after {fast_results[chosen].n_steps} steps "
    f"{final_returns[chosen].mean():.0f} (mean return over 100 episodes)"
)
print(
    f"CPU time for each environment step, with networks of one size: clear / fast "
    f"= {_clear_cost / _fast_cost:.1f}"
)
assert final_returns[chosen].mean() >= 475

# %% [markdown]
# - Most of that came from fewer, larger updates; measure before you optimise.
# - One seed proves nothing, and the environment that decides when to stop is not the one that judges.
#
# **Where it leads.** 5.3 takes replay and the target network away again, to see what each is good for. 5.4 mends the overestimation
# that the maximum in the target brings. 5.5 learns a policy without values.
#
# **Further reading.** Hessel et al., *Rainbow: Combining improvements in deep reinforcement learning* (2018): what six additions to DQN
# are worth, one by one. Henderson et al., *Deep reinforcement learning that matters* (2018): why seeds and intervals are not a
# formality. The file `rlcourse/agents/dqn.py`.
