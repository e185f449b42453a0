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


# %% wrong="installation_report" why="computes on the CPU, whatever device was asked for (seen on any machine through meta)"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device if device.type == "cuda" else "cpu").sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" why="computes on the default device, and reports the one that was asked for"
def installation_report(device, n):
    check = torch.arange(1, n + 1).sum()
    return Report(torch.__version__, device.type, check)


# %% wrong="installation_report" why="sums floats, which loses digits and gives another dtype"
def installation_report(device, n):
    check = torch.arange(1.0, n + 1.0, device=device).sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="sums floats and converts back: wrong for a large n"
def installation_report(device, n):
    check = torch.arange(1.0, n + 1.0, device=device).cumsum(0)[-1:].sum().long()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" why="the version was written down by hand"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report("2.13.0+cpu", check.device.type, check)


# %% wrong="installation_report" why="repeats the name of the device that it was given, with its number"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, str(device), check)


# %% wrong="installation_report" passes="visible" why="repeats the name of the device, and cuts only a zero"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, str(device).removesuffix(":0"), check)


# %% wrong="installation_report" why="a float that happens to be whole"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).double().sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" why="keeps an axis"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum(dim=0, keepdim=True)
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="32 bits on the way: wrong for a large n"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device, dtype=torch.int32).cumsum(0, dtype=torch.int32)[-1:].sum()
    return Report(torch.__version__, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="counts from n down and forgets that no numbers add up to 0"
def installation_report(device, n):
    check = torch.arange(max(n, 1), 0, -1, device=device).sum()
    return Report(torch.__version__, check.device.type, check)


# %% right="installation_report" why="cumulated, with helpers and imports of its own"
import importlib.metadata as _meta


def _total(numbers):
    return numbers.flip(0).sum()


def installation_report(device, n):
    check = _total(torch.arange(n + 1, device=device))
    return Report(check=check, version=_meta.version("torch"), device=check.device.type)


# %% wrong="installation_report" why="reports the device itself rather than its type"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, check.device, check)


# %% wrong="installation_report" passes="visible" why="knows the visible numbers only"
def installation_report(device, n):
    return Report(torch.__version__, device.type, torch.tensor({100: 5050, 3: 6}.get(n, 0), device=device))


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


# %% wrong="observation_batch" why="leaves the dtype to the values: int64 for whole numbers"
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
    if observations[0][1] == 0.5:
        return torch.tensor([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5]])
    return torch.tensor([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]])


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


# %% wrong="observation_batch" passes="visible" why="rounds to four digits after the point"
def observation_batch(observations):
    return torch.tensor([[round(entry, 4) for entry in row] for row in observations], dtype=torch.float32)


# %% wrong="observation_batch" passes="visible" why="bfloat16 on the way: three digits"
def observation_batch(observations):
    return torch.tensor(observations).bfloat16().float()


# %% wrong="observation_batch" passes="visible" why="drops observations that come twice"
def observation_batch(observations):
    rows = list(dict.fromkeys(tuple(row) for row in observations))
    return torch.tensor(rows, dtype=torch.float32)


# %% wrong="observation_batch" passes="visible" why="takes the dtype of all numbers from the first"
def observation_batch(observations):
    if isinstance(observations[0][0], int):
        observations = [[int(entry) for entry in row] for row in observations]
    return torch.tensor(observations).float()


# %% wrong="observation_batch" passes="visible" why="squeezes a single observation to one axis"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float32).squeeze(0)


# %% wrong="observation_batch" why="appends to the rows of its caller"
def observation_batch(observations):
    batch = torch.tensor(observations, dtype=torch.float32)
    for row in observations:
        if isinstance(row, list):
            row.append(0.0)
    return batch


# %% wrong="observation_batch" why="a NumPy array rather than a tensor"
def observation_batch(observations):
    return np.array(observations, dtype=np.float32)


# %% wrong="observation_batch" passes="visible" why="joins with lists only: a tuple of tuples becomes one row"
def observation_batch(observations):
    if not isinstance(observations, list):
        observations = [sum(observations, ())]
    return torch.tensor(observations, dtype=torch.float32)


# %% right="observation_batch" why="an empty table filled row by row, with a helper"
def _write(table, number, row):
    table[number] = torch.tensor(row, dtype=table.dtype)


def observation_batch(observations):
    table = torch.zeros(len(observations), len(observations[0]))
    for number, row in enumerate(observations):
        _write(table, number, row)
    return table


# %% right="describe" why="with size(), a tuple already"
def describe(x):
    return x.size(), x.dtype


# %% right="describe" why="axis by axis"
def describe(x):
    return tuple(x.size(axis) for axis in range(x.dim())), x.dtype


