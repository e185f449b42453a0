"""Calls to a student's answer, and what its text says: the seam between a test and what it tests.

In a notebook an answer is called where it is. When a hand-in is graded, it runs in another process, and only what goes through these
functions, or reads like a plain call, is carried over: so tests use them instead of an answer's ``__code__``, a patch, or a loop of
thousands of calls.
"""

import ast
import contextlib
import copy
import dataclasses
import inspect
import itertools
import linecache
import sys
import textwrap
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

import numpy as np
import torch
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks import words
from rlcourse.checks.words import CheckFailedError, NotAttemptedError

P = ParamSpec("P")
T = TypeVar("T")

_Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

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


def attempt_beside(device: str, function: Callable[..., T], *arguments: object) -> T:
    """Call a student's function as :func:`attempt` does, where tensors that are made without naming a device lie on this one.

    With ``"meta"``, which every machine has, a result that lies there shows whose tensors forget the device that was asked for. Whoever
    needs the numbers of such a tensor on the way fails, rightly or not: a test lets failed calls pass.
    """
    return attempted(name_of(function), lambda: _beside(function, device, arguments))


@elsewhere.there
def _beside(function: Callable[..., T], device: str, arguments: Sequence[object]) -> T:
    with torch.device(device):
        return function(*arguments)


def attempt_on(device: str, make: Callable[..., torch.nn.Module], settings: Sequence[object], *inputs: torch.Tensor) -> Any:
    """Make a network of a student's class, move it to a device, and return what it gives for inputs that were moved there too.

    With ``"meta"``, which every machine has, a network fails whose forward pass computes with tensors that it did not register.
    """
    return attempted(name_of(make), lambda: _on(make, device, settings, inputs))


@elsewhere.there
def _on(make: Callable[..., torch.nn.Module], device: str, settings: Sequence[object], inputs: Sequence[torch.Tensor]) -> Any:
    network = make(*settings).to(device)
    return network(*(one.to(device) for one in inputs))


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


def returns_new_tensors(function: Callable[..., object], *arguments: object) -> bool:
    """Call a student's function twice and say whether the tensors and arrays that it returns are new ones.

    They are not where one shares its memory with an argument, with another result, or with a result of the call before: then whoever
    writes into one changes the other. They are looked for in tuples, lists, the values of mappings, and dataclasses, too.
    """
    return attempted(name_of(function), lambda: _returns_new_tensors(function, arguments))


@elsewhere.there
def _returns_new_tensors(function: Callable[..., object], arguments: Sequence[object]) -> bool:
    made = [*map(_as_array, _tensors_in([function(*arguments), function(*arguments)]))]
    lent = [*map(_as_array, _tensors_in(arguments))]
    pairs = itertools.chain(itertools.combinations(made, 2), itertools.product(made, lent))
    return not any(np.shares_memory(one, other) for one, other in pairs)


def entries_apart(function: Callable[..., object], *arguments: object) -> bool:
    """Call a student's function and say whether each entry of the tensors and arrays that it returns has a place of its own.

    They have not in an expanded tensor: whoever writes into one of its entries changes others as well.
    """
    return attempted(name_of(function), lambda: _entries_apart(function, arguments))


@elsewhere.there
def _entries_apart(function: Callable[..., object], arguments: Sequence[object]) -> bool:
    made = [*map(_as_array, _tensors_in([function(*arguments)]))]
    return all(step != 0 or size < 2 for one in made for step, size in zip(one.strides, one.shape, strict=True))


def again(function: Callable[..., T], first: Sequence[object], then: Sequence[object]) -> T:
    """Call a student's function with ``first``, then with ``then``, and return what the second call returns.

    Where both have a tensor of one shape and dtype at a place, a network of one form, or a list, it is one and the same object in both
    calls: what stands in ``then`` is written into it in between. So a result is wrong that is kept from the first call, be it by the
    identity of the arguments or by the values of some of them. What the test holds stays as it is.
    """
    return attempted(name_of(function), lambda: _again(function, first, then))


