"""What a notebook reaches of the library: enough, so that no output is out of date; and no more, so that little is executed again."""

from pathlib import Path

import pytest

from coursetools.authors.reach import Library

LIBRARY = {
    "__init__": '"""The library."""\n',
    "figures/__init__": "",
    "figures/plots": '''\
"""Plots."""

import numpy as np

COLOUR = "blue"
"""A colour."""
SIZE = 3


def curve(x: int) -> str:
    """A curve."""
    return COLOUR * smooth(x)


def smooth(x: int) -> int:
    return int(np.abs(x))


def bar(size: int = SIZE) -> int:
    return size


TABLE = {}
TABLE["bar"] = bar
''',
    "agents/__init__": "",
    "agents/dqn": """\
from rlcourse.figures import plots
from rlcourse.records import read


def train() -> str:
    return plots.curve(len(read()))
""",
    "agents/workers": 'def start() -> list[str]:\n    return ["-m", "rlcourse.agents.worker"]\n',
    "agents/worker": "def main() -> int:\n    return 5\n",
    "records": """\
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")


def read() -> str:
    return FILE.read_text()
""",
    "checks/__init__": "from rlcourse.checks.values import equal\nfrom rlcourse.checks.words import run\n",
    "checks/values": '''\
from rlcourse.checks import words


def equal(what: str, actual: object, expected: object, *, thought: str, tolerance: float = 0.1) -> None:
    """Equal."""
    if actual != expected:
        raise words.failed(f"{what} is not equal", thought, expected="this one")
    if type(actual) is str and actual.startswith("a word"):
        print("a word")
''',
    "checks/words": """\
def failed(what: str, thought: str, *, expected: str) -> AssertionError:
    return AssertionError(f"Not yet: {what}. {thought}. Expected: {expected}")


def run() -> None:
    print("Right")
""",
}

CELLS = [
    "from rlcourse import checks\nfrom rlcourse.figures import plots",
    'plots.curve(3)\nchecks.equal("it", 1, 1, thought="Think.")\nchecks.run()',
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in LIBRARY.items():
        path = tmp_path / "rlcourse" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "rlcourse" / "records.json").write_text("{}", encoding="utf-8")
    return tmp_path


def stale(root: Path, cells: list[str], module: str, old: str, new: str) -> bool:
    """Whether an edit of the library changes what a notebook depends on."""
    before = Library(root).inputs(cells)
    path = root / "rlcourse" / (module if "." in module else f"{module}.py")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    after = Library(root).inputs(cells)
    path.write_text(text, encoding="utf-8")
    assert after["code"] == before["code"]
    return after["library"] != before["library"]


@pytest.mark.parametrize(
    ("module", "old", "new", "expected"),
    [
        ("figures/plots", "return COLOUR *", "return 2 * COLOUR *", True),
        ("figures/plots", '"blue"', '"red"', True),
        ("figures/plots", "np.abs(x)", "np.sign(x)", True),
        ("figures/plots", "import numpy as np", "import torch as np", True),
        ("figures/plots", 'TABLE["bar"] = bar', 'TABLE["bar"] = SIZE', True),  # runs at import
        ("figures/plots", "SIZE = 3", "SIZE = 4", True),  # what runs at import uses it
        ("figures/plots", '"""A curve."""', '"""The curve."""', False),
        ("figures/plots", '"""A colour."""', '"""Colour."""', False),
        ("figures/plots", "def smooth(x: int)", "# smooth\ndef smooth(\n    x: int\n)", False),
        ("figures/plots", "TABLE = {}", "def other() -> None:\n    print(1)\n\n\nTABLE = {}", False),
        ("agents/dqn", "return plots", "return 2 * plots", False),
        ("checks/values", "tolerance: float = 0.1", "tolerance: float = 0.2", True),
        ("checks/values", "actual != expected", "actual == expected", True),
        ("checks/values", 'startswith("a word")', 'startswith("words")', True),
        ("checks/values", 'print("a word")', 'print("words")', True),
        ("checks/values", "is not equal", "differs", False),
        ("checks/values", '{what} is not equal"', 'not equal: {what}"', False),
        ("checks/values", "this one", "that one", False),
        ("checks/words", "Not yet", "Not right yet", False),
        ("checks/words", "Right", "Yes", True),
        ("__init__", '"""The library."""', "import os\nos.environ.clear()", True),
        ("records.json", "{}", "[]", False),
    ],
)
def test_what_counts(root: Path, module: str, old: str, new: str, expected: bool) -> None:
    assert stale(root, CELLS, module, old, new) is expected


