"""``make publish``: a folder that is all a student may have, and that works by the same ``make lab``.

What goes out is a list of what students need, not the course less its secrets: a new file of the course stays at home until it is named
here. The result is searched for solutions and hidden tests before the first file is written.
"""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from coursetools import files
from coursetools.environment import STUDENT_EXTRAS
from coursetools.paths import ROOT, CourseError, order

MANIFEST = ".published.json"
"""Lists what was published into a folder: a later run replaces just that."""

FILES = (
    "LICENSE",
    "docs/path.md",
    "docs/path.svg",
    "constraints.txt",
    "nbgrader_config.py",
    "pyproject.toml",
    "syllabus.toml",
    ".gitignore",
)
TOOLS = ("__init__.py", "__main__.py", "environment.py", "files.py", "paths.py", "py.typed", "syllabus.py")
"""What the students' commands, ``coursetools/students/``, are made of besides."""

TARGETS = ("help", "setup", "lab", "submit", "progress", "check-answers", "check-types", "solution", "reset")
"""What a student's Makefile offers."""

_MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN")
_DISTINCTIVE = 24
"""Characters from which on a line is taken to be a solution's own, and not a coincidence; an import is nobody's own."""


def run(directory: Path, *, with_solutions: bool = False, root: Path = ROOT) -> int:
    """Publish into a folder: a new or empty one, or one that this command wrote before. Returns the exit status.

    Args:
        directory: The folder.
        with_solutions: Whether the solution notebooks go out, too, in ``source/``: for those who learn alone, and not for a class.
        root: The course folder.

    Raises:
        CourseError: The folder belongs to somebody else, something is missing, or a solution would go out.
    """
    directory = directory.expanduser().resolve()
    before = _published_before(directory)
    content = collect(root)
    leaks = find_leaks(content, root)
    if leaks:
        raise CourseError("nothing was published, since it would hold what students must not have:\n" + "\n".join(leaks))
    names = [name.split("/")[1] for name in content if name.startswith("release/")]
    if with_solutions:  # after the search: nothing else may hold a solution
        content |= {f"source/{name}/{name}.ipynb": (root / "source" / name / f"{name}.ipynb").read_bytes() for name in names}
    for name, data in content.items():
        files.replace(directory / name, data)
    for name in sorted(before - set(content)):
        (directory / name).unlink(missing_ok=True)
        _remove_empty_folders((directory / name).parent, directory)
    files.replace(directory / MANIFEST, (json.dumps(sorted(content), indent=1) + "\n").encode())
    print(f"Published {len(names)} parts, {len(content)} files, to {directory}")
    kept_back = "masters or answers" if with_solutions else "solutions, hidden tests, masters or answers"
    print(f"  no {kept_back} in it; students start with `make lab` there")
    if with_solutions:
        print("  solutions and hidden tests are in source/: this folder is for those who learn alone, and not for a class that is graded")
    return 0


def collect(root: Path = ROOT) -> dict[str, bytes]:
    """What students get: the content of each file by its name in the published folder.

    Raises:
        CourseError: A file that students need is missing.
    """
    sources: dict[str, Path] = {name: root / name for name in FILES}
    sources |= {f"coursetools/{name}": root / "coursetools" / name for name in TOOLS}
    door = root / "coursetools" / "students"
    sources["README.md"] = door / "README-students.md"
    library = root / "rlcourse"
    folders = [
        (door, "*.py"),
        (door / "lab_settings", "*.json"),
        (door / "labextensions", "*.js*"),
        (library, "*.py"),
        (library, "*.json"),
        (library, "py.typed"),
    ]
    for folder, pattern in folders:
        sources |= {path.relative_to(root).as_posix(): path for path in sorted(folder.rglob(pattern))}
    releases = [path for path in (root / "release").glob("*/*.ipynb") if path.stem == path.parent.name]
    if not releases:
        raise CourseError("release/ holds no part to publish: make build makes it")
    sources |= {path.relative_to(root).as_posix(): path for path in sorted(releases, key=lambda path: order(path.stem))}
    makefile = sources["Makefile"] = root / "Makefile"
    missing = [str(path.relative_to(root)) for path in sources.values() if not path.is_file()]
    if missing:
        raise CourseError(f"students need {', '.join(missing)}, and the course has no such file")
    content = {name: path.read_bytes() for name, path in sources.items()}
    content["Makefile"] = _for_students(makefile.read_text(encoding="utf-8")).encode()
    conda = root / "environment.yml"
    if conda.is_file():  # without the tools of authors
        content[conda.name] = conda.read_bytes().replace(b".[dev]", f".[{','.join(STUDENT_EXTRAS)}]".encode())
    return content


