"""What JupyterLab's server does for students: it hands a part in when somebody clicks "Hand in" (``labextensions/``)."""

import json
from pathlib import Path
from typing import Any, cast

import tornado.web
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join

from coursetools import files
from coursetools.paths import ROOT, CourseError
from coursetools.students import submit

NAME = ".student"
"""File in ``work/`` that keeps the name under which a student handed in last."""


class HandIn(APIHandler):
    """``GET`` says under which name was handed in last; ``POST`` hands in."""

    @tornado.web.authenticated
    def get(self) -> None:
        """Answer with ``{"student": name}``, empty the first time."""
        path = ROOT / "work" / NAME
        self.finish(json.dumps({"student": path.read_text(encoding="utf-8").strip() if path.is_file() else ""}))

    @tornado.web.authenticated
    def post(self) -> None:
        """Hand in the notebook at ``path``, in the server's folder, as ``student``; answer with ``lines`` to show, or an ``error``."""
        asked = cast("dict[str, str]", self.get_json_body() or {})
        try:
            self.finish(json.dumps({"lines": hand_in(asked.get("path", ""), asked.get("student", ""), asked.get("remark", ""))}))
        except CourseError as error:
            self.finish(json.dumps({"error": str(error)}))


def hand_in(path: str, student: str, remark: str = "", root: Path = ROOT) -> list[str]:
    """Hand in the part that a notebook of ``work/`` belongs to, and remember the name.

    Args:
        path: The notebook's path in ``work/``.
        student: The student's name for the gradebook.
        remark: What the student says of a test.
        root: The course folder.

    Returns:
        What to tell, a line each.

    Raises:
        CourseError: It is no part's notebook, or cannot be handed in.
    """
    notebook = Path(path)
    if len(notebook.parts) != 2 or notebook.stem != notebook.parent.name:
        raise CourseError(
            f"{path} is not the notebook of a part that is handed in. That one has the name of its folder; "
            "give the one that you want to hand in this name"
        )
    student = student.strip()
    receipt = submit.hand_in(notebook.stem, student, root, remark=remark)
    files.replace(root / "work" / NAME, f"{student}\n".encode())
    return [f"{notebook.stem} of {student}, {receipt.timestamp[:16]} UTC", *receipt.lines(root)]


def _jupyter_server_extension_points() -> list[dict[str, str]]:  # pyright: ignore[reportUnusedFunction]
    return [{"module": "coursetools.students.server"}]


def _load_jupyter_server_extension(server: Any) -> None:  # pyright: ignore[reportUnusedFunction]
    address = url_path_join(server.web_app.settings["base_url"], "course", "hand-in")
    server.web_app.add_handlers(".*$", [(address, HandIn)])
