# %% right="exact_moments" why="three loops, twice, first the mean and then the distances"
def exact_moments(game: Game) -> tuple[float, float]:
    n_roads, n_weathers = game.world.shape
    n_speeds = game.second.shape[1]
    mu = 0.0
    for i in range(n_roads):
        for j in range(n_weathers):
            for k in range(n_speeds):
                p = game.first[i] * game.world[i, j] * game.second[j, k]
                mu += p * (game.first_rewards[i, j] + game.second_rewards[j, k])
    var = 0.0
    for i in range(n_roads):
        for j in range(n_weathers):
            for k in range(n_speeds):
                p = game.first[i] * game.world[i, j] * game.second[j, k]
                g = game.first_rewards[i, j] + game.second_rewards[j, k]
                var += p * (g - mu) ** 2
    return float(mu), float(var)
# %% right="exact_moments" why="broadcast to [a, s, b], NumPy scalars come back"
def exact_moments(game: Game) -> tuple[float, float]:
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    returns = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = (chances * returns).sum()
    return mean, (chances * (returns - mean) ** 2).sum()
# %% right="exact_moments" why="a generator of ways as a helper, fsum over a list of pairs"
def _all_ways_of(spiel):
    for a, pa in enumerate(spiel.first.tolist()):
        for s, ps in enumerate(spiel.world[a].tolist()):
            for b, pb in enumerate(spiel.second[s].tolist()):
                yield pa * ps * pb, float(spiel.first_rewards[a, s]) + float(spiel.second_rewards[s, b])


def exact_moments(game: Game) -> tuple[float, float]:
    ways = list(_all_ways_of(game))
    mean = math.fsum(p * g for p, g in ways)
    return mean, math.fsum(p * (g - mean) * (g - mean) for p, g in ways)
# %% right="exact_moments" why="np.average with einsum weights, flattened"
def exact_moments(game: Game) -> tuple[float, float]:
    w = np.einsum("a,as,sb->asb", game.first, game.world, game.second).ravel()
    g = np.add(game.first_rewards[..., np.newaxis], game.second_rewards).ravel()
    m = np.average(g, weights=w)
    v = np.average((g - m) ** 2, weights=w)
    return float(m), float(v)
# %% right="exact_moments" why="collects the distribution of the return in a dict, like a histogram"
def exact_moments(game: Game) -> tuple[float, float]:
    import itertools
    from collections import defaultdict

    distribution = defaultdict(float)
    A, S = game.first_rewards.shape
    _, B = game.second_rewards.shape
    for a, s, b in itertools.product(range(A), range(S), range(B)):
        total = float(game.first_rewards[a, s] + game.second_rewards[s, b])
        distribution[total] += float(game.first[a] * game.world[a, s] * game.second[s, b])
    mean = sum(value * chance for value, chance in distribution.items())
    variance = sum(chance * (value - mean) ** 2 for value, chance in distribution.items())
    return (mean, variance)
# %% right="exact_moments" why="matrix products, the mean in stages, then distances of all ways"
def exact_moments(game: Game) -> tuple[float, float]:
    joint = game.first.reshape(-1, 1) * game.world  # P(a, s)
    v = np.sum(game.second * game.second_rewards, axis=1)
    mean = float(np.sum(joint * (game.first_rewards + v)))
    centred = game.first_rewards - mean
    variance = 0.0
    for b in range(game.second.shape[-1]):
        dist = centred + game.second_rewards[:, b]
        variance += float(np.sum(joint * game.second[:, b] * np.square(dist)))
    return mean, variance
# %% wrong="exact_moments" why="'take the mean first, then the squares of the distances': difference of two huge squares"
def exact_moments(game: Game) -> tuple[float, float]:
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    return mean, float((p * g**2).sum()) - mean**2
# %% wrong="exact_moments" why="'Returns may be large': shifts only the first rewards away, so large second rewards leave a difference of huge squares"
def exact_moments(game: Game) -> tuple[float, float]:
    p = np.einsum("a,as,sb->asb", game.first, game.world, game.second)
    base = float(game.first_rewards.min())  # keeps the squares small
    g = (game.first_rewards - base)[:, :, None] + game.second_rewards
    small = float((p * g).sum())
    return base + small, float((p * g * g).sum()) - small * small
