"""The stored learning curves are whole, and were made with the settings that the library has."""

from dataclasses import asdict
from pathlib import Path

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


def test_the_cartpole_record_is_whole() -> None:
    record = records.goal("cartpole")
    assert list(record.steps) == list(record.cpu_seconds) == list(record.final_returns) == ["DQN", "REINFORCE", "A2C"]
    assert len(set(record.seeds)) == 40
    for agent, steps in record.steps.items():
        assert steps.shape == record.cpu_seconds[agent].shape == record.final_returns[agent].shape == (40,)
        assert steps.min() > 0
        assert record.final_returns[agent].max() <= 500
    assert record.config == {"env_id": "CartPole-v1", "stop_at": 495.0}


def test_an_unknown_record_is_refused() -> None:
    with pytest.raises(ValueError, match="no record 'pong' of this kind, expected one of lunar_lander"):
        records.learning_curves("pong")
    with pytest.raises(ValueError, match="no record 'lunar_lander' of this kind, expected one of cartpole"):
        records.goal("lunar_lander")


def test_what_is_stored_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(records, "FILE", tmp_path / "records.json")
    entry = {"command": "python x.py", "config": {}, "seeds": [1, 2], "steps": {"A": [5, 6]}, "cpu_seconds": {"A": [0.5, 1.0]}}
    records.store("old", {**entry, "final_returns": {"A": [1.0, 2.0]}}, "numpy")
    records.store("new", {**entry, "steps": [5, 6], "returns": {"A": [[1.0, 2.0], [3.0, 4.0]]}}, "numpy")
    records.store("old", {**entry, "final_returns": {"A": [9.0, 9.0]}}, "numpy")
    assert records.goal("old").final_returns["A"].tolist() == [9.0, 9.0]
    assert records.goal("old").versions["numpy"] == np.__version__
    assert records.learning_curves("new").returns["A"].shape == (2, 2)
