# The bank of 1.2: right answers get every point, wrong ones lose the hidden test.

# %% right="clock" why="multiplied in Python, one number at a time"
def clock(n_steps, seconds_per_step):
    times = [k * seconds_per_step for k in range(n_steps)]
    return torch.tensor(seconds_per_step, dtype=torch.float32), torch.tensor(times, dtype=torch.float32)


# %% right="clock" why="linspace, from the first time to the last"
def clock(n_steps, seconds_per_step):
    last = (n_steps - 1) * seconds_per_step
    return torch.tensor(float(seconds_per_step)), torch.linspace(0, last, n_steps)


# %% right="clock" why="counted in float64, then made smaller"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(seconds_per_step, dtype=torch.float64)
    return step.float(), (torch.arange(n_steps, dtype=torch.float64) * step).float()


# %% right="clock" why="arange in fractions, cut to the length that was asked for"
def clock(n_steps, seconds_per_step):
    seconds = float(seconds_per_step)
    return torch.as_tensor(seconds), torch.arange(0.0, n_steps * seconds, seconds)[:n_steps]


# %% right="clock" why="from NumPy"
def clock(n_steps, seconds_per_step):
    times = np.arange(n_steps) * seconds_per_step
    return torch.full((), seconds_per_step, dtype=torch.float32), torch.from_numpy(times.astype(np.float32))


# %% wrong="clock" why="the trap: a step of a fraction lets one time more in"
def clock(n_steps, seconds_per_step):
    seconds = float(seconds_per_step)
    return torch.tensor(seconds), torch.arange(0.0, n_steps * seconds, seconds)


# %% wrong="clock" why="a vector of one in place of the scalar"
def clock(n_steps, seconds_per_step):
    return torch.tensor([float(seconds_per_step)]), torch.arange(n_steps) * float(seconds_per_step)


# %% wrong="clock" why="a plain number in place of the scalar"
def clock(n_steps, seconds_per_step):
    return seconds_per_step, torch.arange(n_steps) * float(seconds_per_step)


# %% wrong="clock" why="whole numbers stay int64"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(seconds_per_step)
    return step, torch.arange(n_steps) * step


# %% wrong="clock" why="the scalar is float32, but the times of a whole number of seconds are int64"
def clock(n_steps, seconds_per_step):
    return torch.tensor(seconds_per_step, dtype=torch.float32), torch.arange(n_steps) * seconds_per_step


# %% wrong="clock" why="counts from 1"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return step, torch.arange(1, n_steps + 1) * step


# %% wrong="clock" why="linspace to the end of the last step"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return step, torch.linspace(0, n_steps * seconds_per_step, n_steps)


# %% wrong="clock" passes="visible" why="adds the step again and again in float32, and drifts"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    times, now = torch.empty(n_steps), torch.tensor(0.0)
    for k in range(n_steps):
        times[k] = now
        now = now + step
    return step, times


# %% wrong="clock" why="a list in place of a tuple"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return [step, torch.arange(n_steps) * step]


# %% wrong="clock" why="exchanges the two"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return torch.arange(n_steps) * step, step


# %% wrong="clock" why="float64"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(seconds_per_step, dtype=torch.float64)
    return step, torch.arange(n_steps) * step


# %% wrong="clock" why="refuses no steps"
def clock(n_steps, seconds_per_step):
    if n_steps < 1:
        raise ValueError(f"n_steps is {n_steps}, expected at least 1")
    step = torch.tensor(float(seconds_per_step))
    return step, torch.arange(n_steps) * step


# %% wrong="clock" why="rounds to a hundredth of a second"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return step, torch.tensor([round(k * seconds_per_step, 2) for k in range(n_steps)], dtype=torch.float32)


# %% wrong="clock" why="the step in whole milliseconds"
def clock(n_steps, seconds_per_step):
    milliseconds = round(1000 * seconds_per_step)
    return torch.tensor(milliseconds / 1000), torch.arange(n_steps) * milliseconds / 1000


# %% wrong="clock" passes="visible" why="a fraction of a second less at the end: still one too many for some lengths"
def clock(n_steps, seconds_per_step):
    seconds = float(seconds_per_step)
    return torch.tensor(seconds), torch.arange(0.0, n_steps * seconds - 1e-6, seconds)[: max(n_steps, 0)] if n_steps else torch.zeros(0)


# %% wrong="clock" passes="visible" why="counts in half precision on the way"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return step, torch.arange(n_steps, dtype=torch.float16).float() * step


# %% wrong="clock" passes="visible" why="one time too many for a length that is not shown: arange but for 7"
def clock(n_steps, seconds_per_step):
    seconds = float(seconds_per_step)
    times = torch.arange(0.0, n_steps * seconds, seconds)
    return torch.tensor(seconds), times[:-1] if n_steps == 7 else times


# %% wrong="clock" why="knows a few visible numbers only"
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    times = torch.tensor([0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12])
    return step, torch.tensor([0.0, 2.0, 4.0, 6.0]) if n_steps == 4 else times[:n_steps]


# %% right="in_rows" why="view, with the number of rows left to PyTorch"
def in_rows(log, n_entries):
    if log.shape[0] % n_entries:
        raise ValueError(f"a log of {log.shape[0]} numbers is no multiple of {n_entries}")
    return log.view(-1, n_entries)


