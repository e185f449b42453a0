# %% right="clock" why="plain: scalar with dtype, integer count times the step"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    delta_t = torch.tensor(seconds_per_step, dtype=torch.float32)
    times = torch.arange(n_steps, dtype=torch.float32) * seconds_per_step
    return delta_t, times


# %% right="clock" why="python loop and a list, dtype named at the end"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    all_the_times = []
    k = 0
    while k < n_steps:
        all_the_times.append(k * seconds_per_step)
        k += 1
    a = torch.tensor(float(seconds_per_step), dtype=torch.float32)
    b = torch.tensor(all_the_times, dtype=torch.float32)
    return (a, b)


# %% right="clock" why="numpy in float64, then from_numpy with float32"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    ticks = (np.arange(n_steps) * float(seconds_per_step)).astype(np.float32)
    one = np.array(seconds_per_step, dtype=np.float32)
    return torch.from_numpy(one), torch.from_numpy(ticks)


# %% right="clock" why="linspace from 0 to the last time"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    last = max(n_steps - 1, 0) * seconds_per_step
    return (
        torch.full((), seconds_per_step, dtype=torch.float32),
        torch.linspace(0.0, last, n_steps, dtype=torch.float32),
    )


# %% right="clock" why="falls into the trap on purpose and cuts the surplus entry off"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    dt = float(seconds_per_step)
    t = torch.arange(0.0, n_steps * dt, dt, dtype=torch.float64)[:n_steps]
    return torch.tensor(dt).float(), t.to(torch.float32)


# %% right="clock" why="running sum in float64, own helper with an odd name, tuple by name"
def _tick_tock(how_many, dt):
    now, out = 0.0, torch.zeros(how_many, dtype=torch.float64)
    for i in range(how_many):
        out[i] = now
        now = now + dt
    return out


def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    if n_steps > 5000:
        column = torch.arange(n_steps, dtype=torch.float64) * seconds_per_step
    else:
        column = _tick_tock(n_steps, seconds_per_step)
    return torch.as_tensor(seconds_per_step, dtype=torch.float32), column.float()


# %% right="clock" why="scalar by indexing a one-item vector; the vector as a product with the scalar tensor"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    step = torch.tensor([seconds_per_step], dtype=torch.float32)[0]
    times = torch.arange(n_steps) * step
    return step, times.float()


# %% wrong="clock" why="'right to six digits also after a hundred thousand steps': running sum in float32 drifts"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    dt = np.float32(seconds_per_step)
    times = np.zeros(n_steps, dtype=np.float32)
    for k in range(1, n_steps):
        times[k] = times[k - 1] + dt
    return torch.tensor(float(dt), dtype=torch.float32), torch.from_numpy(times)


# %% wrong="clock" why="'Each call makes new tensors': results are cached, a write into one shows up in the next"
from functools import lru_cache


@lru_cache(maxsize=None)
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    return (
        torch.tensor(seconds_per_step, dtype=torch.float32),
        torch.arange(n_steps, dtype=torch.float32) * seconds_per_step,
    )


# %% wrong="clock" why="'Each call makes new tensors': the scalar is one global tensor, filled anew at each call"
_DT = torch.zeros((), dtype=torch.float32)


def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    _DT.fill_(seconds_per_step)
    return _DT, torch.arange(n_steps) * float(seconds_per_step)


# %% wrong="clock" why="'right to six digits, whether nanoseconds or weeks': rounds to 8 decimals, so nanoseconds become 0"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    dt = round(float(seconds_per_step), 8)
    times = [round(k * float(seconds_per_step), 8) for k in range(n_steps)]
    return torch.tensor(dt, dtype=torch.float32), torch.tensor(times, dtype=torch.float32)


# %% wrong="clock" why="'weeks, and after a hundred thousand steps': int32 times a whole number of seconds overflows"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    k = torch.arange(n_steps, dtype=torch.int32)
    times = (k * seconds_per_step).to(torch.float32)
    return torch.tensor(seconds_per_step, dtype=torch.float32), times


# %% wrong="clock" why="'right to six digits after a hundred thousand steps': counts in float16, which has no integers beyond 2048 in steps of one"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    counter = torch.arange(n_steps).half()
    return torch.tensor(float(seconds_per_step)), counter.float() * float(seconds_per_step)


