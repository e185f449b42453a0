"""Two worlds for tests of the engine: a student's in a fork of this process, where some cells ran, and an instructor's here."""

import contextlib
import os
import socket
import types
from collections.abc import Callable, Generator
from typing import Any

from coursetools.grader.worlds.instructor import Instructor
from coursetools.grader.worlds.line import Line, LineEndedError
from coursetools.grader.worlds.student import Student

SECONDS = 60.0


@contextlib.contextmanager
def worlds(answers: str, given: dict[str, Any] | None = None, *, attack: Callable[[Line], None] | None = None) -> Generator[Instructor]:
    """Yield an instructor whose student has run the text of a cell.

    Args:
        answers: The cell.
        given: Names that both worlds have.
        attack: What the student's process does instead of serving.
    """
    here, there = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        here.close()
        try:
            _student(Line(there, SECONDS), answers, dict(given or {}), attack)
        except LineEndedError:
            pass
        finally:  # whatever an answer did to this process: it must not come back to pytest
            os._exit(0)
    there.close()
    instructor = Instructor(Line(here, SECONDS), dict(given or {}))
    try:
        yield instructor
    finally:
        instructor.line.close()
        os.waitpid(pid, 0)


def _student(line: Line, answers: str, given: dict[str, Any], attack: Callable[[Line], None] | None) -> None:
    if attack is not None:
        attack(line)
        return
    notebook = types.ModuleType("__main__")
    vars(notebook).update(given)
    exec(compile(answers, "<answer>", "exec", dont_inherit=True), vars(notebook))
    Student(line, vars(notebook), given).serve()