@elsewhere.there
def _again(function: Callable[..., T], first: Sequence[object], then: Sequence[object]) -> T:
    lent = copy.deepcopy([*first])
    function(*lent)
    return function(*(_rewritten(old, new) for old, new in zip(lent, copy.deepcopy([*then]), strict=True)))


def _rewritten(old: object, new: object) -> object:
    """The old object with the contents of the new one, where it can hold them; else the new one."""
    if isinstance(old, torch.Tensor) and isinstance(new, torch.Tensor) and (old.shape, old.dtype) == (new.shape, new.dtype):
        old.detach().copy_(new.detach())
    elif isinstance(old, torch.nn.Module) and isinstance(new, torch.nn.Module) and str(old) == str(new):
        old.load_state_dict(new.state_dict())
    elif isinstance(old, list) and isinstance(new, list):
        cast("list[object]", old)[:] = cast("list[object]", new)
    else:
        return new
    return old


def beats_a_loop(function: Callable[..., object], *arguments: object, n_rounds: int, factor: float) -> bool:
    """Say whether a student's function takes less than 1 / ``factor`` of the time of a loop of Python over a tensor.

    In each round, the loop takes two entries out of a tensor, and subtracts. So a function that hides a loop, under whatever name, is told
    from one that leaves it to the library: with a ``factor`` of 10, for example. Load makes both slower; so calls take turns with pieces of
    the loop, and the shortest time of each counts.

    Args:
        function: The student's function.
        *arguments: What it is called with, at most eight times.
        n_rounds: How many rounds the loop has: the number of entries, or rows, that are to be worked on at once.
        factor: How many times as long the loop must take.
    """
    return attempted(name_of(function), lambda: _beats_a_loop(function, arguments, n_rounds, factor))


@elsewhere.there
def _beats_a_loop(function: Callable[..., object], arguments: Sequence[object], n_rounds: int, factor: float) -> bool:
    entries, shortest, round_time = torch.zeros(1), float("inf"), float("inf")
    for turn in range(8):
        start = time.perf_counter()
        for _ in range(100):
            torch.sub(entries[0], entries[0])
        middle = time.perf_counter()
        function(*arguments)
        end = time.perf_counter()
        round_time, shortest = min(round_time, (middle - start) / 100), min(shortest, end - middle)
        if turn >= 2 and not n_rounds * round_time / factor <= shortest <= n_rounds * round_time:  # clear enough
            break
    return shortest < n_rounds * round_time / factor


def returns_constants(function: Callable[..., object], *arguments: object) -> bool:
    """Call a student's function and say whether the tensors that it returns are constants of which a loss can be made.

    They are not where a gradient leads through them, nor where they were made under ``torch.inference_mode()``.
    """
    return attempted(name_of(function), lambda: _returns_constants(function, arguments))


@elsewhere.there
def _returns_constants(function: Callable[..., object], arguments: Sequence[object]) -> bool:
    tensors = [one for one in _tensors_in(function(*arguments)) if isinstance(one, torch.Tensor)]
    return not any(one.requires_grad or one.is_inference() for one in tensors)


