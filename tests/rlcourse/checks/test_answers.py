"""Calls to answers: blank reads as blank, errors show the student's own lines, and an answer's text tells what it uses."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

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


def test_beside_another_device_the_result_shows_whose_tensors_forget_the_one_that_was_asked_for() -> None:
    def follows(values: torch.Tensor) -> torch.Tensor:
        return torch.zeros(2, device=values.device) + values

    def forgets(values: torch.Tensor) -> torch.Tensor:
        return torch.zeros(len(values))

    given = torch.ones(2)
    assert checks.attempt_beside("meta", follows, given).tolist() == [1.0, 1.0]
    assert checks.attempt_beside("meta", forgets, given).is_meta
    assert not torch.zeros(1).is_meta


def test_on_another_device_a_network_fails_that_computes_with_what_it_did_not_register() -> None:
    class Shifted(torch.nn.Module):
        def __init__(self, width: int, is_registered: bool) -> None:
            super().__init__()
            shift = torch.ones(width)
            if is_registered:
                self.register_buffer("shift", shift)
            else:
                self.shift = shift

        def forward(self, values: torch.Tensor) -> torch.Tensor:
            return torch.maximum(values, self.shift)

    assert checks.attempt_on("cpu", Shifted, (3, False), torch.zeros(2, 3)).tolist() == [[1.0] * 3] * 2
    there = checks.attempt_on("meta", Shifted, (3, True), torch.zeros(2, 3))
    assert there.is_meta and there.shape == (2, 3)
    with pytest.raises(CheckFailedError, match="`Shifted` raised"):
        checks.attempt_on("meta", Shifted, (3, False), torch.zeros(2, 3))


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


def test_a_variable_of_the_answer_s_own_is_no_use_of_what_has_its_name() -> None:
    notebook = Notebook()
    notebook.run("def mine(x):\n    first = second(x)\n    return first")
    assert checks.names_in(notebook.names["mine"]) == {"second"}
    notebook.run("def mine(filter, *, map=None):\n    return filter, map, reduce")
    assert checks.names_in(notebook.names["mine"]) == {"reduce"}


def test_a_function_or_a_member_of_the_answer_s_own_is_no_use_of_what_has_its_name() -> None:
    notebook = Notebook()
    notebook.run("def inner(x):\n    return x\ndef mine(x):\n    def outer(y): return inner(y)\n    return outer(x)")
    assert checks.names_in(notebook.names["mine"]) == frozenset()
    own = "class Sum:\n    def __init__(self): self.dot = 0\n    def mm(self, x): self.dot = self.dot + x\n"
    notebook.run(own + "def mine(x):\n    own = Sum()\n    own.mm(x)\n    return own.dot")
    assert checks.names_in(notebook.names["mine"]) == frozenset()
    notebook.run(own + "def mine(x):\n    return Sum().mm(x)")
    assert checks.names_in(notebook.names["mine"]) == frozenset()
    notebook.run("import torch\n" + own + "def mine(x):\n    return torch.dot(x.rows.mm(x), x)")
    assert checks.names_in(notebook.names["mine"]) == {"torch", "dot", "rows", "mm"}
    notebook.run("import torch\ndef mine(x):\n    inner = torch.inner\n    return inner(x, x).dot(x)")
    assert checks.names_in(notebook.names["mine"]) == {"torch", "inner", "dot"}


@pytest.mark.parametrize(
    ("body", "is_inside", "is_outside"),
    [
        ("return c * x", False, True),
        ("return [e for e in c * x]", False, True),
        ("return [c * e for e in x]", True, False),
        ("return {e: c * e for e in x}, c * x", True, True),
        ("for e in x:\n        e *= c", True, False),
        ("for _ in range(3):\n        pass\n    return c * x", False, True),
        ("while c * x:\n        pass", True, False),
        ("return [times(c, e) for e in x]", True, False),
        ("return [times(c, e) for e in x], times(c, x)", True, True),
        ("scaled = lambda e: c * e\n    return [scaled(e) for e in x]", True, False),
        ("return [row for one in x for row in one * c]", True, False),
        ("for one in [x]:\n        return one * c", False, True),
        ("for one in [x]:\n        return [c * e for e in one]", True, False),
        ("for e in [*x]:\n        e *= c", True, False),
        ("return [c * one for one in (x,)]", False, True),
        ("return [c * e for one in [x] for e in one]", True, False),
        ("return sum(x * c for _ in range(1))", False, True),
        ("for i in range(len(x)):\n        x[i] *= c", True, False),
    ],
)
def test_what_is_done_in_loops_and_outside_of_them(body: str, is_inside: bool, is_outside: bool) -> None:
    notebook = Notebook()
    helper = "def times(c, x):\n    return c * x\n" if "times" in body else ""
    notebook.run(f"{helper}def mine(c, x):\n    {body}\ntried = [2 * n for n in range(3)]")
    assert ("Mult" in checks.operations_in(notebook.names["mine"], repeated=True)) is is_inside
    assert ("Mult" in checks.operations_in(notebook.names["mine"], repeated=False)) is is_outside


def test_a_call_that_takes_a_comprehension_in_is_done_for_each_of_it() -> None:
    notebook = Notebook()
    notebook.run("def mine(x):\n    return sum(e for e in x)")
    assert "sum" in checks.operations_in(notebook.names["mine"], repeated=True)
    notebook.run("def mine(x):\n    return sum(x), [len(e) for e in x]")
    assert "sum" not in checks.operations_in(notebook.names["mine"], repeated=True)


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


def test_a_function_that_calls_itself() -> None:
    notebook = Notebook()
    plain = "def helper(x):\n    return x\ndef mine(x):\n    helper = x\n    mine = helper\n    return mine\nmine(helper(3))"
    notebook.run(plain)
    assert not checks.calls_itself(notebook.names["mine"])
    for text in (
        "def mine(x): return mine(x[1:]) if x else 0",
        "def mine(x): return other(x)\ndef other(x): return third(x)\ndef third(x): return other(x)",
        "class Own:\n    def add(self, x): return self.add(x[1:])\ndef mine(x): return Own().add(x)",
    ):
        notebook.run(text)
        assert checks.calls_itself(notebook.names["mine"])
    assert not checks.calls_itself(len)


def test_a_function_that_is_handed_over() -> None:
    notebook = Notebook()
    notebook.run("def helper(x):\n    return x\ndef mine(x):\n    return helper(x) + max(x, key=len)\nprint(sorted([], key=helper))")
    assert not checks.hands_over_a_function(notebook.names["mine"])
    for body in (
        "return sorted(x, key=helper)",
        "return other(helper, x)",
        "return other(lambda y: y, x)",
        "own = lambda y: y\n    return other(own)",
    ):
        notebook.run(f"def helper(x):\n    return x\ndef mine(x):\n    {body}")
        assert checks.hands_over_a_function(notebook.names["mine"])
    assert not checks.hands_over_a_function(len)


def test_a_loop_in_the_functions_of_an_answer() -> None:
    notebook = Notebook()
    notebook.run("def mine(x):\n    return x @ x\nfor x in range(2):\n    print(x)")
    assert not checks.has_loop(notebook.names["mine"])
    for body in ("for y in x:\n        pass", "while x:\n        pass", "return [y for y in x]", "return sum(y for y in x)"):
        notebook.run(f"def mine(x):\n    return helper(x)\ndef helper(x):\n    {body}")
        assert checks.has_loop(notebook.names["mine"])
    assert not checks.has_loop(len)


@pytest.mark.parametrize(
    "text",
    [
        "def mine(x):\n    return [y for y in x]",
        "def mine(x):\n    return mine(x[1:]) if len(x) else x",
        "def mine(x):\n    return list(map(float, x))",
        "from functools import reduce as fold\ndef mine(x):\n    return fold(max, x)",
        "import itertools as it\ndef mine(x):\n    return list(it.starmap(max, x))",
        "over_rows = torch.vmap(torch.sum)\ndef mine(x):\n    return over_rows(x)",
        "def mine(x):\n    return np.apply_along_axis(max, 0, x)",
        "def mine(x):\n    return np.frompyfunc(max, 2, 1)(x, x)",
        "def mine(x):\n    return x.clone().map_(x, lambda a, b: a - b)",
    ],
)
def test_an_answer_that_goes_one_by_one(text: str) -> None:
    notebook = Notebook()
    notebook.run(f"import numpy as np, torch\n{text}")
    assert checks.goes_one_by_one(notebook.names["mine"])


def test_an_answer_that_lets_the_library_go_through_the_numbers() -> None:
    notebook = Notebook()
    notebook.run(
        "import numpy as np\ndef mine(x, map=None):\n    '''Without map or functools.'''\n    filter = x > 0\n"
        "    return np.add.reduce(x[filter]), np.add.accumulate(x)\nfor n in range(3):\n    mine(np.arange(n))"
    )
    assert not checks.goes_one_by_one(notebook.names["mine"])
    notebook.run("import functools\ndef shown(f):\n    return functools.wraps(f)(lambda x: f(x))\n@shown\ndef mine(x):\n    return x - 1")
    assert not checks.goes_one_by_one(notebook.names["mine"])


def test_time_tells_a_hidden_loop_from_an_operation() -> None:
    table, row = torch.rand(4000, 3), torch.rand(3)

    operators: list[Callable[[torch.Tensor, torch.Tensor], object]] = [
        lambda x, y: x - y,
        lambda x, y: torch.from_numpy(x.numpy() - y.numpy()),
        lambda x, y: torch.stack([x[:, i] - y[i] for i in range(3)], dim=1),
    ]
    for answer in operators:
        assert checks.beats_a_loop(answer, table, row, n_rounds=4000, factor=10)
    loops: list[Callable[[torch.Tensor, torch.Tensor], object]] = [
        lambda x, y: torch.stack([one - y for one in x]),
        lambda x, y: torch.stack(list(map(torch.sub, x, [y] * len(x)))),
        lambda x, y: [eval("[float(one[0] - y[0]) for one in x]", {"x": x, "y": y})],
    ]
    for answer in loops:
        assert not checks.beats_a_loop(answer, table, row, n_rounds=4000, factor=10)


def test_a_function_that_fails_beats_no_loop() -> None:
    def fourth(x: list[float]) -> float:
        return x[3]

    with pytest.raises(checks.CheckFailedError, match="IndexError"):
        checks.beats_a_loop(fourth, [0.0], n_rounds=10, factor=2)


def test_constants_of_which_a_loss_can_be_made() -> None:
    weight, x = torch.ones(3, requires_grad=True), torch.arange(3.0)

    def product() -> torch.Tensor:
        return x * weight

    assert checks.returns_constants(lambda: (x + 1, [product().detach()], "text"))
    assert checks.returns_constants(torch.no_grad()(product))
    assert not checks.returns_constants(lambda: (x, [product()]))
    assert not checks.returns_constants(torch.inference_mode()(product))


def test_tensors_that_share_their_memory_are_not_new() -> None:
    x, kept = torch.arange(4.0), torch.zeros(4)
    new: list[Callable[[torch.Tensor], object]] = [
        lambda x: x + 1,
        lambda x: (x + 1, x.clone()),
        lambda x: [x.sum(), [x * 2]],
        lambda x: torch.from_numpy(x.numpy() + 1),
        lambda x: (x[:0].clone(), x[:0].clone()),
        lambda x: (x + 1)[None].expand(2, -1).clone().unbind(),  # two rows of one new tensor
        lambda x: [x.bfloat16(), x.to("meta")],
        lambda _: 3.0,
    ]
    for answer in new:
        assert checks.returns_new_tensors(answer, x)
    old: list[Callable[[torch.Tensor], object]] = [
        lambda x: x,
        lambda x: x[2:],
        lambda x: torch.from_numpy(x.numpy()),
        lambda x: (x + 1, x[None]),
        lambda x: x.view(2, 2).T[1],
        lambda x: [x + 1] * 2,
        lambda _: kept,
    ]
    for answer in old:
        assert not checks.returns_new_tensors(answer, x)


def test_entries_of_an_expanded_tensor_are_not_apart() -> None:
    for answer in (lambda: torch.ones(1).expand(3), lambda: (torch.ones(2), torch.ones(3, 1).expand(3, 2))):
        assert not checks.entries_apart(answer)
    for answer in (lambda: torch.ones(1).expand(1), lambda: torch.ones(2, 3).T, lambda: [torch.zeros(0, 2)]):
        assert checks.entries_apart(answer)


def test_a_second_call_shows_what_was_kept_from_the_first() -> None:
    kept: dict[object, object] = {}

    def by_object(x: torch.Tensor, y: list[int]) -> object:
        return kept.setdefault(x, x.sum().item()), [*y]

    def by_value(x: torch.Tensor, y: list[int]) -> object:
        return kept.setdefault(tuple(y), x.sum().item()), [*y]

    def of_network(network: torch.nn.Module, x: torch.Tensor) -> object:
        return kept.setdefault(network, network(x).item())

    def honest(x: torch.Tensor, y: list[int]) -> object:
        return x.sum().item(), [*y]

    ones, twos = torch.ones(2), torch.full((2,), 2.0)
    assert checks.again(by_object, (ones, [1]), (twos, [2, 3])) == (2.0, [2, 3])
    assert checks.again(by_value, (ones, [1]), (twos, [1])) == (2.0, [1])
    assert checks.again(honest, (ones, [1]), (twos, [1])) == (4.0, [1])
    assert checks.again(honest, (torch.ones(3), [1]), (twos, [1])) == (4.0, [1])
    assert ones.tolist() == [1.0, 1.0]
    assert twos.tolist() == [2.0, 2.0]
    layers = [torch.nn.Linear(1, 1, bias=False) for _ in range(2)]
    with torch.no_grad():
        for weight, layer in enumerate(layers):
            layer.weight.fill_(weight)
    assert checks.again(of_network, (layers[0], torch.ones(1)), (layers[1], torch.ones(1))) == 0.0
    assert layers[0].weight.item() == 0.0


@dataclass
class Walk:
    states: NDArray[np.float64]


def test_arrays_that_share_their_memory_are_not_new() -> None:
    kept = np.zeros(3)
    new: list[Callable[[NDArray[np.float64]], object]] = [
        lambda table: table + 1,
        lambda table: {"a": table.copy(), "b": [table.sum(axis=0)]},
        lambda table: tuple((table + 1).T),  # columns of one new array
        lambda table: Walk(table.ravel() * 2),
        lambda table: torch.tensor(table),
        lambda table: table[:0].copy(),
    ]
    old: list[Callable[[NDArray[np.float64]], object]] = [
        lambda table: table.T,
        lambda table: {"a": table[1]},
        lambda table: [table + 1] * 2,
        lambda table: Walk(np.asarray(table)),
        lambda table: torch.from_numpy(table),
        lambda table: (table + 1, kept),
    ]
    for answer in (*new, *old):
        assert checks.returns_new_tensors(answer, np.arange(6.0).reshape(2, 3)) is (answer in new)

    def last(walks: dict[str, Walk]) -> object:
        return walks["one"].states[1:]

    assert not checks.returns_new_tensors(last, {"one": Walk(kept)})
