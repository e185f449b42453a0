# %% right="slopes_at" why="a copy of its own, sum and backward, .grad"
def slopes_at(function, points):
    own = points.detach().clone().requires_grad_()
    function(own).sum().backward()
    return own.grad


# %% right="slopes_at" why="torch.autograd.grad with a one for each value in place of the sum"
def slopes_at(function, points):
    with torch.enable_grad():
        leaf = torch.empty_like(points, requires_grad=False).copy_(points.detach()).requires_grad_(True)
        values = function(leaf)
        (slopes,) = torch.autograd.grad(values, [leaf], grad_outputs=[torch.ones_like(values)])
    return slopes.clone()


# %% right="slopes_at" why="torch.func.grad of the summed function"
def slopes_at(function, points):
    def total(places):
        return torch.sum(function(places))

    return torch.func.grad(total)(points.detach().clone()).contiguous()


# %% right="slopes_at" why="torch.autograd.functional.vjp with ones, which also knows results without a way back"
def slopes_at(function, points):
    places = points.detach().clone()
    _, slopes = torch.autograd.functional.vjp(function, places, torch.ones_like(places))
    return slopes.detach().clone()


# %% right="slopes_at" why="a class whose hook catches the slopes; zero is added to the copy so that it is no leaf; the total comes from a dot product with ones"
class Catcher:
    def __init__(self, points):
        self.caught = None
        anchor = torch.zeros((), dtype=points.dtype, requires_grad=True)
        self.places = points.detach() + anchor
        self.places.register_hook(self.catch)

    def catch(self, slopes):
        self.caught = slopes.detach().clone()

    def run(self, function):
        values = function(self.places).reshape(-1)
        torch.dot(values, torch.ones_like(values)).backward()
        return self.caught


def slopes_at(function, points):
    return Catcher(points).run(function)


# %% wrong="slopes_at" why="statement: 'It may require a gradient itself ... stay as they are'; makes a copy only where .grad is not empty, so a tensor that requires a gradient and holds none has one afterwards"
def slopes_at(function, points):
    if points.requires_grad and points.grad is None:
        own = points
    else:
        own = points.detach().clone().requires_grad_()
    function(own).sum().backward()
    return own.grad.clone()


# %% wrong="slopes_at" why="statement: 'hold one in .grad already'; backward on the caller's tensor, then the old gradient is subtracted and put back: a large old one swallows the slopes, and a tensor that is no leaf has no .grad"
def slopes_at(function, points):
    wanted = points.requires_grad
    old = points.grad
    points.requires_grad_(True)
    points.grad = None if old is None else old.clone()
    function(points).sum().backward()
    slopes = points.grad.clone()
    if old is not None:
        slopes = slopes - old
    points.grad = old
    points.requires_grad_(wanted)
    return slopes


# %% wrong="slopes_at" why="statement: 'Call function once, with all points'; vmap shows the function one bare number, so a function with a factor for each place can not work"
def slopes_at(function, points):
    flat = points.detach().reshape(-1)
    if flat.numel() == 0:
        return torch.zeros_like(points).detach()
    slopes = torch.func.vmap(torch.func.grad(function))(flat)
    return slopes.reshape(points.shape)


# %% wrong="slopes_at" why="statement: 'Call function once'; cuts the points into pieces of 500 to save memory, and calls it for each"
def slopes_at(function, points):
    own = points.detach().clone().requires_grad_()
    if own.dim() == 0 or len(own) <= 500:
        function(own).sum().backward()
    else:
        for piece in own.split(500):
            function(piece).sum().backward()
    return own.grad


# %% wrong="slopes_at" why="docstring: 'float32 or float64', 'dtype of points'; the copy is made from a list, in float32, and only the label of the result is float64"
def slopes_at(function, points):
    own = torch.tensor(points.tolist(), requires_grad=True)
    function(own).sum().backward()
    return own.grad.to(points.dtype).reshape(points.shape)


# %% wrong="slopes_at" why="statement: 'Return them as a tensor'; one leaf is kept for each shape and dtype, and what is returned is its .grad: the next call with as many points overwrites the last result"
LEAVES = {}


def slopes_at(function, points):
    key = (tuple(points.shape), points.dtype)
    if key not in LEAVES:
        LEAVES[key] = torch.zeros_like(points, requires_grad=False).requires_grad_(True)
    leaf = LEAVES[key]
    with torch.no_grad():
        leaf.copy_(points)
    if leaf.grad is not None:
        leaf.grad.zero_()
    function(leaf).sum().backward()
    return leaf.grad


# %% wrong="slopes_at" why="docstring: 'requires no gradient'; the slopes take over requires_grad from points that are trained"
def slopes_at(function, points):
    own = points.detach().clone().requires_grad_()
    function(own).sum().backward()
    return own.grad.clone().requires_grad_(points.requires_grad)


# %% wrong="slopes_at" why="statement: 'with all points'; central differences in float64 by one call with twice as many points, beside the points: no slope by autograd at a kink, eight digits elsewhere, other places than asked for"
def slopes_at(function, points):
    x = points.detach().double()
    h = 1e-6 * x.abs().clamp(min=1.0)
    up, down = function(torch.stack([x + h, x - h]))
    return ((up - down) / (2 * h)).detach().to(points.dtype)


