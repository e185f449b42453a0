# %% right="above_baseline" why="clone, then subtract in place from the clone; shape compared as a list"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.size(-1)
    if list(baseline.size()) != [n_steps]:
        raise ValueError(
            f"baseline has shape {list(baseline.size())}, but n_steps is {n_steps}"
        )
    result = returns.clone()
    result -= baseline
    return result


# %% right="above_baseline" why="through NumPy, arrays and back"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    usual = baseline.detach().numpy()
    table = returns.detach().numpy()
    if not (usual.ndim == 1 and usual.size == table.shape[-1]):
        raise ValueError(
            f"expected one number for each of {table.shape[-1]} steps, got {usual.shape}"
        )
    return torch.from_numpy(np.subtract(table, usual))


# %% right="above_baseline" why="a class that checks, flattens the leading axes with their exact number and uses torch.add with alpha"
class _Baseline:
    def __init__(self, row: torch.Tensor) -> None:
        self.row = row

    def check(self, n_steps: int) -> None:
        if self.row.dim() != 1 or self.row.numel() != n_steps:
            raise ValueError("%s is no shape for n_steps=%d" % (self.row.shape, n_steps))

    def __call__(self, returns: torch.Tensor) -> torch.Tensor:
        *front, n_steps = returns.shape
        self.check(n_steps)
        rows = returns.reshape(math.prod(front), n_steps)
        return torch.add(rows, self.row, alpha=-1).reshape(returns.shape)


def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    return _Baseline(baseline)(returns)


# %% right="above_baseline" why="explicit expand into a prepared tensor, with out="
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[len(returns.shape) - 1]
    match tuple(baseline.shape):
        case (length,) if length == n_steps:
            pass
        case other:
            raise ValueError(f"shape {other} where ({n_steps},) is needed")
    result = torch.empty(returns.shape, dtype=returns.dtype)
    torch.sub(returns, baseline.expand(returns.shape), out=result)
    return result


# %% wrong="above_baseline" why="statement: 'A baseline of any shape other than [n_steps] raises'; looks at the last axis only, so [1, n_steps] and [n_episodes, n_steps] pass"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape[-1:] != (n_steps,):
        raise ValueError(
            f"shape {tuple(baseline.shape)} does not fit to n_steps = {n_steps}"
        )
    return returns - baseline


# %% wrong="above_baseline" why="statement: 'There may be no episodes, and no steps'; reshape(-1, 0) is an error where there are no steps"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"{tuple(baseline.shape)} is not ({n_steps},)")
    rows = returns.reshape(-1, n_steps)
    return (rows - baseline[None, :]).reshape(returns.shape)


# %% wrong="above_baseline" why="statement: 'memory of its own'; gives back returns itself where the baseline is 0 everywhere"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if baseline.shape != returns.shape[-1:]:
        raise ValueError(
            f"baseline of shape {tuple(baseline.shape)}, n_steps {returns.shape[-1]}"
        )
    if not baseline.any():
        return returns  # nothing to subtract
    return returns - baseline


# %% wrong="above_baseline" why="statement: 'That goes for baselines, too, that PyTorch would stretch'; where there are no episodes it returns before the shape is looked at"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if returns.numel() == 0:
        return torch.empty_like(returns)
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)} for {n_steps} steps")
    return returns - baseline


# %% wrong="above_baseline" why="formula G - b, dtype float64: computed in float32 and cast back, so float64 entries are off"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if tuple(baseline.shape) != (n_steps,):
        raise ValueError(f"shape {tuple(baseline.shape)}, n_steps {n_steps}")
    difference = returns.float() - baseline.float()
    return difference.to(returns.dtype)


# %% wrong="above_baseline" why="Raises: ValueError for any shape other than [n_steps]; a baseline without axes ends in an IndexError"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape[0] != n_steps or baseline.dim() > 1:
        raise ValueError(
            f"baseline has shape {tuple(baseline.shape)}, there are {n_steps} steps"
        )
    return returns - baseline


# %% wrong="above_baseline" why="docstring: returns of any float tensor [..., n_steps]; view() refuses transposed or sliced returns"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"{tuple(baseline.shape)} instead of {(n_steps,)}")
    rows = returns.view(math.prod(returns.shape[:-1]), n_steps)
    return (rows - baseline).view(returns.shape)


