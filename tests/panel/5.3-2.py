# %% right="hard_update" why="load_state_dict behind a guard with early return"
def hard_update(
    target_network: nn.Module, network: nn.Module, n_updates: int, period: int
) -> None:
    if n_updates % period:
        return
    target_network.load_state_dict(network.state_dict())

# %% right="hard_update" why="loops over parameters and buffers with copy_ under no_grad"
@torch.no_grad()
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.copy_(new)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% right="hard_update" why="chained iterators, the data attribute, divmod"
import itertools


def _everything(module):
    return itertools.chain(module.parameters(), module.buffers())


def hard_update(target_network, network, n_updates, period):
    _, rest = divmod(n_updates, period)
    if rest != 0:
        return None
    for mine, theirs in zip(_everything(target_network), _everything(network), strict=True):
        mine.data.copy_(theirs.data)

# %% right="hard_update" why="by name through dictionaries, slice assignment into the memory"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period != 0:
        return
    sources = dict(network.named_parameters()) | dict(network.named_buffers())
    goals = dict(target_network.named_parameters()) | dict(target_network.named_buffers())
    with torch.no_grad():
        for name, goal in goals.items():
            goal[...] = sources[name].detach()

# %% wrong="hard_update" why="buffers are left out: copy everything that belongs to the network, its buffers too"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
                old.copy_(new)

# %% wrong="hard_update" why="buffers of the target become those of the network: the two must stay independent"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
                old.copy_(new)
            for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
                old.data = new.data

# %% wrong="hard_update" why="a period of 1 is taken for no target network and copies nothing: n is always a multiple of 1"
def hard_update(target_network, network, n_updates, period):
    if period > 1 and n_updates % period == 0:
        target_network.load_state_dict(network.state_dict())

# %% wrong="hard_update" why="only floating buffers: the counter of batches stays; copy everything that belongs to the network"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        source = network.state_dict()
        for name, values in target_network.state_dict().items():
            if values.is_floating_point():
                values.copy_(source[name])

# %% wrong="hard_update" why="frozen parameters are left out: copy everything"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
                if new.requires_grad:
                    old.copy_(new)
            for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
                old.copy_(new)

# %% wrong="hard_update" why="puts the Q-network into evaluation mode: the Q-network stays as it is, its mode"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.eval()
        target_network.load_state_dict(network.state_dict())
        target_network.eval()

# %% wrong="hard_update" why="deletes the gradients of the Q-network: its numbers, its gradients stay"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.zero_grad()
        target_network.load_state_dict(network.state_dict())

# %% wrong="hard_update" why="clones into new memory: copy into the memory that the target network has"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.data = new.data.clone()
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.data = new.data.clone()

# %% wrong="hard_update" why="only the outermost module's own tensors: copy everything that belongs to the network"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        with torch.no_grad():
            for old, new in zip(target_network.parameters(recurse=False), network.parameters(recurse=False)):
                old.copy_(new)
            for old, new in zip(target_network.buffers(recurse=False), network.buffers(recurse=False)):
                old.copy_(new)

# %% wrong="hard_update" why="buffers are copied at every update: else nothing happens"
def hard_update(target_network, network, n_updates, period):
    with torch.no_grad():
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)
        if n_updates % period == 0:
            for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
                old.copy_(new)

# %% wrong="hard_update" why="freezes the Q-network's weights to copy without a gradient, then thaws all, even those that were frozen: the Q-network stays as it is"
def hard_update(target_network, network, n_updates, period):
    if n_updates % period == 0:
        network.requires_grad_(False)
        target_network.requires_grad_(False)
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.copy_(new)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)
        network.requires_grad_(True)

# %% right="soft_update" why="lerp_ and copy_ under no_grad"
def soft_update(target_network: nn.Module, network: nn.Module, rate: float) -> None:
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% right="soft_update" why="weighted sum with mul_ and add_"
@torch.no_grad()
def soft_update(target_network, network, rate):
    for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
        old.mul_(1.0 - rate).add_(new, alpha=rate)
    theirs = dict(network.named_buffers())
    for name, buffer in target_network.named_buffers():
        buffer.copy_(theirs[name])

# %% right="soft_update" why="fused _foreach calls on lists"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        torch._foreach_lerp_(list(target_network.parameters()), list(network.parameters()), rate)
    for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
        old.data.copy_(new.data)

# %% right="soft_update" why="computes a new state dict and loads it"
def soft_update(target_network, network, rate):
    names = {name for name, _ in network.named_parameters(remove_duplicate=False)}
    before, now = target_network.state_dict(), network.state_dict()
    after = {
        name: torch.lerp(before[name], now[name], rate) if name in names else now[name]
        for name in now
    }
    target_network.load_state_dict(after)

