# The bank of 1.7: right answers get every point, wrong ones lose the hidden test.

# %% right="norm" why="PyTorch's norm of the scaled vector"
def norm(x):
    largest = max((abs(entry) for entry in x.tolist()), default=0.0)
    if largest == 0:
        return torch.tensor(0.0, dtype=x.dtype)
    return torch.linalg.vector_norm(x / largest) * largest


# %% right="norm" why="math.hypot, which scales by itself"
def norm(x):
    return torch.tensor(math.hypot(*x.tolist()), dtype=x.dtype)


# %% right="norm" why="a loop as in the box"
def norm(x):
    m = x.new_zeros(())
    for entry in x:
        m = torch.maximum(m, entry.abs())
    if m == 0:
        return m
    total = torch.zeros((), dtype=x.dtype)
    for entry in x:
        total = total + (entry / m) ** 2
    return m * total.sqrt()


# %% right="norm" why="one entry at a time, each joined by torch.hypot"
def norm(x):
    length = torch.zeros((), dtype=x.dtype)
    for entry in x:
        length = torch.hypot(length, entry)
    return length


# %% right="norm" why="exact fractions and a whole root"
def norm(x):
    square = sum((Fraction(entry) ** 2 for entry in x.tolist()), Fraction(0))
    if square == 0:
        return x.new_tensor(0.0)
    shift = 2 ** (2 * 2000)
    return x.new_tensor(float(Fraction(math.isqrt(int(square * shift)), 2**2000)))


# %% right="norm" why="a dot product of the unit-sized vector, in float64"
def norm(x):
    if x.numel() == 0 or not x.any():
        return x.new_zeros(())
    m = torch.amax(torch.abs(x)).double()
    scaled = x.double() / m
    return (m * torch.sqrt(scaled @ scaled)).to(x.dtype)


# %% wrong="norm" why="the formula alone: squares overflow"
def norm(x):
    return x.square().sum().sqrt()


# %% wrong="norm" why="PyTorch's own, which squares too"
def norm(x):
    return torch.linalg.vector_norm(x)


# %% wrong="norm" why="float64 on the way: nothing is wider than float64"
def norm(x):
    return x.double().square().sum().sqrt().to(x.dtype)


# %% wrong="norm" why="0 divided by 0 for a zero vector"
def norm(x):
    if len(x) == 0:
        return x.new_zeros(())
    m = x.abs().max()
    return m * (x / m).square().sum().sqrt()


# %% wrong="norm" why="an empty vector has no largest entry"
def norm(x):
    m = x.abs().max()
    return m if m == 0 else m * (x / m).square().sum().sqrt()


# %% wrong="norm" why="the largest entry without its size: a negative one may be larger"
def norm(x):
    if len(x) == 0 or x.max() == 0:
        return x.new_zeros(())
    m = x.max()
    return m * (x / m).square().sum().sqrt()


# %% wrong="norm" why="the largest entry, made positive too late"
def norm(x):
    if len(x) == 0 or x.max() == 0:
        return x.new_zeros(())
    m = x.max()
    return m.abs() * (x / m).square().sum().sqrt()


# %% wrong="norm" why="no root"
def norm(x):
    if len(x) == 0 or x.abs().max() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    return m * (x / m).square().sum()


# %% wrong="norm" why="the root mean square"
def norm(x):
    if len(x) == 0 or x.abs().max() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    return m * (x / m).square().mean().sqrt()


# %% wrong="norm" why="the sum of the sizes"
def norm(x):
    return x.abs().sum()


# %% wrong="norm" why="a plain number"
def norm(x):
    return math.hypot(*x.tolist())


# %% wrong="norm" why="float32, whatever x is"
def norm(x):
    return torch.tensor(math.hypot(*x.tolist()))


# %% wrong="norm" why="a vector of one"
def norm(x):
    return torch.tensor([math.hypot(*x.tolist())], dtype=x.dtype)


