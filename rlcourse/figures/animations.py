"""Animations that play in the notebook and in exported pages, without ffmpeg and without a running kernel.

They are shown as animated PNG, under the type ``image/png``: browsers play it, nbconvert passes it on (it drops ``image/gif``), and where
nothing can move, in a PDF say, the first frame is seen. Drawing takes about 30 ms for each frame: show every second or fourth frame of
a long episode.
"""

import base64
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython.core.getipython import get_ipython
from IPython.display import display
from matplotlib.animation import AbstractMovieWriter, Animation, FuncAnimation
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from rlcourse import elsewhere

_DPI = 72
_MAX_WIDTH = 480
"""Pixels: wider frames are made smaller, since an animation is stored in the notebook."""
_LAST_FRAME_MS = 1500
"""The last frame stays at least so long before the animation starts again."""


def from_frames(frames: Sequence[NDArray[np.uint8]], *, interval_ms: int = 200, captions: Sequence[str] | None = None) -> FuncAnimation:
    """Return an animation of pictures, such as those that ``env.render()`` gives with ``render_mode="rgb_array"``.

    Args:
        frames: Pictures of one size, uint8, each of shape ``[height, width, 3]`` (red, green, blue).
        interval_ms: Time from one frame to the next, in milliseconds.
        captions: A title for each frame.

    Returns:
        The animation; :func:`show` displays it.

    Raises:
        ValueError: There is no frame, a frame is not uint8 or differs in shape, captions are not as many as frames, or the interval
            is below 1.
    """
    pictures = [np.asarray(frame) for frame in frames]
    if not pictures:
        raise ValueError("frames is empty, expected at least one frame")
    shape = pictures[0].shape
    if len(shape) != 3 or shape[2] != 3:
        raise ValueError(f"the first frame has shape {list(shape)}, expected [height, width, 3]")
    for number, picture in enumerate(pictures):
        if picture.shape != shape or picture.dtype != np.uint8:
            raise ValueError(f"frame {number} is {picture.dtype} of shape {list(picture.shape)}, expected uint8 of shape {list(shape)}")
    if captions is not None and len(captions) != len(pictures):
        raise ValueError(f"captions has {len(captions)} texts, expected {len(pictures)}: one for each frame")
    if interval_ms < 1:
        raise ValueError(f"interval_ms is {interval_ms}, expected at least 1")
    pictures = [_narrowed(picture) for picture in pictures]
    height, width = (pixels / _DPI for pixels in pictures[0].shape[:2])
    title = 0.35 if captions is not None else 0.0
    figure = Figure(figsize=(width, height + title), dpi=_DPI)  # not pyplot's: it is shown as an animation only
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure)
    image = figure.figimage(pictures[0], origin="upper")  # pixel for pixel
    caption = figure.text(
        0.5, (height + title / 2) / (height + title), captions[0] if captions is not None else "", ha="center", va="center"
    )

    def update(number: int) -> tuple[Any, ...]:
        image.set_data(pictures[number])
        caption.set_text(captions[number] if captions is not None else "")
        return image, caption

    animation = FuncAnimation(figure, update, frames=len(pictures), interval=interval_ms, repeat=False, cache_frame_data=False)
    figure.canvas.draw()  # an animation that was never drawn warns on stderr when it is deleted
    return animation


def _narrowed(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a frame no wider than is good for a notebook."""
    height, width, _ = frame.shape
    if width <= _MAX_WIDTH:
        return frame
    return np.asarray(Image.fromarray(frame).resize((_MAX_WIDTH, max(1, round(height * _MAX_WIDTH / width))), Image.Resampling.BOX))


class _Memory(AbstractMovieWriter):
    """A writer for :meth:`Animation.save` that keeps the frames."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[NDArray[np.uint8]] = []

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        self.fig, self.outfile, self.dpi = fig, outfile, fig.dpi if dpi is None else dpi
        vars(fig.canvas)["draw_idle"] = lambda: None  # savefig draws each frame: the animation's own drawing would double the time

    def grab_frame(self, **savefig_kwargs: Any) -> None:
        file = io.BytesIO()
        options: dict[str, Any] = {**savefig_kwargs, "format": "rgba", "dpi": self.dpi}
        self.fig.savefig(file, **options)
        width, height = self.frame_size
        self.frames.append(np.frombuffer(file.getvalue(), np.uint8).reshape(height, width, 4)[:, :, :3].copy())

    def finish(self) -> None:
        del vars(self.fig.canvas)["draw_idle"]
        plt.close(self.fig)


@elsewhere.there
def frames_of(animation: Animation) -> list[NDArray[np.uint8]]:
    """Return every frame of an animation as it is drawn, uint8, each of shape ``[height, width, 3]``.

    The figure is taken from pyplot, which would show it a second time below the cell.
    """
    writer = _Memory()
    animation.save("unused", writer=writer)
    return writer.frames


def _apng(frames: Sequence[NDArray[np.uint8]], interval_ms: int) -> bytes:
    """Return frames as an animated PNG that starts again and again, in up to 128 colours."""
    # Frames stacked into one picture share one palette: colours are exact and do not flicker.
    stack = Image.fromarray(np.concatenate([_narrowed(frame) for frame in frames])).quantize(128)
    height = stack.height // len(frames)
    first, *others = [stack.crop((0, top, stack.width, top + height)) for top in range(0, stack.height, height)]
    durations = [interval_ms] * len(others) + [max(interval_ms, _LAST_FRAME_MS)]
    file = io.BytesIO()
    first.save(file, format="PNG", save_all=True, append_images=others, duration=durations, loop=0, optimize=True)
    return file.getvalue()


def show(animation: Animation) -> None:
    """Display an animation, as an animated PNG of at most 480 pixels in width.

    Outside of a notebook nothing is displayed; the frames are drawn all the same.
    """
    interval_ms = int(getattr(animation, "_interval", 200))
    frames = frames_of(animation)
    if get_ipython() is None:
        return
    data = base64.b64encode(_apng(frames, interval_ms)).decode()
    display({"image/png": data, "text/plain": f"<animation of {len(frames)} frames>"}, raw=True)
