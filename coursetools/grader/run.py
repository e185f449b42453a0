"""``python -m coursetools grade``: grades the hand-ins of a course folder."""

import contextlib
import json
import sys
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from coursetools.grader import box, doctor, handin, rebuild, refusal, report, schedule
from coursetools.grader.course import Assignment, Course
from coursetools.grader.handin import HandIn
from coursetools.grader.rebuild import Rebuilt
from coursetools.grader.settings import cores
from coursetools.grader.store import ENGINE, Record, Store
from coursetools.grader.verdict import Outcome, fingerprint
from coursetools.paths import CourseError


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
    settings = replace(course.settings, boxed=boxed)
    start, nested = _start(settings, scheduler)
    if not boxed:
        print("warning: --no-box: hand-ins run as you, with your rights, your files and your network", file=sys.stderr)
    with _only_one(course):
        store = Store(course)
        backup = store.back_up()
        recovered = store.recover()
        if recovered:
            print(f"{recovered} hand-ins of a run that was cut off were completed")
        if backup is not None:
            print(f"gradebook copied to {backup.relative_to(course.root)}")
        lines: list[Line] = []
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
            canaries = {a.name: prove(course, a, schedule.Work("", (), settings, start, nested), pool) for a in assignments}
            waiting: list[tuple[Assignment, str]] = [
                (a, student) for a in assignments for student in course.students(a.name) if not students or student in students
            ]
            bar = tqdm(total=len(waiting), unit="hand-in", desc="grade", file=sys.stderr, disable=None)
            on_the_way: dict[str, Job] = {}

            def works() -> Iterator[schedule.Work]:
                for assignment, student in waiting:
                    job = read(course, assignment, student)
                    job = replace(
                        job, digest=fingerprint([job.hand_in.digest, assignment.digest, canaries[assignment.name], ENGINE, boxed])
                    )
                    if not force and store.stands(assignment.name, student, job.digest):
                        lines.append(_line(store.last(assignment.name, student), "as before"))
                        bar.update()
                        continue
                    plans = tuple(
                        (name, _plan(assignment, name, rebuilt, job.hand_in, canaries[assignment.name]))
                        for name, rebuilt in job.rebuilt.items()
                    )
                    key = f"{assignment.name}/{student}"
                    on_the_way[key] = job
                    yield schedule.Work(key, plans, settings, start, nested)

            def done(work: schedule.Work, result: dict[str, Outcome] | BaseException) -> None:
                job = on_the_way.pop(work.student)
                lines.append(_save(store, job, result))
                bar.update()

            schedule.each(pool, works(), at_once=2 * (jobs or cores()) + 2, done=done)
            bar.close()
        lines.sort(key=lambda line: (line.assignment, line.student))
        print(table(lines))
        for path in report.write(course, store, assignments, warn_no_box=not boxed):
            print(f"report: {path.relative_to(course.root)}")
    failed = [line for line in lines if line.score is None]
    if failed:
        print(f"{len(failed)} of {len(lines)} hand-ins could not be graded: see the table", file=sys.stderr)
    return 1 if failed else 0


def _start(settings: "box.Settings", scheduler: str | None) -> tuple[str, bool]:
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
        if notebook.problem:
            problems[base.name] = Outcome(problem=notebook.problem)
        else:
            rebuilt[base.name] = rebuild.lay(base, notebook)
    return Job(assignment, hand_in, "", rebuilt, problems)


def _plan(assignment: Assignment, name: str, rebuilt: Rebuilt, hand_in: HandIn, canaries: "dict[str, Canaries]") -> rebuild.Plan:
    base = next(base for base in assignment.bases if base.name == name)
    return rebuild.plan(
        base, rebuilt, files={**hand_in.files, **assignment.files}, seed_text=hand_in.digest + assignment.digest, canaries=canaries[name]
    )


Canaries = dict[str, tuple[tuple[str, ...], ...]]


