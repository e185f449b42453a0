"""How a mark in a figure looks, whether it can be seen at all, and which name a legend gives to which look."""

import contextlib
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar
from weakref import WeakKeyDictionary, WeakSet

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyQuadMesh, QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrow, FancyArrowPatch, Patch
from matplotlib.text import Text
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks.words import CheckFailedError, failed

P = ParamSpec("P")
T = TypeVar("T")

Colour: TypeAlias = tuple[float, float, float, float]
"""Red, green, blue and opacity, each from 0 to 1."""

Floats: TypeAlias = NDArray[np.float64]

_NOTHING = (None, "", " ", "none", "None")
_UNFILLED = ("+", "x", "|", "_", "1", "2", "3", "4", *range(8))
_CLEAR: Colour = (0.0, 0.0, 0.0, 0.0)
FAINTEST = 0.04
"""Smallest difference between two colours, in one of red, green and blue, that an eye may see."""


def readable(reader: Callable[P, T]) -> Callable[P, T]:
    """Turn whatever an odd artist raises while it is read into a failed check, so that no traceback of a test is shown."""

    @wraps(reader)
    def read(*arguments: P.args, **keywords: P.kwargs) -> T:
        try:
            return reader(*arguments, **keywords)
        except CheckFailedError:
            raise
        except Exception as error:  # whatever matplotlib says of what a student gave it
            raise failed(
                "the figure can be read",
                "Is it drawn with matplotlib's usual functions, from plain numbers and colours?",
                actual=f"{type(error).__name__}: {error}",
            ) from None

    return read


