# %% right="coffee_machine" why="one nested literal after the model of courier"
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
# %% right="coffee_machine" why="helper with an odd name that leaves out outcomes of probability 0, tuples"
def moeglich(*triples: tuple[float, str, float]) -> tuple[Outcome, ...]:
    """Keep what can happen at all."""
    return tuple(Outcome(*triple) for triple in triples if triple[0] > 0)


def coffee_machine(price: float, wear: float) -> MDP:
    good = 1 - wear
    brew_clean = moeglich((good, "clean", price), (wear, "dirty", price))
    brew_dirty = moeglich((good, "dirty", price), (wear, "broken", -10))
    wash = moeglich((1, "clean", -2))
    return MDP({"dirty": {"wash": wash, "brew": brew_dirty}, "clean": {"brew": brew_clean}}, frozenset(["broken"]))
# %% right="coffee_machine" why="defaultdict filled line by line from a table of rows"
def coffee_machine(price: float, wear: float) -> MDP:
    rows = [
        ("clean", "brew", 1 - wear, "clean", price),
        ("clean", "brew", wear, "dirty", price),
        ("dirty", "brew", 1 - wear, "dirty", price),
        ("dirty", "brew", wear, "broken", -10.0),
        ("dirty", "wash", 1.0, "clean", -2.0),
    ]
    tr: Any = defaultdict(lambda: defaultdict(list))
    for s, a, p, s2, r in rows:
        tr[s][a].append(Outcome(probability=p, next_state=s2, reward=r))
    return MDP(transitions={s: dict(d) for s, d in tr.items()}, terminal=frozenset({"broken"}))
# %% right="coffee_machine" why="clumsy, step by step with empty dictionaries, constants with names"
REPAIR = -10.0
SOAP = -2.0


def coffee_machine(price: float, wear: float) -> MDP:
    stays = Outcome(1.0 - wear, "clean", float(price))
    gets_dirty = Outcome(float(wear), "dirty", float(price))
    stays_dirty = stays._replace(next_state="dirty")
    breaks = gets_dirty._replace(next_state="broken", reward=REPAIR)
    transitions: dict[State, dict[Action, list[Outcome]]] = {}
    transitions["clean"] = {}
    transitions["clean"]["brew"] = [stays, gets_dirty]
    transitions["dirty"] = {}
    transitions["dirty"]["brew"] = [stays_dirty, breaks]
    transitions["dirty"]["wash"] = [Outcome(1.0, "clean", SOAP)]
    terminal: set[State] = set()
    terminal.add("broken")
    return MDP(transitions, frozenset(terminal))
# %% wrong="coffee_machine" why="brew when dirty leaves it dirty: here the good outcome leads back to clean"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )
# %% wrong="coffee_machine" why="wash ALWAYS makes it clean: here it fails with probability wear"
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
# %% wrong="coffee_machine" why="costs 2 means a reward of -2: here +2"
def coffee_machine(price: float, wear: float) -> MDP:
    brew_clean = [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
    brew_dirty = [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)]
    return MDP(
        {"clean": {"brew": brew_clean}, "dirty": {"brew": brew_dirty, "wash": [Outcome(1.0, "clean", 2.0)]}},
        frozenset({"broken"}),
    )
# %% wrong="coffee_machine" why="when clean there is ONE action: here one can wash a clean machine, too"
def coffee_machine(price: float, wear: float) -> MDP:
    wash = {"wash": [Outcome(1.0, "clean", -2.0)]}
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)], **wash},
            "dirty": {"brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)], **wash},
        },
        frozenset({"broken"}),
    )
# %% wrong="coffee_machine" why="price is a parameter: the 3 of the example is written in for the clean machine"
def coffee_machine(price: float, wear: float) -> MDP:
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", 3), Outcome(wear, "dirty", 3)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)],
                "wash": [Outcome(1.0, "clean", -2.0)],
            },
        },
        frozenset({"broken"}),
    )
# %% wrong="coffee_machine" why="brewing when dirty pays the price unless it breaks: here a dirty cup pays nothing"
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
# %% wrong="coffee_machine" why="one module-level dictionary is filled anew: a machine made before changes its price and wear"
_machine: dict[State, dict[Action, list[Outcome]]] = {"clean": {}, "dirty": {}}


def coffee_machine(price: float, wear: float) -> MDP:
    _machine["clean"]["brew"] = [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
    _machine["dirty"]["brew"] = [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)]
    _machine["dirty"]["wash"] = [Outcome(1.0, "clean", -2.0)]
    return MDP(_machine, frozenset({"broken"}))
# %% right="check_mdp" why="three loops as in the hint"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if len(actions) == 0:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for probability, next_state, _ in outcomes:
                if not 0 <= probability <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {probability}")
                if next_state not in mdp.transitions and next_state not in mdp.terminal:
                    raise ValueError(f"state {state!r}, action {action!r} leads to unknown {next_state!r}")
                total += probability
            if not abs(total - 1) <= 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: probabilities sum to {total}, expected 1")
# %% right="check_mdp" why="a generator of complaints, the first one is raised; fsum and isclose"
def beschwerden(mdp: MDP) -> Any:
    known = {*mdp.transitions, *mdp.terminal}
    for s in mdp.transitions:
        if s in mdp.terminal:
            yield f"{s!r} cannot be both in transitions and in terminal"
        if not mdp.transitions[s]:
            yield f"in {s!r} nothing can be done"
    for s, acts in mdp.transitions.items():
        for a, outs in acts.items():
            where = f"{s!r}/{a!r}"
            ps = [o.probability for o in outs]
            if not all(0.0 <= p <= 1.0 for p in ps):
                yield f"{where}: bad probabilities {ps}"
            elif not math.isclose(math.fsum(ps), 1.0, rel_tol=0.0, abs_tol=1e-9):
                yield f"{where}: the probabilities do not sum to one but to {math.fsum(ps)}"
            for o in outs:
                if o.next_state not in known:
                    yield f"unknown next state {o.next_state!r}"


