"""The stored learning curves are whole, and were made with the settings that the library has."""

from dataclasses import asdict

import numpy as np
import pytest

from rlcourse import records
from rlcourse.agents import dqn


def test_the_lunar_lander_record_is_whole() -> None:
    record = records.learning_curves("lunar_lander")
    assert list(record.returns) == list(record.cpu_seconds) == ["DQN", "double DQN", "dueling DQN"]
    assert len(set(record.seeds)) == len(record.seeds) >= 5
    assert (np.diff(record.steps) > 0).all()
    for agent, returns in record.returns.items():
        assert returns.shape == (len(record.seeds), len(record.steps))
        assert np.isfinite(returns).all()
        assert record.cpu_seconds[agent].shape == (len(record.seeds),)
    assert "lunar_lander_curves.py" in record.command
    assert set(record.versions) >= {"python", "torch", "gymnasium"}


def test_the_record_was_made_with_the_settings_of_today() -> None:
    stored = records.learning_curves("lunar_lander").config
    today = asdict(dqn.LUNAR_LANDER)
    own = {"total_steps", "evaluate_every", "stop_at", "seed", "double", "dueling"}  # it trains on, and varies the last three
    assert {name: value for name, value in stored.items() if name not in own} == {
        name: list(value) if isinstance(value, tuple) else value for name, value in today.items() if name not in own
    }


def test_an_unknown_record_is_refused() -> None:
    with pytest.raises(ValueError, match="no record 'pong', expected one of lunar_lander"):
        records.learning_curves("pong")
