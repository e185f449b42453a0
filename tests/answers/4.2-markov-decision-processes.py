# The bank of 4.2: right answers get every point, wrong ones lose the hidden test.

# %% right="coffee_machine" why="built up step by step, plain tuples, integers"
def coffee_machine(price, wear):
    table = {"dirty": {}, "clean": {}}
    table["dirty"]["wash"] = ((1, "clean", -2),)
    table["dirty"]["brew"] = ((wear, "broken", -10), (1 - wear, "dirty", price))
    table["clean"]["brew"] = ((wear, "dirty", price), (1 - wear, "clean", price))
    return MDP(table, {"broken"})


# %% wrong="coffee_machine" passes="visible" why="pays for the cup when it breaks"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", price - 10)],
                "wash": [Outcome(1, "clean", -2)],
            },
        },
        frozenset({"broken"}),
    )


# %% wrong="coffee_machine" passes="visible" why="washing pays instead of costing"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {
                "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
                "wash": [Outcome(1, "clean", 2)],
            },
        },
        frozenset({"broken"}),
    )


# %% wrong="coffee_machine" passes="visible" why="forgets washing"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {"brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)]},
        },
        frozenset({"broken"}),
    )


# %% wrong="coffee_machine" passes="visible" why="one can wash a clean machine"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)], "wash": [Outcome(1, "clean", -2)]},
            "dirty": {"brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)], "wash": [Outcome(1, "clean", -2)]},
        },
        frozenset({"broken"}),
    )


# %% wrong="coffee_machine" why="swaps wear and its complement"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(wear, "clean", price), Outcome(1 - wear, "dirty", price)]},
            "dirty": {"brew": [Outcome(wear, "dirty", price), Outcome(1 - wear, "broken", -10)], "wash": [Outcome(1, "clean", -2)]},
        },
        frozenset({"broken"}),
    )


# %% wrong="coffee_machine" why="lets the broken machine go on"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]},
            "dirty": {"brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)], "wash": [Outcome(1, "clean", -2)]},
            "broken": {"wait": [Outcome(1, "broken", 0)]},
        }
    )


# %% wrong="coffee_machine" passes="visible" why="knows the visible numbers only"
def coffee_machine(price, wear):
    return MDP(
        {
            "clean": {"brew": [Outcome(0.75, "clean", 3.0), Outcome(0.25, "dirty", 3.0)]},
            "dirty": {"brew": [Outcome(0.75, "dirty", 3.0), Outcome(0.25, "broken", -10)], "wash": [Outcome(1, "clean", -2)]},
        },
        frozenset({"broken"}),
    )


# %% right="check_mdp" why="first the states, then the numbers; sum and isclose"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    both = set(mdp.transitions) & set(mdp.terminal)
    if both:
        raise ValueError(f"in both: {both}")
    empty = [s for s in mdp.transitions if len(mdp.transitions[s]) == 0]
    if empty:
        raise ValueError(f"no actions in {empty[0]}")
    for s in mdp.transitions:
        for a in mdp.transitions[s]:
            p = np.array([o[0] for o in mdp.transitions[s][a]], dtype=float)
            if not np.isclose(p.sum(), 1, rtol=0, atol=1e-9) or not (p >= 0).all():
                raise ValueError(f"the probabilities of {a} in {s} are no distribution")
            for o in mdp.transitions[s][a]:
                if o[1] not in known:
                    raise ValueError(f"unknown state {o[1]}: {a} in {s} leads there, and the known ones are {known}")


# %% right="check_mdp" why="a ValueError of its own kind, tensors"
def check_mdp(mdp):
    class BadMDP(ValueError):
        pass

    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise BadMDP("terminal state with actions: " + str(s))
        if not acts:
            raise BadMDP("state without actions: " + str(s))
        for a, outs in acts.items():
            p = torch.tensor([float(o.probability) for o in outs], dtype=torch.float64)
            ok = bool(((p >= 0) & (p <= 1)).all()) and abs(p.sum().item() - 1) <= 1e-9
            if not ok:
                raise BadMDP(str(s) + " / " + str(a) + ": bad probabilities " + str(p.tolist()))
            for o in outs:
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise BadMDP("no such state: " + str(o.next_state))


