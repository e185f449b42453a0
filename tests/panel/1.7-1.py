# %% right="norm" why="follows the box: largest entry out, guard for empty and zeros"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    if m == 0:
        return x.new_zeros(())
    return m * (x / m).square().sum().sqrt()
# %% right="norm" why="one call to math.hypot on a Python list, back to a tensor of the right dtype"
def norm(x: torch.Tensor) -> torch.Tensor:
    return torch.tensor(math.hypot(*x.tolist()), dtype=x.dtype)
# %% right="norm" why="loop with a running scale, as old Fortran libraries do, in Python floats"
def norm(x: torch.Tensor) -> torch.Tensor:
    biggest_so_far = 0.0
    sum_of_ratios = 1.0
    for value in x.tolist():
        if value == 0.0:
            continue
        size = abs(value)
        if size > biggest_so_far:
            ratio = biggest_so_far / size
            sum_of_ratios = 1.0 + sum_of_ratios * ratio * ratio
            if biggest_so_far == 0.0:
                sum_of_ratios = 1.0
            biggest_so_far = size
        else:
            ratio = size / biggest_so_far
            sum_of_ratios = sum_of_ratios + ratio * ratio
    return torch.tensor(biggest_so_far * math.sqrt(sum_of_ratios), dtype=x.dtype)
# %% right="norm" why="decimal numbers, whose exponents do not overflow"
from decimal import Decimal, localcontext


def norm(x: torch.Tensor) -> torch.Tensor:
    with localcontext() as context:
        context.prec = 40
        total = Decimal(0)
        for entry in x.tolist():
            total += Decimal(entry) * Decimal(entry)
        root = total.sqrt()
    return torch.tensor(float(root), dtype=x.dtype)
# %% right="norm" why="helps PyTorch's vector_norm: scales by the mean size instead of the largest"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0:
        return torch.zeros((), dtype=x.dtype)
    typical = x.abs().mean()
    if typical.item() == 0.0:
        return torch.zeros_like(typical)
    return typical * torch.linalg.vector_norm(x / typical)
# %% right="norm" why="numpy detour with frexp: scales by a power of two"
def _exponent_of(values: np.ndarray) -> int:
    _, exponents = np.frexp(values[values != 0])
    return int(exponents.max())


def norm(x: torch.Tensor) -> torch.Tensor:
    values = x.detach().numpy().astype(np.float64)
    if not np.any(values):
        return torch.tensor(0, dtype=x.dtype)
    e = _exponent_of(values)
    tame = np.ldexp(values, -e)
    length = math.ldexp(math.sqrt(float(np.sum(tame**2))), e)
    return torch.tensor(length, dtype=x.dtype)
# %% right="norm" why="folds torch.hypot over the entries in float64, then back"
from functools import reduce


def norm(x: torch.Tensor) -> torch.Tensor:
    wide = x.double()
    return reduce(torch.hypot, wide, torch.zeros((), dtype=torch.float64)).to(x.dtype)
# %% right="norm" why="prepends a zero so that max works, and divides by where(m > 0, m, 1)"
def norm(x: torch.Tensor) -> torch.Tensor:
    padded = torch.cat([x.new_zeros(1), x])
    top = padded.abs().amax()
    divisor = torch.where(top > 0, top, torch.ones_like(top))
    y = padded / divisor
    return divisor * torch.sqrt(y @ y)
# %% wrong="norm" why="the largest entry instead of the largest size |x[i]|: (-5, 0) gives 0, and (-1e30, 1) overflows"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0:
        return x.new_zeros(())
    m = x.max()
    if m == 0:
        return x.new_zeros(())
    return m.abs() * (x / m).square().sum().sqrt()
# %% wrong="norm" why="'to ten digits in float64': squares are summed in float32"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0:
        return x.new_zeros(())
    m = x.abs().max()
    if m == 0:
        return x.new_zeros(())
    scaled = (x / m).float()
    return m * scaled.square().sum().sqrt().to(x.dtype)
