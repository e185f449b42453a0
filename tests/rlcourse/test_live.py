import base64
import io
import threading
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from rlcourse.figures import live


def test_progress_is_text_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with live.progress(range(3), description="training") as bar:
        for step in bar:
            bar.set_postfix({"return": step}, refresh=False)
    captured = capsys.readouterr()
    assert captured.err == ""
    last = captured.out.split("\r")[-1]
    assert last.startswith("training: 100%")
    assert "3/3" in last
    assert "return=2" in last
    assert len(last.rstrip("\n")) <= 96


def test_progress_by_hand_and_disabled(capsys: pytest.CaptureFixture[str]) -> None:
    with live.progress(total=10, description="steps") as bar:
        bar.update(4)
        bar.update(6)
    assert "10/10" in capsys.readouterr().out
    assert list(live.progress([1, 2], description="quiet", disable=True)) == [1, 2]
    assert capsys.readouterr() == ("", "")
    with pytest.raises(ValueError, match="total is -1"):
        live.progress(total=-1, description="bad")


def test_progress_starts_no_thread() -> None:
    before = threading.active_count()
    assert sum(live.progress(range(3), description="x")) == 3
    assert threading.active_count() == before


def test_live_plot_outside_of_a_notebook(capfd: pytest.CaptureFixture[str]) -> None:
    with live.LivePlot(xlabel="episode", ylabel="return") as plot:
        for episode in range(5):
            plot.add("agent", episode, episode**2)
        plot.add("other", 0, 1)
    [axes] = plot.figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("episode", "return")
    agent, other = axes.lines
    np.testing.assert_array_equal(np.asarray(agent.get_ydata()), [0, 1, 4, 9, 16])
    assert other.get_label() == "other"
    assert axes.get_ylim()[1] >= 16
    assert axes.get_legend() is not None
    assert capfd.readouterr() == ("", "")
    with pytest.raises(ValueError, match="every_seconds is -1"):
        live.LivePlot(xlabel="x", ylabel="y", every_seconds=-1)


class Handle:
    def __init__(self, shown: list[Any]) -> None:
        self.shown = shown

    def update(self, data: Any, *, raw: bool) -> None:
        assert raw
        self.shown.append(data)


@pytest.mark.parametrize(("every_seconds", "least", "most"), [(1e9, 2, 2), (0.0, 8, 13)])
def test_live_plot_updates_one_display(monkeypatch: pytest.MonkeyPatch, every_seconds: float, least: int, most: int) -> None:
    displays: list[Any] = []
    shown: list[Any] = []

    def display(data: Any, *, raw: bool, display_id: bool) -> Handle:
        assert raw
        assert display_id
        displays.append(data)
        shown.append(data)
        return Handle(shown)

    monkeypatch.setattr(live, "get_ipython", object)
    monkeypatch.setattr(live, "display", display)
    # On this clock a drawing takes as long as a step, so about every tenth step may draw.
    ticks = iter(range(10_000))
    monkeypatch.setattr(live, "time", SimpleNamespace(perf_counter=lambda: next(ticks)))
    with live.LivePlot(xlabel="x", ylabel="y", every_seconds=every_seconds) as plot:
        for step in range(100):
            plot.add("s", step, step)
    assert len(displays) == 1
    assert least <= len(shown) <= most
    assert Image.open(io.BytesIO(base64.b64decode(shown[-1]["image/png"]))).format == "PNG"


def test_live_plot_draws_what_there_is_when_training_fails() -> None:
    plot = live.LivePlot(xlabel="x", ylabel="y")
    with pytest.raises(ZeroDivisionError), plot:
        plot.add("s", 0, 1)
        raise ZeroDivisionError
    assert len(plot.figure.axes[0].lines) == 1


def test_live_plot_takes_the_colours_of_the_part() -> None:
    colours = {"DQN": "#009E73", "double DQN": "#D55E00"}
    with live.LivePlot(xlabel="x", ylabel="y", colours=colours) as plot:
        for name in ("double DQN", "DQN"):
            plot.add(name, 0, 1)
    assert {str(line.get_label()): line.get_color() for line in plot.figure.axes[0].lines} == colours


def train(n_steps: int, stop_at: int, history: list[int]) -> None:
    """A training that is stopped at a step."""
    with live.until_stopped(), live.progress(range(n_steps), description="training") as bar:
        for step in bar:
            if step == stop_at:
                raise KeyboardInterrupt
            history.append(step)


def test_what_was_done_before_a_stop_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shell = SimpleNamespace(execution_count=7)
    monkeypatch.setattr(live, "get_ipython", lambda: shell)
    history: list[int] = []
    train(5, 3, history)
    assert history == [0, 1, 2]
    assert capsys.readouterr().out.count("Stopped: what was done so far is kept.") == 1
    with pytest.raises(KeyboardInterrupt, match="this cell was stopped"):  # five trainings in a cell need one stop, not five
        train(5, 9, history)
    shell.execution_count = 8
    train(5, 9, history)
    assert history == [0, 1, 2, 0, 1, 2, 3, 4]


def test_a_loop_around_trainings_ends_with_the_training_that_is_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(live, "get_ipython", lambda: SimpleNamespace(execution_count=10))
    history: list[int] = []
    with live.until_stopped():
        for _ in range(3):
            train(5, 2, history)
    assert history == [0, 1]
    assert capsys.readouterr().out.count("Stopped: what was done so far is kept.") == 1


def test_other_errors_and_programs_that_are_no_notebooks_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    history: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        train(5, 3, history)
    monkeypatch.setattr(live, "get_ipython", lambda: SimpleNamespace(execution_count=9))
    with pytest.raises(ZeroDivisionError), live.until_stopped():
        raise ZeroDivisionError
