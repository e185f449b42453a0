# The bank of 1.5: right answers get every point, wrong ones lose the hidden test.

# %% right="above_baseline" why="stretched by hand"
def above_baseline(returns, baseline):
    if list(baseline.shape) != [returns.shape[-1]]:
        raise ValueError(f"baseline {list(baseline.shape)}, n_steps {returns.shape[-1]}")
    return torch.sub(returns, baseline.expand_as(returns))


# %% right="above_baseline" why="a copy, changed in place"
def above_baseline(returns, baseline):
    n_steps = returns.size(-1)
    if baseline.dim() != 1 or baseline.numel() != n_steps:
        raise ValueError(f"The baseline is of shape {baseline.shape}, but there are {n_steps} steps.")
    above = returns.clone()
    above -= baseline
    return above


# %% right="above_baseline" why="one long matrix of rows; the minus in front"
def above_baseline(returns, baseline):
    *_, n_steps = returns.shape
    if tuple(baseline.shape) != (n_steps,):
        raise ValueError(f"{tuple(baseline.shape)} is not ({n_steps},)")
    return (-baseline).add(returns)


# %% right="above_baseline" why="NumPy, taken over"
def above_baseline(returns, baseline):
    if baseline.ndim != 1 or len(baseline) != returns.shape[-1]:
        raise ValueError(f"shapes {tuple(returns.shape)} and {tuple(baseline.shape)}")
    return torch.from_numpy(np.subtract(returns.numpy(), baseline.numpy()))


# %% wrong="above_baseline" why="no check of the shape"
def above_baseline(returns, baseline):
    return returns - baseline


# %% wrong="above_baseline" why="one number for the baseline passes"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape not in ((n_steps,), (1,)):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline


# %% wrong="above_baseline" passes="visible" why="only the last length is checked"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape[-1] != n_steps:
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline


# %% wrong="above_baseline" why="only the number of entries is checked"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.numel() != n_steps:
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline.reshape(-1)


# %% wrong="above_baseline" why="a number for each row"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline[:, None]


# %% wrong="above_baseline" why="square tables: a number for each row"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    if returns.dim() == 2 and len(returns) == n_steps:
        return returns - baseline[:, None]
    return returns - baseline


# %% wrong="above_baseline" why="adds"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns + baseline


# %% wrong="above_baseline" why="the wrong way round"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return baseline - returns


# %% wrong="above_baseline" why="changes the caller's returns"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    returns -= baseline
    return returns


# %% wrong="above_baseline" why="an episode always becomes a matrix"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline[None, :] if returns.dim() > 1 else returns[None] - baseline


# %% wrong="above_baseline" why="two axes only"
def above_baseline(returns, baseline):
    n_episodes, n_steps = returns.shape
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline


# %% wrong="above_baseline" why="a comprehension"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return torch.stack([row - baseline for row in returns.reshape(-1, n_steps)]).reshape(returns.shape)


# %% wrong="above_baseline" why="a message without numbers"
def above_baseline(returns, baseline):
    if baseline.shape != returns.shape[-1:]:
        raise ValueError("the baseline does not fit")
    return returns - baseline


# %% wrong="above_baseline" why="tells only what came"
def above_baseline(returns, baseline):
    if baseline.shape != returns.shape[-1:]:
        raise ValueError(f"the baseline has the shape {tuple(baseline.shape)}")
    return returns - baseline


# %% wrong="above_baseline" passes="visible" why="always float32"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns.float() - baseline.float()


# %% wrong="above_baseline" passes="visible" why="float64 by way of float32"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return (returns.float() - baseline.float()).to(returns.dtype)


# %% wrong="above_baseline" passes="visible" why="no steps is refused"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,) or n_steps == 0:
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline


# %% wrong="above_baseline" passes="visible" why="a baseline of zeros: the caller's own tensor comes back"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    return returns - baseline if baseline.any() else returns


