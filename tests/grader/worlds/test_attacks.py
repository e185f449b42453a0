"""Answers that attack the test, and processes that attack the line: none learns a test, none is taken for right, none stops the instructor.

What only a box can prevent (reading another process's memory in ``/proc``, signals, sockets) is not tried here: worlds run as users of their own, each in
a pid namespace of its own, and ``test_hostile`` holds that.
"""  # noqa: E501

import struct
import time
from collections.abc import Callable
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
import torch

from coursetools.grader.worlds import instructor as instructors
from coursetools.grader.worlds.codec import encode
from coursetools.grader.worlds.line import Line, LineEndedError
from rlcourse import checks, elsewhere
from rlcourse.checks import CheckFailedError
from tests.grader.worlds.pair import worlds

CHEATS: dict[str, str] = {
    "a number that equals everything": """
class Any_(int):
    def __eq__(self, other): return True
    def __hash__(self): return 0
def double(n): return Any_(1)
""",
    "a float that is close to everything": """
class Near(float):
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __eq__(self, other): return True
    def __float__(self): return 4.0
def double(n): return Near(1)
""",
    "an array of a class of its own": """
import numpy as np
class Equal(np.ndarray):
    def __array_function__(self, function, types, args, kwargs): return True
    def __eq__(self, other): return True
def double(n): return np.zeros(()).view(Equal)
""",
    "an object that pretends to be a library's number": """
class int64:
    __module__ = "numpy"
    dtype = "int64"
    def item(self): return 4
    def __eq__(self, other): return True
def double(n): return int64()
""",
    "a tensor with a dispatch of its own": """
import torch
class Same(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None): return True
def double(n): return torch.zeros(()).as_subclass(Same)
""",
    "frames": """
import sys
def double(n):
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value) is int and value > 10_000: return value
        frame = frame.f_back
""",
    "the garbage collector": """
import gc
def double(n):
    for one in gc.get_objects():
        if type(one) is dict and type(one.get("secret")) is int: return one["secret"]
    for one in gc.get_objects():
        if type(one).__name__ == "frame" and "secret" in one.f_locals: return one.f_locals["secret"]
""",
    "patched built-ins": """
import builtins, math
def double(n):
    builtins.all = builtins.any = lambda values: True
    builtins.isinstance = builtins.issubclass = lambda value, kinds: True
    math.isclose = lambda *a, **k: True
    import numpy
    numpy.allclose = lambda *a, **k: True
""",
    "patched checks": """
import sys
from rlcourse import checks
def double(n):
    for module in list(sys.modules.values()):
        for name in ("close", "equal", "true"):
            if hasattr(module, name) and module.__name__.startswith("rlcourse"): setattr(module, name, lambda *a, **k: None)
""",
    "a mode of torch that stays": """
from torch.overrides import TorchFunctionMode
class Yes(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None): return True
def double(n):
    Yes().__enter__()
    return 0
""",
    "the words of a pass": """
def double(n):
    raise RuntimeError("✔ Right: `double`. All tests passed.")
""",
    "the checks' own exception": """
from rlcourse.checks import CheckFailedError, NotAttemptedError
def double(n):
    raise CheckFailedError("✔ Right: `double`.")
""",
    "an exit": """
import sys
def double(n): sys.exit(0)
""",
    "the end of its process": """
import os
def double(n): os._exit(0)
""",
    "a replayed reply": """
from coursetools.grader.worlds import side
sent = []
plain = side.Side._send
def double(n): return 0
def again(self, kind, body, *rest, **named):
    sent.append(body)
    return plain(self, kind, sent[0], *rest, **named)
side.Side._send = again
""",
    "an integer of megabytes": "def double(n): return 1 << 40_000_000",
    "a range without an end": "def double(n): return range(10**15)",
    "lists in lists": """
def double(n):
    value = []
    for _ in range(100_000): value = [value]
    return value
""",
    "a generator that never ends": """
def double(n):
    while True: yield 2 * n
""",
    "a class that names a given one's module": """
class Point: pass
Point.__module__, Point.__qualname__ = "rlcourse.checks.environments", "Episode"
def double(n): return Point()
""",
}


def _judge(world: Any) -> None:
    """A test as a notebook has it; its numbers are large enough to be found by who looks for them."""
    with checks.thoughts_only():
        for number in (123_456, -7, 0):
            secret = number + number
            checks.close("the double", checks.attempt(world.stand_in("double"), number), secret, thought="Negative ones?")


