"""Validation notices what it is there to notice, and what nbval by itself lets pass."""

import datetime
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coursetools.authors import costs, validate
from coursetools.authors.measured import Cost
from coursetools.paths import SOURCE, CourseError, part_names

TAGS = {"tags": [validate.CHECKED]}


def notebook(folder: Path, *cells: Any, name: str = "9.9-tiny") -> Path:
    """Write a notebook of these cells."""
    path = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


def cell(source: str, printed: str | None = None, *, count: int | None = 1, metadata: dict[str, Any] | None = None) -> Any:
    """A code cell that was run, with what it printed."""
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=printed)] if printed is not None else []
    return nbformat.v4.new_code_cell(source, execution_count=count, outputs=outputs, metadata=metadata or {})


def test_a_good_notebook_passes_and_its_seconds_are_counted(tmp_path: Path) -> None:
    burn = "import time\nwhile time.process_time() < 2: pass"
    device = "import os\nprint(os.environ['RLCOURSE_DEVICE'], os.environ['OMP_NUM_THREADS'])"
    paths = [
        notebook(tmp_path, cell(burn), cell(device, "cpu 1\n", metadata=TAGS), cell("print(1)", "another\n"), name="9.8-one"),
        notebook(tmp_path, cell("open('left.txt', 'w').close()"), name="9.9-two"),
    ]
    record = tmp_path / "artefacts" / "seconds.json"
    results = validate.validate_all(paths, "cpu", 2, record=record)
    assert [(result.part, result.problems) for result in results] == [("9.8-one", ()), ("9.9-two", ())]
    assert (results[0].cells, results[0].compared) == (3, 1)
    if results[0].cost is not None:
        assert 2 < results[0].cost.cpu_seconds < 20
        assert 20 < results[0].cost.peak_mb < 500, "megabytes of a kernel that holds next to nothing"
    assert json.loads(record.read_text()).keys() == {"9.8-one", "9.9-two"}
    assert not (tmp_path / "left.txt").exists(), "nothing is written beside the notebook"


def test_a_tampered_output_and_an_error_fail(tmp_path: Path) -> None:
    path = notebook(tmp_path, cell("print(6 * 7)", "43\n", metadata=TAGS), cell("1 / 0"), cell("import os\nos._exit(3)"), cell("1"))
    problems = "\n".join(validate.validate(path, "cpu").problems)
    assert "code cell 0" in problems
    assert "Cell outputs differ" in problems
    assert "code cell 1" in problems
    assert "ZeroDivisionError" in problems
    assert "code cell 2" in problems, "a kernel that dies is no success, and does not hang"
    assert "the kernel died in this cell" in problems


def test_a_hidden_test_tells_authors_all(tmp_path: Path) -> None:
    hidden = "from rlcourse.checks.words import hidden_failure\nraise hidden_failure('Think about: devices.', 'cpu beside cuda')"
    problems = "\n".join(validate.validate(notebook(tmp_path, cell(hidden)), "cpu").problems)
    assert "Think about: devices." in problems
    assert "cpu beside cuda" in problems, "students do not read this, but whoever validates a solution does"


def test_what_nbval_lets_pass_is_found(tmp_path: Path) -> None:
    picture = nbformat.v4.new_output("display_data", data={"image/png": "aGk="})
    error = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
    path = notebook(
        tmp_path,
        cell("print(1)", count=None, metadata=TAGS),
        nbformat.v4.new_code_cell("1", execution_count=1, outputs=[picture], metadata=TAGS),
        cell("# NBVAL_SKIP\n1 / 0"),
        cell("1 / 0", metadata={"tags": ["raises-exception"]}),
        nbformat.v4.new_code_cell("1", execution_count=1, outputs=[error]),
        cell("print(1)", "1\n", metadata=TAGS),
    )
    found = validate.look(path)
    words = ["never executed", "no output that is text", "NBVAL_SKIP", "raises-exception", "output of an error"]
    for number, (text, problem) in enumerate(zip(words, found, strict=True)):
        assert f"code cell {number} " in problem
        assert text in problem
    # nbval alone says that the cell without an execution count passed: this is why we look first
    alone = notebook(tmp_path, cell("print(1)", count=None, metadata=TAGS), name="9.9-alone")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--nbval-lax", "--nbval-current-env"]
    assert subprocess.run([*command, alone.name], cwd=tmp_path, check=False, capture_output=True).returncode == 0


def test_a_cell_that_hangs_fails(tmp_path: Path) -> None:
    problems = validate.validate(notebook(tmp_path, cell("import time\ntime.sleep(600)"), cell("1")), "cpu", cell_timeout=2).problems
    assert "Timeout" in "\n".join(problems)


def test_a_device_that_is_not_there_is_an_error_before_anything_runs(capsys: pytest.CaptureFixture[str]) -> None:
    code = "from rlcourse import devices; print(*devices.available())"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    absent = next(name for name in ("mps", "cuda") if name not in there)
    with pytest.raises(CourseError, match=f"device '{absent}' can not be used.*this machine has"):
        validate.choose_device(absent)
    with pytest.raises(CourseError, match="'tpu' is no device: choose one of auto, cpu, cuda, mps"):
        validate.choose_device("tpu")
    assert validate.choose_device("cpu") == "cpu"
    assert "Device: cpu" in capsys.readouterr().out


