# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 1.1: Introduction: the course and why PyTorch"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A pole stands on a cart. It begins to tip. You may push the cart to the left or to the right, fifty times a second, and nobody tells you
# which push is the right one. All that you ever hear is "still standing" or "fallen". Could you learn to balance it? Could a program?
#
# Problems of this shape, where you act, see what comes of it, and get better, are the subject of **reinforcement learning** (RL). Before
# this page ends you will have watched a program of four numbers learn to balance that pole, and you will have written your first lines
# of **PyTorch**, the library in which the rest of the course is written.
#
# **After this part you can**
#
# - say in one sentence what an agent, an environment, a reward and a return are;
# - check that PyTorch works on your machine, and say on which device it computes;
# - make a tensor, read its shape and dtype, and move it from one device to another;
# - write a first program with tensors, and explain what it did.
#
# **You need** Python as you would use it for a small script: functions, lists, loops. No mathematics beyond a sum, and no tensor ever
# seen before.
#
# **Time** about 25 minutes to read, 55 to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 1.1 to 1.3; Barto, Sutton and
# Anderson, *Neuronlike adaptive elements that can solve difficult learning control problems* (1983), where the pole and the cart come
# from; Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library* (2019).

# %% [markdown]
# ## How these notebooks work
#
# Run the cells from top to bottom with <kbd>Shift</kbd>+<kbd>Enter</kbd>. Play with any of them: change a number, run it again, see
# what happens. You cannot break anything that a fresh copy would not mend.
#
# - **Exercises** are cells that say `# YOUR CODE HERE`. Replace that line *and* the `raise NotImplementedError()` below it.
# - A **visible test** follows each exercise. Run it as often as you like. What it says begins with one of three signs:
#
#   | sign | what it means |
#   |---|---|
#   | `✔ Right:` | The test is satisfied. It also tells how many exercises of this part are right so far. |
#   | `✘ Not yet:` | Something differs. It tells what it expected, what it got, and what to think about. |
#   | `○ Not attempted yet:` | The cell still says `raise NotImplementedError()`: nothing is wrong, it waits for you. |
#
# - A **hidden test** comes after it. You see only a comment; when your work is graded, it tries your function on other inputs than the
#   visible test did. So solve the task rather than the example.
# - **Hints** are folded up. Open one when you are stuck for more than a few minutes; that is what they are for.
# - **Written answers** are read and graded by a person.
# - **Run All** works at any time, however much is still missing. A test that fails does not stop it. A demonstration that needs one of your
#   answers says which one it waits for. And the last cell lists what is left to do.
# - **Restart Kernel and Run All Cells**, in the Kernel menu, runs everything from a fresh start; the last cell then lists what is left.
# - To **hand in**, click **Hand in** above the notebook (or use the assignment list, where your class has one). You may hand in again; every
#   version is kept. `make submit PART=1.1 STUDENT=your-name` in a terminal does the same.
#
# ### What an answer may rely on, and what it promises
#
# These rules hold in every part of the course. They are said here once.
#
# - **Names.** The function or class of the exercise keeps its name and its arguments. Everything else is yours: write helpers, import
#   modules, call them what you like. The tests neither use nor change any of these names.
# - **What comes in.** Your function gets what its docstring says, and nothing else. Where "at least one" is promised, you need not think of
#   none; where "any tensor" is promised, an empty one may come.
# - **What goes out.** The docstring names the type, shape and dtype of the result, and the tests hold you to them: a `tuple` is no
#   list, and `float32` is not `float64`.
# - **Arguments are not changed.** What your function is given belongs to the caller. Work on a copy, or build something new, unless the
#   exercise says that it changes the object itself.
# - **Randomness.** Where a function gets a random generator, every random number comes from that one. It makes no generator of its own, seeds
#   none, and leaves the global ones of Python, NumPy and PyTorch alone. The same generator in the same state then gives the same result.
# - **Errors.** "Raises a `ValueError` that says what came" means that the text of the error holds the value that was wrong, as Python
#   prints it. The other words are up to you. For a function that needs a positive `n`, this will do:
#   `raise ValueError(f"n is {n}, expected at least 1")`.
#
# ### The first code cell
#
# The first code cell of each notebook loads what the notebook needs. Run it now. It also says which **device** it computes on: more about
# that below.

# %%
import time
from collections.abc import Sequence
from typing import NamedTuple

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rlcourse import budgets, checks, devices
from rlcourse.figures import animations, plots

device = devices.choose()
budget = budgets.current()
plots.use_style()

# %% [markdown]
# ## A pole that falls
#
# Reinforcement learning has two sides. The **environment** is the world: here, a cart on a track with a pole hinged to it. The **agent**
# is whoever decides. They take turns:
#
# 1. the agent receives an **observation** of the world. Here it is four numbers: position of the cart (in metres), its velocity (metres
#    per second), angle of the pole (radians; 0 is upright) and its angular velocity (radians per second);
# 2. the agent answers with an **action**. Here: 0 pushes the cart to the left, 1 to the right;
# 3. the environment moves on by one time step and hands out a **reward**. Here: 1 for each step that is survived.
#
# The round from start to fall is called an **episode**. It also stops after 500 steps: by then we believe that you can do it. With
# $R_1, R_2, \dots, R_T$ for the rewards of an episode of $T$ steps, the sum
#
# $$G = R_1 + R_2 + \dots + R_T$$
#
# is its **return**. The return is the score, and the whole purpose of the agent is to make it large. On our cart it is the number
# of steps that the pole stayed up.
#
# A rule that turns observations into actions is called a **policy**. Ours is about as simple as can be. Multiply each of the four numbers
# of the observation $s$ by a weight of its own, add up, and look at the sign:
#
# $$A = \begin{cases} 1 \text{ (right)} & \text{if } w_1 s_1 + w_2 s_2 + w_3 s_3 + w_4 s_4 > 0,\\
# 0 \text{ (left)} & \text{otherwise.} \end{cases}$$
#
# The next cell plays one episode with such a policy, or, where it gets no weights, with pushes chosen by a coin. You need not understand
# each line yet. `weights @ s` is the sum in the formula, written in PyTorch.


