# ---
# title: "Learn Reinforcement Learning with PyTorch, Part 4.2: Markov decision processes"
# author: "The course team"
# date: 2026-11-21
# ---

# %% [markdown]
# A bicycle courier carries parcels through the rain. While she is fresh, every parcel is money. Once she is tired, every parcel is still
# money, but now and then she slides on a wet tram rail, and the repair eats more than a day's wages. Should she ride on, rest, or go home?
#
# Before anybody can *learn* an answer, the question must be written down so exactly that a computer could play it. The form in which
# reinforcement learning writes its questions is the **Markov decision process**, MDP for short: what situations there are, what can be done
# in each, what may happen then, and what it pays. Every environment of this course is one, from this courier to the Atari screen. For
# small ones you can do something wonderful: *calculate* what a policy is worth, with no learning at all. It is the yardstick
# against which the learners of Parts 4.4 to 4.7 are measured.
#
# **After this part you can**
#
# - turn a story into an MDP as typed data, and refuse data that is not one, with a message that names the culprit;
# - simulate a policy and keep track of its rewards;
# - draw the transition graph so that every arrow can be read;
# - compute the expected return of a policy exactly, and check it by simulation with a confidence interval;
# - read the MDP out of a Gymnasium environment.
#
# **You need** Part 4.1 (agent, environment, reward), matrices (1.4 to 1.6) and NumPy's random generators (0.2). **Time**: about 35 minutes
# to read, two hours to work.
#
# **Sources**: R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, chapter 3; M. Puterman, *Markov
# Decision Processes*, 1994, chapters 2 and 6; L. Wasserman, *All of Statistics*, 2004, section 6.3.2 (confidence intervals).

# %%
import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch
from numpy.typing import ArrayLike
from rlcourse import budgets, checks, devices
from rlcourse.agents import tabular
from rlcourse.environments import tables
from rlcourse.figures import arrows, controls, graphs, plots

device = devices.choose()  # the systems of this part have a handful of unknowns and are solved in float64 on the CPU
plots.use_style()

# %% [markdown]
# ## 1. The mathematics
#
# Time goes in steps $t = 0, 1, 2, \dots$. At each step the agent is in a **state** $S_t$, chooses an **action** $A_t$, and the world
# answers with a **reward** $R_{t+1}$ and the next state $S_{t+1}$. A finite MDP consists of
#
# - a finite set of states $\mathcal S$; in some of them, the **terminal** ones, the story is over;
# - for each other state $s$ a finite, non-empty set of actions $\mathcal A(s)$;
# - for each state and action the probabilities of what may come of it,
#   $$p(s', r \mid s, a) = \Pr\{S_{t+1} = s',\, R_{t+1} = r \mid S_t = s,\, A_t = a\}, \qquad \sum_{s', r} p(s', r \mid s, a) = 1;$$
# - a **discount** $\gamma \in [0, 1]$: how much a reward counts that comes one step later.
#
# Look at what $p$ depends on: on the state and action *now*, and on nothing before. This is the **Markov property**. It does not say that
# the past does not matter. It says that the state has kept of the past whatever matters.
#
# What the agent does is its **policy** $\pi(a \mid s)$, the probability of each action in each state. And what it wants is a large
# **return**, the discounted sum of the rewards to come:
#
# $$G_t = R_{t+1} + \gamma R_{t+2} + \gamma^2 R_{t+3} + \dots$$
#
# The return is random: the same policy has good days and bad ones. What can be compared is its mean, the **expected return** from each
# state, called the **value** of the state under the policy, $v_\pi(s) = \mathbb{E}_\pi[G_t \mid S_t = s]$.
#
# ## 2. From mathematics to code
#
# | symbol | meaning | in code | type, shape |
# |---|---|---|---|
# | $s$, $a$ | state, action | `state`, `action` | `int` or `str` |
# | $p(s', r \mid s, a)$ | one possible outcome | `Outcome(probability, next_state, reward)` | named tuple |
# | $p$ | all of them | `mdp.transitions[state][action]` | sequence of outcomes |
# | | terminal states | `mdp.terminal` | set of states |
# | $\gamma$ | discount | `discount` | float in $[0, 1]$ |
# | $\pi(a \mid s)$ | policy | `policy[state][action]` | float; actions not named have probability 0 |
# | $G_0$ | return | `discounted_return(rewards, discount)` | float |
# | $P_\pi$ | state to state under the policy | `transition` | `[n_states, n_states]`, float64 |
# | $r_\pi$ | expected reward under the policy | `reward` | `[n_states]`, float64 |
# | $v_\pi$ | expected returns | `values` | `[n_states]`, float64 |
#
# Here is the form as Python data. `Outcome` is a tuple whose places have names, `MDP` a small record. The types say what belongs where,
# and an editor will tell you when you put a reward where a state belongs.

# %%
State: TypeAlias = int | str
Action: TypeAlias = int | str
Policy: TypeAlias = Mapping[State, Mapping[Action, float]]


class Outcome(NamedTuple):
    """One thing that may come of an action."""

    probability: float
    next_state: State
    reward: float


@dataclasses.dataclass(frozen=True)
class MDP:
    """A finite Markov decision process, all but the discount."""

    transitions: Mapping[State, Mapping[Action, Sequence[Outcome]]]
    """``transitions[state][action]``: what may come of the action. Terminal states are no keys here."""
    terminal: frozenset[State] = frozenset()
    """States in which the story is over."""


def courier(crash: float = 0.3) -> MDP:
    """Return the bicycle courier; she slides with probability ``crash`` when she delivers while tired. Rewards are in euros."""
    return MDP(
        transitions={
            "fresh": {
                "deliver": [Outcome(0.6, "fresh", 6.0), Outcome(0.4, "tired", 6.0)],
                "rest": [Outcome(1.0, "fresh", 0.0)],
            },
            "tired": {
                "deliver": [
                    Outcome(1.0 - crash, "tired", 6.0),
                    Outcome(crash, "home", -20.0),
                ],
                "rest": [Outcome(0.8, "fresh", 0.0), Outcome(0.2, "tired", 0.0)],
                "go home": [Outcome(1.0, "home", 0.0)],
            },
        },
        terminal=frozenset({"home"}),
    )


def random_policy(mdp: MDP) -> Policy:
    """Return the policy that draws uniformly from the actions of each state."""
    return {
        state: {action: 1.0 / len(actions) for action in actions}
        for state, actions in mdp.transitions.items()
    }


def discounted_return(rewards: Sequence[float], discount: float) -> float:
    """Return the sum of ``discount ** t * rewards[t]``."""
    return sum(discount**t * reward for t, reward in enumerate(rewards))


def ways(mdp: MDP) -> dict[tuple[State, Action, State, float], float]:
    """Return the probability of each (state, action, next state, reward) that can happen; the tests compare MDPs by it."""
    found: defaultdict[tuple[State, Action, State, float], float] = defaultdict(float)
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                if probability != 0:
                    found[state, action, next_state, round(float(reward), 9)] += (
                        probability
                    )
    return dict(found)


# %% tags=["demo"]
def courier_figure() -> Figure:
    """Draw the courier's transition graph."""
    figure, axes = plt.subplots(figsize=(7.5, 4.8))
    mdp = courier()
    graphs.transition_graph(axes, mdp.transitions, terminal=mdp.terminal)
    axes.set_title("the courier: action, probability (euros)")
    return figure


_courier_graph = courier_figure()

# %% [markdown]
# What to see: each arrow is one outcome, and the numbers of all arrows with the same action that leave the same state sum to 1. From
# *tired* two arrows lead *home*: on foot, pushing a broken bicycle (that was *deliver*, gone wrong), or on purpose. And both states have
# arrows that come back to where they began. The double rim marks the terminal state.

# %% [markdown]
# ### When is a state a state?
#
# A coffee machine jams after every third cup. You see "ready" or "jammed", nothing else. Is what you see a state, in the sense of the
# Markov property? Count how often "jammed" comes next, knowing the last observation, the last two, the last three:

# %% tags=["demo", "nbval-check-output"]
seen = (["ready"] * 3 + ["jammed"]) * 1000
chances_of_jam: list[float] = []
for _known in (1, 2, 3):
    _next = [
        seen[t]
        for t in range(_known, len(seen))
        if all(word == "ready" for word in seen[t - _known : t])
    ]
    chances_of_jam.append(_next.count("jammed") / len(_next))
    print(
        f"the last {_known} observations were 'ready': the next one is 'jammed' "
        f"in {chances_of_jam[-1]:.2f} of the cases"
    )
assert np.allclose(chances_of_jam, [1 / 3, 1 / 2, 1])

# %% [markdown]
# The further back we look, the more we know: what we see is *not* a Markov state. Let the state be the number of cups since the last jam,
# and the present alone tells all there is to know. This is a craft, not a law of nature: **make the state rich enough**. It is why agents
# for Atari get four pictures at once (Part 8.5): one picture does not show where the ball is flying.

