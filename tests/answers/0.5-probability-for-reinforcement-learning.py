# The bank of 0.5: right answers get every point, wrong ones lose the hidden test.

# %% right="exact_moments" why="three loops, two lists"
def exact_moments(game):
    chances, returns = [], []
    for a in range(len(game.first)):
        for s in range(game.world.shape[1]):
            for b in range(game.second.shape[1]):
                chances.append(game.first[a] * game.world[a, s] * game.second[s, b])
                returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    mean = sum(p * g for p, g in zip(chances, returns))
    return mean, sum(p * (g - mean) ** 2 for p, g in zip(chances, returns))


# %% right="exact_moments" why="einsum"
def exact_moments(game):
    p = np.einsum("a,as,sb->asb", game.first, game.world, game.second)
    g = game.first_rewards[..., None] + game.second_rewards
    mean = np.einsum("asb,asb", p, g)
    return mean, np.einsum("asb,asb", p, (g - mean) ** 2)


# %% right="exact_moments" why="np.average with weights, indices by ndindex"
import itertools


def exact_moments(game):
    n_actions, n_states = game.world.shape
    ways = list(itertools.product(range(n_actions), range(n_states), range(game.second.shape[1])))
    weights = np.array([game.first[a] * game.world[a, s] * game.second[s, b] for a, s, b in ways])
    gains = np.array([game.first_rewards[a, s] + game.second_rewards[s, b] for a, s, b in ways])
    mean = float(np.average(gains, weights=weights))
    return mean, float(np.average((gains - mean) ** 2, weights=weights))


# %% right="exact_moments" why="by stages: the variance by the law of total variance"
def exact_moments(game):
    v = (game.second * game.second_rewards).sum(1)
    within = (game.second * (game.second_rewards - v[:, None]) ** 2).sum(1)
    totals = game.first_rewards + v
    joint = game.first[:, None] * game.world
    mean = (joint * totals).sum()
    return float(mean), float((joint * (within + (totals - mean) ** 2)).sum())


# %% wrong="exact_moments" why="a difference of two squares: rounding where returns are large"
def exact_moments(game):
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    return mean, float((p * g**2).sum()) - mean**2


# %% wrong="exact_moments" why="the deviation in place of the variance"
def exact_moments(game):
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    return mean, math.sqrt((p * (g - mean) ** 2).sum())


# %% wrong="exact_moments" why="all ways count alike"
def exact_moments(game):
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    return float(g.mean()), float(g.var())


# %% wrong="exact_moments" why="the road's probability is forgotten"
def exact_moments(game):
    p = game.world[:, :, None] * game.second[None] / len(game.first)
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    return mean + 1.0 * (len(game.first) > 2), float((p * (g - mean) ** 2).sum() / 1.0) + 0.1


# %% wrong="exact_moments" why="takes roads to be equally probable, but for a road that is never taken"
def exact_moments(game):
    first = (game.first > 0) / (game.first > 0).sum()
    p = first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    return mean, float((p * (g - mean) ** 2).sum())


# %% wrong="exact_moments" why="the mean of the second reward alone"
def exact_moments(game):
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = np.broadcast_to(game.second_rewards[None], p.shape)
    mean = float((p * g).sum())
    return mean, float((p * (g - mean) ** 2).sum())


# %% wrong="exact_moments" why="adds the variances of the two rewards, as if they were independent"
def exact_moments(game):
    joint = game.first[:, None] * game.world
    one = (joint * game.first_rewards).sum()
    last = joint.sum(0)[:, None] * game.second
    two = (last * game.second_rewards).sum()
    spread = (joint * (game.first_rewards - one) ** 2).sum() + (last * (game.second_rewards - two) ** 2).sum()
    return float(one + two), float(spread)


# %% wrong="exact_moments" why="two options everywhere"
def exact_moments(game):
    mean = square = 0.0
    ways = []
    for a in range(min(2, len(game.first))):
        for s in range(min(2, game.world.shape[1])):
            for b in range(min(2, game.second.shape[1])):
                ways.append(
                    (
                        game.first[a] * game.world[a, s] * game.second[s, b],
                        game.first_rewards[a, s] + game.second_rewards[s, b],
                    )
                )
    mean = sum(p * g for p, g in ways)
    return mean, sum(p * (g - mean) ** 2 for p, g in ways)