# %% tags=["demo"]
def play(
    weights: torch.Tensor | None,
    seed: int,
    frames: list[NDArray[np.uint8]] | None = None,
    every: int = 1,
) -> float:
    """Play one episode of CartPole-v1, and return its return.

    Args:
        weights: The policy's weights, shape ``[4]``, float32; ``None`` chooses every
            push by a fair coin.
        seed: Seed of the start, and of the coin.
        frames: A list to which pictures of the episode are appended.
        every: Number of steps from one picture to the next.

    Returns:
        The sum of the rewards, between 1 and 500: how many steps the pole stayed up.
    """
    coin = np.random.default_rng(seed)
    env = gym.make("CartPole-v1", render_mode=None if frames is None else "rgb_array")
    observation, _ = env.reset(seed=seed)
    total, step, done = 0.0, 0, False
    while not done:
        if frames is not None and step % every == 0:
            frames.append(np.asarray(env.render(), dtype=np.uint8)[100:320])
        s = torch.from_numpy(observation)  # shape [4], float32
        if weights is None:
            action = int(coin.integers(2))
        else:
            action = int((weights @ s).item() > 0)
        observation, reward, terminated, truncated, _ = env.step(action)
        total, step, done = total + float(reward), step + 1, terminated or truncated
    env.close()
    return total


def show_film(weights: torch.Tensor | None, seed: int, every: int) -> None:
    """Play one episode, and show a film of it with a picture every so many steps."""
    frames: list[NDArray[np.uint8]] = []
    print(f"return: {play(weights, seed, frames, every):.0f}")
    captions = [f"step {every * number}" for number in range(len(frames))]
    animations.show(animations.from_frames(frames, interval_ms=110, captions=captions))


n_tries = budgets.pick(short=50, long=200)
coin_returns = np.array(
    [[play(None, 1000 * run + i) for i in range(n_tries)] for run in range(10)]
)
print(
    f"{coin_returns.size} episodes of random pushes: mean return "
    f"{coin_returns.mean():.1f}, best {coin_returns.max():.0f} of 500"
)
assert 18 < coin_returns.mean() < 27 and coin_returns.max() < 250

# %% [markdown]
# A coin keeps the pole up for about twenty steps: less than half a second. Watch one of those episodes. The film is slowed down, and it is
# still over before you know it.

# %% tags=["demo"] alt="Film of one episode in 15 pictures: pushed at random, the pole tips further at each step until it falls."
show_film(None, seed=3, every=1)

# %% [markdown]
# ## A pole that learns to stand
#
# Now let us learn, in the crudest way there is: **trial and error**. Roll four random weights, play one episode, note the return; roll four
# others, play again; keep the best four that you have seen. No teacher, no physics, nothing but the score. All algorithms of this course
# are written down in a box like this one before they become code:
#
# ```text
# Trial and error (random search)
# 1  best return ← 0
# 2  repeat n times:
# 3      roll weights w, four normal random numbers
# 4      play one episode with the policy of w; G ← its return
# 5      if G > best return: best return ← G, best weights ← w
# 6  return best weights
# ```
#
# Any such search might be lucky, so we run it ten times with other seeds and draw the mean. The band around the line says how sure we
# can be of that mean (a 95 % interval over the ten searches). And since the best of many tries looks good whatever you try, the coin gets
# the same chance: its 500 episodes above are cut into ten runs of fifty, and of each run we draw the best return so far. Curves like
# these, the return against the experience that it took, are *the* picture of reinforcement learning: you will draw dozens of them.


# %% tags=["demo"] alt="Two curves of the best return so far against the episodes played, 1 to 50, each the mean of 10 runs with a 95 % interval. Trial and error climbs to nearly 500 steps, random pushes stay near 60."
def search(n_tries: int, seed: int) -> tuple[list[float], torch.Tensor]:
    """Search the policy's four weights by trial and error.

    Args:
        n_tries: Number of weight vectors that are tried, one episode each.
        seed: Seed of the weights and of the episodes.

    Returns:
        The best return after each try, and the weights that reached the last of them,
        shape ``[4]``.
    """
    generator = torch.Generator().manual_seed(seed)
    best, best_weights, history = 0.0, torch.zeros(4), list[float]()
    for trial in range(n_tries):
        weights = torch.randn(4, generator=generator)
        score = play(weights, seed=1000 * seed + trial)
        if score > best:
            best, best_weights = score, weights
        history.append(best)
    return history, best_weights


def learning_figure(
    searches: Sequence[Sequence[float]], coins: NDArray[np.float64]
) -> Figure:
    """Draw the best return so far against the number of episodes played.

    Args:
        searches: Best return after each try, one sequence for each search.
        coins: The same for random pushes, shape ``[n_runs, n_tries]``.
    """
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    curves = {"trial and error": searches, "random pushes": coins}
    for (name, runs), colour in zip(curves.items(), plots.PALETTE, strict=False):
        episodes = np.arange(1, len(runs[0]) + 1)
        plots.curve_with_interval(axes, episodes, runs, label=name, colour=colour)
    axes.set(
        xlabel="episodes played",
        ylabel="best return so far (steps)",
        ylim=(0, 520),
    )
    axes.legend(loc="center right")
    return figure


searches = [search(n_tries, seed) for seed in range(10)]
coin_bests = np.maximum.accumulate(coin_returns, axis=1)
learning_figure([history for history, _ in searches], coin_bests)
plt.show()
search_end = np.mean([history[-1] for history, _ in searches])
coin_end = coin_bests[:, -1].mean()
print(
    f"best of {n_tries} episodes, mean of 10 runs: "
    f"trial and error {search_end:.0f}, random pushes {coin_end:.0f}"
)
assert search_end > 2 * coin_end

# %% [markdown]
# What to see: the best of fifty random episodes is still a poor one, while the search climbs far above it within a few dozen tries. Nobody
# told it what an angle is.
#
# But be suspicious; that is the second skill of this field. Each policy was judged by a *single* episode, and we kept the winner: some
# winners were only lucky with their start. So let each of the ten winners play five fresh episodes.

# %% tags=["demo"]
fresh_returns = [
    float(np.mean([play(weights, seed=10**6 + episode) for episode in range(5)]))
    for _, weights in searches
]
n_full = sum(history[-1] == 500 for history, _ in searches)
print(f"{n_full} of 10 searches saw a return of 500.")
print("Mean return of each winner in five fresh episodes, from worst to best:")
print(" ".join(f"{value:.0f}" for value in sorted(fresh_returns)))
assert n_full >= 5, "half of the searches or more meet a return of 500"
assert np.median(fresh_returns) > 6 * coin_returns.mean(), "what is found is good"
assert min(fresh_returns) > coin_returns.mean(), "also where the search was lucky"
assert min(fresh_returns) < 450, "some winner promised more than it holds"

# %% [markdown]
# Each of them beats the coin, most of them by far, and still not all of them keep what their one lucky episode promised. (Part 9.6 is about
# telling the two apart.) Here is the best of them at work:

# %% tags=["demo"] alt="Film of one episode in 25 pictures, one for every twentieth step: the pole stays upright to the end."
show_film(searches[int(np.argmax(fresh_returns))][1], seed=10**6, every=20)

# %% [markdown]
# So why a whole course? Because rolling dice works for four weights, and for four thousand it is hopeless. The agents of this course have
# many more, and learn from *every step* rather than from one score at the end. For that we need three things: arithmetic on many numbers at
# once, derivatives of everything, and fast hardware where there is some. These are the three things that PyTorch does.
#
# ## What the course holds
#
# | module | you learn | you build |
# |---|---|---|
# | 0 | the tools: NumPy, PyTorch, reading Keras | a first random agent |
# | 1 | tensors: vectors, matrices, broadcasting, geometry | data, transformed and drawn |
# | 2 | gradient descent, autograd, losses, regression | a classifier |
# | 3 | neural networks, from scratch and with `torch.nn` | a reader of handwritten digits |
# | 4 | the foundations of RL: decisions, values, exploration | agents that learn from tables |
# | 5 | deep RL: DQN, policy gradients, actor and critic | the pole, balanced for good; a lunar lander |
# | 6 | projects: games, a trading simulator, imitation | a capstone of your own |
# | 7 | models of the world, several agents, safety, scale | agents that plan, compete and cooperate |
# | 8 | the algorithms behind the famous results: PPO, SAC, and more | each of them, from its paper |
# | 9 | frontiers: exploration, offline data, language, debugging | experiments that you can trust |
#
# Each part stands on the ones before it, and each is a notebook like this one.

# %% [markdown]
# ## What a tensor is
#
# A **tensor** is a box of numbers, all of the same kind, in rows and columns (or more axes, or fewer). Four facts describe the box:
#
# | fact | question that it answers | in code | example |
# |---|---|---|---|
# | values | which numbers? | `x` | `[[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]]` |
# | shape | how many along each axis? | `x.shape` | `(2, 3)`: 2 rows of 3 |
# | dtype | what kind of number, in how many bits? | `x.dtype` | `torch.float32` |
# | device | where do they lie, and who computes? | `x.device` | `cpu` |
#
# A single number is a tensor of shape `()`, with no axis at all. A list of five numbers has shape `(5,)`, one axis. Three observations of
# our cart, one below the other, have shape `(3, 4)`. `torch.tensor` makes a tensor from what Python has, and picks the dtype by looking at
# the values.


# %% tags=["demo", "nbval-check-output"]
def show_tensor(name: str, x: torch.Tensor) -> None:
    """Print a tensor's shape, dtype and values in one line."""
    print(f"{name:16}  shape {tuple(x.shape)!s:7}  {x.dtype!s:14}  {x.tolist()}")


show_tensor("a single number", torch.tensor(7.0))
show_tensor("whole numbers", torch.tensor([3, 1, 4]))
show_tensor("with a point", torch.tensor([3.0, 1.0, 4.0]))
show_tensor("true and false", torch.tensor([True, False]))
show_tensor("a table", torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]))

# %% [markdown]
# What to see: the dtype follows the values. Whole numbers become `int64`, numbers with a point become `float32`. (Python's own floats have
# 64 bits. PyTorch prefers 32 for what it learns with: half the memory, and faster on most hardware.) That this is
# decided by the *values* is a trap that you will meet in Exercise 2.
#
# ## Why PyTorch: many numbers in one operation
#
# Here is the policy of the pole once more, for 1000 observations at once. `observations @ weights` computes the weighted sum of each row,
# and `> 0` compares each of the thousand sums. One line, no loop; and the line looks like the formula.

# %% tags=["demo"]
observations = torch.randn(1000, 4, generator=torch.Generator().manual_seed(0))
actions = observations @ searches[0][1] > 0
print(
    f"observations {tuple(observations.shape)}, actions {tuple(actions.shape)}, "
    f"the first five: {actions[:5].int().tolist()}"
)
assert actions.tolist() == [
    sum(w * s for w, s in zip(searches[0][1].tolist(), row, strict=True)) > 0
    for row in observations.tolist()
]  # Python's loop agrees, action for action

# %% [markdown]
# ## Why PyTorch: derivatives for free
#
# To improve four thousand weights you must know for each of them: should it grow or shrink? That is a derivative. PyTorch takes notes while
# it computes, and reads the derivative off its notes afterwards. School says that $f(x) = x^3$ has the derivative $f'(x) = 3 x^2$,
# so $f'(2) = 12$. PyTorch agrees, and nobody told it the rule for $f$:

# %% tags=["demo", "nbval-check-output"]
two = torch.tensor(2.0, requires_grad=True)
cube = two * two * two
cube.backward()
print(f"x = {two.item()}, x cubed = {cube.item()}, derivative = {two.grad}")
assert two.grad is not None and two.grad.item() == 12.0

# %% [markdown]
# This is called **autograd**. Part 2.1 shows what to do with a derivative, Part 2.2 where the notes are kept.
#
# *And the others?* NumPy has the first of the three and neither of the others; we use it for bookkeeping. TensorFlow with Keras, and JAX,
# have all three, and good RL has been written in each. We chose PyTorch since it runs your program line by line, as Python does: you
# can print a tensor or stop a debugger anywhere, which is worth a lot when you learn. Much of today's RL code and research is written in
# it. Part 0.4 teaches you to read Keras as well.

# %% [markdown]
# ## Why PyTorch: one program, any device
#
# A **device** is a place where tensors lie and are computed with. Every machine has `cpu`. A graphics card by NVIDIA (or AMD, with its own
# build of PyTorch) is called `cuda`, the graphics part of an Apple chip `mps`. If yours has the CPU alone, **you miss nothing**: all
# parts of this course are made to run on one.
#
# `x.to(device)` returns a tensor with the same numbers on that device. There is also a device that is everywhere and nowhere, called
# `meta`: its tensors have shape, dtype and device but **no numbers**. PyTorch uses it to plan without computing; we use it so that on *any*
# machine you can see, and tests can check, whether a tensor has really moved.


# %% tags=["demo"]
def show_move(x: torch.Tensor, name: str) -> None:
    """Call ``x.to(name)``, and print what it returns and what becomes of ``x``."""
    there = x.to(name)
    kind = "the very same tensor" if there is x else "a new tensor"
    print(f"x.to({name!r}) is {kind} on {there.device}; x itself is on {x.device}")


on_cpu = torch.tensor([1.0, 2.0, 3.0])
for target in dict.fromkeys(["cpu", device.type, "meta"]):
    show_move(on_cpu, target)