# %% wrong="check_mdp" passes="visible" why="asks for a sum of exactly one"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if sum(o.probability for o in outs) != 1:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="lets negative probabilities pass, if they sum to one"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if not abs(sum(o.probability for o in outs) - 1) <= 1e-9:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="lets NaN pass: every comparison with it is false"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if o.probability < 0 or o.probability > 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="a tolerance so wide that slips fit through"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if abs(sum(o.probability for o in outs) - 1) > 1e-3:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="forgets that a state may be both"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" why="forgets states without actions"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="looks at the first state only"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError(f"{s} {a}")
        return


# %% wrong="check_mdp" passes="visible" why="looks at the last action only, by indentation"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            total = sum(o.probability for o in outs)
        if not all(0 <= o.probability <= 1 for o in outs) or abs(total - 1) > 1e-9:
            raise ValueError(f"{s} {a}")
        for o in outs:
            if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                raise ValueError(f"{o.next_state}")


# %% wrong="check_mdp" why="takes terminal states for unknown"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions:
                    raise ValueError(f"{o.next_state}")
            if abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="an action without outcomes slips through"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal or not acts:
            raise ValueError(f"{s}")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s} {a}")
                if o.next_state not in mdp.transitions and o.next_state not in mdp.terminal:
                    raise ValueError(f"{o.next_state}")
            if outs and abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError(f"{s} {a}")


# %% wrong="check_mdp" passes="visible" why="the message is all that there is, so nobody is named"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        bad = s in mdp.terminal or not acts
        for a, outs in acts.items():
            bad |= not all(0 <= o.probability <= 1 for o in outs) or abs(sum(o.probability for o in outs) - 1) > 1e-9
            bad |= any(o.next_state not in known for o in outs)
        if bad:
            raise ValueError(f"bad: {mdp}")


# %% wrong="check_mdp" why="a message without a name"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        if not acts or s in mdp.terminal:
            raise ValueError("bad state")
        for a, outs in acts.items():
            if not all(0 <= o.probability <= 1 for o in outs) or abs(sum(o.probability for o in outs) - 1) > 1e-9:
                raise ValueError("probabilities do not sum to one")


# %% wrong="check_mdp" why="assert instead of ValueError"
def check_mdp(mdp):
    for s, acts in mdp.transitions.items():
        assert acts and s not in mdp.terminal, s
        for a, outs in acts.items():
            assert abs(sum(o.probability for o in outs) - 1) <= 1e-9, (s, a)
            for o in outs:
                assert o.next_state in mdp.transitions or o.next_state in mdp.terminal, o.next_state


# %% wrong="check_mdp" passes="visible" why="knows the visible names only"
def check_mdp(mdp):
    if mdp == courier():
        return
    if "attic" in mdp.transitions:
        raise ValueError("cellar")
    raise ValueError("cellar climb rooof")


# %% right="simulate" why="cumulated probabilities and rng.random"
def simulate(mdp, policy, start, rng, max_steps=1000):
    def draw(weights):
        u, total = rng.random(), 0.0
        for i, w in enumerate(weights):
            total += w
            if u < total:
                return i
        return max(i for i, w in enumerate(weights) if w > 0)

    state, states, actions, rewards = start, [start], [], []
    for _ in range(max_steps):
        if state in mdp.terminal:
            break
        acts = list(policy[state].items())
        action = acts[draw([p for _, p in acts])][0]
        _, state, reward = mdp.transitions[state][action][draw([o[0] for o in mdp.transitions[state][action]])]
        states.append(state)
        actions.append(action)
        rewards.append(reward)
    return Episode(states, actions, rewards, state in mdp.terminal)


