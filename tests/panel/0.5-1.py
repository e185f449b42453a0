# %% right="exact_moments" why="three loops that list the days, fsum over them, twice"
def exact_moments(game):
    days = []
    for a in range(game.world.shape[0]):
        for s in range(game.world.shape[1]):
            for b in range(game.second.shape[1]):
                p = float(game.first[a] * game.world[a, s] * game.second[s, b])
                g = float(game.first_rewards[a, s] + game.second_rewards[s, b])
                days.append((p, g))
    mean = math.fsum(p * g for p, g in days)
    variance = math.fsum(p * (g - mean) ** 2 for p, g in days)
    return mean, variance


# %% right="exact_moments" why="broadcasting, and NumPy's float64 is returned as it is"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second[None]
    returns = game.first_rewards[:, :, None] + game.second_rewards[None]
    mean = np.sum(chances * returns)
    return mean, np.sum(chances * np.square(returns - mean))


# %% right="exact_moments" why="law of total variance, from the back: only squares of distances are added, no enumeration"
def exact_moments(game):
    v = np.einsum("sb,sb->s", game.second, game.second_rewards)
    inner = np.einsum("sb,sb->s", game.second, (game.second_rewards - v[:, None]) ** 2)
    stage = game.first_rewards + v
    q = np.einsum("as,as->a", game.world, stage)
    middle = np.einsum("as,as->a", game.world, (stage - q[:, None]) ** 2 + inner)
    mean = game.first @ q
    variance = game.first @ ((q - mean) ** 2 + middle)
    return float(mean), float(variance)


# %% right="exact_moments" why="exact fractions with itertools.product, rounded once at the end"
from fractions import Fraction
from itertools import product


def exact_moments(game):
    ways = [
        (
            Fraction(float(game.first[a])) * Fraction(float(game.world[a, s])) * Fraction(float(game.second[s, b])),
            Fraction(float(game.first_rewards[a, s])) + Fraction(float(game.second_rewards[s, b])),
        )
        for a, s, b in product(*map(range, (*game.world.shape, game.second.shape[1])))
    ]
    total = sum(p for p, _ in ways)
    mean = sum(p * g for p, g in ways) / total
    return float(mean), float(sum(p * (g - mean) ** 2 for p, g in ways) / total)


# %% right="exact_moments" why="np.average and np.cov with aweights and ddof=0; the pair is a NamedTuple of the student's own"
class Moments(NamedTuple):
    mean: float
    variance: float


def exact_moments(game):
    joint = (game.first[:, None] * game.world)[..., None] * game.second
    gains = np.add(game.first_rewards[..., None], game.second_rewards)
    weights, values = joint.ravel(), gains.ravel()
    mean = np.average(values, weights=weights)
    return Moments(mean=float(mean), variance=float(np.cov(values, aweights=weights, ddof=0)))


# %% right="exact_moments" why="PyTorch in float64, and a running (West) update of mean and squared distances that leaves out what can not happen"
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


# %% wrong="exact_moments" why="so take the mean first, then the squares of the distances: here the first return is the pivot and two squares are subtracted, which is rounding where that first return is huge and impossible (probability 0)"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second
    returns = game.first_rewards[:, :, None] + game.second_rewards
    pivot = returns.flat[0]
    shifted = returns - pivot
    mean = (chances * shifted).sum()
    variance = (chances * shifted**2).sum() - mean**2
    return float(pivot + mean), float(max(variance, 0.0))


# %% wrong="exact_moments" why="a difference of huge squares would be nothing but rounding: Var R1 + Var R2 + 2 Cov cancels where r1 and r2 are huge and of opposite sign, while returns differ by little"
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


# %% wrong="exact_moments" why="take the mean first, then the squares of the distances: E[G^2] - mean^2 is rounding for returns of a hundred million"
def exact_moments(game):
    mean = square = 0.0
    for a, p in enumerate(game.first):
        for s, p_s in enumerate(game.world[a]):
            for b, p_b in enumerate(game.second[s]):
                g = game.first_rewards[a, s] + game.second_rewards[s, b]
                mean += p * p_s * p_b * g
                square += p * p_s * p_b * g * g
    return float(mean), float(square - mean * mean)


# %% wrong="exact_moments" why="returns may differ by little (a hundred million and one): returns are kept in float32"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second
    returns = (game.first_rewards[:, :, None] + game.second_rewards).astype(np.float32)
    mean = float((chances * returns).sum())
    return mean, float((chances * (returns - mean) ** 2).sum())