# %% [markdown]
# ## 3. Exercise 1: from a story to data
#
# *Easy, about 10 minutes.* Write the coffee machine of this office as an `MDP`. Two numbers are parameters: `price`, what a cup pays, and
# `wear`, a probability.
#
# - In state `"clean"` there is one action, `"brew"`. It pays the price. Afterwards the machine is `"dirty"` with probability `wear`, and
#   otherwise still clean.
# - In state `"dirty"`, `"brew"` pays the price and leaves it dirty, unless, with probability `wear`, it breaks: then there is no
#   cup, the reward is $-10$, and the machine is `"broken"` for good.
# - In state `"dirty"` one can also `"wash"`, which costs 2 (a reward of $-2$) and always makes it clean.
# - `"broken"` is terminal.
#
# With `price=3` and `wear=0.25`, the outcomes of brewing when clean are `Outcome(0.75, "clean", 3)` and `Outcome(0.25, "dirty", 3)`.
#
# <details><summary>Hint</summary>
#
# `courier` above is a model. The terminal state is named in `terminal`, and has no entry in `transitions`. How many outcomes are there in
# all?
#
# </details>


# %% exercise="coffee_machine" task=1
def coffee_machine(price: float, wear: float) -> MDP:
    """Return the coffee machine.

    Args:
        price: What a cup pays.
        wear: Probability that brewing makes a clean machine dirty, or breaks a dirty
            one.

    Returns:
        An MDP with the states clean and dirty, and broken as its terminal state.
    """
    # BEGIN SOLUTION
    return MDP(
        transitions={
            "clean": {
                "brew": [
                    Outcome(1.0 - wear, "clean", price),
                    Outcome(wear, "dirty", price),
                ]
            },
            "dirty": {
                "brew": [
                    Outcome(1.0 - wear, "dirty", price),
                    Outcome(wear, "broken", -10.0),
                ],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        terminal=frozenset({"broken"}),
    )
    # END SOLUTION


# %% test="coffee_machine" points=1
def test_coffee_machine() -> None:
    mdp = checks.instance(
        "the machine",
        checks.attempt(coffee_machine, 3.0, 0.25),
        MDP,
        thought="Return an MDP.",
    )
    checks.equal(
        "the states that are not terminal",
        set(mdp.transitions),
        {"clean", "dirty"},
        thought="In which states can one do something?",
    )
    checks.equal(
        "the terminal states",
        set(mdp.terminal),
        {"broken"},
        thought="Where does the story end?",
    )
    found = checks.attempt(ways, mdp)
    checks.close(
        "the probability that brewing makes a clean machine dirty and pays 3",
        found.get(("clean", "brew", "dirty", 3.0), 0.0),
        0.25,
        thought="One Outcome for each thing that may happen.",
    )


# %% hidden="coffee_machine" points=1
def hidden_coffee_machine() -> None:
    for price, wear in ((3.0, 0.25), (2.0, 0.1), (5.5, 0.5), (1.0, 0.9)):
        mdp = checks.instance(
            "the machine",
            checks.attempt(coffee_machine, price, wear),
            MDP,
            thought="Is it an MDP?",
        )
        checks.equal(
            "the terminal states",
            set(mdp.terminal),
            {"broken"},
            thought="Where does the story end?",
        )
        expected_ways = {
            ("clean", "brew", "clean", price): 1 - wear,
            ("clean", "brew", "dirty", price): wear,
            ("dirty", "brew", "dirty", price): 1 - wear,
            ("dirty", "brew", "broken", -10.0): wear,
            ("dirty", "wash", "clean", -2.0): 1.0,
        }
        found = checks.attempt(ways, mdp)
        thought = (
            "Read the story again, sentence by sentence: which outcomes has each "
            "action, "
            "and what does each pay?"
        )
        checks.equal("what may happen", set(found), set(expected_ways), thought=thought)
        checks.close(
            "the probabilities",
            [found[way] for way in expected_ways],
            list(expected_ways.values()),
            thought=thought,
        )


# %% [markdown]
# ## 4. Exercise 2: keep nonsense out
#
# *Medium, about 20 minutes.* Types cannot see that 0.6 and 0.5 do not sum to one, or that somebody wrote `"tierd"`. Such a slip does not
# crash: it trains an agent, for hours, on a world that nobody meant. So check the data *before* it is used, and let the message **name
# the culprit**. "invalid MDP" sends the reader searching. "state 'tired', action 'rest': probabilities sum to 0.9, expected 1"
# sends them to the line.
#
# Write `check_mdp(mdp)`. It returns nothing, and raises a `ValueError` in each of these cases:
#
# | what is wrong | the message names |
# |---|---|
# | a probability is not a number from 0 to 1 (NaN is not) | the state and the action |
# | the probabilities of an action do not sum to 1, give or take $10^{-9}$ | the state and the action |
# | a next state is neither in `transitions` nor in `terminal` | that next state |
# | a state in `transitions` has no action | the state |
# | a state is both in `transitions` and in `terminal` | the state |
#
# An action with an empty list of outcomes falls under the second row: its probabilities sum to 0.
#
# `check_mdp(courier())` returns `None`. `check_mdp(MDP({"a": {"go": [Outcome(0.9, "a", 0.0)]}}))` raises a `ValueError` that speaks of
# `a` and `go`.
#
# <details><summary>Hint</summary>
#
# Three loops: over states, over their actions, over the outcomes. `{state!r}` in an f-string puts quotes around a text. Two traps: ten
# times 0.1 is 0.9999999999999999, so do not ask for `sum == 1`; and every comparison with NaN is false, so ask what must be *true* (`0 <= p
# <= 1`), and refuse when it is not.
#
# </details>


# %% exercise="check_mdp" task=1
def check_mdp(mdp: MDP) -> None:
    """Refuse an MDP that is none.

    Args:
        mdp: The data to look at; not changed.

    Raises:
        ValueError: See the table above. The message names the culprit, not everything
            that was looked at.
    """
    # BEGIN SOLUTION
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(
                f"state {state!r} is terminal and has actions, expected one or "
                f"the other"
            )
        if not actions:
            raise ValueError(
                f"state {state!r} has no action: give it one, or make it terminal"
            )
        for action, outcomes in actions.items():
            where = f"state {state!r}, action {action!r}"
            for probability, next_state, _ in outcomes:
                if not 0 <= probability <= 1:
                    raise ValueError(
                        f"{where}: the probability {probability} is not between 0 and 1"
                    )
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(
                        f"{where} leads to {next_state!r}, which is no state"
                    )
            total = math.fsum(outcome.probability for outcome in outcomes)
            if abs(total - 1) > 1e-9:
                raise ValueError(
                    f"{where}: the probabilities sum to {total}, expected 1"
                )
    # END SOLUTION


# %% test="check_mdp" points=1
def test_check_mdp() -> None:
    checks.equal(
        "what a good MDP brings",
        checks.attempt(check_mdp, courier()),
        None,
        thought="Nothing is wrong with the courier.",
    )
    short = MDP(
        {"cellar": {"climb": [Outcome(0.6, "cellar", 0.0), Outcome(0.3, "roof", 1.0)]}},
        frozenset({"roof"}),
    )
    for culprit in ("cellar", "climb"):
        checks.raises(
            ValueError,
            lambda: check_mdp(short),
            mentions=culprit,
            thought="The probabilities of this action sum to 0.9: which state and action?",
        )
    typo = MDP({"cellar": {"climb": [Outcome(1.0, "rooof", 0.0)]}}, frozenset({"roof"}))
    checks.raises(
        ValueError,
        lambda: check_mdp(typo),
        mentions="rooof",
        thought="Which states are there, and where does this action lead?",
    )
    idle_table: dict[State, dict[Action, list[Outcome]]] = {
        "cellar": {},
        "attic": {"climb": [Outcome(1.0, "roof", 0.0)]},
    }
    idle = MDP(idle_table, frozenset({"roof"}))
    checks.raises(
        ValueError,
        lambda: check_mdp(idle),
        mentions="cellar",
        thought="What can be done in the cellar?",
    )


# %% hidden="check_mdp" points=2
def hidden_check_mdp() -> None:
    _rng = np.random.default_rng(422)
    names = ["ash", "birch", "cedar", "elm", "fir"]
    verbs = ["push", "pull", "turn"]

    def good(
        rng: np.random.Generator, numbered: bool = False
    ) -> dict[Any, dict[Any, list[Outcome]]]:
        """A valid table over five states, the last two of which are terminal."""
        states: list[Any] = [100 + i for i in range(5)] if numbered else list(names)
        table: dict[Any, dict[Any, list[Outcome]]] = {}
        for state in states[:3]:
            table[state] = {}
            for verb in verbs:
                targets = rng.permutation(5)[: int(rng.integers(1, 5))]
                weights = rng.dirichlet(np.ones(len(targets)))
                table[state][verb] = [
                    Outcome(float(p), states[int(i)], float(rng.normal()))
                    for p, i in zip(weights, targets, strict=True)
                ]
        return table

    def refused(
        table: dict[Any, dict[Any, list[Outcome]]],
        terminal: set[Any],
        culprits: Sequence[str],
        innocent: Sequence[str],
        thought: str,
    ) -> None:
        """The MDP must be refused by a message that names every culprit and no innocent."""
        for culprit in culprits:
            checks.raises(
                ValueError,
                lambda: check_mdp(MDP(table, frozenset(terminal))),
                mentions=culprit,
                thought=thought,
            )
        message = ""
        try:
            check_mdp(MDP(table, frozenset(terminal)))
        except ValueError as error:
            message = str(error)
        named = [name for name in innocent if name in message]
        checks.true(
            "only the culprit is named",
            not named,
            thought="Does the message name the culprit alone, not all that is innocent?",
        )

    for _trial in range(20):
        for _numbered in (False, True):
            _table = good(_rng, _numbered)
            ends = {103, 104} if _numbered else {"elm", "fir"}
            with checks.unchanged(mdp=_table):
                result = checks.attempt(check_mdp, MDP(_table, frozenset(ends)))
            checks.equal(
                "a good MDP",
                result,
                None,
                thought="Is a sound MDP let pass, whatever its states are called?",
            )
    ten: dict[State, dict[Action, list[Outcome]]] = {
        "s": {
            "a": [Outcome(0.1, "s", float(i)) for i in range(10)],
            "b": [Outcome(1 / 3, "s", 0.0)] * 3,
            "c": [Outcome(1, "s", 0), Outcome(0, "s", 1)],
        }
    }
    checks.equal(
        "a good MDP",
        checks.attempt(check_mdp, MDP(ten)),
        None,
        thought="Ten times 0.1, three times a third, 0 and 1: is it let pass?",
    )
    checks.equal(
        "a good MDP",
        checks.attempt(check_mdp, courier(0.0)),
        None,
        thought="May a probability be 0?",
    )
    for trial in range(12):
        _state, _verb = names[trial % 3], verbs[trial // 3 % 3]
        _innocent = [n for n in verbs if n != _verb]
        for _weights in (
            [0.5, 0.4],
            [0.7, 0.7],
            [1.0, 1e-6],
            [0.0, 0.0],
            [],
            [1.0 - 1e-6],
            [2.0],
            [1.5, -0.5],
            [-0.25, 1.25],
            [math.nan],
            [math.nan, 1.0],
        ):
            _table = good(_rng)
            _table[_state][_verb] = [
                Outcome(_p, n, 0.0)
                for _p, n in zip(_weights, ("elm", "fir"), strict=False)
            ]
            _thought = (
                "Is each action's sum looked at, in every state, and each single "
                "probability (negative, above 1, NaN, none at all)?"
            )
            refused(_table, {"elm", "fir"}, (_state, _verb), _innocent, _thought)
        _table = good(_rng)
        _table[_state][_verb] = [Outcome(0.5, "fir", 0.0), Outcome(0.5, "willow", 0.0)]
        refused(
            _table,
            {"elm", "fir"},
            ("willow",),
            (),
            "Is each next state looked up among all the states, terminal ones too?",
        )
        _table = good(_rng)
        _table[_state] = {}
        refused(
            _table,
            {"elm", "fir"},
            (_state,),
            verbs,
            "Is a state without an action refused, wherever it stands?",
        )
        refused(
            good(_rng),
            {"elm", "fir", _state},
            (_state,),
            (),
            "Is a state refused that is terminal and has actions?",
        )
    numbers = {0: {0: [Outcome(1.0, 17, 0.0)]}}
    refused(
        numbers, {1}, ("17",), (), "Is each next state looked up among all the states?"
    )


# %% [markdown]
# Now bring form and check together: `CheckedMDP` is an `MDP` that calls your function as soon as it is made. There is no way to hold a
# broken one in your hands. (This cell needs Exercise 2.)


# %% tags=["demo"]
@dataclasses.dataclass(frozen=True)
class CheckedMDP(MDP):
    """A Markov decision process that cannot be made of nonsense."""

    def __post_init__(self) -> None:
        check_mdp(self)


_sound = CheckedMDP(courier().transitions, courier().terminal)
refusals: list[str] = []
for _crash, _ends in (
    (-0.1, frozenset({"home"})),
    (math.nan, frozenset({"home"})),
    (0.3, frozenset({"hmoe"})),
    (0.3, frozenset({"home", "tired"})),
):
    try:
        _broken = CheckedMDP(courier(_crash).transitions, _ends)
    except ValueError as error:
        refusals.append(str(error))
        print("refused:", error)
assert len(refusals) == 4
assert all(
    culprit in message
    for culprit, message in zip(
        ("deliver", "deliver", "home", "tired"), refusals, strict=True
    )
)

# %% [markdown]
# ## 5. Exercise 3: play it
#
# *Medium, about 20 minutes.* Data that says what *may* happen can be made to happen: draw an action from the policy, draw one of its
# outcomes, collect the reward, go on from there. Write `simulate`, which plays one episode and returns its record:
#
# - `states`: all states, the first and the last one included, so one more than there are steps;
# - `actions` and `rewards`: one for each step;
# - `terminated`: whether the last state is terminal. An episode also ends after `max_steps` steps; that alone is not the end of the story.
#
# A start in a terminal state makes an episode without a step. All randomness comes from `rng`.
#
# For the policy `{"fresh": {"deliver": 1.0}, "tired": {"go home": 1.0}}`, an episode from `"fresh"` might have the states `["fresh",
# "fresh", "tired", "home"]`, the actions `["deliver", "deliver", "go home"]` and the rewards `[6.0, 6.0, 0.0]`.
#
# <details><summary>Hint</summary>
#
# `rng.choice(len(outcomes), p=[...])` draws an index. Draw an index rather than the thing itself: `rng.choice(["a", "b"])` returns NumPy's
# own kind of string. Actions and their probabilities: `list(policy[state])` and `list(policy[state].values())`.
#
# </details>


# %%
class Episode(NamedTuple):
    """The record of one episode of n steps."""

    states: list[State]
    """All states in order, n + 1 of them."""
    actions: list[Action]
    """What was done in each state but the last."""
    rewards: list[float]
    """What each step paid."""
    terminated: bool
    """Whether the last state is terminal."""


# %% exercise="simulate" task=2
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    """Play one episode of a policy.

    Args:
        mdp: The world.
        policy: Probability of each action in each state; actions that are not named are
            never taken.
        start: The first state.
        rng: Where all randomness comes from.
        max_steps: Number of steps after which the episode is cut.

    Returns:
        The record of the episode.
    """
    # BEGIN SOLUTION
    states, actions, rewards = [start], list[Action](), list[float]()
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[
            rng.choice(len(outcomes), p=[each.probability for each in outcomes])
        ]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
    # END SOLUTION


# %% test="simulate" points=1
def test_simulate() -> None:
    line = MDP(
        {
            s: {"on": [Outcome(1.0, s + 1, 10.0 * s)], "back": [Outcome(1.0, 0, -1.0)]}
            for s in range(3)
        },
        frozenset({3}),
    )
    always_on: Policy = {s: {"on": 1.0} for s in range(3)}
    episode = checks.attempt(simulate, line, always_on, 0, np.random.default_rng(0))
    checks.equal(
        "the states",
        episode[0],
        [0, 1, 2, 3],
        thought="The start is the first state, the terminal state the last.",
    )
    checks.equal(
        "the actions",
        episode[1],
        ["on", "on", "on"],
        thought="One action for each step, as the policy says.",
    )
    checks.equal(
        "the rewards",
        episode[2],
        [0.0, 10.0, 20.0],
        thought="One reward for each step.",
    )
    checks.equal("terminated", episode[3], True, thought="Is state 3 terminal?")
    episode = checks.attempt(
        simulate, line, always_on, 0, np.random.default_rng(0), max_steps=2
    )
    checks.equal(
        "the states when cut after 2 steps",
        episode[0],
        [0, 1, 2],
        thought="max_steps counts steps, not states.",
    )
    checks.equal(
        "terminated when cut after 2 steps",
        episode[3],
        False,
        thought="Does the limit end the story, or only our patience?",
    )
    episode = checks.attempt(
        simulate, courier(), random_policy(courier()), "fresh", np.random.default_rng(1)
    )
    checks.true(
        "the courier's day ends at home",
        episode[0][-1] == "home",
        thought="Does it go on until a terminal state is reached?",
    )


# %% hidden="simulate" points=2
def hidden_simulate() -> None:
    line = MDP(
        {
            s: {"on": [Outcome(1.0, s + 1, 10.0 * s)], "back": [Outcome(1.0, 0, -1.0)]}
            for s in range(3)
        },
        frozenset({3}),
    )
    always_on: Policy = {s: {"on": 1.0} for s in range(3)}
    rng = np.random.default_rng(423)
    for trial in range(3):
        table: dict[Any, dict[Any, list[Outcome]]] = {}
        policy: dict[Any, dict[Any, float]] = {}
        for state in ("x", "y", 7):
            table[state] = {}
            for action in ("l", "m", 2):
                p = rng.dirichlet([0.6, 0.6, 0.6])
                table[state][action] = [
                    Outcome(float(p[i]), n, 10.0 * i + len(table))
                    for i, n in enumerate((7, "x", "y"))
                ]
                table[state][action].append(Outcome(0.0, 7, 99.0))
            p = rng.dirichlet([1.0, 1.0])
            # The order of the policy is another than that of the MDP, one action is not named, or named with probability 0.
            policy[state] = (
                {2: float(p[0]), "m": 0.0, "l": float(p[1])}
                if trial
                else {"m": float(p[0]), "l": float(p[1])}
            )
        mdp = MDP(table)
        with checks.unchanged(table=table, policy=policy):
            episode = checks.attempt(simulate, mdp, policy, "y", rng, max_steps=4000)
        checks.equal(
            "the numbers",
            [len(part) for part in episode[:3]],
            [4001, 4000, 4000],
            thought="Are as many steps made as asked for?",
        )
        checks.equal(
            "terminated",
            episode[3],
            False,
            thought="Is `terminated` only true in a terminal state?",
        )
        counts, visits, expected_shares, shares = (
            Counter[Any](),
            Counter[Any](),
            list[float](),
            list[float](),
        )
        for s, a, r, s2 in zip(
            episode[0][:-1], episode[1], episode[2], episode[0][1:], strict=True
        ):
            counts[s, a, s2, r] += 1
            visits[s] += 1
        possible = {
            (s, a, o.next_state, o.reward): (policy[s].get(a, 0.0) * o.probability)
            for s in table
            for a in table[s]
            for o in table[s][a]
        }
        checks.true(
            "only what can happen",
            all(possible.get(way, 0.0) > 0 for way in counts),
            thought="Do state, action, reward and next state belong together?",
        )
        for (s, a, s2, r), p in possible.items():
            if visits[s] >= 500:
                shares.append(counts[s, a, s2, r] / visits[s])
                expected_shares.append(p)
        checks.true(
            "visits",
            len(shares) > 0,
            thought="Does the next step begin where the last one ended?",
        )
        checks.close(
            "the shares",
            shares,
            expected_shares,
            atol=0.09,
            rtol=0,
            thought=(
                "Are actions drawn as the policy says, and outcomes by their "
                "probabilities?"
            ),
        )
    for limit in (0, 1, 3, 4):
        episode = checks.attempt(
            simulate, line, always_on, 0, np.random.default_rng(0), max_steps=limit
        )
        expected_steps = min(limit, 3)
        checks.equal(
            "the states",
            episode[0],
            list(range(expected_steps + 1)),
            thought="Does it stop at a terminal state, and at the limit?",
        )
        checks.equal(
            "the rewards",
            episode[2],
            [10.0 * i for i in range(expected_steps)],
            thought="Is there one reward for each step?",
        )
        checks.equal(
            "terminated",
            episode[3],
            limit >= 3,
            thought="And if the limit and the end of the story come at the same step?",
        )
    episode = checks.attempt(simulate, line, always_on, 3, np.random.default_rng(0))
    checks.equal(
        "a start at the end",
        episode[:4],
        [[3], [], [], True],
        thought="What if the first state is terminal?",
    )
    twice = [
        checks.attempt(
            simulate,
            courier(),
            random_policy(courier()),
            "fresh",
            np.random.default_rng(5),
        )
        for i in range(2)
    ]
    checks.equal(
        "a repeated run",
        twice[0][0],
        twice[1][0],
        thought="Does all randomness come from rng?",
    )
    shared = np.random.default_rng(5)
    lengths = {
        len(
            checks.attempt(
                simulate, courier(), random_policy(courier()), "fresh", shared
            )[1]
        )
        for i in range(20)
    }
    checks.true(
        "draws go on",
        len(lengths) > 2,
        thought="Does the generator start afresh at every call?",
    )


# %% [markdown]
# Two thousand days of a courier who does anything at random. (This cell needs Exercise 3.)

# %% tags=["demo"]
random_days = [
    simulate(
        courier(), random_policy(courier()), "fresh", np.random.default_rng([42, _day])
    )
    for _day in range(2000)
]


def days_figure() -> Figure:
    """Draw what a dozen random days earn along the way, and what all of them earn in the end."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    for day in random_days[:12]:
        left.plot(
            np.cumsum([0.0, *day.rewards]),
            color=plots.PALETTE[0],
            linestyle="-",
            alpha=0.6,
            linewidth=1.2,
        )
        left.plot(
            len(day.rewards),
            sum(day.rewards),
            "o",
            color=plots.PALETTE[0],
            markersize=4,
        )
    left.set(
        xlabel="step $t$",
        ylabel="earned so far / euros",
        title="twelve days, each up to its end",
    )
    totals = [sum(day.rewards) for day in random_days]
    right.hist(
        totals, bins=np.arange(-21, 100, 6), color=plots.PALETTE[4], edgecolor="white"
    )
    right.axvline(
        float(np.mean(totals)),
        color=plots.PALETTE[1],
        label=f"mean {np.mean(totals):.1f}",
    )
    right.set(
        xlabel="sum of rewards of a day / euros",
        ylabel="days",
        title="two thousand days",
        xlim=(-25, 85),
    )
    right.legend()
    return figure


_days = days_figure()
share_with_crash = float(np.mean([day.rewards[-1] == -20.0 for day in random_days]))
print(
    f"mean {np.mean([sum(day.rewards) for day in random_days]):.2f} euros; "
    f"{share_with_crash:.0%} of the days end with a crash"
)
assert 0.15 < share_with_crash < 0.35

# %% [markdown]
# What to see: one policy, one world, and days that differ enormously. There is no "the return" of a policy. There is a distribution of
# returns, and we shall compute its mean, to the last digit.

# %% [markdown]
# ## 6. Exercise 4: the transition graph
#
# *Medium, about 25 minutes.* A good picture of an MDP finds mistakes that no test finds: "why is there no way back from here?" The
# difficulty is that arrows like to lie on top of each other. Two actions may lead from the same state to the same next one, and self-loops
# have no length.
#
# You get the geometry. `arrows.places_on_circle(states)` gives each state a place. `arrows.edge(tail_place, head_place, number)` gives the
# way of an arrow: `.path` to draw and `.label`, the place of its text. Arrows between the same two places, in the same direction, need
# **different numbers: 0, 1, 2, ...** Then they take different ways, self-loops too.
#
# Write `graph_figure(mdp)`, which returns a figure with one pair of axes that holds
#
# - each state, the terminal ones too, as a text at its place: `str(state)` (a `Circle` of radius `arrows.RADIUS` around it looks good);
# - each outcome as a `FancyArrowPatch(path=..., arrowstyle="-|>", mutation_scale=12)`, added by `axes.add_patch`;
# - each arrow's label, a text at the label's place, which says action and probability: `deliver\n0.6`, that is,
#   `f"{action}\n{outcome.probability:.2g}"`;
# - no texts that cover each other, and none cut off: `figsize=(8, 6)` and limits of $\pm 2.3$ are enough for four states.
#
# The courier has 8 arrows, among them 4 self-loops and 2 parallel arrows from *tired* to *home*.
#
# <details><summary>Hint</summary>
#
# `drawn = Counter()` counts: `number = drawn[state, outcome.next_state]`, and add 1 after each arrow. `axes.axis("off")` takes the ticks
# away. `ha="center", va="center"` centre a text.
#
# </details>


# %% exercise="graph_figure" task=3 forbid="rlcourse.figures.graphs"
def graph_figure(mdp: MDP) -> Figure:
    """Draw the transition graph of a small MDP.

    Args:
        mdp: At most four states; no two of them with the same name.

    Returns:
        A figure with one pair of axes: a text for each state, an arrow and a text for
            each outcome.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    drawn: Counter[tuple[State, State]] = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(
                    places[state], places[next_state], drawn[state, next_state]
                )
                drawn[state, next_state] += 1
                axes.add_patch(
                    FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12)
                )
                axes.text(
                    *way.label,
                    f"{action}\n{probability:.2g}",
                    ha="center",
                    va="center",
                    backgroundcolor="white",
                    fontsize=9,
                )
    for state, place in places.items():
        axes.add_patch(
            Circle(place, arrows.RADIUS, facecolor="white", edgecolor="black")
        )
        axes.text(*place, str(state), ha="center", va="center", weight="bold")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3), aspect="equal")
    axes.axis("off")
    return figure
    # END SOLUTION


