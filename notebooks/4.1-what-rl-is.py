# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.1: What reinforcement learning is, beside supervised and unsupervised learning"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A stranger walks into a wood full of mushrooms. Some are delicious, some will send you to bed for the rest of the day. How does one learn
# to tell them apart?
#
# One way is a teacher, who goes along and names each: that is **supervised learning**. Another is to look at a basket full of them for a
# long time, until you notice that there seem to be two sorts: **unsupervised learning**. And the third is to try one. Nobody tells you
# what it was, nor what you should have done; you only notice how your day goes on. That is **reinforcement learning**, and it is what
# this course is about from here to its end.
#
# In this part you write all three, each in a handful of lines, *for the same wood*. You will see that their updates look alike, and
# that they answer different questions all the same: the one that knows best what a mushroom **is**, will not be the one that lives best.
#
# **You will be able to**
#
# - say what agent, environment, observation, action, reward, return and policy are, and use the one interface that ties them together,
#   Gymnasium's, in which the whole module speaks,
# - write the loop between agent and environment, and record what happens in it,
# - compare policies fairly, and say why the reward of an action is not its worth,
# - write a supervised, an unsupervised and a reinforcement learner from scratch, and tell which problem needs which.
#
# **Builds on** tensors (1.2), gradient descent (2.1) and cross-entropy (2.3). **Time**: about 30 minutes to read, 100 to work.
#
# **Sources**: R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, chapter 1 and sections 3.1 to 3.3 and
# 13.3 to 13.4; S. Lloyd, *Least squares quantization in PCM*, 1982 (the grouping); R. Williams, *Simple statistical gradient-following
# algorithms for connectionist reinforcement learning*, 1992 (the learner from rewards); M. Towers and others, *Gymnasium: A Standard
# Interface for Reinforcement Learning Environments*, 2024.
#
# **If you follow an older tutorial**: the library `gym` is no longer maintained, and `gymnasium` has taken its place. Two calls
# changed: `env.reset()` returns *two* things, and `env.step(action)` returns *five*, not four, since the old `done` became
# `terminated` and `truncated`. Why that matters, you will see below.

# %%
import itertools
import math
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
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.figures import controls, live, plots

device = devices.choose()  # for the two learners that work on a whole basket; one day in the wood is quickest on the CPU
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
# probability of action $a$ when it observes $s$. And what it wants is not reward, but as much of it as possible *from now on*, the
# **return**:
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
# That is all. A wood, a chess board, a robot: whoever can speak these lines can be plugged into any learner of this course. `info` is a
# dictionary with remarks for us humans; an agent that reads it is cheating.
#
# Here is our wood. A mushroom is described by two measurements, the width of its cap and the height of its stem, both in standard
# units (0 is average). Each step shows one mushroom, and there are two actions: 0 **leaves** it, 1 **eats** it. An edible one gives reward
# 1. A poisonous one gives reward 0, exactly as much as leaving it; but it ends the day. At the latest, night falls after 20 mushrooms.


# %%
LEAVE, EAT = 0, 1


class MushroomWood(gym.Env[Any, Any]):
    """A wood with two kinds of mushrooms, each a round cloud of points in the plane of two measurements.

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
        self.observation_space = spaces.Box(
            -10.0, 10.0, (2,), np.float32
        )  # cap width, stem height
        self.action_space = spaces.Discrete(2)
        way = np.array([math.cos(angle), math.sin(angle)])
        self.centres = (
            np.stack([-way, way]) * distance / 2
        )  # [2, 2], row 0: poisonous, row 1: edible
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
        was_edible, self._n_steps = self._edible, self._n_steps + 1
        reward = 1.0 if action == EAT and was_edible else 0.0
        terminated = action == EAT and not was_edible
        truncated = not terminated and self._n_steps >= self.day_length
        return (
            self._find_next(),
            reward,
            terminated,
            truncated,
            {"was_edible": was_edible},
        )


# %% tags=["demo", "nbval-check-output"]
check_env(
    MushroomWood(), skip_render_check=True
)  # Gymnasium's own inspector: silence is praise
_env = MushroomWood()
_first, _ = _env.reset(seed=4)
_second, _reward, _terminated, _truncated, _info = _env.step(EAT)
print(
    f"cap {_first[0]:+.1f}, stem {_first[1]:+.1f}; after eating it: reward "
    f"{_reward}, terminated {_terminated}, truncated {_truncated}"
)
print(
    f"the next one: cap {_second[0]:+.1f}, stem {_second[1]:+.1f}; and in the "
    f"book: {_info}"
)

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
# *Easy, about 15 minutes.* Every program of this course has this loop at its heart: observe, act, receive, go on. Write
# `record_episode(env, policy, seed)`, which plays **one episode** and returns the list of its transitions. A `Transition` holds what the
# agent saw, what it did, and what came of it.
#
# - Call `env.reset(seed=seed)` once, at the beginning, and `policy(observation)` once for each step.
# - Stop after the first step that is terminated *or* truncated; a step after that is not allowed.
# - The `next_observation` of a transition is the `observation` of the following one.
# - Some environments use one and the same array for all their observations and write the new one over the old. Your record must not
#   change afterwards: keep **copies**.
#
# *Example.* In a wood where the day is 3 mushrooms long, the policy `lambda observation: LEAVE` gives 3 transitions, all with action 0 and
# reward 0.0, and only the last one is truncated.
#
# <details><summary>Hint</summary>
#
# Before the loop, `observation, _ = env.reset(seed=seed)`. In the loop, at its end, `observation = next_observation`. `copy.deepcopy` and
# `np.array(observation)` both make copies.
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


Policy: TypeAlias = Callable[[Any], int]
"""Chooses an action for an observation."""


class Conveyor(gym.Env[Any, Any]):
    """A small environment for the tests, which keeps a diary of what was done to it. (You need not read it.)

    Observations are (number of steps, something random), rewards are random; every
    array is used again for the next observation.
    """

    def __init__(self, n_steps: int, terminates: bool, n_actions: int = 3) -> None:
        self.observation_space = spaces.Box(-1e6, 1e6, (2,), np.float64)
        self.action_space = spaces.Discrete(n_actions)
        self.n_steps, self.terminates = n_steps, terminates
        self.seeds: list[int | None] = []
        self.diary: list[tuple[list[float], int, float, list[float], bool, bool]] = []
        self._shown, self._step, self._over = np.zeros(2), 0, True

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[np.float64], dict[str, Any]]:
        """Begin."""
        super().reset(seed=seed, options=options)
        self.seeds.append(seed)
        self._step, self._over = 0, False
        self._shown[:] = 0.0, self.np_random.normal()
        return self._shown, {}

    def step(
        self, action: int
    ) -> tuple[NDArray[np.float64], float, bool, bool, dict[str, Any]]:
        """Go on."""
        if self._over:
            raise gym.error.ResetNeeded("the episode is over: no step without a reset")
        before = self._shown.tolist()
        self._step += 1
        self._shown[:] = self._step, self.np_random.normal()
        self._over = self._step >= self.n_steps
        reward = float(self.np_random.normal()) + action
        ends = (self._over and self.terminates, self._over and not self.terminates)
        self.diary.append((before, int(action), reward, self._shown.tolist(), *ends))
        return self._shown, reward, *ends, {"length": self._step}


# %% exercise="record_episode" task=1
def record_episode(
    env: gym.Env[Any, Any], policy: Policy, seed: int
) -> list[Transition]:
    """Play one episode and record it.

    Args:
        env: An environment with Gymnasium's interface, whose episodes end.
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
        following, reward, terminated, truncated, _ = env.step(action)
        next_observation = np.array(following)
        transitions.append(
            Transition(
                observation,
                action,
                float(reward),
                next_observation,
                terminated,
                truncated,
            )
        )
        observation, ended = next_observation, terminated or truncated
    return transitions
    # END SOLUTION


