"""What runs a test's cell leaves no name behind and keeps count; demonstrations wait for answers, and for nothing else."""

import pytest

from rlcourse import checks
from rlcourse.checks import CheckFailedError, NotAttemptedError, cells
from tests.rlcourse.checks.a_notebook import Notebook

ANSWER = "def double(x): return 2 * x"
BLANK = "def double(x): raise NotImplementedError()"
TEST = """
def test_double():
    expected = 4
    checks.equal("twice two", checks.attempt(double, 2), expected, thought="Twice?")


checks.run(test_double, of=3)
"""
HIDDEN = """
def hidden_double():
    checks.equal("twice -7", checks.attempt(double, -7), -14, thought="Of negative ones, too?")


checks.run(hidden_double, hidden=True, forbid=["rlcourse.seeding"])
"""


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setattr(cells, "_states", {})
    monkeypatch.setattr(cells, "_waiting", {})
    notebook = Notebook()
    notebook.run("from rlcourse import checks")
    return notebook


def test_a_right_answer_is_counted_and_no_name_stays(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.run(ANSWER + "\nexpected = 'a name of the student'")
    before = dict(notebook.names)
    for _ in range(2):
        notebook.run(TEST)
        assert capsys.readouterr().out == "✔ Right: `double`. 1 of 3 in this part.\n"
        notebook.run(HIDDEN)
        assert capsys.readouterr().out == ""
        assert notebook.names == before


def test_wrong_blank_and_missing_look_different(notebook: Notebook) -> None:
    for cell, message, kind in (
        ("def double(x): return 3 * x", "✘ Not yet: twice two\n  expected: 4\n  actual:   6\n  Think about: Twice?", CheckFailedError),
        (BLANK, "○ Not attempted yet: `double`. Write your answer", NotAttemptedError),
        ("del double", "✘ Not yet: there is no `double` in this notebook", CheckFailedError),
    ):
        notebook.run(cell)
        before = dict(notebook.names)
        with pytest.raises(kind) as caught:
            notebook.run(TEST)
        assert str(caught.value).startswith(message)
        assert notebook.names == before


def test_a_hidden_test_tells_the_thought_alone(notebook: Notebook) -> None:
    notebook.run("def double(x): return abs(2 * x)")
    notebook.run(TEST)
    with pytest.raises(CheckFailedError) as caught:
        notebook.run(HIDDEN)
    assert str(caught.value) == "✘ A hidden test is not satisfied yet.\n  Think about: Of negative ones, too?"


def test_what_is_forbidden_is_refused_before_the_test(notebook: Notebook) -> None:
    notebook.run("from rlcourse import seeding\ndef double(x):\n    seeding.seed_everything(x)\n    return 2 * x")
    with pytest.raises(CheckFailedError, match="asks for your own code"):
        notebook.run(HIDDEN)


def test_the_summary_lists_what_is_left(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.run(ANSWER)
    notebook.run(TEST)
    notebook.run("def halve(x): return x\ndef test_halve(): checks.true('half', False, thought='?')")
    with pytest.raises(CheckFailedError):
        notebook.run("checks.run(test_halve, of=3)")
    capsys.readouterr()
    notebook.run("checks.summary('double', 'halve', 'square')")
    assert capsys.readouterr().out.splitlines() == [
        "Visible tests: 1 of 3 exercises right.",
        "  ✘ Not yet: `halve`",
        "  ○ Not attempted yet: `square`",
    ]


def test_a_demonstration_waits_for_a_blank_answer(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.run(BLANK)
    notebook.run("with checks.demonstration():\n    shown = double(3)\n    print(shown)")
    notebook.run("with checks.demonstration():\n    print(shown + 1)")
    waits = "○ Not attempted yet: this demonstration waits for your `double`. Come back and run it then.\n"
    assert capsys.readouterr().out == 2 * waits
    notebook.run(ANSWER)
    notebook.run("with checks.demonstration():\n    shown = double(3)\n    print(shown)")
    notebook.run("with checks.demonstration():\n    print(shown + 1)")
    assert capsys.readouterr().out == "6\n7\n"


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("print(never_defined)", NameError),
        ("double('x' * 2, 3)", TypeError),
        ("{}['key']", KeyError),
        ("raise NotImplementedError('with words')", NotImplementedError),
    ],
)
def test_a_demonstration_hides_no_other_error(notebook: Notebook, cell: str, error: type[Exception]) -> None:
    notebook.run(BLANK)
    notebook.run("with checks.demonstration():\n    shown = double(3)")
    with pytest.raises(error):
        notebook.run(f"with checks.demonstration():\n    {cell}")


def test_the_checks_are_all_offered_by_one_name() -> None:
    assert all(hasattr(checks, name) for name in checks.__all__)
