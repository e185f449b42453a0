"""The one place where nbgrader is configured: ``make lab``, ``make build``, ``make grade`` and the stock nbgrader commands read it."""

import contextlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from traitlets.config import Config

    def get_config() -> Config:
        """The configuration to fill in; traitlets gives this name to every file of configuration that it reads."""
        ...


c = get_config()
ROOT = Path(__file__).resolve().parent

# Where things are: source/PART, release/PART, submitted/STUDENT/PART, autograded/STUDENT/PART, feedback/STUDENT/PART, gradebook.db.
c.CourseDirectory.course_id = "learn-rl-pytorch"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"

# The exchange is a folder that a JupyterHub shares between students and instructors: name yours in NBGRADER_EXCHANGE. Without one it
# lies in the course folder, so that `nbgrader release_assignment` makes no folder for the whole system (nbgrader's own default).
c.Exchange.root = os.environ.get("NBGRADER_EXCHANGE", str(ROOT / "exchange"))

# Students write into the exchange: nbgrader's own `collect` would copy what a link there points to. (They have no grader.)
with contextlib.suppress(ModuleNotFoundError):
    if importlib.util.find_spec("coursetools.grader") is not None:
        c.ExchangeFactory.collect = "coursetools.grader.collect.Collect"

# What a release shows in place of solutions and hidden tests.
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"
c.ClearSolutions.enforce_metadata = True
c.ClearHiddenTests.begin_test_delimeter = "BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "END HIDDEN TESTS"
c.ClearHiddenTests.enforce_metadata = True

# On its page of a hand-in, formgrader shows the rubric below each written answer; feedback pages do not.
c.HTMLExporter.preprocessors = ["coursetools.grader.formgrader.ShowRubric"]

# Seconds that one cell may take when a hand-in is graded or validated (nbgrader's default, 30, is too short for training), and that a busy
# machine may take to hand over a cell's output. A cell past its time counts as failed, and the cells after it still run.
c.Execute.timeout = 300
c.Execute.iopub_timeout = 30
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]  # kernels warn about connections, once for each hand-in

# The grader: each hand-in runs in a box, and its tests in another one, to which it sends data and nothing else. `make grade` uses it, and
# by the lines for Autograde and GenerateFeedback so do `nbgrader autograde`, formgrader's button and `nbgrader generate_feedback`. Every
# setting, with its default: coursetools/grader/settings.py. Everybody is graded on the same device, budget and number of threads.
c.Grader.modules = ["rlcourse"]
c.Grader.environment = [("RLCOURSE_DEVICE", "cpu"), ("RLCOURSE_BUDGET", "short")]
c.Autograde.pre_convert_hook = "coursetools.grader.hook.prepare"
c.Autograde.exporter_class = "coursetools.grader.hook.Unread"
c.Autograde.sanitize_preprocessors = ["coursetools.grader.hook.Rebuild"]
c.Autograde.autograde_preprocessors = ["coursetools.grader.hook.Grade"]
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "coursetools.grader.feedback.SafeFeedback",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