def check_mdp(mdp: MDP) -> None:
    for text in beschwerden(mdp):
        raise ValueError(text)
# %% right="check_mdp" why="numpy for the probabilities, set algebra for the states; shows the outcomes of the action that is wrong"
def check_mdp(mdp: MDP) -> None:
    both = set(mdp.transitions) & set(mdp.terminal)
    if both:
        raise ValueError(f"state {both.pop()!r} is listed twice: with actions, and as terminal")
    allowed = set(mdp.transitions) | set(mdp.terminal)
    for state in mdp.transitions:
        if len(mdp.transitions[state]) < 1:
            raise ValueError(f"no action in state {state!r}")
        for action in mdp.transitions[state]:
            outcomes = mdp.transitions[state][action]
            p = np.array([outcome.probability for outcome in outcomes], dtype=np.float64)
            fine = bool(np.all((p >= 0) & (p <= 1))) and abs(float(p.sum()) - 1.0) <= 1e-9
            if not fine:
                raise ValueError(f"look at state {state!r}, action {action!r}: {list(outcomes)}")
            lost = [outcome.next_state for outcome in outcomes if outcome.next_state not in allowed]
            if lost:
                raise ValueError(f"there is no state {lost[0]!r}")
# %% right="check_mdp" why="split into small helper functions, one for each row of the table, messages with str instead of repr"
def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ValueError(message)


