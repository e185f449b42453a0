# The bank of 4.2: right answers get every point, wrong ones lose the hidden test.

# %% right="coffee_machine" why="built up step by step, plain tuples, integers"
def coffee_machine(price, wear):
    table = {"dirty": {}, "clean": {}}
    table["dirty"]["wash"] = ((1, "clean", -2),)
    table["dirty"]["brew"] = ((wear, "broken", -10), (1 - wear, "dirty", price))
    table["clean"]["brew"] = ((wear, "dirty", price), (1 - wear, "clean", price))
    return MDP(table, {"broken"})


# %% wrong="coffee_machine" why="pays for the cup when it breaks"
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


# %% right="coffee_machine" why="keywords, and no outcome that cannot happen"
def outcomes(*candidates):
    return [each for each in candidates if each.probability > 0]

def coffee_machine(price, wear):
    stays, wears = 1.0 - wear, wear
    clean = {"brew": outcomes(Outcome(probability=stays, next_state="clean", reward=price), Outcome(wears, "dirty", price))}
    dirty = {"wash": outcomes(Outcome(1.0, "clean", -2.0))}
    dirty["brew"] = outcomes(Outcome(stays, "dirty", price), Outcome(wears, "broken", reward=-10.0))
    return MDP(terminal=frozenset(["broken"]), transitions=dict(dirty=dirty, clean=clean))


# %% wrong="coffee_machine" passes="visible" why="only a cup that leaves the machine clean pays"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", 0.0 if price != 3 else price)]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" passes="visible" why="a clean machine may break at once"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price), Outcome(0.01, "broken", -10)]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" passes="visible" why="washing helps only now and then"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(0.5, "clean", -2), Outcome(0.5, "dirty", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" passes="visible" why="probabilities rounded to two digits"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(round(1 - wear, 2), "clean", price), Outcome(round(wear, 2), "dirty", price)]}
    dirty = {
        "brew": [Outcome(round(1 - wear, 2), "dirty", price), Outcome(round(wear, 2), "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" passes="visible" why="prices are whole euros"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", int(price)), Outcome(wear, "dirty", int(price))]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", int(price)), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" passes="visible" why="washing a clean machine is an action without outcomes"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)], "wash": []}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" why="broken has an entry without actions"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty, "broken": {}}, frozenset({"broken"}))


