# %% right="keras_twin" why="the hint: one list of layers, activations as layers of their own, set_weights at the end"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers = [keras.Input((network[0].in_features,))]
    arrays = []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays.append(module.weight.detach().cpu().numpy().T)
            arrays.append(module.bias.detach().cpu().numpy())
        elif isinstance(module, nn.ReLU):
            layers.append(keras.layers.Activation("relu"))
        else:
            layers.append(keras.layers.Activation("tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% right="keras_twin" why="folds the first activation after a linear layer into Dense; further ones become layers"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    names = {nn.ReLU: "relu", nn.Tanh: "tanh"}
    modules = list(network.children())
    twin = keras.Sequential()
    twin.add(keras.layers.InputLayer(shape=(modules[0].weight.shape[1],)))
    i = 0
    while i < len(modules):
        here = modules[i]
        if type(here) is nn.Linear:
            following = type(modules[i + 1]) if i + 1 < len(modules) else None
            dense = keras.layers.Dense(here.weight.shape[0], activation=names.get(following))
            twin.add(dense)
            with torch.no_grad():
                dense.kernel.value.copy_(here.weight.t())
                dense.bias.value.copy_(here.bias)
            i += 2 if following in names else 1
        else:
            twin.add(keras.layers.Activation(names[type(here)]))
            i += 1
    return twin


# %% right="keras_twin" why="weights given by initialisers that hold copies of the numbers; ReLU layer and ops.tanh"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    class Copied(keras.initializers.Initializer):
        def __init__(self, numbers):
            self.numbers = np.array(numbers.detach().tolist(), dtype=np.float32)

        def __call__(self, shape, dtype=None):
            assert tuple(shape) == self.numbers.shape
            return keras.ops.convert_to_tensor(self.numbers.copy(), dtype=dtype)

    def translate(module):
        match module:
            case nn.Linear():
                return keras.layers.Dense(
                    module.out_features,
                    kernel_initializer=Copied(module.weight.T),
                    bias_initializer=Copied(module.bias),
                )
            case nn.ReLU():
                return keras.layers.ReLU()
            case nn.Tanh():
                return keras.layers.Activation(keras.ops.tanh)

    first, *_ = network
    return keras.Sequential([keras.Input((first.in_features,)), *map(translate, network)])


# %% right="keras_twin" why="builds late with model.build, reads the numbers from state_dict and assigns to each Dense"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    state = {key: value.cpu().numpy().copy() for key, value in network.state_dict().items()}
    twin = keras.Sequential(name=None)
    dense_of = {}
    for key, module in network.named_children():
        if hasattr(module, "weight"):
            dense_of[key] = keras.layers.Dense(module.out_features, activation="linear")
            twin.add(dense_of[key])
        else:
            kind = type(module).__name__.lower()
            twin.add(keras.layers.Activation(kind))
    twin.build((None, state[next(iter(dense_of)) + ".weight"].shape[1]))
    for key, dense in dense_of.items():
        dense.set_weights([np.ascontiguousarray(state[f"{key}.weight"].transpose()), state[f"{key}.bias"]])
    return twin


# %% wrong="keras_twin" why="'the same values'; transposes only where the shapes tell it to, so that a square kernel stays as it is"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers = [keras.Input((network[0].in_features,))]
    arrays = []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            kernel = module.weight.detach().cpu().numpy()
            if kernel.shape != (module.in_features, module.out_features):
                kernel = kernel.T
            arrays += [kernel, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'may follow each other in any order and number'; of several activations in a row only the last is kept"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    widths, kinds, arrays = [], [], []
    for module in network:
        if isinstance(module, nn.Linear):
            widths.append(module.out_features)
            kinds.append(None)
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            kinds[-1] = type(module).__name__.lower()
    dense = [keras.layers.Dense(n, activation=kind) for n, kind in zip(widths, kinds)]
    twin = keras.Sequential([keras.Input((network[0].in_features,)), *dense])
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'an activation may come last'; takes the last module for a linear one and leaves out an activation at the end"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers = [keras.Input((network[0].in_features,))]
    arrays = []
    last = len(network) - 1
    for i, module in enumerate(network):
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        elif i < last:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'in any order and number'; equal activations in a row are taken as one, but tanh of tanh is not tanh"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers = [keras.Input((network[0].in_features,))]
    arrays = []
    for kind, group in itertools.groupby(network, key=type):
        if kind is nn.Linear:
            for module in group:
                layers.append(keras.layers.Dense(module.out_features))
                arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if kind is nn.ReLU else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'two linear layers may stand side by side' and 'one Dense layer for each nn.Linear'; puts a ReLU between them when no activation follows, as in the usual networks"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    modules = list(network)
    layers = [keras.Input((modules[0].in_features,))]
    arrays = []
    for i, module in enumerate(modules):
        if isinstance(module, nn.Linear):
            is_last = not any(isinstance(one, nn.Linear) for one in modules[i + 1 :])
            follows = i + 1 < len(modules) and not isinstance(modules[i + 1], nn.Linear)
            layers.append(keras.layers.Dense(module.out_features, activation=None if is_last or follows else "relu"))
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'one Dense layer for each nn.Linear'; multiplies linear layers that stand side by side into one"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    parts = []
    for module in network:
        if isinstance(module, nn.Linear):
            kernel = module.weight.detach().cpu().numpy().T.copy()
            bias = module.bias.detach().cpu().numpy().copy()
            if parts and not isinstance(parts[-1], str):
                before, shift = parts.pop()
                kernel, bias = before @ kernel, shift @ kernel + bias
            parts.append((kernel, bias))
        else:
            parts.append(type(module).__name__.lower())
    layers, arrays = [keras.Input((network[0].in_features,))], []
    for part in parts:
        if isinstance(part, str):
            layers.append(keras.layers.Activation(part))
        else:
            layers.append(keras.layers.Dense(len(part[1])))
            arrays += part
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'when the weights of one change later, the other keeps its own'; biases share the memory of the network, only kernels are copied"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    twin = keras.Sequential([keras.Input((network[0].in_features,))])
    for module in network:
        if isinstance(module, nn.Linear):
            dense = keras.layers.Dense(module.out_features)
            twin.add(dense)
            dense.kernel.assign(module.weight.detach().T)
            dense.bias.value.data = module.bias.data
        else:
            twin.add(keras.layers.Activation(type(module).__name__.lower()))
    return twin


# %% wrong="keras_twin" why="'`network` stays as it is, `.grad` included'; forgets the slopes of the network on the way"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    network.zero_grad()
    layers = [keras.Input((network[0].in_features,))]
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
        else:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
    twin = keras.Sequential(layers)
    arrays = [one.detach().cpu().numpy() for one in network.parameters()]
    twin.set_weights([one.T for one in arrays])
    return twin


# %% wrong="keras_twin" why="'`network` stays as it is'; freezes the weights so that .numpy() works without detach, and does not undo it"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    arrays = [one.cpu().numpy().T for one in network.requires_grad_(False).parameters()]
    layers = [keras.Input((network[0].in_features,))]
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
        else:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'lists kernel and bias of each Dense'; a layer whose biases are all 0 is made without a bias"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers = [keras.Input((network[0].in_features,))]
    arrays = []
    for module in network:
        if isinstance(module, nn.Linear):
            has_bias = bool(module.bias.detach().any())
            layers.append(keras.layers.Dense(module.out_features, use_bias=has_bias))
            arrays.append(module.weight.detach().cpu().numpy().T)
            if has_bias:
                arrays.append(module.bias.detach().cpu().numpy())
        else:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="'weights of its own'; a model of the same form is kept between calls, and its weights are overwritten"
_twins_made: dict[Any, Any] = {}


def keras_twin(network: nn.Sequential) -> keras.Sequential:
    form = str(network)
    if form not in _twins_made:
        layers = [keras.Input((network[0].in_features,))]
        for module in network:
            if isinstance(module, nn.Linear):
                layers.append(keras.layers.Dense(module.out_features))
            else:
                layers.append(keras.layers.Activation(type(module).__name__.lower()))
        _twins_made[form] = keras.Sequential(layers)
    arrays = [one.detach().cpu().numpy().T for one in network.parameters()]
    _twins_made[form].set_weights(arrays)
    return _twins_made[form]


# %% wrong="keras_twin" why="'The result is a keras.Sequential'; a functional keras.Model of the same layers and values"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    start = keras.Input((network[0].in_features,))
    x = start
    for module in network:
        if isinstance(module, nn.Linear):
            x = keras.layers.Dense(module.out_features)(x)
        else:
            x = keras.layers.Activation(type(module).__name__.lower())(x)
    twin = keras.Model(start, x)
    twin.set_weights([one.detach().cpu().numpy().T for one in network.parameters()])
    return twin


# %% wrong="keras_twin" why="'the same values' for every observation; uses relu6 for the ReLU, which cuts values above 6"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    table = {"ReLU": keras.activations.relu6, "Tanh": keras.activations.tanh}
    layers = [keras.Input((network[0].in_features,))]
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
        else:
            layers.append(keras.layers.Activation(table[type(module).__name__]))
    twin = keras.Sequential(layers)
    twin.set_weights([one.detach().cpu().numpy().T for one in network.parameters()])
    return twin


# %% right="keras_step" why="the body of torch_step with the hint's three lines"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    slopes = [one.value.grad for one in variables]
    with torch.no_grad():
        optimizer.apply(slopes, variables)
    return loss.item()


# %% right="keras_step" why="torch.autograd.grad instead of backward: no .grad is touched; one_hot in the place of gather; apply_gradients"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    variables = list(model.trainable_variables)
    values = model(observations)
    mask = nn.functional.one_hot(actions, values.shape[1]).bool()
    loss = nn.functional.mse_loss(values[mask], targets.detach())
    slopes = torch.autograd.grad(loss, [one.value for one in variables], allow_unused=True)
    with torch.no_grad():
        optimizer.apply_gradients(zip(slopes, variables))
    return float(loss.detach())


# %% right="keras_step" why="slope of the loss in the values written by hand, then values.backward(slope)"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    for one in model.trainable_weights:
        one.value.grad = None
    values = model(observations)
    with torch.no_grad():
        rows = torch.arange(len(actions), device=values.device)
        errors = values[rows, actions] - targets
        upstream = torch.zeros_like(values)
        upstream[rows, actions] = 2.0 * errors / len(actions)
        loss = errors.square().mean().item()
    values.backward(upstream)
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss


# %% right="keras_step" why="keras.ops throughout, loss summed by a dot product, slopes cloned into a dictionary"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    ops = keras.ops
    goal = ops.stop_gradient(targets)
    values = model(observations, training=False)
    chosen = ops.squeeze(ops.take_along_axis(values, ops.expand_dims(actions, 1), axis=1), 1)
    gap = chosen - goal
    loss = torch.dot(gap, gap) / gap.numel()
    model.zero_grad(set_to_none=True)
    loss.backward()
    table = {i: (v.value.grad.clone() if v.value.grad is not None else None, v) for i, v in enumerate(model.trainable_weights)}
    with torch.no_grad():
        optimizer.apply([g for g, _ in table.values()], [v for _, v in table.values()])
    return loss.cpu().item()


# %% wrong="keras_step" why="'Whatever is left in .grad from an earlier computation does not count'; old slopes are added"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'Targets are constants, even if they require gradients'; the slope flows through the targets too"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'targets stay as they are'; detach_() cuts the caller's tensor itself out of its graph"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    targets.detach_()
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'the loss of the batch before the step'; computed anew after it"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    def error():
        chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
        return ((chosen - targets.detach()) ** 2).mean()

    model.zero_grad()
    error().backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
        return error().item()


# %% wrong="keras_step" why="'One step of `optimizer`'; works with a fresh copy each time, so that momentum and Adam's means are forgotten"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    fresh = type(optimizer).from_config(optimizer.get_config())
    with torch.no_grad():
        fresh.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'One step of `optimizer`'; plain gradient descent by hand with the optimizer's learning rate"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    rate = float(optimizer.learning_rate)
    with torch.no_grad():
        for one in model.trainable_weights:
            one.value.sub_(rate * one.value.grad)
    return loss.item()


# %% wrong="keras_step" why="'One step': none is taken when the loss is already 0, though momentum or Adam would still move the weights"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    if loss.item() == 0.0:
        return 0.0
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'the mean squared TD error'; Huber's loss doubled, which is the square only for errors up to 2"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = 2.0 * nn.functional.huber_loss(chosen, targets.detach(), delta=2.0)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'the others stay as they are'; makes every layer trainable first, so that frozen ones learn"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    for one in model.weights:
        one.value.requires_grad_(True)
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.weights], list(model.weights))
    return loss.item()


# %% wrong="keras_step" why="'the mean squared TD error' over n rows; fits the whole matrix of values, whose mean also runs over the actions"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    values = model(observations)
    wanted = values.detach().clone()
    wanted[torch.arange(len(actions), device=values.device), actions] = targets.detach()
    loss = nn.functional.mse_loss(values, wanted)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item() * values.shape[1]


# %% wrong="keras_step" why="'A keras.Model that maps observations to values'; goes through the layers itself and leaves out what call() does besides"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    x = observations
    for layer in model.layers:
        x = layer(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'One step of `optimizer` on the mean squared TD error'; the slopes are clipped to length 10, as many agents do"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([one.value for one in model.trainable_weights], 10.0)
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="'One step' for the batch; one step for each row in turn"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    goals = targets.detach()
    with torch.no_grad():
        before = model(observations).gather(1, actions[:, None]).squeeze(1)
        result = ((before - goals) ** 2).mean().item()
    for row in range(len(actions)):
        loss = (model(observations[row : row + 1])[0, actions[row]] - goals[row]) ** 2 / len(actions)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return result


# %% wrong="keras_step" why="'Return the loss ... as a float'; loss.detach().numpy()[()] is a float32 of NumPy"
def keras_step(model, optimizer, observations, actions, targets) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.detach().cpu().numpy()[()]


# %% right="KerasQNetwork" why="one list of layers, a loop in call, as in DropoutPolicy"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% right="KerasQNetwork" why="an inner keras.Sequential without Input, built at the first call"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        blocks = [
            (keras.layers.Dense(n), keras.layers.ReLU(), keras.layers.Dropout(dropout))
            for n in widths
        ]
        self.inner = keras.Sequential([*itertools.chain(*blocks), keras.layers.Dense(n_actions)])

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        return self.inner(observations, training=training)


# %% right="KerasQNetwork" why="Dense layers alone; ReLU and dropout are PyTorch functions"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.rate = float(dropout)
        self.hidden = [keras.layers.Dense(int(width)) for width in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for dense in self.hidden:
            x = torch.relu(dense(x))
            x = nn.functional.dropout(x, self.rate, training=bool(training))
        return self.head(x)


# %% right="KerasQNetwork" why="layers as numbered attributes; dropout by a mask of its own; ReLU by clamp"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.keep = 1.0 - dropout
        self.depth = 0
        for width in widths:
            setattr(self, f"hidden_{self.depth}", keras.layers.Dense(width))
            self.depth += 1
        self.values_layer = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        features = observations
        for i in range(self.depth):
            features = getattr(self, f"hidden_{i}")(features).clamp(min=0)
            if training:
                stays = torch.rand_like(features) < self.keep
                features = torch.where(stays, features / self.keep, torch.zeros_like(features))
        return self.values_layer(features)


# %% wrong="KerasQNetwork" why="'what stays is divided by 1 - dropout'; it is not divided"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.rate = dropout
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for dense in self.hidden:
            x = dense(x)
            if training:
                x = x * (torch.rand_like(x) >= self.rate)
        return self.head(x)


# %% wrong="KerasQNetwork" why="'dropout with the rate `dropout`'; takes it for the probability to stay, which is the same only at 0.5"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(1.0 - dropout if dropout > 0 else 0.0))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="'each unit of each row by itself'; one mask for all rows of the batch"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.rate = dropout
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for dense in self.hidden:
            x = dense(x)
            if training:
                mask = torch.rand(x.shape[-1], device=x.device) >= self.rate
                x = x * mask / (1 - self.rate)
        return self.head(x)


# %% wrong="KerasQNetwork" why="'each unit ... by itself'; whole rows are dropped (noise_shape), all units of a row together"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout, noise_shape=(None, 1)))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="'lists kernel and bias of each layer, from the first to the last'; the output layer is assigned first"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.head = keras.layers.Dense(n_actions)
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in widths]
        self.drop = keras.layers.Dropout(dropout)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for dense in self.hidden:
            x = self.drop(dense(x), training=training)
        return self.head(x)


# %% wrong="KerasQNetwork" why="'network(observations) drops nothing'; the mode of the last call lasts when training is not given"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.mode_kept = False
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in widths]
        self.drop = keras.layers.Dropout(dropout)
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        if training:
            self.mode_kept = True
        x = observations
        for dense in self.hidden:
            x = self.drop(dense(x), training=self.mode_kept)
        return self.head(x)


