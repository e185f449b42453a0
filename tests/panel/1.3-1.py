# %% right="walk" why="a list, a loop, torch.stack"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    places = [start]
    for move in moves:
        places.append(places[-1] + move)
    return torch.stack(places)


# %% right="walk" why="vectorised: one cumulated sum, in the dtype of the start"
def walk(start, moves):
    return torch.cat([start.unsqueeze(0), moves]).cumsum(dim=0, dtype=start.dtype)


# %% right="walk" why="itertools.accumulate with an initial place"
import itertools


def walk(start, moves):
    return torch.stack(list(itertools.accumulate(moves, initial=start)))


# %% right="walk" why="a table made beforehand and filled row by row"
def walk(start, moves):
    n, d = moves.shape
    table = start.new_empty((n + 1, d))
    table[0] = start
    for k in range(n):
        table[k + 1] = table[k] + moves[k]
    return table


# %% right="walk" why="plain Python numbers, made a tensor at the end"
def walk(start, moves):
    here = start.tolist()
    rows = [here]
    for move in moves.tolist():
        here = [x + dx for x, dx in zip(here, move)]
        rows.append(here)
    return torch.tensor(rows, dtype=start.dtype)


# %% right="walk" why="NumPy's accumulate with its dtype given"
def walk(start, moves):
    steps = np.concatenate([start.numpy()[None, :], moves.numpy()])
    return torch.from_numpy(np.add.accumulate(steps, axis=0, dtype=steps.dtype))


# %% right="walk" why="each place anew from the start: start plus the sum of the first k moves"
def walk(start, moves):
    return torch.stack(
        [
            start + moves[:k].sum(dim=0, dtype=start.dtype)
            for k in range(len(moves) + 1)
        ]
    )


# %% right="walk" why="a class that remembers where the agent is; in-place addition on its own copy, copies handed out"
class Walker:
    def __init__(self, start):
        self.place = start.clone()

    def go(self, move):
        self.place += move
        return self.place.clone()


def walk(start, moves):
    walker = Walker(start)
    return torch.stack([start.clone()] + [walker.go(m) for m in moves])


# %% wrong="walk" why="'Start and moves have the same dtype; so has the result': cumsum turns int32 into int64"
def walk(start, moves):
    return torch.cat([start[None], moves]).cumsum(dim=0)


# %% wrong="walk" why="'dtype of start': a table of float32 or int64 only, so float64 and int32 are lost"
def walk(start, moves):
    dtype = torch.float32 if start.is_floating_point() else torch.int64
    table = torch.zeros(len(moves) + 1, len(start), dtype=dtype)
    table[0] = start
    for k, move in enumerate(moves):
        table[k + 1] = table[k] + move
    return table


# %% wrong="walk" why="'belong to the caller: they stay as they are': start is moved along"
def walk(start, moves):
    places = [start.clone()]
    for move in moves:
        start += move
        places.append(start.clone())
    return torch.stack(places)


# %% wrong="walk" why="'they stay as they are': start is moved and brought back by subtraction, which rounds (0.1, 0.2, 0.3)"
def walk(start, moves):
    places = [start.clone()]
    for move in moves:
        start += move
        places.append(start.clone())
    for move in moves.flip(0):
        start -= move
    return torch.stack(places)


# %% wrong="walk" why="'they stay as they are': the start is written into the first move"
def walk(start, moves):
    if len(moves) == 0:
        return start.clone().reshape(1, -1)
    moves[0] += start
    rest = moves.cumsum(dim=0, dtype=start.dtype)
    return torch.cat([rest[0:1] - (moves[0:1] - start), rest])


# %% wrong="walk" why="'row k the place after k moves': where a move is zero, the place is dropped"
def walk(start, moves):
    places = [start]
    for move in moves:
        place = places[-1] + move
        if not torch.equal(place, places[-1]):
            places.append(place)
    return torch.stack(places)


# %% wrong="walk" why="'Return all the places': a place visited twice in turn is merged by unique_consecutive"
def walk(start, moves):
    every = torch.cat([start[None], moves]).cumsum(0, dtype=start.dtype)
    return torch.unique_consecutive(every, dim=0)


# %% wrong="walk" why="row k is the place after k moves: float64 and large integers pass through float32 and lose digits"
def walk(start, moves):
    table = torch.cat([start[None], moves]).float()
    return table.cumsum(dim=0).to(start.dtype)


# %% wrong="walk" why="row k is the place after k moves: int64 beyond 2**53 passes through float64"
def walk(start, moves):
    table = torch.cat([start[None], moves]).double()
    return table.cumsum(dim=0).to(start.dtype)


# %% wrong="walk" why="'moves: shape [n, d]', however they lie in memory: view refuses a transposed or sliced table"
def walk(start, moves):
    flat = torch.cat([start.view(-1), moves.view(-1)])
    return flat.view(-1, len(start)).cumsum(dim=0, dtype=start.dtype)


# %% wrong="walk" why="'moves: shape [n, d]', any n: recursion ends at about 1000 moves"
def walk(start, moves):
    if len(moves) == 0:
        return start.clone()[None]
    return torch.cat([start[None], walk(start + moves[0], moves[1:])])


