"""The bank's runner is tried on a tiny notebook, and then the bank of every part is tried by it."""

import dataclasses
from pathlib import Path

import pytest

from coursetools.authors import bank, masters
from coursetools.syllabus import Part, Task

MASTER = '''\
# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 9.9: Tiny"
# author: "The course team"
# date: 2026-11-21
# ---

# %%
import inspect

from rlcourse import checks

factor = 2

# %% tags=["demo"]
raise RuntimeError("the bank skips demo cells")

# %% [markdown]
# ## Exercise


# %% exercise="twice" task=1 forbid="fractions"
def twice(number: int) -> int:
    """Return the double of a number."""
    # BEGIN SOLUTION
    return factor * number
    # END SOLUTION


# %% test="twice" points=1
def test_twice() -> None:
    checks.close("twice(2)", checks.attempt(twice, 2), 4, thought="Two and two?")

# %% hidden="twice" points=2
def hidden_twice() -> None:
    for number in (0, -1, 5):
        doubled = checks.attempt(twice, number)
        checks.close("the double", doubled, number + number, thought="Negative ones?")

# %%
copied = inspect.getsource(twice)
'''

CLOSE = 'checks.close("the double", doubled, number + number, thought="Negative ones?")'

BANK = """\
# %% right="twice" why="a sum"
def twice(number):
    return number + number


# %% wrong="twice" why="knows the visible numbers only" passes="visible"
def twice(number):
    return 4


# %% wrong="twice" why="squares" passes="visible"
def twice(number):
    return number**2


# %% wrong="twice" why="forgets the return"
def twice(number):
    2 * number
"""

QUICK = MASTER.replace(
    "from rlcourse import checks",
    '''\
class CheckFailedError(Exception):
    """What the course's own checks raise, without the seconds of imports."""


class NotAttemptedError(CheckFailedError):
    """Blank."""


class checks:
    """The few checks that the tiny notebook uses."""

    @staticmethod
    def run(test, **options):
        """Run a test, and take its name away."""
        del globals()[test.__name__]
        test()

    @staticmethod
    def attempt(function, *args):
        """Call an answer."""
        try:
            return function(*args)
        except NotImplementedError:
            raise NotAttemptedError from None

    @staticmethod
    def close(what, actual, expected, thought):
        """Compare numbers."""
        if actual != expected:
            raise CheckFailedError(f"{what} Think about: {thought}")''',
)

ENTRY = Part(number="9.9", title="Tiny", tasks=(Task("code", "double a number"),), shows=None)


def tried(
    folder: Path, *, master: str = QUICK, answers: str = BANK, extra: str = "", fork: bool = bank.CAN_FORK
) -> tuple[bank.PartResult, str]:
    """The result of a bank, and its problems as one text."""
    path, file = folder / "9.9-tiny.py", folder / "answers.py"
    path.write_text(master, encoding="utf-8")
    file.write_text(f"{answers}\n\n{extra}", encoding="utf-8")
    read = masters.read(path, ENTRY)
    result = bank.check(read, masters.read_answers(file, read), file, cpu_limit=3, wall_limit=60, fork=fork)
    return result, "\n".join(map(str, result.problems))


def test_a_good_bank_has_no_problem(tmp_path: Path) -> None:
    result, problems = tried(tmp_path)
    assert not problems
    assert [dataclasses.replace(row, seconds=0.0) for row in result.rows] == [bank.Row("twice", right=1, wrong=3, seconds=0.0)]
    assert 0 < result.rows[0].seconds < result.cpu_seconds


def test_without_fork_it_is_the_same(tmp_path: Path) -> None:
    _, problems = tried(tmp_path, fork=False, extra='# %% wrong="twice" why="triples"\ndef twice(number):\n    return 2 * number\n')
    assert problems.count("\n") == 1
    assert "(triples) passes the hidden test" in problems
    assert '(triples) passes the visible test: say passes="visible"' in problems


