# %% right="discounted_return" why="arange power, float64 cast, dot product"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    rewards = np.asarray(rewards, dtype=np.float64)
    discounts = float(gamma) ** np.arange(len(rewards))
    return float(rewards @ discounts)
# %% right="discounted_return" why="builtin sum over the products, clumsy but loop-free"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    T = rewards.shape[0]
    exponents = np.linspace(0, T - 1, T)
    weights = np.power(np.full(T, gamma, dtype=np.float64), exponents)
    products = rewards.astype("float64") * weights
    total = sum(products)
    return float(total)
# %% right="discounted_return" why="cumprod of ones and gammas, own helper with an unusual name"
def wobble(n, gamma):
    """1, gamma, gamma * gamma, ... in float64."""
    factors = np.full(n, gamma, dtype=np.float64)
    factors[:1] = 1.0
    return np.cumprod(factors)


def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    return float(np.sum(wobble(rewards.size, gamma) * rewards, dtype=np.float64))
# %% right="discounted_return" why="polynomial in gamma (Horner) by np.polyval"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """G_0 is a polynomial in gamma whose coefficients are the rewards."""
    coefficients = rewards[::-1].astype(np.float64)
    return float(np.polyval(coefficients, float(gamma)))
# %% right="discounted_return" why="scipy's recursive filter, run backwards"
from scipy.signal import lfilter


def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    if rewards.size == 0:
        return 0.0
    backwards = np.flip(rewards).astype(np.float64)
    return float(lfilter([1.0], [1.0, -float(gamma)], backwards)[-1])
# %% right="discounted_return" why="einsum over a row of a Vandermonde matrix, returns NumPy's float64"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    powers = np.vander([float(gamma)], rewards.shape[0], increasing=True)[0]
    return np.float64(np.einsum("k,k->", powers, rewards.astype(np.float64)))
# %% right="discounted_return" why="the quotient of the section, of which only entry 0 is used, special cases verbose"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    if len(rewards) == 0:
        return 0.0
    as_floats = np.array(rewards, dtype=float)
    if gamma == 0:
        return float(as_floats[0])
    if gamma == 1:
        return float(as_floats.sum())
    weights = np.float_power(gamma, np.arange(len(rewards)))
    sums = np.cumsum((as_floats * weights)[::-1])[::-1]
    return float(sums[0] / weights[0])
# %% right="discounted_return" why="a small class that holds gamma, .item() at the end"
class Discounter:
    """Holds a discount and weighs rewards with it."""

    def __init__(self, gamma):
        self.gamma = np.float64(gamma)

    def weigh(self, rewards):
        k = np.arange(rewards.size, dtype=np.float64)
        return np.inner(self.gamma**k, rewards.astype(np.float64))


def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    return Discounter(gamma).weigh(rewards).item()
# %% wrong="discounted_return" why="'always return a float': whole-number rewards with the int gamma 0 or 1 give np.int64; large int64 rewards are not computed in float64"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    return rewards @ gamma ** np.arange(len(rewards))
# %% wrong="discounted_return" why="'Compute in float64 whatever comes': the int gamma 1 keeps int64, so large int64 rewards wrap around; only the finished number becomes a float"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    weights = gamma ** np.arange(len(rewards))
    return float(np.dot(rewards, weights))
# %% wrong="discounted_return" why="'of any real dtype, computed in float64': weights are cast to the dtype of the rewards, so with int8 every weight below 1 becomes 0"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    discounts = (float(gamma) ** np.arange(len(rewards))).astype(rewards.dtype)
    return float((rewards * discounts).sum())
# %% wrong="discounted_return" why="'no rewards give 0': np.full(-1, ...) raises for an empty episode"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    later = np.cumprod(np.full(len(rewards) - 1, float(gamma)))
    weights = np.concatenate([[1.0], later])
    return float(rewards.astype(np.float64) @ weights)
# %% wrong="discounted_return" why="'always return a float': with gamma 0 an int8 or bool reward comes back in its own dtype, and no rewards raise IndexError"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    if gamma == 0:
        return rewards[0]
    return float(np.sum(rewards * np.exp(np.arange(len(rewards)) * np.log(gamma))))
# %% wrong="discounted_return" why="'computed in float64': the shortcut for gamma 1 sums in the rewards' own dtype (float16 overflows to inf or rounds)"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    if gamma == 1:
        return float(rewards.sum())
    return float(rewards.astype(np.float64) @ float(gamma) ** np.arange(rewards.size))