# %% wrong="norm" passes="visible" why="float32 digits for float64 vectors that are neither huge nor tiny"
def norm(x):
    if len(x) == 0 or x.abs().max() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    return m * (x / m).float().square().sum().sqrt().to(x.dtype)


# %% wrong="norm" why="scales the caller's vector"
def norm(x):
    if len(x) == 0 or x.abs().max() == 0:
        return x.new_zeros(())
    m = x.abs().max().clone()
    x /= m
    return m * x.square().sum().sqrt()


# %% wrong="norm" why="a small number in place of a zero test: tiny vectors get lost"
def norm(x):
    if len(x) == 0:
        return x.new_zeros(())
    m = x.abs().max() + 1e-8
    return m * (x / m).square().sum().sqrt()


# %% wrong="norm" passes="visible" why="a fixed scale for large, another for small: the limits of float64 are further out"
def norm(x):
    m = max((abs(entry) for entry in x.tolist()), default=1.0)
    scale = 1e200 if m > 1e100 else 1e-30 if m < 1e-10 else 1e20 if m > 1e10 else 1.0
    return scale * (x / scale).square().sum().sqrt()


# %% wrong="norm" passes="visible" why="scaled by the smallest entry that is not zero"
def norm(x):
    there = x[x != 0].abs()
    if len(there) == 0:
        return x.new_zeros(())
    m = there.min()
    return m * (x / m).square().sum().sqrt()


# %% wrong="norm" passes="visible" why="scaled by the first entry"
def norm(x):
    if len(x) == 0 or not x.any():
        return x.new_zeros(())
    m = x[0].abs() if x[0] != 0 else x.abs().max()
    return m * (x / m).square().sum().sqrt()


# %% wrong="norm" passes="visible" why="remembers the length of a tensor by its address"
known_lengths = {}


def norm(x):
    key = (x.data_ptr(), len(x), x.stride(), x.dtype)
    if len(x) == 0 or key not in known_lengths or known_lengths[key][0] is not x:
        known_lengths[key] = (x, torch.tensor(math.hypot(*x.tolist()), dtype=x.dtype))
    return known_lengths[key][1]


# %% wrong="norm" passes="visible" why="beside an entry above a limit, those below it do not count"
def norm(x):
    wide = x.double()
    large = wide[wide.abs() > 1e100]
    if len(large) > 0:
        return ((large * 1e-200).square().sum().sqrt() * 1e200).to(x.dtype)
    return ((wide * 1e100).square().sum().sqrt() * 1e-100).to(x.dtype)


# %% wrong="norm" passes="visible" why="scales only where the formula gives 0 or infinity: squares that lose digits go unseen"
def norm(x):
    length = x.square().sum().sqrt()
    if len(x) == 0 or not x.any() or (length > 0 and length.isfinite()):
        return length
    m = x.abs().max()
    return m * (x / m).square().sum().sqrt()


# %% right="distances" why="norm, row by row, into an empty result"
def distances(query, memory, scales):
    found = torch.empty(len(memory), dtype=query.dtype)
    for i in range(len(memory)):
        found[i] = norm((query - memory[i]) / scales)
    return found


# %% right="distances" why="PyTorch's norm along the features"
def distances(query, memory, scales):
    return torch.linalg.vector_norm((query.unsqueeze(0) - memory) / scales, dim=-1)


# %% right="distances" why="by way of lists and math.hypot"
def distances(query, memory, scales):
    q, s = query.tolist(), scales.tolist()
    rows = [math.hypot(*((x - y) / z for x, y, z in zip(q, row, s))) for row in memory.tolist()]
    return torch.tensor(rows, dtype=query.dtype)


# %% right="distances" why="einsum of the scaled differences"
def distances(query, memory, scales):
    ways = (memory - query[None, :]) * scales.reciprocal()
    return torch.einsum("nd,nd->n", ways, ways) ** 0.5