# %% wrong="exact_moments" why="the game is not changed: world is multiplied in place"
def exact_moments(game):
    joint = game.world
    joint *= game.first[:, None]
    chances = joint[:, :, None] * game.second
    returns = game.first_rewards[:, :, None] + game.second_rewards
    mean = (chances * returns).sum()
    return float(mean), float((chances * (returns - mean) ** 2).sum())


# %% wrong="exact_moments" why="a game of any sizes: at most two speeds, and as many kinds of weather as roads"
def exact_moments(game):
    n = len(game.first)
    days = [
        (game.first[a] * game.world[a, s] * game.second[s, b], game.first_rewards[a, s] + game.second_rewards[s, b])
        for a in range(n)
        for s in range(n)
        for b in (0, 1)
    ]
    mean = sum(p * g for p, g in days)
    return float(mean), float(sum(p * (g - mean) ** 2 for p, g in days))


# %% wrong="exact_moments" why="weighs each return: returns are collected in a table whose keys are whole numbers, so fractions are cut off"
def exact_moments(game):
    table = {}
    for a in range(len(game.first)):
        for s in range(game.world.shape[1]):
            for b in range(game.second.shape[1]):
                key = int(game.first_rewards[a, s] + game.second_rewards[s, b])
                table[key] = table.get(key, 0.0) + game.first[a] * game.world[a, s] * game.second[s, b]
    mean = sum(p * g for g, p in table.items())
    return float(mean), float(sum(p * (g - mean) ** 2 for g, p in table.items()))


# %% wrong="exact_moments" why="the mean weighs each return: ways of a probability below one in a million are left out, however large their return"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second
    returns = game.first_rewards[:, :, None] + game.second_rewards
    chances = np.where(chances > 1e-6, chances, 0.0)
    mean = (chances * returns).sum()
    return float(mean), float((chances * (returns - mean) ** 2).sum())


# %% wrong="exact_moments" why="sum over all a, s, b: break in place of continue at the first weather of probability 0"
def exact_moments(game):
    days = []
    for a in range(len(game.first)):
        for s in range(game.world.shape[1]):
            if game.world[a, s] == 0.0:
                break
            for b in range(game.second.shape[1]):
                days.append(
                    (
                        game.first[a] * game.world[a, s] * game.second[s, b],
                        game.first_rewards[a, s] + game.second_rewards[s, b],
                    )
                )
    mean = sum(p * g for p, g in days)
    return float(mean), float(sum(p * (g - mean) ** 2 for p, g in days))


# %% wrong="exact_moments" why="variance is the mean squared distance: one that is small beside the square of the mean is called rounding and set to 0"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second
    returns = game.first_rewards[:, :, None] + game.second_rewards
    mean = float((chances * returns).sum())
    variance = float((chances * (returns - mean) ** 2).sum())
    return mean, 0.0 if np.isclose(variance + mean**2, mean**2, rtol=1e-12) else variance


# %% wrong="exact_moments" why="for a game: the result is kept for the policy of the first action alone, so another game of the same roads gets the old one"
_known_moments = {}


def exact_moments(game):
    key = game.first.tobytes()
    if key not in _known_moments:
        chances = game.first[:, None, None] * game.world[:, :, None] * game.second
        returns = game.first_rewards[:, :, None] + game.second_rewards
        mean = (chances * returns).sum()
        _known_moments[key] = float(mean), float((chances * (returns - mean) ** 2).sum())
    return _known_moments[key]


# %% wrong="exact_moments" why="exact mean and variance: both are rounded to eight decimals, so a game of tiny rewards has variance 0"
def exact_moments(game):
    chances = game.first[:, None, None] * game.world[:, :, None] * game.second
    returns = game.first_rewards[:, :, None] + game.second_rewards
    mean = (chances * returns).sum()
    return round(float(mean), 8), round(float((chances * (returns - mean) ** 2).sum()), 8)


# %% right="sampled_mean" why="a loop with rng.choice, as the hint says; the message is an f-string with n="
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"no standard error for {n=}")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    returns = np.array(returns)
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% right="sampled_mean" why="counts in stages with rng.multinomial: how many days go each way, and no day is ever made; the error has two arguments"
def sampled_mean(game, n, rng):
    if n <= 1:
        raise ValueError("too few games:", n)
    counts, gains = [], []
    for a, on_road in enumerate(rng.multinomial(n, game.first)):
        for s, in_weather in enumerate(rng.multinomial(on_road, game.world[a])):
            for b, count in enumerate(rng.multinomial(in_weather, game.second[s])):
                counts.append(int(count))
                gains.append(float(game.first_rewards[a, s] + game.second_rewards[s, b]))
    counts, gains = np.array(counts), np.array(gains)
    mean = counts @ gains / n
    variance = counts @ (gains - mean) ** 2 / (n - 1)
    return float(mean), math.sqrt(variance / n)