# %% wrong="above_baseline" why="statement: 'memory of its own'; writes each result into a buffer kept from the last call of the same shape and dtype"
_buffers = {}


def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}; n_steps {n_steps}")
    key = (tuple(returns.shape), returns.dtype)
    if key not in _buffers:
        _buffers[key] = torch.empty(returns.shape, dtype=returns.dtype)
    return torch.sub(returns, baseline, out=_buffers[key])


# %% wrong="above_baseline" why="statement: 'nothing that loops for you'; list() goes through the rows one by one by __getitem__"
class _Rows:
    def __init__(self, rows: torch.Tensor, row: torch.Tensor) -> None:
        self.rows, self.row = rows, row

    def __getitem__(self, i: int) -> torch.Tensor:
        if i >= len(self.rows):
            raise IndexError(i)
        return self.rows[i] - self.row


def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}; n_steps {n_steps}")
    if returns.numel() == 0:
        return torch.empty(returns.shape, dtype=returns.dtype)
    rows = returns.reshape(math.prod(returns.shape[:-1]), n_steps)
    return torch.stack(list(_Rows(rows, baseline))).reshape(returns.shape)


# %% wrong="above_baseline" why="statement: 'message holds its shape, and n_steps'; gives only the length of the last axis of each, so of a baseline [2, 3] or [4, 1, 2] the shape is missing"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.dim() != 1 or len(baseline) != n_steps:
        raise ValueError(
            f"a baseline with {baseline.numel()} entries in {baseline.dim()} axes, "
            f"last axis {baseline.shape[-1:]}, but there are {n_steps} steps"
        )
    return returns - baseline


# %% right="reweighted" why="indexes with None for each axis behind"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n_episodes = len(rewards)
    if ratios.shape != (n_episodes,):
        raise ValueError(f"ratios: {tuple(ratios.shape)}, episodes: {n_episodes}")
    return rewards * ratios[(slice(None),) + (None,) * (rewards.dim() - 1)]


# %% right="reweighted" why="puts the episodes last, where a row fits, and swaps the axes back"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    if ratios.dim() != 1 or ratios.numel() != rewards.shape[0]:
        raise ValueError(
            "n_episodes = {}, ratios of shape {}".format(
                rewards.shape[0], tuple(ratios.shape)
            )
        )
    return (rewards.transpose(0, -1) * ratios).transpose(0, -1)


# %% right="reweighted" why="einsum with an ellipsis"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    if tuple(ratios.shape) != tuple(rewards.shape[:1]):
        raise ValueError(f"got {ratios.shape}, n_episodes is {rewards.size(0)}")
    return torch.einsum("e,e...->e...", ratios, rewards)


# %% right="reweighted" why="repeats each ratio for all entries of its episode on the flat list of numbers"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n_episodes = rewards.shape[0]
    if [*ratios.shape] != [n_episodes]:
        raise ValueError(f"{[*ratios.shape]} should be {[n_episodes]}")
    n_each = math.prod(rewards.shape[1:])
    weights = torch.repeat_interleave(ratios, n_each)
    return (rewards.flatten() * weights).reshape(rewards.shape)


# %% right="reweighted" why="NumPy, with expand_dims by a tuple of axes"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    table, weights = rewards.detach().numpy(), ratios.detach().numpy()
    if weights.shape != table.shape[:1]:
        raise ValueError(f"ratios {weights.shape} for {table.shape[0]} episodes")
    column = np.expand_dims(weights, tuple(range(1, table.ndim)))
    return torch.from_numpy(np.multiply(table, column))


# %% wrong="reweighted" why="statement: 'no episodes or no steps at all'; reshape(n_episodes, -1) is an error for rewards without entries"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n_episodes = rewards.shape[0]
    if ratios.shape != (n_episodes,):
        raise ValueError(f"{tuple(ratios.shape)} for {n_episodes} episodes")
    flat = rewards.reshape(n_episodes, -1)
    return (flat * ratios[:, None]).reshape(rewards.shape)