# %% right="above_baseline" why="without entries there is no memory to share"
def above_baseline(returns, baseline):
    if baseline.shape != returns.shape[-1:]:
        raise ValueError(f"got {tuple(baseline.shape)}, expected {tuple(returns.shape[-1:])}")
    return returns - baseline if returns.numel() else returns


# %% wrong="above_baseline" why="itertools goes through the steps"
def above_baseline(returns, baseline):
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"got {tuple(baseline.shape)}, expected ({n_steps},)")
    if not returns.numel():
        return returns.clone()
    columns = itertools.starmap(torch.sub, zip(returns.unbind(-1), baseline))
    return torch.stack(list(columns), dim=-1)


# %% wrong="above_baseline" passes="visible" why="a view that needs its numbers in a row"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"{tuple(baseline.shape)} instead of {(n_steps,)}")
    rows = returns.view(math.prod(returns.shape[:-1]), n_steps)
    return (rows - baseline).view(returns.shape)


# %% wrong="above_baseline" why="a list of an object that hands out rows"
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


# %% right="reweighted" why="axes appended by an index"
def reweighted(rewards, ratios):
    if ratios.dim() != 1 or len(ratios) != len(rewards):
        raise ValueError(f"got {tuple(ratios.shape)} ratios, expected {len(rewards)}")
    behind = (None,) * (rewards.ndim - 1)
    return ratios[(slice(None), *behind)] * rewards


# %% right="reweighted" why="the episodes come last, and go back"
def reweighted(rewards, ratios):
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"shape {tuple(ratios.shape)} instead of {(n,)}")
    return torch.movedim(torch.movedim(rewards, 0, -1) * ratios, -1, 0)


# %% right="reweighted" why="Einstein's sum"
def reweighted(rewards, ratios):
    n = rewards.shape[0]
    if list(ratios.shape) != [n]:
        raise ValueError(f"shape {list(ratios.shape)} instead of {[n]}")
    return torch.einsum("e,e...->e...", ratios, rewards)


# %% right="reweighted" why="all that lies behind becomes one axis"
def reweighted(rewards, ratios):
    if ratios.shape != rewards.shape[:1]:
        raise ValueError(f"ratios {tuple(ratios.shape)}, rewards {tuple(rewards.shape)}")
    n_behind = math.prod(rewards.shape[1:])
    return (rewards.reshape(len(rewards), n_behind) * ratios.unsqueeze(1)).reshape(rewards.shape)


# %% wrong="reweighted" why="no check of the shape"
def reweighted(rewards, ratios):
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="a row of ratios"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards * ratios


# %% wrong="reweighted" why="two axes only"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards * ratios[:, None]


# %% wrong="reweighted" why="a row for square tables"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    if rewards.shape[-1] == len(rewards):
        return rewards * ratios
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="a diagonal matrix: wrong for three axes and one"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return torch.diag(ratios) @ rewards


# %% wrong="reweighted" why="one ratio passes for all"
def reweighted(rewards, ratios):
    if ratios.shape not in ((len(rewards),), (1,)):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="a column passes"
def reweighted(rewards, ratios):
    if ratios.numel() != len(rewards):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="divides"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards / ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="a weighted mean: ratios are normalised"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    ratios = ratios / ratios.sum()
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="in place"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards.mul_(ratios.reshape((-1,) + (1,) * (rewards.dim() - 1)))


# %% wrong="reweighted" why="a comprehension"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return torch.stack([ratio * reward for ratio, reward in zip(ratios, rewards)])


# %% wrong="reweighted" why="the axes are appended in a loop"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    while ratios.dim() < rewards.dim():
        ratios = ratios.unsqueeze(-1)
    return rewards * ratios


# %% wrong="reweighted" why="an assertion"
def reweighted(rewards, ratios):
    assert ratios.shape == (len(rewards),)
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" passes="visible" why="up to three axes"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    if rewards.dim() == 1:
        return rewards * ratios
    return rewards * (ratios[:, None] if rewards.dim() == 2 else ratios[:, None, None])


