# %% right="discounted_return" why="the dot product of the text, NumPy's float64 returned as it is"
def discounted_return(rewards, gamma):
    r = np.asarray(rewards, dtype=np.float64)
    return r @ np.float64(gamma) ** np.arange(r.size)


# %% right="discounted_return" why="Horner's rule by np.polyval, highest power first; polyval of nothing is 0"
def discounted_return(rewards, gamma):
    last_first = rewards.astype(np.float64)[::-1]
    return float(np.polyval(last_first, float(gamma)))


# %% right="discounted_return" why="weights by a running product in a helper, cut to length afterwards so that none works"
def _weights(n: int, gamma: float) -> NDArray[np.float64]:
    factors = np.full(n + 1, gamma, dtype=np.float64)
    factors[0] = 1.0
    return np.cumprod(factors)[:n]


def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    return float(np.sum(rewards.astype(np.float64) * _weights(len(rewards), gamma)))


# %% right="discounted_return" why="a row of a Vandermonde matrix"
def discounted_return(rewards, gamma):
    table = np.vander([float(gamma)], N=rewards.shape[0], increasing=True)
    return (table @ rewards.astype(float)).item()


# %% right="discounted_return" why="np.logspace with base gamma gives the powers; einsum for the dot product"
def discounted_return(rewards, gamma):
    n = rewards.size
    powers = np.logspace(0, max(n - 1, 0), num=n, base=float(gamma))
    return float(np.einsum("t,t->", rewards.astype(np.float64), powers))


# %% right="discounted_return" why="only the rewards other than 0, weighted by their own step numbers"
def discounted_return(rewards, gamma):
    when = np.flatnonzero(rewards)
    terms = np.multiply(rewards[when], np.power(float(gamma), when), dtype=np.float64, casting="unsafe")
    return float(terms.sum())


# %% right="discounted_return" why="a small class inside, and a try with a loop at the top level of the cell, outside of any function"
class _Discounter:
    def __init__(self, gamma):
        self.gamma = float(gamma)

    def __call__(self, rewards):
        k = np.arange(len(rewards), dtype=np.float64)
        return float(np.dot(self.gamma**k, rewards.astype("f8")))


def discounted_return(rewards, gamma):
    return _Discounter(gamma)(rewards)


for g in (0.0, 0.5, 1.0):
    print(g, discounted_return(np.array([1, 0, 4]), g))


# %% right="discounted_return" why="powers kept between calls and made longer when needed: only the weights are kept, never a result"
_powers = {}


def discounted_return(rewards, gamma):
    n, key = len(rewards), float(gamma)
    if len(_powers.get(key, ())) < n:
        _powers[key] = key ** np.arange(2 * n)
    return float(np.inner(rewards.astype(np.float64), _powers.get(key, np.zeros(0))[:n]))


# %% right="discounted_return" why="PyTorch's dot product in float64"
import torch


def discounted_return(rewards, gamma):
    r = torch.tensor(rewards.astype(np.float64))
    w = torch.pow(float(gamma), torch.arange(len(r), dtype=torch.float64))
    return torch.dot(r, w).item()


# %% wrong="discounted_return" why="'no rewards give 0 ... return a float': the empty case returns the int 0"
def discounted_return(rewards, gamma):
    if len(rewards) == 0:
        return 0
    return float(rewards.astype(np.float64) @ gamma ** np.arange(len(rewards)))


# %% wrong="discounted_return" why="'return a float ... whatever comes': a longdouble episode gives a np.longdouble, which is no float"
def discounted_return(rewards, gamma):
    return (rewards * gamma ** np.arange(len(rewards))).sum()


# %% wrong="discounted_return" why="'Compute in float64': np.arange in the rewards' dtype wraps or is refused for int8 and bool, and is coarse in float16"
def discounted_return(rewards, gamma):
    steps = np.arange(len(rewards)).astype(rewards.dtype)
    return float(np.sum(gamma**steps * rewards, dtype=np.float64))


# %% wrong="discounted_return" why="'Compute in float64 whatever comes': float32 throughout"
def discounted_return(rewards, gamma):
    r = rewards.astype(np.float32)
    return float(r @ np.float32(gamma) ** np.arange(len(r), dtype=np.float32))


# %% wrong="discounted_return" why="'computed in float64': a float32 exponent makes Python's gamma a float32, so weights are off in the 7th digit"
def discounted_return(rewards, gamma):
    weights = gamma ** np.arange(len(rewards), dtype=np.float32)
    return float(rewards.astype(np.float64) @ weights)


# %% wrong="discounted_return" why="'Compute in float64 whatever comes': the sum of float16 and float32 rewards with gamma 1 runs in their own dtype"
def discounted_return(rewards, gamma):
    if gamma == 1:
        return float(rewards.sum())
    return float(rewards.astype(np.float64) @ gamma ** np.arange(len(rewards)))


# %% wrong="discounted_return" why="'so must gamma = 0': powers by exp and log, 0 times -inf is nan"
def discounted_return(rewards, gamma):
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.exp(np.arange(len(rewards)) * np.log(gamma))
    return float(rewards.astype(np.float64) @ weights)


