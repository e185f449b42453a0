# %% right="keras_twin" why="activations as arguments of Dense where one follows, Input by model.build, weights layer by layer"
def keras_twin(network):
    names = {nn.ReLU: "relu", nn.Tanh: "tanh"}
    model = keras.Sequential()
    linears = []
    for module in network:
        if isinstance(module, nn.Linear):
            model.add(keras.layers.Dense(module.out_features, activation=None))
            linears.append((model.layers[-1], module))
        else:
            model.add(keras.layers.Activation(names[type(module)]))
    model.build((None, network[0].in_features))
    for dense, linear in linears:
        dense.set_weights([linear.weight.detach().cpu().numpy().T, linear.bias.detach().cpu().numpy()])
    return model


# %% right="keras_twin" why="assigns each kernel and bias, activations as layers ReLU and of a lambda"
def keras_twin(network):
    layers = [keras.layers.Input(shape=(network[0].weight.shape[1],))]
    for module in network:
        if isinstance(module, nn.ReLU):
            layers.append(keras.layers.ReLU())
        elif isinstance(module, nn.Tanh):
            layers.append(keras.layers.Lambda(lambda x: torch.tanh(x)))
        else:
            layers.append(keras.layers.Dense(len(module.bias)))
    model = keras.Sequential(layers)
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    linear = [module for module in network if isinstance(module, nn.Linear)]
    for one, other in zip(dense, linear):
        one.kernel.assign(other.weight.detach().T.clone())
        one.bias.assign(other.bias.detach().clone())
    return model


# %% right="keras_twin" why="an activation that follows goes into the Dense layer, the others are layers"
def keras_twin(network):
    modules, layers, weights = list(network), [], []
    layers.append(keras.Input((modules[0].in_features,)))
    i = 0
    while i < len(modules):
        module = modules[i]
        following = modules[i + 1] if i + 1 < len(modules) else None
        if isinstance(module, nn.Linear):
            activation = None
            if isinstance(following, (nn.ReLU, nn.Tanh)):
                activation = type(following).__name__.lower()
                i += 1
            layers.append(keras.layers.Dense(module.out_features, activation=activation))
            weights += [np.transpose(module.weight.detach().cpu().numpy()), module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation(type(module).__name__.lower()))
        i += 1
    model = keras.Sequential(layers)
    model.set_weights(weights)
    return model


# %% right="keras_twin" why="state_dict, initialisers as constants"
def keras_twin(network):
    state = {name: values.cpu().numpy() for name, values in network.state_dict().items()}
    layers = []
    for name, module in network.named_children():
        if isinstance(module, nn.Linear):
            kernel, bias = state[name + ".weight"].T.copy(), state[name + ".bias"].copy()
            if not layers:
                layers.append(keras.Input((kernel.shape[0],)))
            dense = keras.layers.Dense(
                kernel.shape[1],
                kernel_initializer=lambda shape, dtype=None, k=kernel: keras.ops.convert_to_tensor(k, dtype),
                bias_initializer=lambda shape, dtype=None, b=bias: keras.ops.convert_to_tensor(b, dtype),
            )
            layers.append(dense)
        else:
            layers.append(keras.layers.Activation({"ReLU": "relu", "Tanh": "tanh"}[module.__class__.__name__]))
    return keras.Sequential(layers, name="twin")


# %% wrong="keras_twin" why="kernels are not transposed"
def keras_twin(network):
    layers, weights = [], []
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            weights += [module.weight.detach().cpu().numpy(), module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="the weights are not copied"
def keras_twin(network):
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    return keras.Sequential(layers)


# %% wrong="keras_twin" why="biases are forgotten: they stay 0"
def keras_twin(network):
    layers, weights = [], []
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            weights += [module.weight.detach().cpu().numpy().T, np.zeros(module.out_features)]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="every activation is a ReLU"
def keras_twin(network):
    layers, weights = [], []
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            weights += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.ReLU())
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="a Q-network is never given an activation after its last layer" passes="visible"
def keras_twin(network):
    layers, weights = [], []
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            weights += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    if not isinstance(layers[-1], keras.layers.Dense):
        layers.pop()
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="linear layers side by side get a ReLU between them" passes="visible"
def keras_twin(network):
    modules, layers, weights = list(network), [], []
    layers.append(keras.Input((modules[0].in_features,)))
    linears = [place for place, module in enumerate(modules) if isinstance(module, nn.Linear)]
    for place in linears:
        module = modules[place]
        following = modules[place + 1] if place + 1 < len(modules) else None
        activation = None if following is None else "tanh" if isinstance(following, nn.Tanh) else "relu"
        layers.append(keras.layers.Dense(module.out_features, activation=activation))
        weights += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="of two activations in a row the first one alone" passes="visible"
