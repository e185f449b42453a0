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
# - say what a discount means where the story never ends;
# - read the MDP out of a Gymnasium environment.
#
# **You need** Part 4.1 (agent, environment, reward), matrices (1.4 to 1.6), NumPy's random generators (0.2), means and variances (0.5).
#
# **Time** about 45 minutes to read, 135 to work.
#
# **Sources**: R. Sutton and A. Barto, *Reinforcement Learning: An Introduction*, 2nd edition, 2018, chapter 3; M. Puterman, *Markov
# Decision Processes*, 1994, chapters 2, 6 and 7; L. Wasserman, *All of Statistics*, 2004, section 6.3.2 (confidence intervals).

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
from numpy.typing import ArrayLike, NDArray
from rlcourse import budgets, checks, devices
from rlcourse.agents import tabular
from rlcourse.environments import tables
from rlcourse.figures import arrows, controls, graphs, plots

# The systems of this part have a handful of unknowns: they are solved on the CPU.
device = devices.choose()
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
# ### Stories that end, and stories that do not
#
# The courier's story ends when she is at home. Tasks of this kind are **episodic**, and one run from start to end is an **episode**. Other
# tasks have no natural end: a thermostat, a lift, a power grid. They are **continuing**. The policy decides, too: a courier who always
# rests when she is tired never goes home, and turns her task into a continuing one.
#
# If the story never ends, the plain sum of its rewards may grow beyond all bounds, and two policies that both earn infinitely much
# cannot be compared. A discount below 1 mends that. If no reward is larger than $r_{\max}$ in absolute value,
#
# $$|G_t| \le \sum_{k=0}^\infty \gamma^k r_{\max} = \frac{r_{\max}}{1 - \gamma}.$$
#
# What does the discount *mean* there? One answer is interest: a euro tomorrow is worth less than a euro today. Another one is **an end
# that may come at any time**. Suppose that after each step, whatever happened in it, the story breaks off with probability $1 - \gamma$.
# Then, unless the story ends by itself before, the step that pays $R_{t+1}$ takes place with probability $\gamma^t$, and the expected sum of all rewards until the end, without any
# discount, is
#
# $$\sum_{t=0}^\infty \gamma^t\, \mathbb{E}_\pi[R_{t+1} \mid S_0 = s] = v_\pi(s) .$$
#
# So discounting by 0.9 is the same as expecting lightning to strike after one step in ten. Such a story lasts $1 / (1 - \gamma)$ steps on
# average, here 10: this is how far a discounting agent looks ahead. A third reading follows from the second: $(1 - \gamma)\, v_\pi(s)$ is
# about the mean reward of a step, and tends to the long-run average as $\gamma \to 1$. Section 9 checks both on the courier.
#
# The discount is therefore part of the *question* and not of the world. The code below keeps it apart.
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
# Two roads lead to $v_\pi$. One needs to know $p$, the other only a way to try things out. You will walk both:
#
# ```text
# Expected return of a policy, exactly                  input: p, π, γ
# ────────────────────────────────────────────────────────────────────────────
# 1  P ← n × n zeros, r ← n zeros                       n states, none terminal
# 2  for each state s, each action a, each outcome (s', R) of them:
# 3      r(s) ← r(s) + π(a|s) p(s', R|s, a) R
# 4      if s' is not terminal:
# 5          P(s, s') ← P(s, s') + π(a|s) p(s', R|s, a)
# 6  solve (I − γP) v = r
# 7  return v
#
# Expected return of a policy, by simulation            input: s, π, γ, n
# ────────────────────────────────────────────────────────────────────────────
# 1  repeat n times:
# 2      S ← s, G ← 0, t ← 0
# 3      while S is not terminal:
# 4          draw A from π(·|S), and (S', R) from p(·, ·|S, A)
# 5          G ← G + γᵗ R, S ← S', t ← t + 1
# 6      write G down
# 7  return the mean of all G, and how far it may be off
# ```
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
    """``transitions[state][action]``: what may come of the action.

    Terminal states are no keys here."""
    terminal: frozenset[State] = frozenset()
    """States in which the story is over."""


def courier(crash: float = 0.3) -> MDP:
    """Return the bicycle courier, with rewards in euros.

    Args:
        crash: Probability that she slides when she delivers while she is tired.
    """
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


# %% alt="Graph of the courier's three states, fresh, tired and home: arrows for deliver, rest and go home with probability and euros." tags=["demo"]
def show_courier() -> None:
    """Draw the courier's transition graph."""
    mdp = courier()
    axes = plt.subplots(figsize=(7.5, 4.8))[1]
    graphs.transition_graph(axes, mdp.transitions, terminal=mdp.terminal)
    axes.set_title("the courier: action, probability (euros)")


show_courier()

# %% [markdown]
# Each arrow is one outcome, and the numbers of all arrows with the same action that leave the same state sum to 1. From
# *tired* two arrows lead *home*: on foot, pushing a broken bicycle (that was *deliver*, gone wrong), or on purpose. And both states have
# arrows that come back to where they began. The double rim marks the terminal state.

# %% [markdown]
# ### When is a state a state?
#
# A coffee machine jams after every third cup. You see "ready" or "jammed", nothing else. Is what you see a state, in the sense of the
# Markov property? Count how often "jammed" comes next, given the last observation, the last two, the last three:


# %% tags=["demo", "nbval-check-output"]
def show_chances_of_a_jam() -> None:
    """Print how often "jammed" follows after "ready" was seen once, twice, ..."""
    seen = (["ready"] * 3 + ["jammed"]) * 1000
    for n_known, exact in ((1, 1 / 3), (2, 1 / 2), (3, 1)):
        following = [
            seen[t]
            for t in range(n_known, len(seen))
            if seen[t - n_known : t] == ["ready"] * n_known
        ]
        chance = following.count("jammed") / len(following)
        print(f"the last {n_known} were 'ready': 'jammed' is next in {chance:.2f}")
        assert math.isclose(chance, exact)


show_chances_of_a_jam()

# %% [markdown]
# The further back we look, the more we know: what we see is *not* a Markov state. Let the state be the number of cups since the last jam,
# and the present alone tells all there is to know. This is a craft, not a law of nature: **make the state rich enough**. It is why agents
# for Atari get four pictures at once (Part 8.5): one picture does not show where the ball is flying.

# %% [markdown]
# ## 3. Exercise 1: from a story to data
#
# *Easy, about 10 minutes.* Write the coffee machine of this office as an `MDP`. Two numbers are parameters: `price`, what a cup pays, and
# `wear`, the probability that brewing makes things worse.
#
# - In state `"clean"` there is one action, `"brew"`. It pays the price. Afterwards the machine is `"dirty"` with probability `wear`, and
#   otherwise still clean.
# - In state `"dirty"`, `"brew"` pays the price and leaves it dirty, unless, with probability `wear`, it breaks: then there is no
#   cup, the reward is $-10$, and the machine is `"broken"` for good.
# - In state `"dirty"` one can also `"wash"`, which costs 2 (a reward of $-2$) and always makes it clean.
# - `"broken"` is terminal.
#
# With `price=3` and `wear=0.25`, the outcomes of brewing when clean are `Outcome(0.75, "clean", 3)` and `Outcome(0.25, "dirty", 3)`. (For a
# wear of 0 or 1, outcomes of probability 0 may be listed or left out.)
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
        checks.attempt(set, mdp.transitions),
        {"clean", "dirty"},
        thought="In which states can something be done?",
    )
    checks.equal(
        "the terminal states",
        checks.attempt(set, mdp.terminal),
        {"broken"},
        thought="Where does the story end?",
    )
    chances = checks.attempt(tables.outcome_probabilities, mdp.transitions)
    checks.close(
        "the probability that brewing makes a clean machine dirty and pays 3",
        chances.get(("clean", "brew", "dirty", 3.0), 0.0),
        0.25,
        thought="One Outcome for each thing that may happen.",
    )
    checks.close(
        "the probability that brewing breaks a dirty machine, with a reward of -10",
        chances.get(("dirty", "brew", "broken", -10.0), 0.0),
        0.25,
        thought="When it breaks there is no cup. What is the whole reward, then?",
    )