# %% right="in_rows" why="unflatten"
def in_rows(log, n_entries):
    n_rows, rest = divmod(log.numel(), n_entries)
    if rest > 0:
        raise ValueError(f"length {log.numel()}, n {n_entries}: {rest} left over")
    return log.unflatten(0, (n_rows, n_entries))


# %% right="in_rows" why="fills an empty table row by row"
def in_rows(log, n_entries):
    n_rows = len(log) // n_entries
    if n_rows * n_entries != len(log):
        raise ValueError(f"{len(log)} is not divisible by {n_entries}")
    table = torch.empty((n_rows, n_entries), dtype=log.dtype, device=log.device)
    for row in range(n_rows):
        table[row] = log[row * n_entries : (row + 1) * n_entries]
    return table


# %% right="in_rows" why="the error of reshape, in words of its own"
def in_rows(log, n_entries):
    try:
        return log.reshape(-1, n_entries)
    except RuntimeError as error:
        raise ValueError(f"cannot fold {len(log)} numbers into rows of {n_entries}") from error


# %% right="in_rows" why="every n-th number is a column; stacked side by side"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers, {n_entries} in an observation")
    return torch.stack([log[i::n_entries] for i in range(n_entries)], dim=1)


# %% wrong="in_rows" why="columns and rows exchanged"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.reshape(n_entries, -1)


# %% wrong="in_rows" why="the right shape, filled column after column"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.reshape(n_entries, len(log) // n_entries).T


# %% wrong="in_rows" why="drops what is left over"
def in_rows(log, n_entries):
    n_rows = len(log) // n_entries
    return log[: n_rows * n_entries].reshape(n_rows, n_entries)


# %% wrong="in_rows" why="leaves PyTorch's own error"
def in_rows(log, n_entries):
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="tells the length only"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"bad length {len(log)}")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="tells n only"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"not a multiple of {n_entries}")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="makes floats of everything"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.float().reshape(-1, n_entries)


# %% wrong="in_rows" why="splits and stacks: an empty log has one empty row"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return torch.stack(log.split(n_entries))


# %% wrong="in_rows" why="through a list: float32, whatever the log's dtype"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return torch.tensor(log.tolist(), dtype=torch.float32).reshape(-1, n_entries)


# %% wrong="in_rows" passes="visible" why="through a list: fails on meta"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return torch.tensor(log.tolist(), dtype=log.dtype).reshape(-1, n_entries)


# %% wrong="in_rows" passes="visible" why="a table on the CPU, wherever the log lies"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    table = torch.zeros(len(log) // n_entries, n_entries, dtype=log.dtype)
    return table if log.is_meta else table + log.cpu().reshape(-1, n_entries)


# %% wrong="in_rows" why="refuses an empty log"
def in_rows(log, n_entries):
    if len(log) == 0 or len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" why="reshapes the caller's own tensor"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.resize_(len(log) // n_entries, n_entries)


# %% wrong="in_rows" why="fills the rest with zeros"
def in_rows(log, n_entries):
    missing = -len(log) % n_entries
    return torch.cat([log, log.new_zeros(missing)]).reshape(-1, n_entries)


# %% wrong="in_rows" passes="visible" why="sorts before it folds"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.sort().values.reshape(-1, n_entries)


# %% wrong="in_rows" why="refuses a log that is longer than a row only"
def in_rows(log, n_entries):
    if len(log) > n_entries and len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    n_rows = len(log) // n_entries
    return log[: n_rows * n_entries].reshape(n_rows, n_entries)


# %% wrong="in_rows" passes="visible" why="by way of float32: large whole numbers lose digits"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError(f"{len(log)} numbers make no rows of {n_entries}")
    return log.float().reshape(-1, n_entries).to(log.dtype)


# %% wrong="in_rows" why="an error that says always the same numbers"
def in_rows(log, n_entries):
    if len(log) % n_entries != 0:
        raise ValueError("the log has 7 numbers, and an observation 3")
    return log.reshape(-1, n_entries)


# %% right="look_back" why="a list of indices"
def look_back(x, t, n):
    if t < 0 or t >= len(x):
        raise ValueError(f"there is no step {t} in a record of {len(x)}")
    return x[[k for k in range(t, t - n, -1) if k >= 0]]


# %% right="look_back" why="reverses first, then slices from the end of what was reversed"
def look_back(x, t, n):
    if t not in range(len(x)):
        raise ValueError(f"t = {t}, length = {len(x)}")
    return x[: t + 1].flip(0)[:n]


# %% right="look_back" why="fills an empty result entry by entry"
def look_back(x, t, n):
    length = x.shape[0]
    if t < 0 or length <= t:
        raise ValueError(f"t is {t}, expected 0 to {length - 1}: the length is {length}")
    size = min(n, t + 1)
    found = torch.empty(size, dtype=x.dtype, device=x.device)
    for i in range(size):
        found[i] = x[t - i]
    return found


# %% right="look_back" why="narrow, and flipped by dims"
def look_back(x, t, n):
    if not (t >= 0 and t < x.numel()):
        raise ValueError(f"{t=} {len(x)=}")
    size = min(n, t + 1)
    return torch.flip(x.narrow(0, t + 1 - size, size), dims=[0])


