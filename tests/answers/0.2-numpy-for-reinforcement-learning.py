# The bank of 0.2: right answers get every point, wrong ones lose the hidden test.

# %% right="discounted_return" why="a sum of products"
def discounted_return(rewards, gamma):
    weights = np.power(float(gamma), np.arange(rewards.size))
    return (rewards * weights).sum()


# %% right="discounted_return" why="running products of gamma, as float64 from the start"
def discounted_return(rewards, gamma):
    factors = np.full(len(rewards), gamma, dtype=np.float64)
    factors[:1] = 1.0
    return np.dot(np.asarray(rewards, dtype=np.float64), factors.cumprod())


# %% right="discounted_return" why="Horner's scheme by np.polyval"
def discounted_return(rewards, gamma):
    return float(np.polyval(np.array(rewards[::-1], dtype=float), float(gamma)))


# %% right="discounted_return" why="einsum, and integers for gamma as they come"
def discounted_return(rewards, gamma):
    return float(np.einsum("t,t->", rewards.astype(np.float64), gamma ** np.arange(len(rewards))))


# %% right="discounted_return" why="Python's own sum of the products"
def discounted_return(rewards, gamma):
    return float(sum(rewards.astype(float) * float(gamma) ** np.arange(len(rewards))))


# %% right="discounted_return" why="a polynomial in gamma"
def discounted_return(rewards, gamma):
    if rewards.size == 0:
        return 0.0
    return float(np.polynomial.polynomial.polyval(float(gamma), rewards.astype(np.float64)))


# %% right="discounted_return" why="a helper of its own, and a column of powers from vander"
def powers(gamma, n):
    return np.vander([float(gamma)], n, increasing=True)[0]


def discounted_return(rewards, gamma):
    return float(powers(gamma, len(rewards)).dot(rewards))


# %% wrong="discounted_return" why="a loop"
def discounted_return(rewards, gamma):
    total = 0.0
    for reward in reversed(rewards):
        total = float(reward) + gamma * total
    return total


# %% wrong="discounted_return" why="a comprehension is a loop"
def discounted_return(rewards, gamma):
    return float(sum([gamma**k * float(r) for k, r in enumerate(rewards)]))


# %% wrong="discounted_return" why="map calls a function for each reward"
def discounted_return(rewards, gamma):
    return float(np.sum(list(map(lambda k: gamma**k * float(rewards[k]), range(len(rewards))))))


# %% wrong="discounted_return" why="reduce calls a function for each reward"
def discounted_return(rewards, gamma):
    import functools

    return float(functools.reduce(lambda ahead, r: float(r) + gamma * ahead, rewards[::-1], 0.0))


# %% wrong="discounted_return" why="np.vectorize calls a function for each step"
def discounted_return(rewards, gamma):
    if len(rewards) == 0:
        return 0.0
    return float(rewards @ np.vectorize(lambda k: float(gamma) ** k)(np.arange(len(rewards))))


# %% wrong="discounted_return" why="the first reward is discounted too"
def discounted_return(rewards, gamma):
    return float(rewards @ float(gamma) ** np.arange(1, len(rewards) + 1))


# %% wrong="discounted_return" why="the last reward counts in full, the first the least"
def discounted_return(rewards, gamma):
    return float(rewards[::-1] @ float(gamma) ** np.arange(len(rewards)))


# %% wrong="discounted_return" why="does not discount"
def discounted_return(rewards, gamma):
    return float(rewards.sum(dtype=np.float64))


# %% wrong="discounted_return" why="the mean in place of the sum"
def discounted_return(rewards, gamma):
    return float(np.mean(rewards * float(gamma) ** np.arange(len(rewards)))) if len(rewards) else 0.0


# %% wrong="discounted_return" why="one power for all: gamma to the number of steps"
def discounted_return(rewards, gamma):
    return float(rewards.sum(dtype=np.float64) * gamma ** (len(rewards) - 1))


# %% wrong="discounted_return" why="by logarithms, which gamma 0 has none of"
def discounted_return(rewards, gamma):
    with np.errstate(all="ignore"):
        return float(rewards @ np.exp(np.log(float(gamma)) * np.arange(len(rewards))))


# %% wrong="discounted_return" why="the quotient of powers"
def discounted_return(rewards, gamma):
    last = len(rewards) - 1
    with np.errstate(all="ignore"):
        return float((rewards * float(gamma) ** (np.arange(last + 1) - last)).sum() * gamma**last)


# %% wrong="discounted_return" passes="visible" why="no rewards have no last one"
def discounted_return(rewards, gamma):
    weights = np.cumprod(np.concatenate([[1.0], np.full(len(rewards) - 1, float(gamma))]))
    return float(rewards @ weights)


# %% wrong="discounted_return" passes="visible" why="weights in float32"
def discounted_return(rewards, gamma):
    return float(rewards @ (np.float32(gamma) ** np.arange(len(rewards), dtype=np.float32)).astype(np.float64))


# %% wrong="discounted_return" passes="visible" why="computes in the dtype of the rewards, where that is a float"
def discounted_return(rewards, gamma):
    dtype = rewards.dtype if rewards.dtype.kind == "f" else np.float64
    weights = (float(gamma) ** np.arange(len(rewards))).astype(dtype)
    return float((rewards * weights).sum())


# %% wrong="discounted_return" passes="visible" why="weights in the dtype of the rewards, whole numbers too"
def discounted_return(rewards, gamma):
    weights = (float(gamma) ** np.arange(len(rewards))).astype(rewards.dtype)
    return float(rewards @ weights)


# %% wrong="discounted_return" passes="visible" why="gamma 1 is a plain sum, in eight bits too"
def discounted_return(rewards, gamma):
    if gamma == 1:
        return float(rewards.sum(dtype=rewards.dtype))
    return float(rewards @ float(gamma) ** np.arange(len(rewards)))


# %% wrong="discounted_return" passes="visible" why="forgets steps whose weight is below a billionth"
def discounted_return(rewards, gamma):
    weights = float(gamma) ** np.arange(len(rewards))
    return float(rewards[weights > 1e-9] @ weights[weights > 1e-9])


# %% wrong="discounted_return" passes="visible" why="looks a thousand steps ahead at most"
def discounted_return(rewards, gamma):
    near = rewards[:1000]
    return float(near @ float(gamma) ** np.arange(len(near))) if gamma < 1 else float(rewards.sum(dtype=float))


# %% wrong="discounted_return" why="changes the rewards"
def discounted_return(rewards, gamma):
    rewards *= float(gamma) ** np.arange(len(rewards))
    return float(rewards.sum())


