"""The environment that the course runs in: made on first use, checked in a moment afterwards. Standard library alone.

``python -m coursetools COMMAND`` runs in any Python 3.11 or newer: this module makes the virtual environment ``.venv`` and continues in
it. Where the course is installed in the running environment already (conda, by ``environment.yml``), that one is used.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STUDENT_EXTRAS = ("keras",)
"""The extras of ``pyproject.toml`` that students get, each for one part or a few; ``dev`` contains them."""
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
"""PyTorch's own package index of builds without CUDA."""
STUDENT_MODULES = ("rlcourse", "torch", "nbgrader", "gymnasium")
DEV_MODULES = ("jupytext", "nbval", "pytest", "xdist")
"""Modules that tell whether an environment holds what students need, and what authors, instructors and CI need beside it."""


class SetupError(Exception):
    """The environment could not be made; the text says what to do."""


def in_venv() -> bool:
    """Whether the running interpreter is that of ``.venv``."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def is_ours(*, dev: bool) -> bool:
    """Whether the running interpreter belongs to an environment that holds what the course needs: ``.venv``, or another (conda, say).

    Args:
        dev: Whether the tools of authors, instructors and CI are wanted too.
    """
    isolated = in_venv() or sys.prefix != sys.base_prefix or "CONDA_PREFIX" in os.environ
    return isolated and all(importlib.util.find_spec(module) for module in (*STUDENT_MODULES, *(DEV_MODULES if dev else ())))


def python() -> Path:
    """The interpreter of the course's virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(*, dev: bool) -> None:
    """Make the virtual environment, or bring it up to date, where that is needed; a line for each step.

    Args:
        dev: Whether the tools of authors, instructors and CI are wanted too.

    Raises:
        SetupError: The environment could not be made, or an installation failed.
    """
    stamp = VENV / "course-environment"
    recorded = stamp.read_text(encoding="utf-8").split() if stamp.exists() and python().exists() else []
    wanted = _fingerprint()
    if recorded[:1] == [wanted] and ("dev" in recorded or not dev):
        return
    dev = dev or "dev" in recorded
    steps = 3
    print(f"[1/{steps}] Python environment in {VENV.name}/", flush=True)
    _make_venv()
    print(f"[2/{steps}] PyTorch ({_torch_build()} build; choose with RLCOURSE_TORCH=cpu or default)", flush=True)
    _install_torch()
    extra = "[dev]" if dev else f"[{','.join(STUDENT_EXTRAS)}]"
    print(f"[3/{steps}] The course and what it builds on{' (with the tools of authors)' if dev else ''}: some minutes", flush=True)
    pins = [] if _newest() else ["--constraint", str(ROOT / "constraints.txt")]
    if not _pip(*pins, "--editable", f"{ROOT}{extra}"):
        raise SetupError("pip could not install the dependencies; its messages stand above. Run the same command again to go on")
    stamp.write_text(f"{wanted} {'dev' if dev else ''}\n", encoding="utf-8")
    print("The environment is ready.", flush=True)


def _make_venv() -> None:
    """Make ``.venv``, or mend one whose making was interrupted."""
    if not python().exists():
        try:
            venv.create(VENV, with_pip=True, clear=True, symlinks=os.name != "nt")
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(VENV, ignore_errors=True)
            raise SetupError(
                f"Python could not make a virtual environment ({error}). Debian and Ubuntu keep what it needs in a package of its own: "
                "`sudo apt install python3-venv`, then run the same command again"
            ) from None
        return
    if not _succeeds("-m", "pip", "--version") and not _succeeds("-m", "ensurepip", "--default-pip"):
        raise SetupError(f"{VENV} is broken: it has no pip. Remove that folder, and run the same command again")


def _succeeds(*arguments: str) -> bool:
    """Whether the Python of ``.venv`` runs something without an error."""
    return subprocess.run([str(python()), *arguments], check=False, capture_output=True).returncode == 0


def enter(arguments: Sequence[str]) -> NoReturn:
    """Continue ``python -m coursetools`` in the course's virtual environment; never returns."""
    command = [str(python()), "-m", "coursetools", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if os.name == "nt":  # there, exec would give the terminal back too early
        raise SystemExit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment)


def put_scripts_on_path() -> None:
    """Let child processes find the environment's programs by name: nbgrader starts ``alembic`` so."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")


def pin() -> int:
    """Write the versions that are installed now to ``constraints.txt``. Returns the exit status."""
    frozen = subprocess.run(
        [sys.executable, "-m", "pip", "freeze", "--exclude-editable"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    # A local build tag (+cpu) is no part of the version that others can ask for.
    lines = sorted({line.split("+")[0] for line in frozen if "==" in line}, key=str.lower)
    (ROOT / "constraints.txt").write_text(
        "# The versions that CI runs, written by `python -m coursetools pin`.\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    print(f"constraints.txt pins {len(lines)} packages")
    return 0


def _newest() -> bool:
    """Whether the newest releases are wanted in place of the pinned ones: the nightly run asks so."""
    return os.environ.get("RLCOURSE_NEWEST", "") not in ("", "0")


def _fingerprint() -> str:
    contents = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    places = [str(ROOT), sys.version, str(_newest())]
    return hashlib.sha256(b"\0".join([*contents, *(place.encode() for place in places)])).hexdigest()[:16]


def _torch_build() -> str:
    """``cpu`` or ``default``: what the user chose, else CPU on a Linux machine without an NVIDIA driver (elsewhere they are the same)."""
    chosen = os.environ.get("RLCOURSE_TORCH", "auto")
    if chosen in ("cpu", "default"):
        return chosen
    if chosen != "auto":
        raise SetupError(f"RLCOURSE_TORCH is {chosen!r}, expected cpu, default or auto")
    driver = shutil.which("nvidia-smi") or Path("/proc/driver/nvidia").exists()
    return "cpu" if sys.platform == "linux" and not driver else "default"


def _install_torch() -> None:
    """PyTorch first, so that a machine without a GPU is not made to download CUDA's packages."""
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    torch = next((line for line in pins if line.startswith("torch==") and not _newest()), "torch")
    if _succeeds("-m", "pip", "show", "-q", "torch") or _torch_build() != "cpu":
        return  # the next step takes, or keeps, the build from the default index
    arguments = ["--no-deps", "--retries", "1", "--timeout", "20"]
    if not _pip(*arguments, "--index-url", CPU_INDEX, torch, quiet=True):
        print("      the index of CPU builds cannot be reached: taking the default build (larger)", flush=True)


def _pip(*arguments: str, quiet: bool = False) -> bool:
    command = [str(python()), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", *arguments]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL if quiet else None).returncode == 0