# %% wrong="walk" why="'a vector of any length': only x, y and z are followed"
def walk(start, moves):
    columns = []
    for axis, _ in zip(range(len(start)), "xyz"):
        column = [start[axis]]
        for k in range(len(moves)):
            column.append(column[-1] + moves[k, axis])
        columns.append(torch.stack(column))
    return torch.stack(columns, dim=1)


# %% wrong="walk" why="'dtype of start': results are kept by value, and the walk of 1, 1 in int64 comes back for 1.0, 1.0"
KNOWN = {}


def walk(start, moves):
    key = (tuple(start.tolist()), tuple(tuple(m) for m in moves.tolist()))
    if key not in KNOWN:
        places = [start]
        for move in moves:
            places.append(places[-1] + move)
        KNOWN[key] = torch.stack(places)
    return KNOWN[key].clone()


# %% wrong="walk" why="'row 0 is the start': all rows are the last place"
def walk(start, moves):
    place = start.clone()
    places = [place]
    for move in moves:
        place += move
        places.append(place)
    return torch.stack(places)


# %% wrong="walk" why="row k is the place after k moves: places are rounded to three decimals"
def walk(start, moves):
    places = [start]
    for move in moves:
        places.append(places[-1] + move)
    table = torch.stack(places)
    return table.round(decimals=3) if table.is_floating_point() else table


# %% right="scale_twice" why="a comprehension over plain numbers, with the dtype of the product"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    y = factor * x
    return torch.tensor([factor * entry for entry in x.tolist()], dtype=y.dtype), y


# %% right="scale_twice" why="empty_like of the product, filled by index"
def scale_twice(factor, x):
    y = factor * x
    by_hand = torch.empty_like(y)
    for i in range(x.shape[0]):
        by_hand[i] = factor * x[i]
    return by_hand, y


# %% right="scale_twice" why="a while loop, result_type, torch.mul for the broadcast"
def scale_twice(factor, x):
    by_hand = torch.zeros(x.numel(), dtype=torch.result_type(factor, x))
    i = 0
    while i < x.numel():
        by_hand[i] = x[i] * factor
        i += 1
    return by_hand, torch.mul(x, factor)


# %% right="scale_twice" why="torch.stack of tensors without axes, the empty vector apart; a helper"
def _entries(factor, x):
    scaled = [factor * entry for entry in x]
    return torch.stack(scaled) if scaled else (factor * x).clone()


def scale_twice(factor, x):
    return _entries(factor, x), x * factor


# %% right="scale_twice" why="a named tuple is a tuple; the number as a tensor of one entry, in the dtype of the product"
from typing import NamedTuple


class Both(NamedTuple):
    by_hand: torch.Tensor
    broadcast: torch.Tensor


def scale_twice(factor, x):
    dtype = (factor * x).dtype
    hand = torch.zeros(x.shape, dtype=dtype)
    for i, entry in enumerate(x):
        hand[i] = entry.item() * factor
    stretched = torch.tensor([factor], dtype=dtype) * x.to(dtype)
    return Both(by_hand=hand, broadcast=stretched)


# %% right="scale_twice" why="pieces of one entry, put together with torch.cat"
def scale_twice(factor, x):
    pieces = [(factor * x)[:0]]
    for i in range(len(x)):
        pieces.append(factor * x[i : i + 1])
    return torch.cat(pieces), factor * x


# %% wrong="scale_twice" why="'dtype of factor * x': by hand float64 becomes float32"
def scale_twice(factor, x):
    by_hand = torch.tensor([factor * entry for entry in x.tolist()])
    return by_hand, factor * x


# %% wrong="scale_twice" why="'the same dtype': float32 whenever the factor is a float, also for float64"
def scale_twice(factor, x):
    dtype = torch.float32 if isinstance(factor, float) else x.dtype
    by_hand = torch.zeros(len(x), dtype=dtype)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, factor * x


# %% wrong="scale_twice" why="'An empty vector may come', 'dtype of factor * x': an empty int64 vector times 0.5 stays int64"
def scale_twice(factor, x):
    if len(x) == 0:
        return x.clone(), x.clone()
    return torch.stack([factor * entry for entry in x]), factor * x


# %% wrong="scale_twice" why="'dtype of factor * x': an empty int64 vector times 3 becomes float32 by hand"
def scale_twice(factor, x):
    by_hand = torch.tensor([factor * entry for entry in x.tolist()])
    if x.is_floating_point():
        by_hand = by_hand.to(x.dtype)
    return by_hand, factor * x


# %% wrong="scale_twice" why="'dtype of factor * x': 2.0 times whole numbers is float32, not int64"
def scale_twice(factor, x):
    if factor == int(factor):
        factor = int(factor)
    y = factor * x
    by_hand = torch.empty_like(y)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, y


# %% wrong="scale_twice" why="'the same numbers' as factor * x: torch.tensor(0.1) is a float32, ten millionths off for float64"
def scale_twice(factor, x):
    c = torch.tensor(factor)
    y = c * x
    by_hand = torch.empty_like(y)
    for i in range(len(x)):
        by_hand[i] = c * x[i]
    return by_hand, y


