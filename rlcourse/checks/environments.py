"""Environments that write down what an answer does with them: seeds, actions, rewards, and steps that should not have been."""

import copy
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar, cast

import gymnasium as gym
import numpy as np
import torch
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks.answers import attempted, name_of
from rlcourse.checks.values import same, snapshot, tensor, true

T = TypeVar("T")


@dataclass
class Episode:
    """What happened from one reset to the next."""

    seed: int | None
    """The seed that the reset was given."""
    observations: list[Any]
    """The first observation and one after each step, ``T + 1`` of them; copies, whatever the environment does with its own."""
    actions: list[Any] = field(default_factory=list[Any])
    """One for each step, as the answer gave it."""
    rewards: list[float] = field(default_factory=list[float])
    """One for each step."""
    terminated: bool = False
    truncated: bool = False
    n_steps_after_end: int = 0
    """Steps that the answer took although the episode was over."""

    @property
    def ended(self) -> bool:
        """Whether the episode ran to its end."""
        return self.terminated or self.truncated


class Recorded(gym.Wrapper[Any, Any, Any, Any]):
    """An environment that keeps a log of its episodes; it does nothing else otherwise than the environment in it.

    A test hands this to an answer, and reads the log when the answer has come back.
    """

    def __init__(self, env: gym.Env[Any, Any]) -> None:
        super().__init__(env)
        self.episodes: list[Episode] = []
        """One for each reset, in order."""

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begin an episode, in the log too."""
        observation, info = super().reset(seed=seed, options=options)
        self.episodes.append(Episode(seed, [copy.deepcopy(observation)]))
        return observation, info

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        """Take a step, in the log too."""
        episode = self.episodes[-1] if self.episodes else None
        if episode is not None and episode.ended:
            episode.n_steps_after_end += 1
        observation, reward, terminated, truncated, info = super().step(action)
        if episode is not None and not episode.n_steps_after_end:
            episode.observations.append(copy.deepcopy(observation))
            episode.actions.append(action)
            episode.rewards.append(float(reward))
            episode.terminated, episode.truncated = bool(terminated), bool(truncated)
        return observation, reward, terminated, truncated, info

    @property
    def seeds(self) -> list[int | None]:
        """The seed of each reset, in order."""
        return [episode.seed for episode in self.episodes]

    @property
    def finished(self) -> list[Episode]:
        """The episodes that ran to their end."""
        return [episode for episode in self.episodes if episode.ended]

    @property
    def n_steps(self) -> int:
        """Steps of all episodes together."""
        return sum(len(episode.actions) for episode in self.episodes)


def recorded(env: gym.Env[Any, Any]) -> Recorded:
    """Return the environment with a log: ``env = checks.recorded(env)``, then hand it to an answer and read ``env.episodes``."""
    return Recorded(env)


def done_to(answer: Callable[..., T], env: gym.Env[Any, Any], *arguments: object) -> tuple[T, frozenset[str]]:
    """Call an answer with an environment, and return what it returns and what it did to the environment.

    Named are the methods that it called (``"reset"``, ``"step"``, ``"close"``), the spaces that it seeded or drew from
    (``"action_space"``, ``"observation_space"``), and what it changed inside: the state (``"s"``, ``"state"``) or the table (``"P"``).

    Args:
        answer: The student's function, which takes the environment first.
        env: The environment, with wrappers or without; none of a class that the test itself defines.
        *arguments: What else to pass.
    """
    result, done = attempted(name_of(answer), lambda: _done_to(answer, env, arguments))
    return result, frozenset(done)


@elsewhere.there
def _done_to(answer: Callable[..., T], env: gym.Env[Any, Any], arguments: Sequence[object]) -> tuple[T, list[str]]:
    levels = [env]
    while isinstance(levels[-1], gym.Wrapper):
        levels.append(cast("gym.Wrapper[Any, Any, Any, Any]", levels[-1]).env)
    done: list[str] = []

    def noted(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)  # Gymnasium's checker looks at what a reset takes
        def call(*given: Any, **named: Any) -> Any:
            done.append(name)
            return method(*given, **named)

        return call

    before = _inside(env)
    for level in levels:
        vars(level).update({name: noted(name, getattr(level, name)) for name in ("reset", "step", "close")})
    try:
        result = answer(env, *arguments)
    finally:
        for level in levels:
            for name in ("reset", "step", "close"):
                vars(level).pop(name, None)
    after = _inside(env)
    moved = {name for name, value in before.items() if type(value) is not type(after.get(name)) or not same(value, after[name])}
    return result, sorted({*done, *moved})


def _inside(env: gym.Env[Any, Any]) -> dict[str, object]:
    """What may be looked at in an environment, as data: random states of its spaces, its table, and where it is."""
    found = {name: snapshot(vars(env.unwrapped)[name]) for name in ("P", "s", "state") if name in vars(env.unwrapped)}
    return found | {name: snapshot(getattr(env, name).np_random) for name in ("action_space", "observation_space")}


def walk(env: gym.Env[Any, Any], actions: Sequence[int], *, seed: int) -> list[Episode]:
    """Step through an environment that an answer made, with these actions, and return the log: thousands of steps in one request.

    Args:
        env: The environment; its errors are worded as those of an answer.
        actions: One for each step; where an episode has ended, the next action begins the next one.
        seed: Seed of the first reset; the others have none.
    """
    return attempted("the environment", lambda: _walked(env, list(actions), seed))


@elsewhere.there
def _walked(env: gym.Env[Any, Any], actions: Sequence[int], seed: int) -> list[Episode]:
    log = Recorded(env)
    log.reset(seed=seed)
    for action in actions:
        if log.episodes[-1].ended:
            log.reset()
        log.step(action)
    return log.episodes


class BanditAgent(Protocol):
    """Somebody who plays many bandits side by side."""

    def choose(self, step: int) -> torch.Tensor:
        """Return the arm of each run, shape ``[n_runs]``, int64; ``step`` counts from 1."""
        ...

    def learn(self, actions: torch.Tensor, rewards: torch.Tensor) -> None:
        """Hear what the arms just chosen paid, both of shape ``[n_runs]``."""
        ...


def pulls(agent: BanditAgent, payouts: torch.Tensor) -> torch.Tensor:
    """Let an answer's bandit agent play, and return the arms that it chose: thousands of calls in one request.

    Args:
        agent: The agent; its errors are worded as those of an answer.
        payouts: What each arm of each run pays at each step, shape ``[n_steps, n_runs, n_arms]``.

    Returns:
        Arms, shape ``[n_steps, n_runs]``, int64.

    Raises:
        CheckFailedError: It chose something else than an arm for each run.
    """
    n_steps, n_runs, n_arms = payouts.shape
    played = attempted("the agent", lambda: _played(agent, payouts))
    actions = torch.empty((n_steps, n_runs), dtype=torch.int64, device=payouts.device)
    for index, one in enumerate(played):
        thought = "Is it one index for each run, of an integer dtype, on the device of the generator?"
        chosen = tensor("the arms", one, shape=(n_runs,), dtype=torch.int64, thought=thought)
        in_range = chosen.device == payouts.device and bool(((chosen >= 0) & (chosen < n_arms)).all())
        true("each arm is one that there is", in_range, thought=thought)
        actions[index] = chosen
    true("arms for each step", len(played) == n_steps, thought="Does it choose at each step?")
    return actions


@elsewhere.there
def _played(agent: BanditAgent, payouts: torch.Tensor) -> list[object]:
    """What an agent chose at each step; the first choice that pays nothing, since it is no arms, is the last one."""
    played: list[object] = []
    for index, pays in enumerate(payouts):
        chosen = cast("object", agent.choose(index + 1))  # whatever an answer returns
        played.append(chosen.clone() if isinstance(chosen, torch.Tensor) else chosen)
        if not isinstance(chosen, torch.Tensor) or chosen.dtype != torch.int64 or chosen.shape != (len(pays),):
            break
        if chosen.device != pays.device or not bool(((chosen >= 0) & (chosen < pays.shape[1])).all()):
            break
        agent.learn(chosen.clone(), pays.gather(1, chosen[:, None]).squeeze(1))
    return played


class Conveyor(gym.Env[Any, Any]):
    """Luck alone, in episodes of a given length: for tests of loops that play any environment.

    Observations are (number of steps, something random), float64, and **one array serves for all of them**: each is written over the one
    before. Rewards are random fractions plus the number of the action. A step after the end of an episode is an error.

    Args:
        n_steps: Steps of each episode.
        ending: How its last step ends it.
        n_actions: Number of actions.
    """

    def __init__(self, n_steps: int, ending: Literal["terminated", "truncated", "both"], n_actions: int = 4) -> None:
        self.observation_space = gym.spaces.Box(-1e6, 1e6, (2,), np.float64)
        self.action_space = gym.spaces.Discrete(n_actions)
        self.n_steps, self.ending = n_steps, ending
        self._shown, self._step = np.zeros(2), n_steps

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[NDArray[np.float64], dict[str, Any]]:
        """Begin an episode."""
        super().reset(seed=seed, options=options)
        self._step = 0
        self._shown[:] = 0.0, self.np_random.normal()
        return self._shown, {}

    def step(self, action: int) -> tuple[NDArray[np.float64], float, bool, bool, dict[str, Any]]:
        """Go on by one step.

        Raises:
            ResetNeeded: The episode is over.
        """
        if self._step >= self.n_steps:
            raise gym.error.ResetNeeded("the episode is over: no step without a reset")
        self._step += 1
        self._shown[:] = self._step, self.np_random.normal()
        reward = float(self.np_random.normal()) + int(action)
        over = self._step >= self.n_steps
        return self._shown, reward, over and self.ending != "truncated", over and self.ending != "terminated", {}