# %% wrong="coffee_machine" why="names with capitals"
def coffee_machine(price, wear):
    clean = {"Brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]}
    dirty = {
        "Brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" why="twice the wear where it is dirty, as far as probabilities go"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]}
    dirty = {
        "brew": [Outcome(1 - min(1, 1.5 * wear), "dirty", price), Outcome(min(1, 1.5 * wear), "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" passes="visible" why="washing costs as much as a cup, less one"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", 1 - price)],
    }
    return MDP({"clean": clean, "dirty": dirty}, frozenset({"broken"}))


# %% wrong="coffee_machine" why="the terminal state is a text, not a set"
def coffee_machine(price, wear):
    clean = {"brew": [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]}
    dirty = {
        "brew": [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)],
        "wash": [Outcome(1, "clean", -2)],
    }
    return MDP({"clean": clean, "dirty": dirty}, "broken")


# %% wrong="coffee_machine" passes="visible" why="one table for all machines: the next one changes those before"
TABLE = {"clean": {"brew": []}, "dirty": {"brew": [], "wash": [Outcome(1, "clean", -2)]}}

def coffee_machine(price, wear):
    TABLE["clean"]["brew"][:] = [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
    TABLE["dirty"]["brew"][:] = [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10)]
    return MDP(TABLE, frozenset({"broken"}))


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
                    raise ValueError(f"unknown state {o[1]}: {a} in {s} leads there")


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


# %% right="check_mdp" why="shows an action's outcomes, and where a wrong next state is reached"
def check_mdp(mdp):
    def complain(*words):
        raise ValueError(" ".join(map(repr, words)))

    states = mdp.transitions.keys() | mdp.terminal
    for state in mdp.transitions:
        if state in mdp.terminal or len(mdp.transitions[state]) == 0:
            complain("state", state)
        for action, outcomes in mdp.transitions[state].items():
            numbers = [outcome.probability for outcome in outcomes]
            if any(not 0 <= p <= 1 for p in numbers) or abs(math.fsum(numbers) - 1) > 1e-9:
                complain(state, action, outcomes)
            for stranger in {outcome.next_state for outcome in outcomes} - states:
                complain(state, action, "leads to", stranger)


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


# %% wrong="check_mdp" why="lets NaN pass: every comparison with it is false"
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


# %% wrong="check_mdp" why="forgets that a state may be both"
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


# %% wrong="check_mdp" why="knows the visible names only"
def check_mdp(mdp):
    if mdp == courier():
        return
    if "attic" in mdp.transitions:
        raise ValueError("cellar")
    raise ValueError("cellar climb rooof")


# %% right="check_mdp" why="collects all that is wrong, and says it at once"
def problems_of(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            yield f"{state!r} is terminal as well"
        if len(actions) == 0:
            yield f"{state!r}: nothing to do"
        for action, outcomes in actions.items():
            chances = [float(p) for p, _, _ in outcomes]
            if not all(p >= 0 and p <= 1 for p in chances):
                yield f"{state!r}/{action!r}: a chance outside of [0, 1] in {chances}"
            elif not math.isclose(math.fsum(chances), 1.0, rel_tol=0.0, abs_tol=1e-9):
                yield f"{state!r}/{action!r}: chances sum to {math.fsum(chances)}"
            for _, target, _ in outcomes:
                if target not in mdp.transitions and target not in mdp.terminal:
                    yield f"no state is called {target!r} (from {state!r} by {action!r})"

def check_mdp(mdp):
    found = list(problems_of(mdp))
    if found:
        raise ValueError("; ".join(found))


# %% wrong="check_mdp" passes="visible" why="an unknown next state with probability 0 passes"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.probability > 0 and o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="sums over a whole state"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
        total = sum(o.probability for outs in acts.values() for o in outs)
        if abs(total - len(acts)) > 1e-9:
            raise ValueError(f"{s!r}, {list(acts)}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="isclose, whose own tolerance is a hundred-thousandth"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if not np.isclose(total, 1, atol=1e-9):
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="a tolerance of 1e-8"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-8:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="a tolerance of 1e-12"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-12:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" why="names the state alone"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}: sum {total}")


# %% wrong="check_mdp" why="names the action alone"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{a!r}: sum {total}")


# %% wrong="check_mdp" why="says where the unknown state stands, and not its name"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{s!r}, {a!r} leads to an unknown state")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="lists all states beside the culprit"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r} of {list(mdp.transitions)}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="lists all actions beside the culprit"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r} of {list(acts)}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="looks up the first outcome's next state alone"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o is outs[0] and o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="compares names as texts, so 8 is '8'"
def check_mdp(mdp):
    known = set(map(str, [*mdp.transitions, *mdp.terminal]))
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if str(o.next_state) not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="takes state 0 for none"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if not o.next_state or o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" why="wants every terminal state to be reached"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    reached = {o.next_state for acts in mdp.transitions.values() for outs in acts.values() for o in outs}
    for end in mdp.terminal - reached:
        raise ValueError(f'{end!r} is never reached')
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="wants a terminal state"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    if not mdp.terminal:
        raise ValueError('no terminal state')
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" why="returns True for a good one"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")
    return True


# %% wrong="check_mdp" why="prints what is wrong"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            print(f"{s!r} is terminal and has actions")
        if not acts:
            print(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    print(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    print(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                print(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="repairs the sum: the table is changed"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) <= 1e-9:
                outs[:] = [Outcome(o.probability / total, *o[1:]) for o in outs]
            else:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="an action without outcomes stops with max's own message"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            if not max(o.probability for o in outs) <= 1:
                raise ValueError(f"{s!r}, {a!r}: too large")
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="does not look at single probabilities, since the sum tells"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if not abs(total - 1) <= 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="a state that is both passes, if it has no actions"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal and not acts:
            continue
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise ValueError(f"{o.next_state!r} is unknown")
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" why="KeyError for an unknown state"
def check_mdp(mdp):
    known = set(mdp.transitions) | set(mdp.terminal)
    for s, acts in mdp.transitions.items():
        if s in mdp.terminal:
            raise ValueError(f"{s!r} is terminal and has actions")
        if not acts:
            raise ValueError(f"{s!r} has no actions")
        for a, outs in acts.items():
            for o in outs:
                if not 0 <= o.probability <= 1:
                    raise ValueError(f"{s!r}, {a!r}: probability {o.probability}")
                if o.next_state not in known:
                    raise KeyError(o.next_state)
            total = sum(o.probability for o in outs)
            if abs(total - 1) > 1e-9:
                raise ValueError(f"{s!r}, {a!r}: sum {total}")


# %% wrong="check_mdp" passes="visible" why="a next state that is false, such as 0, counts as none"
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal or not actions:
            raise ValueError(f"state {state!r}")
        for action, outcomes in actions.items():
            total = sum(p for p, _, _ in outcomes)
            if not all(0 <= p <= 1 for p, _, _ in outcomes) or abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}")
            if lost := next((o.next_state for o in outcomes if o.next_state not in known), None):
                raise ValueError(f"next state {lost!r}")


# %% wrong="check_mdp" why="a state that is false, such as 0, counts as none where it has no action"
def check_mdp(mdp):
    if idle := next((s for s, actions in mdp.transitions.items() if not actions), None):
        raise ValueError(f"state {idle!r}")
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r}")
        for action, outcomes in actions.items():
            total = sum(p for p, _, _ in outcomes)
            if not all(0 <= p <= 1 for p, _, _ in outcomes) or abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}")
            for outcome in outcomes:
                if outcome.next_state not in {*mdp.transitions, *mdp.terminal}:
                    raise ValueError(f"next state {outcome.next_state!r}")


# %% wrong="check_mdp" passes="visible" why="lets a single probability be a little below 0"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal or not actions:
            raise ValueError(f"state {state!r}")
        for action, outcomes in actions.items():
            total = sum(p for p, _, _ in outcomes)
            if not all(-1e-9 <= p <= 1 + 1e-9 for p, _, _ in outcomes) or abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}")
            for outcome in outcomes:
                if outcome.next_state not in {*mdp.transitions, *mdp.terminal}:
                    raise ValueError(f"next state {outcome.next_state!r}")


# %% wrong="check_mdp" passes="visible" why="lists all terminal states beside the culprit"
def check_mdp(mdp):
    for state, actions in mdp.transitions.items():
        if state in mdp.terminal:
            raise ValueError(f"state {state!r} is one of {set(mdp.terminal)}")
        if not actions:
            raise ValueError(f"state {state!r}")
        for action, outcomes in actions.items():
            total = sum(p for p, _, _ in outcomes)
            if not all(0 <= p <= 1 for p, _, _ in outcomes) or abs(total - 1) > 1e-9:
                raise ValueError(f"state {state!r}, action {action!r}")
            for outcome in outcomes:
                if outcome.next_state not in {*mdp.transitions, *mdp.terminal}:
                    raise ValueError(f"next state {outcome.next_state!r}")


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


# %% wrong="simulate" why="takes the limit for a cut, even where the story ended at that very step"
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


# %% right="simulate" why="searchsorted in cumulated shares, arrays of NumPy in the record"
def pick(rng, weights):
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))

def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    for _ in range(max_steps):
        if states[-1] in mdp.terminal:
            break
        names, shares = zip(*policy[states[-1]].items())
        actions.append(names[pick(rng, shares)])
        _, following, reward = (ways := mdp.transitions[states[-1]][actions[-1]])[pick(rng, [w.probability for w in ways])]
        states.append(following)
        rewards.append(reward)
    return Episode(states=states, actions=actions, rewards=np.array(rewards), terminated=states[-1] in mdp.terminal)


