# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.4: Tabular control: Q-learning and SARSA"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# You wake up in a grid. Every step costs one point, somewhere there is a goal, and along one side runs a cliff. Nobody gives you a map.
# How do you learn to walk to the goal, and what do you learn about the cliff while you keep stumbling?
#
# This part answers with the two oldest and most useful algorithms of **control**, learning what to *do*: **SARSA** and **Q-learning**.
# Both keep one number for each pair of state and action, a table called $Q$, and mend it after every single step. They differ in one
# symbol. That symbol decides whether an agent learns the best way for somebody who never stumbles, or the best way for itself. Deep
# Q-networks (Part 5.2) are the same update with a network in the place of the table, so all that you understand here you keep.
#
# **You will be able to**
#
# - write epsilon-greedy behaviour that does not play favourites among equal actions,
# - write one step of Q-learning and a whole episode of SARSA, with the two kinds of episode end told apart,
# - measure how fast an agent converges, and check *what it converges to* against exact dynamic programming,
# - look into a Q-table with heatmaps and animations,
# - train a taxi to within 1 % of the exact optimum.
#
# **Builds on** Markov decision processes (4.2), exploration (4.3) and NumPy (0.2). **Time**: about 40 minutes to read, three hours to
# work.
#
# **Sources**: R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, sections 5.4 and 6.4 to 6.6; C.
# Watkins and P. Dayan, *Q-learning*, 1992; G. Rummery and M. Niranjan, *On-line Q-learning using connectionist systems*, 1994 (SARSA's
# first appearance, under a longer name); T. Dietterich, *Hierarchical reinforcement learning with the MAXQ value function decomposition*,
# 2000 (the taxi).
#
# **If you follow an older tutorial**: it asks for the taxi and the cliff by lower version numbers, which Gymnasium 1.4 refuses. Write
# `Taxi-v4` and `CliffWalking-v1` in their place. For the plain versions that we use nothing changed in the physics. The new numbers came
# with options: a slippery cliff, and repaired rain and fickle passengers for the taxi. One trap stayed: `CliffWalking-v1` has **no step
# limit**, so an agent that walks in circles walks for ever, unless you pass `max_episode_steps` yourself.

# %%
import math
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from gymnasium import spaces
from matplotlib.animation import FuncAnimation
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray
from rlcourse import budgets, checks, devices
from rlcourse.agents import tabular
from rlcourse.environments import tables
from rlcourse.figures import animations, controls, live, pictures, plots

device = devices.choose()  # a table is quickest on the CPU; only the last demonstration, with tensors, uses the device
n_seeds = budgets.pick(short=20, long=100)
plots.use_style()

# %% [markdown]
# ## 1. The world: a cliff
#
# Four rows, twelve columns. You start at the bottom left (S) and want to reach the bottom right (G). Between them lies the cliff: who
# steps into it pays 100 points and is put back to the start, and **the episode goes on**. Every other step costs 1. The four actions are
# up (0), right (1), down (2) and left (3), and the world does exactly what you say. The observation is one integer, `row * 12 + column`,
# counted from the top left.


# %%
N_ROWS, N_COLUMNS = 4, 12
START, GOAL = 36, 47
CLIFF = np.zeros((N_ROWS, N_COLUMNS), dtype=np.bool_)
CLIFF[3, 1:-1] = True
ACTION_NAMES = ["up", "right", "down", "left"]


def make_cliff(
    max_episode_steps: int = 500, render_mode: str | None = None
) -> gym.Env[Any, Any]:
    """Return a cliff to walk along, with the step limit that Gymnasium leaves out."""
    return gym.make(
        "CliffWalking-v1", max_episode_steps=max_episode_steps, render_mode=render_mode
    )


# %% tags=["demo"]
def show_world() -> Figure:
    """Draw the environment as it renders itself."""
    env = make_cliff(render_mode="rgb_array")
    env.reset(seed=0)
    figure, axes = plt.subplots(figsize=(8, 3.5))
    axes.imshow(np.asarray(env.render()), extent=(-0.5, 11.5, 3.5, -0.5))
    axes.set(
        xlabel="column",
        ylabel="row",
        xticks=range(N_COLUMNS),
        yticks=range(N_ROWS),
        title="CliffWalking-v1 before the first step",
    )
    axes.grid(visible=False)
    env.close()
    return figure


_world = show_world()

# %% [markdown]
# The shortest way hugs the edge: one up, eleven right, one down, 13 steps and so a return of $-13$. Its neighbour on every step is the
# abyss.

# %% [markdown]
# ## 2. The mathematics, as far as the code needs it
#
# At time $t$ the agent is in state $S_t$, takes action $A_t$, receives reward $R_{t+1}$ and finds itself in $S_{t+1}$. The **return** is
# what it collects from then on, $G_t = R_{t+1} + \gamma R_{t+2} + \gamma^2 R_{t+3} + \dots$, with a discount $\gamma \in [0, 1]$. In this
# part episodes end, and we use $\gamma = 1$: the return is the plain sum. A policy $\pi(a \mid s)$ is the probability of each action in
# each state, and its **action value**
#
# $$q_\pi(s, a) = \mathbb{E}_\pi[G_t \mid S_t = s, A_t = a]$$
#
# is the return that one may expect after doing $a$ in $s$ once and following $\pi$ ever after. Look one step ahead, and the same value
# stands on both sides:
#
# $$q_\pi(s, a) = \mathbb{E}\bigl[R_{t+1} + \gamma\, q_\pi(S_{t+1}, A_{t+1})\bigr], \qquad A_{t+1} \sim \pi(\cdot \mid S_{t+1}).$$
#
# The best policy's values $q_*$ satisfy the same with the best next action in place of $\pi$'s:
#
# $$q_*(s, a) = \mathbb{E}\bigl[R_{t+1} + \gamma \max_{a'} q_*(S_{t+1}, a')\bigr].$$
#
# Now the idea behind **temporal-difference learning**. We do not know $q$, but we have an estimate $Q$ of it. Each step gives us one
# sample of what stands inside the brackets. This sample is called the **target**: one real reward, then our own guess of the rest (using
# one's own guess is called **bootstrapping**). Move the estimate a little towards it:
#
# $$Q(S_t, A_t) \leftarrow Q(S_t, A_t) + \alpha\,\delta_t, \qquad \delta_t = \text{target} - Q(S_t, A_t).$$
#
# The step size $\alpha \in (0, 1]$ says how much we trust one sample, and $\delta_t$ is the **TD error**. The two equations above give
# two algorithms:
#
# | | target | whose values it learns |
# |---|---|---|
# | **SARSA** | $R_{t+1} + \gamma\, Q(S_{t+1}, A_{t+1})$ | those of the policy that acts: *on-policy* |
# | **Q-learning** | $R_{t+1} + \gamma \max_{a'} Q(S_{t+1}, a')$ | those of the best policy, whoever acts: *off-policy* |
#
# SARSA is named after the five letters that it needs: $S, A, R, S', A'$. Who chooses the actions, the **behaviour policy**, must keep
# trying everything. Both use **epsilon-greedy**: with probability $\varepsilon$ an action drawn uniformly from *all* actions, otherwise
# one with the largest $Q$.

# %% [markdown]
# ## 3. From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $Q(s, a)$ | current estimate of the action value | `q[state, action]` | `[n_states, n_actions]`, float64 |
# | $Q(s, \cdot)$ | the estimates of one state | `q[state]` | `[n_actions]`, float64 |
# | $\alpha$ | step size | `step_size` | scalar in $(0, 1]$ |
# | $\gamma$ | discount | `gamma` | scalar in $[0, 1]$ |
# | $\varepsilon$ | share of random actions | `epsilon` | scalar in $[0, 1]$ |
# | $\delta$ | target minus old value | `error` | scalar |
# | end of the story | no value lies beyond | `terminated` | bool |
# | end of our patience | the value goes on | `truncated` | bool |

# %% [markdown]
# ## 4. Exercise 1: an empty table
#
# *Easy, about 5 minutes.* Before anything is learned there is a table of equal numbers. Write `new_q_table(env, initial_value)`:
#
# - it reads the number of states and of actions from the environment's spaces,
# - it returns a float64 array of shape `[n_states, n_actions]`, filled with `initial_value`,
# - where a space is not `gymnasium.spaces.Discrete` (CartPole's four real numbers cannot number rows), it raises a `ValueError` that says
#   what came.
#
# For `Taxi-v4` this is 500 rows of 6 numbers, all zero. For `CartPole-v1` it is an error.
#
# <details><summary>Hint</summary>
#
# `isinstance(space, spaces.Discrete)` tells the kind, and `space.n` is the number of values. `np.full` guesses the dtype from the value
# that you fill in, unless you name one: what would it make of the integer 0?
#
# </details>


# %% exercise="new_q_table" task=1 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def new_q_table(
    env: gym.Env[Any, Any], initial_value: float = 0.0
) -> NDArray[np.float64]:
    """Return a table of action values in which every entry is ``initial_value``.

    Args:
        env: An environment with a discrete observation space and a discrete action
            space.
        initial_value: What every action is thought to be worth at first.

    Returns:
        Action values, float64, shape ``[n_states, n_actions]``.

    Raises:
        ValueError: One of the two spaces is not discrete.
    """
    # BEGIN SOLUTION
    counts: list[int] = []
    for space in (env.observation_space, env.action_space):
        if not isinstance(space, spaces.Discrete):
            raise ValueError(f"a table needs discrete spaces, but this one is {space}")
        counts.append(int(space.n))
    return np.full(counts, initial_value, dtype=np.float64)
    # END SOLUTION


# %% test="new_q_table" points=1
def test_new_q_table() -> None:
    q = checks.attempt(new_q_table, gym.make("Taxi-v4"))
    q = checks.instance(
        "the table",
        q,
        np.ndarray,
        thought="NumPy's arrays are the tables of this part.",
    )
    checks.equal(
        "the shape for Taxi-v4",
        q.shape,
        (500, 6),
        thought="One row for each state, one column for each action.",
    )
    checks.true(
        "every entry starts at the initial value 0",
        bool((q == 0).all()),
        thought="Which value did the caller ask for?",
    )
    checks.raises(
        ValueError,
        lambda: new_q_table(gym.make("CartPole-v1")),
        thought="Which spaces can number the rows and columns of a table?",
    )