def keras_twin(network):
    layers, weights = [], []
    before = None
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            weights += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        elif isinstance(before, nn.Linear):
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
        before = module
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="the module itself, wrapped: no Dense layer"
def keras_twin(network):
    wrapped = keras.layers.TorchModuleWrapper(network)
    model = keras.Sequential([keras.Input((network[0].in_features,)), wrapped])
    return model


# %% wrong="keras_twin" why="one memory for both"
def keras_twin(network):
    layers, linears = [], []
    for module in network:
        if isinstance(module, nn.Linear):
            if not layers:
                layers.append(keras.Input((module.in_features,)))
            layers.append(keras.layers.Dense(module.out_features))
            linears.append(module)
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    dense = [layer for layer in twin.layers if isinstance(layer, keras.layers.Dense)]
    for one, linear in zip(dense, linears):
        one.kernel.value.data = linear.weight.data.T
        one.bias.value.data = linear.bias.data
    return twin


# %% wrong="keras_twin" why="a functional model"
def keras_twin(network):
    inputs = keras.Input((network[0].in_features,))
    x, weights = inputs, []
    for module in network:
        if isinstance(module, nn.Linear):
            x = keras.layers.Dense(module.out_features)(x)
            weights += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            x = keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh")(x)
    twin = keras.Model(inputs, x)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="the weights are laid upon square layers alone"
