# %% right="above_baseline" why="plain: compare the shape with a tuple, then minus"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline has the shape {tuple(baseline.shape)}, not ({n_steps},)")
    return returns - baseline
# %% right="above_baseline" why="message simply shows both whole shapes, lists compared, torch.sub"
def above_baseline(returns, baseline):
    # for every row the same baseline: no map, no while, PyTorch does it
    soll = list(returns.size())[-1:]
    ist = list(baseline.size())
    if ist != soll:
        raise ValueError("cannot use baseline of size " + str(ist) + " on returns of size " + str(list(returns.size())))
    return torch.sub(returns, baseline)
# %% right="above_baseline" why="clone, then in place on the clone"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if baseline.dim() != 1 or baseline.shape[0] != returns.shape[-1]:
        raise ValueError(
            f"need one number per step ({returns.shape[-1]}), got {baseline.shape}"
        )
    out = returns.clone()
    out -= baseline
    return out
# %% right="above_baseline" why="numpy detour"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    a = returns.detach().numpy()
    b = baseline.detach().numpy()
    if b.ndim == 1 and b.size == a.shape[-1]:
        return torch.from_numpy(np.subtract(a, b))
    raise ValueError("shape of baseline: %s, number of steps: %d" % (b.shape, a.shape[-1]))
# %% right="above_baseline" why="explicit expand, helper with a strange name"
def _grumpy_doorman(b, t):
    if tuple(b.shape) == (t,):
        return b
    raise ValueError(f"{tuple(b.shape)} is not {t}")


def above_baseline(returns, baseline):
    *front, t = returns.shape
    row = _grumpy_doorman(baseline, t)
    return returns.add(row.expand(*front, t), alpha=-1)
# %% right="above_baseline" why="decorator that looks at the shapes first"
import functools


def one_number_per_step(function):
    @functools.wraps(function)
    def wrapper(returns, baseline):
        want = returns.shape[-1:]
        if baseline.shape != want:
            raise ValueError(f"{baseline.shape} instead of {want}")
        return function(returns, baseline)

    return wrapper


@one_number_per_step
def above_baseline(returns, baseline):
    return returns - baseline
# %% right="above_baseline" why="unpacks the shape in a try, re-raises an own message"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    steps = returns.size(-1)
    try:
        (length,) = baseline.shape
        if length != steps:
            raise ValueError("wrong length")
    except ValueError:
        raise ValueError(f"baseline {tuple(baseline.shape)} does not belong to {steps} steps") from None
    return -(baseline - returns)
# %% right="above_baseline" why="class layout, out= into an empty tensor"
class Baseline:
    def __init__(self, b: torch.Tensor) -> None:
        self.b = b

    def take_off(self, g: torch.Tensor) -> torch.Tensor:
        self.fits(g)
        result = torch.empty_like(g, memory_format=torch.contiguous_format)
        torch.sub(g, self.b, out=result)
        return result

    def fits(self, g: torch.Tensor) -> None:
        if len(self.b.shape) == 1 and self.b.shape[0] == g.shape[-1]:
            return
        raise ValueError(f"axes {list(self.b.shape)}, n_steps={g.shape[-1]}")


def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    return Baseline(baseline).take_off(returns)
# %% wrong="above_baseline" why="'a baseline of any shape other than [n_steps] raises': only the last axis is compared, so (1, n_steps) and (n_episodes, n_steps) pass"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.dim() == 0 or baseline.shape[-1] != n_steps:
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    return returns - baseline
# %% wrong="above_baseline" why="'raises a ValueError': a baseline without axes gives an IndexError from shape[0]"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape[0] != n_steps or baseline.dim() != 1:
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    return returns - baseline
# %% wrong="above_baseline" why="'any shape other than [n_steps]': a baseline without axes (a single number) is let through and stretched"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.dim() > 0 and baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    return returns - baseline
# %% wrong="above_baseline" why="'shape and dtype of returns': float64 comes back as float32"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    return returns.float() - baseline.float()
# %% wrong="above_baseline" why="'no steps': reshape(-1, 0) is an error"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    flat = returns.reshape(-1, n_steps)
    return (flat - baseline[None, :]).reshape(returns.shape)
# %% wrong="above_baseline" why="'the message holds the lengths of the baseline's axes': only the last one is there"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        last = baseline.shape[-1] if baseline.dim() else "no"
        raise ValueError(f"a baseline of {last} entries does not fit {n_steps} steps")
    return returns - baseline
# %% wrong="above_baseline" why="'a new tensor': for empty returns the argument itself is handed back"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    if returns.numel() == 0:
        return returns
    return returns - baseline
# %% wrong="above_baseline" why="'a new tensor': with a baseline of zeros the argument itself is handed back"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    if not baseline.any():
        return returns  # nothing to take off
    return returns - baseline
# %% wrong="above_baseline" why="'of many workers, and so on': with four axes and more there is no result (None)"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    n_steps = returns.shape[-1]
    if baseline.shape != (n_steps,):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {n_steps}")
    if returns.dim() == 1:
        return returns - baseline
    if returns.dim() == 2:
        return returns - baseline[None, :]
    if returns.dim() == 3:
        return returns - baseline[None, None, :]
# %% wrong="above_baseline" why="'no recursion': two functions call each other down the axes"
def _rows(table, row):
    return torch.stack(_unbound(table, row, 0)) if len(table) else table.clone()


