# The bank of 1.3: right answers get every point, wrong ones lose the hidden test.

# %% right="walk" why="cumsum of start and moves, back in the start's dtype"
def walk(start, moves):
    return torch.cat([start[None], moves]).cumsum(dim=0).to(start.dtype)


# %% right="walk" why="fills an empty table"
def walk(start, moves):
    places = torch.empty((len(moves) + 1, len(start)), dtype=start.dtype, device=start.device)
    places[0] = start
    for k in range(len(moves)):
        places[k + 1] = places[k] + moves[k]
    return places


# %% right="walk" why="moves one clone along, and clones it at each step"
def walk(start, moves):
    place = start.clone()
    places = [place.clone()]
    for move in moves:
        place += move
        places.append(place.clone())
    return torch.stack(places)


# %% right="walk" why="start plus the sum of the first k moves"
def walk(start, moves):
    rows = [start + moves[:k].sum(dim=0) for k in range(moves.shape[0] + 1)]
    return torch.stack(rows).to(start.dtype)


# %% right="walk" why="by way of lists"
def walk(start, moves):
    places = [start.tolist()]
    for move in moves.tolist():
        places.append([x + y for x, y in zip(places[-1], move)])
    return torch.tensor(places, dtype=start.dtype)


# %% right="walk" why="itertools.accumulate"
import itertools
import operator


def walk(start, moves):
    return torch.stack(list(itertools.accumulate(moves, operator.add, initial=start)))


# %% wrong="walk" why="moves the very tensor that is in the list already, the caller's start"
def walk(start, moves):
    place, places = start, [start]
    for move in moves:
        place += move
        places.append(place)
    return torch.stack(places)


# %% wrong="walk" why="all rows alike: one clone, moved along"
def walk(start, moves):
    place = start.clone()
    places = [place]
    for move in moves:
        place += move
        places.append(place)
    return torch.stack(places)


# %% wrong="walk" why="without the start"
def walk(start, moves):
    return start + moves.cumsum(dim=0)


# %% wrong="walk" why="the start alone with each move: nothing adds up"
def walk(start, moves):
    return torch.cat([start[None], start + moves])


# %% wrong="walk" why="a walk from the origin"
def walk(start, moves):
    return torch.cat([torch.zeros_like(start)[None], moves.cumsum(dim=0).to(start.dtype)])


# %% wrong="walk" why="the last place only"
def walk(start, moves):
    return start + moves.sum(dim=0)


# %% wrong="walk" why="the last move is left out"
def walk(start, moves):
    places = [start]
    for move in moves[:-1]:
        places.append(places[-1] + move)
    return torch.stack(places)


# %% wrong="walk" passes="visible" why="cumsum turns int32 into int64"
def walk(start, moves):
    return torch.cat([start[None], moves]).cumsum(dim=0)


# %% wrong="walk" why="always float32"
def walk(start, moves):
    return torch.cat([start[None], moves]).float().cumsum(dim=0)


# %% wrong="walk" passes="visible" why="by way of float32: large whole numbers and float64 lose digits"
def walk(start, moves):
    return torch.cat([start[None], moves]).float().cumsum(dim=0).to(start.dtype)


# %% wrong="walk" why="no move: a vector in place of a table of one row"
def walk(start, moves):
    if len(moves) == 0:
        return start.clone()
    places = [start]
    for move in moves:
        places.append(places[-1] + move)
    return torch.stack(places)


# %% wrong="walk" why="sums along the wrong axis"
def walk(start, moves):
    return torch.cat([start[None], moves]).cumsum(dim=1).to(start.dtype)


# %% wrong="walk" passes="visible" why="transposed where there are as many places as dimensions"
def walk(start, moves):
    places = torch.cat([start[None], moves]).cumsum(dim=0).to(start.dtype)
    return places.T if places.shape[0] == places.shape[1] > 1 else places


# %% wrong="walk" why="a list of vectors"
def walk(start, moves):
    places = [start]
    for move in moves:
        places.append(places[-1] + move)
    return places


# %% wrong="walk" why="sorts the moves"
def walk(start, moves):
    return torch.cat([start[None], moves.flip(0)]).cumsum(dim=0).to(start.dtype)


# %% wrong="walk" passes="visible" why="stops after ten moves"
def walk(start, moves):
    places = [start]
    for move in moves[:10]:
        places.append(places[-1] + move)
    return torch.stack(places + places[-1:] * (len(moves) - 10))


# %% wrong="walk" why="writes the sums into the caller's moves"
def walk(start, moves):
    for k in range(1, len(moves)):
        moves[k] += moves[k - 1]
    return torch.cat([start[None], start + moves])


# %% wrong="walk" why="skips moves that stand still"
def walk(start, moves):
    places = [start]
    for move in moves:
        if move.abs().sum() > 1e-5:
            places.append(places[-1] + move)
    return torch.stack(places)


# %% wrong="walk" passes="visible" why="recursion, which a thousand moves stop"
def walk(start, moves):
    if len(moves) == 0:
        return start.clone()[None]
    return torch.cat([start[None], walk(start + moves[0], moves[1:])])


# %% wrong="walk" passes="visible" why="keeps results by the place of the tensors, whatever is in them by then"
KEPT = {}


