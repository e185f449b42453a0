"""``check-answers``: runs a student's notebook afresh, in a kernel of its own, and says what each visible test says.

The notebook is not written to, and JupyterLab goes on meanwhile.
"""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from tqdm import tqdm

from coursetools.paths import ROOT, CourseError
from coursetools.students import released, solution

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_NOT_RUN = "○ Not run."
_SILENT = "Nothing to say."
"""What a hidden test that is satisfied says."""


def run(part: str, *, hidden: bool = False, root: Path = ROOT) -> int:
    """Run a part's notebook as it was last saved, and print what its visible tests say. Ctrl-C stops it and keeps what was found.

    Args:
        part: The part's number, such as ``"4.4"``, or full name.
        hidden: Whether to run the hidden tests, too, where the folder has them.
        root: The course folder.

    Returns:
        0 where every exercise is right or, if it is written, answered, else 1.

    Raises:
        CourseError: There is no such part, no notebook in ``work/``, or none that can be read; or the folder has no hidden tests.
    """
    own = released.begun(root, part)
    try:
        notebook = nbformat.read(own, as_version=4)  # pyright: ignore[reportUnknownVariableType]
    except (ValueError, nbformat.ValidationError):
        raise CourseError(f"{own.relative_to(root)} is no notebook that can be read: open it in JupyterLab and save it") from None
    if hidden:
        tests = solution.cells(own.stem, root, kind="hidden")
        for cell in notebook.cells:
            cell.source = tests.get(str(cell.metadata.get("nbgrader", {}).get("grade_id")), cell.source)
    print(f"{own.relative_to(root)}, as it was last saved, in a kernel of its own (Ctrl-C stops it):")
    stopped = _execute(notebook, own.parent)
    verdicts = dict(_verdicts(notebook.cells, hidden=hidden))
    for exercise, verdict in verdicts.items():
        first, *more = verdict.splitlines()
        print(f"  {exercise}: {first}", *(f"    {line}" for line in more), sep="\n")
    right = sum(verdict.startswith(("✔", "●")) for verdict in verdicts.values())
    if hidden:
        print(f"{stopped}Visible and hidden tests: {right} of {len(verdicts)} exercises right or answered.")
    else:
        print(f"{stopped}Visible tests: {right} of {len(verdicts)} exercises right or answered. Hidden tests run when your work is graded.")
    return 0 if right == len(verdicts) else 1


def _execute(notebook: Any, folder: Path) -> str:
    """Execute a notebook in its folder under a progress bar; returns why it did not come to its end, if so."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in code:
        cell.outputs, cell.execution_count = [], None
    # In a thread: in the main one nbclient takes Ctrl-C for itself, and ends in an assertion.
    with tqdm(total=len(code), desc="cells", disable=None) as bar, ThreadPoolExecutor(1) as pool:

        def on_cell_executed(**_: object) -> None:
            bar.update()

        client: Any = NotebookClient(
            notebook,
            timeout=None,
            allow_errors=True,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
            on_cell_executed=on_cell_executed,
        )
        running = pool.submit(client.execute)
        try:
            running.result()
        except KeyboardInterrupt:
            asyncio.run(client.km.provisioner.kill())
            return "Stopped before its end. "
        except DeadKernelError:
            return "Its kernel died (too little memory, or os._exit), so what came after that did not run. "
    return ""


def _verdicts(cells: list[Any], *, hidden: bool) -> Iterator[tuple[str, str]]:
    """What is said of each exercise: by its visible test, and where that is satisfied by the hidden one if it ran."""
    graded = {str(cell.metadata.nbgrader.grade_id): cell for cell in cells if cell.metadata.get("nbgrader")}
    for name, cell in graded.items():
        if not cell.metadata.nbgrader.get("solution"):
            continue
        if f"{name}-test" in graded:
            verdict = _said(graded[f"{name}-test"])
            if hidden and verdict.startswith("✔") and f"{name}-hidden" in graded:
                looked_closer = _said(graded[f"{name}-hidden"])
                verdict = verdict if looked_closer == _SILENT else looked_closer
            yield name, verdict
        else:
            yield name, "○ Not answered yet: a person reads it." if released.is_blank(cell.source) else "● Answered: a person reads it."


def _said(cell: Any) -> str:
    """The words of a test, from what its cell showed."""
    outputs = cast("list[dict[str, Any]]", cell.get("outputs", []))
    for output in outputs:
        if output["output_type"] == "error":
            return _COLOURS.sub("", "\n".join(output["traceback"])).strip() or str(output["evalue"])
    printed = "".join(str(output["text"]) for output in outputs if output["output_type"] == "stream" and output["name"] == "stdout")
    return printed.strip() or (_SILENT if cell.execution_count else _NOT_RUN)