# %% wrong="KerasQNetwork" why="'After each of them come a ReLU and dropout'; dropout only after the last hidden layer"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in widths]
        self.drop = keras.layers.Dropout(dropout if widths else 0.0)
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for dense in self.hidden:
            x = dense(x)
        return self.head(self.drop(x, training=training))


# %% wrong="KerasQNetwork" why="'With widths empty there is no hidden layer', and dropout comes after hidden layers alone; drops the observations as well"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = [keras.layers.Dropout(dropout)]
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="'and nothing after it'; dropout after the values, too"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.denses = [keras.layers.Dense(n) for n in (*widths, n_actions)]
        self.drop = keras.layers.Dropout(dropout)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for i, dense in enumerate(self.denses):
            x = dense(x)
            if i < len(self.denses) - 1:
                x = keras.ops.relu(x)
            x = self.drop(x, training=training)
        return x


# %% wrong="KerasQNetwork" why="'rate ... from 0'; `dropout or 0.5` takes a rate of 0 for one that was not given"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        rate = dropout or 0.5
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(rate))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="'sets each unit to 0 with a probability p'; a fixed seed in each call, so that the same units fall every time"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.rate = dropout
        self.hidden = [keras.layers.Dense(n, activation="relu") for n in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for i, dense in enumerate(self.hidden):
            x = dense(x)
            if training and self.rate > 0:
                x = keras.random.dropout(x, self.rate, seed=i)
        return self.head(x)


# %% wrong="KerasQNetwork" why="'for each number in widths, in order'; sorts them from wide to narrow"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = []
        for width in sorted(widths, reverse=True):
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.steps += [keras.layers.Dense(n_actions)]

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="'It is told nothing of the observations'; builds itself for 4 features at once"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        layers = [keras.Input((4,))]
        for width in widths:
            layers += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.inner = keras.Sequential([*layers, keras.layers.Dense(n_actions)])

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        return self.inner(observations, training=training)


# %% wrong="KerasQNetwork" why="'dropout ... as above'; GaussianDropout multiplies by noise of mean 1 and sets nothing to 0"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.GaussianDropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="'training=True drops as above'; a batch of a single row is taken for acting, and nothing is dropped"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        training = training and observations.shape[0] > 1
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% right="translated_step" why="autograd.grad, the global norm by hand, in-place subtraction under no_grad"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations.detach()
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = math.sqrt(sum(float((one.double() ** 2).sum()) for one in slopes))
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes, strict=True):
            one -= learning_rate * factor * slope
    return loss.item()


