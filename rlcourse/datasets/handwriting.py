"""Pictures to learn from: MNIST, fetched once and verified, and scikit-learn's digits, which are always there.

MNIST is four files in the IDX format, each packed with gzip. A file in the cache is used if its SHA-256 is right. Otherwise it is fetched,
held against its length and checksum, and only then moved to its place in one step: so the cache holds whole files or none. The
environment variable ``RLCOURSE_OFFLINE`` forbids the network (what runs while nobody watches should set it), and ``RLCOURSE_DATA`` names
another folder for the cache.
"""

import gzip
import hashlib
import http.client
import math
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rlcourse.figures import live

OFFLINE_VARIABLE = "RLCOURSE_OFFLINE"
"""Environment variable that forbids the network, unless it is empty or ``0``."""
FOLDER_VARIABLE = "RLCOURSE_DATA"
"""Environment variable that names the folder of the cache."""
TIMEOUT = 5.0
"""Seconds to wait for a server to answer, or to go on."""


class RemoteFile(NamedTuple):
    """A file that may be fetched, and what is known of it beforehand."""

    name: str
    """Its name, in the cache and behind each mirror's address."""
    n_bytes: int
    """Its length in bytes, packed as it is."""
    sha256: str
    """Its SHA-256 checksum in hexadecimal digits."""


class MnistFiles(NamedTuple):
    """The four files of MNIST."""

    train_images: RemoteFile
    train_labels: RemoteFile
    test_images: RemoteFile
    test_labels: RemoteFile


