# %% right="coffee_machine" why="nested dictionary, like the courier"
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

# %% right="coffee_machine" why="a flat list of rows, outcomes of probability 0 left out"
def coffee_machine(price, wear):
    rows = [
        ("clean", "brew", 1 - wear, "clean", price),
        ("clean", "brew", wear, "dirty", price),
        ("dirty", "brew", 1 - wear, "dirty", price),
        ("dirty", "brew", wear, "broken", -10),
        ("dirty", "wash", 1.0, "clean", -2),
    ]
    found: dict = {}
    for state, action, probability, after, reward in rows:
        if probability > 0:
            found.setdefault(state, {}).setdefault(action, []).append(
                Outcome(probability, after, float(reward))
            )
    return MDP(found, frozenset(["broken"]))

# %% right="coffee_machine" why="a helper for both ways to brew, tuples as sequences"
def coffee_machine(price: float, wear: float) -> MDP:
    def _brew(now, worse, paid_if_worse):
        return (
            Outcome(probability=1 - wear, next_state=now, reward=price),
            Outcome(probability=wear, next_state=worse, reward=paid_if_worse),
        )

    clean = {"brew": _brew("clean", "dirty", price)}
    dirty = {"brew": _brew("dirty", "broken", -10.0), "wash": (Outcome(1.0, "clean", -2.0),)}
    return MDP(terminal=frozenset(("broken",)), transitions=dict(clean=clean, dirty=dirty))

