import base64
import gc
import io
import itertools
import warnings
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from rlcourse.figures import animations


def moving_square(n_frames: int = 5, height: int = 40, width: int = 60) -> list[NDArray[np.uint8]]:
    frames = [np.full((height, width, 3), 255, dtype=np.uint8) for _ in range(n_frames)]
    for number, frame in enumerate(frames):
        frame[10:20, 5 * number : 5 * number + 10] = (200, 30, 0)
    return frames


def test_frames_come_out_as_they_went_in() -> None:
    frames = moving_square()
    for drawn, frame in zip(animations.frames_of(animations.from_frames(frames)), frames, strict=True):
        np.testing.assert_array_equal(drawn, frame)


def test_captions_stand_above_the_picture() -> None:
    frames = moving_square(3)
    drawn = animations.frames_of(animations.from_frames(frames, captions=["a", "b", "c"]))
    assert drawn[0].shape[0] > 40
    np.testing.assert_array_equal(drawn[1][-40:], frames[1])
    heads = [frame[:-40] for frame in drawn]
    assert not np.array_equal(heads[0], heads[1])


def test_wide_frames_are_made_smaller() -> None:
    assert animations.frames_of(animations.from_frames(moving_square(2, 400, 960)))[0].shape == (200, 480, 3)


@pytest.mark.parametrize(
    ("frames", "options", "message"),
    [
        ([], {}, "at least one frame"),
        ([np.zeros((4, 4), np.uint8)], {}, r"\[height, width, 3\]"),
        ([np.zeros((4, 4, 3))], {}, "frame 0 is float64"),
        ([np.zeros((4, 4, 3), np.uint8), np.zeros((4, 5, 3), np.uint8)], {}, "frame 1 is uint8 of shape"),
        (moving_square(2), {"captions": ["one"]}, "captions has 1 texts, expected 2"),
        (moving_square(2), {"interval_ms": 0}, "interval_ms is 0"),
    ],
)
def test_bad_frames_are_refused(frames: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        animations.from_frames(frames, **options)


def sine() -> FuncAnimation:
    figure, axes = plt.subplots(figsize=(3, 2), dpi=50)
    [line] = axes.plot([], [])
    axes.set(xlim=(0, 1), ylim=(0, 1))

    def update(number: int) -> tuple[Any, ...]:
        line.set_data([0, 1], [0, number / 3])
        return (line,)

    return FuncAnimation(figure, update, frames=4, interval=50)


def test_any_animation_of_matplotlib_is_rendered_and_its_figure_closed() -> None:
    animation = sine()
    frames = animations.frames_of(animation)
    assert [frame.shape for frame in frames] == [(100, 150, 3)] * 4
    assert all(not np.array_equal(a, b) for a, b in itertools.pairwise(frames))
    assert plt.get_fignums() == []
    for again, frame in zip(animations.frames_of(animation), frames, strict=True):
        np.testing.assert_array_equal(again, frame)


def test_each_frame_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    animation, draw, drawn = animations.from_frames(moving_square(4)), Figure.draw, list[int]()
    animations.frames_of(animation)  # the first time, it also draws a frame to begin with

    def count(figure: Figure, renderer: Any) -> None:
        drawn.append(1)
        draw(figure, renderer)

    monkeypatch.setattr(Figure, "draw", count)
    animations.frames_of(animation)
    assert len(drawn) == 4


def test_nothing_warns_when_an_animation_is_deleted() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unseen, seen = animations.from_frames(moving_square()), sine()
        animations.frames_of(seen)
        del unseen, seen
        gc.collect()


def test_show_displays_an_animated_png_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []

    def display(data: Any, *, raw: bool) -> None:
        assert raw
        shown.append(data)

    monkeypatch.setattr(animations, "get_ipython", object)
    monkeypatch.setattr(animations, "display", display)
    frames = moving_square()
    animations.show(animations.from_frames(frames, interval_ms=120))
    [bundle] = shown
    assert bundle["text/plain"] == "<animation of 5 frames>"
    picture: Any = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))
    assert (picture.format, picture.n_frames, picture.is_animated) == ("PNG", 5, True)
    durations: list[float] = []
    for number, frame in enumerate(frames):
        picture.seek(number)
        durations.append(picture.info["duration"])
        np.testing.assert_array_equal(np.asarray(picture.convert("RGB")), frame)
    assert durations == [120, 120, 120, 120, 1500]
    assert picture.info["loop"] == 0


def test_outside_of_a_notebook_show_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    animations.show(animations.from_frames(moving_square(1)))
    assert capfd.readouterr() == ("", "")