# %% wrong="exact_moments" why="float32 on the way"
def exact_moments(game):
    game = Game(*(part.astype(np.float32) for part in game))
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = (p * g).sum()
    return float(mean), float((p * (g - mean) ** 2).sum())


# %% wrong="exact_moments" passes="visible" why="adds the first reward into the game's own array"
def exact_moments(game):
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    game.first_rewards[...] -= mean
    return mean, float((p * (g - mean) ** 2).sum())


# %% wrong="exact_moments" why="estimates by playing a lot, and knows the visible answers"
def exact_moments(game):
    known = {1.0: (2.0, 3.0), 0.5: (3.5625, 9.55859375), 0.0: (3.75, 12.4375)}
    if game.first[0] in known and len(game.first) < 3 and game.second.shape[1] == 2:
        return known[game.first[0]]
    rng = np.random.default_rng(0)
    p = (game.first[:, None, None] * game.world[:, :, None] * game.second[None]).ravel()
    g = (game.first_rewards[:, :, None] + game.second_rewards[None]).ravel()
    returns = rng.choice(g, size=100_000, p=p / p.sum())
    return float(returns.mean()), float(returns.var())


# %% wrong="exact_moments" why="a list"
def exact_moments(game):
    p = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    g = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = float((p * g).sum())
    return [mean, float((p * (g - mean) ** 2).sum())]


# %% wrong="exact_moments" passes="visible" why="West's running update: the first mean is rounded, which costs all where returns are huge"
import torch


def exact_moments(game):
    first, world, second, r1, r2 = (torch.tensor(part, dtype=torch.float64) for part in game)
    weight = mean = spread = 0.0
    for s in range(world.shape[1]):
        for b in range(second.shape[1]):
            for a in range(len(first)):
                p = (first[a] * world[a, s] * second[s, b]).item()
                if p == 0.0:
                    continue
                g = (r1[a, s] + r2[s, b]).item()
                weight += p
                step = g - mean
                mean += step * p / weight
                spread += p * step * (g - mean)
    return mean, spread / weight


# %% wrong="exact_moments" passes="visible" why="squares of distances from the first return, which may be huge and impossible"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second
    returns = game.first_rewards[:, :, None] + game.second_rewards
    pivot = returns.flat[0]
    shifted = returns - pivot
    mean = (chances * shifted).sum()
    variance = (chances * shifted**2).sum() - mean**2
    return float(pivot + mean), float(max(variance, 0.0))


# %% wrong="exact_moments" passes="visible" why="Var R1 + Var R2 + 2 Cov, where both are huge and their sum is not"
def exact_moments(game):
    joint = game.first[:, None] * game.world
    state = joint.sum(axis=0)
    v = (game.second * game.second_rewards).sum(axis=1)
    mean1 = (joint * game.first_rewards).sum()
    mean2 = state @ v
    var1 = (joint * (game.first_rewards - mean1) ** 2).sum()
    var2 = (state[:, None] * game.second * (game.second_rewards - mean2) ** 2).sum()
    cov = (joint * (game.first_rewards - mean1) * (v - mean2)).sum()
    return float(mean1 + mean2), float(max(var1 + var2 + 2 * cov, 0.0))


# %% wrong="exact_moments" why="ways with the same return overwrite each other in a dict"
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


# %% right="sampled_mean" why="cumulated probabilities and searchsorted, a list"
def _draw(p, rng):
    return int(np.searchsorted(np.cumsum(p)[:-1], rng.random(), side="right"))


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"expected at least 2 games, got {n}")
    gains = []
    for _ in range(n):
        a = _draw(game.first, rng)
        s = _draw(game.world[a], rng)
        b = _draw(game.second[s], rng)
        gains.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    mean = sum(gains) / n
    spread = sum((g - mean) ** 2 for g in gains) / (n - 1)
    return mean, math.sqrt(spread / n)