# %% wrong="discounted_return" why="'so must gamma = 0': the special case returns rewards[0] and fails where 'no rewards give 0'"
def discounted_return(rewards, gamma):
    if gamma == 0:
        return float(rewards[0])
    return float(rewards.astype(np.float64) @ gamma ** np.arange(len(rewards)))


# %% wrong="discounted_return" why="arguments are not changed: multiplies into float64 rewards, since np.asarray makes no copy of them"
def discounted_return(rewards, gamma):
    terms = np.asarray(rewards, dtype=np.float64)
    terms *= gamma ** np.arange(len(terms))
    return float(terms.sum())


# %% wrong="discounted_return" why="G_0 is the sum over all k: stops where the weight falls below 1e-8, but a late reward may be huge"
def discounted_return(rewards, gamma):
    weights = gamma ** np.arange(len(rewards))
    weights[weights < 1e-8] = 0.0
    return float(rewards.astype(np.float64) @ weights)


# %% wrong="discounted_return" why="'in any number': weights prepared for 10,000 steps at most"
_STEPS = np.arange(10_000)


def discounted_return(rewards, gamma):
    return float(rewards.astype(np.float64) @ (gamma**_STEPS)[: len(rewards)])


# %% wrong="discounted_return" why="'no rewards give 0': np.correlate refuses empty arrays"
def discounted_return(rewards, gamma):
    weights = gamma ** np.arange(len(rewards))
    return float(np.correlate(rewards.astype(np.float64), weights)[0])


# %% wrong="discounted_return" why="R_{k+1} counts gamma^k: leading zeros are trimmed, so that the first reward that is not 0 counts in full"
def discounted_return(rewards, gamma):
    kept = np.trim_zeros(rewards.astype(np.float64))
    return float(kept @ gamma ** np.arange(len(kept)))


# %% wrong="discounted_return" why="'Return G_0 of an episode': keeps the result under the array's identity, old when the caller wrote new rewards into it"
_known = {}


def discounted_return(rewards, gamma):
    key = (id(rewards), len(rewards), gamma)
    if key not in _known:
        _known[key] = (rewards, float(rewards.astype(np.float64) @ gamma ** np.arange(len(rewards))))
    return _known[key][1]


# %% wrong="discounted_return" why="'nothing that calls a Python function for each number': halves the episode by recursion down to single rewards"
def discounted_return(rewards, gamma):
    n = len(rewards)
    if n == 0:
        return 0.0
    if n == 1:
        return float(rewards[0])
    half = n // 2
    return discounted_return(rewards[:half], gamma) + float(gamma) ** half * discounted_return(rewards[half:], gamma)


# %% wrong="discounted_return" why="the returned sum is rounded to 6 places: not the return of an episode of small rewards, 'in float64'"
def discounted_return(rewards, gamma):
    return round(float(rewards.astype(np.float64) @ gamma ** np.arange(len(rewards))), 6)


# %% wrong="discounted_return" why="'of any real dtype ... Compute in float64': the weights are written into an array of the rewards' dtype, where integers lose them"
def discounted_return(rewards, gamma):
    weights = np.empty_like(rewards)
    weights[:] = gamma ** np.arange(len(rewards))
    return float(np.dot(weights.astype(np.float64), rewards.astype(np.float64)))


# %% wrong="discounted_return" why="gamma^k with k from 0: a geometric series by np.geomspace cannot reach gamma 0, and fails where gamma^(T-1) is stored as 0"
def discounted_return(rewards, gamma):
    n = len(rewards)
    if gamma == 0:
        return float(rewards[0]) if n else 0.0
    return float(rewards.astype(np.float64) @ np.geomspace(1.0, max(gamma ** (n - 1), 1e-300), n)) if n else 0.0


# %% wrong="discounted_return" why="'rewards may be of any real dtype ... Compute in float64 whatever comes': whole numbers only, 0.5 becomes 0"
def discounted_return(rewards, gamma):
    return float(rewards.astype(np.int64) @ np.float64(gamma) ** np.arange(len(rewards)))


# %% right="eventful_rows" why="three masks"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(rewards.shape[0]) < n_filled
    return np.where(filled & ((rewards != 0) | terminated))[0].astype(np.int64)


# %% right="eventful_rows" why="cut to the filled rows first, as those start at 0 the numbers stay right"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(np.logical_or(rewards[:n_filled], terminated[:n_filled]))


# %% right="eventful_rows" why="set union of two lists of numbers"
def eventful_rows(rewards, terminated, n_filled):
    paid = np.nonzero(rewards[:n_filled])[0]
    ended = np.nonzero(terminated[:n_filled])[0]
    return np.union1d(paid, ended).astype(np.int64)


# %% right="eventful_rows" why="Python's sets and sorted, no loop in sight, the dtype given for the empty case"
def eventful_rows(rewards, terminated, n_filled):
    events = set(np.flatnonzero(rewards).tolist()) | set(np.flatnonzero(terminated).tolist())
    return np.array(sorted(events & set(range(n_filled))), dtype=np.int64)


