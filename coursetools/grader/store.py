"""Saves verdicts: one writer, one transaction of the gradebook for each hand-in, and a journal that says how each grade came about.

A verdict is first written aside, whole, and then carried out: gradebook, autograded folder, journal. Each step can be done again, so a
run that was killed at any point is completed by the next one (:func:`Store.recover`).
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import make_url

from coursetools.grader import late
from coursetools.grader.course import Assignment, Course
from coursetools.grader.groups import ByPerson, Groups
from coursetools.grader.handin import HandIn
from coursetools.grader.rebuild import Rebuilt, answers_of
from coursetools.grader.sanitise import clean_outputs, student_words
from coursetools.grader.verdict import Outcome, fingerprint
from coursetools.paths import CourseError

ENGINE = "4"
"""Raised where the same hand-in could get other points than before."""
_KEPT_BACKUPS = 10
_MOST_TEXTS = 50
"""Notes and flags of one notebook in the journal."""

Record = dict[str, Any]


class Store:
    """The gradebook, the autograded folder and the journal of a course."""

    def __init__(self, course: Course, *, lock_seconds: float | None = None) -> None:
        self._course = course
        if lock_seconds is not None:
            course.lock_seconds = lock_seconds
        self._pending = course.records / "pending"
        self._pending.mkdir(parents=True, exist_ok=True)
        self._journal = course.records / "journal.jsonl"
        self._last = self._read_journal()
        self._extensions = late.Extensions(course)
        self._groups = Groups(course)

    # ------------------------------------------------------------------------------------------------------ the journal

    def _read_journal(self) -> dict[tuple[str, str], Record]:
        """The last line of each hand-in. A line that was cut off by a crash is skipped."""
        last: dict[tuple[str, str], Record] = {}
        if self._journal.exists():
            with self._journal.open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    with contextlib.suppress(ValueError, KeyError, TypeError):
                        record = cast("Record", json.loads(line))
                        last[record["assignment"], record["student"]] = record
        return last

    def last(self, assignment: str, student: str) -> Record | None:
        """What the journal said last of a hand-in."""
        return self._last.get((assignment, student))

    def stands(self, assignment: str, student: str, digest: str) -> bool:
        """Whether this very hand-in was graded with this very source, and the gradebook still says so."""
        record = self.last(assignment, student)
        if record is None or record["digest"] != digest or not record["final"]:
            return False
        with self._course.gradebook() as gradebook:
            for name, notebook in record["notebooks"].items():
                try:
                    grades = gradebook.find_submission_notebook(name, assignment, student).grades
                except Exception:  # nbgrader's MissingEntry, or a gradebook that was replaced
                    return False
                scores = {str(grade.name): grade.auto_score for grade in grades}
                if any(scores.get(test["name"]) != test["score"] for test in notebook["tests"]):
                    return False
        return all(
            (self._course.folder(str(self._course.directory.autograded_directory), student, assignment) / f"{name}.ipynb").exists()
            for name, notebook in record["notebooks"].items()
            if not notebook["problem"]
        )

    def _write_journal(self, record: Record) -> None:
        known = self._last.get((record["assignment"], record["student"]))
        if known is not None and known["id"] == record["id"]:
            return
        line = (json.dumps(record, sort_keys=True) + "\n").encode()
        number = os.open(self._journal, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(number).st_size
            if size and os.pread(number, 1, size - 1) != b"\n":
                line = b"\n" + line  # a line that was cut off by a crash stays apart
            os.write(number, line)
            os.fsync(number)
        finally:
            os.close(number)
        self._last[record["assignment"], record["student"]] = record

    # -------------------------------------------------------------------------------------------------------- the backup

    def back_up(self) -> Path | None:
        """Copy the gradebook before a run; the oldest copies go."""
        folder = self._course.records / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        file = self._course.sqlite_file
        if file is not None:
            if not file.exists():
                return None
            target = folder / f"gradebook-{stamp}.db"
            partial = target.with_suffix(".partial")
            try:
                with (
                    contextlib.closing(sqlite3.connect(file, timeout=self._course.lock_seconds)) as source,
                    contextlib.closing(sqlite3.connect(partial)) as copy,
                ):
                    source.backup(copy)
            except sqlite3.Error as error:
                partial.unlink(missing_ok=True)
                raise CourseError(f"the gradebook {file} cannot be copied before grading: {error}. Nothing was graded") from None
            partial.rename(target)
        else:
            target = folder / f"gradebook-{stamp}.sql"
            if not _dump(self._course.db_url, target):
                print("warning: the gradebook was not copied before this run, since there is no pg_dump here: keep copies by other means")
                return None
        for old in sorted(folder.glob("gradebook-*"))[:-_KEPT_BACKUPS]:
            old.unlink()
        return target

    # ------------------------------------------------------------------------------------------------------ the verdicts

    def save(
        self,
        assignment: Assignment,
        hand_in: HandIn,
        digest: str,
        results: dict[str, tuple[Rebuilt | None, Outcome]],
        *,
        final: bool = True,
    ) -> Record:
        """Write a verdict aside, and carry it out."""
        record = make_record(assignment, hand_in, digest, results, final=final)
        name = hashlib.sha256(f"{assignment.name}\0{hand_in.student}".encode()).hexdigest()[:24]
        place = self._pending / name
        partial = self._pending / f"{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        if place.exists():
            place.rename(partial)
            shutil.rmtree(partial, ignore_errors=True)
        (partial / "autograded").mkdir(parents=True)
        for notebook, (rebuilt, outcome) in results.items():
            graded = unread(outcome.problem) if rebuilt is None else filled(assignment, notebook, rebuilt, outcome)
            text = nbformat.writes(graded, version=nbformat.NO_CONVERT)
            (partial / "autograded" / f"{notebook}.ipynb").write_text(text, encoding="utf-8", errors="replace")
        for path, content in {**hand_in.files, **assignment.files}.items():
            target = partial / "autograded" / path
            with contextlib.suppress(OSError):  # a file where another has a folder
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        if hand_in.timestamp:
            (partial / "autograded" / "timestamp.txt").write_text(hand_in.timestamp, encoding="utf-8")
        with (partial / "verdict.json").open("w", encoding="utf-8") as file:
            json.dump(record, file)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(place)
        self._carry_out(place, record)
        return record

    def recover(self) -> int:
        """Complete what an earlier run was killed in; the number of hand-ins is returned."""
        count = 0
        for place in sorted(self._pending.iterdir()):
            if place.suffix == ".partial" or not (place / "verdict.json").exists():  # not yet whole, or done and half removed
                shutil.rmtree(place, ignore_errors=True)
                continue
            record = json.loads((place / "verdict.json").read_text(encoding="utf-8"))
            self._carry_out(place, record)
            count += 1
        return count

    def _carry_out(self, place: Path, record: Record) -> None:
        """Gradebook, folder, journal: each may have been done already."""
        self._to_gradebook(record)
        fresh = place / "autograded"
        if fresh.exists():
            target = self._course.folder(str(self._course.directory.autograded_directory), record["student"], record["assignment"])
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                old = place / "old"
                shutil.rmtree(old, ignore_errors=True)
                target.rename(old)
            fresh.rename(target)
        self._write_journal(record)
        shutil.rmtree(place, ignore_errors=True)

    def _to_gradebook(self, record: Record) -> None:
        """One transaction; a locked database is waited for, then reported, and the verdict stays aside until the next run."""
        try:
            with self._course.gradebook() as gradebook, _one_transaction(gradebook):
                self._write_grades(gradebook, record)
        except CourseError as error:
            raise CourseError(f"{error}. The grades of {record['student']} are kept aside until then") from None

    def _write_grades(self, gradebook: Gradebook, record: Record) -> None:
        student, assignment = record["student"], record["assignment"]
        before = self.last(assignment, student)
        gradebook.update_or_create_student(student)
        more = {"timestamp": record["timestamp"]} if record["timestamp"] else {}
        submission = gradebook.update_or_create_submission(assignment, student, **more)
        self._extensions.apply(submission)
        for name, result in record["notebooks"].items():
            notebook = gradebook.find_submission_notebook(name, assignment, student)
            tests = {test["name"]: test for test in result["tests"]}
            earlier = before["notebooks"].get(name, {}).get("answers", {}) if before is not None else {}
            for grade in notebook.grades:
                self._write_grade(grade, tests.get(str(grade.name)), result, earlier)
            for comment in notebook.comments:
                answered = str(comment.name) not in result["unanswered"]
                comment.auto_comment = None if answered else "No response."
            gradebook.db.flush()
            gradebook.db.expire_all()
            self._penalty(gradebook.find_submission_notebook(name, assignment, student), student, late.seconds_late(submission))

    @staticmethod
    def _write_grade(grade: Any, test: Record | None, result: Record, earlier: Record) -> None:
        name = str(grade.name)
        if test is not None:
            changed = grade.auto_score != test["score"]
            grade.auto_score = test["score"]
            if test["withheld"]:
                grade.needs_manual_grade = grade.manual_score is None or changed
            elif grade.manual_score is None:
                grade.needs_manual_grade = False
            elif changed:
                grade.needs_manual_grade = True
            return
        if grade.cell.type == "TaskCell":
            if grade.manual_score is None:
                grade.needs_manual_grade = not result["problem"]
            return
        changed = earlier.get(name) != result["answers"].get(name)
        empty = bool(result["problem"]) or name in result["unanswered"]
        grade.auto_score = 0.0 if empty else None
        if grade.manual_score is None:
            grade.needs_manual_grade = not empty
        elif changed:
            grade.needs_manual_grade = True

    def standings(self, assignment: str) -> dict[str, late.Standing]:
        """Bring the gradebook up to date with all that may have changed beside hand-ins, and return how each student stands there.

        What a person gave is carried to the others of a group, extensions are put in, and what being late costs is computed anew.
        """
        found: dict[str, late.Standing] = {}
        whose, _ = self._groups.shared(assignment)
        by_person = ByPerson(self._course)
        with self._course.gradebook() as gradebook, _one_transaction(gradebook):
            try:
                submissions: dict[str, Any] = {str(one.student.id): one for one in gradebook.assignment_submissions(assignment)}
            except MissingEntry:
                return {}
            by_person.carry(assignment, submissions, whose)
            gradebook.db.flush()
            gradebook.db.expire_all()
            for student, submission in submissions.items():
                self._extensions.apply(submission)
                seconds = late.seconds_late(submission)
                for notebook in submission.notebooks:
                    self._penalty(notebook, student, seconds)
                gradebook.db.flush()
                gradebook.db.expire_all()
                sums: Any = submission  # its columns are computed by the database
                penalty, due = float(sums.late_submission_penalty), sums.assignment.duedate
                until = due if due is None else sums.duedate
                points = max(0.0, float(sums.score) - penalty)
                found[student] = late.Standing(points, penalty, seconds, sums.timestamp, due, until)
        by_person.remember()
        return found

    def written(self, assignment: str) -> dict[str, dict[str, float]]:
        """The points that a person gave, by ``notebook/cell`` and student."""
        found: dict[str, dict[str, float]] = {}
        with self._course.gradebook() as gradebook:
            for submission in gradebook.assignment_submissions(assignment):
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        if grade.manual_score is not None:
                            found.setdefault(f"{notebook.name}/{grade.name}", {})[str(submission.student.id)] = float(grade.score)
        return found

    def _penalty(self, notebook: Any, student: str, seconds_late: float) -> None:
        """What nbgrader's plugin takes off for being late."""
        notebook.late_submission_penalty = None
        if seconds_late > 0:
            step, plugin = late.plugin(self._course)
            penalty = plugin.late_submission_penalty(student, notebook.score, seconds_late)
            if penalty is not None:
                notebook.late_submission_penalty = step._check_late_penalty(notebook, penalty)  # pyright: ignore[reportPrivateUsage]


