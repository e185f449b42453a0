"""What instructors, authors and CI run: build, validate, grade, submit, publish. ``python -m coursetools`` lists the commands."""

import sys

# Every Python 3 can read this file: an older one is told so here, before it meets a line that it can not read.
if sys.version_info < (3, 11):  # noqa: UP036
    found = ".".join(str(number) for number in sys.version_info[:3])
    sys.exit(
        "error: this is Python " + found + ", the course needs 3.11 or newer: "
        "run it with one, for example `make lab PYTHON=python3.12` or `python3.12 -m coursetools lab`"
    )
