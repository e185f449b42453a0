"""Re-executes solution notebooks with nbval, side by side, on a chosen device, with their own seeds or others.

Every cell must run; cells with the tag ``nbval-check-output`` must print what the stored notebook holds. nbval quietly compares nothing
where a cell was never run or holds only pictures, so the stored notebook is looked at first. With other seeds nothing is compared: what
counts is that every assertion holds.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import nbformat
from tqdm import tqdm

from coursetools.authors import costs, measured
from coursetools.authors.measured import Cost
from coursetools.paths import ROOT, SOURCE, CourseError, part_name, part_names

DEVICES = ("auto", "cpu", "cuda", "mps", "pretend", "pretend-mps")
"""The last two are made on the spot (:mod:`coursetools.authors.pretend`)."""
CELL_TIMEOUT = 1800
"""Seconds that one cell may take."""
SECONDS = ROOT / "artefacts" / "validate-seconds.json"
"""What each part took the last time: the longest one starts first."""
CHECKED = "nbval-check-output"

_SHIFTED = "seeds-are-shifted"
"""File by which a kernel tells that it did shift its seeds: IPython goes on where a startup file fails."""
_LOOSE_TAGS = frozenset({"raises-exception", "nbval-raises-exception", "nbval-skip", "nbval-ignore-output"})
_LOOSE_COMMENT = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", flags=re.MULTILINE)
_COLOURS = re.compile(r"(?:\x1b|#x1B)\[[0-9;]*m")
_COMPARED = ("text/plain", "text/html", "text/markdown", "text/latex", "application/json")


@dataclass(frozen=True)
class Validation:
    """What came of re-executing one notebook."""

    part: str
    seconds: float
    """By the clock."""
    cost: Cost | None
    """Of the kernel; ``None`` where the system does not say."""
    cells: int
    """Code cells."""
    compared: int
    """Code cells whose output was compared."""
    problems: tuple[str, ...]
    """What is wrong; empty where all is well."""


def choose_device(device: str | None) -> str:
    """Return the device to run on, which ``RLCOURSE_DEVICE`` names by default, and say so; it is asked for before anything runs.

    Raises:
        CourseError: It is not on this machine, or has no such name.
    """
    name = device or os.environ.get("RLCOURSE_DEVICE") or "auto"
    if name not in DEVICES:
        raise CourseError(f"{name!r} is no device: choose one of {', '.join(DEVICES)}")
    code = "import sys; from rlcourse import devices; devices.choose(sys.argv[1])"
    with tempfile.TemporaryDirectory(prefix="device-", ignore_cleanup_errors=True) as scratch:
        environment = _environment(name, Path(scratch))
        command = [sys.executable, "-c", code, environment["RLCOURSE_DEVICE"]]
        asked = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment)
    if asked.returncode != 0:
        reason = asked.stderr.strip().splitlines()[-1:] or [f"exit status {asked.returncode}"]
        raise CourseError(f"device {name!r} can not be used: {reason[0].split(': ', maxsplit=1)[-1]}")
    print(asked.stdout.strip())
    return name


def _environment(device: str, scratch: Path) -> dict[str, str]:
    environment = {**measured.one_thread(), "RLCOURSE_DEVICE": device, "RLCOURSE_FOR_AUTHORS": "1", "PYTHONUTF8": "1"}
    environment["RLCOURSE_OFFLINE"] = "1"  # the outputs that are compared were made so
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    if device.startswith("pretend"):
        from coursetools.authors import pretend  # imports PyTorch, which nothing else here needs

        environment |= {"RLCOURSE_DEVICE": pretend.NAME, **pretend.entry_point(scratch / "pretend", device)}
    for name in ("MPLBACKEND", "PYTEST_ADDOPTS"):  # the kernel draws inline, as in JupyterLab
        environment.pop(name, None)
    return environment


def look(notebook: Path) -> list[str]:
    """Find what would make nbval pass without looking, and errors that are stored already."""
    found: list[str] = []
    for name, cell in _code_cells(notebook):
        tags = set(cast("list[str]", cell.metadata.get("tags", [])))
        outputs = cast("list[dict[str, Any]]", cell.outputs)
        if loose := sorted(tags & _LOOSE_TAGS) or _LOOSE_COMMENT.findall(cell.source):
            found.append(f"{name} holds {', '.join(loose)}, which turns checks off: remove it")
        if any(output["output_type"] == "error" for output in outputs):
            found.append(f"{name} holds the output of an error: mend the master, and build the part again")
        if CHECKED not in tags:
            continue
        if cell.execution_count is None:
            found.append(f"{name} is to be compared but was never executed, so nbval would compare nothing: build the part again")
        elif not any(_compared(output) for output in outputs):
            found.append(f"{name} is to be compared but holds no output that is text: print something in it, or take the tag off")
    return found


def _compared(output: dict[str, Any]) -> bool:
    """Whether nbval compares this output."""
    if output["output_type"] == "stream":
        return bool(str(output["text"]).strip())
    data = cast("dict[str, object]", output.get("data", {}))
    return any(kind in data for kind in _COMPARED)


def _code_cells(notebook: Path) -> list[tuple[str, Any]]:
    """The code cells of a notebook, each with a name for messages, in the order in which nbval counts them."""
    node = nbformat.read(notebook, as_version=4)  # pyright: ignore[reportUnknownVariableType]
    code = [cell for cell in node.cells if cell.cell_type == "code"]
    return [(f"code cell {number} ({cell.get('id', 'without id')})", cell) for number, cell in enumerate(code)]


def validate(notebook: Path, device: str, *, seed_offset: int = 0, cell_timeout: float = CELL_TIMEOUT) -> Validation:
    """Re-execute one solution notebook in a scratch folder.

    Args:
        notebook: The notebook, with its outputs.
        device: One of :data:`DEVICES`; :func:`choose_device` knows whether it is there.
        seed_offset: How far all seeds are shifted (:mod:`coursetools.authors.seed_offset`); then outputs are not compared.
        cell_timeout: Seconds that one cell may take.
    """
    cells = _code_cells(notebook)
    compared = 0 if seed_offset else sum(CHECKED in cell.metadata.get("tags", []) for _, cell in cells)
    problems = look(notebook)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="validate-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        shutil.copy(notebook, folder / notebook.name)
        if seed_offset:
            _shift_seeds(folder, notebook.name, seed_offset)
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        report, log = folder / "report.xml", folder / "log.txt"
        options = [
            *(
                "-p",
                "nbval.plugin",
                "-p",
                "coursetools.authors.nbval_watch",
                "-p",
                "no:cacheprovider",
                "--nbval-lax",
                "--nbval-current-env",
                "--color=no",
            ),
            *(f"--nbval-cell-timeout={cell_timeout}", "--nbval-kernel-startup-timeout=300", f"--junit-xml={report}"),
        ]
        environment = {**_environment(device, folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "IPYTHONDIR": str(folder / "ipython")}
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *options, notebook.name],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
            try:
                ended = measured.wait(process)
            except BaseException:
                process.terminate()
                raise
        problems += _read_report(report, cells)
        if seed_offset and not (folder / _SHIFTED).exists():
            problems.append("the kernel could not shift its seeds: see coursetools/authors/seed_offset.py")
        cost = _read_cost(folder / measured.KERNEL_COST)
        if ended.status != 0 and not problems:
            problems.append(f"nbval ended with exit status {ended.status}. Its last words:\n{log.read_text(encoding='utf-8')[-2000:]}")
    return Validation(notebook.stem, time.monotonic() - start, cost, len(cells), compared, tuple(problems))


def _shift_seeds(folder: Path, name: str, seed_offset: int) -> None:
    """Let the kernel that starts in a folder shift its seeds, and have no output of its notebook compared."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    call = f"__import__('coursetools.authors.seed_offset', fromlist=['install']).install({seed_offset})\n"
    call += f"__import__('pathlib').Path({str(folder / _SHIFTED)!r}).touch()\n"
    (startup / "seed_offset.py").write_text(call, encoding="utf-8")
    node = nbformat.read(folder / name, as_version=4)  # pyright: ignore[reportUnknownVariableType]
    for cell in node.cells:
        cell.metadata["tags"] = [tag for tag in cell.metadata.get("tags", []) if tag != CHECKED]
    nbformat.write(node, folder / name)


