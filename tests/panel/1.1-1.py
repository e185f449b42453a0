# %% right="installation_report" why="careful: keyword arguments, explicit dtype, str() of the version"
def installation_report(device: torch.device, n: int) -> Report:
    check = torch.arange(1, n + 1, dtype=torch.int64, device=device).sum()
    return Report(version=str(torch.__version__), device=check.device.type, check=check)

# %% right="installation_report" why="counts from 0 and calls torch.sum; positional Report; TorchVersion left as it is (it is a str)"
def installation_report(device, n):
    s = torch.sum(torch.arange(n + 1, device=device))
    return Report(torch.__version__, s.device.type, s)

# %% right="installation_report" why="counts down from n to 1; type cut from the text of the tensor's device; f-string version"
def installation_report(device, n):
    total = torch.arange(n, 0, -1, device=device).sum()
    kind, _, _ = str(total.device).partition(":")
    return Report(f"{torch.__version__}", kind, total)

# %% right="installation_report" why="helpers with private names, dict unpacking, imports inside"
def _sample(place, last):
    from torch import arange

    return arange(1, 1 + last, device=place).sum()


def _type_of(x):
    return str(x.device).split(":")[0]


def installation_report(device: torch.device, n: int) -> Report:
    check = _sample(device, n)
    fields = dict(version=torch.__version__, check=check, device=_type_of(check))
    return Report(**fields)

# %% right="installation_report" why="device as a context instead of an argument, sum with a dtype"
def installation_report(device, n):
    with torch.device(device):
        numbers = torch.arange(1, n + 1)
    check = numbers.sum(dtype=torch.int64)
    version = str(getattr(torch, "__version__"))
    return Report(check=check, version=version, device=check.device.type)

# %% wrong="installation_report" why="fields in the order of the bullets, not of the class: check and device are swapped"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(str(torch.__version__), check, check.device.type)

# %% wrong="installation_report" why="n = 0: torch.tensor([]) is float32, so check is not int64 ('n: at least 0 (the sum of no numbers is 0)')"
def installation_report(device, n):
    numbers = list(range(1, n + 1))
    check = torch.tensor(numbers, device=device).sum()
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="sums in float32 and converts afterwards: the sum 1 + ... + n is not exact for larger n"
def installation_report(device, n):
    numbers = torch.arange(1.0, n + 1.0, device=device)
    check = numbers.sum().to(torch.int64)
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="the version is stored once when the cell runs ('Look it up each time')"
TORCH_VERSION = str(torch.__version__)


def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(TORCH_VERSION, check.device.type, check)

# %% wrong="installation_report" why="falls back silently to the CPU where the device is missing ('on the given device')"
def installation_report(device, n):
    try:
        check = torch.arange(1, n + 1, device=device).sum()
    except (RuntimeError, AssertionError):
        check = torch.arange(1, n + 1).sum()
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="device is the text of the device that was given: cpu:0 with a number ('as a text without a number')"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(str(torch.__version__), str(device), check)

# %% wrong="installation_report" why="stop of arange is forgotten: 1 + ... + (n - 1)"
def installation_report(device, n):
    check = torch.arange(1, n, device=device).sum()
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="takes the number out with .item(): no report on meta ('Leave check a tensor, do not take the number out of it')"
def installation_report(device, n):
    total = torch.arange(1, n + 1, device=device).sum().item()
    check = torch.tensor(total, device=device)
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="computes on the CPU and never moves check; device is copied from the argument ('on the given device')"
def installation_report(device, n):
    check = torch.arange(1, n + 1).sum()
    return Report(str(torch.__version__), device.type, check)

# %% wrong="installation_report" why="refuses n = 0 though the docstring allows it ('at least 0 (the sum of no numbers is 0)')"
def installation_report(device, n):
    if n < 1:
        raise ValueError(f"n is {n}, expected at least 1")
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="numbers from 1 to n in 8 bits wrap round: wrong (or refused) for n above 255"
def installation_report(device, n):
    ones = torch.ones(n, dtype=torch.uint8, device=device)
    numbers = ones.cumsum(0, dtype=torch.uint8)  # 1, 2, ..., n; small numbers need few bits
    check = numbers.sum()
    return Report(str(torch.__version__), check.device.type, check)

