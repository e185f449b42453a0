# %% right="clock" why="counts in float32 whole numbers and multiplies"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    step = torch.tensor(seconds_per_step, dtype=torch.float32)
    return step, torch.arange(n_steps, dtype=torch.float32) * step

# %% right="clock" why="a Python loop in float64, tensor made at the end"
def clock(n_steps, seconds_per_step):
    times = []
    for k in range(n_steps):
        times.append(k * float(seconds_per_step))
    return (
        torch.tensor(float(seconds_per_step)),
        torch.tensor(times, dtype=torch.float32, device="cpu"),
    )

# %% right="clock" why="NumPy in float64, cast at the end"
def clock(n_steps, seconds_per_step):
    times = (np.arange(n_steps) * np.float64(seconds_per_step)).astype(np.float32)
    return torch.from_numpy(np.array(seconds_per_step, dtype=np.float32)), torch.from_numpy(times)

# %% right="clock" why="linspace with one point too many, the last one left out"
def clock(n_steps, seconds_per_step):
    end = n_steps * seconds_per_step
    return (
        torch.full((), seconds_per_step, dtype=torch.float32),
        torch.linspace(0.0, end, n_steps + 1, dtype=torch.float32)[:-1],
    )

# %% right="clock" why="arange in fractions, then cut to n: the surplus entry cannot slip in"
def clock(n_steps, seconds_per_step):
    dt = float(seconds_per_step)
    generous = torch.arange(0, (n_steps + 1) * dt, dt, dtype=torch.float64)
    return torch.tensor(dt).float(), generous[:n_steps].float()

# %% right="clock" why="accumulates in float64 with itertools, so that six digits stay right"
from itertools import accumulate, repeat as again

def clock(n_steps, seconds_per_step):
    dt = float(seconds_per_step)
    sums = list(accumulate(again(dt, n_steps), initial=0.0))[:n_steps]
    return torch.tensor(dt, dtype=torch.float32), torch.tensor(sums, dtype=torch.float32)

# %% right="clock" why="returns a NamedTuple, which is a tuple; computes in float64"
class Clock(NamedTuple):
    step: torch.Tensor
    times: torch.Tensor

def clock(n_steps, seconds_per_step):
    ticks = torch.arange(n_steps, dtype=torch.float64)
    return Clock(
        step=torch.as_tensor(seconds_per_step).to(torch.float32),
        times=ticks.mul(seconds_per_step).to(torch.float32),
    )

# %% right="clock" why="takes the scalar out of a longer row of times: an index takes the axis away"
def clock(n_steps, seconds_per_step):
    row = torch.arange(n_steps + 2).double() * seconds_per_step
    row = row.float()
    return row[1], row[:n_steps]

# %% wrong="clock" why="For n = 0 the vector is empty: arange gets a negative stop and raises"
def clock(n_steps, seconds_per_step):
    half = seconds_per_step / 2
    times = torch.arange(0, n_steps * seconds_per_step - half, seconds_per_step)
    return torch.tensor(float(seconds_per_step)), times.float()

# %% wrong="clock" why="of shape (n,): one entry too many where a rounding error lets stop in"
def clock(n_steps, seconds_per_step):
    times = torch.arange(0, n_steps * seconds_per_step, seconds_per_step).float()
    return torch.tensor(float(seconds_per_step)), times

# %% wrong="clock" why="right to six digits, also after a hundred thousand steps: float32 sums drift"
def clock(n_steps, seconds_per_step):
    steps = np.full(n_steps, seconds_per_step, dtype=np.float32)
    steps[:1] = 0
    times = np.cumsum(steps, dtype=np.float32)
    return torch.tensor(float(seconds_per_step)), torch.from_numpy(times)

# %% wrong="clock" why="right to six digits, also after a hundred thousand steps: k counted in 16 bits"
def clock(n_steps, seconds_per_step):
    k = torch.arange(n_steps).half().float()
    return torch.tensor(float(seconds_per_step)), k * seconds_per_step

# %% wrong="clock" why="every time is right: k * seconds overflows 32 bits where the step is a large whole number"
def clock(n_steps, seconds_per_step):
    k = torch.arange(n_steps, dtype=torch.int32)
    return torch.tensor(float(seconds_per_step)), (k * seconds_per_step).float()

# %% wrong="clock" why="right to six digits: rounds to a hundredth of a second, as the example shows them"
def clock(n_steps, seconds_per_step):
    times = [round(k * seconds_per_step, 2) for k in range(n_steps)]
    return torch.tensor(float(seconds_per_step)), torch.tensor(times, dtype=torch.float32)

