"""Kernels as JupyterLab starts them, but as forks of a process that has imported what takes long: a second each less, and no more.

Run as a program, this is that process: each line that it reads names a connection file and the folder to start in; it answers with the
kernel's process id.
"""

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

READY = 120
"""Seconds by the clock until a kernel must answer."""


@contextmanager
def server() -> Generator["subprocess.Popen[str]"]:
    """The process that forks kernels."""
    facts = {"OMP_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | facts
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@contextmanager
def kernel(forks: "subprocess.Popen[str]", folder: Path) -> Generator["BlockingKernelClient"]:
    """A kernel of its own at work in a folder; it and all that it started end with the block."""
    file, _ = write_connection_file(str(folder.parent / f"{folder.name}.json"))
    assert forks.stdin is not None
    assert forks.stdout is not None
    print(file, folder, sep="\t", file=forks.stdin, flush=True)
    number = int(forks.stdout.readline())
    client = BlockingKernelClient(connection_file=file)
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=READY)
        yield client
    finally:
        client.stop_channels()
        os.killpg(number, signal.SIGKILL)


def _serve() -> None:
    """Fork a kernel for each line of standard input."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        file, folder = line.rstrip("\n").split("\t")
        number = os.fork()
        if number:
            print(number, flush=True)
            continue
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.chdir(folder)
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        sys.argv[:] = ["ipykernel_launcher.py", "-f", file]
        IPKernelApp.launch_instance(argv=["-f", file, "--HistoryManager.hist_file=:memory:"])
        os._exit(0)


if __name__ == "__main__":
    del sys.path[0]  # a kernel finds no modules of this folder
    from ipykernel.kernelapp import IPKernelApp

    for name in ("ipywidgets", "matplotlib.pyplot", "torch"):
        importlib.import_module(name)
    _serve()
else:
    from jupyter_client.blocking.client import BlockingKernelClient
    from jupyter_client.connect import write_connection_file
