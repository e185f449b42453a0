"""What tests say and how they look: one module for each kind of question, all offered here by one name.

Every check either returns quietly or raises :class:`CheckFailedError`, whose text a notebook shows without a traceback. A blank answer
raises :class:`NotAttemptedError`, so that "not attempted yet" never reads like "wrong". A hidden test tells its thought and nothing of the
numbers that it tried.
"""

from rlcourse.checks.answers import attempt, constants_in, each, forbidden, names_in, raises, repeat, text_of
from rlcourse.checks.cells import demonstration, run, summary
from rlcourse.checks.environments import Conveyor, Episode, Recorded, recorded
from rlcourse.checks.figures import figure, line, panels_of
from rlcourse.checks.files import folder, listing, store, stored
from rlcourse.checks.randomness import draws_only_from_its_generator
from rlcourse.checks.values import array, changed, close, equal, instance, tensor, to_array, true, unchanged
from rlcourse.checks.words import CheckFailedError, NotAttemptedError, thoughts_only

__all__ = [
    "CheckFailedError",
    "Conveyor",
    "Episode",
    "NotAttemptedError",
    "Recorded",
    "array",
    "attempt",
    "changed",
    "close",
    "constants_in",
    "demonstration",
    "draws_only_from_its_generator",
    "each",
    "equal",
    "figure",
    "folder",
    "forbidden",
    "instance",
    "line",
    "listing",
    "names_in",
    "panels_of",
    "raises",
    "recorded",
    "repeat",
    "run",
    "store",
    "stored",
    "summary",
    "tensor",
    "text_of",
    "thoughts_only",
    "to_array",
    "true",
    "unchanged",
]
