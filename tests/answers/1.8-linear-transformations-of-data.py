# The bank of 1.8: right answers get every point, wrong ones lose the hidden test.

# %% right="rotation" why="columns of cosines, NumPy's"
def rotation(angle, dtype):
    c, s = np.cos(float(angle)), np.sin(float(angle))
    return torch.from_numpy(np.array([[c, -s], [s, c]])).to(dtype)


# %% right="rotation" why="stacks the images of the unit vectors as columns"
def rotation(angle, dtype):
    a = torch.tensor(angle, dtype=torch.float64)
    first = torch.stack([a.cos(), a.sin()])
    second = torch.stack([-a.sin(), a.cos()])
    return torch.stack([first, second], dim=1).to(dtype)


# %% right="rotation" why="fills an empty matrix"
def rotation(angle, dtype):
    matrix = torch.empty(2, 2, dtype=dtype)
    matrix[0, 0] = matrix[1, 1] = math.cos(angle)
    matrix[1, 0] = math.sin(angle)
    matrix[0, 1] = -math.sin(angle)
    return matrix


# %% right="rotation" why="cosine times identity plus sine times quarter turn"
def rotation(angle, dtype):
    quarter = torch.tensor([[0, -1], [1, 0]], dtype=dtype)
    return math.cos(angle) * torch.eye(2, dtype=dtype) + math.sin(angle) * quarter


# %% wrong="rotation" why="clockwise"
def rotation(angle, dtype):
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, s], [-s, c]], dtype=dtype)


# %% wrong="rotation" why="degrees"
def rotation(angle, dtype):
    angle = math.radians(angle)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="always float32"
def rotation(angle, dtype):
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]])


# %% wrong="rotation" why="float64 by way of float32"
def rotation(angle, dtype):
    a = torch.tensor(float(angle))
    return torch.stack([torch.stack([a.cos(), -a.sin()]), torch.stack([a.sin(), a.cos()])]).to(dtype)


# %% wrong="rotation" why="float64 by way of float32 for whole angles: torch.tensor(2).cos()"
def rotation(angle, dtype):
    a = torch.tensor(angle) if isinstance(angle, int) else torch.tensor(angle, dtype=torch.float64)
    return torch.stack([torch.stack([a.cos(), -a.sin()]), torch.stack([a.sin(), a.cos()])]).to(dtype)


# %% wrong="rotation" why="the sine from the cosine: wrong beyond half a turn"
def rotation(angle, dtype):
    c = math.cos(angle)
    s = math.copysign(math.sqrt(max(0.0, 1 - c * c)), angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" why="a mirror"
def rotation(angle, dtype):
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, s], [s, -c]], dtype=dtype)


# %% wrong="rotation" passes="visible" why="keeps matrices, and hands the same out again"
KEPT = {}


def rotation(angle, dtype):
    if (angle, dtype) not in KEPT:
        c, s = math.cos(angle), math.sin(angle)
        KEPT[angle, dtype] = torch.tensor([[c, -s], [s, c]], dtype=dtype)
    return KEPT[angle, dtype]


# %% wrong="rotation" why="rounded to four digits"
def rotation(angle, dtype):
    c, s = round(math.cos(angle), 4), round(math.sin(angle), 4)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% wrong="rotation" passes="visible" why="small angles by the first terms of a series"
def rotation(angle, dtype):
    if abs(angle) < 0.01:
        return torch.tensor([[1, -angle], [angle, 1]], dtype=dtype)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% right="scaling" why="a mask, and a matrix that is filled in a loop"
def scaling(limits):
    bad = ~(limits > 0)
    if bad.any():
        raise ValueError(f"feature {int(bad.nonzero()[0])} has no positive limit")
    matrix = torch.zeros(len(limits), len(limits), dtype=limits.dtype)
    for j in range(len(limits)):
        matrix[j, j] = 1.0 if torch.isinf(limits[j]) else 1 / limits[j]
    return matrix