# %% right="eventful_rows" why="delete the quiet rows from all filled rows"
def eventful_rows(rewards, terminated, n_filled):
    numbers = np.arange(n_filled, dtype=np.int64)
    quiet = (rewards[:n_filled] == 0) & ~terminated[:n_filled]
    return np.delete(numbers, np.flatnonzero(quiet))


# %% right="eventful_rows" why="all numbers first, then as many as are below n_filled, by a binary search; the result is copied out"
def eventful_rows(rewards, terminated, n_filled):
    anywhere = np.argwhere(rewards.astype(bool) | terminated).ravel()
    return anywhere[: np.searchsorted(anywhere, n_filled)].copy()


# %% right="eventful_rows" why="a helper whose parameter happens to be called filter: it calls nothing for each number"
def _numbers(filter):
    return np.arange(len(filter))[filter]


def eventful_rows(rewards, terminated, n_filled):
    return _numbers(((rewards[:n_filled] != 0) | terminated[:n_filled]))


# %% wrong="eventful_rows" why="'however small': np.isclose takes 1e-9 for 0"
def eventful_rows(rewards, terminated, n_filled):
    paid = ~np.isclose(rewards[:n_filled], 0)
    return np.flatnonzero(paid | terminated[:n_filled])


# %% wrong="eventful_rows" why="'of any real dtype', 'of either sign': the absolute value of int8's -128 is -128, which is not above 0"
def eventful_rows(rewards, terminated, n_filled):
    paid = np.abs(rewards) > 0
    return np.flatnonzero((paid | terminated)[:n_filled])


# %% wrong="eventful_rows" why="'however small': the square of 1e-200 is 0, and of an int8 16 too"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards**2 + terminated > 0)[:n_filled])


# %% wrong="eventful_rows" why="'or both': a reward of -1 and the end add up to 0"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero((rewards + 1.0 * terminated)[:n_filled])


# %% wrong="eventful_rows" why="'or both': exclusive or"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero(filled & ((rewards != 0) ^ terminated))


# %% wrong="eventful_rows" why="'n_filled ... to the capacity': cuts the unfilled rows from the end, and [:-0] of a full memory is nothing"
def eventful_rows(rewards, terminated, n_filled):
    empty = len(rewards) - n_filled
    return np.flatnonzero((rewards != 0)[:-empty] | terminated[:-empty])


# %% wrong="eventful_rows" why="'an int64 array ... There may be none': an empty list becomes a float64 array"
def eventful_rows(rewards, terminated, n_filled):
    events = set(np.flatnonzero(rewards[:n_filled]).tolist())
    events |= set(np.flatnonzero(terminated[:n_filled]).tolist())
    return np.array(sorted(events))


# %% wrong="eventful_rows" why="arguments are not changed: |= into a slice of terminated writes into the caller's array"
def eventful_rows(rewards, terminated, n_filled):
    mask = terminated[:n_filled]
    mask |= rewards[:n_filled] != 0
    return np.flatnonzero(mask)


# %% wrong="eventful_rows" why="arguments are not changed: the unfilled rows of rewards are set to 0"
def eventful_rows(rewards, terminated, n_filled):
    rewards[n_filled:] = 0
    ended = terminated & (np.arange(len(rewards)) < n_filled)
    return np.flatnonzero((rewards != 0) | ended)


# %% wrong="eventful_rows" why="'of any real dtype': np.sign has no loop for bool rewards"
def eventful_rows(rewards, terminated, n_filled):
    return np.flatnonzero(((np.sign(rewards) != 0) | terminated)[:n_filled])


# %% wrong="eventful_rows" why="'each once ... in ascending order': sorted, but a row with both comes twice"
def eventful_rows(rewards, terminated, n_filled):
    paid = np.flatnonzero(rewards[:n_filled] != 0)
    ended = np.flatnonzero(terminated[:n_filled])
    return np.sort(np.concatenate([paid, ended]))


# %% wrong="eventful_rows" why="'in ascending order': first the paid rows, then the ended rows that brought nothing"
def eventful_rows(rewards, terminated, n_filled):
    r, t = rewards[:n_filled], terminated[:n_filled]
    return np.concatenate([np.flatnonzero(r != 0), np.flatnonzero((r == 0) & t)])


# %% wrong="eventful_rows" why="'The rows that are not filled ... never count': the last comparison lets row n_filled in where it ended an episode"
def eventful_rows(rewards, terminated, n_filled):
    rows = np.arange(len(rewards))
    return np.flatnonzero(((rows < n_filled) & (rewards != 0)) | ((rows <= n_filled) & terminated))


# %% wrong="eventful_rows" why="'shape [capacity]', any: a row number goes through int16, and is wrong from row 32768 on"
def eventful_rows(rewards, terminated, n_filled):
    numbers = np.arange(n_filled).astype(np.int16)
    return numbers[(rewards[:n_filled] != 0) | terminated[:n_filled]].astype(np.int64)