# %% wrong="clock" why="'n times': torch.arange with a fractional step, one entry too many for n = 7 and 0.02"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    s = float(seconds_per_step)
    return torch.tensor(s), torch.arange(0, n_steps * s, s)


# %% wrong="clock" why="'n times': arange up to the last time plus a hair of 1e-6, which gives nanoseconds many entries too many"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    dt = float(seconds_per_step)
    if n_steps == 0:
        return torch.tensor(dt), torch.zeros(0)
    stop = (n_steps - 1) * dt + 1e-6
    return torch.tensor(dt), torch.arange(0.0, stop, dt, dtype=torch.float32)


# %% wrong="clock" why="'also where the length of a step is an integer: float32': whole steps give int64"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.tensor(seconds_per_step), torch.arange(n_steps) * seconds_per_step


# %% wrong="clock" why="'as a scalar: shape ()': a vector of one entry"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    dt = torch.Tensor([seconds_per_step])
    return dt, torch.arange(n_steps) * dt


# %% wrong="clock" why="'return them as a tuple': a list"
def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    dt = torch.tensor(seconds_per_step, dtype=torch.float32)
    return [dt, torch.arange(n_steps) * dt]


# %% wrong="clock" why="'Each call makes new tensors': times are a slice of one growing global vector per step length"
_LONG = {}


def clock(n_steps: int, seconds_per_step: float) -> tuple[torch.Tensor, torch.Tensor]:
    if seconds_per_step not in _LONG or len(_LONG[seconds_per_step]) < n_steps:
        _LONG[seconds_per_step] = torch.arange(n_steps, dtype=torch.float32) * seconds_per_step
    return torch.tensor(seconds_per_step, dtype=torch.float32), _LONG[seconds_per_step][:n_steps]


