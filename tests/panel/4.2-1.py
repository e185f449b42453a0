# %% right="coffee_machine" why="one literal, as the courier"
def coffee_machine(price: float, wear: float) -> MDP:
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

# %% right="coffee_machine" why="built step by step, keywords, tuples of outcomes, worst outcome first"
def coffee_machine(price, wear):
    p = {"bad": wear, "good": 1 - wear}
    transitions = {}
    transitions["dirty"] = dict(
        wash=(Outcome(probability=1, next_state="clean", reward=-2),),
        brew=(
            Outcome(probability=p["bad"], next_state="broken", reward=-10),
            Outcome(probability=p["good"], next_state="dirty", reward=price),
        ),
    )
    transitions["clean"] = {
        "brew": tuple(
            Outcome(p[luck], where, price)
            for luck, where in (("bad", "dirty"), ("good", "clean"))
        )
    }
    return MDP(transitions, frozenset(["broken"]))

# %% right="coffee_machine" why="a helper for two-way luck, read from a table of lines"
def _toss(chance, hit, miss):
    return [Outcome(chance, *hit), Outcome(1.0 - chance, *miss)]


def coffee_machine(price, wear):
    """Return the coffee machine."""
    lines = [
        ("clean", "brew", _toss(wear, ("dirty", price), ("clean", price))),
        ("dirty", "brew", _toss(wear, ("broken", -10.0), ("dirty", price))),
        ("dirty", "wash", [Outcome(1.0, "clean", -2.0)]),
    ]
    table = defaultdict(dict)
    for state, action, outcomes in lines:
        table[state][action] = outcomes
    return MDP(transitions=dict(table), terminal=frozenset(("broken",)))

# %% wrong="coffee_machine" why="washing pays 2: it costs 2, a reward of -2"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "dirty", price),
                    Outcome(wear, "broken", -10.0),
                ],
                "wash": [Outcome(1.0, "clean", 2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="a clean machine can be washed too: in state clean there is one action, brew"
def coffee_machine(price, wear):
    wash = [Outcome(1.0, "clean", -2.0)]
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)],
                "wash": wash,
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "dirty", price),
                    Outcome(wear, "broken", -10.0),
                ],
                "wash": wash,
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="no washing at all: in state dirty one can also wash"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "dirty", price),
                    Outcome(wear, "broken", -10.0),
                ]
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="washing fails with probability wear: it always makes it clean"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "dirty", price),
                    Outcome(wear, "broken", -10.0),
                ],
                "wash": [Outcome(1 - wear, "clean", -2.0), Outcome(wear, "dirty", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="a dirty machine that does not break is clean again: brew leaves it dirty"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "clean", price),
                    Outcome(wear, "broken", -10.0),
                ],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="the price is 3 whatever is asked: price is what a cup pays"
def coffee_machine(price=3.0, wear=0.25):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", 3.0), Outcome(wear, "dirty", 3.0)]
            },
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", 3.0), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="when it breaks the price is counted too: then there is no cup, the reward is -10"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "dirty", price),
                    Outcome(wear, "broken", price - 10.0),
                ],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="broken stands in transitions, looping for good: broken is terminal"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
            },
            "dirty": {
                "brew": [
                    Outcome(1 - wear, "dirty", price),
                    Outcome(wear, "broken", -10.0),
                ],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
            "broken": {"wait": [Outcome(1.0, "broken", 0.0)]},
        },
        frozenset({"broken"}),
    )

# %% right="check_mdp" why="three loops, f-strings"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal, and has actions all the same")
        if not actions:
            raise ValueError(f"state {state!r} has no action, expected at least one")
        for action, outcomes in actions.items():
            where = f"state {state!r}, action {action!r}"
            total = 0.0
            for probability, next_state, _ in outcomes:
                if not 0 <= probability <= 1:
                    raise ValueError(
                        f"{where}: probability {probability}, expected 0 to 1"
                    )
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"{where}: there is no state {next_state!r}")
                total += probability
            if abs(total - 1.0) > 1e-9:
                raise ValueError(f"{where}: probabilities sum to {total}, expected 1")

# %% right="check_mdp" why="a generator of complaints, the first of which is raised; fsum; refuses what is no number"
import numbers


