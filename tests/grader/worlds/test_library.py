"""The checks of the course on answers in another process: figures, animations, files, environments, texts."""

from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pytest
import torch

from coursetools.grader.worlds.environments import NotReproducedError
from rlcourse import checks, elsewhere
from rlcourse.checks import CheckFailedError
from rlcourse.environments import tables
from rlcourse.figures import animations
from tests.grader.worlds.pair import worlds

ANSWERS = """
import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from rlcourse.figures import animations


def returns_figure(returns):
    figure, axes = plt.subplots(1, 2)
    for panel in axes:
        panel.plot(returns, color="tab:blue", label="returns")
        panel.axhline(0.5, color="black", label="goal")
        panel.set(xlabel="episode", ylabel="return", title="Returns")
        panel.legend()
    return figure


shared = plt.figure()


def one_figure_for_all(returns):
    return shared


def open_figure(returns):
    return plt.gcf()


def figure_in_turns(returns):
    returns[:] = returns[::-1].copy()
    return plt.figure()


def doubled(x):
    return 2 * x


KEPT = {}


def doubled_in_one_place(x):
    kept = KEPT.setdefault(type(x), 2 * x)
    kept[...] = 2 * x
    return kept


def doubled_for_no_loss(x):
    with torch.inference_mode():
        return 2 * x


def film(n_frames):
    return animations.from_frames([np.full((4, 6, 3), 20 * number, dtype=np.uint8) for number in range(n_frames)])


def save(path, network):
    torch.save(network.state_dict(), path)


def load(path):
    return torch.load(path, weights_only=True)["rate"]


def play(env, n_episodes):
    returns = []
    for _ in range(n_episodes):
        env.reset()
        done, total = False, 0.0
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total, done = total + reward, terminated or truncated
        returns.append(total)
    return returns


def kind_of_space(env):
    return type(env.action_space) is gym.spaces.Discrete


def copying(env):
    import copy
    copy.deepcopy(env).reset()


class Coin(gym.Env):
    observation_space = gym.spaces.Discrete(2)
    action_space = gym.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return int(self.np_random.integers(2)), {}

    def step(self, action):
        if action > 1:
            raise ValueError(f"there is no action {action}")
        return int(self.np_random.integers(2)), float(action), True, False, {}
"""


def test_a_figure_is_read_where_it_is() -> None:
    returns = [0.0, 1.0, 0.5]
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        figure = checks.figure_of(world.stand_in("returns_figure"), returns, n_axes=2, arranged="row", thought="?")
        before = world.n_requests
        for axes in checks.panels_of(figure):
            found = checks.curve("the returns", axes, [0, 1, 2], returns, name="returns", thought="?")
            assert found.look.line
            checks.level("the goal", axes, 0.5, name="goal", thought="?")
            checks.title("the title", axes, "Returns", thought="?")
            assert axes.get_title() == "Returns" and axes.get_xlim()[0] < 0
        assert world.n_requests - before < 60
        with pytest.raises(CheckFailedError, match="the returns"):
            checks.curve("the returns", checks.panels_of(figure)[0], [0, 1, 2], [1, 1, 1], thought="?")
        with pytest.raises(CheckFailedError, match="figure of its own"):
            checks.figure_of(world.stand_in("one_figure_for_all"), returns, thought="?")


def test_a_figure_that_is_open_and_an_argument_changed_in_turns() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        with pytest.raises(CheckFailedError, match="figure of its own"):
            checks.figure_of(world.stand_in("open_figure"), [1.0], thought="?")
        with pytest.raises(CheckFailedError, match="changed its arguments"):
            checks.figure_of(world.stand_in("figure_in_turns"), np.arange(3.0), thought="?")


def test_results_are_new_where_they_are_made() -> None:
    x = torch.arange(3.0)
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        for given in (x, x.numpy()):
            assert checks.returns_new_tensors(world.stand_in("doubled"), given)
            assert not checks.returns_new_tensors(world.stand_in("doubled_in_one_place"), given)
        assert checks.returns_constants(world.stand_in("doubled"), x)
        assert not checks.returns_constants(world.stand_in("doubled_for_no_loss"), x)