# %% test="record_episode" points=1
def test_record_episode() -> None:
    episode = checks.attempt(
        record_episode, MushroomWood(day_length=3), lambda _observation: LEAVE, 0
    )
    checks.equal(
        "the number of transitions in a day of 3 mushrooms",
        len(episode),
        3,
        thought="One transition for each step.",
    )
    checks.equal(
        "the actions",
        [t.action for t in episode],
        [0, 0, 0],
        thought="Is it the policy that chooses?",
    )
    checks.equal(
        "truncated",
        [t.truncated for t in episode],
        [False, False, True],
        thought="Night falls after the third mushroom.",
    )
    checks.equal(
        "terminated",
        [t.terminated for t in episode],
        [False, False, False],
        thought="Who eats nothing, stays healthy.",
    )
    expected_first = np.array(MushroomWood().reset(seed=0)[0])
    checks.close(
        "the first observation",
        episode[0].observation,
        expected_first,
        thought="It is what reset gives with this seed.",
    )
    for before, after in itertools.pairwise(episode):
        checks.close(
            "where a step begins",
            after.observation,
            before.next_observation,
            thought="Each step begins where the last one ended.",
        )


# %% hidden="record_episode" points=2
def hidden_record_episode() -> None:
    for n_steps, terminates, seed in (
        (1, True, 5),
        (1, False, 6),
        (7, True, 7),
        (12, False, 8),
    ):
        env = Conveyor(n_steps, terminates)
        asked: list[list[float]] = []

        def watched(observation: Any, asked: list[list[float]] = asked) -> int:
            asked.append(checks.to_array(observation).tolist())
            return (3 * len(asked) + int(asked[-1][1] > 0)) % 3

        episode = checks.attempt(record_episode, env, watched, seed)
        checks.equal(
            "the resets",
            env.seeds,
            [seed],
            thought="Is the environment reset once, with the seed that was given?",
        )
        checks.equal(
            "the number of steps",
            len(env.diary),
            n_steps,
            thought="Does it play on until the episode ends, in either way?",
        )
        checks.equal(
            "what the policy saw",
            asked,
            [line[0] for line in env.diary],
            thought="Does the policy see the latest observation, once?",
        )
        checks.true(
            "transitions",
            all(type(t) is Transition for t in episode),
            thought="Is it a list of Transition objects?",
        )
        checks.equal(
            "the record",
            [
                (checks.to_array(t[0]), t[1], t[2], checks.to_array(t[3]), t[4], t[5])
                for t in episode
            ],
            env.diary,
            thought=(
                "Is everything there, in order, and were observations copied "
                "before the "
                "environment wrote over them?"
            ),
        )
    env = gym.make("FrozenLake-v1")
    episode = checks.attempt(record_episode, env, lambda _observation: 1, 3)
    numbers = [int(checks.to_array(t.observation)) for t in episode]
    checks.true(
        "whole numbers as observations",
        numbers[0] == 0 and len(episode) > 0,
        thought="Does it work for observations that are numbers?",
    )


# %% [markdown]
# The point of an interface is that the other side can be exchanged. Your loop has never heard of poles, carts or ice; still it plays
# all three (these cells need Exercise 1):

# %% tags=["demo"]
for _name, _env in (
    ("mushrooms", MushroomWood()),
    ("CartPole-v1", gym.make("CartPole-v1")),
    ("FrozenLake-v1", gym.make("FrozenLake-v1")),
):
    _episode = record_episode(_env, lambda _observation: 1, seed=2)
    _ending = "terminated" if _episode[-1].terminated else "truncated"
    print(f"{_name:>14}: observations {_env.observation_space}")
    print(
        f"{'':>14}  always action 1: {len(_episode)} steps, total reward "
        f"{sum(_t.reward for _t in _episode):.0f}, {_ending}"
    )

# %% [markdown]
# ## 4. Rewards of fixed policies
#
# Before anybody learns anything, let us see how *fixed* policies fare. Five strangers enter the wood. One is afraid of everything, one of
# nothing, one tosses a coin; the fourth has heard that the wide ones are good, and the fifth has heard it too, but believes it only of
# very wide ones.


# %%
def coin_tosser(seed: int) -> Policy:
    """Return a policy that does not look at the mushroom."""
    rng = np.random.default_rng(seed)
    return lambda _observation: int(rng.integers(2))


fixed_policies: dict[str, Policy] = {
    "leaves all": lambda _observation: LEAVE,
    "eats all": lambda _observation: EAT,
    "tosses a coin": coin_tosser(0),
    "wide caps": lambda observation: int(observation[0] > 0.4),
    "very wide caps": lambda observation: int(observation[0] > 2.0),
}

# %% [markdown]
# ### Exercise 2: what does an action bring?
#
# *Easy, about 10 minutes.* Write `mean_rewards(transitions, n_actions)`: for each action, the mean of the rewards that directly followed
# it. An action that was never taken has no mean: put `nan` there (not 0, which would be a claim).
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
def mean_rewards(transitions: Sequence[Transition], n_actions: int) -> list[float]:
    """Return the mean reward that directly followed each action.

    Args:
        transitions: What was recorded, of one episode or of many.
        n_actions: Number of actions, 0 to ``n_actions - 1``.

    Returns:
        One mean for each action; ``nan`` where an action was never taken.
    """
    # BEGIN SOLUTION
    means: list[float] = []
    for action in range(n_actions):
        rewards = [
            transition.reward
            for transition in transitions
            if transition.action == action
        ]
        means.append(sum(rewards) / len(rewards) if rewards else math.nan)
    return means
    # END SOLUTION


# %% test="mean_rewards" points=1
def test_mean_rewards() -> None:
    pairs = [(1, 1.0), (0, 0.0), (1, 0.0), (1, 1.0)]
    record = [
        Transition(np.zeros(2), a, r, np.zeros(2), False, False) for a, r in pairs
    ]
    means = checks.attempt(mean_rewards, record, 3)
    checks.close(
        "the mean rewards",
        means,
        [0.0, 2 / 3, math.nan],
        thought="A mean for each action, and nan for what was never tried.",
    )


