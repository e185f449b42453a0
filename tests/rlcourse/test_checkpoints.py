"""Checkpoints: what is loaded is what was saved, on another device too; and a file that is no checkpoint says so."""

import os
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rlcourse import devices
from rlcourse.agents import a2c, checkpoints, dqn, networks, reinforce

Config: TypeAlias = dqn.Config | a2c.Config | reinforce.Config

CONFIGS: list[Config] = [
    dqn.Config(seed=1, hidden=(8, 4), gamma=0.1 + 0.2, observation_scale=None),
    a2c.Config(seed=2, hidden=(), stop_at=None, normalise_advantages=False),
    reinforce.Config(seed=3, hidden=(16,), baseline="value", learning_rate=float(np.nextafter(1e-3, 1))),
]


@pytest.fixture
def observations() -> NDArray[np.float32]:
    return np.random.default_rng(0).normal(size=(500, 4)).astype(np.float32)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "agent.pt"
    actor, critic = a2c.networks_of(a2c.Config(seed=4), 4, 2)
    checkpoints.save(path, a2c.Config(seed=4), actor=actor, critic=critic)
    return path


def equal_bits(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.dtype == other.dtype and one.cpu().numpy().tobytes() == other.cpu().numpy().tobytes()


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: type(config).__module__)
@pytest.mark.parametrize("device", devices.available())
def test_configuration_weights_and_actions_come_back(
    config: Config, device: str, tmp_path: Path, observations: NDArray[np.float32]
) -> None:
    network = networks.mlp(4, config.hidden, 2, scale=(0.5, 0.5, 5.0, 0.5))
    with torch.no_grad():
        next(iter(network.parameters()))[0, :3] = torch.tensor([torch.nan, -0.0, 1e-42])  # what an == would not tell apart
    checkpoints.save(tmp_path / "agent.pt", config, network=network)
    checkpoint = checkpoints.load(tmp_path / "agent.pt", type(config), device)
    assert checkpoint.config == config
    assert type(checkpoint.config) is type(config)
    assert list(checkpoint.weights) == ["network"]
    assert all(weight.device.type == device for weight in checkpoint.weights["network"].values())
    other = networks.mlp(4, config.hidden, 2, scale=(1.0, 1.0, 1.0, 1.0)).to(device)
    other.load_state_dict(checkpoint.weights["network"])
    assert all(equal_bits(one, again) for one, again in zip(network.state_dict().values(), other.state_dict().values(), strict=True))
    with torch.no_grad():
        for each in (network, other):
            next(iter(each.parameters()))[0, :3] = 0.5
    assert (networks.greedy_policy(other)(observations) == networks.greedy_policy(network)(observations)).all()


def test_members_of_a_batched_network_come_back(tmp_path: Path) -> None:
    members = networks.Members(3, 4, (8,), 2, scale=(0.5, 0.5, 5.0, 0.5))
    checkpoints.save(tmp_path / "members.pt", dqn.Config(seed=0), members=members)
    other = networks.Members(3, 4, (8,), 2, scale=(1.0, 1.0, 1.0, 1.0))
    other.load_state_dict(checkpoints.load(tmp_path / "members.pt", dqn.Config).weights["members"])
    inputs = torch.randn(3, 5, 4)
    assert equal_bits(members(inputs).detach(), other(inputs).detach())


def test_a_trained_agent_acts_as_before(tmp_path: Path, observations: NDArray[np.float32]) -> None:
    config = a2c.Config(seed=0, hidden=(16,), total_steps=2_000, evaluate_every=0)
    result = a2c.train(config, show_progress=False)
    checkpoints.save(tmp_path / "agent.pt", result.config, actor=result.actor, critic=result.critic)
    checkpoint = checkpoints.load(tmp_path / "agent.pt", a2c.Config)
    actor, critic = a2c.networks_of(replace(checkpoint.config, seed=99), 4, 2)
    before = networks.greedy_policy(actor)(observations)
    actor.load_state_dict(checkpoint.weights["actor"])
    critic.load_state_dict(checkpoint.weights["critic"])
    expected = networks.greedy_policy(result.actor)(observations)
    assert (before != expected).any()
    assert (networks.greedy_policy(actor)(observations) == expected).all()
    assert (networks.outputs_of(critic)(observations) == networks.outputs_of(result.critic)(observations)).all()


