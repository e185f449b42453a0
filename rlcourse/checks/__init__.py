"""What tests say and how they look: one module for each kind of question, all offered here by one name.

Every check either returns quietly or raises :class:`CheckFailedError`, whose text a notebook shows without a traceback. A blank answer
raises :class:`NotAttemptedError`, so that "not attempted yet" never reads like "wrong". A hidden test tells its thought and nothing of the
numbers that it tried.
"""

from rlcourse.checks.answers import attempt, constants_in, each, forbidden, has_loop, names_in, raises, repeat, text_of
from rlcourse.checks.cells import demonstration, run, summary
from rlcourse.checks.environments import Conveyor, Episode, Recorded, pulls, recorded, walk
from rlcourse.checks.figures import colour_bars_of, figure, figure_of, labels, panels_of, suptitle_of, title, titles
from rlcourse.checks.figures_checks import (
    band,
    curve,
    emphasised,
    in_view,
    level,
    name_at,
    named,
    own_names,
    paler,
    picture,
    scatter,
    told_apart,
)
from rlcourse.checks.figures_grids import arrows, arrows_in_cells, marks_in_cells, pictures
from rlcourse.checks.figures_looks import says
from rlcourse.checks.figures_marks import bands, bars, curves, levels, names, points, texts, violins
from rlcourse.checks.files import folder, listing, store, stored
from rlcourse.checks.randomness import draws_only_from_its_generator, makes_no_generator
from rlcourse.checks.values import array, changed, close, equal, instance, number, tensor, to_array, true, unchanged
from rlcourse.checks.words import CheckFailedError, NotAttemptedError, thoughts_only

__all__ = [
    "CheckFailedError",
    "Conveyor",
    "Episode",
    "NotAttemptedError",
    "Recorded",
    "array",
    "arrows",
    "arrows_in_cells",
    "attempt",
    "band",
    "bands",
    "bars",
    "changed",
    "close",
    "colour_bars_of",
    "constants_in",
    "curve",
    "curves",
    "demonstration",
    "draws_only_from_its_generator",
    "each",
    "emphasised",
    "equal",
    "figure",
    "figure_of",
    "folder",
    "forbidden",
    "has_loop",
    "in_view",
    "instance",
    "labels",
    "level",
    "levels",
    "listing",
    "makes_no_generator",
    "marks_in_cells",
    "name_at",
    "named",
    "names",
    "names_in",
    "number",
    "own_names",
    "paler",
    "panels_of",
    "picture",
    "pictures",
    "points",
    "pulls",
    "raises",
    "recorded",
    "repeat",
    "run",
    "says",
    "scatter",
    "store",
    "stored",
    "summary",
    "suptitle_of",
    "tensor",
    "text_of",
    "texts",
    "thoughts_only",
    "title",
    "titles",
    "to_array",
    "told_apart",
    "true",
    "unchanged",
    "violins",
    "walk",
]
