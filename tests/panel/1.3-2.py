# %% right="walk" why="plain: list of places, loop, stack"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    place = start
    places = [place]
    for move in moves:
        place = place + move
        places.append(place)
    return torch.stack(places)


# %% right="walk" why="cat the start on top, cumsum in the start's dtype"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    return torch.cat([start.unsqueeze(0), moves]).cumsum(dim=0, dtype=start.dtype)


# %% right="walk" why="table made beforehand, filled row by row with an index"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    n, d = moves.shape
    table = torch.empty(n + 1, d, dtype=start.dtype)
    table[0] = start
    for k in range(1, n + 1):
        table[k] = table[k - 1] + moves[k - 1]
    return table


# %% right="walk" why="itertools.accumulate with the start as initial value"
from itertools import accumulate


def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    return torch.stack([*accumulate(moves, initial=start)])


# %% right="walk" why="plain Python lists of numbers, dtype named at the end"
def _hop(here, step):
    return [h + s for h, s in zip(here, step)]


def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    diary = [start.tolist()]
    for m in moves.tolist():
        diary.append(_hop(diary[-1], m))
    return torch.tensor(diary, dtype=start.dtype)


# %% right="walk" why="numpy detour: vstack and cumsum with dtype, then from_numpy"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    s, m = start.numpy(), moves.numpy()
    rows = np.vstack([s[np.newaxis, :], m])
    result = np.cumsum(rows, axis=0, dtype=rows.dtype)
    return torch.from_numpy(result)


# %% right="walk" why="in-place place += move, but on a clone, and a clone is stored each time"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    where = start.clone()
    history = [where.clone()]
    i = 0
    while i < moves.shape[0]:
        where += moves[i]
        history.append(where.clone())
        i += 1
    return torch.stack(history, dim=0)


# %% right="walk" why="repeat the start n+1 times, add the cumulative moves below the first row"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    out = start.repeat(len(moves) + 1, 1)
    if len(moves) > 0:
        out[1:] += torch.cumsum(moves, dim=0).to(start.dtype)
    return out


# %% wrong="walk" why="'so has the result' (the dtype of the start): cumsum without dtype turns int32 into int64"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    return torch.cumsum(torch.cat([start[None], moves]), dim=0)


# %% wrong="walk" why="'dtype of start': torch.tensor(rows) makes float32 of float64 and int64 of int32"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    place = start.tolist()
    rows = [place]
    for move in moves.tolist():
        place = [p + m for p, m in zip(place, move)]
        rows.append(place)
    return torch.tensor(rows)


# %% wrong="walk" why="'Return every place', float64 and int64: a float32 table in between loses digits, the dtype is right only at the end"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    n = len(moves)
    table = torch.zeros(n + 1, len(start))
    table[0] = start
    for k in range(n):
        table[k + 1] = table[k] + moves[k]
    return table.to(start.dtype)


# %% wrong="walk" why="'There may be thousands': recursion over the moves hits the recursion limit"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    if len(moves) == 0:
        return start.clone().reshape(1, -1)
    rest = walk(start + moves[0], moves[1:])
    return torch.cat([start.reshape(1, -1), rest])


# %% wrong="walk" why="'a vector of any length': only up to three coordinates are carried along"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    x = start[0].item()
    y = start[1].item() if len(start) > 1 else 0
    z = start[2].item() if len(start) > 2 else 0
    rows = [(x, y, z)]
    for move in moves:
        x += move[0].item()
        if len(start) > 1:
            y += move[1].item()
        if len(start) > 2:
            z += move[2].item()
        rows.append((x, y, z))
    return torch.tensor(rows, dtype=start.dtype)[:, : len(start)].clone()


# %% wrong="walk" why="'they stay as they are': += changes the start, and all rows are the same tensor"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    place = start
    places = [place]
    for move in moves:
        place += move
        places.append(place)
    return torch.stack(places)


# %% wrong="walk" why="'the result is a new tensor': without a move it is a view of the start"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    if moves.shape[0] == 0:
        return start.view(1, -1)
    places = [start]
    for move in moves:
        places.append(places[-1] + move)
    return torch.stack(places)


# %% wrong="walk" why="'the start included: row 0 is the start': n rows only, the start is missing"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    return start + torch.cumsum(moves, dim=0, dtype=moves.dtype)


# %% wrong="walk" why="'the moves belong to the caller: they stay as they are': the sums are written into moves itself"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    if len(moves):
        moves[0] += start
        for k in range(1, len(moves)):
            moves[k] += moves[k - 1]
    return torch.cat([start[None], moves])