# %% wrong="installation_report" why="version without the build: not the text torch.__version__ where that has a +cpu or +cu part"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__.split("+")[0], check.device.type, check)

# %% wrong="installation_report" why="check of shape (1,) instead of ()"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum(dim=0, keepdim=True)
    return Report(str(torch.__version__), check.device.type, check)

# %% right="observation_batch" why="one line with dtype"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float32)

# %% right="observation_batch" why="through NumPy"
def observation_batch(observations: Sequence[Sequence[float]]) -> torch.Tensor:
    table = np.array(observations, dtype=np.float32)
    return torch.from_numpy(table)

# %% right="observation_batch" why="a stack of rows, converted at the end"
def observation_batch(observations):
    rows = [torch.tensor(row) for row in observations]
    return torch.stack(rows).float()

# %% right="observation_batch" why="loops that fill an empty table"
def observation_batch(observations):
    n, m = len(observations), len(observations[0])
    batch = torch.empty(n, m, dtype=torch.float32)
    for i, row in enumerate(observations):
        for j, value in enumerate(row):
            batch[i, j] = value
    return batch

# %% right="observation_batch" why="np.fromiter over all numbers, then reshape"
from itertools import chain


def observation_batch(observations):
    flat = np.fromiter(chain.from_iterable(observations), dtype=np.float32)
    return torch.from_numpy(flat).reshape(len(observations), -1)

# %% right="observation_batch" why="default dtype first, then .to(torch.float32)"
def observation_batch(observations):
    batch = torch.tensor(observations)
    if batch.dtype != torch.float32:
        batch = batch.to(torch.float32)
    return batch

# %% wrong="observation_batch" why="squeezed: one observation, or one entry each, loses its axis (shape [n_observations, n_entries])"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float32).squeeze()

# %% wrong="observation_batch" why="whole numbers stay int64 ('always float32')"
def observation_batch(observations):
    return torch.tensor(observations)

# %% wrong="observation_batch" why="float64 through NumPy ('always float32')"
def observation_batch(observations):
    return torch.from_numpy(np.array(observations, dtype=float))

# %% wrong="observation_batch" why="dtype of the first entry for all: 0.5 behind a whole first number is cut ('whole or not')"
def observation_batch(observations):
    kind = type(observations[0][0])
    return torch.from_numpy(np.array(observations, dtype=kind)).float()

# %% wrong="observation_batch" why="the caller's lists are changed to floats in place ('Arguments are not changed')"
def observation_batch(observations):
    for row in observations:
        for i in range(len(row)):
            row[i] = float(row[i])
    return torch.tensor(observations, dtype=torch.float32)

# %% wrong="observation_batch" why="two entries per row are written down by hand (shape [n_observations, n_entries])"
def observation_batch(observations):
    numbers = [value for row in observations for value in row]
    return torch.tensor(numbers, dtype=torch.float32).reshape(-1, 2)

# %% wrong="observation_batch" why="a single observation is returned without the row axis"
def observation_batch(observations):
    if len(observations) == 1:
        return torch.tensor(observations[0], dtype=torch.float32)
    return torch.stack([torch.tensor(o, dtype=torch.float32) for o in observations])

# %% wrong="observation_batch" why="one column for each observation instead of one row"
def observation_batch(observations):
    return torch.stack([torch.tensor(o, dtype=torch.float32) for o in observations], dim=1)

# %% wrong="observation_batch" why="empties the caller's list while reading it ('Arguments are not changed')"
def observation_batch(observations):
    rows = []
    while observations:
        rows.append(torch.tensor(observations.pop(0), dtype=torch.float32))
    return torch.stack(rows)

# %% wrong="observation_batch" why="buffer takes the dtype of the first row: later numbers with a point are cut when copied in"
def observation_batch(observations):
    first = torch.tensor(observations[0])
    batch = first.repeat(len(observations), 1)
    for i, row in enumerate(observations):
        batch[i] = torch.tensor(row)
    return batch.float()

