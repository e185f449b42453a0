"""The transition graph of a small Markov decision process, drawn so that every arrow and label can be read."""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch

from rlcourse.figures import arrows, plots

S = TypeVar("S", bound=Hashable)
A = TypeVar("A", bound=Hashable)


def transition_graph(
    axes: Axes,
    transitions: Mapping[S, Mapping[A, Sequence[tuple[float, S, float]]]],
    *,
    terminal: Collection[S] = (),
    rewards: bool = True,
    places: Mapping[S, arrows.Place] | None = None,
) -> None:
    """Draw an arrow for each way in which a step can end, labelled with action, probability and reward.

    Each action has a colour and a line style of its own; terminal states have a double rim.

    Args:
        axes: Where to draw.
        transitions: ``transitions[state][action]``: the outcomes, as (probability, next state, reward).
        terminal: States in which the episode is over.
        rewards: Whether the labels tell the rewards.
        places: Where the states stand, in units in which a circle has radius 0.22; None puts them around a circle.

    Raises:
        ValueError: An outcome leads to a state that is neither a key of ``transitions`` nor in ``terminal``.
    """
    states = [*transitions, *(state for state in terminal if state not in transitions)]
    where = arrows.places_on_circle(states) if places is None else dict(places)
    actions = list(dict.fromkeys(action for of_state in transitions.values() for action in of_state))
    drawn: Counter[tuple[S, S]] = Counter()
    corners = [(x + dx, y + dy) for x, y in where.values() for dx, dy in ((-0.3, -0.3), (0.3, 0.3))]
    for state, of_state in transitions.items():
        for action, outcomes in of_state.items():
            for probability, next_state, reward in outcomes:
                if next_state not in where:
                    raise ValueError(f"state {state!r}, action {action!r} leads to {next_state!r}, expected one of {list(where)}")
                way = arrows.edge(where[state], where[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                index = actions.index(action) % len(plots.PALETTE)
                style, colour = plots.LINE_STYLES[index], plots.PALETTE[index]
                look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 13, "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0}
                axes.add_patch(FancyArrowPatch(path=way.path, color=colour, linestyle=style, **look))
                label = f"{action}\n{probability:.3g}" + (f" ({reward:+g})" if rewards else "")
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
                corners += [(way.label[0] - 0.4, way.label[1] - 0.2), (way.label[0] + 0.4, way.label[1] + 0.2)]
                axes.text(*way.label, label, ha="center", va="center", color=colour, fontsize=8.5, bbox=box, linespacing=1.0)
    for state in states:
        for radius in (arrows.RADIUS, 0.84 * arrows.RADIUS) if state in terminal else (arrows.RADIUS,):
            axes.add_patch(Circle(where[state], radius, facecolor="#F2F2F2", edgecolor="black", zorder=3))
        axes.text(*where[state], str(state), ha="center", va="center", weight="bold", fontsize=9.5, zorder=4)
    xs, ys = zip(*corners, strict=True)
    axes.set(xlim=(min(xs), max(xs)), ylim=(min(ys), max(ys)), aspect="equal")
    axes.axis("off")