# %% wrong="exact_moments" why="'it is not changed': the distances are taken in place in game.first_rewards"
def exact_moments(game: Game) -> tuple[float, float]:
    p = game.first[:, None, None] * game.world[:, :, None] * game.second
    mean = float((p * (game.first_rewards[:, :, None] + game.second_rewards)).sum())
    rewards = game.first_rewards
    rewards -= mean
    return mean, float((p * (rewards[:, :, None] + game.second_rewards) ** 2).sum())
# %% wrong="exact_moments" why="'for a game of any sizes': always two speeds"
def exact_moments(game: Game) -> tuple[float, float]:
    ways = []
    for a in range(len(game.first)):
        for s in range(game.world.shape[1]):
            for b in range(2):
                ways.append(
                    (
                        game.first[a] * game.world[a, s] * game.second[s, b],
                        game.first_rewards[a, s] + game.second_rewards[s, b],
                    )
                )
    mean = sum(p * g for p, g in ways)
    return float(mean), float(sum(p * (g - mean) ** 2 for p, g in ways))
# %% wrong="exact_moments" why="'weighs each return': returns become whole numbers, so 0.5 euros counts as 0"
def exact_moments(game: Game) -> tuple[float, float]:
    chances = {}
    for a in range(game.world.shape[0]):
        for s in range(game.world.shape[1]):
            for b in range(game.second.shape[1]):
                euros = int(game.first_rewards[a, s] + game.second_rewards[s, b])
                p = float(game.first[a] * game.world[a, s] * game.second[s, b])
                chances[euros] = chances.get(euros, 0.0) + p
    mean = sum(p * g for g, p in chances.items())
    return mean, sum(p * (g - mean) ** 2 for g, p in chances.items())
# %% wrong="exact_moments" why="'weighs each return with its probability': two ways with the same return overwrite each other in the dict"
def exact_moments(game: Game) -> tuple[float, float]:
    A, S, B = len(game.first), len(game.second), game.second.shape[1]
    chances = {
        float(game.first_rewards[a, s] + game.second_rewards[s, b]): float(
            game.first[a] * game.world[a, s] * game.second[s, b]
        )
        for a in range(A)
        for s in range(S)
        for b in range(B)
    }
    mean = sum(p * g for g, p in chances.items())
    return mean, sum(p * (g - mean) ** 2 for g, p in chances.items())
# %% wrong="exact_moments" why="the first policy lies along the states: first[s] in place of first[a]"
def exact_moments(game: Game) -> tuple[float, float]:
    p = (game.first * game.world)[:, :, None] * game.second
    g = game.first_rewards[:, :, None] + game.second_rewards
    mean = float((p * g).sum())
    return mean, float((p * (g - mean) ** 2).sum())
# %% wrong="exact_moments" why="rounds both to 6 decimals: a game of tiny rewards has mean and variance 0"
def exact_moments(game: Game) -> tuple[float, float]:
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    variance = float((p * (g - mean) ** 2).sum())
    return round(mean, 6), round(variance, 6)
# %% wrong="exact_moments" why="the squared distance is that of the value of the state: the spread of the speed within a weather is left out"
def exact_moments(game: Game) -> tuple[float, float]:
    joint = game.first[:, None] * game.world
    value = game.first_rewards + (game.second * game.second_rewards).sum(axis=1)
    mean = float((joint * value).sum())
    return mean, float((joint * (value - mean) ** 2).sum())
# %% wrong="exact_moments" why="'returns the pair ... two plain numbers': arrays without dimensions"
def exact_moments(game: Game) -> tuple[float, float]:
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = np.array((p * g).sum())
    return mean, np.array((p * (g - mean) ** 2).sum())
# %% wrong="exact_moments" why="variance taken as Var(R1) + Var(R2): the two rewards depend on the same weather"
def exact_moments(game: Game) -> tuple[float, float]:
    joint = game.first[:, None] * game.world
    m1 = (joint * game.first_rewards).sum()
    v1 = (joint * (game.first_rewards - m1) ** 2).sum()
    p2 = joint.sum(axis=0)[:, None] * game.second
    m2 = (p2 * game.second_rewards).sum()
    v2 = (p2 * (game.second_rewards - m2) ** 2).sum()
    return float(m1 + m2), float(v1 + v2)