# %% right="soft_update" why="helper with recursion over the children, each parameter once"
def _follow(target, source, rate, done):
    for name, old in target._parameters.items():
        if old is None or id(old) in done:
            continue
        done.add(id(old))
        old.copy_((1 - rate) * old + rate * source._parameters[name])
    for name, old in target._buffers.items():
        if old is not None:
            old.copy_(source._buffers[name])
    for name, child in target._modules.items():
        if child is not None:
            _follow(child, source._modules[name], rate, done)


def soft_update(target_network, network, rate):
    with torch.no_grad():
        _follow(target_network, network, rate, set())

# %% wrong="soft_update" why="floating buffers are averaged too: copy each buffer as it is"
def soft_update(target_network, network, rate):
    source = network.state_dict()
    for name, old in target_network.state_dict().items():
        if old.is_floating_point():
            old.lerp_(source[name], rate)
        else:
            old.copy_(source[name])

# %% wrong="soft_update" why="buffers are left out: copy each buffer as it is"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)

# %% wrong="soft_update" why="frozen parameters stay: frozen parameters move like all others"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            if old.requires_grad:
                old.lerp_(new, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="frozen parameters are copied whole instead of moved: frozen parameters move like all others"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate if new.requires_grad else 1.0)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="shares swapped: the target network moves by rate towards the Q-network"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.copy_(rate * old + (1 - rate) * new)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="buffers are handed over, not copied: independent, into the memory that is there"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
    for old, new in zip(target_network.modules(), network.modules(), strict=True):
        old._buffers.update(new._buffers)

# %% wrong="soft_update" why="new tensors take the place of the weights' memory: into the memory that is there"
def soft_update(target_network, network, rate):
    for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
        old.data = torch.lerp(old.data, new.data, rate)
    for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
        old.copy_(new)

# %% wrong="soft_update" why="freezes the Q-network to do without a gradient: the Q-network stays as it is"
def soft_update(target_network, network, rate):
    target_network.requires_grad_(False)
    network.requires_grad_(False)
    for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
        old.lerp_(new, rate)
    for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
        old.copy_(new)

# %% wrong="soft_update" why="the gradients move as well, so the Q-network's and the target's gradient are one memory: independent, without a gradient"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.lerp_(new, rate)
            old.grad = new.grad
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="only weights and biases of linear layers move: each parameter of the target network"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.modules(), network.modules(), strict=True):
            if isinstance(old, nn.Linear):
                old.weight.lerp_(new.weight, rate)
                old.bias.lerp_(new.bias, rate)
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(new)

# %% wrong="soft_update" why="integer buffers are averaged and cut: an average of two counters is no counter"
def soft_update(target_network, network, rate):
    with torch.no_grad():
        for old, new in zip(target_network.parameters(), network.parameters(), strict=True):
            old.add_(rate * (new - old))
        for old, new in zip(target_network.buffers(), network.buffers(), strict=True):
            old.copy_(old + rate * (new - old))

# %% right="updates_until" why="logarithms with log1p, a hair taken off for rounding, at least 1"
def updates_until(share: float, rate: float) -> int:
    if rate == 1.0:
        return 1
    exact = math.log1p(-share) / math.log1p(-rate)
    return max(1, math.ceil(exact * (1.0 - 1e-12)))

# %% right="updates_until" why="log ratio, then the neighbours are tried with a relative tolerance"
def updates_until(share, rate):
    if rate >= 1:
        return 1
    guess = max(1, round(math.log1p(-share) / math.log1p(-rate)) - 1)

    def enough(k):
        left, allowed = k * math.log1p(-rate), math.log1p(-share)  # logarithms
        return left <= allowed or math.isclose(left, allowed, rel_tol=1e-12)

    while not enough(guess):
        guess += 1
    return guess

# %% right="updates_until" why="np.log1p and a rounded quotient when it is a whole number but for rounding"
def updates_until(share, rate):
    with np.errstate(divide="ignore"):
        quotient = float(np.log1p(-share) / np.log1p(-rate))  # 0 for rate 1
    nearest = round(quotient)
    if nearest >= 1 and math.isclose(quotient, nearest, rel_tol=1e-12):
        return int(nearest)
    return max(int(np.ceil(quotient)), 1)

# %% wrong="updates_until" why="floor and one more: one too many where the share is met exactly, at least the given share"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return int(math.log(1 - share) / math.log(1 - rate)) + 1

# %% wrong="updates_until" why="loop until more than the share: at least the given share counts as enough"
def updates_until(share, rate):
    left, k = 1.0, 0
    while left >= 1.0 - share:
        left *= 1.0 - rate
        k += 1
    return k