# %% right="scaling" why="infinite limits become 1 before they are inverted"
def scaling(limits):
    for j in range(limits.numel()):
        if limits[j] <= 0 or limits[j].isnan():
            raise ValueError(f"limit number {j}: {limits[j].item()}")
    finite = limits.masked_fill(limits.isinf(), 1.0)
    return torch.diag_embed(finite.reciprocal())


# %% right="scaling" why="the identity, row by row times the factors"
def scaling(limits):
    factors = []
    for j, limit in enumerate(limits.tolist()):
        if math.isnan(limit) or limit <= 0:
            raise ValueError(f"expected a positive limit at {j}")
        factors.append(1.0 if limit == math.inf else 1.0 / limit)
    return torch.eye(len(factors), dtype=limits.dtype) * torch.tensor(factors, dtype=limits.dtype)


# %% wrong="scaling" why="one over infinity erases the feature"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.diag(1 / limits)


# %% wrong="scaling" why="the limits themselves"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), limits))


# %% wrong="scaling" why="a vector of factors"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits)


# %% wrong="scaling" why="NaN goes through"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if limit <= 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" passes="visible" why="tells the last bad feature"
def scaling(limits):
    bad = (~(limits > 0)).nonzero().flatten().tolist()
    if bad and limits[bad[0]] == 0:
        raise ValueError(f"feature {bad[0]}")
    if bad and len(limits) == 4:
        raise ValueError(f"feature {bad[0]}")
    if bad:
        raise ValueError(f"feature {bad[-1]}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="counts features from 1"
def scaling(limits):
    for j, limit in enumerate(limits.tolist(), start=1):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="always float32"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits)).float()


# %% wrong="scaling" why="writes ones into the caller's limits"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    limits[limits.isinf()] = 1.0
    return torch.diag(1 / limits)


# %% wrong="scaling" passes="visible" why="minus infinity counts as no limit"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0 and not math.isinf(limit):
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" passes="visible" why="a small number is added, so that nothing is divided by zero"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / (limits + 1e-8)))


# %% wrong="scaling" passes="visible" why="large limits count as infinite"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits > 1e5, torch.ones_like(limits), 1 / limits))


# %% right="turn_about" why="takes the rotation of the centre off in the end"
def turn_about(points, angle, centre):
    matrix = rotation(angle, points.dtype)
    return points @ matrix.T + (centre - matrix @ centre)


# %% right="turn_about" why="by columns, without a matrix"
def turn_about(points, angle, centre):
    x, y = (points - centre).unbind(dim=1)
    c, s = math.cos(angle), math.sin(angle)
    return torch.stack([c * x - s * y, s * x + c * y], dim=1) + centre


# %% right="turn_about" why="complex numbers"
def turn_about(points, angle, centre):
    places = torch.view_as_complex((points - centre).contiguous())
    turn = torch.polar(torch.ones((), dtype=points.dtype), torch.tensor(angle, dtype=points.dtype))
    return torch.view_as_real(places * turn).clone() + centre


# %% right="turn_about" why="columns: the transposed points on the right of the matrix"
def turn_about(points, angle, centre):
    matrix = rotation(angle, points.dtype)
    return (matrix @ (points - centre).T).T.contiguous() + centre


# %% right="turn_about" why="einsum"
def turn_about(points, angle, centre):
    return torch.einsum("ij,nj->ni", rotation(angle, points.dtype), points - centre) + centre


# %% wrong="turn_about" why="no transpose: turns the other way"
def turn_about(points, angle, centre):
    return (points - centre) @ rotation(angle, points.dtype) + centre


# %% wrong="turn_about" why="about the origin"
def turn_about(points, angle, centre):
    return points @ rotation(angle, points.dtype).T


# %% wrong="turn_about" why="never moves back"
def turn_about(points, angle, centre):
    return (points - centre) @ rotation(angle, points.dtype).T


# %% wrong="turn_about" why="turns first, and subtracts the centre afterwards"
def turn_about(points, angle, centre):
    return points @ rotation(angle, points.dtype).T - centre + centre