# %% wrong="norm" why="'large and small entries may stand side by side': divides by the smallest entry, the squares of the others overflow"
def norm(x: torch.Tensor) -> torch.Tensor:
    sizes = x.abs()
    sizes = sizes[sizes > 0]
    if len(sizes) == 0:
        return x.new_zeros(())
    m = sizes.min()
    return m * (sizes / m).square().sum().sqrt()
# %% wrong="norm" why="'dtype of x': zeros in float64 give a float32 zero"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    if m == 0:
        return torch.tensor(0.0)
    return m * torch.linalg.vector_norm(x / m)
# %% wrong="norm" why="'each entry is 0 or has a size between ... 1e-250 in float64': guard of 1e-38 against division by 0 makes tiny float64 vectors 0"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0:
        return x.new_zeros(())
    m = x.abs().max().clamp(min=1e-38)
    return m * (x / m).pow(2).sum().sqrt()
# %% wrong="norm" why="float64 down to 1e-250: scales only what is large, small squares vanish in float64"
def norm(x: torch.Tensor) -> torch.Tensor:
    y = x.double()
    if len(y) > 0 and y.abs().max() > 1e100:
        y = y / 1e200
        return (y.square().sum().sqrt() * 1e200).to(x.dtype)
    return y.square().sum().sqrt().to(x.dtype)
# %% wrong="norm" why="'a tame vector' is taken too generously: sizes near 1e-22 in float32 are squared as they are"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0:
        return x.new_zeros(())
    m = x.abs().max()
    if m == 0 or 1e-25 < m < 1e18:
        return x.square().sum().sqrt()
    return m * (x / m).square().sum().sqrt()
# %% wrong="norm" why="a vector is called zero below 1e-30: smallest admitted entries, and all smaller ones of float64, get the length 0"
def norm(x: torch.Tensor) -> torch.Tensor:
    if x.numel() == 0 or x.abs().max() <= 1e-30:
        return x.new_zeros(())
    m = x.abs().max()
    return m * (x / m).norm()
# %% wrong="norm" why="a zero in the first place is taken for a zero vector: (0, 3) gives 0"
def norm(x: torch.Tensor) -> torch.Tensor:
    if len(x) == 0 or x[0] == 0:
        return x.new_zeros(())
    m = x.abs().max()
    return m * (x / m).square().sum().sqrt()
# %% wrong="norm" why="divides by the first entry, not the largest: (1e-20, 1e20) overflows, (0, 3) is NaN"
def norm(x: torch.Tensor) -> torch.Tensor:
    if not x.any():
        return x.new_zeros(())
    first = x[0].abs()
    return first * ((x / first) ** 2).sum().sqrt()
# %% right="distances" why="one line, difference, scale, square, sum over features"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    return ((memory - query) / scales).square().sum(dim=1).sqrt()
# %% right="distances" why="vector_norm along the last axis, with unsqueeze"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    differences = query.unsqueeze(0) - memory
    return torch.linalg.vector_norm(differences / scales[None, :], dim=-1)
# %% right="distances" why="two Python loops and math.sqrt"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    q = query.tolist()
    s = scales.tolist()
    answer = []
    for i in range(memory.shape[0]):
        row = memory[i].tolist()
        total = 0.0
        for j in range(len(q)):
            step = (q[j] - row[j]) / s[j]
            total = total + step**2
        answer.append(math.sqrt(total))
    return torch.tensor(answer, dtype=query.dtype)
# %% right="distances" why="comprehension into an empty tensor, row by row with hypot"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    def far(row: torch.Tensor) -> float:
        return math.hypot(*((row - query) / scales).tolist())

    return query.new_tensor([far(row) for row in memory])
# %% right="distances" why="adds the squares up column by column"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    n, d = memory.shape
    squared = torch.zeros(n, dtype=query.dtype)
    for feature in range(d):
        apart = (memory[:, feature] - query[feature]) / scales[feature]
        squared += apart * apart
    return squared**0.5
# %% right="distances" why="numpy with einsum"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    z = (memory.numpy() - query.numpy()[np.newaxis]) / scales.numpy()
    return torch.from_numpy(np.sqrt(np.einsum("ij,ij->i", z, z)))
