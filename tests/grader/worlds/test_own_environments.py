"""Environments of a test's own classes: they go over where a copy does the same, are replayed here, and stay where they have a secret."""

from typing import Any

import gymnasium as gym
import numpy as np
import pytest
from numpy.typing import NDArray

from coursetools.grader.worlds.known import Known
from coursetools.grader.worlds.line import LineEndedError
from coursetools.grader.worlds.reach import is_self_contained, own_methods
from rlcourse import checks, elsewhere
from rlcourse.checks import CheckFailedError
from tests.grader.worlds.pair import worlds

SECRET = 4711
CLASSES = {
    "a counter": (
        True,
        """
class Env(gym.Env):
    observation_space = action_space = gym.spaces.Discrete(2)
    def __init__(self): self.left, self.shown = 3, []
    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return int(self.np_random.integers(2)), {}
    def step(self, action):
        self.left -= 1
        return int(self.left <= 0), 1.0, self.left <= 0, False, {}
    def render(self):
        self.shown.append(max(self.left, 0))
        return np.full((2, 2), self.left)
""",
    ),
    "a wrapper": (True, "class Env(gym.Wrapper):\n    def step(self, action): return self.env.step(1 - action)"),
    "a function in a method": (True, "class Env(gym.Env):\n    def step(self, action): return [action + one for one in range(3)]"),
    "a given class": (True, "class Env(gym.Env):\n    def step(self, action): return Given(action)"),
    "a global": (False, "class Env(gym.Env):\n    def step(self, action): return SECRET"),
    "a variable from outside": (False, "secret = 5\nclass Env(gym.Env):\n    def step(self, action): return secret"),
    "a secret": (False, "class Env(gym.Env):\n    def __init__(self): self._secret = 5"),
    "a secret of the class": (False, "class Env(gym.Env):\n    _secret = 5"),
    "a property": (False, "class Env(gym.Env):\n    left = property(lambda self: 5)"),
    "a way of its own to read names": (False, "class Env(gym.Env):\n    def __getattr__(self, name): return 5"),
    "a base with a secret": (False, "class Base(gym.Env):\n    def seen(self): return SECRET\nclass Env(Base): pass"),
    "a global that it sets": (False, "class Env(gym.Env):\n    def step(self, action):\n        global SECRET\n        SECRET = 5"),
}


class Given:
    """A class of a given cell."""


Given.__module__, Given.__qualname__ = "__main__", "Given"


def _kind(text: str) -> type:
    """The class ``Env`` of a text, defined inside a test."""
    names: dict[str, Any] = {"__name__": "__main__", "gym": gym, "np": np, "SECRET": SECRET, "Given": Given, "NDArray": NDArray}
    exec("def test():\n    " + text.strip().replace("\n", "\n    ") + "\n    return Env", names)
    return names["test"]()


@pytest.mark.parametrize("what", CLASSES)
def test_a_class_that_reaches_libraries_alone_may_go(what: str) -> None:
    goes, text = CLASSES[what]
    assert is_self_contained(_kind(text), Known({"Given": Given})) is goes


def _counter() -> Any:
    return _kind(CLASSES["a counter"][1])()


PLAY = """
def play(env):
    env.reset(seed=3)
    rewards = [env.step(1)[1] for _ in range(3)]
    env.get_wrapper_attr("render")()
    return sum(rewards)
"""


def test_it_runs_there_and_here() -> None:
    env = checks.recorded(_counter())
    with worlds(PLAY) as world, elsewhere.answers_at(world):
        assert checks.attempt(world.stand_in("play"), env) == 3.0
        assert world.n_served == 0
    inner: Any = env.unwrapped
    assert inner.left == 0 and env.n_steps == 3 and env.seeds == [3]
    assert inner.shown == [0], "a method of the test's own class is replayed as well"
    assert own_methods(type(inner)) == ("render", "reset", "step")


def test_it_goes_over_again_as_it_is_then() -> None:
    answers = "def play(env):\n    env.reset()\n    return env.step(0)[0], env.left"
    env = _counter()
    with worlds(answers) as world:
        assert world.stand_in("play")(env) == (0, 2)
        env.left = 1
        assert world.stand_in("play")(env) == (1, 0)
        assert world.n_served == 0 and env.left == 0