# %% wrong="turn_about" why="subtracts where it should add, and adds where it should subtract"
def turn_about(points, angle, centre):
    return (points + centre) @ rotation(angle, points.dtype).T - centre


# %% wrong="turn_about" passes="visible" why="a loop over the points"
def turn_about(points, angle, centre):
    matrix = rotation(angle, points.dtype)
    turned = points.clone()
    for i in range(len(points)):
        turned[i] = matrix @ (points[i] - centre) + centre
    return turned


# %% wrong="turn_about" passes="visible" why="by way of float32"
def turn_about(points, angle, centre):
    turned = (points.float() - centre.float()) @ rotation(angle, torch.float32).T + centre.float()
    return turned.to(points.dtype)


# %% wrong="turn_about" why="changes the caller's points"
def turn_about(points, angle, centre):
    points -= centre
    turned = points @ rotation(angle, points.dtype).T
    points += centre
    points.copy_(turned + centre)
    return turned + centre


# %% wrong="turn_about" why="an angle of 0: the caller's own points"
def turn_about(points, angle, centre):
    if angle == 0:
        return points
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" passes="visible" why="transposed where there are two points"
def turn_about(points, angle, centre):
    turned = (points - centre) @ rotation(angle, points.dtype).T + centre
    return turned.T if len(points) == 2 and points.dtype == torch.float64 else turned


# %% wrong="turn_about" why="fails where there are no points"
def turn_about(points, angle, centre):
    if len(points) == 0:
        raise ValueError("no points")
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" why="about the middle of the points"
def turn_about(points, angle, centre):
    middle = points.mean(dim=0)
    return (points - middle) @ rotation(angle, points.dtype).T + middle


# %% right="shape_figure" why="line styles by name, limits by hand"
def shape_figure(corners, matrix):
    first = np.vstack([corners.numpy(), corners.numpy()[:1]])
    second = first @ matrix.numpy().T
    both = np.concatenate([first, second])
    figure, axes = plt.subplots()
    axes.plot(first[:, 0], first[:, 1], color="black", linestyle=":", label="before")
    axes.plot(second[:, 0], second[:, 1], color="tab:red", linestyle="-", label="after")
    room = 0.1 * np.ptp(both, axis=0).max()
    axes.set_xlim(both[:, 0].min() - room, both[:, 0].max() + room)
    axes.set_ylim(both[:, 1].min() - room, both[:, 1].max() + room)
    axes.set_aspect("equal")
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure


# %% right="shape_figure" why="a figure without pyplot, markers on one line, axis('equal'), a legend of the figure"
def shape_figure(corners, matrix):
    figure = Figure()
    axes = figure.add_subplot()
    order = [*range(len(corners)), 0]
    before = corners[order]
    after = (matrix @ before.T).T
    axes.plot(before[:, 0], before[:, 1], "b-", label="before")
    axes.plot(after[:, 0], after[:, 1], "ro-", label="after")
    axes.axis("equal")
    axes.set(xlabel="first entry", ylabel="second entry")
    figure.legend()
    return figure


# %% right="shape_figure" why="the areas are filled in, too"
def shape_figure(corners, matrix):
    figure, axes = plt.subplots()
    for shape, name, colour, style in ((corners, "before", "C0", "--"), (corners @ matrix.T, "after", "C3", "-")):
        closed = torch.cat((shape, shape[0:1]), dim=0)
        axes.fill(shape[:, 0], shape[:, 1], color=colour, alpha=0.2)
        axes.plot(closed[:, 0], closed[:, 1], color=colour, ls=style, label=name)
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xlabel("entry 0")
    axes.set_ylabel("entry 1")
    axes.legend(loc="best")
    return figure


# %% wrong="shape_figure" why="not closed"
def shape_figure(corners, matrix):
    figure, axes = plt.subplots()
    axes.plot(*corners.T, "C0--", label="before")
    axes.plot(*(corners @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="no transpose"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="names exchanged"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="after")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="before")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="colour alone tells them apart"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0-", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="one colour for both"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C0-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="unequal units"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="no legend"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    return figure