# %% test="graph_figure" points=1
def test_graph_figure() -> None:
    mdp = courier()
    figure = checks.figure(
        checks.attempt(graph_figure, mdp), n_axes=1, thought="Do you return the figure?"
    )
    texts = [
        arrows.words_of(text.get_text()) for text in checks.panels_of(figure)[0].texts
    ]
    for name in ("fresh", "tired", "home"):
        checks.true(
            f"there is one text {name!r}",
            texts.count(name) == 1,
            thought="Is each state named, the terminal one too?",
        )
    for name in (
        "deliver 0.6",
        "deliver 0.4",
        "rest 1",
        "deliver 0.7",
        "deliver 0.3",
        "rest 0.8",
        "rest 0.2",
        "go home 1",
    ):
        checks.true(
            f"there is one label {name!r}",
            texts.count(name) == 1,
            thought="Does each arrow have a label with action and probability?",
        )
    drawn = arrows.between(checks.panels_of(figure)[0], ("fresh", "tired", "home"))
    checks.equal(
        "the number of arrows",
        len(drawn),
        8,
        thought="One FancyArrowPatch for each outcome.",
    )
    checks.equal(
        "arrows from tired to home",
        drawn.count(("tired", "home")),
        2,
        thought="Where does each arrow begin, and where does it end?",
    )
    checks.true(
        "the label 'deliver 0.3' stands beside an arrow from tired to home",
        ("deliver 0.3", "tired", "home")
        in arrows.labelled(checks.panels_of(figure)[0], ("fresh", "tired", "home")),
        thought="Does each label stand at the place that goes with its arrow's path?",
    )
    checks.true(
        "no two arrows lie on each other",
        arrows.smallest_gap(checks.panels_of(figure)[0]) > 0.08,
        thought="Does each parallel arrow have a number of its own?",
    )
    checks.equal(
        "texts that cover each other",
        arrows.overlapping_texts(figure),
        [],
        thought="Is the figure large enough, the font small enough?",
    )
    plt.close("all")


