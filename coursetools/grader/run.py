"""``python -m coursetools grade``: grades the hand-ins of a course folder."""

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tqdm import tqdm

from coursetools.grader import box, doctor, handin, late, rebuild, refusal, report, schedule
from coursetools.grader.course import Assignment, Course
from coursetools.grader.groups import Groups
from coursetools.grader.handin import HandIn
from coursetools.grader.rebuild import Rebuilt
from coursetools.grader.settings import Settings, cores
from coursetools.grader.store import ENGINE, Record, Store
from coursetools.grader.verdict import Outcome, Plan, fingerprint
from coursetools.paths import CourseError

_SOLUTIONS_TIMES = 10
"""A test may take so many times the CPU seconds that the instructor's solution takes."""
_SOLUTIONS_SECONDS = 300.0
"""CPU seconds that the instructor's own solution may take for a test."""


@dataclass(frozen=True)
class Line:
    """What the table says of one hand-in."""

    student: str
    assignment: str
    score: float | None
    most: float
    status: str


@dataclass(frozen=True)
class Job:
    """One hand-in on its way."""

    assignment: Assignment
    hand_in: HandIn
    digest: str
    rebuilt: dict[str, Rebuilt]
    problems: dict[str, Outcome]
    others: tuple[str, ...] = ()
    """Who else of the group gets its grade."""

    @property
    def students(self) -> tuple[str, ...]:
        """All who get its grade."""
        return (self.hand_in.student, *self.others)


def run(
    course_folder: Path,
    names: Sequence[str],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    boxed: bool = True,
    force: bool = False,
    students: Sequence[str] = (),
) -> int:
    """Grade, and return the exit status: 1 where a hand-in could not be graded or saved."""
    course = Course(course_folder)
    names = list(names) or [name for name in course.assignments() if course.students(name)]
    if not names:
        print(f"No hand-ins: they belong into {course.directory.submitted_directory}/STUDENT/ASSIGNMENT/.")
        return 0
    groups = Groups(course)
    shared = {name: groups.shared(name) for name in names}
    known = {student for name in names for student in (*course.students(name), *shared[name][0], *shared[name][1])}
    course.refuse_unknown(students, known, f"handed in {' or '.join(names)}")
    late.plugin(course)
    settings = replace(course.settings, boxed=boxed)
    start, nested = how_to_start(settings, scheduler)
    if not boxed:
        print("warning: --no-box: hand-ins run as you, with your rights, your files and your network", file=sys.stderr)
    with course.only_one():
        store = Store(course)
        backup = store.back_up()
        recovered = store.recover()
        if recovered:
            print(f"{recovered} hand-ins of a run that was cut off were completed")
        if backup is not None:
            print(f"gradebook copied to {backup.relative_to(course.root)}")
        lines: list[Line] = []
        stopped = False
        assignments: list[Assignment] = []
        for assignment in [course.assignment(name) for name in names]:
            try:
                course.register(assignment)
                assignments.append(assignment)
            except CourseError as error:
                most = sum(base.max_score for base in assignment.bases)
                lines += [
                    Line(student, assignment.name, None, most, f"not graded: {error}") for student in course.students(assignment.name)
                ]
        with schedule.executor(jobs or cores(), scheduler, settings) as pool:
            work = schedule.Work("", (), settings, start, nested)
            under = circumstances(settings)
            proofs: dict[str, dict[str, dict[str, float]]] = {}
            waiting: list[tuple[Assignment, str, tuple[str, ...]]] = []
            for a in assignments:
                whose, unclear = shared[a.name]
                lines += [_not_graded(s, a, CourseError(words)) for s, words in unclear.items() if not students or s in students]
                for student in course.students(a.name):
                    others = tuple(other for other, owner in whose.items() if owner == student)
                    if not students or {student, *others} & set(students):
                        waiting.append((a, student, others))
            bar = tqdm(total=len(waiting), unit="hand-in", desc="grade", file=sys.stderr, disable=None)
            on_the_way: dict[str, Job] = {}

            def works() -> Iterator[schedule.Work]:
                for assignment, student, others in waiting:
                    try:
                        job = read(course, assignment, student)
                    except Exception as error:  # whatever somebody handed in, the others are graded
                        lines.append(_not_graded(student, assignment, error))
                        bar.update()
                        continue
                    job = replace(job, digest=fingerprint([job.hand_in.digest, assignment.digest, under]), others=others)
                    if not force and all(store.stands(assignment.name, one, job.digest) for one in job.students):
                        lines.extend(_line(store.last(assignment.name, one), "as before") for one in job.students)
                        bar.update()
                        continue
                    seconds = proofs[assignment.name]
                    plans = tuple((name, plan_of(job, name, settings, seconds[name])) for name in job.rebuilt)
                    key = f"{assignment.name}/{student}"
                    on_the_way[key] = job
                    yield schedule.Work(key, plans, settings, start, nested)

            def done(work: schedule.Work, result: dict[str, Outcome] | BaseException) -> None:
                job = on_the_way.pop(work.student)
                lines.extend(_save(store, job, result))
                bar.update()

            try:
                for a in assignments:
                    proofs[a.name] = prove(course, a, work, pool, under)
                schedule.each(pool, works(), at_once=2 * (jobs or cores()) + 2, done=done)
            except KeyboardInterrupt:
                stopped = True
                schedule.stop()
            bar.close()
        standings = {a.name: store.standings(a.name) for a in assignments}
        lines = [_as_it_stands(line, standings.get(line.assignment, {}).get(line.student)) for line in lines]
        lines.sort(key=lambda line: (line.assignment, line.student))
        print(table(lines))
        for path in report.write(course, store, assignments, standings, warn_no_box=not boxed):
            print(f"report: {path.relative_to(course.root)}")
    if stopped:
        print("stopped: what the table shows is saved, and the next run does the rest", file=sys.stderr)
        return 130
    failed = [line for line in lines if line.score is None]
    if failed:
        print(f"{len(failed)} of {len(lines)} hand-ins could not be graded: see the table", file=sys.stderr)
    return 1 if failed else 0


