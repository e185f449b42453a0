"""Pictures: a file of the cache is whole and right, or not there; and nobody waits for a network that is not there."""

import gzip
import hashlib
import http.server
import socket
import struct
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rlcourse.datasets import handwriting
from rlcourse.datasets.handwriting import DownloadError, MnistFiles, RemoteFile


def idx_of(numbers: NDArray[Any], code: int = 0x08) -> bytes:
    """A file in the IDX format, written without the reader's help."""
    order = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}[code]
    head = struct.pack(f">BBBB{numbers.ndim}I", 0, 0, code, numbers.ndim, *numbers.shape)
    return head + struct.pack(f">{numbers.size}{order}", *numbers.ravel().tolist())


def remote(name: str, data: bytes) -> RemoteFile:
    return RemoteFile(name, len(data), hashlib.sha256(data).hexdigest())


class Server:
    """A server on loopback that sends what it is told to, and counts."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.broken = False
        """Whether it promises all of a file and hangs up in the middle."""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.lstrip("/")
                outer.asked.append(name)
                if name not in outer.files:
                    self.send_error(404)
                    return
                data = outer.files[name]
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if outer.broken else data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name that http.server gives it
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(autouse=True)
def network_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(handwriting.OFFLINE_VARIABLE, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Generator[Server]:
    one = Server()
    yield one
    one.close()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr("urllib.request.urlopen", refuse)


DATA = bytes(range(256)) * 700
FILE = remote("data.bin", DATA)


# ---------------------------------------------------------------------------------------------------------- the IDX format


@pytest.mark.parametrize(
    ("code", "dtype"), [(0x08, np.uint8), (0x09, np.int8), (0x0B, np.int16), (0x0C, np.int32), (0x0D, np.float32), (0x0E, np.float64)]
)
@pytest.mark.parametrize("shape", [(5,), (2, 3), (4, 3, 2), (0, 3), (1, 2, 1, 3)])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_numbers_of_each_type_come_back(code: int, dtype: type, shape: tuple[int, ...], pack: Callable[[bytes], bytes]) -> None:
    numbers = np.random.default_rng(0).integers(0 if code == 0x08 else -100, 127, size=shape).astype(dtype)
    found = handwriting.read_idx(pack(idx_of(numbers, code)))
    assert found.dtype == np.dtype(dtype)
    assert found.shape == shape
    assert np.array_equal(found, numbers)
    assert found.flags.writeable


RIGHT = idx_of(np.arange(6, dtype=np.uint8).reshape(2, 3))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\x08",
        RIGHT[:9],
        RIGHT[:-1],
        RIGHT + b"\0",
        b"\1" + RIGHT[1:],
        b"\0\1" + RIGHT[2:],
        RIGHT[:2] + b"\x0a" + RIGHT[3:],
        gzip.compress(RIGHT)[:-9],
        gzip.compress(RIGHT)[:-8] + bytes(8),
        b"\x1f\x8bnonsense that is no gzip",
        b"<html>Not found</html>",
    ],
)
def test_what_is_no_idx_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"expected|damaged"):
        handwriting.read_idx(data)


# ------------------------------------------------------------------------------------------------------------- fetching


def test_a_file_is_fetched_once(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server.files["data.bin"] = DATA
    place = tmp_path / "new" / "cache"
    for _ in range(2):
        path = handwriting.fetch(FILE, place, [server.address])
        assert path == place / "data.bin"
        assert path.read_bytes() == DATA
    assert server.asked == ["data.bin"]
    assert [one.name for one in place.iterdir()] == ["data.bin"]
    assert "data.bin" in capsys.readouterr().out  # the progress bar


def test_a_wrong_file_is_not_kept(server: Server, tmp_path: Path) -> None:
    server.files["data.bin"] = DATA[:-1] + b"\0"
    with pytest.raises(DownloadError, match="another checksum"):
        handwriting.fetch(FILE, tmp_path / "cache", [server.address])
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("data", "said"), [(DATA[:1000], "1000 of 179200"), (DATA + b"!", "more than 179200"), (b"", "0 of 179200")])
def test_a_file_of_another_length_is_not_kept(server: Server, tmp_path: Path, data: bytes, said: str) -> None:
    server.files["data.bin"] = data
    with pytest.raises(DownloadError, match=said):
        handwriting.fetch(FILE, tmp_path / "cache", [server.address])
    assert not (tmp_path / "cache").exists()


def test_a_connection_that_breaks_leaves_nothing(server: Server, tmp_path: Path) -> None:
    server.files["data.bin"], server.broken = DATA, True
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1"):
        handwriting.fetch(FILE, tmp_path / "cache", [server.address])
    assert not (tmp_path / "cache").exists()
    server.broken = False
    assert handwriting.fetch(FILE, tmp_path / "cache", [server.address]).read_bytes() == DATA


def test_the_next_mirror_is_asked(server: Server, tmp_path: Path) -> None:
    server.files |= {"wrong/data.bin": DATA[::-1], "right/data.bin": DATA}
    mirrors = [f"{server.address}{name}/" for name in ("missing", "wrong", "right", "never")]
    assert handwriting.fetch(FILE, tmp_path, mirrors).read_bytes() == DATA
    assert server.asked == ["missing/data.bin", "wrong/data.bin", "right/data.bin"]


def test_where_nobody_listens_the_error_says_so_at_once(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    start = time.monotonic()
    with pytest.raises(DownloadError, match=r"data\.bin is not in the cache, and nobody sent it") as caught:
        handwriting.fetch(FILE, tmp_path / "cache", [address, "http://no.such.host.invalid/"])
    assert time.monotonic() - start < 10
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "cache").exists()


def test_a_server_that_is_silent_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes the connection, and says nothing
        start = time.monotonic()
        with pytest.raises(DownloadError, match="timed out"):
            handwriting.fetch(FILE, tmp_path, [f"http://127.0.0.1:{silent.getsockname()[1]}/"], timeout=0.3)
        assert time.monotonic() - start < 5


@pytest.mark.usefixtures("no_network")
def test_where_the_network_is_forbidden_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(handwriting.OFFLINE_VARIABLE, "1")
    with pytest.raises(DownloadError, match="RLCOURSE_OFFLINE forbids"):
        handwriting.fetch(FILE, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
    (tmp_path / "data.bin").write_bytes(DATA)
    assert handwriting.fetch(FILE, tmp_path).read_bytes() == DATA  # what is there may be used
    (tmp_path / "data.bin").write_bytes(DATA[1:])
    with pytest.raises(DownloadError, match=r"data\.bin is damaged"):
        handwriting.fetch(FILE, tmp_path)


@pytest.mark.parametrize(("value", "offline"), [("", False), ("0", False), ("1", True), ("yes", True)])
def test_which_values_forbid_the_network(value: str, offline: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(handwriting.OFFLINE_VARIABLE, value)
    assert handwriting.is_offline() is offline


@pytest.mark.parametrize("there", [b"", DATA[:500], DATA[:-1] + b"\0", DATA + DATA])
def test_a_damaged_file_of_the_cache_is_fetched_again(server: Server, tmp_path: Path, there: bytes) -> None:
    server.files["data.bin"] = DATA
    (tmp_path / "data.bin").write_bytes(there)
    assert handwriting.fetch(FILE, tmp_path, [server.address]).read_bytes() == DATA
    assert len(list(tmp_path.iterdir())) == 1


def test_what_cannot_be_written_leaves_nothing(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server.files["data.bin"] = DATA

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DownloadError, match="cannot be written"):
        handwriting.fetch(FILE, tmp_path, [server.address])
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_is_a_file_is_an_error_in_words(server: Server, tmp_path: Path) -> None:
    server.files["data.bin"] = DATA
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(DownloadError, match="cannot be written"):
        handwriting.fetch(FILE, tmp_path / "cache", [server.address])


def test_the_folder_of_the_cache_may_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(handwriting.FOLDER_VARIABLE, str(tmp_path))
    assert handwriting.folder() == tmp_path
    monkeypatch.delenv(handwriting.FOLDER_VARIABLE)
    assert handwriting.folder() == Path.home() / ".cache" / "rlcourse"


# -------------------------------------------------------------------------------------------------------------- the sets


def small_mnist(n_labels: int = 7) -> tuple[MnistFiles, dict[str, bytes], list[NDArray[np.uint8]]]:
    """Four small files in MNIST's format, packed, and what they hold."""
    rng = np.random.default_rng(1)
    shapes = (7, 4, 5), (n_labels,), (3, 4, 5), (3,)
    arrays = [rng.integers(0, 256 if len(shape) > 1 else 10, size=shape).astype(np.uint8) for shape in shapes]
    packed = {file.name: gzip.compress(idx_of(array)) for file, array in zip(handwriting.MNIST, arrays, strict=True)}
    return MnistFiles(*(remote(name, data) for name, data in packed.items())), packed, arrays