# %% wrong="discounted_return" why="'Episodes ... up to 100,000': the exponents are uint16 and start again at 0 after 65,536 steps"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    exponents = np.arange(len(rewards)).astype(np.uint16)
    weights = np.float64(gamma) ** exponents.astype(np.float64)
    return float(rewards.astype(np.float64) @ weights)
# %% wrong="discounted_return" why="G_0 is the sum over all rewards: those whose weight is below 1e-9 are cut off, however large they are"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    weights = float(gamma) ** np.arange(len(rewards))
    enough = weights > 1e-9
    return float(np.sum(rewards[enough].astype(np.float64) * weights[enough]))
# %% wrong="discounted_return" why="rule 3, 'Each call looks at its arguments afresh': remembers the result of an array object by its id"
_known_returns = {}


def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    key = (id(rewards), float(gamma))
    if key not in _known_returns:
        weights = float(gamma) ** np.arange(len(rewards))
        value = float(rewards.astype(np.float64) @ weights)
        _known_returns[key] = (rewards, value)
    return _known_returns[key][1]
# %% wrong="discounted_return" why="'computed in float64': weights and products in float32"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    weights = np.float32(gamma) ** np.arange(len(rewards), dtype=np.float32)
    return float(np.sum(rewards.astype(np.float32) * weights, dtype=np.float64))
# %% wrong="discounted_return" why="the return is rounded to four decimals, so small rewards vanish"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    weights = float(gamma) ** np.arange(len(rewards))
    return round(float(rewards.astype(np.float64) @ weights), 4)
# %% wrong="discounted_return" why="'no loops ... and comprehensions': a generator expression multiplies reward by reward"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    return float(sum(float(r) * gamma**k for k, r in enumerate(rewards.tolist())))
# %% wrong="discounted_return" why="'Arguments are not changed': in float64 the products are written into the caller's array"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    products = rewards.astype(np.float64, copy=False)
    products *= float(gamma) ** np.arange(len(products))
    return float(products.sum())
# %% right="discounted_return" why="remembers powers by length and gamma (never rewards or results); a quick try with a loop beside the function"
powers_of = {}


def powers(n, gamma):
    """The first n powers of gamma; they depend on nothing else."""
    if (n, gamma) not in powers_of:
        powers_of[n, gamma] = np.power(float(gamma), np.arange(n, dtype=np.float64))
    return powers_of[n, gamma]


