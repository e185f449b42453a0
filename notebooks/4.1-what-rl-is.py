# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.1: What reinforcement learning is, beside supervised and unsupervised learning"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A stranger walks into a wood full of mushrooms. Some are delicious, some will send you to bed for the rest of the day. How does one learn
# to tell them apart?
#
# One way is a teacher who comes along and names each one: that is **supervised learning**. Another is to look at a whole basket of them
# until you notice that there seem to be two sorts: **unsupervised learning**. And the third is to try one. Nobody tells you what it was,
# nor what you should have done; you only notice how your day goes on. That is **reinforcement learning**, and it is what the rest of
# this course is about.
#
# In this part you write all three, each in a handful of lines, *for the same wood*. You will see that their updates look alike, and yet
# answer different questions: the one that knows best what a mushroom **is** will not be the one that lives best.
#
# **You will be able to**
#
# - say what agent, environment, observation, action, reward, return and policy are, and use the one interface that ties them together,
#   Gymnasium's, which the rest of the course speaks,
# - write the loop between agent and environment, and record what happens in it,
# - compare policies fairly, and say why the reward of an action is not its worth,
# - write a supervised, an unsupervised and a reinforcement learner from scratch, and tell which problem needs which.
#
# **Builds on** tensors (1.2), gradient descent (2.1) and cross-entropy (2.3). **Time** about 35 minutes to read, 125 to work.
#
# **Sources**: R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, chapter 1 and sections 3.1 to 3.3 and
# 13.3 to 13.4; S. Lloyd, *Least squares quantization in PCM*, 1982 (the grouping); R. Williams, *Simple statistical gradient-following
# algorithms for connectionist reinforcement learning*, 1992 (the learner from rewards); M. Towers and others, *Gymnasium: A Standard
# Interface for Reinforcement Learning Environments*, 2024.
#
# **If you follow an older tutorial**: the library `gym` is no longer maintained, and `gymnasium` has taken its place. Two calls
# changed: `env.reset()` returns *two* things, and `env.step(action)` returns *five*, not four, since the old `done` became
# `terminated` and `truncated`. You will see below why that matters.

# %%
import contextlib
import functools
import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env
from gymnasium.wrappers import RecordEpisodeStatistics
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.figures import controls, live, plots

device = devices.choose()  # for the two learners that work on a whole basket
n_seeds = budgets.pick(short=8, long=40)
plots.use_style()

# %% [markdown]
# ## 1. Agent and environment
#
# Two parties, and a border between them.
#
# - The **agent** is what learns and decides. It sees an **observation** and answers with an **action**.
# - The **environment** is everything else. It answers an action with the next observation and with a number, the **reward**: how good was
#   that, just now?
#
# Time goes in steps. At step $t$ the agent observes $S_t$, takes the action $A_t$, and gets the reward $R_{t+1}$ together with the next
# observation $S_{t+1}$. (The letter $S$ is for *state*; in our wood the agent sees all there is to know. Part 4.2 says what a state is.)
# So a life is a chain
#
# $$S_0,\; A_0,\; R_1,\; S_1,\; A_1,\; R_2,\; S_2,\; \dots$$
#
# until the **episode** ends, and it can end in two ways: the story is over (**terminated**: you are ill, the game is won), or we stop
# watching (**truncated**: night falls, a step limit is reached). How the agent chooses is its **policy**: $\pi(a \mid s)$ is the
# probability of action $a$ when it observes $s$. And what it wants is not the next reward, but as much reward as possible *from now on*,
# the **return**:
#
# $$G_t = R_{t+1} + R_{t+2} + R_{t+3} + \dots$$
#
# Keep the difference in mind. The whole difficulty of reinforcement learning sits between $R_{t+1}$ and $G_t$.
#
# ### The interface
#
# In Gymnasium an environment is an object with two methods and two descriptions:
#
# | | |
# |---|---|
# | `observation, info = env.reset(seed=...)` | begin an episode; the seed makes the environment's luck repeatable |
# | `observation, reward, terminated, truncated, info = env.step(action)` | one step |
# | `env.observation_space`, `env.action_space` | what observations and actions look like |
#
# That is all. A wood, a chess board, a robot: whatever speaks these lines can be plugged into any learner of this course.
#
# `info` is a dictionary of remarks for people, for debugging and measuring. What the agent may observe is part of the problem, and `info` is
# not in it: an agent that reads it solves another problem, often a much easier one.
#
# Here is our wood. A mushroom is described by two measurements, the width of its cap and the height of its stem, both in standard
# units (0 is average). Each step shows one mushroom, and there are two actions: 0 **leaves** it, 1 **eats** it. An edible one gives reward
# 1. A poisonous one gives reward 0, exactly as much as leaving it; but it ends the day. At the latest, night falls after 20 mushrooms.


# %%
LEAVE, EAT = 0, 1


class MushroomWood(gym.Env[Any, Any]):
    """A wood with two kinds of mushrooms, each a round cloud of measurements.

    Args:
        angle: Direction from the poisonous kind to the edible one, in radians; 0 is
            "wider caps".
        share_edible: Probability that a mushroom is edible.
        distance: How far apart the two kinds are, in standard deviations of a kind.
        day_length: Mushrooms after which night falls.
    """

    def __init__(
        self,
        angle: float = 0.6,
        share_edible: float = 0.6,
        distance: float = 3.0,
        day_length: int = 20,
    ) -> None:
        # Cap width and stem height.
        self.observation_space = spaces.Box(-10.0, 10.0, (2,), np.float32)
        self.action_space = spaces.Discrete(2)
        way = np.array([math.cos(angle), math.sin(angle)])
        # [2, 2]: row 0 is the middle of the poisonous kind, row 1 of the edible one.
        self.centres = np.stack([-way, way]) * distance / 2
        self.share_edible, self.day_length = share_edible, day_length
        self._edible, self._n_steps = False, 0

    def _find_next(self) -> NDArray[np.float32]:
        self._edible = bool(self.np_random.random() < self.share_edible)
        measured = self.centres[int(self._edible)] + self.np_random.normal(size=2)
        return np.clip(measured, -10.0, 10.0).astype(np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float32], dict[str, Any]]:
        """Begin a new day."""
        super().reset(seed=seed, options=options)  # seeds self.np_random
        self._n_steps = 0
        return self._find_next(), {}

    def step(
        self, action: int
    ) -> tuple[NDArray[np.float32], float, bool, bool, dict[str, Any]]:
        """Leave the mushroom (0) or eat it (1), and find the next one."""
        edible = self._edible
        self._n_steps += 1
        reward = 1.0 if action == EAT and edible else 0.0
        terminated = action == EAT and not edible
        truncated = not terminated and self._n_steps >= self.day_length
        info = {"was_edible": edible}
        return self._find_next(), reward, terminated, truncated, info


# %% tags=["demo", "nbval-check-output"]
def show_one_meal() -> None:
    """Eat the first mushroom of a day, and print all that comes back."""
    env = MushroomWood()
    check_env(env, skip_render_check=True)  # Gymnasium's inspector: silence is praise
    (cap, stem), _ = env.reset(seed=4)
    following, reward, terminated, truncated, info = env.step(EAT)
    print(f"A mushroom: cap {cap:+.1f}, stem {stem:+.1f}. We eat it.")
    print(f"reward {reward}, terminated {terminated}, truncated {truncated}")
    print(f"the next one: cap {following[0]:+.1f}, stem {following[1]:+.1f}")
    print(f"a remark for people, in info: {info}")


show_one_meal()

# %% [markdown]
# It was poisonous: reward 0, and the day is over. The agent learns of it by these two alone; the remark is for us.

# %% [markdown]
# ## 2. From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $S_t$ | observation: cap width, stem height | `observation` | `[2]`, float32 |
# | $A_t$ | action | `action` | int, 0 or 1 |
# | $R_{t+1}$ | reward | `reward` | float |
# | $G_t$ | return: sum of the rewards from step $t$ on | `returns[t]` | scalar |
# | $\pi$ | policy | `policy(observation)` | gives an action |
# | $x$ | observation with a 1 in front | `inputs` | `[n, 3]`, float32 |
# | $w$ | weights | `weights` | `[3]`, float32 |
# | $p = \sigma(w^\top x)$ | probability of "edible", or of "eat" | `torch.sigmoid(inputs @ weights)` | `[n]` |
# | $y$ | label from a teacher | `labels` | `[n]`, 0 or 1 |
# | $\eta$ | learning rate | `learning_rate` | scalar above 0 |
# | $b$ | baseline: what returns are usually like | `baseline` | scalar |

# %% [markdown]
# ## 3. Exercise 1: the loop
#
# *Easy, about 15 minutes.* Every program of this course has this loop at its heart: observe, act, receive, go on.
#
# ```text
# One episode
# 1  observation <- reset with the seed
# 2  repeat:
# 3      action <- policy(observation)
# 4      next observation, reward, terminated, truncated <- step with the action
# 5      note what was seen, what was done, and what came of it
# 6      observation <- next observation
# 7  until terminated or truncated
# ```
#
# Write `record_episode(env, policy, seed)`, which plays **one episode** of any environment whose observations are arrays or numbers, and
# returns the list of its transitions. A `Transition` holds what the agent saw, what it did, and what came of it.
#
# - Call `env.reset(seed=seed)` once, at the beginning, and `policy(observation)` once for each step.
# - Play on until the first step that is terminated *or* truncated (it may be both), however many steps that takes. A step after that is
#   not allowed.
# - The `next_observation` of a transition is the `observation` of the following one.
# - Some environments use one and the same array for all their observations and write the new one over the old. Your record must not
#   change afterwards: keep **copies** of all that they hold. (Others have whole numbers for observations, which have no method `copy`;
#   they stay whole numbers in your record.)
#
# *Example.* In a wood where the day is 3 mushrooms long, the policy `lambda observation: LEAVE` gives 3 transitions, all with action 0 and
# reward 0.0, and only the last one is truncated.
#
# <details><summary>Hint</summary>
#
# Before the loop, `observation, _ = env.reset(seed=seed)`. In the loop, at its end, `observation = next_observation`. `np.array(observation)`
# makes a copy of an array or of a number, and `copy.deepcopy(observation)` of anything.
#
# </details>


# %%
class Transition(NamedTuple):
    """One step of an agent in an environment."""

    observation: Any
    """What the agent saw."""
    action: int
    """What it did."""
    reward: float
    """What it got for it."""
    next_observation: Any
    """What it saw then."""
    terminated: bool
    """Whether the story ended with this step."""
    truncated: bool
    """Whether we stopped watching after this step."""


# A policy chooses an action for an observation.
Policy: TypeAlias = Callable[[Any], int]


# %% exercise="record_episode" task=1
def record_episode(
    env: gym.Env[Any, Any], policy: Policy, seed: int
) -> list[Transition]:
    """Play one episode and record it.

    Args:
        env: An environment with Gymnasium's interface, whose episodes end and whose
            observations are arrays or numbers.
        policy: Chooses the actions; called once for each step.
        seed: Seed of the environment.

    Returns:
        The transitions in order, with copies of the observations.
    """
    # BEGIN SOLUTION
    transitions: list[Transition] = []
    observation, ended = np.array(env.reset(seed=seed)[0]), False
    while not ended:
        action = policy(observation)
        shown, reward, terminated, truncated, _ = env.step(action)
        following = np.array(shown)
        transitions.append(
            Transition(
                observation, action, float(reward), following, terminated, truncated
            )
        )
        observation, ended = following, terminated or truncated
    return transitions
    # END SOLUTION