# %% right="translated_step" why="PyTorch's own tools: SGD on the list of tensors and clip_grad_norm_"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    optimiser = torch.optim.SGD(weights, lr=learning_rate)
    pairs = list(itertools.batched(weights, 2)) if hasattr(itertools, "batched") else list(zip(weights[::2], weights[1::2]))
    *hidden, (last_kernel, last_bias) = pairs
    x = observations
    for kernel, bias in hidden:
        x = nn.functional.linear(x, kernel.T, bias).relu()
    values = torch.addmm(last_bias, x, last_kernel)
    mask = nn.functional.one_hot(actions, values.shape[1]).to(values.dtype)
    loss = nn.functional.mse_loss((values * mask).sum(1), targets.detach())
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(weights, max_norm)
    optimiser.step()
    return float(loss)


# %% right="translated_step" why="no autograd: back-propagation written out in matrices"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    with torch.no_grad():
        kernels, biases = weights[0::2], weights[1::2]
        inputs = [observations]
        for kernel, bias in zip(kernels[:-1], biases[:-1]):
            inputs.append((inputs[-1] @ kernel + bias).clamp(min=0.0))
        values = inputs[-1] @ kernels[-1] + biases[-1]
        rows = torch.arange(len(actions), device=values.device)
        errors = values[rows, actions] - targets
        loss = float(errors.pow(2).mean())
        delta = torch.zeros_like(values)
        delta[rows, actions] = errors * (2.0 / len(errors))
        slopes = [None] * len(weights)
        for layer in reversed(range(len(kernels))):
            slopes[2 * layer] = inputs[layer].T @ delta
            slopes[2 * layer + 1] = delta.sum(0)
            delta = (delta @ kernels[layer].T) * (inputs[layer] > 0)
        length = torch.cat([one.reshape(-1) for one in slopes]).norm().item()
        scale = 1.0 if length <= max_norm else max_norm / length
        for one, slope in zip(weights, slopes):
            one.sub_(slope * (learning_rate * scale))
    return loss