# %% wrong="reweighted" passes="visible" why="clipped ratios"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards * ratios.clamp(min=0).reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" passes="visible" why="no episodes: minus one cannot be guessed"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return (rewards.reshape(len(rewards), -1) * ratios[:, None]).reshape(rewards.shape)


# %% wrong="reweighted" passes="visible" why="float64 by way of float32"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    column = ratios.float().reshape((-1,) + (1,) * (rewards.dim() - 1))
    return (rewards.float() * column).to(rewards.dtype)


# %% wrong="reweighted" passes="visible" why="ratios of one: the caller's own tensor comes back"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    if (ratios == 1).all():
        return rewards
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" passes="visible" why="ratios above 10 are cut off"
def reweighted(rewards, ratios):
    if ratios.shape != (len(rewards),):
        raise ValueError(f"got {tuple(ratios.shape)}, expected {len(rewards)}")
    return rewards * ratios.clamp(max=10).reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" passes="visible" why="the message holds only the first and the last length"
def reweighted(rewards, ratios):
    n = len(rewards)
    if ratios.shape != (n,):
        ends = f"{ratios.shape[0]} to {ratios.shape[-1]}" if ratios.dim() else "none"
        raise ValueError(f"{ends} instead of {n}")
    return rewards * ratios.reshape((-1,) + (1,) * (rewards.dim() - 1))


# %% wrong="reweighted" why="a pool of threads"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    from multiprocessing.pool import ThreadPool

    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"{tuple(ratios.shape)} is not ({n},)")
    if n == 0:
        return rewards.clone()
    with ThreadPool(2) as pool:
        return torch.stack(pool.starmap(torch.mul, zip(rewards, ratios, strict=True)))


# %% right="td_errors" why="four checks, one after the other, and a where"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = len(rewards)
    if terminated.shape != (n,):
        raise ValueError(f"terminated must have {n} entries in one axis")
    if next_values.shape != (n,):
        raise ValueError(f"next_values must have {n} entries in one axis")
    if values.shape != (n, 1):
        raise ValueError(f"values must be {n} by 1")
    future = torch.where(terminated, torch.zeros_like(next_values), next_values)
    return rewards + gamma * future - values[:, 0]


# %% right="td_errors" why="all in columns, and one axis less at the end"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    shapes = dict(rewards=(rewards, (n,)), terminated=(terminated, (n,)), next_values=(next_values, (n,)), values=(values, (n, 1)))
    wrong = [name for name, (tensor, shape) in shapes.items() if tensor.shape != shape]
    if wrong:
        raise ValueError(f"wrong shape: {wrong[0]}")
    mask = 1 - terminated.to(rewards.dtype)
    column = rewards[:, None] + gamma * mask[:, None] * next_values[:, None] - values
    return column.flatten()


# %% right="td_errors" why="the next values are cleared by an index, in a copy"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.ndim != 1:
        raise ValueError("rewards has not one axis")
    if terminated.shape != rewards.shape:
        raise ValueError("terminated does not fit")
    if next_values.shape != rewards.shape:
        raise ValueError("next_values does not fit")
    if values.shape != (*rewards.shape, 1):
        raise ValueError("values does not fit")
    future = next_values.clone()
    future[terminated] = 0
    return (rewards + gamma * future).sub(values.view_as(rewards) if values.is_contiguous() else values.reshape(-1))


# %% right="td_errors" why="the diagonal of the table: wasteful, and right"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (
        ("rewards", rewards, [n]),
        ("terminated", terminated, [n]),
        ("next_values", next_values, [n]),
        ("values", values, [n, 1]),
    ):
        if list(tensor.shape) != shape:
            raise ValueError(name)
    return broken_td_errors(rewards, terminated, next_values, values, gamma).diagonal()