# %% hidden="mean_rewards" points=1
def hidden_mean_rewards() -> None:
    rng = np.random.default_rng(411)
    for n, n_actions in ((0, 2), (1, 1), (1, 4), (30, 3), (200, 5)):
        actions, rewards = (
            rng.integers(n_actions, size=n),
            rng.normal(scale=5.0, size=n) - 2.0,
        )
        ends = rng.random((n, 2)) < 0.2
        record = [
            Transition(
                rng.normal(size=2),
                int(a),
                float(r),
                np.zeros(2),
                bool(e[0]),
                bool(e[1]),
            )
            for a, r, e in zip(actions, rewards, ends, strict=True)
        ]
        counts = np.bincount(actions, minlength=n_actions)
        sums = np.bincount(actions, weights=rewards, minlength=n_actions)
        expected_means = [
            sums[a] / counts[a] if counts[a] else math.nan for a in range(n_actions)
        ]
        means = checks.attempt(mean_rewards, record, n_actions)
        checks.close(
            "the means",
            means,
            expected_means,
            thought="Is it a mean over this action's own steps, nan where there are none?",
        )


# %% [markdown]
# ### Exercise 3: who fares best?
#
# *Medium, about 15 minutes.* To compare policies, compare the **total reward** of whole episodes, and be fair: all policies must meet the
# same luck. Write `compare_policies(env, policies, n_episodes, seed)`: every policy plays `n_episodes` episodes, and **episode number $i$
# begins with `env.reset(seed=seed + i)`, for each policy alike**. It returns a dictionary with an array of `n_episodes` total rewards for
# each name.
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
        policies: The policies by name.
        n_episodes: Episodes for each policy.
        seed: Seed of the first episode; the next one has ``seed + 1``, and so on.

    Returns:
        Total rewards by name, each of shape ``[n_episodes]``.
    """
    # BEGIN SOLUTION
    totals = {name: np.zeros(n_episodes) for name in policies}
    for name, policy in policies.items():
        for episode in range(n_episodes):
            (observation, _), ended = env.reset(seed=seed + episode), False
            while not ended:
                observation, reward, terminated, truncated, _ = env.step(
                    policy(observation)
                )
                totals[name][episode] += float(reward)
                ended = terminated or truncated
    return totals
    # END SOLUTION


# %% test="compare_policies" points=1
def test_compare_policies() -> None:
    totals = checks.attempt(
        compare_policies,
        MushroomWood(),
        {"shy": lambda _o: LEAVE, "bold": lambda _o: EAT},
        3,
        0,
    )
    checks.equal(
        "the names",
        sorted(totals),
        ["bold", "shy"],
        thought="One entry for each policy, under its name.",
    )
    checks.close(
        "the totals of the shy one",
        totals["shy"],
        [0.0, 0.0, 0.0],
        thought="One total for each of the three episodes.",
    )
    checks.close(
        "the totals of the bold one",
        totals["bold"],
        [0.0, 1.0, 3.0],
        thought="Are seeds 0, 1 and 2 used, and each day added up alone?",
    )


# %% hidden="compare_policies" points=2
def hidden_compare_policies() -> None:
    for n_steps, terminates, n_episodes, seed in (
        (1, True, 1, 3),
        (5, False, 4, 100),
        (4, True, 6, 17),
    ):
        env = Conveyor(n_steps, terminates)
        rules: dict[str, Callable[[Any], int]] = {
            "two": lambda _o: 2,
            "sign": lambda o: int(o[1] > 0),
            "zero": lambda _o: 0,
        }
        totals = checks.attempt(compare_policies, env, rules, n_episodes, seed)
        diary, seeds = list(env.diary), list(env.seeds)
        checks.equal(
            "the names",
            sorted(totals),
            ["sign", "two", "zero"],
            thought="Is there one entry for each policy?",
        )
        checks.equal(
            "the number of steps",
            len(diary),
            3 * n_episodes * n_steps,
            thought="Does each policy play each episode to its end?",
        )
        checks.equal(
            "the seeds",
            sorted(s if s is not None else -1 for s in seeds),
            sorted([seed + i for i in range(n_episodes)] * 3),
            thought="Does episode i begin with seed + i, for each policy?",
        )
        for name, rule in rules.items():
            expected_totals: list[float] = []
            for i in range(n_episodes):
                other = Conveyor(n_steps, terminates)
                shown, _ = other.reset(seed=seed + i)
                for _step in range(n_steps):
                    shown = other.step(rule(shown))[0]
                expected_totals.append(sum(line[2] for line in other.diary))
            checks.close(
                "the totals",
                totals[name],
                expected_totals,
                thought="Is each total that of one episode, all rewards added up?",
            )


# %% [markdown]
# Both of your tools at work: 300 days for each of the five, all with the same mushrooms. (This cell needs Exercises 1 to 3.)

# %% tags=["demo"]
fixed_totals = compare_policies(MushroomWood(), fixed_policies, 300, seed=1000)
print(f"{'policy':>15}   mean reward of: leave   eat     mean total reward of a day")
eating_pays: dict[str, float] = {}
for _name, _policy in fixed_policies.items():
    _steps = [
        _t
        for _day in range(300)
        for _t in record_episode(MushroomWood(), _policy, seed=1000 + _day)
    ]
    _left, eating_pays[_name] = mean_rewards(_steps, 2)
    _mean = fixed_totals[_name].mean()
    print(
        f"{_name:>15} {_left:22.2f} {eating_pays[_name]:7.2f} {_mean:18.2f} ± "
        f"{1.96 * fixed_totals[_name].std() / math.sqrt(300):.2f}"
    )
assert fixed_totals["leaves all"].sum() == 0
assert fixed_totals["wide caps"].mean() > 1.5 * max(
    fixed_totals["very wide caps"].mean(), fixed_totals["eats all"].mean()
)
assert (
    eating_pays["very wide caps"] > eating_pays["wide caps"] > eating_pays["eats all"]
)

# %% [markdown]
# Read the columns against each other. *Leaving* brings nothing, for anybody. *Eating* brings something, for everybody. Somebody who looks
# at rewards alone concludes: eat! And "eats all" falls ill in the morning. Or one concludes from the second column that it is best to eat
# only what is as good as certain, as the fifth stranger does, whose meals are nearly all good: she goes to bed hungry. Neither
# column tells who lives best. The reward says how good the last step was; the **return** says what it led to.
#
# **Move the slider**: from which width on should one eat? Left, what is eaten; right, what comes of it. (The curves are
# exact: the next cell works them out from the two clouds, without any sampling.)


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
    ill, good = (
        normal_below(score / length) if length > 0 else float(score > 0)
        for score in scores
    )
    good, ill = (
        wood.share_edible * good,
        (1.0 - wood.share_edible) * ill,
    )  # probabilities of the two meals at one step
    total = good * sum((1.0 - ill) ** step for step in range(wood.day_length))
    return (
        total,
        good + (1.0 - wood.share_edible) - ill,
        good / (good + ill) if good + ill > 0 else math.nan,
    )


def best_day(wood: MushroomWood) -> float:
    """Return the largest expected total reward of all rules of this form: the border is at right angles to the line of the centres."""
    way = wood.centres[1] - wood.centres[0]
    return max(
        exact_day([-border, *way], wood)[0] for border in np.linspace(-10.0, 10.0, 2001)
    )


# %% tags=["demo"]
def basket(wood: MushroomWood, n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return measurements ``[n, 2]`` and labels ``[n]`` (1 is edible) of mushrooms that were gathered, not eaten."""
    rng = np.random.default_rng(seed)
    labels = rng.random(n) < wood.share_edible  # [n]
    points = wood.centres[labels.astype(np.int64)] + rng.normal(size=(n, 2))  # [n, 2]
    return torch.tensor(points, dtype=torch.float32, device=device), torch.tensor(
        labels, dtype=torch.float32, device=device
    )


