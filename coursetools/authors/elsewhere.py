"""How a part is opened where the course is not installed: links to hosted notebooks, and a first cell that fetches the library.

Only where ``syllabus.toml`` names the address of the course's repository, as ``repository = "https://..."``: nobody can fetch from nowhere.
"""

import re
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")

INSTALL = """\
# Where the course is not installed (Colab, Kaggle, a bare kernel), this cell fetches it,
# which takes a minute or two. Elsewhere it does nothing.
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("rlcourse") is None:
    course = "learn-rl-pytorch{extras} @ git+{repository}"
    command = [sys.executable, "-m", "pip", "install", "--quiet", course]
    fetched = subprocess.run(command, capture_output=True, text=True, check=False)
    if fetched.returncode:
        raise RuntimeError(f"pip could not fetch the course: {{fetched.stderr}}")
"""


def add_doors(release: NotebookNode, name: str, repository: str | None, extras: str = "") -> None:
    """Put links and a cell that fetches the library below the title of a release, where the repository has an address.

    Args:
        release: The release; changed in place.
        name: Full name of the part.
        repository: Address for git, such as ``"https://github.com/someone/course"``.
        extras: The extras of ``pyproject.toml`` that the part needs, such as ``"[keras]"``.
    """
    if repository is None:
        return
    cells: list[Any] = [new_code_cell(INSTALL.format(repository=repository, extras=extras), id="get-the-course")]
    if links := hosted(name, repository):
        text = " · ".join(f"[{where}]({address})" for where, address in links.items())
        cells.insert(0, new_markdown_cell(f"Open this part without installing anything: {text}", id="open-elsewhere"))
    release.cells[1:1] = cells


def hosted(name: str, repository: str) -> dict[str, str]:
    """Where a part can be opened in a browser, by the name of the host; nothing where the repository is not on GitHub."""
    found = _GITHUB.fullmatch(repository)
    if not found:
        return {}
    place, notebook = found[1], quote(f"release/{name}/{name}.ipynb")
    return {
        "Colab": f"https://colab.research.google.com/github/{place}/blob/HEAD/{notebook}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src=https://github.com/{place}/blob/HEAD/{notebook}",
        "Binder": f"https://mybinder.org/v2/gh/{place}/HEAD?urlpath={quote(f'lab/tree/{notebook}', safe='')}",
    }
