# %% right="installation_report" why="arange from 1, sum method, keywords"
def installation_report(device: torch.device, n: int) -> Report:
    """Report PyTorch's version, and the sum of 1 to ``n`` on a device."""
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(version=torch.__version__, device=check.device.type, check=check)

# %% right="installation_report" why="counts from 0, torch.sum with a dtype, positional fields, version as a plain str"
def installation_report(device, n):
    numbers = torch.arange(n + 1, dtype=torch.int64, device=device)
    total = torch.sum(numbers, dim=0)
    return Report(str(torch.__version__), str(total.device).split(":")[0], total)

# %% right="installation_report" why="the device as a context, and a helper that makes the sum"
def installation_report(device, n):
    def _sum():
        with torch.device(device):
            return torch.arange(1, n + 1).sum()

    check = _sum()
    fields = {"check": check, "device": check.device.type}
    return Report(version=torch.version.__version__, **fields)

# %% right="installation_report" why="backwards from n with a negative step: n, n - 1, ..., 1"
def installation_report(device, n):
    check = torch.arange(n, 0, -1, device=device).sum()
    kind = check.device.type
    return Report(getattr(torch, "__version__"), kind, check)

# %% wrong="installation_report" why="sums in float32, which is inexact for large n: the sum 1 + 2 + ... + n"
def installation_report(device, n):
    check = torch.arange(1.0, n + 1, device=device).sum().to(torch.int64)
    return Report(torch.__version__, check.device.type, check)

# %% wrong="installation_report" why="the last entry of cumsum does not exist for n = 0: at least 0, the sum of no numbers is 0"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).cumsum(dim=0)[-1]
    return Report(torch.__version__, check.device.type, check)

# %% wrong="installation_report" why="refuses n = 0: n is at least 0"
def installation_report(device, n):
    if n < 1:
        raise ValueError(f"n is {n}, expected at least 1")
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, check.device.type, check)

# %% wrong="installation_report" why="the version is kept from when the cell ran: look it up each time"
VERSION = str(torch.__version__)


def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(VERSION, check.device.type, check)

# %% wrong="installation_report" why="for n = 0 the zero lies on the CPU: a tensor on the given device"
def installation_report(device, n):
    if n == 0:
        check = torch.tensor(0)
    else:
        check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, device.type, check)

# %% wrong="installation_report" why="the given device as text, with its number where it has one: the type of the device on which check lies, a text without a number"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, str(device), check)

# %% wrong="installation_report" why="arange stops before n: the sum 1 + 2 + ... + n"
def installation_report(device, n):
    check = torch.arange(1, n, device=device).sum()
    return Report(torch.__version__, check.device.type, check)

# %% wrong="installation_report" why="the number is taken out: leave check a tensor, so that it works on meta"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(torch.__version__, check.device.type, check.item())

# %% wrong="installation_report" why="uses the notebook's device and not the one that is given"
here = device


def installation_report(device, n):
    check = torch.arange(1, n + 1).to(here).sum()
    return Report(torch.__version__, device.type, check)

# %% wrong="installation_report" why="shape (1,): check is a tensor of shape ()"
def installation_report(device, n):
    check = torch.arange(1, n + 1, device=device).sum(dim=0, keepdim=True)
    return Report(torch.__version__, check.device.type, check)

# %% wrong="installation_report" why="version as a default value of an argument, found when the function is defined: look it up each time"
def installation_report(device, n, version=torch.__version__):
    check = torch.arange(1, n + 1, device=device).sum()
    return Report(version, check.device.type, check)

# %% right="observation_batch" why="torch.tensor with a dtype"
def observation_batch(observations: Sequence[Sequence[float]]) -> torch.Tensor:
    """Put observations into one tensor, one row each."""
    return torch.tensor(observations, dtype=torch.float32)

# %% right="observation_batch" why="one tensor for each row, stacked"
def observation_batch(observations):
    rows = []
    for observation in observations:
        rows.append(torch.tensor(list(observation), dtype=torch.float32))
    return torch.stack(rows, dim=0)