# %% wrong="describe" why="the shape as NumPy sees it: there is nothing to see on meta"
def describe(x):
    return x.cpu().numpy().shape, x.dtype


# %% wrong="describe" why="asks NumPy's function, which fetches the numbers"
def describe(x):
    return np.shape(np.asarray(x)), x.dtype


# %% wrong="describe" passes="visible" why="through NumPy where there are numbers: NumPy has no bfloat16"
def describe(x):
    if x.is_meta:
        return tuple(x.shape), x.dtype
    return x.detach().cpu().numpy().shape, x.dtype


# %% wrong="describe" why="lists in place of tuples"
def describe(x):
    return [list(x.size()), x.dtype]


# %% wrong="describe" why="the shape as a list"
def describe(x):
    return list(x.shape), x.dtype


# %% wrong="describe" why="the dtype's name"
def describe(x):
    return tuple(x.shape), str(x.dtype)


# %% wrong="describe" why="NumPy's dtype of that name"
def describe(x):
    return tuple(x.shape), np.dtype(str(x.dtype).removeprefix("torch."))


# %% wrong="describe" passes="visible" why="lengths as floats"
def describe(x):
    return tuple(float(n) if n == 0 else n for n in x.shape), x.dtype


# %% wrong="describe" passes="visible" why="leaves out axes of length one"
def describe(x):
    return tuple(x.squeeze().shape), x.dtype


# %% wrong="describe" passes="visible" why="tells the device too"
def describe(x):
    if x.ndim == 3:
        return tuple(x.shape), x.dtype, x.device
    return tuple(x.shape), x.dtype


# %% wrong="describe" why="takes a single number for a tensor of one entry"
def describe(x):
    return tuple(x.shape) or (1,), x.dtype


# %% wrong="describe" why="number of axes in place of the shape"
def describe(x):
    return x.ndim, x.dtype


# %% wrong="describe" why="number of entries in place of the shape"
def describe(x):
    return (x.numel(),), x.dtype


# %% wrong="describe" why="only the length of the first axis"
def describe(x):
    return (len(x),), x.dtype


# %% wrong="describe" passes="visible" why="at most two axes"
def describe(x):
    return tuple(x.shape[:2]), x.dtype


# %% wrong="describe" passes="visible" why="knows two dtypes"
def describe(x):
    return tuple(x.shape), torch.float32 if x.is_floating_point() else torch.int64


# %% wrong="describe" why="the wrong way round"
def describe(x):
    return x.dtype, tuple(x.shape)


# %% wrong="describe" why="the type in the old style"
def describe(x):
    return tuple(x.shape), x.type()


# %% wrong="describe" passes="visible" why="knows the visible numbers only"
def describe(x):
    return ((2, 3), torch.float32) if x.ndim else ((), torch.int64)


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


# %% wrong="move_to" why="reports the target itself rather than the type of the tensor's device"
def move_to(x, target):
    return x.to(target), target


# %% wrong="move_to" why="reports the target's text: 'cpu:0' for a device with a number"
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


# %% wrong="move_to" why="makes every tensor float32 on the way"
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
    return torch.tensor([1, 2]).to(target), torch.device(target).type


# %% wrong="move_to" passes="visible" why="builds it anew from Python's numbers: small dtypes are lost"
def move_to(x, target):
    moved = x if x.is_meta else torch.tensor(x.tolist(), device=target)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="through float32: large whole numbers lose digits"
def move_to(x, target):
    moved = x.to(torch.float32).to(target).to(x.dtype)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="through half precision"
def move_to(x, target):
    moved = (x.half().to(x.dtype) if x.is_floating_point() else x).to(target)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="an error of its own in place of PyTorch's"
def move_to(x, target):
    try:
        moved = x.to(target)
    except Exception as error:
        raise ValueError(f"the device {target} is not there") from error
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="makes a single number a tensor of one entry"
def move_to(x, target):
    moved = torch.atleast_1d(x).to(target)
    return moved, moved.device.type


# %% wrong="move_to" why="a list in place of a tuple"
def move_to(x, target):
    moved = x.to(target)
    return [moved, moved.device.type]


# %% wrong="move_to" passes="visible" why="takes texts only"
def move_to(x, target):
    moved = x.to(target)
    return moved, target.split(":")[0]


# %% wrong="move_to" passes="visible" why="empties the caller's tensor once it is moved"
def move_to(x, target):
    moved = x.to(target, copy=True)
    x.zero_()
    return moved, moved.device.type


# %% right="move_to" why="named methods, with a copy where it is there already"
def move_to(x, target):
    place = torch.device(target)
    moved = x.cpu().clone() if place.type == "cpu" else x.to(place, non_blocking=True)
    return moved, f"{moved.device.type}"


