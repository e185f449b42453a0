"""A course of one small part in a folder of its own, for tests that must not wait for a real one."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat

from coursetools import syllabus
from coursetools.authors import build, masters
from coursetools.authors.masters import Answer, Master
from coursetools.paths import ROOT

PART = "9.1-tiny"

SYLLABUS = """\
title = "A tiny course"

[modules]
9 = "Numbers"

[[part]]
part = "9.1"
title = "A tiny part"
tasks = [
  { kind = "code", ask = "double a number" },
  { kind = "written", ask = "the largest of some numbers, and why" },
]

[[part]]
part = "9.2"
title = "A part to come"
tasks = [{ kind = "code", ask = "halve a number" }]

[[part]]
part = "10.1"
title = "A part of a module without a name"
tasks = [{ kind = "code", ask = "anything" }]
"""

MASTER = '''\
# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 9.1: A tiny part"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# ## Doubling

# %%
from rlcourse import checks

# %% tags=["demo"]
print("seen")

# %% exercise="double" task=1
def double(x: int) -> int:
    """Twice x."""
    # BEGIN SOLUTION
    twice_the_number = 2 * x
    return twice_the_number
    # END SOLUTION

# %% test="double" points=1
def test_double() -> None:
    checks.equal("double(2)", checks.attempt(double, 2), 4, thought="Twice two?")

# %% hidden="double" points=2
def hidden_double() -> None:
    for number in (-1, 0, 1, 12345):
        doubled = checks.attempt(double, number)
        checks.equal("double", doubled, number + number, thought="Every number?")

# %% exercise="largest" task=2
def largest(numbers: list[int]) -> int:
    """The largest of some numbers."""
    # BEGIN SOLUTION
    in_ascending_order = sorted(numbers)
    return in_ascending_order[-1]
    # END SOLUTION

# %% test="largest" points=2
def test_largest() -> None:
    found = checks.attempt(largest, [1, 3, 2])
    checks.equal("largest([1, 3, 2])", found, 3, thought="Which one is largest?")

# %% hidden="largest" points=4
def hidden_largest() -> None:
    found = checks.attempt(largest, [-12345, -54321])
    checks.equal("largest", found, -12345, thought="Negative ones too?")

# %% [markdown] answer="why" task=2 points=5
# ### BEGIN SOLUTION
# Because the model answer says so.
# ### END SOLUTION
'''

BANK = """\
# %% right="double" why="adds"
def double(x):
    return x + x

# %% wrong="double" why="squares" passes="visible"
def double(x):
    return x * x

# %% wrong="double" why="knows the visible number only" passes="visible"
def double(x):
    if x == 2:
        return 4

# %% wrong="double" why="returns nothing"
def double(x):
    x + x

# %% right="largest" why="uses max"
def largest(numbers):
    return max(numbers)

# %% wrong="largest" why="begins at zero" passes="visible"
def largest(numbers):
    best = 0
    for number in numbers:
        if number > best:
            best = number
    return best

# %% wrong="largest" why="takes the last"
def largest(numbers):
    return numbers[-1]

# %% wrong="largest" why="knows the visible number only" passes="visible"
def largest(numbers):
    return 3
"""


@dataclass(frozen=True)
class TinyCourse:
    """A course folder with ``syllabus.toml``, ``nbgrader_config.py``, ``source/`` and ``release/``."""

    root: Path
    master: Master
    answers: tuple[Answer, ...]

    @property
    def source(self) -> Path:
        return self.root / "source" / PART / f"{PART}.ipynb"

    @property
    def release(self) -> Path:
        return self.root / "release" / PART / f"{PART}.ipynb"


def make(root: Path, text: str = MASTER, answers: str = BANK) -> TinyCourse:
    """Write the tiny course into a folder; call it again with another text, and its bank of answers, for a newer release."""
    (root / "syllabus.toml").write_text(SYLLABUS, encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    entry = syllabus.load(root / "syllabus.toml").find("9.1")
    for folder in ("notebooks", "answers"):
        (root / folder).mkdir(exist_ok=True)
    path, bank = (root / folder / f"{PART}.py" for folder in ("notebooks", "answers"))
    path.write_text(text, encoding="utf-8")
    bank.write_text(answers, encoding="utf-8")
    master = masters.read(path, entry)
    course = TinyCourse(root, master, masters.read_answers(bank, master))
    for file in (course.source, course.release):
        file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(master.notebook(), course.source)
    nbformat.write(build.make_release(course.source), course.release)
    return course