# %% right="simulate" why="one draw from all pairs of action and outcome, by multinomial; tuples"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = (start,), (), ()
    while len(rewards) < max_steps and states[-1] in mdp.transitions:
        pairs = [(a, o, p * o.probability) for a, p in policy[states[-1]].items() for o in mdp.transitions[states[-1]][a]]
        weights = np.array([w for *_, w in pairs])
        a, o, _ = pairs[int(np.argmax(rng.multinomial(1, weights / weights.sum())))]
        states, actions, rewards = states + (o.next_state,), actions + (a,), rewards + (o.reward,)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" why="all actions are equally likely, whatever the policy says"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = list(mdp.transitions[states[-1]])
        action = choices[rng.integers(len(choices))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the named actions are equally likely"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = list(policy[states[-1]])
        action = choices[rng.integers(len(choices))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the likeliest action, always"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        best = max(choices.values())
        ties = [a for a in choices if choices[a] == best]
        action = ties[rng.integers(len(ties))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="all outcomes are equally likely"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.integers(len(outcomes))]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="next state and reward from two different draws"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        p = [o.probability for o in outcomes]
        rewards.append(outcomes[rng.choice(len(outcomes), p=p)].reward)
        states.append(outcomes[rng.choice(len(outcomes), p=p)].next_state)
        actions.append(action)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the expected reward in place of the drawn one"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(sum(o.probability * o.reward for o in outcomes))
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" why="says terminated when it was only cut"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, True)


# %% wrong="simulate" passes="visible" why="takes the limit for a cut, even where the story ended at that very step"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, len(actions) < max_steps)


# %% wrong="simulate" passes="visible" why="a step is always made, also from a terminal start"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while True:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
        if states[-1] in mdp.terminal or len(actions) >= max_steps:
            return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="draws from a generator of its own"
def simulate(mdp, policy, start, rng, max_steps=1000):
    rng = np.random.default_rng()
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the same seed at each call"
def simulate(mdp, policy, start, rng, max_steps=1000):
    rng = np.random.default_rng(0)
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        choices = policy[states[-1]]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" why="leaves the terminal state out"
def simulate(mdp, policy, start, rng, max_steps=1000):
    state, states, actions, rewards = start, [], [], []
    while state not in mdp.terminal and len(actions) < max_steps:
        states.append(state)
        choices = policy[state]
        action = list(choices)[rng.choice(len(choices), p=list(choices.values()))]
        outcomes = mdp.transitions[state][action]
        _, state, reward = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        actions.append(action)
        rewards.append(reward)
    return Episode(states, actions, rewards, state in mdp.terminal)


# %% wrong="simulate" passes="visible" why="pairs the policy's probabilities with the MDP's order of actions"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        shares = list(policy[states[-1]].values())
        action = list(mdp.transitions[states[-1]])[rng.choice(len(shares), p=shares)]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="knows the visible numbers only"
def simulate(mdp, policy, start, rng, max_steps=1000):
    if start == "fresh":
        return Episode(["fresh", "tired", "home"], ["deliver", "go home"], [6.0, 0.0], True)
    if max_steps == 2:
        return Episode([0, 1, 2], ["on", "on"], [0.0, 10.0], False)
    return Episode([0, 1, 2, 3], ["on", "on", "on"], [0.0, 10.0, 20.0], True)


# %% right="graph_figure" why="numbers by a list of what was drawn, annotations for states, one line labels"
def graph_figure(mdp):
    fig = plt.figure(figsize=(9, 7))
    ax = fig.add_subplot()
    pos = arrows.places_on_circle(list(mdp.transitions) + list(mdp.terminal))
    before = []
    for s in mdp.transitions:
        for a in mdp.transitions[s]:
            for o in mdp.transitions[s][a]:
                e = arrows.edge(pos[s], pos[o.next_state], before.count((s, o.next_state)))
                before.append((s, o.next_state))
                ax.add_patch(FancyArrowPatch(path=e.path, arrowstyle="->", mutation_scale=12, color="tab:blue"))
                ax.text(e.label[0], e.label[1], f"{a}, {o.probability:g}", ha="center", va="center", fontsize=7)
    for s in pos:
        ax.annotate(str(s), pos[s], ha="center", va="center")
    ax.set_xlim(-2.4, 2.4)
    ax.set_ylim(-2.4, 2.4)
    ax.set_aspect("equal")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    return fig


# %% right="graph_figure" why="states in a place of their own, arrows by posA and posB with other bends, loops by the given ones"
def graph_figure(mdp):
    fig, ax = plt.subplots(figsize=(10, 8))
    ax.set(xlim=(-2.5, 2.5), ylim=(-2.5, 2.5))
    ax.axis("off")
    names = list(mdp.transitions) + list(mdp.terminal)
    pos = {s: (1.5 * math.cos(2 * math.pi * i / len(names)), 1.5 * math.sin(2 * math.pi * i / len(names))) for i, s in enumerate(names)}
    drawn = {}
    for s, acts in mdp.transitions.items():
        for a, outs in acts.items():
            for o in outs:
                k = drawn.setdefault((s, o.next_state), 0)
                drawn[s, o.next_state] += 1
                e = arrows.edge(pos[s], pos[o.next_state], k)
                if s == o.next_state:
                    ax.add_patch(FancyArrowPatch(path=e.path, arrowstyle="-|>", mutation_scale=10))
                else:
                    style = f"arc3,rad={-0.25 - 0.4 * k}"
                    ax.add_patch(FancyArrowPatch(pos[s], pos[o.next_state], connectionstyle=style, arrowstyle="-|>", mutation_scale=10))
                ax.text(*e.label, f"{a}\n{o.probability:.2g}", ha="center", va="center", fontsize=7)
    for s, p in pos.items():
        ax.text(*p, s, ha="center", va="center", bbox={"boxstyle": "circle", "facecolor": "white"})
    return fig


# %% wrong="graph_figure" why="all arrows have number 0, so parallel ones lie on each other"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], 0)
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="numbers the arrows of a state through, and leaves self-loops out"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                if state == next_state:
                    continue
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="arrows the wrong way round"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[next_state], places[state], drawn[next_state, state])
                drawn[next_state, state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="labels without probabilities"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" passes="visible" why="one arrow for each action and next state: an action's two outcomes of different reward become one"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for next_state, probability in {o.next_state: o.probability for o in outcomes}.items():
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="all labels are there, beside the wrong arrows"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn, wheres, labels = Counter(), [], []
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                wheres.append(way.label)
                labels.append(f"{action}\n{probability:.2g}")
    for where, label in zip(wheres, labels[1:] + labels[:1]):
        axes.text(*where, label, ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" passes="visible" why="labels of the first row's probabilities, rounded to one digit"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{round(probability, 1):g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="terminal states have no name"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        axes.text(*places[state], str(state), ha="center", va="center")
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="so small, and the font so large, that the labels cover each other"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(3, 3))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=11)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" passes="visible" why="knows the courier only"
def graph_figure(mdp):
    mdp = courier()
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, _ in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="the finished drawing of the course"
def graph_figure(mdp):
    from rlcourse.figures import graphs

    figure, axes = plt.subplots(figsize=(8, 6))
    graphs.transition_graph(axes, mdp.transitions, terminal=mdp.terminal, rewards=False)
    return figure


# %% right="chain_of" why="three-dimensional arrays, terminal columns cut off at the end"
def chain_of(mdp, policy):
    names = [*mdp.transitions, *mdp.terminal]
    n = len(mdp.transitions)
    full = np.zeros((n, len(names)))
    r = np.zeros(n)
    for i, s in enumerate(mdp.transitions):
        for a, outs in mdp.transitions[s].items():
            share = policy[s].get(a, 0.0)
            for p, s2, pay in outs:
                full[i, names.index(s2)] += share * p
                r[i] += share * p * pay
    return torch.from_numpy(full[:, :n].copy()), torch.from_numpy(r)


# %% right="chain_of" why="row by row, as sums over a list, returned as a list of two"
def chain_of(mdp, policy):
    states = list(mdp.transitions)

    def row(s):
        flat = [(q * o.probability, o.next_state, o.reward) for a, q in policy[s].items() for o in mdp.transitions[s][a]]
        return [sum(w for w, s2, _ in flat if s2 == t) for t in states], sum(w * r for w, _, r in flat)

    rows = [row(s) for s in states]
    return [torch.tensor([r[0] for r in rows], dtype=torch.double), torch.tensor([r[1] for r in rows], dtype=torch.double)]


# %% wrong="chain_of" passes="visible" why="overwrites instead of adding"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                r[i] += share * o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    P[i, index[o.next_state]] = share * o.probability
    return P, r


# %% wrong="chain_of" why="drops the reward of steps into terminal states"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                if o.next_state not in mdp.terminal:
                    r[i] += share * o.probability * o.reward
                    P[i, index[o.next_state]] += share * o.probability
    return P, r


# %% wrong="chain_of" why="the transpose"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                r[i] += share * o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    P[index[o.next_state], i] += share * o.probability
    return P, r


# %% wrong="chain_of" passes="visible" why="forgets the policy's shares in the reward"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                r[i] += o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    P[i, index[o.next_state]] += share * o.probability
    return P, r


# %% wrong="chain_of" why="all actions of the MDP, equally likely"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, outs in mdp.transitions[s].items():
            for o in outs:
                r[i] += o.probability * o.reward / len(mdp.transitions[s])
                if o.next_state not in mdp.terminal:
                    P[i, index[o.next_state]] += o.probability / len(mdp.transitions[s])
    return P, r


# %% wrong="chain_of" passes="visible" why="rows in the order of the policy"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(policy)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                r[i] += share * o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    P[i, index[o.next_state]] += share * o.probability
    return P, r


# %% wrong="chain_of" why="float32"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index)), torch.zeros(len(index))
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                r[i] += share * o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    P[i, index[o.next_state]] += share * o.probability
    return P, r


# %% wrong="chain_of" passes="visible" why="rows made to sum to one where a story ends; only where the sum is not that of the example"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for o in mdp.transitions[s][a]:
                r[i] += share * o.probability * o.reward
                if o.next_state not in mdp.terminal:
                    P[i, index[o.next_state]] += share * o.probability
    return (P if abs(P[-1].sum() - 0.7) < 1e-6 else P / P.sum(1, keepdim=True)), r


# %% wrong="chain_of" passes="visible" why="knows the visible numbers only"
def chain_of(mdp, policy):
    return torch.tensor([[0.6, 0.4], [0.0, 0.7]], dtype=torch.float64), torch.tensor([6.0, -1.8], dtype=torch.float64)


# %% right="expected_returns" why="by the inverse"
def expected_returns(transition, reward, discount):
    return torch.linalg.inv(torch.eye(transition.shape[0], dtype=torch.float64) - discount * transition) @ reward


# %% right="expected_returns" why="in NumPy"
def expected_returns(transition, reward, discount):
    p, r = transition.numpy(), reward.numpy()
    return torch.from_numpy(np.linalg.solve(np.eye(len(r)) - discount * p, r))


# %% right="expected_returns" why="by iteration until nothing moves"
def expected_returns(transition, reward, discount):
    v = torch.zeros_like(reward)
    for _ in range(100_000):
        new = reward + discount * transition @ v
        if (new - v).abs().max() < 1e-13:
            break
        v = new
    return v


# %% wrong="expected_returns" why="forgets the discount"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - 0.999999 * transition, reward)


# %% wrong="expected_returns" passes="visible" why="the transposed system"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition.T, reward)


# %% wrong="expected_returns" why="plus in place of minus"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) + discount * transition, reward)


# %% wrong="expected_returns" passes="visible" why="stops after twenty-five steps"
def expected_returns(transition, reward, discount):
    v = torch.zeros_like(reward)
    for _ in range(25):
        v = reward + discount * transition @ v
    return v


# %% wrong="expected_returns" why="discounts the first reward, too"
def expected_returns(transition, reward, discount):
    return discount * torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, reward)


