# %% right="keras_twin" why="the way of the hint: activations as layers of their own, one set_weights at the end"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    first = network[0]
    layers: list[Any] = [keras.Input((first.in_features,))]
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


# %% right="keras_twin" why="a loop with a look ahead: the first activation after a Linear goes into its Dense, further ones are layers of their own; kernels are copied in torch"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    names = {nn.ReLU: "relu", nn.Tanh: "tanh"}
    modules = list(network)
    model = keras.Sequential()
    model.add(keras.Input(shape=(modules[0].in_features,)))
    position = 0
    while position < len(modules):
        module = modules[position]
        position += 1
        if not isinstance(module, nn.Linear):
            model.add(keras.layers.Activation(names[type(module)]))
            continue
        activation = None
        if position < len(modules) and not isinstance(modules[position], nn.Linear):
            activation = names[type(modules[position])]
            position += 1
        dense = keras.layers.Dense(module.out_features, activation=activation)
        model.add(dense)
        with torch.no_grad():
            dense.kernel.value.copy_(module.weight.t())
            dense.bias.value.copy_(module.bias)
    return model


# %% right="keras_twin" why="initialisers: each Dense is born with copies of the weights; the activations are the layers ReLU and Activation with a function"
class Given(keras.initializers.Initializer):
    def __init__(self, tensor):
        self.tensor = tensor.detach().clone()

    def __call__(self, shape, dtype=None):
        return self.tensor.reshape(tuple(shape)).clone()

    def get_config(self):
        return {}


def keras_twin(network: nn.Sequential) -> keras.Sequential:
    def translate(module):
        if type(module) is nn.ReLU:
            return keras.layers.ReLU()
        if type(module) is nn.Tanh:
            return keras.layers.Activation(keras.activations.tanh)
        return keras.layers.Dense(
            module.weight.shape[0],
            kernel_initializer=Given(module.weight.T),
            bias_initializer=Given(module.bias),
        )

    inputs = keras.Input((network[0].weight.shape[1],))
    return keras.Sequential([inputs, *map(translate, network)])


# %% right="keras_twin" why="recursion over the modules, from the state_dict of each; weights by assign, entry lists from plain Python"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    def grow(model, modules):
        if not modules:
            return model
        head, *tail = modules
        state = head.state_dict()
        if state:
            rows = state["weight"].tolist()
            layer = keras.layers.Dense(len(rows), activation="linear", dtype="float32")
            model.add(layer)
            kernel = [list(column) for column in zip(*rows)]
            layer.kernel.assign(np.array(kernel, dtype=np.float32))
            layer.bias.assign(np.array(state["bias"].tolist(), dtype=np.float32))
        else:
            model.add(keras.layers.Activation(type(head).__name__.lower()))
        return grow(model, tail)

    start = keras.Sequential([keras.Input((network[0].in_features,))])
    return grow(start, [*network])


# %% wrong="keras_twin" why="statement: the three 'may follow each other in any order and number'; the activation is kept as an argument of the Dense, so that of two activations in a row only the last is there"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    specs, arrays = [], []
    for module in network:
        if isinstance(module, nn.Linear):
            specs.append([module.out_features, None])
            arrays += [module.weight.detach().cpu().numpy().T.copy(), module.bias.detach().cpu().numpy().copy()]
        else:
            specs[-1][1] = "relu" if isinstance(module, nn.ReLU) else "tanh"
    twin = keras.Sequential(
        [keras.Input((network[0].in_features,))]
        + [keras.layers.Dense(units, activation=name) for units, name in specs]
    )
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="statement: 'both give the same values'; children() gives a module that stands twice in the Sequential (one relu used in two places, allowed) only once"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers, arrays = [keras.Input((network[0].in_features,))], []
    for module in network.children():
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="statement: 'two linear layers may stand side by side'; linears and activations are collected apart and zipped, so activations slip forward into the gap"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    linears = [one for one in network if isinstance(one, nn.Linear)]
    others = ["relu" if isinstance(one, nn.ReLU) else "tanh" for one in network if not isinstance(one, nn.Linear)]
    twin = keras.Sequential([keras.Input((linears[0].in_features,))])
    for linear, name in itertools.zip_longest(linears, others):
        if linear is not None:
            twin.add(keras.layers.Dense(linear.out_features))
        if name is not None:
            twin.add(keras.layers.Activation(name))
    twin.set_weights(
        [array.detach().cpu().numpy() for one in linears for array in (one.weight.T, one.bias)]
    )
    return twin