def _complaints(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    yield from (
        f"{s!r} is terminal and yet in transitions"
        for s in mdp.transitions
        if s in mdp.terminal
    )
    yield from (f"nothing can be done in {s!r}" for s, a in mdp.transitions.items() if not len(a))
    for s, a, outcomes in (
        (s, a, list(o)) for s, acts in mdp.transitions.items() for a, o in acts.items()
    ):
        chances = [outcome.probability for outcome in outcomes]
        if not all(isinstance(p, numbers.Real) and 0 <= p <= 1 for p in chances):
            yield f"state {s!r}, action {a!r}: got {chances}, expected numbers from 0 to 1"
        elif not math.isclose(math.fsum(chances), 1.0, rel_tol=0.0, abs_tol=1e-9):
            yield f"state {s!r}, action {a!r}: sum {math.fsum(chances)}, expected 1"
        for outcome in outcomes:
            if outcome.next_state not in known:
                yield f"{outcome.next_state!r} is no state"


def check_mdp(mdp: MDP) -> None:
    for complaint in _complaints(mdp):
        raise ValueError(complaint)

# %% right="check_mdp" why="NumPy arrays for the numbers, sets for the states, small helpers"
def check_mdp(mdp):
    def refuse(condition, text):
        if condition:
            raise ValueError(text)

    for both in set(mdp.transitions).intersection(mdp.terminal):
        refuse(True, f"{both!r} is both: terminal, and a key of transitions")
    for state in mdp.transitions:
        choices = mdp.transitions[state]
        refuse(len(choices) == 0, f"state {state!r} without an action")
        for action in choices:
            p = np.array([o.probability for o in choices[action]], dtype=float)
            culprit = f"state {state!r}, action {action!r}: "
            refuse(not ((p >= 0) & (p <= 1)).all(), culprit + f"{p.tolist()} are not all in [0, 1]")
            refuse(np.abs(p.sum() - 1) > 1e-9, culprit + f"they sum to {p.sum()}, expected 1")
            for o in choices[action]:
                missing = not (o.next_state in mdp.terminal or o.next_state in mdp.transitions)
                refuse(missing, f"unknown next state {o.next_state!r}")

# %% wrong="check_mdp" why="np.isclose takes 1.000005 for 1: give or take 1e-9"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if not np.isclose(total, 1.0):
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="asks for sum == 1: give or take 1e-9"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if total != 1:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="the sum alone is looked at, so that 1.5 and -0.5 come through: a probability is not a number from 0 to 1"
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = sum(o.probability for o in outcomes)
            if not math.isclose(total, 1.0, abs_tol=1e-9):
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")
            for o in outcomes:
                if o.next_state not in known:
                    raise ValueError(f"unknown next state {o.next_state!r}")

# %% wrong="check_mdp" why="outcomes of probability 0 may lead anywhere: neither in transitions nor in terminal, whatever its probability"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.probability == 0:
                    continue
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="an empty list of outcomes comes through: its probabilities sum to 0"
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for number, o in enumerate(outcomes, start=1):
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
                if number == len(outcomes) and abs(total - 1) > 1e-9:
                    raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="a culprit with the number 0 (or an empty name) counts as none: a next state is neither in transitions nor in terminal"
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    both = next((s for s in mdp.transitions if s in mdp.terminal), None)
    if both:
        raise ValueError(f"state {both!r} is terminal and has actions")
    idle = next((s for s, actions in mdp.transitions.items() if not actions), None)
    if idle:
        raise ValueError(f"state {idle!r} has no action")
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            if not all(0 <= o.probability <= 1 for o in outcomes):
                raise ValueError(f"state {state!r}, action {action!r}: not from 0 to 1")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum is not 1")
            lost = next((o.next_state for o in outcomes if o.next_state not in known), None)
            if lost:
                raise ValueError(f"unknown next state {lost!r}")

# %% wrong="check_mdp" why="every message holds the whole MDP: names the culprit, not everything that was looked at"
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        good = bool(actions) and state not in mdp.terminal
        for outcomes in actions.values():
            good = good and all(0 <= o.probability <= 1 for o in outcomes)
            good = good and abs(sum(o.probability for o in outcomes) - 1) <= 1e-9
            good = good and all(o.next_state in known for o in outcomes)
        if not good:
            raise ValueError(f"invalid MDP: {mdp}")

# %% wrong="check_mdp" why="returns after the first action of a state: in each of these cases"
def check_mdp(mdp):
    def check_state(state, actions):
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")
            return

    for state, actions in mdp.transitions.items():
        check_state(state, actions)

# %% wrong="check_mdp" why="refuses an MDP without terminal states: none of the five rows says so, a continuing task is an MDP"
def check_mdp(mdp):
    if not mdp.terminal:
        raise ValueError("terminal: there is no terminal state")
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="refuses a probability of 0: a number from 0 to 1 is right"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if not 0 < o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="sorts the states, which int and str together refuse with a TypeError: a state is int or str"
def check_mdp(mdp):
    for state in sorted(mdp.transitions):
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not mdp.transitions[state]:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in mdp.transitions[state].items():
            total = 0.0
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="NaN comes through, since it is neither below 0 nor above 1: NaN is not a number from 0 to 1"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for o in outcomes:
                if o.probability < 0 or o.probability > 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {o.next_state!r}")
                total += o.probability
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")

# %% wrong="check_mdp" why="names where a wrong next state was found, not that next state"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for o in outcomes:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: {o.probability}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"state {state!r}, action {action!r}: bad next state")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: bad sum")

# %% right="simulate" why="rng.choice of indices, while loop"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% right="simulate" why="inverse distribution function with rng.random, for loop, zip at the end"
def _pick(things, weights, rng):
    left = rng.random() * sum(weights)
    chosen = None
    for thing, weight in zip(things, weights, strict=True):
        if weight > 0:
            chosen = thing
            left -= weight
            if left < 0:
                break
    return chosen


def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    state, steps = start, []
    for _ in range(max_steps):
        if state in mdp.terminal:
            break
        action = _pick(policy[state].keys(), policy[state].values(), rng)
        possible = mdp.transitions[state][action]
        _, state, reward = _pick(possible, [o.probability for o in possible], rng)
        steps.append((action, reward, state))
    return Episode(
        states=[start] + [s for _, _, s in steps],
        actions=[a for a, _, _ in steps],
        rewards=[r for _, r, _ in steps],
        terminated=state in mdp.terminal,
    )

# %% right="simulate" why="one draw for action and outcome together, from their joint probabilities"
def simulate(mdp, policy, start, rng, max_steps=1000):
    record = Episode([start], [], [], False)
    now = start
    while now in mdp.transitions and len(record.actions) < max_steps:
        joint = [
            (policy[now].get(action, 0.0) * o.probability, action, o)
            for action, outcomes in mdp.transitions[now].items()
            for o in outcomes
        ]
        p = np.array([share for share, _, _ in joint])
        _, action, o = joint[int(rng.choice(len(joint), p=p / p.sum()))]
        now = o.next_state
        record.states.append(now)
        record.actions.append(action)
        record.rewards.append(o.reward)
    return record._replace(terminated=now in mdp.terminal)

# %% right="simulate" why="a generator of steps, cumulative sums with searchsorted"
import itertools


def simulate(mdp, policy, start, rng, max_steps=1000):
    def sample(p):
        edges = np.cumsum(np.asarray(list(p), dtype=float))
        return int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))

    def life(state):
        while state not in mdp.terminal:
            shares = {a: p for a, p in policy[state].items() if p > 0}
            action = list(shares)[sample(shares.values())]
            outcomes = [o for o in mdp.transitions[state][action] if o.probability > 0]
            o = outcomes[sample(o.probability for o in outcomes)]
            state = o.next_state
            yield action, o.reward, state

    steps = list(itertools.islice(life(start), max_steps))
    states = [start, *(s for _, _, s in steps)]
    return Episode(
        states, [a for a, _, _ in steps], [r for _, r, _ in steps], states[-1] in mdp.terminal
    )