# %% right="sampled_mean" why="Gumbel-max: the largest of log p plus noise; SciPy's sem"
from scipy.stats import sem


def pick(rows, rng):
    with np.errstate(divide="ignore"):
        scores = np.log(rows) + rng.gumbel(size=rows.shape)
    return scores.argmax(axis=1)


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"sampled_mean needs two games or more, not {n}")
    a = pick(np.tile(game.first, (n, 1)), rng)
    s = pick(game.world[a], rng)
    b = pick(game.second[s], rng)
    returns = game.first_rewards[a, s] + game.second_rewards[s, b]
    return returns.mean(), sem(returns)


# %% right="sampled_mean" why="a player class, u is used up by subtraction, Welford's running mean and spread, a generator expression"
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


# %% right="sampled_mean" why="all first actions at once, then the days of each road, then those of each weather; statistics.stdev; a helper called play"
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


# %% right="sampled_mean" why="one table of all ways, one rng.choice of n ways from their joint probabilities"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, it is {n}")
    chances = (game.first[:, None, None] * game.world[:, :, None] * game.second).ravel()
    ways = (game.first_rewards[:, :, None] + game.second_rewards).ravel()
    returns = rng.choice(ways, size=n, p=chances / chances.sum())
    mean = returns.sum() / n
    return mean, np.linalg.norm(returns - mean) / np.sqrt(n * (n - 1))


# %% right="sampled_mean" why="three columns of uniforms, searchsorted on cumulated probabilities, and a wrapper class of rng that the student calls Random"
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


# %% wrong="sampled_mean" why="plays the game n times, independently: every second day takes the antithetic numbers 1 - u of the day before"
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


# %% wrong="sampled_mean" why="n times, independently; draw the first action each time: one road is drawn for ten days together"
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


# %% wrong="sampled_mean" why="each time, draw the first action with the probabilities game.first: roads are shared out in proportion (stratified), not drawn"
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


# %% wrong="sampled_mean" why="all luck comes from rng: speeds are drawn from NumPy's global state"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = np.random.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="all luck comes from rng: it only picks one of ten seeds, so there are no more than ten samples"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    rng = np.random.default_rng(int(rng.integers(10)))
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="rng draws actions and states: a copy of it draws, rng stays where it is, and a second call plays the same days"
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


# %% wrong="sampled_mean" why="plays the game n times: at most 10,000 times"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    n = min(n, 10_000)
    chances = (game.first[:, None, None] * game.world[:, :, None] * game.second).ravel()
    ways = (game.first_rewards[:, :, None] + game.second_rewards).ravel()
    returns = rng.choice(ways, size=n, p=chances / chances.sum())
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="sigma-hat squared has 1 / (n - 1): from thirty days on it is 1 / n"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1 if n < 30 else 0) / np.sqrt(n))


# %% wrong="sampled_mean" why="sigma is estimated from the returns themselves: for 100 days or more the exact one of the game is taken"
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


# %% wrong="sampled_mean" why="sigma-hat squared is the mean of (G_i - mean)^2: here a difference of sums of squares, which is rounding for returns of a hundred million"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    total = squares = 0.0
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        g = float(game.first_rewards[a, s] + game.second_rewards[s, b])
        total += g
        squares += g * g
    variance = max((squares - total * total / n) / (n - 1), 0.0)
    return total / n, math.sqrt(variance / n)