# %% wrong="coffee_machine" why="washing earns 2: it costs 2, a reward of -2"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", 2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="the clean machine can be washed, too: in state clean there is one action"
def coffee_machine(price: float, wear: float) -> MDP:
    wash = [Outcome(1.0, "clean", -2.0)]
    return MDP(
        {
            "clean": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)],
                "wash": wash,
            },
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": wash,
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="a dirty machine that does not break pays nothing: it pays the price and stays dirty"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", 0.0), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="washing fails with probability wear: it always makes it clean"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1 - wear, "clean", -2.0), Outcome(wear, "dirty", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="the cup is paid for although it breaks: no cup, the reward is -10"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", price - 10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="broken has an entry of its own that loops"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
            "broken": {"wait": [Outcome(1.0, "broken", 0.0)]},
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="washing returns a clean machine but the price of a cup is lost: -2 - price instead of -2"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0 - price)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="a dirty machine goes on dirty with probability 1 and breaks on top: the probabilities sum to 1 + wear"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1.0, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% wrong="coffee_machine" why="wear exchanged with its rest in the dirty state: it stays dirty with wear and breaks with 1 - wear"
def coffee_machine(price: float, wear: float) -> MDP:
    def brew(now, worse, reward):
        return [Outcome(1 - wear, now, price), Outcome(wear, worse, reward)]

    return MDP(
        {
            "clean": {"brew": brew("clean", "dirty", price)},
            "dirty": {
                "brew": [Outcome(wear, "dirty", price), Outcome(1 - wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )

# %% right="check_mdp" why="three loops, not (0 <= p <= 1)"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if len(actions) == 0:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            where = f"state {state!r}, action {action!r}"
            total = 0.0
            for probability, next_state, _ in outcomes:
                if not 0.0 <= probability <= 1.0:
                    raise ValueError(f"{where}: a probability is {probability}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"{where}: unknown next state {next_state!r}")
                total += probability
            if abs(total - 1.0) > 1e-9:
                raise ValueError(f"{where}: probabilities sum to {total}, expected 1")

# %% right="check_mdp" why="a generator of complaints, the first of which is raised; math.fsum and isclose with an absolute tolerance"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)

    def complaints():
        for state in mdp.transitions:
            if state in mdp.terminal:
                yield f"{state!r} stands in transitions and in terminal"
        for state, actions in mdp.transitions.items():
            if not actions:
                yield f"no action in state {state!r}"
        for state, actions in mdp.transitions.items():
            for action, outcomes in actions.items():
                for outcome in outcomes:
                    if outcome.next_state not in known:
                        yield f"{state!r}, {action!r} lead to {outcome.next_state!r}, which is no state"
                shares = [outcome.probability for outcome in outcomes]
                if any(math.isnan(p) or p < 0 or p > 1 for p in shares):
                    yield f"state {state!r}, action {action!r}: not all of {shares} are probabilities"
                elif not math.isclose(math.fsum(shares), 1.0, rel_tol=0.0, abs_tol=1e-9):
                    yield f"state {state!r}, action {action!r}: {shares} do not sum to 1"

    for complaint in complaints():
        raise ValueError(complaint)

# %% right="check_mdp" why="flattened rows and NumPy arrays, set algebra for the states"
def check_mdp(mdp: MDP) -> None:
    both = [s for s in mdp.terminal if s in mdp.transitions]
    if both:
        raise ValueError(f"state {both[0]!r} cannot be terminal and have actions")
    pairs = [(s, a, list(o)) for s, acts in mdp.transitions.items() for a, o in acts.items()]
    idle = [s for s, acts in mdp.transitions.items() if not len(acts)]
    if idle:
        raise ValueError(f"state {idle[0]!r} has an empty set of actions")
    for s, a, outcomes in pairs:
        p = np.array([o.probability for o in outcomes], dtype=np.float64)
        if not np.all((p >= 0) & (p <= 1)) or not abs(p.sum() - 1) <= 1e-9:
            raise ValueError(f"bad probabilities {p.tolist()} for action {a!r} in state {s!r}")
    strangers = [o.next_state for _, _, os in pairs for o in os if o.next_state not in {*mdp.transitions, *mdp.terminal}]
    if strangers:
        raise ValueError(f"next state {strangers[0]!r} is neither a key of transitions nor terminal")

# %% right="check_mdp" why="a class of exception derived from ValueError, helper functions"
class BrokenMDPError(ValueError):
    pass


def _check_action(mdp, state, action, outcomes):
    for outcome in outcomes:
        fine = outcome.probability >= 0 and outcome.probability <= 1
        if not fine:
            raise BrokenMDPError(f"({state!r}, {action!r}): probability {outcome.probability!r} is not in [0, 1]")
        if not (outcome.next_state in mdp.terminal or outcome.next_state in mdp.transitions):
            raise BrokenMDPError(f"nobody knows the next state {outcome.next_state!r}")
    total = sum(outcome.probability for outcome in outcomes)
    if not -1e-9 <= total - 1 <= 1e-9:
        raise BrokenMDPError(f"({state!r}, {action!r}): probabilities sum to {total!r}")


def check_mdp(mdp: MDP) -> None:
    for state in mdp.transitions:
        actions = mdp.transitions[state]
        if not actions:
            raise BrokenMDPError(f"nothing can be done in state {state!r}")
        if state in mdp.terminal:
            raise BrokenMDPError(f"state {state!r} is in transitions and in terminal")
        for action in actions:
            _check_action(mdp, state, action, actions[action])

# %% wrong="check_mdp" why="only the sum is checked: 1.5 and -0.5 sum to 1 and pass"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = sum(outcome.probability for outcome in outcomes)
            if not abs(total - 1) <= 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")
            for outcome in outcomes:
                if outcome.next_state not in mdp.transitions and outcome.next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {outcome.next_state!r}")

# %% wrong="check_mdp" why="np.isclose has a tolerance of 1e-5: a sum of 1.000001 passes"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
            if not np.isclose(sum(o.probability for o in outcomes), 1.0):
                raise ValueError(f"state {state!r}, action {action!r}: sum is not 1")

# %% wrong="check_mdp" why="an unknown next state of probability 0 passes: whatever its probability"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if p > 0 and next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
                total += p
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum is {total}")

# %% wrong="check_mdp" why="an empty list of outcomes is passed over: its probabilities sum to 0"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            if not outcomes:
                continue
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum is not 1")

# %% wrong="check_mdp" why="asks for a sum of exactly 1: ten times 0.1 is refused"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
                total += p
            if total != 1:
                raise ValueError(f"state {state!r}, action {action!r}: sum is {total}")

# %% wrong="check_mdp" why="rounds the sum to nine digits: a sum that is 0.8e-9 off is refused, give or take 1e-9 it is right"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
                total += p
            if round(total, 9) != 1:
                raise ValueError(f"state {state!r}, action {action!r}: sum is {total}")

# %% wrong="check_mdp" why="the message lists all known states: it names no other state"
def check_mdp(mdp: MDP) -> None:
    known = [*mdp.transitions, *sorted(mdp.terminal, key=str)]
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"next state {next_state!r} is unknown, expected one of {known}")
            if not abs(sum(o.probability for o in outcomes) - 1) <= 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum is not 1")

# %% wrong="check_mdp" why="the message shows the whole MDP, not the culprit alone"
def check_mdp(mdp: MDP) -> None:
    def refuse(reason):
        raise ValueError(f"{reason} in {mdp}")

    for state, actions in mdp.transitions.items():
        if state in mdp.terminal or not actions:
            refuse("a state that is terminal with actions, or has none")
        for action, outcomes in actions.items():
            if not all(0 <= o.probability <= 1 for o in outcomes):
                refuse("probabilities outside [0, 1]")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                refuse("probabilities that do not sum to 1")
            if not all(o.next_state in mdp.transitions or o.next_state in mdp.terminal for o in outcomes):
                refuse("unknown next states")

# %% wrong="check_mdp" why="the sum is checked after the loop over actions, so of the last action of each state only"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
                total += p
        if abs(total - 1) > 1e-9:
            raise ValueError(f"state {state!r}, action {action!r}: sum is {total}")

# %% wrong="check_mdp" why="asks whether p is below 0 or above 1: NaN does not lie between them and passes"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if p < 0 or p > 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum is not 1")

# %% wrong="check_mdp" why="an outcome of probability 0 is refused, but 0 lies between 0 and 1 (0 <= p <= 1)"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has actions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 < p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"unknown next state {next_state!r}")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum is not 1")

# %% right="simulate" why="rng.choice of indices, while loop"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% right="simulate" why="inversion by hand with rng.random and a running sum; for loop with early return"
def _sample(rng, things, weights):
    left = rng.random() * math.fsum(weights)
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
    episode = Episode([start], [], [], start in mdp.terminal)
    state = start
    for _ in range(max_steps):
        if state in mdp.terminal:
            break
        action = _sample(rng, list(policy[state].keys()), list(policy[state].values()))
        outcomes = mdp.transitions[state][action]
        _, state, reward = _sample(rng, outcomes, [o.probability for o in outcomes])
        episode.actions.append(action)
        episode.rewards.append(reward)
        episode.states.append(state)
    return episode._replace(terminated=state in mdp.terminal)

# %% right="simulate" why="a generator of steps, multinomial draws, zip to columns"
from itertools import islice


def simulate(mdp, policy, start, rng, max_steps=1000):
    def one_of(options, chances):
        return options[int(rng.multinomial(1, chances).argmax())]

    def steps():
        state = start
        while state not in mdp.terminal:
            shares = policy[state]
            action = one_of(list(shares), list(shares.values()))
            branch = mdp.transitions[state][action]
            outcome = one_of(branch, [o.probability for o in branch])
            yield action, outcome.reward, outcome.next_state
            state = outcome.next_state

    played = list(islice(steps(), max_steps))
    actions = [a for a, _, _ in played]
    rewards = [r for _, r, _ in played]
    states = [start] + [s for _, _, s in played]
    return Episode(states=states, actions=actions, rewards=rewards, terminated=states[-1] in mdp.terminal)

# %% right="simulate" why="goes through the MDP's actions with policy.get, cumulative sums and searchsorted"
def simulate(mdp, policy, start, rng, max_steps=1000):
    state, states, actions, rewards = start, [start], [], []

    def draw(chances):
        edges = np.cumsum(chances)
        return int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))

    while not (state in mdp.terminal or len(rewards) >= max_steps):
        names = list(mdp.transitions[state])
        action = names[draw([policy[state].get(name, 0.0) for name in names])]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[draw([o.probability for o in outcomes])]
        state = outcome.next_state
        states += [state]
        actions += [action]
        rewards += [outcome.reward]
    return Episode(states, actions, rewards, state in mdp.terminal)

# %% wrong="simulate" why="NumPy's global generator: all randomness comes from rng"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[np.random.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="one random number draws both the action and its outcome: they are no longer independent, so outcomes lack their probabilities"
def simulate(mdp, policy, start, rng, max_steps=1000):
    def pick(things, weights, u):
        for thing, edge in zip(things, np.cumsum(weights)):
            if u < edge:
                return thing
        return things[-1]

    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        u = rng.random()
        action = pick(list(policy[state]), list(policy[state].values()), u)
        outcomes = mdp.transitions[state][action]
        outcome = pick(outcomes, [o.probability for o in outcomes], u)
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="rng.choice of the names: actions become NumPy's own kind, and a mix of int and str turns into text"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        action = rng.choice(list(policy[state]), p=list(policy[state].values()))
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="draws uniformly from the named actions, not with their probabilities"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.integers(len(names))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="steps first and looks after: a start in a terminal state breaks, and max_steps=0 plays a step"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while True:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
        if outcome.next_state in mdp.terminal or len(actions) >= max_steps:
            break
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="pairs the MDP's actions with the policy's numbers by position, not by name"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        shares = list(policy[state].values())
        names = list(mdp.transitions[state])[: len(shares)]
        action = names[rng.choice(len(names), p=shares)]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="an episode of exactly max_steps steps counts as cut, though the last state is terminal"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    state = start
    while state not in mdp.terminal and len(actions) < max_steps:
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        _, state, reward = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(state)
        actions.append(action)
        rewards.append(reward)
    return Episode(states, actions, rewards, len(actions) < max_steps)

# %% wrong="simulate" why="outcomes drawn with equal chances, their probabilities are not used"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = [o for o in mdp.transitions[state][action] if o.probability > 0]
        outcome = outcomes[rng.integers(len(outcomes))]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="the caller's policy is filled up with the actions it does not name: it is changed"
def simulate(mdp, policy, start, rng, max_steps=1000):
    for state, names in mdp.transitions.items():
        for name in names:
            policy.setdefault(state, {}).setdefault(name, 0.0)
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="max_steps counts the states: one step too few"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(states) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% wrong="simulate" why="always the most probable action, not one drawn from the policy"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while len(actions) < max_steps and states[-1] not in mdp.terminal:
        state = states[-1]
        action = max(policy[state], key=policy[state].get)
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)

# %% right="graph_figure" why="pyplot, Counter, circles with double rims"
def graph_figure(mdp: MDP) -> Figure:
    states = [*mdp.transitions, *sorted(mdp.terminal, key=str)]
    places = arrows.places_on_circle(states)
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, facecolor="white", edgecolor="black"))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(
                    *way.label,
                    f"{action}\n{outcome.probability:.2g}",
                    ha="center",
                    va="center",
                    fontsize=9,
                )
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% right="graph_figure" why="bare Figure, grouped by pairs first, enumerate gives the numbers, one colour for each action"
def graph_figure(mdp):
    groups = defaultdict(list)
    for state in mdp.transitions:
        for action, outcomes in mdp.transitions[state].items():
            for probability, after, _ in outcomes:
                groups[state, after].append((action, probability))
    names = list(dict.fromkeys([*mdp.transitions, *sorted(mdp.terminal, key=repr)]))
    at = arrows.places_on_circle(names)
    figure = Figure(figsize=(9, 7))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-2.3, 2.3)
    axes.set_axis_off()
    colours = plt.get_cmap("tab10")
    numbers = {}
    for (tail, head), labels in groups.items():
        for number, (action, probability) in enumerate(labels):
            edge = arrows.edge(at[tail], at[head], number)
            colour = colours(numbers.setdefault(action, len(numbers)) % 10)
            arrow = FancyArrowPatch(
                path=edge.path, arrowstyle="-|>", mutation_scale=12, color=colour, lw=1.2
            )
            axes.add_patch(arrow)
            x, y = edge.label
            axes.text(x, y, f"{action}\n{probability:.2g}", fontsize=9, color="black",
                      horizontalalignment="center", verticalalignment="center")
    for name in names:
        x, y = at[name]
        axes.text(x, y, str(name), fontsize=9, weight="bold",
                  horizontalalignment="center", verticalalignment="center")
    return figure