# %% hidden="graph_figure" points=2
def hidden_graph_figure() -> None:
    _rng = np.random.default_rng(424)
    cases: list[MDP] = [
        MDP(
            {
                "p": {
                    "up": [Outcome(0.5, "p", 1.0), Outcome(0.5, "p", 3.0)],
                    "go": [Outcome(1.0, "p", 0.0)],
                }
            }
        ),
        MDP(
            {
                0: {1: [Outcome(0.25, 1, 0.0), Outcome(0.75, 0, 0.0)]},
                1: {
                    1: [Outcome(1.0, 0, 5.0)],
                    2: [Outcome(0.9, 0, 5.0), Outcome(0.1, 2, 0.0)],
                },
            },
            frozenset({2}),
        ),
    ]
    table = {
        s: {
            "a": [Outcome(0.5, (i + 1) % 4, 0.0), Outcome(0.5, i, 0.0)],
            "b": [Outcome(0.125, (i + 1) % 4, 0.0), Outcome(0.875, (i + 3) % 4, 0.0)],
        }
        for i, s in enumerate(range(4))
    }
    cases.append(
        MDP(
            {
                n: {
                    a: [
                        Outcome(o.probability, "NESW"[int(o.next_state)], o.reward)
                        for o in os
                    ]
                    for a, os in table[i].items()
                }
                for i, n in enumerate("NESW")
            }
        )
    )
    for mdp in cases:
        states = [str(s) for s in (*mdp.transitions, *mdp.terminal)]
        figure = checks.figure(
            checks.attempt(graph_figure, mdp),
            n_axes=1,
            thought="Is one figure with one pair of axes returned?",
        )
        texts = Counter(
            arrows.words_of(text.get_text())
            for text in checks.panels_of(figure)[0].texts
        )
        checks.true(
            "the states",
            all(texts[s] == 1 for s in states),
            thought="Is each state named once, the terminal ones too?",
        )
        expected_arrows, brief, full = (
            Counter[tuple[str, str]](),
            Counter[tuple[str, str, str]](),
            Counter[tuple[str, str, str]](),
        )
        for s, actions in mdp.transitions.items():
            for a, outcomes in actions.items():
                for o in outcomes:
                    expected_arrows[str(s), str(o.next_state)] += 1
                    brief[f"{a} {o.probability:.2g}", str(s), str(o.next_state)] += 1
                    full[f"{a} {o.probability:g}", str(s), str(o.next_state)] += 1
        found_labels = Counter(arrows.labelled(checks.panels_of(figure)[0], states))
        thought = (
            "Does each outcome have one label, with its own action and probability, "
            "beside its own arrow?"
        )
        checks.true("the labels", found_labels in (brief, full), thought=thought)
        checks.equal(
            "the arrows",
            dict(Counter(arrows.between(checks.panels_of(figure)[0], states))),
            dict(expected_arrows),
            thought=(
                "Does each arrow lead from its state to the next state, self-loops too?"
            ),
        )
        checks.true(
            "arrows can be told apart",
            arrows.smallest_gap(checks.panels_of(figure)[0]) > 0.08,
            thought="Do parallel arrows, and loops at the same state, take different ways?",
        )
        checks.equal(
            "texts",
            arrows.overlapping_texts(figure),
            [],
            thought=(
                "Can every text be read: does none cover another one or reach "
                "beyond the "
                "edge?"
            ),
        )
        plt.close("all")


