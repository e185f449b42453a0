"""A pretended accelerator: finds the mistakes of devices on a machine without one. ``make validate DEVICE=pretend`` runs on it.

``device.cpp`` makes a device ``pretend`` known to PyTorch, whose tensors say that they are elsewhere and are computed by the CPU's kernels
on the same memory. What mixes up devices fails there as on CUDA, with the same words: a CPU tensor beside one of the device, ``.numpy()``
of one, a generator or an index of the wrong device, a fork after first use. Random numbers have another stream than the CPU's, and what
sums products or takes exponentials ends in another last bit. ``DEVICE=pretend-mps`` also refuses float64, as MPS does.

What it cannot find: work that has not ended when the program goes on, and times that therefore count launches alone; asserts inside
kernels (an index out of range); kernels that round differently from run to run; TF32; operators that MPS lacks; memory that is full. It
has no fused recurrent layers, no convolutions, no attention, and no mixed precision: no part needs them yet.

The library is compiled once, by the C++ compiler that is there (``CXX``, or ``c++``), and kept by its source and PyTorch's version. It is
known by PyTorch's own entry point for devices of others, ``torch.backends``, so that notebooks import nothing. The entry point lies in a
folder that :func:`entry_point` writes for the processes of one validation, never in the installed package: there, every ``import torch``
of a student would look for this module, which students do not have.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import types
from pathlib import Path

import torch
from torch.utils import backend_registration

from coursetools.paths import ROOT, CourseError

NAME = "pretend"
"""What PyTorch calls the device."""
LIKE_MPS = "pretend-mps"
"""What ``validate`` calls the device where it refuses float64."""
BUILT = ROOT / "artefacts" / "pretend"
"""Where compiled libraries are kept."""

_SOURCE = Path(__file__).with_name("device.cpp")
_REFUSES_FLOAT64 = "PRETEND_REFUSES_FLOAT64"


def compiler() -> str | None:
    """The C++ compiler of this machine, if there is one."""
    return shutil.which(os.environ.get("CXX", "c++"))


def build() -> Path:
    """Return the compiled library, which is made first where it is missing: some 20 CPU seconds.

    Raises:
        CourseError: There is no compiler, or it refuses the source.
    """
    key = hashlib.sha256(_SOURCE.read_bytes() + torch.__version__.encode()).hexdigest()[:12]
    target = BUILT / f"pretend-{key}.so"
    if target.exists():
        return target
    command = compiler()
    if command is None:
        raise CourseError("the pretended device needs a C++ compiler: install g++ or clang, or say which one it is with CXX=...")
    home = Path(torch.__path__[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(f".{os.getpid()}.so")
    print("Compiling the pretended device, once: about half a minute.", flush=True)
    options = ["-std=c++20", "-O1", "-g0", "-fPIC", "-shared", f"-D_GLIBCXX_USE_CXX11_ABI={int(torch.compiled_with_cxx11_abi())}"]
    paths = ["-isystem", str(home / "include"), f"-L{home / 'lib'}", f"-Wl,-rpath,{home / 'lib'}", "-lc10", "-ltorch_cpu"]
    done = subprocess.run([command, *options, str(_SOURCE), "-o", str(fresh), *paths], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        fresh.unlink(missing_ok=True)
        raise CourseError(f"{command} does not compile {_SOURCE.name} with PyTorch {torch.__version__}:\n{done.stderr[-2000:]}")
    fresh.replace(target)
    return target


def entry_point(folder: Path, device: str) -> dict[str, str]:
    """Write what lets PyTorch find the device to a folder, and return what to add to the environment of the processes that may.

    Args:
        folder: A scratch folder, which goes on the path of those processes.
        device: ``"pretend"`` or ``"pretend-mps"``.

    Raises:
        CourseError: As in :func:`build`, which is done here so that it happens once.
    """
    build()
    metadata = folder / "pretend-0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: pretend\nVersion: 0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(f"[torch.backends]\n{NAME} = {__name__}:load\n", encoding="utf-8")
    path = os.pathsep.join([str(folder), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONPATH": path, _REFUSES_FLOAT64: str(int(device == LIKE_MPS))}


def load() -> None:
    """Make the device known to PyTorch in this process; PyTorch itself calls it at the end of its import."""
    if hasattr(torch, NAME):
        return
    torch.ops.load_library(str(build()))
    backend_registration.rename_privateuse1_backend(NAME)
    torch._register_device_module(NAME, _Module(f"torch.{NAME}"))  # pyright: ignore[reportPrivateUsage]
    backend_registration.generate_methods_for_privateuse1_backend(for_storage=True)
    torch.ops.pretend.start(_takes_cpu_scalars(), os.environ.get(_REFUSES_FLOAT64) == "1")


class _Module(types.ModuleType):
    """What ``torch.pretend`` is to PyTorch, as ``torch.cuda`` is for CUDA. What it answers is the same for every argument."""

    device = contextlib.nullcontext

    def is_available(self) -> bool:
        return True

    is_initialized = is_available

    def device_count(self) -> int:
        return 1

    def current_device(self) -> int:
        return 0

    def synchronize(self, device: object = None) -> None:
        """Nothing is left to wait for."""

    set_device = synchronize

    def empty_cache(self) -> None:
        """Nothing is cached."""

    _lazy_init = empty_cache

    def _is_in_bad_fork(self) -> bool:
        return torch.ops.pretend.forked()

    def manual_seed(self, seed: int) -> None:
        torch.ops.pretend.seed(int(seed) & (2**63 - 1))

    manual_seed_all = manual_seed

    def get_rng_state(self, _device: object = None) -> torch.Tensor:
        return torch.ops.pretend.get_rng_state()

    def set_rng_state(self, state: torch.Tensor, _device: object = None) -> None:
        torch.ops.pretend.set_rng_state(state)


def _takes_cpu_scalars() -> list[str]:
    """Operators by which CUDA combines its tensors with a CPU tensor of no dimensions: those that PyTorch lists as unchecked."""
    listed = Path(torch.__path__[0]).parent / "torchgen" / "packaged" / "ATen" / "native" / "native_functions.yaml"
    entries = re.split(r"^- func: ", listed.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [entry.split("(", 1)[0] for entry in entries if re.search(r"^  device_check: NoCheck", entry, re.MULTILINE)]