WRONG_ENTRIES = [
    # header, body, and words that the problems with this answer must have; all in one bank
    ('right="twice" why="is fine"', "return sum([number, number])", []),
    ('wrong="twice" why="is right" passes="visible"', "return 2 * number", ["(is right) passes the hidden test"]),
    ('right="twice" why="is wrong"', "return 3 * number", ["loses the visible test", "expected: 4", "loses the hidden test", "Negative"]),
    ('wrong="twice" why="silent"', "return 4", ['(silent) passes the visible test: say passes="visible"']),
    ('wrong="twice" why="loud" passes="visible"', "return 5", ["(loud) loses the visible test", "actual:   5"]),
    ('wrong="twice" why="leaves"', "import os; os._exit(0)", ["did not come to an end", "ended itself (exit status 0)"]),
    ('wrong="twice" why="dies"', "import os; os.abort()", ["died of SIGABRT"]),
    ('wrong="twice" why="loops"', "while True: pass", ["did not come to an end", "stopped after 3 CPU seconds"]),
    ('wrong="twice" why="slip"', "return nmber", ["fails the hidden test by NameError", "slip in the bank"]),
    ('right="twice" why="asks"', "return int(input())", ["loses the visible test", "EOFError"]),
    ('right="twice" why="quits"', "raise SystemExit(0)", ["loses the visible test", "SystemExit"]),
    ('right="twice" why="cheats"', "import fractions; return number * 2", ["loses the hidden test", "gets no points"]),
]


@pytest.mark.skipif(not bank.CAN_FORK, reason="a crash of a fork is what this is about")
def test_what_is_wrong_with_an_answer_is_reported(tmp_path: Path) -> None:
    """One run with the course's own checks."""
    cells = [f"# %% {header}\ndef twice(number):\n    {body}\n" for header, body, _ in WRONG_ENTRIES]
    result, _ = tried(tmp_path, master=MASTER, extra="\n".join(cells))
    for place, (header, _, said) in enumerate(WRONG_ENTRIES):
        line = len(BANK.splitlines()) + 3 + 4 * place
        problems = "\n".join(str(problem) for problem in result.problems if problem.line == line)
        assert [words for words in said if words not in problems] == [], f"{header}: {problems}"
        assert bool(problems) == bool(said), f"{header}: {problems}"


def test_a_cell_that_can_not_run_is_reported(tmp_path: Path) -> None:
    _, problems = tried(tmp_path, extra='# %% right="twice" why="half"\ndef twice(number:\n    return 2\n')
    assert "fails when its cell runs" in problems
    assert "SyntaxError" in problems


def test_a_warning_on_stderr_costs_the_points(tmp_path: Path) -> None:
    noisy = MASTER.replace('thought="Two and two?")', 'thought="Two and two?")\n    import warnings\n    warnings.warn("oh")')
    _, problems = tried(tmp_path, master=noisy)
    assert "the solution of twice loses the visible test" in problems
    assert "nbgrader counts as a failure" in problems


def test_a_blank_that_passes_is_reported(tmp_path: Path) -> None:
    lenient = MASTER.replace('checks.close("twice(2)", checks.attempt(twice, 2), 4, thought="Two and two?")', "assert callable(twice)")
    _, problems = tried(tmp_path, master=lenient)
    assert "the blank stub of twice passes the visible test" in problems
    assert "the blank notebook passes the visible test of twice in its place" in problems
    assert "the blank notebook passes the visible test of twice after the last cell" in problems


def test_a_blank_that_reads_as_wrong_is_reported(tmp_path: Path) -> None:
    raw = MASTER.replace("checks.attempt(twice, 2)", "twice(2)")
    _, problems = tried(tmp_path, master=raw)
    assert "the blank stub of twice reads as NotImplementedError in the visible test" in problems


def test_a_test_that_raises_by_itself_is_reported(tmp_path: Path) -> None:
    raw = MASTER.replace("checks.attempt(twice, number)", "checks.attempt(twice, number) + 0")
    _, problems = tried(tmp_path, master=raw)
    assert "(forgets the return) makes the hidden test itself raise TypeError" in problems


