# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 0.1: Setup and a first random agent"
# author: "The course team"
# date: 2026-11-29
# ---

# %% [markdown]
# Before an agent can learn anything, it needs a world to act in, and somebody has to know how well it does when it knows nothing. This part
# settles both. You check that your machine is ready, meet the language in which agents and worlds talk to each other, and let
# loose an agent that decides everything by rolling a die. It is a poor agent. But it is the yardstick for all the better ones: an agent that
# cannot beat a die has learned nothing.
#
# **After this part you can**
#
# - report what is installed, so that somebody else can repeat what you did;
# - run an agent in any environment of the Gymnasium library, and get the same numbers when you run it again;
# - say which of two things ended an episode: the world itself, or a limit that we set;
# - look into an environment before you train in it: what is observed, what can be done, when it stops, and what each action may lead to.
#
# **You need** Python's loops, lists and functions. If this is your first notebook of the course, read "How these notebooks work" at the
# head of Part 1.1 before you go on: it takes three minutes, and says how exercises and their tests work everywhere.
#
# **Time** about 25 minutes to read, 45 to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 3.1 to 3.3; Brockman and others,
# *OpenAI Gym* (2016), which introduced the interface, and Towers and others, *Gymnasium: A Standard Interface for Reinforcement Learning
# Environments* (2024), its present form; Barto, Sutton and Anderson, *Neuronlike adaptive elements that can solve difficult learning
# control problems* (1983), where the pole and the cart come from.

# %%
import importlib.metadata
import platform
import textwrap
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from gymnasium import spaces
from gymnasium.utils.env_checker import check_env
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import checks, devices
from rlcourse.environments import tables
from rlcourse.figures import animations, controls, plots

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## 1. Exercise 1: what is installed?
#
# *Easy, about 5 minutes.* "It works on my machine" is the beginning of many sad stories, and the first question is always: which versions?
# So the first function of the course answers it. Write `setup_report(packages, device)`, which returns a `Setup`:
#
# - `python`: the version of Python that runs, as the text that `platform.python_version()` gives;
# - `packages`: a dictionary with an entry for each name in `packages`, spelled as it was given, in that order. The value is the installed
#   version, exactly as `importlib.metadata.version(name)` gives it (such as `"2.1.0+cpu"`, all of it); it is `None` for a package
#   that is not installed;
# - `device`: the **type** of the given device, as a text without a number: `"cuda"` for `torch.device("cuda:1")`.
#
# Look each package up at each call, so that a report is still right after an update, and leave `packages` as it is. The names are those
# under which packages are *installed* (`pillow`), which are not always those under which they are imported (`PIL`).
#
# *Example.* On a machine with version 1.4.0 of Gymnasium, `setup_report(["gymnasium", "no-such-thing"], torch.device("cpu"))` has
# `packages={"gymnasium": "1.4.0", "no-such-thing": None}` and `device="cpu"`.
#
# <details><summary>Hint</summary>
#
# For a package that is not there, `importlib.metadata.version` raises `importlib.metadata.PackageNotFoundError`. Each
# name may raise one, so `try` and `except` belong inside the loop. A `torch.device` has an attribute `type`.
#
# </details>


# %%
class Setup(NamedTuple):
    """What a machine says of its software."""

    python: str
    """Version of Python."""
    packages: dict[str, str | None]
    """Version of each package, None where it is not installed."""
    device: str
    """Type of the device: ``"cpu"``, ``"cuda"``, ``"mps"``."""


# %% exercise="setup_report" task=1
def setup_report(packages: Sequence[str], device: torch.device) -> Setup:
    """Report the versions of Python and of some packages, and the chosen device.

    Args:
        packages: Names under which packages are installed; there may be none.
        device: The device that was chosen.

    Returns:
        The report, looked up at this call.
    """
    # BEGIN SOLUTION
    versions: dict[str, str | None] = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)
    # END SOLUTION


# %% test="setup_report" points=1
def test_setup_report() -> None:
    names = ["pillow", "no-such-thing", "gymnasium"]
    report = checks.instance(
        "the result",
        checks.attempt(setup_report, names, torch.device("cuda:1")),
        Setup,
        thought="Build it with Setup(...).",
    )
    checks.equal(
        "python",
        report.python,
        platform.python_version(),
        thought="It is the text that platform.python_version() gives.",
    )
    checks.instance(
        "packages",
        report.packages,
        dict,
        thought="A dictionary: the names are its keys, the versions its values.",
    )
    checks.equal(
        "the names in packages",
        list(report.packages),
        names,
        thought="One entry for each name, in the given order, missing ones too.",
    )
    for name in ("gymnasium", "pillow"):
        checks.equal(
            f"the version of {name}",
            report.packages[name],
            importlib.metadata.version(name),
            thought="What does importlib.metadata.version say of this name?",
        )
    checks.equal(
        "the version of no-such-thing",
        report.packages["no-such-thing"],
        None,
        thought="It is not installed: None, and no text.",
    )
    checks.equal(
        "device",
        report.device,
        "cuda",
        thought="The type of the device alone, as a text.",
    )


# %% hidden="setup_report" points=2
def hidden_setup_report() -> None:
    there = ["numpy", "matplotlib", "NumPy", "torch", "nbformat", "jupytext", "tqdm"]
    absent = ["pytorch-of-tomorrow", "PIL", "sklearn-of-yore", "gym-that-was"]
    expected = {
        name: importlib.metadata.version(name) for name in there
    } | dict.fromkeys(absent)
    rng = np.random.default_rng(11)
    mixed = [str(name) for name in rng.permutation(there + absent)]
    cases: list[tuple[Sequence[str], str, str]] = [
        (mixed, "cpu", "cpu"),
        (mixed[::-1], "meta", "meta"),
        (tuple(mixed[:4]), "cuda:0", "cuda"),
        ([], "mps", "mps"),
        (absent, "cuda:3", "cuda"),
        (["PIL", *there], "cpu:0", "cpu"),
        (["pillow"], "cuda", "cuda"),
        (mixed[2:5], "xpu:2", "xpu"),
        (mixed[1:3], "cuda:12", "cuda"),
    ]
    for names, place, kind in cases:
        with checks.unchanged(packages=names):
            report = checks.attempt(setup_report, names, torch.device(place))
        checks.instance(
            "the result", report, Setup, thought="Is it a Setup, whatever is asked for?"
        )
        thought = "Is Python's version a text, as platform tells it?"
        checks.instance("python", report.python, str, thought=thought)
        checks.equal(
            "python", report.python, platform.python_version(), thought=thought
        )
        checks.instance(
            "packages", report.packages, dict, thought="Is it a dictionary?"
        )
        checks.equal(
            "the names",
            list(report.packages),
            list(names),
            thought="Is there an entry for each name, in order, and no other entry?",
        )
        for name in names:
            known = expected.get(name, importlib.metadata.version("pillow"))
            checks.equal(
                "a version",
                report.packages[name],
                known,
                thought=(
                    "Is the version that of the installed package of this name, "
                    "and None where there is none, in any order?"
                ),
            )
        thought = "Is the device told by its type, without a number, wherever it is?"
        checks.instance("device", report.device, str, thought=thought)
        checks.equal("device", report.device, kind, thought=thought)
    spelled = ["rl-dice", "RL_Dice", "rl.dice"]  # all of them mean the same package
    for version in (None, "1.0", "2.0rc1+cu128", "2.0.post1", None):
        with checks.installed({} if version is None else {"rl-dice": version}):
            report = checks.attempt(setup_report, spelled, torch.device("cpu"))
        checks.equal(
            "the versions of a package that comes and goes",
            report.packages,
            dict.fromkeys(spelled, version),
            thought=(
                "Is each package looked up at each call, in any spelling, and its "
                "version told as importlib.metadata tells it?"
            ),
        )
    first, _ = checks.each(
        setup_report,
        [(["numpy"], torch.device("cpu")), (["torch", "PIL"], torch.device("cpu"))],
    )
    checks.equal(
        "the first of two reports",
        first.packages,
        {"numpy": expected["numpy"]},
        thought="Does each report keep a dictionary of its own?",
    )
    written = checks.constants_in(setup_report)
    looked_up = {platform.python_version(), *expected.values()} - {None}
    checks.true(
        "versions are looked up",
        not looked_up & written,
        thought="What will your function say after the next update?",
    )


# %% tags=["demo"]
with checks.demonstration():
    own_setup = setup_report(["gymnasium", "numpy", "torch", "tensorflow"], device)
    print(f"Python {own_setup.python}, computing on {own_setup.device}")
    for package, version in own_setup.packages.items():
        print(f"{package:>12}: {version or 'not installed'}")