# %% tags=["demo"]
_machine_graph = graph_figure(coffee_machine(3.0, 0.25))

# %% [markdown]
# Your coffee machine, drawn by your own function. Can you find each sentence of the story in the picture?

# %% [markdown]
# ## 7. What is a policy worth? Exactly
#
# With the policy fixed, nothing is left to decide, and the MDP becomes a **Markov chain**: from each state the next one follows with a
# fixed probability. Average over actions and outcomes,
#
# $$P_\pi(s, s') = \sum_a \pi(a \mid s) \sum_r p(s', r \mid s, a), \qquad
# r_\pi(s) = \sum_a \pi(a \mid s) \sum_{s', r} p(s', r \mid s, a)\, r .$$
#
# We keep rows and columns for the states that are *not* terminal. A row of $P_\pi$ may therefore sum to less than 1: what is missing is the
# probability that the story ends. Beyond its end nothing is earned, so nothing is lost by leaving it out.
#
# Now the expected return. The return is the first reward, plus $\gamma$ times the return from the next state on, $G_t = R_{t+1} + \gamma
# G_{t+1}$. Take the mean on both sides:
#
# $$v_\pi(s) = r_\pi(s) + \gamma \sum_{s'} P_\pi(s, s')\, v_\pi(s'), \qquad \text{or} \qquad v = r_\pi + \gamma P_\pi v .$$
#
# These are $n$ linear equations for $n$ unknowns, the **Bellman equations** of the policy. Part 4.6 is all about them. Bring $v$ to one
# side:
#
# $$(I - \gamma P_\pi)\, v = r_\pi .$$
#
# For $\gamma < 1$ there is always exactly one solution. For $\gamma = 1$ there is one if the policy reaches a terminal state from
# everywhere. (A courier who always rests when she is tired never goes home. Without a discount she
# earns more than any number, and there is no solution to be found.)
#
# ## 8. Exercise 5: from policy to chain
#
# *Medium, about 15 minutes.* Write `chain_of(mdp, policy)`, which returns $P_\pi$ and $r_\pi$ as float64 tensors on the CPU. Row $i$
# belongs to the $i$-th key of `mdp.transitions`, and so does column $i$. Outcomes that lead to a terminal state add to the reward, and to
# no column. Actions that the policy does not name have probability 0.
#
# The courier who always delivers has $P = \begin{pmatrix} 0.6 & 0.4 \\ 0 & 0.7 \end{pmatrix}$ and $r = (6,\ 0.7 \cdot 6 - 0.3 \cdot 20) =
# (6, -1.8)$.
#
# <details><summary>Hint</summary>
#
# `index = {state: i for i, state in enumerate(mdp.transitions)}` numbers the states. Start with `torch.zeros(n, n, dtype=torch.float64)`,
# and go through states, actions of the policy, and outcomes: each adds `share * probability` to one entry. Several may add to the same one.
#
# </details>