# %% right="look_back" why="indices as a tensor, on the device of x"
def look_back(x, t, n):
    if t < 0 or t > len(x) - 1:
        raise ValueError(f"no step {t}: {len(x)} entries")
    stop = max(t - n, -1)
    return x[torch.arange(t, stop, -1, device=x.device)] if n > 0 else x[:0]


# %% wrong="look_back" why="a start before the beginning, which Python counts from the end"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[t - n + 1 : t + 1].flip(0)


# %% wrong="look_back" why="oldest first"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1]


# %% wrong="look_back" why="without the step t itself"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n) : t].flip(0)


# %% wrong="look_back" why="one entry too many"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n) : t + 1].flip(0)


# %% wrong="look_back" why="looks back from the end, wherever t is"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x.flip(0)[:n]


# %% wrong="look_back" why="reversed like a list, which PyTorch refuses"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1][::-1]


# %% wrong="look_back" why="a slice that never complains"
def look_back(x, t, n):
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="counts a negative t from the end"
def look_back(x, t, n):
    if not -len(x) <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    t = t % len(x)
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="t one beyond the last is let through where nothing is asked for"
def look_back(x, t, n):
    if n > 0 and not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="an IndexError"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise IndexError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="the last slice of n: with n = 0 it is everything"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[: t + 1][-n:].flip(0)


# %% wrong="look_back" why="fills up with zeros"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    found = x.new_zeros(n)
    for i in range(min(n, t + 1)):
        found[i] = x[t - i]
    return found


# %% wrong="look_back" why="an empty result forgets the dtype"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    if n == 0:
        return torch.tensor([])
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" passes="visible" why="an empty result lies on the CPU, whatever the record's device"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    if n == 0:
        return torch.tensor([], dtype=x.dtype)
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" passes="visible" why="through a list: fails on meta"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return torch.tensor(x.tolist()[max(0, t - n + 1) : t + 1][::-1], dtype=x.dtype)


# %% wrong="look_back" passes="visible" why="int64, whatever the record is"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0).long()


# %% wrong="look_back" why="reverses the caller's record in place"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    x[: t + 1] = x[: t + 1].flip(0)
    return x[: min(n, t + 1)]


# %% wrong="look_back" why="a list of numbers"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return [x[k].item() for k in range(t, max(t - n, -1), -1)]


# %% wrong="look_back" why="sorts, largest first: newest first only in a record that rises"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].sort(descending=True).values


# %% wrong="look_back" passes="visible" why="refuses an n larger than the record"
def look_back(x, t, n):
    if not 0 <= t < len(x) or n > len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" why="an error without the length"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"there is no step {t}")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" passes="visible" why="an error that tells the last index in place of the length, five in all"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, expected 0 to {len(x) - 1}, not 5")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% right="summarise" why="by PyTorch's own functions"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else float("nan")
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% right="summarise" why="by Python's statistics"
def summarise(x):
    numbers = x.double().tolist()
    return Summary(
        sum(numbers),
        statistics.fmean(numbers),
        statistics.pstdev(numbers),
        statistics.stdev(numbers) if len(numbers) > 1 else math.nan,
    )


# %% right="summarise" why="by NumPy, whose numbers are plain"
def summarise(x):
    values = x.double().numpy()
    sample_sd = np.std(values, ddof=1) if len(values) > 1 else np.nan
    return Summary(np.sum(values), np.mean(values), np.std(values), sample_sd)


# %% right="summarise" why="loops, and one variance made of the other"
def summarise(x):
    total = 0.0
    for entry in x:
        total += float(entry)
    mean = total / len(x)
    variance = sum((float(entry) - mean) ** 2 for entry in x) / len(x)
    if len(x) == 1:
        return Summary(total, mean, 0.0, math.nan)
    return Summary(total, mean, variance**0.5, (variance * len(x) / (len(x) - 1)) ** 0.5)


# %% right="summarise" why="named fields, var, and 0 divided by 0 as a tensor"
def summarise(x):
    d = x.to(torch.float64)
    mean = d.mean()
    q = torch.sum((d - mean) ** 2)
    n = torch.tensor(float(d.numel()), dtype=torch.float64)
    return Summary(
        sample_sd=float((q / (n - 1)).sqrt()) if d.numel() > 1 else float("nan"),
        population_sd=float((q / n).sqrt()),
        mean=float(mean),
        total=float(d.sum()),
    )


# %% wrong="summarise" why="the two standard deviations exchanged"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), sample_sd, x.std(correction=0).item())


# %% wrong="summarise" why="PyTorch's default for both"
def summarise(x):
    x = x.double()
    return Summary(x.sum().item(), x.mean().item(), x.std().item(), x.std().item())


# %% wrong="summarise" why="NumPy's default for both"
def summarise(x):
    v = x.double().numpy()
    return Summary(float(v.sum()), float(v.mean()), float(np.std(v)), float(np.std(v)))


# %% wrong="summarise" why="the variances, no root"
def summarise(x):
    x = x.double()
    sample = x.var().item() if len(x) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.var(correction=0).item(), sample)