# %% hidden="new_q_table" points=1
def hidden_new_q_table() -> None:
    rng = np.random.default_rng(441)
    for n_states, n_actions in ((1, 1), (7, 2), (3, 9)):
        table = {
            s: {a: [(1.0, 0, 0.0, True)] for a in range(n_actions)}
            for s in range(n_states)
        }
        for value in (0, -3, float(rng.normal())):
            q = checks.attempt(new_q_table, tables.TableEnvironment(table), value)
            q = checks.instance(
                "the table", q, np.ndarray, thought="Is it a NumPy array?"
            )
            checks.equal(
                "the shape",
                q.shape,
                (n_states, n_actions),
                thought="Are the sizes read from the spaces, in this order?",
            )
            checks.equal(
                "the dtype",
                str(q.dtype),
                "float64",
                thought="What dtype does the table have when the initial value is an int?",
            )
            checks.close(
                "the entries",
                q,
                np.full((n_states, n_actions), float(value)),
                thought="Is the initial value used?",
            )
            checks.true(
                "the table can be written",
                q.flags.writeable,
                thought="Can the table be changed, one entry at a time?",
            )
            q[0, 0] += 1.0
            checks.close(
                "one entry changes alone",
                q.sum(),
                n_states * n_actions * float(value) + 1.0,
                thought="Do rows share their memory?",
            )
    for kind in ("observation_space", "action_space"):
        for space in (spaces.Box(-1.0, 1.0, (3,)), spaces.MultiDiscrete([3, 4])):
            env: Any = tables.TableEnvironment({0: {0: [(1.0, 0, 0.0, True)]}})
            setattr(env, kind, space)
            checks.raises(
                ValueError,
                lambda env=env: new_q_table(env),
                thought="Are both spaces looked at?",
            )


# %% [markdown]
# ## 5. Exercise 2: epsilon-greedy, without favourites
#
# *Medium, about 15 minutes.* Write `epsilon_greedy(values, epsilon, rng)`. With probability `epsilon` it returns an action drawn
# uniformly from **all** actions (the best one included), otherwise one of the best, and where several are equally good, each of them with
# the same probability.
#
# The last half-sentence is the one that gets forgotten. `np.argmax` returns the *first* of equal maxima. In a fresh table all actions are
# equal, so an agent with `argmax` is no explorer but somebody who always goes up.
#
# With `values = [1.0, 5.0, 5.0]` and `epsilon = 0.3`, action 0 comes up with probability $0.1$, actions 1 and 2 with $0.45$ each.
#
# <details><summary>Hint</summary>
#
# `np.flatnonzero(values == values.max())` lists the best actions, `rng.choice` draws from a list, `rng.integers(n)` draws from
# $0, \dots, n - 1$, and `rng.random()` is a number from 0 up to, but not including, 1: so `rng.random() < epsilon` is never true for 0
# and always for 1.
#
# </details>


# %% exercise="epsilon_greedy" task=1 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def epsilon_greedy(
    values: NDArray[np.float64], epsilon: float, rng: np.random.Generator
) -> int:
    """Draw an action: with probability ``epsilon`` any, otherwise one of the best.

    Args:
        values: Action values of one state, shape ``[n_actions]``; not changed.
        epsilon: Probability of a draw from all actions, in ``[0, 1]``.
        rng: Where all randomness comes from.

    Returns:
        Index of the action. Equally good actions are equally likely.

    Source:
        Sutton and Barto, section 2.2.
    """
    # BEGIN SOLUTION
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    best = np.flatnonzero(values == values.max())
    return int(rng.choice(best))
    # END SOLUTION


# %% test="epsilon_greedy" points=1
def test_epsilon_greedy() -> None:
    rng = np.random.default_rng(0)
    action = checks.attempt(epsilon_greedy, np.array([0.5, 2.0, -1.0]), 0.0, rng)
    checks.equal(
        "the action for values [0.5, 2, -1] and epsilon 0",
        action,
        1,
        thought="Without exploration, which action is best?",
    )
    values = np.array([1.0, 5.0, 5.0])
    draws = [checks.attempt(epsilon_greedy, values, 0.0, rng) for _ in range(2000)]
    shares = [draws.count(a) / 2000 for a in range(3)]
    checks.close(
        "how often each action is drawn for [1, 5, 5], epsilon 0",
        shares,
        [0.0, 0.5, 0.5],
        atol=0.06,
        thought="Who wins a tie?",
    )
    draws = [checks.attempt(epsilon_greedy, values, 0.3, rng) for _ in range(2000)]
    shares = [draws.count(a) / 2000 for a in range(3)]
    checks.close(
        "how often each action is drawn for [1, 5, 5], epsilon 0.3",
        shares,
        [0.1, 0.45, 0.45],
        atol=0.05,
        thought="Random: from all actions?",
    )


# %% hidden="epsilon_greedy" points=2
def hidden_epsilon_greedy() -> None:
    rng = np.random.default_rng(442)
    for row, epsilon in (
        ([0.0, 0.0, 0.0, 0.0], 0.0),
        ([-3.0, -1.0, -1.0, -2.0, -1.0], 0.0),
        ([-3.0, -1.0, -1.0, -2.0, -1.0], 0.4),
        ([7.0, 2.0], 0.5),
        ([1.0, 2.0, 9.0], 1.0),
        ([4.0], 0.0),
        ([4.0], 0.7),
        ([-math.inf, 0.0, 3.0, 3.0], 0.1),
        ([0.9, 1.0, 1.1], 0.0),
        ([2.0, 2.0 + 1e-6], 0.0),
    ):
        values = np.repeat(np.array(row), 2)[::2]
        best = [a for a, v in enumerate(row) if v == max(row)]
        expected_shares = [
            epsilon / len(row) + (1 - epsilon) * (a in best) / len(best)
            for a in range(len(row))
        ]
        with checks.unchanged(values=values):
            draws = [
                checks.attempt(epsilon_greedy, values, epsilon, rng)
                for _ in range(3000)
            ]
        checks.true(
            "actions are integers",
            {type(a) for a in draws} <= {int, np.int64, np.int32, np.intp},
            thought="An action is an index: a single integer, no array.",
        )
        shares = [draws.count(a) / 3000 for a in range(len(row))]
        checks.close(
            "the shares",
            shares,
            expected_shares,
            atol=0.045,
            thought="Are all actions explored, the best included, and ties shared evenly?",
        )
        if epsilon == 0.0:
            checks.true(
                "no exploration",
                set(draws) <= set(best),
                thought="With epsilon 0, does it ever take an action that is not best?",
            )
    for values in (np.zeros(1000), np.arange(1000.0)):
        one = [
            checks.attempt(epsilon_greedy, values, 0.5, np.random.default_rng(7))
            for _ in range(20)
        ]
        checks.true(
            "one generator, one result",
            len(set(one)) == 1,
            thought="Does all randomness come from the generator that is passed in?",
        )
    shared = np.random.default_rng(7)
    many = {
        checks.attempt(epsilon_greedy, np.zeros(1000), 0.5, shared) for _ in range(20)
    }
    checks.true(
        "draws go on",
        len(many) > 10,
        thought="Does the generator start afresh at every call?",
    )


# %% [markdown]
# **Why ties matter.** The next cell lets two agents wander for 200 steps with an empty table and $\varepsilon = 0.1$, and counts how many
# different cells they see.


# %% tags=["demo"]
def cells_seen(
    choose: Callable[[NDArray[np.float64], np.random.Generator], int], seed: int
) -> int:
    """Walk 200 steps with an empty table and return the number of different states that were visited."""
    env, rng = make_cliff(), np.random.default_rng(seed)
    seen = {int(env.reset(seed=seed)[0])}
    for _ in range(200):
        observation, _, terminated, _, _ = env.step(choose(np.zeros(4), rng))
        seen.add(int(observation))
        if terminated:
            env.reset()
    return len(seen)


def first_of_ties(values: NDArray[np.float64], rng: np.random.Generator) -> int:
    """Explore in one step of ten, and else take NumPy's argmax."""
    return (
        int(rng.integers(len(values))) if rng.random() < 0.1 else int(values.argmax())
    )


seen_by_argmax = np.mean([cells_seen(first_of_ties, _seed) for _seed in range(20)])
seen_by_fair_ties = np.mean(
    [
        cells_seen(lambda values, rng: epsilon_greedy(values, 0.1, rng), _seed)
        for _seed in range(20)
    ]
)
print(
    f"different cells in 200 steps, mean of 20 walks: argmax "
    f"{seen_by_argmax:.1f}, random ties {seen_by_fair_ties:.1f}"
)
assert seen_by_fair_ties > 2 * seen_by_argmax

# %% [markdown]
# Same table, same $\varepsilon$: the agent with `argmax` is glued to the upper wall. During *learning*, break ties at random. During
# *evaluation* it does not matter, and a fixed choice makes results repeatable.

# %% [markdown]
# ## 6. Exercise 3: one step of Q-learning
#
# *Medium, about 15 minutes.* Move one entry of the table towards its target:
#
# $$Q(S, A) \leftarrow Q(S, A) + \alpha \bigl[ R + \gamma \max_a Q(S', a) - Q(S, A) \bigr].$$
#
# Two things end an episode, and they are not alike. Reaching the goal is the end of the *story*: after `terminated` nothing more can be
# collected, so there is no $S'$ worth anything. A step limit is the end of our *patience*: after `truncated` the story would have gone
# on, so $S'$ keeps its value. Your function is told only what it needs.
#
# With $Q(S, A) = 0$, $R = -1$, $\alpha = 0.5$, $\gamma = 0.9$ and $\max_a Q(S', a) = 10$, the new value is $0 + 0.5\,[-1 + 9 - 0] = 4$;
# were the step terminal, it would be $-0.5$.
#
# <details><summary>Hint</summary>
#
# Write the target first, on a line of its own. What is the value of a state in which nothing more can happen?
#
# </details>


# %% exercise="q_learning_step" task=2 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def q_learning_step(
    q: NDArray[np.float64],
    state: int,
    action: int,
    reward: float,
    next_state: int,
    terminated: bool,
    step_size: float,
    gamma: float,
) -> float:
    """Apply one Q-learning update to ``q`` in place, and return the temporal-difference error.

    Args:
        q: Action values, shape ``[n_states, n_actions]``; only ``q[state, action]``
            changes.
        state: Index of the state that was left.
        action: Index of the action that was taken.
        reward: Reward that the step gave.
        next_state: Index of the state that was reached.
        terminated: Whether the episode ended there for good (a step limit does not
            count).
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        The error ``target - q[state, action]``, taken before the update.

    Source:
        Sutton and Barto, section 6.5.
    """
    # BEGIN SOLUTION
    target = reward if terminated else reward + gamma * float(q[next_state].max())
    error = target - float(q[state, action])
    q[state, action] += step_size * error
    return error
    # END SOLUTION


