"""Lint, format and types: over everything that is written by hand, or over one part."""

import subprocess
import sys
from collections.abc import Sequence

from coursetools.authors import masters, rules
from coursetools.authors.masters import MasterError
from coursetools.paths import ANSWERS, NOTEBOOKS, ROOT, CourseError, part_name, part_names

CHECKS: dict[str, tuple[str, ...]] = {
    "lint": ("ruff", "check", "--quiet"),
    "format": ("ruff", "format", "--check", "--quiet"),
    "types": ("basedpyright", "--pythonpath", sys.executable),
}
FORMATTERS = (("ruff", "check", "--quiet", "--fix"), ("ruff", "format"))


def check(name: str, *paths: str) -> tuple[bool, str]:
    """Run one check out of ``CHECKS``, on some files or on everything; returns whether it passed, and what it said."""
    done = subprocess.run([sys.executable, "-m", *CHECKS[name], *paths], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def mistakes(parts: Sequence[str] = ()) -> list[str]:
    """What is wrong in masters and banks (of all parts, where none is given), as far as reading them tells; a second for a part.

    Raises:
        CourseError: There is no such part, or it has no master.
    """
    found: list[str] = []
    for name in _names(parts):
        try:
            master = masters.read(NOTEBOOKS / f"{name}.py")
        except MasterError as error:
            found.append(str(error))
            continue
        found += map(str, rules.mistakes(master))
        try:
            masters.read_answers(ANSWERS / f"{name}.py", master)
        except MasterError as error:
            found.append(str(error))
    return found


def _names(parts: Sequence[str]) -> list[str]:
    """Full names of the parts that have a master."""
    there = [name for name in part_names() if (NOTEBOOKS / f"{name}.py").exists()]
    wanted = [part_name(part) for part in parts]
    for name in wanted:
        if name not in there:
            raise CourseError(f"notebooks/{name}.py is missing: make new PART={name.split('-')[0]} begins it")
    return wanted or there


def run(parts: Sequence[str] = ()) -> int:
    """Run all checks, on the masters and banks of some parts or on everything, and print what they found. Returns the exit status."""
    found = mistakes(parts)
    print(f"parts: {'clean' if not found else 'see below'}", *found, sep="\n", flush=True)
    status = 1 if found else 0
    files = [f"notebooks/{name}.py" for name in _names(parts)] if parts else []
    for name in CHECKS:
        passed, text = check(name, *files)
        print(f"{name}: {'clean' if passed else 'see below'}{'' if passed else chr(10) + text}", flush=True)
        status = status if passed else 1
    return status


def format_(parts: Sequence[str] = ()) -> int:
    """Format the masters of some parts, or everything, and mend what can be mended without thinking. Returns the exit status."""
    files = [f"notebooks/{name}.py" for name in _names(parts)] if parts else ["."]
    results = [subprocess.run([sys.executable, "-m", *command, *files], cwd=ROOT, check=False).returncode for command in FORMATTERS]
    return max(results)