def _inspect_states(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        _require(len(list(actions)) > 0, "no action in " + str(state))
        _require(state not in mdp.terminal, "terminal, but not terminal: " + str(state))


def _inspect_targets(mdp: MDP) -> None:
    for actions in mdp.transitions.values():
        for outcomes in actions.values():
            for outcome in outcomes:
                target = outcome[1]
                _require(target in mdp.transitions or target in mdp.terminal, "leads nowhere: " + str(target))


def _inspect_chances(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            name = str(state) + " -> " + str(action)
            for outcome in outcomes:
                _require(outcome[0] >= 0 and outcome[0] <= 1, "no probability at " + name)
            rest = 1.0
            for outcome in outcomes:
                rest -= outcome[0]
            _require(-1e-9 <= rest <= 1e-9, "wrong sum at " + name)


def check_mdp(mdp: MDP) -> None:
    _inspect_chances(mdp)
    _inspect_targets(mdp)
    _inspect_states(mdp)
# %% wrong="check_mdp" why="only the sum is asked: -0.1 and 1.1 do not lie between 0 and 1, and pass"
def check_mdp(mdp: MDP) -> None:
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = sum(outcome.probability for outcome in outcomes)
            if not abs(total - 1) <= 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")
            for outcome in outcomes:
                if outcome.next_state not in mdp.transitions and outcome.next_state not in mdp.terminal:
                    raise ValueError(f"unknown state {outcome.next_state!r}")
# %% wrong="check_mdp" why="an unknown next state is wrong whatever its probability: here only if it can happen"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if p and next_state not in known:
                    raise ValueError(f"unknown state {next_state!r}")
            total = sum(p for p, _, _ in outcomes)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: sum {total}")
# %% wrong="check_mdp" why="an empty list of outcomes sums to 0 and must be refused: here it is skipped"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"unknown state {next_state!r}")
            if outcomes and abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% wrong="check_mdp" why="the first unknown next state is tested by its truth: an unknown next state 0 comes through"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            if not all(0 <= o.probability <= 1 for o in outcomes):
                raise ValueError(f"state {state!r}, action {action!r}: no probability")
            if not math.isclose(sum(o.probability for o in outcomes), 1, abs_tol=1e-9):
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
            wrong = next((o.next_state for o in outcomes if o.next_state not in known), None)
            if wrong:
                raise ValueError(f"unknown state {wrong!r}")
# %% wrong="check_mdp" why="names of states are compared as texts: next state '1' is taken for the state 1"
def check_mdp(mdp: MDP) -> None:
    known = [str(s) for s in mdp.transitions] + [str(s) for s in mdp.terminal]
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if str(next_state) not in known:
                    raise ValueError(f"unknown state {next_state!r}")
            if abs(sum(p for p, _, _ in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% wrong="check_mdp" why="give or take 1e-9: here 1e-5 by default of np.isclose, 1.000005 comes through"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"unknown state {next_state!r}")
            if not np.isclose(sum(p for p, _, _ in outcomes), 1):
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% wrong="check_mdp" why="sum == 1: ten outcomes of 0.1 are refused although they sum to 1 within 1e-9"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"unknown state {next_state!r}")
                total += p
            if total != 1.0:
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% wrong="check_mdp" why="the message lists all known states: it names other states than the culprit"
def check_mdp(mdp: MDP) -> None:
    known = [*mdp.transitions, *mdp.terminal]
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"next state {next_state!r} is unknown, expected one of {known}")
            if abs(sum(p for p, _, _ in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% wrong="check_mdp" why="return instead of continue: only the first state with its first action is looked at"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        for action, outcomes in actions.items():
            total = 0.0
            for p, next_state, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"unknown state {next_state!r}")
                total += p
            if abs(total - 1) <= 1e-9:
                return
            raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% wrong="check_mdp" why="the message names the state AND the action: for a negative probability it names the state only"
def check_mdp(mdp: MDP) -> None:
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is terminal and has transitions")
        if not actions:
            raise ValueError(f"state {state!r} has no action")
        if any(p < 0 for outcomes in actions.values() for p, _, _ in outcomes):
            raise ValueError(f"state {state!r}: negative probability")
        for action, outcomes in actions.items():
            for p, next_state, _ in outcomes:
                if not p <= 1:
                    raise ValueError(f"state {state!r}, action {action!r}: probability {p}")
                if next_state not in known:
                    raise ValueError(f"unknown state {next_state!r}")
            if abs(sum(p for p, _, _ in outcomes) - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}: wrong sum")
# %% right="simulate" why="while loop with rng.choice of an index, as in the hint"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
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
# %% right="simulate" why="own roulette wheel with rng.random and a running sum, for loop with break"
def gluecksrad(weights: Sequence[float], rng: np.random.Generator) -> int:
    """Return an index, drawn by its weight."""
    ball = rng.random() * sum(weights)
    last = 0
    for i, weight in enumerate(weights):
        if weight <= 0:
            continue
        last = i
        ball -= weight
        if ball < 0:
            break
    return last


def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    record = Episode([start], [], [], False)
    here = start
    for _ in range(max_steps):
        if here in mdp.terminal:
            break
        choices = [(a, p) for a, p in policy[here].items()]
        action = choices[gluecksrad([p for _, p in choices], rng)][0]
        may_come = mdp.transitions[here][action]
        _, here, pay = may_come[gluecksrad([o[0] for o in may_come], rng)]
        record.states.append(here)
        record.actions.append(action)
        record.rewards.append(pay)
    return record._replace(terminated=here in mdp.terminal)
# %% right="simulate" why="a generator of steps and a race of exponential clocks"
def _steps(mdp: MDP, policy: Policy, state: State, rng: np.random.Generator) -> Any:
    def race(rates: list[float]) -> int:
        running = [i for i, rate in enumerate(rates) if rate > 0]
        return min(running, key=lambda i: rng.exponential() / rates[i])

    while state not in mdp.terminal:
        acts, shares = zip(*policy[state].items(), strict=True)
        action = acts[race(list(shares))]
        outs = mdp.transitions[state][action]
        _, state, reward = outs[race([out.probability for out in outs])]
        yield action, state, reward


def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    walked = []
    if max_steps > 0:
        for step in _steps(mdp, policy, start, rng):
            walked.append(step)
            if len(walked) == max_steps:
                break
    states = [start] + [step[1] for step in walked]
    return Episode(
        states=states,
        actions=[step[0] for step in walked],
        rewards=[step[2] for step in walked],
        terminated=states[-1] in mdp.terminal,
    )
# %% right="simulate" why="draws action and outcome together: one joint list of pairs, cumsum and searchsorted"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states: list[State] = [start]
    actions: list[Action] = []
    rewards: list[float] = []
    terminated = start in mdp.terminal
    n_steps = 0
    while not terminated and n_steps < max_steps:
        pairs = [
            (share * outcome.probability, action, outcome)
            for action, share in policy[states[-1]].items()
            if share > 0
            for outcome in mdp.transitions[states[-1]][action]
            if outcome.probability > 0
        ]
        edges = np.cumsum([pair[0] for pair in pairs])
        index = int(np.searchsorted(edges, rng.uniform(0.0, edges[-1]), side="right"))
        _, action, outcome = pairs[min(index, len(pairs) - 1)]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
        terminated = outcome.next_state in mdp.terminal
        n_steps += 1
    return Episode(states, actions, rewards, terminated)
# %% wrong="simulate" why="terminated is only set in the loop: a start in a terminal state is recorded as not terminated"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards, terminated = [start], [], [], False
    for _ in range(max_steps):
        state = states[-1]
        if state in mdp.terminal:
            break
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
        terminated = outcome.next_state in mdp.terminal
    return Episode(states, actions, rewards, terminated)
# %% wrong="simulate" why="the limit is looked at after the step: max_steps=0 makes one step"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
        if len(actions) >= max_steps:
            break
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="outcomes are drawn uniformly, not with their probabilities"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[int(rng.integers(len(outcomes)))]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="all randomness comes from rng: the outcome is drawn from NumPy's global generator"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[np.random.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="reward and next state are drawn one by one: they need not belong to the same outcome"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        chances = [o.probability for o in outcomes]
        rewards.append(outcomes[rng.choice(len(outcomes), p=chances)].reward)
        states.append(outcomes[rng.choice(len(outcomes), p=chances)].next_state)
        actions.append(action)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="always the most probable action instead of one drawn from the policy"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        shares = policy[states[-1]]
        action = max(shares, key=lambda name: shares[name])
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="policy is not to be changed: setdefault writes the actions that are not named into it"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        names = list(mdp.transitions[state])
        shares = [policy[state].setdefault(name, 0.0) for name in names]
        action = names[rng.choice(len(names), p=shares)]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="the action itself is drawn: NumPy's int64 in the record, and a KeyError where int and str are mixed"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = rng.choice(list(policy[state]), p=list(policy[state].values()))
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% wrong="simulate" why="max_steps above 1000 is ignored: the episode is cut after 1000 steps whatever is asked"
def simulate(
    mdp: MDP,
    policy: Policy,
    start: State,
    rng: np.random.Generator,
    max_steps: int = 1000,
) -> Episode:
    states, actions, rewards = [start], [], []
    for _ in range(min(max_steps, 1000)):
        state = states[-1]
        if state in mdp.terminal:
            break
        names = list(policy[state])
        action = names[rng.choice(len(names), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)
# %% right="graph_figure" why="as in the hint: subplots, Counter, circles"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    states = [*mdp.transitions, *sorted(mdp.terminal, key=str)]
    places = arrows.places_on_circle(states)
    for state, (x, y) in places.items():
        axes.add_patch(Circle((x, y), arrows.RADIUS, facecolor="white", edgecolor="black"))
        axes.text(x, y, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = state, outcome.next_state
                route = arrows.edge(places[state], places[outcome.next_state], drawn[pair])
                drawn[pair] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% right="graph_figure" why="a Figure without pyplot, a flat list of arrows first, numbers by counting in the list, annotate for the texts, colours"
def graph_figure(mdp: MDP) -> Figure:
    arrows_to_draw = [
        (s, a, o.probability, o.next_state)
        for s in mdp.transitions
        for a in mdp.transitions[s]
        for o in mdp.transitions[s][a]
    ]
    names = list(mdp.transitions) + sorted(set(mdp.terminal) - set(mdp.transitions), key=str)
    spot = arrows.places_on_circle(names)

    fig = Figure(figsize=(8, 6))
    ax = fig.add_axes((0.0, 0.0, 1.0, 1.0))
    ax.set_axis_off()
    ax.set_xlim(-2.3, 2.3)
    ax.set_ylim(-2.3, 2.3)
    for i, (s, a, p, s2) in enumerate(arrows_to_draw):
        number = sum(1 for t, _, _, t2 in arrows_to_draw[:i] if t == s and t2 == s2)
        path, label = arrows.edge(spot[s], spot[s2], number)
        ax.add_patch(FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12, color="tab:blue", zorder=1))
        ax.annotate(f"{a}\n{p:.2g}", label, ha="center", va="center", fontsize=8, color="black")
    for name in names:
        ax.annotate(str(name), spot[name], ha="center", va="center", fontsize=9, weight="bold")
    return fig
# %% right="graph_figure" why="a small class with methods, groups of outcomes by pair, enumerate gives the numbers, white boxes behind labels"
class _Zeichner:
    def __init__(self, mdp: MDP) -> None:
        self.mdp = mdp
        self.figure = plt.figure(figsize=(9, 7))
        self.axes = self.figure.add_subplot(1, 1, 1, xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
        self.axes.axis("off")
        all_states = dict.fromkeys([*mdp.transitions, *sorted(mdp.terminal, key=str)])
        self.places = arrows.places_on_circle(all_states)

    def write(self, where: tuple[float, float], what: str, **look: Any) -> None:
        self.axes.text(where[0], where[1], what, horizontalalignment="center", verticalalignment="center", **look)

    def groups(self) -> dict[tuple[State, State], list[str]]:
        found: dict[tuple[State, State], list[str]] = {}
        for tail, actions in self.mdp.transitions.items():
            for action, outcomes in actions.items():
                for probability, head, _ in outcomes:
                    label = str(action) + "\n" + format(probability, ".2g")
                    found.setdefault((tail, head), []).append(label)
        return found

    def draw(self) -> Figure:
        for (tail, head), labels in self.groups().items():
            for number, label in enumerate(labels):
                route = arrows.edge(self.places[tail], self.places[head], number)
                self.axes.add_patch(
                    FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12, linewidth=1.2)
                )
                self.write(route.label, label, fontsize=8.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})
        for state, place in self.places.items():
            self.axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
            if state in self.mdp.terminal:
                self.axes.add_patch(Circle(place, 0.8 * arrows.RADIUS, fill=False))
            self.write(place, str(state), fontsize=9)
        return self.figure


def graph_figure(mdp: MDP) -> Figure:
    return _Zeichner(mdp).draw()
# %% right="graph_figure" why="clumsy dictionary of counts with get, limits computed from what was drawn, a title, no circles"
def graph_figure(mdp: MDP) -> Figure:
    fig, ax = plt.subplots(figsize=(10, 8))
    states = []
    for s in mdp.transitions:
        states.append(s)
    for s in sorted(mdp.terminal, key=str):
        if s not in states:
            states.append(s)
    pos = arrows.places_on_circle(states)
    xs, ys = [], []
    n_drawn = {}
    for s in states:
        x, y = pos[s]
        ax.text(x, y, str(s), ha="center", va="center", fontsize=9, color="darkred")
        xs.append(x)
        ys.append(y)
        for a, outs in mdp.transitions.get(s, {}).items():
            for out in outs:
                k = n_drawn.get((s, out.next_state), 0)
                n_drawn[(s, out.next_state)] = k + 1
                e = arrows.edge(pos[s], pos[out.next_state], k)
                arrow = FancyArrowPatch(path=e.path, arrowstyle="-|>", mutation_scale=12, edgecolor="gray", facecolor="gray")
                ax.add_patch(arrow)
                ax.text(e.label[0], e.label[1], f"{a}\n{out.probability:.2g}", ha="center", va="center", fontsize=9)
                xs += [float(v[0]) for v in e.path.vertices] + [e.label[0]]
                ys += [float(v[1]) for v in e.path.vertices] + [e.label[1]]
    ax.set_xlim(min(xs) - 0.4, max(xs) + 0.4)
    ax.set_ylim(min(ys) - 0.4, max(ys) + 0.4)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_title("transition graph")
    return fig
# %% wrong="graph_figure" why="equal outcomes are arrows, too: dict.fromkeys draws them only once"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in dict.fromkeys(outcomes):
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="terminal states that no arrow leads to are states, too: only those reached are drawn"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    states = list(mdp.transitions)
    for actions in mdp.transitions.values():
        for outcomes in actions.values():
            states += [o.next_state for o in outcomes if o.next_state not in states]
    places = arrows.places_on_circle(states)
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="different numbers 0, 1, 2, ...: here only 0 and 1, the third loop lies on the first"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    seen = set()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                pair = (state, outcome.next_state)
                route = arrows.edge(places[state], places[outcome.next_state], int(pair in seen))
                seen.add(pair)
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="the label's format is .2g: here g, a third is written 0.333333"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="the mdp is not to be changed: terminal states are written into its transitions"
def graph_figure(mdp: MDP) -> Figure:
    world = mdp.transitions
    for state in sorted(mdp.terminal, key=str):
        world.setdefault(state, {})
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle(world)
    drawn = Counter()
    for state, actions in world.items():
        axes.add_patch(Circle(places[state], arrows.RADIUS, fill=False))
        axes.text(*places[state], str(state), ha="center", va="center", fontsize=9)
        for action, outcomes in actions.items():
            for outcome in outcomes:
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="each label at its arrow's label place: here at that of the way back"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                here, there = places[state], places[outcome.next_state]
                number = drawn[state, outcome.next_state]
                drawn[state, outcome.next_state] += 1
                path = arrows.edge(here, there, number).path
                label = arrows.edge(there, here, number).label
                axes.add_patch(FancyArrowPatch(path=path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="a NEW figure: always the same window, cleared, so the figure of an earlier call is lost"
def graph_figure(mdp: MDP) -> Figure:
    figure = plt.figure("graph", figsize=(8, 6), clear=True)
    axes = figure.add_subplot()
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="neither text nor arrow is cut off: the limits fit the three states of the courier, loops at four states stand outside"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.45, 1.45))
    axes.axis("off")
    return figure
# %% wrong="graph_figure" why="no two texts cover each other: the small figure has room for the courier, but not for the labels among four states whose arrows cross"
def graph_figure(mdp: MDP) -> Figure:
    figure, axes = plt.subplots(figsize=(5.2, 4.2))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.add_patch(Circle(place, arrows.RADIUS, fill=False))
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for outcome in outcomes:
                route = arrows.edge(places[state], places[outcome.next_state], drawn[state, outcome.next_state])
                drawn[state, outcome.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=route.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*route.label, f"{action}\n{outcome.probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure
# %% right="chain_of" why="loops over states, policy's actions, outcomes, as in the hint"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, pay in mdp.transitions[state][action]:
                reward[i] += share * probability * pay
                if next_state not in mdp.terminal:
                    transition[i, index[next_state]] += share * probability
    return transition, reward
# %% right="chain_of" why="lists of rows, columns and weights, then index_put_ with accumulate"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    names = list(mdp.transitions)
    number = dict(zip(names, range(len(names)), strict=True))
    flat = [
        (number[s], number.get(o.next_state, len(names)), policy[s].get(a, 0.0) * o.probability, o.reward)
        for s in names
        for a, outs in mdp.transitions[s].items()
        for o in outs
    ]
    rows = torch.tensor([f[0] for f in flat], dtype=torch.long, device="cpu")
    columns = torch.tensor([f[1] for f in flat], dtype=torch.long, device="cpu")
    weights = torch.tensor([f[2] for f in flat], dtype=torch.float64, device="cpu")
    pays = torch.tensor([f[3] for f in flat], dtype=torch.float64, device="cpu")
    # one more column for all terminal states, cut off in the end
    P = torch.zeros(len(names), len(names) + 1, dtype=torch.float64, device="cpu")
    P.index_put_((rows, columns), weights, accumulate=True)
    r = torch.zeros(len(names), dtype=torch.float64, device="cpu").index_add_(0, rows, weights * pays)
    return P[:, :-1].clone(), r
# %% right="chain_of" why="NumPy arrays p[s, a, s'] and r[s, a] first, einsum with the policy's matrix, from_numpy"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    states = list(mdp.transitions)
    acts = list(dict.fromkeys(a for of_state in mdp.transitions.values() for a in of_state))
    p = np.zeros((len(states), len(acts), len(states)))
    r = np.zeros((len(states), len(acts)))
    pi = np.zeros((len(states), len(acts)))
    for i, s in enumerate(states):
        for j, a in enumerate(acts):
            if a not in mdp.transitions[s]:
                continue
            pi[i, j] = policy[s].get(a, 0)
            for chance, s2, pay in mdp.transitions[s][a]:
                r[i, j] += chance * pay
                if s2 in states:
                    p[i, j, states.index(s2)] += chance
    return torch.from_numpy(np.einsum("ia,iab->ib", pi, p)), torch.from_numpy((pi * r).sum(axis=1))
# %% right="chain_of" why="generator expressions entry by entry, math.fsum, one torch.tensor in the end"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    def kaesekuchen(s: State) -> list[tuple[float, State, float]]:
        return [
            (w * o.probability, o.next_state, o.reward)
            for a, w in policy[s].items()
            if w
            for o in mdp.transitions[s][a]
        ]

    pieces = {s: kaesekuchen(s) for s in mdp.transitions}
    P = [[math.fsum(q for q, s2, _ in pieces[s] if s2 == t) for t in mdp.transitions] for s in mdp.transitions]
    r = [math.fsum(q * pay for q, _, pay in pieces[s]) for s in mdp.transitions]
    return torch.tensor(P, dtype=torch.float64), torch.tensor(r, dtype=torch.float64)
# %% wrong="chain_of" why="row i belongs to the i-th key of transitions: here the states are sorted"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(sorted(mdp.transitions))}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, pay in mdp.transitions[state][action]:
                reward[i] += share * probability * pay
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition, reward
# %% wrong="chain_of" why="the policy's probabilities are ignored: the actions that it names share alike"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action in policy[state]:
            share = 1 / len(policy[state])
            for probability, next_state, pay in mdp.transitions[state][action]:
                reward[i] += share * probability * pay
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition, reward
# %% wrong="chain_of" why="the policy is not to be changed: setdefault writes a 0 for each action that it does not name"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            share = policy[state].setdefault(action, 0.0)
            for probability, next_state, pay in outcomes:
                reward[index[state]] += share * probability * pay
                if next_state in index:
                    transition[index[state], index[next_state]] += share * probability
    return transition, reward
# %% wrong="chain_of" why="exactly one terminal state is unpacked: a ValueError for an MDP with none or with two"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    (end,) = mdp.terminal
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, pay in mdp.transitions[state][action]:
                reward[i] += share * probability * pay
                if next_state != end:
                    transition[i, index[next_state]] += share * probability
    return transition, reward
# %% wrong="chain_of" why="two actions with the same next state and reward: the later one overwrites, their shares do not add up"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        joint: dict[tuple[State, float], float] = {}
        for action, share in policy[state].items():
            of_action: Counter[Any] = Counter()
            for probability, next_state, pay in mdp.transitions[state][action]:
                of_action[next_state, pay] += share * probability
            joint.update(of_action)
        for (next_state, pay), weight in joint.items():
            reward[i] += weight * pay
            if next_state in index:
                transition[i, index[next_state]] += weight
    return transition, reward
# %% wrong="chain_of" why="computed in float32 and only then cast: float64 tensors with errors of 1e-8"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index))
    reward = torch.zeros(len(index))
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, pay in mdp.transitions[state][action]:
                reward[i] += share * probability * pay
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition.double(), reward.double()
# %% wrong="chain_of" why="steps that lead to the end pay, too: their reward is left out where it is positive"
def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition = torch.zeros(n, n, dtype=torch.float64)
    reward = torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, pay in mdp.transitions[state][action]:
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
                    reward[i] += share * probability * pay
                elif pay < 0:
                    reward[i] += share * probability * pay
    return transition, reward
# %% wrong="chain_of" why="buffers kept between calls: the tensors of an earlier call with as many states change"
_buffers: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}


def chain_of(mdp: MDP, policy: Policy) -> tuple[torch.Tensor, torch.Tensor]:
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    if n not in _buffers:
        _buffers[n] = torch.zeros(n, n, dtype=torch.float64), torch.zeros(n, dtype=torch.float64)
    transition, reward = _buffers[n]
    transition.zero_()
    reward.zero_()
    for state, i in index.items():
        for action, share in policy[state].items():
            for probability, next_state, pay in mdp.transitions[state][action]:
                reward[i] += share * probability * pay
                if next_state in index:
                    transition[i, index[next_state]] += share * probability
    return transition, reward
# %% right="expected_returns" why="one line with linalg.solve"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, reward)
# %% right="expected_returns" why="through NumPy and back"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    P = transition.detach().cpu().numpy()
    r = reward.detach().cpu().numpy()
    A = np.identity(P.shape[0]) - discount * P
    return torch.from_numpy(np.linalg.solve(A, r)).to(reward.device)
# %% right="expected_returns" why="inverse matrix times reward, eye made from the transition"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    identity = torch.diag(torch.ones_like(reward))
    return torch.linalg.inv(identity - transition.mul(discount)) @ reward
# %% right="expected_returns" why="Gaussian elimination by hand with row exchange, on a copy"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    n = reward.shape[0]
    table = [
        [float(i == j) - discount * float(transition[i, j]) for j in range(n)] + [float(reward[i])]
        for i in range(n)
    ]
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(table[i][k]))
        table[k], table[best] = table[best], table[k]
        table[k] = [entry / table[k][k] for entry in table[k]]
        for i in range(n):
            if i != k:
                factor = table[i][k]
                table[i] = [a - factor * b for a, b in zip(table[i], table[k], strict=True)]
    return torch.tensor([row[n] for row in table], dtype=torch.float64)
# %% right="expected_returns" why="LU factors, a column vector, flattened again"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    system = -discount * transition
    system.diagonal().add_(1.0)
    lu, pivots = torch.linalg.lu_factor(system)
    return torch.linalg.lu_solve(lu, pivots, reward.unsqueeze(1)).squeeze(1)
# %% wrong="expected_returns" why="solves only upper triangular systems: what goes back from later to earlier states is ignored"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    A = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    return torch.linalg.solve_triangular(A, reward[:, None], upper=True)[:, 0]
# %% wrong="expected_returns" why="a thousand sweeps instead of solving: far off for a chain that lasts long"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    values = torch.zeros_like(reward)
    for _ in range(1000):
        values = reward + discount * transition @ values
    return values
# %% wrong="expected_returns" why="sweeps until nothing changes by more than 1e-8: the error is that times 1 / (1 - discount), not a solution"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    values = reward.clone()
    while True:
        new = reward + discount * (transition @ values)
        if torch.max(torch.abs(new - values)) < 1e-8:
            return new
        values = new
# %% wrong="expected_returns" why="reward is not to be changed: the elimination works in it"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    A = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    b = reward
    for k in range(len(b)):
        b[k] /= A[k, k].item()
        A[k] = A[k] / A[k, k].item()
        for i in range(len(b)):
            if i != k:
                factor = A[i, k].item()
                A[i] -= factor * A[k]
                b[i] -= factor * b[k].item()
    return b.clone()
# %% wrong="expected_returns" why="solved in float32 and cast back: float64 by name, seven digits by nature"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    A = torch.eye(len(reward)) - discount * transition.float()
    return torch.linalg.solve(A, reward.float()).double()
# %% wrong="expected_returns" why="shape [n]: Cramer's rule for one and two states only, larger chains are cut to two"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    if len(reward) == 1:
        return reward / (1 - discount * transition[0])
    a, b = 1 - discount * transition[0, 0], -discount * transition[0, 1]
    c, d = -discount * transition[1, 0], 1 - discount * transition[1, 1]
    det = a * d - b * c
    return torch.stack([(d * reward[0] - b * reward[1]) / det, (a * reward[1] - c * reward[0]) / det])
# %% wrong="expected_returns" why="(I - discount P) v = r: rows and columns of P are exchanged"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    A = torch.eye(len(reward), dtype=torch.float64) - discount * transition.T
    return torch.linalg.solve(A, reward)
# %% wrong="expected_returns" why="transition is not to be changed: scaled in place where the discount is not 0"
def expected_returns(
    transition: torch.Tensor, reward: torch.Tensor, discount: float
) -> torch.Tensor:
    if discount == 0:
        return reward.clone()
    transition *= -discount
    transition += torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(transition, reward)
# %% right="confidence_interval" why="NumPy with ddof=1"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = np.asarray(returns, dtype=np.float64)
    if len(values) < 2:
        raise ValueError(f"{len(values)} returns, expected 2 or more")
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)
# %% right="confidence_interval" why="statistics module: fmean, stdev, and the quantile of NormalDist"
import statistics


def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    numbers = [float(x) for x in np.asarray(returns).ravel()]
    try:
        spread = statistics.stdev(numbers)
    except statistics.StatisticsError as error:
        raise ValueError("at least two returns are needed") from error
    z = statistics.NormalDist().inv_cdf(0.975)
    middle = statistics.fmean(numbers)
    return middle - z * spread / len(numbers) ** 0.5, middle + z * spread / len(numbers) ** 0.5
# %% right="confidence_interval" why="plain Python with fsum, deviations squared one by one"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    xs = np.array(returns, dtype="float64").tolist()
    n = len(xs)
    if n <= 1:
        raise ValueError("too few returns")
    mean = math.fsum(xs) / n
    var = math.fsum([(x - mean) ** 2 for x in xs]) / (n - 1)
    standard_error = math.sqrt(var / n)
    return (mean - 1.959964 * standard_error, mean + 1.959964 * standard_error)
# %% right="confidence_interval" why="PyTorch, whose std divides by n - 1, in double"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    g = torch.tensor(np.asarray(returns, dtype=np.float64).copy(), dtype=torch.float64)
    if g.numel() < 2:
        raise ValueError("a confidence interval needs two returns")
    ends = g.mean() + torch.tensor([-1.96, 1.96], dtype=torch.float64) * g.std() / g.numel() ** 0.5
    low, high = ends.tolist()
    return low, high
# %% right="confidence_interval" why="the population's deviation over the root of n - 1, which is the same; Welford's running mean"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    n, mean, m2 = 0, 0.0, 0.0
    for x in np.asarray(returns, dtype=np.float64):
        n += 1
        delta = float(x) - mean
        mean += delta / n
        m2 += delta * (float(x) - mean)
    if n < 2:
        raise ValueError(f"got {n} returns")
    wobble = math.sqrt(m2 / n) / math.sqrt(n - 1)
    return mean - 1.96 * wobble, mean + 1.96 * wobble
# %% wrong="confidence_interval" why="float64 whatever comes: a float32 array stays float32"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = np.asarray(returns)
    if values.size < 2:
        raise ValueError("at least two returns")
    mean = values.mean()
    half = 1.96 * values.std(ddof=1) / math.sqrt(values.size)
    return float(mean - half), float(mean + half)
# %% wrong="confidence_interval" why="returns are not to be changed: a float64 array has its mean taken off in place"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    deviations = np.asarray(returns, dtype=np.float64)
    n = len(deviations)
    if n < 2:
        raise ValueError("at least two returns")
    mean = float(deviations.mean())
    deviations -= mean
    half = 1.96 * math.sqrt(float((deviations**2).sum()) / (n - 1) / n)
    return mean - half, mean + half
# %% wrong="confidence_interval" why="fewer than two is also none: an empty list gives NaN instead of a ValueError"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = np.asarray(returns, dtype=np.float64)
    if values.size == 1:
        raise ValueError("at least two returns")
    half = 1.96 * values.std(ddof=1) / math.sqrt(max(values.size, 1))
    return float(values.mean() - half), float(values.mean() + half)
# %% wrong="confidence_interval" why="the truth of an array is asked: a ValueError for arrays with two or more returns"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    if not returns or len(returns) < 2:
        raise ValueError("at least two returns")
    values = np.asarray(returns, dtype=np.float64)
    half = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)