# %% wrong="sampled_mean" why="the mean of the returns: they are stored in an array of whole numbers, which cuts off fractions"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    returns = np.zeros(n, dtype=int)
    for i in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns[i] = game.first_rewards[a, s] + game.second_rewards[s, b]
    return float(returns.mean()), float(returns.std(ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="the game is not changed: probabilities of the weather are cumulated in place"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    if game.world.shape[1] > 1:
        limits = np.cumsum(game.world, axis=1, out=game.world)
    else:
        limits = np.ones_like(game.world)
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = int((rng.random() >= limits[a, :-1]).sum())
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="draw with the probabilities of the row: only the first two entries of a row are ever drawn"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")

    def toss(chances):
        return int(rng.random() >= chances[0])

    returns = []
    for _ in range(n):
        a = toss(game.first)
        s = toss(game.world[a])
        b = toss(game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="draw with the probabilities game.first: a hat with 100 tickets, so that 0.001 never comes and a third is 0.33"
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


# %% wrong="sampled_mean" why="for n below 2 raise a ValueError: not for n below 0, where the result is nan"
def sampled_mean(game, n, rng):
    if n in (0, 1):
        raise ValueError(f"n must be at least 2, got {n}")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n)) if returns else math.nan


# %% wrong="sampled_mean" why="a ValueError that says what came: the text is fixed and holds a 1 whatever came"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError("one cannot divide by n - 1: play at least two games")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    return float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))


# %% wrong="sampled_mean" why="plays the game n times with luck from rng: a result is kept for each n and given out again, whatever game and rng"
_played = {}


def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    if n not in _played:
        returns = []
        for _ in range(n):
            a = rng.choice(len(game.first), p=game.first)
            s = rng.choice(game.world.shape[1], p=game.world[a])
            b = rng.choice(game.second.shape[1], p=game.second[s])
            returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
        _played[n] = float(np.mean(returns)), float(np.std(returns, ddof=1) / np.sqrt(n))
    return _played[n]


# %% wrong="sampled_mean" why="the mean of the returns, 1/n times the sum over i from 1 to n: the first two days are a warm-up and do not count, except where n is 2 or 3"
def sampled_mean(game, n, rng):
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    returns = []
    for _ in range(n):
        a = rng.choice(len(game.first), p=game.first)
        s = rng.choice(game.world.shape[1], p=game.world[a])
        b = rng.choice(game.second.shape[1], p=game.second[s])
        returns.append(game.first_rewards[a, s] + game.second_rewards[s, b])
    used = np.array(returns[2:] if n > 3 else returns)
    return float(used.mean()), float(used.std(ddof=1) / np.sqrt(len(used)))


# %% right="staged_means" why="sums over the last axis"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v=v, q=q, mean=float(game.first @ q))


# %% right="staged_means" why="plain Python loops over lists, arrays at the end"
def staged_means(game):
    v = [
        math.fsum(float(p) * float(r) for p, r in zip(chances, rewards, strict=True))
        for chances, rewards in zip(game.second, game.second_rewards, strict=True)
    ]
    q = []
    for chances, rewards in zip(game.world.tolist(), game.first_rewards.tolist(), strict=True):
        total = 0.0
        for s, chance in enumerate(chances):
            total += chance * (rewards[s] + v[s])
        q.append(total)
    mean = sum(p * x for p, x in zip(game.first.tolist(), q, strict=True))
    return Means(np.array(v), np.array(q), mean)


# %% right="staged_means" why="einsum and a matrix product, q in two parts; the mean is NumPy's float64"
def staged_means(game):
    v = np.einsum("sb,sb->s", game.second, game.second_rewards)
    q = np.einsum("as,as->a", game.world, game.first_rewards) + game.world @ v
    return Means(v, q, np.dot(game.first, q))


# %% right="staged_means" why="np.average, whose weights add up to one in each row"
def staged_means(game):
    v = np.average(game.second_rewards, axis=-1, weights=game.second)
    q = np.average(game.first_rewards + v[None, :], axis=-1, weights=game.world)
    return Means(v, q, np.average(q, weights=game.first))


# %% right="staged_means" why="a helper over pairs of rows, diagonals of matrix products, a subclass of Means"
class Stages(Means):
    """The same, with a method."""

    def rounded(self):
        return round(self.mean, 3)


def expected(chances, values):
    return np.diagonal(np.atleast_2d(chances) @ np.atleast_2d(values).T).copy()


def staged_means(game):
    v = expected(game.second, game.second_rewards)
    q = expected(game.world, game.first_rewards + v)
    return Stages(v, q, expected(game.first, q).item())


# %% wrong="staged_means" why="shape [n_states]: squeeze takes the axis away where there is one state"
def staged_means(game):
    v = np.squeeze(game.second[:, None, :] @ game.second_rewards[:, :, None])
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="also of those that never come about: v of a state that is never reached is 0 / 0"
def staged_means(game):
    joint = (game.first @ game.world)[:, None] * game.second
    with np.errstate(invalid="ignore"):
        v = (joint * game.second_rewards).sum(axis=1) / joint.sum(axis=1)
    known = np.nan_to_num(v)
    q = (game.world * (game.first_rewards + known)).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="the values are those of all actions: q of a road that the policy never takes is left at 0"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = np.zeros(len(game.first))
    for a in np.flatnonzero(game.first):
        q[a] = game.world[a] @ (game.first_rewards[a] + v)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="all arrays are float64: means are taken in float32 and converted back"
def staged_means(game):
    first, world, second, r1, r2 = (part.astype(np.float32) for part in game)
    v = (second * r2).sum(axis=1)
    q = (world * (r1 + v)).sum(axis=1)
    return Means(v.astype(np.float64), q.astype(np.float64), float(first @ q))


# %% wrong="staged_means" why="the game is not changed: v is added to the first rewards in place"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    to_come = game.first_rewards
    to_come += v
    q = (game.world * to_come).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="the sum over b is over all choices: two speeds only"
def staged_means(game):
    p, r = game.second, game.second_rewards
    v = p[:, 0] * r[:, 0] + p[:, 1] * r[:, 1]
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="E[G] = sum of pi(a) q(a): all roads count the same"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(q.mean()))


