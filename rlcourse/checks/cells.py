"""What runs a test's cell and a demonstration's, and keeps count of what is right.

A test is a function, so that its names are its own: whatever a student calls a helper, no test overwrites it.
"""

import ast
import linecache
from collections.abc import Callable, Sequence
from types import TracebackType

from rlcourse.checks import answers, words
from rlcourse.checks.words import CheckFailedError, NotAttemptedError

_states: dict[str, str] = {}
"""What the visible test of each exercise said last: one of the signs in :mod:`rlcourse.checks.words`."""
_waiting: dict[str, str] = {}
"""Names that a demonstration could not define yet, with the exercise that it waits for."""


def run(test: Callable[[], None], *, of: int = 0, forbid: Sequence[str] = (), hidden: bool = False) -> None:
    """Run the test of an exercise. The build puts this call below each test.

    Args:
        test: ``test_NAME`` or, for a hidden test, ``hidden_NAME``; its own name is taken out of the notebook again.
        of: How many exercises the part has.
        forbid: Modules that the answer may not use.
        hidden: Whether failures tell the thought alone, and success tells nothing.

    Raises:
        CheckFailedError: The answer is missing or not right yet.
    """
    names = test.__globals__
    names.pop(test.__name__, None)
    exercise = test.__name__.split("_", maxsplit=1)[1]
    if hidden:
        with words.thoughts_only():
            _judge(test, exercise, forbid)
        return
    _states[exercise] = words.NOT_YET
    try:
        _judge(test, exercise, forbid)
    except NotAttemptedError:
        _states[exercise] = words.NOT_ATTEMPTED
        raise
    _states[exercise] = words.RIGHT
    n_right = sum(state == words.RIGHT for state in _states.values())
    print(f"{words.RIGHT} `{exercise}`. {n_right} of {max(of, len(_states))} in this part.")


def _judge(test: Callable[[], None], exercise: str, forbid: Sequence[str]) -> None:
    names = test.__globals__
    if exercise not in names:
        raise CheckFailedError(
            f"{words.NOT_YET} there is no `{exercise}` in this notebook.\n  Think about: Did you run the cell that defines it?"
        )
    if forbid:
        answers.forbidden(names[exercise], *forbid, names=names)
    test()


def summary(*exercises: str) -> None:
    """Say which exercises of a part are right, and what is left. The build puts this call at the end of each part."""
    n_right = sum(_states.get(name) == words.RIGHT for name in exercises)
    print(f"Visible tests: {n_right} of {len(exercises)} exercises right.")
    for name in exercises:
        state = _states.get(name, words.NOT_ATTEMPTED)
        if state != words.RIGHT:
            print(f"  {state} `{name}`")


class demonstration:  # noqa: N801  read as a word: with checks.demonstration():
    """Around a demonstration that uses answers: where one is still blank, it says which, in one line, and the notebook goes on.

    A wrong answer still fails where it fails. Names that the demonstration was to define are remembered, so that a later one that needs
    them says the same.
    """

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool | None:
        """Whether the error was only that an answer is missing.

        (A type checker takes names that are bound under a plain ``bool`` for possibly unbound afterwards.)
        """
        if error is None or trace is None:
            return False
        if answers.is_blank(error):
            exercise = answers.blank_exercise(error, "an exercise above")
        elif isinstance(error, NotAttemptedError):
            exercise = error.exercise
        elif isinstance(error, NameError) and error.name in _waiting:
            exercise = _waiting[error.name]
        else:
            return False
        _waiting.update(dict.fromkeys(_defined_in(trace), exercise))
        print(f"{words.NOT_ATTEMPTED} this demonstration waits for your `{exercise}`. Come back and run it then.")
        return True


def _defined_in(trace: TracebackType) -> set[str]:
    """Names that the cell around the first frame of a trace binds at its top level."""
    text = "".join(linecache.getlines(trace.tb_frame.f_code.co_filename))
    try:
        tree = ast.parse(text)
    except SyntaxError:  # magics
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.split(".")[0])
    return found