def scatter_kinds(axes: Axes, points: torch.Tensor, labels: torch.Tensor) -> None:
    """Draw both kinds, each with a colour and a marker of its own."""
    shown, kinds = checks.to_array(points), checks.to_array(labels)
    for kind, name, marker, colour in (
        (1, "edible", "o", plots.PALETTE[0]),
        (0, "poisonous", "x", plots.PALETTE[1]),
    ):
        axes.scatter(
            *shown[kinds == kind].T,
            marker=marker,
            color=colour,
            s=22,
            linewidths=1.2,
            label=name,
            alpha=0.8,
        )
    axes.set(
        xlabel="cap width (standard units)",
        ylabel="stem height (standard units)",
        xlim=(-4.5, 4.5),
        ylim=(-4, 4),
    )


def threshold_figure(width: float) -> Figure:
    """Draw the policy "eat caps wider than this", and what it brings."""
    figure = plt.figure(figsize=(9.6, 4.2))
    panels = figure.subplot_mosaic([["wood", "day"], ["wood", "meal"]])
    left = panels["wood"]
    scatter_kinds(left, *basket(MushroomWood(), 150, seed=1))
    left.axvspan(width, 4.5, color=plots.PALETTE[2], alpha=0.15, label="eaten")
    left.legend(loc="lower right")
    widths = np.linspace(-3.5, 3.5, 141)
    days = np.array(
        [exact_day([-each, 1.0, 0.0], MushroomWood()) for each in widths]
    )  # [141, 3]
    total, _, meal = exact_day([-width, 1.0, 0.0], MushroomWood())
    for name, column, value, label in (
        ("day", 0, total, "total reward of a day"),
        ("meal", 2, meal, "mean reward of eating"),
    ):
        panels[name].plot(widths, days[:, column], label="eat from this width on")
        panels[name].plot(
            width,
            value,
            linestyle="none",
            marker="D",
            color="black",
            label="this policy",
        )
        panels[name].set(ylabel=label)
    panels["meal"].legend(loc="lower right")
    panels["meal"].set(xlabel="smallest cap width that is eaten (standard units)")
    figure.suptitle(
        f"from {width:+.1f} on: total reward of a day {total:.2f}, mean reward of "
        f"eating {meal:.2f}"
    )
    return figure


controls.interactive_figure(
    threshold_figure, width=controls.slider(-3.0, 3.0, 0.1, 0.0, "smallest cap width")
)

# %% [markdown]
# The lower curve rises for ever: the pickier, the better the meals. The upper one has a summit. To find the summit is the agent's business.

# %% [markdown]
# ## 5. Exercise 4: draw total rewards
#
# *Medium, about 15 minutes.* You will look at this kind of figure more often than at any other: the total reward of each episode, in
# order. Single episodes jump wildly, so a running mean goes with them. Write `returns_figure(totals, window)`, which returns a `Figure`
# with one pair of axes:
#
# - a **point** (a marker, no line) for each episode, at (number of the episode, total reward), where the first episode has number 1;
# - a **line** with the running mean of the latest `window` episodes, at the same numbers; at the beginning, of as many as there are;
# - a **horizontal line** at the mean of all episodes;
# - labels on both axes, and a legend that names all three.
#
# *Example.* For totals of 0, 4, 2 and a window of 2 the points are $(1, 0), (2, 4), (3, 2)$, the running mean is 0, 2, 3, and the
# horizontal line is at 2.
#
# <details><summary>Hint</summary>
#
# `plots.moving_average(totals, window)` is this running mean. `axes.plot(x, y, ".", linestyle="none")` draws points, and
# `axes.axhline(y)` a horizontal line. Everything that has a `label` appears in `axes.legend()`.
#
# </details>


# %%
def points_in(axes: Axes) -> list[list[tuple[float, float]]]:
    """Return the clouds of points in ``axes``: scatters, and lines that have markers and no line. (For the tests.)"""
    clouds = [
        collection.get_offsets()
        for collection in axes.collections
        if len(np.asarray(collection.get_offsets()))
    ]
    bare = [
        line
        for line in axes.get_lines()
        if line.get_linestyle() in ("None", "none", "", " ")
        and line.get_marker() not in ("None", "")
    ]
    clouds += [line.get_xydata() for line in bare]
    return [
        sorted((float(x), float(y)) for x, y in np.ma.getdata(cloud))
        for cloud in clouds
    ]


def has_level(axes: Axes, level: float) -> bool:
    """Return whether a horizontal line stands at this height. (For the tests.)"""
    heights = [
        np.asarray(line.get_ydata(), dtype=np.float64)
        for line in axes.get_lines()
        if line.get_linestyle() not in ("None", "none", "")
    ]
    heights += [
        segment[:, 1]
        for lines in axes.collections
        if isinstance(lines, LineCollection)
        for segment in lines.get_segments()
    ]
    return any(
        len(y) >= 2 and np.allclose(y, level, rtol=1e-5, atol=1e-6) for y in heights
    )


