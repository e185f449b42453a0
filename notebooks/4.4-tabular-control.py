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
# Both keep one number for each pair of state and action, a table called $Q$, and update one of them after every single step. They differ in one
# symbol. That symbol decides whether an agent learns the best way for somebody who never stumbles, or the best way for itself. Deep
# Q-networks (Part 5.2) are the same update with a network in the place of the table, so everything that you understand here will stay useful.
#
# **You will be able to**
#
# - write epsilon-greedy behaviour that does not play favourites among equal actions,
# - write one step of Q-learning and a whole episode of SARSA, with the two kinds of episode end told apart,
# - measure how fast an agent converges, and check *what it converges to* against exact dynamic programming,
# - look into a Q-table with heatmaps and animations,
# - train a taxi to within 1 % of the exact optimum.
#
# **Builds on** Markov decision processes (4.2), exploration (4.3) and NumPy (0.2).
#
# **Time** about 45 minutes to read, 170 to work.
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
from typing import Any, TypeAlias

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
from rlcourse.figures import animations, controls, live, plots

# A table is quickest on the CPU: only the last demonstration, with tensors, uses this.
device = devices.choose()
n_seeds = budgets.pick(short=10, long=100)
plots.use_style()

# %% [markdown]
# ## 1. The world: a cliff
#
# Four rows, twelve columns. You start at the bottom left (S) and want to reach the bottom right (G). Between them lies the cliff: whoever
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


# %% alt="Picture of the cliff world before the first step: four rows, twelve columns, the walker at the lower left, the goal at the lower right, the cliff between them." tags=["demo"]
def show_world() -> None:
    """Draw the environment as it renders itself."""
    env = make_cliff(render_mode="rgb_array")
    env.reset(seed=0)
    axes = plt.subplots(figsize=(8, 3.5))[1]
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


show_world()

# %% [markdown]
# The shortest way hugs the edge: one up, eleven right, one down, 13 steps and so a return of $-13$. Its neighbour on every step is the
# abyss.

# %% [markdown]
# ## 2. The mathematics, as far as the code needs it
#
# At time $t$ the agent is in state $S_t$, takes action $A_t$, receives reward $R_{t+1}$ and finds itself in $S_{t+1}$. The **return** is
# what it collects from then on, $G_t = R_{t+1} + \gamma R_{t+2} + \gamma^2 R_{t+3} + \dots$, with a discount $\gamma \in [0, 1]$. On
# the cliff and in the taxi episodes end, and we use $\gamma = 1$: the return is the plain sum. A policy $\pi(a \mid s)$ is the probability of each action in
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
# SARSA is named after the five letters of its update: $S, A, R, S', A'$. Whoever chooses the actions, the **behaviour policy**, must keep
# trying everything. Both use **epsilon-greedy**: with probability $\varepsilon$ an action drawn uniformly from *all* actions, otherwise
# one with the largest $Q$.
#
# ### Why following a guess leads to the truth
#
# A target that contains our own guess looks like lifting oneself by one's bootstraps. Why does it work? Write $(TQ)(s, a)$ for the mean of
# Q-learning's target, when $Q$ is held fixed:
#
# $$(TQ)(s, a) = \mathbb{E}\bigl[R_{t+1} + \gamma \max_{a'} Q(S_{t+1}, a') \mid S_t = s, A_t = a\bigr].$$
#
# **Lemma.** For $\gamma < 1$, $T$ brings any two tables closer together: $\max |TQ - TQ'| \le \gamma \max |Q - Q'|$, where each maximum is over
# all states and actions.
#
# *Proof.* The rewards cancel, so $|(TQ - TQ')(s, a)| \le \gamma\, \mathbb{E}\,|\max_{a'} Q(S_{t+1}, a') - \max_{a'} Q'(S_{t+1}, a')|$. And two maxima
# never differ by more than the largest difference of what they are taken over: if $a^*$ is best in $Q$, then
# $\max_{a'} Q(s', a') - \max_{a'} Q'(s', a') \le Q(s', a^*) - Q'(s', a^*)$, and the same with $Q$ and $Q'$ exchanged. $\square$
#
# Two things follow. $T$ has one fixed point only, and by the equation of the best policy it is $q_*$: repeated application leads there from
# every table. And given $s$ and $a$, the mean of $\delta_t$ is $(TQ - Q)(s, a)$, *whoever chose $a$*: on average each update goes towards
# $TQ$, whatever the behaviour, as long as it keeps trying everything. With step sizes that shrink neither too fast nor too slowly the noise
# averages out, and $Q$ converges to $q_*$ with probability 1 (Watkins and Dayan). With $\gamma = 1$ the same holds in worlds where every
# episode ends whatever one does, and in many others, such as our cliff.
#
# ### The two algorithms
#
# ```text
# Q-learning                                           input: α, γ, ε
# ───────────────────────────────────────────────────────────────────
# 1  Q(s, a) ← 0 for all s, a
# 2  for each episode:
# 3      S ← first state
# 4      repeat:
# 5          A ← ε-greedy action of Q(S, ·)
# 6          take A; see R and S'
# 7          target ← R + γ max_a Q(S', a), or R if S' is terminal
# 8          Q(S, A) ← Q(S, A) + α (target − Q(S, A))
# 9          S ← S'
# 10     until the episode ends
#
# SARSA                                                input: α, γ, ε
# ───────────────────────────────────────────────────────────────────
# 1  Q(s, a) ← 0 for all s, a
# 2  for each episode:
# 3      S ← first state, A ← ε-greedy action of Q(S, ·)
# 4      repeat:
# 5          take A; see R and S'
# 6          A' ← ε-greedy action of Q(S', ·)
# 7          target ← R + γ Q(S', A'), or R if S' is terminal
# 8          Q(S, A) ← Q(S, A) + α (target − Q(S, A))
# 9          S ← S', A ← A'
# 10     until the episode ends
# ```

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
# - it reads the number of states and of actions from the environment's spaces (a wrapper may have changed them: ask the one that you got),
# - it returns a float64 array of shape `[n_states, n_actions]`, filled with `initial_value`,
# - where a space is not `gymnasium.spaces.Discrete` (CartPole's four real numbers cannot number rows), it raises a `ValueError` whose
#   message says what kind of space came, such as `Box`.
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
        ValueError: One of the two spaces is not discrete; the message names its kind.
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
    checks.attempt(new_q_table, gym.make("Taxi-v4"))
    q = checks.array(
        "the table for Taxi-v4",
        new_q_table(gym.make("Taxi-v4")),
        shape=(500, 6),
        dtype=np.float64,
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
        mentions="Box",
        thought="CartPole's observations are a Box. Can it number the rows of a table?",
    )