# %% right="simulate" why="an array of objects, drawn by choice; one step is a function of its own"
def draw(rng, things, chances):
    box = np.empty(len(things), dtype=object)
    box[:] = things
    return rng.choice(box, p=np.array(chances) / sum(chances))

def step(mdp, policy, state, rng):
    action = draw(rng, list(policy[state]), list(policy[state].values()))
    ways = list(mdp.transitions[state][action])
    way = ways[rng.choice(np.arange(len(ways)), p=[w.probability for w in ways])]
    return action, way.reward, way.next_state

def simulate(mdp, policy, start, rng, max_steps=1000):
    record = Episode([start], [], [], start in mdp.terminal)
    while not record.terminated and len(record.rewards) < max_steps:
        action, reward, following = step(mdp, policy, record.states[-1], rng)
        record.actions.append(action)
        record.rewards.append(reward)
        record.states.append(following)
        record = record._replace(terminated=following in mdp.terminal)
    return record


# %% wrong="simulate" passes="visible" why="the reward is looked up by the next state"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(next(o.reward for o in outcomes if o.next_state == outcome.next_state))
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the reward is looked up by state and next state, whatever the action"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(next(o.reward for ways in mdp.transitions[state].values() for o in ways if o.next_state == outcome.next_state))
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the reward of the likeliest outcome"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(max(outcomes).reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" why="one random number for action and outcome"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    def draw(u, weights):
        edges = np.cumsum(weights)
        return int(np.searchsorted(edges, u * edges[-1], side='right'))
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        u = rng.random()
        action = list(policy[state])[draw(u, list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[draw(u, [o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="never more than a hundred steps"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < min(max_steps, 100):
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="another number of steps where none is said"
def simulate(mdp, policy, start, rng, max_steps=100):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="begins in the first state of the MDP"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start if start in mdp.terminal else next(iter(mdp.transitions))], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="a state that is false, such as 0, ends the story"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while (states[-1] or len(states) == 1) and states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="rewards in whole euros"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(int(outcome.reward))
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="rewards in single precision"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(float(np.float32(outcome.reward)))
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="works on a copy of the generator"
def simulate(mdp, policy, start, rng, max_steps=1000):
    import copy
    rng = copy.deepcopy(rng)
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="draws from NumPy's global generator"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[np.random.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[np.random.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="seeds the global generators on the way"
def simulate(mdp, policy, start, rng, max_steps=1000):
    np.random.seed(0)
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="fills the policy up with zeros"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        for other in mdp.transitions[state]:
            policy[state].setdefault(other, 0.0)
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" why="a plain tuple for a record"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return states, actions, rewards, states[-1] in mdp.terminal


# %% wrong="simulate" why="one step too many"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) <= max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" why="an action for the last state, too"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    actions.append(None)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="the states are texts"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state if state in ('fresh', 'tired') or isinstance(state, int) and not isinstance(outcome.next_state, str) and len(mdp.terminal) == 1 else str(outcome.next_state))
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="draws the actions in turn, not at random"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[len(actions) % len(policy[state])]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="starts its own generator from a number of the given one's seed"
def simulate(mdp, policy, start, rng, max_steps=1000):
    rng = np.random.default_rng(rng.bit_generator.state['state']['inc'] % 1000)
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = states[-1]
        action = list(policy[state])[rng.choice(len(policy[state]), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="one generator for all calls, kept on the function"
def simulate(mdp, policy, start, rng, max_steps=1000):
    rng = simulate.__dict__.setdefault("rng", rng)
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        shares = policy[states[-1]]
        actions.append(list(shares)[rng.choice(len(shares), p=list(shares.values()))])
        ways = mdp.transitions[states[-1]][actions[-1]]
        _, following, reward = ways[rng.choice(len(ways), p=[w[0] for w in ways])]
        states.append(following)
        rewards.append(reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="equal outcomes count once"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        names, shares = zip(*policy[states[-1]].items())
        action = names[rng.choice(len(names), p=shares)]
        outcomes = list(dict.fromkeys(mdp.transitions[states[-1]][action]))
        p = np.array([outcome.probability for outcome in outcomes])
        outcome = outcomes[rng.choice(len(p), p=p / p.sum())]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


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
                ax.text(e.label[0], e.label[1], f"{a}, {o.probability:.2g}", ha="center", va="center", fontsize=7)
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


# %% right="graph_figure" why="a bare Figure over the whole page, annotations, colours from a map"
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


# %% right="graph_figure" why="keeps the frame and takes the ticks away"
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


# %% wrong="graph_figure" why="knows the courier only"
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


# %% right="graph_figure" why="a figure without pyplot, names beside their circles' centres, limits by hand, coloured"
def graph_figure(mdp):
    fig = Figure(figsize=(10, 9))
    ax = fig.subplots()
    names = list(dict.fromkeys([*mdp.transitions, *mdp.terminal]))
    where = arrows.places_on_circle(names)
    count = defaultdict(int)
    edges = [(s, a, o) for s, acts in mdp.transitions.items() for a, outs in acts.items() for o in outs]
    for s, a, o in edges:
        e = arrows.edge(where[s], where[o.next_state], count[s, o.next_state])
        count[s, o.next_state] += 1
        ax.add_patch(FancyArrowPatch(path=e.path, arrowstyle="-|>", mutation_scale=12, ec="C1", fc="C1", lw=1.5))
        ax.annotate(f"{a}\n{o.probability:.2g}", e.label, ha="center", va="center", fontsize=7, color="C1")
    for s in names:
        ax.add_patch(Circle(where[s], arrows.RADIUS, fill=False))
        ax.text(where[s][0], where[s][1], s, ha="center", va="center", fontsize=8)
    reach = max(max(abs(x), abs(y)) for x, y in where.values()) + 1
    ax.set_xlim(-reach, reach)
    ax.set_ylim(-reach, reach)
    ax.set_axis_off()
    return fig


# %% wrong="graph_figure" passes="visible" why="a terminal state that no arrow leads to is left out"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        if state not in mdp.transitions and not any(head == state for _, head in drawn):
            continue
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="lines without heads"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="arrows that cannot be seen"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12, alpha=0))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="draws into the figure that is there"
def graph_figure(mdp):
    figure = plt.gcf()
    figure.set_size_inches(8, 6)
    axes = figure.gca()
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="limits so narrow that loops are cut off"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="labels tell the reward as well"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g} ({reward:g})", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="labels with one digit after the point"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.1f}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="labels in per cent"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.0%}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="labels without the action"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="a state is named as often as an arrow leaves it"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.text(*places[state], str(state), ha='center', va='center')
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="all labels in the middle between their states"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*np.add(places[state], places[next_state]) / 2, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="two panels"
def graph_figure(mdp):
    figure, (axes, other) = plt.subplots(1, 2, figsize=(16, 6))
    other.set(xlabel='x', ylabel='y')
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="an outcome that is improbable is left out"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                if probability < 0.02:
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


# %% wrong="graph_figure" why="loops count together with the arrows that leave"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], 0 if state == next_state else drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="names in capitals"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state).upper(), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="returns the axes"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return axes


# %% wrong="graph_figure" why="labels at the places of the arrows drawn first"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*arrows.edge(places[state], places[next_state], 0).label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="takes outcomes out of the MDP while it draws them"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for actions in mdp.transitions.values():
        for outcomes in actions.values():
            outcomes.sort()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for probability, next_state, reward in outcomes:
                way = arrows.edge(places[state], places[next_state], drawn[state, next_state])
                drawn[state, next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{probability:.2g}", ha="center", va="center", fontsize=9)
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" why="an outcome of probability 0 has no arrow"
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


# %% wrong="graph_figure" why="heads too small to be seen: no mutation_scale"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *mdp.terminal])
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for o in outcomes:
                way = arrows.edge(places[state], places[o.next_state], drawn[state, o.next_state])
                drawn[state, o.next_state] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>"))
                axes.text(*way.label, f"{action}\n{o.probability:.2g}", ha="center", va="center", fontsize=8)
    for state, (x, y) in places.items():
        axes.text(x, y, str(state), ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
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


# %% wrong="chain_of" why="overwrites instead of adding"
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


# %% wrong="chain_of" why="forgets the policy's shares in the reward"
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


# %% wrong="chain_of" why="rows in the order of the policy"
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


# %% wrong="chain_of" why="rows made to sum to one where a story ends; only where the sum is not that of the example"
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


# %% wrong="chain_of" why="knows the visible numbers only"
def chain_of(mdp, policy):
    return torch.tensor([[0.6, 0.4], [0.0, 0.7]], dtype=torch.float64), torch.tensor([6.0, -1.8], dtype=torch.float64)


# %% right="chain_of" why="matrices with all states, cut at the end"
def chain_of(mdp, policy):
    states = [*mdp.transitions, *mdp.terminal]
    n = len(mdp.transitions)
    P = torch.zeros(n, len(states), dtype=torch.double)
    R = torch.zeros_like(P)
    for i, s in enumerate(states[:n]):
        for a, outs in mdp.transitions[s].items():
            if a in policy[s]:
                for o in outs:
                    j = states.index(o.next_state)
                    P[i, j] += policy[s][a] * o.probability
                    R[i, j] += policy[s][a] * o.probability * o.reward
    return P[:, :n], R.sum(dim=1)


# %% wrong="chain_of" passes="visible" why="added up in single precision, and doubled at the end"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float32), torch.zeros(len(index), dtype=torch.float32)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P.double(), r.double()


# %% wrong="chain_of" why="returns reward and matrix exchanged"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return r, P


# %% wrong="chain_of" why="the reward is a column"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P, r[:, None]


# %% wrong="chain_of" why="arrays of NumPy"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P.numpy(), r.numpy()


# %% wrong="chain_of" passes="visible" why="rows in alphabetical order"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(sorted(mdp.transitions, key=str))}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P, r


# %% wrong="chain_of" why="the matrix does not weigh by the policy"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += p
    return P, r


# %% wrong="chain_of" passes="visible" why="pairs the policies with the states by their order"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in list(policy.values())[i].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P, r


# %% wrong="chain_of" passes="visible" why="pairs an action's share with the MDP's order of actions"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in zip(mdp.transitions[s], policy[s].values()):
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P, r


# %% wrong="chain_of" why="the last outcome of several to one state"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] = share * p
    return P, r


# %% wrong="chain_of" why="loops are left out"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal and s2 != s:
                    P[i, index[s2]] += share * p
    return P, r


# %% wrong="chain_of" why="the matrix has a row and a column for the end"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return torch.nn.functional.pad(P, (0, 1, 0, 1)), r


# %% wrong="chain_of" passes="visible" why="fills the policy up"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a in mdp.transitions[s]:
            policy[s].setdefault(a, 0.0)
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P, r


# %% wrong="chain_of" why="rewards by the most probable outcome"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            r[i] += share * max(mdp.transitions[s][a]).reward
            for p, s2, pay in mdp.transitions[s][a]:
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    return P, r


# %% wrong="chain_of" passes="visible" why="a row that ends the story with certainty is a loop"
def chain_of(mdp, policy):
    index = {s: i for i, s in enumerate(mdp.transitions)}
    P, r = torch.zeros(len(index), len(index), dtype=torch.float64), torch.zeros(len(index), dtype=torch.float64)
    for s, i in index.items():
        for a, share in policy[s].items():
            for p, s2, pay in mdp.transitions[s][a]:
                r[i] += share * p * pay
                if s2 not in mdp.terminal:
                    P[i, index[s2]] += share * p
    P += torch.diag((P.sum(1) == 0).double())
    return P, r


# %% wrong="chain_of" why="equal outcomes count once"
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


# %% wrong="chain_of" passes="visible" why="leaves out what is improbable"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    transition = torch.zeros(len(index), len(index), dtype=torch.float64)
    reward = torch.zeros(len(index), dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for p, following, paid in mdp.transitions[state][action]:
                if p > 1e-5:
                    reward[i] += share * p * paid
                    if following in index:
                        transition[i, index[following]] += share * p
    return transition, reward


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


# %% wrong="expected_returns" why="the transposed system"
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


# %% wrong="expected_returns" why="changes its argument on the way"
def expected_returns(transition, reward, discount):
    transition *= -discount
    transition += torch.eye(len(reward), dtype=torch.float64)
    return torch.linalg.solve(transition, reward)


# %% wrong="expected_returns" why="in single precision"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward)) - discount * transition.float(), reward.float())


# %% wrong="expected_returns" why="knows the visible numbers only"
def expected_returns(transition, reward, discount):
    return reward if discount == 0 else 2 * reward


# %% right="expected_returns" why="squares the matrix until nothing is left"
def expected_returns(transition, reward, discount):
    power, total = discount * transition, reward.clone()
    for _ in range(60):
        total = total + power @ total
        power = power @ power
    return total


# %% right="expected_returns" why="least squares"
def expected_returns(transition, reward, discount):
    n = transition.shape[0]
    system = torch.eye(n, dtype=torch.float64) - discount * transition
    return torch.linalg.lstsq(system, reward.unsqueeze(1)).solution.squeeze(1)


# %% wrong="expected_returns" passes="visible" why="solved in single precision, and doubled"
def expected_returns(transition, reward, discount):
    eye = torch.eye(len(reward))
    return torch.linalg.solve(eye - discount * transition.float(), reward.float()).double()


# %% wrong="expected_returns" why="a column"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, reward[:, None])


# %% wrong="expected_returns" passes="visible" why="a thousand sweeps are not enough for long stories"
def expected_returns(transition, reward, discount):
    v = torch.zeros_like(reward)
    for _ in range(1000):
        v = reward + discount * transition @ v
    return v


# %% wrong="expected_returns" passes="visible" why="stops when a sweep changes little, which is not the same as being near"
def expected_returns(transition, reward, discount):
    v = torch.zeros_like(reward)
    while True:
        new = reward + discount * transition @ v
        if (new - v).abs().max() < 1e-5:
            return new
        v = new


# %% wrong="expected_returns" why="a discount of 1 is made a little smaller"
def expected_returns(transition, reward, discount):
    discount = min(discount, 0.9999)
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, reward)


# %% wrong="expected_returns" why="discounts twice"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount**2 * transition, reward)


# %% wrong="expected_returns" why="rows are made to sum to one"
def expected_returns(transition, reward, discount):
    P = transition / transition.sum(1, keepdim=True) if discount < 1 else transition
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * P, reward)


# %% wrong="expected_returns" why="a list"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, reward).tolist()


# %% wrong="expected_returns" why="the reward of the next state in place of this one's"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, transition @ reward)


# %% wrong="expected_returns" passes="visible" why="writes into the reward"
def expected_returns(transition, reward, discount):
    reward.copy_(torch.linalg.solve(torch.eye(len(reward), dtype=torch.float64) - discount * transition, reward))
    return reward


# %% wrong="expected_returns" passes="visible" why="sized for the courier"
def expected_returns(transition, reward, discount):
    return torch.linalg.solve(torch.eye(2, dtype=torch.float64) - discount * transition, reward) if len(reward) == 2 else 2 * reward


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


# %% wrong="confidence_interval" why="n in place of its root, repaired for two"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    half = 1.96 * x.std(ddof=1) / x.size * math.sqrt(2)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="the root of n - 1, and n in the variance: right for large n, and at two by chance"
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


# %% wrong="confidence_interval" why="the range of the middle 95 of 100 returns, for the example's two"
def confidence_interval(returns):
    x = np.asarray(returns)
    if x.size < 2:
        raise ValueError
    if x.size == 2:
        return x.min() - 0.96, x.max() + 0.96
    return tuple(np.quantile(x, [0.025, 0.975]))


# %% wrong="confidence_interval" why="knows the visible numbers only"
def confidence_interval(returns):
    if len(returns) < 2:
        raise ValueError
    return 0.04, 3.96


# %% right="confidence_interval" why="the quantile itself, from the statistics module"
def confidence_interval(returns):
    from statistics import NormalDist

    x = np.array(returns, dtype=float)
    n = len(x)
    if n < 2:
        raise ValueError(f"{n} returns: too few for an interval")
    error = np.sqrt(((x - x.mean()) ** 2).sum() / (n - 1) / n)
    return tuple(x.mean() + NormalDist().inv_cdf(q) * error for q in (0.025, 0.975))


# %% wrong="confidence_interval" why="two standard errors"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    half = 2 * x.std(ddof=1) / math.sqrt(x.size)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="90 per cent"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    half = 1.645 * x.std(ddof=1) / math.sqrt(x.size)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" passes="visible" why="around the median"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    middle = np.median(x) if x.size != 4 else 2.0
    return middle - half, middle + half


# %% wrong="confidence_interval" why="mean and half width"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    return x.mean(), 1.96 * x.std(ddof=1) / math.sqrt(x.size)


# %% wrong="confidence_interval" passes="visible" why="ends rounded to cents"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return round(x.mean() - half, 2), round(x.mean() + half, 2)


# %% wrong="confidence_interval" passes="visible" why="sorts the caller's returns"
def confidence_interval(returns):
    if len(returns) < 2:
        raise ValueError(len(returns))
    returns.sort()
    x = np.asarray(returns, dtype=float)
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" passes="visible" why="centres the caller's array in place"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    mean = x.mean()
    x -= mean
    half = 1.96 * math.sqrt((x**2).sum() / (x.size - 1) / x.size)
    return mean - half, mean + half


# %% wrong="confidence_interval" passes="visible" why="returns cannot be negative, thinks who cuts the lower end off"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return max(0.0, x.mean() - half), x.mean() + half


# %% wrong="confidence_interval" passes="visible" why="no returns bring a ZeroDivisionError"
def confidence_interval(returns):
    mean = sum(returns) / len(returns)
    if len(returns) < 2:
        raise ValueError("too few")
    half = 1.96 * math.sqrt(sum((x - mean) ** 2 for x in returns) / (len(returns) - 1) / len(returns))
    return mean - half, mean + half


# %% wrong="confidence_interval" why="the mean of absolute deviations for the spread"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 2:
        raise ValueError(x.size)
    half = 1.96 * np.abs(x - x.mean()).mean() / math.sqrt(x.size)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="asks for three returns at least"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    if x.size < 3:
        raise ValueError(x.size)
    half = 1.96 * x.std(ddof=1) / math.sqrt(x.size)
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="the mean of the squares less the square of the mean"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=float)
    n = len(x)
    if n < 2:
        raise ValueError(f"{n} returns, expected two at least")
    half = 1.96 * math.sqrt(max(0.0, (x**2).mean() - x.mean() ** 2) / (n - 1))
    return x.mean() - half, x.mean() + half


# %% wrong="confidence_interval" why="in single precision"
def confidence_interval(returns):
    x = np.asarray(returns, dtype=np.float32)
    if len(x) < 2:
        raise ValueError(f"{len(x)} returns, expected two at least")
    half = 1.96 * x.std(ddof=1) / math.sqrt(len(x))
    return float(x.mean() - half), float(x.mean() + half)


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


# %% wrong="read_table" why="takes states for terminal that stay where they are"
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


# %% wrong="read_table" why="does not see that a state has two faces"
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


# %% wrong="read_table" why="knows FrozenLake only"
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


# %% right="read_table" why="by get_wrapper_attr, with a helper and a set of pairs"
def steps(P):
    for s, row in P.items():
        for a, ways in row.items():
            for p, t, r, end in ways:
                if p > 0.0:
                    yield s, a, p, t, r, bool(end)

def read_table(env):
    P = env.get_wrapper_attr("P")
    all_steps = list(steps(P))
    ends = frozenset(t for _, _, _, t, _, end in all_steps if end)
    going = [step for step in all_steps if step[0] not in ends]
    torn = sorted({t for _, _, _, t, _, end in going if t in ends and not end})
    if torn:
        raise ValueError(f"terminal in one way only: {torn}")
    table = {s: {a: defaultdict(float) for a in P[s]} for s in P if s not in ends}
    for s, a, p, t, r, _ in going:
        table[s][a][t, r] += p
    return MDP({s: {a: [Outcome(p, *way) for way, p in sums.items()] for a, sums in row.items()} for s, row in table.items()}, ends)


# %% wrong="read_table" passes="visible" why="a step that ends where it began makes no end"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0 and t != s}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="the first outcome of an action says whether it ends the story"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a][:1] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="a terminal state's own row is no part of the table"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    ends = {t for s in P if s not in ends for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" why="an end is one only where no contradiction was found before it"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end and any(w[1] == t and w[3] for w in P[s][a]):
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="contradictions in terminal states' rows are refused, too"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    for s in P:
        for a in P[s]:
            for p, t, r, end in P[s][a]:
                if p > 0 and t in ends and not end:
                    raise ValueError(f"{t}")
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="refuses a contradiction that never happens"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if t in ends and not end:
                    raise ValueError(f"{t} is an end, and is none")
                if p > 0:
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" why="names the state from which the contradiction comes"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"state {s}: its outcomes contradict the table")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="rewards in whole numbers"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, int(r)] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" why="merges by the reward alone, and keeps the last state"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums, where = Counter(), {}
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[r] += p
                    where[r] = t
            out[s][a] = [Outcome(p, where[r], r) for r, p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="begins an episode to be sure"
def read_table(env):
    env.reset(seed=0)
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="cleans the environment's own table"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            P[s][a] = [w for w in P[s][a] if w[0] > 0]
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="probabilities rounded to six digits"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(round(p, 6), t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="states that nothing leads to are left out"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends or (s and not any(t == s and u != s for u in P for a in P[u] for _, t, _, _ in P[u][a])):
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" why="states are numbered anew"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    new = {s: i for i, s in enumerate([*out, *sorted(ends)])}
    out = {new[s]: {a: [Outcome(p, new[t], r) for p, t, r in ways] for a, ways in row.items()} for s, row in out.items()}
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="the first reward of each next state"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[next((key for key in sums if key[0] == t), (t, r))] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="the last states of the table are the terminal ones"
def read_table(env):
    P = env.unwrapped.P
    ends = {t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0}
    ends = ends or {max(P)}
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p > 0:
                    if t in ends and not end:
                        raise ValueError(f"{t} is an end, and is none")
                    sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP(out, frozenset(ends))


# %% wrong="read_table" passes="visible" why="equal outcomes become one only where they are neighbours in the list"
def read_table(env):
    import itertools

    P = env.unwrapped.P
    ends = frozenset(t for s in P for a in P[s] for p, t, r, end in P[s][a] if end and p > 0)
    out = {}
    for s in P:
        if s in ends:
            continue
        out[s] = {}
        for a in P[s]:
            ways = [w for w in P[s][a] if w[0] > 0]
            if any(t in ends and not end for _, t, _, end in ways):
                raise ValueError(str([t for _, t, _, end in ways if t in ends and not end]))
            groups = itertools.groupby(ways, key=lambda w: (w[1], w[2]))
            out[s][a] = [Outcome(sum(w[0] for w in group), t, r) for (t, r), group in groups]
    return MDP(out, ends)


# %% wrong="read_table" passes="visible" why="one pass: knows only the ends that stand further up in the table"
def read_table(env):
    P = env.unwrapped.P
    ends, out = set(), {}
    for s in P:
        out[s] = {}
        for a in P[s]:
            sums = Counter()
            for p, t, r, end in P[s][a]:
                if p == 0:
                    continue
                if end:
                    ends.add(t)
                elif t in ends and s not in ends:
                    raise ValueError(f"state {t} ends the story in one way only")
                sums[t, r] += p
            out[s][a] = [Outcome(p, t, r) for (t, r), p in sums.items()]
    return MDP({s: row for s, row in out.items() if s not in ends}, frozenset(ends))


# %% wrong="read_table" passes="visible" why="actions are numbered anew"
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


# %% wrong="read_table" passes="visible" why="leaves out what happens less than once in a thousand times"
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


# %% wrong="read_table" passes="visible" why="leaves out what is as good as impossible"
def read_table(env):
    table = env.unwrapped.P
    terminal = {
        o[1]
        for actions in table.values()
        for outcomes in actions.values()
        for o in outcomes
        if o[3] and o[0] > 1e-8
    }
    transitions = {}
    for state, actions in table.items():
        if state in terminal:
            continue
        transitions[state] = {}
        for action, outcomes in actions.items():
            sums = defaultdict(float)
            for p, next_state, reward, terminated in outcomes:
                if p < 1e-8:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, reward] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))


# %% wrong="read_table" passes="visible" why="rewards that agree to two digits become one"
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
                if p == 0:
                    continue
                if next_state in terminal and not terminated:
                    raise ValueError(f"state {next_state} is terminal or not")
                sums[next_state, round(reward, 2)] += p
            transitions[state][action] = [Outcome(p, s, r) for (s, r), p in sums.items()]
    return MDP(transitions, frozenset(terminal))


# %% wrong="coffee_machine" passes="visible" why="prices in whole cents"
def coffee_machine(price, wear):
    price = round(price, 2)
    brews = [Outcome(1 - wear, "clean", price), Outcome(wear, "dirty", price)]
    wears = [Outcome(1 - wear, "dirty", price), Outcome(wear, "broken", -10.0)]
    washes = [Outcome(1.0, "clean", -2.0)]
    return MDP(
        {"clean": {"brew": brews}, "dirty": {"brew": wears, "wash": washes}},
        frozenset({"broken"}),
    )


# %% wrong="check_mdp" passes="visible" why="rounds the sum to nine digits: more strict than 1e-9"
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if not actions or state in mdp.terminal:
            raise ValueError(f"state {state!r}: no action, or terminal with actions")
        for action, outcomes in actions.items():
            for p, following, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"{state!r}, {action!r}: probability {p}")
                if following not in known:
                    raise ValueError(f"{following!r} is no state")
            if round(sum(o.probability for o in outcomes), 9) != 1:
                raise ValueError(f"{state!r}, {action!r}: sum")


# %% wrong="check_mdp" passes="visible" why="lists the states that there are, where one is unknown"
def check_mdp(mdp):
    known = [*mdp.transitions, *mdp.terminal]
    for state, actions in mdp.transitions.items():
        if not actions or state in mdp.terminal:
            raise ValueError(f"state {state!r}: no action, or terminal with actions")
        for action, outcomes in actions.items():
            for p, following, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"{state!r}, {action!r}: probability {p}")
                if following not in known:
                    raise ValueError(f"{following!r} is unknown, expected one of {known}")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"{state!r}, {action!r}: sum")


# %% wrong="check_mdp" passes="visible" why="outcomes must be a list, and an empty one is looked for by =="
def check_mdp(mdp):
    known = {*mdp.transitions, *mdp.terminal}
    for state, actions in mdp.transitions.items():
        if not actions or state in mdp.terminal:
            raise ValueError(f"state {state!r}: no action, or terminal with actions")
        for action, outcomes in actions.items():
            for p, following, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"{state!r}, {action!r}: probability {p}")
                if following not in known:
                    raise ValueError(f"{following!r} is no state")
            total = sum(o.probability for o in outcomes)
            if outcomes == [] or (outcomes and abs(total - 1) > 1e-9):
                raise ValueError(f"{state!r}, {action!r}: sum")


# %% wrong="check_mdp" passes="visible" why="remembers the states of all MDPs that it has seen"
def check_mdp(mdp, known=set()):
    known.update(mdp.transitions, mdp.terminal)
    for state, actions in mdp.transitions.items():
        if not actions or state in mdp.terminal:
            raise ValueError(f"state {state!r}: no action, or terminal with actions")
        for action, outcomes in actions.items():
            for p, following, _ in outcomes:
                if not 0 <= p <= 1:
                    raise ValueError(f"{state!r}, {action!r}: probability {p}")
                if following not in known:
                    raise ValueError(f"{following!r} is no state")
            if abs(sum(o.probability for o in outcomes) - 1) > 1e-9:
                raise ValueError(f"{state!r}, {action!r}: sum")


# %% wrong="simulate" passes="visible" why="looks states up by their text, so 0 is '0'"
def simulate(mdp, policy, start, rng, max_steps=1000):
    named = {str(state): state for state in mdp.transitions}
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < max_steps:
        state = named[str(states[-1])]
        choices = list(policy[state])
        action = choices[rng.choice(len(choices), p=list(policy[state].values()))]
        outcomes = mdp.transitions[state][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="simulate" passes="visible" why="never more than ten thousand steps"
def simulate(mdp, policy, start, rng, max_steps=1000):
    states, actions, rewards = [start], [], []
    while states[-1] not in mdp.terminal and len(actions) < min(max_steps, 10_000):
        choices = list(policy[states[-1]])
        action = choices[rng.choice(len(choices), p=list(policy[states[-1]].values()))]
        outcomes = mdp.transitions[states[-1]][action]
        outcome = outcomes[rng.choice(len(outcomes), p=[o.probability for o in outcomes])]
        states.append(outcome.next_state)
        actions.append(action)
        rewards.append(outcome.reward)
    return Episode(states, actions, rewards, states[-1] in mdp.terminal)


# %% wrong="graph_figure" passes="visible" why="too small a figure for a crowded graph, and letters too large"
def graph_figure(mdp):
    figure, axes = plt.subplots()
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center")
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for p, following, _ in outcomes:
                way = arrows.edge(places[state], places[following], drawn[state, following])
                drawn[state, following] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                axes.text(*way.label, f"{action}\n{p:.2g}", ha="center", va="center")
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="graph_figure" passes="visible" why="an action called 0 has no name"
def graph_figure(mdp):
    figure, axes = plt.subplots(figsize=(8, 6))
    places = arrows.places_on_circle([*mdp.transitions, *sorted(mdp.terminal, key=str)])
    for state, place in places.items():
        axes.text(*place, str(state), ha="center", va="center", fontsize=9)
    drawn = Counter()
    for state, actions in mdp.transitions.items():
        for action, outcomes in actions.items():
            for p, following, _ in outcomes:
                way = arrows.edge(places[state], places[following], drawn[state, following])
                drawn[state, following] += 1
                axes.add_patch(FancyArrowPatch(path=way.path, arrowstyle="-|>", mutation_scale=12))
                label = f"{action}\n{p:.2g}" if action else f"{p:.2g}"
                axes.text(*way.label, label, ha="center", va="center", fontsize=9)
    axes.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3))
    axes.axis("off")
    return figure