@pytest.mark.skipif(torch.cuda.is_available(), reason="CUDA is here: the test above loads on it")
def test_what_a_machine_with_cuda_wrote_loads_without_cuda(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file says "cuda:0" of each tensor, as it would if they had lain there; the bytes are those of a CPU."""
    network = networks.mlp(4, (8,), 2)

    def on_cuda(storage: Any) -> str:  # what `torch.save` asks about each storage
        del storage
        return "cuda:0"

    monkeypatch.setattr(torch.serialization, "location_tag", on_cuda)
    # what `save` reads again goes to the CPU as well, so that this machine can play the other one
    checkpoints.save(tmp_path / "agent.pt", dqn.Config(seed=0), network=network)
    monkeypatch.undo()
    with pytest.raises(RuntimeError, match="deserialize object on a CUDA device"):
        torch.load(tmp_path / "agent.pt", weights_only=True)  # so the file does ask for CUDA
    weights = checkpoints.load(tmp_path / "agent.pt", dqn.Config, "cpu").weights["network"]
    assert all(weight.device.type == "cpu" for weight in weights.values())
    assert all(equal_bits(one, again) for one, again in zip(network.state_dict().values(), weights.values(), strict=True))


def test_weights_load_on_the_device_that_is_named(saved: Path) -> None:
    for device in ("meta", torch.device("meta"), "cpu", *devices.available()):
        weights = checkpoints.load(saved, a2c.Config, device).weights
        assert {weight.device.type for each in weights.values() for weight in each.values()} == {torch.device(device).type}


@pytest.mark.skipif(torch.cuda.is_available(), reason="CUDA is here")
def test_a_device_that_is_not_there_is_not_blamed_on_the_file(saved: Path) -> None:
    with pytest.raises((AssertionError, RuntimeError), match=r"CUDA|NVIDIA"):
        checkpoints.load(saved, a2c.Config, "cuda")


def test_nothing_is_overwritten_unless_asked(saved: Path) -> None:
    before = saved.read_bytes()
    network = networks.mlp(1, (), 1)
    with pytest.raises(FileExistsError, match=r"agent.pt is there already: .* overwrite=True"):
        checkpoints.save(saved, dqn.Config(seed=0), network=network)
    assert saved.read_bytes() == before
    second_name = saved.with_name("second name.pt")
    os.link(saved, second_name)
    checkpoints.save(saved, dqn.Config(seed=5), overwrite=True, network=network)
    assert checkpoints.load(saved, dqn.Config).config.seed == 5
    assert second_name.read_bytes() == before, "the new file takes the old one's place, and is not written into it"
    assert set(saved.parent.iterdir()) == {saved, second_name}


def test_a_failed_save_leaves_the_old_file_and_nothing_else(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(content: object, file: Any) -> None:
        del content
        file.write(b"the first half")
        raise OSError("no space left on device")

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(OSError, match="no space left"):
        checkpoints.save(saved, dqn.Config(seed=0), overwrite=True, network=networks.mlp(1, (), 1))
    assert saved.read_bytes() == before
    assert list(saved.parent.iterdir()) == [saved]


@dataclass(frozen=True)
class Odd:
    """A configuration whose value may be anything."""

    value: object


@pytest.mark.parametrize("value", [np.float64(0.5), Path("folder"), range(3), print], ids=["NumPy's number", "path", "range", "function"])
def test_a_configuration_of_more_than_plain_data_is_refused(value: object, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="more than plain data"):
        checkpoints.save(tmp_path / "agent.pt", Odd(value), network=networks.mlp(1, (), 1))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("config", [a2c.Config, {"seed": 0}, None], ids=["class", "dict", "None"])
def test_a_configuration_that_is_none_is_refused(config: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected an instance of a dataclass"):
        checkpoints.save(tmp_path / "agent.pt", config, network=networks.mlp(1, (), 1))


def test_a_save_needs_a_network_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no network is given"):
        checkpoints.save(tmp_path / "agent.pt", dqn.Config(seed=0))
    with pytest.raises(FileNotFoundError):
        checkpoints.save(tmp_path / "nowhere" / "agent.pt", dqn.Config(seed=0), network=networks.mlp(1, (), 1))


def test_another_configuration_is_refused(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"saved with a rlcourse.agents.a2c.Config, expected a rlcourse.agents.dqn.Config"):
        checkpoints.load(saved, dqn.Config)
    content: dict[str, Any] = torch.load(saved, weights_only=True)
    content["config"]["of_old"] = content["config"].pop("gamma")
    torch.save(content, tmp_path / "old.pt")
    with pytest.raises(ValueError, match=r"another version of rlcourse.agents.a2c.Config: only one of the two has gamma, of_old"):
        checkpoints.load(tmp_path / "old.pt", a2c.Config)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no file .*agent.pt"):
        checkpoints.load(tmp_path / "agent.pt", a2c.Config)


def test_a_truncated_file_says_so(saved: Path) -> None:
    whole = saved.read_bytes()
    for n_bytes in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        saved.write_bytes(whole[:n_bytes])
        with pytest.raises(ValueError, match=r"agent.pt is not a whole checkpoint of this course"):
            checkpoints.load(saved, a2c.Config)


def test_a_changed_weight_is_noticed(saved: Path) -> None:
    whole = bytearray(saved.read_bytes())
    weight = a2c.networks_of(a2c.Config(seed=4), 4, 2)[0].state_dict()["1.weight"].numpy().tobytes()
    whole[whole.index(weight) + 10] ^= 1
    saved.write_bytes(whole)
    with pytest.raises(ValueError, match="is damaged"):
        checkpoints.load(saved, a2c.Config)


class Bomb:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, ("exploded",)


def test_foreign_files_say_so_and_run_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    foreign: dict[str, Any] = {"state_dict.pt": networks.mlp(1, (), 1).state_dict(), "number.pt": 3, "bomb.pt": Bomb()}
    for name, content in foreign.items():
        torch.save(content, tmp_path / name)
    (tmp_path / "text.pt").write_text("format = 'rlcourse checkpoint 1'\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "letters.pt", "w") as archive:
        archive.writestr("letter.txt", "Dear reader")
    for name in [*foreign, "text.pt", "letters.pt"]:
        with pytest.raises(ValueError, match=f"{name} is not a whole checkpoint of this course"):
            checkpoints.load(tmp_path / name, a2c.Config)
    assert not (tmp_path / "exploded").exists()