# %% wrong="reweighted" why="statement: 'the rewards may have one or more axes'; knows one, two and three, the ratios have too few axes for four"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    if ratios.shape != rewards.shape[:1]:
        raise ValueError(f"{tuple(ratios.shape)}, n_episodes {len(rewards)}")
    if rewards.dim() == 1:
        return rewards * ratios
    if rewards.dim() == 2:
        return rewards * ratios[:, None]
    return rewards * ratios[:, None, None]


# %% wrong="reweighted" why="statement: 'Ratios of any shape other than [n_episodes] raise'; for a single episode a ratio of shape () or (1, 1) passes"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n_episodes = rewards.shape[0]
    if n_episodes == 1 and ratios.numel() == 1:
        return rewards * ratios.item()
    if ratios.shape != (n_episodes,):
        raise ValueError(f"{tuple(ratios.shape)}, n_episodes {n_episodes}")
    return rewards * ratios.reshape(n_episodes, *(1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="docstring: 'A finite number for each episode'; negative ratios are set to 0"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    if ratios.shape != (rewards.shape[0],):
        raise ValueError(f"{tuple(ratios.shape)}, n_episodes {rewards.shape[0]}")
    weights = ratios.clamp(min=0)  # a ratio of probabilities
    return rewards * weights.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="statement: 'memory of its own'; gives back the rewards where all ratios are 1"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"{tuple(ratios.shape)} is not ({n},)")
    if torch.equal(ratios, torch.ones_like(ratios)):
        return rewards[:]
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="dtype of rewards, formula: the ratios become float32 on the way, so float64 rewards are multiplied by rounded ratios"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    shape = (len(rewards),) + (1,) * (rewards.dim() - 1)
    if ratios.shape != shape[:1]:
        raise ValueError(f"{tuple(ratios.shape)}, n_episodes {shape[0]}")
    return rewards * torch.tensor(ratios.tolist()).reshape(shape)


# %% wrong="reweighted" why="statement: 'message holds their shape'; holds how many axes and entries there are instead"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.dim() != 1 or ratios.numel() != n:
        raise ValueError(
            f"expected a 1-dimensional tensor with {n} entries, got a "
            f"{ratios.dim()}-dimensional one with {ratios.numel()}"
        )
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="statement: 'No loop of any kind': a pool of threads goes through the episodes"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    from multiprocessing.pool import ThreadPool

    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"{tuple(ratios.shape)} is not ({n},)")
    if n == 0:
        return rewards.clone()
    with ThreadPool(2) as pool:
        return torch.stack(pool.starmap(torch.mul, zip(rewards, ratios, strict=True)))


# %% wrong="reweighted" why="statement: 'Ratios of any shape other than [n_episodes] raise a ValueError'; looks at the first and the last axis only, so [n_episodes, n_episodes] ends in a RuntimeError of reshape"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape[:1] != (n,) or ratios.shape[-1:] != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, n_episodes {n}")
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))


# %% right="td_errors" why="torch.where instead of a product, checks in one loop over the wanted shapes"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.ndim != 1:
        raise ValueError(f"rewards has shape {tuple(rewards.shape)}, not one axis")
    n = rewards.shape[0]
    for name, tensor, shape in (
        ("terminated", terminated, (n,)),
        ("next_values", next_values, (n,)),
        ("values", values, (n, 1)),
    ):
        if tensor.shape != shape:
            raise ValueError(f"{name}: {tuple(tensor.shape)} instead of {shape}")
    following = torch.where(terminated, 0.0, next_values)
    return rewards + gamma * following - values.squeeze(1)


# %% right="td_errors" why="plain Python floats in a loop over the steps, a tensor at the end"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards needs exactly one axis")
    n = len(rewards)
    if terminated.shape != (n,):
        raise ValueError("terminated is of the wrong shape")
    if next_values.shape != (n,):
        raise ValueError("next_values is of the wrong shape")
    if values.shape != (n, 1):
        raise ValueError("values is of the wrong shape")
    errors = []
    for i in range(n):
        target = rewards[i].item()
        if not terminated[i]:
            target += gamma * next_values[i].item()
        errors.append(target - values[i, 0].item())
    return torch.tensor(errors, dtype=values.dtype)


# %% right="td_errors" why="stays with columns to the end, and flattens them"
def _refuse_unless(is_right: bool, name: str) -> None:
    if not is_right:
        raise ValueError(f"shape of {name!r}")