assert on_cpu.to("cpu") is on_cpu
assert on_cpu.to("meta") is not on_cpu
assert on_cpu.device.type == "cpu"

# %% [markdown]
# Three things to see, on any machine:
#
# - `.to` never moves the tensor that it is called on. It **returns** one; if you drop what it returns, nothing has happened.
# - Asked for the device where the tensor already is, it copies nothing and hands back the very same tensor. So on a machine with
#   only a CPU, "moving to the device" is honest, and free, and does nothing.
# - A device that is not there is an error. The course never falls back silently: a program that says "I run on the GPU" and does not is
#   worse than one that stops. Look:

# %% tags=["demo"]
missing_device = next(
    name for name in ("cuda", "mps") if name not in devices.available()
)
try:
    devices.choose(missing_device)
    raise AssertionError("a device that is not there must not be chosen")
except devices.DeviceNotAvailableError as error:
    print("refused:", error)
try:
    print(torch.ones(2) + torch.ones(2, device="meta"))
    raise AssertionError("tensors on two devices must not be added")
except RuntimeError as error:
    print("refused:", error)

# %% [markdown]
# The second refusal is the error that you will see most often once you have a GPU: **two tensors that meet in one operation must lie on the
# same device.** PyTorch never moves one behind your back, since moving costs time.
#
# Does a faster device make a program faster? Not always. Each operation on an accelerator must first be sent there. Here is the time of
# one product of two square tables, on each device of *this* machine:


# %% tags=["demo"]
def milliseconds(name: str, size: int, repeats: int = 5) -> float:
    """Measure the product of two square tables on a device.

    Args:
        name: The device.
        size: Number of rows and columns of each table.
        repeats: Number of measurements.

    Returns:
        The median time of one product, in milliseconds.
    """
    table = torch.ones(size, size, device=name)
    times = list[float]()
    for _ in range(repeats + 1):  # the first round warms up
        start = time.perf_counter()
        (table @ table)[0, 0].item()  # .item() waits until the device is done
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times[1:]))


for device_name in devices.available():
    for table_size in (8, 64, 512):
        print(
            f"{device_name}: {table_size} x {table_size} takes "
            f"{milliseconds(device_name, table_size):.3f} ms"
        )

# %% [markdown]
# With a CPU alone there are three lines, and they only show that larger products take longer. With an accelerator there are six, and the
# CPU often wins the small products: the policies of the first half of this course are that small. Networks for pictures are not.
#
# All notebooks choose their device in one place, `devices.choose()` in the first cell. The environment variable `RLCOURSE_DEVICE` (`auto`,
# `cpu`, `cuda` or `mps`) overrules it.

# %% [markdown]
# ## Exercise 1: does it work?
#
# *Easy, about 10 minutes.* If you ask for help, the first question is: which version, on which device, and does it compute at all? Write
# the function that answers. Its report has three fields:
#
# - `version`: PyTorch's version, which is the text `torch.__version__`. Look it up **at each call** of the function; a version that was
#   written down, by hand or by an earlier line, is wrong after the next update;
# - `check`: a small computation, the sum $1 + 2 + \dots + n$, as a tensor of shape `()` and dtype `int64` that lies **on the given device**,
#   whatever $n$ is;
# - `device`: the type of the device on which `check` lies, as a text without a number: `"cpu"`, `"cuda"`, also where the device
#   is called `cpu:0` or `cuda:1`. Ask the tensor: it cannot be wrong.
#
# A child is said to have added up the numbers from 1 to 100 in a moment by pairing $1 + 100$, $2 + 99$, ...: fifty pairs of 101,
# or $\tfrac{n (n + 1)}{2} = 5050$. The tests use that formula. Your own way is most easily `torch.arange(start, stop, device=...)`, which
# counts like Python's `range`, and the method `.sum()`.
#
# `installation_report(torch.device("cpu"), 4)` has a `check` of $1 + 2 + 3 + 4 = 10$. Leave `check` a tensor, do not take the number
# out of it: then your function can even report on `meta`, where there is no number.
#
# <details><summary>Hint</summary>
#
# `range(1, 4)` stops before the 4, and so does `arange`. And each tensor knows its device: what is `check.device.type`?
#
# </details>


# %%
class Report(NamedTuple):
    """What a machine says of its PyTorch."""

    version: str
    """PyTorch's version."""
    device: str
    """Type of the device on which ``check`` lies: ``"cpu"``, ``"cuda"``, ``"mps"``."""
    check: torch.Tensor
    """Sum of the numbers from 1 to n on that device: shape ``()``, int64."""


# %% exercise="installation_report" task=1
def installation_report(device: torch.device, n: int) -> Report:
    """Report PyTorch's version, and the sum of 1 to ``n`` on a device.

    Args:
        device: Where the sum is to lie.
        n: The last number of the sum, at least 0 (the sum of no numbers is 0).

    Returns:
        The report; its ``device`` is the type of the device on which ``check`` lies.
    """
    # BEGIN SOLUTION
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(version=torch.__version__, device=check.device.type, check=check)
    # END SOLUTION


# %% test="installation_report" points=1
def test_installation_report() -> None:
    def report_on(place: torch.device, n: int) -> Report:
        return checks.instance(
            "the result",
            checks.attempt(installation_report, place, n),
            Report,
            thought="Build it with Report(...).",
        )

    report = report_on(device, 100)
    thought = "It is the text in torch.__version__."
    checks.instance("version", report.version, str, thought=thought)
    checks.equal(
        "version", str(report.version), str(torch.__version__), thought=thought
    )
    checks.true(
        "the version is asked for",
        str(torch.__version__) not in checks.constants_in(installation_report),
        thought="What will your function say after the next update of PyTorch?",
    )
    check = checks.tensor(
        "check",
        report.check,
        shape=(),
        dtype=torch.int64,
        thought="Is it still a tensor, of whole numbers?",
    )
    checks.equal(
        "check, the sum of 1 to 100",
        check,
        5050,
        thought="Does the count begin at 1, and is the last number in it?",
    )
    thought = "It is a text such as 'cpu': the type of the device, without a number."
    checks.instance("device", report.device, str, thought=thought)
    checks.equal("device", report.device, device.type, thought=thought)
    for name, expected in (("cpu:0", "cpu"), ("meta", "meta")):
        report = report_on(torch.device(name), 3)
        check = checks.tensor("check", report.check, shape=(), thought="A tensor?")
        thought = "The type of the device that was asked for, and there check lies."
        checks.equal("where check lies", check.device.type, expected, thought=thought)
        checks.equal("device", report.device, expected, thought=thought)