# %% right="observation_batch" why="through a NumPy array of float32"
def observation_batch(observations):
    return torch.from_numpy(np.array(observations, dtype=np.float32))

# %% right="observation_batch" why="an empty table filled number by number"
def observation_batch(observations):
    table = torch.empty(len(observations), len(observations[0]), dtype=torch.float32)
    for i, observation in enumerate(observations):
        for j, number in enumerate(observation):
            table[i, j] = float(number)
    return table

# %% right="observation_batch" why="Python floats first, torch chooses, then float()"
def observation_batch(observations):
    batch = torch.tensor([[float(x) for x in row] for row in observations])
    return batch.float()

# %% wrong="observation_batch" why="the dtype is left to the values: always float32"
def observation_batch(observations):
    return torch.tensor(observations)

# %% wrong="observation_batch" why="squeeze drops an axis of length one: shape [n_observations, n_entries], also for one observation"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float32).squeeze()

# %% wrong="observation_batch" why="the first row decides on the dtype of the table, so numbers with a point after a row of whole numbers are cut: whole or not"
def observation_batch(observations):
    first = torch.tensor(observations[0])
    table = torch.empty(len(observations), len(first), dtype=first.dtype)
    for i, observation in enumerate(observations):
        table[i] = torch.tensor(observation)
    return table.float()

# %% wrong="observation_batch" why="turns the numbers in the caller's own lists into floats: arguments are not changed"
def observation_batch(observations):
    for observation in observations:
        observation[:] = [float(x) for x in observation]
    return torch.tensor(observations)

# %% wrong="observation_batch" why="two entries per row, as in the example: as many as the observations have"
def observation_batch(observations):
    flat = [float(x) for row in observations for x in row]
    return torch.tensor(flat, dtype=torch.float32).reshape(-1, 2)

# %% wrong="observation_batch" why="float64 by way of NumPy: float32"
def observation_batch(observations):
    return torch.from_numpy(np.array(observations, dtype=float))

# %% wrong="observation_batch" why="stacks along the second axis, so the observations are columns: one row each"
def observation_batch(observations):
    return torch.stack([torch.Tensor(list(o)) for o in observations], dim=1)

# %% wrong="observation_batch" why="equal observations are put together, since dict keys are unique: one row for each observation"
def observation_batch(observations):
    unique = dict.fromkeys(tuple(float(x) for x in row) for row in observations)
    return torch.tensor(list(unique), dtype=torch.float32)

# %% wrong="observation_batch" why="half precision on the way rounds the numbers: the entries of the observations"
def observation_batch(observations):
    return torch.tensor(observations, dtype=torch.float16).float()

# %% right="describe" why="tuple of the shape and the dtype"
def describe(x: torch.Tensor) -> tuple[tuple[int, ...], torch.dtype]:
    """Report a tensor's shape and dtype."""
    return tuple(x.shape), x.dtype

# %% right="describe" why="torch.Size is a tuple already"
def describe(x):
    shape, dtype = x.size(), x.dtype
    return shape, dtype

# %% right="describe" why="asks axis by axis"
def describe(x):
    lengths = ()
    for axis in range(x.dim()):
        lengths += (x.size(axis),)
    return (lengths, x.dtype)

# %% right="describe" why="generator expression over range(ndim) with int()"
def describe(x):
    return (tuple(int(x.shape[k]) for k in range(x.ndim)), getattr(x, "dtype"))

# %% wrong="describe" why="goes down into the first entry of each axis, which an empty tensor does not have: it must work for every tensor"
def describe(x):
    dtype, lengths = x.dtype, []
    while x.dim() > 0:
        lengths.append(len(x))
        x = x[0]
    return tuple(lengths), dtype

# %% wrong="describe" why="knows two dtypes only: the dtype itself, of every tensor"
def describe(x):
    dtype = torch.float32 if x.is_floating_point() else torch.int64
    return tuple(x.shape), dtype

# %% wrong="describe" why="leaves out axes of length one: one whole number for each axis"
def describe(x):
    return tuple(x.squeeze().shape), x.dtype

