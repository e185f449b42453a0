"""``check-types``: what a type checker says of a student's answers, each with a sentence on what it means.

The notebook's code goes to basedpyright as one file, as it was last saved; nothing is executed. What is said of the course's own cells is
left out.
"""

import importlib
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from coursetools.paths import ROOT, CourseError
from coursetools.students import released

SETTINGS: dict[str, object] = {"typeCheckingMode": "standard", "reportMissingTypeArgument": "error", "reportMissingTypeStubs": False}
"""How strict the checker is: not as with the course's own code, which is held to ``strict``."""

EXPLANATIONS: dict[str, str] = {
    r'"grad"|"(\w+)" is not a known attribute of "None"|Object of type "None"|"None" is not assignable to "Tensor"': (
        "This may be None: a gradient is, until backward() has been called. Say what holds before you use it, for example "
        "`assert weight.grad is not None`; from there on the checker knows."
    ),
    r'attribute "(n|nvec|shape|low|high)" for class "Space': (
        "`env.action_space` is only known to be some space, and not each kind has this attribute. Say which kind it is: "
        "`assert isinstance(env.action_space, gym.spaces.Discrete)`."
    ),
    r'"Env\[.*" is not assignable to "Env\[|Too (?:few|many) type arguments.*Env': (
        "The type of an environment names its observations and its actions, both: `gym.Env[int, int]` in a table's world, "
        "`gym.Env[np.ndarray, int]` on CartPole, `gym.Env[Any, Any]` where it does not matter."
    ),
    r'Expected type arguments for generic class "(ndarray|NDArray)"': (
        "The type of an array names the kind of its numbers: `NDArray[np.float64]`, from `numpy.typing`."
    ),
    r'Expected type arguments for generic class "(\w+)"': (
        "A container's type names what is in it, as in `list[int]` or `dict[str, float]`."
    ),
    r'"Tensor" is not assignable to (?:return type )?"(float|int|bool)"': (
        "A tensor that holds one number is still a tensor. `x.item()` is the number."
    ),
    r'"(?:floating|float64|float32|integer|signedinteger|int64|ndarray)[^"]*" is not assignable to (?:return type )?"(float|int|bool)"': (
        "NumPy's numbers are types of their own. `float(x)` or `int(x)` makes a plain one."
    ),
    r'"None" is not assignable to return type|must return value on all code paths': (
        "One way through the function ends without a `return`, so it returns None there. Look at each `if` without an `else`."
    ),
    r'"(\w+)" is possibly unbound': "This name gets a value in some branches only, or in a loop that may run no time at all.",
}
"""What people ask most about, by what the checker says (patterns), and what to do. The first that fits is taken."""


@dataclass(frozen=True)
class Remark:
    """What the checker says of one line."""

    where: str
    """The exercise, or ``your own cell``."""
    line: int
    """Line in the cell, from 1."""
    code: str
    """The line itself."""
    text: str
    """What the checker says."""

    @property
    def explanation(self) -> str:
        """What that means, where it is one of ``EXPLANATIONS``; else empty."""
        return next((words for pattern, words in EXPLANATIONS.items() if re.search(pattern, self.text)), "")


def run(part: str, *, root: Path = ROOT) -> int:
    """Check the types of a student's notebook, and print what was found. Returns 0 where nothing was, else 1.

    Args:
        part: The part's number, such as ``"4.4"``, or full name.
        root: The course folder.

    Raises:
        CourseError: The checker is not installed; there is no such part, no notebook in ``work/``, or none that can be read.
    """
    own = released.begun(root, part)
    found = remarks(own.stem, root)
    told: set[str] = set()
    for remark in found:
        print(f"{remark.where}, line {remark.line}:  {remark.code.strip()}\n    {remark.text}")
        if remark.explanation and remark.explanation not in told:
            print(f"    → {remark.explanation}")
        told.add(remark.explanation)
    shown = own.relative_to(root)
    print(f"{shown}: {len(found)} remarks. Types never cost points." if found else f"{shown}: the types of your answers agree.")
    return 1 if found else 0


def remarks(name: str, root: Path = ROOT) -> list[Remark]:
    """What the checker says of the answers and own cells in a student's copy of a part, in their order.

    Args:
        name: Full name of the part.
        root: The course folder.
    """
    try:
        importlib.import_module("basedpyright")
    except ImportError:
        raise CourseError(f"the type checker is not installed. Once: {sys.executable} -m pip install basedpyright") from None
    places: list[tuple[str, int, str]] = []
    for where, source in _code(name, root):
        places += [(where, number, line) for number, line in enumerate(source.split("\n"), start=1)]
    found: list[Remark] = []
    for entry in _diagnostics("\n".join(line for _, _, line in places) + "\n", root):
        where, number, line = places[int(entry["range"]["start"]["line"])]
        if where:
            found.append(Remark(where, number, line, " ".join(str(entry["message"]).split())))
    return found


def _code(name: str, root: Path) -> list[tuple[str, str]]:
    """The code cells of a student's copy: the exercise or "your own cell" (empty for what is the course's), and the text without magics."""
    cells = released.cells(released.own(root, name))
    if cells is None:
        raise CourseError(f"work/{name}/{name}.ipynb is no notebook that can be read: open it in JupyterLab and save it")
    handed_out = {source for path in released.bases(root, name) for _, source, _ in released.cells(path) or []}
    found: list[tuple[str, str]] = []
    for kind, source, grader in cells:
        if kind == "code":
            named = cast("dict[str, Any]", grader or {})
            own = source not in handed_out and not named.get("grade")
            where = str(named.get("grade_id", "your own cell")) if own else ""
            found.append((where, re.sub(r"^(\s*)([%!].*)$", r"\1pass  # \2", source, flags=re.MULTILINE)))
    return found


def _diagnostics(text: str, root: Path) -> list[dict[str, Any]]:
    """The checker's errors for a file with this text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "notebook.py").write_text(text, encoding="utf-8")
        settings = SETTINGS | {"include": ["notebook.py"], "extraPaths": [str(root)]}
        (Path(folder) / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        command = [sys.executable, "-m", "basedpyright", "--project", folder, "--pythonpath", sys.executable, "--outputjson"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        entries = cast("list[dict[str, Any]]", json.loads(done.stdout)["generalDiagnostics"])
    except (ValueError, KeyError):
        raise CourseError(f"the type checker could not run:\n{(done.stderr or done.stdout).strip()[-1000:]}") from None
    return [entry for entry in entries if entry["severity"] == "error"]