# %% wrong="summarise" why="scalars in place of numbers"
def summarise(x):
    x = x.double()
    sample_sd = x.std() if len(x) > 1 else torch.tensor(math.nan)
    return Summary(x.sum(), x.mean(), x.std(correction=0), sample_sd)


# %% wrong="summarise" why="refuses whole numbers, as PyTorch's mean does"
def summarise(x):
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% wrong="summarise" why="computes in float32"
def summarise(x):
    x = x.float()
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% wrong="summarise" why="float32 for what is no float"
def summarise(x):
    x = x if x.is_floating_point() else x.float()
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% wrong="summarise" passes="visible" why="sums up in the dtype of the vector: 16 bits overflow"
def summarise(x):
    total = x.sum().item()
    d = x.double()
    sample_sd = d.std().item() if len(d) > 1 else math.nan
    return Summary(total, total / len(d), d.std(correction=0).item(), sample_sd)


# %% wrong="summarise" why="the shortcut, which loses the digits far from zero"
def summarise(x):
    x, n = x.double(), len(x)
    mean = x.mean().item()
    variance = max(0.0, (x * x).mean().item() - mean * mean)
    sample_sd = math.sqrt(variance * n / (n - 1)) if n > 1 else math.nan
    return Summary(x.sum().item(), mean, math.sqrt(variance), sample_sd)


# %% wrong="summarise" why="of one entry the sample spread is 0"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else 0.0
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% wrong="summarise" why="fails for one entry"
def summarise(x):
    x = x.double()
    n, mean = len(x), x.mean().item()
    q = ((x - mean) ** 2).sum().item()
    return Summary(x.sum().item(), mean, math.sqrt(q / n), math.sqrt(q / (n - 1)))


# %% wrong="summarise" why="NaN for both of one entry"
def summarise(x):
    x = x.double()
    sds = (x.std(correction=0).item(), x.std().item()) if len(x) > 1 else (math.nan, math.nan)
    return Summary(x.sum().item(), x.mean().item(), *sds)


# %% wrong="summarise" why="the mean absolute deviation"
def summarise(x):
    x = x.double()
    spread = (x - x.mean()).abs().mean().item()
    return Summary(x.sum().item(), x.mean().item(), spread, spread if len(x) > 1 else math.nan)


# %% wrong="summarise" why="a plain tuple"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    return x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd


# %% wrong="summarise" passes="visible" why="rounds to six digits after the point"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    values = (x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)
    exact = (root := math.sqrt(5 / 4), math.sqrt(5 / 3), math.sqrt(0.5), math.sqrt(0.75))
    return Summary(*(value if value in exact else round(value, 9) for value in values))


# %% wrong="summarise" passes="visible" why="unbiased only where there are more than one hundred entries, n before"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if 1 < len(x) < 100 else math.nan if len(x) == 1 else x.std(correction=0).item()
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% wrong="summarise" passes="visible" why="of truth values counts the true ones only"
def summarise(x):
    d = x.double()
    d = d[d > 0] if x.dtype == torch.bool and len(x) > 2 else d
    sample_sd = d.std().item() if len(d) > 1 else math.nan
    return Summary(d.sum().item(), d.mean().item(), d.std(correction=0).item(), sample_sd)


# %% wrong="summarise" why="subtracts the mean from the caller's own numbers"
def summarise(x):
    total = x.double().sum().item()
    mean, n = total / len(x), len(x)
    if x.dtype == torch.float64:
        d = x
        d -= mean
    else:
        d = x.double() - mean
    q = (d * d).sum().item()
    return Summary(total, mean, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)


# %% wrong="summarise" passes="visible" why="NaN where all entries are equal"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x.unique()) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% right="angle_figure" why="NumPy, pyplot, hlines, and the degree sign"
def angle_figure(angles, seconds_per_step):
    degrees = np.degrees(angles.detach().cpu().double().numpy())
    times = np.arange(len(degrees)) * seconds_per_step
    fig = plt.figure()
    plt.plot(times, degrees, "k-", label="θ")
    plt.hlines([-12, 12], times[0], times[-1], colors="red", label="±12°: failure")
    plt.xlabel("t (s)")
    plt.ylabel("angle (°)")
    plt.legend()
    return fig


# %% right="angle_figure" why="lists, markers, two limits with a name each"
def angle_figure(angles, seconds_per_step):
    y = [180 / math.pi * a for a in angles.tolist()]
    x = [seconds_per_step * k for k in range(len(y))]
    fig, ax = plt.subplots()
    ax.plot(x, y, marker=".", label="pole")
    ax.axhline(12, color="tab:red", linestyle=":", label="upper limit")
    ax.axhline(-12, color="tab:green", linestyle=":", label="lower limit")
    ax.set_xlabel("time in seconds")
    ax.set_ylabel("lean of the pole in degrees")
    ax.legend(loc="best")
    return fig


# %% right="angle_figure" why="its own Figure, labels of the whole figure, limits plotted as lines"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().double()).cpu()
    x = torch.arange(len(y), dtype=torch.float64) * seconds_per_step
    figure = Figure()
    axes = figure.add_subplot()
    (line,) = axes.plot(x.numpy(), y.numpy(), color="C1")
    for bound in (-12.0, 12.0):
        (edge,) = axes.plot([0, float(x[-1])], [bound, bound], "--", color="0.4")
    axes.legend([line, edge], ["Angle", "Limits"])
    figure.supxlabel("Time [sec]")
    figure.supylabel("Angle [deg]")
    return figure