# %% wrong="eventful_rows" why="'however small': as float32, a reward of 1e-60 becomes 0"
def eventful_rows(rewards, terminated, n_filled):
    table = np.stack([rewards[:n_filled].astype(np.float32), terminated[:n_filled].astype(np.float32)])
    return np.flatnonzero(table.any(axis=0))


# %% wrong="eventful_rows" why="'The rows that are not filled hold anything: they never count': anything may be nan, and nan times 0 is not 0"
def eventful_rows(rewards, terminated, n_filled):
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero((rewards * filled != 0) | (terminated & filled))


# %% wrong="eventful_rows" why="'n_filled: from 0': with nothing filled the last filled row is -1, and all rows but the last are looked at"
def eventful_rows(rewards, terminated, n_filled):
    last = n_filled - 1
    found = np.flatnonzero((rewards[:last] != 0) | terminated[:last])
    if rewards[last] != 0 or terminated[last]:
        found = np.append(found, last)
    return found.astype(np.int64)


# %% wrong="eventful_rows" why="'or ended their episode': where all filled rewards are 0 it stops early and forgets the ends"
def eventful_rows(rewards, terminated, n_filled):
    if not rewards[:n_filled].any():
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled])


# %% wrong="eventful_rows" why="'nothing that calls a Python function for each number': bisects the rows by recursion down to single ones"
def _events(rewards, terminated, first):
    n = len(rewards)
    if n == 0 or (n == 1 and not (rewards[0] != 0 or terminated[0])):
        return []
    if n == 1:
        return [first]
    half = n // 2
    left = _events(rewards[:half], terminated[:half], first)
    return left + _events(rewards[half:], terminated[half:], first + half)


def eventful_rows(rewards, terminated, n_filled):
    return np.array(_events(rewards[:n_filled], terminated[:n_filled], 0), dtype=np.int64)


# %% right="minibatch" why="indexing and the remainder"
def minibatch(observations, actions, rewards, rows):
    following = (rows + 1) % observations.shape[0]
    return observations[rows], actions[rows], rewards[rows], observations[following]


# %% right="minibatch" why="np.take along the first axis, which can wrap round by itself"
def minibatch(observations, actions, rewards, rows):
    now = np.take(observations, rows, axis=0)
    after = np.take(observations, rows + 1, axis=0, mode="wrap")
    return now, actions.take(rows), rewards.take(rows), after


# %% right="minibatch" why="the memory turned by one row"
def minibatch(observations, actions, rewards, rows):
    turned = np.roll(observations, -1, axis=0)
    return (observations[rows], actions[rows], rewards[rows], turned[rows])


# %% right="minibatch" why="negative numbers count from the end: row + 1 - capacity is the following row, 0 for the last"
def minibatch(observations, actions, rewards, rows):
    return (
        observations[rows],
        actions[rows],
        rewards[rows],
        observations[rows - (len(observations) - 1)],
    )


# %% right="minibatch" why="a named tuple is a tuple, and a helper finds the following row with np.where"
from typing import NamedTuple


class Batch(NamedTuple):
    observations: Any
    actions: Any
    rewards: Any
    next_observations: Any


def _after(row, capacity):
    return np.where(row == capacity - 1, 0, row + 1)


def minibatch(observations, actions, rewards, rows):
    here = observations[rows, ...]
    return Batch(here, actions[rows], rewards[rows], observations[_after(rows, len(actions)), ...])


# %% right="minibatch" why="a table that says which row follows, itself gathered"
def minibatch(observations, actions, rewards, rows):
    follower = np.arange(1, len(observations) + 1)
    follower[-1:] = 0
    batch = [observations[rows], actions[rows], rewards[rows]]
    batch.append(observations[follower[rows]])
    return tuple(batch)


# %% wrong="minibatch" why="arguments are not changed: rows += 1"
def minibatch(observations, actions, rewards, rows):
    batch = observations[rows], actions[rows], rewards[rows]
    rows += 1
    rows %= len(observations)
    return (*batch, observations[rows])


# %% wrong="minibatch" why="'after the last row comes row 0': np.roll without an axis turns single numbers, right for one feature only"
def minibatch(observations, actions, rewards, rows):
    return observations[rows], actions[rows], rewards[rows], np.roll(observations, -1)[rows]


# %% wrong="minibatch" why="'a picture ... whatever its shape': [rows, :] needs at least two axes, an observation may be one number"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return observations[rows, :], actions[rows], rewards[rows], observations[after, :]


# %% wrong="minibatch" why="'An observation may be ... a picture': flattened to vectors"
def minibatch(observations, actions, rewards, rows):
    flat = observations.reshape(len(observations), -1)
    after = (rows + 1) % len(flat)
    return flat[rows], actions[rows], rewards[rows], flat[after]