# %% wrong="observation_batch" why="whole numbers are told by the first entry alone, the rest goes through int64"
def observation_batch(observations):
    if isinstance(observations[0][0], int):
        return torch.tensor(observations, dtype=torch.int64).float()
    return torch.tensor(observations, dtype=torch.float32)

# %% wrong="observation_batch" why="concatenates the rows to one axis"
def observation_batch(observations):
    return torch.cat([torch.tensor(o, dtype=torch.float32) for o in observations])

# %% right="describe" why="as the hint says"
def describe(x: torch.Tensor) -> tuple[tuple[int, ...], torch.dtype]:
    return tuple(x.shape), x.dtype

# %% right="describe" why="returns torch.Size itself, which is a tuple already"
def describe(x):
    return (x.shape, x.dtype)

# %% right="describe" why="asks each axis for its size"
def describe(x):
    sizes = []
    for axis in range(x.ndim):
        sizes.append(x.size(axis))
    return tuple(sizes), x.dtype

# %% right="describe" why="unpacking of x.size()"
def describe(x):
    shape = (*x.size(),)
    kind = x.dtype
    return shape, kind

# %% right="describe" why="attributes fetched in a loop, result through a helper"
from operator import attrgetter

_both = attrgetter("shape", "dtype")


def describe(x):
    shape, dtype = _both(x)
    return tuple(int(n) for n in shape), dtype

# %% wrong="describe" why="axes of one entry are left out ('one whole number for each axis')"
def describe(x):
    y = x.squeeze()
    return tuple(y.shape), y.dtype

# %% wrong="describe" why="sizes are tensors of one number, not whole numbers ('a tuple with one whole number for each axis')"
def describe(x):
    return tuple(torch.tensor(x.shape)), x.dtype

# %% wrong="describe" why="sizes are floats (torch.Tensor of a list is float32): not whole numbers as int"
def describe(x):
    return tuple(torch.Tensor(list(x.shape)).tolist()), x.dtype

# %% wrong="describe" why="only two dtypes are known ('the dtype', every tensor)"
def describe(x):
    dtype = torch.float32 if x.is_floating_point() else torch.int64
    return tuple(x.shape), dtype

# %% wrong="describe" why="an empty tensor is said to have shape (0,) whatever its axes ('any tensor', 'one whole number for each axis')"
def describe(x):
    if x.numel() == 0:
        return (0,), x.dtype
    return tuple(x.shape), x.dtype

# %% wrong="describe" why="the name of the dtype instead of the dtype"
def describe(x):
    return tuple(x.shape), str(x.dtype).removeprefix("torch.")

# %% wrong="describe" why="shape as a list ('a tuple')"
def describe(x):
    return list(x.shape), x.dtype

# %% wrong="describe" why="a list of two things instead of a tuple"
def describe(x):
    return [tuple(x.shape), x.dtype]

# %% wrong="describe" why="goes through NumPy: fails on meta and on tensors that need a gradient ('every tensor')"
def describe(x):
    return x.numpy().shape, x.dtype

# %% wrong="describe" why="measures nested lists: fails on meta, one observation in it decides"
def describe(x):
    rows, shape = x.tolist(), []
    while isinstance(rows, list):
        shape.append(len(rows))
        rows = rows[0]
    return tuple(shape), x.dtype

# %% wrong="describe" why="cuts the caller's tensor from its graph in place ('Arguments are not changed')"
def describe(x):
    x = x.detach_()
    return tuple(x.shape), x.dtype

# %% wrong="describe" why="a single number is said to have shape (1,): it has no axis"
def describe(x):
    x = torch.atleast_1d(x)
    return tuple(x.shape), x.dtype

# %% wrong="describe" why="rows and columns only: more than two axes are dropped"
def describe(x):
    if x.dim() == 0:
        return (), x.dtype
    if x.dim() == 1:
        return (len(x),), x.dtype
    return (x.shape[0], x.shape[1]), x.dtype

# %% right="move_to" why="the plain answer"
def move_to(x: torch.Tensor, target: torch.device | str) -> tuple[torch.Tensor, str]:
    moved = x.to(target)
    return moved, moved.device.type