# %% test="record_episode" points=1
def test_record_episode() -> None:
    wood = MushroomWood(day_length=3)
    episode = checks.attempt(record_episode, wood, lambda _: LEAVE, 0)
    checks.instance("the record", episode, list, thought="It is a list of Transitions.")
    checks.equal(
        "the number of transitions in a day of 3 mushrooms",
        len(episode),
        3,
        thought="Is there one transition for each step?",
    )
    for step in episode:
        checks.instance(
            "a step", step, Transition, thought="Does each become a `Transition(...)`?"
        )
    checks.equal(
        "the actions",
        [step.action for step in episode],
        [0, 0, 0],
        thought="Is it the policy that chooses?",
    )
    checks.equal(
        "truncated",
        [step.truncated for step in episode],
        [False, False, True],
        thought="When does night fall?",
    )
    checks.equal(
        "terminated",
        [step.terminated for step in episode],
        [False, False, False],
        thought="Can somebody who eats nothing fall ill?",
    )
    checks.close(
        "the first observation",
        episode[0].observation,
        wood.reset(seed=0)[0],
        thought="Is it what `reset` gives with this seed?",
    )
    for before, after in itertools.pairwise(episode):
        checks.close(
            "where a step begins",
            after.observation,
            before.next_observation,
            thought="Does each step begin where the last one ended?",
        )
    # This environment writes each observation over the one before, in one array.
    env = checks.recorded(checks.Conveyor(2, "terminated"))
    episode = checks.attempt(record_episode, env, lambda _: 3, 0)
    checks.equal(
        "the actions of a policy that always chooses 3",
        [step.action for step in episode],
        [3, 3],
        thought="There may be more than two actions.",
    )
    checks.equal(
        "the number of resets",
        len(env.episodes),
        1,
        thought="One reset begins the one episode: is there another, before or after?",
    )
    first, second, third = env.episodes[0].observations
    checks.equal(
        "the observations where one array serves for all of them",
        [[step.observation, step.next_observation] for step in episode],
        [[first, second], [second, third]],
        thought="Did you keep copies of both observations, or the array itself?",
    )


# %% hidden="record_episode" points=2
def hidden_record_episode() -> None:
    endings = ("terminated", "truncated", "both")
    for seed, n_steps in enumerate((1, 1, 1, 2, 7, 12, 130, 1, 1050)):
        env = checks.recorded(checks.Conveyor(n_steps, endings[seed % 3], n_actions=5))
        asked: list[list[float]] = []
        chosen: list[int] = []

        def policy(
            observation: Any,
            asked: list[list[float]] = asked,
            chosen: list[int] = chosen,
        ) -> int:
            asked.append(checks.to_array(observation).tolist())
            chosen.append(int(abs(asked[-1][1]) * 100) % 5)
            return chosen[-1]

        episode = checks.attempt(record_episode, env, policy, seed)
        checks.equal(
            "the resets",
            env.seeds,
            [seed],
            thought="Is the environment reset once, with the seed that was given?",
        )
        log = env.episodes[0]
        checks.equal(
            "the number of steps",
            len(log.actions),
            n_steps,
            thought="Does it play on until the episode ends, in whichever way?",
        )
        checks.equal(
            "what the policy saw",
            asked,
            log.observations[:-1],
            thought="Does the policy see each latest observation, once?",
        )
        checks.equal(
            "what was done",
            log.actions,
            chosen,
            thought="Is each action done that the policy chose, whichever it is?",
        )
        checks.instance("the record", episode, list, thought="Is it a list?")
        for step in episode:
            checks.instance(
                "a step", step, Transition, thought="Is it a list of Transitions?"
            )
        going_on = [False] * (n_steps - 1)
        expected = zip(
            log.observations[:-1],
            log.actions,
            log.rewards,
            log.observations[1:],
            [*going_on, log.terminated],
            [*going_on, log.truncated],
            strict=True,
        )
        checks.equal(
            "the record",
            episode,
            list(expected),
            thought=(
                "Is everything there, in order, as it came, and were observations "
                "copied before the environment wrote over them?"
            ),
        )
    # Two rows in one array, written over again and again, and a limit from outside.
    rows = gym.wrappers.TransformObservation(
        checks.Conveyor(9, "terminated"),
        lambda shown: shown.reshape(2, 1),
        spaces.Box(-1e6, 1e6, (2, 1), np.float64),
    )
    env = checks.recorded(gym.wrappers.TimeLimit(rows, 4))
    episode = checks.attempt(record_episode, env, lambda _: 2, 9)
    seen = [step.observation for step in episode] + [episode[-1].next_observation]
    checks.equal(
        "observations of two rows, four steps",
        seen,
        env.episodes[0].observations,
        thought="Are all rows copied, and does the environment say when to stop?",
    )
    lake = gym.make("FrozenLake-v1", is_slippery=False)
    way = np.array([1, 0, 0, 0, 1, 0, 0, 0, 2, 2, 1, 0, 0, 0, 2, 0])
    episode = checks.attempt(record_episode, lake, lambda cell: int(way[cell]), 3)
    cells = [step.next_observation for step in episode]
    checks.equal(
        "whole numbers as observations",
        cells,
        [4, 8, 9, 10, 14, 15],
        thought="Does it work for observations that are numbers?",
    )
    checks.true(
        "they stay whole numbers",
        all(checks.to_array(cell).dtype.kind in "iu" for cell in cells),
        thought="Are copies of whole numbers whole numbers?",
    )


# %% [markdown]
# The point of an interface is that the other side can be exchanged. Your loop has never heard of poles, carts or ice; still it plays
# all three:


# %% tags=["demo"]
def show_three_worlds() -> None:
    """Let one loop and one policy play three environments, and print how it went."""
    worlds = {
        "mushrooms": MushroomWood(),
        "CartPole-v1": gym.make("CartPole-v1"),
        "FrozenLake-v1": gym.make("FrozenLake-v1"),
    }
    for name, env in worlds.items():
        episode = record_episode(env, lambda _: 1, seed=2)
        total = sum(step.reward for step in episode)
        ending = "terminated" if episode[-1].terminated else "truncated"
        print(f"{name:>14}: {env.observation_space}")
        print(
            f"{'':>14}  always action 1: {len(episode)} steps, "
            f"total reward {total:.0f}, {ending}"
        )


with checks.demonstration():
    show_three_worlds()

# %% [markdown]
# ## 4. Rewards of fixed policies
#
# Before anybody learns anything, let us see how *fixed* policies fare. Five strangers enter the wood. One is afraid of everything, one of
# nothing, one tosses a coin; the fourth has heard that the wide ones are good, and the fifth has heard it too, but believes it only of
# very wide ones. Who will have the best day? And whose meals will be best? Write your guess down before you go on.


# %%
def strangers() -> dict[str, Policy]:
    """Return the policies of the five strangers, with a fresh coin for the third."""
    coin = np.random.default_rng(0)
    return {
        "leaves all": lambda _: LEAVE,
        "eats all": lambda _: EAT,
        "tosses a coin": lambda _: int(coin.integers(2)),
        "wide caps": lambda observation: int(observation[0] > 0.4),
        "very wide caps": lambda observation: int(observation[0] > 2.0),
    }


# %% [markdown]
# ### Exercise 2: what does an action bring?
#
# *Easy, about 10 minutes.* Write `mean_rewards(transitions, n_actions)`: for each action, the mean of the rewards that directly followed
# it, as a list or an array. An action that was never taken has no mean: put `nan` there (not 0, which would be a claim).
#
# *Example.* If action 1 brought the rewards 1, 0 and 1, and action 0 was taken once for reward 0, then for three actions the result is
# `[0.0, 0.667, nan]`.
#
# <details><summary>Hint</summary>
#
# Collect the rewards of one action in a list. `float(np.mean([...]))` of an empty list gives `nan` with a warning; say it plainly
# instead, with `math.nan`.
#
# </details>


# %% exercise="mean_rewards" task=2
def mean_rewards(
    transitions: Sequence[Transition], n_actions: int
) -> Sequence[float] | NDArray[np.float64]:
    """Return the mean reward that directly followed each action.

    Args:
        transitions: What was recorded, of one episode or of many; may be empty. Not
            changed.
        n_actions: Number of actions, 0 to ``n_actions - 1``.

    Returns:
        One mean for each action, in a list or an array; ``nan`` where an action was
        never taken.
    """
    # BEGIN SOLUTION
    means: list[float] = []
    for action in range(n_actions):
        rewards = [step.reward for step in transitions if step.action == action]
        means.append(sum(rewards) / len(rewards) if rewards else math.nan)
    return means
    # END SOLUTION


# %% test="mean_rewards" points=1
def test_mean_rewards() -> None:
    def record(*pairs: tuple[int, float]) -> list[Transition]:
        nothing = np.zeros(2)
        return [Transition(nothing, a, r, nothing, False, False) for a, r in pairs]

    means = checks.attempt(
        mean_rewards, record((1, 1.0), (0, 0.0), (1, 0.0), (1, 1.0)), 3
    )
    checks.true(
        f"a list or an array, not a {type(means).__name__}",
        isinstance(means, list | tuple | np.ndarray),
        thought="Are the means in a list or an array?",
    )
    checks.close(
        "the mean rewards",
        means,
        [0.0, 2 / 3, math.nan],
        thought="Is there a mean for each action, and nan for what was never tried?",
    )
    checks.close(
        "the mean of the rewards 2.5 and -2.5",
        checks.attempt(mean_rewards, record((0, 2.5), (0, -2.5)), 1),
        [0.0],
        thought="Rewards may cancel. Was the action tried or not?",
    )


# %% hidden="mean_rewards" points=1
def hidden_mean_rewards() -> None:
    rng = np.random.default_rng(411)
    for n, n_actions in ((0, 2), (1, 1), (1, 4), (2, 3), (30, 3), (200, 5), (2500, 12)):
        actions = rng.integers(n_actions, size=n)
        rewards = rng.normal(scale=5.0, size=n) - 2.0
        if n == 2:
            actions[:], rewards[:] = 2, [0.75, -0.75]
        elif n == 30:
            rewards = np.round(rewards)  # some come more than once
        ends = rng.random((n, 2)) < 0.2
        record = [
            Transition(rng.normal(size=2), int(a), float(r), np.zeros(2), *map(bool, e))
            for a, r, e in zip(actions, rewards, ends, strict=True)
        ]
        counts = np.bincount(actions, minlength=n_actions)
        sums = np.bincount(actions, weights=rewards, minlength=n_actions)
        expected = [
            total / count if count else math.nan
            for total, count in zip(sums, counts, strict=True)
        ]
        for transitions in (record, tuple(record)) if n < 1000 else (record,):
            with checks.unchanged(transitions=transitions):
                means = checks.attempt(mean_rewards, transitions, n_actions)
            thought = "Are the means plain numbers, in a list or an array?"
            is_row = isinstance(means, list | tuple | np.ndarray)
            checks.true("a list or an array", is_row, thought=thought)
            for mean in means:
                checks.number("a mean", mean, thought=thought)
            checks.close(
                "the means",
                means,
                expected,
                thought="A mean over all of the action's steps, nan if there are none?",
                rtol=1e-9,
                atol=1e-12,
            )


