# %% right="rotation" why="list of two rows, math.cos and math.sin"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% right="rotation" why="a complex number on the unit circle, columns stacked"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    z = cmath.exp(1j * angle)
    # multiplying by i is a quarter turn: that is where e1 goes
    w = z * 1j
    column_0 = torch.tensor([z.real, z.imag], dtype=dtype)
    column_1 = torch.tensor([w.real, w.imag], dtype=dtype)
    return torch.stack([column_0, column_1], dim=1)


# %% right="rotation" why="numpy detour in double precision, converted at the end"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    winkel = np.float64(angle)
    M = np.empty((2, 2))
    M[0, 0] = M[1, 1] = np.cos(winkel)
    M[1, 0] = np.sin(winkel)
    M[0, 1] = -M[1, 0]
    return torch.from_numpy(M).to(dtype)


# %% right="rotation" why="zeros filled entry by entry, torch functions in float64"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    theta = torch.tensor(angle, dtype=torch.float64)
    result = torch.zeros(2, 2, dtype=dtype)
    result[0, 0] = torch.cos(theta)
    result[0, 1] = -torch.sin(theta)
    result[1, 0] = torch.sin(theta)
    result[1, 1] = torch.cos(theta)
    return result


# %% right="rotation" why="cos times identity plus sin times the quarter turn, with a helper"
def _quarter(dt):
    return torch.tensor([[0, -1], [1, 0]], dtype=dt)


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    return math.cos(angle) * torch.eye(2, dtype=dtype) + math.sin(angle) * _quarter(dtype)


# %% right="rotation" why="0-dimensional float64 tensors, nested torch.stack, .to(dtype)"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    t = torch.as_tensor(float(angle), dtype=torch.float64)
    cos, sin = t.cos(), t.sin()
    return torch.stack((torch.stack((cos, -sin)), torch.stack((sin, cos)))).to(dtype)


# %% right="rotation" why="matrix exponential of the quarter turn, in double"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    generator = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    return torch.linalg.matrix_exp(float(angle) * generator).to(dtype)


# %% right="rotation" why="angle reduced to one turn first, flat list and view"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if angle == 0:
        return torch.eye(2, dtype=dtype)
    angle = math.fmod(angle, math.tau)
    entries = [math.cos(angle), -math.sin(angle), math.sin(angle), math.cos(angle)]
    return torch.tensor(entries, dtype=dtype).view(2, 2)


# %% wrong="rotation" why="'off by at most 1e-12 in float64': the angle passes through float32 first"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    theta = torch.tensor(float(angle))
    c, s = torch.cos(theta), torch.sin(theta)
    return torch.stack([torch.stack([c, -s]), torch.stack([s, c])]).to(dtype)


# %% wrong="rotation" why="'Each call returns a new tensor': a cached tensor comes back for the same angle"
from functools import lru_cache


@lru_cache(maxsize=None)
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'Each call returns a new tensor': one buffer per dtype is filled again and again, so an earlier result changes"
_buffers = {
    torch.float32: torch.zeros(2, 2, dtype=torch.float32),
    torch.float64: torch.zeros(2, 2, dtype=torch.float64),
}


def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    out = _buffers[dtype]
    out[0, 0] = out[1, 1] = math.cos(angle)
    out[1, 0] = math.sin(angle)
    out[0, 1] = -math.sin(angle)
    return out


# %% wrong="rotation" why="'more than a full turn': angles beyond one turn are cut off at one turn"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    angle = max(-2 * math.pi, min(2 * math.pi, angle))
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'1e-12 in float64' for 'more than a full turn': the turn is taken off with 6.283185 only"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    angle = math.fmod(angle, 6.283185)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'angle from -10 to 10', '1e-12': a Taylor series of 17 terms is too short for large angles"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c = sum((-1) ** k * angle ** (2 * k) / math.factorial(2 * k) for k in range(17))
    s = sum((-1) ** k * angle ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(17))
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'anticlockwise if positive': the transpose, columns and rows exchanged"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, s], [-s, c]], dtype=dtype)