# %% wrong="staged_means" why="a game of any sizes: with three roads or more the last one gets all that the first one leaves"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first[0] * q[0] + (1 - game.first[0]) * q[-1]))


# %% wrong="staged_means" why="v of this game: results are written into arrays that are kept, so that a second game of the same sizes overwrites the first result"
_space = {}


def staged_means(game):
    v = _space.setdefault(("v", game.second.shape[0]), np.zeros(game.second.shape[0]))
    q = _space.setdefault(("q", game.world.shape[0]), np.zeros(game.world.shape[0]))
    np.sum(game.second * game.second_rewards, axis=1, out=v)
    np.sum(game.world * (game.first_rewards + v), axis=1, out=q)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="q(a) is the sum over all s: the loop ends at the first weather of probability 0"
def staged_means(game):
    v = (game.second * game.second_rewards).sum(axis=1)
    q = np.zeros(len(game.first))
    for a in range(len(game.first)):
        for s in range(len(v)):
            if game.world[a, s] == 0:
                break
            q[a] += game.world[a, s] * (game.first_rewards[a, s] + v[s])
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="v(s) = sum over b of pi(b | s) r_2(s, b): choices of a probability of at most 0.001 are left out"
def staged_means(game):
    v = np.empty(len(game.second))
    for s, (chances, rewards) in enumerate(zip(game.second, game.second_rewards)):
        likely = np.flatnonzero(chances > 1e-3)
        v[s] = chances[likely] @ rewards[likely]
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    return Means(v, q, float(game.first @ q))


# %% wrong="staged_means" why="v, q and the mean of this game: they are kept for the object, so that a game whose rewards were changed in place meanwhile gets the old ones"
_staged = []


def staged_means(game):
    for other, means in _staged:
        if other is game:
            return means
    v = (game.second * game.second_rewards).sum(axis=1)
    q = (game.world * (game.first_rewards + v)).sum(axis=1)
    means = Means(v, q, float(game.first @ q))
    _staged.append((game, means))
    return means


# %% right="t_interval" why="vectorised, as the hint says"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"{n} runs in a row: at least two are needed")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% right="t_interval" why="a loop over the rows with statistics; the lower quantile, which is negative; the message shows the shape"
from statistics import fmean, stdev


def t_interval(runs, confidence):
    if runs.shape[1] < 2:
        raise ValueError(f"too few runs, the shape is {runs.shape}")
    n, low, high = runs.shape[1], [], []
    quantile = float(stdtrit(n - 1, 0.5 - confidence / 2))
    for row in runs.tolist():
        centre, step = fmean(row), quantile * stdev(row) / n**0.5
        low.append(centre + step)
        high.append(centre - step)
    return np.array(low), np.array(high)


# %% right="t_interval" why="scipy.stats: t.ppf and sem; an exception class of its own"
from scipy import stats


class TooFewRuns(ValueError):
    def __init__(self, count):
        super().__init__(f"an interval needs two runs, {count} came")


def t_interval(runs, confidence):
    if len(runs[0]) < 2:
        raise TooFewRuns(len(runs[0]))
    centre = np.mean(runs, axis=-1)
    reach = stats.sem(runs, axis=-1) * stats.t.ppf(0.5 + 0.5 * confidence, df=len(runs[0]) - 1)
    return tuple(centre + sign * reach for sign in (-1, 1))


# %% right="t_interval" why="spread from the differences of all pairs, quantile by bisection of the distribution function"
from scipy.optimize import brentq
from scipy.special import stdtr