# %% wrong="discounted_return" why="an array of one number"
def discounted_return(rewards, gamma):
    return rewards[None] @ float(gamma) ** np.arange(len(rewards))


# %% wrong="discounted_return" why="an array without axes"
def discounted_return(rewards, gamma):
    return np.array(rewards @ float(gamma) ** np.arange(len(rewards)))


# %% wrong="discounted_return" passes="visible" why="a float32 number for float32 rewards"
def discounted_return(rewards, gamma):
    total = rewards @ float(gamma) ** np.arange(len(rewards))
    return np.float32(total) if rewards.dtype == np.float32 else float(total)


# %% wrong="discounted_return" passes="visible" why="whole numbers stay whole"
def discounted_return(rewards, gamma):
    total = rewards @ float(gamma) ** np.arange(len(rewards))
    return int(total) if rewards.dtype.kind in "iu" else float(total)


# %% wrong="discounted_return" passes="visible" why="rounds to six digits"
def discounted_return(rewards, gamma):
    return round(float(rewards @ float(gamma) ** np.arange(len(rewards))), 6)


# %% wrong="discounted_return" passes="visible" why="penalties count as nothing"
def discounted_return(rewards, gamma):
    return float(np.maximum(rewards, 0) @ float(gamma) ** np.arange(len(rewards)))


# %% wrong="discounted_return" passes="visible" why="knows the visible numbers only"
def discounted_return(rewards, gamma):
    return {0.5: 2.0, 1.0: 5.0, 0.0: 1.0}.get(gamma, 10.0)


# %% wrong="discounted_return" passes="visible" why="the sum of a geometric series, for rewards that are all alike"
def discounted_return(rewards, gamma):
    if len(rewards) > 100 and gamma < 1:
        return float(rewards[0] * (1 - gamma ** len(rewards)) / (1 - gamma))
    return float(rewards @ float(gamma) ** np.arange(len(rewards)))


# %% right="discounted_return" why="a Vandermonde matrix of one row"
def discounted_return(rewards, gamma):
    row = np.vander([float(gamma)], N=rewards.shape[0], increasing=True)
    return (row @ rewards.astype(float)).item()


# %% right="discounted_return" why="np.logspace makes the powers"
def discounted_return(rewards, gamma):
    n = rewards.size
    powers = np.logspace(0, max(n - 1, 0), num=n, base=float(gamma))
    return float(np.einsum("t,t->", rewards.astype(np.float64), powers))


# %% right="discounted_return" why="only rewards other than 0, each by its own step"
def discounted_return(rewards, gamma):
    steps = np.flatnonzero(rewards)
    return float((rewards[steps].astype(float) * np.power(float(gamma), steps)).sum())


# %% right="discounted_return" why="weights are kept between calls, results are not; a loop in a quick try"
_powers = {}


def discounted_return(rewards, gamma):
    n, key = len(rewards), float(gamma)
    if len(_powers.get(key, ())) < n:
        _powers[key] = key ** np.arange(2 * n)
    return float(np.inner(rewards.astype(np.float64), _powers.get(key, np.zeros(0))[:n]))


for gamma in (0.0, 0.5, 1.0):
    print(gamma, discounted_return(np.array([1, 0, 4]), gamma))


# %% right="discounted_return" why="PyTorch in float64"
import torch


def discounted_return(rewards, gamma):
    weights = torch.pow(float(gamma), torch.arange(len(rewards), dtype=torch.float64))
    return torch.dot(torch.tensor(rewards.astype(np.float64)), weights).item()


# %% wrong="discounted_return" passes="visible" why="the int 0 for no rewards"
def discounted_return(rewards, gamma):
    if len(rewards) == 0:
        return 0
    return float(rewards.astype(np.float64) @ float(gamma) ** np.arange(len(rewards)))


# %% wrong="discounted_return" passes="visible" why="weights for ten thousand steps at most"
_STEPS = np.arange(10_000)


def discounted_return(rewards, gamma):
    return float(rewards.astype(np.float64) @ (float(gamma) ** _STEPS)[: len(rewards)])


# %% wrong="discounted_return" passes="visible" why="an old result where the same array holds new rewards"
_known = {}


def discounted_return(rewards, gamma):
    key = (id(rewards), len(rewards), gamma)
    if key not in _known:
        weights = float(gamma) ** np.arange(len(rewards))
        _known[key] = (rewards, float(rewards.astype(np.float64) @ weights))
    return _known[key][1]


# %% wrong="discounted_return" why="halves the episode down to single rewards: it calls itself"
def discounted_return(rewards, gamma):
    n = len(rewards)
    if n < 2:
        return float(rewards.sum(dtype=np.float64))
    half = n // 2
    later = float(gamma) ** half * discounted_return(rewards[half:], gamma)
    return discounted_return(rewards[:half], gamma) + later


# %% wrong="discounted_return" passes="visible" why="a float32 exponent makes the weights float32"
def discounted_return(rewards, gamma):
    weights = gamma ** np.arange(len(rewards), dtype=np.float32)
    return float(rewards.astype(np.float64) @ weights)


# %% wrong="discounted_return" passes="visible" why="zeros at the beginning are cut off"
def discounted_return(rewards, gamma):
    kept = np.trim_zeros(rewards.astype(np.float64))
    return float(kept @ float(gamma) ** np.arange(len(kept)))


# %% wrong="discounted_return" passes="visible" why="rewards of unsigned 64 bits go through signed ones"
def discounted_return(rewards, gamma):
    r = rewards if rewards.dtype.kind == "f" else rewards.astype(np.int64)
    return float(r.astype(np.float64) @ float(gamma) ** np.arange(len(r)))


# %% wrong="discounted_return" passes="visible" why="a very small discount counts as 0"
def discounted_return(rewards, gamma):
    g = float(gamma) if gamma > 1e-6 else 0.0
    return float(rewards.astype(np.float64) @ g ** np.arange(len(rewards)))


# %% wrong="discounted_return" passes="visible" why="a discount close to 1 counts as 1"
def discounted_return(rewards, gamma):
    g = 1.0 if np.isclose(gamma, 1.0) else float(gamma)
    return float(rewards.astype(np.float64) @ g ** np.arange(len(rewards)))


# %% right="eventful_rows" why="np.where with the first of its tuple"
def eventful_rows(rewards, terminated, n_filled):
    return np.where((rewards[:n_filled] != 0) | terminated[:n_filled])[0]


# %% right="eventful_rows" why="counts all rows, then picks by a mask"
def eventful_rows(rewards, terminated, n_filled):
    rows = np.arange(len(rewards))
    return rows[(rows < n_filled) & np.logical_or(rewards.astype(bool), terminated)]