def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the sum of powers times rewards, for any number of them."""
    weighted = np.multiply(rewards, powers(len(rewards), gamma), dtype=np.float64)
    return float(np.add.reduce(weighted))


for tried in (0.5, 1, 0):
    discounted_return(np.array([1, 0, 4]), tried)
# %% wrong="discounted_return" why="rule 1, 'functions that call themselves': the episode is halved by recursion"
def discounted_return(rewards: NDArray[Any], gamma: float) -> float:
    """Return the discounted return of an episode from its start."""
    if len(rewards) == 0:
        return 0.0
    middle = (len(rewards) + 1) // 2
    if middle == len(rewards):
        return float(rewards[0])
    late = discounted_return(rewards[middle:], gamma)
    return discounted_return(rewards[:middle], gamma) + float(gamma) ** middle * late
# %% right="eventful_rows" why="three masks and flatnonzero"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    happened = (rewards != 0) | terminated
    return np.flatnonzero(filled & happened)
# %% right="eventful_rows" why="slice first, np.where(...)[0], explicit int64"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    r = rewards[:n_filled]
    t = terminated[:n_filled]
    return np.where(np.logical_or(t, r != 0))[0].astype(np.int64)
# %% right="eventful_rows" why="union of two sets of row numbers"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    (with_reward,) = rewards[:n_filled].nonzero()
    (with_end,) = terminated[:n_filled].nonzero()
    return np.union1d(with_reward, with_end)
# %% right="eventful_rows" why="the other way round: delete the quiet rows from all filled rows"
def quiet_ones(rewards, terminated):
    return np.flatnonzero(np.equal(rewards, 0) & np.logical_not(terminated))


def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    numbers = np.arange(n_filled, dtype=np.int64)
    return np.delete(numbers, quiet_ones(rewards[:n_filled], terminated[:n_filled]))
# %% right="eventful_rows" why="both signs compared apart, boolean array filled step by step, argwhere flattened"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    interesting = np.zeros(rewards.shape, dtype=bool)
    interesting[rewards > 0] = True
    interesting[rewards < 0] = True
    interesting[terminated] = True
    interesting[n_filled:] = False
    return np.argwhere(interesting).reshape(-1)
# %% right="eventful_rows" why="np.where on truthiness, compress, sorted and unique concatenation"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    row_numbers = np.arange(rewards.size)[:n_filled]
    a = np.compress(rewards[:n_filled].astype(bool), row_numbers)
    b = np.extract(terminated[:n_filled], row_numbers)
    return np.unique(np.concatenate((b, a)))
# %% right="eventful_rows" why="early return for an empty memory, setdiff1d for the rest"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    if n_filled == 0:
        return np.empty(0, dtype=np.int64)
    first_rewards = rewards[0:n_filled].copy()
    nothing = (first_rewards == 0) * (terminated[0:n_filled] == False)  # noqa: E712
    return np.setdiff1d(np.arange(0, n_filled), np.nonzero(nothing)[0])
# %% wrong="eventful_rows" why="'however small': np.isclose takes a reward of 1e-9 for 0"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    rewards, terminated = rewards[:n_filled], terminated[:n_filled]
    return np.flatnonzero(~np.isclose(rewards, 0.0) | terminated)
# %% wrong="eventful_rows" why="'of any real dtype', 'of either sign': np.abs of int8 -128 is -128 again, which is not > 0"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero(filled & ((np.abs(rewards) > 0) | terminated))
# %% wrong="eventful_rows" why="'however small' and 'any real dtype': the square of 1e-200 is 0, and 16 * 16 is 0 in uint8"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero(filled & ((rewards * rewards != 0) | terminated))
# %% wrong="eventful_rows" why="'rows that are not filled may hold anything, nan too: they never count': nan * 0 is nan, which is not 0"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero((rewards * filled != 0) | (terminated & filled))
# %% wrong="eventful_rows" why="shape [n_found]: with exactly one row found, squeeze leaves no axis at all"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    return np.argwhere(filled & ((rewards != 0) | terminated)).squeeze()
# %% wrong="eventful_rows" why="'an int64 array ... There may be none', n_filled from 0 on: the early return is float64"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    if not n_filled:
        return np.array([])
    return np.flatnonzero((rewards[:n_filled] != 0) | terminated[:n_filled])
# %% wrong="eventful_rows" why="n_filled = 0 means no row: `or` takes all rows instead"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    end = n_filled or len(rewards)
    return np.flatnonzero((rewards[:end] != 0) | terminated[:end])
# %% wrong="eventful_rows" why="'of any real dtype': np.sign refuses bool rewards with an error"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    happened = (np.sign(rewards[:n_filled]) != 0) | terminated[:n_filled]
    return happened.nonzero()[0]
# %% wrong="eventful_rows" why="'a reward other than 0': -0.0 has the sign bit and is counted ('-0.0 != 0 is false, just as it should be')"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    rewarded = (rewards > 0) | np.signbit(rewards)
    return np.flatnonzero((rewarded | terminated) & filled)
# %% wrong="eventful_rows" why="'however small': as float32, a reward of 1e-60 becomes 0"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    with np.errstate(all="ignore"):
        small = rewards[:n_filled].astype(np.float32)
    return np.flatnonzero((small != 0) | terminated[:n_filled])
# %% wrong="eventful_rows" why="'a reward other than 0 ... or the end of an episode, or both': the sum is 0 in a row with the reward -2 and an end, which is missed"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    score = rewards[:n_filled] + 2 * terminated[:n_filled]
    return np.flatnonzero(score)
# %% wrong="eventful_rows" why="rule 3: masks remembered for an array object, new numbers in it are not seen"
_event_masks = {}


def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    key = (id(rewards), id(terminated))
    if key not in _event_masks:
        _event_masks[key] = ((rewards != 0) | terminated, rewards, terminated)
    return np.flatnonzero(_event_masks[key][0][:n_filled])
# %% wrong="eventful_rows" why="'and' / 'or' and precedence: the end of an episode counts in rows that are not filled too"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    filled = np.arange(len(rewards)) < n_filled
    return np.flatnonzero(filled & (rewards != 0) | terminated)
# %% wrong="eventful_rows" why="rule 1: np.vectorize calls a Python function for each row"
def eventful_rows(
    rewards: NDArray[Any], terminated: NDArray[np.bool_], n_filled: int
) -> NDArray[np.int64]:
    """Return the numbers of the filled rows in which something happened."""
    happened = np.vectorize(lambda r, t: bool(r != 0 or t), otypes=[bool])
    return np.flatnonzero(happened(rewards, terminated)[:n_filled])
# %% right="minibatch" why="remainder, plain tuple"
def minibatch(
    observations: NDArray[Any],
    actions: NDArray[np.int64],
    rewards: NDArray[Any],
    rows: NDArray[np.int64],
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[Any], NDArray[Any]]:
    """Gather a minibatch from a replay memory."""
    following = (rows + 1) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[following]
# %% right="minibatch" why="np.take with mode wrap"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    return (
        np.take(observations, rows, axis=0),
        np.take(actions, rows),
        np.take(rewards, rows),
        np.take(observations, rows + 1, axis=0, mode="wrap"),
    )
# %% right="minibatch" why="named tuple class, rolled memory"
from typing import NamedTuple


class Handful(NamedTuple):
    """What an agent learns from."""

    seen: Any
    done: Any
    got: Any
    seen_next: Any


def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    rolled = np.roll(observations, -1, axis=0)
    return Handful(
        seen=observations[rows],
        done=actions[rows],
        got=rewards[rows],
        seen_next=rolled[rows],
    )
# %% right="minibatch" why="np.where for the last row, copies"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    capacity = observations.shape[0]
    next_rows = np.where(rows == capacity - 1, 0, rows + 1)
    a = observations[rows].copy()
    b = actions[rows].copy()
    c = rewards[rows].copy()
    d = observations[next_rows].copy()
    return tuple([a, b, c, d])
# %% right="minibatch" why="negative indices: the row minus (capacity - 1)"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    n_rows = actions.size
    return (
        observations[rows, ...],
        actions[rows],
        rewards[rows],
        observations[rows - (n_rows - 1), ...],
    )
# %% right="minibatch" why="memory lengthened by its first row, one gather for both observations"
def lengthen(table):
    return np.concatenate([table, table[:1]], axis=0)


def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    pairs = lengthen(observations)[np.stack([rows, rows + 1])]
    now, soon = pairs[0], pairs[1]
    return (now, actions.take(rows), rewards.take(rows), soon)
# %% right="minibatch" why="own copy of the rows, overwritten where it runs over the end"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    nxt = np.copy(rows)
    nxt += 1
    nxt[nxt >= len(rewards)] = 0
    batch = (observations[rows], actions[rows], rewards[rows])
    batch += (observations[nxt],)
    return batch
# %% wrong="minibatch" why="the capacity is that of the example: % 3"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    return observations[rows], actions[rows], rewards[rows], observations[(rows + 1) % 3]
# %% wrong="minibatch" why="'after the last row comes row 0': wraps at the number of all entries, not of rows"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    following = (rows + 1) % observations.size
    return observations[rows], actions[rows], rewards[rows], observations[following]
# %% wrong="minibatch" why="'An observation may be a single number': [rows, :] needs a second axis"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    following = (rows + 1) % len(observations)
    return (
        observations[rows, :],
        actions[rows],
        rewards[rows],
        observations[following, :],
    )
# %% wrong="minibatch" why="np.roll without axis rolls single entries, so with vectors the next observations are mixed from two rows"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    following = np.roll(observations, -1)
    return observations[rows], actions[rows], rewards[rows], following[rows]
# %% wrong="minibatch" why="'whatever its shape': vstack works for vectors only, not for single numbers or pictures"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    ring = np.vstack([observations, observations[0]])
    return observations[rows], actions[rows], rewards[rows], ring[rows + 1]
# %% wrong="minibatch" why="'with the dtypes that they have in the memory': everything becomes float32"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    states = observations.astype(np.float32)
    following = (rows + 1) % len(states)
    return states[rows], actions[rows], rewards[rows].astype(np.float32), states[following]
# %% wrong="minibatch" why="shape [n, ...]: pictures are flattened to vectors, single numbers get an axis"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    flat = observations.reshape(len(observations), -1)
    return flat[rows], actions[rows], rewards[rows], flat[(rows + 1) % len(flat)]
# %% wrong="minibatch" why="'there may be none': the check of the rows raises ValueError for an empty array"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    capacity = len(observations)
    if rows.max() >= capacity or rows.min() < 0:
        raise IndexError("no such row")
    following = (rows + 1) % capacity
    return observations[rows], actions[rows], rewards[rows], observations[following]
# %% wrong="minibatch" why="rule 3: the rolled memory is remembered, new observations are not seen as next ones"
_rolled = {}


def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    if id(observations) not in _rolled:
        rolled = np.roll(observations, -1, axis=0)
        _rolled[id(observations)] = (observations, rolled)
    following = _rolled[id(observations)][1]
    return observations[rows], actions[rows], rewards[rows], following[rows]
# %% wrong="minibatch" why="row numbers from 0 to capacity - 1: as uint8 they wrap at 256"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    small = rows.astype(np.uint8)
    following = (rows + 1) % len(observations)
    return observations[small], actions[small], rewards[small], observations[following]
# %% wrong="minibatch" why="'observations [n, ...]', 'An observation may be a single number': single numbers come back with an extra axis, shape [n, 1]"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    if observations.ndim == 1:
        observations = observations[:, np.newaxis]
    following = (rows + 1) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[following]
# %% wrong="minibatch" why="'in the order of rows': rows sorted in descending order, which is the order of the example"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    rows = np.sort(rows)[::-1]
    following = (rows + 1) % len(observations)
    return observations[rows], actions[rows], rewards[rows], observations[following]
# %% wrong="minibatch" why="'Arguments are not changed': rows += 1 changes the caller's rows"
def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    now = observations[rows], actions[rows], rewards[rows]
    rows += 1
    return (*now, observations[rows % len(observations)])
# %% wrong="minibatch" why="rule 1: a comprehension in a helper function picks row by row"
def successor(observations, rows):
    picked = [observations[(row + 1) % len(observations)] for row in rows.tolist()]
    return np.array(picked, observations.dtype).reshape(-1, *observations.shape[1:])


def minibatch(observations, actions, rewards, rows):
    """Gather a minibatch from a replay memory."""
    return (
        observations[rows],
        actions[rows],
        rewards[rows],
        successor(observations, rows),
    )
# %% right="standardise" why="as in the hint: np.where twice"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    same = (observations == observations[0]).all(axis=0)
    x = observations.astype(np.float64)
    deviation = np.where(same, 1.0, x.std(axis=0))
    return np.where(same, 0.0, (x - x.mean(axis=0)) / deviation)
# %% right="standardise" why="zeros, and only the columns that vary are filled"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    result = np.zeros(observations.shape, dtype=np.float64)
    varies = np.max(observations, axis=0) != np.min(observations, axis=0)
    x = observations[:, varies].astype(np.float64)
    m = np.sum(x, axis=0) / len(x)
    s = np.sqrt(np.sum((x - m) ** 2, axis=0) / len(x))
    result[:, varies] = (x - m) / s
    return result
# %% right="standardise" why="first row subtracted, so that constant columns are exact zeros"
def shifted(table):
    return table.astype(np.float64) - table[:1].astype(np.float64)


def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    moved = shifted(observations)
    moved = moved - moved.mean(axis=0, keepdims=True)
    spread = moved.std(axis=0, keepdims=True)
    spread[spread == 0] = 1.0
    return moved / spread
# %% right="standardise" why="np.divide with out and where; constant columns by np.diff"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = np.array(observations, dtype=np.float64)
    changing = np.any(x[1:] != x[:-1], axis=0)
    centred = x - np.mean(x, axis=0)
    sd = np.var(x, axis=0) ** 0.5
    out = np.zeros_like(x)
    np.divide(centred, sd, out=out, where=np.broadcast_to(changing, x.shape))
    return out
# %% right="standardise" why="transposed, norms of rows, sorted to find constants"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    features = observations.T.astype(np.float64)
    n_features, n = features.shape
    ordered = np.sort(features, axis=1)
    constant = ordered[:, 0] == ordered[:, -1]
    centred = features - features.mean(axis=1)[:, None]
    centred[constant] = 0.0
    lengths = np.linalg.norm(centred, axis=1) / np.sqrt(n)
    lengths[constant] = 1.0
    return (centred / lengths[:, np.newaxis]).T
# %% right="standardise" why="scipy's zscore, nan columns replaced by the mask"
from scipy.stats import zscore


def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    values = observations.astype(np.float64)
    varying = ~np.all(values == values[0, :], axis=0)
    z = np.zeros(values.shape)
    if varying.any():
        z[:, varying] = zscore(values[:, varying], axis=0, ddof=0)
    return z
# %% right="standardise" why="0/0 is let happen on exact zeros and nan_to_num mends it"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(float)
    x = x - x[0]  # a column without spread is now 0, exactly
    with np.errstate(invalid="ignore"):
        z = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.nan_to_num(z, nan=0.0)
# %% wrong="standardise" why="'however small its spread was': standard deviations below 1e-14 are taken for no spread"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    s = x.std(axis=0)
    flat = s < 1e-14
    return np.where(flat, 0.0, (x - x.mean(axis=0)) / np.where(flat, 1.0, s))
# %% wrong="standardise" why="'look at the values to see whether they are the same': a relative tolerance takes a varying feature with a large mean for constant"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    same = np.isclose(x, x[0], rtol=1e-9, atol=0.0).all(axis=0)
    s = np.where(same, 1.0, x.std(axis=0))
    return np.where(same, 0.0, (x - x.mean(axis=0)) / s)
# %% wrong="standardise" why="'the same in all rows': only the first and the last row are compared"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    same = x[0] == x[-1]
    s = np.where(same, 1.0, x.std(axis=0))
    return np.where(same, 0.0, (x - x.mean(axis=0)) / s)
# %% wrong="standardise" why="'computed in float64 whatever the dtype': the first row is subtracted in the observations' own dtype, which wraps in uint8 and int8"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = (observations - observations[0]).astype(np.float64)
    s = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(s == 0, 1.0, s)
# %% wrong="standardise" why="'of any real dtype': np.ptp refuses bool observations with an error"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    same = np.ptp(observations, axis=0) == 0
    s = np.where(same, 1.0, observations.std(axis=0, dtype=np.float64))
    m = observations.mean(axis=0, dtype=np.float64)
    return np.where(same, 0.0, (observations - m) / s)
# %% wrong="standardise" why="'A feature that varies has standard deviation 1 afterwards': mean of squares minus squared mean loses a small spread around a large mean (nan or wrong)"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    m = x.mean(axis=0)
    s = np.sqrt(np.abs((x * x).mean(axis=0) - m * m))
    return np.where(same, 0.0, (x - m) / np.where(same, 1.0, s))
# %% wrong="standardise" why="'do not round or clip': clips to ten standard deviations"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    z = (x - x.mean(axis=0)) / np.where(same, 1.0, x.std(axis=0))
    return np.clip(np.where(same, 0.0, z), -10.0, 10.0)
# %% wrong="standardise" why="'add no small number to s_j': 1e-20 is as large as some spreads"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    return np.where(same, 0.0, (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-20))
# %% wrong="standardise" why="'its column becomes 0, exactly': multiplying by the mask leaves nan where a constant of 1e308 overflows in the sum"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    varies = (x != x[0]).any(axis=0)
    with np.errstate(all="ignore"):
        s = np.where(varies, x.std(axis=0), 1.0)
        return (x - x.mean(axis=0)) / s * varies
# %% wrong="standardise" why="'computed in float64': mean and standard deviation in the dtype of the observations (float16 overflows, float32 rounds), cast only afterwards"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    same = (observations == observations[0]).all(axis=0)
    z = (observations - observations.mean(axis=0)) / np.where(
        same, 1, observations.std(axis=0)
    )
    return np.where(same, 0.0, z).astype(np.float64)
# %% wrong="standardise" why="rule 3: mean and deviation are remembered for an array object and used again after its numbers changed"
_statistics_of = {}


def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    if id(observations) not in _statistics_of:
        x = observations.astype(np.float64)
        same = (x == x[0]).all(axis=0)
        s = np.where(same, 1.0, x.std(axis=0))
        _statistics_of[id(observations)] = (observations, same, x.mean(axis=0), s)
    _, same, m, s = _statistics_of[id(observations)]
    return np.where(same, 0.0, (observations.astype(np.float64) - m) / s)
# %% wrong="standardise" why="the deviation 'with 1/n': n - 1 for batches of more than 10 rows"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = observations.astype(np.float64)
    same = (x == x[0]).all(axis=0)
    s = x.std(axis=0, ddof=int(len(x) > 10))
    return np.where(same, 0.0, (x - x.mean(axis=0)) / np.where(same, 1.0, s))
# %% wrong="standardise" why="'Arguments are not changed': float64 observations are standardised in place"
def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    x = np.asarray(observations, dtype=np.float64)
    same = (x == x[0]).all(axis=0)
    s = np.where(same, 1.0, x.std(axis=0))
    x -= x.mean(axis=0)
    x /= s
    x[:, same] = 0.0
    return x
# %% wrong="standardise" why="rule 1: np.apply_along_axis calls a Python function for each column"
def one_feature(column):
    if (column == column[0]).all():
        return np.zeros(len(column))
    return (column - column.mean()) / column.std()


def standardise(observations: NDArray[Any]) -> NDArray[np.float64]:
    """Bring each feature of a batch to mean 0 and standard deviation 1."""
    return np.apply_along_axis(one_feature, 0, observations.astype(np.float64))
# %% right="epsilon_greedy" why="the four lines of the pseudocode"
def epsilon_greedy(
    values: NDArray[Any], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose an action for each row: any with probability epsilon, else the greedy one."""
    n_rows, n_actions = values.shape
    greedy = values.argmax(axis=1)
    coins = rng.random(n_rows)
    anything = rng.integers(n_actions, size=n_rows)
    return np.where(coins < epsilon, anything, greedy)