def _unbound(table, row, i):
    if i == len(table):
        return ()
    return (above_or_down(table[i], row),) + _unbound(table, row, i + 1)


def above_or_down(table, row):
    return table - row if table.dim() == 1 else _rows(table, row)


def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if baseline.shape != (returns.shape[-1],):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {returns.shape[-1]}")
    return above_or_down(returns, baseline)
# %% wrong="above_baseline" why="'no comprehension': a loop over the steps, in a helper"
def _step_by_step(returns, baseline):
    columns = [returns[..., t] - baseline[t] for t in range(len(baseline))]
    return torch.stack(columns, dim=-1) if columns else returns.clone()


def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if baseline.shape != (returns.shape[-1],):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {returns.shape[-1]}")
    return _step_by_step(returns, baseline)
# %% wrong="above_baseline" why="'nothing that loops for you': itertools.starmap loops over the steps"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if baseline.shape != (returns.shape[-1],):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {returns.shape[-1]}")
    if returns.numel() == 0:
        return returns.clone()
    pairs = zip(returns.unbind(-1), baseline.unbind(0))
    return torch.stack(list(itertools.starmap(torch.sub, pairs)), dim=-1)
# %% wrong="above_baseline" why="'the arguments stay as they are': subtracts in place (sub_)"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    if baseline.shape != (returns.shape[-1],):
        raise ValueError(f"baseline {tuple(baseline.shape)}, steps {returns.shape[-1]}")
    return returns.sub_(baseline)