# %% wrong="updates_until" why="bare ceil of the quotient of logarithms: rounding makes one too many (share 1 - 2 ** -29 at rate 0.5)"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return math.ceil(math.log(1 - share) / math.log(1 - rate))

# %% wrong="updates_until" why="rounds the quotient to one decimal first: the smallest number that brings at least the share"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return max(1, math.ceil(round(math.log(1 - share) / math.log(1 - rate), 1)))

# %% wrong="updates_until" why="gives up after a thousand updates: rates may be as small as you like"
def updates_until(share, rate):
    for k in range(1, 1_000):
        if 1 - (1 - rate) ** k >= share - 1e-12:
            return k
    return 1_000

# %% wrong="updates_until" why="can be 0 for a tiny share, but no update goes no way at all: at least the given share"
def updates_until(share, rate):
    if rate == 1:
        return 1
    return math.ceil(math.log(1 - share) / math.log(1 - rate) - 0.01)

# %% wrong="updates_until" why="no thought for rate 1, the logarithm of 0 raises: rate in (0, 1]"
def updates_until(share, rate):
    return math.ceil(math.log(1 - share, 1 - rate) - 1e-9)

# %% wrong="updates_until" why="the way is not linear: share of the remaining way at each update"
def updates_until(share, rate):
    return math.ceil(share / rate)

# %% right="conditions" why="four entries written out with dataclasses.replace"
def conditions(base: dqn.Config) -> dict[tuple[bool, bool], dqn.Config]:
    no_replay = dataclasses.replace(base, buffer_size=base.n_envs)
    return {
        (True, True): base,
        (False, True): no_replay,
        (True, False): dataclasses.replace(base, target_rate=1.0, target_period=1),
        (False, False): dataclasses.replace(no_replay, target_rate=1.0, target_period=1),
    }

# %% right="conditions" why="two loops and a dictionary of changes"
def conditions(base):
    built = {}
    for replay in (False, True):
        for target in (False, True):
            changes = {}
            if not replay:
                changes["buffer_size"] = base.n_envs
            if not target:
                changes |= {"target_rate": 1.0, "target_period": 1}
            built[replay, target] = dataclasses.replace(base, **changes)
    return built

# %% right="conditions" why="comprehension over itertools.product with conditional expressions"
import itertools


def conditions(base):
    return {
        (replay, aims): dataclasses.replace(
            base,
            buffer_size=base.buffer_size if replay else base.n_envs,
            target_rate=base.target_rate if aims else 1.0,
            target_period=base.target_period if aims else 1,
        )
        for replay, aims in itertools.product((True, False), repeat=2)
    }

# %% right="conditions" why="Config rebuilt from its fields, with helpers"
def _fields(config):
    return {field.name: getattr(config, field.name) for field in dataclasses.fields(config)}


def _without(config, replay, target):
    values = _fields(config)
    if not replay:
        values.update(buffer_size=values["n_envs"])
    if not target:
        values.update(target_rate=1.0, target_period=1)
    return type(config)(**values)


def conditions(base):
    pairs = [(True, True), (True, False), (False, True), (False, False)]
    return {pair: _without(base, *pair) for pair in pairs}

# %% wrong="conditions" why="only the period becomes 1, so a soft base keeps its target network: the Q-network itself gives the targets (which two numbers?)"
def conditions(base):
    return {
        (replay, target): dataclasses.replace(
            base,
            buffer_size=base.buffer_size if replay else base.n_envs,
            target_period=base.target_period if target else 1,
        )
        for replay in (True, False)
        for target in (True, False)
    }

# %% wrong="conditions" why="the batch shrinks with the buffer: everything else stays as it is, the batch size too"
def conditions(base):
    small = dataclasses.replace(base, buffer_size=base.n_envs, batch_size=base.n_envs)
    return {
        (True, True): base,
        (False, True): small,
        (True, False): dataclasses.replace(base, target_rate=1.0, target_period=1),
        (False, False): dataclasses.replace(small, target_rate=1.0, target_period=1),
    }

# %% wrong="conditions" why="four slots whatever n_envs is: room for one vector step, the newest transition of each environment"
def conditions(base):
    none = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): base,
        (False, True): dataclasses.replace(base, buffer_size=4),
        (True, False): dataclasses.replace(base, **none),
        (False, False): dataclasses.replace(base, buffer_size=4, **none),
    }

# %% wrong="conditions" why="built from the notebook's BASE instead of the given base"
def conditions(base):
    none = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): BASE,
        (False, True): dataclasses.replace(BASE, buffer_size=BASE.n_envs),
        (True, False): dataclasses.replace(BASE, **none),
        (False, False): dataclasses.replace(BASE, buffer_size=BASE.n_envs, **none),
    }