# %% right="epsilon_greedy" why="draws actions only for the rows that explore"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    actions = np.argmax(values, axis=-1)
    explorers = np.flatnonzero(rng.uniform(0.0, 1.0, size=len(values)) < epsilon)
    actions[explorers] = rng.integers(0, values.shape[1], size=explorers.size)
    return actions
# %% right="epsilon_greedy" why="binomial coins, random scores instead of integers, arithmetic with masks"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    explore = rng.binomial(1, epsilon, size=values.shape[0])
    whim = rng.random(values.shape).argmax(axis=1)
    best = (values == values.max(axis=1, keepdims=True)).argmax(axis=1)
    return explore * whim + (1 - explore) * best
# %% right="epsilon_greedy" why="table of probabilities and one number for each row (inverse of the distribution function)"
def odds(values, epsilon):
    n, m = values.shape
    table = np.full((n, m), epsilon / m)
    table[np.arange(n), values.argmax(axis=1)] += 1.0 - epsilon
    return table


def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    stairs = np.cumsum(odds(values, epsilon), axis=1)
    u = rng.random((len(values), 1))
    steps = (u >= stairs).sum(axis=1)
    return np.minimum(steps, values.shape[1] - 1).astype(np.int64)
# %% right="epsilon_greedy" why="rng.choice for both coin and action, copyto, actions drawn first"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    anything = rng.choice(m, size=n, replace=True)
    heads = rng.choice([True, False], size=n, p=[epsilon, 1 - epsilon])
    chosen = np.argmax(values, axis=1)
    np.copyto(chosen, anything, where=heads)
    return chosen.astype(np.int64)