# %% right="distances" why="transposed layout, one row per feature, fills a prepared result with the course's norm"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    result = torch.empty(len(memory), dtype=query.dtype)
    apart = ((memory.T - query[:, None]) / scales[:, None]).T
    for i, row in enumerate(apart):
        result[i] = norm(row)
    return result
# %% wrong="distances" why="'take the difference first': the ready-made cdist of scaled points divides first, and takes the squares apart for many rows"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    return torch.cdist((query / scales)[None], memory / scales)[0]
# %% wrong="distances" why="'take the difference first, then divide': divides first, digits are lost far from zero"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    return (memory / scales - query / scales).square().sum(dim=1).sqrt()
# %% wrong="distances" why="squares taken apart, the trap of the text"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    q, m = query / scales, memory / scales
    squares = m.square().sum(dim=1) + q @ q - 2 * (m @ q)
    return squares.clamp(min=0).sqrt()
# %% wrong="distances" why="'in float64 to eleven': a small number added to the scales changes the eighth digit"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    return ((memory - query) / (scales + 1e-8)).square().sum(dim=1).sqrt()
# %% wrong="distances" why="right digits when close together: a small number under the root makes small distances wrong"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    z = (memory - query) / scales
    return (z.square().sum(dim=1) + 1e-17).sqrt()
# %% wrong="distances" why="d = 1 ('d is at least 1'): squeeze takes n memories of one feature for one memory"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    z = ((memory - query) / scales).squeeze()
    if z.ndim < 2:  # a single memory
        z = z.reshape(1, -1)
    return z.square().sum(dim=1).sqrt()
# %% wrong="distances" why="'dtype of query': an empty memory in float64 gives float32"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    if len(memory) == 0:
        return torch.zeros(0)
    return torch.stack([((row - query) / scales).square().sum().sqrt() for row in memory])
# %% wrong="distances" why="'dtype of query': always float32, through a list"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    found = []
    for row in memory:
        z = (row - query) / scales
        found.append(math.sqrt((z * z).sum().item()))
    return torch.tensor(found)
# %% wrong="distances" why="'in float64 to eleven': computes in float32 and converts back"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    out = torch.zeros(len(memory))
    for i in range(len(memory)):
        out[i] = ((memory[i] - query) / scales).square().sum().sqrt()
    return out.to(query.dtype)
# %% wrong="distances" why="'scales ... each above 0': a scale below 0.001 is taken for no spread and replaced by 1"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    safe = torch.where(scales < 1e-3, torch.ones_like(scales), scales)
    return torch.linalg.vector_norm((memory - query) / safe, dim=1)
# %% wrong="distances" why="'shape [d]': only the first two features count, as in the examples"
def distances(
    query: torch.Tensor, memory: torch.Tensor, scales: torch.Tensor
) -> torch.Tensor:
    across = (memory[:, 0] - query[0]) / scales[0]
    along = (memory[:, -1] - query[-1]) / scales[-1]
    return torch.hypot(across, along)
# %% right="cosine" why="norm of Exercise 1, unit vectors, clamp"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length_a, length_b = norm(a), norm(b)
    if length_a == 0 or length_b == 0:
        return a.new_zeros(())
    return ((a / length_a) @ (b / length_b)).clamp(-1, 1)
# %% right="cosine" why="own helper, without branches: units of zero vectors are zero"
def _unit(v: torch.Tensor) -> torch.Tensor:
    m = v.abs().max()
    w = v / torch.where(m == 0, torch.ones_like(m), m)
    size = w.square().sum().sqrt()
    return w / torch.where(size == 0, torch.ones_like(size), size)


def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.clamp(torch.dot(_unit(a), _unit(b)), min=-1.0, max=1.0)
# %% right="cosine" why="Python floats, hypot, min and max"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    xs, ys = a.tolist(), b.tolist()
    la, lb = math.hypot(*xs), math.hypot(*ys)
    if la == 0.0 or lb == 0.0:
        return torch.tensor(0.0, dtype=a.dtype)
    total = math.fsum((x / la) * (y / lb) for x, y in zip(xs, ys))
    return torch.tensor(max(-1.0, min(1.0, total)), dtype=a.dtype)