# %% wrong="shape_figure" why="no labels"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" passes="visible" why="fixed limits"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", xlim=(-5, 5), ylim=(-5, 5), aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="the outline before is drawn twice"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*closed.T, "C0--")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="draws into the open figure"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure = plt.gcf() if plt.get_fignums() and not plt.gcf().axes else plt.figure()
    axes = figure.add_subplot()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% wrong="shape_figure" why="two panels"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, panels = plt.subplots(1, 2)
    panels[0].plot(*closed.T, "C0--", label="before")
    panels[1].plot(*(closed @ matrix.T).T, "C1-", label="after")
    for axes in panels:
        axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
        axes.legend()
    return figure


# %% wrong="shape_figure" why="the transformed shape is moved back to its middle"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    after = closed @ matrix.T
    after = after - after.mean(dim=0) + closed.mean(dim=0)
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*after.T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% right="predicted_places" why="floats"
def predicted_places():
    return [[-4.0, 1.0], [-2.0, 2.0], [-4.0, 1.0], [2.0, -2.0], [-2.0, 4.0], [1.0, 1.0]]


# %% right="predicted_places" why="computed"
def predicted_places():
    R = torch.tensor([[0, -1], [1, 0]])
    S = torch.tensor([[2, 0], [0, 1]])
    x, move = torch.tensor([[1, 2]]), torch.tensor([3, 0])
    results = [x @ R.T @ S.T, x @ S.T @ R.T, x @ (S @ R).T, x @ S @ R, (x + move) @ R.T, x @ R.T + move]
    return [result[0].tolist() for result in results]