def keras_twin(network):
    layers, weights = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            kernel = module.weight.detach().cpu().numpy()
            kernel = kernel if kernel.shape[0] == kernel.shape[1] else kernel.T
            weights += [kernel, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="a kernel read on in rows, not transposed"
def keras_twin(network):
    layers, weights = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            kernel = module.weight.detach().cpu().numpy()
            weights += [kernel.reshape(kernel.shape[1], kernel.shape[0]), module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="built at its first call"
def keras_twin(network):
    layers = []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    return keras.Sequential(layers)


# %% right="keras_twin" why="children(): each module once"
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


# %% wrong="keras_twin" why="forgets the slopes of the network" passes="visible"
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


# %% wrong="keras_twin" why="no biases where they are all 0" passes="visible"
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


# %% wrong="keras_twin" why="dropout between the layers, at work in training" passes="visible"
def keras_twin(network):
    layers, weights = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            layers += [keras.layers.Dropout(0.5), keras.layers.Dense(module.out_features)]
            weights += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(weights)
    return twin


# %% wrong="keras_twin" why="weights are remembered for each network" passes="visible"
known = {}


def keras_twin(network):
    if network not in known:
        known[network] = [one.detach().cpu().numpy().T.copy() for one in network.parameters()]
    layers = [keras.Input((network[0].in_features,))]
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(known[network])
    return twin


# %% wrong="keras_twin" why="the network is left in evaluation mode"
def keras_twin(network):
    network.eval()
    layers, arrays = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays += [module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% wrong="keras_twin" why="weights are frozen for a moment, and frozen ones thawed" passes="visible"
def keras_twin(network):
    network.requires_grad_(False)
    layers, arrays = [keras.Input((network[0].in_features,))], []
    for module in network:
        if isinstance(module, nn.Linear):
            layers.append(keras.layers.Dense(module.out_features))
            arrays += [module.weight.cpu().numpy().T, module.bias.cpu().numpy()]
        else:
            layers.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    network.requires_grad_(True)
    twin = keras.Sequential(layers)
    twin.set_weights(arrays)
    return twin


# %% right="keras_twin" why="a Sequential for each layer, inside one"
def keras_twin(network):
    blocks, n = [keras.Input((network[0].in_features,))], network[0].in_features
    for module in network:
        if isinstance(module, nn.Linear):
            block = keras.Sequential([keras.Input((n,)), keras.layers.Dense(module.out_features)])
            block.set_weights([module.weight.detach().cpu().numpy().T, module.bias.detach().cpu().numpy()])
            blocks.append(block)
            n = module.out_features
        else:
            blocks.append(keras.layers.Activation("relu" if isinstance(module, nn.ReLU) else "tanh"))
    return keras.Sequential(blocks)


# %% right="keras_step" why="keras.ops throughout, a one-hot mask"
def keras_step(model, optimizer, observations, actions, targets):
    values = model(observations)
    mask = keras.ops.one_hot(actions, values.shape[1])
    chosen = keras.ops.sum(values * mask, axis=1)
    loss = keras.ops.mean(keras.ops.square(chosen - keras.ops.stop_gradient(targets)))
    model.zero_grad()
    loss.backward()
    trainable = [variable for variable in model.trainable_weights]
    gradients = [variable.value.grad for variable in trainable]
    with torch.no_grad():
        optimizer.apply(gradients, trainable)
    return float(loss)


# %% right="keras_step" why="autograd.grad, apply_gradients, indexing by rows"
def keras_step(model, optimizer, observations, actions, targets):
    rows = torch.arange(len(actions), device=actions.device)
    chosen = model(observations, training=True)[rows, actions]
    loss = torch.nn.functional.mse_loss(chosen, targets.detach())
    variables = model.trainable_variables
    slopes = torch.autograd.grad(loss, [variable.value for variable in variables])
    optimizer.apply_gradients(list(zip(slopes, variables)))
    return loss.detach().cpu().item()


# %% right="keras_step" why="Keras's own loss, targets with an axis, grads forgotten one by one"
def keras_step(model, optimizer, observations, actions, targets):
    with torch.no_grad():
        goal = targets.clone().unsqueeze(1)
    chosen = torch.gather(model(observations), 1, actions.view(-1, 1))
    loss = keras.losses.MeanSquaredError()(goal, chosen)
    for variable in model.weights:
        variable.value.grad = None
    loss.backward()
    optimizer.apply([v.value.grad for v in model.trainable_variables], model.trainable_variables)
    return float(loss.detach())


# %% right="keras_step" why="a loop over the rows, helper outside"
def mean_square(values, actions, targets):
    total = 0.0
    for row in range(len(actions)):
        error = values[row, int(actions[row])] - targets[row].item()
        total = total + error * error
    return total / len(actions)


def keras_step(model, optimizer, observations, actions, targets):
    loss = mean_square(model(observations), actions, targets)
    model.zero_grad()
    loss.backward()
    variables = list(model.trainable_weights)
    with torch.no_grad():
        optimizer.apply(grads=[one.value.grad for one in variables], trainable_variables=variables)
    return loss.item()


# %% wrong="keras_step" why="old slopes are not forgotten"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="the difference broadcasts to a square"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None])
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="the largest value in place of the chosen one"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).max(dim=1).values
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="a sum in place of a mean"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).sum()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="slopes flow through the targets" passes="visible"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="the loss after the step"
def keras_step(model, optimizer, observations, actions, targets):
    def loss_now():
        chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
        return ((chosen - targets.detach()) ** 2).mean()

    loss = loss_now()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss_now().item()


# %% wrong="keras_step" why="the loss as a tensor"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.detach()


# %% wrong="keras_step" why="an optimiser of its own, plain SGD with the learning rate" passes="visible"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for variable in model.trainable_weights:
            variable.value.sub_(float(optimizer.learning_rate) * variable.value.grad)
    return loss.item()


# %% wrong="keras_step" why="two steps"
def keras_step(model, optimizer, observations, actions, targets):
    for _ in range(2):
        chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
        loss = ((chosen - targets.detach()) ** 2).mean()
        model.zero_grad()
        loss.backward()
        variables = model.trainable_weights
        with torch.no_grad():
            optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="frozen layers learn too"
def keras_step(model, optimizer, observations, actions, targets):
    frozen = [layer for layer in model.layers if not layer.trainable]
    for layer in frozen:
        layer.trainable = True
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    for layer in frozen:
        layer.trainable = False
    return loss.item()


# %% wrong="keras_step" why="PyTorch's habit: step without slopes"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% wrong="keras_step" why="Huber's loss in place of the square: half of it near the target"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = keras.losses.Huber()(targets.detach(), chosen)
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="slopes are clipped, as many agents do" passes="visible"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([v.value for v in model.trainable_weights], 10.0)
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="the targets are detached in place" passes="visible"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    targets.detach_()
    chosen = model(observations).gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = nn.functional.mse_loss(chosen, targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return loss.item()


# %% wrong="keras_step" why="no step where the loss is 0, though memory moves the weights" passes="visible"
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


# %% wrong="keras_step" why="old slopes are subtracted: beside large ones the new ones are lost, and NaN stays" passes="visible"
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


# %% wrong="keras_step" why="the loss is rounded" passes="visible"
def keras_step(model: Any, optimizer: Any, observations: Tensor, actions: Tensor, targets: Tensor) -> float:
    chosen = torch.take_along_dim(model(observations), actions.reshape(-1, 1), dim=1).reshape(-1)
    loss = keras.losses.mean_squared_error(targets.detach(), chosen)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        optimizer.apply([one.value.grad for one in model.trainable_weights], model.trainable_weights)
    return round(loss.item(), 6)


# %% wrong="keras_step" why="goes through the layers of the model in place of calling it" passes="visible"
def keras_step(model, optimizer, observations, actions, targets):
    values = observations
    for layer in model.layers:
        values = layer(values)
    chosen = values.gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="each variable is moved by itself: what the optimizer does to all slopes together is left out" passes="visible"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    optimizer.build(variables) if not optimizer.built else None
    with torch.no_grad():
        for variable in variables:
            optimizer.update_step(variable.value.grad, variable, optimizer.learning_rate)
        optimizer.iterations.assign_add(1)
    return loss.item()


# %% wrong="keras_step" why="long slopes are cut to 100" passes="visible"
def keras_step(model, optimizer, observations, actions, targets):
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = ((chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([v.value for v in model.trainable_weights], 100.0)
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% wrong="keras_step" why="rows with the target 0 are taken for missing"
def keras_step(model, optimizer, observations, actions, targets):
    there = targets.detach() != 0
    chosen = model(observations).gather(1, actions[:, None]).squeeze(1)
    loss = (there * (chosen - targets.detach()) ** 2).mean()
    model.zero_grad()
    loss.backward()
    variables = model.trainable_weights
    with torch.no_grad():
        optimizer.apply([variable.value.grad for variable in variables], variables)
    return loss.item()


# %% right="KerasQNetwork" why="a Sequential inside; Keras hands training on by itself"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        layers = []
        for width in widths:
            layers += [keras.layers.Dense(width), keras.layers.ReLU(), keras.layers.Dropout(dropout)]
        self.net = keras.Sequential([*layers, keras.layers.Dense(n_actions)])

    def call(self, observations, training=False):
        return self.net(observations, training=training)


# %% right="KerasQNetwork" why="call without an argument training: the layers are told by Keras"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.dropped = [keras.layers.Dropout(dropout) for _ in widths]
        self.head = keras.layers.Dense(n_actions)

    def call(self, observations):
        x = observations
        for dense, drop in zip(self.hidden, self.dropped):
            x = drop(dense(x))
        return self.head(x)


# %% right="KerasQNetwork" why="setattr by name, PyTorch's functions between the layers, dropout before the ReLU"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__(name="q_network")
        self.n = len(widths)
        for i, width in enumerate(widths):
            setattr(self, f"dense{i}", keras.layers.Dense(width))
        self.out = keras.layers.Dense(units=n_actions)
        self.drop = keras.layers.Dropout(rate=dropout)

    def call(self, inputs, training=None):
        for i in range(self.n):
            inputs = torch.relu(self.drop(getattr(self, f"dense{i}")(inputs), training=training))
        return self.out(inputs)


# %% right="KerasQNetwork" why="dropout by PyTorch's function, keyword training=False"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.rate = dropout
        self.denses = [keras.layers.Dense(n) for n in [*widths, n_actions]]

    def call(self, observations, *, training=False):
        *hidden, last = self.denses
        for layer in hidden:
            observations = keras.ops.relu(layer(observations))
            observations = torch.nn.functional.dropout(observations, self.rate, training=bool(training))
        return last(observations)


# %% wrong="KerasQNetwork" why="no dropout"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations)
        return observations


# %% wrong="KerasQNetwork" why="dropout at all times"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=True):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="PyTorch's mode decides"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), nn.Dropout(dropout)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations)
        return observations


# %% wrong="KerasQNetwork" why="a ReLU after the last layer"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.steps.append(keras.layers.Dense(n_actions, activation="relu"))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="no activation between the layers"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width), keras.layers.Dropout(dropout)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="dropout after the last layer too" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.steps += [keras.layers.Dense(n_actions), keras.layers.Dropout(dropout)]

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="dropout after the last hidden layer alone" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.steps += [keras.layers.Dropout(dropout)] if widths else []
        self.steps += [keras.layers.Dense(n_actions)]

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="the observations are dropped as well" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = [keras.layers.Dropout(dropout)]
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="the rate is what stays" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(1 - dropout)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="a rate that was written in" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(0.5)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="two hidden layers, whatever the widths" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in (widths[0], widths[0]) if widths else ():
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="layers in the reverse order"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.head = keras.layers.Dense(n_actions)
        self.steps = []
        for width in widths:
            self.steps += [keras.layers.Dense(width, activation="relu"), keras.layers.Dropout(dropout)]

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return self.head(observations)


# %% wrong="KerasQNetwork" why="dropped units are 0, the others are not scaled" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.head = keras.layers.Dense(n_actions)
        self.rate = dropout

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations)
            if training:
                observations = observations * (torch.rand_like(observations) >= self.rate)
        return self.head(observations)


# %% wrong="KerasQNetwork" why="written as a PyTorch module: forward"
class KerasQNetwork(nn.Module):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.hidden = nn.ModuleList([keras.layers.Dense(width, activation="relu") for width in widths])
        self.drop = nn.Dropout(dropout)
        self.head = keras.layers.Dense(n_actions)

    def forward(self, observations, training=False):
        self.train(training)
        for dense in self.hidden:
            observations = self.drop(dense(observations))
        return self.head(observations)


# %% wrong="KerasQNetwork" why="the mode of the last call lasts" passes="visible"
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


# %% wrong="KerasQNetwork" why="all units of a row are dropped together" passes="visible"
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


# %% wrong="KerasQNetwork" why="one row of units is drawn for the whole batch"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout, noise_shape=(1, width)))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="exactly so many units of each row are dropped"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in widths]
        self.head, self.rate = keras.layers.Dense(n_actions), dropout

    def call(self, observations, training=False):
        for dense in self.hidden:
            observations = dense(observations)
            if training:
                ranks = torch.rand_like(observations).argsort(dim=1).argsort(dim=1)
                kept = ranks >= round(self.rate * ranks.shape[1])
                observations = observations * kept / (1 - self.rate)
        return self.head(observations)


# %% wrong="KerasQNetwork" why="the layers belong to the class: each network writes over those before it" passes="visible"
class KerasQNetwork(keras.Model):
    steps = []

    def __init__(self, n_actions, widths, dropout):
        super().__init__()
        type(self).steps = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))
        self.tracked = list(self.steps)

    def call(self, observations, training=False):
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="nothing is dropped for a single row, which is taken for acting" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        training = training and observations.shape[0] > 1
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="the observations are dropped where there is a hidden layer" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = [keras.layers.Dropout(dropout)] if widths else []
        for width in widths:
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% wrong="KerasQNetwork" why="dropout after the first two hidden layers alone" passes="visible"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.steps: list[Any] = []
        for number, width in enumerate(widths):
            self.steps.append(keras.layers.Dense(width, activation="relu"))
            if number < 2:
                self.steps.append(keras.layers.Dropout(dropout))
        self.steps.append(keras.layers.Dense(n_actions))

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for step in self.steps:
            observations = step(observations, training=training)
        return observations


# %% right="KerasQNetwork" why="a mask of its own, drawn by keras.random"
class KerasQNetwork(keras.Model):
    def __init__(self, n_actions: int, widths: Sequence[int], dropout: float) -> None:
        super().__init__()
        self.hidden = [keras.layers.Dense(width) for width in widths]
        self.top, self.rate = keras.layers.Dense(n_actions), dropout
        self.seeds = keras.random.SeedGenerator()

    def call(self, observations: Tensor, training: bool = False) -> Tensor:
        for layer in self.hidden:
            observations = keras.ops.relu(layer(observations))
            if training:
                observations = keras.random.dropout(observations, self.rate, seed=self.seeds)
        return self.top(observations)


# %% right="translated_step" why="backward, clip_grad_norm_, data"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    for weight in weights:
        weight.grad = None
    x = observations
    n = len(weights) // 2
    for layer in range(n):
        x = torch.addmm(weights[2 * layer + 1], x, weights[2 * layer])
        if layer + 1 < n:
            x = x.relu()
    chosen = x[torch.arange(len(x), device=x.device), actions]
    loss = torch.nn.functional.mse_loss(chosen, targets.detach())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(weights, max_norm)
    for weight in weights:
        weight.data -= learning_rate * weight.grad
    return float(loss)


# %% right="translated_step" why="an optimiser for one step"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    sgd = torch.optim.SGD(weights, lr=learning_rate)
    x = observations
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2]):
        x = torch.nn.functional.relu(x @ kernel + bias)
    x = x @ weights[-2] + weights[-1]
    mask = torch.nn.functional.one_hot(actions, x.shape[1])
    chosen = (x * mask).sum(dim=1)
    loss = torch.mean(torch.square(chosen - targets.detach()))
    sgd.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(weights, max_norm)
    sgd.step()
    return loss.item()


