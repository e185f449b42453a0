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
# **Time** about 20 minutes to read, 45 to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), sections 1.1 to 1.3; Barto, Sutton and
# Anderson, *Neuronlike adaptive elements that can solve difficult learning control problems* (1983), where the pole and the cart come
# from; Paszke and others, *PyTorch: An Imperative Style, High-Performance Deep Learning Library* (2019).

# %% [markdown]
# ## How these notebooks work
#
# Run the cells from top to bottom with <kbd>Shift</kbd>+<kbd>Enter</kbd>. Play with any of them: change a number, run it again, see
# what happens. You can break nothing that a fresh copy does not mend.
#
# - **Exercises** are cells that say `# YOUR CODE HERE`. Replace that line *and* the `raise NotImplementedError()` below it.
# - A **visible test** follows each exercise. Run it as often as you like: silence means that it passed; otherwise it tells you what it
#   expected, what it got, and what to think about.
# - A **hidden test** follows it. You see only a comment; when your work is graded, it tries your function on other inputs than the
#   visible test did. So solve the task rather than the example.
# - **Hints** are folded up. Open one when you are stuck for more than a few minutes; that is what they are for.
# - **Written answers** are read and graded by a person.
# - The **Validate** button above the notebook runs everything from a fresh start, and tells you whether the visible tests pass.
# - To **hand in**, save the notebook and run `make submit PART=1.1 STUDENT=your-name` (or use the assignment list, where your class has
#   one). You may hand in again; every version is kept.
#
# The first code cell of each notebook loads what the notebook needs. Run it now. It also says which **device** it computes on: more about
# that below.

# %%
import time
from collections.abc import Sequence
from typing import NamedTuple
from unittest import mock

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
) -> float:
    """Play one episode of CartPole-v1 and return its return (the number of steps that the pole stayed up).

    Args:
        weights: The policy's weights, shape ``[4]``, float32; ``None`` chooses every
            push by a fair coin.
        seed: Seed of the start, and of the coin.
        frames: Where a list is given, pictures of the episode are appended to it: of
            each step, or with weights of each tenth.

    Returns:
        The sum of the rewards, between 1 and 500.
    """
    coin = np.random.default_rng(seed)
    env = gym.make("CartPole-v1", render_mode=None if frames is None else "rgb_array")
    observation, _ = env.reset(seed=seed)
    total, step, done = 0.0, 0, False
    while not done:
        if frames is not None and step % (1 if weights is None else 10) == 0:
            frames.append(np.asarray(env.render(), dtype=np.uint8)[100:320])
        s = torch.as_tensor(observation, dtype=torch.float32)
        action = int(coin.integers(2)) if weights is None else int(weights @ s > 0)
        observation, reward, terminated, truncated, _ = env.step(action)
        total, step, done = total + float(reward), step + 1, terminated or truncated
    env.close()
    return total


random_returns = [play(None, seed) for seed in range(200)]
print(
    f"200 episodes of random pushes: mean return {np.mean(random_returns):.1f}, "
    f"best {max(random_returns):.0f} of 500"
)
assert 18 < np.mean(random_returns) < 27

# %% [markdown]
# A coin keeps the pole up for about twenty steps: less than half a second. Watch one of those episodes. The film is slowed down, and it is
# still over before you know it.

# %% tags=["demo"]
falling_frames: list[NDArray[np.uint8]] = []
print(f"return: {play(None, 3, falling_frames):.0f}")
_captions = [f"step {number}" for number in range(len(falling_frames))]
animations.show(
    animations.from_frames(falling_frames, interval_ms=120, captions=_captions)
)

# %% [markdown]
# ## A pole that learns to stand
#
# Now let us learn, in the crudest way there is: **trial and error**. Roll four random weights, play one episode, note the return; roll four
# others, play again; keep the best four that you have seen. No teacher, no physics, nothing but the score.
#
# Any such search might be lucky, so we run it ten times with other seeds and draw the mean. The band around the line says how sure we
# can be of that mean (a 95 % interval over the ten searches). Curves like this one, the return against the experience that it took, are
# *the* picture of reinforcement learning: you will draw dozens of them.


# %% tags=["demo"]
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