def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    _refuse_unless(rewards.dim() == 1, "rewards")
    _refuse_unless(terminated.shape == rewards.shape, "terminated")
    _refuse_unless(next_values.shape == rewards.shape, "next_values")
    _refuse_unless(values.shape == (*rewards.shape, 1), "values")
    table = torch.stack([rewards, next_values], dim=1)
    weights = torch.stack(
        [torch.ones_like(rewards), gamma * (~terminated).to(rewards.dtype)], dim=1
    )
    errors = (table * weights).sum(dim=1, keepdim=True) - values
    return errors.flatten()


# %% right="td_errors" why="NumPy in float64, cast to the dtype of values; boolean mask for the steps that go on"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    given = {"rewards": rewards, "terminated": terminated}
    given |= {"next_values": next_values, "values": values}
    arrays = {name: tensor.detach().numpy() for name, tensor in given.items()}
    if arrays["rewards"].ndim != 1:
        raise ValueError(f"look at rewards: {arrays['rewards'].shape}")
    n = arrays["rewards"].size
    wanted = {"terminated": (n,), "next_values": (n,), "values": (n, 1)}
    bad = [name for name in wanted if arrays[name].shape != wanted[name]]
    if bad:
        raise ValueError(f"look at {bad[0]}: {arrays[bad[0]].shape}")
    errors = arrays["rewards"].astype(np.float64) - arrays["values"][:, 0]
    goes_on = ~arrays["terminated"]
    errors[goes_on] += gamma * arrays["next_values"][goes_on].astype(np.float64)
    return torch.from_numpy(errors).to(values.dtype)


# %% wrong="td_errors" why="statement: 'An argument whose shape does not fit raises'; terminated is never looked at, [1] or [] stretches"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards")
    n = len(rewards)
    if next_values.shape != (n,):
        raise ValueError("next_values")
    if values.shape != (n, 1):
        raise ValueError("values")
    continues = (~terminated).to(values.dtype)
    return rewards + gamma * continues * next_values - values[:, 0]


# %% wrong="td_errors" why="statement: 'refuse all shapes but those in its docstring'; a next_values or terminated of shape [1] or [] stretches to [n] and passes"
def _stretches_to(tensor: torch.Tensor, shape: tuple[int, ...]) -> bool:
    try:
        return torch.broadcast_shapes(tensor.shape, shape) == shape
    except RuntimeError:
        return False


def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = len(rewards)
    if not _stretches_to(terminated, (n,)):
        raise ValueError("terminated does not fit")
    if not _stretches_to(next_values, (n,)):
        raise ValueError("next_values does not fit")
    if values.shape != (n, 1):
        raise ValueError("values does not fit")
    targets = rewards + gamma * (~terminated).to(values.dtype) * next_values
    return targets - values.squeeze(1)


# %% wrong="td_errors" why="docstring: values of shape [n, 1]; [n, 2] passes, and its first column is used"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards: one axis, please")
    if terminated.shape != rewards.shape:
        raise ValueError("terminated has another shape")
    if next_values.shape != rewards.shape:
        raise ValueError("next_values has another shape")
    if values.dim() != 2 or not values.shape[1] or len(values) != len(rewards):
        raise ValueError("values has another shape")
    current = values[:, 0]
    return rewards + gamma * (1 - terminated.to(values.dtype)) * next_values - current


# %% wrong="td_errors" why="statement: 'rewards, if it has not exactly one axis'; rewards without axes end in a TypeError of len()"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    n = len(rewards)
    if rewards.dim() > 1:
        raise ValueError("rewards has too many axes")
    if terminated.shape != (n,):
        raise ValueError(f"terminated is not of shape ({n},)")
    if next_values.shape != (n,):
        raise ValueError(f"next_values is not of shape ({n},)")
    if values.shape != (n, 1):
        raise ValueError(f"values is not of shape ({n}, 1)")
    return rewards + gamma * (next_values * ~terminated) - values[:, 0]


# %% wrong="td_errors" why="statement: 'the name of that argument, and of no other tensor'; for terminated it names rewards too"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError(f"rewards: {tuple(rewards.shape)}")
    n = len(rewards)
    if terminated.shape != (n,):
        raise ValueError(f"terminated: {tuple(terminated.shape)}, but {n} rewards")
    if next_values.shape != (n,):
        raise ValueError(f"next_values: {tuple(next_values.shape)}")
    if values.shape != (n, 1):
        raise ValueError(f"values: {tuple(values.shape)}")
    return rewards + gamma * (next_values * ~terminated) - values[:, 0]