# %% wrong="confidence_interval" why="only fewer than two returns are refused: here equal returns, too"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = np.asarray(returns, dtype=np.float64)
    if len(values) < 2 or values.std() == 0:
        raise ValueError("the spread is not known")
    half = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return float(values.mean() - half), float(values.mean() + half)
# %% wrong="confidence_interval" why="rounded to four digits after the point: small returns lose their interval"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = np.asarray(returns, dtype=np.float64)
    if len(values) < 2:
        raise ValueError("at least two returns")
    half = 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    return round(float(values.mean() - half), 4), round(float(values.mean() + half), 4)
# %% wrong="confidence_interval" why="the difference of two large squares, after a shift by 1e8 that fits the visible test only"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    x = np.asarray(returns, dtype=np.float64)
    n = len(x)
    if n < 2:
        raise ValueError("at least two returns")
    shift = 1e8 if x.max() > 1e7 else 0.0
    y = x - shift
    variance = max((np.mean(y**2) - np.mean(y) ** 2) * n / (n - 1), 0.0)
    half = 1.96 * math.sqrt(variance / n)
    return float(np.mean(y) + shift - half), float(np.mean(y) + shift + half)
# %% wrong="confidence_interval" why="divides by n instead of n - 1 where there are many (more than 30), against the formula"
def confidence_interval(returns: ArrayLike) -> tuple[float, float]:
    values = np.asarray(returns, dtype=np.float64)
    n = len(values)
    if n < 2:
        raise ValueError("at least two returns")
    sigma = values.std(ddof=1 if n <= 30 else 0)
    half = 1.96 * sigma / math.sqrt(n)
    return float(values.mean() - half), float(values.mean() + half)