# %% wrong="predicted_places" passes="visible" why="C in the order in which it is written"
def predicted_places():
    return [[-4, 1], [-2, 2], [-2, 2], [2, -2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" passes="visible" why="D as if the transposes did not matter"
def predicted_places():
    return [[-4, 1], [-2, 2], [-4, 1], [-2, 2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" passes="visible" why="turn and move as if they commuted"
def predicted_places():
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [1, 1], [1, 1]]


# %% wrong="predicted_places" why="A and B exchanged"
def predicted_places():
    return [[-2, 2], [-4, 1], [-4, 1], [2, -2], [-2, 4], [1, 1]]


# %% wrong="predicted_places" passes="visible" why="A, and zeros"
def predicted_places():
    return [[-4, 1], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]


# %% wrong="predicted_places" why="tables of one row"
def predicted_places():
    return [[[-4, 1]], [[-2, 2]], [[-4, 1]], [[2, -2]], [[-2, 4]], [[1, 1]]]


# %% wrong="predicted_places" why="five places"
def predicted_places():
    return [[-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4]]


# %% wrong="predicted_places" why="tensors"
def predicted_places():
    return [torch.tensor(p) for p in ([-4, 1], [-2, 2], [-4, 1], [2, -2], [-2, 4], [1, 1])]


# %% wrong="rotation" passes="visible" why="writes into one matrix that it keeps"
MATRIX = {torch.float32: torch.zeros(2, 2), torch.float64: torch.zeros(2, 2, dtype=torch.float64)}


def rotation(angle, dtype):
    matrix = MATRIX[dtype]
    matrix[0, 0] = matrix[1, 1] = math.cos(angle)
    matrix[1, 0] = math.sin(angle)
    matrix[0, 1] = -math.sin(angle)
    return matrix


# %% wrong="scaling" passes="visible" why="by way of float32, where large limits are infinite"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if not limit > 0:
            raise ValueError(f"feature {j}")
    free = limits.float().isinf()
    return torch.diag(torch.where(free, torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" passes="visible" why="negative limits first, NaN after them"
def scaling(limits):
    for bad in (limits <= 0, limits.isnan()):
        if bad.any():
            raise ValueError(f"feature {int(bad.nonzero()[0])}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" why="says that something is wrong, not where"
def scaling(limits):
    if not (limits > 0).all():
        raise ValueError("expected positive limits")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% right="turn_about" why="addmm, and a helper that moves"
def moved(points, way):
    return points + way


def turn_about(points, angle, centre):
    return torch.addmm(centre, moved(points, -centre), rotation(angle, points.dtype).T)


# %% wrong="turn_about" passes="visible" why="keeps results by the place of the tensors, whatever is in them by then"
KEPT = {}


def turn_about(points, angle, centre):
    key = (points.data_ptr(), centre.data_ptr(), points.shape, points.stride(), points.dtype, angle)
    if key not in KEPT:
        KEPT[key] = (points - centre) @ rotation(angle, points.dtype).T + centre
    return KEPT[key].clone()


# %% wrong="turn_about" passes="visible" why="a comprehension over the points"
def turn_about(points, angle, centre):
    matrix = rotation(angle, points.dtype)
    rows = [matrix @ (point - centre) + centre for point in points]
    return torch.stack(rows) if rows else points.clone()


# %% right="shape_figure" why="the course's own style tells the lines apart"
def shape_figure(corners, matrix):
    plots.use_style()
    figure, axes = plt.subplots()
    for name, shape in {"before": corners, "after": corners @ matrix.T}.items():
        x, y = torch.vstack([shape, shape[0]]).T.tolist()
        axes.plot(x, y, label=name)
    axes.set(xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
    axes.legend(title="the shape")
    return figure


# %% wrong="shape_figure" why="y grows downwards, as in pictures"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.invert_yaxis()
    axes.legend()
    return figure


# %% wrong="shape_figure" why="moves the shape to its middle first"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    middle = corners.mean(dim=0)
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*((closed - middle) @ matrix.T + middle).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% right="rotation" why="float32 from the angle on, where float32 is asked for"
def rotation(angle, dtype):
    a = torch.tensor(angle, dtype=dtype)
    return torch.stack([a.cos(), -a.sin(), a.sin(), a.cos()]).reshape(2, 2)


# %% right="rotation" why="torch's matrix exponential: off by 1e-10 for small angles"
def rotation(angle, dtype):
    quarter = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    return torch.linalg.matrix_exp(math.remainder(angle, math.tau) * quarter).to(dtype)


# %% wrong="rotation" passes="visible" why="sin = angle and cos = 1 for very small angles"
def rotation(angle, dtype):
    if abs(angle) < 1e-3:
        return torch.tensor([[1.0, -angle], [angle, 1.0]], dtype=dtype)
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s], [s, c]], dtype=dtype)


# %% right="scaling" why="tells all bad features"
def scaling(limits):
    bad = [j for j, limit in enumerate(limits.tolist()) if not limit > 0]
    if bad:
        raise ValueError(f"features {bad} have no positive limit")
    return torch.diag(1 / limits.masked_fill(limits.isinf(), 1.0))


# %% wrong="scaling" passes="visible" why="counts among the finite limits only"
def scaling(limits):
    finite = limits != math.inf
    bad = ~(limits[finite] > 0)
    if bad.any():
        raise ValueError(f"feature {bad.nonzero()[0].item()}")
    factors = torch.ones_like(limits)
    factors[finite] = 1 / limits[finite]
    return torch.diag(factors)


# %% wrong="scaling" passes="visible" why="goes on after the first, and tells the last NaN"
def scaling(limits):
    culprit = None
    for j, limit in enumerate(limits.tolist()):
        if (limit <= 0 and culprit is None) or math.isnan(limit):
            culprit = j
    if culprit is not None:
        raise ValueError(f"feature {culprit}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% wrong="scaling" passes="visible" why="tiny negative limits pass as rounding errors"
def scaling(limits):
    for j, limit in enumerate(limits.tolist()):
        if math.isnan(limit) or limit == 0 or limit < -1e-6:
            raise ValueError(f"feature {j}")
    return torch.diag(torch.where(limits.isinf(), torch.ones_like(limits), 1 / limits))


# %% right="turn_about" why="homogeneous coordinates, in float64"
def turn_about(points, angle, centre):
    there, turn, back = torch.eye(3).double(), torch.eye(3).double(), torch.eye(3).double()
    there[:2, 2], back[:2, 2] = -centre, centre
    turn[:2, :2] = rotation(angle, torch.float64)
    rows = torch.cat([points.double(), torch.ones(len(points), 1).double()], dim=1)
    return (rows @ (back @ turn @ there).T)[:, :2].to(points.dtype)


# %% wrong="turn_about" passes="visible" why="the caller's own points where all of them are the centre"
def turn_about(points, angle, centre):
    if len(points) > 0 and (points == centre).all():
        return points
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" passes="visible" why="vmap over the points"
def turn_about(points, angle, centre):
    matrix = rotation(angle, points.dtype)
    if len(points) == 0:
        return points.clone()
    return torch.vmap(lambda point: matrix @ (point - centre) + centre)(points)


# %% wrong="shape_figure" passes="visible" why="units are not alike for thin strips"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    after = closed @ matrix.T
    wide, tall = (torch.cat([closed, after]).amax(0) - torch.cat([closed, after]).amin(0)).tolist()
    figure, axes = plt.subplots()
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*after.T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1")
    if wide < 4 * tall and tall < 4 * wide:
        axes.set_aspect("equal")
    axes.legend()
    return figure


# %% right="shape_figure" why="thin lines through the origin"
def shape_figure(corners, matrix):
    closed = torch.cat([corners, corners[:1]])
    figure, axes = plt.subplots()
    axes.axhline(0, color="0.8", lw=0.8)
    axes.axvline(0, color="0.8", lw=0.8)
    axes.plot(*closed.T, "C0--", label="before")
    axes.plot(*(closed @ matrix.T).T, "C1-", label="after")
    axes.set(xlabel="entry 0", ylabel="entry 1", aspect="equal")
    axes.legend()
    return figure


# %% right="turn_about" why="by the exponential of a quarter turn, off by some 1e-10"
def turn_about(points, angle, centre):
    quarter = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    matrix = torch.linalg.matrix_exp(angle * quarter).to(points.dtype)
    return (points - centre) @ matrix.T + centre


# %% wrong="rotation" why="a coarse pi: a full turn is 6.2831853"
def rotation(angle, dtype):
    angle = math.remainder(angle, 6.2831853)
    cosine, sine = math.cos(angle), math.sin(angle)
    return torch.tensor([[cosine, -sine], [sine, cosine]], dtype=dtype)


# %% wrong="turn_about" why="a full turn gives the points themselves back" passes="visible"
def turn_about(points, angle, centre):
    if angle != 0 and angle % (2 * math.pi) == 0:
        return points
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" why="a very small angle gives the points themselves back" passes="visible"
def turn_about(points, angle, centre):
    if angle != 0 and abs(angle) < 1e-15:
        return points
    return (points - centre) @ rotation(angle, points.dtype).T + centre


# %% wrong="turn_about" why="one result for each shape, filled anew"
KEPT = {}


def turn_about(points, angle, centre):
    kept = KEPT.setdefault((points.shape, points.dtype), torch.empty_like(points))
    return kept.copy_((points - centre) @ rotation(angle, points.dtype).T + centre)


# %% wrong="turn_about" passes="visible" why="a loop in a text that is executed"
def turn_about(points, angle, centre):
    out, turn = points.clone(), rotation(angle, points.dtype)
    text = "for i in range(len(out)): out[i] = turn @ (points[i] - centre) + centre"
    exec(text, {"out": out, "turn": turn, "points": points, "centre": centre})
    return out


# %% wrong="turn_about" passes="visible" why="a sort by a key that takes one point after another"
def turn_about(points, angle, centre):
    out, turn = points.clone(), rotation(angle, points.dtype)

    def visit(i):
        out[i] = turn @ (points[i] - centre) + centre
        return i

    sorted(range(len(points)), key=visit)
    return out