# %% hidden="installation_report" points=2
def hidden_installation_report() -> None:
    def check_on(name: str, n: int) -> torch.Tensor:
        report = checks.instance(
            "the result",
            checks.attempt(installation_report, torch.device(name), n),
            Report,
            thought="Is it a Report, for every device and every n?",
        )
        thought = "Is the version a text, asked of PyTorch each time?"
        version = checks.instance("version", report.version, str, thought=thought)
        checks.equal("version", str(version), str(torch.__version__), thought=thought)
        thought = "Is the device a text, the type of the device without a number?"
        checks.instance("device", report.device, str, thought=thought)
        checks.equal("device", report.device, name.split(":")[0], thought=thought)
        check = checks.tensor(
            "check",
            report.check,
            shape=(),
            dtype=torch.int64,
            thought="Is check a tensor of whole numbers, on every device, for every n?",
        )
        checks.equal(
            "where check lies",
            check.device.type,
            name.split(":")[0],
            thought="Does check lie on the device that was asked for?",
        )
        return check

    import ast

    for name in sorted({"cpu", "cpu:0", device.type}):
        for n in (0, 1, 2, 7, 100, 1000, 99_999, 300_001, 0):
            checks.equal(
                "check",
                check_on(name, n),
                n * (n + 1) // 2,
                thought="Is the sum right for other n: 0, 1, and a large one?",
            )
    for name in ("meta", "meta:0", "meta:1"):
        for n in (0, 1, 2, 5, 101):
            check_on(name, n)
    missing = next(name for name in ("cuda", "mps") if name not in devices.available())
    checks.raises(
        Exception,
        lambda: installation_report(torch.device(missing), 3),
        thought="What does a report on another device than the given one tell?",
    )
    checks.true(
        "the version is asked for",
        str(torch.__version__) not in checks.constants_in(installation_report),
        thought="Is the version asked of torch, or written down by hand?",
    )
    # What runs once: lines beside the functions that keep or import a name, and
    # defaults of arguments.
    text = checks.text_of(installation_report)
    keeping = ast.Assign | ast.AnnAssign | ast.ImportFrom
    once: list[ast.AST] = [line for line in text.body if isinstance(line, keeping)]
    for node in ast.walk(text):
        if isinstance(node, ast.arguments):
            once += [*node.defaults, *filter(None, node.kw_defaults)]
    checks.true(
        "the version is asked for at each call",
        not any("__version__" in ast.dump(node) for node in once),
        thought="When is the version looked up: at each call, or once beforehand?",
    )


# %% [markdown]
# ## Exercise 2: a first tensor
#
# *Easy, about 5 minutes.* Observations arrive one by one, as Python lists or tuples. An agent wants them in one tensor: one row for each observation,
# and **always** `float32`, for that is what its weights are, and PyTorch refuses to multiply `int64` with `float32` tables.
#
# `observation_batch([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])` has shape `(3, 2)` and dtype `torch.float32`; so has
# `observation_batch([[0, 1], [1, 2], [2, 3]])`.
#
# <details><summary>Hint</summary>
#
# What is the dtype of `torch.tensor([[0, 1], [2, 3]])`? You saw it above. `torch.tensor` has an argument with which you can say it
# yourself.
#
# </details>


# %% exercise="observation_batch" task=2
def observation_batch(observations: Sequence[Sequence[float]]) -> torch.Tensor:
    """Put observations into one tensor, one row each.

    Args:
        observations: At least one observation, with at least one entry; all have the
            same number of entries, whole or not.

    Returns:
        Tensor of shape ``[n_observations, n_entries]``, float32.
    """
    # BEGIN SOLUTION
    return torch.tensor(observations, dtype=torch.float32)
    # END SOLUTION


# %% test="observation_batch" points=1
def test_observation_batch() -> None:
    for rows in ([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]], [[0, 1], [1, 2], [2, 3]]):
        batch = checks.tensor(
            f"the batch of {rows}",
            checks.attempt(observation_batch, rows),
            shape=(3, 2),
            dtype=torch.float32,
            thought="One row for each observation, in float32, whole numbers too.",
        )
        checks.close(
            f"the batch of {rows}",
            batch,
            rows,
            thought="Row 0 is the first observation.",
        )