# %% test="q_learning_step" points=1
def test_q_learning_step() -> None:
    q = np.array([[0.0, 0.0], [10.0, 3.0]])
    error = checks.attempt(
        q_learning_step, q, 0, 1, -1.0, 1, False, step_size=0.5, gamma=0.9
    )
    checks.close(
        "the returned error",
        error,
        8.0,
        thought="It is the target minus the old value: -1 + 0.9 * 10 - 0.",
    )
    checks.close(
        "q[0, 1]",
        q[0, 1],
        4.0,
        thought="The entry moves half of the way (step_size) towards its target.",
    )
    q = np.array([[0.0, 0.0], [10.0, 3.0]])
    checks.attempt(q_learning_step, q, 0, 1, -1.0, 1, True, step_size=0.5, gamma=0.9)
    checks.close(
        "q[0, 1] after a terminal step",
        q[0, 1],
        -0.5,
        thought="Does a terminal state still bootstrap?",
    )


# %% hidden="q_learning_step" points=2
def hidden_q_learning_step() -> None:
    rng = np.random.default_rng(44)
    for trial in range(200):
        states, actions = int(rng.integers(2, 7)), int(rng.integers(1, 5))
        before = rng.normal(scale=5.0, size=(states, actions)) - (
            20.0 if trial % 2 else 0.0
        )
        s, a, s2 = (
            int(rng.integers(states)),
            int(rng.integers(actions)),
            int(rng.integers(states)),
        )
        s2 = s if trial % 5 == 0 else s2
        r, done = float(rng.normal()), bool(rng.random() < 0.3)
        alpha, gamma = (
            float(rng.uniform(0.01, 1.0)),
            float(rng.choice([0.0, 0.5, 0.99, 1.0])),
        )
        # Written another way than the solution: a mixture of the old value and the target.
        expected_target = r + gamma * max(before[s2].tolist()) * (0.0 if done else 1.0)
        expected_after = before.copy()
        expected_after[s, a] = (1.0 - alpha) * before[s, a] + alpha * expected_target
        after = before.copy()
        error = checks.attempt(
            q_learning_step, after, s, a, r, s2, done, step_size=alpha, gamma=gamma
        )
        checks.close(
            "the table after one step",
            after,
            expected_after,
            thought="Is it the maximum over the next state's actions?",
        )
        checks.close(
            "the returned error",
            error,
            expected_target - before[s, a],
            thought="Is it taken before the update?",
        )


# %% [markdown]
# **Your update at work.** Q-learning's target asks for the best next action, not for the one that was taken. So it may learn from steps
# that *anybody* took, even from somebody who knows nothing. The next cell keeps a diary of 40,000 steps along the cliff, all of them drawn
# at random, and then goes over it four times with your `q_learning_step`. (The number beside the bar is the greedy return after each
# reading, in an environment of its own. The loop in which the agent itself walks is yours to write, in exercises 4 and 8.)


# %% tags=["demo"]
def random_diary(n_steps: int, seed: int) -> list[tuple[int, int, float, int, bool]]:
    """Walk at random and return what was lived: state, action, reward, next state and whether the step terminated the episode."""
    env, rng = make_cliff(), np.random.default_rng(seed)
    diary: list[tuple[int, int, float, int, bool]] = []
    state = int(env.reset(seed=seed)[0])
    for _ in range(n_steps):
        action = int(rng.integers(4))
        observation, reward, terminated, truncated, _ = env.step(action)
        diary.append((state, action, float(reward), int(observation), terminated))
        state = int(env.reset()[0]) if terminated or truncated else int(observation)
    return diary


diary = random_diary(n_steps=40_000, seed=0)
q_from_diary = new_q_table(make_cliff())
greedy_from_diary = tabular.evaluate_greedy(make_cliff(), q_from_diary, [START])
_bar = live.progress(range(4), description="reading the diary")
for _i in _bar:
    for _state, _action, _reward, _next_state, _terminated in diary:
        q_learning_step(
            q_from_diary,
            _state,
            _action,
            _reward,
            _next_state,
            _terminated,
            step_size=0.5,
            gamma=1.0,
        )
    greedy_from_diary = tabular.evaluate_greedy(make_cliff(), q_from_diary, [START])
    _bar.set_postfix(
        {"greedy return": f"{greedy_from_diary.returns[0]:.0f}"}, refresh=False
    )
diary_falls, diary_arrivals = (
    sum(entry[2] == -100.0 for entry in diary),
    sum(entry[4] for entry in diary),
)
print(
    f"the walker fell {diary_falls} times and reached the goal {diary_arrivals} "
    f"times in {len(diary)} steps"
)
print(
    f"greedy return of what was learned from that: "
    f"{greedy_from_diary.returns[0]:.0f} in {greedy_from_diary.lengths[0]} steps"
)
assert diary_falls > 100 * diary_arrivals > 0
assert greedy_from_diary.returns[0] == -13

# %% [markdown]
# Thousands of falls, a handful of arrivals, and out of it comes the shortest way. This is what **off-policy** means: the values are those
# of the best policy, whoever did the walking. It also means that the values know nothing of the walker's stumbling. Keep that thought.

# %% [markdown]
# ### What it costs to confuse the two endings
#
# Here is the smallest world in which it shows. There is one state and one action; each step pays 1, for ever. With $\gamma = 0.9$ the
# value is $1 + 0.9 + 0.81 + \dots = 10$. We watch it with a step limit of 5. An agent that treats `truncated` like `terminated` believes
# that the world ends at every fifth step. Its target is then $1$ once in five steps and $1 + 0.9\,Q$ otherwise, and on average
# $Q = 1 + \tfrac{4}{5} \cdot 0.9\,Q$, so $Q \approx 3.57$.


# %% tags=["demo"]
class TruncationTakenForTheEnd(gym.Wrapper[Any, Any, Any, Any]):
    """Reports a truncated episode as terminated: the mistake, as a wrapper."""

    def step(self, action: int) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """Take a step and mix the two endings up."""
        observation, reward, terminated, truncated, info = self.env.step(action)
        return observation, reward, terminated or truncated, False, info


treadmill = tables.TableEnvironment({0: {0: [(1.0, 0, 1.0, False)]}}, step_limit=5)
value_kept = tabular.learn(
    treadmill, "q_learning", 4000, seed=0, step_size=1.0, visit_power=0.6, gamma=0.9
).q[0, 0]
value_cut = tabular.learn(
    TruncationTakenForTheEnd(treadmill),
    "q_learning",
    4000,
    seed=0,
    step_size=1.0,
    visit_power=0.6,
    gamma=0.9,
).q[0, 0]
print(
    f"true value 10, learned {value_kept:.2f}; with truncation taken for the end "
    f"{value_cut:.2f}"
)
assert abs(value_kept - 10.0) < 0.1
assert abs(value_cut - 1.0 / (1.0 - 0.9 * 4 / 5)) < 0.1

# %% [markdown]
# The wrong agent is wrong by almost two thirds, however long it trains, and it prints no error. It is a common mistake.

# %% [markdown]
# ## 7. Exercise 4: a whole episode of SARSA
#
# *Hard, about 30 minutes.* Now the other algorithm, with its loop. The target of SARSA uses the action that the agent **will really
# take** next:
#
# $$Q(S, A) \leftarrow Q(S, A) + \alpha \bigl[ R + \gamma\, Q(S', A') - Q(S, A) \bigr].$$
#
# So the order is different from Q-learning's: after each step, first choose $A'$, then update, and then take *that same* $A'$, not a
# newly drawn one. Write `sarsa_episode(env, q, behaviour, step_size, gamma)`, which lives one episode and returns its undiscounted
# return. The argument `behaviour` is a function: `behaviour(state)` draws an action. Call it once for each action.
#
# The last step deserves a thought. If it `terminated`, the target is $R$ alone. If it was `truncated`, the story would have gone on:
# choose $A'$ for the state that was reached, and use $Q(S', A')$ as ever, although $A'$ is never taken.
#
# *Example.* Three states in a row, `q = [[0, 0], [4, 2], [0, 0]]`, and a behaviour that always takes action 1, which moves one state on
# for a reward of $-1$; the last state ends the story. With $\alpha = 0.5$ and $\gamma = 1$ the first update makes `q[0, 1]` equal to
# $0 + 0.5\,[-1 + 2 - 0] = 0.5$. (Q-learning would use the 4.) The second makes `q[1, 1]` equal to $2 + 0.5\,[-1 - 2] = 0.5$. The return
# is $-2$.
#
# The caller has seeded the environment already, so call `env.reset()` without a seed.
#
# <details><summary>Hint</summary>
#
# Before the loop: reset, and choose the first action. In the loop: step, choose the next action, build the target, update, add up the
# reward; then the next state and action become the current ones. The loop ends after a step that was `terminated` *or* `truncated`, but
# only one of the two changes the target.
#
# </details>


# %% exercise="sarsa_episode" task=2 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def sarsa_episode(
    env: gym.Env[Any, Any],
    q: NDArray[np.float64],
    behaviour: Callable[[int], int],
    step_size: float,
    gamma: float,
) -> float:
    """Live one episode, and apply one SARSA update to ``q`` in place after each step.

    Args:
        env: An environment with discrete spaces, seeded by the caller.
        q: Action values, shape ``[n_states, n_actions]``; changed in place.
        behaviour: Draws the action to take in a state.
        step_size: Step size, in ``(0, 1]``.
        gamma: Discount, in ``[0, 1]``.

    Returns:
        The undiscounted sum of the episode's rewards.

    Source:
        Sutton and Barto, section 6.4.
    """
    # BEGIN SOLUTION
    state, ended, total = int(env.reset()[0]), False, 0.0
    action = behaviour(state)
    while not ended:
        observation, reward, terminated, truncated, _ = env.step(action)
        next_state = int(observation)
        next_action = behaviour(next_state)
        target = float(reward) + (
            0.0 if terminated else gamma * float(q[next_state, next_action])
        )
        q[state, action] += step_size * (target - q[state, action])
        state, action = next_state, next_action
        ended, total = terminated or truncated, total + float(reward)
    return total
    # END SOLUTION