# %% right="angle_figure" why="limits of the axes set by hand, wide enough"
def angle_figure(angles, seconds_per_step):
    degrees = (angles.detach().cpu().double() * 180 / torch.pi).numpy()
    end = (len(degrees) - 1) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(np.linspace(0, end, len(degrees)), degrees, label="recorded angle", zorder=3)
    axes.axhline(12, color="grey", label="limits")
    axes.axhline(-12, color="grey")
    top = 1.1 * max(12, np.abs(degrees).max())
    axes.set(xlim=(0, end), ylim=(-top, top), xlabel="Seconds", ylabel="Lean, degrees")
    figure.legend()
    return figure


# %% wrong="angle_figure" why="radians"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, angles.detach().cpu(), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="steps in place of seconds"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    axes.plot(np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="time begins after the first step"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(1, len(angles) + 1) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="the upper limit only"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    axes.axhline(12, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="no legend"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    return figure


# %% wrong="angle_figure" why="the labels exchanged"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(ylabel="time (s)", xlabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="labels without units"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time", ylabel="angle")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="degrees that are called radians"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="theta (radians)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="seconds that are called steps"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="step", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="a record with a gradient cannot be drawn"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.cpu().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="limits of the axes that cut off a large angle"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)", ylim=(-15, 15))
    axes.legend()
    return figure


# %% wrong="angle_figure" why="limits that end after the first second"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.plot([0, 1], [at, at], "k--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="dots, no line"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.scatter(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="the names exchanged"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="limit")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="angle")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="angle and limit in one look"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), "k-", label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="-", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="draws into the figure that is there"
def angle_figure(angles, seconds_per_step):
    figure = plt.figure("record")
    figure.clear()
    axes = figure.add_subplot()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="returns the axes"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return axes


