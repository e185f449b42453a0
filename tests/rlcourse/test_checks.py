"""Checks accept what is right in any plain form, refuse what only looks right, and say what to think about."""

import subprocess
import sys
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from rlcourse import checks
from rlcourse.checks import CheckFailedError, NotAttemptedError


class EqualsEverything:
    """What a student might return to please any comparison."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class EqualTensor(torch.Tensor):
    """A tensor that claims to agree with everything."""

    def __eq__(self, other: object) -> torch.Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        return torch.ones(1, dtype=torch.bool)

    __hash__ = torch.Tensor.__hash__


class EqualFloat(float):
    """A number that claims to equal every other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@pytest.mark.parametrize(
    "value", [[1.0, 2.0], (1, 2), np.array([1, 2]), torch.tensor([1.0, 2.0]), [np.float32(1), torch.tensor(2.0)], np.array([1.0, 2.0])[::1]]
)
def test_close_takes_any_plain_form(value: object) -> None:
    checks.close("x", value, [1.0, 2.0], thought="?")


@pytest.mark.parametrize(
    "value",
    [
        [1.0],
        [1.0, 2.1],
        [[1.0, 2.0]],
        [1.0, [2.0]],
        [1.0, float("nan")],
        {1.0, 2.0},
        "12",
        None,
        np.array(["1", "2"]),
        EqualsEverything(),
        [EqualsEverything(), 2.0],
        EqualFloat(9),
        torch.ones(2).as_subclass(EqualTensor),
    ],
)
def test_close_refuses_what_is_not_close(value: object) -> None:
    with pytest.raises(CheckFailedError, match="Think about: why"):
        checks.close("x", value, [1.0, 2.0], thought="why?")


def test_close_handles_scalars_nan_and_infinity() -> None:
    checks.close("x", 2, 2.0, thought="?")
    checks.close("x", [float("nan"), float("inf")], [float("nan"), float("inf")], thought="?")
    with pytest.raises(CheckFailedError):
        checks.close("x", float("-inf"), float("inf"), thought="?")
    with pytest.raises(CheckFailedError, match="shape"):
        checks.close("x", 2.0, [2.0, 2.0], thought="?")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ((2, 3), torch.Size([2, 3])),
        ([1, 2], (1, 2)),
        ({"a": (1,)}, {"a": [1]}),
        (torch.float32, torch.float32),
        ({1, 2}, {2, 1}),
        ("a", "a"),
    ],
)
def test_equal_takes_equal_plain_data(actual: object, expected: object) -> None:
    checks.equal("x", actual, expected, thought="?")


@pytest.mark.parametrize("actual", [EqualsEverything(), [EqualsEverything()], (2, 4), "23", None, EqualFloat(3)])
def test_equal_refuses_other_data(actual: object) -> None:
    with pytest.raises(CheckFailedError):
        checks.equal("x", actual, (2, 3), thought="?")


def test_messages_show_expected_actual_and_a_thought() -> None:
    with pytest.raises(CheckFailedError) as caught:
        checks.close("the return", 3.0, 4.0, thought="Is the first reward discounted?")
    text = str(caught.value)
    assert "the return" in text and "expected: 4.0" in text and "actual:   3.0" in text and "Is the first reward discounted?" in text
    assert caught.value._render_traceback_() == text.splitlines()  # pyright: ignore[reportPrivateUsage]


def test_thoughts_only_tells_no_numbers() -> None:
    def broken(x: float) -> float:
        raise RuntimeError(f"I saw {x}")

    attempts: list[Callable[[], object]] = [
        lambda: checks.close("the return", 3.0, 4.125, thought="Think."),
        lambda: checks.equal("the return", (5,), (4.125,), thought="Think."),
        lambda: checks.attempt(broken, 4.125),
        lambda: checks.raises(KeyError, lambda: broken(4.125), thought="Think."),
    ]
    for attempt in attempts:
        with pytest.raises(CheckFailedError) as caught, checks.thoughts_only():
            attempt()
        assert "4.125" not in str(caught.value) and "hidden test" in str(caught.value)
        assert caught.value.__cause__ is None
    with pytest.raises(CheckFailedError, match=r"4\.125"):
        checks.close("the return", 3.0, 4.125, thought="Think.")


def test_thoughts_only_closes_figures() -> None:
    plt.close("all")
    with checks.thoughts_only():
        plt.figure()
    assert not plt.get_fignums()


def test_a_blank_answer_is_not_attempted_rather_than_wrong() -> None:
    def blank() -> int:
        raise NotImplementedError

    def uses_blank() -> int:
        return blank() + 1

    class Blank:
        def __init__(self) -> None:
            raise NotImplementedError

    with pytest.raises(NotAttemptedError, match="`blank` is not attempted"):
        checks.attempt(blank)
    with pytest.raises(NotAttemptedError, match="`blank` is not attempted"):
        checks.attempt(uses_blank)
    with pytest.raises(NotAttemptedError, match="`Blank` is not attempted"):
        checks.attempt(Blank)
    with pytest.raises(NotAttemptedError):
        checks.raises(ValueError, blank, thought="?")
    with pytest.raises(CheckFailedError, match="raised NotImplementedError: ") as caught:
        checks.attempt(torch.Tensor.tolist, torch.zeros(2, device="meta"))
    assert not isinstance(caught.value, NotAttemptedError), "PyTorch's own NotImplementedError is no blank answer"