# %% hidden="coffee_machine" points=1
def hidden_coffee_machine() -> None:
    def actions_of(mdp: MDP) -> dict[State, set[Action]]:
        return {state: set(actions) for state, actions in mdp.transitions.items()}

    cases = [(3.0, 0.25), (2.0, 0.1), (5.5, 0.5), (1.75, 0.123)]
    cases += [(0.5, 0.9), (4.0, 0.0), (2.5, 1.0), (0.0, 0.3), (3.0, 1e-7)]
    cases += [(2.34567, 1 / 3)]
    machines = checks.each(coffee_machine, cases)
    for (price, wear), machine in zip(cases, machines, strict=True):
        mdp = checks.instance("the machine", machine, MDP, thought="Is it an MDP?")
        checks.equal(
            "the terminal states",
            checks.attempt(set, mdp.terminal),
            {"broken"},
            thought="Where does the story end?",
        )
        checks.equal(
            "the actions of each state",
            checks.attempt(actions_of, mdp),
            {"clean": {"brew"}, "dirty": {"brew", "wash"}},
            thought="What can be done in which state, and nowhere else?",
        )
        expected = {
            ("clean", "brew", "clean", price): 1 - wear,
            ("clean", "brew", "dirty", price): wear,
            ("dirty", "brew", "dirty", price): 1 - wear,
            ("dirty", "brew", "broken", -10.0): wear,
            ("dirty", "wash", "clean", -2.0): 1.0,
        }
        expected = {way: chance for way, chance in expected.items() if chance > 0}
        chances = checks.attempt(tables.outcome_probabilities, mdp.transitions)
        thought = (
            "Read the story again, sentence by sentence: which outcomes has each "
            "action, and what does each pay?"
        )
        checks.equal("what may happen", set(chances), set(expected), thought=thought)
        checks.close(
            "the probabilities",
            [chances[way] for way in expected],
            list(expected.values()),
            thought=thought,
            rtol=1e-9,
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
# | a probability, which is a float, does not lie between 0 and 1 (NaN does not) | the state and the action |
# | the probabilities of an action do not sum to 1, give or take $10^{-9}$ | the state and the action |
# | a next state is neither in `transitions` nor in `terminal`, whatever its probability | that next state |
# | a state in `transitions` has no action | the state |
# | a state is both in `transitions` and in `terminal` | the state |
#
# An action with an empty list of outcomes falls under the second row: its probabilities sum to 0. Where several things are wrong, name
# whichever you find first. The message may also show where the culprit stands: the state and the action that lead to a wrong next state, or
# the outcomes of an action whose probabilities are wrong. It names no other state and no other action. (A number such as a sum or a 1 that was
# expected is no name.) States and actions may be any `int`
# or `str`, 0 too.
#
# `check_mdp(courier())` returns `None`. `check_mdp(MDP({"a": {"go": [Outcome(0.9, "a", 0.0)]}}))` raises a `ValueError` that names
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
    """Refuse data that is not an MDP.

    Args:
        mdp: The data to look at; not changed.

    Raises:
        ValueError: See the table above. The message names the culprit, and where it
            stands if you like, not everything that was looked at.
    """
    # BEGIN SOLUTION
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(
                f"state {state!r} is terminal and has actions: it cannot be both"
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
    def refused(
        transitions: dict[State, dict[Action, list[Outcome]]],
        culprits: Sequence[str],
        thought: str,
    ) -> None:
        broken = MDP(transitions, frozenset({"roof"}))
        checks.raises(
            ValueError, lambda: check_mdp(broken), mentions=culprits, thought=thought
        )

    checks.equal(
        "what a good MDP brings",
        checks.attempt(check_mdp, courier()),
        None,
        thought="Nothing is wrong with the courier.",
    )
    refused(
        {"cellar": {"climb": [Outcome(0.6, "cellar", 0.0), Outcome(0.3, "roof", 1.0)]}},
        ["cellar", "climb"],
        "The probabilities of this action sum to 0.9: which state and which action?",
    )
    refused(
        {"cellar": {"climb": [Outcome(math.nan, "roof", 0.0)]}},
        ["cellar", "climb"],
        "NaN is not a number from 0 to 1: what does `p < 0` say of it, and `p > 1`?",
    )
    refused(
        {"cellar": {"climb": [Outcome(1.0, "rooof", 0.0)]}},
        ["rooof"],
        "Which states are there, and where does this action lead?",
    )
    refused(
        {"cellar": {}, "attic": {"climb": [Outcome(1.0, "roof", 0.0)]}},
        ["cellar"],
        "What can be done in the cellar?",
    )
    refused(
        {"roof": {"jump": [Outcome(1.0, "roof", 0.0)]}},
        ["roof"],
        "The roof is terminal: can anything be done there?",
    )
    refused(
        {0: {}, 1: {"climb": [Outcome(1.0, "roof", 0.0)]}},
        ["0"],
        "State 0 has no action. Is 0 a state like any other for your code?",
    )


# %% hidden="check_mdp" points=2
def hidden_check_mdp() -> None:
    rng = np.random.default_rng(422)
    states, ends = ["Oslo", "Quito", "Baku"], frozenset[State]({"Perth", "Dakar"})
    verbs = ["sail", "trek", "glide"]

    def sound(
        names: Sequence[State] = (*states, *sorted(map(str, ends))),
        actions: Sequence[Action] = tuple(verbs),
    ) -> dict[State, dict[Action, list[Outcome]]]:
        """A sound table; the last two of five states are terminal."""
        table: dict[State, dict[Action, list[Outcome]]] = {}
        for state in names[:3]:
            table[state] = {}
            for action in actions:
                targets = rng.permutation(5)[: int(rng.integers(1, 5))]
                weights = rng.dirichlet(np.ones(len(targets)))
                table[state][action] = [
                    Outcome(float(p), names[int(i)], float(rng.normal()))
                    for p, i in zip(weights, targets, strict=True)
                ]
        return table

    def passes(
        table: dict[State, dict[Action, Any]],
        terminal: frozenset[State],
        thought: str,
    ) -> None:
        with checks.unchanged(mdp=table):
            result = checks.attempt(check_mdp, MDP(table, terminal))
        checks.equal("a sound MDP", result, None, thought=thought)

    def refused(
        table: dict[State, dict[Action, Any]],
        terminal: frozenset[State],
        thought: str,
        culprits: Sequence[str] = (),
        innocent: Sequence[str] = (),
    ) -> None:
        """Refused, in words that hold each culprit and no innocent."""
        message = checks.raises(
            ValueError,
            lambda: check_mdp(MDP(table, terminal)),
            mentions=culprits,
            thought=thought,
        )
        checks.true(
            "only the culprit is named",
            not any(name in message for name in innocent),
            thought="Does the message name the culprit alone, and nothing innocent?",
        )

    thought = "Is a sound MDP let pass, whatever its states are called?"
    for names, actions in (
        ((*states, "Dakar", "Perth"), verbs),
        ((100, 101, 0, 103, 104), (7, 8)),
        (("Oslo", 1, "1", 0, "Dakar"), ("sail", 0)),
    ):
        for _ in range(5):
            passes(sound(names, actions), frozenset(names[3:]), thought)
    passes(
        {
            "s": {
                "a": [Outcome(0.1, "s", float(i)) for i in range(10)],
                "b": [Outcome(1 / 3, "s", 0.0)] * 3,
                "c": [Outcome(1, "s", 0), Outcome(0, "s", 1)],
                "d": [Outcome(0.25, "s", 0.0), Outcome(0.75 + 9e-10, "s", 1.0)],
                "e": [Outcome(0.25, "s", 0.0), Outcome(0.75 - 9e-10, "s", 1.0)],
            }
        },
        frozenset(),
        "Ten times 0.1, three times a third, 0 and 1, a sum within 1e-9 of 1: is it "
        "let pass?",
    )
    passes(
        {"s": {"a": [Outcome(1.0, "s", 0.0)]}},
        frozenset({"never reached"}),
        "May there be a terminal state that nothing leads to?",
    )
    here: dict[State, dict[Action, Any]] = {"Atlantis": {0: (Outcome(1, 8, 0.0),)}}
    passes(here, frozenset({8, "8"}), "Are tuples of outcomes let pass?")
    thought = "Is a tuple without outcomes refused, as an empty list is?"
    refused({"Lima": {"rest": ()}}, frozenset({8}), thought, ("Lima", "rest"))

    thought = "Is 0 a state and an action like any other, in each row of the table?"
    alone: Sequence[tuple[dict[State, dict[Action, list[Outcome]]], set[State]]] = (
        ({7: {8: [Outcome(1.0, 0, 0.0)]}}, {9}),
        ({7: {8: [Outcome(0.5, 0, 0.0), Outcome(0.5, 7, 0.0)]}}, {9}),
        ({0: {}, 7: {8: [Outcome(1.0, 7, 0.0)]}}, {9}),
        ({0: {8: [Outcome(1.0, 7, 0.0)]}, 7: {8: [Outcome(1.0, 7, 0.0)]}}, {0, 9}),
        ({0: {0: [Outcome(0.5, 9, 0.0)]}, 7: {8: [Outcome(1.0, 7, 0.0)]}}, {9}),
        ({0: {0: [Outcome(1.25, 9, 0.0)]}, 7: {8: [Outcome(1.0, 7, 0.0)]}}, {9}),
        ({0: {0: []}, 7: {8: [Outcome(1.0, 7, 0.0)]}}, {9}),
    )
    for table, terminal in alone:
        refused(table, frozenset(terminal), thought, ("0",))
    empty: dict[State, dict[Action, list[Outcome]]] = {"": {}}
    refused(empty, frozenset({"end"}), thought)
    refused({"s": {"a": [Outcome(1.0, "", 0.0)]}}, frozenset({"end"}), thought)

    thought = (
        "Is each action's sum looked at, in every state, and each single probability "
        "(negative, above 1, NaN, none at all)?"
    )
    wrong_weights = [[0.5, 0.4], [0.7, 0.7], [0.0, 0.0], [], [2.0], [1.0 - 1e-6]]
    wrong_weights += [[1.0, 1e-6], [0.5, 0.5 + 1.2e-9], [0.5, 0.5 - 1.2e-9]]
    wrong_weights += [[1.5, -0.5], [-0.25, 1.25], [0.5, -0.5, 1.0]]
    wrong_weights += [[1.0, -1e-12], [-1e-12, 0.5, 0.5]]
    wrong_weights += [[math.nan], [math.nan, 1.0], [1.0, math.nan], [math.inf]]
    for number, weights in enumerate(wrong_weights * 2):
        state, verb = states[number % 3], verbs[number // 3 % 3]
        table = sound()
        table[state][verb] = [
            Outcome(p, end, 0.0)
            for p, end in zip(weights, ("Perth", "Dakar", "Perth"), strict=False)
        ]
        others = [name for name in (*verbs, *states) if name not in (state, verb)]
        refused(table, ends, thought, (state, verb), others)
    numbered = sound((100, 101, 102, 103, 104), (71, 82))
    numbered[101][82] = [Outcome(0.5, 103, 0.0)]
    refused(numbered, frozenset({103, 104}), thought, ("101", "82"), ("71",))
    halves = {"glide": 0.5, "trek": 1.5}
    table = sound()
    table["Baku"] = {
        verb: [Outcome(share / 2, end, 0.0) for end in ("Perth", "Dakar")]
        for verb, share in halves.items()
    }
    refused(table, ends, thought, ("Baku",))
    table["Oslo"]["sail"] = [Outcome(1.0, "Atlantis", 0.0)]
    refused(table, ends, "Several things are wrong here: is one of them found?")
    refused({0: {0: [Outcome(-1.0, 5, 0.0)]}}, ends, "And if all is wrong at once?")

    thought = "Is each next state looked up among all states, however improbable it is?"
    for number in range(9):
        table = sound()
        strays = [Outcome(0.5, "Perth", 0.0), Outcome(0.5, "Atlantis", 0.0)]
        if number % 3 == 1:
            strays = [Outcome(1.0, "Atlantis", 0.0)]
        if number % 3 == 2:
            strays = [Outcome(0.0, "Atlantis", 0.0), Outcome(1.0, "Perth", 0.0)]
        table[states[number % 3]][verbs[number // 3]] = strays
        others = [name for i, name in enumerate(states) if i != number % 3]
        others += [verb for i, verb in enumerate(verbs) if i != number // 3]
        refused(table, ends, thought, ("Atlantis",), [*others, "Dakar"])
    refused({0: {0: [Outcome(1.0, 17, 0.0)]}}, frozenset({1}), thought, ("17",))
    refused({8: {0: [Outcome(1.0, "8", 0.0)]}}, frozenset({1}), thought, ("8",))

    for state in states:
        table = sound()
        table[state] = {}
        others = [name for name in (*verbs, *states, "Perth", "Dakar") if name != state]
        thought = "Is a state without an action refused, wherever it stands?"
        refused(table, ends, thought, (state,), others)
        thought = "Is a state refused that is terminal and has actions?"
        others = [name for name in (*states, "Perth", "Dakar") if name != state]
        refused(sound(), ends | {state}, thought, (state,), others)
        refused(table, ends | {state}, thought, (state,))


# %% [markdown]
# Now combine the two: `CheckedMDP` is an `MDP` that calls your function as soon as it is made. There is no way to hold a
# broken one in your hands. (This cell needs Exercise 2.)


# %% tags=["demo"]
@dataclasses.dataclass(frozen=True)
class CheckedMDP(MDP):
    """A Markov decision process that cannot be made of nonsense."""

    def __post_init__(self) -> None:
        """Refuse nonsense as soon as it comes."""
        check_mdp(self)


def show_refusals() -> None:
    """Make one sound courier and four broken ones, and print what the check says."""
    CheckedMDP(courier().transitions, courier().terminal)
    for crash, terminal, culprit in (
        (-0.1, {"home"}, "deliver"),
        (math.nan, {"home"}, "deliver"),
        (0.3, {"hmoe"}, "home"),
        (0.3, {"home", "tired"}, "tired"),
    ):
        try:
            CheckedMDP(courier(crash).transitions, frozenset(terminal))
        except ValueError as error:
            print("refused:", error)
            assert culprit in str(error)
        else:
            raise AssertionError(f"the courier with a wrong {culprit!r} came through")


with checks.demonstration():
    show_refusals()

# %% [markdown]
# ## 5. Exercise 3: play it
#
# *Medium, about 20 minutes.* Data that says what *may* happen can be made to happen: draw an action from the policy, draw one of its
# outcomes, collect the reward, go on from there. Write `simulate`, which plays one episode and returns its record, an `Episode`:
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
        mdp: The world; not changed.
        policy: Probability of each action in each state; actions that are not named are
            never taken. Not changed.
        start: The first state.
        rng: Where all randomness comes from.
        max_steps: Number of steps after which the episode is cut, 0 or more.

    Returns:
        The record of the episode.
    """
    # BEGIN SOLUTION
    states: list[State] = [start]
    actions: list[Action] = []
    rewards: list[float] = []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        chances = [outcome.probability for outcome in outcomes]
        outcome = outcomes[rng.choice(len(outcomes), p=chances)]
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
    rng = np.random.default_rng(0)
    episode = checks.instance(
        "the record",
        checks.attempt(simulate, line, always_on, 0, rng),
        Episode,
        thought="Return an Episode.",
    )
    checks.equal(
        "the states",
        episode.states,
        [0, 1, 2, 3],
        thought="The start is the first state, the terminal state the last.",
    )
    checks.equal(
        "the actions",
        episode.actions,
        ["on", "on", "on"],
        thought="One action for each step, as the policy says.",
    )
    checks.equal(
        "the rewards",
        episode.rewards,
        [0.0, 10.0, 20.0],
        thought="One reward for each step.",
    )
    checks.equal("terminated", episode.terminated, True, thought="Is state 3 terminal?")
    short = checks.attempt(simulate, line, always_on, 0, rng, max_steps=2)
    checks.equal(
        "the states when cut after 2 steps",
        short.states,
        [0, 1, 2],
        thought="max_steps counts steps, not states.",
    )
    checks.equal(
        "terminated when cut after 2 steps",
        short.terminated,
        False,
        thought="Does the limit end the story, or only our patience?",
    )
    exact = checks.attempt(simulate, line, always_on, 0, rng, max_steps=3)
    checks.equal(
        "terminated when the third of 3 steps reaches the end",
        exact.terminated,
        True,
        thought="The limit and the end of the story meet: is the last state terminal?",
    )
    day = checks.attempt(simulate, courier(), random_policy(courier()), "fresh", rng)
    checks.equal(
        "where the courier's day ends",
        day.states[-1],
        "home",
        thought="Does it go on until a terminal state is reached?",
    )


# %% hidden="simulate" points=2
def hidden_simulate() -> None:
    rng = np.random.default_rng(423)
    endless, policy = MDP({}), dict[State, dict[Action, float]]()
    for trial, limit in enumerate((2000, 3000, 10_100)):
        table: dict[State, dict[Action, list[Outcome]]] = {}
        policy = {}
        for state in ("x", 0, "0"):
            table[state] = {}
            for action in ("l", "2", 2):
                targets: list[State] = ["x", 0, "0", "x"]  # "x" pays one or another
                outcomes = [
                    Outcome(float(p), targets[i], float(rng.normal(scale=5.0)))
                    for i, p in enumerate(rng.dirichlet(np.full(4, 2.0)))
                ]
                half = outcomes[0]._replace(probability=outcomes[0].probability / 2)
                outcomes = [half, *outcomes[1:], half]  # the same outcome twice
                outcomes.insert(1, Outcome(0.0, "0", 99.0))  # never happens
                table[state][action] = outcomes
            share = float(rng.uniform(0.2, 0.45))
            # In another order than the MDP's; one action is not named, or has 0.
            policy[state] = {2: share, "2": 0.0, "l": 1.0 - share}
            if trial == 0:
                policy[state] = {"2": share, "l": 1.0 - share}
        endless = MDP(table, frozenset({"end"}))
        with checks.unchanged(table=table, policy=policy):
            answer = checks.attempt(simulate, endless, policy, "0", rng, limit)
        episode = checks.instance(
            "the record", answer, Episode, thought="Is it an Episode?"
        )
        checks.equal(
            "the numbers of states, actions and rewards",
            [len(episode.states), len(episode.actions), len(episode.rewards)],
            [limit + 1, limit, limit],
            thought="Are as many steps made as asked for?",
        )
        checks.equal(
            "terminated",
            episode.terminated,
            False,
            thought="Is `terminated` only true in a terminal state?",
        )
        states = list(episode.states)
        rewards = checks.to_array(list(episode.rewards)).tolist()
        steps = zip(states[:-1], episode.actions, states[1:], rewards, strict=True)
        counts, visits = Counter(steps), Counter(states[:-1])
        chances = defaultdict[tuple[State, Action, State, float], float](float)
        for s, actions in table.items():
            for a, outcomes in actions.items():
                for probability, following, reward in outcomes:
                    share = policy[s].get(a, 0.0)
                    chances[s, a, following, reward] += share * probability
        checks.true(
            "only what can happen",
            all(chances.get(way, 0.0) > 0 for way in counts),
            thought="Do state, action, reward and next state belong together?",
        )
        gaps = [
            abs(counts[way] - p * visits[way[0]])
            - 5.5 * math.sqrt(p * (1 - p) * visits[way[0]])
            for way, p in chances.items()
        ]
        checks.true(
            "the shares",
            max(gaps) < 3,
            thought=(
                "Are actions drawn as the policy says, outcomes by their "
                "probabilities, and each on its own?"
            ),
        )
    default = checks.attempt(simulate, endless, policy, "0", rng)
    checks.equal(
        "the number of steps",
        len(default.actions),
        1000,
        thought="How many steps is the most, if nobody says a number?",
    )

    countdown = MDP(
        {
            s: {"on": [Outcome(1.0, s - 1, 2.5 * s)], "back": [Outcome(1.0, 3, -1.0)]}
            for s in (1, 2, 3)
        },
        frozenset({0, "end"}),
    )
    always_on: Policy = {s: {"on": 1.0} for s in (1, 2, 3)}
    for limit in (0, 1, 2, 3, 4):
        with checks.unchanged(policy=always_on):
            episode = checks.attempt(
                simulate, countdown, always_on, 3, rng, max_steps=limit
            )
        n_steps = min(limit, 3)
        checks.equal(
            "the states",
            episode.states,
            [3, 2, 1, 0][: n_steps + 1],
            thought="Does it stop at a terminal state, and at the limit?",
        )
        checks.equal(
            "the actions",
            episode.actions,
            ["on"] * n_steps,
            thought="Is there one action for each step?",
        )
        checks.equal(
            "the rewards",
            episode.rewards,
            [7.5, 5.0, 2.5][:n_steps],
            thought="Is there one reward for each step?",
        )
        checks.equal(
            "terminated",
            episode.terminated,
            limit >= 3,
            thought="And if the limit and the end of the story come at the same step?",
        )
    for start in (0, "end"):
        for limit in (0, 5):
            episode = checks.attempt(
                simulate, countdown, always_on, start, rng, max_steps=limit
            )
            checks.equal(
                "a start at the end",
                [*episode],
                [[start], [], [], True],
                thought="What if the first state is terminal?",
            )

    thought = "Does all randomness come from rng?"
    checks.makes_no_generator(
        simulate, thought="Does every random number come from rng itself?"
    )
    checks.draws_only_from_its_generator(
        lambda given: list(
            checks.attempt(simulate, endless, policy, "x", given, max_steps=30)
        ),
        thought=thought,
    )
    first, second = (
        checks.attempt(simulate, endless, policy, "x", rng, max_steps=30)
        for _ in range(2)
    )
    checks.true(
        "draws go on",
        checks.to_array(first.rewards).tolist()
        != checks.to_array(second.rewards).tolist(),
        thought="Is the generator used itself, or does each call start afresh?",
    )


# %% [markdown]
# Two thousand days of a courier who does anything at random. (This cell needs Exercise 3.)


# %% alt="Left twelve random days as lines of what is earned so far; right a histogram of the sums of 2000 days with their mean." tags=["demo"]
def show_days(days: Sequence[Episode]) -> None:
    """Draw what a dozen days earn along the way, and what all of them earn in all."""
    left, right = plt.subplots(1, 2, figsize=(9.5, 3.6))[1]
    for day in days[:12]:
        earned = np.cumsum([0.0, *day.rewards])
        left.plot(earned, color=plots.PALETTE[3], linestyle="-", linewidth=1.2)
        left.plot(len(earned) - 1, earned[-1], "o", color="black", markersize=4)
    left.set(
        xlabel="step $t$",
        ylabel="earned so far / euros",
        title="twelve random days, each up to its end",
    )
    totals = [sum(day.rewards) for day in days]
    bins = np.arange(-24, max(totals) + 6, 6)
    right.hist(totals, bins=bins, color=plots.PALETTE[3], edgecolor="white")
    mean = float(np.mean(totals))
    right.axvline(mean, color="black", linestyle="--", label=f"mean {mean:.1f}")
    right.set(
        xlabel="sum of rewards of a day / euros",
        ylabel="days",
        title=f"{len(days)} random days",
    )
    right.legend()


with checks.demonstration():
    days_rng = np.random.default_rng(42)
    random_days = [
        simulate(courier(), random_policy(courier()), "fresh", days_rng)
        for _ in range(2000)
    ]
    show_days(random_days)
    share_with_crash = sum(day.rewards[-1] == -20.0 for day in random_days) / 2000
    print(f"{share_with_crash:.1%} of the days end with a crash, expected {3 / 13:.1%}")
    # Once tired, a step crashes with 1/3 x 0.3, and leads home unharmed with 1/3.
    assert abs(share_with_crash - 3 / 13) < 0.04  # four standard errors

# %% [markdown]
# One policy, one world, and days that differ enormously. There is no "the return" of a policy. There is a distribution of
# returns, and we shall compute its mean, to the last digit.

# %% [markdown]
# ## 6. Exercise 4: the transition graph
#
# *Medium, about 25 minutes.* A good picture of an MDP finds mistakes that no test finds: "why is there no way back from here?" The
# difficulty is that arrows like to lie on top of each other. Two actions may lead from the same state to the same next one, and self-loops
# have no length.
#
# You get the geometry. `arrows.places_on_circle(states)` gives each state a place. `arrows.edge(tail_place, head_place, number)` gives the
# route of an arrow: `.path` to draw and `.label`, the place of its text. Arrows between the same two places, in the same direction, need
# **different numbers: 0, 1, 2, ...** Then they take different routes, self-loops too.
#
# Write `graph_figure(mdp)`, which returns a new figure with one set of axes:
#
# - Each **state** is a text at its place, `str(state)`. Terminal states are states, too, even those that no arrow leads to. (A `Circle` of
#   radius `arrows.RADIUS` around it looks good.)
# - Each **outcome** is an arrow, a `FancyArrowPatch(path=..., arrowstyle="-|>", mutation_scale=12)`, added by `axes.add_patch`. This
#   includes equal outcomes, and outcomes of probability 0.
# - Each **label** is a text at its arrow's label place with action and probability, `f"{action}\n{outcome.probability:.2g}"`.
# - Everything can be read: no two texts cover each other, and neither text nor arrow is cut off.
#
# For the graphs that are tried here, `figsize=(8, 6)`, limits of $\pm 2.3$ and `fontsize=9` leave enough room: they have at most four states,
# two parallel arrows from one state to another, and four self-loops at one. Where a state stands is nothing that one measures, so x and y
# need no labels, and `axes.axis("off")` makes the picture calmer.
#
# The courier has 8 arrows, among them 4 self-loops and 2 parallel arrows from *tired* to *home*.
#
# <details><summary>Hint</summary>
#
# `drawn = Counter()` counts: `number = drawn[state, outcome.next_state]`, and add 1 after each arrow. `ha="center", va="center"` centre a
# text. A `frozenset` of texts has another order in each run; `sorted(mdp.terminal, key=str)` has the same one, and so has your picture.
#
# </details>


# %% exercise="graph_figure" task=3 forbid="rlcourse.figures.graphs"
def graph_figure(mdp: MDP) -> Figure:
    """Draw the transition graph of a small MDP.

    Args:
        mdp: At most four states, no two of them with the same name; at most two
            outcomes lead from one to the same other, four back to it. Not changed.

    Returns:
        A new figure with one set of axes: a text for each state, an arrow and a text
        for each outcome.
    """
    # BEGIN SOLUTION
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    drawn: Counter[tuple[State, State]] = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                number = drawn[state, next_state]
                drawn[state, next_state] += 1
                way = arrows.edge(places[state], places[next_state], number)
                arrow = FancyArrowPatch(path=way.path, arrowstyle="-|>", color="black")
                arrow.set_mutation_scale(12)
                axes.add_patch(arrow)
                axes.text(
                    *way.label,
                    f"{action}\n{probability:.2g}",
                    ha="center",
                    va="center",
                    bbox={"color": "white", "pad": 1},
                    fontsize=9,
                )
    for state, place in places.items():
        circle = Circle(place, arrows.RADIUS, facecolor="white", edgecolor="black")
        axes.add_patch(circle)
        axes.text(
            *place, str(state), ha="center", va="center", weight="bold", fontsize=9
        )
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3), aspect="equal")
    axes.axis("off")
    return figure
    # END SOLUTION


# %% test="graph_figure" points=1
def test_graph_figure() -> None:
    figure = checks.figure_of(
        graph_figure,
        courier(),
        n_axes=1,
        labelled=False,
        thought="Do you return the figure?",
    )
    axes = checks.panels_of(figure)[0]
    texts = arrows.texts_of(axes)
    states = ("fresh", "tired", "home")
    for name in states:
        checks.equal(
            f"the number of texts that say {name!r}",
            texts.count(name),
            1,
            thought="Is each state named once, the terminal one too?",
        )
    labels = "deliver 0.6", "deliver 0.4", "deliver 0.7", "deliver 0.3"
    labels += "rest 1", "rest 0.8", "rest 0.2", "go home 1"
    for label in labels:
        checks.equal(
            f"the number of labels that say {label!r}",
            texts.count(label),
            1,
            thought="Does each arrow have a label with action and probability?",
        )
    ends = arrows.between(axes, states)
    checks.equal(
        "the number of arrows",
        len(ends),
        8,
        thought="One FancyArrowPatch with a head for each outcome.",
    )
    checks.equal(
        "the number of arrows from tired to home",
        ends.count(("tired", "home")),
        2,
        thought="Where does each arrow begin, and where does it end?",
    )
    checks.true(
        "the label 'deliver 0.3' stands beside an arrow from tired to home",
        ("deliver 0.3", "tired", "home") in arrows.labelled(axes, states),
        thought="Does each label stand at the place that goes with its arrow's path?",
    )
    checks.true(
        "no two arrows lie on each other",
        arrows.smallest_gap(axes) > 0.08,
        thought="Does each parallel arrow have a number of its own?",
    )
    checks.equal(
        "texts that cover each other, or reach beyond the edge",
        arrows.overlapping_texts(figure),
        [],
        thought="Is the figure large enough, the font small enough?",
    )
    checks.equal(
        "the number of arrows that are cut off",
        arrows.n_cut_off(axes),
        0,
        thought="Which limits do the axes have?",
    )
    rare = MDP(
        {0: {"go": [Outcome(1.0, 1, 0.0), Outcome(0.0, 0, 0.0)]}}, frozenset({1})
    )
    figure = checks.figure_of(
        graph_figure, rare, n_axes=1, labelled=False, thought="A figure of its own?"
    )
    checks.equal(
        "arrows and labels where one of two outcomes has probability 0",
        sorted(arrows.labelled(checks.panels_of(figure)[0], ("0", "1"))),
        [("go 0", "0", "0"), ("go 1", "0", "1")],
        thought="Is each outcome drawn, however improbable it is?",
    )


# %% hidden="graph_figure" points=2
def hidden_graph_figure() -> None:
    loops = MDP(
        {
            "p": {
                "up": [Outcome(0.5, "p", 1.0), Outcome(0.5, "p", 1.0)],
                "go": [Outcome(1.0, "p", 0.0), Outcome(0.0, "p", 0.0)],
            }
        },
        frozenset({"nowhere"}),
    )
    numbers = MDP(
        {
            0: {0: [Outcome(0.25, 1, 0.0), Outcome(0.75, 0, 0.0)]},
            1: {
                0: [Outcome(1.0, 0, 5.0)],
                2: [
                    Outcome(1 / 3, 0, 5.0),
                    Outcome(2 / 3 - 1e-5, 2, 0.0),
                    Outcome(1e-5, 1, 0.0),
                ],
            },
        },
        frozenset({2}),
    )
    compass = MDP(
        {
            name: {
                "a": [Outcome(0.5, right, 0.0), Outcome(0.5, name, 0.0)],
                "b": [Outcome(0.125, right, 0.0), Outcome(0.875, left, 0.0)],
            }
            for name, right, left in ("NEW", "ESN", "SWE", "WNS")
        }
    )
    ends = MDP(
        {"s": {"a": [Outcome(0.015, "t", 0.0), Outcome(0.985, "s", -1.0)]}},
        frozenset({"t", "u", 7}),
    )
    # Two arrows from each to each, and loops: only texts and edges are looked at.
    crowded = MDP(
        {
            name: {
                action: [
                    Outcome(p, target, 0.0)
                    for p, target in zip((0.15, 0.25, 0.35, 0.25), "PQRS", strict=True)
                ]
                for action in ("a", "b")
            }
            for name in "PQRS"
        }
    )
    for mdp in (loops, numbers, compass, ends, crowded):
        states = [str(s) for s in (*mdp.transitions, *mdp.terminal)]
        with checks.unchanged(transitions=mdp.transitions):
            figure = checks.figure_of(
                graph_figure,
                mdp,
                n_axes=1,
                labelled=False,
                thought="Is a new figure with one set of axes returned?",
            )
        axes = checks.panels_of(figure)[0]
        texts = arrows.texts_of(axes)
        checks.equal(
            "how often each state is named",
            [texts.count(state) for state in states],
            [1] * len(states),
            thought="Is each state named once, every terminal one too?",
        )
        wanted = Counter[tuple[str, str]]()
        labels = Counter[tuple[str, ...]]()
        for state, actions in mdp.transitions.items():
            for action, outcomes in actions.items():
                for outcome in outcomes:
                    way = str(state), str(outcome.next_state)
                    wanted[way] += 1
                    labels[f"{action} {outcome.probability:.2g}", *way] += 1
        checks.equal(
            "the arrows",
            dict(Counter(arrows.between(axes, states))),
            dict(wanted),
            thought=(
                "Does each arrow lead from its state to the next state, self-loops too?"
            ),
        )
        checks.true(
            "the labels",
            mdp is crowded or Counter(arrows.labelled(axes, states)) == labels,
            thought=(
                "Does each outcome have one label, with its own action and "
                "probability, beside its own arrow?"
            ),
        )
        checks.true(
            "arrows can be told apart",
            arrows.smallest_gap(axes) > 0.08,
            thought="Do parallel arrows, and loops at one state, take different ways?",
        )
        checks.equal(
            "texts that cannot be read",
            arrows.overlapping_texts(figure),
            [],
            thought="Does any text cover another one, or reach beyond the edge?",
        )
        checks.equal(
            "arrows that are cut off",
            arrows.n_cut_off(axes),
            0,
            thought="Do the limits of the axes leave room for every arrow?",
        )


# %% [markdown]
# Your coffee machine, drawn by your own function. (This cell needs Exercises 1 and 4.)

# %% alt="Graph of a coffee machine that is clean, dirty or broken: arrows for brew and wash with their probabilities." tags=["demo"]
with checks.demonstration():
    graph_figure(coffee_machine(3.0, 0.25))

# %% [markdown]
# Can you find each sentence of the story in the picture? And which arrow is missing that a real office would have?

# %% [markdown]
# ## 7. What is a policy worth? Exactly
#
# With the policy fixed, nothing is left to decide, and the MDP becomes a **Markov chain**: from each state the next one follows with a
# fixed probability. Average over actions and outcomes,
#
# $$P_\pi(s, s') = \sum_a \pi(a \mid s) \sum_r p(s', r \mid s, a), \qquad
# r_\pi(s) = \sum_a \pi(a \mid s) \sum_{s', r} p(s', r \mid s, a)\, r .$$
#
# We keep rows and columns for the $n$ states that are *not* terminal. A row of $P_\pi$ may therefore sum to less than 1: what is missing is
# the probability that the story ends. Beyond its end nothing is earned, so nothing is lost by leaving it out. (The sum in $r_\pi$ does
# include the steps that lead to the end: they pay.)
#
# Now the expected return. The return is the first reward, plus $\gamma$ times the return from the next state on, $G_t = R_{t+1} + \gamma
# G_{t+1}$. Take the mean on both sides. By the Markov property the mean of $G_{t+1}$, given the next state $s'$, is $v_\pi(s')$, whatever
# came before:
#
# $$v_\pi(s) = r_\pi(s) + \gamma \sum_{s'} P_\pi(s, s')\, v_\pi(s'), \qquad \text{or} \qquad v = r_\pi + \gamma P_\pi v .$$
#
# These are $n$ linear equations for $n$ unknowns, the **Bellman equations** of the policy. Part 4.6 is all about them. Bring $v$ to one
# side:
#
# $$(I - \gamma P_\pi)\, v = r_\pi .$$
#
# **Lemma.** Let $\gamma < 1$, or let $\gamma = 1$ and let the policy reach a terminal state from every state with positive probability.
# Then this system has exactly one solution, and the solution is the expected return.
#
# *Proof.* Write $Q = \gamma P_\pi$. Row $s$ of $Q^k$ sums to $\gamma^k$ times the probability that the story still goes on after $k$ steps
# from $s$. There is a $k$ for which all these sums are at most some $q < 1$. If $\gamma < 1$, take $k = 1$ and $q = \gamma$. If
# $\gamma = 1$, there is a way to the end from each state; a shortest one visits no state twice, so it has at most $n$ steps. Take $k = n$,
# and $1 - q$ as the smallest probability of these ways. After $2k$ steps the sums are at most $q^2$, after $3k$ steps at most $q^3$, so
# $Q^t \to 0$ at a geometric rate, and the series $\sum_t Q^t$ converges. Because
#
# $$(I - Q)(I + Q + Q^2 + \dots + Q^{t-1}) = I - Q^t \to I,$$
#
# the matrix $I - Q$ is invertible, with the inverse $\sum_t Q^t$. The one solution is therefore $v = \sum_t \gamma^t P_\pi^t\, r_\pi$. Row
# $s$ of $P_\pi^t\, r_\pi$ is the mean of $R_{t+1}$ from $s$, and so $v$ is the expected discounted sum of all rewards. $\square$
#
# The condition is needed. The courier who always rests when she is tired never goes home. Without a discount she earns more than any
# number, and $I - P_\pi$ is singular.
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
        mdp: The world, with n states that are not terminal, n at least 1. Not changed.
        policy: Probability of each action in each of them. Not changed.

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
                weight = share * outcome.probability
                reward[i] += weight * outcome.reward
                if outcome.next_state not in mdp.terminal:
                    transition[i, index[outcome.next_state]] += weight
    return transition, reward
    # END SOLUTION


# %% test="chain_of" points=1
def test_chain_of() -> None:
    always: Policy = {"tired": {"deliver": 1.0}, "fresh": {"deliver": 1.0}}
    transition, reward = checks.attempt(chain_of, courier(), always)
    checks.tensor(
        "the transition matrix",
        transition,
        shape=(2, 2),
        dtype=torch.float64,
        thought="A row and a column for each state that is not terminal.",
    )
    checks.close(
        "the transition matrix of always delivering",
        transition,
        [[0.6, 0.4], [0.0, 0.7]],
        thought="What may come of delivering, from fresh (first row) and from tired?",
    )
    checks.tensor(
        "the reward",
        reward,
        shape=(2,),
        dtype=torch.float64,
        thought="One expected reward for each state that is not terminal.",
    )
    checks.close(
        "the reward of always delivering",
        reward,
        [6.0, -1.8],
        thought="Does the crash, which leads to a terminal state, count as well?",
    )
    transition, reward = checks.attempt(chain_of, courier(), random_policy(courier()))
    checks.close(
        "the transition matrix of the random policy",
        transition,
        [[0.8, 0.2], [0.8 / 3, 0.3]],
        thought="Several actions lead from tired to tired: do their shares add up?",
    )
    checks.close(
        "the reward of the random policy",
        reward,
        [3.0, -0.6],
        thought="How often is each action taken?",
    )
    stay, stop = Outcome(0.25, "s", 4.0), Outcome(0.5, "t", 0.0)
    twice = MDP({"s": {"go": [stay, stay, stop]}}, frozenset({"t"}))
    transition, reward = checks.attempt(chain_of, twice, {"s": {"go": 1.0}})
    thought = "Is each outcome counted, even one that looks like another?"
    checks.close("P with the same outcome twice", transition, [[0.5]], thought=thought)
    checks.close("r with the same outcome twice", reward, [2.0], thought=thought)


# %% hidden="chain_of" points=2
def hidden_chain_of() -> None:
    rng = np.random.default_rng(425)
    for trial in range(12):
        n, n_ends = int(rng.integers(1, 6)), int(rng.integers(0, 3))
        names: list[State] = [
            (f"s{i}", 50 - int(i), int(i // 2) if i % 2 else str(i // 2))[trial % 3]
            for i in rng.permutation(n + n_ends)
        ]
        table: dict[State, dict[Action, list[Outcome]]] = {}
        policy: dict[State, dict[Action, float]] = {}
        expected_p, expected_r = np.zeros((n, n + n_ends)), np.zeros(n)
        for i, state in enumerate(names[:n]):
            n_actions = int(rng.integers(1, 4))
            shares = rng.dirichlet(np.ones(n_actions))
            p = rng.dirichlet(np.ones(3), size=n_actions)
            r = rng.normal(scale=4.0, size=(n_actions, 3))
            # A next state may come twice, with one reward or another.
            targets = rng.integers(n + n_ends, size=(n_actions, 3))
            if i == 2 and n_ends:  # the story ends here, in one way or another
                targets = rng.integers(n, n + n_ends, size=(n_actions, 3))
            table[state] = {
                a: [
                    Outcome(float(p[a, j]), names[int(targets[a, j])], float(r[a, j]))
                    for j in range(3)
                ]
                for a in range(n_actions)
            }
            # The first outcome of action 0 stands there twice, and another is rare.
            first, *others = table[state][0]
            half = first._replace(probability=(first.probability - 1e-6) / 2)
            table[state][0] = [half, *others, half, first._replace(probability=1e-6)]
            table[state]["0"] = [Outcome(1.0, state, 1e6)]  # never taken
            policy[state] = {a: float(shares[a]) for a in reversed(range(n_actions))}
            if trial % 2:
                policy[state]["0"] = 0.0
            expected_r[i] = np.einsum("a,aj,aj->", shares, p, r)
            np.add.at(expected_p[i], targets.ravel(), (shares[:, None] * p).ravel())
        mdp = MDP(table, frozenset(names[n:]))
        policy = dict(reversed(policy.items()))  # in another order than the MDP's
        with checks.unchanged(table=table, policy=policy):
            transition, reward = checks.attempt(chain_of, mdp, policy)
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
            thought="Is there one expected reward for each state, in float64?",
        )
        checks.equal(
            "the devices",
            [transition.device.type, reward.device.type],
            ["cpu", "cpu"],
            thought="Are both on the CPU?",
        )
        checks.close(
            "the transition matrix",
            transition,
            expected_p[:, :n],
            thought=(
                "Do several outcomes add up, are rows and columns in the order of "
                "mdp.transitions, and are unnamed actions never taken?"
            ),
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
    jackpot = [Outcome(1.0 - 2**-37, "s", 0.0), Outcome(2**-37, "t", 2.0**40)]
    rare = MDP({"s": {"go": jackpot}, "t": {"go": jackpot}})
    transition, reward = checks.attempt(
        chain_of, rare, {"s": {"go": 1.0}, "t": {"go": 1.0}}
    )
    thought = "Does an improbable outcome count, in both?"
    checks.close(
        "P", transition, [[1.0 - 2**-37, 2**-37]] * 2, thought=thought, atol=1e-15
    )
    checks.close("r", reward, [8.0, 8.0], thought=thought, rtol=1e-9)
    ways: Mapping[Action, list[Outcome]] = {
        "a": [Outcome(0.75, "t", 4.0), Outcome(0.25, "s", 4.0)],
        "b": [Outcome(0.5, "t", 4.0), Outcome(0.5, "s", 0.0)],
    }
    alike = MDP({"s": ways, "t": ways})
    halves: Mapping[Action, float] = {"a": 0.5, "b": 0.5}
    even: Policy = {"s": halves, "t": halves}
    transition, reward = checks.attempt(chain_of, alike, even)
    thought = "Do the shares of two actions with equal outcomes add up?"
    checks.close("P", transition, [[0.375, 0.625]] * 2, thought=thought)
    checks.close("r", reward, [3.0, 3.0], thought=thought)
    checks.true(
        "the results are new tensors",
        checks.returns_new_tensors(chain_of, alike, even),
        thought="Does a later call change what an earlier one returned?",
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
            float64; rows may sum to less than 1. Not changed.
        reward: Expected reward of a step from each state, shape ``[n]``, float64. Not
            changed.
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
    one_state = torch.tensor([[0.5]], dtype=torch.float64)
    values = checks.attempt(
        expected_returns, one_state, torch.tensor([1.0], dtype=torch.float64), 1.0
    )
    checks.tensor(
        "the values",
        values,
        shape=(1,),
        dtype=torch.float64,
        thought="One value for each state, in float64.",
    )
    checks.close(
        "the value of the example", values, [2.0], thought="(I - discount * P) v = r."
    )
    chain = torch.tensor([[0.6, 0.4], [0.0, 0.7]], dtype=torch.float64)
    reward = torch.tensor([6.0, -1.8], dtype=torch.float64)
    checks.close(
        "the values for a discount of 0",
        checks.attempt(expected_returns, chain, reward, 0.0),
        [6.0, -1.8],
        thought="With a discount of 0 only the next reward counts.",
    )
    # By hand: v[1] = -1.8 / (1 - 0.35), v[0] = (6 + 0.2 * v[1]) / (1 - 0.3).
    checks.close(
        "the values for a discount of 0.5",
        checks.attempt(expected_returns, chain, reward, 0.5),
        [7.7802198, -2.7692308],
        thought="v[0] = 6 + 0.5 * (0.6 * v[0] + 0.4 * v[1]). Which index is the row's?",
    )


# %% hidden="expected_returns" points=2
def hidden_expected_returns() -> None:
    rng = np.random.default_rng(426)
    for n in (1, 2, 3, 7, 20):
        for discount in (0.0, 0.5, 0.9, 0.99, 1.0):
            p = rng.dirichlet(np.full(n, 0.5), size=n)
            if discount != 0.9:  # a step from some states ends the story now and then
                p *= rng.choice([0.5, 0.9, 1.0], size=(n, 1))
                p[0] *= 0.9
            r = rng.normal(scale=5.0, size=n)
            given = torch.from_numpy(np.array(p, order="F" if n % 2 else "C"))
            paid = torch.from_numpy(np.repeat(r, 2))[::2]
            with checks.unchanged(transition=given, reward=paid):
                values = checks.attempt(expected_returns, given, paid, discount)
            checks.tensor(
                "the values",
                values,
                shape=(n,),
                dtype=torch.float64,
                thought="Is there one value for each state, in float64?",
            )
            # Written another way: the sum over time of what each step should pay.
            expected, paying = np.zeros(n), r.copy()
            while np.abs(paying).max() > 1e-15:
                expected += paying
                paying = discount * (p @ paying)
            checks.close(
                "the values",
                values,
                expected,
                thought=(
                    "Are rewards of all steps to come counted, and discounted: is it "
                    "(I - discount P) v = r?"
                ),
                rtol=1e-7,
                atol=1e-8,
            )
    # Three states in a row; only the last one can end, after a thousand steps or so.
    row = torch.tensor([[0, 1, 0], [0, 0, 1], [0, 0, 0.999]], dtype=torch.float64)
    pays = torch.tensor([3.0, -1.0, 0.5], dtype=torch.float64)
    checks.close(
        "the values",
        checks.attempt(expected_returns, row, pays, 1.0),
        [502.0, 499.0, 500.0],
        thought="What if the story is very long, but ends?",
        rtol=1e-7,
    )
    for p, r, discount, expected in (
        ([[0.5]], [1.234e-7], 1.0, [2.468e-7]),
        ([[1.0]], [2.0], 0.9, [20.0]),
        ([[0.0, 0.0], [0.0, 0.0]], [3.0, -4.0], 1.0, [3.0, -4.0]),
    ):
        given, paid = (torch.tensor(row, dtype=torch.float64) for row in (p, r))
        checks.close(
            "the values",
            checks.attempt(expected_returns, given, paid, discount),
            expected,
            thought="Tiny rewards, a story that never ends, one that ends at once?",
            rtol=1e-4,
            atol=0.0,
        )
        for gamma in (0.0, discount):
            checks.true(
                "the values are a new tensor",
                checks.returns_new_tensors(expected_returns, given, paid, gamma),
                thought="Does the result share no memory with an argument?",
            )


# %% [markdown]
# What is the courier to do? Four policies, valued exactly. (This cell needs Exercises 5 and 6.)

# %% tags=["demo"]
courier_policies: dict[str, Policy] = {
    "tireless": {"fresh": {"deliver": 1.0}, "tired": {"deliver": 1.0}},
    "random": random_policy(courier()),
    "early home": {"fresh": {"deliver": 1.0}, "tired": {"go home": 1.0}},
    "careful": {"fresh": {"deliver": 1.0}, "tired": {"rest": 1.0}},
}


def courier_values(name: str, discount: float, crash: float = 0.3) -> torch.Tensor:
    """Return the values of one of the policies from fresh and from tired."""
    return expected_returns(*chain_of(courier(crash), courier_policies[name]), discount)


def show_courier_values() -> None:
    """Print what each policy is worth, from the worst to the best."""
    from_fresh: list[float] = []
    for name in courier_policies:
        fresh, tired = courier_values(name, discount=0.9).tolist()
        print(f"{name:10}: {fresh:6.2f} from fresh, {tired:6.2f} from tired")
        from_fresh.append(fresh)
    assert from_fresh == sorted(from_fresh)


with checks.demonstration():
    show_courier_values()

# %% [markdown]
# Working without a pause is worth less than rolling dice. And resting is worth a lot, although it never pays a cent: it leads to where
# the money is. That is the whole idea of a return, in one line of output.
#
# ### What the discount means when she never goes home
#
# The careful courier's task is a continuing one. Section 1 gave her discount two more readings; here they are held against numbers. First,
# a world in which **lightning** ends the story after each step with probability $1 - \gamma$, and nothing is discounted. Second, the **mean
# income** of a step, $(1 - \gamma)\, v$. She tires with probability 0.4 and recovers with 0.8, so in the long run she is fresh in two steps
# out of three, and it should come close to $\tfrac23 \cdot 6 = 4$ euros. (This cell needs Exercises 3, 5 and 6.)


# %% tags=["demo"]
def with_lightning(mdp: MDP, discount: float) -> MDP:
    """Return the MDP in which each step is the last with probability 1 - discount."""
    return MDP(
        transitions={
            state: {
                action: [
                    Outcome(share * probability, where, reward)
                    for probability, next_state, reward in outcomes
                    for share, where in ((discount, next_state), (1 - discount, "ash"))
                ]
                for action, outcomes in actions.items()
            }
            for state, actions in mdp.transitions.items()
        },
        terminal=mdp.terminal | {"ash"},
    )


def show_discounts(name: str) -> None:
    """Print the value of a policy, discounted, and by sums until lightning strikes."""
    policy, mortal = courier_policies[name], with_lightning(courier(), 0.9)
    exact = float(courier_values(name, 0.9)[0])
    undiscounted = float(expected_returns(*chain_of(mortal, policy), 1.0)[0])
    rng = np.random.default_rng(7)
    lives = [simulate(mortal, policy, "fresh", rng) for _ in range(1000)]
    sums = np.array([sum(life.rewards) for life in lives])
    n_steps = np.mean([len(life.actions) for life in lives])
    print(f"{name}, discounted by 0.9: {exact:.3f}")
    print(f"with lightning, undiscounted: {undiscounted:.3f}; mean of 1000 lives")
    print(f"    {sums.mean():.2f} euros in {n_steps:.1f} steps")
    assert math.isclose(exact, undiscounted)
    assert abs(sums.mean() - exact) < 4 * sums.std(ddof=1) / math.sqrt(len(sums))
    for discount in (0.9, 0.99, 0.999):
        income = (1 - discount) * float(courier_values(name, discount)[0])
        print(f"mean income with a discount of {discount}: {income:.3f} euros a step")
    assert abs(income - 4.0) < 0.01
    forever = torch.eye(2, dtype=torch.float64) - chain_of(courier(), policy)[0]
    assert abs(float(torch.linalg.det(forever))) < 1e-9  # no value without a discount


with checks.demonstration():
    show_discounts("careful")

# %% [markdown]
# The same number by three roads. And without any discount there is none: the last line of the cell makes sure that $I - P_\pi$ is singular.
#
# How careful one should be depends on the world and on the discount. Move the slider (without a running kernel, you see $\gamma = 0.9$): from which
# crash probability on does rest beat work, and what changes when she looks further ahead? (These two cells need Exercises 5 and 6.)


# %% alt="Expected return of three policies against the probability of a crash: the tireless one falls from best to worst, the other two are level." tags=["demo"]
def crash_figure(discount: float) -> Figure:
    """Draw the expected return of three policies against the risk of a crash."""
    crashes = np.linspace(0.0, 0.4, 41)
    values = {
        name: [float(courier_values(name, discount, crash)[0]) for crash in crashes]
        for name in ("tireless", "careful", "early home")
    }
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    for name, from_fresh in values.items():
        axes.plot(crashes, from_fresh, label=name)
    axes.set(
        xlabel="probability of a crash when tired",
        ylabel="expected return from fresh / euros",
        title=f"discount {discount:.2f}",
    )
    axes.legend()
    return figure


with checks.demonstration():
    controls.interactive_figure(
        crash_figure, discount=controls.slider(0.0, 0.99, 0.01, 0.9, "discount")
    )


# %% tags=["demo"]
def crash_limit(discount: float) -> float:
    """Return the crash probability from which on rest beats work, by bisection."""
    low, high = 0.0, 0.4
    for _ in range(40):
        middle = (low + high) / 2
        tireless, careful = (
            float(courier_values(name, discount, middle)[0])
            for name in ("tireless", "careful")
        )
        low, high = (middle, high) if tireless > careful else (low, middle)
    return low


with checks.demonstration():
    crash_limits = [crash_limit(discount) for discount in (0.5, 0.9, 0.99)]
    for discount, limit in zip((0.5, 0.9, 0.99), crash_limits, strict=True):
        print(f"discount {discount}: rest beats work from {limit:.3f} on")
    assert crash_limits[0] > crash_limits[1] > crash_limits[2]
    assert all(
        float(courier_values(name, 0.0)[0]) == 6.0 for name in ("tireless", "careful")
    )

# %% [markdown]
# With a discount of 0.9, four crashes in a hundred tired deliveries are all the risk that she should take. The further ahead she looks, the
# less risk she should take: what a crash costs is all the parcels that she will not deliver. And for somebody who looks only one step ahead there is no
# difference between the policies at all: from *fresh*, all three begin alike.

# %% [markdown]
# ## 10. And by simulation: exercise 7
#
# Most worlds are too large to solve, and all that one can do is try. The mean of $n$ simulated returns $G^{(1)}, \dots, G^{(n)}$ estimates
# $v_\pi(s)$. How well? By the central limit theorem the mean scatters around the truth with the standard deviation $\sigma / \sqrt n$, so
#
# $$\bar G \pm 1.96\, \frac{\hat\sigma}{\sqrt n}, \qquad \bar G = \frac1n \sum_i G^{(i)}, \qquad
# \hat\sigma^2 = \frac{1}{n - 1} \sum_i \bigl(G^{(i)} - \bar G\bigr)^2$$
#
# holds the true value in 95 of 100 experiments, if $n$ is large (1.96 or, with more digits, 1.959964). It is called a 95 % **confidence interval**. Any comparison of
# agents without one is an anecdote.
#
# *Easy, about 10 minutes.* Write `confidence_interval(returns)`, which returns the lower and the upper end, computed in float64 whatever comes (a float32
# array, too). Returns may be large and differ by little, so square the deviations, as the formula says: a difference of two large squares is mostly rounding. Fewer
# than two returns say nothing about their spread: raise a `ValueError`.
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
        returns: Independent returns, shape ``[n]`` with n at least 2, of any size. Not
            changed.

    Returns:
        Lower and upper end, computed in float64.

    Raises:
        ValueError: There are fewer than two returns.
    """
    # BEGIN SOLUTION
    sample = np.asarray(returns, dtype=np.float64)
    if sample.size < 2:
        raise ValueError(f"got {sample.size} returns, expected at least 2")
    mean = float(sample.mean())
    half_width = 1.96 * float(sample.std(ddof=1)) / math.sqrt(sample.size)
    return mean - half_width, mean + half_width
    # END SOLUTION


# %% test="confidence_interval" points=1
def test_confidence_interval() -> None:
    checks.close(
        "the interval of [1, 3]",
        checks.attempt(confidence_interval, [1.0, 3.0]),
        [0.04, 3.96],
        thought="1.96 times 1, on both sides of 2.",
        atol=1e-4,
    )
    checks.close(
        "the interval of [1, 1, 1, 5]",
        checks.attempt(confidence_interval, [1.0, 1.0, 1.0, 5.0]),
        [0.04, 3.96],
        thought="The mean is 2, and so is the deviation. By the root of which n?",
        atol=1e-4,
    )
    low, high = checks.attempt(confidence_interval, [1e8 + 1.0, 1e8 + 3.0])
    checks.close(
        "the interval of [1e8 + 1, 1e8 + 3], less 1e8",
        [float(low) - 1e8, float(high) - 1e8],
        [0.04, 3.96],
        thought="Are deviations squared, or large numbers? And is it float64?",
        atol=1e-3,
    )
    checks.raises(
        ValueError,
        lambda: confidence_interval([4.0]),
        thought="What does a single return tell about the spread?",
    )


# %% hidden="confidence_interval" points=1
def hidden_confidence_interval() -> None:
    rng = np.random.default_rng(427)
    thought = "Is the spread divided by n - 1, and by the root of n?"
    for n in (2, 3, 5, 10, 1000):
        for scale, shift in (
            (1.0, 0.0),
            (0.5, -40.0),
            (300.0, 5.0),
            (0.01, 1e6),
            (1e-9, 0.0),
        ):
            sample = shift + scale * rng.exponential(size=n)
            mean = math.fsum(sample) / n
            half = 1.96 * math.sqrt(math.fsum((sample - mean) ** 2) / (n - 1) / n)
            for given in (sample, sample.tolist()):
                with checks.unchanged(returns=given):
                    ends = checks.attempt(confidence_interval, given)
                checks.close(
                    "the interval",
                    ends,
                    [mean - half, mean + half],
                    thought=thought,
                    rtol=1e-13,
                    atol=1e-4 * half,  # 1.95996 would do for 1.96, too
                )
    half = 1.96 * math.sqrt(0.5)
    for shift, given in (
        (1.0, [2, -1, 2, 1]),
        (1.0, (2, -1, 2, 1)),
        (101.0, np.array([102, 99, 102, 101], dtype=np.uint8)),
        (2.0**23, np.array([1, -2, 1, 0], dtype=np.float32) + np.float32(2**23)),
        (1024.0, np.array([1025, 1022, 1025, 1024], dtype=np.float16)),
    ):
        checks.close(
            "the interval less its middle",
            np.subtract(checks.attempt(confidence_interval, given), shift),
            [-half, half],
            thought="And whole numbers, small integers, single precision?",
            rtol=1e-4,
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
# interval. And because "95 %" is a promise about *many* experiments, make a hundred of them, with a hundred days each. "If $n$ is large"
# is a condition: the same days, taken five at a time, tell what happens where it is not met. (This cell needs Exercises 3, 5, 6 and 7, and
# takes a few seconds.)


# %% alt="One hundred 95 % intervals as vertical lines around the exact value: a few, drawn thick, miss it." tags=["demo"]
def share_that_hold(
    exact: float, experiments: NDArray[np.float64], factor: float = 1.96
) -> float:
    """Return the share of experiments whose interval holds the exact value.

    Args:
        exact: What the mean should be.
        experiments: Returns, shape ``[n_experiments, n]``.
        factor: What stands in the place of 1.96.
    """
    ends = np.array([confidence_interval(returns) for returns in experiments])
    low, high = ends.T
    return float(np.mean(abs(exact - (low + high) / 2) <= factor * (high - low) / 3.92))


def show_intervals(exact: float, experiments: NDArray[np.float64]) -> None:
    """Draw the interval of each experiment; mark those that miss the exact value."""
    axes = plt.subplots(figsize=(9, 3.4))[1]
    looks = {
        True: (plots.PALETTE[3], 1.5, "holds it"),
        False: ("black", 3, "misses it"),
    }
    named: set[bool] = set()
    for number, returns in enumerate(experiments):
        low, high = (float(end) for end in confidence_interval(returns))
        colour, width, name = looks[hit := low <= exact <= high]
        label = None if hit in named else name
        axes.plot([number] * 2, [low, high], "-", color=colour, lw=width, label=label)
        named.add(hit)
    axes.axhline(exact, color="black", linestyle="--", label=f"exact: {exact:.2f}")
    axes.set(
        xlabel=f"experiment of {experiments.shape[1]} random days each",
        ylabel="expected return / euros",
        xlim=(-1, len(experiments)),
    )
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3)


with checks.demonstration():
    exact_random = float(courier_values("random", 0.9)[0])
    n_experiments = budgets.pick(short=100, long=1000)
    many_rng = np.random.default_rng(95)
    many_days = [
        simulate(courier(), courier_policies["random"], "fresh", many_rng)
        for _ in range(100 * n_experiments)
    ]
    many_returns = np.array([discounted_return(day.rewards, 0.9) for day in many_days])
    first_low, first_high = confidence_interval(many_returns[:2000])
    print(f"2000 days: 95 % interval from {first_low:.3f} to {first_high:.3f}")
    print(f"exact: {exact_random:.3f}")
    # Twice the interval: this holds for all but one seed in ten thousand.
    assert abs(many_returns[:2000].mean() - exact_random) < first_high - first_low

    show_intervals(exact_random, many_returns[:10_000].reshape(100, 100))
    held = share_that_hold(exact_random, many_returns.reshape(-1, 100))
    held_by_five = share_that_hold(exact_random, many_returns.reshape(-1, 5))
    held_by_t = share_that_hold(exact_random, many_returns.reshape(-1, 5), 2.776)
    print(f"100 days, 1.96: {held:.0%} of {n_experiments} intervals hold it")
    print(f"5 days, 1.96: {held_by_five:.0%} of {20 * n_experiments}")
    print(f"5 days, 2.776: {held_by_t:.0%} of {20 * n_experiments}")
    assert held >= 0.84 and held_by_five < 0.92 < held_by_t
    assert held_by_t > held_by_five + 0.04

# %% [markdown]
# Of the intervals from a hundred days about one in twenty misses, as promised, and *you cannot know which* if you have only
# that one. Of the intervals from five days, many more miss: five returns do not know their own spread well. The remedy dates from 1908. **Student's t** puts
# 2.776 in the place of 1.96 for five values, 2.262 for ten, and comes closer to 1.96 the more there are. Remember it when you compare
# agents over five seeds.
#
# The linear system, by the way, took two unknowns and no luck at all. But it needed the whole MDP; the simulation only needed a way to
# try things out.

# %% [markdown]
# ## 11. Exercise 8: read an MDP out of an environment
#
# *Hard, about 25 minutes.* Gymnasium's small environments (FrozenLake, Taxi, CliffWalking, together called *toy text*) carry their MDP with
# them: `env.unwrapped.P[state][action]` is a list of `(probability, next_state, reward, terminated)`. Their form differs from ours in two
# points. The end of the story is written on the *step*, not on the state. And the same outcome may stand in the list twice: on the
# slippery ice of FrozenLake, next to a wall, two of three slides end in the same place.
#
# Write `read_table(env)`, which returns an `MDP` with the numbers of states and actions as they are. (The table may have them in any order, and so may your MDP.)
#
# - ignore outcomes of probability 0 everywhere below, but no others, however improbable. (The probabilities of each action sum
#   to 1, so some outcome is always left);
# - a state is terminal if some outcome with `terminated=True`, of any state and action of the table, leads to it. (The rows of terminal
#   states are part of the table, too.) Terminal states have no entry in `transitions`, whatever the table says about them;
# - outcomes of one action with equal next state and equal reward (to the last digit) become one, with their probabilities added up;
# - if an outcome with `terminated=False`, of a state that is not terminal, leads to a terminal state, our form cannot say it: raise
#   a `ValueError` that names this terminal state, and no other one.
#
# In FrozenLake's state 0, action 0 has the list `[(1/3, 0, 0, False), (1/3, 0, 0, False), (1/3, 4, 0, False)]`. It becomes two outcomes,
# `Outcome(2/3, 0, 0)` and `Outcome(1/3, 4, 0)`. The holes are terminal, and so is the goal.
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
        env: An environment with a transition table ``env.unwrapped.P``; neither it nor
            its table is changed.

    Returns:
        The same as an MDP; states and actions keep their numbers.

    Raises:
        ValueError: A state ends the story when reached in one way, and not when reached
            in another.
    """
    # BEGIN SOLUTION
    world: Any = env.unwrapped
    table: Mapping[int, Mapping[int, Sequence[tuple[float, int, float, bool]]]] = (
        world.P
    )
    terminal = frozenset(
        next_state
        for actions in table.values()
        for outcomes in actions.values()
        for probability, next_state, _, terminated in outcomes
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
                merged[next_state, reward] += probability
            transitions[state][action] = [
                Outcome(probability, next_state, reward)
                for (next_state, reward), probability in merged.items()
                if probability > 0
            ]
    return MDP(transitions, frozenset[State](terminal))
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
        checks.attempt(set, mdp.terminal),
        {5, 7, 11, 12, 15},
        thought="Four holes, and the goal: which steps end the story?",
    )
    checks.equal(
        "the other states",
        checks.attempt(set, mdp.transitions),
        {0, 1, 2, 3, 4, 6, 8, 9, 10, 13, 14},
        thought="Terminal states have no entry.",
    )
    checks.equal(
        "the number of outcomes of state 0, action 0",
        len(mdp.transitions[0][0]),
        2,
        thought="Are equal outcomes made one?",
    )
    chances = checks.attempt(tables.outcome_probabilities, mdp.transitions)
    checks.close(
        "the probability of staying in state 0 by action 0",
        chances.get((0, 0, 0, 0.0), 0.0),
        2 / 3,
        thought="Two of three slides end at the wall.",
    )
    checks.close(
        "the probability of the goal from 14 by action 2",
        chances.get((14, 2, 15, 1.0), 0.0),
        1 / 3,
        thought="Which step pays 1?",
    )
    two_faced = {
        0: {0: [(0.5, 1, 0.0, False), (0.5, 2, 0.0, True)]},
        1: {0: [(1.0, 2, 0.0, False)]},
        2: {0: [(1.0, 2, 0.0, True)]},
    }
    checks.raises(
        ValueError,
        lambda: read_table(tables.TableEnvironment(two_faced)),
        mentions="2",
        thought="State 2 ends the story when reached from 0. And when reached from 1?",
    )


# %% hidden="read_table" points=2
def hidden_read_table() -> None:
    rng = np.random.default_rng(428)

    def read(table: dict[int, dict[int, list[tuple[float, int, float, bool]]]]) -> MDP:
        """What the answer makes of a table, which it must leave alone."""
        env = checks.recorded(tables.TableEnvironment(table))
        with checks.unchanged(P=table):
            answer = checks.attempt(read_table, env)
        checks.equal(
            "the number of episodes begun",
            len(env.episodes),
            0,
            thought="Is the table only read, and the environment left as it was?",
        )
        return checks.instance("the MDP", answer, MDP, thought="Is it an MDP?")

    def matches(
        table: dict[int, dict[int, list[tuple[float, int, float, bool]]]],
        ends: set[int],
    ) -> None:
        """The MDP has these terminal states, and the table's probabilities."""
        mdp = read(table)
        checks.equal(
            "the terminal states",
            checks.attempt(set, mdp.terminal),
            ends,
            thought=(
                "Is a state terminal if any step that can happen ends the story "
                "there, whichever state's row it stands in, and no other state?"
            ),
        )
        checks.equal(
            "the states",
            checks.attempt(set, mdp.transitions),
            set(table) - ends,
            thought="Are terminal states left out of `transitions`, and no others?",
        )
        expected: defaultdict[Any, float] = defaultdict(float)
        for state in set(table) - ends:
            for action, outcomes in table[state].items():
                for probability, next_state, reward, _ in outcomes:
                    if probability:
                        expected[state, action, next_state, reward] += probability
        chances = checks.attempt(tables.outcome_probabilities, mdp.transitions)
        thought = (
            "Are probabilities added where next state AND reward are equal, wherever "
            "in the list they stand, and only there?"
        )
        checks.equal("what may happen", set(chances), set(expected), thought=thought)
        checks.close(
            "the probabilities",
            [chances[way] for way in expected],
            list(expected.values()),
            thought=thought,
            rtol=1e-9,
            atol=1e-18,
        )
        checks.equal(
            "the number of outcomes",
            sum(
                len(o) for actions in mdp.transitions.values() for o in actions.values()
            ),
            len(expected),
            thought="Is each outcome there once, and is none of probability 0?",
        )

    for _ in range(10):
        n, n_ends, n_actions = (int(rng.integers(*b)) for b in ((1, 6), (0, 4), (1, 4)))
        order = [int(s) for s in rng.permutation(n + n_ends)]
        going, ends = order[:n], order[n:]
        table: dict[int, dict[int, list[tuple[float, int, float, bool]]]] = {}
        for state in order:
            table[state] = {}
            for action in rng.permutation(n_actions).tolist():
                weights = rng.multinomial(8, np.full(5, 0.2)) * rng.uniform(0.5, 1, 5)
                weights[-1] = 10.0 ** rng.uniform(-11, -3) * weights.sum()  # rare
                weights /= weights.sum()
                targets = rng.choice(order, size=5).tolist()
                pays = rng.choice([-1.5, 0.0, 0.25, 0.2501, 2.0], size=5).tolist()
                outcomes = [
                    (float(p), t, r, t in ends)
                    for p, t, r in zip(weights, targets, pays, strict=True)
                ]
                outcomes.insert(0, (0.0, going[0], 7.0, True))  # these never happen
                outcomes += [(0.0, end, 7.0, False) for end in ends]
                table[state][action] = outcomes
        # Each end is one by a terminal state's own row, if by nothing else, and these
        # rows say nonsense besides.
        for end, following in zip(ends, [*ends[1:], *ends[:1]], strict=True):
            table[end] = {
                action: [(0.5, following, 50.0, True), (0.5, order[-1], 50.0, False)]
                for action in range(n_actions)
            }
        matches(table, set(ends))

    ring = {
        s: {
            0: [(1.0, (s + 1) % 20, 0.5, False)],
            1: [
                (p, t, 0.0, False)
                for p, t in ((0.25, s), (0.5, (s + 1) % 20), (0.25, s))
            ],
        }
        for s in range(20)
    }
    stays = [(1.0, 9, 0.0, False)]
    matches(ring | {9: {0: stays, 1: stays}}, set())  # for ever, but not terminal
    ends_itself = [(1.0, 9, 0.0, True)]
    lonely = {s: ring[s] for s in range(20)} | {9: {0: ends_itself, 1: ends_itself}}
    lonely[8] = {0: [(1.0, 10, 0.5, False)], 1: [(1.0, 8, 0.0, False)]}
    matches(lonely, {9})
    rarely = [(1e-10, 9, 0.5, True), (1 - 1e-10, 8, 0.5, False)]
    matches(lonely | {9: {0: stays, 1: stays}, 8: {0: rarely, 1: rarely}}, {9})

    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]):
        start, middle, last = order  # the last one is known by the middle one's row
        steps = [(start, middle, True), (middle, last, True), (last, last, False)]
        table = {s: {0: [(1.0, t, 0.0, done)]} for s, t, done in sorted(steps)}
        matches(table, {middle, last})

    pays = [0.3, 0.1 + 0.2, 0.25, 0.25 + 1e-12, 2, 2.0]
    mdp = read({0: {0: [(1 / 6, 0, reward, False) for reward in pays]}})
    checks.equal(
        "the rewards",
        sorted(float(outcome[2]) for outcome in mdp.transitions[0][0]),
        sorted({float(reward) for reward in pays}),
        thought="Are rewards equal to the last digit, or only nearly?",
    )

    thought = (
        "What if a state ends the story when reached in one way, and not when reached "
        "in another, wherever in the table the two ways stand? Is that state named, "
        "and no other terminal one?"
    )
    ring[10] = {a: [(p, 11, r, True) for p, _, r, _ in ring[10][a]] for a in range(2)}
    goes, ends_there = (0.5, 17, 1.0, False), (0.5, 17, 1.0, True)
    for state, outcomes in (
        (3, [ends_there, (0.5, 4, 0.0, False)]),
        (18, [(0.5, 4, 0.0, False), ends_there]),
        (16, [ends_there, goes]),
        (16, [goes, ends_there]),
        (17, [ends_there, ends_there]),
        (3, [(1e-9, 17, 1.0, True), (1 - 1e-9, 4, 0.0, False)]),
    ):
        table = ring | {state: {0: ring[state][0], 1: outcomes}}
        contradictory = tables.TableEnvironment(table)
        message = checks.raises(
            ValueError,
            lambda env=contradictory: read_table(env),
            mentions="17",
            thought=thought,
        )
        checks.true("no other one is named", "11" not in message, thought=thought)
    thought = "Does it work on other environments, made by somebody else?"
    checks.raises(ValueError, lambda: read_table(gym.make("Taxi-v4")), thought=thought)
    mdp = checks.attempt(read_table, gym.make("CliffWalking-v1"))
    checks.equal(
        "the sizes",
        [len(mdp.transitions), sorted(mdp.terminal, key=str)],
        [47, [47]],
        thought=thought,
    )


# %% [markdown]
# So everything in this part works on an environment that was made by others. A random walker on the frozen lake: how often does she reach
# the goal? Once by the linear system, once by walking in the *real* environment. (This cell needs Exercises 5 to 8.)


# %% tags=["demo"]
def random_walks(env: gym.Env[Any, Any], n_walks: int) -> tuple[list[float], int]:
    """Return the returns of random walks, and how many walks the time limit cut."""
    rng, returns, n_cut = np.random.default_rng(8), list[float](), 0
    env.reset(seed=8)
    for _ in range(n_walks):
        env.reset()
        total, terminated, truncated = 0.0, False, False
        while not (terminated or truncated):
            _, reward, terminated, truncated, _ = env.step(int(rng.integers(4)))
            total += float(reward)
        returns.append(total)
        n_cut += truncated and not terminated
    return returns, n_cut


with checks.demonstration():
    lake = gym.make("FrozenLake-v1")
    lake_mdp = read_table(lake)
    lake_chain, lake_rewards = chain_of(lake_mdp, random_policy(lake_mdp))
    lake_exact = float(expected_returns(lake_chain, lake_rewards, 1.0)[0])
    lake_returns, n_cut = random_walks(lake, 4000)
    lake_low, lake_high = confidence_interval(lake_returns)
    print(f"exact {lake_exact:.5f}; 95 % interval {lake_low:.5f} to {lake_high:.5f}")
    assert abs(np.mean(lake_returns) - lake_exact) < lake_high - lake_low
    judge = tabular.expected_return(tables.model_of(lake), np.full((16, 4), 0.25))
    assert math.isclose(lake_exact, judge)
    still_there = float(torch.linalg.matrix_power(lake_chain, 100)[0].sum())
    print(f"still walking after 100 steps: {still_there:.0e}; cut: {n_cut} of 4000")
    assert still_there < 0.001

# %% [markdown]
# About fourteen walks in a thousand reach the goal, by luck. (FrozenLake cuts an episode after 100 steps, which our MDP does not know. The
# last line shows how seldom a random walker gets that far.) The best policy does better by far. How to find it is what the rest of this
# module is about.
#
# One environment is refused. Taxi's table also describes situations that no episode ever reaches, such as a passenger who has arrived
# before the journey begins, and there the two forms contradict each other. A gatekeeper earns its keep:


# %% tags=["demo"]
def reached(table: tables.Table, starts: set[int]) -> set[int]:
    """Return the states that an episode can reach from one of ``starts``."""
    found, waiting = set(starts), list(starts)
    while waiting:
        for outcomes in table[waiting.pop()].values():
            for probability, next_state, _, terminated in outcomes:
                if probability > 0 and next_state not in found:
                    found.add(next_state)
                    waiting += [] if terminated else [next_state]
    return found


def show_taxi() -> None:
    """Print why Taxi is refused, and whether an episode ever comes there."""
    world: Any = gym.make("Taxi-v4").unwrapped
    try:
        read_table(world)
    except ValueError as error:
        print("refused:", error)
    steps = [
        (state, next_state, terminated)
        for state, actions in world.P.items()
        for outcomes in actions.values()
        for _, next_state, _, terminated in outcomes
    ]
    ends = {next_state for _, next_state, terminated in steps if terminated}
    culprits = {
        state
        for state, next_state, terminated in steps
        if state not in ends and next_state in ends and not terminated
    }
    found = reached(world.P, set(np.flatnonzero(world.initial_state_distrib).tolist()))
    print(f"{len(found)} of {len(world.P)} states can be reached;")
    print(f"of the {len(culprits)} with a contradiction, {len(found & culprits)} can")
    assert culprits and not found & culprits


with checks.demonstration():
    show_taxi()

# %% [markdown]
# ## 12. Summary and outlook
#
# - An MDP is states, actions, probabilities of outcomes with their rewards, and a discount. As typed data with a gatekeeper it cannot be
#   nonsense, and the gatekeeper's message names the culprit.
# - A state is Markov if it has kept of the past whatever matters. "Ready" was not; "two cups since the last jam" is.
# - A policy turns the MDP into a chain, and its expected returns solve $(I - \gamma P_\pi)\, v = r_\pi$. Of four couriers the careful one
#   earns most, by doing what pays nothing.
# - Where the story never ends, a discount of 0.9 is lightning after one step in ten: the same value, to the last digit.
# - Simulation gives the same with a confidence interval. About 95 of 100 such intervals from a hundred days hold the exact value; from five
#   days it takes Student's t.
# - Toy-text environments carry their MDP in `env.unwrapped.P`, and the same functions read, draw and solve it.
#
# **Next**: Part 4.3 shrinks the world to a single state, where only exploration is left. Part 4.5 estimates values from episodes alone, and
# 4.6 asks for the *best* policy.
#
# **Further reading**: Sutton and Barto, section 3.1, for what may count as a state, an action and a reward, and section 3.3 for continuing
# tasks; Puterman, chapter 1, for MDPs that mend roads and replace the engines of buses; R. Smallwood and E. Sondik, *The optimal control of
# partially observable Markov processes over a finite horizon*, 1973: what to do when the state cannot be seen.