# %% exercise="returns_figure" task=4
def returns_figure(totals: NDArray[np.float64], window: int) -> Figure:
    """Draw the total reward of each episode, with a running mean and the mean of all.

    Args:
        totals: Total rewards in order, shape ``[n_episodes]``, at least one; not
            changed.
        window: Number of episodes in the running mean, at least 1.

    Returns:
        The figure.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    numbers = np.arange(1, len(totals) + 1)
    axes.plot(
        numbers,
        totals,
        ".",
        linestyle="none",
        color="grey",
        alpha=0.6,
        label="one episode",
    )
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
    figure = checks.figure(
        checks.attempt(returns_figure, np.array([0.0, 4.0, 2.0]), 2),
        n_axes=1,
        thought="Return the figure, one pair of axes.",
    )
    axes = checks.panels_of(figure)[0]
    clouds = points_in(axes)
    checks.true(
        "points at (1, 0), (2, 4), (3, 2)",
        [(1, 0), (2, 4), (3, 2)] in clouds,
        thought="One marker for each episode, counted from 1?",
    )
    checks.line(
        "the running mean",
        axes,
        [1, 2, 3],
        [0, 2, 3],
        thought="After episode 1 there is one episode to average, then always two.",
    )
    checks.true(
        "a horizontal line at 2",
        has_level(axes, 2.0),
        thought="What is the mean of all three?",
    )
    checks.true(
        "a legend",
        axes.get_legend() is not None or len(figure.legends) > 0,
        thought="How does a reader know what is what?",
    )
    plt.close("all")


# %% hidden="returns_figure" points=2
def hidden_returns_figure() -> None:
    rng = np.random.default_rng(413)
    for n, window in ((1, 1), (1, 5), (6, 1), (30, 7), (40, 100)):
        totals = rng.normal(scale=6.0, size=n) + 3.0
        with checks.unchanged(totals=totals):
            figure = checks.figure(
                checks.attempt(returns_figure, totals, window),
                n_axes=1,
                thought="Is it one figure with one pair of axes?",
            )
        axes = checks.panels_of(figure)[0]
        expected_points = sorted((float(i + 1), float(totals[i])) for i in range(n))
        close = [
            len(c) == n and np.allclose(c, expected_points, atol=1e-5)
            for c in points_in(axes)
        ]
        checks.true(
            "the points",
            any(close),
            thought="Is there a marker for each episode, and no line between them?",
        )
        expected_means = [
            sum(totals[max(0, i + 1 - window) : i + 1]) / min(i + 1, window)
            for i in range(n)
        ]
        checks.line(
            "the running mean",
            axes,
            range(1, n + 1),
            expected_means,
            thought="Which episodes are in the mean, at the beginning too?",
        )
        checks.true(
            "the level",
            has_level(axes, float(totals.mean())),
            thought="Does the horizontal line stand at the mean of all?",
        )
        legends = [
            legend
            for legend in (axes.get_legend(), *figure.legends)
            if legend is not None
        ]
        texts = [
            text.get_text().strip() for legend in legends for text in legend.get_texts()
        ]
        checks.true(
            "the legend",
            len(set(texts)) >= 3 and all(texts),
            thought="Does the legend name all three?",
        )
        plt.close("all")


# %% [markdown]
# The fourth stranger's first 300 days:

# %% tags=["demo"]
_shown = returns_figure(fixed_totals["wide caps"], 30)
_shown.axes[0].set(
    title="A simple policy: eat wide caps",
    xlabel="day",
    ylabel="total reward of the day",
)
plt.show()
_spread, _moved = (
    fixed_totals["wide caps"].std(),
    plots.moving_average(fixed_totals["wide caps"], 30)[30:],
)
print(
    f"single days spread by {_spread:.1f} about their mean; the running mean "
    f"still moves from {_moved.min():.1f} to {_moved.max():.1f}"
)
assert np.ptp(_moved) > 1.0

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
# day lost (**delay**). And what it learns from depends on what it does: who leaves all mushrooms, will never know (**exploration**).

# %% [markdown]
# ### Exercise 5: with a teacher
#
# *Medium, about 15 minutes.* The basket holds $n$ mushrooms with labels $y_i$, 1 for edible. Write each as $x_i = (1, \text{cap},
# \text{stem})$ and let the probability of "edible" be $p_i = \sigma(w^\top x_i)$, with the logistic function $\sigma(z) = 1 / (1 +
# e^{-z})$. Good weights make the labels probable, so climb on the mean log-probability $\tfrac1n \sum_i \log p(y_i \mid x_i)$ (its
# negative is the cross-entropy). Its gradient is of a rare beauty, **error times input**:
#
# $$w \leftarrow w + \eta\, \frac1n \sum_{i=1}^n (y_i - p_i)\, x_i .$$
#
# Write `learn_from_labels(inputs, labels, n_steps, learning_rate)`: begin with $w = 0$, make `n_steps` such steps, each with the whole
# basket, and return $w$.
#
# *Example.* One mushroom $x = (1, 2, 0)$ with label 1: at $w = 0$ we have $p = 0.5$, so one step with $\eta = 1$ gives $w = (0.5, 1, 0)$.
#
# <details><summary>Hint</summary>
#
# `torch.sigmoid(inputs @ weights)` are all $p_i$ at once, shape `[n]`. `(labels - p) @ inputs` is the sum over $i$, shape `[3]`. Or let
# autograd do it; you only need the same steps. New tensors belong on the device and have the dtype of the inputs:
# `torch.zeros_like(inputs[0])`, or `inputs.new_zeros(3)`.
#
# </details>


# %% exercise="learn_from_labels" task=3
def learn_from_labels(
    inputs: torch.Tensor, labels: torch.Tensor, n_steps: int, learning_rate: float
) -> torch.Tensor:
    """Fit a logistic classifier by gradient ascent on the mean log-probability of the labels.

    Args:
        inputs: One row for each mushroom, its first entry 1; shape ``[n, n_inputs]``.
        labels: 1 for edible, 0 for poisonous; shape ``[n]``, the dtype of the inputs.
        n_steps: Number of steps, each over all mushrooms.
        learning_rate: Step size, above 0.

    Returns:
        Weights, shape ``[n_inputs]``.
    """
    # BEGIN SOLUTION
    weights = torch.zeros_like(inputs[0])  # [n_inputs]
    for _ in range(n_steps):
        probabilities = torch.sigmoid(inputs @ weights)  # [n]
        weights = weights + learning_rate * (labels - probabilities) @ inputs / len(
            labels
        )
    return weights
    # END SOLUTION


# %% test="learn_from_labels" points=1
def test_learn_from_labels() -> None:
    one = torch.tensor([[1.0, 2.0, 0.0]], device=device)
    weights = checks.attempt(
        learn_from_labels, one, torch.ones(1, device=device), 1, 1.0
    )
    checks.close(
        "the weights after one step",
        weights,
        [0.5, 1.0, 0.0],
        thought="The error 1 - 0.5, times the input.",
    )
    two = torch.tensor([[1.0, 2.0, 0.0], [1.0, -2.0, 0.0]], device=device)
    weights = checks.attempt(
        learn_from_labels, two, torch.tensor([1.0, 0.0], device=device), 1, 1.0
    )
    checks.close(
        "with a second mushroom, poisonous",
        weights,
        [0.0, 1.0, 0.0],
        thought="The mean over the basket: what does each pull at?",
    )


# %% hidden="learn_from_labels" points=2
def hidden_learn_from_labels() -> None:
    rng = np.random.default_rng(415)
    for n, width, n_steps, rate in (
        (1, 3, 4, 0.5),
        (7, 3, 0, 1.0),
        (40, 3, 25, 0.8),
        (25, 5, 10, 0.1),
        (60, 3, 60, 2.0),
    ):
        inputs = torch.tensor(
            rng.normal(size=(n, width)), dtype=torch.float32, device=device
        )
        inputs[:, 0] = 1.0
        labels = torch.tensor(rng.random(n) < 0.4, dtype=torch.float32, device=device)
        # Written another way: in float64 with numpy, the mean gradient one mushroom at a time.
        x, y, expected_weights = (
            checks.to_array(inputs).astype(np.float64),
            checks.to_array(labels),
            np.zeros(width),
        )
        for _step in range(n_steps):
            pull = [
                (y[i] - 1 / (1 + math.exp(-float(x[i] @ expected_weights)))) * x[i]
                for i in range(n)
            ]
            expected_weights = expected_weights + rate * np.mean(pull, axis=0)
        with checks.unchanged(inputs=inputs, labels=labels):
            weights = checks.attempt(learn_from_labels, inputs, labels, n_steps, rate)
        thought = (
            "Zero weights at first, then n_steps steps along the mean of error times "
            "input, each with fresh probabilities?"
        )
        checks.close(
            "the weights",
            weights,
            expected_weights,
            thought=thought,
            rtol=1e-3,
            atol=1e-4,
        )


# %% [markdown]
# ### Exercise 6: without a teacher
#
# *Medium, about 20 minutes.* Take the names away. What is left is a cloud of points, and the question whether it falls into groups. The
# oldest answer, **k-means**, is two sentences long: *each point joins the nearest centre; each centre moves to the mean of its group*;
# and so on.
#
# Write `find_groups(points, centres, n_rounds)`. A round does both, in this order. A centre that no point has joined stays where it is.
# Return the centres after the last round, and for each point the number of the centre that is nearest **then**. The argument `centres` must
# not be changed.
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
        points: Shape ``[n, n_dims]``.
        centres: First centres, shape ``[n_groups, n_dims]``; not changed.
        n_rounds: How often points join centres and centres move.

    Returns:
        Centres, shape ``[n_groups, n_dims]``, and the number of the nearest one for
        each point, shape ``[n]``, int64.

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
    line = torch.tensor([[0.0, 0.0], [2.0, 0.0], [9.0, 0.0]], device=device)
    centres, groups = checks.attempt(
        find_groups, line, torch.tensor([[0.0, 0.0], [5.0, 0.0]], device=device), 1
    )
    checks.close(
        "the centres after one round",
        centres,
        [[1.0, 0.0], [9.0, 0.0]],
        thought="The means of {0, 2} and of {9}.",
    )
    checks.equal(
        "the groups",
        groups,
        [0, 0, 1],
        thought=(
            "For each point, the number of the centre that is nearest after the "
            "last round."
        ),
    )


# %% hidden="find_groups" points=2
def hidden_find_groups() -> None:
    rng = np.random.default_rng(416)
    for n, n_dims, n_groups, n_rounds in (
        (40, 2, 2, 1),
        (40, 2, 3, 6),
        (30, 1, 2, 3),
        (25, 4, 5, 2),
        (12, 2, 2, 0),
        (1, 3, 1, 2),
    ):
        points = torch.tensor(
            rng.normal(size=(n, n_dims)) * 3.0, dtype=torch.float32, device=device
        )
        centres = torch.tensor(
            rng.normal(size=(n_groups, n_dims)) * 3.0,
            dtype=torch.float32,
            device=device,
        )
        if n_groups > 2:
            centres[-1] = 500.0  # nobody joins this one
        # Written another way: sums over points, in numpy.
        x, expected_centres = (
            checks.to_array(points).astype(np.float64),
            checks.to_array(centres).astype(np.float64),
        )
        nearest = np.zeros(n, dtype=np.int64)
        for _round in range(n_rounds + 1):
            nearest = np.array(
                [
                    min(
                        range(n_groups),
                        key=lambda k: float(((p - expected_centres[k]) ** 2).sum()),
                    )
                    for p in x
                ]
            )
            if _round < n_rounds:
                for k in set(nearest.tolist()):
                    expected_centres[k] = sum(
                        p for p, g in zip(x, nearest, strict=True) if g == k
                    ) / int((nearest == k).sum())
        with checks.unchanged(points=points, centres=centres):
            moved, groups = checks.attempt(find_groups, points, centres, n_rounds)
        thought = (
            "Join, then move, n_rounds times; and does a centre that nobody joins stay "
            "where it is?"
        )
        checks.close(
            "the centres",
            moved,
            expected_centres,
            thought=thought,
            rtol=1e-4,
            atol=1e-4,
        )
        checks.equal(
            "the groups",
            groups,
            nearest,
            thought="Is it the centre that is nearest after the last move?",
        )


# %% [markdown]
# ### Exercise 7: by trying
#
# *Hard, about 30 minutes.* And now the stranger, who has neither teacher nor basket. The model is the one of Exercise 5, with another
# meaning: $p = \sigma(w^\top x)$ is now the **probability of eating**, the agent's policy. It is random on purpose: in the beginning,
# with $w = 0$, it eats every second mushroom, and so it gets to know what both actions lead to.
#
# How to learn from a day? Look at each step $t$: there were $x_t$, the action $A_t$ (1 or 0), and the return $G_t$, all the reward from
# this step to the end of the day. Were things *better* than usual after it, make this action more probable; were they *worse*, less. "As
# usual" is a number, the **baseline** $b$. The direction that makes the action $A_t$ more probable is the same as in Exercise 5, with
# what you *did* in the place of what the teacher *said*:
#
# $$w \leftarrow w + \eta \sum_t (G_t - b)\,(A_t - p_t)\, x_t .$$
#
# Put the two updates side by side. The teacher's label became the agent's own action, and a weight came in that says whether this
# action deserves imitation. This is the algorithm REINFORCE; Module 6 derives it properly. It needs no model of the wood and no gradient
# through it.
#
# Write `learn_from_rewards(env, n_days, learning_rate, rng)`: begin with $w = 0$ and $b = 0$. On each of `n_days` days
#
# 1. live it: `inputs, actions, rewards = play_day(env, weights, rng)` (given below; all float32 tensors on the CPU),
# 2. get the returns: `returns_to_go(rewards)` (given as well),
# 3. update the weights as above, with all steps of the day at once, and the baseline by $b \leftarrow b + 0.05\,(\bar G - b)$, where $\bar
#    G$ is the mean of the day's returns.
#
# Return $w$.
#
# *Example of an update.* A day of one step with $x = (1, 2, 0)$, eaten ($A = 1$), $G = 3$, with $b = 1$, $w = 0$ and $\eta =
# 0.1$: $w$ becomes $0.1 \cdot (3 - 1) \cdot (1 - 0.5) \cdot (1, 2, 0) = (0.1, 0.2, 0)$.
#
# **How it is graded**: by what your agent's rule "eat where $w^\top x > 0$" is worth, exactly, after 300 days with a learning rate of
# 0.02, in woods where other mushrooms are edible: at least 85 % of the best.
#
# <details><summary>Hint</summary>
#
# `(returns - baseline) * (actions - torch.sigmoid(inputs @ weights))` has shape `[n_steps]`, and `@ inputs` sums over the steps. Why
# the *return*, and not the reward? Look up what a poisonous mushroom gives at once.
#
# </details>


# %%
def with_one(points: torch.Tensor) -> torch.Tensor:
    """Put a 1 in front of each row: ``[n, 2]`` becomes ``[n, 3]``."""
    return torch.cat([torch.ones_like(points[:, :1]), points], dim=1)


def returns_to_go(rewards: torch.Tensor) -> torch.Tensor:
    """Return, for each step, the sum of the rewards from this step on; shape ``[n_steps]``."""
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
    w0, w1, w2 = checks.to_array(weights).tolist()
    (observation, _), ended = env.reset(seed=int(rng.integers(2**31))), False
    inputs, actions, rewards = list[list[float]](), list[int](), list[float]()
    while not ended:
        cap, stem = (float(value) for value in observation)
        action = int(
            rng.random() * (1.0 + math.exp(min(-(w0 + w1 * cap + w2 * stem), 700.0)))
            < 1.0
        )
        observation, reward, terminated, truncated, _ = env.step(action)
        inputs.append([1.0, cap, stem])
        actions.append(action)
        rewards.append(float(reward))
        ended = terminated or truncated
    return (
        torch.tensor(inputs),
        torch.tensor(actions, dtype=torch.float32),
        torch.tensor(rewards),
    )


# %% exercise="learn_from_rewards" task=3
def learn_from_rewards(
    env: gym.Env[Any, Any], n_days: int, learning_rate: float, rng: np.random.Generator
) -> torch.Tensor:
    """Learn a policy by trying (REINFORCE with a running baseline).

    Args:
        env: The wood.
        n_days: Number of days, which are episodes.
        learning_rate: Step size, above 0.
        rng: Where all randomness comes from.

    Returns:
        Weights of the policy, shape ``[3]``.

    Source:
        Sutton and Barto, section 13.4.
    """
    # BEGIN SOLUTION
    weights, baseline = torch.zeros(3), 0.0
    for _ in range(n_days):
        inputs, actions, rewards = play_day(env, weights, rng)
        returns = returns_to_go(rewards)  # [n_steps]
        deserved = (returns - baseline) * (
            actions - torch.sigmoid(inputs @ weights)
        )  # [n_steps]
        weights = weights + learning_rate * deserved @ inputs
        baseline += 0.05 * (float(returns.mean()) - baseline)
    return weights
    # END SOLUTION


# %% test="learn_from_rewards" points=2
def test_learn_from_rewards() -> None:
    env = RecordEpisodeStatistics(MushroomWood())
    weights = checks.attempt(
        learn_from_rewards, env, 300, 0.02, np.random.default_rng(0)
    )
    weights = checks.to_array(
        checks.tensor(
            "the weights",
            weights,
            shape=(3,),
            thought="Return the three weights, as a tensor.",
        )
    )
    checks.equal(
        "the number of days",
        env.episode_count,
        300,
        thought="One call of play_day for each day.",
    )
    value, best = exact_day(weights, MushroomWood())[0], best_day(MushroomWood())
    print(f"total reward of a day {value:.2f}, best {best:.2f}")
    checks.true(
        f"at least 85 % of the best total reward, {best:.2f}: it is {value:.2f}",
        value >= 0.85 * best,
        thought=(
            "Is each step weighted by its return minus the baseline, and pulled "
            "towards "
            "the action that was really taken?"
        ),
    )


# %% hidden="learn_from_rewards" points=3
def hidden_learn_from_rewards() -> None:
    for angle, share, seed in ((3.6, 0.6, 11), (-1.2, 0.5, 12)):
        wood = MushroomWood(angle=angle, share_edible=share)
        env = RecordEpisodeStatistics(wood)
        weights = checks.attempt(
            learn_from_rewards, env, 300, 0.02, np.random.default_rng(seed)
        )
        weights = checks.to_array(
            checks.tensor(
                "the weights",
                weights,
                shape=(3,),
                thought="Are the weights a tensor of shape [3]?",
            )
        )
        checks.equal(
            "the number of days",
            env.episode_count,
            300,
            thought="Are exactly n_days days lived in the training wood?",
        )
        checks.true(
            "the total reward",
            exact_day(weights, wood)[0] >= 0.85 * best_day(wood),
            thought=(
                "Does it learn from what happens, whichever mushrooms are edible, and "
                "from all that follows a step?"
            ),
        )
    short = [
        checks.to_array(
            checks.attempt(
                learn_from_rewards, MushroomWood(), 5, 0.02, np.random.default_rng(s)
            )
        )
        for s in (1, 1, 2)
    ]
    checks.close(
        "a repeated run",
        short[0],
        short[1],
        thought="Does all randomness come from rng?",
    )
    checks.true(
        "another seed",
        not np.allclose(short[0], short[2]),
        thought="Is it rng that is used, or a generator of your own?",
    )
    none = checks.to_array(
        checks.attempt(
            learn_from_rewards, MushroomWood(), 0, 0.02, np.random.default_rng(0)
        )
    )
    checks.close(
        "no day at all",
        none,
        [0.0, 0.0, 0.0],
        thought="Which weights does it begin with?",
    )


# %% [markdown]
# ## 7. The three, side by side
#
# One basket of 200 mushrooms for the first two, 400 days in the wood for the third. (These cells need Exercises 5 to 7.)


# %% tags=["demo"]
class Lesson(NamedTuple):
    """What the three learned from one seed."""

    teacher: NDArray[np.float64]
    """Weights of the classifier, ``[3]``."""
    centres: NDArray[np.float64]
    """Centres of the two groups, ``[2, 2]``."""
    agreement: float
    """Share of the basket on which groups and kinds agree, with the better of the two ways to name the groups."""
    agent: NDArray[np.float64]
    """Weights of the policy, ``[3]``."""
    daily: NDArray[np.float64]
    """Total reward of each day of learning, ``[400]``."""


def learn_all(seed: int) -> Lesson:
    """Let all three learn."""
    points, labels = basket(MushroomWood(), 200, seed)
    teacher = learn_from_labels(with_one(points), labels, 300, 1.0)
    centres, groups = find_groups(points, points[:2], 20)
    same = float((groups == labels).float().mean())
    days = RecordEpisodeStatistics(MushroomWood(), buffer_length=400)
    agent = learn_from_rewards(days, 400, 0.02, np.random.default_rng(seed))
    daily = np.array([float(total) for total in days.return_queue])
    return Lesson(
        checks.to_array(teacher),
        checks.to_array(centres),
        max(same, 1.0 - same),
        checks.to_array(agent),
        daily,
    )


lessons = [
    learn_all(_seed) for _seed in live.progress(range(n_seeds), description="seeds")
]

# %% tags=["demo"]
by_teacher = np.array(
    [exact_day(_lesson.teacher, MushroomWood()) for _lesson in lessons]
)  # [n_seeds, 3]
by_trying = np.array(
    [exact_day(_lesson.agent, MushroomWood()) for _lesson in lessons]
)  # [n_seeds, 3]
grouped_right = np.array([_lesson.agreement for _lesson in lessons])
best_possible = best_day(MushroomWood())
print(
    f"mean of {n_seeds} seeds                         right judgements   total "
    f"reward of a day"
)
print(
    f"supervised: told 200 right answers      {by_teacher[:, 1].mean():15.1%} "
    f"{by_teacher[:, 0].mean():18.2f}"
)
print(
    f"unsupervised: told nothing              {grouped_right.mean():15.1%}   "
    f"(which group is good to eat?)"
)
print(
    f"reinforcement: told rewards             {by_trying[:, 1].mean():15.1%} "
    f"{by_trying[:, 0].mean():18.2f}"
)
print(
    f"best possible straight border, for living                  {best_possible:16.2f}"
)
assert by_teacher[:, 1].mean() > by_trying[:, 1].mean() + 0.01
assert by_trying[:, 0].mean() > by_teacher[:, 0].mean() + 0.4
assert by_trying[:, 0].mean() > 0.93 * best_possible
assert grouped_right.mean() > 0.85


def draw_three(lesson: Lesson) -> Figure:
    """Draw what each learner made of the wood, and how the third got there."""
    figure, panels = plt.subplots(1, 3, figsize=(11.5, 3.8), sharey=True)
    points, labels = basket(MushroomWood(), 200, seed=0)
    shown, caps = checks.to_array(points), np.array([-4.5, 4.5])
    for axes, name, weights in (
        (panels[0], "supervised", lesson.teacher),
        (panels[2], "reinforcement", lesson.agent),
    ):
        scatter_kinds(axes, points, labels)
        axes.plot(
            caps,
            -(weights[0] + weights[1] * caps) / weights[2],
            color="black",
            linestyle="-",
            label="border",
        )
        axes.set_title(name)
        axes.legend(loc="lower left")
    old = lesson.teacher
    panels[2].plot(
        caps,
        -(old[0] + old[1] * caps) / old[2],
        color="grey",
        linestyle=":",
        label="supervised border",
    )
    panels[2].legend(loc="lower left")
    nearest = (
        ((shown[:, None] - lesson.centres[None]) ** 2).sum(axis=2).argmin(axis=1)
    )  # [n]
    for group, marker in ((0, "s"), (1, "^")):
        panels[1].scatter(
            *shown[nearest == group].T,
            marker=marker,
            s=20,
            color=plots.PALETTE[3 + group],
            label=f"group {group}",
        )
    panels[1].plot(
        *lesson.centres.T,
        linestyle="none",
        marker="*",
        markersize=14,
        color="black",
        label="centres",
    )
    panels[1].set(title="unsupervised", xlabel="cap width (standard units)")
    panels[1].legend(loc="lower left")
    for axes in panels:
        axes.set(xlim=(-4.5, 4.5), ylim=(-6.8, 4))  # room for the legends
    for axes in panels[1:]:
        axes.set_ylabel("")
    return figure


_three = draw_three(lessons[0])
plt.show()

# %% [markdown]
# What to see:
#
# - The **supervised** learner draws its border in the middle, where it makes the fewest mistakes. With the teacher's answers this takes
#   200 mushrooms, and nobody gets ill.
# - The **unsupervised** one finds the two sorts without having been told that there are any. But its groups have no names. That one of them
#   is food, is not in the data.
# - The **agent** judges *worse*, and lives *better*. Its border has moved towards the edible ones: it leaves many a good mushroom alone.
#   It is right to do so. A good one left is one reward lost; a poisonous one eaten costs the rest of the day. Nobody has told it so. The
#   classifier minimises the number of mistakes; the agent maximises the return, and for that, mistakes differ.
#
# And this is the price it paid to learn it:


# %% tags=["demo"]
def draw_learning() -> Figure:
    """Draw the total reward of each day while learning, over seeds, with exact levels."""
    figure, axes = plt.subplots(figsize=(7.5, 4.0))
    smooth = np.array(
        [plots.moving_average(lesson.daily, 20) for lesson in lessons]
    )  # [n_seeds, 400]
    plots.curve_with_interval(
        axes,
        np.arange(1, 401),
        smooth,
        label=f"the agent while it learns, {n_seeds} seeds",
    )
    levels = (
        ("best border", best_possible),
        ("supervised border", by_teacher[:, 0].mean()),
        ("eats all", exact_day([1, 0, 0], MushroomWood())[0]),
    )
    for (name, level), style in zip(levels, ("-", "--", ":"), strict=True):
        axes.axhline(
            float(level), color="black", linewidth=1.2, linestyle=style, label=name
        )
    axes.set(
        xlabel="day",
        ylabel="total reward (mean of 20 days)",
        ylim=(0, 10.5),
        title="From stranger to local: mean and 95 % interval",
    )
    axes.legend(loc="lower right")
    return figure


_learning = draw_learning()
plt.show()
first_days, last_days = (
    np.array([_lesson.daily[_part].mean() for _lesson in lessons])
    for _part in (slice(0, 20), slice(-100, None))
)
ill_days = np.mean([(_lesson.daily[:20] < 4).mean() for _lesson in lessons])
print(
    f"first 20 days {first_days.mean():.2f}, last 100 days "
    f"{last_days.mean():.2f}; {ill_days:.0%} of the first 20 days brought less "
    f"than 4"
)
assert (last_days > first_days + 2).all()
assert last_days.mean() > by_teacher[:, 0].mean()

# %% [markdown]
# The teacher's pupil was good at once. The agent spent its first weeks in bed, and then overtook him.

# %% [markdown]
# ### Exercise 8: which kind is it?
#
# *Easy, about 5 minutes.* For each of these seven, say which kind of learning fits: `"supervised"`, `"unsupervised"` or
# `"reinforcement"`. Ask what the learner is **told**: the right answer, nothing, or how good its own deed was? Return the seven words in
# order.
#
# 1. A program is given photographs of birds with their names, written by experts. It shall name the birds in new photographs.
# 2. A shop has the purchases of its customers, and wants to know whether there are a few typical kinds of customers.
# 3. A robot arm tries grasp after grasp, and is told after each try only whether the cup ended up on the shelf.
# 4. A car is given a million pairs: what the camera saw, and what the human driver did with the wheel. It shall steer like them.
# 5. A heating chooses its power every ten minutes. It gets the bill, and complaints when somebody is cold, hours later perhaps.
# 6. A table with a hundred measurements of each patient shall be pressed into two numbers each, so that as little as possible is lost.
# 7. A program plays backgammon against itself. At the end of each game it learns who won.
#
# *Example.* The mushrooms of Exercise 5, which a teacher names, are `"supervised"`.
#
# <details><summary>Hint</summary>
#
# In number 4 there is a wheel and a road, an agent as in a picture book. But what is it *told*, for each picture?
#
# </details>


# %% exercise="kinds_of_learning" task=3
def kinds_of_learning() -> list[str]:
    """Return the kind of learning that fits each of the seven problems."""
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
        set(kinds) <= words,
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
    expected_kinds = [
        "supervised",
        "unsupervised",
        "reinforcement",
        "supervised",
        "reinforcement",
        "unsupervised",
        "reinforcement",
    ]
    thought = (
        "For each: is the learner told the right answer, nothing, or how good its own "
        "deed was?"
    )
    checks.equal(
        "the kinds", checks.attempt(kinds_of_learning), expected_kinds, thought=thought
    )


# %% [markdown]
# (Number 4, *imitation learning*, is how many robots begin. Each picture comes with the right answer, so it is supervised, although the
# result acts. It has the weakness of Exercise 5, too: it copies what was done, and never hears how the journey ended.)

# %% [markdown]
# ## 8. Summary and outlook
#
# - An **environment** answers actions with observations and rewards; `reset` and `step` are all an agent needs to know of it. One loop of
#   yours played mushrooms, a pole and a frozen lake.
# - An episode ends **terminated** (the story is over) or **truncated** (we stop watching).
# - The **reward** of an action is not its worth. For all five strangers eating brought more than leaving; but who ate all had a far
#   worse day than who looked first. What counts is the **return**.
# - **Supervised** learning is told the right answers, **unsupervised** nothing, **reinforcement** how good its deeds were. In the same
#   wood, with the same straight border, the classifier made fewer mistakes, and the agent had more from its days (both asserted, for the
#   mean over all seeds).
# - A fixed policy's running mean wanders by itself: one curve proves nothing.
#
# **Next**: Part 4.2 says what a *state* is, and writes a whole environment down as a table, a Markov decision process. Part 4.3 looks at
# exploration alone, with the delay taken away. Part 4.4 learns values, step by step, and Module 6 comes back to the update of Exercise 7.
#
# **Further reading**: Sutton and Barto, section 1.7, on where all this comes from; A. Karpathy, *Deep Reinforcement Learning: Pong from
# Pixels* (2016), which trains the update of Exercise 7, with a network in place of the three weights, from the pixels of a video game.