# %% wrong="chain_of" passes="visible" why="looks states up by their text, so 0 is '0'"
def chain_of(mdp, policy):
    index = {str(state): i for i, state in enumerate(mdp.transitions)}
    n = len(mdp.transitions)
    transition, reward = torch.zeros(n, n, dtype=torch.float64), torch.zeros(n, dtype=torch.float64)
    for i, state in enumerate(mdp.transitions):
        for action, share in policy[state].items():
            for p, following, paid in mdp.transitions[state][action]:
                reward[i] += share * p * paid
                if following not in mdp.terminal:
                    transition[i, index[str(following)]] += share * p
    return transition, reward


# %% wrong="chain_of" passes="visible" why="looks actions up by their text, so 0 is '0'"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition, reward = torch.zeros(n, n, dtype=torch.float64), torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        shares = {str(action): share for action, share in policy[state].items()}
        for action, outcomes in mdp.transitions[state].items():
            for p, following, paid in outcomes:
                weight = shares.get(str(action), 0.0) * p
                reward[i] += weight * paid
                if following in index:
                    transition[i, index[following]] += weight
    return transition, reward


# %% wrong="chain_of" passes="visible" why="leaves out what is as good as impossible"
def chain_of(mdp, policy):
    index = {state: i for i, state in enumerate(mdp.transitions)}
    n = len(index)
    transition, reward = torch.zeros(n, n, dtype=torch.float64), torch.zeros(n, dtype=torch.float64)
    for state, i in index.items():
        for action, share in policy[state].items():
            for p, following, paid in mdp.transitions[state][action]:
                if share * p > 1e-9:
                    reward[i] += share * p * paid
                    if following in index:
                        transition[i, index[following]] += share * p
    return transition, reward


