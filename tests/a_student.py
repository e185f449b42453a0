"""A student's folder and environment for tests: what ``make publish`` writes, installed there by the student's own command."""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from coursetools.authors import publish
from coursetools.environment import STUDENT_EXTRAS

PYTHON = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
"""A Python without the course, as a student has it."""
COURSE = "learn-rl-pytorch"


def install(folder: Path) -> None:
    """Publish the course into a new folder and make its environment there, without a network.

    pip builds and installs the course as it does for a student. The packages that the course builds on, and no others, are those of the
    running environment: pip finds that they are there already, so a requirement that nothing meets is an error.
    """
    publish.run(folder)
    packages = folder.parent / "packages"
    packages.mkdir()
    for distribution in _requirements(COURSE, frozenset(STUDENT_EXTRAS), {}):
        for name in {path.parts[0] for path in distribution.files or () if path.parts[0] not in ("..", "__pycache__")}:
            link = packages / name
            if not link.exists():
                link.symlink_to(Path(str(distribution.locate_file(name))))
    offline = {
        "PYTHONPATH": str(packages),
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # for pip, 0 is a yes: setuptools is one of the packages
        "PIP_CONFIG_FILE": os.devnull,
    }
    subprocess.run(["make", "setup", f"PYTHON={PYTHON}"], cwd=folder, env=environment() | offline, check=True)
    home = folder / ".venv"
    site = next(home.glob("lib/python3*/site-packages"))
    (site / "packages.pth").write_text(f"{packages}\n", encoding="utf-8")
    for place in ("share", "etc"):  # what pip puts beside packages: JupyterLab's pages, kernels, settings
        (home / place).symlink_to(Path(sys.prefix) / place)


def environment() -> dict[str, str]:
    """The running environment's variables, less those that would lead a student's commands to the running course.

    Where the newest releases are tried, by ``RLCOURSE_NEWEST``, a student gets them too.
    """
    ours = ("PIP_", "PYTHON", "MAKE", "MFLAGS", "CONDA_", "VIRTUAL_ENV", "JUPYTER", "RLCOURSE_", "NBGRADER_")
    return {name: value for name, value in os.environ.items() if name == "RLCOURSE_NEWEST" or not name.startswith(ours)}


def _requirements(name: str, extras: frozenset[str], seen: dict[tuple[str, frozenset[str]], None]) -> Iterator[metadata.Distribution]:
    """The distributions that one requires, those that they require, and so on."""
    for line in metadata.requires(name) or ():
        wanted = Requirement(line)
        key = (wanted.name, frozenset(wanted.extras))
        applies = wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras or {""})
        if applies and key not in seen:
            seen[key] = None
            yield metadata.distribution(wanted.name)
            yield from _requirements(wanted.name, key[1], seen)
