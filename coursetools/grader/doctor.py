"""The self-test: tries, from inside a box, what a hand-in must not be able to do, and shows what is enforced on this machine."""

import os
import socket
import textwrap
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from coursetools.grader import box, cgroups
from coursetools.grader.inside import wire
from coursetools.grader.probes import PROBES
from coursetools.grader.settings import Settings


@dataclass(frozen=True)
class Finding:
    """What came of a probe."""

    what: str
    held: bool
    detail: str


def probe(settings: Settings, *, nested: bool) -> list[Finding]:
    """Try everything in a box of its own.

    Raises:
        BoxError: No box can be had.
        OSError: The line to the box broke.
        WireError: The box did not answer in time.
        WorkerError: The box did not start, or ended.
    """
    settings = replace(settings, warm=(), modules=(), memory_mb=min(settings.memory_mb, 2048), processes=min(settings.processes, 128))
    with socket.create_server(("127.0.0.1", 0)) as server:
        facts = {"port": server.getsockname()[1], "secret": str(Path(__file__).parent.parent / "authors" / "masters.py")}
        worker = box.Worker(settings, nested=nested, judges=False)
        line: box.Line | None = None
        try:
            line = worker.hand_in(1)
            channel = line.socket

            def ask(**message: Any) -> dict[str, Any]:
                wire.send(channel, message)
                answer = wire.receive(channel, limit=1 << 24, deadline=time.monotonic() + 60)
                if answer is None:
                    raise box.WorkerError(f"the keeper ended{worker.words()}")
                return answer

            grouped = ask(do="start", again=False, files={})["grouped"]
            words = cgroups.find()[1]
            by = f"by a control group: {words}" if grouped else f"by rlimits and the keeper's count, without a control group: {words}"
            findings = [Finding("memory and processes of all together are limited", held=True, detail=by)]
            for item in PROBES:
                code = item.code
                for name, value in facts.items():
                    code = code.replace("{" + name + "}", str(value)).replace("{" + name + "!r}", repr(value))
                code = "def _probe():\n" + textwrap.indent(code, "    ") + "\nprint(*_probe(), sep='|')"
                shown = ask(do="run", source=code, seconds=20)
                text = "".join(str(out.get("text", "")) for out in shown["outputs"])
                held, _, detail = text.partition("|")
                findings.append(Finding(item.what, held == "True", detail.strip() or ("" if held else str(shown)[:200])))
            return findings
        finally:
            worker.close()
            if line is not None:
                line.close()


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
        print(
            f"\n{kind}: "
            + ("hand-ins fork from one warm worker, in namespaces inside its own" if kind == "warm" else "a fresh box for each hand-in")
        )
        try:
            findings = probe(settings, nested=kind == "warm")
        except (box.WorkerError, wire.WireError, OSError) as error:
            print(f"  NOT HAD  {error}")
            verdicts[kind] = False
            continue
        for finding in findings:
            detail = f" ({finding.detail[:240]})" if finding.detail else ""
            print(f"  {'holds' if finding.held else 'DOES NOT HOLD':14} {finding.what}{detail}")
        verdicts[kind] = all(finding.held for finding in findings)
    user = "root, so each hand-in has a user id of its own"
    if os.getuid() != 0:
        user = f"{os.getuid()}, so all hand-ins have this id, and namespaces keep them apart"
    print(f"\nuser: {user}")
    chosen = "warm" if verdicts["warm"] else ("cold" if verdicts["cold"] else None)
    print(f"hand-ins are graded: {chosen or 'not at all: no box holds'}")
    return 0 if chosen else 1
