# The bank of 2.2: right answers get every point, wrong ones lose the hidden test.

# %% right="slopes_at" why="torch.autograd.grad of the sum"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_(True)
    (slopes,) = torch.autograd.grad(function(x).sum(), x)
    return slopes


# %% right="slopes_at" why="ones handed to backward in place of a sum"
def slopes_at(function, points):
    x = points.clone().detach()
    x.requires_grad = True
    y = function(x)
    y.backward(torch.ones_like(y))
    return x.grad.clone()


# %% right="slopes_at" why="from numbers, by way of NumPy"
def slopes_at(function, points):
    x = torch.tensor(points.detach().numpy(), requires_grad=True)
    total = torch.sum(function(x))
    total.backward()
    return x.grad.detach()


# %% right="slopes_at" why="grad_outputs of ones"
def slopes_at(function, points):
    x = torch.empty_like(points).copy_(points.detach()).requires_grad_()
    y = function(x)
    return torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))[0]


# %% right="slopes_at" why="with gradients explicitly on"
def slopes_at(function, points):
    with torch.enable_grad():
        x = points.detach().clone()
        x.requires_grad_()
        function(x).sum().backward()
    return x.grad


# %% right="slopes_at" why="torch.func.grad of the sum"
def slopes_at(function, points):
    return torch.func.grad(lambda x: function(x).sum())(points.detach().clone()).detach()


# %% right="slopes_at" why="forward mode: a product with ones"
def slopes_at(function, points):
    x = points.detach().clone()
    return torch.func.jvp(function, (x,), (torch.ones_like(x),))[1].detach()


# %% wrong="slopes_at" why="backward on the caller's points"
def slopes_at(function, points):
    points.requires_grad_()
    function(points).sum().backward()
    return points.grad


# %% right="slopes_at" why="detach alone: nothing is written into the shared memory"
def slopes_at(function, points):
    x = points.detach().requires_grad_()
    function(x).sum().backward()
    return x.grad


# %% wrong="slopes_at" why="the mean: slopes divided by the number of points"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    function(x).mean().backward()
    return x.grad


# %% wrong="slopes_at" why="a clone alone: no leaf, if the points require a gradient"
def slopes_at(function, points):
    x = points.clone().requires_grad_()
    function(x).sum().backward()
    return x.grad


# %% wrong="slopes_at" why="the caller's gradient, kept aside and put back, but of points that require none"
def slopes_at(function, points):
    before = points.grad
    points.grad = None
    points.requires_grad_()
    function(points).sum().backward()
    slopes, points.grad = points.grad, before
    return slopes


# %% wrong="slopes_at" why="one point after the other" passes="visible"
def slopes_at(function, points):
    slopes = torch.zeros_like(points).detach()
    for place, number in enumerate(points.detach().flatten()):
        x = number.clone().requires_grad_()
        function(x).backward()
        slopes.view(-1)[place] = x.grad
    return slopes


# %% wrong="slopes_at" why="a difference quotient" passes="visible"
def slopes_at(function, points):
    x = points.detach().double()
    h = 1e-3
    return ((function(x + h) - function(x - h)) / (2 * h)).to(points.dtype)


# %% wrong="slopes_at" why="float32 on the way" passes="visible"
def slopes_at(function, points):
    x = points.detach().float().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad.to(points.dtype)


# %% wrong="slopes_at" why="the result keeps autograd's notes"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    return torch.autograd.grad(function(x).sum(), x, create_graph=True)[0]


# %% wrong="slopes_at" why="backward twice: the slopes add up"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    total = function(x).sum()
    total.backward(retain_graph=True)
    total.backward()
    return x.grad


# %% wrong="slopes_at" why="looks first whether there is a slope at all: two calls" passes="visible"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    if not function(x).requires_grad:
        return torch.zeros_like(x)
    function(x).sum().backward()
    return x.grad


# %% wrong="slopes_at" why="backward of several numbers"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    function(x).backward()
    return x.grad


# %% wrong="slopes_at" why="flattened"
def slopes_at(function, points):
    x = points.detach().clone().flatten().requires_grad_()
    function(x).sum().backward()
    return x.grad


# %% wrong="slopes_at" why="the values"
def slopes_at(function, points):
    return function(points.detach().clone())


# %% wrong="slopes_at" why="a copy only where a gradient is held already" passes="visible"
def slopes_at(function, points):
    if points.requires_grad and points.grad is None:
        own = points
    else:
        own = points.detach().clone().requires_grad_()
    function(own).sum().backward()
    return own.grad.clone()


