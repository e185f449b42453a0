"""Why no box can be had on this machine, and what to do about it."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

_SETTINGS = {
    "kernel.unprivileged_userns_clone": ("0", "as root: sysctl -w kernel.unprivileged_userns_clone=1"),
    "user.max_user_namespaces": ("0", "as root: sysctl -w user.max_user_namespaces=15000"),
    "kernel.apparmor_restrict_unprivileged_userns": (
        "1",
        "as root, give bwrap an AppArmor profile that allows them (Ubuntu: apt-get install apparmor-profiles; ln -s "
        "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/; systemctl reload apparmor)",
    ),
}
"""Settings of the kernel that keep an ordinary user from making user namespaces: the value that does, and what to do."""
_CONTAINERS = (Path("/.dockerenv"), Path("/run/.containerenv"))


def words(problems: Sequence[str]) -> str:
    """What the grader says where it refuses."""
    return (
        "hand-ins are programs by strangers, and no box can be had here to run them in:\n  "
        + "\n  ".join(problems)
        + "\nMend that, or grade with --no-box at your own risk: then hand-ins run with all your rights"
    )


def causes() -> list[str]:
    """Why bubblewrap, which is installed, gives no box."""
    command = ["bwrap", "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode == 0:
        return ["bubblewrap works, but its boxes do not hold: `python -m coursetools grade-selftest` shows what fails"]
    found = [f"bubblewrap cannot make a box: {done.stderr.strip() or f'exit status {done.returncode}'}"]
    for name, (value, remedy) in _SETTINGS.items():
        if setting(name) == value and (os.geteuid() != 0 or name.startswith("user.")):
            found.append(f"user namespaces are switched off ({name} = {value}); {remedy}")
    if len(found) == 1 and any(path.exists() for path in _CONTAINERS):
        found.append(
            "this is a container, which must be started with the right to make namespaces (docker run --security-opt seccomp=unconfined "
            "--security-opt apparmor=unconfined --security-opt systempaths=unconfined); or grade outside of it"
        )
    return found


def setting(name: str) -> str | None:
    """A setting of the kernel; ``None`` where this kernel has none of the name."""
    try:
        return (Path("/proc/sys") / name.replace(".", "/")).read_text(encoding="ascii").strip()
    except OSError:
        return None