# %% right="move_to" why="always a copy, keyword device"
def move_to(x, target):
    there = x.to(device=torch.device(target), copy=True)
    return there, there.device.type

# %% right="move_to" why="type cut out of the text of the moved tensor's device"
def move_to(x, target):
    y = x.to(target)
    kind = str(y.device).split(":")[0]
    return (y, kind)

# %% right="move_to" why="early return where the tensor is there already"
def _where(t):
    return t.device.type


def move_to(x, target):
    place = torch.device(target)
    if x.device == place:
        return x, _where(x)
    result = x.to(place)
    return result, _where(result)

# %% right="move_to" why="torch.as_tensor with a device, assignment expression"
def move_to(x, target):
    return (y := torch.as_tensor(x, device=target)), y.device.type

# %% wrong="move_to" why="takes the type from the text: a torch.device has no split ('or a torch.device')"
def move_to(x, target):
    return x.to(target), target.split(":")[0]

# %% wrong="move_to" why="silently stays on the CPU where the device is missing ('must remain an error')"
def move_to(x, target):
    try:
        moved = x.to(target)
    except (RuntimeError, AssertionError):
        moved = x.to("cpu")
    return moved, moved.device.type

# %% wrong="move_to" why="replaces PyTorch's error by a ValueError ('let PyTorch raise its own')"
def move_to(x, target):
    try:
        moved = x.to(target)
    except (RuntimeError, AssertionError) as error:
        raise ValueError(f"target is {target}, which is not there") from error
    return moved, moved.device.type

# %% wrong="move_to" why="a tensor of zeros on the device: the numbers do not stay as they are"
def move_to(x, target):
    moved = torch.zeros_like(x, device=target)
    return moved, moved.device.type

# %% wrong="move_to" why="rebuilt from a list: float64 or int32 becomes another dtype, meta fails ('shape, dtype and numbers stay')"
def move_to(x, target):
    moved = torch.tensor(x.tolist(), device=target)
    return moved, moved.device.type

# %% wrong="move_to" why="rebuilt from a list with the dtype: shape (0, 3) becomes (0,), a tensor on meta fails ('any tensor')"
def move_to(x, target):
    moved = torch.tensor(x.tolist(), dtype=x.dtype, device=target)
    return moved, moved.device.type

# %% wrong="move_to" why="drops what .to returns"
def move_to(x, target):
    x.to(target)
    return x, x.device.type

# %% wrong="move_to" why="reports where the old tensor is, not 'that tensor'"
def move_to(x, target):
    moved = x.to(target)
    return moved, x.device.type

# %% wrong="move_to" why="the device instead of the text of its type"
def move_to(x, target):
    moved = x.to(target)
    return moved, moved.device

# %% wrong="move_to" why="reports str(target): cpu:0 with its number ('only the type')"
def move_to(x, target):
    return x.to(target), str(target)

# %% wrong="move_to" why="every text but cuda and meta ends on the CPU: mps, or a device that is not there, is no error"
def move_to(x, target):
    name = str(target)
    if name.startswith("cuda"):
        moved = x.cuda()
    elif name.startswith("meta"):
        moved = x.to("meta")
    else:
        moved = x.cpu()
    return moved, moved.device.type

# %% wrong="move_to" why="goes through NumPy: tensors that need a gradient, bfloat16 or meta fail ('any tensor')"
def move_to(x, target):
    moved = torch.from_numpy(x.numpy()).to(target)
    return moved, moved.device.type

# %% wrong="move_to" why="makes float32 of everything ('Only the place changes')"
def move_to(x, target):
    moved = x.to(target, torch.float32)
    return moved, moved.device.type

# %% wrong="move_to" why="sets x.data: the tensor that was given moves too ('stays where it is')"
def move_to(x, target):
    x.data = x.data.to(target)
    return x, x.device.type

# %% wrong="move_to" why="checks a list of known devices and raises its own error ('let PyTorch raise its own')"
def move_to(x, target):
    kind = torch.device(target).type
    if kind not in [*devices.available(), "meta"]:
        raise ValueError(f"{kind} is not on this machine")
    moved = x.to(target)
    return moved, moved.device.type