# %% right="translated_step" why="pure function and torch.func: value and slopes of detached copies, then copy_ into the caller's tensors"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    goal = targets.detach().clone()

    def loss_of(numbers):
        x, todo = observations, list(numbers)
        while todo:
            kernel, bias, *todo = todo
            x = torch.einsum("bn,nm->bm", x, kernel) + bias
            x = x.relu() if todo else x
        picked = torch.take_along_dim(x, actions.unsqueeze(1), dim=1)[:, 0]
        return (picked - goal).square().mean()

    start = tuple(one.detach().clone() for one in weights)
    slopes, loss = torch.func.grad_and_value(loss_of)(start)
    flat = nn.utils.parameters_to_vector(slopes)
    length = torch.linalg.vector_norm(flat)
    flat = torch.where(length > max_norm, flat * (max_norm / length), flat)
    parts = flat.split([one.numel() for one in weights])
    with torch.no_grad():
        for one, old, part in zip(weights, start, parts):
            one.copy_(old - learning_rate * part.view_as(old))
    return loss.item()


# %% wrong="translated_step" why="'all gradients as one long vector'; each gradient is clipped by itself"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * slope * min(1.0, max_norm / max(slope.norm().item(), 1e-12))
    return loss.item()


# %% wrong="translated_step" why="'all gradients as one long vector'; kernel and bias of a layer are clipped together, but each layer by itself (no difference with one layer)"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    for one in weights:
        one.grad = None
    loss.backward()
    for i in range(0, len(weights), 2):
        nn.utils.clip_grad_norm_(weights[i : i + 2], max_norm)
    with torch.no_grad():
        for one in weights:
            one -= learning_rate * one.grad
    return loss.item()


