"""What students get is complete, and holds nothing that they must not have."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coursetools.__main__ import STUDENT_COMMANDS
from coursetools.authors import publish
from coursetools.authors.build import read_notebook
from coursetools.paths import ROOT, CourseError
from tests import tiny_course
from tests.tiny_course import PART


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A whole course folder with one small part in it."""
    root = tmp_path / "course"
    root.mkdir()
    for name in ("LICENSE", "Makefile", "constraints.txt", "pyproject.toml", "environment.yml", ".gitignore"):
        shutil.copy(ROOT / name, root)
    for name in ("coursetools", "rlcourse"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs").mkdir()
    for name in ("path.md", "path.svg"):
        shutil.copy(ROOT / "docs" / name, root / "docs")
    made = tiny_course.make(root)
    (root / "tests" / "answers").mkdir(parents=True)
    shutil.copy(root / "answers" / f"{PART}.py", root / "tests" / "answers")
    assert made.source.exists()
    return root


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _texts(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text(encoding="utf-8") for name in _files(folder)}


def _search_for_secrets(folder: Path, root: Path) -> None:
    """Search a published folder for what stands in source/, notebooks/ and tests/ alone; it knows nothing of how publish searches."""
    names = _files(folder)
    assert not [name for name in names if name.split("/")[0] in ("source", "notebooks", "tests", "submitted", "autograded", "work")]
    assert {name for name in names if name.endswith(".ipynb")} == {
        f"release/{path.name}/{path.name}.ipynb" for path in (root / "release").iterdir() if path.is_dir()
    }
    texts = _texts(folder)
    for name, text in texts.items():
        assert "HIDDEN TESTS" not in text or name.endswith("nbgrader_config.py"), name
        assert "thoughts_only()" not in text or name.startswith("rlcourse/"), name
    for source in (root / "source").glob("*/*.ipynb"):
        solution = {cell.id: cell for cell in read_notebook(source).cells}
        released = {cell.id: cell for cell in read_notebook(folder / "release" / source.parent.name / source.name).cells}
        assert solution.keys() == released.keys()
        graded = {cell_id for cell_id, cell in solution.items() if "nbgrader" in cell.metadata}
        for cell_id in graded:
            inside, kept = _regions(solution[cell_id].source)
            if inside:
                text = released[cell_id].source
                assert not [line for line in inside if line in text.splitlines() and line not in kept and len(line.strip()) > 12], cell_id
                assert "YOUR CODE HERE" in text or "YOUR ANSWER HERE" in text or cell_id.endswith("-hidden"), cell_id
        assert not [cell_id for cell_id, cell in released.items() if cell.get("outputs")]


def _regions(source: str) -> tuple[list[str], list[str]]:
    """Lines inside of solution and hidden regions, and the others."""
    inside: list[str] = []
    kept: list[str] = []
    hiding = False
    for line in source.splitlines():
        if "BEGIN SOLUTION" in line or "BEGIN HIDDEN TESTS" in line:
            hiding = True
        elif "END SOLUTION" in line or "END HIDDEN TESTS" in line:
            hiding = False
        else:
            (inside if hiding else kept).append(line)
    return inside, kept


def test_the_real_course_publishes_no_secret(tmp_path: Path) -> None:
    if not list((ROOT / "release").glob("*/*.ipynb")):
        pytest.skip("no part is built yet")
    publish.run(tmp_path / "students")
    _search_for_secrets(tmp_path / "students", ROOT)


def test_a_published_folder_is_complete(course: Path, tmp_path: Path) -> None:
    students = tmp_path / "students"
    assert publish.run(students, root=course) == 0
    _search_for_secrets(students, course)
    texts = _texts(students)
    assert "twice_the_number" not in "".join(texts.values())
    assert "54321" not in "".join(texts.values())
    assert "model answer" not in "".join(texts.values())
    assert "[dev]" not in texts["environment.yml"]
    assert "make lab" in texts["README.md"]
    program = "import sys; from coursetools.students import lab; lab.copy_releases(); print(lab.write_home())"
    result = subprocess.run([sys.executable, "-c", program], cwd=students, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "True"
    assert "[**A tiny part**]" in (students / "work" / "Home.md").read_text(encoding="utf-8")
    handed_in = _command(students, "submit", "9.1", "ada")
    assert handed_in.returncode == 0, handed_in.stderr
    assert (students / "submitted" / "ada" / PART / f"{PART}.ipynb").exists()


def _command(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "coursetools", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": ""})


@pytest.mark.parametrize("command", ["grade", "build", "bank", "validate", "lint"])
def test_commands_of_instructors_say_what_is_missing(course: Path, tmp_path: Path, command: str) -> None:
    publish.run(tmp_path / "students", root=course)
    result = _command(tmp_path / "students", command)
    assert result.returncode != 0
    assert "Traceback" not in result.stderr
    assert "instructor" in result.stderr


def test_publishing_again_replaces_what_was_published_and_nothing_else(course: Path, tmp_path: Path) -> None:
    students = tmp_path / "students"
    (course / "rlcourse" / "old.py").write_text('"""Old."""\n', encoding="utf-8")
    publish.run(students, root=course)
    (students / "work").mkdir()
    (students / "work" / "mine.txt").write_text("mine", encoding="utf-8")
    (course / "rlcourse" / "old.py").unlink()
    tiny_course.make(course, tiny_course.MASTER.replace("## Doubling", "## Doubling numbers"))
    publish.run(students, root=course)
    assert not (students / "rlcourse" / "old.py").exists()
    assert (students / "work" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert "Doubling numbers" in (students / "release" / PART / f"{PART}.ipynb").read_text(encoding="utf-8")


def test_a_foreign_folder_is_left_alone(course: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(CourseError, match="not empty"):
        publish.run(foreign, root=course)
    with pytest.raises(CourseError, match="is a file"):
        publish.run(foreign / "thesis.txt", root=course)
    with pytest.raises(CourseError, match="not empty"):
        publish.run(course, root=course)
    assert _files(foreign) == {"thesis.txt"}
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    assert publish.run(repository, root=course) == 0, "a new repository is as good as an empty folder"


def _edit(path: Path, cell_id: str, **changes: Any) -> None:
    notebook = read_notebook(path)
    for cell in notebook.cells:
        if cell.id == cell_id:
            cell.update(changes)
    nbformat.write(notebook, path)


@pytest.mark.parametrize(
    ("cell_id", "changes"),
    [
        ("double", {"source": "def double(x):\n        twice_the_number = 2 * x\n        return twice_the_number"}),
        ("largest-hidden", {"source": 'checks.equal("largest", found, -12345, thought="Negative ones too?")'}),
        ("why", {"source": "Because the model answer says so."}),
        ("double-test", {"source": "### BEGIN HIDDEN TESTS\npass\n### END HIDDEN TESTS"}),
        ("double-test", {"outputs": [nbformat.v4.new_output("stream", name="stdout", text="42\n")]}),
    ],
)
def test_a_leak_is_found_and_nothing_is_written(course: Path, tmp_path: Path, cell_id: str, changes: dict[str, Any]) -> None:
    _edit(course / "release" / PART / f"{PART}.ipynb", cell_id, **changes)
    with pytest.raises(CourseError, match="nothing was published"):
        publish.run(tmp_path / "students", root=course)
    assert not (tmp_path / "students").exists()


def test_an_answer_in_another_file_is_found(course: Path, tmp_path: Path) -> None:
    (course / "Makefile").write_text(
        "    if x == 2: # a line\n" + "            best = number\n    for number in numbers:\n", encoding="utf-8"
    )
    bank = course / "tests" / "answers" / f"{PART}.py"
    bank.write_text(bank.read_text(encoding="utf-8") + "from dataclasses import dataclass\n", encoding="utf-8")
    publish.run(tmp_path / "short-lines-and-imports-are-no-proof", root=course)
    (course / "syllabus.toml").write_text('# wrong="largest" why="begins at zero" passes="visible"\n', encoding="utf-8")
    (course / "Makefile").write_text("    twice_the_number = 2 * x\n", encoding="utf-8")
    with pytest.raises(CourseError, match="Makefile: a line of a solution"):
        publish.run(tmp_path / "students", root=course)


def test_solutions_go_out_only_when_they_are_asked_for(course: Path, tmp_path: Path) -> None:
    students = tmp_path / "students"
    publish.run(students, root=course, with_solutions=True)
    shown = _command(students, "solution", "9.1", "double")
    assert "twice_the_number = 2 * x" in shown.stdout
    assert "SOLUTION" not in shown.stdout
    publish.run(students, root=course)
    assert not (students / "source").exists(), "a later publication takes them back"
    refused = _command(students, "solution", "9.1", "double")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "whoever published it kept them back" in refused.stderr


def test_the_manifest_names_every_file(course: Path, tmp_path: Path) -> None:
    publish.run(tmp_path / "students", root=course)
    listed = json.loads((tmp_path / "students" / publish.MANIFEST).read_text(encoding="utf-8"))
    assert {*listed, publish.MANIFEST} == _files(tmp_path / "students")


def test_the_makefile_offers_what_students_can_do(course: Path, tmp_path: Path) -> None:
    students = tmp_path / "students"
    publish.run(students, root=course)
    offered = subprocess.run(["make", "--no-print-directory", "help"], cwd=students, capture_output=True, text=True, check=True).stdout
    assert [line.split()[0] for line in offered.splitlines()] == list(publish.TARGETS)
    told = set(re.findall(r"make ([a-z-]+)", (students / "README.md").read_text(encoding="utf-8")))
    assert told <= set(publish.TARGETS), "the students' page names no command that they do not have"
    assert {target for target in publish.TARGETS if target != "help"} == STUDENT_COMMANDS
    for target in publish.TARGETS:
        subprocess.run(["make", "--dry-run", target], cwd=students, capture_output=True, check=True)
    assert subprocess.run(["make", "--dry-run", "grade"], cwd=students, capture_output=True).returncode != 0
