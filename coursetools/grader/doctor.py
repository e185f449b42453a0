"""The self-test: tries, from inside a box, what a hand-in must not be able to do, and shows what is enforced on this machine."""

import base64
import io
import os
import socket
import tarfile
import textwrap
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from coursetools.grader import box
from coursetools.grader.inside import wire
from coursetools.grader.settings import Settings


@dataclass(frozen=True)
class Probe:
    """Something that must fail in a box. Its code sets ``held`` to whether it did."""

    what: str
    code: str
    separates: bool = False
    """Whether it is about the worker being out of a hand-in's reach."""


@dataclass(frozen=True)
class Finding:
    """What came of a probe."""

    what: str
    held: bool
    detail: str
    separates: bool


def _refused(code: str) -> str:
    """Code that holds where the given line raises an OSError."""
    return f"try:\n    {code}\n    held, detail = False, 'it was possible'\nexcept OSError as error:\n    held, detail = True, str(error)"


PROBES = (
    Probe("no network", _refused("import socket; socket.create_connection(('1.1.1.1', 53), 2)")),
    Probe("no loopback of the host", _refused("import socket; socket.create_connection(('127.0.0.1', {port}), 2)")),
    Probe("no sockets to the machine below (vsock)", _refused("import socket; socket.socket(40, socket.SOCK_STREAM)")),
    Probe("no packets by hand", _refused("import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)")),
    Probe("the course cannot be seen", "import os\nheld = not os.path.exists({secret!r})\ndetail = ''"),
    Probe("the host's accounts cannot be seen", "import os\nheld = not os.path.exists('/etc/shadow') and not os.path.exists('/etc/passwd')\ndetail = ''"),
    Probe("the root folder is read-only", _refused("open('/written', 'w')")),
    Probe("/dev is read-only", _refused("open('/dev/written', 'w')")),
    Probe("the environment is read-only", _refused("import sys; open(sys.prefix + '/written', 'w')")),
    Probe("its own folder can be written", "open('own', 'w').write('x')\nheld, detail = True, ''"),
    Probe("no mounts", _refused("import ctypes, os\n    if ctypes.CDLL(None, use_errno=True).mount(b'none', b'/tmp', b'tmpfs', 0, None): raise OSError(ctypes.get_errno(), 'mount')")),
    Probe("no new namespaces", _refused("import ctypes\n    if ctypes.CDLL(None, use_errno=True).unshare(0x10000000): raise OSError(ctypes.get_errno(), 'unshare')")),
    Probe("no ptrace", _refused("import ctypes\n    if ctypes.CDLL(None, use_errno=True).ptrace(16, 1, 0, 0): raise OSError(ctypes.get_errno(), 'ptrace')"), separates=True),
    Probe("no capabilities", "text = open('/proc/self/status').read()\nheld = all(line.split()[1].strip('0') == '' for line in text.splitlines() if line.startswith(('CapEff', 'CapPrm', 'CapBnd')))\ndetail = ''"),
    Probe("no new privileges, and a filter", "text = open('/proc/self/status').read()\nheld = 'NoNewPrivs:\\t1' in text and 'Seccomp:\\t2' in text\ndetail = ''"),
    Probe("only its own processes can be seen", "import os\npids = [name for name in os.listdir('/proc') if name.isdigit()]\nheld = len(pids) <= 3\ndetail = f'{len(pids)} processes'", separates=True),
    Probe("the keeper cannot be killed", "import os, signal, time\ntry:\n    os.kill(1, signal.SIGKILL)\nexcept OSError:\n    pass\ntime.sleep(0.1)\nheld, detail = os.path.exists('/proc/1'), ''", separates=True),
    Probe("the keeper's memory is closed", _refused("open('/proc/1/mem', 'rb')"), separates=True),
    Probe("the keeper's files are closed", _refused("import os; os.listdir('/proc/1/fd')"), separates=True),
    Probe("it is not root", "import os\nheld, detail = os.getuid() != 0, f'user {os.getuid()}'", separates=True),
    Probe("processes are counted", "import subprocess\nheld, many = False, []\ntry:\n    for _ in range(400):\n        many.append(subprocess.Popen(['sleep', '5']))\nexcept OSError as error:\n    held, detail = True, f'{len(many)} could be started'\nfor one in many:\n    one.kill()\n    one.wait()"),
    Probe("memory of a process is limited", "held, detail = False, ''\ntry:\n    import mmap\n    space = mmap.mmap(-1, 64 << 30)\nexcept (OSError, MemoryError) as error:\n    held, detail = True, str(error)"),
    Probe("files are limited", "import os\nheld, detail = False, ''\ntry:\n    with open('large', 'wb') as file:\n        for _ in range(1000):\n            file.write(bytes(1 << 20))\nexcept OSError as error:\n    held, detail = True, str(error)\nfinally:\n    os.unlink('large')"),
    Probe("CPU time is limited", "import resource\nheld = resource.getrlimit(resource.RLIMIT_CPU)[1] not in (-1, resource.RLIM_INFINITY)\ndetail = f'{resource.getrlimit(resource.RLIMIT_CPU)[1]} s'"),
)  # fmt: skip