# %% wrong="describe" why="leaves out axes of length zero: one whole number for each axis"
def describe(x):
    return tuple(length for length in x.shape if length), x.dtype

# %% wrong="describe" why="the dtype's name in the place of the dtype itself"
def describe(x):
    return tuple(x.shape), str(x.dtype)

# %% wrong="describe" why="a list for the shape: a tuple of whole numbers"
def describe(x):
    return list(x.shape), x.dtype

# %% wrong="describe" why="a single number is said to have shape (1,): a tensor of shape (), with no axis at all"
def describe(x):
    shape = tuple(x.shape) or (1,)
    return shape, x.dtype

# %% wrong="describe" why="goes through NumPy, which a tensor on meta cannot"
def describe(x):
    array = x.numpy()
    return array.shape, x.dtype

# %% wrong="describe" why="rows and columns only: one whole number for each axis, also for three axes"
def describe(x):
    if x.dim() == 0:
        return (), x.dtype
    if x.dim() == 1:
        return (len(x),), x.dtype
    return (x.shape[0], x.shape[1]), x.dtype

# %% wrong="describe" why="the dtype comes first: first the shape, then the dtype"
def describe(x):
    return x.dtype, tuple(x.shape)

# %% wrong="describe" why="a table of dtypes by name that lacks most of them: every tensor"
def describe(x):
    kinds = {
        "torch.FloatTensor": torch.float32,
        "torch.DoubleTensor": torch.float64,
        "torch.LongTensor": torch.int64,
    }
    return tuple(x.shape), kinds.get(x.type(), torch.float32)

# %% right="move_to" why="to, and asks the new tensor"
def move_to(x: torch.Tensor, target: torch.device | str) -> tuple[torch.Tensor, str]:
    """Move a tensor to a device, and report where it is."""
    moved = x.to(target)
    return moved, moved.device.type

# %% right="move_to" why="makes a torch.device of the target first, keyword argument"
def move_to(x, target):
    place = torch.device(target)
    there = x.to(device=place)
    return (there, there.device.type)

# %% right="move_to" why="always a copy, and the type cut out of the device's text"
def move_to(x, target):
    result = torch.Tensor.to(x, target, copy=True)
    kind, _, _ = str(result.device).partition(":")
    return result, kind

# %% right="move_to" why="a helper with early return where nothing is to be done"
def move_to(x, target):
    def there():
        if x.device == torch.device(target):
            return x
        return x.to(target, non_blocking=False)

    y = there()
    return y, y.device.type

# %% wrong="move_to" why="target.split fails for a torch.device: the target may be a text or a torch.device"
def move_to(x, target):
    return x.to(target), target.split(":")[0]

# %% wrong="move_to" why="falls back to the CPU: a device that is not there must remain an error"
def move_to(x, target):
    try:
        moved = x.to(target)
    except (RuntimeError, AssertionError):
        moved = x.to("cpu")
    return moved, moved.device.type

# %% wrong="move_to" why="raises a ValueError of its own: let PyTorch raise its own"
def move_to(x, target):
    kind = torch.device(target).type
    if kind not in [*devices.available(), "meta"]:
        raise ValueError(f"there is no device {target}")
    moved = x.to(target)
    return moved, moved.device.type

# %% wrong="move_to" why="builds the tensor anew from a list: float64 becomes float32 and a tensor on meta has no list; shape, dtype and numbers stay as they are"
def move_to(x, target):
    moved = torch.tensor(x.tolist(), device=target)
    return moved, moved.device.type

# %% wrong="move_to" why="a tensor of the same kind without the numbers: numbers stay as they are"
def move_to(x, target):
    moved = torch.zeros_like(x, device=target)
    return moved, moved.device.type

# %% wrong="move_to" why="moves row by row and stacks: fails for a single number and for an empty tensor, but any tensor may come"
def move_to(x, target):
    moved = torch.stack([row.to(target) for row in x])
    return moved, moved.device.type

