"""How a notebook came to lie on the disk: by which editor, and in which form. Each takes a notebook as JSON, and gives the file."""

import base64
import copy
import json
import os
import zlib
from collections.abc import Callable
from typing import Any

Notebook = dict[str, Any]


def by_jupyterlab(notebook: Notebook) -> bytes:
    """As JupyterLab writes it."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def without_ids(notebook: Notebook) -> bytes:
    """Format 4.4 knows no ids of cells."""
    return _each(notebook, lambda cell: cell.pop("id"), minor=4)


def with_new_ids(notebook: Notebook) -> bytes:
    """Other ids, the metadata as it was."""
    return _each(notebook, lambda cell: cell.update(id=f"new-{zlib.crc32(cell['id'].encode()):x}"))


def without_metadata(notebook: Notebook) -> bytes:
    """Metadata is gone, ids are there."""
    return _each(notebook, lambda cell: cell.update(metadata={}), metadata={})


def bare(notebook: Notebook) -> bytes:
    """Neither ids nor metadata: what is left is kinds of cells, and their text."""

    def spoil(cell: Notebook) -> None:
        del cell["id"]
        cell["metadata"] = {}

    return _each(notebook, spoil, minor=2, metadata={})


def by_colab(notebook: Notebook) -> bytes:
    """Format 4.0: an id of the editor's own stands in the metadata."""

    def spoil(cell: Notebook) -> None:
        cell["metadata"] |= {"id": f"c{zlib.crc32(cell.pop('id').encode()):x}", "colab": {"base_uri": "https://localhost:8080/"}}

    return _each(notebook, spoil, minor=0, metadata={"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "P"}})


def with_more_metadata(notebook: Notebook) -> bytes:
    """Extensions leave much behind."""
    more = {"tags": ["mine", "hide-input"], "collapsed": True, "jupyter": {"source_hidden": True}, "scrolled": False}
    timing = {
        "execution": {"iopub.execute_input": "2026-11-20T10:00:00Z"},
        "vscode": {"languageId": "python"},
        "slideshow": {"slide_type": "-"},
    }
    return _each(notebook, lambda cell: cell["metadata"].update(more | timing), metadata=notebook["metadata"] | {"toc": {"x": [1] * 99}})


def with_crlf(notebook: Notebook) -> bytes:
    """Line ends of Windows, in the cells and in the file."""
    text = _each(notebook, lambda cell: cell.update(source=cell["source"].replace("\n", "\r\n")))
    return text.replace(b"\n", b"\r\n")


def with_bom(notebook: Notebook) -> bytes:
    """A byte order mark."""
    return b"\xef\xbb\xbf" + by_jupyterlab(notebook)


def in_lines(notebook: Notebook) -> bytes:
    """Sources as lists of lines, nothing but ASCII, no spaces."""
    spoilt = copy.deepcopy(notebook)
    for cell in spoilt["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return json.dumps(spoilt, separators=(",", ":")).encode()


def with_outputs(notebook: Notebook) -> bytes:
    """Some megabytes of pictures and prints."""
    picture = base64.b64encode(os.urandom(300_000)).decode()

    def spoil(cell: Notebook) -> None:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "display_data", "data": {"image/png": picture, "text/plain": "<Figure>"}, "metadata": {}},
                {"output_type": "stream", "name": "stdout", "text": "x" * 100_000},
            ]

    return _each(notebook, spoil)


def in_the_middle(notebook: Notebook) -> bytes:
    """Execution counts in disorder, and an old error."""
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "long mended",
        "traceback": ["\x1b[31mValueError\x1b[0m: long mended"],
    }

    def spoil(cell: Notebook) -> None:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 90 - len(cell["source"]) % 80, "outputs": [error]}

    return _each(notebook, spoil)


WAYS: dict[str, Callable[[Notebook], bytes]] = {
    way.__name__: way
    for way in (
        by_jupyterlab,
        without_ids,
        with_new_ids,
        without_metadata,
        bare,
        by_colab,
        with_more_metadata,
        with_crlf,
        with_bom,
        in_lines,
        with_outputs,
        in_the_middle,
    )
}


def _each(notebook: Notebook, spoil: Callable[[Notebook], object], *, minor: int = 5, metadata: Notebook | None = None) -> bytes:
    """Do something to a copy of each cell, and write the notebook in format 4 with this minor number."""
    spoilt = copy.deepcopy(notebook)
    for cell in spoilt["cells"]:
        spoil(cell)
    return by_jupyterlab(spoilt | {"nbformat_minor": minor, "metadata": notebook["metadata"] if metadata is None else metadata})