# %% wrong="slopes_at" why="statement: 'you want the slope at every x_i'; a slope that is infinite (the root at 0) is returned as a large finite number, one that is NaN as 0"
def slopes_at(function, points):
    own = points.detach().clone().requires_grad_()
    function(own).sum().backward()
    return own.grad.nan_to_num()


# %% right="rule" why="match, one line for each operation"
def rule(operation, inputs):
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
            return a / b, (1 / b, -(a / b) / b)
        case "exp":
            value = math.exp(inputs[0])
            return value, (value,)
        case "log":
            return math.log(inputs[0]), (1 / inputs[0],)
        case "tanh":
            value = math.tanh(inputs[0])
            return value, (1 - value**2,)
        case _:
            raise ValueError(f"no rule for {operation}")


# %% right="rule" why="a table of functions, values by the operator module, slopes as functions of the value and the inputs"
import operator

VALUES = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
}
SLOPES = {
    "add": lambda v, a, b: (1.0, 1.0),
    "sub": lambda v, a, b: (1.0, -1.0),
    "mul": lambda v, a, b: (b, a),
    "div": lambda v, a, b: (1.0 / b, -v / b),
    "exp": lambda v, a: (v,),
    "log": lambda v, a: (1.0 / a,),
    "tanh": lambda v, a: ((1.0 - v) * (1.0 + v),),
}


def rule(operation, inputs):
    try:
        compute = VALUES[operation]
    except KeyError:
        raise ValueError("unknown operation " + operation) from None
    value = compute(*inputs)
    return value, SLOPES[operation](value, *inputs)


# %% right="rule" why="asks PyTorch's autograd in float64 for the slopes"
def rule(operation, inputs):
    known = {"add": "add", "sub": "sub", "mul": "mul", "div": "true_divide", "exp": "exp", "log": "log", "tanh": "tanh"}
    if operation not in known:
        raise ValueError(f"{operation!s} is none of {sorted(known)}")
    leaves = [torch.tensor(float(one), dtype=torch.float64, requires_grad=True) for one in inputs]
    result = getattr(torch, known[operation])(*leaves)
    slopes = torch.autograd.grad(result, leaves)
    return result.item(), tuple(slope.item() for slope in slopes)


# %% right="rule" why="dual numbers: a small class carries value and slope forward, once for each input"
class Dual:
    def __init__(self, v, d):
        self.v, self.d = v, d

    def add(self, o):
        return Dual(self.v + o.v, self.d + o.d)

    def sub(self, o):
        return Dual(self.v - o.v, self.d - o.d)

    def mul(self, o):
        return Dual(self.v * o.v, self.d * o.v + self.v * o.d)

    def div(self, o):
        q = self.v / o.v
        return Dual(q, (self.d - q * o.d) / o.v)

    def exp(self):
        e = math.exp(self.v)
        return Dual(e, e * self.d)

    def log(self):
        return Dual(math.log(self.v), self.d / self.v)

    def tanh(self):
        t = math.tanh(self.v)
        return Dual(t, (1 - t * t) * self.d)


def rule(operation, inputs):
    if operation not in ("add", "sub", "mul", "div", "exp", "log", "tanh"):
        raise ValueError("There is no rule called '%s'." % operation)
    slopes, value = [], None
    for i in range(len(inputs)):
        duals = [Dual(float(x), 1.0 if i == j else 0.0) for j, x in enumerate(inputs)]
        outcome = getattr(duals[0], operation)(*duals[1:])
        value = outcome.v
        slopes.append(outcome.d)
    return value, tuple(slopes)


# %% right="rule" why="a chain of if; sums and differences as one case, the rest by the logarithmic derivative; a named tuple as the result"
class Outcome(NamedTuple):
    value: float
    slopes: tuple[float, ...]


def rule(operation, inputs):
    names = "add sub mul div exp log tanh".split()
    if names.count(operation) == 0:
        raise ValueError(operation)
    numbers = list(map(float, inputs))
    first = numbers[0]
    if operation in names[:2]:
        sign = 1.0 if operation == "add" else -1.0
        return Outcome(math.fsum([first, sign * numbers[1]]), (1.0, sign))
    if operation == "mul":
        return Outcome(math.prod(numbers), tuple(reversed(numbers)))
    if operation == "div":
        quotient = first / numbers[1]
        return Outcome(quotient, (1 / numbers[1], -quotient / numbers[1]))
    if operation == "tanh":
        t = math.tanh(first)
        return Outcome(t, (1 - t * t,))
    value = getattr(math, operation)(first)
    return Outcome(value, (value if operation == "exp" else 1 / first,))


# %% wrong="rule" why="docstring: inputs 'for which the operation is defined'; the slope of tanh as one over cosh squared overflows beyond 355, where tanh is simply 1"
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
            return a / b, (1 / b, -a / b / b)
        case "exp":
            return math.exp(inputs[0]), (math.exp(inputs[0]),)
        case "log":
            return math.log(inputs[0]), (1 / inputs[0],)
        case "tanh":
            return math.tanh(inputs[0]), (1 / math.cosh(inputs[0]) ** 2,)
    raise ValueError(f"unknown operation {operation}")


