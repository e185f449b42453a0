"""Devices, seeds and budgets: what is asked for is what one gets, or a clear error."""

import random

import numpy as np
import pytest
import torch

from rlcourse import budgets, devices, seeding


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"), [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")]
)
def test_auto_takes_the_fastest_there_is(monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, expected: str) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert devices.choose("auto", verbose=False).type == expected
    assert devices.available()[-1] == "cpu"


@pytest.mark.parametrize("name", ["cuda", "mps"])
def test_an_absent_device_is_an_error_and_never_replaced(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setenv("RLCOURSE_DEVICE", name)
    with pytest.raises(devices.DeviceNotAvailableError, match=f"RLCOURSE_DEVICE asks for '{name}'"):
        devices.choose()


def test_a_device_that_is_there_is_taken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert devices.choose("mps") == torch.device("mps")
    assert devices.choose("cpu") == torch.device("cpu")
    assert "Device: mps (asked for: mps; on this machine: mps, cpu)" in capsys.readouterr().out


def test_an_unknown_device_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RLCOURSE_DEVICE", "gpu")
    with pytest.raises(ValueError, match="'gpu', expected one of auto, cpu, cuda, mps"):
        devices.choose()


def draw(generator: np.random.Generator) -> list[float]:
    return [generator.random(), random.random(), float(np.random.random()), float(torch.rand(()))]  # noqa: NPY002


def test_the_widest_float_of_a_device() -> None:
    assert devices.widest_float("cpu") is torch.float64
    assert devices.widest_float(torch.device("meta")) is torch.float64


def test_one_call_seeds_everything() -> None:
    first, again, other = draw(seeding.seed_everything(7)), draw(seeding.seed_everything(7)), draw(seeding.seed_everything(8))
    assert first == again
    assert all(a != b for a, b in zip(first, other, strict=True))


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=f"the seed is {seed}"):
        seeding.seed_everything(seed)


def test_spread_seeds_have_none_in_common() -> None:
    seeds = [seed for first in (*range(200), 1_000_100, 2**63) for seed in seeding.spread(first, 20)]
    assert len(set(seeds)) == len(seeds) == 202 * 20
    assert min(abs(one - other) for one, other in zip(sorted(seeds)[1:], sorted(seeds), strict=False)) > 1_000
    assert seeding.spread(7, 3) == seeding.spread(7, 20)[:3]
    with pytest.raises(ValueError, match="the seed is -1"):
        seeding.spread(-1, 2)


def test_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RLCOURSE_BUDGET", raising=False)
    assert budgets.current() == "short" and budgets.pick(short=1, long=2) == 1
    monkeypatch.setenv("RLCOURSE_BUDGET", "long")
    assert budgets.current() == "long" and budgets.pick(short=1, long=2) == 2
    monkeypatch.setenv("RLCOURSE_BUDGET", "endless")
    with pytest.raises(ValueError, match="'endless', expected one of short, long"):
        budgets.current()
