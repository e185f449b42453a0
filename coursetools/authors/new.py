"""Begins a part: a master and a bank that are read, linted, tried and built at once, and hold a place for all that a part has."""

import datetime
import re
from pathlib import Path

from coursetools import files, syllabus
from coursetools.authors.rules import MOST_EXERCISES
from coursetools.paths import ANSWERS, NOTEBOOKS, SYLLABUS, CourseError
from coursetools.syllabus import Part

_HEAD = '''\
# ---
# title: "Learn Reinforcement Learning with PyTorch, Part {number}: {title}"
# author: "The course team"
# date: {date}
# ---

# %% [markdown]
# What question does this part answer, and why does it matter to somebody who trains agents?
#
# **After this part you can**
#
# - ...
#
# **You need** ...
#
# **Time** about 30 minutes to read, {minutes} to work.
#
# **Sources** Sutton and Barto, *Reinforcement Learning: An Introduction* (2nd edition, 2018), section ...

# %%
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from rlcourse import checks, devices
from rlcourse.figures import plots

device = devices.choose()
plots.use_style()

# %% [markdown]
# ## The mathematics
#
# Definitions before use; derive what the part rests on: $y = 2 x$.

# %% [markdown]
# ## The algorithm
#
# ```
# 1  for each x:
# 2      y <- 2 x
# ```

# %% [markdown]
# ## From mathematics to code
#
# | symbol | meaning | in code | shape | dtype |
# |---|---|---|---|---|
# | $x$ | ... | `x` | `()` | `float` |

# %% [markdown]
# ## A world whose answer is known
#
# Predict, run, then explain.


# %% tags=["nbval-check-output"]
def doubled(values: Sequence[float]) -> list[float]:
    """Return the double of each value."""
    return [2 * value for value in values]


print(doubled([1, 2, 3]))
assert doubled([1, 2, 3]) == [2, 4, 6], "what the text claims is asserted"

# %% [markdown]
# What to see: each number is twice the one that went in.


# %% alt="Two lines over the index: the doubles lie twice as high as the values."
def lines_figure(values: Sequence[float]) -> Figure:
    """Draw some values and their doubles over their index."""
    figure, axes = plt.subplots()
    axes.plot(values, label="x")
    axes.plot(doubled(values), label="2 x")
    axes.set(xlabel="index", ylabel="value")
    axes.legend()
    return figure


lines_figure([1, 3, 2])
plt.show()

# %% [markdown]
# What to see: the upper line is twice as high as the lower one everywhere.
'''

_STATEMENT = """
# %% [markdown]
# ## Exercise {task}: {ask}
#
# *Easy, about 10 minutes.* ... For example, `{example}`.
#
# <details><summary>Hint</summary>
#
# A question that helps.
#
# </details>


# %% exercise="{name}" task={task}
"""

_CODE = '''\
def {name}(x: float) -> float:
    """Return ...

    Args:
        x: Any number.
    """
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION


# %% test="{name}" points=1
def test_{name}() -> None:
    y = checks.attempt({name}, 2.0)
    checks.close("{name}(2.0)", y, 4.0, thought="What is twice two?")


# %% hidden="{name}" points=2
def hidden_{name}() -> None:
    for x in (-1.5, 0.0, 3.0):
        y = checks.attempt({name}, x)
        checks.close("the result", y, x + x, thought="Negative numbers, and zero?")

'''

_PLOT = '''\
def {name}(values: Sequence[float]) -> Figure:
    """Return a figure with the values over their index, as one line.

    Args:
        values: At least one number.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots()
    axes.plot(range(len(values)), values)
    axes.set(xlabel="index", ylabel="value")
    return figure
    # END SOLUTION


# %% test="{name}" points=1
def test_{name}() -> None:
    thought = "Is it one line, and do both axes have labels?"
    figure = checks.figure_of({name}, [1.0, 3.0, 2.0], n_axes=1, thought=thought)
    [axes] = checks.panels_of(figure)
    checks.labels(axes, x=["index"], y=["value"], thought=thought)
    checks.curve("the values", axes, [0, 1, 2], [1.0, 3.0, 2.0], thought=thought)


# %% hidden="{name}" points=2
def hidden_{name}() -> None:
    thought = "Are all values drawn, however many there are?"
    for values in ([0.5, -2.0], [4.0, 1.0, 1.0, 6.0, 2.5]):
        figure = checks.figure_of({name}, values, n_axes=1, thought=thought)
        [axes] = checks.panels_of(figure)
        x = list(range(len(values)))
        checks.curve("the values", axes, x, values, thought=thought)

'''