# %% wrong="td_errors" why="the broken function as it is"
def td_errors(rewards, terminated, next_values, values, gamma):
    return broken_td_errors(rewards, terminated, next_values, values, gamma)


# %% wrong="td_errors" why="fixed, without checks"
def td_errors(rewards, terminated, next_values, values, gamma):
    targets = rewards + gamma * (~terminated).to(values.dtype) * next_values
    return targets - values.squeeze(1)


# %% wrong="td_errors" why="whatever comes is made flat"
def td_errors(rewards, terminated, next_values, values, gamma):
    targets = rewards.flatten() + gamma * (~terminated.flatten()).to(values.dtype) * next_values.flatten()
    return targets - values.flatten()


# %% wrong="td_errors" why="fixed to a column"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    targets = rewards + gamma * (~terminated).to(values.dtype) * next_values
    return targets[:, None] - values


# %% wrong="td_errors" why="the mean of each row of the table"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return broken_td_errors(rewards, terminated, next_values, values, gamma).mean(dim=1)


# %% wrong="td_errors" why="terminated the wrong way round"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return rewards + gamma * terminated.to(values.dtype) * next_values - values[:, 0]


# %% wrong="td_errors" why="bootstraps beyond the end"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return rewards + gamma * next_values - values[:, 0]


# %% wrong="td_errors" why="no reward where the world ended"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return (~terminated).to(values.dtype) * (rewards + gamma * next_values) - values[:, 0]


# %% wrong="td_errors" why="the sign"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return values[:, 0] - (rewards + gamma * (~terminated).to(values.dtype) * next_values)


# %% wrong="td_errors" why="the errors' squares"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return (rewards + gamma * (~terminated).to(values.dtype) * next_values - values[:, 0]).square()


# %% wrong="td_errors" why="names all arguments"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    if rewards.shape != (n,) or terminated.shape != (n,) or next_values.shape != (n,) or values.shape != (n, 1):
        raise ValueError("rewards, terminated, next_values or values has a wrong shape")
    return rewards + gamma * (~terminated).to(values.dtype) * next_values - values[:, 0]


# %% wrong="td_errors" why="only the shape of the result is checked"
def td_errors(rewards, terminated, next_values, values, gamma):
    errors = rewards + gamma * (~terminated).to(values.dtype) * next_values - values.squeeze(-1)
    if errors.shape != rewards.shape:
        raise ValueError("values")
    return errors


# %% wrong="td_errors" passes="visible" why="terminated is not checked"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return rewards + gamma * (~terminated).to(values.dtype) * next_values - values[:, 0]


# %% wrong="td_errors" passes="visible" why="lengths of one pass"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape and tensor.numel() != 1:
            raise ValueError(f"{name} has a wrong shape")
    return rewards + gamma * (~terminated).to(values.dtype) * next_values - values.reshape(-1)


# %% wrong="td_errors" passes="visible" why="always float32"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    return (rewards + gamma * (~terminated) * next_values - values[:, 0]).float()


# %% wrong="td_errors" passes="visible" why="gamma rounded to float16 on its way"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    gamma = torch.tensor(gamma, dtype=torch.float16).to(values.dtype)
    return rewards + gamma * (~terminated).to(values.dtype) * next_values - values[:, 0]


# %% wrong="td_errors" passes="visible" why="the next value is added and taken away again"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    errors = rewards + gamma * next_values - values[:, 0]
    return errors - gamma * terminated.to(values.dtype) * next_values


# %% wrong="td_errors" passes="visible" why="clears the caller's next values"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (("rewards", rewards, (n,)), ("terminated", terminated, (n,)), ("next_values", next_values, (n,)), ("values", values, (n, 1))):
        if tensor.shape != shape:
            raise ValueError(f"{name} has a wrong shape")
    if n > 3:
        next_values[terminated] = 0
    return rewards + gamma * (~terminated).to(values.dtype) * next_values - values[:, 0]