@dataclass(frozen=True)
class Look:
    """How a mark looks."""

    colour: Colour
    """Of its line; where no line is seen, of its markers or its area."""
    line: bool = False
    """Whether it shows a line."""
    marker: bool = False
    """Whether it shows markers."""
    style: str = "-"
    """``"-"``, ``":"``, ``"-."``, or ``"--"`` for every other pattern of dashes."""
    symbol: str = ""
    """Its marker, as matplotlib names it."""
    width: float = 0.0
    """Width of its line in points."""

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Its colour without opacity, 0 to 255: equal for colours that no eye tells apart."""
        red, green, blue = (round(255 * part) for part in self.colour[:3])
        return red, green, blue


def rgba(colour: Any, alpha: float | None = None) -> Colour:
    """Return a colour of any form that matplotlib takes (a row of an array too); ``None`` and ``"none"`` are clear."""
    if colour is None or (isinstance(colour, str) and colour in _NOTHING):
        return _CLEAR
    red, green, blue, opacity = to_rgba(colour, alpha)
    return float(red), float(green), float(blue), float(opacity)


def over(colour: Colour, below: Colour) -> Colour:
    """Return what is seen where a colour lies on an opaque background."""
    red, green, blue = (colour[3] * front + (1.0 - colour[3]) * back for front, back in zip(colour[:3], below[:3], strict=True))
    return red, green, blue, 1.0


@elsewhere.there
def paper(axes: Axes) -> Colour:
    """Return the colour of an axes before anything is drawn on it."""
    white: Colour = (1.0, 1.0, 1.0, 1.0)
    page = over(rgba(page_of(axes).get_facecolor()), white)
    return over(rgba(axes.get_facecolor()), page) if axes.axison else page


@elsewhere.there
def ground(axes: Axes) -> Colour | None:
    """Return the colour on which lines, markers, arrows and texts lie; ``None`` where pictures or patches make it many colours."""
    meshes = [one for one in axes.collections if isinstance(one, QuadMesh | PolyQuadMesh) or (isinstance(one, ContourSet) and one.filled)]
    areas = [patch for patch in axes.patches if not isinstance(patch, FancyArrowPatch | FancyArrow)]
    return None if axes.images or areas or meshes else paper(axes)


def is_seen(colour: Colour, below: Colour | None) -> bool:
    """Whether a colour can be told from what it lies on."""
    return contrast(colour, below) >= FAINTEST


def contrast(colour: Colour, below: Colour | None) -> float:
    """Return the largest difference between a colour and what it lies on, in red, green or blue: 0 to 1. On many colours: its opacity."""
    if below is None:
        return colour[3]
    return max(abs(front - back) for front, back in zip(over(colour, below)[:3], below[:3], strict=True))


def label_of(artist: Any) -> str:
    """Return the name that an artist was given for the legend, or nothing."""
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def look_of_line(line: Line2D, below: Colour | None) -> Look:
    """Return how a line with its markers looks; neither is there where it cannot be seen."""
    colour = rgba(line.get_color(), line.get_alpha())
    has_line = bool(line.get_visible()) and line.get_linestyle() not in _NOTHING and line.get_linewidth() > 0 and is_seen(colour, below)
    marker = look_of_markers(line, below)
    return replace(
        marker,
        colour=colour if has_line or not marker.marker else marker.colour,
        line=has_line,
        style=str(line.get_linestyle()),
        width=float(line.get_linewidth()),
    )


def look_of_markers(line: Line2D, below: Colour | None) -> Look:
    """Return how the markers of a line look: the colour of their face or, where that cannot be seen, of their edge."""
    symbol = line.get_marker()
    if not line.get_visible() or symbol in _NOTHING or line.get_markersize() <= 0:
        return Look(_CLEAR)
    face, edge = (rgba(colour, line.get_alpha()) for colour in (line.get_markerfacecolor(), line.get_markeredgecolor()))
    fills = is_seen(face, below) and symbol not in _UNFILLED
    draws = is_seen(edge, below) and line.get_markeredgewidth() > 0
    has_line = line.get_linestyle() not in _NOTHING and line.get_linewidth() >= 1
    if symbol == "," and has_line and face == rgba(line.get_color(), line.get_alpha()):
        return Look(_CLEAR)  # a single pixel, whatever its size is called: the line hides it
    return Look(face if fills else edge, marker=True, symbol=str(symbol)) if fills or draws else Look(_CLEAR)


def look_of_area(artist: Patch, below: Colour | None) -> Look:
    """Return how a patch looks: the colour of its face or, where that cannot be seen, of its edge."""
    face, edge = rgba(artist.get_facecolor()), rgba(artist.get_edgecolor())
    colour = (face if is_seen(face, below) else edge if artist.get_linewidth() > 0 else _CLEAR) if artist.get_visible() else _CLEAR
    return Look(colour, width=float(artist.get_linewidth()))


def looks_of_collection(collection: Collection, n: int, below: Colour | None) -> list[Look]:
    """Return how each of the ``n`` members of a collection looks: its face or, where that cannot be seen, its edge.

    Colours of a colour map are known once the figure has been drawn.
    """
    faces, edges = _rows(collection.get_facecolor(), n), _rows(collection.get_edgecolor(), n)
    widths = np.resize(np.asarray(collection.get_linewidth(), dtype=float).ravel(), n)
    styles: list[Any] = list(collection.get_linestyle()) or [(0, None)]
    looks: list[Look] = []
    for index in range(n):
        face, edge = faces[index], edges[index]
        is_dashed = styles[index % len(styles)][1] is not None
        colour = face if is_seen(face, below) else edge if widths[index] > 0 else _CLEAR
        looks.append(Look(colour if collection.get_visible() else _CLEAR, style="--" if is_dashed else "-", width=float(widths[index])))
    return looks


def _rows(colours: Any, n: int) -> list[Colour]:
    array = np.asarray(colours, dtype=float).reshape(-1, 4)
    return [_CLEAR] * n if not len(array) else [rgba(array[index % len(array)]) for index in range(n)]


def legends(axes: Axes) -> list[Legend]:
    """Return the legends in which a reader of ``axes`` looks for a name: its own, the figure's, then those of its neighbours."""
    page = page_of(axes)
    parts = [page, *page.subfigs]
    neighbours = [legend for other in page.axes if other is not axes for legend in _legends_in(other)]
    found = [*_legends_in(axes), *(legend for part in parts for legend in part.legends), *neighbours]
    return [legend for legend in found if legend.get_visible()]