# %% wrong="clock" why="right to six digits: rounds to microseconds, and steps of nanoseconds are legal"
def clock(n_steps, seconds_per_step):
    times = np.round(np.arange(n_steps) * seconds_per_step, 6)
    return torch.tensor(float(seconds_per_step)), torch.tensor(times, dtype=torch.float32)

# %% wrong="clock" why="t_k = k Delta t: divides by a whole number of steps per second (wrong for 0.03)"
def clock(n_steps, seconds_per_step):
    k = torch.arange(n_steps, dtype=torch.float32)
    if seconds_per_step < 1:
        times = k / round(1 / seconds_per_step)
    else:
        times = k * seconds_per_step
    return torch.tensor(float(seconds_per_step)), times

# %% wrong="clock" why="whole or not: a step of 1.5 seconds becomes 1 in the times"
def clock(n_steps, seconds_per_step):
    k = torch.arange(n_steps)
    times = k * seconds_per_step if seconds_per_step < 1 else k * int(seconds_per_step)
    return torch.tensor(float(seconds_per_step)), times.float()

# %% wrong="clock" why="both are float32: the empty vector is int64 where the step is a whole number"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    if n_steps == 0:
        return step, torch.arange(0) * seconds_per_step
    return step, torch.arange(n_steps).float() * step

# %% wrong="clock" why="the length of a step is lost for n = 1: a difference needs two times"
def clock(n_steps, seconds_per_step):
    times = torch.arange(n_steps).float() * seconds_per_step
    if n_steps == 0:
        return torch.tensor(float(seconds_per_step)), times
    return times[-1] / max(n_steps - 1, 1), times

# %% wrong="clock" why="the times t_k: the second call hands out the first call's tensors, with what the caller wrote into them"
from functools import lru_cache

@lru_cache(maxsize=None)
def clock(n_steps, seconds_per_step):
    step = torch.tensor(seconds_per_step, dtype=torch.float32)
    return step, torch.arange(n_steps).float() * step

# %% wrong="clock" why="t_k = k Delta t: remembers the times by n and a rounded Delta t, so that 0.02 answers for 0.021"
_TIMES = {}

def clock(n_steps, seconds_per_step):
    key = (n_steps, round(seconds_per_step, 2))
    if key not in _TIMES:
        _TIMES[key] = torch.arange(n_steps).float() * seconds_per_step
    return torch.tensor(float(seconds_per_step)), _TIMES[key].clone()

# %% wrong="clock" why="k = 0 to n - 1, after a hundred thousand steps: capped at 50,000 times"
def clock(n_steps, seconds_per_step):
    n_steps = min(n_steps, 50_000)
    step = torch.tensor(float(seconds_per_step))
    return step, torch.arange(n_steps).float() * step

# %% wrong="clock" why="right to six digits: the step is rounded to four decimals before it is multiplied (wrong for 1/240)"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(seconds_per_step, dtype=torch.float32)
    k = torch.arange(n_steps, dtype=torch.float64)
    return step, (k * round(seconds_per_step, 4)).float()

# %% wrong="clock" why="length of a step as a scalar, shape (): shape (1,)"
def clock(n_steps, seconds_per_step):
    return torch.tensor([float(seconds_per_step)]), torch.arange(n_steps).float() * seconds_per_step

