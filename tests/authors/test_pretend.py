"""The pretended device refuses what an accelerator refuses, word by word, and computes the rest; the parts of the course run on it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursetools.authors import costs, pretend, validate
from coursetools.paths import NOTEBOOKS, SOURCE, CourseError, part_names

needs_compiler = pytest.mark.skipif(pretend.compiler() is None, reason="NOT RUN: there is no C++ compiler for the pretended device")

MIXED = "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu!"
TO_NUMPY = "can't convert pretend:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
INDEX = "indices should be either on cpu or on the same device as the indexed tensor (cpu)"

# x is a (3, 4) tensor on the device, c one on the CPU; i and j are whole numbers there and here.
REFUSED = {
    "x + c": MIXED,
    "c + x": MIXED,
    "x @ c.T": MIXED,
    "c @ x.T": MIXED,
    "x.add_(c)": MIXED,
    "c.add_(x)": MIXED,
    "torch.tensor(0.0).add_(x[0, 0])": MIXED,
    "torch.cat([x, c])": MIXED,
    "torch.stack([c[0, 0], x[0, 0]])": MIXED,
    "torch.where(x > 0, x, c)": MIXED,
    "torch.dot(x[0], c[0])": MIXED,
    "torch.minimum(x, c)": MIXED,
    "torch.equal(x, c)": MIXED,
    "torch.allclose(x, c)": MIXED,
    "torch.einsum('ij,kj->ik', x, c)": MIXED,
    "x.gather(1, j[:, None])": MIXED,
    "c.gather(1, i[:, None])": MIXED,
    "x.scatter_(1, j[:, None], 1.0)": MIXED,
    "x.masked_fill(c > 0, 0.0)": MIXED,
    "nn.Linear(4, 2)(x)": MIXED,
    "nn.Linear(4, 2).to('pretend')(c)": MIXED,
    "nn.functional.mse_loss(x, c)": MIXED,
    "nn.functional.cross_entropy(x, j)": MIXED,
    "nn.functional.embedding(j, x)": MIXED,
    "c[i]": INDEX,
    "c[x > 0]": INDEX,
    "x.numpy()": TO_NUMPY,
    "np.asarray(x)": TO_NUMPY,
    "np.array([x, x])": TO_NUMPY,
    "plt.plot(x)": TO_NUMPY,
    "torch.randn(3, device='pretend', generator=torch.Generator())": "Expected a 'pretend' device type for generator but found 'cpu'",
    "torch.randn(3, generator=torch.Generator('pretend'))": "Expected a 'cpu' device type for generator but found 'pretend'",
    "torch.multinomial(x, 1, generator=torch.Generator())": "Expected a 'pretend' device type for generator but found 'cpu'",
    "w.__setattr__('grad', torch.ones(3, 4))": "attempting to assign a gradient with device type 'cpu' to a tensor",
    "in_a_fork(lambda: x + 1)": "Cannot re-initialize the accelerator in forked subprocess.",
    "torch.ones(2, device='pretend:1')": "invalid device ordinal",
}
REFUSED_LIKE_MPS = {
    "x.double()": "Cannot convert a pretend Tensor to float64 dtype as the device (like MPS) doesn't support float64.",
    "torch.zeros(3, dtype=torch.float64, device='pretend')": "doesn't support float64",
    "torch.tensor(np.ones(3), device='pretend')": "doesn't support float64",
    "torch.ones(3, dtype=torch.float64).to('pretend')": "doesn't support float64",
    "x / torch.tensor(2.0, dtype=torch.float64).to(x.device)": "doesn't support float64",
}
RIGHT_LIKE_MPS = ["(x @ x.T / 3).dtype == torch.float32", "devices.widest_float('pretend') == torch.float32"]
RIGHT = [
    "x.device == torch.device('pretend', 0) and torch.accelerator.current_accelerator().type == 'pretend'",
    "(x + torch.tensor(2.0)).device == x.device and (torch.tensor(2.0) * x).device == x.device",
    "x[j].shape == (3, 4) and x[i].shape == (3, 4) and x[(x > 0).cpu()].shape == (12,)",
    "repr(x).endswith(\"device='pretend:0')\") and f'{x[0, 0]:.1f}' == '1.0' and x.tolist() == c.tolist()",
    "x.cpu().numpy().sum() == 12 and (x * 2 + 1).sum().item() == 36",
    "x.view(12)[3:5].data_ptr() == x.data_ptr() + 12 and x.t().is_contiguous() is False",
    "torch.add(x, 1, out=torch.empty(0, device='pretend')).shape == (3, 4)",
    "x.sort().values.shape == (3, 4) and x.topk(2).indices.device == x.device and x.unique().tolist() == [1]",
    "torch.nn.functional.one_hot(i, 5).sum() == 3 and torch.bincount(i).sum() == 3",
    "torch.linalg.solve(2 * torch.eye(3, device='pretend'), x)[0, 0] == 0.5",
    "torch.autograd.grad((w @ w.T).sum(), w)[0].device == x.device",
    "torch.equal(torch.autograd.grad((c.requires_grad_() .to('pretend') * 2).sum(), c)[0], torch.full((3, 4), 2.0))",
    "network(x).shape == (3, 2) and all(p.device == x.device for p in network.parameters())",
    "copy.deepcopy(network).cpu().load_state_dict(network.state_dict()) is not None",
    "nn.utils.clip_grad_norm_(network.parameters(), 1.0) >= 0",
    "leaves_the_cpu_generator_alone(lambda: nn.functional.dropout(x))",
    "leaves_the_cpu_generator_alone(lambda: torch.randn(3, device='pretend'))",
    "same_twice(lambda: torch.randn(3, device='pretend', generator=torch.Generator('pretend').manual_seed(1)))",
    "(torch.rand(3, device='pretend', generator=torch.Generator('pretend').manual_seed(1)).cpu()"
    " != torch.rand(3, generator=torch.Generator().manual_seed(1))).all()",
    "(x * 3 @ x.T).tolist()[0][0] == 12 and (0.1 * x).exp()[0, 0].item() != (0.1 * c).exp()[0, 0].item()",
    "weights_after_a_step('pretend').sub(weights_after_a_step('cpu')).abs().max() < 1e-6",
    "saved_and_loaded(x, 'cpu').device.type == 'cpu' and saved_and_loaded(c, 'pretend').device == x.device",
    "devices.available() == ['pretend', 'cpu'] and devices.choose('auto', verbose=False).type == 'pretend'",
]
WORLD = """
import copy, io, json, os, sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from rlcourse import devices