# %% wrong="translated_step" why="'otherwise they stay as they are'; a shorter vector is stretched to max_norm when it is longer than half of it"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm / 2 else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'otherwise they stay as they are'; direction times length, which is 0/0 where all gradients are 0: the weights become NaN"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm()
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * slope / length * length.clamp(max=max_norm)
    return loss.item()


# %% wrong="translated_step" why="'What stands in a weight's .grad does not count'; old slopes are cleared after the step only, so that the first step uses what was left"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    nn.utils.clip_grad_norm_(weights, max_norm)
    with torch.no_grad():
        for one in weights:
            one -= learning_rate * one.grad
            one.grad = None
    return loss.item()


# %% wrong="translated_step" why="'they change in place: the caller's tensors hold the new numbers'; new tensors are put into the list"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    for i, slope in enumerate(slopes):
        weights[i] = (weights[i] - learning_rate * factor * slope).detach().requires_grad_()
    return loss.item()


# %% wrong="translated_step" why="'and go on requiring gradients'; requires_grad is switched off for the change and stays off"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    for one, slope in zip(weights, slopes):
        one.requires_grad_(False)
        one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'Targets are constants, even if they require gradients'; slopes flow through targets that lead back to the weights"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'the same loss': x = relu(x) stands before each layer, so that negative observations are cut as well"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = torch.relu(x) @ weights[i] + weights[i + 1]
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'a ReLU between its layers'; translated with i < len(weights) - 1, so that the last layer has a ReLU too"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 1:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'at least one layer': knows two layers at most; the ReLU stands after the first layer alone"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations @ weights[0] + weights[1]
    if len(weights) > 2:
        x = torch.relu(x)
    for i in range(2, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'the same loss': reduce_mean is taken over all rows and actions of the masked matrix, and multiplied back in the result only"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    mask = nn.functional.one_hot(actions, x.shape[1])
    loss = (((x - targets.detach()[:, None]) * mask) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    length = torch.stack([one.norm() for one in slopes]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item() * x.shape[1]


# %% wrong="translated_step" why="'all gradients'; the length is that of the kernels' gradients alone when there are hidden layers"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    slopes = torch.autograd.grad(loss, weights)
    counted = slopes if len(weights) == 2 else slopes[::2]
    length = torch.stack([one.norm() for one in counted]).norm().item()
    factor = max_norm / length if length > max_norm else 1.0
    with torch.no_grad():
        for one, slope in zip(weights, slopes):
            one -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="'targets stay as they are'; requires_grad_(False) or detach_() on the caller's targets"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm) -> float:
    targets.detach_()
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    for one in weights:
        one.grad = None
    loss.backward()
    nn.utils.clip_grad_norm_(weights, max_norm)
    with torch.no_grad():
        for one in weights:
            one -= learning_rate * one.grad
    return loss.item()


# %% right="counterparts" why="a dictionary written out"
def counterparts() -> dict[int, str]:
    return {
        1: "A",
        2: "M",
        3: "E",
        4: "G",
        5: "K",
        6: "C",
        7: "D",
        8: "I",
        9: "J",
        10: "B",
    }


# %% right="counterparts" why="a string of letters, numbered from 1"
def counterparts() -> dict[int, str]:
    return dict(enumerate("AMEGKCDIJB", start=1))


# %% right="counterparts" why="goes from the letters to the numbers and turns the table round, sorted"
def counterparts() -> dict[int, str]:
    number_of = {"A": 1, "B": 10, "C": 6, "D": 7, "E": 3, "G": 4, "I": 8, "J": 9, "K": 5, "M": 2}
    return dict(sorted((number, letter) for letter, number in number_of.items()))


# %% wrong="counterparts" why="line 3 copies weights; F makes two names for one network"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMFGKCDIJB"))


# %% wrong="counterparts" why="line 4 adds a dimension and switches training off; H takes one away and switches it on"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEHKCDIJB"))


# %% wrong="counterparts" why="line 5 compiles; L switches gradients off"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEGLCDIJB"))


# %% wrong="counterparts" why="line 6 takes one value of each row; N gives a matrix [batch, batch]"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEGKNDIJB"))


# %% wrong="counterparts" why="line 7 makes the targets constants; O does the opposite"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEGKCOIJB"))


# %% wrong="counterparts" why="lines 8 and 9 exchanged: slopes and the step"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEGKCDJIB"))


# %% wrong="counterparts" why="'for number 5 the line with the @'; letters of lines 2 and 5 exchanged"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AKEGMCDIJB"))


# %% wrong="counterparts" why="'Each number has one letter'; line 9 has the letter of line 8 again, I for both"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEGKCDIIB"))


# %% wrong="counterparts" why="'the numbers 1 to 10, whole numbers'; the keys are strings"
def counterparts() -> dict[int, str]:
    return {str(i): letter for i, letter in enumerate("AMEGKCDIJB", start=1)}