# %% wrong="rotation" why="'in the dtype that is asked for': dtype is ignored, always float32"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]])


# %% wrong="rotation" why="'1e-12 in float64': rows go through a float32 tensor before .to(dtype)"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]]).to(dtype)


# %% wrong="rotation" why="'The angle may be a whole number such as 2': a whole number above 1 is taken as degrees"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if isinstance(angle, int) and abs(angle) > 1:
        angle = math.radians(angle)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'1e-12 in float64': the sine from the root of 1 - cos^2 loses digits for small angles"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c = math.cos(angle)
    s = math.sqrt(max(0.0, 1 - c * c))
    if angle % (2 * math.pi) > math.pi:
        s = -s
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'may be negative ... more than a full turn': sign of the sine by the sign of the angle alone beyond a full turn"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    # bring the angle into one turn, then put its sign back
    sign = -1 if angle < 0 else 1
    size = abs(angle)
    if size > 2 * math.pi:
        size = size - 2 * math.pi
        sign = 1
    c, s = math.cos(size), sign * math.sin(size)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'off by at most 1e-6 / 1e-12': rounded to 5 digits where float32 is asked for"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    c, s = math.cos(angle), math.sin(angle)
    if dtype == torch.float32:
        c, s = round(c, 5), round(s, 5)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="'may be negative ... or a whole number': the sign of a negative whole number is lost"
def rotation(angle: float, dtype: torch.dtype) -> torch.Tensor:
    if isinstance(angle, int):
        angle = abs(angle)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% right="scaling" why="torch.where and torch.diag, as hinted"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        j = int(bad.nonzero()[0, 0])
        raise ValueError(f"limit of feature {j} is not positive")
    return torch.diag(torch.where(torch.isinf(limits), torch.ones_like(limits), 1 / limits))


# %% right="scaling" why="a Python loop over the features, message tells the value too"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    d = limits.shape[0]
    matrix = torch.zeros((d, d), dtype=limits.dtype)
    for i in range(d):
        limit = limits[i].item()
        if math.isnan(limit) or limit <= 0:
            raise ValueError(f"feature {i} has the limit {limit}, which makes no sense")
        if limit == math.inf:
            matrix[i, i] = 1
        else:
            matrix[i, i] = 1 / limits[i]
    return matrix


# %% right="scaling" why="numpy detour"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    arr = limits.detach().cpu().numpy().copy()
    wrong_ones = np.flatnonzero(np.logical_not(arr > 0))
    if wrong_ones.size:
        raise ValueError("Not positive: feature number " + str(wrong_ones[0]))
    arr[np.isinf(arr)] = 1
    return torch.from_numpy(np.diag(1 / arr)).to(limits.dtype)


# %% right="scaling" why="clone with masked_fill, then inverse of a diagonal matrix"
def _first_nonsense(limits):
    for number, value in enumerate(limits.tolist()):
        if not value > 0:
            return number
    return None


def scaling(limits: torch.Tensor) -> torch.Tensor:
    culprit = _first_nonsense(limits)
    if culprit is not None:
        raise ValueError(f"limits[{culprit}] must be larger than zero")
    harmless = limits.masked_fill(limits == torch.inf, 1.0)
    return torch.linalg.inv(torch.diag(harmless))


# %% right="scaling" why="comprehension over Python numbers, checked with next()"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    values = limits.tolist()
    first = next((j for j, v in enumerate(values) if not (v > 0)), -1)
    if first >= 0:
        raise ValueError(f"{first}")
    factors = [1.0 if math.isinf(v) else 1.0 / v for v in values]
    return torch.diag(torch.tensor(factors, dtype=limits.dtype))


# %% right="scaling" why="reciprocal, zeros put to one, diag_embed, argmax of a mask"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    mask = torch.logical_or(torch.isnan(limits), limits <= 0)
    if torch.any(mask):
        raise ValueError(f"The limit of feature no. {mask.int().argmax().item()} must be > 0.")
    factors = limits.reciprocal()
    factors[torch.isposinf(limits)] = 1
    return torch.diag_embed(factors)