@pytest.mark.parametrize("what", CHEATS)
def test_an_answer_that_cheats_does_not_pass(what: str) -> None:
    begun = time.process_time()
    with (
        worlds(CHEATS[what]) as world,
        elsewhere.answers_at(world),
        pytest.raises((CheckFailedError, SystemExit, LineEndedError)) as raised,
    ):
        _judge(world)
    if isinstance(raised.value, CheckFailedError):
        assert "Right" not in str(raised.value) and "246912" not in str(raised.value)
    assert time.process_time() - begun < 5


def test_the_right_answer_passes() -> None:
    with worlds("def double(n): return 2 * n") as world, elsewhere.answers_at(world):
        _judge(world)


# --------------------------------------------------------------------------------------------- what a test hands to an answer


class Lamp(gym.Env[Any, Any]):
    """An environment of the test's own, with a secret."""

    def __init__(self) -> None:
        self.observation_space, self.action_space = gym.spaces.Discrete(2), gym.spaces.Discrete(2)
        self.bright, self._secret = 0, 4711

    def step(self, action: Any) -> tuple[int, float, bool, bool, dict[str, Any]]:
        """Switch."""
        return int(action), 0.0, False, False, {}


REACHING = {
    "writes": "env.bright = 100",
    "writes by a public setter": "env.set_wrapper_attr('bright', 100)",
    "reads by a public getter": "env.get_wrapper_attr('_secret')",
    "private names": "env._secret",
    "the dictionary": "env.__dict__",
    "the class's globals": "env.step.__func__.__globals__",
    "a method's self": "env.step.__globals__",
    "a reduction": "env.__reduce_ex__(2)",
    "a class": "env.__class__.__init__.__globals__",
    "deletion": "del env.bright",
    "what a function closes over": "function.__closure__",
    "a function's code": "function.__code__",
    "a function's globals": "function.__globals__",
    "a function's defaults": "function.__defaults__",
    "copies": "__import__('copy').deepcopy(function)",
}


@pytest.mark.parametrize("what", REACHING)
def test_what_a_test_hands_over_is_called_and_read_as_its_kind_allows(what: str) -> None:
    env, secret = Lamp(), 815
    Lamp.__module__, Lamp.__qualname__ = "__main__", "test.<locals>.Lamp"
    answer = f"def reach(env, function):\n    found = {REACHING[what]}\n    return repr(found)"
    if "=" in REACHING[what].split("(")[0] or REACHING[what].startswith("del"):
        answer = f"def reach(env, function):\n    {REACHING[what]}"

    def function(number: int) -> int:
        return number + secret

    with worlds(answer) as world:
        try:
            found = world.stand_in("reach")(env, function)
        except Exception as error:
            found = repr(error)
    assert env.bright == 0
    assert "4711" not in str(found) and "815" not in str(found)


def test_an_environment_that_runs_there_is_as_it_would_be_here() -> None:
    """A log with made up results is refused; made up actions are actions."""
    play = """
def play(env):
    env.reset(seed=3)
    for _ in range(5): env.step(1)
"""
    lying = """
from coursetools.grader.worlds import environments
plain = environments.Log.do
def do(self, level, method, call, arguments, keywords):
    if method == "step":
        self.calls.append((level, method, arguments, keywords))
        return 0, 1000.0, True, False, {}
    return plain(self, level, method, call, arguments, keywords)
environments.Log.do = do
"""
    for answers, is_refused in ((play, False), (lying + play, True)):
        env = checks.recorded(checks.Conveyor(9, "terminated"))
        with worlds(answers) as world, elsewhere.answers_at(world):
            try:
                checks.attempt(world.stand_in("play"), env)
                assert not is_refused
            except CheckFailedError as error:
                assert is_refused and "second time" in str(error)
        assert env.seeds == [3] and env.episodes[0].actions == [1] * 5
        assert max(env.episodes[0].rewards) < 100


def _no_formula(number: int) -> int:
    return abs(number)


def test_a_flood_of_calls_back_ends_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructors, "MAX_CALLS_BACK", 200)
    answers = "def flood(function):\n    while True:\n        function(1)"
    with worlds(answers) as world, pytest.raises(LineEndedError, match="calls back"):
        world.stand_in("flood")(_no_formula)


def test_a_comparison_sends_nothing_over() -> None:
    answers = """
class Spy:
    met = []
    def __eq__(self, other):
        Spy.met.append(other)
        return True
    def __getitem__(self, key):
        if key > 2: raise IndexError
        return key
    __hash__ = None
def spy(): return Spy()
def met(): return Spy.met
"""
    with worlds(answers) as world:
        spy = world.stand_in("spy")()
        assert spy != 42 and not spy == 42  # noqa: SIM201
        with pytest.raises(TypeError):
            _ = 42 in spy
        assert world.stand_in("met")() == []