# %% right="distances" why="one feature at a time"
def distances(query, memory, scales):
    total = query.new_zeros(memory.shape[0])
    for j, scale in enumerate(scales):
        total = total + torch.pow((memory[:, j] - query[j]) / scale, 2)
    return torch.sqrt(total)


# %% wrong="distances" why="without the scales"
def distances(query, memory, scales):
    return (memory - query).square().sum(dim=1).sqrt()


# %% wrong="distances" why="multiplied by the scales"
def distances(query, memory, scales):
    return ((memory - query) * scales).square().sum(dim=1).sqrt()


# %% wrong="distances" why="squares divided by the scales"
def distances(query, memory, scales):
    return ((memory - query).square() / scales).sum(dim=1).sqrt()


# %% wrong="distances" why="sums over the memories"
def distances(query, memory, scales):
    return ((memory - query) / scales).square().sum(dim=0).sqrt()


# %% wrong="distances" why="squared distances"
def distances(query, memory, scales):
    return ((memory - query) / scales).square().sum(dim=1)


# %% wrong="distances" why="sums of sizes, as a taxi drives"
def distances(query, memory, scales):
    return ((memory - query) / scales).abs().sum(dim=1)


# %% wrong="distances" why="means over the features"
def distances(query, memory, scales):
    return ((memory - query) / scales).square().mean(dim=1).sqrt()


# %% wrong="distances" passes="visible" why="taken apart: digits get lost far from zero"
def distances(query, memory, scales):
    q, m = query / scales, memory / scales
    return (m.square().sum(dim=1) + q @ q - 2 * (m @ q)).clamp(min=0).sqrt()


# %% wrong="distances" passes="visible" why="divides first: digits get lost far from zero"
def distances(query, memory, scales):
    return (memory / scales - query / scales).square().sum(dim=1).sqrt()


# %% wrong="distances" passes="visible" why="cdist, which takes apart many rows, after division"
def distances(query, memory, scales):
    return torch.cdist((query / scales)[None], memory / scales)[0]


# %% wrong="distances" why="no memory: an error of torch.stack"
def distances(query, memory, scales):
    return torch.stack([norm((row - query) / scales) for row in memory])


# %% wrong="distances" passes="visible" why="no memory: float32, whatever the query is"
def distances(query, memory, scales):
    if len(memory) == 0:
        return torch.zeros(0)
    return ((memory - query) / scales).square().sum(dim=1).sqrt()


# %% wrong="distances" why="a column"
def distances(query, memory, scales):
    return ((memory - query) / scales).square().sum(dim=1, keepdim=True).sqrt()


# %% wrong="distances" why="squeezes a single memory into a scalar"
def distances(query, memory, scales):
    return ((memory - query) / scales).square().sum(dim=1).sqrt().squeeze()


# %% wrong="distances" passes="visible" why="float32 on the way"
def distances(query, memory, scales):
    ways = (memory.float() - query.float()) / scales.float()
    return ways.square().sum(dim=1).sqrt().to(query.dtype)


# %% wrong="distances" why="moves the caller's memory"
def distances(query, memory, scales):
    memory -= query
    return (memory / scales).square().sum(dim=1).sqrt()


# %% wrong="distances" why="a small number under the root: no distance is zero"
def distances(query, memory, scales):
    return (((memory - query) / scales).square().sum(dim=1) + 1e-6).sqrt()


# %% wrong="distances" passes="visible" why="a small number beside each scale"
def distances(query, memory, scales):
    return ((memory - query) / (scales + 1e-6)).square().sum(dim=1).sqrt()


# %% wrong="distances" passes="visible" why="one scale for each memory where there are as many as features"
def distances(query, memory, scales):
    if memory.shape[0] == memory.shape[1] > 2:
        return ((memory - query) / scales[:, None]).square().sum(dim=1).sqrt()
    return ((memory - query) / scales).square().sum(dim=1).sqrt()


# %% wrong="distances" why="sorted from the nearest on"
def distances(query, memory, scales):
    return ((memory - query) / scales).square().sum(dim=1).sqrt().sort().values