def how_to_start(settings: Settings, scheduler: str | None) -> tuple[str, bool]:
    """How hand-ins are kept apart: what the self-test shows on this machine decides."""
    if sys.platform != "linux":
        raise CourseError(
            "this grader needs Linux: grade on a Linux machine, in a virtual machine or in WSL 2. (nbgrader's own steps run everywhere, "
            "without a box.)"
        )
    if not settings.boxed:
        return "warm", False
    if scheduler is not None:
        return "", True  # each machine of the cluster tests itself
    problems = box.missing()
    if problems:
        raise CourseError(refusal.words(problems))
    kind = doctor.best_start(settings)
    if kind is None:
        raise CourseError(refusal.words(refusal.causes()))
    return ("cold", kind == "warm") if settings.start == "cold" else (kind, kind == "warm")


def read(course: Course, assignment: Assignment, student: str) -> Job:
    """Read a hand-in and rebuild its notebooks."""
    folder = course.folder(str(course.directory.submitted_directory), student, assignment.name)
    names = [base.name for base in assignment.bases]
    hand_in = handin.read(folder, student, assignment.name, names, most_bytes=course.settings.handin_mb << 20)
    rebuilt: dict[str, Rebuilt] = {}
    problems: dict[str, Outcome] = {}
    for base in assignment.bases:
        notebook = hand_in.notebooks[base.name]
        if problem := notebook.problem or rebuild.unknown(base, notebook):
            problems[base.name] = Outcome(problem=problem)
        else:
            rebuilt[base.name] = rebuild.lay(base, notebook)
    return Job(assignment, hand_in, "", rebuilt, problems)


def circumstances(settings: Settings) -> str:
    """A hash of what a verdict depends on beside hand-in and source: settings, the course's own packages, installed versions."""
    files = {
        f"{name}/{file.relative_to(folder)}": hashlib.sha256(file.read_bytes()).hexdigest()
        for name, folder in box.package_folders(settings.modules).items()
        for file in (sorted(folder.rglob("*.py")) if folder.is_dir() else [folder])
    }
    versions: dict[str, str] = {"python": sys.version}
    for name in {name.partition(".")[0] for name in (*settings.warm, "IPython", "ipykernel")} - set(settings.modules):
        with contextlib.suppress(PackageNotFoundError):
            versions[name] = version(name)
    return fingerprint([asdict(settings), files, sorted(versions.items()), ENGINE])


def plan_of(job: Job, name: str, settings: Settings, seconds: Mapping[str, float]) -> Plan:
    """Say what is to be run of one notebook of a hand-in; each test may take so many CPU seconds."""
    assignment, hand_in = job.assignment, job.hand_in
    base = next(base for base in assignment.bases if base.name == name)
    return rebuild.plan(
        base,
        job.rebuilt[name],
        script_=rebuild.script(base, assignment.files),
        files={**hand_in.files, **assignment.files},
        seed_text=hand_in.digest + assignment.digest,
        seconds=seconds,
        least=settings.test_timeout,
    )


Proof = dict[str, dict[str, dict[str, Any]]]