# %% wrong="conditions" why="each condition gets a seed of its own: everything else stays as it is, the seed too"
def conditions(base):
    changes = {
        (True, True): {},
        (False, True): {"buffer_size": base.n_envs},
        (True, False): {"target_rate": 1.0, "target_period": 1},
        (False, False): {"buffer_size": base.n_envs, "target_rate": 1.0, "target_period": 1},
    }
    return {
        key: dataclasses.replace(base, seed=base.seed + number, **change)
        for number, (key, change) in enumerate(changes.items())
    }

# %% wrong="conditions" why="with neither, replay is still there: without replay the buffer has room for one vector step"
def conditions(base):
    built = {(True, True): base}
    built[False, True] = dataclasses.replace(base, buffer_size=base.n_envs)
    built[True, False] = dataclasses.replace(base, target_rate=1.0, target_period=1)
    built[False, False] = dataclasses.replace(built[True, True], target_rate=1.0, target_period=1)
    return built

# %% wrong="conditions" why="learning starts at once without replay: everything else stays as it is in the base"
def conditions(base):
    def change(replay, target):
        config = base
        if not replay:
            config = dataclasses.replace(config, buffer_size=base.n_envs, learning_starts=base.n_envs)
        if not target:
            config = dataclasses.replace(config, target_rate=1.0, target_period=1)
        return config

    return {(r, t): change(r, t) for r in (True, False) for t in (True, False)}

# %% wrong="conditions" why="the target network is always a hard one, also where nothing should change: condition (True, True) is the base itself"
def conditions(base):
    return {
        (replay, target): dataclasses.replace(
            base,
            buffer_size=base.buffer_size if replay else base.n_envs,
            target_rate=1.0,
            target_period=base.target_period if target else 1,
        )
        for replay in (True, False)
        for target in (True, False)
    }

# %% wrong="conditions" why="keys are (target network, replay): by (with replay, with a target network)"
def conditions(base):
    none = {"target_rate": 1.0, "target_period": 1}
    return {
        (True, True): base,
        (True, False): dataclasses.replace(base, buffer_size=base.n_envs),
        (False, True): dataclasses.replace(base, **none),
        (False, False): dataclasses.replace(base, buffer_size=base.n_envs, **none),
    }

# %% wrong="conditions" why="a buffer for a single transition: room for one vector step, the newest transition of each environment"
def conditions(base):
    one = {"buffer_size": 1}
    none = {"target_rate": 1.0, "target_period": 1}
    return {(True, True): base, (False, True): dataclasses.replace(base, **one), (True, False): dataclasses.replace(base, **none), (False, False): dataclasses.replace(base, **one, **none)}

# %% right="difference_interval" why="vectorised resamples and np.quantile"
def difference_interval(first, second, n_resamples, rng):
    def means(runs):
        scores, n = runs.mean(axis=1), len(runs)
        return scores[rng.integers(n, size=(n_resamples, n))].mean(axis=1)

    low, high = np.quantile(means(first) - means(second), [0.025, 0.975])
    return float(low), float(high)

# %% right="difference_interval" why="loop over resamples that draws whole rows with rng.choice"
def difference_interval(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    n_resamples: int,
    rng: np.random.Generator,
) -> tuple[float, float]:
    differences = []
    for _ in range(n_resamples):
        a = rng.choice(first, size=first.shape[0], replace=True, axis=0)
        b = rng.choice(second, size=second.shape[0], replace=True, axis=0)
        differences.append(a.mean() - b.mean())
    return (float(np.percentile(differences, 2.5)), float(np.percentile(differences, 97.5)))

# %% right="difference_interval" why="multinomial counts of each run in a resample, times the scores"
def difference_interval(first, second, n_resamples, rng):
    ends = []
    for runs in (first, second):
        n = len(runs)
        counts = rng.multinomial(n, np.full(n, 1 / n), size=n_resamples)  # [n_resamples, n]
        ends.append(counts @ runs.mean(axis=1) / n)
    gaps = ends[0] - ends[1]
    return tuple(float(q) for q in np.quantile(gaps, (0.025, 0.975)))

# %% right="difference_interval" why="np.fromiter over a generator, rng.random scaled to rows"
def difference_interval(first, second, n_resamples, rng):
    a, b = np.mean(first, axis=-1), np.mean(second, axis=-1)

    def _draw(scores):
        rows = (rng.random(scores.size) * scores.size).astype(int)
        return scores[rows].mean()

    gaps = np.fromiter((_draw(a) - _draw(b) for _ in range(n_resamples)), dtype=float, count=n_resamples)
    low, high = np.quantile(gaps, 0.025), np.quantile(gaps, 0.975)
    return low.item(), high.item()