x, c = torch.ones(3, 4, device="pretend"), torch.ones(3, 4)
i, j = torch.tensor([0, 2, 1], device="pretend"), torch.tensor([0, 2, 1])
w = torch.ones(3, 4, device="pretend", requires_grad=True)
network = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.LayerNorm(8), nn.Dropout(0.1), nn.Linear(8, 2)).to("pretend")


def in_a_fork(call):
    here, there = os.pipe()
    if os.fork() == 0:
        try:
            call()
        except Exception as error:
            os.write(there, str(error).encode())
        os._exit(0)
    os.close(there)
    os.wait()
    if said := os.read(here, 1000).decode():
        raise RuntimeError(said)


def leaves_the_cpu_generator_alone(call):
    before = torch.get_rng_state()
    call()
    return torch.equal(before, torch.get_rng_state())


def same_twice(call):
    return torch.equal(call(), call())


def weights_after_a_step(device):
    layer = nn.Linear(4, 2)
    nn.init.constant_(layer.weight, 0.3)
    nn.init.zeros_(layer.bias)
    layer.to(device)
    optimiser = torch.optim.Adam(layer.parameters(), lr=0.1)
    layer(torch.ones(3, 4, device=device)).square().mean().backward()
    optimiser.step()
    return layer.weight.detach().cpu()


def saved_and_loaded(tensor, device):
    file = io.BytesIO()
    torch.save(tensor, file)
    file.seek(0)
    return torch.load(file, map_location=device, weights_only=True)


def outcome(line):
    try:
        return repr(bool(eval(line)))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(json.dumps({line: outcome(line) for line in json.loads(sys.argv[1])}))
"""


def outcomes(lines: list[str], device: str, folder: Path) -> dict[str, str]:
    """What each line gives in a process that has the device: ``"True"``, or what it raised."""
    environment = {**os.environ, **pretend.entry_point(folder, device)}
    command = [sys.executable, "-c", WORLD, json.dumps(lines)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def on_device(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each line gives on the device."""
    return outcomes([*REFUSED, *RIGHT], "pretend", tmp_path_factory.mktemp("pretend"))


