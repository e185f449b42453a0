"""The replay buffer keeps the newest transitions, whole and real ones alone."""

import numpy as np
import pytest
import torch

from rlcourse import buffers
from rlcourse.vector import Step


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
    assert [column.dtype for column in batch] == [torch.uint8, torch.int64, torch.float32, torch.uint8, torch.float32]
    assert torch.equal(batch.actions, replay.sample(5, np.random.default_rng(1)).actions)


def test_wrong_use_is_refused() -> None:
    with pytest.raises(ValueError, match="capacity is 0"):
        buffers.Replay(0, (2,))
    with pytest.raises(ValueError, match="empty"):
        buffers.Replay(3, (2,)).sample(1, np.random.default_rng(0))
    with pytest.raises(ValueError, match="4 transitions"):
        buffers.Replay(3, (2,)).add(numbered(0, 4))