def _read_cost(path: Path) -> Cost | None:
    return Cost(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def _read_report(report: Path, cells: Sequence[tuple[str, Any]]) -> list[str]:
    """What nbval says about each cell that failed, and which cells it never came to."""
    if not report.exists():
        return []
    found: list[str] = []
    passed: set[str] = set()
    names = {f"Cell {number}": name for number, (name, _) in enumerate(cells)}
    for case in ET.parse(report).iter("testcase"):
        name = case.get("name", "")
        failures = [*case.findall("failure"), *case.findall("error")]
        for failure in failures:
            text = _COLOURS.sub("", failure.text or failure.get("message", "")).strip()
            found.append(f"{names.get(name, name)} fails on re-execution:\n{_shorten(text)}")
        if not failures and case.find("skipped") is None:
            passed.add(name)
    if not found and (never := [name for key, name in names.items() if key not in passed]):
        found.append(f"{never[0]} was not executed")
    return found[:3] + ([f"and {len(found) - 3} cells more"] if len(found) > 3 else [])


def _shorten(text: str, most: int = 3000) -> str:
    """The beginning and the end of a long text, indented."""
    if len(text) > most:
        text = f"{text[: most // 3]}\n ...\n{text[-2 * most // 3 :]}"
    return "    " + text.replace("\n", "\n    ")


def _recorded(path: Path) -> dict[str, float]:
    try:
        return {str(part): float(seconds) for part, seconds in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def validate_all(notebooks: Sequence[Path], device: str, jobs: int, *, seed_offset: int = 0, record: Path = SECONDS) -> list[Validation]:
    """Re-execute several notebooks side by side, the longest first, under a progress bar; results come in the order given.

    Args:
        notebooks: The notebooks.
        device: As in :func:`validate`.
        jobs: How many run at a time.
        seed_offset: As in :func:`validate`.
        record: File of the seconds that each part took; it is brought up to date.
    """
    seconds = _recorded(record)
    # A part that never ran here may be long: it goes first, the larger file before the smaller.
    order = sorted(notebooks, key=lambda path: (seconds.get(path.stem, float("inf")), path.stat().st_size), reverse=True)
    found: dict[Path, Validation] = {}
    with tqdm(total=len(order), desc=f"validate on {device}", unit="part", disable=None) as bar, ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(validate, path, device, seed_offset=seed_offset): path for path in order}
        for future in as_completed(waiting):
            result = future.result()
            found[waiting[future]] = result
            bar.set_postfix_str(f"{result.part}: {'failed' if result.problems else 'passed'}")
            bar.update()
    seconds |= {result.part: round(result.seconds, 1) for result in found.values()}
    record.parent.mkdir(exist_ok=True)
    record.write_text(json.dumps(dict(sorted(seconds.items())), indent=1) + "\n", encoding="utf-8")
    return [found[path] for path in notebooks]


def run(parts: list[str], device: str | None = None, jobs: int = 2, *, seed_offset: int = 0, strict: bool = False) -> int:
    """Re-execute solution notebooks, print a table of what they cost and what is wrong, and return the exit status.

    Args:
        parts: Numbers or full names of parts; none means all that are built.
        device: One of :data:`DEVICES`; by default what ``RLCOURSE_DEVICE`` says.
        jobs: How many notebooks run at a time.
        seed_offset: How far all seeds are shifted; then outputs are not compared.
        strict: Whether what costs more than :mod:`coursetools.authors.costs` allows has failed; otherwise it is a warning.

    Raises:
        CourseError: There is no such part or device, or a part is not built.
    """
    if jobs < 1:
        raise CourseError(f"jobs is {jobs}, expected at least 1")
    names = [part_name(part) for part in parts] or [name for name in part_names() if (SOURCE / name / f"{name}.ipynb").exists()]
    notebooks = [SOURCE / name / f"{name}.ipynb" for name in names]
    for notebook in notebooks:
        if not notebook.exists():
            raise CourseError(f"{notebook.relative_to(ROOT)} is missing: build the part first (make build)")
    if not notebooks:
        raise CourseError("there is no solution notebook in source/ yet: build first (make build)")
    chosen = choose_device(device)
    start = time.monotonic()
    results = validate_all(notebooks, chosen, jobs, seed_offset=seed_offset)
    spent = {result.part: result.cost for result in results if result.cost is not None}
    print(table(results, spent))
    failed = [result for result in results if result.problems]
    for result in failed:
        for problem in result.problems:
            print(f"\nsource/{result.part}/{result.part}.ipynb: {problem}")
    dear = costs.over(spent)
    for line in dear:
        print(f"\n{'too dear' if strict else 'warning'}: {line}")
    verdict = f"{len(failed)} failed (mend notebooks/PART.py and build again)" if failed else "all passed"
    seeds = f" with all seeds shifted by offset {seed_offset}" if seed_offset else ""
    print(f"\n{len(results)} notebooks on {chosen}{seeds}: {verdict} ({time.monotonic() - start:.0f} seconds by the clock).")
    return 1 if failed or (strict and dear) else 0


def table(results: Sequence[Validation], spent: Mapping[str, Cost]) -> str:
    """What the parts cost, a row for each and one for all together."""
    header = ["part", "result", "cells", "compared", "seconds", "CPU s", "of at most", "MB"]
    rows = [
        [
            result.part,
            "failed" if result.problems else "passed",
            str(result.cells),
            str(result.compared),
            f"{result.seconds:.1f}",
            *([f"{cost.cpu_seconds:.1f}", f"{costs.ceiling(result.part):.0f}", f"{cost.peak_mb:.0f}"] if cost else ["-"] * 3),
        ]
        for result in results
        for cost in [spent.get(result.part)]
    ]
    cpu, peak = sum(cost.cpu_seconds for cost in spent.values()), max((cost.peak_mb for cost in spent.values()), default=0.0)
    cells, compared = sum(result.cells for result in results), sum(result.compared for result in results)
    rows.append(["together", "", str(cells), str(compared), "", f"{cpu:.1f}", "", f"{peak:.0f}"])
    return measured.table(header, rows, numbers=6)