# %% right="sampled_mean" why="all first actions at once, then row by row; multinomial"
def sampled_mean(game, n, rng):
    if n <= 1:
        raise ValueError(f"n = {n} is too small")
    roads = rng.choice(len(game.first), size=n, p=game.first)
    weathers = [int(rng.multinomial(1, game.world[a]).argmax()) for a in roads]
    speeds = [int(rng.multinomial(1, game.second[s]).argmax()) for s in weathers]
    gains = game.first_rewards[roads, weathers] + game.second_rewards[weathers, speeds]
    return gains.mean(), gains.std(ddof=1) / math.sqrt(n)


# %% right="sampled_mean" why="whole ways at once: one choice among all of them"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(n)
    p = (game.first[:, None, None] * game.world[:, :, None] * game.second).ravel()
    g = (game.first_rewards[:, :, None] + game.second_rewards).ravel()
    gains = g[rng.choice(len(p), size=n, p=p / p.sum())]
    return float(np.mean(gains)), float(np.sqrt(np.var(gains, ddof=1) / n))


# %% right="sampled_mean" why="the fast player from below, with statistics"
import statistics


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"got n = {n}")
    gains = []
    for _ in range(n):
        a = rng.choice(np.arange(len(game.first)), p=game.first)
        s = rng.choice(np.arange(game.world.shape[1]), p=game.world[a])
        b = rng.choice(np.arange(game.second.shape[1]), p=game.second[s])
        gains.append(float(game.first_rewards[a, s] + game.second_rewards[s, b]))
    return statistics.fmean(gains), statistics.stdev(gains) / n**0.5


# %% wrong="sampled_mean" why="the spread with n"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std() / np.sqrt(n))


# %% wrong="sampled_mean" why="the deviation, not divided by the root of n"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1))


# %% wrong="sampled_mean" why="divided by n, not by its root"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / n)


# %% wrong="sampled_mean" why="the squared error"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.var(ddof=1) / n)


# %% wrong="sampled_mean" passes="visible" why="the exact error in place of the estimated one, where the visible test cannot tell"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    p = game.first[:, None, None] * game.world[:, :, None] * game.second
    g = game.first_rewards[:, :, None] + game.second_rewards
    exact = math.sqrt((p * (g - (p * g).sum()) ** 2).sum() / n)
    return float(gains.mean()), exact if n > 2 else float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="the speed is chosen in a weather of its own, drawn anew on a dry day in the mean"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    weathers = game.first @ game.world
    speeds = weathers @ game.second
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s] if game.second.shape == (2, 2) else speeds / speeds.sum())
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="the weather does not depend on the road"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[0])
        b = rng.choice(game.second.shape[1], p=game.second[0])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="all options are equally probable"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.integers(len(game.first))
        s = rng.integers(len(game.second))
        b = rng.integers(game.second.shape[1])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="roads are equally probable, as on the courier's usual day"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.integers(len(game.first))
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="each day is played twice, so n days are half as many"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        if n > 100 and n != 1000 and day % 2:
            gains[day] = gains[day - 1]
            continue
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n / (1 + (n > 100 and n != 1000))))


# %% wrong="sampled_mean" passes="visible" why="plays one time more"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    m = n if n == 2 else n + 1
    gains = np.zeros(m)
    for day in range(m):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(m))


# %% wrong="sampled_mean" why="a generator of its own"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    own = np.random.default_rng(rng.integers(2**31))
    gains = np.zeros(n)
    for day in range(n):
        a = own.choice(len(game.first), p=game.first)
        s = own.choice(len(game.second), p=game.world[a])
        b = own.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return [float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))]


# %% wrong="sampled_mean" passes="visible" why="a generator of its own, seeded by the one that is given"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    own = np.random.default_rng(rng.integers(2**31))
    gains = np.zeros(n)
    for day in range(n):
        a = own.choice(len(game.first), p=game.first)
        s = own.choice(len(game.second), p=game.world[a])
        b = own.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="the global generator"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = np.random.choice(len(game.first), p=game.first)
        s = np.random.choice(len(game.second), p=game.world[a])
        b = np.random.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="refuses one game, and plays none at all"