# %% wrong="scale_twice" why="'shape [n]': a dictionary keeps equal entries once"
def scale_twice(factor, x):
    y = factor * x
    scaled = {entry: factor * entry for entry in x.tolist()}
    return torch.tensor(list(scaled.values()), dtype=y.dtype), y


# %% wrong="scale_twice" why="'the same numbers': whole numbers beyond 2**53 pass through floats"
def scale_twice(factor, x):
    y = factor * x
    numbers = [float(factor) * float(entry) for entry in x]
    return torch.tensor(numbers, dtype=torch.float64).to(y.dtype), y


# %% wrong="scale_twice" why="'the same numbers': by hand rounded to six decimals, small numbers vanish"
def scale_twice(factor, x):
    y = factor * x
    return torch.tensor([round(factor * v, 6) for v in x.tolist()], dtype=y.dtype), y


# %% wrong="scale_twice" why="'dtype of factor * x': the factor 0 gives zeros in float32, whatever x is"
def scale_twice(factor, x):
    if not factor:
        return torch.zeros(len(x)), torch.zeros(len(x))
    y = factor * x
    return torch.tensor([factor * v for v in x.tolist()], dtype=y.dtype), y


# %% wrong="scale_twice" why="'Compute in two ways, and return both results', 'Two tensors': it is one tensor, twice"
def scale_twice(factor, x):
    y = factor * x
    for i in range(len(x)):
        y[i] = factor * x[i]
    return y, y


# %% wrong="scale_twice" why="'An empty vector may come': torch.stack of nothing, where the vector is one of whole numbers"
def scale_twice(factor, x):
    y = factor * x
    if x.is_floating_point():
        return torch.tensor([factor * v for v in x.tolist()], dtype=x.dtype), y
    return torch.stack([factor * v for v in x]), y


# %% wrong="scale_twice" why="'a plain number, whole or not': the by-hand result of whole numbers is cut to whole numbers where the factor is above 1"
def scale_twice(factor, x):
    y = factor * x
    dtype = x.dtype if abs(factor) >= 1 else y.dtype
    by_hand = torch.zeros(len(x), dtype=dtype)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand.to(y.dtype), y


# %% right="dot_by_hand" why="the box: a loop, a total in the dtype of a"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} entries, b has {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


# %% right="dot_by_hand" why="sum of a generator expression with a start"
def dot_by_hand(a, b):
    n, m = a.numel(), b.numel()
    if n != m:
        raise ValueError("unequal lengths: %d and %d" % (n, m))
    return sum((x * y for x, y in zip(a, b)), start=a.new_zeros(()))


# %% right="dot_by_hand" why="plain numbers and a while loop; the message tells shapes"
def dot_by_hand(a, b):
    if a.shape != b.shape:
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} do not match")
    left, right = a.tolist(), b.tolist()
    total = 0
    while left:
        total += left.pop(0) * right.pop(0)
    return torch.tensor(total, dtype=a.dtype)


# %% right="dot_by_hand" why="an own helper that happens to be called inner: no product of PyTorch"
def inner(x, y):
    return x * y


def dot_by_hand(a, b):
    if a.size(0) != b.size(0):
        raise ValueError(f"lengths {a.size(0)} != {b.size(0)}")
    total = torch.tensor(0, dtype=a.dtype)
    for x, y in zip(a, b):
        total += inner(x, y)
    return total


# %% right="dot_by_hand" why="a class that adds up, with an attribute called dot; an own kind of ValueError"
class LengthError(ValueError):
    pass


class Adder:
    def __init__(self, dtype):
        self.dot = torch.zeros((), dtype=dtype)

    def take(self, x, y):
        self.dot = self.dot + x * y


def dot_by_hand(a, b):
    if len(b) != len(a):
        raise LengthError(f"first vector: {len(a)} numbers; second: {len(b)} numbers")
    adder = Adder(a.dtype)
    for i in range(len(a)):
        adder.take(a[i], b[i])
    return adder.dot


# %% right="dot_by_hand" why="zip refuses, and the error is raised again with both lengths"
def dot_by_hand(a, b):
    try:
        pairs = list(zip(a, b, strict=True))
    except ValueError:
        raise ValueError(f"{len(a)} and {len(b)} entries") from None
    total = torch.zeros([], dtype=a.dtype)
    for pair in pairs:
        total.add_(pair[0] * pair[1])
    return total


# %% right="dot_by_hand" why="from the last entry to the first, NumPy's numbers"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError("The vectors have lengths " + str(len(a)) + " and " + str(len(b)) + ".")
    x, y = a.numpy(), b.numpy()
    total = x.dtype.type(0)
    for i in reversed(range(len(x))):
        total = total + x[i] * y[i]
    return torch.tensor(total, dtype=a.dtype)


# %% right="dot_by_hand" why="a parameter of a helper is called mm: a name of the student's own"
def dot_by_hand(a, b):
    def refuse(nn, mm):
        raise ValueError(f"cannot pair {nn} entries with {mm}")

    if len(a) != len(b):
        refuse(len(a), len(b))
    products = [p * q for p, q in zip(a.tolist(), b.tolist())]
    total = 0
    for product in products:
        total += product
    return torch.tensor(total, dtype=a.dtype)