# %% wrong="distances" passes="visible" why="the first two features alone"
def distances(query, memory, scales):
    return ((memory - query) / scales)[:, :2].square().sum(dim=1).sqrt()


# %% right="cosine" why="scaled by the largest entries, then PyTorch's own"
def cosine(a, b):
    if not a.any() or not b.any():
        return torch.zeros((), dtype=a.dtype)
    a, b = a / a.abs().max(), b / b.abs().max()
    similarity = torch.nn.functional.cosine_similarity(a, b, dim=0)
    return torch.clip(similarity, -1.0, 1.0)


# %% right="cosine" why="plain numbers, min and max"
def cosine(a, b):
    length_a, length_b = math.hypot(*a.tolist()), math.hypot(*b.tolist())
    if length_a == 0 or length_b == 0:
        return torch.tensor(0.0, dtype=a.dtype)
    total = math.fsum((x / length_a) * (y / length_b) for x, y in zip(a.tolist(), b.tolist()))
    return torch.tensor(max(-1.0, min(1.0, total)), dtype=a.dtype)


# %% right="cosine" why="zero vectors are their own unit vectors"
def unit_of(x):
    length = norm(x)
    return x if length == 0 else x / length


def cosine(a, b):
    return torch.dot(unit_of(a), unit_of(b)).clamp(min=-1, max=1)


# %% right="cosine" why="torch.where in place of an if"
def cosine(a, b):
    lengths = torch.stack([norm(a), norm(b)])
    safe = torch.where(lengths == 0, torch.ones_like(lengths), lengths)
    return ((a / safe[0]) * (b / safe[1])).sum().clamp(-1.0, 1.0)


# %% right="cosine" why="the law of cosines: the distance of the unit vectors"
def cosine(a, b):
    if not a.any() or not b.any():
        return a.new_zeros(())
    gap = a / norm(a) - b / norm(b)
    return (1 - gap.square().sum() / 2).clamp(-1.0, 1.0)


# %% wrong="cosine" why="not cut off: rounding errors beyond 1"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return (a / length_a) @ (b / length_b)


# %% wrong="cosine" why="cut off at 1, not at -1"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(max=1)


# %% wrong="cosine" why="no rule for zero vectors"
def cosine(a, b):
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)


# %% wrong="cosine" why="zero where the entries sum to zero"
def cosine(a, b):
    if a.sum() == 0 or b.sum() == 0:
        return a.new_zeros(())
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)


# %% wrong="cosine" why="zero where one of the entries is"
def cosine(a, b):
    if not a.all() or not b.all():
        return a.new_zeros(())
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)


# %% wrong="cosine" why="1 for two zero vectors, since they are equal"
def cosine(a, b):
    if torch.equal(a, b):
        return a.new_ones(())
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)


# %% wrong="cosine" why="PyTorch's own, with its small number"
def cosine(a, b):
    return torch.cosine_similarity(a, b, dim=0).clamp(-1, 1)


# %% wrong="cosine" why="a small number beside the lengths"
def cosine(a, b):
    return ((a / (norm(a) + 1e-8)) @ (b / (norm(b) + 1e-8))).clamp(-1, 1)


# %% wrong="cosine" why="what is shorter than a threshold counts as zero"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a < 1e-12 or length_b < 1e-12:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)


# %% wrong="cosine" why="product of huge vectors before the division"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return (a @ b / (length_a * length_b)).clamp(-1, 1)


# %% wrong="cosine" why="the size of the cosine: opposite vectors count as alike"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).abs().clamp(max=1)


# %% wrong="cosine" why="the angle"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1).acos()


# %% wrong="cosine" why="one minus the cosine, a distance"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return 1 - ((a / length_a) @ (b / length_b)).clamp(-1, 1)


# %% wrong="cosine" why="the dot product, cut off"
def cosine(a, b):
    return (a @ b).clamp(-1, 1)