def prove(course: Course, assignment: Assignment, work: schedule.Work, pool: "schedule.Executor") -> dict[str, Canaries]:
    """Grade the instructor's own solution, and keep the known wrong answers that its tests refuse; done once for each source."""
    candidates = {base.name: _candidates(course, assignment, base) for base in assignment.bases}
    place = course.records / "proven" / f"{fingerprint([assignment.digest, candidates, ENGINE])}.json"
    if place.exists():
        with contextlib.suppress(ValueError, KeyError):
            return _canaries_from_json(json.loads(place.read_text(encoding="utf-8")))
    plans: list[tuple[str, rebuild.Plan]] = []
    for base in assignment.bases:
        rebuilt = rebuild.lay(base, rebuild.solved(base))
        plan = rebuild.plan(base, rebuilt, files=assignment.files, seed_text=assignment.digest, canaries=candidates[base.name])
        plans.append((base.name, rebuild.with_canaries(plan, every=True)))
    outcomes = pool.submit(schedule.do, replace(work, student="the solution", plans=tuple(plans))).result()
    proven: dict[str, Canaries] = {}
    for base in assignment.bases:
        outcome = outcomes[base.name]
        proven[base.name] = {}
        for test in outcome.tests:
            if not test.passed:
                print(f"warning: {assignment.name}: the instructor's own solution fails {test.name}: {test.message[:300]}", file=sys.stderr)
            tried = candidates[base.name].get(test.name, ())
            kept = _strongest(base, test.name, tuple(tried[number] for number in test.useful))
            proven[base.name][test.name] = kept
            if tried and not kept:
                print(
                    f"warning: {assignment.name}: {test.name} accepts every known wrong answer; no canary there",
                    file=sys.stderr,
                )
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(proven), encoding="utf-8")
    return proven


def _strongest(base: rebuild.Base, test: str, useful: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The wrong answers that say most: the bank's, else the instructor's with other numbers, else the blank one, which often raises."""
    blank, spoilt = rebuild.stubs(base).get(test, ()), rebuild.spoilt(base).get(test, ())
    return tuple(a for a in useful if a not in (*blank, *spoilt)) or tuple(a for a in useful if a not in blank) or useful


def _canaries_from_json(raw: "dict[str, dict[str, list[list[str]]]]") -> dict[str, Canaries]:
    return {name: {test: tuple(tuple(answer) for answer in answers) for test, answers in tests.items()} for name, tests in raw.items()}


def _candidates(course: Course, assignment: Assignment, base: rebuild.Base) -> Canaries:
    """Known wrong answers of each test: the bank's where the course has one, the instructor's own with other numbers, the blank stub."""
    blank, spoilt = rebuild.stubs(base), rebuild.spoilt(base)
    from coursetools.grader import bank_canaries

    wrong = bank_canaries.wrong_answers(course.root, assignment.name)
    found: Canaries = {}
    for test, stubs in blank.items():
        exercise = rebuild.exercise_of(base, test)
        hidden = next(cell.hidden for cell in base.cells if cell.name == test)
        bank = [(answer.source,) for answer in wrong if answer.exercise == exercise and (hidden or not answer.passes_visible)]
        found[test] = (*bank[:4], *spoilt.get(test, ()), *stubs)
    return found


def _save(store: Store, job: Job, result: dict[str, Outcome] | BaseException) -> Line:
    student, assignment = job.hand_in.student, job.assignment
    most = sum(base.max_score for base in assignment.bases)
    if isinstance(result, BaseException):
        return Line(
            student,
            assignment.name,
            None,
            most,
            f"not graded: {type(result).__name__}: {str(result).strip().splitlines()[0] if str(result) else ''}",
        )
    results = {base.name: (job.rebuilt.get(base.name), result.get(base.name) or job.problems[base.name]) for base in assignment.bases}
    lost = any(flag.startswith("the grader's own process was lost") for _, outcome in results.values() for flag in outcome.flags)
    try:
        record = store.save(assignment, job.hand_in, job.digest, results, final=not lost)
    except CourseError as error:
        return Line(student, assignment.name, None, most, f"not saved: {error}")
    return _line(record, "graded")


def _line(record: Record | None, status: str) -> Line:
    assert record is not None
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


@contextlib.contextmanager
def _only_one(course: Course) -> Generator[None]:
    """One writer at a time for a course."""
    import fcntl

    course.records.mkdir(parents=True, exist_ok=True)
    with (course.records / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError(f"another run is grading {course.root}: wait for it to end") from None
        yield