# %% wrong="td_errors" why="statement: 'dtype and precision of values'; a float times a bool tensor is float32, so float64 errors are off by 1e-8"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards")
    n = len(rewards)
    for name, tensor, shape in (
        ("terminated", terminated, (n,)),
        ("next_values", next_values, (n,)),
        ("values", values, (n, 1)),
    ):
        if tuple(tensor.shape) != shape:
            raise ValueError(name)
    return rewards + gamma * ~terminated * next_values - values.reshape(n)


# %% wrong="td_errors" why="docstring: next_values 'without meaning where the world ended'; adds and takes away again, so a huge number there swallows the reward"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards")
    n = rewards.numel()
    if terminated.shape != (n,):
        raise ValueError("terminated")
    if next_values.shape != (n,):
        raise ValueError("next_values")
    if values.shape != (n, 1):
        raise ValueError("values")
    discounted = gamma * next_values
    errors = rewards + discounted - values[:, 0]
    return errors - terminated.to(values.dtype) * discounted


# %% wrong="td_errors" why="formula (1 - d_i): each step has its own d; after the first end all later steps count as ended, too"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards: shape")
    shape = rewards.shape
    if terminated.shape != shape:
        raise ValueError("terminated: shape")
    if next_values.shape != shape:
        raise ValueError("next_values: shape")
    if values.shape != (*shape, 1):
        raise ValueError("values: shape")
    continues = torch.cumprod((~terminated).to(values.dtype), dim=0)
    return rewards + gamma * continues * next_values - values.squeeze(1)


# %% wrong="td_errors" why="docstring: gamma 'from 0 to 1'; 0 counts as not given and becomes 0.99"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards")
    if terminated.shape != rewards.shape:
        raise ValueError("terminated")
    if next_values.shape != rewards.shape:
        raise ValueError("next_values")
    if values.shape != (len(rewards), 1):
        raise ValueError("values")
    discount = gamma or 0.99
    return rewards + discount * next_values * ~terminated - values[:, 0]


# %% wrong="td_errors" why="'returns for each step': a memory of calls goes by the objects, so tensors that were written into in between get the old errors"
import functools


@functools.lru_cache(maxsize=8)
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards")
    if terminated.shape != rewards.shape:
        raise ValueError("terminated")
    if next_values.shape != rewards.shape:
        raise ValueError("next_values")
    if values.shape != (len(rewards), 1):
        raise ValueError("values")
    return rewards + gamma * next_values * ~terminated - values[:, 0]


# %% wrong="td_errors" why="docstring: 'dtype of values'; the result is collected in a float32 tensor, also for float64"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards")
    n = len(rewards)
    if terminated.shape != (n,):
        raise ValueError("terminated")
    if next_values.shape != (n,):
        raise ValueError("next_values")
    if values.shape != (n, 1):
        raise ValueError("values")
    errors = torch.zeros(n)
    for i in range(n):
        errors[i] = rewards[i] - values[i, 0]
        if not terminated[i]:
            errors[i] += gamma * next_values[i]
    return errors


# %% right="returns_by_operators" why="matrix product of the powers and the transposed rewards"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(rewards.shape[1])
    powers = torch.pow(gammas.unsqueeze(1), steps)
    return powers @ rewards.T


# %% right="returns_by_operators" why="exp of xlogy, three axes, sum over the last"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(rewards.size(-1), dtype=rewards.dtype)
    logarithms = torch.xlogy(steps, gammas[:, None])  # 0 log 0 is 0
    products = logarithms.exp()[:, None, :] * rewards[None, :, :]
    return products.sum(-1)


# %% right="returns_by_operators" why="NumPy in float64, power.outer and einsum, rounded at the end"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    table = rewards.detach().numpy().astype(np.float64)
    discounts = gammas.detach().numpy().astype(np.float64)
    powers = np.power.outer(discounts, np.arange(table.shape[1]))
    return torch.from_numpy(np.einsum("gt,et->ge", powers, table)).to(rewards.dtype)