# %% wrong="move_to" why="goes through NumPy: a tensor on meta, in bfloat16 or one that wants gradients fails, but any tensor may come"
def move_to(x, target):
    moved = torch.as_tensor(x.numpy()).to(target)
    return moved, moved.device.type

# %% wrong="move_to" why="drops what .to returned and gives back x: return the tensor on the device"
def move_to(x, target):
    x.to(target)
    return x, x.device.type

# %% wrong="move_to" why="the text is the target's, with its number: only the type"
def move_to(x, target):
    return x.to(target), str(target)

# %% wrong="move_to" why="returns the device and not its type as a text"
def move_to(x, target):
    moved = x.to(target)
    return moved, moved.device

# %% wrong="move_to" why="makes the numbers float32 on the way: dtype stays as it is"
def move_to(x, target):
    moved = x.to(target, torch.float32)
    return moved, moved.device.type

# %% wrong="move_to" why="reports where x is, not where the returned tensor is"
def move_to(x, target):
    return x.to(target), x.device.type

# %% wrong="move_to" why="returns a list: a tuple is no list"
def move_to(x, target):
    moved = x.to(target)
    return [moved, moved.device.type]

# %% right="predicted_sums" why="four literal lists"
def predicted_sums() -> list[list[float]]:
    """Predict the results of the expressions A, B, C and D."""
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1.5, 0.0]]

# %% right="predicted_sums" why="named predictions, all numbers with a point"
def predicted_sums():
    a = [1.0, 2.0, 10.0, 20.0]
    b = [11.0, 22.0]
    c = [11.0, 12.0]
    d = [1.5, 0.0]
    return [a, b, c, d]

# %% right="predicted_sums" why="worked out by list arithmetic, without tensors"
def predicted_sums():
    left, right = [1, 2], [10, 20]
    sums = [left + right]
    for other in (right, [10] * 2, [0.5, -2.0]):
        sums.append([x + y for x, y in zip(left, other)])
    return sums

# %% right="predicted_sums" why="the expressions themselves, turned into lists"
def predicted_sums():
    one_two = torch.tensor([1, 2])
    others = (torch.tensor([10, 20]), 10, torch.tensor([0.5, -2.0]))
    return [[1, 2] + [10, 20], *[(one_two + other).tolist() for other in others]]

# %% wrong="predicted_sums" why="B joined like lists: for PyTorch + means entry by entry"
def predicted_sums():
    return [[1, 2, 10, 20], [1, 2, 10, 20], [11, 12], [1.5, 0.0]]

# %% wrong="predicted_sums" why="C appends the 10: + 10 goes to each entry"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [1, 2, 10], [1.5, 0.0]]

# %% wrong="predicted_sums" why="D as whole numbers, since the left tensor is int64: the result has numbers with a point"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1, 0]]

# %% wrong="predicted_sums" why="C adds 10 to the first entry only"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 2], [1.5, 0.0]]

# %% wrong="predicted_sums" why="loses the sign in D: 2 + -2.0 is 0"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12], [1.5, 4.0]]

# %% wrong="predicted_sums" why="tensors for B, C and D: a list of four lists of numbers"
def predicted_sums():
    x = torch.tensor([1, 2])
    b, c = x + torch.tensor([10, 20]), x + 10
    return [[1, 2] + [10, 20], b, c, x + torch.tensor([0.5, -2.0])]

# %% wrong="predicted_sums" why="C and D exchanged: in this order"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [1.5, 0.0], [11, 12]]

# %% wrong="predicted_sums" why="A entry by entry: for Python, + of two lists means one after the other"
def predicted_sums():
    return [[11, 22], [11, 22], [11, 12], [1.5, 0.0]]

# %% wrong="predicted_sums" why="C stretches the number to a table: the sum has two entries"
def predicted_sums():
    return [[1, 2, 10, 20], [11, 22], [11, 12, 11, 12], [1.5, 0.0]]