def learning_figure(histories: Sequence[Sequence[float]], baseline: float) -> Figure:
    """Draw the best return so far against the number of tries: mean of the searches, with its interval, and the coin's mean return."""
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    tries = np.arange(1, len(histories[0]) + 1)
    plots.curve_with_interval(
        axes,
        tries,
        histories,
        label=f"trial and error (mean of {len(histories)} searches)",
    )
    axes.axhline(
        baseline, color=plots.PALETTE[1], linestyle="--", label="random pushes (mean)"
    )
    axes.set(
        xlabel="weights tried (one episode each)",
        ylabel="best return so far (steps)",
        ylim=(0, 520),
    )
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.07))
    return figure


n_tries = budgets.pick(short=50, long=200)
searches = [search(n_tries, seed) for seed in range(10)]
learning_figure([history for history, _ in searches], float(np.mean(random_returns)))
plt.show()

# %% [markdown]
# What to see: random pushes stay at the dashed line for ever, the search climbs far above it within a few dozen tries. Nobody told it what
# an angle is.
#
# But be suspicious; that is the second skill of this field. Each policy was judged by a *single* episode, and we kept the winner: some
# winners were only lucky with their start. So let each of the ten winners play ten fresh episodes.

# %% tags=["demo"]
fresh_returns = [
    float(np.mean([play(weights, seed=10**6 + episode) for episode in range(10)]))
    for _, weights in searches
]
n_full = sum(history[-1] == 500 for history, _ in searches)
print(
    f"{n_full} of 10 searches saw a return of 500; on fresh starts their winners "
    f"reach, on average,"
)
print(" ".join(f"{value:.0f}" for value in sorted(fresh_returns)))
assert n_full >= 7, "most searches find weights that balance to the end, at least once"
assert min(fresh_returns) > 4 * np.mean(random_returns), (
    "what was found is worth something on other starts, too"
)
assert min(fresh_returns) < 450, (
    "and some winner was lucky: its one episode promised more than it holds"
)

# %% [markdown]
# All of them beat the coin by far, and not all of them keep what their one lucky episode promised. (Part 9.6 is all about telling the two
# apart.) Here is the best of them at work:

# %% tags=["demo"]
standing_frames: list[NDArray[np.uint8]] = []
print(
    f"return: {play(searches[int(np.argmax(fresh_returns))][1], 12, standing_frames):.0f}"
)
_captions = [f"step {10 * number}" for number in range(len(standing_frames))]
animations.show(
    animations.from_frames(standing_frames, interval_ms=100, captions=_captions)
)

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
for _name, _box in {
    "a single number": torch.tensor(7.0),
    "whole numbers": torch.tensor([3, 1, 4]),
    "numbers with a point": torch.tensor([3.0, 1.0, 4.0]),
    "true and false": torch.tensor([True, False]),
    "a table": torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]),
}.items():
    print(
        f"{_name:20}  shape {tuple(_box.shape)!s:7}  dtype {_box.dtype!s:14}  "
        f"{_box.tolist()}"
    )

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
print("devices that compute on this machine:", ", ".join(devices.available()))
on_cpu = torch.tensor([1.0, 2.0, 3.0])
for _name in [*devices.available(), "meta"]:
    _there = on_cpu.to(_name)
    _kind = "the very same tensor" if _there is on_cpu else "a new tensor"
    print(
        f"on_cpu.to({_name!r:6}) is {_kind} on {_there.device.type}; on_cpu "
        f"itself is still on {on_cpu.device}"
    )
assert (
    on_cpu.to("cpu") is on_cpu
    and on_cpu.to("meta") is not on_cpu
    and on_cpu.device.type == "cpu"
)

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
    """Measure the median time of one matrix product of ``size`` rows and columns on a device, in milliseconds."""
    table = torch.ones(size, size, device=name)
    times = list[float]()
    for _ in range(repeats + 1):  # the first round warms up
        start = time.perf_counter()
        (table @ table)[0, 0].item()  # .item() waits until the device is done
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times[1:]))


for _name in devices.available():
    print(
        f"{_name:5}",
        ", ".join(
            f"{_size} x {_size}: {milliseconds(_name, _size):.3f} ms"
            for _size in (8, 64, 512)
        ),
    )