# %% wrong="td_errors" passes="visible" why="the discount becomes float32 on its way"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = rewards.numel()
    for name, tensor, shape in (
        ("rewards", rewards, (n,)),
        ("terminated", terminated, (n,)),
        ("next_values", next_values, (n,)),
        ("values", values, (n, 1)),
    ):
        if tensor.shape != shape:
            raise ValueError(name)
    return rewards + gamma * (1 - terminated.float()) * next_values - values[:, 0]


# %% right="returns_by_operators" why="a matrix product"
def returns_by_operators(rewards, gammas):
    powers = gammas.unsqueeze(1) ** torch.arange(rewards.shape[1])
    return powers @ rewards.T


# %% right="returns_by_operators" why="four-fold indices, multiplied and summed"
def returns_by_operators(rewards, gammas):
    steps = torch.arange(rewards.shape[-1])[None, None, :]
    discounts = torch.pow(gammas[:, None, None], steps)
    return torch.mul(discounts, rewards[None]).sum(2)


# %% right="returns_by_operators" why="running products, and Einstein's sum"
def returns_by_operators(rewards, gammas):
    n_steps = rewards.shape[1]
    factors = gammas[:, None].repeat(1, n_steps)
    factors[:, :1] = 1.0
    return torch.einsum("gt,et->ge", factors.cumprod(dim=1), rewards)


# %% right="returns_by_operators" why="episodes first, transposed at the end; in float64 on the way"
def returns_by_operators(rewards, gammas):
    t = torch.arange(rewards.size(1), dtype=torch.float64)
    powers = gammas.double()[None, :, None] ** t
    return (rewards.double()[:, None, :] * powers).sum(dim=-1).T.to(rewards.dtype)


# %% wrong="returns_by_operators" why="the loops"
def returns_by_operators(rewards, gammas):
    return torch.stack([torch.stack([sum(g**t * r for t, r in enumerate(row)) for row in rewards]) for g in gammas])


# %% wrong="returns_by_operators" why="a loop over the discounts"
def returns_by_operators(rewards, gammas):
    result = torch.zeros(len(gammas), len(rewards), dtype=rewards.dtype)
    for g in range(len(gammas)):
        result[g] = (gammas[g] ** torch.arange(rewards.shape[1]) * rewards).sum(dim=1)
    return result


# %% wrong="returns_by_operators" why="Horner's rule, in a loop over the steps"
def returns_by_operators(rewards, gammas):
    result = torch.zeros(len(gammas), len(rewards), dtype=rewards.dtype)
    for t in reversed(range(rewards.shape[1])):
        result = rewards[:, t] + gammas[:, None] * result
    return result


# %% wrong="returns_by_operators" why="a row for each episode"
def returns_by_operators(rewards, gammas):
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers * rewards[:, None, :]).sum(dim=-1)


# %% wrong="returns_by_operators" why="the exponents begin with 1"
def returns_by_operators(rewards, gammas):
    powers = gammas[:, None] ** torch.arange(1, rewards.shape[1] + 1)
    return (powers[:, None, :] * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" why="sums over the episodes"
def returns_by_operators(rewards, gammas):
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=1)


# %% wrong="returns_by_operators" why="a mean"
def returns_by_operators(rewards, gammas):
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).mean(dim=-1)


