"""One of the two processes in which a bank's tests run outside the answer's: the instructor's, which has the tests, or the student's.

Both execute the notebook's cells and fork for each trial. The driver (:mod:`coursetools.authors.outside`) sends the student's process
answers alone, never a test; the two forks of a trial have a line between them.
"""

import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from coursetools.authors import bank_worker
from coursetools.authors.bank_worker import Notebook, Outcome, Step
from coursetools.grader.worlds import library, processes
from coursetools.grader.worlds.answer_text import names_bound
from coursetools.grader.worlds.instructor import Instructor
from coursetools.grader.worlds.known import given_in
from coursetools.grader.worlds.line import Line, LineEndedError
from coursetools.grader.worlds.student import Student

Role = Literal["instructor", "student"]
_HEAD = 8


def send(connection: socket.socket, message: object, descriptors: Sequence[int] = ()) -> None:
    """Send a message between the driver and a worker, which trust each other: JSON, with open files."""
    data = json.dumps(message).encode()
    socket.send_fds(connection, [len(data).to_bytes(_HEAD, "little")], descriptors)
    connection.sendall(data)


def receive(connection: socket.socket) -> tuple[Any, list[int]]:
    """Wait for such a message; None where the other side has ended."""
    head, descriptors, _, _ = socket.recv_fds(connection, _HEAD, 1)
    if len(head) < _HEAD:
        return None, []
    size, data = int.from_bytes(head, "little"), bytearray()
    while len(data) < size:
        piece = connection.recv(min(1 << 20, size - len(data)))
        if not piece:
            return None, []
        data += piece
    return json.loads(data), list(descriptors)


class _Answering(Student):
    """A student's side that executes the answers and cells of a trial when it is told to."""

    def __init__(self, line: Line, notebook: Notebook, steps: Sequence[Step], exercises: Sequence[str]) -> None:
        self._notebook, self._steps = notebook, steps
        names = vars(notebook.module)
        given = {name: value for name, value in given_in(names).items() if name not in exercises}
        super().__init__(line, names, given)

    def perform(self, operation: str, number: int, name: str | None, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """Execute a step, or do what a test asks for."""
        if operation != "step":
            return super().perform(operation, number, name, arguments, keywords)
        return asdict(self._notebook.execute(self._steps[number]))


def answer(notebook: Notebook, steps: Sequence[Step], exercises: Sequence[str], line: Line) -> dict[str, Any]:
    """Be the student's world of one trial, in which the names of exercises are nothing that the other world has as well."""
    before = set(sys.modules)
    _fresh_folder()
    bank_worker.seed_global_generators()
    try:
        _Answering(line, notebook, steps, exercises).serve()
    except LineEndedError as error:
        print(error, file=sys.stderr)
    return {"imported": _imported(before)}


def judge(notebook: Notebook, steps: Sequence[Step], solutions: Mapping[str, Step], line: Line) -> dict[str, Any]:
    """Be the instructor's world of one trial.

    Args:
        notebook: The notebook as it is at the trial's place.
        steps: The trial's steps, tests and all.
        solutions: The solution of each exercise.
        line: The line to the student's world.
    """
    before = set(sys.modules)
    _fresh_folder()
    bank_worker.seed_global_generators()
    given = given_in(vars(notebook.module))
    for solution in solutions.values():
        for name in names_bound(solution.source):
            given.pop(name, None)
    instructor = Instructor(line, given)
    texts = {name: solution.source for name, solution in solutions.items()}
    outcomes: list[Outcome] = []
    number = 0
    try:
        for step in steps:
            if step.role in ("test", "hidden"):
                instructor.text = texts[step.exercise]
                with library.answers_at(instructor):
                    outcomes.append(_test(notebook, instructor, step, names_bound(solutions[step.exercise].source)))
            else:
                outcomes.append(bank_worker.outcome_from_json(instructor.request("step", number)))
                number += 1
                if step.role == "answer":
                    texts[step.exercise] = step.source
                notebook.execute(solutions[step.exercise] if step.role == "answer" else step)
                if step.role == "cell":
                    given |= given_in(vars(notebook.module))
        instructor.request("end", 0)
    except LineEndedError as error:
        return {"ended": str(error), "imported": []}
    return {"steps": [asdict(outcome) for outcome in outcomes], "imported": _imported(before)}


def _test(notebook: Notebook, instructor: Instructor, step: Step, names: Sequence[str]) -> Outcome:
    """Execute a test with the exercise's names bound to stand-ins."""
    namespace = vars(notebook.module)
    own = {name: namespace.pop(name) for name in names if name in namespace}
    try:
        for name in names:
            try:
                namespace[name] = instructor.stand_in(name)
            except NameError:
                continue
        outcome = notebook.execute(step)
    finally:
        for name in names:
            namespace.pop(name, None)
        namespace.update(own)
    if outcome.error == LineEndedError.__name__:
        raise LineEndedError(outcome.text)
    return outcome


def _fresh_folder() -> None:
    folder = Path(tempfile.mkdtemp(prefix="trial-", dir=Path.cwd().parent))
    shutil.copytree(Path.cwd(), folder, dirs_exist_ok=True)
    os.chdir(folder)


def _imported(before: set[str]) -> list[str]:
    return [name for name in sys.modules if name not in before and not name.startswith("__")]


def _take_part(role: Role, notebook: Notebook, job: Mapping[str, Any], line: Line) -> dict[str, Any]:
    steps = [Step(**step) for step in job["steps"]]
    if role == "student":
        return answer(notebook, steps, job["exercises"], line)
    return judge(notebook, steps, {name: Step(**step) for name, step in job["solutions"].items()}, line)


def serve(role: Role, driver: socket.socket) -> None:
    """Execute cells and trials as the driver says, until it hangs up."""
    notebook = Notebook()
    while True:
        job, descriptors = receive(driver)
        if job is None:
            return
        if "cell" in job:
            send(driver, asdict(notebook.execute(Step(**job["cell"]))))
            continue
        line = Line(socket.socket(fileno=descriptors[0]), job["clock_seconds"])
        work = partial(_take_part, role, notebook, job, line)
        ended = processes.forked(work, cpu_seconds=job["cpu_seconds"], clock_seconds=job["clock_seconds"])
        line.close()
        bank_worker.warm((ended.result or {}).get("imported", []))
        send(driver, asdict(ended))


def main() -> None:
    """Serve the driver at the other end of an open socket: ``python -m coursetools.authors.outside_worker ROLE DESCRIPTOR``."""
    role, descriptor = sys.argv[1:]
    with bank_worker.without_input(), bank_worker.scratch():
        serve(cast("Role", role), socket.socket(fileno=int(descriptor)))


if __name__ == "__main__":
    from coursetools.authors import outside_worker  # `python -m` makes this file __main__, a name that the notebook takes

    outside_worker.main()
