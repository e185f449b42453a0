"""Rebuilds a hand-in: the instructor's notebook with the student's solution cells, and the cells that were added, laid into it.

Whatever a student did to tests, given cells, metadata, tags or kernels has no effect: all of that comes from the source.
"""

import ast
import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Literal, cast

import nbformat
from nbformat import NotebookNode

from coursetools.grader.handin import StudentCell, StudentNotebook
from coursetools.grader.verdict import Plan, PlannedCell, PlannedTest, fingerprint

Role = Literal["given", "demo", "solution", "manual", "task", "test", "text"]
"""What a cell of the instructor's notebook is: ``manual`` is graded by a person, ``text`` and ``given`` belong to nobody."""

_STUDENTS = ("solution", "manual")


@dataclass(frozen=True)
class BaseCell:
    """One cell of the instructor's notebook, without its solution and with its hidden tests."""

    node: NotebookNode
    role: Role
    name: str
    """nbgrader's grade id, where there is one."""
    points: float = 0.0
    hidden: bool = False
    solution: str = ""
    """The instructor's own answer (solution cells): for proving the tests, never for students."""
    released: str = ""
    """The text that students got."""


@dataclass(frozen=True)
class Base:
    """The instructor's notebook, ready for answers to be laid in."""

    name: str
    cells: tuple[BaseCell, ...]
    metadata: dict[str, Any]

    @property
    def max_score(self) -> float:
        """Points that can be had, those that a person gives included."""
        return sum(cell.points for cell in self.cells)


@dataclass(frozen=True)
class Rebuilt:
    """The notebook that is graded."""

    notebook: NotebookNode
    roles: tuple[Role | Literal["added"], ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    unanswered: frozenset[str] = field(default=frozenset())
    """Names of cells for a person that are still as they were released."""


def lay(base: Base, student: StudentNotebook) -> Rebuilt:
    """Lay a student's cells into the instructor's notebook."""
    matched = _match(base, student.cells)
    notes: list[str] = list(student.notes)
    chosen: dict[int, int] = {}  # place in base -> place in the hand-in
    for place, cell in enumerate(base.cells):
        candidates = [number for number, (home, _) in enumerate(matched) if home == place]
        if not candidates:
            if cell.role in _STUDENTS:
                notes.append(f"the cell {cell.name} is missing")
            continue
        same = [number for number in candidates if student.cells[number].id and student.cells[number].id == cell.node.get("id")]
        if not same:  # the last that holds anything, as nbgrader decides
            same = [number for number in candidates if student.cells[number].source.strip()] or candidates
        chosen[place] = same[-1]
        if cell.role in _STUDENTS and len(candidates) > 1:
            notes.append(f"the cell {cell.name} is there {len(candidates)} times")
        if cell.role == "test" and not any(_same_text(student.cells[number].source, cell.released) for number in candidates):
            notes.append(f"the test {cell.name} was edited; it was put back")
    added = _added(base, student.cells, matched, chosen)
    cells: list[NotebookNode] = []
    roles: list[Role | Literal["added"]] = []
    names: list[str] = []
    unanswered: set[str] = set()

    def extras(place: int) -> None:
        for number in added.get(place, []):
            cell = student.cells[number]
            node = nbformat.v4.new_code_cell(cell.source) if cell.code else nbformat.v4.new_markdown_cell(cell.source)
            node["id"] = f"added-{number}"
            cells.append(node)
            roles.append("added")
            names.append("")

    extras(-1)
    for place, cell in enumerate(base.cells):
        node = cast("NotebookNode", nbformat.from_dict(cell.node))
        if cell.role in _STUDENTS:
            if place in chosen:
                node.source = student.cells[chosen[place]].source
            if _same_text(node.source, cell.released):
                unanswered.add(cell.name)
        cells.append(node)
        roles.append(cell.role)
        names.append(cell.name)
        extras(place)
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=nbformat.from_dict(base.metadata))
    return Rebuilt(notebook, tuple(roles), tuple(names), tuple(notes), frozenset(unanswered))