# %% right="scaling" why="identity divided by a copy of the limits, try/except flow"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    copy = limits.clone()
    for k in range(len(copy)):
        try:
            assert copy[k] > 0
        except AssertionError:
            raise ValueError("no sensible limit at feature %d" % k) from None
        if copy[k].isinf():
            copy[k] = 1
    return torch.eye(len(copy), dtype=copy.dtype) / copy


# %% wrong="scaling" why="'-inf makes no sense': isinf lets -inf through as 'no limit', factor 1"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    endless = torch.isinf(limits)
    bad = ~(limits > 0) & ~endless
    if bad.any():
        raise ValueError(f"limit of feature {bad.nonzero()[0].item()} is not positive")
    return torch.diag(torch.where(endless, torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'the number of the first such feature': a zero or negative one is told before an earlier NaN"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for j, limit in enumerate(limits.tolist()):
        if limit <= 0:
            raise ValueError(f"limit {j} is not positive")
    for j, limit in enumerate(limits.tolist()):
        if math.isnan(limit):
            raise ValueError(f"limit {j} is NaN")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'the number of the first such feature': the smallest limit is told, not the first one"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    if not (limits > 0).all():
        raise ValueError(f"feature {limits.argmin().item()} has no positive limit")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'its factor is one over its limit': finite limits above a million count as infinite"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    return torch.diag(torch.where(limits > 1e6, torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'negative makes no sense: raise': only zero and NaN and limits up to -1 are caught, -0.5 passes"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for j, limit in enumerate(limits):
        if limit.isnan() or int(limit.clamp(-9, 9)) < 0 or limit == 0:
            raise ValueError(f"feature {j} has no positive limit")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'The limits stay as they are': infinite ones are overwritten in place"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    limits[limits == math.inf] = 1
    return torch.diag(1 / limits)


# %% wrong="scaling" why="'in the dtype of the limits': factors are computed in float32 and only then made float64, digits are lost"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    factors = []
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
        factors.append(1.0 if limit == math.inf else 1 / limit)
    return torch.diag(torch.tensor(factors)).to(limits.dtype)


# %% wrong="scaling" why="'or NaN ... raise': NaN is not caught, a NaN is not <= 0"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = limits <= 0
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'counted from 0': the feature is counted from 1"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for number, limit in enumerate(limits.tolist(), start=1):
        if not limit > 0:
            raise ValueError(f"limit of feature number {number} is not positive")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'the result is a new tensor': a result kept from an earlier call with the same limits comes back"
_known: dict = {}


def scaling(limits: torch.Tensor) -> torch.Tensor:
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    key = (tuple(limits.tolist()), limits.dtype)
    if key not in _known:
        _known[key] = torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))
    return _known[key]


# %% wrong="scaling" why="'raise a ValueError': an assert raises an AssertionError"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    for j, limit in enumerate(limits.tolist()):
        assert limit > 0, f"limit of feature {j} is not positive"
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'first such feature': a one-feature or leading bad limit is missed, since 0 is false"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    first = next((j for j, v in enumerate(limits.tolist()) if not v > 0), None)
    if first:
        raise ValueError(f"limit of feature {first} is not positive")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="'zero ... or -inf makes no sense: raise': -inf (and a negative zero) slip through, since the sign of one over the limit is looked at"
def scaling(limits: torch.Tensor) -> torch.Tensor:
    inverse = 1 / limits
    for j, factor in enumerate(inverse.tolist()):
        if math.isnan(factor) or factor == math.inf or (factor < 0 and factor != -math.inf):
            raise ValueError(f"feature {j}: limit is not positive")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), inverse))


# %% right="turn_about" why="the box in one line, with rotation"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% right="turn_about" why="step by step with F.linear and a clone"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    x = points.clone()
    x -= centre
    x = torch.nn.functional.linear(x, rotation(angle, points.dtype))
    x += centre
    return x


