"""Where answers are: in the notebook, or, while a hand-in is graded, in a process of their own, in which no test ever is.

Then a test sees stand-ins for what the student wrote. They are called and read as usual; but some functions of the library belong where the
answer is: they look at a figure closely, call an answer a thousand times, or read its files. Such a function is marked by :func:`there`.
"""

import contextlib
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Place(Protocol):
    """Another process, in which answers are."""

    def holds(self, value: object) -> bool:
        """Whether a value stands for one that is there."""
        ...

    def run(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Run one of :data:`FUNCTIONS` there and return what it returns."""
        ...

    def text_of(self, answer: object) -> str:
        """The text of the cell that defines an answer."""
        ...


FUNCTIONS: dict[str, Callable[..., Any]] = {}
"""What may be run where the answers are, by module and name."""
_place: Place | None = None


def place() -> Place | None:
    """Where answers are; None where they are here."""
    return _place


@contextlib.contextmanager
def answers_at(other: Place) -> Generator[None]:
    """Inside this context answers are in another process."""
    global _place
    before, _place = _place, other
    try:
        yield
    finally:
        _place = before


def there(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function run where the answer is that it is given."""
    return _marked(function, always=False)


def always_there(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function run where answers are, whatever it is given."""
    return _marked(function, always=True)


def _marked(function: Callable[P, T], *, always: bool) -> Callable[P, T]:
    name = f"{function.__module__}:{function.__qualname__}"
    FUNCTIONS[name] = function

    @wraps(function)
    def run(*arguments: P.args, **keywords: P.kwargs) -> T:
        if _place is None or not (always or any(map(_place.holds, arguments))):
            return function(*arguments, **keywords)
        return _place.run(name, arguments, keywords)

    return run