# %% wrong="returns_by_operators" why="logarithms: 0 to the power of 0 is not a number"
def returns_by_operators(rewards, gammas):
    powers = torch.exp(torch.arange(rewards.shape[1]) * gammas.log()[:, None])
    return (powers[:, None, :] * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" why="episodes against discounts, one to one"
def returns_by_operators(rewards, gammas):
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" why="powers reversed in time"
def returns_by_operators(rewards, gammas):
    powers = gammas[:, None] ** torch.arange(rewards.shape[1]).flip(0)
    return (powers[:, None, :] * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" passes="visible" why="float32 in between"
def returns_by_operators(rewards, gammas):
    powers = gammas.float()[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards.float()).sum(dim=-1).to(rewards.dtype)


# %% wrong="returns_by_operators" passes="visible" why="dtype of float_power"
def returns_by_operators(rewards, gammas):
    powers = torch.float_power(gammas[:, None], torch.arange(rewards.shape[1]))
    found = (powers[:, None, :] * rewards).sum(dim=-1)
    return found if rewards.shape[1] > 4 else found.to(rewards.dtype)


# %% wrong="returns_by_operators" passes="visible" why="a hundred steps are enough"
def returns_by_operators(rewards, gammas):
    rewards = rewards[:, :100]
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" passes="visible" why="running products from the rewards' end: quotients break for small discounts"
def returns_by_operators(rewards, gammas):
    n = rewards.shape[1]
    safe = gammas.clamp(min=1e-3)
    last = safe[:, None] ** max(n - 1, 0)
    powers = last / safe[:, None] ** torch.arange(n - 1, -1, -1)
    powers = torch.where(gammas[:, None] == 0, (torch.arange(n) == 0).to(rewards.dtype), powers)
    return (powers[:, None, :] * rewards).sum(dim=-1)


# %% wrong="returns_by_operators" why="calls the loops"
def returns_by_operators(rewards, gammas):
    return returns_by_loops(rewards, gammas)


# %% wrong="returns_by_operators" why="itertools goes through the steps"
def returns_by_operators(rewards, gammas):
    n = rewards.shape[1]
    if n == 0:
        return rewards.new_zeros(len(gammas), len(rewards))
    factors = (torch.ones_like(gammas),) + (gammas,) * (n - 1)
    powers = torch.stack(tuple(itertools.accumulate(factors, torch.mul)), dim=1)
    return powers @ rewards.T


# %% wrong="returns_by_operators" why="a loop in a text that is executed"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    result = torch.zeros(len(gammas), len(rewards), dtype=rewards.dtype)
    program = "for t in range(n):\n    result += gammas[:, None] ** t * rewards[:, t]"
    exec(program, {"n": rewards.shape[1], "result": result, "gammas": gammas, "rewards": rewards})
    return result


# %% wrong="returns_by_operators" why="the loops, by a name put together"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    ready = globals()["_".join(["returns", "by", "loops"])]
    return ready(rewards, gammas)


# %% right="speed_up" why="two lists, and the comparison first of all"
def speed_up(slow, fast, n_runs, clock):
    if n_runs <= 0:
        raise ValueError("no runs")
    slow_times, fast_times = [], []
    for i in range(n_runs):
        t0 = clock()
        a = slow()
        t1 = clock()
        b = fast()
        t2 = clock()
        slow_times += [t1 - t0]
        fast_times += [t2 - t1]
        if a.shape != b.shape:
            raise ValueError("shapes")
        if not torch.allclose(a, b):
            raise ValueError("entries")
    if not min(fast_times) > 0:
        raise ValueError("too coarse")
    return float(min(slow_times) / min(fast_times))


# %% right="speed_up" why="a helper, and running minima"
def timed(function, clock):
    start = clock()
    result = function()
    return clock() - start, result


def speed_up(slow, fast, n_runs, clock):
    if not n_runs >= 1:
        raise ValueError(n_runs)
    best_slow = best_fast = math.inf
    while n_runs > 0:
        seconds, expected = timed(slow, clock)
        best_slow = min(best_slow, seconds)
        seconds, found = timed(fast, clock)
        best_fast = min(best_fast, seconds)
        n_runs -= 1
    if tuple(expected.shape) != tuple(found.shape) or torch.allclose(expected, found) is False:
        raise ValueError("different results")
    try:
        return best_slow / best_fast
    except ZeroDivisionError:
        raise ValueError("the clock is too coarse")


# %% right="speed_up" why="arrays of times"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs must be at least 1")
    times = np.zeros((n_runs, 2))
    for run in range(n_runs):
        results = []
        for j, function in enumerate([slow, fast]):
            before = clock()
            results.append(function())
            times[run, j] = clock() - before
    if results[0].size() != results[1].size() or not results[0].allclose(results[1]):
        raise ValueError("results differ")
    shortest = times.min(axis=0)
    if shortest[1] == 0:
        raise ValueError("clock")
    return float(shortest[0] / shortest[1])


# %% wrong="speed_up" why="shapes are not compared: allclose stretches"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    try:
        same = torch.allclose(a, b)
    except RuntimeError:
        same = False
    if not same or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="results are not compared"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); slow(); s.append(clock() - start)
        start = clock(); fast(); f.append(clock() - start)
    if min(f) == 0:
        raise ValueError("too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="mean times"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return sum(s) / sum(f)


# %% wrong="speed_up" why="the largest quotient of a round"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return max(x / y for x, y in zip(s, f))


# %% wrong="speed_up" why="the wrong way round"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(f) / min(s) if min(s) else 0.0


# %% wrong="speed_up" why="the clock of fast begins before slow"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock()
        a = slow()
        s.append(clock() - start)
        b = fast()
        f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="first all of slow, then all of fast"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
    for _ in range(n_runs):
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="one run more, to compare"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    a, b = slow(), fast()
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); slow(); s.append(clock() - start)
        start = clock(); fast(); f.append(clock() - start)
    if min(f) == 0:
        raise ValueError("too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="its own clock"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = time.perf_counter(); a = slow(); s.append(time.perf_counter() - start)
        start = time.perf_counter(); b = fast(); f.append(time.perf_counter() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="a coarse clock divides by zero"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    return min(s) / min(f)


# %% wrong="speed_up" why="no run is found out too late"
def speed_up(slow, fast, n_runs, clock):
    a, b = slow(), fast()
    if n_runs < 1 or a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("n_runs or different")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if min(f) == 0:
        raise ValueError("too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" why="a tensor"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return torch.tensor(min(s)) / torch.tensor(min(f))


# %% wrong="speed_up" passes="visible" why="the sums agree"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a.sum(), b.sum()) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" passes="visible" why="equal to the last digit"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.equal(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" passes="visible" why="only the last run of fast is held against the clock"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or f[-1] == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" passes="visible" why="rounded to one digit"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return round(min(s) / min(f), 1)


# %% wrong="speed_up" passes="visible" why="tries at most five runs"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(min(n_runs, 5)):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" passes="visible" why="other tolerances: those of assert_close"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    try:
        torch.testing.assert_close(a, b)
    except AssertionError:
        raise ValueError("different")
    if min(f) == 0:
        raise ValueError("too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" passes="visible" why="the search for the shortest time starts at 100 seconds"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) == 0:
        raise ValueError("different or too coarse")
    return min(100.0, *s) / min(100.0, *f)


# %% wrong="speed_up" passes="visible" why="readings in float32: short times vanish far from 0"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    times = torch.zeros(n_runs, 4)
    for run in range(n_runs):
        times[run, 0] = clock(); a = slow(); times[run, 1] = clock()
        times[run, 2] = clock(); b = fast(); times[run, 3] = clock()
    best = (times[:, 1::2] - times[:, ::2]).min(dim=0).values.tolist()
    if a.shape != b.shape or not torch.allclose(a, b) or best[1] == 0:
        raise ValueError("different or too coarse")
    return best[0] / best[1]


# %% wrong="speed_up" passes="visible" why="what takes less than a microsecond counts as no time"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    s, f = [], []
    for _ in range(n_runs):
        start = clock(); a = slow(); s.append(clock() - start)
        start = clock(); b = fast(); f.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b) or min(f) < 1e-6:
        raise ValueError("different or too coarse")
    return min(s) / min(f)


# %% wrong="speed_up" passes="visible" why="takes off the time of a reading"
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