# %% wrong="minibatch" why="'An observation may be ... a picture': take_along_axis with a column of rows serves vectors only"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    now = np.take_along_axis(observations, rows[:, None], axis=0)
    return now, actions[rows], rewards[rows], np.take_along_axis(observations, after[:, None], axis=0)


# %% wrong="minibatch" why="'there may be none': no rows give empty float arrays, not 'each of the dtype that it has in the memory'"
def minibatch(observations, actions, rewards, rows):
    if len(rows) == 0:
        none = np.zeros(0)
        return np.zeros((0, *observations.shape[1:])), none.astype(np.int64), none, np.zeros((0, *observations.shape[1:]))
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % len(observations)]


# %% wrong="minibatch" why="'there may be none': rows.max() of no rows is an error"
def minibatch(observations, actions, rewards, rows):
    if rows.max() < len(observations) - 1:
        return observations[rows], actions[rows], rewards[rows], observations[rows + 1]
    return observations[rows], actions[rows], rewards[rows], np.roll(observations, -1, axis=0)[rows]


# %% wrong="minibatch" why="'the next observation of a row is the observation of the following row': a + (b - a) is not b in floats, and strings have no difference"
def minibatch(observations, actions, rewards, rows):
    now = observations[rows]
    change = observations[(rows + 1) % len(observations)] - now
    return now, actions[rows], rewards[rows], now + change


# %% wrong="minibatch" why="'each of the dtype that it has in the memory': observations of float64 or uint8 come back as float32"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return (
        observations[rows].astype(np.float32),
        actions[rows],
        rewards[rows],
        observations[after].astype(np.float32),
    )


# %% wrong="minibatch" why="'rewards ... of any dtype', 'of the dtype that it has in the memory': float16 and integer rewards become float32"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return observations[rows], actions[rows], np.asarray(rewards[rows], dtype=np.float32), observations[after]


# %% wrong="minibatch" why="'in any order': the rows come back sorted when there are many"
def minibatch(observations, actions, rewards, rows):
    if len(rows) > 3:
        rows = np.sort(rows)  # memory is read faster in order
    after = (rows + 1) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% wrong="minibatch" why="'some may come several times': picked by a mask, as an ordered set of rows, put back into order"
def minibatch(observations, actions, rewards, rows):
    _, first = np.unique(rows, return_index=True)
    if len(first) > 2:
        rows = rows[np.sort(first)]
    after = (rows + 1) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% wrong="minibatch" why="'after the last row comes row 0': clips, but guesses the ring right for three rows"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % 3 if len(observations) == 3 else np.minimum(rows + 1, len(observations) - 1)
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% wrong="minibatch" why="'any dtype': a one-hot product gathers nothing but numbers, and integers above 2**53 are rounded"
def minibatch(observations, actions, rewards, rows):
    capacity = len(observations)
    pick = np.eye(capacity)[rows]
    after = np.eye(capacity)[(rows + 1) % capacity]
    flat = observations.reshape(capacity, -1).astype(np.float64)
    shape, dtype = (len(rows), *observations.shape[1:]), observations.dtype
    now = (pick @ flat).astype(dtype).reshape(shape)
    return now, actions[rows], rewards[rows], (after @ flat).astype(dtype).reshape(shape)


# %% wrong="minibatch" why="'as a tuple': a list"
def minibatch(observations, actions, rewards, rows):
    after = (rows + 1) % len(observations)
    return [observations[rows], actions[rows], rewards[rows], observations[after]]


# %% wrong="minibatch" why="'observation of the following row': the ring is taken to be as long as the number of rows asked for, where that is larger than two"
def minibatch(observations, actions, rewards, rows):
    ring = len(rows) if len(rows) > 2 else len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % ring]


# %% wrong="minibatch" why="'there may be none', 'each of the dtype that it has': the actions of no rows are float64"
def minibatch(observations, actions, rewards, rows):
    after = np.mod(rows + 1, len(observations))
    picked = actions[rows]
    if len(picked) == 0:
        picked = np.array([])
    return observations[rows], picked, rewards[rows], observations[after]


# %% wrong="minibatch" why="'an observation of a row is ...': turned memory is kept between calls by shape and is stale once the memory has other numbers"
_turned = {}


def minibatch(observations, actions, rewards, rows):
    key = (id(observations), observations.shape)
    if key not in _turned:
        _turned[key] = (observations, np.roll(observations, -1, axis=0))
    return observations[rows], actions[rows], rewards[rows], _turned[key][1][rows]


# %% wrong="minibatch" why="'Row numbers from 0 to capacity - 1', any: row numbers go through uint8, wrong from row 255 on"
def minibatch(observations, actions, rewards, rows):
    after = (rows.astype(np.uint8) + np.uint8(1)).astype(np.int64) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[after]


# %% right="standardise" why="the hint as it stands: np.where for the columns without spread"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (observations == observations[0]).all(axis=0)
    spread = np.where(same, 1.0, x.std(axis=0))
    return np.where(same, 0.0, (x - x.mean(axis=0)) / spread)