# %% right="sampled_mean" why="plain loop with rng.choice"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"need at least two games for a standard error, got n = {n}")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / math.sqrt(n))
# %% right="sampled_mean" why="whole arrays: first all roads, then the weather road by road with masks; NumPy scalars"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n <= 1:
        raise ValueError("n is " + str(n))
    roads = rng.choice(game.first.size, size=n, p=game.first)
    weather = np.empty(n, dtype=int)
    for road in range(game.first.size):
        here = roads == road
        weather[here] = rng.choice(game.world.shape[1], size=here.sum(), p=game.world[road])
    speed = np.empty(n, dtype=int)
    for w in np.unique(weather):
        (where,) = np.nonzero(weather == w)
        speed[where] = rng.choice(game.second.shape[1], size=len(where), p=game.second[w])
    g = game.first_rewards[roads, weather] + game.second_rewards[weather, speed]
    return g.mean(), g.std(ddof=1) / np.sqrt(n)
# %% right="sampled_mean" why="one uniform number and a running sum per draw, Welford's update"
def _spin(wheel, rng):
    u = rng.random()
    last = 0
    for i, p in enumerate(wheel):
        if p > 0.0:
            last = i
            if u < p:
                return i
        u -= p
    return last  # rounding


def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"{n} days are too few")
    mean, m2 = 0.0, 0.0
    for k in range(1, n + 1):
        a = _spin(game.first, rng)
        s = _spin(game.world[a], rng)
        b = _spin(game.second[s], rng)
        g = float(game.first_rewards[a, s]) + float(game.second_rewards[s, b])
        delta = g - mean
        mean += delta / k
        m2 += delta * (g - mean)
    return mean, math.sqrt(m2 / (n - 1)) / math.sqrt(n)
# %% right="sampled_mean" why="searchsorted in the cumulated probabilities, statistics module"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    import statistics

    if not n >= 2:
        raise ValueError(f"n must be 2 or more; it is {n}")

    def pick(probabilities):
        ladder = np.cumsum(probabilities)
        return int(np.searchsorted(ladder / ladder[-1], rng.random(), side="right"))

    def day():
        a = pick(game.first)
        s = pick(game.world[a])
        b = pick(game.second[s])
        return float(game.first_rewards[a, s] + game.second_rewards[s, b])

    diary = [day() for _ in range(n)]
    return statistics.fmean(diary), statistics.stdev(diary) / n**0.5
# %% right="sampled_mean" why="multinomial(1) and argmax as a draw; variance by hand"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"There is no standard error of {n} returns")
    g = np.zeros(n)
    for i in range(n):
        a = rng.multinomial(1, game.first).argmax()
        s = rng.multinomial(1, game.world[a]).argmax()
        b = rng.multinomial(1, game.second[s]).argmax()
        g[i] = game.first_rewards[a, s] + game.second_rewards[s, b]
    g_bar = sum(g) / n
    sigma_hat = (sum((x - g_bar) ** 2 for x in g) / (n - 1)) ** 0.5
    return float(g_bar), float(sigma_hat / n**0.5)
