"""What the solution notebooks may cost in the short budget: CPU seconds and memory of the kernel, by part and in sum."""

from collections.abc import Mapping

from coursetools.authors.measured import Cost
from coursetools.paths import order, part_number

_BY_MODULE = {0: 5.0, 1: 5.0, 2: 15.0, 3: 15.0, 4: 20.0}
_ELSEWHERE = 60.0
_EXCEPTIONS = {
    "0.4": 15.0,  # imports Keras
    "3.8": 40.0,  # trains on MNIST
    "5.4": 220.0,  # LunarLander
}
PEAK_MB = 1500.0
FIRST = ("1.1", "2.1", "3.5", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6")
_SUMS = {
    "the first sixteen parts": 600.0,
    "other parts of modules 0 to 5": 300.0,
    "modules 6 and 7": 350.0,
    "module 8": 400.0,
    "module 9": 300.0,
}
"""CPU seconds of the parts of each group together."""


def ceiling(part: str) -> float:
    """CPU seconds that a part may take, given by its number or full name."""
    number = part_number(part)
    return _EXCEPTIONS.get(number, _BY_MODULE.get(order(number)[0], _ELSEWHERE))


def _group(part: str) -> str:
    number = part_number(part)
    module = order(number)[0]
    if number in FIRST:
        return "the first sixteen parts"
    if module <= 5:
        return "other parts of modules 0 to 5"
    return "modules 6 and 7" if module <= 7 else f"module {module}"


def over(costs: Mapping[str, Cost]) -> list[str]:
    """What the parts cost beyond their ceilings, a line each.

    Args:
        costs: By the number or full name of the part.
    """
    found: list[str] = []
    sums: dict[str, float] = {}
    for part, cost in costs.items():
        if cost.cpu_seconds > ceiling(part):
            found.append(f"{part} took {cost.cpu_seconds:.1f} CPU seconds, its ceiling is {ceiling(part):.0f}")
        if cost.peak_mb > PEAK_MB:
            found.append(f"{part} took {cost.peak_mb:.0f} MB of memory, the ceiling is {PEAK_MB:.0f}")
        sums[_group(part)] = sums.get(_group(part), 0.0) + cost.cpu_seconds
    for group, total in sums.items():
        if total > _SUMS[group]:
            found.append(f"{group} took {total:.0f} CPU seconds together, their ceiling is {_SUMS[group]:.0f}")
    return found