LYING = {
    "a patched class": "type(env).step = lambda self, action: (0, 1000.0, False, False, {})",
    "a patched base": "type(env).__mro__[1].step = lambda self, action: (0, 1000.0, False, False, {})",
    "a patched library": "__import__('gymnasium').Env.reset = lambda *a, **k: None",
    "a state of the answer's": "env.left = 100",
    "luck of the answer's": "env.np_random.integers(2)",
}


@pytest.mark.parametrize("what", LYING)
def test_what_an_answer_does_to_its_copy_is_done_to_nobody(what: str) -> None:
    answers = f"""
def play(env):
    env.reset(seed=3)
    {LYING[what]}
    env.step(1)
    env.step(1)
    env.reset()
    return env.step(1)[1]
"""
    env = _counter()
    with worlds(answers) as world, elsewhere.answers_at(world):
        try:
            checks.attempt(world.stand_in("play"), env)
        except CheckFailedError as error:
            assert "second time" in str(error) or "raised" in str(error)
    assert env.left in (0, 1, 2, 3) and type(env).step(env, 1)[1] == 1.0


def test_the_results_must_come_again() -> None:
    """A higher reward that an answer writes into its own copy's class is refused."""
    answers = "def play(env):\n    type(env).__mro__[1].step = lambda self, action: (0, 1000.0, False, False, {})\n"
    answers += "    env.__class__ = type(env).__mro__[1]\n    env.reset(seed=3)\n    return env.step(1)[1]"
    lying = """
from coursetools.grader.worlds import environments
def do(self, method, call, arguments, keywords):
    return (0, 1000.0, True, False, {})
environments.Log.heard = do
def play(env):
    env.reset(seed=3)
    return env.step(1)[1]
"""
    env = _counter()
    with worlds(lying) as world, elsewhere.answers_at(world), pytest.raises(CheckFailedError, match="second time"):
        checks.attempt(world.stand_in("play"), env)
    env = checks.recorded(_counter())
    with worlds(answers) as world, elsewhere.answers_at(world):  # it writes no log: nothing was done
        checks.attempt(world.stand_in("play"), env)
    assert env.n_steps == 0


@pytest.mark.parametrize("method", ["_hidden", "__init__", "close", "score"])
def test_a_log_names_steps_and_own_methods_alone(method: str) -> None:
    answers = f"""
from coursetools.grader.worlds import environments
plain = environments.packed
environments.packed = lambda calls: plain([(0, "{method}", (), {{}})])
def play(env): env.reset()
"""
    with worlds(answers) as world, pytest.raises(LineEndedError, match="no step"):
        world.stand_in("play")(_counter())


def test_what_looks_at_the_answers_table_stays() -> None:
    """A test's environment that notes the table at each step sees what the answer has written by then."""
    watched = """
class Env(gym.Wrapper):
    def __init__(self, env, q):
        super().__init__(env)
        self.q, self.seen = q, []
    def step(self, action):
        self.seen.append(float(self.q[0]))
        return self.env.step(action)
"""
    answers = "def learn(env, q):\n    env.reset()\n    for i in range(3):\n        q[0] = i\n        env.step(1)"
    unpacked = "def play(env, q): learn(env, q[0] if type(q) is list else q)"
    for packed in (False, True):
        q = np.zeros(2)
        env: Any = _kind(watched)(checks.recorded(checks.Conveyor(9, "terminated")), q)
        with worlds(f"{answers}\n{unpacked}") as world:
            world.stand_in("play")(env, [q] if packed else q)
            assert world.n_served > 0
        assert env.seen == [0.0, 1.0, 2.0]
    q = np.zeros(2)
    env = _kind(watched)(checks.recorded(checks.Conveyor(9, "terminated")), q)

    def moving() -> None:
        q[0] += 1

    with worlds("def play(env, move):\n    env.reset()\n    for i in range(3):\n        move()\n        env.step(1)") as world:
        world.stand_in("play")(env, moving)
    assert env.seen == [1.0, 2.0, 3.0]