# %% [markdown]
# If a line says "not installed" and you did not mean to install it, nothing is wrong: no part of this course needs TensorFlow.

# %% [markdown]
# ## 2. Two sides, five values
#
# Reinforcement learning has two sides. The **agent** decides. The **environment** is everything else. They take turns: at step $t$ the agent
# has an **observation** $S_t$ and answers with an **action** $A_t$; the environment answers with a number, the **reward** $R_{t+1}$, and
# the next observation $S_{t+1}$. One round, from start to end, is an **episode**. If it lasts $T$ steps, its **return** is the
# sum of all its rewards:
#
# $$G = R_1 + R_2 + \dots + R_T .$$
#
# The return is the score. Nearly all environments of this field, from a pole on a cart to a robot, speak one and the same language,
# that of the library **Gymnasium**. It is small:
#
# | in code | what it does |
# |---|---|
# | `observation, info = env.reset(seed=...)` | begins an episode |
# | `observation, reward, terminated, truncated, info = env.step(action)` | one step; these five values are the language |
# | `env.observation_space`, `env.action_space` | what observations and actions look like |
#
# (`info` holds notes for people; an agent does not look at it.) An agent that plays one episode is therefore always this loop:
#
# ```text
# One episode
# 1  observation <- reset;  G <- 0
# 2  repeat:
# 3      choose an action
# 4      observation, reward, terminated, truncated <- step with the action
# 5      G <- G + reward
# 6  until terminated or truncated
# 7  return G
# ```
#
# ## From mathematics to code
#
# | symbol | meaning | in code | shape, dtype |
# |---|---|---|---|
# | $S_t$ | observation | `observation` | as `env.observation_space` says |
# | $A_t$ | action | `action` | as `env.action_space` says |
# | $R_{t+1}$ | reward | `reward` | float |
# | $T$ | number of steps of an episode | (not kept) | int |
# | $G$ | return of an episode | an entry of `returns` | float64 |
# | $n$ | number of episodes | `n_episodes` | int |
# | $\bar G_k$ | mean of the first $k$ returns | `means[k - 1]` | float64 |
# | $p(s', r \mid s, a)$ | chance that action $a$ in state $s$ leads to $s'$ with reward $r$ | `env.unwrapped.P[s][a]` | list |

# %% [markdown]
# ## 3. A world whose answer is known
#
# Five cells in a row, with a way out at both ends. A walker starts in the middle, and each step costs 1 (a reward of $-1$) until it stands
# on an end cell.
#
# ```text
#  cell    0      1      2      3      4
#        [out]  [   ]  [start] [   ]  [out]
# ```


# %%
class Corridor(gym.Env[Any, Any]):
    """Five cells in a row: the walker starts in the middle, and both ends are exits.

    Observations are the number of the cell; action 0 goes left, 1 goes right. Each
    step has reward -1.
    """

    def __init__(self) -> None:
        self.observation_space = spaces.Discrete(5)  # the whole numbers 0 to 4
        self.action_space = spaces.Discrete(2)  # 0 and 1
        self.cell = 2

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Begin in the middle."""
        super().reset(seed=seed, options=options)
        self.cell = 2
        return self.cell, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Take one step to the left or to the right."""
        self.cell += 1 if action == 1 else -1
        terminated = self.cell in (0, 4)
        return self.cell, -1.0, terminated, False, {}


# %% [markdown]
# **Predict.** The walker tosses a fair coin for each step. How long does it walk on average? Write a number down. Then follow the proof.
#
# *Lemma.* The expected return of the coin tosser is exactly $-4$.
#
# *Proof.* Let $e$ be the expected number of steps from the middle. After two steps the walker is out (left, left or right, right) with
# probability $\tfrac12$, or back in the middle with probability $\tfrac12$, and from there it takes another $e$ on average:
#
# $$e = 2 + \tfrac12\, e \quad\Longrightarrow\quad e = 4 .$$
#
# ($e$ is a finite number: the chance of still walking after $2k$ steps is $(\tfrac12)^k$, which vanishes quickly.) Each step has reward
# $-1$. $\square$
#
# An unknown that stands on both sides of an equation, because the future of the walker looks like its present: you have just solved
# your first **Bellman equation**. Part 4.6 is about nothing else.
#
# Here are a few episodes, step by step. The actions are drawn by `env.action_space.sample()`: every action space can do that.


# %% tags=["demo", "nbval-check-output"]
def show_episode(env: gym.Env[Any, Any], seed: int) -> tuple[bool, bool]:
    """Play one random episode in a corridor, print it, and return how it ended."""
    env.action_space.seed(seed)
    cell, _ = env.reset(seed=seed)
    path, total = [int(cell)], 0.0
    terminated = truncated = False
    while not (terminated or truncated):
        cell, reward, terminated, truncated, _ = env.step(env.action_space.sample())
        path.append(int(cell))
        total += float(reward)
    shown = " ".join(str(one) for one in path)
    print(f"cells {shown:<24} return {total:3.0f}  {terminated = }  {truncated = }")
    return terminated, truncated


for shown_seed in range(5):
    assert show_episode(Corridor(), shown_seed) == (True, False)

# %% [markdown]
# What to see: each path begins at 2 and ends at 0 or 4, and its return is minus the number of steps. `terminated` is true at the end: the
# world says that the story is over. Nobody ever truncated anything.

# %% [markdown]
# ## 4. The two ways in which an episode ends
#
# The coin tosser might walk for a very long time. So we put a **step limit** around the corridor: `gym.wrappers.TimeLimit(env, 3)` is the
# same world, in a wrapper that counts steps, and says `truncated` at the third step. Two words for two things:
#
# - **terminated**: the *world* ended it. The pole fell, the walker is out. There is no future, and no more reward to come.
# - **truncated**: *we* ended it, for lack of time. The walker still stands there, and would have gone on. Its future is not over; we just
#   do not look at it.
#
# An agent that takes one for the other learns that stopping the clock is like dying. It is one of the most frequent bugs in this field
# (Part 5.2 returns to it), and the cure is to keep the two words apart from the first day.
#
# **Predict**, from the proof above: with a limit of 3, which share of the coin tosser's episodes is truncated? And with a limit of 2, can
# both words be true at once?


# %% tags=["demo", "nbval-check-output"]
def endings(step_limit: int, n_episodes: int, seed: int) -> dict[str, float]:
    """Return how episodes of the coin tosser end, as shares of all episodes."""
    env = gym.wrappers.TimeLimit(Corridor(), step_limit)
    env.action_space.seed(seed)
    counts = {"terminated": 0, "truncated": 0, "both": 0}
    for _ in range(n_episodes):
        env.reset()
        terminated = truncated = False
        while not (terminated or truncated):
            _, _, terminated, truncated, _ = env.step(env.action_space.sample())
        both = terminated and truncated
        counts["both" if both else "terminated" if terminated else "truncated"] += 1
    return {ending: count / n_episodes for ending, count in counts.items()}


