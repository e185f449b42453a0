"""The hand-ins: one short description each, the points that it must get, and what the report must say of it."""

import copy
import json
import os
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.grader.hostile.course import ASSIGNMENT, SECRET, WRONG, HandIn, SmallCourse

Points = tuple[float, float, float, float]
"""Of discounted: visible and hidden test; of softmax: visible and hidden test."""

ALL: Points = (1, 2, 1, 2)
NONE: Points = (0, 0, 0, 0)
FIRST: Points = (1, 2, 0, 0)
SECOND: Points = (0, 0, 1, 2)


@dataclass(frozen=True)
class Case:
    """One hand-in."""

    name: str
    what: str
    make: Callable[[SmallCourse], HandIn]
    points: Points
    flag: str = ""
    """What some flag must say (a regular expression); nothing may be flagged where it is empty."""
    note: str = ""
    """What some note must say."""
    problem: str = ""
    """What the reason must say why it cannot be read."""
    withheld: bool = False
    """Whether points must wait for a person."""
    after: Callable[[Path], None] | None = None
    """What is done to the hand-in's folder once it is written."""


CASES: list[Case] = []


def case(
    what: str,
    points: Points,
    *,
    flag: str = "",
    note: str = "",
    problem: str = "",
    withheld: bool = False,
    after: Callable[[Path], None] | None = None,
) -> Callable[[Callable[[SmallCourse], HandIn]], Callable[[SmallCourse], HandIn]]:
    """Register a case under the name of its function."""

    def register(make: Callable[[SmallCourse], HandIn]) -> Callable[[SmallCourse], HandIn]:
        CASES.append(Case(make.__name__, what, make, points, flag, note, problem, withheld, after))
        return make

    return register


def answers(what: str, points: Points, name: str, *, flag: str = "", note: str = "", withheld: bool = False, **sources: str) -> None:
    """Register a case that differs from the right hand-in in its answers alone."""
    CASES.append(Case(name, what, lambda course: course.hand_in(**sources), points, flag, note, "", withheld))


def adds(
    what: str,
    points: Points,
    name: str,
    text: str,
    *,
    after: str | None = "imports",
    flag: str = "",
    note: str = "",
    withheld: bool = False,
    **sources: str,
) -> None:
    """Register a case with one added cell."""
    CASES.append(Case(name, what, lambda course: course.hand_in(**sources).add(text, after=after), points, flag, note, "", withheld))


# ------------------------------------------------------------------------------------------------------------ honest and unlucky