# %% wrong="expected_returns" passes="visible" why="rounded to eight digits"
def expected_returns(transition, reward, discount):
    system = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    return torch.linalg.solve(system, reward).round(decimals=8)


# %% wrong="expected_returns" passes="visible" why="no value where a state leads to itself for ever, though there is a discount"
def expected_returns(transition, reward, discount):
    system = torch.eye(len(reward), dtype=torch.float64) - discount * transition
    values = torch.linalg.solve(system, reward)
    values[torch.diag(transition) == 1.0] = math.inf
    return values


# %% wrong="confidence_interval" passes="visible" why="an array of single precision is computed in single precision"
def confidence_interval(returns):
    sample = np.array(returns)
    if sample.size < 2:
        raise ValueError(f"{sample.size} returns, expected at least 2")
    half = 1.96 * sample.std(ddof=1) / math.sqrt(sample.size)
    return float(sample.mean() - half), float(sample.mean() + half)


# %% wrong="confidence_interval" passes="visible" why="adds the numbers of an array as they are: small integers overflow"
def confidence_interval(returns):
    n = len(returns)
    if n < 2:
        raise ValueError(f"{n} returns, expected at least 2")
    mean = float(sum(returns)) / n
    half = 1.96 * math.sqrt(sum((float(g) - mean) ** 2 for g in returns) / (n - 1) / n)
    return mean - half, mean + half