# %% right="returns_by_operators" why="steps in front: products of shape [t, g, e], powers by cumprod in float64"
class _Powers:
    def __init__(self, gammas: torch.Tensor) -> None:
        self.gammas = gammas.double()

    def up_to(self, n_steps: int) -> torch.Tensor:
        factors = self.gammas.repeat(n_steps, 1)
        factors[:1] = 1.0
        return factors.cumprod(dim=0)


def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    powers = _Powers(gammas).up_to(rewards.shape[1])  # [t, g]
    products = powers.unsqueeze(2) * rewards.double().t().unsqueeze(1)  # [t, g, e]
    return products.sum(dim=0).to(rewards.dtype)


# %% right="returns_by_operators" why="torch.nn.functional.conv1d with the powers as kernels, empty inputs apart"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n_episodes, n_steps = rewards.shape
    if not (n_episodes and n_steps and len(gammas)):
        return rewards.new_zeros((len(gammas), n_episodes))
    kernels = gammas.reshape(-1, 1, 1) ** torch.arange(n_steps)
    signal = rewards.reshape(n_episodes, 1, n_steps)
    return torch.nn.functional.conv1d(signal, kernels)[:, :, 0].T.contiguous()


# %% wrong="returns_by_operators" why="statement: 'for the discount 0, the return is the first reward'; 0 is moved to 1e-9, so a little of the second reward leaks in"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(rewards.shape[1], dtype=rewards.dtype)
    logs = gammas.clamp(min=1e-9).log()
    powers = torch.exp(logs[:, None] * steps)
    return (powers[:, None, :] * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" why="statement: 'There may be no ... steps'; takes the last running sum, which is an IndexError there"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).cumsum(dim=-1)[..., -1]


# %% wrong="returns_by_operators" why="statement: 'There may be no discounts'; reshape(0, -1) is an error"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n_steps = rewards.shape[1]
    powers = gammas[:, None] ** torch.arange(n_steps)
    products = powers[:, None, :] * rewards[None]
    return products.sum(dim=2).reshape(len(gammas), -1)


# %% wrong="returns_by_operators" why="docstring: row g belongs to gammas[g]; the discounts are sorted and equal ones merged on the way"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    different = torch.unique(gammas)  # no work twice
    powers = different[:, None] ** torch.arange(rewards.shape[1])
    return torch.einsum("gt,et->ge", powers, rewards)


# %% wrong="returns_by_operators" why="statement: 'also for episodes of thousands of steps'; stops after 1000 steps"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    horizon = min(rewards.shape[1], 1000)  # what comes later hardly counts
    powers = gammas[:, None] ** torch.arange(horizon)
    return powers @ rewards[:, :horizon].T


# %% wrong="returns_by_operators" why="statement: 'at most 1e-10 of them in float64'; powers are computed in float32"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(rewards.shape[1], dtype=torch.float32)
    powers = (gammas.float()[:, None] ** steps).to(rewards.dtype)
    return torch.nn.functional.linear(powers, rewards)


# %% wrong="returns_by_operators" why="statement: 'without any loop'; the loop stands in a text that is executed"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    result = torch.zeros(len(gammas), len(rewards), dtype=rewards.dtype)
    program = "for t in range(n):\n    result += gammas[:, None] ** t * rewards[:, t]"
    exec(program, {"n": rewards.shape[1], "result": result, "gammas": gammas, "rewards": rewards})
    return result


# %% wrong="returns_by_operators" why="statement: 'without any loop'; asks the function with the three loops, by a name put together"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    ready = globals()["_".join(["returns", "by", "loops"])]
    return ready(rewards, gammas)


# %% wrong="returns_by_operators" why="docstring: 'under each discount'; powers are kept by the shapes alone, so other discounts of the same number get the old ones"
_known_powers: dict[tuple[object, ...], torch.Tensor] = {}


def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    key = (*rewards.shape, len(gammas), rewards.dtype)
    if key not in _known_powers:
        _known_powers[key] = gammas[:, None] ** torch.arange(rewards.shape[1])
    return torch.tensordot(_known_powers[key], rewards, dims=([1], [1]))


# %% wrong="returns_by_operators" why="statement: error 'at most 1e-4 of the sizes' in float32 for thousands of steps; backs out the powers from gamma^(n-1) by division, which underflows"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n_steps = rewards.shape[1]
    if n_steps == 0:
        return rewards.new_zeros(len(gammas), len(rewards))
    is_zero = gammas == 0
    safe = torch.where(is_zero, 1.0, gammas)
    last = safe ** (n_steps - 1)
    back = torch.arange(n_steps - 1, -1, -1)
    powers = last[:, None] / safe[:, None] ** back
    powers[is_zero] = torch.nn.functional.one_hot(torch.tensor(0), n_steps).to(rewards.dtype)
    return powers @ rewards.T


# %% right="speed_up" why="two lists of times, compared with shapes and allclose at the end"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs must be at least 1")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        one = slow()
        slow_times.append(clock() - start)
        start = clock()
        other = fast()
        fast_times.append(clock() - start)
    if one.shape != other.shape or not torch.allclose(one, other):
        raise ValueError("the results differ")
    if min(fast_times) == 0:
        raise ValueError("the clock is too coarse")
    return float(min(slow_times) / min(fast_times))


# %% right="speed_up" why="a helper that times one call and running minima that begin at infinity"
def _timed(call, clock):
    before = clock()
    result = call()
    after = clock()
    return after - before, result


def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if not n_runs >= 1:
        raise ValueError(f"{n_runs} runs")
    best = [math.inf, math.inf]
    results = [None, None]
    while n_runs > 0:
        for i, call in enumerate((slow, fast)):
            seconds, results[i] = _timed(call, clock)
            best[i] = min(best[i], seconds)
        n_runs -= 1
    a, b = results
    if tuple(a.shape) != tuple(b.shape):
        raise ValueError("shapes differ")
    if not torch.allclose(a, b):
        raise ValueError("entries differ")
    if best[1] == 0:
        raise ValueError("clock too coarse")
    return float(best[0] / best[1])


# %% right="speed_up" why="a class of stopwatches, and sorted times"
class _Stopwatch:
    def __init__(self, function, clock):
        self.function, self.clock = function, clock
        self.times = []
        self.result = None

    def run(self):
        start = self.clock()
        self.result = self.function()
        self.times.append(self.clock() - start)

    @property
    def shortest(self):
        return sorted(self.times)[0]

    def agrees_with(self, other):
        same_shape = self.result.size() == other.result.size()
        return same_shape and torch.allclose(self.result, other.result)


def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs <= 0:
        raise ValueError("at least one run")
    first, second = _Stopwatch(slow, clock), _Stopwatch(fast, clock)
    for _ in range(n_runs):
        first.run()
        second.run()
    if not first.agrees_with(second):
        raise ValueError("these two do not compute the same")
    if not second.shortest:
        raise ValueError("the fast one takes no time on this clock")
    return float(first.shortest / second.shortest)


# %% right="speed_up" why="readings of the clock in a NumPy array of float64, differences by columns"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs < 1")
    readings = np.zeros((n_runs, 4))
    for row in readings:
        row[0] = clock()
        a = slow()
        row[1] = clock()
        row[2] = clock()
        b = fast()
        row[3] = clock()
    shortest_slow = (readings[:, 1] - readings[:, 0]).min()
    shortest_fast = (readings[:, 3] - readings[:, 2]).min()
    if not (a.shape == b.shape and torch.allclose(a, b)):
        raise ValueError("results differ")
    if shortest_fast == 0.0:
        raise ValueError("clock too coarse")
    return (shortest_slow / shortest_fast).item()


# %% right="speed_up" why="the reading after slow is also the one just before fast; shortest times by min over pairs"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs has to be positive")
    pairs = []
    for _ in range(n_runs):
        begin = clock()
        expected = slow()
        middle = clock()
        found = fast()
        end = clock()
        pairs.append((middle - begin, end - middle))
    if found.shape != expected.shape or not torch.allclose(found, expected):
        raise ValueError("slow and fast return different tensors")
    slow_times, fast_times = zip(*pairs, strict=True)
    if min(fast_times) == 0:
        raise ValueError("fast is too fast for this clock")
    return float(min(slow_times)) / float(min(fast_times))


# %% wrong="speed_up" why="statement: 'agree if they have the same shape'; compares the number of axes only, so [1] and [3] stretch"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    try:
        is_same = a.dim() == b.dim() and torch.allclose(a, b)
    except RuntimeError:
        is_same = False
    if not is_same:
        raise ValueError("results differ")
    if min(fast_times) == 0:
        raise ValueError("clock")
    return float(min(slow_times) / min(fast_times))


# %% wrong="speed_up" why="statement: agree if 'torch.allclose holds'; torch.equal refuses results that differ by rounding"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    if not torch.equal(a, b):
        raise ValueError("results differ")
    if min(fast_times) == 0:
        raise ValueError("clock")
    return float(min(slow_times) / min(fast_times))


# %% wrong="speed_up" why="statement: 'if the shortest time of fast is 0'; 0 stands for no time yet, so a 0 that is followed by a longer time is forgotten"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    best_slow = best_fast = 0.0
    for _ in range(n_runs):
        start = clock()
        a = slow()
        seconds = clock() - start
        if not best_slow or seconds < best_slow:
            best_slow = seconds
        start = clock()
        b = fast()
        seconds = clock() - start
        if not best_fast or seconds < best_fast:
            best_fast = seconds
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    if best_fast == 0:
        raise ValueError("clock")
    return float(best_slow / best_fast)


# %% wrong="speed_up" why="statement: refuse if the shortest time of fast is 0; refuses, too, where that of slow is 0 (the result is 0.0)"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    if 0 in (min(slow_times), min(fast_times)):
        raise ValueError("the clock is too coarse")
    return float(min(slow_times) / min(fast_times))


# %% wrong="speed_up" why="statement: 'if the shortest time of fast is 0'; refuses all times below a microsecond"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    if math.isclose(min(fast_times), 0, abs_tol=1e-6):
        raise ValueError("the clock is too coarse")
    return float(min(slow_times) / min(fast_times))


# %% wrong="speed_up" why="docstring: the clock's 'zero may lie anywhere'; readings are kept in float32, where small differences of large numbers drown"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    readings = torch.zeros(n_runs, 4)
    for i in range(n_runs):
        readings[i, 0] = clock()
        a = slow()
        readings[i, 1] = clock()
        readings[i, 2] = clock()
        b = fast()
        readings[i, 3] = clock()
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    shortest = (readings[:, 1::2] - readings[:, ::2]).amin(dim=0)
    if shortest[1] == 0:
        raise ValueError("the clock is too coarse")
    return (shortest[0] / shortest[1]).item()


# %% wrong="speed_up" why="statement: 'If n_runs is less than 1, raise a ValueError'; refuses 0 only, -1 ends in an UnboundLocalError"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs == 0:
        raise ValueError("n_runs")
    best_slow = best_fast = math.inf
    for _ in range(n_runs):
        start = clock()
        a = slow()
        best_slow = min(best_slow, clock() - start)
        start = clock()
        b = fast()
        best_fast = min(best_fast, clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    if best_fast == 0:
        raise ValueError("clock")
    return float(best_slow / best_fast)


# %% wrong="speed_up" why="listing, line 2: 'the clock just after, minus the clock just before'; also takes off what two readings in a row differ by"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    before = clock()
    overhead = clock() - before
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start - overhead)
        start = clock()
        b = fast()
        fast_times.append(clock() - start - overhead)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    if min(fast_times) == 0:
        raise ValueError("clock")
    return float(min(slow_times) / min(fast_times))


# %% wrong="speed_up" why="statement: 'torch.allclose holds for them'; with a tolerance of its own, errors of a hundredth pass"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b, atol=1e-2):
        raise ValueError("results differ")
    if min(fast_times) == 0:
        raise ValueError("clock")
    return float(min(slow_times) / min(fast_times))


# %% wrong="speed_up" why="Returns: 'Shortest time of slow over shortest time of fast'; rounded to three digits"
def speed_up(
    slow: Callable[[], torch.Tensor],
    fast: Callable[[], torch.Tensor],
    n_runs: int,
    clock: Callable[[], float],
) -> float:
    if n_runs < 1:
        raise ValueError("n_runs")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("results differ")
    if min(fast_times) == 0:
        raise ValueError("clock")
    return round(float(min(slow_times) / min(fast_times)), 3)