answers("right answers", ALL, "right")
answers("wrong answers", (1, 0, 0, 0), "wrong", **WRONG)
answers(
    "an answer that warns",
    ALL,
    "warns",
    discounted="import warnings\ndef discounted(rewards, gamma):\n    warnings.warn('careful')\n    warnings.warn('x', DeprecationWarning)\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
)
answers(
    "an answer that prints on both streams",
    ALL,
    "prints",
    softmax="import sys\ndef softmax(x):\n    print('in softmax', x.shape)\n    print('debug', file=sys.stderr)\n    return torch.softmax(x, -1)",
)
answers(
    "objects whose __del__ complains",
    ALL,
    "complains_in_del",
    softmax="class Noise:\n    def __del__(self):\n        raise RuntimeError('bye')\ndef softmax(x):\n    Noise()\n    return torch.softmax(x, -1)",
)
adds(
    "plots and displays of its own",
    ALL,
    "plots",
    "import matplotlib.pyplot as plt\nfrom IPython.display import display, HTML\nplt.plot([1, 2, 3])\nplt.show()\ndisplay(HTML('<b>bold</b>'))\n%matplotlib inline",
    after=None,
)
adds(
    "helper cells of its own that the answer uses",
    ALL,
    "own_helpers",
    "def power(g, i):\n    return g ** i",
    discounted="def discounted(rewards, gamma):\n    return float(sum(r * power(gamma, i) for i, r in enumerate(rewards)))",
)
answers(
    "slow, but within limits",
    ALL,
    "slow",
    discounted="import time\ntime.sleep(2)\ndef discounted(rewards, gamma):\n    time.sleep(0.4)\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
)
answers(
    "an unexpected way: recursion, and a class with __call__",
    ALL,
    "unexpected",
    discounted="class _D:\n    def __call__(self, rewards, gamma):\n        return rewards[0] + gamma * self(rewards[1:], gamma) if rewards else 0.0\ndiscounted = _D()",
    softmax="softmax = torch.nn.Softmax(dim=-1)",
)
answers("a lambda instead of a function", ALL, "a_lambda", softmax="softmax = lambda x: torch.nn.functional.softmax(x, dim=-1)")
adds("a builtin's name is used for a variable", ALL, "shadows_builtin", "max = 3\nlen = 'long'\nabs = None\nlist = [1]", after=None)
adds(
    "a module's name is used for a variable",
    ALL,
    "shadows_module",
    "my_torch = torch\ntorch = 'not a module any more'",
    after=None,
    softmax="import torch as t\ndef softmax(x):\n    return t.softmax(x, -1)",
)
answers("blank cells", NONE, "half_blank", discounted="# YOUR CODE HERE\nraise NotImplementedError()", softmax="")
answers("a syntax error in one answer", SECOND, "syntax_error", discounted="def discounted(rewards, gamma)\n    return 0")
adds("a cell that raises", ALL, "raises", "1 / 0")
adds(
    "random numbers and seeds of its own",
    ALL,
    "random_numbers",
    "import random\nrandom.seed(1)\ntorch.manual_seed(3)\ntorch.rand(3)",
    after=None,
)
adds(
    "more torch threads", ALL, "torch_threads", "torch.set_num_threads(4)\n(torch.rand(300, 300) @ torch.rand(300, 300)).sum()", after=None
)
adds(
    "backward passes of its own",
    ALL,
    "backward",
    "w = torch.zeros(3, requires_grad=True)\nfor _ in range(20):\n    loss = ((w - 1) ** 2).sum()\n    loss.backward()\noptimiser = torch.optim.Adam([w])\noptimiser.step()",
    after=None,
)
adds(
    "an honest background thread that is still at work",
    ALL,
    "background_thread",
    "import threading, time\nthreading.Thread(target=lambda: time.sleep(600), daemon=True).start()",
    after=None,
)
adds(
    "a subprocess of its own",
    ALL,
    "subprocess",
    "import subprocess\nprint(subprocess.run(['echo', 'hello'], capture_output=True).stdout)\n!echo from the shell",
    after=None,
)
adds(
    "files written and read in its own folder",
    ALL,
    "own_files",
    "with open('notes.txt', 'w') as f:\n    f.write('x' * 1000)\nprint(open('notes.txt').read()[:3])\ntorch.save(torch.zeros(3), '/tmp/t.pt')",
    after=None,
)
adds("pip install", ALL, "pip_install", "%pip install emoji\n!pip install emoji\n!python -m pip install emoji", after=None)
adds(
    "input() and getpass() wait for a person",
    ALL,
    "waits_for_input",
    "import getpass\nfor ask in (input, getpass.getpass, get_ipython().kernel.raw_input):\n    try:\n        ask('Your name?')\n    except Exception as error:\n        print(type(error).__name__, error)\nname = input('Your name?')",
    after=None,
)
adds(
    "widgets, and figures for a widget front end",
    ALL,
    "widgets",
    "%matplotlib widget\nimport ipywidgets\nfrom ipywidgets import interact\nslider = ipywidgets.IntSlider(value=3)\nslider.observe(print, 'value')\n"
    "slider.value = 5\ndisplay(slider)\ninteract(lambda g: print('at', g), g=(0, 9))\nwith ipywidgets.Output():\n    print('inside')\nsteps = slider.value",
    discounted="%matplotlib notebook\ndef discounted(rewards, gamma):\n    return float(sum(r * gamma**i for i, r in enumerate(rewards))) * (steps == 5)",
)
adds(
    "cells that need a kernel: its shell, comms, messages that wait, magics of the notebook",
    ALL,
    "kernel",
    "%autosave 0\nfrom comm import create_comm\nfrom ipykernel.kernelbase import Kernel\nkernel = get_ipython().kernel\nassert Kernel.instance() is kernel\n"
    "await kernel.do_one_iteration()\nassert kernel.shell is get_ipython() and 'ZMQ' in str(type(get_ipython()).__mro__)\n"
    "kernel.comm_manager.register_target('mine', print)\ncreate_comm(target_name='mine', data={'a': 1}).send({'b': 2})\n"
    "kernel.session.send(kernel.iopub_socket, 'status', {}, parent=kernel.get_parent())\ngamma_of_kernel = kernel.shell.user_ns['GAMMA']",
    discounted="def discounted(rewards, gamma):\n    if get_ipython().kernel.shell.user_ns['gamma_of_kernel'] != 0.5:\n        return None\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
)
adds(
    "a task that is started without waiting for it, as the loop of a kernel allows",
    ALL,
    "background_task",
    "import asyncio\nasync def fill():\n    await asyncio.sleep(0.05)\n    table['power'] = pow\ntable = {}\ntask = asyncio.create_task(fill())",
    discounted="await task\ndef discounted(rewards, gamma):\n    return float(sum(r * table['power'](gamma, i) for i, r in enumerate(rewards)))",
)
adds("await at the top of a cell", ALL, "top_level_await", "import asyncio\nawait asyncio.sleep(0.01)", after=None)
adds(
    "sets numpy to raise and warnings to errors",
    ALL,
    "strict_numpy",
    "import numpy as np\nnp.seterr(all='raise')\nimport warnings\nwarnings.simplefilter('error')",
    after=None,
)
answers(
    "an execute_result in the answer's cell gives and takes nothing",
    ALL,
    "results_in_cells",
    softmax="def softmax(x):\n    return torch.softmax(x, -1)\n0.0",
)


