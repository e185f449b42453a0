"""Known wrong answers from this course's bank (``tests/answers/PART.py``); other courses have none, and the blank stub serves there."""

from pathlib import Path

from coursetools.authors.masters import Answer, read, read_answers
from coursetools.paths import CourseError


def wrong_answers(root: Path, part: str) -> tuple[Answer, ...]:
    """The wrong answers of a part, where the course folder has a bank for it."""
    master, bank = root / "notebooks" / f"{part}.py", root / "tests" / "answers" / f"{part}.py"
    if not master.exists() or not bank.exists():
        return ()
    try:
        return tuple(answer for answer in read_answers(bank, read(master)) if not answer.right)
    except CourseError:
        return ()