def test_frames_of_an_animation() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        frames = animations.frames_of(checks.attempt(world.stand_in("film"), 3))
    assert [int(frame.mean()) for frame in frames] == [0, 20, 40]


def test_files_lie_where_the_answer_is() -> None:
    network = torch.nn.Linear(2, 1)
    with worlds(ANSWERS) as world, elsewhere.answers_at(world), checks.folder() as place:
        checks.attempt(world.stand_in("save"), place / "a.pt", network)
        assert checks.listing(place) == ["a.pt"] and isinstance(place, Path)
        assert torch.equal(checks.stored(place / "a.pt", thought="?")["weight"], network.weight)
        with pytest.raises(CheckFailedError, match="no such file"):
            checks.stored(place / "b.pt", thought="?")
        checks.store(place / "c.pt", {"rate": 0.25})
        assert checks.attempt(world.stand_in("load"), place / "c.pt") == 0.25


def test_an_environment_goes_over_and_its_log_comes_back() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        play = world.stand_in("play")
        for make in (lambda: checks.Conveyor(40, "both"), lambda: gym.make("FrozenLake-v1", is_slippery=True)):
            env, before = checks.recorded(make()), world.n_served
            returns = checks.attempt(play, env, 5)
            assert world.n_served == before
            assert [sum(episode.rewards) for episode in env.finished] == pytest.approx(returns)
            checks.attempt(play, env, 2)
            assert len(env.finished) == 7
        env = checks.recorded(checks.Conveyor(3, "terminated"))
        checks.attempt(world.stand_in("copying"), env)
        assert env.episodes == []
        same, untouched = (gym.spaces.Discrete(1000, seed=7) for _ in range(2))
        env = checks.recorded(checks.Conveyor(3, "terminated", n_actions=1000))
        env.unwrapped.action_space = same
        checks.attempt(play, env, 2)
        assert env.n_steps == 6 and same.sample() != untouched.sample()
        assert checks.attempt(world.stand_in("kind_of_space"), env)


def test_an_environment_that_does_not_repeat_itself_is_refused() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world), pytest.raises(NotReproducedError):
        world.stand_in("play")(Unsteady(), 3)


class Unsteady(gym.Env[Any, Any]):
    """An environment whose rewards come from nowhere."""

    observation_space, action_space = gym.spaces.Discrete(2), gym.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:  # noqa: ARG002
        """Begin."""
        super().reset(seed=seed)
        return 0, {}

    def step(self, action: Any) -> tuple[int, float, bool, bool, dict[str, Any]]:  # noqa: ARG002
        """End."""
        return 0, float(np.random.default_rng().normal()), True, False, {}


def test_an_environment_of_the_answers_is_walked_in_one_request() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        coin = checks.attempt(world.stand_in("Coin"))
        assert isinstance(coin, gym.Env)
        assert coin.observation_space == gym.spaces.Discrete(2) and 1 in coin.observation_space
        before = world.n_requests
        episodes = checks.walk(coin, [0, 1] * 300, seed=5)
        assert world.n_requests - before == 1 and [one.rewards for one in episodes[:2]] == [[0.0], [1.0]]
        with pytest.raises(CheckFailedError, match="no action 2"):
            checks.walk(coin, [2], seed=5)


def test_a_given_environment_is_called_by_its_own_table() -> None:
    table = {0: {0: [(1.0, 1, 1.0, True)]}, 1: {0: [(1.0, 1, 0.0, True)]}}
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        env = checks.recorded(tables.TableEnvironment(table))
        assert checks.attempt(world.stand_in("play"), env, 2) == [1.0, 1.0]
        assert env.n_steps == 2


def test_the_text_of_an_answer_is_read_here() -> None:
    with worlds(ANSWERS) as world, elsewhere.answers_at(world):
        world.text = ANSWERS
        answer = world.stand_in("play")
        assert "action_space" in checks.names_in(answer) and checks.has_loop(answer)
        with pytest.raises(CheckFailedError, match="gets no points"):
            checks.forbidden(answer, "matplotlib", names={})
