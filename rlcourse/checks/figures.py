"""Checks of figures. They accept every right way to draw a thing, and refuse what cannot be seen or stands under a wrong name.

A guide for authors. First the frame, then the marks; each check below takes ``thought=``, and ``what`` as the student calls the thing.

The frame
    ``figure_of(answer, *arguments, n_axes=2, arranged="row")``  its figure: new, arguments as they were, panels side by side, labels
    ``figure(value, n_axes=2, arranged="column")``  the same for a figure that is at hand (nothing about being new)
    ``panels_of(figure)``  its panels as they are read (rows from the top, left to right), no colour bars, no empty axes
    ``title(what, axes, "a")``, ``titles(panels, names)``  each panel is titled by its own name, wherever the title stands
    ``labels(axes, x=("step",), y=("loss", "value"))``  x and y labels are not exchanged
    ``about(axes, ["reward"], ["regret"])``  title and label of y name what a panel shows, not what another one does
    ``labels(..., not_x=("update", "s"))``  and the label of x tells of no other unit
    ``says(text, "70")``  whether a text holds whole words; ``suptitle_of(figure)``, ``texts(axes)``  what is written
    ``colour_bars_of(figure)``  the axes of the colour bars

The marks (each check returns what it found, to be looked at further)
    ``curve(what, axes, x, y)``  a visible line through these points, whole; also in pieces, as steps, with markers
    ``curve(..., name="mean")``  and the legend (or a text at the line) gives that name to a line of this look
    ``scatter(what, axes, x, y)``  a visible marker at each of these points, in any order, in one call or many
    ``scatter(..., joined=False, only=True)``  no line from one to the next, no other markers in the axes
    ``level(what, axes, height)``  a horizontal line there; ``upright=True`` a vertical one at x; ``across=True``: all along the curves
    ``band(what, axes, x, low, high)``  an area between these edges over these x; also made of parts
    ``band(..., share=0.05)``  the same for edges that are estimated: off by a twentieth of the width at most
    ``picture(what, axes, values, limits=(0, 1))``  one picture whose values are these as they are seen, row 0 on top
    ``vector(what, axes, tail, head)``  an arrow from here to there; ``equal_units(axes)``  and its angle is what it looks like
    ``arrows_in_cells(axes, shape)``  which arrows stand in the cells of a grid
    ``colours_in_cells(axes)``  the colour of each cell of a picture, for what must look alike
    ``marks_in_cells(axes, shape)``  which cells are hatched, painted or lettered alike, walls for example
    ``in_view(what, axes, y=returns)``  nothing of it is cut off by the limits
    ``named(what, axes, ("mean", "runs"))``  the legend has these entries
    ``name_at(what, axes, mark)``  the name that the legend gives to a mark, where names are free
    ``own_names(axes, {"the mean": (mean, ["mean"]), "the runs": (run, ["run"])})``  each has a name, and not the other's
    ``own_names(..., needed=False)``  the same where no legend is asked for: one that is there does not lie
    ``told_apart(what, {"a": [look, ...], "b": [...]})``  each name has one colour, and an eye tells it from the others
    ``shapes_told_apart(what, axes, {"a": (x, y), ...})``  and its markers have a shape of their own, since colour alone is too little
    ``emphasised(what, axes, strong, weak)``  the mean is thicker or darker than the runs (``both=True``: thicker and darker)
    ``paler(what, axes, outer, inner)``  a band is paler than the one inside it

The readers (plain data, for whatever a test works out itself)
    ``curves``, ``points``, ``levels``, ``bands``, ``violins``, ``bars``, ``arrows``, ``vectors``, ``pictures``, ``texts``, ``texts_at``,
    ``names``
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rlcourse import elsewhere
from rlcourse.checks.answers import attempted, name_of
from rlcourse.checks.figures_looks import drawn, holds, laid_out, page_of, readable, says, tidy, without
from rlcourse.checks.values import instance, same, snapshot
from rlcourse.checks.words import failed

NO_STEPS = ("update", "update step", "gradient step", "episode", "second", "s", "minute")
"""For ``labels(not_x=...)``: what an axis tells of that shows no steps of an environment."""

Arrangement: TypeAlias = Literal["row", "column"]
"""Side by side from left to right, or one above the other from the top."""


def figure_of(
    answer: Callable[..., object],
    *arguments: object,
    n_axes: int | None = None,
    arranged: Arrangement | None = None,
    labelled: bool = True,
    thought: str,
) -> Figure:
    """Call an answer twice and check that it makes a new figure each time; return the first one, checked as :func:`figure` does.

    An empty figure is open at each call, for answers that would take it. All are closed in the end, so that nothing of the test is
    shown below its cell.

    Args:
        answer: The student's function. It must not use up its arguments (pass no generator).
        *arguments: What to pass. No call may change it, even where the next one changes it back.
        n_axes: Number of panels.
        arranged: How they must stand.
        labelled: Whether x and y of each panel need a label; they need none where they measure nothing, as in a drawn graph.
        thought: The question that helps to the next attempt.

    Raises:
        CheckFailedError: It changes its arguments, or returns no figure, the same one again, one that was open, or one that
            :func:`figure` refuses.
    """
    before = snapshot(arguments)
    can_be_watched = same(snapshot(arguments), before)  # not where one equals nothing but itself
    made: list[object] = []
    is_open = False
    for _ in range(2):
        value, was_open = attempted(name_of(answer), lambda: _beside_an_open_figure(answer, arguments))
        if can_be_watched and not same(snapshot(arguments), before):
            raise failed("your function changed its arguments", "They belong to the caller: work on copies, or build new values.")
        made, is_open = [*made, value], is_open or was_open
    first, again = (instance("the result", value, Figure, thought=thought) for value in made)
    for one in (first, again):
        plt.close(one)
    if first is again or is_open:
        raise failed(
            "each call makes a figure of its own",
            "Whose figure do you draw into? plt.subplots() makes a new one, plt.gcf() and plt.plot take the one that is there.",
            expected="two calls, two figures",
            actual="a figure that was there before the call, drawn into once more",
        )
    return figure(first, n_axes=n_axes, arranged=arranged, labelled=labelled, thought=thought)


@elsewhere.there
def _beside_an_open_figure(answer: Callable[..., object], arguments: Sequence[object]) -> tuple[object, bool]:
    """What an answer returns where an empty figure is open, and whether it is that one."""
    open_one = plt.figure()
    try:
        value = answer(*arguments)
    finally:
        plt.close(open_one)
    return value, value is open_one


@readable
def figure(value: object, *, n_axes: int | None = None, arranged: Arrangement | None = None, labelled: bool = True, thought: str) -> Figure:
    """Check that a value is a matplotlib figure with the given number of panels, all labelled, and return it, laid out.

    Colour bars and empty axes do not count as panels. Labels may stand at the panels or at the figure (``supxlabel``); where nothing is
    to be ``labelled``, none are looked for.

    Raises:
        CheckFailedError: It is no figure, or has another number of panels, or they stand otherwise or on each other, or one lacks a
            label on x or y.
    """
    found = instance("the result", value, Figure, thought=thought)
    drawn(found)
    panels = panels_of(found)
    if len(panels) != n_axes if n_axes is not None else not panels:
        raise failed("the number of axes in the figure", thought, expected=str(n_axes or "at least 1"), actual=str(len(panels)))
    if n_axes is not None or arranged is not None:
        _standing(panels, arranged)
    shared = {"x": found.get_supxlabel(), "y": found.get_supylabel()}
    for number, axes in enumerate(panels if labelled else [], start=1):
        for direction, label in _labels(axes).items():
            if not (label or tidy(shared[direction])) and axes.axison:
                raise failed(f"the {direction} label of axes {number}", "What is drawn along this axis, and in which unit?")
    return found


@elsewhere.there
def _labels(axes: Axes) -> dict[str, str]:
    """The labels that are seen at an axes."""
    sides = {"x": (axes.get_xaxis(), axes.get_xlabel()), "y": (axes.get_yaxis(), axes.get_ylabel())}
    return {direction: tidy(text) if axis.get_visible() and axis.label.get_visible() else "" for direction, (axis, text) in sides.items()}


def _standing(panels: Sequence[Axes], arranged: Arrangement | None) -> None:
    """Panels stand beside or below each other, none on another one."""
    for one, other in itertools.combinations([_box(axes) for axes in panels], 2):
        shared = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
        if (shared > 0.25 * np.minimum(one[2:] - one[:2], other[2:] - other[:2])).all():
            raise failed("each panel has a place of its own", "Do two axes lie on each other? plt.subplots places them.")
    for one, other in itertools.pairwise([_box(axes) for axes in panels]):
        is_beside = one[2] <= other[0] + 1.0 and min(one[3], other[3]) - max(one[1], other[1]) > 0
        is_below = one[1] >= other[3] - 1.0 and min(one[2], other[2]) - max(one[0], other[0]) > 0
        if arranged == "row" and not is_beside:
            raise failed("the panels stand side by side", "plt.subplots takes the number of rows, then that of columns: here one row.")
        if arranged == "column" and not is_below:
            raise failed(
                "the panels stand one above the other", "plt.subplots takes the number of rows, then that of columns: here one column."
            )


@elsewhere.there
def _box(axes: Axes) -> NDArray[np.float64]:
    """Left, bottom, right and top of an axes, in pixels (a place in a part of a figure would be relative to that part)."""
    return np.array(axes.get_window_extent().extents, dtype=float)


@readable
@elsewhere.there
def panels_of(value: Figure) -> list[Axes]:
    """The axes of a figure as they are read: rows from the top, each from left to right.

    Colour bars are left out (those on axes that somebody made by hand, too), and so are axes that are hidden, or switched off and empty.
    """
    drawn(value)
    bars = colour_bars_of(value)
    panels = [axes for axes in value.axes if axes.get_visible() and axes not in bars and (axes.axison or axes.has_data() or axes.texts)]
    left = sorted(panels, key=lambda axes: -_box(axes)[3])
    ordered: list[Axes] = []
    while left:
        top = _box(left[0])
        row = [axes for axes in left if _box(axes)[3] > (top[1] + top[3]) / 2]
        ordered += sorted(row, key=lambda axes: _box(axes)[0])
        left = [axes for axes in left if axes not in row]
    return ordered


@readable
@elsewhere.there
def colour_bars_of(value: Figure) -> list[Axes]:
    """The axes of a figure's colour bars."""
    mappables = [mappable for axes in value.axes for mappable in (*axes.images, *axes.collections)]
    bars = {mappable.colorbar.ax for mappable in mappables if mappable.colorbar is not None}
    return [
        axes
        for axes in value.axes
        if axes.get_label() == "<colorbar>" or axes in bars or "Colorbar" in type(axes.get_axes_locator()).__name__
    ]