def _for_students(makefile: str) -> str:
    """A Makefile with the targets of students alone."""
    head, *targets = re.split(r"^(?=[a-z-]+:)", makefile, flags=re.MULTILINE)
    head = re.sub(r"^\.PHONY:.*", f".PHONY: {' '.join(TARGETS)}", head, flags=re.MULTILINE)
    return head + "".join(target for target in targets if target.split(":")[0] in TARGETS)


def find_leaks(content: Mapping[str, bytes], root: Path = ROOT) -> list[str]:
    """Search what would be published for solutions, hidden tests and stored outputs; a line for each find."""
    leaks: list[str] = []
    secrets = secret_lines(root)
    for name, data in content.items():
        text = data.decode("utf-8", errors="replace")
        if name.startswith("release/"):
            cells = _cells(data)
            leaks += [f"{name}: {marker!r} stands in it" for marker in _MARKERS if marker in text]
            leaks += [f"{name}: cell {cell['id']} has outputs" for cell in cells if cell.get("outputs")]
            lines = {line.strip() for cell in cells for line in "".join(cell["source"]).splitlines()}
            leaks += [
                f"{name}: a line of a solution or hidden test: {line}" for line in sorted(lines & secrets.get(Path(name).stem, set()))
            ]
        elif not name.startswith("rlcourse/"):
            everywhere = set[str]().union(*secrets.values())
            lines = {line.strip() for line in text.splitlines()}
            leaks += [f"{name}: a line of a solution or hidden test: {line}" for line in sorted(lines & everywhere)]
    return leaks


def secret_lines(root: Path = ROOT) -> dict[str, set[str]]:
    """The lines of each part that stand in its solutions and hidden tests, in its answers, and nowhere that students may look."""
    found: dict[str, set[str]] = {}
    for path in (root / "source").glob("*/*.ipynb"):
        hidden, shown = _split(_cells(path.read_bytes()))
        bank = root / "tests" / "answers" / f"{path.stem}.py"
        answers = bank.read_text(encoding="utf-8").splitlines() if bank.exists() else []
        lines = {line.strip() for line in [*hidden, *answers]} - {line.strip() for line in shown}
        found[path.stem] = {line for line in lines if len(line) >= _DISTINCTIVE and not line.startswith(("import ", "from "))}
    return found


def _split(cells: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """The lines of a solution notebook that students must not have, and the others."""
    hidden: list[str] = []
    shown: list[str] = []
    for cell in cells:
        inside = False
        for line in "".join(cell["source"]).splitlines():
            if any(marker in line for marker in _MARKERS):
                inside = "BEGIN" in line
            else:
                (hidden if inside else shown).append(line)
    return hidden, shown


def _cells(data: bytes) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", json.loads(data)["cells"])


def _published_before(directory: Path) -> set[str]:
    """Names of the files that this command wrote into a folder before.

    Raises:
        CourseError: The folder holds something else.
    """
    if not directory.exists():
        return set()
    if not directory.is_dir():
        raise CourseError(f"{directory} is a file: name a new folder")
    manifest = directory / MANIFEST
    if manifest.is_file():
        names = cast("list[str]", json.loads(manifest.read_text(encoding="utf-8")))
        return {name for name in names if (directory / name).resolve().is_relative_to(directory)}
    if [path for path in directory.iterdir() if path.name != ".git"]:
        raise CourseError(f"{directory} is not empty and was not made by this command: name a new or empty folder, so that nothing is lost")
    return set()


def _remove_empty_folders(folder: Path, top: Path) -> None:
    """Remove the folders that a removed file leaves empty, caches of Python among them."""
    while folder != top and folder.is_dir():
        shutil.rmtree(folder / "__pycache__", ignore_errors=True)
        if any(folder.iterdir()):
            return
        folder.rmdir()
        folder = folder.parent