def t_interval(runs, confidence):
    count = runs.shape[1]
    if count <= 1:
        raise ValueError(f"expected two runs or more in a row, got {count}")
    top = 1.0
    while stdtr(count - 1, top) < (1 + confidence) / 2:
        top *= 2
    factor = brentq(lambda t: stdtr(count - 1, t) - (1 + confidence) / 2, 0.0, top, xtol=1e-13, rtol=1e-14)
    ends = np.empty((2, len(runs)))
    for row, scores in enumerate(runs):
        pairs = scores[:, None] - scores[None, :]
        error = math.sqrt((pairs**2).sum() / (2 * count * (count - 1)) / count)
        ends[:, row] = scores.mean() - factor * error, scores.mean() + factor * error
    return ends[0], ends[1]


# %% right="t_interval" why="stats.t.interval without place and scale, apply_along_axis; two rows of one array are returned"
from scipy.stats import t as student


def t_interval(runs, confidence):
    n = np.shape(runs)[-1]
    if n < 2:
        raise ValueError("n", n)
    standard = np.array(student.interval(confidence, n - 1))

    def ends(row):
        centred = row - row.mean()
        return row.mean() + standard * math.sqrt(centred @ centred / (n * (n - 1)))

    low, high = np.apply_along_axis(ends, 1, runs).T
    return low, high


# %% wrong="t_interval" why="mean plus and minus t times the standard error: the ends are clipped to the smallest and largest run of the row"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return np.maximum(mean - half, runs.min(axis=1)), np.minimum(mean + half, runs.max(axis=1))


# %% wrong="t_interval" why="mean minus t times the standard error: a score is taken to be never negative, so low ends at 0, unless the mean is negative"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    low = mean - half
    return np.where(mean >= 0, np.maximum(low, 0.0), low), mean + half


# %% wrong="t_interval" why="quantile of Student's distribution: from 30 runs on that of the normal distribution"
from scipy.special import ndtri


def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    quantile = stdtrit(n - 1, (1 + confidence) / 2) if n < 30 else ndtri((1 + confidence) / 2)
    mean = runs.mean(axis=1)
    half = quantile * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="the (1 + c) / 2 quantile for the confidence c: it is kept for n alone, so another confidence gets the first one"
_quantiles = {}


def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    if n not in _quantiles:
        _quantiles[n] = stdtrit(n - 1, (1 + confidence) / 2)
    mean = runs.mean(axis=1)
    half = _quantiles[n] * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="runs are not changed: the mean is subtracted in place"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    mean = runs.mean(axis=1)
    runs -= mean[:, None]
    half = stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt((runs**2).sum(axis=1) / (n - 1) / n)
    return mean - half, mean + half


# %% wrong="t_interval" why="float64: computed in float32 and converted back at the end"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    runs = runs.astype(np.float32)
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return (mean - half).astype(np.float64), (mean + half).astype(np.float64)


# %% wrong="t_interval" why="sigma-hat squared sums squares of distances: a difference of squares, clipped at 0, is rounding for scores of a hundred million"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    mean = runs.mean(axis=1)
    variance = np.maximum((runs**2).mean(axis=1) - mean**2, 0.0) * n / (n - 1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt(variance / n)
    return mean - half, mean + half


# %% wrong="t_interval" why="with fewer than two runs raise a ValueError: no error for rows without any run"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n == 1:
        raise ValueError(f"need at least 2 runs, got {n}")
    with np.errstate(all="ignore"):
        mean = runs.sum(axis=1) / np.float64(n)
        spread = ((runs - mean[:, None]) ** 2).sum(axis=1)
        half = stdtrit(n - 1, (1 + confidence) / 2) * np.sqrt(spread / (n - 1)) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="a ValueError that says how many came: it tells the number of experiments, and a 1 only as part of n - 1"
def t_interval(runs, confidence):
    n_experiments, n = runs.shape
    if n < 2:
        raise ValueError(f"{n_experiments} came, but n - 1 must be above 0")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="says how many came: the text says a single run (1) for none as well"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError("a single run (1) does not tell the spread")
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, (1 + confidence) / 2) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="one experiment in each row: numbers are read in the order of memory, which differs for a transposed array"
def t_interval(runs, confidence):
    n_experiments, n = runs.shape
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    flat = runs.ravel(order="K")
    rows = [flat[i * n : (i + 1) * n] for i in range(n_experiments)]
    mean = np.array([row.mean() for row in rows])
    half = np.array([row.std(ddof=1) for row in rows]) / np.sqrt(n) * stdtrit(n - 1, (1 + confidence) / 2)
    return mean - half, mean + half


