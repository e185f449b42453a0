"""Calls between the worlds: what goes over, what comes back, and what a call does to its arguments."""

import collections
import copy
import dataclasses
import inspect
import random
from typing import Any

import numpy as np
import pytest
import torch

from coursetools.grader.worlds import instructor as instructors
from coursetools.grader.worlds.line import LineEndedError
from rlcourse import checks, elsewhere
from rlcourse.checks import NotAttemptedError
from tests.grader.worlds.pair import worlds

ANSWERS = '''
import collections
import dataclasses
import random
import sys
import warnings

import numpy as np
import torch


def same(value):
    return value


def add(first, second=2, *, third: float = 0.5):
    """Add."""
    return first + second + third


def blank():
    raise NotImplementedError


def relying():
    return blank()


def failing(kind):
    if kind == "own":
        class EmptyError(ValueError):
            pass
        raise EmptyError("nothing in it")
    raise KeyError("missing")


def leaving():
    sys.exit(3)


def change(array, values, named):
    array[0] = 7
    values.append(3)
    named["new"] = [1]


def shout():
    print("hello")
    print("oh", file=sys.stderr)


def draw(generator):
    return generator.normal()


def draw_globally():
    return random.random(), np.random.random(), torch.rand(1).item()


def apply(function, values):
    return [function(value) for value in values]


def collect(function, n):
    return [int(array[0]) for array in [function()[0] for _ in range(n)]]


def endless(function):
    while True:
        function(1)


def counting(n):
    for number in range(n):
        yield number


Pair = collections.namedtuple("Pair", "left right")


def pair():
    return Pair(1, 2)


class Lying(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class Agent:
    n_made = 0

    def __init__(self, generator, table):
        self.generator, self.table = generator, table
        self.own = np.zeros(2)

    def act(self):
        self.table[0] += 1
        self.own += 1
        return int(self.generator.integers(1000))

    def __len__(self):
        return 5


keep = []


def steps(tensor):
    return tensor.stride(), tensor.tolist()


def detach(tensor):
    return tensor.detach_() + 1


def hoard(array):
    keep.append(array)
    keep[0][:] = 9
    return len(keep)
'''


@dataclasses.dataclass
class Point:
    """A class of a given cell."""

    x: float
    y: float


def test_arguments_results_and_signatures() -> None:
    with worlds(ANSWERS) as world:
        add = world.stand_in("add")
        assert add(1, third=0.0) == 3
        assert add.__name__ == "add" and add.__doc__ == "Add."
        assert str(inspect.signature(add)) == "(first, second=2, *, third=0.5)"
        with pytest.raises(NameError):
            world.stand_in("not_there")


VALUES: list[Any] = [
    [1, (2.0, "three"), {"a": None}],
    np.arange(6.0).reshape(2, 3),
    np.asfortranarray(np.arange(6).reshape(2, 3)),
    np.array([], dtype=np.float32),
    np.array(["a", "bc"]),
    np.array([1, "a", None], dtype=object),
    np.ma.MaskedArray([1.0, 2.0], [True, False]),
    torch.arange(3),
    torch.ones(2, dtype=torch.bfloat16),
    torch.float64,
    torch.Size([2, 3]),
    torch.device("cpu"),
    collections.OrderedDict(a=1),
    np.float32(2.5),
]


@pytest.mark.parametrize("place", range(len(VALUES)))
def test_values_come_back_as_they_went(place: int) -> None:
    value = VALUES[place]
    with worlds(ANSWERS) as world:
        back = world.stand_in("same")([value])[0]
    assert type(back) is type(value)
    assert repr(back) == repr(value)


def test_a_transposed_tensor_lies_in_memory_as_it_did() -> None:
    """``view`` works on some orders and not on others."""
    whole = torch.arange(24.0).reshape(2, 3, 4)
    with worlds(ANSWERS) as world:
        for tensor in (whole, whole.permute(2, 0, 1), whole[0].T, whole[0].T.contiguous().requires_grad_(), torch.tensor(1.0)):
            assert world.stand_in("steps")(tensor) == (tensor.stride(), tensor.tolist())
        assert world.stand_in("steps")(whole[:, ::2].mT) == ((8, 1, 4), whole[:, ::2].mT.tolist())  # the gaps are not carried