# %% exercise="chain_of" task=4
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the Markov chain that a policy makes of an MDP.

    Args:
        mdp: The world, with n states that are not terminal.
        policy: Probability of each action in each of them.

    Returns:
        Transition probabilities among the states that are not terminal, shape ``[n,
        n]``, and the expected reward of a step from each, shape ``[n]``. Both float64
        on the CPU, in the order of ``mdp.transitions``.
    """
    # BEGIN SOLUTION
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for outcome in mdp.transitions[state][action]:
                reward[i] += share * outcome.probability * outcome.reward
                if outcome.next_state not in mdp.terminal:
                    transition[i, index[outcome.next_state]] += (
                        share * outcome.probability
                    )
    return transition, reward
    # END SOLUTION


# %% test="chain_of" points=1
def test_chain_of() -> None:
    always: Policy = {"fresh": {"deliver": 1.0}, "tired": {"deliver": 1.0}}
    transition, reward = checks.attempt(chain_of, courier(), always)
    checks.tensor(
        "the transition matrix",
        transition,
        shape=(2, 2),
        dtype=torch.float64,
        thought="A row and a column for each state that is not terminal.",
    )
    checks.close(
        "the transition matrix",
        transition,
        [[0.6, 0.4], [0.0, 0.7]],
        thought="What may come of delivering, from fresh and from tired?",
    )
    checks.tensor(
        "the reward",
        reward,
        shape=(2,),
        dtype=torch.float64,
        thought="One expected reward for each state that is not terminal.",
    )
    checks.close(
        "the reward",
        reward,
        [6.0, -1.8],
        thought="Does the crash, which leads to a terminal state, count as well?",
    )


# %% hidden="chain_of" points=2
def hidden_chain_of() -> None:
    rng = np.random.default_rng(425)
    for trial in range(12):
        n, n_ends = int(rng.integers(1, 6)), int(rng.integers(0, 3))
        every: list[Any] = [
            f"s{i}" if trial % 2 else 50 - i for i in rng.permutation(n + n_ends)
        ]
        table, policy = {}, {}
        expected_p, expected_r = np.zeros((n, n + n_ends)), np.zeros(n)
        for i, s in enumerate(every[:n]):
            k = int(rng.integers(1, 4))
            shares = rng.dirichlet(np.ones(k))
            _next = rng.integers(n + n_ends, size=(k, 3))  # a next state may come twice
            p, r = (
                rng.dirichlet(np.ones(3), size=k),
                rng.normal(scale=4.0, size=(k, 3)),
            )
            table[s] = {
                a: [
                    Outcome(float(p[a, j]), every[int(_next[a, j])], float(r[a, j]))
                    for j in range(3)
                ]
                for a in range(k)
            }
            table[s]["never"] = [Outcome(1.0, s, 1e6)]
            policy[s] = {a: float(shares[a]) for a in reversed(range(k))}
            expected_r[i] = np.einsum("a,aj,aj->", shares, p, r)
            np.add.at(expected_p[i], _next.ravel(), (shares[:, None] * p).ravel())
        mdp = MDP(table, frozenset(every[n:]))
        shuffled = {
            s: policy[s] for s in reversed(list(policy))
        }  # the order of the policy is not that of the MDP
        with checks.unchanged(table=table, policy=shuffled):
            transition, reward = checks.attempt(chain_of, mdp, shuffled)
        checks.tensor(
            "the transition matrix",
            transition,
            shape=(n, n),
            dtype=torch.float64,
            thought="Are terminal states left out, and is it float64?",
        )
        checks.tensor(
            "the reward",
            reward,
            shape=(n,),
            dtype=torch.float64,
            thought="Is there one expected reward for each state?",
        )
        thought = (
            "Do several outcomes add up, are rows and columns in the order of "
            "mdp.transitions, and are unnamed actions never taken?"
        )
        checks.close(
            "the transition matrix",
            transition,
            expected_p[:, :n],
            thought=thought,
            rtol=1e-9,
            atol=1e-12,
        )
        checks.close(
            "the reward",
            reward,
            expected_r,
            thought="Is each reward weighted by the policy and by its probability?",
            rtol=1e-9,
            atol=1e-9,
        )


# %% [markdown]
# ## 9. Exercise 6: solve for the expected returns
#
# *Easy, about 10 minutes.* Write `expected_returns(transition, reward, discount)`, which solves $(I - \gamma P)\, v = r$.
#
# With one state that stays with probability 0.5 and pays 1 each time, and $\gamma = 1$, it is $v = 1 / (1 - 0.5) = 2$: two steps, on
# average.
#
# <details><summary>Hint</summary>
#
# `torch.linalg.solve(A, b)` solves $A x = b$, and `torch.eye(n, dtype=...)` is the identity matrix. The dtypes must agree.
#
# </details>


# %% exercise="expected_returns" task=4
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    """Return the expected return from each state of a Markov chain.

    Args:
        transition: Probabilities of going on from state to state, shape ``[n, n]``,
            float64; rows may sum to less than 1.
        reward: Expected reward of a step from each state, shape ``[n]``, float64.
        discount: In ``[0, 1]``; 1 only if the chain ends from every state.

    Returns:
        Expected discounted sums of rewards, shape ``[n]``, float64.
    """
    # BEGIN SOLUTION
    identity = torch.eye(len(reward), dtype=transition.dtype)
    return torch.linalg.solve(identity - discount * transition, reward)
    # END SOLUTION


# %% test="expected_returns" points=1
def test_expected_returns() -> None:
    values = checks.attempt(
        expected_returns,
        torch.tensor([[0.5]], dtype=torch.float64),
        torch.tensor([1.0], dtype=torch.float64),
        1.0,
    )
    checks.close(
        "the value of the example", values, [2.0], thought="(I - discount * P) v = r."
    )
    chain = torch.tensor([[0.6, 0.4], [0.0, 0.7]], dtype=torch.float64)
    values = checks.attempt(
        expected_returns, chain, torch.tensor([6.0, -1.8], dtype=torch.float64), 0.0
    )
    checks.close(
        "the values for a discount of 0",
        values,
        [6.0, -1.8],
        thought="With a discount of 0 only the next reward counts.",
    )


# %% hidden="expected_returns" points=2
def hidden_expected_returns() -> None:
    rng = np.random.default_rng(426)
    for n in (1, 2, 3, 7, 20):
        for discount in (0.0, 0.5, 0.9, 0.99, 1.0):
            p = rng.dirichlet(np.ones(n) * 0.5, size=n) * (
                0.9 if discount == 1.0 else 1.0
            )
            r = rng.normal(scale=5.0, size=n)
            given, paid = torch.from_numpy(p), torch.from_numpy(r)
            with checks.unchanged(transition=given, reward=paid):
                values = checks.attempt(expected_returns, given, paid, discount)
            values = checks.tensor(
                "the values",
                values,
                shape=(n,),
                dtype=torch.float64,
                thought="Is there one value for each state, in float64?",
            )
            # Written another way: the sum over time of what each step is expected to pay.
            expected_values, paying = np.zeros(n), r.copy()
            for _t in range(3000 if discount == 0.99 else 400):
                expected_values += paying
                paying = discount * (p @ paying)
            checks.close(
                "the values",
                values,
                expected_values,
                thought=(
                    "Rewards of all steps to come, discounted: is it (I - "
                    "discount P) v = "
                    "r?"
                ),
                rtol=1e-6,
                atol=1e-8,
            )


# %% [markdown]
# What is the courier to do? Four policies, valued exactly (this cell needs Exercises 5 and 6):

# %% tags=["demo"]
courier_policies: dict[str, Policy] = {
    "tireless": {"fresh": {"deliver": 1.0}, "tired": {"deliver": 1.0}},
    "random": random_policy(courier()),
    "early home": {"fresh": {"deliver": 1.0}, "tired": {"go home": 1.0}},
    "careful": {"fresh": {"deliver": 1.0}, "tired": {"rest": 1.0}},
}
courier_values = {
    name: expected_returns(*chain_of(courier(), policy), discount=0.9)
    for name, policy in courier_policies.items()
}
for _name, _values_of in courier_values.items():
    print(
        f"{_name:10}: expected return {_values_of[0]:6.2f} from fresh, "
        f"{_values_of[1]:6.2f} from tired"
    )
assert list(courier_values) == sorted(
    courier_values, key=lambda name: float(courier_values[name][0])
)

# %% [markdown]
# Working without a pause is worth less than rolling dice. And resting is worth a lot, although it never pays a cent: it leads to where
# the money is. That is the whole idea of a return, in one line of output.
#
# How careful one should be depends on the world and on the discount. Move the slider (without one, you see $\gamma = 0.9$): from which
# crash probability on does rest beat work, and what changes when she looks further ahead?


# %% tags=["demo"]
def crash_figure(discount: float) -> Figure:
    """Draw the expected return of three policies from fresh, against the probability of a crash."""
    crashes = np.linspace(0.0, 0.4, 41)
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    for name in ("tireless", "early home", "careful"):
        values = [
            float(
                expected_returns(
                    *chain_of(courier(crash), courier_policies[name]), discount
                )[0]
            )
            for crash in crashes.tolist()
        ]
        axes.plot(crashes, values, label=name)
    axes.set(
        xlabel="probability of a crash when tired",
        ylabel="expected return from fresh / euros",
    )
    axes.set_title(f"discount {discount:.2f}")
    axes.legend()
    return figure


controls.interactive_figure(
    crash_figure, discount=controls.slider(0.0, 0.99, 0.01, 0.9, "discount")
)

# %% tags=["demo"]
_low, _high = 0.0, 0.4
for _i in range(40):
    _middle = (_low + _high) / 2
    _tireless, _careful = (
        expected_returns(*chain_of(courier(_middle), courier_policies[_n]), 0.9)[0]
        for _n in ("tireless", "careful")
    )
    _low, _high = (_middle, _high) if _tireless > _careful else (_low, _middle)
crash_limit = _low
print(
    f"with a discount of 0.9, rest beats work from a crash probability of "
    f"{crash_limit:.4f} on"
)
assert 0.03 < crash_limit < 0.05

# %% [markdown]
# Four crashes in a hundred tired deliveries: that is all the risk she should take. With a small discount the curves move together, for
# somebody who looks one step ahead there is no difference between the policies at all: from *fresh*, all three begin alike.

# %% [markdown]
# ## 10. And by simulation: exercise 7
#
# Most worlds are too large to solve, and all that one can do is try. The mean of $n$ simulated returns $G^{(1)}, \dots, G^{(n)}$ estimates
# $v_\pi(s)$. How well? By the central limit theorem the mean scatters around the truth with the standard deviation $\sigma / \sqrt n$, so
#
# $$\bar G \pm 1.96\, \frac{\hat\sigma}{\sqrt n}, \qquad \bar G = \frac1n \sum_i G^{(i)}, \qquad
# \hat\sigma^2 = \frac{1}{n - 1} \sum_i \bigl(G^{(i)} - \bar G\bigr)^2$$
#
# holds the true value in 95 of 100 experiments, if $n$ is large. It is called a 95 % **confidence interval**. Any comparison of
# agents without one is an anecdote.
#
# *Easy, about 10 minutes.* Write `confidence_interval(returns)`, which returns the lower and the upper end. Fewer than two returns say
# nothing about their spread: raise a `ValueError`.
#
# For `[1.0, 3.0]` the mean is 2, $\hat\sigma = \sqrt 2$, and $\hat\sigma / \sqrt 2 = 1$: the interval is $(0.04, 3.96)$.
#
# <details><summary>Hint</summary>
#
# NumPy's `std` divides by $n$ unless you tell it `ddof=1`; PyTorch's divides by $n - 1$. Which one does the formula ask for?
#
# </details>


# %% exercise="confidence_interval" task=4
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    """Return the 95 % confidence interval of the mean, by the normal approximation.

    Args:
        returns: Independent returns, shape ``[n]`` with n at least 2.

    Returns:
        Lower and upper end.

    Raises:
        ValueError: There are fewer than two returns.
    """
    # BEGIN SOLUTION
    sample = np.asarray(returns, dtype=np.float64)
    if sample.size < 2:
        raise ValueError(f"got {sample.size} returns, expected at least 2")
    half_width = 1.96 * float(sample.std(ddof=1)) / math.sqrt(sample.size)
    return float(sample.mean()) - half_width, float(sample.mean()) + half_width
    # END SOLUTION


# %% test="confidence_interval" points=1
def test_confidence_interval() -> None:
    checks.close(
        "the interval of [1, 3]",
        checks.attempt(confidence_interval, [1.0, 3.0]),
        [0.04, 3.96],
        thought="1.96 times 1, on both sides of 2.",
    )
    checks.raises(
        ValueError,
        lambda: confidence_interval([4.0]),
        thought="What does a single return tell about the spread?",
    )


# %% hidden="confidence_interval" points=1
def hidden_confidence_interval() -> None:
    rng = np.random.default_rng(427)
    for n in (2, 3, 10, 1000):
        for scale, shift in ((1.0, 0.0), (0.01, -40.0), (300.0, 5.0)):
            sample = rng.normal(shift, scale, size=n)
            expected_mean = sum(sample.tolist()) / n
            expected_half = 1.96 * math.sqrt(
                sum((x - expected_mean) ** 2 for x in sample.tolist()) / (n - 1) / n
            )
            expected_ends = [
                expected_mean - expected_half,
                expected_mean + expected_half,
            ]
            for given in (sample, sample.tolist()):
                with checks.unchanged(returns=given):
                    ends = checks.attempt(confidence_interval, given)
                checks.close(
                    "the interval",
                    ends,
                    expected_ends,
                    thought="Is the spread divided by n - 1, and by the root of n?",
                    rtol=1e-6,
                    atol=1e-6,
                )
    checks.close(
        "the interval",
        checks.attempt(confidence_interval, np.full(5, 2.5)),
        [2.5, 2.5],
        thought="And if all returns are equal?",
    )
    for few in ([], [1.0], np.zeros(0), np.ones(1)):
        checks.raises(
            ValueError,
            lambda few=few: confidence_interval(few),
            thought="Are too few returns refused, none at all too?",
        )


# %% [markdown]
# Now the proof of the pudding. The random courier's expected return is known exactly; simulate her, and see whether it lies inside the
# interval. And because "95 %" is a promise about *many* experiments, make a hundred of them, with a hundred days each. (This cell needs
# Exercises 3, 5, 6 and 7.)

# %% tags=["demo"]
exact_random = float(courier_values["random"][0])
simulated_returns = [discounted_return(day.rewards, 0.9) for day in random_days]
simulated_low, simulated_high = confidence_interval(simulated_returns)
print(
    f"2000 days: 95 % interval from {simulated_low:.3f} to {simulated_high:.3f}; "
    f"exact {exact_random:.3f}"
)
assert simulated_low < exact_random < simulated_high

coverage_rng = np.random.default_rng(95)
n_experiments = budgets.pick(short=100, long=1000)
hundred_intervals = [
    confidence_interval(
        [
            discounted_return(
                simulate(
                    courier(), courier_policies["random"], "fresh", coverage_rng
                ).rewards,
                0.9,
            )
            for _day in range(100)
        ]
    )
    for _experiment in range(n_experiments)
]
covering = [low <= exact_random <= high for low, high in hundred_intervals]


def intervals_figure() -> Figure:
    """Draw a hundred intervals, and mark those that miss the exact value."""
    figure, axes = plt.subplots(figsize=(9, 3.4))
    for number, ((low, high), hit) in enumerate(
        zip(hundred_intervals[:100], covering[:100], strict=True)
    ):
        axes.plot(
            [number, number],
            [low, high],
            color=plots.PALETTE[0 if hit else 1],
            linestyle="-",
            linewidth=1.5 if hit else 3,
        )
    axes.axhline(
        exact_random, color="black", linestyle="--", label=f"exact: {exact_random:.2f}"
    )
    axes.plot(
        [], [], color=plots.PALETTE[1], linestyle="-", linewidth=3, label="misses it"
    )
    axes.set(
        xlabel="experiment of 100 days each",
        ylabel="expected return / euros",
        xlim=(-1, 100),
    )
    axes.legend(loc="upper right", ncols=2)
    return figure


_intervals = intervals_figure()
print(f"{sum(covering)} of {n_experiments} intervals hold the exact value")
assert 0.88 <= sum(covering) / n_experiments <= 0.99

# %% [markdown]
# What to see: about one interval in twenty misses, as promised, and *you cannot know which* if you have only that one. The linear system,
# by the way, took two unknowns and no luck at all. But it needed the whole MDP; the simulation needed only to be able to try.

# %% [markdown]
# ## 11. Exercise 8: read an MDP out of an environment
#
# *Hard, about 25 minutes.* Gymnasium's small environments (FrozenLake, Taxi, CliffWalking, together called *toy text*) carry their MDP with
# them: `env.unwrapped.P[state][action]` is a list of `(probability, next_state, reward, terminated)`. Their form differs from ours in two
# points. The end of the story is written on the *step*, not on the state. And the same outcome may stand in the list twice: on the
# slippery ice of FrozenLake, next to a wall, two of three slides end in the same place.
#
# Write `read_table(env)`, which returns an `MDP` with the numbers of states and actions as they are:
#
# - drop outcomes of probability 0;
# - a state is terminal if some outcome with `terminated=True`, of any state and action of the table, leads to it. Terminal states have
#   no entry in `transitions`, whatever the table says about them;
# - outcomes of one action with equal next state and equal reward become one, with their probabilities added up;
# - if an outcome with `terminated=False`, of a state that is not terminal, leads to a terminal state, our form cannot say it: raise
#   a `ValueError` that names this terminal state.
#
# In FrozenLake's state 0, action 0 has the list `[(1/3, 0, 0, False), (1/3, 0, 0, False), (1/3, 4, 0, False)]`. It becomes two outcomes,
# `Outcome(2/3, 0, 0)` and `Outcome(1/3, 4, 0)`.
#
# <details><summary>Hint</summary>
#
# Go through the table twice. First collect the terminal states. Then, for each other state and action, add up in a dictionary
# (`defaultdict(float)` starts every entry at 0) whose keys are the pairs `(next_state, reward)`.
#
# </details>


# %% exercise="read_table" task=1 forbid="rlcourse.agents.tabular rlcourse.environments.tables"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    """Read the MDP of a toy-text environment.

    Args:
        env: An environment with a transition table ``env.unwrapped.P``; not changed.

    Returns:
        The same as an MDP; states and actions keep their numbers.

    Raises:
        ValueError: A state ends the story when reached in one way, and not when reached
            in another.
    """
    # BEGIN SOLUTION
    unwrapped: Any = env.unwrapped
    table: Mapping[int, Mapping[int, Sequence[tuple[float, int, float, bool]]]] = (
        unwrapped.P
    )
    every = [
        way
        for actions in table.values()
        for outcomes in actions.values()
        for way in outcomes
    ]
    terminal = frozenset(
        int(next_state)
        for probability, next_state, _, terminated in every
        if terminated and probability > 0
    )
    transitions: dict[State, dict[Action, list[Outcome]]] = {}
    for state in (state for state in table if state not in terminal):
        transitions[state] = {}
        for action, outcomes in table[state].items():
            merged: defaultdict[tuple[int, float], float] = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability > 0 and next_state in terminal and not terminated:
                    raise ValueError(
                        f"state {next_state} ends the story in one way, but not "
                        f"from state {state} by action {action}"
                    )
                merged[int(next_state), float(reward)] += probability
            transitions[state][action] = [
                Outcome(p, next_state, reward)
                for (next_state, reward), p in merged.items()
                if p > 0
            ]
    return MDP(transitions, terminal)
    # END SOLUTION


# %% test="read_table" points=1
def test_read_table() -> None:
    mdp = checks.instance(
        "the MDP",
        checks.attempt(read_table, gym.make("FrozenLake-v1")),
        MDP,
        thought="Return an MDP.",
    )
    checks.equal(
        "the terminal states of FrozenLake",
        set(mdp.terminal),
        {5, 7, 11, 12, 15},
        thought="Four holes, and the goal: which steps end the story?",
    )
    checks.equal(
        "the other states",
        sorted(int(s) for s in mdp.transitions),
        [0, 1, 2, 3, 4, 6, 8, 9, 10, 13, 14],
        thought="Terminal states have no actions.",
    )
    checks.equal(
        "the number of outcomes of state 0, action 0",
        len(mdp.transitions[0][0]),
        2,
        thought="Are equal outcomes made one?",
    )
    found = checks.attempt(ways, mdp)
    checks.close(
        "the probability of staying in state 0 by action 0",
        found.get((0, 0, 0, 0.0), 0.0),
        2 / 3,
        thought="Two of three slides end at the wall.",
    )
    checks.close(
        "the probability of the goal from 14 by action 2",
        found.get((14, 2, 15, 1.0), 0.0),
        1 / 3,
        thought="Which step pays 1?",
    )


# %% hidden="read_table" points=2
def hidden_read_table() -> None:
    rng = np.random.default_rng(428)
    for _trial in range(14):
        n, n_ends, k = (
            int(rng.integers(1, 6)),
            int(rng.integers(0, 3)),
            int(rng.integers(1, 4)),
        )
        order = rng.permutation(n + n_ends)
        ends = {int(s) for s in order[n:]}
        listed: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {}
        sums: defaultdict[Any, float] = defaultdict(float)
        for s in range(n + n_ends):
            listed[s] = {}
            for a in range(k):
                weights = rng.multinomial(8, np.full(5, 0.2)) / 8
                targets = rng.integers(n + n_ends, size=5)
                pays = rng.integers(-1, 2, size=5)
                listed[s][a] = [
                    (float(p), int(t), int(r), int(t) in ends)
                    for p, t, r in zip(weights, targets, pays, strict=True)
                ]
                if s in ends:  # nonsense beyond the end
                    listed[s][a] = [(1.0, int(order[0]), 50, False)]
                    continue
                listed[s][a].append((0.0, int(order[0]), 0, True))  # never happens
                for p, t, r, _ in listed[s][a]:
                    sums[s, a, t, float(r)] += p
        expected_ways = {way: p for way, p in sums.items() if p > 0}
        expected_ends = {
            t
            for _as in listed.values()
            for os in _as.values()
            for p, t, r, e in os
            if e and p > 0
        }
        if expected_ends != ends:
            continue  # an end that nothing leads to
        env = tables.TableEnvironment(listed)
        with checks.unchanged(P=listed):
            mdp = checks.instance(
                "the MDP", checks.attempt(read_table, env), MDP, thought="Is it an MDP?"
            )
        checks.equal(
            "the terminal states",
            set(mdp.terminal),
            ends,
            thought=(
                "Does every step that ends the story lead to a terminal state, "
                "and is one "
                "that never happens dropped?"
            ),
        )
        checks.equal(
            "the states",
            set(mdp.transitions),
            set(range(n + n_ends)) - ends,
            thought="Are terminal states left out of `transitions`?",
        )
        found = checks.attempt(ways, mdp)
        thought = (
            "Are probabilities added where next state AND reward are equal, and only "
            "there?"
        )
        checks.equal("what may happen", set(found), set(expected_ways), thought=thought)
        checks.close(
            "the probabilities",
            [found[way] for way in expected_ways],
            list(expected_ways.values()),
            thought=thought,
        )
        number = sum(len(os) for _as in mdp.transitions.values() for os in _as.values())
        checks.equal(
            "the number of outcomes",
            number,
            len(expected_ways),
            thought="Is each outcome there once, and is none of probability 0?",
        )
    mdp = checks.attempt(read_table, gym.make("CliffWalking-v1"))
    thought = (
        "Does it work on other environments, where the table says something about the "
        "terminal state, too?"
    )
    checks.equal(
        "the sizes",
        [len(mdp.transitions), sorted(mdp.terminal, key=str)],
        [47, [47]],
        thought=thought,
    )
    thought = (
        "What if a state ends the story when reached in one way, and not when "
        "reached in "
        "another?"
    )
    checks.raises(ValueError, lambda: read_table(gym.make("Taxi-v4")), thought=thought)
    two_faced = {
        0: {0: [(0.5, 1, 0.0, True), (0.5, 2, 0.0, False)]},
        1: {0: [(1.0, 1, 0.0, True)]},
        2: {0: [(1.0, 1, 0.0, False)]},
    }
    checks.raises(
        ValueError,
        lambda: read_table(tables.TableEnvironment(two_faced)),
        mentions="1",
        thought="What if a state ends the story in one way only?",
    )


# %% [markdown]
# So everything in this part works on an environment that was made by others. A random walker on the frozen lake: how often does she reach
# the goal? Once by the linear system, once by walking in the *real* environment. (This cell needs Exercises 5 to 8.)

# %% tags=["demo"]
lake = gym.make("FrozenLake-v1")
lake_mdp = read_table(lake)
lake_exact = float(
    expected_returns(*chain_of(lake_mdp, random_policy(lake_mdp)), discount=1.0)[0]
)
lake_returns: list[float] = []
lake_rng = np.random.default_rng(8)
for _walk in range(4000):
    _ = lake.reset(seed=8) if _walk == 0 else lake.reset()
    _ended, _total = False, 0.0
    while not _ended:
        _, _paid, _terminated, _truncated, _ = lake.step(int(lake_rng.integers(4)))
        _total, _ended = _total + float(_paid), _terminated or _truncated
    lake_returns.append(_total)
lake_low, lake_high = confidence_interval(lake_returns)
print(
    f"exact {lake_exact:.5f}; 4000 walks: 95 % interval from {lake_low:.5f} to "
    f"{lake_high:.5f}"
)
assert lake_low < lake_exact < lake_high
_model = tables.model_of(lake)
assert abs(lake_exact - tabular.expected_return(_model, np.full((16, 4), 0.25))) < 1e-9

# %% [markdown]
# About fourteen walks in a thousand reach the goal, by luck. (FrozenLake cuts an episode after 100 steps, which our MDP does not know;
# hardly a random walker survives that long.) The best policy does better by far. How to find it is what the rest of this module is about.
#
# Try `read_table(gym.make("Taxi-v4"))`, and you will be refused: its table also describes states that no episode ever reaches, such as a
# passenger who has arrived before the journey, and there the two forms contradict each other. A gatekeeper earns its keep.

# %% [markdown]
# ## 12. Summary and outlook
#
# - An MDP is states, actions, probabilities of outcomes with their rewards, and a discount. As typed data with a gatekeeper it cannot be
#   nonsense, and the gatekeeper's message names the culprit.
# - A state is Markov if it has kept of the past whatever matters. "Ready" was not; "two cups since the last jam" is.
# - A policy turns the MDP into a chain, and its expected returns solve $(I - \gamma P_\pi)\, v = r_\pi$. The careful courier earns most, by
#   doing what pays nothing.
# - Simulation gives the same with a confidence interval, and about 95 of 100 such intervals hold the exact value, as the figure showed.
# - Toy-text environments carry their MDP in `env.unwrapped.P`, and the same functions read, draw and solve it.
#
# **Next**: Part 4.3 shrinks the world to a single state, where only exploration is left. Part 4.5 estimates values from episodes alone, and
# 4.6 asks for the *best* policy.
#
# **Further reading**: Sutton and Barto, section 3.1, for what may count as a state, an action and a reward; Puterman, chapter 3, for MDPs
# that run real harbours and power plants; T. Smallwood, *Partially observable Markov decision processes*, 1973, written with E.
# Sondik: what to do when the state cannot be seen.