# %% wrong="slopes_at" why="the old gradient subtracted: a large one swallows the slopes" passes="visible"
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


# %% wrong="slopes_at" why="pieces of 500" passes="visible"
def slopes_at(function, points):
    own = points.detach().clone().requires_grad_()
    if own.dim() == 0 or len(own) <= 500:
        function(own).sum().backward()
    else:
        for piece in own.split(500):
            function(piece).sum().backward()
    return own.grad


# %% wrong="slopes_at" why="any() asked whether there are points: none at the origin" passes="visible"
def slopes_at(function, points):
    if not points.any():
        return torch.zeros_like(points)
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad


# %% wrong="slopes_at" why="called in float64 for points in float32" passes="visible"
def slopes_at(function, points):
    x = points.detach().double().requires_grad_()
    function(x).sum().backward()
    return x.grad.to(points.dtype)


# %% wrong="slopes_at" why="infinite slopes made finite" passes="visible"
def slopes_at(function, points):
    own = points.detach().clone().requires_grad_()
    function(own).sum().backward()
    return own.grad.nan_to_num()


# %% wrong="slopes_at" why="slopes above 1e6 are cut" passes="visible"
def slopes_at(function, points):
    x = points.detach().clone().requires_grad_()
    function(x).sum().backward()
    return x.grad.clamp(-1e6, 1e6)


# %% right="rule" why="a table of functions"
RULES = {
    "add": lambda a, b: (a + b, (1.0, 1.0)),
    "sub": lambda a, b: (a - b, (1.0, -1.0)),
    "mul": lambda a, b: (a * b, (b, a)),
    "div": lambda a, b: (a / b, (1 / b, -(a / b) / b)),
    "exp": lambda a: (math.exp(a),) + ((math.exp(a),),),
    "log": lambda a: (math.log(a), (1 / a,)),
    "tanh": lambda a: (math.tanh(a), (1 - math.tanh(a) ** 2,)),
}


def rule(operation, inputs):
    if operation not in RULES:
        raise ValueError("unknown operation: " + operation)
    return RULES[operation](*inputs)


# %% right="rule" why="a chain of ifs"
def rule(operation, inputs):
    if operation in ("exp", "log", "tanh"):
        (a,) = inputs
        if operation == "exp":
            value = math.exp(a)
            return value, (value,)
        if operation == "log":
            return math.log(a), (a**-1,)
        value = math.tanh(a)
        return value, (1 - value * value,)
    if operation not in ("add", "sub", "mul", "div"):
        raise ValueError(f"{operation} has no rule")
    a, b = inputs
    if operation == "add":
        return a + b, (1, 1)
    if operation == "sub":
        return a - b, (1, -1)
    if operation == "mul":
        return a * b, (b, a)
    return a / b, (1 / b, -a / (b * b))


# %% right="rule" why="NumPy's functions and numbers"
def rule(operation, inputs):
    a = np.float64(inputs[0])
    b = np.float64(inputs[1]) if len(inputs) > 1 else None
    if operation == "add":
        return a + b, (np.float64(1), np.float64(1))
    elif operation == "sub":
        return a - b, (np.float64(1), np.float64(-1))
    elif operation == "mul":
        return a * b, (b, a)
    elif operation == "div":
        return a / b, (1 / b, -a * b**-2)
    elif operation == "exp":
        return np.exp(a), (np.exp(a),)
    elif operation == "log":
        return np.log(a), (1 / a,)
    elif operation == "tanh":
        return np.tanh(a), (1 - np.tanh(a) ** 2,)
    raise ValueError(operation)


# %% right="rule" why="autograd does the work"
def rule(operation, inputs):
    if operation not in ("add", "sub", "mul", "div", "exp", "log", "tanh"):
        raise ValueError(f"no such operation: {operation!r}")
    leaves = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in inputs]
    value = getattr(torch, operation)(*leaves)
    value.backward()
    return value.item(), tuple(leaf.grad.item() for leaf in leaves)


# %% right="rule" why="a subclass of ValueError"
class NoRuleError(ValueError):
    pass


def rule(operation, inputs):
    match operation, inputs:
        case "add", (a, b):
            return a + b, (1.0, 1.0)
        case "sub", (a, b):
            return a - b, (1.0, -1.0)
        case "mul", (a, b):
            return a * b, (b, a)
        case "div", (a, b):
            return a / b, (1.0 / b, -a / b / b)
        case "exp", (a,):
            return math.exp(a), (math.exp(a),)
        case "log", (a,):
            return math.log(a), (1.0 / a,)
        case "tanh", (a,):
            return math.tanh(a), ((1 - math.tanh(a)) * (1 + math.tanh(a)),)
    raise NoRuleError(f"no rule for {operation}")