for limit in (2, 3, 4):
    shares = endings(limit, n_episodes=1000, seed=limit)
    told = ", ".join(f"{share:.0%} {ending}" for ending, share in shares.items())
    print(f"limit {limit}: {told}")
    # Still walking after so many steps, by the proof; four standard errors of room.
    assert abs(shares["truncated"] - 0.5 ** (limit // 2)) < 4 * (0.25 / 1000) ** 0.5
    assert (shares["both"] > 0) == (limit % 2 == 0)

# %% [markdown]
# With a limit of 3 every second episode is truncated: the chance of being back in the middle after two steps. And with an even limit both
# words can be true, since the walker may get out in the very step at which the limit is reached. So a loop ends at `terminated or
# truncated`. Whether there was a future is a different question, and `terminated` alone answers it.

# %% [markdown]
# ## 5. Two sources of luck, two seeds
#
# An experiment that cannot be repeated proves nothing. Luck enters an episode by two doors: the *environment* (where the pole starts, where
# the ice lets you slide) and the *agent* (the coin). Each has a generator of random numbers of its own, and each is **seeded** on its own:
# `env.reset(seed=...)` seeds the environment, `env.action_space.seed(...)` seeds what `sample` draws. Look at the pole on its cart, which
# starts a little off the middle. Four numbers are observed: position, velocity, angle, angular velocity.


# %% tags=["demo"]
def first_steps(env: gym.Env[Any, Any], seed: int) -> tuple[list[float], list[int]]:
    """Reset with a seed; return the first observation and the next twelve samples."""
    observation, _ = env.reset(seed=seed)
    actions = [int(env.action_space.sample()) for _ in range(12)]
    return [round(float(number), 3) for number in observation], actions


pole = gym.make("CartPole-v1")
pole.action_space.seed(3)
runs = [first_steps(pole, seed=7), first_steps(pole, seed=7)]
pole.action_space.seed(3)
runs.append(first_steps(pole, seed=7))
for heading, (start, drawn) in zip(
    ("both seeded", "reset alone seeded", "both seeded"), runs, strict=True
):
    print(f"{heading:>18}: starts at {start}, actions {drawn}")
assert runs[0][0] == runs[1][0] == runs[2][0]
assert runs[0][1] == runs[2][1]
assert runs[0][1] != runs[1][1]

# %% [markdown]
# The same start three times; but in the second line the agent did something else, since nobody seeded its coin again. Seed both, and the
# whole run comes back.
#
# One more habit: **seed once, at the first reset.** A later `reset()` without a seed goes on with the same generator, and each episode gets a
# new start. Whoever passes the same seed to every reset sees one and the same start again and again, and believes that it is the world.

# %% [markdown]
# ## 6. Exercise 2: the random agent
#
# *Medium, about 12 minutes.* Write `random_returns(env, n_episodes, seed)`, which lets the random agent play `n_episodes` episodes, and
# returns an array of the episodes' returns: float64, of shape `[n_episodes]`, in order.
#
# - Seed the action space with `seed`, once, before the first action.
# - Reset the environment once for each episode. The **first** reset gets `seed`, the others get none.
# - Each action is one call of `env.action_space.sample()`, handed on as it is. Draw nothing else from the action space.
# - An episode ends with the first step that is terminated or truncated (or both). No step comes after it.
# - A return is the sum of the rewards, which may be any numbers, in float64: make each reward a `float` before you add it. (Some worlds
#   pay in NumPy's float32, and a sum of those keeps only seven digits.)
# - Test `terminated` and `truncated` for truth (`if terminated`), not by `is True`: some worlds answer with NumPy's truth values.
# - Each call plays its episodes again, returns an array of its own, and leaves the environment open: closing it is up to whoever made it.
#
# For no episodes at all, return an empty array, and do not reset. (Whether you seed the action space then makes no difference.)
#
# *Example.* In the corridor every return is a negative even number. In another world, after one episode with the rewards 0.5, 2, $-1$ and
# one with the single reward 4, the result is `[1.5, 4.0]`.
#
# <details><summary>Hint</summary>
#
# A loop over episodes, and in it the loop in the box of section 2. `env.reset(seed=seed if episode == 0 else None)` seeds the first one
# alone. Collect the sums in a list; `np.array(numbers, dtype=np.float64)` makes an array of it.
#
# </details>


# %% exercise="random_returns" task=2
def random_returns(
    env: gym.Env[Any, Any], n_episodes: int, seed: int
) -> NDArray[np.float64]:
    """Play episodes with random actions, and return what each of them brought.

    Args:
        env: Any environment with Gymnasium's interface and any action space, whose
            episodes end after at most 10,000 steps.
        n_episodes: Number of episodes, at least 0.
        seed: Seed of the action space and of the first reset.

    Returns:
        The sum of the rewards of each episode, shape ``[n_episodes]``, float64.
    """
    # BEGIN SOLUTION
    env.action_space.seed(seed)
    returns: list[float] = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            action = env.action_space.sample()
            _, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)
    # END SOLUTION


# %% test="random_returns" points=1
def test_random_returns() -> None:
    for inside in (
        checks.Conveyor(3, "truncated", n_actions=5),
        checks.Conveyor(3, "terminated", n_actions=5),
    ):
        env = checks.recorded(inside)
        what = f"episodes of three steps, all of them {inside.ending}"
        returns = checks.array(
            "the result",
            checks.attempt(random_returns, env, 4, 7),
            shape=(4,),
            dtype=np.float64,
            thought="One return for each episode, as a NumPy array of float64.",
        )
        checks.equal(
            f"{what}: how long each is",
            [len(episode.actions) for episode in env.episodes],
            [3, 3, 3, 3],
            thought="Is there one reset for each episode, and when is it over?",
        )
        checks.equal(
            "the seeds of the resets",
            env.seeds,
            [7, None, None, None],
            thought="The first reset gets the seed, the others get none.",
        )
        coin = spaces.Discrete(5)
        coin.seed(7)
        checks.equal(
            "the actions",
            [action for episode in env.episodes for action in episode.actions],
            [coin.sample() for _ in range(12)],
            thought=(
                "Is the action space seeded once with the seed, and is each action "
                "one sample of it?"
            ),
        )
        checks.close(
            "the returns",
            returns,
            [sum(episode.rewards) for episode in env.episodes],
            thought="Is each the sum of all rewards of its episode, the last one too?",
        )


# %% hidden="random_returns" points=2
def hidden_random_returns() -> None:
    class Rationed(spaces.Discrete):
        """A space that gives a number of samples, and refuses to give one more."""

        left = 0

        def sample(self, *given: Any, **named: Any) -> Any:
            """Give a sample, while there are any left."""
            if not self.left:
                raise RuntimeError("more samples than steps")
            self.left -= 1
            return super().sample(*given, **named)

    def play(inside: gym.Env[Any, Any], n_episodes: int, seed: int) -> None:
        """Let the answer play, and hold what it returns against the log."""
        env = checks.recorded(inside)
        result, done = checks.done_to(random_returns, env, n_episodes, seed)
        checks.true(
            "the environment's own action space is used, and it stays open",
            "close" not in done and ("action_space" in done or not n_episodes),
            thought="Whose action space is seeded and asked? Who closes what?",
        )
        returns = checks.array(
            "the result",
            result,
            shape=(n_episodes,),
            dtype=np.float64,
            thought="Is it a float64 array of one return an episode, for none, too?",
        )
        checks.equal(
            "the seeds of the resets",
            env.seeds,
            [seed, *[None] * n_episodes][:n_episodes],
            thought="Is there one reset an episode, and is the first alone seeded?",
        )
        checks.true(
            "each episode is played to its end, and not beyond",
            all(one.ended and not one.n_steps_after_end for one in env.episodes),
            thought="Does an episode end at terminated or truncated, or both?",
        )
        expected = inside.action_space
        expected.seed(seed)
        checks.close(
            "the actions",
            [checks.to_array(a) for one in env.episodes for a in one.actions],
            [
                checks.to_array(expected.sample())
                for one in env.episodes
                for _ in one.actions
            ],
            thought="Is each action one sample of the action space, seeded once?",
        )
        checks.close(
            "the returns",
            returns,
            [sum(reversed(one.rewards)) for one in env.episodes],
            thought="Is it the sum of the rewards, whatever their sign and size?",
            rtol=1e-9,
            atol=1e-9,
        )

    for number, ending in enumerate(("terminated", "truncated", "both")):
        for n_steps, n_episodes in (
            (1, 5),
            (4, 3),
            (61, 2),
            (2, 0),
            (700, 1),
            (1, 1001),
        ):
            inside = checks.Conveyor(n_steps, ending, n_actions=2 + n_steps % 7)
            play(inside, n_episodes, 100 * number + n_steps)
    used = checks.Conveyor(5, "both", n_actions=9)
    used.reset(seed=3)
    used.action_space.seed(3)
    used.action_space.sample()
    play(used, 3, 12)  # whatever was done with it before
    shifted = checks.Conveyor(4, "both")
    shifted.action_space = spaces.Discrete(3, start=5)
    play(shifted, 6, 2)
    fewer = gym.wrappers.TransformAction(
        checks.Conveyor(6, "terminated"), lambda a: int(a) % 4, spaces.Discrete(11)
    )
    play(fewer, 4, 9)  # the wrapper has an action space of its own
    play(gym.make("CartPole-v1"), 12, 5)
    play(gym.make("CartPole-v1", max_episode_steps=9), 12, 0)
    play(gym.make("FrozenLake-v1"), 10, 4)
    play(gym.make("Pendulum-v1", max_episode_steps=6), 3, 6)
    two_numbers = gym.wrappers.TransformAction(
        checks.Conveyor(5, "truncated"),
        lambda a: int(a[1]),
        spaces.MultiDiscrete([3, 4]),
    )
    play(two_numbers, 3, 10)
    for n_steps, n_episodes in ((4, 3), (1, 1), (7, 5)):
        rationed, ration = checks.Conveyor(n_steps, "both"), Rationed(6)
        ration.left, rationed.action_space = n_steps * n_episodes, ration
        checks.array(
            "the returns",
            checks.attempt(random_returns, rationed, n_episodes, 14),
            shape=(n_episodes,),
            thought="Is one sample drawn for each step, and none else?",
        )
    no: Any = np.False_  # NumPy's truth values
    yes: Any = np.True_
    flags = {0: {0: [(1.0, 1, 2.0, no)]}, 1: {0: [(1.0, 0, 0.5, yes)]}}
    play(tables.TableEnvironment(flags), 3, 3)
    long = checks.Conveyor(10_000, "terminated", n_actions=2)
    coin, luck = spaces.Discrete(2), checks.Conveyor(10_000, "terminated", n_actions=2)
    coin.seed(6)
    luck.reset(seed=6)
    checks.close(
        "the return of a long episode",
        checks.attempt(random_returns, long, 1, 6),
        [sum(float(luck.step(int(coin.sample()))[1]) for _ in range(10_000))],
        thought="Is an episode played to its end, however long it is?",
        rtol=1e-9,
        atol=1e-6,
    )
    again = checks.recorded(checks.Conveyor(2, "both"))
    first, second, third = checks.each(
        random_returns, [(again, 3, 4), (again, 3, 4), (again, 3, 5)]
    )
    checks.equal(
        "the seeds of three calls",
        again.seeds,
        [4, None, None, 4, None, None, 5, None, None],
        thought="Does each call play anew, and seed its first reset?",
    )
    for number, returns in enumerate((first, second, third)):
        checks.close(
            "the returns of three calls",
            returns,
            [sum(one.rewards) for one in again.episodes[3 * number : 3 * number + 3]],
            thought="Does each call return an array of its own?",
        )
    for factor in (1e-6, -1e7):
        scaled = gym.wrappers.TransformReward(
            checks.Conveyor(7, "terminated"),
            lambda reward, by=factor: by * float(reward),
        )
        env = checks.recorded(scaled)
        returns = checks.attempt(random_returns, env, 3, 8)
        checks.close(
            "the returns",
            returns,
            [sum(reversed(one.rewards)) for one in env.episodes],
            thought="Are very small and very large rewards added up as they are?",
            rtol=1e-9,
            atol=0.0,
        )
    single = gym.wrappers.TransformReward(
        checks.Conveyor(50, "terminated"), lambda reward: np.float32(float(reward))
    )
    env = checks.recorded(single)
    checks.close(
        "the returns",
        checks.attempt(random_returns, env, 3, 8),
        [sum(reversed(one.rewards)) for one in env.episodes],
        thought="Is the sum of float32 rewards a sum in float64?",
        rtol=1e-12,
        atol=1e-11,
    )
    whole = gym.wrappers.TransformReward(
        checks.Conveyor(3, "truncated"), lambda reward: int(10 * float(reward))
    )
    checks.array(
        "the result",
        checks.attempt(random_returns, whole, 2, 1),
        shape=(2,),
        dtype=np.float64,
        thought="Is it float64 for whole numbers as rewards, too?",
    )
    checks.makes_no_generator(
        random_returns, thought="Does the action space alone draw the actions?"
    )
    checks.draws_only_from_its_generator(
        lambda _: checks.attempt(random_returns, checks.Conveyor(5, "both"), 3, 5),
        varies=False,
        thought="Does the same seed give the same run, and is no other luck touched?",
    )


# %% [markdown]
# ### In the corridor: does it find the truth?
#
# Does your agent come near the $-4$ of the proof? A check is worth something only if it can fail, so a second agent is measured too: a
# wrapper replaces each action by 1, and the same loop walks straight to the right.


# %% tags=["demo"]
def show_corridor() -> None:
    """Compare the mean returns of two agents in the corridor with the exact ones."""
    returns = random_returns(Corridor(), 500, seed=0)
    error = returns.std(ddof=1) / np.sqrt(500)
    print(f"coin tosser: mean return {returns.mean():.2f} of 500 episodes; exact: -4")
    print(f"returns from {returns.min():.0f} to {returns.max():.0f}, typical error")
    print(f"of such a mean: {error:.2f} (Part 0.5 says where this number comes from)")
    assert abs(returns.mean() + 4) < 4 * error
    assert (returns % 2 == 0).all() and returns.max() == -2
    straight = gym.wrappers.TransformAction(Corridor(), lambda _: 1, spaces.Discrete(2))
    to_the_right = random_returns(straight, 5, seed=0)
    print(f"always right: {to_the_right.tolist()}")
    assert (to_the_right == -2).all()


with checks.demonstration():
    show_corridor()

# %% [markdown]
# The mean lands near $-4$, as the proof says, and not on it: 500 episodes are a sample. For the rest of this course, worlds as small as
# this one are where a new program is tried first. If it misses a number that is known, it need not be trusted with one that is not.
#
# ### On the cart: a number that nobody has proved
#
# **CartPole-v1**: a pole stands on a cart. Action 0 pushes the cart to the left, 1 to the right; each step has reward 1; the episode
# terminates when the pole tilts by more than 12 degrees or the cart leaves the track, and is truncated after 500 steps. How long does a die
# keep the pole up? Predict, then run.


# %% tags=["demo"]
with checks.demonstration():
    cart_returns = random_returns(gym.make("CartPole-v1"), 500, seed=1)
    lean = gym.wrappers.TransformAction(
        gym.make("CartPole-v1"), lambda _: 1, spaces.Discrete(2)
    )
    push_returns = random_returns(lean, 100, seed=1)
    print(f"random:       mean return {cart_returns.mean():.1f} of 500 episodes,")
    print(f"              from {cart_returns.min():.0f} to {cart_returns.max():.0f}")
    print(f"always right: mean return {push_returns.mean():.1f} of 100 episodes")
    assert 18 < cart_returns.mean() < 27
    assert push_returns.mean() < 11

# %% [markdown]
# A little over twenty steps, less than half a second. Pushing in one direction all the time is even worse. Remember these numbers: an agent of
# Part 5.2 that scores 25 on this cart is a die with a neural network around it.
#
# Watch one of the episodes. The captions say what passes between the two sides.


# %% tags=["demo"] alt="Film of one random episode of about twenty pictures: the captions tell action, reward and return so far, and the pole tips further until it falls."
def film_of(seed: int) -> tuple[list[NDArray[np.uint8]], list[str]]:
    """Play one random episode of CartPole-v1; return its pictures and captions."""
    env = gym.make("CartPole-v1", render_mode="rgb_array")
    env.action_space.seed(seed)
    env.reset(seed=seed)
    frames = [np.asarray(env.render(), dtype=np.uint8)[100:320]]
    captions = ["the start"]
    total, ended = 0.0, False
    while not ended:
        action = int(env.action_space.sample())
        _, reward, terminated, truncated, _ = env.step(action)
        total, ended = total + float(reward), terminated or truncated
        frames.append(np.asarray(env.render(), dtype=np.uint8)[100:320])
        captions.append(
            f"action {action} ({('left', 'right')[action]}), reward {reward:.0f}, "
            f"return so far {total:.0f}{', terminated' if terminated else ''}"
        )
    env.close()
    return frames, captions


film_frames, film_captions = film_of(seed=4)
animations.show(
    animations.from_frames(film_frames, interval_ms=250, captions=film_captions)
)

# %% [markdown]
# ## 7. Exercise 3: how many episodes are enough?
#
# *Easy, about 8 minutes.* Single returns jump about. Their mean calms down the more of them there are. The **running mean** of the returns
# $G_1, G_2, \dots$ is the mean of all that we have seen so far:
#
# $$\bar G_k = \frac{G_1 + G_2 + \dots + G_k}{k}, \qquad k = 1, 2, \dots, n .$$
#
# Write `running_mean_figure(returns)`, which returns a new `Figure` with one set of axes:
#
# - a **point** for each episode, at $(k, G_k)$: a marker that can be seen, with no line from one marker to the next. The first episode has
#   number 1;
# - a **line** through the points $(k, \bar G_k)$, not rounded;
# - a label on the x axis that has the word *episode* in it, and one on the y axis with *return*, *reward* or *score*; neither names
#   another quantity;
# - a legend that names both, points and line, each by a name of its own (a text next to the line may stand in for the line's entry). The
#   name of the line says that it is a *mean* or an *average*, and fits what is drawn: the mean of *all* episodes so far. So do not call it
#   a sum, a median, smoothed or weighted, or a moving or rolling average, which looks back over a window of some latest episodes.
#
# There are no other markers, except on the line. Every point and the whole line lie within the limits of the axes, for
# returns of any sign. For a single episode the line is a point: it need be neither seen nor named. `returns` stays as it is.
#
# *Example.* For returns of 2.5, 6, $-1$, 0.5 the points are $(1, 2.5), (2, 6), (3, -1), (4, 0.5)$, and the line goes through
# $(1, 2.5), (2, 4.25), (3, 2.5), (4, 2)$.
#
# <details><summary>Hint</summary>
#
# `np.cumsum([3, 5, 1])` is `[3, 8, 9]`: the sum of the first, the first two, the first three. What has to be divided by what?
# `axes.plot(x, y, ".", linestyle="none", label=...)` draws points.
#
# </details>


# %% exercise="running_mean_figure" task=3
def running_mean_figure(returns: NDArray[np.float64]) -> Figure:
    """Draw the return of each episode, and the mean of all returns so far.

    Args:
        returns: Returns in the order of the episodes, shape ``[n_episodes]``, float64,
            at least one; any sign and size, as long as their sums are finite.

    Returns:
        A new figure with one set of axes.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(
        episodes, returns, ".", linestyle="none", color="0.6", label="one episode"
    )
    means = np.cumsum(returns) / episodes
    axes.plot(episodes, means, color=plots.PALETTE[0], label="mean of all so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
    # END SOLUTION


# %% test="running_mean_figure" points=1
def test_running_mean_figure() -> None:
    figure = checks.figure_of(
        running_mean_figure,
        np.array([2.5, 6.0, -1.0, 0.5]),
        n_axes=1,
        thought="Return a new figure with one set of axes.",
    )
    [axes] = checks.panels_of(figure)
    checks.scatter(
        "the returns",
        axes,
        [1, 2, 3, 4],
        [2.5, 6.0, -1.0, 0.5],
        joined=False,
        thought="One marker for each episode, counted from 1, and no line.",
    )
    checks.curve(
        "the running mean",
        axes,
        [1, 2, 3, 4],
        [2.5, 4.25, 2.5, 2.0],
        thought="After two it is (2.5 + 6) / 2, after three (2.5 + 6 - 1) / 3.",
    )
    checks.labels(
        axes,
        x=("episode",),
        y=("return", "reward", "score"),
        thought="Which label belongs to which axis?",
    )
    names = checks.names(axes)
    checks.true(
        "a legend with two names",
        len({name for name, _ in names}) >= 2,
        thought="How does a reader know what is what?",
    )


# %% hidden="running_mean_figure" points=2
def hidden_running_mean_figure() -> None:
    rng = np.random.default_rng(13)
    lies = ("latest", "last", "recent", "window", "median", "moving", "rolling")
    lies = (*lies, "smooth", "exponential", "weighted", "sliding", "sum of", "discount")
    others = ("median", "length", "duration", "loss", "number of", "per step", "/ step")
    rounded = np.round(rng.normal(0.0, 50.0, size=333))
    rounded[1] = rounded[0] + 9.0  # of equals, the mean would join the first two points
    cases: list[NDArray[np.float64]] = [
        np.array([7.5]),
        np.array([-2.0, 6.0]),
        rng.exponential(20.0, size=5),
        -rng.exponential(300.0, size=(40, 2))[:, 0],  # a view into a larger array
        rng.normal(0.0, 1e5, size=30),
        rounded,
        rng.normal(1e6, 3e5, size=12),
        rng.normal(0.0, 1e-4, size=9),
        rng.exponential(20.0, size=1200),
    ]
    for returns in cases:
        n = len(returns)
        numbers = np.arange(1, n + 1)
        means = np.array([returns[:k].mean() for k in numbers])
        with checks.unchanged(returns=returns):
            figure = checks.figure_of(
                running_mean_figure,
                returns,
                n_axes=1,
                thought="Is it a new figure each time, with labels on x and y?",
            )
        [axes] = checks.panels_of(figure)
        points = checks.scatter(
            "the returns",
            axes,
            numbers,
            returns,
            joined=False if n > 1 else None,
            thought="Is there a marker for each episode, and no line between them?",
        )
        thought = "Is anything cut off?"
        checks.in_view("the returns", axes, x=numbers, y=returns, thought=thought)
        checks.labels(
            axes,
            x=("episode",),
            y=("return", "reward", "score"),
            not_x=("step", "second", "s", "update"),
            not_y=("loss", "second", "s"),
            thought="What is along x, and what along y?",
        )
        along_x = axes.get_xlabel() or figure.get_supxlabel()
        along_y = axes.get_ylabel() or figure.get_supylabel()
        checks.true(
            "what the labels say",
            "episode" in along_x.lower()
            and any(one in along_y.lower() for one in ("return", "reward", "score"))
            and not any(one in along_y.lower() for one in others),
            thought="Does each label have a word of the statement in it, and no other?",
        )
        places = np.concatenate([cloud.xy for cloud in checks.points(axes)])
        nearest = np.clip(np.rint(places[:, 0]), 1, n).astype(np.int64)
        near = [np.abs(places[:, 1] - one[nearest - 1]) for one in (returns, means)]
        checks.true(
            "each marker is at an episode",
            bool((np.abs(places[:, 0] - nearest) < 1e-5).all())
            and bool((np.minimum(*near) <= 1e-5 * np.abs(returns).max()).all()),
            thought="Is there a marker where no episode is?",
        )
        if n == 1:
            continue
        mean = checks.curve(
            "the running mean",
            axes,
            numbers,
            means,
            thought="Is each point of the line the mean of all episodes up to it?",
        )
        whole = [  # the line may have markers, and begins at the first return
            cloud
            for cloud in checks.points(axes)
            if cloud.xy.shape == (n, 2)
            and np.allclose(np.sort(cloud.xy[:, 1]), np.sort(returns), rtol=1e-6)
        ]
        named = checks.own_names(
            axes,
            {
                "the returns": (
                    whole[0] if whole else points,
                    ["single", "each", "individual", "raw"],
                ),
                "the mean": (mean, ["mean", "average", "running", "so far"]),
            },
            thought="Does the legend name both, each by a name of its own?",
        )
        said = named["the mean"]
        figures = "".join(one if one.isdigit() else " " for one in said).split()
        checks.true(
            "what the legend says of the mean",
            set(figures) <= {"1", str(n)}
            and any(word in said.lower() for word in ("mean", "average", "avg"))
            and not any(word in said.lower() for word in lies),
            thought="Of which episodes is it the mean, and does the legend say so?",
        )
        checks.true(
            "what the legend says of the returns",
            not any(
                checks.says(named["the returns"], word)
                for word in ("mean", "average", "median")
            ),
            thought="Is one point a mean?",
        )


# %% alt="Dots for the return of 500 random episodes on CartPole, from 8 to about 100, and a line for the running mean, which wanders at first and then settles near 22." tags=["demo"]
def show_running_mean() -> None:
    """Draw the random agent's returns, and print where their mean has been."""
    axes = running_mean_figure(cart_returns).axes[0]
    axes.set(title="The random agent on CartPole-v1")
    axes.set(xlabel="episode", ylabel="return (steps)")
    plt.show()
    means = np.cumsum(cart_returns) / np.arange(1, 501)
    shown = {k: means[k - 1] for k in (5, 20, 100, 500)}
    print(", ".join(f"after {k}: {mean:.1f}" for k, mean in shown.items()))
    assert np.ptp(means[:50]) > 2 * np.ptp(means[250:])


with checks.demonstration():
    show_running_mean()

# %% [markdown]
# In the first fifty episodes the running mean moves more than twice as far as in the last 250. So a score from five episodes says very little.
# Its typical error shrinks with the square root of the number of episodes: four times as many for half of the error (Part 0.5).
#
# Now give the cart a step limit. Nothing about the agent changes, nor about the pole. Move the slider: what happens to the score? Each of
# the 500 episodes above is cut where the limit would have cut it. (If you see no slider, you see a static copy, with a limit of 30.
# If the pole falls in the very step at which the limit is reached, we count the episode as terminated.)


# %% tags=["demo"] alt="Histogram of the returns of the random agent with a step limit of 30: episodes in which the pole fell spread from 8 to 30, and those cut off stand in one high bar at 30."
def limit_figure(step_limit: int) -> Figure:
    """Draw how the returns of the random agent would spread under a step limit."""
    fell = cart_returns[cart_returns <= step_limit]
    cut = np.full(500 - len(fell), step_limit)
    mean = np.concatenate([fell, cut]).mean()
    figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
    axes.hist(
        [fell, cut],
        bins=np.arange(0.5, 103, 2).tolist(),
        stacked=True,
        color=[plots.PALETTE[0], plots.PALETTE[1]],
        hatch=["", "//"],
        edgecolor="white",
        linewidth=0.3,
        label=["terminated: the pole fell", "truncated: we stopped"],
    )
    axes.axvline(float(mean), color="black", linestyle="--", label="mean return")
    axes.set(xlabel="return (steps)", ylabel="episodes of 500", xlim=(0, 102))
    axes.legend(loc="upper right")
    axes.set_title(
        f"limit {step_limit}: {len(cut) / 500:.0%} truncated, mean return {mean:.1f}"
    )
    return figure


with checks.demonstration():
    assert len(cart_returns) == 500
    controls.interactive_figure(
        limit_figure, step_limit=controls.slider(10, 100, 5, 30, "step limit")
    )
    assert cart_returns.mean() - np.minimum(cart_returns, 30).mean() > 1.0

# %% [markdown]
# The same agent, and its mean return falls with the limit. A score belongs to an agent **and** an environment with its limit: two numbers from
# different limits cannot be compared. And the high bar counts episodes whose true length nobody would know, had we really stopped there: that
# is what truncation means.

# %% [markdown]
# ## 8. Exercise 4: read the card first
#
# *Easy, about 8 minutes.* Before you train in a world, look at what it says of itself. A **space** describes what may come. The two that
# you will meet most are `Discrete(n)`, one of `n` whole numbers, and `Box(low, high, shape)`, an array of that shape with limits for each
# entry. Write `inspect_environment(env)`, which returns a `Card`:
#
# - `n_actions`: how many actions there are, if the action space is a `spaces.Discrete`; otherwise `None`;
# - `n_observations`: how many observations there are, if the observation space is a `spaces.Discrete`; otherwise `None`;
# - `observation_shape`: what `env.observation_space.shape` says: `(4,)` on the cart, `()` where an observation is a single number,
#   `None` where it is made up of several parts, as in Blackjack;
# - `step_limit`: what `env.spec.max_episode_steps` says. It is the number of steps after which an episode is truncated, or `None`. Where
#   `env.spec` itself is `None`, as for our `Corridor()`, there is nothing to ask: the limit is `None`, even if a wrapper sets one.
#
# Ask the `env` that you are given, with its wrappers, not what is inside: a wrapper may change spaces and limit. Where they are not `None`,
# both counts and the limit are Python's own `int`; Gymnasium's `n` is not (it is NumPy's). The environment is only looked at: no reset, no
# step, no sample of a space, and it is not closed.
#
# *Example.* For `gym.make("CartPole-v1")` it is `Card(n_actions=2, n_observations=None, observation_shape=(4,), step_limit=500)`; for our
# `Corridor()`, `Card(2, 5, (), None)`.
#
# <details><summary>Hint</summary>
#
# `isinstance(space, spaces.Discrete)` asks what a space is. (Other spaces have an `n`, too.) `env.spec` may be `None`, and
# `None` has no `max_episode_steps`.
#
# </details>


# %%
class Card(NamedTuple):
    """What an environment says of itself."""

    n_actions: int | None
    """Number of actions, None where the space is no Discrete."""
    n_observations: int | None
    """Number of observations, None where the space is no Discrete."""
    observation_shape: tuple[int, ...] | None
    """Shape of an observation, None where it is made up of several parts."""
    step_limit: int | None
    """Steps after which an episode is truncated, None where no spec says so."""


# %% exercise="inspect_environment" task=4
def inspect_environment(env: gym.Env[Any, Any]) -> Card:
    """Read the spaces and the step limit of an environment.

    Args:
        env: Any environment, with wrappers or without; it is only looked at.

    Returns:
        The card; counts and limit are of Python's type int.
    """
    # BEGIN SOLUTION
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
    # END SOLUTION


# %% test="inspect_environment" points=1
def test_inspect_environment() -> None:
    for name, expected in (
        ("CartPole-v1", Card(2, None, (4,), 500)),
        ("FrozenLake-v1", Card(4, 16, (), 100)),
        ("Pendulum-v1", Card(None, None, (3,), 200)),
        ("CliffWalking-v1", Card(4, 48, (), None)),
    ):
        card = checks.instance(
            "the result",
            checks.attempt(inspect_environment, gym.make(name)),
            Card,
            thought="Build it with Card(...).",
        )
        for field, value in expected._asdict().items():
            checks.equal(
                f"{field} of {name}",
                getattr(card, field),
                value,
                thought="Which of its spaces, or its spec, tells that?",
            )
        for number in card[:2]:
            if number is not None:
                checks.instance(
                    "a number",
                    number,
                    int,
                    thought="NumPy's whole numbers are no int: int(...) makes one.",
                )
    card = checks.attempt(inspect_environment, checks.Conveyor(3, "both"))
    checks.equal(
        "the card of an environment without a spec",
        card,
        Card(4, None, (2,), None),
        thought="Where env.spec is None, there is nothing to ask for a limit.",
    )


# %% hidden="inspect_environment" points=2
def hidden_inspect_environment() -> None:
    def compare(env: gym.Env[Any, Any], expected: Card) -> None:
        """Hold the card of an environment against what it must say."""
        for asked in (env, checks.recorded(env)):  # as it is, and in one more wrapper
            card, done = checks.done_to(inspect_environment, asked)
            checks.true(
                "the environment is only looked at",
                not done,
                thought="Is it only looked at: no reset, step, sample or close?",
            )
            checks.instance("the result", card, Card, thought="Is it a Card?")
            for value, known in zip(card, expected, strict=True):
                checks.equal(
                    "what the card says",
                    value,
                    known,
                    thought=(
                        "Is each of the four right for every kind of space, with and "
                        "without a limit, a spec and wrappers?"
                    ),
                )
            for value in (*card[:2], card.step_limit):
                checks.true(
                    "the type of a number",
                    value is None or type(value) is int,
                    thought="Are numbers of Python's own type int?",
                )
            if card.observation_shape is not None:
                checks.instance(
                    "observation_shape",
                    card.observation_shape,
                    tuple,
                    thought="Is the shape a tuple, as the space has it?",
                )

    class Coin(spaces.Discrete):
        """A kind of Discrete."""

    compare(gym.make("CartPole-v1", max_episode_steps=37), Card(2, None, (4,), 37))
    compare(gym.make("MountainCar-v0"), Card(3, None, (2,), 200))
    compare(
        gym.wrappers.TimeLimit(gym.make("CartPole-v1"), 11), Card(2, None, (4,), 11)
    )
    compare(gym.make("CliffWalking-v1"), Card(4, 48, (), None))
    compare(
        gym.wrappers.FlattenObservation(gym.make("FrozenLake-v1")),
        Card(4, None, (16,), 100),
    )
    unregistered = gym.wrappers.TimeLimit(checks.Conveyor(3, "both"), 5)
    compare(unregistered, Card(4, None, (2,), None))
    compare(gym.make("Taxi-v4"), Card(6, 500, (), 200))
    compare(gym.make("Blackjack-v1"), Card(2, None, None, None))
    compare(gym.make("MountainCarContinuous-v0"), Card(None, None, (2,), 999))
    worlds: list[tuple[gym.Space[Any], gym.Space[Any], Card]] = [
        (
            spaces.MultiBinary(4),
            spaces.Box(-1.0, 1.0, (2, 3), np.float32),
            Card(None, None, (2, 3), None),
        ),
        (
            spaces.Discrete(7, start=3),
            spaces.MultiDiscrete([3, 4]),
            Card(7, None, (2,), None),
        ),
        (
            spaces.MultiDiscrete([2, 5]),
            spaces.Discrete(1, start=-4),
            Card(None, 1, (), None),
        ),
        (spaces.Discrete(1), spaces.MultiBinary(6), Card(1, None, (6,), None)),
        (
            spaces.Box(0.0, 1.0, (), np.float64),
            spaces.Dict({"a": spaces.Discrete(2), "b": spaces.Discrete(3)}),
            Card(None, None, None, None),
        ),
        (
            spaces.Discrete(2),
            spaces.Box(0, 255, (84, 84, 3), np.uint8),
            Card(2, None, (84, 84, 3), None),
        ),
        (Coin(2), Coin(9, start=1), Card(2, 9, (), None)),
        (
            spaces.Box(0, 5, (), np.int64),
            spaces.Box(1, 6, (), np.int64),
            Card(None, None, (), None),
        ),
        (
            spaces.Tuple([spaces.Discrete(2), spaces.Discrete(3)]),
            spaces.Box(-1.0, 1.0, (1, 7, 1), np.float32),
            Card(None, None, (1, 7, 1), None),
        ),
    ]
    for actions, observations, expected in worlds:
        env = checks.Conveyor(3, "both")
        env.action_space, env.observation_space = actions, observations
        compare(env, expected)


# %% tags=["demo"]
def show_cards(names: Sequence[str]) -> None:
    """Print the cards of some environments as a table."""
    print(f"{'':15}{'actions':>9}{'observations':>14}{'shape':>8}{'limit':>7}")
    for name in names:
        card = inspect_environment(gym.make(name))
        actions, observations, shape, step_limit = (str(one) for one in card)
        print(f"{name:15}{actions:>9}{observations:>14}{shape:>8}{step_limit:>7}")
    pole_space = gym.make(names[0]).observation_space
    assert isinstance(pole_space, spaces.Box)
    highest = ", ".join(f"{number:.2f}" for number in pole_space.high)
    print(f"the largest observation on the cart: {highest}")
    assert np.isinf(pole_space.high[[1, 3]]).all()
    assert np.isfinite(pole_space.high[[0, 2]]).all()


with checks.demonstration():
    show_cards(["CartPole-v1", "Pendulum-v1", "Taxi-v4", "CliffWalking-v1"])

# %% [markdown]
# How to read it: Taxi has 500 observations, so an agent can keep a table with a row for each (Part 4.4). The cart's space is a box, so
# its card says `None`, and an agent will need a network (Part 5.2). Pendulum's *actions* are a box, too: it takes any torque between
# two limits, and many algorithms cannot handle that. And an entry of `inf` in the last line warns us: the two velocities have no bound.
# Cliff walking has no step limit. A random agent may wander there for a very long time, so put a limit around it.

# %% [markdown]
# ## 9. Exercise 5: where may an action lead?
#
# *Medium, about 12 minutes.* The small worlds that are called *toy text* carry a table of all that can happen.
# `env.unwrapped.P[state][action]` is a list of `(probability, next_state, reward, terminated)`, one entry for each way in which the step
# may go; the probabilities add up to 1. (A real world has no such table. It is used to check what agents learn.) It is the $p(s', r \mid s,
# a)$ of the textbooks.
#
# Write `step_odds(env, state, action)`, without the help of `rlcourse.environments.tables`. It boils the list down to an `Odds`:
#
# - `next_states`: a dictionary from each next state that can happen to its probability. A next state may appear in the list more than
#   once: then its probabilities are added up. A state is in the dictionary if its probability is above 0, however small, and only then;
# - `expected_reward`: the mean of the reward, $\sum p \cdot r$ over the list;
# - `ending`: the probability that the step terminates the episode. Each entry counts by its own `terminated`, tested for truth as in
#   Exercise 2: the same next state may appear once with true and once with false.
#
# All numbers are plain ones, of Python or NumPy (no arrays, no tensors), and not rounded. The environment is only looked at, and its table
# stays as it is.
#
# *Example.* The list `[(0.5, 3, 0.0, False), (0.25, 7, -2.0, True), (0.25, 3, 1.0, False)]` becomes
# `Odds(next_states={3: 0.75, 7: 0.25}, expected_reward=-0.25, ending=0.25)`.
#
# <details><summary>Hint</summary>
#
# One loop over the list, with four names in its head. `chances.get(next_state, 0.0)` is the probability so far, 0 at the first time.
#
# </details>


# %%
class Odds(NamedTuple):
    """What one action in one state may lead to."""

    next_states: dict[int, float]
    """Probability of each next state that can happen."""
    expected_reward: float
    """Mean of the reward."""
    ending: float
    """Probability that the step terminates the episode."""


# %% exercise="step_odds" task=4 forbid="rlcourse.environments.tables"
def step_odds(env: gym.Env[Any, Any], state: int, action: int) -> Odds:
    """Sum up what the transition table says of one action in one state.

    Args:
        env: An environment with a table ``env.unwrapped.P``, with wrappers or without
            (wrappers have no table ``P`` of their own); it is only looked at.
        state: Number of the state.
        action: Number of the action.

    Returns:
        The odds; all numbers are plain ones.
    """
    # BEGIN SOLUTION
    world: Any = env.unwrapped
    next_states: dict[int, float] = {}
    expected_reward = ending = 0.0
    for probability, next_state, reward, terminated in world.P[state][action]:
        if probability > 0:
            next_states[next_state] = next_states.get(next_state, 0.0) + probability
        expected_reward += probability * reward
        ending += probability * terminated
    return Odds(next_states, expected_reward, ending)
    # END SOLUTION


# %% test="step_odds" points=1
def test_step_odds() -> None:
    rows = [(0.5, 3, 0.0, False), (0.25, 7, -2.0, True), (0.25, 3, 1.0, False)]
    more = [(0.5, 1, 0.3, True), (0.25, 2, 1.5, False), (0.25, 2, -2.0, True)]
    stay = {state: {0: [(1.0, state, 0.0, False)]} for state in range(8)}
    example = tables.TableEnvironment({**stay, 5: {0: rows}, 6: {0: more}})
    lake = gym.make("FrozenLake-v1")
    for what, env, state, action, expected in (
        ("the example", example, 5, 0, Odds({3: 0.75, 7: 0.25}, -0.25, 0.25)),
        ("a list with two ends", example, 6, 0, Odds({1: 0.5, 2: 0.5}, 0.025, 0.75)),
        ("FrozenLake, 0, left", lake, 0, 0, Odds({0: 2 / 3, 4: 1 / 3}, 0.0, 0.0)),
        (
            "FrozenLake, 14, right",
            lake,
            14,
            2,
            Odds({14: 1 / 3, 15: 1 / 3, 10: 1 / 3}, 1 / 3, 1 / 3),
        ),
    ):
        odds = checks.instance(
            "the result",
            checks.attempt(step_odds, env, state, action),
            Odds,
            thought="Build it with Odds(...).",
        )
        checks.instance(
            "next_states", odds.next_states, dict, thought="It is a dictionary."
        )
        checks.equal(
            f"{what}: the next states",
            set(odds.next_states),
            set(expected.next_states),
            thought="Which states stand in the list, each once?",
        )
        for following, chance in expected.next_states.items():
            checks.close(
                f"{what}: the probability of {following}",
                odds.next_states[following],
                chance,
                thought="Are probabilities added up where a state stands there twice?",
            )
        checks.close(
            f"{what}: expected_reward",
            odds.expected_reward,
            expected.expected_reward,
            thought="Each reward counts with its own probability.",
        )
        checks.close(
            f"{what}: ending",
            odds.ending,
            expected.ending,
            thought="The probability of all entries that say terminated.",
        )


# %% hidden="step_odds" points=2
def hidden_step_odds() -> None:
    rng = np.random.default_rng(15)

    def compare(
        env: gym.Env[Any, Any],
        table: dict[int, dict[int, list[tuple[float, int, float, bool]]]],
        state: int,
        action: int,
    ) -> None:
        """Hold the odds of one step against sums over the columns of its list."""
        rows = table[state][action]
        chances, states, rewards, ends = (
            np.array(column) for column in zip(*rows, strict=True)
        )
        odds, done = checks.done_to(step_odds, env, state, action)
        checks.true(
            "the environment is only looked at",
            not done,
            thought="Is the environment only looked at, and its table, too?",
        )
        checks.instance("the result", odds, Odds, thought="Is it an Odds?")
        thought = (
            "Is there one entry for each next state that can happen, however "
            "improbable, and none for what cannot?"
        )
        checks.instance("next_states", odds.next_states, dict, thought=thought)
        possible = {int(one) for one in states[chances > 0]}
        checks.equal(
            "the next states", set(odds.next_states), possible, thought=thought
        )
        for following in possible:
            checks.close(
                "a probability",
                checks.number(
                    "a probability",
                    odds.next_states[following],
                    thought="Is each probability a plain number?",
                ),
                chances[states == following].sum(),
                thought="Are all probabilities of a next state added up?",
                rtol=1e-9,
                atol=0.0,
            )
        for what, value, known, room in (
            (
                "expected_reward",
                odds.expected_reward,
                float(chances @ rewards),
                1e-12 * float(chances @ np.abs(rewards)),
            ),
            ("ending", odds.ending, float(chances[ends].sum()), 0.0),
        ):
            checks.close(
                what,
                checks.number(what, value, thought="Is it a plain number?"),
                known,
                thought=(
                    "Does every way in which the step may go count with its "
                    "probability, also where two lead to one state?"
                ),
                rtol=1e-9,
                atol=room,
            )

    for scale in (1.0, 1e-5, 1e6, 0.0):
        n_states, n_actions = (int(number) for number in rng.integers(3, 7, size=2))
        table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {}
        for state in range(n_states):
            table[state] = {}
            for action in range(n_actions):
                n = int(rng.integers(1, 9))
                weights = rng.uniform(0.1, 1.0, size=n)
                if n > 3:
                    weights[int(rng.integers(n))] = 0.0  # it cannot happen
                    weights[-1] = 1e-60 if weights[-1] else 0.0  # and this hardly ever
                weights /= weights.sum()
                table[state][action] = [
                    (
                        float(weight),
                        int(rng.integers(n_states)),
                        float(scale * rng.normal()),
                        bool(rng.random() < 0.4),
                    )
                    for weight in weights
                ]
        env = tables.TableEnvironment(table)
        wrapped = gym.wrappers.TimeLimit(tables.TableEnvironment(table), 5)
        for state in range(n_states):
            for action in range(n_actions):
                compare(wrapped if action % 2 else env, table, state, action)
    for slippery in (True, False, True):  # all of one name
        lake: Any = gym.make("FrozenLake-v1", is_slippery=slippery)
        compare(lake, lake.unwrapped.P, 6, 3)
        compare(gym.wrappers.TimeLimit(lake, 7), lake.unwrapped.P, 6, 3)
    mixed: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
        0: {
            0: [
                (0.25, 1, 0.5, False),
                (0.25, 0, 1.5, True),
                (0.0, 1, 7.0, True),
                (0.5, 1, -1.0, True),
                (0.0, 0, 5.0, True),
                (1e-60, 2, 0.0, True),
            ]
        },
        1: {0: [(1.0, 0, 1.0, False)]},
        2: {0: [(1e-13, 1, 1.0, True), (1.0, 2, 0.0, True), (1e-30, 0, 2.0, False)]},
    }
    for state in range(3):
        compare(tables.TableEnvironment(mixed), mixed, state, 0)
    sure = {0: {0: [(1.0, 1, -3.0, True)]}, 1: {0: [(1.0, 1, 0.0, True)]}}
    compare(tables.TableEnvironment(sure), sure, 0, 0)
    compare(tables.TableEnvironment(sure), sure, 1, 0)
    whole: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
        0: {0: [(0, 1, 9, True), (1, 0, 2, False)]},
        1: {0: [(1, 1, 0, True)]},
    }
    compare(tables.TableEnvironment(whole), whole, 0, 0)
    no: Any = np.False_  # NumPy's truth values
    yes: Any = np.True_
    flags: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {
        0: {0: [(0.25, 0, 1.0, no), (0.25, 1, 0.5, yes), (0.5, 1, 2.0, no)]},
        1: {0: [(1.0, 1, 0.0, yes)]},
    }
    compare(tables.TableEnvironment(flags), flags, 0, 0)