# %% test="sarsa_episode" points=2
def test_sarsa_episode() -> None:
    row = {
        s: {a: [(1.0, min(s + a, 2), -1.0, s + a >= 2)] for a in range(2)}
        for s in range(3)
    }
    q = np.array([[0.0, 0.0], [4.0, 2.0], [0.0, 0.0]])
    _return = checks.attempt(
        sarsa_episode,
        tables.TableEnvironment(row),
        q,
        lambda _state: 1,
        step_size=0.5,
        gamma=1.0,
    )
    checks.close(
        "q[0, 1]",
        q[0, 1],
        0.5,
        thought=(
            "Is the target built with the action that comes next, not with the best "
            "one?"
        ),
    )
    checks.close(
        "q[1, 1] after the last, terminal step",
        q[1, 1],
        0.5,
        thought="Does a terminal state still bootstrap?",
    )
    checks.close(
        "the returned return",
        _return,
        -2.0,
        thought="It is the sum of all rewards of the episode.",
    )
    q = np.array([[0.0, 0.0], [4.0, 2.0], [0.0, 0.0]])
    checks.attempt(
        sarsa_episode,
        tables.TableEnvironment(row, step_limit=1),
        q,
        lambda _state: 1,
        step_size=0.5,
        gamma=1.0,
    )
    checks.close(
        "q[0, 1] when the first step is truncated",
        q[0, 1],
        0.5,
        thought="Does a step limit end the story, or only our patience?",
    )


# %% hidden="sarsa_episode" points=3
def hidden_sarsa_episode() -> None:
    rng = np.random.default_rng(443)
    endings = {True: 0, False: 0}
    for trial in range(60):
        n_states, n_actions = int(rng.integers(1, 6)), int(rng.integers(1, 4))
        share = 0.15 if trial % 3 else 0.0
        table = {
            s: {
                a: [
                    (
                        1.0,
                        int(rng.integers(n_states)),
                        float(rng.normal()),
                        bool(rng.random() < share),
                    )
                ]
                for a in range(n_actions)
            }
            for s in range(n_states)
        }
        limit, start = int(rng.integers(1, 12)), np.full(n_states, 1.0 / n_states)
        twin, env = (
            tables.TableEnvironment(table, start, step_limit=limit) for _ in range(2)
        )
        twin.reset(seed=trial)
        env.reset(seed=trial)
        first = int(
            twin.reset()[0]
        )  # an episode that begins with a reset without a seed begins here
        alpha, gamma = (
            float(rng.uniform(0.05, 1.0)),
            float(rng.choice([0.0, 0.6, 0.95, 1.0])),
        )
        before = rng.normal(scale=4.0, size=(n_states, n_actions))
        plan = rng.integers(n_actions, size=(20, n_states))
        # The reference first lives the episode without learning, and replays its record afterwards, as a mixture of old value and target.
        record, s, end = [], first, False
        while not end:
            t = len(record)
            _, s2, r, done = table[s][int(plan[t, s])][0]
            record.append((s, int(plan[t, s]), r, s2, int(plan[t + 1, s2]), done))
            s, end = s2, done or t + 1 >= limit
        endings[record[-1][-1]] += 1
        expected_q = before.copy()
        for s, a, r, s2, a2, done in record:
            future = 0.0 if done else gamma * expected_q[s2, a2]
            expected_q[s, a] = (1.0 - alpha) * expected_q[s, a] + alpha * (r + future)
        calls: list[int] = []

        def behaviour(
            state: int, plan: NDArray[np.int64] = plan, calls: list[int] = calls
        ) -> int:
            calls.append(state)
            return int(plan[min(len(calls) - 1, 19), state])

        q = before.copy()
        _return = checks.attempt(
            sarsa_episode, env, q, behaviour, step_size=alpha, gamma=gamma
        )
        checks.true(
            "the first state",
            calls[:1] == [first],
            thought=(
                "Is the environment reset once, without a seed (the caller has seeded "
                "it), and the first action chosen for that state?"
            ),
        )
        checks.close(
            "the table after an episode",
            q,
            expected_q,
            thought=(
                "Is the action in the target the one that is taken next, is it drawn "
                "once, and which of the two endings cuts the target?"
            ),
        )
        checks.close(
            "the return",
            _return,
            sum(step[2] for step in record),
            thought="Are all rewards added up, without discount?",
        )
    assert min(endings.values()) > 5


# %% [markdown]
# ## 8. The race along the cliff
#
# Now both on the same cliff, with the settings of Sutton and Barto's Example 6.6: $\alpha = 0.5$, $\varepsilon = 0.1$ and 500 episodes;
# and because one seed proves nothing, twenty seeds. `tabular.learn` is the finished, fast version, for both algorithms (it keeps its
# table in plain lists, since reading single numbers from an array is slow). The cell below also asks **dynamic programming** what to
# expect. Gymnasium's small environments carry their whole transition table in `env.unwrapped.P`. Our agents never look at it. But a judge
# may: from the table follow exact values, by the equations of section 2 and without any sampling.


# %% tags=["demo"]
CLIFF_MODEL = tables.model_of(make_cliff())
METHODS: tuple[tabular.Method, tabular.Method] = ("q_learning", "sarsa")
METHOD_NAMES = {"q_learning": "Q-learning", "sarsa": "SARSA"}
cliff_runs = {
    _method: [
        tabular.learn(make_cliff(), _method, 500, seed=_seed)
        for _seed in range(n_seeds)
    ]
    for _method in METHODS
}
q_of_q_learning = cliff_runs["q_learning"][
    0
].q  # the table that sections 11 and 12 look into

exact_q = tabular.value_iteration(CLIFF_MODEL)
exact_soft_q = tabular.value_iteration(CLIFF_MODEL, epsilon=0.1)
exact_online = {
    "q_learning": tabular.expected_return(
        CLIFF_MODEL, tabular.epsilon_greedy_policy(exact_q, 0.1)
    ),
    "sarsa": tabular.expected_return(
        CLIFF_MODEL, tabular.epsilon_greedy_policy(exact_soft_q, 0.1)
    ),
}


def draw_race() -> Figure:
    """Draw the returns during learning, smoothed over 10 episodes, with the exact levels."""
    figure, axes = plt.subplots(figsize=(7.5, 4.2))
    for colour, method in zip(plots.PALETTE, METHODS, strict=False):
        smooth = np.array(
            [plots.moving_average(run.returns, 10) for run in cliff_runs[method]]
        )
        plots.curve_with_interval(
            axes,
            np.arange(1, 501),
            smooth,
            label=f"{METHOD_NAMES[method]}, {n_seeds} seeds",
            colour=colour,
        )
        axes.hlines(
            exact_online[method], 0, 500, color=colour, linestyle=":", linewidth=1.2
        )
        axes.text(
            505,
            exact_online[method],
            f"{exact_online[method]:.1f}",
            va="center",
            fontsize=9,
        )
    axes.set(
        xlabel="episode",
        ylabel="return while learning (mean of 10 episodes)",
        ylim=(-120, 0),
        xlim=(0, 545),
    )
    axes.set_title("Learning on the cliff: mean, 95 % interval, exact level (dotted)")
    axes.legend(loc="lower right")
    return figure


_race = draw_race()

# %% [markdown]
# Q-learning is the *worse* walker for as long as it explores; only in SARSA's unlucky stretches do the curves come near each other. The
# dotted lines say that this is no accident of learning: an $\varepsilon$-greedy walker on the shortest way has exactly the lower level as
# its expected return, and the best that any such stumbling walker can have is the upper one. (SARSA stays somewhat below it: section 10
# finds out why.)

# %% tags=["demo"]
late_returns = {
    _method: np.array([run.returns[-100:].mean() for run in cliff_runs[_method]])
    for _method in METHODS
}
# A step costs 1 and a fall 100, so return and length of an episode tell the number of falls.
falls = {
    _method: np.array(
        [((-run.returns - run.lengths) / 99).sum() for run in cliff_runs[_method]]
    )
    for _method in METHODS
}
greedy_returns = {
    _method: np.array(
        [
            tabular.evaluate_greedy(make_cliff(), run.q, [START]).returns[0]
            for run in cliff_runs[_method]
        ]
    )
    for _method in METHODS
}
for _method in METHODS:
    _paths = {
        int(_value): int((greedy_returns[_method] == _value).sum())
        for _value in np.unique(greedy_returns[_method])[::-1]
    }
    print(
        f"{METHOD_NAMES[_method]:>10}: mean return of the last 100 episodes "
        f"{late_returns[_method].mean():6.1f}, "
        f"falls in 500 episodes {falls[_method].mean():.0f}; greedy returns and "
        f"their seeds: {_paths}"
    )
assert (greedy_returns["q_learning"] == -13).all()
assert (falls["q_learning"] > falls["sarsa"]).all()
assert late_returns["q_learning"].mean() < late_returns["sarsa"].mean() - 10
assert abs(late_returns["q_learning"].mean() - exact_online["q_learning"]) < 8

# %% [markdown]
# With every seed Q-learning's greedy way is the shortest one, $-13$, and with every seed it falls off more often than SARSA while it
# learns. SARSA's greedy ways are longer: it learned the values of a walker that stumbles, and such a walker does well to keep away from
# the edge. (A greedy return of $-200$ is a walk that arrives nowhere, cut after 200 steps: with a constant step size, a piece of bad luck
# at the end can leave two neighbouring states that point at each other, or one that points at the wall.)
#
# Which one is better? Will your agent still explore when it counts, as a robot that learns on the job does? Then on-policy SARSA
# optimises the right thing. Can you switch exploration off afterwards? Then Q-learning gives you the better policy, and a painful
# childhood.

# %% [markdown]
# ## 9. Exercise 5: how fast did it converge?
#
# *Medium, about 15 minutes.* "Converges faster" is a claim about a number, so let us have the number. Write
# `convergence_episode(returns, level, window)`: after how many episodes is the mean of the latest `window` returns at least `level` for
# the first time? Where that never happens, return `None`.
#
# Only full windows count: with `window = 50`, one lucky first episode is no convergence. A window below 1 is a mistake of the caller:
# raise a `ValueError` that says which window came.
#
# *Example.* For the returns $-9, -3, -1, -1$ and a window of 2, the means are $-6$ (after 2 episodes), $-2$ (after 3) and $-1$ (after 4).
# For a level of $-2$ the answer is 3, for a level of $-1.5$ it is 4, for a level of 0 it is `None`.
#
# <details><summary>Hint</summary>
#
# A loop over `range(window, len(returns) + 1)` and one slice is enough. `np.convolve(..., mode="valid")` does it without a loop. Note
# that `plots.moving_average` averages incomplete windows at the start.
#
# </details>