# %% hidden="new_q_table" points=1
def hidden_new_q_table() -> None:
    class Spaces(gym.Env[Any, Any]):
        """Nothing but its spaces."""

        def __init__(self, observations: Any, actions: Any) -> None:
            self.observation_space, self.action_space = observations, actions

    rng = np.random.default_rng(441)
    for n_states, n_actions in ((1, 1), (7, 2), (3, 9)):
        env = Spaces(spaces.Discrete(n_states), spaces.Discrete(n_actions))
        for value in (0, -3, float(rng.normal())):
            q = checks.array(
                "the table",
                checks.attempt(new_q_table, env, value),
                shape=(n_states, n_actions),
                dtype=np.float64,
                thought=(
                    "Are the sizes read from the spaces, in this order, and is it "
                    "float64 when the initial value is an int, too?"
                ),
            )
            checks.close(
                "the entries",
                q,
                np.full((n_states, n_actions), float(value)),
                rtol=1e-12,
                atol=0.0,
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
            checks.close(
                "a second table",
                checks.attempt(new_q_table, env, value),
                np.full((n_states, n_actions), float(value)),
                thought="Does each call make a table of its own?",
            )

    class Folded(gym.Wrapper[Any, Any, Any, Any]):
        """Shows two states as one, and offers two actions."""

        def __init__(self) -> None:
            super().__init__(Spaces(spaces.Discrete(8), spaces.Discrete(5)))
            self.observation_space = spaces.Discrete(4)
            self.action_space = spaces.Discrete(2)

    checks.array(
        "the table of a wrapped environment",
        checks.attempt(new_q_table, Folded()),
        shape=(4, 2),
        thought="Whose spaces does the agent see, those of a wrapper or those within?",
    )
    five = spaces.Discrete(5)
    others = (
        spaces.Box(-1.0, 1.0, (3,)),
        spaces.MultiDiscrete([3, 4]),
        spaces.MultiBinary(4),
        spaces.Text(5),
        spaces.Tuple((five, five)),
    )
    thought = "Are both spaces looked at? Does the message say what came?"
    for place in (0, 1):
        told: set[str] = set()
        for other in others:
            env = Spaces(other, five) if place == 0 else Spaces(five, other)
            text = checks.raises(
                ValueError,
                lambda env=env: new_q_table(env),
                mentions=type(other).__name__,
                thought=thought,
            )
            told.add(text)
        checks.true(
            "each message names its own kind",
            len(told) == len(others),
            thought=thought,
        )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(new_q_table, gym.make("Taxi-v4")),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## 5. Exercise 2: epsilon-greedy, without favourites
#
# *Medium, about 15 minutes.* Write `epsilon_greedy(values, epsilon, rng)`. With probability `epsilon` it returns an action drawn
# uniformly from **all** actions (the best one included), otherwise one of the best, and where several are exactly equal, each of them with
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
    for epsilon, expected in ((0.0, [0.0, 0.5, 0.5]), (0.3, [0.1, 0.45, 0.45])):
        draws = checks.repeat(2000, epsilon_greedy, values, epsilon, rng)
        checks.true(
            "an action is an integer",
            draws.dtype.kind == "i",
            thought="An action is an index: which type does rng.choice give?",
        )
        shares = [float((draws == action).mean()) for action in range(3)]
        checks.close(
            f"how often each action is drawn for [1, 5, 5], epsilon {epsilon}",
            shares,
            expected,
            atol=0.05,
            thought="Who wins a tie? And does exploring draw from all actions?",
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
        ([1.0, 1.0 + 1e-12], 0.0),
        ([3e-13, 2e-13, 3e-13], 0.0),
        ([1e9, 1e9 - 1.0, 1e9], 0.2),
    ):
        values = np.repeat(np.array(row), 2)[::2]
        values.flags.writeable = False
        one = checks.attempt(epsilon_greedy, values, epsilon, rng)
        checks.true(
            "an action",
            type(one) is int or isinstance(one, np.integer),
            thought="An action is an index: a single integer, no array.",
        )
        best = np.array(row) == max(row)
        expected_shares = epsilon / len(row) + (1 - epsilon) * best / best.sum()
        with checks.unchanged(values=values):
            draws = checks.repeat(3000, epsilon_greedy, values, epsilon, rng)
        checks.true(
            "actions are integers",
            draws.shape == (3000,) and draws.dtype.kind == "i",
            thought="An action is an index: a single integer, no array.",
        )
        checks.close(
            "the shares",
            [float((draws == action).mean()) for action in range(len(row))],
            expected_shares,
            atol=0.042,
            thought="Are all actions explored, the best too, and ties shared evenly?",
        )
        if epsilon == 0.0:
            checks.true(
                "no exploration",
                bool(best[draws].all()),
                thought="With epsilon 0, does it ever take an action that is not best?",
            )
    starts = [
        (np.array([0.0, 3.0, 1.0]), 0.6, np.random.default_rng([442, seed]))
        for seed in range(2000)
    ]
    firsts = np.array(checks.each(epsilon_greedy, starts))
    checks.close(
        "the shares over fresh generators",
        [float((firsts == action).mean()) for action in range(3)],
        [0.2, 0.6, 0.2],
        atol=0.06,
        thought="Does each call decide anew, by its generator, whether to explore?",
    )
    seldom = checks.repeat(6000, epsilon_greedy, np.eye(50)[7], 0.002, rng)
    checks.true(
        "seldom explored",
        1 <= (seldom != 7).sum() <= 35,
        thought="Is a small epsilon taken as it is, or is it rounded?",
    )
    checks.makes_no_generator(
        epsilon_greedy, thought="Does every random number come from rng itself?"
    )
    for values in (np.zeros(1000), np.arange(1000.0)):
        checks.draws_only_from_its_generator(
            lambda rng, values=values: checks.repeat(
                7, epsilon_greedy, values, 0.5, rng
            ),
            thought="Does all randomness come from the generator that is passed in?",
        )
    many = checks.repeat(20, epsilon_greedy, np.zeros(1000), 0.5, rng)
    checks.true(
        "draws go on",
        len(np.unique(many)) > 10,
        thought="Does the generator start afresh at every call?",
    )


# %% [markdown]
# **Why ties matter.** The next cell lets two agents wander for 200 steps with an empty table and $\varepsilon = 0.1$, and counts how many
# different cells they see.


# %% tags=["demo"]
Chooser: TypeAlias = Callable[[NDArray[np.float64], np.random.Generator], int]


def cells_seen(choose: Chooser, seed: int) -> int:
    """Walk 200 steps with an empty table and return how many states were visited."""
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
    explores = rng.random() < 0.1
    return int(rng.integers(len(values)) if explores else values.argmax())


def fair_ties(values: NDArray[np.float64], rng: np.random.Generator) -> int:
    """Explore in one step of ten, and else draw one of the best."""
    return epsilon_greedy(values, 0.1, rng)


def show_what_ties_do() -> None:
    """Print how many cells each of the two sees, in the mean of 20 walks."""
    argmax = np.mean([cells_seen(first_of_ties, seed) for seed in range(20)])
    fair = np.mean([cells_seen(fair_ties, seed) for seed in range(20)])
    print("different cells in 200 steps, mean of 20 walks:")
    print(f"argmax {argmax:.1f}, random ties {fair:.1f}")
    assert fair > 2 * argmax


with checks.demonstration():
    show_what_ties_do()

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
    """Apply one Q-learning update to ``q`` in place, and return the TD error.

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
    calls: list[tuple[Any, ...]] = []
    befores: list[NDArray[np.float64]] = []
    for trial in range(200):
        states, actions = int(rng.integers(1, 7)), int(rng.integers(1, 5))
        scale = (5.0, 1e5, 1e-7)[trial % 3]
        before = rng.normal(scale=scale, size=(states, actions))
        before -= 4 * scale if trial % 2 else 0.0
        # A table may lie in memory row by row, column by column, or with gaps.
        q = np.array(before, order="F") if trial % 4 else before.copy()
        q = np.repeat(before, 2, axis=1)[:, ::2] if trial % 4 == 3 else q
        s, s2 = (int(index) for index in rng.integers(states, size=2))
        s2 = s if trial % 5 == 0 else s2
        a, r = int(rng.integers(actions)), float(rng.normal(scale=scale))
        done = bool(rng.random() < 0.3)
        alpha = 1.0 if trial % 7 == 0 else float(rng.uniform(0.01, 1.0))
        gamma = float(rng.choice([0.0, 0.5, 0.99, 1.0]))
        calls.append((q, s, a, r, s2, done, alpha, gamma))
        befores.append(before)
    errors = checks.each(q_learning_step, calls)
    for before, call, error in zip(befores, calls, errors, strict=True):
        after, s, a, r, s2, done, alpha, gamma = call
        # Written another way: a mixture of the old value and the target.
        target = r + gamma * max(before[s2].tolist()) * (0.0 if done else 1.0)
        expected = before.copy()
        expected[s, a] = (1.0 - alpha) * before[s, a] + alpha * target
        size = 1e-10 * max(abs(before).max(), abs(r))
        checks.close(
            "the table after one step",
            after,
            expected,
            rtol=0.0,
            atol=size,
            thought=(
                "One entry moves towards its target: with the maximum over the next "
                "state's actions, unless the story is over?"
            ),
        )
        checks.close(
            "the returned error",
            checks.number("the error", error, thought="Is a single number returned?"),
            target - before[s, a],
            rtol=0.0,
            atol=size,
            thought="Is it taken before the update?",
        )


# %% [markdown]
# **Your update at work.** Q-learning's target asks for the best next action, not for the one that will be taken. So it may learn from steps
# that *anybody* took, even from somebody who knows nothing. The next cell keeps a diary of 40,000 steps along the cliff, all of them drawn
# at random, and then goes over it four times with your `q_learning_step`. (The number beside the bar is the greedy return after each
# reading, in an environment of its own. The loop in which the agent itself walks is yours to write, in exercises 4 and 8.)


# %% tags=["demo"]
Step: TypeAlias = tuple[int, int, float, int, bool]
"""State, action, reward, next state, and whether the step terminated the episode."""


def random_diary(env: gym.Env[Any, Any], n_steps: int, seed: int) -> list[Step]:
    """Walk at random and return what happened, step by step."""
    rng = np.random.default_rng(seed)
    diary: list[Step] = []
    state = int(env.reset(seed=seed)[0])
    for action in rng.integers(4, size=n_steps).tolist():
        observation, reward, terminated, truncated, _ = env.step(action)
        diary.append((state, action, float(reward), int(observation), terminated))
        state = int(env.reset()[0]) if terminated or truncated else int(observation)
    return diary


def read_cliff_diary() -> None:
    """Learn from a diary of the cliff, and print what it held and what came of it."""
    diary = random_diary(make_cliff(), 40_000, seed=0)
    q = new_q_table(make_cliff())
    bar = live.progress(range(4), description="reading the diary")
    for _ in bar:
        for step in diary:
            q_learning_step(q, *step, step_size=0.5, gamma=1.0)
        greedy = tabular.evaluate_greedy(make_cliff(), q, [START]).returns[0]
        bar.set_postfix({"greedy return": f"{greedy:.0f}"}, refresh=False)
    n_falls = sum(reward == -100 for _, _, reward, _, _ in diary)
    n_arrivals = sum(terminated for *_, terminated in diary)
    print(f"{len(diary)} random steps: {n_falls} falls, {n_arrivals} arrivals")
    greedy = tabular.evaluate_greedy(make_cliff(), q, [START])
    print(f"greedy return: {greedy.returns[0]:.0f} in {greedy.lengths[0]} steps")
    assert n_falls > 100 * n_arrivals > 0
    assert greedy.returns[0] == -13


with checks.demonstration():
    read_cliff_diary()

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


def show_treadmill() -> None:
    """Learn the value of walking for ever, with and without the mistake."""
    treadmill = tables.TableEnvironment({0: {0: [(1.0, 0, 1.0, False)]}}, step_limit=5)
    learned: list[float] = []
    for env in (treadmill, TruncationTakenForTheEnd(treadmill)):
        run = tabular.learn(
            env, "q_learning", 4000, seed=0, step_size=1.0, visit_power=0.6, gamma=0.9
        )
        learned.append(float(run.q[0, 0]))
    kept, cut = learned
    print(f"true value 10, learned {kept:.2f}")
    print(f"with truncation taken for the end {cut:.2f}")
    assert abs(kept - 10.0) < 0.1
    assert abs(cut - 1.0 / (1.0 - 0.9 * 4 / 5)) < 0.1


show_treadmill()

# %% [markdown]
# The wrong agent is wrong by almost two thirds, however long it trains, and it prints no error. It is a common mistake.

# %% [markdown]
# ### A slippery world: FrozenLake beside its exact optimum
#
# The cliff does what you say. On FrozenLake the ice has a say too: each of the four moves (left, down, right, up) goes where you want with
# probability $1/3$, and to either side with $1/3$ each. Holes end the episode with nothing, the goal pays 1. With $\gamma = 0.99$ the best
# policy's expected return from the start is 0.542, by dynamic programming. How close does your `q_learning_step` come?
#
# Predict: with a step size of 0.5, as on the cliff, and with one that shrinks with the number $n$ of visits of each pair,
# $\alpha_n = n^{-0.6}$? Each run below reads a diary of 60,000 random steps twice (some seconds for all of them).


# %% tags=["demo"]
n_lakes = budgets.pick(short=4, long=20)
LAKE_GAMMA = 0.99
LAKE_MODEL = tables.model_of(gym.make("FrozenLake-v1"))
lake_optimum = tabular.value_iteration(LAKE_MODEL, LAKE_GAMMA)


def lake_return(q: NDArray[np.float64]) -> float:
    """Return the exact expected discounted return of the greedy policy."""
    policy = tabular.epsilon_greedy_policy(q)
    return tabular.expected_return(LAKE_MODEL, policy, LAKE_GAMMA)


def learn_lake(diary: list[Step], power: float) -> NDArray[np.float64]:
    """Read a diary twice; power 0 is a constant step size of 0.5."""
    q, visits = np.zeros((16, 4)), np.zeros((16, 4))
    for step in diary * 2:
        state, action = step[:2]
        visits[state, action] += 1
        step_size = visits[state, action] ** -power if power else 0.5
        q_learning_step(q, *step, step_size=step_size, gamma=LAKE_GAMMA)
    return q


def learn_lakes() -> dict[float, list[NDArray[np.float64]]]:
    """Learn from each diary in both ways; the keys are the powers."""
    learned: dict[float, list[NDArray[np.float64]]] = {0.0: [], 0.6: []}
    for seed in live.progress(range(n_lakes), description="lakes"):
        diary = random_diary(gym.make("FrozenLake-v1"), 60_000, seed)
        for power, found in learned.items():
            found.append(learn_lake(diary, power))
    return learned


with checks.demonstration():
    lake_tables = learn_lakes()


# %% alt="Two grids of four rows and columns with values and arrows, learned by Q-learning and exact: values agree to about a tenth, arrows lead away from holes." tags=["demo"]
def show_lakes() -> None:
    """Print how far each table is from the exact optimum."""
    best = lake_return(lake_optimum)
    print(f"exact optimum: expected return {best:.3f}")
    for power, name in ((0.0, "step size 0.5"), (0.6, "step size n^-0.6")):
        found = lake_tables[power]
        errors = np.array([np.abs(q - lake_optimum).max() for q in found])
        returns = np.array([lake_return(q) for q in found])
        print(f"{name}: expected returns {returns.round(3).tolist()}")
        print(f"  largest errors in the table {errors.round(2).tolist()}")
        if power:
            assert (returns > 0.9 * best).mean() >= 0.75
            assert (errors < 0.25).all()
        else:
            assert (errors > 0.3).all()


def draw_lakes() -> None:
    """Draw the first run's table beside the exact one: best values, best moves."""
    panels = plt.subplots(1, 2, figsize=(9.4, 4.0))[1]
    holes = np.isin(np.arange(16), [5, 7, 11, 12]).reshape(4, 4)
    cells = {(0, 0): "S", (3, 3): "G"}
    for axes, q, name in (
        (panels[0], lake_tables[0.6][0], "Q-learning, step size n^-0.6"),
        (panels[1], lake_optimum, "exact optimum"),
    ):
        values = q.max(axis=1).reshape(4, 4)
        values[holes] = np.nan
        values[3, 3] = np.nan
        plots.grid_values(axes, values, walls=holes, labels=cells)
        best = tabular.epsilon_greedy_policy(q).reshape(4, 4, 4) > 0
        best[holes | np.isnan(values)] = False
        # FrozenLake counts left, down, right, up; the arrows up, right, down, left.
        plots.grid_policy(axes, best[:, :, [3, 2, 1, 0]], walls=holes)
        axes.set_title(name)


with checks.demonstration():
    show_lakes()
    draw_lakes()

# %% [markdown]
# With shrinking steps the policy comes within a few percent of the best there is, and the values agree to about a tenth. (Next to a hole
# the arrows lead *away* from it, or into a wall, and let the ice slide the agent sideways.) With a constant step size the table
# keeps jumping, however much it reads: an entry remembers its latest two or three samples, and each of them is luck. On the deterministic
# cliff that did no harm. **How large a step may be is decided by the noise of the targets.**

# %% [markdown]
# ## 7. Exercise 4: a whole episode of SARSA
#
# *Hard, about 30 minutes.* Now the other algorithm, with its loop. The target of SARSA uses the action that the agent **will really
# take** next:
#
# $$Q(S, A) \leftarrow Q(S, A) + \alpha \bigl[ R + \gamma\, Q(S', A') - Q(S, A) \bigr].$$
#
# So the order is different from Q-learning's: after each step, first choose $A'$, then update, and then take *that same* $A'$, not a
# newly drawn one. Write `sarsa_episode(env, q, behaviour, step_size, gamma)`, which plays one episode and returns its undiscounted
# return. The argument `behaviour` is a function: `behaviour(state)` draws an action. Call it once for each action.
#
# The last step deserves a thought. If it `terminated`, the target is $R$ alone, and nobody needs $A'$: both are right, to draw it as the
# box in section 2 does, and to leave it out. If it was `truncated`, the story would have gone on: choose $A'$ for the state that was reached, and use $Q(S', A')$ as
# ever, although $A'$ is never taken. Only these two end an episode, however long it is: add no step limit of your own.
#
# *Example.* Three states in a row, `q = [[0, 0], [4, 2], [0, 0]]`, and a behaviour that always takes action 1, which moves one state on
# for a reward of $-1$; the last state ends the story. With $\alpha = 0.5$ and $\gamma = 1$ the first update makes `q[0, 1]` equal to
# $0 + 0.5\,[-1 + 2 - 0] = 0.5$. (Q-learning would use the 4.) The second makes `q[1, 1]` equal to $2 + 0.5\,[-1 - 2] = 0.5$. The return
# is $-2$.
#
# Update the table at once, after each step: a behaviour that looks at it while it learns must find the latest values. The caller has seeded
# the environment already, so call `env.reset()` without a seed, and once.
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
    """Play one episode, and apply one SARSA update to ``q`` in place after each step.

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
    first = np.array([[0.0, 0.0], [4.0, 2.0], [0.0, 0.0]])
    q, env = first.copy(), tables.TableEnvironment(row)
    total = checks.attempt(sarsa_episode, env, q, lambda _: 1, step_size=0.5, gamma=1.0)
    checks.close(
        "q[0, 1]",
        q[0, 1],
        0.5,
        thought="Is the action in the target the next one, and not the best one?",
    )
    checks.close(
        "q[1, 1] after the last, terminal step",
        q[1, 1],
        0.5,
        thought="Does a terminal state still bootstrap?",
    )
    checks.close(
        "the returned return",
        total,
        -2.0,
        thought="It is the sum of all rewards of the episode.",
    )
    q, env = first.copy(), tables.TableEnvironment(row, step_limit=1)
    checks.attempt(sarsa_episode, env, q, lambda _: 1, step_size=0.5, gamma=1.0)
    checks.close(
        "q[0, 1] when the first step is truncated",
        q[0, 1],
        0.5,
        thought="Does a step limit end the story, or only our patience?",
    )


# %% hidden="sarsa_episode" points=3
def hidden_sarsa_episode() -> None:
    class Watched(gym.Wrapper[Any, Any, Any, Any]):
        """Notes the table at each step."""

        def __init__(self, env: checks.Recorded, q: NDArray[np.float64]) -> None:
            super().__init__(env)
            self.q = q
            self.seen: list[NDArray[np.float64]] = []

        def step(self, action: int) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
            self.seen.append(self.q.copy())
            return self.env.step(action)

    rng = np.random.default_rng(443)
    endings: list[tuple[bool, bool]] = []
    for trial in range(40):
        n_states, n_actions = int(rng.integers(1, 6)), int(rng.integers(1, 4))
        share = 0.15 if trial % 3 else 0.0
        limit = 130 if trial == 3 else int(rng.integers(1, 12))
        table = {
            s: {
                a: [
                    (p, int(rng.integers(n_states)), rng.normal(), rng.random() < share)
                    for p in (0.25, 0.75)
                ]
                for a in range(n_actions)
            }
            for s in range(n_states)
        }
        start = np.full(n_states, 1.0 / n_states)
        inner = tables.TableEnvironment(table, start, step_limit=limit)
        inner.reset(seed=trial)
        alpha = float(rng.uniform(0.05, 1.0))
        gamma = float(rng.choice([0.0, 0.6, 0.95, 1.0]))
        before = rng.normal(scale=4.0, size=(n_states, n_actions))
        plan = rng.integers(n_actions, size=limit + 1).tolist()
        asked: list[int] = []

        def behaviour(
            state: int, plan: list[int] = plan, asked: list[int] = asked
        ) -> int:
            asked.append(int(state))
            return plan[min(len(asked), len(plan)) - 1]

        # Every second table has gaps in memory.
        q = np.repeat(before, 2, axis=0)[::2] if trial % 2 else before.copy()
        log = checks.recorded(inner)
        env = Watched(log, q)
        total = checks.attempt(sarsa_episode, env, q, behaviour, alpha, gamma)
        checks.equal(
            "the seeds of the resets",
            log.seeds,
            [None],
            thought="Is the environment reset once, without a seed?",
        )
        (episode,) = log.episodes
        n_steps, states = len(episode.actions), episode.observations
        checks.true(
            "the end of the episode",
            episode.ended and episode.n_steps_after_end == 0,
            thought="Does the loop end with the episode, whichever of the two ends it?",
        )
        n_asked = n_steps + (0 if episode.terminated and len(asked) == n_steps else 1)
        checks.true(
            "the states that the behaviour is asked about",
            asked == states[:n_asked],
            thought="Is one action drawn for each state, the last one too?",
        )
        checks.equal(
            "the actions",
            [int(action) for action in episode.actions],
            plan[:n_steps],
            thought="Is the action in the target the one that is taken next?",
        )
        # The log is replayed as a mixture of the old value and the target.
        expected = before.copy()
        for t in range(n_steps):
            checks.close(
                "the table while it learns",
                env.seen[t],
                expected,
                rtol=1e-9,
                atol=1e-9,
                thought="Is each update made before the next step, to its target?",
            )
            over = episode.terminated and t == n_steps - 1
            future = 0.0 if over else gamma * expected[states[t + 1], plan[t + 1]]
            target = episode.rewards[t] + future
            s, a = states[t], plan[t]
            expected[s, a] = (1.0 - alpha) * expected[s, a] + alpha * target
        checks.close(
            "the table after an episode",
            q,
            expected,
            rtol=1e-9,
            atol=1e-9,
            thought="Which of the two endings cuts the target of the last step?",
        )
        checks.close(
            "the return",
            checks.number("the return", total, thought="Is one number returned?"),
            math.fsum(episode.rewards),
            rtol=1e-9,
            atol=1e-9,
            thought="Are all rewards added up, without discount?",
        )
        endings.append((episode.terminated, episode.truncated))
    assert len(set(endings)) == 3
    log = checks.recorded(
        tables.TableEnvironment({0: {0: [(1.0, 0, 1.0, False)]}}, step_limit=10_050)
    )
    total = checks.attempt(sarsa_episode, log, np.zeros((1, 1)), lambda _: 0, 0.5, 0.9)
    checks.equal(
        "a long episode",
        (log.n_steps, total),
        (10_050, 10_050.0),
        thought="Does a long episode go on to its end?",
    )


# %% [markdown]
# ## 8. The race along the cliff
#
# Now both on the same cliff, with $\varepsilon = 0.1$ and 500 episodes as in the figure of Sutton and Barto's Example 6.6, and a step size of our
# choice, $\alpha = 0.5$; and because one seed proves nothing, ten seeds.
#
# `tabular.learn` is the finished, fast version of both algorithms. It differs from yours in four ways: its table is a list of lists while
# it learns, since reading single numbers from an array is slow; its randomness comes from Python's `random`; step size and $\varepsilon$
# may differ from episode to episode, and the step size may shrink with the visits of a pair; and it keeps all returns and lengths. The
# update is the same. First, a test of that sentence: both play the same greedy episodes, from the same random tables.


# %% tags=["demo"]
def show_library_agrees() -> None:
    """Hold the student's two updates against those of the library."""
    largest = 0.0
    for seed in range(20):
        first = np.random.default_rng(seed).normal(scale=5.0, size=(48, 4))
        env = make_cliff(max_episode_steps=60)
        env.reset(seed=seed)
        own = first.copy()
        sarsa_episode(env, own, lambda state, q=own: int(q[state].argmax()), 0.5, 0.9)
        library = tabular.learn(
            env, "sarsa", 1, seed=seed, epsilon=0.0, gamma=0.9, initial_q=first
        )
        largest = max(largest, float(np.abs(own - library.q).max()))

        env = make_cliff(max_episode_steps=1)  # an episode of one step
        library = tabular.learn(
            env, "q_learning", 1, seed=seed, epsilon=0.0, gamma=0.9, initial_q=first
        )
        env.reset(seed=seed)
        action = int(first[START].argmax())
        state, reward, terminated, _, _ = env.step(action)
        own = first.copy()
        q_learning_step(
            own, START, action, float(reward), int(state), terminated, 0.5, 0.9
        )
        largest = max(largest, float(np.abs(own - library.q).max()))
    print("your tables and the library's agree:", largest < 1e-9)
    assert largest < 1e-9


with checks.demonstration():
    show_library_agrees()

# %% [markdown]
# The cell below runs the race, and asks **dynamic programming** what to expect. Gymnasium's small environments carry their whole transition table in `env.unwrapped.P`. Our agents never look at it. But a judge
# may: from the table follow exact values, by the equations of section 2 and without any sampling.


# %% alt="Return while learning over 500 episodes: SARSA rises to about -30, Q-learning to about -50, each near its dotted exact level." tags=["demo"]
CLIFF_MODEL = tables.model_of(make_cliff())
METHODS: tuple[tabular.Method, tabular.Method] = ("q_learning", "sarsa")
METHOD_NAMES = {"q_learning": "Q-learning", "sarsa": "SARSA"}
cliff_runs = {
    method: [tabular.learn(make_cliff(), method, 500, seed=s) for s in range(n_seeds)]
    for method in METHODS
}
# The table that sections 11 and 12 look into.
q_of_q_learning = cliff_runs["q_learning"][0].q


def exact_return(q: NDArray[np.float64], epsilon: float) -> float:
    """Return the exact expected return of being epsilon-greedy on the cliff."""
    policy = tabular.epsilon_greedy_policy(q, epsilon)
    return tabular.expected_return(CLIFF_MODEL, policy)


exact_q = tabular.value_iteration(CLIFF_MODEL)
exact_soft_q = tabular.value_iteration(CLIFF_MODEL, epsilon=0.1)
exact_online = {
    "q_learning": exact_return(exact_q, 0.1),
    "sarsa": exact_return(exact_soft_q, 0.1),
}


def draw_race() -> None:
    """Draw the returns during learning, smoothed, with the exact levels."""
    axes = plt.subplots(figsize=(7.5, 4.2))[1]
    for colour, method in zip(plots.PALETTE, METHODS, strict=False):
        runs, exact = cliff_runs[method], exact_online[method]
        smooth = np.array([plots.moving_average(run.returns, 10) for run in runs])
        name = f"{METHOD_NAMES[method]}, {n_seeds} seeds"
        episodes = np.arange(1, 501)
        plots.curve_with_interval(axes, episodes, smooth, label=name, colour=colour)
        axes.hlines(exact, 0, 500, color=colour, linestyle=":", linewidth=1.2)
        axes.text(505, exact, f"{exact:.1f}", va="center", fontsize=9)
    axes.set(
        xlabel="episode",
        ylabel="return while learning (mean of 10 episodes)",
        ylim=(-120, 0),
        xlim=(0, 545),
        title="Learning on the cliff: mean, 95 % interval, exact level (dotted)",
    )
    axes.legend(loc="lower right")


draw_race()

# %% [markdown]
# Q-learning is the *worse* walker for as long as it explores; only in SARSA's unlucky stretches do the curves come near each other. The
# dotted lines say that this is no accident of learning: an $\varepsilon$-greedy walker on the shortest way has exactly the lower level as
# its expected return, and the best that any such stumbling walker can have is the upper one. (SARSA stays somewhat below it: section 10
# finds out why.)


# %% tags=["demo"]
def greedy_return(q: NDArray[np.float64]) -> int:
    """Return the return of one greedy episode on the cliff, at most 200 steps."""
    return int(tabular.evaluate_greedy(make_cliff(), q, [START]).returns[0])


def show_race() -> None:
    """Print what each learner earned, how often it fell, and what it learned."""
    late: dict[str, float] = {}
    falls: dict[str, NDArray[np.float64]] = {}
    greedy: dict[str, list[int]] = {}
    for method in METHODS:
        runs = cliff_runs[method]
        late[method] = float(np.mean([run.returns[-100:].mean() for run in runs]))
        # A step costs 1 and a fall 100: return and length tell the number of falls.
        lost = [float((-run.returns - run.lengths).sum()) for run in runs]
        falls[method] = np.array(lost) / 99
        greedy[method] = sorted((greedy_return(run.q) for run in runs), reverse=True)
        print(METHOD_NAMES[method])
        print(f"  mean return of the last 100 episodes: {late[method]:.1f}")
        print(f"  falls in 500 episodes: {falls[method].mean():.0f}")
        counts = {value: greedy[method].count(value) for value in greedy[method]}
        print(f"  greedy return, and how many seeds have it: {counts}")
    assert set(greedy["q_learning"]) == {-13}
    assert (falls["q_learning"] > falls["sarsa"]).all()
    assert late["q_learning"] < late["sarsa"] - 10
    assert abs(late["q_learning"] - exact_online["q_learning"]) < 8


show_race()

# %% [markdown]
# With every seed Q-learning's greedy way is the shortest one, $-13$, and with every seed it falls off more often than SARSA while it
# learns. SARSA's greedy ways are longer: it learned the values of a walker that stumbles, and such a walker does well to keep away from
# the edge. (With other seeds you may meet $-200$, a walk that arrives nowhere, cut after 200 steps: with a constant step size, a piece of
# bad luck at the end can leave two neighbouring states that point at each other, or one that points at the wall.)
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
    """Return after how many episodes a mean of ``window`` returns reaches ``level``.

    Args:
        returns: Returns of successive episodes, shape ``[n_episodes]``; not changed.
        level: What the mean must reach; being equal is enough. (Which way the last
            digits are rounded depends on how you sum: the tests keep away from it.)
        window: Number of episodes in a mean, at least 1. Only full windows count.

    Returns:
        A number of episodes from ``window`` to ``n_episodes``, or None where the level
        was never reached.

    Raises:
        ValueError: The window is below 1; the message says which one came.
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
        thought="After 3 episodes the latest two are -3 and -1. Is being equal enough?",
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
    calls: list[tuple[Any, ...]] = []
    expected_counts: list[int | None] = []
    for trial in range(120):
        n, window = int(rng.integers(0, 40)), int(rng.integers(1, 9))
        n, window = (400, 64) if trial == 0 else (n, window)
        rising = np.linspace(0, 20, max(n, 1))[:n].round()
        returns = (rng.integers(-160, 40, size=n) + 4 * rising) / 4
        # By sums of quarters, which are exact: no mean rounds below its level.
        sums = [sum(returns[end - window : end]) for end in range(window, n + 1)]
        if sums and trial % 3 == 0 and window in (1, 2, 4, 8, 64):
            level = float(sums[len(sums) // 2]) / window  # reached exactly
        else:
            level = float(rng.integers(-20, 20)) / (1 if trial % 2 else window) + 1e-6
        reached = [
            end
            for end, total in enumerate(sums, start=window)
            if total >= level * window
        ]
        calls.append((returns, level, window))
        expected_counts.append(reached[0] if reached else None)
    with checks.unchanged(returns=[call[0] for call in calls]):
        counts = checks.each(convergence_episode, calls)
    for count, expected in zip(counts, expected_counts, strict=True):
        checks.equal(
            "the number of episodes",
            count,
            expected,
            thought=(
                "Full windows only, the first one that is good enough, counted in "
                "episodes; and None for what is never reached?"
            ),
        )
        checks.true(
            "its type",
            count is None or (type(count) is int or isinstance(count, np.integer)),
            thought="A number of episodes is an int.",
        )
    for what, given, level, window, expected in (
        ("a list of ints", [1, 5, 9], 5, 3, 3),
        ("a level between whole numbers", [1, 2, 2], 1.75, 2, 3),
        ("fewer episodes than a window", [5.0, 5.0], 1.0, 3, None),
        ("one episode", [5.0], 5.0, 1, 1),
        ("no episode", [], 5.0, 1, None),
        ("a tuple", (-0.5, 0.25, 0.75), 0.5, 2, 3),
        ("fractions", [-0.75, -0.5, -0.25], -0.25, 1, 3),
        ("a small step up", [1e6, 1e6 + 0.01], 1e6 + 0.01, 1, 2),
        ("a long training", [0.0] * 12_000 + [1.0], 1.0, 1, 12_001),
    ):
        checks.equal(
            what,
            checks.attempt(convergence_episode, given, level, window),
            expected,
            thought="Lists of ints, windows of one, and too few episodes: all welcome?",
        )
    for given, window in (([1.0, 2.0], -2), ([], -17), ([3.0], 0)):
        checks.raises(
            ValueError,
            lambda given=given, window=window: convergence_episode(given, 0.0, window),
            thought="Which windows make no sense, and does the message say which came?",
            mentions=str(window),
        )


# %% [markdown]
# The next cell measures it for all seeds: after how many episodes do the latest 100 average $-60$, and after how many $-35$?


# %% tags=["demo"]
def show_convergence() -> None:
    """Print how many seeds reach each level, and when."""
    for level in (-60.0, -35.0):
        for method in METHODS:
            found = [
                convergence_episode(run.returns, level, 100)
                for run in cliff_runs[method]
            ]
            n_reached = sum(count is not None for count in found)
            median = np.median([count or math.inf for count in found])
            when = f"median {median:.0f} episodes" if n_reached > n_seeds / 2 else ""
            name = METHOD_NAMES[method]
            print(f"{level:.0f}: {n_reached:2} of {n_seeds} {name} agents {when}")
            if level == -60.0 or method == "sarsa":
                assert n_reached == n_seeds
                assert median < 150
            else:
                assert n_reached < 0.5 * n_seeds


with checks.demonstration():
    show_convergence()

# %% [markdown]
# The first level both reach at about the same time, as soon as a hundred episodes are there to be averaged. The second lies between their
# two plateaus: every SARSA agent gets there, and few Q-learners do, however long you wait. They converge about equally fast, *to
# different things*.

# %% [markdown]
# ## 10. What SARSA should converge to, and whether it does
#
# Many texts say: "Q-learning takes the short way, SARSA the safe way along the top". Let us not believe it but compute it. An
# **epsilon-soft** policy takes every action with a probability of at least $\varepsilon / 4$; it cannot stop stumbling. Among these there
# is a best one. To find it, **move the stumbling into the world**: an epsilon-soft policy takes a free choice with probability
# $1 - \varepsilon$ and a random action otherwise. So ask for the best free choices in a world that, with probability $\varepsilon$, replaces
# the action by a random one. That is an ordinary decision process, its best choice is greedy as ever, and its equation is (Sutton and
# Barto, section 5.4)
#
# $$q(s, a) = \mathbb{E}\Bigl[R_{t+1} + \gamma \bigl((1 - \varepsilon) \max_{a'} q(S_{t+1}, a')
# + \tfrac{\varepsilon}{4} \textstyle\sum_{a'} q(S_{t+1}, a')\bigr)\Bigr].$$
#
# `tabular.value_iteration(model, epsilon=...)` sweeps this equation over the whole table until nothing changes. That is what SARSA aims
# at. **Move the slider**: at which $\varepsilon$ does the best way leave the edge, and at which does it climb to the top row?


# %%
def greedy_actions(q: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which actions are best in each cell, bool, shape ``[4, 12, 4]``.

    None is in the cliff and at the goal.
    """
    best = tabular.epsilon_greedy_policy(q) > 0  # [48, 4]
    best[CLIFF.ravel()] = False
    best[GOAL] = False
    return best.reshape(N_ROWS, N_COLUMNS, 4)  # [4, 12, 4]


def draw_soft_optimum(epsilon: float) -> Figure:
    """Draw values and arrows of the exact best epsilon-soft policy."""
    model = tables.model_of(make_cliff())
    q = tabular.value_iteration(model, epsilon=epsilon)
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
    greedy = tabular.evaluate_greedy(make_cliff(), q, [START]).returns[0]
    policy = tabular.epsilon_greedy_policy(q, epsilon)
    online = tabular.expected_return(model, policy)
    axes.set_title(f"ε = {epsilon:.2f}: greedy {greedy:.0f}, exploring {online:.1f}")
    return figure


# %% alt="Grid of the cliff with values and arrows at exploration 0.1: the best way crosses along the middle row, a greedy return of -15." tags=["demo"]
controls.interactive_figure(
    draw_soft_optimum, epsilon=controls.slider(0.0, 0.4, 0.01, 0.1, "exploration ε")
)

# %% [markdown]
# (The expected return is lower than the number at S, since the first action, too, may be a random one.)
#
# At $\varepsilon = 0.1$ the best way does **not** run along the top. It takes the middle row: up two, across, down two, a greedy return
# of $-15$. Only from somewhere between $0.15$ and $0.2$ on does the top row pay off, with $-17$. Why? Each row higher costs two steps, and
# buys safety:
#
# - Right at the edge, *one* bad move is a fall. Its probability is $\varepsilon / 4$ on each step.
# - One row higher it takes *two* bad moves in a row, about $(\varepsilon / 4)^2$ on each step.
# - At the top it takes three.
#
# A fall costs 100 and the way back. On the middle row's crossing that danger costs very roughly $10 \cdot (\varepsilon/4)^2 \cdot 115$:
# about 0.7 at $\varepsilon = 0.1$, cheaper than two more steps, but about 2.9 at $\varepsilon = 0.2$, more expensive. The next cell does the sum
# exactly, for three walkers who each keep to one row.


# %% alt="Shortfall over exploration for three ways: the edge is best near 0, then the middle row, from about 0.17 on the top row." tags=["demo"]
def row_walker(row: int) -> NDArray[np.float64]:
    """Return the policy that crosses along one row, shape ``[48, 4]``."""
    up, right, down = 0, 1, 2
    actions = np.zeros((48, 4))
    for state in range(48):
        here, column = divmod(state, N_COLUMNS)
        if column == N_COLUMNS - 1 or here < row:
            actions[state, down] = 1.0
        else:
            actions[state, up if here > row else right] = 1.0
    return actions


ROW_NAMES = {
    2: "at the edge (13 steps)",
    1: "middle row (15 steps)",
    0: "top row (17 steps)",
}
epsilons = np.concatenate([np.linspace(0.0, 0.02, 9), np.linspace(0.03, 0.3, 28)])
soft_optima = [tabular.value_iteration(CLIFF_MODEL, epsilon=e) for e in epsilons]
soft_returns = np.array(
    [exact_return(q, e) for q, e in zip(soft_optima, epsilons, strict=True)]
)


def draw_walkers() -> None:
    """Draw what each of the three ways falls short of the best epsilon-soft policy."""
    axes = plt.subplots(figsize=(7.5, 3.8))[1]
    for row, name in ROW_NAMES.items():
        walker = row_walker(row)
        returns = [
            tabular.expected_return(CLIFF_MODEL, (1 - e) * walker + e / 4)
            for e in epsilons
        ]
        axes.plot(epsilons, soft_returns - returns, label=name)
    axes.set(
        xlabel="exploration ε",
        ylabel="shortfall from the best\nε-soft policy (points)",
        ylim=(-0.2, 6),
        title="Which way is best depends on how much you stumble",
    )
    axes.legend()


def show_soft_optima() -> None:
    """Print the best epsilon-soft policy's returns for some epsilons."""
    print("best ε-soft policy: its greedy return, and its return while exploring")
    greedy: dict[float, int] = {}
    for e in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
        at = int(np.abs(epsilons - e).argmin())
        greedy[e] = greedy_return(soft_optima[at])
        print(f"  ε = {e:.2f}: {greedy[e]} and {soft_returns[at]:.1f}")
    assert (greedy[0.0], greedy[0.1], greedy[0.2]) == (-13, -15, -17)


show_soft_optima()
draw_walkers()

# %% [markdown]
# The curves cross: the edge is best for those who never stumble, then the middle row, then the top. (None of the three touches zero
# throughout, since the best policy is cleverer than a fixed row once it has been pushed aside.)
#
# So at $\varepsilon = 0.1$ SARSA should find $-15$. In our race it did not; most seeds ended at $-17$, the famous "safe path". The culprit
# is $\alpha = 0.5$: each fall throws half of $-100$ into one entry of the table, and an entry remembers little more than its latest few
# samples. So the estimates near the edge never settle, they look worse than they are, and the agent keeps a greater distance than the
# truth would ask for. The cure is as old as the algorithm: let the step size shrink with the number of visits $n$ of each pair, here
# $\alpha_n = 0.5 / \sqrt{n}$, so that later samples average out.
#
# **Expected SARSA** goes further. It replaces the sampled $Q(S', A')$ by its mean over the behaviour policy,
# $(1 - \varepsilon) \max_a Q(S', a) + \tfrac{\varepsilon}{4} \sum_a Q(S', a)$. The luck of the next action is gone from the target, and
# in a world without other luck even $\alpha = 1$ is not too large.

# %% tags=["demo"]
n_soft_seeds = budgets.pick(short=5, long=20)
SHRINKING, EXPECTED = "SARSA, shrinking steps", "expected SARSA, step size 1"


def learn_soft(name: str, epsilon: float, seed: int) -> tabular.Learned:
    """Train one of the two on the cliff."""
    env = make_cliff()
    if name == SHRINKING:
        # The more it stumbles, the longer it takes.
        n_episodes = 3000 if epsilon <= 0.1 else 4000
        return tabular.learn(
            env, "sarsa", n_episodes, seed=seed, epsilon=epsilon, visit_power=0.5
        )
    return tabular.learn(
        env, "expected_sarsa", 400, seed=seed, epsilon=epsilon, step_size=1.0
    )


soft_runs = {
    (name, epsilon): [learn_soft(name, epsilon, seed) for seed in range(n_soft_seeds)]
    for epsilon in (0.1, 0.2)
    for name in (SHRINKING, EXPECTED)
}


def show_soft_runs() -> None:
    """Print what each run ended with, beside the exact best epsilon-soft policy."""
    for (name, epsilon), runs in soft_runs.items():
        best = tabular.value_iteration(CLIFF_MODEL, epsilon=epsilon)
        best_greedy, best_online = greedy_return(best), exact_return(best, epsilon)
        greedy = [greedy_return(run.q) for run in runs]
        online = float(np.mean([exact_return(run.q, epsilon) for run in runs]))
        print(f"{name}, ε = {epsilon}")
        print(f"  greedy returns {greedy}, exact {best_greedy}")
        print(f"  while exploring {online:.2f}, exact {best_online:.2f}")
        assert sum(value == best_greedy for value in greedy) >= 0.8 * n_soft_seeds
        assert abs(online - best_online) < 0.75


show_soft_runs()

# %% [markdown]
# There it is: $-15$ at $\varepsilon = 0.1$ and $-17$ at $\varepsilon = 0.2$, as dynamic programming says, for at least four of five seeds
# (asserted), and with the exploration counted in, SARSA is within a point of the best that a stumbling walker can do. "SARSA takes the
# safe path" was half of a truth. *How* safe depends on $\varepsilon$, and the folklore's top row at $\varepsilon = 0.1$ is in good part
# the noise of a large step size.

# %% [markdown]
# ## 11. Exercise 6: look into the table
#
# *Medium, about 25 minutes.* A table of 48 times 4 numbers says little; a picture says at a glance what the agent thinks of each move.
# Write `q_heatmap(q, shape, action_names, blank, lowest)`, which returns a new `Figure` with
#
# - one panel for each action, in order, with the action's name in the panel's title,
# - in each panel the values of that action laid out on the grid, `shape = (rows, columns)`, row 0 on top; state `s` stands in row
#   `s // columns`, column `s % columns`,
# - states in `blank` left empty (masked, or NaN): the cliff and the goal are no places to choose an action,
# - **one and the same colour scale in all panels**, the same colours from `lowest` to the largest value that is shown, with a colour bar
#   of this scale (one for all panels, or one at each), so that colours can be compared across panels,
# - labels on both axes of each panel: columns run along x, rows along y.
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
    """Draw the Q-table of a gridworld: a panel for each action, all in one scale.

    Args:
        q: Action values, shape ``[rows * columns, n_actions]``; not changed.
        shape: ``(rows, columns)`` of the grid.
        action_names: One name for each action.
        blank: States to leave empty, shape ``[rows * columns]``.
        lowest: Where the colour scale begins, whether smaller values are shown or not.
            It ends at the largest value of a state that is not blank.

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
    q = np.array([[0, -1], [-2, -3], [-4, -5], [-6, -7], [-8, -90], [9, 9]], float)
    blank = np.array([False, False, False, False, False, True])
    figure = checks.figure_of(
        q_heatmap,
        q,
        (2, 3),
        ["left", "right"],
        blank,
        -10.0,
        n_axes=2,
        thought="Return a new Figure: one labelled panel for each action.",
    )
    panels = checks.panels_of(figure)
    checks.titles(
        panels, ["left", "right"], thought="Which action does each panel show?"
    )
    checks.picture(
        "the panel of action 1",
        panels[1],
        [[-1.0, -3.0, -5.0], [-7.0, -90.0, math.nan]],
        limits=(-10.0, 0.0),
        thought=(
            "Column 1 of q, row by row on the grid, blank states empty; colours from "
            "`lowest` to the largest value that is shown. Is a blank state shown?"
        ),
    )
    checks.true(
        "there is a colour bar",
        len(checks.colour_bars_of(figure)) > 0,
        thought="How does a reader know what a colour means?",
    )


# %% hidden="q_heatmap" points=2
def hidden_q_heatmap() -> None:
    rng = np.random.default_rng(446)
    for rows, columns, n_actions in ((3, 5, 4), (5, 2, 1), (1, 6, 3), (4, 4, 7)):
        q = rng.normal(scale=10.0, size=(rows * columns, n_actions)) - 15.0
        q -= 40.0 if n_actions == 3 else 0.0  # all of them below 0
        blank = rng.random(rows * columns) < (0.3 if columns != 6 else 0.0)
        first = -1 if n_actions == 1 else 0
        if columns != 6:  # otherwise no state is blank
            blank[first], blank[-1 - first] = False, True
            q[-1 - first] = 50.0
        q[first, 0] = -195.0
        q = np.repeat(q, 2, axis=0)[::2]
        q.flags.writeable = blank.flags.writeable = False
        lowest = -400.0 if n_actions == 7 else -160.0
        words = ["north", "east", "south", "west", "stay", "pick up", "drop"]
        words = words[:n_actions]
        with checks.unchanged(q=q, blank=blank):
            figure = checks.figure_of(
                q_heatmap,
                q,
                (rows, columns),
                words,
                blank,
                lowest,
                n_axes=n_actions,
                thought="Is there one panel for each action, labelled on both axes?",
            )
        shown = [float(q[s].max()) for s in range(rows * columns) if not blank[s]]
        limits = (lowest, max(shown))
        panels = checks.panels_of(figure)
        checks.titles(panels, words, thought="Does each title name its own action?")
        colours: set[str] = set()
        for a, panel in enumerate(panels):
            expected = [math.nan if blank[s] else q[s, a] for s in range(len(q))]
            found = checks.picture(
                "a panel",
                panel,
                [expected[r * columns : (r + 1) * columns] for r in range(rows)],
                limits=limits,
                thought=(
                    "Rows, columns, actions, blank states: which got mixed up? Do all "
                    "panels share one scale, and do blank states stay out of it?"
                ),
            )
            colours.add(found.colours)
            checks.labels(
                panel,
                x=("column",),
                y=("row",),
                thought="Along which axis do the rows run?",
            )
        checks.true(
            "the colours",
            len(colours) == 1,
            thought="Does one colour mean one value in all panels?",
        )
        bars = checks.colour_bars_of(figure)
        for bar in bars:
            ranges = [sorted(ends) for ends in (bar.get_xlim(), bar.get_ylim())]
            colours |= {found.colours for found in checks.pictures(bar)}
            checks.true(
                "a colour bar",
                any(bool(np.allclose(ends, limits)) for ends in ranges),
                thought="Does each colour bar tell the scale of the panels?",
            )
        checks.true(
            "colour bars",
            len(bars) > 0 and len(colours) == 1,
            thought="Is there a colour bar, in the colours of the panels?",
        )


# %% alt="Four panels, up, right, down and left, with the Q-table in one colour scale: dark above the cliff in the panel down, brighter towards the goal." tags=["demo"]
def show_q_table() -> None:
    """Draw the learned table, and print how far from the truth it is."""
    blank = CLIFF.ravel() | (np.arange(48) == GOAL)
    q_heatmap(q_of_q_learning, (4, 12), ACTION_NAMES, blank, lowest=-20.0)
    error = np.abs(q_of_q_learning - exact_q)  # [48, 4]
    path = [START, *range(24, 36)]
    on_path = max(error[state, q_of_q_learning[state].argmax()] for state in path)
    on_top = error[:N_COLUMNS].max()
    print(f"largest error of the greedy moves along the edge: {on_path:.2f}")
    print(f"largest error of the moves of the top row: {on_top:.2f}")
    assert on_path < 0.5 < on_top


with checks.demonstration():
    show_q_table()

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
# into the animation. Keep a *copy* of what `env.render()` returns: some environments hand out one array again and again, and draw over it.
# The caller has seeded the environment, so call `env.reset()` once and without a seed.
#
# *Example.* In a row of three squares with the goal at the right end, the greedy way has two steps, and the animation three frames: the
# agent in square 0, 1 and 2.
#
# Why `max_steps`? A table that is not learned yet may walk in circles, and not every environment has a step limit.
#
# <details><summary>Hint</summary>
#
# Append the first frame right after `env.reset()`, then one after each `env.step(...)`, in a loop `for _ in range(max_steps)` that breaks
# when the episode is over. `np.array(env.render())` makes a copy.
#
# </details>


# %% exercise="greedy_animation" task=4 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def greedy_animation(
    env: gym.Env[Any, Any], q: NDArray[np.float64], max_steps: int
) -> FuncAnimation:
    """Return an animation of one greedy episode.

    Args:
        env: An environment with ``render_mode="rgb_array"``, seeded by the caller.
        q: Action values, shape ``[n_states, n_actions]``; not changed.
        max_steps: Steps after which to stop; with 0 the first frame is the only one.

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
    for what, values, most, squares in (
        ("two steps to the goal", [[0, 1], [0, 1], [0, 0]], 10, [0, 1, 2]),
        ("an agent that never moves", [[1, 0], [0, 1], [0, 0]], 3, [0, 0, 0, 0]),
    ):
        env = tables.TableEnvironment(row, step_limit=20, render_mode="rgb_array")
        env.action_space.seed(0)
        q = np.array(values, dtype=np.float64)
        animation = checks.instance(
            "the result",
            checks.attempt(greedy_animation, env, q, most),
            FuncAnimation,
            thought="Return what animations.from_frames gives.",
        )
        checks.equal(
            f"{what}, at most {most} steps: the squares in the frames",
            tables.states_in_frames(animations.frames_of(animation), 3),
            squares,
            thought="A frame before the first step, one after each, until max_steps?",
        )


# %% hidden="greedy_animation" points=2
def hidden_greedy_animation() -> None:
    class OneCanvas(tables.TableEnvironment):
        """Draws into one and the same array."""

        canvas = np.zeros(0, dtype=np.uint8)

        def render(self) -> Any:
            image = super().render()
            if self.canvas.shape != image.shape:
                self.canvas = image.copy()
            self.canvas[:] = image
            return self.canvas

    rng = np.random.default_rng(447)
    for n_states, most, limit in (
        (6, 4, 20),
        (6, 9, 20),
        (6, 9, 3),
        (6, 0, 20),
        (6, 1, 20),
        (18, 30, 25),
        (18, 230, 250),
    ):
        # A slippery circle: any of two squares comes next, and some steps end it.
        order = rng.permutation(n_states).tolist()
        is_long = n_states > 6
        table = {
            order[i]: {
                a: [
                    (
                        p,
                        order[(i + 1 + a * far) % n_states],
                        -1.0,
                        not is_long and i == 4 and a > 0,
                    )
                    for p, far in ((0.5, 1), (0.5, 2))
                ]
                for a in range(3)
            }
            for i in range(n_states)
        }
        q = np.asfortranarray(rng.normal(size=(n_states, 3)) - 5.0)
        q.flags.writeable = False
        start = np.full(n_states, 1.0 / n_states)
        inner = OneCanvas(table, start, step_limit=limit, render_mode="rgb_array")
        inner.reset(seed=n_states + most)
        inner.action_space.seed(0)
        env = checks.recorded(inner)
        with checks.unchanged(q=q):
            animation = checks.attempt(greedy_animation, env, q, most)
        animation = checks.instance(
            "the result", animation, FuncAnimation, thought="Is an animation returned?"
        )
        checks.equal(
            "the seeds of the resets",
            env.seeds,
            [None],
            thought="Is the environment reset once, without a seed?",
        )
        (episode,) = env.episodes
        states = episode.observations
        checks.true(
            "the actions",
            [int(action) for action in episode.actions]
            == [int(q[state].argmax()) for state in states[:-1]],
            thought="Is the best action of each state taken?",
        )
        checks.true(
            "the end",
            episode.n_steps_after_end == 0
            and (episode.ended or len(episode.actions) == most)
            and len(episode.actions) <= most,
            thought="Does it stop at the end or at max_steps, and not before?",
        )
        checks.equal(
            "the frames",
            tables.states_in_frames(animations.frames_of(animation), n_states),
            states,
            thought="A frame before the first step, one after each, each a copy?",
        )


# %% alt="Film of 13 steps: Q-learning's greedy walker goes along the edge of the cliff to the goal." tags=["demo"]
def show_cliff_walk(q: NDArray[np.float64]) -> None:
    """Play one greedy walk along the cliff."""
    env = make_cliff(render_mode="rgb_array")
    env.reset(seed=0)
    animations.show(greedy_animation(env, q, max_steps=50))


with checks.demonstration():
    show_cliff_walk(q_of_q_learning)

# %% [markdown]
# Q-learning's greedy way, right at the edge. And below, what SARSA's table (shrinking steps, $\varepsilon = 0.1$) says: one row further
# from trouble.

# %% alt="Film of 15 steps: SARSA's greedy walker crosses one row further from the cliff." tags=["demo"]
with checks.demonstration():
    show_cliff_walk(soft_runs[SHRINKING, 0.1][0].q)

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
print(f"{len(TAXI_STARTS)} starts")
print(f"best mean return {taxi_optimum.returns.mean():.3f}")
print(f"its mean length {taxi_optimum.lengths.mean():.2f} steps")
assert len(TAXI_STARTS) == 300
assert round(float(taxi_optimum.returns.mean()), 3) == 7.930
assert round(float(taxi_optimum.lengths.mean()), 2) == 13.07

# %% [markdown]
# ### Exercise 8: train the taxi
#
# *Project, about 45 minutes.* Write `train_taxi(env, n_episodes, rng)`, the whole training: the table, the loop over episodes,
# exploration, updates. It returns the table and the number of steps of each training episode. Step size, discount and the course of
# $\varepsilon$ are yours to choose; this is what the project is about. You may call your `epsilon_greedy` and `q_learning_step`, or write
# all of it anew, and you may learn from a step more than once.
#
# Think about these:
#
# - **The world is deterministic.** No target is noisy, so nothing needs to be averaged. Which step size makes an entry right at once? And how
#   many visits does it take with $\alpha = 0.1$? (A single customer forgives that. A town of 300 starts does not.)
# - **Exploration** is needed at first and is a burden later. Q-learning is off-policy, so it may fall along the way without confusing the
#   values.
# - **Two endings**, as in exercise 3: only `terminated` cuts the target. (Under a limit of 100 steps a mistake here hardly shows; under a
#   short one it does.)
# - **Seeds.** All of your randomness comes from `rng`, the environment's too: `env.reset(seed=int(rng.integers(2**31)))` in the first
#   episode, and `env.reset()`, without a seed, in all others.
#
# *Example.* `q, lengths = train_taxi(make_taxi(), 2500, np.random.default_rng(0))` gives a table of shape `[500, 6]` and 2500 lengths,
# the first of which are often 200 and the last ones about 13.
#
# **How it is graded.** The whole town takes some seconds, so the tests give your taxi a single customer, who always waits at the same
# rank and always wants to go to the same other one. There are 25 starts, and your agent has 300 episodes. Then its greedy policy must
# come within one point of the exact optimum, on average over all starts. The hidden test has other customers, numbers the states in another
# order, cuts some episodes after a few steps, and lets others go on for 250: an agent that learns does not mind. It also keeps a log of the environment: there must be `n_episodes`
# episodes, played to their end, no other resets or steps, the seeds as said above, and the lengths must be those of the log.
#
# <details><summary>Hint</summary>
#
# Start from your SARSA: one table, a loop over episodes, and in it a loop over steps. But Q-learning draws its action at the *start* of
# each step, after the update of the step before, and has no use for $A'$. An $\varepsilon$ that falls linearly
# from a large value in the first episode to nearly 0 in the last, and a step size of 1, work well. `np.linspace(0.7, 0.0, n_episodes)` is
# such a line.
#
# </details>


# %%
class OneCustomer(gym.Wrapper[Any, Any, Any, Any]):
    """The town with a single customer, and episodes of at most ``limit`` steps.

    Args:
        waits_at: Where the customer always waits: 0 red, 1 green, 2 yellow, 3 blue.
        destination: Where the customer always wants to go.
        limit: Steps after which an episode is truncated.
        order: The number under which each state is shown, shape ``[500]``; None keeps
            Gymnasium's numbers.
    """

    def __init__(
        self,
        waits_at: int,
        destination: int,
        limit: int = 100,
        order: NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(gym.make("Taxi-v4", max_episode_steps=limit))
        self.starts = [
            state
            for state in tabular.start_states(self.env)
            if state % 4 == destination and state // 4 % 5 == waits_at
        ]
        self.order = np.arange(500) if order is None else order

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Put the taxi on a square, drawn from all 25."""
        self.env.reset(seed=seed, options=options)
        town: Any = self.unwrapped
        town.s = self.starts[int(self.np_random.integers(len(self.starts)))]
        info = {"prob": 1.0, "action_mask": town.action_mask(town.s)}
        return int(self.order[town.s]), info

    def step(self, action: int) -> tuple[int, Any, bool, bool, dict[str, Any]]:
        """Take one step."""
        state, reward, terminated, truncated, info = self.env.step(action)
        return int(self.order[state]), reward, terminated, truncated, info

    def score(self, q: NDArray[np.float64]) -> float:
        """Return the mean return of one greedy episode from each start."""
        judge = make_taxi()
        return float(
            tabular.evaluate_greedy(judge, q[self.order], self.starts).returns.mean()
        )


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
    taxi = OneCustomer(2, 0)
    env = checks.recorded(taxi)
    q, lengths = checks.attempt(train_taxi, env, 300, np.random.default_rng(0))
    q = checks.array(
        "the table",
        q,
        shape=(500, 6),
        dtype=np.float64,
        thought="Return the table first, then the lengths.",
    )
    lengths = checks.array(
        "the lengths",
        lengths,
        shape=(300,),
        dtype=np.int64,
        thought="One whole number for each of the 300 episodes, in an array.",
    )
    checks.equal(
        "the lengths",
        lengths,
        [len(episode.actions) for episode in env.episodes],
        thought="One number of steps for each training episode, in order?",
    )
    score = taxi.score(q)
    print(f"mean return {score:.2f} (best 10.04)")
    checks.true(
        f"a mean return of at least 9.04: it is {score:.2f}",
        score >= 9.04,
        thought=(
            "Does it explore enough at first, is the step size large enough, and does "
            "each step start where the last one ended?"
        ),
    )


# %% hidden="train_taxi" points=4
def hidden_train_taxi() -> None:
    seeds: set[int | None] = set()

    def train(
        taxi: OneCustomer, n_episodes: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.float64], list[checks.Episode]]:
        env = checks.recorded(taxi)
        q, lengths = checks.attempt(train_taxi, env, n_episodes, rng)
        q = checks.array(
            "the table",
            q,
            shape=(500, 6),
            dtype=np.float64,
            thought="Is the table returned first, with one row for each state?",
        )
        lengths = checks.array(
            "the lengths",
            lengths,
            shape=(n_episodes,),
            dtype=np.int64,
            thought="Is there one length for each episode, an int64?",
        )
        checks.true(
            "the episodes",
            len(env.episodes) == n_episodes
            and all(one.ended and not one.n_steps_after_end for one in env.episodes),
            thought="n_episodes episodes, each to its end, and nothing else?",
        )
        checks.equal(
            "the lengths",
            lengths,
            [len(episode.actions) for episode in env.episodes],
            thought="Are these the steps of the training episodes, and no others?",
        )
        checks.true(
            "the seeds",
            env.seeds[0] is not None and set(env.seeds[1:]) <= {None},
            thought="A seed for the first reset, and for the others none?",
        )
        seeds.add(env.seeds[0])
        return q, env.episodes

    order = np.random.default_rng(11).permutation(500)
    taxi = OneCustomer(3, 1, limit=250, order=order)
    q, _ = train(taxi, 300, np.random.default_rng(12))
    checks.true(
        "the mean return",
        taxi.score(q) >= 9.88 - 1.0,
        thought=(
            "Does it learn by trying, however the states are numbered: exploration, "
            "step size, discount, order of the loop?"
        ),
    )
    # Every step is cut off, and no story ends: moves are worth less than -1.
    taxi = OneCustomer(1, 2, limit=1, order=order)
    q, episodes = train(taxi, 500, np.random.default_rng(13))
    moves = {
        (episode.observations[0], int(episode.actions[0]))
        for episode in episodes
        if episode.rewards[0] == -1
    }
    gaps = [abs(float(q[state, action]) + 1.0) for state, action in moves]
    checks.true(
        "values of states where the episode was truncated",
        sum(gaps) > 0.5 * len(gaps),
        thought="Which of the two endings cuts the target?",
    )
    checks.makes_no_generator(
        train_taxi, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda rng: train(OneCustomer(0, 3, limit=12), 5, rng)[0],
        thought="Does all randomness come from rng, the environment's seed too?",
    )
    checks.true(
        "the environment's seed",
        len(seeds) > 3,
        thought="Is the environment's seed drawn from rng?",
    )
    given = OneCustomer(0, 3, limit=12), 3, np.random.default_rng(1)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(train_taxi, *given),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# **The whole town.** Now the real thing: 2500 episodes, several seeds, each judged greedily in an environment of its own from all 300
# starts.

# %% tags=["demo"]
n_taxi_seeds = budgets.pick(short=3, long=20)
taxi_tables: list[NDArray[np.float64]] = []
taxi_lengths: list[NDArray[np.int64]] = []
with checks.demonstration(), live.until_stopped():
    for taxi_seed in live.progress(range(n_taxi_seeds), description="taxis"):
        rng = np.random.default_rng(taxi_seed)
        taxi_table, taxi_steps = train_taxi(make_taxi(), 2500, rng)
        taxi_tables.append(taxi_table)
        taxi_lengths.append(taxi_steps)


# %% alt="Steps per episode over 2500 episodes: from about 200 down to the dotted exact optimum of 13." tags=["demo"]
def show_taxis() -> None:
    """Judge each table greedily from all 300 starts."""
    n_good = 0
    for seed, table in enumerate(taxi_tables):
        score = tabular.evaluate_greedy(make_taxi(), table, TAXI_STARTS)
        mean, length = score.returns.mean(), score.lengths.mean()
        print(f"seed {seed}: mean return {mean:.3f}, mean length {length:.2f} steps")
        n_good += bool(mean >= 7.85 and length <= 13.2)
    print(f"{n_good} of {len(taxi_tables)} reach 7.85 in at most 13.2 steps")
    print("exact optimum: 7.930 in 13.07 steps")
    assert n_good >= 0.6 * len(taxi_tables)


def draw_taxi_lengths() -> None:
    """Draw the mean length of the training episodes, with the exact optimum."""
    axes = plt.subplots(figsize=(7.5, 3.8))[1]
    smooth = np.array([plots.moving_average(lengths, 50) for lengths in taxi_lengths])
    episodes, name = np.arange(1, 2501), f"while learning, {len(smooth)} seeds"
    plots.curve_with_interval(axes, episodes, smooth, label=name)
    exact = float(taxi_optimum.lengths.mean())
    axes.axhline(exact, color="black", linestyle=":", label="exact optimum")
    axes.set(
        xlabel="episode",
        ylabel="steps per episode (mean of 50)",
        ylim=(0, 205),
        title="Taxi-v4: episodes grow shorter",
    )
    axes.legend()


if taxi_tables:
    show_taxis()
    draw_taxi_lengths()

# %% [markdown]
# From 200 aimless steps to about 13 purposeful ones. The long, gentle slope after the first few hundred episodes is in good part
# exploration being switched off. And here is one journey of the first taxi:


# %% alt="Film of one journey: the taxi picks the passenger up and drops them at the destination." tags=["demo"]
def show_taxi_journey() -> None:
    """Play one journey of the first taxi."""
    env = make_taxi(render_mode="rgb_array")
    env.reset(seed=3)  # the animation's own reset goes on from this seed
    animations.show(greedy_animation(env, taxi_tables[0], max_steps=50))


if taxi_tables:
    with checks.demonstration():
        show_taxi_journey()

# %% [markdown]
# ## 14. A look ahead: the table is a network
#
# Where is PyTorch in all this? Closer than it looks. Take the squared TD error as a loss, with the target held fixed:
# $L = \tfrac12 \bigl(\text{target} - Q(S, A)\bigr)^2$. Its gradient with respect to the one entry $Q(S, A)$ is $-\delta$, and zero for
# all others. One step of gradient descent with learning rate $\alpha$ is then $Q(S, A) + \alpha\,\delta$: *exactly* the update that you
# wrote. The next cell makes both from the same table.


# %% tags=["demo"]
def show_that_a_table_is_a_network() -> None:
    """Make the same update twice: by autograd, and by the student's function."""
    q = np.random.default_rng(0).normal(size=(48, 4))
    weights = torch.tensor(q, dtype=torch.float32, device=device, requires_grad=True)
    with torch.no_grad():  # the target is a number, not a function to differentiate
        target = -1.0 + 0.9 * weights[25].max()
    loss = 0.5 * (target - weights[24, 1]) ** 2
    loss.backward()
    torch.optim.SGD([weights], lr=0.5).step()

    q_learning_step(q, 24, 1, -1.0, 25, False, step_size=0.5, gamma=0.9)
    difference = float(np.abs(weights.detach().cpu().numpy() - q).max())
    print("the two tables agree:", difference < 1e-5)
    assert difference < 1e-5


with checks.demonstration():
    show_that_a_table_is_a_network()

# %% [markdown]
# Replace the table by a network, the single step by a batch, and you have deep Q-learning. What then goes wrong, and how to mend it, is
# Part 5.2.

# %% [markdown]
# ## 15. Summary
#
# - **One symbol apart.** Q-learning's target takes the best next action, SARSA's the one that really comes next. On the cliff, Q-learning
#   found the greedy return $-13$ with every seed, and with every seed it fell off more often than SARSA on the way.
# - **Check claims against dynamic programming.** The best $\varepsilon$-soft policy has a greedy return of $-15$ at $\varepsilon = 0.1$
#   and $-17$ at $\varepsilon = 0.2$. SARSA with shrinking step sizes finds both; with a constant step size of $0.5$ the noise pushes it
#   further from the edge.
# - **Step sizes.** On the slippery FrozenLake, Q-learning with shrinking steps came near the exact optimum; with a constant step of 0.5
#   the table stayed far from it. On the deterministic cliff and in the taxi large steps did no harm.
# - **Two endings.** Only `terminated` cuts the bootstrap; a step limit does not, not even in SARSA's last step.
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