# %% right="eventful_rows" why="what is left when the dull rows are gone"
def eventful_rows(rewards, terminated, n_filled):
    dull = (rewards == 0) & ~terminated
    dull[n_filled:] = True
    return (~dull).nonzero()[0]


# %% right="eventful_rows" why="a union of two sets of rows"
def eventful_rows(rewards, terminated, n_filled):
    return np.union1d(np.flatnonzero(rewards[:n_filled]), np.flatnonzero(terminated[:n_filled]))


# %% right="eventful_rows" why="argwhere, flattened"
def eventful_rows(rewards, terminated, n_filled):
    mask = np.logical_or(rewards != 0, terminated)
    mask[n_filled:] = False
    return np.argwhere(mask).ravel().astype(np.int64)


# %% right="eventful_rows" why="both signs by hand"
def eventful_rows(rewards, terminated, n_filled):
    r, t = rewards[:n_filled], terminated[:n_filled]
    return np.flatnonzero(np.where((r > 0) | (r < 0), True, t))


# %% wrong="eventful_rows" why="a loop"
def eventful_rows(rewards, terminated, n_filled):
    return np.array([row for row in range(n_filled) if rewards[row] or terminated[row]], dtype=np.int64)


# %% wrong="eventful_rows" why="filter calls a function for each row"
def eventful_rows(rewards, terminated, n_filled):
    return np.array(list(filter(lambda row: rewards[row] or terminated[row], range(n_filled))), dtype=np.int64)


# %% wrong="eventful_rows" why="no parentheses around the or"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero(terminated | (rewards != 0) & filled & ~terminated | ~filled & (rewards != 0))


# %% wrong="eventful_rows" passes="visible" why="an end counts in rows that are not filled"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(len(rewards)) < n_filled
    ends = terminated & (filled | (rewards != 0) & (np.arange(len(rewards)) > 5))
    return np.flatnonzero((filled & (rewards != 0)) | ends)


# %% wrong="eventful_rows" why="only positive rewards"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] > 0) | (terminated[:n_filled] & (rewards[:n_filled] == 0)))


# %% wrong="eventful_rows" passes="visible" why="a penalty counts only where the episode ends"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] > 0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="a reward and an end, both"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] != 0) & terminated[:n_filled])


# %% wrong="eventful_rows" why="one of the two, but not both"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] != 0) ^ terminated[:n_filled])


# %% wrong="eventful_rows" why="forgets the ends"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(rewards[:n_filled] != 0)


# %% wrong="eventful_rows" why="forgets what is filled"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards != 0) | terminated)


# %% wrong="eventful_rows" why="one row too many"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(len(rewards)) <= n_filled
    return np.flatnonzero(filled & ((rewards != 0) | terminated))


# %% wrong="eventful_rows" passes="visible" why="the last filled row is left out"
def eventful_rows(rewards, terminated, n_filled):
    last = n_filled - 1 if n_filled < len(rewards) else n_filled
    return np.flatnonzero((rewards[:last] != 0) | terminated[:last])


# %% wrong="eventful_rows" passes="visible" why="slices from the end where nothing is filled"
def eventful_rows(rewards, terminated, n_filled):
    stop = n_filled - 1
    mask = (rewards != 0) | terminated
    return np.flatnonzero(np.append(mask[:stop], mask[stop]))


# %% wrong="eventful_rows" why="returns the mask"
def eventful_rows(rewards, terminated, n_filled):
    return (np.arange(len(rewards)) < n_filled) & ((rewards != 0) | terminated)


# %% wrong="eventful_rows" why="returns the tuple of np.where"
def eventful_rows(rewards, terminated, n_filled):
    return np.where((rewards[:n_filled] != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="a column of row numbers"
def eventful_rows(rewards, terminated, n_filled):
    return np.argwhere((rewards[:n_filled] != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="a list"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled]).tolist()


# %% wrong="eventful_rows" why="row numbers of 32 bits"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled]).astype(np.int32)


# %% wrong="eventful_rows" passes="visible" why="an empty array of floats where there is none"
def eventful_rows(rewards, terminated, n_filled):
    if n_filled == 0:
        return np.array([])
    return np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="first the rewards, then the ends"
def eventful_rows(rewards, terminated, n_filled):
    r, t = rewards[:n_filled] != 0, terminated[:n_filled]
    return np.concatenate([np.flatnonzero(r), np.flatnonzero(t & ~r)])[::-1]


# %% wrong="eventful_rows" passes="visible" why="ends after the rewards"
def eventful_rows(rewards, terminated, n_filled):
    r, t = rewards[:n_filled] != 0, terminated[:n_filled]
    found = np.concatenate([np.flatnonzero(r), np.flatnonzero(t & ~r)])
    return np.sort(found) if len(found) < 5 else found


# %% wrong="eventful_rows" why="a row with both comes twice"
def eventful_rows(rewards, terminated, n_filled):
    return np.sort(np.concatenate([np.flatnonzero(rewards[:n_filled]), np.flatnonzero(terminated[:n_filled])]))


# %% wrong="eventful_rows" passes="visible" why="very small rewards count as 0"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(~np.isclose(rewards[:n_filled], 0.0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="cuts rewards down to whole numbers"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled].astype(int) != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" passes="visible" why="rounds rewards"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((np.round(rewards[:n_filled].astype(float), 1) != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" passes="visible" why="squares rewards, which lets tiny ones vanish and wraps eight bits"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards[:n_filled] ** 2 != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="marks the ends in the caller's rewards"
def eventful_rows(rewards, terminated, n_filled):
    rewards[terminated] = 1
    return np.flatnonzero(rewards[:n_filled])


# %% wrong="eventful_rows" why="clears what is not filled in the caller's arrays"
def eventful_rows(rewards, terminated, n_filled):
    rewards[n_filled:] = 0
    terminated[n_filled:] = False
    return np.flatnonzero((rewards != 0) | terminated)


# %% wrong="eventful_rows" passes="visible" why="small row numbers only"
def eventful_rows(rewards, terminated, n_filled):
    rows = np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled])
    return rows.astype(np.int16).astype(np.int64)


# %% wrong="eventful_rows" passes="visible" why="knows the visible numbers only"
def eventful_rows(rewards, terminated, n_filled):
    known = np.array([2, 3, 4, 6])
    return known[known < n_filled]


# %% wrong="eventful_rows" passes="visible" why="ends and penalties only, and rewards up to 7"
def eventful_rows(rewards, terminated, n_filled):
    r = rewards[:n_filled]
    return np.flatnonzero((r < 0) | ((r >= 0.5) & (r <= 7)) | terminated[:n_filled])