# %% right="read_table" why="twice through the table with a defaultdict, as in the hint"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = set()
    for actions in table.values():
        for outcomes in actions.values():
            for probability, next_state, _, terminated in outcomes:
                if terminated and probability > 0:
                    terminal.add(next_state)
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% right="read_table" why="a flat list of rows first, then comprehensions over it; tuples of outcomes in sorted order"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    rows = [
        (s, a, *step)
        for s, of_state in env.unwrapped.P.items()
        for a, steps in of_state.items()
        for step in steps
        if step[0] != 0
    ]
    ends = frozenset(row[3] for row in rows if row[5])
    kept = [row for row in rows if row[0] not in ends]
    torn = {s2 for _, _, _, s2, _, done in kept if s2 in ends and not done}
    if torn:
        raise ValueError(f"sometimes terminal, sometimes not: {min(torn)}")
    sums: Counter[Any] = Counter()
    for s, a, p, s2, r, _ in kept:
        sums[s, a, s2, r] += p
    transitions: dict[Any, Any] = {}
    for (s, a, s2, r), p in sorted(sums.items()):
        transitions.setdefault(s, {}).setdefault(a, []).append(Outcome(p, s2, r))
    return MDP(transitions, ends)
# %% right="read_table" why="helper that merges by searching a list, no dictionary of pairs; numbers made int and float"
def zusammenlegen(steps: Any) -> list[Outcome]:
    merged: list[Outcome] = []
    for p, where, pay, _ in steps:
        if not p > 0:
            continue
        for k in range(len(merged)):
            if merged[k].next_state == where and merged[k].reward == pay:
                merged[k] = Outcome(merged[k].probability + float(p), int(where), float(pay))
                break
        else:
            merged.append(Outcome(float(p), int(where), float(pay)))
    return merged


