"""A small course of its own, made in a scratch folder: two exercises with torch, visible and hidden tests, one answer for a person."""

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

ASSIGNMENT = "week1"

_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.Execute.timeout = 6
c.Grader.test_timeout = 4
c.Grader.memory_mb = 1200
c.Grader.warm = ["numpy", "torch", "torch.testing", "matplotlib.pyplot"]
c.Grader.modules = []
"""

DISCOUNTED = '''def discounted(rewards, gamma):
    """The discounted sum of a list of rewards, a float."""
    ### BEGIN SOLUTION
    total = 0.0
    for reward in reversed(rewards):
        total = reward + gamma * total
    return total
    ### END SOLUTION'''
SOFTMAX = '''def softmax(x):
    """The softmax of a tensor along its last axis."""
    ### BEGIN SOLUTION
    return torch.exp(x - x.max(dim=-1, keepdim=True).values) / torch.exp(x - x.max(dim=-1, keepdim=True).values).sum(dim=-1, keepdim=True)
    ### END SOLUTION'''
RIGHT = {
    "discounted": "def discounted(rewards, gamma):\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
    "softmax": "def softmax(x):\n    return torch.softmax(x, dim=-1)",
    "why": "Because gamma below one keeps the sum finite.",
}
WRONG: dict[str, Any] = {
    "discounted": "def discounted(rewards, gamma):\n    return 1.75",
    "softmax": "def softmax(x):\n    return torch.zeros_like(x)",
}
SECRET = 4711.5
"""A number that only a hidden test holds."""


def _cell(kind: str, identity: str, source: str, **nbgrader: Any) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
    cell["id"] = identity
    if nbgrader:
        base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": identity}
        cell.metadata["nbgrader"] = base | nbgrader
    return cell


def source() -> NotebookNode:
    """The instructor's notebook."""
    hidden = (
        "# Hidden tests run here.\n### BEGIN HIDDEN TESTS\n"
        f"assert abs(discounted([{SECRET}, 0.0, 2.0], 0.5) - ({SECRET} + 0.5)) < 1e-9, 'Think about: a longer list, and zeros in it'\n"
        "assert discounted([], 0.9) == 0\n### END HIDDEN TESTS"
    )
    hidden_softmax = (
        "# Hidden tests run here.\n### BEGIN HIDDEN TESTS\n"
        "_x = torch.tensor([[1000.0, 1000.0], [0.0, 1.0]])\n"
        "assert type(softmax(_x)) is torch.Tensor\n"
        "import warnings\n"
        "with warnings.catch_warnings(record=True):\n"
        "    assert torch.allclose(softmax(_x), torch.softmax(_x, -1)), 'Think about: large numbers'\n### END HIDDEN TESTS"
    )
    return nbformat.v4.new_notebook(
        cells=[
            _cell("markdown", "title", "# Week 1"),
            _cell("code", "imports", "import torch\nimport math\nGAMMA = 0.5"),
            _cell("code", "discounted", DISCOUNTED, solution=True),
            _cell("code", "discounted-test", "assert discounted([1.0, 1.0, 1.0], GAMMA) == 1.75", grade=True, locked=True, points=1),
            _cell("code", "discounted-hidden", hidden, grade=True, locked=True, points=2),
            _cell("code", "given", "def helper(x):\n    return 2 * x"),
            _cell("code", "softmax", SOFTMAX, solution=True),
            _cell(
                "code",
                "softmax-test",
                "_p = softmax(torch.tensor([1.0, 2.0]))\nassert torch.allclose(_p.sum(), torch.tensor(1.0))\nassert len(_p) == 2",
                grade=True,
                locked=True,
                points=1,
            ),
            _cell("code", "softmax-hidden", hidden_softmax, grade=True, locked=True, points=2),
            _cell("markdown", "why", "### BEGIN SOLUTION\nIt is finite.\n### END SOLUTION", grade=True, solution=True, points=2),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}},
    )


@dataclass
class HandIn:
    """A hand-in in the making: the released notebook, with answers, to be spoilt by each case."""

    notebook: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    name: str = f"{ASSIGNMENT}.ipynb"
    raw: bytes | None = None

    def cell(self, identity: str) -> dict[str, Any]:
        """A cell by its id."""
        return next(cell for cell in self.notebook["cells"] if cell.get("id") == identity)

    def answer(self, **sources: str) -> "HandIn":
        """Put answers in."""
        for identity, text in sources.items():
            self.cell(identity)["source"] = text
        return self

    def add(self, text: str, *, after: str | None = None, kind: str = "code", **more: Any) -> "HandIn":
        """Add a cell: at the end, or behind another."""
        cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": text, "id": f"x{len(self.notebook['cells'])}", **more}
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
        cells = self.notebook["cells"]
        place = len(cells) if after is None else 1 + next(i for i, c in enumerate(cells) if c.get("id") == after)
        cells.insert(place, cell)
        return self

    def write(self, folder: Path) -> None:
        """Write it where nbgrader collects."""
        folder.mkdir(parents=True, exist_ok=True)
        content = self.raw if self.raw is not None else json.dumps(self.notebook).encode("utf-8", "surrogatepass")
        if self.name:
            (folder / self.name).write_bytes(content)
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text)


class SmallCourse:
    """The course folder."""

    def __init__(self, root: Path, *, more_config: str = "") -> None:
        self.root = root
        folder = root / "source" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_text(nbformat.writes(source()), encoding="utf-8")
        (root / "nbgrader_config.py").write_text(_CONFIG + more_config, encoding="utf-8")
        from coursetools.grader.course import Course

        self.course = Course(root)
        base = self.course.assignment(ASSIGNMENT).bases[0]
        self._released: dict[str, Any] = json.loads(nbformat.writes(source()))
        for cell, mine in zip(self._released["cells"], base.cells, strict=True):
            cell["source"] = mine.released

    def hand_in(self, **answers: str) -> HandIn:
        """A hand-in with right answers, and the given ones in their place."""
        return HandIn(copy.deepcopy(self._released)).answer(**{**RIGHT, **answers})

    def blank(self) -> HandIn:
        """The release, as it came."""
        return HandIn(copy.deepcopy(self._released))

    def submit(self, student: str, hand_in: HandIn) -> Path:
        """Hand in."""
        folder = self.root / "submitted" / student / ASSIGNMENT
        hand_in.write(folder)
        return folder

    def scores(self) -> dict[str, dict[str, float | None]]:
        """What the gradebook says: student, test, automatic points."""
        found: dict[str, dict[str, float | None]] = {}
        with self.course.gradebook() as gradebook:
            for submission in gradebook.assignment_submissions(ASSIGNMENT):
                for notebook in submission.notebooks:
                    found[submission.student.id] = {str(grade.name): grade.auto_score for grade in notebook.grades}
        return found