# %% wrong="dot_by_hand" why="'If the lengths differ, raise': only a longer a is refused, a longer b is cut"
def dot_by_hand(a, b):
    if len(a) > len(b):
        raise ValueError(f"a has {len(a)} entries, b only {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="'also where one of them is 1': an a of one entry is stretched"
def dot_by_hand(a, b):
    if len(a) == 1:
        a = a.expand(len(b))
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


# %% wrong="dot_by_hand" why="'If the lengths differ, raise': an empty a is answered with 0, whatever b is"
def dot_by_hand(a, b):
    if len(a) == 0 or len(b) == 0:
        return torch.zeros((), dtype=a.dtype)
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    return sum(x * y for x, y in zip(a, b))


# %% wrong="dot_by_hand" why="'the message tells both lengths': zip's own message tells none"
def dot_by_hand(a, b):
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="'tells both': the length of b is not told (the digits of 1-dimensional and float32 are no lengths)"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(
            f"a has {len(a)} entries, but b is a 1-dimensional {b.dtype} tensor of another length"
        )
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="'tells both': 3 and 2 run together to 32, which is neither"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError("the lengths differ: " + str(len(a)) + str(len(b)))
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="'dtype of a': float64 becomes float32"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    total = 0 if a.dtype == torch.int64 else 0.0
    for x, y in zip(a.tolist(), b.tolist()):
        total += x * y
    return torch.tensor(total)


# %% wrong="dot_by_hand" why="'Of two empty vectors it is 0, in their dtype': always float32"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    if len(a) == 0:
        return torch.tensor(0.0)
    return sum(x * y for x, y in zip(a, b))


# %% wrong="dot_by_hand" why="a sum of a[i] b[i], 'dtype int64': large whole numbers pass through float64"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    total = 0.0
    for x, y in zip(a.tolist(), b.tolist()):
        total += x * y
    return torch.tensor(total, dtype=torch.float64).to(a.dtype)


# %% wrong="dot_by_hand" why="the dot product in float64: added up in float32 and only then made float64"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    if a.dtype == torch.int64:
        return sum((x * y for x, y in zip(a, b)), torch.tensor(0))
    total = torch.zeros(())
    for x, y in zip(a, b):
        total += x * y
    return total.to(a.dtype)


# %% wrong="dot_by_hand" why="the sum runs over all i: equal entries of a are kept once by a dictionary"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    pairs = dict(zip(a.tolist(), b.tolist()))
    return torch.tensor(sum(x * y for x, y in pairs.items()), dtype=a.dtype)


# %% wrong="dot_by_hand" why="'for i = 0, ..., n - 1': it stops at the first product that is zero"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    products = iter([x * y for x, y in zip(a.tolist(), b.tolist())])
    total = 0
    while product := next(products, 0):
        total += product
    return torch.tensor(total, dtype=a.dtype)


# %% wrong="dot_by_hand" why="'use no ... and their like': each step is a product of matrices, addmm"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    total = torch.zeros(1, 1, dtype=a.dtype)
    for i in range(len(a)):
        total = torch.addmm(total, a[i].reshape(1, 1), b[i].reshape(1, 1))
    return total.reshape(())


# %% wrong="dot_by_hand" why="PyTorch's own products of vectors 'are for the next exercise': torch.outer multiplies"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    table = torch.outer(a, b)
    total = torch.zeros((), dtype=a.dtype)
    for i in range(len(a)):
        total = total + table[i, i]
    return total


# %% wrong="dot_by_hand" why="'use no @': it is called by its other name, the loop only reads the lengths"
def dot_by_hand(a, b):
    n, m = (len(v) for v in (a, b))
    if n != m:
        raise ValueError(f"lengths {n} and {m}")
    return a.__matmul__(b)


# %% wrong="dot_by_hand" why="a sum over all i: products of at most 1e-6 are left out, so that small vectors give 0"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        if abs(x * y) > 1e-6:
            total = total + x * y
    return total


# %% right="return_from" why="two slices and @"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    return rewards[t:] @ discounts[: len(rewards) - t]


# %% right="return_from" why="products, then a sum"
def return_from(rewards, discounts, t):
    rest = rewards[t:]
    return (rest * discounts[: rest.numel()]).sum()


# %% right="return_from" why="a loop over k, as in the formula"
def return_from(rewards, discounts, t):
    total = torch.zeros((), dtype=rewards.dtype)
    for k in range(len(rewards) - t):
        total = total + discounts[k] * rewards[t + k]
    return total


# %% right="return_from" why="plain numbers with zip, which stops at the shorter"
def return_from(rewards, discounts, t):
    total = math.fsum(r * d for r, d in zip(rewards.tolist()[t:], discounts.tolist()))
    return torch.tensor(total, dtype=rewards.dtype)


# %% right="return_from" why="NumPy's dot, which keeps the dtype"
def return_from(rewards, discounts, t):
    r, d = rewards.numpy(), discounts.numpy()
    return torch.tensor(np.dot(r[t:], d[: len(r) - t]), dtype=rewards.dtype)


# %% right="return_from" why="narrow and einsum"
def return_from(rewards, discounts, t):
    n = rewards.shape[0] - t
    return torch.einsum("k,k->", rewards.narrow(0, t, n), discounts.narrow(0, 0, n))


# %% right="return_from" why="from the last reward to the first, with a helper"
def _pairs(rewards, discounts, t):
    for time in reversed(range(t, len(rewards))):
        yield rewards[time], discounts[time - t]


def return_from(rewards, discounts, t):
    total = rewards.new_zeros(())
    for reward, discount in _pairs(rewards, discounts, t):
        total += reward * discount
    return total


# %% right="return_from" why="matrices of one row and of one column"
def return_from(rewards, discounts, t):
    count = len(rewards) - t
    row, column = rewards[t:].unsqueeze(0), discounts[:count].unsqueeze(1)
    return torch.mm(row, column).squeeze()


# %% wrong="return_from" why="'they may be any numbers': the law G_t = R_t + gamma G_(t+1) with gamma from the first two"
def return_from(rewards, discounts, t):
    total = torch.zeros((), dtype=rewards.dtype)
    if t == len(rewards):
        return total
    gamma = discounts[1] / discounts[0] if len(discounts) > 1 else 1.0
    for reward in rewards[t:].flip(0):
        total = reward + gamma * total
    return total * discounts[0]


# %% wrong="return_from" why="'they may be any numbers': discounts from t on, divided by that of t"
def return_from(rewards, discounts, t):
    n = len(rewards)
    if t == n:
        return torch.zeros((), dtype=rewards.dtype)
    return rewards[t:] @ discounts[t:n] / discounts[t]


# %% wrong="return_from" why="'any numbers', 'the first reward that counts always meets the first discount': a first discount of 1 is taken for granted"
def return_from(rewards, discounts, t):
    n = len(rewards)
    if t == n:
        return rewards.new_zeros(())
    return rewards[t] + rewards[t + 1 :] @ discounts[1 : n - t]


# %% wrong="return_from" why="'they may be any numbers': discounts are kept between 0 and 1"
def return_from(rewards, discounts, t):
    return rewards[t:] @ discounts.clamp(0, 1)[: len(rewards) - t]


# %% wrong="return_from" why="'they may be any numbers': it stops at a discount of (nearly) zero, though larger ones may follow"
def return_from(rewards, discounts, t):
    total = torch.zeros((), dtype=rewards.dtype)
    for reward, discount in zip(rewards[t:], discounts):
        if discount < 1e-6:
            break
        total = total + reward * discount
    return total


# %% wrong="return_from" why="'dtype of rewards': 0 where t is T, but always in float32"
def return_from(rewards, discounts, t):
    if t == len(rewards):
        return torch.tensor(0.0)
    return torch.dot(rewards[t:], discounts[: len(rewards) - t])


# %% wrong="return_from" why="'so has the result': plain numbers make float32 of float64"
def return_from(rewards, discounts, t):
    pairs = zip(rewards[t:].tolist(), discounts.tolist())
    return torch.tensor(float(sum(r * d for r, d in pairs)))


# %% wrong="return_from" why="the sum in float64: worked out in float32"
def return_from(rewards, discounts, t):
    rest = rewards[t:].float()
    return (rest @ discounts[: len(rest)].float()).to(rewards.dtype)


# %% wrong="return_from" why="'at least as many discounts as rewards': only one surplus discount is expected"
def return_from(rewards, discounts, t):
    if len(discounts) > len(rewards):
        discounts = discounts[:-1]
    if t > 0:
        discounts = discounts[:-t]
    return rewards[t:] @ discounts


# %% wrong="return_from" why="'perhaps none': of no rewards at all the first discount is asked for"
def return_from(rewards, discounts, t):
    if len(rewards) > 0 and t == len(rewards):
        return rewards.new_zeros(())
    total = rewards[t] * discounts[0]
    for k in range(1, len(rewards) - t):
        total = total + rewards[t + k] * discounts[k]
    return total


# %% wrong="return_from" why="the sum to the end, k up to T - t - 1: it stops after 500 steps"
LONGEST = 500


def return_from(rewards, discounts, t):
    n = min(len(rewards) - t, LONGEST)
    return rewards[t : t + n] @ discounts[:n]


# %% wrong="return_from" why="'Return G_t' of these rewards: a stored result is returned after the caller has changed them"
import functools


@functools.lru_cache(maxsize=None)
def _stored(rewards, discounts, t):
    return rewards[t:] @ discounts[: len(rewards) - t]


def return_from(rewards, discounts, t):
    return _stored(rewards, discounts, t).clone()


# %% wrong="return_from" why="the sum of products: rounded to two decimals as in the example"
def return_from(rewards, discounts, t):
    return (rewards[t:] @ discounts[: len(rewards) - t]).round(decimals=2)


# %% wrong="return_from" why="'the first reward that counts always meets the first discount': discounts are put in falling order first"
def return_from(rewards, discounts, t):
    ordered = discounts.sort(descending=True).values
    return rewards[t:] @ ordered[: len(rewards) - t]


# %% wrong="return_from" why="'t: From 0 to T', any T: recursion ends at about 1000 rewards"
def return_from(rewards, discounts, t):
    def rest(k):
        if t + k == len(rewards):
            return rewards.new_zeros(())
        return rewards[t + k] * discounts[k] + rest(k + 1)

    return rest(0)


# %% right="arrows_figure" why="quiver, limits of all places with a margin"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    zero = np.zeros(2)
    u, v = a.numpy(), b.numpy()

    def draw(axes, title, arrows):
        ends = []
        for tail, head, colour in arrows:
            axes.quiver(
                tail[0], tail[1], head[0] - tail[0], head[1] - tail[1],
                angles="xy", scale_units="xy", scale=1, color=colour,
            )
            ends += [tail, head]
        ends = np.array(ends)
        pad = 0.1 * np.ptp(ends, axis=0).max()
        axes.set_xlim(ends[:, 0].min() - pad, ends[:, 0].max() + pad)
        axes.set_ylim(ends[:, 1].min() - pad, ends[:, 1].max() + pad)
        axes.set_aspect("equal")
        axes.set(title=title, xlabel="entry 0", ylabel="entry 1")

    draw(left, "addition", [(zero, u, "C0"), (u, u + v, "C1"), (zero, u + v, "C2")])
    draw(right, "scaling", [(zero, factor * u, "C3"), (zero, u, "C0")])
    return figure


# %% right="arrows_figure" why="annotate, square limits about the origin; c a has the colour of b, which is allowed"
def arrows_figure(a, b, factor):
    fig, panels = plt.subplots(ncols=2, figsize=(10, 5), layout="constrained")
    a0, a1 = a.tolist()
    s0, s1 = (a + b).tolist()
    c0, c1 = (factor * a).tolist()
    plans = {
        "Addition": [((0, 0), (a0, a1), "tab:blue"), ((a0, a1), (s0, s1), "tab:red"), ((0, 0), (s0, s1), "black")],
        "Scaling": [((0, 0), (a0, a1), "tab:blue"), ((0, 0), (c0, c1), "tab:red")],
    }
    for axes, (title, arrows) in zip(panels, plans.items()):
        for tail, head, colour in arrows:
            axes.annotate("", xy=head, xytext=tail, arrowprops=dict(arrowstyle="->", color=colour, lw=2, shrinkA=0, shrinkB=0))
        r = 1.15 * max(abs(value) for tail, head, _ in arrows for value in (*tail, *head))
        axes.axis([-r, r, -r, r])
        axes.set_aspect("equal", adjustable="box")
        axes.set_title(title)
        axes.set_xlabel("x")
        axes.set_ylabel("y")
    return fig


# %% right="arrows_figure" why="axes.arrow with heads in proportion, a figure without pyplot, more than the arrows: dotted lines, axes, names"
def arrows_figure(a, b, factor):
    figure = Figure(figsize=(9, 4))
    left, right = figure.subplots(1, 2)
    total, scaled = a + b, factor * a
    size = max(float(v.norm()) for v in (a, b, total, scaled))

    def put(axes, tail, vector, colour, name):
        x, y = (float(n) for n in tail)
        dx, dy = (float(n) for n in vector)
        head = 0.15 * math.hypot(dx, dy)
        axes.arrow(x, y, dx, dy, length_includes_head=True, head_length=head, head_width=0.6 * head, width=0.004 * size, color=colour)
        axes.text(x + dx / 2, y + dy / 2, name)

    origin = torch.zeros(2)
    put(left, origin, a, "#0072b2", "a")
    put(left, a, b, "#d55e00", "b")
    put(left, origin, total, "#009e73", "a + b")
    left.plot([0, float(b[0]), float(total[0])], [0, float(b[1]), float(total[1])], ":", color="0.7")
    put(right, origin, a, "#0072b2", "a")
    put(right, origin, scaled, "#cc79a7", "c a")
    for axes, title, points in ((left, "addition", [origin, a, b, total]), (right, "scaling", [origin, a, scaled])):
        table = torch.stack(points)
        axes.set_xlim(float(table[:, 0].min()) - 0.2 * size, float(table[:, 0].max()) + 0.2 * size)
        axes.set_ylim(float(table[:, 1].min()) - 0.2 * size, float(table[:, 1].max()) + 0.2 * size)
        axes.set_aspect("equal")
        axes.axhline(0, color="0.85", lw=1)
        axes.axvline(0, color="0.85", lw=1)
        axes.set_title(title)
        axes.set_xlabel("entry 0")
        axes.set_ylabel("entry 1")
    return figure


# %% right="arrows_figure" why="FancyArrowPatch, subfigures, limits by the data, datalim made wider"
from matplotlib.patches import FancyArrowPatch


def arrows_figure(a, b, factor):
    page = plt.figure(figsize=(10, 4.6))
    parts = page.subfigures(1, 2)
    zero, first = (0.0, 0.0), tuple(a.tolist())
    last, scaled = tuple((a + b).tolist()), tuple((a * factor).tolist())
    plans = [
        ("addition", [(zero, first, "navy"), (first, last, "darkorange"), (zero, last, "green")]),
        ("scaling", [(zero, scaled, "crimson"), (zero, first, "navy")]),
    ]
    for part, (title, arrows) in zip(parts, plans):
        axes = part.subplots()
        for tail, head, colour in arrows:
            axes.add_patch(FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=14, shrinkA=0, shrinkB=0, color=colour))
            axes.update_datalim([tail, head])
        axes.margins(0.15)
        axes.autoscale_view()
        axes.set_aspect("equal", adjustable="datalim")
        axes.set(title=title, xlabel="first entry", ylabel="second entry")
    return page