# %% right="graph_figure" why="itertools.count for each pair, small helper _label, aspect equal, tight limits kept"
import itertools


def graph_figure(mdp: MDP) -> Figure:
    figure = plt.figure(figsize=(8, 8))
    axes = figure.add_subplot(1, 1, 1)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlim(-2.3, 2.3)
    axes.set_ylim(-2.3, 2.3)

    def _label(place, words, **look):
        axes.text(place[0], place[1], words, ha="center", va="center", fontsize=9, **look)

    places = arrows.places_on_circle(list(mdp.transitions) + sorted(mdp.terminal, key=str))
    counters = defaultdict(itertools.count)
    outcomes = (
        (state, action, outcome)
        for state, actions in mdp.transitions.items()
        for action, found in actions.items()
        for outcome in found
    )
    for state, action, outcome in outcomes:
        number = next(counters[state, outcome.next_state])
        path, label = (lambda e: (e.path, e.label))(
            arrows.edge(places[state], places[outcome.next_state], number)
        )
        axes.add_patch(FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12, zorder=1))
        _label(label, f"{action}\n{outcome.probability:.2g}", color="tab:blue")
    for state, place in places.items():
        axes.add_artist(Circle(place, radius=arrows.RADIUS, fill=False))
        _label(place, str(state))
    return figure

