"""The command line: ``python -m coursetools COMMAND``. ``make`` calls the same commands.

Everything but the standard library is imported where a command needs it, since any Python may start this before the environment exists.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from coursetools import environment

STUDENT_COMMANDS = frozenset({"setup", "lab", "submit", "progress", "check-answers", "check-types", "solution", "reset"})
"""Commands that need no more than the dependencies of students."""
HAND_ON = frozenset({"lab", "test"})
"""Commands that hand on the options that are not theirs."""


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m coursetools", description="Learn Reinforcement Learning with PyTorch")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, text: str, *, parts: bool = False) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        if parts:
            command.add_argument("parts", nargs="*", metavar="PART", help="for example 4.4; all parts where none is given")
        return command

    setup = add("setup", "make the environment")
    setup.add_argument("--dev", action="store_true", help="with the tools of authors, instructors and CI")
    add("lab", "open JupyterLab on the course home; options are handed on to jupyter lab")
    submit = add("submit", "hand a part in")
    submit.add_argument("part")
    submit.add_argument("student")
    submit.add_argument("--remark", default="", metavar="TEXT", help="which test you think is wrong, and why: your instructor sees it")

    add("progress", "say how far you have come, and where to go on", parts=True)

    check_answers = add("check-answers", "run your notebook afresh, and say what its visible tests say")
    check_answers.add_argument("part")
    check_answers.add_argument("--hidden", action="store_true", help="with the hidden tests, where this folder has them")
    solution = add("solution", "show the solution of one exercise, where whoever published the course allows it")
    solution.add_argument("part")
    solution.add_argument("exercise", nargs="?", help="without one, the names of the exercises")

    add("check-types", "say what a type checker thinks of your answers, and what that means").add_argument("part")

    reset = add("reset", "begin a part anew from a fresh copy; the notebook that you have is kept under another name")
    reset.add_argument("part")

    build = add("build", "make source/ and release/ from the masters", parts=True)
    build.add_argument("--jobs", type=int, default=2, help="notebooks at a time (default: %(default)s)")
    add("check", "say what is stale; executes nothing", parts=True)
    bank = add("bank", "prove the tests with the bank of right and wrong answers", parts=True)
    bank.add_argument("--outside", action="store_true", help="tests in one process, answers in another, as when a hand-in is graded")
    judge = add("judge", "hold answers that strangers wrote against a part")
    judge.add_argument("part")
    judge.add_argument("file", type=Path, help="answers in the vocabulary of the bank")
    judge.add_argument("--json", type=Path, metavar="FILE", help="write the result for machines too")
    add("read", "print the release of a part as text, for fresh solvers").add_argument("part")
    validate = add("validate", "re-execute the solution notebooks with nbval", parts=True)
    validate.add_argument("--device", help="cpu, cuda, mps, auto, pretend or pretend-mps (default: what RLCOURSE_DEVICE says, else auto)")
    validate.add_argument("--jobs", type=int, default=2, help="notebooks at a time (default: %(default)s)")
    validate.add_argument("--seed-offset", type=int, default=0, metavar="K", help="shift every seed; outputs are not compared then")
    validate.add_argument("--strict", action="store_true", help="fail where a part costs more than it may")
    grade = add("grade", "grade the hand-ins of an nbgrader course folder, in boxes, many at once")
    grade.add_argument("--jobs", type=int, metavar="N", help="hand-ins at a time (default: as many as there are cores)")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="have the work done by the dask cluster of this scheduler")
    grade.add_argument("--no-box", action="store_true", help="run hand-ins with all your rights, where no box can be had")
    grade.add_argument("--notebook", type=Path, metavar="FILE", help="grade this one notebook, and save nothing")
    grade.add_argument("--source", type=Path, metavar="FILE", help="the instructor's notebook for it")
    grade.add_argument("--force", action="store_true", help="grade again what was graded before")
    feedback = add("feedback", "write the feedback pages of graded hand-ins")
    for command in (grade, feedback):
        command.add_argument("--course", type=Path, metavar="DIR", help="the course folder (default: this one)")
        command.add_argument("--student", action="append", default=[], metavar="ID", help="only this student (may be given again)")
        command.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all that somebody handed in, where none is given")
    extend = add("extend", "give one student more time for a part")
    extend.add_argument("--course", type=Path, metavar="DIR", help="the course folder (default: this one)")
    extend.add_argument("student", nargs="?", metavar="STUDENT", help="without one, the extensions that were given are listed")
    extend.add_argument("assignment", nargs="?", metavar="PART")
    extend.add_argument(
        "date", nargs="*", metavar="DATE", help="2026-12-01 (the whole day), '2026-12-01 18:00', or none, which takes it back"
    )
    export = add("export", "write the grades as a file that Canvas or Moodle imports")
    export.add_argument("kind", choices=("canvas", "moodle"))
    export.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all that have grades, where none is given")
    export.add_argument("--course", type=Path, metavar="DIR", help="the course folder (default: this one)")
    export.add_argument(
        "--by", metavar="WAY", help="what students are found by: login, sis, email or id; username, idnumber, email or userid"
    )
    similarity = add("similarity", "show which answers of a class resemble each other; changes no grade")
    similarity.add_argument("--course", type=Path, metavar="DIR", help="the course folder (default: this one)")
    similarity.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="all that somebody handed in, where none is given")
    selftest = add("grade-selftest", "show what boxes for hand-ins enforce on this machine")
    selftest.add_argument("--course", type=Path, metavar="DIR", help="the course folder (default: this one)")
    publish = add("publish", "write a folder that is all a student may have")
    publish.add_argument("directory", type=Path)
    publish.add_argument("--with-solutions", action="store_true", help="with the solution notebooks, for those who learn alone")
    site = add("site", "write the course as pages to read and search")
    site.add_argument("directory", type=Path, nargs="?", metavar="DIR", help="where to (default: artefacts/site)")
    site.add_argument("--solutions", choices=("fold", "leave-out"), default="fold", help="how they are shown (default: %(default)s)")
    add("lint", "ruff, basedpyright and the rules of masters, over everything or some parts", parts=True)
    add("format", "format everything or the masters of some parts, and mend what ruff can mend", parts=True)
    add("new", "begin a part: its master and its bank, ready to run").add_argument("part")
    test = add("test", "all tests; options are handed on to pytest")
    test.add_argument("--shard", metavar="I/N", help="only the I-th of N shares, which take about as long as each other")
    bench = add("bench", "measure agents and tools side by side")
    bench.add_argument("names", nargs="*", metavar="NAME", help="comparisons to run; all where none is given")
    add("pin", "write the installed versions to constraints.txt")
    return top


def main(arguments: Sequence[str]) -> int:
    """Run one command, and return its exit status."""
    options, others = parser().parse_known_args(arguments)
    if options.command is None:
        parser().print_help()
        return 0
    if others and options.command not in HAND_ON:
        parser().error(f"unrecognised arguments: {' '.join(others)}")
    if options.command not in STUDENT_COMMANDS and not (environment.ROOT / "notebooks").exists():
        print(f"error: `{options.command}` is for instructors and authors: this folder has no notebooks/ and no source/", file=sys.stderr)
        return 1
    try:
        dev = options.command not in STUDENT_COMMANDS or getattr(options, "dev", False)
        if not environment.is_ours(dev=dev):
            environment.ensure(dev=dev)
            if not environment.in_venv():
                environment.enter(arguments)
    except environment.SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    environment.put_scripts_on_path()
    from coursetools.paths import CourseError

    try:
        return run(options, others)
    except CourseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def run(options: argparse.Namespace, others: Sequence[str]) -> int:
    """Dispatch to the module that does the work."""
    from coursetools.paths import ROOT

    match options.command:
        case "setup":
            return 0
        case "lab":
            from coursetools.students import lab

            return lab.run(others)
        case "submit":
            from coursetools.students import submit

            return submit.run(options.part, options.student, options.remark)
        case "progress":
            from coursetools.students import progress

            return progress.run(options.parts)
        case "solution":
            from coursetools.students import solution

            return solution.run(options.part, options.exercise)
        case "check-types":
            from coursetools.students import check_types

            return check_types.run(options.part)
        case "reset":
            from coursetools.students import updates

            return updates.run(options.part)
        case "check-answers":
            from coursetools.students import check_answers

            return check_answers.run(options.part, hidden=options.hidden)
        case "build":
            from coursetools.authors import build

            return build.run(options.parts, jobs=options.jobs)
        case "check":
            from coursetools.authors import lint

            problems = lint.mistakes(options.parts)
            if problems:  # at once: what follows takes seconds to import
                print("\n".join(problems), flush=True)
            from coursetools.authors import build

            stale = [problem for problem in build.check(options.parts) if problem not in problems]
            if stale or not problems:
                print("\n".join(stale) or "source/ and release/ are what the masters give")
            return 1 if problems or stale else 0
        case "bank":
            from coursetools.authors import bank

            return bank.run(options.parts, apart=options.outside)
        case "judge":
            from coursetools.authors import judge

            return judge.run(options.part, options.file, options.json)
        case "read":
            from coursetools.authors import release_text

            return release_text.run(options.part)
        case "validate":
            from coursetools.authors import validate

            return validate.run(
                options.parts, device=options.device, jobs=options.jobs, seed_offset=options.seed_offset, strict=options.strict
            )
        case "grade" if options.notebook or options.source:
            from coursetools.grader import single

            _refuse_beside_one_notebook(options)
            return single.run(options.notebook, options.source, course_folder=options.course, boxed=not options.no_box)
        case "grade":
            from coursetools.grader import run as grading

            return grading.run(
                options.course or ROOT,
                _assignments(options),
                jobs=options.jobs,
                scheduler=options.scheduler,
                boxed=not options.no_box,
                force=options.force,
                students=options.student,
            )
        case "feedback":
            from coursetools.grader import feedback

            return feedback.run(options.course or ROOT, _assignments(options), students=options.student)
        case "extend":
            from coursetools.grader import extend

            names = _assignments(options)
            return extend.run(options.course or ROOT, options.student, names[0] if names else None, " ".join(options.date))
        case "export":
            from coursetools.grader import export

            return export.run(options.course or ROOT, options.kind, _assignments(options), by=options.by)
        case "similarity":
            from coursetools.grader import similarity

            return similarity.run(options.course or ROOT, _assignments(options))
        case "grade-selftest":
            from coursetools.grader import course, doctor

            return doctor.run(course.Course(options.course or ROOT).settings)
        case "publish":
            from coursetools.authors import publish

            return publish.run(options.directory, with_solutions=options.with_solutions)
        case "site":
            from coursetools.authors import site

            return site.run(options.directory, options.solutions)
        case "lint":
            from coursetools.authors import lint

            return lint.run(options.parts)
        case "format":
            from coursetools.authors import lint

            return lint.format_(options.parts)
        case "new":
            from coursetools.authors import new

            return new.run(options.part)
        case "test":
            import pytest

            by_day = [] if os.environ.get("RLCOURSE_NIGHTLY", "") not in ("", "0") else ["-m", "not nightly"]
            stored = ["--durations-path", str(ROOT / "tests" / "durations.json")]
            return int(pytest.main(["-n", "2", "--dist", "worksteal", *stored, *_shard(options.shard), *by_day, *others]))
        case "bench":
            from coursetools.authors import bench

            return bench.run(options.names)
        case "pin":
            return environment.pin()
        case _:
            raise ValueError(f"no command {options.command!r}")


def _shard(wanted: str | None) -> list[str]:
    """The options of pytest-split for a share such as ``"2/4"``; none for all tests."""
    from coursetools.paths import CourseError

    if not wanted:
        return []
    share, slash, shares = wanted.partition("/")
    if not (slash and share.isdigit() and shares.isdigit() and 1 <= int(share) <= int(shares)):
        raise CourseError(f"--shard is {wanted!r}, expected I/N with I from 1 to N, for example 2/4")
    return ["--splits", shares, "--group", share]


def _refuse_beside_one_notebook(options: argparse.Namespace) -> None:
    """Say what does not go together with ``grade --notebook FILE --source FILE``."""
    from coursetools.paths import CourseError

    form = "expected: grade --notebook FILE --source FILE"
    if not (options.notebook and options.source):
        raise CourseError(f"{'--notebook' if options.source else '--source'} is missing; {form}")
    if options.assignments or options.student or options.scheduler:
        raise CourseError(f"an assignment, --student and --scheduler are for a course folder; {form}")


def _assignments(options: argparse.Namespace) -> list[str]:
    """Names of assignments; in this course a part's number will do."""
    from coursetools.paths import part_name

    names: list[str] = options.assignments if "assignments" in options else [options.assignment] if options.assignment else []
    return [name if options.course else part_name(name) for name in names]


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        status = 130
    raise SystemExit(status)
