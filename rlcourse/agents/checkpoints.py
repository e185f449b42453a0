"""Trained networks in a file, together with the configuration that made them; what was saved on one device loads on another.

::

    checkpoints.save("agent.pt", result.config, actor=result.actor, critic=result.critic)

    checkpoint = checkpoints.load("agent.pt", a2c.Config, "cpu")
    actor, critic = a2c.networks_of(checkpoint.config, 4, 2)
    actor.load_state_dict(checkpoint.weights["actor"])

The file holds tensors and plain data, and is read with ``weights_only=True``: opening a stranger's checkpoint runs none of its code.
"""

import os
import pickle
import zipfile
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import torch
from torch import nn

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FORMAT = "rlcourse checkpoint 1"
"""Written into each file. Another number will mean another layout."""

C = TypeVar("C", bound="DataclassInstance")


@dataclass(frozen=True)
class Checkpoint(Generic[C]):
    """What a file held."""

    config: C
    """Equal to the one that was saved."""
    weights: dict[str, dict[str, torch.Tensor]]
    """For each network, by the name that it was saved under, what its ``load_state_dict`` takes; on the device that was asked for."""


def _name_of(config_type: type[Any]) -> str:
    return f"{config_type.__module__}.{config_type.__qualname__}"


def _read(path: Path, device: torch.device | str) -> dict[str, Any]:
    """The file's content.

    Raises:
        ValueError: It is no checkpoint, or not a whole one.
    """
    refusal = f"{path} is not a whole checkpoint of this course"
    try:
        with zipfile.ZipFile(path) as archive:  # torch.load does not compare checksums, and fails in many ways where bytes have changed
            damaged = archive.testzip()
        if damaged is not None:
            raise ValueError(f"{refusal}: {damaged} is damaged")
        content = torch.load(path, map_location=device, weights_only=True)
    except (zipfile.BadZipFile, RuntimeError, pickle.UnpicklingError) as error:
        raise ValueError(f"{refusal}: {error}") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(refusal)
    return cast("dict[str, Any]", content)


def save(path: Path | str, config: "DataclassInstance", *, overwrite: bool = False, **networks: nn.Module) -> None:
    """Write networks and their configuration into one file.

    The file appears whole or not at all: it is written beside its place, read back, and then moved there.

    Args:
        path: Where to; the folder must be there. By custom the name ends in ``.pt``.
        config: An instance of a dataclass, of numbers, strings, ``None``, and tuples, lists and dicts of those.
        overwrite: Whether a file that is there already may be replaced.
        networks: At least one, each by the name under which :func:`load` will give its weights.

    Raises:
        FileExistsError: The file is there already, and ``overwrite`` is false. It is left as it is.
        FileNotFoundError: The folder is not there.
        ValueError: No network is given, or the configuration is no instance of a dataclass or holds more than plain data.
    """
    path = Path(path)
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} is there already: choose another name, or say overwrite=True")
    if not networks:
        raise ValueError("no network is given, expected at least one: save(path, config, network=network)")
    if not is_dataclass(config) or isinstance(config, type):
        raise ValueError(f"the configuration is {config!r}, expected an instance of a dataclass")
    content = {
        "format": FORMAT,
        "config_type": _name_of(type(config)),
        "config": asdict(config),
        "weights": {name: network.state_dict() for name, network in networks.items()},
    }
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            torch.save(content, file)
        try:
            back = _read(unfinished, "cpu")
        except ValueError as error:
            raise ValueError(f"the configuration holds more than plain data, and could not be read again: {config!r}") from error
        if back["config"] != content["config"]:
            raise ValueError(f"the configuration is not what it was when it is read again: {back['config']!r} was {config!r}")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def load(path: Path | str, config_type: type[C], device: torch.device | str = "cpu") -> Checkpoint[C]:
    """Read what :func:`save` wrote, whatever device it was written on.

    Args:
        path: The file.
        config_type: The class of the configuration, ``dqn.Config`` say.
        device: Where the weights shall be.

    Raises:
        FileNotFoundError: The file is not there.
        ValueError: The file is no checkpoint, is damaged, or belongs to a configuration of another class or with other fields.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    torch.empty(0, device=device)  # a device that is not there is no fault of the file
    content = _read(path, device)
    if content["config_type"] != _name_of(config_type):
        raise ValueError(f"{path} was saved with a {content['config_type']}, expected a {_name_of(config_type)}")
    expected = {field.name for field in fields(config_type)}
    if set(content["config"]) != expected:
        differing = ", ".join(sorted(expected ^ set(content["config"])))
        raise ValueError(f"{path} was saved by another version of {_name_of(config_type)}: only one of the two has {differing}")
    return Checkpoint(config_type(**content["config"]), content["weights"])