# %% wrong="rule" why="slopes of the product in the wrong order"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (a, b))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="a difference grows with both"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, 1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="the sign of the divisor's slope"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="the divisor's slope without the numerator"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -1 / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="tanh's slope is 1 - tanh, unsquared" passes="visible"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a),)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="exp's slope by the rule of powers" passes="visible"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (1 + a * math.exp(a - 1),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="the logarithm to the base 10"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log10(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="an unknown operation is a KeyError"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    return table[operation]()


# %% wrong="rule" why="the error does not name the operation"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError("unknown operation")
    return table[operation]()


# %% wrong="rule" why="names in any case, and what begins like one" passes="visible"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    name = operation.lower()[:3]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a), (1 / a,)))}
    table |= {"tan": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if name not in table:
        raise ValueError(operation)
    return table[name]()


# %% wrong="rule" why="what is no other operation is a tanh"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    if operation == "add":
        return a + b, (1.0, 1.0)
    if operation == "sub":
        return a - b, (1.0, -1.0)
    if operation == "mul":
        return a * b, (b, a)
    if operation == "div":
        return a / b, (1 / b, -a / b**2)
    if operation == "exp":
        return math.exp(a), (math.exp(a),)
    if operation == "log":
        return math.log(a), (1 / a,)
    return math.tanh(a), (1 - math.tanh(a) ** 2,)


# %% wrong="rule" why="a lone slope as a plain number"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / b, (1 / b, -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), math.exp(a))), "log": (lambda: (math.log(a), 1 / a))}
    table |= {"tanh": (lambda: (math.tanh(a), 1 - math.tanh(a) ** 2))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="slopes by a difference quotient" passes="visible"
def rule(operation, inputs):
    functions = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b}
    functions |= {"div": lambda a, b: a / b, "exp": math.exp, "log": math.log, "tanh": math.tanh}
    if operation not in functions:
        raise ValueError(operation)
    f, h, slopes = functions[operation], 1e-7, []
    for i in range(len(inputs)):
        up, down = list(inputs), list(inputs)
        up[i], down[i] = up[i] + h, down[i] - h
        slopes.append((f(*up) - f(*down)) / (2 * h))
    return f(*inputs), tuple(slopes)


# %% wrong="rule" why="tensors in place of plain numbers"
def rule(operation, inputs):
    if operation not in ("add", "sub", "mul", "div", "exp", "log", "tanh"):
        raise ValueError(f"no such operation: {operation!r}")
    leaves = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in inputs]
    value = getattr(torch, operation)(*leaves)
    value.backward()
    return value.detach(), tuple(leaf.grad for leaf in leaves)