# %% wrong="difference_interval" why="the same rows for both settings: likewise, and independently"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    if len(a) == len(b):
        rows = rng.integers(len(a), size=(n_resamples, len(a)))
        gaps = a[rows].mean(axis=1) - b[rows].mean(axis=1)
    else:
        gaps = (
            a[rng.integers(len(a), size=(n_resamples, len(a)))].mean(axis=1)
            - b[rng.integers(len(b), size=(n_resamples, len(b)))].mean(axis=1)
        )
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="quantiles as percentiles: 0.025 % and 0.975 % or 99.975 %, not the middle 95 %"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    gaps = a[rng.integers(len(a), size=(n_resamples, len(a)))].mean(axis=1) - b[rng.integers(len(b), size=(n_resamples, len(b)))].mean(axis=1)
    return float(np.percentile(gaps, 0.025)), float(np.percentile(gaps, 100 - 0.025))

# %% wrong="difference_interval" why="quantiles 0.05 and 0.95: the middle 95 % are 0.025 and 0.975"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    gaps = a[rng.integers(len(a), size=(n_resamples, len(a)))].mean(axis=1) - b[rng.integers(len(b), size=(n_resamples, len(b)))].mean(axis=1)
    low, high = np.quantile(gaps, [0.05, 0.95])
    return float(low), float(high)

# %% wrong="difference_interval" why="as many draws from the second as there are runs in the first: as many runs as there are; numbers may differ"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    size = (n_resamples, len(a))
    gaps = rng.choice(a, size=size).mean(axis=1) - rng.choice(b, size=size).mean(axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="difference of medians of the drawn runs: the difference of the two means (same for two runs)"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    gaps = np.median(rng.choice(a, size=(n_resamples, len(a))), axis=1) - np.median(rng.choice(b, size=(n_resamples, len(b))), axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="a generator of its own: rng alone decides what is drawn"
def difference_interval(first, second, n_resamples, rng):
    rng = np.random.default_rng(0)
    a, b = first.mean(axis=1), second.mean(axis=1)
    gaps = rng.choice(a, size=(n_resamples, len(a))).mean(axis=1) - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="the median of a run stands for it: the mean of a run is the mean of its row"
def difference_interval(first, second, n_resamples, rng):
    a, b = np.median(first, axis=1), np.median(second, axis=1)
    gaps = rng.choice(a, size=(n_resamples, len(a))).mean(axis=1) - rng.choice(b, size=(n_resamples, len(b))).mean(axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="only the first setting is resampled, the second is taken by its mean: likewise from those of b"
def difference_interval(first, second, n_resamples, rng):
    a = first.mean(axis=1)
    gaps = rng.choice(a, size=(n_resamples, len(a))).mean(axis=1) - second.mean()
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="evaluations are drawn, not runs: what is drawn are runs, whole rows"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.ravel(), second.ravel()
    gaps = rng.choice(a, size=(n_resamples, a.size)).mean(axis=1) - rng.choice(b, size=(n_resamples, b.size)).mean(axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="the difference the wrong way round: mean of the first setting less that of the second"
def difference_interval(first, second, n_resamples, rng):
    a, b = first.mean(axis=1), second.mean(axis=1)
    gaps = rng.choice(b, size=(n_resamples, len(b))).mean(axis=1) - rng.choice(a, size=(n_resamples, len(a))).mean(axis=1)
    low, high = np.quantile(gaps, [0.025, 0.975])
    return float(low), float(high)

# %% wrong="difference_interval" why="interval of the first less the mean interval of the second: ends of two intervals subtracted, not the quantiles of the differences"
def difference_interval(first, second, n_resamples, rng):
    ends = []
    for runs in (first, second):
        scores = runs.mean(axis=1)
        means = rng.choice(scores, size=(n_resamples, len(scores))).mean(axis=1)
        ends.append(np.quantile(means, [0.025, 0.975]))
    return float(ends[0][0] - ends[1][1]), float(ends[0][1] - ends[1][0])

# %% right="search" why="two loops with replace, hard updates set"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            config = dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)
            found[size, period] = train(config)
    return found

# %% right="search" why="dict comprehension over itertools.product, base made hard once"
from itertools import product


def search(
    train: Callable[[dqn.Config], NDArray[np.float64]],
    base: dqn.Config,
    buffer_sizes: Sequence[int],
    periods: Sequence[int],
) -> dict[Setting, NDArray[np.float64]]:
    hard = dataclasses.replace(base, target_rate=1.0)
    return {
        (m, n): train(dataclasses.replace(hard, buffer_size=m, target_period=n))
        for m, n in product(buffer_sizes, periods)
    }

# %% right="search" why="list of configurations first, then map, then keys read from the configurations"
def search(train, base, buffer_sizes, periods):
    configs = [
        dataclasses.replace(base, target_rate=1.0, target_period=p, buffer_size=b)
        for p in periods
        for b in buffer_sizes
    ]
    keys = [(c.buffer_size, c.target_period) for c in configs]
    return dict(zip(keys, map(train, configs), strict=True))

# %% wrong="search" why="a soft base stays soft: hard updates are meant"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(dataclasses.replace(base, buffer_size=size, target_period=period))
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="a new seed for each combination: everything but the two numbers stays as in base, the seed too"
def search(train, base, buffer_sizes, periods):
    found = {}
    for i, size in enumerate(buffer_sizes):
        for j, period in enumerate(periods):
            seed = base.seed + i * len(periods) + j
            config = dataclasses.replace(base, seed=seed, buffer_size=size, target_period=period, target_rate=1.0)
            found[size, period] = train(config)
    return found

# %% wrong="search" why="varies the notebook's BASE instead of base: all other choices"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(dataclasses.replace(BASE, buffer_size=size, target_period=period, target_rate=1.0))
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="scores are sorted, in place of as train gave them: the scores by (buffer size, period), what train gave"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            scores = train(dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0))
            found[size, period] = np.sort(scores)[::-1]
    return found

# %% wrong="search" why="learning starts when the buffer is full: everything but the two numbers stays as in base"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        for period in periods:
            config = dataclasses.replace(
                base, buffer_size=size, target_period=period, target_rate=1.0, learning_starts=min(base.learning_starts, size)
            )
            found[size, period] = train(config)
    return found

# %% wrong="search" why="the rate becomes one over the period, a soft update: hard updates are meant"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(dataclasses.replace(base, buffer_size=size, target_rate=1 / period, target_period=period))
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="only the mean is kept: the scores, shape [n_seeds]"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0)).mean()
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="pairs size and period by position: every combination"
def search(train, base, buffer_sizes, periods):
    return {
        (size, period): train(dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0))
        for size, period in zip(buffer_sizes, periods)
    }