# %% wrong="simulate" why="all actions that are named are equally likely: probability of each action in each state"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names = list(policy[states[-1]])
        action = names[rng.integers(len(names))]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="one random number decides both action and outcome, so that they hang together: draw an action, draw one of its outcomes"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        u = rng.random()
        names = [a for a, p in policy[states[-1]].items() if p > 0]
        edges = np.cumsum([policy[states[-1]][a] for a in names])
        action = names[min(int(np.searchsorted(edges, u, "right")), len(names) - 1)]
        outcomes = [o for o in mdp.transitions[states[-1]][action] if o.probability > 0]
        edges = np.cumsum([o.probability for o in outcomes])
        o = outcomes[min(int(np.searchsorted(edges, u, "right")), len(outcomes) - 1)]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="the index drawn from the policy's probabilities is looked up among the world's actions: actions that are not named are never taken"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names = list(mdp.transitions[states[-1]])
        p = list(policy[states[-1]].values())
        action = names[rng.choice(len(p), p=p)]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="the first step is taken before anybody looks: a start in a terminal state makes an episode without a step"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    state, terminated = start, False
    while not terminated and len(actions) < max_steps:
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        state = o.next_state
        terminated = state in mdp.terminal
        states.append(state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, terminated)

# %% wrong="simulate" why="max_steps of 0 still makes a step: cut after max_steps steps, 0 or more"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal:
        names = list(policy[states[-1]])
        action = names[rng.choice(len(names), p=list(policy[states[-1]].values()))]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
        if len(actions) >= max_steps:
            break
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="draws from the library's global generator: all randomness comes from rng"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names = list(policy[states[-1]])
        action = names[np.random.choice(len(names), p=list(policy[states[-1]].values()))]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[np.random.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="draws the action itself, which makes NumPy's strings or numbers of them, and strings of numbers where both are there: actions are int or str"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        moves = policy[states[-1]]
        action = rng.choice(list(moves), p=list(moves.values()))
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="fills up the policy with zeros for unnamed actions: not changed"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names = list(mdp.transitions[states[-1]])
        p = [policy[states[-1]].setdefault(a, 0.0) for a in names]
        action = names[rng.choice(len(names), p=p)]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="outcomes are drawn as if they were equally likely: outcomes have probabilities"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names = list(policy[states[-1]])
        action = names[rng.choice(len(names), p=list(policy[states[-1]].values()))]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.integers(len(outcomes))]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="not terminated where the limit is reached with the last step: whether the last state is terminal"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names = list(policy[states[-1]])
        action = names[rng.choice(len(names), p=list(policy[states[-1]].values()))]
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, len(actions) < max_steps)