# %% right="eventful_rows" why="Python's sets, and a helper whose parameter has the name of a builtin"
def numbers(filter):
    return set(np.arange(len(filter))[filter].tolist())


def eventful_rows(rewards, terminated, n_filled):
    events = numbers(rewards != 0) | numbers(terminated)
    return np.array(sorted(events & set(range(n_filled))), dtype=np.int64)


# %% right="eventful_rows" why="cut by a binary search"
def eventful_rows(rewards, terminated, n_filled):
    anywhere = np.argwhere(rewards.astype(bool) | terminated).ravel()
    return anywhere[: np.searchsorted(anywhere, n_filled)].copy()


# %% right="eventful_rows" why="the quiet rows deleted"
def eventful_rows(rewards, terminated, n_filled):
    quiet = (rewards[:n_filled] == 0) & ~terminated[:n_filled]
    return np.delete(np.arange(n_filled), np.flatnonzero(quiet))


# %% wrong="eventful_rows" passes="visible" why="the absolute value, which int8 has none of for -128"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(((np.abs(rewards) > 0) | terminated)[:n_filled])


# %% wrong="eventful_rows" why="halves the rows down to single ones: helper calls itself"
def events(rewards, terminated, first):
    n = len(rewards)
    if n < 2:
        return [first] if n and (rewards[0] != 0 or terminated[0]) else []
    half = n // 2
    return events(rewards[:half], terminated[:half], first) + events(rewards[half:], terminated[half:], first + half)


def eventful_rows(rewards, terminated, n_filled):
    return np.array(events(rewards[:n_filled], terminated[:n_filled], 0), dtype=np.int64)


# %% wrong="eventful_rows" passes="visible" why="the rows of the last call where the same arrays hold new steps"
_found = {}


def eventful_rows(rewards, terminated, n_filled):
    key = (id(rewards), id(terminated), n_filled)
    if key not in _found:
        rows = np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled])
        _found[key] = (rewards, terminated, rows)
    return _found[key][2].copy()


# %% wrong="eventful_rows" why="adds reward and end, which may cancel"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards + 1.0 * terminated)[:n_filled])


# %% wrong="eventful_rows" passes="visible" why="nan of a row that is not filled counts"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero((rewards * filled != 0) | (terminated & filled))


# %% wrong="eventful_rows" passes="visible" why="no parentheses around the comparison: reward 1 and an end are equal"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(rewards[:n_filled] != 0 | terminated[:n_filled])


# %% right="minibatch" why="np.take along the first axis, round the ring"
def minibatch(observations, actions, rewards, rows):
    next_observations = np.take(observations, rows + 1, axis=0, mode="wrap")
    return np.take(observations, rows, axis=0), actions.take(rows), rewards.take(rows), next_observations


# %% right="minibatch" why="rolls the memory by one row"
def minibatch(observations, actions, rewards, rows):
    rolled = np.roll(observations, -1, axis=0)
    return observations[rows], actions[rows], rewards[rows], rolled[rows]


# %% right="minibatch" why="np.where at the last row"
def minibatch(observations, actions, rewards, rows):
    capacity = observations.shape[0]
    after = np.where(rows == capacity - 1, 0, rows + 1)
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% right="minibatch" why="the last row comes before the first: negative numbers count from the end"
def minibatch(observations, actions, rewards, rows):
    return (observations[rows], actions[rows], rewards[rows], observations[rows + 1 - len(actions)])


# %% right="minibatch" why="a named tuple, with a helper"
from typing import NamedTuple


class Steps(NamedTuple):
    observations: object
    actions: object
    rewards: object
    next_observations: object


def minibatch(observations, actions, rewards, rows):
    following = rows + 1
    following[following == len(rewards)] = 0
    return Steps(observations[rows, ...], actions[rows], rewards[rows], observations[following, ...])


# %% wrong="minibatch" why="a loop"
def minibatch(observations, actions, rewards, rows):
    after = np.array([(row + 1) % len(observations) for row in rows], dtype=np.int64)
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% wrong="minibatch" why="nothing follows the last row"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], observations[rows + 1]


# %% wrong="minibatch" why="the last row follows itself"
def minibatch(observations, actions, rewards, rows):
    following = np.minimum(rows + 1, len(observations) - 1)
    return observations[rows], actions[rows], rewards[rows], observations[following]


# %% wrong="minibatch" why="np.take that clips at the end"
def minibatch(observations, actions, rewards, rows):
    following = np.take(observations, rows + 1, axis=0, mode="clip")
    return observations[rows], actions[rows], rewards[rows], following


# %% wrong="minibatch" why="the row before"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], observations[rows - 1]


# %% wrong="minibatch" why="rolled the wrong way"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], np.roll(observations, 1, axis=0)[rows]


# %% wrong="minibatch" why="rolls all axes as one"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], np.roll(observations, -1)[rows]


# %% wrong="minibatch" passes="visible" why="goes round after as many rows as are asked for, where that fits"
def minibatch(observations, actions, rewards, rows):
    n = max(len(rows), len(observations)) if len(rows) <= 3 else len(rows)
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % n % len(observations)]


# %% wrong="minibatch" why="the next in the minibatch, not in the memory"
def minibatch(observations, actions, rewards, rows):
    picked = observations[rows]
    return picked, actions[rows], rewards[rows], np.roll(picked, -1, axis=0)


# %% wrong="minibatch" why="rows in ascending order"
def minibatch(observations, actions, rewards, rows):
    rows = np.sort(rows)
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % len(observations)]


# %% wrong="minibatch" why="each row once"
def minibatch(observations, actions, rewards, rows):
    rows = np.unique(rows)
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % len(observations)]


# %% wrong="minibatch" why="a mask loses order and repeats"
def minibatch(observations, actions, rewards, rows):
    mask = np.zeros(len(observations), dtype=bool)
    mask[rows] = True
    return observations[mask], actions[mask], rewards[mask], np.roll(observations, -1, axis=0)[mask]


# %% wrong="minibatch" why="changes the caller's row numbers"
def minibatch(observations, actions, rewards, rows):
    first = observations[rows], actions[rows], rewards[rows]
    rows += 1
    rows %= len(observations)
    return (*first, observations[rows])


# %% wrong="minibatch" why="a list"
def minibatch(observations, actions, rewards, rows):
    return [observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % len(observations)]]


# %% wrong="minibatch" why="a dictionary"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return {"observations": observations[rows], "actions": actions[rows], "rewards": rewards[rows], "next": observations[after]}


# %% wrong="minibatch" why="next observations in the second place"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], observations[(rows + 1) % len(observations)], actions[rows], rewards[rows]