def _legends_in(axes: Axes) -> list[Legend]:
    own = axes.get_legend()
    kept = [artist for artist in axes.artists if isinstance(artist, Legend)]  # a first legend, added again beside a second one
    return kept if own is None else [own, *kept]


def legend_entries(found: Iterable[Legend], below: Colour | None) -> list[tuple[str, Look]]:
    """Return each name in these legends with the look that stands beside it, in order."""
    entries: list[tuple[str, Look]] = []
    for legend in found:
        for text, handle in zip(legend.get_texts(), legend.legend_handles, strict=False):
            if tidy(text.get_text()) and text.get_visible() and not _is_hidden(text, legend, below):
                entries.append((tidy(text.get_text()), _look_of_handle(handle, below)))
    return entries


def _is_hidden(text: Text, legend: Legend, below: Colour | None) -> bool:
    """Whether a text has the colour of the frame of its legend, which hides most of what lies below, wherever the legend lies."""
    face, ink = rgba(legend.get_frame().get_facecolor()), rgba(text.get_color(), text.get_alpha())
    page = legend.get_figure(root=True)
    grounds = [below, None if page is None else rgba(page.get_facecolor())]
    is_framed = bool(legend.get_frame_on()) and bool(legend.get_frame().get_visible()) and face[3] >= 0.5
    return is_framed and not any(is_seen(ink, over(face, ground)) for ground in grounds if ground is not None)


def _look_of_handle(handle: Artist | None, below: Colour | None) -> Look:
    if isinstance(handle, Line2D):
        return look_of_line(handle, below)
    if isinstance(handle, Patch):
        return look_of_area(handle, below)
    if isinstance(handle, Collection):
        look = looks_of_collection(handle, 1, below)[0]
        return replace(look, line=isinstance(handle, LineCollection), marker=isinstance(handle, PathCollection))
    return Look(_CLEAR)