_CHOICE = '''\
def {name}() -> str:
    """Return ``"a"``, ``"b"`` or ``"c"``."""
    # BEGIN SOLUTION
    return "a"
    # END SOLUTION


# %% test="{name}" points=1
def test_{name}() -> None:
    choice = checks.attempt({name})
    thought = "One letter: a, b or c."
    checks.true("the choice", choice in ("a", "b", "c"), thought=thought)


# %% hidden="{name}" points=1
def hidden_{name}() -> None:
    checks.equal("the choice", checks.attempt({name}), "a", thought="Read it again.")


# %% [markdown]
# *Written answer, about 10 minutes.* Why?

# %% [markdown] answer="why_{name}" task={task} points=2
# ### BEGIN SOLUTION
# **A model answer.** ...
#
# **Rubric.** 1 point: ... 1 point: ...
# ### END SOLUTION

'''

_TAIL = """
# %% [markdown]
# ## Summary and outlook
#
# - What was shown, with the numbers that this run printed.
#
# **Next**: ...
#
# **Further reading**: ...
"""

_BANKS = {
    "code": """\
# %% right="{name}" why="a sum"
def {name}(x):
    return x + x


# %% wrong="{name}" why="knows the visible number only" passes="visible"
def {name}(x):
    return 4.0


# %% wrong="{name}" why="squares" passes="visible"
def {name}(x):
    return x**2


# %% wrong="{name}" why="forgets the return"
def {name}(x):
    2 * x


""",
    "plot": """\
# %% right="{name}" why="a Figure without pyplot"
def {name}(values):
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(values)
    axes.set_xlabel("index")
    axes.set_ylabel("value")
    return figure


# %% wrong="{name}" why="the first three values alone" passes="visible"
def {name}(values):
    figure, axes = plt.subplots()
    axes.plot(values[:3])
    axes.set(xlabel="index", ylabel="value")
    return figure


# %% wrong="{name}" why="sorted"
def {name}(values):
    figure, axes = plt.subplots()
    axes.plot(sorted(values))
    axes.set(xlabel="index", ylabel="value")
    return figure


# %% wrong="{name}" why="the count begins at 1"
def {name}(values):
    figure, axes = plt.subplots()
    axes.plot(range(1, len(values) + 1), values)
    axes.set(xlabel="index", ylabel="value")
    return figure


""",
    "written": """\
# %% right="{name}" why="by a variable"
def {name}():
    choice = "a"
    return choice


# %% wrong="{name}" why="another letter" passes="visible"
def {name}():
    return "b"


# %% wrong="{name}" why="a capital"
def {name}():
    return "A"


# %% wrong="{name}" why="all of them"
def {name}():
    return ["a", "b", "c"]


""",
}
_CELLS = {"code": _CODE, "plot": _PLOT, "written": _CHOICE}
_EXAMPLES = {"code": "{name}(2.0)` is `4.0", "plot": "{name}([1.0, 3.0, 2.0])` shows one line", "written": '{name}()` returns `"a"'}


def begin(part: Part, notebooks: Path, answers: Path) -> tuple[Path, Path]:
    """Write the master and the bank of a part.

    Args:
        part: Its entry in the syllabus.
        notebooks: Folder of the masters.
        answers: Folder of the banks.

    Returns:
        The two files.

    Raises:
        CourseError: The part is begun already: nothing is ever overwritten.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", part.title.lower()).strip("-")
    there = [path for folder in (notebooks, answers) for path in folder.glob(f"{part.number}-*.py")]
    if there:
        raise CourseError(f"{there[0].name} is there already: part {part.number} is begun, and nothing is overwritten")
    body, bank = "", ""
    for number, task in enumerate(part.tasks, start=1):
        name = f"task_{number}"
        example = _EXAMPLES[task.kind].format(name=name)
        words = {"name": name, "task": str(number), "ask": task.ask, "example": example}
        body += _STATEMENT.format(**words) + _CELLS[task.kind].format(**words)
        bank += _BANKS[task.kind].format(**words)
    minutes = sum(20 if task.kind == "written" else 10 for task in part.tasks)
    head = _HEAD.format(number=part.number, title=part.title, date=datetime.date.today(), minutes=minutes)
    master = notebooks / f"{part.number}-{slug}.py"
    files.create(master, (head + body + _TAIL).encode())
    files.create(answers / master.name, (bank.rstrip() + "\n").encode())
    return master, answers / master.name


def run(number: str) -> int:
    """Begin a part of the course, and say what to do next.

    Raises:
        CourseError: The syllabus has no such part, or it is begun already.
    """
    part = syllabus.load(SYLLABUS).find(number)
    master, bank = begin(part, NOTEBOOKS, ANSWERS)
    most = MOST_EXERCISES.get(part.order[0], 8)
    print(f"{master.name} and its bank {bank.parent.name}/{bank.name} are ready to run: at most {most} exercise cells.")
    print(f"Next: write, then make lint PART={part.number}, make bank PART={part.number}, make build PART={part.number}")
    return 0