def _same_text(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _match(base: Base, cells: Sequence[StudentCell]) -> list[tuple[int | None, str]]:
    """For each cell of the hand-in, the place in the instructor's notebook that it comes from."""
    by_id = {str(cell.node.get("id")): place for place, cell in enumerate(base.cells) if cell.node.get("id")}
    by_name = {cell.name: place for place, cell in enumerate(base.cells) if cell.name}
    texts: dict[str, list[int]] = {}
    for place, cell in enumerate(base.cells):
        if cell.role in ("given", "demo", "text"):
            texts.setdefault(cell.released.strip(), []).append(place)
    matched: list[tuple[int | None, str]] = []
    taken: set[int] = set()
    for cell in cells:
        home, how = None, ""
        if cell.id in by_id:
            home, how = by_id[cell.id], "id"
            if home in taken and cell.grade_id in by_name:
                home, how = by_name[cell.grade_id], "name"
            elif (
                home in taken
                and base.cells[home].role not in ("solution", "manual", "test")
                and not _same_text(cell.source, base.cells[home].released)
            ):
                home, how = None, ""
        elif cell.grade_id in by_name:
            home, how = by_name[cell.grade_id], "name"
        matched.append((home, how))
        if home is not None:
            taken.add(home)
    for number, cell in enumerate(cells):
        if matched[number][0] is None:
            free = [place for place in texts.get(cell.source.strip(), []) if place not in taken]
            if free and cell.source.strip():
                matched[number] = (free[0], "text")
                taken.add(free[0])
    _fill(base, cells, matched, taken)
    return matched


def _fill(base: Base, cells: Sequence[StudentCell], matched: list[tuple[int | None, str]], taken: set[int]) -> None:
    """Between two matched cells, as many unknown cells as there are missing given ones are those, edited (notebooks without cell ids)."""
    if any(cell.id for cell in cells):
        return
    marks = [(-1, -1), *((number, home) for number, (home, _) in enumerate(matched) if home is not None), (len(cells), len(base.cells))]
    for (first, home), (last, next_home) in pairwise(marks):
        unknown = list(range(first + 1, last))
        missing = [
            place for place in range(home + 1, next_home) if place not in taken and base.cells[place].role in ("given", "demo", "text")
        ]
        kinds = [cells[number].code for number in unknown]
        if unknown and kinds == [base.cells[place].node.cell_type == "code" for place in missing]:
            for number, place in zip(unknown, missing, strict=True):
                matched[number] = (place, "place")
                taken.add(place)


def _added(
    base: Base, cells: Sequence[StudentCell], matched: Sequence[tuple[int | None, str]], chosen: dict[int, int]
) -> dict[int, list[int]]:
    """The student's further cells, by the place of the cell that they stand behind."""
    added: dict[int, list[int]] = {}
    behind = -1
    for number, (home, _) in enumerate(matched):
        if home is None:
            if cells[number].source.strip():
                added.setdefault(behind, []).append(number)
            continue
        if chosen.get(home) == number:
            behind = home
        elif base.cells[home].role in _STUDENTS and cells[number].source.strip():
            # a second copy of an answer's cell, of a cell that was split for example: it runs in its place too
            after = home if number > chosen[home] else home - 1
            added.setdefault(after, []).append(number)
    return added


def plan(
    base: Base, rebuilt: Rebuilt, *, files: dict[str, bytes], seed_text: str, canaries: dict[str, tuple[tuple[str, ...], ...]]
) -> Plan:
    """Say what is to be run: the code cells in order, then the tests."""
    cells: list[PlannedCell] = []
    tests: list[PlannedTest] = []
    facts = {cell.name: cell for cell in base.cells if cell.name}
    for index, (node, role, name) in enumerate(zip(rebuilt.notebook.cells, rebuilt.roles, rebuilt.names, strict=True)):
        if node.cell_type != "code" or role in ("demo", "text"):
            continue
        if role == "test":
            cell = facts[name]
            cells.append(PlannedCell(index, "", test=name))
            tests.append(
                PlannedTest(
                    name=name,
                    index=index,
                    source=plain_python(node.source),
                    points=cell.points,
                    hidden=cell.hidden,
                    exercise=exercise_of(base, name),
                    canaries=canaries.get(name, ()),
                )
            )
        elif node.source.strip():
            cells.append(PlannedCell(index, node.source))
    imports, names = given_names(base)
    return Plan(
        cells=tuple(cells),
        tests=tuple(tests),
        imports=imports,
        names=names,
        files={name: base64.b64encode(content).decode() for name, content in sorted(files.items())},
        seed=int(fingerprint(seed_text)[:8], 16),
    )


def plain_python(source: str) -> str:
    """The text of a test as plain Python: magics become calls, as IPython makes them."""
    try:
        ast.parse(source)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager

        return TransformerManager().transform_cell(source)
    return source


def solutions_before(base: Base, test: str) -> list[BaseCell]:
    """The solution cells that a test is about: those after the tests before it, up to the test."""
    group: list[BaseCell] = []
    closed = False
    for cell in base.cells:
        if cell.role == "solution":
            if closed:
                group, closed = [], False
            group.append(cell)
        elif cell.role == "test":
            if cell.name == test:
                return group
            closed = True
    return []


def exercise_of(base: Base, test: str) -> str:
    """Name of the function or class that a test is about, where there is exactly one."""
    found = [name for cell in solutions_before(base, test) for name in _defined(cell.released)]
    return found[-1] if found else ""


def stubs(base: Base) -> dict[str, tuple[tuple[str, ...], ...]]:
    """For each test the blank answer, as a known wrong one."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for cell in base.cells:
        if cell.role == "test" and (group := solutions_before(base, cell.name)):
            found[cell.name] = (tuple(solution.released for solution in group),)
    return found


_SPOIL = """
def _spoil(answer):
    def wrong(value):
        if isinstance(value, bool):
            return not value
        if isinstance(value, (int, float, complex)):
            return 3 * value + 7
        if isinstance(value, str):
            return value + "?"
        if type(value) in (list, tuple):
            return type(value)(wrong(item) for item in value)
        if type(value) is dict:
            return {{key: wrong(item) for key, item in value.items()}}
        if hasattr(value, "dtype"):
            return ~value if "bool" in str(value.dtype) else 3 * value + 7
        return value

    return lambda *arguments, **keywords: wrong(answer(*arguments, **keywords))


{name} = _spoil({name})
"""


def spoilt(base: Base) -> dict[str, tuple[tuple[str, ...], ...]]:
    """For each test of a function a wrong answer of the right kind: what the instructor's own returns, with other numbers in it."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for cell in base.cells:
        name = exercise_of(base, cell.name) if cell.role == "test" else ""
        if name and not name[0].isupper():
            solutions = tuple(plain_python(solution.solution) for solution in solutions_before(base, cell.name))
            found[cell.name] = ((*solutions, _SPOIL.format(name=name)),)
    return found


def solved(base: Base) -> StudentNotebook:
    """The instructor's own answers as a hand-in, to prove the tests with."""
    return StudentNotebook(
        cells=tuple(
            StudentCell(code=cell.node.cell_type == "code", source=cell.solution, id=str(cell.node.get("id", "")), grade_id=cell.name)
            for cell in base.cells
            if cell.role in _STUDENTS
        )
    )


def given_names(base: Base) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Imports of given and test cells (those whose names nothing else binds), and all names that given cells define."""
    imports: list[tuple[str, str]] = []
    bound: set[str] = set()
    names: set[str] = set()
    for cell in base.cells:
        if cell.node.cell_type != "code" or cell.role not in ("given", "test", "solution"):
            continue
        tree = _parse(plain_python(cell.released if cell.role == "solution" else cell.node.source))
        for node in tree.body if tree is not None else []:
            if isinstance(node, ast.Import | ast.ImportFrom):
                if cell.role == "solution" or any(alias.name == "*" for alias in node.names):
                    continue
                for alias in node.names:
                    single = replace_names(node, alias)
                    imports.append(((alias.asname or alias.name).split(".")[0], single))
            else:
                here = set(_bound(node))
                bound |= here
                if cell.role == "given":
                    names |= here
    kept = tuple(dict.fromkeys(text for name, text in imports if name not in bound))
    return kept, tuple(sorted(names | {name for name, _ in imports}))


def replace_names(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The same import of one name only."""
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(names=[alias]))
    return ast.unparse(ast.ImportFrom(module=node.module, names=[alias], level=node.level))


def _defined(source: str) -> list[str]:
    tree = _parse(source)
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)] if tree is not None else []


def _bound(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield node.name
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def constants_of(source: str) -> frozenset[str]:
    """All texts that a test's author wrote in it: what a message may show of a hidden test."""
    tree = _parse(plain_python(source))
    if tree is None:
        return frozenset()
    return frozenset(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def with_canaries(plan_: Plan, *, every: bool) -> Plan:
    """The same plan, with all wrong answers tried."""
    return replace(plan_, every_canary=every)
