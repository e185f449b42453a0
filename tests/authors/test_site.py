"""The course as pages: hidden tests stay out, solutions are folded or left out, links lead somewhere, nothing comes from a foreign host."""

import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from coursetools.__main__ import main
from coursetools.authors import site
from coursetools.paths import SOURCE, CourseError, part_name
from tests import a_browser
from tests.a_browser import CHROMIUM


def graded(name: str, source: str, *, solution: bool = False) -> Any:
    """A cell of nbgrader's."""
    return new_code_cell(source, id=name, metadata={"nbgrader": {"grade_id": name, "solution": solution, "grade": not solution}})


def notebook() -> Any:
    """A title, a picture, an exercise with its tests, and a written answer."""
    answer = {"nbgrader": {"grade_id": "why", "solution": True, "grade": True}}
    cells = [
        new_markdown_cell("# The whole course, Part 9.1: Small", id="title"),
        new_code_cell("show()", id="picture", metadata={"alt": "A line that rises."}),
        graded("double", "SECRET", solution=True),
        graded("double-test", "test()"),
        graded("double-hidden", "HIDDEN"),
        new_markdown_cell("Because.", id="why", metadata=answer),
    ]
    return new_notebook(cells=cells)


def test_a_solution_notebook_becomes_a_page() -> None:
    title, picture, solution, test, answer = site.page(notebook(), [], {}).cells
    assert title.source == "# Part 9.1: Small"
    assert picture.metadata["mystnb"] == {"image": {"alt": "A line that rises."}}
    assert "hide-input" not in picture.metadata.get("tags", [])
    assert (solution.source, solution.metadata["tags"]) == ("SECRET", ["hide-input"])
    assert test.metadata["tags"] == ["hide-input"]
    assert "<details>" in answer.source
    assert "Because." in answer.source


def test_solutions_can_be_left_out() -> None:
    made = site.page(notebook(), [], {"double": "# YOUR CODE HERE", "why": "YOUR ANSWER HERE"})
    text = nbformat.writes(made)  # pyright: ignore[reportUnknownMemberType]
    assert "YOUR CODE HERE" in text
    assert "YOUR ANSWER HERE" in text
    assert not re.search("SECRET|HIDDEN|Because", text)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("as Part 4.4 shows", "as [Part 4.4](4.4-x.ipynb) shows"),
        ("Part 4.40 is to come", "Part 4.40 is to come"),
        ("# Part 4.4: a heading", "# Part 4.4: a heading"),
        ("`Part 4.4` in code", "`Part 4.4` in code"),
        ("```\nPart 4.4\n```", "```\nPart 4.4\n```"),
        ("[Next: Part 4.4](../4.4-x/4.4-x.ipynb) · [Course home](../Home.md)", "[Next: Part 4.4](4.4-x.ipynb) · [Course home](index.md)"),
    ],
)
def test_links(markdown: str, expected: str) -> None:
    assert site.with_links(markdown, {"4.4": "4.4-x.ipynb"}) == expected


def test_the_whole_course(tmp_path: Path) -> None:
    """Sphinx takes every warning, such as a link that leads nowhere, for an error."""
    pages = tmp_path / "site"
    assert main(["site", str(pages), "--solutions", "leave-out"]) == 0
    names = {path.stem for path in SOURCE.glob("*/*.ipynb")}
    assert {path.stem for path in pages.glob("*.html")} == names | {"index", "path", "search", "genindex"}
    index = (pages / "index.html").read_text()
    for name in names:
        text = (pages / f"{name}.html").read_text()
        assert f'href="{name}.html"' in index
        assert not re.search("BEGIN SOLUTION|BEGIN HIDDEN", text)
        assert not re.search(r'<(script|link|img)[^>]+(src|href)="https?:', text), "a page that a foreign host must help to show"
        assert not re.search(r"<img(?![^>]*alt=\"[^\"]+\")[^>]*cell_output|<img(?![^>]*alt=)", text), "a picture without a text"


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is missing (apt-get install chromium)")
def test_nobody_is_kept_out(tmp_path: Path) -> None:
    """Two parts whose pages have everything: formulas, tables, films, sliders, folded solutions; and what leads to them."""
    site.run(tmp_path / "site", "fold")
    with a_browser.chromium() as browser:
        page = a_browser.new_page(browser, width=1400, height=1000)
        for name in ("index", "path", part_name("1.7"), part_name("4.4")):
            page.goto(f"file://{tmp_path}/site/{name}.html")
            page.wait_for_function("() => !window.MathJax || MathJax.startup?.promise")
            for theme in ("light", "dark"):
                page.evaluate("theme => Object.assign(document.documentElement.dataset, {theme: theme, mode: theme})", theme)
                page.wait_for_timeout(1000)  # colours fade from one theme into the other
                assert a_browser.barriers(page) == [], f"{name}, {theme}"


def test_what_is_no_site_is_kept(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="holds something that is no site"):
        site.run(tmp_path, "fold")
    assert (tmp_path / "thesis.txt").read_text() == "mine"