# %% wrong="rule" why="statement: 'one for each input, in order'; the slopes lie in a dictionary under the numbers themselves, so where a equals b the slope of the second replaces that of the first"
def rule(operation, inputs):
    if operation == "exp":
        return math.exp(inputs[0]), (math.exp(inputs[0]),)
    if operation == "log":
        return math.log(inputs[0]), (1 / inputs[0],)
    if operation == "tanh":
        return math.tanh(inputs[0]), (1 - math.tanh(inputs[0]) ** 2,)
    if operation not in ("add", "sub", "mul", "div"):
        raise ValueError(f"unknown operation {operation!r}")
    a, b = inputs
    if operation == "add":
        value, slopes = a + b, {a: 1.0, b: 1.0}
    elif operation == "sub":
        value, slopes = a - b, {a: 1.0, b: -1.0}
    elif operation == "mul":
        value, slopes = a * b, {a: b, b: a}
    else:
        value, slopes = a / b, {a: 1 / b, b: -a / b / b}
    return value, tuple(slopes[x] for x in inputs)


# %% wrong="rule" why="statement: 'For any other name raise a ValueError'; capitals and blanks around the name are forgiven"
def rule(operation, inputs):
    name = operation.strip().lower()
    a, b = inputs[0] if inputs else 0.0, inputs[-1] if inputs else 0.0
    if name == "add":
        return a + b, (1.0, 1.0)
    if name == "sub":
        return a - b, (1.0, -1.0)
    if name == "mul":
        return a * b, (b, a)
    if name == "div":
        return a / b, (1 / b, -a / b / b)
    if name == "exp":
        return math.exp(a), (math.exp(a),)
    if name == "log":
        return math.log(a), (1 / a,)
    if name == "tanh":
        return math.tanh(a), (1 - math.tanh(a) ** 2,)
    raise ValueError(f"{operation} is not known")


# %% wrong="rule" why="statement: 'For any other name raise a ValueError'; a root and a negative are offered as well"
def rule(operation, inputs):
    a, *rest = inputs
    one = {
        "exp": lambda: (math.exp(a), (math.exp(a),)),
        "log": lambda: (math.log(a), (1 / a,)),
        "tanh": lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)),
        "neg": lambda: (-a, (-1.0,)),
        "sqrt": lambda: (math.sqrt(a), (0.5 / math.sqrt(a),)),
        "add": lambda: (a + rest[0], (1.0, 1.0)),
        "sub": lambda: (a - rest[0], (1.0, -1.0)),
        "mul": lambda: (a * rest[0], (rest[0], a)),
        "div": lambda: (a / rest[0], (1 / rest[0], -a / rest[0] / rest[0])),
    }
    if operation not in one:
        raise ValueError(f"unknown operation {operation!r}")
    return one[operation]()


# %% wrong="rule" why="docstring: 'logarithms of positive numbers'; takes log1p(a - 1) for the logarithm, which fails below 1e-16 and has few digits near it"
def rule(operation, inputs):
    if operation in ("add", "sub", "mul", "div"):
        a, b = inputs
        return {
            "add": lambda: (a + b, (1.0, 1.0)),
            "sub": lambda: (a - b, (1.0, -1.0)),
            "mul": lambda: (a * b, (b, a)),
            "div": lambda: (a / b, (1 / b, -(a / b) / b)),
        }[operation]()
    if operation == "exp":
        return math.exp(inputs[0]), (math.exp(inputs[0]),)
    if operation == "log":
        return math.log1p(inputs[0] - 1), (1 / inputs[0],)
    if operation == "tanh":
        return math.tanh(inputs[0]), (1 - math.tanh(inputs[0]) ** 2,)
    raise ValueError("no such operation: " + operation)


# %% wrong="rule" why="docstring: 'inputs: Sequence[float]'; results are cached under the arguments, and a list can not be a key"
import functools


@functools.lru_cache(maxsize=None)
def rule(operation, inputs):
    if operation == "add":
        return inputs[0] + inputs[1], (1.0, 1.0)
    if operation == "sub":
        return inputs[0] - inputs[1], (1.0, -1.0)
    if operation == "mul":
        return inputs[0] * inputs[1], (inputs[1], inputs[0])
    if operation == "div":
        return inputs[0] / inputs[1], (1 / inputs[1], -inputs[0] / inputs[1] / inputs[1])
    if operation == "exp":
        return math.exp(inputs[0]), (math.exp(inputs[0]),)
    if operation == "log":
        return math.log(inputs[0]), (1 / inputs[0],)
    if operation == "tanh":
        return math.tanh(inputs[0]), (1 - math.tanh(inputs[0]) ** 2,)
    raise ValueError(f"unknown operation: {operation}")


# %% wrong="rule" why="docstring: 'The value, and a tuple of as many slopes as there are inputs'; the slopes are a list"
def rule(operation, inputs):
    if operation == "exp":
        return math.exp(inputs[0]), [math.exp(inputs[0])]
    if operation == "log":
        return math.log(inputs[0]), [1 / inputs[0]]
    if operation == "tanh":
        return math.tanh(inputs[0]), [1 - math.tanh(inputs[0]) ** 2]
    if operation == "add":
        return sum(inputs), [1.0 for _ in inputs]
    if operation == "sub":
        return inputs[0] - inputs[1], [1.0, -1.0]
    if operation == "mul":
        return inputs[0] * inputs[1], list(inputs[::-1])
    if operation == "div":
        return inputs[0] / inputs[1], [1 / inputs[1], -inputs[0] / inputs[1] / inputs[1]]
    raise ValueError(f"rule of {operation}?")


# %% wrong="rule" why="statement: 'its local slopes'; central differences instead of derivatives, good for nine digits or so, and for none where b of a quotient is tiny"
def rule(operation, inputs):
    values = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": math.exp,
        "log": math.log,
        "tanh": math.tanh,
    }
    if operation not in values:
        raise ValueError(f"unknown operation {operation}")
    f, x, slopes = values[operation], list(inputs), []
    for i in range(len(x)):
        h = 6e-6
        up, down = list(x), list(x)
        up[i] += h
        down[i] -= h
        slopes.append((f(*up) - f(*down)) / (2 * h))
    return f(*x), tuple(slopes)


# %% wrong="rule" why="docstring: 'plain numbers'; value and slopes are tensors without axes"
def rule(operation, inputs):
    numbers = [torch.tensor(x, dtype=torch.float64) for x in inputs]
    one = torch.ones((), dtype=torch.float64)
    match operation:
        case "add":
            return numbers[0] + numbers[1], (one, one)
        case "sub":
            return numbers[0] - numbers[1], (one, -one)
        case "mul":
            return numbers[0] * numbers[1], (numbers[1], numbers[0])
        case "div":
            quotient = numbers[0] / numbers[1]
            return quotient, (1 / numbers[1], -quotient / numbers[1])
        case "exp":
            return numbers[0].exp(), (numbers[0].exp(),)
        case "log":
            return numbers[0].log(), (1 / numbers[0],)
        case "tanh":
            return numbers[0].tanh(), (1 - numbers[0].tanh() ** 2,)
    raise ValueError(f"unknown operation {operation}")


# %% wrong="rule" why="statement: value e^a; to be safe from overflow the argument of exp is cut at 50"
def rule(operation, inputs):
    if operation == "exp":
        value = math.exp(max(-50.0, min(50.0, inputs[0])))
        return value, (value,)
    if operation == "log":
        return math.log(inputs[0]), (1 / inputs[0],)
    if operation == "tanh":
        value = math.tanh(inputs[0])
        return value, (1 - value * value,)
    if operation not in {"add", "sub", "mul", "div"}:
        raise ValueError(f"{operation}: unknown")
    a, b = inputs
    if operation == "add":
        return a + b, (1.0, 1.0)
    if operation == "sub":
        return a - b, (1.0, -1.0)
    if operation == "mul":
        return a * b, (b, a)
    return a / b, (1 / b, -a / b / b)


# %% right="sweep" why="the pseudocode, line by line"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% right="sweep" why="pulls instead of pushes: first lists who uses each entry, then each entry adds up over its users"
def sweep(tape):
    n = len(tape)
    users = [[] for _ in range(n)]
    for t, entry in enumerate(tape):
        for s, d in zip(entry.inputs, entry.slopes, strict=True):
            users[s].append((t, d))
    g = [0.0] * n
    for s in range(n - 1, -1, -1):
        own = 1.0 if s == n - 1 else 0.0
        g[s] = own + sum(g[t] * d for t, d in users[s])
    return g


# %% right="sweep" why="a heap of the places that are reached, the last first; what is not reached stays 0"
import heapq


def sweep(tape):
    last = len(tape) - 1
    collected = {last: 1.0}
    waiting = [-last]
    while waiting:
        t = -heapq.heappop(waiting)
        entry = tape[t]
        for number in range(len(entry.inputs)):
            s = entry.inputs[number]
            if s not in collected:
                collected[s] = 0.0
                heapq.heappush(waiting, -s)
            collected[s] += collected[t] * entry.slopes[number]
    return [collected.get(t, 0.0) for t in range(last + 1)]


# %% right="sweep" why="float64 array, np.add.at adds for places that come twice"
def sweep(tape):
    g = np.zeros(len(tape), dtype=np.float64)
    g[len(tape) - 1] = 1.0
    t = len(tape)
    while t > 0:
        t -= 1
        if tape[t].inputs:
            np.add.at(g, np.array(tape[t].inputs, dtype=np.intp), g[t] * np.array(tape[t].slopes, dtype=np.float64))
    return g.tolist()


# %% right="sweep" why="counts for each reached entry how many users still have to report (Kahn), no order of places needed"
from collections import deque


def sweep(tape):
    last = len(tape) - 1
    reached, stack = {last}, [last]
    open_users = [0] * len(tape)
    while stack:
        for s in tape[stack.pop()].inputs:
            open_users[s] += 1
            if s not in reached:
                reached.add(s)
                stack.append(s)
    g = [0.0] * len(tape)
    g[last] = 1.0
    ready = deque([last])
    while ready:
        t = ready.popleft()
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
            open_users[s] -= 1
            if open_users[s] == 0:
                ready.append(s)
    return g