def tidy(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


def says(text: str, words: str, *, exactly: bool = False) -> bool:
    """Whether a text holds these words, as whole words: ``"after 70 episodes"`` says ``"70"``, not ``"7"``.

    Upper and lower case are the same, unless the words must be there ``exactly``.
    """
    case = 0 if exactly else re.IGNORECASE
    return re.search(rf"(?<![\w.]){re.escape(tidy(words))}(?!\w|\.\d)", tidy(text), flags=case) is not None


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of these words, in upper or lower case; short ones (``"x"``) as whole words, longer ones as parts too."""
    return any(says(text, word) if len(word) < 3 else word.lower() in text.lower() for word in words)


def without(text: str, words: Iterable[str]) -> str:
    """Return a text without the words that begin as these do; short ones (``"s"``) are whole words. The longest go first."""
    for word in sorted(words, key=len, reverse=True):
        end = r"(?!\w)" if len(word) < 3 else r"\w*"
        text = re.sub(rf"(?<!\w){re.escape(word)}{end}", " ", text, flags=re.IGNORECASE)
    return text


def by_name(entries: Sequence[tuple[str, T]], name: str) -> list[T]:
    """Return what stands beside a name: the entries of exactly that text or, where there are none, those that say it, letter by letter."""
    exact = [value for text, value in entries if text == tidy(name)]
    return exact or [value for text, value in entries if says(text, name, exactly=True)]


def alike(look: Look, others: Sequence[Look]) -> NDArray[np.bool_]:
    """Return which of the others a reader takes for this look in a legend: those of its colour and, of them, of its kind and style.

    What a legend changes in all its entries (thicker, opaque) tells nothing and is passed over; a plain patch may stand for any mark of
    its colour.
    """
    left = np.array([other.rgb == look.rgb and look.colour[3] > 0 for other in others], dtype=np.bool_)
    tests: list[Callable[[Look], bool]] = [
        lambda other: look.line and other.line and other.style == look.style,
        lambda other: look.marker and other.symbol == look.symbol,
        lambda other: (look.line or look.marker) and (other.line, other.marker) == (look.line, look.marker),
        lambda other: look.line and abs(other.width - look.width) < 1e-6,
        lambda other: (other.line or other.marker) == (look.line or look.marker) and abs(other.colour[3] - look.colour[3]) < 1e-3,
    ]
    for test in tests:
        closer = left & np.array([test(other) for other in others], dtype=np.bool_)
        left = closer if closer.any() else left
    return left


def is_read(text: Text, below: Colour | None) -> bool:
    """Whether a text is there and can be told from what it lies on; nobody knows what lies below one with a box of its own."""
    ink = rgba(text.get_color(), text.get_alpha())
    return bool(text.get_visible() and tidy(text.get_text())) and is_seen(ink, below if text.get_bbox_patch() is None else None)


def page_of(axes: Axes) -> Figure:
    """Return the figure that an axes stands in."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise failed("the axes stand in a figure", "Was it removed from its figure?")
    return figure


_read: WeakKeyDictionary[Axes, dict[object, list[Any]]] = WeakKeyDictionary()
"""What was read of an axes since its figure was laid out."""


_laid_out: WeakSet[Figure] = WeakSet()
"""The figures whose panels have their final places."""


@elsewhere.there
def drawn(figure: Figure) -> None:
    """Draw what a figure's panels hold, where nobody sees it, once: then colour maps have given their colours, and limits fit the data.

    Ticks are not made and panels are not moved to their final places: that takes most of the time of drawing, and few readers ask for it
    (see :func:`laid_out`).
    """
    if figure.stale:
        for axes in figure.axes:
            _read.pop(axes, None)
        _laid_out.discard(figure)
        engine, are_on = figure.get_layout_engine(), [(axes, axes.axison) for axes in figure.axes]
        if engine is not None:  # to set None would bring the usual one
            figure.set_layout_engine("none")
        for axes, _ in are_on:
            axes.axison = False
        try:
            _draw(figure)
        finally:
            for axes, is_on in are_on:
                axes.axison = is_on
            if engine is not None:
                figure.set_layout_engine(engine)


@elsewhere.there
def laid_out(figure: Figure) -> None:
    """Draw a figure as it will be printed, once: texts and panels have their places."""
    drawn(figure)
    if figure not in _laid_out:
        _draw(figure)
        _laid_out.add(figure)


def corners(artist: Artist, page: Figure) -> Floats:
    """The lower left and the upper right corner of an artist as it will be printed on a page, in pixels, shape ``[2, 2]``.

    To ask an annotation for its box marks the page as one that must be drawn again, although nothing has changed.
    """
    laid_out(page)
    found = np.asarray(artist.get_window_extent().get_points(), dtype=float)
    page.stale = False
    return found


def _draw(figure: Figure) -> None:
    """Draw, and show on stdout what matplotlib warns of (a layout without room, a font without a sign).

    nbgrader takes any stderr of a test cell for a failure.
    """
    with contextlib.redirect_stderr(sys.stdout):
        figure.draw_without_rendering()


def once(reader: Callable[Concatenate[Axes, P], list[T]]) -> Callable[Concatenate[Axes, P], list[T]]:
    """Let a reader read an axes once, where it is, after its figure was laid out, and say the same until the figure changes."""

    @elsewhere.there
    @wraps(reader)
    def read(axes: Axes, *arguments: P.args, **options: P.kwargs) -> list[T]:
        drawn(page_of(axes))
        known, key = _read.setdefault(axes, {}), (reader.__name__, arguments, *sorted(options.items()))
        if key not in known:
            known[key] = reader(axes, *arguments, **options)
        return list(known[key])

    return read
