"""What is seen while a training runs, a progress bar in text and a plot that is redrawn in place; and how it is stopped without loss."""

import base64
import sys
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar, overload

from IPython.core.getipython import get_ipython
from IPython.display import DisplayHandle, display
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from tqdm.std import tqdm

from rlcourse.figures import plots

T = TypeVar("T")


class _Bar(tqdm):  # pyright: ignore[reportMissingTypeArgument, reportUntypedBaseClass]
    monitor_interval = 0  # no thread beside the training: forking with one is unsafe


@overload
def progress(iterable: Iterable[T], *, total: int | None = None, description: str, disable: bool = False) -> "tqdm[T]": ...
@overload
def progress(iterable: None = None, *, total: int | None = None, description: str, disable: bool = False) -> "tqdm[NoReturn]": ...
def progress(iterable: Iterable[Any] | None = None, *, total: int | None = None, description: str, disable: bool = False) -> "tqdm[Any]":
    """Return a progress bar, in text on stdout, so that it can be read in a stored notebook and is no error to a grader.

    Loop over it, or call its ``update(n)`` inside ``with progress(total=..., description=...) as bar``. Numbers beside the bar, such as
    the running return, come from ``bar.set_postfix({"return": 12.3}, refresh=False)``.

    Args:
        iterable: What to loop over; ``None`` where the bar is moved by hand.
        total: Number of steps; ``None`` asks the iterable.
        description: What is going on, in a word or two.
        disable: Whether to print nothing.

    Raises:
        ValueError: ``total`` is negative.
    """
    if total is not None and total < 0:
        raise ValueError(f"total is {total}, expected at least 0")
    return _Bar(iterable, total=total, desc=description, disable=disable, file=sys.stdout, ncols=96, mininterval=0.5, miniters=1)


class _LastStop:
    """The cell that was stopped last, by its number in square brackets."""

    cell: int | None = None


@contextmanager
def until_stopped() -> Generator[None]:
    """Keep what a loop has done so far when its cell is stopped (the square button of the notebook, a ``KeyboardInterrupt``).

    ::

        with live.until_stopped(), live.progress(range(10_000), description="training") as bar:
            for _ in bar:
                losses.append(agent.update())
        # here the program goes on, after the last update or an early end

    A cell that is stopped does not begin another such loop: where one trains five agents and the second is stopped, the cell ends there,
    with the first agent and what the second has learned. In a program that is no notebook nothing is caught.

    Raises:
        KeyboardInterrupt: There is no notebook, or this cell was stopped before.
    """
    shell = get_ipython()
    if shell is not None and _LastStop.cell == shell.execution_count:
        raise KeyboardInterrupt("this cell was stopped in an earlier loop: run it again to begin anew")
    try:
        yield
    except KeyboardInterrupt:
        if shell is None:
            raise
        if _LastStop.cell != shell.execution_count:
            print("Stopped: what was done so far is kept.")
        _LastStop.cell = shell.execution_count


class LivePlot:
    """A figure of growing curves that is redrawn in place while a training runs, and stays as a static figure.

    ::

        with LivePlot(xlabel="episode", ylabel="return") as plot:
            for episode in range(500):
                plot.add("return", episode, run_one_episode())

    Drawing takes at most about a tenth of the time. Outside of a notebook nothing is displayed; ``figure`` holds the curves.

    Args:
        xlabel: What is along x, with its unit.
        ylabel: What is along y, with its unit.
        every_seconds: Least time from one drawing to the next, in seconds.
        colours: A colour for each name, as :func:`rlcourse.figures.plots.colours_of` gives it; other names take the next of the cycle.

    Raises:
        ValueError: ``every_seconds`` is negative.
    """

    figure: Figure
    """The figure, up to date when the context is left."""

    def __init__(self, *, xlabel: str, ylabel: str, every_seconds: float = 0.5, colours: Mapping[str, str] | None = None) -> None:
        if every_seconds < 0:
            raise ValueError(f"every_seconds is {every_seconds}, expected at least 0")
        self.figure = Figure()  # not pyplot's, which would show it a second time
        self._axes = self.figure.add_subplot(xlabel=xlabel, ylabel=ylabel)
        self._every_seconds = every_seconds
        self._colours = dict(colours or {})
        self._points: dict[str, tuple[list[float], list[float]]] = {}
        self._lines: dict[str, Line2D] = {}
        self._handle: DisplayHandle | None = None
        self._next_drawing = 0.0

    def __enter__(self) -> Self:
        self._draw()  # the place of the figure comes first, so that a progress bar below it stays in one piece
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._draw()

    def add(self, series: str, x: float, y: float) -> None:
        """Add a point to a curve; a new name starts a new curve."""
        xs, ys = self._points.setdefault(series, ([], []))
        xs.append(float(x))
        ys.append(float(y))
        if get_ipython() is not None and time.perf_counter() >= self._next_drawing:
            self._draw()

    def _draw(self) -> None:
        start = time.perf_counter()
        for series, (xs, ys) in self._points.items():
            if series not in self._lines:
                [self._lines[series]] = self._axes.plot([], [], label=series, **plots.look_of(self._colours.get(series)))
                self._axes.legend()
            self._lines[series].set_data(xs, ys)
        self._axes.relim()
        self._axes.autoscale_view()
        if get_ipython() is None:
            return
        output = {"image/png": base64.b64encode(plots.png_of(self.figure)).decode(), "text/plain": "<live plot>"}
        if self._handle is None:
            self._handle = display(output, raw=True, display_id=True)
        else:
            self._handle.update(output, raw=True)
        end = time.perf_counter()
        self._next_drawing = end + max(self._every_seconds, 9 * (end - start))