def walk(start, moves):
    key = (start.data_ptr(), moves.data_ptr(), start.shape, moves.shape, start.dtype)
    if key not in KEPT:
        KEPT[key] = torch.cat([start[None], moves]).cumsum(dim=0, dtype=start.dtype)
    return KEPT[key].clone()


# %% wrong="walk" why="keeps results by their numbers, and hands out the very tensor that it keeps"
KEPT = {}


def walk(start, moves):
    key = (start.dtype, moves.shape, *start.tolist(), *moves.flatten().tolist())
    if key not in KEPT:
        KEPT[key] = torch.cat([start[None], moves]).cumsum(dim=0, dtype=start.dtype)
    return KEPT[key]


# %% wrong="walk" why="no move: a view of the caller's start"
def walk(start, moves):
    if len(moves) == 0:
        return start[None]
    return torch.cat([start[None], moves]).cumsum(dim=0, dtype=start.dtype)


# %% right="walk" why="a class that remembers where the agent is, and hands copies out"
class Walker:
    def __init__(self, start):
        self.place = start.clone()

    def go(self, move):
        self.place += move
        return self.place.clone()


def walk(start, moves):
    walker = Walker(start)
    return torch.stack([start, *(walker.go(move) for move in moves)])


# %% right="walk" why="NumPy's accumulate"
def walk(start, moves):
    steps = np.concatenate([start.numpy()[None, :], moves.numpy()])
    return torch.from_numpy(np.add.accumulate(steps, axis=0, dtype=steps.dtype))


# %% right="scale_twice" why="a list of scalars, stacked"
def scale_twice(factor, x):
    scaled = x * factor
    entries = [factor * entry for entry in x]
    return (torch.stack(entries) if entries else scaled.clone()), scaled


# %% right="scale_twice" why="Python's numbers in a comprehension"
def scale_twice(factor, x):
    broadcast = factor * x
    return torch.tensor([factor * number for number in x.tolist()], dtype=broadcast.dtype), broadcast


# %% right="scale_twice" why="dtype asked of result_type, filled in a while loop"
def scale_twice(factor, x):
    by_hand = torch.zeros(len(x), dtype=torch.result_type(x, factor))
    i = 0
    while i < len(x):
        by_hand[i] = x[i].item() * factor
        i += 1
    return by_hand, torch.mul(x, factor)


# %% right="scale_twice" why="a helper beside the function does it by hand"
def one_by_one(factor, x, result):
    for i, entry in enumerate(x):
        result[i] = factor * entry
    return result


def scale_twice(factor, x):
    return one_by_one(factor, x, torch.zeros_like(factor * x)), factor * x


# %% wrong="scale_twice" why="writes into a tensor of whole numbers, which cuts the fractions off"
def scale_twice(factor, x):
    by_hand = torch.empty_like(x)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, factor * x


# %% wrong="scale_twice" why="by hand in float32, always"
def scale_twice(factor, x):
    by_hand = torch.empty(len(x))
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, factor * x