# %% [markdown]
# With a CPU alone there is one line, and it only shows that larger products take longer. With an accelerator there are two, and the
# CPU often wins the small products: the policies of the first half of this course are that small. Networks for pictures are not.
#
# All notebooks choose their device in one place, `devices.choose()` in the first cell. The environment variable `RLCOURSE_DEVICE` (`auto`,
# `cpu`, `cuda` or `mps`) overrules it.

# %% [markdown]
# ## Exercise 1: does it work?
#
# *Easy, about 10 minutes.* Whoever asks for help is first asked: which version, on which device, and does it compute at all? Write the
# function that answers. Its report has three fields:
#
# - `version`: PyTorch's version, which is the text `torch.__version__`;
# - `check`: a small computation, done **on the given device**: the sum $1 + 2 + \dots + n$, as a tensor of shape `()` and dtype `int64`;
# - `device`: the type of the device (`"cpu"`, `"cuda"`, ...) on which `check` lies. Ask the tensor, do not repeat what you were told.
#
# A child is said to have added up the numbers from 1 to 100 in a moment by pairing $1 + 100$, $2 + 99$, ...: fifty pairs of 101,
# or $\tfrac{n (n + 1)}{2} = 5050$. The tests use that formula. You use `torch.arange(start, stop, device=...)`, which counts
# like Python's `range`, and the method `.sum()`.
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
    """Type of the device that did the check: ``"cpu"``, ``"cuda"``, ``"mps"`` or ``"meta"``."""
    check: torch.Tensor
    """Sum of 1 to n, computed on that device: shape ``()``, int64."""


# %% exercise="installation_report" task=1
def installation_report(device: torch.device, n: int) -> Report:
    """Report PyTorch's version, and the sum of the numbers from 1 to ``n`` as computed on a device.

    Args:
        device: Where to compute.
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
    report = checks.instance(
        "the result",
        checks.attempt(installation_report, device, 100),
        Report,
        thought="Build it with Report(...).",
    )
    version = checks.instance(
        "version", report.version, str, thought="torch.__version__ is a text."
    )
    checks.equal(
        "version",
        str(version),
        str(torch.__version__),
        thought="It is found in torch.__version__.",
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
    thought = "It is a text such as 'cpu': the type of the device."
    checks.equal(
        "device",
        checks.instance("device", report.device, str, thought=thought),
        device.type,
        thought=thought,
    )


# %% hidden="installation_report" points=2
def hidden_installation_report() -> None:
    for name in sorted({"cpu", device.type}):
        for n in (0, 1, 2, 7, 1000, 99_999):
            report = checks.instance(
                "the result",
                checks.attempt(installation_report, torch.device(name), n),
                Report,
                thought="A Report?",
            )
            check = checks.tensor(
                "check",
                report.check,
                shape=(),
                dtype=torch.int64,
                thought="A tensor of whole numbers, for each n?",
            )
            checks.equal(
                "check",
                check,
                n * (n + 1) // 2,
                thought="Is the sum right for other n: 0, 1, and a large one?",
            )
            checks.equal(
                "where check lies",
                check.device.type,
                name,
                thought="Is the sum computed on the device that was asked for?",
            )
            thought = (
                "Is the reported device a text, the type of the one that computed?"
            )
            checks.equal(
                "device",
                checks.instance("device", report.device, str, thought=thought),
                name,
                thought=thought,
            )
    report = checks.instance(
        "the result",
        checks.attempt(installation_report, torch.device("meta"), 5),
        Report,
        thought="A Report?",
    )
    check = checks.tensor(
        "check",
        report.check,
        shape=(),
        dtype=torch.int64,
        thought="Is check a tensor on every device, meta too?",
    )
    checks.equal(
        "where check lies",
        check.device.type,
        "meta",
        thought="Is the sum computed on the device that was asked for?",
    )
    checks.equal(
        "device",
        report.device,
        "meta",
        thought="Does the report name the device of the check, or always the same one?",
    )
    with mock.patch.object(torch, "__version__", "9.8.7"):
        report = checks.instance(
            "the result",
            checks.attempt(installation_report, device, 3),
            Report,
            thought="A Report?",
        )
    checks.equal(
        "version",
        str(report.version),
        "9.8.7",
        thought="Is the version asked of torch, or written down by hand?",
    )


# %% [markdown]
# ## Exercise 2: a first tensor
#
# *Easy, about 5 minutes.* Observations arrive one by one, as Python lists. An agent wants them in one tensor: one row for each observation,
# and **always** `float32`, for that is what its weights are, and PyTorch refuses to multiply `int64` with `float32` tables.
#
# `observation_batch([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])` has shape `(3, 2)` and dtype `torch.float32`.
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
        observations: At least one observation; all of them have the same number of
            entries.

    Returns:
        Tensor of shape ``[n_observations, n_entries]``, float32, on the CPU.
    """
    # BEGIN SOLUTION
    return torch.tensor(observations, dtype=torch.float32)
    # END SOLUTION