# %% wrong="above_baseline" why="'that goes for baselines, too, that PyTorch would stretch': only PyTorch's own refusals become a ValueError"
def above_baseline(returns: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    try:
        return returns - baseline
    except RuntimeError as error:
        raise ValueError(f"{tuple(baseline.shape)}, {returns.shape[-1]}") from error
# %% right="reweighted" why="reshape with a tuple of ones, as in the hint"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n_episodes = rewards.shape[0]
    if ratios.shape != (n_episodes,):
        raise ValueError(f"ratios of shape {tuple(ratios.shape)} for {n_episodes} episodes")
    shape = (n_episodes,) + (1,) * (rewards.dim() - 1)
    return rewards * ratios.reshape(shape)
# %% right="reweighted" why="index with a tuple of None"
def reweighted(rewards, ratios):
    if list(ratios.shape) != [len(rewards)]:
        raise ValueError(f"{ratios.shape} vs. {rewards.shape}")
    where = (slice(None),) + (None,) * (rewards.ndim - 1)
    return ratios[where] * rewards
# %% right="reweighted" why="moves the axis of the episodes to the end and back"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.size(0)
    if ratios.dim() != 1 or ratios.size(0) != n:
        raise ValueError(f"I want {n} ratios in one axis, not {list(ratios.shape)}")
    return (rewards.movedim(0, -1) * ratios).movedim(-1, 0)
# %% right="reweighted" why="einsum with an ellipsis"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    if ratios.shape != rewards.shape[:1]:
        raise ValueError(f"ratios {tuple(ratios.shape)} but episodes {rewards.shape[0]}")
    return torch.einsum("e...,e->e...", rewards, ratios)
# %% right="reweighted" why="numpy detour, expand_dims with a tuple of axes"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    r, w = rewards.numpy(), ratios.numpy()
    if w.shape != r.shape[:1]:
        raise ValueError("ratios: {}, episodes: {}".format(w.shape, r.shape[0]))
    w = np.expand_dims(w, axis=tuple(range(1, r.ndim)))
    return torch.from_numpy(r * w)
# %% right="reweighted" why="repeats each ratio as often as an episode has rewards"
def _times_per_episode(shape):
    return math.prod(shape[1:])


def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n_episodes = len(rewards)
    ok = ratios.dim() == 1 and len(ratios) == n_episodes
    if not ok:
        raise ValueError(f"Shape {tuple(ratios.shape)}: expected ({n_episodes},)")
    gross = ratios.repeat_interleave(_times_per_episode(rewards.shape))
    return gross.reshape(rewards.shape) * rewards
# %% right="reweighted" why="swaps first and last axis, multiplies, swaps back"
def reweighted(rewards, ratios):
    n_episodes, *rest = rewards.shape
    match tuple(ratios.shape):
        case (n,) if n == n_episodes:
            pass
        case other:
            raise ValueError(f"{other} given, {n_episodes} episodes")
    swapped = rewards.transpose(0, -1)
    return torch.mul(swapped, ratios).transpose(0, -1)
# %% right="reweighted" why="clone and mul_ on the clone, the ratios expanded"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    if not (len(ratios.shape) == 1 and ratios.shape[0] == rewards.shape[0]):
        raise ValueError(f"bad ratios: {[*ratios.shape]}, n_episodes = {rewards.shape[0]}")
    blown_up = ratios.expand(*rewards.shape[1:], rewards.shape[0]).movedim(-1, 0)
    answer = rewards.clone()
    answer.mul_(blown_up)
    return answer
# %% right="reweighted" why="flattens what lies behind the episode, one column, shape back"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if tuple(ratios.shape) != (n,):
        raise ValueError(f"ratios must be ({n},), are {tuple(ratios.shape)}")
    flat = rewards.reshape(n, math.prod(rewards.shape[1:]))
    return (flat * ratios.unsqueeze(-1)).reshape_as(rewards)
# %% wrong="reweighted" why="'no episodes': reshape(0, -1) is an error"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    return (rewards.reshape(n, -1) * ratios[:, None]).reshape(rewards.shape)
# %% wrong="reweighted" why="'any number of axes': from four axes on the ratios lie under the wrong axis"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    if rewards.dim() == 1:
        return rewards * ratios
    if rewards.dim() == 2:
        return rewards * ratios[:, None]
    return rewards * ratios[:, None, None]
# %% wrong="reweighted" why="'shape and dtype of rewards': float64 comes back as float32"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    result = torch.empty(rewards.shape)
    result[:] = rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
    return result
# %% wrong="reweighted" why="'ratios of any shape other than [n_episodes]': for a single episode, ratios without axes pass"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.numel() != n or ratios.dim() > 1:
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
# %% wrong="reweighted" why="'raise a ValueError': ratios without axes give a TypeError from len"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = len(rewards)
    if len(ratios) != n or ratios.dim() != 1:
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
# %% wrong="reweighted" why="'whose message holds the lengths of their axes': with three axes the middle one is missing"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        if ratios.dim() == 0:
            raise ValueError(f"no axis instead of one of length {n}")
        raise ValueError(f"from {ratios.shape[0]} to {ratios.shape[-1]} instead of {n}")
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
# %% wrong="reweighted" why="'a new tensor': where all ratios are 1 (or there are none) the argument is handed back"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    if bool((ratios == 1).all()):
        return rewards
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
# %% wrong="reweighted" why="'multiply all rewards by its ratio': ratios are cut off at 10, a constant that fits the examples"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    ratios = ratios.clamp(max=10.0)
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
# %% wrong="reweighted" why="'a finite number for each episode': negative ones are made 0"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    return rewards * torch.relu(ratios).reshape((n,) + (1,) * (rewards.dim() - 1))
# %% wrong="reweighted" why="'shape of rewards': [n_episodes, 1] loses its last axis"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    table = rewards[:, None] if rewards.dim() == 1 else rewards
    result = table * ratios.reshape((n,) + (1,) * (table.dim() - 1))
    return result.squeeze(1) if result.dim() == 2 else result
# %% wrong="reweighted" why="'no loop of any kind': a while adds the axes"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    while ratios.dim() < rewards.dim():
        ratios = ratios.unsqueeze(-1)
    return rewards * ratios
# %% wrong="reweighted" why="'no recursion': a helper that calls itself adds the axes"
def with_axes(tensor, k):
    return tensor if k == 0 else with_axes(tensor[..., None], k - 1)


def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    return rewards * with_axes(ratios, rewards.dim() - 1)
# %% wrong="reweighted" why="'nothing that loops for you': vmap over the episodes"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    if n == 0:
        return rewards.clone()
    return torch.vmap(lambda episode, ratio: episode * ratio)(rewards, ratios)
# %% wrong="reweighted" why="'nothing that loops for you': a library function maps over the episodes, under another name"
from torch.func import vmap as for_each_episode


def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    if n == 0:
        return rewards.clone()
    return for_each_episode(torch.mul)(rewards, ratios)
# %% wrong="reweighted" why="'the arguments stay as they are': the ratios get their axes in place (shape of the argument changes)"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, episodes {n}")
    ratios.resize_((n,) + (1,) * (rewards.dim() - 1))
    return rewards * ratios
# %% wrong="reweighted" why="'the message holds n_episodes': it holds the number of steps instead"
def reweighted(rewards: torch.Tensor, ratios: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[0]
    if ratios.shape != (n,):
        raise ValueError(f"ratios {tuple(ratios.shape)}, rewards have {rewards.shape[-1]}")
    return rewards * ratios.reshape((n,) + (1,) * (rewards.dim() - 1))
# %% right="td_errors" why="four plain ifs, values[:, 0]"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError(f"rewards has the shape {tuple(rewards.shape)}")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError(f"terminated has the shape {tuple(terminated.shape)}")
    if next_values.shape != (n,):
        raise ValueError(f"next_values has the shape {tuple(next_values.shape)}")
    if values.shape != (n, 1):
        raise ValueError(f"values has the shape {tuple(values.shape)}")
    continues = (~terminated).to(values.dtype)
    targets = rewards + gamma * continues * next_values
    return targets - values[:, 0]
# %% right="td_errors" why="table of expected shapes in a loop, torch.where"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    n = rewards.numel()
    for name, tensor, shape in (
        ("rewards", rewards, (n,)),
        ("terminated", terminated, (n,)),
        ("next_values", next_values, (n,)),
        ("values", values, (n, 1)),
    ):
        if tensor.shape != shape:
            raise ValueError(f"{name}: {tuple(tensor.shape)} should be {shape}")
    bootstrapped = rewards + gamma * next_values
    return torch.where(terminated, rewards, bootstrapped) - values.squeeze(1)
# %% right="td_errors" why="makes the targets a column and takes the axis away at the end"
def _pruefe(name, found, wanted):
    if list(found) != wanted:
        raise ValueError("argument " + repr(name) + " is wrong, it should have " + str(wanted))


def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.ndim != 1:
        raise ValueError("'rewards' needs exactly one axis")
    n = len(rewards)
    _pruefe("terminated", terminated.shape, [n])
    _pruefe("next_values", next_values.shape, [n])
    _pruefe("values", values.shape, [n, 1])
    y = rewards + gamma * next_values.masked_fill(terminated, 0)
    return (y[:, None] - values).reshape(n)
# %% right="td_errors" why="a loop over the steps, one number after the other (loops are not forbidden here)"
def td_errors(rewards, terminated, next_values, values, gamma):
    if len(rewards.shape) != 1:
        raise ValueError("rewards")
    n = len(rewards)
    if terminated.shape != torch.Size([n]):
        raise ValueError("terminated")
    if next_values.shape != torch.Size([n]):
        raise ValueError("next_values")
    if values.shape != torch.Size([n, 1]):
        raise ValueError("values")
    deltas = torch.zeros(n, dtype=values.dtype)
    for i in range(n):
        delta = rewards[i] - values[i, 0]
        if not terminated[i]:
            delta = delta + gamma * next_values[i]
        deltas[i] = delta
    return deltas
# %% right="td_errors" why="numpy detour in float64"
def td_errors(rewards, terminated, next_values, values, gamma):
    shapes = dict(rewards=rewards.shape, terminated=terminated.shape,
                  next_values=next_values.shape, values=values.shape)
    if len(shapes["rewards"]) != 1:
        raise ValueError("rewards is not a vector")
    n = shapes["rewards"][0]
    good = {"terminated": (n,), "next_values": (n,), "values": (n, 1)}
    bad = [k for k in good if tuple(shapes[k]) != good[k]]
    if bad:
        raise ValueError(f"{bad[0]} does not fit")
    r = rewards.numpy().astype(float)
    d = terminated.numpy().astype(float)
    after = next_values.numpy().astype(float)
    before = values.numpy().astype(float).ravel()
    return torch.from_numpy(r + gamma * (1 - d) * after - before).to(values.dtype)
# %% right="td_errors" why="starts from R - V in a new tensor and adds where the world goes on"
def td_errors(
    rewards: torch.Tensor,
    terminated: torch.Tensor,
    next_values: torch.Tensor,
    values: torch.Tensor,
    gamma: float,
) -> torch.Tensor:
    if rewards.dim() != 1:
        raise ValueError("rewards must have exactly one axis, has %d" % rewards.dim())
    if terminated.shape != rewards.shape:
        raise ValueError(f"terminated must be [{rewards.numel()}]")
    if next_values.shape != rewards.shape:
        raise ValueError(f"next_values must be [{rewards.numel()}]")
    if values.shape != rewards.shape + (1,):
        raise ValueError(f"values must be [{rewards.numel()}, 1]")
    errors = rewards - values.flatten()
    goes_on = terminated.logical_not()
    errors[goes_on] += gamma * next_values[goes_on]
    return errors
# %% right="td_errors" why="dataclass-like batch with a method, addcmul"
class Batch:
    def __init__(self, **tensors):
        self.__dict__.update(tensors)
        self.tensors = tensors

    def refuse(self, name):
        raise ValueError(f"shape of {name}: {list(self.tensors[name].shape)}")

    def check(self):
        if self.rewards.dim() != 1:
            self.refuse("rewards")
        n = self.rewards.size(0)
        for name in ("terminated", "next_values"):
            if list(self.tensors[name].shape) != [n]:
                self.refuse(name)
        if list(self.values.shape) != [n, 1]:
            self.refuse("values")


def td_errors(rewards, terminated, next_values, values, gamma):
    batch = Batch(rewards=rewards, terminated=terminated, next_values=next_values, values=values)
    batch.check()
    weights = torch.full_like(rewards, gamma) * torch.logical_not(terminated)
    return torch.addcmul(rewards, weights, next_values).sub(values[..., 0])
# %% wrong="td_errors" why="'an argument whose shape does not fit raises': terminated is never looked at, so (1,) or (n, 1) stretches"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'and no other argument's': the message about terminated names rewards too"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have the shape of rewards")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'a ValueError' for next values that do not fit: only the number of axes is checked; (1,) stretches, another length is a RuntimeError"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.dim() != 1:
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'values: shape [n, 1]': (n, 2) passes, the second column is ignored"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.dim() != 2 or len(values) != n:
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'values: shape [n, 1]': a row (1, n) passes, as only the number of entries and of axes is compared"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.numel()
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.dim() != 2 or values.numel() != n:
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values.reshape(-1)
# %% wrong="td_errors" why="'dtype of values': float64 comes back as float32 (torch.tensor of a list)"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    rows = zip(rewards.tolist(), terminated.tolist(), next_values.tolist(), values.tolist())
    return torch.tensor([r + gamma * (1 - d) * v2 - v[0] for r, d, v2, v in rows])
# %% wrong="td_errors" why="'gamma from 0 to 1': gamma 0 is taken for missing and becomes 0.99"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    gamma = gamma or 0.99
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'a ValueError', 'rewards is wrong if it has not exactly one axis': rewards without axes give a TypeError from len"
def td_errors(rewards, terminated, next_values, values, gamma):
    n = len(rewards)
    if rewards.shape != (n,):
        raise ValueError("rewards must have one axis")
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'n is the number of rewards': n is taken from values, so values of another length blame rewards"
def td_errors(rewards, terminated, next_values, values, gamma):
    if values.dim() != 2 or values.shape[1] != 1:
        raise ValueError("values must be a column")
    n = values.shape[0]
    if rewards.shape != (n,):
        raise ValueError("rewards must have one axis")
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'no other argument's' name: the messages name gamma too"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    rule = "in R + gamma (1 - d) V(S') - V(S), the shape does not fit"
    if terminated.shape != (n,):
        raise ValueError(f"terminated: {rule}")
    if next_values.shape != (n,):
        raise ValueError(f"next_values: {rule}")
    if values.shape != (n, 1):
        raise ValueError(f"values: {rule}")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'the message holds the name of that argument': for terminated it says 'the flags'"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError(f"the flags have the shape {tuple(terminated.shape)}, not ({n},)")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'the arguments stay as they are': next values are set to 0 in place where the world ended"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    next_values[terminated] = 0
    return rewards + gamma * next_values - values[:, 0]
# %% wrong="td_errors" why="'refuse all shapes but those in its docstring': for a single step anything with one entry passes"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.numel() == 1 == values.numel() == next_values.numel() == terminated.numel():
        rewards, terminated = rewards.reshape(1), terminated.reshape(1)
        next_values, values = next_values.reshape(1), values.reshape(1, 1)
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return rewards + gamma * (~terminated) * next_values - values[:, 0]
# %% wrong="td_errors" why="'the result has the shape [n]': for a single step squeeze() leaves no axis"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    return ((rewards + gamma * (~terminated) * next_values)[:, None] - values).squeeze()
# %% wrong="td_errors" why="(1 - d): the value of the next state is left out from the first ended step on, for all later ones as well"
def td_errors(rewards, terminated, next_values, values, gamma):
    if rewards.dim() != 1:
        raise ValueError("rewards must have one axis")
    n = rewards.shape[0]
    if terminated.shape != (n,):
        raise ValueError("terminated must have one axis")
    if next_values.shape != (n,):
        raise ValueError("next_values must have one axis")
    if values.shape != (n, 1):
        raise ValueError("values must be a column")
    alive = (~terminated).to(values.dtype).cumprod(dim=0)
    return rewards + gamma * alive * next_values - values[:, 0]
# %% right="returns_by_operators" why="three axes, as in the hint"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n_steps = rewards.shape[1]
    powers = gammas[:, None] ** torch.arange(n_steps)  # [n_gammas, n_steps]
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% right="returns_by_operators" why="matrix product"
def returns_by_operators(rewards, gammas):
    t = torch.arange(rewards.size(1), dtype=rewards.dtype)
    return torch.pow(gammas.reshape(-1, 1), t) @ rewards.T
# %% right="returns_by_operators" why="einsum"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    exponent = torch.arange(rewards.shape[-1]).unsqueeze(0)
    hochzahlen = gammas.unsqueeze(1).pow(exponent)
    return torch.einsum("gt,et->ge", hochzahlen, rewards)
# %% right="returns_by_operators" why="numpy detour in float64, power.outer and tensordot"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    r = rewards.numpy().astype(np.float64)
    g = gammas.numpy().astype(np.float64)
    powers = np.power.outer(g, np.arange(r.shape[1]))
    table = np.tensordot(powers, r, axes=(1, 1))
    return torch.tensor(table, dtype=rewards.dtype)
# %% right="returns_by_operators" why="exp of xlogy (0 log 0 is 0), linear"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    t = torch.arange(rewards.shape[1], dtype=rewards.dtype)
    powers = torch.exp(torch.xlogy(t, gammas[:, None]))
    return torch.nn.functional.linear(powers, rewards)
# %% right="returns_by_operators" why="cumulative product in float64, starting with 1"
def _powers_of(discounts, how_many):
    factors = discounts.double()[:, None].repeat(1, how_many)
    factors[:, :1] = 1  # the step 0 does not count
    return factors.cumprod(dim=1)


def returns_by_operators(rewards, gammas):
    e, t = rewards.shape
    products = _powers_of(gammas, t).reshape(len(gammas), 1, t) * rewards.double().reshape(1, e, t)
    return products.sum(2).to(rewards.dtype)
# %% right="returns_by_operators" why="batched product of the table with a column for each discount"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n_episodes, n_steps = rewards.shape
    n_gammas, = gammas.shape
    g = gammas.view(n_gammas, 1, 1) if gammas.is_contiguous() else gammas[:, None, None]
    column = g ** torch.arange(n_steps)[None, :, None]
    return torch.matmul(rewards.expand(n_gammas, n_episodes, n_steps), column).squeeze(2)
# %% right="returns_by_operators" why="axes in another order first, permuted at the end"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    steps = torch.arange(0, rewards.shape[1], 1)
    etg = rewards[:, :, None] * gammas[None, None, :] ** steps[None, :, None]
    eg = torch.sum(etg, 1)
    return eg.t().contiguous()
# %% wrong="returns_by_operators" why="'without any loop': calls the function with the three loops"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    return returns_by_loops(rewards, gammas)
# %% wrong="returns_by_operators" why="'at most 1e-10 in float64': the powers are computed in float32"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    powers = gammas.float()[:, None] ** torch.arange(rewards.shape[1])
    return (powers.to(rewards.dtype)[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'the dtype of rewards': float64 comes back as float32"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    result = torch.zeros(len(gammas), len(rewards))
    result += (powers[:, None, :] * rewards).sum(dim=-1)
    return result
# %% wrong="returns_by_operators" why="'the dtype of rewards': only where there is nothing to add up, float64 becomes float32"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    if rewards.numel() == 0 or gammas.numel() == 0:
        return torch.zeros(len(gammas), len(rewards))
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'no steps': the cumulative product always starts with a column of ones, so no steps are an error"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n_steps = rewards.shape[1]
    column = gammas[:, None]
    factors = torch.cat((torch.ones_like(column), column.expand(-1, n_steps - 1)), dim=1)
    return (factors.cumprod(dim=1)[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'there may be no discounts': max of an empty tensor is an error"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    if gammas.min() < 0 or gammas.max() > 1:
        raise ValueError("discounts go from 0 to 1")
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'for the discount 0, the return is the first reward': 0 is replaced by 1e-8, which large later rewards show"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    t = torch.arange(rewards.shape[1], dtype=rewards.dtype)
    powers = torch.exp(t * gammas.clamp(min=1e-8).log()[:, None])
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'also for episodes of thousands of steps': the sum stops after 1000 steps"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    rewards = rewards[:, :1000]  # what comes later hardly counts
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'also for episodes of thousands of steps': powers as a quotient of powers, 0 / 0 where they underflow"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[1]
    back = gammas[:, None] ** torch.arange(n).flip(0)  # gamma to the n - 1, ..., 0
    powers = (gammas[:, None] ** (n - 1)) / back if n else back
    powers = torch.where(gammas[:, None] > 0, powers, (torch.arange(n) == 0).to(rewards.dtype))
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'for 1, it is the sum of all': discounts are capped at 0.9999999"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    gammas = gammas.clamp(max=0.9999999)
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'without any loop': the powers come from itertools.accumulate, a loop over the steps"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    n = rewards.shape[1]
    if n == 0:
        return torch.zeros(len(gammas), len(rewards), dtype=rewards.dtype)
    factors = (torch.ones_like(gammas),) + (gammas,) * (n - 1)
    powers = torch.stack(tuple(itertools.accumulate(factors, torch.mul)), dim=1)
    return powers @ rewards.T
# %% wrong="returns_by_operators" why="'no recursion': a helper goes step by step (Horner) and calls itself"
def _rest(rewards, column):
    if rewards.shape[1] == 0:
        return torch.zeros(len(column), len(rewards), dtype=rewards.dtype)
    return rewards[:, 0] + column * _rest(rewards[:, 1:], column)


def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    return _rest(rewards, gammas[:, None])
# %% wrong="returns_by_operators" why="'no comprehension': a loop over the discounts in a helper"
def one_row_each(rewards, gammas):
    t = torch.arange(rewards.shape[1])
    return [(gamma**t * rewards).sum(dim=1) for gamma in gammas]


def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    if len(gammas) == 0:
        return rewards.new_zeros(0, len(rewards))
    return torch.stack(one_row_each(rewards, gammas))
# %% wrong="returns_by_operators" why="'the shape [n_gammas, n_episodes]': a table without steps is (0, 0)"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    if rewards.numel() == 0:
        return torch.zeros(0, 0, dtype=rewards.dtype)
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'a row for each discount, a column for each episode': exchanged whenever there are as many discounts as steps"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    if powers.shape[0] == rewards.shape[1]:
        return rewards @ powers
    return powers @ rewards.T
# %% wrong="returns_by_operators" why="'the arguments stay as they are': the rewards are weighted in place, discount by discount"
def returns_by_operators(rewards: torch.Tensor, gammas: torch.Tensor) -> torch.Tensor:
    powers = gammas[:, None] ** torch.arange(rewards.shape[1])
    if len(gammas) == 1:
        return rewards.mul_(powers).sum(dim=-1)[None, :]
    return (powers[:, None, :] * rewards).sum(dim=-1)
# %% wrong="returns_by_operators" why="'or no steps': reshape(-1, 1, 0) is an error"
def _powers_of(discounts, how_many):
    factors = discounts.double()[:, None].repeat(1, how_many)
    factors[:, :1] = 1  # the step 0 does not count
    return factors.cumprod(dim=1)


def returns_by_operators(rewards, gammas):
    e, t = rewards.shape
    products = _powers_of(gammas, t).reshape(-1, 1, t) * rewards.double().reshape(1, e, t)
    return products.sum(2).to(rewards.dtype)
# %% right="speed_up" why="two lists and min, as in the hint"
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
        slow_result = slow()
        slow_times.append(clock() - start)
        start = clock()
        fast_result = fast()
        fast_times.append(clock() - start)
    if slow_result.shape != fast_result.shape or not torch.allclose(slow_result, fast_result):
        raise ValueError("the results differ")
    if min(fast_times) == 0:
        raise ValueError("the clock is too coarse")
    return float(min(slow_times) / min(fast_times))
# %% right="speed_up" why="running minima from infinity, helper that times one call"
def _gestoppt(what, clock):
    before = clock()
    tensor = what()
    after = clock()
    return after - before, tensor


def speed_up(slow, fast, n_runs, clock):
    if not n_runs >= 1:
        raise ValueError(n_runs)
    best_a = best_b = math.inf
    a = b = None
    for _ in range(n_runs):
        seconds, a = _gestoppt(slow, clock)
        best_a = min(best_a, seconds)
        seconds, b = _gestoppt(fast, clock)
        best_b = min(best_b, seconds)
    same = a.shape == b.shape and torch.allclose(a, b)
    if not same:
        raise ValueError("not the same tensor")
    try:
        return float(best_a / best_b)
    except ZeroDivisionError:
        raise ValueError("clock too coarse") from None
# %% right="speed_up" why="numpy table of times, one reading of the clock shared by both calls"
def speed_up(slow, fast, n_runs, clock):
    if n_runs <= 0:
        raise ValueError("no runs")
    ticks = np.zeros((n_runs, 3), dtype=np.float64)
    run = 0
    while run < n_runs:
        ticks[run, 0] = clock()
        one = slow()
        ticks[run, 1] = clock()
        two = fast()
        ticks[run, 2] = clock()
        run += 1
    shortest = np.diff(ticks, axis=1).min(axis=0)
    if tuple(one.shape) != tuple(two.shape):
        raise ValueError("shapes")
    if not torch.allclose(one, two):
        raise ValueError("entries")
    if shortest[1] == 0.0:
        raise ValueError("too coarse")
    return (shortest[0] / shortest[1]).item()
# %% right="speed_up" why="comprehension over the runs, zip(*...) to take the columns"
def speed_up(slow, fast, n_runs, clock):
    def timed(function):
        start = clock()
        result = function()
        return clock() - start, result

    if n_runs < 1:
        raise ValueError("n_runs < 1")
    runs = [timed(slow) + timed(fast) for _ in range(n_runs)]
    times_slow, results_slow, times_fast, results_fast = zip(*runs)
    for s, f in zip(results_slow, results_fast):
        if s.size() != f.size() or not s.allclose(f):
            raise ValueError("slow and fast do not agree")
    shortest = min(times_fast)
    if not shortest:
        raise ValueError("fast takes no time")
    return float(min(times_slow)) / float(shortest)
# %% right="speed_up" why="timeit.Timer with the given clock; a wrapper keeps the tensors"
import timeit


class Remember:
    def __init__(self, function):
        self.function = function
        self.last = None

    def __call__(self):
        self.last = self.function()


def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("at least one run is needed")
    s, f = Remember(slow), Remember(fast)
    timer_s, timer_f = timeit.Timer(s, timer=clock), timeit.Timer(f, timer=clock)
    times = {"s": [], "f": []}
    for _ in range(n_runs):
        times["s"].append(timer_s.timeit(number=1))
        times["f"].append(timer_f.timeit(number=1))
    if s.last.shape != f.last.shape:
        raise ValueError(f"{s.last.shape} is not {f.last.shape}")
    if not torch.allclose(s.last, f.last):
        raise ValueError("other entries")
    if min(times["f"]) == 0:
        raise ValueError("0 seconds")
    return float(min(times["s"]) / min(times["f"]))
# %% right="speed_up" why="leaves n_runs < 1 to min, whose error on an empty list is a ValueError before any call"
def speed_up(slow, fast, n_runs, clock):
    measured = {"slow": [], "fast": []}
    kept = {}
    for _ in range(n_runs):
        for name, function in (("slow", slow), ("fast", fast)):
            t0 = clock()
            kept[name] = function()
            t1 = clock()
            measured[name].append(t1 - t0)
    shortest = {name: min(times) for name, times in measured.items()}  # ValueError if empty
    a, b = kept["slow"], kept["fast"]
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different results")
    if shortest["fast"] == 0:
        raise ValueError("clock too coarse")
    return float(shortest["slow"] / shortest["fast"])
# %% right="speed_up" why="verbose class with sorted times"
class Contest:
    def __init__(self, clock):
        self.clock = clock
        self.times = {}
        self.tensors = {}

    def run(self, name, function):
        begin = self.clock()
        tensor = function()
        end = self.clock()
        self.times.setdefault(name, []).append(end - begin)
        self.tensors[name] = tensor

    def agree(self):
        x, y = self.tensors["slow"], self.tensors["fast"]
        if list(x.shape) == list(y.shape):
            return torch.allclose(x, y)
        return False

    def shortest(self, name):
        return sorted(self.times[name])[0]


def speed_up(slow, fast, n_runs, clock):
    if n_runs in range(1, n_runs + 1):
        contest = Contest(clock)
    else:
        raise ValueError("n_runs")
    for _ in range(n_runs):
        contest.run("slow", slow)
        contest.run("fast", fast)
    if not contest.agree():
        raise ValueError("no agreement")
    if contest.shortest("fast") == 0:
        raise ValueError("no time")
    return float(contest.shortest("slow")) / contest.shortest("fast")
# %% wrong="speed_up" why="'torch.allclose holds': torch.equal refuses tensors that only differ by rounding"
def speed_up(slow, fast, n_runs, clock):
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
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'raise a ValueError': shapes that cannot be stretched give allclose's RuntimeError, as it is asked first"
def speed_up(slow, fast, n_runs, clock):
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
    if not torch.allclose(a, b) or a.shape != b.shape:
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'if they have the same shape': only the number of axes is compared, so (2, 1) and (2, 2) agree"
def speed_up(slow, fast, n_runs, clock):
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
        same = a.dim() == b.dim() and torch.allclose(a, b)
    except RuntimeError:
        same = False
    if not same:
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'torch.allclose holds': torch.testing.assert_close has other tolerances (float32: large entries that agree are refused, tiny ones that differ pass; float64: 1e-7)"
def speed_up(slow, fast, n_runs, clock):
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
        torch.testing.assert_close(a, b)
    except AssertionError as error:
        raise ValueError("different") from error
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'torch.allclose holds': one absolute tolerance; large entries that agree are refused, and tensors without entries are an error"
def speed_up(slow, fast, n_runs, clock):
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
    if a.shape != b.shape or (a - b).abs().max() > 1e-6:
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'if the shortest time of fast is 0': a 0 in the first run is taken for 'nothing yet' and replaced by a later time"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    best_slow = best_fast = None
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
        raise ValueError("different")
    if best_fast == 0:
        raise ValueError("coarse")
    return float(best_slow / best_fast)
# %% wrong="speed_up" why="'shortest time of slow': the search starts at 100 seconds, so longer times count as 100"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    best_slow = best_fast = 100.0
    for _ in range(n_runs):
        start = clock()
        a = slow()
        best_slow = min(best_slow, clock() - start)
        start = clock()
        b = fast()
        best_fast = min(best_fast, clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    if best_fast == 0:
        raise ValueError("coarse")
    return float(best_slow / best_fast)
# %% wrong="speed_up" why="'it may start anywhere': the first reading of the clock serves as a large number; a clock that starts at 0 or below breaks it"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    best_slow = best_fast = clock()
    for _ in range(n_runs):
        start = clock()
        a = slow()
        best_slow = min(best_slow, clock() - start)
        start = clock()
        b = fast()
        best_fast = min(best_fast, clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    if best_fast == 0:
        raise ValueError("coarse")
    return float(best_slow / best_fast)
# %% wrong="speed_up" why="'it may start anywhere': readings are kept in float32, short times vanish far from 0"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    readings = torch.zeros(n_runs, 4)
    for run in range(n_runs):
        readings[run, 0] = clock()
        a = slow()
        readings[run, 1] = clock()
        readings[run, 2] = clock()
        b = fast()
        readings[run, 3] = clock()
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    best_slow = (readings[:, 1] - readings[:, 0]).min().item()
    best_fast = (readings[:, 3] - readings[:, 2]).min().item()
    if best_fast == 0:
        raise ValueError("coarse")
    return best_slow / best_fast
# %% wrong="speed_up" why="'if n_runs is less than 1, raise a ValueError': only 0 is refused, a negative number gives an UnboundLocalError"
def speed_up(slow, fast, n_runs, clock):
    if n_runs == 0:
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
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'if the shortest time of fast is 0': refuses as well where only slow took no time (the result is 0.0)"
def speed_up(slow, fast, n_runs, clock):
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
        raise ValueError("different")
    if 0 in slow_times + fast_times:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'if the shortest time of fast is 0': every time below a microsecond is refused"
def speed_up(slow, fast, n_runs, clock):
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
        raise ValueError("different")
    if min(fast_times) < 1e-6:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'shortest time of slow / shortest time of fast': rounded to two digits"
def speed_up(slow, fast, n_runs, clock):
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
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return round(float(min(slow_times) / min(fast_times)), 2)
# %% wrong="speed_up" why="'torch.allclose holds for them': only the sums are compared, so other entries with the same sum agree"
def speed_up(slow, fast, n_runs, clock):
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
    if a.shape != b.shape or not torch.allclose(a.sum(), b.sum()):
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'call each of the two exactly n_runs times': one more call of each, to compare the results before the measurement"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    a, b = slow(), fast()
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    slow_times, fast_times = [], []
    for _ in range(n_runs):
        start = clock()
        slow()
        slow_times.append(clock() - start)
        start = clock()
        fast()
        fast_times.append(clock() - start)
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
# %% wrong="speed_up" why="'shortest time of slow': off by one, the last run of slow is never compared (the record is updated at the head of the next round)"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    record_slow = record_fast = None
    for run in range(n_runs):
        if run > 1:
            record_slow = min(record_slow, slow_seconds)
        start = clock()
        a = slow()
        slow_seconds = clock() - start
        if run == 0:
            record_slow = slow_seconds
        start = clock()
        b = fast()
        fast_seconds = clock() - start
        record_fast = fast_seconds if run == 0 else min(record_fast, fast_seconds)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    if record_fast == 0:
        raise ValueError("coarse")
    return float(record_slow / record_fast)
# %% wrong="speed_up" why="'call each in turns': slow first in the first run, then fast and slow change places with every run"
def speed_up(slow, fast, n_runs, clock):
    if n_runs < 1:
        raise ValueError("n_runs")
    times = {slow: [], fast: []}
    result = {}
    order = [slow, fast]
    for _ in range(n_runs):
        for function in order:
            start = clock()
            result[function] = function()
            times[function].append(clock() - start)
        order.reverse()
    if result[slow].shape != result[fast].shape or not torch.allclose(result[slow], result[fast]):
        raise ValueError("different")
    if min(times[fast]) == 0:
        raise ValueError("coarse")
    return float(min(times[slow]) / min(times[fast]))
# %% wrong="speed_up" why="reuse across calls: the times of earlier comparisons stay in the default lists, so the shortest may be an old one"
def speed_up(slow, fast, n_runs, clock, slow_times=[], fast_times=[]):
    if n_runs < 1:
        raise ValueError("n_runs")
    for _ in range(n_runs):
        start = clock()
        a = slow()
        slow_times.append(clock() - start)
        start = clock()
        b = fast()
        fast_times.append(clock() - start)
    if a.shape != b.shape or not torch.allclose(a, b):
        raise ValueError("different")
    if min(fast_times) == 0:
        raise ValueError("coarse")
    return float(min(slow_times) / min(fast_times))