# %% wrong="sweep" why="statement: 'the slope of the last entry by each entry'; stops at the first entry without inputs that it meets, though constants stand in the middle of a tape, too"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        if not tape[t].inputs:
            break
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="docstring: 'the same place may stand among them more than once'; counts how often it does, and takes the first of its slopes so many times: x - x has the slope 2"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        entry = tape[t]
        for s in set(entry.inputs):
            g[s] += g[t] * entry.slopes[entry.inputs.index(s)] * entry.inputs.count(s)
    return g


# %% wrong="sweep" why="docstring: 'One plain number for each entry, in the order of the tape'; looks up the place of an entry by its content, so that of two equal entries only the first is found"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for entry in reversed(tape):
        t = tape.index(entry)
        for s, d in zip(entry.inputs, entry.slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="statement: 'tapes of 10,000 entries, too: no recursion that deep'; recursion with a memory"
def sweep(tape):
    users = {}
    for t, entry in enumerate(tape):
        for s, d in zip(entry.inputs, entry.slopes):
            users.setdefault(s, []).append((t, d))
    known = {len(tape) - 1: 1.0}

    def slope(s):
        if s not in known:
            known[s] = sum((slope(t) * d for t, d in users.get(s, [])), 0.0)
        return known[s]

    return [slope(s) for s in range(len(tape))]


# %% wrong="sweep" why="statement: 'no walk along every path'; a stack of paths, of which there are 2 to the power of n in a tape of n squares"
def sweep(tape):
    g = [0.0] * len(tape)
    paths = [(len(tape) - 1, 1.0)]
    while paths:
        t, share = paths.pop()
        g[t] += share
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            paths.append((s, share * d))
    return g


# %% wrong="sweep" why="statement: 'The last entry's own slope is 1'; starts at the last entry that was computed, so a tape that ends with a given number gets the slopes of another result"
def sweep(tape):
    start = len(tape) - 1
    while start > 0 and not tape[start].inputs:
        start -= 1
    if not tape[start].inputs:
        start = len(tape) - 1
    g = [0.0] * len(tape)
    g[start] = 1.0
    for t in range(start, -1, -1):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="docstring: 'the slope of the last entry'; adds up in a tensor of PyTorch's default dtype float32: seven digits, and nothing beyond 3e38"
def sweep(tape):
    g = torch.zeros(len(tape))
    g[-1] = 1
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g.tolist()


# %% wrong="sweep" why="statement: 'An entry that the last one does not depend on has the slope 0', the others have their own; shares below 1e-9 are left out as if they were none"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in range(len(tape) - 1, -1, -1):
        if abs(g[t]) < 1e-9:
            continue
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="docstring: 'tape: Sequence[Entry]'; takes entries off a copy with pop, which a tuple does not have"
def sweep(tape):
    rest = tape.copy()
    g = [0.0] * len(rest)
    g[-1] = 1.0
    while rest:
        entry = rest.pop()
        mine = g[len(rest)]
        for s, d in zip(entry.inputs, entry.slopes):
            g[s] += mine * d
    return g


# %% wrong="sweep" why="statement: 'return a list with the slope'; the list of a tape is kept under its length and last entry, so another tape that ends alike gets the old slopes"
SWEPT = {}


def sweep(tape):
    key = (len(tape), tape[-1])
    if key not in SWEPT:
        g = [0.0] * len(tape)
        g[-1] = 1.0
        for t in reversed(range(len(tape))):
            for s, d in zip(tape[t].inputs, tape[t].slopes):
                g[s] += g[t] * d
        SWEPT[key] = g
    return list(SWEPT[key])


# %% right="descend_by_autograd" why="backward, a step in place without notes, rows stacked"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
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


# %% right="descend_by_autograd" why="PyTorch's SGD; never cleared is written as momentum 1 with cleared gradients"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    weights = torch.nn.Parameter(start.detach().clone())
    optimiser = torch.optim.SGD([weights], lr=learning_rate, momentum=0.0 if clears else 1.0)
    walked = torch.empty((n_steps + 1, start.numel()), dtype=start.dtype)
    walked[0] = weights.data
    for k in range(1, n_steps + 1):
        optimiser.zero_grad()
        loss = function(weights)
        loss.backward()
        optimiser.step()
        walked[k].copy_(weights.data)
    return walked


# %% right="descend_by_autograd" why="torch.autograd.grad at a fresh leaf each time, the sum kept by hand"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    positions = torch.zeros(n_steps + 1, len(start), dtype=start.dtype)
    positions[0] = start.detach()
    total = torch.zeros(len(start), dtype=start.dtype)
    for k in range(n_steps):
        leaf = positions[k].clone().requires_grad_(True)
        (slope,) = torch.autograd.grad(function(leaf), leaf)
        total = slope if clears else total + slope
        positions[k + 1] = positions[k] - learning_rate * total
    return positions


# %% right="descend_by_autograd" why="torch.func.grad and itertools.accumulate over a state of position and sum"
import itertools


def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    slope_at = torch.func.grad(function)

    def step(state, _):
        x, old = state
        g = slope_at(x)
        if not clears:
            g = old + g
        return x - learning_rate * g, g

    x_0 = start.detach().clone()
    states = itertools.accumulate(range(n_steps), step, initial=(x_0, torch.zeros_like(x_0)))
    return torch.vstack([x for x, _ in states])


# %% right="descend_by_autograd" why="a walker as a class with an iterator; clears with zero_ after the step, moves through .data"
class Walker:
    def __init__(self, function, start, rate, clears):
        self.function, self.rate, self.clears = function, rate, clears
        self.x = torch.empty_like(start, requires_grad=False)
        self.x.copy_(start.detach())
        self.x.requires_grad = True

    def __iter__(self):
        while True:
            yield self.x.detach().clone().unsqueeze(0)
            self.function(self.x).backward()
            self.x.data.add_(self.x.grad, alpha=-self.rate)
            if self.clears:
                self.x.grad.zero_()


def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    walk = iter(Walker(function, start, learning_rate, clears))
    return torch.cat([next(walk) for _ in range(n_steps + 1)], dim=0)


# %% wrong="descend_by_autograd" why="statement: 'the sum of the gradients at all positions so far'; adds only the one before to the present one"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone()
    rows, before = [x], torch.zeros_like(x)
    for _ in range(n_steps):
        leaf = x.clone().requires_grad_()
        function(leaf).backward()
        g = leaf.grad if clears else leaf.grad + before
        before = leaf.grad
        x = x - learning_rate * g
        rows.append(x)
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="docstring: 'dtype of start'; positions are collected in a float32 table, and turned into float64 at the end"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    positions = torch.zeros(n_steps + 1, len(start))
    positions[0] = x.detach()
    for k in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        positions[k + 1] = x.detach()
    return positions.to(start.dtype)


# %% wrong="descend_by_autograd" why="statement: 'in a new tensor'; where nothing moves (learning rate 0, or no steps) the rows are the memory of start, seen several times"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    if learning_rate == 0 or n_steps == 0:
        return start.detach().expand(n_steps + 1, -1)
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


# %% wrong="descend_by_autograd" why="statement: 'each step uses the sum of the gradients at all positions so far'; where the present gradient is 0 the walk stays for good, though the sum is not 0"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone()
    total = torch.zeros_like(x)
    rows = [x]
    for _ in range(n_steps):
        leaf = x.clone().requires_grad_()
        function(leaf).backward()
        if not leaf.grad.any():  # arrived
            break
        total = leaf.grad if clears else total + leaf.grad
        x = x - learning_rate * total
        rows.append(x)
    while len(rows) <= n_steps:
        rows.append(x)
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="docstring: 'n_steps: at least 0'; the first step is made before anybody counts, so no steps give two rows"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    k = 0
    while True:
        if clears and x.grad is not None:
            x.grad.zero_()
        function(x).backward()
        with torch.no_grad():
            x.sub_(x.grad, alpha=learning_rate)
        rows.append(x.detach().clone())
        k += 1
        if k >= n_steps:
            return torch.stack(rows)


# %% wrong="descend_by_autograd" why="docstring: 'shape [n_steps + 1, n_dims]'; squeezes the result, so that one dimension or no step loses an axis"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        x.data = x.data - learning_rate * x.grad
        rows.append(x.data.clone())
    return torch.stack(rows).squeeze()


# %% wrong="descend_by_autograd" why="docstring: 'Multiple of the gradient by which each step moves'; the rate becomes a float32 tensor, so that a float64 walk has another rate from the eighth digit on"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    rate = torch.tensor(learning_rate)
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="docstring: 'learning_rate: Multiple of the gradient by which each step moves'; halves it for the rest of the walk when the loss has risen"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows, lowest = [x.detach().clone()], math.inf
    for _ in range(n_steps):
        if clears:
            x.grad = None
        loss = function(x)
        loss.backward()
        if loss.item() > lowest:
            learning_rate = learning_rate / 2
        lowest = min(lowest, loss.item())
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="statement: 'each step uses the gradient at the present position'; gradients longer than 10 are shortened first"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = torch.nn.Parameter(start.detach().clone())
    total = torch.zeros_like(x.data)
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        x.grad = None
        function(x).backward()
        torch.nn.utils.clip_grad_norm_([x], 10.0)
        total = x.grad.clone() if clears else total + x.grad
        with torch.no_grad():
            x -= learning_rate * total
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% right="numerical_gradient" why="a loop with two fresh copies for each entry"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (float(function(up)) - float(function(down))) / (2 * h)
    return gradient


# %% right="numerical_gradient" why="all places as the rows of two matrices, differences and quotients as arrays"
def numerical_gradient(function, x):
    n = x.size
    h = np.cbrt(np.finfo(np.float64).eps) * np.maximum(1.0, np.abs(x))
    ups, downs = np.tile(x, (n, 1)), np.tile(x, (n, 1))
    np.fill_diagonal(ups, x + h)
    np.fill_diagonal(downs, x - h)
    high = np.array([float(function(row)) for row in ups], dtype=np.float64)
    low = np.array([float(function(row)) for row in downs], dtype=np.float64)
    return (high - low) / (2.0 * h)


# %% right="numerical_gradient" why="arrays put together from pieces, a generator, np.fromiter"
def numerical_gradient(function, x):
    eps = np.finfo(np.float64).eps

    def moved(i, by):
        return np.concatenate([x[:i], [x[i] + by], x[i + 1 :]])

    def slopes():
        for i, entry in enumerate(x.tolist()):
            h = math.pow(eps, 1 / 3) * (abs(entry) if abs(entry) > 1 else 1.0)
            yield (float(function(moved(i, h))) - float(function(moved(i, -h)))) / (h + h)

    return np.fromiter(slopes(), dtype=np.float64, count=len(x))


# %% right="numerical_gradient" why="np.where with a mask, a class for one direction, map"
class Direction:
    STEP = float(np.exp(np.log(np.finfo(np.float64).eps) / 3))

    def __init__(self, function, x):
        self.function, self.x = function, x

    def __call__(self, i):
        mask = np.arange(len(self.x)) == i
        h = self.STEP * max(1.0, float(np.abs(self.x[i])))
        values = [self.function(np.where(mask, self.x + sign * h, self.x)) for sign in (1.0, -1.0)]
        return float(np.subtract(*map(float, values))) / (2 * h)


def numerical_gradient(function, x):
    return np.asarray(list(map(Direction(function, x), range(len(x)))), dtype=np.float64)


# %% right="numerical_gradient" why="works on Python lists and goes from the last entry to the first"
def numerical_gradient(function, x):
    numbers = x.tolist()
    found = []
    for i in reversed(range(len(numbers))):
        h = np.finfo("float64").eps ** (1.0 / 3.0) * max(1.0, abs(numbers[i]))
        ends = []
        for place in (numbers[i] - h, numbers[i] + h):
            ends.append(float(function(np.array(numbers[:i] + [place] + numbers[i + 1 :], dtype=np.float64))))
        found.insert(0, (ends[1] - ends[0]) / 2 / h)
    return np.array(found, dtype=np.float64)


# %% wrong="numerical_gradient" why="statement: 'h_i = ... max(1, |x_i|)'; one step for all entries, by the largest of them, so a small entry beside 1e6 is moved by 6"
def numerical_gradient(function, x):
    h = np.finfo(np.float64).eps ** (1 / 3) * np.max(np.abs(x), initial=1.0)
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="docstring: 'x: not changed'; moves the caller's own array and puts the entry back: a function that knows x (t times x) sees it move along"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x), dtype=np.float64)
    for i in range(len(x)):
        old = x[i]
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(old))
        x[i] = old + h
        above = function(x)
        x[i] = old - h
        below = function(x)
        x[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="statement: 'the other entries as they are', 'function may be anything that takes an array'; one working copy for all calls, so a function that sorts its argument spoils the next places"
def numerical_gradient(function, x):
    work = x.copy()
    gradient = np.empty(len(x))
    for i, entry in enumerate(x):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(entry))
        work[i] = entry + h
        above = function(work)
        work[i] = entry - h
        gradient[i] = (above - function(work)) / (2 * h)
        work[i] = entry
    return gradient


# %% wrong="numerical_gradient" why="statement: 'each entry by a central difference'; an entry that is not negative is not moved below 0 (in case of a logarithm), so near 0 the difference is a forward one"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        if x[i] >= 0:
            down[i] = max(down[i], 0.0)
        width = up[i] - down[i]
        gradient[i] = (function(up) - function(down)) / width
    return gradient


# %% wrong="numerical_gradient" why="statement: 'max(1, |x_i|)'; the step shrinks with entries below 1, too, and is the full one only at 0 itself"
def numerical_gradient(function, x):
    h = np.finfo(np.float64).eps ** (1 / 3) * np.where(x == 0, 1.0, np.abs(x))
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        e = np.zeros(len(x))
        e[i] = h[i]
        gradient[i] = (function(x + e) - function(x - e)) / (2 * h[i])
    return gradient


# %% wrong="numerical_gradient" why="statement: 'epsilon is np.finfo(np.float64).eps'; takes that of float32, a step 800 times too large, which no square notices"
def numerical_gradient(function, x):
    root = float(np.finfo(np.float32).eps) ** (1 / 3)
    slopes = []
    for i in range(len(x)):
        h = root * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        slopes.append((function(up) - function(down)) / (2 * h))
    return np.array(slopes, dtype=np.float64)