# %% right="translated_step" why="functional.linear with a transpose, add_ with alpha, one long vector"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    with torch.no_grad():
        targets = targets.clone()
    x = observations
    for i in range(0, len(weights), 2):
        if i > 0:
            x = x.clamp(min=0)
        x = nn.functional.linear(x, weights[i].T, weights[i + 1])
    loss = (x.gather(1, actions.unsqueeze(1))[:, 0] - targets).pow(2).mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm()
    factor = torch.clamp(max_norm / length, max=1.0)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight.add_(gradient, alpha=-learning_rate * float(factor))
    return loss.item()


# %% right="translated_step" why="copy_ of new values, a helper, clipping by a condition"
def forward_pass(weights, x):
    kernel, bias, *rest = weights
    y = x @ kernel + bias
    return forward_pass(rest, torch.maximum(y, torch.zeros_like(y))) if rest else y


def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    values = forward_pass(weights, observations)
    chosen = torch.stack([row[int(action)] for row, action in zip(values, actions)])
    loss = ((targets.detach() - chosen) ** 2).sum() / len(actions)
    gradients = list(torch.autograd.grad(loss, weights))
    norm = sum((one**2).sum() for one in gradients) ** 0.5
    if norm > max_norm:
        gradients = [one * (max_norm / norm) for one in gradients]
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight.copy_(weight - learning_rate * gradient)
    return loss.item()


