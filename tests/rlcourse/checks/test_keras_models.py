"""Keras models are read, called and taught where the answer is; what comes back is plain."""

import os
from typing import Any

import numpy as np
import pytest
import torch

os.environ["KERAS_BACKEND"] = "torch"
os.environ["KERAS_TORCH_DEVICE"] = "cpu"
keras: Any = pytest.importorskip("keras")

from rlcourse import checks  # noqa: E402
from rlcourse.checks import CheckFailedError, NotAttemptedError  # noqa: E402

KERNEL, BIAS = np.array([[1, 5], [2, 0], [4, 3]], np.float32), np.zeros(2, np.float32)
BATCH = np.eye(3, dtype=np.float32), np.array([1, 0, 1]), np.array([3, 1, 2], np.float32)


def made() -> Any:
    layers = [keras.Input((3,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dropout(0.5), keras.layers.Dense(2)]
    return keras.Sequential(layers)


def step(model: Any, optimizer: Any, observations: torch.Tensor, actions: torch.Tensor, targets: torch.Tensor) -> float:
    """Slopes add up where nobody forgets them, and flow through targets that lead back to the model: the tests below see both."""
    loss = ((model(observations).gather(1, actions[:, None]).squeeze(1) - targets) ** 2).mean()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in variables], variables)
    return loss.item()


def test_form_names_the_classes_of_keras() -> None:
    form = checks.keras_form(made())
    assert form.kinds[:2] == ("Sequential", "Model") or "Sequential" in form.kinds
    assert form.layers == ("Dense", "Dropout", "Dense")
    nested = keras.Sequential([keras.Input((3,)), made(), keras.layers.ReLU()])
    assert checks.keras_form(nested).layers == ("Dense", "Dropout", "Dense", "ReLU")
    for other in (torch.nn.Sequential(torch.nn.Linear(1, 1)), 3, None):
        assert checks.keras_form(other) == checks.KerasForm((), ())


def test_weights_are_copies_and_can_be_put_back() -> None:
    model = made()
    weights = checks.keras_weights(model)
    assert [one.shape for one in weights] == [(3, 4), (4,), (4, 2), (2,)]
    weights[0][:] = 7.0
    assert not np.any(checks.keras_weights(model)[0] == 7.0)
    checks.keras_set_weights(model, weights)
    assert np.all(checks.keras_weights(model)[0] == 7.0)
    with pytest.raises(CheckFailedError, match="raised ValueError"):
        checks.keras_set_weights(model, weights[:1])


def test_values_are_those_of_a_call_and_training_is_handed_on() -> None:
    model, rows = made(), np.ones((50, 3), np.float32)
    checks.keras_set_weights(model, [np.ones(one.shape) for one in checks.keras_weights(model)])
    values = checks.keras_values(model, rows)
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, 17.0)
    np.testing.assert_allclose(checks.keras_values(model, rows, training=False), 17.0)
    assert checks.keras_values(model, rows, training=True).std() > 0.0


def test_a_blank_model_is_not_attempted_yet() -> None:
    class Blank(keras.Model):
        def call(self, _inputs: Any) -> Any:
            raise NotImplementedError

    with pytest.raises((NotAttemptedError, CheckFailedError)):
        checks.keras_values(Blank(), np.ones((1, 3), np.float32))


def test_slopes_are_none_where_a_weight_takes_no_part() -> None:
    class Half(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.used, self.idle = keras.layers.Dense(1), keras.layers.Dense(1)

        def call(self, inputs: Any) -> Any:
            self.idle(inputs)
            return self.used(inputs)

    slopes = checks.keras_slopes(Half(), np.full((2, 3), 4.0, np.float32))
    assert slopes[2] is None and slopes[3] is None
    kernel, bias = slopes[0], slopes[1]
    assert kernel is not None and bias is not None
    np.testing.assert_allclose(kernel, 8.0)
    np.testing.assert_allclose(bias, 2.0)


def test_a_step_is_taken_with_the_optimizer_that_is_named() -> None:
    (found,) = checks.keras_steps(step, [KERNEL, BIAS], [BATCH], optimizer="SGD", settings={"learning_rate": 0.75})
    assert found.result == pytest.approx(2.0) and found.kept
    np.testing.assert_allclose(found.weights[0], [[1, 4], [1.5, 0], [4, 2.5]])
    np.testing.assert_allclose(found.weights[1], [-0.5, -1.5])


def test_what_is_left_over_and_what_flows_through_targets_is_seen() -> None:
    rate = {"learning_rate": 0.75}
    (plain,) = checks.keras_steps(step, [KERNEL, BIAS], [BATCH], optimizer="SGD", settings=rate)
    (left,) = checks.keras_steps(step, [KERNEL, BIAS], [BATCH], optimizer="SGD", settings=rate, left_over=1.0)
    np.testing.assert_allclose(left.weights[0], plain.weights[0] - 0.75)
    (noted,) = checks.keras_steps(step, [KERNEL, BIAS], [BATCH], optimizer="SGD", settings=rate, noted=True)
    assert noted.result == plain.result, "the same numbers"
    assert not np.allclose(noted.weights[0], plain.weights[0])


def test_several_steps_frozen_layers_and_a_batch_that_is_written_over() -> None:
    def careless(model: Any, optimizer: Any, observations: torch.Tensor, actions: torch.Tensor, targets: torch.Tensor) -> float:
        result = step(model, optimizer, observations, actions, targets)
        targets.zero_()
        return result

    weights = [np.ones((3, 2), np.float32), BIAS, np.ones((2, 2), np.float32), BIAS]
    settings = {"learning_rate": 0.1, "momentum": 0.9}
    first, second = checks.keras_steps(careless, weights, [BATCH, BATCH], optimizer="SGD", settings=settings, frozen=[0])
    assert not first.kept and not second.kept
    np.testing.assert_array_equal(second.weights[0], weights[0])
    assert second.result != first.result
    assert not np.allclose(first.weights[2], second.weights[2])


def test_a_model_of_a_class_of_its_own_gives_twice_the_values() -> None:
    rate = {"learning_rate": 0.75}
    (found,) = checks.keras_steps(step, [KERNEL, BIAS], [BATCH], optimizer="SGD", settings=rate, doubled=True)
    assert found.result == pytest.approx(((10 - 3) ** 2 + (4 - 1) ** 2 + (6 - 2) ** 2) / 3)
    np.testing.assert_allclose(found.weights[0], [[1, 5 - 7], [2 - 3, 0], [4, 3 - 4]], rtol=1e-5)
    (frozen,) = checks.keras_steps(
        step, [KERNEL, BIAS, np.eye(2, dtype=np.float32), BIAS], [BATCH], optimizer="SGD", settings=rate, doubled=True, frozen=[0]
    )
    np.testing.assert_array_equal(frozen.weights[0], KERNEL)


def test_targets_taken_off_their_graph_are_not_kept() -> None:
    def detaching(model: Any, optimizer: Any, observations: torch.Tensor, actions: torch.Tensor, targets: torch.Tensor) -> float:
        return step(model, optimizer, observations, actions, targets.detach_())

    (found,) = checks.keras_steps(detaching, [KERNEL, BIAS], [BATCH], optimizer="SGD", settings={"learning_rate": 0.1}, noted=True)
    assert not found.kept