# %% wrong="keras_twin" why="statement: 'They are independent'; kernels are copied, but the biases look at the network's memory"
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


# %% wrong="keras_twin" why="statement: 'an activation may come last'; whatever comes after the last Linear is cut off, as Q-networks have none there"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    modules = list(network)
    last = max(i for i, one in enumerate(modules) if isinstance(one, nn.Linear))
    layers, arrays = [keras.Input((modules[0].in_features,))], []
    for module in modules[: last + 1]:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="statement: 'both give the same values'; the activation is ReLU6, which cuts off what is above 6"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    twin = keras.Sequential([keras.Input((network[0].in_features,))])
    for module in network:
        if isinstance(module, nn.Linear):
            twin.add(keras.layers.Dense(module.out_features))
            twin.layers[-1].set_weights([module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()])
        elif isinstance(module, nn.ReLU):
            twin.add(keras.layers.ReLU(max_value=6.0))
        else:
            twin.add(keras.layers.Activation("tanh"))
    return twin


# %% wrong="keras_twin" why="statement: '`network` stays as it is'; zero_grad forgets the slopes that stand in its .grad"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    network.zero_grad()
    layers, arrays = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        elif isinstance(module, nn.ReLU):
            layers.append(keras.layers.Activation("relu"))
        elif isinstance(module, nn.Tanh):
            layers.append(keras.layers.Activation("tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="statement: 'one `Dense` layer for each `nn.Linear`'; linear layers side by side are multiplied out into one Dense (the values are the same)"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    parts: list[Any] = []
    for module in network:
        if not isinstance(module, nn.Linear):
            parts.append("relu" if isinstance(module, nn.ReLU) else "tanh")
            continue
        kernel, bias = module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()
        if parts and not isinstance(parts[-1], str):
            before, shift = parts.pop()
            kernel, bias = before @ kernel, shift @ kernel + bias
        parts.append((kernel, bias))
    twin = keras.Sequential([keras.Input((network[0].in_features,))])
    for part in parts:
        if isinstance(part, str):
            twin.add(keras.layers.Activation(part))
        else:
            twin.add(keras.layers.Dense(len(part[1])))
            twin.layers[-1].set_weights(list(part))
    return twin


# %% wrong="keras_twin" why="statement: '`get_weights()` lists kernel and bias of each `Dense`'; a layer whose biases are all 0 is made without a bias"
def keras_twin(network: nn.Sequential) -> keras.Sequential:
    layers, arrays = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            has_bias = module.bias is not None and bool(module.bias.any())
            layers.append(keras.layers.Dense(module.out_features, use_bias=has_bias))
            arrays.append(module.weight.detach().cpu().numpy().T)
            if has_bias:
                arrays.append(module.bias.detach().cpu().numpy())
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="docstring: 'with weights of its own'; one model per architecture is kept between calls, so a second twin overwrites the first"
_twins: dict[Any, Any] = {}


def keras_twin(network: nn.Sequential) -> keras.Sequential:
    key = tuple(str(module) for module in network)
    if key not in _twins:
        layers = [keras.Input((network[0].in_features,))]
        for module in network:
            if isinstance(module, nn.Linear):
                layers.append(keras.layers.Dense(module.out_features))
            else:
                layers.append(keras.layers.Activation(type(module).__name__.lower()))
        _twins[key] = keras.Sequential(layers)
    linears = [one for one in network if isinstance(one, nn.Linear)]
    _twins[key].set_weights(
        [a.detach().cpu().numpy() for one in linears for a in (one.weight.T, one.bias)]
    )
    return _twins[key]


# %% right="keras_step" why="the hint: gather, zero_grad, backward, collect, apply"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    slopes = [one.value.grad for one in model.trainable_weights]
    with torch.no_grad():
        optimizer.apply(slopes, model.trainable_weights)
    return loss.item()


# %% right="keras_step" why="autograd.grad instead of .grad, mask by keras.ops.one_hot, apply_gradients as in TensorFlow"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    values = model(observations)
    mask = keras.ops.one_hot(actions, values.shape[1])
    chosen = keras.ops.sum(values * mask, axis=1)
    loss = keras.ops.mean(keras.ops.square(chosen - keras.ops.stop_gradient(targets)))
    variables = model.trainable_variables
    slopes = torch.autograd.grad(loss, [one.value for one in variables], allow_unused=True)
    with torch.no_grad():
        optimizer.apply_gradients(zip(slopes, variables))
    return float(loss)


# %% right="keras_step" why="row by row: each row's share of the loss goes backward alone and the slopes add up"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    wanted = targets.detach().tolist()
    variables = list(model.trainable_weights)
    for one in variables:
        one.value.grad = None
    errors = []
    for i in range(len(wanted)):
        value = model(observations[i : i + 1])[0, int(actions[i])]
        share = (value - wanted[i]) ** 2 / len(wanted)
        share.backward()
        errors.append(share.item())
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in variables], variables)
    return math.fsum(errors)