# %% exercise="convergence_episode" task=2
def convergence_episode(returns: ArrayLike, level: float, window: int) -> int | None:
    """Return after how many episodes the mean of the latest ``window`` returns first was at least ``level``.

    Args:
        returns: Returns of successive episodes, shape ``[n_episodes]``; not changed.
        level: What the mean must reach (being equal is enough).
        window: Number of episodes in a mean, at least 1. Only full windows count.

    Returns:
        A number of episodes from ``window`` to ``n_episodes``, or None where the level
        was never reached.

    Raises:
        ValueError: The window is below 1.
    """
    # BEGIN SOLUTION
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    values = np.asarray(returns, dtype=np.float64)
    for n_episodes in range(window, len(values) + 1):
        if values[n_episodes - window : n_episodes].mean() >= level:
            return n_episodes
    return None
    # END SOLUTION


# %% test="convergence_episode" points=1
def test_convergence_episode() -> None:
    returns = np.array([-9.0, -3.0, -1.0, -1.0])
    count = checks.attempt(convergence_episode, returns, level=-2.0, window=2)
    checks.equal(
        "for the level -2",
        count,
        3,
        thought="After three episodes the latest two are -3 and -1. Is being equal enough?",
    )
    count = checks.attempt(convergence_episode, returns, level=-1.5, window=2)
    checks.equal(
        "for the level -1.5",
        count,
        4,
        thought="Do you count episodes, or their indices?",
    )
    count = checks.attempt(convergence_episode, returns, level=0.0, window=2)
    checks.equal(
        "for the level 0",
        count,
        None,
        thought="What is the answer when the level is never reached?",
    )
    checks.raises(
        ValueError,
        lambda: convergence_episode(returns, 0.0, 0),
        thought="What does a mean of no episodes mean?",
        mentions="0",
    )