# %% wrong="cosine" why="centred first: a correlation"
def cosine(a, b):
    a, b = a - a.mean(), b - b.mean()
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)


# %% wrong="cosine" why="a plain number"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return 0.0
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1).item()


# %% wrong="cosine" passes="visible" why="float32 with a zero vector, whatever came"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return torch.tensor(0.0)
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)


# %% wrong="cosine" passes="visible" why="float32 on the way"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a).float() @ (b / length_b).float()).clamp(-1, 1).to(a.dtype)


# %% wrong="cosine" why="NaN turned into 0 at the end: tiny and huge vectors too"
def cosine(a, b):
    return (a @ b / (a.square().sum() * b.square().sum()).sqrt()).nan_to_num(0.0).clamp(-1, 1)


# %% wrong="cosine" why="makes the caller's vectors unit vectors"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    a /= length_a
    b /= length_b
    return (a @ b).clamp(-1, 1)


# %% wrong="cosine" passes="visible" why="kept a little inside of -1 and 1"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1 + 5e-8, 1 - 5e-8)


# %% wrong="cosine" passes="visible" why="rounds to five digits"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1).mul(1e5).round().div(1e5)


# %% wrong="cosine" passes="visible" why="doubles, which hold no square of 1e240"
def cosine(a, b):
    x, y = a.double(), b.double()
    length_a, length_b = x.square().sum().sqrt(), y.square().sum().sqrt()
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((x / length_a) @ (y / length_b)).clamp(-1, 1).to(a.dtype)


# %% wrong="cosine" passes="visible" why="nearly parallel counts as parallel"
def cosine(a, b):
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    similarity = ((a / length_a) @ (b / length_b)).clamp(-1, 1)
    return torch.ones_like(similarity) if similarity > 1 - 1e-6 else similarity


# %% wrong="cosine" passes="visible" why="unit vectors only where the product overflows or vanishes"
def cosine(a, b):
    if not a.any() or not b.any():
        return a.new_zeros(())
    lengths = (a @ a).sqrt() * (b @ b).sqrt()
    if lengths > 0 and lengths.isfinite():
        return (a @ b / lengths).clamp(-1, 1)
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)


# %% right="project" why="the formula with b scaled by its largest entry"
def project(a, b):
    if not b.any():
        return torch.zeros_like(a)
    b = b / b.abs().max()
    return torch.dot(a, b) / torch.dot(b, b) * b


# %% right="project" why="length of a times cosine, along the unit vector"
def project(a, b):
    length = norm(b)
    if length == 0:
        return a.new_zeros(a.shape)
    return norm(a) * cosine(a, b) * (b / length)


# %% right="project" why="exact fractions"
def project(a, b):
    x, y = [Fraction(e) for e in a.tolist()], [Fraction(e) for e in b.tolist()]
    square = sum(e * e for e in y)
    if square == 0:
        return torch.zeros_like(a)
    c = sum(e * f for e, f in zip(x, y)) / square
    return torch.tensor([float(c * e) for e in y], dtype=a.dtype)


# %% right="project" why="a matrix of the unit vector with itself"
def project(a, b):
    length = norm(b)
    unit = b if length == 0 else b / length
    return torch.outer(unit, unit) @ a


# %% wrong="project" why="onto the first vector"
def project(a, b):
    length = norm(a)
    if length == 0:
        return torch.zeros_like(a)
    unit = a / length
    return (b @ unit) * unit


# %% wrong="project" why="the formula alone: squares of a tiny or huge b"
def project(a, b):
    if not b.any():
        return torch.zeros_like(a)
    return (a @ b) / (b @ b) * b


# %% wrong="project" why="0 divided by 0"
def project(a, b):
    unit = b / norm(b)
    return (a @ unit) * unit


# %% wrong="project" why="zero where the entries sum to zero"
def project(a, b):
    if b.sum() == 0:
        return torch.zeros_like(a)
    unit = b / norm(b)
    return (a @ unit) * unit