# %% [markdown]
# ### Exercise 3: who fares best?
#
# *Medium, about 15 minutes.* To compare policies, compare the **total reward** of whole episodes, and be fair: all policies must meet the
# same luck. Write `compare_policies(env, policies, n_episodes, seed)`: every policy plays `n_episodes` episodes to their end, and **episode
# number $i$ (counted from 0) begins with `env.reset(seed=seed + i)`, for each policy alike**. It returns a dictionary with a float64 array
# of `n_episodes` total rewards, in order, for each name.
#
# *Example.* `compare_policies(MushroomWood(), {"shy": lambda observation: LEAVE}, 3, seed=0)` gives `{"shy": array([0., 0., 0.])}`,
# and somebody who eats all gets 0, 1 and 3 on these three days.
#
# <details><summary>Hint</summary>
#
# Three loops: over the policies, over the episodes, over the steps. The total begins at 0 in each *episode*.
#
# </details>


# %% exercise="compare_policies" task=2
def compare_policies(
    env: gym.Env[Any, Any], policies: Mapping[str, Policy], n_episodes: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    """Return the total rewards of several policies, over episodes with the same seeds.

    Args:
        env: An environment whose episodes end.
        policies: The policies by name; the mapping is not changed. Each is called once
            for each of its steps, so that one that counts its calls counts its steps.
        n_episodes: Episodes for each policy, at least 1.
        seed: Seed of the first episode; the next one has ``seed + 1``, and so on.

    Returns:
        Total rewards by name: arrays, float64, each of shape ``[n_episodes]``.
    """
    # BEGIN SOLUTION
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for episode in range(n_episodes):
            (observation, _), ended = env.reset(seed=seed + episode), False
            while not ended:
                action = policy(observation)
                observation, reward, terminated, truncated, _ = env.step(action)
                totals[name][episode] += float(reward)
                ended = terminated or truncated
    return totals
    # END SOLUTION


# %% test="compare_policies" points=1
def test_compare_policies() -> None:
    policies: dict[str, Policy] = {
        "shy": lambda _: LEAVE,
        "bold": lambda _: EAT,
    }
    totals = checks.attempt(compare_policies, MushroomWood(), policies, 3, 0)
    checks.equal(
        "the names",
        sorted(totals),
        ["bold", "shy"],
        thought="One entry for each policy, under its name.",
    )
    for name, expected in (("shy", [0.0, 0.0, 0.0]), ("bold", [0.0, 1.0, 3.0])):
        checks.array(
            f"the totals of the {name} one",
            totals[name],
            shape=(3,),
            dtype=np.float64,
            thought="One array of float64 for each policy, one total for each episode.",
        )
        checks.close(
            f"the totals of the {name} one",
            totals[name],
            expected,
            thought="Are seeds 0, 1 and 2 used, and each day added up alone?",
        )
    conveyor = checks.Conveyor(3, "terminated", n_actions=3)
    totals = checks.attempt(compare_policies, conveyor, {"two": lambda _: 2}, 2, 5)
    checks.close(
        "the totals in another environment, where rewards are fractions",
        totals["two"],
        [6.33503759, 5.11421596],
        thought="Are all rewards added up, of every step, the last one too?",
    )


# %% hidden="compare_policies" points=2
def hidden_compare_policies() -> None:
    def rules() -> dict[str, Policy]:
        """Fresh policies; the third remembers how often it was asked."""
        count = itertools.count()
        last: Policy = lambda _: 3  # noqa: E731
        return {
            "turns": lambda _: next(count) % 4,
            "sign of 2": lambda observation: int(observation[1] > 0) * 2,
            "Last": last,
            "last": last,
        }

    endings = ("terminated", "truncated", "both")
    for case, (n_steps, n_episodes, seed) in enumerate(
        ((1, 1, 3), (5, 4, 100), (4, 6, 0), (130, 2, 17), (1040, 1, 8), (2, 210, 5))
    ):
        ending = endings[case % 3]
        names = list(rules()) if n_steps < 1000 else ["turns"]
        expected = dict[str, list[float]]()
        for name in names:
            own, rule = checks.Conveyor(n_steps, ending), rules()[name]
            expected[name] = []
            for i in range(n_episodes):
                shown, _ = own.reset(seed=seed + i)
                rewards: list[float] = []
                for _step in range(n_steps):
                    shown, reward, *_ = own.step(rule(shown))
                    rewards.append(reward)
                expected[name].append(math.fsum(rewards))
        rule_of = rules()  # two names stand for the same rule
        policies = {name: rule_of[name] for name in names}
        world: gym.Env[Any, Any] = checks.Conveyor(n_steps, ending)
        if case % 2:  # each observation in an array of its own
            space = world.observation_space
            world = gym.wrappers.TransformObservation(world, np.copy, space)
        env = checks.recorded(world)
        with checks.unchanged(policies=policies):
            totals = checks.attempt(compare_policies, env, policies, n_episodes, seed)
        checks.equal(
            "the names",
            sorted(totals),
            sorted(names),
            thought="Is there one entry for each policy?",
        )
        if env.episodes:  # none where a copy of the environment was used
            checks.equal(
                "the number of steps",
                env.n_steps,
                len(names) * n_episodes * n_steps,
                thought="Does each policy play each episode to its end, and no more?",
            )
        for name in names:
            checks.array(
                "the totals",
                totals[name],
                shape=(n_episodes,),
                dtype=np.float64,
                thought="Is it one float64 array for each policy?",
            )
            checks.close(
                "the totals",
                totals[name],
                expected[name],
                thought=(
                    "Does episode i begin with seed + i, for each policy, and is "
                    "each total that of one episode, all rewards added up?"
                ),
                rtol=1e-9,
                atol=1e-9,
            )
    again = checks.Conveyor(3, "terminated"), rules(), 2, 5
    checks.true(
        "the result is new",
        checks.returns_new_tensors(compare_policies, *again),
        thought="Is it a new array at each call, which shares no memory with another?",
    )


# %% [markdown]
# Your tools at work: 300 days for each of the five, all with the same mushrooms.


# %% tags=["demo"]
def show_strangers() -> None:
    """Print what both actions bring and what a day brings, for each stranger."""
    totals = compare_policies(MushroomWood(), strangers(), 300, seed=1000)
    print("                  mean reward of     mean total reward")
    print("policy             leave     eat         of a day")
    brought: dict[str, Sequence[float] | NDArray[np.float64]] = {}
    for name, policy in strangers().items():
        days = [record_episode(MushroomWood(), policy, 1000 + i) for i in range(300)]
        brought[name] = mean_rewards(list(itertools.chain(*days)), 2)
        mean, error = totals[name].mean(), totals[name].std(ddof=1) / math.sqrt(300)
        left, eaten = brought[name]
        print(f"{name:<15}{left:9.2f}{eaten:9.2f}{mean:12.2f} ± {1.97 * error:.2f}")
    for name in ("tosses a coin", "wide caps", "very wide caps"):
        assert brought[name][LEAVE] == 0 < brought[name][EAT]
    assert brought["very wide caps"][EAT] > brought["wide caps"][EAT] + 0.01
    assert brought["wide caps"][EAT] > brought["eats all"][EAT] + 0.1
    for name in ("very wide caps", "tosses a coin", "eats all", "leaves all"):
        assert totals["wide caps"].mean() > 1.5 * totals[name].mean()


with checks.demonstration():
    show_strangers()

# %% [markdown]
# (After ± stands half of a 95 % confidence interval over the 300 days.) Read the columns against each other. *Leaving* brought nothing to
# anybody; *eating* brought something to everybody who tried it. If you look at rewards alone, you conclude: eat! And "eats all" falls ill in
# the morning. Or you conclude from the second column that it is best to eat only what is as good as certain. So does the fifth stranger:
# nearly all her meals are good, and she goes to bed hungry. Neither column tells who lives best. The reward says how good the last step
# was; the **return** says what it led to.
#
# In this wood we need not sample at all: both clouds are known to us, though not to the strangers. Let $g$ be the probability that the next
# mushroom is edible and gets eaten, and $m$ that it is poisonous and gets eaten. The day goes on after each step with probability
# $1 - m$, so the expected total reward of a day is
#
# $$\mathbb{E}[G_0] = g \sum_{k=0}^{19} (1 - m)^k .$$
#
# The more you eat, the larger is $g$, and the sooner the sum is cut off. The next cell computes it for every rule with a straight border.


# %%
def normal_below(z: float) -> float:
    """Return the probability that a standard normal number is below ``z``."""
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def exact_day(
    weights: Sequence[float] | NDArray[np.float64], wood: MushroomWood
) -> tuple[float, float, float]:
    """Return what comes of the rule "eat if w0 + w1 * cap + w2 * stem > 0", exactly.

    Args:
        weights: w0, w1 and w2.
        wood: The wood, whose kinds are known to this judge.

    Returns:
        Expected total reward of a day, share of right judgements (edible eaten,
        poisonous left), mean reward of eating.
    """
    w0, w1, w2 = (float(weight) for weight in weights)
    length = math.hypot(w1, w2)
    scores = [w0 + w1 * float(cap) + w2 * float(stem) for cap, stem in wood.centres]
    eaten_poisonous, eaten_edible = (
        normal_below(score / length) if length > 0 else float(score > 0)
        for score in scores
    )
    good = wood.share_edible * eaten_edible
    ill = (1.0 - wood.share_edible) * eaten_poisonous
    total = good * sum((1.0 - ill) ** step for step in range(wood.day_length))
    right = good + (1.0 - wood.share_edible) - ill
    return total, right, good / (good + ill) if good + ill > 0 else math.nan


def best_day(wood: MushroomWood) -> float:
    """Return the largest expected total reward of all rules with a straight border.

    The best border stands at right angles to the line through the two centres.
    """
    way = wood.centres[1] - wood.centres[0]
    borders = np.linspace(-10.0, 10.0, 2001)
    return max(exact_day([-border, *way], wood)[0] for border in borders)


# %% [markdown]
# **Move the slider**: from which width on should one eat? On the left is what gets eaten; on the right, what comes of it.


# %% alt="Left the mushrooms in the plane of two measurements with the part that is eaten; right the total reward of a day and the mean reward of eating against the smallest cap width that is eaten: their maxima lie at different widths." tags=["demo"]
def basket(wood: MushroomWood, n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return mushrooms that were gathered, not eaten.

    Returns:
        Measurements, shape ``[n, 2]``, and labels, 1 for edible, shape ``[n]``; both
        float32 on the device.
    """
    rng = np.random.default_rng(seed)
    edible = rng.random(n) < wood.share_edible  # [n]
    points = wood.centres[edible.astype(np.int64)] + rng.normal(size=(n, 2))  # [n, 2]
    return (
        torch.tensor(points, dtype=torch.float32, device=device),
        torch.tensor(edible, dtype=torch.float32, device=device),
    )


def scatter_kinds(axes: Axes, points: torch.Tensor, labels: torch.Tensor) -> None:
    """Draw both kinds, each with a colour and a marker of its own."""
    shown, kinds = points.cpu().numpy(), labels.cpu().numpy()
    for kind, name, marker in ((1, "edible", "o"), (0, "poisonous", "x")):
        cap, stem = shown[kinds == kind].T
        colour = plots.PALETTE[1 - kind]
        axes.scatter(
            cap, stem, s=22, marker=marker, color=colour, alpha=0.8, label=name
        )
    axes.set(xlabel="cap width (standard units)", ylabel="stem height (standard units)")
    axes.set(xlim=(-4.5, 4.5), ylim=(-4, 4))


cap_widths = np.linspace(-3.5, 3.5, 141)
day_by_width = np.array(
    [exact_day([-width, 1.0, 0.0], MushroomWood()) for width in cap_widths]
)  # [141, 3]: total reward of a day, right judgements, mean reward of eating


def threshold_figure(width: float) -> Figure:
    """Draw the policy "eat caps wider than this", and what it brings."""
    figure = plt.figure(figsize=(9.6, 4.2))
    panels = figure.subplot_mosaic([["wood", "day"], ["wood", "meal"]])
    scatter_kinds(panels["wood"], *basket(MushroomWood(), 150, seed=1))
    panels["wood"].axvspan(
        width, 4.5, color=plots.PALETTE[2], alpha=0.15, label="eaten"
    )
    panels["wood"].legend(loc="lower right")
    total, _, meal = exact_day([-width, 1.0, 0.0], MushroomWood())
    for name, column, value in (("day", 0, total), ("meal", 2, meal)):
        panels[name].plot(
            cap_widths,
            day_by_width[:, column],
            color="black",
            label="eat from this width on",
        )
        panels[name].plot(
            width, value, "D", color=plots.PALETTE[2], markersize=8, label="this policy"
        )
    panels["day"].set(ylabel="total reward of a day")
    panels["meal"].set(ylabel="mean reward of eating")
    panels["meal"].set(xlabel="smallest cap width that is eaten (standard units)")
    panels["meal"].legend(loc="lower right")
    figure.suptitle(
        f"From {width:+.1f} on: total reward of a day {total:.2f}, "
        f"mean reward of eating {meal:.2f}"
    )
    return figure


controls.interactive_figure(
    threshold_figure, width=controls.slider(-3.0, 3.0, 0.1, 0.0, "smallest cap width")
)


# %% tags=["demo"]
def show_summit() -> None:
    """Print where the upper curve has its summit, and hold a sampled day against it."""
    totals, _, meals = day_by_width.T
    best = int(totals.argmax())
    width, day, meal = cap_widths[best], totals[best], meals[best]
    print(f"Best is to eat from {width:+.2f} on: a day {day:.2f}, a meal {meal:.2f}.")
    assert (np.diff(meals) > 0).all()  # the pickier, the better the meals
    assert abs(width - 0.4) < 0.2  # a summit, close to the fourth stranger's width
    wide = compare_policies(MushroomWood(), strangers(), 300, seed=1000)["wide caps"]
    computed = exact_day([-0.4, 1.0, 0.0], MushroomWood())[0]
    print(f"The fourth stranger: computed {computed:.2f}, your days {wide.mean():.2f}.")
    assert abs(wide.mean() - computed) < 4 * wide.std(ddof=1) / math.sqrt(300)


with checks.demonstration():
    show_summit()

# %% [markdown]
# The lower curve rises all the way: the pickier, the better the meals. The upper one has a summit; the fourth stranger happened to stand
# close to it. To find that summit without having been told anything is the agent's business.

# %% [markdown]
# ## 5. Exercise 4: draw total rewards
#
# *Medium, about 15 minutes.* You will look at this kind of figure more often than at any other: the total reward of each episode, in
# order. Single episodes jump wildly, so a running mean goes with them. Write `returns_figure(totals, window)`, which returns a new `Figure`
# with one set of axes:
#
# - a **point** (a marker, no line) for each episode, at (number of the episode, total reward), where the first episode has number 1;
# - a **line** with the running mean of the latest `window` episodes, at the same numbers; at the beginning, of as many as there are;
# - a **horizontal line** at the mean of all episodes, from the first to the last or further;
# - labels on both axes, and a legend that names all three.
#
# All of it must be in view. (A single episode is a point, and its lines need not be seen.)
#
# *Example.* For totals of 5, 1, 0 and a window of 2 the points are $(1, 5), (2, 1), (3, 0)$, the running mean is 5, 3, 0.5, and the
# horizontal line is at 2.
#
# <details><summary>Hint</summary>
#
# `plots.moving_average(totals, window)` is this running mean. `axes.plot(x, y, ".", linestyle="none")` draws points, and
# `axes.axhline(y)` a horizontal line. Everything that has a `label` appears in `axes.legend()`.
#
# </details>


# %% exercise="returns_figure" task=4
def returns_figure(totals: NDArray[np.float64], window: int) -> Figure:
    """Draw the total reward of each episode, with a running mean and the mean of all.

    Args:
        totals: Total rewards in order, shape ``[n_episodes]``, at least one; not
            changed.
        window: Number of episodes in the running mean, at least 1.

    Returns:
        A new figure with one set of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(numbers, totals, ".", linestyle="none", color="grey", label="one episode")
    axes.plot(
        numbers,
        plots.moving_average(totals, window),
        label=f"mean of the latest {window}",
    )
    axes.axhline(
        float(np.mean(totals)), color="black", linestyle=":", label="mean of all"
    )
    axes.set(xlabel="episode", ylabel="total reward")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="returns_figure" points=1
def test_returns_figure() -> None:
    totals = np.array([5.0, 1.0, 0.0])
    figure = checks.figure_of(
        returns_figure,
        totals,
        2,
        n_axes=1,
        thought="Return a new figure with one set of axes.",
    )
    axes = checks.panels_of(figure)[0]
    checks.scatter(
        "the points",
        axes,
        [1, 2, 3],
        totals,
        joined=False,
        thought="Is there one marker for each episode, counted from 1, and no line?",
    )
    checks.curve(
        "the running mean",
        axes,
        [1, 2, 3],
        [5.0, 3.0, 0.5],
        thought="After episode 1 there is one episode to average, then always two.",
    )
    checks.level(
        "the mean of all", axes, 2.0, thought="What is the mean of all three totals?"
    )
    checks.true(
        "a legend with three names",
        len({name for name, _ in checks.names(axes)}) >= 3,
        thought="How does a reader know what is what?",
    )
    checks.labels(
        axes,
        x=("episode", "number"),
        y=("reward", "return", "total"),
        thought="Which label belongs to which axis?",
    )


# %% hidden="returns_figure" points=2
def hidden_returns_figure() -> None:
    def names_of(axes: Axes, mark: Callable[..., object]) -> list[str]:
        """The names that the legend gives to a mark."""
        found: list[str] = []
        for name, _ in checks.names(axes):
            with contextlib.suppress(checks.CheckFailedError):
                mark(name=name)
                found.append(name)
        return found

    rng = np.random.default_rng(413)
    for n, window in ((1, 3), (2, 2), (5, 1), (6, 4), (30, 7), (9, 50), (1010, 120)):
        totals = (rng.exponential(scale=6.0, size=2 * n) - 3.0)[::2]
        numbers = np.arange(1, n + 1)
        smooth = [totals[max(0, end - window) : end].mean() for end in numbers]
        with checks.unchanged(totals=totals):
            figure = checks.figure_of(
                returns_figure,
                totals,
                window,
                n_axes=1,
                thought="Is it a new figure each time, with one set of axes?",
            )
        axes = checks.panels_of(figure)[0]
        points = functools.partial(
            checks.scatter,
            "the points",
            axes,
            numbers,
            totals,
            joined=False if window > 1 else None,
            thought="Is there a marker for each episode, and no line between them?",
        )
        running = functools.partial(
            checks.curve,
            "the running mean",
            axes,
            numbers,
            smooth,
            thought="Is it a line? Which episodes are in the mean, at the start too?",
        )
        level = functools.partial(
            checks.level,
            "the mean of all",
            axes,
            totals.mean(),
            across=True,
            thought="Does a horizontal line go along all episodes, at their mean?",
        )
        for mark in (points, running, level) if n > 1 else (points,):
            mark()
        thought = "Is all of it in view?"
        checks.in_view("the points", axes, x=numbers, y=totals, thought=thought)
        checks.labels(
            axes,
            x=("episode", "number"),
            y=("reward", "return", "total"),
            not_x=("step", "second", "s"),
            thought="Which label belongs to which axis?",
        )
        if n > 1:
            under = [names_of(axes, mark) for mark in (points, running, level)]
            checks.true(
                "the legend",
                all(under) and len(set(itertools.chain(*under))) >= 3,
                thought="Does the legend name all three, each by a name of its own?",
            )
            if [len(found) for found in under] == [1, 1, 1]:
                [of_points], [of_running], [of_level] = under
                running_words = ("running", "moving", "rolling", "latest", "smooth")
                own_words = ("episode", "total", "return", "reward", "single", "each")
                is_own = any(word in of_points.lower() for word in own_words)
                averages = () if is_own else ("mean", "average")
                told = {int(number) for number in re.findall(r"\d+", of_running)}
                checks.true(
                    "the number in the name of the running mean",
                    not told or bool(told & {window, n}),
                    thought="Of how many episodes is the running mean?",
                )
                misplaced = {
                    of_level: running_words,
                    of_running: ("all", "overall"),
                    of_points: (*running_words, *averages),
                }
                checks.true(
                    "the names in the legend",
                    not any(
                        checks.says(name, word)
                        for name, words in misplaced.items()
                        for word in words
                    ),
                    thought="Which name in the legend stands beside which mark?",
                )


# %% [markdown]
# The fourth stranger's first 300 days:


# %% alt="Dots for the total reward of 300 days, with the mean of the latest 30 and of all: the single days scatter from 0 to 16 around a mean near 8." tags=["demo"]
def show_wandering() -> None:
    """Draw the days of one fixed policy, and print how far its running mean wanders."""
    totals = compare_policies(MushroomWood(), strangers(), 300, seed=1000)["wide caps"]
    axes = returns_figure(totals, 30).axes[0]
    axes.set(title="A simple policy: eat wide caps")
    axes.set(xlabel="day", ylabel="total reward of the day")
    plt.show()
    smooth = plots.moving_average(totals, 30)[29:]  # means of 30 days each
    print(
        f"Single days spread by {totals.std(ddof=1):.1f} about their mean; the running "
        f"mean still moves between {smooth.min():.1f} and {smooth.max():.1f}."
    )
    assert np.ptp(smooth) > 1.0


with checks.demonstration():
    show_wandering()

# %% [markdown]
# Nobody learned anything here: the policy is fixed, and the true mean is the same on every day. All the same, the running mean goes up
# and down like a learning curve. Remember this picture when somebody shows you a single curve that goes up at its end.

# %% [markdown]
# ## 6. Three ways to learn
#
# Now to the learners. All three look at the same wood through the same two measurements; what differs is **what they are told**.
#
# | | is given | asks | in the wood |
# |---|---|---|---|
# | **supervised** | inputs, and the right answer for each | what is this? | a basket, and a teacher who names each mushroom |
# | **unsupervised** | inputs alone | what is there? | a basket |
# | **reinforcement** | rewards for what it does itself | what should I do? | a life in the wood |
#
# Three things make the last line special. The agent is told *how good* its action was, never which one would have been right
# (**evaluation, not instruction**). Consequences may come *later*, as illness does here: reward 0 on the spot, and all the rest of the
# day lost (**delay**). And what it learns from depends on what it does: whoever leaves every mushroom will never know (**exploration**).

# %% [markdown]
# ### Exercise 5: with a teacher
#
# *Medium, about 15 minutes.* The basket holds $n$ mushrooms with labels $y_i$, 1 for edible. Write each as $x_i = (1, \text{cap},
# \text{stem})$ and let the probability of "edible" be $p_i = \sigma(w^\top x_i)$, with the logistic function $\sigma(z) = 1 / (1 +
# e^{-z})$. Good weights make the labels probable, so climb the mean log-probability $\tfrac1n \sum_i \log p(y_i \mid x_i)$. (Its
# negative is called the cross-entropy.) Its gradient is remarkably simple: **error times input**.
#
# *Lemma.* $\nabla_w \log p(y \mid x) = (y - p)\, x$.
#
# *Proof.* $\log p(y \mid x) = y \log p + (1 - y) \log (1 - p)$ with $p = \sigma(z)$ and $z = w^\top x$. Since $\sigma'(z) = p\,(1 - p)$, the
# derivative by $z$ is $y\,(1 - p) - (1 - y)\,p = y - p$, and $\nabla_w z = x$. $\square$
#
# ```text
# Logistic regression by gradient ascent: n_steps, learning rate eta > 0
# 1  w <- 0
# 2  repeat n_steps times:
# 3      p_i <- sigma(w . x_i)                          for every mushroom i
# 4      w <- w + eta * mean over i of (y_i - p_i) x_i
# 5  return w
# ```
#
# Write `learn_from_labels(inputs, labels, n_steps, learning_rate)`: begin with $w = 0$, make `n_steps` such steps, each with the whole
# basket, and return $w$, in the dtype and on the device of the inputs. Inputs may be large, and then $p_i$ is 0 or 1 to the last digit of a
# float. Error times input is still right there; $\log p_i$, minus infinity at 0, is of no use.
#
# *Example.* One mushroom $x = (1, 2, 0)$ with label 1: at $w = 0$ we have $p = 0.5$, so one step with $\eta = 1$ gives $w = (0.5, 1, 0)$.
#
# <details><summary>Hint</summary>
#
# `inputs @ weights` holds all $w^\top x_i$ at once, shape `[n]`, and for a tensor `e` of shape `[n]`, `e @ inputs` is $\sum_i e_i x_i$,
# shape `[n_inputs]`. Or let autograd make the same steps, from logits: `binary_cross_entropy_with_logits` takes $w^\top x_i$, and never asks
# for the logarithm of a probability that was rounded to 0. `torch.zeros_like(inputs[0])` has the right dtype and device.
#
# </details>


# %% exercise="learn_from_labels" task=3
def learn_from_labels(
    inputs: torch.Tensor, labels: torch.Tensor, n_steps: int, learning_rate: float
) -> torch.Tensor:
    """Fit a logistic classifier by gradient ascent on the mean log-probability.

    Args:
        inputs: One row for each mushroom, its first entry 1, the others of any size;
            float, shape ``[n, n_inputs]``, at least one row; not changed.
        labels: 1 for edible, 0 for poisonous; shape ``[n]``, dtype and device of the
            inputs; not changed.
        n_steps: Number of steps, each over all mushrooms; 0 or more.
        learning_rate: Step size, above 0.

    Returns:
        Weights, shape ``[n_inputs]``, dtype and device of the inputs.
    """
    # BEGIN SOLUTION
    weights = torch.zeros_like(inputs[0])  # [n_inputs]
    for _ in range(n_steps):
        errors = labels - torch.sigmoid(inputs @ weights)  # [n]
        weights = weights + learning_rate * errors @ inputs / len(labels)
    return weights
    # END SOLUTION


# %% test="learn_from_labels" points=1
def test_learn_from_labels() -> None:
    inputs = torch.tensor([[1.0, 2.0, 0.0]], device=device)
    labels = torch.tensor([1.0], device=device)
    weights = checks.tensor(
        "the weights",
        checks.attempt(learn_from_labels, inputs, labels, 1, 1.0),
        shape=(3,),
        dtype=torch.float32,
        thought="One weight for each input, in the dtype of the inputs.",
    )
    checks.close(
        "the weights after one step",
        weights,
        [0.5, 1.0, 0.0],
        thought="What is the error at w = 0, and what is it multiplied by?",
    )
    inputs = torch.tensor([[1.0, 2.0, 0.0], [1.0, -2.0, 0.0]], device=device)
    labels = torch.tensor([1.0, 0.0], device=device)
    checks.close(
        "with a second mushroom, poisonous",
        checks.attempt(learn_from_labels, inputs, labels, 1, 1.0),
        [0.0, 1.0, 0.0],
        thought="It is the mean over the basket: what does each mushroom pull at?",
    )
    huge = torch.tensor([[1.0, 400.0, 0.0], [1.0, 300.0, 0.0]], device=device)
    checks.close(
        "the weights after two steps with huge mushrooms, the first of them poisonous",
        checks.attempt(learn_from_labels, huge, labels.flip(0), 2, 1.0),
        [0.5, 125.0, 0.0],
        thought="In step 2 both p are 0 in floats. What is the error of each, then?",
    )
    precise = inputs.cpu().double(), labels.cpu().double()
    weights = checks.tensor(
        "the weights, where inputs are float64",
        checks.attempt(learn_from_labels, *precise, 2, 1.0),
        shape=(3,),
        dtype=torch.float64,
        thought="Which dtype do the weights begin with?",
    )
    checks.close(
        "the weights after two steps",
        weights,
        [0.0, 1.23840584, 0.0],
        thought="Does the second step compute its probabilities with the new weights?",
    )


# %% hidden="learn_from_labels" points=2
def hidden_learn_from_labels() -> None:
    rng = np.random.default_rng(415)
    for n, width, n_steps, rate, scale, dtype in (
        (1, 3, 4, 0.5, 1.0, torch.float32),
        (7, 3, 0, 1.0, 1.0, torch.float32),
        (40, 3, 25, 0.8, 1.0, torch.float32),
        (200, 3, 6, 0.5, 1.0, torch.float32),
        (40, 3, 25, 0.8, 1.0, torch.float64),
        (25, 5, 10, 0.1, 1.0, torch.float64),
        (6, 1, 3, 2.0, 1.0, torch.float64),
        (60, 3, 400, 2.0, 1.0, torch.float64),
        (30, 3, 40, 1.0, 8.0, torch.float64),  # probabilities close to 0 and to 1
        (30, 4, 12, 1.0, 500.0, torch.float64),  # and equal to them, in floats
        (20, 3, 30, 1e-6, 1.0, torch.float64),  # hardly a change from step to step
        (1100, 2, 3, 0.5, 1.0, torch.float64),
    ):
        exact = dtype == torch.float64
        place = torch.device("cpu") if exact else device  # MPS has no float64
        x = np.array(
            scale * rng.normal(size=(n, width)),
            dtype=np.float64 if exact else np.float32,
        )
        x[:, 0] = 1.0
        y = (rng.random(n) < 0.4).astype(np.float64)
        if scale > 1.0:  # a border that can be learned, and a few wrong names
            y = (x[:, 1] > 0).astype(np.float64)
            y[:3] = 1 - y[:3]
        # Written another way: in float64, the mean gradient one mushroom at a time.
        expected = np.zeros(width)
        for _step in range(n_steps):
            pulls = [
                (y[i] - 0.5 * (1 + math.tanh(0.5 * float(x[i] @ expected)))) * x[i]
                for i in range(n)
            ]
            expected = expected + rate * np.mean(pulls, axis=0)
        inputs = torch.tensor(x.T, dtype=dtype, device=place).T  # not contiguous
        labels = torch.tensor(y, dtype=dtype, device=place)
        with checks.unchanged(inputs=inputs, labels=labels):
            weights = checks.attempt(learn_from_labels, inputs, labels, n_steps, rate)
        weights = checks.tensor(
            "the weights",
            weights,
            shape=(width,),
            dtype=dtype,
            thought="Which shape and which dtype does the docstring name?",
        )
        checks.equal(
            "the device of the weights",
            weights.device.type,
            place.type,
            thought="On which device are the inputs?",
        )
        checks.close(
            "the weights",
            weights,
            expected,
            thought=(
                "Zero weights at first, then n_steps steps along the mean of error "
                "times input, each with fresh probabilities?"
            ),
            rtol=1e-7 if exact else 1e-4,
            atol=1e-9 if exact else 1e-5,
        )
    inputs = torch.tensor([[1.0, 0.5], [1.0, -2.0]])
    checks.true(
        "the result is new",
        checks.returns_new_tensors(
            learn_from_labels, inputs, torch.tensor([0.0, 1.0]), 3, 0.5
        ),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Exercise 6: without a teacher
#
# *Medium, about 20 minutes.* Take the names away. What is left is a cloud of points, and the question whether it falls into groups. A
# simple answer that is in daily use, **k-means**, is two sentences long: *each point joins the nearest centre; each centre moves to the mean
# of its group*; and so on.
#
# ```text
# k-means (Lloyd): points x_i, first centres c_k, n_rounds
# 1  repeat n_rounds times:
# 2      join:  k_i <- number of the centre nearest to x_i                  for every point i
# 3      move:  c_k <- mean of the points that joined k         for every centre that has any
# 4  return all c_k, and for every point the number of the centre nearest to it now
# ```
#
# Why does it settle? Look at the sum of squared distances $J = \sum_i \lVert x_i - c_{k_i} \rVert^2$. Joining the nearest centre makes each term
# as small as it can be. Moving to the mean makes the sum over a group as small as it can be, since for $m$ points with mean $\bar x$
#
# $$\sum_i \lVert x_i - c \rVert^2 = \sum_i \lVert x_i - \bar x \rVert^2 + m\, \lVert \bar x - c \rVert^2 .$$
#
# So $J$ never rises, and as there are only finitely many ways to form groups, the centres come to rest in the end. Where they do may depend
# on where they began.
#
# Write `find_groups(points, centres, n_rounds)`. A round does both, in this order. A centre that no point has joined in this round stays
# where it is. Where two centres are equally near, a point may join either; where one is a little nearer, it joins that one, far from the
# origin too. Return the centres after the last round, and for each point the
# number of the centre that is nearest **then**. The arguments must not be changed.
#
# *Example.* Points at 0, 2 and 9 on a line, centres at 0 and 5. The points at 0 and 2 join the first centre, 9 joins the second; the
# centres move to 1 and 9. After one round the groups are 0, 0, 1.
#
# <details><summary>Hint</summary>
#
# `torch.cdist(points, centres)` holds the distance of each point (rows) from each centre (columns); `.argmin(dim=1)` tells the nearest.
# `points[groups == 0]` are the points of group 0. `.clone()` makes a copy.
#
# </details>


# %% exercise="find_groups" task=3
def find_groups(
    points: torch.Tensor, centres: torch.Tensor, n_rounds: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Group points by k-means.

    Args:
        points: Float, shape ``[n, n_dims]``, at least one; not changed.
        centres: First centres, shape ``[n_groups, n_dims]``, dtype and device of the
            points; not changed.
        n_rounds: How often points join centres and centres move; 0 or more.

    Returns:
        Centres, shape ``[n_groups, n_dims]``, dtype of the points, and the number of
        the nearest one for each point, shape ``[n]``, int64: two tensors on the device
        of the points.

    Source:
        Lloyd, Least squares quantization in PCM (1982).
    """
    # BEGIN SOLUTION
    moved = centres.clone()  # [n_groups, n_dims]
    for _ in range(n_rounds):
        groups = torch.cdist(points, moved).argmin(dim=1)  # [n]
        for group in range(len(moved)):
            if bool((groups == group).any()):
                moved[group] = points[groups == group].mean(dim=0)
    return moved, torch.cdist(points, moved).argmin(dim=1)
    # END SOLUTION


# %% test="find_groups" points=1
def test_find_groups() -> None:
    points = torch.tensor([[0.0, 0.0], [2.0, 0.0], [9.0, 0.0]], device=device)
    centres = torch.tensor([[0.0, 0.0], [5.0, 0.0]], device=device)
    with checks.unchanged(centres=centres):
        moved, groups = checks.attempt(find_groups, points, centres, 1)
    checks.tensor(
        "the centres",
        moved,
        shape=(2, 2),
        dtype=torch.float32,
        thought="A tensor with one row for each centre, of the dtype of the points.",
    )
    checks.tensor(
        "the groups",
        groups,
        shape=(3,),
        dtype=torch.int64,
        thought="A tensor with one whole number for each point.",
    )
    checks.close(
        "the centres after one round",
        moved,
        [[1.0, 0.0], [9.0, 0.0]],
        thought="What are the means of {0, 2} and of {9}?",
    )
    checks.equal(
        "the groups",
        groups,
        [0, 0, 1],
        thought="Which centre is nearest to each point after the last round?",
    )
    centres = torch.tensor([[1.0, 0.0], [50.0, 0.0]], device=device)
    moved, _ = checks.attempt(find_groups, points, centres, 3)
    checks.close(
        "the centres, one of which is too far away for anybody",
        moved,
        [[11 / 3, 0.0], [50.0, 0.0]],
        thought="Where does a centre go that no point has joined?",
    )
    pairs = ((0.0, 0.0), (0.0, 0.0), (8.0, 6.0), (0.0, 7.0), (9.0, 2.0))
    points = torch.tensor([*pairs, (2.0, 5.0), (4.0, 7.0)], device=device)
    centres = torch.tensor([[2.0, 2.0], [1.0, 9.0], [6.0, 7.0]], device=device)
    moved, groups = checks.attempt(find_groups, points, centres, 2)
    checks.close(
        "the centres of three groups in the plane, after two rounds",
        moved,
        [[0.0, 0.0], [1.0, 6.0], [7.0, 5.0]],
        thought="Draw the seven points and the three centres: who joins whom?",
    )
    checks.equal(
        "the three groups",
        groups,
        [0, 0, 2, 1, 2, 1, 1],
        thought="Which of the three centres is nearest to each point?",
    )


# %% hidden="find_groups" points=2
def hidden_find_groups() -> None:
    def column(*numbers: float) -> torch.Tensor:
        return torch.tensor(numbers, dtype=torch.float64)[:, None]

    rng = np.random.default_rng(416)
    # Some of these: the first centre has points in the first round, and none later.
    cases = [
        (column(3, 2, 7, 6), column(5, 0, 8), 1),
        (column(3, 2, 7, 6), column(5, 0, 8), 3),
        (column(1.5), column(-2, 7, 40), 2),
        # Groups whose points lie in the origin, or add up to it.
        (column(0, 0, 6, 7), column(2, 9), 1),
        (column(-1, 1, 6, 7), column(2, 9), 2),
    ]
    # Two groups keep their sizes in the second round, and exchange two points.
    pairs = ((0.0, 7.0), (1.0, 6.0), (4.0, 1.0), (2.0, 1.0), (8.0, 7.0), (5.0, 1.0))
    plane = torch.tensor([*pairs, (0.0, 7.0)], dtype=torch.float64)
    cases.append((plane, plane.new_tensor([[0.0, 2.0], [5.0, 6.0]]), 3))
    # Small steps for many rounds: beside large numbers, and all of them tiny.
    row = np.random.default_rng(1).uniform(0.0, 5.0, size=22)
    for shift, scale in ((1e5, 1.0), (0.0, 1e-6)):
        points = shift + scale * column(*sorted(row))
        cases += [(points, points[:4].clone(), n_rounds) for n_rounds in (4, 8, 30)]
    # Far from the origin float32 has no room for squares, but for differences.
    far = (
        1e4
        + np.round(np.random.default_rng(5).uniform(0.0, 20.0, size=(20, 2)) * 4) / 4
    )
    far = torch.tensor(far, dtype=torch.float32, device=device)
    cases += [(far, far[:3].clone(), n_rounds) for n_rounds in (0, 3)]
    crowd = torch.tensor(
        np.random.default_rng(6).normal(size=(2, 1100))
    ).T  # not contiguous
    cases.append((crowd, crowd[:3].clone(), 2))
    many = column(*rng.uniform(0.0, 150.0, size=150))
    cases.append((many, column(*np.linspace(-1.0, 1.0, 10)), 200))
    for n, n_dims, n_groups, n_rounds, dtype in (
        (40, 2, 2, 1, torch.float32),
        (40, 2, 3, 6, torch.float32),
        (60, 3, 4, 30, torch.float64),
        (30, 1, 2, 3, torch.float64),
        (25, 4, 5, 2, torch.float64),
        (12, 2, 2, 0, torch.float32),
        (9, 3, 1, 2, torch.float64),
    ):
        place = device if dtype == torch.float32 else torch.device("cpu")
        scales = 3.0 ** np.arange(n_dims)  # every coordinate counts, and differently
        points = torch.tensor(rng.normal(size=(n, n_dims)) * scales)
        centres = torch.tensor(rng.normal(size=(n_groups, n_dims)) * scales)
        if n_groups > 2:
            centres[1] = 500.0  # nobody joins this one
        cases.append((points.to(place, dtype), centres.to(place, dtype), n_rounds))
    for points, centres, n_rounds in cases:
        # Written another way: point by point, in numpy.
        x = checks.to_array(points).astype(np.float64)
        expected = checks.to_array(centres).astype(np.float64)
        nearest = np.zeros(len(x), dtype=np.int64)
        for done in range(n_rounds + 1):
            for i, point in enumerate(x):
                nearest[i] = ((expected - point) ** 2).sum(axis=1).argmin()
            if done < n_rounds:
                for k in set(nearest.tolist()):
                    expected[k] = x[nearest == k].sum(axis=0) / (nearest == k).sum()
        with checks.unchanged(points=points, centres=centres):
            moved, groups = checks.attempt(find_groups, points, centres, n_rounds)
        for found, shape, dtype in (
            (moved, centres.shape, points.dtype),
            (groups, (len(points),), torch.int64),
        ):
            checks.tensor(
                "the result",
                found,
                shape=shape,
                dtype=dtype,
                thought="Are both tensors, of the shapes and dtypes that are named?",
            )
            checks.equal(
                "the device",
                found.device.type,
                points.device.type,
                thought="On which device are the points?",
            )
        exact = points.dtype == torch.float64
        checks.close(
            "the centres",
            moved,
            expected,
            thought=(
                "Join, then move, n_rounds times; and does a centre that nobody joins "
                "in a round stay where it is?"
            ),
            rtol=1e-9 if exact else 1e-5,
            atol=1e-12 if exact else 1e-5,
        )
        checks.equal(
            "the groups",
            groups,
            nearest,
            thought="Is it the centre that is nearest after the last move?",
        )
    points = torch.tensor([[0.0], [1.0], [5.0]])
    checks.true(
        "the result is new",
        checks.returns_new_tensors(find_groups, points, points[::2].clone(), 2),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ### Exercise 7: by trying
#
# *Hard, about 30 minutes.* And now the stranger, who has neither teacher nor basket. The model is the one of Exercise 5, with another
# meaning: $p = \sigma(w^\top x)$ is now the **probability of eating**, the agent's policy. It is random on purpose: in the beginning,
# with $w = 0$, it eats every second mushroom on average, and so it gets to know what both actions lead to.
#
# How can it learn from a day? Look at each step $t$: there were $x_t$, the action $A_t$ (1 or 0), and the return $G_t$, all the reward from
# this step to the end of the day. If things went *better* than usual after it, make this action more probable; if *worse*, less. "As
# usual" is a number, the **baseline** $b$. The direction that makes the action $A_t$ more probable is given by the lemma of Exercise 5, with
# what you *did* in the place of what the teacher *said*: $\nabla_w \log \pi(A_t \mid x_t) = (A_t - p_t)\, x_t$. So
#
# $$w \leftarrow w + \eta \sum_t (G_t - b)\,(A_t - p_t)\, x_t .$$
#
# Put the two updates side by side. The teacher's label became the agent's own action, and a factor came in that says whether this
# action deserves imitation. This is the algorithm REINFORCE with a baseline. That the sum points, on average, in the direction in which the
# expected return grows is a theorem, which Part 5.5 proves. It needs no model of the wood. What we can see at once is that the baseline
# does no harm:
#
# *Lemma.* A number $b$ that does not depend on the action adds nothing to the update on average.
#
# *Proof.* The action is 1 with probability $p$ and 0 with probability $1 - p$, so $\mathbb{E}[b\,(A - p)\,x] = b\,\big(p\,(1 - p) + (1 - p)(0 -
# p)\big)\,x = 0$. $\square$
#
# That is why the day's own returns may enter the baseline only *after* the weights have been updated: they depend on the day's actions.
#
# ```text
# REINFORCE with a running baseline: n_days, learning rate eta > 0
# 1  w <- 0, b <- 0
# 2  repeat n_days times:
# 3      live a day with pi(1 | x) = sigma(w . x):  x_0, A_0, R_1, x_1, A_1, R_2, ..., R_T
# 4      G_t <- R_{t+1} + R_{t+2} + ... + R_T                            for t = 0, ..., T-1
# 5      w <- w + eta * sum over t of (G_t - b) (A_t - sigma(w . x_t)) x_t
# 6      b <- b + 0.05 (mean of G_0, ..., G_{T-1} - b)
# 7  return w
# ```
#
# Write `learn_from_rewards(env, n_days, learning_rate, rng)`: begin with $w = 0$ and $b = 0$. On each of `n_days` days
#
# 1. live it: `inputs, actions, rewards = play_day(env, weights, rng)` (given below; all float32 tensors on the CPU),
# 2. get the returns: `returns_to_go(rewards)` (given as well),
# 3. update the weights, with all steps of the day at once: the $w$ and the $b$ on the right of line 5 are those with which the day began
#    (weights may become large; as in Exercise 5, that must not matter),
# 4. and then the baseline, towards the mean of the day's returns (line 6).
#
# Return $w$, a tensor of shape `[3]`, in float32 or float64 as you like.
#
# *Example of an update.* A day of one step with $x = (1, 2, 0)$, eaten ($A = 1$), $G = 3$, with $b = 1$, $w = 0$ and $\eta =
# 0.1$: $w$ becomes $0.1 \cdot (3 - 1) \cdot (1 - 0.5) \cdot (1, 2, 0) = (0.1, 0.2, 0)$, and then $b$ becomes $1 + 0.05 \cdot (3 - 1) = 1.1$.
#
# **How it is graded**: twice. Given `rng`, the weights are fully determined, and the tests compare them, after one day and after many
# hundreds. And after 300 days with a learning rate of 0.02, your agent's rule "eat where $w^\top x > 0$" must bring at least 85 % of the
# best total reward, computed exactly, also in woods where the edible mushrooms lie in another direction.
#
# <details><summary>Hint</summary>
#
# What belongs to step $t$ is a number times $x_t$. Compute these numbers first, for all steps at once, as a tensor of shape `[n_steps]`; you
# know from Exercise 5 how such a tensor and `inputs` make the sum. And why the *return*, not the reward? Look up what a poisonous mushroom
# gives at once.
#
# </details>


# %%
def with_one(points: torch.Tensor) -> torch.Tensor:
    """Put a 1 in front of each row: ``[n, 2]`` becomes ``[n, 3]``."""
    return torch.cat([torch.ones_like(points[:, :1]), points], dim=1)


def returns_to_go(rewards: torch.Tensor) -> torch.Tensor:
    """Return the sum of the rewards from each step on; shape ``[n_steps]``."""
    return rewards.flip(0).cumsum(0).flip(0)


def play_day(
    env: gym.Env[Any, Any], weights: torch.Tensor, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Live one day, eating each mushroom with probability ``sigmoid(w . x)``.

    Args:
        env: The wood.
        weights: Shape ``[3]``.
        rng: Draws the actions and the environment's seed.

    Returns:
        Inputs with a 1 in front ``[n_steps, 3]``, actions ``[n_steps]``, rewards
        ``[n_steps]``: float32, on the CPU.
    """
    w0, w1, w2 = weights.tolist()
    (observation, _), ended = env.reset(seed=int(rng.integers(2**31))), False
    inputs: list[list[float]] = []
    actions: list[float] = []
    rewards: list[float] = []
    while not ended:
        cap, stem = (float(value) for value in observation)
        score = w0 + w1 * cap + w2 * stem
        probability = 0.5 * (
            1.0 + math.tanh(score / 2.0)
        )  # sigmoid, safe for any score
        action = int(rng.random() < probability)
        observation, reward, terminated, truncated, _ = env.step(action)
        inputs.append([1.0, cap, stem])
        actions.append(float(action))
        rewards.append(float(reward))
        ended = terminated or truncated
    return torch.tensor(inputs), torch.tensor(actions), torch.tensor(rewards)


# %% exercise="learn_from_rewards" task=3
def learn_from_rewards(
    env: gym.Env[Any, Any], n_days: int, learning_rate: float, rng: np.random.Generator
) -> torch.Tensor:
    """Learn a policy by trying (REINFORCE with a running baseline).

    Args:
        env: The wood.
        n_days: Number of days, which are episodes; 0 or more.
        learning_rate: Step size, above 0.
        rng: Where all randomness comes from.

    Returns:
        Weights of the policy, a tensor of shape ``[3]``, float32 or float64.

    Source:
        Sutton and Barto, section 13.4.
    """
    # BEGIN SOLUTION
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)  # [n_steps]
        errors = actions - torch.sigmoid(inputs @ weights)  # [n_steps]
        weights = weights + learning_rate * ((returns - baseline) * errors) @ inputs
        baseline += 0.05 * (float(returns.mean()) - baseline)
    return weights
    # END SOLUTION


# %% test="learn_from_rewards" points=2
def test_learn_from_rewards() -> None:
    for n_days, seed, expected, thought in (
        (0, 0, [0.0, 0.0, 0.0], "Which weights does it begin with?"),
        (
            1,
            0,
            [-0.07, 0.258013, -0.002731],
            "Is the sum over all steps of the day, each with its return, on day one?",
        ),
        (
            4,
            0,
            [-0.079062, 0.488024, 0.01044],
            "Does the baseline follow the weights, towards the mean of the returns?",
        ),
        (
            200,
            7,
            [-1.188804, 3.739908, 2.20521],
            "Are all days alike, and is the wood's luck that of rng, whichever rng?",
        ),
    ):
        rng = np.random.default_rng(seed)
        weights = checks.tensor(
            "the weights",
            checks.attempt(learn_from_rewards, MushroomWood(), n_days, 0.02, rng),
            shape=(3,),
            thought="Return the three weights, as a tensor.",
        )
        checks.close(
            f"the weights for n_days={n_days}",
            weights,
            expected,
            thought=thought,
            rtol=1e-4,
            atol=1e-5,
        )
    env = checks.recorded(MushroomWood())
    rng = np.random.default_rng(0)
    weights = checks.attempt(learn_from_rewards, env, 300, 0.02, rng)
    checks.equal(
        "the number of days",
        len(env.finished),
        300,
        thought="One call of play_day for each day.",
    )
    value = exact_day(checks.to_array(weights), MushroomWood())[0]
    best = best_day(MushroomWood())
    print(f"After 300 days: total reward of a day {value:.2f}, best {best:.2f}.")
    checks.true(
        f"at least 85 % of the best total reward, {best:.2f}: it is {value:.2f}",
        value >= 0.85 * best,
        thought="Is it still learning on the last days, as on the first ones?",
    )


# %% hidden="learn_from_rewards" points=3
def hidden_learn_from_rewards() -> None:
    def lived(
        env: gym.Env[Any, Any], n_days: int, rate: float, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """The weights, worked out another way: step by step, in float64."""
        weights, baseline = np.zeros(3), 0.0
        for _ in range(n_days):
            day = play_day(env, torch.tensor(weights, dtype=torch.float32), rng)
            x, a, r = (part.double().numpy() for part in day)
            pull = np.zeros(3)
            for t in range(len(r)):
                p = 0.5 * (1.0 + math.tanh(0.5 * float(x[t] @ weights)))
                pull += (r[t:].sum() - baseline) * (a[t] - p) * x[t]
            weights = weights + rate * pull
            returns = [r[t:].sum() for t in range(len(r))]
            baseline = 0.95 * baseline + 0.05 * sum(returns) / len(returns)
        return weights

    worlds: list[tuple[Callable[[], gym.Env[Any, Any]], int, float]] = [
        (MushroomWood, 0, 0.1),
        (MushroomWood, 1, 0.1),
        (MushroomWood, 2, 0.05),
        (MushroomWood, 60, 0.02),
        (lambda: MushroomWood(angle=3.6, day_length=1), 8, 0.2),
        (lambda: MushroomWood(angle=-1.2, share_edible=0.5), 9, 0.02),
        (lambda: MushroomWood(angle=3.6), 300, 0.02),
        (lambda: MushroomWood(share_edible=1.0, day_length=130), 3, 0.001),
        # Two numbers and two actions, too; rewards are fractions, some negative.
        # With these rates weights become large, and p is 0 or 1 in floats.
        (lambda: checks.Conveyor(6, "terminated", n_actions=2), 40, 1.0),
        (lambda: MushroomWood(share_edible=1.0, day_length=130), 2, 0.05),
        (lambda: checks.Conveyor(6, "terminated", n_actions=2), 5, 0.01),
        # With these seeds the baseline is below 0 after the first day.
        (lambda: checks.Conveyor(6, "terminated", n_actions=2), 2, 0.5),
        (lambda: checks.Conveyor(6, "terminated", n_actions=2), 2, 0.5),
        (lambda: checks.Conveyor(1, "truncated", n_actions=2), 1050, 0.01),
    ]
    for seed, (make, n_days, rate) in enumerate(worlds):
        env, rng = checks.recorded(make()), np.random.default_rng(100 + seed)
        weights = checks.tensor(
            "the weights",
            checks.attempt(learn_from_rewards, env, n_days, rate, rng),
            shape=(3,),
            thought="Are the weights a tensor of shape [3]?",
        )
        checks.true(
            "the dtype of the weights",
            weights.dtype in (torch.float32, torch.float64),
            thought="Are they float32 or float64, before the first day too?",
        )
        checks.equal(
            "the number of days",
            len(env.finished),
            n_days,
            thought="Are exactly n_days days lived, each to its end?",
        )
        checks.close(
            "the weights",
            weights,
            lived(make(), n_days, rate, np.random.default_rng(100 + seed)),
            thought=(
                "Go through the box line by line, with two days on paper: is it each "
                "step's return, a sum over steps, and the old baseline?"
            ),
            rtol=1e-4,
            atol=1e-5,
        )
    wood = MushroomWood(angle=3.6)
    rng = np.random.default_rng(11)
    weights = checks.attempt(learn_from_rewards, wood, 300, 0.02, rng)
    checks.true(
        "the total reward",
        exact_day(checks.to_array(weights), wood)[0] >= 0.85 * best_day(wood),
        thought="Does it learn from what happens, whichever mushrooms are edible?",
    )
    checks.makes_no_generator(
        learn_from_rewards, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda rng: checks.to_array(
            checks.attempt(learn_from_rewards, MushroomWood(), 3, 0.02, rng)
        ),
        thought="Does all randomness come from rng?",
    )
    given = MushroomWood(), 2, 0.05, np.random.default_rng(3)
    checks.true(
        "the result is new",
        checks.returns_new_tensors(learn_from_rewards, *given),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## 7. The three, side by side
#
# One basket of 200 mushrooms for the first two, 400 days in the wood for the third. What will happen to the border that the third one draws
# between eating and leaving: will it lie where the teacher's pupil puts it, or elsewhere, and on which side? And what if night fell after the
# first mushroom already, so that an illness cost nothing? Guess first. (It takes a few seconds.)


# %% tags=["demo"]
class Lesson(NamedTuple):
    """What the three learned from one seed."""

    teacher: list[float]
    """Weights of the classifier, 3 numbers."""
    centres: NDArray[np.float32]
    """Centres of the two groups, ``[2, 2]``."""
    agreement: float
    """Share of the basket where groups and kinds agree, under the better naming."""
    agent: list[float]
    """Weights of the policy, 3 numbers."""
    daily: NDArray[np.float64]
    """Total reward of each day of learning, ``[400]``."""
    careless: list[float]
    """Weights of the same agent after 1,000 days of one mushroom each."""


def learn_all(seed: int) -> Lesson:
    """Let all of them learn."""
    points, labels = basket(MushroomWood(), 200, seed)
    centres, groups = find_groups(points, points[:2], 20)
    same = float((groups == labels).float().mean())
    days = RecordEpisodeStatistics(MushroomWood(), buffer_length=400)
    agent = learn_from_rewards(days, 400, 0.02, np.random.default_rng(seed))
    one = MushroomWood(day_length=1)
    careless = learn_from_rewards(one, 1000, 0.02, np.random.default_rng(seed))
    return Lesson(
        teacher=learn_from_labels(with_one(points), labels, 300, 1.0).tolist(),
        centres=centres.cpu().numpy(),
        agreement=max(same, 1.0 - same),
        agent=agent.tolist(),
        daily=np.array([float(total) for total in days.return_queue]),
        careless=careless.tolist(),
    )


with checks.demonstration():
    lessons = [
        learn_all(seed) for seed in live.progress(range(n_seeds), description="seeds")
    ]


# %% tags=["demo"]
def show_lessons() -> None:
    """Print how well each judges, and what its meals and days bring, exactly."""
    wood = MushroomWood()
    teacher, agent, careless = (
        np.array([exact_day(weights, wood) for weights in learned])  # [n_seeds, 3]
        for learned in (
            [lesson.teacher for lesson in lessons],
            [lesson.agent for lesson in lessons],
            [lesson.careless for lesson in lessons],
        )
    )
    agreement = np.array([lesson.agreement for lesson in lessons])
    best = best_day(wood)
    borders = [[-border, *wood.centres[1]] for border in np.linspace(-3.0, 3.0, 601)]
    fewest_mistakes = max(exact_day(border, wood)[1] for border in borders)
    print(f"mean of {n_seeds} seeds             right judgements     a meal    a day")
    for name, days in (
        ("supervised", teacher),
        ("reinforcement", agent),
        ("the same, days of 1 mushroom", careless),
    ):
        day, right, meal = days.mean(axis=0)
        print(f"{name:<30}{right:>13.1%}{meal:>14.2f}{day:>9.2f}")
    print(f"{'unsupervised':<30}{agreement.mean():>13.1%}   (which group is food?)")
    print(f"best possible: right judgements {fewest_mistakes:.1%}, a day {best:.2f}")
    assert (teacher[:, 1] > fewest_mistakes - 0.03).all()
    assert agreement.mean() > 0.85
    assert agent[:, 1].mean() < teacher[:, 1].mean() - 0.005
    assert agent[:, 0].mean() > teacher[:, 0].mean() + 0.4
    assert agent[:, 0].mean() > 0.93 * best
    assert careless[:, 0].mean() < teacher[:, 0].mean() - 1.0
    # How picky each is: the agent more than the pupil, the careless agent less.
    assert agent[:, 2].mean() > teacher[:, 2].mean() + 0.01
    assert careless[:, 2].mean() < teacher[:, 2].mean() - 0.02


with checks.demonstration():
    show_lessons()


# %% alt="Three panels of the same mushrooms: the supervised border, two groups with their centres, and the border learned from rewards beside the others." tags=["demo"]
def draw_three() -> None:
    """Draw what each learner made of the wood, from the first seed."""
    lesson = lessons[0]
    _, panels = plt.subplots(1, 3, figsize=(11.5, 4.2), sharey=True)
    points, labels = basket(MushroomWood(), 200, seed=0)
    shown, caps = points.cpu().numpy(), np.array([-4.5, 4.5])
    borders = (
        (panels[0], "supervised border", lesson.teacher, "-"),
        (panels[2], "reinforcement border", lesson.agent, "-"),
        (panels[2], "supervised border", lesson.teacher, ":"),
        (panels[2], "days of 1 mushroom", lesson.careless, "--"),
    )
    for axes in (panels[0], panels[2]):
        scatter_kinds(axes, points, labels)
    for axes, name, (w0, w1, w2), style in borders:
        stems = -(w0 + w1 * caps) / w2
        axes.plot(caps, stems, color="black", linestyle=style, label=name)
    distances = ((shown[:, None] - lesson.centres[None]) ** 2).sum(axis=2)  # [n, 2]
    nearest = distances.argmin(axis=1)  # [n]
    for group, marker in ((0, "s"), (1, "^")):
        cap, stem = shown[nearest == group].T
        colour = plots.PALETTE[3 + group]
        panels[1].scatter(
            cap, stem, marker=marker, s=20, color=colour, label=f"group {group}"
        )
    panels[1].plot(*lesson.centres.T, "k*", markersize=14, label="centres")
    panels[1].set(xlabel="cap width (standard units)")
    for axes, name in zip(
        panels, ("supervised", "unsupervised", "reinforcement"), strict=True
    ):
        axes.set(title=name, xlim=(-4.5, 4.5), ylim=(-7.5, 4))  # room for legends
        axes.legend(loc="lower left")
        axes.label_outer()
    plt.show()


with checks.demonstration():
    draw_three()

# %% [markdown]
# What to see:
#
# - The **supervised** learner draws its border between the two clouds, where it makes almost as few mistakes as any straight border can. With
#   the teacher's answers 200 mushrooms are enough, and nobody gets ill.
# - The **unsupervised** one finds the two sorts without having been told that there are any. But its groups have no names. That one of them
#   is food is not in the data.
# - The **agent** judges *worse* and lives *better*. Its border has moved towards the edible ones: it leaves many a good mushroom alone. A good
#   one left is one reward lost; a poisonous one eaten costs the rest of the day. Nobody has told it so. The classifier makes the teacher's
#   answers as probable as it can, and to it both kinds of mistakes count alike; the agent maximises the return, and there mistakes differ.
# - The **same program in days of one mushroom**, where illness costs nothing, moves its border the other way and would be ill early in a day of
#   twenty. So it is the rest of the day, the difference between $G_t$ and $R_{t+1}$, that made the agent careful.
#
# And this is the price it paid to learn it:


# %% alt="Total reward over 400 days with a 95 % interval over 8 runs: the learning agent passes the supervised border and comes near to the best one." tags=["demo"]
def draw_learning() -> None:
    """Draw the total reward of each day of learning, beside exact levels."""
    daily = np.array([lesson.daily for lesson in lessons])  # [n_seeds, 400]
    _, axes = plt.subplots(figsize=(7.5, 4.0))
    smooth = [plots.moving_average(days, 20) for days in daily]
    plots.curve_with_interval(
        axes,
        np.arange(1, 401),
        np.array(smooth),  # [n_seeds, 400]
        label="the agent while it learns",
        colour=plots.PALETTE[2],
    )
    pupil = np.mean(
        [exact_day(lesson.teacher, MushroomWood())[0] for lesson in lessons]
    )
    levels = (
        ("best border", best_day(MushroomWood()), "-"),
        ("supervised border", float(pupil), "--"),
        ("eats all", exact_day([1.0, 0.0, 0.0], MushroomWood())[0], ":"),
    )
    for name, level, style in levels:
        axes.axhline(level, color="black", linewidth=1.2, linestyle=style, label=name)
    axes.set(xlabel="day", ylabel="total reward (mean of 20 days)", ylim=(0, 10.5))
    axes.set(title="From stranger to local")
    axes.legend(loc="lower right")
    plt.show()
    early, late = daily[:, :20], daily[:, -100:]
    print(
        f"First 20 days {early.mean():.2f}, of which {(early < 4).mean():.0%} brought "
        f"less than 4; last 100 days {late.mean():.2f}."
    )
    assert (late.mean(axis=1) > early.mean(axis=1) + 1).all()
    assert early.mean() < pupil - 2
    assert late.mean() > pupil - 0.3  # still by chance; the rule alone: see the table


with checks.demonstration():
    draw_learning()

# %% [markdown]
# (The curve shows the days as they were lived, with actions still drawn by chance; the levels, like the table, belong to the
# deterministic rules.) The teacher's pupil was good from the start. The agent went to bed ill and early on many of its first days, and the rule that it
# learned from them is the better one.

# %% [markdown]
# ### Exercise 8: which kind is it?
#
# *Easy, about 5 minutes.* For each of these seven, say which kind of learning fits: `"supervised"`, `"unsupervised"` or
# `"reinforcement"`. Ask what the learner is **told**: the right answer, nothing, or how good its own deed was? Return the seven words in
# order.
#
# 1. A program is given photographs of birds with their names, written by experts. It is to name the birds in new photographs.
# 2. A shop has a list of its customers' purchases, and wants to know whether there are a few typical kinds of customers.
# 3. A robot arm tries grasp after grasp, and is told after each try only whether the cup ended up on the shelf.
# 4. A car is given a million pairs: what the camera saw, and what the human driver did with the wheel. It is to steer like that driver.
# 5. A heating system chooses its power every ten minutes. It gets the bill, and complaints when somebody is cold, perhaps hours later.
# 6. A table with a hundred measurements of each patient is to be squeezed into two numbers each, so that as little as possible is lost.
# 7. A program plays backgammon against itself. At the end of each game it learns who won.
#
# *Example.* The mushrooms of Exercise 5, which a teacher names, are `"supervised"`.
#
# <details><summary>Hint</summary>
#
# Do not go by whether something moves: a robot may have a teacher, and a heating system may learn from rewards. For each of the seven, finish
# the sentence: "In the data that it learns from, it finds ..."
#
# </details>


# %% exercise="kinds_of_learning" task=3
def kinds_of_learning() -> list[str]:
    """Return the kind of learning that fits each of the seven problems, in order."""
    # BEGIN SOLUTION
    return [
        "supervised",
        "unsupervised",
        "reinforcement",
        "supervised",
        "reinforcement",
        "unsupervised",
        "reinforcement",
    ]
    # END SOLUTION


# %% test="kinds_of_learning" points=1
def test_kinds_of_learning() -> None:
    kinds = checks.attempt(kinds_of_learning)
    checks.equal(
        "the number of answers",
        len(kinds),
        7,
        thought="One word for each of the seven problems.",
    )
    words = {"supervised", "unsupervised", "reinforcement"}
    checks.true(
        "only the three words",
        all(kind in words for kind in kinds),
        thought="Each is one of the three words, written as above.",
    )
    checks.equal(
        "the first two",
        list(kinds)[:2],
        ["supervised", "unsupervised"],
        thought="Who says what a bird is called? And a customer?",
    )


# %% hidden="kinds_of_learning" points=1
def hidden_kinds_of_learning() -> None:
    supervised, unsupervised, reinforcement = (
        "supervised",
        "unsupervised",
        "reinforcement",
    )
    checks.equal(
        "the kinds",
        checks.attempt(kinds_of_learning),
        [
            supervised,
            unsupervised,
            reinforcement,
            supervised,
            reinforcement,
            unsupervised,
            reinforcement,
        ],
        thought=(
            "For each: is the learner told the right answer, nothing, or how good its "
            "own deed was?"
        ),
    )


# %% [markdown]
# (Number 4 has a name, *imitation learning*, and many robots begin with it. Its weakness: whoever copies what was done never
# hears how the journey ended. Part 6.4 is about it.)

# %% [markdown]
# ## 8. Summary and outlook
#
# - An **environment** answers actions with observations and rewards; `reset` and `step` are all an agent needs to know of it. One loop of
#   yours played mushrooms, a pole and a frozen lake.
# - An episode ends **terminated** (the story is over) or **truncated** (we stop watching).
# - The **reward** of an action is not its worth. To the coin tosser and to both friends of wide caps, eating brought more than leaving; but the one who ate
#   everything had a far worse day than the one who looked first. What counts is the **return**.
# - **Supervised** learning is told the right answers, **unsupervised** learning nothing, **reinforcement** learning how good its deeds were. In
#   the same wood, with the same straight border, the classifier made fewer mistakes, and the agent got more out of its days (both asserted,
#   for the mean over all seeds). With no rest of the day to lose, the same agent lost its caution.
# - The update that learns from rewards is the one that learns from labels, with the agent's own action for a label and $G_t - b$ for its weight.
# - A fixed policy's running mean wanders by itself: one curve proves nothing.
#
# **Next**: Part 4.2 says what a *state* is, and writes a whole environment down as a table, a Markov decision process. Part 4.3 looks at
# exploration alone, with the delay taken away. Part 4.4 learns values, step by step, and Part 5.5 comes back to the update of Exercise 7,
# proves it, and puts a network in the place of the three weights.
#
# **Further reading**: Sutton and Barto, section 1.7, on where all this comes from; A. Karpathy, *Deep Reinforcement Learning: Pong from
# Pixels* (2016), which trains a close relative of Exercise 7, a network in place of the three weights, from the pixels of a video game.
