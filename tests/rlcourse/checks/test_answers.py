"""Calls to answers: blank reads as blank, errors show the student's own lines, and an answer's text tells what it uses."""

import sys
from typing import Any

import numpy as np
import pytest
import torch

from rlcourse import checks, seeding
from rlcourse.checks import CheckFailedError, NotAttemptedError
from tests.rlcourse.checks.a_notebook import Notebook

BLANKS = """
def blank(): raise NotImplementedError
def uses_blank(): return blank() + 1
class Blank:
    def __init__(self): raise NotImplementedError()
def maker():
    def made(): raise NotImplementedError()
    return made
"""


@pytest.mark.parametrize(("name", "missing"), [("blank", "blank"), ("uses_blank", "blank"), ("Blank", "Blank")])
def test_a_blank_answer_is_not_attempted_rather_than_wrong(name: str, missing: str) -> None:
    notebook = Notebook()
    notebook.run(BLANKS)
    for call in (lambda: checks.attempt(notebook.names[name]), lambda: checks.raises(ValueError, notebook.names[name], thought="?")):
        with pytest.raises(NotAttemptedError, match=f"Not attempted yet: `{missing}`") as caught:
            call()
        assert caught.value.exercise == missing


def test_a_blank_inside_what_an_answer_made_names_the_answer() -> None:
    notebook = Notebook()
    notebook.run(BLANKS)
    with pytest.raises(NotAttemptedError, match="`maker`"):
        checks.attempt(checks.attempt(notebook.names["maker"]))


def test_pytorchs_own_not_implemented_error_is_no_blank_answer() -> None:
    with pytest.raises(CheckFailedError, match="raised NotImplementedError: ") as caught:
        checks.attempt(torch.Tensor.tolist, torch.zeros(2, device="meta"))
    assert not isinstance(caught.value, NotAttemptedError)


def test_attempt_shows_the_students_own_line() -> None:
    def divide(x: int) -> float:
        return x / 0

    with pytest.raises(CheckFailedError) as caught:
        checks.attempt(divide, 1)
    assert "ZeroDivisionError" in str(caught.value) and "return x / 0" in str(caught.value)
    assert "checks/answers.py" not in str(caught.value)


def test_stderr_of_an_answer_reaches_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    """Nbgrader takes any stderr of a test cell for a failure."""

    def warns() -> int:
        print("to stderr", file=sys.stderr)
        return 1

    assert checks.attempt(warns) == 1
    assert "to stderr" in capfd.readouterr().out


def test_raises_wants_the_right_error_that_names_the_culprits() -> None:
    def refuse() -> None:
        raise ValueError("probabilities of state 3 sum to 0.9")

    assert "state 3" in checks.raises(ValueError, refuse, thought="?", mentions="state 3")
    checks.raises(ValueError, refuse, thought="?", mentions=["state 3", "0.9"])
    for missing in ("state 4", ["state 3", "0.8"]):
        with pytest.raises(CheckFailedError, match="message of the error"):
            checks.raises(ValueError, refuse, thought="?", mentions=missing)
    with pytest.raises(CheckFailedError, match="KeyError"):
        checks.raises(KeyError, refuse, thought="?")
    with pytest.raises(CheckFailedError, match="no error"):
        checks.raises(ValueError, lambda: 1, thought="?")


def test_many_calls_in_one_request() -> None:
    def add(a: Any, b: Any) -> Any:
        return a + b

    def draw(rng: np.random.Generator, n: int) -> int:
        return int(rng.integers(n))

    def invert(a: float) -> float:
        return 1 / a

    assert checks.each(add, [(1, 2), ("x", "y")]) == [3, "xy"]
    drawn = checks.repeat(5, draw, np.random.default_rng(0), 10)
    rng = np.random.default_rng(0)
    assert drawn.tolist() == [int(rng.integers(10)) for _ in range(5)]
    assert checks.repeat(3, lambda: (1, 2)).shape == (3, 2)
    for wrong in (lambda: "text", lambda: None):
        with pytest.raises(CheckFailedError, match="numbers of one shape"):
            checks.repeat(2, wrong)
    with pytest.raises(CheckFailedError, match="ZeroDivisionError"):
        checks.each(invert, [(1,), (0,)])