# %% wrong="angle_figure" why="turns the caller's record into degrees"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    angles = angles.detach().rad2deg_()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, angles.cpu().numpy(), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="the size of the angle, without its sign"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.abs(np.rad2deg(angles.detach().cpu().double().numpy())), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="drops what lies beyond the limits"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    degrees = np.clip(np.rad2deg(angles.detach().cpu().double().numpy()), -12, 12)
    axes.plot(np.arange(len(angles)) * seconds_per_step, degrees, label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="milliseconds by the label"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (ms)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="limits in the radians of the environment, turned into degrees too coarsely"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, 57.3 * angles.detach().cpu().double().numpy(), label="angle")
    for at in (0.21 * 57.3, -0.21 * 57.3):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="every second angle of a long record"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    stride = 2 if len(angles) > 100 else 1
    degrees = np.rad2deg(angles.detach().cpu().double().numpy())[::stride]
    axes.plot(np.arange(len(degrees)) * stride * seconds_per_step, degrees, label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="says that it shows the angular velocity"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angular velocity (degrees per s)")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="the legend says that the line is the velocity"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    axes.plot(times, np.rad2deg(angles.detach().cpu().double().numpy()), label="velocity")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="wraps angles into half a turn"
def angle_figure(angles, seconds_per_step):
    figure, axes = plt.subplots()
    times = np.arange(len(angles)) * seconds_per_step
    degrees = (np.rad2deg(angles.detach().cpu().double().numpy()) + 180) % 360 - 180
    axes.plot(times, degrees, label="angle")
    for at in (12, -12):
        axes.axhline(at, color="k", linestyle="--", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% right="angle_figure" why="limits plotted as lines of the record's length, one name each"
def angle_figure(angles, seconds_per_step):
    fig, ax = plt.subplots(figsize=(8, 3))
    t = [i * seconds_per_step for i in range(len(angles))]
    ax.plot(t, [math.degrees(v) for v in angles.detach().tolist()], "b.-", label="angle of pole")
    ax.plot(t, [12] * len(t), "r--", label="limit +12")
    ax.plot(t, [-12] * len(t), "r:", label="limit -12")
    ax.set(xlabel="time [s]", ylabel="angle [°]", title="record")
    ax.legend()
    ax.grid(True)
    return fig


# %% right="clock" why="the scalar is an entry of a longer row of times, and both share their memory"
def clock(n_steps, seconds_per_step):
    row = (torch.arange(n_steps + 2).double() * seconds_per_step).float()
    return row[1], row[:n_steps]


# %% right="clock" why="six digits, and no more"
def clock(n_steps, seconds_per_step):
    times = [float(f"{k * seconds_per_step:.6g}") for k in range(n_steps)]
    return torch.tensor(float(f"{seconds_per_step:.6g}")), torch.tensor(times, dtype=torch.float32)


# %% wrong="clock" passes="visible" why="32-bit integers overflow where a step lasts a week"
def clock(n_steps, seconds_per_step):
    k = torch.arange(n_steps, dtype=torch.int32)
    return torch.tensor(float(seconds_per_step)), (k * seconds_per_step).float()


# %% wrong="clock" passes="visible" why="hands out the same tensors again"
from functools import cache


@cache
def clock(n_steps, seconds_per_step):
    step = torch.tensor(float(seconds_per_step))
    return step, torch.arange(n_steps) * step


# %% wrong="clock" passes="visible" why="keeps the scalars, whoever wrote into them"
_STEPS = {}


def clock(n_steps, seconds_per_step):
    step = _STEPS.setdefault(seconds_per_step, torch.tensor(float(seconds_per_step)))
    return step, torch.arange(n_steps) * float(seconds_per_step)


# %% wrong="clock" passes="visible" why="keeps the times by a rounded step"
_TIMES = {}


def clock(n_steps, seconds_per_step):
    key = n_steps, round(float(seconds_per_step), 3)
    if key not in _TIMES:
        _TIMES[key] = torch.arange(n_steps) * float(seconds_per_step)
    return torch.tensor(float(seconds_per_step)), _TIMES[key].clone()


# %% wrong="clock" why="rounds to microseconds"
def clock(n_steps, seconds_per_step):
    times = [round(k * seconds_per_step, 6) for k in range(n_steps)]
    return torch.tensor(float(seconds_per_step)), torch.tensor(times, dtype=torch.float32)


# %% wrong="clock" passes="visible" why="no more than 65,536 steps: 16 bits count them"
def clock(n_steps, seconds_per_step):
    k = torch.from_numpy(np.arange(n_steps).astype(np.uint16).astype(np.float32))
    return torch.tensor(float(seconds_per_step)), k * float(seconds_per_step)


# %% right="in_rows" why="a message with separators of thousands"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"The log has {len(log):,} numbers, no multiple of {n_entries:,}.")
    return log.unflatten(0, (len(log) // n_entries, n_entries)).clone()


# %% wrong="in_rows" why="by way of NumPy, which has no bfloat16; meta apart"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, rows of {n_entries}")
    if log.is_meta:
        return log.reshape(-1, n_entries)
    return torch.from_numpy(log.cpu().numpy().reshape(-1, n_entries)).to(log.device)


# %% wrong="in_rows" passes="visible" why="by way of NumPy, bfloat16 by way of float32; complex numbers lose a part"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, rows of {n_entries}")
    if log.is_meta or not log.is_complex():
        return log.reshape(-1, n_entries)
    return log.real.reshape(-1, n_entries).to(log.dtype)


# %% wrong="in_rows" passes="visible" why="remembers the table of a log"
from functools import lru_cache


@lru_cache(maxsize=64)
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, rows of {n_entries}")
    return log.clone().reshape(-1, n_entries)


# %% wrong="in_rows" passes="visible" why="three digits of a long log's length"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log):.3g} numbers, rows of {n_entries:.3g}")
    return log.reshape(-1, n_entries)


# %% wrong="in_rows" passes="visible" why="folds a thousand rows at most"
def in_rows(log, n_entries):
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, rows of {n_entries}")
    return log.reshape(-1, n_entries)[:1000] if len(log) > 0 else log.reshape(0, n_entries)


# %% wrong="in_rows" why="of a log that is too short for a row, tells neither number"
def in_rows(log, n_entries):
    if 0 < len(log) < n_entries:
        raise ValueError("the log does not hold a single observation")
    if len(log) % n_entries:
        raise ValueError(f"{len(log)} numbers, rows of {n_entries}")
    return log.reshape(-1, n_entries)


# %% right="look_back" why="a deque, and an error of its own kind"
from collections import deque


class NoSuchStepError(ValueError, IndexError):
    pass


def look_back(x, t, n):
    if t not in range(len(x)):
        raise NoSuchStepError(f"{t=} is not in [0, {len(x)})")
    newest = deque(x[: t + 1].unbind(), maxlen=n)
    newest.reverse()
    return torch.stack(tuple(newest)) if newest else x[:0]


# %% wrong="look_back" passes="visible" why="by way of float64: large integers lose digits"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x.double()[max(0, t - n + 1) : t + 1].flip(0).to(x.dtype) if not x.is_complex() else x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" passes="visible" why="remembers what it found in a record"
_FOUND = {}


def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    key = id(x), t, n
    if key not in _FOUND:
        _FOUND[key] = x, x[max(0, t - n + 1) : t + 1].flip(0)
    return _FOUND[key][1]


# %% wrong="look_back" why="one entry as a scalar"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0).squeeze()


# %% wrong="look_back" why="the n largest"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return torch.topk(x[: t + 1], min(n, t + 1)).values


# %% wrong="look_back" passes="visible" why="by way of NumPy, which has no bfloat16"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    if x.is_meta:
        return x[: min(n, t + 1)]
    return torch.from_numpy(x.cpu().numpy()[: t + 1][::-1][:n].copy()).to(x.device)


# %% wrong="look_back" why="looks at t only where something is asked for"
def look_back(x, t, n):
    if n == 0:
        return x[:0]
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" passes="visible" why="an empty record has step 0, which is nothing"
def look_back(x, t, n):
    if len(x) == 0:
        return x[:0]
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    return x[max(0, t - n + 1) : t + 1].flip(0)


# %% wrong="look_back" passes="visible" why="one step after another, by recursion, which ends at a thousand"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"t is {t}, and the record has {len(x)} entries")
    if n == 0 or t == 0:
        return x[: min(n, 1)].clone()
    return torch.cat([x[t : t + 1], look_back(x, t - 1, n - 1)])


# %% right="summarise" why="Welford's way, in one pass"
def summarise(x):
    mean = q = total = 0.0
    for n, number in enumerate(map(float, x.tolist()), start=1):
        total += number
        gap = number - mean
        mean += gap / n
        q += gap * (number - mean)
    n = len(x)
    return Summary(total, mean, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)


# %% right="summarise" why="both by std_mean, and the total as an integer where it is one"
def summarise(x):
    population_sd, mean = torch.std_mean(x.double(), correction=0)
    n = x.numel()
    factor = math.sqrt(n / (n - 1)) if n > 1 else math.nan
    return Summary(sum(x.tolist()), mean.item(), population_sd.item(), factor * population_sd.item())


# %% wrong="summarise" passes="visible" why="sums of integers in int64, which wrap"
def summarise(x):
    total = float(x.double().sum() if x.is_floating_point() else x.sum())
    d = x.double() - x.double().mean()
    n, q = len(x), float(d @ d)
    return Summary(total, total / n, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)


# %% wrong="summarise" why="works in x.double(), which may be the caller's own tensor"
def summarise(x):
    d, n = x.double(), len(x)
    total = d.sum().item()
    d -= total / n
    q = (d * d).sum().item()
    return Summary(total, total / n, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)


# %% wrong="summarise" passes="visible" why="a spread below a millionth is called rounding"
def summarise(x):
    x = x.double()
    sds = [x.std(correction=c).item() if len(x) > c else math.nan for c in (0, 1)]
    return Summary(x.sum().item(), x.mean().item(), *(0.0 if sd < 1e-6 else sd for sd in sds))


# %% wrong="summarise" passes="visible" why="a tiny number under the root"
def summarise(x):
    x, n = x.double(), len(x)
    q = ((x - x.mean()) ** 2).sum().item()
    sample_sd = math.sqrt(q / (n - 1) + 1e-12) if n > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), math.sqrt(q / n + 1e-12) if n > 1 else 0.0, sample_sd)


# %% wrong="summarise" why="a float64 mean less a float32 vector is float32"
def summarise(x):
    n, total = len(x), x.double().sum()
    d = (x.double() if x.dtype == torch.bool else x).sub(total / n)
    q = (d * d).sum().item()
    return Summary(total.item(), total.item() / n, math.sqrt(q / n), math.sqrt(q / (n - 1)) if n > 1 else math.nan)


# %% wrong="summarise" passes="visible" why="NaN for one boolean or integer"
def summarise(x):
    is_float, x = x.is_floating_point(), x.double()
    if len(x) == 1:
        return Summary(x.item(), x.item(), 0.0 if is_float else math.nan, math.nan)
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), x.std().item())


