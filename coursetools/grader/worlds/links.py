"""Graphs of gradients that cross the line.

A tensor that one side computed from tensors that both sides know comes with a link: in the other side's graph it is the output of one
operation, whose backward step asks the side that computed it. So ``loss.backward()`` in a test reaches the weights although the forward
pass ran elsewhere. A second derivative does not cross.
"""

import weakref
from collections.abc import Callable, Sequence
from typing import Any, cast

import torch

from coursetools.grader.worlds.codec import CodecError


class Links:
    """This side's ends of graphs that cross the line.

    Args:
        ask: Asks the other side for the products of an upstream gradient with the Jacobians: of a handle's tensor, for each of its leaves.
        only: Where given, leaves must satisfy it: the instructor offers its own graph only as far as the student knows the leaves.
    """

    def __init__(self, ask: Callable[[int, torch.Tensor], Any], only: Callable[[torch.Tensor], bool] | None = None) -> None:
        self._ask, self._only = ask, only
        self._offered: dict[int, tuple[torch.Tensor, Sequence[torch.Tensor]]] = {}
        self._next = 1
        self.released: list[int] = []
        """Handles of the other side's that this side needs no longer."""

    def leaves_of(self, tensor: torch.Tensor) -> list[torch.Tensor]:
        """The leaves of a tensor's graph that ask for gradients, as far as the other side may know them."""
        found: list[torch.Tensor] = []
        seen: set[object] = set()
        left: list[Any] = [tensor.grad_fn]
        while left:
            node = left.pop()
            if node is None or node in seen:
                continue
            seen.add(node)
            if hasattr(node, "variable"):
                found.append(node.variable)
            left += [parent for parent, _ in node.next_functions]
        return [leaf for leaf in found if self._only is None or self._only(leaf)]

    def offer(self, tensor: torch.Tensor, leaves: Sequence[torch.Tensor]) -> int:
        """Keep a tensor's graph for the other side's backward passes, and return its handle."""
        handle, self._next = self._next, self._next + 1
        self._offered[handle] = tensor, leaves
        return handle

    def forget(self, handle: int) -> None:
        """Keep a graph no longer."""
        self._offered.pop(handle, None)

    def products(self, handle: object, upstream: object) -> tuple[torch.Tensor | None, ...]:
        """Products of an upstream gradient with the Jacobians of an offered tensor, one for each leaf; None where it has no influence.

        Raises:
            ValueError: There is no such tensor, or the gradient does not fit it.
        """
        if type(handle) is not int or handle not in self._offered or not isinstance(upstream, torch.Tensor):
            raise ValueError("no such graph")
        tensor, leaves = self._offered[handle]
        with torch.inference_mode(mode=False), torch.enable_grad():
            return torch.autograd.grad(tensor, list(leaves), upstream, allow_unused=True, retain_graph=True)

    def joined(self, handle: int, data: torch.Tensor, leaves: object) -> torch.Tensor:
        """A tensor with the other side's numbers, in this side's graph.

        Raises:
            CodecError: The leaves are no tensors that ask for gradients.
        """
        if type(leaves) is not list or not all(isinstance(leaf, torch.Tensor) and leaf.requires_grad for leaf in cast("list[Any]", leaves)):
            raise CodecError("a graph whose leaves ask for no gradients")
        with torch.inference_mode(mode=False), torch.enable_grad():
            link = cast("Callable[..., torch.Tensor]", _Link.apply)
            return link(self, handle, data, *cast("list[torch.Tensor]", leaves))

    def ask(self, handle: int, upstream: torch.Tensor) -> tuple[Any, ...]:
        """Ask the other side for its products."""
        return tuple(self._ask(handle, upstream))


class _Link(torch.autograd.Function):
    """The operation that stands for all that the other side did."""

    @staticmethod
    def forward(ctx: Any, links: Links, handle: int, data: torch.Tensor, *leaves: torch.Tensor) -> torch.Tensor:
        ctx.links, ctx.handle = links, handle
        ctx.shapes = [leaf.shape for leaf in leaves]
        weakref.finalize(ctx, links.released.append, handle)
        return data.view_as(data)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, *upstream: Any) -> tuple[Any, ...]:  # pyright: ignore[reportIncompatibleMethodOverride]
        products = ctx.links.ask(ctx.handle, upstream[0].contiguous())
        fit = [
            product is None or (isinstance(product, torch.Tensor) and product.shape == shape)
            for product, shape in zip(products, ctx.shapes, strict=False)
        ]
        if len(products) != len(ctx.shapes) or not all(fit):
            raise RuntimeError("gradients of the answer's that do not fit its inputs")
        return (None, None, None, *products)