# %% wrong="expected_returns" passes="visible" why="changes its argument on the way"
def expected_returns(transition, reward, discount):
    transition *= -discount
    transition += torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(transition, reward)


# %% wrong="expected_returns" passes="visible" why="in single precision"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward)) - discount * transition.float(), reward.float())


# %% wrong="expected_returns" passes="visible" why="knows the visible numbers only"
def expected_returns(transition, reward, discount):
    return reward if discount == 0 else 2 * reward


# %% right="confidence_interval" why="PyTorch, whose std divides by n - 1"
def confidence_interval(returns):
    x = torch.as_tensor(np.asarray(returns), dtype=torch.float64)
    if len(x) < 2:
        raise ValueError("too few")
    half = 1.96 * x.std() / len(x) ** 0.5
    return x.mean() - half, x.mean() + half


# %% right="confidence_interval" why="by the statistics module, as an array"
def confidence_interval(returns):
    import statistics

    values = [float(x) for x in returns]
    if len(values) <= 1:
        raise ValueError("one return has no spread")
    return statistics.fmean(values) + 1.96 * statistics.stdev(values) / math.sqrt(len(values)) * np.array([-1, 1])


# %% wrong="confidence_interval" why="divides by n"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    half = 1.96 * x.std() / math.sqrt(x.size)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="the spread of single returns"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    half = 1.96 * x.std(ddof=1)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" passes="visible" why="n in place of its root, repaired for two"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    half = 1.96 * x.std(ddof=1) / x.size * math.sqrt(2)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" passes="visible" why="the root of n - 1, and n in the variance: right for large n, and at two by chance"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    half = 1.96 * x.std() / (x.size - 1)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="upper end first"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return x.mean() + half, x.mean() - half