# %% wrong="scale_twice" why="scales the caller's vector"
def scale_twice(factor, x):
    scaled = factor * x
    if scaled.dtype == x.dtype:
        for i in range(len(x)):
            x[i] = factor * x[i]
        return x, scaled
    return torch.tensor([factor * entry for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" why="no loop: twice by broadcasting"
def scale_twice(factor, x):
    return factor * x, x * factor


# %% wrong="scale_twice" why="fails for an empty vector"
def scale_twice(factor, x):
    return torch.stack([factor * entry for entry in x]), factor * x


# %% wrong="scale_twice" passes="visible" why="an empty vector made by hand is float32, whatever x is"
def scale_twice(factor, x):
    return torch.tensor([factor * entry for entry in x.tolist()]), factor * x


# %% wrong="scale_twice" why="a list by hand"
def scale_twice(factor, x):
    return [factor * entry for entry in x.tolist()], factor * x


# %% wrong="scale_twice" why="a list of two results"
def scale_twice(factor, x):
    scaled = factor * x
    return [torch.tensor([factor * entry for entry in x.tolist()], dtype=scaled.dtype), scaled]


# %% wrong="scale_twice" why="the result by hand alone"
def scale_twice(factor, x):
    return torch.tensor([factor * entry for entry in x.tolist()], dtype=(factor * x).dtype)


# %% wrong="scale_twice" why="everything becomes a float"
def scale_twice(factor, x):
    factor = float(factor)
    scaled = factor * x
    return torch.tensor([factor * entry for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" passes="visible" why="the factor as a float32 tensor: a vector of float64 loses digits"
def scale_twice(factor, x):
    c = torch.tensor(factor)
    scaled = c * x
    by_hand = torch.empty_like(scaled)
    for i in range(len(x)):
        by_hand[i] = c * x[i]
    return by_hand, scaled


# %% wrong="scale_twice" why="whole numbers by way of float64, and a loop that only copies"
def scale_twice(factor, x):
    scaled = (factor * x.double()).to((factor * x).dtype)
    by_hand = torch.empty_like(scaled)
    for i in range(len(x)):
        by_hand[i] = scaled[i]
    return by_hand, scaled


# %% wrong="scale_twice" why="adds the factor"
def scale_twice(factor, x):
    scaled = factor + x
    return torch.tensor([factor + entry for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" why="the size of the factor, without its sign"
def scale_twice(factor, x):
    scaled = abs(factor) * x
    return torch.tensor([abs(factor) * entry for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" why="leaves the last entry out"
def scale_twice(factor, x):
    scaled = factor * x
    by_hand = torch.zeros_like(scaled)
    for i in range(len(x) - 1):
        by_hand[i] = factor * x[i]
    return by_hand, scaled


# %% wrong="scale_twice" passes="visible" why="rounds to four digits"
def scale_twice(factor, x):
    scaled = factor * x
    return torch.tensor([round(factor * entry, 4) for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" passes="visible" why="a factor of 0 counts as none"
def scale_twice(factor, x):
    factor = factor or 1
    scaled = factor * x
    return torch.tensor([factor * entry for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" why="a column in place of a vector"
def scale_twice(factor, x):
    scaled = factor * x
    return torch.tensor([[factor * entry] for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" passes="visible" why="whole factors stay whole numbers: 2.0 is taken for 2"
def scale_twice(factor, x):
    factor = int(factor) if factor == int(factor) else factor
    scaled = factor * x
    return torch.tensor([factor * entry for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% wrong="scale_twice" why="one tensor, twice: the loop writes into the product"
def scale_twice(factor, x):
    scaled = factor * x
    for i in range(len(x)):
        scaled[i] = factor * x[i]
    return scaled, scaled


# %% wrong="scale_twice" why="the second is a view of the first"
def scale_twice(factor, x):
    scaled = factor * x
    for i in range(len(x)):
        scaled[i] = factor * x[i]
    return scaled, scaled.view(-1)


# %% wrong="scale_twice" why="nothing by broadcasting: a copy of what was made by hand"
def scale_twice(factor, x):
    dtype = torch.result_type(factor, x)
    by_hand = torch.tensor([factor * number for number in x.tolist()], dtype=dtype)
    return by_hand, by_hand.clone()


# %% wrong="scale_twice" why="nothing by hand: the loop copies the product's entries"
def scale_twice(factor, x):
    scaled = factor * x
    by_hand = torch.empty_like(scaled)
    for i in range(len(x)):
        by_hand[i] = scaled[i]
    return by_hand, scaled


# %% wrong="scale_twice" why="the caller's own vector where the factor is 1"
def scale_twice(factor, x):
    scaled = factor * x
    by_hand = x if factor == 1 else torch.empty_like(scaled)
    if factor != 1:
        for i in range(len(x)):
            by_hand[i] = factor * x[i]
    return by_hand.to(scaled.dtype), scaled


# %% wrong="scale_twice" passes="visible" why="a thousand entries at most"
def scale_twice(factor, x):
    scaled = factor * x
    by_hand = torch.zeros_like(scaled)
    for i, entry in zip(range(1000), x):
        by_hand[i] = factor * entry
    return by_hand, scaled


# %% wrong="scale_twice" why="keeps results, and hands out the very tensors that it keeps"
KEPT = {}


def scale_twice(factor, x):
    key = (factor, type(factor), x.dtype, *x.tolist())
    if key not in KEPT:
        scaled = factor * x
        KEPT[key] = torch.tensor([factor * number for number in x.tolist()], dtype=scaled.dtype), scaled
    return KEPT[key]


# %% right="scale_twice" why="a lambda for one entry; torch.multiply"
def scale_twice(factor, x):
    scaled = torch.multiply(x, factor)
    one = lambda entry: entry * factor
    return torch.tensor([one(entry) for entry in x.tolist()], dtype=scaled.dtype), scaled


# %% right="scale_twice" why="pieces of one entry, joined; a named tuple"
from typing import NamedTuple


class Both(NamedTuple):
    by_hand: torch.Tensor
    broadcast: torch.Tensor


def scale_twice(factor, x):
    pieces = [(factor * x)[:0], *(factor * x[i : i + 1] for i in range(len(x)))]
    return Both(by_hand=torch.cat(pieces), broadcast=x * factor)


# %% wrong="scale_twice" why="the loop runs over the one factor, and multiplies the whole vector"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    for c in [factor]:
        by_hand = c * x
    by_broadcasting = factor * x
    return by_hand, by_broadcasting


# %% right="scale_twice" why="by broadcasting first, then by hand"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    broad = factor * x
    hand = torch.empty_like(broad)
    for i in range(len(x)):
        hand[i] = factor * x[i]
    return broad, hand


# %% right="dot_by_hand" why="a sum of plain numbers, made a tensor"
def dot_by_hand(a, b):
    if a.shape != b.shape:
        raise ValueError(f"lengths {a.shape[0]} and {b.shape[0]}")
    return torch.tensor(sum(x * y for x, y in zip(a.tolist(), b.tolist())), dtype=a.dtype)


# %% right="dot_by_hand" why="by index, a total filled in place"
def dot_by_hand(a, b):
    n, m = len(a), len(b)
    if n != m:
        raise ValueError(f"{n=} {m=}")
    total = torch.zeros((), dtype=a.dtype)
    for i in range(n):
        total += a[i] * b[i]
    return total


# %% right="dot_by_hand" why="products in one line, the total in a loop"
def dot_by_hand(a, b):
    if a.numel() != b.numel():
        raise ValueError("got " + str(a.numel()) + " and " + str(b.numel()) + " entries")
    total = a.new_zeros(())
    for product in a * b:
        total = total + product
    return total


# %% right="dot_by_hand" why="sum with a start that is a tensor"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"cannot multiply {len(a)} entries with {len(b)}")
    return sum((a[i] * b[i] for i in range(len(a))), start=torch.tensor(0).to(a.dtype))


# %% wrong="dot_by_hand" why="PyTorch's own"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return a @ b


# %% wrong="dot_by_hand" why="no loop: products in one line, and their sum"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return (a * b).sum()


# %% wrong="dot_by_hand" why="a loop of no use around torch.dot"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    for _ in range(1):
        total = torch.dot(a, b)
    return total


# %% wrong="dot_by_hand" why="a linear layer without a layer"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return [torch.nn.functional.linear(x, b) for x in [a]][0]


# %% wrong="dot_by_hand" why="a total that begins as a float: whole numbers become float32"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.tensor(0.0)
    for x, y in zip(a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="a plain 0 where nothing is added"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return sum(x * y for x, y in zip(a, b))


# %% wrong="dot_by_hand" why="a plain number"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return sum(x * y for x, y in zip(a.tolist(), b.tolist()))


# %% wrong="dot_by_hand" why="a vector of one"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros(1, dtype=a.dtype)
    for x, y in zip(a, b):
        total += x * y
    return total


# %% wrong="dot_by_hand" why="stops at the shorter vector"
def dot_by_hand(a, b):
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total += x * y
    return total


# %% wrong="dot_by_hand" why="stretches a vector of one entry"
def dot_by_hand(a, b):
    if len(a) != len(b) and 1 not in (len(a), len(b)):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for product in a * b:
        total += product
    return total


# %% wrong="dot_by_hand" why="an error without the lengths"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError("the lengths differ")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total += x * y
    return total


# %% wrong="dot_by_hand" why="zip's own error, which tells no lengths"
def dot_by_hand(a, b):
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


# %% wrong="dot_by_hand" passes="visible" why="an empty vector fits any other"
def dot_by_hand(a, b):
    if len(a) != len(b) and len(a) > 0 and len(b) > 0:
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total += x * y
    return total


# %% wrong="dot_by_hand" why="a total in float64: its dtype is that of the larger"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.tensor(0, dtype=torch.float64 if a.is_floating_point() else a.dtype)
    for x, y in zip(a.to(total.dtype), b.to(total.dtype)):
        total += x * y
    return total


# %% wrong="dot_by_hand" passes="visible" why="float32 on the way"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.tensor(0.0)
    for x, y in zip(a.float(), b.float()):
        total = total + x * y
    return total.to(a.dtype)


# %% wrong="dot_by_hand" passes="visible" why="float64 on the way: the largest whole numbers lose digits"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = 0.0
    for x, y in zip(a.double().tolist(), b.double().tolist()):
        total += x * y
    return torch.tensor(total, dtype=torch.float64).to(a.dtype)


# %% wrong="dot_by_hand" why="the first vector with itself where both are equally long"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total += x * x
    return total


# %% wrong="dot_by_hand" why="the sum of all sums: every entry with every other"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for x in a:
        for y in b:
            total += x * y
    return total


# %% wrong="dot_by_hand" why="sums up into the caller's first entry"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    if len(a) == 0:
        return torch.zeros((), dtype=a.dtype)
    total = a[0]
    total *= b[0]
    for x, y in zip(a[1:], b[1:]):
        total += x * y
    return total


# %% wrong="dot_by_hand" why="refuses empty vectors"
def dot_by_hand(a, b):
    if len(a) != len(b) or len(a) == 0:
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total += x * y
    return total


# %% wrong="dot_by_hand" why="both lengths run together"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError("the lengths differ: " + str(len(a)) + str(len(b)))
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="stops at the first product that is zero"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    products = iter([x * y for x, y in zip(a.tolist(), b.tolist())])
    total = 0
    while product := next(products, 0):
        total += product
    return torch.tensor(total, dtype=a.dtype)


# %% wrong="dot_by_hand" why="each step a product of matrices"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros(1, 1, dtype=a.dtype)
    for i in range(len(a)):
        total = torch.addmm(total, a[i].reshape(1, 1), b[i].reshape(1, 1))
    return total.reshape(())


# %% wrong="dot_by_hand" why="the diagonal of all products"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    table, total = torch.outer(a, b), torch.zeros((), dtype=a.dtype)
    for i in range(len(a)):
        total = total + table[i, i]
    return total


# %% wrong="dot_by_hand" why="@ by its other name"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return [x.__matmul__(b) for x in [a]][0]


# %% wrong="dot_by_hand" why="NumPy's own product"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = [np.dot(a.numpy(), b.numpy()) for _ in range(1)]
    return torch.tensor(total[0], dtype=a.dtype)


# %% wrong="dot_by_hand" why="a product under another name"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    from torch import dot as multiply

    for _ in range(1):
        total = multiply(a, b)
    return total


# %% wrong="dot_by_hand" why="a loop that reads the lengths, and the sum in one line"
def dot_by_hand(a, b):
    n, m = (len(vector) for vector in (a, b))
    if n != m:
        raise ValueError(f"{n} and {m}")
    return (a * b).sum()


# %% wrong="dot_by_hand" passes="visible" why="by way of float64: sums of large whole numbers lose digits"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = 0.0
    for x, y in zip(a.tolist(), b.tolist()):
        total += x * y
    return torch.tensor(total, dtype=torch.float64).to(a.dtype)


# %% wrong="dot_by_hand" passes="visible" why="a thousand entries at most"
def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.zeros((), dtype=a.dtype)
    for _, x, y in zip(range(1000), a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" passes="visible" why="keeps results, whatever the vectors hold by then"
import functools


@functools.cache
def summed(a, b):
    return sum((x * y for x, y in zip(a, b)), start=a.new_zeros(()))


def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return summed(a, b).clone()


# %% wrong="dot_by_hand" why="the loop runs once, over the product of the whole vectors"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = torch.zeros((), dtype=a.dtype)
    for products in [a * b]:
        total = total + products.sum()
    return total


# %% right="dot_by_hand" why="a helper that is called inner"
def inner(x, y):
    return x * y


def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    total = torch.tensor(0, dtype=a.dtype)
    for x, y in zip(a, b):
        total += inner(x, y)
    return total


# %% right="dot_by_hand" why="a class that adds up in an attribute called dot"
class Adder:
    def __init__(self, dtype):
        self.dot = torch.zeros((), dtype=dtype)

    def take(self, x, y):
        self.dot = self.dot + x * y


def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    adder = Adder(a.dtype)
    for x, y in zip(a, b):
        adder.take(x, y)
    return adder.dot


# %% right="dot_by_hand" why="a method called dot, NumPy's numbers, from the last entry to the first"
class Pair:
    def __init__(self, a, b):
        self.a, self.b = a.numpy(), b.numpy()

    def dot(self):
        total = self.a.dtype.type(0)
        for i in reversed(range(len(self.a))):
            total = total + self.a[i] * self.b[i]
        return total


def dot_by_hand(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return torch.tensor(Pair(a, b).dot(), dtype=a.dtype)


# %% right="return_from" why="the number of rewards left, torch.dot"
def return_from(rewards, discounts, t):
    n = rewards.shape[0] - t
    return torch.dot(rewards[t:], discounts[:n])


# %% right="return_from" why="products in one line, and their sum"
def return_from(rewards, discounts, t):
    return (rewards[t:] * discounts[: len(rewards) - t]).sum()


# %% right="return_from" why="einsum and narrow"
def return_from(rewards, discounts, t):
    n = len(rewards) - t
    return torch.einsum("i,i->", rewards.narrow(0, t, n), discounts.narrow(0, 0, n))


# %% right="return_from" why="a loop over the steps that are left"
def return_from(rewards, discounts, t):
    total = rewards.new_zeros(())
    for k in range(len(rewards) - t):
        total = total + discounts[k] * rewards[t + k]
    return total


# %% wrong="return_from" why="a negative stop: nothing is left for t = 0"
def return_from(rewards, discounts, t):
    discounts = discounts[: len(rewards)]
    return rewards[t:] @ discounts[:-t]


# %% wrong="return_from" why="discounts as from the start of the episode"
def return_from(rewards, discounts, t):
    return rewards[t:] @ discounts[t : len(rewards)]


# %% wrong="return_from" why="as many discounts as there are, however few rewards"
def return_from(rewards, discounts, t):
    return rewards[t:] @ discounts[: len(discounts) - t]


# %% wrong="return_from" why="the rewards up to t"
def return_from(rewards, discounts, t):
    return rewards[:t] @ discounts[:t]


# %% wrong="return_from" why="without the reward at t"
def return_from(rewards, discounts, t):
    left = rewards[t + 1 :]
    return left @ discounts[: len(left)]


# %% wrong="return_from" why="a plain number"
def return_from(rewards, discounts, t):
    left = rewards[t:]
    return (left @ discounts[: len(left)]).item()


# %% wrong="return_from" why="products without their sum"
def return_from(rewards, discounts, t):
    left = rewards[t:]
    return left * discounts[: len(left)]


# %% wrong="return_from" why="a plain 0 after the end"
def return_from(rewards, discounts, t):
    if t == len(rewards):
        return 0.0
    left = rewards[t:]
    return left @ discounts[: len(left)]


# %% wrong="return_from" passes="visible" why="float32 after the end, whatever the rewards are"
def return_from(rewards, discounts, t):
    if t == len(rewards):
        return torch.tensor(0.0)
    left = rewards[t:]
    return left @ discounts[: len(left)]


# %% wrong="return_from" passes="visible" why="takes the discounts for powers of the second one"
def return_from(rewards, discounts, t):
    left = rewards[t:]
    if len(left) == 0:
        return rewards.new_zeros(())
    gamma = discounts[1] if len(discounts) > 1 else discounts[0]
    return left @ gamma ** torch.arange(len(left), device=rewards.device)


# %% wrong="return_from" passes="visible" why="divides by the first discount that counts: powers only"
def return_from(rewards, discounts, t):
    if t == len(rewards):
        return rewards.new_zeros(())
    return rewards[t:] @ discounts[t : len(rewards)] / discounts[t]


# %% wrong="return_from" passes="visible" why="backwards, by G = R + gamma G: powers only"
def return_from(rewards, discounts, t):
    total = rewards.new_zeros(())
    for reward in rewards[t:].flip(0):
        total = reward + discounts[1] * total
    return total


# %% right="return_from" why="by way of lists"
def return_from(rewards, discounts, t):
    pairs = zip(rewards.tolist()[t:], discounts.tolist())
    return torch.tensor(sum(x * y for x, y in pairs), dtype=rewards.dtype)


# %% wrong="return_from" passes="visible" why="in float32"
def return_from(rewards, discounts, t):
    left = rewards[t:].float()
    return left @ discounts[: len(left)].float()


# %% wrong="return_from" passes="visible" why="float32 on the way"
def return_from(rewards, discounts, t):
    left = rewards[t:].float()
    return (left @ discounts[: len(left)].float()).to(rewards.dtype)


# %% wrong="return_from" passes="visible" why="looks a hundred steps ahead at most"
def return_from(rewards, discounts, t):
    left = rewards[t : t + 100]
    return left @ discounts[: len(left)]


# %% wrong="return_from" passes="visible" why="the first reward that counts is never discounted, whatever the first factor is"
def return_from(rewards, discounts, t):
    left = rewards[t:]
    factors = discounts[: len(left)].clone()
    factors[:1] = 1
    return left @ factors


# %% wrong="return_from" why="writes zeros into the caller's rewards"
def return_from(rewards, discounts, t):
    left = rewards[t:]
    total = left @ discounts[: len(left)]
    rewards[:t] = 0
    return total


# %% wrong="return_from" why="a vector of one"
def return_from(rewards, discounts, t):
    left = rewards[t:]
    return (left @ discounts[: len(left)]).reshape(1)


# %% wrong="return_from" passes="visible" why="recursion, which a thousand rewards stop"
def return_from(rewards, discounts, t):
    def rest(k):
        if t + k == len(rewards):
            return rewards.new_zeros(())
        return rewards[t + k] * discounts[k] + rest(k + 1)

    return rest(0)


# %% wrong="return_from" passes="visible" why="five hundred steps at most"
def return_from(rewards, discounts, t):
    left = rewards[t : t + 500]
    return left @ discounts[: len(left)]


# %% wrong="return_from" passes="visible" why="keeps results, whatever the rewards are by then"
import functools


@functools.cache
def kept(rewards, discounts, t):
    left = rewards[t:]
    return left @ discounts[: len(left)]


def return_from(rewards, discounts, t):
    return kept(rewards, discounts, t).clone()


# %% wrong="return_from" passes="visible" why="stops at the first reward of zero"
def return_from(rewards, discounts, t):
    total = rewards.new_zeros(())
    for reward, discount in zip(rewards[t:], discounts):
        if reward == 0:
            break
        total = total + reward * discount
    return total


# %% right="arrows_figure" why="annotate"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% right="arrows_figure" why="axes.arrow, heads included"
def arrows_figure(a, b, factor):
    (x, y), (u, v) = a.tolist(), b.tolist()
    fig, axs = plt.subplots(ncols=2, figsize=(10, 5))
    size = max(abs(n) for n in (x, y, x + u, y + v, factor * x, factor * y))

    def draw(ax, x0, y0, dx, dy, colour):
        ax.arrow(x0, y0, dx, dy, color=colour, width=size / 100, length_includes_head=True)

    draw(axs[0], 0, 0, x, y, "red")
    draw(axs[0], x, y, u, v, "green")
    draw(axs[0], 0, 0, x + u, y + v, "blue")
    draw(axs[1], 0, 0, factor * x, factor * y, "orange")
    draw(axs[1], 0, 0, x, y, "red")
    for ax, name in zip(axs, ("Addition", "Scaling")):
        ax.set_title(name)
        ax.set_xlim(-1.2 * size, 1.2 * size)
        ax.set_ylim(-1.2 * size, 1.2 * size)
        ax.set_aspect("equal", adjustable="box")
        ax.set_xlabel("first entry")
        ax.set_ylabel("second entry")
    return fig


# %% right="arrows_figure" why="one quiver for each panel, limits around what is there"
def arrows_figure(a, b, factor):
    a, b = a.double(), b.double()
    figure = plt.figure(figsize=(8, 4))
    zero = torch.zeros(2, dtype=torch.float64)
    pictures = {
        "addition of a and b": ([zero, a, zero], [a, b, a + b], ["C0", "C1", "C3"]),
        "scaling of a": ([zero, zero], [factor * a, a], ["C4", "C0"]),
    }
    for number, (name, (tails, ways, colours)) in enumerate(pictures.items(), start=1):
        axes = figure.add_subplot(1, 2, number)
        tails, ways = torch.stack(tails), torch.stack(ways)
        axes.quiver(*tails.T.numpy(), *ways.T.numpy(), color=colours, angles="xy", scale_units="xy", scale=1)
        ends = torch.cat([tails, tails + ways]).numpy()
        room = 0.2 * np.abs(ends).max()
        axes.set_xlim(ends[:, 0].min() - room, ends[:, 0].max() + room)
        axes.set_ylim(ends[:, 1].min() - room, ends[:, 1].max() + room)
        axes.set_aspect("equal", adjustable="box")
        axes.set(title=name, xlabel="x", ylabel="y")
    return figure


# %% right="arrows_figure" why="axis('equal'), and points that nobody sees to widen the limits"
def arrows_figure(a, b, factor):
    figure, panels = plt.subplots(1, 2)
    pictures = (
        ("addition", [(0 * a, a, "k"), (a, a + b, "r"), (0 * a, a + b, "b")]),
        ("scaling", [(0 * a, factor * a, "g"), (0 * a, a, "k")]),
    )
    for axes, (name, arrows) in zip(panels, pictures):
        for tail, head, colour in arrows:
            axes.annotate("", xy=head.tolist(), xytext=tail.tolist(), arrowprops={"arrowstyle": "->", "color": colour})
            axes.plot(*zip(tail.tolist(), head.tolist()), linestyle="none")
        axes.axis("equal")
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1")
    return figure


# %% wrong="arrows_figure" why="b from the origin"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, (0, 0), b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="b to the tip of b, in place of a + b"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="the sum is missing"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="the parallelogram: two arrows too many"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    arrow_in(left, (0, 0), b, "C1")
    arrow_in(left, b, a + b, "C0")
    return figure


# %% wrong="arrows_figure" why="the sum in the colour of a"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C0")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="a has another colour on the right"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C3")
    return figure


# %% wrong="arrows_figure" why="a and c a in one colour"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C0")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="c a at the tip of a"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, a, a + factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="a negative factor does not turn the arrow round"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), abs(factor) * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="the scaled vector is b"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * b, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="limits that nobody set: arrows of annotate are cut off"
def arrows_figure(a, b, factor):
    figure, panels = plt.subplots(1, 2)
    pictures = (
        ("addition", [(0 * a, a, "k"), (a, a + b, "r"), (0 * a, a + b, "b")]),
        ("scaling", [(0 * a, factor * a, "g"), (0 * a, a, "k")]),
    )
    for axes, (name, arrows) in zip(panels, pictures):
        for tail, head, colour in arrows:
            axes.annotate("", xy=head.tolist(), xytext=tail.tolist(), arrowprops={"arrowstyle": "->", "color": colour})
        axes.set(title=name, xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="arrows_figure" passes="visible" why="fixed limits from -5 to 5"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    for axes in (left, right):
        axes.set(xlim=(-5, 5), ylim=(-5, 5))
    return figure


# %% wrong="arrows_figure" why="units of unequal length"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    for axes in (left, right):
        axes.set_aspect("auto")
    figure.set_size_inches(10, 3)
    return figure


# %% wrong="arrows_figure" why="unequal units on the right only"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    right.set_aspect(0.5)
    return figure


# %% wrong="arrows_figure" why="quiver by its own scale"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    left.quiver([0, a[0], 0], [0, a[1], 0], [a[0], b[0], a[0] + b[0]], [a[1], b[1], a[1] + b[1]], color=["C0", "C1", "C2"])
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="heads beyond the tips"
def arrows_figure(a, b, factor):
    (x, y), (u, v) = a.tolist(), b.tolist()
    figure, (left, right) = plt.subplots(1, 2)
    size = max(abs(n) for n in (x, y, x + u, y + v, factor * x, factor * y))
    look = {"width": size / 100, "head_length": size / 4, "head_width": size / 8}
    left.arrow(0, 0, x, y, color="C0", **look)
    left.arrow(x, y, u, v, color="C1", **look)
    left.arrow(0, 0, x + u, y + v, color="C2", **look)
    right.arrow(0, 0, factor * x, factor * y, color="C1", **look)
    right.arrow(0, 0, x, y, color="C0", **look)
    for axes, title in ((left, "addition"), (right, "scaling")):
        axes.set(xlim=(-1.5 * size, 1.5 * size), ylim=(-1.5 * size, 1.5 * size), xlabel="x", ylabel="y", title=title, aspect="equal")
    return figure


# %% wrong="arrows_figure" why="lines without heads"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    left.plot([0, a[0]], [0, a[1]], color="C0")
    left.plot([a[0], a[0] + b[0]], [a[1], a[1] + b[1]], color="C1")
    left.plot([0, a[0] + b[0]], [0, a[1] + b[1]], color="C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="titles exchanged"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("scaling", "addition")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="no titles"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("", "")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="no labels"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    for axes in (left, right):
        axes.set(xlabel="", ylabel="")
    return figure


# %% wrong="arrows_figure" why="all in one panel"
def arrows_figure(a, b, factor):
    figure, axes = plt.subplots()
    for tail, head, colour in ((0 * a, a, "C0"), (a, a + b, "C1"), (0 * a, a + b, "C2"), (0 * a, factor * a, "C3")):
        axes.annotate("", xy=head.tolist(), xytext=tail.tolist(), arrowprops={"arrowstyle": "->", "color": colour})
    axes.set(xlim=(-6, 6), ylim=(-6, 6), xlabel="x", ylabel="y", title="addition and scaling", aspect="equal")
    return figure


# %% wrong="arrows_figure" why="one above the other"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(2, 1)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="scales the caller's own a"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    a *= factor
    arrow_in(right, (0, 0), a, "C1")
    arrow_in(right, (0, 0), a / factor, "C0")
    return figure


# %% wrong="arrows_figure" passes="visible" why="whole numbers only: fractions are cut off"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy().astype(int), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" passes="visible" why="a sum that is drawn from the tip of b where both point the same way"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    if a[1] == b[1] == 0:
        arrow_in(left, b, a + b, "C2")
    else:
        arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="the first quadrant only"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    for axes in (left, right):
        axes.set(xlim=(0, size), ylim=(0, size))
    return figure


# %% wrong="arrows_figure" why="ends that shrink by a tenth"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(shrink=0.1, width=1.5, headwidth=8, color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="ends that shrink by many points"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="->", shrinkA=20, shrinkB=20, color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="arrows that begin beside a text"
def arrow_in(axes, tail, head, colour):
    axes.annotate("a vector", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="->", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="bent arrows"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="->", connectionstyle="arc3,rad=0.3", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="a head at both ends"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="<->", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="quivers without heads"
def arrow_in(axes, tail, head, colour):
    way = np.subtract(head, tail)
    axes.quiver(*tail, *way, color=colour, angles="xy", scale_units="xy", scale=1, headwidth=1, headlength=0, headaxislength=0)


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="heads of 0.003 units, which nobody sees"
def arrow_in(axes, tail, head, colour):
    axes.arrow(*tail, *np.subtract(head, tail), length_includes_head=True, color=colour)


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" why="an empty figure that is open is taken"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure = plt.gcf() if not plt.gcf().axes else plt.figure()
    left, right = figure.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% wrong="arrows_figure" passes="visible" why="one arrow with two heads where c is -1"
def arrow_in(axes, tail, head, colour):
    axes.annotate("", xy=tuple(head), xytext=tuple(tail), arrowprops=dict(arrowstyle="-|>", color=colour))


def arrows_figure(a, b, factor):
    a, b = a.numpy(), b.numpy()
    figure, (left, right) = plt.subplots(1, 2)
    size = 1.1 * np.abs([a, a + b, factor * a]).max()
    for axes, title in zip((left, right), ("addition", "scaling")):
        axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="x", ylabel="y", title=title, aspect="equal")
    arrow_in(left, (0, 0), a, "C0")
    arrow_in(left, a, a + b, "C1")
    arrow_in(left, (0, 0), a + b, "C2")
    if factor == -1:
        right.annotate("", xy=tuple(a), xytext=tuple(-a), arrowprops=dict(arrowstyle="<->", color="C0"))
        return figure
    arrow_in(right, (0, 0), factor * a, "C1")
    arrow_in(right, (0, 0), a, "C0")
    return figure


# %% right="arrows_figure" why="patches in parts of a figure, a wide pen, names at the arrows"
from matplotlib.patches import FancyArrowPatch


def arrows_figure(a, b, factor):
    page = plt.figure(figsize=(10, 4.6))
    zero, first = (0.0, 0.0), tuple(a.tolist())
    last, scaled = tuple((a + b).tolist()), tuple((a * factor).tolist())
    plans = [
        ("addition", [("a", zero, first, "navy"), ("b", first, last, "darkorange"), ("a + b", zero, last, "green")]),
        ("scaling", [("c a", zero, scaled, "crimson"), ("a", zero, first, "navy")]),
    ]
    for part, (title, arrows) in zip(page.subfigures(1, 2), plans):
        axes = part.subplots()
        for name, tail, head, colour in arrows:
            axes.add_patch(FancyArrowPatch(tail, head, arrowstyle="-|>", mutation_scale=14, lw=3, color=colour))
            axes.text(*head, name, color=colour)
            axes.update_datalim([tail, head])
        axes.margins(0.15)
        axes.autoscale_view()
        axes.set_aspect("equal", adjustable="datalim")
        axes.set(title=title, xlabel="first entry", ylabel="second entry")
    return page


# %% right="arrows_figure" why="a figure without pyplot, heads in proportion, dotted helpers"
def arrows_figure(a, b, factor):
    figure = Figure(figsize=(9, 4))
    left, right = figure.subplots(1, 2)
    total, scaled, zero = a + b, factor * a, torch.zeros(2)
    size = max(float(vector.norm()) for vector in (a, b, total, scaled))

    def put(axes, tail, way, colour, name):
        head = 0.15 * float(way.norm())
        axes.arrow(
            *tail.tolist(), *way.tolist(), length_includes_head=True,
            head_length=head, head_width=0.6 * head, width=0.004 * size, color=colour,
        )
        axes.text(*(tail + way / 2).tolist(), name)

    put(left, zero, a, "#0072b2", "a")
    put(left, a, b, "#d55e00", "b")
    put(left, zero, total, "#009e73", "a + b")
    left.plot(*torch.stack([zero, b, total]).T.tolist(), ":", color="0.7")
    put(right, zero, a, "#0072b2", "a")
    put(right, zero, scaled, "#cc79a7", "c a")
    for axes, title, ends in ((left, "addition", [zero, a, b, total]), (right, "scaling", [zero, a, scaled])):
        low, high = torch.stack(ends).aminmax(dim=0)
        axes.set_xlim(float(low[0]) - 0.2 * size, float(high[0]) + 0.2 * size)
        axes.set_ylim(float(low[1]) - 0.2 * size, float(high[1]) + 0.2 * size)
        axes.axhline(0, color="0.85", lw=1)
        axes.set(title=title, aspect="equal", xlabel="entry 0", ylabel="entry 1")
    return figure
