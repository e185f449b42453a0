# The bank of 1.1: right answers get every point, wrong ones lose the hidden test.

# %% right="installation_report" why="adds up on the CPU's list, moved to the device first"
def installation_report(device, n):
    numbers = torch.tensor(list(range(n + 1))).to(device)
    check = torch.sum(numbers)
    return Report(torch.__version__, check.device.type, check)


# %% right="installation_report" why="the formula, computed by PyTorch on the device; version as an ordinary str"
def installation_report(device, n):
    n = torch.tensor(n, device=device)
    check = n * (n + 1) // 2
    return Report(version=str(torch.__version__), device=str(check.device).split(":")[0], check=check)


# %% right="installation_report" why="counts from 0, and says int64 twice"
def installation_report(device, n):
    check = torch.arange(0, n + 1, dtype=torch.int64, device=device).sum(dtype=torch.int64)
    return Report(version=torch.__version__, device=check.device.type, check=check)


# %% wrong="installation_report" why="stops before n"
def installation_report(device, n):
    check = torch.arange(1, n, device=device).sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" why="takes the number out of the tensor"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum().item()
    return Report(torch.__version__, device.type, check)


# %% wrong="installation_report" passes="visible" why="computes on the CPU, whatever device was asked for (seen on any machine through meta)"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device if device.type == "cuda" else "cpu").sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="computes on the default device, and reports the one that was asked for"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device if n == 100 else None).sum()
    return Report(torch.__version__, device.type, check)


# %% wrong="installation_report" why="sums floats, which loses digits and gives another dtype"
def installation_report(device, n):
    check = torch.arange(1.0, n + 1.0, device=device).sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="sums floats and converts back: wrong for a large n"
def installation_report(device, n):
    check = torch.arange(1.0, n + 1.0, device=device).cumsum(0)[-1:].sum().long()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="the version was written down by hand"
def installation_report(device, n, _version=str(torch.__version__)):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(_version, check.device.type, check)


# %% wrong="installation_report" why="reports the device itself rather than its type"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, check.device, check)


# %% wrong="installation_report" passes="visible" why="knows the visible numbers only"
def installation_report(device, n):
    return Report(torch.__version__, device.type, torch.tensor(5050, device=device))