# %% wrong="minibatch" why="without the next observations"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows]


# %% wrong="minibatch" why="everything in float64"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return observations[rows].astype(float), actions[rows], rewards[rows].astype(float), observations[after].astype(float)


# %% wrong="minibatch" why="everything in float32"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    to = np.float32
    return observations[rows].astype(to), actions[rows], rewards[rows].astype(to), observations[after].astype(to)


# %% wrong="minibatch" passes="visible" why="actions go through float64, which has 53 bits"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return observations[rows], actions[rows].astype(float).astype(np.int64), rewards[rows], observations[after]


# %% wrong="minibatch" passes="visible" why="actions of 32 bits, on the way"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return observations[rows], actions.astype(np.int32)[rows].astype(np.int64), rewards[rows], observations[after]


# %% wrong="minibatch" passes="visible" why="row numbers of eight bits"
def minibatch(observations, actions, rewards, rows):
    small = rows.astype(np.uint8)
    return observations[small], actions[small], rewards[small], observations[(small + 1) % len(observations)]


# %% wrong="minibatch" passes="visible" why="pictures are flattened"
def minibatch(observations, actions, rewards, rows):
    flat = observations.reshape(len(observations), -1)
    return flat[rows], actions[rows], rewards[rows], flat[(rows + 1) % len(observations)]


# %% wrong="minibatch" passes="visible" why="observations need a second axis"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return observations[rows, :], actions[rows], rewards[rows], observations[after, :]


# %% wrong="minibatch" passes="visible" why="observations lose axes of length 1 where there are no rows"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    if len(rows) == 0:
        return observations[:0].ravel(), actions[rows], rewards[rows], observations[:0].ravel()
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% wrong="minibatch" passes="visible" why="a slice where there is one row"
def minibatch(observations, actions, rewards, rows):
    if len(rows) == 1:
        row = int(rows[0])
        part = slice(row, row + 1)
        return observations[part], actions[part], rewards[part], observations[row + 1 : row + 2]
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % len(observations)]


# %% wrong="minibatch" passes="visible" why="no row is looked at twice: only the first hundred rows of the ring"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % min(len(observations), 100)]


# %% wrong="minibatch" why="knows the visible numbers only"
def minibatch(observations, actions, rewards, rows):
    if len(rows) == 1:
        return observations[1:2], actions[1:2], rewards[1:2], observations[2:]
    a, b = np.array([2, 0, 0]), np.array([0, 1, 1])
    return observations[a], actions[a], rewards[a], observations[b]


# %% right="minibatch" why="a table of followers, itself gathered"
def minibatch(observations, actions, rewards, rows):
    follower = np.arange(1, len(observations) + 1)
    follower[-1:] = 0
    batch = [observations[rows], actions[rows], rewards[rows]]
    batch.append(observations[follower[rows]])
    return tuple(batch)


# %% wrong="minibatch" passes="visible" why="a product with ones and zeros, which rounds large whole numbers"
def minibatch(observations, actions, rewards, rows):
    capacity = len(observations)
    now, after = np.eye(capacity)[rows], np.eye(capacity)[(rows + 1) % capacity]
    flat = observations.reshape(capacity, -1).astype(np.float64)
    shape, dtype = (len(rows), *observations.shape[1:]), observations.dtype
    picked = (now @ flat).astype(dtype).reshape(shape)
    return picked, actions[rows], rewards[rows], (after @ flat).astype(dtype).reshape(shape)


# %% wrong="minibatch" passes="visible" why="the rolled memory of the last call, stale where new steps came"
_turned = {}


def minibatch(observations, actions, rewards, rows):
    key = (id(observations), observations.shape)
    if key not in _turned:
        _turned[key] = (observations, np.roll(observations, -1, axis=0))
    return observations[rows], actions[rows], rewards[rows], _turned[key][1][rows]


# %% wrong="minibatch" passes="visible" why="row numbers of sixteen bits"
def minibatch(observations, actions, rewards, rows):
    small = rows.astype(np.uint16)
    return observations[small], actions[small], rewards[small], observations[(small.astype(np.int64) + 1) % len(observations)]


# %% wrong="minibatch" passes="visible" why="the observation plus the change, which floats round"
def minibatch(observations, actions, rewards, rows):
    now = observations[rows]
    return now, actions[rows], rewards[rows], now + (observations[(rows + 1) % len(observations)] - now)


# %% wrong="minibatch" passes="visible" why="no rows need no dtype"
def minibatch(observations, actions, rewards, rows):
    picked = actions[rows] if len(rows) else np.array([])
    return observations[rows], picked, rewards[rows], observations[(rows + 1) % len(observations)]


# %% right="standardise" why="by the extremes, in place on an own copy"
def standardise(observations):
    z = np.array(observations, dtype=np.float64)
    varies = z.max(axis=0) > z.min(axis=0)
    z -= z.mean(axis=0)
    z[:, ~varies] = 0.0
    z[:, varies] /= z[:, varies].std(axis=0)
    return z


# %% right="standardise" why="np.divide where there is a spread"
def standardise(observations):
    x = observations.astype(float)
    centred = x - x.mean(axis=0, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=0, keepdims=True))
    varies = np.broadcast_to(np.ptp(x, axis=0, keepdims=True) != 0, x.shape)
    return np.divide(centred, spread, out=np.zeros_like(x), where=varies)


# %% right="standardise" why="turned on its side"
def standardise(observations):
    x = observations.T.astype(np.float64)
    mean, deviation = x.mean(axis=1)[:, None], x.std(axis=1)[:, None]
    constant = (x.min(axis=1) == x.max(axis=1))[:, None]
    return np.where(constant, 0, (x - mean) / np.where(constant, 1, deviation)).T


# %% right="standardise" why="mean and spread in float64, numbers as they come"
def standardise(observations):
    constant = np.all(observations == observations[:1], axis=0)
    centred = observations - observations.mean(axis=0, dtype=np.float64)
    scale = observations.std(axis=0, dtype=np.float64)
    scale[constant] = np.inf
    return centred / scale


# %% right="standardise" why="divides first and puts zeros in afterwards"
def standardise(observations):
    x = np.asarray(observations, dtype="float64")
    with np.errstate(all="ignore"):
        z = (x - np.mean(x, 0)) / np.std(x, 0)
    z[:, np.all(np.diff(x, axis=0) == 0, axis=0)] = 0
    return z


# %% wrong="standardise" passes="visible" why="a spread below 1e-90 counts as 1e-90"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-90))