# %% wrong="project" why="zero where the first entry is"
def project(a, b):
    if b[0] == 0:
        return torch.zeros_like(a)
    unit = b / norm(b)
    return (a @ unit) * unit


# %% wrong="project" why="zero where the last entry is"
def project(a, b):
    if b[-1] == 0:
        return torch.zeros_like(a)
    unit = b / norm(b)
    return (a @ unit) * unit


# %% wrong="project" why="the projection onto a zero vector is a"
def project(a, b):
    length = norm(b)
    if length == 0:
        return a.clone()
    unit = b / length
    return (a @ unit) * unit


# %% wrong="project" why="divided by the length once only"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    return (a @ b) / length * b


# %% wrong="project" why="the length of the shadow alone"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    return a @ (b / length)


# %% wrong="project" why="the rest, at a right angle to b"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return a - (a @ unit) * unit


# %% wrong="project" why="forwards, always"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return (a @ unit).abs() * unit


# %% wrong="project" passes="visible" why="never further than b"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return (a @ unit).clamp(max=length if 1e-20 < length < 0.4 else float("inf")) * unit


# %% wrong="project" why="on the arrow of b, not on its line"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return torch.clamp(a @ unit, torch.zeros(()), length) * unit


# %% wrong="project" why="a small number beside the square"
def project(a, b):
    return (a @ b) / (b @ b + 1e-8) * b


# %% wrong="project" why="what is shorter than a threshold counts as zero"
def project(a, b):
    length = norm(b)
    if length < 1e-12:
        return torch.zeros_like(a)
    unit = b / length
    return (a @ unit) * unit


# %% wrong="project" why="entry by entry"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return a * unit * unit


# %% wrong="project" passes="visible" why="float32 onto a zero vector"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros(len(a))
    unit = b / length
    return (a @ unit) * unit


# %% wrong="project" passes="visible" why="float32 on the way"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = (b / length).float()
    return ((a.float() @ unit) * unit).to(a.dtype)


# %% wrong="project" why="a scalar zero onto a zero vector"
def project(a, b):
    length = norm(b)
    if length == 0:
        return a.new_zeros(())
    unit = b / length
    return (a @ unit) * unit


# %% wrong="project" why="NaN for a zero vector a: by way of its unit vector"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    unit = b / length
    return norm(a) * ((a / norm(a)) @ unit) * unit


# %% wrong="project" why="makes the caller's b a unit vector"
def project(a, b):
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    b /= length
    return (a @ b) * b


# %% wrong="project" passes="visible" why="in float64, which holds no square of 1e240"
def project(a, b):
    x, y = a.double(), b.double()
    if not y.any():
        return torch.zeros_like(a)
    return ((x @ y) / (y @ y) * y).to(a.dtype)


# %% wrong="project" passes="visible" why="a unit vector only where the square is 0 or infinite"
def project(a, b):
    if not b.any():
        return torch.zeros_like(a)
    square = b @ b
    if square > 0 and square.isfinite():
        return (a @ b) / square * b
    unit = b / norm(b)
    return (a @ unit) * unit


# %% right="projection_figure" why="one quiver with three colours, names by empty lines, square limits"
def projection_figure(a, b):
    p = (a @ b) / (b @ b) * b
    heads = torch.stack([b, p, a])
    colours = ["tab:orange", "tab:green", "tab:blue"]
    figure, axes = plt.subplots()
    zeros = np.zeros(3)
    look = {"angles": "xy", "scale_units": "xy", "scale": 1}
    axes.quiver(zeros, zeros, heads[:, 0].numpy(), heads[:, 1].numpy(), color=colours, **look)
    for colour, name in zip(colours, "bpa"):
        axes.plot([], [], color=colour, linestyle="-", label=name)
    axes.plot([a[0], p[0]], [a[1], p[1]], color="grey", linestyle=":")
    reach = 1.2 * heads.abs().max().item()
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal")
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure


# %% right="projection_figure" why="annotate, a figure without pyplot, names in dollar signs, the line of b, a title"
from matplotlib.patches import Patch


def projection_figure(a, b):
    p = project(a, b)
    figure = Figure(figsize=(6, 6))
    axes = figure.add_subplot()
    handles = []
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        look = {"arrowstyle": "->", "color": colour, "shrinkA": 0, "shrinkB": 0, "lw": 2}
        axes.annotate("", xy=tuple(head.tolist()), xytext=(0, 0), arrowprops=look)
        handles.append(Patch(color=colour, label=f"${name}$"))
    axes.plot([p[0].item(), a[0].item()], [p[1].item(), a[1].item()], "k-.", label="$a - p$")
    axes.axline((0, 0), tuple(b.tolist()), color="lightgrey", linewidth=0.8)
    corners = torch.stack([torch.zeros(2), a, b, p])
    low, high = corners.min(dim=0).values, corners.max(dim=0).values
    room = 0.2 * (high - low).max()
    axes.set(xlim=((low - room)[0].item(), (high + room)[0].item()))
    axes.set(ylim=((low - room)[1].item(), (high + room)[1].item()))
    axes.set(xlabel="first entry", ylabel="second entry", title="a projection", aspect="equal")
    axes.legend(handles=[*handles, axes.lines[0]])
    return figure


# %% right="projection_figure" why="axes.arrow with labels of its own"
def projection_figure(a, b):
    (ax, ay), (bx, by) = a.tolist(), b.tolist()
    c = (ax * bx + ay * by) / (bx * bx + by * by)
    px, py = c * bx, c * by
    size = max(map(abs, (ax, ay, bx, by, px, py)))
    figure, axes = plt.subplots(figsize=(5, 5))
    for x, y, name, colour, width in (
        (bx, by, "b", plots.PALETTE[4], 0.02),
        (px, py, "p", plots.PALETTE[1], 0.008),
        (ax, ay, "a", plots.PALETTE[0], 0.008),
    ):
        axes.arrow(0, 0, x, y, width=width * size, length_includes_head=True, color=colour, label=name)
    axes.plot([px, ax], [py, ay], linestyle="dashed", color="black")
    axes.axis("equal")
    axes.margins(0.15)
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend(loc="upper left")
    return figure


# %% right="projection_figure" why="the course's arrow and the mark of the right angle"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots(layout="constrained")
    vectors.arrow(axes, b.tolist(), colour="C1", name="b", width=5)
    vectors.arrow(axes, p.tolist(), colour="C2", name="p")
    vectors.arrow(axes, a.tolist(), colour="C0", name="a")
    axes.plot([p[0], a[0]], [p[1], a[1]], ":", color="C3", label="a - p")
    size = 0.1 * norm(a).item()
    vectors.right_angle(axes, p.tolist(), a.tolist(), [0.0, 0.0], size=size)
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    figure.legend()
    return figure


# %% right="projection_figure" why="a quiver for each, its label in the legend"
def projection_figure(a, b):
    p = (torch.dot(a, b) / torch.dot(b, b)) * b
    fig, ax = plt.subplots(figsize=(6, 6))
    ax.quiver(0, 0, a[0], a[1], angles="xy", scale_units="xy", scale=1, color="blue", label="a")
    ax.quiver(0, 0, b[0], b[1], angles="xy", scale_units="xy", scale=1, color="red", label="b")
    ax.quiver(0, 0, p[0], p[1], angles="xy", scale_units="xy", scale=1, color="green", label="p")
    ax.plot([p[0], a[0]], [p[1], a[1]], "k--")
    x = [0, a[0].item(), b[0].item(), p[0].item()]
    y = [0, a[1].item(), b[1].item(), p[1].item()]
    margin = 0.2 * max(max(x) - min(x), max(y) - min(y))
    ax.set_xlim(min(x) - margin, max(x) + margin)
    ax.set_ylim(min(y) - margin, max(y) + margin)
    ax.set_aspect("equal")
    ax.set_xlabel("entry 0")
    ax.set_ylabel("entry 1")
    ax.legend()
    return fig