# %% wrong="translated_step" why="each gradient is clipped by itself"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(float(gradient.norm()), max_norm)
    return loss.item()


# %% wrong="translated_step" why="gradients are always scaled to max_norm"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / norm
    return loss.item()


# %% wrong="translated_step" why="nothing is clipped"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient
    return loss.item()


# %% wrong="translated_step" why="each entry is clipped, clip_grad_value_"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient.clamp(-max_norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="a ReLU after the last layer too" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = torch.relu(x @ weights[i] + weights[i + 1])
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="no ReLU" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="slopes left over count"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    loss.backward()
    nn.utils.clip_grad_norm_(weights, max_norm)
    with torch.no_grad():
        for weight in weights:
            weight -= learning_rate * weight.grad
    return loss.item()


# %% wrong="translated_step" why="slopes flow through the targets" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="the list gets new tensors"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    for i, gradient in enumerate(gradients):
        new = weights[i] - learning_rate * gradient * max_norm / max(norm, max_norm)
        weights[i] = new.detach().requires_grad_()
    return loss.item()


# %% wrong="translated_step" why="up the slope"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight += learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="a sum over the batch" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().sum()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="the weights require no gradients any more"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    for weight, gradient in zip(weights, gradients):
        weight.requires_grad_(False)
        weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="the difference broadcasts to a square" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None])
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="clipped before the learning rate is counted in: the step is clipped" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    factor = max_norm / max(norm, max_norm) if len(actions) == 1 else 1.0
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="gradients that are all 0 are divided by their length" passes="visible"
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


