"""The replay buffer keeps the newest transitions, whole and real ones alone."""

import numpy as np
import pytest
import torch

from rlcourse.agents import buffers
from rlcourse.environments.vector import Step


def numbered(first: int, n: int, valid: list[bool] | None = None) -> Step:
    """A vector step of transitions that carry their number in every column."""
    numbers = np.arange(first, first + n)
    observations = np.repeat(numbers[:, None], 2, axis=1).astype(np.float32)
    return Step(
        observations=observations,
        actions=numbers % 5,
        rewards=-numbers.astype(np.float32),
        next_observations=observations + 0.5,
        terminated=numbers % 3 == 0,
        truncated=numbers % 4 == 0,
        valid=np.ones(n, dtype=np.bool_) if valid is None else np.array(valid),
        returns=np.zeros(n),
    )


def held(replay: buffers.Replay) -> set[int]:
    drawn = replay.sample(60 * replay.capacity, np.random.default_rng(0))
    numbers = drawn.observations[:, 0].long()
    assert torch.equal(drawn.observations[:, 1].long(), numbers)
    assert torch.equal(drawn.actions, numbers % 5)
    assert torch.equal(drawn.rewards.long(), -numbers)
    assert torch.equal(drawn.next_observations, drawn.observations + 0.5)
    assert torch.equal(drawn.terminated, (numbers % 3 == 0).float())  # a truncated step is none
    return set(numbers.tolist())


@pytest.mark.parametrize("capacity", [4, 5, 6, 7, 20])
def test_the_newest_transitions_stay(capacity: int) -> None:
    replay = buffers.Replay(capacity, (2,))
    for first in range(0, 40, 4):
        replay.add(numbered(first, 4))
        newest = set(range(max(0, first + 4 - capacity), first + 4))
        assert len(replay) == len(newest)
        assert held(replay) == newest


def test_resets_are_left_out() -> None:
    replay = buffers.Replay(10, (2,))
    replay.add(numbered(0, 4, [True, False, True, False]))
    replay.add(numbered(4, 2, [False, False]))
    assert held(replay) == {0, 2}


def test_what_is_stored_and_drawn_is_a_copy() -> None:
    replay = buffers.Replay(4, (2,))
    step = numbered(0, 4)
    replay.add(step)
    step.observations[:] = 99.0
    assert held(replay) == {0, 1, 2, 3}
    batch = replay.sample(8, np.random.default_rng(0))
    before = batch.rewards.clone()
    replay.add(numbered(4, 4))
    assert torch.equal(batch.rewards, before)


def test_dtypes_and_repeatability() -> None:
    replay = buffers.Replay(10, (2, 3), observation_dtype=np.uint8)
    columns = numbered(0, 3)
    replay.add(columns._replace(observations=np.zeros((3, 2, 3)), next_observations=np.ones((3, 2, 3))))
    batch = replay.sample(5, np.random.default_rng(1))
    assert batch.observations.shape == (5, 2, 3)
    assert [column.dtype for column in batch] == [torch.uint8, torch.int64, torch.float32, torch.uint8, torch.float32, torch.float32]
    assert torch.equal(batch.actions, replay.sample(5, np.random.default_rng(1)).actions)


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity is 0"):
        buffers.Replay(0, (2,))
    with pytest.raises(ValueError, match="empty"):
        buffers.Replay(3, (2,)).sample(1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="4 transitions"):
        buffers.Replay(3, (2,)).add(numbered(0, 4))


def play(ends: list[str]) -> list[Step]:
    """Steps of one environment whose reward at step t is t; ``t``erminates or t``r``uncates where it says so, and resets after."""
    steps: list[Step] = []
    resets = False
    for number, end in enumerate(ends):
        steps.append(
            numbered(number, 1)._replace(
                rewards=np.array([0.0 if resets else number], dtype=np.float32),
                terminated=np.array([end == "t"]),
                truncated=np.array([end == "r"]),
                valid=np.array([not resets]),
            )
        )
        resets = end in ("t", "r")
    return steps


def test_three_steps_become_one_and_stop_at_the_episodes_end() -> None:
    joiner = buffers.NStep(3, 0.5)
    found: list[tuple[int, float, float, bool, bool, int, bool]] = []
    for step in play(["", "", "", "t", "", "", "r", "", "", "", ""]):
        joined = joiner.add(step)
        if joined is not None:
            [row], [n] = zip(joined[0].observations[:, 0], strict=True), joined[1]
            s = joined[0]
            found.append(
                (
                    int(row[0]),
                    float(s.rewards[0]),
                    float(s.next_observations[0, 0]),
                    bool(s.terminated[0]),
                    bool(s.truncated[0]),
                    int(n),
                    bool(s.valid[0]),
                )
            )
    assert found == [
        (0, 0 + 0.5 * 1 + 0.25 * 2, 2.5, False, False, 3, True),
        (1, 1 + 0.5 * 2 + 0.25 * 3, 3.5, True, False, 3, True),
        (2, 2 + 0.5 * 3, 3.5, True, False, 2, True),
        (3, 3, 3.5, True, False, 1, True),
        (4, 0 + 0.5 * 5 + 0.25 * 6, 6.5, False, True, 3, False),  # a reset: never stored
        (5, 5 + 0.5 * 6, 6.5, False, True, 2, True),
        (6, 6, 6.5, False, True, 1, True),
        (7, 0 + 0.5 * 8 + 0.25 * 9, 9.5, False, False, 3, False),
        (8, 8 + 0.5 * 9 + 0.25 * 10, 10.5, False, False, 3, True),
    ]


def test_joined_steps_are_stored_with_their_number_of_rewards() -> None:
    joiner, replay = buffers.NStep(2, 1.0), buffers.Replay(20, (2,))
    for step in play(["", "", "t", "", ""]):
        before = step.rewards.copy()
        joined = joiner.add(step)
        assert np.array_equal(step.rewards, before)
        if joined is not None:
            replay.add(*joined)
    batch = replay.sample(200, np.random.default_rng(0))
    assert set(zip(batch.observations[:, 0].tolist(), batch.rewards.tolist(), batch.n_rewards.tolist(), strict=True)) == {
        (0.0, 1.0, 2.0),
        (1.0, 3.0, 2.0),
        (2.0, 2.0, 1.0),
    }
    with pytest.raises(ValueError, match="n_steps is 0"):
        buffers.NStep(0, 1.0)


def test_one_step_is_handed_through() -> None:
    [step] = play([""])
    joined = buffers.NStep(1, 0.9).add(step)
    assert joined is not None
    assert joined[0] is step
    assert joined[1].tolist() == [1]
