"""Takes out of what students wrote all that could run in another's browser, and says what of a failure a student may see."""

import re
from collections.abc import Collection
from typing import Any, cast

import nbformat
from bleach import ALLOWED_ATTRIBUTES, ALLOWED_TAGS
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode

from coursetools.grader.rebuild import constants_of

_TAGS = [
    *ALLOWED_TAGS,
    *[
        "p",
        "div",
        "span",
        "br",
        "hr",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "caption",
        "dl",
        "dt",
        "dd",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "img",
        "details",
        "summary",
    ],
    *["u", "s", "kbd", "samp", "var", "mark", "figure", "figcaption", "center"],
]
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_THOUGHT = re.compile(r"Think about: *(.+)", re.DOTALL)
_ASSERTION = re.compile(r"^AssertionError: *(.+)", re.DOTALL | re.MULTILINE)
_MOST_MESSAGE = 6000
HIDDEN_WORDS = "A hidden test is not satisfied yet."
"""All that is shown of a hidden test whose author wrote no thought."""
_STANDING_THOUGHTS = (
    "Which inputs might it not be ready for? Try the edges: empty, one element, very large, other dtypes.",
    "What is drawn along this axis, and in which unit?",
)
_NOT_ATTEMPTED = re.compile(r"`?(\w+)`? is not attempted yet\b.*", re.DOTALL)


def _attribute(tag: str, name: str, value: str) -> bool:
    if name in ("class", "title", "colspan", "rowspan", "align", "border", "scope", "width", "height", "alt", "open"):
        return True
    if tag == "img" and name == "src":
        return _DATA_IMAGE.match(value) is not None
    if tag == "a" and name == "href":
        return value.strip().lower().startswith(("https://", "http://", "mailto:", "#"))
    return name in ALLOWED_ATTRIBUTES.get(tag, [])


class Sanitise(SanitizeHTML):
    """nbconvert's step, with the tags that notebooks use, and nothing that runs."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.enabled = True
        self.tags = _TAGS
        self.attributes = _attribute
        self.strip = True
        self.styles = []
        self.safe_output_keys = {"text/plain", "text/latex", "image/png", "image/jpeg", "image/gif", "application/json"}

    def sanitize_code_outputs(self, outputs: list[NotebookNode]) -> list[NotebookNode]:
        """Clean outputs; images that are none are dropped."""
        outputs = super().sanitize_code_outputs(outputs)
        for output in outputs:
            for key in ("text/html", "text/markdown", "text/latex"):
                if key in output.get("data", {}):
                    output["data"][key] = _inert(str(output["data"][key]))
            for key in [key for key in output.get("data", {}) if key.startswith("image/")]:
                if not isinstance(output["data"][key], str) or not re.fullmatch(r"[A-Za-z0-9+/=\s]*", output["data"][key]):
                    del output["data"][key]
        return outputs


def clean_outputs(outputs: list[dict[str, Any]]) -> list[NotebookNode]:
    """Outputs that a browser may show, in the form that nbformat asks for; what is malformed is dropped."""
    kept: list[NotebookNode] = []
    for raw in outputs:
        try:
            raw = {key: value for key, value in raw.items() if key != "display_id"}
            if "data" in raw:
                raw["data"] = {str(k): v if isinstance(v, str | dict | list) else str(v) for k, v in raw["data"].items()}
                raw["metadata"] = {}
            node = cast("NotebookNode", nbformat.from_dict(raw))
            nbformat.validate(node, ref=str(raw["output_type"]), version=4)
            kept += Sanitise().sanitize_code_outputs([node])
        except Exception:  # student code chose what is in here
            kept.append(nbformat.v4.new_output("stream", name="stdout", text="[an output that was malformed is left out]"))
    return kept


def clean_notebook(notebook: NotebookNode) -> NotebookNode:
    """The whole notebook made safe to show: text cells, attachments and outputs."""
    cleaned, _ = Sanitise().preprocess(notebook, ResourcesDict())
    for cell in cleaned.cells:
        cell.pop("attachments", None)
        if cell.cell_type != "code":
            cell.source = _inert(cell.source)
    return cleaned


def _inert(text: str) -> str:
    """Formulas can hold links too, and MathJax follows them."""
    return re.sub(r"(?i)(javascript|vbscript)\s*:", "\\1\uff1a", text.replace("\\href", "\\text"))


def student_words(source: str, message: str, answers: Collection[str], *, hidden: bool, foreign: bool = False) -> str:
    """What a student may read of a failure: all of a visible test's, of a hidden one only words that its author wrote.

    Args:
        source: The test.
        message: How it failed.
        answers: The names that exercises define: no other is told of a hidden test.
        hidden: Whether the test is.
        foreign: Whether the message is the answer's own, which may repeat what a hidden test passed to it.
    """
    if not hidden:
        return message[:_MOST_MESSAGE].strip() or "The test failed."
    if match := _NOT_ATTEMPTED.match(message):
        return f"`{match[1]}` is not attempted yet." if match[1] in answers else HIDDEN_WORDS
    if foreign:
        return HIDDEN_WORDS
    allowed = {text.strip().removeprefix("Think about:").strip() for text in constants_of(source)} | set(_STANDING_THOUGHTS)
    found = _THOUGHT.search(message) or _ASSERTION.search(message)
    thought = found[1].strip() if found is not None else ""
    return f"{HIDDEN_WORDS}\n  Think about: {thought}" if thought and thought in allowed else HIDDEN_WORDS