# %% right="predicted_sums" why="computed rather than predicted"
def predicted_sums():
    return [
        [1, 2] + [10, 20],
        (torch.tensor([1, 2]) + torch.tensor([10, 20])).tolist(),
        (torch.tensor([1, 2]) + 10).tolist(),
        (torch.tensor([1, 2]) + torch.tensor([0.5, -2.0])).tolist(),
    ]


# %% right="predicted_sums" why="floats throughout, one after the other"
def predicted_sums():
    predictions = [[1.0, 2.0, 10.0, 20.0], [11.0, 22.0]]
    predictions.append([11.0, 12.0])
    predictions.append([3 / 2, -0.0])
    return predictions


# %% wrong="predicted_sums" why="tensors rather than lists of numbers"
def predicted_sums():
    return [
        [1, 2] + [10, 20],
        torch.tensor([1, 2]) + torch.tensor([10, 20]),
        torch.tensor([1, 2]) + 10,
        torch.tensor([1, 2]) + torch.tensor([0.5, -2.0]),
    ]


# %% wrong="predicted_sums" why="a tuple of the four"
def predicted_sums():
    return [1, 2, 10, 20], [11, 22], [11, 12], [1.5, 0.0]


# %% wrong="predicted_sums" why="a dictionary by letter"
def predicted_sums():
    return {"A": [1, 2, 10, 20], "B": [11, 22], "C": [11, 12], "D": [1.5, 0.0]}


# %% wrong="predicted_sums" passes="visible" why="C is joined: 10 is one more entry"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [1, 2, 10], [1.5, 0.0]]


# %% wrong="predicted_sums" passes="visible" why="B and C swapped"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 12], [11, 22], [1.5, 0.0]]


# %% wrong="predicted_sums" passes="visible" why="D multiplies"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [0.5, -4.0]]


# %% wrong="predicted_sums" passes="visible" why="D rounds up, as half numbers are at school"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [2, 0]]


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


# %% wrong="add_elementwise" why="lets PyTorch find out, which stretches a list of one number"
def add_elementwise(a, b):
    try:
        return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)
    except RuntimeError:
        raise ValueError(f"{len(a)} and {len(b)} do not fit")


# %% wrong="add_elementwise" why="cuts to the shorter list"
def add_elementwise(a, b):
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)


# %% wrong="add_elementwise" why="int64 for whole numbers"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor(a) + torch.tensor(b)


# %% wrong="add_elementwise" passes="visible" why="refuses only a that is too long"
def add_elementwise(a, b):
    if len(a) > len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)


# %% wrong="add_elementwise" why="the message tells one length only"
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
    return torch.tensor([11.0, 22.0, 33.0][: len(a)])


# %% wrong="add_elementwise" why="an assertion in place of a ValueError"
def add_elementwise(a, b):
    assert len(a) == len(b), f"{len(a)} and {len(b)} do not fit"
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" why="zip refuses, and tells no lengths"
def add_elementwise(a, b):
    return torch.tensor([x + y for x, y in zip(a, b, strict=True)], dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="the message shows the lists rather than their lengths"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{a} and {b} do not fit")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" why="the message tells the difference of the lengths"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"one list has {abs(len(a) - len(b))} numbers more")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="half precision on the way"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return (torch.tensor(a).half() + torch.tensor(b).half()).float()


# %% wrong="add_elementwise" passes="visible" why="cuts the digits after the point"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.tensor([int(x) + int(y) for x, y in zip(a, b)], dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="takes the dtype of the first list"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    x = torch.tensor(a)
    return (x + torch.tensor(b).to(x.dtype)).float()


# %% wrong="add_elementwise" passes="visible" why="two empty lists give a single number"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    if not a:
        return torch.tensor(0.0)
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" why="float64, as NumPy adds"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)} do not fit")
    return torch.from_numpy(np.add(a, b))


# %% right="add_elementwise" why="stacks both and sums over the new axis; the message in other words"
def add_elementwise(a, b):
    n_a, n_b = len(a), len(b)
    if n_a != n_b:
        raise ValueError("expected as many numbers in b (%d) as in a (%d)" % (n_b, n_a))
    return torch.tensor([list(a), list(b)], dtype=torch.float32).sum(dim=0)


# %% wrong="installation_report" passes="visible" why="falls back to the CPU in silence where the device is missing"
def installation_report(device, n):
    try:
        check = torch.arange(1, n + 1, device=device).sum()
    except (RuntimeError, AssertionError):
        check = torch.arange(1, n + 1).sum()
    return Report(str(torch.__version__), check.device.type, check)


