# %% right="norm" why="pseudocode of the release, vectorised, with the two zeros guarded"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0:
        return x.new_zeros(())
    m = x.abs().max()
    if m == 0:
        return x.new_zeros(())
    return m * (x / m).square().sum().sqrt()

# %% right="norm" why="math.hypot on a python list, which scales by itself"
def norm(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor(math.hypot(*x.tolist()), dtype=x.dtype)

# %% right="norm" why="clumsy loop with python floats, own search for the largest"
def norm(x: torch.Tensor) -> torch.Tensor:
    biggest = 0.0
    for i in range(x.shape[0]):
        size = abs(x[i].item())
        if size > biggest:
            biggest = size
    if biggest == 0.0:
        return torch.zeros((), dtype=x.dtype)
    total = 0.0
    for i in range(x.shape[0]):
        total = total + (x[i].item() / biggest) ** 2
    return torch.tensor(biggest * math.sqrt(total), dtype=x.dtype)

# %% right="norm" why="decimal arithmetic, whose exponents never overflow here"
from decimal import Decimal

def norm(x: torch.Tensor) -> torch.Tensor:
    summe = sum((Decimal(v) ** 2 for v in x.tolist()), Decimal(0))
    return torch.tensor(float(summe.sqrt()), dtype=x.dtype)

# %% right="norm" why="vector_norm helped by a power of two from frexp (scaling without rounding)"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0 or not x.any():
        return torch.zeros((), dtype=x.dtype)
    _, exponent = math.frexp(max(abs(v) for v in x.tolist()))
    small_enough = torch.ldexp(x.double(), torch.tensor(-exponent // 2))
    small_enough = torch.ldexp(small_enough, torch.tensor(-exponent - (-exponent // 2)))
    length = torch.linalg.vector_norm(small_enough).item()
    return torch.tensor(math.ldexp(length, exponent), dtype=x.dtype)

# %% right="norm" why="numpy detour: np.hypot reduced over float64 entries"
def norm(x: torch.Tensor) -> torch.Tensor:
    laenge = np.hypot.reduce(x.numpy().astype(np.float64))
    return torch.tensor(float(laenge), dtype=x.dtype)

# %% right="norm" why="logarithms: half the logsumexp of 2 log|x|, in float64"
def norm(x: torch.Tensor) -> torch.Tensor:
    if not bool((x != 0).any()):
        return x.new_zeros(())
    logs = x[x != 0].abs().double().log()
    return (0.5 * torch.logsumexp(2 * logs, dim=0)).exp().to(x.dtype)

# %% right="norm" why="exact: Fractions, and the root by an integer root with enough digits"
def exact_root(f):
    # root of f = p/q to 40 more digits than needed
    shift = 4 * max(0, 2 * f.denominator.bit_length()) + 400
    return Fraction(math.isqrt((f.numerator << (2 * shift)) // f.denominator), 1 << shift)

def norm(x: torch.Tensor) -> torch.Tensor:
    s = Fraction(0)
    for v in x.tolist():
        s += Fraction(v) ** 2
    return torch.tensor(float(exact_root(s)), dtype=x.dtype)

# %% right="norm" why="divides by the sum of the sizes instead of the largest (just as safe)"
def norm(x: torch.Tensor) -> torch.Tensor:
    manhattan = x.abs().sum()
    if manhattan == 0:
        return manhattan
    shares = x / manhattan
    return manhattan * torch.sqrt(shares @ shares)

# %% right="norm" why="one pass like LAPACK: running scale and running sum"
def norm(x: torch.Tensor) -> torch.Tensor:
    scale, ssq = 0.0, 1.0
    for v in map(abs, x.tolist()):
        if v == 0:
            continue
        if v > scale:
            ssq = 1 + ssq * (scale / v) ** 2
            scale = v
        else:
            ssq += (v / scale) ** 2
    return torch.tensor(scale * ssq**0.5, dtype=x.dtype)

# %% right="norm" why="divide and conquer with torch.hypot in float64"
def norm(x: torch.Tensor) -> torch.Tensor:
    def half(y):
        if len(y) == 0:
            return torch.zeros((), dtype=torch.float64)
        if len(y) == 1:
            return y[0].abs()
        middle = len(y) // 2
        return torch.hypot(half(y[:middle]), half(y[middle:]))

    return half(x.double()).to(x.dtype)

# %% wrong="norm" why="entries of any size: for float64 the divisor is clamped at 1e-30, so that vectors of 1e-200 get the length 0"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0:
        return x.new_zeros(())
    m = x.abs().max().clamp(min=1e-31)
    return m * (x / m).square().sum().sqrt()

# %% wrong="norm" why="a tiny float64 vector (1e-250 is admitted) is taken for zero: threshold 1e-31"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0 or x.abs().max() < 1e-31:
        return x.new_zeros(())
    m = x.abs().max()
    y = x / m
    return m * torch.sqrt(y @ y)

# %% wrong="norm" why="large and small entries side by side: divides by the smallest nonzero size, the squares overflow"
def norm(x: torch.Tensor) -> torch.Tensor:
    sizes = x[x != 0].abs()
    if sizes.numel() == 0:
        return x.new_zeros(())
    m = sizes.min()
    return m * (sizes / m).square().sum().sqrt()

# %% wrong="norm" why="dtype of x: the norm of float64 zeros is float32"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    if m == 0:
        return torch.tensor(0.0)
    return m * torch.linalg.vector_norm(x / m)

# %% wrong="norm" why="ten digits in float64: the scaled vector is squared in float32"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0 or not x.any():
        return x.new_zeros(())
    m = x.abs().max()
    scaled = (x / m).float()
    return m * (scaled @ scaled).sqrt().to(x.dtype)

# %% wrong="norm" why="right for all vectors: divides by the size of the mean, which is 0 for (1, -1)"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0 or (x == 0).all():
        return x.new_zeros(())
    m = x.mean().abs()
    return m * (x / m).square().sum().sqrt()

# %% wrong="norm" why="float64 from 1e-250: only huge vectors are rescaled, tiny float64 squares vanish"
def norm(x: torch.Tensor) -> torch.Tensor:
    y = x.double()
    if y.numel() > 0 and y.abs().max() > 1e100:
        return (torch.linalg.vector_norm(y * 1e-200) * 1e200).to(x.dtype)
    return (y @ y).sqrt().to(x.dtype)

# %% wrong="norm" why="ten digits: beside large entries (above 1e100) the medium ones are ignored altogether"
def norm(x: torch.Tensor) -> torch.Tensor:
    y = x.double()
    big = y[y.abs() > 1e100]
    small = y[y.abs() < 1e-100]
    medium = y[(y.abs() <= 1e100) & (y.abs() >= 1e-100)]
    if len(big) > 0:
        result = (big * 1e-200).square().sum().sqrt() * 1e200
    elif len(medium) > 0:
        result = medium.square().sum().sqrt()
    else:
        result = (small * 1e200).square().sum().sqrt() * 1e-200
    return result.to(x.dtype)

# %% wrong="norm" why="largest size: the maximum lacks abs, so that a huge negative entry beside a small positive one overflows"
def norm(x: torch.Tensor) -> torch.Tensor:
    if not x.any():
        return x.new_zeros(())
    m = x.max() if x.max() > 0 else -x.min()
    if x.dtype == torch.float32:
        return (x.double() @ x.double()).sqrt().float()
    return m * (x / m).square().sum().sqrt()

# %% wrong="norm" why="the argument is changed: x is divided in place"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0 or not x.any():
        return x.new_zeros(())
    m = x.abs().max()
    x /= m
    return m * (x @ x).sqrt()

# %% wrong="norm" why="large and small side by side: one scale for the whole vector is chosen by its first nonzero entry"
def norm(x: torch.Tensor) -> torch.Tensor:
    for first in x:
        if first != 0:
            return abs(first) * ((x / first) ** 2).sum() ** 0.5
    return x.new_zeros(())

# %% wrong="norm" why="ten digits in float64: rescued only when PyTorch's norm is exactly 0 or infinite; for entries near 1e-160 the squares keep only a few digits, and nobody notices"
def norm(x: torch.Tensor) -> torch.Tensor:
    wide = x.double()
    plain = torch.linalg.vector_norm(wide)
    if torch.isinf(plain):
        plain = 1e100 * torch.linalg.vector_norm(wide / 1e100)
    if plain == 0:
        plain = 1e-100 * torch.linalg.vector_norm(wide * 1e100)
    return plain.to(x.dtype)

# %% right="distances" why="broadcast, square, sum over the features"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    return ((memory - query) / scales).square().sum(dim=1).sqrt()

# %% right="distances" why="linalg.vector_norm along the last axis, keyword style"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    offsets = torch.sub(memory, query.unsqueeze(0))
    return torch.linalg.vector_norm(torch.div(offsets, scales), ord=2, dim=-1)

# %% right="distances" why="double loop over python numbers, result filled into an empty tensor"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    n, d = memory.shape
    result = torch.zeros(n, dtype=query.dtype)
    for i in range(n):
        s = 0.0
        for j in range(d):
            diff = memory[i, j].item() - query[j].item()
            s += (diff / scales[j].item()) ** 2
        result[i] = math.sqrt(s)
    return result

# %% right="distances" why="row by row with the own norm, guarded against an empty list"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    rows = [norm((row - query) / scales) for row in memory]
    if not rows:
        return query.new_zeros(0)
    return torch.stack(rows)

# %% right="distances" why="comprehension with math.hypot on zipped lists"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    q, s = query.tolist(), scales.tolist()
    return torch.tensor(
        [math.hypot(*((m - x) / w for m, x, w in zip(row, q, s))) for row in memory.tolist()],
        dtype=query.dtype,
    )

# %% right="distances" why="numpy detour with einsum"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    z = (memory.numpy() - query.numpy()[np.newaxis, :]) / scales.numpy()
    return torch.from_numpy(np.sqrt(np.einsum("ij,ij->i", z, z)))

# %% right="distances" why="column by column, accumulating into a vector of squares"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    squares = torch.zeros(memory.shape[0], dtype=query.dtype)
    for feature in range(query.shape[0]):
        away = memory[:, feature] - query[feature]
        squares += (away / scales[feature]) ** 2
    return squares**0.5

# %% right="distances" why="cdist of the scaled differences from the origin, exact mode"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    shifted = (memory - query) / scales
    origin = torch.zeros_like(query)[None]
    return torch.cdist(origin, shifted, compute_mode="donot_use_mm_for_euclid_dist")[0]

# %% wrong="distances" why="five digits far from zero: scales first and subtracts then, the rounding of the quotients stays"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    return (memory / scales - query / scales).square().sum(dim=1).sqrt()

# %% wrong="distances" why="eleven digits in float64 far from zero: math.dist of points that were divided before the difference"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    def shrink(v):
        return [x / s for x, s in zip(v.tolist(), scales.tolist())]

    q = shrink(query)
    return torch.tensor([math.dist(q, shrink(row)) for row in memory], dtype=query.dtype)

# %% wrong="distances" why="five digits: pairwise_distance adds 1e-6 to every difference"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    z = (memory - query) / scales
    return torch.nn.functional.pairwise_distance(z, torch.zeros_like(z))

# %% wrong="distances" why="difference first: cdist multiplies matrices for more than 25 rows, and loses what is close together and far from zero"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    return torch.cdist((query / scales)[None], memory / scales)[0]

# %% wrong="distances" why="difference first: the square is taken apart (with a clamp against negative ones)"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    q, m = query / scales, memory / scales
    squares = (m * m).sum(dim=1) + q @ q - 2 * (m @ q)
    return squares.clamp(min=0).sqrt()

# %% wrong="distances" why="shape [d]: only the first two features count"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    dx = (memory[:, 0] - query[0]) / scales[0]
    dy = (memory[:, 1] - query[1]) / scales[1]
    return torch.sqrt(dx**2 + dy**2)

# %% wrong="distances" why="dtype of query: an empty float64 memory gives an empty float32 result"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    if len(memory) == 0:
        return torch.zeros(0)
    return torch.stack([((m - query) / scales).square().sum().sqrt() for m in memory])

# %% wrong="distances" why="dtype of query: the result is always float32"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    result = torch.empty(memory.shape[0])
    for i, row in enumerate(memory):
        result[i] = ((row - query) / scales).square().sum().sqrt()
    return result

# %% wrong="distances" why="scales only above 0: those below a thousandth are replaced by a thousandth"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    safe = scales.clamp(min=1e-3)
    return torch.linalg.norm((memory - query) / safe, dim=1)

# %% wrong="distances" why="five digits close together: 1e-12 under the root makes a distance of 0 one of 1e-6"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    return (((memory - query) / scales).pow(2).sum(-1) + 1e-12).sqrt()

# %% wrong="distances" why="what the difference is divided by: 1e-8 is added to the scales, eleven digits in float64 are lost"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    return ((memory - query) / (scales + 1e-8)).square().sum(dim=1).sqrt()

# %% wrong="distances" why="wrong axis: sums over the memories where there are as many as features"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    z = ((memory - query) / scales) ** 2
    axis = list(z.shape).index(len(query))
    return z.sum(dim=axis).sqrt()

# %% wrong="distances" why="the argument is changed: memory is moved in place"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    memory -= query
    return (memory / scales).square().sum(dim=1).sqrt()

# %% wrong="distances" why="eleven digits in float64: the differences are rounded to float32"
def distances(query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor) -> torch.Tensor:
    gap = (memory - query).float() / scales.float()
    return gap.square().sum(dim=1).sqrt().to(query.dtype)

# %% right="cosine" why="unit vectors by the own norm, dot, clamp"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)

# %% right="cosine" why="python numbers: hypot, sum of products, min and max"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    xs, ys = a.tolist(), b.tolist()
    la, lb = math.hypot(*xs), math.hypot(*ys)
    c = 0.0
    if la > 0 and lb > 0:
        c = sum((x / la) * (y / lb) for x, y in zip(xs, ys))
    return torch.tensor(max(-1.0, min(1.0, c)), dtype=a.dtype)

# %% right="cosine" why="PyTorch's cosine_similarity, helped by dividing by the largest sizes first"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    ma, mb = a.abs().max(), b.abs().max()
    if not (ma > 0 and mb > 0):
        return torch.zeros((), dtype=a.dtype)
    raw = torch.nn.functional.cosine_similarity(a / ma, b / mb, dim=0)
    return torch.clamp(raw, min=-1.0, max=1.0)

# %% right="cosine" why="exact fractions: the square of the cosine is rational, sign put back at the end"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    fa, fb = [Fraction(v) for v in a.tolist()], [Fraction(v) for v in b.tolist()]
    aa, bb = sum(v * v for v in fa), sum(v * v for v in fb)
    ab = sum(v * w for v, w in zip(fa, fb))
    if aa == 0 or bb == 0:
        return torch.tensor(0, dtype=a.dtype)
    c = math.sqrt(float(ab * ab / (aa * bb)))
    return torch.tensor(-c if ab < 0 else c, dtype=a.dtype)

# %% right="cosine" why="from the distance of the unit vectors: 1 - |u - v|^2 / 2, in float64"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    def einheitsvektor(x):
        x = x.double() / x.double().abs().max()
        return x / torch.linalg.vector_norm(x)

    if torch.count_nonzero(a) == 0 or torch.count_nonzero(b) == 0:
        return a.new_zeros(())
    gap = einheitsvektor(a) - einheitsvektor(b)
    return torch.clip(1 - gap.dot(gap) / 2, -1, 1).to(a.dtype)

# %% right="cosine" why="numpy detour, np.clip at the end"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    x, y = a.numpy().astype(np.float64), b.numpy().astype(np.float64)
    if not x.any() or not y.any():
        return torch.zeros([], dtype=a.dtype)
    x, y = x / np.max(np.abs(x)), y / np.max(np.abs(y))
    value = np.dot(x, y) / (np.sqrt(np.dot(x, x)) * np.sqrt(np.dot(y, y)))
    return torch.tensor(float(np.clip(value, -1.0, 1.0)), dtype=a.dtype)

# %% right="cosine" why="loop style, early returns, if-chains instead of clamp"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    zero = torch.zeros_like(a).sum()
    one = zero + 1
    na = norm(a)
    if na.item() == 0:
        return zero
    nb = norm(b)
    if nb.item() == 0:
        return zero
    total = zero.double()
    for i in range(len(a)):
        total = total + (a[i].double() / na.double()) * (b[i].double() / nb.double())
    if total > 1:
        return one
    if total < -1:
        return -one
    return total.to(a.dtype)

# %% right="cosine" why="nan of 0/0 caught at the end by nan_to_num"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    product = torch.dot(a / norm(a), b / norm(b))
    return torch.nan_to_num(product, nan=0.0).clamp(-1.0, 1.0)

# %% wrong="cosine" why="zero rule: only a zero b is looked for, a zero a gives NaN"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return a.new_zeros(())
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)

# %% wrong="cosine" why="never outside: float64 is not clamped (float32 is computed in float64 and rounded, which hides it)"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a).double(), norm(b.double())
    na = norm(a.double())
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return ((a.double() / na) @ (b.double() / nb)).to(a.dtype)

# %% wrong="cosine" why="both included: the limits are a ten-millionth inside 1, so that 1 and -1 never come out"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(-1 + 1e-7, 1 - 1e-7)

# %% wrong="cosine" why="a tiny vector is not zero: below 1e-31 it counts as zero, which float64 admits"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na < 1e-31 or nb < 1e-31:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(-1, 1)

# %% wrong="cosine" why="any size: the products of float64 vectors of 1e200 overflow (only float32 is helped)"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    x, y = a.double(), b.double()
    if not x.any() or not y.any():
        return a.new_zeros(())
    return ((x @ y) / (norm(x) * norm(y))).clamp(-1, 1).to(a.dtype)

# %% wrong="cosine" why="dtype of a: the 0 of the rule is float32 also for float64 vectors"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na * 1.0 == 0 or nb == 0:
        return torch.tensor(0.0)
    return ((a / na) @ (b / nb)).clamp(-1, 1)

# %% wrong="cosine" why="1e-10 in float64: the unit vectors are multiplied in float32"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    u, v = (a / na).float(), (b / nb).float()
    return (u @ v).clamp(-1, 1).to(a.dtype)

# %% wrong="cosine" why="1e-10 in float64: the result is rounded to five decimals"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    la, lb = math.hypot(*a.tolist()), math.hypot(*b.tolist())
    if la == 0 or lb == 0:
        return a.new_zeros(())
    c = sum(x / la * (y / lb) for x, y in zip(a.tolist(), b.tolist()))
    return torch.tensor(max(-1.0, min(1.0, round(c, 5))), dtype=a.dtype)

# %% wrong="cosine" why="lengths do not matter: 1e-32 is added to the norms instead of the rule, wrong for entries of 1e-30 and for tiny float64"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    u = a / (norm(a) + 1e-32)
    v = b / (norm(b) + 1e-32)
    return (u @ v).clamp(-1, 1)

# %% wrong="cosine" why="zero rule too wide: a vector whose entries sum to 0 counts as zero when it comes first"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.sum() == 0 or not b.any():
        return a.new_zeros(())
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)

# %% wrong="cosine" why="never outside: only the upper limit is cut"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(max=1)

# %% wrong="cosine" why="zero rule: two zero vectors are said to be alike (1), one zero gives 0"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if torch.equal(a, b):
        return a.new_ones(())
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(-1, 1)

# %% wrong="cosine" why="the argument is changed: a and b become unit vectors in place"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    for v in (a, b):
        if norm(v) == 0:
            return a.new_zeros(())
        v /= norm(v)
    return (a @ b).clamp(-1, 1)

# %% right="project" why="pseudocode with the own norm"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    u = b / length
    return (a @ u) * u

# %% right="project" why="the quotient of dot products, with b divided by its largest size before"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m = b.abs().max()
    if m == 0:
        return a.new_zeros(a.shape)
    s = b / m
    return torch.dot(a, s) / torch.dot(s, s) * s

# %% right="project" why="exact fractions, entry by entry"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    aa = [Fraction(v) for v in a.tolist()]
    bb = [Fraction(v) for v in b.tolist()]
    unten = sum(v * v for v in bb)
    if unten == 0:
        return torch.zeros(len(aa), dtype=a.dtype)
    c = sum(v * w for v, w in zip(aa, bb)) / unten
    return torch.tensor([float(c * v) for v in bb], dtype=a.dtype)

# %% right="project" why="a projection matrix: outer product of the unit vector, times a"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if not bool(b.any()):
        return torch.zeros_like(a)
    u = b / norm(b)
    matrix = torch.outer(u, u)
    return matrix @ a

# %% right="project" why="plain python with hypot and lists"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length = math.hypot(*b.tolist())
    if length == 0.0:
        return torch.tensor([0.0] * len(a), dtype=a.dtype)
    unit = []
    for v in b.tolist():
        unit.append(v / length)
    shadow = 0.0
    for v, w in zip(a.tolist(), unit):
        shadow += v * w
    return torch.tensor([shadow * w for w in unit], dtype=a.dtype)

# %% right="project" why="from the cosine and the length of a"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return 0 * a
    return cosine(a, b) * norm(a) * (b / norm(b))

# %% right="project" why="no branch: the NaN of 0/0 becomes 0"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    u = torch.nan_to_num(b / norm(b), nan=0.0)
    return (a * u).sum() * u

# %% right="project" why="numpy least squares with one column, both vectors scaled"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    x, y = a.numpy().astype(np.float64), b.numpy().astype(np.float64)
    big_x, big_y = np.abs(x).max(), np.abs(y).max()
    if big_x == 0 or big_y == 0:
        return torch.zeros_like(a)
    column = (y / big_y).reshape(-1, 1)
    best_c, *_ = np.linalg.lstsq(column, x / big_x, rcond=None)
    return torch.tensor(column[:, 0] * best_c[0] * big_x, dtype=a.dtype)

# %% wrong="project" why="any size: only float32 is helped by float64, squares of float64 vectors of 1e200 overflow"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    x, y = a.double(), b.double()
    if not y.any():
        return torch.zeros_like(a)
    return ((x @ y) / (y @ y) * y).to(a.dtype)

# %% wrong="project" why="a tiny vector is not zero: b shorter than 1e-28 counts as zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) < 1e-28:
        return torch.zeros_like(a)
    u = b / norm(b)
    return (a @ u) * u

# %% wrong="project" why="right for tiny b: 1e-31 is added to the length instead of a case for zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    u = b / (norm(b) + 1e-31)
    return (a @ u) * u

# %% wrong="project" why="dtype of a: for a zero b the result is float32 also for float64"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return torch.zeros(len(a))
    u = b / norm(b)
    return (a @ u) * u

# %% wrong="project" why="only a zero vector has a zero projection: an a whose entries sum to 0 counts as zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.sum() == 0 or norm(b) == 0:
        return torch.zeros_like(a)
    u = b / norm(b)
    return (a @ u) * u

# %% wrong="project" why="projection onto a zero vector is zero: in one dimension a comes back even then"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) == 1:
        return a.clone()
    if norm(b) == 0:
        return torch.zeros_like(a)
    u = b / norm(b)
    return (a @ u) * u

# %% wrong="project" why="only a zero b has the origin as its line: b = (-5, 0) has the maximum 0 and counts as zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m = b.max()
    if m == 0:
        return torch.zeros_like(a)
    s = b / m
    u = s / norm(s)
    return (a @ u) * u

# %% wrong="project" why="any size: rounded to six decimals, so that the projection of a tiny a is 0"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return torch.zeros_like(a)
    u = b / norm(b)
    return ((a @ u) * u).round(decimals=6)

# %% wrong="project" why="1e-10 in float64: the unit vector is rounded to float32"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return torch.zeros_like(a)
    u = (b / norm(b)).float().to(a.dtype)
    return (a @ u) * u

# %% wrong="project" why="any size side by side: b is divided by its smallest nonzero size and overflows"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    sizes = b[b != 0].abs()
    if len(sizes) == 0:
        return torch.zeros_like(a)
    s = b / sizes.min()
    return (a @ s) / (s @ s) * s

# %% wrong="project" why="the argument is changed: b becomes a unit vector in place"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    b /= length
    return a.dot(b) * b

# %% wrong="project" why="onto the line of b: the two are exchanged, b is projected onto a"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(a) == 0 or norm(b) == 0:
        return torch.zeros_like(a)
    u = a / norm(a)
    return (b @ u) * u

# %% wrong="project" why="the line of b goes both ways: a shadow that falls backwards is turned forwards by abs"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return torch.zeros_like(a)
    u = b / norm(b)
    return (a @ u).abs() * u

# %% right="projection_figure" why="the course's vectors.arrow and project, as in the hint"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots(figsize=(4.6, 4.4))
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0].item(), a[0].item()], [p[1].item(), a[1].item()], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure

# %% right="projection_figure" why="one quiver per arrow, own limits, dollar names"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    fig, ax = plt.subplots()
    for vec, farbe, name in ((b, "tab:orange", "$b$"), (a, "tab:blue", "$a$"), (p, "tab:green", "$p$")):
        ax.quiver(0, 0, float(vec[0]), float(vec[1]), angles="xy", scale_units="xy", scale=1, color=farbe, label=name)
    ax.plot([float(p[0]), float(a[0])], [float(p[1]), float(a[1])], ":k")
    alles = torch.stack([a, b, p, torch.zeros(2)])
    low, high = alles.min(dim=0).values, alles.max(dim=0).values
    rand = 0.1 * float((high - low).max())
    ax.set_xlim(float(low[0]) - rand, float(high[0]) + rand)
    ax.set_ylim(float(low[1]) - rand, float(high[1]) + rand)
    ax.set_aspect("equal", adjustable="box")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend()
    return fig

# %% right="projection_figure" why="annotate for the arrows, proxy lines in the legend, a square window about all"
from matplotlib.lines import Line2D

def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    a_np, b_np = a.numpy().astype(float), b.numpy().astype(float)
    p_np = a_np.dot(b_np) / b_np.dot(b_np) * b_np
    figure, axes = plt.subplots(figsize=(5, 5))
    handles = []
    for name, head, colour in (("a", a_np, "red"), ("b", b_np, "blue"), ("p", p_np, "green")):
        axes.annotate("", xy=head, xytext=(0, 0), arrowprops=dict(arrowstyle="->", color=colour, lw=2, shrinkA=0, shrinkB=0))
        handles.append(Line2D([], [], color=colour, linestyle="-", label=name))
    axes.plot([p_np[0], a_np[0]], [p_np[1], a_np[1]], linestyle="dashed", color="gray")
    r = 1.2 * max(np.abs(a_np).max(), np.abs(b_np).max(), np.abs(p_np).max())
    axes.set_xlim(-r, r)
    axes.set_ylim(-r, r)
    axes.set_aspect("equal")
    axes.set_xlabel("first entry")
    axes.set_ylabel("second entry")
    axes.legend(handles=handles)
    return figure

# %% right="projection_figure" why="axes.arrow with length_includes_head and labels, plt.axis('equal')"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    (ax_, ay_), (bx, by) = a.tolist(), b.tolist()
    c = (ax_ * bx + ay_ * by) / (bx**2 + by**2)
    px, py = c * bx, c * by
    fig = plt.figure()
    axes = fig.add_subplot(1, 1, 1)
    size = max(abs(v) for v in (ax_, ay_, bx, by))
    for x, y, col, lab, w in ((bx, by, "C1", "b", 0.02), (ax_, ay_, "C0", "a", 0.01), (px, py, "C2", "p", 0.01)):
        axes.arrow(0, 0, x, y, color=col, label=lab, width=w * size, head_width=0.05 * size, head_length=0.07 * size, length_includes_head=True)
    axes.plot([px, ax_], [py, ay_], color="k", ls="--", lw=1)
    axes.plot([0, ax_, bx, px], [0, ay_, by, py], " ")
    axes.axis("equal")
    axes.set_xlabel("x axis")
    axes.set_ylabel("y axis")
    axes.legend(loc="best")
    return fig

# %% right="projection_figure" why="Figure without pyplot, vectors.arrow in a loop over a dict, line drawn from a to p, title, right angle marked"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    shadow = project(a.double(), b.double())
    picture = Figure(figsize=(5, 4))
    panel = picture.add_subplot()
    heads = {"b": (b, 5.0), "a": (a, 2.0), "p": (shadow, 2.0)}
    colours = dict(zip("abp", plots.PALETTE))
    for letter, (head, thick) in heads.items():
        vectors.arrow(panel, head.tolist(), colour=colours[letter], name=f"${letter}$", width=thick)
    ends = torch.stack([a.double(), shadow])
    panel.plot(ends[:, 0].numpy(), ends[:, 1].numpy(), linestyle=":", color="0.3", label="a - p")
    vectors.right_angle(panel, shadow.tolist(), a.tolist(), (0.0, 0.0), size=0.05 * float(norm(a)))
    panel.set(xlabel="$x_0$", ylabel="$x_1$", title="projection", aspect="equal")
    panel.legend()
    return picture

# %% right="projection_figure" why="one quiver call for three arrows, Patch proxies, a line of many points"
from matplotlib.patches import Patch

def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    tips = torch.stack([b, a, p]).double().numpy()
    farben = ["#E69F00", "#0072B2", "#CC79A7"]
    fig, ax = plt.subplots()
    ax.quiver(np.zeros(3), np.zeros(3), tips[:, 0], tips[:, 1], color=farben, angles="xy", scale_units="xy", scale=1.0, width=0.008)
    t = np.linspace(0, 1, 20)[:, None]
    way = tips[2] + t * (tips[1] - tips[2])
    ax.plot(way[:, 0], way[:, 1], "k--")
    ax.update_datalim(tips)
    ax.update_datalim([(0, 0)])
    ax.autoscale_view()
    ax.set_aspect("equal", adjustable="datalim")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend([Patch(color=c) for c in farben], ["b", "a", "p"])
    return fig

# %% right="projection_figure" why="FancyArrowPatch by hand with two helper functions, axis labels by plt functions"
from matplotlib.patches import FancyArrowPatch

def _pfeil(ax, tip, colour):
    patch = FancyArrowPatch((0, 0), tip, arrowstyle="-|>", mutation_scale=15, shrinkA=0, shrinkB=0, color=colour)
    ax.add_patch(patch)
    return patch

def _schatten(x, y):
    k = (x[0] * y[0] + x[1] * y[1]) / (y[0] ** 2 + y[1] ** 2)
    return (k * y[0], k * y[1])

def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    x, y = tuple(a.tolist()), tuple(b.tolist())
    z = _schatten(x, y)
    fig, ax = plt.subplots(figsize=(6, 6))
    plt.xlabel("entry 0")
    plt.ylabel("entry 1")
    pb, pa, pp = _pfeil(ax, y, "darkorange"), _pfeil(ax, x, "navy"), _pfeil(ax, z, "purple")
    ax.plot(*zip(z, x), color="black", linestyle=(0, (4, 3)))
    xs, ys = zip((0.0, 0.0), x, y, z)
    pad = 0.15 * max(max(xs) - min(xs), max(ys) - min(ys))
    ax.set(xlim=(min(xs) - pad, max(xs) + pad), ylim=(min(ys) - pad, max(ys) + pad), aspect=1)
    ax.legend([pa, pb, pp], ["a", "b", "p"])
    return fig

# %% right="projection_figure" why="arrows without names, legend by a list in the order of drawing (the dashed line comes last and has no entry)"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, a.tolist(), colour="blue")
    vectors.arrow(axes, b.tolist(), colour="orange", width=4)
    vectors.arrow(axes, p.tolist(), colour="green")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend(["a", "b", "p"])
    return figure

# %% wrong="projection_figure" why="arrows within the limits: the window is fixed to that of nearest_figure"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots(figsize=(4.6, 4.4))
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlim=(-1.5, 3.5), ylim=(-1, 4), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="within the limits: they hold origin, a and b, but not a p that falls backwards"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    fig, ax = plt.subplots()
    for v, c, name in ((b, "C1", "b"), (a, "C0", "a"), (p, "C2", "p")):
        ax.quiver(0, 0, v[0].item(), v[1].item(), angles="xy", scale_units="xy", scale=1, color=c, label=name)
    ax.plot([p[0], a[0]], [p[1], a[1]], "k--")
    ax.set_xlim(min(0, a[0].item(), b[0].item()), max(0, a[0].item(), b[0].item()))
    ax.set_ylim(min(0, a[1].item(), b[1].item()), max(0, a[1].item(), b[1].item()))
    ax.set_aspect("equal")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend()
    return fig

# %% wrong="projection_figure" why="a new one at each call: figure number 17 is cleared and used again"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure = plt.figure(num=17, clear=True)
    axes = figure.add_subplot()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="p is the projection: a constant, that of the example"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (1.6, 0.8)
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p, colour="green", name="p")
    axes.plot([p[0], a[0].item()], [p[1], a[1].item()], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="p is the projection: its tip is rounded to one decimal"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = [round(v, 1) for v in project(a, b).tolist()]
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p, colour="green", name="p")
    axes.plot([p[0], a[0].item()], [p[1], a[1].item()], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="p on the line of b: the shadow is turned forwards by abs (backward shadows are wrong)"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    u = b / norm(b)
    p = (a @ u).abs() * u
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="p is the nearest point of the line, not of the arrow: c is cut off at 1, so a long a is projected onto the tip of b"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    c = ((a @ b) / (b @ b)).clamp(max=1)
    p = 0.999999 * c * b if c == 1 else c * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="the way from p to a: the line always leads to the example's (1, 2)"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0].item(), 1.0], [p[1].item(), 2.0], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="a new one at each call: draws into the current axes of the first call"
_axes_of_mine = []

def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    if not _axes_of_mine:
        _axes_of_mine.append(plt.subplots()[1])
    axes = _axes_of_mine[0]
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return axes.figure

# %% wrong="projection_figure" why="labels exchanged: legend(['a','b','p']) counts the dashed line, drawn first, names stand beside other colours"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    vectors.arrow(axes, a.tolist(), colour="blue")
    vectors.arrow(axes, b.tolist(), colour="orange", width=4)
    vectors.arrow(axes, p.tolist(), colour="green")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend(["a", "b", "p"])
    return figure

# %% wrong="projection_figure" why="a unit as long along x as along y: no aspect is set, only a square figure with equal limits; title and labels take their room when the figure is laid out, and the axes are wider than high"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots(figsize=(5, 5))
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    size = 1.1 * float(torch.stack([a, b, p]).abs().max())
    axes.set(xlabel="x", ylabel="y", xlim=(-size, size), ylim=(-size, size))
    axes.set_title("projection of a onto b\n(p is the shadow,\nthe dashed way is at a right angle)")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="a line without a head: the way from p to a is a fourth arrow"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.annotate("", xy=a.tolist(), xytext=p.tolist(), arrowprops=dict(arrowstyle="->", linestyle="--", shrinkA=0, shrinkB=0))
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="dashed or dotted: the line is solid"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], color="black", linestyle="-")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="three colours: p has the colour of b"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=6)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="orange", name="p", width=2)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set(xlabel="x", ylabel="y", aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="the arrow of p ends at p: axes.arrow without length_includes_head puts the tips half a unit beyond a, b and p"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    for v, colour, name in ((b, "orange", "b"), (a, "blue", "a"), (p, "green", "p")):
        axes.arrow(0, 0, v[0].item(), v[1].item(), head_width=0.25, head_length=0.5, color=colour, label=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    size = 1.0 + float(torch.stack([a, b, p]).abs().max())
    axes.set(xlabel="x", ylabel="y", xlim=(-size, size), ylim=(-size, size), aspect="equal")
    axes.legend()
    return figure

# %% wrong="projection_figure" why="both axes have labels: that of y is missing, x has got both texts"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="orange", name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour="blue", name="a")
    vectors.arrow(axes, p.tolist(), colour="green", name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_xlabel("x")
    axes.set_xlabel("y")
    axes.set_aspect("equal")
    axes.legend()
    return figure