# %% wrong="search" why="period first in the key: by (buffer size, period)"
def search(train, base, buffer_sizes, periods):
    return {
        (period, size): train(dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0))
        for size in buffer_sizes
        for period in periods
    }

# %% wrong="search" why="buffers larger than the whole experience are cut, and their key with them: by (buffer size, period) that was asked for"
def search(train, base, buffer_sizes, periods):
    found = {}
    for size in buffer_sizes:
        size = min(size, base.total_steps)
        for period in periods:
            found[size, period] = train(dataclasses.replace(base, buffer_size=size, target_period=period, target_rate=1.0))
    return found

# %% right="choose" why="statistics by setting in dictionaries, comprehension, min"
def choose(scores):
    means = {setting: float(x.mean()) for setting, x in scores.items()}
    squares = {setting: float(x.var(ddof=1)) / len(x) for setting, x in scores.items()}
    best = max(means, key=means.__getitem__)
    tied = [
        setting
        for setting in scores
        if means[best] - means[setting] <= 2 * math.sqrt(squares[best] + squares[setting])
    ]
    return min(tied, key=lambda setting: scores[setting].std(ddof=1)), tied

# %% right="choose" why="arrays over settings, a mask, argmin with infinity for the others"
def choose(
    scores: Mapping[Setting, NDArray[np.float64]],
) -> tuple[Setting, list[Setting]]:
    settings = list(scores)
    mean = np.array([np.mean(scores[s]) for s in settings])
    variance = np.array([np.var(scores[s], ddof=1) for s in settings])
    n = np.array([np.size(scores[s]) for s in settings])
    b = int(mean.argmax())
    error = np.sqrt(variance[b] / n[b] + variance / n)
    near = mean[b] - mean <= 2.0 * error
    winner = int(np.where(near, variance, np.inf).argmin())
    return settings[winner], [s for s, is_near in zip(settings, near, strict=True) if is_near]

# %% right="choose" why="plain loops, the statistics module, a running smallest deviation"
import statistics


def choose(scores):
    best = None
    for setting, values in scores.items():
        if best is None or np.mean(values) > np.mean(scores[best]):
            best = setting
    tied, chosen, smallest = [], best, math.inf
    for setting, values in scores.items():
        gap = np.mean(scores[best]) - np.mean(values)
        limit = 2 * math.sqrt(
            statistics.variance(scores[best].tolist()) / len(scores[best])
            + statistics.variance(values.tolist()) / len(values)
        )
        if setting != best and gap > limit:
            continue
        tied.append(setting)
        spread = statistics.stdev(values.tolist())
        if spread < smallest:
            chosen, smallest = setting, spread
    return chosen, tied

