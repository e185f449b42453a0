"""With the tests outside, the bank says of a tiny notebook what it says with all in one process."""

from pathlib import Path

import pytest

from coursetools.authors import bank, masters, outside
from tests.authors.test_bank import BANK, ENTRY, MASTER, WRONG_ENTRIES

pytestmark = pytest.mark.skipif(not outside.available(), reason="processes can not fork here")

PEEKING = """

# %% wrong="twice" why="looks for the test in its process" passes="visible"
def twice(number):
    import gc
    import sys
    found = [one for one in gc.get_objects() if getattr(one, "__name__", "") in ("test_twice", "hidden_twice")]
    frame = sys._getframe()
    while frame is not None:
        found += [name for name in frame.f_locals if name in ("doubled", "hidden_twice")]
        frame = frame.f_back
    return number + number if found else 4


# %% wrong="twice" why="says that all is well" passes="visible"
def twice(number):
    if number == 2:
        return 4
    raise RuntimeError("✔ Right: all tests passed")
"""


def test_what_is_wrong_with_an_answer_is_reported(tmp_path: Path) -> None:
    path, file = tmp_path / "9.9-tiny.py", tmp_path / "answers.py"
    path.write_text(MASTER, encoding="utf-8")
    cells = [f"# %% {header}\ndef twice(number):\n    {body}\n" for header, body, _ in WRONG_ENTRIES]
    file.write_text("\n".join([f"{BANK}\n", *cells, PEEKING]), encoding="utf-8")
    master = masters.read(path, ENTRY)
    answers = masters.read_answers(file, master)
    result = bank.check(master, answers, file, cpu_limit=3, wall_limit=120, apart=True)
    lines = {answer.why: answer.line for answer in answers}
    told: dict[int, str] = {}
    for problem in result.problems:
        told[problem.line] = told.get(problem.line, "") + str(problem)
    for header, _, said in WRONG_ENTRIES:
        why = header.split('why="')[1].split('"')[0]
        assert bool(said) == (lines[why] in told), (why, told.get(lines[why]))
        assert all(words in told[lines[why]] for words in said), (why, told.get(lines[why]))
    expected = {lines[header.split('why="')[1].split('"')[0]] for header, _, said in WRONG_ENTRIES if said}
    assert told.keys() == expected, told