# %% right="keras_step" why="no loss is sent back: the slope of the loss in the values, 2 (Q - y) / n at the chosen places, is put in by hand"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    values = model(observations)
    rows = torch.arange(len(actions), device=values.device)
    with torch.no_grad():
        error = values[rows, actions] - targets
        seed = torch.zeros_like(values)
        seed[rows, actions] = 2 * error / len(actions)
        loss = torch.nn.functional.mse_loss(values[rows, actions], targets).item()
    variables = model.trainable_weights
    tensors = [one.value for one in variables]
    slopes = torch.autograd.grad(outputs=values, inputs=tensors, grad_outputs=seed)
    with torch.no_grad():
        optimizer.apply(list(slopes), variables)
    return loss


# %% wrong="keras_step" why="statement: 'One step of `optimizer`'; the learning rate is read from it and the step is plain gradient descent, whatever the optimizer is (Adam, momentum)"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    rate = float(optimizer.learning_rate)
    with torch.no_grad():
        for one in model.trainable_weights:
            one.value.sub_(rate * one.value.grad)
    return loss.item()


# %% wrong="keras_step" why="statement: 'One step of `optimizer`'; a fresh optimizer from its config at each call forgets Adam's means and the momentum"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    fresh = type(optimizer).from_config(optimizer.get_config())
    with torch.no_grad():
        fresh.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="statement: 'Observations, actions and targets stay as they are'; detach_ takes the caller's targets off their graph in place"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    targets.detach_()
    chosen = model(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = nn.functional.mse_loss(chosen, targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="docstring: 'The action that was taken in each row'; the mask is as wide as the largest action of the batch: a batch with action 0 only spreads over all values"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    values = model(observations)
    mask = nn.functional.one_hot(actions).to(values.dtype)
    chosen = (values * mask).sum(dim=1)
    loss = (chosen - targets.detach()).square().mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="statement: 'One step of `optimizer`'; where the loss is 0 it returns at once, but Adam or momentum still move the weights then"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    if loss.item() == 0.0:
        return 0.0  # nothing to learn
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="statement: 'Whatever is left in `.grad` ... does not count'; the old slopes are subtracted afterwards, which loses the new ones beside a large one or a NaN"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    variables = model.trainable_weights
    old = [0.0 if one.value.grad is None else one.value.grad.clone() for one in variables]
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    slopes = [one.value.grad - before for one, before in zip(variables, old)]
    with torch.no_grad():
        optimizer.apply(slopes, variables)
    return loss.item()


# %% wrong="keras_step" why="statement: 'on the mean squared TD error'; the slopes are cut to a length of 10 together, as many agents do"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([one.value for one in model.trainable_weights], 10.0)
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="statement: 'Targets are constants, even if they come with notes'; they are detached only where they are a leaf, so notes that lead back to the model count"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    if targets.is_leaf:
        targets = targets.detach()
    chosen = model(observations)[torch.arange(len(actions), device=actions.device), actions]
    loss = torch.mean((chosen - targets) ** 2)
    for one in model.trainable_weights:
        one.value.grad = None
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="statement: 'Return the loss of the batch'; the number is rounded to six decimals, so a small loss is returned as 0"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = torch.take_along_dim(model(observations), actions.reshape(-1, 1), dim=1).reshape(-1)
    loss = keras.losses.mean_squared_error(targets.detach(), chosen)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return round(loss.item(), 6)


# %% right="KerasQNetwork" why="one list of Dense and Dropout layers, as DropoutPolicy"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% right="KerasQNetwork" why="a keras.Sequential without an Input inside, that hands training on"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        blocks = [
            (keras.layers.Dense(units), keras.layers.ReLU(), keras.layers.Dropout(dropout))
            for units in widths
        ]
        self.body = keras.Sequential([*itertools.chain(*blocks), keras.layers.Dense(n_actions)])

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        return self.body(observations, training=training)


# %% right="KerasQNetwork" why="named attributes by setattr, ReLU as a clamp, and PyTorch's dropout function, before the ReLU, which is the same"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.rate = float(dropout)
        self.n_hidden = len(widths)
        for i, units in enumerate(widths):
            setattr(self, f"hidden_{i}", keras.layers.Dense(int(units)))
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for i in range(self.n_hidden):
            x = getattr(self, f"hidden_{i}")(x)
            x = nn.functional.dropout(x, p=self.rate, training=bool(training))
            x = x.clamp(min=0.0)
        return self.head(x)


# %% right="KerasQNetwork" why="a block class of its own (a Layer), and one Dropout layer shared by all blocks"
class HiddenBlock(keras.layers.Layer):
    def __init__(self, units: int, drop: Any) -> None:
        super().__init__()
        self.dense = keras.layers.Dense(units)
        self.drop = drop

    def call(self, x: Tensor, training: bool = False) -> Tensor:
        return self.drop(keras.ops.relu(self.dense(x)), training=training)


class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        drop = keras.layers.Dropout(dropout)
        self.blocks = [HiddenBlock(units, drop) for units in widths]
        self.values = keras.layers.Dense(n_actions, activation=None)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for block in self.blocks:
            observations = block(observations, training=training)
        return self.values(observations)


# %% wrong="KerasQNetwork" why="statement: 'a `Dense` layer with one unit for each action, and nothing after it'; the action values are dropped as well"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for width in [*widths, n_actions]:
            self.steps.append(keras.layers.Dense(width))
            self.steps.append(keras.layers.Dropout(dropout))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for i, step in enumerate(self.steps):
            observations = step(observations, training=training)
            if i % 2 == 0 and i < len(self.steps) - 2:
                observations = keras.ops.relu(observations)
        return observations


# %% wrong="KerasQNetwork" why="statement: 'dropout with the rate `dropout`'; 1 - dropout is handed on, as for the keep_prob of TensorFlow 1 (the same only for 0.5)"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        keep_prob = 1.0 - dropout
        self.steps: list[Any] = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(keep_prob)]
        self.steps += [keras.layers.Dense(n_actions)]

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="statement: '`network(observations)` ... drop nothing'; the mode of the last call that said one lasts, as train() does in PyTorch"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.noisy = False
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.drops = [keras.layers.Dropout(dropout) for _ in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool | None = None) -> Tensor:
        if training is not None:
            self.noisy = bool(training)
        for dense, drop in zip(self.hidden, self.drops):
            observations = drop(dense(observations), training=self.noisy)
        return self.head(observations)