MNIST = MnistFiles(
    RemoteFile("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
    RemoteFile("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
    RemoteFile("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
    RemoteFile("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
)
"""The files of Yann LeCun, Corinna Cortes and Christopher Burges. Names and checksums as in torchvision's
``prototype/datasets/_builtin/mnist.py``; lengths as TensorFlow's tutorials printed them when they fetched the files."""
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
"""Where the four files lie: the copies from which torchvision and TensorFlow fetch them."""

_IDX_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_PIECE = 1 << 16


class DownloadError(OSError):
    """A file is not in the cache and could not be fetched. Its text says why, in one line."""


class Pictures(NamedTuple):
    """Pictures in grey, and what each of them shows."""

    images: NDArray[np.uint8]
    """Shape ``[n, rows, columns]``; 0 is the background."""
    labels: NDArray[np.int64]
    """Shape ``[n]``."""


def is_offline() -> bool:
    """Whether the environment forbids the network."""
    return os.environ.get(OFFLINE_VARIABLE, "") not in ("", "0")


def folder() -> Path:
    """Return the folder of the cache: the one that ``RLCOURSE_DATA`` names, or ``.cache/rlcourse`` at home. It need not be there."""
    chosen = os.environ.get(FOLDER_VARIABLE, "")
    return Path(chosen) if chosen else Path.home() / ".cache" / "rlcourse"


def read_idx(data: bytes) -> NDArray[Any]:
    """Return the numbers of a file in the IDX format, packed with gzip or not.

    Args:
        data: The whole file. Two bytes of 0; one that names the type of the numbers; one with the number of axes; the length of each axis
            in four bytes, the highest first; then the numbers, the last axis counting fastest, their highest bytes first.

    Returns:
        A new array of that shape, in the byte order of this machine.

    Raises:
        ValueError: The bytes are not that, or not all of that, or more than that.

    Source:
        Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits*, section "File formats".
    """
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"the file is packed with gzip, and damaged: {error}") from None
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _IDX_TYPES:
        raise ValueError(
            f"the file begins with the bytes {list(data[:4])}, expected 0, 0, a type of the IDX format, and the number of axes"
        )
    dtype, start = np.dtype(_IDX_TYPES[data[2]]), 4 + 4 * data[3]
    if len(data) < start:
        raise ValueError(f"the file has {len(data)} bytes, expected {start} for the lengths of its {data[3]} axes alone")
    shape = tuple(int.from_bytes(data[place : place + 4], "big") for place in range(4, start, 4))
    expected = start + dtype.itemsize * math.prod(shape)
    if len(data) != expected:
        raise ValueError(f"the file has {len(data)} bytes, expected {expected} for numbers of shape {list(shape)}")
    return np.frombuffer(data, dtype, offset=start).reshape(shape).astype(dtype.newbyteorder("="))


def fetch(file: RemoteFile, folder: Path, mirrors: Sequence[str] = MIRRORS, *, timeout: float = TIMEOUT) -> Path:
    """Return where a verified file lies in the cache, fetched if need be, with a progress bar on stdout.

    Args:
        file: What to fetch.
        folder: Folder of the cache. It is made when there is a file to put into it.
        mirrors: Addresses, each with a slash at its end; the first that gives the right file wins.
        timeout: Seconds to wait for a server to answer, or to go on.

    Raises:
        DownloadError: The file is not there (or damaged), and the network is forbidden, or no mirror gave the right file. The cache is as
            it was.
    """
    path = folder / file.name
    try:
        if _fits(path.read_bytes(), file):
            return path
        here = f"{file.name} is damaged in the cache"
    except FileNotFoundError:
        here = f"{file.name} is not in the cache"
    except OSError as error:
        here = f"{file.name} cannot be read in the cache ({error.strerror})"
    if is_offline():
        raise DownloadError(f"{here}, and {OFFLINE_VARIABLE} forbids the network")
    reasons: list[str] = []
    for mirror in mirrors:
        try:
            data = _read(mirror, file, timeout)
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            reasons.append(f"{urllib.parse.urlsplit(mirror).netloc}: {reason or type(error).__name__}")
            continue
        _put(data, path)
        return path
    raise DownloadError(f"{here}, and nobody sent it ({'; '.join(reasons)})")


def _fits(data: bytes, file: RemoteFile) -> bool:
    return len(data) == file.n_bytes and hashlib.sha256(data).hexdigest() == file.sha256


def _read(mirror: str, file: RemoteFile, timeout: float) -> bytes:
    """Fetch a file into memory and verify it."""
    pieces: list[bytes] = []
    n_bytes = 0
    with (
        urllib.request.urlopen(urllib.parse.urljoin(mirror, file.name), timeout=timeout) as answer,
        live.progress(total=file.n_bytes, description=f"{file.name}, in bytes") as bar,
    ):
        while n_bytes <= file.n_bytes and (piece := answer.read(_PIECE)):
            pieces.append(piece)
            n_bytes += len(piece)
            bar.update(len(piece))
    data = b"".join(pieces)
    if n_bytes != file.n_bytes:
        raise OSError(f"sent {'more than' if n_bytes > file.n_bytes else f'{n_bytes} of'} {file.n_bytes} bytes")
    if not _fits(data, file):
        raise OSError("sent a file with another checksum")
    return data


def _put(data: bytes, path: Path) -> None:
    """Write a file, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".part", delete=False) as beside:
            part = Path(beside.name)
            try:
                beside.write(data)
                beside.close()
                part.replace(path)
            except BaseException:
                beside.close()
                part.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise DownloadError(f"{path} cannot be written: {error}") from error


def mnist(
    folder: Path, files: MnistFiles = MNIST, mirrors: Sequence[str] = MIRRORS, *, timeout: float = TIMEOUT
) -> tuple[Pictures, Pictures]:
    """Return training and test set of MNIST: 60,000 and 10,000 digits of 28 by 28 pixels from 0 to 255, in the order of the files.

    Args:
        folder: Folder of the cache, :func:`folder` for example.
        files: The four files.
        mirrors: Addresses to fetch them from.
        timeout: Seconds to wait for a server to answer, or to go on.

    Raises:
        DownloadError: A file is not in the cache and could not be fetched.
        ValueError: A file that is right by its checksum does not hold pictures or labels.
    """
    train_images, train_labels, test_images, test_labels = (
        read_idx(fetch(file, folder, mirrors, timeout=timeout).read_bytes()) for file in files
    )
    return _pictures(train_images, train_labels), _pictures(test_images, test_labels)


def _pictures(images: NDArray[Any], labels: NDArray[Any]) -> Pictures:
    if images.ndim != 3 or images.dtype != np.uint8 or labels.shape != images.shape[:1]:
        raise ValueError(f"images have shape {list(images.shape)} and labels {list(labels.shape)}, expected [n, rows, columns] and [n]")
    return Pictures(images, labels.astype(np.int64))


def bundled() -> Pictures:
    """Return scikit-learn's digits: 1,797 of 8 by 8 pixels from 0 to 16, in the order of the file. Nothing is fetched."""
    from sklearn.datasets import load_digits  # a second, which those who read MNIST need not wait

    found: Any = load_digits()
    return Pictures(found.images.astype(np.uint8), found.target.astype(np.int64))