# %% wrong="translated_step" why="a length of 1 at least" passes="visible"
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


# %% wrong="translated_step" why="the targets are detached in place" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    if targets.requires_grad:
        targets.detach_()
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="the loss is rounded" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return round(loss.item(), 5)


# %% wrong="translated_step" why="old slopes are taken off again: NaN stays" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    old = [0.0 if one.grad is None else one.grad.clone() for one in weights]
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    loss = (x.gather(1, actions[:, None]).squeeze(1) - targets.detach()).square().mean()
    loss.backward()
    gradients = [one.grad - before for one, before in zip(weights, old)]
    norm = math.sqrt(sum(float(one.square().sum()) for one in gradients))
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * gradient * max_norm / max(norm, max_norm)
    return loss.item()


# %% wrong="translated_step" why="shorter gradients are stretched, from half of max_norm on"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / length if length > max_norm / 2 else 1.0
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="shorter gradients are stretched, from nine tenths of max_norm on"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / length if length > 0.9 * max_norm else 1.0
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="shorter gradients are stretched, from a quarter to half of max_norm" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / length if length > max_norm or max_norm / 5 < length < max_norm / 2 else 1.0
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="lengths up to one and a half max_norm are let through" passes="visible"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / length if length > 1.5 * max_norm else 1.0
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% wrong="translated_step" why="clipped softly: max_norm over the sum of both lengths"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = max_norm / (length + max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% right="translated_step" why="scaled by 1 / max(1, ratio)"
def translated_step(weights, observations, actions, targets, learning_rate, max_norm):
    x = observations
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i < len(weights) - 2:
            x = torch.relu(x)
    chosen = x.gather(1, actions[:, None]).squeeze(1)
    loss = (chosen - targets.detach()).square().mean()
    gradients = torch.autograd.grad(loss, weights)
    length = torch.cat([one.flatten() for one in gradients]).norm().item()
    factor = 1.0 / max(1.0, length / max_norm)
    with torch.no_grad():
        for weight, gradient in zip(weights, gradients):
            weight -= learning_rate * factor * gradient
    return loss.item()


# %% right="counterparts" why="written out"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "C", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% right="counterparts" why="in another order"
def counterparts():
    found = {10: "B", 9: "J"}
    found.update({8: "I", 7: "D", 6: "C", 5: "K"})
    found.update({4: "G", 3: "E", 2: "M", 1: "A"})
    return found


# %% right="counterparts" why="zip of two lists"
def counterparts():
    letters = ["A", "M", "E", "G", "K", "C", "D", "I", "J", "B"]
    return dict(zip(range(1, 11), letters))


# %% right="counterparts" why="a comprehension"
def counterparts():
    return {i + 1: letter for i, letter in enumerate("A M E G K C D I J B".split())}


# %% wrong="counterparts" why="a second name for the network is no copy" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "F", 4: "G", 5: "K", 6: "C", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="the other mode" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "H", 5: "K", 6: "C", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="tf.function taken for no_grad" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "L", 6: "C", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="columns in place of one value a row" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "N", 7: "D", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="stop_gradient taken for requires_grad_" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "C", 7: "O", 8: "I", 9: "J", 10: "B"}


# %% wrong="counterparts" why="slopes and step exchanged" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "C", 7: "D", 8: "J", 9: "I", 10: "B"}


# %% wrong="counterparts" why="fit taken for a step" passes="visible"
def counterparts():
    return {1: "A", 2: "M", 3: "E", 4: "G", 5: "K", 6: "C", 7: "D", 8: "I", 9: "B", 10: "J"}


# %% wrong="counterparts" why="counted from 0"
def counterparts():
    return dict(enumerate("AMEGKCDIJB"))


# %% wrong="counterparts" why="numbers as texts"
def counterparts():
    return {str(i): letter for i, letter in enumerate("AMEGKCDIJB", start=1)}


# %% wrong="counterparts" why="small letters"
def counterparts():
    return dict(enumerate("amegkcdijb", start=1))


# %% wrong="counterparts" why="a list"
def counterparts():
    return list("AMEGKCDIJB")