# %% right="add_elementwise" why="lengths first, two float32 tensors, plus"
def add_elementwise(a: Sequence[float], b: Sequence[float]) -> torch.Tensor:
    """Add two lists of numbers entry by entry."""
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% right="add_elementwise" why="sums in a comprehension, one tensor at the end"
def add_elementwise(a, b):
    n, m = len(a), len(b)
    if n == m:
        return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)
    raise ValueError("lengths differ: {} and {}".format(n, m))

# %% right="add_elementwise" why="a loop into a tensor of zeros"
def add_elementwise(a, b):
    if len(b) - len(a):
        raise ValueError(f"cannot add {len(a)} numbers to {len(b)} numbers")
    c = torch.zeros(len(a))
    for i in range(len(a)):
        c[i] = a[i] + b[i]
    return c

# %% right="add_elementwise" why="NumPy arrays of float32, torch.from_numpy, and a helper that raises"
def add_elementwise(a, b):
    def _check():
        if len(set(map(len, (a, b)))) > 1:
            raise ValueError(f"expected as many numbers, got {len(a)} and {len(b)}")

    _check()
    total = np.asarray(a, dtype=np.float32) + np.asarray(b, dtype=np.float32)
    return torch.from_numpy(total)

# %% right="add_elementwise" why="both lists as rows of one table, summed over the rows"
def add_elementwise(a, b):
    lengths = (len(a), len(b))
    if lengths[0] != lengths[1]:
        raise ValueError(f"the lists have lengths {lengths}")
    rows = torch.tensor([list(a), list(b)], dtype=torch.float32)  # [2, n]
    return rows.sum(dim=0)

# %% wrong="add_elementwise" why="adds into the caller's first list: arguments are not changed"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    for i, number in enumerate(b):
        a[i] += number
    return torch.tensor(a, dtype=torch.float32)

# %% wrong="add_elementwise" why="refuses two empty lists: two empty lists are equally long"
def add_elementwise(a, b):
    if not a or not b or len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="refuses a longer first list only; a longer second list is cut: lists of different lengths"
def add_elementwise(a, b):
    if len(a) > len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    return torch.tensor([x + y for x, y in zip(a, b)], dtype=torch.float32)

# %% wrong="add_elementwise" why="does not check where one list is empty, so [] and [1.0] give an empty tensor: lists of different lengths are refused"
def add_elementwise(a, b):
    if a and b and len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="squeeze makes a shape () of one pair: shape [len(a)]"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    pairs = torch.tensor([[x, y] for x, y in zip(a, b)], dtype=torch.float32)
    return pairs.reshape(-1, 2).sum(dim=1).squeeze()

# %% wrong="add_elementwise" why="rows of pairs without a second axis where the lists are empty: fails for two empty lists"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    pairs = torch.tensor(list(zip(a, b)), dtype=torch.float32)
    return pairs[:, 0] + pairs[:, 1]

# %% wrong="add_elementwise" why="the error shows the lists and not how long each of them is"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"the lists {a} and {b} are not equally long")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="zip(strict=True) raises a ValueError that tells no lengths: the message tells both lengths"
def add_elementwise(a, b):
    return torch.tensor([x + y for x, y in zip(a, b, strict=True)], dtype=torch.float32)

# %% wrong="add_elementwise" why="a list of one number is stretched: every unequal length is refused"
def add_elementwise(a, b):
    if len(a) != len(b) and 1 not in (len(a), len(b)):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="whole numbers stay int64: float32"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"a has {len(a)} numbers and b has {len(b)}")
    return torch.tensor(a) + torch.tensor(b)

# %% wrong="add_elementwise" why="the error tells one length: the message tells both lengths"
def add_elementwise(a, b):
    if len(a) != len(b):
        raise ValueError(f"b has {len(b)} numbers, it must be as long as a")
    return torch.tensor(a, dtype=torch.float32) + torch.tensor(b, dtype=torch.float32)

# %% wrong="add_elementwise" why="fills the shorter list up with zeros: refuse lists of different lengths"
def add_elementwise(a, b):
    import itertools

    pairs = itertools.zip_longest(a, b, fillvalue=0.0)
    return torch.tensor([x + y for x, y in pairs], dtype=torch.float32)