# %% [markdown]
# ### Thin ice
#
# FrozenLake is a lake of 4 by 4 cells with holes (H) and a goal (G). The ice is slippery: an action takes you where you wanted to go with
# probability $\tfrac13$, and with $\tfrac13$ each to one of the two sides; never backwards. You stand in cell 6, between two holes, one to
# the left and one to the right. **Predict: which of the four actions is the safest?**


# %% alt="Four maps of the lake, one for each action in cell 6, with the chances of the next cells. Left and right reach one hole with probability 0.3, up and down reach two." tags=["demo"]
def odds_figure(state: int) -> Figure:
    """Draw where each action in a cell of FrozenLake may lead."""
    lake = gym.make("FrozenLake-v1")
    holes = {(1, 1): "H", (1, 3): "H", (2, 3): "H", (3, 0): "H", (3, 3): "G"}
    figure, panels = plt.subplots(2, 2, figsize=(7.2, 6.4), layout="constrained")
    for action, (name, axes) in enumerate(
        zip(("left", "down", "right", "up"), panels.flat, strict=True)
    ):
        odds = step_odds(lake, state, action)
        chances = np.full(16, np.nan)
        for following, chance in odds.next_states.items():
            chances[following] = chance
        marks = {**holes, divmod(state, 4): "you"}
        plots.grid_values(
            axes, chances.reshape(4, 4), labels=marks, colour_label="probability"
        )
        axes.images[0].set_clim(0, 1)
        axes.grid(visible=True, which="minor", color="0.75")
        axes.set_title(f"{name}: falls in with {odds.ending:.2f}")
    return figure