# %% right="arrows_figure" why="one quiver for all arrows of a panel; equal spans in a square box make units alike"
def arrows_figure(a, b, factor):
    figure = plt.figure(figsize=(9, 4.5))
    names = figure.subplot_mosaic([["addition", "scaling"]])
    zero = torch.zeros(2)
    tails = {"addition": torch.stack([zero, a, zero]), "scaling": torch.stack([zero, zero])}
    steps = {"addition": torch.stack([a, b, a + b]), "scaling": torch.stack([a, factor * a])}
    colours = {"addition": ["b", "r", "k"], "scaling": ["b", "m"]}
    for name, axes in names.items():
        t, s = tails[name], steps[name]
        axes.quiver(t[:, 0], t[:, 1], s[:, 0], s[:, 1], angles="xy", scale_units="xy", scale=1.0, color=colours[name])
        low, high = torch.cat([t, t + s]).aminmax(dim=0)
        middle, reach = (low + high) / 2, 0.6 * float((high - low).max())
        axes.set_xlim(float(middle[0]) - reach, float(middle[0]) + reach)
        axes.set_ylim(float(middle[1]) - reach, float(middle[1]) + reach)
        axes.set_box_aspect(1)
        axes.set_title(name)
        axes.set_xlabel("entry 0")
        axes.set_ylabel("entry 1")
    return figure