@readable
def labels(axes: Axes, *, x: Sequence[str], y: Sequence[str], not_x: Sequence[str] = (), not_y: Sequence[str] = (), thought: str) -> None:
    """Check that the labels of x and y are not exchanged, and name no other quantity or unit than what is drawn.

    Words are found in upper and lower case. A label that holds a word of its own as well is right: ``"environment steps"``, ``"steps over
    all episodes"``.

    Args:
        axes: The panel.
        x: Words of which a label of x may hold some, such as ``("step", "time")``, or ``("t",)``, which counts as a whole word alone.
        y: Words of which a label of y may hold some. Other words than these are accepted in either label.
        not_x: Beginnings of words that tell of another quantity or unit along x, such as ``("update", "episode", "s")`` where steps are
            drawn (one or two letters are a whole word), or words in a row: ``"update step"`` is no ``"step"``.
        not_y: The same along y.
        thought: The question that helps to the next attempt.
    """
    figure, seen = page_of(axes), _labels(axes)
    at_x, at_y = seen["x"] or figure.get_supxlabel(), seen["y"] or figure.get_supylabel()
    for label, own, others, units in ((at_x, x, y, not_x), (at_y, y, x, not_y)):
        left = without(label, units)
        names_another = holds(label, others) and not holds(label, own)
        if names_another or (left != label and not holds(left, own)):
            raise failed("the labels of x and y", thought, expected=f"something like {own[0]!r}", actual=repr(label))