# %% wrong="rule" why="logarithms and quotients with a small number added" passes="visible"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a)))}
    table |= {"div": (lambda: (a / (b + 1e-8), (1 / (b + 1e-8), -a / (b + 1e-8) ** 2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),)))}
    table |= {"log": (lambda: (math.log(a + 1e-8), (1 / (a + 1e-8),)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% wrong="rule" why="a root and a negative as well" passes="visible"
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


# %% wrong="rule" why="log1p of a - 1 for the logarithm" passes="visible"
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


# %% wrong="rule" why="a cache, whose key a list can not be" passes="visible"
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


# %% wrong="rule" why="exp by its reciprocal, which overflows for large negative numbers" passes="visible"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    if operation == "add":
        return a + b, (1.0, 1.0)
    if operation == "sub":
        return a - b, (1.0, -1.0)
    if operation == "mul":
        return a * b, (b, a)
    if operation == "div":
        return a / b, (1 / b, -a / b**2)
    if operation == "exp":
        value = math.exp(a) if a >= 0 else 1 / math.exp(-a)
        return value, (value,)
    if operation == "log":
        return math.log(a), (1 / a,)
    if operation == "tanh":
        return math.tanh(a), (1 - math.tanh(a) ** 2,)
    raise ValueError(f"no rule for {operation}")


# %% wrong="rule" why="the argument of exp cut at 50" passes="visible"
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


# %% wrong="rule" why="tanh: one over cosh squared, which overflows" passes="visible"
RULES = {
    "add": lambda a, b: (a + b, (1.0, 1.0)),
    "sub": lambda a, b: (a - b, (1.0, -1.0)),
    "mul": lambda a, b: (a * b, (b, a)),
    "div": lambda a, b: (a / b, (1 / b, -(a / b) / b)),
    "exp": lambda a: (math.exp(a),) + ((math.exp(a),),),
    "log": lambda a: (math.log(a), (1 / a,)),
    "tanh": lambda a: (math.tanh(a), (1 / math.cosh(a) ** 2,)),
}


def rule(operation, inputs):
    if operation not in RULES:
        raise ValueError("unknown operation: " + operation)
    return RULES[operation](*inputs)


# %% wrong="rule" why="a small number under the division" passes="visible"
def rule(operation, inputs):
    a, b = inputs[0], inputs[-1]
    table = {"add": (lambda: (a + b, (1.0, 1.0))), "sub": (lambda: (a - b, (1.0, -1.0)))}
    table |= {"mul": (lambda: (a * b, (b, a))), "div": (lambda: (a / (b + 1e-12), (1 / (b + 1e-12), -a / b**2)))}
    table |= {"exp": (lambda: (math.exp(a), (math.exp(a),))), "log": (lambda: (math.log(a + 1e-12), (1 / a,)))}
    table |= {"tanh": (lambda: (math.tanh(a), (1 - math.tanh(a) ** 2,)))}
    if operation not in table:
        raise ValueError(operation)
    return table[operation]()


# %% right="sweep" why="index by index, whiles"
def sweep(tape):
    g = [0.0 for _ in tape]
    g[len(tape) - 1] = 1.0
    t = len(tape) - 1
    while t >= 0:
        for k in range(len(tape[t].inputs)):
            s = tape[t].inputs[k]
            g[s] = g[s] + g[t] * tape[t].slopes[k]
        t -= 1
    return g


# %% right="sweep" why="a dictionary"
from collections import defaultdict


def sweep(tape):
    collected = defaultdict(float)
    collected[len(tape) - 1] = 1.0
    for t, entry in reversed(list(enumerate(tape))):
        for s, d in zip(entry.inputs, entry.slopes):
            collected[s] += collected[t] * d
    return [collected[t] for t in range(len(tape))]


# %% right="sweep" why="pull in place of push: who uses me?"
def sweep(tape):
    users = [[] for _ in tape]
    for t, (_, inputs, slopes) in enumerate(tape):
        for s, d in zip(inputs, slopes):
            users[s].append((t, d))
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for s in range(len(tape) - 2, -1, -1):
        g[s] = sum((g[t] * d for t, d in users[s]), 0.0)
    return g


# %% right="sweep" why="a NumPy array, with add.at"
def sweep(tape):
    g = np.zeros(len(tape))
    g[-1] = 1
    for t in range(len(tape) - 1, -1, -1):
        if tape[t].inputs:
            np.add.at(g, list(tape[t].inputs), g[t] * np.array(tape[t].slopes))
    return g.tolist()


# %% right="sweep" why="a stack of entries that waits for its turn, sorted by place"
import heapq


def sweep(tape):
    g = [0] * len(tape)
    g[-1] = 1
    waiting, seen = [-(len(tape) - 1)], {len(tape) - 1}
    while waiting:
        t = -heapq.heappop(waiting)
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
            if s not in seen:
                seen.add(s)
                heapq.heappush(waiting, -s)
    return g


# %% wrong="sweep" why="= in place of +=: the last path wins"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] = g[t] * d
    return g


# %% wrong="sweep" why="from the beginning to the end"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in range(len(tape)):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="adds the slope and forgets what came from upstream"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += d
    return g


# %% wrong="sweep" why="a place that comes twice counts once"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in dict(zip(tape[t].inputs, tape[t].slopes)).items():
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="array indexing that adds once for places that come twice"
def sweep(tape):
    g = np.zeros(len(tape))
    g[-1] = 1
    for t in range(len(tape) - 1, -1, -1):
        if tape[t].inputs:
            g[list(tape[t].inputs)] += g[t] * np.array(tape[t].slopes)
    return g.tolist()


# %% wrong="sweep" why="recursion along every path: too deep" passes="visible"
def sweep(tape):
    g = [0.0] * len(tape)

    def hand_on(t, share):
        g[t] += share
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            hand_on(s, share * d)

    hand_on(len(tape) - 1, 1.0)
    return g


# %% wrong="sweep" why="starts at 0: nothing to hand on"
def sweep(tape):
    g = [0.0] * len(tape)
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="every entry starts at 1"
def sweep(tape):
    g = [1.0] * len(tape)
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="multiplies by values"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * tape[s].value
    return g


# %% wrong="sweep" why="only the given numbers"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return [slope for slope, entry in zip(g, tape) if not entry.inputs]


# %% wrong="sweep" why="an array"
def sweep(tape):
    g = np.zeros(len(tape))
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="from the end to the beginning, in the result too"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g[::-1]


# %% wrong="sweep" why="the first two inputs alone" passes="visible"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in list(zip(tape[t].inputs, tape[t].slopes))[:2]:
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="small slopes are rounded away" passes="visible"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return [round(slope, 12) for slope in g]


# %% wrong="sweep" why="stops at the first given number" passes="visible"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for t in reversed(range(len(tape))):
        if not tape[t].inputs:
            break
        for s, d in zip(tape[t].inputs, tape[t].slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="the place of an entry by its content" passes="visible"
def sweep(tape):
    g = [0.0] * len(tape)
    g[-1] = 1.0
    for entry in reversed(tape):
        t = tape.index(entry)
        for s, d in zip(entry.inputs, entry.slopes):
            g[s] += g[t] * d
    return g


# %% wrong="sweep" why="pop from a copy, which a tuple does not have" passes="visible"
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


# %% wrong="sweep" why="kept under length and last entry" passes="visible"
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


# %% wrong="sweep" why="one list for all tapes of a length" passes="visible"
LISTS = {}


def sweep(tape):
    slopes = LISTS.setdefault(len(tape), [0.0] * len(tape))
    slopes[:] = [0.0] * len(tape)
    slopes[-1] = 1.0
    for t in reversed(range(len(tape))):
        for s, local in zip(tape[t].inputs, tape[t].slopes):
            slopes[s] += slopes[t] * local
    return slopes


# %% right="descend_by_autograd" why="an SGD optimiser"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    optimiser = torch.optim.SGD([x], lr=learning_rate)
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            optimiser.zero_grad()
        function(x).backward()
        optimiser.step()
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% right="descend_by_autograd" why="torch.autograd.grad, and a sum of its own"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    positions = torch.empty(n_steps + 1, len(start), dtype=start.dtype)
    positions[0] = start.detach()
    total = torch.zeros(len(start), dtype=start.dtype)
    for k in range(n_steps):
        x = positions[k].clone().requires_grad_()
        (gradient,) = torch.autograd.grad(function(x), x)
        total = gradient if clears else total + gradient
        positions[k + 1] = positions[k] - learning_rate * total
    return positions


# %% right="descend_by_autograd" why="zero_ after the step, through data"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.clone().detach()
    x.requires_grad = True
    rows = [x.data.clone()]
    for _ in range(n_steps):
        function(x).backward()
        x.data = x.data - learning_rate * x.grad
        if clears:
            x.grad.zero_()
        rows.append(x.data.clone())
    return torch.vstack(rows)


# %% right="descend_by_autograd" why="a fresh leaf each time that inherits the gradient"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    at = start.detach().clone()
    rows, kept = [at], None
    for _ in range(n_steps):
        leaf = at.clone().requires_grad_()
        leaf.grad = None if clears or kept is None else kept.clone()
        loss = function(leaf)
        loss.backward()
        kept = leaf.grad
        at = at - learning_rate * kept
        rows.append(at)
    return torch.stack(rows).detach()


# %% right="descend_by_autograd" why="rows of plain numbers"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = torch.tensor(start.tolist(), dtype=start.dtype, requires_grad=True)
    rows = [x.tolist()]
    for _ in range(n_steps):
        if clears and x.grad is not None:
            x.grad.zero_()
        function(x).backward()
        with torch.no_grad():
            x.sub_(x.grad, alpha=learning_rate)
        rows.append(x.tolist())
    return torch.tensor(rows, dtype=start.dtype)


# %% right="descend_by_autograd" why="torch.func.grad, and a running sum"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    gradient_of = torch.func.grad(function)
    rows, total = [start.detach().clone()], 0
    for _ in range(n_steps):
        total = gradient_of(rows[-1]) + (0 if clears else total)
        rows.append(rows[-1] - learning_rate * total)
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="never clears"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="always clears"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="the flag the other way round"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if not clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="clears after backward, before the step"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        function(x).backward()
        if clears:
            x.grad.zero_()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="all rows are the same memory"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="moves the caller's start"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="climbs"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x += learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="without the start"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [torch.empty(0, len(start), dtype=start.dtype)]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone()[None])
    return torch.cat(rows)


# %% wrong="descend_by_autograd" why="the gradient that start already holds counts"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    if start.grad is not None:
        x.grad = start.grad.clone()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        if clears:
            x.grad = None
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="without clearing, the mean of all gradients"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for k in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad / (1 if clears else k + 1)
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="without clearing, only the last gradient is added" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone()
    rows, before = [x], torch.zeros_like(x)
    for _ in range(n_steps):
        leaf = x.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(function(leaf), leaf)
        x = x - learning_rate * (gradient if clears else gradient + before)
        before = gradient
        rows.append(x)
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="the gradients of the start, in every step"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    leaf = start.detach().clone().requires_grad_()
    (gradient,) = torch.autograd.grad(function(leaf), leaf)
    rows = [start.detach().clone()]
    for k in range(n_steps):
        rows.append(rows[-1] - learning_rate * gradient * (1 if clears else k + 1))
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="float32 on the way" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone().float()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone().float())
    return torch.stack(rows).to(start.dtype)


# %% wrong="descend_by_autograd" why="a view of start, after no step" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    if n_steps == 0:
        return start.detach()[None]
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


# %% wrong="descend_by_autograd" why="the walk stays on autograd's notes"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows, total = [x], 0.0
    for _ in range(n_steps):
        (gradient,) = torch.autograd.grad(function(rows[-1]), rows[-1])
        total = gradient if clears else total + gradient
        rows.append(rows[-1] - learning_rate * total)
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="stops where the slope is small" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for _ in range(n_steps):
        if clears:
            x.grad = None
        function(x).backward()
        if x.grad.norm() < 0.3:
            x.grad.zero_()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="stays for good where the gradient is 0" passes="visible"
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


# %% wrong="descend_by_autograd" why="long gradients are shortened" passes="visible"
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


# %% wrong="descend_by_autograd" why="at most a hundred steps" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [x.detach().clone()]
    for k in range(n_steps):
        if clears:
            x.grad = None
        if k < 100:
            function(x).backward()
            with torch.no_grad():
                x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="each entry walks alone, the others stay at the start" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    rows = start.detach().repeat(n_steps + 1, 1)
    for i in range(len(start)):
        x, total = start.detach().clone(), 0.0
        for k in range(n_steps):
            leaf = x.clone().requires_grad_()
            function(leaf).backward()
            total = leaf.grad[i] if clears else total + leaf.grad[i]
            x[i] -= learning_rate * total
            rows[k + 1, i] = x[i]
    return rows


# %% wrong="descend_by_autograd" why="one entry after the other, each from where the one before has led" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone()
    total = torch.zeros_like(x)
    rows = [x.clone()]
    for _ in range(n_steps):
        for i in range(len(x)):
            leaf = x.clone().requires_grad_()
            function(leaf).backward()
            total[i] = leaf.grad[i] if clears else total[i] + leaf.grad[i]
            x[i] -= learning_rate * total[i]
        rows.append(x.clone())
    return torch.stack(rows)


# %% wrong="descend_by_autograd" why="from the origin nothing moves" passes="visible"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    x = start.detach().clone().requires_grad_()
    rows = [start.detach().clone()]
    for _ in range(n_steps if start.any() else 0):
        if clears:
            x.grad = None
        function(x).backward()
        with torch.no_grad():
            x -= learning_rate * x.grad
        rows.append(x.detach().clone())
    rows += [rows[-1]] * (n_steps + 1 - len(rows))
    return torch.stack(rows)


# %% right="descend_by_autograd" why="recursion, up to 500 steps deep"
def descend_by_autograd(function, start, learning_rate, n_steps, clears):
    def walk(x, total, n_left):
        if n_left == 0:
            return [x]
        leaf = x.clone().requires_grad_()
        function(leaf).backward()
        total = leaf.grad if clears else total + leaf.grad
        return [x, *walk(x - learning_rate * total, total, n_left - 1)]

    first = start.detach().clone()
    return torch.stack(walk(first, torch.zeros_like(first), n_steps))


# %% right="numerical_gradient" why="a row of the unit matrix for each direction"
def numerical_gradient(function, x):
    steps = np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1, np.abs(x))
    found = [(function(x + h * e) - function(x - h * e)) / (2 * h) for h, e in zip(steps, np.eye(len(x)))]
    return np.array(found, dtype=np.float64)


# %% right="numerical_gradient" why="divides by the step that was really taken"
def numerical_gradient(function, x):
    gradient = np.empty_like(x)
    for i, entry in enumerate(x):
        h = np.cbrt(np.finfo(float).eps) * max(1, abs(entry))
        up, down = x.copy(), x.copy()
        up[i], down[i] = entry + h, entry - h
        gradient[i] = (function(up) - function(down)) / (up[i] - down[i])
    return gradient


# %% right="numerical_gradient" why="one copy that is put right by assignment"
def numerical_gradient(function, x):
    probe = np.array(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for i in range(x.size):
        h = 2.220446049250313e-16 ** (1 / 3)
        if abs(x[i]) > 1:
            h *= abs(x[i])
        probe[i] = x[i] + h
        above = function(probe)
        probe[i] = x[i] - h
        below = function(probe)
        probe[i] = x[i]
        gradient[i] = (above - below) / 2 / h
    return gradient


# %% right="numerical_gradient" why="all places first, then all values"
def numerical_gradient(function, x):
    h = np.spacing(1.0) ** (1 / 3) * np.clip(np.abs(x), 1.0, None)
    up, down = x + np.diag(h), x - np.diag(h)
    above = np.array([function(row) for row in up], dtype=float)
    below = np.array([function(row) for row in down], dtype=float)
    return (above - below) / (2 * h)


# %% right="numerical_gradient" why="tensors inside"
def numerical_gradient(function, x):
    at = torch.tensor(x)
    h = torch.finfo(torch.float64).eps ** (1 / 3) * at.abs().clamp(min=1.0)
    gradient = torch.zeros_like(at)
    for i in range(len(at)):
        move = torch.zeros_like(at)
        move[i] = h[i]
        gradient[i] = (function((at + move).numpy()) - function((at - move).numpy())) / (2 * h[i])
    return gradient.numpy()


# %% wrong="numerical_gradient" why="a step of 1e-12"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += 1e-12
        down[i] -= 1e-12
        gradient[i] = (function(up) - function(down)) / 2e-12
    return gradient


# %% wrong="numerical_gradient" why="one step for all sizes"
def numerical_gradient(function, x):
    gradient, h = np.zeros(len(x)), np.finfo(np.float64).eps ** (1 / 3)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="the step shrinks with small entries: 0 at 0"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * abs(x[i])
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="the forward difference"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up = x.copy()
        up[i] += h
        gradient[i] = (function(up) - function(x.copy())) / h
    return gradient


# %% wrong="numerical_gradient" why="divides by h"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / h
    return gradient


# %% wrong="numerical_gradient" why="adds to x and takes away again" passes="visible"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        x[i] += h
        above = function(x.copy())
        x[i] -= 2 * h
        below = function(x.copy())
        x[i] += h
        gradient[i] = (above - below) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="no copy: the entries stay moved"
def numerical_gradient(function, x):
    gradient, up, down = np.zeros(len(x)), x.copy(), x.copy()
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="all entries at once"
def numerical_gradient(function, x):
    h = np.finfo(np.float64).eps ** (1 / 3) * np.maximum(1.0, np.abs(x))
    return (function(x + h) - function(x - h)) / (2 * h)


# %% wrong="numerical_gradient" why="the step of the largest entry for all"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    h = np.finfo(np.float64).eps ** (1 / 3) * max([1.0, *np.abs(x)]) if len(x) else 0.0
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="the size without its absolute value"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, x[i])
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="the root of eps, as for forward differences"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** 0.5 * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="float32's eps"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float32).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="1 + |x| in place of the maximum"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * (1.0 + abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="a list"
def numerical_gradient(function, x):
    gradient = []
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient.append((function(up) - function(down)) / (2 * h))
    return gradient


# %% wrong="numerical_gradient" why="calls the function once more, to see whether it works"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    function(x.copy())
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% wrong="numerical_gradient" why="refuses a place without entries"
def numerical_gradient(function, x):
    rows = []
    for i in range(len(x)):
        h = np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i]))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        rows.append(np.array((function(up) - function(down)) / (2 * h)))
    return np.stack(rows)