# %% test="observation_batch" points=1
def test_observation_batch() -> None:
    batch = checks.attempt(observation_batch, [[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])
    batch = checks.tensor(
        "the batch",
        batch,
        shape=(3, 2),
        dtype=torch.float32,
        thought="One row for each observation, in float32.",
    )
    checks.close(
        "the batch",
        batch,
        [[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]],
        thought="Row 0 is the first observation.",
    )


# %% hidden="observation_batch" points=2
def hidden_observation_batch() -> None:
    rng = np.random.default_rng(11)
    for rows, columns in ((1, 1), (1, 4), (5, 4), (4, 4), (7, 2)):
        for kind in ("floats", "whole numbers", "mixed"):
            numbers: list[list[float]] = rng.normal(
                scale=3.0, size=(rows, columns)
            ).tolist()
            if kind != "floats":
                numbers = [[int(10 * entry) for entry in row] for row in numbers]
            if kind == "mixed":
                numbers[0][0] = 0.25
            with checks.unchanged(observations=numbers):
                batch = checks.attempt(observation_batch, numbers)
            thought = "Which dtype comes out when every number happens to be whole?"
            batch = checks.tensor(
                "the batch",
                batch,
                shape=(rows, columns),
                dtype=torch.float32,
                thought=thought,
            )
            checks.close(
                "the batch",
                batch,
                np.array(numbers),
                thought="Is row i observation i, with all of its entries?",
                rtol=1e-6,
            )
    batch = checks.attempt(observation_batch, ((1, 2), (3, 4)))
    checks.tensor(
        "the batch",
        batch,
        shape=(2, 2),
        dtype=torch.float32,
        thought="A sequence may also be a tuple.",
    )


# %% [markdown]
# ## Exercise 3: what is in the box?
#
# *Easy, about 5 minutes.* When code with tensors goes wrong, the first question is always the same two: which shape, which dtype? Write the
# function that you will want in every debugging session. For `torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])` it returns
# `((2, 3), torch.float32)`.
#
# <details><summary>Hint</summary>
#
# The table in "What a tensor is" has all you need. `tuple(...)` turns a shape into an ordinary tuple.
#
# </details>


# %% exercise="describe" task=2
def describe(x: torch.Tensor) -> tuple[tuple[int, ...], torch.dtype]:
    """Report a tensor's shape and dtype.

    Args:
        x: Any tensor, on any device.

    Returns:
        The shape, as a tuple with one number for each axis, and the dtype.
    """
    # BEGIN SOLUTION
    return tuple(x.shape), x.dtype
    # END SOLUTION


# %% test="describe" points=1
def test_describe() -> None:
    table = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    checks.equal(
        "the description",
        checks.attempt(describe, table),
        ((2, 3), torch.float32),
        thought="A pair: first the shape, then the dtype.",
    )


# %% hidden="describe" points=1
def hidden_describe() -> None:
    for shape in ((), (0,), (5,), (1, 1), (4, 1), (1, 4), (2, 3, 4), (3, 0, 2)):
        for dtype in (
            torch.float32,
            torch.int64,
            torch.bool,
            torch.uint8,
            torch.float16,
        ):
            box = torch.zeros(shape, dtype=dtype, device=device)
            with checks.unchanged(x=box):
                description = checks.attempt(describe, box)
            checks.equal(
                "the description",
                description,
                (shape, dtype),
                thought="Does it hold for any number of axes, and any dtype?",
            )
    description = checks.attempt(describe, torch.zeros(2, 5, dtype=torch.float64).T)
    checks.equal(
        "the description",
        description,
        ((5, 2), torch.float64),
        thought="Do you ask the tensor itself?",
    )


# %% [markdown]
# ## Exercise 4: there, and really there
#
# *Easy, about 10 minutes.* Move a tensor to a device, and report where it is now: return the tensor on the device, and the type of the
# device on which **that tensor** lies.
#
# - `move_to(x, "meta")` returns a tensor on `meta`, and the text `"meta"`. Try `"cuda"` or `"mps"` if you have one.
# - The target may be a text such as `"cpu"` or `"cuda:0"`, or a `torch.device`. The text that you return is only the type: `"cpu"`,
#   `"cuda"`.
# - A device that is not there must remain an error: let PyTorch raise its own.
# - The tensor that you were given stays where it is.
#
# <details><summary>Hint</summary>
#
# Does `x.to(target)` change `x`? Look again at the three things to see above. Whoever asks the new tensor where it is can not be wrong.
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
    for name in [*devices.available(), "meta"]:
        pair = checks.instance(
            "the result",
            checks.attempt(move_to, torch.tensor([1.0, 2.0]), name),
            tuple,
            thought="Return two things.",
        )
        checks.equal(
            "how many things are returned",
            len(pair),
            2,
            thought="The moved tensor, and the type of its device.",
        )
        moved = checks.tensor(
            "the moved tensor",
            pair[0],
            shape=(2,),
            dtype=torch.float32,
            thought="Only the device changes.",
        )
        checks.equal(
            "where the tensor is",
            moved.device.type,
            name,
            thought="Do you return what .to returned?",
        )
        thought = "A text: the type of the moved tensor's device."
        checks.equal(
            "what is reported",
            checks.instance("what is reported", pair[1], str, thought=thought),
            name,
            thought=thought,
        )


# %% hidden="move_to" points=2
def hidden_move_to() -> None:
    rng = np.random.default_rng(12)
    for _name in [*devices.available(), "meta"]:
        for target in (_name, torch.device(_name)):
            for content in (
                np.float32(rng.normal()),
                rng.integers(0, 9, size=(3, 2)),
                rng.normal(size=(2, 1, 4)) > 0,
                np.zeros((0, 4)),
            ):
                box = (
                    torch.tensor(content, dtype=torch.float32)
                    if np.asarray(content).dtype.kind == "f"
                    else torch.tensor(content)
                )
                with checks.unchanged(x=box):
                    pair = checks.instance(
                        "the result",
                        checks.attempt(move_to, box, target),
                        tuple,
                        thought="A pair, for every input?",
                    )
                checks.equal(
                    "how many things are returned",
                    len(pair),
                    2,
                    thought="The moved tensor, and the type of its device.",
                )
                thought = "Do shape and dtype stay as they were?"
                moved = checks.tensor(
                    "the moved tensor",
                    pair[0],
                    shape=box.shape,
                    dtype=box.dtype,
                    thought=thought,
                )
                checks.equal(
                    "where it is",
                    moved.device.type,
                    _name,
                    thought="Does it lie on the device that was asked for?",
                )
                checks.equal(
                    "where x is",
                    box.device.type,
                    "cpu",
                    thought="Does the given tensor stay where it was?",
                )
                thought = (
                    "Is it a text, whether the target was a text or a torch.device?"
                )
                checks.equal(
                    "what is reported",
                    checks.instance("what is reported", pair[1], str, thought=thought),
                    _name,
                    thought=thought,
                )
                if _name != "meta":
                    checks.equal(
                        "the numbers",
                        moved,
                        content,
                        thought="Are the numbers the same after the move?",
                    )
    pair = checks.instance(
        "the result",
        checks.attempt(move_to, torch.zeros(3), "cpu:0"),
        tuple,
        thought="A pair, for every input?",
    )
    checks.equal(
        "what is reported",
        pair[1],
        "cpu",
        thought="A target can carry a number (cuda:0): is the type alone reported?",
    )
    pair = checks.instance(
        "the result",
        checks.attempt(move_to, torch.zeros(3, device="meta"), "meta"),
        tuple,
        thought="A pair?",
    )
    checks.equal(
        "what is reported",
        pair[1],
        "meta",
        thought="What if the tensor is already there?",
    )
    absent = next(
        name for name in ("cuda", "mps", "xpu") if name not in devices.available()
    )
    thought = (
        "What happens when the device is not on this machine: an error, or a "
        "silent way "
        "out?"
    )
    checks.raises(Exception, lambda: move_to(torch.zeros(3), absent), thought=thought)


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
# Return four lists of numbers, in this order. The list for the expression `torch.tensor([3]) + torch.tensor([4])` would be `[7]`. The
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
        Four lists of numbers.
    """
    # BEGIN SOLUTION
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1.5, 0.0]]
    # END SOLUTION


# %% test="predicted_sums" points=1
def test_predicted_sums() -> None:
    sums = checks.instance(
        "the result",
        checks.attempt(predicted_sums),
        list,
        thought="A list of four lists.",
    )
    checks.equal(
        "the number of predictions",
        len(sums),
        4,
        thought="One list for each of A, B, C and D.",
    )
    checks.equal(
        "A",
        sums[0],
        [1, 2, 10, 20],
        thought="These are Python's lists: no tensor is involved.",
    )


# %% hidden="predicted_sums" points=1
def hidden_predicted_sums() -> None:
    sums = checks.instance(
        "the result",
        checks.attempt(predicted_sums),
        list,
        thought="A list of four lists.",
    )
    checks.equal(
        "the number of predictions",
        len(sums),
        4,
        thought="One list for each of A, B, C and D.",
    )
    checks.equal("A", sums[0], [1, 2, 10, 20], thought="What do Python's lists do?")
    checks.equal(
        "B",
        sums[1],
        torch.tensor([1, 2]) + torch.tensor([10, 20]),
        thought="Have you run B in a cell of your own?",
    )
    checks.equal(
        "C",
        sums[2],
        torch.tensor([1, 2]) + 10,
        thought="Have you run C in a cell of your own?",
    )
    checks.close(
        "D",
        sums[3],
        torch.tensor([1, 2]) + torch.tensor([0.5, -2.0]),
        thought="Have you run D in a cell of your own?",
    )


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
# of no help here, since it *stretches* a list of one number to any length (you saw a relative of that in expression C; Part 1.5 makes good
# use of it). So refuse lists of different lengths with a `ValueError` that says how long each of them is. An agent that learns from
# silently stretched numbers is the kind of fault that you hunt for days.
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
    total = checks.attempt(add_elementwise, [1.0, 2.0, 3.0], [10.0, 20.0, 30.0])
    total = checks.tensor(
        "the sum",
        total,
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
    checks.raises(
        ValueError,
        lambda: add_elementwise([1.0, 2.0, 3.0], [10.0, 20.0]),
        mentions="3",
        thought="Is an unequal length refused?",
    )


# %% hidden="add_elementwise" points=2
def hidden_add_elementwise() -> None:
    rng = np.random.default_rng(13)
    for length in (0, 1, 2, 5, 100):
        for scale in (1.0, 1e-3, 1e6):
            _a, _b = (scale * rng.normal(size=(2, length))).tolist()
            with checks.unchanged(a=_a, b=_b):
                total = checks.attempt(add_elementwise, _a, _b)
            total = checks.tensor(
                "the sum",
                total,
                shape=(length,),
                dtype=torch.float32,
                thought="Any length, even 0, in float32?",
            )
            expected_total = np.array([x + y for x, y in zip(_a, _b, strict=True)])
            checks.close(
                "the sum",
                total,
                expected_total,
                thought="Is entry i the sum of both entries i?",
                rtol=1e-4,
                atol=1e-5 * scale,
            )
    total = checks.attempt(add_elementwise, [1, 2], [3, 4])
    checks.tensor(
        "the sum",
        total,
        shape=(2,),
        dtype=torch.float32,
        thought="Is it float32 for whole numbers, too?",
    )
    for lengths in ((1, 3), (3, 1), (0, 1), (1, 0), (5, 4), (2, 7)):
        _a, _b = [1.0] * lengths[0], [2.0] * lengths[1]
        for count in lengths:
            checks.raises(
                ValueError,
                lambda a=_a, b=_b: add_elementwise(a, b),
                thought=(
                    "Is every pair of unequal lengths refused, a list of one "
                    "number too, "
                    "and does the message tell both lengths?"
                ),
                mentions=str(count),
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
#   of its ten searches, and fresh starts told the good winners from the lucky ones.
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