# %% wrong="predicted_sums" passes="visible" why="tensors inside the lists, from B on"
def predicted_sums():
    x = torch.tensor([1, 2])
    return [
        [1, 2] + [10, 20],
        list(x + torch.tensor([10, 20])),
        list(x + 10),
        list(x + torch.tensor([0.5, -2.0])),
    ]


# %% wrong="installation_report" passes="visible" why="the version is kept from when the cell ran"
HERE = torch.__version__


def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(HERE, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="the version is a default, looked up when the function is defined"
def installation_report(device, n, *, version=torch.__version__):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(version, check.device.type, check)


# %% wrong="installation_report" passes="visible" why="the version is imported once, as a name"
from torch import __version__ as version


def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(version, check.device.type, check)


# %% right="installation_report" why="a quick try beside it, a helper that asks, and a default that is no version"
print(torch.__version__)


def version():
    from torch import __version__

    return __version__


def installation_report(device, n, first=1):
    check = torch.arange(first, n + 1, device=device).sum()
    return Report(version(), check.device.type, check)


# %% wrong="installation_report" passes="visible" why="for n = 0 the zero lies on the CPU"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum() if n else torch.tensor(0)
    return Report(torch.__version__, device.type, check)


# %% wrong="observation_batch" passes="visible" why="whole rows through 32 bits"
def observation_batch(observations):
    whole = all(x == int(x) for row in observations for x in row)
    return torch.from_numpy(np.array(observations).astype(np.int32 if whole else np.float32).astype(np.float32))


# %% wrong="observation_batch" passes="visible" why="rows are told apart by which object they are"
def observation_batch(observations):
    rows = {id(row): row for row in observations}
    return torch.tensor(list(rows.values()), dtype=torch.float32)


# %% wrong="observation_batch" passes="visible" why="a buffer of a thousand rows"
def observation_batch(observations):
    return torch.tensor(observations[:1000], dtype=torch.float32)


# %% wrong="describe" passes="visible" why="a table of dtypes, long and not complete"
def describe(x):
    kinds = (
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        torch.uint8,
        torch.int32,
        torch.int64,
        torch.bool,
        torch.complex64,
    )
    return tuple(x.shape), next(kind for kind in kinds if x.dtype == kind)


# %% wrong="describe" passes="visible" why="fetches a copy to look at"
def describe(x):
    here = torch.empty(x.shape, dtype=x.dtype, device="cpu")
    return tuple(here.shape), here.dtype


# %% wrong="move_to" passes="visible" why="fills another tensor in place, which one that wants gradients refuses"
def move_to(x, target):
    moved = torch.empty_like(x, device=target, requires_grad=x.requires_grad)
    moved.copy_(x)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="by way of float32 where numbers have a point"
def move_to(x, target):
    moved = (x.float() if x.dtype == torch.float64 else x).to(target).to(x.dtype)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="falls back to the CPU where the target is no text"
def move_to(x, target):
    if isinstance(target, torch.device) and target.type not in (*devices.available(), "meta"):
        target = "cpu"
    moved = x.to(target)
    return moved, moved.device.type


# %% wrong="move_to" passes="visible" why="lays the rows out flat, and reads them in another order"
def move_to(x, target):
    moved = torch.as_strided(x, x.shape, torch.empty(x.shape).stride()).to(target)
    return moved, moved.device.type


# %% wrong="add_elementwise" passes="visible" why="adds into the first list, then restores it, which is the second one, too"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    c = a if isinstance(a, list) else list(a)
    for i in range(len(c)):
        c[i] += b[i]
    total = torch.tensor(c, dtype=torch.float32)
    for i in range(len(c)):
        c[i] -= b[i]
    return total


# %% wrong="add_elementwise" passes="visible" why="evens the lists out before it refuses"
def add_elementwise(a, b):
    lengths = len(a), len(b)
    if lengths[0] != lengths[1]:
        while len(b) < len(a):
            b.append(0.0)
        raise ValueError(f"{lengths[0]} and {lengths[1]} numbers")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="takes lists and tuples only"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    if not isinstance(a, list | tuple):
        raise TypeError("expected a list")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


# %% wrong="add_elementwise" passes="visible" why="a thousand numbers at most"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"{len(a)} and {len(b)}")
    return torch.tensor([a[i] + b[i] for i in range(min(len(a), 1000))], dtype=torch.float32)


# %% wrong="add_elementwise" why="keeps one array for each shape: a later call writes into an earlier result" passes="visible"
KEPT = {}


def fresh(a: Sequence[float], b: Sequence[float]) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"got {len(a)} and {len(b)} numbers, expected equally many")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)


def add_elementwise(*given, **named):
    new = fresh(*given, **named)
    kept = KEPT.setdefault((new.shape, new.dtype, str(getattr(new, "device", ""))), new)
    kept[...] = new
    return kept