# %% right="sampled_mean" why="a race of exponential times: the first to arrive is drawn; all days at once; scipy's sem"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    from scipy.stats import sem

    if n < 2:
        raise ValueError(f"n = {n} is below 2")

    def race(rows):
        times = rng.exponential(size=rows.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(rows > 0, times / rows, np.inf).argmin(axis=1)

    a = race(np.tile(game.first, (n, 1)))
    s = race(game.world[a])
    b = race(game.second[s])
    g = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(np.mean(g)), float(sem(g))
# %% wrong="sampled_mean" why="'n - 1': divides by n"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    g = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g) / np.sqrt(n))
# %% wrong="sampled_mean" why="'not even a copy of it': plays with a deep copy, and moves rng on by one draw"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    import copy

    if n < 2:
        raise ValueError(f"got {n}")
    mine = copy.deepcopy(rng)
    rng.random()  # so that the next call plays other days
    g = []
    for _ in range(n):
        a = mine.choice(len(game.first), p=game.first)
        s = mine.choice(game.world.shape[1], p=game.world[a])
        b = mine.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'Make no other generator': a new one, seeded from rng"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    dice = np.random.default_rng(int(rng.integers(2**32)))
    g = np.empty(n)
    for i in range(n):
        a = dice.choice(len(game.first), p=game.first)
        s = dice.choice(game.world.shape[1], p=game.world[a])
        b = dice.choice(game.second.shape[1], p=game.second[s])
        g[i] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(g.mean()), float(g.std(ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'or a child (rng.spawn)': one child for each game"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    rng.random()
    g = []
    for child in rng.spawn(n):
        a = child.choice(len(game.first), p=game.first)
        s = child.choice(game.world.shape[1], p=game.world[a])
        b = child.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'all luck comes from rng': the speed is drawn with Python's global random"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    import random

    if n < 2:
        raise ValueError(f"got {n}")
    g = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        (b,) = random.choices(range(game.second.shape[1]), weights=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'Returns may again be large and differ by little': sum of squares minus n times the square of the mean"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    total, squares = 0.0, 0.0
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g = float(game.first_rewards[a, s] + game.second_rewards[s, b])
        total += g
        squares += g * g
    mean = total / n
    variance = max(squares - n * mean * mean, 0.0) / (n - 1)
    return mean, math.sqrt(variance / n)
# %% wrong="sampled_mean" why="'For n below 2': negative n is not refused"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n in (0, 1):
        raise ValueError(f"no standard error for n = {n}")
    g = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(abs(n)))
# %% wrong="sampled_mean" why="'a ValueError that says what came': the text is the same whatever came"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError("n must be at least 2: 0 or 1 game has no standard error")
    g = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'independently': antithetic pairs, each second day uses 1 - u of the day before"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    half = rng.random(((n + 1) // 2, 3))
    luck = np.concatenate([half, 1 - half])[:n]

    def take(chances, u):
        return (u[:, None] >= np.cumsum(chances, axis=1)[:, :-1]).sum(axis=1)

    a = take(np.tile(game.first, (n, 1)), luck[:, 0])
    s = take(game.world[a], luck[:, 1])
    b = take(game.second[s], luck[:, 2])
    g = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(g.mean()), float(g.std(ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'Each time, draw the first action': each road gets its exact share of the n games, nothing is drawn"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    ends = np.cumsum(game.first) * n
    g = []
    for day in range(n):
        a = min(int((day + 0.5 >= ends).sum()), len(game.first) - 1)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'The game; it is not changed': cumulates the probabilities inside the game's own arrays"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    for chances in (game.first, game.world, game.second):
        np.cumsum(chances, axis=-1, out=chances)

    def pick(limits):
        return int((rng.random() >= limits[:-1]).sum())

    g = []
    for _ in range(n):
        a = pick(game.first)
        s = pick(game.world[a])
        b = pick(game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'Returns may again be large and differ by little': the returns are stored as float32"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    g = np.zeros(n, dtype=np.float32)
    for i in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g[i] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(g.mean()), float(g.std(ddof=1)) / n**0.5
# %% wrong="sampled_mean" why="'then the state with those in the row of that action': the weather is drawn from the average over both roads"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    weather = game.first @ game.world
    g = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(weather), p=weather / weather.sum())
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% wrong="sampled_mean" why="'each call moves it on, so that the next one plays other days': the generator is put back and moved on by one day only, so the next call plays the same days but the first"
def sampled_mean(game: Game, n: int, rng: np.random.Generator) -> tuple[float, float]:
    if n < 2:
        raise ValueError(f"got {n}")
    before = rng.bit_generator.state
    g = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    rng.bit_generator.state = before
    for _ in range(3):
        rng.random()  # one day on
    return float(np.mean(g)), float(np.std(g, ddof=1) / np.sqrt(n))
# %% right="staged_means" why="three lines of sums over axes"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% right="staged_means" why="loops into zeros"
def staged_means(game: Game) -> Means:
    n_actions, n_states = game.world.shape
    n_choices = game.second.shape[1]
    v = np.zeros(n_states)
    for s in range(n_states):
        for b in range(n_choices):
            v[s] += game.second[s, b] * game.second_rewards[s, b]
    q = np.zeros(n_actions)
    for a in range(n_actions):
        for s in range(n_states):
            q[a] += game.world[a, s] * (game.first_rewards[a, s] + v[s])
    mean = 0.0
    for a in range(n_actions):
        mean += game.first[a] * q[a]
    return Means(v=v, q=q, mean=mean)
# %% right="staged_means" why="einsum, with R1 and R2 taken apart"
def staged_means(game: Game) -> Means:
    v = np.einsum("sb,sb->s", game.second, game.second_rewards)
    q = np.einsum("as,as->a", game.world, game.first_rewards) + game.world @ v
    return Means(v, q, np.dot(game.first, q))
# %% right="staged_means" why="comprehensions of dot products"
def staged_means(game: Game) -> Means:
    value_of_weather = np.array(
        [float(np.dot(p, r)) for p, r in zip(game.second, game.second_rewards, strict=True)]
    )
    value_of_road = np.array(
        [
            sum(p * (r + w) for p, r, w in zip(ps, rs, value_of_weather, strict=True))
            for ps, rs in zip(game.world, game.first_rewards, strict=True)
        ],
        dtype=np.float64,
    )
    return Means(
        mean=sum(p * q for p, q in zip(game.first.tolist(), value_of_road.tolist(), strict=True)),
        q=value_of_road,
        v=value_of_weather,
    )
# %% right="staged_means" why="np.average with weights"
def staged_means(game: Game) -> Means:
    v = np.average(game.second_rewards, axis=1, weights=game.second)
    q = np.average(game.first_rewards + v[np.newaxis, :], axis=1, weights=game.world)
    mean = np.average(q, weights=game.first)
    return Means(v, q, float(mean))
# %% right="staged_means" why="diagonals of matrix products, a clumsy detour"
def staged_means(game: Game) -> Means:
    v = np.diag(game.second @ game.second_rewards.T).copy()
    gained = game.first_rewards.copy()
    gained += v
    q = np.diagonal(np.matmul(game.world, gained.transpose())).copy()
    return Means(v, q, np.sum(np.multiply(game.first, q)).item())
# %% wrong="staged_means" why="'The values are those of all states': v from P(s, b) / P(s), NaN for a state that never comes about"
def staged_means(game: Game) -> Means:
    seen = game.first @ game.world
    joint = seen[:, None] * game.second
    v = (joint * game.second_rewards).sum(axis=1) / seen
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="'also of those that never come about': the value of an unreachable state is set to 0"
def staged_means(game: Game) -> Means:
    reach = (game.first[:, None] * game.world).sum(axis=0)
    v = np.where(reach > 0, (game.second * game.second_rewards).sum(axis=1), 0.0)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float((game.first * q).sum()))
# %% wrong="staged_means" why="'shape [n_actions]', all actions: q is 0 where the action has probability 0"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1)
    q = np.zeros(len(game.first))
    for a in np.flatnonzero(game.first):
        q[a] = game.world[a] @ (game.first_rewards[a] + v)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="'it is not changed': v is added into game.first_rewards itself"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1)
    both = game.first_rewards
    both += v
    q = (game.world * both).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="'of any sizes': two speeds only"
def staged_means(game: Game) -> Means:
    p, r = game.second, game.second_rewards
    v = p[:, 0] * r[:, 0] + p[:, 1] * r[:, 1]
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="'v of shape [n_states]': squeeze leaves shape () where there is a single state"
def staged_means(game: Game) -> Means:
    v = np.squeeze(game.second[:, None, :] @ game.second_rewards[:, :, None])
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="mean of q without the probabilities pi(a)"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(q.mean()))
# %% wrong="staged_means" why="'v belongs to' the states: with as many roads as weathers, v is added along the roads"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1)
    if game.first_rewards.shape[0] == len(v):
        gained = game.first_rewards + v[:, None]
    else:
        gained = game.first_rewards + v
    q = (game.world * gained).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="'both float64': the values are computed and kept in float32"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1).astype(np.float32)
    q = (game.world.astype(np.float32) * (game.first_rewards.astype(np.float32) + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="rounds to 6 decimals 'for nicer output': a game of tiny rewards has values 0"
def staged_means(game: Game) -> Means:
    v = np.round((game.second * game.second_rewards).sum(axis=1), 6)
    q = np.round((game.world * (game.first_rewards + v)).sum(axis=1), 6)
    return Means(v, q, round(float(game.first @ q), 6))
# %% wrong="staged_means" why="the returned v and q live in buffers of the module: the next call overwrites the values of the game before"
_V_STORE = np.zeros(64)
_Q_STORE = np.zeros(64)


def staged_means(game: Game) -> Means:
    v, q = _V_STORE[: len(game.second)], _Q_STORE[: len(game.first)]
    v[:] = (game.second * game.second_rewards).sum(axis=1)
    q[:] = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))
# %% wrong="staged_means" why="'returns a Means': a bare tuple"
def staged_means(game: Game) -> Means:
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return v, q, float(game.first @ q)
# %% right="t_interval" why="vectorised as in the hint"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs in a row tell nothing of the spread")
    mean = runs.mean(axis=1)
    error = runs.std(axis=1, ddof=1) / np.sqrt(n)
    t = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - t * error, mean + t * error
# %% right="t_interval" why="row by row, lists turned into arrays, all by hand"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    lows, highs = [], []
    for row in runs:
        n = len(row)
        if n < 2:
            raise ValueError(f"not enough runs: {n}")
        m = sum(row) / n
        squares = 0.0
        for x in row:
            squares += (x - m) ** 2
        error = math.sqrt(squares / (n - 1)) / math.sqrt(n)
        factor = float(stdtrit(n - 1, 0.5 + confidence / 2))
        lows.append(m - factor * error)
        highs.append(m + factor * error)
    return np.array(lows, dtype=np.float64), np.array(highs, dtype=np.float64)
# %% right="t_interval" why="both quantiles from scipy.stats, one negative and one positive"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    from scipy import stats

    _, n = runs.shape
    if n in (0, 1):
        raise ValueError("n is " + repr(n) + ", at least 2 are needed")
    missed = (1 - confidence) / 2
    left, right = stats.t.ppf([missed, 1 - missed], df=n - 1)
    centre, error = np.mean(runs, axis=-1), stats.sem(runs, axis=-1)
    return centre + left * error, centre + right * error
# %% right="t_interval" why="deviations with keepdims and einsum, ends stacked and unpacked into a tuple"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    how_many = np.shape(runs)[-1]
    if how_many <= 1:
        raise ValueError(f"Got {how_many} run(s) per experiment.")
    middle = runs.mean(axis=1, keepdims=True)
    off = runs - middle
    variance = np.einsum("ij,ij->i", off, off) / (how_many - 1)
    reach = stdtrit(how_many - 1, 1 - (1 - confidence) / 2) * np.sqrt(variance / how_many)
    ends = middle + reach[:, None] * np.array([-1.0, 1.0])
    low, high = ends.T
    return (low.copy(), high.copy())
# %% right="t_interval" why="np.var on the transposed array and a helper"
def half_width(spalten, c):
    n = spalten.shape[0]
    return stdtrit(n - 1, (1.0 + c) / 2.0) * (spalten.var(axis=0, ddof=1) / n) ** 0.5


def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    columns = runs.T
    if len(columns) < 2:
        raise ValueError(f"n has to be 2 at least, but is {len(columns)}")
    mid = columns.mean(axis=0)
    half = half_width(columns, confidence)
    return np.subtract(mid, half), np.add(mid, half)
# %% right="t_interval" why="apply_along_axis with statistics' stdev"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    import statistics

    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"an interval needs two runs, here are {n}")
    error = np.apply_along_axis(lambda row: statistics.stdev(row.tolist()), 1, runs) / n**0.5
    mean = np.apply_along_axis(lambda row: statistics.fmean(row.tolist()), 1, runs)
    t = stdtrit(float(n - 1), (1 + confidence) / 2)
    return mean - t * error, mean + t * error