# %% right="predicted_sums" why="four literal lists"
def predicted_sums() -> list[list[float]]:
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1.5, 0.0]]

# %% right="predicted_sums" why="floats everywhere, named variables"
def predicted_sums():
    A = [1.0, 2.0, 10.0, 20.0]
    B = [11.0, 22.0]
    C = [11.0, 12.0]
    D = [1.5, 0.0]
    return [A, B, C, D]

# %% right="predicted_sums" why="computed with tensors and .tolist()"
def predicted_sums():
    t = torch.tensor([1, 2])
    results = [t + torch.tensor([10, 20]), t + 10, t + torch.tensor([0.5, -2.0])]
    return [[1, 2] + [10, 20]] + [r.tolist() for r in results]

# %% right="predicted_sums" why="comprehensions over pairs, appended one by one"
def predicted_sums():
    out = []
    out.append([*(1, 2), *(10, 20)])
    out.append([a + b for a, b in zip([1, 2], [10, 20])])
    out.append([a + 10 for a in (1, 2)])
    out.append([a + b for a, b in zip([1, 2], [0.5, -2.0])])
    return out

# %% wrong="predicted_sums" why="inner lists hold tensors, not numbers ('four lists of numbers')"
def predicted_sums():
    x = torch.tensor([1, 2])
    return [
        [1, 2] + [10, 20],
        list(x + torch.tensor([10, 20])),
        list(x + 10),
        list(x + torch.tensor([0.5, -2.0])),
    ]

# %% wrong="predicted_sums" why="D keeps int64: 1.5 is cut to 1"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1, 0]]

# %% wrong="predicted_sums" why="C: the number is put behind, as with lists"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [1, 2, 10], [1.5, 0.0]]

# %% wrong="predicted_sums" why="C: the number is added to the first entry alone"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 2], [1.5, 0.0]]

# %% wrong="predicted_sums" why="D: the sign of -2 is missed"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1.5, 4.0]]

# %% wrong="predicted_sums" why="B: tensors are joined like lists"
def predicted_sums():
    return [[1, 2, 10, 20], [1, 2, 10, 20], [11, 12], [1.5, 0.0]]

# %% wrong="predicted_sums" why="A and B swapped: lists added entry by entry"
def predicted_sums():
    return [[11, 22], [1, 2, 10, 20], [11, 12], [1.5, 0.0]]

# %% wrong="predicted_sums" why="order: C and D swapped ('in this order')"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [1.5, 0.0], [11, 12]]

# %% wrong="predicted_sums" why="tuples inside ('a list of four lists')"
def predicted_sums():
    return [(1, 2, 10, 20), (11, 22), (11, 12), (1.5, 0.0)]

# %% wrong="predicted_sums" why="grows a list that outlives the call: A is longer at the second call"
one_two = [1, 2]


def predicted_sums():
    a = one_two
    a += [10, 20]
    return [a, [11, 22], [11, 12], [1.5, 0.0]]

# %% wrong="predicted_sums" why="texts instead of numbers from B on"
def predicted_sums():
    return [[1, 2, 10, 20], ["11", "22"], ["11", "12"], ["1.5", "0.0"]]

# %% wrong="predicted_sums" why="D: -2.0 is added to each entry after 0.5 ('entry by entry')"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [-0.5, 0.5]]