# %% right="turn_about" why="complex numbers of numpy, without rotation"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    p = points.numpy().astype(np.float64)
    c = complex(float(centre[0]), float(centre[1]))
    z = p[:, 0] + 1j * p[:, 1]
    z = (z - c) * cmath.exp(1j * angle) + c
    return torch.tensor(np.column_stack((z.real, z.imag)), dtype=points.dtype)


# %% right="turn_about" why="columns by school formulas, stacked"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    dx = points[:, 0] - centre[0]
    dy = points[:, 1] - centre[1]
    co, si = math.cos(angle), math.sin(angle)
    new_x = centre[0] + co * dx - si * dy
    new_y = centre[1] + si * dx + co * dy
    return torch.stack([new_x, new_y], dim=-1)


# %% right="turn_about" why="homogeneous coordinates: three 3 by 3 matrices"
def _shift(t):
    m = torch.eye(3, dtype=t.dtype)
    m[:2, 2] = t
    return m


def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    spin = torch.eye(3, dtype=points.dtype)
    spin[:2, :2] = rotation(angle, points.dtype)
    whole = _shift(centre) @ spin @ _shift(-centre)
    ones = torch.ones(points.shape[0], 1, dtype=points.dtype)
    return (torch.cat([points, ones], dim=1) @ whole.T)[:, :2].clone()


# %% right="turn_about" why="points in columns, transposed back at the end"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    mitte = centre.reshape(2, 1)
    turned = rotation(angle, points.dtype) @ (points.T - mitte) + mitte
    return turned.T.contiguous()


# %% right="turn_about" why="polar coordinates: radius and angle"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    away = (points - centre).double()
    radius = torch.hypot(away[:, 0], away[:, 1])
    phi = torch.atan2(away[:, 1], away[:, 0]) + angle
    moved = torch.stack((radius * phi.cos(), radius * phi.sin()), dim=1)
    return (moved + centre).to(points.dtype)


# %% right="turn_about" why="einsum, with the shift collected in one vector"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    turn = rotation(angle, points.dtype)
    rest = centre - turn @ centre
    return torch.einsum("ij,nj->ni", turn, points) + rest


# %% right="turn_about" why="quits early for no points, addmm otherwise"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if points.numel() == 0:
        return torch.empty_like(points)
    transposed = rotation(-angle, points.dtype)  # R(-t) is the transpose
    return torch.addmm(centre.expand(len(points), 2), points - centre, transposed)


# %% wrong="turn_about" why="'1e-12 in float64': the rotation is made in float32 and only converted"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    matrix = rotation(angle, torch.float32).to(points.dtype)
    return (points - centre) @ matrix.T + centre


# %% wrong="turn_about" why="'Shape and dtype of the result are those of the points': everything becomes float32"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    return (points.float() - centre.float()) @ rotation(angle, torch.float32).T + centre.float()


# %% wrong="turn_about" why="'with no loop': a comprehension turns the points one by one"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    matrix = rotation(angle, points.dtype)
    rows = [(matrix @ (p - centre) + centre).tolist() for p in points]
    return torch.tensor(rows, dtype=points.dtype).reshape(-1, 2)


# %% wrong="turn_about" why="'no vmap': torch.vmap over the points"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    matrix = rotation(angle, points.dtype)
    if len(points) == 0:
        return points.clone()
    return torch.vmap(lambda p: matrix @ (p - centre) + centre)(points)


# %% wrong="turn_about" why="'no map': map over the rows"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    matrix = rotation(angle, points.dtype)
    if points.shape[0] == 0:
        return points.clone()
    return torch.stack(list(map(lambda p: matrix @ (p - centre) + centre, points)))