# %% wrong="simulate" why="the most probable action, always: draw an action from the policy"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        action = max(policy[states[-1]], key=policy[states[-1]].get)
        outcomes = mdp.transitions[states[-1]][action]
        o = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(o.next_state)
        actions.append(action)
        rewards.append(o.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% right="graph_figure" why="as the hint: Counter, pyplot, axis off"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    states = [*mdp.transitions, *mdp.terminal]
    places = arrows.places_on_circle(states)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                number = drawn[state, outcome.next_state]
                drawn[state, outcome.next_state] += 1
                way = arrows.edge(places[state], places[outcome.next_state], number)
                axes.add_patch(
                    FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12)
                )
                x, y = way.label
                label = f"{action}\n{outcome.probability:.2g}"
                axes.text(x, y, label, ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.add_patch(Circle((x, y), arrows.RADIUS, fill=False))
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% right="graph_figure" why="a bare Figure over the whole page, states first, annotate, colours from a colour map, arrows gathered by their ends"
def graph_figure(mdp: MDP) -> Figure:
    figure = Figure(figsize=(9, 9))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-2.3, 2.3)
    places = arrows.places_on_circle(list(mdp.terminal) + list(mdp.transitions))
    for state, place in places.items():
        axes.annotate(str(state), place, ha="center", va="center", fontweight="bold")
        rims = (1.0, 0.85) if state in mdp.terminal else (1.0,)
        for share in rims:
            circle = Circle(place, share * arrows.RADIUS, facecolor="none", edgecolor="black")
            axes.add_artist(circle)
    by_ends = defaultdict(list)
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for p, following, _reward in outcomes:
                by_ends[state, following].append((action, p))
    names = sorted({str(a) for actions in mdp.transitions.values() for a in actions})
    colours = dict(zip(names, plt.get_cmap("viridis")(np.linspace(0, 0.8, len(names)))))
    for (tail, head), parallel in by_ends.items():
        for number, (action, p) in enumerate(parallel):
            path, label = arrows.edge(places[tail], places[head], number)
            colour = tuple(colours[str(action)])
            axes.add_patch(
                FancyArrowPatch(
                    path=path, arrowstyle="-|>", mutation_scale=12, color=colour
                )
            )
            axes.text(*label, f"{action}\n{p:.2g}", ha="center", va="center", color=colour, size=9)
    return figure

# %% right="graph_figure" why="keeps the frame and takes only the ticks away, a title, white boxes behind the labels"
def graph_figure(mdp):
    fig = plt.figure(figsize=(10, 9), layout="constrained")
    ax = fig.add_subplot(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3), xticks=[], yticks=[])
    ax.set_title("transition graph")
    where = arrows.places_on_circle(dict.fromkeys([*mdp.transitions, *mdp.terminal]))

    def _label(xy, text, **look):
        ax.text(xy[0], xy[1], text, horizontalalignment="center", verticalalignment="center", **look)

    all_arrows = [
        (state, o.next_state, f"{action}\n{o.probability:.2g}")
        for state in mdp.transitions
        for action in mdp.transitions[state]
        for o in mdp.transitions[state][action]
    ]
    for i, (tail, head, text) in enumerate(all_arrows):
        number = sum((tail, head) == other[:2] for other in all_arrows[:i])
        way = arrows.edge(where[tail], where[head], number)
        ax.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
        _label(way.label, text, fontsize=8, bbox=dict(facecolor="white", edgecolor="none", pad=0.5))
    for state in where:
        _label(where[state], str(state), color="darkred")
    return fig

# %% right="graph_figure" why="axes named x and y instead of switched off, helper functions, itertools.count for the numbers"
import itertools


def _add_arrow(axes, way, text):
    axes.add_patch(
        FancyArrowPatch(
            path=way.path, arrowstyle="-|>", mutation_scale=12, linewidth=1.2, edgecolor="grey", facecolor="grey"
        )
    )
    axes.text(*way.label, text, ha="center", va="center", fontsize=7.5)


def graph_figure(mdp):
    fig, ax = plt.subplots(figsize=(8, 7))
    states = list(mdp.transitions)
    states += [state for state in mdp.terminal if state not in states]
    places = arrows.places_on_circle(states)
    numbers = defaultdict(itertools.count)
    for state in mdp.transitions:
        ax.scatter(*places[state], s=0)
        for action, outcomes in mdp.transitions[state].items():
            for outcome in outcomes:
                number = next(numbers[state, outcome.next_state])
                way = arrows.edge(places[state], places[outcome.next_state], number)
                _add_arrow(ax, way, f"{action}\n{outcome.probability:.2g}")
    for state, place in places.items():
        ax.text(*place, str(state), ha="center", va="center", fontsize=9)
    ax.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3), xlabel="x", ylabel="y")
    return fig