# %% right="numerical_gradient" why="moves x itself, and puts the entry back by assignment"
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


# %% right="numerical_gradient" why="one working copy for all calls"
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


# %% wrong="numerical_gradient" why="an entry equal to the one before is not moved" passes="visible"
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


# %% wrong="numerical_gradient" why="any() asked whether there are entries: none at the origin" passes="visible"
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


# %% wrong="numerical_gradient" why="a step that never grows above 0.01" passes="visible"
def numerical_gradient(function, x):
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        h = min(0.01, np.finfo(np.float64).eps ** (1 / 3) * max(1.0, abs(x[i])))
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (function(up) - function(down)) / (2 * h)
    return gradient


# %% right="forward_step" why="both in closed form"
def forward_step(noise, curvature):
    return 2 * (noise / curvature) ** 0.5, 2 * (noise * curvature) ** 0.5


# %% right="forward_step" why="at the best step both parts are equal"
def forward_step(noise, curvature):
    h = np.sqrt(4 * noise / curvature)
    return h, curvature * h


# %% right="forward_step" why="logarithms"
def forward_step(noise, curvature):
    a, b = math.log(noise), math.log(curvature)
    return 2 * math.exp((a - b) / 2), 2 * math.exp((a + b) / 2)


# %% right="forward_step" why="a search by golden sections, on a logarithmic scale"
def forward_step(noise, curvature):
    def slope(z):
        return curvature / 2 * math.exp(z) - 2 * noise * math.exp(-z)

    low, high = -100.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(middle) > 0 else (middle, high)
    h = math.exp(low)
    return h, h * curvature / 2 + 2 * noise / h


# %% right="forward_step" why="a named tuple"
class Best(NamedTuple):
    step: float
    bound: float


def forward_step(noise, curvature):
    step = math.sqrt(4.0 * noise / curvature)
    return Best(step, 4.0 * noise / step)


# %% wrong="forward_step" why="one of the two values is exact"
def forward_step(noise, curvature):
    step = math.sqrt(2 * noise / curvature)
    return step, curvature * step / 2 + noise / step


# %% wrong="forward_step" why="Taylor without the half"
def forward_step(noise, curvature):
    step = math.sqrt(2 * noise / curvature)
    return step, curvature * step + 2 * noise / step


# %% wrong="forward_step" why="Lemma 3's step"
def forward_step(noise, curvature):
    step = (3 * noise / curvature) ** (1 / 3)
    return step, curvature * step**2 / 6 + noise / step


# %% wrong="forward_step" why="the rounding part alone"
def forward_step(noise, curvature):
    step = 2 * math.sqrt(noise / curvature)
    return step, 2 * noise / step


# %% wrong="forward_step" why="the truncation part alone"
def forward_step(noise, curvature):
    step = 2 * math.sqrt(noise / curvature)
    return step, curvature * step / 2


# %% wrong="forward_step" why="upside down"
def forward_step(noise, curvature):
    step = 2 * math.sqrt(curvature / noise)
    return step, curvature * step / 2 + 2 * noise / step


