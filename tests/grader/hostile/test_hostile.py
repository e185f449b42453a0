"""All hostile, broken and unlucky hand-ins are graded in one run, as a class, and each gets what it deserves."""

import hashlib
import json
import re
import socket
from collections.abc import Generator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from coursetools.grader import box, feedback, run, schedule
from tests.grader.hostile.cases import CASES, Case
from tests.grader.hostile.course import ASSIGNMENT, SECRET, SmallCourse

pytestmark = pytest.mark.skipif(bool(box.missing()), reason="; ".join(box.missing()))
TESTS = ("discounted-test", "discounted-hidden", "softmax-test", "softmax-hidden")


@dataclass(frozen=True)
class Graded:
    """The class after grading."""

    course: SmallCourse
    records: dict[str, dict[str, Any]]
    scores: dict[str, dict[str, float | None]]
    before: dict[str, str]
    reached: list[object]


def manifest(*folders: Path) -> dict[str, str]:
    """Hashes of all files."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    }


def watched(root: Path) -> list[Path]:
    """What no hand-in may touch: the course's source, all hand-ins, the packages, and a folder beside the course."""
    here = Path(__file__).resolve().parents[2]
    return [root / "source", root / "submitted", root.parent / "beside", here / "coursetools" / "grader", here / "tests" / "hostile"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Generator[Graded]:
    root = tmp_path_factory.mktemp("hostile") / "course"
    root.mkdir()
    beside = root.parent / "beside"
    beside.mkdir()
    (beside / "precious.txt").write_text("untouched")
    course = SmallCourse(root)
    reached: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        facts = {"{port}": str(server.getsockname()[1]), "{root}": str(root), "{home}": str(Path.home())}
        for case in CASES:
            hand_in = case.make(course)
            for cell in hand_in.notebook.get("cells", []):
                if isinstance(cell, dict) and isinstance(cell.get("source"), str):
                    for key, value in facts.items():
                        cell["source"] = cell["source"].replace(key, value)
            folder = course.submit(case.name, hand_in)
            if case.after is not None:
                case.after(folder)
        before = manifest(*watched(root))
        run.run(root, [ASSIGNMENT], jobs=2)
        try:
            while True:
                reached.append(server.accept())
        except TimeoutError:
            pass
    feedback.run(
        root,
        [ASSIGNMENT],
        students=["scripts", "script_in_text", "leaks_by_message", "leaks_by_file", "wrong", "floods", "large_display", "truncated"],
    )
    records = {}
    for line in (root / "grading" / "journal.jsonl").read_text().splitlines():
        record = json.loads(line)
        records[record["student"]] = record
    yield Graded(course, records, course.scores(), before, reached)
    schedule.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hand_in(graded: Graded, case: Case) -> None:
    record = graded.records[case.name]["notebooks"][ASSIGNMENT]
    tests = {test["name"]: test for test in record["tests"]}
    seen = tuple(graded.scores[case.name][name] for name in TESTS)
    words = {name: (test["message"], test["evidence"]) for name, test in tests.items()}
    assert seen == case.points, f"{case.what}: {words}, {record['notes']}"
    assert tuple(tests[name]["score"] for name in TESTS) == case.points
    flags = " | ".join(record["flags"])
    if case.flag:
        assert re.search(case.flag, flags), f"{case.what}: {flags}"
    else:
        assert not flags, case.what
    notes = " | ".join([*record["notes"], *graded.records[case.name]["notes"]])
    assert re.search(case.note, notes), f"{case.what}: {notes}"
    assert re.search(case.problem, record["problem"]) if case.problem else not record["problem"], record["problem"]
    assert any(test["withheld"] for test in tests.values()) == case.withheld, words


def test_at_least_sixty() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def test_nothing_outside_was_touched(graded: Graded) -> None:
    assert manifest(*watched(graded.course.root)) == graded.before


def test_nobody_reached_the_network(graded: Graded) -> None:
    assert graded.reached == []


def outputs(graded: Graded, student: str) -> str:
    """All that a student's cells showed."""
    path = graded.course.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return json.dumps([cell.get("outputs") for cell in json.loads(path.read_text())["cells"]])


@pytest.mark.parametrize(
    ("student", "word"),
    [("looks_around", "FOUND"), ("writes_around", "WROTE"), ("network", "REACHED"), ("links", "True"), ("shared_descriptors", "REACHED")],
)
def test_nothing_could_be_seen_or_written(graded: Graded, student: str, word: str) -> None:
    assert word not in outputs(graded, student)


@pytest.mark.parametrize("student", ["floods", "large_display", "writes_to_descriptor"])
def test_outputs_are_bounded(graded: Graded, student: str) -> None:
    shown = outputs(graded, student)
    assert len(shown) < 400_000
    assert "cut off" in shown or "left out" in shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hidden_tests_are_seen_by_nobody(graded: Graded, case: Case) -> None:
    assert str(SECRET) not in outputs(graded, case.name) if not case.problem else True
    assert str(SECRET) not in json.dumps(graded.records[case.name]["notes"])


@pytest.mark.parametrize(
    "student", ["scripts", "script_in_text", "leaks_by_message", "leaks_by_file", "wrong", "floods", "large_display", "truncated"]
)
def test_feedback_is_safe(graded: Graded, student: str) -> None:
    page = (graded.course.root / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert str(SECRET) not in page
    assert len(page) < 3_000_000
    found = Found()
    found.feed(page)
    assert found.bad == []
    if student == "scripts":
        assert "\\href" not in re.sub(r"(?s)<div class=\"[^\"]*highlight.*?</pre>", "", page)


class Found(HTMLParser):
    """Collects what a browser would run: scripts that students wrote, handlers of events, links of javascript."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            text = (value or "").strip().lower()
            if (
                name.startswith("on")
                or tag in ("iframe", "object", "embed")
                or (name in ("href", "src") and text.startswith(("javascript:", "data:text", "vbscript:")))
            ):
                self.bad.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self._in_script and "alert(" in data:
            self.bad.append(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._in_script = False