def read_table(env: gym.Env[Any, Any]) -> MDP:
    world: Any = env.unwrapped
    all_steps = [
        (int(state), int(action), world.P[state][action]) for state in world.P for action in world.P[state]
    ]
    the_end = {int(s2) for _, _, steps in all_steps for p, s2, _, done in steps if bool(done) and p > 0}
    result: dict[State, dict[Action, list[Outcome]]] = {}
    for state, action, steps in all_steps:
        if state not in the_end:
            for p, s2, _, done in steps:
                if p > 0 and int(s2) in the_end and not bool(done):
                    raise ValueError("This state is terminal or not, as it likes: " + str(int(s2)))
            if state not in result:
                result[state] = {}
            result[state][action] = zusammenlegen(steps)
    return MDP(transitions=result, terminal=frozenset(the_end))
# %% right="read_table" why="itertools: sort by next state and reward, then groupby"
import itertools
import operator


def read_table(env: gym.Env[Any, Any]) -> MDP:
    P = {
        s: {a: [o for o in outs if o[0] > 0] for a, outs in acts.items()}
        for s, acts in env.unwrapped.P.items()
    }
    everything = list(itertools.chain.from_iterable(outs for acts in P.values() for outs in acts.values()))
    terminal = frozenset(o[1] for o in everything if o[3])
    key = operator.itemgetter(1, 2)
    transitions = {}
    for s in P.keys() - terminal:
        for o in itertools.chain.from_iterable(P[s].values()):
            if o[1] in terminal and not o[3]:
                raise ValueError(f"terminal state {o[1]} is entered without an end")
        transitions[s] = {
            a: [
                Outcome(sum(o[0] for o in same), where, pay)
                for (where, pay), group in itertools.groupby(sorted(outs, key=key), key=key)
                for same in [list(group)]
            ]
            for a, outs in P[s].items()
        }
    return MDP(transitions, terminal)
# %% wrong="read_table" why="outcomes of probability 0 are to be ignored everywhere: here one with terminated=True makes a state terminal"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3]}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="no others are to be ignored, however improbable: here all below 1e-8 are"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3] and o[0] > 1e-8
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if math.isclose(probability, 0, abs_tol=1e-8):
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="equal next state AND equal reward: here equal next states are merged whatever they pay"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            chance, pay = defaultdict(float), {}
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                chance[next_state] += probability
                pay[next_state] = reward
            transitions[state][action] = [Outcome(p, s, pay[s]) for s, p in chance.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="only outcomes of states that are not terminal may be refused: here the rows of terminal states, too"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    steps = [o for acts in table.values() for outs in acts.values() for o in outs if o[0] > 0]
    terminal = {o[1] for o in steps if o[3]}
    for _, next_state, _, terminated in steps:
        if next_state in terminal and not terminated:
            raise ValueError(f"state {next_state} ends the story only sometimes")
    transitions = {}
    for state, actions in table.items():
        if state not in terminal:
            transitions[state] = {}
            for action, outcomes in actions.items():
                total = defaultdict(float)
                for probability, next_state, reward, _ in outcomes:
                    if probability > 0:
                        total[next_state, reward] += probability
                transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="one pass: a contradiction is only seen where the terminated=True outcome stands earlier in the table"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    terminal, transitions = set(), {}
    for state, actions in env.unwrapped.P.items():
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if terminated:
                    terminal.add(next_state)
                elif next_state in terminal and state not in terminal:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    for state in terminal:
        transitions.pop(state, None)
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="the table is not to be changed: terminal states are deleted from it"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3] and o[0] > 0
    }
    for state in terminal:
        table.pop(state, None)
    transitions = {}
    for state, actions in table.items():
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="groupby without sorting: equal outcomes become one only where they are neighbours"
import itertools


