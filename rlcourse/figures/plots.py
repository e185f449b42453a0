"""Figures in one look for the whole course: readable in colour blindness, in grey print, and at the size of a notebook's column.

Every function draws into axes that are passed in, labels what it knows, and leaves titles and legends to the caller. Colours never
speak alone: in :data:`PALETTE` each colour goes with a line style of its own, and maps of values carry their numbers.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator
from numpy.typing import ArrayLike, NDArray

PALETTE: tuple[str, ...] = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
"""Okabe and Ito's colours (Color Universal Design, 2008) without yellow, which is too pale for lines on white."""

LINE_STYLES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 1)))
"""The line style that goes with each colour of the palette, so that lines can be told apart in grey print."""

CLIFF_ARROWS: tuple[tuple[int, int], ...] = ((-1, 0), (0, 1), (1, 0), (0, -1))
"""(row, column) steps of CliffWalking's actions in order: up, right, down, left."""

LAKE_ARROWS: tuple[tuple[int, int], ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""(row, column) steps of FrozenLake's actions in order: left, down, right, up."""

TAXI_ARROWS: tuple[tuple[int, int], ...] = ((1, 0), (-1, 0), (0, 1), (0, -1))
"""(row, column) steps of Taxi's first four actions in order: down, up, right, left."""

NOTE = "runs behind the bands"
"""Group of the small print that :func:`curve_with_interval` writes."""

_COLOUR_MAP = "viridis"  # even in brightness, hence in grey print too


def use_style() -> None:
    """Set matplotlib's defaults to the look of the course. Calling it twice does no harm."""
    mpl.rcParams.update(
        {
            "figure.figsize": (6.4, 3.8),
            "figure.dpi": 90,
            "figure.constrained_layout.use": True,
            "savefig.dpi": "figure",
            # A background of its own: black on transparent cannot be read in a dark theme, nor white on white with a dark matplotlibrc.
            "figure.facecolor": "white",
            "axes.facecolor": "white",
            "savefig.facecolor": "auto",
            "savefig.transparent": False,
            "legend.facecolor": "inherit",
            **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), "black"),
            "font.size": 10,
            "axes.titlesize": 11,
            "axes.labelsize": 10,
            "legend.fontsize": 9,
            "legend.framealpha": 0.85,
            "legend.handlelength": 2.8,  # long enough to tell the line styles apart
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "axes.prop_cycle": cycler(color=PALETTE) + cycler(linestyle=LINE_STYLES),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#DDDDDD",
            "grid.linewidth": 0.7,
            "lines.linewidth": 1.8,
            "lines.markersize": 5,
            "image.cmap": _COLOUR_MAP,
            "hatch.linewidth": 0.6,
        }
    )


def png_of(figure: Figure) -> bytes:
    """Return a figure as a PNG file, and take it from pyplot, which would show it a second time below the cell."""
    file = io.BytesIO()
    figure.savefig(file, format="png", pil_kwargs={"optimize": True})
    plt.close(figure)
    return file.getvalue()


def _array(name: str, values: ArrayLike, shape: str) -> NDArray[np.float64]:
    """Return ``values`` as float64, with as many axes as ``shape`` names (``"[rows, columns]"``)."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != shape.count(",") + 1:
        raise ValueError(f"{name} has shape {list(array.shape)}, expected {shape}")
    return array


def _mask(name: str, mask: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return ``mask`` as booleans of the given shape; ``None`` is all false."""
    array = np.zeros(shape, dtype=np.bool_) if mask is None else np.asarray(mask, dtype=np.bool_)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {list(array.shape)}, expected {list(shape)}")
    return array