# %% right="cosine" why="tames both vectors by their largest entry, then PyTorch's cosine_similarity"
import torch.nn.functional as F


def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    top_a, top_b = a.abs().max(), b.abs().max()
    if top_a == 0 or top_b == 0:
        return torch.zeros((), dtype=a.dtype)
    c = F.cosine_similarity(a / top_a, b / top_b, dim=0)
    return torch.clip(c, -1.0, 1.0)
# %% right="cosine" why="law of cosines: the distance of the two unit vectors"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    units = []
    for v in (a, b):
        if not bool(v.any()):
            return v.new_zeros(())
        v = v / v.abs().max()
        units.append(v / torch.linalg.vector_norm(v))
    gap = (units[0] - units[1]).square().sum()
    return (1 - gap / 2).clamp(-1.0, 1.0)
# %% right="cosine" why="numpy detour, np.clip"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    p, q = a.numpy().astype(float), b.numpy().astype(float)
    if np.count_nonzero(p) * np.count_nonzero(q) == 0:
        return torch.zeros((), dtype=a.dtype)
    p = p / np.max(np.abs(p))
    q = q / np.max(np.abs(q))
    value = np.sum(p * q) / np.linalg.norm(p) / np.linalg.norm(q)
    return torch.tensor(np.clip(value, -1, 1), dtype=a.dtype)
# %% right="cosine" why="exact fractions: sign and root of the squared cosine"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    xs = [Fraction(v) for v in a.tolist()]
    ys = [Fraction(v) for v in b.tolist()]
    xx = sum(v * v for v in xs)
    yy = sum(v * v for v in ys)
    if xx == 0 or yy == 0:
        return torch.tensor(0.0, dtype=a.dtype)
    xy = sum(x * y for x, y in zip(xs, ys))
    squared = xy * xy / (xx * yy)  # never above 1: no rounding so far
    root = math.sqrt(float(squared))
    return torch.tensor(root if xy > 0 else -root if xy < 0 else 0.0, dtype=a.dtype)
# %% wrong="cosine" why="'never outside -1 and 1': cuts off above 1 only, below -1 slips through"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(max=1)
# %% wrong="cosine" why="'if one of them, or both, are zero': only the second is looked at, a = 0 gives NaN"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return a.new_zeros(())
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)
# %% wrong="cosine" why="'any size that norm takes': flees to float64, where 1e200 overflows in turn"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    x, y = a.double(), b.double()
    product = (x @ x).sqrt() * (y @ y).sqrt()
    if product == 0:
        return a.new_zeros(())
    return (x @ y / product).clamp(-1, 1).to(a.dtype)
# %% wrong="cosine" why="'a tiny vector is not zero': below 1e-25 it counts as zero"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na < 1e-25 or nb < 1e-25:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(-1, 1)
# %% wrong="cosine" why="'lengths do not matter': 1e-30 added to each length, instead of the rule, halves the cosine of tiny vectors"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    u = a / (norm(a) + 1e-30)
    v = b / (norm(b) + 1e-30)
    return (u @ v).clamp(-1.0, 1.0)
# %% wrong="cosine" why="'1e-10 in float64': multiplies the unit vectors in float32"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if not a.any() or not b.any():
        return a.new_zeros(())
    u, v = a / a.abs().max(), b / b.abs().max()
    u, v = u.float(), v.float()
    c = u @ v / (u.norm() * v.norm())
    return c.clamp(-1, 1).to(a.dtype)
# %% wrong="cosine" why="'both included': the clamp stops short of 1 and -1"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return ((a / na) @ (b / nb)).clamp(-1 + 1e-7, 1 - 1e-7)
# %% wrong="cosine" why="'1e-10 in float64': rounds to six decimals to be rid of rounding errors"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if na == 0 or nb == 0:
        return a.new_zeros(())
    return torch.round((a / na) @ (b / nb), decimals=6).clamp(-1, 1)
