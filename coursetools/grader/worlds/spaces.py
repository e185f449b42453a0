"""Spaces of a student's environments: rebuilt from plain data, so that ``observation in env.observation_space`` is asked here."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import gymnasium as gym
import numpy as np

from coursetools.grader.worlds.codec import CodecError, Reader, Writer

_SETTINGS: dict[type, tuple[str, ...]] = {
    gym.spaces.Discrete: ("n", "start"),
    gym.spaces.Box: ("low", "high"),
    gym.spaces.MultiDiscrete: ("nvec", "start"),
    gym.spaces.MultiBinary: ("n",),
}
"""What each kind of space is made of; another one stays where it is."""
_BY_NAME: dict[str, Any] = {kind.__name__: kind for kind in _SETTINGS}
_MAX_SIZE = 1 << 24


class Spaces:
    """The room of spaces that come from a student's process; a test's go by value."""

    @property
    def readers(self) -> Mapping[bytes, Callable[[Reader], Any]]:
        """Tag of this room."""
        return {b"S": self._read}

    def write(self, writer: Writer, value: object) -> bool:
        """Write the settings of a space."""
        settings = _SETTINGS.get(type(value))
        if settings is None:
            return False
        writer.tag(b"S")
        parts = [getattr(value, name) for name in settings]
        dtype = cast("gym.Space[Any]", value).dtype
        writer.put((type(value).__name__, [np.array(part) if isinstance(part, np.ndarray) else part for part in parts], np.dtype(dtype)))
        return True

    def _read(self, reader: Reader) -> Any:
        try:
            name, parts, dtype = reader.get()
            kind = _BY_NAME[name]
            sizes = [part.size if isinstance(part, np.ndarray) else 1 for part in parts]
            if (
                len(parts) != len(_SETTINGS[kind])
                or max(sizes) > _MAX_SIZE
                or (kind is gym.spaces.MultiBinary and np.prod(parts[0]) > _MAX_SIZE)
            ):
                raise CodecError("a space too large")
            named = dict(zip(_SETTINGS[kind], parts, strict=True))
            named |= {} if name == "MultiBinary" else {"dtype": dtype.type}
            return kind(**named)
        except CodecError:
            raise
        except Exception as error:  # whatever gymnasium says of forged settings
            raise CodecError(f"no space: {type(error).__name__}") from None