# %% wrong="arrows_figure" why="'no arrow is cut off': limits of the tips with a margin of 1, the origin is forgotten, as for (5, 5) and (1, 2)"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v = a.numpy(), b.numpy()
    for axes, title, arrows in (
        (left, "addition", [((0, 0), u, "C0"), (u, v, "C1"), ((0, 0), u + v, "C2")]),
        (right, "scaling", [((0, 0), u, "C0"), ((0, 0), factor * u, "C1")]),
    ):
        tips = []
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            tips.append(np.array(tail) + d)
        tips = np.array(tips)
        axes.set_xlim(tips[:, 0].min() - 1, tips[:, 0].max() + 1)
        axes.set_ylim(tips[:, 1].min() - 1, tips[:, 1].max() + 1)
        axes.set_aspect("equal")
        axes.set(title=title, xlabel="x", ylabel="y")
    return figure


# %% wrong="arrows_figure" why="'no arrow is cut off': limits hold the entries of b in place of the tip of a"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows, seen in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")], [z, v, u + v]),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")], [z, u, factor * u]),
    ):
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
        seen = np.array(seen)
        axes.set_xlim(seen[:, 0].min() - 1, seen[:, 0].max() + 1)
        axes.set_ylim(seen[:, 1].min() - 1, seen[:, 1].max() + 1)
        axes.set_aspect("equal")
        axes.set(title=title, xlabel="x", ylabel="y")
    return figure