def test_through_modules_and_data(root: Path) -> None:
    cells = ["import rlcourse.agents.dqn as agent\nagent.train()"]
    assert stale(root, cells, "figures/plots", '"blue"', '"red"')
    assert stale(root, cells, "records.json", "{}", "[]")
    assert stale(root, ["import rlcourse.agents.dqn\nrlcourse.agents.dqn.train()"], "figures/plots", '"blue"', '"red"')
    assert not stale(root, ["import rlcourse.agents.dqn"], "figures/plots", '"blue"', '"red"'), "it is imported, and nothing of it used"


@pytest.mark.parametrize("use", ["show(plots)", "plots.unknown()", 'getattr(plots, "smooth")(2)', "from rlcourse.figures.plots import *"])
def test_a_use_that_cannot_be_followed_takes_the_whole_module(root: Path, use: str) -> None:
    cells = [f"from rlcourse.figures import plots\n{use}"]
    assert stale(root, cells, "figures/plots", '"blue"', '"red"')
    assert stale(root, ["from rlcourse import checks\nshow(checks)"], "checks/words", "Right", "Yes")


def test_a_module_that_is_named_in_a_text_is_used(root: Path) -> None:
    cells = ["from rlcourse.agents import workers\nworkers.start()"]
    assert stale(root, cells, "agents/worker", "return 5", "return 6")
    cells = ['import importlib\nimportlib.import_module("rlcourse.agents.worker")']
    assert stale(root, cells, "agents/worker", "return 5", "return 6")
    assert not stale(root, ['checks.run(test, forbid=["rlcourse.agents.worker"])'], "agents/worker", "return 5", "return 6")


def test_words_count_where_a_notebook_may_show_them(root: Path) -> None:
    caught = [CELLS[0], "try:\n    checks.equal('it', 1, 2, thought='?')\nexcept AssertionError as error:\n    print(error)"]
    assert stale(root, caught, "checks/words", "Not yet", "Not right yet")
    assert stale(root, caught, "checks/values", "is not equal", "differs")
    assert not stale(root, caught, "checks/values", '"""Equal."""', '"""Not equal."""')
    documented = [*CELLS, "help(plots.curve)"]
    assert stale(root, documented, "figures/plots", '"""A curve."""', '"""The curve."""')
    assert stale(root, documented, "figures/plots", "return COLOUR", "# a comment\n    return COLOUR")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("plots.curve(3)", "plots.curve(4)", True),
        ('"it"', '"that"', True),
        ('thought="Think."', 'thought="Think again."', False),
        ('thought="Think."', 'thought=f"Think {again}."', True),
        ("checks.run()", "checks.run()  # at last", False),
        ("checks.run()", 'checks.run()\n"shown"', True),
        ("checks.run()", 'def f():\n    """A docstring."""\n    return 1', True),
    ],
)
def test_what_counts_in_the_notebook(root: Path, old: str, new: str, expected: bool) -> None:
    cells = [CELLS[0], CELLS[1].replace(old, new)]
    assert cells != CELLS
    assert (Library(root).inputs(cells)["code"] != Library(root).inputs(CELLS)["code"]) is expected


def test_a_docstring_and_the_place_of_a_cell(root: Path) -> None:
    library = Library(root)
    first, second = 'def f():\n    """One."""\n    return 1', 'def f():\n    """Two,\n    on two lines."""\n    return 1'
    assert library.inputs([first]) == library.inputs([second])
    assert library.inputs([*CELLS, first]) != library.inputs([first, *CELLS])
    assert library.inputs(["a = 1\nb = 2"]) != library.inputs(["a = 1", "b = 2"]), "each cell shows its last value"