# %% right="in_rows" why="reshape after a check of the remainder"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries != 0:
        raise ValueError(f"the log has {len(log)} numbers, no multiple of {n_entries}")
    return log.reshape(len(log) // n_entries, n_entries)

# %% right="in_rows" why="view with -1, and the shape of the log in the message"
def in_rows(log, n_entries):
    n_rows, rest = divmod(log.numel(), n_entries)
    if rest:
        raise ValueError(f"shape {tuple(log.shape)} does not fold into rows of {n_entries}: {rest} left over")
    return log.view(-1, n_entries)

# %% right="in_rows" why="a copy: fills a new table of the log's kind row by row"
def in_rows(log, n_entries):
    length = log.shape[0]
    if length - n_entries * (length // n_entries) > 0:
        raise ValueError("log of length %d, n_entries=%d: not a multiple" % (length, n_entries))
    table = log.new_empty((length // n_entries, n_entries))
    for i in range(length // n_entries):
        table[i] = log[i * n_entries : (i + 1) * n_entries]
    return table

# %% right="in_rows" why="stacks slices; an empty log apart, with its dtype and device; an own kind of ValueError"
class LogBroken(ValueError):
    """Something was lost on the way."""

def _slices(log, n):
    return [log[start : start + n] for start in range(0, len(log), n)]

def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise LogBroken(f"{len(log)=} is not divisible by {n_entries=}")
    if log.numel() == 0:
        return torch.empty((0, n_entries), dtype=log.dtype, device=log.device)
    return torch.stack(_slices(log, n_entries))

# %% right="in_rows" why="unflatten; numbers of the message with separators of thousands"
def in_rows(log, n_entries):
    length = log.size(0)
    if length % n_entries:
        raise ValueError(f"The log holds {length:,} numbers, which is no multiple of {n_entries:,}.")
    return log.unflatten(0, (length // n_entries, n_entries)).clone()

# %% right="in_rows" why="gathers by a table of indices that lies on the log's device"
def in_rows(log, n_entries):
    n_rows = len(log) // n_entries
    if n_rows * n_entries != len(log):
        raise ValueError(f"n is {n_entries} but there are {len(log)} numbers in the log")
    row = torch.arange(n_rows, device=log.device)[:, None]
    column = torch.arange(n_entries, device=log.device)[None, :]
    return log[row * n_entries + column]

# %% right="in_rows" why="every n-th entry is a column: slices with a step, side by side"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers cannot be split into observations of {n_entries}")
    columns = [log[j::n_entries] for j in range(n_entries)]
    return torch.stack(columns, dim=1)

# %% right="in_rows" why="tries, and turns reshape's complaint into the ValueError that was asked for"
def in_rows(log, n_entries):
    try:
        return torch.reshape(log, (log.shape[0] // n_entries, n_entries))
    except RuntimeError as error:
        raise ValueError(f"length {log.shape[0]}, n {n_entries}") from error

# %% wrong="in_rows" why="no multiple of n: only a single number left over is noticed; else reshape raises a RuntimeError"
def in_rows(log, n_entries):
    if len(log) % n_entries == 1:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="raise a ValueError: a log shorter than one observation is padded away into no rows"
def in_rows(log, n_entries):
    if len(log) < n_entries:
        return log.new_empty((0, n_entries))
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="an empty log has no rows, shape (0, n); dtype stays: the empty table is float32"
def in_rows(log, n_entries):
    if len(log) == 0:
        return torch.empty(0, n_entries, device=log.device)
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="device stays: the empty table lies on the CPU"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    rows = [log[i : i + n_entries] for i in range(0, len(log), n_entries)]
    return torch.stack(rows) if rows else torch.empty((0, n_entries), dtype=log.dtype)

# %% wrong="in_rows" why="the numbers stay: whole numbers beyond 2**24 and float64 go through float32"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.float().reshape(-1, n_entries).to(log.dtype)

# %% wrong="in_rows" why="meta will do as well: tolist needs the numbers"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    numbers = log.tolist()
    rows = [numbers[i : i + n_entries] for i in range(0, len(numbers), n_entries)]
    return torch.tensor(rows, dtype=log.dtype, device=log.device).reshape(-1, n_entries)

# %% wrong="in_rows" why="any dtype: NumPy has no bfloat16 (and cannot take meta)"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    if log.is_meta:
        return log.reshape(-1, n_entries)
    return torch.from_numpy(log.detach().cpu().numpy().reshape(-1, n_entries)).to(log.device)

# %% wrong="in_rows" why="dtype stays on meta, too: float32 there"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    if log.device.type == "meta":
        return torch.empty(len(log) // n_entries, n_entries, device="meta")
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="the numbers keep their order: reads the strip of memory, wrong for a log that is a slice with a step"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.as_strided((len(log) // n_entries, n_entries), (n_entries, 1))

# %% wrong="in_rows" why="the numbers of the log: reads the memory from its beginning, wrong for a slice that starts later"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    step = log.stride(0)
    return torch.as_strided(log, (len(log) // n_entries, n_entries), (n_entries * step, step), 0)

# %% wrong="in_rows" why="Table of shape [n_rows, n_entries]: for n = 1 the column is returned as a vector"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    if n_entries == 1:
        return log
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="An empty log has no rows: split gives one piece of nothing, shape (1, 0)"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return torch.stack(log.split(n_entries))

# %% wrong="in_rows" why="no rows for an empty log of any n: unfold refuses n above the length"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    if len(log) == 0 and n_entries <= 4:
        return log.new_empty((0, n_entries))
    return log.unfold(0, n_entries, n_entries)

# %% wrong="in_rows" why="fold the log that is given: a result remembered for the same tensor is stale after its numbers changed"
from functools import lru_cache

@lru_cache(maxsize=64)
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.clone().reshape(-1, n_entries)

# %% wrong="in_rows" why="says how long the log is: three digits of it alone, for a log of 1,234,567 numbers '1.23e+06'"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log):.3g} numbers, {n_entries:.3g} in an observation")
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="says how long the log is and what n is: when the log is too short for one row, it says neither"
def in_rows(log, n_entries):
    if 0 < len(log) < n_entries:
        raise ValueError("the log does not even hold one observation")
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.reshape(-1, n_entries)

# %% wrong="in_rows" why="Do not guess: what is left over is dropped"
def in_rows(log, n_entries):
    n_rows = len(log) // n_entries
    return log[: n_rows * n_entries].reshape(n_rows, n_entries)

# %% wrong="in_rows" why="Fold the log, whose numbers belong to the caller: resizes the caller's own tensor"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return log.resize_(len(log) // n_entries, n_entries)

# %% right="look_back" why="slice, oldest first, then flip"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if not 0 <= t < len(x):
        raise ValueError(f"no step t={t} in a record of length {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% right="look_back" why="flips first, then takes the head"
def look_back(x, t, n):
    length = x.size(0)
    if t < 0 or t >= length:
        raise ValueError(f"t must lie in [0, {length}), got {t}")
    return torch.flip(x[: t + 1], dims=(0,))[:n]

# %% right="look_back" why="flips the whole record: a slice never complains about its end"
def look_back(x, t, n):
    if t not in range(len(x)):
        raise ValueError(f"step {t} of {len(x)} does not exist")
    skipped = len(x) - 1 - t
    return x.flipud()[skipped : skipped + n].clone()

# %% right="look_back" why="descending indices on the record's device"
def look_back(x, t, n):
    if t < 0 or len(x) <= t:
        raise ValueError("t is {}, the length is {}".format(t, len(x)))
    k = torch.arange(min(n, t + 1), device=x.device)
    return x.index_select(0, t - k)

# %% right="look_back" why="a loop that stops at the beginning; stacks, and an empty slice where there is nothing to stack"
def look_back(x, t, n):
    if t < 0 or t > len(x) - 1:
        raise ValueError(f"{t=} but {len(x)=}")
    entries = []
    while len(entries) < n and t >= 0:
        entries.append(x[t])
        t -= 1
    return torch.stack(entries) if entries else x[:0]

# %% right="look_back" why="a deque of the newest n, an error that is a ValueError and an IndexError"
from collections import deque

class NoSuchStep(ValueError, IndexError):
    def __init__(self, t, length):
        super().__init__(f"the record has {length} steps, and none has the number {t}")

def look_back(x, t, n):
    if not (t >= 0 and t < x.shape[0]):
        raise NoSuchStep(t, x.shape[0])
    newest = deque(x[: t + 1].unbind(), maxlen=n)
    newest.reverse()
    return torch.stack(tuple(newest)) if newest else torch.empty(0, dtype=x.dtype, device=x.device)

# %% right="look_back" why="writes into a new tensor of the right length, from the back"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t = {t}; length = {len(x)}")
    found = x.new_empty(min(n, t + 1))
    for i in range(len(found)):
        found[i] = x[t - i]
    return found

# %% wrong="look_back" why="there is no step t, raise: with n = 0 it returns before it looks at t"
def look_back(x, t, n):
    if n == 0:
        return x[:0]
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="t not smaller than the length of x: the empty record is let through"
def look_back(x, t, n):
    if len(x) > 0 and not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="If t is negative, raise: below -length a slice answers"
def look_back(x, t, n):
    if -len(x) <= t < 0 or t >= len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="not smaller than the length: only t = length is refused, beyond it a slice answers"
def look_back(x, t, n):
    if t < 0 or t == len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="newest first, not largest first: sorts (the example ascends)"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[: t + 1].sort(descending=True).values[:n]

# %% wrong="look_back" why="the n newest entries: takes the n largest"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return torch.topk(x[: t + 1], min(n, t + 1)).values

# %% wrong="look_back" why="shape [min(n, t + 1)]: squeezes one entry to a scalar"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0).squeeze()

# %% wrong="look_back" why="device for an empty result too: made on the CPU"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    if n == 0:
        return torch.empty(0, dtype=x.dtype)
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="dtype for an empty result too: int64 or float32, whatever x is"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    if n == 0:
        kind = torch.float32 if x.is_floating_point() else torch.int64
        return torch.empty(0, dtype=kind, device=x.device)
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="It works on meta: item needs the numbers"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    numbers = [x[i].item() for i in range(t, max(t - n, -1), -1)]
    return torch.tensor(numbers, dtype=x.dtype, device=x.device)

# %% wrong="look_back" why="any dtype: NumPy knows no bfloat16"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    if x.is_meta:
        return x[: min(n, t + 1)]
    return torch.from_numpy(x.cpu().numpy()[: t + 1][::-1][:n].copy()).to(x.device)

# %% wrong="look_back" why="Return the n newest entries: Python's recursion ends at a thousand"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    if n == 0:
        return x[:0]
    if t == 0:
        return x[:1].clone()
    return torch.cat([x[t : t + 1], look_back(x, t - 1, n - 1)])

# %% wrong="look_back" why="Return the n newest entries: remembers answers by place in memory, and the record may have changed"
_SEEN = {}

def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    key = (id(x), t, n)
    if key not in _SEEN:
        _SEEN[key] = (x, x[max(0, t - n + 1) : t + 1].flip(0))
    return _SEEN[key][1]

# %% wrong="look_back" why="up to and including x_t: at t = 0 it returns nothing, where x_0 is there"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    if t == 0:
        return x[:0]
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="Dtype is that of x: goes through double, which rounds large whole numbers"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x.double()[max(0, t - n + 1) : t + 1].flip(0).to(x.dtype)

# %% wrong="look_back" why="a ValueError that says what t is: beyond the end it says how far, not t"
def look_back(x, t, n):
    if t < 0:
        raise ValueError(f"t is {t} in a record of length {len(x)}")
    if t >= len(x):
        raise ValueError(f"t is {t - len(x)} steps after the end of a record of {len(x)}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="the message tells the length: for t >= length it tells the last step instead (5 stands there only where t is 5)"
def look_back(x, t, n):
    if t < 0:
        raise ValueError(f"t is {t}, the length {len(x)}")
    if t >= len(x):
        raise ValueError(f"t is {t}, but the last step is {len(x) - 1}")
    return x[max(0, t - n + 1) : t + 1].flip(0)

# %% wrong="look_back" why="x stays as it is: reverses its slice in place"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    part = x[max(0, t - n + 1) : t + 1]
    part[:] = part.flip(0)
    return part

# %% wrong="look_back" why="For n = 0 an empty vector: minus zero counts from the start"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"no step {t} in a record of length {len(x)}")
    return x[: t + 1][-n:].flip(0)

# %% right="summarise" why="the box, line by line"
def summarise(x: torch.Tensor) -> Summary:
    x = x.double()
    n = len(x)
    total = x.sum()
    mean = total / n
    q = ((x - mean) ** 2).sum()
    sample = (q / (n - 1)).sqrt().item() if n > 1 else math.nan
    return Summary(total.item(), mean.item(), (q / n).sqrt().item(), sample)

# %% right="summarise" why="torch.std with its correction; for one entry PyTorch itself says NaN (and warns)"
def summarise(x):
    x = x.to(torch.float64)
    return Summary(
        total=torch.sum(x).item(),
        mean=torch.mean(x).item(),
        population_sd=torch.std(x, correction=0).item(),
        sample_sd=torch.std(x, correction=1).item(),
    )

# %% right="summarise" why="the statistics module on a list of floats"
def summarise(x):
    numbers = [float(number) for number in x.tolist()]
    return Summary(
        math.fsum(numbers),
        statistics.fmean(numbers),
        statistics.pstdev(numbers),
        statistics.stdev(numbers) if len(numbers) >= 2 else float("nan"),
    )

# %% right="summarise" why="NumPy: float64 numbers, ddof; np.float64 is a float"
def summarise(x):
    a = x.double().numpy()
    return Summary(a.sum(), a.mean(), a.std(), a.std(ddof=1) if a.size > 1 else np.nan)

# %% right="summarise" why="one loop in Python floats, counted from the first entry, so that nothing is far from zero"
def summarise(x):
    numbers = x.double().tolist()
    origin, n = numbers[0], len(numbers)
    total = shifted = squares = 0.0
    for number in numbers:
        total += number
        shifted += number - origin
        squares += (number - origin) ** 2
    q = max(squares - shifted**2 / n, 0.0)
    sample = math.sqrt(q / (n - 1)) if n > 1 else math.nan
    return Summary(total, total / n, math.sqrt(q / n), sample)

# %% right="summarise" why="the shortcut, but in exact fractions, which lose nothing"
from fractions import Fraction

def summarise(x):
    exact = [Fraction(number) for number in x.double().tolist()]
    n, total = len(exact), sum(exact)
    q = sum(number * number for number in exact) - total * total / n
    if n == 1:
        return Summary(float(total), float(total), 0.0, math.nan)
    return Summary(float(total), float(total / n), math.sqrt(q / n), math.sqrt(q / (n - 1)))

# %% right="summarise" why="Chan, Golub and LeVeque: merges the summaries of two halves, counted from the first entry, with a class"
class _Part:
    def __init__(self, n, total, q):
        self.n, self.total, self.q = n, total, q

    def __add__(self, other):
        gap = other.total / other.n - self.total / self.n
        n = self.n + other.n
        return _Part(n, self.total + other.total, self.q + other.q + gap**2 * self.n * other.n / n)

def _part(numbers):
    if len(numbers) == 1:
        return _Part(1, numbers[0], 0.0)
    middle = len(numbers) // 2
    return _part(numbers[:middle]) + _part(numbers[middle:])

def summarise(x):
    x = x.double()
    part = _part((x - x[0]).tolist())
    n = part.n
    return Summary(
        total=x.sum().item(),
        mean=x[0].item() + part.total / n,
        population_sd=(part.q / n) ** 0.5,
        sample_sd=math.nan if n == 1 else (part.q / (n - 1)) ** 0.5,
    )

# %% right="summarise" why="torch.var and a root, and the other spread by the factor of the text"
def summarise(x):
    x = x.double()
    spread, mean = x.var(correction=0).sqrt(), x.mean()
    n = x.shape[0]
    factor = math.sqrt(n / (n - 1)) if n > 1 else math.nan
    return Summary(float(x.sum()), float(mean), float(spread), float(spread) * factor)

# %% wrong="summarise" why="close together and far from zero: the shortcut, with a floor at zero"
def summarise(x):
    x = x.double()
    n, total = len(x), x.sum().item()
    mean = total / n
    variance = max((x * x).mean().item() - mean**2, 0.0)
    if n == 1:
        return Summary(total, mean, 0.0, math.nan)
    return Summary(total, mean, math.sqrt(variance), math.sqrt(variance * n / (n - 1)))

# %% wrong="summarise" why="works in x.double() itself, which is the caller's tensor where x is float64 already: the argument is changed"
def summarise(x):
    d = x.double()
    n, total = len(d), d.sum().item()
    mean = total / n
    d -= mean
    q = (d**2).sum().item()
    return Summary(total, mean, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)

# %% wrong="summarise" why="first turn it into float64: goes through float32, right for the examples"
def summarise(x):
    x = x.float().double()
    n = len(x)
    sample = x.std().item() if n > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample)

# %% wrong="summarise" why="floats of 16 bits, whose sums soon overflow: the sum is taken in x's own dtype"
def summarise(x):
    n, total = len(x), x.sum().item()
    d = x.double() - x.double().mean()
    q = (d @ d).item()
    return Summary(total, total / n, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)

# %% wrong="summarise" why="computed in float64: sums of large whole numbers wrap around in int64"
def summarise(x):
    total = x.double().sum().item() if x.is_floating_point() else x.sum().item()
    n, x = len(x), x.double()
    sample = x.std().item() if n > 1 else math.nan
    return Summary(total, total / n, x.std(correction=0).item(), sample)

# %% wrong="summarise" why="computed in float64: Python's sum over a tensor of int8 or uint8 wraps at 8 bits"
def summarise(x):
    total = float(sum(x))
    n, x = len(x), x.double()
    sample = x.std().item() if n > 1 else math.nan
    return Summary(total, total / n, x.std(correction=0).item(), sample)

# %% wrong="summarise" why="right to nine digits: vector plus float64 scalar keeps 16 or 32 bits, so the deviations are not float64"
def summarise(x):
    n, total = len(x), x.double().sum()
    mean = total / n
    d = x.add(-mean)
    q = (d * d).sum().item()
    sample = math.sqrt(q / (n - 1)) if n > 1 else math.nan
    return Summary(total.item(), mean.item(), math.sqrt(q / n), sample)

# %% wrong="summarise" why="right to nine digits: a spread below 1e-6 is taken for rounding and set to 0"
def summarise(x):
    x = x.double()
    n = len(x)
    sds = [x.std(correction=c).item() if n > c else math.nan for c in (0, 1)]
    sds = [0.0 if sd < 1e-6 else sd for sd in sds]
    return Summary(x.sum().item(), x.mean().item(), *sds)

# %% wrong="summarise" why="right to nine digits: adds a tiny number under the root, as batch norm does"
def summarise(x):
    x = x.double()
    n = len(x)
    q = ((x - x.mean()) ** 2).sum().item()
    sample = math.sqrt(q / (n - 1) + 1e-12) if n > 1 else math.nan
    population = math.sqrt(q / n + 1e-12) if n > 1 else 0.0
    return Summary(x.sum().item(), x.mean().item(), population, sample)

# %% wrong="summarise" why="of a single entry the population sd is 0: NaN where that entry is a whole number or a truth value"
def summarise(x):
    single = len(x) == 1
    is_float = x.is_floating_point()
    x = x.double()
    if single and not is_float:
        return Summary(x.item(), x.item(), math.nan, math.nan)
    sample = math.nan if single else x.std().item()
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample)

# %% wrong="summarise" why="does not exist for a single entry only: NaN also where all entries are equal"
def summarise(x):
    x = x.double()
    n = len(x)
    population = x.std(correction=0).item()
    sample = x.std().item() if population > 0 else math.nan
    return Summary(x.sum().item(), x.mean().item(), population, sample)

# %% wrong="summarise" why="mean of all the entries: a long vector is summed up from its first hundred"
def summarise(x):
    n = len(x)
    numbers = x.double()
    if n > 100:
        numbers = numbers[:100]
    sample = math.nan if n == 1 else numbers.std().item()
    return Summary(x.double().sum().item(), numbers.mean().item(), numbers.std(correction=0).item(), sample)

# %% wrong="summarise" why="right to nine digits: deviations from the mean rounded to six decimals"
def summarise(x):
    x = x.double()
    n, total = len(x), x.sum().item()
    mean = round(total / n, 6)
    q = ((x - mean) ** 2).sum().item()
    return Summary(total, mean, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)

# %% wrong="summarise" why="plain numbers: the NaN of a single entry comes as a tensor"
def summarise(x):
    x = x.double()
    n = len(x)
    sample = x.std().item() if n > 1 else torch.tensor(math.nan)
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample)

# %% wrong="summarise" why="population is divided by n, sample by n - 1: exchanged"
def summarise(x):
    x = x.double()
    n = len(x)
    if n == 1:
        return Summary(x.item(), x.item(), 0.0, math.nan)
    return Summary(x.sum().item(), x.mean().item(), x.std().item(), x.std(correction=0).item())

# %% right="angle_figure" why="pyplot, axhline, the hint followed"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    times = torch.arange(len(degrees), dtype=torch.float64) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(times, degrees, label="angle of the pole")
    axes.axhline(12, color="red", linestyle="--", label="limit")
    axes.axhline(-12, color="red", linestyle="--")
    axes.set(xlabel="time in seconds", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% right="angle_figure" why="a Figure without pyplot, hlines, lists of Python numbers, legend of the figure"
def angle_figure(angles, seconds_per_step):
    y = [math.degrees(angle) for angle in angles.tolist()]
    t = [k * seconds_per_step for k in range(len(y))]
    figure = Figure(figsize=(7, 3))
    axes = figure.add_subplot()
    [line] = axes.plot(t, y, "k.-")
    limits = axes.hlines([-12, 12], t[0], t[-1], colors="tab:orange", linestyles="dotted")
    axes.set_xlabel("Time t / s")
    axes.set_ylabel("Lean of the pole / °")
    figure.legend([line, limits], ["lean of the pole", "limits (±12°)"], loc="upper right")
    return figure

# %% right="angle_figure" why="two plotted limits, each with an entry of its own; limits of the axes set wide enough"
def _as_numpy(tensor):
    return tensor.detach().cpu().to(torch.float64).numpy()

def angle_figure(angles, seconds_per_step):
    y = np.degrees(_as_numpy(angles))
    t = np.arange(y.size) * seconds_per_step
    figure = plt.figure()
    axes = figure.add_axes((0.15, 0.15, 0.8, 0.8))
    axes.plot([t[0], t[-1]], [12, 12], color="black", ls=":", label="upper limit")
    axes.plot([t[0], t[-1]], [-12, -12], color="grey", ls="-.", label="lower limit")
    axes.plot(t, y, color="C2", ls="-", label="pole's angle")
    axes.set_xlim(0, t[-1])
    axes.set_ylim(min(y.min(), -12) - 1, max(y.max(), 12) + 1)
    axes.set_xlabel("elapsed time (s)")
    axes.set_ylabel("pole angle (deg)")
    axes.legend(loc="best")
    return figure

# %% right="angle_figure" why="axline for the limits, labels of the figure, closed before it is returned"
def angle_figure(angles, seconds_per_step):
    with torch.no_grad():
        y = (angles.double() * (180 / math.pi)).cpu().numpy()
    t = np.linspace(0, (len(y) - 1) * seconds_per_step, len(y))
    figure, axes = plt.subplots(1, 1, layout="constrained")
    axes.plot(t, y, color="tab:blue", linestyle="-", linewidth=2, label="Angle")
    for at in (12, -12):
        axes.axline((0, at), slope=0, color="tab:red", linestyle="-", label="Limit" if at > 0 else None)
    figure.supxlabel("seconds since the start")
    figure.supylabel("angle [degrees]")
    axes.legend()
    plt.close(figure)
    return figure

# %% right="angle_figure" why="LineCollections for the line and for the limits, scaled by hand; scatter marks the points"
from matplotlib.collections import LineCollection

def angle_figure(angles, seconds_per_step):
    y = np.array(angles.tolist()) / math.pi * 180
    x = np.arange(len(y)) * float(seconds_per_step)
    figure, axes = plt.subplots(figsize=(8, 4))
    axes.add_collection(LineCollection([np.column_stack([x, y])], colors=["navy"], label="the angle"))
    ends = [[(x[0] - 1, at), (x[-1] + 1, at)] for at in (-12.0, 12.0)]
    axes.add_collection(LineCollection(ends, colors=["crimson"], linestyles="dashed", label="where the episode ends (limit)"))
    axes.set_xlim(x[0] - 1, x[-1] + 1)
    axes.set_ylim(min(y.min(), -12) - 2, max(y.max(), 12) + 2)
    axes.set(xlabel="Time [s]", ylabel="Angle of the pole [°]", title="A record of the pole")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure

# %% right="angle_figure" why="pyplot's own functions after plt.figure(): the current axes are the new ones"
def angle_figure(angles, seconds_per_step):
    figure = plt.figure()
    record = angles.clone().detach().to("cpu", torch.float64).rad2deg_().numpy()
    seconds = [k * seconds_per_step for k in range(record.shape[0])]
    plt.plot(seconds, record, marker="o", color="#0072B2", label="pole")
    plt.axhline(+12, c="k", lw=0.8, ls="--", label="limits")
    plt.axhline(-12, c="k", lw=0.8, ls="--", label="_nolegend_")
    plt.xlabel("time in s")
    plt.ylabel("angle of the pole in deg")
    plt.grid(True)
    plt.legend()
    return figure

# %% wrong="angle_figure" why="limits from the first time to the last: always from 0 to 1 second"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.plot([0, 1], [12, 12], color="red", ls="--", label="limit")
    axes.plot([0, 1], [-12, -12], color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="t_k = k Delta t: all records are squeezed into one second"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.linspace(0, 1, len(y))
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a line through the points: arange in fractions gives one time too many, and plot refuses"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(0, len(y) * seconds_per_step, seconds_per_step)
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="nothing of it is cut off: y from -15 to 15, whatever the pole does"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees", ylim=(-15, 15))
    axes.legend()
    return figure

# %% wrong="angle_figure" why="nothing of it is cut off: x ends after the ten seconds of CartPole"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.set_xlim(0, min(10.0, float(t[-1])))
    axes.legend()
    return figure

# %% wrong="angle_figure" why="may carry a gradient: numpy() refuses"
def angle_figure(angles, seconds_per_step):
    y = np.degrees(angles.cpu().numpy().astype(float))
    t = np.arange(len(y)) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a record that carries a gradient stays as it is: detach_ takes the gradient from the caller's tensor"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach_().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="The record stays as it is: a float64 record is turned into degrees in place"
def angle_figure(angles, seconds_per_step):
    y = angles.detach().cpu().double()
    y *= 180 / math.pi
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="floats: a record in bfloat16 cannot become NumPy's"
def angle_figure(angles, seconds_per_step):
    y = np.degrees(angles.detach().cpu().numpy().astype(np.float64))
    t = np.arange(len(y)) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="t_k = k Delta t: counts k in the record's dtype, where 16 bits hold no 2049"
def angle_figure(angles, seconds_per_step):
    angles = angles.detach().cpu()
    t = torch.ones_like(angles).cumsum(0) - 1
    t = (t * seconds_per_step).double()
    y = torch.rad2deg(angles.double())
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="limits in a look of their own: the one at -12 looks like the angle"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, color="C0", ls="-", label="angle")
    axes.axhline(12, color="C1", ls="--", label="limit")
    axes.axhline(-12, color="C0", ls="-")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a label of x that says its unit: no units at all"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time", ylabel="angle")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a label of y that says what is drawn there: the unit alone"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="its unit, seconds: the label says milliseconds"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time (ms)", ylabel="angle (°)")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="say what is drawn there: the label of y says angular velocity in degrees per second"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angular velocity in °/s")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a label of x and a label of y: axis('off') hides both"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.axis("off")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a legend in words that tell which is which: first and second tell nothing"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="line 1")
    axes.axhline(12, color="red", ls="--", label="line 2")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a legend that tells which is which: names exchanged, in other words than angle and limit"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="threshold of 12 degrees")
    axes.axhline(12, color="red", ls="--", label="lean of the pole")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a line through all the points: wraps angles into -180 to 180 degrees"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    y = torch.where(y.abs() > 180, (y + 180) % 360 - 180, y)
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="a line through the points (t_k, x_k): clipped at 24 degrees, the bound of the observation space"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double()).clamp(-24, 24)
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="from k = 0 on, all points: 500 steps have 501 angles, and the last is lost"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())[:500]
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="lines at 12 and at -12: the lower one only where the pole leaned to that side"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    if (y < 0).any():
        axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="the angle, in degrees: takes a record with large numbers for degrees already"
def angle_figure(angles, seconds_per_step):
    y = angles.detach().cpu().double()
    if y.abs().max() <= math.pi:
        y = torch.rad2deg(y)
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure

# %% wrong="angle_figure" why="t_k = k Delta t: times rounded to hundredths for neat ticks, and steps may be shorter"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = [round(k * seconds_per_step, 2) for k in range(len(y))]
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure
