# %% right="slopes_at" why="as the hint says: own leaf, sum, one backward"
def slopes_at(
    function: Callable[[torch.Tensor], torch.Tensor], points: torch.Tensor
) -> torch.Tensor:
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad
# %% right="slopes_at" why="backward with a vector of ones instead of a sum, copy by new_tensor from numpy"
def slopes_at(function, points):
    leaf = torch.tensor(points.detach().numpy(), requires_grad=True)
    results = function(leaf)
    results.backward(torch.ones_like(results))
    assert leaf.grad is not None
    return leaf.grad.detach().clone()
# %% right="slopes_at" why="torch.autograd.grad, which touches no .grad, with the caller's own tensor if it requires a gradient"
def slopes_at(function, points):
    x = points if points.requires_grad else points.clone().requires_grad_(True)
    (slopes,) = torch.autograd.grad(function(x).sum(), x)
    return slopes.clone()
# %% right="slopes_at" why="functional: torch.func.grad of a helper that sums, called once, in shape"
def slopes_at(
    function: Callable[[torch.Tensor], torch.Tensor], points: torch.Tensor
) -> torch.Tensor:
    def total(p: torch.Tensor) -> torch.Tensor:
        return function(p).sum()

    return torch.func.grad(total)(points.detach()).clone()
# %% right="slopes_at" why="forward mode: one jvp with a direction of ones gives f' at each entry"
def slopes_at(function, points):
    p = points.detach().clone()
    _, tangent = torch.func.jvp(function, (p,), (torch.ones_like(p),))
    return tangent.detach().clone()
# %% right="slopes_at" why="a small class and nn.Parameter, gradient copied into an empty tensor"
class Slopes:
    def __init__(self, function):
        self.function = function

    def __call__(self, where):
        leaf = torch.nn.Parameter(where.detach().clone())
        with torch.enable_grad():
            outcome = torch.sum(self.function(leaf))
            outcome.backward()
        out = torch.empty_like(where, requires_grad=False)
        with torch.no_grad():
            out.copy_(leaf.grad)
        return out


def slopes_at(function, points):
    return Slopes(function)(points)
# %% right="slopes_at" why="zeros_like plus the points as the leaf, grad_outputs in autograd.grad, no sum"
def slopes_at(function, points):
    x = torch.zeros_like(points, requires_grad=True)
    with torch.no_grad():
        x += points
    y = function(x)
    return torch.autograd.grad(outputs=y, inputs=[x], grad_outputs=[torch.ones_like(y)])[0].detach()
# %% wrong="slopes_at" why="'Call function once, with all points, in their shape': the points are flattened for the call"
def slopes_at(function, points):
    x = points.detach().clone().flatten().requires_grad_()
    function(x).sum().backward()
    return x.grad.reshape(points.shape)
# %% wrong="slopes_at" why="'Call function once, with all points': one call for each point (ladder counts places)"
def slopes_at(function, points):
    flat = points.detach().reshape(-1)
    out = torch.zeros_like(flat)
    for i in range(flat.numel()):
        x = flat[i].clone().requires_grad_()
        function(x).backward()
        out[i] = x.grad
    return out.reshape(points.shape)
# %% wrong="slopes_at" why="'Call function once': a first call under no_grad checks the shape, a second one is for the slopes"
def slopes_at(function, points):
    with torch.no_grad():
        if function(points.detach()).shape != points.shape:
            raise ValueError("the function must keep the shape")
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad
# %% wrong="slopes_at" why="'the shape and dtype of points', 'There may be no points': for no points always a float32 of shape (0,)"
def slopes_at(function, points):
    if points.numel() == 0:
        function(points.detach())
        return torch.tensor([])
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad
# %% wrong="slopes_at" why="'shape and dtype of points': the copy by tolist makes float32 of float64, and (0,) of (0, 3)"
def slopes_at(function, points):
    x = torch.tensor(points.tolist(), requires_grad=True)
    function(x).sum().backward()
    return x.grad
# %% wrong="slopes_at" why="'the slope at every x_i', float64: computed in float32 and only cast back, so the digits are gone"
def slopes_at(function, points):
    x = points.detach().to(torch.float32).clone().requires_grad_()
    function(x).sum().backward()
    return x.grad.to(points.dtype)
# %% wrong="slopes_at" why="'Return the slope': root has an infinite slope at 0, which is replaced by the largest float"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    return torch.nan_to_num(x.grad)
# %% wrong="slopes_at" why="'It may hold one in .grad already': the slopes are a difference to the old gradient, so a large old one eats their digits"
def slopes_at(function, points):
    if not points.requires_grad or points.grad is None:
        x = points.detach().clone().requires_grad_()
        function(x).sum().backward()
        return x.grad
    old = points.grad
    points.grad = old.clone()
    function(points).sum().backward()
    slopes = points.grad - old
    points.grad = old
    return slopes
# %% wrong="slopes_at" why="'Return them as a new tensor': leaves are kept by shape, and a second call overwrites the slopes that the first one returned"
LEAVES = {}


def slopes_at(function, points):
    key = (tuple(points.shape), points.dtype)
    if key not in LEAVES:
        LEAVES[key] = torch.zeros_like(points, requires_grad=True)
    x = LEAVES[key]
    with torch.no_grad():
        x.copy_(points)
    if x.grad is not None:
        x.grad.zero_()
    function(x).sum().backward()
    return x.grad
# %% wrong="slopes_at" why="'with all points, in their shape': a pair of moved copies is stacked, so the shape has one axis more (and root is nan at 0)"
def slopes_at(function, points):
    p = points.detach().double()
    h = 1e-6
    with torch.no_grad():
        up, down = function(torch.stack([p + h, p - h]))
    return ((up - down) / (2 * h)).to(points.dtype)
# %% right="rule" why="match, as the statement suggests"
def rule(operation: str, inputs: Sequence[float]) -> tuple[float, tuple[float, ...]]:
    match operation:
        case "add":
            a, b = inputs
            return a + b, (1.0, 1.0)
        case "sub":
            a, b = inputs
            return a - b, (1.0, -1.0)
        case "mul":
            a, b = inputs
            return a * b, (b, a)
        case "div":
            a, b = inputs
            return a / b, (1 / b, -a / b**2)
        case "exp":
            e = math.exp(inputs[0])
            return e, (e,)
        case "log":
            return math.log(inputs[0]), (1 / inputs[0],)
        case "tanh":
            t = math.tanh(inputs[0])
            return t, (1 - t**2,)
        case _:
            raise ValueError(f"no rule for {operation}")
# %% right="rule" why="a dictionary of small functions, the quotient's slope by its value"
def _tanh(a):
    t = math.tanh(a)
    return t, ((1 - t) * (1 + t),)


RULES = {
    "add": lambda a, b: (a + b, (1.0, 1.0)),
    "sub": lambda a, b: (a - b, (1.0, -1.0)),
    "mul": lambda a, b: (a * b, (b, a)),
    "div": lambda a, b: (a / b, (1.0 / b, -(a / b) / b)),
    "exp": lambda a: (math.exp(a), (math.exp(a),)),
    "log": lambda a: (math.log(a), (1.0 / a,)),
    "tanh": _tanh,
}


def rule(operation, inputs):
    if operation not in RULES:
        raise ValueError("unknown operation: " + operation)
    return RULES[operation](*inputs)
# %% right="rule" why="PyTorch in float64 does the work, item() makes plain numbers"
def rule(operation, inputs):
    known = {
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div,
        "exp": torch.exp, "log": torch.log, "tanh": torch.tanh,
    }
    try:
        f = known[operation]
    except KeyError as error:
        raise ValueError(f"operation {operation} has no rule") from error
    leaves = [torch.tensor(float(x), dtype=torch.float64, requires_grad=True) for x in inputs]
    value = f(*leaves)
    slopes = torch.autograd.grad(value, leaves)
    return value.item(), tuple(s.item() for s in slopes)
# %% right="rule" why="a class with a method per operation found by getattr"
class Operations:
    def do_add(self, a, b):
        return a + b, 1.0, 1.0

    def do_sub(self, a, b):
        return a - b, 1.0, -1.0

    def do_mul(self, a, b):
        return a * b, b, a

    def do_div(self, a, b):
        inverse = b**-1
        return a / b, inverse, -a * inverse * inverse

    def do_exp(self, a):
        return math.exp(a), math.exp(a)

    def do_log(self, a):
        return math.log(a), a**-1

    def do_tanh(self, a):
        return math.tanh(a), 1 - math.tanh(a) ** 2


def rule(operation, inputs):
    method = getattr(Operations(), f"do_{operation}", None)
    if method is None:
        raise ValueError(f"{operation}: no such operation")
    value, *slopes = method(*[float(x) for x in inputs])
    return value, tuple(slopes)
# %% right="rule" why="numpy functions turned into floats, an if chain; the slope of tanh by a guarded cosh"
def rule(operation, inputs):
    value = slopes = None
    if operation in ("add", "sub", "mul", "div"):
        a, b = float(inputs[0]), float(inputs[1])
        if operation == "add":
            value, slopes = a + b, (1.0, 1.0)
        elif operation == "sub":
            value, slopes = a - b, (1.0, -1.0)
        elif operation == "mul":
            value, slopes = a * b, (b, a)
        else:
            value, slopes = a / b, (1 / b, -a / b / b)
    elif operation in ("exp", "log", "tanh"):
        a = float(inputs[0])
        if operation == "exp":
            value = float(np.exp(a))
            slopes = (value,)
        elif operation == "log":
            value, slopes = float(np.log(a)), (1 / a,)
        else:
            value = float(np.tanh(a))
            slopes = (1 / math.cosh(a) ** 2 if abs(a) < 300 else 0.0,)
    else:
        raise ValueError(f"cannot do {operation!r}")
    return value, slopes
# %% wrong="rule" why="'Each is ... of a size between 1e-100 and 1e100': 1 / cosh(a)**2 raises OverflowError for large a"
def rule(operation, inputs):
    match operation:
        case "add":
            return inputs[0] + inputs[1], (1.0, 1.0)
        case "sub":
            return inputs[0] - inputs[1], (1.0, -1.0)
        case "mul":
            return inputs[0] * inputs[1], (inputs[1], inputs[0])
        case "div":
            a, b = inputs
            return a / b, (1 / b, -a / b**2)
        case "exp":
            return math.exp(inputs[0]), (math.exp(inputs[0]),)
        case "log":
            return math.log(inputs[0]), (1 / inputs[0],)
        case "tanh":
            return math.tanh(inputs[0]), (1 / math.cosh(inputs[0]) ** 2,)
    raise ValueError(operation)
# %% wrong="rule" why="'size between 1e-100 and 1e100': tanh by exponentials overflows for a above 355"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    if operation == "add":
        return a + b, (1.0, 1.0)
    if operation == "sub":
        return a - b, (1.0, -1.0)
    if operation == "mul":
        return a * b, (b, a)
    if operation == "div":
        return a / b, (1 / b, -a / (b * b))
    if operation == "exp":
        return math.exp(a), (math.exp(a),)
    if operation == "log":
        return math.log(a), (1 / a,)
    if operation == "tanh":
        e = math.exp(2 * a)
        t = (e - 1) / (e + 1)
        return t, (1 - t * t,)
    raise ValueError(f"unknown: {operation}")
# %% wrong="rule" why="'inputs: Sequence[float]': a list cannot be added to a tuple, TypeError"
def rule(operation, inputs):
    a, b = (inputs + (0.0,))[:2]
    match operation:
        case "add":
            return a + b, (1.0, 1.0)
        case "sub":
            return a - b, (1.0, -1.0)
        case "mul":
            return a * b, (b, a)
        case "div":
            return a / b, (1 / b, -a / b**2)
        case "exp":
            return math.exp(a), (math.exp(a),)
        case "log":
            return math.log(a), (1 / a,)
        case "tanh":
            return math.tanh(a), (1 - math.tanh(a) ** 2,)
        case _:
            raise ValueError(f"no rule for {operation}")
# %% wrong="rule" why="'For any other name raise a ValueError': 'Add', 'EXP' and ' mul' are taken for known names"
def rule(operation, inputs):
    name = operation.strip().lower()
    if name in ("add", "sub", "mul", "div"):
        a, b = inputs
        return {
            "add": lambda: (a + b, (1.0, 1.0)),
            "sub": lambda: (a - b, (1.0, -1.0)),
            "mul": lambda: (a * b, (b, a)),
            "div": lambda: (a / b, (1 / b, -a / b**2)),
        }[name]()
    if name in ("exp", "log", "tanh"):
        (a,) = inputs
        value = getattr(math, name)(a)
        slope = value if name == "exp" else 1 / a if name == "log" else 1 - value**2
        return value, (slope,)
    raise ValueError(f"no rule for {operation}")
# %% wrong="rule" why="'For any other name raise a ValueError': 'in' on a string finds parts of names; 'tan' and 'a' are taken for tanh"
def rule(operation, inputs):
    if operation not in "add sub mul div exp log tanh":
        raise ValueError(f"no rule for {operation}")
    if operation == "add":
        return inputs[0] + inputs[1], (1.0, 1.0)
    elif operation == "sub":
        return inputs[0] - inputs[1], (1.0, -1.0)
    elif operation == "mul":
        return inputs[0] * inputs[1], (inputs[1], inputs[0])
    elif operation == "div":
        a, b = inputs
        return a / b, (1 / b, -a / b**2)
    elif operation == "exp":
        return math.exp(inputs[0]), (math.exp(inputs[0]),)
    elif operation == "log":
        return math.log(inputs[0]), (1 / inputs[0],)
    else:
        t = math.tanh(inputs[0])
        return t, (1 - t * t,)
# %% wrong="rule" why="'size between 1e-100 and 1e100': a small number guards the division and the logarithm, which ruins them for small inputs"
def rule(operation, inputs):
    eps = 1e-12
    match operation:
        case "add":
            return inputs[0] + inputs[1], (1.0, 1.0)
        case "sub":
            return inputs[0] - inputs[1], (1.0, -1.0)
        case "mul":
            return inputs[0] * inputs[1], (inputs[1], inputs[0])
        case "div":
            a, b = inputs
            return a / (b + eps), (1 / (b + eps), -a / (b * b + eps))
        case "exp":
            return math.exp(inputs[0]), (math.exp(inputs[0]),)
        case "log":
            return math.log(inputs[0] + eps), (1 / (inputs[0] + eps),)
        case "tanh":
            return math.tanh(inputs[0]), (1 - math.tanh(inputs[0]) ** 2,)
    raise ValueError(f"no rule for {operation}")
# %% wrong="rule" why="'size between 1e-100 and 1e100; in exp at most 700': float32 tensors overflow to inf and underflow to 0"
def rule(operation, inputs):
    known = ["add", "sub", "mul", "div", "exp", "log", "tanh"]
    if operation not in known:
        raise ValueError(f"{operation} is not in {known}")
    leaves = [torch.tensor(x, requires_grad=True) for x in inputs]
    value = getattr(torch, operation)(*leaves)
    value.backward()
    return value.item(), tuple(leaf.grad.item() for leaf in leaves)
# %% wrong="rule" why="'in exp at most 700' is a limit for exp alone: e^a is computed for each operation with one input, so log(1e100) raises OverflowError"
def rule(operation, inputs):
    if len(inputs) == 1:
        a = inputs[0]
        e = math.exp(a)
        if operation == "exp":
            return e, (e,)
        if operation == "log":
            return math.log(a), (1 / a,)
        if operation == "tanh":
            return math.tanh(a), (1 - math.tanh(a) ** 2,)
    else:
        a, b = inputs
        if operation == "add":
            return a + b, (1.0, 1.0)
        if operation == "sub":
            return a - b, (1.0, -1.0)
        if operation == "mul":
            return a * b, (b, a)
        if operation == "div":
            return a / b, (1 / b, -a / b / b)
    raise ValueError("no rule for " + operation)
# %% wrong="rule" why="'and its local slopes': measured by a difference of step 1e-6, which is nothing beside 1e100 and too much beside 1e-100"
def rule(operation, inputs):
    table = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": math.exp,
        "log": math.log,
        "tanh": math.tanh,
    }
    if operation not in table:
        raise ValueError(f"{operation}?")
    f, h, slopes = table[operation], 1e-6, []
    for i in range(len(inputs)):
        up, down = list(inputs), list(inputs)
        up[i] += h
        down[i] -= h
        slopes.append((f(*up) - f(*down)) / (2 * h))
    return f(*inputs), tuple(slopes)
# %% wrong="rule" why="'For any other name': log2 and log10 pass as log, expm1 as exp"
def rule(operation, inputs):
    if operation.startswith("exp"):
        return math.exp(inputs[0]), (math.exp(inputs[0]),)
    if operation.startswith("log"):
        return math.log(inputs[0]), (1 / inputs[0],)
    if operation.startswith("tanh"):
        return math.tanh(inputs[0]), (1 - math.tanh(inputs[0]) ** 2,)
    if operation == "add":
        return sum(inputs), (1.0, 1.0)
    if operation == "sub":
        return inputs[0] - inputs[1], (1.0, -1.0)
    if operation == "mul":
        return math.prod(inputs), (inputs[1], inputs[0])
    if operation == "div":
        return inputs[0] / inputs[1], (1 / inputs[1], -inputs[0] / inputs[1] ** 2)
    raise ValueError(f"{operation} is unknown")
# %% right="sweep" why="the pseudocode line by line"
def sweep(tape: Sequence[Entry]) -> list[float]:
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g
# %% right="sweep" why="numpy, np.add.at collects repeated places, tolist at the end"
def sweep(tape):
    n = len(tape)
    g = np.zeros(n)
    g[n - 1] = 1
    for t in range(n - 1, 0, -1):
        where = np.array(tape[t].inputs, dtype=np.int64)
        np.add.at(g, where, g[t] * np.array(tape[t].slopes, dtype=np.float64))
    return g.tolist()
# %% right="sweep" why="pull instead of push: users of each entry are listed first, then each slope is one sum"
def sweep(tape):
    users = [[] for _ in tape]
    for t, entry in enumerate(tape):
        for s, d in zip(entry.inputs, entry.slopes, strict=True):
            users[s].append((t, d))
    slopes = {len(tape) - 1: 1.0}
    for s in range(len(tape) - 2, -1, -1):
        slopes[s] = float(sum(slopes[t] * d for t, d in users[s]))
    return [slopes[t] for t in range(len(tape))]
# %% right="sweep" why="defaultdict, enumerate over a reversed copy, entries that got nothing are skipped"
from collections import defaultdict


def sweep(tape):
    shares = defaultdict(float)
    last = len(tape) - 1
    shares[last] = 1.0
    for back, (value, inputs, slopes) in enumerate(tape[::-1]):
        mine = shares[last - back]
        if mine == 0.0:
            continue
        for k in range(len(inputs)):
            shares[inputs[k]] += mine * slopes[k]
    return [shares[t] for t in range(last + 1)]
# %% right="sweep" why="heap of places still to be done, largest first, torch float64 as storage"
import heapq


def sweep(tape):
    g = torch.zeros(len(tape), dtype=torch.float64)
    g[-1] = 1.0
    waiting, seen = [-(len(tape) - 1)], {len(tape) - 1}
    while waiting:
        t = -heapq.heappop(waiting)
        entry = tape[t]
        for s, d in zip(entry.inputs, entry.slopes):
            g[s] += g[t] * d
            if s not in seen:
                seen.add(s)
                heapq.heappush(waiting, -s)
    return g.tolist()
# %% wrong="sweep" why="'one plain number for each entry': the place is looked up by equality, so two equal entries are mixed up"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for entry in reversed(tape):
        t = tape.index(entry)
        for s, d in zip(entry.inputs, entry.slopes):
            g[s] += g[t] * d
    return g
# %% wrong="sweep" why="'no recursion that deep': remembers results, but recurses along the whole tape"
def sweep(tape):
    users = [[] for _ in tape]
    for t, entry in enumerate(tape):
        for s, d in zip(entry.inputs, entry.slopes):
            users[s].append((t, d))
    known = {len(tape) - 1: 1.0}

    def slope(s):
        if s not in known:
            known[s] = float(sum(slope(t) * d for t, d in users[s]))
        return known[s]

    return [slope(s) for s in range(len(tape))]
# %% wrong="sweep" why="'no walk along every path': a stack of shares, twice as many at each x x"
def sweep(tape):
    g = [0.0] * len(tape)
    stack = [(len(tape) - 1, 1.0)]
    while stack:
        t, share = stack.pop()
        g[t] += share
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            stack.append((s, share * d))
    return g
# %% wrong="sweep" why="'for t = n, n - 1, ..., 0': breadth first with a seen set, so an entry hands on before all its shares have come"
def sweep(tape):
    from collections import deque

    g = [0.0] * len(tape)
    g[-1] = 1.0
    queue, seen = deque([len(tape) - 1]), {len(tape) - 1}
    while queue:
        t = queue.popleft()
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
            if s not in seen:
                seen.add(s)
                queue.append(s)
    return g
# %% wrong="sweep" why="'for t = n, ..., 0': stops at the first given number, although constants stand in the middle of a tape"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in range(len(tape) - 1, -1, -1):
        if not tape[t].inputs:
            break
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g
# %% wrong="sweep" why="'slopes: slope by each of the inputs', in order: the inputs are sorted, their slopes are not"
def sweep(tape):
    g = [0.0 for _ in tape]
    g[len(tape) - 1] = 1.0
    for t in reversed(range(len(tape))):
        entry = tape[t]
        for s, d in zip(sorted(entry.inputs), entry.slopes):
            g[s] = g[s] + g[t] * d
    return g
# %% wrong="sweep" why="'tape: Sequence[Entry]': a tuple has no reverse(); the list is turned round and back"
def sweep(tape):
    n = len(tape)
    g = [0.0] * n
    g[-1] = 1.0
    tape.reverse()
    for k, entry in enumerate(tape):
        for s, d in zip(entry.inputs, entry.slopes):
            g[s] += g[n - 1 - k] * d
    tape.reverse()
    return g
# %% wrong="sweep" why="'An entry that the last one does not depend on has the slope 0': small shares are dropped too, though later slopes may be large"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        if abs(g[t]) < 1e-12:
            continue
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g
# %% wrong="sweep" why="'no result is too large for a float', 'to twelve digits': float32 storage loses digits, and is inf above 3e38"
def sweep(tape):
    g = np.zeros(len(tape), dtype=np.float32)
    g[-1] = 1
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g.tolist()
# %% wrong="sweep" why="'let each entry hand its share to its inputs': an entry of value 0 (such as tanh 0, or x - x) hands on nothing"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        if not tape[t].value:
            continue
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g
# %% wrong="sweep" why="'the same place may stand more than once', each with a slope of its own: x - x or x / x takes the first slope twice"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        inputs, slopes = tape[t].inputs, tape[t].slopes
        for s in inputs:
            g[s] += g[t] * slopes[inputs.index(s)]
    return g
# %% right="descend_by_autograd" why="as the hint says: leaf, no_grad, grad = None, stack of clones"
def descend_by_autograd(
    function: Callable[[torch.Tensor], torch.Tensor],
    start: torch.Tensor,
    learning_rate: float,
    n_steps: int,
    clears: bool,
) -> torch.Tensor:
    x = start.detach().clone().requires_grad_()
    positions = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        positions.append(x.detach().clone())
    return torch.stack(positions)
# %% right="descend_by_autograd" why="torch.optim.SGD, zero_grad only if clears, rows written into an empty tensor"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    weights = torch.nn.Parameter(start.detach().clone())
    optimiser = torch.optim.SGD([weights], lr=learning_rate)
    walk = torch.empty(n_steps + 1, len(start), dtype=start.dtype)
    walk[0] = weights.data
    for k in range(1, n_steps + 1):
        if clears:
            optimiser.zero_grad()
        loss = function(weights)
        loss.backward()
        optimiser.step()
        walk[k] = weights.data
    return walk
# %% right="descend_by_autograd" why="torch.autograd.grad and a sum kept by hand, a fresh leaf at each step"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    position = start.detach().clone()
    walk, total = position.unsqueeze(0), torch.zeros_like(position)
    for _ in range(n_steps):
        leaf = position.clone().requires_grad_(True)
        gradient = torch.autograd.grad(function(leaf), leaf)[0]
        total = gradient if clears else total + gradient
        position = position - learning_rate * total
        walk = torch.cat([walk, position.unsqueeze(0)], dim=0)
    return walk
# %% right="descend_by_autograd" why="SGD with momentum 1 keeps the sum of all gradients, although zero_grad is always called"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    sgd = torch.optim.SGD([x], lr=learning_rate, momentum=0.0 if clears else 1.0)
    rows = []
    while len(rows) < n_steps:
        rows.append(x.detach().clone())
        sgd.zero_grad()
        function(x).backward()
        sgd.step()
    rows.append(x.detach().clone())
    return torch.vstack(rows)
# %% right="descend_by_autograd" why="a class with a generator, .data moves, zero_ clears in place"
class Walker:
    def __init__(self, function, start, rate, clears):
        self.function, self.rate, self.clears = function, rate, clears
        self.x = torch.empty_like(start, requires_grad=False).copy_(start.detach())
        self.x.requires_grad = True

    def walk(self, n):
        yield self.x.detach().numpy().copy()
        for _ in range(n):
            if self.clears and self.x.grad is not None:
                self.x.grad.zero_()
            self.function(self.x).backward()
            self.x.data.add_(self.x.grad, alpha=-self.rate)
            yield self.x.detach().numpy().copy()


def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    rows = list(Walker(function, start, learning_rate, clears).walk(n_steps))
    return torch.from_numpy(np.array(rows))
# %% right="descend_by_autograd" why="torch.func.grad, list of all gradients, the sum taken anew at each step"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    slope = torch.func.grad(function)
    out = torch.zeros((n_steps + 1,) + start.shape, dtype=start.dtype)
    out[0] = start.detach()
    gradients = []
    for k in range(n_steps):
        gradients.append(slope(out[k].clone()).detach())
        used = gradients[-1] if clears else torch.stack(gradients).sum(dim=0)
        out[k + 1] = out[k] - learning_rate * used
    return out
# %% wrong="descend_by_autograd" why="'the sum of the gradients at all positions so far': only the last two are added"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone()
    rows, before = [x.clone()], torch.zeros_like(x)
    for _ in range(n_steps):
        leaf = x.clone().requires_grad_()
        function(leaf).backward()
        used = leaf.grad if clears else leaf.grad + before
        before = leaf.grad
        x = x - learning_rate * used
        rows.append(x.clone())
    return torch.stack(rows)
# %% wrong="descend_by_autograd" why="'n_steps: from 0': a stack of no rows raises"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    first = x.detach().clone()[None]
    rows = []
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.cat([first, torch.stack(rows)])
# %% wrong="descend_by_autograd" why="'in a new tensor': for no steps the result shares its memory with start"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    if n_steps == 0:
        return start.detach().unsqueeze(0)
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)
# %% wrong="descend_by_autograd" why="'dtype of start': the rows are float32 always"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = torch.zeros(n_steps + 1, start.shape[0])
    rows[0] = x.detach()
    for k in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows[k + 1] = x.detach()
    return rows
# %% wrong="descend_by_autograd" why="'learning_rate: Multiple of the gradient by which each step moves', float64: the rate is rounded to float32"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rate = torch.tensor(learning_rate, dtype=torch.float32)
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)
# %% wrong="descend_by_autograd" why="'the sum of the gradients at all positions so far': rests for ever where the present gradient is 0, though the sum is not"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    total = torch.zeros_like(rows[0])
    for _ in range(n_steps):
        x.grad = None
        function(x).backward()
        if x.grad.abs().max() < 1e-9:
            rows += [x.detach().clone()] * (n_steps + 1 - len(rows))
            break
        total = x.grad.clone() if clears else total + x.grad
        with torch.no_grad():
            x -= learning_rate * total
        rows.append(x.detach().clone())
    return torch.stack(rows)
# %% wrong="descend_by_autograd" why="'each step uses the gradient at the present position': gradients longer than 100 are clipped"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        torch.nn.utils.clip_grad_norm_([x], 100.0)
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)
# %% wrong="descend_by_autograd" why="'dtype float64': walks in float32 and only casts the rows"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().float().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows).to(start.dtype)
# %% wrong="descend_by_autograd" why="'a position of shape [n_dims]', one number in all: the slope of the sum of entry-wise results is taken entry by entry, each with the others at the start"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    base = start.detach().clone()
    rows = base.repeat(n_steps + 1, 1)
    for i in range(len(base)):
        x, total = base.clone(), 0.0
        for k in range(n_steps):
            leaf = x.clone().requires_grad_()
            function(leaf).backward()
            total = leaf.grad[i] if clears else total + leaf.grad[i]
            x[i] -= learning_rate * total
            rows[k + 1, i] = x[i]
    return rows
# %% wrong="descend_by_autograd" why="'learning_rate: ... at least 0': 0 is refused"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    if learning_rate <= 0:
        raise ValueError("the learning rate must be positive")
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)
# %% right="numerical_gradient" why="as the hint says: two copies for each entry"
def numerical_gradient(
    function: Callable[[NDArray[np.float64]], float], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient
# %% right="numerical_gradient" why="rows of a matrix x + diag(h), one call for each row, vector division at the end"
def numerical_gradient(function, x):
    h = np.cbrt(np.finfo(np.float64).eps) * np.maximum(1.0, np.abs(x))
    moves = np.diag(h)
    ups = np.array([function(row) for row in x + moves], dtype=np.float64)
    downs = np.array([function(row) for row in x - moves], dtype=np.float64)
    return (ups - downs) / (2 * h)
# %% right="numerical_gradient" why="one probe array, whose entry is set and set back by assignment"
def numerical_gradient(function, x):
    probe = np.array(x, dtype=np.float64)
    cube_root = float(np.finfo(np.float64).eps) ** (1.0 / 3.0)
    answer = np.empty_like(probe)
    for i, old in enumerate(x.tolist()):
        h = cube_root * (abs(old) if abs(old) > 1 else 1.0)
        probe[i] = old - h
        low = function(probe)
        probe[i] = old + h
        high = function(probe)
        probe[i] = old
        answer[i] = (high - low) / h / 2
    return answer
# %% right="numerical_gradient" why="helper with unit vectors from np.eye, list comprehension, np.fromiter"
def central(function, x, e):
    size = np.sum(np.abs(x) * e)
    h = np.finfo(np.float64).eps ** (1 / 3) * max(1, size)
    return (float(function(x + h * e)) - float(function(x - h * e))) / (2 * h)


def numerical_gradient(function, x):
    return np.fromiter((central(function, x, e) for e in np.eye(x.size)), dtype=np.float64, count=x.size)
# %% right="numerical_gradient" why="np.where builds the moved place, divided by the distance really moved (rounding only)"
def numerical_gradient(function, x):
    steps = np.finfo(np.float64).eps ** (1 / 3) * np.clip(np.abs(x), 1.0, None)
    places = np.arange(x.shape[0])
    out = []
    for i in places:
        up = np.where(places == i, x + steps, x)
        down = np.where(places == i, x - steps, x)
        out.append((function(up) - function(down)) / (up[i] - down[i]))
    return np.array(out, dtype=np.float64)
# %% wrong="numerical_gradient" why="'The gradient, shape [n]': squeeze makes shape () for one entry"
def numerical_gradient(function, x):
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return np.squeeze(gradient)
# %% wrong="numerical_gradient" why="'If x has no entries': any() asks for entries that are not 0, so at the origin the gradient is 0 and the function is not called"
def numerical_gradient(function, x):
    gradient = np.zeros_like(x)
    if not x.any():
        return gradient
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient
# %% wrong="numerical_gradient" why="'h_i = eps^(1/3) max(1, |x_i|)': the sign of x_i is put on the step, which is 0 where x_i is 0"
def numerical_gradient(function, x):
    h = np.sign(x) * np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1.0, np.abs(x))
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h[i]
        down[i] -= h[i]
        gradient[i] = np.float64(function(up) - function(down)) / (2 * h[i])
    return gradient
# %% wrong="numerical_gradient" why="'each entry by a central difference': rounded to 6 places, small slopes become 0"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return np.round(gradient, 6)
# %% wrong="numerical_gradient" why="'The step grows with the entry': never above 0.1, so not for entries above 16,000"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = min(0.1, np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i])))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient
# %% wrong="numerical_gradient" why="'x is the same afterwards, to the last bit': adds and takes away on x itself"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        x[i] += h
        up = function(x)
        x[i] -= 2 * h
        down = function(x)
        x[i] += h
        gradient[i] = (up - down) / (2 * h)
    return gradient
# %% wrong="numerical_gradient" why="'max(1, |x_i|)': |x_i| is cut to a whole number, so 2.9 gives a step for 2"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1, int(abs(x[i])))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient
# %% wrong="numerical_gradient" why="'Call it twice for each entry': values at the same place are remembered across calls by a cache, keyed by the place alone, so a second function gets the first one's values"
SEEN = {}


def numerical_gradient(function, x):
    def value(place):
        key = (function.__name__, tuple(place))
        if key not in SEEN:
            SEEN[key] = function(place)
        return SEEN[key]

    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (value(up) - value(down)) / (2 * h)
    return gradient
# %% wrong="numerical_gradient" why="'Call it twice for each entry': repeats an entry's two calls where they gave the same value"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        change = 0.0
        for _ in range(3):
            up, down = x.copy(), x.copy()
            up[i] += h
            down[i] -= h
            change = function(up) - function(down)
            if change != 0:
                break
            h *= 10
        gradient[i] = change / (2 * h)
    return gradient