def test_mnist_is_read_from_its_four_files(server: Server, tmp_path: Path) -> None:
    files, server.files, arrays = small_mnist()
    for _ in range(2):
        train, test = handwriting.mnist(tmp_path, files, [server.address])
        for found, wanted in zip([*train, *test], arrays, strict=True):
            assert np.array_equal(found, wanted)
        assert (train.images.dtype, train.labels.dtype) == (np.uint8, np.int64)
    assert len(server.asked) == 4


def test_mnist_with_labels_of_another_length_is_refused(server: Server, tmp_path: Path) -> None:
    files, server.files, _ = small_mnist(n_labels=6)
    with pytest.raises(ValueError, match=r"\[7, 4, 5\] and labels \[6\]"):
        handwriting.mnist(tmp_path, files, [server.address])


@pytest.mark.usefixtures("no_network")
def test_the_bundled_digits_need_no_network() -> None:
    images, labels = handwriting.bundled()
    assert images.shape == (1797, 8, 8)
    assert images.dtype == np.uint8
    assert int(images.max()) == 16
    assert labels.shape == (1797,)
    assert np.array_equal(np.unique(labels), np.arange(10))


def test_what_is_known_of_the_files_looks_like_checksums() -> None:
    assert all(len(file.sha256) == 64 and int(file.sha256, 16) for file in handwriting.MNIST)
    assert len({file.sha256 for file in handwriting.MNIST}) == 4
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in handwriting.MIRRORS)