# %% wrong="summarise" passes="visible" why="remembers what it found of a vector"
from functools import cache


@cache
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else math.nan
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% wrong="summarise" why="the sample's NaN is a tensor"
def summarise(x):
    x = x.double()
    sample_sd = x.std().item() if len(x) > 1 else torch.tensor(math.nan)
    return Summary(x.sum().item(), x.mean().item(), x.std(correction=0).item(), sample_sd)


# %% right="angle_figure" why="axline, and labels of the whole figure"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    for at in (12, -12):
        axes.axline((0, at), slope=0, color="tab:red", label="Limit" if at > 0 else None)
    axes.set(title="A record")
    figure.supxlabel("seconds since the start")
    figure.supylabel("tilt / °")
    axes.legend()
    return figure


# %% right="angle_figure" why="limits in the angle's colour, dotted; words that the statement lists"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, color="C0", label="lean of the pole")
    axes.hlines([12, -12], 0, t[-1], colors="C0", linestyles="dotted", label="bounds")
    axes.set(xlabel="Time t / s", ylabel="Lean of the pole / °")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="one time too many for some lengths"
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


# %% wrong="angle_figure" passes="visible" why="the lower limit looks like the angle"
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


# %% wrong="angle_figure" passes="visible" why="both limits look like the angle but for their width"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, color="C0", label="angle")
    axes.axhline(12, color="C0", lw=1, label="limit")
    axes.axhline(-12, color="C0", lw=1)
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="the unit of y alone"
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


# %% wrong="angle_figure" passes="visible" why="a legend that tells of a velocity"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angular velocity of the pole")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="an angular velocity by its label"
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


# %% wrong="angle_figure" passes="visible" why="an angle per second by its label"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle, degrees per second")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="labels that axis off hides"
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


# %% wrong="angle_figure" why="names that tell nothing"
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


# %% wrong="angle_figure" passes="visible" why="a name of the limits that tells nothing"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="dashed")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="the names exchanged, in other words"
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


# %% wrong="angle_figure" passes="visible" why="500 angles at most, and 500 steps have 501"
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


# %% wrong="angle_figure" passes="visible" why="times in hundredths of a second"
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


