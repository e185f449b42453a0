# %% right="rotation" why="math.cos and math.sin in a list of two rows"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% right="rotation" why="torch functions on a float64 tensor, stacked by columns, then the dtype"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    theta = torch.tensor(float(angle), dtype=torch.float64)
    image_of_e0 = torch.stack([torch.cos(theta), torch.sin(theta)])
    image_of_e1 = torch.stack([-torch.sin(theta), torch.cos(theta)])
    return torch.stack([image_of_e0, image_of_e1], dim=1).to(dtype)
# %% right="rotation" why="numpy detour, astype by a dictionary of dtypes"
KINDS = {torch.float32: np.float32, torch.float64: np.float64}


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    cosine = np.cos(angle)
    sine = np.sin(angle)
    entries = np.array([[cosine, -1 * sine], [sine, cosine]])
    return torch.from_numpy(entries.astype(KINDS[dtype]))
# %% right="rotation" why="a complex number on the unit circle; e1 is i times it"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    z = cmath.exp(1j * angle)
    w = 1j * z
    return torch.tensor([[z.real, w.real], [z.imag, w.imag]], dtype=dtype)
# %% right="rotation" why="clumsy: an empty matrix filled entry by entry with ifs in two loops"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    result = torch.zeros((2, 2), dtype=dtype)
    for row in range(2):
        for column in range(2):
            if row == column:
                result[row, column] = math.cos(angle)
            elif row == 0:
                result[row, column] = -math.sin(angle)
            else:
                result[row, column] = math.sin(angle)
    return result
# %% right="rotation" why="negative angles by the transpose of the opposite turn, recursion once"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if angle < 0:
        return rotation(-angle, dtype).T.contiguous()
    first_row = [math.cos(angle), -math.sin(angle)]
    second_row = [math.sin(angle), math.cos(angle)]
    return torch.tensor([first_row, second_row], dtype=dtype)
# %% right="rotation" why="cos times the unit matrix plus sin times the quarter turn, in float64 first"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    unit = torch.eye(2, dtype=torch.float64)
    j = torch.tensor([[0, -1], [1, 0]], dtype=torch.float64)
    return (math.cos(angle) * unit + math.sin(angle) * j).to(dtype=dtype)