# ---------------------------------------------------------------------------------------------------------- forged messages


def _answer(body: bytes, context: object = ([], [], ([], []), (True, False)), news: object = ([False] * 3, "", "", [])) -> bytes:
    return b"=" + body + encode([]) + encode(context) + encode(news)


def _after_one_request(message: bytes) -> Callable[[Line], None]:
    def attack(line: Line) -> None:
        line.receive()
        line.send(message)
        line.receive()

    return attack


def _blob(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _number(value: int) -> bytes:
    return struct.pack("<q", value)


_FLAGS = encode((False, True, True))
FORGED: dict[str, bytes] = {
    "nothing": b"",
    "a request that is none": b"?" + encode(1) + encode([]) + encode(0) + encode(0),
    "a kind that there is not": b"&" + encode(1),
    "an array larger than its numbers": _answer(b"A" + _number(0) + _blob(b"<f8") + _FLAGS + b"\x01" + _number(1 << 40) + _blob(b"\0" * 8)),
    "an array of a negative length": _answer(
        b"A" + _number(0) + _blob(b"<f8") + _FLAGS + b"\x02" + _number(-1) + _number(-1) + _blob(b"\0" * 8)
    ),
    "an array of objects": _answer(b"A" + _number(0) + _blob(b"|O") + _FLAGS + b"\x01" + _number(1) + _blob(b"\0" * 8)),
    "a tensor larger than its numbers": _answer(b"X" + _number(1) + encode(((False, 1, [1 << 40], b""), False, None))),
    "the number of a thing of the test's": _answer(b"A" + _number(2) + _blob(b"<f8") + _FLAGS + b"\x01" + _number(1) + _blob(b"\0" * 8)),
    "a thing that was never sent": _answer(b"R" + _number(77)),
    "an object of the test's that there is not": _answer(b"h" + _number(5)),
    "a record of a class with behaviour": _answer(b"D" + encode(("subprocess", "Popen", {"args": "true"}))),
    "a record with further fields": _answer(b"D" + encode(("rlcourse.checks.environments", "Episode", {"__class__": 1}))),
    "a pickle": _answer(b"P" + _blob(b"cos\nsystem\n(S'true'\ntR.") + encode([]) + encode([])),
    "a name": _answer(b"n" + encode(("os", "system"))),
    "a network that is none": _answer(
        b"m" + encode(([(1, 1, (("torch.nn.modules.linear", "Linear"),), {"forward": 1}, True)], [(0, "a", 9)], []))
    ),
    "containers that were not sent": b"="
    + encode(1)
    + encode([(3, [])])
    + encode(([], [], ([], []), (True, False)))
    + encode(([], "", "", [])),
    "a log of an environment that was not sent": _answer(encode(1), news=([], "", "", [(0, [], b"")])),
    "printed objects": _answer(encode(1), news=([], 5, "", [])),
    "states of things that are none": _answer(encode(1), ([5], [], ([], []), (True, False))),
    "a depth of thousands": b"=" + (b"[" + struct.pack("<I", 1)) * 50_000,
    "a depth by tags of rooms": b"=" + b"t" * 100_000,
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_message_ends_the_line_and_nothing_else(what: str) -> None:
    begun = time.process_time()
    with worlds("", attack=_after_one_request(FORGED[what])) as world, pytest.raises((LineEndedError, NameError)):
        result = world.stand_in("anything")
        raise AssertionError(f"it was taken for {result!r}")
    assert time.process_time() - begun < 2


def test_a_message_longer_than_any_is_refused_before_it_comes() -> None:
    def attack(line: Line) -> None:
        line.receive()
        vars(line)["_connection"].sendall(struct.pack("<Q", 1 << 60))

    with worlds("", attack=attack) as world, pytest.raises(LineEndedError, match="bytes"):
        world.stand_in("anything")


def test_states_for_the_tests_own_things_are_checked() -> None:
    array, tensor, generator = np.zeros(2), torch.zeros(2), np.random.default_rng(0)
    for state in (b"", 5, [1], {"bit_generator": "PCG64"}, ("tensor", "torch.float32", (1,), b"")):
        changes = [(number, state) for number in (2, 4, 6)]

        message = _answer(encode(1), (changes, [], ([], []), (True, False)))
        with worlds("", attack=_after_one_request(message)) as world, pytest.raises(LineEndedError):
            world.request("call", 1, None, (array, tensor, generator))
    assert array.tolist() == [0, 0] and tensor.tolist() == [0, 0]
    assert generator.normal() == np.random.default_rng(0).normal()
