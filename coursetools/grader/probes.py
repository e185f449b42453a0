"""What a hand-in must not be able to do: each probe tries it, and says whether the box held.

A probe is a function's body that returns whether it held, and a detail for the person who reads.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """Something that must fail in a box."""

    what: str
    code: str


def _refused(code: str) -> str:
    """A probe that holds where the code raises an OSError."""
    lines = "".join(f"    {line}\n" for line in code.strip().splitlines())
    return f"try:\n{lines}except OSError as error:\n    return True, str(error)\nreturn False, 'it was possible'\n"


_CALL = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.{call}:
    raise OSError(ctypes.get_errno(), {name!r})
"""


def _call(name: str, arguments: str) -> str:
    """A probe of a call of the C library."""
    return _refused(_CALL.format(call=f"{name}({arguments})", name=name))


_STATUS = "text = open('/proc/self/status').read()\n"
_CAPABILITIES = """
lines = [line.split() for line in text.splitlines() if line.startswith(("CapEff", "CapPrm", "CapBnd"))]
return all(not value.strip("0") for _, value in lines), ""
"""
_PROCESSES = """
import os
pids = [name for name in os.listdir("/proc") if name.isdigit()]
return len(pids) <= 3, f"{len(pids)} processes"
"""
_KILL = """
import os, signal, time
try:
    os.kill(1, signal.SIGKILL)
except OSError:
    pass
time.sleep(0.1)
return os.path.exists("/proc/1"), ""
"""
_MANY = """
import subprocess
many, held = [], False
try:
    for _ in range(400):
        many.append(subprocess.Popen(["sleep", "5"]))
except OSError:
    held = True
for one in many:
    one.kill()
    one.wait()
return held, f"{len(many)} could be started"
"""
_MEMORY = """
import mmap
try:
    mmap.mmap(-1, 64 << 30)
except (OSError, MemoryError) as error:
    return True, str(error)
return False, "64 GB could be had"
"""
_LARGE = """
import os
try:
    with open("large", "wb") as file:
        for _ in range(1000):
            file.write(bytes(1 << 20))
except OSError as error:
    return True, str(error)
finally:
    os.unlink("large")
return False, "1 GB could be written"
"""
_CPU = """
import resource
limit = resource.getrlimit(resource.RLIMIT_CPU)[1]
return limit != resource.RLIM_INFINITY, f"{limit} s"
"""

PROBES = (
    Probe("no network", _refused("import socket; socket.create_connection(('1.1.1.1', 53), 2)")),
    Probe("no loopback of the host", _refused("import socket; socket.create_connection(('127.0.0.1', {port}), 2)")),
    Probe("no sockets to the machine below (vsock)", _refused("import socket; socket.socket(40, socket.SOCK_STREAM)")),
    Probe("no packets by hand", _refused("import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)")),
    Probe("the course cannot be seen", "import os\nreturn not os.path.exists({secret!r}), ''"),
    Probe(
        "the host's accounts cannot be seen",
        "import os\nreturn not os.path.exists('/etc/shadow') and not os.path.exists('/etc/passwd'), ''",
    ),
    Probe("the root folder is read-only", _refused("open('/written', 'w')")),
    Probe("/dev is read-only", _refused("open('/dev/written', 'w')")),
    Probe("the environment is read-only", _refused("import sys; open(sys.prefix + '/written', 'w')")),
    Probe("its own folder can be written", "open('own', 'w').write('x')\nreturn True, ''"),
    Probe("no mounts", _call("mount", "b'none', b'/tmp', b'tmpfs', 0, None")),
    Probe("no new namespaces", _call("unshare", "0x10000000")),
    Probe("no ptrace", _call("ptrace", "16, 1, 0, 0")),
    Probe("no capabilities", _STATUS + _CAPABILITIES),
    Probe("no new privileges, and a filter of system calls", _STATUS + "return 'NoNewPrivs:\\t1' in text and 'Seccomp:\\t2' in text, ''"),
    Probe("only its own processes can be seen", _PROCESSES),
    Probe("the keeper cannot be killed", _KILL),
    Probe("the keeper's memory is closed", _refused("open('/proc/1/mem', 'rb')")),
    Probe("the keeper's files are closed", _refused("import os; os.listdir('/proc/1/fd')")),
    Probe("it is not root", "import os\nreturn os.getuid() != 0, f'user {os.getuid()}'"),
    Probe("processes are counted", _MANY),
    Probe("memory of a process is limited", _MEMORY),
    Probe("files are limited", _LARGE),
    Probe("CPU time is limited", _CPU),
)