# %% right="rotation" why="Taylor series of both, after the angle is brought below half a turn"
def _kosinus_und_sinus(phi: float) -> tuple[float, float]:
    phi = math.remainder(phi, 2 * math.pi)
    term, k = 1.0, 0
    even, odd = 0.0, 0.0
    while k < 40:
        sign = -1.0 if (k // 2) % 2 else 1.0
        if k % 2 == 0:
            even += sign * term
        else:
            odd += sign * term
        k += 1
        term = term * phi / k
    return even, odd


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = _kosinus_und_sinus(angle)
    return torch.tensor([c, -s, s, c], dtype=dtype).reshape(2, 2)
# %% right="rotation" why="the tangent of half the angle, rational formulas"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    t = math.tan(angle / 2)
    below = 1 + t * t
    matrix = torch.empty(2, 2, dtype=dtype)
    matrix[0, 0] = matrix[1, 1] = (1 - t * t) / below
    matrix[1, 0] = 2 * t / below
    matrix[0, 1] = -2 * t / below
    return matrix
# %% right="rotation" why="remembers what it computed, but gives away clones"
_seen_angles: dict[tuple[float, torch.dtype], torch.Tensor] = {}


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    key = (angle, dtype)
    if key not in _seen_angles:
        _seen_angles[key] = torch.tensor(
            [
                [math.cos(angle), math.cos(angle + math.pi / 2)],
                [math.sin(angle), math.sin(angle + math.pi / 2)],
            ],
            dtype=dtype,
        )
    return _seen_angles[key].clone()
# %% right="rotation" why="torch.polar and view_as_real for the columns"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    turns = torch.tensor([angle, angle + math.pi / 2], dtype=torch.float64)
    columns = torch.view_as_real(torch.polar(torch.ones_like(turns), turns))
    return columns.T.clone().to(dtype)
# %% wrong="rotation" why="'to twelve in float64': torch's matrix exponential is off by up to 1e-10 for small angles (about 0.04)"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    quarter = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    small = math.remainder(angle, math.tau)
    return torch.linalg.matrix_exp(small * quarter).to(dtype)
# %% wrong="rotation" why="'each call returns a new tensor': lru_cache hands out the same tensor again"
import functools


@functools.lru_cache(maxsize=None)
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% wrong="rotation" why="'each call returns a new tensor': one buffer for each dtype is refilled, so an earlier result changes"
_BUFFERS = {
    torch.float32: torch.zeros(2, 2, dtype=torch.float32),
    torch.float64: torch.zeros(2, 2, dtype=torch.float64),
}


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    matrix = _BUFFERS[dtype]
    matrix[0, 0] = math.cos(angle)
    matrix[0, 1] = -math.sin(angle)
    matrix[1, 0] = math.sin(angle)
    matrix[1, 1] = math.cos(angle)
    return matrix
# %% wrong="rotation" why="'or a whole number such as 2': numpy makes an integer array of it and cuts the entries to whole numbers"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    entries = np.full((2, 2), angle)
    entries[0, 0] = np.cos(angle)
    entries[0, 1] = -np.sin(angle)
    entries[1, 0] = np.sin(angle)
    entries[1, 1] = np.cos(angle)
    return torch.from_numpy(entries).to(dtype)
# %% wrong="rotation" why="'to twelve in float64': a whole angle is an integer tensor, whose cosine is float32"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    theta = torch.from_numpy(np.array(angle))
    c, s = torch.cos(theta), torch.sin(theta)
    return torch.stack([torch.stack([c, -s]), torch.stack([s, c])]).to(dtype)
# %% wrong="rotation" why="'may be more than a full turn': the sine by the root takes the sign of the angle, wrong beyond half a turn"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c = math.cos(angle)
    s = math.copysign(math.sqrt(1 - c * c), angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% wrong="rotation" why="'right to twelve in float64': entries below 1e-7 are swept to zero, so small angles do not turn"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    matrix = torch.tensor([[c, -s], [s, c]], dtype=dtype)
    matrix[matrix.abs() < 1e-7] = 0.0  # looks nicer
    return matrix
# %% wrong="rotation" why="'to twelve in float64': computed with a float32 angle and converted at the end"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    theta = torch.tensor(float(angle))
    c, s = theta.cos(), theta.sin()
    return torch.stack([c, -s, s, c]).reshape(2, 2).to(dtype)
# %% wrong="rotation" why="'more than a full turn': the angle is reduced by half a turn instead of a full one"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    angle = math.fmod(angle, math.pi)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% wrong="rotation" why="'more than a full turn' and the digits: a full turn of 6.2832 is too coarse"
FULL_TURN = 6.2832


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    rest = math.fmod(angle, FULL_TURN)
    return torch.tensor(
        [[math.cos(rest), -math.sin(rest)], [math.sin(rest), math.cos(rest)]],
        dtype=dtype,
    )
# %% wrong="rotation" why="the entries for large angles: a Taylor series of 20 terms without reducing the angle is off at 10"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c = sum((-1) ** k * angle ** (2 * k) / math.factorial(2 * k) for k in range(10))
    s = sum(
        (-1) ** k * angle ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(10)
    )
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% wrong="rotation" why="'to twelve in float64': small angles are treated as sin = angle, cos = 1"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if abs(angle) < 1e-3:
        return torch.tensor([[1.0, -angle], [angle, 1.0]], dtype=dtype)
    return torch.tensor(
        [[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]],
        dtype=dtype,
    )
# %% wrong="rotation" why="anticlockwise where positive: the columns were written as rows, so it turns clockwise"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    e0 = [math.cos(angle), math.sin(angle)]
    e1 = [-math.sin(angle), math.cos(angle)]
    return torch.tensor([e0, e1], dtype=dtype)
# %% wrong="rotation" why="'a plain number, whole or not': a whole number has its degrees taken"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if isinstance(angle, int):
        angle = math.radians(angle)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% wrong="rotation" why="'a whole number such as 2': angle.hex() exists for floats only, so a whole angle other than 0 raises AttributeError"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if angle == 0:
        return torch.eye(2, dtype=dtype)
    theta = torch.empty((), dtype=torch.float64).fill_(float.fromhex(angle.hex()))
    c, s = theta.cos().item(), theta.sin().item()
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)
# %% wrong="rotation" why="'may be more than a full turn': angles are clamped to half a turn either way"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    theta = max(-math.pi, min(math.pi, angle))
    return torch.tensor(
        [[math.cos(theta), -math.sin(theta)], [math.sin(theta), math.cos(theta)]]
    ,   dtype=dtype)
# %% right="scaling" why="one check by not >, torch.where for the factors, torch.diag"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"the limit of feature {bad.nonzero()[0].item()} is not positive")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% right="scaling" why="a plain loop over Python numbers that fills a matrix of zeros"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    d = limits.shape[0]
    matrix = torch.zeros(d, d, dtype=limits.dtype)
    for j in range(d):
        limit = limits[j].item()
        if math.isnan(limit) or limit <= 0:
            raise ValueError("feature " + str(j) + " has a bad limit")
        if limit == math.inf:
            matrix[j, j] = 1.0
        else:
            matrix[j, j] = 1.0 / limits[j]
    return matrix
# %% right="scaling" why="a copy in which infinity becomes 1, inverted afterwards; eye times row"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for number, is_fine in enumerate((limits > 0).tolist()):
        if not is_fine:
            raise ValueError(f"limit of feature {number}: must be > 0")
    copied = limits.clone()
    copied[copied == math.inf] = 1
    return torch.eye(len(limits), dtype=limits.dtype) * copied.reciprocal()
# %% right="scaling" why="numpy detour: flatnonzero, np.where with errstate, np.diag"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    a = limits.numpy()
    wrong_ones = np.flatnonzero(np.logical_not(a > 0))
    if wrong_ones.size > 0:
        raise ValueError("not positive: feature %d" % wrong_ones[0])
    with np.errstate(all="ignore"):
        factors = np.where(np.isposinf(a), 1.0, 1.0 / a).astype(a.dtype)
    return torch.from_numpy(np.diag(factors).copy())
# %% right="scaling" why="nan_to_num turns infinity into 1 and NaN into 0, then one test"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    tame = torch.nan_to_num(limits, nan=0.0, posinf=1.0, neginf=-1.0)
    fine = tame > 0
    if not bool(fine.all()):
        first = int((~fine).int().argmax())
        raise ValueError(f"feature {first}")
    return torch.diag_embed(1 / tame)
# %% right="scaling" why="the zeros of 1 / limits can only be the infinite ones; they become 1"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    first = next((j for j, x in enumerate(limits) if not x > 0), None)
    if first is not None:
        raise ValueError(f"Feature number {first} must have a positive limit.")
    factors = 1 / limits
    factors[factors == 0] = 1
    return factors.diag()
# %% right="scaling" why="own helper functions for checking and for one factor, comprehension, diagonal assigned"
def _faktor(grenze: float) -> float:
    return 1.0 if math.isinf(grenze) else 1.0 / grenze


def _pruefe(j: int, grenze: float) -> None:
    if grenze > 0:
        return
    raise ValueError(f"{grenze} is no limit (feature {j})")


def scaling(limits: torch.Tensor) -> torch.Tensor:
    numbers = limits.tolist()
    for j, x in enumerate(numbers):
        _pruefe(j, x)
    result = limits.new_zeros((len(numbers), len(numbers)))
    result.diagonal().copy_(torch.tensor([_faktor(x) for x in numbers], dtype=limits.dtype))
    return result
# %% right="scaling" why="rows written as nested lists by a comprehension"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    sizes = limits.tolist()
    for j in range(len(sizes)):
        if not 0 < sizes[j]:
            raise ValueError(f"limits[{j}] is not positive")
    return torch.tensor(
        [
            [(1 / s if s < math.inf else 1) if i == j else 0 for j in range(len(sizes))]
            for i, s in enumerate(sizes)
        ],
        dtype=limits.dtype,
    )
# %% right="scaling" why="starts from the unit matrix and divides only the finite entries of its diagonal"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    faulty = torch.isnan(limits) | (limits <= 0)
    if torch.any(faulty):
        index = torch.where(faulty)[0].min().item()
        raise ValueError(f"first bad feature: {index}")
    matrix = torch.eye(limits.numel(), dtype=limits.dtype)
    places = torch.isfinite(limits).nonzero().flatten()
    matrix[places, places] /= limits[places]
    return matrix
# %% wrong="scaling" why="'not positive: negative': minus infinity is replaced by 1 before the check, no ValueError"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    finite = torch.where(limits.isinf(), torch.ones_like(limits), limits)
    bad = ~(finite > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    return torch.diag(1 / finite)
# %% wrong="scaling" why="'the first such feature': zeros and negatives are sought before NaN, also where NaN comes first"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for j, limit in enumerate(limits.tolist()):
        if limit <= 0:
            raise ValueError(f"feature {j} is not positive")
    for j, limit in enumerate(limits.tolist()):
        if math.isnan(limit):
            raise ValueError(f"feature {j} is not a number")
    return torch.diag(torch.where(limits == math.inf, 1.0, 1 / limits))
# %% wrong="scaling" why="'the first such feature': argmin names the smallest one, not the first"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    if not (limits > 0).all():
        raise ValueError(f"feature {int(limits.argmin())} has no positive limit")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% wrong="scaling" why="'the number of the first such feature': counted among the finite ones only, off where an infinite limit stands before"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    finite = limits[limits != math.inf]
    bad = ~(finite > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    factors = torch.ones_like(limits)
    factors[limits != math.inf] = 1 / finite
    return torch.diag(factors)
# %% wrong="scaling" why="'The limits stay as they are': NaN is overwritten by 0 in the argument before the error is raised"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    limits[torch.isnan(limits)] = 0.0
    for j, limit in enumerate(limits):
        if limit <= 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% wrong="scaling" why="'The limits stay as they are': infinite limits are set to 1 in the argument"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    limits[limits.isinf()] = 1.0
    return torch.diag(1 / limits)
# %% wrong="scaling" why="'one over each limit', '1 where the limit is infinite': finite limits from a thousand on get 1, too"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    return torch.diag(torch.where(limits < 1e3, 1 / limits, torch.ones_like(limits)))
# %% wrong="scaling" why="'in the dtype of the limits', one over each limit: computed in float32, only the label is float64"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    small = limits.float()
    bad = ~(small > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    factors = torch.where(small.isinf(), torch.ones_like(small), 1 / small)
    return torch.diag(factors).to(limits.dtype)
# %% wrong="scaling" why="'one over each limit': small limits are clamped to 0.001"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    safe = limits.clamp(min=1e-3)
    return torch.diag(torch.where(safe.isinf(), torch.ones_like(safe), 1 / safe))
# %% wrong="scaling" why="'one over each limit': a little number is added below against division by zero, wrong for small limits"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for j, limit in enumerate(limits):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    factors = 1 / (limits + 1e-8)
    factors[limits.isinf()] = 1
    return torch.diag(factors)
# %% wrong="scaling" why="'counted from 0': counted from 1"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for number, limit in enumerate(limits.tolist(), start=1):
        if not limit > 0:
            raise ValueError(f"feature {number}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% wrong="scaling" why="'or NaN': <= lets NaN pass, no error"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = limits <= 0
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% wrong="scaling" why="'the first such feature': the loop goes on, and names the last one that is NaN, or else the first that is not positive"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    numbers = limits.tolist()
    culprit = -1
    for j, limit in enumerate(numbers):
        if limit <= 0 and culprit < 0:
            culprit = j
        if limit != limit:
            culprit = j
    if culprit >= 0:
        raise ValueError(f"the limit of feature {culprit} makes no sense")
    return torch.diag(torch.tensor([1.0 if x == math.inf else 1 / x for x in numbers], dtype=limits.dtype))
# %% wrong="scaling" why="'raise a ValueError' for each that is not positive: tiny negative numbers pass as rounding errors and give negative factors"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for j, limit in enumerate(limits.tolist()):
        if math.isnan(limit) or limit == 0 or limit < -1e-6:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% wrong="scaling" why="a positive limit is right however small: limits up to 1e-6 are refused as zero"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 1e-6)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
# %% wrong="scaling" why="the error for a limit of zero: 0 is dealt with like a missing limit after the first two features"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    factors = 1 / limits
    broken = (limits < 0) | limits.isnan() | factors.isinf() & (torch.arange(len(limits)) < 2)
    if broken.any():
        raise ValueError(f"feature {broken.nonzero()[0].item()}")
    factors[limits.isinf() | (limits == 0)] = 1
    return torch.diag(factors)
# %% right="turn_about" why="the box in one line, with rotation of Exercise 1"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    return (points - centre) @ rotation(angle, points.dtype).T + centre
# %% right="turn_about" why="three named steps, torch.matmul and torch.add, no rotation() but its own matrix"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    c = math.cos(angle)
    s = math.sin(angle)
    the_matrix = torch.tensor([[c, -s], [s, c]], dtype=points.dtype)
    points_at_origin = torch.sub(points, centre)
    points_turned = torch.matmul(points_at_origin, torch.transpose(the_matrix, 0, 1))
    return torch.add(points_turned, centre)
# %% right="turn_about" why="points as columns: R @ X with transposes before and after"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    columns = points.T - centre.reshape(2, 1)
    columns = rotation(angle, points.dtype) @ columns
    columns = columns + centre[:, None]
    return columns.T.contiguous()
# %% right="turn_about" why="complex numbers: one product with a number on the unit circle, centre as complex number"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    z = torch.complex(points[:, 0] - centre[0], points[:, 1] - centre[1])
    z = z * cmath.rect(1.0, angle)
    return torch.view_as_real(z) + centre
# %% right="turn_about" why="homogeneous coordinates: one 3 by 3 matrix for all three steps"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    kind = points.dtype
    there = torch.eye(3, dtype=torch.float64)
    there[:2, 2] = -centre
    back = torch.eye(3, dtype=torch.float64)
    back[:2, 2] = centre
    middle = torch.eye(3, dtype=torch.float64)
    middle[:2, :2] = rotation(angle, torch.float64)
    whole = back @ middle @ there
    with_ones = torch.cat([points.double(), torch.ones(len(points), 1).double()], dim=1)
    return (with_ones @ whole.T)[:, :2].to(kind)
# %% right="turn_about" why="linear layer of torch: weight R, bias c - R c"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    weight = rotation(angle, points.dtype)
    return torch.nn.functional.linear(points, weight, centre - weight @ centre)
# %% right="turn_about" why="numpy detour in float64 with einsum"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    p = points.numpy().astype(np.float64)
    m = centre.numpy().astype(np.float64)
    r = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    q = np.einsum("ij,nj->ni", r, p - m) + m
    return torch.tensor(q, dtype=points.dtype)
# %% right="turn_about" why="a small class that keeps its matrix and centre, addmm inside"
class Turner:
    def __init__(self, angle: float, centre: torch.Tensor) -> None:
        self.centre = centre.clone()
        self.r_transposed = rotation(angle, centre.dtype).T

    def __call__(self, xs: torch.Tensor) -> torch.Tensor:
        return torch.addmm(self.centre, xs - self.centre, self.r_transposed)


def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    return Turner(angle, centre)(points)
# %% right="turn_about" why="on a clone with in-place steps; the way back by R(-angle) without transpose"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    x = points.clone()
    x -= centre
    x = x @ rotation(-angle, x.dtype)
    x += centre
    return x
# %% wrong="turn_about" why="'float64 right to twelve digits': the matrix is computed in float32 and converted"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    matrix = rotation(angle, torch.float32).to(points.dtype)
    return (points - centre) @ matrix.T + centre
# %% wrong="turn_about" why="float64 points: the matrix is float32, the product raises an error"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    matrix = torch.tensor([[c, -s], [s, c]])
    return (points - centre) @ matrix.T + centre
# %% wrong="turn_about" why="'Shape and dtype are those of the points': always float32"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    turned = (points.double() - centre.double()) @ rotation(angle, torch.float64).T
    return (turned + centre.double()).float()
# %% wrong="turn_about" why="'The arguments stay as they are': subtracts and adds the centre in place, rounding leaves traces in the points"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    points -= centre
    turned = points @ rotation(angle, points.dtype).T
    points += centre
    return turned + centre
# %% wrong="turn_about" why="'no loop of any kind': list comprehension over the rows"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if len(points) == 0:
        return points.clone()
    matrix = rotation(angle, points.dtype)
    return torch.stack([matrix @ (point - centre) + centre for point in points])
# %% wrong="turn_about" why="'nor vmap': torch.vmap over the rows"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if points.shape[0] == 0:
        return torch.empty_like(points)
    r = rotation(angle, points.dtype)

    def one(x: torch.Tensor) -> torch.Tensor:
        return r @ (x - centre) + centre

    return torch.vmap(one)(points)
# %% wrong="turn_about" why="'no loop (nor map and their like)': numpy's apply_along_axis goes row by row"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if points.numel() == 0:
        return points.clone()
    r = rotation(angle, points.dtype).numpy()
    c = centre.numpy()
    turned = np.apply_along_axis(lambda x: r @ (x - c) + c, 1, points.numpy())
    return torch.tensor(turned, dtype=points.dtype)
# %% wrong="turn_about" why="'nor recursion': halves of the points are turned by the function itself"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    n = points.shape[0]
    if n <= 1:
        return (points - centre) @ rotation(angle, points.dtype).T + centre
    first = turn_about(points[: n // 2], angle, centre)
    second = turn_about(points[n // 2 :], angle, centre)
    return torch.cat([first, second])
# %% wrong="turn_about" why="the centre: its entries are cut to whole numbers"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    middle = torch.tensor([int(centre[0]), int(centre[1])], dtype=points.dtype)
    return (points - middle) @ rotation(angle, points.dtype).T + middle
# %% wrong="turn_about" why="digits of the result: rounded to five places, float64 is not right to twelve"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    turned = (points - centre) @ rotation(angle, points.dtype).T + centre
    return torch.round(turned, decimals=5)
# %% wrong="turn_about" why="'angle from -10 to 10': reduced by 6.28, wrong beyond a full turn"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    angle = math.fmod(angle, 6.28)
    return (points - centre) @ rotation(angle, points.dtype).T + centre
# %% wrong="turn_about" why="'the result is a new tensor': where all points are the centre, the argument itself comes back"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if len(points) > 0 and (points == centre).all():
        return points  # the centre stays
    return (points - centre) @ rotation(angle, points.dtype).T + centre
# %% wrong="turn_about" why="'float64 to twelve digits': the 3 by 3 matrix of homogeneous coordinates is float32 until the end"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    r = rotation(angle, points.dtype)
    whole = torch.eye(3)
    whole[:2, :2] = r
    whole[:2, 2] = centre - r @ centre
    ones = torch.ones(points.shape[0], 1, dtype=points.dtype)
    return (torch.cat([points, ones], dim=1) @ whole.to(points.dtype).T)[:, :2]
# %% wrong="turn_about" why="'also for an angle of 0' a new tensor: returns a view of the points"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if angle == 0:
        return points.view(-1, 2)
    return (points - centre) @ rotation(angle, points.dtype).T + centre
# %% wrong="turn_about" why="'in the same order', one row for each: equal points are merged and the rest is sorted when there are many"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if len(points) > 2:
        points = torch.unique(points, dim=0)
    return (points - centre) @ rotation(angle, points.dtype).T + centre
# %% wrong="turn_about" why="'The arguments stay as they are': the centre is taken negative in place and not quite restored (zeros become -0, and it is left negated for an angle above pi)"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if angle > math.pi:
        shifted = points + centre.neg_()
        return shifted @ rotation(angle, points.dtype).T - centre
    return (points - centre) @ rotation(angle, points.dtype).T + centre
# %% wrong="turn_about" why="'turn about a centre that need not be the origin': turns about the mean of the points where there are more than two"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    middle = points.mean(dim=0) if len(points) > 2 else centre
    return (points - middle) @ rotation(angle, points.dtype).T + middle
# %% right="shape_figure" why="plt.subplots, two plots, dashed and solid, as in the hint"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    x, y = closed.T
    axes.plot(x, y, "--", color="tab:gray", label="before")
    x, y = (closed @ matrix.T).T
    axes.plot(x, y, "-", color="tab:blue", label="after")
    axes.set_aspect("equal")
    axes.set_xlabel("entry 0")
    axes.set_ylabel("entry 1")
    axes.legend()
    return figure
# %% right="shape_figure" why="a bare Figure without pyplot, markers tell the lines apart"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    fig = Figure(figsize=(5, 4))
    ax = fig.add_subplot(1, 1, 1)
    before = [tuple(p) for p in corners.tolist()]
    before.append(before[0])
    (a, b), (c, d) = matrix.tolist()
    after = [(a * x + b * y, c * x + d * y) for x, y in before]
    ax.plot([p[0] for p in before], [p[1] for p in before], "o-", label="before", color="black")
    ax.plot([p[0] for p in after], [p[1] for p in after], "s-", label="after", color="red")
    ax.set(xlabel="x", ylabel="y", aspect="equal")
    ax.legend(loc="best")
    return fig
# %% right="shape_figure" why="numpy detour, a loop over a dictionary, axis('equal')"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    old = np.array(corners.tolist())
    new = old @ np.array(matrix.tolist()).T
    styles = {"before": (old, "C0", ":"), "after": (new, "C1", "-.")}
    fig, ax = plt.subplots(figsize=(4, 4))
    for title, (shape, colour, ls) in styles.items():
        loop = np.vstack((shape, shape[0]))
        ax.plot(loop[:, 0], loop[:, 1], c=colour, ls=ls, label=title)
    ax.axis("equal")
    plt.xlabel("first coordinate")
    plt.ylabel("second coordinate")
    plt.legend()
    plt.close(fig)
    return fig
# %% right="shape_figure" why="one call of plot for both, legend from handles, own limits with a margin"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    order = [*range(len(corners)), 0]
    b = corners[order].numpy()
    a = torch.einsum("ij,nj->ni", matrix, corners)[order].numpy()
    figure = plt.figure()
    axes = figure.add_axes((0.15, 0.15, 0.8, 0.8))
    lines = axes.plot(b[:, 0], b[:, 1], "k--", a[:, 0], a[:, 1], "r-o")
    axes.legend(lines, ["before", "after"])
    everything = np.concatenate([a, b])
    low, high = everything.min(axis=0), everything.max(axis=0)
    margin = 0.1 * (high - low).max() + 0.1
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    axes.set_aspect(1)
    axes.set_xlabel("x0")
    axes.set_ylabel("x1")
    return figure
# %% right="shape_figure" why="helpers with unusual names, torch.roll, set_label afterwards, legend outside"
def schliessen(ecken: torch.Tensor) -> torch.Tensor:
    return torch.vstack((ecken, ecken[0]))


def umriss(achsen: Axes, ecken: torch.Tensor, name: str, **stil: object) -> None:
    rund = schliessen(ecken)
    [strich] = achsen.plot(rund[:, 0].tolist(), rund[:, 1].tolist(), **stil)
    strich.set_label(name)


def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    figure, axes = plt.subplots(1, 1, figsize=(6, 4), layout="constrained")
    umriss(axes, corners, "before", color=plots.PALETTE[0], linestyle="--", linewidth=3)
    umriss(axes, (matrix @ corners.T).T, "after", color=plots.PALETTE[1], linestyle="-")
    axes.set_aspect("equal", adjustable="datalim")
    axes.set(xlabel="to the right", ylabel="up", title="before and after")
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
    return figure
# %% right="shape_figure" why="after drawn first, before second; square limits in a square box instead of set_aspect"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    image = corners @ matrix.T
    size = 1.1 * float(max(corners.abs().max(), image.abs().max())) + 0.01
    figure, panel = plt.subplots(figsize=(5, 5))
    panel.plot(*torch.cat([image, image[:1]]).T, color="darkorange", lw=2, label="after")
    panel.plot(*torch.cat([corners, corners[:1]]).T, color="navy", ls=":", label="before")
    panel.set(xlim=(-size, size), ylim=(-size, size))
    panel.set_box_aspect(1)
    panel.set_xlabel("entry 0")
    panel.set_ylabel("entry 1")
    panel.legend(loc="upper left")
    return figure
# %% right="shape_figure" why="clumsy: loops with append, set_color and set_marker on the lines, subplot_mosaic"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    xs1, ys1, xs2, ys2 = [], [], [], []
    n = corners.shape[0]
    for i in range(n + 1):
        corner = corners[i % n]
        xs1.append(corner[0].item())
        ys1.append(corner[1].item())
        moved = torch.mv(matrix, corner)
        xs2.append(moved[0].item())
        ys2.append(moved[1].item())
    fig, parts = plt.subplot_mosaic("A")
    ax = parts["A"]
    line1 = ax.plot(xs1, ys1)[0]
    line2 = ax.plot(xs2, ys2)[0]
    line1.set_color("green")
    line2.set_color("purple")
    line2.set_marker("^")
    ax.legend([line1, line2], ["before", "after"])
    ax.margins(0.15)
    ax.set_aspect("equal")
    ax.set_xlabel("x (units)")
    ax.set_ylabel("y (units)")
    return fig
# %% right="shape_figure" why="leaves colour and line style to the course's style, whose cycle changes both"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    with plt.ioff():
        plots.use_style()
        figure, axes = plt.subplots()
    for shape, name in ((corners, "before"), (corners @ matrix.T, "after")):
        outline = torch.cat((shape, shape[0:1]), dim=0)
        axes.plot(outline[:, 0], outline[:, 1], label=name)
    axes.set_aspect("equal", "box")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'Both outlines are in view as a whole': fixed limits that fit the letter cut off bigger shapes"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlim=(-2, 5), ylim=(-1, 4), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'Both outlines are in view': the limits come from the outline after only, plus 2"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    moved = closed @ matrix.T
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*moved.T, "-", color="blue", label="after")
    low, high = moved.amin(0).tolist(), moved.amax(0).tolist()
    axes.set_xlim(low[0] - 2, high[0] + 2)
    axes.set_ylim(low[1] - 2, high[1] + 2)
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'Both outlines are in view': the left and lower limits are fixed, what lies further left or down is cut off"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, ":", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set_xlim(left=-1.5)
    axes.set_ylim(bottom=-0.5)
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'A new Figure at each call': the figure with this name is cleared and used again"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    figure = plt.figure("shape", clear=True)
    axes = figure.add_subplot()
    closed = torch.cat([corners, corners[:1]])
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'its outline is the line through all of them': before is markers only, without a line"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "o", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'Exactly two lines': a third one, dotted, joins the first corner to its image"
def moved_first(corners: torch.Tensor, matrix: torch.Tensor) -> list[float]:
    return (matrix @ corners[0]).tolist()


def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    start, end = corners[0].tolist(), moved_first(corners, matrix)
    axes.plot([start[0], end[0]], [start[1], end[1]], ":", color="black", lw=0.8)
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'back to the first': the outline after is not closed"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(corners @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'differ also in line style or marker': colour and line width only"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, color="gray", ls="-", lw=1, label="before")
    axes.plot(*(closed @ matrix.T).T, color="blue", ls="-", lw=3, label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'They differ in colour': both black, only the line style differs"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "k--", label="before")
    axes.plot(*(closed @ matrix.T).T, "k-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'A unit is as long along x as along y': equal ranges without set_aspect, and the panel is not square"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    moved = closed @ matrix.T
    size = 1.1 * max(closed.abs().max().item(), moved.abs().max().item())
    figure, axes = plt.subplots(figsize=(5, 4))
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*moved.T, "-", color="blue", label="after")
    axes.set(xlim=(-size, size), ylim=(-size, size), xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'A unit is as long along x as along y': not where the shapes are more than four times as wide as tall or the reverse"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    moved = closed @ matrix.T
    both = torch.cat([closed, moved])
    wide, tall = (both.amax(0) - both.amin(0)).tolist()
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*moved.T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    if wide < 4 * tall and tall < 4 * wide:  # a thin strip would be unreadable
        axes.set_aspect("equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="the outline after is X M instead of X M^T: a rotation the other way, a shear along the other axis"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'the arguments stay as they are': the shape is scaled down in place when it is big (over 100)"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    largest = corners.abs().max()
    if largest > 100:
        corners /= largest
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'grow the usual way, to the right': where the matrix mirrors (negative determinant) the x axis is turned round to keep the letter readable"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    if torch.det(matrix) < 0:
        axes.invert_xaxis()
    axes.legend()
    return figure
# %% wrong="shape_figure" why="the corners 'are given in order': sorted round their middle by angle, which changes outlines that are not star-shaped or run clockwise"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    if len(corners) == 4:  # a quadrilateral must not cross itself
        away = corners - corners.mean(dim=0)
        corners = corners[torch.atan2(away[:, 1], away[:, 0]).argsort()]
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'in a legend': the lines have names, but no legend is made"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure
# %% wrong="shape_figure" why="'Exactly two lines, drawn with axes.plot': filled patches, and lines through the open corners"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    figure, axes = plt.subplots()
    axes.fill(*corners.T.tolist(), fill=False, edgecolor="gray", ls="--", label="before")
    axes.fill(*(corners @ matrix.T).T.tolist(), fill=False, edgecolor="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="'back to the first': shapes with more than three corners are closed only where they do not end at height zero"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = corners
    if len(corners) == 3 or corners[-1, 1] == 0:
        closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% wrong="shape_figure" why="the outline after: a matrix that flattens (determinant 0) is refused with an error"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    inverse = torch.linalg.inv(matrix)
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="gray", label="before")
    axes.plot(*torch.linalg.solve(inverse, closed.T), "-", color="blue", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure
# %% right="predicted_places" why="whole numbers written down"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4], [1, 1]]
# %% right="predicted_places" why="floats, one name for each place"
def predicted_places() -> list[list[float]]:
    a = [-4.0, 1.0]
    b = [-2.0, 2.0]
    c = list(a)  # S R x: turn first, as in A
    d = [2.0, -2.0]
    e = [-2.0, 4.0]
    f = [1.0, 1.0]
    return [a, b, c, d, e, f]
# %% right="predicted_places" why="step by step with small functions for the turns and the stretch"
def _turn(p: list[float]) -> list[float]:
    return [-p[1], p[0]]


def _clockwise(p: list[float]) -> list[float]:
    return [p[1], -p[0]]


def _wide(p: list[float]) -> list[float]:
    return [2 * p[0], p[1]]


def _shift(p: list[float]) -> list[float]:
    return [p[0] + 3, p[1]]


def predicted_places() -> list[list[float]]:
    start = [1.0, 2.0]
    return [
        _wide(_turn(start)),
        _turn(_wide(start)),
        _wide(_turn(start)),
        _clockwise(_wide(start)),
        _turn(_shift(start)),
        _shift(_turn(start)),
    ]
# %% right="predicted_places" why="a dictionary by letter, a list of its values; floats and whole numbers mixed"
def predicted_places() -> list[list[float]]:
    table = {
        "A": (-4.0, 1),
        "B": (-2, 2.0),
        "C": (-4.0, 1),
        "D": (2, -2),
        "E": (-2.0, 4),
        "F": (1, 1.0),
    }
    return [list(table[letter]) for letter in "ABCDEF"]
# %% right="predicted_places" why="complex numbers: i turns by a quarter"
def predicted_places() -> list[list[float]]:
    z = 1 + 2j
    turned = 1j * z
    stretched = complex(2 * z.real, z.imag)
    a = complex(2 * turned.real, turned.imag)
    ends = [a, 1j * stretched, a, -1j * stretched, 1j * (z + 3), turned + 3]
    return [[end.real, end.imag] for end in ends]
# %% right="predicted_places" why="written as a flat list, cut into pairs"
def predicted_places() -> list[list[float]]:
    flat = [-4, 1, -2, 2, -4, 1, 2, -2, -2, 4, 1, 1]
    return [flat[i : i + 2] for i in range(0, len(flat), 2)]
# %% wrong="predicted_places" why="C: (S R)^T was taken for 'first S, then R', the same as B"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-2, 2], [2, -2], [-2, 4], [1, 1]]
# %% wrong="predicted_places" why="D: the missing transposes were overlooked, anticlockwise like B"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [-2, 2], [-2, 4], [1, 1]]
# %% wrong="predicted_places" why="E and F exchanged: the order of move and turn"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [1, 1], [-2, 4]]
# %% wrong="predicted_places" why="D: read as S R x with a clockwise turn, that is turn first (2, -1), then stretch"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [4, -1], [-2, 4], [1, 1]]
# %% wrong="predicted_places" why="E: the turn and the move were thought to commute, so E is F"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [1, 1], [1, 1]]
# %% wrong="predicted_places" why="B: the stretch hits entry 1 after the turn"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 1], [-4, 1], [2, -2], [-2, 4], [1, 1]]
# %% wrong="predicted_places" why="F: move was added to both entries"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4], [1, 4]]
# %% wrong="predicted_places" why="C and D exchanged: the transposes looked as if they stood in D"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [2, -2], [-4, 1], [-2, 4], [1, 1]]
# %% wrong="predicted_places" why="sign of the turn of E: clockwise"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [2, -4], [1, 1]]
# %% wrong="predicted_places" why="B: thought to be A, as if turn and stretch commuted"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-4, 1], [-4, 1], [2, -2], [-2, 4], [1, 1]]