# %% wrong="graph_figure" why="terminal states that no arrow leads to are missing: terminal states are states, too"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    states = list(mdp.transitions)
    for actions in mdp.transitions.values():
        for outcomes in actions.values():
            states += [o.next_state for o in outcomes if o.next_state not in states]
    places = arrows.places_on_circle(states)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="the number of an arrow is that of its action, so that two outcomes of one action with the same next state lie on each other: they need different numbers"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    for state, actions in mdp.transitions.items():
        used = {}
        for action, outcomes in actions.items():
            for o in outcomes:
                parallel = used.setdefault(o.next_state, [])
                if action not in parallel:
                    parallel.append(action)
                way = arrows.edge(places[state], places[o.next_state], parallel.index(action))
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="outcomes with the same action and next state are drawn as one, the last: each outcome as an arrow"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    edges = {
        (state, o.next_state, action): o.probability
        for state, actions in mdp.transitions.items()
        for action, outcomes in actions.items()
        for o in outcomes
    }
    drawn = Counter()
    for (tail, head, action), p in edges.items():
        way = arrows.edge(places[tail], places[head], drawn[tail, head])
        drawn[tail, head] += 1
        axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
        axes.text(*way.label, f"{action}\n{p:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="one digit only, 0.25 becomes 0.2: outcome.probability:.2g"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.1g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="outcomes of probability 0 are left out: each outcome"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                if not o.probability:
                    continue
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="gives terminal states an empty entry in the given transitions: not changed"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    for state in mdp.terminal:
        mdp.transitions.setdefault(state, {})
    places = arrows.places_on_circle(mdp.transitions)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        axes.text(*places[state], str(state), ha="center", va="center")
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="sorts the states by name, a TypeError where some are int and some str: states are int or str"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle(sorted({*mdp.transitions, *mdp.terminal}))
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="all parallel arrows have number 0 and lie on each other: they need different numbers"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state])
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="numbers count the outcomes of an action, not the arrows between two places"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for number, o in enumerate(outcomes):
                way = arrows.edge(places[state], places[o.next_state], number)
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="a label says action and reward: action and probability"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{o.reward:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% right="chain_of" why="the hint: index, zeros, loops over the policy"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for outcome in mdp.transitions[state][action]:
                reward[i] += share * outcome.probability * outcome.reward
                if outcome.next_state in index:
                    transition[i, index[outcome.next_state]] += share * outcome.probability
    return transition, reward

# %% right="chain_of" why="a table over all states in NumPy, the terminal columns cut off at the end, np.add.at"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    states = list(mdp.transitions)
    columns = states + [state for state in mdp.terminal if state not in mdp.transitions]
    number = {state: k for k, state in enumerate(columns)}
    rows = [
        (number[s], number[o.next_state], policy[s].get(a, 0.0) * o.probability, o.reward)
        for s in states
        for a, outcomes in mdp.transitions[s].items()
        for o in outcomes
    ]
    tails, heads, weights, rewards = (np.array(column) for column in zip(*rows))
    table = np.zeros((len(states), len(columns)))
    np.add.at(table, (tails, heads), weights)
    paid = np.bincount(tails, weights=weights * rewards, minlength=len(states))
    return torch.tensor(table[:, : len(states)], dtype=torch.float64), torch.tensor(paid, dtype=torch.float64)

# %% right="chain_of" why="nested lists by comprehension, one sum for each entry"
def chain_of(mdp, policy):
    def _weighted(state):
        for action, share in policy[state].items():
            for p, following, paid in mdp.transitions[state][action]:
                yield share * p, following, paid

    names = tuple(mdp.transitions)
    matrix = [[math.fsum(w for w, f, _ in _weighted(s) if f == t) for t in names] for s in names]
    vector = [math.fsum(w * r for w, _, r in _weighted(s)) for s in names]
    return torch.tensor(matrix, dtype=torch.double), torch.tensor(vector, dtype=torch.double)

# %% right="chain_of" why="tensors for single actions, then a product with the policy's probabilities for each state"
def chain_of(mdp, policy):
    order = list(mdp.transitions)
    place = {s: i for i, s in enumerate(order)}
    p_rows, rewards = [], []
    for s in order:
        actions = list(mdp.transitions[s])
        pi = torch.tensor([float(policy[s].get(a, 0.0)) for a in actions], dtype=torch.float64)
        p = torch.zeros((len(actions), len(order)), dtype=torch.float64)
        r = torch.zeros(len(actions), dtype=torch.float64)
        for k, a in enumerate(actions):
            for o in mdp.transitions[s][a]:
                r[k] += o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    p[k, place[o.next_state]] += o.probability
        p_rows.append(pi @ p)
        rewards.append(pi @ r)
    return torch.stack(p_rows), torch.stack(rewards)

# %% wrong="chain_of" why="the shares are one over the number of named actions: the policy says the probability of each action"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        share = 1.0 / len(policy[state])
        for action in policy[state]:
            for o in mdp.transitions[state][action]:
                reward[i] += share * o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    transition[i, index[o.next_state]] += share * o.probability
    return transition, reward

# %% wrong="chain_of" why="a dictionary by next state forgets outcomes with the same next state and another reward: sum over r"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            ways = {o.next_state: o for o in mdp.transitions[state][action]}
            for following, o in ways.items():
                reward[i] += share * o.probability * o.reward
                if following in index:
                    transition[i, index[following]] += share * o.probability
    return transition, reward

# %% wrong="chain_of" why="adds the missing actions to the given policy: not changed"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, actions in mdp.transitions.items():
        i = index[state]
        for action, outcomes in actions.items():
            share = policy[state].setdefault(action, 0.0)
            for o in outcomes:
                reward[i] += share * o.probability * o.reward
                if o.next_state in index:
                    transition[i, index[o.next_state]] += share * o.probability
    return transition, reward

# %% wrong="chain_of" why="computed in float32 and only then cast: float64"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index))
    reward = torch.zeros(len(index))
    for state, i in index.items():
        for action, share in policy[state].items():
            for o in mdp.transitions[state][action]:
                reward[i] += share * o.probability * o.reward
                if o.next_state in index:
                    transition[i, index[o.next_state]] += share * o.probability
    return transition.double(), reward.double()

# %% wrong="chain_of" why="the most probable actions of a state share it among themselves, all others are left out: the policy says the probability of each action"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        top = max(policy[state].values())
        best = [action for action, share in policy[state].items() if share == top]
        for action in best:
            for o in mdp.transitions[state][action]:
                reward[i] += o.probability * o.reward / len(best)
                if o.next_state in index:
                    transition[i, index[o.next_state]] += o.probability / len(best)
    return transition, reward

# %% wrong="chain_of" why="equal outcomes that stand twice in the list count once: several may add to the same entry"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for o in set(mdp.transitions[state][action]):
                reward[i] += share * o.probability * o.reward
                if o.next_state in index:
                    transition[i, index[o.next_state]] += share * o.probability
    return transition, reward

# %% wrong="chain_of" why="rows and columns in the order of the policy: in the order of mdp.transitions"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(policy)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, actions in policy.items():
        for action, share in actions.items():
            for o in mdp.transitions[state][action]:
                reward[index[state]] += share * o.probability * o.reward
                if o.next_state in index:
                    transition[index[state], index[o.next_state]] += share * o.probability
    return transition, reward

# %% wrong="chain_of" why="outcomes that lead to a terminal state are passed over: they add to the reward"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for o in mdp.transitions[state][action]:
                if o.next_state in mdp.terminal:
                    continue
                reward[i] += share * o.probability * o.reward
                transition[i, index[o.next_state]] += share * o.probability
    return transition, reward

# %% wrong="chain_of" why="an entry is set and not added to: several outcomes may add to the same one"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for o in mdp.transitions[state][action]:
                reward[i] += share * o.probability * o.reward
                if o.next_state in index:
                    transition[i, index[o.next_state]] = share * o.probability
    return transition, reward

# %% wrong="chain_of" why="states are looked for with their index as a truth value, so that nothing leads to the first one: column i belongs to the i-th key"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for o in mdp.transitions[state][action]:
                reward[i] += share * o.probability * o.reward
                if column := index.get(o.next_state):
                    transition[i, column] += share * o.probability
    return transition, reward

# %% right="expected_returns" why="torch.linalg.solve"
def expected_returns(transition, reward, discount):
    identity = torch.eye(len(reward), dtype=transition.dtype, device=transition.device)
    return torch.linalg.solve(identity - discount * transition, reward)

# %% right="expected_returns" why="NumPy, there and back"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    p, r = transition.cpu().numpy(), reward.cpu().numpy()
    v = np.linalg.solve(np.identity(r.size) - discount * p, r)
    return torch.from_numpy(v).to(reward.device)

# %% right="expected_returns" why="LU factors, a negative copy with 1 added on the diagonal"
def expected_returns(transition, reward, discount):
    a = -discount * transition
    a.diagonal().add_(1.0)
    factors, pivots = torch.linalg.lu_factor(a)
    return torch.linalg.lu_solve(factors, pivots, reward.unsqueeze(1)).squeeze(1)

# %% right="expected_returns" why="Gauss and Jordan by hand, in Python floats, with pivots"
def expected_returns(transition, reward, discount):
    n = reward.shape[0]
    rows = [
        [float(i == j) - discount * float(transition[i, j]) for j in range(n)] + [float(reward[i])]
        for i in range(n)
    ]
    for c in range(n):
        best = max(range(c, n), key=lambda i: abs(rows[i][c]))
        rows[c], rows[best] = rows[best], rows[c]
        pivot = rows[c][c]
        rows[c] = [value / pivot for value in rows[c]]
        for i in range(n):
            if i != c:
                factor = rows[i][c]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[c], strict=True)]
    return torch.tensor([row[-1] for row in rows], dtype=torch.float64)