# %% hidden="observation_batch" points=2
def hidden_observation_batch() -> None:
    def compare(rows: Sequence[Sequence[float]], scale: float = 1.0) -> None:
        with checks.unchanged(observations=rows):
            batch = checks.attempt(observation_batch, rows)
        batch = checks.tensor(
            "the batch",
            batch,
            shape=(len(rows), len(rows[0])),
            dtype=torch.float32,
            thought="Are shape and dtype right when every number happens to be whole?",
        )
        checks.close(
            "the batch",
            batch,
            np.array(rows),
            thought="Is row i observation i, with all of its entries and digits?",
            rtol=1e-6,
            atol=1e-7 * scale,
        )

    rng = np.random.default_rng(11)
    for shape in ((1, 1), (1, 4), (4, 1), (5, 4), (4, 4), (7, 2), (300, 3)):
        for scale in (1.0, 1e-6, 1e20):
            compare(rng.normal(scale=3.0 * scale, size=shape).tolist(), scale)
        whole: list[list[float]] = rng.integers(-99, 99, size=shape).tolist()
        compare(whole)
        whole[0][0] = 0.25  # one number with a point among whole ones
        compare(whole)
        whole[0][0] = 7
        whole[-1][-1] = -0.75
        compare(whole)
    compare([[3.0, 1.0], [-2.0, 5.0], [3.0, 1.0]])  # the same observation twice
    compare(((1, 2), (3, 4)))
    compare([(1, 2), (3.5, 4)])
    compare(([1, 2.5, 3],))
    compare([[2**40, -3], [0, 2**33 + 2**12]])  # more than 32 bits hold
    compare([[0.5, 2.0]] * 3)  # one list, three times
    compare(rng.normal(size=(1, 1025)).tolist())
    compare(rng.normal(size=(1025, 1)).tolist())
    checks.true(
        "the result is new",
        checks.returns_new_tensors(observation_batch, [[0.5, 2.0], [1.0, 0.0]]),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## Exercise 3: what is in the box?
#
# *Easy, about 5 minutes.* When code with tensors goes wrong, the first question is always the same two: which shape, which dtype? Write the
# function that you will want in every debugging session. For `torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])` it returns
# `((2, 3), torch.float32)`: a tuple of whole numbers, and the dtype itself rather than its name. It must work for every tensor, also for
# one without numbers on `meta`.
#
# <details><summary>Hint</summary>
#
# The table in "What a tensor is" has all you need, and every tensor has it, on every device. (A shape is a tuple already; `tuple(...)` turns
# it into an ordinary one.)
#
# </details>


# %% exercise="describe" task=2
def describe(x: torch.Tensor) -> tuple[tuple[int, ...], torch.dtype]:
    """Report a tensor's shape and dtype.

    Args:
        x: Any tensor, on any device.

    Returns:
        The shape, as a tuple with one whole number for each axis, and the dtype.
    """
    # BEGIN SOLUTION
    return tuple(x.shape), x.dtype
    # END SOLUTION


# %% test="describe" points=1
def test_describe() -> None:
    table = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    for x in (table, torch.tensor(7), table.to("meta")):
        thought = "A pair: first the shape, then the dtype."
        pair = checks.instance(
            "the description", checks.attempt(describe, x), tuple, thought=thought
        )
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        thought = "One whole number for each axis, in a tuple."
        checks.instance("the shape", pair[0], tuple, thought=thought)
        checks.equal("the shape", pair[0], tuple(x.shape), thought=thought)
        thought = "The dtype itself, such as torch.float32, and not its name."
        checks.instance("the dtype", pair[1], torch.dtype, thought=thought)
        checks.equal("the dtype", pair[1], x.dtype, thought=thought)


# %% hidden="describe" points=1
def hidden_describe() -> None:
    def compare(x: torch.Tensor, shape: tuple[int, ...], dtype: torch.dtype) -> None:
        with checks.unchanged(x=x):
            pair = checks.attempt(describe, x)
        thought = "Is it a pair, for every tensor?"
        checks.instance("the description", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        thought = "Is the shape a tuple of whole numbers, for any number of axes?"
        checks.instance("the shape", pair[0], tuple, thought=thought)
        checks.equal("the shape", pair[0], shape, thought=thought)
        for length in pair[0]:
            checks.instance("a length", length, int, thought=thought)
        thought = "Is it the dtype of the tensor itself, for every dtype?"
        checks.instance("the dtype", pair[1], torch.dtype, thought=thought)
        checks.equal("the dtype", pair[1], dtype, thought=thought)

    for shape in ((), (0,), (1,), (5,), (1, 1), (4, 1), (2, 3, 4), (3, 0, 2), (1,) * 5):
        for dtype in (
            torch.float32,
            torch.int64,
            torch.bool,
            torch.uint8,
            torch.int32,
            torch.float16,
            torch.bfloat16,
        ):
            for place in ("meta", "cpu", device):
                compare(torch.zeros(shape, dtype=dtype, device=place), shape, dtype)
    compare(torch.zeros(2, 5, dtype=torch.float64).T, (5, 2), torch.float64)
    compare(torch.zeros(3, dtype=torch.complex64), (3,), torch.complex64)
    compare(torch.zeros(2, 3, requires_grad=True), (2, 3), torch.float32)
    rarer = (torch.float64, torch.int8, torch.int16, torch.uint16)
    for dtype in (*rarer, torch.complex128, torch.float8_e5m2):
        compare(torch.zeros(3, 1, dtype=dtype, device="meta"), (3, 1), dtype)
    huge = torch.zeros(10**6, 1, 10**6, device="meta")  # no memory would hold it
    compare(huge, (10**6, 1, 10**6), torch.float32)


# %% [markdown]
# ## Exercise 4: there, and really there
#
# *Easy, about 10 minutes.* Move a tensor to a device, and report where it is now: return the tensor on the device, and the type of the
# device on which **that tensor** lies.
#
# - `move_to(x, "meta")` returns a tensor on `meta`, and the text `"meta"`. Try `"cuda"` or `"mps"` if you have one.
# - The target may be a text such as `"cpu"` or `"cuda:0"`, or a `torch.device`. The text that you return is only the type: `"cpu"`,
#   `"cuda"`.
# - Only the place changes: shape, dtype and numbers stay as they are.
# - A device that is not there must remain an error: let PyTorch raise its own error.
# - The tensor that you were given stays where it is. (If that is the target already, you may return the very same tensor.) Any tensor may
#   come, an empty one too.
#
# <details><summary>Hint</summary>
#
# Does `x.to(target)` change `x`? Look again at the three things to see above. Whoever asks the new tensor where it is cannot be wrong.
#
# </details>


# %% exercise="move_to" task=3
def move_to(x: torch.Tensor, target: torch.device | str) -> tuple[torch.Tensor, str]:
    """Move a tensor to a device, and report where it is.

    Args:
        x: Any tensor; it stays where it is.
        target: A device, or a text that names one.

    Returns:
        The tensor on ``target`` (same shape and dtype), and the type of the device on
        which it lies.

    Raises:
        RuntimeError, AssertionError: PyTorch's own, where this machine does not have
            the device.
    """
    # BEGIN SOLUTION
    moved = x.to(target)
    return moved, moved.device.type
    # END SOLUTION


# %% test="move_to" points=1
def test_move_to() -> None:
    for name in [*devices.available(), "meta", "cpu:0"]:
        thought = "Return two things: the moved tensor, and the type of its device."
        pair = checks.instance(
            "the result",
            checks.attempt(move_to, torch.tensor([1, 2]), name),
            tuple,
            thought=thought,
        )
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        moved = checks.tensor(
            "the moved tensor",
            pair[0],
            shape=(2,),
            dtype=torch.int64,
            thought="Only the device changes.",
        )
        checks.equal(
            "where the tensor is",
            moved.device.type,
            name.split(":")[0],
            thought="Do you return what .to returned?",
        )
        thought = "A text: the type of the moved tensor's device."
        checks.instance("what is reported", pair[1], str, thought=thought)
        checks.equal("what is reported", pair[1], name.split(":")[0], thought=thought)


# %% hidden="move_to" points=2
def hidden_move_to() -> None:
    def move(x: torch.Tensor, target: str | torch.device) -> torch.Tensor:
        name, before = str(target).split(":")[0], x.device.type
        with checks.unchanged(x=x):
            pair = checks.attempt(move_to, x, target)
        thought = "Is it a pair, for every tensor and every target?"
        checks.instance("the result", pair, tuple, thought=thought)
        checks.equal("how many things are returned", len(pair), 2, thought=thought)
        moved = checks.tensor(
            "the moved tensor",
            pair[0],
            shape=x.shape,
            dtype=x.dtype,
            thought="Do shape and dtype stay as they were?",
        )
        checks.equal(
            "where it is",
            moved.device.type,
            name,
            thought="Does it lie on the device that was asked for?",
        )
        checks.equal(
            "where x is",
            x.device.type,
            before,
            thought="Does the given tensor stay where it was?",
        )
        thought = "Is the type alone reported, as a text, whatever form the target has?"
        checks.instance("what is reported", pair[1], str, thought=thought)
        checks.equal("what is reported", pair[1], name, thought=thought)
        return moved

    rng = np.random.default_rng(12)
    boxes = [
        torch.tensor(rng.normal(), dtype=torch.float32),
        torch.tensor(rng.normal(size=(2, 1, 4)), dtype=torch.float32),
        torch.tensor(rng.normal(size=3), dtype=torch.float16),
        torch.tensor(rng.normal(size=3), dtype=torch.bfloat16),
        torch.tensor([2**53 + 1, -3]),  # more digits than a float has
        torch.tensor(rng.integers(0, 9, size=(3, 2)), dtype=torch.uint8),
        torch.tensor(rng.normal(size=(2, 1, 4)) > 0),
        torch.zeros(0, 4),
        torch.tensor(rng.normal(size=3)),  # float64, with all of its digits
        torch.arange(6, dtype=torch.int16).reshape(2, 3).T,
        torch.tensor([1.5 - 2.0j, float("inf")]),
        torch.tensor([0.25, -1.0], requires_grad=True),
    ]
    places = [*devices.available(), "meta"]
    for place in [*places, "cpu:0", "meta:1"]:
        for target in (place, torch.device(place)):
            for box in boxes:
                if box.dtype == torch.float64:
                    box = box.to(devices.widest_float(place))
                moved = move(box, target)
                if moved.device.type != "meta":
                    checks.equal(
                        "the numbers",
                        moved,
                        box,
                        thought="Are the numbers the same after the move?",
                    )
    for place in places:
        move(torch.zeros(3, device=place), place)
        move(torch.zeros(2, 3, dtype=torch.int64, device=place), "meta")
    move(torch.tensor([1.0, 2.0], dtype=torch.float64), "cpu")
    for name in ("cuda", "mps", "xpu"):
        for absent in (name, torch.device(name)):
            try:
                torch.zeros(3).to(absent)
            except Exception as error:  # its type differs from build to build
                checks.raises(
                    type(error),
                    lambda target=absent: move_to(torch.zeros(3), target),
                    thought="Is a device that is not there PyTorch's own error?",
                )


# %% [markdown]
# ## Exercise 5: predict first
#
# *Easy, about 5 minutes.* Adding is the "hello, world" of tensors. Before you run anything, predict what these four expressions give:
#
# - A: `[1, 2] + [10, 20]`
# - B: `torch.tensor([1, 2]) + torch.tensor([10, 20])`
# - C: `torch.tensor([1, 2]) + 10`
# - D: `torch.tensor([1, 2]) + torch.tensor([0.5, -2.0])`
#
# Return a list of four lists of numbers, in this order (11 and 11.0 are the same number). The list for the expression `torch.tensor([3]) + torch.tensor([4])` would be `[7]`. The
# visible test tells you about A alone; when you have written down your prediction, run the others in a cell of your own, and be surprised
# or content. (A prediction that you got wrong teaches more than one that you got right. Correct it afterwards, of course.)
#
# <details><summary>Hint</summary>
#
# For Python, `+` of two lists means: one after the other. For PyTorch it means: entry by entry.
#
# </details>


# %% exercise="predicted_sums" task=4
def predicted_sums() -> list[list[float]]:
    """Predict the results of the expressions A, B, C and D.

    Returns:
        A list of four lists of numbers.
    """
    # BEGIN SOLUTION
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1.5, 0.0]]
    # END SOLUTION