def test_attempt_shows_the_students_own_line() -> None:
    def divide(x: int) -> float:
        return x / 0

    with pytest.raises(CheckFailedError) as caught:
        checks.attempt(divide, 1)
    assert "ZeroDivisionError" in str(caught.value) and "return x / 0" in str(caught.value)
    assert checks.__file__ not in str(caught.value)


def test_stderr_of_an_answer_reaches_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    """Nbgrader takes any stderr of a test cell for a failure."""

    def warns() -> int:
        print("to stderr", file=sys.stderr)
        return 1

    assert checks.attempt(warns) == 1
    assert "to stderr" in capfd.readouterr().out


def test_raises_wants_the_right_error_that_names_the_culprit() -> None:
    def refuse() -> None:
        raise ValueError("probabilities of state 3 sum to 0.9")

    checks.raises(ValueError, refuse, thought="?", mentions="state 3")
    with pytest.raises(CheckFailedError, match="state 4"):
        checks.raises(ValueError, refuse, thought="?", mentions="state 4")
    with pytest.raises(CheckFailedError, match="KeyError"):
        checks.raises(KeyError, refuse, thought="?")
    with pytest.raises(CheckFailedError, match="no error"):
        checks.raises(ValueError, lambda: 1, thought="?")


def test_unchanged_watches_arrays_tensors_modules_containers_and_generators() -> None:
    array, tensor, layer, items = np.zeros(2), torch.zeros(2), torch.nn.Linear(1, 1), [[1]]
    generator = np.random.default_rng(0)

    def change_layer() -> None:
        layer.bias.data += 1

    with checks.unchanged(array=array, tensor=tensor, layer=layer, items=items, generator=generator):
        _ = array + 1
    changes: dict[str, Callable[[], object]] = {
        "array": lambda: array.fill(1),
        "tensor": lambda: tensor.add_(1),
        "layer": change_layer,
        "items": lambda: items[0].append(2),
        "generator": generator.random,
    }
    watched: dict[str, object] = {"array": array, "tensor": tensor, "layer": layer, "items": items, "generator": generator}
    for name, change in changes.items():
        with pytest.raises(CheckFailedError, match=f"`{name}`"), checks.unchanged(**watched):
            change()


def test_tensor_and_instance() -> None:
    assert checks.tensor("x", torch.zeros(2, 3), shape=(2, 3), dtype=torch.float32, thought="?").shape == (2, 3)
    for value in (torch.zeros(3, 2), torch.zeros(2, 3, dtype=torch.float64), np.zeros((2, 3))):
        with pytest.raises(CheckFailedError):
            checks.tensor("x", value, shape=(2, 3), dtype=torch.float32, thought="?")


def test_figures() -> None:
    figure, axes = plt.subplots()
    (_,) = axes.plot([0, 1], [2, 3])
    with pytest.raises(CheckFailedError, match="x label"):
        checks.figure(figure, thought="?")
    axes.set(xlabel="episode", ylabel="return (steps)")
    assert checks.figure(figure, n_axes=1, thought="?") is figure
    figure.colorbar(plt.cm.ScalarMappable(), ax=axes)
    assert checks.panels_of(checks.figure(figure, n_axes=1, thought="?")) == [axes]
    by_hand = figure.add_axes((0.9, 0.1, 0.05, 0.8))
    figure.colorbar(axes.imshow(np.zeros((2, 2))), cax=by_hand)
    assert checks.panels_of(checks.figure(figure, n_axes=1, thought="?")) == [axes]
    checks.line("the line", axes, [0, 1], [2, 3], thought="?")
    with pytest.raises(CheckFailedError, match="the line"):
        checks.line("the line", axes, [0, 1], [2, 4], thought="?")
    with pytest.raises(CheckFailedError):
        checks.figure(axes, thought="?")
    plt.close(figure)


def test_forbidden_finds_imports_aliases_and_subclasses() -> None:
    program = """
from rlcourse import checks, seeding
import rlcourse.seeding as helper

def direct(seed): return helper.seed_everything(seed)
def inside(seed):
    from rlcourse.seeding import seed_everything
    return seed_everything(seed)
def nested(seed):
    return (lambda: helper.seed_everything(seed))()
def by_name(seed):
    import importlib
    return importlib.import_module("rlcourse.seeding").seed_everything(seed)
def from_package(seed):
    from rlcourse import seeding
    return seeding.seed_everything(seed)
class Sub(checks.CheckFailedError):
    def seed(self): return helper.seed_everything(1)
alias = seeding.seed_everything
def own(seed): return seed

for answer in (direct, inside, nested, by_name, from_package, Sub, alias):
    try: checks.forbidden(answer, "rlcourse.seeding")
    except checks.CheckFailedError: continue
    raise SystemExit(f"{answer} slipped through")
checks.forbidden(own, "rlcourse.seeding")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