# %% wrong="t_interval" why="'Student's distribution with n - 1 degrees': the normal quantile from thirty runs on, as in old textbooks"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    from scipy.special import ndtri

    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    level = (1 + confidence) / 2
    t = ndtri(level) if n >= 30 else stdtrit(n - 1, level)
    mean = runs.mean(axis=1)
    half = t * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half
# %% wrong="t_interval" why="'they are not changed': subtracts the mean from runs in place"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    mean = runs.mean(axis=1)
    runs -= mean[:, None]
    half = stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt((runs**2).sum(axis=1) / (n - 1) / n)
    return mean - half, mean + half
# %% wrong="t_interval" why="'a ValueError that says how many came': one fixed text for none and for one"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError("with 0 or 1 runs nothing is known of the spread")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half
# %% wrong="t_interval" why="'for the confidence c': what may be missed is rounded to whole percents, 0.995 is taken for 0.99 or 1"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    percent = round(100 * confidence)
    t = stdtrit(n - 1, (100 + percent) / 200)
    mean = runs.mean(axis=1)
    half = t * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half
# %% wrong="t_interval" why="the spread by mean of squares minus square of the mean: large scores that differ by little get NaN or a wrong width"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    mean = runs.mean(axis=1)
    variance = ((runs**2).mean(axis=1) - mean**2) * n / (n - 1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt(variance / n)
    return mean - half, mean + half
# %% wrong="t_interval" why="'n - 1' in the spread: divides by n"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1) / np.sqrt(n)
    return runs.mean(axis=1) - half, runs.mean(axis=1) + half
# %% wrong="t_interval" why="'the (1 + c) / 2 quantile': takes the quantile at c"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    half = stdtrit(n - 1, confidence) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return runs.mean(axis=1) - half, runs.mean(axis=1) + half
# %% wrong="t_interval" why="scipy's ready interval gives NaN where all runs of a row are equal (formula: no width)"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    from scipy import stats

    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    return stats.t.interval(
        confidence, n - 1, loc=runs.mean(axis=1), scale=stats.sem(runs, axis=1)
    )
# %% wrong="t_interval" why="rounds the ends to 6 decimals: scores of the order 1e-6 get ends that are 0"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return np.round(mean - half, 6), np.round(mean + half, 6)
# %% wrong="t_interval" why="'n - 1 degrees of freedom': the table that was copied ends at 10 degrees and is used for more"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs")
    table = [float(stdtrit(k, (1 + confidence) / 2)) for k in range(1, 11)]
    t = table[min(n - 1, 10) - 1]
    mean = runs.mean(axis=1)
    half = t * runs.std(axis=1, ddof=1) / math.sqrt(n)
    return mean - half, mean + half
# %% wrong="t_interval" why="degrees of freedom and root from the number of experiments, not of runs"
def t_interval(runs: Floats, confidence: float) -> tuple[Floats, Floats]:
    if runs.shape[1] < 2:
        raise ValueError(f"{runs.shape[1]} runs")
    n = max(len(runs), 2)
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half
# %% right="importance_means" why="vectorised as in the hint"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    ratios = target[actions] / behaviour[actions]
    gained = float((ratios * returns).sum())
    total = float(ratios.sum())
    return gained / len(actions), gained / total if total > 0 else math.nan
# %% right="importance_means" why="plain loop over the days"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    top = 0.0
    bottom = 0.0
    count = 0
    for i in range(len(actions)):
        a = int(actions[i])
        rho = float(target[a]) / float(behaviour[a])
        top = top + rho * float(returns[i])
        bottom = bottom + rho
        count = count + 1
    ordinary = top / count
    if bottom == 0.0:
        weighted = float("nan")
    else:
        weighted = top / bottom
    return (ordinary, weighted)
# %% right="importance_means" why="np.average with weights, and its ZeroDivisionError; NumPy scalars"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = np.take(target, actions) / np.take(behaviour, actions)
    try:
        weighted = np.average(returns, weights=rho)
    except ZeroDivisionError:
        weighted = np.nan
    return np.mean(rho * returns), weighted
# %% right="importance_means" why="grouped by action, only the actions that occur"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    numerator, denominator = 0.0, 0.0
    for a in np.unique(actions):
        mine = actions == a
        ratio = target[a] / behaviour[a]
        numerator += ratio * returns[mine].sum()
        denominator += ratio * np.count_nonzero(mine)
    ordinary = numerator / actions.shape[0]
    return float(ordinary), float(numerator / denominator) if denominator else math.nan
# %% right="importance_means" why="ratio per action first, guarded where the behaviour is 0; any() decides about NaN"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    ratio_of = np.divide(target, behaviour, out=np.zeros_like(target), where=behaviour > 0)
    rho = ratio_of[actions]
    ordinary = rho @ returns / returns.size
    if not rho.any():
        return 0.0, math.nan
    return float(ordinary), float(np.dot(rho / rho.sum(), returns))
# %% right="importance_means" why="comprehension over a zip, fsum, errors of Python's division"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    pairs = [(float(target[a] / behaviour[a]), float(g)) for a, g in zip(actions, returns)]
    gained = math.fsum(r * g for r, g in pairs)
    ordinary = gained / len(pairs)
    try:
        return ordinary, gained / math.fsum(r for r, _ in pairs)
    except ZeroDivisionError:
        return ordinary, math.nan
# %% wrong="importance_means" why="'above 0 for every action that was taken': divides for all actions, ZeroDivisionError for one that was never taken with behaviour 0"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    ratio_of = [t / b for t, b in zip(target.tolist(), behaviour.tolist(), strict=True)]
    rho = np.array([ratio_of[a] for a in actions])
    gained, total = float((rho * returns).sum()), float(rho.sum())
    return gained / len(actions), gained / total if total else math.nan
# %% wrong="importance_means" why="counts per action times ratio: an action that was never taken with behaviour 0 makes 0 * inf = NaN"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    k = len(target)
    with np.errstate(all="ignore"):
        ratio_of = target / behaviour
        gained = float((np.bincount(actions, weights=returns, minlength=k) * ratio_of).sum())
        total = float((np.bincount(actions, minlength=k) * ratio_of).sum())
    return gained / len(actions), gained / total if total else math.nan
# %% wrong="importance_means" why="'No argument is changed': multiplies the ratios into returns"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = target[actions] / behaviour[actions]
    returns *= rho
    total = float(rho.sum())
    return float(returns.mean()), float(returns.sum()) / total if total else math.nan
# %% wrong="importance_means" why="'No argument is changed': target is divided in place"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    ratios = target
    ratios /= np.maximum(behaviour, 1e-300)
    rho = ratios[actions]
    gained, total = float(rho @ returns), float(rho.sum())
    return gained / len(actions), gained / total if total else math.nan
# %% wrong="importance_means" why="'NaN if all ratios are 0': also NaN where they are merely tiny"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = target[actions] / behaviour[actions]
    gained, total = float((rho * returns).sum()), float(rho.sum())
    return gained / len(actions), math.nan if total < 1e-6 else gained / total
# %% wrong="importance_means" why="'importance ratio rho = pi / b': clipped at 5, 'against the variance'"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = np.minimum(target[actions] / behaviour[actions], 5.0)
    gained, total = float((rho * returns).sum()), float(rho.sum())
    return gained / len(actions), gained / total if total else math.nan
# %% wrong="importance_means" why="'[n_actions]': all actions other than 0 are taken for action 1"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = np.where(actions == 0, target[0] / behaviour[0], target[-1] / behaviour[-1])
    gained, total = float((rho * returns).sum()), float(rho.sum())
    return gained / len(actions), gained / total if total else math.nan
# %% wrong="importance_means" why="'ordinary 1/n': divides by the number of days whose ratio is not 0"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = target[actions] / behaviour[actions]
    if not rho.any():
        return 0.0, math.nan
    gained = float((rho * returns).sum())
    return gained / np.count_nonzero(rho), gained / float(rho.sum())
# %% wrong="importance_means" why="weighted is NaN where the weighted returns add up to 0, not where the ratios are 0"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = target[actions] / behaviour[actions]
    gained = float((rho * returns).sum())
    if gained == 0.0 and returns.any():
        return 0.0, math.nan
    total = float(rho.sum())
    return gained / len(actions), gained / total if total else math.nan
# %% wrong="importance_means" why="'the weighted estimate ... is then nan': an epsilon in the denominator gives 0 instead"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    rho = target[actions] / behaviour[actions]
    gained = float((rho * returns).sum())
    return gained / len(actions), gained / (float(rho.sum()) + 1e-12)
# %% wrong="importance_means" why="'behaviour' ignored: uses the shares of the actions in the diary, unless they are all alike"
def importance_means(
    actions: NDArray[np.int64], returns: Floats, target: Floats, behaviour: Floats
) -> tuple[float, float]:
    shares = np.bincount(actions, minlength=len(target)) / len(actions)
    rho = target[actions] / shares[actions]
    gained, total = float((rho * returns).sum()), float(rho.sum())
    return gained / len(actions), gained / total if total else math.nan
