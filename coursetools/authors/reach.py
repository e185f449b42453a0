"""What can change a notebook's outputs: its code, and the definitions of the library that it reaches, directly or not.

Both are read as syntax trees, so comments, docstrings and layout count for nothing. From a name in the notebook the way leads to the
definition that it stands for, from there to those that this one uses, and so on. Code that a module runs when it is imported always counts.
Where a use cannot be followed (a module that is handed on as a value, a name that a module does not define), the whole module counts.

Nor do the words count in which a test would say that it failed, since in a solution notebook none does: the texts of ``thought=``, and in
``rlcourse.checks`` those of errors. For a notebook that keeps such an error they count; for one that looks at docstrings,
sources or the lines of a traceback, everything does.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias, cast

PACKAGE = "rlcourse"
_CHECKS = f"{PACKAGE}.checks"
_WHOLE, _AT_IMPORT = "*", ""
"""In place of a name that a module defines: all of it, and what runs when it is imported."""
_Reading: TypeAlias = Literal["silent", "silent, errors too", "with words", "verbatim"]
"""What counts: code without the words of tests, or of errors either; code with all words; the text as it stands, comments too."""
_READS_TEXT = frozenset({"__doc__", "getdoc", "getsource", "getsourcelines", "help", "traceback"})
_CATCHES_CHECKS = frozenset({"AssertionError", "BaseException", "CheckFailedError", "Exception", "NotAttemptedError"})


class Module:
    """The code of a notebook, or of a module of the library."""

    def __init__(self, name: str, text: str, path: Path | None = None) -> None:
        self.name, self.path = name, path
        self.lines = text.splitlines()
        self.statements = ast.parse(text).body
        self.definitions: dict[str, list[ast.stmt]] = {}
        """The statements that define each name: functions, classes, assignments."""
        self.at_import: list[ast.stmt] = []
        """The statements that do something else."""
        for statement in self.statements:
            if _is_text(statement) or isinstance(statement, ast.Import | ast.ImportFrom):
                continue
            names = _names_defined(statement)
            if not names:
                self.at_import.append(statement)
                names = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
            for name in names:
                self.definitions.setdefault(name, []).append(statement)

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """What each imported name stands for, in dotted form, wherever the import stands."""
        found: dict[str, set[str]] = {}
        for node in self._nodes():
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found.setdefault(alias.asname or alias.name, set()).add(f"{node.module}.{alias.name}")
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.split(".")[0]
                    found.setdefault(alias.asname or first, set()).add(alias.name if alias.asname else first)
        return found

    @cached_property
    def brings(self) -> set[str]:
        """Dotted names of what is imported: modules, and perhaps what they define."""
        plain = {alias.name for node in self._nodes() if isinstance(node, ast.Import) for alias in node.names}
        return plain.union(*self.imports.values())

    def _nodes(self) -> Iterator[ast.AST]:
        for statement in self.statements:
            yield from ast.walk(statement)

    @property
    def is_package(self) -> bool:
        """Whether it is the ``__init__.py`` of a folder."""
        return self.path is not None and self.path.name == "__init__.py"

    def behind(self, name: str) -> list[ast.stmt]:
        """The statements behind a name, behind :data:`_WHOLE` and behind :data:`_AT_IMPORT`."""
        return {_WHOLE: self.statements, _AT_IMPORT: self.at_import}.get(name, self.definitions.get(name, []))

    def text_of(self, statement: ast.stmt) -> str:
        """A statement as it was written, decorators and all."""
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", []))])
        return "\n".join(self.lines[first - 1 : statement.end_lineno])


class Library:
    """The modules of ``rlcourse`` below a folder, each read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._modules: dict[str, Module | None] = {}
        self._seen: dict[tuple[str, str, _Reading], tuple[set[str], set[tuple[str, str]]]] = {}

    def inputs(self, cells: Sequence[str]) -> dict[str, str]:
        """Hashes of what can change the outputs of a notebook with these code cells: of its own ``code``, and of the ``library`` behind it.

        Raises:
            SyntaxError: A cell is no Python.
        """
        notebook = Module("", "\n".join(cells))
        reading = _reading_for(notebook.statements)
        own = cells if reading == "verbatim" else ["\n".join(_dump(node, reading) for node in ast.parse(cell).body) for cell in cells]
        return {"code": _hash(own), "library": _hash(sorted(self._reached(notebook, reading)))}

    def _reached(self, notebook: Module, reading: _Reading) -> set[str]:
        """A line for all that a notebook reaches."""
        found: set[str] = set()
        seen: set[tuple[str, str]] = set()
        waiting = self._uses(notebook, notebook.statements) | self._runs(notebook)
        while waiting:
            target = waiting.pop()
            seen.add(target)
            key = (*target, reading)
            if key not in self._seen:
                self._seen[key] = self._look(*key)
            lines, further = self._seen[key]
            found |= lines
            waiting |= further - seen
        return found

    def _look(self, origin: str, name: str, reading: _Reading) -> tuple[set[str], set[tuple[str, str]]]:
        """Lines that describe a name of a module, and what it refers to."""
        module = self._module(origin)
        if module is None:
            return {f"{name} is {origin}"}, set()
        if reading == "silent" and f"{origin}.".startswith(f"{_CHECKS}."):
            reading = "silent, errors too"
        lines: set[str] = set()
        statements = module.behind(name)
        for statement in statements:
            lines.add(f"{origin}: {module.text_of(statement) if reading == 'verbatim' else _dump(statement, reading)}")
            data = module.path.with_suffix(".json") if module.path and "__file__" in _names_in(statement) else None
            if data and data.exists():
                lines.add(f"{data.name}: {_hash([data.read_text(encoding='utf-8')])}")
        further = self._uses(module, statements)
        if name == _AT_IMPORT:
            further |= self._runs(module)
        elif not statements:  # the module has it from elsewhere, or nobody knows what it is
            further |= {self._target(dotted, name) for dotted in module.imports.get(name, ())} or {(origin, _WHOLE)}
        elif name == _WHOLE and module.is_package:
            further |= {self._target(dotted, dotted) for dotted in module.brings}
        return lines, further

    def _uses(self, module: Module, statements: Iterable[ast.stmt]) -> set[tuple[str, str]]:
        """What some statements of a module refer to: a module, and a name in it."""
        found = {self._target(origin, _WHOLE) for origin in module.imports.get(_WHOLE, ())}  # import *
        for statement in statements:
            for first, *rest in _dotted_names(statement):
                if first in module.definitions:
                    found.add((module.name, first))
                for origin in module.imports.get(first, ()):
                    found.add(self._target(".".join([origin, *rest]), first))
            found |= {(text, _WHOLE) for text in _texts_in(statement) if text.startswith(f"{PACKAGE}.") and self._module(text)}
        return {target for target in found if target[0]}

    def _runs(self, module: Module) -> set[tuple[str, str]]:
        """The modules that are imported with one."""
        names = [dotted.split(".") for dotted in module.brings]
        starts = {".".join(pieces[:length]) for pieces in names for length in range(1, len(pieces) + 1)}
        return {(start, _AT_IMPORT) for start in starts if self._module(start)}

    def _target(self, dotted: str, local: str) -> tuple[str, str]:
        """The module of the library in a dotted name, with the name in it; for what lies elsewhere its origin, with its name here."""
        pieces = dotted.split(".")
        for length in range(len(pieces), 0, -1):
            if self._module(".".join(pieces[:length])):
                return ".".join(pieces[:length]), [*pieces[length:], _WHOLE][0]
        return dotted, local

    def _module(self, name: str) -> Module | None:
        """A module of the library, or ``None`` where it has none of this name."""
        if name not in self._modules:
            place = self._root.joinpath(*name.split("."))
            files = [path for path in (place.with_suffix(".py"), place / "__init__.py") if name.split(".")[0] == PACKAGE and path.exists()]
            self._modules[name] = Module(name, files[0].read_text(encoding="utf-8"), files[0]) if files else None
        return self._modules[name]