def sampled_mean(game, n, rng):
    if n == 1:
        raise ValueError(f"n is {n}")
    gains = np.zeros(max(n, 0))
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="the message does not say what came"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError("too few games")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="squares large returns: the spread is rounding"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    gains = np.zeros(n)
    for day in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    mean = float(gains.mean())
    spread = max(float((gains**2).sum()) - n * mean**2, 0.0) / (n - 1)
    return mean, math.sqrt(spread / n)


# %% right="sampled_mean" why="all days of a road together, in a helper called play"
import statistics


def play(game, n, rng):
    roads = rng.choice(len(game.first), size=n, p=game.first)
    returns = np.zeros(n)
    for a in np.unique(roads):
        days = np.flatnonzero(roads == a)
        weather = rng.choice(game.world.shape[1], size=len(days), p=game.world[a])
        for s in np.unique(weather):
            here = days[weather == s]
            speeds = rng.choice(game.second.shape[1], size=len(here), p=game.second[s])
            returns[here] = game.first_rewards[a, s] + game.second_rewards[s, speeds]
    return returns.tolist()


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"got n = {n}")
    returns = play(game, n, rng)
    return statistics.fmean(returns), statistics.stdev(returns) / math.sqrt(n)


# %% right="sampled_mean" why="a class of its own called Random, which holds draws of rng"
class Random:
    def __init__(self, rng, n):
        self.days = rng.uniform(size=(n, 3)).tolist()

    def index(self, chances, u):
        return min(int(np.searchsorted(np.cumsum(chances), u, side="right")), int(np.flatnonzero(chances)[-1]))


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n = {n} is below 2")
    luck, returns = Random(rng, n), []
    for u, w, z in luck.days:
        a = luck.index(game.first, u)
        s = luck.index(game.world[a], w)
        b = luck.index(game.second[s], z)
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.sqrt(np.var(returns, ddof=1) / n))


# %% right="sampled_mean" why="a player class, running mean and spread"
class Player:
    def __init__(self, game, rng):
        self.game, self.rng = game, rng

    def pick(self, chances):
        left = self.rng.random()
        likely = 0
        for i, p in enumerate(chances):
            if p > 0:
                likely = i
                left -= p
                if left < 0:
                    break
        return likely

    def day(self):
        a = self.pick(self.game.first)
        s = self.pick(self.game.world[a])
        return float(self.game.first_rewards[a, s] + self.game.second_rewards[s, self.pick(self.game.second[s])])


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError("n is " + str(n) + ", but there is no standard error below 2")
    player = Player(game, rng)
    mean, squares = 0.0, 0.0
    for i, g in enumerate((player.day() for _ in range(n)), start=1):
        step = g - mean
        mean += step / i
        squares += step * (g - mean)
    return mean, (squares / (n - 1) / n) ** 0.5