@readable
@elsewhere.there
def suptitle_of(value: Figure) -> str:
    """All that a figure says outside its panels: its title, its labels, and texts of its own, in one line."""
    return tidy(" ".join(text.get_text() for text in value.texts if text.get_visible()))


@elsewhere.there
def _titles_of(axes: Axes) -> list[str]:
    """Where a panel's title may stand: above it (left, centre, right), inside it, or in the figure, nearest to its head."""
    figure = page_of(axes)
    panels = panels_of(figure)
    if figure.texts:
        laid_out(figure)
    found = [axes.get_title(loc=side) for side in ("center", "left", "right")]
    found += [text.get_text() for text in axes.texts if text.get_visible()]
    for text in figure.texts:
        if text.get_visible() and text.get_text() not in (figure.get_supxlabel(), figure.get_supylabel()):
            left, bottom, right, top = text.get_window_extent().extents
            gaps = [np.hypot((box[0] + box[2] - left - right) / 2, box[3] - (bottom + top) / 2) for box in map(_box, panels)]
            if panels[int(np.argmin(gaps))] is axes:
                found.append(text.get_text())
    return [tidy(text) for text in found if tidy(text)]


@readable
def title(what: str, axes: Axes, name: str, *, thought: str) -> None:
    """Check that a panel is titled by a name, alone or among other words: above it, inside it, or in the figure near it.

    The name stands as it is, but that its first letter may be a capital.
    """
    found = _titles_of(axes)
    if not any(_titled(text, name) for text in found):
        raise failed(what, thought, expected=f"a title with {name!r}", actual=repr(found[0]) if found else "no title")


def _titled(text: str, name: str) -> bool:
    return any(says(text, form, exactly=True) for form in (name, name[:1].upper() + name[1:]))


@readable
def about(axes: Axes, own: Sequence[str], others: Sequence[str], *, thought: str) -> None:
    """Check that what stands at a panel (label of y, title) does not say that it shows what another panel shows.

    Args:
        axes: The panel.
        own: Words for what it shows. A text without any of all these words is accepted.
        others: Words for what other panels show.
        thought: The question that helps to the next attempt.
    """
    for text in (_labels(axes)["y"], *_titles_of(axes)):
        if holds(text, others) and not holds(text, own):
            raise failed("what a panel says that it shows", thought, expected=f"something like {own[0]!r}", actual=repr(text))


@readable
def titles(panels: Sequence[Axes], names: Sequence[str], *, thought: str) -> None:
    """Check that panels are titled by these names, in this order, each by its own: ``"double DQN"`` is no title for ``"DQN"``."""
    for number, (axes, name) in enumerate(zip(panels, names, strict=True), start=1):
        title(f"the title of panel {number}", axes, name, thought=thought)
        longer = [other for other in names if other != name and says(other, name)]
        if not any(_titled(text, name) and not any(says(text, other) for other in longer) for text in _titles_of(axes)):
            raise failed(f"the title of panel {number}", thought, expected=f"a title with {name!r}", actual=repr(_titles_of(axes)[0]))