# %% wrong="choose" why="adds the two standard errors instead of taking the root of the sum of squares: two standard errors of the difference"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())

    def error(s):
        return scores[s].std(ddof=1) / math.sqrt(len(scores[s]))

    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 2 * (error(best) + error(s))]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="1.96 standard errors: no more than two"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 1.96 * math.sqrt(part[best] + part[s])]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="strictly less: the means may differ by no more than two standard errors, exactly two is tied"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [
        s
        for s in scores
        if s == best or scores[best].mean() - scores[s].mean() < 2 * math.sqrt(part[best] + part[s])
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="smallest standard error instead of smallest s: differs with unequal numbers of seeds"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    return min(tied, key=part.__getitem__), tied

# %% wrong="choose" why="the number of seeds of the best for both: s_i^2 / n_i"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    n = len(scores[best])
    tied = [
        s
        for s in scores
        if scores[best].mean() - scores[s].mean()
        <= 2 * math.sqrt((scores[best].var(ddof=1) + scores[s].var(ddof=1)) / n)
    ]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="tied settings by falling mean: in the order that they are given"
def choose(scores):
    order = sorted(scores, key=lambda s: scores[s].mean(), reverse=True)
    best = order[0]
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in order if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="of equal spreads the larger mean: if that is equal too, the first in order"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    return min(tied, key=lambda s: (scores[s].std(ddof=1), -scores[s].mean())), tied

# %% wrong="choose" why="of equal spreads the last: the first in order"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    chosen = tied[0]
    for s in tied:
        if scores[s].std(ddof=1) <= scores[chosen].std(ddof=1):
            chosen = s
    return chosen, tied

# %% wrong="choose" why="variance divided by n: the sample variance, divide by n - 1"
def choose(scores):
    best = max(scores, key=lambda s: scores[s].mean())
    part = {s: x.var() / len(x) for s, x in scores.items()}
    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    return min(tied, key=lambda s: scores[s].std()), tied

# %% wrong="choose" why="the best by the median: the setting with the largest mean"
def choose(scores):
    best = max(scores, key=lambda s: np.median(scores[s]))
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in scores if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% wrong="choose" why="keys are sorted before anything else: the first in order, and the list in the order that they are given"
def choose(scores):
    settings = sorted(scores)
    best = max(settings, key=lambda s: scores[s].mean())
    part = {s: x.var(ddof=1) / len(x) for s, x in scores.items()}
    tied = [s for s in settings if scores[best].mean() - scores[s].mean() <= 2 * math.sqrt(part[best] + part[s])]
    return min(tied, key=lambda s: scores[s].std(ddof=1)), tied

# %% right="stability_figure" why="subplots, colours of a colour map, legend at the lines"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    colours = plt.get_cmap("turbo")(np.linspace(0.05, 0.95, len(settings)))
    for (name, runs), colour in zip(settings.items(), colours, strict=True):
        across, along = spreads(runs, n_last)
        left.plot(steps, across, color=colour, label=name)
        right.plot(runs[:, -n_last:].mean(axis=1), along, "o", linestyle="none", color=colour)
    left.set(xlabel="environment steps", ylabel="standard deviation across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="standard deviation along training")
    left.legend()
    return figure

# %% right="stability_figure" why="bare Figure, scatter, labels at the dots only, legend in the right panel"
def stability_figure(
    steps: NDArray[np.int64], settings: Mapping[str, NDArray[np.float64]], n_last: int
) -> Figure:
    fig = Figure(figsize=(9, 4), layout="constrained")
    left, right = fig.subplots(ncols=2)
    wheel = [plt.get_cmap("hsv")(i / len(settings)) for i in range(len(settings))]
    for colour, name in zip(wheel, settings):
        runs = settings[name]
        last = runs[:, -n_last:]
        left.plot(steps, np.std(runs, axis=0, ddof=1), color=colour, linewidth=2)
        right.scatter(last.mean(axis=1), np.std(last, axis=1, ddof=1), color=[colour], label=name)
    left.set_xlabel("steps")
    left.set_ylabel("spread across seeds")
    right.set_xlabel("mean return")
    right.set_ylabel("spread along training")
    right.legend(title="setting")
    return fig

# %% right="stability_figure" why="figure.legend for both panels, GridSpec, one dot at a time"
def stability_figure(steps, settings, n_last):
    figure = plt.figure(figsize=(8.4, 3.8))
    grid = figure.add_gridspec(1, 2, wspace=0.35)
    left, right = figure.add_subplot(grid[0]), figure.add_subplot(grid[1])
    colour_of = plt.get_cmap("plasma")
    lines = []
    for number, (name, runs) in enumerate(settings.items()):
        colour = colour_of(number / max(1, len(settings)))
        apart, restless = spreads(runs, n_last)
        lines += left.plot(steps, apart, color=colour, label=name)
        for run, deviation in zip(runs, restless, strict=True):
            right.plot([run[-n_last:].mean()], [deviation], marker="o", color=colour)
    left.set_title("Across seeds")
    left.set_xlabel("Environment steps")
    left.set_ylabel("Standard deviation of the return")
    right.set_title("Along training")
    right.set_xlabel(f"Mean of the last {n_last} evaluations")
    right.set_ylabel("Standard deviation of the return")
    figure.legend(handles=lines, loc="upper center", ncols=len(lines))
    return figure

# %% right="stability_figure" why="one scatter for the dots of all settings with a list of colours, legend from the lines"
def stability_figure(steps, settings, n_last):
    names = list(settings)
    colours = plt.get_cmap("viridis")(np.linspace(0, 0.9, len(names)))
    fig, axs = plt.subplots(ncols=2, figsize=(8, 3.5), squeeze=False)
    left, right = axs[0]
    x, y, c = [], [], []
    for name, colour in zip(names, colours):
        apart, restless = spreads(settings[name], n_last)
        left.plot(steps, apart, c=colour, label=name)
        x.extend(settings[name][:, -n_last:].mean(axis=1))
        y.extend(restless)
        c.extend([tuple(colour)] * len(restless))
    right.scatter(x, y, c=c)
    left.legend(loc="best")
    for ax, (below, beside) in zip((left, right), (("steps", "sd across seeds"), ("mean of last evaluations", "sd of last evaluations"))):
        ax.set(xlabel=below, ylabel=beside)
    return fig

# %% wrong="stability_figure" why="mean over all evaluations on the x axis: the mean of the same n_last evaluations"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=plots.PALETTE[number], label=name)
        right.plot(runs.mean(axis=1), restless, "o", color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="dots take the next colours of the cycle one run at a time: each setting has one colour, for its line and for all of its dots"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for name, runs in settings.items():
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, label=name)
        for run, deviation in zip(runs, restless):
            right.plot(run[-n_last:].mean(), deviation, "o")
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="no labels at the right panel: label all axes"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=plots.PALETTE[number], label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="spread across seeds", title="across seeds")
    right.set_title("along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="settings in alphabetical order: the names in the order that they are given"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(sorted(settings.items())):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=plots.PALETTE[number], label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="all dots have one colour, black: one colour for its line and for all of its dots"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for name, runs in settings.items():
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color="black", s=12)
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="dots of a setting are joined: the dots are not joined by lines"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=plots.PALETTE[number], label=name)
        right.plot(runs[:, -n_last:].mean(axis=1), restless, "o-", color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="labels of the right panel swapped: restlessness is y, the mean is x"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=plots.PALETTE[number], label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="standard deviation across seeds")
    right.set(ylabel="mean of the last evaluations", xlabel="standard deviation along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="only the last evaluations on the left when n_last is smaller: over environment steps, one line through all points"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        last = runs[:, -n_last:]
        left.plot(steps[-n_last:], last.std(axis=0, ddof=1), color=plots.PALETTE[number], label=name)
        right.scatter(last.mean(axis=1), last.std(axis=1, ddof=1), color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="population deviations: sample standard deviations, divided by n - 1"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        last = runs[:, -n_last:]
        left.plot(steps, runs.std(axis=0), color=plots.PALETTE[number], label=name)
        right.scatter(last.mean(axis=1), last.std(axis=1), color=plots.PALETTE[number])
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure

# %% wrong="stability_figure" why="names were given, but no legend is shown"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    for number, (name, runs) in enumerate(settings.items()):
        apart, restless = spreads(runs, n_last)
        left.plot(steps, apart, color=plots.PALETTE[number], label=name)
        right.scatter(runs[:, -n_last:].mean(axis=1), restless, color=plots.PALETTE[number], label=name)
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    return figure

# %% wrong="stability_figure" why="colours in the right panel count from the end, so line and dots of a setting differ: one colour of its own"
def stability_figure(steps, settings, n_last):
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.6))
    colours = list(plots.PALETTE[: len(settings)])
    for name, runs in settings.items():
        left.plot(steps, spreads(runs, n_last)[0], color=colours[list(settings).index(name)], label=name)
    for name, runs in settings.items():
        right.scatter(runs[:, -n_last:].mean(axis=1), spreads(runs, n_last)[1], color=colours.pop(), label=name)
    left.set(xlabel="environment steps", ylabel="spread across seeds")
    right.set(xlabel="mean of the last evaluations", ylabel="spread along training")
    left.legend()
    return figure