@pytest.fixture(scope="module")
def like_mps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each line gives where the device refuses float64."""
    return outcomes([*REFUSED_LIKE_MPS, *RIGHT_LIKE_MPS], "pretend-mps", tmp_path_factory.mktemp("mps"))


@needs_compiler
@pytest.mark.parametrize("line", REFUSED)
def test_what_mixes_devices_is_refused_in_the_words_of_an_accelerator(line: str, on_device: dict[str, str]) -> None:
    assert REFUSED[line] in on_device[line]


@needs_compiler
@pytest.mark.parametrize("line", RIGHT)
def test_what_is_right_runs(line: str, on_device: dict[str, str]) -> None:
    assert on_device[line] == "True"


@needs_compiler
@pytest.mark.parametrize("line", REFUSED_LIKE_MPS)
def test_float64_is_refused_where_the_device_is_like_mps(line: str, like_mps: dict[str, str]) -> None:
    assert REFUSED_LIKE_MPS[line] in like_mps[line]
    assert all(like_mps[right] == "True" for right in RIGHT_LIKE_MPS)


def test_without_a_compiler_there_is_an_error_and_no_pass(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pretend, "BUILT", tmp_path)
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(CourseError, match=r"needs a C\+\+ compiler"):
        validate.choose_device("pretend")


def test_without_its_entry_point_nobody_meets_the_device() -> None:
    code = "import torch; from rlcourse import devices; assert 'pretend' not in devices.available() and not hasattr(torch, 'pretend')"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


MUTANTS = """
import json, sys
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

MOVES = {".cpu()": "", ".to(device)": "", ", device=device": "", "torch.Generator(device)": "torch.Generator()"}
LATER = 3  # cells that may fail instead, where the mutant only defines something
shell = InteractiveShell.instance()
cells = [cell.source for cell in nbformat.read(sys.argv[1], as_version=4).cells if cell.cell_type == "code"]
missed, caught, broken = [], [], []


def fails(source):
    with capture_output():
        return not shell.run_cell(source).success


for number, source in enumerate(cells):
    for move, instead in MOVES.items():
        start = -1
        while (start := source.find(move, start + 1)) >= 0:
            line = source[source.rfind(chr(10), 0, start) + 1 :].splitlines()[0].strip()
            mutant = source[:start] + instead + source[start + len(move) :]
            found = not line.startswith("#") and (fails(mutant) or any(fails(later) for later in cells[number + 1 : number + 1 + LATER]))
            (caught if found else missed).append(f"{move} in {line}")
    if fails(source):
        broken.append(source)
print(json.dumps([caught, missed, broken]))
"""
"""Takes one device move at a time out of a notebook, and says which of these mistakes make a cell fail."""


@needs_compiler
def test_a_notebook_that_forgets_to_move_something_fails(tmp_path: Path) -> None:
    name = next(name for name in part_names() if name.startswith("0.3-"))
    environment = {**os.environ, "MPLBACKEND": "Agg", "RLCOURSE_DEVICE": "pretend", **pretend.entry_point(tmp_path, "pretend")}
    command = [sys.executable, "-c", MUTANTS, str(SOURCE / name / f"{name}.ipynb")]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    caught, missed, broken = json.loads(done.stdout.splitlines()[-1])
    assert not broken, "unchanged cells pass"
    assert len(caught) >= 15, caught
    assert len(missed) <= len(caught) // 3, missed  # an index may stay on the CPU, and a network may be moved twice


CHEAP = 15.0
"""CPU seconds that a part may take to be tried at every run of the tests; the others are tried at night."""
PARTS = [
    pytest.param(name, marks=[] if costs.ceiling(name) <= CHEAP else [pytest.mark.nightly])
    for name in part_names()
    if (SOURCE / name / f"{name}.ipynb").exists() and "devices.choose(" in (NOTEBOOKS / f"{name}.py").read_text(encoding="utf-8")
]
"""Parts that choose a device; the others are the same on every machine."""


@needs_compiler
@pytest.mark.parametrize("part", PARTS)
def test_a_part_mixes_no_devices(part: str) -> None:
    """What it does costs about what it costs on the CPU, and its compared outputs are the same."""
    result = validate.validate(SOURCE / part / f"{part}.ipynb", "pretend")
    assert not result.problems, f"python -m coursetools validate {part} --device pretend\n\n" + "\n\n".join(result.problems)
