"""Validation notices what it is there to notice, and what nbval by itself lets pass."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coursetools.authors import validate
from coursetools.paths import SOURCE, CourseError, part_names

TAGS = {"tags": [validate.CHECKED]}


def notebook(folder: Path, *cells: Any, name: str = "9.9-tiny") -> Path:
    """Write a notebook of these cells."""
    path = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


def cell(source: str, printed: str | None = None, *, count: int | None = 1, metadata: dict[str, Any] | None = None) -> Any:
    """A code cell that was run, with what it printed."""
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)] if printed is not None else []
    return nbformat.v4.new_code_cell(source, execution_count=count, outputs=outputs, metadata=metadata or {})


def test_a_good_notebook_passes_and_its_seconds_are_counted(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 2: pass"
    device = "import os\nprint(os.environ['RLCOURSE_DEVICE'], os.environ['OMP_NUM_THREADS'])"
    paths = [
        notebook(tmp_path, cell(burn), cell(device, "cpu 1\n", metadata=TAGS), cell("print(1)", "another\n"), name="9.8-one"),
        notebook(tmp_path, cell("open('left.txt', 'w').close()"), name="9.9-two"),
    ]
    record = tmp_path / "artefacts" / "seconds.json"
    results = validate.validate_all(paths, "cpu", 2, record=record)
    assert [(result.part, result.problems) for result in results] == [("9.8-one", ()), ("9.9-two", ())]
    assert (results[0].cells, results[0].compared) == (3, 1)
    if results[0].cpu_seconds is not None:
        assert results[0].cpu_seconds > 2, "the kernel's CPU seconds must be among them"
    assert json.loads(record.read_text()).keys() == {"9.8-one", "9.9-two"}
    assert not (tmp_path / "left.txt").exists(), "nothing is written beside the notebook"


def test_a_tampered_output_and_an_error_fail(tmp_path: Path) -> None:
    path = notebook(tmp_path, cell("print(6 * 7)", "43\n", metadata=TAGS), cell("1 / 0"), cell("import os\nos._exit(3)"), cell("1"))
    problems = "\n".join(validate.validate(path, "cpu").problems)
    assert "code cell 0" in problems
    assert "Cell outputs differ" in problems
    assert "code cell 1" in problems
    assert "ZeroDivisionError" in problems
    assert "code cell 2" in problems, "a kernel that dies is no success, and does not hang"
    assert "the kernel died in this cell" in problems


def test_what_nbval_lets_pass_is_found(tmp_path: Path) -> None:
    picture = nbformat.v4.new_output("display_data", data={"image/png": "aGk="})
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
    path = notebook(
        tmp_path,
        cell("print(1)", count=None, metadata=TAGS),
        nbformat.v4.new_code_cell("1", execution_count=1, outputs=[picture], metadata=TAGS),
        cell("# NBVAL_SKIP\n1 / 0"),
        cell("1 / 0", metadata={"tags": ["raises-exception"]}),
        nbformat.v4.new_code_cell("1", execution_count=1, outputs=[error]),
        cell("print(1)", "1\n", metadata=TAGS),
    )
    found = validate.look(path)
    words = ["never executed", "no output that is text", "NBVAL_SKIP", "raises-exception", "output of an error"]
    for number, (text, problem) in enumerate(zip(words, found, strict=True)):
        assert f"code cell {number} " in problem
        assert text in problem
    # nbval alone says that the cell without an execution count passed: this is why we look first
    alone = notebook(tmp_path, cell("print(1)", count=None, metadata=TAGS), name="9.9-alone")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-current-env"]
    assert subprocess.run([*command, alone.name], cwd=tmp_path, check=False, capture_output=True).returncode == 0


def test_a_cell_that_hangs_fails(tmp_path: Path) -> None:
    problems = validate.validate(notebook(tmp_path, cell("import time\ntime.sleep(600)"), cell("1")), "cpu", cell_timeout=2).problems
    assert "Timeout" in "\n".join(problems)


def test_a_device_that_is_not_there_is_an_error_before_anything_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = "from rlcourse import devices; print(*devices.available())"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    absent = next(name for name in ("mps", "cuda") if name not in there)
    with pytest.raises(CourseError, match=f"device '{absent}' can not be used.*this machine has"):
        validate.choose_device(absent)
    with pytest.raises(CourseError, match="'tpu' is no device: choose one of auto, cpu, cuda, mps"):
        validate.choose_device("tpu")
    assert validate.choose_device("cpu") == "cpu"
    assert "Device: cpu" in capsys.readouterr().out


@pytest.mark.parametrize("part", [name for name in part_names() if (SOURCE / name / f"{name}.ipynb").exists()])
def test_the_solution_notebook_of_a_part(part: str) -> None:
    """Nbval re-executes it, on the device that ``RLCOURSE_DEVICE`` names."""
    result = validate.validate(SOURCE / part / f"{part}.ipynb", validate.choose_device(None))
    assert not result.problems, "\n\n".join(result.problems)
    assert result.compared, f'no cell is compared: tag one of the master whose output is equal on every device "{validate.CHECKED}"'
