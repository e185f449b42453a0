"""A small course of its own: one assignment with three exercises of two points each, a visible and a hidden test for each."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

ASSIGNMENT = "week1"
TESTS = ("discounted-test", "discounted-hidden", "softmax-test", "softmax-hidden", "mean-test", "mean-hidden")
"""A point each."""

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "honest"
"""
RIGHT = {
    "discounted": "def discounted(rewards, gamma):\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
    "softmax": (
        "def softmax(x):\n    weights = np.exp(x - x.max(axis=-1, keepdims=True))\n    return weights / weights.sum(axis=-1, keepdims=True)"
    ),
    "mean": (
        "class RunningMean:\n    def __init__(self):\n        self.value = 0.0\n        self.count = 0\n\n"
        "    def add(self, number):\n        self.count += 1\n        self.value += (number - self.value) / self.count"
    ),
}
_STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
_TASKS = {
    "discounted": 'def discounted(rewards, gamma):\n    """The discounted sum of a list of rewards, a number."""\n',
    "softmax": 'def softmax(x):\n    """The softmax of an array along its last axis, an array of its shape; x stays as it is."""\n',
    "mean": 'class RunningMean:\n    """The mean, ``value``, of the numbers that were handed to ``add``; 0 where there were none."""\n\n',
}
_VISIBLE = {
    "discounted": "assert abs(discounted([1.0, 1.0, 1.0], GAMMA) - 1.75) < 1e-9",
    "softmax": (
        "probabilities = np.asarray(softmax(np.array([1.0, 2.0])))\n"
        "assert probabilities.shape == (2,)\nassert abs(probabilities.sum() - 1) < 1e-12"
    ),
    "mean": "average = RunningMean()\naverage.add(1.0)\naverage.add(2.0)\nassert average.value == 1.5",
}
_HIDDEN = {
    "discounted": (
        "rewards = [4711.5, 0.0, 2.0]\nassert abs(discounted(rewards, 0.5) - 4712.0) < 1e-9\n"
        "assert rewards == [4711.5, 0.0, 2.0]\nassert discounted([], 0.9) == 0"
    ),
    "softmax": (
        "x = np.array([[1000.0, 1000.0, 0.0], [0.0, 1.0, 2.0]])\nrow = np.exp([0.0, 1.0, 2.0])\n"
        "expected = np.array([[0.5, 0.5, 0.0], row / row.sum()])\n"
        "assert np.allclose(np.asarray(softmax(x)), expected, rtol=0, atol=1e-12)\nassert x[0, 0] == 1000.0"
    ),
    "mean": (
        "one, other = RunningMean(), RunningMean()\nassert one.value == 0\n"
        "for number in range(1000):\n    one.add(float(number))\nother.add(-3.0)\n"
        "assert abs(one.value - 499.5) < 1e-9\nassert other.value == -3.0"
    ),
}


def source() -> NotebookNode:
    """The instructor's notebook."""
    cells = [
        _cell("markdown", "title", "# Week 1"),
        _cell("code", "imports", "import math\nimport numpy as np\nGAMMA = 0.5"),
        _cell(
            "code",
            "given",
            'def clip(x, low, high):\n    """x, but no less than low and no more than high."""\n    return max(low, min(high, x))',
        ),
    ]
    for name, task in _TASKS.items():
        cells += [
            _cell("markdown", f"{name}-task", f"Write `{name}`."),
            _cell("code", name, task + f"    ### BEGIN SOLUTION\n{_body(name)}\n    ### END SOLUTION", solution=True),
            _cell("code", f"{name}-test", _VISIBLE[name], grade=True, locked=True, points=1),
            _cell(
                "code",
                f"{name}-hidden",
                f"# Hidden tests run here.\n### BEGIN HIDDEN TESTS\n{_HIDDEN[name]}\n### END HIDDEN TESTS",
                grade=True,
                locked=True,
                points=1,
            ),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def released() -> dict[str, Any]:
    """What students get, as JSON: no solutions, no hidden tests."""
    notebook = source()
    for cell in notebook.cells:
        if cell.id in _TASKS:
            cell.source = _TASKS[cell.id] + "\n".join(f"    {line}" for line in _STUB.splitlines())
        elif cell.id.endswith("-hidden"):
            cell.source = "# Hidden tests run here."
    return dict(notebook)


def write(root: Path, *, name: str = ASSIGNMENT, notebook: NotebookNode | None = None, config: str = "") -> None:
    """Write the course folder, without hand-ins.

    Args:
        root: Where.
        name: Of the assignment.
        notebook: The instructor's, where it is not :func:`source`.
        config: More lines of ``nbgrader_config.py``.
    """
    folder = root / "source" / name
    folder.mkdir(parents=True)
    nbformat.write(notebook or source(), folder / f"{name}.ipynb")
    (root / "nbgrader_config.py").write_text(CONFIG + config, encoding="utf-8")


def _body(name: str) -> str:
    """A right answer below its head."""
    return RIGHT[name].split("\n", 1)[1]


def _cell(kind: str, name: str, text: str, **nbgrader: Any) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(text) if kind == "code" else nbformat.v4.new_markdown_cell(text)
    cell["id"] = name
    if nbgrader:
        plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": name}
        cell.metadata["nbgrader"] = plain | nbgrader
    return cell
