"""A newer version of a part holds the student's work, and nothing of the student's own notebook changes."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

from coursetools.paths import CourseError
from coursetools.students import lab, released, updates
from tests import tiny_course
from tests.tiny_course import PART

DAY = datetime.date(2026, 12, 1)
ANSWER = "def double(x):\n    return _half(4 * x)\n"
NEWER = (
    tiny_course.MASTER.replace("## Doubling", "## Doubling numbers")
    .replace('"""The largest of some numbers."""', '"""The largest of some numbers; they are not sorted."""')
    .replace(
        '# %% [markdown] answer="why"',
        '# %% [markdown] answer="how" task=2 points=1\n'
        "# ### BEGIN SOLUTION\n"
        "# By looking at each number once.\n"
        "# ### END SOLUTION\n\n"
        '# %% [markdown] answer="why"',
    )
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tiny_course.make(tmp_path)
    lab.copy_releases(tmp_path)
    return tmp_path


def _cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def _text(path: Path, number: str) -> str:
    return next("".join(cell["source"]) for cell in _cells(path) if cell["id"] == number)


def _work(path: Path) -> None:
    """A student answers two exercises of three, adds a helper in front of one, and an import to a given cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells: list[dict[str, Any]] = notebook["cells"]
    for cell in cells:
        if cell["id"] == "double":
            cell["source"] = ANSWER
        if cell["id"] == "largest":
            cell["source"] = "def largest(numbers):\n    return max(numbers)\n"
        if "from rlcourse import checks" in "".join(cell["source"]):
            cell["source"] = "import math\nfrom rlcourse import checks\n"
    at = next(index for index, cell in enumerate(cells) if cell["id"] == "double")
    helper = {
        "cell_type": "code",
        "id": "a1b2c3",
        "metadata": {},
        "source": "def _half(x):\n    return x / 2\n",
        "execution_count": 7,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "old"}],
    }
    cells.insert(at, helper)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_what_was_never_saved_is_replaced(root: Path) -> None:
    tiny_course.make(root, NEWER)
    copies = lab.copy_releases(root, DAY)
    assert (copies.replaced, copies.updates) == ([PART], {})
    assert released.own(root, PART).read_bytes() == (root / "release" / PART / f"{PART}.ipynb").read_bytes()


def test_a_newer_version_holds_the_work(root: Path) -> None:
    own = released.own(root, PART)
    _work(own)
    before = own.read_bytes()
    tiny_course.make(root, NEWER)
    newer = lab.copy_releases(root, DAY).updates[PART]
    assert own.read_bytes() == before
    assert _text(newer, "double") == ANSWER
    assert "return max(numbers)" in _text(newer, "largest")
    assert all("YOUR ANSWER HERE" in _text(newer, name) for name in ("how", "why"))
    ids = [cell["id"] for cell in _cells(newer)]
    assert ids[ids.index("double") - 1] == "a1b2c3", "a helper stays in front of the answer that calls it"
    helper = _cells(newer)[ids.index("a1b2c3")]
    assert (helper["outputs"], helper["execution_count"]) == ([], None)
    assert any("import math\nfrom rlcourse" in "".join(cell["source"]) for cell in _cells(newer))
    assert "## Doubling numbers" in "".join("".join(cell["source"]) for cell in _cells(newer))
    note = _text(newer, updates.NOTE)
    assert "Your answers are in it: `double`, `largest`." in note
    assert "look at your answer again: `largest`." in note
    assert "New exercises: `how`." in note
    assert "No longer asked" not in note
    assert ids.count("double-test") == 1
    assert lab.copy_releases(root, DAY).updates == {}


def test_the_third_version_knows_what_the_first_was(root: Path) -> None:
    """Else the text of a given cell that is old would be taken for the student's change of it."""
    _work(released.own(root, PART))
    tiny_course.make(root, NEWER)
    lab.copy_releases(root, DAY)
    tiny_course.make(root, NEWER.replace('print("seen")', 'print("seen again")'))
    third = lab.copy_releases(root, DAY).updates[PART]
    text = "".join("".join(cell["source"]) for cell in _cells(third))
    assert "## Doubling numbers" in text
    assert 'print("seen again")' in text
    assert "Given cells" not in _text(third, updates.NOTE)


def test_whoever_goes_on_in_the_newer_version_gets_the_next_one(root: Path) -> None:
    own = released.own(root, PART)
    _work(own)
    tiny_course.make(root, NEWER)
    newer = lab.copy_releases(root, DAY).updates[PART]
    own.rename(own.with_name("old.ipynb"))
    newer.rename(own)
    tiny_course.make(root, NEWER.replace("## Doubling numbers", "## Twice a number"))
    third = lab.copy_releases(root, DAY).updates[PART]
    text = "".join("".join(cell["source"]) for cell in _cells(third))
    assert "## Twice a number" in text
    assert "## Doubling" not in text
    assert [cell["id"] for cell in _cells(third)].count(updates.NOTE) == 1


def test_what_is_gone_is_told(root: Path) -> None:
    own = released.own(root, PART)
    _work(own)
    shorter = re.sub(r"\bdouble\b|(?<=test_)double|(?<=hidden_)double", "twice", tiny_course.MASTER)
    shorter = shorter.replace("from rlcourse import checks", "from rlcourse import checks  # tests")
    tiny_course.make(root, shorter, re.sub(r"\bdouble\b", "twice", tiny_course.BANK))
    newer = lab.copy_releases(root, DAY).updates[PART]
    note = _text(newer, updates.NOTE)
    assert "No longer asked; your answers are in your notebook: `double`." in note
    assert "Given cells that you had changed and that are others now: 1." in note
    assert any("_half" in "".join(cell["source"]) for cell in _cells(newer)), "own cells are carried over all the same"


def test_an_editor_that_dropped_the_ids_is_no_reason_to_double_the_notebook(root: Path) -> None:
    own = released.own(root, PART)
    _work(own)
    notebook = json.loads(own.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        del cell["id"]
    own.write_text(json.dumps(notebook), encoding="utf-8")
    tiny_course.make(root, NEWER)
    newer = lab.copy_releases(root, DAY).updates[PART]
    assert _text(newer, "double") == ANSWER
    assert sum('print("seen")' in "".join(cell["source"]) for cell in _cells(newer)) == 1


def test_reset_gives_a_fresh_copy_and_keeps_the_old(root: Path) -> None:
    own = released.own(root, PART)
    own.write_text("my own work", encoding="utf-8")
    kept = updates.reset("9.1", root, DAY)
    assert kept.name == f"{PART} (kept 2026-12-01).ipynb"
    assert kept.read_text(encoding="utf-8") == "my own work"
    assert own.read_bytes() == (root / "release" / PART / f"{PART}.ipynb").read_bytes()
    assert updates.reset("9.1", root, DAY).name == f"{PART} (kept 2026-12-01, 2).ipynb"
    assert updates.of_part(PART, root) == []


def test_reset_says_what_it_cannot_do(root: Path) -> None:
    with pytest.raises(CourseError, match=r'there is no part "9.9"'):
        updates.reset("9.9", root)
    released.own(root, PART).unlink()
    with pytest.raises(CourseError, match="make lab copies the part there"):
        updates.reset("9.1", root)