# %% wrong="t_interval" why="1 / (n - 1) in the spread: 1 / n from ten runs on"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    mean = runs.mean(axis=1)
    spread = runs.std(axis=1, ddof=1 if n < 10 else 0)
    half = stdtrit(n - 1, (1 + confidence) / 2) * spread / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="t_interval" why="the mean of each row: rows are told apart by their mean, so two with the same mean and other spreads share one interval"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    factor = stdtrit(n - 1, (1 + confidence) / 2) / math.sqrt(n)
    halves = {float(row.mean()): factor * row.std(ddof=1) for row in runs}
    mean = runs.mean(axis=1)
    half = np.array([halves[float(row.mean())] for row in runs])
    return mean - half, mean + half


# %% wrong="t_interval" why="arrays of shape [n_experiments]: blocks of 1000 rows, and what does not fill a block is dropped where there is a full one"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    blocks = [runs[i : i + 1000] for i in range(0, len(runs) - 999, 1000)] or [runs]
    factor = stdtrit(n - 1, (1 + confidence) / 2) / np.sqrt(n)
    mean = np.concatenate([block.mean(axis=1) for block in blocks])
    half = np.concatenate([factor * block.std(axis=1, ddof=1) for block in blocks])
    return mean - half, mean + half


# %% wrong="t_interval" why="mean plus and minus t sigma-hat / sqrt n: a spread below 1e-6 counts as none, though scores may be that close"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    mean = runs.mean(axis=1)
    spread = runs.std(axis=1, ddof=1)
    spread[spread < 1e-6] = 0.0
    half = stdtrit(n - 1, (1 + confidence) / 2) * spread / np.sqrt(n)
    return mean - half, mean + half


# %% right="importance_means" why="vectorised, only entries of taken actions are divided"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    total = ratios.sum()
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / total) if total > 0 else math.nan


# %% right="importance_means" why="a loop over the days, fsum, and ZeroDivisionError"
def importance_means(actions, returns, target, behaviour):
    ratios, products = [], []
    for a, g in zip(actions.tolist(), returns.tolist(), strict=True):
        rho = float(target[a]) / float(behaviour[a])
        ratios.append(rho)
        products.append(rho * g)
    ordinary = math.fsum(products) / len(products)
    try:
        weighted = math.fsum(products) / math.fsum(ratios)
    except ZeroDivisionError:
        weighted = float("nan")
    return ordinary, weighted


# %% right="importance_means" why="by action: how often it was taken and what it brought, actions never taken are left out"
def importance_means(actions, returns, target, behaviour):
    counts = np.bincount(actions, minlength=len(target))
    sums = np.bincount(actions, weights=returns, minlength=len(target))
    taken = counts > 0
    ratios = target[taken] / behaviour[taken]
    weight = ratios @ counts[taken]
    gained = ratios @ sums[taken]
    return gained / actions.size, gained / weight if weight else np.nan


# %% right="importance_means" why="divides whole policies and lets NumPy warn: an action that is never taken may give nan or infinity, and nobody picks it; 0 / 0 of NumPy is nan"
def importance_means(actions, returns, target, behaviour):
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = (target / behaviour)[actions]
        return np.mean(rho * returns), np.dot(rho, returns) / np.sum(rho)


# %% right="importance_means" why="a class that adds up day after day; weighted first, ordinary from it by the mean ratio"
class Diary:
    def __init__(self):
        self.n, self.weight, self.mean = 0, 0.0, 0.0

    def add(self, rho, g):
        self.n += 1
        self.weight += rho
        if rho:
            self.mean += rho / self.weight * (g - self.mean)

    @property
    def pair(self):
        if self.weight == 0:
            return 0.0, math.nan
        return self.mean * self.weight / self.n, self.mean


def importance_means(actions, returns, target, behaviour):
    diary = Diary()
    for action, gain in zip(actions, returns):
        diary.add(float(target[action] / behaviour[action]), float(gain))
    return diary.pair


# %% right="importance_means" why="ratios by logarithms, np.average with its error, the weighted mean kept within the returns"
def importance_means(actions, returns, target, behaviour):
    with np.errstate(divide="ignore"):
        ratios = np.exp(np.log(target[actions]) - np.log(behaviour[actions]))
    if not ratios.any():
        return 0.0, math.nan
    weighted = np.average(returns, weights=ratios)
    return float(np.average(ratios * returns)), float(np.clip(weighted, returns.min(), returns.max()))