# %% wrong="expected_returns" why="the result is written over the given reward: not changed"
def expected_returns(transition, reward, discount):
    n = len(reward)
    matrix = torch.eye(n, dtype=torch.float64) - discount * transition
    values = reward
    values[:] = torch.linalg.solve(matrix, reward)
    return values

# %% wrong="expected_returns" why="a hundred sweeps, too few for long stories: solves (I - gamma P) v = r"
def expected_returns(transition, reward, discount):
    values = torch.zeros_like(reward)
    for _ in range(100):
        values = reward + discount * transition @ values
    return values

# %% wrong="expected_returns" why="sweeps until a sweep changes less than 1e-6, which for a discount near 1 is far from the solution: solves (I - gamma P) v = r"
def expected_returns(transition, reward, discount):
    values = torch.zeros_like(reward)
    for _ in range(100_000):
        new = reward + discount * transition @ values
        if (new - values).abs().max() < 1e-6:
            return new
        values = new
    return values

# %% wrong="expected_returns" why="solved in float32 and only then cast: float64"
def expected_returns(transition, reward, discount):
    matrix = torch.eye(len(reward)) - discount * transition.float()
    return torch.linalg.solve(matrix, reward.float()).double()

# %% wrong="expected_returns" why="a little is added to the diagonal so that it is never singular: solves (I - gamma P) v = r"
def expected_returns(transition, reward, discount):
    n = len(reward)
    matrix = (1.0 + 1e-6) * torch.eye(n, dtype=transition.dtype) - discount * transition
    return torch.linalg.solve(matrix, reward)

# %% wrong="expected_returns" why="the transposed matrix: row s says where one goes from s"
def expected_returns(transition, reward, discount):
    n = len(reward)
    matrix = torch.eye(n, dtype=transition.dtype) - discount * transition.T
    return torch.linalg.solve(matrix, reward)

# %% wrong="expected_returns" why="works in the given matrix: not changed"
def expected_returns(transition, reward, discount):
    transition *= -discount
    transition += torch.eye(len(reward), dtype=transition.dtype)
    return torch.linalg.solve(transition, reward)

# %% wrong="expected_returns" why="n sweeps for n states, as in the proof: the series has no end"
def expected_returns(transition, reward, discount):
    values = torch.zeros_like(reward)
    for _ in range(len(reward)):
        values = reward + discount * transition @ values
    return values