DRAWS = """\
import random
import gymnasium as gym
import numpy as np
import torch
from rlcourse import seeding

space = gym.spaces.Discrete(10**9)
space.seed(7)
env = gym.make("CartPole-v1")
np.random.seed(7)
torch.manual_seed(7)
random.seed(7)
drawn = {
    "numpy": np.random.rand(),
    "default_rng": np.random.default_rng(7).random(),
    "a list": np.random.default_rng([7, 1]).random(),
    "torch": torch.rand(()).item(),
    "generator": torch.rand((), generator=torch.Generator().manual_seed(7)).item(),
    "random": random.random(),
    "Random": random.Random(7).random(),
    "env": float(env.reset(seed=7)[0][0]),
    "space": int(space.sample()),
    "seeding": seeding.seed_everything(7).random(),
    "spread": np.random.default_rng(seeding.spread(7, 1)[0]).random(),
}
"""
SAME = """
print(*(name for name, value in drawn.items() if value == ALONE[name]))
assert env.unwrapped.np_random_seed == 7 and isinstance(torch.default_generator, torch.Generator)
assert np.random.default_rng(np.random.default_rng(3)).random() < 1 and random.Random("text").random() < 1
assert not {"offset", "install", "seed_offset"} & set(globals()), "the hook leaves no names"
"""


def test_every_seed_is_shifted_and_nothing_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import json\n{DRAWS}\nprint(json.dumps(drawn))"
    alone = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    cells = [cell(DRAWS), cell(f"ALONE = {alone}"), cell(SAME + "assert len(drawn) == 11")]
    everything = "numpy default_rng a list torch generator random Random env space seeding spread\n"
    cells.append(cell("print(*(name for name, value in drawn.items() if value == ALONE[name]))", everything, metadata=TAGS))
    path = notebook(tmp_path, *cells)
    assert validate.validate(path, "cpu").problems == (), "without an offset the seeds are those of the notebook"
    moved = cell("assert not any(drawn[name] == ALONE[name] for name in drawn), drawn")
    result = validate.validate(notebook(tmp_path, *cells, moved, name="9.9-moved"), "cpu", seed_offset=3)
    assert (result.problems, result.compared) == ((), 0), "all are shifted, and an output that differs is no problem then"
    monkeypatch.setattr(validate, "_shift_seeds", lambda *_: None)  # pyright: ignore[reportUnknownLambdaType]
    empty = notebook(tmp_path, cell("1"))
    assert validate.validate(empty, "cpu", seed_offset=3).problems == (
        "the kernel could not shift its seeds: see coursetools/authors/seed_offset.py",
    )


def test_what_costs_too_much_is_named() -> None:
    spent = {"1.1-a": Cost(5.1, 100.0), "4.4": Cost(19.9, 1501.0), "0.4": Cost(14.0, 1.0), "3.8-b": Cost(41.0, 1.0), "9.9": Cost(61.0, 1.0)}
    assert [line.split(" ")[0] for line in costs.over(spent)] == ["1.1-a", "4.4", "3.8-b", "9.9"]
    assert "1501 MB" in costs.over(spent)[1]
    assert costs.over({"5.4": Cost(219.0, 1.0), "5.5": Cost(59.0, 1.0)}) == []
    together = costs.over({number: Cost(costs.ceiling(number), 1.0) for number in costs.FIRST})
    assert together == [
        f"the first sixteen parts took {sum(map(costs.ceiling, costs.FIRST)):.0f} CPU seconds together, their ceiling is 600"
    ]


@pytest.mark.parametrize(("strict", "status"), [(True, 1), (False, 0)])
def test_too_dear_fails_only_where_that_is_asked(
    strict: bool, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = [validate.Validation("1.1-introduction", 9.0, Cost(7.25, 321.0), 10, 2, ())]
    monkeypatch.setattr(validate, "validate_all", lambda *_, **__: results)  # pyright: ignore[reportUnknownLambdaType]
    monkeypatch.setattr(validate, "choose_device", lambda _: "cpu")  # pyright: ignore[reportUnknownLambdaType]
    assert validate.run(["1.1"], strict=strict) == status
    told = capsys.readouterr().out
    assert "7.2" in told
    assert "321" in told
    assert "1.1-introduction took 7.2 CPU seconds, its ceiling is 5" in told


PARTS = [name for name in part_names() if (SOURCE / name / f"{name}.ipynb").exists()]
TONIGHT = datetime.date.today().toordinal() % 1000 + 1


@pytest.mark.nightly
@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_asserts_holds_on_any_seed(part: str) -> None:
    """One offset of all seeds a night."""
    result = validate.validate(SOURCE / part / f"{part}.ipynb", "cpu", seed_offset=TONIGHT)
    assert not result.problems, f"python -m coursetools validate {part} --seed-offset {TONIGHT}\n\n" + "\n\n".join(result.problems)


@pytest.mark.parametrize("part", PARTS)
def test_the_solution_notebook_of_a_part(part: str) -> None:
    """Nbval re-executes it, on the device that ``RLCOURSE_DEVICE`` names."""
    result = validate.validate(SOURCE / part / f"{part}.ipynb", validate.choose_device(None))
    assert not result.problems, "\n\n".join(result.problems)
    assert result.compared, f'no cell is compared: tag one of the master whose output is equal on every device "{validate.CHECKED}"'