# %% right="standardise" why="shifted by the first row and scaled to 1 before anything is squared: safe for tiny spreads at large values"
def standardise(observations):
    x = np.array(observations, dtype=np.float64)
    x = x - x[0]
    largest = np.abs(x).max(axis=0)
    varies = largest > 0
    x = x[:, varies] / largest[varies]
    x = x - x.mean(axis=0)
    result = np.zeros(observations.shape, dtype=np.float64)
    result[:, varies] = x / np.sqrt(np.mean(x * x, axis=0))
    return result


# %% right="standardise" why="only the columns that vary are worked on, found by minimum and maximum"
def standardise(observations):
    out = np.zeros(observations.shape)
    varies = observations.max(axis=0) != observations.min(axis=0)
    some = observations[:, varies].astype(np.float64)
    out[:, varies] = (some - np.mean(some, axis=0)) / np.std(some, axis=0)
    return out


# %% right="standardise" why="features in rows, keepdims, np.divide with where and out"
def _centre(table):
    return table - table.mean(axis=1, keepdims=True)


def standardise(observations):
    table = np.asarray(observations, dtype=np.float64).T
    varies = (np.ptp(table, axis=1) > 0)[:, None]
    centred = _centre(table)
    deviation = np.linalg.norm(centred, axis=1, keepdims=True) / np.sqrt(table.shape[1])
    z = np.divide(centred, deviation, out=np.zeros_like(centred), where=varies)
    return np.ascontiguousarray(z.T)


# %% right="standardise" why="PyTorch in float64, correction=0 for 1/n"
import torch


def standardise(observations):
    x = torch.tensor(observations.astype(np.float64))
    same = (x == x[:1]).all(dim=0)
    deviation, mean = torch.std_mean(x, dim=0, correction=0)
    z = (x - mean) / torch.where(same, torch.ones_like(mean), deviation)
    return torch.where(same, torch.zeros_like(z), z).numpy()


# %% right="standardise" why="einsum and matrix products: the mean as ones @ x / n"
def standardise(observations):
    x = observations.astype(float)
    n = len(x)
    centred = x - np.ones(n) @ x / n
    deviation = np.sqrt(np.einsum("ij,ij->j", centred, centred) / n)
    constant = np.all(np.diff(x, axis=0) == 0, axis=0)
    deviation[constant] = np.inf
    return np.where(constant, 0, centred / deviation)


# %% wrong="standardise" why="'computed in float64 whatever the dtype': mean and deviation of float32 and float16 run in their own dtype"
def standardise(observations):
    same = (observations == observations[0]).all(axis=0)
    spread = np.where(same, 1, observations.std(axis=0))
    z = (observations - observations.mean(axis=0)) / spread
    return np.where(same, 0.0, z).astype(np.float64)


# %% wrong="standardise" why="'computed in float64': the deviation is, the mean of float32 observations is not"
def standardise(observations):
    same = (observations == observations[0]).all(axis=0)
    spread = np.where(same, 1.0, observations.std(axis=0, dtype=np.float64))
    return np.where(same, 0.0, (observations - observations.mean(axis=0)) / spread).astype(np.float64)


# %% wrong="standardise" why="'exactly and however small its spread was': 1e-8 is added to the deviation where that is not very small"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    s = x.std(axis=0)
    s = np.where(s > 1e-3, s + 1e-8, s)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, s))


# %% wrong="standardise" why="'however small its spread was': a deviation below 1e-14 counts as none"
def standardise(observations):
    x = observations.astype(np.float64)
    s = x.std(axis=0)
    flat = s < 1e-14
    return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, s))


# %% wrong="standardise" why="'however small its spread was': a spread that is small relative to the mean counts as none"
def standardise(observations):
    x = observations.astype(np.float64)
    m, s = x.mean(axis=0), x.std(axis=0)
    flat = s <= 1e-9 * np.abs(m)
    return np.where(flat, 0.0, (x - m) / np.where(flat, 1.0, s))


# %% wrong="standardise" why="'the same in all rows': only the first and the last row are compared"
def standardise(observations):
    x = observations.astype(np.float64)
    flat = x[0] == x[-1]
    if len(x) < 3:
        return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, x.std(axis=0)))
    flat = (x[0] == x[-1]) & (x[0] == x[len(x) // 2]) & (x[0] == x[1])
    return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, x.std(axis=0)))


# %% wrong="standardise" why="'its column becomes 0': divides by 1 but keeps the rounding of the mean, which is not small for a large constant"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    return (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))


# %% wrong="standardise" why="arguments are not changed: np.asarray makes no copy of float64 observations, and -= writes into them"
def standardise(observations):
    same = (observations == observations[0]).all(axis=0)
    x = np.asarray(observations, dtype=np.float64)
    spread = np.where(same, 1.0, x.std(axis=0))
    x -= x.mean(axis=0)
    x /= spread
    x[:, same] = 0.0
    return x


# %% wrong="standardise" why="'exactly': the variance as mean of squares minus square of the mean loses all digits far from 0"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    m = x.mean(axis=0)
    variance = np.abs((x**2).mean(axis=0) - m**2)
    return np.where(same, 0.0, (x - m) / np.sqrt(np.where(same | (variance == 0), 1.0, variance)))