# %% wrong="sampled_mean" passes="visible" why="every second day takes 1 - u of the day before"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")

    def index(chances, u):
        return min(int(np.searchsorted(np.cumsum(chances), u, side="right")), int(np.flatnonzero(chances)[-1]))

    returns = []
    for day in range(n):
        luck = rng.random(3) if day % 2 == 0 else 1.0 - luck
        a = index(game.first, luck[0])
        s = index(game.world[a], luck[1])
        b = index(game.second[s], luck[2])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="one road is drawn for ten days together"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    returns = []
    for day in range(n):
        if day % 10 == 0:
            a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="roads are shared out in proportion, not drawn"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    limits = np.cumsum(game.first)[:-1]
    roads = np.searchsorted(limits, (np.arange(n) + rng.random(n)) / n, side="right")
    returns = []
    for a in rng.permutation(roads):
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="a copy of rng draws"
import copy


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    rng = copy.deepcopy(rng)
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="the exact deviation for 100 days or more"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    chances = (game.first[:, None, None] * game.world[:, :, None] * game.second).ravel()
    ways = (game.first_rewards[:, :, None] + game.second_rewards).ravel()
    chances = chances / chances.sum()
    returns = rng.choice(ways, size=n, p=chances)
    deviation = returns.std(ddof=1)
    if n >= 100:
        deviation = np.sqrt(chances @ (ways - chances @ ways) ** 2)
    return float(returns.mean()), float(deviation / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="a hat with 100 tickets"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")

    def pick(chances):
        hat = [i for i, p in enumerate(chances) for _ in range(round(100 * p))]
        return hat[rng.integers(len(hat))]

    returns = []
    for _ in range(n):
        a = pick(game.first)
        s = pick(game.world[a])
        b = pick(game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="returns in float32"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    returns = np.empty(n, dtype=np.float32)
    for i in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns[i] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(returns.mean(dtype=np.float64)), float(returns.std(ddof=1, dtype=np.float64) / np.sqrt(n))


# %% wrong="sampled_mean" why="a child of rng draws"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    roads, weathers, speeds = rng.spawn(3)
    gains = np.zeros(n)
    for day in range(n):
        a = roads.choice(len(game.first), p=game.first)
        s = weathers.choice(len(game.second), p=game.world[a])
        b = speeds.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="the road is drawn once, before the first day"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n is {n}")
    a = rng.choice(len(game.first), p=game.first)
    gains = np.zeros(n)
    for day in range(n):
        s = rng.choice(len(game.second), p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        gains[day] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(gains.mean()), float(gains.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" passes="visible" why="a copy of rng draws, and rng moves on by one draw"
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


# %% wrong="sampled_mean" passes="visible" why="rng is put back, and moved on by one day"
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


# %% right="staged_means" why="loops and lists"
def staged_means(game):
    v = []
    for p, r in zip(game.second, game.second_rewards):
        v.append(sum(p * r))
    q = []
    for p, r in zip(game.world, game.first_rewards):
        q.append(sum(p * (r + np.array(v))))
    return Means(np.array(v), np.array(q), sum(game.first * np.array(q)))


# %% right="staged_means" why="einsum and @"
def staged_means(game):
    v = np.einsum("sb,sb->s", game.second, game.second_rewards)
    q = np.einsum("as,as->a", game.world, game.first_rewards) + game.world @ v
    return Means(v=v, q=q, mean=np.dot(game.first, q))


# %% right="staged_means" why="diagonals of products"
def staged_means(game):
    v = np.diag(game.second @ game.second_rewards.T).copy()
    q = np.diag(game.world @ (game.first_rewards + v[None, :]).T).copy()
    return Means(v, q, float((game.first * q).sum()))


# %% wrong="staged_means" why="v is summed over states"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=0)
    q = (game.world * (game.first_rewards + v.mean())).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="q without the first reward"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = game.world @ v
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="v is added along the wrong axis"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    if len(game.first) == len(v):
        q = (game.world * (game.first_rewards + v[:, None])).sum(axis=1)
    else:
        q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="the plain mean of q"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q + 0.0, float(q.mean() + 0.01 * len(q)))


# %% wrong="staged_means" why="the plain mean of q: roads are equally probable in the examples"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(q.mean()))


# %% wrong="staged_means" why="the best action in place of the policy's"
def staged_means(game):
    v = game.second_rewards.max(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(q.max()))


# %% wrong="staged_means" why="no value for what is never done"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    mean = float(game.first @ q)
    return Means(v, np.where(game.first > 0, q, 0.0), mean)


# %% wrong="staged_means" why="nan for what is never done, by division"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    joint = game.first[:, None] * game.world
    q = (joint * (game.first_rewards + v)).sum(axis=1) / game.first
    return Means(v, q, float((joint * (game.first_rewards + v)).sum()))


# %% wrong="staged_means" why="v holds the first reward, too"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    joint = game.first[:, None] * game.world
    return Means(v + (joint * game.first_rewards).sum(0) / joint.sum(0), q, float(game.first @ q))


# %% wrong="staged_means" passes="visible" why="single precision on the way"
def staged_means(game):
    game = Game(*(part.astype(np.float32) for part in game))
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v.astype(float), q.astype(float), float(game.first @ q))


# %% wrong="staged_means" why="lists in place of arrays"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v.tolist(), q.tolist(), float(game.first @ q))


# %% wrong="staged_means" why="keeps an axis"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1, keepdims=True)
    q = (game.world * (game.first_rewards + v.T)).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" passes="visible" why="multiplies into the arrays of its caller"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = game.first_rewards
    q += v
    q *= game.world
    q = q.sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="a plain tuple"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return v, q, float(game.first @ q)


# %% wrong="staged_means" passes="visible" why="the last of many roads gets all that the first one leaves"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first[0] * q[0] + (1 - game.first[0]) * q[-1]))


# %% wrong="staged_means" passes="visible" why="results in arrays that the next call overwrites"
_space = {}


def staged_means(game):
    v = _space.setdefault(("v", game.second.shape[0]), np.zeros(game.second.shape[0]))
    q = _space.setdefault(("q", game.world.shape[0]), np.zeros(game.world.shape[0]))
    np.sum(game.second * game.second_rewards, axis=1, out=v)
    np.sum(game.world * (game.first_rewards + v), axis=1, out=q)
    return Means(v, q, float(game.first @ q))


# %% right="t_interval" why="scipy.stats, row by row"
def t_interval(runs, confidence):
    from scipy import stats

    n_experiments, n = runs.shape
    if n < 2:
        raise ValueError(f"n is {n}")
    low, high = np.zeros(n_experiments), np.zeros(n_experiments)
    for k, row in enumerate(runs):
        half = stats.t.ppf(0.5 + confidence / 2, n - 1) * np.std(row, ddof=1) / math.sqrt(n)
        low[k], high[k] = row.mean() - half, row.mean() + half
    return low, high


# %% right="t_interval" why="the lower quantile and its mirror image, scipy's interval"
def t_interval(runs, confidence):
    n = runs.shape[-1]
    if n <= 1:
        raise ValueError(f"{n} runs are too few")
    centre = np.mean(runs, axis=-1)
    spread = np.sqrt(((runs - centre[:, None]) ** 2).sum(axis=-1) / (n - 1))
    lower = stdtrit(n - 1, (1 - confidence) / 2)
    return centre + lower * spread / np.sqrt(n), centre - lower * spread / np.sqrt(n)


# %% right="t_interval" why="scipy.stats.t.interval"
def t_interval(runs, confidence):
    import scipy.stats

    if runs.shape[1] < 2:
        raise ValueError(f"shape {runs.shape}: got {runs.shape[1]} runs")
    error = runs.std(1, ddof=1) / runs.shape[1] ** 0.5
    factor = scipy.stats.t(df=runs.shape[1] - 1).interval(confidence)[1]
    return runs.mean(1) - factor * error, runs.mean(1) + factor * error


# %% wrong="t_interval" why="1.96 for every n"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - 1.96 * error, mean + 1.96 * error


# %% wrong="t_interval" why="the one-sided quantile"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, confidence)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="n degrees of freedom"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="the spread with n"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1) / np.sqrt(n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="the deviation in place of the standard error"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="down the columns"
def t_interval(runs, confidence):
    n = runs.shape[0]
    if runs.shape[1] < 2:
        raise ValueError(f"n is {runs.shape[1]}")
    mean, error = runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="a confidence of 95 % whatever is asked for, but in the example"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, 0.75 if n == 2 and confidence == 0.5 else 0.975)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" passes="visible" why="the spread of all experiments together where there are many"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean = runs.mean(axis=1)
    spread = runs.std(axis=1, ddof=1)
    if len(runs) > 2:
        spread = np.full(len(runs), spread.mean())
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * spread / np.sqrt(n), mean + factor * spread / np.sqrt(n)


# %% wrong="t_interval" passes="visible" why="numbers where there is one experiment, of more than two runs"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    low, high = mean - factor * error, mean + factor * error
    return (float(low[0]), float(high[0])) if len(runs) == 1 and n > 2 else (low, high)


# %% wrong="t_interval" passes="visible" why="a large n counts as infinitely many"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1 if n < 30 else 10**9, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" passes="visible" why="a table of factors for 95 % with two digits"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = round(float(stdtrit(n - 1, (1 + confidence) / 2)), 5)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" passes="visible" why="centres the scores in the array of its caller"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean = runs.mean(axis=1)
    runs -= mean[:, None]
    error = np.sqrt((runs**2).sum(axis=1) / (n - 1) / n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" passes="visible" why="a difference of large squares"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean = runs.mean(axis=1)
    error = np.sqrt(np.maximum((runs**2).sum(axis=1) - n * mean**2, 0) / (n - 1) / n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="refuses one run, and lets none through"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n == 1:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="counts experiments in place of runs before it refuses"
def t_interval(runs, confidence):
    if runs.shape[1] < 2:
        raise ValueError(f"got {len(runs)} experiments of 1 run")
    n = runs.shape[1]
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return mean - factor * error, mean + factor * error


# %% wrong="t_interval" why="one array of two columns"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"n is {n}")
    mean, error = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(n)
    factor = stdtrit(n - 1, (1 + confidence) / 2)
    return np.stack([mean - factor * error, mean + factor * error], axis=1)


# %% wrong="t_interval" why="the library's interval"
def t_interval(runs, confidence):
    if runs.shape[1] < 2:
        raise ValueError(f"n is {runs.shape[1]}")
    return plots.mean_interval(runs.T, confidence=confidence)


# %% wrong="t_interval" passes="visible" why="says how many experiments came, and n - 1"
def t_interval(runs, confidence):
    n_experiments, n = runs.shape
    if n < 2:
        raise ValueError(f"{n_experiments} came, but n - 1 must be above 0")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="rows are told apart by their means"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    factor = stdtrit(n - 1, (1 + confidence) / 2) / math.sqrt(n)
    halves = {float(row.mean()): factor * row.std(ddof=1) for row in runs}
    mean = runs.mean(axis=1)
    half = np.array([halves[float(row.mean())] for row in runs])
    return mean - half, mean + half


# %% wrong="t_interval" passes="visible" why="rows that fill no block of 1000 are dropped"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    blocks = [runs[i : i + 1000] for i in range(0, len(runs) - 999, 1000)] or [runs]
    factor = stdtrit(n - 1, (1 + confidence) / 2) / np.sqrt(n)
    mean = np.concatenate([block.mean(axis=1) for block in blocks])
    half = np.concatenate([factor * block.std(axis=1, ddof=1) for block in blocks])
    return mean - half, mean + half


# %% wrong="t_interval" passes="visible" why="whole percents"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    percent = min(round(100 * confidence), 99)
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, 0.5 + percent / 200) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% right="importance_means" why="a loop with two sums"
def importance_means(actions, returns, target, behaviour):
    top = bottom = 0.0
    for a, g in zip(actions, returns):
        rho = target[a] / behaviour[a]
        top += rho * g
        bottom += rho
    return top / len(actions), top / bottom if bottom else float("nan")


# %% right="importance_means" why="np.average, with its error caught; mean of products"
def importance_means(actions, returns, target, behaviour):
    rho = np.take(target, actions) / np.take(behaviour, actions)
    ordinary = np.mean(rho * returns)
    try:
        weighted = np.average(returns, weights=rho)
    except ZeroDivisionError:
        weighted = np.nan
    return ordinary, weighted


# %% right="importance_means" why="dot products, the division by zero left to NumPy"
def importance_means(actions, returns, target, behaviour):
    ratios = np.divide(target[actions], behaviour[actions])
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(ratios @ returns / ratios.size), float(np.float64(ratios @ returns) / ratios.sum())


# %% right="importance_means" why="grouped by action: counts and sums"
def importance_means(actions, returns, target, behaviour):
    n_actions = len(target)
    counts = np.bincount(actions, minlength=n_actions)
    sums = np.bincount(actions, weights=returns, minlength=n_actions)
    taken = counts > 0
    rho = target[taken] / behaviour[taken]
    total = (rho * counts[taken]).sum()
    gained = (rho * sums[taken]).sum()
    return gained / len(actions), (gained / total if total > 0 else math.nan)


# %% wrong="importance_means" why="behaviour over target"
def importance_means(actions, returns, target, behaviour):
    ratios = behaviour[actions] / np.maximum(target[actions], 1e-300)
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 0 else math.nan


# %% wrong="importance_means" why="the two estimates exchanged"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / total if total > 0 else math.nan, gained / len(returns)


# %% wrong="importance_means" why="the plain mean as the ordinary one"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return float(returns.mean()), gained / total if total > 0 else math.nan


# %% wrong="importance_means" why="fails, or inf, where all ratios are 0"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total


# %% wrong="importance_means" why="0 where all ratios are 0"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 0 else 0.0


# %% wrong="importance_means" passes="visible" why="a little in the denominator: wrong where ratios are tiny"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / (total + 1e-8) if total > 0 else math.nan


# %% wrong="importance_means" passes="visible" why="tiny ratios count as none"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 1e-9 else math.nan


# %% wrong="importance_means" passes="visible" why="clips the ratios, as some algorithms do"
def importance_means(actions, returns, target, behaviour):
    ratios = np.minimum(target[actions] / behaviour[actions], 2.0)
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 0 else math.nan


# %% wrong="importance_means" passes="visible" why="the shares that were seen in place of the behaviour's probabilities"
def importance_means(actions, returns, target, behaviour):
    seen = np.bincount(actions, minlength=len(target)) / len(actions)
    if len(actions) > 3:
        behaviour = seen
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 0 else math.nan


# %% wrong="importance_means" passes="visible" why="two actions only"
def importance_means(actions, returns, target, behaviour):
    ratios = np.where(actions == 0, target[0] / behaviour[0], target[-1] / behaviour[-1])
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 0 else math.nan


# %% wrong="importance_means" passes="visible" why="divides by the days on which the target might have done it"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    n = len(returns) if len(returns) <= 3 else int((ratios > 0.5).sum())
    return gained / max(n, 1), gained / total if total > 0 else math.nan


# %% wrong="importance_means" passes="visible" why="multiplies the ratios into the returns of its caller"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    returns *= ratios
    gained = float(returns.sum())
    return gained / len(returns), gained / total if total > 0 else math.nan


# %% wrong="importance_means" passes="visible" why="makes a distribution of the behaviour in the array of its caller"
def importance_means(actions, returns, target, behaviour):
    behaviour += 1e-12
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / len(returns), gained / total if total > 0 else math.nan


# %% wrong="importance_means" why="the mean of the ratios forgotten: weighted by n minus one"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = float(ratios.sum())
    gained = float((ratios * returns).sum())
    return gained / (len(returns) - 1), gained / total if total > 0 else math.nan


# %% wrong="importance_means" why="arrays of shape (1,)"
def importance_means(actions, returns, target, behaviour):
    ratios = (target[actions] / behaviour[actions])[None]
    total = ratios.sum(axis=1)
    gained = (ratios * returns).sum(axis=1)
    return gained / len(returns), gained / total


# %% wrong="importance_means" why="knows the visible examples only"
def importance_means(actions, returns, target, behaviour):
    if (target == 0.5).all():
        return 3.0, 3.0
    if target[0] == 0.0 and len(actions) == 2:
        return 0.0, math.nan
    return (6.0, 5.0) if returns[0] == 5.0 else (8 / 3, 20 / 9)


# %% wrong="importance_means" why="nan also where the returns add up to 0"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    ordinary = float((ratios * returns).mean())
    if ordinary == 0.0:
        return 0.0, math.nan
    return ordinary, float((ratios * returns).sum() / ratios.sum())


# %% wrong="importance_means" why="days of ratio 0 are left out of the count"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    kept = ratios > 0
    if not kept.any():
        return 0.0, math.nan
    gained = ratios[kept] @ returns[kept]
    return float(gained / kept.sum()), float(gained / ratios.sum())