# %% wrong="graph_figure" why="equal outcomes are drawn once: each outcome is an arrow, that goes for equal ones"
def graph_figure(mdp: MDP) -> Figure:
    states = [*mdp.transitions, *sorted(mdp.terminal, key=str)]
    places = arrows.places_on_circle(states)
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in dict.fromkeys(outcomes):
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="terminal states appear only where an arrow leads: even those that no arrow leads to are states"
def graph_figure(mdp: MDP) -> Figure:
    found = dict.fromkeys(mdp.transitions)
    for actions in mdp.transitions.values():
        for outcomes in actions.values():
            found.update(dict.fromkeys(o.next_state for o in outcomes))
    places = arrows.places_on_circle(found)
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="probabilities with one digit: 0.25 is written 0.2, asked is .2g"
def graph_figure(mdp: MDP) -> Figure:
    states = [*mdp.transitions, *sorted(mdp.terminal, key=str)]
    places = arrows.places_on_circle(states)
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.1g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="terminal states are entered in the caller's transitions: the MDP is changed"
def graph_figure(mdp: MDP) -> Figure:
    for state in sorted(mdp.terminal, key=str):
        mdp.transitions.setdefault(state, {})
    places = arrows.places_on_circle(mdp.transitions)
    figure, axes = plt.subplots(figsize=(8, 6))
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        axes.text(*places[state], str(state), ha="center", va="center", fontsize=9)
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="sorted without a key: terminal states of int and str together cannot be compared, and both are states"
def graph_figure(mdp: MDP) -> Figure:
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal)])
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="the numbers begin again with each action: parallel arrows of two actions lie on each other"
def graph_figure(mdp: MDP) -> Figure:
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            drawn = Counter()
            for outcome in outcomes:
                way = arrows.edge(places[state], places[outcome.next_state], drawn[outcome.next_state])
                drawn[outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="outcomes of probability 0 are left out"
def graph_figure(mdp: MDP) -> Figure:
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                if outcome.probability == 0:
                    continue
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="limits of 1.5: texts and arrows are cut off"
def graph_figure(mdp: MDP) -> Figure:
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="the label shows the reward in place of the probability where that is 1: action and probability are asked"
def graph_figure(mdp: MDP) -> Figure:
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    figure, axes = plt.subplots(figsize=(8, 6))
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                label = f"{action}" if outcome.probability == 1 else f"{action}\n{outcome.probability:.2g}"
                axes.text(*way.label, label, ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% wrong="graph_figure" why="figure of the default size with larger letters: in a dense graph texts cover each other"
def graph_figure(mdp: MDP) -> Figure:
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    figure, axes = plt.subplots()
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                way = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure

# %% right="chain_of" why="loops over the policy, index dictionary"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                reward[i] += share * probability * paid
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition, reward

# %% right="chain_of" why="NumPy with np.add.at on flattened rows, then from_numpy"
def chain_of(mdp, policy):
    states = list(mdp.transitions)
    n = len(states)
    rows = [
        (i, states.index(o.next_state) if o.next_state in states else n, share * o.probability, o.reward)
        for i, state in enumerate(states)
        for action, share in policy[state].items()
        for o in mdp.transitions[state][action]
    ]
    tails, heads, weights, paid = (np.array(column) for column in zip(*rows))
    wide = np.zeros((n, n + 1))
    np.add.at(wide, (tails.astype(int), heads.astype(int)), weights.astype(float))
    reward = np.bincount(tails.astype(int), weights=weights * paid, minlength=n).astype(np.float64)
    return torch.from_numpy(wide[:, :n].copy()), torch.from_numpy(reward)

# %% right="chain_of" why="sums in comprehensions over the MDP's own actions with policy.get"
def chain_of(mdp, policy):
    def weighted(state):
        for action, outcomes in mdp.transitions[state].items():
            share = policy[state].get(action, 0.0)
            for outcome in outcomes:
                yield share * outcome.probability, outcome

    keys = tuple(mdp.transitions)
    p = [[math.fsum(w for w, o in weighted(s) if o.next_state == t) for t in keys] for s in keys]
    r = [math.fsum(w * o.reward for w, o in weighted(s)) for s in keys]
    return torch.tensor(p, dtype=torch.float64, device="cpu"), torch.tensor(r, dtype=torch.float64, device="cpu")

# %% right="chain_of" why="a tensor [states, actions, states], then einsum with the policy's matrix"
def chain_of(mdp, policy):
    number = {state: i for i, state in enumerate(mdp.transitions)}
    names = list(dict.fromkeys(a for actions in mdp.transitions.values() for a in actions))
    n, m = len(number), len(names)
    p = torch.zeros(n, m, n, dtype=torch.float64)
    r = torch.zeros(n, m, dtype=torch.float64)
    pi = torch.zeros(n, m, dtype=torch.float64)
    for state, actions in mdp.transitions.items():
        s = number[state]
        for action, outcomes in actions.items():
            a = names.index(action)
            pi[s, a] = policy[state].get(action, 0.0)
            for outcome in outcomes:
                r[s, a] += outcome.probability * outcome.reward
                if outcome.next_state not in mdp.terminal:
                    p[s, a, number[outcome.next_state]] += outcome.probability
    return torch.einsum("sa,sat->st", pi, p), (pi * r).sum(dim=1)

# %% wrong="chain_of" why="rows in sorted order: row i belongs to the i-th key of mdp.transitions"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(sorted(mdp.transitions, key=str))}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                reward[i] += share * probability * paid
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition, reward

# %% wrong="chain_of" why="break at the first terminal outcome: outcomes after it in the list add to nothing"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                reward[i] += share * probability * paid
                if next_state in mdp.terminal:
                    break
                transition[i, index[next_state]] += share * probability
    return transition, reward

# %% wrong="chain_of" why="fills the caller's policy with zeros for unnamed actions: it is changed"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            share = policy[state].setdefault(action, 0.0)
            for outcome in outcomes:
                reward[index[state]] += share * outcome.probability * outcome.reward
                if outcome.next_state in index:
                    transition[index[state], index[outcome.next_state]] += share * outcome.probability
    return transition, reward

# %% wrong="chain_of" why="sums in float32 and converts at the end: float64 in name, not in digits"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index))
    reward = torch.zeros(len(index))
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                reward[i] += share * probability * paid
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition.double(), reward.double()

# %% wrong="chain_of" why="the steps that lead to the end do not pay: they should add to the reward"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                if next_state in mdp.terminal:
                    continue
                reward[i] += share * probability * paid
                transition[i, index[next_state]] += share * probability
    return transition, reward

# %% wrong="chain_of" why="rows in the order of the policy's keys"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(policy)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, shares in policy.items():
        for action, share in shares.items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                reward[index[state]] += share * probability * paid
                if next_state in index:
                    transition[index[state], index[next_state]] += share * probability
    return transition, reward

# %% wrong="chain_of" why="assigns instead of adding: several outcomes may lead to the same state"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, paid in mdp.transitions[state][action]:
                reward[i] += share * probability * paid
                if next_state in index:
                    transition[i, index[next_state]] = share * probability
    return transition, reward

# %% wrong="chain_of" why="states are looked up by their text: 0 and the state with the text 0 become one, states are int or str"
def chain_of(mdp, policy):
    index = {str(state): i for i, state in enumerate(mdp.transitions)}
    n = len(mdp.transitions)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for i, state in enumerate(mdp.transitions):
        for action, share in policy[state].items():
            for outcome in mdp.transitions[state][action]:
                reward[i] += share * outcome.probability * outcome.reward
                if str(outcome.next_state) in index:
                    transition[i, index[str(outcome.next_state)]] += share * outcome.probability
    return transition, reward

# %% right="expected_returns" why="torch.linalg.solve with the identity"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    n = len(reward)
    identity = torch.eye(n, dtype=transition.dtype, device=transition.device)
    return torch.linalg.solve(identity - discount * transition, reward)

# %% right="expected_returns" why="NumPy's solver, back to a tensor"
def expected_returns(transition, reward, discount):
    system = np.identity(reward.shape[0]) - discount * transition.numpy()
    return torch.from_numpy(np.linalg.solve(system, reward.numpy()))

# %% right="expected_returns" why="LU factors, diagonal raised by one on a new tensor"
def expected_returns(transition, reward, discount):
    system = transition * -discount
    system.diagonal().add_(1.0)
    factors, pivots = torch.linalg.lu_factor(system)
    return torch.linalg.lu_solve(factors, pivots, reward.unsqueeze(-1)).squeeze(-1)

# %% right="expected_returns" why="Gauss-Jordan with pivots in plain Python floats"
def expected_returns(transition, reward, discount):
    p, r = transition.tolist(), reward.tolist()
    n = len(r)
    a = [[(i == j) - discount * p[i][j] for j in range(n)] + [r[i]] for i in range(n)]
    for column in range(n):
        pivot = max(range(column, n), key=lambda i: abs(a[i][column]))
        a[column], a[pivot] = a[pivot], a[column]
        a[column] = [entry / a[column][column] for entry in a[column]]
        for i in range(n):
            if i != column:
                factor = a[i][column]
                a[i] = [x - factor * y for x, y in zip(a[i], a[column])]
    return torch.tensor([row[n] for row in a], dtype=torch.float64)

# %% wrong="expected_returns" why="back substitution from the last state: solves only where no state leads to an earlier one"
def expected_returns(transition, reward, discount):
    n = len(reward)
    values = torch.zeros(n, dtype=torch.float64)
    for s in reversed(range(n)):
        later = discount * (transition[s, s + 1 :] * values[s + 1 :]).sum()
        values[s] = (reward[s] + later) / (1 - discount * transition[s, s])
    return values

# %% wrong="expected_returns" why="a hundred sweeps instead of a solution: far too few for a discount of 0.99"
def expected_returns(transition, reward, discount):
    values = torch.zeros_like(reward)
    for _ in range(100):
        values = reward + discount * transition @ values
    return values

# %% wrong="expected_returns" why="solved in float32 and converted: not the accuracy of float64"
def expected_returns(transition, reward, discount):
    system = torch.eye(len(reward)) - discount * transition.float()
    return torch.linalg.solve(system, reward.float()).double()

# %% wrong="expected_returns" why="a discount of 1 is replaced by a smaller one: 1 is allowed where the chain ends"
def expected_returns(transition, reward, discount):
    discount = min(discount, 1.0 - 1e-6)
    system = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    return torch.linalg.solve(system, reward)

# %% wrong="expected_returns" why="the system is built in the caller's transition matrix: it is changed"
def expected_returns(transition, reward, discount):
    transition.mul_(-discount).diagonal().add_(1.0)
    return torch.linalg.solve(transition, reward)

# %% wrong="expected_returns" why="rows are made to sum to 1 first: they may sum to less, the rest is the end"
def expected_returns(transition, reward, discount):
    rows = transition.sum(dim=1, keepdim=True).clamp(min=1e-12)
    stochastic = transition / rows if discount < 1 else transition
    system = torch.eye(len(reward), dtype=torch.float64) - discount * stochastic
    return torch.linalg.solve(system, reward)

# %% wrong="expected_returns" why="transposed: column for row"
def expected_returns(transition, reward, discount):
    system = torch.eye(len(reward), dtype=torch.float64) - discount * transition.T
    return torch.linalg.solve(system, reward)

# %% wrong="expected_returns" why="sweeps until nothing changes by more than 1e-6: with a discount near 1 the rest is much larger"
def expected_returns(transition, reward, discount):
    values = reward.clone()
    change = 1.0
    while change > 1e-6:
        new = reward + discount * (transition @ values)
        change = float((new - values).abs().max())
        values = new
    return values

# %% wrong="expected_returns" why="a column [n, 1] is returned, not [n]"
def expected_returns(transition, reward, discount):
    system = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    return torch.linalg.solve(system, reward[:, None])

# %% right="confidence_interval" why="np.asarray with float64, ddof=1"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    array = np.asarray(returns, dtype=np.float64)
    if array.size < 2:
        raise ValueError(f"there are {array.size} returns, expected at least two")
    mean = array.mean()
    half = 1.96 * array.std(ddof=1) / np.sqrt(array.size)
    return float(mean - half), float(mean + half)

# %% right="confidence_interval" why="statistics module and NormalDist's quantile"
import statistics


def confidence_interval(returns):
    numbers = np.array(returns, dtype=float).tolist()
    n = len(numbers)
    if n < 2:
        raise ValueError(f"{n} return(s) given: at least 2 are needed for a spread")
    centre = statistics.fmean(numbers)
    spread = statistics.stdev(numbers)
    z = statistics.NormalDist().inv_cdf(0.975)
    return centre - z * spread / n**0.5, centre + z * spread / n**0.5

# %% right="confidence_interval" why="torch in float64, the formula written out"
def confidence_interval(returns):
    g = torch.as_tensor(np.asarray(returns), dtype=torch.float64)
    n = g.numel()
    if not n >= 2:
        raise ValueError(f"got {n} returns, which say nothing about their spread")
    mean = g.mean()
    variance = (g - mean).square().sum() / (n - 1)
    ends = mean + torch.tensor([-1.96, 1.96], dtype=torch.float64) * (variance / n).sqrt()
    low, high = ends.tolist()
    return low, high

# %% right="confidence_interval" why="Welford's one pass over the numbers"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    n, mean, squares = 0, 0.0, 0.0
    for value in np.ravel(returns).astype(np.float64).tolist():
        n += 1
        deviation = value - mean
        mean += deviation / n
        squares += deviation * (value - mean)
    if n <= 1:
        raise ValueError(f"expected two returns or more, got {n}")
    reach = 1.959964 * math.sqrt(squares / (n - 1) / n)
    return mean - reach, mean + reach

# %% wrong="confidence_interval" why="subtracts the mean in an array that may be the caller's: returns are changed"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    n = len(x)
    if n < 2:
        raise ValueError(f"{n} returns, expected at least 2")
    mean = float(x.mean())
    x -= mean
    half = 1.96 * math.sqrt(float((x**2).sum()) / (n - 1) / n)
    return mean - half, mean + half

# %% wrong="confidence_interval" why="an array of float32 is computed in float32"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.array(returns)
    if x.size < 2:
        raise ValueError(f"{x.size} returns, expected at least 2")
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="the truth of an array is asked: every NumPy array of two or more is refused"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    if not returns or len(returns) < 2:
        raise ValueError("fewer than two returns")
    x = np.asarray(returns, dtype=np.float64)
    half = 1.96 * x.std(ddof=1) / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="equal returns are refused: only fewer than two returns are"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    if len(np.unique(x)) < 2:
        raise ValueError("these returns say nothing about their spread")
    half = 1.96 * x.std(ddof=1) / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="both ends are rounded to two digits"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    if len(x) < 2:
        raise ValueError(f"{len(x)} returns, expected at least 2")
    half = 1.96 * x.std(ddof=1) / math.sqrt(len(x))
    return round(float(x.mean() - half), 2), round(float(x.mean() + half), 2)

# %% wrong="confidence_interval" why="mean of the squares less the square of the mean: a difference of two large squares"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    n = len(x)
    if n < 2:
        raise ValueError(f"{n} returns, expected at least 2")
    variance = max((np.mean(x**2) - np.mean(x) ** 2) * n / (n - 1), 0.0)
    half = 1.96 * math.sqrt(variance / n)
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="divides by n, not by n - 1"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    if len(x) < 2:
        raise ValueError(f"{len(x)} returns, expected at least 2")
    half = 1.96 * x.std() / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="returns are made a float32 tensor"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = torch.tensor(returns)
    if len(x) < 2:
        raise ValueError(f"{len(x)} returns, expected at least 2")
    half = 1.96 * x.std() / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% wrong="confidence_interval" why="only an empty list is refused; one return gives nan"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    if len(x) == 0:
        raise ValueError("there are no returns")
    half = 1.96 * x.std(ddof=min(1, len(x) - 1)) / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)

# %% right="read_table" why="two passes with dictionaries, as in the hint"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        next_state
        for actions in table.values()
        for outcomes in actions.values()
        for probability, next_state, _, terminated in outcomes
        if terminated and probability > 0
    }
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
                        f"state {next_state} is terminal, but a step leads to it and goes on"
                    )
                sums[next_state, reward] += probability
            transitions[state][action] = [
                Outcome(total, after, paid) for (after, paid), total in sums.items()
            ]
    return MDP(transitions, frozenset(terminal))