# %% wrong="cosine" why="'dtype of a': the rule for zero vectors returns float32 for float64 vectors"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    na, nb = norm(a), norm(b)
    if min(na, nb) == 0:
        return torch.tensor(0.0)
    return torch.clamp((a / na) @ (b / nb), -1, 1)
# %% wrong="cosine" why="tests the sum of the entries for zero: (1, -1) is not a zero vector"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if a.sum() == 0 or b.sum() == 0:
        return a.new_zeros(())
    return ((a / norm(a)) @ (b / norm(b))).clamp(-1, 1)
# %% wrong="cosine" why="scales both vectors by one common number: a tiny one beside a huge one vanishes, and the result is 0 or wrong"
def cosine(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m = torch.cat([a, b]).abs().max()
    if m == 0:
        return a.new_zeros(())
    x, y = (a / m).double(), (b / m).double()
    lengths = x.norm() * y.norm()
    if lengths == 0:
        return a.new_zeros(())
    return (x @ y / lengths).clamp(-1, 1).to(a.dtype)
# %% right="project" why="the second box, with norm of Exercise 1"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    u = b / length
    return (a @ u) * u
# %% right="project" why="no unit vector: b divided by its largest entry, then the first formula"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    biggest = b.abs().max()
    if biggest.item() == 0:
        return torch.zeros_like(b)
    tame = b / biggest
    return torch.dot(a, tame) / torch.dot(tame, tame) * tame
# %% right="project" why="the projection matrix u u^T"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m = b.abs().max()
    direction = b / m if m > 0 else b
    squared = (direction**2).sum()
    if squared == 0:
        return a.new_zeros(a.shape)
    shadow_maker = torch.outer(direction, direction) / squared
    return shadow_maker @ a
# %% right="project" why="lists, hypot, zip"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    xs, ys = a.tolist(), b.tolist()
    length = math.hypot(*ys)
    if length == 0:
        return torch.tensor([0.0] * len(xs), dtype=a.dtype)
    unit = [y / length for y in ys]
    along = sum(x * u for x, u in zip(xs, unit))
    return torch.tensor([along * u for u in unit], dtype=a.dtype)
# %% right="project" why="least squares: the multiple of b that is nearest, after taming both"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    top_a, top_b = a.abs().max(), b.abs().max()
    if top_a == 0 or top_b == 0:
        return torch.zeros_like(a)
    column = (b / top_b).unsqueeze(1)
    c = torch.linalg.lstsq(column, (a / top_a).unsqueeze(1)).solution
    return (column @ c).squeeze(1) * top_a
# %% right="project" why="exact fractions, entry by entry"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    top = [Fraction(v) for v in a.tolist()]
    line = [Fraction(v) for v in b.tolist()]
    below = sum(v * v for v in line)
    if below == 0:
        return torch.zeros(len(top), dtype=a.dtype)
    c = sum(v * w for v, w in zip(top, line)) / below
    return torch.tensor([float(c * w) for w in line], dtype=a.dtype)
# %% right="project" why="length of the shadow from the angle: |a| cos(theta) u"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if not torch.any(b != 0):
        return torch.zeros_like(a)
    return norm(a) * cosine(a, b) * (b / norm(b))
# %% right="project" why="0/0 on purpose, then nan_to_num on the unit vector"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    w = (b / b.abs().max()).nan_to_num(nan=0.0)
    u = (w / w.square().sum().sqrt()).nan_to_num(nan=0.0)
    return u * (a * u).sum()
# %% wrong="project" why="'any size that norm takes': first formula in float64, 1e200 overflows, 1e-250 vanishes"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    x, y = a.double(), b.double()
    if not y.any():
        return torch.zeros_like(a)
    return ((x @ y) / (y @ y) * y).to(a.dtype)
# %% wrong="project" why="'the projection onto a zero vector is zero': in one dimension a comes back, also for b = 0"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if len(a) == 1:
        return a.clone()
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    u = b / length
    return (a @ u) * u
# %% wrong="project" why="tests the sum of the entries: b = (1, -1) is not zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if b.sum() == 0:
        return torch.zeros_like(a)
    u = b / norm(b)
    return (a @ u) * u
# %% wrong="project" why="'dtype of a': zeros in float32 for float64 vectors"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return torch.zeros(len(a))
    u = b / norm(b)
    return (a @ u) * u
# %% wrong="project" why="'a tiny vector is not zero': below 1e-28 it counts as zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length = norm(b)
    if length < 1e-28:
        return torch.zeros_like(a)
    u = b / length
    return (a @ u) * u
# %% wrong="project" why="1e-30 added to the length in place of a case for zero: wrong for tiny b"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    u = b / (norm(b) + 1e-30)
    return (a @ u) * u
# %% wrong="project" why="'in float64, 1e-10 of it': the unit vector is rounded to float32"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    m = b.abs().max()
    if m == 0:
        return torch.zeros_like(a)
    w = (b / m).float()
    u = (w / w.norm()).to(a.dtype)
    return (a @ u) * u
# %% wrong="project" why="right up to a part of the length of a: entries below 1e-8 are set to 0, although a may be tiny"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if norm(b) == 0:
        return torch.zeros_like(a)
    u = b / norm(b)
    p = (a @ u) * u
    return torch.where(p.abs() < 1e-8, torch.zeros_like(p), p)
# %% wrong="project" why="looks at the first entry of b alone: (0, 3) is not zero"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    if b[0] == 0:
        return torch.zeros_like(a)
    tame = b / b.abs().max()
    return (a @ tame) / (tame @ tame) * tame
# %% wrong="project" why="'a of any size': takes a · b first, and only then divides twice by the length: overflows for huge a and b, vanishes for tiny ones"
def project(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    length = norm(b)
    if length == 0:
        return torch.zeros_like(a)
    return (a @ b) / length * (b / length)
# %% right="projection_figure" why="vectors.arrow of the course, b first and wider, as the hint says"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0].item(), a[0].item()], [p[1].item(), a[1].item()], "--", color="black")
    axes.set_aspect("equal")
    axes.set_xlabel("entry 0")
    axes.set_ylabel("entry 1")
    axes.legend()
    return figure
# %% right="projection_figure" why="quiver three times in a loop, own limits, dotted line that is in the legend too"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    x, y = a.numpy().astype(float), b.numpy().astype(float)
    shadow = x.dot(y) / y.dot(y) * y
    fig, ax = plt.subplots(figsize=(5, 5))
    for name, arrow, colour, z in (("$b$", y, "tab:orange", 1), ("$a$", x, "tab:blue", 2), ("$p$", shadow, "tab:green", 3)):
        ax.quiver(0, 0, arrow[0], arrow[1], angles="xy", scale_units="xy", scale=1, color=colour, label=name, zorder=z)
    ax.plot([x[0], shadow[0]], [x[1], shadow[1]], linestyle=":", color="gray", label="a - p")
    corners = np.stack([np.zeros(2), x, y, shadow])
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = 0.15 * (high - low).max()
    ax.set_xlim(low[0] - margin, high[0] + margin)
    ax.set_ylim(low[1] - margin, high[1] + margin)
    ax.set_aspect("equal")
    ax.set(xlabel="x", ylabel="y", title="projection of a onto b")
    ax.legend()
    return fig
# %% right="projection_figure" why="annotate for the arrows, legend from made-up handles, limits set for a square window"
from matplotlib.lines import Line2D


def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    ax_, ay_ = a.tolist()
    bx_, by_ = b.tolist()
    factor = (ax_ * bx_ + ay_ * by_) / (bx_**2 + by_**2)
    px_, py_ = factor * bx_, factor * by_
    figure, axes = plt.subplots()
    handles = []
    for name, tip, colour in (("b", (bx_, by_), "red"), ("a", (ax_, ay_), "blue"), ("p", (px_, py_), "green")):
        axes.annotate(
            "",
            xy=tip,
            xytext=(0, 0),
            arrowprops={"arrowstyle": "->", "color": colour, "shrinkA": 0, "shrinkB": 0, "lw": 2},
        )
        handles.append(Line2D([], [], color=colour, label=name))
    axes.plot((px_, ax_), (py_, ay_), ls="dashed", c="k")
    reach = 1.2 * max(abs(v) for v in (ax_, ay_, bx_, by_, px_, py_))
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal", adjustable="box")
    axes.set_xlabel("first entry")
    axes.set_ylabel("second entry")
    axes.legend(handles=handles, loc="best")
    return figure
# %% right="projection_figure" why="axes.arrow with the head included, axis equal, head size in proportion"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    u = b / torch.linalg.vector_norm(b)
    p = torch.dot(a, u) * u
    fig = plt.figure()
    ax = fig.add_subplot(1, 1, 1)
    size = float(max(a.abs().max(), b.abs().max(), p.abs().max()))

    def put(tip: torch.Tensor, name: str, color: str) -> None:
        ax.arrow(
            0,
            0,
            float(tip[0]),
            float(tip[1]),
            length_includes_head=True,
            width=0.01 * size,
            head_width=0.05 * size,
            head_length=0.05 * size,
            color=color,
            label=name,
        )

    put(b, "b", "C1")
    put(a, "a", "C0")
    put(p, "p", "C2")
    ax.plot([float(p[0]), float(a[0])], [float(p[1]), float(a[1])], "k--")
    ax.axis("equal")
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    ax.legend()
    return fig
# %% right="projection_figure" why="one quiver of three arrows with a list of colours, legend of patches; line of 50 dots-and-dashes points"
from matplotlib.patches import Patch


def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = b * (a @ b) / b.square().sum()
    heads = torch.stack([b, a, p]).numpy()
    colours = ["#ee7733", "#0077bb", "#009988"]
    figure, axes = plt.subplots(layout="constrained")
    axes.quiver(
        [0, 0, 0], [0, 0, 0], heads[:, 0], heads[:, 1],
        color=colours, angles="xy", scale_units="xy", scale=1, width=0.008,
    )
    steps = torch.linspace(0, 1, 50)[:, None]
    way = (p + steps * (a - p)).numpy()
    axes.plot(way[:, 0], way[:, 1], color="0.4", linestyle=(0, (4, 3)))
    spots = np.vstack([heads, np.zeros((1, 2))])
    span = np.ptp(spots, axis=0).max()
    axes.set(
        xlim=(spots[:, 0].min() - 0.1 * span, spots[:, 0].max() + 0.1 * span),
        ylim=(spots[:, 1].min() - 0.1 * span, spots[:, 1].max() + 0.1 * span),
        xlabel="entry 0",
        ylabel="entry 1",
        aspect="equal",
    )
    axes.legend(handles=[Patch(color=c, label=n) for c, n in zip(colours, "bap")])
    return figure
# %% right="projection_figure" why="a Figure without pyplot, helper of Exercise 4, light grid and axis lines, dotted way from a to p"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = project(a, b)
    canvas = Figure(figsize=(5, 4))
    axes = canvas.add_subplot()
    axes.grid(alpha=0.3)
    tips = {"b": (b, "darkorange", 5.0), "a": (a, "navy", 2.0), "p": (p, "crimson", 2.0)}
    for name, (tip, colour, width) in tips.items():
        vectors.arrow(axes, tip.tolist(), colour=colour, name=name, width=width)
    axes.plot(*zip(a.tolist(), p.tolist()), linestyle="dotted", color="black", linewidth=1.5)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel("$x_0$")
    axes.set_ylabel("$x_1$")
    axes.legend(loc="upper left", fontsize="small")
    return canvas
# %% wrong="projection_figure" why="projection onto b: divides by a · a instead of b · b, equal in the example"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (a @ a) * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="a shadow that falls backwards is drawn forwards (absolute value)"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    u = b / b.norm()
    p = (a @ u).abs() * u
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="'nothing is cut off by the limits': the axes begin at 0, negative entries fall outside"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="'nothing is cut off': limits from a and b only, a shadow longer than b or behind the origin is cut"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    for name, tip, colour in (("b", b, "C1"), ("a", a, "C0"), ("p", p, "C2")):
        axes.quiver(0, 0, *tip.tolist(), angles="xy", scale_units="xy", scale=1, color=colour, label=name)
    axes.plot([p[0].item(), a[0].item()], [p[1].item(), a[1].item()], "k--")
    xs, ys = [0.0, a[0].item(), b[0].item()], [0.0, a[1].item(), b[1].item()]
    axes.set_xlim(min(xs) - 0.1, max(xs) + 0.1)
    axes.set_ylim(min(ys) - 0.1, max(ys) + 0.1)
    axes.set_aspect("equal")
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="'a unit as long along x as along y': square window whose limits are equal in the example only"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots(figsize=(5, 5))
    for name, tip, colour in (("b", b, "C1"), ("a", a, "C0"), ("p", p, "C2")):
        axes.quiver(0, 0, *tip.tolist(), angles="xy", scale_units="xy", scale=1, color=colour, label=name)
    axes.plot([p[0].item(), a[0].item()], [p[1].item(), a[1].item()], "k--")
    points = torch.stack([torch.zeros(2), a, b, p])
    low, high = points.min(dim=0).values, points.max(dim=0).values
    axes.set_xlim(low[0].item() - 0.5, high[0].item() + 0.5)
    axes.set_ylim(low[1].item() - 0.5, high[1].item() + 0.5)
    axes.set_box_aspect(1)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="'a new one at each call': a named figure is used again, later calls add their arrows"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure = plt.figure("projection")
    axes = figure.gca()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="'a new one at each call': the same figure, cleared"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots(num=17, clear=True)
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="the arrow of p ends at numbers rounded to one decimal, right in the example only"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = [round(v, 1) for v in ((a @ b) / (b @ b) * b).tolist()]
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p, colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="fixed limits that fit the example: larger vectors are cut off"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    for name, tip, colour in (("$b$", b, "C1"), ("$a$", a, "C0"), ("$p$", p, "C2")):
        axes.annotate("", xy=tip.tolist(), xytext=(0, 0), arrowprops=dict(arrowstyle="->", color=colour, shrinkA=0, shrinkB=0))
        axes.plot([], [], color=colour, label=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], ":", color="black")
    axes.set_xlim(-3, 3)
    axes.set_ylim(-3, 3)
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="legend: p's entry is made with the colour of b"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    from matplotlib.lines import Line2D

    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour="tab:orange", width=4)
    vectors.arrow(axes, a.tolist(), colour="tab:blue")
    vectors.arrow(axes, p.tolist(), colour="tab:green")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    keys = [Line2D([], [], color=c) for c in ("tab:blue", "tab:green", "tab:orange")]
    axes.legend(keys, ["a", "b", "p"])
    return figure
# %% wrong="projection_figure" why="axes.arrow puts its head behind the end: the tips lie beyond a, b and p"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    for name, tip, colour in (("b", b, "C1"), ("a", a, "C0"), ("p", p, "C2")):
        axes.arrow(0, 0, *tip.tolist(), head_width=0.1, color=colour, label=name)
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="the y axis has no label"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    axes.plot([p[0], a[0]], [p[1], a[1]], "--", color="black")
    axes.set_aspect("equal")
    axes.set_xlabel("entry 0")
    axes.legend()
    return figure
# %% wrong="projection_figure" why="'the way from p to a': the entries of a are sorted for the line, so that it ends at a only where a[0] is the smaller one"
def projection_figure(a: torch.Tensor, b: torch.Tensor) -> Figure:
    p = (a @ b) / (b @ b) * b
    figure, axes = plt.subplots()
    vectors.arrow(axes, b.tolist(), colour=plots.PALETTE[1], name="b", width=4)
    vectors.arrow(axes, a.tolist(), colour=plots.PALETTE[0], name="a")
    vectors.arrow(axes, p.tolist(), colour=plots.PALETTE[2], name="p")
    low, high = sorted(a.tolist())
    axes.plot([p[0], low], [p[1], high], "--", color="black")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