with checks.demonstration():
    odds_figure(6)
    plt.show()
    lake_odds = [step_odds(gym.make("FrozenLake-v1"), 6, a).ending for a in range(4)]
    print("in cell 6 (left, down, right, up):", [f"{one:.2f}" for one in lake_odds])
    assert np.allclose(lake_odds, [1 / 3, 2 / 3, 1 / 3, 2 / 3])

# %% [markdown]
# The safest actions are those that walk *towards a hole*. Left or right falls in with $\tfrac13$; up and down have a hole on both of their
# sides, and fall in with $\tfrac23$. No agent was needed to see this, only the table. An agent that has no table has to find it out by falling
# in, often enough: that is reinforcement learning.

# %% [markdown]
# ## 10. Does a world keep the rules?
#
# You will write worlds of your own (Part 4.7), and use those of others. Gymnasium has an inspector, `check_env`, which tries the interface:
# does `reset` return a pair, do observations lie in their space, does one seed give one start? It is silent if all is well. Let it look at
# our corridor, and at two corridors with a fault. Which one does it find?


# %% tags=["demo"]
class ForgetfulCorridor(Corridor):
    """A corridor whose reset forgets the second thing that it has to return."""

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> Any:
        """Begin in the middle, and return the cell alone."""
        cell, _ = super().reset(seed=seed, options=options)
        return cell