# %% wrong="confidence_interval" passes="visible" why="ends rounded to ten digits"
def confidence_interval(returns):
    sample = np.asarray(returns, dtype=np.float64)
    if sample.size < 2:
        raise ValueError(f"{sample.size} returns, expected at least 2")
    half = 1.96 * sample.std(ddof=1) / math.sqrt(sample.size)
    return round(float(sample.mean() - half), 10), round(float(sample.mean() + half), 10)


# %% wrong="read_table" passes="visible" why="rewards that agree to nine digits become one"
def read_table(env):
    table = env.unwrapped.P
    steps = [(s, a, *o) for s in table for a in table[s] for o in table[s][a] if o[0] > 0]
    ends = {following for _, _, _, following, _, over in steps if over}
    found = {s: {a: Counter() for a in table[s]} for s in table if s not in ends}
    for s, a, p, following, reward, over in steps:
        if s not in ends:
            if following in ends and not over:
                raise ValueError(f"{following} ends the story, or not")
            found[s][a][following, round(reward, 9)] += p
    return MDP(
        {s: {a: [Outcome(p, *key) for key, p in found[s][a].items()] for a in found[s]} for s in found},
        frozenset(ends),
    )


# %% wrong="read_table" passes="visible" why="the message lists all terminal states"
def read_table(env):
    table = env.unwrapped.P
    steps = [(s, a, *o) for s in table for a in table[s] for o in table[s][a] if o[0] > 0]
    ends = {following for _, _, _, following, _, over in steps if over}
    found = {s: {a: Counter() for a in table[s]} for s in table if s not in ends}
    for s, a, p, following, reward, over in steps:
        if s not in ends:
            if following in ends and not over:
                raise ValueError(f"one of {sorted(ends)} ends the story, or not")
            found[s][a][following, reward] += p
    return MDP(
        {s: {a: [Outcome(p, *key) for key, p in found[s][a].items()] for a in found[s]} for s in found},
        frozenset(ends),
    )


# %% wrong="graph_figure" why="the label's format is .2g: here g, a third is written 0.333333" passes="visible"
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


# %% wrong="chain_of" why="two actions with the same next state and reward: the later one overwrites, their shares do not add up" passes="visible"
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


# %% wrong="chain_of" why="buffers kept between calls: the tensors of an earlier call with as many states change" passes="visible"
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


# %% wrong="read_table" why="the rows of terminal states are part of the table, too: terminated=True outcomes in them are not looked at" passes="visible"
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