def _dump(db_url: str, target: Path) -> bool:
    """Copy a PostgreSQL gradebook by its own program, for ``psql`` to read back; false where there is none (or another database)."""
    url = make_url(db_url)
    program = shutil.which("pg_dump")
    if program is None or url.get_backend_name() != "postgresql":
        return False
    partial = target.with_suffix(".partial")
    password = {"PGPASSWORD": str(url.password)} if url.password is not None else {}  # arguments can be seen by everybody
    address = url.set(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(
        [program, "--no-password", "--clean", "--if-exists", "--file", str(partial), address],
        env=os.environ | password,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        partial.unlink(missing_ok=True)
        raise CourseError(f"the gradebook {address} cannot be copied before grading: {done.stderr.strip()}. Nothing was graded")
    partial.rename(target)
    return True


class _Deferred:
    """A database session whose commits wait for the end of the transaction: nbgrader commits at every step."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, "flush" if name == "commit" else name)


@contextlib.contextmanager
def _one_transaction(gradebook: Gradebook) -> Generator[None]:
    """Everything or nothing."""
    session = gradebook.db
    gradebook.db = cast("Any", _Deferred(session))
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        gradebook.db = session


def make_record(
    assignment: Assignment, hand_in: HandIn, digest: str, results: dict[str, tuple[Rebuilt | None, Outcome]], *, final: bool
) -> Record:
    """A verdict as plain data: a line of the journal."""
    notebooks: dict[str, Record] = {}
    for base in assignment.bases:
        rebuilt, outcome = results[base.name]
        answers: dict[str, str] = {}
        for node, role, name in zip(rebuilt.notebook.cells, rebuilt.roles, rebuilt.names, strict=True) if rebuilt is not None else ():
            if role in ("solution", "manual"):
                answers[name] = fingerprint(node.source)
        tests: list[Record] = [
            {"name": t.name, "points": t.points, "score": t.score, "passed": t.passed, "hidden": t.hidden, "withheld": t.withheld}
            | {"evidence": list(t.evidence), "message": t.message[:600], "seconds": t.seconds}
            for t in outcome.tests
        ]
        if outcome.problem:
            tests = [
                {"name": c.name, "points": c.points, "score": 0.0, "passed": False, "hidden": c.hidden, "withheld": False}
                | {"evidence": [], "message": outcome.problem, "seconds": 0.0}
                for c in base.cells
                if c.role == "test"
            ]
        notebooks[base.name] = {
            "score": sum(float(test["score"]) for test in tests),
            "max": base.max_score,
            "tests": tests,
            "flags": _short(outcome.flags),
            "notes": _short((*(rebuilt.notes if rebuilt is not None else ()), *outcome.notes)),
            "problem": outcome.problem,
            "answers": answers,
            "unanswered": sorted(rebuilt.unanswered) if rebuilt is not None else sorted(c.name for c in base.cells if c.name),
            "seconds": outcome.seconds,
            "cpu_seconds": outcome.cpu_seconds,
            "box": outcome.box,
        }
    record: Record = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "assignment": assignment.name,
        "student": hand_in.student,
        "handed_in_by": hand_in.handed_in_by,
        "hand_in": hand_in.digest,
        "source": assignment.digest,
        "engine": ENGINE,
        "digest": digest,
        "final": final,
        "timestamp": hand_in.timestamp,
        "notes": list(hand_in.notes),
        "notebooks": notebooks,
    }
    return record | {"id": fingerprint(record)}


def _short(texts: Sequence[str]) -> list[str]:
    """What a journal can hold of texts that a student may have had a hand in."""
    more = [f"and {len(texts) - _MOST_TEXTS} more"] if len(texts) > _MOST_TEXTS else []
    return [text[:600] for text in texts[:_MOST_TEXTS]] + more


def unread(reason: str) -> nbformat.NotebookNode:
    """What stands in the place of a notebook that cannot be read, in formgrader and on the feedback page."""
    text = f"# This hand-in could not be graded\n\n    {reason}"  # as code: nothing in it is markup
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])


def filled(assignment: Assignment, name: str, rebuilt: Rebuilt, outcome: Outcome) -> nbformat.NotebookNode:
    """The autograded notebook: the rebuilt one with its outputs, safe to be looked at."""
    notebook = rebuilt.notebook
    tests = {test.name: test for test in outcome.tests}
    base = next(base for base in assignment.bases if base.name == name)
    sources = {cell.name: cell.node.source for cell in base.cells}
    answers = answers_of(base)
    count = 0
    for index, (cell, role, cell_name) in enumerate(zip(notebook.cells, rebuilt.roles, rebuilt.names, strict=True)):
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        if role == "test" and (test := tests.get(cell_name)) is not None:
            count += 1
            cell.execution_count = count
            if test.withheld:
                words = "The points of this test wait for a person."
            elif test.passed:
                continue
            else:
                words = student_words(sources[cell_name], test.message, answers, hidden=test.hidden, foreign=test.foreign)
            cell.outputs = [nbformat.v4.new_output("error", ename="Test", evalue=words.splitlines()[0], traceback=words.splitlines())]
        elif index in outcome.outputs:
            count += 1
            cell.execution_count = count
            cell.outputs = clean_outputs(outcome.outputs[index])
    return notebook