class OneWayCorridor(Corridor):
    """A corridor in which the right exit does not end the episode."""

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Take a step; nobody gets beyond cell 4."""
        self.cell = min(self.cell + (1 if action == 1 else -1), 4)
        return self.cell, -1.0, self.cell == 0, False, {}


def inspected(env: gym.Env[Any, Any]) -> str:
    """Return what Gymnasium's inspector says of an environment, in short."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # matters of taste
        try:
            check_env(env, skip_render_check=True)
        except Exception as error:  # it raises whatever it stumbles over
            return textwrap.shorten(f"{type(error).__name__}: {error}", 75)
    return "nothing to say"


verdicts = {
    kind.__name__: inspected(kind())
    for kind in (Corridor, ForgetfulCorridor, OneWayCorridor)
}
for kind_name, verdict in verdicts.items():
    print(f"{kind_name:>17}: {verdict}")
assert verdicts["Corridor"] == verdicts["OneWayCorridor"] == "nothing to say"
assert verdicts["ForgetfulCorridor"] != "nothing to say"

# %% [markdown]
# It finds the fault of form, and is silent about the other: a world with a closed exit is a proper world, only not the one that we meant.
# Whether it is the right one, a number that you know beforehand will tell:


# %% tags=["demo"]
with checks.demonstration():
    closed_returns = random_returns(OneWayCorridor(), 500, seed=2)
    closed_error = closed_returns.std(ddof=1) / np.sqrt(500)
    print(f"one exit closed: mean return {closed_returns.mean():.1f} of 500 episodes")
    print(f"with a typical error of {closed_error:.1f}; the proof says -4")
    assert closed_returns.mean() < -4 - 8 * closed_error

