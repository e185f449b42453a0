"""Functions of a test that go over by value: those that reach nothing of the test. All others stay there and are called back."""

import functools
from typing import Any

import pytest
import torch

from coursetools.grader.worlds.byvalue import is_a_formula
from coursetools.grader.worlds.codec import encode
from coursetools.grader.worlds.line import Line, LineEndedError
from tests.grader.worlds.pair import worlds

SECRET = 815


STAYS = {
    "a global": "lambda number: number + SECRET",
    "a built-in function": "lambda number: print(number)",
    "an attribute": "lambda number: number.real",
    "an import": "lambda: __import__('os')",
    "a variable from outside": "(lambda secret: lambda number: number + secret)(SECRET)",
    "a variable for a function in it": "lambda number: (lambda: number)()",
    "a default that can change": "lambda number, known=[SECRET]: number + known[0]",
    "an attribute of its own": "attributed(lambda number: number)",
    "a function in it": "lambda: lambda: 815",
    "a keyword with a default": "lambda *, number=SECRET: number",
    "a generator": "lambda number: (yield number)",
    "a built-in": "len",
    "a class": "int",
    "a partial": "functools.partial(lambda number: number, 1)",
}
GOES = {
    "a constant": "lambda _: 0",
    "a sum": "lambda one, other=2.5: one + other",
    "a choice": "lambda state: 'up' if state > 3 else None",
    "all arguments": "lambda *all_, **named: (all_, named)",
    "an item": "lambda values: values[0]",
}


def _attributed(function: Any) -> Any:
    vars(function)["secret"] = SECRET
    return function


def _made(text: str) -> object:
    return eval(text, {"SECRET": SECRET, "attributed": _attributed, "functools": functools})


@pytest.mark.parametrize("what", STAYS)
def test_what_reaches_further_stays(what: str) -> None:
    assert not is_a_formula(_made(STAYS[what]))


@pytest.mark.parametrize("what", GOES)
def test_a_formula_goes(what: str) -> None:
    assert is_a_formula(_made(GOES[what]))


def test_a_formula_is_called_there_and_is_itself_here() -> None:
    answers = """
import functools
def play(function): return [function(1) for _ in range(2000)], function, [function]
def name(function): return function.__name__, callable(function)
def keep(function):
    global kept
    kept = function
def kept_again(function): return kept is function, kept
def wrapped(function):
    @functools.wraps(function)
    def wrapper(number): return 7
    return wrapper
"""

    def triple(number: int) -> int:
        return 3 * number

    with worlds(answers) as world:
        values, same, (again,) = world.stand_in("play")(triple)
        assert values == [3] * 2000 and same is triple and again is triple
        assert world.n_served == 0
        assert world.stand_in("name")(triple) == ("triple", True)
        world.stand_in("keep")(triple)
        assert world.stand_in("kept_again")(triple) == (True, triple)
        wrapper = world.stand_in("wrapped")(triple)
        assert wrapper is not triple and wrapper(1) == 7


def test_what_a_formula_is_given_stays_what_it_is() -> None:
    answers = """
import torch
def same(function):
    value = [torch.ones(2)]
    return function(value) is value
def graph(function):
    x = torch.ones(2, requires_grad=True)
    return float(torch.autograd.grad(function(x).sum(), x)[0].sum())
def fails(function): return function(0)
"""
    with worlds(answers) as world:
        assert world.stand_in("same")(lambda value: value) is True  # pyright: ignore[reportUnknownLambdaType]
        assert world.stand_in("graph")(lambda x: 3 * x) == 6.0  # pyright: ignore[reportUnknownLambdaType]
        with pytest.raises(ZeroDivisionError):
            world.stand_in("fails")(lambda x: 1 / x)  # pyright: ignore[reportUnknownLambdaType]


def test_a_formula_as_a_hook_is_the_tests_hook() -> None:
    answers = """
import torch
def forward(net): return net(torch.ones(1, 2))
"""
    net = torch.nn.Linear(2, 2)

    def nothing(_module: Any, _inputs: Any, output: Any) -> Any:
        return 0 * output

    net.register_forward_hook(nothing)
    with worlds(answers) as world:
        assert world.stand_in("forward")(net).tolist() == [[0.0, 0.0]]
        assert len(vars(net)["_forward_hooks"]) == 1


def test_an_answer_sends_no_function() -> None:
    def attack(line: Line) -> None:
        line.receive()
        line.send(b"=" + b"l" + (1).to_bytes(8, "little") + (2).to_bytes(4, "little") + b"N." + encode([]) + encode(None) + encode(None))
        line.receive()

    with worlds("", attack=attack) as world, pytest.raises(LineEndedError, match="unknown tag"):
        world.stand_in("anything")


def test_a_marked_function_of_an_answers_is_no_object_of_the_tests() -> None:
    """A number that an answer wrote on a function of its own means an object that it was handed, and nothing else."""
    answers = """
def forged(function):
    def own(number): return number
    own._number_elsewhere = (999, own.__code__)
    return own
"""
    with worlds(answers) as world, pytest.raises(LineEndedError, match="no object has the number"):
        world.stand_in("forged")(lambda number: number)  # pyright: ignore[reportUnknownLambdaType]