# %% wrong="expected_returns" why="a column comes back: shape [n]"
def expected_returns(transition, reward, discount):
    matrix = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    return torch.linalg.inv(matrix) @ reward[:, None]

# %% wrong="expected_returns" why="rows are made to sum to 1 first: rows may sum to less than 1"
def expected_returns(transition, reward, discount):
    full = transition / transition.sum(dim=1, keepdim=True)
    discount = min(discount, 0.9999)
    matrix = torch.eye(len(reward), dtype=torch.float64) - discount * full
    return torch.linalg.solve(matrix, reward)

# %% right="confidence_interval" why="NumPy with ddof=1"
def confidence_interval(returns):
    values = np.array(returns, dtype=np.float64)
    if values.size < 2:
        raise ValueError(f"got {values.size} returns, expected at least 2")
    half = 1.96 * values.std(ddof=1) / math.sqrt(values.size)
    mean = values.mean()
    return float(mean - half), float(mean + half)

# %% right="confidence_interval" why="the statistics module"
import statistics


def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = [float(g) for g in np.asarray(returns)]
    if len(values) < 2:
        raise ValueError(f"fewer than two returns: {values}")
    centre = statistics.fmean(values)
    error = statistics.stdev(values) / len(values) ** 0.5
    return centre - 1.96 * error, centre + 1.96 * error

# %% right="confidence_interval" why="torch, whose std divides by n - 1, and sign times half a width"
def confidence_interval(returns):
    g = torch.as_tensor(np.array(returns, dtype=float))
    n = len(g)
    if not n >= 2:
        raise ValueError(f"{n} returns say nothing about their spread, expected 2 or more")
    low, high = (g.mean() + sign * 1.96 * g.std() / n**0.5 for sign in (-1, 1))
    return low.item(), high.item()

# %% right="confidence_interval" why="the deviation with n, divided by the root of n - 1, which is the same"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) <= 1:
        raise ValueError(f"expected at least two returns, got {len(x)}")
    error = np.std(x) / np.sqrt(len(x) - 1)
    return x.mean() - 1.96 * error, x.mean() + 1.96 * error

# %% wrong="confidence_interval" why="rounded to two decimals: returns the lower and the upper end"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) < 2:
        raise ValueError(f"got {len(x)} returns, expected at least 2")
    half = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
    return round(x.mean() - half, 2), round(x.mean() + half, 2)

# %% wrong="confidence_interval" why="centres the given array in place: not changed"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=np.float64)
    if len(x) < 2:
        raise ValueError(f"got {len(x)} returns, expected at least 2")
    mean = x.mean()
    x -= mean
    half = 1.96 * math.sqrt((x**2).sum() / (len(x) - 1)) / math.sqrt(len(x))
    return float(mean - half), float(mean + half)

# %% wrong="confidence_interval" why="asks for the truth of an array, which is an error: returns is an ArrayLike, arrays too"
def confidence_interval(returns):
    if not returns or len(returns) < 2:
        raise ValueError(f"expected at least two returns, got {returns}")
    mean = np.mean(returns)
    half = 1.96 * np.std(returns, ddof=1) / math.sqrt(len(returns))
    return float(mean - half), float(mean + half)

# %% wrong="confidence_interval" why="only a single return is refused, none gives nan: fewer than two returns"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) == 1:
        raise ValueError("got 1 return, expected at least 2")
    half = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="equal returns are refused too: raise where there are fewer than two returns"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) < 2 or x.std() == 0:
        raise ValueError(f"{x} says nothing about the spread")
    half = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="mean of squares minus square of mean, which cancels for large returns of a small spread: sum of squared deviations"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    n = len(x)
    if n < 2:
        raise ValueError(f"got {n} returns, expected at least 2")
    variance = max(0.0, (x**2).mean() - x.mean() ** 2) * n / (n - 1)
    half = 1.96 * math.sqrt(variance / n)
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="the lower end is never below 0: mean minus 1.96 times the error"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) < 2:
        raise ValueError(f"got {len(x)} returns, expected at least 2")
    half = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
    return max(0.0, float(x.mean() - half)), float(x.mean() + half)

# %% wrong="confidence_interval" why="sorts the given list in place: not changed"
def confidence_interval(returns):
    if len(returns) < 2:
        raise ValueError(f"got {len(returns)} returns, expected at least 2")
    returns.sort()
    half = 1.96 * np.std(returns, ddof=1) / np.sqrt(len(returns))
    return float(np.mean(returns) - half), float(np.mean(returns) + half)

# %% wrong="confidence_interval" why="NumPy's std as it comes, which divides by n: 1 / (n - 1)"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) < 2:
        raise ValueError(f"got {len(x)} returns, expected at least 2")
    half = 1.96 * x.std() / np.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="the spread of a single return: sigma / sqrt(n)"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) < 2:
        raise ValueError(f"got {len(x)} returns, expected at least 2")
    half = 1.96 * x.std(ddof=1)
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="nan for a single return: raise a ValueError"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if len(x) < 2:
        return math.nan, math.nan
    half = 1.96 * x.std(ddof=1) / np.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% right="read_table" why="twice through the table, defaultdict"