# %% [markdown]
# Far from $-4$: caught. That is why tests in this course so often begin with a world whose answer is known.

# %% [markdown]
# ## Summary and outlook
#
# - After each step the environment says five things: observation, reward, `terminated`, `truncated`, info. A loop ends when either flag is true; only
#   `terminated` says that there was no future.
# - Luck enters by two doors, and each has its own seed: the first `reset` seeds one, `action_space.seed` the other. So a run can be repeated.
# - The coin tosser needs 4 steps out of the corridor, which two lines proved, and 500 episodes came close to it.
# - The random agent on CartPole-v1 scored between 18 and 27 on average over 500 seeded episodes: the yardstick for all that follows.
# - A score belongs to an agent and an environment *with its step limit*, and the mean of a few episodes says little about it.
# - Spaces, limit and, in toy worlds, the table tell what an agent will face. On thin ice the safest steps led towards a hole.
#
# **Where it leads**: Part 0.2 does the arithmetic of returns in NumPy, for thousands of steps at once; Part 0.5 says how far a mean may be
# trusted. If you would rather see an agent that does better than a die, go to Part 1.1.
#
# **Further reading**: Gymnasium's documentation, "Basic Usage" and the pages of its environments; Pardo and others, *Time Limits in
# Reinforcement Learning* (2018), on what goes wrong when truncation is taken for an end.
