"""Calls to a student's answer, and what its text says: the seam between a test and what it tests.

In a notebook an answer is called where it is. When a hand-in is graded, it runs in another process, and only what goes through these
functions, or reads like a plain call, is carried over: so tests use them instead of an answer's ``__code__``, a patch, or a loop of
thousands of calls.
"""

import ast
import contextlib
import inspect
import linecache
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks import words
from rlcourse.checks.words import CheckFailedError, NotAttemptedError

P = ParamSpec("P")
T = TypeVar("T")

_HERE = str(Path(__file__).parent)


def name_of(function: object) -> str:
    """What a message calls an answer."""
    return str(getattr(function, "__name__", type(function).__name__))


def is_blank(error: BaseException) -> bool:
    """Whether an error is that of the blank stub; PyTorch's own NotImplementedErrors carry a message."""
    return type(error) is NotImplementedError and not error.args


def blank_exercise(error: BaseException, default: str) -> str:
    """Name of the function or class in whose stub an error was raised."""
    frames = _frames_elsewhere(error)
    names = [frame.name for frame in frames] or [
        frame.f_code.co_qualname for frame, _ in traceback.walk_tb(error.__traceback__) if not frame.f_code.co_filename.startswith(_HERE)
    ]
    name = names[-1].split(".<locals>")[0].split(".")[0] if names else ""
    return name if name.isidentifier() else default


def _frames_elsewhere(error: BaseException) -> list[traceback.FrameSummary]:
    """The student's frames of an error that came from another process (see :mod:`rlcourse.elsewhere`)."""
    return getattr(error, "frames_elsewhere", [])


def _own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    """The frames outside this package: the student's code and what it called."""
    here = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_HERE)]
    return _frames_elsewhere(error) or here