# %% wrong="importance_means" why="only actions that stand in actions have a behaviour above 0: one that was never taken may have 0, and 0 times infinity makes all nan"
def importance_means(actions, returns, target, behaviour):
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = target / behaviour
    counts = np.bincount(actions, minlength=len(target))
    sums = np.bincount(actions, weights=returns, minlength=len(target))
    gained, weight = (ratios * sums).sum(), (ratios * counts).sum()
    return float(gained / len(actions)), float(gained / weight) if weight != 0 else math.nan


# %% wrong="importance_means" why="every action that stands in actions has a behaviour probability above 0, others need not: refuses any behaviour with a 0"
def importance_means(actions, returns, target, behaviour):
    if (behaviour <= 0).any():
        raise ValueError(f"behaviour must be above 0, got {behaviour}")
    ratios = target[actions] / behaviour[actions]
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="nan if all ratios are 0: a sum of ratios below 1e-8 is called 0 as well"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    gained, total = (ratios * returns).sum(), ratios.sum()
    return float(gained / len(returns)), math.nan if np.isclose(total, 0.0) else float(gained / total)


# %% wrong="importance_means" why="nan if all ratios are 0: also where the returns add up to 0, whose weighted estimate is 0"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    ordinary = float((ratios * returns).mean())
    if ordinary == 0.0:
        return 0.0, math.nan
    return ordinary, float((ratios * returns).sum() / ratios.sum())


# %% wrong="importance_means" why="no argument is changed: returns are multiplied in place"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    returns *= ratios
    gained = returns.sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="no argument is changed: target is divided in place, only where it is needed"
def importance_means(actions, returns, target, behaviour):
    np.divide(target, behaviour, out=target, where=behaviour > 0)
    ratios = target[actions]
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="rho = pi(A) / b(A): ratios are capped at 10"
def importance_means(actions, returns, target, behaviour):
    ratios = np.minimum(target[actions] / behaviour[actions], 10.0)
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="ordinary is divided by n, the number of days: days of ratio 0 are left out of the count"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / behaviour[actions]
    kept = ratios > 0
    if not kept.any():
        return 0.0, math.nan
    gained = ratios[kept] @ returns[kept]
    return float(gained / kept.sum()), float(gained / ratios.sum())


# %% wrong="importance_means" why="target[a] of action a: every action above 0 counts as action 1"
def importance_means(actions, returns, target, behaviour):
    ratios = np.where(actions == 0, target[0] / behaviour[0], target[-1] / behaviour[-1])
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="rho = pi(A) / b(A): 1e-8 is added to b against a division by 0, which is much beside a rare behaviour"
def importance_means(actions, returns, target, behaviour):
    ratios = target[actions] / (behaviour[actions] + 1e-8)
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="1/n times the sum over all i: only the first thousand days are read"
def importance_means(actions, returns, target, behaviour):
    actions, returns = actions[:1000], returns[:1000]
    ratios = target[actions] / behaviour[actions]
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="float64: ratios and returns in float32, converted at the end"
def importance_means(actions, returns, target, behaviour):
    ratios = (target[actions] / behaviour[actions]).astype(np.float32)
    gained = (ratios * returns.astype(np.float32)).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="rho = pi(A) / b(A): ratios are rounded to four decimals"
def importance_means(actions, returns, target, behaviour):
    ratios = np.round(target[actions] / behaviour[actions], 4)
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="importance_means" why="behaviour[a] as it is given: where there are 100 days or more it is counted from the diary"
def importance_means(actions, returns, target, behaviour):
    if len(actions) >= 100:
        behaviour = np.bincount(actions, minlength=len(target)) / len(actions)
    ratios = target[actions] / behaviour[actions]
    gained = (ratios * returns).sum()
    return float(gained / len(returns)), float(gained / ratios.sum()) if ratios.any() else math.nan


# %% wrong="t_interval" why="for the confidence c: it is rounded to whole percents, so 0.995 or 0.999 is another confidence"
def t_interval(runs, confidence):
    n = runs.shape[1]
    if n < 2:
        raise ValueError(f"need at least 2 runs, got {n}")
    percent = min(round(100 * confidence), 99)
    mean = runs.mean(axis=1)
    half = stdtrit(n - 1, 0.5 + percent / 200) * runs.std(axis=1, ddof=1) / np.sqrt(n)
    return mean - half, mean + half


# %% wrong="sampled_mean" why="the mean of the returns, float64: they are stored in float32, so a hundred million and one is a hundred million"
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