def prove(
    course: Course, assignment: Assignment, work: schedule.Work, pool: "schedule.Executor", under: str
) -> dict[str, dict[str, float]]:
    """Grade the instructor's own solution, once for each source: the CPU seconds that each test of each notebook may take.

    That it fails a test is told on every run.

    Args:
        course: The course.
        assignment: Its assignment.
        work: How hand-ins are run.
        pool: Where.
        under: Hash of the circumstances: under others the solution is graded again.
    """
    place = course.records / "proven" / f"{fingerprint([assignment.digest, under])}.json"
    proof: Proof | None = _read_proof(place)
    if proof is None:
        outcomes = pool.submit(schedule.do, replace(work, student="the solution", plans=_own_plans(assignment))).result()
        proof = {
            name: {
                test.name: {"seconds": round(max(work.settings.test_timeout, _SOLUTIONS_TIMES * test.seconds), 1), "message": test.message}
                for test in outcome.tests
            }
            for name, outcome in outcomes.items()
        }
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(proof), encoding="utf-8")
    for tests in proof.values():
        for name, found in tests.items():
            if found["message"]:
                words = f"the instructor's own solution fails {name}: {found['message'][:300]}"
                print(f"warning: {assignment.name}: {words}", file=sys.stderr)
    return {notebook: {name: float(found["seconds"]) for name, found in tests.items()} for notebook, tests in proof.items()}


def _own_plans(assignment: Assignment) -> tuple[tuple[str, Plan], ...]:
    """The solution as a hand-in."""
    return tuple(
        (
            base.name,
            rebuild.plan(
                base,
                rebuild.lay(base, rebuild.solved(base)),
                script_=rebuild.script(base, assignment.files),
                files=assignment.files,
                seed_text=assignment.digest,
                seconds={},
                least=_SOLUTIONS_SECONDS,
            ),
        )
        for base in assignment.bases
    )


def _read_proof(place: Path) -> "Proof | None":
    try:
        return json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _save(store: Store, job: Job, result: dict[str, Outcome] | BaseException) -> list[Line]:
    """Save what came of a hand-in, for all who get its grade."""
    owner, assignment = job.hand_in.student, job.assignment
    if isinstance(result, BaseException):
        return [_not_graded(student, assignment, result) for student in job.students]
    results = {base.name: (job.rebuilt.get(base.name), result.get(base.name) or job.problems[base.name]) for base in assignment.bases}
    lost = any(flag.startswith("the grader's own process was lost") for _, outcome in results.values() for flag in outcome.flags)
    lines: list[Line] = []
    for student in job.students:
        hand_in = replace(job.hand_in, student=student, handed_in_by=owner if student != owner else "")
        try:
            lines.append(_line(store.save(assignment, hand_in, job.digest, results, final=not lost), "graded"))
        except CourseError as error:
            lines.append(replace(_not_graded(student, assignment, error), status=f"not saved: {error}"))
        except Exception as error:  # one hand-in's trouble is not the others'
            lines.append(_not_graded(student, assignment, error))
    return lines


def _not_graded(student: str, assignment: Assignment, error: BaseException) -> Line:
    words = str(error).strip().splitlines()
    most = sum(base.max_score for base in assignment.bases)
    return Line(student, assignment.name, None, most, f"not graded: {type(error).__name__}: {words[0] if words else ''}")


def _line(record: Record | None, status: str) -> Line:
    assert record is not None
    if record.get("handed_in_by"):
        status += f", handed in by {record['handed_in_by']}"
    notebooks = record["notebooks"].values()
    problems = [notebook["problem"] for notebook in notebooks if notebook["problem"]]
    flags = [flag for notebook in notebooks for flag in notebook["flags"]]
    notes = [note for notebook in notebooks for note in notebook["notes"]] + record["notes"]
    withheld = sum(test["withheld"] for notebook in notebooks for test in notebook["tests"])
    if problems:
        status = f"cannot be read: {problems[0]}"
    if withheld:
        status += f"; the points of {withheld} tests wait for a person"
    if flags:
        status += f"; flagged: {flags[0]}" + (f" and {len(flags) - 1} more" if len(flags) > 1 else "")
    elif notes:
        status += f"; {notes[0]}" + (f" and {len(notes) - 1} more notes" if len(notes) > 1 else "")
    unread = bool(problems) and len(problems) == len(record["notebooks"])
    score = None if unread else sum(float(notebook["score"]) for notebook in notebooks)
    return Line(record["student"], record["assignment"], score, sum(float(n["max"]) for n in notebooks), status)


def _as_it_stands(line: Line, standing: "late.Standing | None") -> Line:
    """The line with the points that ``grades.csv`` shows, and how late the hand-in is."""
    if line.score is None or standing is None:
        return line
    words = standing.words()
    return replace(line, score=standing.points, status=f"{line.status}; {words}" if words else line.status)


def table(lines: Sequence[Line]) -> str:
    """Student, assignment, points, of how many, and what happened."""
    rows = [("student", "assignment", "points", "max", "what happened")]
    rows += [
        (line.student, line.assignment, "-" if line.score is None else f"{line.score:g}", f"{line.most:g}", line.status) for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        f"{s:<{widths[0]}}  {a:<{widths[1]}}  {p:>{widths[2]}}  {m:>{widths[3]}}  {' '.join(w.split())[:160]}" for s, a, p, m, w in rows
    )