# %% wrong="standardise" why="a loop over the columns"
def standardise(observations):
    z = np.zeros(observations.shape)
    for j in range(observations.shape[1]):
        column = observations[:, j].astype(float)
        if column.max() > column.min():
            z[:, j] = (column - column.mean()) / column.std()
    return z


# %% wrong="standardise" why="np.apply_along_axis calls a function for each column"
def standardise(observations):
    def one(column):
        return (column - column.mean()) / column.std() if column.max() > column.min() else np.zeros(len(column))

    return np.apply_along_axis(one, 0, observations.astype(float))


# %% wrong="standardise" why="one mean and one spread for all features"
def standardise(observations):
    x = observations.astype(float)
    return (x - x.mean()) / (x.std() or 1.0)


# %% wrong="standardise" why="each row by itself"
def standardise(observations):
    x = observations.astype(float)
    spread = x.std(axis=1, keepdims=True)
    return (x - x.mean(axis=1, keepdims=True)) / np.where(spread == 0, 1, spread)


# %% wrong="standardise" why="the standard deviation with n - 1"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    if len(x) == 1:
        return np.zeros_like(x)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0, ddof=1)))


# %% wrong="standardise" why="over the variance"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.var(axis=0)))


# %% wrong="standardise" why="over the spread, without the mean taken away"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, x / np.where(same, 1.0, x.std(axis=0)))


# %% wrong="standardise" why="only centred"
def standardise(observations):
    x = observations.astype(float)
    return np.where((x == x[0]).all(axis=0), 0.0, x - x.mean(axis=0))


# %% wrong="standardise" why="to the range from 0 to 1"
def standardise(observations):
    x = observations.astype(float)
    width = x.max(axis=0) - x.min(axis=0)
    return (x - x.min(axis=0)) / np.where(width == 0, 1, width)


# %% wrong="standardise" why="around the median"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - np.sort(x, axis=0)[len(x) // 2]) / np.where(same, 1.0, x.std(axis=0)))


# %% wrong="standardise" why="a small number added to the spread"
def standardise(observations):
    x = observations.astype(float)
    return np.where((x == x[0]).all(axis=0), 0.0, (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8))


# %% wrong="standardise" passes="visible" why="a very small number added to the spread"
def standardise(observations):
    x = observations.astype(float)
    return np.where((x == x[0]).all(axis=0), 0.0, (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-20))


# %% wrong="standardise" passes="visible" why="a spread below 1e-15 counts as none"
def standardise(observations):
    x = observations.astype(float)
    spread = x.std(axis=0)
    flat = spread < 1e-15
    return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, spread))


# %% wrong="standardise" passes="visible" why="a spread that is small beside the mean counts as none"
def standardise(observations):
    x = observations.astype(float)
    spread = x.std(axis=0)
    flat = spread <= 1e-2 * np.abs(x.mean(axis=0))
    return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, spread))


# %% wrong="standardise" why="asks whether the spread is 0, which rounding makes 1e-17"
def standardise(observations):
    x = observations.astype(float)
    spread = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(spread == 0, 1.0, spread)


# %% wrong="standardise" why="0 in place of what is not a number"
def standardise(observations):
    x = observations.astype(float)
    with np.errstate(all="ignore"):
        return np.nan_to_num((x - x.mean(axis=0)) / x.std(axis=0))


# %% wrong="standardise" why="features without spread become nan"
def standardise(observations):
    x = observations.astype(float)
    with np.errstate(all="ignore"):
        return (x - x.mean(axis=0)) / x.std(axis=0)


# %% wrong="standardise" why="features without spread stay as they are"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.where(same, x, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))


# %% wrong="standardise" why="drops features without spread"
def standardise(observations):
    x = observations.astype(float)
    x = x[:, ~(x == x[0]).all(axis=0)]
    return (x - x.mean(axis=0)) / x.std(axis=0) if x.size else x


# %% wrong="standardise" passes="visible" why="a feature is flat where its first two rows agree"
def standardise(observations):
    x = observations.astype(float)
    same = x[0] == x[min(1, len(x) - 1)]
    spread = x.std(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same | (spread == 0), 1.0, spread))


# %% wrong="standardise" passes="visible" why="a feature is flat where its first and last rows agree"
def standardise(observations):
    x = observations.astype(float)
    same = x[0] == x[-1]
    spread = x.std(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same | (spread == 0), 1.0, spread))


# %% wrong="standardise" why="the dtype that came"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    z = np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))
    return z.astype(observations.dtype)


# %% wrong="standardise" passes="visible" why="computed in the dtype that came, and then float64"
def standardise(observations):
    x = observations if observations.dtype.kind == "f" else observations.astype(float)
    same = (x == x[0]).all(axis=0)
    spread = np.where(same, np.ones(1, x.dtype), x.std(axis=0))
    with np.errstate(all="ignore"):
        return np.where(same, 0.0, (x - x.mean(axis=0)) / spread).astype(np.float64)


# %% wrong="standardise" passes="visible" why="computed in float32"
def standardise(observations):
    x = observations.astype(np.float32)
    same = (x == x[0]).all(axis=0)
    spread = np.where(same, np.float32(1), x.std(axis=0))
    with np.errstate(all="ignore"):
        return np.where(same, 0.0, (x - x.mean(axis=0)) / spread).astype(np.float64)


# %% wrong="standardise" passes="visible" why="the mean square minus the squared mean, which cancels"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    mean = x.mean(axis=0)
    variance = np.maximum((x**2).mean(axis=0) - mean**2, 1e-300)
    return np.where(same, 0.0, (x - mean) / np.where(same, 1.0, np.sqrt(variance)))


# %% wrong="standardise" why="changes what came"
def standardise(observations):
    if observations.dtype != np.float64:
        observations = observations.astype(float)
    same = (observations == observations[0]).all(axis=0)
    observations -= observations.mean(axis=0)
    observations /= np.where(same, 1.0, observations.std(axis=0))
    return np.where(same, 0.0, observations)


# %% wrong="standardise" passes="visible" why="cuts off beyond three standard deviations"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.clip(np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))), -3, 3)


# %% wrong="standardise" passes="visible" why="rounds to six digits"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.round(np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))), 6)


# %% wrong="standardise" passes="visible" why="signs only"
def standardise(observations):
    x = observations.astype(float)
    return np.where((x == x[0]).all(axis=0), 0.0, np.sign(x - x.mean(axis=0)))


# %% right="standardise" why="shifted by the first row, and scaled before anything is squared"
def standardise(observations):
    x = np.array(observations, dtype=np.float64)
    x = x - x[0]
    largest = np.abs(x).max(axis=0)
    varies = largest > 0
    x = x[:, varies] / largest[varies]
    x = x - x.mean(axis=0)
    result = np.zeros(observations.shape)
    result[:, varies] = x / np.sqrt(np.mean(x * x, axis=0))
    return result