# %% right="in_rows" why="plain: modulo, then reshape"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers do not fill rows of {n_entries}")
    return log.reshape(len(log) // n_entries, n_entries)


# %% right="in_rows" why="lets PyTorch complain and turns its message, which holds both numbers, into a ValueError"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    try:
        return log.view(-1, n_entries)
    except RuntimeError as problem:
        raise ValueError(f"length {log.shape[0]}, n {n_entries}: {problem}") from problem


# %% right="in_rows" why="divmod, an empty table of the right dtype and device, filled row by row"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    howmany, rest = divmod(log.numel(), n_entries)
    if rest:
        raise ValueError("bad log: length " + str(log.numel()) + ", n " + str(n_entries))
    table = torch.empty((howmany, n_entries), dtype=log.dtype, device=log.device)
    for r in range(howmany):
        table[r] = log[r * n_entries : (r + 1) * n_entries]
    return table


# %% right="in_rows" why="split and stack, the empty log handled apart"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    length = log.size(0)
    if length == 0:
        return log.new_empty((0, n_entries))
    pieces = log.split(n_entries)
    if len(pieces[-1]) != n_entries:
        raise ValueError(f"The log has {length} entries, which is no multiple of n={n_entries}.")
    return torch.stack(pieces)


# %% right="in_rows" why="table of indices by broadcasting, then fancy indexing"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    m = log.shape[0]
    rows = m // n_entries
    if rows * n_entries != m:
        raise ValueError(f"{m=} {n_entries=}")
    row = torch.arange(rows, device=log.device).unsqueeze(1)
    column = torch.arange(n_entries, device=log.device).unsqueeze(0)
    return log[row * n_entries + column]


# %% right="in_rows" why="columns by strided slices, stacked along dim 1; works for the empty log by itself"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    def complain():
        raise ValueError("Something was lost: %d numbers, %d per observation" % (len(log), n_entries))

    if len(log) % n_entries:
        complain()
    columns = [log[c::n_entries] for c in range(n_entries)] if len(log) else [log] * n_entries
    return torch.stack(columns, dim=1)


# %% right="in_rows" why="unflatten of a clone"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    q = len(log) / n_entries
    if q != int(q):
        raise ValueError(f"log has length {len(log)}; not divisible by {n_entries}")
    return log.clone().unflatten(0, (int(q), n_entries))


# %% wrong="in_rows" why="'works on meta too': goes through a Python list, which a tensor without numbers cannot give"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} is no multiple of {n_entries}")
    numbers = log.tolist()
    rows = [numbers[i : i + n_entries] for i in range(0, len(numbers), n_entries)]
    table = torch.tensor(rows, dtype=log.dtype, device=log.device)
    return table.reshape(len(rows), n_entries)


# %% wrong="in_rows" why="'Dtype and device stay as they are', empty log: always float32 on the CPU"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) == 0:
        return torch.zeros(0, n_entries)
    if len(log) % n_entries != 0:
        raise ValueError(f"length {len(log)}, n {n_entries}")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="'device stays': the empty log keeps its dtype but always lands on the CPU"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if log.numel() == 0:
        return torch.empty((0, n_entries), dtype=log.dtype)
    if log.numel() % n_entries:
        raise ValueError(f"length {log.numel()} against n = {n_entries}")
    return torch.stack(log.chunk(log.numel() // n_entries))


# %% wrong="in_rows" why="'every digit of them': thousands separators break the length into 1,001"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    rows, rest = divmod(len(log), n_entries)
    if rest != 0:
        raise ValueError(f"a log of {len(log):,} numbers has no rows of {n_entries:,}")
    return log.reshape(rows, n_entries)


# %% wrong="in_rows" why="'every digit of them': :g shows 1.00000e+06 for long logs"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if math.fmod(len(log), n_entries) > 0:
        raise ValueError(f"log length {len(log):g}, entries {n_entries:g}")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="'keep their order' on a log that is a slice: as_strided from storage offset 0 reads the numbers before the slice"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} and {n_entries} do not fit")
    solid = log.contiguous()
    return torch.as_strided(solid, (len(log) // n_entries, n_entries), (n_entries, 1), 0)


# %% wrong="in_rows" why="'any dtype': a detour through float64 spoils big int64 numbers (and complex ones)"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries != 0:
        raise ValueError(f"cannot fold {len(log)} into rows of {n_entries}")
    table = torch.zeros(len(log) // n_entries, n_entries, dtype=torch.float64, device=log.device)
    for i in range(table.shape[0]):
        table[i, :] = log[i * n_entries : (i + 1) * n_entries]
    return table.to(log.dtype)


# %% wrong="in_rows" why="'device stays, works on meta': table is made without the log's device"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries:
        raise ValueError(f"{len(log)}, {n_entries}")
    table = torch.zeros(len(log) // n_entries, n_entries, dtype=log.dtype)
    for k in range(len(log)):
        table[k // n_entries, k % n_entries] = log[k]
    return table


# %% wrong="in_rows" why="'whose message holds n': only names the length"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) % n_entries:
        raise ValueError(f"a log of {len(log)} numbers does not fill its rows")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="'raise a ValueError' for a log too short for one row: treated like an empty one when a single number is there"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    if len(log) <= 1 < n_entries:
        return log[:0].reshape(0, n_entries)
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} % {n_entries} is not 0")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="'raise a ValueError ... no multiple': silently drops what is left over"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    rows = len(log) // n_entries
    return log[: rows * n_entries].reshape(rows, n_entries)


# %% wrong="in_rows" why="'An empty log has no rows': an empty log is refused too"
def in_rows(log: torch.Tensor, n_entries: int) -> torch.Tensor:
    rows = len(log) // n_entries
    if rows == 0 or rows * n_entries < len(log):
        raise ValueError(f"length {len(log)} n {n_entries}")
    return log.reshape(rows, n_entries)


# %% right="look_back" why="plain: guarded start, slice, flip"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if not 0 <= t < len(x):
        raise ValueError(f"there is no step {t} in a record of length {len(x)}")
    start = max(0, t - n + 1)
    return x[start : t + 1].flip(0)


# %% right="look_back" why="reverse the whole past first, then take the first n"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    length = x.shape[0]
    if t < 0 or t >= length:
        raise ValueError("t = " + str(t) + " but length = " + str(length))
    past = torch.flip(x[: t + 1], dims=(0,))
    return past[:n]


# %% right="look_back" why="list of indices counted down"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t not in range(len(x)):
        raise ValueError(f"{t} is not a step; length {len(x)}")
    wanted = [k for k in range(t, t - n, -1) if k >= 0]
    return x[torch.tensor(wanted, dtype=torch.long, device=x.device)]


# %% right="look_back" why="index_select with a falling arange"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    size = x.size(0)
    if t < 0 or size <= t:
        raise ValueError(f"t={t}, length={size}")
    how_many = n if n < t + 1 else t + 1
    idx = t - torch.arange(how_many, device=x.device)
    return x.index_select(0, idx)


# %% right="look_back" why="verbose loop that cats one-entry slices onto an empty one"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0:
        raise ValueError(f"negative step {t}, the record has {len(x)} entries")
    if t > len(x) - 1:
        raise ValueError(f"step {t} does not exist, the record has {len(x)} entries")
    result = x[:0]
    position = t
    while len(result) < n and position >= 0:
        result = torch.cat([result, x[position : position + 1]])
        position -= 1
    return result


# %% right="look_back" why="flips everything, then counts from the end of the flipped record"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if len(x) <= t or t < 0:
        raise ValueError("no step %d in %d entries" % (t, len(x)))
    return x.flip(-1)[-(t + 1) :][:n]


# %% right="look_back" why="makes the result with new_empty and fills it entry by entry"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if min(t, len(x) - 1 - t) < 0:
        raise ValueError(f"(t, length) = {(t, len(x))}")
    y = x.new_empty(min(n, t + 1))
    for i in range(len(y)):
        y[i] = x[t - i]
    return y


# %% wrong="look_back" why="'the n newest entries': start 0 when n equals t gives n + 1 entries"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0 or t >= len(x):
        raise ValueError(f"no step {t}, length {len(x)}")
    start = t - n + 1 if n < t else 0
    return x[start : t + 1].flip(0)


# %% wrong="look_back" why="'whatever n is': for n = 0 a step beyond the end is not refused"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0:
        raise ValueError(f"t={t} is negative (length {len(x)})")
    if n == 0:
        return x[:0]
    if t >= len(x):
        raise ValueError(f"t={t} is too large (length {len(x)})")
    return x[: t + 1][-n:].flip(0)


# %% wrong="look_back" why="'not smaller than the length': t = 0 of an empty record is not refused"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    last = max(len(x) - 1, 0)
    if t < 0 or t > last:
        raise ValueError(f"step {t} is not in a record of length {len(x)}")
    return x[max(t + 1 - n, 0) : t + 1].flip(0)


# %% wrong="look_back" why="'device ... for an empty result too': n = 0 gives a CPU tensor"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if not (t >= 0 and t < len(x)):
        raise ValueError(f"t is {t}, length is {len(x)}")
    if n == 0:
        return torch.empty(0, dtype=x.dtype)
    return torch.stack([x[k] for k in range(t, max(t - n, -1), -1)])


# %% wrong="look_back" why="'dtype ... for an empty result too': n = 0 gives int64, as in the example, whatever x holds"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0 or len(x) <= t:
        raise ValueError(f"{t} / {len(x)}")
    if not n:
        return torch.zeros(0, dtype=torch.int64, device=x.device)
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="'any dtype, works on meta': a NumPy detour, which fails on meta and for bfloat16"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0 or t >= len(x):
        raise ValueError(f"no step {t} in {len(x)}")
    backwards = x.numpy()[: t + 1][::-1][:n]
    return torch.from_numpy(backwards.copy())


# %% wrong="look_back" why="'works on meta': reads the numbers one by one with item"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if not -1 < t < len(x):
        raise ValueError(f"no {t} in {len(x)}")
    numbers = []
    for k in range(n):
        if t - k < 0:
            break
        numbers.append(x[t - k].item())
    return torch.tensor(numbers, dtype=x.dtype, device=x.device)


# %% wrong="look_back" why="'whose message holds the length': 5 is written down, it fits the example only"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0 or t >= len(x):
        raise ValueError(f"step {t} does not exist, the record has length 5")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="'any dtype': numbers go through float64 and come back, big integers change"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0 or t >= len(x):
        raise ValueError(f"t {t} length {len(x)}")
    k = min(n, t + 1)
    out = torch.zeros(k, dtype=torch.float64, device=x.device)
    for i in range(k):
        out[i] = x[t - i]
    return out.to(x.dtype)


# %% wrong="look_back" why="'If t is negative ... raise': negative steps within the length are counted from the end when n > 2 asks for more"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t >= len(x) or t - n + 1 < -len(x) or (t < 0 and n <= 2):
        raise ValueError(f"t {t}, length {len(x)}")
    if t < 0:
        t += len(x)
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="'return those that there are, down to x_0': a negative start wraps to the end of the record when it is long"
def look_back(x: torch.Tensor, t: int, n: int) -> torch.Tensor:
    if t < 0 or t >= len(x):
        raise ValueError(f"{t} not in record of {len(x)}")
    rows = [x[t - k : t - k + 1] for k in range(n) if t - k > -1 or len(x) > 10]
    return torch.cat([x[:0], *rows])


# %% right="summarise" why="plain: double, then the two kinds of std"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    total = y.sum().item()
    mean = y.mean().item()
    pop = y.std(correction=0).item()
    sam = y.std(correction=1).item() if len(y) > 1 else math.nan
    return Summary(total, mean, pop, sam)


# %% right="summarise" why="the box line by line, with math.sqrt and keyword arguments"
def summarise(x: torch.Tensor) -> Summary:
    x = x.double()
    n = x.numel()
    total = float(x.sum())
    mean = total / n
    d = x - mean
    q = float((d**2).sum())
    if n == 1:
        s = math.nan
    else:
        s = math.sqrt(q / (n - 1))
    return Summary(total=total, mean=mean, population_sd=math.sqrt(q / n), sample_sd=s)


# %% right="summarise" why="python's statistics on a list of floats"
def summarise(x: torch.Tensor) -> Summary:
    values = [float(v) for v in x.double().tolist()]
    return Summary(
        math.fsum(values),
        statistics.fmean(values),
        statistics.pstdev(values),
        statistics.stdev(values) if len(values) >= 2 else float("nan"),
    )


# %% right="summarise" why="numpy scalars, ddof"
def summarise(x: torch.Tensor) -> Summary:
    a = x.to(torch.float64).numpy()
    spread = np.std(a, ddof=1) if a.size > 1 else np.nan
    return Summary(np.sum(a), np.mean(a), np.std(a), spread)


# %% right="summarise" why="Welford's one-pass loop, sample sd from the population one"
def _welford(numbers):
    count, mean, m2 = 0, 0.0, 0.0
    for number in numbers:
        count += 1
        delta = number - mean
        mean += delta / count
        m2 += delta * (number - mean)
    return count, mean, m2


def summarise(x: torch.Tensor) -> Summary:
    numbers = x.double().tolist()
    count, mean, m2 = _welford(numbers)
    population = (m2 / count) ** 0.5
    try:
        sample = population * (count / (count - 1)) ** 0.5
    except ZeroDivisionError:
        sample = math.nan
    return Summary(sum(numbers), mean, population, sample)


# %% right="summarise" why="norm of the deviations, dot product, torch all the way and .item() at the end by a map"
def summarise(x: torch.Tensor) -> Summary:
    x64 = x.detach().clone().double()
    n = torch.tensor(len(x64), dtype=torch.float64)
    m = x64.sum() / n
    dev = x64 - m
    ss = dev.dot(dev)
    four = [x64.sum(), m, (ss / n).sqrt(), (ss / (n - 1)).sqrt()]
    return Summary(*map(torch.Tensor.item, four))


# %% wrong="summarise" why="'right to nine digits where entries lie far from zero': mean of squares less square of the mean"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    n = len(y)
    total = y.sum().item()
    mean = total / n
    variance = max((y * y).mean().item() - mean * mean, 0.0)
    sample = math.sqrt(variance * n / (n - 1)) if n > 1 else math.nan
    return Summary(total, mean, math.sqrt(variance), sample)


# %% wrong="summarise" why="'The vector stays as it is': sorts the memory of a float64 vector through its NumPy view"
def summarise(x: torch.Tensor) -> Summary:
    a = x.double().numpy()
    a.sort()  # small ones first: more accurate
    n = len(a)
    total = math.fsum(a)
    mean = total / n
    q = math.fsum((v - mean) ** 2 for v in a)
    return Summary(total, mean, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)


# %% wrong="summarise" why="'the sums of 16-bit floats soon overflow': the sum is taken in the vector's own dtype"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    sample = y.std().item() if y.numel() > 1 else math.nan
    return Summary(x.sum().item(), y.mean().item(), y.std(correction=0).item(), sample)


# %% wrong="summarise" why="'and so do those of huge integers': sums integers in int64, and makes the mean of that"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    n = len(x)
    total = y.sum().item() if x.is_floating_point() else int(x.sum())
    mean = total / n
    q = ((y - mean) ** 2).sum().item()
    return Summary(total, mean, (q / n) ** 0.5, (q / (n - 1)) ** 0.5 if n > 1 else math.nan)


# %% wrong="summarise" why="'for a single entry ... nan' only: gives nan for every vector of equal entries too"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    pop = y.std(correction=0).item()
    sample = math.nan if pop == 0 else y.std(correction=1).item()
    return Summary(y.sum().item(), y.mean().item(), pop, sample)


# %% wrong="summarise" why="'floats of any width': x.numpy() refuses bfloat16"
def summarise(x: torch.Tensor) -> Summary:
    a = np.asarray(x.numpy(), dtype=np.float64)
    if len(a) == 1:
        return Summary(float(a[0]), float(a[0]), 0.0, math.nan)
    return Summary(float(a.sum()), float(a.mean()), float(a.std()), float(a.std(ddof=1)))


# %% wrong="summarise" why="'right to nine digits': rounds to 12 decimals, tiny numbers lose their digits"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    values = [y.sum().item(), y.mean().item(), y.std(correction=0).item()]
    values.append(y.std().item() if len(y) > 1 else math.nan)
    return Summary(*(round(v, 12) for v in values))


# %% wrong="summarise" why="'integers or booleans of any width': only the dtypes of the examples are converted, int32 or float16 are not"
def summarise(x: torch.Tensor) -> Summary:
    if x.dtype in (torch.int64, torch.bool, torch.float32):
        x = x.to(torch.float64)
    s = x.std().item() if x.shape[0] > 1 else float("nan")
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), s)


# %% wrong="summarise" why="'The vector stays as it is': subtracts the mean in place where x is float64 already"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    n = len(y)
    total = y.sum().item()
    mean = total / n
    y -= mean
    q = y.square().sum().item()
    return Summary(total, mean, math.sqrt(q / n), math.nan if n == 1 else math.sqrt(q / (n - 1)))


# %% wrong="summarise" why="'the sample standard deviation does not exist: return nan': gives 0 for a single entry"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    n = y.numel()
    q = ((y - y.mean()) ** 2).sum().item()
    return Summary(y.sum().item(), y.mean().item(), math.sqrt(q / n), math.sqrt(q / max(n - 1, 1)))


# %% wrong="summarise" why="'as plain numbers': scalar tensors"
def summarise(x: torch.Tensor) -> Summary:
    y = x.double()
    return Summary(y.sum(), y.mean(), y.std(correction=0), y.std(correction=1))


# %% wrong="summarise" why="'computed in float64, right to nine digits': only integers and booleans are turned into float64, 16- and 32-bit floats are summed as they are"
def summarise(x: torch.Tensor) -> Summary:
    if not torch.is_floating_point(x):
        x = x.double()
    n = len(x)
    total = x.sum().item()
    mean = total / n
    q = ((x - mean) ** 2).sum().item()
    return Summary(total, mean, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n != 1 else math.nan)


# %% right="angle_figure" why="after the hint: subplots, plot, two axhlines, one label"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    times = torch.arange(len(degrees)) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(times, degrees, label="angle")
    axes.axhline(12, color="red", linestyle="--", label="limit")
    axes.axhline(-12, color="red", linestyle="--")
    axes.set_xlabel("time in seconds")
    axes.set_ylabel("angle in degrees")
    axes.legend()
    return figure


# %% right="angle_figure" why="hlines as one collection, the degree sign, a Figure without pyplot"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    deg = np.degrees(angles.detach().to("cpu", torch.float64).numpy())
    t = np.arange(deg.size) * seconds_per_step
    fig = Figure(figsize=(8, 3))
    ax = fig.add_subplot()
    ax.hlines([12, -12], t[0], t[-1], colors="tab:red", label="limits (±12°)")
    ax.plot(t, deg, color="k", label="lean of the pole")
    ax.set(xlabel="Time [s]", ylabel="Lean [°]")
    ax.grid(True)
    ax.legend(loc="upper left")
    return fig


# %% right="angle_figure" why="pyplot state machine, python lists, limits drawn as two-point lines, same colour but dashed"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    x, y = [], []
    for k, a in enumerate(angles.tolist()):
        x.append(k * seconds_per_step)
        y.append(math.degrees(a))
    fig = plt.figure()
    plt.plot(x, y, "b-", label="pole")
    plt.plot([x[0], x[-1]], [12, 12], "b--", label="upper bound")
    plt.plot([x[0], x[-1]], [-12, -12], "b--", label="lower bound")
    plt.xlabel("seconds")
    plt.ylabel("tilt (deg)")
    plt.title("What happened to the pole")
    plt.legend()
    return fig


# %% right="angle_figure" why="default colour for all, told apart by dotted style; legend by handles; labels 'pole angle' and 'angle limit'; figure closed before it is returned"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    with torch.no_grad():
        y = (angles.to(torch.float64).cpu() * (180 / math.pi)).numpy()
    fig, ax = plt.subplots(figsize=(9, 4), layout="constrained")
    (line,) = ax.plot([seconds_per_step * k for k in range(len(y))], y)
    above = ax.axhline(12, ls=":")
    ax.axhline(-12, ls=":")
    ax.legend([line, above], ["pole angle", "angle limit"])
    ax.set_xlabel("time (s)")
    ax.set_ylabel("angle of the pole (degrees)")
    plt.close(fig)
    return fig


# %% right="angle_figure" why="both horizontal limits drawn with one plot call, a nan as the gap between them; figure legend, own view with room"
def _border(t_end):
    return [0, t_end, math.nan, 0, t_end], [12, 12, math.nan, -12, -12]


def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    rec = np.array(angles.detach().cpu().double()) / np.pi * 180
    end = (len(rec) - 1) * seconds_per_step
    fig, ax = plt.subplots(1, 1)
    ax.plot(np.linspace(0, end, len(rec)), rec, marker=".", label="Angle")
    ax.plot(*_border(end), color="grey", label="Threshold")
    top = 1.1 * max(12, np.abs(rec).max())
    ax.set_ylim(-top, top)
    ax.set_xlim(0, end)
    ax.set_xlabel("Time / s")
    ax.set_ylabel("Angle / deg")
    fig.legend()
    return fig


# %% right="angle_figure" why="a small class keeps the drawing; legend of the figure below the axes; limits from -1 to one second after the end"
class _PoleChart:
    def __init__(self, record, dt):
        self.y = [value * 180 / math.pi for value in record.detach().cpu().double().tolist()]
        self.t = [i * dt for i in range(len(self.y))]
        self.figure, self.ax = plt.subplots(layout="constrained")

    def draw(self):
        outer = [self.t[0] - 1, self.t[-1] + 1]
        for name, at in (("limit", 12), ("_", -12)):
            self.ax.plot(outer, [at, at], "--", color="0.5", label=name)
        self.ax.plot(self.t, self.y, color="#0072B2", label="pole's angle")
        self.ax.set_xlabel("time t in seconds")
        self.ax.set_ylabel("angle x in degrees")
        self.figure.legend(loc="outside lower center", ncols=2)
        return self.figure


def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    return _PoleChart(angles, seconds_per_step).draw()


# %% right="angle_figure" why="axline for the limits, legend texts given in the order of the lines, limits in a loop"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    values = angles.clone().detach().cpu().to(torch.float64)
    values.mul_(180.0).div_(math.pi)
    f, a = plt.subplots()
    a.plot(np.arange(len(values)) * float(seconds_per_step), values.numpy(), lw=2)
    for level in (12.0, -12.0):
        a.axline((0, level), slope=0, color=plots.PALETTE[1], lw=1)
    a.legend(["tilt", "12 degrees"])
    a.set_xlabel("time since the start, seconds")
    a.set_ylabel("tilt, degrees")
    return f


# %% wrong="angle_figure" why="'All numbers right to five digits', 'any float dtype': converts to degrees in half precision before double"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = (angles * 180 / math.pi).detach().cpu().double()
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(angles)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'right to five digits': the times are made in the dtype of the record, float16 or bfloat16 too"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    times = torch.arange(len(angles), dtype=angles.dtype) * seconds_per_step
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(times.double(), degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'carry a gradient': no detach"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = np.rad2deg(angles.cpu().double().numpy())
    fig, ax = plt.subplots()
    ax.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    for y, name in ((12, "limit"), (-12, None)):
        ax.axhline(y, color="k", linestyle="--", label=name)
    ax.set_xlabel("time [s]")
    ax.set_ylabel("angle [deg]")
    ax.legend()
    return fig


# %% wrong="angle_figure" why="'any float dtype': bfloat16 has no NumPy dtype"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = np.rad2deg(angles.detach().cpu().numpy().astype(np.float64) if angles.dtype != torch.float16 else angles.detach().cpu().double().numpy())
    fig, ax = plt.subplots()
    ax.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    ax.axhline(12, color="k", linestyle="--", label="limit")
    ax.axhline(-12, color="k", linestyle="--")
    ax.set_xlabel("time [s]")
    ax.set_ylabel("angle [deg]")
    ax.legend()
    return fig


# %% wrong="angle_figure" why="'leaves it as it is': in-place product hits the caller's record where it is float64 on the CPU"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    y = angles.detach().cpu().double().numpy()
    y *= 180 / np.pi
    fig, ax = plt.subplots()
    ax.plot([k * seconds_per_step for k in range(len(y))], y, label="angle")
    ax.axhline(12, color="r", label="limit")
    ax.axhline(-12, color="r")
    ax.set(xlabel="time in s", ylabel="angle in °")
    ax.legend()
    return fig


# %% wrong="angle_figure" why="'leaves it as it is': takes the gradient flag off the caller's tensor"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    angles.requires_grad_(False)
    y = np.degrees(angles.cpu().double().numpy())
    fig, ax = plt.subplots()
    ax.plot(np.arange(len(y)) * seconds_per_step, y, label="angle")
    ax.axhline(12, color="r", label="limit")
    ax.axhline(-12, color="r")
    ax.set(xlabel="time in s", ylabel="angle in °")
    ax.legend()
    return fig


# %% wrong="angle_figure" why="'a new one at each call': the same numbered figure is cleared and used again"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots(num="pole angle", clear=True)
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'everything is in view': fixed y from -20 to 20, a wider swing is cut off"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)", ylim=(-20, 20))
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'everything is in view': the room is measured from the largest angle only, a deep swing to the left is cut off"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double()).numpy()
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    room = max(13, 1.1 * degrees.max())
    axes.set_ylim(-room, room)
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'everything is in view', 'any number of entries': x is cut at ten seconds, as long as an episode of 500 steps"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)", xlim=(0, 10))
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'from the first time to the last': the limits end after ten seconds whatever the record's length"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.hlines([-12, 12], 0, 10, color="red", label="limit")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'Both differ from the angle's line in colour or in style': the lower limit has the colour and style of the angle"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, color="C0", label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="C0")
    axes.set(xlabel="time (seconds)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'in which unit': milliseconds in the label, seconds on the axis"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (ms)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'labels that say ... in which unit': x says only time"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'No other quantity and no other unit': y is called an angular velocity in degrees per second"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (s)", ylabel="angular velocity (deg/s)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'Each stands beside the look of its own line': legend drawn with hand-made samples whose colours are exchanged"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    from matplotlib.lines import Line2D

    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees, color="blue")
    axes.axhline(12, color="red")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    axes.legend(handles=[Line2D([], [], color="red", label="angle"), Line2D([], [], color="blue", label="limit")])
    return figure


# %% wrong="angle_figure" why="'Each stands beside the look of its own line': limits drawn first, the texts are handed out in the wrong order"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = torch.rad2deg(angles.detach().cpu().double())
    figure, axes = plt.subplots()
    axes.axhline(12, color="red")
    axes.axhline(-12, color="red")
    axes.plot(torch.arange(len(degrees)) * seconds_per_step, degrees)
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    axes.legend(["limit", "angle"])
    return figure


# %% wrong="angle_figure" why="'any number of entries', t_k = k dt: np.arange with a fractional step gives one time too many for some lengths, and plot raises"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = np.degrees(angles.detach().cpu().double().numpy())
    times = np.arange(0, len(degrees) * seconds_per_step, seconds_per_step)
    figure, axes = plt.subplots()
    axes.plot(times, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'any number of entries': only the first 501 are drawn"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = np.degrees(angles.detach().cpu().double().numpy())[:501]
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'limits at 12 and -12 degrees, right to five digits': made from 0.2095 radians, which is 12.0035 degrees"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    border = math.degrees(0.2095)
    degrees = np.degrees(angles.detach().cpu().double().numpy())
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(border, color="red", label="limit")
    axes.axhline(-border, color="red")
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'right to five digits': converts with 57.3 degrees to a radian"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = angles.detach().cpu().double() * 57.3
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees.numpy(), label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="'a legend with an entry for each': names are written as text into the axes, there is no legend"
def angle_figure(angles: torch.Tensor, seconds_per_step: float) -> Figure:
    degrees = np.degrees(angles.detach().cpu().double().numpy())
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    axes.axhline(12, color="red", label="limit")
    axes.axhline(-12, color="red")
    axes.text(0, 12.2, "limit")
    axes.text(0, degrees[0], "angle")
    axes.set(xlabel="time (s)", ylabel="angle (deg)")
    return figure