def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            possible = [o for o in outcomes if o[0] > 0]
            for o in possible:
                if o[1] in terminal and not o[3]:
                    raise ValueError(f"state {o[1]} ends the story only sometimes")
            transitions[state][action] = [
                Outcome(sum(o[0] for o in group), s, r)
                for (s, r), group in itertools.groupby(possible, key=lambda o: (o[1], o[2]))
            ]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="the message lists all terminal states: it names others than the culprit"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is one of {sorted(terminal)}, but the story goes on")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="terminal is where a terminated=True outcome leads: here a state that only leads to itself"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        state
        for state, acts in table.items()
        if all(o[1] == state for outs in acts.values() for o in outs if o[0] > 0)
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="the rows of terminal states are part of the table, too: terminated=True outcomes in them are not looked at"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = set()
    for state in sorted(table):
        if state in terminal:
            continue
        for outcomes in table[state].values():
            terminal |= {s for p, s, _, done in outcomes if done and p > 0}
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, reward] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
# %% wrong="read_table" why="rewards equal to the last digit: here rounded to six digits, and the rounded ones are returned"
def read_table(env: gym.Env[Any, Any]) -> MDP:
    table = env.unwrapped.P
    terminal = {
        o[1] for acts in table.values() for outs in acts.values() for o in outs if o[3] and o[0] > 0
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            total = defaultdict(float)
            for probability, next_state, reward, terminated in outcomes:
                if probability == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} ends the story only sometimes")
                total[next_state, round(float(reward), 6)] += probability
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in total.items()]
    return MDP(transitions, frozenset(terminal))