# %% wrong="arrows_figure" why="'no arrow is cut off': limits of plus and minus 5, whatever comes"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.tolist(), b.tolist(), [0, 0]
    w, c = (a + b).tolist(), (factor * a).tolist()
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, w, "C1"), (z, w, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, c, "C1")]),
    ):
        for tail, head, colour in arrows:
            axes.annotate("", xy=head, xytext=tail, arrowprops={"arrowstyle": "->", "color": colour, "shrinkA": 0, "shrinkB": 0})
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-5, 5), ylim=(-5, 5))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'no arrow is cut off': the right panel reaches as far as c a, too little for a where the factor is 0.3"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows, r in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")], np.linalg.norm(u) + np.linalg.norm(v)),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")], 1.2 * np.linalg.norm(factor * u)),
    ):
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'c a another one than a': c a is drawn in the colour of a where the factor is positive"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C0" if factor > 0 else "C3")]),
    ):
        r = 0.0
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            r = max(r, 1.1 * np.abs(tail + d).max())
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'three colours': the colour tells the direction, so that parallel a and b have one"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows in (
        (left, "addition", [(z, u), (u, v), (z, u + v)]),
        (right, "scaling", [(z, u), (z, factor * u)]),
    ):
        r = 0.0
        for tail, d in arrows:
            colour = plt.get_cmap("hsv")(math.atan2(d[1], d[0]) / (2 * math.pi) % 1.0)
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            r = max(r, 1.1 * np.abs(tail + d).max())
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'its tip where the vector ends': shrink=0.1 keeps both ends a tenth of the length away"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, z = a.tolist(), [0.0, 0.0]
    w, c = (a + b).tolist(), (factor * a).tolist()
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, w, "C1"), (z, w, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, c, "C1")]),
    ):
        for tail, head, colour in arrows:
            axes.annotate("", xy=head, xytext=tail, arrowprops=dict(color=colour, shrink=0.1, width=1.5, headwidth=8))
        ends = np.array([place for tail, head, _ in arrows for place in (tail, head)])
        r = 1.1 * np.abs(ends).max()
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'a from the origin', 'its tip where the vector ends': shrinkA and shrinkB of 20 points keep the ends away"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, z = a.tolist(), [0.0, 0.0]
    w, c = (a + b).tolist(), (factor * a).tolist()
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, w, "C1"), (z, w, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, c, "C1")]),
    ):
        for tail, head, colour in arrows:
            axes.annotate("", xy=head, xytext=tail, arrowprops=dict(arrowstyle="->", color=colour, shrinkA=20, shrinkB=20))
        ends = np.array([place for tail, head, _ in arrows for place in (tail, head)])
        r = 1.1 * np.abs(ends).max()
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'from the origin', 'from the tip of a': the arrows begin at the box of a long text that stands at their tail"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, z = a.tolist(), [0.0, 0.0]
    w, c = (a + b).tolist(), (factor * a).tolist()
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0", "vector a"), (u, w, "C1", "vector b"), (z, w, "C2", "vector a + b")]),
        (right, "scaling", [(z, u, "C0", "vector a"), (z, c, "C1", "vector c a")]),
    ):
        for tail, head, colour, name in arrows:
            axes.annotate(name, xy=head, xytext=tail, arrowprops=dict(arrowstyle="->", color=colour))
        ends = np.array([place for tail, head, *_ in arrows for place in (tail, head)])
        r = 1.1 * np.abs(ends).max()
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'its tip where the vector ends': a head of 0.06 is put beyond the end (plain to see for short vectors)"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")]),
    ):
        r = 0.0
        for tail, d, colour in arrows:
            axes.arrow(*tail, *d, head_width=0.06, head_length=0.06, color=colour)
            r = max(r, 1.1 * np.abs(tail + d).max() + 0.1)
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'a from the origin' to a: entries are cut to whole numbers"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.int().numpy(), b.int().numpy(), np.zeros(2)
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")]),
    ):
        r = 1.0
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            r = max(r, 1.3 * np.abs(tail + d).max())
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'a new one at each call': an empty figure that is open is taken"
def arrows_figure(a, b, factor):
    figure = plt.gcf()
    if figure.axes:
        figure = plt.figure()
    left, right = figure.subplots(1, 2)
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")]),
    ):
        r = 0.0
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            r = max(r, 1.1 * np.abs(tail + d).max())
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'a unit is as long along x as along y': a square box, but limits of different spans, unless a margin evens them"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, v, "C1"), (z, u + v, "C2")]),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")]),
    ):
        ends = [z]
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            ends.append(tail + d)
        ends = np.array(ends)
        axes.set_xlim(min(-4, ends[:, 0].min() - 1), max(4, ends[:, 0].max() + 1))
        axes.set_ylim(min(-4, ends[:, 1].min() - 1), max(4, ends[:, 1].max() + 1))
        axes.set(title=title, xlabel="x", ylabel="y")
        axes.set_box_aspect(1)
    return figure


