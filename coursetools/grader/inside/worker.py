"""The warm worker: libraries imported once, and a fork for each hand-in."""

import contextlib
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import traceback
from typing import Any

from . import keeper, linux, shell, wire


def main(number: int) -> None:
    """Serve hand-ins that come, each with a socket of its own, over the socket with this number."""
    control = socket.socket(fileno=number)
    orders = wire.receive(control, limit=1 << 20)
    if orders is None:
        return
    sys.path[:0] = orders["path"]
    if orders["nested"] and os.getuid() == 0:
        for path in (
            "sys",
            "sysrq-trigger",
            "irq",
            "bus",
        ):  # where these are covered, the kernel lets no namespace mount a /proc of its own
            linux.unmount(f"/proc/{path}")
    warm = _warm(orders)
    wire.send(control, {"ready": True, "nested": orders["nested"]})
    while True:
        setup = wire.receive(control, limit=1 << 20)
        if setup is None:
            return
        if "usage" in setup:
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, 0)[0]:
                    pass
            own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
            wire.send(control, {"cpu": own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime})
            continue
        _, numbers, _, _ = socket.recv_fds(control, 1, 8)
        host, doors = socket.socket(fileno=numbers[0]), numbers[1:]
        if orders["once"]:
            control.close()
            _keep(host, doors, setup, warm, nested=False)
        pid = os.fork()
        if pid == 0:
            try:
                control.close()
                _keep(host, doors, setup, warm, nested=orders["nested"])
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        host.close()
        for door in doors:
            os.close(door)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _warm(orders: dict[str, Any]) -> keeper.Warm:
    for name in orders["modules"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    sides = importlib.import_module("inside.sides") if orders["judges"] else None
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_num_threads(1)
        with contextlib.suppress(Exception):
            torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # its first use costs a second
    for name in [name for name in sys.modules if name.partition(".")[0] in ("inside", "coursetools")]:
        del sys.modules[name]  # the grader's own parts are nothing that a cell can import
    sys.path[:] = [path for path in sys.path if path not in orders["own"]]
    warm = keeper.Warm(shell=shell.make(), sides=sides)
    gc.collect()
    gc.freeze()
    return warm


def _keep(host: socket.socket, doors: list[int], raw: dict[str, Any], warm: keeper.Warm, *, nested: bool) -> None:
    """Become the keeper of a hand-in, in namespaces of its own where there is a worker to be kept from it."""
    grouped = len(doors) > 0
    for door in doors:
        grouped &= _go_through(door)
    raw = {**raw, "limits": linux.Limits(**raw["limits"]), "filter": bytes.fromhex(raw["filter"]), "grouped": grouped}
    setup = keeper.Setup(**raw)
    linux.die_with_parent()
    if nested:
        if os.getuid() == 0:
            os.setgroups([])
            os.setresgid(setup.user, setup.user, setup.user)
            os.setresuid(setup.user, setup.user, setup.user)
            linux.set_dumpable(True)
        linux.new_namespaces(1000)
        pid = os.fork()
        if pid != 0:
            host.close()
            os.waitpid(pid, 0)
            os._exit(0)
        linux.die_with_parent()
        linux.mount_private()
        linux.mount_proc()
    elif not setup.boxed:
        linux.adopt_orphans()
    linux.set_dumpable(False)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        keeper.Keeper(host, setup, warm).serve()
    except BaseException:
        traceback.print_exc()
    os._exit(0)


def _go_through(door: int) -> bool:
    """Go into a control group; ``False`` where the kernel refuses."""
    try:
        os.write(door, b"0")
    except OSError:
        return False
    finally:
        os.close(door)
    return True