def probe(settings: Settings, *, nested: bool) -> list[Finding]:
    """Try everything in a box of its own."""
    settings = replace(settings, warm=(), modules=(), memory_mb=min(settings.memory_mb, 2048), processes=min(settings.processes, 128))
    memory = io.BytesIO()
    tarfile.open(fileobj=memory, mode="w").close()
    with socket.create_server(("127.0.0.1", 0)) as server:
        facts = {"port": server.getsockname()[1], "secret": str(Path(__file__).parent.parent / "masters.py")}
        worker = box.Worker(settings, nested=nested)
        try:
            line = worker.hand_in(1)

            def ask(**message: Any) -> dict[str, Any]:
                wire.send(line, message)
                answer = wire.receive(line, limit=1 << 24, deadline=time.monotonic() + 60)
                if answer is None:
                    raise box.WorkerError(f"the keeper ended{worker.words()}")
                return answer

            ask(do="start", again=False, files=base64.b64encode(memory.getvalue()).decode())
            findings: list[Finding] = []
            for item in PROBES:
                code = item.code
                for name, value in facts.items():
                    code = code.replace("{" + name + "}", str(value)).replace("{" + name + "!r}", repr(value))
                code = "def _probe():\n" + textwrap.indent(code, "    ") + "\n    return held, detail\nprint(*_probe(), sep='|')"
                shown = ask(do="run", source=code, timeout=20)
                text = "".join(str(out.get("text", "")) for out in shown["outputs"])
                held, _, detail = text.partition("|")
                findings.append(Finding(item.what, held == "True", detail.strip() or ("" if held else str(shown)[:200]), item.separates))
            return findings
        finally:
            worker.close()


def best_start(settings: Settings) -> Literal["warm", "cold"] | None:
    """``warm`` where a warm worker is shown to be out of a hand-in's reach, else ``cold`` where boxes hold, else ``None``."""
    for kind in ("warm", "cold"):
        try:
            findings = probe(settings, nested=kind == "warm")
        except (box.WorkerError, wire.WireError, OSError):
            continue
        if all(finding.held for finding in findings):
            return kind
    return None


def cgroups() -> str:
    """Which control groups this user could write."""
    unified = Path("/sys/fs/cgroup/cgroup.controllers")
    if unified.exists():
        own = Path("/proc/self/cgroup").read_text().strip().rpartition(":")[2]
        writable = os.access(f"/sys/fs/cgroup{own}", os.W_OK)
        return f"version 2 ({unified.read_text().strip() or 'no controllers'}), {'writable' if writable else 'not writable'}"
    if Path("/sys/fs/cgroup/memory").exists():
        return f"version 1, memory {'writable' if os.access('/sys/fs/cgroup/memory', os.W_OK) else 'not writable'}"
    return "none"


def run(settings: Settings) -> int:
    """Print what is enforced; the exit status says whether hand-ins can be graded here."""
    problems = box.missing()
    for problem in problems:
        print(f"MISSING  {problem}")
    if problems:
        print("No box can be had here: `grade` refuses, unless --no-box says otherwise.")
        return 1
    verdicts: dict[str, bool] = {}
    for kind in ("warm", "cold"):
        print(f"\n{kind}: " + ("hand-ins fork from one warm worker, in namespaces inside its own" if kind == "warm" else "a fresh box for each hand-in"))
        try:
            findings = probe(settings, nested=kind == "warm")
        except (box.WorkerError, wire.WireError, OSError) as error:
            print(f"  NOT HAD  {error}")
            verdicts[kind] = False
            continue
        for finding in findings:
            print(f"  {'holds' if finding.held else 'DOES NOT HOLD':14} {finding.what}{f' ({finding.detail[:90]})' if finding.detail else ''}")
        verdicts[kind] = all(finding.held for finding in findings)
    print(f"\nuser: {'root, so each hand-in has a user id of its own' if os.getuid() == 0 else f'{os.getuid()}, so all hand-ins have this id, and namespaces keep them apart'}")
    print(f"control groups: {cgroups()} (limits are kept by rlimits and by the keeper, which counts memory)")
    chosen = "warm" if verdicts["warm"] else ("cold" if verdicts["cold"] else None)
    print(f"hand-ins are graded: {chosen or 'not at all: no box holds'}")
    return 0 if chosen else 1


__all__ = ["PROBES", "Finding", "Probe", "best_start", "cgroups", "probe", "run"]