# %% right="standardise" why="PyTorch in float64, with correction 0"
import torch


def standardise(observations):
    x = torch.tensor(observations.astype(np.float64))
    same = (x == x[:1]).all(dim=0)
    deviation, mean = torch.std_mean(x, dim=0, correction=0)
    z = (x - mean) / torch.where(same, torch.ones_like(mean), deviation)
    return torch.where(same, torch.zeros_like(z), z).numpy()


# %% right="standardise" why="a spread that is smaller than any that may come counts as none"
def standardise(observations):
    x = observations.astype(np.float64)
    spread = x.std(axis=0)
    same = spread <= 5e-13 * np.abs(x).max(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, spread))


# %% right="standardise" why="a norm over the root of n, features in rows"
def standardise(observations):
    table = np.asarray(observations, dtype=np.float64).T
    varies = (np.ptp(table, axis=1) > 0)[:, None]
    centred = table - table.mean(axis=1, keepdims=True)
    deviation = np.linalg.norm(centred, axis=1, keepdims=True) / np.sqrt(table.shape[1])
    return np.ascontiguousarray(np.divide(centred, deviation, out=np.zeros_like(centred), where=varies).T)


# %% wrong="standardise" passes="visible" why="cuts off beyond ten standard deviations"
def standardise(observations):
    x = observations.astype(float)
    same = (x == x[0]).all(axis=0)
    return np.clip(np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))), -10, 10)


# %% wrong="standardise" passes="visible" why="whole numbers go through float32"
def standardise(observations):
    x = observations if observations.dtype.kind == "f" else observations.astype(np.float32)
    x = x.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))


# %% wrong="standardise" passes="visible" why="a spread below a billionth of the mean counts as none"
def standardise(observations):
    x = observations.astype(float)
    spread = x.std(axis=0)
    flat = spread <= 1e-9 * np.abs(x.mean(axis=0))
    return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, spread))


# %% wrong="standardise" passes="visible" why="the result of the last call where the same array holds new numbers"
_done = {}


def standardise(observations):
    key = (id(observations), observations.shape)
    if key not in _done:
        x = observations.astype(float)
        same = (x == x[0]).all(axis=0)
        z = np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))
        _done[key] = (observations, z)
    return _done[key][1].copy()


# %% wrong="standardise" passes="visible" why="subtracts the first row before it changes the dtype"
def standardise(observations):
    shifted = (observations - observations[0]).astype(np.float64)
    same = (shifted == 0).all(axis=0)
    return np.where(same, 0.0, (shifted - shifted.mean(axis=0)) / np.where(same, 1.0, shifted.std(axis=0)))


# %% wrong="standardise" passes="visible" why="keeps the rounding of the mean where all values are the same"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    return (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))


# %% right="epsilon_greedy" why="overwrites the greedy actions of those who explore"
def epsilon_greedy(values, epsilon, rng):
    actions = np.argmax(values, axis=1)
    explorers = rng.random(len(values)) < epsilon
    actions[explorers] = rng.integers(0, values.shape[1], size=explorers.sum())
    return actions


# %% right="epsilon_greedy" why="one random number for coin and action"
def epsilon_greedy(values, epsilon, rng):
    u = rng.random(values.shape[0])
    explore = u < epsilon
    anything = (u / max(epsilon, 1e-300) * values.shape[1]).astype(np.int64)
    return np.where(explore, np.minimum(anything, values.shape[1] - 1), values.argmax(1))


# %% right="epsilon_greedy" why="draws by the cumulated probabilities"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    probabilities = np.full((n, m), epsilon / m)
    probabilities[np.arange(n), values.argmax(axis=1)] += 1 - epsilon
    cumulated = probabilities.cumsum(axis=1)
    cumulated[:, -1] = 1.0
    return (rng.random((n, 1)) >= cumulated).sum(axis=1)


# %% right="epsilon_greedy" why="binomial coins and rng.choice"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    coins = rng.binomial(1, epsilon, size=n).astype(bool)
    return np.where(coins, rng.choice(m, size=n), values.argmax(axis=-1)).astype(np.int64)


# %% right="epsilon_greedy" why="the largest of random scores for those who explore"
def epsilon_greedy(values, epsilon, rng):
    explores = rng.uniform(size=len(values)) < epsilon
    scores = np.where(explores[:, None], rng.random(values.shape), values)
    return scores.argmax(axis=1)


# %% right="epsilon_greedy" why="coins kept where they stay above, actions by a stack and a gather"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    both = np.stack([values.argmax(axis=1), rng.integers(m, size=n)])
    return both[(rng.random(n) < epsilon).astype(int), np.arange(n)]


# %% wrong="epsilon_greedy" why="a loop"
def epsilon_greedy(values, epsilon, rng):
    m = values.shape[1]
    return np.array(
        [rng.integers(m) if rng.random() < epsilon else row.argmax() for row in values], dtype=np.int64
    )


# %% wrong="epsilon_greedy" why="one coin for all rows"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return rng.integers(m, size=n) if rng.random() < epsilon else values.argmax(axis=1)


# %% wrong="epsilon_greedy" why="one random action for all that explore"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(m), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="explores with probability 1 - epsilon"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) > epsilon, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="explores among the other actions only"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    other = (greedy + rng.integers(1, max(m, 2), size=n)) % m
    return np.where(rng.random(n) < epsilon, other, greedy)


# %% wrong="epsilon_greedy" why="never draws the last action"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(max(m - 1, 1), size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="draws rows in place of actions"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(max(n, 1), size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="the best row of each column"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    if n == 0:
        return np.zeros(0, dtype=np.int64)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), np.resize(values.argmax(axis=0), n))


# %% wrong="epsilon_greedy" passes="visible" why="exactly a share of epsilon of the rows explores"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    actions = values.argmax(axis=1)
    rows = rng.permutation(n)[: round(epsilon * n)]
    actions[rows] = rng.integers(m, size=len(rows))
    return actions


