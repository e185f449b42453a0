"""The accelerator that a notebook runs on: chosen once, by name, and never silently replaced by another."""

import os
from typing import Literal, TypeAlias, get_args

import torch

DeviceName: TypeAlias = Literal["auto", "cpu", "cuda", "mps", "pretend"]
"""What ``RLCOURSE_DEVICE`` may say. ``"pretend"`` is there when authors look for mistakes of devices without an accelerator."""


class DeviceNotAvailableError(RuntimeError):
    """The device that was asked for is not on this machine."""


def available() -> list[str]:
    """Names of the device types on this machine, fastest first; ``"cpu"`` is always the last."""
    found = ["cuda"] if torch.cuda.is_available() else []
    found += ["mps"] if torch.backends.mps.is_available() else []
    found += ["pretend"] if hasattr(torch, "pretend") else []
    return [*found, "cpu"]


def choose(name: str | None = None, *, verbose: bool = True) -> torch.device:
    """Return the device to run on.

    Args:
        name: One of :data:`DeviceName`; ``None`` reads the environment variable ``RLCOURSE_DEVICE`` (``"auto"`` where it is not
            set). ``"auto"`` takes the fastest device type there is.
        verbose: Whether to print what was chosen, and why.

    Raises:
        ValueError: The name is none of those.
        DeviceNotAvailableError: The device is not on this machine. There is no silent fall-back to another.
    """
    source = "the argument" if name is not None else "RLCOURSE_DEVICE"
    requested = name if name is not None else os.environ.get("RLCOURSE_DEVICE", "auto")
    if requested not in get_args(DeviceName):
        raise ValueError(f"{source} says {requested!r}, expected one of {', '.join(get_args(DeviceName))}")
    devices = available()
    chosen = devices[0] if requested == "auto" else requested
    if chosen not in devices:
        raise DeviceNotAvailableError(
            f"{source} asks for {chosen!r}, but this machine has {' and '.join(devices)} only: "
            f"set RLCOURSE_DEVICE to one of those, or to auto"
        )
    if verbose:
        print(f"Device: {chosen} (asked for: {requested}; on this machine: {', '.join(devices)})")
    return torch.device(chosen)


def widest_float(device: str | torch.device) -> torch.dtype:
    """Return the floating-point type with the most digits that a device has: float64, but float32 on MPS."""
    try:
        return torch.zeros(0, dtype=torch.float64, device=device).dtype
    except TypeError:
        return torch.float32