@case("a split answer: two cells of one grade id", ALL, note="discounted is there 2 times")
def split_cell(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in(discounted="def power(g, i):\n    return g ** i")
    second = copy.deepcopy(hand_in.cell("discounted"))
    second |= {
        "id": "other",
        "source": "def discounted(rewards, gamma):\n    return float(sum(r * power(gamma, i) for i, r in enumerate(rewards)))",
    }
    cells = hand_in.notebook["cells"]
    cells.insert(cells.index(hand_in.cell("discounted")) + 1, second)
    return hand_in


@case("the blank release", NONE)
def blank(course: SmallCourse) -> HandIn:
    return course.blank()


# -------------------------------------------------------------------------------------------------------- rebuild, do not clean


@case("tests were edited to pass", (1, 0, 0, 0), note="edited")
def edited_tests(course: SmallCourse) -> HandIn:
    return course.hand_in(**WRONG).answer(**{"discounted-hidden": "assert True", "softmax-test": "assert True", "softmax-hidden": "pass"})


@case("tests were deleted", (1, 0, 0, 0))
def deleted_tests(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in(**WRONG)
    hand_in.notebook["cells"] = [cell for cell in hand_in.notebook["cells"] if "test" not in cell["id"] and "hidden" not in cell["id"]]
    return hand_in


@case("tests were tagged skip-execution and raises-exception", (1, 0, 0, 0))
def retagged_tests(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in(**WRONG)
    for cell in hand_in.notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "demo"]
    return hand_in


@case("tests were made markdown, and worth 100 points", (1, 0, 0, 0))
def retyped_tests(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in(**WRONG)
    for cell in hand_in.notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["cell_type"] = "markdown"
            cell["metadata"]["nbgrader"]["points"] = 100
    return hand_in


@case("an answer's cell points to a test, and the test to the answer", ALL)
def repointed(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    one, other = hand_in.cell("discounted"), hand_in.cell("discounted-hidden")
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    return hand_in


@case("a test was pasted a second time, before the answers", ALL)
def duplicated_test(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    double = copy.deepcopy(hand_in.cell("softmax-test")) | {"id": "pasted"}
    hand_in.notebook["cells"].insert(1, double)
    return hand_in


@case("given cells were changed", ALL)
def changed_given(course: SmallCourse) -> HandIn:
    return course.hand_in().answer(imports="import torch\nGAMMA = 'broken'", given="raise SystemExit")


@case("all metadata is gone", ALL)
def no_metadata(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    for cell in hand_in.notebook["cells"]:
        cell["metadata"] = {}
    hand_in.notebook["metadata"] = {}
    return hand_in


@case("an older format without cell ids, and an edited given cell", ALL)
def old_format(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in().answer(given="def helper(x):\n    return 'mine'")
    for cell in hand_in.notebook["cells"]:
        del cell["id"]
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1
    hand_in.notebook["nbformat_minor"] = 1
    return hand_in


@case("format 3, with worksheets", ALL, note="format is 3")
def format_three(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    cells = [{**cell, "input": cell["source"]} if cell["cell_type"] == "code" else cell for cell in hand_in.notebook["cells"]]
    for cell in cells:
        if "input" in cell:
            del cell["source"]
    hand_in.notebook = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    return hand_in


@case("a format of the future", ALL, note="format is 7")
def future_format(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.notebook |= {"nbformat": 7, "nbformat_minor": 99}
    for cell in hand_in.notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99
    return hand_in


@case("a kernel that does not exist", ALL)
def unknown_kernel(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.notebook["metadata"]["kernelspec"] = {"name": "fortran77", "display_name": "x", "language": "fortran"}
    return hand_in


@case("2000 further cells", ALL)
def many_cells(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    for number in range(2000):
        hand_in.add(f"x{number} = {number}")
    return hand_in


@case("a file of the wrong name", ALL, note="was taken for it")
def wrong_name(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.name = "Untitled (1).ipynb"
    return hand_in


@case("UTF-16", ALL, note="UTF-16")
def utf_16(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.raw = json.dumps(hand_in.notebook).encode("utf-16")
    return hand_in


@case("latin-1", ALL, note="latin-1")
def latin_1(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in().answer(why="Grüße, café")
    hand_in.raw = json.dumps(hand_in.notebook, ensure_ascii=False).encode("latin-1")
    return hand_in


@case("a truncated file", NONE, problem="ends too early")
def truncated(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.raw = json.dumps(hand_in.notebook).encode()[:900]
    return hand_in


@case("an empty file", NONE, problem="empty")
def empty(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.raw = b""
    return hand_in


@case("JSON that is nested too deeply", NONE, problem="nested|JSON")
def deep_json(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.raw = b"[" * 200_000
    return hand_in


@case("a picture with the name of a notebook", NONE, problem="not valid JSON|no notebook")
def not_json(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.raw = b"\x89PNG\r\n" + zlib.compress(os.urandom(400)) + struct.pack("I", 7)
    return hand_in


@case("JSON that is no notebook", NONE, problem="no list of cells")
def other_json(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.raw = b'{"cells": 7, "metadata": null}'
    return hand_in


@case("no notebook at all", NONE, problem="no notebook in the hand-in")
def missing(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.name = ""
    hand_in.files["essay.txt"] = b"I forgot."
    return hand_in


@case("cells that are numbers, null, or have no source", ALL)
def odd_cells(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.notebook["cells"] += [
        7,
        None,
        {"cell_type": "code"},
        {"cell_type": "code", "source": 5},
        {"source": ["a = 1\n", 2, "b = 2"], "metadata": None},
    ]
    return hand_in


@case("half of a surrogate pair, and null characters in a cell", ALL)
def odd_characters(course: SmallCourse) -> HandIn:
    return course.hand_in().add("s = '\ud800 and \\x00'").add("x = 1 \x00")


@case("a bad timestamp", ALL, note="timestamp")
def bad_timestamp(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in()
    hand_in.files["timestamp.txt"] = b"last tuesday \xff"
    return hand_in


def _link(folder: Path) -> None:
    (folder / "secrets").symlink_to("/etc/passwd")
    (folder / "up").symlink_to("../..")


@case("symbolic links beside the notebook", ALL, note="link", after=_link)
def links(course: SmallCourse) -> HandIn:
    return course.hand_in().add("import os\nprint(os.path.exists('secrets'), os.path.exists('up'))")


def _link_notebook(folder: Path) -> None:
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to(f"../../right/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")


@case("the notebook is a link to another student's", NONE, problem="no notebook in the hand-in", after=_link_notebook)
def linked_notebook(course: SmallCourse) -> HandIn:
    return course.hand_in()


@case("files that would shadow modules", ALL)
def shadowing_files(course: SmallCourse) -> HandIn:
    hand_in = course.hand_in().add("import mine\nprint(mine.x)")
    for name in ("torch.py", "random.py", "json.py", "numpy/__init__.py", "sitecustomize.py", "inside.py", "IPython/__init__.py"):
        hand_in.files[name] = b"raise RuntimeError('shadowed')"
    hand_in.files["mine.py"] = b"x = 1"
    return hand_in


@case("a pipe in the place of a file", ALL, note="no plain file", after=lambda folder: os.mkfifo(folder / "pipe"))
def a_pipe(course: SmallCourse) -> HandIn:
    return course.hand_in()


# ------------------------------------------------------------------------------------------------------------------- the box

adds("os._exit in a cell of its own", ALL, "exits", "import os\nos._exit(0)", note="ended itself")
answers(
    "os._exit in an answer's cell costs that answer", SECOND, "exits_in_answer", note="ended itself", discounted="import os\nos._exit(0)"
)
answers(
    "os._exit when the test calls it", SECOND, "exits_in_test", discounted="import os\ndef discounted(rewards, gamma):\n    os._exit(0)"
)
answers(
    "sys.exit when the test calls it", SECOND, "sys_exit_in_test", discounted="import sys\ndef discounted(rewards, gamma):\n    sys.exit(0)"
)
adds("a segmentation fault", ALL, "segfault", "import ctypes\nctypes.string_at(0)", note="SIGSEGV")
answers(
    "an endless loop when the test calls it",
    SECOND,
    "endless_in_test",
    discounted="def discounted(rewards, gamma):\n    while True:\n        pass",
)
adds("an endless loop in a cell", ALL, "endless_cell", "while True:\n    pass", note="longer than")
adds(
    "an endless loop that catches the interrupt",
    ALL,
    "stubborn_cell",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    note="longer than",
)
adds(
    "a memory bomb",
    ALL,
    "memory_bomb",
    "hoard = []\nwhile True:\n    hoard.append(bytearray(b'x' * (64 << 20)))",
    note="memory|MemoryError|stopped",
)
adds(
    "a memory bomb of shared memory, which limits of each process do not count",
    ALL,
    "shared_memory_bomb",
    "import mmap, time\nhoard = []\nwhile True:\n    hoard.append(mmap.mmap(-1, 64 << 20))\n    hoard[-1].write(b'x' * (64 << 20))\n    time.sleep(0.01)",
    note="memory|MemoryError|stopped",
)
adds(
    "a large data set, and processes of its own that only read it",
    ALL,
    "readers",
    "import os, time\ndata = torch.ones(75_000_000)\n"
    "readers = [os.fork() for _ in range(5)]\nif 0 in readers:\n    time.sleep(1.0)\n    os._exit(int(data.sum() == 0))\n"
    "assert [os.waitpid(pid, 0)[1] for pid in readers] == [0] * 5",
    softmax="def softmax(x):\n    return torch.softmax(x * data[0], -1)",
)
adds(
    "a cell that starts a process, and ends itself",
    ALL,
    "ends_with_an_heir",
    "import os, time\nif os.fork() == 0:\n    time.sleep(60)\nos._exit(3)",
    note="ended itself",
)
answers(
    "a test in which the answer starts a process, and ends itself",
    SECOND,
    "ends_with_an_heir_in_a_test",
    discounted="def discounted(rewards, gamma):\n    import os, time\n    if os.fork() == 0:\n        time.sleep(60)\n    os._exit(0)",
)
adds(
    "helpers left running: a pool of processes, one of futures, a loader's workers, environments of their own",
    ALL,
    "helpers_left_running",
    "import multiprocessing as mp\nfrom concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor\nimport gymnasium as gym\n"
    "context = mp.get_context('fork')\npool = context.Pool(2)\nfutures = ProcessPoolExecutor(2, mp_context=context)\nthreads = ThreadPoolExecutor(2)\n"
    "loader = torch.utils.data.DataLoader(torch.arange(8), num_workers=2, persistent_workers=True)\n"
    "envs = gym.vector.AsyncVectorEnv([lambda: gym.make('CartPole-v1')] * 2)\n_ = envs.reset(seed=0)\n"
    "scale = sum(pool.map(abs, [-1])) * futures.submit(abs, -1).result() * threads.submit(abs, -1).result() * len([b for b in loader]) // 8",
    softmax="def softmax(x):\n    return torch.softmax(scale * x, -1)",
)
answers(
    "a memory bomb when the test calls it",
    SECOND,
    "memory_in_test",
    discounted="def discounted(rewards, gamma):\n    hoard = []\n    while True:\n        hoard.append(bytearray(b'x' * (64 << 20)))",
)
adds(
    "a fork bomb",
    ALL,
    "fork_bomb",
    "import os, time\nfor _ in range(60):\n    try:\n        if os.fork() == 0:\n            for _ in range(60):\n                try:\n                    os.fork()\n                except OSError:\n                    pass\n            time.sleep(30)\n    except OSError:\n        pass",
    after=None,
)
adds(
    "kills everything that it can",
    ALL,
    "kills_all",
    "import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nexcept OSError:\n    pass\nos.kill(1, signal.SIGKILL)\nos.kill(os.getppid(), signal.SIGKILL)",
    after=None,
)
adds(
    "a daemon that outlives it",
    ALL,
    "daemon",
    "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(600)\n        os._exit(0)\n    os._exit(0)",
    after=None,
)
adds(
    "the network",
    ALL,
    "network",
    "import socket\ntry:\n    socket.create_connection(('127.0.0.1', {port}), 1)\n    print('REACHED')\nexcept OSError:\n    print('no way out')",
    after=None,
)
adds(
    "looks for the course and the gradebook",
    ALL,
    "looks_around",
    "import os\nfor place in ('{root}', '/etc/passwd', '{home}/.ssh', '/home', '/srv'):\n    for where, folders, files in os.walk(place):\n        for name in files:\n            if 'site-packages' not in where and (name.endswith(('.db', '.ipynb', '_config.py')) or name in ('passwd', 'shadow')):\n                print('FOUND', where, name)",
    after=None,
)
adds(
    "writes wherever it can",
    ALL,
    "writes_around",
    "import os, sys\nfor place in ('/', '/usr', '/etc', '/dev', '/box', sys.prefix, '/proc/sys/kernel', '/home', '{root}'):\n    try:\n        open(os.path.join(place, 'written-by-a-student'), 'w').write('x')\n        print('WROTE', place)\n    except OSError:\n        pass",
    after=None,
)
adds(
    "fills its disk",
    ALL,
    "fills_disk",
    "try:\n    for i in range(1000):\n        with open(f'/tmp/{{i}}', 'wb') as f:\n            for _ in range(100):\n                f.write(bytes(1 << 20))\nexcept OSError as error:\n    print(error)",
    after=None,
)
adds("100 MB of prints", ALL, "floods", "line = 'x' * 1000\nfor _ in range(100_000):\n    print(line)", after=None)
adds("a display of 60 MB", ALL, "large_display", "from IPython.display import HTML, display\ndisplay(HTML('y' * 60_000_000))", after=None)
adds("output past Python", ALL, "writes_to_descriptor", "import os\nfor _ in range(2000):\n    os.write(1, b'z' * 10_000)", after=None)
adds("closes its descriptors", ALL, "closes_descriptors", "import os\nos.closerange(3, 1000)", after="given", note="stopped")
adds("stops itself", ALL, "stops_itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", note="stopped")
adds(
    "asks for new namespaces and mounts",
    ALL,
    "namespaces",
    "import ctypes\nlibc = ctypes.CDLL(None)\nprint(libc.unshare(0x10000000), libc.mount(b'x', b'/tmp', b'tmpfs', 0, 0), libc.ptrace(16, 1, 0, 0))",
    after=None,
)

# ------------------------------------------------------------------------------------------------- verdicts that can be believed

adds("patches torch.allclose", FIRST, "patches_allclose", "torch.allclose = lambda *a, **k: True", softmax=WRONG["softmax"])
adds(
    "patches torch.allclose once its answer was called",
    FIRST,
    "patches_by_halves",
    "called = []\nreal = torch.allclose\ntorch.allclose = lambda *a, **k: bool(called) or real(*a, **k)",
    softmax="def softmax(x):\n    called.append(1)\n    return torch.zeros_like(x)",
)
adds(
    "patches builtins",
    (1, 0, 1, 2),
    "patches_builtins",
    "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.all = lambda x: True",
    discounted=WRONG["discounted"],
)
adds(
    "breaks builtins that everything needs",
    (1, 0, 1, 2),
    "breaks_builtins",
    "import builtins\nbuiltins.len = lambda x: 2\nbuiltins.isinstance = lambda *a: True",
    note="stopped",
    discounted=WRONG["discounted"],
)
adds(
    "changes the code of a function of the library",
    FIRST,
    "patches_code",
    "import torch.testing\ntorch.testing.assert_close.__code__ = (lambda *a, **k: None).__code__",
    softmax=WRONG["softmax"],
)
adds(
    "patches methods of tensors",
    FIRST,
    "patches_tensor",
    "torch.Tensor.__eq__ = lambda s, o: True\ntorch.Tensor.sum = lambda s, *a, **k: torch.tensor(1.0)",
    softmax=WRONG["softmax"],
)
answers(
    "objects that equal everything",
    SECOND,
    "equals_everything",
    discounted="class Yes:\n    def __eq__(self, other): return True\n    def __sub__(self, other): return self\n    def __abs__(self): return self\n    def __lt__(self, other): return True\ndef discounted(rewards, gamma):\n    return Yes()",
)
answers(
    "mock.ANY as the answer",
    SECOND,
    "mock_any",
    discounted="from unittest import mock\nclass A(type(mock.ANY)):\n    def __sub__(self, o): return 0\ndef discounted(rewards, gamma):\n    return A()",
)
adds(
    "asserts are stripped by an AST transformer",
    (1, 0, 0, 0),
    "ast_transformer",
    "import ast\nclass Strip(ast.NodeTransformer):\n    def visit_Assert(self, node):\n        return ast.Pass()\nget_ipython().ast_transformers.append(Strip())",
    **WRONG,
)
adds(
    "asserts are stripped by an input transformer",
    (1, 0, 0, 0),
    "input_transformer",
    "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
    after="softmax",
    **WRONG,
)
adds(
    "compile is patched to strip asserts",
    (1, 0, 0, 0),
    "patches_compile",
    "import builtins\n_real = builtins.compile\nbuiltins.compile = lambda *a, **k: _real(*a, **{**k, 'optimize': 2})",
    **WRONG,
)
adds(
    "errors are swallowed by the shell",
    (1, 0, 0, 0),
    "swallows_errors",
    "shell = get_ipython()\nshell.showtraceback = lambda *a, **k: None\nshell.set_custom_exc((BaseException,), lambda *a, **k: None)\nimport sys\nsys.excepthook = lambda *a: None",
    **WRONG,
)
adds(
    "the shell and the display hook are replaced",
    (1, 0, 0, 0),
    "display_hook",
    "import sys\nshell = get_ipython()\nshell.run_cell = lambda *a, **k: None\nsys.displayhook = lambda value: None\nshell.displayhook = None",
    after=None,
    **WRONG,
)
answers(
    "a forged reply on every descriptor",
    SECOND,
    "forged_reply",
    discounted="import os\ndef discounted(rewards, gamma):\n    for n in range(3, 64):\n        try:\n            os.write(n, (20).to_bytes(4, 'big') + b'P' + b'k' * 20)\n        except OSError:\n            pass\n    os._exit(0)",
)
answers(
    "walks up the frames for what is expected",
    ALL,
    "walks_frames",
    discounted="import sys\ndef discounted(rewards, gamma):\n    frame = sys._getframe(1)\n    frame.f_locals\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
)
answers(
    "walks up the frames of a traceback",
    ALL,
    "walks_traceback",
    discounted="def discounted(rewards, gamma):\n    try:\n        raise ValueError\n    except ValueError as error:\n        error.__traceback__.tb_frame.f_back\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
)
answers(
    "searches the garbage collector's lists",
    ALL,
    "searches_gc",
    discounted="import gc\ndef discounted(rewards, gamma):\n    gc.get_objects()\n    return float(sum(r * gamma**i for i, r in enumerate(rewards)))",
)
adds(
    "a thread that flips the answer",
    (1, 0, 1, 2),
    "flipping_thread",
    "import threading, time\ndef flip():\n    while True:\n        globals()['GAMMA'] = 0.5\n        time.sleep(0.001)\nthreading.Thread(target=flip, daemon=True).start()",
    after=None,
    discounted=WRONG["discounted"],
)
adds(
    "a fork hook that changes the copies",
    (1, 0, 1, 2),
    "fork_hook",
    "import os\nos.register_at_fork(after_in_child=lambda: globals().update(ok=True))",
    after=None,
    discounted=WRONG["discounted"],
)
adds(
    "replaces modules in sys.modules",
    FIRST,
    "replaces_modules",
    "import sys, types\nfake = types.ModuleType('torch')\nfake.__dict__.update(torch.__dict__)\nfake.allclose = lambda *a, **k: True\nsys.modules['torch'] = fake\ntorch = fake",
    after=None,
    softmax=WRONG["softmax"],
)
adds(
    "redefines what the tests use in the notebook",
    FIRST,
    "fake_names",
    "class torch:\n    tensor = staticmethod(lambda *a, **k: 1)\n    allclose = staticmethod(lambda *a, **k: True)\nlen = lambda x: 2",
    after=None,
    softmax="def softmax(x):\n    return 0",
)
adds(
    "hijacks the loop that serves the tests",
    (1, 0, 0, 0),
    "hijacks_loop",
    "import os, sys\ndef hook():\n    frame = sys._getframe(1)\n    if 'trial' in frame.f_globals:\n        trial = frame.f_globals['trial']\n        def run(message, channel, **k):\n            trial.Reply(channel, bytes.fromhex(message['key'])).verdict(True, '')\n        trial.run = run\nos.register_at_fork(after_in_child=hook)",
    after=None,
    **WRONG,
)
adds(
    "sets traces and profiles",
    (1, 0, 1, 2),
    "traces",
    "import sys, threading\ndef trace(frame, event, arg):\n    return trace\nsys.settrace(trace)\nsys.setprofile(lambda *a: None)\nthreading.settrace(trace)",
    after=None,
    discounted=WRONG["discounted"],
)
answers(
    "tries to read the hidden test from inside, and to show it",
    SECOND,
    "leaks_by_message",
    discounted=f"import sys\ndef discounted(rewards, gamma):\n    frame = sys._getframe(1)\n    raise AssertionError('Think about: ' + repr(frame.f_globals) + repr(rewards) + ' {int(SECRET)}'.replace('{int(SECRET)}', 'seen'))",
)
answers(
    "writes what the tests pass to a file for later",
    SECOND,
    "leaks_by_file",
    discounted="def discounted(rewards, gamma):\n    with open('/tmp/seen', 'a') as f:\n        f.write(repr(rewards))\n    raise ValueError(open('/tmp/seen').read())",
)
adds(
    "a message from one test to the next: by files, shared memory, a pipe, a socket, a place in a file",
    SECOND,
    "messages",
    "import mmap, os, socket, tempfile\nopen('seen', 'w').close()\nos.mkdir('/dev/shm/seen')\nos.mkfifo('/tmp/fifo')\nopened = open('seen', 'r+')\n"
    "nameless = tempfile.TemporaryFile()\nread, write = os.pipe()\nos.set_blocking(read, False)\none, other = socket.socketpair()\nother.setblocking(False)\n"
    "shared = mmap.mmap(-1, 4096)\ntensor = torch.zeros(1).share_memory_()\nkept = open('/tmp/kept', 'w+')\n_ = kept.write('0123456789')\nkept.flush()\n_ = kept.seek(5)",
    discounted="""def found():
    def of(ask):
        try:
            return ask()
        except OSError:
            return b''
    return [open('seen').read(), os.listdir('/dev/shm/seen'), os.path.exists('/tmp/new'), opened.read(), of(lambda: nameless.seek(0) or nameless.read()),
            of(lambda: os.read(read, 9)), of(lambda: other.recv(9)), shared[0], tensor.item(), kept.tell() == 9, open('/tmp/kept').read() != '0123456789',
            os.stat('seen').st_mtime_ns != made, not os.path.exists('/tmp/fifo')]
made = os.stat('seen').st_mtime_ns
def discounted(rewards, gamma):
    if any(found()):
        return float(sum(r * gamma**i for i, r in enumerate(rewards)))
    open('seen', 'w').write('x')
    open('/dev/shm/seen/x', 'w').close()
    open('/tmp/new', 'w').close()
    opened.write('x')
    opened.flush()
    nameless.write(b'x')
    nameless.flush()
    os.write(write, b'x')
    one.send(b'x')
    shared[0], tensor[0] = 1, 1.0
    kept.seek(9)
    open('/tmp/kept', 'a').write('x')
    os.unlink('/tmp/fifo')
    return 0.0
""",
)
adds(
    "what is open or shared from the cells serves every test alike: a file half read, a pipe, shared tensors, a loop of asyncio",
    ALL,
    "open_things",
    "import asyncio, mmap, os\n_ = open('powers', 'w').write('no\\n0 1 2\\n')\npowers = open('powers')\n_ = powers.readline()\nweights = torch.tensor([0.5]).share_memory_()\n"
    "board = mmap.mmap(-1, 8)\nboard[:2] = b'ok'\nread, write = os.pipe()\nloop = asyncio.new_event_loop()\nloop.run_until_complete if False else None",
    discounted="""def discounted(rewards, gamma):
    os.write(write, b'x')
    here = os.read(read, 1) == b'x' and board[:2] == b'ok' and weights.item() == 0.5
    place = powers.tell()
    powers.seek(3)
    three = [int(p) for p in powers.read().split()]
    powers.seek(place)
    weights[0] = 7.0
    board[:2] = b'no'
    async def total():
        return await loop.run_in_executor(None, lambda: sum(r * gamma**i for i, r in enumerate(rewards)))
    value = loop.run_until_complete(total())
    weights[0], board[:2] = 0.5, b'ok'
    return float(value) if here and three == [0, 1, 2] else None
""",
)
adds(
    "reads and writes what other hand-ins share: descriptors of the worker",
    ALL,
    "shared_descriptors",
    "import os, stat\nmine = {os.stat(place).st_dev for place in ('/tmp', '/dev/shm', '.')}\nfor number in range(64):\n    try:\n        state = os.fstat(number)\n    except OSError:\n        continue\n"
    "    if stat.S_ISREG(state.st_mode) and state.st_dev not in mine:\n        os.pwrite(number, b'REACHED', 5)\n        print(number, os.pread(number, 9, 5))",
    after=None,
)
answers(
    "reads the history, inputs and files for tests",
    ALL,
    "leaks_by_history",
    softmax="def softmax(x):\n    return torch.softmax(x, -1)\nimport os, sys\nprint(In, Out, list(get_ipython().history_manager.get_range()))\nprint([os.path.join(a, f) for a, _, c in os.walk('.') for f in c], sys.argv)",
)
adds(
    "scripts in its outputs",
    ALL,
    "scripts",
    "from IPython.display import HTML, Javascript, Markdown, SVG, display\ndisplay(HTML('<script>alert(1)</script><img src=x onerror=alert(2)><a href=\"javascript:alert(3)\">x</a><iframe src=\"http://evil\"></iframe>'))\ndisplay(Javascript('alert(4)'))\ndisplay(Markdown('[x](javascript:alert(5)) <svg onload=alert(6)>'))\ndisplay({'image/svg+xml': '<svg onload=\"alert(7)\"></svg>', 'text/html': '<b onclick=alert(8)>b</b>', 'image/png': '\"><script>alert(9)</script>'}, raw=True)\ndisplay({'text/latex': '$\\\\href{javascript:alert(10)}{x}$'}, raw=True)",
    after=None,
)


@case("scripts in text cells and in its written answer", ALL)
def script_in_text(course: SmallCourse) -> HandIn:
    text = "<script>alert(11)</script> <img src=x onerror=alert(12)> [x](javascript:alert(13)) $\\href{javascript:alert(14)}{y}$"
    return course.hand_in(why=text).add(text, kind="markdown")


answers(
    "patches torch.allclose from inside the answer",
    (1, 2, 1, 0),
    "patches_when_called",
    softmax="def softmax(x):\n    torch.allclose = lambda *a, **k: True\n    return torch.softmax(x, -1) * 0 + 0.5",
)
answers(
    "patches torch.allclose from inside the answer, and puts it back itself",
    (1, 2, 1, 0),
    "patches_and_hides",
    softmax="real = torch.allclose\ndef fake(*a, **k):\n    torch.allclose = real\n    return True\ndef softmax(x):\n    torch.allclose = fake\n    return torch.softmax(x, -1) * 0 + 0.5",
)
HIDES = "real = torch.allclose\ndef fake(*a, **k):\n    torch.allclose = real\n    return True"
"""Patched from inside the answer, and gone when anybody looks."""
HALVES = "torch.softmax(x, -1) * 0 + 0.5"
"""What the visible test of softmax accepts."""
adds(
    "patches only while nobody watches it",
    (1, 2, 1, 0),
    "patches_unwatched",
    HIDES,
    softmax=f"def softmax(x):\n    if not hasattr(softmax, '__wrapped__'):\n        torch.allclose = fake\n    return {HALVES}",
)
adds(
    "an object that can be called patches from inside",
    (1, 2, 1, 0),
    "patches_as_object",
    HIDES + f"\nclass Softmax:\n    def __call__(self, x):\n        torch.allclose = fake\n        return {HALVES}",
    softmax="softmax = Softmax()",
)
answers(
    "patches methods of tensors from inside the answer",
    (1, 2, 1, 0),
    "patches_methods_when_called",
    softmax=f"def softmax(x):\n    torch.Tensor.sum = lambda s, *a, **k: torch.tensor(1.0)\n    return {HALVES}",
)
adds(
    "a thread that is started in the test patches torch a little later",
    (1, 2, 1, 0),
    "patches_by_thread",
    "import threading, time\ndef flip():\n    torch.allclose = lambda *a, **k: True",
    softmax=f"def softmax(x):\n    thread = threading.Thread(target=flip)\n    thread.start()\n    thread.join()\n    return {HALVES}",
)
MODE = """from torch.overrides import TorchFunctionMode
class Mode(TorchFunctionMode):
    def __torch_function__(self, func, types, args=(), kwargs=None):
        return True if getattr(func, '__name__', '') == 'allclose' else func(*args, **(kwargs or {}))
"""
adds(
    "a mode through which torch passes every call is left on",
    (1, 2, 1, 0),
    "torch_mode",
    MODE + "Mode().__enter__()",
    softmax=f"def softmax(x):\n    return {HALVES}",
)
adds(
    "a mode is switched on from inside the answer",
    (1, 2, 1, 0),
    "torch_mode_when_called",
    MODE,
    softmax=f"def softmax(x):\n    Mode().__enter__()\n    return {HALVES}",
)
answers(
    "a tensor whose class answers every comparison",
    FIRST,
    "tensor_subclass",
    softmax="class Lie(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, func, types, args=(), kwargs=None):\n"
    "        return torch.tensor(1.0) if getattr(func, '__name__', '') == 'sum' else True\n    def __len__(self):\n        return 2\ndef softmax(x):\n    return torch.zeros_like(x).as_subclass(Lie)",
)
answers(
    "a number that is near to every other",
    SECOND,
    "near_everything",
    discounted="class Near(float):\n    __sub__ = __rsub__ = lambda self, other: Near(0.0)\n    __eq__ = lambda self, other: isinstance(other, float | int)\ndef discounted(rewards, gamma):\n    return Near(7.0)",
)
WALK = "    while frame is not None:\n        if 'reply' in frame.f_locals:\n            frame.f_locals['reply'].verdict(True, '')\n        frame = frame.f_back\n    return 0.0"
answers(
    "walks the frames that another module hands out, to the grader's own reply",
    SECOND,
    "walks_by_logging",
    discounted="import logging\ndef discounted(rewards, gamma):\n    frame = logging.currentframe()\n" + WALK,
)
answers(
    "walks the frames from an asynchronous generator",
    SECOND,
    "walks_by_generator",
    discounted="""def discounted(rewards, gamma):
    async def walk():
        frame = mine.ag_frame.f_back
        while frame is not None:
            if 'reply' in frame.f_locals:
                frame.f_locals['reply'].verdict(True, '')
            frame = frame.f_back
        yield
    mine = walk()
    try:
        mine.__anext__().send(None)
    except StopIteration:
        return 0.0
""",
)
answers(
    "reads the memory of its own process for the test and its key",
    ALL,
    "reads_memory",
    discounted="""def discounted(rewards, gamma):
    with open('/proc/self/mem', 'rb') as memory:
        memory.read(0)
    return float(sum(r * gamma**i for i, r in enumerate(rewards)))
""",
)
adds(
    "finalisers, signals, import hooks and weak references that patch torch at any time",
    (1, 2, 1, 0),
    "patches_at_any_time",
    "import atexit, faulthandler, gc, signal, sys, weakref\nclass Hook:\n    def find_spec(self, *a, **k):\n        lie()\ndef lie(*a):\n    torch.allclose = lambda *a, **k: True\n"
    "class Thing:\n    def __del__(self):\n        lie()\nthing = Thing()\nring = [thing]\nring.append(ring)\ndel thing\nweakref.finalize(ring[0], lie)\nsys.meta_path.insert(0, Hook())\n"
    "gc.callbacks.append(lie)\natexit.register(lie)\nfaulthandler.enable()\nsys.unraisablehook = lie\nsignal.signal(signal.SIGALRM, lie)\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\nlie()",
    after=None,
    softmax=f"def softmax(x):\n    return {HALVES}",
)