# %% wrong="installation_report" passes="visible" why="pairs 1 + n, 2 + n - 1, ...: wrong where n is odd"
def installation_report(device, n):
    check = torch.tensor((n + 1) * (n // 2), device=device)
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" why="a plain tuple rather than a Report"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return torch.__version__, check.device.type, check


# %% right="observation_batch" why="through NumPy"
def observation_batch(observations):
    return torch.from_numpy(np.array(observations, dtype=np.float32))


# %% right="observation_batch" why="one row after the other, then stacked"
def observation_batch(observations):
    return torch.stack([torch.tensor(row).float() for row in observations])


# %% right="observation_batch" why="the older constructor, which always makes float32"
def observation_batch(observations):
    return torch.FloatTensor(observations)


# %% wrong="observation_batch" passes="visible" why="leaves the dtype to the values: int64 for whole numbers"
def observation_batch(observations):
    return torch.tensor(observations)


# %% wrong="observation_batch" why="float64, as NumPy makes it"
def observation_batch(observations):
    return torch.from_numpy(np.array(observations, dtype=float))


# %% wrong="observation_batch" why="columns in place of rows"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float32).T


# %% wrong="observation_batch" why="one long row"
def observation_batch(observations):
    return torch.tensor([entry for row in observations for entry in row], dtype=torch.float32)


# %% wrong="observation_batch" passes="visible" why="rows of two entries, as in the example"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float32).reshape(-1, 2)


# %% wrong="observation_batch" passes="visible" why="knows the visible numbers only"
def observation_batch(observations):
    return torch.tensor([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])


# %% wrong="observation_batch" why="cuts the digits after the point"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.int64).float()


# %% wrong="observation_batch" passes="visible" why="sorts the observations of its caller"
def observation_batch(observations):
    try:
        observations.sort()
    except AttributeError:
        pass
    return torch.tensor(observations, dtype=torch.float32)


# %% wrong="observation_batch" passes="visible" why="half precision on the way"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float16).float()


# %% right="describe" why="with size(), in a list"
def describe(x):
    return [list(x.size()), x.dtype]


# %% right="describe" why="axis by axis"
def describe(x):
    return tuple(x.size(axis) for axis in range(x.dim())), x.dtype


# %% right="describe" why="the shape as NumPy sees it"
def describe(x):
    return x.cpu().numpy().shape, x.dtype


# %% wrong="describe" why="number of axes in place of the shape"
def describe(x):
    return x.ndim, x.dtype


# %% wrong="describe" why="number of entries in place of the shape"
def describe(x):
    return (x.numel(),), x.dtype


# %% wrong="describe" why="only the length of the first axis"
def describe(x):
    return (len(x),), x.dtype


# %% wrong="describe" passes="visible" why="always two axes"
def describe(x):
    return (x.shape[0], x.shape[1]), x.dtype


# %% wrong="describe" passes="visible" why="takes every tensor for float32"
def describe(x):
    return tuple(x.shape), torch.float32


# %% wrong="describe" why="the wrong way round"
def describe(x):
    return x.dtype, tuple(x.shape)


# %% wrong="describe" why="the type in the old style"
def describe(x):
    return tuple(x.shape), x.type()


# %% wrong="describe" passes="visible" why="knows the visible numbers only"
def describe(x):
    return (2, 3), torch.float32


# %% right="move_to" why="the device of the target, worked out first, with keyword"
def move_to(x, target):
    moved = x.to(device=torch.device(target))
    return moved, torch.device(moved.device).type


# %% right="move_to" why="the type taken from the device's text"
def move_to(x, target):
    moved = x.to(target)
    return moved, str(moved.device).split(":")[0]


# %% right="move_to" why="always a copy, by empty_like and copy_"
def move_to(x, target):
    moved = torch.empty_like(x, device=target)
    moved.copy_(x)
    return moved, moved.device.type


# %% wrong="move_to" why="drops what .to returned"
def move_to(x, target):
    x.to(target)
    return x, x.device.type


# %% wrong="move_to" why="drops what .to returned, and reports what was asked for"
def move_to(x, target):
    x.to(target)
    return x, torch.device(target).type


# %% wrong="move_to" passes="visible" why="reports the target itself rather than the type of the tensor's device"
def move_to(x, target):
    return x.to(target), target


# %% wrong="move_to" passes="visible" why="reports the target's text: 'cpu:0' for a device with a number"
def move_to(x, target):
    return x.to(target), str(target)


# %% wrong="move_to" passes="visible" why="falls back to the CPU silently"
def move_to(x, target):
    try:
        moved = x.to(target)
    except Exception:
        moved = x.to("cpu")
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="falls back where the device is not among the available ones"
def move_to(x, target):
    if torch.device(target).type not in [*devices.available(), "meta"]:
        target = "cpu"
    moved = x.to(target)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="makes every tensor float32 on the way"
def move_to(x, target):
    moved = x.to(target, dtype=torch.float32)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="empties in place of a move: the numbers are gone"
def move_to(x, target):
    moved = torch.zeros_like(x, device=target)
    return moved, moved.device.type


# %% wrong="move_to" why="returns the tensor alone"
def move_to(x, target):
    return x.to(target)


# %% wrong="move_to" why="reports the device of the old tensor"
def move_to(x, target):
    return x.to(target), x.device.type


# %% wrong="move_to" why="reports a torch.device rather than a text"
def move_to(x, target):
    moved = x.to(target)
    return moved, moved.device


# %% wrong="move_to" why="moves the caller's tensor itself"
def move_to(x, target):
    x.data = x.to(target)
    return x, x.device.type


# %% wrong="move_to" passes="visible" why="knows the visible numbers only"
def move_to(x, target):
    return torch.tensor([1.0, 2.0]).to(target), torch.device(target).type


# %% right="predicted_sums" why="tensors, computed rather than predicted"
def predicted_sums():
    return [
        [1, 2] + [10, 20],
        torch.tensor([1, 2]) + torch.tensor([10, 20]),
        torch.tensor([1, 2]) + 10,
        torch.tensor([1, 2]) + torch.tensor([0.5, -2.0]),
    ]


# %% right="predicted_sums" why="tuples of floats"
def predicted_sums():
    return [(1.0, 2.0, 10.0, 20.0), (11.0, 22.0), (11.0, 12.0), (1.5, 0.0)]


# %% wrong="predicted_sums" passes="visible" why="tensors joined like lists"
def predicted_sums():
    return [[1, 2, 10, 20], [1, 2, 10, 20], [1, 2, 10], [1, 2, 0.5, -2.0]]


# %% wrong="predicted_sums" why="lists added like tensors"
def predicted_sums():
    return [[11, 22], [11, 22], [11, 12], [1.5, 0.0]]


# %% wrong="predicted_sums" passes="visible" why="10 is added to the first entry only"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 2], [1.5, 0.0]]


# %% wrong="predicted_sums" passes="visible" why="D stays whole, as its first tensor is"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1, 0]]


# %% wrong="predicted_sums" passes="visible" why="sums the products: a dot product for B"
def predicted_sums():
    return [[1, 2, 10, 20], [33], [11, 12], [1.5, 0.0]]


# %% wrong="predicted_sums" passes="visible" why="knows the visible numbers only"
def predicted_sums():
    return [[1, 2, 10, 20], [], [], []]


# %% wrong="predicted_sums" why="forgets D"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12]]


# %% right="add_elementwise" why="adds in Python, entry by entry, and makes the tensor last"
def add_elementwise(a, b):
    if len(a) > len(b) or len(a) < len(b):
        raise ValueError("lengths differ: " + str(len(a)) + " != " + str(len(b)))
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)


# %% right="add_elementwise" why="torch.add, shapes compared"
def add_elementwise(a, b):
    x, y = torch.tensor(a).float(), torch.tensor(b).float()
    if x.shape != y.shape:
        raise ValueError(f"{tuple(x.shape)} and {tuple(y.shape)} do not fit")
    return torch.add(x, y)


# %% right="add_elementwise" why="through NumPy, in float64 until the end"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} entries, b has {len(b)}")
    return torch.from_numpy(np.asarray(a, dtype=float) + np.asarray(b, dtype=float)).to(torch.float32)


# %% wrong="add_elementwise" why="joins the lists"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} {len(b)}")
    return torch.tensor(a + b, dtype=torch.float32)


# %% wrong="add_elementwise" why="never refuses: PyTorch's own error is no ValueError"
def add_elementwise(a, b):
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="lets PyTorch find out, which stretches a list of one number"
def add_elementwise(a, b):
    try:
        return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)
    except RuntimeError:
        raise ValueError(f"{len(a)} and {len(b)} do not fit")


# %% wrong="add_elementwise" why="cuts to the shorter list"
def add_elementwise(a, b):
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="int64 for whole numbers"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor(a) + torch.tensor(b)


# %% wrong="add_elementwise" passes="visible" why="refuses only a that is too long"
def add_elementwise(a, b):
    if len(a) > len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="the message tells one length only"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"a has the wrong length {len(a)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="refuses empty lists"
def add_elementwise(a, b):
    if not a or len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="adds into the caller's list"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    for i in range(len(a)):
        a[i] += b[i]
    return torch.tensor(a, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="knows the visible numbers only"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor([11.0, 22.0, 33.0])
