"""Checks accept what is right in any plain form, refuse what only looks right, and say what to think about."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, cast

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from rlcourse import checks
from rlcourse.checks import CheckFailedError


class Pair(NamedTuple):
    a: int
    b: object


@dataclass
class World:
    walls: NDArray[np.float64]
    ends: dict[str, torch.Tensor]


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


def test_number_is_plain() -> None:
    for value in (2, 2.0, np.float32(2.0), np.int64(2)):
        found = checks.number("x", value, thought="?")
        assert type(found) is float and found == 2.0
    for value in (torch.tensor(2.0), np.array(2.0), np.array([2.0]), True, 2j, "2", None, [2.0], EqualFloat(2.0)):
        with pytest.raises(CheckFailedError, match="expected: a number"):
            checks.number("x", value, thought="?")


def test_array_and_plain_relatives() -> None:
    assert checks.array("x", np.zeros((2, 3)), shape=(2, 3), dtype=np.float64, thought="?").shape == (2, 3)
    for value in (np.zeros((3, 2)), np.zeros((2, 3), dtype=np.float32), [[0.0] * 3] * 2, torch.zeros(2, 3)):
        with pytest.raises(CheckFailedError):
            checks.array("x", value, shape=(2, 3), dtype=np.float64, thought="?")
    checks.close("a fraction", Fraction(1, 4), 0.25, thought="?")
    checks.close("a named tuple", Pair(1, 2.0), [1, 2], thought="?")
    checks.equal("a named tuple", Pair(1, "x"), (1, "x"), thought="?")


def test_unchanged_watches_flag_and_gradient_of_tensors_also_without_numbers() -> None:
    box, weight, shape = torch.zeros(2), torch.ones(2, requires_grad=True), torch.zeros(2, 3, device="meta")

    def differentiate() -> None:
        weight.sum().backward()

    with checks.unchanged(box=box, weight=weight, shape=shape):
        (2 * weight).sum().requires_grad_()
    changes: dict[str, Callable[[], object]] = {"box": box.requires_grad_, "weight": differentiate, "shape": shape.t_}
    for name, change in changes.items():
        with pytest.raises(CheckFailedError, match=f"`{name}`"), checks.unchanged(box=box, weight=weight, shape=shape):
            change()


def test_unchanged_watches_modes_flags_gradients_and_optimisers() -> None:
    layer = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.Identity())
    optimiser = torch.optim.Adam(layer.parameters())

    def step() -> None:
        layer(torch.ones(1, 2)).sum().backward()
        optimiser.step()

    for change in (layer.eval, lambda: layer[1].eval(), lambda: layer[0].requires_grad_(False), layer.zero_grad, step):
        layer.train().requires_grad_(True)
        layer(torch.ones(1, 2)).sum().backward()
        with pytest.raises(CheckFailedError, match="`layer`"), checks.unchanged(layer=layer):
            change()
        layer.train().requires_grad_(True)
        layer(torch.ones(1, 2)).sum().backward()
        with checks.changed(layer=layer, thought="?"):
            change()
    with pytest.raises(CheckFailedError, match="`optimiser`"), checks.unchanged(optimiser=optimiser):
        layer(torch.ones(1, 2)).sum().backward()
        optimiser.step()
    with pytest.raises(CheckFailedError, match="did not change"), checks.changed(layer=layer, thought="?"):
        layer(torch.ones(1, 2))


def test_unchanged_watches_what_a_dataclass_holds() -> None:
    world = World(np.zeros((2, 2)), {"goal": torch.ones(3)})
    for value in (world, [world], {"world": world}, (world, World)):
        with checks.unchanged(value=value):
            pass
        for part in (world.walls, world.ends["goal"]):
            with pytest.raises(CheckFailedError, match="`value`"), checks.unchanged(value=value):
                part[0] += 1


def test_unchanged_watches_hooks() -> None:
    linear = torch.nn.Linear(2, 1)
    layer, weight = torch.nn.Sequential(linear), cast("Any", linear.weight)

    def ignore(*_: object) -> None:
        pass

    hooks: list[Callable[[], torch.utils.hooks.RemovableHandle]] = [
        lambda: layer.register_forward_hook(ignore),
        lambda: linear.register_forward_pre_hook(ignore),
        lambda: linear.register_full_backward_hook(ignore),
        lambda: layer.register_full_backward_pre_hook(ignore),
        lambda: layer.register_state_dict_post_hook(ignore),
        lambda: layer.register_state_dict_pre_hook(ignore),
        lambda: layer.register_load_state_dict_pre_hook(ignore),
        lambda: layer.register_load_state_dict_post_hook(ignore),
        lambda: weight.register_hook(ignore),
        lambda: weight.register_post_accumulate_grad_hook(ignore),
    ]
    for register in hooks:
        left: list[torch.utils.hooks.RemovableHandle] = []
        with pytest.raises(CheckFailedError, match="`layer`"), checks.unchanged(layer=layer):
            left.append(register())
        left[0].remove()
        with checks.unchanged(layer=layer):
            register().remove()