def _tensors_in(value: object) -> list[torch.Tensor | NDArray[Any]]:
    """The tensors and arrays that are, or are in, a tuple, a list, the values of a mapping, or a dataclass."""
    if isinstance(value, torch.Tensor | np.ndarray):
        return [cast("torch.Tensor | NDArray[Any]", value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    inside = [*cast("Mapping[object, object]", value).values()] if isinstance(value, Mapping) else value
    return [one for item in cast("Sequence[object]", inside) for one in _tensors_in(item)] if isinstance(inside, tuple | list) else []


def _as_array(numbers: torch.Tensor | NDArray[Any]) -> NDArray[Any]:
    """An array that lies where a tensor lies, whatever its dtype and device are: its place may be asked for, not its numbers."""
    if isinstance(numbers, np.ndarray):
        return numbers
    size, start = numbers.element_size(), numbers.data_ptr()
    strides = tuple(size * step for step in numbers.stride())
    layout = {"version": 3, "typestr": f"|V{size}", "shape": tuple(numbers.shape), "strides": strides, "data": (start, True)}
    return np.asarray(SimpleNamespace(__array_interface__=layout)) if start else np.empty(0)


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

    What the text itself makes is its own, whatever it is called, and does not count: a variable that it sets or takes as a parameter, a
    function, a class, and a member (``self.total``, a method) that is asked of one of these.

    Args:
        answer: The student's function or class.
        outside: Functions and methods whose own text does not count: what may stand in a constructor only, for example.
    """
    tree, found = text_of(answer), set[str]()
    inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in outside]
    left_out = {id(node) for function in inside for node in ast.walk(function)}
    own, members = _bound_in(tree) | _made_in(tree), _members_in(tree)
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Name) and node.id not in own:
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            root = node.value.func if isinstance(node.value, ast.Call) else node.value
            is_own = node.attr in members and isinstance(root, ast.Name) and root.id in own
            found |= set() if is_own else {node.attr}
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


_CALL_FOR_EACH = frozenset(
    {"map", "filter", "itertools", "vmap", "vectorize", "frompyfunc", "fromiter", "apply_along_axis", "apply_over_axes"}
    | {"map_", "map2_", "apply_"}
)
"""Names of what calls a Python function again and again: of Python, NumPy and PyTorch."""


def goes_one_by_one(answer: object) -> bool:
    """Whether an answer goes through numbers in Python: by a loop, by recursion, or by what calls a function for each, as ``map`` does."""
    names = names_in(answer)
    is_folded = {"functools", "reduce"} <= names  # each by itself is harmless: functools.wraps, np.add.reduce
    return has_loop(answer) or calls_itself(answer) or is_folded or not _CALL_FOR_EACH.isdisjoint(names)


def operations_in(answer: object, *, repeated: bool) -> frozenset[str]:
    """What an answer's functions do in their loops and comprehensions (``repeated``), or else outside of them.

    Operators go by the names of :mod:`ast` (``"Mult"``, ``"Add"``), calls by the last part of what is called (``"mul"``). What a loop
    calls is done in it, with all that a function of the text does; and so is the call that takes a comprehension in, as ``sum`` does. A
    loop whose rounds are written down, over ``[x]`` or ``range(1)``, repeats nothing.
    """
    bodies = _bodies_in(text_of(answer))
    inside = _with_called({name for body in bodies.values() for name in body.found[True]}, bodies, in_loops=True)
    called = {name for key, body in bodies.items() if key not in inside for name in body.found[False]}
    return frozenset(inside if repeated else _with_called(called, bodies, in_loops=False))


def _bodies_in(tree: ast.Module) -> dict[str, "_Operations"]:
    """What each function of a text does, by its name; a lambda goes by the name that it is given, or by its place."""
    found: dict[str, _Operations] = {}
    given = [(node.targets[0], node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    named = {id(value): target.id for target, value in given if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            name = node.name if isinstance(node, ast.FunctionDef) else named.get(id(node), f"line {node.lineno}")
            reader = found.setdefault(name, _Operations())
            for part in node.body if isinstance(node, ast.FunctionDef) else [node.body]:
                reader.visit(part)
    return found


def _with_called(names: set[str], bodies: Mapping[str, "_Operations"], *, in_loops: bool) -> set[str]:
    """Operators and calls, with those of the functions that are called; loops within what a loop calls are in it."""
    reached, todo = set[str](), set(names)
    while todo:
        name = todo.pop()
        reached.add(name)
        if name in bodies:
            todo |= (bodies[name].found[False] | (bodies[name].found[True] if in_loops else set())) - reached
    return reached


def _is_written_down(rounds: ast.expr) -> bool:
    """Whether the text itself says what a loop runs over: a list of names, a range of a number."""
    if isinstance(rounds, ast.List | ast.Tuple | ast.Set):
        return not any(isinstance(item, ast.Starred) for item in rounds.elts)
    if not (isinstance(rounds, ast.Call) and isinstance(rounds.func, ast.Name) and rounds.func.id == "range"):
        return False
    return all(isinstance(argument, ast.Constant) for argument in rounds.args)


def _repeats(node: ast.AST) -> bool:
    """Whether a node is a comprehension with rounds that its text does not write down."""
    return isinstance(node, _Comprehension) and not all(_is_written_down(part.iter) for part in node.generators)


class _Operations(ast.NodeVisitor):
    """Collects operators and calls, apart for what is inside of loops and outside; the text of functions in functions is not read."""

    def __init__(self) -> None:
        self.found: dict[bool, set[str]] = {True: set(), False: set()}
        self._is_inside = False

    def _inside(self, parts: Sequence[ast.AST], *, repeats: bool = True) -> None:
        before, self._is_inside = self._is_inside, self._is_inside or repeats
        for part in parts:
            self.visit(part)
        self._is_inside = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Each function is read by itself."""

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """As any function."""

    def visit_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self._inside(node.body, repeats=not _is_written_down(node.iter))
        for part in node.orelse:
            self.visit(part)

    def visit_While(self, node: ast.While) -> None:
        self._inside([node.test, *node.body])
        for part in node.orelse:
            self.visit(part)

    def visit(self, node: ast.AST) -> None:
        """Read a node; comprehensions, of which there are four kinds, are read alike."""
        if not isinstance(node, _Comprehension):
            super().visit(node)
            return
        first, *others = node.generators
        self.visit(first.iter)
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._inside([*results, *first.ifs, *(part for other in others for part in (other.iter, *other.ifs))], repeats=_repeats(node))

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self.found[self._is_inside].add(type(node.op).__name__)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.found[self._is_inside].add(type(node.op).__name__)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        takes_in = any(_repeats(part) for part in node.args)
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        self.found[self._is_inside or takes_in].add(name)
        self.generic_visit(node)


def calls_itself(answer: object) -> bool:
    """Whether a function in an answer's text comes back to itself, by its own name or through others of the text: recursion."""
    functions = {node.name: node for node in ast.walk(text_of(answer)) if isinstance(node, ast.FunctionDef)}
    reached = {name: _read_in(function) & functions.keys() for name, function in functions.items()}
    for _ in functions:  # each round follows one call more
        reached = {name: others.union(*(reached[other] for other in others)) for name, others in reached.items()}
    return any(name in others for name, others in reached.items())


def hands_over_a_function(answer: object) -> bool:
    """Whether a function in an answer's text passes a function of the text, or a lambda, to a call: then another one may loop for it."""
    tree = text_of(answer)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    calls = [node for function in functions for node in ast.walk(function) if isinstance(node, ast.Call)]
    passed = [part for call in calls for part in (*call.args, *(keyword.value for keyword in call.keywords))]
    named = {node.name for node in functions if isinstance(node, ast.FunctionDef)}
    named |= {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return any(isinstance(part, ast.Lambda) or (isinstance(part, ast.Name) and part.id in named) for part in passed)


def _bound_in(tree: ast.AST) -> set[str]:
    """The names that a text sets as variables, or takes as parameters."""
    nodes = list(ast.walk(tree))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def _made_in(tree: ast.AST) -> set[str]:
    """The names of the functions (no methods) and classes that a text defines."""
    nodes = list(ast.walk(tree))
    methods = {id(part) for node in nodes if isinstance(node, ast.ClassDef) for part in node.body}
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef) and id(node) not in methods}


def _members_in(tree: ast.AST) -> set[str]:
    """The attributes that a text sets, and the methods of its classes."""
    nodes = list(ast.walk(tree))
    stored = {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    bodies = [part for node in nodes if isinstance(node, ast.ClassDef) for part in node.body]
    return stored | {part.name for part in bodies if isinstance(part, ast.FunctionDef)}


def _read_in(function: ast.FunctionDef) -> set[str]:
    """The names from outside that a function's text reads, and those of its object's own methods."""
    nodes = list(ast.walk(function))
    names = {node.id for node in nodes if isinstance(node, ast.Name)} - _bound_in(function)
    methods = {
        node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    return names | methods


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