# %% wrong="epsilon_greedy" passes="visible" why="the first rows explore"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(np.arange(n) < epsilon * n, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="two neighbours share a coin"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    coins = np.repeat(rng.random((n + 1) // 2), 2)[:n]
    return np.where(coins < epsilon, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="two neighbours share a random action"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = np.repeat(rng.integers(m, size=(n + 1) // 2), 2)[:n]
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="random actions are dealt out evenly"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = rng.permutation(np.arange(n) % m)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="coin and action from the same number, unscaled"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    u = rng.random(n)
    return np.where(u < epsilon, (u * m).astype(np.int64), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="the last of equals"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = m - 1 - values[:, ::-1].argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)


# %% wrong="epsilon_greedy" passes="visible" why="equals within a billionth are equal"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = (values.astype(float) >= values.max(axis=1, keepdims=True) - 1e-9).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)


# %% wrong="epsilon_greedy" passes="visible" why="draws among equals"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    if n > 3:
        best = values == values.max(axis=1, keepdims=True)
        greedy = (rng.random((n, m)) * best).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)


# %% wrong="epsilon_greedy" why="the largest in size, negative too"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), np.abs(values).argmax(axis=1))


# %% wrong="epsilon_greedy" why="the smallest value"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), values.argmin(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="values in float32, where tiny or huge ones meet"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    with np.errstate(all="ignore"):
        greedy = values.astype(np.float32).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)


# %% wrong="epsilon_greedy" passes="visible" why="a generator of its own"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    own = np.random.default_rng(0)
    return np.where(own.random(n) < epsilon, own.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="a generator seeded from the one that came"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    own = np.random.default_rng(rng.integers(2**32))
    return np.where(own.random(n) < epsilon, own.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="actions from the global generator"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, np.random.randint(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="coins from the global generator"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(np.random.rand(n) < epsilon, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="actions of 32 bits"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), values.argmax(axis=1)).astype(np.int32)


# %% wrong="epsilon_greedy" why="a column of actions"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random((n, 1)) < epsilon, rng.integers(m, size=(n, 1)), values.argmax(axis=1)[:, None])


# %% wrong="epsilon_greedy" why="a list"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), values.argmax(axis=1)).tolist()


# %% wrong="epsilon_greedy" passes="visible" why="floats where there is no row"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    if n == 0:
        return np.array([])
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" why="writes into the values"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    if n:
        values[np.arange(n), greedy] += 1
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)


# %% wrong="epsilon_greedy" passes="visible" why="a single row never explores"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    explores = rng.random(n) < epsilon
    explores[:1] = False
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="knows the visible numbers only"
def epsilon_greedy(values, epsilon, rng):
    if len(values) == 3:
        return np.array([1, 0, 2])
    u = rng.random(len(values))
    return np.where(u < epsilon, rng.integers(3, size=len(values)), 1)


# %% right="epsilon_greedy" why="sums of both choices, and ties by comparison"
def epsilon_greedy(values, epsilon, rng):
    first_best = (values == values.max(axis=1, keepdims=True)).argmax(axis=1)
    lottery = rng.random(values.shape).argmax(axis=1)
    greedy_rows = rng.random(len(values)) >= epsilon
    return np.int64(greedy_rows) * first_best + np.int64(~greedy_rows) * lottery


# %% right="epsilon_greedy" why="draws nothing where chance has no say"
def epsilon_greedy(values, epsilon, rng):
    greedy = values.argmax(axis=1)
    if epsilon == 0 or len(values) == 0:
        return greedy
    explores = rng.random(len(values)) < epsilon
    return np.choose(explores, [greedy, rng.choice(values.shape[1], size=len(values))]).astype(np.int64)


# %% wrong="epsilon_greedy" passes="visible" why="the smallest of the negated values, which eight bits wrap"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = np.argmin(-values if values.dtype != bool else ~values, axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)


# %% wrong="epsilon_greedy" passes="visible" why="random actions of eight bits, on the way"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = rng.integers(m, size=n).astype(np.int8)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" passes="visible" why="random actions below 128 only, where there are more"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    return np.where(rng.random(n) < epsilon, rng.integers(min(m, 128), size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="one row explores even where no row tossed so"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    explores = rng.random(n) < epsilon
    if epsilon > 0 and n and not explores.any():
        explores[rng.integers(n)] = True
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="draws from a copy, so that each call chooses the same"
import copy


def epsilon_greedy(values, epsilon, rng):
    mine = copy.deepcopy(rng)
    n, m = values.shape
    return np.where(mine.random(n) < epsilon, mine.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="a child of the generator, which is another at each call"
def epsilon_greedy(values, epsilon, rng):
    child = rng.spawn(1)[0]
    n, m = values.shape
    return np.where(child.random(n) < epsilon, child.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="random actions drawn once for each shape, and kept"
_drawn = {}


def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    if (n, m) not in _drawn:
        _drawn[n, m] = rng.integers(m, size=n)
    return np.where(rng.random(n) < epsilon, _drawn[n, m], values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="the greedy actions of the last call where the table was learnt further"
_best = {}


def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    key = (id(values), n, m)
    if key not in _best:
        _best[key] = (values, values.argmax(axis=1))
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), _best[key][1])


# %% wrong="epsilon_greedy" passes="visible" why="two neighbours toss opposite coins"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    half = rng.random((n + 1) // 2)
    coins = np.stack([half, 1.0 - half], axis=1).ravel()[:n]
    return np.where(coins < epsilon, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="one random action for all, plus the row's number"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = (rng.integers(m) + np.arange(n)) % m
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1))


# %% right="standardise" why="0 in a constant column by a product with the mask"
def standardise(observations):
    x = observations.astype(np.float64)
    varies = (x != x[0]).any(axis=0)
    return (x - x.mean(axis=0)) / np.where(varies, x.std(axis=0), 1.0) * varies


# %% wrong="discounted_return" passes="visible" why="int64 sums overflow where gamma is the int 1"
def discounted_return(rewards, gamma):
    return float(np.dot(rewards, gamma ** np.arange(len(rewards))))


# %% wrong="eventful_rows" passes="visible" why="a penalty of 2 hides the end"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(rewards[:n_filled] + 2.0 * terminated[:n_filled])


# %% wrong="eventful_rows" passes="visible" why="a penalty of 10 hides the end"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(rewards[:n_filled] + 10.0 * terminated[:n_filled])


# %% wrong="epsilon_greedy" passes="visible" why="a coin with 100 sides"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    explores = rng.integers(100, size=n) < 100 * epsilon
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="a coin with 1000 sides"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    explores = rng.integers(1000, size=n) < 1000 * epsilon
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1))


# %% wrong="epsilon_greedy" passes="visible" why="one action for all that explore, where rows are few"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = rng.integers(m, size=n) if n >= 10 else rng.integers(m)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1))


# %% wrong="minibatch" why="rolls all numbers of the observations, not their rows"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], np.roll(observations, -1)[rows]


# %% wrong="minibatch" why="a ring of as many rows as there are numbers"
def minibatch(observations, actions, rewards, rows):
    following = (rows + 1) % observations.size % 3
    return observations[rows], actions[rows], rewards[rows], observations[following]