# %% test="predicted_sums" points=1
def test_predicted_sums() -> None:
    thought = "A list of four lists of numbers, one for each of A, B, C and D."
    sums = checks.instance(
        "the result", checks.attempt(predicted_sums), list, thought=thought
    )
    checks.equal("the number of predictions", len(sums), 4, thought=thought)
    for name, prediction in zip("ABCD", sums, strict=True):
        checks.instance(f"prediction {name}", prediction, list, thought=thought)
    checks.equal(
        "A",
        sums[0],
        [1, 2, 10, 20],
        thought="These are Python's lists: no tensor is involved.",
    )


# %% hidden="predicted_sums" points=1
def hidden_predicted_sums() -> None:
    thought = "A list of four lists of numbers."
    sums = checks.instance(
        "the result", checks.attempt(predicted_sums), list, thought=thought
    )
    checks.equal("the number of predictions", len(sums), 4, thought=thought)
    one, ten = torch.tensor([1, 2]), torch.tensor([10, 20])
    expected = {
        "A": [1, 2, 10, 20],
        "B": (one + ten).tolist(),
        "C": (one + 10).tolist(),
        "D": (one + torch.tensor([0.5, -2.0])).tolist(),
    }
    for (name, values), prediction in zip(expected.items(), sums, strict=True):
        thought = f"Have you run {name} in a cell of your own?"
        checks.instance(name, prediction, list, thought=thought)
        for number in prediction:
            checks.number(name, number, thought="Numbers inside the lists, no tensors?")
        checks.equal(name, prediction, values, thought=thought)


# %% [markdown]
# ## Exercise 6: a first program
#
# *Medium, about 10 minutes.* Two lists of numbers come in, their elementwise sum goes out, as a `float32` tensor: entry $i$ of the result
# is
#
# $$c_i = a_i + b_i .$$
#
# `add_elementwise([1.0, 2.0, 3.0], [10.0, 20.0, 30.0])` is the tensor `[11.0, 22.0, 33.0]`.
#
# One thing makes it a program rather than a line: the lists might not be equally long, and then there is no right answer. PyTorch is
# of no help here, since it *stretches* a tensor of one number to any length (you saw a relative of that in expression C; Part 1.5 makes good
# use of it). So refuse lists of different lengths with a `ValueError` that says how long each of them is. An agent that learns from
# silently stretched numbers is the kind of bug that you hunt for days.
#
# <details><summary>Hint</summary>
#
# `raise ValueError(f"...")`, with `len(a)` and `len(b)` in the text, before anything is added. Two empty lists are equally long.
#
# </details>


# %% exercise="add_elementwise" task=4
def add_elementwise(a: Sequence[float], b: Sequence[float]) -> torch.Tensor:
    """Add two lists of numbers entry by entry.

    Args:
        a: Numbers.
        b: As many numbers.

    Returns:
        Tensor of shape ``[len(a)]``, float32.

    Raises:
        ValueError: The lists are not equally long; the message tells both lengths.
    """
    # BEGIN SOLUTION
    if len(a) != len(b):
        raise ValueError(f"got {len(a)} and {len(b)} numbers, expected equally many")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)
    # END SOLUTION