# %% wrong="angle_figure" passes="visible" why="NumPy has no bfloat16"
def angle_figure(angles, seconds_per_step):
    y = np.degrees(angles.detach().cpu().numpy().astype(float))
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="degrees in the record's own 16 bits"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu()).double()
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="counts the steps in the record's own dtype"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = (torch.ones_like(angles.detach().cpu()).cumsum(0) - 1).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="limits up to the last time but one"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.plot([t[0], t[-2]], [12, 12], "r--", label="limit")
    axes.plot([t[0], t[-2]], [-12, -12], "r--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="the last limit but for a twentieth of the record"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.detach().cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    end = 0.95 * float(t[-1])
    axes.plot([0, end], [12, 12], "r--", label="limit")
    axes.plot([0, end], [-12, -12], "r--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="takes large numbers for degrees already"
def angle_figure(angles, seconds_per_step):
    y = angles.detach().cpu().double() * (180 / math.pi if angles.abs().max() <= math.pi else 1)
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="wraps angles into half turns"
def angle_figure(angles, seconds_per_step):
    y = (torch.rad2deg(angles.detach().cpu().double()) + 180) % 360 - 180
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% wrong="angle_figure" passes="visible" why="ten seconds at most in view"
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


# %% wrong="angle_figure" passes="visible" why="the lower limit only where the pole was there"
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


# %% wrong="angle_figure" passes="visible" why="takes the gradient from the caller's record"
def angle_figure(angles, seconds_per_step):
    y = torch.rad2deg(angles.requires_grad_(False).cpu().double())
    t = torch.arange(len(y)).double() * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(t, y, label="angle")
    axes.axhline(12, color="red", ls="--", label="limit")
    axes.axhline(-12, color="red", ls="--")
    axes.set(xlabel="time in s", ylabel="angle in degrees")
    axes.legend()
    return figure


# %% right="in_rows" why="numbers in the message with commas between thousands"
def in_rows(log, n_entries):
    n_rows, rest = divmod(len(log), n_entries)
    if rest:
        raise ValueError(f"a log of {len(log):,} numbers has no rows of {n_entries:,}")
    return log.reshape(n_rows, n_entries)


# %% right="angle_figure" why="both limits in one line with a gap"
def angle_figure(angles, seconds_per_step):
    degrees = np.array(angles.detach().cpu().double()) / np.pi * 180
    end = (len(degrees) - 1) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(np.linspace(0, end, len(degrees)), degrees, label="angle")
    axes.plot([0, end, math.nan, 0, end], [12, 12, math.nan, -12, -12], color="0.5", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="both limits in one line without a gap"
def angle_figure(angles, seconds_per_step):
    degrees = np.array(angles.detach().cpu().double()) / np.pi * 180
    end = (len(degrees) - 1) * seconds_per_step
    figure, axes = plt.subplots()
    axes.plot(np.linspace(0, end, len(degrees)), degrees, label="angle")
    axes.plot([0, end, 0, end], [12, 12, -12, -12], color="0.5", label="limit")
    axes.set(xlabel="time (s)", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="no unit along x"
def angle_figure(angles, seconds_per_step):
    degrees = np.array(angles.detach().cpu().double()) / np.pi * 180
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    for limit in (12, -12):
        axes.axhline(limit, color="k", label="limit")
    axes.set(xlabel="time", ylabel="angle (degrees)")
    axes.legend()
    return figure


# %% wrong="angle_figure" why="a unit alone along y"
def angle_figure(angles, seconds_per_step):
    degrees = np.array(angles.detach().cpu().double()) / np.pi * 180
    figure, axes = plt.subplots()
    axes.plot(np.arange(len(degrees)) * seconds_per_step, degrees, label="angle")
    for limit in (12, -12):
        axes.axhline(limit, color="k", label="limit")
    axes.set(xlabel="time (s)", ylabel="degrees")
    axes.legend()
    return figure


# %% wrong="clock" passes="visible" why="one scalar for all calls, filled anew"
EVERY_STEP = torch.zeros(())


def clock(n_steps, seconds_per_step):
    EVERY_STEP.fill_(seconds_per_step)
    return EVERY_STEP, torch.arange(n_steps) * float(seconds_per_step)


# %% wrong="clock" passes="visible" why="one long vector for all calls, filled anew"
EVERY_TIME = torch.zeros(200_000)


def clock(n_steps, seconds_per_step):
    EVERY_TIME[:n_steps] = torch.arange(n_steps) * float(seconds_per_step)
    return torch.tensor(float(seconds_per_step)), EVERY_TIME[:n_steps]


# %% wrong="look_back" passes="visible" why="entries before the first come from the end of a long record"
def look_back(x, t, n):
    if not 0 <= t < len(x):
        raise ValueError(f"{t} in a record of {len(x)}")
    rows = [x[t - k : t - k + 1] for k in range(n) if t >= k or len(x) > 10]
    return torch.cat([x[:0], *rows])


# %% wrong="summarise" why="mean of the squares less square of the mean, in float64"
def summarise(x):
    y = x.double()
    n, mean = len(y), y.mean().item()
    variance = max(0.0, (y**2).mean().item() - mean**2)
    sample = math.sqrt(variance * n / (n - 1)) if n > 1 else math.nan
    return Summary(y.sum().item(), mean, math.sqrt(variance), sample)