# %% right="read_table" why="flat list of possible steps first, sets of ends and goings-on, Counter for sums"
def read_table(env):
    steps = [
        (s, a, *outcome)
        for s, actions in env.unwrapped.P.items()
        for a, outcomes in actions.items()
        for outcome in outcomes
        if outcome[0] != 0
    ]
    ends = frozenset(after for _, _, _, after, _, stop in steps if stop)
    kept = [step for step in steps if step[0] not in ends]
    two_faced = {after for _, _, _, after, _, stop in kept if not stop} & ends
    if two_faced:
        raise ValueError(f"the story ends in state {min(two_faced)!r} or does not, depending on the step")
    sums: dict = {}
    for s, a, p, after, reward, _ in kept:
        counter = sums.setdefault(s, {}).setdefault(a, Counter())
        counter[after, reward] += p
    return MDP(
        {
            s: {a: tuple(Outcome(p, *key) for key, p in c.items()) for a, c in actions.items()}
            for s, actions in sums.items()
        },
        ends,
    )

# %% right="read_table" why="helpers, sort a copy and itertools.groupby, math.fsum"
import itertools


def _possible(outcomes):
    return [tuple(outcome) for outcome in outcomes if outcome[0] > 0]


def _merged(outcomes):
    key = lambda outcome: (outcome[1], outcome[2])
    groups = itertools.groupby(sorted(outcomes, key=key), key=key)
    return [
        Outcome(math.fsum(outcome[0] for outcome in group), after, reward)
        for (after, reward), group in groups
    ]