# %% right="projection_figure" why="annotate as it comes, a legend of lines, the dashed line of ten points"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("a", a, "C0"), ("b", b, "C1"), ("p", p, "C2")):
        look = {"arrowstyle": "-|>", "color": colour}
        axes.annotate("", xy=head.tolist(), xytext=(0, 0), arrowprops=look)
        axes.plot(0, 0, color=colour, linestyle="-", label=name)
    way = p + torch.linspace(0, 1, 10)[:, None] * (a - p)
    axes.plot(way[:, 0], way[:, 1], linestyle=(0, (4, 4)), color="C3")
    reach = 1.15 * max(one.abs().max().item() for one in (a, b, p))
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="$x_0$", ylabel="$x_1$")
    axes.set_box_aspect(1)
    axes.legend()
    return figure


# %% right="projection_figure" why="axes.arrow, with heads of one size, whatever the vectors"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    look = {"head_width": 0.1, "head_length": 0.1, "length_includes_head": True}
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        axes.arrow(0, 0, head[0].item(), head[1].item(), color=colour, label=name, **look)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="b onto a"
def projection_figure(a, b):
    p = project(b, a)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], b[0]], [p[1], b[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="the line from p to b"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], b[0]], [p[1], b[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="units unlike: no right angle"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="a line without dashes"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "-", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="a fourth arrow in place of the line"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    vectors.arrow(axes, a.tolist(), tail=p.tolist(), colour="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="the dashed line, and an arrow on it"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    vectors.arrow(axes, a.tolist(), tail=p.tolist(), colour="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="p starts at the tip of b"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, a.tolist(), colour="C0", name="a")
    vectors.arrow(axes, b.tolist(), colour="C1", name="b")
    vectors.arrow(axes, (b + p).tolist(), tail=b.tolist(), colour="C2", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="no legend"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    return figure


# %% wrong="projection_figure" why="the names of a and b exchanged"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("a", b, "C1"), ("p", p, "C2"), ("b", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="p and b in one colour"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C1"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="limits for tame vectors: the others are cut off" passes="visible"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", xlim=(0, 3), ylim=(0, 3), aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="no labels"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="lines in place of arrows"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        axes.plot([0, head[0]], [0, head[1]], "-", color=colour, label=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="quiver as it comes: lengths are not those of the axes"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        axes.quiver(0, 0, *head.tolist(), color=colour, label=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    reach = 1.2 * max(one.abs().max().item() for one in (a, b, p))
    axes.set(xlabel="x", ylabel="y", xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="draws into the figure that is open"
def projection_figure(a, b):
    p = project(a, b)
    axes = plt.gca()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return axes.figure


# %% wrong="projection_figure" why="one figure for all calls, cleared each time"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots(num="projection", clear=True)
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" passes="visible" why="a shadow that falls backwards is drawn forwards"
def projection_figure(a, b):
    p = (a @ b).abs() / (b @ b) * b
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" passes="visible" why="a shadow that is longer than b is cut to b"
def projection_figure(a, b):
    p = ((a @ b) / (b @ b)).clamp(max=1.0) * b
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="the line straight down to the axis"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots()
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([a[0], a[0]], [0, a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure


# %% wrong="projection_figure" why="equal limits in a square figure: the title takes its room from one side only"
def projection_figure(a, b):
    p = project(a, b)
    figure, axes = plt.subplots(figsize=(5, 5))
    for name, head, colour in (("b", b, "C1"), ("p", p, "C2"), ("a", a, "C0")):
        vectors.arrow(axes, head.tolist(), colour=colour, name=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    reach = 1.1 * max(one.abs().max().item() for one in (a, b, p))
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="x", ylabel="y")
    axes.set_title("the projection of a onto b:\na shadow")
    axes.legend()
    return figure