# %% right="add_elementwise" why="two float32 tensors after the check"
def add_elementwise(a: Sequence[float], b: Sequence[float]) -> torch.Tensor:
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers, b has {len(b)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% right="add_elementwise" why="comprehension over a strict zip; its error is told anew with the lengths"
def add_elementwise(a, b):
    try:
        sums = [x + y for x, y in zip(a, b, strict=True)]
    except ValueError as error:
        raise ValueError(f"lengths {len(a)} and {len(b)} differ") from error
    return torch.tensor(sums, dtype=torch.float32)

# %% right="add_elementwise" why="NumPy arrays, from_numpy"
def add_elementwise(a, b):
    n, m = len(a), len(b)
    if n != m:
        raise ValueError("unequal: %d numbers against %d" % (n, m))
    return torch.from_numpy(np.asarray(a, np.float32) + np.asarray(b, np.float32))

# %% right="add_elementwise" why="loop into a prepared tensor"
def add_elementwise(a, b):
    if len(a) == len(b):
        c = torch.zeros(len(a), dtype=torch.float32)
        for i in range(len(a)):
            c[i] = a[i] + b[i]
        return c
    raise ValueError("len(a) = " + str(len(a)) + ", len(b) = " + str(len(b)))

# %% right="add_elementwise" why="a table of two rows, summed along axis 0; error with several arguments"
def _check(a, b):
    if len(a) - len(b):
        raise ValueError("the lists have different lengths", len(a), len(b))


def add_elementwise(a, b):
    _check(a, b)
    return torch.tensor([list(a), list(b)], dtype=torch.float32).sum(dim=0)

# %% right="add_elementwise" why="map with operator.add"
import operator


def add_elementwise(a, b):
    lengths = (len(a), len(b))
    if lengths[0] != lengths[1]:
        raise ValueError(f"lengths are {lengths}, expected equal ones")
    return torch.tensor(list(map(operator.add, a, b)), dtype=torch.float32)

# %% wrong="add_elementwise" why="refuses only a longer first list; a longer second one is cut by zip ('refuse lists of different lengths')"
def add_elementwise(a, b):
    if len(a) > len(b):
        raise ValueError(f"a has {len(a)} numbers, b only {len(b)}")
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)

# %% wrong="add_elementwise" why="a list a of one number is stretched"
def add_elementwise(a, b):
    if len(a) != len(b) and len(a) != 1:
        raise ValueError(f"lengths {len(a)} and {len(b)} do not fit")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="two empty lists are refused ('Two empty lists are equally long')"
def add_elementwise(a, b):
    if not a or not b or len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="stack of no tensors fails: two empty lists crash"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    return torch.stack([torch.tensor(float(x + y), dtype=torch.float32) for x, y in zip(a, b)])

# %% wrong="add_elementwise" why="adds into the caller's list ('Arguments are not changed')"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    for i in range(len(b)):
        a[i] += b[i]
    return torch.tensor(a, dtype=torch.float32)

# %% wrong="add_elementwise" why="in-place sum of an int64 and a float32 tensor fails for whole a and b with a point"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    total = torch.tensor(a)
    total += torch.tensor(b)
    return total.float()

# %% wrong="add_elementwise" why="squeezed: lists of one number give shape () instead of [1]"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    pairs = torch.tensor([[x + y] for x, y in zip(a, b)], dtype=torch.float32)
    return pairs.squeeze()

# %% wrong="add_elementwise" why="an empty list beside one with numbers is not refused"
def add_elementwise(a, b):
    if a and b and len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)

# %% wrong="add_elementwise" why="the message tells the lists, not their lengths ('the message tells both lengths')"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"cannot add {list(a)} and {list(b)}: not equally long")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="only PyTorch's own refusal is turned into a ValueError: a list of one number is stretched"
def add_elementwise(a, b):
    try:
        return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)
    except RuntimeError:
        raise ValueError(f"lengths are {len(a)} and {len(b)}")

# %% wrong="add_elementwise" why="strict zip: its message does not say how long the lists are"
def add_elementwise(a, b):
    return torch.tensor([x + y for x, y in zip(a, b, strict=True)], dtype=torch.float32)

# %% wrong="add_elementwise" why="int64 for whole numbers"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    return torch.tensor([x + y for x, y in zip(a, b)])

# %% wrong="add_elementwise" why="an assertion is no ValueError"
def add_elementwise(a, b):
    assert len(a) == len(b), f"lengths are {len(a)} and {len(b)}"
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="float64 from NumPy"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"lengths are {len(a)} and {len(b)}")
    return torch.from_numpy(np.array(a, dtype=float) + np.array(b, dtype=float))

# %% wrong="add_elementwise" why="tells how much longer one list is, not how long each of them is"
def add_elementwise(a, b):
    difference = abs(len(a) - len(b))
    if difference:
        raise ValueError(f"the first list has {len(a)} numbers, the other differs by {difference}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)
