"""The library that the course's notebooks import: small modules, one subject each."""

import os
import sys

# Environments draw with SDL. Without a screen (a server, CI) SDL complains on stderr, which nbgrader takes for a failed test.
if sys.platform == "linux" and not ({"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ)):
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