# %% wrong="numerical_gradient" why="statement: 'Return the gradient'; rounded to eight places after the point, so that small slopes are 0"
def numerical_gradient(function, x):
    h = np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1, np.abs(x))
    moves = np.diag(h)
    found = [(function(x + move) - function(x - move)) / (2 * step) for move, step in zip(moves, h)]
    return np.array(found, dtype=np.float64).round(8)


# %% wrong="numerical_gradient" why="statement: 'at exactly these two places'; the step is rounded up to a power of two"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        h = 2.0 ** math.ceil(math.log2(h))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="statement: 'Call it twice for each entry'; an entry equal to the one before is taken to have the same slope, and is not moved at all"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        if i > 0 and x[i] == x[i - 1]:
            gradient[i] = gradient[i - 1]
            continue
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% right="forward_step" why="the formula"
def forward_step(noise, curvature):
    return 2 * math.sqrt(noise / curvature), 2 * math.sqrt(noise * curvature)


# %% right="forward_step" why="bisection on the exponent until the two parts of the bound are equal, the bound from both parts"
def forward_step(noise, curvature):
    def truncation(log_h):
        return curvature / 2 * math.exp(log_h)

    def rounding(log_h):
        return 2 * noise / math.exp(log_h)

    low, high = -200.0, 200.0
    for _ in range(200):
        middle = (low + high) / 2
        if truncation(middle) < rounding(middle):
            low = middle
        else:
            high = middle
    return math.exp(high), truncation(high) + rounding(high)