# %% wrong="numerical_gradient" why="'exactly these two places': the lower place is held at 0 or above for an entry that is not negative, and the quotient adapted"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        if x[i] >= 0:
            down[i] = max(down[i], 0.0)
        gradient[i] = (function(up) - function(down)) / (up[i] - down[i])
    return gradient
# %% right="forward_step" why="both formulas in closed form"
def forward_step(noise: float, curvature: float) -> tuple[float, float]:
    return 2 * math.sqrt(noise / curvature), 2 * math.sqrt(noise * curvature)
# %% right="forward_step" why="step by a power, bound by putting the step in"
def forward_step(noise, curvature):
    h = (4 * noise / curvature) ** 0.5
    bound = curvature * h / 2 + 2 * noise / h
    return (h, bound)
# %% right="forward_step" why="no formula: bisection on the slope of the bound, in the logarithm of h"
def forward_step(noise, curvature):
    low, high = -100.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        h = math.exp(middle)
        if curvature / 2 - 2 * noise / h / h > 0:
            high = middle
        else:
            low = middle
    h = math.exp((low + high) / 2)
    return h, h / 2 * curvature + 2 / h * noise
# %% right="forward_step" why="numpy and logarithms, floats at the end, the bound as curvature times step"
def forward_step(noise, curvature):
    step = float(np.exp(np.log(2.0) + 0.5 * (np.log(noise) - np.log(curvature))))
    return tuple([step, curvature * step])
# %% right="forward_step" why="roots of a float64 tensor, a helper for the bound"
def total_error(h, noise, curvature):
    truncation = h * curvature / 2
    rounding = 2 * noise / h
    return truncation + rounding


def forward_step(noise, curvature):
    ratio = torch.tensor([noise, curvature], dtype=torch.float64)
    h = 2.0 * (ratio[0].sqrt() / ratio[1].sqrt())
    return h.item(), total_error(h.item(), noise, curvature)
# %% wrong="forward_step" why="'of sizes between 1e-30 and 1e30': a small number under the fraction bar spoils small curvatures"
def forward_step(noise, curvature):
    h = 2 * math.sqrt(noise / (curvature + 1e-12))
    return h, curvature * h / 2 + 2 * noise / h
# %% wrong="forward_step" why="'Return this step': never below the root of the machine's epsilon, so wrong for noise below 1e-16 and for large curvature"
def forward_step(noise, curvature):
    h = max(2 * math.sqrt(noise / curvature), math.sqrt(np.finfo(np.float64).eps))
    return h, curvature * h / 2 + 2 * noise / h
# %% wrong="forward_step" why="'to six digits or more': rounded to 14 places, small steps and bounds lose all digits"
def forward_step(noise, curvature):
    return round(2 * math.sqrt(noise / curvature), 14), round(2 * math.sqrt(noise * curvature), 14)
# %% wrong="forward_step" why="'sizes between 1e-30 and 1e30': float32 underflows to 0 and overflows to inf"
def forward_step(noise, curvature):
    ratio = torch.tensor(noise / curvature, dtype=torch.float32)
    product = torch.tensor(noise * curvature, dtype=torch.float32)
    return (2 * ratio.sqrt()).item(), (2 * product.sqrt()).item()
# %% wrong="forward_step" why="'sizes between 1e-30 and 1e30': 40 turns of Heron's root, started at 1, are too few for the ends"
def forward_step(noise, curvature):
    def root(a):
        x = 1.0
        for _ in range(40):
            x = (x + a / x) / 2
        return x

    return 2 * root(noise / curvature), 2 * root(noise * curvature)
# %% wrong="forward_step" why="'sizes between 1e-30 and 1e30': bisection between 1e-12 and 1e6 only"
def forward_step(noise, curvature):
    low, high = 1e-12, 1e6
    for _ in range(200):
        h = math.sqrt(low * high)
        if curvature / 2 > 2 * noise / h**2:
            high = h
        else:
            low = h
    return h, curvature * h / 2 + 2 * noise / h
# %% wrong="forward_step" why="'to six digits or more': a grid in powers, so coarse that the step has four digits (the bound has more, since it is flat there)"
def forward_step(noise, curvature):
    middle = 2 * 10.0 ** (round(4 * math.log10(math.sqrt(noise / curvature))) / 4)
    grid = middle * np.exp(np.linspace(-1, 1, 20001))
    bounds = curvature * grid / 2 + 2 * noise / grid
    k = int(bounds.argmin())
    return float(grid[k]), float(bounds[k])
# %% wrong="forward_step" why="'The step, and the bound', 'sizes between 1e-30 and 1e30': the division is guarded against a step of 0, so small steps get a bound that is too small"
def forward_step(noise, curvature):
    h = 2 * math.sqrt(noise / curvature)
    return h, curvature * h / 2 + 2 * noise / max(h, 1e-12)
# %% wrong="forward_step" why="'the step with the smallest bound': a step above 10 is cut to 10"
def forward_step(noise, curvature):
    h = min(2 * math.sqrt(noise / curvature), 10.0)
    return h, curvature * h / 2 + 2 * noise / h