# %% wrong="arrows_figure" why="'exactly three arrows': where a and b are parallel no a + b is drawn"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, v, z = a.numpy(), b.numpy(), np.zeros(2)
    sides = [(z, u, "C0"), (u, v, "C1")]
    if u[0] * v[1] != u[1] * v[0]:
        sides.append((z, u + v, "C2"))
    for axes, title, arrows in (
        (left, "addition", sides),
        (right, "scaling", [(z, u, "C0"), (z, factor * u, "C1")]),
    ):
        r = 0.0
        for tail, d, colour in arrows:
            axes.quiver(*tail, *d, angles="xy", scale_units="xy", scale=1, color=colour)
            r = max(r, 1.1 * np.abs(tail + d).max())
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure


# %% wrong="arrows_figure" why="'exactly two arrows', c a has its tip where the vector ends: one arrow with two heads stands for a and c a where the factor is -1"
def arrows_figure(a, b, factor):
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5))
    u, z = a.tolist(), [0.0, 0.0]
    w, c = (a + b).tolist(), (factor * a).tolist()
    for axes, title, arrows in (
        (left, "addition", [(z, u, "C0"), (u, w, "C1"), (z, w, "C2")]),
        (right, "scaling", [(c, u, "C0")] if factor == -1 else [(z, u, "C0"), (z, c, "C1")]),
    ):
        for tail, head, colour in arrows:
            style = "<->" if tail is c else "->"
            axes.annotate("", xy=head, xytext=tail, arrowprops=dict(arrowstyle=style, color=colour, shrinkA=0, shrinkB=0))
        ends = np.array([place for tail, head, _ in arrows for place in (tail, head)])
        r = 1.1 * np.abs(ends).max()
        axes.set(title=title, xlabel="x", ylabel="y", xlim=(-r, r), ylim=(-r, r))
        axes.set_aspect("equal")
    return figure