def attempt(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a student's function and return what it returns.

    What it prints on stderr (warnings too) is shown on stdout, since nbgrader takes any stderr of a test cell for a failure.

    Raises:
        NotAttemptedError: It, or another exercise's function that it calls, is still the blank stub.
        CheckFailedError: It raised any other exception; the message shows the student's own lines.
    """
    return attempted(name_of(function), lambda: function(*args, **kwargs))


def attempted(name: str, call: Callable[[], T]) -> T:
    """Call what calls a student's function; its errors are worded as those of a function of this name. See :func:`attempt`."""
    try:
        with contextlib.redirect_stderr(sys.stdout):
            return call()
    except CheckFailedError:
        raise
    except Exception as error:
        if is_blank(error):
            raise NotAttemptedError(blank_exercise(error, name)) from None
        kind = type(error).__name__
        where = "".join(traceback.format_list(_own_frames(error)[-3:])).rstrip()
        told = f"{words.NOT_YET} `{name}` raised {kind}: {error}\n{where}"
        if words.are_hidden():
            raise words.hidden_failure(
                f"✘ A hidden test is not satisfied yet: `{name}` raised {kind}.\n"
                f"  Think about: Which inputs might it not be ready for? Try the edges: empty, one element, very large, other dtypes.",
                told,
            ) from None
        raise CheckFailedError(told) from None


def each(function: Callable[..., T], calls: Iterable[Sequence[Any]]) -> list[T]:
    """Call a student's function once for each tuple of arguments, in order, and return the results: thousands of calls in one request."""
    return attempted(name_of(function), lambda: _each(function, [tuple(arguments) for arguments in calls]))


@elsewhere.there
def _each(function: Callable[..., T], calls: Sequence[Sequence[Any]]) -> list[T]:
    return [function(*arguments) for arguments in calls]


def repeat(n_calls: int, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> NDArray[Any]:
    """Call a student's function ``n_calls`` times with the same arguments (a generator moves on) and return the results as one array.

    Raises:
        CheckFailedError: A call failed, or the results are no numbers of one shape.
    """
    results = attempted(name_of(function), lambda: _repeated(function, n_calls, args, kwargs))
    try:
        found = np.asarray(results)
    except (TypeError, ValueError):
        found = np.asarray(None)
    if found.dtype.kind not in "biufc":
        kinds = ", ".join(sorted({type(result).__name__ for result in results}))
        raise words.failed(
            f"what `{name_of(function)}` returns", "Is it a number each time?", expected="numbers of one shape", actual=kinds
        )
    return found


@elsewhere.there
def _repeated(function: Callable[..., T], n_calls: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[T]:
    return [function(*args, **kwargs) for _ in range(n_calls)]


def raises(exception: type[Exception], call: Callable[[], object], *, thought: str, mentions: str | Sequence[str] | None = None) -> str:
    """Check that a call refuses its input: ``checks.raises(ValueError, lambda: normalise([]), thought=...)``.

    Returns the text of the error, for what else must or must not stand in it.

    Args:
        exception: The type that must be raised (a subclass will do).
        call: A function of no arguments that calls the student's.
        thought: The question that helps to the next attempt.
        mentions: Pieces of text that the message must hold, what came for example.
    """
    try:
        with contextlib.redirect_stderr(sys.stdout):
            result = call()
    except CheckFailedError:
        raise
    except Exception as error:
        if is_blank(error):
            raise NotAttemptedError(blank_exercise(error, "this function")) from None
        if not isinstance(error, exception):
            shown = f"{type(error).__name__}: {error}"
            raise words.failed("an input that must be refused", thought, expected=exception.__name__, actual=shown) from None
        for piece in [mentions] if isinstance(mentions, str) else mentions or ():
            if piece not in str(error):
                told = f"a text that names {piece!r}"
                raise words.failed("the message of the error", thought, expected=told, actual=repr(str(error))) from None
        return str(error)
    raise words.failed("an input that must be refused", thought, expected=exception.__name__, actual=f"no error, and {words.show(result)}")


# ------------------------------------------------------------------------------------------------------- an answer's text


def _function_of(answer: object) -> FunctionType | None:
    """An answer itself, or one of a class's own methods: it knows the file of the text, and the globals."""
    for member in [answer, *(vars(answer).values() if inspect.isclass(answer) else ())]:
        function = inspect.unwrap(member.__func__ if isinstance(member, classmethod | staticmethod) else cast("Any", member))
        if isinstance(function, FunctionType):
            return function
    return None


def _globals_of(answer: object) -> Mapping[str, object]:
    function = _function_of(answer)
    return function.__globals__ if function is not None else {}


def text_of(answer: object) -> ast.Module:
    """The text of an answer: the cell that defines it, with the helpers that stand beside it, parsed; empty where it has none."""
    place = elsewhere.place()
    text = place.text_of(answer) if place is not None and place.holds(answer) else _text_here(answer)
    try:
        return ast.parse(textwrap.dedent(text))
    except SyntaxError:  # magics of IPython
        return ast.Module([], [])


def _text_here(answer: object) -> str:
    function = _function_of(answer)
    if function is None:
        return ""
    lines = linecache.getlines(function.__code__.co_filename)
    if Path(function.__code__.co_filename).is_file():  # no cell, but a whole module: its own lines alone
        lines, _ = inspect.getsourcelines(cast("Any", answer))
    return "".join(lines)


def names_in(answer: object, *, outside: Sequence[str] = ()) -> frozenset[str]:
    """The names that an answer's text uses: variables, attributes, imported names, and parts of dotted names.

    Args:
        answer: The student's function or class.
        outside: Functions and methods whose own text does not count: what may stand in a constructor only, for example.
    """
    tree, found = text_of(answer), set[str]()
    inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in outside]
    left_out = {id(node) for function in inside for node in ast.walk(function)}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found |= {*node.name.split("."), node.asname or node.name.split(".")[0]}
        elif isinstance(node, ast.ImportFrom):
            found |= set((node.module or "").split("."))
    return frozenset(found)


def constants_in(answer: object) -> frozenset[object]:
    """The numbers and texts that are written down in an answer's text, docstrings too."""
    return frozenset(node.value for node in ast.walk(text_of(answer)) if isinstance(node, ast.Constant))


def has_loop(answer: object) -> bool:
    """Whether a function in an answer's text holds a loop or a comprehension; what stands beside functions (a quick try) does not count."""
    loops = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    functions = [node for node in ast.walk(text_of(answer)) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    return any(isinstance(node, loops) for function in functions for node in ast.walk(function))


def forbidden(answer: object, *modules: str, names: Mapping[str, object] | None = None) -> None:
    """Refuse an answer that is, or is built on, the finished result in one of ``modules``.

    This keeps honest people honest: it looks at where the answer and its base classes come from, and at what its text imports or reaches
    through a global name. An attribute of an object (``self.networks``) is nobody's module.

    Args:
        answer: The student's function or class.
        modules: Full names of modules, or one word (``"linalg"``) that no module's name may hold.
        names: The notebook's globals; by default those of the answer.

    Raises:
        CheckFailedError: One of them belongs to such a module.
    """
    kinds = inspect.getmro(answer) if inspect.isclass(answer) else (answer,)
    mentioned = {str(getattr(kind, "__module__", "")) for kind in kinds}
    mentioned |= _modules_in(text_of(answer), _globals_of(answer) if names is None else names)
    used = sorted(module for module in modules if any(_belongs(name, module) for name in mentioned))
    if used:
        raise CheckFailedError(
            f"{words.NOT_YET} this exercise asks for your own code, and an answer that uses {' or '.join(used)} gets no points.\n"
            f"  Think about: The pieces that you need are in the cells above."
        )


def _belongs(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".") or ("." not in module and module in name.split("."))


def _modules_in(tree: ast.Module, names: Mapping[str, object]) -> set[str]:
    """Dotted names of the modules, and of what lies in modules, that a text imports or reaches through global names."""
    reader = _Reached(names)
    reader.visit(tree)
    return reader.found


class _Reached(ast.NodeVisitor):
    """Collects what a text reaches. A name that a function binds is its own there; annotations use nothing."""

    def __init__(self, names: Mapping[str, object]) -> None:
        self.found: set[str] = set()
        self._names = names
        self._imported: list[dict[str, str]] = [{}]
        """For each scope, from the outside in, the dotted name of what a local name stands for; empty for what is no module's."""

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.found.add(alias.name)
            self._imported[-1][alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names if node.module else []:
            self.found.add(f"{node.module}.{alias.name}")
            self._imported[-1][alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(part)
        self._inside(node, node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._inside(node, [node.body])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def _inside(self, function: ast.FunctionDef | ast.Lambda, body: Sequence[ast.AST]) -> None:
        inner = [node for part in body for node in ast.walk(part)]
        stored = {node.id for node in inner if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        shared = {name for node in inner if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
        arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
        self._imported.append(dict.fromkeys((stored - shared) | arguments, ""))
        for part in body:
            self.visit(part)
        self._imported.pop()

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called in ("import_module", "__import__"):
            self.found |= {str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)}
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._reach(node)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        self._reach(node)

    def _reach(self, node: ast.Attribute | ast.Name) -> None:
        pieces: list[str] = []
        root: ast.AST = node
        while isinstance(root, ast.Attribute):
            pieces.insert(0, root.attr)
            root = root.value
        if not isinstance(root, ast.Name):
            return
        known = next((scope[root.id] for scope in reversed(self._imported) if root.id in scope), None)
        origin = _origin(self._names.get(root.id)) if known is None else known
        if origin:
            self.found.add(".".join([origin, *pieces]))


def _origin(value: object) -> str:
    """Name of a module, or of the module in which a function or class lies; empty for every other object."""
    if inspect.ismodule(value):
        return value.__name__
    return str(value.__module__) if inspect.isfunction(value) or inspect.isclass(value) else ""