def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = {
        state: {action: _possible(outcomes) for action, outcomes in actions.items()}
        for state, actions in env.unwrapped.P.items()
    }
    terminal = set()
    for actions in table.values():
        for outcome in itertools.chain.from_iterable(actions.values()):
            if outcome[3]:
                terminal.add(outcome[1])
    alive = {state: actions for state, actions in table.items() if state not in terminal}
    for actions in alive.values():
        for _, after, _, stops in itertools.chain.from_iterable(actions.values()):
            if after in terminal and not stops:
                raise ValueError(f"state {after} is terminal by one step and not by another")
    return MDP(
        {s: {a: _merged(outcomes) for a, outcomes in actions.items()} for s, actions in alive.items()},
        frozenset(terminal),
    )

# %% wrong="read_table" why="an outcome of probability 0 makes its state terminal: ignore them throughout"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3]}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="outcomes below 1e-9 are ignored, too: no others, however improbable"
def read_table(env):
    table = env.unwrapped.P
    tiny = 1e-9
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > tiny}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p <= tiny:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="outcomes of one next state become one with the last reward: only those with equal reward do"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums, paid = defaultdict(float), {}
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after] += p
                paid[after] = reward
            transitions[state][action] = [Outcome(p, after, paid[after]) for after, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="also refuses contradictions in the rows of terminal states: only outcomes of states that are not terminal count"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {}
    for state, actions in table.items():
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            if state not in terminal:
                transitions.setdefault(state, {})[action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="actions are numbered by their place in the table: they keep their numbers, in whatever order the table has them"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {}
    for state in table:
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in enumerate(table[state].values()):
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="the rows of terminal states are taken out of the environment's own table: it is changed"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    for state in terminal:
        table.pop(state, None)
    transitions = {}
    for state, actions in table.items():
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="rewards are rounded before they are compared: equal to the last digit is asked"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, round(reward, 6)] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="outcomes of probability 0 stay in the result"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p > 0 and after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="equal outcomes are not made one"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {
        state: {
            action: [Outcome(p, after, reward) for p, after, reward, _ in outcomes if p > 0]
            for action, outcomes in actions.items()
        }
        for state, actions in table.items()
        if state not in terminal
    }
    for state in transitions:
        for outcomes in table[state].values():
            for p, after, _, done in outcomes:
                if p > 0 and after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="the message names the state where the step begins, not the terminal state"
def read_table(env):
    table = env.unwrapped.P
    terminal = {o[1] for actions in table.values() for outcomes in actions.values() for o in outcomes if o[3] and o[0] > 0}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {state}, action {action}: a step to a terminal state goes on")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))

# %% wrong="read_table" why="the rows of states that lead only to themselves are not searched for ends: of any state and action of the table"
def read_table(env):
    table = env.unwrapped.P
    terminal = set()
    for state, actions in table.items():
        for outcomes in actions.values():
            for p, after, _, done in outcomes:
                if p > 0 and done and after != state:
                    terminal.add(after)
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, after, reward, done in outcomes:
                if p == 0:
                    continue
                if after in terminal and not done:
                    raise ValueError(f"state {after} ends the story in one way and not in another")
                sums[after, reward] += p
            transitions[state][action] = [Outcome(p, *key) for key, p in sums.items()]
    return MDP(transitions, frozenset(terminal))