# %% test="add_elementwise" points=1
def test_add_elementwise() -> None:
    total = checks.tensor(
        "the sum",
        checks.attempt(add_elementwise, [1.0, 2.0, 3.0], [10.0, 20.0, 30.0]),
        shape=(3,),
        dtype=torch.float32,
        thought="One entry for each pair of numbers, in float32.",
    )
    checks.close(
        "the sum",
        total,
        [11.0, 22.0, 33.0],
        thought="Entry by entry: 1 + 10, 2 + 20, 3 + 30.",
    )
    checks.tensor(
        "the sum of [1, 2] and [3, 4]",
        checks.attempt(add_elementwise, [1, 2], [3, 4]),
        shape=(2,),
        dtype=torch.float32,
        thought="Is it float32 for whole numbers, too?",
    )
    for a, b in (([1.0, 2.0, 3.0], [10.0, 20.0]), ([1.0, 2.0, 3.0], [10.0])):
        checks.raises(
            ValueError,
            lambda a=a, b=b: add_elementwise(a, b),
            mentions=[str(len(a)), str(len(b))],
            thought="Is every unequal length refused, and are both lengths told?",
        )


# %% hidden="add_elementwise" points=2
def hidden_add_elementwise() -> None:
    def compare(a: Sequence[float], b: Sequence[float], scale: float) -> None:
        with checks.unchanged(a=a, b=b):
            total = checks.attempt(add_elementwise, a, b)
        total = checks.tensor(
            "the sum",
            total,
            shape=(len(a),),
            dtype=torch.float32,
            thought="Is it float32, for any length, even 0, and for whole numbers too?",
        )
        checks.close(
            "the sum",
            total,
            np.array([x + y for x, y in zip(a, b, strict=True)]),
            thought="Is entry i the sum of both entries i, with all its digits?",
            rtol=1e-6,
            atol=1e-6 * scale,
        )

    rng = np.random.default_rng(13)
    for length in (0, 1, 2, 5, 100, 1025):
        for scale in (1.0, 1e-3, 1e6, 1e20, 1e-20):
            first, second = (scale * rng.normal(size=(2, length))).tolist()
            compare(first, second, scale)
            compare(tuple(first), second, scale)
        first, second = rng.integers(-50, 50, size=(2, length)).tolist()
        compare(first, second, 1.0)
        compare(first, [entry + 0.5 for entry in second], 1.0)
        compare([entry + 0.25 for entry in first], second, 1.0)
        compare(first, first, 1.0)  # one list twice
        compare(range(length), [entry - 0.5 for entry in range(length)], 1.0)
    compare([2**40, 1], [2**33, -1], 1.0)  # more than 32 bits hold
    for n_a, n_b in ((1, 3), (3, 1), (0, 1), (1, 0), (5, 4), (2, 7), (12, 35), (30, 6)):
        first, second = [0.5] * n_a, [2.5] * n_b
        with checks.unchanged(a=first, b=second):
            checks.raises(
                ValueError,
                lambda a=first, b=second: add_elementwise(a, b),
                thought=(
                    "Is every pair of unequal lengths refused, a list of one number "
                    "too, and does the message tell both lengths?"
                ),
                mentions=[str(n_a), str(n_b)],
            )
    checks.true(
        "the result is new",
        checks.returns_new_tensors(add_elementwise, [0.5, 2.0], [1.0, 0.0]),
        thought="Is it a new tensor at each call, which shares no memory with another?",
    )


# %% [markdown]
# ## Exercise 7: explain it
#
# *Medium, about 10 minutes.* Explain your first program to a friend who knows Python but has never seen a tensor. In about six sentences:
#
# 1. Why do A and B of Exercise 5 differ, though both say `+` between the same numbers?
# 2. What happens to the values, the shape and the dtype on the way from the two lists to the result?
# 3. What would `torch.tensor([1.0, 2.0, 3.0]) + torch.tensor([10.0])` give, and why does the program refuse it all the same?

# %% [markdown] answer="explain_addition" task=4 points=3
# ### BEGIN SOLUTION
# **A model answer.** For lists, `+` means "one after the other", so A has four entries. For tensors, it means "entry by entry", so B has
# two: an operator does what the type of its operands says. The program turns each list of $n$ Python floats into a tensor of shape `(n,)`
# and dtype `float32`; the sum makes a new tensor of the same shape and dtype, whose entry $i$ is $a_i + b_i$, and leaves the two others
# as they were. PyTorch does all $n$ additions in one call rather than in a Python loop. With `[1, 2, 3]` and `[10]`,
# PyTorch stretches the 10 to the other's length and gives `[11, 12, 13]` without a complaint. The program refuses, since its caller
# promised a partner for each number: a length that differs is then a mistake, and it is better to hear of it at once than to
# compute with numbers that nobody meant.
#
# **Rubric** (one point each; a clear half earns half a point)
#
# - Names both meanings of `+` (joining, entry by entry), and says that the type decides.
# - Says that shape `(n,)` and dtype `float32` hold for both tensors and the result, and that entry $i$ is $a_i + b_i$, in a *new* tensor.
# - Gives `[11, 12, 13]` (stretching, broadcasting), and a sound reason to refuse: an unequal length signals a mistake of the caller, which
#   would otherwise go unnoticed.
# ### END SOLUTION

# %% [markdown]
# ## Summary and outlook
#
# - An **agent** sees an **observation** and takes an **action**; the **environment** answers with a **reward** and the next observation.
#   The sum of an episode's rewards is its **return**. A **policy** turns observations into actions.
# - Random pushes kept the pole up for about twenty steps. Trial and error over four weights reached the limit of 500 at least once in most
#   of its ten searches, which fifty random episodes never did, and fresh starts told the good winners from the lucky ones.
# - A **tensor** is values with a shape, a dtype and a device. Whole numbers become `int64` unless you say otherwise.
# - `x.to(device)` returns a tensor and leaves `x` alone; where `x` is already there, it costs nothing; a device that is not there is an
#   error.
# - `+` on tensors works entry by entry.
#
# **Next**: Part 1.2 takes vectors apart and puts them together. If you would rather see how a derivative replaces the dice of the
# search, look ahead into Part 2.1, and come back.
#
# **Further reading**: Sutton and Barto's chapter 1 is a pleasure, and free on the authors' pages; the PyTorch tutorial "Learn the Basics"
# covers the ground of our modules 1 to 3 at a run; Gymnasium's documentation describes the cart, the pole, and their equations of motion.