def test_a_tensor_is_no_view_there() -> None:
    """An answer may change it by ``detach_``, which torch refuses for views."""
    with worlds(ANSWERS) as world:
        for tensor in (torch.rand(2, 3), torch.tensor(2.0), torch.rand(2, 3, requires_grad=True), torch.empty(3, 2).T.contiguous()):
            assert torch.equal(world.stand_in("detach")(tensor), tensor.detach() + 1)


def test_an_array_with_gaps_has_gaps_there() -> None:
    answers = """
import numpy as np
def flat_view(array): return np.shares_memory(array.reshape(-1), array), array.flags.writeable
def fill(array): array.reshape(-1)[:] = 7.0
def write(array): array[0] = 7.0
"""
    for array in (np.zeros((4, 3))[::2], np.zeros((2, 6))[:, ::2], np.zeros((2, 3)), np.zeros((3, 2)).T, np.zeros(8)[::-2]):
        with worlds(answers) as world:
            assert world.stand_in("flat_view")(array) == (np.shares_memory(array.reshape(-1), array), True)
            world.stand_in("write")(array)
            assert (array[0] == 7.0).all() and (array[1] == 0.0).all()
    gaps = np.zeros((4, 3))[::2]
    with worlds(answers) as world:
        world.stand_in("fill")(gaps)
        assert (gaps == 0.0).all(), "what was filled is a copy, as it is in a notebook"


def test_what_has_an_identity_comes_back_as_itself() -> None:
    things = [np.zeros(2), torch.zeros(2), np.random.default_rng(0), torch.Generator(), torch.nn.Linear(1, 1)]
    with worlds(ANSWERS) as world:
        back = world.stand_in("same")(things)
        assert all(one is other for one, other in zip(back, things, strict=True))


def test_objects_of_given_classes_and_named_tuples() -> None:
    Point.__module__, before = "__main__", Point.__module__
    try:
        with worlds(ANSWERS, {"Point": Point}) as world:
            back = world.stand_in("same")([Point(1.0, 2.0)])[0]
            assert type(back) is Point and back == Point(1.0, 2.0)
            pair = world.stand_in("pair")()
            assert (pair.left, isinstance(pair, tuple), pair == (1, 2)) == (1, True, True)
    finally:
        Point.__module__ = before


def test_a_blank_answer_is_named() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        for name in ("blank", "relying"):
            with pytest.raises(NotAttemptedError) as raised:
                checks.attempt(world.stand_in(name))
            assert raised.value.exercise == "blank"
        with pytest.raises(NotAttemptedError, match="`blank`"):
            checks.each(world.stand_in("blank"), [()])


def test_exceptions_are_of_the_nearest_class_that_is_known() -> None:
    with worlds(ANSWERS) as world:
        failing = world.stand_in("failing")
        with pytest.raises(ValueError, match="nothing in it") as raised:
            failing("own")
        assert type(raised.value) is ValueError
        assert checks.raises(KeyError, lambda: failing(""), thought="?") == "'missing'"
        with pytest.raises(SystemExit):
            world.stand_in("leaving")()
        assert world.stand_in("add")(1) == 3.5  # and the world is still there


def test_effects_on_arguments_reach_the_originals() -> None:
    array, values, named, inner = np.zeros(2), [1], {"a": 2}, [5]
    with worlds(ANSWERS) as world:
        world.stand_in("change")(array, values, named)
        world.stand_in("apply")(id, [inner])
        with pytest.raises(checks.CheckFailedError, match="`array`"), checks.unchanged(array=np.zeros(2), named=named):
            with checks.unchanged(array=array):
                world.stand_in("change")(array + 0, [], {})
            array[0] = 0
            with checks.unchanged(array=array):
                world.stand_in("change")(array, [], {})
    assert (array.tolist(), values, named, inner) == ([7.0, 0.0], [1, 3], {"a": 2, "new": [1]}, [5])


def test_what_was_printed_is_printed_here(capsys: pytest.CaptureFixture[str]) -> None:
    with worlds(ANSWERS) as world:
        world.stand_in("shout")()
    assert capsys.readouterr() == ("hello\n", "oh\n")