# %% wrong="turn_about" why="'no recursion': halves are turned recursively"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    n = points.shape[0]
    if n < 2:
        return (points - centre) @ rotation(angle, points.dtype).T + centre
    return torch.cat(
        [turn_about(points[: n // 2], angle, centre), turn_about(points[n // 2 :], angle, centre)]
    )


# %% wrong="turn_about" why="'no loop ... or the like': np.apply_along_axis calls a function for each row"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if len(points) == 0:
        return torch.zeros(0, 2, dtype=points.dtype)
    c, R = centre.numpy(), rotation(angle, points.dtype).numpy()
    out = np.apply_along_axis(lambda p: R @ (p - c) + c, 1, points.numpy())
    return torch.tensor(out, dtype=points.dtype)


# %% wrong="turn_about" why="'The arguments stay as they are': points are moved in place and moved back, which rounds them"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    points -= centre
    turned = points @ rotation(angle, points.dtype).T
    points += centre
    return turned + centre


# %% wrong="turn_about" why="'off by at most 1e-12 / 1e-5 times the largest value': rounded to four decimals"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    turned = (points - centre) @ rotation(angle, points.dtype).T + centre
    return (turned * 10_000).round() / 10_000


# %% wrong="turn_about" why="'Angle from -10 to 10': more than half a turn is cut off"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    angle = min(max(angle, -math.pi), math.pi)
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" why="'one point in each row', convention: no transpose, so it turns clockwise"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    return (points - centre) @ rotation(angle, points.dtype) + centre


# %% wrong="turn_about" why="'the result is a new tensor': with no turn the points themselves come back"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if angle == 0:
        return points
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" why="'the result is a new tensor': a full turn gives back the points themselves"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    if angle != 0 and angle % (2 * math.pi) == 0:
        return points
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" why="box, line 5 'x + c': the centre is subtracted a second time instead of added back"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    matrix = rotation(angle, points.dtype)
    return points @ matrix.T - centre @ matrix.T - centre


# %% wrong="turn_about" why="'dtype of points' and accuracy in float64: complex64 loses the digits"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    z = torch.complex(points[:, 0].float(), points[:, 1].float())
    c = torch.complex(centre[0].float(), centre[1].float())
    z = (z - c) * cmath.exp(1j * angle) + c
    return torch.stack([z.real, z.imag], dim=1).to(points.dtype)


# %% wrong="turn_about" why="'There may be thousands of points': only the first 100 are turned"
def turn_about(points: torch.Tensor, angle: float, centre: torch.Tensor) -> torch.Tensor:
    away = points[:100] - centre
    turned = away @ rotation(angle, points.dtype).T + centre
    return torch.cat([turned, points[100:]])


# %% right="shape_figure" why="cat closes the outline, colours and line styles by name"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    image = closed @ matrix.T
    figure, axes = plt.subplots()
    axes.plot(*closed.T, label="before", color="tab:blue", linestyle="--")
    axes.plot(*image.T, label="after", color="tab:orange", linestyle="-")
    axes.set_aspect("equal")
    axes.set_xlabel("entry 0")
    axes.set_ylabel("entry 1")
    axes.legend()
    return figure


# %% right="shape_figure" why="numpy and np.vstack, cycle of the course's style, axis('equal')"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    pts = corners.numpy()
    pts = np.vstack([pts, pts[0]])
    M = matrix.numpy()
    fig = plt.figure(figsize=(5, 4))
    ax = fig.add_subplot(111)
    ax.plot(pts[:, 0], pts[:, 1], label="before")
    new = (M @ pts.T).T
    ax.plot(new[:, 0], new[:, 1], label="after")
    ax.axis("equal")
    ax.set(xlabel="x", ylabel="y", title="before and after")
    ax.legend(loc="best")
    return fig


# %% right="shape_figure" why="helper that closes by indices, markers, explicit limits around all corners"
def _umriss(ecken):
    order = list(range(len(ecken))) + [0]
    return ecken[order]


def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    vorher, nachher = _umriss(corners), _umriss(corners @ matrix.T)
    bild, feld = plt.subplots(figsize=(6, 6))
    for umriss, name, stil in ((vorher, "before", "ko-"), (nachher, "after", "rs-")):
        feld.plot(umriss[:, 0].tolist(), umriss[:, 1].tolist(), stil, label=name)
    alle = torch.cat([vorher, nachher])
    tief, hoch = alle.min(dim=0).values, alle.max(dim=0).values
    rand = 0.1 * float((hoch - tief).max()) + 0.1
    feld.set_xlim(float(tief[0]) - rand, float(hoch[0]) + rand)
    feld.set_ylim(float(tief[1]) - rand, float(hoch[1]) + rand)
    feld.set_aspect("equal", adjustable="box")
    feld.set_xlabel("first coordinate")
    feld.set_ylabel("second coordinate")
    feld.legend()
    return bild


# %% right="shape_figure" why="pure Python lists, Figure without pyplot, legend with handles"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    figure = Figure(figsize=(5.0, 5.0))
    axes = figure.subplots()
    (a, b), (c, d) = matrix.tolist()
    xs = [x for x, _ in corners.tolist()]
    ys = [y for _, y in corners.tolist()]
    us = [a * x + b * y for x, y in zip(xs, ys)]
    vs = [c * x + d * y for x, y in zip(xs, ys)]
    for values in (xs, ys, us, vs):
        values.append(values[0])
    (line_before,) = axes.plot(xs, ys, color="black", linestyle=":")
    (line_after,) = axes.plot(us, vs, color="crimson", linestyle="-", linewidth=2)
    axes.legend([line_before, line_after], ["before", "after"])
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.set_aspect(1)
    return figure


# %% right="shape_figure" why="one call of plot for both outlines with two columns, aspect by datalim"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    n = len(corners)
    ring = corners[torch.arange(n + 1) % n]
    both = torch.stack([ring, ring @ matrix.T], dim=2)  # [n + 1, 2, 2]
    fig, ax = plt.subplots()
    lines = ax.plot(both[:, 0].numpy(), both[:, 1].numpy(), label=["before", "after"])
    lines[0].set(color="#1f77b4", linestyle="dashed")
    lines[1].set(color="#d62728", linestyle="solid")
    ax.set_aspect("equal", adjustable="datalim")
    ax.set_xlabel("entry 0 of the points")
    ax.set_ylabel("entry 1 of the points")
    ax.legend()
    return fig


# %% right="shape_figure" why="the state machine of pyplot, axis('square'), grid and a title with the determinant"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    fig = plt.figure()
    old = corners.tolist()
    old = old + old[:1]
    new = (torch.tensor(old) @ matrix.T).tolist()
    plt.plot([p[0] for p in old], [p[1] for p in old], "b--", label="before")
    plt.plot([p[0] for p in new], [p[1] for p in new], "g-.", label="after")
    plt.xlabel("x0")
    plt.ylabel("x1")
    plt.title(f"area factor {abs(torch.det(matrix).item()):.2f}")
    plt.legend()
    plt.grid(True)
    plt.axis("square")
    return fig


# %% right="shape_figure" why="same line style, but markers on one; legend of the figure; extra room by margins"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    fig, ax = plt.subplots(1, 1, figsize=(6.4, 4.8))
    ax.set_aspect("equal")
    ax.margins(0.15)
    ax.set(xlabel="Eintrag 0", ylabel="Eintrag 1")
    shapes = {"before": corners, "after": torch.matmul(matrix, corners.T).T}
    for (label, shape), colour, marker in zip(shapes.items(), ("purple", "green"), ("", "o")):
        loop = torch.vstack((shape, shape[0]))
        ax.plot(loop[:, 0], loop[:, 1], color=colour, ls="-", marker=marker, label=label)
    ax.legend()
    return fig


# %% right="shape_figure" why="arrays preallocated, light fill below the outlines"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    n = corners.shape[0]
    outline = torch.zeros(n + 1, 2)
    outline[:n] = corners
    outline[n] = corners[0]
    turned = torch.zeros(n + 1, 2)
    for i in range(n + 1):
        turned[i] = matrix @ outline[i]
    figure, axes = plt.subplots()
    axes.fill(outline[:, 0], outline[:, 1], color="C0", alpha=0.15, lw=0)
    axes.fill(turned[:, 0], turned[:, 1], color="C1", alpha=0.15, lw=0)
    axes.plot(outline[:, 0], outline[:, 1], color="C0", ls="--", label="before")
    axes.plot(turned[:, 0], turned[:, 1], color="C1", ls="-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'and back to the first': the outline after is closed with the corner before the transformation"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    first = corners[:1]
    figure, axes = plt.subplots()
    axes.plot(*torch.cat([corners, first]).T, "--", color="C0", label="before")
    axes.plot(*torch.cat([corners @ matrix.T, first]).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'back to the first': back to the origin, which is the first corner only in the examples"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, torch.zeros(1, 2)])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'Both outlines are in view as a whole': limits fixed at -5 and 5 cut off larger shapes"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set(xlim=(-5, 5), ylim=(-5, 5), xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'Both outlines are in view': the limits come from the shape after only, a shape that shrinks is cut off before"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    after = closed @ matrix.T
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*after.T, "-", color="C1", label="after")
    reach = 1.1 * after.abs().max().item()
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'Both outlines are in view': reach without abs, so shapes on the negative side are cut off"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    after = closed @ matrix.T
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*after.T, "-", color="C1", label="after")
    reach = max(closed.max().item(), after.max().item()) + 0.5
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="entry 0", ylabel="entry 1")
    axes.set_aspect("equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'A new Figure at each call': figure number 1 is cleared and used again"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure = plt.figure(num="shape", clear=True)
    axes = figure.add_subplot()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'A new Figure at each call': one Figure made once outside of the function"
_the_figure = Figure()


def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    _the_figure.clear()
    axes = _the_figure.add_subplot()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return _the_figure


# %% wrong="shape_figure" why="'Exactly two curves': the axes of the plane are drawn as two more lines"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    after = closed @ matrix.T
    reach = 1.1 * torch.cat([closed, after]).abs().max().item()
    figure, axes = plt.subplots()
    axes.plot([-reach, reach], [0, 0], color="0.8", lw=0.8)
    axes.plot([0, 0], [-reach, reach], color="0.8", lw=0.8)
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*after.T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'also in line style or marker': they differ in colour and width only"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, ls="-", lw=1, color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, ls="-", lw=3, color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'They differ in colour': both black, one dashed"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "k--", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="black", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'A unit is as long along x as along y': a square panel, not equal units"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_box_aspect(1)
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'named before ... named after': the two names are exchanged in the legend"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*(closed @ matrix.T).T, "-", color="C1")
    axes.plot(*closed.T, "--", color="C0")
    axes.legend(["before", "after"])
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    return figure


# %% wrong="shape_figure" why="'in a legend': the curves have labels, but no legend is drawn"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    return figure


# %% wrong="shape_figure" why="'the line after': corners @ matrix without the transpose"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'and back to the first': shapes of four and five corners are not closed"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = corners
    if len(corners) == 3 or len(corners) > 5:
        closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'values grow to the right and upwards': y axis turned round, as in pictures"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.invert_yaxis()
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'Both axes have labels': the y axis has none, xlabel is set twice"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "--", color="C0", label="before")
    axes.plot(*(closed @ matrix.T).T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set_xlabel("entry 0")
    axes.set_xlabel("entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'the arguments stay as they are': corners are transformed in place after the first outline is drawn"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    figure, axes = plt.subplots()
    old = torch.cat([corners, corners[:1]])
    axes.plot(*old.T, "--", color="C0", label="before")
    for i in range(len(corners)):
        corners[i] = matrix @ corners[i]
    new = torch.cat([corners, corners[:1]])
    axes.plot(*new.T, "-", color="C1", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="'drawn with axes.plot': polygons by axes.fill, and so no curves"
def shape_figure(corners: torch.Tensor, matrix: torch.Tensor) -> Figure:
    figure, axes = plt.subplots()
    axes.fill(*corners.T.tolist(), fill=False, ec="C0", ls="--", label="before")
    axes.fill(*(corners @ matrix.T).T.tolist(), fill=False, ec="C1", ls="-", label="after")
    axes.set_aspect("equal")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% right="predicted_places" why="six lists of whole numbers, done on paper"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4], [1, 1]]


# %% right="predicted_places" why="appended one after the other, floats"
def predicted_places() -> list[list[float]]:
    places = []
    places.append([-4.0, 1.0])  # A
    places.append([-2.0, 2.0])  # B
    places.append([-4.0, 1.0])  # C, same as A
    places.append([2.0, -2.0])  # D, R turns rows back
    places.append([-2.0, 4.0])  # E
    places.append([1.0, 1.0])  # F
    return places


# %% right="predicted_places" why="steps as small functions of its own"
def _quarter_turn(p):
    return [-p[1], p[0]]


def _back(p):
    return [p[1], -p[0]]


def _wide(p):
    return [2 * p[0], p[1]]


def _move(p):
    return [p[0] + 3, p[1]]


def predicted_places() -> list[list[float]]:
    x = [1, 2]
    return [
        _wide(_quarter_turn(x)),
        _quarter_turn(_wide(x)),
        _wide(_quarter_turn(x)),
        _back(_wide(x)),
        _quarter_turn(_move(x)),
        _move(_quarter_turn(x)),
    ]


# %% right="predicted_places" why="the expressions themselves, with tolist"
def predicted_places() -> list[list[float]]:
    R = torch.tensor([[0, -1], [1, 0]])
    S = torch.tensor([[2, 0], [0, 1]])
    x = torch.tensor([[1, 2]])
    move = torch.tensor([3, 0])
    ends = (
        x @ R.T @ S.T,
        x @ S.T @ R.T,
        x @ (S @ R).T,
        x @ S @ R,
        (x + move) @ R.T,
        x @ R.T + move,
    )
    return [end[0].tolist() for end in ends]


# %% right="predicted_places" why="a dictionary by letters, values sorted by name"
def predicted_places() -> list[list[float]]:
    answer = dict(F=[1, 1], E=[-2, 4], D=[2, -2], B=[-2, 2], A=[-4, 1])
    answer["C"] = list(answer["A"])
    return [answer[letter] for letter in "ABCDEF"]


# %% wrong="predicted_places" why="C: S R is read from left to right, so C gets the place of B"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-2, 2], [2, -2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" why="D: the missing transposes are overlooked, so D gets the place of B"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [-2, 2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" why="D: it is read as S R x turned back, stretch after the turn"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [4, -1], [-2, 4], [1, 1]]


# %% wrong="predicted_places" why="E and F are exchanged"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [1, 1], [-2, 4]]


# %% wrong="predicted_places" why="E: the move is taken to commute with the turn, same place as F"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [1, 1], [1, 1]]


# %% wrong="predicted_places" why="B: the order is taken not to matter, same place as A"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-4, 1], [-4, 1], [2, -2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" why="F: the moved vector is turned too, (-2, 1) + (0, 3)"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4], [-2, 4]]


# %% wrong="predicted_places" why="B: sign of the turn lost, (2, 2) goes to (2, 2)"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [2, 2], [-4, 1], [2, -2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" why="'each a list of two numbers': the rows of the results are kept, so each place is a list in a list"
def predicted_places() -> list[list[float]]:
    return [[[-4, 1]], [[-2, 2]], [[-4, 1]], [[2, -2]], [[-2, 4]], [[1, 1]]]


# %% wrong="predicted_places" why="'each a list of two numbers': places are tuples"
def predicted_places() -> list[list[float]]:
    return [(-4, 1), (-2, 2), (-4, 1), (2, -2), (-2, 4), (1, 1)]


# %% wrong="predicted_places" why="'A list of six places': C is left out, being the same as A"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], [-2, 2], [2, -2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" why="'each a list of two numbers': after A the numbers are given as strings"
def predicted_places() -> list[list[float]]:
    return [[-4, 1], ["-2", "2"], ["-4", "1"], ["2", "-2"], ["-2", "4"], ["1", "1"]]