@pytest.mark.parametrize(
    "telling",
    [
        'checks.true("twice", doubled == 2 * number, thought=f"What about {number}?")',
        'if doubled != 2 * number:\n            raise checks.CheckFailedError(f"actual: {doubled}")',
    ],
)
def test_a_hidden_test_that_tells_numbers_is_reported(tmp_path: Path, telling: str) -> None:
    _, problems = tried(tmp_path, master=MASTER.replace(CLOSE, telling))
    assert "the hidden test of twice tells a student more than a thought" in problems


def test_the_name_of_an_argument_is_no_number(tmp_path: Path) -> None:
    naming = 'checks.true("twice", doubled == 2 * number, thought="Is " + "`w2` twice?")'
    _, problems = tried(tmp_path, master=MASTER.replace(CLOSE, naming))
    assert "tells a student more than a thought" not in problems


def test_a_test_that_leaves_a_name_is_reported(tmp_path: Path) -> None:
    leaving = MASTER.replace("    checks.close(", "    global factor\n    factor = 2.0\n    checks.close(")
    _, problems = tried(tmp_path, master=leaving)
    assert "the visible test of twice leaves factor changed in the notebook" in problems


def test_a_later_cell_that_breaks_a_test_is_reported(tmp_path: Path) -> None:
    _, problems = tried(tmp_path, master=MASTER + "\n# %%\nglobals().update(factor=3)\n")
    assert "the solution, tested after the last cell, loses the hidden test of twice" in problems


def test_a_given_cell_that_needs_a_demo_is_reported(tmp_path: Path) -> None:
    needy = MASTER.replace('raise RuntimeError("the bank skips demo cells")', "shown = 1") + "\n# %%\nprint(shown)\n"
    _, problems = tried(tmp_path, master=needy)
    assert f"9.9-tiny.py:{len(needy.splitlines()) - 1}: this cell fails" in problems
    assert "NameError: name 'shown' is not defined" in problems


def test_a_thread_more_is_reported(tmp_path: Path) -> None:
    if not bank.CAN_FORK:
        pytest.skip("without fork, threads do no harm")
    _, problems = tried(tmp_path, master=MASTER.replace("factor = 2", "import torch\n\ntorch.set_num_threads(2)\nfactor = 2"))
    assert "PyTorch has 2 threads" in problems


def test_an_answer_leaves_nothing_for_the_next(tmp_path: Path) -> None:
    """Each trial has the notebook's files, and a working folder of its own."""
    master = MASTER.replace("factor = 2", 'from pathlib import Path\n\nPath("given.txt").write_text("2")\nfactor = 2')
    body = "assert Path('given.txt').exists() and not Path('left.txt').exists(); Path('left.txt').touch(); return 2 * number\n"
    answer = (
        '# %% right="twice" why="writes {}"\ndef twice(number, first=[]):\n    if first: return 2 * number\n    first.append(1); ' + body
    )
    _, problems = tried(tmp_path, master=master, extra=answer.format(1) + "\n\n" + answer.format(2))
    assert not problems


def test_missing_answers_are_reported(tmp_path: Path) -> None:
    shorter = BANK.split('# %% wrong="twice" why="forgets', maxsplit=1)[0]
    with pytest.raises(masters.MasterError, match="twice has 2 wrong answers"):
        tried(tmp_path, answers=shorter)
    unproved = BANK.replace('why="knows the visible numbers only" passes="visible"', 'why="knows"').replace("return 4", "return 7")
    unproved = unproved.replace('why="squares" passes="visible"', 'why="cubes"').replace("**2", "**3")
    _, problems = tried(tmp_path, answers=unproved)
    assert 'no wrong answer to twice has passes="visible"' in problems


@pytest.mark.parametrize("part", bank.written())
def test_the_bank_of_a_part(part: str) -> None:
    result = bank.results(part)
    assert not result.problems, "\n\n" + "\n\n".join(map(str, result.problems))