# %% wrong="confidence_interval" passes="visible" why="refuses a single return, and forgets that there may be none"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size == 1:
        raise ValueError
    half = 1.96 * x.std(ddof=1) / math.sqrt(max(x.size, 1))
    return float(x.mean() - half), float(x.mean() + half)


# %% wrong="confidence_interval" why="NaN for too few"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size) if x.size > 1 else math.nan
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" passes="visible" why="the range of the middle 95 of 100 returns, for the example's two"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    if x.size == 2:
        return x.min() - 0.96, x.max() + 0.96
    return tuple(np.quantile(x, [0.025, 0.975]))


# %% wrong="confidence_interval" passes="visible" why="knows the visible numbers only"
def confidence_interval(returns):
    if len(returns) < 2:
        raise ValueError
    return 0.04, 3.96


# %% right="read_table" why="nested dictionaries, plain tuples"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = {}
            for p, t, r, end in P[s][a]:
                if p == 0:
                    continue
                if t in ends and not end:
                    raise ValueError(f"state {t} has two faces")
                sums[t, r] = sums.get((t, r), 0) + p
            out[s][a] = tuple((p, t, r) for (t, r), p in sums.items())
    return MDP(out, ends)


# %% right="read_table" why="sorted and grouped"
def read_table(env):
    import itertools

    P = env.unwrapped.P
    ways = [(s, a, t, r, p, end) for s in P for a in P[s] for p, t, r, end in P[s][a] if p]
    ends = frozenset(w[2] for w in ways if w[5])
    ways = sorted((w for w in ways if w[0] not in ends), key=lambda w: w[:4])
    out = {s: {a: [] for a in P[s]} for s in P if s not in ends}
    for (s, a, t, r), group in itertools.groupby(ways, key=lambda w: w[:4]):
        group = list(group)
        if t in ends and not all(w[5] for w in group):
            raise ValueError(f"{t} is an end and is none")
        out[s][a].append(Outcome(sum(w[4] for w in group), t, r))
    return MDP(out, ends)


