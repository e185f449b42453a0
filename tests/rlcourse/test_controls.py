import base64
import os
from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import nbformat
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from rlcourse.figures import controls

ROOT = Path(__file__).parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"


def draw(rate: float = 0.0, steps: int = 0) -> Figure:
    figure, axes = plt.subplots(figsize=(2, 1), dpi=40)
    axes.plot([0, 1], [rate, steps])
    return figure


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((0, 1, 0.1, 2), "goes from 0 to 1 and starts at 2"),
        ((1, 1, 0.1, 1), "goes from 1 to 1"),
        ((0, 1, 0, 0), "has the step 0"),
        ((0, float("inf"), 1, 0), "expected finite numbers"),
    ],
)
def test_bad_sliders_are_refused(numbers: tuple[float, float, float, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        controls.slider(*numbers, "rate")
    with pytest.raises(ValueError, match="no slider"):
        controls.interactive_figure(draw)


def test_outside_of_a_notebook_the_figure_is_drawn_and_nothing_shown(capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[float] = []

    def recorded(rate: float) -> Figure:
        seen.append(rate)
        return draw(rate)

    controls.interactive_figure(recorded, rate=controls.slider(0.0, 1.0, 0.1, 0.3, "rate"))
    assert seen == [0.3]
    assert plt.get_fignums() == []
    assert capfd.readouterr() == ("", "")


def test_one_display_holds_widget_and_picture_and_sliders_redraw(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    boxes: list[Any] = []
    seen: list[tuple[float, int]] = []
    vbox = ipywidgets.VBox

    def recorded(rate: float, steps: int) -> Figure:
        seen.append((rate, steps))
        return draw(rate, steps)

    def display(data: Any, *, raw: bool) -> None:
        assert raw
        shown.append(data)

    def kept(children: Any) -> Any:
        boxes.append(vbox(children))
        return boxes[-1]

    monkeypatch.setattr(controls, "get_ipython", object)
    monkeypatch.setattr(controls, "display", display)
    monkeypatch.setattr(controls.ipywidgets, "VBox", kept)
    rate, steps = controls.slider(0.0, 1.0, 0.01, 0.3, "step size"), controls.slider(1, 9, 1, 5, "steps")
    controls.interactive_figure(recorded, rate=rate, steps=steps)
    [bundle] = shown
    [box] = boxes
    rate_slider, steps_slider, image = box.children
    assert bundle[WIDGET]["model_id"] == box.model_id
    assert base64.b64decode(bundle["image/png"]) == image.value
    assert bundle["text/plain"] == "<figure with sliders: step size, steps>"
    assert (rate_slider.description, rate_slider.readout_format) == ("step size", ".2f")
    assert isinstance(steps_slider, ipywidgets.IntSlider)
    before = image.value
    rate_slider.value, steps_slider.value = 0.8, 2
    assert seen == [(0.3, 5), (0.8, 5), (0.8, 2)]
    assert image.value != before
    assert plt.get_fignums() == []


CELLS = (
    """
import matplotlib.pyplot as plt, numpy as np
from rlcourse.figures import animations, controls, live, plots
plots.use_style()
def draw(rate):
    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, rate])
    return figure
controls.interactive_figure(draw, rate=controls.slider(0.0, 1.0, 0.1, 0.5, "rate"))
""",
    """
with live.LivePlot(xlabel="episode", ylabel="return", every_seconds=0.0) as plot:
    for step in live.progress(range(30), description="training"):
        plot.add("agent", step, step)
""",
    """
animations.show(animations.from_frames([np.full((20, 30, 3), 60 * i, np.uint8) for i in range(4)]))
""",
    "print(plt.get_fignums())",
)


def test_in_a_real_kernel_each_display_is_seen_once_and_survives_without_widgets(tmp_path: Path) -> None:
    notebook: Any = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in CELLS])
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)}
    environment.pop("MPLBACKEND", None)
    NotebookClient(notebook, timeout=120, kernel_name="python3", coalesce_streams=True).execute(env=environment)
    slider, training, animation, last = (list(cell.outputs) for cell in notebook.cells)
    assert not [output for cell in notebook.cells for output in cell.outputs if output.get("name") == "stderr"]
    assert [sorted(output.data) for output in slider] == [sorted([WIDGET, "image/png", "text/plain"])]
    assert [output.output_type for output in training] == ["display_data", "stream"]
    assert training[1].text.count("\n") == 1
    assert [sorted(output.data) for output in animation] == [["image/png", "text/plain"]]
    assert last[0].text == "[]\n"

    del slider[0].data[WIDGET], notebook.metadata["widgets"]
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert page.count('<img alt="') == 3