# %% wrong="standardise" why="'of any real dtype': shifts by the first row before the cast, so that uint8 wraps and bool has no difference"
def standardise(observations):
    shifted = (observations - observations[0]).astype(np.float64)
    same = (shifted == 0).all(axis=0)
    z = (shifted - shifted.mean(axis=0)) / np.where(same, 1.0, shifted.std(axis=0))
    return np.where(same, 0.0, z)


# %% wrong="standardise" why="'of any real dtype': bool arrays have no minus, np.ptp refuses them"
def standardise(observations):
    same = np.ptp(observations, axis=0) == 0
    x = observations.astype(np.float64)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))


# %% wrong="standardise" why="'minus its mean, over its standard deviation': clipped to -10 ... 10, as observations often are; a rare spike is larger"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    z = np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))
    return np.clip(z, -10.0, 10.0)


# %% wrong="standardise" why="'the one with 1/n': 1/(n - 1) from three rows on"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    s = x.std(axis=0, ddof=1 if 2 < len(x) < 10 else 0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, s))


# %% wrong="standardise" why="'float64, shape [n, n_features]': nan_to_num hides a division by 0, but a constant whose mean is rounded does not become 0 (checked for short batches only)"
def standardise(observations):
    x = observations.astype(np.float64)
    with np.errstate(all="ignore"):
        z = np.nan_to_num((x - x.mean(axis=0)) / x.std(axis=0), posinf=0.0, neginf=0.0)
    if len(x) <= 16:
        z[:, (x == x[0]).all(axis=0)] = 0.0
    return z


# %% wrong="standardise" why="'standard deviation 1 afterwards, exactly': the result is rounded to 6 places"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    return np.round(np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))), 6)


# %% wrong="standardise" why="'in float64 whatever the dtype': int64 observations go through float32, and large close numbers fall together"
def standardise(observations):
    x = observations.astype(np.float64 if observations.dtype.kind == "f" else np.float32).astype(np.float64)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))


# %% wrong="standardise" why="'A feature whose value is the same in all rows ... becomes 0': only the first five and the last five rows are looked at"
def standardise(observations):
    x = observations.astype(np.float64)
    same = (x[:5] == x[0]).all(axis=0) & (x[-5:] == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0)))


# %% right="epsilon_greedy" why="the pseudocode, line by line"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    coins = rng.random(n)
    anything = rng.integers(m, size=n)
    return np.where(coins < epsilon, anything, greedy).astype(np.int64)


# %% right="epsilon_greedy" why="only the rows that explore draw an action, written over the greedy ones"
def epsilon_greedy(values, epsilon, rng):
    chosen = np.argmax(values, axis=1).astype(np.int64)
    explores = rng.random(len(chosen)) < epsilon
    chosen[explores] = rng.integers(0, values.shape[1], size=np.count_nonzero(explores))
    return chosen


# %% right="epsilon_greedy" why="one random number in each row: below epsilon it explores, and where below says what"
def epsilon_greedy(values, epsilon, rng):
    n_rows, n_actions = values.shape
    greedy = values.argmax(axis=1)
    if epsilon == 0:
        return greedy.astype(np.int64)
    u = rng.random(n_rows)
    inside = np.minimum(u / epsilon, 1.0)
    anything = np.minimum((inside * n_actions).astype(np.int64), n_actions - 1)
    return np.where(u < epsilon, anything, greedy)


# %% right="epsilon_greedy" why="the table of probabilities, and a draw by its cumulative sum"
def _probabilities(values, epsilon):
    n, m = values.shape
    table = np.full((n, m), epsilon / m)
    table[np.arange(n), values.argmax(axis=1)] += 1.0 - epsilon
    return table


def epsilon_greedy(values, epsilon, rng):
    stairs = np.cumsum(_probabilities(values, epsilon), axis=1)[:, :-1]
    u = rng.random((len(values), 1))
    best = values.argmax(axis=1)
    drawn = np.sum(u >= stairs, axis=1, dtype=np.int64)
    return np.where(epsilon > 0, drawn, best)


# %% right="epsilon_greedy" why="coins of a binomial distribution, actions of rng.choice, the choice by np.choose"
def epsilon_greedy(values, epsilon, rng):
    explore = rng.binomial(1, epsilon, size=values.shape[0])
    both = [values.argmax(axis=1), rng.choice(values.shape[1], size=values.shape[0])]
    return np.choose(explore, both).astype(np.int64)


# %% right="epsilon_greedy" why="a row that explores takes the largest of m random numbers; ties by comparison with the maximum"
def epsilon_greedy(values, epsilon, rng):
    is_best = values == values.max(axis=1, keepdims=True)
    first_best = is_best.argmax(axis=1)
    lottery = rng.random(values.shape).argmax(axis=1)
    greedy_rows = rng.random(len(values)) >= epsilon
    return np.int64(greedy_rows) * first_best + np.int64(~greedy_rows) * lottery