def test_generators_move_on_in_both_worlds() -> None:
    ours, reference = np.random.default_rng(3), np.random.default_rng(3)
    with worlds(ANSWERS) as world:
        draw = world.stand_in("draw")
        assert [draw(ours), ours.normal(), draw(ours)] == [reference.normal() for _ in range(3)]
        assert checks.repeat(5, draw, ours).shape == (5,)


def test_global_random_states_go_over_and_are_seen_to_move() -> None:
    with worlds(ANSWERS) as world:
        draw, drawing = world.stand_in("draw"), world.stand_in("draw_globally")
        for seed in (1, 2):
            random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)  # noqa: NPY002
            expected = random.random(), np.random.random(), torch.rand(1).item()  # noqa: NPY002
            random.seed(seed), np.random.seed(seed), torch.manual_seed(seed)  # noqa: NPY002
            assert drawing() == expected
        checks.draws_only_from_its_generator(draw, thought="?")
        with pytest.raises(checks.CheckFailedError, match="global"):
            checks.draws_only_from_its_generator(lambda generator: drawing(), thought="?")  # noqa: ARG005


def test_objects_keep_what_they_were_given() -> None:
    generator, reference, table = np.random.default_rng(1), np.random.default_rng(1), np.zeros(3)
    with worlds(ANSWERS) as world:
        kind = world.stand_in("Agent")
        agent = kind(generator, table)
        assert isinstance(agent, kind) and type(agent).__name__ == "Agent" and len(agent) == 5
        assert [agent.act(), generator.integers(1000), agent.act()] == reference.integers(1000, size=3).tolist()
        assert table.tolist() == [2, 0, 0] and agent.table is table
        own = agent.own
        agent.act()
        assert own is agent.own and own.tolist() == [3, 3]
        own[:] = 0
        assert agent.own.tolist() == [0, 0]
        agent.epsilon = 0.5
        assert agent.epsilon == 0.5 and not hasattr(agent, "nothing")
        assert kind.n_made == 0
        other = copy.deepcopy(agent)
        other.act()
        assert agent.own.tolist() == [0, 0]


def test_a_call_changes_its_own_arguments_alone() -> None:
    first, second = np.zeros(2), np.zeros(2)
    with worlds(ANSWERS) as world:
        hoard = world.stand_in("hoard")
        hoard(first)
        first[:] = 1
        hoard(second)
    assert first.tolist() == [1, 1]


def _doubled(value: int) -> int:
    return 2 * value


def _divided(value: int) -> float:
    return value / 0


def _no_formula(number: int) -> int:
    return _doubled(number)


def test_functions_are_called_back_within_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructors, "MAX_CALLS_BACK", 50)
    with worlds(ANSWERS) as world:
        assert world.stand_in("apply")(_doubled, [1, 2]) == [2, 4]
        assert list(world.stand_in("counting")(3)) == [0, 1, 2]
        with pytest.raises(ZeroDivisionError):
            world.stand_in("apply")(_divided, [1])
        with pytest.raises(LineEndedError, match="calls back"):
            world.stand_in("endless")(_no_formula)


def test_what_lies_about_itself_is_no_data() -> None:
    with worlds(ANSWERS) as world:
        lying = world.stand_in("Lying")(3)
        assert lying != 3 and not isinstance(lying, int)
        with pytest.raises(checks.CheckFailedError):
            checks.equal("the result", lying, 4, thought="?")


def test_thousands_of_calls_are_one_request() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        add, before = world.stand_in("add"), world.n_requests
        assert checks.each(add, [(number, 0) for number in range(2000)])[-1] == 1999.5
        assert world.n_requests - before <= 2


def test_an_array_that_is_written_over_is_one_array_there_too() -> None:
    canvas, fresh = np.zeros(2), np.zeros(2)

    def written_over() -> Any:
        canvas[:] += 1
        return canvas, 0.0

    def copied() -> Any:
        fresh[:] += 1
        return fresh.copy(), 0.0

    with worlds(ANSWERS) as world:
        collect = world.stand_in("collect")
        assert collect(written_over, 3) == [3, 3, 3]
        assert collect(copied, 3) == [1, 2, 3]
        assert all(one is canvas for one in world.shared.written_over)  # a copy needs no number