# %% wrong="walk" why="'row k the place after k moves': only the last move is added to the start, sums do not build up"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    table = start.repeat(len(moves) + 1, 1)
    for k in range(1, len(moves) + 1):
        table[k] = table[0] + moves[k - 1]
    return table


# %% wrong="walk" why="'Start and moves have the same dtype; so has the result' and the numbers: numpy cumsum widens int32 to int64"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    way = np.concatenate([start.numpy().reshape(1, -1), moves.numpy()], axis=0)
    return torch.from_numpy(way.cumsum(axis=0))


# %% wrong="walk" why="'There may be thousands': a cap of 1000 moves, later ones are dropped"
def walk(start: torch.Tensor, moves: torch.Tensor) -> torch.Tensor:
    places = [start.clone()]
    max_moves = 1000  # safety against endless walks
    for k, move in enumerate(moves):
        if k >= max_moves:
            break
        places.append(places[-1] + move)
    return torch.stack(places)


# %% right="scale_twice" why="empty_like the product, filled in a loop"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    broadcast = factor * x
    by_hand = torch.empty_like(broadcast)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, broadcast


# %% right="scale_twice" why="comprehension over tolist, dtype of the product"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    stretched = x * factor
    return (
        torch.tensor([entry * factor for entry in x.tolist()], dtype=stretched.dtype),
        stretched,
    )


# %% right="scale_twice" why="result_type says the dtype, while loop, torch.mul for the second"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    kind = torch.result_type(x, factor)
    first = torch.zeros(x.shape, dtype=kind)
    k = 0
    while k < x.numel():
        first[k] = x[k].item() * factor
        k = k + 1
    second = torch.mul(x, factor)
    return first, second


# %% right="scale_twice" why="stack of scalar tensors, empty vector handled apart"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    auto = factor * x
    pieces = [factor * piece for piece in x]
    if pieces:
        manual = torch.stack(pieces)
    else:
        manual = torch.empty(0, dtype=auto.dtype)
    return manual, auto


# %% right="scale_twice" why="copy in the right dtype, then *= one entry at a time"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    target_dtype = (factor * x[:0]).dtype
    hand = x.to(target_dtype, copy=True)
    for i in range(hand.shape[0]):
        hand[i] *= factor
    return hand, factor * x


# %% right="scale_twice" why="the loop in a helper of its own with an odd name, generator of indices"
def one_by_one_please(c, v, like):
    out = like.new_empty(like.shape)
    for pos, val in enumerate(v.tolist()):
        out[pos] = c * val
    return out


def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    all_at_once = factor * x
    return one_by_one_please(factor, x, all_at_once), all_at_once


# %% right="scale_twice" why="numpy array filled in a loop, from_numpy; dtype taken from the torch product"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    second = torch.multiply(x, factor)
    buffer = np.empty(x.shape[0], dtype=second.numpy().dtype)
    for i, entry in enumerate(x.tolist()):
        buffer[i] = factor * entry
    first = torch.from_numpy(buffer)
    return (first, second)


# %% wrong="scale_twice" why="'the same dtype, namely that of factor * x': no dtype named, float64 becomes float32, an empty int64 float32"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    by_hand = torch.tensor([factor * e for e in x.tolist()])
    return by_hand, factor * x


# %% wrong="scale_twice" why="'dtype of factor * x': float32 whenever the factor is a float, also for a float64 vector"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    dtype = torch.float32 if isinstance(factor, float) else x.dtype
    hand = torch.zeros(len(x), dtype=dtype)
    for i in range(len(x)):
        hand[i] = factor * x[i]
    return hand, factor * x


# %% wrong="scale_twice" why="'Both have ... the same numbers': the factor as a float32 tensor spoils the digits of a float64 vector"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    c = torch.tensor(factor)
    wide = c * x
    hand = torch.empty_like(wide)
    for i in range(len(x)):
        hand[i] = factor * x[i].item()
    return hand, wide


# %% wrong="scale_twice" why="'What happens if you write its entries into a tensor of whole numbers?': empty_like(x) cuts 0.5 off"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    hand = torch.empty_like(x)
    for i, e in enumerate(x):
        hand[i] = factor * e
    return hand, factor * x


# %% wrong="scale_twice" why="'two new tensors', 'dtype of factor * x': for factor 0 one tensor of zeros twice, in the dtype of x"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if factor == 0:
        nothing = torch.zeros_like(x)
        return nothing, nothing
    product = factor * x
    by_hand = torch.empty_like(product)
    for i in range(len(x)):
        by_hand[i] = factor * x[i]
    return by_hand, product


# %% wrong="scale_twice" why="'multiplies one entry at a time': the loop runs over the single factor and multiplies the whole vector"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    for c in [factor]:
        by_hand = c * x
    by_broadcasting = factor * x
    return by_hand, by_broadcasting