# %% right="forward_step" why="decimal numbers with 60 digits"
from decimal import Context, Decimal


def forward_step(noise, curvature):
    context = Context(prec=60)
    d, m = Decimal(float(noise)), Decimal(float(curvature))
    step = context.sqrt(context.divide(context.multiply(Decimal(4), d), m))
    bound = context.add(
        context.divide(context.multiply(step, m), Decimal(2)),
        context.divide(context.multiply(Decimal(2), d), step),
    )
    return (float(step), float(bound))


# %% right="forward_step" why="Heron's iteration from a good first guess by the exponent, until nothing changes"
def forward_step(noise, curvature):
    square = 4.0 * noise / curvature
    step = math.ldexp(1.0, math.frexp(square)[1] // 2)
    for _ in range(60):
        better = (step + square / step) / 2
        if better == step:
            break
        step = better
    return step, step * curvature


# %% right="forward_step" why="NumPy, logarithms, and a named tuple"
class Best(NamedTuple):
    step: float
    bound: float


def forward_step(noise, curvature):
    log_noise, log_curvature = np.log(np.array([noise, curvature], dtype=np.float64)).tolist()
    step = 2.0 * np.exp(0.5 * (log_noise - log_curvature))
    return Best(float(step), float(0.5 * step * curvature + 2.0 * noise / step))


# %% wrong="forward_step" why="statement: 'of sizes between 1e-30 and 1e30'; computes with tensors of float32, in which the product of two small numbers is 0"
def forward_step(noise, curvature):
    d, m = torch.tensor(float(noise)), torch.tensor(float(curvature))
    return (2 * (d / m).sqrt()).item(), (2 * (d * m).sqrt()).item()


# %% wrong="forward_step" why="statement: 'Return this step'; never below 1e-10, as if no smaller step were possible"
def forward_step(noise, curvature):
    h = max(2 * math.sqrt(noise / curvature), 1e-10)
    return h, h * curvature / 2 + 2 * noise / h


# %% wrong="forward_step" why="statement: 'sizes between 1e-30 and 1e30'; ternary search between steps of 1e-9 and 1e9 only"
def forward_step(noise, curvature):
    def bound(z):
        h = math.exp(z)
        return h * curvature / 2 + 2 * noise / h

    low, high = math.log(1e-9), math.log(1e9)
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if bound(a) < bound(b):
            high = b
        else:
            low = a
    z = (low + high) / 2
    return math.exp(z), bound(z)


# %% wrong="forward_step" why="statement: 'how large is it there'; bounds are kept under the ratio of noise and curvature, on which the step depends, but not the bound"
KEPT = {}


def forward_step(noise, curvature):
    ratio = noise / curvature
    if ratio not in KEPT:
        h = 2 * math.sqrt(ratio)
        KEPT[ratio] = (h, curvature * h / 2 + 2 * noise / h)
    return KEPT[ratio]


# %% wrong="forward_step" why="statement: 'At which h is the sum of both bounds smallest'; forty turns of Heron's iteration from 1 do not arrive where the step is very small or large"
def forward_step(noise, curvature):
    square = 4 * noise / curvature
    h = 1.0
    for _ in range(40):
        h = 0.5 * (h + square / h)
    return h, h * curvature / 2 + 2 * noise / h


# %% wrong="forward_step" why="docstring: 'curvature: Largest size of the second derivative, above 0'; counts one below 1 as 1"
def forward_step(noise, curvature):
    m = max(1.0, abs(curvature))
    return 2 * math.sqrt(noise / m), 2 * math.sqrt(noise * m)


# %% wrong="forward_step" why="statement: 'Return this step and this bound'; both are rounded to three digits, so that the bound may even lie below the smallest"
def forward_step(noise, curvature):
    h = 2 * math.sqrt(noise / curvature)
    b = 2 * math.sqrt(noise * curvature)
    return float(f"{h:.3g}"), float(f"{b:.3g}")


# %% wrong="forward_step" why="statement: 'of sizes between 1e-30 and 1e30'; noise above 1 is refused as no error of a computer"
def forward_step(noise, curvature):
    if not 0 < noise <= 1 or curvature <= 0:
        raise ValueError(f"noise {noise} or curvature {curvature} is out of range")
    h = (4 * noise / curvature) ** 0.5
    return h, h * curvature
