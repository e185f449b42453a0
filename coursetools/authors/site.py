"""``python -m coursetools site``: the course as pages to read and search, without running anything.

Each page is a solution notebook with the outputs that it was executed with. Hidden tests stay out; visible tests and solutions are folded.
sphinx does the rest, with the frame in ``docs/site/``, and a warning (a link that leads nowhere) is an error.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal, cast

import nbformat

from coursetools import syllabus
from coursetools.authors import prerequisites
from coursetools.paths import RELEASE, ROOT, SOURCE, SYLLABUS, CourseError, order, part_number

FRAME = ROOT / "docs" / "site"
SITE = ROOT / "artefacts" / "site"

Solutions = Literal["fold", "leave-out"]

_FIXED = re.compile(r"(```.*?```|`[^`\n]*`|\[[^\]\n]*\]\([^)\n]*\)|^#[^\n]*)", re.DOTALL | re.MULTILINE)
"""What no link is put into: code, links that are there, and headings."""
_PART = re.compile(r"\bPart (\d+\.\d+)\b")


def run(directory: Path | None, solutions: Solutions) -> int:
    """Write the site, and return the exit status.

    Args:
        directory: Where the pages go; what was there from an earlier run is replaced. None is ``artefacts/site/``.
        solutions: ``"fold"`` has solutions open at a click, ``"leave-out"`` shows the cells as students get them.

    Raises:
        CourseError: The folder holds something else, or sphinx refuses the pages.
    """
    html = (directory or SITE).expanduser().resolve()
    if html.exists() and any(html.iterdir()) and not (html / "objects.inv").exists():
        raise CourseError(f"{html} holds something that is no site: give an empty folder, or one that this command wrote")
    pages = SITE.with_name("site-pages")
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(FRAME, pages)
    names = sorted((path.stem for path in SOURCE.glob("*/*.ipynb") if path.stem == path.parent.name), key=order)
    notebooks = {name: _read(SOURCE, name) for name in names}
    for name, node in notebooks.items():
        released = {cell.id: str(cell.source) for cell in _read(RELEASE, name).cells} if solutions == "leave-out" else {}
        nbformat.write(page(node, names, released), pages / f"{name}.ipynb")  # pyright: ignore[reportUnknownMemberType]
    for page_of_path in ("path.md", "path.svg"):
        shutil.copy(ROOT / "docs" / page_of_path, pages)
    index = pages / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + table_of_parts(notebooks), encoding="utf-8")
    shutil.rmtree(html, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning", "--keep-going", "--quiet", "--doctree-dir"]
    done = subprocess.run([*command, pages / "trees", pages, html], capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"the site could not be written:\n{done.stderr.strip()[-4000:]}")
    shutil.rmtree(pages)
    print(f"{len(names)} parts: {html / 'index.html'}")
    return 0


def _read(folder: Path, name: str) -> Any:
    return nbformat.read(folder / name / f"{name}.ipynb", as_version=4)  # pyright: ignore[reportUnknownMemberType]


def page(node: Any, names: list[str], released: dict[str, str]) -> Any:
    """A solution notebook made a page.

    Args:
        node: The executed notebook; changed.
        names: Full names of all parts that have a page.
        released: The text of each cell as students get it, by the cell's id; empty where solutions are shown.
    """
    links = {part_number(name): f"{name}.ipynb" for name in names}
    cells: list[Any] = []
    for cell in node.cells:
        grader = cast("dict[str, Any]", cell.metadata.get("nbgrader", {}))
        name = str(grader.get("grade_id", ""))
        if name.endswith("-hidden"):
            continue
        if grader.get("solution") and cell.id in released:
            cell.source = released[cell.id]
        elif grader.get("solution"):
            _fold(cell, "Show a solution")
        elif name.endswith("-test"):
            _fold(cell, "Show the test")
        if cell.cell_type == "markdown":
            cell.source = with_links(str(cell.source), links)
        elif alt := cell.metadata.get("alt"):
            cell.metadata.setdefault("mystnb", {})["image"] = {"alt": alt}
        cells.append(cell)
    title = cells[0]
    title.source = re.sub(r"^# .*?, (Part \d)", r"# \1", title.source)
    node.cells = cells
    return node


def _fold(cell: Any, prompt: str) -> None:
    if cell.cell_type == "code":
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
        cell.metadata.setdefault("mystnb", {})["code_prompt_show"] = prompt
    else:
        cell.source = f"<details><summary>Show an answer</summary>\n\n{cell.source}\n\n</details>"


def with_links(markdown: str, links: dict[str, str]) -> str:
    """Markdown in which "Part 4.4" leads there, and links to notebooks and to the course home lead to their pages."""
    markdown = re.sub(r"\]\(\.\./[^/)]+/([^/)]+\.ipynb)\)", r"](\1)", markdown).replace("](../Home.md)", "](index.md)")

    def link(match: re.Match[str]) -> str:
        target = links.get(match[1])
        return f"[{match[0]}]({target})" if target else match[0]

    pieces = _FIXED.split(markdown)
    return "".join(piece if place % 2 else _PART.sub(link, piece) for place, piece in enumerate(pieces))


def table_of_parts(notebooks: dict[str, Any]) -> str:
    """The parts by module: their titles, minutes and points, and what each builds on; and sphinx's list of pages."""
    course = syllabus.load(SYLLABUS)
    lines = ["", "```{toctree}", ":hidden:", "", "path", "```"]
    for module, parts in course.modules().items():
        lines += ["", f"## {module}", "", "| part | time | points | builds on |", "|---|---|---|---|"]
        pages: list[str] = []
        for part in parts:
            name = next((name for name in notebooks if part_number(name) == part.number), None)
            if name is None:
                lines.append(f"| {part.number} {part.title} *(in preparation)* | | | |")
                continue
            pages.append(name)
            introduction = prerequisites.introduction(notebooks[name].cells)
            points = sum(int(cell.metadata.get("nbgrader", {}).get("points", 0)) for cell in notebooks[name].cells)
            row = (
                f"[{part.number} {part.title}]({name}.ipynb)",
                _cell(prerequisites.said(introduction, "Time")),
                str(points),
                _cell(prerequisites.builds_on(introduction)),
            )
            lines.append(f"| {' | '.join(row)} |")
        if pages:
            lines += ["", "```{toctree}", ":hidden:", f":caption: {module}", "", *pages, "```"]
    return "\n".join([*lines, ""])


def _cell(words: str) -> str:
    """Words as the cell of a table."""
    return words.rstrip(".").replace("|", "\\|")