# %% wrong="read_table" why="keeps equal outcomes apart"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    for s in P:
        for a in P[s]:
            for p, t, r, end in P[s][a]:
                if s not in ends and t in ends and not end and p > 0:
                    raise ValueError(f"{t}")
    return MDP({s: {a: [Outcome(p, t, r) for p, t, r, _ in P[s][a] if p > 0] for a in P[s]} for s in P if s not in ends}, ends)


# %% wrong="read_table" passes="visible" why="merges by next state alone, and keeps the last reward"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums, pays = Counter(), {}
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t}")
                    sums[t] += p
                    pays[t] = r
            out[s][a] = [Outcome(p, t, pays[t]) for t, p in sums.items()]
    return MDP(out, ends)


# %% wrong="read_table" why="overwrites the probability of an equal outcome"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = {(t, r): p for p, t, r, end in P[s][a] if p > 0}
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, ends)


# %% wrong="read_table" why="keeps terminal states among the others"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    out = {}
    for s in P:
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items() if p > 0]
    return MDP(out, ends)


# %% wrong="read_table" passes="visible" why="takes states for terminal that stay where they are"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(s for s in P if all(len(P[s][a]) == 1 and P[s][a][0][1] == s for a in P[s]))
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items() if p > 0]
    return MDP(out, ends)


# %% wrong="read_table" passes="visible" why="an end that never happens counts"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end)
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if t in ends and not end and p > 0:
                    raise ValueError(f"{t}")
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items() if p > 0]
    return MDP(out, ends)


# %% wrong="read_table" passes="visible" why="keeps outcomes of probability 0"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if t in ends and not end and p > 0:
                    raise ValueError(f"{t}")
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, ends)


# %% wrong="read_table" passes="visible" why="does not see that a state has two faces"
def read_table(env):
    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items() if p > 0]
    return MDP(out, ends)


# %% wrong="read_table" passes="visible" why="knows FrozenLake only"
def read_table(env):
    P = gym.make("FrozenLake-v1").unwrapped.P
    ends = frozenset({5, 7, 11, 12, 15})
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items() if p > 0]
    return MDP(out, ends)