def read_table(env):
    table = env.unwrapped.P
    terminal = set()
    for actions in table.values():
        for outcomes in actions.values():
            for probability, next_state, _, terminated in outcomes:
                if probability > 0 and terminated:
                    terminal.add(next_state)
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(
                        f"state {next_state} is terminal, but state {state}, action "
                        f"{action} leads to it without an end"
                    )
                sums[next_state, reward] += probability
            transitions[state][action] = [
                Outcome(p, next_state, reward) for (next_state, reward), p in sums.items()
            ]
    return MDP(transitions, frozenset(terminal))

# %% right="read_table" why="one flat list of steps, comprehensions, sets; the contradiction is looked for before anything is built"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    world: Any = env.unwrapped
    steps = [
        (s, a, *outcome)
        for s, actions in world.P.items()
        for a, outcomes in actions.items()
        for outcome in outcomes
        if outcome[0] != 0
    ]
    over = frozenset(following for _, _, _, following, _, end in steps if end)
    twofold = [f for s, _, _, f, _, end in steps if s not in over and f in over and not end]
    if twofold:
        raise ValueError(f"state {twofold[0]!r} ends the story in one way and not in another")
    built = {s: {a: [] for a in world.P[s]} for s in world.P if s not in over}
    added = Counter()
    for s, a, p, f, r, _ in steps:
        if s not in over:
            added[s, a, f, r] += p
    for (s, a, f, r), p in added.items():
        built[s][a].append(Outcome(p, f, r))
    return MDP(transitions=built, terminal=over)

# %% right="read_table" why="sort and groupby for equal outcomes, small helpers, fsum"
import itertools


def _possible(outcomes):
    return [tuple(o) for o in outcomes if o[0] > 0.0]


def _merged(outcomes):
    key = lambda o: (o[1], o[2])
    for (where, pays), same in itertools.groupby(sorted(outcomes, key=key), key=key):
        yield Outcome(math.fsum(o[0] for o in same), where, pays)


def read_table(env):
    P = env.unwrapped.P
    rows = {(s, a): _possible(P[s][a]) for s in P for a in P[s]}
    ends = {o[1] for row in rows.values() for o in row if o[3]}
    transitions = {s: {} for s in P if s not in ends}
    for (s, a), row in rows.items():
        if s in ends:
            continue
        for _, where, _, is_end in row:
            if where in ends and not is_end:
                raise ValueError(f"{where}: terminal, but not on the way from {s} by {a}")
        transitions[s][a] = tuple(_merged(row))
    return MDP(transitions, frozenset(ends))

# %% wrong="read_table" why="impossible outcomes make a state terminal, or a contradiction: drop outcomes of probability 0, nothing below speaks of them"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3]
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                if p > 0:
                    sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="outcomes of probability 0 are kept: drop them"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p > 0 and next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="outcomes are joined by their next state alone, with the last reward: equal next state and equal reward"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums, rewards = defaultdict(float), {}
            for p, next_state, reward, terminated in outcomes:
                if p == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state] += p
                rewards[next_state] = reward
            transitions[state][action] = [Outcome(p, s, rewards[s]) for s, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="rows of terminal states are held against the table too: an outcome of a state that is not terminal"
def read_table(env):
    steps = [
        (s, a, *o)
        for s, actions in env.unwrapped.P.items()
        for a, outcomes in actions.items()
        for o in outcomes
        if o[0] > 0
    ]
    ends = {step[3] for step in steps if step[5]}
    goes_on = {step[3] for step in steps if not step[5]}
    for state in ends & goes_on:
        raise ValueError(f"state {state} ends the story in one way, and not in another")
    transitions = {
        s: {a: [] for a in actions} for s, actions in env.unwrapped.P.items() if s not in ends
    }
    sums = defaultdict(float)
    for s, a, p, following, reward, _ in steps:
        if s not in ends:
            sums[s, a, following, reward] += p
    for (s, a, following, reward), p in sums.items():
        transitions[s][a].append(Outcome(p, following, reward))
    return MDP(transitions, frozenset(ends))

# %% wrong="read_table" why="loops of a state to itself do not count as ends: some outcome with terminated=True, of any state and action"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for state, actions in table.items()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0 and o[1] != state
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="takes the terminal rows out of the environment's own table: neither it nor its table is changed"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0
    }
    for state in terminal:
        table.pop(state, None)
    transitions = {}
    for state, actions in table.items():
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="resets the environment first, which moves its state: neither it nor its table is changed"
def read_table(env):
    env.reset(seed=0)
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="actions are numbered anew in the order of the table: states and actions keep their numbers"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        rows = []
        for outcomes in actions.values():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            rows.append([Outcome(p, s, r) for (s, r), p in sums.items()])
        transitions[state] = dict(enumerate(rows))
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="outcomes below one in a thousand are dropped: outcomes of probability 0"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 1e-3
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p < 1e-3:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="equal outcomes become one without adding up: with their probabilities added up"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            for _, next_state, _, terminated in outcomes:
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
            transitions[state][action] = list({Outcome(*o[:3]) for o in outcomes if o[0] > 0})
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="terminal are only the states all of whose own outcomes end: a state is terminal if some outcome with terminated=True leads to it"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        state
        for state, actions in table.items()
        if all(o[3] and o[1] == state for outcomes in actions.values() for o in outcomes)
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p == 0:
                    continue
                if terminated != (next_state in terminal):
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))