def _names_defined(statement: ast.stmt) -> set[str]:
    """The names that a function, a class, or an assignment to plain names defines; empty for every other statement."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return set()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    flat = [item for target in targets for item in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return {item.id for item in flat if isinstance(item, ast.Name)} if all(isinstance(item, ast.Name) for item in flat) else set()


def _dotted_names(node: ast.AST) -> Iterator[list[str]]:
    """The names that a piece of code uses, each with the attributes that follow it."""
    pieces: list[str] = []
    root = node
    while isinstance(root, ast.Attribute):
        pieces.insert(0, root.attr)
        root = root.value
    if isinstance(root, ast.Name):
        yield [root.id, *pieces]
    else:
        for child in ast.iter_child_nodes(root):
            yield from _dotted_names(child)


def _names_in(node: ast.AST) -> set[str]:
    """Every name and attribute in a piece of code."""
    return {piece for pieces in _dotted_names(node) for piece in pieces}


def _texts_in(node: ast.AST) -> Iterator[str]:
    """The texts in a piece of code, less those of ``forbid=``, which name what is not used."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.keyword) and node.arg == "forbid"):
        for child in ast.iter_child_nodes(node):
            yield from _texts_in(child)


def _reading_for(statements: Iterable[ast.stmt]) -> _Reading:
    """How the code behind a notebook must be read."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    if any(_names_in(statement) & _READS_TEXT for statement in statements):
        return "verbatim"
    kept = [node.type for node in nodes if isinstance(node, ast.ExceptHandler) and node.name and node.type]
    return "with words" if any(_names_in(kind) & _CATCHES_CHECKS for kind in kept) else "silent"


def _is_text(statement: object) -> bool:
    """Whether a statement is a docstring, or a text that stands where one could."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)


def _dump(node: object, reading: _Reading, *, mute: bool = False) -> str:
    """A piece of code as text that is the same in every version of Python, without docstrings.

    Args:
        node: A node, a list of nodes, or the value of a field.
        reading: Which words count.
        mute: Whether texts in it are left out.
    """
    if isinstance(node, list):
        return "[" + ",".join(_dump(item, reading, mute=mute) for item in cast("list[object]", node) if not _is_text(item)) + "]"
    if isinstance(node, ast.JoinedStr):  # Python 3.12 has empty pieces
        pieces = [piece for piece in node.values if not (isinstance(piece, ast.Constant) and (mute or piece.value == ""))]
        return f"JoinedStr({_dump(pieces, reading, mute=mute)})"
    if not isinstance(node, ast.AST):
        return repr(node)
    if mute and isinstance(node, ast.Constant) and isinstance(node.value, str):
        return "''"
    if reading != "with words":
        mute = mute or (isinstance(node, ast.keyword) and node.arg == "thought")
    if reading == "silent, errors too":
        mute = mute or isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _makes_an_error(node))
    # Versions differ in fields that are empty.
    fields = [(name, value) for name, value in ast.iter_fields(node) if value is not None and value != [] and name not in ("ctx", "kind")]
    return f"{type(node).__name__}({','.join(f'{name}={_dump(value, reading, mute=mute)}' for name, value in fields)})"


def _makes_an_error(call: ast.Call) -> bool:
    """Whether a call is one like ``words.failed(...)`` or ``CheckFailedError(...)``."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    return called == "failed" or called.endswith("Error")


def _hash(texts: Iterable[str]) -> str:
    """One hash of several texts in their order."""
    digest = hashlib.sha256()
    for text in texts:
        content = text.encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:32]
