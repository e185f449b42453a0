"""What ``make new`` begins is ready to run: it is read, keeps the rules, is linted and typed, its bank holds, and it builds."""

import re
import shutil
from pathlib import Path

import pytest

from coursetools import syllabus
from coursetools.authors import bank, build, lint, masters, new, rules
from coursetools.paths import ROOT, SYLLABUS, CourseError


@pytest.mark.parametrize("number", ["0.1", "0.4"])
def test_a_new_part_is_ready_to_run(tmp_path: Path, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """0.1 has exercises of code and a plot, 0.4 a written answer."""
    for folder in ("notebooks", "answers"):
        (tmp_path / folder).mkdir()
    for file in ("pyproject.toml", "notebooks/ruff.toml"):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "rlcourse").symlink_to(ROOT / "rlcourse")
    path, answers = new.begin(syllabus.load(SYLLABUS).find(number), tmp_path / "notebooks", tmp_path / "answers")
    master = masters.read(path)
    assert rules.mistakes(master) == []
    monkeypatch.setattr(lint, "ROOT", tmp_path)
    for name in lint.CHECKS:
        clean, text = lint.check(name, f"notebooks/{path.name}")
        assert clean, text
    assert bank.check(master, masters.read_answers(answers, master), answers).problems == ()
    notebook = build.execute(master)
    assert "0 of" not in notebook.cells[-2].outputs[0].text, "the solution notebook solves its exercises"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    part = syllabus.load(SYLLABUS).find("0.2")
    path, _ = new.begin(part, tmp_path, tmp_path / "answers")
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(f"{path.name} is there already: part 0.2 is begun")):
        new.begin(part, tmp_path, tmp_path / "others")
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(CourseError, match="begun"):
        new.begin(part, tmp_path / "others", tmp_path / "answers")
