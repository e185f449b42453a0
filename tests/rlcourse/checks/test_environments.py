"""A recorded environment logs what an answer did, and changes nothing; files that answers write are read as data."""

import importlib.metadata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import gymnasium as gym
import pytest
import torch

from rlcourse import checks
from rlcourse.checks import CheckFailedError
from rlcourse.environments.tables import TableEnvironment

ROW = {0: {0: [(1.0, 1, 0.5, False)]}, 1: {0: [(1.0, 1, 2.0, True)]}}


def test_episodes_are_written_down() -> None:
    env = checks.recorded(TableEnvironment(ROW))
    env.reset(seed=3)
    env.step(0)
    env.step(0)
    env.reset()
    env.step(0)
    first, second = env.episodes
    assert env.seeds == [3, None] and env.n_steps == 3
    assert (first.observations, first.actions, first.rewards) == ([0, 1, 1], [0, 0], [0.5, 2.0])
    assert first.terminated and not first.truncated and env.finished == [first] and not second.ended


def test_a_step_after_the_end_is_noted() -> None:
    env = checks.recorded(gym.make("CartPole-v1", max_episode_steps=2))
    env.reset(seed=0)
    for _ in range(3):
        env.step(0)
    (episode,) = env.episodes
    assert episode.truncated and episode.n_steps_after_end == 1 and len(episode.actions) == 2


@pytest.mark.parametrize(("ending", "expected"), [("terminated", (True, False)), ("truncated", (False, True)), ("both", (True, True))])
def test_a_conveyor_ends_as_it_should_and_the_log_keeps_copies(
    ending: Literal["terminated", "truncated", "both"], expected: tuple[bool, bool]
) -> None:
    env = checks.recorded(checks.Conveyor(2, ending))
    first, _ = env.reset(seed=1)
    env.step(0)
    second, reward, *ends, _ = env.step(3)
    assert first is second and tuple(ends) == expected
    (episode,) = env.episodes
    assert [float(shown[0]) for shown in episode.observations] == [0.0, 1.0, 2.0]
    assert episode.ended and episode.rewards[1] == reward != round(reward)
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)
    env.reset(seed=1)
    assert env.episodes[1].observations[0].tolist() == episode.observations[0].tolist()


def test_files_are_read_and_written_as_data() -> None:
    with checks.folder() as place:
        assert checks.listing(place) == []
        checks.store(place / "agent.pt", {"weight": torch.ones(2)})
        (place / "below").mkdir()
        torch.save(Path, place / "below" / "code.pt")
        assert checks.listing(place) == ["agent.pt", "below/code.pt"]
        assert checks.stored(place / "agent.pt", thought="?")["weight"].tolist() == [1.0, 1.0]
        with pytest.raises(CheckFailedError, match="no such file"):
            checks.stored(place / "other.pt", thought="?")
        with pytest.raises(CheckFailedError, match="plain data"):
            checks.stored(place / "below" / "code.pt", thought="?")
    assert not place.exists()


def test_a_file_may_say_that_it_comes_from_a_device_that_nobody_has() -> None:
    with checks.folder() as place:
        checks.store(place / "agent.pt", {"weight": torch.ones(2)}, location="cuda:77")
        with pytest.raises(RuntimeError, match=r"(?i)cuda"):
            torch.load(place / "agent.pt", weights_only=True)
        assert checks.stored(place / "agent.pt", thought="?")["weight"].device.type == "cpu"


def test_a_walk_goes_on_over_ends_and_tells_an_answers_error() -> None:
    first, second = checks.walk(TableEnvironment(ROW), [0, 0, 0], seed=5)
    assert (first.seed, second.seed) == (5, None)
    assert first.rewards == [0.5, 2.0] and first.terminated and second.rewards == [0.5] and not second.ended
    with pytest.raises(CheckFailedError, match="KeyError"):
        checks.walk(TableEnvironment(ROW), [7], seed=0)


class Cycler:
    """A bandit agent that takes one arm after the other, and writes down what it hears."""

    def __init__(self, n_arms: int, dtype: torch.dtype = torch.int64) -> None:
        self.n_arms, self.dtype, self.heard = n_arms, dtype, list[list[float]]()

    def choose(self, step: int) -> torch.Tensor:
        """The same arm in both runs."""
        return torch.full((2,), step % self.n_arms, dtype=self.dtype)

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Remember, and spoil what was handed over."""
        self.heard.append(rewards.tolist())
        actions.zero_()


def test_a_bandit_agent_hears_what_its_arms_pay_and_is_asked_for_an_arm_for_each_run() -> None:
    payouts = torch.arange(12.0).reshape(3, 2, 2)
    agent = Cycler(2)
    assert checks.pulls(agent, payouts).tolist() == [[1, 1], [0, 0], [1, 1]]
    assert agent.heard == [[1.0, 3.0], [4.0, 6.0], [9.0, 11.0]]
    with pytest.raises(CheckFailedError, match="each arm is one that there is"):
        checks.pulls(Cycler(3), payouts)
    with pytest.raises(CheckFailedError, match="dtype of the arms"):
        checks.pulls(Cycler(2, torch.float32), payouts)
    with pytest.raises(CheckFailedError, match="shape of the arms"):
        checks.pulls(Cycler(2), payouts[:, :1])


DEEDS: list[tuple[Callable[[Any], object], set[str]]] = [
    (lambda env: env.observation_space.shape, set[str]()),
    (lambda env: env.close(), {"close"}),
    (lambda env: env.unwrapped.close(), {"close"}),
    (lambda env: env.reset(seed=1), {"reset"}),
    (lambda env: env.action_space.seed(1), {"action_space"}),
    (lambda env: env.observation_space.sample(), {"observation_space"}),
    (lambda env: env.unwrapped.P[0][0].reverse(), {"P"}),
    (lambda env: setattr(env.unwrapped, "s", 1), {"s"}),
]


@pytest.mark.parametrize(("deed", "expected"), DEEDS)
def test_what_is_done_to_an_environment_is_told(deed: Callable[[Any], object], expected: set[str]) -> None:
    table = {0: {0: [(0.5, 1, 0.5, False), (0.5, 0, 0.5, False)]}, 1: {0: [(1.0, 1, 2.0, True)]}}
    env = gym.wrappers.TimeLimit(TableEnvironment(table), 5)
    _, done = checks.done_to(deed, env)
    assert done == expected
    assert "close" not in vars(env) and "close" not in vars(env.unwrapped)


def test_packages_are_installed_for_a_while_and_in_every_spelling() -> None:
    for version in ("1.0", "2.0rc1+cu128"):
        with checks.installed({"dice-of-a-test": version}):
            assert importlib.metadata.version("dice-of-a-test") == importlib.metadata.version("Dice_of.a-test") == version
        with pytest.raises(importlib.metadata.PackageNotFoundError):
            importlib.metadata.version("dice-of-a-test")


def test_a_state_that_was_none_before_is_told() -> None:
    reset: Callable[[Any], object] = lambda env: env.reset(seed=1)  # noqa: E731
    _, done = checks.done_to(reset, gym.make("CartPole-v1"))
    assert done == {"reset", "state"}