ANSWERS = {
    "direct": "import rlcourse.seeding as helper\ndef direct(seed): return helper.seed_everything(seed)",
    "inside": "def inside(seed):\n    from rlcourse.seeding import seed_everything\n    return seed_everything(seed)",
    "nested": "import rlcourse.seeding as other\ndef nested(seed):\n    return (lambda: other.seed_everything(seed))()",
    "by_name": "import importlib\ndef by_name(seed): return importlib.import_module('rlcourse.seeding').seed_everything(seed)",
    "from_package": "def from_package(seed):\n    from rlcourse import seeding as s\n    return s.seed_everything(seed)",
    "by_global": "def by_global(seed): return seeding.seed_everything(seed)",
    "by_helper": "def helper_of_mine(seed): return seeding.seed_everything(seed)\ndef by_helper(seed): return helper_of_mine(seed)",
    "Sub": "class Sub(Base):\n    def seed(self): return 1",
    "Method": "class Method:\n    def seed(self): return seeding.seed_everything(1)",
    "alias": "alias = seeding.seed_everything",
}
INNOCENT = {
    "own": "def own(seed): return seed",
    "Attribute": "class Attribute:\n    def __init__(self): self.seeding = {}\n    def get(self): return self.seeding",
    "shadow": "def shadow(seeding): return seeding.seed_everything",
    "assigned": "def assigned(n):\n    seeding = [n]\n    return [seeding[0] for seeding in [seeding]]",
    "annotated": "def annotated(x: seeding.Seed) -> seeding.Seed:\n    y: seeding.Seed = x\n    return y",
    "other": "from rlcourse import checks as c\ndef other(x): return c.to_array(x)",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_forbidden_finds_imports_aliases_and_subclasses(name: str) -> None:
    notebook = Notebook()
    notebook.run("from rlcourse import seeding")
    notebook.names["Base"] = type("Base", (), {"__module__": "rlcourse.seeding"})
    notebook.run(ANSWERS[name])
    with pytest.raises(CheckFailedError, match=r"rlcourse\.seeding"):
        checks.forbidden(notebook.names[name], "rlcourse.seeding")
    assert notebook.names[name] is not seeding


@pytest.mark.parametrize("name", INNOCENT)
def test_forbidden_accuses_nobody_for_a_name(name: str) -> None:
    notebook = Notebook()
    if name != "shadow":
        notebook.run("from rlcourse import seeding")
    notebook.run("from __future__ import annotations\n" + INNOCENT[name])
    checks.forbidden(notebook.names[name], "rlcourse.seeding")


def test_one_word_forbids_every_module_of_that_name() -> None:
    notebook = Notebook()
    notebook.run("import numpy as np\ndef solve(a, b): return np.linalg.solve(a, b)\nclass Mine:\n    def linalg(self): return self.linalg")
    with pytest.raises(CheckFailedError, match="linalg"):
        checks.forbidden(notebook.names["solve"], "linalg")
    notebook.run("class Mine:\n    def linalg(self): return self.linalg")
    checks.forbidden(notebook.names["Mine"], "linalg")


def test_names_in_the_text_of_an_answer() -> None:
    notebook = Notebook()
    notebook.run("import torch\ndef mine(x):\n    from math import sqrt as root\n    return torch.autograd.grad(x, x), root")
    assert {"torch", "autograd", "grad", "sqrt", "math", "root"} <= checks.names_in(notebook.names["mine"])
    assert not {"backward", "text"} & checks.names_in(notebook.names["mine"])
    assert checks.names_in(np.sum) == frozenset() or "text" not in checks.names_in(np.sum)


def test_names_outside_some_functions_of_an_answer() -> None:
    notebook = Notebook()
    notebook.run("class Mine:\n    def __init__(self): self.rows = zeros(3)\n    def add(self, x): self.kept.append(x)")
    assert {"zeros", "append"} <= checks.names_in(notebook.names["Mine"])
    assert checks.names_in(notebook.names["Mine"], outside=["__init__"]) >= {"append", "kept"}
    assert "zeros" not in checks.names_in(notebook.names["Mine"], outside=["__init__"])


def test_constants_in_the_text_of_an_answer() -> None:
    notebook = Notebook()
    notebook.run("KNOWN = {'a': 'two'}\ndef mine(x, y=3):\n    return f'{x} of {KNOWN}', -7.5")
    assert {"a", "two", 3, 7.5, " of "} <= checks.constants_in(notebook.names["mine"])
    assert "mine" not in checks.constants_in(notebook.names["mine"])
    assert checks.constants_in(len) == frozenset()


def test_a_loop_in_the_functions_of_an_answer() -> None:
    notebook = Notebook()
    notebook.run("def mine(x):\n    return x @ x\nfor x in range(2):\n    print(x)")
    assert not checks.has_loop(notebook.names["mine"])
    for body in ("for y in x:\n        pass", "while x:\n        pass", "return [y for y in x]", "return sum(y for y in x)"):
        notebook.run(f"def mine(x):\n    return helper(x)\ndef helper(x):\n    {body}")
        assert checks.has_loop(notebook.names["mine"])
    assert not checks.has_loop(len)