# %% wrong="forward_step" why="the product under the root of the step"
def forward_step(noise, curvature):
    step = 2 * math.sqrt(noise * curvature)
    return step, curvature * step / 2 + 2 * noise / step


# %% wrong="forward_step" why="the bound first"
def forward_step(noise, curvature):
    return 2 * math.sqrt(noise * curvature), 2 * math.sqrt(noise / curvature)


# %% wrong="forward_step" why="the step alone"
def forward_step(noise, curvature):
    return 2 * math.sqrt(noise / curvature)


# %% wrong="forward_step" why="divided by 2h"
def forward_step(noise, curvature):
    step = math.sqrt(2 * noise / curvature)
    return step, curvature * step / 2 + noise / step


# %% wrong="forward_step" why="a coarse search over powers of ten"
def forward_step(noise, curvature):
    def bound(h):
        return curvature * h / 2 + 2 * noise / h

    step = min((10.0**k for k in range(-40, 41)), key=bound)
    return step, bound(step)


# %% wrong="forward_step" why="a search that ends at 1e-12" passes="visible"
def forward_step(noise, curvature):
    step = min(max(2 * math.sqrt(noise / curvature), 1e-12), 1e6)
    return step, curvature * step / 2 + 2 * noise / step


# %% wrong="forward_step" why="a step that never grows above 2" passes="visible"
def forward_step(noise, curvature):
    step = min(2.0, 2 * math.sqrt(noise / curvature))
    return step, curvature * step / 2 + 2 * noise / step


# %% wrong="forward_step" why="a small number under the division" passes="visible"
def forward_step(noise, curvature):
    step = 2 * math.sqrt(noise / (curvature + 1e-9))
    return step, curvature * step / 2 + 2 * noise / step


# %% wrong="forward_step" why="tensors"
def forward_step(noise, curvature):
    step = 2 * torch.sqrt(torch.tensor(noise / curvature, dtype=torch.float64))
    return step, curvature * step / 2 + 2 * noise / step


# %% right="forward_step" why="six digits"
def forward_step(noise, curvature):
    step, bound = 2 * math.sqrt(noise / curvature), 2 * math.sqrt(noise * curvature)
    return float(f"{step:.6g}"), float(f"{bound:.6g}")