def moving_average(values: ArrayLike, window: int) -> NDArray[np.float64]:
    """Return the mean of each value and the ``window - 1`` values before it (at the start: of as many as there are).

    Args:
        values: Numbers in order, shape ``[n]``, such as the returns of successive episodes.
        window: Number of values in a mean, at least 1.

    Returns:
        Means, float64, shape ``[n]``.

    Raises:
        ValueError: ``values`` is not one-dimensional, or the window is below 1.
    """
    array = _array("values", values, "[n]")
    if window < 1:
        raise ValueError(f"the window is {window}, expected at least 1")
    if not array.size:
        return array.copy()
    return np.convolve(array, np.ones(window))[: array.size] / np.minimum(np.arange(1, array.size + 1), window)


def mean_interval(runs: ArrayLike, *, confidence: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Student's t interval of the mean over runs, for each point on its own.

    It tells how far the mean would move with other seeds, not how far single runs spread. It is exact for runs that are normally
    distributed, whatever their number, and still near its promise where they are somewhat skewed. (The bootstrap, which draws the runs
    again and again, covers the mean of five normal runs in 83 of 100 cases where it promises 95.)

    Args:
        runs: One row for each run, shape ``[n_runs]`` or ``[n_runs, ...]``; at least two.
        confidence: How often such an interval holds the mean of all possible runs, in ``(0, 1)``.

    Returns:
        Lower and upper end, float64, of the shape of one run; NaN at points that are NaN in any run.

    Raises:
        ValueError: There are fewer than two runs, or the confidence is outside ``(0, 1)``.

    Source:
        Student, "The probable error of a mean" (1908).
    """
    array = np.asarray(runs, dtype=np.float64)
    if array.ndim == 0 or len(array) < 2:
        raise ValueError(f"runs has shape {list(array.shape)}, expected [n_runs, ...] with at least two runs: one tells nothing of others")
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"the confidence is {confidence}, expected a number between 0 and 1")
    from scipy.special import stdtrit  # here, since it takes 0.3 seconds, which a notebook without intervals need not wait for

    n_runs = len(array)
    quantile = float(stdtrit(n_runs - 1, 0.5 + confidence / 2.0))  # 2.78 for 95 % and five runs, 1.96 for very many
    mean, error = array.mean(axis=0), array.std(axis=0, ddof=1) / np.sqrt(n_runs)
    return mean - quantile * error, mean + quantile * error


def curve_with_interval(
    axes: Axes, x: ArrayLike, runs: ArrayLike, *, label: str, colour: str | None = None, confidence: float = 0.95
) -> None:
    """Draw the mean over runs as a line, with the interval of :func:`mean_interval` as a band (a single run has no band).

    How many runs there are stands in small print at the right edge of the axes.

    Args:
        axes: Where to draw.
        x: Position of each point, shape ``[n_points]``, such as environment steps.
        runs: One row for each run (seed), shape ``[n_runs, n_points]``. A point that is NaN in any run is left out.
        label: Name in the legend.
        colour: A colour; ``None`` takes the next of the cycle. A colour of :data:`PALETTE` brings its line style along.
        confidence: Confidence of the band, in ``(0, 1)``.

    Raises:
        ValueError: Shapes do not fit, there is no run, or the confidence is outside ``(0, 1)``.
    """
    positions, array = _array("x", x, "[n_points]"), _array("runs", runs, "[n_runs, n_points]")
    n_runs = len(array)
    if n_runs == 0 or array.shape[1] != positions.size:
        raise ValueError(
            f"runs has shape {list(array.shape)}, expected [n_runs, {positions.size}]: a row for each run, a column for each x"
        )
    [line] = axes.plot(positions, array.mean(axis=0), label=label, **look_of(colour))
    if n_runs > 1:
        lower, upper = mean_interval(array, confidence=confidence)
        axes.fill_between(positions, lower, upper, color=line.get_color(), alpha=0.2, linewidth=0)
    _tell(axes, f"mean of {n_runs} runs, {confidence:.0%} interval".replace("%", " %") if n_runs > 1 else "one run")


def _tell(axes: Axes, what: str) -> None:
    """Write in small print along the right edge of the axes what its bands are; what stands there already is kept."""
    note = next((text for text in axes.texts if text.get_gid() == NOTE), None)
    if note is None:
        place: dict[str, Any] = {"transform": axes.transAxes, "rotation": 270, "ha": "left", "va": "center"}
        note = axes.text(1.005, 0.5, what, fontsize=7, color="#555555", gid=NOTE, **place)
    said = note.get_text().split("\n")
    note.set_text("\n".join(dict.fromkeys([*said, what])))


def look_of(colour: str | None) -> dict[str, Any]:
    """Return the arguments of ``axes.plot`` that give a line this colour, and the line style that goes with it in :data:`PALETTE`.

    Args:
        colour: Any colour; ``None`` leaves both to the cycle.
    """
    if colour is None:
        return {}
    return {"color": colour} | ({"linestyle": LINE_STYLES[PALETTE.index(colour)]} if colour in PALETTE else {})


def colours_of(names: Sequence[str]) -> dict[str, str]:
    """Return a colour of :data:`PALETTE` for each name, in order.

    Call it once in a part and take all colours from what it returns: then one name has one colour (and :func:`look_of` gives it one line
    style) in every figure, whichever names a figure shows.

    Args:
        names: What is compared: agents, strategies, settings.

    Raises:
        ValueError: A name comes twice, or there are more names than colours.
    """
    if len(set(names)) != len(names) or len(names) > len(PALETTE):
        raise ValueError(f"the names are {', '.join(names)}, expected at most {len(PALETTE)}, each once")
    return dict(zip(names, PALETTE, strict=False))


def _text_colour(image: AxesImage, value: float) -> Literal["black", "white"]:
    """Black on bright cells, white on dark ones."""
    red, green, blue, _ = image.to_rgba(np.array([value]))[0]
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"


def _label_size(axes: Axes, n_columns: int, texts: Sequence[str]) -> float:
    """The font size, in points, at which the longest text fits into a cell."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    width = axes.get_position().width * figure.get_figwidth() * 72 / n_columns
    longest = max((len(line) for text in texts for line in text.split("\n")), default=1)
    return float(np.clip(1.35 * width / max(longest, 1), 5.0, 9.0))


def _cells(axes: Axes, n_rows: int, n_columns: int) -> None:
    """Set the axes up for a grid of square cells with row 0 on top and a line around each cell."""
    axes.set(xlim=(-0.5, n_columns - 0.5), ylim=(n_rows - 0.5, -0.5), aspect="equal", xlabel="column", ylabel="row")
    axes.set_xticks(range(0, n_columns, -(-n_columns // 16)))
    axes.set_yticks(range(0, n_rows, -(-n_rows // 16)))
    axes.grid(visible=False)
    axes.xaxis.set_minor_locator(FixedLocator((np.arange(n_columns + 1) - 0.5).tolist()))
    axes.yaxis.set_minor_locator(FixedLocator((np.arange(n_rows + 1) - 0.5).tolist()))
    axes.grid(visible=True, which="minor", color="white" if axes.images else "#BBBBBB", linewidth=0.8, linestyle="-")
    axes.tick_params(which="both", length=0)


def _draw_walls(axes: Axes, walls: NDArray[np.bool_]) -> None:
    for row, column in np.argwhere(walls):
        axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor="#C8C8C8", edgecolor="#707070", hatch="///", linewidth=0))


def heatmap(
    axes: Axes,
    values: ArrayLike,
    *,
    x_labels: Sequence[str] | None = None,
    y_labels: Sequence[str] | None = None,
    colour_label: str = "",
    value_format: str = "{:.1f}",
    annotate: bool = True,
) -> AxesImage:
    """Draw a table of numbers as coloured cells, row 0 on top, with a colour bar.

    Args:
        axes: Where to draw.
        values: Numbers, shape ``[rows, columns]``; NaN leaves a cell empty.
        x_labels: Names of the columns; ``None`` numbers them.
        y_labels: Names of the rows; ``None`` numbers them.
        colour_label: What the numbers are, with the unit; stands at the colour bar.
        value_format: How a number is written into its cell, as in :meth:`str.format`.
        annotate: Whether to write the numbers into the cells.

    Returns:
        The image, for changing its colour limits for example.

    Raises:
        ValueError: ``values`` is not two-dimensional or empty, or the labels are not as many as columns or rows.
    """
    array = _array("values", values, "[rows, columns]")
    if not array.size:
        raise ValueError(f"values has shape {list(array.shape)}, expected at least one row and one column")
    for name, labels, expected in (("x_labels", x_labels, array.shape[1]), ("y_labels", y_labels, array.shape[0])):
        if labels is not None and len(labels) != expected:
            raise ValueError(f"{name} has {len(labels)} names, expected {expected}")
    image = _coloured(axes, array, colour_label)
    axes.set_aspect("auto")
    if x_labels is not None:
        axes.set_xticks(range(len(x_labels)), x_labels)
    if y_labels is not None:
        axes.set_yticks(range(len(y_labels)), y_labels)
    if annotate:
        _write(axes, image, array, {(r, c): value_format.format(array[r, c]) for r, c in np.argwhere(np.isfinite(array)).tolist()})
    return image


def _coloured(axes: Axes, values: NDArray[np.float64], colour_label: str) -> AxesImage:
    """Draw coloured cells with a colour bar."""
    image = axes.imshow(np.ma.masked_invalid(values), cmap=_COLOUR_MAP, interpolation="nearest")
    _cells(axes, *values.shape)
    axes.set(xlabel="", ylabel="")
    axes.figure.colorbar(image, ax=axes, label=colour_label, fraction=0.046, pad=0.02).outline.set_visible(False)  # pyright: ignore[reportCallIssue]
    return image


def _write(axes: Axes, image: AxesImage, values: NDArray[np.float64], texts: Mapping[tuple[int, int], str]) -> None:
    """Write a text into each cell that has one, in a colour that stands out."""
    size = _label_size(axes, values.shape[1], list(texts.values()))
    for (row, column), text in texts.items():
        value = values[row, column]
        colour = _text_colour(image, float(value)) if np.isfinite(value) else "black"
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=size)


def grid_values(
    axes: Axes,
    values: ArrayLike,
    *,
    walls: ArrayLike | None = None,
    labels: Mapping[tuple[int, int], str] | None = None,
    colour_label: str = "value",
) -> None:
    """Draw the value of each state of a gridworld: coloured square cells with their numbers, row 0 on top.

    Args:
        axes: Where to draw.
        values: Values, shape ``[rows, columns]``; NaN where there is no state.
        walls: Cells to be hatched in grey, bool, shape ``[rows, columns]``: walls, or a cliff.
        labels: Names for some cells by (row, column), such as ``{(3, 0): "S", (3, 11): "G"}``; they stand above the number.
        colour_label: What the values are; stands at the colour bar.

    Raises:
        ValueError: Shapes do not fit, or a label lies outside the grid.
    """
    array = _array("values", values, "[rows, columns]").copy()
    if not array.size:
        raise ValueError(f"values has shape {list(array.shape)}, expected at least one row and one column")
    closed = _mask("walls", walls, array.shape)
    array[closed] = np.nan
    texts = {(r, c): f"{array[r, c]:.1f}" for r, c in np.argwhere(np.isfinite(array)).tolist()}
    for (row, column), name in (labels or {}).items():
        if not (0 <= row < array.shape[0] and 0 <= column < array.shape[1]):
            raise ValueError(f"the label {name!r} is at {(row, column)}, expected a cell of the grid of shape {list(array.shape)}")
        number = texts.get((row, column))
        texts[row, column] = name if number is None else f"{name}\n{number}"
    image = _coloured(axes, array, colour_label)
    axes.set(xlabel="column", ylabel="row")
    _draw_walls(axes, closed)
    _write(axes, image, array, texts)


def grid_policy(
    axes: Axes,
    actions: ArrayLike,
    *,
    arrows: Sequence[tuple[int, int]] = CLIFF_ARROWS,
    walls: ArrayLike | None = None,
) -> None:
    """Draw the actions of a policy in a gridworld as arrows, several in a cell where several are as good.

    Drawn over :func:`grid_values`, the arrows stand at the edges of the cells and leave the numbers free.

    Args:
        axes: Where to draw.
        actions: Whether the policy takes each action, bool, shape ``[rows, columns, n_actions]``.
        arrows: The (row, column) step of each action: :data:`CLIFF_ARROWS` (up, right, down, left), :data:`LAKE_ARROWS`,
            :data:`TAXI_ARROWS`.
        walls: Cells to be hatched in grey, which get no arrows, bool, shape ``[rows, columns]``.

    Raises:
        ValueError: Shapes do not fit.
    """
    chosen = np.asarray(actions, dtype=np.bool_)
    if chosen.ndim != 3 or chosen.shape[2] != len(arrows):
        raise ValueError(f"actions has shape {list(chosen.shape)}, expected [rows, columns, {len(arrows)}]")
    closed = _mask("walls", walls, chosen.shape[:2])
    on_values = bool(axes.images)
    if on_values:
        for text in axes.texts:
            text.set_fontsize(0.78 * float(text.get_fontsize()))  # room for the arrows
    else:
        _cells(axes, *chosen.shape[:2])
        _draw_walls(axes, closed)
    row, column, action = np.nonzero(chosen & ~closed[:, :, None])
    step = np.asarray(arrows, dtype=np.float64)[action]
    tail, length = (0.3, 0.18) if on_values else (0.06, 0.34)
    look: dict[str, Any] = {
        "angles": "xy",
        "scale_units": "xy",
        "scale": 1,
        "units": "xy",
        "width": 0.055,
        "headwidth": 4,
        "headlength": 3.2,
    }
    look |= {"headaxislength": 3, "minlength": 0, "color": "black", "edgecolor": "white", "linewidth": 0.6 if on_values else 0, "zorder": 3}
    axes.quiver(column + tail * step[:, 1], row + tail * step[:, 0], length * step[:, 1], length * step[:, 0], **look)


def gradient_flow(axes: Axes, names: Sequence[str], magnitudes: ArrayLike, *, label: str | None = None) -> None:
    """Draw how large the gradient is in each layer, on a logarithmic scale. Call it again to compare networks.

    Args:
        axes: Where to draw.
        names: Names of the layers, input first, ``n_layers`` of them.
        magnitudes: Size of each layer's gradient, shape ``[n_layers]``, such as the mean of its absolute values; not negative.
            A size of exactly 0 has no place on the scale and is written as ``0`` at the bottom.
        label: Name in the legend.

    Raises:
        ValueError: There are not as many magnitudes as names, or one is negative.
    """
    sizes = _array("magnitudes", magnitudes, "[n_layers]")
    if sizes.size != len(names):
        raise ValueError(f"magnitudes has shape {list(sizes.shape)}, expected [{len(names)}]: one for each name")
    if np.any(sizes < 0):
        raise ValueError(f"the smallest magnitude is {sizes.min()}, expected none below 0")
    [line] = axes.plot(np.arange(sizes.size), np.where(sizes > 0, sizes, np.nan), marker="o", label=label)
    for layer in np.flatnonzero(sizes == 0).tolist():
        axes.text(layer, 0.02, "0", transform=axes.get_xaxis_transform(), ha="center", color=line.get_color(), weight="bold")
    axes.set_yscale("log")
    axes.set_xticks(range(sizes.size), names, rotation=45 if sum(map(len, names)) > 50 else 0)
    axes.set(xlabel="layer (input to output)", ylabel="size of the gradient")


def q_values(axes: Axes, observations_x: ArrayLike, q: ArrayLike, *, action_names: Sequence[str], xlabel: str) -> None:
    """Draw the value of each action along one feature of the observation.

    Args:
        axes: Where to draw.
        observations_x: The feature, shape ``[n_points]``.
        q: Action values, shape ``[n_points, n_actions]``.
        action_names: Names of the actions, for the legend.
        xlabel: Name and unit of the feature.

    Raises:
        ValueError: Shapes do not fit.
    """
    positions, array = _array("observations_x", observations_x, "[n_points]"), _array("q", q, "[n_points, n_actions]")
    if array.shape != (positions.size, len(action_names)):
        raise ValueError(f"q has shape {list(array.shape)}, expected [{positions.size}, {len(action_names)}]: points by action names")
    for name, column in zip(action_names, array.T, strict=True):
        axes.plot(positions, column, label=name)
    axes.set(xlabel=xlabel, ylabel="action value")
    axes.legend(title="action")


def loss_contours(
    axes: Axes,
    function: Callable[[NDArray[np.float64], NDArray[np.float64]], ArrayLike],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    *,
    levels: int = 25,
    colour_bar: bool = True,
) -> None:
    """Draw the contours of a function of two parameters, with a colour bar.

    Levels are spaced like squares (closer near the minimum), so that the contours of a quadratic bowl lie evenly.

    Args:
        axes: Where to draw.
        function: Takes the two parameters as arrays of one shape and returns the losses in that shape.
        x_range: Smallest and largest first parameter.
        y_range: Smallest and largest second parameter.
        levels: Number of contours, at least 2.
        colour_bar: Whether to draw the colour bar; panels of one function need one together.

    Raises:
        ValueError: A range is empty, there are fewer than two levels, the function returns another shape, or is the same everywhere.
    """
    for name, (low, high) in (("x_range", x_range), ("y_range", y_range)):
        if not low < high:
            raise ValueError(f"{name} is {(low, high)}, expected (smallest, largest)")
    if levels < 2:
        raise ValueError(f"levels is {levels}, expected at least 2")
    x, y = np.meshgrid(np.linspace(*x_range, 121), np.linspace(*y_range, 121))
    losses = np.asarray(function(x, y), dtype=np.float64)
    if losses.shape != x.shape:
        raise ValueError(f"the function returned shape {list(losses.shape)}, expected {list(x.shape)}, the shape of its arguments")
    low, high = float(np.nanmin(losses)), float(np.nanmax(losses))
    if not low < high:
        raise ValueError(f"the function is {low} everywhere, expected one that varies")
    heights = low + (high - low) * np.linspace(0.0, 1.0, levels) ** 2
    filled = axes.contourf(x, y, losses, levels=heights, cmap="Greys", alpha=0.75)
    axes.contour(x, y, losses, levels=heights, colors="white", linewidths=0.5, linestyles="-")
    if colour_bar:
        axes.figure.colorbar(filled, ax=axes, label="loss", format="%.3g", fraction=0.046, pad=0.02)  # pyright: ignore[reportCallIssue]
    axes.set(xlim=x_range, ylim=y_range)
    axes.grid(visible=False)


def path(axes: Axes, points: ArrayLike, *, label: str) -> None:
    """Draw the steps of an optimiser: a line through all points, a ring at the first, a star at the last.

    Args:
        axes: Where to draw.
        points: Positions in order, shape ``[n_points, 2]``. Points that are not finite (a run that diverged) are left out.
        label: Name in the legend.

    Raises:
        ValueError: ``points`` has another shape, or holds no point.
    """
    array = _array("points", points, "[n_points, 2]")
    if array.shape[1] != 2 or array.shape[0] == 0:
        raise ValueError(f"points has shape {list(array.shape)}, expected [n_points, 2] with at least one point")
    outline = [patheffects.withStroke(linewidth=3.4, foreground="white")]
    [line] = axes.plot(array[:, 0], array[:, 1], marker=".", label=label, path_effects=outline)
    for point, marker, face in ((array[0], "o", "white"), (array[-1], "*", line.get_color())):
        axes.plot(*point, linestyle="none", marker=marker, markersize=11, color=line.get_color(), markerfacecolor=face, zorder=4)