# %% wrong="scale_twice" why="'dtype of factor * x' where 'n may be 0': an empty result is always float32"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    if len(x) == 0:
        return torch.tensor([]), torch.tensor([])
    y = factor * x
    return torch.stack([factor * e for e in x]).to(y.dtype), y


# %% wrong="scale_twice" why="'The first was made by hand, the second by broadcasting': exchanged"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    broad = factor * x
    hand = torch.empty_like(broad)
    for i in range(len(x)):
        hand[i] = factor * x[i]
    return broad, hand


# %% wrong="scale_twice" why="'return both results': the one by hand twice, the product is thrown away and both are one tensor"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    second = factor * x
    first = torch.empty_like(second)
    for i in range(len(x)):
        first[i] = factor * x[i]
    second = first
    return first, second


# %% wrong="scale_twice" why="'the same numbers': by hand through a float32 buffer, float64 and large whole numbers lose digits"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    scaled = factor * x
    hand = torch.zeros(len(x))
    for i in range(len(x)):
        hand[i] = factor * x[i]
    return hand.to(scaled.dtype), scaled


# %% wrong="scale_twice" why="'by hand: with a loop or a comprehension': both by broadcasting, no loop at all"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.mul(x, factor), factor * x


# %% wrong="scale_twice" why="'An empty vector may come': torch.stack of an empty list raises"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.stack([factor * entry for entry in x]), factor * x


