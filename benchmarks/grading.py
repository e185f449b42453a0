"""Grades a class in a scratch folder with stock nbgrader and with our grader, and prints what each took."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "bench"\nc.Grader.warm = ["numpy", "torch", "torch.testing"]\n'
EXERCISES = {
    "double": ("return 2 * x", "assert torch.equal(double(torch.ones(2)), torch.full((2,), 2.0))"),
    "total": ("return x.sum()", "assert total(torch.ones(3)).item() == 3.0"),
    "largest": ("return x.max()", "assert largest(torch.tensor([1.0, 5.0, 2.0])).item() == 5.0"),
}


def notebook(*, solved: bool) -> NotebookNode:
    """A notebook with three exercises: the instructor's, or the one that students got, with right answers."""
    cells = [nbformat.v4.new_code_cell("import torch", id="imports")]
    for name, (body, test) in EXERCISES.items():
        text = f"    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION" if solved else f"    {body}"
        for kind, source in (("", f"def {name}(x):\n{text}"), ("-test", test)):
            cell = nbformat.v4.new_code_cell(source, id=name + kind)
            graded = bool(kind)
            cell.metadata["nbgrader"] = {
                "grade": graded,
                "solution": not graded,
                "locked": graded,
                "task": False,
                "grade_id": name + kind,
                "schema_version": 3,
            } | ({"points": 1} if graded else {})
            cells.append(cell)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


def course(root: Path, students: int) -> None:
    """Make the course folder."""
    (root / "source" / "week1").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    nbformat.write(notebook(solved=True), root / "source" / "week1" / "week1.ipynb")
    for number in range(students):
        folder = root / "submitted" / f"student{number:03}" / "week1"
        folder.mkdir(parents=True)
        nbformat.write(notebook(solved=False), folder / "week1.ipynb")


def timed(command: list[str], root: Path) -> tuple[float, float]:
    """Run a command, and return its CPU seconds (its descendants' included) and its seconds by the clock."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    path = os.pathsep.join([str(Path(__file__).resolve().parents[1]), str(Path(sys.executable).parent)])
    environment = os.environ | {"PYTHONPATH": path, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # bubblewrap does not hand on what its processes took; the grader says it.
    boxes = sum(float(number) for number in re.findall(r"([0-9.]+) CPU seconds in the warm worker's boxes", done.stdout))
    return boxes + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - started


def main(students: int) -> dict[str, float]:
    """Both sides: one hand-in, another one, then the others."""
    sides = {
        "stock": [sys.executable, "-m", "nbgrader", "autograde", "week1"],
        "ours": [sys.executable, "-m", "coursetools", "grade", "--course", ".", "week1"],
    }
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for side, command in sides.items():
            root = Path(folder) / side
            course(root, students)
            timed([sys.executable, "-m", "nbgrader", "generate_assignment", "week1"], root)
            later = root / "later"
            (root / "submitted").rename(later)
            (root / "submitted").mkdir()
            shutil.move(later / "student000", root / "submitted")
            found[f"{side}_first"], _ = timed(command, root)
            waiting = sorted(later.iterdir())
            shutil.move(waiting[0], root / "submitted")
            one, _ = timed(command, root)  # starting up, and one hand-in
            for folder_of_one in waiting[1:]:
                shutil.move(folder_of_one, root / "submitted")
            rest, wall = timed(command, root)
            found[f"{side}_each"] = (rest - one) / (len(waiting) - 2)
            found[f"{side}_wall"] = wall
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
