"""How long something may take: CPU seconds decide, since machines are shared."""

import time

from . import wire


class Patience:
    """Says when something has taken too long, in CPU seconds of each of those that work on it.

    The clock counts only where nothing works (a sleep, a lock that nobody opens), and as a far backstop.

    Args:
        seconds: CPU seconds that each may take.
        idle: Seconds by the clock in which one of them must do something; never less than ``seconds``.
    """

    def __init__(self, seconds: float, *, idle: float = 0.0) -> None:
        self.seconds, self._idle = seconds, max(seconds, idle)
        self._began = self._moved = time.monotonic()
        self._cpu: dict[str, float] = {}

    @property
    def cpu(self) -> float:
        """CPU seconds of all together so far."""
        return sum(self._cpu.values())

    @property
    def elapsed(self) -> float:
        """Seconds by the clock so far."""
        return time.monotonic() - self._began

    def heard(self, who: str, cpu: float) -> None:
        """Note the CPU seconds that one of them has taken so far."""
        if cpu > self._cpu.get(who, 0.0):
            self._cpu[who], self._moved = cpu, time.monotonic()

    def over(self) -> str:
        """What is over, in words; empty where there is time left."""
        if max(self._cpu.values(), default=0.0) > self.seconds:
            return f"it took longer than {self.seconds:g} CPU seconds"
        if time.monotonic() - self._moved > self._idle:
            return f"it did nothing but wait for longer than {self._idle:g} s"
        if self.elapsed > wire.CLOCK_PER_CPU * self.seconds:
            return f"it took longer than {wire.CLOCK_PER_CPU * self.seconds:g} s by the clock"
        return ""