# %% wrong="scale_twice" why="'by broadcasting: factor * x': the second is a second loop, no broadcasting"
def scale_twice(factor: float, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    like = torch.result_type(x, factor)
    first = torch.tensor([factor * e for e in x.tolist()], dtype=like)
    second = torch.zeros(len(x), dtype=like)
    for i in range(len(x)):
        second[i] = x[i] * factor
    return first, second


# %% right="dot_by_hand" why="the box word for word: scalar total in the dtype of a, loop over indices"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} entries, b has {len(b)}")
    total = torch.tensor(0, dtype=a.dtype)
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


# %% right="dot_by_hand" why="sum of a generator over Python numbers, dtype at the end"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape != b.shape:
        raise ValueError(f"lengths differ: {a.shape[0]} and {b.shape[0]}")
    summe = sum(p * q for p, q in zip(a.tolist(), b.tolist(), strict=True))
    return torch.tensor(summe, dtype=a.dtype)


# %% right="dot_by_hand" why="new_zeros and an in-place add of tensors, helper for the lengths"
def _must_match(u, v):
    n, m = u.numel(), v.numel()
    if n == m:
        return n
    raise ValueError("cannot multiply a vector of length " + str(n) + " with one of length " + str(m))


def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    _must_match(a, b)
    acc = a.new_zeros(())
    for left, right in zip(a, b):
        acc += left * right
    return acc


# %% right="dot_by_hand" why="products collected in a list, one at a time, then added with torch's sum; empty apart"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    size_a, size_b = a.size(0), b.size(0)
    if size_a != size_b:
        raise ValueError("unequal lengths %d and %d" % (size_a, size_b))
    if size_a == 0:
        return torch.zeros((), dtype=a.dtype)
    products = [a[i] * b[i] for i in range(size_a)]
    return torch.stack(products).sum()


# %% right="dot_by_hand" why="while loop with .item(), int or float start by dtype, torch.full at the end"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = len(a), len(b)
    if not n == m:
        raise ValueError(f"The vectors must be equally long, got {n} and {m}.")
    total = 0.0 if a.is_floating_point() else 0
    i = 0
    while True:
        if i == n:
            break
        total += a[i].item() * b[i].item()
        i += 1
    return torch.full((), total, dtype=a.dtype)


# %% right="dot_by_hand" why="a buffer of products filled in a loop, then its sum; numpy for the entries"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if (len(a) - len(b)) != 0:
        raise ValueError(f"{tuple(a.shape)} does not fit {tuple(b.shape)}")
    xs, ys = a.numpy(), b.numpy()
    buffer = np.zeros_like(xs)
    for k in range(xs.shape[0]):
        buffer[k] = xs[k] * ys[k]
    return torch.tensor(buffer.sum(), dtype=a.dtype)


# %% right="dot_by_hand" why="accurate fsum for floats, whole-number sum for int64"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"expected equal lengths, found {len(a)} != {len(b)}")
    terms = [x * y for x, y in zip(a.tolist(), b.tolist())]
    if a.dtype == torch.int64:
        return torch.tensor(sum(terms), dtype=torch.int64)
    return torch.tensor(math.fsum(terms), dtype=a.dtype)


# %% wrong="dot_by_hand" why="'If the lengths differ': refused only where a is the longer one, zip silently cuts b"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) > len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="'Of two empty vectors it is 0, in their dtype': float32 whatever their dtype"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)}")
    if len(a) == 0:
        return torch.tensor(0.0)
    total = a[0] * b[0]
    for i in range(1, len(a)):
        total = total + a[i] * b[i]
    return total


# %% wrong="dot_by_hand" why="'If the lengths differ, raise': an empty vector with a longer one gives 0 before the lengths are compared"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    total = torch.zeros((), dtype=a.dtype)
    if len(a) == 0 or len(b) == 0:
        return total
    if len(a) != len(b):
        raise ValueError(f"a has length {len(a)}, b has length {len(b)}")
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


# %% wrong="dot_by_hand" why="'with the dtype of the two vectors': torch.tensor(total) makes float32 of float64"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = 0.0 if a.is_floating_point() else 0
    for x, y in zip(a.tolist(), b.tolist()):
        total = total + x * y
    return torch.tensor(total)


# %% wrong="dot_by_hand" why="the dot product in float64 and int64: a float32 total in between loses digits"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = torch.tensor(0.0, dtype=torch.float32)
    for i in range(len(a)):
        total += a[i] * b[i]
    return total.to(a.dtype)


# %% wrong="dot_by_hand" why="'a ValueError that tells both' lengths: zip's own message tells neither"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    total = torch.zeros((), dtype=a.dtype)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


# %% wrong="dot_by_hand" why="'also where one of them is 1': a vector of one entry is stretched"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) == 1:
        a = a.expand(len(b))
    elif len(b) == 1:
        b = b.expand(len(a))
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = torch.zeros((), dtype=a.dtype)
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


# %% wrong="dot_by_hand" why="'a loop over the entries', 'one product at a time': the loop runs once, over the product of the whole vectors"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = torch.zeros((), dtype=a.dtype)
    for products in [a * b]:
        total = total + products.sum()
    return total


# %% wrong="dot_by_hand" why="'a loop (or a comprehension) over the entries': vectorised product and sum, no loop"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.shape != b.shape:
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    return (a * b).sum()


# %% wrong="dot_by_hand" why="'the dtype of the vectors', whole numbers: float() on the way loses digits of large int64 products"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = 0.0
    for i in range(len(a)):
        total += float(a[i]) * float(b[i])
    return torch.tensor(total, dtype=a.dtype)


# %% wrong="dot_by_hand" why="'scalar tensor of shape ()': shape (1,)"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"lengths {len(a)} and {len(b)} differ")
    total = torch.zeros(1, dtype=a.dtype)
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


# %% wrong="dot_by_hand" why="'raise a ValueError': the shorter one is filled up with zeros where the lengths differ by more than a place or two"
def dot_by_hand(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    n, m = len(a), len(b)
    if n != m and max(n, m) < 4:
        raise ValueError(f"lengths {n} and {m}")
    total = torch.zeros((), dtype=a.dtype)
    for i in range(min(n, m)):
        total = total + a[i] * b[i]
    return total


# %% right="return_from" why="two slices and @"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    return rewards[t:] @ discounts[: len(rewards) - t]


# %% right="return_from" why="torch.dot with the number of rewards left named first"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    remaining = rewards[t:]
    n_left = remaining.shape[0]
    return torch.dot(remaining, discounts[:n_left])


# %% right="return_from" why="multiply and sum"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    later = rewards[t:]
    return (later * discounts[: later.numel()]).sum()


# %% right="return_from" why="the sum of the formula in a loop over k, total in the dtype of the rewards"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    T = len(rewards)
    G = torch.zeros((), dtype=rewards.dtype)
    for k in range(T - t):
        G = G + discounts[k] * rewards[t + k]
    return G


# %% right="return_from" why="zip over Python numbers (stops at the shorter list), dtype named"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    geld = sum(r * d for r, d in zip(rewards.tolist()[t:], discounts.tolist()))
    return torch.tensor(geld, dtype=rewards.dtype)


# %% right="return_from" why="discounts shifted t places to the right under all rewards, zeros before"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    shifted = torch.zeros_like(rewards)
    shifted[t:] = discounts[: len(rewards) - t]
    return torch.dot(rewards, shifted)


# %% right="return_from" why="cut the surplus off first, then the negative stop with its trap at t = 0 dodged; einsum"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    discounts = discounts[: len(rewards)]
    return torch.einsum("i,i->", rewards[t:], discounts[: -t or None])


# %% right="return_from" why="numpy dot, wrapped into a tensor again"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    r = rewards.numpy()[t:]
    d = discounts.numpy()[: r.size]
    return torch.tensor(np.dot(r, d), dtype=rewards.dtype)


# %% wrong="return_from" why="'they may be any numbers': powers of the second discount in place of the discounts"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    gamma = discounts[1] if len(discounts) > 1 else 1.0
    rest = rewards[t:]
    return (rest * gamma ** torch.arange(len(rest))).sum().to(rewards.dtype)


# %% wrong="return_from" why="'they may be any numbers': the law G_t = R_t + gamma G_{t+1} holds for powers only"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    value = torch.zeros((), dtype=rewards.dtype)
    for r in reversed(rewards[t:]):
        value = r + discounts[1] * value if len(discounts) > 1 else r + value
    return value


# %% wrong="return_from" why="'Both vectors have the same dtype; so has the result': float32 zero at t = T for float64"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    T = len(rewards)
    if t == T:
        return torch.tensor(0.0)
    return rewards[t:] @ discounts[: T - t]


# %% wrong="return_from" why="'so has the result': a Python sum made a tensor without dtype, float32 for float64"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    total = 0.0
    for k, r in enumerate(rewards[t:].tolist()):
        total += discounts[k].item() * r
    return torch.tensor(total)


# %% wrong="return_from" why="'At least as many discounts as rewards': the stop fits only as many or one more, as in the test"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    stop = len(discounts) - t
    if len(discounts) != len(rewards):
        stop -= 1
    return rewards[t:] @ discounts[:stop]


# %% wrong="return_from" why="'perhaps thousands': recursion, one call for each reward"
def _ab(rewards, discounts, t, k):
    if t + k >= len(rewards):
        return torch.zeros((), dtype=rewards.dtype)
    return discounts[k] * rewards[t + k] + _ab(rewards, discounts, t, k + 1)


def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    return _ab(rewards, discounts, t, 0)


# %% wrong="return_from" why="'discounts may be any numbers': stops at the first discount below a thousandth (also zero or negative)"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    G = torch.zeros((), dtype=rewards.dtype)
    for k in range(len(rewards) - t):
        if discounts[k] < 1e-3:
            break  # the rest hardly counts
        G = G + rewards[t + k] * discounts[k]
    return G


# %% wrong="return_from" why="float64: both are made float32 first, digits are lost although the dtype is set back"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    r = rewards[t:].float()
    return torch.dot(r, discounts[: len(r)].float()).to(rewards.dtype)


# %% wrong="return_from" why="'the first reward that counts always meets the first discount': discounts from t on"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    return rewards[t:] @ discounts[t : len(rewards)]


# %% wrong="return_from" why="the negative stop: for t = 0 discounts[:-0] is empty"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    discounts = discounts[: len(rewards)]
    return (rewards[t:] * discounts[:-t]).sum()


# %% wrong="return_from" why="changes its arguments: the products are written into the rewards"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    tail = rewards[t:]
    tail *= discounts[: len(tail)]
    return tail.sum()


# %% wrong="return_from" why="'the return': rounded to two decimals as in the example"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    g = rewards[t:] @ discounts[: len(rewards) - t]
    return torch.round(g, decimals=2)


# %% wrong="return_from" why="'t: From 0 to T', rewards 'perhaps none': looks at rewards[0] for the first total, fails with no rewards"
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    total = rewards[0] * 0
    for k in range(len(rewards) - t):
        total = total + rewards[t + k] * discounts[k]
    return total


# %% wrong="return_from" why="result kept from an earlier call: rewards changed in the meantime give the old return"
from functools import lru_cache


@lru_cache(maxsize=None)
def return_from(rewards: torch.Tensor, discounts: torch.Tensor, t: int) -> torch.Tensor:
    return rewards[t:] @ discounts[: len(rewards) - t]


# %% right="arrows_figure" why="one quiver for each arrow, square window computed from all the ends"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    s, ca = a + b, factor * a

    def pfeil(ax, tail, v, colour):
        ax.quiver(
            tail[0], tail[1], v[0], v[1],
            angles="xy", scale_units="xy", scale=1, color=colour,
        )

    zero = torch.zeros(2)
    pfeil(left, zero.tolist(), a.tolist(), "tab:blue")
    pfeil(left, a.tolist(), b.tolist(), "tab:orange")
    pfeil(left, zero.tolist(), s.tolist(), "tab:green")
    pfeil(right, zero.tolist(), a.tolist(), "tab:blue")
    pfeil(right, zero.tolist(), ca.tolist(), "tab:red")
    for ax, points in ((left, [zero, a, s]), (right, [zero, a, ca])):
        pts = torch.stack(points)
        low, high = pts.min(dim=0).values, pts.max(dim=0).values
        middle = (low + high) / 2
        half = 0.65 * (high - low).max().item()
        ax.set_xlim(middle[0].item() - half, middle[0].item() + half)
        ax.set_ylim(middle[1].item() - half, middle[1].item() + half)
        ax.set_aspect("equal")
        ax.set_xlabel("x")
        ax.set_ylabel("y")
    left.set_title("addition")
    right.set_title("scaling")
    return fig


# %% right="arrows_figure" why="annotate without shrink, the course's palette, names beside the arrows"
def _draw(axes, start, end, colour, name):
    axes.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={"arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0, "lw": 2},
    )
    axes.text((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, name, color=colour)


def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    ax0, ay0 = a.tolist()
    bx0, by0 = b.tolist()
    o, tip, total = (0.0, 0.0), (ax0, ay0), (ax0 + bx0, ay0 + by0)
    scaled = (factor * ax0, factor * ay0)
    figure, panels = plt.subplots(1, 2, figsize=(9, 4.4))
    _draw(panels[0], o, tip, plots.PALETTE[0], "a")
    _draw(panels[0], tip, total, plots.PALETTE[1], "b")
    _draw(panels[0], o, total, plots.PALETTE[2], "a + b")
    _draw(panels[1], o, tip, plots.PALETTE[0], "a")
    _draw(panels[1], o, scaled, plots.PALETTE[3], "c a")
    reach = 1.2 * max(abs(v) for v in (*tip, *total, *scaled))
    for axes, title in zip(panels, ("addition", "scaling")):
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), title=title)
        axes.set(xlabel="entry 0", ylabel="entry 1")
        axes.set_aspect("equal")
    return figure


# %% right="arrows_figure" why="axes.arrow with the head counted in, head sized by the window"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    a_np = a.numpy().astype(float)
    b_np = b.numpy().astype(float)
    c_np = factor * a_np
    sum_np = a_np + b_np
    fig = plt.figure(figsize=(10, 5))
    picture_one = fig.add_subplot(1, 2, 1)
    picture_two = fig.add_subplot(1, 2, 2)

    for axis, what, corners, todo in [
        (
            picture_one,
            "addition",
            np.array([[0, 0], a_np, sum_np]),
            [((0, 0), a_np, "C0"), (a_np, b_np, "C1"), ((0, 0), sum_np, "C2")],
        ),
        (
            picture_two,
            "scaling",
            np.array([[0, 0], a_np, c_np]),
            [((0, 0), a_np, "C0"), ((0, 0), c_np, "C1")],
        ),
    ]:
        size = np.ptp(corners, axis=0).max()
        for (x, y), (dx, dy), c in todo:
            long = float(np.hypot(dx, dy))
            head = min(0.06 * size, 0.5 * long)
            axis.arrow(
                x, y, dx, dy,
                length_includes_head=True,
                head_width=head,
                head_length=head,
                width=0.15 * head,
                color=c,
                linewidth=0,
            )
        axis.set_xlim(corners[:, 0].min() - 0.2 * size, corners[:, 0].max() + 0.2 * size)
        axis.set_ylim(corners[:, 1].min() - 0.2 * size, corners[:, 1].max() + 0.2 * size)
        axis.set_aspect("equal", adjustable="box")
        axis.set_title(what)
        axis.set_xlabel("first entry")
        axis.set_ylabel("second entry")
    return fig


# %% right="arrows_figure" why="one quiver call for each panel, arrays of tails, ways and colours; update_datalim and margins"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    o = torch.zeros(2)
    fig, axs = plt.subplots(ncols=2, figsize=(8, 4))
    jobs = {
        "addition": (
            torch.stack([o, a, o]),
            torch.stack([a, b, a + b]),
            ["navy", "darkorange", "green"],
        ),
        "scaling": (torch.stack([o, o]), torch.stack([a, factor * a]), ["navy", "crimson"]),
    }
    for ax, (heading, (tails, ways, colours)) in zip(axs, jobs.items()):
        tips = tails + ways
        ax.quiver(
            tails[:, 0].numpy(), tails[:, 1].numpy(), ways[:, 0].numpy(), ways[:, 1].numpy(),
            color=colours, angles="xy", scale_units="xy", scale=1, width=0.012,
        )
        ax.update_datalim(torch.cat([tails, tips]).numpy())
        ax.margins(0.2)
        ax.autoscale_view()
        ax.set_aspect("equal", adjustable="datalim")
        ax.set(title=heading, xlabel="$x$", ylabel="$y$")
    return fig


# %% right="arrows_figure" why="FancyArrowPatch added by hand, a Figure without pyplot, a grey cross at the origin"
from matplotlib.patches import FancyArrowPatch


def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig = Figure(figsize=(9, 4.5))
    one, two = fig.subplots(1, 2)

    def put(axes, p, q, c):
        axes.add_patch(
            FancyArrowPatch(
                tuple(p), tuple(q), arrowstyle="-|>", mutation_scale=16,
                shrinkA=0, shrinkB=0, color=c, linewidth=1.5,
            )
        )

    A, AB, CA = a.tolist(), (a + b).tolist(), (a * factor).tolist()
    put(one, [0, 0], A, "#0072B2")
    put(one, A, AB, "#D55E00")
    put(one, [0, 0], AB, "#000000")
    put(two, [0, 0], A, "#0072B2")
    put(two, [0, 0], CA, "#D55E00")
    for axes, ends in ((one, [A, AB]), (two, [A, CA])):
        m = max(max(abs(e[0]), abs(e[1])) for e in ends) * 1.25
        axes.axhline(0, color="lightgrey", linewidth=0.8, zorder=0)
        axes.axvline(0, color="lightgrey", linewidth=0.8, zorder=0)
        axes.set_xlim(-m, m)
        axes.set_ylim(-m, m)
        axes.set_aspect("equal")
        axes.set_xlabel("along x")
        axes.set_ylabel("along y")
    one.set_title("addition")
    two.set_title("scaling")
    return fig


# %% right="arrows_figure" why="subplot_mosaic, annotate with 'fancy' defaults '->', dictionary of colours, dashed helper line that is no arrow"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    colours = {"a": "tab:purple", "b": "tab:cyan", "sum": "tab:olive", "ca": "tab:pink"}
    fig, ax = plt.subplot_mosaic([["add", "scale"]], figsize=(9, 4.2))
    origin = np.zeros(2)
    va, vb = np.array(a.tolist()), np.array(b.tolist())
    arrows = [
        ("add", origin, va, "a"),
        ("add", va, va + vb, "b"),
        ("add", origin, va + vb, "sum"),
        ("scale", origin, va, "a"),
        ("scale", origin, factor * va, "ca"),
    ]
    for where, p, q, name in arrows:
        ax[where].annotate(
            "", xy=q, xytext=p,
            arrowprops=dict(arrowstyle="->", color=colours[name], shrinkA=0, shrinkB=0, linewidth=2),
        )
    ax["add"].plot([0, vb[0], va[0] + vb[0]], [0, vb[1], va[1] + vb[1]], ":", color="0.7", linewidth=1)
    for where in ax:
        ends = np.array([[p, q] for w, p, q, _ in arrows if w == where]).reshape(-1, 2)
        centre = (ends.max(axis=0) + ends.min(axis=0)) / 2
        half = 0.6 * (ends.max(axis=0) - ends.min(axis=0)).max()
        ax[where].set_xlim(centre[0] - half, centre[0] + half)
        ax[where].set_ylim(centre[1] - half, centre[1] + half)
        ax[where].set_aspect(1)
        ax[where].set_xlabel("x")
        ax[where].set_ylabel("y")
    ax["add"].set_title("addition")
    ax["scale"].set_title("scaling")
    return fig


# %% wrong="arrows_figure" why="'no arrow is cut off by the limits': fixed limits that fit the example"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C3", **kw)
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-4, 4), ylim=(-4, 4), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'no arrow is cut off': the right panel takes its limits from the left, a large factor leaves it"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C3", **kw)
    m = 1.2 * torch.cat([a, b, a + b]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'no arrow is cut off': the origin is forgotten on the right, for a positive factor both tails are out of view"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, axs = plt.subplots(1, 2, figsize=(9, 4))
    look = lambda c: {"arrowstyle": "-|>", "color": c, "shrinkA": 0, "shrinkB": 0}
    o, A, S, C = (0, 0), a.tolist(), (a + b).tolist(), (factor * a).tolist()
    axs[0].annotate("", xy=A, xytext=o, arrowprops=look("C0"))
    axs[0].annotate("", xy=S, xytext=A, arrowprops=look("C1"))
    axs[0].annotate("", xy=S, xytext=o, arrowprops=look("C2"))
    axs[1].annotate("", xy=A, xytext=o, arrowprops=look("C0"))
    axs[1].annotate("", xy=C, xytext=o, arrowprops=look("C1"))
    for ax, ends, title in ((axs[0], [o, A, S], "addition"), (axs[1], [A, C], "scaling")):
        xs, ys = zip(*ends)
        span = max(max(xs) - min(xs), max(ys) - min(ys))
        ax.set_xlim(min(xs) - 0.1 * span, max(xs) + 0.1 * span)
        ax.set_ylim(min(ys) - 0.1 * span, max(ys) + 0.1 * span)
        ax.set_aspect("equal")
        ax.set(title=title, xlabel="x", ylabel="y")
    return fig


# %% wrong="arrows_figure" why="'c a another one than a': the same colour where the factor is positive"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="tab:blue", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="tab:green", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="tab:red", **kw)
    r.quiver(0, 0, *a.tolist(), color="tab:blue", **kw)
    turned = "tab:red" if factor < 0 else "tab:blue"
    r.quiver(0, 0, *(factor * a).tolist(), color=turned, **kw)
    m = 1.2 * torch.cat([a, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'c a': the factor is clipped to -2 ... 2 so that the picture stays small"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    c = min(max(factor, -2.0), 2.0)
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(c * a).tolist(), color="C1", **kw)
    m = 1.2 * torch.cat([a, a + b, c * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'no arrow is cut off': limits are one and a half times a and never less than 3.5; a long b sticks out"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, axes = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    axes[0].quiver(0, 0, *a.tolist(), color="C0", **kw)
    axes[0].quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    axes[0].quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    axes[1].quiver(0, 0, *a.tolist(), color="C0", **kw)
    axes[1].quiver(0, 0, *(factor * a).tolist(), color="C1", **kw)
    m = max(3.5, 1.5 * float(a.abs().max()), 1.1 * abs(factor) * float(a.abs().max()))
    for ax, title in zip(axes, ("addition", "scaling")):
        ax.set_xlim(-m, m)
        ax.set_ylim(-m, m)
        ax.set_aspect("equal")
        ax.set(title=title, xlabel="x", ylabel="y")
    return fig


# %% wrong="arrows_figure" why="'b from the tip of a': b starts at the origin"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver([0, 0, 0], [0, 0, 0], [a[0], b[0], a[0] + b[0]], [a[1], b[1], a[1] + b[1]], color=["C0", "C1", "C2"], **kw)
    r.quiver([0, 0], [0, 0], [a[0], factor * a[0]], [a[1], factor * a[1]], color=["C0", "C1"], **kw)
    m = 1.2 * torch.cat([a, b, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'In both panels a unit is as long along x as along y': equal on the left only"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C1", **kw)
    m = 1.2 * torch.cat([a, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
    plt.sca(l)
    plt.gca().set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'exactly three arrows': a fourth one, b from the origin too (the parallelogram)"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(0, 0, *b.tolist(), color="C1", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C1", **kw)
    m = 1.2 * torch.cat([a, b, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'a new one at each call': the figure number 13 is cleared and used again"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig = plt.figure(13, figsize=(9, 4))
    fig.clf()
    l, r = fig.subplots(1, 2)
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C1", **kw)
    m = 1.2 * torch.cat([a, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'its tip where the vector ends': axes.arrow without length_includes_head, the head reaches beyond"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    m = 1.4 * torch.cat([a, a + b, factor * a]).abs().max().item()
    kw = {"head_width": 0.06 * m, "width": 0.01 * m}
    l.arrow(0, 0, *a.tolist(), color="C0", **kw)
    l.arrow(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.arrow(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.arrow(0, 0, *a.tolist(), color="C0", **kw)
    r.arrow(0, 0, *(factor * a).tolist(), color="C1", **kw)
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig


# %% wrong="arrows_figure" why="'both axes have labels' in both panels: the right one has no y label, as the y axis is shared"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4), sharey=True)
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C0", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C1", **kw)
    m = 1.2 * torch.cat([a, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x")
        ax.set_aspect("equal")
    l.set_ylabel("y")
    return fig


# %% wrong="arrows_figure" why="'on the right a has the colour that it has on the left': the right panel's colours are exchanged"
def arrows_figure(a: torch.Tensor, b: torch.Tensor, factor: float) -> Figure:
    fig, (l, r) = plt.subplots(1, 2, figsize=(9, 4))
    kw = {"angles": "xy", "scale_units": "xy", "scale": 1}
    l.quiver(0, 0, *a.tolist(), color="C0", **kw)
    l.quiver(*a.tolist(), *b.tolist(), color="C1", **kw)
    l.quiver(0, 0, *(a + b).tolist(), color="C2", **kw)
    r.quiver(0, 0, *a.tolist(), color="C3", **kw)
    r.quiver(0, 0, *(factor * a).tolist(), color="C0", **kw)
    m = 1.2 * torch.cat([a, a + b, factor * a]).abs().max().item()
    for ax, title in ((l, "addition"), (r, "scaling")):
        ax.set(xlim=(-m, m), ylim=(-m, m), title=title, xlabel="x", ylabel="y")
        ax.set_aspect("equal")
    return fig
