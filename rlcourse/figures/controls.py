"""Figures with sliders, which are static figures wherever no kernel runs."""

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ipywidgets
from IPython.core.getipython import get_ipython
from IPython.display import display
from matplotlib.figure import Figure

from rlcourse.figures import plots


@dataclass(frozen=True)
class Slider:
    """A number that a reader may change; make it with :func:`slider`."""

    minimum: float
    maximum: float
    step: float
    initial: float
    label: str


def slider(minimum: float, maximum: float, step: float, initial: float, label: str) -> Slider:
    """Return a slider for :func:`interactive_figure`. Where all four numbers are of type int, its values are too.

    Args:
        minimum: Smallest value.
        maximum: Largest value.
        step: Distance between values.
        initial: The value at first, which the static figure shows.
        label: What the number is, with its unit; stands before the slider.

    Raises:
        ValueError: Not ``minimum <= initial <= maximum``, not ``minimum < maximum``, the step is not positive, or a number not finite.
    """
    if not all(math.isfinite(value) for value in (minimum, maximum, step, initial)):
        raise ValueError(f"slider {label!r} has {(minimum, maximum, step, initial)}, expected finite numbers")
    if not minimum < maximum or not minimum <= initial <= maximum:
        raise ValueError(f"slider {label!r} goes from {minimum} to {maximum} and starts at {initial}, expected a start in between")
    if step <= 0:
        raise ValueError(f"slider {label!r} has the step {step}, expected a positive one")
    return Slider(minimum, maximum, step, initial, label)


def _widget(control: Slider) -> Any:
    numbers = (control.minimum, control.maximum, control.step, control.initial)
    kind: Any = ipywidgets.IntSlider if all(isinstance(number, int) for number in numbers) else ipywidgets.FloatSlider
    digits = max(0, -math.floor(math.log10(control.step) + 1e-9))
    look = {} if kind is ipywidgets.IntSlider else {"readout_format": f".{digits}f"}
    return kind(
        **{"min": control.minimum, "max": control.maximum, "step": control.step, "value": control.initial, "description": control.label},
        style={"description_width": "initial"},
        layout={"width": "40em", "max_width": "100%"},
        **look,
    )


def interactive_figure(draw: Callable[..., Figure], **sliders: Slider) -> None:
    """Show a figure with sliders, and redraw it when one is moved.

    The output holds both the widget and a picture of the figure at the initial values: a front end with a running kernel shows the widget,
    any other viewer the picture. Outside of a notebook the figure is drawn once and not shown.

    Args:
        draw: Takes one keyword argument for each slider, and returns a figure.
        sliders: The sliders by the argument's name, each made with :func:`slider`.

    Raises:
        ValueError: There is no slider.
    """
    if not sliders:
        raise ValueError("interactive_figure got no slider, expected at least one")
    picture = plots.png_of(draw(**{name: control.initial for name, control in sliders.items()}))
    if get_ipython() is None:
        return
    image = ipywidgets.Image(value=picture, format="png", layout={"align_self": "flex-start", "max_width": "100%"})
    widgets = {name: _widget(control) for name, control in sliders.items()}

    def redraw(_change: object) -> None:
        image.value = plots.png_of(draw(**{name: widget.value for name, widget in widgets.items()}))

    for widget in widgets.values():
        widget.observe(redraw, names="value")
    box = ipywidgets.VBox([*widgets.values(), image])
    display(
        {
            "application/vnd.jupyter.widget-view+json": box.get_view_spec(),
            "image/png": base64.b64encode(picture).decode(),
            "text/plain": "<figure with sliders: " + ", ".join(control.label for control in sliders.values()) + ">",
        },
        raw=True,
    )