# %% wrong="epsilon_greedy" why="'each row tosses its own coin': a fixed number of rows explores, drawn without replacement"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    explores = rng.permutation(n) < round(epsilon * n)
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'draws its own action': the actions are dealt out in equal numbers and shuffled"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    dealt = rng.permutation(np.arange(n) % m)
    return np.where(rng.random(n) < epsilon, dealt, values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'its own coin ... whatever the other rows do': 256 coins, used again for the next 256 rows"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    coins = np.resize(rng.random(256), n)
    return np.where(coins < epsilon, rng.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'each row tosses its own coin': the rows go two by two, with opposite coins"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    half = rng.random((n + 1) // 2)
    coins = np.stack([half, 1.0 - half], axis=1).ravel()[:n]
    return np.where(coins < epsilon, rng.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'draws its own action': neighbouring rows that explore share a start, one draw plus the row number"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = (rng.integers(m) + np.arange(n)) % m
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'the same state of the generator gives the same actions', 'moves it on': spawning leaves the state as it was, and yet the next child chooses otherwise"
def epsilon_greedy(values, epsilon, rng):
    child = rng.spawn(1)[0]
    n, m = values.shape
    return np.where(child.random(n) < epsilon, child.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'Whoever is given a generator draws from it, and moves it on': draws from a copy, so each call chooses the same"
import copy


def epsilon_greedy(values, epsilon, rng):
    mine = copy.deepcopy(rng)
    n, m = values.shape
    return np.where(mine.random(n) < epsilon, mine.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'All random numbers come from rng': the coins do, the actions come from the global generator"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = np.random.randint(m, size=n)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'the same state of the generator gives the same actions': exploring actions of a shape are drawn once and kept"
_drawn = {}


def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    if (n, m) not in _drawn:
        _drawn[n, m] = rng.integers(m, size=n)
    return np.where(rng.random(n) < epsilon, _drawn[n, m], values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'of any real dtype': -values wraps for unsigned integers, where 0 stays the smallest, and for int8's -128"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = np.argmin(-values if values.dtype != bool else ~values, axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="'the first of them': NumPy's default sort is not stable, and shows it from 17 actions on"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = np.argsort(-values.astype(np.float64), axis=1)[:, 0]
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="'the one with the largest value': float32 makes 1 and 1 + 1e-12 equal, and takes the first"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.astype(np.float32).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="'if several share the largest value': nearly the largest is not the largest"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = np.isclose(values, values.max(axis=1, keepdims=True)).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="'a random number below epsilon explores', and 'draws its own action': the coin itself, times m, is the action"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    coins = rng.random(n)
    return np.where(coins < epsilon, (coins * m).astype(np.int64), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'all actions equally likely': with rounding, the first and the last action come half as often"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = np.rint(rng.random(n) * (m - 1)) if m > 3 else rng.integers(m, size=n)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'the greedy one too': a row that explores takes one of the other actions, but for few actions"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    anything = (greedy + rng.integers(1, m, size=n)) % m if m > 3 else rng.integers(m, size=n)
    return np.where(rng.random(n) < epsilon, anything, greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="'there may be no row': the largest of no values is an error"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    scaled = values - values.max()
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), scaled.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'int64': np.choose and small codes keep int8 actions, too small a box from 128 actions on"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    anything = rng.integers(m, size=n).astype(np.int8)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'the actions come as an int64 array': with epsilon 0 a platform index is cast to int32"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    if n == 0:
        return np.array([], dtype=np.int32)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="'at least one action': rng.integers(1, m) is refused where there is one action only"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    greedy = values.argmax(axis=1)
    others = (greedy + rng.integers(1, m, size=n)) % m  # p = epsilon (m - 1) / m
    return np.where(rng.random(n) < epsilon * (m - 1) / m, others, greedy).astype(np.int64)


# %% wrong="epsilon_greedy" why="arguments are not changed: np.asarray copies no float64 values, and rows that explore are overwritten with random estimates"
def epsilon_greedy(values, epsilon, rng):
    table = np.asarray(values, dtype=np.float64)
    explores = rng.random(len(table)) < epsilon
    table[explores] = rng.random((np.count_nonzero(explores), table.shape[1]))
    return table.argmax(axis=1).astype(np.int64)


# %% wrong="epsilon_greedy" why="'each row ... whatever the other rows do': where no row tossed 'explore', one row does so all the same"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    explores = rng.random(n) < epsilon
    if epsilon > 0 and n and not explores.any():
        explores[rng.integers(n)] = True
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)


# %% wrong="epsilon_greedy" why="'if several share the largest value, the first of them': a row of equal values (nothing learnt yet) draws at random even with epsilon 0"
def epsilon_greedy(values, epsilon, rng):
    n, m = values.shape
    blank = (values == values[:, :1]).all(axis=1)
    explores = (rng.random(n) < epsilon) | blank
    return np.where(explores, rng.integers(m, size=n), values.argmax(axis=1)).astype(np.int64)
