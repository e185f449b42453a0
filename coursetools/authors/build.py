"""Makes ``source/`` and ``release/`` from the masters, and tells what is stale.

``source/PART/PART.ipynb`` is the master as an nbgrader notebook, executed, with outputs; ``release/PART/PART.ipynb`` is what nbgrader's
own ``generate_assignment`` makes of it for students. Stale is decided by content alone, and nothing is executed for it: outputs are stale
where something changed that can change them (:mod:`coursetools.authors.reach`), and the notebook is executed again; elsewhere new text is
put around the outputs that are there.
"""

import contextlib
import hashlib
import io
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import cast

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from tqdm import tqdm
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from coursetools import syllabus
from coursetools.authors import elsewhere, masters, prerequisites_picture
from coursetools.authors.masters import Master, MasterError
from coursetools.authors.reach import Library
from coursetools.paths import NOTEBOOKS, RELEASE, ROOT, SOURCE, SYLLABUS, CourseError, order, part_name, part_number

CELL_TIMEOUT = 1800
"""Seconds that a cell of a solution notebook may take, in the long budget too."""

EXECUTION_ENVIRONMENT = {
    "RLCOURSE_DEVICE": "cpu",
    "RLCOURSE_BUDGET": "short",
    "RLCOURSE_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What a stored output may depend on: set for each execution of the build."""

_ADDRESS = re.compile(r"\b0x[0-9a-f]{8,}\b")


def run(parts: Sequence[str], *, jobs: int = 2) -> int:
    """Build the given parts (all, where none is given): only where outputs are stale is a part executed. Returns the exit status.

    Raises:
        CourseError: A master has mistakes, or a solution notebook could not be made. The other parts are built.
    """
    if jobs < 1:
        raise CourseError(f"jobs is {jobs}, expected at least 1")
    read, failed = _read(parts)
    library = Library(ROOT)
    stale = [name for name, master in read.items() if _why_outputs_are_stale(master, library)]
    old_text = [name for name, master in read.items() if name not in stale and _text_is_stale(master)]
    counts = {"to execute": stale, "with new text alone": old_text, "that cannot be read": list(failed)}
    told = [
        f"{len(names)} {what}{': ' + ', '.join(names) if names else ''}" for what, names in counts.items() if names or what == "to execute"
    ]
    print("; ".join([f"{len(read) + len(failed)} parts", *told]))
    for name in old_text:
        _write(with_outputs_of(_source(name), read[name]), _source(name))
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        waiting = {pool.submit(build_source, read[name]): name for name in stale}
        for future in tqdm(as_completed(waiting), total=len(waiting), desc="executing", unit="part", disable=not waiting):
            try:
                future.result()
            except CourseError as error:  # the other parts go on
                failed[waiting[future]] = str(error)
    if not parts:
        _remove_orphans({*read, *failed})
    for name in tqdm([name for name in read if name not in failed], desc="releasing", unit="part"):
        target = RELEASE / name / f"{name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(make_release(_source(name)), target)
    prerequisites_picture.write()
    if failed:
        raise CourseError("\n".join(failed[name] for name in sorted(failed, key=order)))
    return 0


def check(parts: Sequence[str] = ()) -> list[str]:
    """What is stale or wrong in the given parts (all, where none is given), a line each; nothing is executed."""
    read, unreadable = _read(parts)
    problems = list(unreadable.values())
    library = Library(ROOT)
    for name, master in read.items():
        remedy = f"Run: make build PART={part_number(name)}"
        reason = _why_outputs_are_stale(master, library)
        if reason is not None:
            problems.append(f"the outputs in source/{name} are stale: {reason}. {remedy}")
            continue
        if _text_is_stale(master):
            problems.append(f"the text in source/{name} is stale, its outputs still hold. {remedy} (it executes nothing)")
            continue
        released = RELEASE / name / f"{name}.ipynb"
        fresh = nbformat.writes(make_release(_source(name)))
        if not released.exists() or released.read_text(encoding="utf-8").strip() != fresh.strip():
            problems.append(f"release/{name} is stale. {remedy} (it executes nothing)")
    if not parts:
        problems += [f"{folder} has no master: remove it (make build does)" for folder in _orphans({*read, *unreadable})]
        if not prerequisites_picture.is_fresh():
            problems.append(f"{prerequisites_picture.PICTURE.relative_to(ROOT)} shows another course than the parts do. Run: make build")
    return problems


def _read(parts: Sequence[str]) -> tuple[dict[str, Master], dict[str, str]]:
    """The masters of some parts, or of all, in order; and of those that cannot be read what their mistakes are."""
    read: dict[str, Master] = {}
    unreadable: dict[str, str] = {}
    for path in _masters(parts):
        try:
            read[path.stem] = masters.read(path)
        except MasterError as error:
            unreadable[path.stem] = str(error)
    return read, unreadable


def build_source(master: Master) -> Path:
    """Execute a master's solution notebook in a scratch folder and store it under ``source/``.

    Raises:
        CourseError: A cell failed, wrote to stderr, printed an address or a path of this machine, or left a file behind.
    """
    inputs = inputs_of(master, Library(ROOT))  # before it runs: what is edited meanwhile makes it stale
    notebook = execute(master)
    clean_outputs(notebook)
    _refuse_sloppy_outputs(notebook, master)
    notebook.metadata["rlcourse"]["inputs"] = inputs
    target = _source(master.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(notebook, target)
    return target


def execute(master: Master) -> NotebookNode:
    """Execute a master's solution notebook in a scratch folder of its own, and return it.

    Raises:
        CourseError: A cell failed or took too long, or the notebook left a file behind.
    """
    notebook = master.notebook()
    with tempfile.TemporaryDirectory(prefix="rlcourse-") as folder:
        environment = os.environ | EXECUTION_ENVIRONMENT
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute(env=environment, cwd=folder)
        except (CellExecutionError, CellTimeoutError) as error:
            # A cell that took too long has no output of an error: it is the last that was begun.
            begun = [place for place, cell in enumerate(notebook.cells) if cell.get("execution_count") or cell.get("outputs")]
            broken = [place for place in begun if any(out.output_type == "error" for out in notebook.cells[place].outputs)]
            place = (broken or begun[-1:] or [0])[0]
            raise CourseError(f"{_place(master, place)}: this cell of the solution notebook failed: mend it.\n{error}") from None
        left = sorted(path.relative_to(folder) for path in Path(folder).rglob("*") if path.is_file())
        if left:
            names = ", ".join(map(str, left))
            raise CourseError(f"{_place(master, 0)}: the notebook left files behind ({names}): write into a tempfile.TemporaryDirectory()")
    return notebook


def clean_outputs(notebook: NotebookNode) -> None:
    """Remove from the outputs what differs between runs or needs a live kernel, in place."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = dict(masters.LANGUAGE_INFO)  # the kernel adds Python's patch version
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            # A stored widget has no kernel to talk to: the static picture that lies beside it is what a reader can see.
            data.pop("application/vnd.jupyter.widget-view+json", None)
            if "image/png" in data:
                data["image/png"] = data["image/png"].strip()


def _place(master: Master, number: int) -> str:
    """``file:line`` of a cell of the solution notebook, where the title, which the build adds, has number 0."""
    path = master.path.relative_to(ROOT) if master.path.is_relative_to(ROOT) else master.path
    return f"{path}:{master.cells[number - 1].line if number else 1}"


def _refuse_sloppy_outputs(notebook: NotebookNode, master: Master) -> None:
    problems: list[str] = []
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
            if output.output_type == "stream" and output.name == "stderr":
                problems.append(
                    f"{_place(master, number)}: the cell writes to stderr, which nbgrader takes for a failure: do not let it. "
                    f"It says: {output.text.strip()[:200]}"
                )
            if str(ROOT) in text or "site-packages" in text:
                problems.append(
                    f"{_place(master, number)}: the cell shows where files lie on this machine, most likely in a warning: "
                    f"mend what it warns of. It prints: {text.strip()[:200]}"
                )
            if _ADDRESS.search(text):
                problems.append(
                    f"{_place(master, number)}: the cell prints an address, which differs between runs: do not show the bare object. "
                    f"It prints: {text.strip()[:200]}"
                )
    if problems:
        raise CourseError("\n".join(problems))


def inputs_of(master: Master, library: Library) -> dict[str, str]:
    """Hashes of what a solution notebook's outputs depend on: its ``code``, the ``library`` behind it, ``versions`` of other packages."""
    cells = [cell.source for cell in master.notebook().cells if cell.cell_type == "code"]
    return library.inputs(cells) | {"versions": hashlib.sha256(_pins(cells).encode()).hexdigest()[:32]}


def _pins(cells: Iterable[str]) -> str:
    """The lines of ``constraints.txt`` for the dependencies that notebooks run on, and for those that these cells import beside them."""
    imported = {name for cell in cells for name in re.findall(r"^\s*(?:import|from)\s+(\w+)", cell, re.MULTILINE)}
    beside = {name for name in masters.extra_dependencies() if masters.modules_of(frozenset({name})) & imported}
    wanted = masters.declared_dependencies() | beside
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(sorted(line for line in lines if line.split("==")[0].lower().replace("_", "-") in wanted))


def _why_outputs_are_stale(master: Master, library: Library) -> str | None:
    """Why the solution notebook must be executed again, or ``None``."""
    path = _source(master.name)
    if not path.exists():
        return "there are none"
    stored = read_notebook(path)
    recorded = stored.metadata.get("rlcourse", {}).get("inputs")
    before = cast("dict[str, str]", recorded) if isinstance(recorded, dict) else {}
    now = inputs_of(master, library)
    names = {"code": "its code", "library": "what it uses of rlcourse", "versions": "a pinned version"}
    changed = [name for key, name in names.items() if now[key] != before.get(key)]
    if changed:
        return f"{' and '.join(changed)} changed"
    ran = [cell.execution_count for cell in stored.cells if cell.cell_type == "code"]
    if not all(ran) or len(ran) != sum(cell.cell_type == "code" for cell in master.notebook().cells):
        return "it was edited by hand"
    return None


def _text_is_stale(master: Master) -> bool:
    """Whether cells of a solution notebook whose outputs hold differ from what the master gives."""
    return [*map(_identity, read_notebook(_source(master.name)).cells)] != [*map(_identity, master.notebook().cells)]


def with_outputs_of(source: Path, master: Master) -> NotebookNode:
    """A master's solution notebook, with the outputs of the one that is stored; cell by cell, their code does the same."""
    stored, notebook = read_notebook(source), master.notebook()
    code = [[cell for cell in one.cells if cell.cell_type == "code"] for one in (stored, notebook)]
    for old, new in zip(*code, strict=True):
        new.outputs, new.execution_count = old.outputs, old.execution_count
    notebook.metadata["rlcourse"]["inputs"] = stored.metadata["rlcourse"]["inputs"]
    return notebook


def _source(name: str) -> Path:
    """Where a part's solution notebook lies."""
    return SOURCE / name / f"{name}.ipynb"


def _identity(cell: NotebookNode) -> tuple[str, str, str, str]:
    return cell.id, cell.cell_type, cell.source, json.dumps(cell.metadata, sort_keys=True)


def make_release(source: Path) -> NotebookNode:
    """What nbgrader's ``generate_assignment`` makes of a solution notebook: solutions, hidden tests and outputs stripped.

    Raises:
        CourseError: nbgrader refuses the notebook, or a solution would be left in the release.
    """
    name = source.stem
    with tempfile.TemporaryDirectory(prefix="rlcourse-") as folder:
        (Path(folder) / "source" / name).mkdir(parents=True)
        shutil.copy(source, Path(folder) / "source" / name / source.name)
        config = nbgrader_config()
        config.CourseDirectory.root = folder
        config.CourseDirectory.assignment_id = name
        # The gradebook learns of an assignment when it is graded: a release must not need one.
        config.GenerateAssignment.no_database = True
        config.GenerateAssignment.preprocessors = [
            step for step in GenerateAssignment(config=config).preprocessors if step.__name__ != "SaveCells"
        ]
        with _log_of_nbgrader() as log:
            try:
                GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
            except NbGraderException:
                raise CourseError(f"{name}: nbgrader could not make the release.\n{log.getvalue().strip()}") from None
        release = read_notebook(Path(folder) / "release" / name / source.name)
    for cell in release.cells:  # "Run All" goes on where an answer is missing, to the end, where a list says what is left
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "raises-exception"]
    elsewhere.add_doors(release, name, syllabus.load(SYLLABUS).repository, extras_of(release))
    text = nbformat.writes(release)
    for marker in ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN"):
        if marker in text:
            raise CourseError(f"{name}: the release still holds {marker!r}: look for a region that is not closed")
    return release


def extras_of(notebook: NotebookNode) -> str:
    """The extras of ``pyproject.toml`` that a notebook asks for by ``extras.require``, as pip writes them; empty where there is none."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    found = sorted(set(re.findall(r"""extras\.require\(\s*["'](\w+)["']""", code)))
    return f"[{','.join(found)}]" if found else ""


def nbgrader_config() -> Config:
    """The configuration in ``nbgrader_config.py``, the one place where nbgrader is configured."""
    return PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()


@contextlib.contextmanager
def _log_of_nbgrader() -> Generator[io.StringIO]:
    """What nbgrader logs inside this context; it is shown only where something failed."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logger = logging.getLogger("traitlets")
    before = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield text
    finally:
        logger.handlers, logger.propagate = before


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook in nbformat 4."""
    return cast("NotebookNode", nbformat.read(path, as_version=4))


def _write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook in one step: a build that is interrupted leaves the old one."""
    nbformat.validate(notebook)
    scratch = path.with_suffix(".tmp")
    scratch.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    scratch.replace(path)


def _masters(parts: Sequence[str]) -> list[Path]:
    if parts:
        return [NOTEBOOKS / f"{part_name(part, ROOT)}.py" for part in parts]
    return sorted(NOTEBOOKS.glob("*.py"), key=lambda path: order(path.stem))


def _orphans(names: set[str]) -> list[Path]:
    """Generated folders whose master is gone."""
    folders = [folder for base in (SOURCE, RELEASE) if base.exists() for folder in sorted(base.iterdir()) if folder.is_dir()]
    return [folder.relative_to(ROOT) for folder in folders if folder.name not in names]


def _remove_orphans(names: set[str]) -> None:
    for folder in _orphans(names):
        print(f"{folder} has no master any more: removed")
        shutil.rmtree(ROOT / folder)