# %% right="epsilon_greedy" why="early returns for the cases without chance, int32 draws cast to int64"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    how_many = values.shape[0]
    greedy = np.argmax(values, axis=1).astype(np.int64)
    if how_many == 0 or epsilon == 0:
        return greedy
    explores = np.less(rng.random(size=how_many), epsilon)
    dice = rng.integers(
        low=0, high=values.shape[1] - 1, size=how_many, endpoint=True, dtype=np.int32
    )
    return np.choose(explores, [greedy, dice]).astype(np.int64)
# %% right="epsilon_greedy" why="clever: coin and action out of one random number, which is uniform again below epsilon"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    greedy = values.argmax(axis=1)
    if epsilon == 0:
        return greedy
    u = rng.random(n) / epsilon  # uniform in [0, 1) where it is below 1
    scaled = np.minimum(np.floor(np.minimum(u, 1.0) * m), m - 1).astype(np.int64)
    return np.where(u < 1.0, scaled, greedy)
# %% wrong="epsilon_greedy" why="'All random numbers come from rng itself': makes its own generator with a fixed seed, each call gives the same"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    rng = np.random.default_rng(0)
    n, m = values.shape
    greedy = values.argmax(axis=1)
    coins = rng.random(n)
    return np.where(coins < epsilon, rng.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'Make no other generator, not even ... one that is seeded from rng'"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    own = np.random.default_rng(rng.integers(2**32))
    n, m = values.shape
    greedy = values.argmax(axis=1)
    coins = own.random(n)
    return np.where(coins < epsilon, own.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'not even a copy': draws from a deep copy, so rng does not move on"
import copy


def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    stream = copy.deepcopy(rng)
    n, m = values.shape
    greedy = values.argmax(axis=1)
    coins = stream.random(n)
    return np.where(coins < epsilon, stream.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'All random numbers come from rng': the actions come from NumPy's global generator"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    greedy = values.argmax(axis=1)
    coins = rng.random(n)
    anything = np.random.randint(0, m, size=n)
    return np.where(coins < epsilon, anything, greedy).astype(np.int64)
# %% wrong="epsilon_greedy" why="'its own coin ... independently of all other rows': two neighbouring rows share a coin"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    coins = np.repeat(rng.random((n + 1) // 2), 2)[:n]
    anything = rng.integers(m, size=n)
    return np.where(coins < epsilon, anything, values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'independently of all other rows': exactly round(epsilon * n) rows explore in each call"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    actions = values.argmax(axis=1)
    explorers = rng.permutation(n)[: round(epsilon * n)]
    actions[explorers] = rng.integers(m, size=len(explorers))
    return actions
# %% wrong="epsilon_greedy" why="'draws its own action, again independently': explorers take the actions in turn"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    explore = rng.random(n) < epsilon
    in_turn = (np.arange(n) + rng.integers(m)) % m
    return np.where(explore, in_turn, values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'all actions are equally likely': the action comes from the same number as the coin (30 fields in turn), so below epsilon the first actions come too often; even only where epsilon * 30 is a multiple of the number of actions"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    m = values.shape[1]
    coins = rng.random(len(values))
    anything = (coins * 30).astype(np.int64) % m
    return np.where(coins < epsilon, anything, values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'with probability epsilon': the coin has only 100 sides, so 0.005 becomes 0.01"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    explore = rng.integers(100, size=n) < 100 * epsilon
    return np.where(explore, rng.integers(m, size=n), values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'of any real dtype': minus wraps in unsigned dtypes (0 becomes the best) and is refused for bool"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    greedy = np.argmin(-values, axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'the one with the largest value': values that are only close to the largest count as equal"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    greedy = np.isclose(values, values.max(axis=1, keepdims=True)).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'the largest value': compared in float32, where whole numbers above 2 ** 24 fall together"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    greedy = values.astype(np.float32).argmax(axis=1)
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'there may be no row': values[0] raises IndexError then"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = len(values), len(values[0])
    coins = rng.random(n)
    anything = rng.integers(m, size=n)
    return np.where(coins < epsilon, anything, values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'each call moves it on, so that the next call chooses anew': coins and actions are drawn once for each shape and used again"
_drawn_before = {}


def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    if (n, m) not in _drawn_before:
        _drawn_before[n, m] = rng.random(n), rng.integers(m, size=n)
    coins, anything = _drawn_before[n, m]
    return np.where(coins < epsilon, anything, values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="draws among m actions: always three, as in the example"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n = len(values)
    return np.where(
        rng.random(n) < epsilon, rng.integers(3, size=n), values.argmax(axis=1)
    )
# %% wrong="epsilon_greedy" why="'draws its own action': all rows that explore in a call with few rows share one action (size only from ten rows on)"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    anything = rng.integers(m, size=n) if n >= 10 else rng.integers(m)
    return np.where(rng.random(n) < epsilon, anything, values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'if several share the largest value, the first of them': an unstable sort, which gives another one of them where there are many actions"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    order = np.argsort(-values.astype(np.float64), axis=1, kind="quicksort")
    greedy = order[:, 0]
    return np.where(rng.random(n) < epsilon, rng.integers(m, size=n), greedy)
# %% wrong="epsilon_greedy" why="'the same state of the generator gives the same actions': spawns a child, which depends on the number of earlier spawns and leaves the stream of rng where it is"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n, m = values.shape
    (child,) = rng.spawn(1)
    explore = child.random(n) < epsilon
    return np.where(explore, child.integers(m, size=n), values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="'int64 array, one for each row; there may be no row': the early return is float64"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    if len(values) == 0:
        return np.array([])
    n, m = values.shape
    explore = rng.random(n) < epsilon
    return np.where(explore, rng.integers(m, size=n), values.argmax(axis=1))
# %% wrong="epsilon_greedy" why="rule 1: a comprehension goes through the rows"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    m = values.shape[1]
    picks = [
        rng.integers(m) if rng.random() < epsilon else np.argmax(row) for row in values
    ]
    return np.array(picks, dtype=np.int64)
# %% right="epsilon_greedy" why="one multinomial draw for each row over the table of probabilities"
def epsilon_greedy(values, epsilon, rng):
    """Choose an action for each row."""
    n_rows, n_actions = values.shape
    if n_rows == 0:
        return np.zeros(0, dtype=np.int64)
    best = np.argmax(values, axis=1)
    is_best = best[:, None] == np.arange(n_actions)
    chances = np.where(is_best, 1 - epsilon + epsilon / n_actions, epsilon / n_actions)
    return rng.multinomial(1, chances).argmax(axis=1)