# %% hidden="convergence_episode" points=2
def hidden_convergence_episode() -> None:
    rng = np.random.default_rng(444)
    for trial in range(120):
        n, window = int(rng.integers(0, 40)), int(rng.integers(1, 9))
        returns = (
            rng.integers(-40, 10, size=n).astype(np.float64)
            + np.linspace(0, 20, max(n, 1))[:n].round()
        )
        level = float(rng.integers(-20, 20)) / (1.0 if trial % 2 else window)
        # By sums of whole numbers, which are exact: no mean that rounds to just below its level.
        sums = [
            sum(returns[end - window : end].tolist()) for end in range(window, n + 1)
        ]
        level = (
            sums[len(sums) // 2] / window
            if sums and trial % 3 == 0 and window in (1, 2, 4, 8)
            else level + 1e-6
        )
        reached = [
            end for end, _sum in enumerate(sums, start=window) if _sum >= level * window
        ]
        with checks.unchanged(returns=returns):
            count = checks.attempt(convergence_episode, returns, level, window)
        checks.equal(
            "the number of episodes",
            count,
            reached[0] if reached else None,
            thought=(
                "Full windows only, the first one that is good enough, counted in "
                "episodes; and None for what is never reached?"
            ),
        )
    checks.equal(
        "a list",
        checks.attempt(convergence_episode, [1, 5, 9], 5, 3),
        3,
        thought="Is a list of ints as good as an array?",
    )
    checks.equal(
        "too few episodes",
        checks.attempt(convergence_episode, [5.0, 5.0], 1.0, 3),
        None,
        thought="Fewer episodes than one window?",
    )
    checks.equal(
        "one episode",
        checks.attempt(convergence_episode, [5.0], 5.0, 1),
        1,
        thought="Is a window of one allowed?",
    )
    checks.raises(
        ValueError,
        lambda: convergence_episode([1.0, 2.0], 0.0, -2),
        thought="Which windows make no sense?",
        mentions="-2",
    )


# %% [markdown]
# The next cell measures it for all seeds: after how many episodes do the latest 100 average $-60$, and after how many $-35$?

# %% tags=["demo"]
for _level in (-60.0, -35.0):
    for _method in METHODS:
        _counts = [
            convergence_episode(run.returns, _level, 100) for run in cliff_runs[_method]
        ]
        _reached = [count for count in _counts if count is not None]
        _median = np.median([math.inf if count is None else count for count in _counts])
        print(
            (
                f"level {_level:.0f}: {METHOD_NAMES[_method]:>10} reached by "
                f"{len(_reached)} of {n_seeds} seeds, "
            )
            + (
                f"after {_median:.0f} episodes (median)"
                if math.isfinite(_median)
                else "most never"
            )
        )
        if _level == -60.0 or _method == "sarsa":
            assert len(_reached) == n_seeds
            assert _median < 150
        else:
            assert len(_reached) < 0.5 * n_seeds

# %% [markdown]
# The first level both reach at about the same time, as soon as a hundred episodes are there to be averaged. The second lies between their
# two plateaus: every SARSA agent gets there, and few Q-learners do, however long you wait. They converge about equally fast, *to
# different things*.

# %% [markdown]
# ## 10. What SARSA should converge to, and whether it does
#
# Many texts say: "Q-learning takes the short way, SARSA the safe way along the top". Let us not believe it but compute it. An
# **epsilon-soft** policy takes every action with a probability of at least $\varepsilon / 4$; it cannot stop stumbling. Among these there
# is a best one, and it is epsilon-greedy with respect to its own values (Sutton and Barto, section 5.4):
#
# $$q(s, a) = \mathbb{E}\Bigl[R_{t+1} + \gamma \bigl((1 - \varepsilon) \max_{a'} q(S_{t+1}, a')
# + \tfrac{\varepsilon}{4} \textstyle\sum_{a'} q(S_{t+1}, a')\bigr)\Bigr].$$
#
# `tabular.value_iteration(model, epsilon=...)` sweeps this equation over the whole table until nothing changes. That is what SARSA aims
# at. **Move the slider**: at which $\varepsilon$ does the best way leave the edge, and at which does it climb to the top row?


# %%
def greedy_actions(q: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which actions are best in each cell of the cliff, shape ``[4, 12, 4]``; none in the cliff and at the goal."""
    best = tabular.epsilon_greedy_policy(q) > 0  # [48, 4]
    best[CLIFF.ravel()] = False
    best[GOAL] = False
    return best.reshape(N_ROWS, N_COLUMNS, 4)  # [4, 12, 4]


def draw_soft_optimum(epsilon: float) -> Figure:
    """Draw values and arrows of the best epsilon-soft policy, found by dynamic programming."""
    q = tabular.value_iteration(tables.model_of(make_cliff()), epsilon=epsilon)
    values = q.max(axis=1).reshape(N_ROWS, N_COLUMNS)  # [4, 12]
    values[CLIFF] = np.nan
    values[3, -1] = np.nan
    figure, axes = plt.subplots(figsize=(8.6, 3.4))
    plots.grid_values(
        axes,
        values,
        walls=CLIFF,
        labels={(3, 0): "S", (3, 11): "G"},
        colour_label="largest action value",
    )
    plots.grid_policy(axes, greedy_actions(q), walls=CLIFF)
    greedy = tabular.evaluate_greedy(make_cliff(), q, [START])
    online = tabular.expected_return(
        tables.model_of(make_cliff()), tabular.epsilon_greedy_policy(q, epsilon)
    )
    axes.set_title(
        f"ε = {epsilon:.2f}: greedy return {greedy.returns[0]:.0f}, expected "
        f"return with exploration {online:.1f}"
    )
    return figure


# %% tags=["demo"]
controls.interactive_figure(
    draw_soft_optimum, epsilon=controls.slider(0.0, 0.4, 0.01, 0.1, "exploration ε")
)

# %% [markdown]
# (The expected return is lower than the number at S, since the first action, too, may be a random one.)
#
# At $\varepsilon = 0.1$ the best way does **not** run along the top. It takes the middle row: up two, across, down two, a greedy return
# of $-15$. Only from somewhere between $0.15$ and $0.2$ on does the top row pay, with $-17$. Why? Each row higher costs two steps, and
# buys safety:
#
# - Right at the edge, *one* bad move is a fall. Its probability is $\varepsilon / 4$ on each step.
# - One row higher it takes *two* bad moves in a row, about $(\varepsilon / 4)^2$ on each step.
# - At the top it takes three.
#
# A fall costs 100 and the way back. On the middle row's crossing that danger costs very roughly $10 \cdot (\varepsilon/4)^2 \cdot 115$:
# about 0.7 at $\varepsilon = 0.1$, cheaper than two more steps, but about 2.9 at $\varepsilon = 0.2$, dearer. The next cell does the sum
# exactly, for three walkers who each keep to one row.


# %% tags=["demo"]
def row_walker(row: int) -> NDArray[np.float64]:
    """Return the policy that goes to a row, crosses along it, and comes down in the last column; shape ``[48, 4]``."""
    actions = np.zeros((48, 4))
    for state in range(48):
        here, column = divmod(state, N_COLUMNS)
        up, right, down = 0, 1, 2
        actions[
            state,
            down
            if column == N_COLUMNS - 1
            else up
            if here > row
            else down
            if here < row
            else right,
        ] = 1.0
    return actions


epsilons = np.concatenate([np.linspace(0.0, 0.02, 9), np.linspace(0.03, 0.3, 28)])
walker_returns = {
    _row: np.array(
        [
            tabular.expected_return(CLIFF_MODEL, (1 - _e) * row_walker(_row) + _e / 4)
            for _e in epsilons
        ]
    )
    for _row in (2, 1, 0)
}
soft_optima = [tabular.value_iteration(CLIFF_MODEL, epsilon=_e) for _e in epsilons]
soft_returns = np.array(
    [
        tabular.expected_return(CLIFF_MODEL, tabular.epsilon_greedy_policy(q, _e))
        for q, _e in zip(soft_optima, epsilons, strict=True)
    ]
)
soft_greedy = np.array(
    [tabular.evaluate_greedy(make_cliff(), q, [START]).returns[0] for q in soft_optima]
)


def draw_walkers() -> Figure:
    """Draw what each of the three ways falls short of the best epsilon-soft policy."""
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    names = {
        2: "at the edge (13 steps)",
        1: "middle row (15 steps)",
        0: "top row (17 steps)",
    }
    for row, name in names.items():
        axes.plot(epsilons, soft_returns - walker_returns[row], label=name)
    axes.set(
        xlabel="exploration ε",
        ylabel="shortfall from the best\nε-soft policy (points)",
        ylim=(-0.2, 6),
    )
    axes.set_title("Which way is best depends on how much you stumble")
    axes.legend()
    return figure


_walkers = draw_walkers()
for _e in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
    _i = int(np.abs(epsilons - _e).argmin())
    print(
        f"ε = {_e:.2f}: greedy return of the best ε-soft policy "
        f"{soft_greedy[_i]:.0f}, its expected return {soft_returns[_i]:.1f}"
    )
assert [soft_greedy[int(np.abs(epsilons - _e).argmin())] for _e in (0.0, 0.1, 0.2)] == [
    -13,
    -15,
    -17,
]

# %% [markdown]
# The curves cross: the edge is best for those who never stumble, then the middle row, then the top. (None of the three touches zero
# throughout, since the best policy is cleverer than a fixed row once it has been pushed aside.)
#
# So at $\varepsilon = 0.1$ SARSA should find $-15$. In our race it did not; most seeds ended at $-17$, the famous "safe path". Two things
# were in the way, and both come from $\alpha = 0.5$: each fall throws half of $-100$ into one entry of the table, and the latest few
# samples are all that an entry remembers. The estimates near the edge never settle, they look worse than they are, and the agent keeps a
# greater distance than the truth would ask for. The cure is as old as the algorithm: let the step size shrink with the number of visits
# $n$ of each pair, here $\alpha_n = 0.5 / \sqrt{n}$, so that later samples average out. (Theory asks for a little more than the square
# root; long before that matters, this is good enough.)
#
# **Expected SARSA** goes further. It replaces the sampled $Q(S', A')$ by its mean over the behaviour policy,
# $(1 - \varepsilon) \max_a Q(S', a) + \tfrac{\varepsilon}{4} \sum_a Q(S', a)$. The luck of the next action is gone from the target, and
# in a world without other luck even $\alpha = 1$ is not too large.

# %% tags=["demo"]
n_soft_seeds = budgets.pick(short=5, long=20)
soft_runs: dict[tuple[str, float], list[tabular.Learned]] = {}
for _e in (0.1, 0.2):
    soft_runs["SARSA, shrinking steps", _e] = [
        tabular.learn(
            make_cliff(),
            "sarsa",
            4000,
            seed=_seed,
            epsilon=_e,
            step_size=0.5,
            visit_power=0.5,
        )
        for _seed in range(n_soft_seeds)
    ]
    soft_runs["expected SARSA, step size 1", _e] = [
        tabular.learn(
            make_cliff(), "expected_sarsa", 1000, seed=_seed, epsilon=_e, step_size=1.0
        )
        for _seed in range(n_soft_seeds)
    ]

for (_name, _e), _runs in soft_runs.items():
    _best = tabular.value_iteration(CLIFF_MODEL, epsilon=_e)
    _best_greedy = tabular.evaluate_greedy(make_cliff(), _best, [START]).returns[0]
    _best_online = tabular.expected_return(
        CLIFF_MODEL, tabular.epsilon_greedy_policy(_best, _e)
    )
    _greedy = [
        tabular.evaluate_greedy(make_cliff(), run.q, [START]).returns[0]
        for run in _runs
    ]
    _online = [
        tabular.expected_return(CLIFF_MODEL, tabular.epsilon_greedy_policy(run.q, _e))
        for run in _runs
    ]
    print(
        f"{_name:>27}, ε = {_e}: greedy {[int(value) for value in _greedy]} "
        f"(exact {_best_greedy:.0f}), "
        f"expected return with exploration {np.mean(_online):.2f} (exact "
        f"{_best_online:.2f})"
    )
    assert sum(value == _best_greedy for value in _greedy) >= 0.8 * n_soft_seeds
    assert abs(np.mean(_online) - _best_online) < 0.75

# %% [markdown]
# There it is: $-15$ at $\varepsilon = 0.1$ and $-17$ at $\varepsilon = 0.2$, as dynamic programming says, for at least four of five seeds
# (asserted), and with the exploration counted in, SARSA is within a point of the best that a stumbling walker can do. "SARSA takes the
# safe path" was half of a truth. *How* safe depends on $\varepsilon$, and the folklore's top row at $\varepsilon = 0.1$ is in good part
# the noise of a large step size.

# %% [markdown]
# ## 11. Exercise 6: look into the table
#
# *Medium, about 25 minutes.* A table of 48 times 4 numbers says little; a picture says at a glance what the agent thinks of each move.
# Write `q_heatmap(q, shape, action_names, blank, lowest)`, which returns a `Figure` with
#
# - one panel for each action, in order, with the action's name in the panel's title,
# - in each panel the values of that action laid out on the grid, `shape = (rows, columns)`, row 0 on top; state $s$ stands in row $s$
#   `// columns`, column $s$ `% columns`,
# - states in `blank` left empty (masked, or NaN): the cliff and the goal are no places to choose an action,
# - **one and the same colour scale in all panels**, from `lowest` to the largest value that is shown, with a colour bar, so that colours
#   can be compared across panels,
# - labels on both axes of each panel.
#
# *Example.* For `q` of shape `[6, 2]` and `shape = (2, 3)`, panel 1 shows `[[q[0, 1], q[1, 1], q[2, 1]], [q[3, 1], q[4, 1], q[5, 1]]]`.
#
# `lowest` is there because one move into the cliff is worth about $-113$, while everything that matters lies between $-20$ and 0.
#
# <details><summary>Hint</summary>
#
# `figure, axes = plt.subplots(n_rows, n_columns, squeeze=False)` and `axes.ravel()` give a flat list of panels.
# `axes.imshow(array, vmin=..., vmax=...)` draws one, with row 0 on top. `figure.colorbar(image, ax=list_of_panels)` makes one bar for
# all. Work on a copy before you write NaN into it: `np.where(blank, np.nan, values)` makes one.
#
# </details>


# %% exercise="q_heatmap" task=3
def q_heatmap(
    q: NDArray[np.float64],
    shape: tuple[int, int],
    action_names: list[str],
    blank: NDArray[np.bool_],
    lowest: float,
) -> Figure:
    """Draw the Q-table of a gridworld, one panel for each action, all in one colour scale.

    Args:
        q: Action values, shape ``[rows * columns, n_actions]``; not changed.
        shape: ``(rows, columns)`` of the grid.
        action_names: One name for each action.
        blank: States to leave empty, shape ``[rows * columns]``.
        lowest: Where the colour scale begins. It ends at the largest value of a state
            that is not blank.

    Returns:
        The figure.
    """
    # BEGIN SOLUTION
    shown = np.where(blank[:, None], np.nan, q)  # [rows * columns, n_actions]
    n_columns = min(2, len(action_names))
    n_rows = -(-len(action_names) // n_columns)
    figure, grid = plt.subplots(
        n_rows, n_columns, squeeze=False, figsize=(4.8 * n_columns, 2.1 * n_rows)
    )
    panels: list[Axes] = list(grid.ravel())
    for panel, name, values in zip(panels, action_names, shown.T, strict=False):
        panel.imshow(
            values.reshape(shape), vmin=lowest, vmax=float(np.nanmax(shown))
        )  # [rows, columns]
        panel.set(title=name, xlabel="column", ylabel="row")
        panel.grid(visible=False)
    for panel in panels[len(action_names) :]:
        panel.remove()
    figure.colorbar(
        panels[0].images[0], ax=panels[: len(action_names)], label="action value"
    )
    return figure
    # END SOLUTION


# %% test="q_heatmap" points=1
def test_q_heatmap() -> None:
    q = np.array(
        [
            [0.0, -1.0],
            [-2.0, -3.0],
            [-4.0, -5.0],
            [-6.0, -7.0],
            [-8.0, -90.0],
            [9.0, 9.0],
        ]
    )
    blank = np.array([False, False, False, False, False, True])
    figure = checks.attempt(q_heatmap, q, (2, 3), ["left", "right"], blank, -10.0)
    figure = checks.figure(
        figure, n_axes=2, thought="Return the Figure: one panel for each action."
    )
    panels = checks.panels_of(figure)
    checks.true(
        "the titles name the actions",
        "right" in panels[1].get_title(),
        thought="Which action does each panel show?",
    )
    values, limits = pictures.heatmap(panels[1])
    expected_values = [[-1.0, -3.0, -5.0], [-7.0, -90.0, math.nan]]
    checks.close(
        "the panel of action 1",
        values,
        expected_values,
        thought="Column 1 of q, row by row on the grid, blank states empty.",
    )
    checks.close(
        "the colour limits",
        limits,
        [-10.0, 0.0],
        thought="From `lowest` to the largest value that is shown. Is a blank state shown?",
    )
    checks.true(
        "there is a colour bar",
        len(figure.axes) > 2,
        thought="How does a reader know what a colour means?",
    )
    plt.close("all")


# %% hidden="q_heatmap" points=2
def hidden_q_heatmap() -> None:
    rng = np.random.default_rng(446)
    for rows, columns, n_actions in ((3, 5, 4), (5, 2, 1), (1, 6, 3), (4, 4, 5)):
        q = rng.normal(scale=10.0, size=(rows * columns, n_actions)) - 15.0
        blank = rng.random(rows * columns) < 0.3
        blank[0], blank[-1] = False, True
        q[-1] = 50.0
        names = [f"action {chr(97 + a)}" for a in range(n_actions)]
        with checks.unchanged(q=q, blank=blank):
            figure = checks.attempt(q_heatmap, q, (rows, columns), names, blank, -60.0)
        figure = checks.figure(
            figure,
            n_axes=n_actions,
            thought="Is there exactly one panel for each action, with labels on both axes?",
        )
        checks.true(
            "a colour bar",
            len(figure.axes) > n_actions,
            thought="Is there a colour bar?",
        )
        largest = max(float(q[s].max()) for s in range(rows * columns) if not blank[s])
        for a, panel in enumerate(checks.panels_of(figure)):
            expected_values = [
                [
                    math.nan if blank[r * columns + c] else float(q[r * columns + c, a])
                    for c in range(columns)
                ]
                for r in range(rows)
            ]
            values, limits = pictures.heatmap(panel)
            checks.close(
                "a panel",
                values,
                expected_values,
                thought="Rows, columns, actions, blank states: which of them got mixed up?",
            )
            checks.close(
                "the limits",
                limits,
                [-60.0, largest],
                thought=(
                    "Do all panels share one scale, and do blank states stay out of it?"
                ),
            )
            checks.true(
                "its title",
                names[a] in panel.get_title(),
                thought="Does each title name its action?",
            )
        plt.close("all")


# %% tags=["demo"]
_heatmap = q_heatmap(
    q_of_q_learning,
    (N_ROWS, N_COLUMNS),
    ACTION_NAMES,
    CLIFF.ravel() | (np.arange(48) == GOAL),
    lowest=-20.0,
)

path_states = [START, *range(24, 36)]
exact_error = np.abs(q_of_q_learning - exact_q)  # [48, 4]
chosen_error = float(
    max(exact_error[state, q_of_q_learning[state].argmax()] for state in path_states)
)
top_row_error = float(exact_error[:N_COLUMNS].max())
print(
    f"largest error: {chosen_error:.2f} for the greedy moves along the edge, "
    f"{top_row_error:.2f} for the moves of the top row"
)
assert chosen_error < 0.5 < top_row_error

# %% [markdown]
# In the panel "down" the row above the cliff is dark, for below it is the abyss, except for its last cell, from which down is the goal.
# In "right" the start is dark: right of it begins the cliff. All panels grow brighter towards the goal. And the numbers tell how far to
# trust the picture. Along its greedy way the table is right; in the top row, which it seldom visits, values have not come down to the
# truth yet. A Q-table is reliable where the agent has been.

# %% [markdown]
# ## 12. Exercise 7: watch it walk
#
# *Medium, about 20 minutes.* Write `greedy_animation(env, q, max_steps)`: it resets the environment, acts greedily (`argmax` will do
# here) until the episode ends or `max_steps` steps are done, and returns an animation made of what `env.render()` shows: **before the
# first step and after each step**. An episode of $n$ steps gives $n + 1$ frames. `animations.from_frames(frames)` turns a list of frames
# into the animation.
#
# *Example.* In a row of three squares with the goal at the right end, the greedy way has two steps, and the animation three frames: the
# agent in square 0, 1 and 2.
#
# Why `max_steps`? A table that is not learned yet may walk in circles, and not every environment has a step limit.
#
# <details><summary>Hint</summary>
#
# Append the first frame right after `env.reset()`, then one after each `env.step(...)`, in a loop `for _ in range(max_steps)` that breaks
# when the episode is over. Some environments hand out the same array again and again: `np.array(env.render())` makes a copy.
#
# </details>


# %% exercise="greedy_animation" task=4 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    """Return an animation of one greedy episode.

    Args:
        env: An environment with ``render_mode="rgb_array"``.
        q: Action values, shape ``[n_states, n_actions]``; not changed.
        max_steps: Steps after which to stop.

    Returns:
        One frame before the first step and one after each step.
    """
    # BEGIN SOLUTION
    state = int(env.reset()[0])
    frames = [np.array(env.render(), dtype=np.uint8)]
    for _ in range(max_steps):
        observation, _, terminated, truncated, _ = env.step(int(q[state].argmax()))
        state = int(observation)
        frames.append(np.array(env.render(), dtype=np.uint8))
        if terminated or truncated:
            break
    return animations.from_frames(frames)
    # END SOLUTION


# %% test="greedy_animation" points=1
def test_greedy_animation() -> None:
    row = {
        s: {a: [(1.0, min(s + a, 2), -1.0, s + a >= 2)] for a in range(2)}
        for s in range(3)
    }
    env = tables.TableEnvironment(row, render_mode="rgb_array")
    animation = checks.attempt(
        greedy_animation, env, np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 0.0]]), 10
    )
    animation = checks.instance(
        "the result",
        animation,
        FuncAnimation,
        thought="Return what animations.from_frames gives.",
    )
    checks.equal(
        "the squares in the frames",
        tables.states_in_frames(animations.frames_of(animation), 3),
        [0, 1, 2],
        thought="A frame before the first step, one after each?",
    )
    env = tables.TableEnvironment(row, step_limit=20, render_mode="rgb_array")
    animation = checks.attempt(
        greedy_animation, env, np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), 3
    )
    checks.equal(
        "an agent that never moves, 3 steps",
        tables.states_in_frames(animations.frames_of(animation), 3),
        [0, 0, 0, 0],
        thought="Does the episode stop at max_steps?",
    )


# %% hidden="greedy_animation" points=2
def hidden_greedy_animation() -> None:
    rng = np.random.default_rng(447)
    for trial in range(5):
        n_states, n_actions = 6, 3
        order = rng.permutation(n_states)
        table = {
            int(order[i]): {
                a: [
                    (
                        1.0,
                        int(order[(i + a) % n_states]),
                        -1.0,
                        bool((i + a) % n_states == 5 and a > 0),
                    )
                ]
                for a in range(n_actions)
            }
            for i in range(n_states)
        }
        q = rng.normal(size=(n_states, n_actions)) - 5.0
        start, most = int(order[0]), int(rng.integers(1, 7))
        limit = 2 if trial == 3 else 20
        expected_states, end = [start], False
        while len(expected_states) <= min(most, limit) and not end:
            best = max(range(n_actions), key=lambda a: q[expected_states[-1], a])
            _, _next, _, end = table[expected_states[-1]][best][0]
            expected_states.append(_next)
        env = tables.TableEnvironment(
            table, start, step_limit=limit, render_mode="rgb_array"
        )
        with checks.unchanged(q=q):
            animation = checks.attempt(greedy_animation, env, q, most)
        animation = checks.instance(
            "the result", animation, FuncAnimation, thought="Is an animation returned?"
        )
        checks.equal(
            "the frames",
            tables.states_in_frames(animations.frames_of(animation), n_states),
            expected_states,
            thought=(
                "The best action in each state, a frame before the first step and one "
                "after each, up to the end of the episode?"
            ),
        )


# %% tags=["demo"]
animations.show(
    greedy_animation(make_cliff(render_mode="rgb_array"), q_of_q_learning, max_steps=50)
)

# %% [markdown]
# Q-learning's greedy way, right at the edge. And below, what SARSA's table (shrinking steps, $\varepsilon = 0.1$) says: one row further
# from trouble.

# %% tags=["demo"]
animations.show(
    greedy_animation(
        make_cliff(render_mode="rgb_array"),
        soft_runs["SARSA, shrinking steps", 0.1][0].q,
        max_steps=50,
    )
)

# %% [markdown]
# ## 13. The project: a taxi
#
# A town of 25 squares with walls, four ranks (red, green, yellow and blue), a passenger at one of them who wants to get to another. The
# taxi moves down, up, right or left (actions 0 to 3), picks up (4) and drops off (5). A step costs 1, a pick-up or drop-off in the wrong
# place 10, and the right drop-off pays 20 and ends the episode. After 200 steps `Taxi-v4` truncates. One number from 0 to 499 encodes
# where the taxi is, where the passenger is and where the journey goes; the agent knows nothing of that code.
#
# First the judge: how good is perfect? There are 300 possible starts, and the world is deterministic, so one greedy episode from each of
# them is no estimate. It is the exact performance.


# %%
def make_taxi(render_mode: str | None = None) -> gym.Env[Any, Any]:
    """Return a taxi with Gymnasium's limit of 200 steps."""
    return gym.make("Taxi-v4", render_mode=render_mode)


# %% tags=["demo", "nbval-check-output"]
TAXI_STARTS = tabular.start_states(make_taxi())
taxi_optimum = tabular.evaluate_greedy(
    make_taxi(), tabular.value_iteration(tables.model_of(make_taxi())), TAXI_STARTS
)
print(
    f"{len(TAXI_STARTS)} starts: best mean return "
    f"{taxi_optimum.returns.mean():.3f}, mean length "
    f"{taxi_optimum.lengths.mean():.2f} steps"
)
assert len(TAXI_STARTS) == 300
assert round(float(taxi_optimum.returns.mean()), 3) == 7.930
assert round(float(taxi_optimum.lengths.mean()), 2) == 13.07

# %% [markdown]
# ### Exercise 8: train the taxi
#
# *Project, about 45 minutes.* Write `train_taxi(env, n_episodes, rng)`, the whole training: the table, the loop over episodes,
# exploration, updates. It returns the table and the number of steps of each training episode. Step size, discount and the course of
# $\varepsilon$ are yours to choose; this is what the project is about. You may call your `epsilon_greedy` and `q_learning_step`, or write
# all of it anew.
#
# Think about these:
#
# - **The world is deterministic.** A large step size smears no noise here. Which one makes an entry right at once? And what does
#   $\alpha = 0.1$ cost?
# - **Exploration** is needed at first and is a burden later. Q-learning is off-policy, so it may fall along the way without confusing the
#   values.
# - **Seeds.** All of your randomness comes from `rng`, the environment's too: `env.reset(seed=int(rng.integers(2**31)))` in the first
#   episode, `env.reset()` in the others.
#
# *Example.* `q, lengths = train_taxi(make_taxi(), 2500, np.random.default_rng(0))` gives a table of shape `[500, 6]` and 2500 lengths,
# the first of which are often 200 and the last ones about 13.
#
# **How it is graded.** The whole town takes some seconds, so the tests give your taxi a single customer, who always waits at the same
# rank and always wants to go to the same other one. There are 25 starts, and your agent has 300 episodes. Then its greedy policy must
# come within one point of the exact optimum, on average over all starts. The hidden test has other customers, and numbers the states in
# another order: an agent that learns does not mind. The lengths must be those of the training episodes, and there must be no further
# steps in the training environment.
#
# <details><summary>Hint</summary>
#
# Start from your SARSA: one table, a loop over episodes, and in it a loop over steps. But Q-learning draws its action at the *start* of
# each step, after the update of the step before, and has no use for $A'$. An $\varepsilon$ that falls linearly
# from a large value in the first episode to nearly 0 in the last, and a step size of 1, do well. `np.linspace(0.7, 0.0, n_episodes)` is
# such a line.
#
# </details>


# %%
class OneCustomer(gym.Env[Any, Any]):
    """A taxi with a single customer: Gymnasium's town without its pictures, and with a limit of 100 steps, so that tests are quick.

    Args:
        waits_at: Where the customer always waits: 0 red, 1 green, 2 yellow, 3 blue.
        destination: Where the customer always wants to go.
        order: The number under which each state is shown, shape ``[500]``; None keeps
            Gymnasium's numbers.
    """

    def __init__(
        self, waits_at: int, destination: int, order: NDArray[np.int64] | None = None
    ) -> None:
        self.observation_space, self.action_space = (
            spaces.Discrete(500),
            spaces.Discrete(6),
        )
        self.finished_lengths: list[int] = []
        physics: Any = make_taxi().unwrapped
        code = np.arange(500)
        chosen = (
            (code % 4 == destination)
            & (code // 4 % 5 == waits_at)
            & (physics.initial_state_distrib > 0)
        )
        self._starts: list[int] = np.flatnonzero(chosen).tolist()
        self._shown: list[int] = (code if order is None else order).tolist()
        self._table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = (
            physics.P
        )
        self._masks: list[NDArray[np.int8]] = [
            physics.action_mask(state) for state in range(500)
        ]
        self._state, self._n_steps, self._running = 0, 0, False

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Put the taxi on a square, drawn from all 25."""
        super().reset(seed=seed, options=options)
        self._state, self._n_steps, self._running = (
            self._starts[int(self.np_random.integers(len(self._starts)))],
            0,
            True,
        )
        return self._shown[self._state], {
            "prob": 1.0,
            "action_mask": self._masks[self._state],
        }

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Take one step."""
        if not self._running:
            raise gym.error.ResetNeeded(
                "this episode is over (or none has begun): call reset() before "
                "the next step"
            )
        _, self._state, reward, terminated = self._table[self._state][int(action)][0]
        self._n_steps += 1
        truncated = self._n_steps >= 100
        if terminated or truncated:
            self.finished_lengths.append(self._n_steps)
            self._running = False
        return (
            self._shown[self._state],
            float(reward),
            terminated,
            truncated,
            {"prob": 1.0, "action_mask": self._masks[self._state]},
        )

    def greedy_performance(self, q: NDArray[np.float64]) -> tuple[float, float]:
        """Return the mean return and the mean length of one greedy episode from each start, at most 100 steps each; nothing is trained."""
        actions = q.argmax(axis=1).tolist()
        total, n_steps = 0.0, 0
        for state in self._starts:
            for _ in range(100):
                _, state, reward, terminated = self._table[state][
                    actions[self._shown[state]]
                ][0]
                total, n_steps = total + reward, n_steps + 1
                if terminated:
                    break
        return total / len(self._starts), n_steps / len(self._starts)


# %% exercise="train_taxi" task=5 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def train_taxi(
    env: gym.Env[Any, Any], n_episodes: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Train a table by Q-learning.

    Args:
        env: A taxi: 500 states, 6 actions, a step limit.
        n_episodes: Number of training episodes.
        rng: Where all randomness comes from, the environment's seed too.

    Returns:
        Action values, float64, shape ``[500, 6]``, and the number of steps of each
        training episode, int64, shape ``[n_episodes]``.
    """
    # BEGIN SOLUTION
    q, lengths = new_q_table(env), np.zeros(n_episodes, dtype=np.int64)
    for episode, epsilon in enumerate(np.linspace(0.7, 0.0, n_episodes).tolist()):
        seed = int(rng.integers(2**31)) if episode == 0 else None
        state, ended = int(env.reset(seed=seed)[0]), False
        while not ended:
            action = epsilon_greedy(q[state], epsilon, rng)
            observation, reward, terminated, truncated, _ = env.step(action)
            q_learning_step(
                q,
                state,
                action,
                float(reward),
                int(observation),
                terminated,
                step_size=1.0,
                gamma=1.0,
            )
            state, ended = int(observation), terminated or truncated
            lengths[episode] += 1
    return q, lengths
    # END SOLUTION


# %% test="train_taxi" points=2
def test_train_taxi() -> None:
    env = OneCustomer(2, 0)
    q, lengths = checks.attempt(train_taxi, env, 300, np.random.default_rng(0))
    checks.equal(
        "the shape of the table",
        np.shape(q),
        (500, 6),
        thought="Return the table first, then the lengths.",
    )
    checks.equal(
        "the number of lengths",
        np.shape(lengths),
        (300,),
        thought="One length for each of the 300 episodes.",
    )
    checks.equal(
        "the lengths",
        lengths,
        env.finished_lengths,
        thought="One number of steps for each training episode, in order?",
    )
    mean_return, mean_length = OneCustomer(2, 0).greedy_performance(checks.to_array(q))
    print(
        f"mean return {mean_return:.2f} (best 10.04), mean length {mean_length:.2f} "
        f"(best 10.96)"
    )
    checks.true(
        f"a mean return of at least 9.04: it is {mean_return:.2f}",
        mean_return >= 9.04,
        thought=(
            "Does it explore enough at first, is the step size large enough, and does "
            "each step start where the last one ended?"
        ),
    )


# %% hidden="train_taxi" points=4
def hidden_train_taxi() -> None:
    for waits_at, destination, expected_return, seed in (
        (1, 2, 6.52, 11),
        (3, 1, 9.88, 12),
    ):
        order = np.random.default_rng(seed).permutation(500)
        env = OneCustomer(waits_at, destination, order)
        q, lengths = checks.attempt(train_taxi, env, 300, np.random.default_rng(seed))
        q = checks.to_array(q)
        checks.equal(
            "the shape of the table",
            q.shape,
            (500, 6),
            thought="Is the table returned first, with one row for each state?",
        )
        checks.equal(
            "the number of lengths",
            np.shape(lengths),
            (300,),
            thought="Is there one length for each episode?",
        )
        checks.equal(
            "the lengths",
            lengths,
            env.finished_lengths,
            thought="Are these the steps of the training episodes, and no others?",
        )
        checks.true(
            "the mean return",
            env.greedy_performance(q)[0] >= expected_return - 1.0,
            thought=(
                "Does it learn by trying, however the states are numbered: "
                "exploration, "
                "step size, discount, order of the loop?"
            ),
        )
    runs = [
        checks.attempt(train_taxi, OneCustomer(0, 3), 10, np.random.default_rng(5))[0]
        for _ in range(2)
    ]
    checks.close(
        "a repeated run",
        runs[0],
        checks.to_array(runs[1]),
        thought="Does all randomness come from rng, the environment's seed too?",
    )


# %% [markdown]
# **The whole town.** Now the real thing: 2500 episodes, five seeds, each judged greedily in an environment of its own from all 300
# starts.

# %% tags=["demo"]
n_taxi_seeds = budgets.pick(short=5, long=20)
taxi_tables: list[NDArray[np.float64]] = []
taxi_lengths: list[NDArray[np.int64]] = []
for _seed in live.progress(
    range(n_taxi_seeds), description="five taxis" if n_taxi_seeds == 5 else "taxis"
):
    _table, _steps = train_taxi(make_taxi(), 2500, np.random.default_rng(_seed))
    taxi_tables.append(_table)
    taxi_lengths.append(_steps)

taxi_scores = [
    tabular.evaluate_greedy(make_taxi(), table, TAXI_STARTS) for table in taxi_tables
]
for _seed, _score in enumerate(taxi_scores):
    print(
        f"seed {_seed}: mean return {_score.returns.mean():.3f}, mean length "
        f"{_score.lengths.mean():.2f} steps"
    )
taxi_successes = sum(
    score.returns.mean() >= 7.85 and score.lengths.mean() <= 13.2
    for score in taxi_scores
)
print(
    f"{taxi_successes} of {n_taxi_seeds} reach a mean return of 7.85 in at most "
    f"13.2 steps (exact optimum: 7.930 and 13.07)"
)
assert taxi_successes >= 0.8 * n_taxi_seeds


def draw_taxi_lengths() -> Figure:
    """Draw the mean length of the training episodes, with the exact optimum."""
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    smooth = np.array([plots.moving_average(lengths, 50) for lengths in taxi_lengths])
    plots.curve_with_interval(
        axes, np.arange(1, 2501), smooth, label=f"while learning, {n_taxi_seeds} seeds"
    )
    axes.axhline(
        taxi_optimum.lengths.mean(), color="black", linestyle=":", label="exact optimum"
    )
    axes.set(
        xlabel="episode",
        ylabel="steps per episode (mean of 50)",
        ylim=(0, 205),
        title="Taxi-v4: episodes grow shorter",
    )
    axes.legend()
    return figure


_taxi_curve = draw_taxi_lengths()

# %% [markdown]
# From 200 aimless steps to about 13 purposeful ones. The long, gentle slope after the first few hundred episodes is in good part
# exploration being switched off. And here is one journey of the first taxi:

# %% tags=["demo"]
taxi_to_watch = make_taxi(render_mode="rgb_array")
taxi_to_watch.reset(seed=3)  # the animation's own reset goes on from this seed
animations.show(greedy_animation(taxi_to_watch, taxi_tables[0], max_steps=50))

# %% [markdown]
# ## 14. A look ahead: the table is a network
#
# Where is PyTorch in all this? Closer than it looks. Take the squared TD error as a loss, with the target held fixed:
# $L = \tfrac12 \bigl(\text{target} - Q(S, A)\bigr)^2$. Its gradient with respect to the one entry $Q(S, A)$ is $-\delta$, and zero for
# all others. One step of gradient descent with learning rate $\alpha$ is then $Q(S, A) + \alpha\,\delta$: *exactly* the update that you
# wrote. The next cell makes both from the same table.

# %% tags=["demo"]
_table = np.random.default_rng(0).normal(size=(48, 4))
weights = torch.tensor(
    _table, dtype=torch.float32, device=device, requires_grad=True
)  # [n_states, n_actions]
with torch.no_grad():  # the target is a number, not a function to differentiate
    torch_target = -1.0 + 0.9 * weights[25].max()
torch_loss = 0.5 * (torch_target - weights[24, 1]) ** 2
torch_loss.backward()
torch.optim.SGD([weights], lr=0.5).step()

q_learning_step(_table, 24, 1, -1.0, 25, False, step_size=0.5, gamma=0.9)
largest_difference = float(np.abs(weights.detach().cpu().numpy() - _table).max())
print("the two tables agree:", largest_difference < 1e-5)
assert largest_difference < 1e-5

# %% [markdown]
# Replace the table by a network, the single step by a batch, and you have deep Q-learning. What then goes wrong, and how to mend it, is
# Part 5.2.

# %% [markdown]
# ## 15. Summary
#
# - **One symbol apart.** Q-learning's target takes the best next action, SARSA's the one that really comes next. On the cliff, Q-learning
#   found the greedy return $-13$ with every seed, and with every seed it fell off more often than SARSA on the way.
# - **Hold claims against dynamic programming.** The best $\varepsilon$-soft policy has a greedy return of $-15$ at $\varepsilon = 0.1$
#   and $-17$ at $\varepsilon = 0.2$. SARSA with shrinking step sizes finds both; with a constant step size of $0.5$ the noise pushes it
#   further from the edge.
# - **Two endings.** Only `terminated` cuts the bootstrap; a step limit does not, in SARSA's last step neither.
# - **Ties** are broken at random while learning.
# - **Taxi**: within 1 % of the exact optimum, in 2500 episodes, judged greedily from all 300 starts in an environment of its own.
#
# **Where next.** Part 4.5 asks how well such values are *estimated*, 4.6 solves the Bellman equations, 4.7 lets you build a gridworld of
# your own, 8.1 opens up the dynamic programming that was our judge, 8.2 fills the room between one-step updates and whole returns. Part
# 5.1 shows where tables end, and 5.2 what comes then.
#
# **Further reading.** Sutton and Barto, section 6.7: the maximum of noisy estimates is too high on average (*maximisation bias*), and two
# tables mend it. S. Singh, T. Jaakkola, M. Littman and C. Szepesvári, *Convergence results for single-step on-policy
# reinforcement-learning algorithms*, 2000: what SARSA needs in order to converge.