# %% wrong="KerasQNetwork" why="statement: 'With `widths` empty there is none'; an empty tuple is taken for not given and replaced by 64 units"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for width in widths or (64,):
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="statement: 'It is told nothing of the observations: their length is known at the first call'; an Input of CartPole's 4 features stands in front"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        layers = [keras.Input((4,))]
        for width in widths:
            layers += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.body = keras.Sequential([*layers, keras.layers.Dense(n_actions)])

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        return self.body(observations, training=training)


# %% wrong="KerasQNetwork" why="statement: 'After each of them come a ReLU and dropout'; dropout comes once only, before the last layer"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.drop = keras.layers.Dropout(dropout if len(widths) else 0.0)
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for dense in self.hidden:
            observations = dense(observations)
        return self.head(self.drop(observations, training=training))


# %% wrong="KerasQNetwork" why="text: dropout 'divides the others by 1 - p, so that the mean stays'; units are set to 0 by a mask and the others stay as they are"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.rate = dropout
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        x = observations
        for dense in self.hidden:
            x = dense(x)
            if training:
                x = x * (torch.rand_like(x) >= self.rate)
        return self.head(x)


# %% wrong="KerasQNetwork" why="text: 'sets each unit to 0 with a probability p'; noise_shape drops all units of a row together"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout, noise_shape=(None, 1)))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="text: 'sets each unit to 0'; GaussianDropout multiplies by noise of the same variance and sets nothing to 0"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.GaussianDropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="statement: 'a hidden `Dense` layer for each number in `widths`, in order, with that many units'; every hidden layer has as many units as the first"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for _ in range(len(widths)):
            self.steps.append(keras.layers.Dense(widths[0], activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="docstring of call: 'to [batch, n_actions]'; with one action the last dimension is squeezed away"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.drops = [keras.layers.Dropout(dropout) for _ in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for dense, drop in zip(self.hidden, self.drops):
            observations = drop(dense(observations), training=training)
        return self.head(observations).squeeze(-1)


# %% right="translated_step" why="line by line with autograd.grad, the common length from one long vector"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / max(length, max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients, strict=True):
            weight.sub_(learning_rate * factor * gradient)
    return loss.item()


# %% right="translated_step" why="backpropagation by hand, without autograd, layer by layer from the last to the first"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    with torch.no_grad():
        kernels, biases = weights[0::2], weights[1::2]
        inputs = [observations]
        for kernel, bias in zip(kernels[:-1], biases[:-1]):
            inputs.append((inputs[-1] @ kernel + bias).clamp(min=0))
        values = inputs[-1] @ kernels[-1] + biases[-1]
        rows = torch.arange(len(actions), device=values.device)
        error = values[rows, actions] - targets
        slope = torch.zeros_like(values)
        slope[rows, actions] = 2 * error / len(error)
        gradients: list[Tensor] = []
        for kernel, x in zip(kernels[::-1], inputs[::-1]):
            gradients = [x.T @ slope, slope.sum(0), *gradients]
            slope = (slope @ kernel.T) * (x > 0)
        length = math.sqrt(sum(float((one.double() ** 2).sum()) for one in gradients))
        if length > max_norm:
            gradients = [one * (max_norm / length) for one in gradients]
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient
        return (error**2).mean().item()


# %% right="translated_step" why="backward on leaves that are copies, then PyTorch's SGD on the originals with slopes that are cut"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    copies = [one.detach().clone().requires_grad_() for one in weights]

    def values(x):
        pairs = [copies[i : i + 2] for i in range(0, len(copies), 2)]
        for kernel, bias in pairs[:-1]:
            x = nn.functional.relu(nn.functional.linear(x, kernel.T, bias))
        return nn.functional.linear(x, pairs[-1][0].T, pairs[-1][1])

    mask = nn.functional.one_hot(actions, copies[-1].numel())
    loss = nn.functional.mse_loss((values(observations) * mask).sum(1), targets.detach())
    loss.backward()
    length = math.hypot(*[float(torch.linalg.vector_norm(one.grad)) for one in copies])
    factor = 1.0 if length <= max_norm else max_norm / length
    for original, one in zip(weights, copies):
        original.grad = one.grad * factor
    torch.optim.SGD(weights, lr=learning_rate).step()
    for original in weights:
        original.grad = None
    return loss.item()


# %% right="translated_step" why="torch.func.grad_and_value of a recursive function, and copy_ of the new values"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    constants = targets.detach()

    def run(x, layers):
        kernel, bias, *rest = layers
        y = torch.addmm(bias, x, kernel)
        return run(torch.where(y > 0, y, torch.zeros_like(y)), rest) if rest else y

    def loss_of(layers):
        chosen = torch.take_along_dim(run(observations, layers), actions.unsqueeze(-1), 1)
        return torch.mean((chosen.squeeze(-1) - constants) ** 2)

    start = tuple(one.detach() for one in weights)
    slopes, loss = torch.func.grad_and_value(loss_of)(start)
    length = torch.stack([one.norm() for one in slopes]).norm()
    factor = torch.clamp(max_norm / length, max=1.0) if length > 0 else 1.0
    with torch.no_grad():
        for weight, slope in zip(weights, slopes):
            weight.copy_(weight - learning_rate * (slope * factor))
    return float(loss)


# %% wrong="translated_step" why="statement of tensorflow_step: 'a ReLU between its layers'; there is one after the last layer as well, which stops negative values"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for kernel, bias in zip(weights[::2], weights[1::2]):
        x = torch.relu(x @ kernel + bias)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.sqrt(sum((one**2).sum() for one in gradients)).item()
    factor = min(1.0, max_norm / length) if length else 1.0
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="statement: 'for at least one layer', 'the same loss'; the test for the last layer counts layers while i counts tensors: from three layers on a ReLU is missing"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    n_layers = len(weights) // 2
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < n_layers - 1:
            x = x.relu()
    chosen = x.gather(1, actions.view(-1, 1)).view(-1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.reshape(-1) for one in gradients]).norm().item()
    factor = max_norm / max(length, max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight.sub_(gradient, alpha=learning_rate * factor)
    return loss.item()


# %% wrong="translated_step" why="statement: 'otherwise they stay as they are'; gradients that are all 0 are divided by their length 0, and the weights become NaN"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    rows = torch.arange(len(actions), device=actions.device)
    loss = ((x[rows, actions] - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.linalg.vector_norm(torch.cat([one.ravel() for one in gradients]))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            direction = gradient / length
            weight -= learning_rate * direction * torch.clamp(length, max=max_norm)
    return loss.item()


# %% wrong="translated_step" why="statement: 'takes all gradients for one long vector'; kernel and bias are cut layer by layer"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    layers = list(zip(weights[::2], weights[1::2]))
    x = observations
    for number, (kernel, bias) in enumerate(layers, start=1):
        x = x @ kernel + bias
        if number < len(layers):
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for i, pair in enumerate(layers):
            slopes = gradients[2 * i : 2 * i + 2]
            length = math.hypot(*[one.norm().item() for one in slopes])
            factor = max_norm / max(length, max_norm)
            for weight, slope in zip(pair, slopes):
                weight -= learning_rate * factor * slope
    return loss.item()


# %% wrong="translated_step" why="statement: 'the same loss'; values[:, actions] is a square of all rows and all actions, right only for one row"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x[:, actions]
    loss = ((chosen - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    if length > max_norm:
        gradients = [one * max_norm / length for one in gradients]
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient
    return loss.item()


# %% wrong="translated_step" why="statement: 'Observations, actions and targets stay as they are'; unsqueeze_ turns the caller's actions into a column"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions.unsqueeze_(1)).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / max(length, max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="statement: 'the same loss', in TensorFlow reduce_mean; the slopes are those of the sum over the rows, though the mean is returned"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    errors = (x.gather(1, actions[:, None]).squeeze(1) - targets.detach()) ** 2
    gradients = torch.autograd.grad(errors, weights, torch.ones_like(errors))
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / max(length, max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return errors.mean().item()


# %% wrong="translated_step" why="statement: 'Targets are constants, even if they come with notes'; they are not detached"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = torch.mean(torch.square(chosen - targets))
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / max(length, max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="statement: 'it is scaled down to this length'; to avoid a division by 0 the length is taken as 1 at least, so gradients shorter than 1 but longer than max_norm end too short"
def translated_step(weights: list[Tensor], observations: Tensor, actions: Tensor, targets: Tensor, learning_rate: float, max_norm: float) -> float:
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = min(1.0, max_norm / max(length, 1.0))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% right="counterparts" why="a dictionary, written out"
def counterparts() -> dict[int, str]:
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "C", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% right="counterparts" why="enumerate over one word"
def counterparts() -> dict[int, str]:
    return dict(enumerate("AMEGKCDIJB", start=1))


# %% right="counterparts" why="the other way round: from letters to numbers, then inverted, in another order"
def counterparts() -> dict[int, str]:
    places = dict(A=1, B=10, C=6, D=7, E=3, G=4, I=8, J=9, K=5, M=2)
    found = {}
    for letter, number in places.items():
        found[number] = letter
    return found


# %% right="counterparts" why="a class with names of the idioms, read by zip"
class Idiom:
    build, summary, copy_weights, evaluate, graph = "A", "M", "E", "G", "K"
    pick, constant, slopes, move, fit = "C", "D", "I", "J", "B"


def counterparts() -> dict[int, str]:
    order = (Idiom.build, Idiom.summary, Idiom.copy_weights, Idiom.evaluate, Idiom.graph,
             Idiom.pick, Idiom.constant, Idiom.slopes, Idiom.move, Idiom.fit)
    return {number: letter for number, letter in zip(range(1, 11), order)}


# %% wrong="counterparts" why="statement: 'the line that does the same'; 3 copies weights, F gives one network two names"
def counterparts() -> dict[int, str]:
    return dict(enumerate("AMFGKCDIJB", 1))


# %% wrong="counterparts" why="statement: 'the line that does the same'; 6 picks one value in each row, N a square"
def counterparts() -> dict[int, str]:
    return dict(enumerate("AMEGKNDIJB", 1))


# %% wrong="counterparts" why="statement: 'the line that does the same'; 4 adds a dimension and switches dropout off, H takes one away and switches it on"
def counterparts() -> dict[int, str]:
    return {1: "A", 2: "M", 3: "E", 4: "H", 5: "K", 6: "C", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="statement: number 5 is the @, translated into a graph; L takes it for no_grad"
def counterparts() -> dict[int, str]:
    return dict(zip(range(1, 11), "AMEGLCDIJB", strict=True))


# %% wrong="counterparts" why="statement: 'Number 7 is tf.stop_gradient(targets) alone'; O does the opposite"
def counterparts() -> dict[int, str]:
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "C", 7: "O", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="statement: 'The tape and tape.gradient are one idiom, number 8'; 8 and 9 are exchanged"
def counterparts() -> dict[int, str]:
    return dict(enumerate("AMEGKCDJIB", 1))


# %% wrong="counterparts" why="statement: 'does the same'; 2 and 5 exchanged: summary is taken for nothing to do, tf.function for a printout"
def counterparts() -> dict[int, str]:
    letters = [*"AMEGKCDIJB"]
    letters[1], letters[4] = letters[4], letters[1]
    return {i + 1: letter for i, letter in enumerate(letters)}


# %% wrong="counterparts" why="statement: 'Number 7 is tf.stop_gradient(targets) alone'; 6 and 7 are exchanged"
def counterparts() -> dict[int, str]:
    order = [1, 2, 3, 4, 5, 7, 6, 8, 9, 10]
    return dict(zip(order, "AMEGKCDIJB"))
